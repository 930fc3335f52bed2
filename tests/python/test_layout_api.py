"""What a Layout is to its users: its attributes, equality, immutability, and what it can be made from."""

import copy
import operator
import pickle
import weakref

import numpy as np
import pytest
from dtypes import LISTED, TRAPS, MyVoid

import numpy_hpy
from numpy_hpy import Layout

STRUCTURE = np.dtype([("id", "<i4"), (("A title", "o"), "O"), ("tags", "O", (2,))])


def runs(dtype):
    """Runs as tuples: offset, count, stride, loops."""
    return [tuple(run.values()) for run in Layout.from_dtype(dtype).runs]


class TestMaking:
    def test_layout_is_from_dtype(self):
        assert numpy_hpy.layout("i4,O") == Layout.from_dtype("i4,O")

    @pytest.mark.parametrize(
        "dtype_like",
        [
            None,
            "O",
            "float64",
            "i4, (2,3)O",
            object,
            int,
            float,
            bool,
            complex,
            str,
            bytes,
            np.int8,
            np.object_,
            np.void,
            np.dtype,
            np.dtypes.Float32DType,
            ("O", 3),
            ("V", 7),
            [("a", "O")],
            {"a": ("O", 8), "b": ("i4", 0)},
            {"names": ["a"], "formats": ["O"]},
            b"i4",
        ],
        ids=repr,
    )
    def test_takes_what_numpy_takes(self, dtype_like):
        try:
            dtype = np.dtype(dtype_like)
        except TypeError:
            with pytest.raises(TypeError):
                Layout.from_dtype(dtype_like)
        else:
            assert Layout.from_dtype(dtype_like) == Layout.from_dtype(dtype)

    def test_takes_an_object_with_a_dtype(self):
        class HasDtype:
            dtype = STRUCTURE

        assert Layout.from_dtype(HasDtype()) == Layout.from_dtype(STRUCTURE)

    def test_takes_ctypes(self):
        import ctypes

        class Point(ctypes.Structure):
            _fields_ = [("x", ctypes.c_double), ("o", ctypes.py_object)]

        layout = Layout.from_dtype(Point)
        assert layout.slots.tolist() == [8]
        assert layout == Layout.from_dtype(np.dtype(Point))

    def test_takes_instances_of_dtype_subclasses(self):
        for dtype in (np.dtypes.ObjectDType(), np.dtypes.Int32DType(), np.dtypes.StringDType()):
            assert type(dtype) is not np.dtype
            assert Layout.from_dtype(dtype).itemsize == dtype.itemsize

    def test_a_spec_may_be_an_object_or_its_text(self):
        assert Layout.from_spec([("a", "O")]) == Layout.from_spec("[('a', 'O')]") == Layout.from_dtype([("a", "O")])

    def test_a_spec_may_ask_for_alignment(self):
        assert Layout.from_spec("i1,O", align=True) == Layout.from_dtype(np.dtype("i1,O", align=True))
        assert Layout.from_spec("i1,O", align=True) != Layout.from_spec("i1,O")

    def test_cannot_be_made_otherwise(self):
        with pytest.raises(TypeError):
            Layout()

    def test_is_final(self):
        with pytest.raises(TypeError):
            type("Mine", (Layout,), {})


