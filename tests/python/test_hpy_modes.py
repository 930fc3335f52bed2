"""The tests of HPyArray and of the bridge once more: in HPy's debug and trace modes, and with the build for CPython's own ABI.

In debug mode a handle that is used after it was closed ends the process, and one that a test leaves open fails the test.
"""

import os
import re
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from pathlib import Path

import pytest

import numpy_hpy

universal = pytest.importorskip("hpy.universal", reason="HPy is for CPython 3.11 and 3.12")

HERE = Path(__file__).parent
CAPI = HERE.parents[1] / "capi"
FILES = ["container", "lifecycle", "numpy", "errors"]
TESTS = [*(HERE / f"test_hpyarray_{name}.py" for name in FILES), HERE / "test_object_buffer.py"]
BRIDGE = [HERE / f"test_bridge_{name}.py" for name in ("sharing", "adoption", "lifetime")]


def run_tests(*arguments, **environment):
    """The output of pytest on the tests of HPyArray, and how many have passed."""
    command = [
        sys.executable,
        "-X",
        "faulthandler",
        "-m",
        "pytest",
        "-q",
        "-p",
        "hpy_helpers",
        "-p",
        "no:cacheprovider",
    ]
    environment = {
        **os.environ,
        "NUMPY_HPY_TEST_SUBSET": "1",
        "PYTHONPATH": os.pathsep.join([str(HERE), *filter(None, sys.path)]),
        **environment,
    }
    result = subprocess.run(
        [*command, *map(str, arguments)],
        cwd=HERE.parents[1],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=600,
    )
    return result, int((re.search(r"(\d+) passed", result.stdout) or [0, 0])[1])


def assert_all_pass(*arguments, at_least, **environment):
    result, passed = run_tests(*arguments, **environment)
    assert result.returncode == 0, result.stdout[-10_000:]
    assert passed >= at_least


def cpython_abi_build():
    """Where the Makefile, or who builds by hand, puts the build for CPython's own ABI."""
    name = f"_hpyarray{EXTENSION_SUFFIXES[0]}"
    folders = [HERE.parents[1] / "build" / "cpython_abi", Path(numpy_hpy.__file__).parents[1] / "cpython_abi"]
    found = [folder / name for folder in reversed(folders) if (folder / name).exists()]
    if not found:
        pytest.skip("no build for CPython's own ABI: make cpython-abi")
    return found[0]


def test_debug_mode():
    assert_all_pass(*TESTS, *BRIDGE, at_least=600, HPY="debug")


def test_trace_mode():
    # Every call of the API goes through one more wrapper; a part of the tests shows that it does.
    kinds = "indexing or fields or cycles or references or arguments or memoryview"
    assert_all_pass(*TESTS, "-k", kinds, at_least=100, HPY="trace")


def test_the_build_for_cpythons_own_abi():
    assert_all_pass(*TESTS, *BRIDGE, at_least=600, NUMPY_HPY_LIBRARY=str(cpython_abi_build()), HPY="")


def test_the_modes_are_what_they_say(run_python):
    code = (
        "import numpy_hpy; numpy_hpy.HPyArray(1); from hpy.trace import get_call_counts as n; print(sum(n().values()))"
    )
    assert int(run_python(code, HPY="trace")) > 0
    assert int(run_python(code, HPY="")) == 0
    code = "import numpy_hpy._array; print(numpy_hpy._array._hpyarray.__spec__.origin)"
    build = str(cpython_abi_build())
    assert run_python(code, NUMPY_HPY_LIBRARY=build).strip() == build
    code = "import numpy_hpy, numpy; a = numpy_hpy.HPyArray(1, object); a[0] = a; print(numpy.asarray(a)[0] is a)"
    for environment in ({"HPY": "debug"}, {"HPY": "trace"}, {"NUMPY_HPY_LIBRARY": build}):
        assert run_python(code, **environment).strip() == "True"


def test_an_unknown_mode_is_an_error(run_python):
    code = "import numpy_hpy\ntry:\n    numpy_hpy.HPyArray\nexcept Exception as error:\n    print(type(error).__name__, error)"
    assert "invalid HPy mode: nonsense" in run_python(code, HPY="nonsense")


# --- a leak on purpose ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def leaky(compiler):
    """The library of ``leaky/leaky.c``. It calls slot_load(), a function of ours, and forgets the handle."""
    from hpy.devel import HPyDevel

    devel = HPyDevel()
    helpers = [str(path) for path in devel.get_extra_sources()]
    flags = [
        "-DHPY",
        "-DHPY_ABI_UNIVERSAL",
        f"-I{CAPI / 'src'}",
        f"-I{CAPI / 'include'}",
        "-isystem",
        str(devel.include_dir),
    ]
    library = compiler.library("leaky/leaky.c", "leaky.hpy0.so", *flags, str(CAPI / "src" / "slot.c"), *helpers)
    return library


def load(library):
    return universal.load("leaky", str(library), ModuleSpec("leaky", None, origin=str(library)), True)


def test_a_forgotten_handle_is_reported_with_a_stack_trace(leaky):
    import hpy.debug

    module, thing = load(leaky), ["forgotten"]
    with hpy.debug.LeakDetector():
        module.no_leak(thing)
    hpy.debug.set_handle_stack_trace_limit(16)
    try:
        with pytest.raises(hpy.debug.HPyLeakError) as error, hpy.debug.LeakDetector():
            module.leak(thing)
    finally:
        hpy.debug.disable_handle_stack_traces()
    (handle,) = error.value.leaks
    assert handle.obj is thing
    text = str(error.value)
    assert "1 unclosed handle" in text
    assert "forgotten" in text
    if "leaky.hpy0" not in text:
        pytest.skip("HPy was built without stack traces on this platform")
    # The C library's backtrace names what a shared library exports.
    assert "slot_load" in text
    handle._force_close()


def test_the_plugin_fails_a_test_that_leaves_a_handle_open(leaky, tmp_path):
    """Or the run in debug mode would mean nothing."""
    (tmp_path / "test_leak.py").write_text(f"""
from importlib.machinery import ModuleSpec
from hpy.universal import load

leaky = load("leaky", {str(leaky)!r}, ModuleSpec("leaky", None, origin={str(leaky)!r}), True)

def test_leak():
    leaky.leak(["forgotten"])

def test_no_leak():
    leaky.no_leak(["remembered"])
""")
    result, passed = run_tests("--rootdir", tmp_path, tmp_path / "test_leak.py", HPY="debug")
    assert result.returncode == 1
    assert passed == 1
    assert "1 failed" in result.stdout
    assert "unclosed handle" in result.stdout
    result, passed = run_tests("--rootdir", tmp_path, tmp_path / "test_leak.py", HPY="")
    assert result.returncode == 0
    assert passed == 2
