"""What the tests of HPyArray share. Also a pytest plugin (``-p hpy_helpers``): in debug mode no test may leave a handle open."""

import gc
import os
import sys
import weakref

import numpy as np
import pytest
from dtypes import TRAPS
from hypothesis import settings

import numpy_hpy
from numpy_hpy import Layout

# What needs no HPy is tested without it too.
HPyArray = numpy_hpy.HPyArray if "HPyArray" in numpy_hpy.__all__ else None

# Set by test_hpy_modes.py, whose runs leave out what takes long.
SUBSET = "NUMPY_HPY_TEST_SUBSET" in os.environ
slow = pytest.mark.skipif(SUBSET, reason="takes long, and the mode makes no difference")


def repeatable(examples):
    """Settings for hypothesis: always the same examples, as many as there is time for."""
    return settings(max_examples=examples // 10 if SUBSET else examples, derandomize=True, database=None, deadline=None)


def _is_handy(dtype):
    """Small enough to be filled item by item, supported, and of some size: NumPy makes S1 of S0, and V0 of ``('O', (0,))``."""
    layout = Layout.from_dtype(dtype)
    if layout.flags.opaque or layout.depth > 10 or layout.itemsize > 2000 or len(layout.shape) > 8:
        return False
    return dtype.itemsize > 0 or (dtype.kind not in "SU" and dtype.subdtype is None)


DTYPES = {name: dtype for name, dtype in TRAPS.items() if _is_handy(dtype) and "ghost" not in name}
DTYPES |= {spec: np.dtype(spec) for spec in ["?", "i1", ">u2", "f2", "F", "S7", "U5", ">U5", "V7", "M8[3D]", ">m8[us]"]}
if SUBSET:
    DTYPES = dict(list(DTYPES.items())[::3])
OBJECT_DTYPES = {name: dtype for name, dtype in DTYPES.items() if Layout.from_dtype(dtype).flags.has_slots}
PLAIN_DTYPES = {name: dtype for name, dtype in DTYPES.items() if name not in OBJECT_DTYPES}
SHAPES = [(), (1,), (5,), (0,), (2, 3), (3, 0, 2), (2, 1, 3)]

all_dtypes = pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)
object_dtypes = pytest.mark.parametrize("dtype", OBJECT_DTYPES.values(), ids=OBJECT_DTYPES)
plain_dtypes = pytest.mark.parametrize("dtype", PLAIN_DTYPES.values(), ids=PLAIN_DTYPES)


class Token:
    """An object that is equal to itself alone, and shows it."""

    made = 0

    def __init__(self):
        Token.made += 1
        self.number = Token.made

    def __repr__(self):
        return f"<token {self.number}>"


class Census:
    """Makes objects, and counts those that are alive."""

    def __init__(self):
        self.alive = 0

    def __call__(self):
        token = Token()
        self.alive += 1
        weakref.finalize(token, self._bury).atexit = False
        return token

    def _bury(self):
        self.alive -= 1


def leaves(array):
    """Views of an ndarray, or of an HPyArray, that reach every field without fields of its own."""
    pending = [array]
    while pending:
        array = pending.pop()
        names = array.dtype.names
        if names is None or array.dtype.kind != "V":
            yield array
        else:
            pending += [array[name] for name in reversed(names)]


def fill(array, make=Token):
    """Puts another value into every place of an ndarray; objects come from ``make``."""
    number = 0
    for leaf in leaves(array):
        for index in np.ndindex(leaf.shape):
            number += 1
            leaf[index] = make() if leaf.dtype.kind == "O" else value_of(leaf.dtype, number)
    return array


def value_of(dtype, number):
    """A value that survives being stored in ``dtype``."""
    if dtype.kind in "SU":
        return str(number)[: dtype.itemsize]
    if dtype.kind == "V":
        return np.void(bytes([number % 255 + 1]) * dtype.itemsize)
    return number % 2 if dtype.kind == "b" else number % 100


