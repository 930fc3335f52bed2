"""What this interpreter can serve, and why not."""

import sys

IS_PYPY = sys.implementation.name == "pypy"


def refuse_subinterpreters() -> None:
    """Raise ImportError in a subinterpreter: HPy and the native module keep one state a process."""
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            module = __import__(name)
        except ImportError:
            continue
        current, main = module.get_current(), module.get_main()
        # Python 3.13 gives (id, whence), earlier versions an id.
        if isinstance(current, tuple):
            current, main = current[0], main[0]
        if int(current) != int(main):
            raise ImportError("numpy_hpy cannot be used in a subinterpreter: HPy 0.9 keeps one context a process")
        return


def _missing() -> str | None:
    """Why HPy 0.9 cannot serve its types here, or None."""
    if IS_PYPY:
        return None
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        return "numpy_hpy.HPyArray needs the GIL: HPy 0.9 does not support free-threaded Python"
    if sys.version_info >= (3, 13):
        return (
            "numpy_hpy.HPyArray needs CPython 3.11 or 3.12, or PyPy 7.3.19: HPy 0.9.0 marks its types with a type flag that "
            "CPython 3.13 took for Py_TPFLAGS_INLINE_VALUES, so instances of them crash there. "
            "numpy_hpy.Layout works on this Python."
        )
    return None


HAS_HPY = _missing() is None
# Its C module refuses a Python that is built without the GIL.
HAS_NDARRAY = not IS_PYPY and "t" not in sys.abiflags


def refuse_without_hpy() -> None:
    """Raise ImportError where HPy 0.9 cannot serve its types, with the reason."""
    if (reason := _missing()) is not None:
        raise ImportError(reason)
