"""ObjectBuffer: temporary object memory whose references the collector can see."""

import gc
import weakref

import numpy as np
import pytest
from hpy_helpers import DTYPES, Census, References, Token, collect, object_dtypes, outcome, plain_dtypes

from numpy_hpy import HPyArray, Layout, ObjectBuffer


@pytest.fixture
def census():
    census = Census()
    yield census
    collect()
    assert census.alive == 0


class Finalized:
    def __init__(self, function, *things):
        self.function = function
        self.things = things

    def __del__(self):
        self.function()


@object_dtypes
def test_slots_are_numbered_in_order(dtype, census):
    if dtype.subdtype is not None:
        return
    for count in (0, 1, 3):
        buffer = ObjectBuffer(dtype, count)
        slots = Layout.from_dtype(dtype).slot_count * count
        assert buffer.slot_count == slots
        assert [buffer.load(i) for i in range(slots)] == [None] * slots
        stored = [census() for _ in range(slots)]
        for i, value in enumerate(stored):
            assert buffer.store(i, value) is None
        assert [buffer.load(i) for i in range(slots)] == stored
        collect()
        assert [buffer.load(i) for i in range(slots)] == stored
        referents = [thing for thing in gc.get_referents(buffer) if type(thing) is Token]
        assert sorted(referents, key=id) == sorted(stored, key=id)
        del stored, referents
        value = None
        assert census.alive == slots
        if count == 3:
            buffer.release()
            assert census.alive == 0
        del buffer
        assert census.alive == 0


@plain_dtypes
def test_items_without_slots(dtype):
    if dtype.subdtype is None:
        buffer = ObjectBuffer(dtype, 5)
        assert buffer.slot_count == 0
        with pytest.raises(IndexError):
            buffer.load(0)


def test_a_numbers_type_does_not_matter():
    buffer = ObjectBuffer("O,i2,O", np.int64(2))
    for number in (1, np.int8(1), np.uint64(1), np.array(1), True):
        token = Token()
        buffer.store(number, token)
        assert buffer.load(number) is token


def test_references_are_counted():
    token, other = Token(), Token()
    with References(token, 0), References(other, 0):
        buffer = ObjectBuffer("i2,O", 3)
        with References(token, 2):
            buffer.store(0, token)
            buffer.store(2, token)
            buffer.store(2, token)
        with References(token, 0), References(other, 0):
            assert buffer.load(0) is token
            for arguments in [
                (99, other),
                (-1, other),
                ("x", other),
                (10**30, other),
                (0,),
                (0, other, 1),
                (1.5, other),
            ]:
                assert isinstance(outcome(buffer.store, *arguments), Exception)
            arguments = None
        with References(token, -1), References(other, 1):
            buffer.store(2, other)
        with References(token, -1), References(other, -1):
            buffer.release()
        with References(token, 1):
            buffer = ObjectBuffer("O", 1)
            buffer.store(0, token)
        del buffer


@pytest.mark.parametrize(
    ("arguments", "error", "reason"),
    [
        (("O", -1), ValueError, "negative"),
        (("O", 2**62), ValueError, "too big"),
        (("O", 2**46), MemoryError, None),
        (("O", 10**30), OverflowError, "int"),
        (("O", 1.5), TypeError, "float"),
        (("O", None), TypeError, "NoneType"),
        (("nope", 1), TypeError, "not understood"),
        (("O",), TypeError, "required"),
        ((), TypeError, "required"),
        (("O", 1, 2), TypeError, "at most 2"),
        ((("O", (2,)), 1), TypeError, "subarray"),
        (("T", 1), TypeError, "managed memory"),
    ],
    ids=repr,
)
def test_arguments(arguments, error, reason):
    with pytest.raises(error, match=reason):
        ObjectBuffer(*arguments)


def test_keywords():
    assert ObjectBuffer(count=2, dtype="O").slot_count == 2
    for wrong in [{"dtype": "O", "count": 1, "other": 1}, {"dtype": "O", "length": 1}]:
        with pytest.raises(TypeError):
            ObjectBuffer(**wrong)
    with pytest.raises(TypeError):
        ObjectBuffer("O", 1, dtype="O")


def test_numbers_out_of_range():
    buffer = ObjectBuffer("O,O", 2)
    for number in (4, -1, 10**30, -(10**30), 2**63):
        with pytest.raises(IndexError, match="out of range"):
            buffer.load(number)
        with pytest.raises(IndexError, match="out of range"):
            buffer.store(number, None)
    for number in (1.5, "1", None, [0]):
        with pytest.raises(TypeError):
            buffer.load(number)
        with pytest.raises(TypeError):
            buffer.store(number, None)


def test_a_released_buffer_refuses_everything():
    buffer = ObjectBuffer("O", 2)
    token = Token()
    buffer.store(0, token)
    with References(token, -1):
        buffer.release()
    with References(token, 0):
        for use in (
            lambda: buffer.load(0),
            lambda: buffer.store(0, token),
            lambda: buffer.store(99, token),
            lambda: buffer.slot_count,
            buffer.release,
        ):
            with pytest.raises(ValueError, match="released ObjectBuffer"):
                use()
    collect()
    assert gc.get_referents(buffer).count(token) == 0


