"""References in array memory under PyPy's collector, which moves what they refer to."""

import ctypes
import gc
import random
import threading
import weakref
from itertools import pairwise

import pytest
from pressure import allocate_until_minors, collect, collect_until, resident_kib

from numpy_hpy import HPyArray, layout

PACKED = [("tag", "i1"), ("value", "O")]
ALIGNED = {"names": ["tag", "value"], "formats": ["i1", "O"], "aligned": True}
DEEP = [
    ("head", "i1"),
    ("pair", "O", (2,)),
    ("inner", [("number", ">f4"), ("grid", ("O", (2, 3))), ("last", [("x", "S3"), ("o", "O")], (2,))], (2,)),
]


class Thing:
    def __init__(self, value):
        self.value = value


def views_of_slots(array):
    """Every object slot, as (view, index) of an object array."""
    layout = array.layout
    if layout.kind == "O":
        return [(array, index) for index in indices(array.shape)]
    if not layout.flags.struct:
        return []
    return [slot for field in layout.fields for slot in views_of_slots(array[field.name])]


def indices(shape):
    if not shape:
        return [()]
    return [(i, *rest) for i in range(shape[0]) for rest in indices(shape[1:])]


DTYPES = {
    "O": ("O", 20_000),
    "packed": (PACKED, 20_000),
    "aligned": (ALIGNED, 20_000),
    "subarray": ([("a", "i2"), ("o", "O", (3, 2))], 3000),
    "deep": (DEEP, 1200),
    "mixed": ([("a", "O"), ("b", "i1"), ("c", "O"), ("d", "f8"), ("e", "O", (2,))], 5000),
}


@pytest.mark.parametrize("name", DTYPES)
def test_store_collect_load(name):
    dtype, length = DTYPES[name]
    array = HPyArray(length, dtype)
    slots = views_of_slots(array)
    assert len(slots) == array.layout.slot_count * length >= 18_000
    things = [Thing(i) for i in range(len(slots))]
    for (view, index), thing in zip(slots, things, strict=True):
        view[index] = thing
    assert array._live_slots() == len(slots)
    for _ in range(3):
        collect()
        assert all(view[index] is thing for (view, index), thing in zip(slots, things, strict=True))
    assert [thing.value for thing in things] == list(range(len(slots)))


@pytest.mark.parametrize("name", DTYPES)
def test_the_array_alone_keeps_its_objects(name):
    dtype, length = DTYPES[name]
    length //= 4
    array = HPyArray(length, dtype)
    slots = views_of_slots(array)
    for i, (view, index) in enumerate(slots):
        view[index] = [i, str(i)]
    collect(majors=3)
    assert [view[index] for view, index in slots] == [[i, str(i)] for i in range(len(slots))]


def test_objects_move():
    array = HPyArray(1000, "O")
    allocate_until_minors(1)
    things = [Thing(i) for i in range(1000)]
    for i, thing in enumerate(things):
        array[i] = thing
    words = ctypes.c_void_p * 1000
    before = list(words.from_address(array._data_address()))
    allocate_until_minors(1)
    after = list(words.from_address(array._data_address()))
    assert any(old != new for old, new in zip(before, after, strict=True))
    assert all(array[i] is thing for i, thing in enumerate(things))


def test_unaligned_slots_move_too():
    array = HPyArray(1000, PACKED)
    values = array["value"]
    allocate_until_minors(1)
    things = [Thing(i) for i in range(1000)]
    for i, thing in enumerate(things):
        values[i] = thing

    def words():
        memory = ctypes.string_at(array._data_address(), array.nbytes)
        return [memory[9 * i + 1 : 9 * i + 9] for i in range(1000)]

    before = words()
    allocate_until_minors(1)
    assert any(old != new for old, new in zip(before, words(), strict=True))
    assert all(values[i] is thing for i, thing in enumerate(things))


@pytest.mark.parametrize("through", ["array", "slice", "reversed", "field", "element", "view of a view"])
def test_write_barrier(through):
    """An old array must remember that it now refers to a young object, whichever way it was stored."""
    struct = through in ("field", "element")
    array = HPyArray(500, PACKED if struct else "O")
    collect(majors=2)
    ways = {
        "array": lambda: array,
        "slice": lambda: array[:],
        "reversed": lambda: array[::-1],
        "field": lambda: array["value"],
        "element": lambda: array["value"][...],
        "view of a view": lambda: array[:][::-1][::-1],
    }
    view = ways[through]()
    collect(majors=2)
    for round_ in range(6):
        for i in range(0, 500, 7):
            if through == "element":
                array[i] = (1, [round_, i])
            else:
                view[i] = [round_, i]
        allocate_until_minors(2)
        for i in range(0, 500, 7):
            assert view[i] == [round_, i]
    gc.collect()
    assert all(view[i] == [5, i] for i in range(0, 500, 7))
    assert all(view[i] is None for i in range(500) if i % 7)


