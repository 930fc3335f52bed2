"""The functions on handles that make scalars and read their value, compared with NumPy's: capi/api/scalars.h, and what
stands for the macros in scalar_macros.h."""

import ctypes

import numpy as np
import pytest
from api_arguments import ARRAYS, Subclass, Thing, every_array, fresh, numbers, records, structures, things
from api_attempts import attempt
from api_calls import ABIS, extensions
from api_constants import type_number
from api_differential import NULL, check, check_program, check_refusal
from api_replaced import replaces
from numpy._core._rational_tests import rational

import numpy_hpy

pytest_plugins = ["api_tested"]

ENOUGH = 64


def check_any(name, make, **options):
    """Where it depends on the arguments whether it raises: NumPy's function is right."""
    check(name, make, raises=any, **options)


def memory(size=ENOUGH):
    return (ctypes.c_ubyte * size)(*[0xAA] * size)


class LongDoubles(ctypes.Structure):
    """Room for two long doubles, whose padding says nothing."""

    _fields_ = [("items", ctypes.c_ubyte * 32)]

    def description(self):
        return bytes(self)[:10], bytes(self)[16:26]


def room_for(dtype):
    return LongDoubles() if dtype.char in "gG" else memory()


# --- scalars made of items -----------------------------------------------------------------------------------------


@every_array
def test_a_scalar_made_of_an_item(array):
    """Also a scalar with a base lives on its own, unless it is void: then it is in the memory of the array."""

    def program(call, array):
        place = array.ctypes.data
        return [attempt(call, "HPyArray_Scalar", place, array.dtype, base) for base in (array, NULL)]

    if array().size:
        check_program(program, lambda: (array(),))


def test_a_scalar_in_the_memory_of_an_array():
    def program(call, array, other):
        scalar = call("HPyArray_Scalar", array.ctypes.data + array.itemsize, array.dtype, other)
        scalar["a"] = 77
        return scalar, scalar.base is other, scalar.flags.num, array

    check_program(program, lambda: (structures(3), numbers("i4", 2)))
    check_program(program, lambda: (structures(3), structures(2)[::-1]))


@pytest.mark.parametrize("abi", [abi for abi in ABIS if abi != "cpython"])
def test_a_scalar_in_the_memory_of_an_hpyarray(abi):
    array = numpy_hpy.HPyArray(2, [("n", "i4"), ("o", "O")])
    array[1] = (7, "kept")
    view = np.asarray(array)
    (scalar,) = extensions().hpy[abi].HPyArray_Scalar(view.ctypes.data + view.itemsize, view.dtype, array)
    scalar["n"] = 8
    assert array[1].item() == (8, "kept")
    del array, view
    assert scalar.item() == (8, "kept")


def test_a_scalar_of_a_user_dtype():
    def program(call, array):
        return call("HPyArray_Scalar", array.ctypes.data, array.dtype, NULL)

    check_program(program, lambda: (np.array([rational(3, 4)]),))


def test_a_scalar_of_no_length():
    for dtype in ("S0", "U0", "V0"):
        check("HPyArray_Scalar", lambda dtype=dtype: (memory(), fresh(dtype), NULL))


def test_a_scalar_of_what_is_no_character():
    check("HPyArray_Scalar", lambda: (memory(), fresh("U1"), NULL), raises=(ValueError, SystemError))


def test_a_scalar_of_what_is_no_dtype():
    for wrong in (NULL, "f8", np.float64, 3):
        check_refusal("HPyArray_Scalar", lambda wrong=wrong: (memory(), wrong, NULL))
    for wrong in (3, [1, 2], np.float64(1), np.dtype("f8")):
        # NumPy reads the flags of an array there.
        check_refusal("HPyArray_Scalar", lambda wrong=wrong: (memory(), structures(1).dtype, wrong))


