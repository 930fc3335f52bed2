"""What the tests of numpy_hpy.ndarray share; ``pytest_plugins = ["bridge_helpers"]`` has their fixtures."""

import gc
import sys
import weakref
from collections import Counter

import numpy as np
import pytest
from hpy_helpers import leaves

import numpy_hpy

PACKED = np.dtype("u1,O")
STRUCTURE = np.dtype([("n", "i4"), ("o", "O"), ("p", [("q", "O", (2,)), ("x", "f8")])])
DTYPES = {"O": np.dtype(object), "unaligned": PACKED, "structure": STRUCTURE}
three_dtypes = pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)


class Box:
    """An object that refers to others; the collector sees it."""

    def __init__(self, *things):
        self.things = things


class Finalized(Box):
    """Calls a function with its things when it dies."""

    def __init__(self, function, *things):
        super().__init__(*things)
        self.function = function

    def __del__(self):
        self.function(*self.things)


def put(array, value):
    """Puts a value into every object slot of an ndarray."""
    for leaf in leaves(array):
        if leaf.dtype == object:
            for index in np.ndindex(leaf.shape):
                leaf[index] = value
    return array


def put_first(array, value):
    """Puts a value into the first object slot of an ndarray."""
    for leaf in leaves(array):
        if leaf.dtype == object and leaf.size:
            leaf[(0,) * leaf.ndim] = value
            return array
    raise AssertionError("there is no slot")


def slots(array):
    """What the object slots of an ndarray refer to, by identity."""
    objects = Counter()
    for leaf in leaves(array):
        if leaf.dtype == object:
            objects.update(id(leaf[index]) for index in np.ndindex(leaf.shape))
    return objects


def referents(array):
    """What the collector sees that an array refers to, but for its type, by identity."""
    return Counter(id(thing) for thing in gc.get_referents(array) if thing is not type(array))


class Gone:
    """Counts the calls of weak references to arrays."""

    def __init__(self):
        self.calls = 0
        self.references = []

    def watch(self, array):
        self.references.append(weakref.ref(array, self.call))
        return array

    def call(self, reference):
        assert reference() is None
        self.calls += 1


def _resize_loses_references():
    thing = object()
    array = np.array([thing] * 5)
    array.resize(2, refcheck=False)
    before = sys.getrefcount(thing)
    del array
    return before - sys.getrefcount(thing) == 2 and sys.getrefcount(thing) > 2


# In older versions, what an ndarray is shortened by stays alive for ever.
RESIZE_LOSES_REFERENCES = _resize_loses_references()


def numbers():
    """A (2, 3) array of numbers as objects that belongs to nobody else."""
    return numpy_hpy.array([[1, 2, 3], [4, 5, 6]], object)
