"""Dtypes that an extension module has registered the old way: plain data, fields, and objects (numpy issue 25949)."""

import gc
import weakref

import numpy as np
import pytest
from test_layout_truth import assert_flags, assert_mirrors, expected_slots, true_slots

from numpy_hpy import Layout


@pytest.fixture(scope="module")
def user(compiler):
    return compiler.extension("user_dtypes/user_dtypes.c", "user_dtypes")


def test_numpy_knows_them(user):
    dtypes = [user.plain, user.fields, user.objects, user.opaque]
    assert len({dtype.num for dtype in dtypes}) == 4
    assert all(dtype.num >= 256 and dtype.isbuiltin == 2 for dtype in dtypes)
    assert [dtype.hasobject for dtype in dtypes] == [False, False, True, True]


def test_plain_data(user):
    layout = Layout.from_dtype(user.plain)
    assert_mirrors(layout, user.plain)
    assert (layout.itemsize, layout.alignment, layout.slot_count, layout.fields) == (3, 1, 0, ())
    assert layout == Layout.from_dtype(user.plain)


@pytest.mark.parametrize("name", ["fields", "objects"])
def test_fields(user, name):
    dtype = getattr(user, name)
    layout = Layout.from_dtype(dtype)
    assert_mirrors(layout, dtype)
    assert_flags(layout)
    assert [field.name for field in layout.fields] == list(dtype.names)


@pytest.mark.parametrize("misaligned_by", [0, 1, 4])
@pytest.mark.parametrize("count", [1, 3])
def test_slots_are_where_numpy_puts_objects(user, count, misaligned_by):
    layout = Layout.from_dtype(user.objects)
    assert layout.slots.tolist() == [0, 16]
    assert np.array_equal(expected_slots(layout, count), true_slots(user.objects, count, misaligned_by))


def test_inside_of_structures_and_subarrays(user):
    dtype = np.dtype([("n", "i1"), ("u", user.objects, (2,)), ("p", user.plain), ("f", user.fields), ("o", "O")])
    layout = Layout.from_dtype(dtype)
    assert layout.slots.tolist() == [1, 17, 25, 41, 64]
    assert_mirrors(layout, dtype)
    assert np.array_equal(layout.slots, true_slots(dtype))


def test_objects_without_fields_are_opaque(user):
    """Only the dtype itself knows where its references are."""
    layout = Layout.from_dtype(user.opaque)
    assert layout.flags.opaque
    assert not layout.flags.has_slots
    assert layout.slots.tolist() == []


@pytest.mark.parametrize("wrap", [lambda dtype: [("x", "i4"), ("u", dtype)], lambda dtype: (dtype, (2,))])
def test_opaque_inside_is_opaque_outside(user, wrap):
    dtype = np.dtype(wrap(user.opaque))
    layout = Layout.from_dtype(dtype)
    assert layout.flags.opaque
    assert not layout.flags.has_slots


class Referent:
    pass


def hpy_array():
    try:
        from numpy_hpy import HPyArray
    except ImportError as error:
        pytest.skip(str(error))
    return HPyArray


def test_an_array_releases_their_objects(user):
    array = hpy_array()((3,), user.objects)
    referent = Referent()
    array["first"][1] = referent
    array["second"][2] = referent
    alive = weakref.ref(referent)
    del referent
    assert array["second"][2] is alive()
    del array
    assert alive() is None


def test_a_cycle_through_their_objects_is_collected(user):
    array = hpy_array()((3,), user.objects)
    referent = Referent()
    referent.array = array
    array["second"][0] = referent
    alive = weakref.ref(referent)
    del array, referent
    gc.collect()
    assert alive() is None


def test_an_array_refuses_what_is_opaque(user):
    with pytest.raises(TypeError, match="not supported"):
        hpy_array()((3,), user.opaque)
    with pytest.raises(TypeError, match="not supported"):
        hpy_array()((3,), [("n", "i4"), ("u", user.opaque)])