def test_a_scalar_of_a_new_dtype_needs_its_array():
    """NumPy takes the dtype of the array for one of the class, without a look."""
    other = numbers("f8", 1)
    check_refusal("HPyArray_Scalar", lambda: (memory(), np.dtypes.StringDType(), other), match="needs an array")
    # One of NumPy's own tests, whose class has no class of scalars.
    scaled = np._core._multiarray_umath._get_sfloat_dtype()(2.0)
    place = memory()
    for abi in set(ABIS) - {"cpython"}:
        function = extensions().hpy[abi].HPyArray_Scalar
        with pytest.raises(RuntimeError, match="needs an array"):
            function(ctypes.addressof(place), scaled, NULL)
        with pytest.raises(TypeError, match="needs an array"):
            function(ctypes.addressof(place), scaled, other)


# --- values of scalars ---------------------------------------------------------------------------------------------


def first_item(array):
    return array()[(0,) * array().ndim]


def is_scalar(make):
    return isinstance(make(), np.generic)


SCALARS = {name: lambda array=array: first_item(array) for name, array in ARRAYS.items() if array().size}
SCALARS = {name: make for name, make in SCALARS.items() if is_scalar(make)} | {
    "True": lambda: np.True_,
    "nan": lambda: np.float32("nan"),
    "not a time": lambda: np.datetime64("NaT", "s"),
    "text": lambda: np.str_("text"),
    "text of digits": lambda: np.str_("12"),
    "no text": lambda: np.str_(""),
    "void": lambda: np.void(b"abcd"),
    "rational": lambda: rational(3, 4),
}
every_scalar = pytest.mark.parametrize("make", SCALARS.values(), ids=SCALARS)
NO_SCALARS = {
    "NULL": lambda: NULL,
    "int": lambda: 3,
    "float": lambda: 2.5,
    "bytes": lambda: b"12",
    "str": lambda: "12",
    "list": lambda: [1.0],
    "array": lambda: numbers("f8", 2),
    "0-d array": lambda: np.array(2.5),
    "thing": lambda: Thing(1),
    "class": lambda: np.float64,
    "None": lambda: None,
}
no_scalar = pytest.mark.parametrize("make", NO_SCALARS.values(), ids=NO_SCALARS)


@every_scalar
def test_the_value_of_a_scalar(make):
    dtype = np.asarray(make()).dtype
    # Of a flexible scalar it gives where the value is.
    check("HPyArray_ScalarAsCtype", lambda: (make(), ctypes.c_void_p() if dtype.kind in "SUV" else room_for(dtype)))


DTYPES = [
    "?",
    "i1",
    "u2",
    "i4",
    "f2",
    "f4",
    "f8",
    "c8",
    "c16",
    "M8[s]",
    "m8[ms]",
    "S5",
    "U3",
    "V4",
    ">i2",
    ">f8",
    "i2,i2",
]


@every_scalar
def test_the_value_of_a_scalar_cast(make):
    def program(call, scalar, *args):
        dtypes, rooms = args[: len(DTYPES)], args[len(DTYPES) :]
        for dtype, room in zip(dtypes, rooms, strict=True):
            attempt(call, "HPyArray_CastScalarToCtype", scalar, room, dtype)

    for warn in ("always", "error"):
        check_program(program, lambda: (make(), *map(fresh, DTYPES), *(memory() for _ in DTYPES)), warn=warn)


def test_the_value_of_a_scalar_as_a_long_double():
    for dtype in ("g", "G"):
        check("HPyArray_CastScalarToCtype", lambda dtype=dtype: (np.float32(1.5), LongDoubles(), np.dtype(dtype)))


def test_the_value_of_a_scalar_as_an_object():
    def program(call, scalar, room):
        call("HPyArray_CastScalarToCtype", scalar, room, np.dtype("O"))
        found = ctypes.py_object.from_buffer(room).value
        ctypes.pythonapi.Py_DecRef(ctypes.py_object(found))
        return found

    for make in (lambda: np.float64(2.5), lambda: np.int8(3), lambda: np.str_("ab")):
        check_program(program, lambda make=make: (make(), ctypes.c_void_p()))


