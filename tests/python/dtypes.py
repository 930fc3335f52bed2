"""The dtypes that layouts are tested with: one for each known trap, and any number of random ones.

A *spec* is what ``np.dtype`` takes and what can be written down: a string, or a literal of lists, tuples and dicts.
"""

import copy
from ast import literal_eval
from contextlib import suppress

import numpy as np
from hypothesis import strategies as st


class MyVoid(np.void):
    """A subclass of void, as ``np.record`` is one."""


def nested(depth, innermost="O"):
    """Structures with a number in front of what they hold, ``depth`` deep."""
    dtype = np.dtype(innermost)
    for _ in range(depth):
        dtype = np.dtype([("n", "i1"), ("deeper", dtype)])
    return dtype


def ghost():
    """A V8 that NumPy still flags as holding objects, though no field is left that could."""
    dtype = np.dtype([("f0", "V8"), ("f1", "i4")])["f0"]
    dtype = copy.copy(dtype)
    has_object = np.dtype("O").flags
    dtype.__setstate__((3, "|", None, None, None, 8, 1, has_object))
    assert dtype.hasobject
    return dtype


def many_fields(count):
    """Numbers and objects in turn."""
    return np.dtype([(f"field{i}", "O" if i % 2 else "i4") for i in range(count)])


_BASE = np.dtype([("a", "i4"), ("b", "O"), ("c", "i2"), ("d", [("x", "O"), ("y", "u1")])])
_POINT = np.dtype([("x", "f4"), ("o", "O")])

