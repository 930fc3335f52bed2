"""Indexing: views, elements and errors, compared with lists of lists."""

import random

import pytest

from numpy_hpy import HPyArray

SHAPE = (5, 4, 6)


def filled(dtype="i4", shape=SHAPE, order="C"):
    array = HPyArray(shape, dtype, order)
    array[...] = nested(shape)
    return array


def nested(shape, start=0):
    if not shape:
        return start
    step = 1
    for length in shape[1:]:
        step *= length
    return [nested(shape[1:], start + i * step) for i in range(shape[0])]


def reference(value, key):
    """``value[key]`` on lists of lists, where ``key`` is a tuple of integers, slices and None."""
    if not key:
        return value
    first, rest = key[0], key[1:]
    if first is None:
        return [reference(value, rest)]
    if isinstance(first, slice):
        return [reference(item, rest) for item in value[first]]
    return reference(value[first], rest)


def random_key(rng):
    def bound(length):
        return rng.choice([None, rng.randrange(-length - 2, length + 3), rng.choice([-(2**70), 2**70])])

    key = []
    for length in SHAPE[: rng.randrange(len(SHAPE) + 1)]:
        if rng.random() < 0.2:
            key.append(None)
        if rng.random() < 0.4:
            key.append(rng.randrange(-length, length))
        else:
            key.append(slice(bound(length), bound(length), rng.choice([None, 1, 2, 3, -1, -2, 2**70, -(2**70)])))
    return tuple(key)


@pytest.mark.parametrize("dtype", ["i4", "O", ">f8"])
@pytest.mark.parametrize("order", "CF")
def test_random_keys_against_lists(dtype, order):
    rng = random.Random(dtype + order)
    array, lists = filled(dtype, order=order), nested(SHAPE)
    for _ in range(250):
        key = random_key(rng)
        result, expected = array[key], reference(lists, key)
        assert (result.tolist() if isinstance(result, HPyArray) else result) == expected, key
        if isinstance(result, HPyArray) and key:
            assert result.base is array


def test_random_keys_on_views_of_views():
    rng = random.Random(3)
    for _ in range(150):
        array, lists = filled("O"), nested(SHAPE)
        for _ in range(3):
            key = random_key(rng)
            if len([part for part in key if part is not None]) > array.ndim:
                break
            try:
                array = array[key]
            except IndexError:
                # Without items on the way to it, a list does not notice.
                break
            lists = reference(lists, key)
            if not isinstance(array, HPyArray):
                assert array == lists
                break
            assert array.tolist() == lists


def test_random_stores_through_views():
    rng = random.Random(11)
    for _ in range(100):
        array, key = filled("O"), random_key(rng)
        view = array[key]
        if not isinstance(view, HPyArray) or view.size == 0:
            continue
        view[...] = "new"
        expected = set()

        def collect(part, expected=expected):
            if isinstance(part, list):
                for item in part:
                    collect(item)
            else:
                expected.add(part)

        collect(reference(nested(SHAPE), key))
        flat = [array[i, j, k] for i in range(5) for j in range(4) for k in range(6)]
        assert {i for i, value in enumerate(flat) if value == "new"} == expected


def test_ellipsis_and_new_axis():
    array = filled()
    assert array[...].shape == SHAPE
    assert array[..., 0].shape == (5, 4)
    assert array[0, ..., 1].shape == (4,)
    assert array[None, ..., None].shape == (1, *SHAPE, 1)
    assert array[1, 2, 3, ...].shape == ()
    assert array[1, 2, 3, ...][()] == array[1, 2, 3]
    assert array[()].shape == SHAPE
    assert array[:, None].shape == (5, 1, 4, 6)


@pytest.mark.parametrize(
    "key",
    [
        5,
        -6,
        (0, 4),
        (0, 0, 0, 0),
        (..., ...),
        1.5,
        "x",
        [0],
        True,
        (0, False),
        object(),
        2**70,
        (slice(None),) * 4,
        {},
        b"x",
    ],
    ids=repr,
)
def test_bad_keys(key):
    array = filled()
    with pytest.raises(IndexError):
        array[key]
    with pytest.raises(IndexError):
        array[key] = 1
    assert array.tolist() == nested(SHAPE)


def test_a_step_of_zero():
    with pytest.raises(ValueError, match="slice step cannot be zero"):
        filled()[::0]