def pair(shape, dtype, order="C"):
    """An HPyArray and an ndarray of the same elements, the objects being the same ones."""
    ndarray = fill(np.zeros(shape, dtype, order))
    array = HPyArray(shape, dtype, order)
    for ours, theirs in zip(leaves(array), leaves(ndarray), strict=True):
        ours[...] = theirs
    return array, ndarray


def assert_same_dtype(ours, theirs):
    """Equal, titles, metadata, alignment and scalar type included."""
    assert ours == theirs
    assert (ours.alignment, ours.metadata, ours.type) == (theirs.alignment, theirs.metadata, theirs.type)
    assert ours.fields == theirs.fields


def assert_same_elements(ours, theirs):
    """What ``tolist`` gives looks the same; a Token looks like no other one."""
    assert ours.shape == theirs.shape
    assert repr(ours.tolist()) == repr(theirs.tolist())


def assert_same_array(ours, theirs):
    assert type(ours) is HPyArray
    assert type(theirs) is np.ndarray
    assert_same_dtype(ours.dtype, theirs.dtype)
    assert_same_elements(ours, theirs)
    assert (ours.ndim, ours.size, ours.itemsize, ours.nbytes) == (
        theirs.ndim,
        theirs.size,
        theirs.itemsize,
        theirs.nbytes,
    )
    assert (ours.flags.aligned, ours.flags.writeable) == (theirs.flags.aligned, theirs.flags.writeable)
    if theirs.nbytes:
        # Where there are no bytes, NumPy's strides and contiguity follow no rule.
        assert ours.strides == theirs.strides
        assert ours.flags.c_contiguous == theirs.flags.c_contiguous
        assert ours.flags.f_contiguous == theirs.flags.f_contiguous


def assert_same_result(ours, theirs):
    """Of indexing: a view, an object, or a scalar."""
    if isinstance(theirs, np.ndarray) and type(ours) is HPyArray:
        assert_same_array(ours, theirs)
    elif isinstance(theirs, np.generic):
        assert type(ours) is type(theirs)
        assert_same_dtype(ours.dtype, theirs.dtype)
        assert repr(ours) == repr(theirs)
    else:
        assert ours is theirs


def outcome(function, *args):
    """What a call gives, or the exception that it raises."""
    try:
        return function(*args)
    except Exception as error:
        return error


def assert_same_outcome(ours, theirs):
    if isinstance(theirs, Exception):
        assert type(ours) is type(theirs), (ours, theirs)
        assert str(ours)
    else:
        if isinstance(ours, Exception):
            raise ours
        assert_same_result(ours, theirs)


def assert_same_assignment(assign, ours, theirs):
    """``assign(array)`` does to ours what it does to theirs; only that a failure leaves objects and records as they were."""
    before = repr(ours.tolist())
    mine, numpys = outcome(assign, ours), outcome(assign, theirs)
    assert_same_outcome(mine, numpys)
    if isinstance(mine, Exception) and theirs.dtype.hasobject:
        assert repr(ours.tolist()) == before
    else:
        assert_same_elements(ours, theirs)


class References:
    """``with References(thing, more=2):`` inside, exactly that many references to ``thing`` are added."""

    def __init__(self, thing, more):
        self.thing = thing
        self.more = more

    def __enter__(self):
        self.before = sys.getrefcount(self.thing)

    def __exit__(self, kind, error, traceback):
        # Counted before the assertion: pytest keeps what an assertion looks at.
        more = sys.getrefcount(self.thing) - self.before
        if error is None:
            assert more == self.more


def collect():
    """Collects until nothing more is found. What can be found and not freed is found again at every pass: not for ever."""
    for _ in range(1000):
        if not gc.collect():
            return


# --- the plugin ----------------------------------------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if os.environ.get("HPY") != "debug":
        return (yield)
    from hpy.debug import LeakDetector

    with LeakDetector():
        return (yield)
