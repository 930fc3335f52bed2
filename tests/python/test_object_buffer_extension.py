"""The C API of numpy_hpy/object_buffer.h, used by an extension of its own."""

import gc
import os
import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

import numpy_hpy

hpy_devel = pytest.importorskip("hpy.devel", reason="HPy is for CPython 3.11 and 3.12")

HERE = Path(__file__).parent
HELPERS = ("argparse.c", "buildvalue.c", "format.c", "helpers.c")


def build(folder: Path) -> Path:
    """Compile the extension for the universal ABI against the installed headers and the static library."""
    devel = hpy_devel.HPyDevel()
    include = Path(devel.include_dir)
    library = folder / "sorting.hpy0.so"
    static = subprocess.run(
        ["pkg-config", "--libs", "numpy-hpy"],
        env={**os.environ, "PKG_CONFIG_PATH": f"{numpy_hpy.get_library_dir()}/pkgconfig"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    command = [
        shutil.which("gcc") or "cc",
        "-std=c11",
        "-shared",
        "-fPIC",
        "-Wall",
        "-Wextra",
        "-Werror",
        "-Wno-missing-field-initializers",
    ]
    command += ["-DHPY", "-DHPY_ABI_UNIVERSAL", f"-I{include / 'hpy' / 'forbid_python_h'}", "-isystem", str(include)]
    command += [f"-I{numpy_hpy.get_include()}", f"-I{Path(numpy_hpy.get_sources()[0]).parent}"]
    command += [
        str(HERE / "object_buffer_extension" / "sorting.c"),
        *numpy_hpy.get_sources(),
    ]
    command += [str(Path(devel.src_dir) / name) for name in HELPERS]
    subprocess.run([*command, *static, "-o", str(library)], check=True)
    return library


@pytest.fixture(scope="module")
def sorting(tmp_path_factory):
    from hpy.universal import load

    library = build(tmp_path_factory.mktemp("extension"))
    # Debug mode: a handle that is used wrongly ends the test.
    return load("sorting", str(library), ModuleSpec("sorting", None, origin=str(library)), True)


def test_objects_survive_a_collection_in_temporary_memory(sorting):
    from hpy.debug import LeakDetector

    objects = [[i] for i in range(1001)]
    with LeakDetector():
        assert sorting.reversed_through_buffer(objects, gc.collect) == objects[::-1]


def test_references_are_given_back(sorting):
    witness = object()
    before = sys.getrefcount(witness)
    assert len(sorting.reversed_through_buffer([witness] * 100, gc.collect)) == 100
    assert sys.getrefcount(witness) == before


def test_an_exception_on_the_way_releases_every_slot(sorting):
    witness = object()
    before = sys.getrefcount(witness)

    def fail():
        raise KeyError("stop")

    for _ in range(10):
        with pytest.raises(KeyError, match="stop"):
            sorting.reversed_through_buffer([witness] * 7, fail)
    assert sys.getrefcount(witness) == before


def test_a_released_buffer_raises_everywhere(sorting):
    assert sorting.use_after_release() == 5


def test_a_negative_count_is_a_value_error(sorting):
    with pytest.raises(ValueError, match="negative"):
        sorting.negative_count()


def test_the_universal_extension_needs_no_python_symbol(sorting, tmp_path):
    undefined = subprocess.run(
        ["nm", "-D", "--undefined-only", str(build(tmp_path))], capture_output=True, text=True, check=True
    )
    assert not [line for line in undefined.stdout.splitlines() if line.split()[-1].startswith(("Py", "_Py"))]
