"""The collector finds cycles through arrays, and nothing else."""

import copy
import ctypes
import gc
import pickle
import random
import warnings
import weakref

import numpy as np
import pytest
from numpy._core import _multiarray_tests
from shapes import DTYPES, pointers
from test_freeing import filled, put


class Node:
    """Something that can refer to others; deep copies and pickles of it are new ones."""


class Bytes(bytearray):
    """Memory that can refer to others."""


@pytest.fixture(autouse=True)
def collected():
    """Nothing is garbage before a test or after it."""
    gc.collect()
    yield
    gc.collect()


def is_collected(make):
    """Whether what `make` builds and drops goes. It gives a weak reference to a part of a cycle."""
    reference = make()
    gc.collect()
    return reference() is None


# --- What arrays visit.


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)], ids=str)
@pytest.mark.parametrize("name", DTYPES)
def test_an_array_visits_each_reference_once(name, shape):
    array, references = filled(DTYPES[name], shape)
    visited = [object for object in gc.get_referents(array) if isinstance(object, type(references[0]()))]
    assert [id(object) for object in visited] == [id(reference()) for reference in references] or (
        sorted(map(id, visited)) == sorted(id(reference()) for reference in references)
    )


def test_an_empty_slot_is_not_visited():
    array = np.zeros(3, "O")
    things = [Node(), Node()]
    array[0], array[2] = things
    put(pointers(array)[1], None)
    assert [referent for referent in gc.get_referents(array) if isinstance(referent, Node)] == things


def test_a_view_visits_its_base_and_no_slot():
    array = np.array([Node()], "O")
    view = array[:]
    assert gc.get_referents(view) == [array]


@pytest.mark.parametrize("order", "CF")
def test_every_order_of_the_axes_is_visited(order):
    array = np.empty((2, 3), "O", order=order)
    things = [Node() for _ in range(6)]
    array.ravel(order="K")[...] = things
    assert sorted(map(id, gc.get_referents(array))) == sorted(map(id, things))


def test_items_that_overlap_are_not_visited():
    array = np.empty(4, "O")
    array[...] = thing = Node()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        array.strides = (0,)
    assert gc.get_referents(array) == []
    gc.collect()
    assert array[0] is thing


# --- What the collector is told of.


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.zeros(3),
        lambda: np.zeros(3)[1:],
        lambda: np.zeros((2, 3)).T.reshape(6),
        lambda: np.zeros(3, "i4,f8"),
        lambda: np.array(["a", "b"]),
        lambda: np.zeros(3) + 1,
        lambda: np.arange(3).astype("f4"),
        lambda: np.frombuffer(b"abcd", "u1"),
        lambda: np.frombuffer(bytearray(8), "u1"),
        lambda: np.frombuffer(bytearray(8), "u1")[1:],
        lambda: np.asarray(memoryview(b"abcd")),
        lambda: pickle.loads(pickle.dumps(np.arange(3))),
        lambda: np.array(["a"], np.dtypes.StringDType()),
    ],
    ids=range(13),
)
def test_arrays_without_references_cost_the_collector_nothing(make):
    assert not gc.is_tracked(make())


@pytest.mark.parametrize("name", DTYPES)
def test_arrays_with_references_are_tracked(name):
    array = np.zeros(2, DTYPES[name])
    for each in (array, array[1:], array.copy(), array.reshape(2, 1), copy.deepcopy(array), np.empty_like(array)):
        assert gc.is_tracked(each)


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.frombuffer(Bytes(8), "u1"),
        lambda: np.asarray(memoryview(Bytes(8))),
        lambda: np.frombuffer(Bytes(8), "u1")[1:],
        lambda: np.zeros(3).view(type("Sub", (np.ndarray,), {})),
    ],
    ids=range(4),
)
def test_an_array_is_tracked_for_a_base_or_a_class_that_may_be_in_a_cycle(make):
    assert gc.is_tracked(make())
    assert gc.is_tracked(np.asarray(memoryview(np.zeros(3))))


# --- Cycles.


