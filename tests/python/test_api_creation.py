"""The functions on handles that create arrays, compared with NumPy's: capi/api/array_creation.h and the short forms in
array_creation_macros.h."""

import ctypes

import numpy as np
import pytest
from api_arguments import ARRAYS, CFile, Subclass, Thing, every_array, fresh, numbers, read_only, structures, things
from api_constants import (
    NPY_ANYORDER,
    NPY_ARRAY_ALIGNED,
    NPY_ARRAY_CARRAY,
    NPY_ARRAY_ENSUREARRAY,
    NPY_ARRAY_ENSURECOPY,
    NPY_ARRAY_F_CONTIGUOUS,
    NPY_ARRAY_FARRAY,
    NPY_ARRAY_FORCECAST,
    NPY_ARRAY_NOTSWAPPED,
    NPY_ARRAY_WRITEABLE,
    NPY_CORDER,
    NPY_FORTRANORDER,
    NPY_KEEPORDER,
    NPY_MAXDIMS,
    type_number,
)
from api_differential import NULL, check, check_program, check_refusal

import numpy_hpy

pytest_plugins = ["api_tested"]

INT, DOUBLE, OBJECT, STRING, VOID = map(type_number, ["i4", "f8", "O", "S", "V"])
HUGE = 2**62
ORDERS = pytest.mark.parametrize(
    "order", [NPY_ANYORDER, NPY_CORDER, NPY_FORTRANORDER, NPY_KEEPORDER], ids=["any", "C", "Fortran", "keep"]
)
DTYPES = ["?", "i4", ">i8", "f8", "g", "c16", "O", "S3", "U2", "V5", "M8[s]", "i4,O,S3"]
every_dtype = pytest.mark.parametrize("dtype", DTYPES)

# Shapes that no array has, and what is raised.
BAD_SHAPES = pytest.mark.parametrize(
    ("nd", "dims"),
    [
        pytest.param(1, (-1,), id="negative"),
        pytest.param(2, (3, -2), id="negative second"),
        pytest.param(2, (HUGE, HUGE), id="overflow"),
        pytest.param(1, (HUGE,), id="too many bytes"),
        pytest.param(NPY_MAXDIMS + 1, (1,) * (NPY_MAXDIMS + 1), id="too many dimensions"),
        pytest.param(-1, (1,), id="negative number of dimensions"),
    ],
)


class Refusing(np.ndarray):
    def __array_finalize__(self, obj):
        raise KeyError("not this one")


# --- PyArray_New and PyArray_NewFromDescr --------------------------------------------------------------------------


@pytest.mark.parametrize("subtype", [np.ndarray, Subclass, np.matrix, np.ma.MaskedArray])
def test_new_of_a_class(subtype):
    check("HPyArray_New", lambda: (subtype, 2, (2, 3), DOUBLE, None, None, 0, 0, NULL), contents=False)
    check("HPyArray_NewFromDescr", lambda: (subtype, fresh("i4"), 2, (2, 3), None, None, 0, NULL), contents=False)


def test_new_hands_the_object_to_array_finalize():
    def parent():
        array = numbers("f8", 2).view(Subclass)
        array.note = "from the parent"
        return array

    check("HPyArray_New", lambda: (Subclass, 1, (2,), DOUBLE, None, None, 0, 0, parent()), contents=False)
    check("HPyArray_NewFromDescr", lambda: (Subclass, fresh("f8"), 1, (2,), None, None, 0, parent()), contents=False)
    check("HPyArray_NewFromDescr", lambda: (Subclass, fresh("f8"), 1, (2,), None, None, 0, None), contents=False)


def test_new_raises_what_array_finalize_raises():
    arguments = (Refusing, 1, (2,), DOUBLE, None, None, 0, 0, None)
    check("HPyArray_New", lambda: arguments, raises=KeyError)
    check("HPyArray_NewFromDescr", lambda: (Refusing, fresh("f8"), 1, (2,), None, None, 0, None), raises=KeyError)


