"""Pictures of layouts: complete, bounded, well-formed, whatever the dtype."""

import time
from xml.etree import ElementTree

import pytest

np = pytest.importorskip("numpy")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

import numpy_hpy  # noqa: E402
from numpy_hpy import picture  # noqa: E402
from numpy_hpy._bytemap import Fold, byte_map, clip, columns  # noqa: E402

SMALL = {
    "object": "O",
    "number": "<f8",
    "packed": "i4,O",
    "aligned": np.dtype([("id", "i4"), ("ok", "?"), ("obj", "O"), ("code", "S5")], align=True),
    "nested": [("pos", [("x", "f4"), ("o", "O")]), ("tags", "O", (2, 2)), ("when", "M8[s]")],
    "records": [("head", "u1"), ("rec", [("k", "O"), ("v", "c16")], (3,)), ("end", "U2")],
    "subarray": ("O", (3,)),
    "titles": [(("A title", "a"), "O"), ("b", "i4")],
    "out of order": {"names": ["b", "a"], "formats": ["O", "i2"], "offsets": [8, 2]},
    "view": np.dtype([("a", "i4"), ("b", "O"), ("c", "i2")])[["b"]],
    "union": {"names": ["w", "lo", "hi"], "formats": ["u4", "u2", "u2"], "offsets": [0, 0, 2]},
    "zero sizes": [("none", "O", (0,)), ("empty", []), ("text", "S0"), ("x", "i2")],
    "empty": [],
    "all padding": {"names": [], "formats": [], "itemsize": 40},
    "long padding": {"names": ["a"], "formats": ["O"], "offsets": [4096], "itemsize": 10**6},
}
HOSTILE = ["<script>alert(1)</script>", "a\nb\0c", "\ud800x", "\"&']]>", "\u202egnp", " ", "日本語", "a.b"]


def nested(depth):
    dtype = np.dtype("O")
    for _ in range(depth):
        dtype = np.dtype([("n", "i2"), ("deeper", dtype)])
    return dtype


HUGE = {
    "a million slots": np.dtype([("id", "i8"), ("grid", "O", (1000, 1000)), ("tail", "i4")]),
    "10,000 fields": np.dtype([(f"field{i}", "O") for i in range(10_000)]),
    "10,000 hostile fields": np.dtype([("&<\"'\0" * 50 + str(i), "O") for i in range(10_000)]),
    "500 deep": nested(500),
    "wide and deep": np.dtype([("a", [("b", [("c", "i2,O", (50,))], (50,))], (50,))]),
    "a long string": np.dtype([("text", "S100000000"), ("o", "O")]),
    "a wide union": np.dtype(
        {"names": [f"u{i}" for i in range(5000)], "formats": ["i4"] * 5000, "offsets": [0] * 5000}
    ),
}


def small(name):
    return numpy_hpy.layout(np.dtype(SMALL[name]))


def leaves(dtype, path=""):
    """Paths, offsets and sizes of a dtype's leaf fields, as NumPy knows them."""
    if dtype.subdtype is not None and dtype.itemsize:
        base, shape = dtype.subdtype
        for i, index in enumerate(np.ndindex(shape)):
            step = f"[{','.join(map(str, index))}]"
            for inner, offset, kind, size in leaves(base, path + step):
                yield inner, i * base.itemsize + offset, kind, size
    elif dtype.names and dtype.subdtype is None:
        for name in dtype.names:
            inside, start = dtype.fields[name][:2]
            for inner, offset, kind, size in leaves(inside, f"{path}.{name}"):
                yield inner, start + offset, kind, size
    elif dtype.names is None or not dtype.itemsize:
        yield path.removeprefix(".") or "item", 0, dtype.base.kind, dtype.itemsize


