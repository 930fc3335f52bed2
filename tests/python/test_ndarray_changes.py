"""What changes an array in place: the collector sees what is in it afterwards, and the values are those of an ndarray."""

import copy
import gc
import operator
import sys
from collections import Counter

import numpy as np
import pytest
from hpy_helpers import References, Token, collect, leaves, outcome
from ndarray_helpers import (
    DTYPES,
    RESIZE_LOSES_REFERENCES,
    Box,
    Finalized,
    numbers,
    put,
    put_first,
    referents,
    slots,
    three_dtypes,
)

import numpy_hpy

pytest_plugins = ["bridge_helpers"]
pytestmark = [
    pytest.mark.usefixtures("fast_collections", "by_hand"),
    # NumPy 2.5 wants views and reshaped arrays instead.
    pytest.mark.filterwarnings("ignore:Setting the:DeprecationWarning"),
]


def assert_visible(array):
    """The collector sees exactly what is in the slots of an array that owns its memory."""
    assert gc.is_tracked(array)
    assert array.flags.owndata
    assert referents(array) == slots(array)


def twins(dtype, shape=(4,)):
    """One of ours and an ndarray, of equal elements."""
    ours, theirs = numpy_hpy.zeros(shape, dtype), np.zeros(shape, dtype)
    for array in (ours, theirs):
        for leaf in leaves(array):
            leaf[...] = np.arange(leaf.size).reshape(leaf.shape)
    return ours, theirs


def assert_same_after(change, dtype, shape=(4,)):
    ours, theirs = twins(dtype, shape)
    mine, numpys = outcome(change, ours), outcome(change, theirs)
    assert (type(mine), str(mine)) == (type(numpys), str(numpys))
    assert (ours.dtype, ours.shape, ours.strides) == (theirs.dtype, theirs.shape, theirs.strides)
    assert repr(ours.tolist()) == repr(theirs.tolist())
    if ours.dtype.hasobject:
        assert_visible(ours)
    return ours


# --- size and shape ------------------------------------------------------------------------------------------------


@three_dtypes
@pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 100, (2, 2), (2, 0), (), (3, 3, 3)], ids=str)
def test_resize(size, dtype):
    assert_same_after(lambda array: array.resize(size, refcheck=False), dtype)
    assert_same_after(lambda array: array.resize(size, refcheck=False), dtype, (2, 3))


@pytest.mark.skipif(RESIZE_LOSES_REFERENCES, reason="this NumPy loses them")
@three_dtypes
def test_resize_gives_back_what_is_cut_off(dtype, census):
    array = numpy_hpy.zeros(5, dtype)
    for index in range(5):
        put(array[index : index + 1], census())
    array.resize(2, refcheck=False)
    assert census.alive == 2
    array.resize(50, refcheck=False)
    put(array[40:41], [array, census()])
    assert_visible(array)
    array.resize(45, refcheck=False)
    assert census.alive == 3
    del array
    collect()
    assert census.alive == 0


def test_resize_is_refused_as_ever():
    for change in (
        lambda array: array.resize(10),
        lambda array: (array[1:], array)[1].resize(-1),
        lambda array: array[1:].resize(10),
        lambda array: array[::2].resize(2, refcheck=False),
    ):
        assert_same_after(change, "O")
    view = numbers() + 1
    with pytest.raises(ValueError, match="does not own its data"):
        view.resize(100, refcheck=False)


@three_dtypes
def test_shape_and_strides(dtype):
    assert_same_after(lambda array: setattr(array, "shape", (2, 2)), dtype)
    assert_same_after(lambda array: setattr(array, "shape", (4, 1, 1)), dtype)
    assert_same_after(lambda array: setattr(array, "shape", 3), dtype)
    array = put(numpy_hpy.zeros(4, dtype), token := Token())
    more = sum(slots(array).values())
    with References(token, 0):
        # The owner's memory is the same, whatever it shows of it.
        array.strides = (0,)
        assert sum(referents(array).values()) == more
    with References(token, -more):
        del array


# --- dtype ---------------------------------------------------------------------------------------------------------

RECORD = np.dtype((np.record, DTYPES["structure"]))


