"""NumPy's functions return numpy_hpy.ndarray where they return any subclass, with the values that they give for ndarray."""

import gc

import numpy as np
import pytest
from ndarray_helpers import DTYPES, numbers, put, referents
from ndarray_operations import OPERATIONS, PLAIN_COPIES, PLAIN_VIEWS

import numpy_hpy


class Sub(np.ndarray):
    """The subclass that types are compared with: of the same priority, and nothing else."""

    __array_priority__ = 0.5


def assert_same_but_for_the_type(ours, theirs):
    """``theirs`` is what a Sub gave."""
    names = {numpy_hpy.ndarray: Sub}
    assert names.get(type(ours), type(ours)) is type(theirs)
    if isinstance(theirs, np.ndarray):
        assert ours.dtype == theirs.dtype
        assert (ours.shape, ours.strides, str(ours.flags)) == (theirs.shape, theirs.strides, str(theirs.flags))
        assert repr(ours.tolist()) == repr(theirs.tolist())
    elif isinstance(theirs, (tuple, list)):
        for one, other in zip(ours, theirs, strict=True):
            assert_same_but_for_the_type(one, other)
    else:
        assert repr(ours) == repr(theirs)


everything = {**OPERATIONS, **PLAIN_COPIES, **PLAIN_VIEWS}


@pytest.mark.parametrize("operation", everything.values(), ids=everything)
def test_operations(operation):
    x, y = numbers(), numbers().view(Sub).copy()
    assert_same_but_for_the_type(operation(x), operation(y))
    assert_same_but_for_the_type(x, y)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_these_give_ours(operation):
    assert type(operation(numbers())) is numpy_hpy.ndarray


@pytest.mark.parametrize(
    "operation", [*PLAIN_COPIES.values(), *PLAIN_VIEWS.values()], ids=[*PLAIN_COPIES, *PLAIN_VIEWS]
)
def test_these_give_plain_arrays(operation):
    assert type(operation(numbers())) is np.ndarray


# Results that are not arrays of objects.
OTHERS = {
    "==": lambda x: x == x,
    "<": lambda x: x < 3,
    "== None": lambda x: x == None,  # noqa: E711
    "equal to another shape": lambda x: x[:, :2] == x[:, :2],
    "any": lambda x: x.any(),
    "any of rows": lambda x: x.any(axis=1),
    "all": lambda x: x.all(),
    "logical_and": lambda x: np.logical_and(x, 1),
    "isin": lambda x: np.isin(x, [1, 2]),
    "astype": lambda x: x.astype("f4"),
    "argsort": lambda x: x.argsort(),
    "argmax": lambda x: x.argmax(axis=0),
    "nonzero": lambda x: x.nonzero(),
    "searchsorted": lambda x: x[0].searchsorted([2, 3]),
    "flatnonzero": np.flatnonzero,
    "array_equal": lambda x: np.array_equal(x, x),
    "an item": lambda x: x[1, 2],
    "item": lambda x: x.item(3),
    "sum": lambda x: x.sum(),
    "reduce": lambda x: np.add.reduce(x, axis=None),
    "min": lambda x: x.min(),
    "dot of rows": lambda x: x[0] @ x[1],
    "trace": lambda x: np.trace(x),
    "tolist": lambda x: x.tolist(),
    "iteration": lambda x: list(x[0]),
    "str": str,
    "len": len,
    "hash": lambda x: x.__hash__,
    "unpacking": lambda x: (lambda *args: args)(*x[1]),
    "contains": lambda x: 3 in x,
    "bool": lambda x: bool(x[0, :1]),
    "int": lambda x: int(x[0, 0, ...]),
    "shapes": lambda x: np.broadcast_shapes(x.shape, (1, 1, 3)),
    "divmod": lambda x: np.frompyfunc(divmod, 2, 2)(x, 2),
    "unique with counts": lambda x: np.unique(x, return_counts=True),
    "split": lambda x: np.split(x, 3, axis=1),
    "numbers with objects": lambda x: np.add(np.arange(3), x),
    "objects into numbers": lambda x: np.add(x, 1, dtype=object, casting="unsafe", out=np.zeros((2, 3))),
    "concatenated as numbers": lambda x: np.concatenate([x, x], dtype="f8", casting="unsafe"),
    "memory": lambda x: np.shares_memory(x, x[1:]),
    "nbytes": lambda x: (x.nbytes, x.itemsize, x.size, x.ndim),
    "interface": lambda x: x.__array_interface__["typestr"],
    "format": lambda x: memoryview(x).format,
    "text": lambda x: np.array2string(x),
}


