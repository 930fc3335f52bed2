"""The accessors and macros of NumPy's headers on arrays, compared with NumPy's: capi/api/array_access_inline.h and
array_access_macros.h."""

import functools

import numpy as np
import pytest
from api_arguments import (
    ARRAYS,
    Subclass,
    Thing,
    every_array,
    fresh,
    numbers,
    read_only,
    records,
    structures,
    things,
    unaligned,
)
from api_attempts import attempt
from api_calls import extensions
from api_constants import (
    NPY_ARRAY_ALIGNED,
    NPY_ARRAY_BEHAVED,
    NPY_ARRAY_C_CONTIGUOUS,
    NPY_ARRAY_CARRAY,
    NPY_ARRAY_F_CONTIGUOUS,
    NPY_ARRAY_FARRAY,
    NPY_ARRAY_OWNDATA,
    NPY_ARRAY_WRITEABLE,
    NPY_NOTYPE,
)
from api_differential import NULL, check, check_program, check_refusal
from numpy._core._rational_tests import rational

pytest_plugins = ["api_tested"]


def refused_without_an_array(name, *more):
    for wrong in (NULL, [1, 2], np.float64(1)):
        check_refusal(name, lambda wrong=wrong: (wrong, *more), match="^expected an ")


MORE_ARRAYS = {
    **ARRAYS,
    "user dtype": lambda: np.array([rational(1, 2), rational(3)]),
    "timedelta without a unit": lambda: np.zeros(2, "m8"),
    "swapped structure": lambda: np.zeros(2, ">i4,>f8"),
    "swapped Fortran order": lambda: np.asfortranarray(numbers(">f8", 2, 3)),
    "read-only Fortran order": lambda: read_only(np.asfortranarray(numbers("f8", 2, 3))),
    "unaligned Fortran order": lambda: unaligned("f8", 6)[:].reshape(3, 2).T,
}
each_array = pytest.mark.parametrize("make", MORE_ARRAYS.values(), ids=MORE_ARRAYS)

# Each is asked with the array alone; those of the second list take the array's struct too, or NULL.
TESTS = [
    f"HPyArray_{name}"
    for name in [
        "ISCONTIGUOUS",
        "ISWRITEABLE",
        "ISALIGNED",
        "IS_C_CONTIGUOUS",
        "IS_F_CONTIGUOUS",
        "ISONESEGMENT",
        "ISFORTRAN",
        "FORTRAN_IF",
        "ISBOOL",
        "ISUNSIGNED",
        "ISSIGNED",
        "ISINTEGER",
        "ISFLOAT",
        "ISNUMBER",
        "ISSTRING",
        "ISCOMPLEX",
        "ISFLEXIBLE",
        "ISDATETIME",
        "ISUSERDEF",
        "ISEXTENDED",
        "ISOBJECT",
        "HASFIELDS",
        "ISVARIABLE",
        "SAFEALIGNEDCOPY",
        "ISNOTSWAPPED",
        "ISBYTESWAPPED",
        "ISCARRAY",
        "ISCARRAY_RO",
        "ISFARRAY",
        "ISFARRAY_RO",
        "ISBEHAVED",
        "ISBEHAVED_RO",
    ]
]
PLACES = [f"HPyArray_{name}" for name in ("DATA", "BYTES", "DIMS", "SHAPE", "STRIDES")]
NUMBERS = ["HPyArray_NDIM", "HPyArray_FLAGS", "HPyArray_SIZE"]
WITH_STRUCT = [f"HPyArray_{name}" for name in ("ITEMSIZE", "NBYTES", "TYPE")]
OBJECTS_WITH_STRUCT = [f"HPyArray_{name}" for name in ("BASE", "DESCR", "DTYPE")]
FLAGS = [0, NPY_ARRAY_C_CONTIGUOUS, NPY_ARRAY_F_CONTIGUOUS, NPY_ARRAY_OWNDATA, NPY_ARRAY_ALIGNED, NPY_ARRAY_WRITEABLE]
FLAGS += [NPY_ARRAY_BEHAVED, NPY_ARRAY_CARRAY, NPY_ARRAY_FARRAY, -1]


# --- what an array says of itself ------------------------------------------------------------------------------------


@each_array
def test_every_test(make):
    def ask(call, array):
        answers = [call(name, array) for name in TESTS]
        answers += [call(name, array, flags) for name in ("HPyArray_CHKFLAGS", "HPyArray_FLAGSWAP") for flags in FLAGS]
        return answers

    check_program(ask, lambda: (make(),))


