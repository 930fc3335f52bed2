"""The collector sees the references in a numpy_hpy.ndarray, in its views and copies, and in what NumPy makes of it."""

import copy
import gc
import pickle
import weakref
from functools import partial

import numpy as np
import pytest
from hpy_helpers import OBJECT_DTYPES, SHAPES, collect, fill, object_dtypes
from ndarray_helpers import DTYPES, Box, numbers, put, put_first, referents, slots, three_dtypes
from ndarray_operations import COPIES, OPERATIONS, PLAIN_COPIES, VIEWS

import numpy_hpy

pytest_plugins = ["bridge_helpers"]
pytestmark = pytest.mark.usefixtures("fast_collections", "by_hand")

operations = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)


# --- what is visited -----------------------------------------------------------------------------------------------


@object_dtypes
def test_every_slot_is_visited_once(dtype):
    for shape in SHAPES:
        for order in "CF":
            array = fill(numpy_hpy.zeros(shape, dtype, order))
            assert type(array) is numpy_hpy.ndarray
            assert gc.is_tracked(array)
            assert referents(array) == slots(array)


@object_dtypes
def test_a_view_visits_its_base_alone(dtype):
    array = fill(numpy_hpy.zeros((2, 3), dtype))
    for view in (array[1:], array.view(), array.T, array[::-1, ::2]):
        assert referents(view) == {id(view.base): 1}


@object_dtypes
def test_a_view_visits_the_slots_of_a_plain_array_that_it_owns(dtype):
    for view in (fill(np.zeros((2, 3), dtype)).view(numpy_hpy.ndarray), fill(numpy_hpy.zeros(3, dtype))[[0, 2, 1]]):
        assert not view.flags.owndata
        expected = slots(view)
        expected[id(view.base)] += 1
        assert referents(view) == expected


def test_empty_slots_are_passed_over():
    array = np.empty(3, object).view(numpy_hpy.ndarray).copy()
    array[1] = thing = object()
    assert referents(array) == {id(thing): 1, id(None): 2}
    assert numpy_hpy.ndarray.__new__(numpy_hpy.ndarray, 3, object).tolist() == [None] * 3


def test_what_others_refer_to_is_not_visited_on_their_behalf(census):
    plain = np.zeros(3, object)
    array = plain.view(numpy_hpy.ndarray)
    plain[0] = census()
    assert referents(array) == {id(plain): 1}
    plain = np.asarray(array)  # of the same base, the first plain array
    assert plain.base is array.base
    assert referents(array) == {id(array.base): 1}
    del plain
    assert len(referents(array)) == 3


@operations
def test_results_are_visited_as_they_are(operation):
    result = operation(numbers())
    assert type(result) is numpy_hpy.ndarray
    assert gc.is_tracked(result)
    seen, array = referents(result), result
    # Down to where the slots are: a chain of views, whose last one may own a plain array.
    while not array.flags.owndata:
        assert seen[id(array.base)] == 1
        if not isinstance(array.base, np.ndarray):
            return  # as_strided
        if type(array.base) is np.ndarray:
            seen.subtract([id(array.base)])
        else:
            seen = referents(array.base)
        array = array.base
    assert +seen == slots(array)


# --- cycles of every kind ------------------------------------------------------------------------------------------


def fields_of(array):
    return [array[name] for name in array.dtype.names] if array.dtype.names else [array[...]]


# What an array may refer to that leads back to it.
WAYS_BACK = {
    "itself": lambda array: array,
    "a list": lambda array: [array],
    "a tuple": lambda array: (array,),
    "a dict": lambda array: {"array": array},
    "an attribute": Box,
    "a closure": lambda array: lambda: array,
    "a method": lambda array: array.fill,
    "a partial": lambda array: partial(print, array),
    "an iterator": iter,
    "a generator": lambda array: (item for item in array),
    "a memoryview": memoryview,
    "a slice": lambda array: array[1:],
    "a view of a view": lambda array: array[1:][::-1],
    "a transposed view": lambda array: array.T,
    "a flat view": lambda array: array.ravel(),
    "a 0-d view": lambda array: array[1, 0, ...],
    "its fields": fields_of,
    "many fields": lambda array: array[list(array.dtype.names)] if array.dtype.names else array.view(),
    "a broadcast view": lambda array: np.broadcast_to(array, (4, *array.shape), subok=True),
    "an exception": lambda array: ValueError(array),
    "an exception group": lambda array: ExceptionGroup("", [ValueError(array)]),
    "an array in between": lambda array: put(numpy_hpy.zeros(2, object), array),
    "a structure in between": lambda array: put(numpy_hpy.zeros(2, "i4,O"), array),
    "arrays in between": lambda array: put(numpy_hpy.zeros(2, "i4,O"), [put(numpy_hpy.zeros(2, object), array[1:])]),
    "a result in between": lambda array: put(numbers() + 1, array),
    "an instance of a subclass": lambda array: array.view(Sub),
}


