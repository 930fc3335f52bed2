"""``Layout`` from dtype strings, ``descr`` lists and dicts, without NumPy."""

import gc
import random
import weakref

import pytest
from pressure import collect, resident_kib

from numpy_hpy import HPyArray, Layout, layout

NESTED = [("id", "<i4"), (("a title", "tags"), "O", (2,)), ("inner", [("x", ">f8"), ("o", "O")], (2, 2))]

SPECS = [
    "O", "?", "i1", "<u2", ">i4", "=i8", "f2", ">f4", "float64", "c8", "complex128", "S7", "U3", ">U3", "V5", "m8", "<M8",
    "S", "U", "V", "S0", "i4,O", "i4, O, (2,3)f8", "3O", "(2,3)i4", "O,O,O",
    [], [("a", "O")], [("a", "i1"), ("b", "O")], NESTED, [("z", "O", (0,))], [("a", "O", (1000, 1000))],
    ("O", (3, 4)), (("i4", (2,)), (3,)), [("a", ("O", (2, 3)))],
    {"names": ["a", "b"], "formats": ["i4", "O"], "offsets": [8, 16], "itemsize": 40},
    {"names": ["b", "a"], "formats": ["O", "i4"], "offsets": [8, 0], "itemsize": 16},
    {"names": ["b"], "formats": ["O"], "offsets": [4], "itemsize": 12},
    {"names": ["a", "b"], "formats": ["i4", "i2"], "offsets": [0, 2]},
    {"names": ["a", "b"], "formats": ["i1", "O"], "aligned": True},
    {"names": ["a", "b"], "formats": ["i1", "O"], "titles": ["x", "y"], "aligned": True},
    {"names": [], "formats": [], "itemsize": 8},
    {"a": ("i4", 0), "b": ("O", 8)},
    [("s", {"names": ["a", "b"], "formats": ["i1", "O"], "aligned": True}), ("t", "i1")],
    [("é", "O"), ("日本", "i4")],
]  # fmt: skip


def facts(one: Layout):
    """All that a layout tells."""
    return (
        one.kind,
        one.byteorder,
        one.itemsize,
        one.alignment,
        one.slot_count,
        one.slots,
        one.shape,
        repr(one.flags),
        one.depth,
        [(field.name, field.title, field.offset, facts(field.layout)) for field in one.fields],
        None if one.base is None else facts(one.base),
    )


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec != [("a", "O", (1000, 1000))]], ids=repr)
def test_descr_round_trip(spec):
    first = layout(spec)
    second = layout(first.descr())
    assert facts(first) == facts(second)
    assert first == second
    assert hash(first) == hash(second)
    assert layout(repr(first.descr())) == first


@pytest.mark.parametrize("spec", SPECS, ids=repr)
def test_spec_is_what_was_given(spec):
    assert layout(spec).spec() == spec


def test_facts_of_a_nested_structure():
    one = layout(NESTED)
    assert (one.kind, one.itemsize, one.alignment, one.slot_count) == ("V", 4 + 16 + 4 * 16, 1, 6)
    assert one.slots == [4, 12, 28, 44, 60, 76]
    assert one.depth == 3
    assert one.flags.has_slots
    assert one.flags.struct
    assert not one.flags.all_aligned
    assert not one.flags.contiguous
    assert [(field.name, field.title, field.offset) for field in one.fields] == [
        ("id", None, 0),
        ("tags", "a title", 4),
        ("inner", None, 20),
    ]
    inner = one.fields[2].layout
    assert inner.shape == (2, 2)
    assert inner.flags.subarray
    assert inner.base.slots == [8]
    assert inner.base.fields[0].layout.byteorder == ">"
    assert one.base is None
    assert layout("i4").fields == ()


