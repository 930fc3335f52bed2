"""from_numpy and to_numpy: the same memory, the same geometry, and a round trip that ends where it began."""

import copy
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
    assert_same_dtype,
    assert_same_elements,
    assert_same_result,
    fill,
    leaves,
    object_dtypes,
    outcome,
    pair,
    plain_dtypes,
    repeatable,
)
from hypothesis import given
from hypothesis import strategies as st

import numpy_hpy
from numpy_hpy import HPyArray, from_numpy, to_numpy

PACKED = np.dtype("u1,O,f8")


def address_of(array):
    return array.__array_interface__["data"][0]


def unaligned(array):
    """The same elements, one byte further on."""
    field = np.zeros(array.shape, [("shift", "u1"), ("here", array.dtype)])["here"]
    field[...] = array
    return field


def forms(dtype):
    """Arrays of every geometry that NumPy makes."""
    for shape in SHAPES:
        for order in "CF":
            yield fill(np.zeros(shape, dtype, order))
    array = fill(np.zeros((4, 3, 2), dtype))
    yield array.swapaxes(0, 2)
    yield np.moveaxis(array, 0, 1)
    yield array[::-1, :, ::-1]
    yield array[1::2, ::-2]
    yield array[:, None, 1]
    yield array[2:1]
    yield array[..., 0][()]
    yield array.reshape(-1)[5:6].reshape(())
    yield np.broadcast_to(array[1], (2, *array[1].shape))
    if not dtype.hasobject:
        # They go through the array interface, which loses what a dtype with objects must keep.
        yield np.lib.stride_tricks.as_strided(array, (3, 3), (0, array.strides[1]))
        yield np.lib.stride_tricks.sliding_window_view(array, 2, axis=0)
    read_only = array[1:]
    read_only.setflags(write=False)
    yield read_only
    # NumPy cannot make the subarray dtypes of the traps a field's, or would take their items for dimensions.
    yield unaligned(array)


# --- both ways -----------------------------------------------------------------------------------------------------


@all_dtypes
def test_an_hpyarray_over_every_geometry(dtype):
    for array in forms(dtype):
        ours = from_numpy(array)
        assert_same_array(ours, array)
        assert ours.dtype is array.dtype
        assert (ours.strides, ours._data_address()) == (array.strides, address_of(array))
        assert ours.base is array
        assert not ours.flags.owndata
        assert to_numpy(ours) is array
        assert to_numpy(from_numpy(to_numpy(ours))) is array
        for leaf in leaves(ours):
            assert_same_elements(to_numpy(leaf), np.asarray(leaf))


@all_dtypes
def test_an_ndarray_over_every_hpyarray(dtype):
    for shape in SHAPES:
        for order in "CF":
            ours, theirs = pair(shape, dtype, order)
            views = [ours, ours[...], *(leaf[..., None] for leaf in leaves(ours))]
            if ours.ndim:
                views += [ours[::-1], ours[1:], ours[:0]]
            read_only = ours[...]
            read_only.setflags(write=False)
            for view in [*views, read_only]:
                array = to_numpy(view)
                assert type(array) is np.ndarray
                assert array.base is view
                assert array.dtype is view.dtype
                assert (array.shape, array.strides) == (view.shape, view.strides)
                assert address_of(array) == view._data_address()
                assert array.flags.writeable == view.flags.writeable
                assert_same_elements(array, view)
                assert from_numpy(array) is view
            assert_same_elements(to_numpy(ours), theirs)


@all_dtypes
def test_what_asarray_made_is_known_again(dtype):
    array = HPyArray((2, 3), dtype)
    view = array[::-1, 1:]
    # Without objects the base is a memoryview of the HPyArray.
    for ours in (array, view, from_numpy(np.zeros(3, dtype))):
        shared = np.asarray(ours)
        if shared.dtype is ours.dtype and shared.strides == ours.strides:
            assert from_numpy(shared) is ours
        else:
            assert_same_array(from_numpy(shared), shared)
    part = np.asarray(array)[1:]
    assert from_numpy(part).base is part


def test_a_view_of_what_to_numpy_gave_is_another_array():
    array = HPyArray((4, 3), "i4")
    for changed in (to_numpy(array)[1:], to_numpy(array).T, to_numpy(array)[:, :2], to_numpy(array).view("u4")):
        ours = from_numpy(changed)
        assert ours is not array
        assert ours.base is changed
        assert to_numpy(ours) is changed
        changed[0, 0] = 5
        assert array.tolist() != HPyArray((4, 3), "i4").tolist()
        changed[0, 0] = 0
    same = to_numpy(array)[...]
    # The same place, yet its base is the first ndarray: it is kept, and found again.
    assert from_numpy(same).base is same


