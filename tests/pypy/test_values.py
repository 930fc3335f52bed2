"""Elements as Python's scalars, of every kind and byte order."""

import math
import random
import struct

import pytest

from numpy_hpy import HPyArray

INTEGERS = [(order, kind, size) for order in "<>" for kind in "iu" for size in (1, 2, 4, 8)]
LETTERS = {1: "b", 2: "h", 4: "i", 8: "q"}


def memory(array) -> bytes:
    return array.__reduce__()[2]


@pytest.mark.parametrize(("order", "kind", "size"), INTEGERS)
def test_integers(order, kind, size):
    low, high = (0, 2 ** (8 * size)) if kind == "u" else (-(2 ** (8 * size - 1)), 2 ** (8 * size - 1))
    rng = random.Random(size)
    values = [low, low + 1, 0, 1, high - 1, *(rng.randrange(low, high) for _ in range(40))]
    array = HPyArray(len(values), f"{order}{kind}{size}")
    array[...] = values
    assert array.tolist() == values
    assert all(type(value) is int for value in array)
    letter = LETTERS[size].upper() if kind == "u" else LETTERS[size]
    assert memory(array) == struct.pack(f"{order}{len(values)}{letter}", *values)
    for bad in (low - 1, high, 10**30):
        with pytest.raises(OverflowError):
            array[0] = bad
        with pytest.raises(OverflowError):
            array[1:3] = [bad, 0]
    assert array[0] == low


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("size", "letter"), [(2, "e"), (4, "f"), (8, "d")])
def test_floats(order, size, letter):
    values = [0.0, -0.0, 1.5, -2.25, math.inf, -math.inf, 0.1, 1e-5]
    array = HPyArray(len(values), f"{order}f{size}")
    array[...] = values
    stored = struct.pack(f"{order}{len(values)}{letter}", *values)
    assert memory(array) == stored
    assert array.tolist() == list(struct.unpack(f"{order}{len(values)}{letter}", stored))
    assert math.copysign(1, array[1]) == -1
    array[0] = math.nan
    assert math.isnan(array[0])
    array[0] = None
    assert math.isnan(array[0])
    if size < 8:
        array[:2] = [1e300, -1e300]
        assert array[:2].tolist() == [math.inf, -math.inf]
    with pytest.raises(OverflowError):
        array[0] = 10**400


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("size", "letter"), [(8, "ff"), (16, "dd")])
def test_complex_numbers(order, size, letter):
    array = HPyArray(4, f"{order}c{size}")
    array[...] = [1 + 2j, -0.5j, 3, "1-1j"]
    assert array.tolist() == [1 + 2j, -0.5j, 3 + 0j, 1 - 1j]
    assert memory(array)[:size] == struct.pack(order + letter, 1, 2)
    array[0] = None
    assert math.isnan(array[0].real)
    assert math.isnan(array[0].imag)


def test_bools():
    array = HPyArray(6, "?")
    array[...] = [True, False, 2, "", "False", None]
    assert array.tolist() == [True, False, True, False, True, False]
    assert type(array[0]) is bool
    assert memory(array) == b"\1\0\1\0\1\0"


def test_bytes():
    array = HPyArray(5, "S3")
    array[...] = [b"abc", b"abcd", "ab", b"", b"a\0b"]
    assert array.tolist() == [b"abc", b"abc", b"ab", b"", b"a\0b"]
    array[0], array[1], array[2] = 5, 1.5, None
    assert array[:3].tolist() == [b"5", b"1.5", b"Non"]
    with pytest.raises(UnicodeEncodeError):
        array[0] = "é"
    with pytest.raises(ValueError, match="sequence"):
        array[0] = [b"a"]


@pytest.mark.parametrize("order", "<>")
def test_text(order):
    array = HPyArray(5, f"{order}U3")
    array[...] = ["abc", "abcd", "é日𝄞", "", "a\0b"]
    assert array.tolist() == ["abc", "abc", "é日𝄞", "", "a\0b"]
    assert memory(array)[:12] == "abc".encode("utf-32-le" if order == "<" else "utf-32-be")
    array[0], array[1], array[2] = b"ab", 12345, "\ud800"
    assert array[:3].tolist() == ["ab", "123", "\ud800"]
    with pytest.raises(UnicodeDecodeError):
        array[0] = b"\xff"


def test_raw_bytes():
    array = HPyArray(3, "V4")
    array[...] = [b"abcd", b"abcdef", b"a"]
    assert array.tolist() == [b"abcd", b"abcd", b"a\0\0\0"]
    for bad in ("ab", 5):
        with pytest.raises(TypeError, match="bytes-like"):
            array[0] = bad


def test_times_are_integers():
    array = HPyArray(3, "m8[s]")
    array[...] = [5, -1, None]
    assert array.tolist() == [5, -1, -(2**63)]
    assert array.dtype == "m8[s]"


def test_numbers_without_a_python_scalar_are_refused():
    array = HPyArray(2, "g")
    with pytest.raises(TypeError, match="no Python scalar"):
        array[0]
    with pytest.raises(TypeError, match="no Python scalar"):
        array[0] = 1.0
    assert array.copy().shape == (2,)


