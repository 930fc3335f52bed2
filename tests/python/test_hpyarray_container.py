"""HPyArray as a container: whatever it does, ndarray does the same."""

import copy
import itertools
import pickle
import sys

import numpy as np
import pytest
from dtypes import TRAPS
from hpy_helpers import (
    SHAPES,
    References,
    Token,
    all_dtypes,
    assert_same_array,
    assert_same_assignment,
    assert_same_dtype,
    assert_same_elements,
    assert_same_outcome,
    assert_same_result,
    fill,
    leaves,
    outcome,
    pair,
    repeatable,
)
from hypothesis import given
from hypothesis import strategies as st

from numpy_hpy import HPyArray, Layout

HUGE = 10**30
RECORD = np.dtype([("n", "i4"), ("o", "O"), ("pair", [("x", "O"), ("y", "f8")], (2,)), (("Title", "t"), "S3")])


# --- attributes ----------------------------------------------------------------------------------------------------


@all_dtypes
def test_attributes_are_those_of_an_ndarray(dtype):
    for shape, order in itertools.product(SHAPES, "CF"):
        ours, theirs = pair(shape, dtype, order)
        assert_same_array(ours, theirs)
        assert ours.base is None
        assert ours.flags.owndata
        if dtype.subdtype is None:
            assert ours.dtype is dtype
        assert ours.layout == Layout.from_dtype(ours.dtype)


def test_the_default_is_an_array_of_floats():
    assert_same_array(HPyArray(3), np.zeros(3))
    assert_same_array(HPyArray(3, None), np.zeros(3))
    assert_same_array(HPyArray(shape=(2, 1), dtype="i2", order="F"), np.zeros((2, 1), "i2", "F"))


@pytest.mark.parametrize("order", ["C", "F", "c", "f", None])
def test_orders(order):
    assert HPyArray((2, 3), "i4", order).strides == np.empty((2, 3), "i4", order).strides


@pytest.mark.parametrize(
    "shape",
    [
        3,
        (3,),
        [3, 2],
        (),
        [],
        (1,) * 64,
        np.int8(3),
        np.array(3),
        np.array([2, 3]),
        range(3),
        b"ab",
        "",
        (True + 1, np.int64(2)),
    ],
    ids=repr,
)
def test_a_shape_is_whatever_numpy_takes(shape):
    assert HPyArray(shape, "i1").shape == np.empty(shape, "i1").shape


@all_dtypes
def test_a_new_array_is_zero_and_none(dtype):
    for leaf in leaves(HPyArray((2, 2), dtype)):
        if leaf.dtype.kind == "O":
            assert all(leaf[index] is None for index in np.ndindex(leaf.shape))
        else:
            assert np.asarray(leaf).tobytes() == bytes(leaf.nbytes)


def test_flags_are_attributes_and_keys():
    array = HPyArray((2, 3), object, "F")
    flags = array.flags
    assert (flags.c_contiguous, flags["F_CONTIGUOUS"], flags.owndata, flags["ALIGNED"]) == (False, True, True, True)
    assert array[0].flags.owndata is False
    with pytest.raises(KeyError, match="Unknown flag"):
        flags["NOTHING"]
    with pytest.raises(AttributeError, match="nothing"):
        _ = flags.nothing
    with pytest.raises(AttributeError, match="aligned"):
        flags.aligned = False
    with pytest.raises(KeyError, match="ALIGNED"):
        flags["ALIGNED"] = False
    flags.writeable = False
    assert not array.flags["WRITEABLE"]
    assert not array[1:].flags.writeable
    assert "WRITEABLE : False" in repr(flags)
    flags["WRITEABLE"] = True
    array[0, 0] = 1
    array.setflags(write=False)
    with pytest.raises(ValueError, match="cannot set WRITEABLE"):
        array[0].setflags(write=True)


# --- indexing ------------------------------------------------------------------------------------------------------


def bounds():
    return st.none() | st.integers(-6, 6) | st.sampled_from([HUGE, -HUGE, 2**63, 2**63 - 1, -(2**63), -(2**63) - 1])


def slices():
    return st.builds(slice, bounds(), bounds(), bounds().filter(lambda step: step != 0))


