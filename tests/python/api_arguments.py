"""Arguments to call functions with: arrays of every kind that may make a difference (``ARRAYS`` has functions that make
one each), objects whose references can be counted, C files."""

import ctypes
import functools

import numpy as np
import pytest

libc = ctypes.CDLL(None)
libc.tmpfile.restype = ctypes.c_void_p
for name in ("fwrite", "fread", "rewind", "fclose", "ftell"):
    getattr(libc, name).argtypes = {
        "fwrite": [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p],
        "fread": [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p],
    }.get(name, [ctypes.c_void_p])


class CFile:
    """A C file with some bytes, open for reading and writing."""

    def __init__(self, contents=b""):
        self.address = libc.tmpfile()
        libc.fwrite(contents, 1, len(contents), self.address)
        libc.rewind(self.address)

    def __del__(self):
        libc.fclose(self.address)

    def description(self):
        """Where it stands, and what it has."""
        position = libc.ftell(self.address)
        libc.rewind(self.address)
        buffer = ctypes.create_string_buffer(10000)
        length = libc.fread(buffer, 1, len(buffer), self.address)
        return {"position": position, "contents": buffer.raw[:length]}


@functools.total_ordering
class Thing:
    """An object to put into arrays: knows its reference count, can be sorted, added and shown."""

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"Thing({self.value})"

    def __eq__(self, other):
        return isinstance(other, Thing) and self.value == other.value

    def __lt__(self, other):
        return self.value < other.value if isinstance(other, Thing) else NotImplemented

    def __hash__(self):
        return hash(self.value)

    def __add__(self, other):
        return Thing(self.value + getattr(other, "value", other))

    __radd__ = __add__


class Subclass(np.ndarray):
    """Keeps an attribute, as subclasses do."""

    def __array_finalize__(self, obj):
        self.note = getattr(obj, "note", "made")


STRUCTURE = np.dtype([("a", "i2"), (("title of b", "b"), ">f8"), ("c", "S3")], align=True)
RECORD = np.dtype([("n", "u1"), ("o", "O"), ("d", [("x", "f4"), ("y", "O")])])


def fresh(spec):
    """A dtype of its own, also for a builtin type: its references can be counted."""
    return np.dtype(spec, metadata={"made": "for one call"})


def things(*shape):
    array = np.empty(shape, object)
    array.reshape(-1)[:] = [Thing(index * 7 % 5) for index in range(array.size)]
    return array


def numbers(dtype, *shape):
    return (np.arange(np.prod(shape, dtype=int)).reshape(shape) * 7 % 11).astype(dtype)


def structures(*shape):
    array = np.zeros(shape, STRUCTURE)
    array["a"], array["b"] = numbers("i2", *shape), numbers("f8", *shape) / 4
    return array


def records(*shape):
    array = np.zeros(shape, RECORD)
    array["o"], array["d"]["y"] = things(*shape), things(*shape)
    return array


def unaligned(dtype, *shape):
    dtype = np.dtype(dtype)
    memory = np.zeros(int(np.prod(shape)) * dtype.itemsize + 1, np.uint8)
    array = memory[1:].view(dtype).reshape(shape)
    array[...] = numbers(dtype, *shape)
    return array


def read_only(array):
    array.flags.writeable = False
    return array


# By name, functions that make one.
ARRAYS = {
    "int32": lambda: numbers("i4", 2, 3),
    "int8": lambda: numbers("i1", 7),
    "uint64": lambda: numbers("u8", 5),
    "bool": lambda: numbers("i4", 6) % 2 == 0,
    "float16": lambda: numbers("f2", 4),
    "float32": lambda: numbers("f4", 3, 2),
    "float64": lambda: numbers("f8", 2, 3, 2) / 4,
    "long double": lambda: numbers("g", 3) / 3,
    "complex128": lambda: numbers("c16", 2, 2) * 1j,
    "not numbers": lambda: np.array([np.nan, -0.0, np.inf]),
    "object": lambda: things(2, 3),
    "bytes": lambda: numbers("i4", 4).astype("S3"),
    "str": lambda: numbers("i4", 4).astype("U3"),
    "raw": lambda: numbers("u4", 3).view("V4"),
    "structure": lambda: structures(3),
    "structure with objects": lambda: records(2, 2),
    "dates": lambda: numbers("i8", 4).astype("M8[D]"),
    "durations": lambda: numbers("i8", 2, 2).astype("m8[ms]"),
    "variable-width strings": lambda: np.array(
        ["a", "longer than fits into sixteen bytes", ""], np.dtypes.StringDType()
    ),
    "other byte order": lambda: numbers("i4", 2, 3).astype(np.dtype("i4").newbyteorder()),
    "Fortran order": lambda: np.asfortranarray(numbers("f8", 3, 4)),
    "transposed": lambda: numbers("i4", 2, 3, 4).transpose(1, 2, 0),
    "every other": lambda: numbers("f4", 6, 6)[::2, 1::2],
    "backwards": lambda: numbers("i8", 5)[::-1],
    "broadcast": lambda: np.broadcast_to(numbers("i2", 3), (2, 3)),
    "unaligned": lambda: unaligned("f8", 4),
    "read-only": lambda: read_only(numbers("i4", 5)),
    "0-d": lambda: np.array(2.5),
    "0-d object": lambda: things(),
    "empty": lambda: np.zeros(0),
    "empty with a shape": lambda: np.zeros((2, 0, 3), "i2"),
    "one item": lambda: numbers("u2", 1, 1, 1),
    "64 dimensions": lambda: np.ones((1,) * 63 + (2,), "i1"),
    "subclass": lambda: numbers("f8", 2, 2).view(Subclass),
    "matrix": lambda: numbers("i4", 2, 2).view(np.matrix),
    "masked": lambda: np.ma.array([1.0, 2.0], mask=[False, True]),
    "records": lambda: np.rec.array([(1, 2.0), (3, 4.0)], dtype=[("x", "i4"), ("y", "f8")]),
    "over a buffer": lambda: np.frombuffer(bytearray(range(16)), "u2"),
    "over a constant": lambda: np.frombuffer(bytes(range(16)), "u2"),
}

every_array = pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