def test_a_store_during_an_incremental_collection_is_seen():
    array = HPyArray(2000, "O")
    mirror = [None] * 2000
    collect(majors=2)
    gc.disable()
    try:
        for step in range(400):
            i = (step * 977) % 2000
            mirror[i] = array[i] = [step]
            if step % 4 == 0:
                gc.collect_step()
            if step % 20 == 0:
                allocate_until_minors(1)
    finally:
        gc.enable()
    gc.collect()
    assert all(array[i] is mirror[i] for i in range(2000))


def test_many_random_stores_against_a_list():
    rng = random.Random(7)
    array = HPyArray((40, 50), "O")
    mirror = [[None] * 50 for _ in range(40)]
    for step in range(60_000):
        i, j = rng.randrange(40), rng.randrange(50)
        mirror[i][j] = array[i, j] = (step, [i, j])
        if step % 5000 == 0:
            collect(majors=step % 10_000 == 0)
    assert array.tolist() == mirror
    assert all(array[i, j] is mirror[i][j] for i in range(40) for j in range(50))


def test_replaced_objects_die():
    array = HPyArray(300, PACKED)
    witnesses = []
    for i in range(300):
        thing = Thing(i)
        witnesses.append(weakref.ref(thing))
        array["value"][i] = thing
    del thing
    collect(majors=2)
    assert all(witness() is not None for witness in witnesses)
    for i in range(0, 300, 2):
        array["value"][i] = i
    assert collect_until(lambda: all(witness() is None for witness in witnesses[::2]))
    assert all(witness() is not None for witness in witnesses[1::2])


@pytest.mark.parametrize("name", DTYPES)
def test_objects_die_with_their_array(name):
    array = HPyArray(5, DTYPES[name][0])
    witnesses = []
    for view, index in views_of_slots(array):
        thing = Thing(0)
        witnesses.append(weakref.ref(thing))
        view[index] = thing
    del view, thing
    assert all(witness() is not None for witness in witnesses)
    del array
    assert collect_until(lambda: all(witness() is None for witness in witnesses))


def test_a_view_keeps_its_base_and_its_objects():
    array = HPyArray(100, PACKED)
    for i in range(100):
        array[i] = (i, [i])
    view = array["value"][10:90:2]
    del array
    collect(majors=4)
    assert view.tolist() == [[i] for i in range(10, 90, 2)]
    assert view.base.shape == (100,)
    assert view[1:].base is view.base


def test_a_view_of_a_view_names_the_owner():
    array = HPyArray((4, 4), "O")
    assert array.base is None
    assert array[1:].base is array
    assert array[1:][:, 1:][0].base is array


@pytest.mark.parametrize("dtype", ["O", PACKED, ALIGNED, DEEP], ids=["O", "packed", "aligned", "deep"])
def test_a_cycle_through_an_array_is_collected(dtype):
    array = HPyArray(10, dtype)
    slots = views_of_slots(array)
    thing = Thing(None)
    thing.array = array
    witness = weakref.ref(thing)
    for view, index in slots:
        view[index] = thing
    del array, thing, slots, view
    assert collect_until(lambda: witness() is None)


def test_an_array_that_contains_itself_is_collected():
    witnesses = []
    for _ in range(20):
        array, thing = HPyArray(3, "O"), Thing(0)
        array[0], array[1], array[2] = array, array[1:], thing
        witnesses.append(weakref.ref(thing))
    del array, thing
    assert collect_until(lambda: all(witness() is None for witness in witnesses))


def test_a_ring_of_arrays_is_collected():
    ring = [HPyArray(2, PACKED) for _ in range(50)]
    thing = Thing(0)
    witness = weakref.ref(thing)
    ring[7]["value"][1] = thing
    for i, array in enumerate(ring):
        array["value"][0] = ring[i - 1]
    del ring, array, thing
    assert collect_until(lambda: witness() is None)


def test_a_live_cycle_stays():
    array = HPyArray(2, "O")
    array[0] = array
    array[1] = Thing(5)
    inner = array[0]
    del array
    collect(majors=4)
    assert inner[0] is inner
    assert inner[1].value == 5


def test_a_nested_chain_is_freed_one_level_a_collection():
    thing = Thing(0)
    witness = weakref.ref(thing)
    chain = HPyArray(1, "O")
    chain[0] = thing
    for _ in range(8):
        outer = HPyArray(1, "O")
        outer[0] = chain
        chain = outer
    collect(majors=2)
    inner = chain
    while isinstance(inner, HPyArray):
        inner = inner[0]
    assert inner is thing
    del chain, outer, inner, thing
    assert collect_until(lambda: witness() is None, majors=40)


def test_a_chain_20_000_deep_is_traced():
    chain = None
    for i in range(20_000):
        outer = HPyArray(2, PACKED)
        outer["value"][0], outer["value"][1] = chain, i
        chain = outer
    collect(majors=2)
    count = 0
    while chain is not None:
        chain = chain["value"][0]
        count += 1
    assert count == 20_000