class Sub(numpy_hpy.ndarray):
    pass


# The copies that NumPy makes of structured arrays too.
OF_ANY = COPIES.keys() - {"astype", "full_like", "nan_to_num"}


@three_dtypes
@pytest.mark.parametrize("way_back", WAYS_BACK.values(), ids=WAYS_BACK)
def test_cycles(way_back, dtype, census):
    for _ in range(3):
        array = put(numpy_hpy.zeros((2, 2), dtype), census())
        put_first(array, [census(), way_back(array)])
        reference = weakref.ref(array)
        assert reference() is array
        del array
        assert census.alive > 0
        collect()
        assert census.alive == 0
        assert reference() is None


@object_dtypes
def test_cycles_through_every_slot(dtype, census):
    slot_count = sum(slots(numpy_hpy.zeros(2, dtype)).values())
    array = numpy_hpy.zeros(2, dtype)
    put(array, [array, census()])
    del array
    collect()
    assert census.alive == 0
    assert slot_count > 0


@pytest.mark.parametrize(
    ("make", "dtype"),
    [(make, dtype) for name, make in COPIES.items() for key, dtype in DTYPES.items() if key == "O" or name in OF_ANY],
    ids=str,
)
def test_a_copy_is_visited_too(make, dtype, census):
    array = numpy_hpy.zeros((2, 3), dtype)
    other = make(array)
    put_first(array, [other, census()])
    put_first(other, [array, census()])
    del array, other
    assert census.alive == 2
    collect()
    assert census.alive == 0


@operations
def test_cycles_through_results(operation, census):
    for _ in range(3):
        x = numbers()
        result = operation(x)
        if not result.flags.writeable and not np.shares_memory(result, x):
            return  # `real` from NumPy 2.5 on: no cycle can be made
        target = result if result.flags.writeable else x
        target[(0,) * target.ndim] = Box(result, census())
        del x, result, target
        assert census.alive == 1
        collect()
        assert census.alive == 0


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_cycles_through_views_of_results(view, census):
    result = numbers() + 1
    result[0, 0] = Box(view(result), census())
    del result
    collect()
    assert census.alive == 0


@pytest.mark.parametrize("operation", PLAIN_COPIES.values(), ids=PLAIN_COPIES)
def test_cycles_through_what_numpy_returns_plain(operation, census):
    array = numpy_hpy.asarray(operation(numbers()))
    assert type(array) is numpy_hpy.ndarray
    array[(0,) * array.ndim] = Box(array, census())
    del array
    collect()
    assert census.alive == 0


STRUCTURED_RESULTS = {
    "fancy indexing": lambda x: x[[0, 1, 0]],
    "a mask": lambda x: x[[True, False, True]],
    "take": lambda x: x.take([0, 1]),
    "repeat": lambda x: x.repeat(2),
    "concatenate": lambda x: np.concatenate([x, x]),
    "stack": lambda x: np.stack([x, x]),
    "sort": lambda x: np.sort(x, order="n"),
    "roll": lambda x: np.roll(x, 1),
    "a field": lambda x: x["p"],
    "a field of a field": lambda x: x["p"]["q"],
    "fields": lambda x: x[["o", "p"]],
    "fields of a copy": lambda x: x[["p"]].copy(),
    "a field of a result": lambda x: x[[0, 1]]["p"],
    "fields of a result": lambda x: x[[1]][["o"]],
    "another dtype": lambda x: x.astype([("m", "f8"), ("o", "O"), ("p", [("q", "O", (2,)), ("x", "f4")])]),
}