def test_the_tests_tell_arrays_apart():
    """Each is true of one array and false of another, so that a constant would be noticed."""
    numpy = extensions().numpy
    for name in TESTS:
        ask = getattr(numpy, name.removeprefix("H"))
        assert {ask(make())[0] != 0 for make in MORE_ARRAYS.values()} == {True, False}, name


@each_array
def test_numbers(make):
    def ask(call, array):
        answers = [call(name, array) for name in NUMBERS]
        answers += [call(name, array, None) for name in WITH_STRUCT]
        for axis in range(array.ndim):
            answers += [call("HPyArray_DIM", array, axis), call("HPyArray_STRIDE", array, axis)]
        return answers

    check_program(ask, lambda: (make(),))


@each_array
def test_places(make):
    """`DIMS` and `STRIDES` lie where the array has them: the same address in every ABI, for the very same array."""
    array = make()
    for name in PLACES:
        check(name, lambda: (array,))


@each_array
def test_numbers_through_the_struct(make):
    def ask(call, array):
        struct = call("PyArrayObject_AsStruct", array)
        answers = [call(name, array, struct) for name in WITH_STRUCT]
        for name in OBJECTS_WITH_STRUCT:
            call(name, array, struct)
        return answers

    check_program(ask, lambda: (make(),))


@each_array
@pytest.mark.parametrize("name", OBJECTS_WITH_STRUCT)
def test_objects_of_an_array(name, make):
    check(name, lambda: (make(), None))


@each_array
def test_the_handler(make):
    check("HPyArray_HANDLER", lambda: (make(),))


@pytest.mark.parametrize("name", TESTS + NUMBERS + PLACES + ["HPyArray_HANDLER", "HPyArray_GETCONTIGUOUS"])
def test_what_is_no_array_is_refused(name):
    refused_without_an_array(name)


@pytest.mark.parametrize("name", WITH_STRUCT + OBJECTS_WITH_STRUCT)
def test_what_is_no_array_is_refused_without_a_struct(name):
    for wrong in (NULL, [1, 2], np.float64(1)):
        failure = NPY_NOTYPE if name == "HPyArray_TYPE" else None
        check_refusal(name, lambda wrong=wrong: (wrong, None), failure=failure)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("HPyArray_DIM", (0,)),
        ("HPyArray_STRIDE", (0,)),
        ("HPyArray_CHKFLAGS", (1,)),
        ("HPyArray_FLAGSWAP", (1,)),
        ("HPyArray_FILLWBYTE", (1,)),
        ("HPyArray_ENABLEFLAGS", (NPY_ARRAY_WRITEABLE,)),
        ("HPyArray_CLEARFLAGS", (NPY_ARRAY_WRITEABLE,)),
        ("HPyArray_DiscardWritebackIfCopy", ()),
        ("HPyArray_GETPTR1", (0,)),
        ("HPyArray_GETPTR2", (0, 0)),
        ("HPyArray_GETPTR3", (0, 0, 0)),
        ("HPyArray_GETPTR4", (0, 0, 0, 0)),
        ("HPyArray_GETITEM", (None,)),
        ("HPyArray_SETITEM", (None, 1)),
    ],
)
def test_what_is_no_array_is_refused_with_more_arguments(name, more):
    refused_without_an_array(name, *more)


# --- flags -------------------------------------------------------------------------------------------------------------


@each_array
@pytest.mark.parametrize("name", ["HPyArray_ENABLEFLAGS", "HPyArray_CLEARFLAGS"])
def test_flags_are_set(name, make):
    check(name, lambda: (make(), NPY_ARRAY_WRITEABLE))
    check(name, lambda: (make(), NPY_ARRAY_BEHAVED))


# --- items -------------------------------------------------------------------------------------------------------------


def first_items(array):
    indices = [(0,) * array.ndim, tuple(length - 1 for length in array.shape)]
    return [sum(i * stride for i, stride in zip(index, array.strides, strict=True)) for index in indices]


@each_array
def test_items_are_read(make):
    if make().size == 0:
        return

    def read(call, array):
        return [call("HPyArray_GETITEM", array, array.ctypes.data + offset) for offset in first_items(array)]

    check_program(read, lambda: (make(),))


VALUES = [1, -1, 2.5, 1j, "7", b"8", None, (1, 2, b"3"), rational(1, 2), np.float32(3), Thing(4), [1], object]