class Late:
    """Reads its array in a finalizer that runs after the array's, as they are in one cycle."""

    seen: list = []

    def __init__(self, use):
        self.use = use

    def __del__(self):
        try:
            self.seen.append(repr(self.use(self)))
        except Exception as error:
            self.seen.append(type(error).__name__)


USES = {
    "load": lambda late: late.array[1],
    "store": lambda late: late.array.__setitem__(1, "stored"),
    "shape": lambda late: late.array.shape,
    "tolist": lambda late: late.array.tolist(),
    "repr": lambda late: repr(late.array),
    "slice": lambda late: late.array[1:],
    "layout": lambda late: late.array.layout,
    "dtype": lambda late: late.array.dtype,
    "len": lambda late: len(late.array),
    "flags": lambda late: late.array.flags.writeable,
    "copy": lambda late: late.array.copy(),
    "buffer": lambda late: memoryview(late.array),
}


@pytest.mark.parametrize("kind", ["array", "view"])
@pytest.mark.parametrize("use", USES)
def test_a_finalizer_may_use_an_array_that_is_gone(kind, use):
    Late.seen.clear()
    array = HPyArray(2, "O")
    late = Late(USES[use])
    late.array = array if kind == "array" else array[:]
    array[0], array[1] = late, "live"
    del array, late
    assert collect_until(lambda: Late.seen)
    # Either the finalizer came first, or the array says that it is gone; it never reads freed memory.
    assert len(Late.seen) == 1
    assert Late.seen[0] == "ReferenceError" or kind == "array" or "live" in Late.seen[0]
    collect(majors=4)


def test_a_finalizer_may_read_a_memoryview_whose_array_is_gone():
    Late.seen.clear()
    array = HPyArray(1000, [("number", "i8"), ("o", "O")])
    array["number"][...] = 77
    late = Late(lambda late: set(late.view.tolist()))
    late.view = memoryview(array["number"])
    array["o"][0] = late
    del array, late
    assert collect_until(lambda: Late.seen)
    assert Late.seen == ["{77}"]
    collect(majors=4)


def test_a_resurrected_object_finds_its_array_or_an_error():
    saved = []

    class Phoenix:
        def __del__(self):
            saved.append(self)

    array, phoenix = HPyArray(2, "O"), Phoenix()
    phoenix.array, array[0], array[1] = array, phoenix, "live"
    del array, phoenix
    assert collect_until(lambda: saved)
    collect(majors=5)
    try:
        assert saved[0].array[1] == "live"
    except ReferenceError:
        pass


def test_no_leak_over_1000_rounds_of_1000_slots():
    def one_round(i):
        array = HPyArray(500, [("a", "O"), ("tag", "i1"), ("b", "O")])
        first, second = array["a"], array["b"]
        for j in range(500):
            first[j] = second[j] = [i, j]
        if i % 2:
            first[0] = array

    for i in range(150):
        one_round(i)
    collect(majors=3)
    before = resident_kib()
    for i in range(1000):
        one_round(i)
    collect(majors=3)
    assert resident_kib() - before < 40_000


def test_the_collector_knows_how_large_arrays_are():
    before = resident_kib()
    largest = 0
    for _ in range(200):
        array = HPyArray(4_000_000, "u1")
        memoryview(array)[::4096] = bytes(977)
        largest = max(largest, resident_kib())
    # 800 MB without collections.
    assert largest - before < 400_000


def fail(array):
    with pytest.raises(IndexError):
        array[99]


@pytest.mark.parametrize(
    "use",
    [
        lambda array: array.shape,
        lambda array: array[1:],
        lambda array: array.dtype,
        lambda array: array.layout.fields,
        lambda array: array["value"],
        lambda array: array[1],
        lambda array: layout([("value", "O"), ("number", "i4")]),
        fail,
        lambda array: memoryview(array["number"]),
    ],
    ids=["shape", "slice", "dtype", "fields", "field", "element", "layout", "error", "buffer"],
)
def test_no_operation_leaks(use):
    array = HPyArray(3, [("value", "O"), ("number", "i4")])

    def often():
        for _ in range(3000):
            use(array)
        gc.collect()
        gc.collect()
        return resident_kib()

    # Code that is compiled meanwhile, and finalizers that wait, also take memory: a leak is what does not stop.
    sizes = [often() for _ in range(6)]
    assert min(later - earlier for earlier, later in pairwise(sizes)) < 200


def test_threads():
    errors = []
    array = HPyArray((4, 500), PACKED)

    def work(row):
        try:
            mine = array[row]["value"]
            for round_ in range(5):
                for i in range(500):
                    mine[i] = [row, i, round_]
                allocate_until_minors(1)
                assert all(mine[i] == [row, i, round_] for i in range(500))
                HPyArray(100, "O")[...] = mine[:100]
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(row,)) for row in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    gc.collect()
    assert array["value"][3, 499] == [3, 499, 4]
