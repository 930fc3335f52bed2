"""pickle, copy and deepcopy."""

import copy
import pickle

import pytest
from pressure import collect

from numpy_hpy import HPyArray

RECORD = [("n", ">i4"), ("o", "O"), ("sub", "O", (2,)), ("in", [("f", "f2"), ("t", "U2")])]


def example(dtype, shape=(2, 3)):
    array = HPyArray(shape, dtype)
    if dtype == RECORD:
        array[...] = (5, [1, 2], ["x", (3,)], (1.5, "éz"))
        array[1, 0] = (6, {"a": 1}, [None, [4]], (-2, ""))
    elif dtype == "O":
        array[...] = [[[1, 2], "x", (1,)], [None, {"k": []}, b"y"]]
    elif dtype != "g":
        array[...] = 1
    return array


@pytest.mark.parametrize("dtype", ["O", RECORD, "i4", ">f8", "c8", "S3", "U2", "?", "g"], ids=repr)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(dtype, protocol):
    array = example(dtype)
    other = pickle.loads(pickle.dumps(array, protocol))
    assert (other.shape, other.dtype, other.layout) == (array.shape, array.dtype, array.layout)
    if dtype != "g":
        assert other.tolist() == array.tolist()
    assert other.base is None


@pytest.mark.parametrize("duplicate", [copy.copy, HPyArray.copy], ids=["copy", "method"])
@pytest.mark.parametrize("dtype", ["O", RECORD, "i4", "g"], ids=repr)
def test_copies_share_the_objects(duplicate, dtype):
    array = example(dtype)
    other = duplicate(array)
    if dtype == "g":
        return
    assert other.tolist() == array.tolist()
    if dtype == "O":
        assert other[0, 0] is array[0, 0]
    if dtype == RECORD:
        assert other["o"][0, 0] is array["o"][0, 0]
    other[0, 0] = array[1, 1]
    assert other[0, 0] == array[1, 1]
    if dtype == "O":
        assert array[0, 0] == [1, 2]


def test_deepcopy_copies_the_objects():
    array = example(RECORD)
    other = copy.deepcopy(array)
    assert other.tolist() == array.tolist()
    assert other["o"][1, 0] is not array["o"][1, 0]
    other["o"][1, 0]["a"] = 2
    assert array["o"][1, 0] == {"a": 1}


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda array: pickle.loads(pickle.dumps(array))])
def test_an_array_that_contains_itself(duplicate):
    array = HPyArray(3, "O")
    inner = [array]
    array[0], array[1], array[2] = array, inner, inner
    other = duplicate(array)
    collect(majors=2)
    assert other is not array
    assert other[0] is other
    assert other[1][0] is other
    assert other[1] is other[2]


def test_views_become_arrays_of_their_own():
    array = example("O", (2, 3))
    for view in (array[:, ::-1], array[1], array[..., 1:], array[0, 0, ...]):
        for other in (copy.copy(view), copy.deepcopy(view), pickle.loads(pickle.dumps(view))):
            assert other.tolist() == view.tolist()
            assert other.base is None
            assert other.flags.c_contiguous
    numbers = HPyArray((3, 4), ">i2", "F")
    numbers[...] = [[1, 2, 3, 4]] * 3
    assert numbers[::-2, 1:].copy().tolist() == [[2, 3, 4]] * 2


@pytest.mark.parametrize("shape", [(), (0,), (0, 3), (3, 0), (1, 1, 1)], ids=repr)
@pytest.mark.parametrize("dtype", ["O", "i4", RECORD], ids=repr)
def test_shapes(shape, dtype):
    array = HPyArray(shape, dtype)
    for other in (array.copy(), copy.deepcopy(array), pickle.loads(pickle.dumps(array))):
        assert other.shape == shape
        assert other.tolist() == array.tolist()


def test_bytes_between_the_fields_are_copied():
    array = HPyArray(2, {"names": ["a"], "formats": ["u1"], "offsets": [1], "itemsize": 4})
    array["a"] = 7
    assert array.copy().__reduce__()[2] == array.__reduce__()[2] == b"\0\7\0\0" * 2


@pytest.mark.parametrize("state", [b"", b"123", [1, 2], None, 5], ids=repr)
def test_a_state_that_does_not_fit(state):
    array = HPyArray(2, "i4")
    with pytest.raises((TypeError, ValueError)):
        array.__setstate__(state)
    assert array.tolist() == [0, 0]
    objects = HPyArray(3, "O")
    with pytest.raises((TypeError, ValueError)):
        objects.__setstate__(state)