@each_array
def test_items_are_written(make):
    if make().size == 0:
        return

    def write(call, array):
        for offset in first_items(array):
            for value in VALUES:
                attempt(call, "HPyArray_SETITEM", array, array.ctypes.data + offset, value)

    # Objects that are replaced lose a reference, which the next test counts.
    check_program(write, lambda: (np.array(make()),), raises=any, references=not make().dtype.hasobject)


def test_an_item_takes_a_reference():
    def write(call, array, thing):
        return call("HPyArray_SETITEM", array, array.ctypes.data + 8, thing)

    check_program(write, lambda: (things(3), Thing(9)), holds={1: 1, "argument 0, item 1": -1})


@pytest.mark.parametrize("nd", [1, 2, 3, 4])
@pytest.mark.parametrize("order", ["C", "F"])
def test_addresses(nd, order):
    shape = (3, 4, 2, 5)[:nd]
    array = numbers("i2", *shape).copy(order)
    for view in (array, array[::-1], array.T, np.broadcast_to(array, (2, *shape))[0]):
        for index in [(0,) * nd, tuple(length - 1 for length in view.shape), (-1,) * nd, (100,) * nd]:
            check(f"HPyArray_GETPTR{nd}", lambda view=view, index=index: (view, *index))


# --- objects that may be arrays or scalars -----------------------------------------------------------------------------

THINGS = {
    **{name: functools.partial(lambda make: make(), make) for name, make in MORE_ARRAYS.items()},
    **{f"scalar {char}": functools.partial(lambda char: np.zeros(1, char)[0], char) for char in np.typecodes["All"]},
    "True": lambda: True,
    "int": lambda: 3,
    "large int": lambda: 2**80,
    "float": lambda: 3.5,
    "complex": lambda: 1j,
    "bytes": lambda: b"ab",
    "str": lambda: "ab",
    "None": lambda: None,
    "list": lambda: [1],
    "thing": lambda: Thing(1),
    "structure scalar": lambda: structures(1)[0],
    "record scalar": lambda: records(1)[0],
    "user scalar": lambda: rational(1, 2),
    "class of arrays": lambda: np.ndarray,
    "class of scalars": lambda: np.float64,
    "dtype": lambda: np.dtype("i4"),
    "subclass of int": lambda: type("Int", (int,), {})(3),
    "subclass of float64": lambda: type("Float", (np.float64,), {})(3),
    "iterator": lambda: np.zeros(2).flat,
}
QUESTIONS = [
    f"HPyArray_{name}"
    for name in [
        "Check",
        "CheckExact",
        "IsZeroDim",
        "CheckScalar",
        "IsPythonNumber",
        "IsIntegerScalar",
        "IsPythonScalar",
        "IsAnyScalar",
        "CheckAnyScalar",
    ]
]
CLASSES = [
    "Generic",
    "Number",
    "Integer",
    "SignedInteger",
    "UnsignedInteger",
    "Inexact",
    "Floating",
    "ComplexFloating",
    "Flexible",
    "Character",
    "Bool",
    "Byte",
    "Short",
    "Int",
    "Long",
    "LongLong",
    "UByte",
    "UShort",
    "UInt",
    "ULong",
    "ULongLong",
    "Half",
    "Float",
    "Double",
    "LongDouble",
    "CFloat",
    "CDouble",
    "CLongDouble",
    "Object",
    "String",
    "Unicode",
    "Void",
    "Datetime",
    "Timedelta",
]


@pytest.mark.parametrize("make", THINGS.values(), ids=THINGS)
def test_what_an_object_is(make):
    def ask(call, thing):
        return [call(name, thing) for name in QUESTIONS] + [call("HPyArray_IsScalar", thing, name) for name in CLASSES]

    check_program(ask, lambda: (make(),))


def test_the_questions_tell_objects_apart():
    numpy = extensions().numpy
    for name in QUESTIONS:
        ask = getattr(numpy, name.removeprefix("H"))
        assert {ask(make())[0] != 0 for make in THINGS.values()} == {True, False}, name
    for name in CLASSES:
        # There are no scalars for objects.
        wanted = {False} if name == "Object" else {True, False}
        assert {numpy.PyArray_IsScalar(make(), name)[0] != 0 for make in THINGS.values()} == wanted, name


@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_about_null(name):
    check_refusal(name, lambda: (NULL,))


# --- protocols -----------------------------------------------------------------------------------------------------------


class WithArray:
    def __init__(self, result):
        self.result = result

    def __repr__(self):
        return "WithArray()"

    def __array__(self, dtype=None, copy=None):
        if self.result is KeyError:
            raise KeyError("not now")
        return self.result if dtype is None else self.result.astype(dtype)


