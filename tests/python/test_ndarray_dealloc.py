"""The end of a numpy_hpy.ndarray: every reference is given back once, and the memory to where it came from."""

import ctypes
import gc
import itertools
import operator
import sys
import tracemalloc
import weakref

import numpy as np
import pytest
from hpy_helpers import SHAPES, References, Token, collect, leaves, object_dtypes, outcome
from leak_run import MAKERS
from ndarray_helpers import RESIZE_LOSES_REFERENCES, Finalized, Gone, numbers, put, three_dtypes
from ndarray_operations import OPERATIONS
from numpy._core._multiarray_tests import npy_create_writebackifcopy, npy_discard, npy_resolve

import numpy_hpy

pytest_plugins = ["bridge_helpers"]
pytestmark = pytest.mark.usefixtures("fast_collections", "by_hand")


class Sub(numpy_hpy.ndarray):
    pass


def slot_count(array):
    return sum(leaf.size for leaf in leaves(array) if leaf.dtype == object)


# --- references ----------------------------------------------------------------------------------------------------


@object_dtypes
def test_references_are_counted_as_in_an_ndarray(dtype):
    token = Token()
    numpy_hpy.zeros(1, dtype)  # the cache of layouts holds the dtype
    for shape, order in itertools.product(SHAPES, "CF"):
        with References(token, 0), References(dtype, 0):
            array = numpy_hpy.zeros(shape, dtype, order)
            with References(token, slot_count(array)):
                put(array, token)
            with References(token, slot_count(array)):
                copied = array.copy()
            with References(token, 0):
                views = array[...], array.T, array.view(), np.asarray(array)
            with References(token, -slot_count(array)):
                del copied
            del views, array


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_results_count_as_those_of_an_ndarray(operation):
    """The objects are the numbers themselves: each result refers to new ones, or to those of x."""

    def counts(x):
        x[...] = NUMBER
        before = sys.getrefcount(NUMBER)
        result = operation(x)
        more = sys.getrefcount(NUMBER) - before
        del result
        return more, sys.getrefcount(NUMBER) - before

    plain = np.array([[1, 2, 3], [4, 5, 6]], object)
    assert counts(numbers()) == counts(plain)


class Number:
    """An operand for everything; results are the same object again."""

    def same(self, *args):
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __neg__ = __abs__ = __pow__ = __floordiv__ = same
    __truediv__ = __rtruediv__ = conjugate = same

    def __lt__(self, other):
        return self is not other

    __gt__ = __le__ = __ge__ = __lt__

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return "NUMBER"


NUMBER = Number()


def test_the_dtype_is_given_back():
    for make in (
        lambda: np.dtype([("a", "i4"), ("o", "O")]),
        lambda: np.dtype("O", metadata={"a": 1}),
        lambda: np.dtype([("o", "O")], metadata={"a": Token()}),
    ):
        dtype = make()
        numpy_hpy.zeros(1, dtype)
        with References(dtype, 0):
            array = numpy_hpy.zeros(3, dtype)
            other = array[[0, 1]]
            view = other[::-1]
            del array, other, view


# --- order ---------------------------------------------------------------------------------------------------------


@three_dtypes
def test_everything_is_there_when_code_runs(dtype, census):
    """What the objects of a dying array do with each other, and with what else they know."""
    log = []

    def finalize(other, array):
        log.append(type(other))
        array[...] = array[::-1]
        gc.collect()
        numpy_hpy.zeros(3, dtype)[1:].copy()

    array, other = numpy_hpy.zeros(4, dtype), put(numpy_hpy.zeros(2, dtype), census())
    put(array, [Finalized(finalize, census(), other), Finalized(finalize, None, other[1:])])
    first = array[0] if array.dtype == object else array["o" if "o" in array.dtype.names else "f1"][0]
    del first, array
    assert len(log) == 2
    del other
    assert census.alive == 0


def test_weak_references_die_first():
    """What they call finds neither the array nor its base."""
    gone = Gone()
    for array in (numpy_hpy.zeros(3, object), numbers() + 1, numbers().view(Sub), put(numpy_hpy.zeros(2, "i4,O"), 3)):
        gone.watch(array)
        gone.watch(array[1:])
    del array
    assert gone.calls == 8
    array = numpy_hpy.zeros(1, object)
    reference = gone.watch(array) is array and gone.references[-1]
    seen = []
    array[0] = Finalized(lambda: seen.append(reference()))
    del array
    assert seen == [None]


def test_a_base_with_a_weak_reference_is_left_to_numpy(census):
    """Through it, code that runs meanwhile could reach the base while its slots are released."""
    result = numbers() + 1
    seen = []
    base = weakref.ref(result.base)
    result[0, 0] = census()
    result[0, 1] = Finalized(lambda: seen.append(base()))
    result[0, 2] = census()
    del result
    assert seen == [None]
    assert census.alive == 0


