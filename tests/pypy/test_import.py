"""The package works from the folder that CPython uses, without NumPy."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import numpy_hpy


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_this_is_the_pypy_that_has_hpy():
    assert sys.implementation.name == "pypy"
    assert sys.pypy_version_info[:3] == (7, 3, 19)


def test_numpy_is_not_importable():
    assert importlib.util.find_spec("numpy") is None
    with pytest.raises(ImportError):
        import numpy  # noqa: F401


def test_the_folder_is_the_one_that_cpython_uses():
    folder = Path(numpy_hpy.__file__).parent
    assert (folder / "_hpyarray.hpy0.so").exists()
    assert list(folder.glob("_native.cpython-*.so"))


def test_a_fresh_interpreter_imports_neither_numpy_nor_the_native_module():
    code = """
import sys, numpy_hpy
numpy_hpy.HPyArray(3, "O"), numpy_hpy.Layout, numpy_hpy.ObjectBuffer
print(sorted(name for name in sys.modules if name.startswith("numpy") and "numpy_hpy" not in name))
print("numpy_hpy._native" in sys.modules, "hpy" in sys.modules)
"""
    assert run(code).splitlines() == ["[]", "False False"]


@pytest.mark.parametrize("first", ["layout('O')", "HPyArray(1, 'O')", "ObjectBuffer('O', 1)", "Layout.from_spec('O')"])
def test_anything_may_be_used_first(first):
    assert run(f"import numpy_hpy; numpy_hpy.{first}; print('done')") == "done"


def test_public_names():
    for name in numpy_hpy.__all__:
        assert getattr(numpy_hpy, name) is not None
    assert set(numpy_hpy.__all__) <= set(dir(numpy_hpy))
    with pytest.raises(AttributeError):
        _ = numpy_hpy.no_such_name
    assert numpy_hpy.get_include().startswith(str(Path(numpy_hpy.__file__).parent))


def test_an_unloadable_library_is_an_import_error():
    code = """
import os
os.environ["NUMPY_HPY_LIBRARY"] = "/nonexistent/_hpyarray.hpy0.so"
import numpy_hpy
try:
    numpy_hpy.HPyArray
except ImportError as error:
    print(error)
"""
    assert "_hpyarray.hpy0.so is missing" in run(code)
