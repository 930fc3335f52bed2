"""Loads the HPy library: the universal build that lies beside this file, or the one that NUMPY_HPY_LIBRARY names."""

import os
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path

from ._platform import IS_PYPY, refuse_without_hpy

UNIVERSAL_BUILD = Path(__file__).parent / "_hpyarray.hpy0.so"


def load():
    """The module ``_hpyarray``. On CPython the environment variable HPY chooses debug or trace mode, as for any HPy module."""
    refuse_without_hpy()
    path = os.environ.get("NUMPY_HPY_LIBRARY") or str(UNIVERSAL_BUILD)
    file_name = os.path.basename(path)
    if not os.path.exists(path):
        raise ImportError(f"numpy_hpy was built without its HPy library: {file_name} is missing")
    if ".hpy0." not in file_name:
        return _load_cpython_abi(path)
    name = f"{__package__}._hpyarray"
    spec = ModuleSpec(name, None, origin=path)
    if IS_PYPY:
        import _hpy_universal

        return _hpy_universal.load(name, path, spec, 0)
    try:
        from hpy.universal import _load_bootstrap
    except ImportError as error:
        raise ImportError("numpy_hpy.HPyArray needs HPy: pip install hpy==0.9.0", name="hpy") from error
    return _load_bootstrap("_hpyarray", name, __package__, path, None, spec, os.environ)


def _load_cpython_abi(path: str):
    loader = ExtensionFileLoader("_hpyarray", path)
    module = module_from_spec(ModuleSpec("_hpyarray", loader, origin=path))
    loader.exec_module(module)
    return module
