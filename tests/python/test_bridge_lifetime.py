"""Arrays over the memory of ndarrays die as others do: in cycles, under collections at any time, with whatever code runs
meanwhile.
"""

import gc
import itertools
import random
import threading
import weakref

import numpy as np
import pytest
from hpy_helpers import SUBSET, Census, References, collect, fill, leaves, outcome, repeatable
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import numpy_hpy
from numpy_hpy import HPyArray, from_numpy, to_numpy

pytest_plugins = ["bridge_helpers"]
pytestmark = pytest.mark.usefixtures("fast_collections")

PACKED = np.dtype("u1,O")


class Sub(np.ndarray):
    """Has a __dict__, which the collector sees; the memory it does not."""


def sub(shape, dtype=object):
    return np.zeros(shape, dtype).view(Sub)


class Finalized:
    def __init__(self, function, *things):
        self.function, self.things = function, things

    def __del__(self):
        self.function(self)


def put(array, value):
    for leaf in leaves(array):
        if leaf.dtype.kind == "O":
            for index in np.ndindex(leaf.shape):
                leaf[index] = value


# --- who keeps whom alive ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["O", PACKED], ids=str)
def test_the_ndarray_owns_the_slots(dtype, census):
    array = np.zeros(3, dtype)
    ours = from_numpy(array)
    put(ours, census())
    view, reference = ours[1:], weakref.ref(array)
    del ours
    assert census.alive == 1
    del array
    assert census.alive == 1
    assert to_numpy(view.base) is reference()
    del view
    assert census.alive == 0
    assert reference() is None


def test_the_collector_sees_the_base_and_not_its_slots(census):
    array = sub(2)
    array[0] = witness = census()
    ours = from_numpy(array)
    assert gc.is_tracked(ours)
    referents = {id(thing): thing for thing in gc.get_referents(ours) if thing is not HPyArray}
    assert id(witness) not in referents
    (pin,) = (thing for thing in referents.values() if type(thing) is weakref.ReferenceType)
    assert pin() is array
    assert referents.keys() == {id(pin), id(array), id(array.dtype)}


def test_a_cycle_through_an_attribute_of_the_base(census, by_hand):
    for _ in range(3):
        array = sub(3)
        array.ours = from_numpy(array)
        array.view = array.ours[1:]
        array.more = [census(), array.view[::-1]]
        reference = weakref.ref(array)
        del array
        assert reference() is not None
        collect()
        assert reference() is None
    assert census.alive == 0


def test_a_cycle_through_an_hpyarray_that_holds_it(census, by_hand):
    # The plain ndarray has no references itself: what is in the cycle is the HPyArray that owns its memory.
    owner = HPyArray(3, object)
    ours = from_numpy(to_numpy(owner)[::-1])
    owner[0] = [ours, ours[1:], census()]
    assert type(ours.base) is np.ndarray
    del owner, ours
    assert census.alive == 1
    collect()
    # A plain ndarray hides its base from the collector. That is NumPy's limit, and the reason for numpy_hpy.ndarray.
    hidden = [
        thing for thing in gc.get_objects() if type(thing) is HPyArray and thing.base is None and thing.shape == (3,)
    ]
    assert len(hidden) == 1
    hidden.pop()[0] = None
    assert census.alive == 0


gc_safe = pytest.mark.skipif("ndarray" not in dir(numpy_hpy), reason="there is no numpy_hpy.ndarray yet")


@gc_safe
@pytest.mark.parametrize("dtype", ["O", PACKED], ids=str)
def test_a_cycle_through_the_slots_of_a_visible_ndarray(dtype, census, by_hand):
    for make in (from_numpy, lambda array: from_numpy(array)[1:], lambda array: [from_numpy(array[::-1])]):
        array = numpy_hpy.empty(3, dtype)
        assert type(array) is numpy_hpy.ndarray
        put(array, [make(array), census()])
        del array
        assert census.alive == 1
        collect()
        assert census.alive == 0


@gc_safe
def test_a_visible_ndarray_over_an_hpyarray(census, by_hand):
    array = HPyArray(3, object)
    array[0] = [to_numpy(array).view(numpy_hpy.ndarray), census()]
    del array
    collect()
    assert census.alive == 0


def test_reachable_arrays_survive_a_collection(census):
    array = sub(3, PACKED)
    array.ours = from_numpy(array)
    put(array.ours, census())
    with References(array, 0):
        for _ in range(3):
            gc.collect()
    assert census.alive == 1
    assert to_numpy(array.ours) is array


# --- code that runs meanwhile --------------------------------------------------------------------------------------