def entries():
    integers = st.integers(-5, 4) | st.integers(-5, 4).map(np.int16) | st.integers(0, 3).map(np.uint64)
    return st.one_of(integers, slices(), slices(), st.just(Ellipsis), st.none())


def keys():
    return entries() | st.lists(entries(), max_size=6).map(tuple)


def arrays():
    shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)
    return st.builds(pair, shapes, st.sampled_from(["O", "u1,O", "i2", "V3"]), st.sampled_from("CF"))


@given(arrays(), keys(), keys())
@repeatable(600)
def test_random_indices_give_what_numpy_gives(arrays, first, second):
    ours, theirs = arrays
    ours_view, theirs_view = outcome(lambda: ours[first]), outcome(lambda: theirs[first])
    assert_same_outcome(ours_view, theirs_view)
    if not isinstance(ours_view, HPyArray):
        return
    assert ours_view.base is ours
    if theirs_view.size:
        # The very same bytes, not only equal ones.
        shift = theirs_view.__array_interface__["data"][0] - theirs.__array_interface__["data"][0]
        assert ours_view._data_address() - ours._data_address() == shift
    ours_inner, theirs_inner = outcome(lambda: ours_view[second]), outcome(lambda: theirs_view[second])
    assert_same_outcome(ours_inner, theirs_inner)
    if isinstance(ours_inner, HPyArray):
        assert ours_inner.base is ours


@given(arrays(), keys(), st.sampled_from([7, None, "5", (1, 2), [[8], [9]], "view", "element"]))
@repeatable(600)
def test_random_assignments_do_what_numpy_does(arrays, key, value):
    ours, theirs = arrays
    whole = value == "view" and theirs.dtype.kind == "O" and isinstance(outcome(lambda: theirs[key]), Token)

    def assign(array):
        if value == "view" and not whole:  # An array in an array would not look the same in both.
            array[key] = array[..., :1] if array.ndim else array
        elif value == "element" and array.size:
            array[key] = array[(0,) * array.ndim]
        else:
            array[key] = value

    assert_same_assignment(assign, ours, theirs)


@all_dtypes
def test_indexing_any_dtype(dtype):
    back = slice(None, None, -2)
    keys = [0, -1, (1, 2), (-3, -4), slice(1, None), back, (..., 1), (None, 2), (), ..., (2, slice(3, 0, -1))]
    for order in "CF":
        ours, theirs = pair((3, 4), dtype, order)
        for key in keys:
            assert_same_result(ours[key], theirs[key])


def test_integers_of_many_types_index():
    class Index:
        def __index__(self):
            return -2

    ours, theirs = pair((5,), object)
    for index in [np.int8(1), np.uint64(4), np.array(3), Index(), 2]:
        assert ours[index] is theirs[index]
        assert ours[(index,)] is theirs[index]
    for bounds in [slice(Index(), np.int64(5)), slice(np.array(0), None, np.int8(2))]:
        assert_same_array(ours[bounds], theirs[bounds])


def test_views_of_64_dimensions():
    ours, theirs = pair((2,) * 6, object)
    key = (None,) * 58
    assert_same_array(ours[key], theirs[key])
    with pytest.raises(IndexError, match="64"):
        ours[(*key, None)]


def test_a_view_keeps_the_owner_alive():
    owner = HPyArray((3, 2), "i4,O")
    token = Token()
    owner["f1"][1, 1] = token
    with References(owner, 3):
        views = [owner[1:], owner[1:]["f1"], owner[...][::-1]["f1"][0]]
        assert all(view.base is owner for view in views)
    view = owner[1:]["f1"][..., 1]
    del owner, views
    assert view[0] is token
    assert view.base["f1"][1, 1] is token
    assert view.base.base is None


# --- fields --------------------------------------------------------------------------------------------------------


@all_dtypes
def test_fields_and_titles(dtype):
    for shape in [(), (2,), (2, 0), (2, 3)]:
        ours, theirs = pair(shape, dtype)
        for name in theirs.dtype.fields or ():
            if isinstance(name, str):
                assert_same_array(ours[name], theirs[name])
                assert ours[name].base is ours
                assert_same_array(ours[...][name], theirs[...][name])