def test_the_value_of_a_scalar_cast_fails():
    name = "HPyArray_CastScalarToCtype"
    check(name, lambda: (np.str_("x"), memory(), fresh("f8")), raises=ValueError)
    check(name, lambda: (structures(1)[0], memory(), fresh("f8")), raises=TypeError)
    for wrong in (NULL, "f8", np.float64, 3):
        check_refusal(name, lambda wrong=wrong: (np.float64(1), memory(), wrong), failure=-1)


NUMBERS = ["i1", "u2", "i4", "f4", "f8", "c8"]


@pytest.mark.parametrize("dtype", NUMBERS)
def test_the_value_of_a_scalar_cast_by_numbers(dtype):
    def program(call, scalar, descr, *rooms):
        for room, number in zip(rooms, numbers_, strict=True):
            attempt(call, "HPyArray_CastScalarDirect", scalar, descr, room, number)

    numbers_ = [*map(type_number, NUMBERS), 1000, -1]
    for warn in ("always", "error"):
        check_program(
            program, lambda: (np.dtype(dtype).type(3), fresh(dtype), *(memory() for _ in numbers_)), warn=warn
        )


def test_the_value_of_a_scalar_cast_by_numbers_fails():
    name = "HPyArray_CastScalarDirect"
    check(name, lambda: (np.float64(1), fresh("f8"), memory(), 1000), raises=ValueError)
    for wrong in (NULL, "f8", np.float64, 3):
        check_refusal(name, lambda wrong=wrong: (np.float64(1), wrong, memory(), type_number("i4")), failure=-1)


@no_scalar
def test_the_value_of_what_is_no_scalar(make):
    # NumPy reads it as if it were one.
    check_refusal("HPyArray_ScalarAsCtype", lambda: (make(), memory()))
    check_refusal("HPyArray_CastScalarToCtype", lambda: (make(), memory(), fresh("f8")), failure=-1)
    check_refusal("HPyArray_CastScalarDirect", lambda: (make(), fresh("f8"), memory(), type_number("i4")), failure=-1)
    check_refusal("HPyArray_FromScalar", lambda: (make(), NULL))


# --- one item assigned ---------------------------------------------------------------------------------------------

VALUES = {
    "int": lambda: 3,
    "huge": lambda: 2**70,
    "negative": lambda: -1,
    "float": lambda: 2.5,
    "complex": lambda: 1 + 2j,
    "text": lambda: "12",
    "word": lambda: "word",
    "bytes": lambda: b"x",
    "None": lambda: None,
    "list": lambda: [1, 2],
    "tuple": lambda: (1, 2.5, b"c"),
    "scalar": lambda: np.float32(1.5),
    "0-d array": lambda: np.array(7, "i2"),
    "array": lambda: numbers("i4", 2),
    "structure": lambda: structures(2)[1],
    "date": lambda: np.datetime64("2020-01-02"),
    "thing": lambda: Thing(5),
    "subclass": lambda: np.ones(1).view(Subclass),
}
PACKED = ["?", "i1", "u8", "f4", ">f8", "c8", "S2", "U3", ">U1", "V3", "M8[h]", "m8[s]", "i2,>f4,S1", "(2,)i2"]


@pytest.mark.parametrize("make", VALUES.values(), ids=VALUES)
def test_a_value_assigned_to_an_item(make):
    def program(call, value, *args):
        for dtype, room in zip(args[: len(PACKED)], args[len(PACKED) :], strict=True):
            attempt(call, "HPyArray_Pack", dtype, room, value)

    for warn in ("always", "error"):
        check_program(program, lambda: (make(), *map(fresh, PACKED), *(memory() for _ in PACKED)), warn=warn)