@pytest.mark.parametrize("number", [INT, DOUBLE, OBJECT])
@pytest.mark.parametrize("flags", [0, NPY_ARRAY_F_CONTIGUOUS, NPY_ARRAY_CARRAY])
def test_new_by_type_number(number, flags):
    contents = number == OBJECT
    arguments = (np.ndarray, 3, (2, 1, 3), number, None, None, 0, flags, NULL)
    check("HPyArray_New", lambda: arguments, contents=contents)


@pytest.mark.parametrize("itemsize", [1, 7])
@pytest.mark.parametrize("number", [STRING, VOID, INT])
def test_itemsize_matters_for_flexible_types(number, itemsize):
    arguments = (np.ndarray, 1, (3,), number, None, None, itemsize, 0, NULL)
    check("HPyArray_New", lambda: arguments, contents=False)


def test_a_flexible_type_needs_an_itemsize():
    check("HPyArray_New", lambda: (np.ndarray, 1, (3,), STRING, None, None, 0, 0, NULL), raises=ValueError)
    check("HPyArray_New", lambda: (np.ndarray, 1, (3,), INT, None, None, 0, 0, NULL), contents=False)


def test_new_with_a_wrong_type_number():
    for wrong in (1000, -1):
        check(
            "HPyArray_New", lambda wrong=wrong: (np.ndarray, 1, (3,), wrong, None, None, 0, 0, NULL), raises=ValueError
        )


@pytest.mark.parametrize("strides", [None, (24, 8), (-24, -8), (0, 8), (8, 16)])
@pytest.mark.parametrize("flags", [0, NPY_ARRAY_CARRAY, NPY_ARRAY_WRITEABLE | NPY_ARRAY_F_CONTIGUOUS])
def test_new_around_memory(strides, flags):
    def memory():
        return (ctypes.c_double * 12)(*range(12))

    def start(buffer):
        return ctypes.addressof(buffer) + (48 if strides and strides[0] < 0 else 0)

    # The memory is an argument of the program, so that it is known where the result lies in it.
    def new(call, buffer):
        return call("HPyArray_New", np.ndarray, 2, (2, 3), DOUBLE, strides, start(buffer), 0, flags, NULL)

    def new_from_descr(call, buffer, descr):
        return call("HPyArray_NewFromDescr", np.ndarray, descr, 2, (2, 3), strides, start(buffer), flags, NULL)

    check_program(new, lambda: (memory(),))
    check_program(new_from_descr, lambda: (memory(), fresh("f8")))


@every_dtype
def test_new_from_a_dtype(dtype):
    arguments = (np.ndarray, 2, (2, 2), None, None, 0, NULL)
    has_objects = np.dtype(dtype) == "O"
    check(
        "HPyArray_NewFromDescr",
        lambda: (arguments[0], np.dtype(dtype), *arguments[1:]),
        contents=has_objects,
    )
    check("HPyArray_NewFromDescr", lambda: (arguments[0], fresh(dtype), *arguments[1:]), contents=has_objects)


def test_new_from_a_subarray_adds_its_dimensions():
    check(
        "HPyArray_NewFromDescr",
        lambda: (np.ndarray, np.dtype(("i4", (2, 3))), 1, (4,), None, None, 0, NULL),
        contents=False,
    )


def test_new_without_dimensions_or_items():
    for nd, dims in [(0, None), (1, (0,)), (3, (2, 0, 5))]:
        check("HPyArray_New", lambda nd=nd, dims=dims: (np.ndarray, nd, dims, OBJECT, None, None, 0, 0, NULL))
        check("HPyArray_NewFromDescr", lambda nd=nd, dims=dims: (np.ndarray, fresh("O"), nd, dims, None, None, 0, NULL))


@BAD_SHAPES
def test_new_with_a_bad_shape(nd, dims):
    check("HPyArray_New", lambda: (np.ndarray, nd, dims, DOUBLE, None, None, 0, 0, NULL), raises=ValueError)
    check("HPyArray_NewFromDescr", lambda: (np.ndarray, fresh("f8"), nd, dims, None, None, 0, NULL), raises=ValueError)
    check("HPyArray_NewFromDescr", lambda: (Subclass, fresh("O"), nd, dims, None, None, 0, None), raises=ValueError)