def texts(svg):
    """What the picture says, one string for each text element."""
    root = ElementTree.fromstring(svg)
    return [" ".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")]


def with_class(svg, name):
    return [e for e in ElementTree.fromstring(svg).iter() if e.get("class") == name]


@pytest.mark.parametrize("name", SMALL)
class TestSmallLayouts:
    def test_the_svg_marks_every_slot(self, name):
        layout = small(name)
        assert len(with_class(picture.svg(layout), "slot")) == layout.slot_count

    def test_every_leaf_is_in_the_svg_and_in_the_terminal(self, name):
        layout = small(name)
        table = texts(picture.svg(layout))
        terminal = picture.terminal(layout, width=100, color=False, ascii=False).splitlines()
        for path, offset, _, size in leaves(np.dtype(SMALL[name])):
            for lines in (table, terminal):
                rows = [line.split() for line in lines if path in line.split()]
                assert [f"{offset:,}", f"{size:,}"] in [row[:2] for row in rows]

    def test_the_blocks_are_the_leaves_and_the_padding(self, name):
        dtype = np.dtype(SMALL[name])
        bytemap = byte_map(numpy_hpy.layout(dtype), 1000)
        expected = sorted((offset, size) for _, offset, _, size in leaves(dtype))
        found = [(b.start, b.size) for b in bytemap.listing if b.is_field]
        assert sorted(found) == expected
        covered = bytearray(dtype.itemsize)
        for offset, size in expected:
            covered[offset : offset + size] = b"\1" * size
        padding = bytearray(b"\1" * dtype.itemsize)
        for block in bytemap.blocks:
            if block.family == "padding":
                padding[block.start : block.stop] = bytes(block.size)
        assert padding == covered

    def test_the_svg_says_the_facts_and_has_its_own_background(self, name):
        layout = small(name)
        image = picture.svg(layout)
        said = " ".join(texts(image))
        assert f"itemsize {layout.itemsize:,}" in said
        assert f"alignment {layout.alignment}" in said
        assert f"{layout.slot_count:,} object slot" in said
        root = ElementTree.fromstring(image)
        background = root.find("{http://www.w3.org/2000/svg}rect")
        assert background.get("fill") == "#ffffff"
        assert float(background.get("width")) == float(root.get("width")) - 1

    @pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
    def test_the_terminal_map_keeps_to_the_width(self, name, width):
        text = picture.terminal(small(name), width=width, color=False, ascii=False, table=False)
        lines = [line for line in text.splitlines() if not line.startswith(("Note", "●"))]
        assert max(map(columns, lines)) <= max(width, 40)

    def test_the_notebook_picture_is_the_svg(self, name):
        layout = small(name)
        assert layout._repr_svg_() == picture.svg(layout)


@pytest.mark.parametrize("name", HUGE)
class TestHugeLayouts:
    def test_pictures_are_small_and_quick(self, name):
        layout = numpy_hpy.layout(HUGE[name])
        start = time.perf_counter()
        image = picture.svg(layout)
        text = picture.terminal(layout, width=80, color=False, ascii=False)
        assert time.perf_counter() - start < 5
        assert len(image.encode()) < 200_000
        assert text.count("\n") < 400
        ElementTree.fromstring(image)

    @pytest.mark.parametrize("budget", [1, 10, 96])
    def test_what_is_left_out_is_counted(self, name, budget):
        layout = numpy_hpy.layout(HUGE[name])
        bytemap = byte_map(layout, budget)
        assert sum(block.slots for block in bytemap.blocks) == layout.slot_count
        ends = 0
        for block in bytemap.blocks:
            assert block.start <= ends
            ends = max(ends, block.stop)
        assert ends == layout.itemsize


def test_a_large_subarray_says_how_many_slots_are_left_out():
    layout = numpy_hpy.layout(HUGE["a million slots"])
    assert any("… 999,991 more slots of grid" in text for text in texts(picture.svg(layout)))
    text = picture.terminal(layout, width=80, color=False, ascii=False)
    assert "… 999,991 more slots of grid" in text
    assert "tail" in text


def test_many_fields_say_how_many_are_left_out():
    said = " ".join(texts(picture.svg(numpy_hpy.layout(HUGE["10,000 fields"]))))
    assert "… 9,904 more top-level fields (9,904 slots)" in said


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("titled", [False, True])
def test_hostile_names_are_escaped(name, titled):
    field = ((name, "plain") if titled else name, "O")
    layout = numpy_hpy.layout(np.dtype([field, ("after", "i4")]))
    image = picture.svg(layout, title=name)
    assert "<script" not in image
    assert all(line.isprintable() for line in image.splitlines())
    root = ElementTree.fromstring(image.encode())
    assert {e.tag.rpartition("}")[2] for e in root.iter()} <= {
        *("svg", "title", "defs", "pattern", "rect", "path", "g", "text", "tspan", "circle"),
    }
    for ascii_only in (True, False):
        text = picture.terminal(layout, width=80, color=False, ascii=ascii_only, title=name)
        assert all(line.isprintable() for line in text.splitlines())
        assert text.count("\n") == 11
        assert text.isascii() or not ascii_only


def test_overlapping_fields_have_lanes_of_their_own():
    rows = byte_map(small("union"), 100).rows(8)
    lanes = [[part.block.name for part in lane] for lane in rows[0].lanes]
    assert lanes == [["w"], ["lo", "hi"]]
    assert "overlap" in picture.terminal(small("union"), width=80)


def test_unaligned_slots_are_marked():
    text = picture.terminal(small("packed"), width=80, color=False, ascii=False)
    assert "○ f1 O" in text
    assert "slots not all aligned" in text
    assert "unaligned" in picture.svg(small("packed"))
    assert "unaligned" not in picture.svg(small("object"))


def test_long_padding_is_folded():
    rows = byte_map(small("long padding"), 100).rows(16)
    folds = [row for row in rows if isinstance(row, Fold)]
    assert [fold.text for fold in folds] == [
        "4,096 bytes of padding (bytes 0–4,095)",
        "995,888 bytes of padding (bytes 4,112–999,999)",
    ]


def test_items_without_bytes_say_so():
    assert "This item has no bytes." in texts(picture.svg(small("empty")))
    assert "This item has no bytes." in picture.terminal(small("empty"), width=80)


def test_string_dtype_has_no_slot_in_the_picture():
    layout = numpy_hpy.layout(np.dtypes.StringDType())
    assert with_class(picture.svg(layout), "slot") == []
    assert "opaque" in picture.terminal(layout, width=80)


def test_ids_differ_between_pictures_of_one_page():
    def pattern(layout):
        return ElementTree.fromstring(picture.svg(layout)).find(".//*[@id]").get("id")

    assert pattern(small("aligned")) != pattern(small("view"))
    assert pattern(small("aligned")) == pattern(small("aligned"))


class TestTerminalSettings:
    def test_colour_is_off_when_the_output_is_no_terminal(self):
        assert "\x1b" not in picture.terminal(small("aligned"), width=80)

    def test_colour_is_on_for_a_terminal_unless_no_color_is_set(self, monkeypatch):
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)
        assert "\x1b[" in picture.terminal(small("aligned"), width=80)
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b" not in picture.terminal(small("aligned"), width=80)

    def test_colours_change_nothing_else(self):
        import re

        plain = picture.terminal(small("records"), width=80, color=False)
        colourful = picture.terminal(small("records"), width=80, color=True)
        assert re.sub(r"\x1b\[[0-9;]*m", "", colourful) == plain

    def test_ascii_and_unicode_maps_have_the_same_shape(self):
        fancy = picture.terminal(small("records"), width=80, color=False, ascii=False)
        plain = picture.terminal(small("records"), width=80, color=False, ascii=True)
        assert plain.isascii()
        assert [len(line) for line in plain.splitlines()] == [len(x) for x in fancy.splitlines()]