def test_views_of_an_array_over_an_ndarray():
    array = fill(np.zeros((4, 3), PACKED))
    ours = from_numpy(array)
    for key in (1, slice(None, None, -1), (slice(1, 3), 2), "f1", ..., (None, slice(2))):
        view = ours[key]
        assert_same_array(view, array[key])
        assert view.base is ours
        assert to_numpy(view).base is view
        assert np.shares_memory(to_numpy(view), array)
    deep = ours[1:]["f1"][::-1][1:]
    assert deep.base is ours
    assert to_numpy(deep).base is deep


@object_dtypes
def test_writes_are_seen_on_both_sides(dtype):
    array = fill(np.zeros((2, 3), dtype))
    ours = from_numpy(array)
    token, other = Token(), Token()
    with References(token, 0), References(other, 0):
        for mine, numpys in zip(leaves(ours), leaves(array), strict=True):
            if numpys.dtype.kind != "O" or numpys.size == 0:
                continue
            place = (0,) * numpys.ndim
            with References(token, 1):
                mine[place] = token
                assert numpys[place] is token
            with References(token, -1), References(other, 1):
                numpys[place] = other
                assert mine[place] is other
            mine[place] = None
            assert numpys[place] is None
            with References(token, numpys.size):
                mine[...] = token
                assert all(thing is token for thing in numpys.flat)
            numpys[...] = None
            assert all(thing is None for thing in to_numpy(mine).flat)


@plain_dtypes
def test_numbers_and_texts_are_seen_on_both_sides(dtype):
    array = np.zeros((2, 3), dtype)
    ours = from_numpy(array)
    fill(ours)
    assert_same_elements(ours, array)
    fill(array[::-1])
    assert_same_elements(ours, array)
    values = fill(np.zeros((2, 3), dtype))
    ours[...] = values
    assert_same_elements(array, values)


def test_an_unaligned_array():
    array = unaligned(fill(np.zeros((2, 2), object)))
    ours = from_numpy(array)
    assert not array.flags.aligned
    assert not ours.flags.aligned
    ours[1, 1] = token = Token()
    assert array[1, 1] is token
    assert not to_numpy(ours[1]).flags.aligned


def test_items_without_bytes():
    array = np.zeros(3, [("none", "S0"), ("n", "i4")])["none"]
    ours = from_numpy(array)
    assert (ours.dtype, ours.itemsize, ours.strides) == (np.dtype("S0"), 0, (4,))
    assert ours.tolist() == [b""] * 3
    assert to_numpy(ours[1:]).dtype == np.dtype("S0")
    empty = np.zeros(3, [])
    assert from_numpy(empty).tolist() == [()] * 3


def test_64_dimensions():
    array = np.zeros((1,) * 64, "i2")
    assert to_numpy(from_numpy(array)) is array
    assert from_numpy(array).ndim == 64


# --- counts --------------------------------------------------------------------------------------------------------


@object_dtypes
def test_references_are_counted(dtype):
    array = fill(np.zeros((2, 3), dtype))
    # The cache of layouts holds a dtype from the first use on.
    from_numpy(array)
    things = [thing for leaf in leaves(array) if leaf.dtype.kind == "O" for thing in leaf.flat]
    before = [sys.getrefcount(thing) for thing in things]
    with References(array, 0), References(array.dtype, 0):
        with References(array, 1), References(array.dtype, 1):
            ours = from_numpy(array)
        assert [sys.getrefcount(thing) for thing in things] == before
        with References(array, 0), References(array.dtype, 1):
            view = ours[1:]
        with References(array, 1):
            again = to_numpy(ours)
        with References(view, 1), References(ours, 0), References(array.dtype, 1):
            other = to_numpy(view)
        with References(view, 1), References(other, 0), References(array.dtype, 0):
            mine = from_numpy(other)
        assert mine is view
        with References(array, -1):
            del again
        with References(array, 0):
            del ours
        with References(array, -1):
            del view, mine, other
    assert [sys.getrefcount(thing) for thing in things] == before


def test_a_failed_conversion_keeps_nothing():
    array = np.zeros(3, np.dtypes.StringDType())
    from_numpy(array)  # the cache of layouts holds the dtype
    with References(array, 0), References(array.dtype, 0):
        with pytest.raises(TypeError):
            from_numpy(array, adopt=True)
        with pytest.raises(TypeError):
            to_numpy(array)