@pytest.mark.parametrize("wrong", [NULL, 3, "i4", np.float64], ids=repr)
def test_new_from_what_is_no_dtype(wrong):
    check_refusal("HPyArray_NewFromDescr", lambda: (np.ndarray, wrong, 1, (2,), None, None, 0, NULL))


@pytest.mark.parametrize("wrong", [NULL, 3, np.zeros(2)], ids=["NULL", "int", "array"])
def test_new_of_what_is_no_class(wrong):
    check_refusal("HPyArray_New", lambda: (wrong, 1, (2,), DOUBLE, None, None, 0, 0, NULL))
    check_refusal("HPyArray_NewFromDescr", lambda: (wrong, fresh("f8"), 1, (2,), None, None, 0, NULL))


@pytest.mark.parametrize("wrong", [int, np.void, np.dtype, numpy_hpy.HPyArray], ids=lambda wrong: wrong.__name__)
def test_new_of_a_class_that_is_no_array(wrong):
    """NumPy would write behind an instance of it."""
    match = "^expected ndarray or a subclass of it, not <class "
    check_refusal("HPyArray_New", lambda: (wrong, 1, (2,), DOUBLE, None, None, 0, 0, NULL), match=match)
    check_refusal("HPyArray_NewFromDescr", lambda: (wrong, fresh("f8"), 1, (2,), None, None, 0, NULL), match=match)


# --- PyArray_NewLikeArray and PyArray_NewCopy ----------------------------------------------------------------------


@ORDERS
@every_array
def test_like_another(array, order):
    check("HPyArray_NewLikeArray", lambda: (array(), order, NULL, 1), contents=False)
    check("HPyArray_NewLikeArray", lambda: (array(), order, NULL, 0), contents=False)
    check("HPyArray_NewLikeArray", lambda: (array(), order, fresh("i2"), 1), contents=False)


def test_like_another_with_objects():
    check("HPyArray_NewLikeArray", lambda: (numbers("i4", 3), NPY_KEEPORDER, fresh("O"), 1))


def test_like_what_is_no_array():
    check_refusal("HPyArray_NewLikeArray", lambda: ([1, 2], NPY_KEEPORDER, NULL, 1))
    check_refusal("HPyArray_NewLikeArray", lambda: (NULL, NPY_KEEPORDER, NULL, 1))
    check_refusal("HPyArray_NewLikeArray", lambda: (numbers("i4", 3), NPY_KEEPORDER, 3, 1))


@ORDERS
@every_array
def test_copy(array, order):
    check("HPyArray_NewCopy", lambda: (array(), order))


@every_array
def test_copy_in_c_order(array):
    check("HPyArray_Copy", lambda: (array(),))


def test_copy_of_what_is_no_array():
    for wrong in (NULL, [1, 2], np.float64(1)):
        check_refusal("HPyArray_NewCopy", lambda wrong=wrong: (wrong, NPY_CORDER))
        check_refusal("HPyArray_Copy", lambda wrong=wrong: (wrong,))


# --- PyArray_Zeros, PyArray_Empty, and the short forms -------------------------------------------------------------


@every_dtype
@pytest.mark.parametrize("is_f_order", [0, 1])
def test_zeros_and_empty(dtype, is_f_order):
    # What is empty has None where objects are, and anything elsewhere.
    empty_is_defined = dtype == "O"
    for make_dtype in (np.dtype, fresh):
        check("HPyArray_Zeros", lambda: (2, (2, 3), make_dtype(dtype), is_f_order))  # noqa: B023
        check("HPyArray_Empty", lambda: (2, (2, 3), make_dtype(dtype), is_f_order), contents=empty_is_defined)  # noqa: B023
        check("HPyArray_SimpleNewFromDescr", lambda: (2, (2, 3), make_dtype(dtype)), contents=False)  # noqa: B023


@pytest.mark.parametrize("number", [INT, DOUBLE, OBJECT])
@pytest.mark.parametrize("is_f_order", [0, 1])
def test_short_forms(number, is_f_order):
    check("HPyArray_ZEROS", lambda: (2, (2, 3), number, is_f_order))
    check("HPyArray_EMPTY", lambda: (2, (2, 3), number, is_f_order), contents=False)
    check("HPyArray_SimpleNew", lambda: (2, (2, 3), number), contents=False)


