"""Arithmetic on shapes, and the versions of NumPy, compared with NumPy's: capi/api/helpers.h."""

import ctypes
import sys

import pytest
from api_differential import check, check_program

pytest_plugins = ["api_tested"]

NPY_CPU_LITTLE, NPY_CPU_BIG = 1, 2
LISTS = [(), (3,), (2, 3, 4), (5, 0, 7), (-2, 3), (0, -1), (1,) * 64]


@pytest.mark.parametrize("lengths", LISTS)
def test_products(lengths):
    for name in ("HPyArray_MultiplyList", "HPyArray_MultiplyIntList"):
        check(name, lambda name=name: (lengths, len(lengths)))
    if min(lengths, default=0) >= 0:
        check("HPyArray_OverflowMultiplyList", lambda: (lengths, len(lengths)))


def test_products_of_no_list():
    for name in ("HPyArray_MultiplyList", "HPyArray_MultiplyIntList", "HPyArray_OverflowMultiplyList"):
        check(name, lambda: (None, 0))


@pytest.mark.parametrize(
    ("lengths", "product"),
    [
        ((2**62, 2), -1),
        ((2**31, 2**31, 2**31), -1),
        ((2**63 - 1, 2), -1),
        ((2**63 - 1, 1), 2**63 - 1),
        ((2**62, 4, 0), -1),  # on the way
        ((0, 2**62, 4), 0),
    ],
)
def test_products_that_overflow(lengths, product):
    def result(call, args, found):
        assert found == product

    check("HPyArray_OverflowMultiplyList", lambda: (lengths, len(lengths)), result)
    # Nothing is noticed here.
    check("HPyArray_MultiplyList", lambda: (lengths, len(lengths)))
    halves = [length >> 32 for length in lengths]
    check("HPyArray_MultiplyIntList", lambda: ([*halves, 2**30, 4], len(lengths) + 2))


def test_only_so_many_are_multiplied():
    for name in ("HPyArray_MultiplyList", "HPyArray_MultiplyIntList", "HPyArray_OverflowMultiplyList"):
        for count in range(4):
            check(name, lambda count=count: ((2, 3, 5), count))


@pytest.mark.parametrize(
    ("one", "other"), [((), ()), ((2, 3), (2, 3)), ((2, 3), (2, 4)), ((2, 3), (3, 2)), ((2**62, -1), (2**62, -1))]
)
def test_equal_lists(one, other):
    for count in range(len(one) + 1):
        check("HPyArray_CompareLists", lambda count=count: (one, other, count))


class StrideItem(ctypes.Structure):
    """npy_stride_sort_item."""

    _fields_ = [("perm", ctypes.c_ssize_t), ("stride", ctypes.c_ssize_t)]


@pytest.mark.parametrize(
    "strides", [(), (8,), (24, 8), (8, 24), (-24, 8, 80), (0, 8, 0), (8, 8, 8), (8, -8, 16, -16), tuple(range(64))]
)
def test_axes_by_their_strides(strides):
    def program(call, strides, items):
        return call("HPyArray_CreateSortedStridePerm", len(strides), strides, items)

    check_program(program, lambda: (strides, (StrideItem * (len(strides) + 1))(*[(-7, -7)] * (len(strides) + 1))))


def test_versions():
    check("HPyArray_GetNDArrayCVersion", tuple)
    check("HPyArray_GetNDArrayCFeatureVersion", tuple)
    check("HPyArray_GetEndianness", tuple)


def test_the_byte_order_is_that_of_the_machine():
    def program(call):
        return call("HPyArray_GetEndianness") == (NPY_CPU_LITTLE if sys.byteorder == "little" else NPY_CPU_BIG)

    check_program(program)
