"""NumPy dtype layouts as plain C structs, and arrays whose object references the collector can see.

``Layout`` mirrors a dtype. ``ndarray``, which ``array``, ``empty`` and NumPy's other constructors make here of dtypes with
objects, is NumPy's for the rest. ``HPyArray`` is an array on HPy handles; ``ObjectBuffer`` is temporary object memory.
``Layout`` and ``ndarray`` need NumPy. ``HPyArray`` and ``ObjectBuffer`` need HPy: CPython 3.11 or 3.12, or PyPy 7.3.19 (there
without NumPy).
"""

from pathlib import Path

from ._platform import HAS_HPY, HAS_NDARRAY, IS_PYPY, refuse_subinterpreters

refuse_subinterpreters()

__version__ = "0.1.0"

__all__ = ["Layout", "get_include", "get_library_dir", "get_sources", "layout"]
if HAS_HPY:
    # Elsewhere they raise an ImportError that says why: `import *` and `help` are to work without them.
    __all__ += ["HPyArray", "ObjectBuffer"]
    if not IS_PYPY:
        __all__ += ["from_numpy", "to_numpy"]

# NumPy's arrays need no HPy.
_NDARRAY = (
    *("arange", "array", "asanyarray", "asarray", "ascontiguousarray", "asfortranarray", "copy", "empty", "empty_like"),
    *("eye", "fromfunction", "fromiter", "full", "full_like", "identity", "ndarray", "ones", "ones_like"),
    *("zeros", "zeros_like"),
)
if HAS_NDARRAY:
    __all__ += _NDARRAY


def get_include() -> str:
    """The folder of the C headers, for ``#include "numpy_hpy/layout.h"``."""
    return str(Path(__file__).parent / "include")


def get_library_dir() -> str:
    """The folder of ``libnumpy_hpy.a`` and ``pkgconfig/numpy-hpy.pc``."""
    return str(Path(__file__).parent / "lib")


def get_sources() -> list[str]:
    """The C files that an extension compiles in to use ``numpy_hpy/object_buffer.h``."""
    return [str(Path(__file__).parent / "src" / name) for name in ("object_buffer.c", "slot.c")]


def __getattr__(name: str):
    # Loaded on first use: layouts work where HPy does not, and neither is paid for by `numpy-hpy --version`.
    if name in ("Layout", "layout"):
        if IS_PYPY:
            from ._descr_layout import Layout
        else:
            from ._native import Layout
        globals().update(Layout=Layout, layout=Layout.from_dtype)
    elif name in ("HPyArray", "ObjectBuffer"):
        from ._array import HPyArray, ObjectBuffer

        globals().update(HPyArray=HPyArray, ObjectBuffer=ObjectBuffer)
    elif name in ("from_numpy", "to_numpy"):
        if IS_PYPY:
            raise ImportError(f"numpy_hpy.{name} needs CPython: on PyPy, HPyArray and NumPy cannot share memory")
        from ._bridge import from_numpy, to_numpy

        globals().update(from_numpy=from_numpy, to_numpy=to_numpy)
    elif name in _NDARRAY:
        if IS_PYPY:
            raise ImportError(f"numpy_hpy.{name} needs CPython and NumPy")
        from . import _ndarray_constructors

        globals().update({each: getattr(_ndarray_constructors, each) for each in _NDARRAY})
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals()[name]


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