def test_a_base_in_use_lives_on(census):
    result = numbers() + 1
    base, buffer = result.base, memoryview(result)
    result[0, 0] = census()
    del result
    assert census.alive == 1
    assert buffer.nbytes == base.nbytes
    del base
    assert census.alive == 1
    buffer.release()
    assert census.alive == 0


@pytest.mark.parametrize("cls", [numpy_hpy.ndarray, Sub], ids=lambda cls: cls.__name__)
def test_an_exception_in_flight_survives(cls):
    seen = []

    def fail():
        array = np.array([Finalized(lambda: seen.append(outcome(int, "no number")))], object).view(cls)
        array = array[[0]]
        raise KeyError("this one")

    with pytest.raises(KeyError, match="this one") as caught:
        fail()
    caught.value.__traceback__ = None
    del caught
    collect()
    assert isinstance(seen[0], ValueError)


def test_a_subclass_is_finalized_once(census):
    log = []

    class Loud(numpy_hpy.ndarray):
        def __del__(self):
            log.append(self.tolist())

    array = np.empty(2, object).view(Loud)
    array[0] = thing = object()
    del array
    assert log == [[thing, None]]
    array = np.zeros(2, object).view(Loud)
    array[0], array.attribute = [array, census()], array
    del array
    collect()
    assert len(log) == 2
    log.clear()


def test_a_subclass_is_resurrected(census):
    saved = []

    class Phoenix(numpy_hpy.ndarray):
        def __del__(self):
            saved.append(self)

    array = np.zeros(2, object).view(Phoenix)
    array[0], array.attribute = census(), census()
    del array
    (array,) = saved
    saved.clear()
    assert census.alive == 2
    assert (repr(array[0]), array[1]) == (repr(array[0]), 0)
    # Now in a cycle.
    array[1] = [array, array[:1]]
    del array
    collect()
    assert census.alive == 0


@pytest.mark.parametrize("make", [lambda: numpy_hpy.zeros(3, object), lambda: numpy_hpy.zeros(4, object)[[0, 1, 2]]])
def test_what_it_holds_resurrects_it(make):
    witness, saved = Token(), []
    with References(witness, 0):
        array = make()
        array[0] = Finalized(saved.append, array)
        array[1], array[2] = [array[1:], witness], witness
        with References(witness, 0):
            del array
            collect()
            (array,) = saved
            saved.clear()
        assert array[1][1] is array[1][0][1] is array[2] is witness
        del array
        collect()
    assert saved == []


CHANGES = {
    "grown": lambda array: array.resize(100, refcheck=False),
    "shrunk": lambda array: array.resize(1, refcheck=False),
    "other objects": lambda array: array.__setstate__(np.zeros(6, object).__reduce__()[2]),
    "numbers": lambda array: array.__setstate__(np.zeros(6).__reduce__()[2]),
    "filled": lambda array: array.fill(None),
    "another dtype": lambda array: setattr(array, "dtype", np.dtype("O", metadata={"a": 1})),
    "another shape": lambda array: setattr(array, "shape", (2, 3)),
    "sorted": lambda array: array.sort(),
}


if RESIZE_LOSES_REFERENCES:
    del CHANGES["shrunk"]


@pytest.mark.filterwarnings("ignore:Setting the:DeprecationWarning")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_code_that_runs_while_a_cycle_is_cleared(change, census):
    """A weak reference to something that the collector does not see calls back in the middle of tp_clear, and gets at the array,
    which nothing refers to but its own cycle."""
    done = []

    def callback(reference):
        array = ctypes.cast(address, ctypes.py_object).value
        for thing in (array, array[1:]):
            thing.tolist(), thing.copy(), thing[::-1], thing[[0, 1]], thing.__reduce__()
            thing[-1] = census()
        del thing
        done.append(outcome(change, array))
        gc.get_referents(array)
        outcome(operator.setitem, array, 0, census())
        outcome(operator.setitem, array, -1, [array, census()])

    for kind in (lambda array: array, lambda array: array[[0, 1, 2, 3, 4, 5]], lambda array: array.view(Sub).copy()):
        array = kind(numpy_hpy.zeros(6, object))
        address, trigger = id(array), np.empty(1)
        array[0] = [array, array[1:]]
        array[1], array[2], array[4] = trigger, census(), census()
        reference = weakref.ref(trigger, callback)
        del array, trigger
        collect()
        assert reference() is None
        assert len(done) == 1
        assert done[0] is None or isinstance(done.pop(), (ValueError, TypeError))
        done.clear()


# --- copies that are to be written back ----------------------------------------------------------------------------


@pytest.mark.parametrize("plain", [False, True], ids=["ours", "of a plain array"])
def test_a_copy_that_is_written_back(plain, census):
    array = numpy_hpy.zeros((2, 3), object).T  # not C-contiguous, so that NumPy copies
    base = np.zeros((2, 3), object).T if plain else array
    copied = npy_create_writebackifcopy(base)
    copied[0, 0] = witness = census()
    gc.collect()
    npy_resolve(copied)
    assert base[0, 0] is witness
    copied[0, 1] = census()
    gc.collect()
    del copied
    assert census.alive == 1
    base[0, 0] = None
    del witness