@pytest.mark.parametrize(("nd", "dims"), [(0, None), (1, (0,)), (2, (3, 0)), (NPY_MAXDIMS, (1,) * NPY_MAXDIMS)])
def test_shapes_at_the_limits(nd, dims):
    check("HPyArray_Zeros", lambda: (nd, dims, fresh("O"), 0))
    check("HPyArray_Empty", lambda: (nd, dims, fresh("O"), 1))
    check("HPyArray_ZEROS", lambda: (nd, dims, INT, 0))
    check("HPyArray_EMPTY", lambda: (nd, dims, OBJECT, 0))
    check("HPyArray_SimpleNew", lambda: (nd, dims, INT), contents=False)
    check("HPyArray_SimpleNewFromDescr", lambda: (nd, dims, fresh("i4")), contents=False)


def test_without_a_dtype_it_is_double():
    check("HPyArray_Zeros", lambda: (1, (3,), NULL, 0))
    check("HPyArray_Empty", lambda: (1, (3,), NULL, 0), contents=False)


@BAD_SHAPES
def test_zeros_and_empty_with_a_bad_shape(nd, dims):
    for name in ("HPyArray_Zeros", "HPyArray_Empty"):
        check(name, lambda: (nd, dims, fresh("i4"), 0), raises=ValueError)
        check(name, lambda: (nd, dims, NULL, 0), raises=ValueError)
    for name in ("HPyArray_ZEROS", "HPyArray_EMPTY"):
        check(name, lambda: (nd, dims, INT, 0), raises=ValueError)
    check("HPyArray_SimpleNew", lambda: (nd, dims, OBJECT), raises=ValueError)
    check("HPyArray_SimpleNewFromDescr", lambda: (nd, dims, fresh("O")), raises=ValueError)


def test_no_memory():
    shape = (2**45,)  # fits into the address space, and into no machine
    check("HPyArray_Zeros", lambda: (1, shape, fresh("V4096"), 0), raises=(MemoryError, ValueError))
    check("HPyArray_Empty", lambda: (1, shape, fresh("f8"), 0), raises=MemoryError)
    check("HPyArray_SimpleNew", lambda: (1, shape, DOUBLE), raises=MemoryError)


@pytest.mark.parametrize("wrong", [3, "i4", np.int32, np.zeros(1)], ids=["int", "str", "scalar class", "array"])
def test_what_is_no_dtype(wrong):
    check_refusal("HPyArray_Zeros", lambda: (1, (3,), wrong, 0))
    check_refusal("HPyArray_Empty", lambda: (1, (3,), wrong, 0))
    check_refusal("HPyArray_SimpleNewFromDescr", lambda: (1, (3,), wrong))


def test_null_instead_of_a_dtype():
    check_refusal("HPyArray_SimpleNewFromDescr", lambda: (1, (3,), NULL))


@pytest.mark.parametrize("number", [INT, DOUBLE])
def test_simple_new_around_memory(number):
    def new(call, buffer):
        return call("HPyArray_SimpleNewFromData", 2, (2, 2), number, ctypes.addressof(buffer) + 8)

    check_program(new, lambda: ((ctypes.c_double * 6)(*range(6)),))


# --- PyArray_Arange ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [INT, DOUBLE, type_number("g"), type_number("c16"), OBJECT])
@pytest.mark.parametrize(
    ("start", "stop", "step"), [(0.0, 5.0, 1.0), (0.5, -2.0, -0.25), (3.0, 3.0, 1.0), (0.0, 2.0, 1.0)]
)
def test_arange(start, stop, step, number):
    check("HPyArray_Arange", lambda: (start, stop, step, number))


def test_arange_of_booleans_has_two_items_at_most():
    check("HPyArray_Arange", lambda: (0.0, 2.0, 1.0, type_number("?")))
    check("HPyArray_Arange", lambda: (0.0, 3.0, 1.0, type_number("?")), raises=TypeError)


