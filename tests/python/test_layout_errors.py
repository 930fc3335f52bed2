"""What is no dtype, or no possible one, is refused as NumPy refuses it; what is too deep is refused before it hurts."""

import sys

import numpy as np
import pytest
from dtypes import nested

from numpy_hpy import Layout


class BadDtype:
    @property
    def dtype(self):
        raise ZeroDivisionError


class Recursive:
    """Says that its dtype is itself."""

    @property
    def dtype(self):
        return self


NO_DTYPES = [
    5,
    -1,
    2.5,
    True,
    "",
    "nonsense",
    "i3",
    "O5",
    "f0",
    "S-1",
    "i4,,O",
    ",",
    "(2",
    "2)O",
    "(-1)O",
    "M8[fortnight]",
    "U999999999",
    b"",
    b"\xff",
    (),
    ("O",),
    ("O", 1, 2, 3),
    ("O", -1),
    ("O", (-1,)),
    ("O", (2**40, 2**40)),
    ("O", 2**31),
    ("V", 2**31),
    ("O", (1,) * 65),
    ("i4", "O"),
    ("i4", [("a", "O")]),
    ("i4", [("a", "i2")]),
    [1],
    ["O"],
    [("a",)],
    [("a", "O", (2,), 4)],
    [("a", "O"), ("a", "i4")],
    [(("t", "a"), "O"), (("t", "b"), "i4")],
    [(("a", "a"), "O")],
    [(5, "O")],
    [(b"a", "O")],
    [("a", "nonsense")],
    [("a", "O", -1)],
    [("a", "T")],
    {},
    {"a": 5},
    {"a": ("O",)},
    {"a": ("O", -8)},
    {"a": ("O", "x")},
    {"names": ["a"]},
    {"names": ["a"], "formats": []},
    {"names": ["a", "a"], "formats": ["O", "O"]},
    {"names": ["a", "b"], "formats": ["O", "O"], "offsets": [0, 4]},
    {"names": ["a", "b"], "formats": ["O", "i4"], "offsets": [0, 4]},
    {"names": ["a"], "formats": ["O"], "itemsize": 4},
    {"names": ["a"], "formats": ["O"], "offsets": [-8]},
    {"names": ["a"], "formats": ["O"], "offsets": [4], "aligned": True},
    {"names": ["a"], "formats": ["O"], "aligned": 7},
    {"names": 5, "formats": ["O"]},
    [("a", [("b", [("c", "nonsense")])])],
    object(),
    [],
    np.ndarray,
    Layout,
    ...,
    NotImplemented,
    len,
    sys,
    BadDtype(),
    Recursive(),
]


def outcome(function, argument):
    """What a call comes to: a type of exception, or nothing wrong."""
    try:
        function(argument)
    except Exception as error:
        return type(error)
    return None


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")
@pytest.mark.parametrize("wrong", NO_DTYPES, ids=lambda wrong: repr(wrong)[:60].split(" at 0x")[0])
def test_raises_what_numpy_raises(wrong):
    assert outcome(Layout.from_dtype, wrong) is outcome(np.dtype, wrong)


def test_numpy_refuses_nearly_all_of_these():
    """Else the test above would prove nothing."""
    refused = sum(outcome(np.dtype, wrong) is not None for wrong in NO_DTYPES)
    assert refused > len(NO_DTYPES) - 8


def written(value):
    """Whether a spec can be written down as a literal."""
    if isinstance(value, (list, tuple)):
        return all(map(written, value))
    if isinstance(value, dict):
        return all(map(written, value)) and all(map(written, value.values()))
    return value is None or type(value) in (str, bytes, int, bool)


# Sizes may exceed NumPy's C int.
LARGER_THAN_NUMPY = [("O", 2**31), ("V", 2**31)]
# NumPy lets an error of its own workings through, such as SyntaxError.
ACCIDENTS = ["i4,,O", ",", "2)O", "(-1)O", {"a": 5}, {"a": ("O", "x")}]


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")
@pytest.mark.parametrize("wrong", [wrong for wrong in NO_DTYPES if written(wrong)], ids=lambda wrong: repr(wrong)[:60])
def test_a_spec_raises_what_numpy_raises(wrong):
    found, expected = outcome(Layout.from_spec, wrong), outcome(np.dtype, wrong)
    if wrong in LARGER_THAN_NUMPY:
        assert found in (None, ValueError)
    elif wrong in ACCIDENTS:
        assert found in (TypeError, ValueError)
    else:
        assert found is expected