def test_fields_of_views():
    ours, theirs = pair((4, 3), RECORD, "F")
    for key in [slice(1, 3), (slice(None, None, -2), 1), (None, ..., 0)]:
        for name in ["n", "o", "pair", "t", "Title"]:
            assert_same_array(ours[key][name], theirs[key][name])
            assert_same_array(ours[name][key], theirs[name][key])
    assert_same_array(ours["pair"]["x"], theirs["pair"]["x"])
    assert ours[1:]["pair"][:, :, 0]["x"].base is ours


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("n", 7),
        ("n", np.arange(6).reshape(2, 3)),
        ("n", [1, 2, 3]),
        ("o", [1, 2, 3]),
        ("o", "text"),
        ("o", [[1, 2, 3], [4, 5, 6]]),
        ("pair", (1, 2.5)),
        ("pair", [("a", 1), ("b", 2)]),
        ("t", b"abcdef"),
        ("Title", ["a", "b", "c"]),
        ("n", "12"),
        ("n", "no number"),
        ("n", [1, 2]),
        ("n", object()),
        ("o", [1, 2]),
        ("pair", 3),
        ("nothing", 3),
    ],
    ids=repr,
)
def test_setting_fields_follows_numpys_rules(name, value):
    ours, theirs = pair((2, 3), RECORD)

    def assign(array):
        array[name] = value

    assert_same_assignment(assign, ours, theirs)


def test_renamed_fields_are_found_by_their_new_name():
    dtype = np.dtype([("a", "i4"), ("b", "O")])
    array = HPyArray(2, dtype)
    array["b"][0] = token = Token()
    dtype.names = ("x", "y")
    assert array["y"][0] is token
    assert array[0].item() == (0, token)
    with pytest.raises(ValueError, match="no field of name b"):
        array["b"]


# --- elements ------------------------------------------------------------------------------------------------------

VALUES = [
    0,
    -1,
    2**40,
    2**70,
    1.5,
    float("nan"),
    1 + 2j,
    True,
    None,
    "12",
    "text",
    b"raw",
    np.int8(5),
    np.float32(2.5),
    np.str_("7"),
    np.datetime64("2020-01-02"),
    np.timedelta64(5, "D"),
    np.array(3),
    np.array([4]),
    np.array([1, 2]),
    np.void(b"12345678"),
    np.array((1, 2), "i4,O")[()],
    (1, 2),
    (1, 2, 3),
    [1, 2],
    [],
    (),
    {},
    {"a": 1},
    object(),
    Ellipsis,
]


@pytest.mark.filterwarnings("ignore:overflow")
@all_dtypes
def test_an_element_is_set_as_numpy_sets_it(dtype):
    for value in VALUES:
        for index in [1, ()]:
            ours, theirs = pair((3,) if index else (), dtype)
            if ours.ndim > 1:
                continue

            def assign(array, index=index, value=value):
                array[index] = value

            assert_same_assignment(assign, ours, theirs)


@pytest.mark.filterwarnings("ignore:overflow")
@all_dtypes
def test_assigning_to_all_elements_follows_numpys_rules(dtype):
    for value in VALUES:
        ours, theirs = pair((2,), dtype)

        def assign(array, value=value):
            array[...] = value

        assert_same_assignment(assign, ours, theirs)


def test_sequences_are_objects_too():
    array = HPyArray(3, object)
    for value in ([1, 2], (3,), np.arange(3), "text", HPyArray(2, object), {}, None):
        array[1] = value
        assert array[1] is value
    array[:] = [[1], [2, 3], ()]
    assert array.tolist() == [[1], [2, 3], ()]


def test_another_hpyarray_is_assigned_by_element():
    source, expected = pair((3,), object)
    array = HPyArray((2, 3), object)
    array[...] = source
    assert_same_elements(array, np.array([expected, expected]))
    records, expected = pair((2,), RECORD)
    target = HPyArray(2, RECORD)
    target[::-1] = records
    assert_same_elements(target, expected[::-1])


def test_overlapping_assignment():
    ours, theirs = pair((6,), object)
    for array in (ours, theirs):
        array[1:] = array[:-1]
    assert_same_elements(ours, theirs)