def test_arange_fails():
    check("HPyArray_Arange", lambda: (0.0, 1.0, 0.0, DOUBLE), raises=(ValueError, OverflowError))
    check("HPyArray_Arange", lambda: (0.0, float("nan"), 1.0, DOUBLE), raises=ValueError)
    check("HPyArray_Arange", lambda: (0.0, 1e300, 1.0, DOUBLE), raises=(ValueError, OverflowError))
    check("HPyArray_Arange", lambda: (0.0, 3.0, 1.0, type_number("S")), raises=(ValueError, TypeError))


@pytest.mark.parametrize(
    ("start", "stop", "step"),
    [(5, NULL, NULL), (1, 5, NULL), (1, 6, 2), (5, 0, -2), (0.5, 3, 1), (3, None, None), (2, 5, None), (0, 0, 1)],
)
def test_arange_of_objects(start, stop, step):
    check("HPyArray_ArangeObj", lambda: (start, stop, step, NULL))
    check("HPyArray_ArangeObj", lambda: (start, stop, step, fresh("f4")))
    check("HPyArray_ArangeObj", lambda: (start, stop, step, fresh(">i8")))


def test_arange_of_dates():
    days = [np.datetime64("2020-02-27"), np.datetime64("2020-03-02"), np.timedelta64(1, "D")]
    check("HPyArray_ArangeObj", lambda: (*days, NULL))


def test_arange_of_objects_fails():
    check("HPyArray_ArangeObj", lambda: (0, 3, 0, NULL), raises=ZeroDivisionError)
    check("HPyArray_ArangeObj", lambda: (0, 3, 0, fresh("f8")), raises=ZeroDivisionError)
    check("HPyArray_ArangeObj", lambda: (Thing(1), Thing(3), NULL, NULL), raises=TypeError)
    check("HPyArray_ArangeObj", lambda: (0, 3, 1, fresh("S3")), raises=(TypeError, ValueError))


def test_arange_of_what_is_no_dtype():
    check_refusal("HPyArray_ArangeObj", lambda: (0, 3, 1, "f8"))
    check_refusal("HPyArray_ArangeObj", lambda: (NULL, 3, 1, NULL))


# --- files, text, buffers, iterables -------------------------------------------------------------------------------

BYTES = numbers("i4", 6).tobytes()


@pytest.mark.parametrize("count", [-1, 0, 2, 6])
def test_from_a_file(count):
    check("HPyArray_FromFile", lambda: (CFile(BYTES), fresh("i4"), count, b""))
    check("HPyArray_FromFile", lambda: (CFile(BYTES), np.dtype("i4,i4"), count, b""))
    check("HPyArray_FromFile", lambda: (CFile(b"1.5, 2,3, 4 ,5,6"), fresh("f8"), count, b","))


def test_from_a_file_that_ends_early():
    check("HPyArray_FromFile", lambda: (CFile(BYTES), fresh("i4"), 9, b""))
    check("HPyArray_FromFile", lambda: (CFile(b"1 2 3"), fresh("i4"), 9, b" "))
    check("HPyArray_FromFile", lambda: (CFile(b""), fresh("i4"), -1, b""))


def test_from_a_file_with_other_text():
    # A warning in older versions of NumPy.
    for warn in ("always", "error"):
        check("HPyArray_FromFile", lambda: (CFile(b"1 2 x"), fresh("i4"), -1, b" "), warn=warn, raises=any)


def test_from_a_file_fails():
    check("HPyArray_FromFile", lambda: (CFile(BYTES), fresh("O"), -1, b""), raises=ValueError)
    check("HPyArray_FromFile", lambda: (CFile(BYTES), np.dtype("i4,O"), 1, b""), raises=ValueError)
    check("HPyArray_FromFile", lambda: (CFile(BYTES), fresh("V4"), 1, b","), raises=ValueError)
    check_refusal("HPyArray_FromFile", lambda: (CFile(BYTES), 3, -1, b""))