@pytest.mark.parametrize("function", [Layout.from_dtype, Layout.from_spec])
def test_takes_one_argument(function):
    with pytest.raises(TypeError):
        function()
    with pytest.raises(TypeError):
        function("O", "O")


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        ([("a", [("b", "nonsense")])], "a.b"),
        ([("a", [("b", "O"), ("b", "O")])], "a.b"),
        ([("x", "i4"), ("a", ([("b", "i4", (-1,))], (2,)))], "a.b"),
    ],
    ids=repr,
)
def test_a_spec_error_names_the_field(spec, path):
    with pytest.raises((TypeError, ValueError), match=f"field '{path}'"):
        Layout.from_spec(spec)


# --- depth ---------------------------------------------------------------------------------------------------------

DEEP = """
import os, sys, threading
import numpy as np
from numpy_hpy import Layout

depth, shape = int(sys.argv[1]) if len(sys.argv) > 1 else DEPTH, SHAPE

def nest(depth):
    dtype = np.dtype("O")
    for _ in range(depth):
        dtype = np.dtype([("a", dtype, shape)]) if shape else np.dtype([("n", "i1"), ("a", dtype)])
    return dtype

def use(dtype):
    layout = Layout.from_dtype(dtype)
    same = Layout.from_dtype(nest(depth))
    assert layout == same and hash(layout) == hash(same)
    repr(layout), layout.slots, layout.runs, layout.flags, layout.fields
    while layout.fields or layout.base:
        layout = layout.base or layout.fields[-1].layout
        repr(layout)
    del layout, same
    return "a layout"

def work():
    try:
        result = use(dtype)
    except ValueError as error:
        result = f"ValueError: {error}"
    print(result, flush=True)
    # NumPy itself may not survive freeing what is nested so deeply.
    os._exit(0)

dtype = nest(depth)
threading.stack_size(256 * 1024)
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""


@pytest.mark.parametrize("shape", [None, (1,)])
@pytest.mark.parametrize("depth", [900, 2001, 5_000, 20_000])
def test_depth_on_a_small_stack(run_python, depth, shape):
    code = DEEP.replace("DEPTH", str(depth)).replace("SHAPE", repr(shape))
    expected = "a layout" if depth <= 1000 else "ValueError: dtype is nested too deeply"
    assert run_python(code).startswith(expected)


SUBARRAYS = """
import threading
from numpy_hpy import Layout

def work():
    layout = Layout.from_spec("(" * 2000 + "'O'" + ", (1,))" * 2000)
    assert layout.depth == 2000
    assert repr(layout).startswith("Layout((1) of (1) of")
    assert layout == Layout.from_spec("(" * 2000 + "'O'" + ", (1,))" * 2000)
    print(layout.slot_count)

threading.stack_size(256 * 1024)
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""


def test_subarrays_of_subarrays_on_a_small_stack(run_python):
    assert run_python(SUBARRAYS) == "1\n"


def test_the_deepest_nesting():
    assert Layout.from_dtype(nested(2000)).depth == 2000
    with pytest.raises(ValueError, match="nested too deeply"):
        Layout.from_dtype(nested(2001))
    with pytest.raises(ValueError, match="nested too deeply"):
        Layout.from_dtype((nested(2000), (2,)))


@pytest.mark.parametrize("text", ["[('a', " * 2001 + "'O'" + ")]" * 2001, "[" * 100_000, "(" * 100_000 + "'O'"])
def test_a_deep_spec(text):
    with pytest.raises(ValueError, match="nested too deeply"):
        Layout.from_spec(text)


def doubled(depth, innermost):
    """Each level holds the one below twice: few dtypes, and twice as many ways through them with each level."""
    dtype = innermost
    for _ in range(depth):
        dtype = np.dtype([("a", dtype), ("b", dtype)])
    return dtype


@pytest.mark.parametrize("innermost", [[], ("O", (0,)), "S0"], ids=repr)
def test_exponentially_many_paths(innermost):
    first = Layout.from_dtype(doubled(60, np.dtype(innermost)))
    second = Layout.from_dtype(doubled(60, np.dtype(innermost)))
    assert first == second
    assert hash(first) == hash(second)
    assert repr(first) == "Layout(struct of 2 fields, itemsize=0)"
    assert first.slots.tolist() == first.runs == []
    assert first != Layout.from_dtype(doubled(60, np.dtype([("c", "V0")])))


def test_exponentially_many_slots_are_few_runs():
    layout = Layout.from_dtype(doubled(24, np.dtype("O")))
    assert layout.slot_count == 2**24
    assert len(layout.runs) == 1
    layout = Layout.from_dtype(doubled(18, np.dtype([("n", "i8"), ("o", "O"), ("p", "O")])))
    assert layout.slot_count == 2**19