def test_a_record_scalar_is_a_view_of_its_item():
    ours, theirs = pair((2,), RECORD)
    for array in (ours, theirs):
        record = array[1]
        assert type(record) is np.void
        record["n"] = 99
        record["o"] = "changed"
        assert array["n"][1] == 99
    assert_same_elements(ours, theirs)
    record = ours[0]
    token = record["o"]
    del ours
    assert record["o"] is token


# --- the container protocol ----------------------------------------------------------------------------------------


@all_dtypes
def test_len_and_iteration(dtype):
    for shape in SHAPES:
        ours, theirs = pair(shape, dtype)
        if theirs.ndim == 0:
            continue
        assert len(ours) == len(theirs)
        for function in (iter, reversed):
            for mine, numpys in itertools.zip_longest(function(ours), function(theirs)):
                assert_same_result(mine, numpys)


def test_an_array_without_dimensions_has_no_length():
    ours, theirs = pair((), object)
    for function in (len, iter, list):
        with pytest.raises(TypeError) as mine:
            function(ours)
        with pytest.raises(TypeError) as numpys:
            function(theirs)
        assert str(mine.value) == str(numpys.value)
    with pytest.raises(TypeError):
        reversed(ours)


@all_dtypes
def test_tolist(dtype):
    for shape in SHAPES:
        ours, theirs = pair(shape, dtype)
        assert type(ours.tolist()) is type(theirs.tolist())
        assert repr(ours.tolist()) == repr(theirs.tolist())
        assert repr(ours[..., None].tolist()) == repr(theirs[..., None].tolist())


def test_an_element_is_found_by_in():
    array, _ = pair((3,), object)
    assert array[1] in array
    assert Token() not in array


@all_dtypes
def test_repr_is_numpys_with_another_name(dtype):
    for shape in [*SHAPES, (1500,)]:
        ours, theirs = pair(shape, dtype) if shape != (1500,) else (HPyArray(shape, dtype), None)
        theirs = np.asarray(ours) if theirs is None else theirs
        # A longer name moves the following lines to the right, and perhaps the place where a line is broken.
        assert "".join(repr(ours).split()) == "HPyA" + "".join(repr(theirs).split())[1:]


def test_repr_lines_are_aligned_under_the_first():
    assert repr(HPyArray((2, 2), "i4")) == "HPyArray([[0, 0],\n          [0, 0]], dtype=int32)"
    assert str(HPyArray(1, object)) == "HPyArray([None], dtype=object)"


def test_an_array_that_contains_itself_is_printed():
    array = HPyArray(2, object)
    array[0] = array
    assert repr(array) == "HPyArray([HPyArray(...), None], dtype=object)"
    array[:] = None


# --- copies --------------------------------------------------------------------------------------------------------


def copies(array):
    yield array.copy()
    yield copy.copy(array)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        yield pickle.loads(pickle.dumps(array, protocol))
    yield copy.deepcopy(array)


@all_dtypes
def test_copies_are_equal_and_own_their_memory(dtype):
    if dtype.metadata is not None and dtype.kind == "O":
        dtype = np.dtype("O")  # its metadata cannot be pickled
    for shape, order in itertools.product(SHAPES, "CF"):
        theirs = fill(np.empty(shape, dtype, order), make=lambda: "text")
        ours = HPyArray(shape, dtype, order)
        ours[...] = theirs
        for mine, numpys in zip(copies(ours), copies(theirs), strict=True):
            assert type(mine) is HPyArray
            assert mine.base is None
            assert mine._data_address() != ours._data_address()
            assert_same_dtype(mine.dtype, ours.dtype)
            assert repr(mine.tolist()) == repr(theirs.tolist())
            if ours.nbytes:
                assert mine.strides == numpys.strides


def test_copies_of_views():
    ours, theirs = pair((4, 3), RECORD)
    fill(theirs, make=lambda: "text")
    ours[...] = theirs
    for key in ["o", "pair", slice(None, None, -2), (..., 1), 0]:
        for mine in copies(ours[key]):
            assert mine.base is None
            assert mine.flags.c_contiguous
            assert_same_dtype(mine.dtype, theirs[key].dtype)
            assert repr(mine.tolist()) == repr(theirs[key].tolist())


