"""Memory that changes hands: what NumPy's handlers (NEP 49) gave, an HPyArray gives back to them."""

import contextvars
import copy
import gc
import pickle
import sys
import threading
import tracemalloc
import weakref

import numpy as np
import pytest
from hpy_helpers import (
    OBJECT_DTYPES,
    SHAPES,
    References,
    Token,
    all_dtypes,
    assert_same_array,
    collect,
    fill,
    leaves,
    object_dtypes,
    outcome,
    pair,
)

import numpy_hpy
from numpy_hpy import HPyArray, Layout, from_numpy, to_numpy

pytest_plugins = ["bridge_helpers"]
pytestmark = pytest.mark.usefixtures("fast_collections")

UNALIGNED = np.dtype("u1,O")


def adopt(array):
    return from_numpy(array, adopt=True)


# --- what adoption does --------------------------------------------------------------------------------------------


@all_dtypes
def test_the_hpyarray_owns_and_the_ndarray_views(dtype):
    for shape in SHAPES:
        for order in "CF":
            array = fill(np.zeros(shape, dtype, order))
            expected = np.zeros(shape, dtype, order)
            expected[...] = array
            place, same_dtype = (array.strides, array.__array_interface__["data"]), array.dtype
            ours = adopt(array)
            assert_same_array(ours, expected)
            assert (ours.flags.owndata, ours.base) == (True, None)
            assert (array.flags.owndata, array.base is ours) == (False, True)
            assert (array.strides, array.__array_interface__["data"]) == place
            assert array.dtype is ours.dtype is same_dtype
            assert to_numpy(ours) is array
            assert from_numpy(array) is ours
            assert adopt(array) is ours
            del array
            other = to_numpy(ours)
            assert other.base is ours
            assert from_numpy(other) is ours
            assert_same_array(ours, expected)