def test_an_object_assigned_to_an_item():
    def program(call, array, value):
        return call("HPyArray_Pack", array.dtype, array.ctypes.data, value)

    check_program(program, lambda: (things(2), Thing(9)), holds={"argument 0, item 0": -1, 1: 1})
    check_program(program, lambda: (things(2), [1, 2]), holds={"argument 0, item 0": -1, 1: 1})
    check_program(program, lambda: (records(1), (1, Thing(8), (2.5, None))), references=False)
    check_program(program, lambda: (np.array(["a", "b"], "T"), "long enough to be elsewhere"))


def test_a_value_assigned_to_an_item_fails():
    check("HPyArray_Pack", lambda: (fresh("f8"), memory(), "x"), raises=ValueError)
    check("HPyArray_Pack", lambda: (fresh("f8"), memory(), Thing(1)), raises=TypeError)
    check("HPyArray_Pack", lambda: (fresh("f8"), memory(), [1, 2]), raises=(TypeError, ValueError))
    check("HPyArray_Pack", lambda: (fresh("i1"), memory(), 300), raises=OverflowError)
    for wrong in (NULL, "f8", np.float64, 3):
        check_refusal("HPyArray_Pack", lambda wrong=wrong: (wrong, memory(), 1), failure=-1)
    check_refusal("HPyArray_Pack", lambda: (fresh("f8"), memory(), NULL), failure=-1)


# --- what stands for the macros ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, -1, 2**62, -(2**63)])
def test_a_boolean(number):
    check("HPyArrayScalar_FromLong", lambda: (number,))
    with replaces("PyArrayScalar_RETURN_BOOL_FROM_LONG"):
        # In its place a function returns what HPyArrayScalar_FromLong gives.
        (wanted,) = extensions().numpy.PyArrayScalar_RETURN_BOOL_FROM_LONG(number)
        for abi in ABIS:
            (found,) = extensions().hpy[abi].HPyArrayScalar_FromLong(number)
            assert found is wanted


CLASSES = {
    "Byte": "b",
    "UByte": "B",
    "Short": "h",
    "UShort": "H",
    "Int": "i",
    "UInt": "I",
    "Long": "l",
    "ULong": "L",
    "LongLong": "q",
    "ULongLong": "Q",
    "Half": "e",
    "Float": "f",
    "Double": "d",
    "LongDouble": "g",
    "CFloat": "F",
    "CDouble": "D",
    "CLongDouble": "G",
    "Datetime": "M8",
    "Timedelta": "m8",
}


@pytest.mark.parametrize(("word", "dtype"), CLASSES.items())
def test_a_new_scalar_and_its_value(word, dtype):
    """PyArrayScalar_New and PyArrayScalar_ASSIGN make what HPyArray_Scalar makes, and PyArrayScalar_VAL reads what
    HPyArray_ScalarAsCtype reads."""
    numpy = extensions().numpy
    value = np.array([3], "i1").astype(dtype)
    place = value.ctypes.data
    (wanted,) = numpy.PyArrayScalar_New(word)
    numpy.PyArrayScalar_ASSIGN(wanted, word, place)
    read = np.zeros_like(value)
    numpy.PyArrayScalar_VAL(wanted, word, read.ctypes.data)
    assert read == value

    for abi in ABIS:
        with replaces("PyArrayScalar_New", "PyArrayScalar_ASSIGN", abis=[abi]):
            (made,) = extensions().hpy[abi].HPyArray_Scalar(place, value.dtype, NULL)
            assert type(made) is type(wanted)
            # The unit of a time is no part of the value, and PyArrayScalar_New leaves it as it is.
            assert made.view("i8") == wanted.view("i8") if value.dtype.kind in "mM" else made == wanted
        with replaces("PyArrayScalar_VAL", abis=[abi]):
            found = np.zeros_like(value)
            extensions().hpy[abi].HPyArray_ScalarAsCtype(wanted, found.ctypes.data)
            assert found == read
