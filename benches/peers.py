"""What build.py has built: the core's paths through ctypes, callgrind's counter, and the extensions."""

import ctypes
import sysconfig
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path

import numpy_hpy
from numpy_hpy import _native
from numpy_hpy._bench_arrays import CONTENTS, DTYPES, Kind

BUILT = Path(__file__).resolve().parent.parent / "build" / "benches"
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")

# In the order of the library's: src/cases.rs has the dtypes of DTYPES, src/paths.rs these.
PATHS = ("hand", "macro", "rust", "hand callback", "callback")

library = ctypes.CDLL(str(BUILT / "libnumpy_hpy_benches.so"))
library.benches_block_new.restype = ctypes.c_void_p
library.benches_block_new.argtypes = [ctypes.c_size_t] * 3
library.benches_block_free.argtypes = [ctypes.c_void_p]
library.benches_block_time.restype = ctypes.c_uint64
library.benches_block_time.argtypes = [ctypes.c_void_p, *[ctypes.c_size_t] * 3]
library.benches_block_count.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_char_p]
library.benches_count_end.argtypes = [ctypes.c_char_p]


class Block:
    """Arrays of the layout core, without Python, with objects that stand in for Python's."""

    def __init__(self, dtype, arrays, items):
        self.turns = dict.fromkeys(PATHS, 0)
        self._as_parameter_ = library.benches_block_new(list(DTYPES).index(dtype), arrays, items)

    def __del__(self):
        library.benches_block_free(self)

    def time(self, path, content):
        """The nanoseconds that it takes to release all slots on that path; each time with the loop at another place."""
        self.turns[path] += 1
        return library.benches_block_time(self, PATHS.index(path), CONTENTS.index(content), self.turns[path])

    def count(self, path, content, name):
        """Has callgrind count it."""
        library.benches_block_count(self, PATHS.index(path), CONTENTS.index(content), name.encode())


def count(name, call):
    """Has callgrind count what a call executes."""
    library.benches_count_begin()
    call()
    library.benches_count_end(name.encode())


def load(name, abi=None):
    """The extension `name` for one of HPy's ABIs, or a legacy one."""
    if abi == "universal":
        from hpy import universal

        path = str(BUILT / abi / f"{name}.hpy0.so")
        return universal.load(name, path, ModuleSpec(name, None, origin=path))
    path = str(BUILT / (abi or "") / (name + SUFFIX))
    loader = ExtensionFileLoader(name, path)
    module = module_from_spec(ModuleSpec(name, loader, origin=path))
    loader.exec_module(module)
    return module


def hand_written(abi):
    """The kind of array whose type is written for its dtype; see python/peer.c. It has no ndarray over its memory."""
    peer = load("bench_peer", abi)

    def new(count, dtype, values):
        return peer.new(list(DTYPES.values()).index(dtype), count, values)

    return Kind("hand-written", new, lambda array: None)


# Any dtype's layout for C.
mirror_capsule = _native._LAYOUT_OF


def fields(count):
    """The specification of a structure of so many fields, every other one an object."""
    return [(f"field{i}", ("i4", "O", "f8", "O")[i % 4]) for i in range(count)]


__all__ = [
    "BUILT", "CONTENTS", "DTYPES", "PATHS", "Block", "count", "fields", "hand_written", "load", "mirror_capsule", "numpy_hpy",
]  # fmt: skip