@pytest.mark.parametrize("axes", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
def test_any_order_of_the_axes(axes, census):
    array = np.zeros((2, 3, 4), UNALIGNED).transpose(axes).copy(order="K")
    assert array.flags.owndata
    for index in np.ndindex(array.shape):
        array["f1"][index] = census()
    ours = adopt(array)
    assert ours.strides == array.strides
    del array
    assert census.alive == ours._live_slots() == 24
    del ours
    assert census.alive == 0


@object_dtypes
def test_references_are_counted(dtype, census):
    token = Token()
    adopt(np.zeros(3, dtype))  # the cache of layouts holds the dtype
    with References(token, 0), References(dtype, 0):
        array = np.zeros((2, 3), dtype)
        for leaf in leaves(array):
            if leaf.dtype.kind == "O":
                leaf[...] = token
        del leaf
        with References(token, 0), References(array, 0), References(array.dtype, 1):
            ours = adopt(array)
        with References(ours, -1):
            del array
        assert ours._live_slots() == ours.layout.slot_count * ours.size
        with References(token, -ours._live_slots()):
            del ours


def test_cycles_through_adopted_memory_are_collected(census):
    for dtype in OBJECT_DTYPES.values():
        array = np.zeros((2, 2), dtype)
        ours = adopt(array)
        del array  # a plain ndarray hides the cycle, also as a view
        for leaf in leaves(ours):
            for index in np.ndindex(leaf.shape) if leaf.dtype.kind == "O" else ():
                leaf[index] = [ours, leaf, census()]
        slots, reached = ours._live_slots(), census.alive
        assert reached == slots
        del leaf
        collect()
        assert census.alive == reached
        del ours
        collect()
        assert census.alive == 0


def test_views_and_exports_go_on(census):
    array = np.arange(10.0)
    view, exported, reference = array[2:], memoryview(array), weakref.ref(array)
    ours = adopt(array)
    assert view.base is array
    assert array.base is ours
    ours[3] = 77
    assert view[1] == exported[3] == 77
    del array, ours
    assert view[1] == exported[3] == 77
    assert from_numpy(reference()).flags.owndata
    view.base.base[3] = 78
    assert exported[3] == 78
    del view
    exported.release()
    assert reference() is None


def test_a_subclass_is_adopted_too(census):
    class Sub(np.ndarray):
        pass

    array = Sub((2,), object)
    array.ours = ours = adopt(array)
    array[0] = [ours, census()]
    assert to_numpy(ours) is array
    assert to_numpy(ours).ours is ours
    reference = weakref.ref(array)
    del array
    assert reference() is None
    assert type(to_numpy(ours)) is np.ndarray
    del ours
    assert census.alive == 1
    collect()
    assert census.alive == 0


def test_a_read_only_array_stays_so():
    array = np.arange(3)
    array.setflags(write=False)
    ours = adopt(array)
    assert not ours.flags.writeable
    ours.setflags(write=True)
    ours[0] = 5
    assert array[0] == 5
    # NumPy asks the owner of the memory, and takes an HPyArray's word through the buffer protocol.
    array.setflags(write=True)
    assert to_numpy(ours) is array


def test_copies_of_adopted_arrays():
    array = fill(np.zeros((2, 3), UNALIGNED))
    ours = adopt(array)
    for other in (ours.copy(), copy.copy(ours), pickle.loads(pickle.dumps(adopt(np.arange(3))))):
        assert other.flags.owndata
    assert ours.copy().tolist() == array.tolist()


def test_what_adopted_arrays_cannot():
    array = np.arange(10)
    ours = adopt(array)
    for how in ({}, {"refcheck": False}):
        with pytest.raises(ValueError, match="does not own its data"):
            array.resize(100, **how)
    state = array.__reduce__()[2]
    # It frees only what the array owns, and here that is nothing.
    array.__setstate__(state)
    assert array.flags.owndata
    array[0] = 99
    assert ours[0] == 0
    assert to_numpy(ours) is not array
    assert adopt(array) is not ours


# --- what is refused -----------------------------------------------------------------------------------------------


def assert_refused(array, message, error=ValueError):
    before = (array.flags.owndata, array.base, array.tolist())
    with References(array, 0), pytest.raises(error, match=message):
        adopt(array)
    assert (array.flags.owndata, array.tolist()) == (before[0], before[2])
    assert array.base is before[1]


def test_memory_of_somebody_else(tmp_path):
    owner = np.arange(6)
    for array in (owner[...], owner[1:], owner.view("u8"), np.broadcast_to(owner, (2, 6)), np.frombuffer(b"12345678")):
        assert_refused(array, "does not own it")
    assert_refused(np.memmap(tmp_path / "mapped", "u1", "w+", shape=3), "does not own it")
    ours = from_numpy(owner)
    assert_refused(to_numpy(ours)[1:], "does not own it")
    assert_refused(np.asarray(ours), "does not own it")
    part = HPyArray(3)[1:]
    assert adopt(to_numpy(part)) is part  # an HPyArray owns it already


@pytest.mark.filterwarnings("ignore:Setting the:DeprecationWarning")
def test_items_that_do_not_fill_the_memory():
    for dtype in ("O", "i8"):
        array = np.zeros(6, dtype)
        array.shape, array.strides = (3, 2), (8, 16)
        assert_refused(array, "do not fill it")
        array = np.zeros((2, 3), dtype)
        array.strides = (0, 8)
        assert_refused(array, "do not fill it")


def test_memory_that_only_the_dtype_can_release():
    assert_refused(np.array(["a" * 50], np.dtypes.StringDType()), "StringDType", TypeError)


def test_an_array_to_be_written_back(handlers):
    source = np.arange(3.0)
    array = handlers.written_back(source)
    assert_refused(array, "does not own it")
    array[1] = 9
    assert handlers.resolve(array) == 1
    assert source.tolist() == [0, 9, 2]
    # Now it owns its memory alone.
    assert adopt(array).tolist() == [0, 9, 2]


class Meanwhile:
    """Collections at other moments of a call each time, whose finalizers do something to its argument."""

    def __init__(self, do, rounds=100):
        self.do, self.rounds = do, rounds

    def calls(self, function, make):
        """What ``function(make())`` gives, with the argument."""
        do = self.do

        class Interferes:
            def __del__(self):
                do(self.array)

        threshold = gc.get_threshold()
        try:
            for number in range(self.rounds):
                gc.collect()  # the count of new objects starts anew
                array = make()
                gc.disable()
                trash = Interferes()
                trash.itself, trash.array = trash, array
                del trash
                gc.set_threshold(number % 20 + 1)
                gc.enable()
                result = outcome(function, array)
                gc.set_threshold(*threshold)
                gc.collect()
                yield array, result
        finally:
            gc.set_threshold(*threshold)


def test_somebody_else_adopts_it_meanwhile():
    ours = []
    meanwhile = Meanwhile(lambda array: ours.append(outcome(adopt, array)))
    for array, mine in meanwhile.calls(adopt, lambda: np.zeros(3, object)):
        winners = {id(thing) for thing in (mine, *ours) if isinstance(thing, HPyArray)}
        assert len(winners) == 1
        assert array.base is mine or array.base in ours
        ours.clear()


def retype(array):
    array.dtype = "i4"


def replace_contents(array):
    array.__setstate__(np.arange(3).__reduce__()[2])


@pytest.mark.parametrize("change", [retype, replace_contents])
def test_it_is_changed_meanwhile(change):
    refused = 0
    for array, ours in Meanwhile(change).calls(adopt, lambda: np.zeros(3)):
        if isinstance(ours, HPyArray):
            # Before, or after.
            assert ours.dtype in (np.dtype("f8"), array.dtype)
            assert (array.base is ours) == (not array.flags.owndata)
            assert ours.nbytes == 24
            repr(ours)
        else:
            assert isinstance(ours, ValueError)
            assert "changed while" in str(ours)
            assert array.flags.owndata
            refused += 1
    # From 3.12 on nothing is collected in the middle of a C function.
    assert sys.version_info >= (3, 12) or refused


# --- handlers ------------------------------------------------------------------------------------------------------


@pytest.fixture
def handlers(compiler):
    """Handlers that count; no block may come back with another size, to another handler, or too late."""
    module = compiler.extension("memory_handler/memory_handler.c", "memory_handler")
    module.mistakes()
    yield module
    collect()
    assert module.mistakes() == {"size": 0, "owner": 0, "after death": 0, "died with blocks": 0}


class Using:
    """``with Using(handlers, handler):`` NumPy's arrays come from the handler."""

    def __init__(self, handlers, handler):
        self.handlers, self.handler = handlers, handler

    def __enter__(self):
        self.before = self.handlers.set(self.handler)

    def __exit__(self, *error):
        self.handlers.set(self.before)


def test_the_handler_gets_back_what_it_gave(handlers):
    handler = handlers.make("one")
    for dtype, shape in [("f8", (3, 4)), ("O", 5), (UNALIGNED, (2, 2)), ("u1", 0), ("f8", ()), ([], 3), ("i4", (3, 0))]:
        with Using(handlers, handler):
            array = fill(np.zeros(shape, dtype))
        size = max(array.nbytes, 1)
        assert handlers.counts(handler)[:2] == (1, size)
        assert np._core.multiarray.get_handler_name(array) == "one"
        ours = adopt(array)
        view = ours[...]
        freed = handlers.counts(handler)[2]
        del array, ours
        assert handlers.counts(handler) == (1, size, freed)
        del view
        assert handlers.counts(handler) == (0, 0, freed + 1)


def resized(dtype, *shapes):
    def make():
        array = np.zeros(shapes[0], dtype)
        for shape in shapes[1:]:
            array.resize(shape)
        return array

    return make


HISTORIES = {
    "new": lambda: np.zeros((3, 5)),
    "0-d": lambda: np.zeros((), "u1,O"),
    "no items": lambda: np.zeros((0, 5), object),
    "items without bytes": lambda: np.zeros(5, []),
    "grown": resized("i4", 3, (200, 7)),
    "shrunk": resized(object, (200, 7), 3),
    "grown from nothing": resized(object, 0, 40),
    "shrunk to nothing": resized("i4,O", 40, 0),
    "there and back": resized("u1,O", 5, 500, 2, 0, (3, 3)),
    "reshaped": lambda: reshaped(np.zeros(12, object), (3, 4)),
    "retyped": lambda: retyped(np.zeros(12, "i8"), "i2"),
    "unpickled": lambda: pickle.loads(pickle.dumps(np.arange(100.0))),
    "its state set": lambda: restored(np.zeros(3, object), np.array(["a", 1, 2, 3, 4], object)),
    "Fortran": lambda: np.zeros((3, 5), "u1,O", order="F"),
    "a result": lambda: np.arange(10, dtype=object) + 1,
    "sorted": lambda: np.sort(np.arange(100)[::-1]),
    "joined": lambda: np.concatenate([np.zeros(3), np.zeros(70)]),
    "from an iterator": lambda: np.fromiter(iter(range(1000)), "i8"),
    "a text read": lambda: np.fromstring("1 2 3 4 5", sep=" "),
    "a numpy_hpy.ndarray": lambda: numpy_hpy.zeros((3, 5), "u1,O"),
    "a numpy_hpy.ndarray, resized": lambda: with_size(numpy_hpy.zeros(3, object), 100),
    "a numpy_hpy.ndarray, its state set": lambda: restored(numpy_hpy.zeros(3, "u1,O"), np.zeros(70)),
    "a large one": lambda: np.zeros(5_000_000, "u1"),
}


def reshaped(array, shape):
    array.shape = shape
    return array


def retyped(array, dtype):
    array.dtype = dtype
    return array


def with_size(array, size):
    array.resize(size, refcheck=False)
    return array


def restored(array, state):
    array.__setstate__(state.__reduce__()[2])
    return array


@pytest.mark.filterwarnings("ignore:Setting the:DeprecationWarning")
@pytest.mark.parametrize("history", HISTORIES)
def test_the_handler_is_told_the_size_that_numpy_would_tell(handlers, history):
    make = HISTORIES[history]
    told = []
    for own in (lambda array: array, adopt):
        handler = handlers.make(history[:20])
        with Using(handlers, handler):
            array = make()
        owner = own(array)
        blocks, size, gone = handlers.counts(handler)
        assert blocks == 1
        del array
        assert handlers.counts(handler) == (1, size, gone)
        del owner
        assert handlers.counts(handler) == (0, 0, gone + 1)
        told.append(handlers.last_size(handler))
        assert told == [size] * len(told)


def test_the_handler_lives_as_long_as_its_memory(handlers):
    handler = handlers.make("short")
    with References(handler, 0):
        with Using(handlers, handler):
            array = np.zeros(10, object)
        with References(handler, 0):
            ours = adopt(array)
            del array
        with References(handler, -1):
            del ours
    with Using(handlers, handler):
        ours = adopt(np.zeros(10, object))
        ours[0] = ours
    del handler
    collect()
    assert ours[0] is ours
    del ours
    collect()  # the handlers' fixture sees whether the memory went first


def test_the_context_at_the_end_does_not_matter(handlers):
    first, second = handlers.make("first"), handlers.make("second")

    def make():
        handlers.set(first)
        return adopt(np.zeros(100))

    ours = contextvars.copy_context().run(make)
    assert handlers.counts(first)[0] == 1
    with Using(handlers, second):
        del ours
    assert handlers.counts(first) == (0, 0, 1)
    assert handlers.counts(second) == (0, 0, 0)
    # Another thread has another context.
    box = [contextvars.copy_context().run(make)]
    thread = threading.Thread(target=box.clear)
    thread.start()
    thread.join()
    assert handlers.counts(first) == (0, 0, 2)


def test_arrays_of_two_handlers_in_one_cycle(handlers, census):
    made = [handlers.make("left"), handlers.make("right"), None]
    for _ in range(3):
        arrays = []
        for handler in made:
            with Using(handlers, handler):
                arrays.append(adopt(np.zeros(4, UNALIGNED)))
        for number, array in enumerate(arrays):
            array["f1"][number] = [arrays, census()]
        del arrays, array
        collect()
    assert census.alive == 0
    for handler in made[:2]:
        assert handlers.counts(handler) == (0, 0, 3)


def test_a_deep_chain_frees_with_the_handler(handlers):
    """The walk that keeps deallocation off the stack frees buffers after their arrays have gone."""
    handler, head = handlers.make("deep"), None
    with Using(handlers, handler):
        for _ in range(5000):
            array = adopt(np.zeros(2, object))
            array[1] = head
            head = array
    assert handlers.counts(handler)[:2] == (5000, 5000 * 16)
    del array, head
    assert handlers.counts(handler) == (0, 0, 5000)


def test_a_finalizer_of_an_item_uses_the_handler(handlers, census):
    handler = handlers.make("busy")

    class Busy:
        def __del__(self):
            with Using(handlers, handler):
                other = adopt(np.zeros(3, object))
                other[0] = [other, census()]
            gc.collect()

    with Using(handlers, handler):
        ours = adopt(np.zeros(3, object))
    ours[0], ours[2] = Busy(), Busy()
    del ours
    collect()
    assert handlers.counts(handler) == (0, 0, 3)


def test_an_hpyarray_over_memory_of_a_handler(handlers):
    handler = handlers.make("kept")
    with Using(handlers, handler):
        array = np.zeros(10, object)
    ours = from_numpy(array)
    view = ours[1:]
    del array, ours
    assert handlers.counts(handler)[:2] == (1, 80)
    del view
    assert handlers.counts(handler) == (0, 0, 1)


def test_memory_without_a_handler(handlers):
    """Old extensions set the flag, and NumPy takes the memory for malloc's."""
    for length in (0, 5, 5000):
        array = handlers.unhandled(length)
        assert np._core.multiarray.get_handler_name(array) is None
        ours = adopt(array)
        assert ours.tolist() == [0] * length
        assert ours.flags.owndata


# --- tracemalloc ---------------------------------------------------------------------------------------------------


def traced(address=None):
    """Bytes that tracemalloc knows of in NumPy's domain."""
    domain = tracemalloc.DomainFilter(True, np.lib.tracemalloc_domain)
    snapshot = tracemalloc.take_snapshot().filter_traces([domain])
    return sum(trace.size for trace in snapshot.traces)


@pytest.fixture
def tracing():
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.parametrize("custom", [False, True])
def test_tracemalloc_sees_the_memory_go(custom, handlers, tracing):
    handler = handlers.make("traced") if custom else None
    collect()
    before = traced()
    with Using(handlers, handler):
        array = np.zeros(100_000, "u1")
        assert traced() == before + 100_000
        ours = adopt(array)
        assert traced() == before + 100_000
        del array
        assert traced() == before + 100_000
        del ours
        assert traced() == before
        for zeros in (np.zeros, numpy_hpy.zeros):
            ours = adopt(zeros(1000, object))
            ours[0] = ours
            assert traced() == before + 8000
            del ours
            collect()
            assert traced() == before


def test_tracing_that_starts_or_stops_meanwhile(handlers):
    for handler in (None, handlers.make("late")):
        with Using(handlers, handler):
            ours = adopt(np.zeros(1000))
            tracemalloc.start()
            before = traced()
            del ours
            assert traced() == before
            ours = adopt(np.zeros(1000))
            assert traced() == before + 8000
            tracemalloc.stop()
            del ours


# --- and no leak ---------------------------------------------------------------------------------------------------


def test_many_times_in_the_same_memory(handlers):
    def resident():
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * 4096

    handler = handlers.make("many")

    def once():
        array = np.zeros(1000, object)
        ours = adopt(array)
        ours[0] = ours
        del array, ours
        from_numpy(to_numpy(HPyArray(1000)))[:10]

    for _ in range(200):
        once()
    collect()
    before = resident()
    with Using(handlers, handler):
        for _ in range(3000):
            once()
    collect()
    # 3000 times 8 kB would be 24 MB.
    assert resident() - before < 8_000_000
    assert handlers.counts(handler) == (0, 0, 3000)


def test_the_layout_of_adopted_memory_outlives_the_cache():
    from numpy_hpy import _native

    ours = adopt(fill(np.zeros(3, [("a", "O"), ("once", "i4")])))
    _native.cache_clear()
    collect()
    assert ours.layout.slots.tolist() == Layout.from_dtype(ours.dtype).slots.tolist()
    assert pair(2, ours.dtype)[0].dtype == ours.dtype
