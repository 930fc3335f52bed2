"""Layouts against NumPy: object slots are where NumPy puts objects, and a spec gives the layout of the dtype it names."""

import collections
import ctypes
import itertools
import os
import random
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
import pytest
from dtypes import (
    LISTED,
    SCALARS,
    TRAPS,
    nested,
    random_spec,
    same_dtype,
    shows_objects_without_slots,
    specs,
    text_of,
    written_forms,
)
from dtypes import dtypes as random_dtypes
from hypothesis import given, settings

from numpy_hpy import Layout

# Raise it for a longer search: NUMPY_HPY_RANDOM_DTYPES=1000000.
RANDOM_DTYPES = int(os.environ.get("NUMPY_HPY_RANDOM_DTYPES", "12000"))
REPEATABLE = settings(derandomize=True, database=None, deadline=None)
POINTER = np.dtype(np.intp).itemsize
NATIVE = "<" if sys.byteorder == "little" else ">"


def store_markers(array):
    """Lets NumPy store a new object at every place of ``array`` that is reached through its fields; gives the objects."""
    stored = []
    pending = [array]
    while pending:
        array = pending.pop()
        if array.dtype.names is not None:
            pending += [array[name] for name in array.dtype.names]
        elif array.dtype.kind == "O" and array.size > 0:
            markers = np.empty(array.shape, object)
            # Not `flat`: it has at most 32 dimensions.
            markers.reshape(-1)[:] = [object() for _ in range(array.size)]
            array[...] = markers
            stored += markers.reshape(-1).tolist()
    return stored


def addresses_of(markers, memory, start):
    """Where the addresses of the markers are in ``memory``: byte offsets, each of which must be used by one marker."""
    wanted = np.array([id(marker) for marker in markers], np.intp)
    found = []
    for shift in range(min(POINTER, len(memory) - POINTER + 1)):
        count = (len(memory) - shift) // POINTER
        words = np.frombuffer(memory, np.intp, count, shift)
        hits = np.flatnonzero(np.isin(words, wanted))
        found.append(hits * POINTER + shift)
    offsets = np.sort(np.concatenate(found)) if found else np.array([], np.intp)
    assert len(offsets) == len(wanted), "NumPy stored a marker where it cannot be seen, or twice"
    return offsets - start


def true_slots(dtype, count=1, misaligned_by=0):
    """Byte offsets of all object slots in ``count`` items, from the first item's start, as NumPy uses them."""
    if misaligned_by:
        outer = np.dtype([("pad", f"V{misaligned_by}"), ("items", dtype, (count,))])
        whole = np.zeros((), outer)
        array = whole["items"]
    else:
        # A subarray dtype becomes part of the shape.
        whole = array = np.zeros(count, dtype)
    markers = store_markers(array)
    memory = ctypes.string_at(whole.__array_interface__["data"][0], whole.nbytes)
    return addresses_of(markers, memory, misaligned_by)


def expected_slots(layout, count):
    """The slots of ``count`` items, going by the layout."""
    starts = np.arange(count, dtype=np.intp) * layout.itemsize
    return np.sort((starts[:, None] + layout.slots[None, :]).reshape(-1))


def slots_of_runs(layout):
    """What the runs, read by hand, say about the slots."""
    slots = []
    for run in layout.runs:
        places = run["offset"] + np.arange(run["count"], dtype=np.intp) * run["stride"]
        for count, stride in reversed(run["loops"]):
            places = (np.arange(count, dtype=np.intp)[:, None] * stride + places[None, :]).reshape(-1)
        slots.append(places)
    return np.sort(np.concatenate(slots)) if slots else np.array([], np.intp)


def assert_mirrors(layout, dtype):
    """Everything in the layout but the slots is what the dtype says, at every level."""
    pending = [(layout, dtype)]
    seen = set()
    while pending:
        layout, dtype = pending.pop()
        if (id(dtype), layout._address) in seen:
            continue
        seen.add((id(dtype), layout._address))
        assert layout.itemsize == dtype.itemsize
        assert layout.alignment == dtype.alignment
        plain = dtype.names is None and dtype.subdtype is None
        # Structures are void here, also where NumPy says that they are numbers with fields.
        assert layout.kind == (dtype.kind if plain else "V")
        assert layout.byteorder == (dtype.byteorder.replace("=", NATIVE) if plain else "|")
        assert layout.flags.struct == (dtype.names is not None)
        assert layout.flags.subarray == (dtype.subdtype is not None)
        assert layout.flags.opaque == (dtype.kind == "T")
        assert layout.shape == dtype.shape
        assert len(layout.fields) == len(dtype.names or ())
        if dtype.subdtype is not None:
            pending.append((layout.base, dtype.subdtype[0]))
        else:
            assert layout.base is None
        for member, name in zip(layout.fields, dtype.names or (), strict=True):
            inner, offset, *title = dtype.fields[name]
            assert member.name == name
            assert member.offset == offset
            assert member.title == (title[0] if title and isinstance(title[0], str) else None)
            pending.append((member.layout, inner))


