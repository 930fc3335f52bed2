"""NumPy dtype layouts as plain C structs, and arrays on HPy whose object references the collector can see.

``Layout`` mirrors a dtype; ``HPyArray`` is an array on HPy handles; ``ObjectBuffer`` is temporary object memory. ``Layout``
needs NumPy. ``HPyArray`` and ``ObjectBuffer`` need HPy: CPython 3.11 or 3.12, or PyPy 7.3.19 (there without NumPy).
"""

from pathlib import Path

from ._platform import IS_PYPY, refuse_subinterpreters

refuse_subinterpreters()

__version__ = "0.1.0"

__all__ = ["HPyArray", "Layout", "ObjectBuffer", "get_include", "get_library_dir", "layout"]

if IS_PYPY:
    from ._descr_layout import Layout, layout
else:
    from ._native import Layout

    layout = Layout.from_dtype


def get_include() -> str:
    """The folder of the C headers, for ``#include "numpy_hpy/layout.h"``."""
    return str(Path(__file__).parent / "include")


def get_library_dir() -> str:
    """The folder of ``libnumpy_hpy.a`` and ``pkgconfig/numpy-hpy.pc``."""
    return str(Path(__file__).parent / "lib")


def __getattr__(name: str):
    # What needs HPy is loaded on first use, so that layouts work where HPy does not.
    if name in ("HPyArray", "ObjectBuffer"):
        from . import _array

        value = getattr(_array, name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