def test_index_methods_are_asked():
    class Two:
        def __index__(self):
            return 2

    class Bad:
        def __index__(self):
            raise KeyError("bad index")

    array = filled()
    assert array[Two(), 0, Two()] == array[2, 0, 2]
    assert array[Two() :].shape == (3, 4, 6)
    with pytest.raises(KeyError):
        array[Bad()]
    with pytest.raises(KeyError):
        array[Bad() :]
    with pytest.raises((IndexError, TypeError)):
        array[1.5:]


def test_fields():
    array = HPyArray(3, [("a", "i4"), (("title", "b"), "O")])
    assert array["b"].shape == (3,)
    assert array["title"].base is array
    with pytest.raises(ValueError, match="no field of name c"):
        array["c"]
    with pytest.raises(ValueError, match="no field of name c"):
        array["c"] = 1
    with pytest.raises(IndexError):
        array[["a"]]
    with pytest.raises(IndexError):
        array["a"]["a"]


def test_elements_cannot_be_deleted():
    array = filled()
    with pytest.raises((TypeError, ValueError)):
        del array[0]
    assert array.tolist() == nested(SHAPE)


def test_shape_strides_and_sizes():
    array = HPyArray((2, 3), [("a", "i1"), ("o", "O")])
    assert (array.shape, array.strides, array.ndim, array.size) == ((2, 3), (27, 9), 2, 6)
    assert (array.itemsize, array.nbytes) == (9, 54)
    assert HPyArray((2, 3), "i4", "F").strides == (4, 8)
    assert array["o"].strides == (27, 9)
    assert array[::-1].strides == (-27, 9)
    assert HPyArray(3, ("O", (2, 2))).shape == (3, 2, 2)
    assert HPyArray((), "O").shape == ()
    assert HPyArray([2, 3]).shape == (2, 3)


@pytest.mark.parametrize(
    ("shape", "dtype", "error"),
    [
        (-1, "i4", ValueError),
        ((2, -3), "i4", ValueError),
        ("x", "i4", TypeError),
        (2.0, "i4", TypeError),
        (None, "i4", TypeError),
        ((1 << 62, 8), "i4", ValueError),
        (1 << 80, "i4", ValueError),
        ((1,) * 65, "i4", ValueError),
        (1 << 60, "i8", (ValueError, MemoryError)),
        (1 << 48, "O", MemoryError),
        (2, "nosuch", TypeError),
        (2, "T", TypeError),
        (2, 5, TypeError),
        (2, [("a", "i4"), ("a", "i4")], ValueError),
    ],
    ids=repr,
)
def test_arrays_that_cannot_be(shape, dtype, error):
    with pytest.raises(error):
        HPyArray(shape, dtype)


def test_arguments():
    assert HPyArray(shape=2, dtype="O", order="F").tolist() == [None, None]
    assert HPyArray((2, 3), dtype="u1", order="F").strides == (1, 2)
    assert HPyArray(order="F", shape=(2, 3), dtype="u1").strides == (1, 2)
    assert HPyArray(2, None).dtype == "f8"
    assert HPyArray(2, "O", None).tolist() == [None, None]
    for arguments in [(), (1, "O", "C", 5)]:
        with pytest.raises(TypeError):
            HPyArray(*arguments)
    with pytest.raises(TypeError):
        HPyArray(1, nonsense=2)
    for order in ("K", "", 5):
        with pytest.raises((TypeError, ValueError)):
            HPyArray(1, "O", order)


def test_iteration_length_and_membership():
    array = filled()
    assert [part.tolist() for part in array] == nested(SHAPE)
    assert list(array[0, 0]) == [0, 1, 2, 3, 4, 5]
    assert list(reversed(array[0, 0])) == [5, 4, 3, 2, 1, 0]
    assert len(array) == 5
    first, *_ = array[0, 0]
    assert first == 0
    scalar = HPyArray((), "i4")
    with pytest.raises(TypeError, match="iteration over a 0-d array"):
        iter(scalar)
    with pytest.raises(TypeError, match=r"len\(\) of unsized object"):
        len(scalar)
    assert list(HPyArray(0, "O")) == []


def test_flags():
    array = HPyArray((3, 4), "O")
    assert array.flags.c_contiguous
    assert not array.flags.f_contiguous
    assert array.flags.owndata
    assert array.flags["ALIGNED"]
    assert not array[:, 1:].flags.c_contiguous
    assert not array[1:].flags.owndata
    assert HPyArray((3, 4), "O", "F").flags.f_contiguous
    assert not HPyArray(3, [("a", "i1"), ("o", "O")])["o"].flags.aligned
    with pytest.raises(KeyError):
        array.flags["NONSENSE"]
    with pytest.raises(AttributeError):
        _ = array.flags.nonsense
    with pytest.raises(AttributeError):
        array.flags.owndata = False
    assert "WRITEABLE : True" in repr(array.flags)