# Every trap of the design, by name.
TRAPS = {
    "object": np.dtype("O"),
    "number": np.dtype("f8"),
    "one object field": np.dtype([("a", "O")]),
    "packed": np.dtype("i4,O"),
    "aligned": np.dtype([("id", "i4"), ("ok", "?"), ("obj", "O"), ("code", "S5")], align=True),
    "titles": np.dtype([(("A title", "a"), "O"), (("Another", "b"), "i4"), ("c", "O")]),
    "title of a text in another script": np.dtype([(("題", "名"), "O")]),
    "title that is a number": np.dtype([((5, "a"), "O"), ("b", "O")]),
    "title of one, name of the other": np.dtype([(("x", "a"), "O"), (("y", "b"), "i2"), ("z", "O")]),
    "out of order": np.dtype({"names": ["b", "a"], "formats": ["O", "i2"], "offsets": [8, 2]}),
    "objects out of order": np.dtype({"names": ["b", "a", "c"], "formats": ["O"] * 3, "offsets": [16, 0, 8]}),
    "padded": np.dtype({"names": ["a", "b"], "formats": ["O", "O"], "offsets": [3, 20], "itemsize": 40}),
    "padded by name": np.dtype({"a": ("O", 9), "b": ("i4", 1, "title")}),
    "multi-field view": np.dtype([("a", "i4"), ("b", "O")])[["b"]],
    "multi-field view of a number": np.dtype([("a", "O"), ("b", "i4")])[["b"]],
    "multi-field view in another order": _BASE[["d", "b"]],
    "multi-field view of nothing": _BASE[[]],
    "nested multi-field view": np.dtype([("n", "u1"), ("view", _BASE[["b", "c"]], (2,))]),
    "subarray": np.dtype(("O", (3,))),
    "large subarray": np.dtype(("O", (100, 100))),
    "nested subarrays": np.dtype((("O", (2,)), (3,))),
    "subarrays of structures": np.dtype([("n", "i2"), ("points", _POINT, (2, 3)), ("o", "O")]),
    "subarrays in subarrays": np.dtype([("a", [("b", [("o", "O", (2,)), ("n", "i1")], (3,)), ("c", "O")], (2,))]),
    "subarray of padded structures": np.dtype((_BASE[["b"]], (4,))),
    "subarray of one": np.dtype([("a", "O", (1,)), ("b", "O", (1, 1, 1))]),
    "subarray of 63 dimensions": np.dtype(("O", (1,) * 62 + (2,))),
    "no objects": np.dtype(("O", (0,))),
    "no objects in a structure": np.dtype([("none", "O", (0,)), ("x", "i2")]),
    "zero sizes among objects": np.dtype([("a", "O"), ("none", "O", (0, 5)), ("e", []), ("s", "S0"), ("b", "O")]),
    "subarray of nothing": np.dtype([("e", [], (3,)), ("a", "O")]),
    "empty": np.dtype([]),
    "empty, all padding": np.dtype({"names": [], "formats": [], "itemsize": 40}),
    "no bytes": np.dtype("S0"),
    "record": np.dtype((np.record, [("a", "O"), ("b", "i4")])),
    "subclassed void": np.dtype((MyVoid, [("b", "i4"), ("a", "O")])),
    "subclassed void, nested": np.dtype([("n", "i1"), ("r", (MyVoid, [("a", "O")]), (2,))]),
    "metadata": np.dtype([("a", "i4"), ("b", "O")], metadata={"unit": "m"}),
    "metadata of an object": np.dtype("O", metadata={"unit": object()}),
    "metadata in fields": np.dtype([("a", np.dtype("O", metadata={"n": 1})), ("b", np.dtype("f8", metadata={}))]),
    "union": np.dtype({"names": ["w", "lo", "hi"], "formats": ["u4", "u2", "u2"], "offsets": [0, 0, 2]}),
    "union beside an object": np.dtype({"names": ["w", "lo", "o"], "formats": ["u4", "u2", "O"], "offsets": [0, 0, 4]}),
    "number with fields": np.dtype(("u4", [("lo", "u2"), ("hi", "u2")])),
    "number with fields, old style": np.dtype(("i4", {"real": ("i2", 0), "imag": ("i2", 2)})),
    "number with fields, nested": np.dtype([("u", ("f8", [("a", "i4"), ("b", "f4")])), ("o", "O")]),
    "object with a name": np.dtype(("O", [("self", "O")])),
    "nested 3 deep": nested(3),
    "nested 500 deep": nested(500),
    "nested 2000 deep": nested(2000),
    "subarrays nested 500 deep": np.dtype([("a", nested(100, ("O", (2,))), (2,)), ("b", nested(399), (1,))]),
    "10,000 fields": many_fields(10_000),
    "10,000 objects": np.dtype([(f"o{i}", "O") for i in range(10_000)]),
    "16 neighbours": np.dtype([(f"o{i}", "O") for i in range(16)]),
    "number and object, 16 times": np.dtype(([("n", "i8"), ("o", "O")], (16,))),
    "aligned, nested": np.dtype([("a", "i1"), ("p", [("n", "i1"), ("o", "O")], (2,)), ("z", "i1")], align=True),
    "aligned in packed": np.dtype([("a", "i1"), ("p", np.dtype([("n", "i1"), ("o", "O")], align=True))]),
    "other byte order": np.dtype([("a", ">f8"), ("b", "<f8"), ("o", "O"), ("s", ">U3"), ("t", ">M8[us]")]),
    "surrogates and NUL in names": np.dtype([("\ud800", "O"), ("a\0b", "O"), ("c\0", "i4"), ("\0", "i2")]),
    "dots and quotes in names": np.dtype([("a.b", "O"), ("'\"", "O"), ("\n", "O"), (" ", "O")]),
    "strings": np.dtype(np.dtypes.StringDType()),
    "strings with missing values": np.dtype(np.dtypes.StringDType(na_object=None)),
    "ghost of an object": ghost(),
}

# Every built-in scalar type, in both byte orders.
SCALARS = {
    name: np.dtype(name)
    for name in [
        *(order + code for order in "<>" for code in "hHiIlLqQefdgFDG"),
        *"?bBOcnNpP",
        *(order + code for order in "<>" for code in ("U5", "U0", "M8", "m8", "M8[3D]", "m8[ns]")),
        *("S0", "S7", "V0", "V7", "S", "U", "V"),
    ]
}

LISTED = TRAPS | SCALARS


def shows_objects_without_slots(dtype):
    """The documented cases in which NumPy's ``hasobject`` is true of a dtype without an object slot."""
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return 0 in shape or shows_objects_without_slots(base)
    if dtype.names is not None:
        # What a multi-field view has left out is still there for NumPy.
        return all(shows_objects_without_slots(dtype[name]) for name in dtype.names)
    return dtype.kind != "O"