@pytest.mark.parametrize("operation", STRUCTURED_RESULTS.values(), ids=STRUCTURED_RESULTS)
def test_cycles_through_structured_results(operation, census):
    array = put(numpy_hpy.zeros(3, "i4,O,O"), 0)
    array = numpy_hpy.zeros(3, [("n", "i4"), ("o", "O"), ("p", [("q", "O", (2,)), ("x", "f8")])])
    result = operation(array)
    put_first(result, [result, census()])
    put_first(array, [result, census()])
    del array, result
    assert census.alive == 2 - (census.alive == 1)
    collect()
    assert census.alive == 0


def test_a_cycle_through_a_view_without_objects(census):
    array = numpy_hpy.zeros(3, "i4,O")
    array["f1"][0] = [array["f0"], array["f0"][1:], census()]
    result = numpy_hpy.zeros(3, "i4,O")[[0, 1]]
    result["f1"][0] = [result["f0"], census()]
    assert gc.is_tracked(array["f0"])
    assert gc.is_tracked(result["f0"])
    del array, result
    assert census.alive == 2
    collect()
    assert census.alive == 0


def test_a_cycle_of_many_arrays(census):
    first = last = numpy_hpy.zeros(2, "i4,O")
    for number in range(1000):
        array = put(numpy_hpy.zeros(2, OBJECT_DTYPES["object" if number % 3 else "packed"]), [last, census()])
        last = array[::-1] if number % 2 else array
    put(first, last)
    del first, last, array
    assert census.alive == 1000
    collect()
    assert census.alive == 0


# --- what is reachable stays ---------------------------------------------------------------------------------------


@three_dtypes
def test_what_is_reachable_survives(dtype, census):
    array = put(numpy_hpy.zeros(3, dtype), census())
    put_first(array, [array[1:], census()])
    view, result = array[1:], array[[2, 1]]
    before = slots(array), slots(result)
    del array
    for generation in (0, 1, 2, 2):
        gc.collect(generation)
    assert census.alive == 2
    assert (slots(view.base), slots(result)) == before


def test_a_plain_array_in_use_keeps_the_cycle(census):
    """The view visits a plain base in its place, but only while nobody else has it."""
    result = numbers() + 1
    base = result.base
    assert type(base) is np.ndarray
    result[0, 0] = Box(result, census())
    reference = weakref.ref(result)
    del result
    collect()
    assert reference()[0, 0] is base[0, 0]
    assert census.alive == 1
    del base
    collect()
    assert reference() is None
    assert census.alive == 0


def test_a_buffer_in_use_keeps_the_cycle(census):
    array, result = numbers(), numbers() + 1
    array[0, 0], result[0, 0] = Box(array, census()), Box(result, census())
    one, other, base = memoryview(array), memoryview(result), memoryview(result.base)
    del array, result
    collect()
    assert census.alive == 2
    del one, other
    collect()
    assert census.alive == 1
    base.release()
    del base
    collect()
    assert census.alive == 0


def test_frozen_arrays_are_left_alone(census):
    gc.unfreeze()
    array = numpy_hpy.zeros(3, object)
    array[0] = [array, census()]
    result = numbers() + 1
    result[0, 0] = Box(result, census())
    gc.freeze()
    later = numpy_hpy.zeros(3, object)
    later[0] = [later, array, census()]
    del array, result, later
    collect()
    assert census.alive == 2
    gc.unfreeze()
    collect()
    assert census.alive == 0


@pytest.mark.parametrize("threshold", [1, 2, 3])
def test_collections_at_every_allocation(threshold, census):
    thresholds = gc.get_threshold()
    gc.set_threshold(threshold)
    gc.enable()
    try:
        for dtype in ("O", "i4,O", "u1,O,O"):
            for operation in OPERATIONS.values():
                array = numbers()
                result = operation(array)
                if result.flags.writeable:
                    result[(0,) * result.ndim] = Box(result, array, census())
                other = put(numpy_hpy.zeros((2, 2), dtype), [census(), array])
                put_first(other, [other, pickle.dumps(array.shape), copy.copy(other), census()])
                other = other[[1, 0]]
    finally:
        gc.disable()
        gc.set_threshold(*thresholds)
    del array, result, other
    collect()
    assert census.alive == 0