def test_dtype():
    named = np.dtype([("n", "i4"), ("o", "O"), ("p", [("q", "O", (2,)), ("x", "f8")])])
    for dtype, new in (
        ("structure", RECORD),
        ("structure", named),
        ("structure", np.dtype(named, metadata={"a": 1})),
        ("structure", "i4,O"),
        ("O", np.dtype("O", metadata={"a": 1})),
        ("O", "i8"),
        ("O", "V8"),
        ("O", [("o", "O")]),
        ("unaligned", [("f0", "u1"), ("f1", "O")]),
        ("unaligned", "V9"),
    ):
        array = assert_same_after(lambda array, new=new: setattr(array, "dtype", new), DTYPES[dtype])
        assert_visible(array)
        view = outcome(lambda array=array, new=new: array.view(new))
        if not isinstance(view, Exception):
            assert referents(view) == {id(array): 1}
            put_first(view, thing := object())
            assert id(thing) in referents(array)


def test_the_dtype_of_a_view_of_a_plain_array():
    result = numpy_hpy.zeros(4, DTYPES["structure"])[[0, 1, 2]]
    for new in (RECORD, DTYPES["structure"]):
        result.dtype = new
        assert referents(result) == slots(result) + Counter([id(result.base)])


def test_the_dtype_of_numbers(census):
    array = numpy_hpy.zeros(4, object).astype("i8")
    assert type(array) is numpy_hpy.ndarray
    assert not gc.is_tracked(array)
    for new in ("f8", "V8", "i4", [("a", "i4"), ("b", "i4")], "O"):
        assert_same_numbers(array, new)
    with pytest.raises(AttributeError, match="Cannot delete"):
        del array.dtype


def assert_same_numbers(array, new):
    before = array.dtype
    theirs = outcome(setattr, np.zeros(4, "i8").view(before), "dtype", new)
    assert type(outcome(setattr, array, "dtype", new)) is type(theirs)
    assert not gc.is_tracked(array)


def test_names_change_in_place(census):
    for make in (lambda dtype: numpy_hpy.zeros(3, dtype), lambda dtype: numpy_hpy.zeros(4, dtype)[[0, 1, 2]]):
        dtype = np.dtype([("a", "i4"), ("o", "O")])
        array = make(dtype)
        dtype.names = "x", "y"
        array["y"][0] = [array["y"], census()]
        del array
        collect()
        assert census.alive == 0


def test_sorting_by_fields_lends_the_array_another_dtype(census):
    """NumPy sorts with a dtype of reordered fields, and comparisons run code."""

    class Slow:
        def __init__(self, number):
            self.number, self.witness = number, census()

        def __lt__(self, other):
            gc.collect()
            return self.number < other.number

    for sort in (
        lambda array: array.sort(order=["o", "n"]),
        lambda array: array.sort(order="o", kind="stable"),
        lambda array: array.argsort(order="o"),
        lambda array: array.partition(2, order="o"),
        lambda array: np.sort(array, order="o"),
    ):
        array = numpy_hpy.zeros(7, [("n", "i4"), ("o", "O")])
        array["o"] = [Slow(number) for number in (3, 1, 2, 6, 5, 0, 4)]
        sort(array)
        assert_visible(array)
        assert sorted(slow.number for slow in array["o"]) == list(range(7))
        del array
    assert census.alive == 0


# --- __setstate__ --------------------------------------------------------------------------------------------------

STATES = {
    "objects": np.array([1, None, "a"], object),
    "more objects": np.array([[1, None], [[], {}]], object, order="F"),
    "no objects": np.zeros(0, object),
    "structure": np.array([(1, "a"), (2, None)], "i4,O"),
    "0-d": np.array(None, object),
    "numbers": np.arange(5.0),
    "many numbers": np.arange(500.0),
    "swapped": np.arange(5, dtype=">i2"),
    "bytes": np.array([b"a", b""]),
}


@pytest.mark.parametrize("state", [array.__reduce__()[2] for array in STATES.values()], ids=STATES)
def test_setstate(state, census):
    for dtype in (*DTYPES.values(), np.dtype("i4")):
        old = numpy_hpy.zeros(3, dtype).view(numpy_hpy.ndarray)
        for make in (np.copy, operator.itemgetter([0, 1]), operator.itemgetter(slice(1, None))):
            array = make(old, subok=True) if make is np.copy else make(old)
            if dtype.hasobject:
                put(array, census())
            array.__setstate__(state)
            theirs = np.zeros(2, "u1")
            theirs.__setstate__(state)
            assert (array.dtype, array.shape, array.strides) == (theirs.dtype, theirs.shape, theirs.strides)
            assert repr(array.tolist()) == repr(theirs.tolist())
            assert str(array.flags) == str(theirs.flags)
            assert gc.is_tracked(array) == (array.dtype.hasobject)
            if array.dtype.hasobject:
                assert_visible(array)
                if array.size:
                    put_first(array, [array, census()])
        del array, old, theirs, make
        collect()
        assert census.alive == 0