@pytest.mark.parametrize("name", DTYPES)
def test_a_cycle_through_any_reference_is_collected(name):
    def make(slot):
        array, references = filled(DTYPES[name], (2,))
        references[slot]().array = array
        return references[slot]

    slots = len(filled(DTYPES[name], (2,))[1])
    for slot in {0, slots // 2, slots - 1}:
        assert is_collected(lambda slot=slot: make(slot))


def test_an_attribute_that_is_an_array_of_its_owner():
    """NumPy's issue 6581."""

    def make():
        node = Node()
        node.array = np.array([node])
        return weakref.ref(node)

    assert is_collected(make)


def test_a_lattice_whose_locations_know_it():
    """NumPy's issue 1601."""

    class Lattice:
        def __init__(self, size):
            self.cells = np.empty((size, size), dtype=object)
            for x in range(size):
                for y in range(size):
                    self.cells[x, y] = Location(self)

    class Location(list):
        def __init__(self, parent):
            self.parent = parent

    assert is_collected(lambda: weakref.ref(Lattice(20)))


class Sub(np.ndarray):
    pass


class SlotsOnly(np.ndarray):
    __slots__ = ()


class WithHook(np.ndarray):
    def __array_finalize__(self, source):
        self.source = source


def own(array):
    array[0] = array
    return array


CYCLES = {
    "itself": lambda: own(np.empty(1, "O")),
    "two": lambda: (lambda a, b: (a.__setitem__(0, b), b.__setitem__(0, a), a)[2])(np.empty(1, "O"), np.empty(1, "O")),
    "a view of itself": lambda: (lambda a: (a.__setitem__(0, a[1:]), a)[1])(np.empty(2, "O")),
    "a view of a view": lambda: (lambda a: (a.__setitem__(0, a[1:][:1].T), a)[1])(np.empty(3, "O")),
    "a field": lambda: (lambda a: (a["o"].__setitem__(0, a["o"]), a)[1])(np.zeros(2, [("n", "i4"), ("o", "O")])),
    "a subclass": lambda: own(np.empty(1, "O").view(Sub)),
    "a subclass without attributes": lambda: own(np.empty(1, "O").view(SlotsOnly)),
    "a subclass that owns": lambda: own(SlotsOnly(1, "O")),
    "a subclass with a hook": lambda: own(WithHook(1, "O")),
    "a subclass's attribute": lambda: (lambda a: (setattr(a, "me", a), a)[1])(np.zeros(3).view(Sub)),
    "a masked array": lambda: own(np.ma.array([1, 2], dtype=object)),
    "a record array": lambda: (lambda a: (a.o.__setitem__(0, a), a)[1])(np.recarray(2, [("o", "O"), ("n", "i4")])),
    "a copy": lambda: own(np.empty(1, "O").copy()),
    "a cast": lambda: own(np.arange(3).astype("O")),
    "unpickled": lambda: own(pickle.loads(pickle.dumps(np.empty(1, "O")))),
    "an unpickled subclass": lambda: own(pickle.loads(pickle.dumps(np.empty(1, "O").view(Sub)))),
    "a deep copy": lambda: own(copy.deepcopy(np.empty(1, "O"))),
    "concatenated": lambda: own(np.concatenate([np.empty(1, "O"), np.empty(1, "O")])),
    "fancy": lambda: own(np.empty(3, "O")[[0, 1]]),
    "a result": lambda: own(np.array([1, 2], "O") + 1),
    "of frompyfunc": lambda: own(np.frompyfunc(lambda x: x, 1, 1)([1, 2])),
    "of fromiter": lambda: own(np.fromiter((Node() for _ in range(100)), "O")),
    "of where": lambda: own(np.where([True, False], np.empty(2, "O"), None)),
    "full": lambda: own(np.full(3, None)),
    "zeros": lambda: own(np.zeros(3, "O")),
    "without dimensions": lambda: (lambda a: (a.__setitem__((), a), a)[1])(np.empty((), "O")),
    "resized": lambda: (lambda a: (a.resize(100, refcheck=False), own(a))[1])(np.empty(1, "O")),
    "a Fortran array": lambda: (lambda a: (a.__setitem__((1, 1), a), a)[1])(np.empty((2, 2), "O", order="F")),
    "a memoryview": lambda: (lambda a: (a.__setitem__(0, memoryview(a)), a)[1])(np.empty(2, "O")),
    "a list in between": lambda: (lambda a: (a.__setitem__(0, [(a,)]), a)[1])(np.empty(1, "O")),
}


@pytest.mark.parametrize("name", CYCLES)
def test_a_cycle_is_collected(name):
    assert is_collected(lambda: weakref.ref(CYCLES[name]()))


@pytest.mark.parametrize(
    "view", [np.frombuffer, lambda memory: np.asarray(memoryview(memory))[1:]], ids=["all", "a part"]
)
def test_a_cycle_through_a_memoryview_is_collected(view):
    def make():
        memory = Bytes(8)
        memory.view = view(memory)
        return weakref.ref(memory)

    assert is_collected(make)


def test_a_cycle_through_a_base_is_collected():
    class Memory:
        def __init__(self):
            self.bytes = bytearray(8)
            self.__array_interface__ = {"shape": (8,), "typestr": "|u1", "data": self.bytes, "version": 3}

    def make():
        memory = Memory()
        memory.view = np.asarray(memory)
        return weakref.ref(memory)

    assert is_collected(make)


def test_the_garbage_is_told_as_the_list_of_its_parts():
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        array = own(np.empty(1, "O"))
        here = id(array)
        del array
        gc.collect()
        assert here in map(id, gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()


# --- What is not garbage.


def test_what_an_array_alone_refers_to_stays():
    array = np.empty(100, "O")
    for i in range(100):
        node = Node()
        node.me = node
        array[i] = node
    del node
    gc.collect()
    assert all(array[i].me is array[i] for i in range(100))


@pytest.mark.parametrize("seed", range(8))
def test_arrays_and_lists_are_collected_alike(seed):
    """Graphs at random, twice: one with arrays where the other has lists. The same nodes go."""

    def survivors(container):
        rng = random.Random(seed)
        nodes = [Node() for _ in range(60)]
        for node in nodes:
            node.to = container([rng.choice(nodes) for _ in range(rng.randrange(4))])
        references = [weakref.ref(node) for node in nodes]
        roots = container([nodes[i] for i in range(0, 60, 17)])
        del nodes, node
        gc.collect()
        assert len(roots) == 4
        return [reference() is not None for reference in references]

    def as_array(items):
        array = np.empty(len(items), "O")
        array[...] = items
        return array

    def as_record(items):
        record = np.zeros(len(items), [("n", "i1"), ("o", "O")])
        record["o"] = items
        return record

    expected = survivors(list)
    assert any(expected)
    assert not all(expected)
    assert survivors(as_array) == expected
    assert survivors(as_record) == expected


# --- Code that runs meanwhile.


class Loud:
    """Calls something when it goes."""

    def __init__(self, action):
        self.action = action

    def __del__(self):
        self.action()


def test_a_cleared_array_reads_as_none():
    seen = []

    def make():
        array = np.empty(3, "O")
        array[0] = array
        array[1] = Loud(lambda: seen.append(array.tolist()[2]))
        array[2] = "kept"
        return weakref.ref(array)

    assert is_collected(make)
    # The finalizer runs before anything is cleared.
    assert seen == ["kept"]


ACTIONS = {
    "grow": lambda array: array.resize(1000, refcheck=False),
    "shrink": lambda array: array.resize(0, refcheck=False),
    "set state": lambda array: array.__setstate__((1, (2,), np.dtype("O"), False, [1, 2])),
    "become numbers": lambda array: array.__setstate__((1, (2,), np.dtype("i4"), False, b"12345678")),
    "fill": lambda array: array.fill(array),
    "collect": lambda array: gc.collect(),
}
FORGETFUL = (ACTIONS["set state"], ACTIONS["become numbers"])


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_an_array_may_change_while_it_is_cleared(action):
    """What the collector does not know has its weak references called in the middle of it."""
    address, calls = [], []

    def callback(reference):
        calls.append(reference)
        if len(calls) == 1:
            action(ctypes.cast(address[0], ctypes.py_object).value)

    def make():
        array = np.empty(50, "O")
        array[0] = array
        for i in range(1, 50):
            array[i] = np.zeros(1)
        assert not gc.is_tracked(array[1])
        address.append(id(array))
        return weakref.ref(array), [weakref.ref(number, callback) for number in array[1:]]

    reference, numbers = make()
    for _ in range(3):
        gc.collect()
    # __setstate__ gives the memory back with the references that are left in it, as ever.
    assert len(calls) == len(numbers) or action in FORGETFUL
    assert reference() is None


@pytest.mark.parametrize("name", ["object", "pair", "nested"])
def test_collections_at_every_allocation(name):
    """Whatever NumPy is in the middle of, the collector finds arrays whole."""

    class Key:
        def __init__(self, value):
            self.value = value

        def __lt__(self, other):
            return [self.value] < [other.value]

        def __add__(self, other):
            return Key(self.value + 1)

    keys = [Key(i * 7 % 40) for i in range(40)]
    old = gc.get_threshold()
    gc.set_threshold(1, 1, 1)
    try:
        array = np.empty(40, "O")
        array[...] = keys
        array.sort()
        assert [key.value for key in array] == list(range(40))
        assert [key.value for key in np.sort(keys, kind="stable")[::-1]] == list(range(40))[::-1]
        np.argsort(array[::2])
        np.partition(array, 7)
        (array + 1).copy()[::3].reshape(2, 7)
        np.concatenate([array, array])[[1, 5, 3]]
        np.add.reduce(array)
        np.add.accumulate(array)
        np.array([array, array]).T.copy()
        np.fromiter(keys, "O")
        pickle.loads(pickle.dumps(np.array([[1], [2, [3]]], "O")))
        record, _ = filled(DTYPES[name], (7,))
        record.copy()[::2].copy()
        record[[3, 1, 2]].tolist()
        np.concatenate([record, record]).astype(record.dtype)
        record.resize(20, refcheck=False)
        record.resize(3, refcheck=False)
        record[...] = record[::-1]
    finally:
        gc.set_threshold(*old)


def test_what_is_to_be_written_back_is_not_emptied():
    array = np.empty(4, "O")[::2]
    array[...] = ["a", "b"]
    copied = _multiarray_tests.npy_create_writebackifcopy(array)
    assert copied.flags.writebackifcopy
    node = Node()
    node.copied = copied
    copied[0] = node
    reference = weakref.ref(copied)
    del copied, node
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        gc.collect()
    assert reference() is None
    assert any("WRITEBACKIFCOPY" in str(warning.message) for warning in seen)
    assert array[1] == "b"
    assert isinstance(array[0], Node)


def test_new_memory_of_a_read_only_array_is_empty():
    array = np.array([Node()], "O")
    array.flags.writeable = False
    array.resize(1000, refcheck=False)
    gc.collect()
    assert array[1:].tolist() == [None] * 999
