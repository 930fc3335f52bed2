"""Threads, greenlets, subinterpreters, and Pythons without the GIL."""

import gc
import random
import subprocess
import sys
import sysconfig
import threading
from pathlib import Path

import numpy as np
import pytest
from hpy_helpers import collect
from ndarray_helpers import Box, Finalized, put

import numpy_hpy

pytest_plugins = ["bridge_helpers"]

SOURCES = Path(__file__).resolve().parents[2] / "numpy_shims" / "ndarray" / "src"


def in_threads(work, count=4):
    errors = []

    def guarded(seed):
        try:
            work(random.Random(seed))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(seed,)) for seed in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


@pytest.fixture
def quick_switches():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("quick_switches")
def test_threads(census):
    """Each works on arrays of its own and on some that all share, while any of them collects. Stores into one slot take turns:
    without a lock NumPy's own arrays do not survive finalizers that are switched away."""
    lock = threading.Lock()
    shared = [put(numpy_hpy.zeros(20, dtype), None) for dtype in ("O", "i4,O")]

    def work(generator):
        for _ in range(300):
            array = put(numpy_hpy.zeros((2, 2), generator.choice(["O", "u1,O"])), census())
            result = array[[1, 0]]
            array = result if generator.random() < 0.5 else array.copy()
            put(array[:1], [array, result, census()])
            place = generator.randrange(20)
            with lock:
                shared[0][place] = [array[1:], census()]
                shared[1]["f1"][place] = shared[0][generator.randrange(20)]
            if generator.random() < 0.1:
                gc.collect(generator.randrange(3))

    in_threads(work)
    for array in shared:
        put(array, None)
    del array
    collect()
    assert census.alive == 0


@pytest.mark.usefixtures("quick_switches")
def test_deep_structures_in_threads(census):
    """Each thread puts its own deallocations off, and is switched away in the middle of them."""

    def work(generator):
        for _ in range(5):
            array = numpy_hpy.empty(1, object)
            array[0] = census()
            for number in range(2000):
                outer = numpy_hpy.empty(2, object)
                outer[0] = array if number % 3 else [array]
                outer[1] = Finalized(generator.random) if number % 100 == 0 else None
                array = outer

    in_threads(work)
    assert census.alive == 0


def test_an_array_dies_in_another_thread(census):
    for make in (lambda: numpy_hpy.zeros(3, object), lambda: numpy_hpy.zeros(3, object)[[0, 1]]):
        held = [put(make(), census())]
        thread = threading.Thread(target=held.clear)
        thread.start()
        thread.join()
        assert census.alive == 0


def test_greenlets(census):
    """One is switched away inside a finalizer, in the middle of a deallocation. The others' deallocations go on."""
    greenlet = pytest.importorskip("greenlet")
    main = greenlet.getcurrent()

    def deep(depth, innermost):
        array = put(numpy_hpy.empty(1, object), innermost)
        for _ in range(depth):
            array = put(numpy_hpy.empty(1, object), array)
        return array

    def work():
        array = deep(100, Finalized(lambda witness: main.switch("in the finalizer"), census()))
        array = None  # noqa: F841
        return "done"

    suspended = [greenlet.greenlet(work) for _ in range(3)]
    assert [one.switch() for one in suspended] == ["in the finalizer"] * 3
    array = deep(1000, Box(census()))
    before = census.alive
    del array
    assert census.alive == before - 1
    assert [one.switch() for one in suspended] == ["done"] * 3
    assert census.alive == 0


@pytest.mark.skipif(sys.version_info[:2] > (3, 12), reason="the module's name differs from version to version")
def test_subinterpreters_are_refused(run_python):
    code = """
import _xxsubinterpreters as interpreters
import numpy_hpy
numpy_hpy.empty(1, object)
other = interpreters.create()
try:
    interpreters.run_string(other, "import numpy_hpy")
except interpreters.RunFailedError as error:
    print(error)
interpreters.destroy(other)
print(numpy_hpy.empty(1, object))
"""
    output = run_python(code)
    assert "cannot be used in a subinterpreter" in output
    assert output.endswith("[None]\n")


def test_a_python_without_the_gil_is_refused(tmp_path, compiler):
    """The sources are compiled as they would be there; the refusal comes before anything else."""
    include = [f"-isystem{sysconfig.get_path('include')}", f"-isystem{np.get_include()}"]
    headers = f"-I{Path(numpy_hpy.__file__).parent / 'include'}"
    (tmp_path / "init.c").write_text(
        "void *npy_hpy_make_ndarray_module(void);\nvoid *PyInit_refused(void) { return npy_hpy_make_ndarray_module(); }\n"
    )
    library = tmp_path / f"refused{sysconfig.get_config_var('EXT_SUFFIX')}"
    sources = [*map(str, SOURCES.glob("*.c")), str(tmp_path / "init.c")]
    flags = ["-shared", "-fPIC", "-O1", "-std=c11", "-DPy_GIL_DISABLED=1", *include, headers]
    archive = str(Path(numpy_hpy.get_library_dir()) / "libnumpy_hpy.a")
    compiled = subprocess.run(["cc", *flags, *sources, archive, "-o", str(library)], capture_output=True, text=True)
    assert compiled.returncode == 0, compiled.stderr
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import refused"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if sys.version_info >= (3, 13) and "undefined symbol" in result.stderr:
        pytest.skip("these headers want the rest of such a Python")
    assert "ImportError: numpy_hpy.ndarray needs the GIL" in result.stderr