@given(st.text(), st.integers(0, 40), st.sampled_from(["start", "end", "both"]))
def test_clip_never_exceeds_its_width(text, width, keep):
    assert columns(clip(text, width, keep=keep)) <= width or not text.isprintable()


scalars = st.sampled_from(["O", "i1", "<u2", ">i4", "f8", "c16", "?", "S3", "U2", "M8[us]", "V3"])
shapes = st.lists(st.integers(0, 3), min_size=1, max_size=2).map(tuple)


def structures(types):
    entry = st.tuples(types, st.none() | shapes)
    fields = st.lists(entry, max_size=5)
    return st.builds(
        lambda entries, align: np.dtype(
            [(f"f{i}", t, *([s] if s else [])) for i, (t, s) in enumerate(entries)], align=align
        ),
        fields,
        st.booleans(),
    )


dtypes = st.recursive(scalars.map(np.dtype), structures, max_leaves=12)


@settings(max_examples=300, deadline=None)
@given(dtypes, st.sampled_from([8, 16, 32]))
def test_any_dtype_is_drawn_completely(dtype, width):
    layout = numpy_hpy.layout(dtype)
    bytemap = byte_map(layout, 5000)
    slots = [block.start for block in bytemap.blocks if block.slots and block.is_field]
    assert slots == layout.slots.tolist()
    assert sum(block.size for block in bytemap.blocks) == dtype.itemsize
    drawn = set()
    for row in bytemap.rows(width):
        if isinstance(row, Fold):
            drawn.update(range(row.start, row.stop))
            continue
        for part in (part for lane in row.lanes for part in lane):
            drawn.update(range(row.start + part.left, row.start + part.right))
            assert part.block.start <= row.start + part.left
            assert part.block.stop >= row.start + part.right
    assert drawn == set(range(dtype.itemsize))
    ElementTree.fromstring(picture.svg(layout))