BAD_STATES = {
    "nothing": (),
    "no list": (1, (3,), np.dtype(object), False, b"abc"),
    "too many bytes": (1, (3,), np.dtype("i4"), False, b"abc"),
    "negative": (1, (-3,), np.dtype(object), False, [1]),
    "too large": (1, (2**62, 8), np.dtype(object), False, [1]),
    "another version": (7, (1,), np.dtype(object), False, [1]),
    "no memory": (1, (2**58,), np.dtype(object), False, [1]),
}


@pytest.mark.parametrize("state", BAD_STATES.values(), ids=BAD_STATES)
@three_dtypes
def test_a_bad_state_changes_nothing(state, dtype, census):
    for key in (..., [0, 1]):
        array = numpy_hpy.zeros(3, dtype)[key]
        put(array, [array, witness := census()])
        before = referents(array)
        mine, numpys = outcome(array.__setstate__, state), outcome(np.zeros(0, "u1").__setstate__, state)
        assert (type(mine), str(mine)) == (type(numpys), str(numpys))
        if isinstance(mine, Exception):
            assert referents(array) == before
            assert array.dtype == dtype
        del array, witness, mine, numpys
        collect()
        assert census.alive == 0


def test_a_state_that_refers_to_the_array(census):
    array = put(numpy_hpy.zeros(3, object), census())
    array.__setstate__((1, (2,), np.dtype(object), False, [array, [array[1:], census()]]))
    assert census.alive == 1
    del array
    collect()


# --- stores --------------------------------------------------------------------------------------------------------


def buffered(array):
    with np.nditer(array, ["buffered", "refs_ok"], [["readwrite"]], op_dtypes=[object], casting="unsafe") as iterator:
        for item in iterator:
            item[...] = [item[()]] if array.dtype != object else item[()] + 1


STORES = {
    "an item": lambda array: operator.setitem(array, 1, 7),
    "a slice": lambda array: operator.setitem(array, slice(1, 3), 7),
    "a list": lambda array: operator.setitem(array, slice(1, 3), [7, 8]),
    "everything": lambda array: operator.setitem(array, ..., 7),
    "fancy": lambda array: operator.setitem(array, [3, 0, 3], [7, 8, 9]),
    "a mask": lambda array: operator.setitem(array, [True, False, True, False], 7),
    "itself": lambda array: operator.setitem(array, slice(None), array[::-1]),
    "overlapping": lambda array: operator.setitem(array, slice(1, None), array[:-1]),
    "fill": lambda array: array.fill(7),
    "put": lambda array: array.put([3, 0], [7, 8]),
    "numpy.put": lambda array: np.put(array, [1, 2], 7, mode="clip"),
    "place": lambda array: np.place(array, [True, False, True, False], [7, 8]),
    "putmask": lambda array: np.putmask(array, [True, False, True, False], [7, 8]),
    "copyto": lambda array: np.copyto(array, 7),
    "copyto where": lambda array: np.copyto(array, array[::-1], where=[True, False, True, True]),
    "flat": lambda array: operator.setitem(array.flat, 2, 7),
    "all of flat": lambda array: setattr(array, "flat", [7, 8]),
    "real": lambda array: setattr(array, "real", 7),
    "setfield": lambda array: array.setfield(7, "O"),
    "fill_diagonal": lambda array: np.fill_diagonal(array.reshape(2, 2), 7),
    "put_along_axis": lambda array: np.put_along_axis(array, np.array([1, 3]), 7, 0),
    "+=": lambda array: operator.iadd(array, 1).size,
    "out": lambda array: np.multiply(array, 2, out=array).size,
    "where": lambda array: np.add(array, 1, out=array, where=[True, False, True, True]).size,
    "at": lambda array: np.add.at(array, [1, 1, 2], 5),
    "reduce": lambda array: np.add.reduce(array.reshape(2, 2), axis=0, out=array[1:3]).size,
    "accumulate": lambda array: np.add.accumulate(array, out=array).size,
    "take": lambda array: np.take(array.copy(), [3, 2, 1, 0], out=array).size,
    "choose": lambda array: np.choose([0, 1, 0, 1], [array.copy(), array[::-1].copy()], out=array).size,
    "clip": lambda array: np.clip(array, 1, 2, out=array).size,
    "frompyfunc": lambda array: np.frompyfunc(lambda item: [item], 1, 1)(array, out=array).size,
    "sort": lambda array: array[::-1].sort(),
    "stable": lambda array: array[::-1].sort(kind="stable"),
    "partition": lambda array: array[::-1].partition(2),
    "shuffle": lambda array: np.random.default_rng(3).shuffle(array),
    "byteswap": lambda array: array.byteswap(inplace=True).size,
    "nditer": lambda array: [operator.setitem(item, ..., 7) for item in np.nditer(array, ["refs_ok"], [["readwrite"]])],
    "buffered nditer": buffered,
    "a plain view": lambda array: operator.setitem(np.asarray(array), 2, 7),
}