class WithInterface:
    def __init__(self, array):
        self.array = array
        self.__array_interface__ = array.__array_interface__


PROTOCOLS = {
    "array": lambda: numbers("i4", 2),
    "__array__": lambda: WithArray(numbers("f8", 2)),
    "__array__ that raises": lambda: WithArray(KeyError),
    "__array__ of no array": lambda: WithArray("text"),
    "__array_interface__": lambda: WithInterface(numbers("i4", 3)),
    "buffer": lambda: memoryview(bytearray(range(4))),
    "bytearray": lambda: bytearray(3),
    "scalar": lambda: np.float64(2),
    "int": lambda: 3,
    "list": lambda: [1, 2],
    "None": lambda: None,
}


@pytest.mark.parametrize("make", PROTOCOLS.values(), ids=PROTOCOLS)
@pytest.mark.parametrize("dtype", [NULL, "f4"], ids=str)
def test_array_protocols(make, dtype):
    def arguments():
        return make(), dtype if dtype is NULL else fresh(dtype), NULL, NULL

    check("HPyArray_HasArrayInterfaceType", arguments, raises=any)
    check("HPyArray_HasArrayInterface", lambda: (make(), NULL), raises=any)


def test_protocols_of_null():
    # As with any exception: there is a protocol, and no array.
    check_refusal("HPyArray_HasArrayInterface", lambda: (NULL, NULL), failure=1)
    check_refusal("HPyArray_HasArrayInterfaceType", lambda: (NULL, NULL, NULL, NULL), failure=1)
    check_refusal("HPyArray_HasArrayInterfaceType", lambda: (numbers("i4", 2), 3, NULL, NULL), failure=1)


# --- the rest --------------------------------------------------------------------------------------------------------------


@each_array
def test_contiguous(make):
    check("HPyArray_GETCONTIGUOUS", lambda: (make(),))


SHAPES = [(), (3,), (1, 3), (3, 1), (0,), (0, 3), (2, 3, 4)]


@pytest.mark.parametrize("one", SHAPES, ids=str)
def test_the_same_shape(one):
    for other in SHAPES:
        check("HPyArray_SAMESHAPE", lambda other=other: (np.zeros(one), np.zeros(other, "i1")))


def test_equivalent_dtypes():
    for one in ("i4", ">i4", "l", "q", "S3", "i4,f4", "O", "M8[s]"):
        for other in ("i4", "<i4", "q", "S4", "i4,f4", "O", "M8[ms]"):
            check("HPyArray_EquivArrTypes", lambda one=one, other=other: (np.zeros(2, one), np.zeros(3, other)))


@pytest.mark.parametrize("name", ["HPyArray_SAMESHAPE", "HPyArray_EquivArrTypes"])
def test_two_arrays_are_needed(name):
    for wrong in (NULL, [1], np.float64(1)):
        check_refusal(name, lambda wrong=wrong: (wrong, numbers("i4", 2)))
        check_refusal(name, lambda wrong=wrong: (numbers("i4", 2), wrong))


@pytest.mark.parametrize("value", [0, 1, 255, 256, -1])
def test_bytes_are_filled(value):
    for make in (lambda: numbers("i4", 2, 3), lambda: np.zeros(0), lambda: np.array(1.0), lambda: np.zeros(2, "S3")):
        check("HPyArray_FILLWBYTE", lambda make=make: (make(), value))


def test_byte_orders():
    for one in "<>=|":
        check("PyArray_ISNBO", lambda one=one: (ord(one),))
        for other in "<>=|":
            check("PyArray_EquivByteorders", lambda one=one, other=other: (ord(one), ord(other)))


def test_a_copy_is_not_written_back():
    def discard(call, base, copy):
        call("HPyArray_SetWritebackIfCopyBase", copy, base)
        copy[...] = 7
        call("HPyArray_DiscardWritebackIfCopy", copy)
        return base.flags.writeable, copy.flags.num, copy.base is None

    for dtypes in (("i2", "f8"), ("O", "O")):
        check_program(discard, lambda dtypes=dtypes: tuple(numbers(dtype, 3) for dtype in dtypes))
    check_program(discard, lambda: (numbers("f8", 2).view(Subclass), numbers("f8", 2)))


@every_array
def test_nothing_to_discard(array):
    check("HPyArray_DiscardWritebackIfCopy", lambda: (array(),))