def exact_spec(dtype):
    """The spec that gives the dtype back, offsets and all; only metadata and the scalar type are lost."""
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return (exact_spec(base), shape)
    if dtype.names is None:
        return dtype.kind if dtype.kind in "OT" else dtype.str
    entries = [dtype.fields[name] for name in dtype.names]
    spec = {
        "names": list(dtype.names),
        "formats": [exact_spec(entry[0]) for entry in entries],
        "offsets": [entry[1] for entry in entries],
        "itemsize": dtype.itemsize,
    }
    if any(len(entry) > 2 for entry in entries):
        spec["titles"] = [entry[2] if len(entry) > 2 else None for entry in entries]
    if dtype.isalignedstruct:
        spec["aligned"] = True
    if dtype.kind == "V":
        return spec
    return ("O" if dtype.kind == "O" else f"{dtype.kind}{dtype.itemsize}", spec)


def text_of(spec):
    """The spec as text for ``Layout.from_spec``. What UTF-8 cannot say is escaped."""
    if isinstance(spec, str):
        return spec
    text = repr(spec)
    return ascii(spec) if "\\ud" in text else text


def same_dtype(a, b):
    """Whether two dtypes describe the same memory with the same names: ``==``, alignment included."""
    if a != b or a.alignment != b.alignment or a.byteorder != b.byteorder or a.names != b.names:
        return False
    if a.subdtype is not None:
        return b.subdtype is not None and same_dtype(a.subdtype[0], b.subdtype[0])
    return a.names is None or all(same_dtype(a[name], b[name]) for name in a.names)


def written_forms(dtype):
    """Every way to write the dtype down: pairs of the spec and the dtype that NumPy makes of it."""
    forms = [exact_spec(dtype)]
    # Fields that overlap or are out of order have no descr.
    with suppress(ValueError):
        forms.append(dtype.descr)
    text = str(dtype)
    try:
        forms.append(literal_eval(text))
    except (SyntaxError, ValueError):
        if text.isidentifier() and dtype.kind != "T":
            forms.append(text)  # A name such as float64.
    for spec in forms:
        # NumPy does not read everything that it writes.
        with suppress(TypeError, ValueError):
            yield spec, np.dtype(spec)


# --- random dtypes -------------------------------------------------------------------------------------------------