@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
def test_stores(store):
    assert_same_after(store, "O")


STRUCTURED_STORES = {
    "an item": lambda array: operator.setitem(array, 1, tuple(array[2])),
    "a slice": lambda array: operator.setitem(array, slice(0, 2), array[2:]),
    "a void": lambda array: operator.setitem(array, 1, array[3]),
    "a field": lambda array: operator.setitem(array, array.dtype.names[-1], array[array.dtype.names[-1]][::-1]),
    "a field of an item": lambda array: operator.setitem(array[1], array.dtype.names[1], 7),
    "fields": lambda array: operator.setitem(
        array, list(array.dtype.names[:2]), array[list(array.dtype.names[:2])][::-1]
    ),
    "fill": lambda array: array.fill(tuple(array[2])),
    "zero": lambda array: operator.setitem(array, ..., 0),
    "put": lambda array: array.put([3, 0], array[1:3]),
    "putmask": lambda array: np.putmask(array, [True, False, True, False], array[::-1]),
    "copyto": lambda array: np.copyto(array, array[::-1].copy()),
    "take": lambda array: np.take(array.copy(), [3, 2, 1, 0], out=array).size,
    "sort": lambda array: array[::-1].sort(order=array.dtype.names[0]),
    "shuffle": lambda array: np.random.default_rng(3).shuffle(array),
    "flat": lambda array: operator.setitem(array.flat, 2, array[3]),
    "a cast": lambda array: operator.setitem(array, ..., array.astype(object)),
}


@pytest.mark.parametrize("store", STRUCTURED_STORES.values(), ids=STRUCTURED_STORES)
@pytest.mark.parametrize("dtype", [DTYPES["unaligned"], DTYPES["structure"]], ids=["unaligned", "structure"])
def test_structured_stores(store, dtype):
    assert_same_after(store, dtype)


@pytest.mark.parametrize("store", STORES.values(), ids=STORES)
def test_stores_release_what_was_there(store, census):
    """The old objects are counted as in an ndarray, and what they do when they die finds a whole array."""

    class Item:
        """Arithmetic makes another one; comparisons go by number."""

        def __init__(self, number=0):
            self.number, self.witness = number, census()

        def __add__(self, other):
            return Item(self.number)

        __mul__ = __radd__ = __rmul__ = __add__

        def __lt__(self, other):
            return self.number < getattr(other, "number", other)

        def __gt__(self, other):
            return self.number > getattr(other, "number", other)

        def __del__(self):
            gc.collect()

    def left(make):
        array = make(4, object)
        array[:] = [Item(number) for number in range(4)]
        outcome(store, array)
        gc.collect()
        alive = census.alive
        del array
        assert census.alive == 0
        return alive

    assert left(numpy_hpy.zeros) == left(np.zeros)


@three_dtypes
def test_overlapping_operations_and_copies(dtype):
    token = Token()
    with References(token, 0):
        array = put(numpy_hpy.zeros((50, 2), dtype), token)
        array[1:] = array[:-1]
        array[:, ::-1] = array
        array[np.arange(50)[::-1]] = array
        array[:] = copy.copy(array)
        assert sys.getrefcount(token) - 2 >= sum(slots(array).values())
        assert_visible(array)
        del array


def test_a_finalizer_changes_the_array_that_lets_it_go():
    """Every store releases an old object, whose finalizer stores into the same array."""
    for store in (
        lambda array: operator.setitem(array, 0, None),
        lambda array: array.fill(None),
        lambda array: operator.setitem(array, slice(None), [None] * 3),
        lambda array: np.copyto(array, None),
        lambda array: array.put([0], None),
    ):
        array, log = numpy_hpy.zeros(3, object), []
        array[0] = Finalized(lambda array=array, log=log: (operator.setitem(array, 2, Box()), log.append(gc.collect())))
        store(array)
        assert len(log) == 1
        assert_visible(array)
        array[...] = None