@pytest.mark.parametrize(
    ("dtype", "value", "error"),
    [
        ("i4", "x", ValueError),
        ("i4", None, TypeError),
        ("i4", 1j, TypeError),
        ("i4", [1], TypeError),
        ("i4", math.nan, ValueError),
        ("i4", math.inf, OverflowError),
        ("i4", object(), TypeError),
        ("u1", 300, OverflowError),
        ("f8", "x", ValueError),
        ("f8", 1j, TypeError),
        ("f8", object(), TypeError),
        ("i4,i4", [1, 2], TypeError),
        ("i4,i4", (1, 2, 3), ValueError),
        ("i4,i4", (1,), ValueError),
        ("i4,i4", None, TypeError),
        ("i4,O", "x", ValueError),
        ("i4,2i4", (1, [1, 2, 3]), ValueError),
    ],
    ids=repr,
)
def test_values_that_do_not_fit(dtype, value, error):
    array = HPyArray(3, dtype)
    before = array.tolist()
    with pytest.raises(error):
        array[0] = value
    assert array.tolist()[1:] == before[1:]


@pytest.mark.parametrize(
    ("dtype", "value", "result"),
    [
        ("i4", 2.7, 2),
        ("i4", "12", 12),
        ("i4", True, 1),
        ("f8", "1.5", 1.5),
        ("f8", 3, 3.0),
        ("i4,i4", 5, (5, 5)),
        ("i4,O", "7", (7, "7")),
        ("i4,2i4", (1, [2, 3]), (1, [2, 3])),
        ("i4,2i4", (1, 2), (1, [2, 2])),
        ("i4,2i4", 9, (9, [9, 9])),
        ("i4,O", (1, [1, 2]), (1, [1, 2])),
        ("i4,2O", (1, [1, [2]]), (1, [1, [2]])),
        ("i4,2O", (1, "ab"), (1, ["ab", "ab"])),
        ([("a", "i4"), ("s", [("x", "O"), ("y", "f4", (2,))])], (1, ("q", [1, 2])), (1, ("q", [1.0, 2.0]))),
        ([("a", "i4"), ("s", [("x", "O"), ("y", "f4", (2,))])], (1, ("q", 3)), (1, ("q", [3.0, 3.0]))),
        ([], (), ()),
    ],
    ids=repr,
)
def test_conversions(dtype, value, result):
    """What NumPy 2.4 makes of the same assignment."""
    array = HPyArray(2, dtype)
    array[0] = value
    assert array[0] == result
    assert type(array[0]) is type(result)


def test_new_memory_is_zero_and_none():
    assert (
        HPyArray(2, [("a", "i4"), ("b", "O"), ("c", "S2"), ("d", "O", (2,))]).tolist()
        == [(0, None, b"", [None, None])] * 2
    )
    assert HPyArray(2).tolist() == [0.0, 0.0]
    assert HPyArray((), "O")[()] is None


def test_records_are_tuples():
    array = HPyArray(2, [("id", "i4"), (("title", "tags"), "O", (2,)), ("in", [("x", ">f8"), ("o", "O")])])
    tag = object()
    array[1] = (7, [tag, "t"], (1.5, None))
    record = array[1]
    assert record == (7, [tag, "t"], (1.5, None))
    assert record[1][0] is tag
    assert array["tags"].shape == (2, 2)
    assert array["title"][1].tolist() == [tag, "t"]
    assert array["in"]["x"].tolist() == [0.0, 1.5]
    array["in"]["o"] = ["first", "second"]
    assert [item[2][1] for item in array] == ["first", "second"]
    array["in"] = (2.5, "both")
    assert array["in"].tolist() == [(2.5, "both")] * 2


def test_unaligned_numbers():
    array = HPyArray(3, [("c", "i1"), ("d", "<f8"), ("q", ">u8"), ("o", "O")])
    for i in range(3):
        array[i] = (i, i + 0.5, 2**63 + i, [i])
    assert array.tolist() == [(i, i + 0.5, 2**63 + i, [i]) for i in range(3)]


def test_overlapping_numbers():
    array = HPyArray(1, {"names": ["all", "low", "high"], "formats": ["<u4", "<u2", "<u2"], "offsets": [0, 0, 2]})
    array["all"] = 0x12345678
    assert array[0] == (0x12345678, 0x5678, 0x1234)


def test_an_object_slot_takes_any_object():
    array = HPyArray(6, "O")
    values = [[1, 2], (3,), HPyArray(2, "i4"), {}, None, HPyArray((), "i4")]
    for i, value in enumerate(values):
        array[i] = value
    assert all(array[i] is value for i, value in enumerate(values))
    pair = HPyArray(1, [("n", "i4"), ("o", "O")])
    pair[0] = (1, values[2])
    assert pair["o"][0] is values[2]
    pair[0] = (1, values[5])
    assert pair["o"][0] is values[5]


def test_a_value_that_changes_the_array_while_it_is_converted():
    array = HPyArray(3, "O")

    class Clearing:
        def __float__(self):
            array[...] = None
            return 2.0

    numbers = HPyArray(3, "f8")
    array[0] = Clearing()
    numbers[...] = [array[0]] * 3
    assert numbers.tolist() == [2.0] * 3
    assert array[0] is None