def test_a_copy_shares_its_objects_and_a_deep_copy_does_not():
    array = HPyArray(2, "O,i4")
    array["f0"][0] = value = ["list"]
    for shallow in (array.copy(), copy.copy(array)):
        assert shallow["f0"][0] is value
        shallow["f0"][0] = None
        assert array["f0"][0] is value
    deep = copy.deepcopy(array)
    assert deep["f0"][0] == value
    assert deep["f0"][0] is not value


def test_an_array_that_contains_itself_is_copied():
    array = HPyArray(2, object)
    array[0] = array
    array[1] = [array]
    twins = [copy.deepcopy(array)]
    twins += [pickle.loads(pickle.dumps(array, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]
    for twin in twins:
        assert twin is not array
        assert twin[0] is twin
        assert twin[1][0] is twin
        twin[:] = None
    array[:] = None


def test_a_pickle_keeps_titles_and_metadata_as_numpy_does():
    for name in ("titles", "metadata", "aligned", "padded"):
        ours, theirs = HPyArray(2, TRAPS[name]), np.empty(2, TRAPS[name])
        assert_same_dtype(pickle.loads(pickle.dumps(ours)).dtype, pickle.loads(pickle.dumps(theirs)).dtype)


def test_a_bad_state_changes_nothing():
    array, expected = pair((3,), object)
    for state in (np.arange(4), [1, 2]):
        with pytest.raises(ValueError, match="broadcast"):
            array.__setstate__(state)
    assert_same_elements(array, expected)


# --- reference counts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["O", "u1,O", np.dtype("i4,O", align=True), ("O", (2,)), "i2,(2,3)O"], ids=str)
def test_every_operation_counts_references(dtype):
    token, other = Token(), Token()
    array = HPyArray((3, 2), dtype)
    slots = array if array.dtype.names is None else array["f1"]
    first = (0,) * slots.ndim
    rest = slots.size - slots[0].size
    with References(token, 0), References(other, 0):
        with References(token, 1):
            slots[first] = token
        with References(token, 0), References(array, 0):
            slots[first] = token
            assert slots[first] is token
            things = [slots[first], slots.tolist(), list(array), array[0], array[::-1], array[...], repr(array)]
            del things
        with References(token, -1), References(other, 1):
            slots[first] = other
        with References(token, slots.size), References(other, -1):
            slots[...] = token
        with References(token, -rest), References(other, rest):
            slots[1:] = other
        with References(token, slots[0].size), References(array, 0):
            twin = array.copy()
        with References(token, -slots[0].size):
            del twin
        with References(token, 0), References(other, 0), References(array, 0):
            array[...] = array[...]
            array[:] = np.asarray(array)
            slots[::-1][-1] = token
        for wrong in ([1] * 77, np.arange(77)):
            for key in (slice(None), slice(0, 2), ...):
                with References(token, 0), pytest.raises(ValueError, match=r"broadcast|shape|mismatch"):
                    slots[key] = wrong
        with References(token, 0), References(array, 0):
            for key in (99, "none", (0,) * 9, slice(0, 1, 0), 1.5):
                assert isinstance(outcome(slots.__setitem__, key, token), Exception)
                assert isinstance(outcome(slots.__getitem__, key), Exception)
            slots.setflags(write=False)
            with pytest.raises(ValueError, match="read-only"):
                slots[first] = token
        del slots, array


def test_a_failing_assignment_of_a_record_changes_nothing():
    token, old = Token(), Token()
    array = HPyArray(2, [("o", "O"), ("n", "i4")])
    array[0] = (old, 5)
    with References(token, 0), References(old, 0):
        for key in (0, slice(None), ...):
            with pytest.raises(ValueError, match="invalid literal"):
                array[key] = (token, "no number")
    assert array[0].item() == (old, 5)
    assert array[1].item() == (None, 0)


def test_dtype_and_layout_references():
    dtype = np.dtype([("a", "O"), ("b", "i4")])
    HPyArray(1, dtype)
    with References(dtype, 0):
        arrays = [HPyArray(2, dtype) for _ in range(5)]
        assert sys.getrefcount(dtype) > 5
        views = [array[::-1] for array in arrays]
        fields = [array["a"] for array in views]
        layouts = [array.layout for array in fields]
        del arrays, views, fields, layouts
    kept = HPyArray(1, [("unheard of", "O")])
    assert kept.layout.slots.tolist() == [0]