# --- flags, and changes afterwards ---------------------------------------------------------------------------------


def test_read_only():
    array = np.arange(6)
    array.setflags(write=False)
    ours = from_numpy(array)
    assert not ours.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        ours[0] = 1
    with pytest.raises(ValueError, match="cannot set WRITEABLE"):
        ours.setflags(write=True)
    assert to_numpy(ours) is array
    array.setflags(write=True)
    ours.setflags(write=True)
    ours[0] = 7
    assert array[0] == 7
    # As a view of NumPy's: it keeps what it was given.
    array.setflags(write=False)
    ours[0] = 8
    assert array[0] == 8
    assert to_numpy(ours) is not array
    ours.setflags(write=False)
    assert to_numpy(ours) is array


FLAG_KEYS = [
    "C",
    "F",
    "O",
    "W",
    "A",
    "X",
    "B",
    "CA",
    "FA",
    "C_CONTIGUOUS",
    "F_CONTIGUOUS",
    "OWNDATA",
    "WRITEABLE",
    "ALIGNED",
]
FLAG_KEYS += ["WRITEBACKIFCOPY", "CONTIGUOUS", "FORTRAN", "FNC", "FORC", "BEHAVED", "CARRAY", "FARRAY"]
FLAG_NAMES = [name for name in dir(np.zeros(1).flags) if not name.startswith("_")]


def test_the_flags_have_numpys_names_and_values():
    for dtype in (np.dtype("i4"), PACKED, np.dtype("O")):
        for array in forms(dtype):
            if not array.size:
                continue  # there contiguity follows no rule
            ours, theirs = from_numpy(array).flags, array.flags
            own, is_farray = theirs.owndata, theirs.behaved and theirs.fnc
            # NumPy takes any array that is not C-contiguous for FARRAY; its documentation does not.
            other = {"OWNDATA": False, "O": False, "NUM": theirs.num & ~4, "FARRAY": is_farray, "FA": is_farray}
            for key in FLAG_KEYS:
                assert ours[key] is other.get(key, theirs[key]), key
            for name in FLAG_NAMES:
                expected = other.get(name.upper(), getattr(theirs, name))
                assert getattr(ours, name) == expected, name
                assert type(getattr(ours, name)) is type(expected)
            assert repr(ours) == repr(theirs).replace(f"OWNDATA : {own}", "OWNDATA : False")
            for key in ("", "c", "CC", "c_contiguous", "NUM", None, 3, "UPDATEIFCOPY"):
                assert isinstance(outcome(lambda: ours[key]), KeyError)  # noqa: B023
                assert isinstance(outcome(lambda: theirs[key]), KeyError)  # noqa: B023


def test_memory_that_cannot_be_written():
    array = np.frombuffer(b"12345678", "u1")
    ours = from_numpy(array)
    with pytest.raises(ValueError, match="cannot set WRITEABLE"):
        ours.setflags(write=True)
    assert bytes(memoryview(ours)) == b"12345678"
    assert memoryview(ours).readonly


def test_what_warns_when_written_is_read_only():
    array, _ = np.broadcast_arrays(np.arange(3), np.zeros((2, 1)))
    ours = from_numpy(array)
    assert not ours.flags.writeable
    assert ours.strides == (0, 8)
    assert to_numpy(ours) is array


def reshape(array):
    array.shape = array.shape[::-1]


def become_one_dimensional(array):
    array.shape = -1


def restride(array):
    array.strides = array.strides[::-1]


def retype(array):
    array.dtype = "i4"


def retype_to_a_record(array):
    array.dtype = [("a", "i4"), ("b", "i4")]


def lock(array):
    array.setflags(write=False)


CHANGES = [reshape, become_one_dimensional, restride, retype, retype_to_a_record, lock]


@pytest.mark.filterwarnings("ignore:Setting the:DeprecationWarning")
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_an_array_keeps_its_geometry(change):
    array = np.arange(12).reshape(4, 3)
    kept = array[...]
    ours, undo = from_numpy(array), (array.shape, array.strides, array.dtype)
    change(array)
    assert_same_elements(ours, kept)
    assert_same_array(ours, kept)
    wrapper = to_numpy(ours)
    assert wrapper is not array
    assert wrapper.base is ours
    assert_same_elements(wrapper, kept)
    ours[3, 2] = 99
    assert kept[3, 2] == 99
    # From here on they agree again.
    array.dtype = undo[2]
    array.shape = undo[0]
    array.strides = undo[1]
    array.setflags(write=True)
    assert to_numpy(ours) is array