def test_slots_too_scattered():
    with pytest.raises(ValueError, match=r"too scattered \(at field '[ab.]+'\)"):
        Layout.from_dtype(doubled(22, np.dtype([("n", "i1"), ("o", "O"), ("m", "i2"), ("p", "O")])))


# --- dtypes that contradict themselves -----------------------------------------------------------------------------

OBJECT, I4 = np.dtype("O"), np.dtype("i4")


def forced(fields, itemsize, names=None, subarray=None):
    """A structured dtype with any fields at all: NumPy does not check what it unpickles."""
    dtype = np.dtype([("a", "O")])
    names = tuple(fields) if names is None else names
    dtype.__setstate__((3, "|", subarray, names, fields, itemsize, 1, dtype.flags))
    return dtype


@pytest.mark.parametrize(
    ("fields", "itemsize", "names", "message"),
    [
        ({"a": (OBJECT, 8)}, 8, None, "reaches beyond the item .*'a'"),
        ({"a": (OBJECT, 2**62)}, 8, None, "reaches beyond the item .*'a'"),
        ({"a": (OBJECT, sys.maxsize)}, 8, None, "too large .*'a'"),
        ({"a": (OBJECT, 2**70)}, 8, None, "offset .*'a'"),
        ({"a": (OBJECT, -8)}, 8, None, "negative.*'a'"),
        ({"a": (OBJECT, 0), "b": (OBJECT, 4)}, 24, None, "overlaps .*'b'"),
        ({"a": (I4, 6), "b": (OBJECT, 0)}, 24, None, "overlaps .*'a'"),
        ({"a": (OBJECT, 0)}, 8, ("a", "a"), "overlaps .*'a'"),
        ({"a": (np.dtype(("O", (100,))), 0)}, 8, None, "reaches beyond the item .*'a'"),
        ({"a": (OBJECT, 0)}, -8, None, "reaches beyond|negative"),
        ({"a": (OBJECT, 0)}, 8, ("b",), "does not have .*'b'"),
        ({"a": 5}, 8, None, "no tuple .*'a'"),
        ({"a": (OBJECT,)}, 8, None, "no tuple .*'a'"),
        ({"a": ()}, 8, None, "no tuple .*'a'"),
        ({"a": ("O", 0)}, 8, None, "no tuple .*'a'"),
        ({"a": (OBJECT, "0")}, 8, None, "no tuple .*'a'"),
        ({"a": (OBJECT, None)}, 8, None, "no tuple .*'a'"),
    ],
    ids=repr,
)
class TestForcedFields:
    def test_error_names_the_field(self, fields, itemsize, names, message):
        with pytest.raises(ValueError, match=message):
            Layout.from_dtype(forced(fields, itemsize, names))

    def test_error_names_the_path(self, fields, itemsize, names, message):
        inner = np.dtype([("inner", "O")])
        outer = np.dtype([("n", "i1"), ("outer", inner, (2,))])
        state = forced(fields, itemsize, names).__reduce__()[2]
        inner.__setstate__(state)
        message = message.replace(".*'", ".*'outer.")
        with pytest.raises(ValueError, match=message):
            Layout.from_dtype(outer)


@pytest.mark.parametrize(
    ("base", "shape", "itemsize"),
    [(OBJECT, (1000,), 8), (OBJECT, (2**31, 2**31), 8), (OBJECT, (2**62,), 8), (I4, (-1,), 4), (I4, (1,), 400)],
)
def test_forced_subarray(base, shape, itemsize):
    dtype = np.dtype(("O", (2,)))
    dtype.__setstate__((3, "|", (base, shape), None, None, itemsize, 1, dtype.flags))
    with pytest.raises(ValueError, match=r"size|negative"):
        Layout.from_dtype(dtype)
    with pytest.raises(ValueError, match="at field 'x'"):
        Layout.from_dtype(np.dtype({"names": ["x"], "formats": [dtype], "itemsize": 5000}))


def test_subarray_with_a_size_that_numpy_gave_it():
    with pytest.raises(ValueError, match="another size than its elements"):
        Layout.from_dtype((("i4", (0,)), 5))


CYCLES = """
import os
import numpy as np
from numpy_hpy import Layout

def refused(dtype):
    try:
        Layout.from_dtype(dtype)
    except ValueError as error:
        return "nested too deeply" in str(error)

itself = np.dtype([("a", "O")])
itself.__setstate__((3, "|", None, ("a", "b"), {"a": (itself, 0), "b": (itself, 0)}, 8, 1, itself.flags))
subarray = np.dtype(("O", (2,)))
subarray.__setstate__((3, "|", (subarray, (1,)), None, None, 8, 1, subarray.flags))
one, other = np.dtype([("a", "O")]), np.dtype([("a", "O")])
one.__setstate__((3, "|", None, ("a",), {"a": (other, 0)}, 8, 1, one.flags))
other.__setstate__((3, "|", None, ("a",), {"a": (one, 0)}, 8, 1, one.flags))
print(refused(itself), refused(subarray), refused(one), flush=True)
os._exit(0)
"""