@pytest.mark.parametrize("count", [-1, 0, 2, 6])
def test_from_a_string(count):
    check("HPyArray_FromString", lambda: (BYTES, len(BYTES), fresh("i4"), count, b""))
    check("HPyArray_FromString", lambda: (BYTES, len(BYTES), fresh("i4"), count, None))
    check("HPyArray_FromString", lambda: (b"1;2;3;4;5;6", 11, fresh("f4"), count, b";"))


def test_from_a_string_without_a_dtype():
    check("HPyArray_FromString", lambda: (bytes(16), 16, NULL, -1, b""))


def test_from_a_string_fails():
    check("HPyArray_FromString", lambda: (BYTES, 7, fresh("i4"), -1, b""), raises=ValueError)
    check("HPyArray_FromString", lambda: (BYTES, 24, fresh("i4"), 7, b""), raises=ValueError)
    check("HPyArray_FromString", lambda: (BYTES, 24, fresh("O"), -1, b""), raises=ValueError)
    check("HPyArray_FromString", lambda: (BYTES, 24, np.dtype("i4,O"), -1, b""), raises=ValueError)
    check("HPyArray_FromString", lambda: (b"1,2", 3, fresh("V4"), -1, b","), raises=ValueError)
    check("HPyArray_FromString", lambda: (BYTES, 24, np.dtype("V0"), -1, b""), raises=ValueError)
    check_refusal("HPyArray_FromString", lambda: (BYTES, 24, "i4", -1, b""))


@pytest.mark.parametrize("make", [bytes, bytearray, memoryview, np.frombuffer], ids=lambda make: make.__name__)
@pytest.mark.parametrize(("count", "offset"), [(-1, 0), (2, 0), (-1, 8), (1, 20)])
def test_from_a_buffer(make, count, offset):
    # The result keeps the buffer; when it is gone, so is what it kept.
    check("HPyArray_FromBuffer", lambda: (make(BYTES), fresh("i4"), count, offset))


def test_from_a_read_only_buffer():
    check("HPyArray_FromBuffer", lambda: (read_only(numbers("i4", 3)), fresh("i4"), -1, 0))


def test_from_a_buffer_without_a_dtype():
    check("HPyArray_FromBuffer", lambda: (bytearray(16), NULL, -1, 0))


def test_from_a_buffer_fails():
    check("HPyArray_FromBuffer", lambda: (bytearray(7), fresh("i4"), -1, 0), raises=ValueError)
    check("HPyArray_FromBuffer", lambda: (bytearray(8), fresh("i4"), 3, 0), raises=ValueError)
    check("HPyArray_FromBuffer", lambda: (bytearray(8), fresh("i4"), -1, 9), raises=ValueError)
    check("HPyArray_FromBuffer", lambda: (bytearray(8), fresh("i4"), -1, -1), raises=ValueError)
    check("HPyArray_FromBuffer", lambda: (bytearray(8), fresh("O"), -1, 0), raises=ValueError)
    check("HPyArray_FromBuffer", lambda: (bytearray(8), np.dtype("V0"), -1, 0), raises=ValueError)
    check("HPyArray_FromBuffer", lambda: (Thing(1), fresh("i4"), -1, 0), raises=TypeError)
    check_refusal("HPyArray_FromBuffer", lambda: (bytearray(8), np.int32, -1, 0))
    check_refusal("HPyArray_FromBuffer", lambda: (NULL, fresh("i4"), -1, 0))


def failing():
    yield 1
    raise KeyError("no more")


@pytest.mark.parametrize("count", [-1, 0, 2, 3])
def test_from_an_iterable(count):
    check("HPyArray_FromIter", lambda: ([1, 2, 3], fresh("f8"), count))
    check("HPyArray_FromIter", lambda: (iter((1, 2, 3)), fresh("i2"), count))
    check("HPyArray_FromIter", lambda: ([Thing(1), Thing(2), Thing(3)], fresh("O"), count))
    check("HPyArray_FromIter", lambda: ([(1, 2.0), (3, 4.0), (5, 6.0)], np.dtype("i4,f8"), count))