def test_read_only():
    array = HPyArray((2, 2), [("n", "i4"), ("o", "O")])
    array.flags.writeable = False
    assert not array.flags.writeable
    for view in (array, array[0], array["o"], array["n"][1], array[0, 0, ...]):
        assert not view.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            view[...] = 1
    for key in (0, (0, 0), "o", ..., (slice(None), 0)):
        with pytest.raises(ValueError, match="read-only"):
            array[key] = 1
    with pytest.raises(ValueError, match="cannot set WRITEABLE flag"):
        array[0].flags.writeable = True
    with pytest.raises(ValueError, match="read-only"):
        array.__setstate__(array.__reduce__()[2])
    array.setflags(write=True)
    array[0, 0] = (1, "x")
    assert array[0, 0] == (1, "x")


def test_subclasses_are_refused():
    with pytest.raises(TypeError, match="not an acceptable base type"):
        type("Sub", (HPyArray,), {})


NAMES = ["shape", "strides", "ndim", "size", "itemsize", "nbytes", "dtype", "base", "layout", "flags"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("wrong", [5, "x", None, object()], ids=repr)
def test_a_property_of_something_else_is_a_type_error(name, wrong):
    with pytest.raises(TypeError):
        vars(HPyArray)[name].fget(wrong)


@pytest.mark.parametrize(
    "call",
    [
        lambda: HPyArray.__getitem__(5, 0),
        lambda: HPyArray.__setitem__(5, 0, 1),
        lambda: HPyArray.__len__("x"),
        lambda: HPyArray._shape(5),
        lambda: HPyArray._live_slots([]),
        lambda: HPyArray._set_writeable(5, True),
        lambda: HPyArray.__new__(int, 3),
        lambda: HPyArray.__new__(object, 3),
    ],
)
def test_a_method_of_something_else_is_a_type_error(call):
    with pytest.raises(TypeError):
        call()


@pytest.mark.parametrize("name", [name for name in NAMES if name != "flags"])
def test_properties_cannot_be_set(name):
    with pytest.raises(AttributeError):
        setattr(HPyArray(1, "O"), name, 5)


def test_the_dtype_is_what_was_given():
    descr = [("id", "i4"), (("a title", "tags"), "O", (2,))]
    array = HPyArray(2, descr)
    assert array.dtype == descr
    assert array["tags"].dtype == "O"
    assert array["id"].dtype == "<i4"
    assert array[1:].dtype == descr
    assert HPyArray(2, "float64").dtype == "float64"
    assert HPyArray(2).dtype == "f8"
    assert HPyArray(2, ("i4", (3,))).dtype == "<i4"
    assert HPyArray(2, array.layout).dtype == descr


def test_a_changed_descr_changes_no_array():
    descr = [("a", "i8"), ("b", "i8")]
    array = HPyArray(3, descr)
    array["a"] = 1234567
    descr[0] = ("a", "O")
    array.dtype[0] = ("a", "O")
    array.dtype.append(("c", "O", (100,)))
    assert array["a"].tolist() == [1234567] * 3
    assert array.dtype == [("a", "i8"), ("b", "i8")]
    with pytest.raises(ValueError, match="no field"):
        array["c"]


def test_repr():
    array = HPyArray((2, 2), [("n", "i4"), ("o", "O")])
    array[0, 0] = (1, "x")
    assert repr(array) == ("HPyArray([[(1, 'x'), (0, None)], [(0, None), (0, None)]], dtype=[('n', 'i4'), ('o', 'O')])")
    assert repr(HPyArray((), "i4")) == "HPyArray(0, dtype='i4')"
    assert repr(HPyArray(0, "O")) == "HPyArray([], dtype='O')"
    assert repr(HPyArray((0, 2), "O")) == "HPyArray([], shape=(0, 2), dtype='O')"
    assert repr(HPyArray(2000, "u1")) == "HPyArray([0, 0, 0, ..., 0, 0, 0], dtype='u1')"
    itself = HPyArray(2, "O")
    itself[0] = itself
    assert repr(itself) == "HPyArray([HPyArray(...), None], dtype='O')"