def test_a_copy_that_nobody_wrote_back(census):
    """NumPy writes it back when it dies: its slots must not have been cleared."""
    array = numpy_hpy.zeros((2, 3), object).T
    copied = npy_create_writebackifcopy(array)
    assert type(copied) is numpy_hpy.ndarray
    copied[0, 0] = witness = census()
    gc.collect()
    with pytest.warns(RuntimeWarning, match="WRITEBACKIFCOPY"):
        del copied
    assert array[0, 0] is witness
    assert array.flags.writeable
    array[0, 0] = None
    del witness
    assert census.alive == 0


def test_a_view_of_a_plain_copy_that_nobody_wrote_back(census):
    plain = np.zeros((2, 3), object).T
    copied = npy_create_writebackifcopy(plain)
    assert type(copied) is np.ndarray
    view = copied.view(numpy_hpy.ndarray)
    view[0, 0] = census()
    del copied, plain
    gc.collect()
    with pytest.warns(RuntimeWarning, match="WRITEBACKIFCOPY"):
        del view
    assert census.alive == 0


def test_a_copy_that_is_discarded(census):
    array = numpy_hpy.zeros((2, 3), object).T
    copied = npy_create_writebackifcopy(array)
    copied[0, 0] = [copied, census()]
    npy_discard(copied)
    del copied
    collect()
    assert census.alive == 0
    assert array[0, 0] == 0


# --- memory --------------------------------------------------------------------------------------------------------


def live_everything(dtype):
    """Every way of an array of this dtype into the world and out of it."""
    for shape in SHAPES:
        array = put(numpy_hpy.zeros(shape, dtype), (1, 2))
        views = [array.view(), array.T, array[...], array.copy(), np.asarray(array), array.view(Sub).copy()]
        if array.ndim:
            views += [array[::-1], array[[0] * min(1, len(array))], np.concatenate([array, array]), array.repeat(2, 0)]
        views += [numpy_hpy.asarray(np.where(True, array, array)), numpy_hpy.zeros_like(array, int), array.ravel("F")]
        views[4] = None  # a plain array, through which the collector does not see
        if array.dtype == object:
            put(array, views)
        del views, array
    array = numpy_hpy.zeros(5, dtype)
    for size in (100, 2, 0, 3, 1000):
        array.resize(size, refcheck=False)
    array.__setstate__(np.zeros((2, 2), dtype).__reduce__()[2])
    array.__setstate__(np.zeros((2, 2), "u1").__reduce__()[2])
    del array
    collect()


@three_dtypes
def test_tracemalloc_balances(dtype):
    live_everything(dtype)
    domain = tracemalloc.DomainFilter(True, np.lib.tracemalloc_domain)
    tracemalloc.start()
    try:
        live_everything(dtype)
        kept = put(numpy_hpy.zeros(1000, dtype), None)
        result = kept[[0] * 1000]
        taken = tracemalloc.take_snapshot().filter_traces([domain])
        assert sum(trace.size for trace in taken.traces) == 2 * kept.nbytes
        del kept, result
        assert not tracemalloc.take_snapshot().filter_traces([domain]).traces
    finally:
        tracemalloc.stop()


@pytest.fixture
def handlers(compiler):
    module = compiler.extension("memory_handler/memory_handler.c", "memory_handler")
    module.mistakes()
    yield module
    assert not any(module.mistakes().values())


@three_dtypes
def test_memory_goes_back_to_its_handler_with_its_size(handlers, dtype):
    handler = handlers.make("counting")
    before = handlers.set(handler)
    try:
        live_everything(dtype)
        blocks, size, freed = handlers.counts(handler)
        assert (blocks, size) == (0, 0)
        assert freed > 50
        array = numpy_hpy.zeros(7, dtype)
        assert handlers.counts(handler)[:2] == (1, array.nbytes)
    finally:
        handlers.set(before)
    # The handler that gave the memory takes it, whichever is set now.
    other = array[[0, 1]]
    assert handlers.counts(handler)[0] == 1
    del array
    assert handlers.counts(handler)[0] == 0
    del other


def test_the_last_array_takes_the_handler_along(handlers):
    handler = handlers.make("dies early")
    before = handlers.set(handler)
    array, result = numpy_hpy.zeros(7, object), numpy_hpy.zeros(7, object) + 1
    handlers.set(before)
    del handler, result
    array[0] = array
    del array
    collect()


@pytest.mark.parametrize("make", MAKERS)
def test_memory_is_bounded(make, run_python):
    """A short version of the long run in leak_run.py."""
    assert int(run_python(f"from leak_run import growth; print(growth({make!r}, rounds=20_000))")) < 1024
