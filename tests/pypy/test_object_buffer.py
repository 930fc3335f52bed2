"""Temporary object memory with an owner."""

import gc
import random
import weakref

import pytest
from pressure import allocate_until_minors, collect, collect_until, resident_kib

from numpy_hpy import HPyArray, ObjectBuffer

DTYPES = ["O", [("tag", "i1"), ("o", "O")], [("a", "O"), ("n", "f4"), ("sub", ("O", (2, 3)))], "3O,i2"]


class Thing:
    pass


@pytest.mark.parametrize("dtype", DTYPES, ids=repr)
def test_store_collect_load(dtype):
    buffer = ObjectBuffer(dtype, 4000)
    count = buffer.slot_count
    assert count == 4000 * HPyArray(1, dtype).layout.slot_count
    assert buffer.load(0) is None
    things = [[i] for i in range(count)]
    for i, thing in enumerate(things):
        buffer.store(i, thing)
    for _ in range(3):
        collect()
        assert all(buffer.load(i) is thing for i, thing in enumerate(things))


@pytest.mark.parametrize("dtype", DTYPES, ids=repr)
def test_objects_move_while_it_is_in_use(dtype):
    rng = random.Random(1)
    buffer = ObjectBuffer(dtype, 50)
    mirror = [None] * buffer.slot_count
    for step in range(3000):
        i = rng.randrange(len(mirror))
        mirror[i] = [step]
        buffer.store(i, mirror[i])
        if step % 300 == 0:
            allocate_until_minors(1)
    gc.collect()
    assert all(buffer.load(i) is mirror[i] for i in range(len(mirror)))


def test_an_old_buffer_remembers_a_young_object():
    buffer = ObjectBuffer(DTYPES[1], 100)
    collect(majors=2)
    for i in range(100):
        buffer.store(i, [i])
    allocate_until_minors(3)
    assert [buffer.load(i) for i in range(100)] == [[i] for i in range(100)]


@pytest.mark.parametrize("dtype", DTYPES, ids=repr)
@pytest.mark.parametrize("how", ["released", "dropped", "overwritten"])
def test_objects_die(dtype, how):
    buffer = ObjectBuffer(dtype, 20)
    witnesses = []
    for i in range(buffer.slot_count):
        thing = Thing()
        witnesses.append(weakref.ref(thing))
        buffer.store(i, thing)
    del thing
    gc.collect()
    assert all(witness() is not None for witness in witnesses)
    if how == "released":
        buffer.release()
    elif how == "dropped":
        del buffer
    else:
        for i in range(buffer.slot_count):
            buffer.store(i, None)
    assert collect_until(lambda: all(witness() is None for witness in witnesses))


def test_a_cycle_through_a_buffer_is_collected():
    buffer, thing = ObjectBuffer("O", 2), Thing()
    thing.buffer = buffer
    witness = weakref.ref(thing)
    buffer.store(0, thing)
    buffer.store(1, buffer)
    del buffer, thing
    assert collect_until(lambda: witness() is None)


def test_a_released_buffer():
    buffer = ObjectBuffer("O", 3)
    buffer.store(0, "x")
    buffer.release()
    for use in (
        lambda: buffer.load(0),
        lambda: buffer.store(0, 1),
        lambda: buffer.slot_count,
        buffer.release,
    ):
        with pytest.raises(ValueError, match="released ObjectBuffer"):
            use()


def test_a_finalizer_may_use_a_buffer_that_is_gone():
    seen = []

    class Late:
        def __del__(self):
            try:
                seen.append(self.buffer.load(1))
            except ValueError as error:
                seen.append(str(error))

    buffer, late = ObjectBuffer("O", 2), Late()
    late.buffer = buffer
    buffer.store(0, late)
    buffer.store(1, "live")
    del buffer, late
    assert collect_until(lambda: seen)
    assert seen[0] in ("live", "operation forbidden on released ObjectBuffer")


@pytest.mark.parametrize("number", [-1, 6, 2**62])
def test_slot_numbers(number):
    buffer = ObjectBuffer([("a", "O", (2,)), ("n", "i4")], 3)
    with pytest.raises(IndexError):
        buffer.load(number)
    with pytest.raises(IndexError):
        buffer.store(number, 1)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("O", -1), ValueError),
        (("O", 1 << 62), (ValueError, MemoryError)),
        (("O", "x"), TypeError),
        (("O",), TypeError),
        (("nosuch", 1), TypeError),
        (("T", 1), TypeError),
        ((("O", (2,)), 1), TypeError),
    ],
    ids=repr,
)
def test_buffers_that_cannot_be(arguments, error):
    with pytest.raises(error):
        ObjectBuffer(*arguments)


def test_keywords():
    assert ObjectBuffer(count=3, dtype="O").slot_count == 3
    with pytest.raises(TypeError):
        ObjectBuffer("O", 1, nonsense=2)


def test_without_slots_or_items():
    assert ObjectBuffer("i4", 10).slot_count == 0
    assert ObjectBuffer("O", 0).slot_count == 0
    with pytest.raises(IndexError):
        ObjectBuffer("O", 0).load(0)


def test_wrong_self_and_subclasses():
    for call in (
        lambda: ObjectBuffer.load(5, 0),
        lambda: ObjectBuffer.store(HPyArray(1, "O"), 0, 1),
        lambda: vars(ObjectBuffer)["slot_count"].fget(5),
        lambda: type("Sub", (ObjectBuffer,), {}),
    ):
        with pytest.raises(TypeError):
            call()


def test_no_leak():
    def one_round():
        buffer = ObjectBuffer(DTYPES[2], 50)
        for i in range(buffer.slot_count):
            buffer.store(i, [i])

    for _ in range(100):
        one_round()
    collect(majors=3)
    before = resident_kib()
    for _ in range(600):
        one_round()
    collect(majors=3)
    assert resident_kib() - before < 20_000