def use(array):
    """Does all kinds of things with an array, which may have been cleared. What it may raise is a ReferenceError."""
    for function in (
        lambda: array[0],
        lambda: array[::-1].tolist(),
        lambda: repr(array),
        lambda: array.copy(),
        lambda: (array.shape, array.base, array.dtype, array.flags.writeable),
        lambda: array.__setitem__(0, array[-1]),
        lambda: array.__setitem__(..., None),
        lambda: to_numpy(array),
        lambda: from_numpy(to_numpy(array)),
        lambda: from_numpy(to_numpy(array)[1:], adopt=True),
        lambda: memoryview(array),
    ):
        error = outcome(function)
        assert not isinstance(error, Exception) or isinstance(error, (ReferenceError, ValueError, BufferError))
    gc.get_referents(array)


def test_a_finalizer_uses_what_is_collected(census, by_hand):
    done = []

    def finalize(self):
        (array,) = self.things
        for thing in (array.ours, array.view, from_numpy(array)):
            use(thing)
        array.ours = from_numpy(array)
        array.ours[0] = census()
        done.append(gc.collect())

    for _ in range(3):
        array = sub(4)
        array.ours = from_numpy(array)
        array.view = array.ours[::-1]
        array.last = Finalized(finalize, array)
        del array
        collect()
    assert len(done) == 3
    collect()  # what was made in the finalizer has kept the last one alive
    assert census.alive == 0


def test_a_finalizer_resurrects_what_is_collected(census, by_hand):
    saved = []
    array = sub(3)
    array.ours = from_numpy(array)
    array.ours[1] = witness = census()
    array.last = Finalized(lambda self: saved.append(self.things[0].ours), array)
    del array
    collect()
    (ours,) = saved
    assert ours[1] is witness
    assert to_numpy(ours).ours is ours
    del ours, witness
    saved.clear()
    collect()
    assert census.alive == 0


@pytest.mark.parametrize("order", list(itertools.permutations(["array", "ours", "view"])), ids="-".join)
@pytest.mark.parametrize("keep", [False, True], ids=["", "kept"])
def test_code_that_runs_while_a_cycle_is_cleared(order, keep, census, by_hand):
    """A weak reference to an ndarray, which the collector does not see, calls back in the middle of a tp_clear."""
    kept, calls = [], []

    def callback(reference):
        calls.append(reference)
        for thing in gc.get_objects():
            if type(thing) is tuple and len(thing) == 4 and thing[0] == "garbage":
                parts = dict(zip(order, thing[1:], strict=True))
                for name in ("ours", "view"):
                    use(parts[name])
                if keep:
                    kept.append(outcome(to_numpy, parts["view"]))
                    kept.append(parts["array"])

    array = sub(3)
    parts = {"array": array, "ours": from_numpy(array), "view": from_numpy(array)[1:]}
    cycle = ("garbage", *(parts[name] for name in order))
    array.trigger = [cycle, np.empty(1)]
    array[1] = census()
    reference = weakref.ref(array.trigger[1], callback)
    del array, parts
    collect()
    del cycle
    collect()
    assert len(calls) == 1
    junk = [np.zeros(3, object) for _ in range(50)]
    for thing in kept:
        if isinstance(thing, np.ndarray):
            assert len(thing) in (2, 3)
            thing[0] = census()
    del junk, reference
    kept.clear()
    # What the callback has kept of the cycle is one again, or not.
    thing = None
    collect()


def test_collections_at_every_allocation(census):
    threshold = gc.get_threshold()
    gc.set_threshold(1)
    try:
        for number in range(20 if SUBSET else 100):
            array = sub((2, 2), [object, PACKED][number % 2])
            array.ours = from_numpy(array)
            array.view = array.ours[::-1]
            put(array.view, [census(), array.ours])
            assert to_numpy(array.ours) is array
            assert from_numpy(to_numpy(array.view)) is array.view
            put(array, None)
            adopted = from_numpy(np.zeros(3, object), adopt=True)
            adopted[0] = [adopted, census()]
    finally:
        gc.set_threshold(*threshold)
    del array, adopted


def test_a_base_that_dies_runs_code(census, by_hand):
    log = []

    def finalize(self):
        log.append(gc.collect())
        other = from_numpy(np.zeros(2, object), adopt=True)
        other[0] = [other, census()]

    for make in (from_numpy, lambda array: from_numpy(array)[::-1]):
        array = np.zeros(3, object)
        array[0] = Finalized(finalize, census())
        ours = make(array)
        del array
        assert len(log) in (0, 1)
        del ours
    assert len(log) == 2