def assert_flags(layout):
    """The flags about slots agree with the slots."""
    slots = layout.slots
    assert layout.slot_count == len(slots)
    assert layout.flags.has_slots == (len(slots) > 0)
    assert layout.flags.contiguous == (len(slots) > 0 and len(slots) * POINTER == layout.itemsize)
    aligned = not np.any(slots % POINTER) and (len(slots) == 0 or layout.itemsize % POINTER == 0)
    assert layout.flags.all_aligned == aligned


def levels(dtype):
    """How many structures and subarrays lie inside each other, without recursion."""
    deepest, pending = 0, [(dtype, 0)]
    while pending:
        dtype, depth = pending.pop()
        deepest = max(deepest, depth)
        if dtype.subdtype is not None:
            pending.append((dtype.subdtype[0], depth + 1))
        elif dtype.names is not None:
            deepest = max(deepest, depth + 1)
            pending += [(dtype[name], depth + 1) for name in dtype.names]
    return deepest


# NumPy has no structures with StringDType, and no subarrays of strings without a size.
FIELDS = [
    name
    for name, dtype in LISTED.items()
    if dtype.kind != "T" and (dtype.itemsize or dtype.names is not None) and levels(dtype) < 1999
]
# NumPy recurses when it writes these down.
DEEP = [name for name, dtype in LISTED.items() if levels(dtype) > 50]


@pytest.mark.parametrize("name", LISTED)
class TestListed:
    def test_slots_of_one_item(self, name):
        layout = Layout.from_dtype(LISTED[name])
        assert np.array_equal(layout.slots, true_slots(LISTED[name]))

    def test_slots_of_three_items(self, name):
        layout = Layout.from_dtype(LISTED[name])
        assert np.array_equal(expected_slots(layout, 3), true_slots(LISTED[name], 3))

    def test_runs_reach_the_slots(self, name):
        layout = Layout.from_dtype(LISTED[name])
        assert np.array_equal(slots_of_runs(layout), layout.slots)

    def test_sizes_fields_and_kind(self, name):
        assert_mirrors(Layout.from_dtype(LISTED[name]), LISTED[name])

    def test_flags(self, name):
        layout = Layout.from_dtype(LISTED[name])
        assert_flags(layout)
        assert layout.flags.has_slots == LISTED[name].hasobject or shows_objects_without_slots(LISTED[name])

    def test_depth(self, name):
        assert Layout.from_dtype(LISTED[name]).depth == levels(LISTED[name])


@pytest.mark.parametrize("misaligned_by", [1, 4])
@pytest.mark.parametrize("name", FIELDS)
def test_slots_of_misaligned_items(name, misaligned_by):
    layout = Layout.from_dtype(LISTED[name])
    slots = true_slots(LISTED[name], 3, misaligned_by)
    assert np.array_equal(expected_slots(layout, 3), slots)
    outer = Layout.from_dtype([("pad", f"V{misaligned_by}"), ("items", LISTED[name], (3,))])
    assert np.array_equal(outer.slots - misaligned_by, slots)


def compare_written_forms(dtype):
    """Compares the layouts of all specs that NumPy reads back; returns how many of them gave the very dtype."""
    exact = 0
    for spec, meant in written_forms(dtype):
        layout = Layout.from_spec(text_of(spec))
        assert layout == Layout.from_dtype(meant), spec
        if same_dtype(meant, dtype):
            assert layout == Layout.from_dtype(dtype), spec
            exact += 1
    return exact


@pytest.mark.parametrize("name", [name for name in LISTED if name not in DEEP])
def test_spec_gives_the_same_layout(name):
    dtype = LISTED[name]
    # What stands for a missing string cannot be written down.
    assert compare_written_forms(dtype) > 0 or name == "strings with missing values"


@pytest.mark.parametrize("depth", [10, 500, 2000])
def test_deep_spec_gives_the_same_layout(depth):
    text = "[('n', 'i1'), ('deeper', " * depth + "'O'" + ")]" * depth
    assert Layout.from_spec(text) == Layout.from_dtype(nested(depth))


