"""``array[key] = values``: nested sequences and arrays, broadcast by NumPy's rules."""

import pytest

from numpy_hpy import HPyArray


def assigned(shape, dtype, key, value):
    array = HPyArray(shape, dtype)
    array[key] = value
    return array.tolist()


@pytest.mark.parametrize(
    ("shape", "dtype", "value", "result"),
    [
        ((2, 3), "i4", [1, 2, 3], [[1, 2, 3], [1, 2, 3]]),
        ((2, 2), "i4", [1, 2], [[1, 2], [1, 2]]),
        ((2, 2), "i4", [[1], [2]], [[1, 1], [2, 2]]),
        ((2, 2), "i4", [[1, 2]], [[1, 2], [1, 2]]),
        ((2, 2, 2), "i4", [[[1]], [[2]]], [[[1, 1], [1, 1]], [[2, 2], [2, 2]]]),
        ((3,), "i4", 5, [5, 5, 5]),
        ((3,), "i4", [5], [5, 5, 5]),
        ((2,), "i4", range(2), [0, 1]),
        ((2,), "i4", (7, 8), [7, 8]),
        ((2,), "i4", b"12", [12, 12]),
        ((2,), "i4", bytearray(b"\1\2"), [1, 2]),
        ((0, 3), "i4", 5, []),
        ((2, 0), "i4", 5, [[], []]),
        ((), "i4", 7, 7),
        ((2,), "S1", "ab", [b"a", b"a"]),
        ((2,), "S1", ["a", "b"], [b"a", b"b"]),
        ((2, 2), "O", [[1], [2, 3]], [[[1], [2, 3]], [[1], [2, 3]]]),
        ((2, 2), "O", [1, [2, 3]], [[1, [2, 3]], [1, [2, 3]]]),
        ((2,), "O", [[1, 2], [3, 4]], [[1, 2], [3, 4]]),
        ((2,), "O", [[1, 2]], [[1, 2], [1, 2]]),
        ((2,), "O", (1, 2), [1, 2]),
        ((2,), "O", "ab", ["ab", "ab"]),
        ((2,), "O", {1}, [{1}, {1}]),
        ((), "O", [1, 2], [1, 2]),
        ((2,), "i4,i4", (1, 2), [(1, 2), (1, 2)]),
        ((2,), "i4,i4", [(1, 2), (3, 4)], [(1, 2), (3, 4)]),
        ((2,), "i4,i4", [(1, 2)], [(1, 2), (1, 2)]),
        ((2,), "i4,i4", [1, 2], [(1, 1), (2, 2)]),
        ((2,), "i4,i4", 5, [(5, 5), (5, 5)]),
    ],
    ids=repr,
)
def test_broadcasting(shape, dtype, value, result):
    """What NumPy 2.4 makes of the same assignment."""
    assert assigned(shape, dtype, ..., value) == result


@pytest.mark.parametrize(
    ("shape", "dtype", "value", "message"),
    [
        ((2, 3), "i4", [1, 2], r"could not broadcast input array from shape \(2,\) into shape \(2,3\)"),
        ((2,), "O", [], r"from shape \(0,\) into shape \(2,\)"),
        ((2,), "i4", [], r"from shape \(0,\) into shape \(2,\)"),
        ((0, 3), "i4", [], r"from shape \(0,\) into shape \(0,3\)"),
        ((2, 2), "i4", [[1], [2, 3]], "inhomogeneous shape after 1 dimensions"),
        ((2, 2), "i4", [1, [2, 3]], "inhomogeneous shape after 1 dimensions"),
        ((3,), "i4", [[1, 2, 3]], "maximum number of dimension of 1"),
        ((), "i4", [1], "maximum number of dimension of 0"),
        ((2,), "i4,i4", [[1, 2], [3, 4]], "maximum number of dimension of 1"),
        ((2,), "i4,i4", [(1, 2), (3, 4), (5, 6)], r"from shape \(3,\) into shape \(2,\)"),
    ],
    ids=repr,
)
def test_shapes_that_do_not_fit(shape, dtype, value, message):
    with pytest.raises(ValueError, match=message):
        assigned(shape, dtype, ..., value)


def test_a_set_is_no_sequence():
    with pytest.raises(TypeError):
        assigned((2,), "i4", ..., {1, 2})


def test_slices():
    array = HPyArray((3, 4), "i4")
    array[1] = [1, 2, 3, 4]
    array[:, 0] = [7, 8, 9]
    array[::2, 1:3] = 5
    array[-1, ::-1] = range(4)
    assert array.tolist() == [[7, 5, 5, 0], [8, 2, 3, 4], [3, 2, 1, 0]]


def test_arrays_as_values():
    source = HPyArray((2, 3), "f8")
    source[...] = [[1, 2, 3], [4, 5, 6]]
    target = HPyArray((2, 3), "i4")
    target[...] = source
    assert target.tolist() == [[1, 2, 3], [4, 5, 6]]
    target[...] = source[1]
    assert target.tolist() == [[4, 5, 6], [4, 5, 6]]
    target[0] = source[None, 0]
    assert target[0].tolist() == [1, 2, 3]
    target[0] = [source[0, ...], source[1, 1, ...]][1]
    assert target[0].tolist() == [5, 5, 5]
    target[0, 1] = source[1, 2, ...]
    assert target[0].tolist() == [5, 6, 5]
    target[...] = [source[0], source[1]]
    assert target.tolist() == [[1, 2, 3], [4, 5, 6]]
    with pytest.raises(ValueError, match="broadcast"):
        target[...] = HPyArray(2, "i4")
    with pytest.raises(ValueError, match="broadcast"):
        target[0] = source
    with pytest.raises((TypeError, ValueError)):
        target[0, 0] = source


def test_overlapping_memory():
    for dtype in ("i4", "O"):
        array = HPyArray(6, dtype)
        array[...] = range(6)
        array[1:] = array[:-1]
        assert array.tolist() == [0, 0, 1, 2, 3, 4]
        array[...] = array[::-1]
        assert array.tolist() == [4, 3, 2, 1, 0, 0]


def test_objects_are_shared_not_copied():
    source = HPyArray(3, "O")
    inner = [1]
    source[...] = [inner, "x", source]
    target = HPyArray((2, 3), "O")
    target[...] = source
    assert target[1, 0] is inner
    assert target[0, 2] is source


def test_fields():
    array = HPyArray((2, 2), [("a", "i4"), ("b", "O", (2,))])
    array["a"] = [1, 2]
    array["b"] = ["x", "y"]
    array["b"][1, 0] = "z"
    assert array.tolist() == [[(1, ["x", "y"]), (2, ["x", "y"])], [(1, ["z", "z"]), (2, ["x", "y"])]]


def test_a_structure_from_another():
    source = HPyArray(2, [("x", "f8"), ("y", "O")])
    source[...] = [(1, "a"), (2, "b")]
    target = HPyArray(2, [("n", "i2"), ("o", "O")])
    target[...] = source
    assert target.tolist() == [(1, "a"), (2, "b")]
    target[0] = source[1]
    assert target[0] == (2, "b")


def test_a_failed_conversion_writes_nothing_beyond():
    array = HPyArray(4, "i4")
    with pytest.raises(ValueError, match="invalid literal"):
        array[...] = [1, 2, "x", 4]
    assert array.tolist() == [1, 2, 0, 0]


def test_a_sequence_that_fails():
    class Failing(list):
        def __iter__(self):
            raise KeyError("no items")

    array = HPyArray(2, "O")
    with pytest.raises(KeyError):
        array[...] = Failing([1, 2])
    assert array.tolist() == [None, None]