def test_a_release_runs_code(census):
    """Finalizers that run in the middle find a released buffer, and may do whatever they like."""
    buffer = ObjectBuffer("u1,O", 4)
    seen = []

    def finalize():
        seen.append(type(outcome(buffer.load, 0)))
        seen.append(type(outcome(buffer.release)))
        other = ObjectBuffer("O", 2)
        other.store(0, other)
        other.store(1, census())
        del other
        gc.collect()

    for i in range(3):
        buffer.store(i, Finalized(finalize, census()))
    buffer.store(3, census())
    buffer.release()
    assert seen == [ValueError] * 6
    assert census.alive == 0


def test_a_store_runs_code(census):
    buffer = ObjectBuffer("O", 2)
    seen = []

    def finalize():
        seen.append(buffer.load(0))
        buffer.store(0, census())
        gc.collect()

    for value in (None, census()):
        buffer.store(0, Finalized(finalize))
        buffer.store(0, value)
        assert seen.pop() is value
        assert type(buffer.load(0)) is Token
    buffer.store(0, Finalized(lambda: outcome(buffer.release)))
    buffer.store(0, census())
    with pytest.raises(ValueError, match="released"):
        buffer.load(0)
    value = None
    seen.clear()


@pytest.mark.parametrize("dtype", ["O", "u1,O"])
def test_cycles_are_collected(dtype, census):
    gc.disable()
    try:
        buffer = ObjectBuffer(dtype, 3)
        buffer.store(0, buffer)
        buffer.store(1, [buffer, census()])
        array = HPyArray(2, "O,i1")
        array["f0"][0] = buffer
        buffer.store(2, array[1:])
        del buffer, array
        assert census.alive == 1
        collect()
        assert census.alive == 0
    finally:
        gc.enable()


def test_a_buffer_in_use_survives_collections(census):
    buffer = ObjectBuffer("O", 100)
    for i in range(100):
        buffer.store(i, [census(), buffer])
    threshold = gc.get_threshold()
    gc.set_threshold(1)
    try:
        for i in range(100):
            assert buffer.load(i)[1] is buffer
            buffer.store(i, [buffer.load(i)[0], buffer])
            assert census.alive == 100
    finally:
        gc.set_threshold(*threshold)
    buffer.release()


def test_finalizers_that_use_a_buffer_that_is_collected(census):
    log = []

    class Uses:
        def __init__(self, buffer):
            self.buffer = buffer

        def __del__(self):
            log.append(type(self.buffer.load(1)))
            for number in range(2):
                self.buffer.store(number, census())
            log.append(self.buffer.slot_count)

    buffer = ObjectBuffer("O", 3)
    buffer.store(0, buffer)
    buffer.store(1, census())
    buffer.store(2, Uses(buffer))
    del buffer
    collect()
    assert log == [Token, 3]


def test_what_a_cleared_buffer_says(census):
    """A weak reference's callback runs in the middle of the collection and finds the buffer, perhaps cleared."""
    found = []

    def callback(reference):
        for thing in gc.get_objects():
            if type(thing) is tuple and len(thing) == 3 and thing[0] == "a cycle":
                buffer = thing[2]
                found.append([type(outcome(buffer.load, 0)), type(outcome(buffer.store, 0, census()))])
                found.append(buffer)

    trigger, buffer = [], ObjectBuffer("O", 1)
    cycle = ("a cycle", trigger, buffer)
    buffer.store(0, cycle)
    trigger += [cycle, np.empty(1)]  # a list releases its last item first
    reference = weakref.ref(trigger[1], callback)
    del trigger, buffer
    collect()  # the tuple, then what it visits: the buffer first
    del cycle
    collect()
    assert found[0] == [ValueError, ValueError]
    with pytest.raises(ValueError, match="released"):
        found[1].load(0)
    del reference


def test_a_long_chain_is_freed_and_released(census):
    for end in ("dealloc", "release", "collect"):
        head = ObjectBuffer("O", 2)
        bottom = head
        head.store(1, census())
        for _ in range(5000):
            buffer = ObjectBuffer("O", 1)
            buffer.store(0, head)
            head = buffer
        if end == "release":
            head.release()
            del bottom, buffer
        if end == "collect":
            bottom.store(0, head)
        bottom = buffer = head = None
        collect()
        assert census.alive == 0


def test_arrays_and_buffers_of_every_dtype_live_and_die_together():
    kept = []
    for dtype in DTYPES.values():
        if dtype.subdtype is None:
            kept.append((HPyArray(2, dtype), ObjectBuffer(dtype, 2)))
    collect()
    for array, buffer in kept:
        assert array.size * array.layout.slot_count == buffer.slot_count