class TestAttributes:
    def test_sizes(self):
        layout = Layout.from_dtype(STRUCTURE)
        assert (layout.itemsize, layout.alignment, layout.slot_count, layout.depth) == (28, 1, 3, 2)
        assert (layout.kind, layout.byteorder) == ("V", "|")

    def test_slots_are_a_new_ascending_intp_array(self):
        layout = Layout.from_dtype({"names": ["b", "a"], "formats": ["O", ("O", (2,))], "offsets": [40, 1]})
        slots = layout.slots
        assert slots.dtype == np.intp
        assert slots.tolist() == [1, 9, 40]
        slots[:] = 0
        assert layout.slots.tolist() == [1, 9, 40]

    @pytest.mark.parametrize("name", TRAPS)
    def test_slots_ascend(self, name):
        assert np.all(np.diff(Layout.from_dtype(TRAPS[name]).slots) >= 8)

    def test_fields(self):
        fields = Layout.from_dtype(STRUCTURE).fields
        assert isinstance(fields, tuple)
        assert [(f.name, f.title, f.offset) for f in fields] == [
            ("id", None, 0),
            ("o", "A title", 4),
            ("tags", None, 12),
        ]
        assert fields[2].layout == Layout.from_dtype(("O", (2,)))
        assert repr(fields[1]) == "Field('o', offset=4, O, itemsize=8, slot_count=1)"

    def test_what_is_no_structure_has_no_fields(self):
        assert Layout.from_dtype("O").fields == ()
        assert Layout.from_dtype(("O", (2,))).fields == ()

    def test_subarray(self):
        layout = Layout.from_dtype(([("a", "i4"), ("b", "O")], (2, 3)))
        assert layout.shape == (2, 3)
        assert layout.base == Layout.from_dtype([("a", "i4"), ("b", "O")])
        assert layout.base.shape == ()
        assert layout.base.base is None

    @pytest.mark.parametrize(
        ("dtype", "flags"),
        [
            ("O", "has_slots | all_aligned | contiguous"),
            ("f8", "all_aligned"),
            ("T", "all_aligned | opaque"),
            ([], "all_aligned | struct"),
            ("i4,O", "has_slots | struct"),
            ("O,O", "has_slots | all_aligned | contiguous | struct"),
            (("O", 3), "has_slots | all_aligned | contiguous | subarray"),
            (("O", (0,)), "all_aligned | subarray"),
            (np.dtype("i1,O", align=True), "has_slots | all_aligned | struct"),
        ],
        ids=repr,
    )
    def test_flags(self, dtype, flags):
        found = Layout.from_dtype(dtype).flags
        assert repr(found) == f"LayoutFlags({flags})"
        names = ["has_slots", "all_aligned", "contiguous", "opaque", "struct", "subarray"]
        assert [name for name in names if getattr(found, name)] == flags.split(" | ")
        assert all(type(getattr(found, name)) is bool for name in names)

    def test_flags_compare(self):
        assert Layout.from_dtype("f8").flags == Layout.from_dtype("i1").flags
        assert hash(Layout.from_dtype("f8").flags) == hash(Layout.from_dtype("i1").flags)
        assert Layout.from_dtype("f8").flags != Layout.from_dtype("O").flags

    @pytest.mark.parametrize(
        ("dtype", "text"),
        [
            ("O", "Layout(O, itemsize=8, slot_count=1)"),
            (">f8", "Layout(>f8, itemsize=8)"),
            ("U3", "Layout(<U3, itemsize=12)"),
            ("T", "Layout(T, itemsize=16, opaque)"),
            (("O", (2, 3)), "Layout((2, 3) of O, itemsize=48, slot_count=6)"),
            ((("O", (2,)), (3,)), "Layout((3) of (2) of O, itemsize=48, slot_count=6)"),
            ("i4,O", "Layout(struct of 2 fields, itemsize=12, slot_count=1)"),
            ([], "Layout(struct of 0 fields, itemsize=0)"),
        ],
        ids=repr,
    )
    def test_repr(self, dtype, text):
        assert repr(Layout.from_dtype(dtype)) == text

    def test_has_a_picture_for_notebooks(self):
        picture = Layout.from_dtype(STRUCTURE)._repr_svg_()
        assert picture.startswith("<svg")
        assert "tags" in picture


class TestRuns:
    """Slots that a small loop nest reaches are one run, however many they are."""

    @pytest.mark.parametrize(
        ("dtype", "expected"),
        [
            ("O", [(0, 1, 8, [])]),
            ("f8", []),
            (("O", (0,)), []),
            (("O", (1000, 1000)), [(0, 1_000_000, 8, [])]),
            ((("O", (10,)), (20,)), [(0, 200, 8, [])]),
            ([(f"o{i}", "O") for i in range(16)], [(0, 16, 8, [])]),
            (([("n", "i8"), ("o", "O")], (16,)), [(8, 16, 16, [])]),
            ([("n", "i4"), ("o", "O"), ("p", "O"), ("m", "i4")], [(4, 2, 8, [])]),
            ({"names": ["b", "c", "a"], "formats": ["O"] * 3, "offsets": [8, 16, 0]}, [(0, 3, 8, [])]),
            ([("a", "O"), ("n", "i8"), ("b", "O"), ("m", "i8"), ("c", "O")], [(0, 3, 16, [])]),
            ([("a", "O"), ("sub", "O", (3,)), ("nest", [("x", "O"), ("y", "O")])], [(0, 6, 8, [])]),
            ([("a", "O"), ("n", "i1"), ("b", "O")], [(0, 2, 9, [])]),
            ((([("n", "i8"), ("o", "O", (2,))], (3,)), (1,)), [(8, 2, 8, [(3, 24)])]),
            ([("x", [("n", "i8"), ("o", "O", (2,))], (3, 4)), ("z", "i1")], [(8, 2, 8, [(12, 24)])]),
        ],
        ids=repr,
    )
    def test_runs(self, dtype, expected):
        assert runs(dtype) == expected

    def test_two_levels_of_loops(self):
        inner = np.dtype([("n", "i8"), ("o", "O", (2,))])
        outer = np.dtype([("m", "i8"), ("records", inner, (3,))])
        assert runs((outer, (5,))) == [(16, 2, 8, [(5, 80), (3, 24)])]

    @pytest.mark.parametrize("name", ["10,000 fields", "10,000 objects", "large subarray", "16 neighbours"])
    def test_regular_slots_are_one_run(self, name):
        assert len(runs(TRAPS[name])) == 1