def test_subarray_of_as_many_dimensions_as_an_array_can_have():
    array = np.zeros((), ("O", (2,) + (1,) * 63))
    layout = Layout.from_dtype(("O", (2,) + (1,) * 63))
    assert array.ndim == len(layout.shape) == 64
    markers = store_markers(array)
    assert np.array_equal(layout.slots, addresses_of(markers, ctypes.string_at(array.ctypes.data, array.nbytes), 0))


def traits(dtype):
    """What makes a dtype interesting."""
    if dtype.hasobject:
        yield "with objects"
    if dtype.subdtype is not None:
        yield "subarrays"
    if dtype.isalignedstruct:
        yield "aligned"
    if dtype.names is None:
        return
    fields = [dtype.fields[name] for name in dtype.names]
    if any(len(entry) > 2 for entry in fields):
        yield "with titles"
    if any(entry[0].names is not None for entry in fields):
        yield "nested"
    if any(entry[0].subdtype is not None for entry in fields):
        yield "with subarrays as fields"
    if dtype.kind != "V":
        yield "numbers with fields"
    starts = [entry[1] for entry in fields]
    if starts != sorted(starts):
        yield "out of order"
    ordered = sorted((entry[1], entry[1] + entry[0].itemsize) for entry in fields)
    if any(end > start for (_, end), (start, _) in itertools.pairwise(ordered)):
        yield "with overlapping fields"


def numpy_dtype(spec, align):
    """NumPy's dtype, or the type of exception that it raises."""
    try:
        return np.dtype(spec, align=align), None
    except (TypeError, ValueError) as error:
        return None, type(error)


@dataclass
class Comparison:
    """What the random search has compared."""

    distinct: set = field(default_factory=set)
    written_forms: int = 0
    refused: int = 0

    def compare(self, spec, align):
        """The layouts of one spec by both ways, and of everything that can be written of its dtype."""
        text = text_of(spec)
        dtype, refusal = numpy_dtype(spec, align)
        if refusal is not None:
            self.refused += 1
            if refusal is TypeError:
                # Objects overlap something. Unlike in NumPy, a field without bytes overlaps nothing here.
                with suppress(TypeError, ValueError):
                    Layout.from_spec(text, align=align)
                return
            with pytest.raises((TypeError, ValueError)) as raised:
                Layout.from_spec(text, align=align)
            assert raised.type is refusal, (text, align, raised.value)
            return
        if dtype in self.distinct:
            return
        self.distinct.add(dtype)
        layout = Layout.from_dtype(dtype)
        assert_mirrors(layout, dtype)
        assert Layout.from_spec(text, align=align) == layout, (text, align)
        self.written_forms += compare_written_forms(dtype)


def test_random_specs_give_the_layouts_of_their_dtypes(note):
    source = random.Random(20)
    comparison = Comparison()
    start = time.perf_counter()
    while len(comparison.distinct) < RANDOM_DTYPES:
        align = source.random() < 0.3
        # Now and then the spec is not made for the alignment that is asked for, and mostly wrong.
        comparison.compare(random_spec(source, align and source.random() < 0.95), align)
    kinds = collections.Counter(trait for dtype in comparison.distinct for trait in traits(dtype))
    note(
        f"{len(comparison.distinct)} distinct random dtypes and {comparison.written_forms} specs of them have equal "
        f"layouts, {comparison.refused} wrong specs were refused ({time.perf_counter() - start:.0f} seconds)"
    )
    note("of these dtypes: " + ", ".join(f"{count} {trait}" for trait, count in sorted(kinds.items())))
    assert len(comparison.distinct) >= 10_000
    assert min(kinds.values()) >= 100
    assert len(kinds) == 9


@settings(REPEATABLE, max_examples=300)
@given(specs())
def test_spec_and_dtype_agree(spec_and_align):
    """A small search whose failures hypothesis makes smaller."""
    Comparison().compare(*spec_and_align)


@settings(REPEATABLE, max_examples=500)
@given(random_dtypes())
def test_random_dtypes_have_the_slots_that_numpy_uses(dtype):
    layout = Layout.from_dtype(dtype)
    assert np.array_equal(expected_slots(layout, 3), true_slots(dtype, 3))
    assert np.array_equal(slots_of_runs(layout), layout.slots)
    assert_flags(layout)


def test_every_scalar_type_is_listed():
    listed = {dtype.num for dtype in SCALARS.values()}
    assert listed >= {np.dtype(code).num for code in np.typecodes["All"]}


def test_every_trap_is_distinct():
    assert len({id(dtype) for dtype in TRAPS.values()}) == len(TRAPS)