_NUMBERS = ["i1", "u1", "?", "b", "B"] + [
    order + code
    for order in ("", "<", ">", "=")
    for code in ("i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "g", "c8", "c16", "G", "h", "l", "q", "N")
]
_OTHERS = ["S3", "S1", "U2", ">U3", "V5", "V1", "M8[ns]", ">m8[D]", "m8", "<M8[25s]", "S0", "U0", "V0"]
_WORDS = ["float64", "int32", "bool", "object", "uint8", "complex64", "longdouble", "datetime64[s]", "intp"]
_NAMES = ["a", "b", "c", "x", "y", "id", "tags", "ü", "名", "", "n m", "it's", "a.b", "\ud800", "z\0"]


def random_spec(random, align=False, depth=3):
    """A random spec, which NumPy takes nearly always if it is told to ``align``. ``random`` is a ``random.Random``."""
    return _spec(random, random.randint(0, depth), True, align)


def _spec(random, depth, allow_objects, align):
    if depth == 0:
        return _leaf(random, allow_objects)
    form = random.randrange(20)
    if form < 8:
        return _list_form(random, depth - 1, allow_objects, align)
    if form < 14:
        return _dict_form(random, depth - 1, allow_objects, align)
    if form < 16:
        base = _spec(random, depth - 1, allow_objects, align)
        return (base, _shape(random, base))
    if form < 17:
        return _number_with_fields(random)
    if form < 18:
        return _text_form(random, allow_objects)
    return _leaf(random, allow_objects)


def _leaf(random, allow_objects):
    if allow_objects and random.randrange(5) < 2:
        return "O"
    return random.choice(random.choice([_NUMBERS, _NUMBERS, _OTHERS, _WORDS[:3] if not allow_objects else _WORDS]))


def _shape(random, base):
    # NumPy takes one number after a subarray without elements for a size, and makes a dtype that is none.
    if random.randrange(5) == 0 and not isinstance(base, tuple):
        return random.randint(1, 5)
    return tuple(random.choice([1, 2, 2, 3, 4, 0]) for _ in range(random.choice([1, 1, 1, 2, 2, 3])))


def _names(random, count):
    names = []
    while len(names) < count:
        name = random.choice(_NAMES) if random.randrange(4) == 0 else f"{random.choice('abcxyz')}{random.randrange(99)}"
        if name not in names and name:
            names.append(name)
    return names


def _list_form(random, depth, allow_objects, align):
    fields = []
    for name in _names(random, random.choice([0, 1, 2, 2, 3, 3, 4, 6])):
        format = _spec(random, random.randint(0, depth), allow_objects, align)
        if random.randrange(8) == 0:
            name = (f"title {name}", name)
        elif random.randrange(20) == 0:
            name = ""
        fields.append((name, format, _shape(random, format)) if random.randrange(4) == 0 else (name, format))
    return fields


def _dict_form(random, depth, allow_objects, align):
    names = _names(random, random.choice([0, 1, 2, 2, 3, 4, 5]))
    overlapping = random.randrange(4) == 0
    allow_objects = allow_objects and not overlapping
    says_aligned = random.randrange(4) == 0
    align = align or says_aligned
    formats = [_spec(random, random.randint(0, depth), allow_objects, align) for _ in names]
    spec = {"names": names, "formats": formats}
    if says_aligned:
        spec["aligned"] = True
    if random.randrange(4) > 0:
        _place(random, spec, align, overlapping)
    if random.randrange(5) == 0:
        spec["titles"] = [random.choice([None, f"title {name}", 7]) for name in names]
    by_name = {"offsets", "titles"} <= spec.keys() and random.randrange(2) == 0
    if by_name and not says_aligned and None not in spec["titles"]:
        entries = zip(formats, spec["offsets"], spec["titles"], strict=True)
        return dict(zip(names, entries, strict=True))
    return spec


def _place(random, spec, aligned, overlapping):
    """Adds offsets, in any order and with gaps, and mostly an itemsize."""
    try:
        dtypes = [np.dtype(format, align=aligned) for format in spec["formats"]]
    except (TypeError, ValueError):
        return
    order = list(range(len(dtypes)))
    random.shuffle(order)
    offsets = [0] * len(order)
    end = 0
    for i in order:
        start = random.randint(0, end) if overlapping else end + random.choice([0, 0, 0, 1, 4, 8])
        step = dtypes[i].alignment if aligned else 1
        offsets[i] = -(-start // step) * step
        end = max(end, offsets[i] + dtypes[i].itemsize)
    spec["offsets"] = offsets
    if random.randrange(3) > 0:
        step = max([dtype.alignment for dtype in dtypes], default=1) if aligned else 1
        spec["itemsize"] = -(-(end + random.choice([0, 0, 1, 8, 16])) // step) * step


def _number_with_fields(random):
    size = random.choice([2, 4, 8])
    half = [(name, f"{random.choice('iu')}{size // 2}") for name in _names(random, 2)]
    kind = random.choice("iuV" if size == 2 else "iufV")
    if random.randrange(2) == 0:
        return (f"{kind}{size}", half)
    return (f"{kind}{size}", {name: (format, i * size // 2) for i, (name, format) in enumerate(half)})


def _text_form(random, allow_objects):
    formats = []
    for _ in range(random.randint(2, 4)):
        repeat = random.choice(["", "", "2", "(2,3)", "(1,)"])
        formats.append(repeat + random.choice(["i4", "f8", ">u2", "S3", "u1", "O" if allow_objects else "i1"]))
    return ", ".join(formats)


def specs():
    """A hypothesis strategy of random specs, each with whether to align it."""
    return st.builds(
        lambda random, align: (random_spec(random, align), align), st.randoms(use_true_random=False), st.booleans()
    )


def dtypes():
    """A hypothesis strategy of random dtypes, packed and aligned."""

    def convert(spec_and_align):
        spec, align = spec_and_align
        try:
            return np.dtype(spec, align=align)
        except (TypeError, ValueError):
            return None

    return specs().map(convert).filter(lambda dtype: dtype is not None)