def test_threads(census):
    """Each thread crosses the bridge with arrays of its own and one that all share."""
    shared = fill(np.zeros(50, object))
    ours, errors = from_numpy(shared), []

    def work(seed):
        generator = random.Random(seed)
        try:
            for _ in range(100 if SUBSET else 500):
                array = np.zeros(4, object)
                mine = from_numpy(array, adopt=generator.random() < 0.5)
                mine[0] = [mine if mine.flags.owndata else None, census()]
                assert from_numpy(to_numpy(mine)) is mine or to_numpy(mine) is array
                place = generator.randrange(50)
                ours[place] = [census()]
                from_numpy(shared)[::-1][place] = None
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    shared[:] = None


# --- depth ---------------------------------------------------------------------------------------------------------


def wrap(thing):
    array = np.empty(1, object)
    array[0] = thing
    return array


LINKS = {
    "over": lambda thing: from_numpy(wrap(thing)),
    "view": lambda thing: from_numpy(wrap(thing))[::-1],
    "adopted": lambda thing: from_numpy(wrap(thing), adopt=True),
    "viewed": lambda thing: to_numpy(from_numpy(wrap(thing), adopt=True)),
    "list": lambda thing: [thing],
    "subclass": lambda thing: from_numpy(wrap(thing).view(Sub)),
}


@pytest.mark.parametrize(
    "links", [["over"], ["view"], ["adopted"], ["viewed"], ["list", "over"], list(LINKS)], ids="-".join
)
def test_nested_deeply(links, census, by_hand):
    """With an HPyArray that owns its memory in every few links. Without one, NumPy's deallocation recurses as ever."""

    def nest():
        head = census()
        for number in range(600 if SUBSET else 6000):
            array = HPyArray(1, object)
            array[0] = head
            head = LINKS[links[number % len(links)]](array)
        del array, head

    errors = []
    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=lambda: errors.append(outcome(nest)))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert errors == [None]
    nest()
    assert census.alive == 0


# --- any sequence of operations ------------------------------------------------------------------------------------


class Bridge(RuleBasedStateMachine):
    """Arrays of both kinds over each other, adopted, stored in each other, and dropped. Every witness that something can
    reach, and none that nothing can, is alive in the end; whatever order things die in, nothing reads freed memory.
    """

    def __init__(self):
        super().__init__()
        collect()
        self.census = Census()
        self.arrays = []

    def pick(self, number):
        return self.arrays[number % len(self.arrays)] if self.arrays else None

    @rule(kind=st.sampled_from(["numpy", "hpy", "sub"]), length=st.integers(1, 4), dtype=st.sampled_from(["O", PACKED]))
    def make(self, kind, length, dtype):
        makers = {"numpy": np.zeros, "hpy": HPyArray, "sub": sub}
        array = makers[kind](length, dtype)
        put(array, self.census())
        self.arrays.append(array)

    @rule(number=st.integers(0, 50), adopt=st.booleans())
    def cross(self, number, adopt):
        array = self.pick(number)
        if type(array) is HPyArray:
            self.arrays.append(to_numpy(array))
        elif array is not None:
            ours = outcome(lambda: from_numpy(array, adopt=adopt))
            if type(ours) is HPyArray:
                self.arrays.append(ours)
            else:
                assert adopt
                assert isinstance(ours, ValueError)

    @rule(number=st.integers(0, 50), key=st.sampled_from([slice(None, None, -1), slice(1, None), ..., "f1"]))
    def view(self, number, key):
        array = self.pick(number)
        if array is not None and (key != "f1" or array.dtype.names):
            self.arrays.append(array[key])

    @rule(number=st.integers(0, 50), other=st.integers(0, 50), wrapped=st.booleans())
    def store(self, number, other, wrapped):
        array, value = self.pick(number), self.pick(other)
        # No reference from what the collector does not see to what it does: that would be a leak, and NumPy's.
        if type(array) is HPyArray and array.flags.owndata and type(value) is HPyArray and value.flags.owndata:
            put(array, [value] if wrapped else value)

    @rule(number=st.integers(0, 50))
    def empty(self, number):
        array = self.pick(number)
        if array is not None and len(array):
            put(array, self.census())

    @rule(number=st.integers(0, 50))
    def drop(self, number):
        if self.arrays:
            del self.arrays[number % len(self.arrays)]

    @rule()
    def collect(self):
        gc.collect()

    @invariant()
    def every_array_can_be_read(self):
        for array in self.arrays:
            repr(array.tolist())
            if type(array) is HPyArray:
                back = from_numpy(to_numpy(array))
                assert back is array or to_numpy(back) is to_numpy(array) or back.flags.owndata

    def teardown(self):
        self.arrays.clear()
        collect()
        assert self.census.alive == 0


TestBridge = Bridge.TestCase
TestBridge.settings = settings(repeatable(100), stateful_step_count=25)