@pytest.mark.parametrize("operation", OTHERS.values(), ids=OTHERS)
def test_other_results(operation):
    assert_same_but_for_the_type(operation(numbers()), operation(numbers().view(Sub).copy()))


# --- which class wins ----------------------------------------------------------------------------------------------


class Preferred(np.ndarray):
    __array_priority__ = 1.0


@pytest.mark.parametrize(
    ("other", "winner"),
    [
        (np.zeros((2, 3), object), numpy_hpy.ndarray),
        (np.zeros((2, 3)), numpy_hpy.ndarray),
        (np.ma.zeros((2, 3), object), np.ma.MaskedArray),
        (np.zeros((2, 3)).view(np.matrix), np.matrix),
        (np.zeros((2, 3), object).view(Preferred), Preferred),
        (np.float64(3), numpy_hpy.ndarray),
        (3, numpy_hpy.ndarray),
    ],
    ids=lambda thing: type(thing).__name__ if not isinstance(thing, type) else thing.__name__,
)
def test_the_class_of_mixed_results(other, winner):
    x = numbers()
    assert type(x + other) is winner
    assert type(other + x) is winner
    if np.ndim(other):
        assert isinstance(np.concatenate([x, other]), winner) or winner is np.ma.MaskedArray
        assert isinstance(np.concatenate([other, x]), winner) or winner is np.ma.MaskedArray
        assert type(np.where(True, x, other)) is np.ndarray


# --- what the collector is told of ---------------------------------------------------------------------------------


def test_results_without_objects_are_untracked():
    x = numbers()
    for result in (x == x, x.astype(int), x < 3, np.isin(x, [1]), x.astype("f8") * 2, np.zeros_like(x, "i4")):
        assert not gc.is_tracked(result)
        assert not gc.is_tracked(result[1:])
        assert not gc.is_tracked(result.copy())
    assert type(x == x) is numpy_hpy.ndarray
    plain = np.zeros(3).view(numpy_hpy.ndarray)
    assert not gc.is_tracked(plain)
    assert not gc.is_tracked(plain + 1)


def test_what_may_be_in_a_cycle_is_tracked():
    for dtype in DTYPES.values():
        array = numpy_hpy.zeros(3, dtype)
        for result in (array, array[1:], array.copy(), array[[0, 1]], array.view(), array.reshape(3, 1)):
            assert gc.is_tracked(result)
    structure = numpy_hpy.zeros(3, "i4,O")
    assert gc.is_tracked(structure["f0"])
    assert gc.is_tracked(structure["f0"][1:])
    assert gc.is_tracked(structure[[1, 2]]["f0"])
    assert not gc.is_tracked(structure["f0"].copy())
    assert not gc.is_tracked(structure["f0"] + 1)


def test_a_view_of_foreign_memory_is_tracked_if_its_owner_is():
    view = np.frombuffer(memoryview(bytearray(8)), "u1").view(numpy_hpy.ndarray)
    assert gc.is_tracked(view)
    assert referents(view) == {id(view.base): 1, id(view.base.base): 1}
    assert not gc.is_tracked(np.frombuffer(b"12345678", "u1").view(numpy_hpy.ndarray))


def test_an_empty_array_is_an_array():
    for dtype in DTYPES.values():
        for shape in ((0,), (3, 0, 2)):
            array = numpy_hpy.zeros(shape, dtype)
            assert referents(array) == {}
            assert (array[:0].size, array.copy().size, put(array, None).size) == (0, 0, 0)