def test_dtypes_inside_themselves(run_python):
    assert run_python(CYCLES) == "True True True\n"


# --- names ---------------------------------------------------------------------------------------------------------


class EvilName(str):
    """A name whose comparison fails."""

    def __eq__(self, other):
        raise ZeroDivisionError("compared")

    __hash__ = str.__hash__


class UnhashableName(str):
    asked = 0

    def __hash__(self):
        type(self).asked += 1
        if type(self).asked > 1:
            raise ZeroDivisionError("hashed")
        return str.__hash__(self)


class TruthfulName(str):
    """A subclass that does nothing wrong."""


@pytest.mark.parametrize(
    "name", ["", "\0", "a\0b", "\0\0", "\ud800", "\udfff\ud800", "\U0010ffff", "é", "\n", "'", '"', "\\", "x" * 10_000]
)
class TestNames:
    def test_name(self, name):
        dtype = np.dtype([("first", "i4"), (name, "O")])
        field = Layout.from_dtype(dtype).fields[1]
        # NumPy itself names a field that has no name.
        assert field.name == dtype.names[1] == (name or "f1")
        assert field.title is None

    def test_title(self, name):
        field = Layout.from_dtype([((name, "a"), "O")]).fields[0]
        assert (field.name, field.title) == ("a", name)

    def test_error_at_that_name(self, name):
        dtype = forced({name: (OBJECT, 8)}, 8)
        with pytest.raises(ValueError, match="reaches beyond the item"):
            Layout.from_dtype(dtype)

    def test_spec(self, name):
        spec = [("first", "i4"), (name, "O")]
        assert Layout.from_spec(ascii(spec)) == Layout.from_dtype(spec)


@pytest.mark.parametrize("title", [5, 2.5, b"bytes", ("a", "tuple"), frozenset(), object()], ids=repr)
def test_titles_that_are_no_text(title):
    dtype = np.dtype([((title, "a"), "O"), ("b", "i4")])
    assert dtype.fields["a"][2] is title
    assert [field.title for field in Layout.from_dtype(dtype).fields] == [None, None]


def test_names_of_a_subclass():
    layout = Layout.from_dtype(forced({TruthfulName("x"): (OBJECT, 0)}, 8))
    assert layout.fields[0].name == "x"
    assert type(layout.fields[0].name) is str


def test_a_comparison_that_fails():
    # The text is found through the hash, and then compared with the key.
    dtype = forced({EvilName("x"): (OBJECT, 0)}, 8, names=("".join(["x"]),))
    with pytest.raises(ZeroDivisionError, match="compared"):
        Layout.from_dtype(dtype)


def test_a_hash_that_fails():
    dtype = forced({UnhashableName("x"): (OBJECT, 0)}, 8)
    with pytest.raises(ZeroDivisionError, match="hashed"):
        Layout.from_dtype(dtype)


def test_names_that_are_equal():
    """NumPy lets a dtype be unpickled whose names are the same text in two classes; neither may be lost."""

    class Other(str):
        def __eq__(self, other):
            return self is other

        def __hash__(self):
            return id(self)

    dtype = forced({Other("x"): (OBJECT, 0), Other("x"): (OBJECT, 8)}, 16)
    layout = Layout.from_dtype(dtype)
    assert [field.name for field in layout.fields] == ["x", "x"]
    assert layout.slots.tolist() == [0, 8]


def test_errors_are_not_cached():
    dtype = forced({"a": (OBJECT, 8)}, 8)
    for _ in range(3):
        with pytest.raises(ValueError, match="reaches beyond"):
            Layout.from_dtype(dtype)
    dtype.__setstate__((3, "|", None, ("a",), {"a": (OBJECT, 0)}, 8, 1, dtype.flags))
    assert Layout.from_dtype(dtype).slots.tolist() == [0]


def test_an_error_leaves_no_references_behind():
    fields = {"a": (OBJECT, 0), "b": (np.dtype([("c", "O")]), 4)}
    dtype = forced(fields, 24)
    before = sys.getrefcount(dtype), sys.getrefcount(fields["b"][0]), sys.getrefcount(fields)
    for _ in range(100):
        with pytest.raises(ValueError, match="overlaps"):
            Layout.from_dtype(dtype)
    assert before == (sys.getrefcount(dtype), sys.getrefcount(fields["b"][0]), sys.getrefcount(fields))