def test_names_may_change():
    array = fill(np.zeros(3, "u1,O"))
    ours = from_numpy(array)
    array.dtype.names = ("number", "thing")
    assert ours["thing"][0] is array["thing"][0]
    assert to_numpy(ours) is array


def resize(array, **how):
    return outcome(lambda: array.resize(100_000, **how))


@pytest.mark.parametrize("how", [{}, {"refcheck": False}], ids=str)
def test_an_array_in_use_cannot_be_resized(how):
    array = np.arange(6)
    ours = from_numpy(array)
    view = ours[1:]
    for _ in range(2):
        error = resize(array, **how)
        assert isinstance(error, ValueError)
        assert "resize" in str(error)
        del ours  # the view is enough
        ours = view.base
    del array
    # Nobody but the HPyArray refers to it now. NumPy's own views do not keep `v.base.resize(...)` from freeing their memory.
    error = resize(view.base.base, **how)
    assert isinstance(error, ValueError)
    assert view.tolist() == [1, 2, 3, 4, 5]
    array = view.base.base
    del ours, view
    assert resize(array, refcheck=False) is None
    assert array.size == 100_000


# --- subclasses ----------------------------------------------------------------------------------------------------


class Sub(np.ndarray):
    pass


class Lies(np.ndarray):
    """Its attributes have nothing to do with its memory."""

    shape = strides = dtype = flags = property(lambda self: None)
    base = property(lambda self: HPyArray(3))
    __array_interface__ = None


def test_subclasses_come_back(tmp_path):
    mapped = np.memmap(tmp_path / "mapped", "i4", "w+", shape=(2, 3))
    mapped[:] = np.arange(6).reshape(2, 3)
    arrays = [np.arange(6).reshape(2, 3).view(kind) for kind in (Sub, np.matrix, np.recarray)]
    arrays += [mapped, np.ma.masked_array(np.arange(6).reshape(2, 3), mask=[[0, 1, 0]] * 2)]
    arrays += [np.array([["a", "b"], ["c ", "d"]]).view(np.char.chararray)]
    for array in arrays:
        ours = from_numpy(array)
        assert type(ours) is HPyArray
        assert ours.base is array
        assert to_numpy(ours) is array
        plain = array.view(np.ndarray)
        assert_same_elements(ours, plain)
        assert type(to_numpy(ours[1:])) is np.ndarray
        ours[0, 0] = plain[1, 1]
        assert plain[0, 0] == plain[1, 1]
    records = np.rec.fromrecords([(1, "x"), (2, "y")])
    ours = from_numpy(records)
    assert ours.dtype.type is np.record
    assert to_numpy(ours) is records
    assert_same_dtype(ours["f1"].dtype, records["f1"].dtype)


def test_a_subclass_that_lies():
    array = np.arange(6.0).reshape(2, 3).view(Lies)
    ours = from_numpy(array)
    assert ours.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
    assert to_numpy(ours) is array
    with pytest.raises(AttributeError):
        ours.setflags(write=True)


# --- memory that is not object references --------------------------------------------------------------------------


def test_a_stringdtype_is_a_view():
    array = np.array(["short", "a text that does not fit into the item itself", ""], np.dtypes.StringDType())
    kept = array.copy()
    ours = from_numpy(array)
    assert ours.layout.flags.opaque
    assert ours.tolist() == kept.tolist()
    assert (ours[1], ours[-3]) == (kept[1], kept[0])
    assert to_numpy(ours) is array
    part = ours[1:]
    assert to_numpy(part).dtype is array.dtype
    ours[0] = "another text that does not fit into the item itself"
    assert array[0] == "another text that does not fit into the item itself"
    part[...] = kept[:2]
    ours[::2] = ["first" * 20, "last" * 20]
    assert array.tolist() == ["first" * 20, kept[0], "last" * 20]
    assert to_numpy(part).tolist() == array[1:].tolist()
    assert "last" in repr(ours)
    del array
    assert ours.tolist()[1] == "short"
    assert np.asarray(ours).dtype is ours.dtype
    for copier in (HPyArray.copy, copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="StringDType"):
            copier(ours)
    with pytest.raises(BufferError):
        memoryview(ours)


def test_na_in_a_stringdtype():
    dtype = np.dtypes.StringDType(na_object=None)
    array = np.array(["a" * 40, None], dtype)
    ours = from_numpy(array)
    ours[0], ours[1] = None, "b" * 40
    assert array.tolist() == [None, "b" * 40]