@pytest.mark.parametrize(
    ("spec", "slots", "itemsize", "alignment"),
    [
        ("O", [0], 8, 8),
        ("i1", [], 1, 1),
        ([], [], 0, 1),
        ([("z", "O", (0,))], [], 0, 1),
        ([("a", "i1"), ("b", "O")], [1], 9, 1),
        ({"names": ["a", "b"], "formats": ["i1", "O"], "aligned": True}, [8], 16, 8),
        ({"names": ["b"], "formats": ["O"], "offsets": [4], "itemsize": 12}, [4], 12, 1),
        ({"names": ["b", "a"], "formats": ["O", "O"], "offsets": [8, 0]}, [0, 8], 16, 1),
        (("O", (2, 3)), [0, 8, 16, 24, 32, 40], 48, 8),
    ],
    ids=repr,
)
def test_slots(spec, slots, itemsize, alignment):
    one = layout(spec)
    assert (one.slots, one.itemsize, one.alignment) == (slots, itemsize, alignment)
    assert one.slot_count == len(slots)


def test_a_million_slots_are_one_run_of_memory():
    one = layout([("a", "O", (1000, 1000))])
    assert one.slot_count == 1_000_000
    assert one.flags.contiguous


@pytest.mark.parametrize(
    ("given", "meant"),
    [(None, "f8"), (float, "f8"), (int, "i8"), (bool, "?"), (complex, "c16"), (object, "O"), (bytes, "S"), (str, "U")],
    ids=repr,
)
def test_python_types(given, meant):
    assert layout(given) == layout(meant)
    if given not in (None, bytes, str):
        assert layout([("a", given), ("b", given, (2,))]) == layout([("a", meant), ("b", meant, (2,))])


def test_a_layout_is_a_specification():
    one = layout(NESTED)
    assert layout(one) is one
    assert layout([("a", one)]).fields[0].layout == one


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        (5, TypeError),
        (True, TypeError),
        (2.5, TypeError),
        (object(), TypeError),
        ("nosuch", TypeError),
        ("O4x", TypeError),
        ("", TypeError),
        ("[", (TypeError, ValueError)),
        ("S99999999999999999999", TypeError),
        ([5], TypeError),
        ([("a",)], TypeError),
        ([("a", "i4"), ("a", "i4")], ValueError),
        ([("a", "i4", (-1,))], ValueError),
        (("O", (2**40, 2**40)), ValueError),
        ({"names": ["a"], "formats": ["O"], "offsets": [4], "itemsize": 8}, ValueError),
        ({"names": ["a", "b"], "formats": ["O", "O"], "offsets": [0, 4]}, (TypeError, ValueError)),
        ({"names": ["a"], "formats": ["O"], "offsets": [-8]}, ValueError),
        ({"names": ["a"], "formats": ["O"], "aligned": 1}, ValueError),
    ],
    ids=repr,
)
def test_bad_specifications(spec, error):
    with pytest.raises(error):
        layout(spec)


def test_errors_name_the_field():
    spec = [("outer", [("inner", {"names": ["a", "b"], "formats": ["O", "O"], "offsets": [0, 4]})])]
    with pytest.raises((TypeError, ValueError), match=r"outer\.inner"):
        layout(spec)


def test_equality():
    assert layout("i4") == layout("<i4")
    assert layout("i4") != layout(">i4")
    assert layout([("a", "i4")]) != layout([("b", "i4")])
    assert layout([("a", "O")]) != layout({"names": ["a"], "formats": ["O"], "aligned": True})
    assert layout("i4") != "i4"


def test_deep_nesting():
    spec = "O"
    for _ in range(200):
        spec = [("f", spec)]
    one = layout(spec)
    assert one.slots == [0]
    assert one.depth == 200
    too_deep = "[('f', " * 5000 + "'O'" + ")]" * 5000
    with pytest.raises(ValueError, match="deep"):
        layout(too_deep)