class TestEquality:
    def test_equal_layouts_have_equal_hashes(self):
        for name, dtype in LISTED.items():
            first = Layout.from_dtype(dtype)
            numpy_hpy._native.cache_clear()
            second = Layout.from_dtype(dtype)
            assert first == second, name
            assert hash(first) == hash(second), name

    @pytest.mark.parametrize(
        ("a", "b"),
        [
            ("O", "f8"),
            ("<i4", ">i4"),
            ("<i4", "<u4"),
            ("i4", "i8"),
            ("i4,O", "O,i4"),
            ([("a", "O")], [("b", "O")]),
            ([("a", "O")], [(("t", "a"), "O")]),
            ([("a", "O")], "O"),
            ([("a", "i4")], [("a", "<u4")]),
            ([("a", [("b", "i4")])], [("a", [("c", "i4")])]),
            (("O", (2,)), ("O", (1, 2))),
            (("O", (6,)), (("O", (2,)), (3,))),
            (("i4", (0,)), ("i8", (0,))),
            ({"names": ["a"], "formats": ["O"], "itemsize": 16}, [("a", "O")]),
            ({"names": ["a"], "formats": ["i4"], "offsets": [4]}, {"names": ["a"], "formats": ["i4"], "itemsize": 8}),
            (np.dtype("i8,O", align=True), "i8,O"),
        ],
        ids=repr,
    )
    def test_different_layouts_differ(self, a, b):
        assert Layout.from_dtype(a) != Layout.from_dtype(b)

    def test_numpy_orders_of_the_same_memory_are_equal(self):
        assert Layout.from_dtype("=i4") == Layout.from_dtype("<i4") == Layout.from_dtype("i4")

    def test_scalar_types_and_metadata_do_not_matter(self):
        plain = Layout.from_dtype([("a", "O")])
        assert plain == Layout.from_dtype((np.record, [("a", "O")])) == Layout.from_dtype((MyVoid, [("a", "O")]))
        assert plain == Layout.from_dtype(np.dtype([("a", "O")], metadata={"x": 1}))

    @pytest.mark.parametrize("other", [None, 5, "O", np.dtype("O"), object()], ids=repr)
    def test_nothing_else_is_equal(self, other):
        assert Layout.from_dtype("O") != other

    def test_has_no_order(self):
        with pytest.raises(TypeError):
            operator.lt(Layout.from_dtype("O"), Layout.from_dtype("f8"))

    def test_works_as_a_key(self):
        assert {Layout.from_dtype("i4,O"): 1}[Layout.from_dtype("i4,O")] == 1


class TestImmutability:
    NAMES = "itemsize alignment slot_count slots kind byteorder runs fields shape base flags depth anything"

    @pytest.mark.parametrize("name", NAMES.split())
    def test_layouts(self, name):
        layout = Layout.from_dtype(STRUCTURE)
        with pytest.raises(AttributeError):
            setattr(layout, name, 1)
        with pytest.raises(AttributeError):
            delattr(layout, name)

    @pytest.mark.parametrize("name", ["name", "title", "offset", "layout", "anything"])
    def test_fields(self, name):
        with pytest.raises(AttributeError):
            setattr(Layout.from_dtype(STRUCTURE).fields[0], name, 1)

    @pytest.mark.parametrize("name", ["has_slots", "struct", "anything"])
    def test_flags(self, name):
        with pytest.raises(AttributeError):
            setattr(Layout.from_dtype(STRUCTURE).flags, name, True)

    def test_changing_what_came_out_changes_nothing(self):
        layout = Layout.from_dtype(STRUCTURE)
        layout.runs[0]["offset"] = 1000
        layout.runs.clear()
        assert layout.runs == Layout.from_dtype(STRUCTURE).runs != []


class TestCopies:
    """A layout is made of a dtype, which can be pickled; the layout itself holds addresses and cannot."""

    @pytest.mark.parametrize("part", ["layout", "field", "flags"])
    @pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
    def test_pickling_is_refused(self, part, protocol):
        layout = Layout.from_dtype(STRUCTURE)
        unpicklable = {"layout": layout, "field": layout.fields[0], "flags": layout.flags}[part]
        with pytest.raises(TypeError, match=f"cannot pickle '{type(unpicklable).__name__}' object"):
            pickle.dumps(unpicklable, protocol)

    @pytest.mark.parametrize("copier", [copy.copy, copy.deepcopy])
    def test_a_copy_is_the_layout_itself(self, copier):
        layout = Layout.from_dtype(STRUCTURE)
        assert copier(layout) is layout
        assert copier({"x": [layout]})["x"][0] is layout

    def test_there_are_no_weak_references(self):
        with pytest.raises(TypeError):
            weakref.ref(Layout.from_dtype("O"))


def test_parts_outlive_the_whole():
    field = Layout.from_dtype([("x", [("y", "O", (3,))])]).fields[0]
    numpy_hpy._native.cache_clear()
    inner = field.layout.fields[0].layout
    del field
    assert (inner.shape, inner.base.itemsize, inner.slots.tolist()) == ((3,), 8, [0, 8, 16])
