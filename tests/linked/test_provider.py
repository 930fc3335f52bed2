"""NumPy's own tables of the C API on handles: an extension for HPy's universal ABI finds them, and needs no numpy_hpy."""

import ctypes
import importlib.util
import os
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest
from numpy._core import _multiarray_umath
from shapes import DTYPES, slots

universal = pytest.importorskip("hpy.universal")

from hpy.devel import HPyDevel  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
TABLES = ["_HPY_ARRAY_API", "_HPY_UFUNC_API"]


class Header(ctypes.Structure):
    _fields_ = [
        ("abi_version", ctypes.c_uint32),
        ("feature_version", ctypes.c_uint32),
        ("byte_order", ctypes.c_uint32),
        ("numpy_feature_version", ctypes.c_uint32),
        ("size", ctypes.c_size_t),
        ("provider", ctypes.c_char_p),
    ]


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_say_whose_they_are(name):
    get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
    get_pointer.restype, get_pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    header = Header.from_address(get_pointer(getattr(_multiarray_umath, name), name.encode()))
    assert header.provider == b"numpy"
    assert header.numpy_feature_version == 0x15


def compiled(folder, source):
    devel = HPyDevel()
    target = folder / f"{source.stem}.hpy0.so"
    headers = [f"-I{ROOT / 'capi' / 'include'}", "-isystem", devel.include_dir]
    runtime = devel.get_static_libs("universal") or devel.get_extra_sources()
    options = ["-std=c11", "-shared", "-fPIC", "-DHPY", "-DHPY_ABI_UNIVERSAL", "-Wl,-z,defs"]
    command = ["cc", *options, *headers, source, *runtime, "-o", target]
    subprocess.run([str(word) for word in command], check=True)
    return target


def load(path, mode):
    name = path.name.partition(".")[0]
    return universal.load(name, str(path), ModuleSpec(name, None, origin=str(path)), mode=mode)


@pytest.fixture(scope="module", params=[universal.MODE_UNIVERSAL, universal.MODE_DEBUG], ids=["universal", "debug"])
def view(request, tmp_path_factory):
    return load(compiled(tmp_path_factory.mktemp("view"), ROOT / "tests/linked/view.c"), request.param)


def test_numpy_hpy_is_not_needed(view):
    assert importlib.util.find_spec("numpy_hpy") is None
    assert view.empty(3).tolist() == [None] * 3


@pytest.mark.parametrize("name", DTYPES)
def test_a_view_of_an_array_knows_its_references(view, name):
    array = np.zeros((2, 3), DTYPES[name])
    expected = (6, array.itemsize, 6 * len(slots(array.dtype)))
    assert view.slots(array) == expected
    assert view.slots(array.T) == expected
    assert view.slots(np.zeros((0,), DTYPES[name]))[2] == 0


def test_a_view_of_any_array_has_a_layout(view):
    assert view.slots(np.zeros(3)) == (3, 8, 0)
    assert view.slots(np.zeros((), "i4,>u2")) == (1, 6, 0)
    assert view.slots(np.zeros(2, "S5")) == (2, 5, 0)
    # Of what StringDType's items hold the layout says that it knows nothing.
    assert view.slots(np.array(["a"], np.dtypes.StringDType())) == (1, 16, -1)


def test_it_comes_before_numpy_hpy(tmp_path):
    """A numpy_hpy that is there is not even imported."""
    extension = compiled(tmp_path, ROOT / "examples/sum_of_squares/sum_of_squares.c")
    package = tmp_path / "numpy_hpy"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('imported')\n")
    (tmp_path / "sum_of_squares.py").write_text((ROOT / "examples/sum_of_squares/sum_of_squares.py").read_text())
    assert extension.parent == tmp_path
    code = "import sum_of_squares, numpy; print(sum_of_squares.sum_of_squares(numpy.arange(4)))"
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert result.stdout == "14.0\n", result.stderr