def test_many_fields():
    one = layout([(f"f{i}", "O" if i % 2 else "i1") for i in range(10_000)])
    assert one.slot_count == 5000
    assert one.slots == [9 * (i // 2) + 1 for i in range(1, 10_000, 2)]


def random_spec(rng: random.Random, depth: int):
    """A packed specification, its size, and its slots."""
    kind = rng.randrange(6 if depth else 4)
    if kind <= 1:
        return "O", 8, [0]
    if kind <= 3:
        size = rng.choice([1, 2, 4, 8])
        return rng.choice("<>") + rng.choice("iu") + str(size), size, []
    if kind == 4:
        item, size, slots = random_spec(rng, depth - 1)
        if size == 0:
            # To NumPy, too, a shape on a type of no size is its size.
            return item, size, slots
        shape = tuple(rng.randrange(4) for _ in range(rng.randrange(1, 3)))
        count = 1
        for length in shape:
            count *= length
        return (item, shape), count * size, [i * size + slot for i in range(count) for slot in slots]
    fields, offset, all_slots = [], 0, []
    for i in range(rng.randrange(5)):
        item, size, slots = random_spec(rng, depth - 1)
        fields.append((f"f{i}", item))
        all_slots += [offset + slot for slot in slots]
        offset += size
    return fields, offset, all_slots


def test_random_specifications():
    rng = random.Random(20240607)
    for _ in range(400):
        spec, size, slots = random_spec(rng, 4)
        one = layout(spec)
        assert (one.itemsize, one.slots) == (size, slots), spec
        assert layout(one.descr()) == one, spec


def test_a_layout_survives_its_array():
    array = HPyArray(3, [("keep", "O"), ("alive", [("x", "i4"), ("y", "O")])])
    one = array["alive"].layout
    whole = array.layout
    del array
    collect(majors=4)
    assert [field.name for field in one.fields] == ["x", "y"]
    assert whole.slots == [0, 12]
    assert whole.fields[1].layout == one


def test_a_part_survives_the_whole():
    # The text is a new one each time, so that no cache holds it.
    part = layout([(f"only{i}", [("x", "O"), ("y", ("O", (2,)))]) for i in range(3)]).fields[1].layout
    layout_cache_must_forget()
    collect(majors=3)
    assert part.slots == [0, 8, 16]
    assert part.fields[1].layout.base.slots == [0]
    base = part.fields[1].layout.base
    del part
    collect(majors=3)
    assert base.kind == "O"


def layout_cache_must_forget():
    for i in range(300):
        layout([(f"other{i}", "i4")])


def test_a_layout_in_a_dying_cycle_stays_readable():
    seen = []

    class Reader:
        def __del__(self):
            fields = self.layout.fields
            seen.append([(field.name, field.layout.slots) for field in fields])

    one = layout([("unread", [("x", "O")]), ("too", "i4")])
    reader = Reader()
    reader.layout = one
    one.reader = reader
    layout_cache_must_forget()
    del one, reader
    collect(majors=6)
    assert seen == [[("unread", [0]), ("too", [])]]


def test_creating_and_dropping_100_000_layouts_leaks_nothing():
    def some(start, count):
        for i in range(start, start + count):
            one = layout([(f"name{i}", "O"), ("second", "<i4", (2,))])
            if i % 100 == 0:
                assert one.fields[1].layout.base.kind == "i"

    some(0, 20_000)
    gc.collect()
    gc.collect()
    before = resident_kib()
    some(20_000, 100_000)
    gc.collect()
    gc.collect()
    assert resident_kib() - before < 20_000


def test_layouts_die():
    dead = []
    one = layout([("mortal", "O"), ("b", [("c", "i4")])])
    weakref.finalize(one, dead.append, "one")
    assert one.fields[1].layout.fields[0].name == "c"
    del one
    layout_cache_must_forget()
    collect(majors=3)
    assert dead == ["one"]


def test_picture_for_notebooks():
    text = layout(NESTED)._repr_svg_()
    assert text.startswith("<svg")
    assert "tags" in text