def test_from_an_iterable_fails():
    check("HPyArray_FromIter", lambda: ([1, 2], fresh("f8"), 3), raises=ValueError)
    check("HPyArray_FromIter", lambda: ([Thing(1)], fresh("f8"), -1), raises=TypeError)
    check("HPyArray_FromIter", lambda: (failing(), fresh("i4"), -1), raises=KeyError)
    check("HPyArray_FromIter", lambda: (failing(), fresh("O"), -1), raises=KeyError)
    check("HPyArray_FromIter", lambda: (3, fresh("i4"), -1), raises=TypeError)
    check("HPyArray_FromIter", lambda: (["a"], fresh("S"), -1), raises=ValueError)
    check_refusal("HPyArray_FromIter", lambda: ([1, 2], "f8", -1))
    check_refusal("HPyArray_FromIter", lambda: (NULL, fresh("f8"), -1))


def test_a_tuple_of_integers():
    for values in [(), (1,), (3, -2, HUGE)]:
        check("HPyArray_IntTupleFromIntp", lambda values=values: (len(values), values))


# --- any object as an array: the short forms -----------------------------------------------------------------------

OBJECTS = {
    "list": lambda: [1, 2.5, 3],
    "nested": lambda: [[1, 2], [3, 4]],
    "ragged objects": lambda: np.array([[1], [2, 3]], object),
    "int": lambda: 7,
    "float": lambda: 2.5,
    "str": lambda: "12",
    "numpy scalar": lambda: np.float32(1.5),
    "range": lambda: range(4),
    "buffer": lambda: bytearray(b"abcd"),
    "thing": lambda: Thing(3),
    **ARRAYS,
}
every_object = pytest.mark.parametrize("make", OBJECTS.values(), ids=OBJECTS)


def check_any(name, make):
    """Where it depends on the object whether it raises: NumPy's function is right."""
    check(name, make, raises=any)


@every_object
def test_any_object(make):
    check("HPyArray_FROM_O", lambda: (make(),))


@pytest.mark.parametrize(
    "flags",
    [
        0,
        NPY_ARRAY_CARRAY,
        NPY_ARRAY_FARRAY,
        NPY_ARRAY_ENSURECOPY,
        NPY_ARRAY_ENSUREARRAY,
        NPY_ARRAY_ALIGNED | NPY_ARRAY_NOTSWAPPED,
    ],
    ids=["none", "C", "Fortran", "copy", "plain", "aligned in native order"],
)
@every_object
def test_any_object_with_requirements(make, flags):
    check("HPyArray_FROM_OF", lambda: (make(), flags))


@pytest.mark.parametrize("dtype", ["f8", "i2", "O"])
@every_object
def test_any_object_of_a_type(make, dtype):
    number = type_number(dtype)
    check_any("HPyArray_FROM_OT", lambda: (make(), number))
    check_any("HPyArray_FROM_OTF", lambda: (make(), number, NPY_ARRAY_CARRAY | NPY_ARRAY_FORCECAST))
    check_any("HPyArray_FROMANY", lambda: (make(), number, 1, 2, NPY_ARRAY_FORCECAST))
    check_any("HPyArray_FromObject", lambda: (make(), number, 0, 0))
    check_any("HPyArray_ContiguousFromAny", lambda: (make(), number, 0, 3))
    check_any("HPyArray_ContiguousFromObject", lambda: (make(), number, 0, 0))
    check_any("HPyArray_CopyFromObject", lambda: (make(), number, 0, 0))


def test_too_few_and_too_many_dimensions():
    for name, more in [
        ("HPyArray_FROMANY", (0,)),
        ("HPyArray_FromObject", ()),
        ("HPyArray_ContiguousFromAny", ()),
        ("HPyArray_ContiguousFromObject", ()),
        ("HPyArray_CopyFromObject", ()),
    ]:
        check(name, lambda more=more: (numbers("f8", 2, 2), DOUBLE, 3, 4, *more), raises=ValueError)
        check(name, lambda more=more: (numbers("f8", 2, 2), DOUBLE, 0, 1, *more), raises=ValueError)


