"""Loads the universal HPy library that lies beside this file."""

import os
from importlib.machinery import ModuleSpec
from pathlib import Path

from ._platform import IS_PYPY, refuse_without_hpy

LIBRARY = Path(__file__).parent / "_hpyarray.hpy0.so"


def load(path: os.PathLike = LIBRARY):
    """The module ``_hpyarray``. On CPython the environment variable HPY chooses debug or trace mode, as for any HPy module."""
    refuse_without_hpy()
    name = f"{__package__}._hpyarray"
    spec = ModuleSpec(name, None, origin=str(path))
    if not os.path.exists(path):
        raise ImportError(f"numpy_hpy was built without its HPy library: {os.path.basename(path)} is missing", name=name)
    if IS_PYPY:
        import _hpy_universal

        return _hpy_universal.load(name, str(path), spec, 0)
    try:
        from hpy.universal import _load_bootstrap
    except ImportError as error:
        raise ImportError("numpy_hpy.HPyArray needs HPy: pip install hpy==0.9.0", name="hpy") from error
    return _load_bootstrap("_hpyarray", name, __package__, str(path), None, spec, os.environ)