# --- errors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "thing",
    [None, 3, [1, 2], "text", b"bytes", np.float64(3), np.dtype("O"), np.ndarray, memoryview(b"x"), Token()],
    ids=repr,
)
def test_neither_kind_of_array(thing):
    with pytest.raises(TypeError, match=f"an ndarray is required, not an object of type '{type(thing).__name__}'"):
        from_numpy(thing)
    with pytest.raises(TypeError, match=f"an HPyArray is required, not an object of type '{type(thing).__name__}'"):
        to_numpy(thing)


def test_the_other_kind_of_array():
    with pytest.raises(TypeError, match="'HPyArray'"):
        from_numpy(HPyArray(3))
    with pytest.raises(TypeError, match="'ndarray'"):
        to_numpy(np.zeros(3))


def test_what_pretends_to_be_an_array():
    class Pretender:
        __class__ = np.ndarray

    with pytest.raises(TypeError, match="'Pretender'"):
        from_numpy(Pretender())


@pytest.mark.parametrize("arguments", [(), (1, 2), (np.zeros(1), True)], ids=repr)
def test_wrong_arguments(arguments):
    with pytest.raises(TypeError):
        from_numpy(*arguments)
    if len(arguments) != 1:
        with pytest.raises(TypeError):
            to_numpy(*arguments)


def test_the_private_functions_check_what_they_are_given():
    over, array = numpy_hpy._array._hpyarray._over, np.zeros((2, 3))
    for wrong in [(), (array, None, array.dtype), (array, None, array.dtype, "x")]:
        with pytest.raises(TypeError):
            over(*wrong)
    own = from_numpy(array)._own
    for wrong in [(), (1,), ("x", 0), (0, "x")]:
        with pytest.raises(TypeError):
            own(*wrong)
    with pytest.raises(ValueError, match="not over the memory"):
        HPyArray(3)._own(0, 0)


# --- any dtype, any index, back and forth --------------------------------------------------------------------------


def keys():
    bounds = st.none() | st.integers(-5, 5)
    slices = st.builds(slice, bounds, bounds, bounds.filter(lambda step: step != 0))
    entry = st.one_of(st.integers(-3, 2), slices, st.just(Ellipsis), st.none())
    return st.lists(entry, max_size=4).map(tuple)


def names_of(dtype):
    return list(dtype.names or ())


@given(
    st.sampled_from(["O", "u1,O", "i2", "V3", ">f8", PACKED, TRAPS["titles"], TRAPS["multi-field view"]]),
    st.lists(st.integers(0, 4), max_size=4).map(tuple),
    st.sampled_from("CFK"),
    st.booleans(),
    st.lists(st.tuples(keys(), st.sampled_from(["", "field", "T", "cross", "home", "lock"])), max_size=5),
)
@repeatable(600)
def test_a_walk_over_the_bridge(dtype, shape, order, starts_with_numpy, steps):
    """The same views are taken on both sides, which changes places now and then; NumPy alone says what is right."""
    expected = fill(np.zeros(shape, dtype, "C" if order == "K" else order))
    root = np.asarray(expected)
    ours = from_numpy(expected) if starts_with_numpy else to_numpy(from_numpy(expected))
    for key, turn in steps:
        theirs = outcome(lambda: expected[key])  # noqa: B023
        mine = outcome(lambda: ours[key])  # noqa: B023
        if not isinstance(theirs, np.ndarray):
            assert type(mine) is type(theirs)
            continue
        expected, ours = theirs, mine
        if turn == "field" and names_of(expected.dtype):
            name = names_of(expected.dtype)[-1]
            expected, ours = expected[name], ours[name]
        elif turn == "T":
            expected = expected.T
            ours = to_numpy(ours).T if type(ours) is HPyArray else from_numpy(ours.T)
        elif turn == "lock":
            expected.setflags(write=False)
            ours.setflags(write=False)
        elif turn in ("cross", "home"):
            crossed = to_numpy(ours) if type(ours) is HPyArray else from_numpy(ours)
            back = from_numpy(crossed) if type(crossed) is np.ndarray else to_numpy(crossed)
            assert back is ours
            ours = crossed if turn == "cross" else back
        if type(ours) is HPyArray:
            assert_same_result(ours, expected)
        elif expected.nbytes:
            assert ours.strides == expected.strides
        assert np.shares_memory(np.asarray(ours), root) == np.shares_memory(expected, root)
        if expected.flags.writeable and expected.size and expected.dtype == object:
            ours[...] = token = Token()
            assert all(thing is token for thing in expected.flat)