def test_an_object_of_a_wrong_type_number():
    for name, more in [("HPyArray_FROM_OT", ()), ("HPyArray_FROM_OTF", (0,)), ("HPyArray_FromObject", (0, 0))]:
        check(name, lambda more=more: ([1, 2], 1000, *more), raises=(ValueError, TypeError))


def test_null_is_no_object():
    check_refusal("HPyArray_FROM_O", lambda: (NULL,))
    check_refusal("HPyArray_FROM_OF", lambda: (NULL, 0))
    check_refusal("HPyArray_FROM_OT", lambda: (NULL, INT))
    check_refusal("HPyArray_FROM_OTF", lambda: (NULL, INT, 0))
    check_refusal("HPyArray_FROMANY", lambda: (NULL, INT, 0, 0, 0))
    check_refusal("HPyArray_FromObject", lambda: (NULL, INT, 0, 0))
    check_refusal("HPyArray_ContiguousFromAny", lambda: (NULL, INT, 0, 0))
    check_refusal("HPyArray_ContiguousFromObject", lambda: (NULL, INT, 0, 0))
    check_refusal("HPyArray_CopyFromObject", lambda: (NULL, INT, 0, 0))


# --- casts, items --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["f4", "i1", "c8", "O", "?"])
@every_array
def test_cast(array, dtype):
    number = type_number(dtype)
    check_any("HPyArray_Cast", lambda: (array(), number))


def test_cast_of_what_is_no_array():
    check("HPyArray_Cast", lambda: (numbers("i4", 2), 1000), raises=ValueError)
    check_refusal("HPyArray_Cast", lambda: ([1, 2], INT))


@pytest.mark.parametrize("axis", [0, 1, -1, NPY_MAXDIMS, 5])
def test_take(axis):
    check_any("HPyArray_Take", lambda: (numbers("f8", 3, 4), np.array([2, 0, -1]), axis))
    check_any("HPyArray_Take", lambda: (things(2, 3), [1, 0], axis))
    check_any("HPyArray_Take", lambda: (structures(4).view(np.recarray), 2, axis))


def test_take_fails():
    check("HPyArray_Take", lambda: (numbers("f8", 3), [3], 0), raises=IndexError)
    check("HPyArray_Take", lambda: (numbers("f8", 3), ["a"], 0), raises=ValueError)
    check_refusal("HPyArray_Take", lambda: ([1, 2], [0], 0))
    check_refusal("HPyArray_Take", lambda: (numbers("f8", 3), NULL, 0))


def test_put():
    check("HPyArray_Put", lambda: (numbers("f8", 2, 3), [7.5, 8.5], np.array([0, -1])))
    check("HPyArray_Put", lambda: (numbers("i4", 3, 3).T, np.array([1, 2, 3]), [0, 4, 8]))


def test_put_objects():
    # The array keeps what was put into it.
    check(
        "HPyArray_Put",
        lambda: (things(3), [Thing(10), Thing(11)], [0, 2]),
        holds={"argument 0, item 0": -1, "argument 0, item 2": -1, "argument 1[0]": 1, "argument 1[1]": 1},
    )


def test_put_fails():
    check("HPyArray_Put", lambda: (numbers("f8", 3), [1.0], [3]), raises=IndexError)
    check("HPyArray_Put", lambda: (numbers("f8", 3), ["a"], [0]), raises=ValueError)
    check("HPyArray_Put", lambda: (read_only(numbers("f8", 3)), [1.0], [0]), raises=ValueError)
    check("HPyArray_Put", lambda: (3, [1.0], [0]), raises=TypeError, abis=[])
    check_refusal("HPyArray_Put", lambda: (numbers("f8", 3), NULL, [0]))
    check_refusal("HPyArray_Put", lambda: (numbers("f8", 3), [1.0], NULL))
    check_refusal("HPyArray_Put", lambda: ([1.0], [1.0], [0]))


@every_array
def test_an_item_as_a_scalar(array):
    def scalar(call, array):
        return call("HPyArray_ToScalar", array.ctypes.data, array)

    if array().size:
        check_program(scalar, lambda: (array(),))


def test_an_item_of_what_is_no_array():
    check_refusal("HPyArray_ToScalar", lambda: (BYTES, [1]))
