"""The functions on dtypes, compared with NumPy's: capi/api/dtypes.h, dtype_api.h, dtype_inline.h and dtype_macros.h."""

import numpy as np
import pytest
from api_arguments import ARRAYS, RECORD, STRUCTURE, Thing, every_array, numbers, records, structures, things
from api_calls import extensions
from api_constants import NPY_NOTYPE
from api_differential import ABIS, NULL, NUMPY, check, check_program, check_refusal
from api_tested import TESTED
from numpy._core._rational_tests import rational

pytest_plugins = ["api_tested"]

NPY_VSTRING = 2056
USER = np.dtype(rational)
NPY_NOSCALAR, NPY_FLOAT_SCALAR = -1, 3
SCALAR_KINDS = range(-1, 6)
CASTINGS = range(5)

BUILTIN = "?bBhHiIlLqQefdgFDGOSUVMm"
OTHERS = ["S5", "U3", "V7", ">i4", ">f8", ">U2", ">c8", ">M8[s]", "M8[3D]", "m8[ns]", "i1,O", "(2,3)i4", "(2,)i4,S0"]
# By name, functions that make one; builtin dtypes are there once.
DTYPES = {spec: lambda spec=spec: np.dtype(spec) for spec in [*BUILTIN, *OTHERS]} | {
    "aligned structure": lambda: np.dtype(STRUCTURE.descr, align=True),
    "structure with a title": lambda: np.dtype([(("title", "a"), "i2"), ("b", "f8")]),
    "record": lambda: np.dtype((np.record, [("x", "i4"), ("y", "f8")])),
    "structure with objects": lambda: np.dtype(RECORD.descr),
    "structure of structures": lambda: np.dtype([("a", STRUCTURE, (2,)), ("b", ">i4", (2, 3))]),
    "no fields": lambda: np.dtype([]),
    "metadata": lambda: np.dtype("i4", metadata={"made": "for one call"}),
    "variable-width": lambda: np.dtypes.StringDType(),
    "variable-width with a missing value": lambda: np.dtypes.StringDType(na_object=None),
    "user": lambda: USER,
}
every_dtype = pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)

# Not a dtype, for functions that take only one.
NO_DTYPES = [NULL, 3, "i4", np.int32, np.zeros(2), None]


def fresh(spec="i4"):
    return np.dtype(spec, metadata={"made": "for one call"})


def attempt(call, *args):
    """The result, or what stands for an exception, which is compared nevertheless."""
    try:
        return call(*args)
    except AssertionError:
        raise
    except Exception:
        return "raised"


def check_each(name, all_args, **options):
    """Calls a function with each of several lists of arguments; all that it raises is compared."""

    def program(call):
        for args in all_args:
            attempt(call, name, *args)

    check_program(program, **options)


def stands_for(*names):
    """Writes down what NumPy has, and what was called in its place has just been found to do."""
    for name in names:
        TESTED.setdefault(name, set()).update(ABIS)


# --- what a dtype says of itself -----------------------------------------------------------------------------------

TESTS = [
    "HPyDataType_ISLEGACY",
    "HPyDataType_HASFIELDS",
    "HPyDataType_HASSUBARRAY",
    "HPyDataType_ISUNSIZED",
    "HPyDataType_REFCHK",
    "HPyDataType_ISBOOL",
    "HPyDataType_ISUNSIGNED",
    "HPyDataType_ISSIGNED",
    "HPyDataType_ISINTEGER",
    "HPyDataType_ISFLOAT",
    "HPyDataType_ISNUMBER",
    "HPyDataType_ISSTRING",
    "HPyDataType_ISCOMPLEX",
    "HPyDataType_ISFLEXIBLE",
    "HPyDataType_ISDATETIME",
    "HPyDataType_ISUSERDEF",
    "HPyDataType_ISEXTENDED",
    "HPyDataType_ISOBJECT",
    "HPyDataType_ISNOTSWAPPED",
    "HPyDataType_ISBYTESWAPPED",
]
GETTERS = [
    "HPyDataType_ELSIZE",
    "HPyDataType_ALIGNMENT",
    "HPyDataType_FLAGS",
    "HPyDataType_METADATA",
    "HPyDataType_NAMES",
    "HPyDataType_FIELDS",
    "HPyDataType_C_METADATA",
    "HNPY_DTYPE",
]
FLAGS = [0, 1, 2, 4, 8, 16, 32, 64, 0x3F, 2**40, 2**64 - 1]


@every_dtype
def test_tests_and_getters(dtype):
    def ask(call, dtype):
        answers = [call(name, dtype) for name in TESTS + GETTERS]
        answers += [call("HPyDataType_FLAGCHK", dtype, flag) for flag in FLAGS]
        return answers, call("HPyDataType_SUBARRAY", dtype, NULL, NULL)

    check_program(ask, lambda: (dtype(),))


def test_the_tests_tell_dtypes_apart():
    """Each test is true of one dtype and false of another, so that a constant would be noticed."""
    numpy = extensions().numpy
    for name in [name.removeprefix("H") for name in TESTS]:
        assert {getattr(numpy, name)(dtype())[0] != 0 for dtype in DTYPES.values()} == {True, False}, name


@pytest.mark.parametrize(
    "thing", [fresh, lambda: USER, np.dtypes.StringDType, lambda: np.int32, lambda: 3, lambda: "i4"]
)
def test_whether_it_is_a_dtype(thing):
    check("HPyArray_DescrCheck", lambda: (thing(),))


@pytest.mark.parametrize("name", TESTS + GETTERS)
def test_questions_to_what_is_no_dtype(name):
    for wrong in NO_DTYPES:
        check_refusal(name, lambda wrong=wrong: (wrong,))


@pytest.mark.parametrize("wrong", NO_DTYPES, ids=str)
def test_more_questions_to_what_is_no_dtype(wrong):
    check_refusal("HPyDataType_FLAGCHK", lambda: (wrong, 1))
    check_refusal("HPyDataType_SUBARRAY", lambda: (wrong, NULL, NULL))
    check_refusal("HPyDataType_SET_ELSIZE", lambda: (wrong, 8))
    check_refusal("HPyDataType_MAKEUNSIZED", lambda: (wrong,))
    check_refusal("HNPY_DT_NewRef", lambda: (wrong,))


def test_null_is_neither_a_dtype_nor_a_key():
    check_refusal("HPyArray_DescrCheck", lambda: (NULL,))
    for name in ("HNPY_TITLE_KEY", "HNPY_TITLE_KEY_check"):
        check_refusal(name, lambda: (NULL, ("i4", 0)))
        check_refusal(name, lambda: ("a", NULL))


def test_a_size_is_set():
    def resize(call, dtype, size):
        call("HPyDataType_SET_ELSIZE", dtype, size)
        return call("HPyDataType_ELSIZE", dtype), dtype.itemsize

    for size in (0, 12, 2**31 - 1):
        check_program(resize, lambda size=size: (np.dtype("S4", metadata={"made": "for one call"}), size))
    check("HPyDataType_MAKEUNSIZED", lambda: (np.dtype("U4"),), then=lambda call, args, _: args[0].itemsize)


@pytest.mark.parametrize("make", [STRUCTURE.newbyteorder, lambda: DTYPES["structure with a title"](), lambda: RECORD])
def test_entries_for_titles(make):
    def ask(call, dtype):
        for key, value in dtype.fields.items():
            for name in ("HNPY_TITLE_KEY", "HNPY_TITLE_KEY_check"):
                yield call(name, key, value), call(name, key, value[:2])

    check_program(lambda call, dtype: list(ask(call, dtype)), lambda: (make(),))
    assert any(map(extensions().numpy.NPY_TITLE_KEY_check, *zip(*make().fields.items(), strict=True)))


def test_a_field_that_is_no_tuple():
    for name in ("HNPY_TITLE_KEY", "HNPY_TITLE_KEY_check"):
        check(name, lambda: ("a", [1, 2, "a"]), raises=SystemError)


# --- dtypes from numbers, scalars, classes, and any specification --------------------------------------------------

LETTERS = [ord(letter) for letter in [*BUILTIN, "c", "x", "p", "P", "\xff"]]
INVALID_NUMBERS = [-1, -(2**31), 26, 27, 200, 1000, 2**31 - 1, ord("x")]
NUMBERS = [*range(NPY_NOTYPE + 1), USER.num, NPY_VSTRING, *LETTERS, *INVALID_NUMBERS]
VALID_NUMBERS = [*range(NPY_NOTYPE - 1), USER.num, NPY_VSTRING, ord("d")]
PLAIN_TESTS = ["BOOL", "UNSIGNED", "SIGNED", "INTEGER", "FLOAT", "NUMBER", "STRING", "COMPLEX", "FLEXIBLE", "DATETIME"]
NUMBER_TESTS = [f"PyTypeNum_IS{what}" for what in [*PLAIN_TESTS, "OBJECT"]]
NUMBER_TESTS += ["HPyTypeNum_ISUSERDEF", "HPyTypeNum_ISEXTENDED"]


@pytest.mark.parametrize(
    "name",
    ["HPyArray_DescrFromType", "HPyArray_DescrNewFromType", "HPyArray_TypeObjectFromType", *NUMBER_TESTS],
)
def test_from_a_type_number(name):
    # For negative ones NumPy's macros have changed in 2.4; ours are the newer.
    least = 0 if name.startswith("PyTypeNum") and NUMPY < (2, 4) else min(NUMBERS)
    numbers = [(number,) for number in NUMBERS if number >= least]
    check_each(name, numbers, references=name != "HPyArray_DescrNewFromType")


def test_the_least_type_of_an_object():
    objects = [
        3,
        2.5,
        1j,
        True,
        "text",
        b"bytes",
        [1, 2.5],
        [],
        None,
        np.float32(1),
        np.datetime64(3, "s"),
        [[1], [2, 3]],
    ]
    for thing in objects:
        check_each("HPyArray_ObjectType", [(thing, number) for number in (0, 7, 12, 17, NPY_NOTYPE, *INVALID_NUMBERS)])
        check_each("HPyArray_DescrFromObject", [(thing, minimum) for minimum in (NULL, np.dtype("f4"), np.dtype("U2"))])
    for thing in (np.zeros(2, ">f8"), structures(2), things(2)):
        check("HPyArray_DescrFromObject", lambda thing=thing: (thing, NULL))
        check("HPyArray_ObjectType", lambda thing=thing: (thing, 0))
    deep = []
    for _ in range(100):
        deep = [deep]
    check("HPyArray_DescrFromObject", lambda: (deep, NULL), raises=any)


def test_the_type_of_what_is_no_object():
    check_refusal("HPyArray_ObjectType", lambda: (NULL, 0), failure=NPY_NOTYPE)
    check_refusal("HPyArray_DescrFromObject", lambda: (NULL, NULL))
    for wrong in NO_DTYPES[1:]:
        check_refusal("HPyArray_DescrFromObject", lambda wrong=wrong: (3, wrong))


class Void(np.void):
    """A class of structures that says of which."""

    dtype = STRUCTURE


class WrongVoid(np.void):
    dtype = "no dtype"


class Float(np.float64):
    pass


SCALAR_CLASSES = [np.dtype(char).type for char in BUILTIN]
ABSTRACT_CLASSES = (
    "generic number integer signedinteger unsignedinteger inexact floating complexfloating flexible character"
)
CLASSES = [*SCALAR_CLASSES, rational, Void, WrongVoid, Float, np.record]
CLASSES += [getattr(np, name) for name in ABSTRACT_CLASSES.split()]
CLASSES += [int, float, complex, bool, str, bytes, type(None), object, list, np.ndarray]


@pytest.mark.parametrize("scalar_class", CLASSES, ids=lambda cls: cls.__name__)
def test_from_a_class(scalar_class):
    check("HPyArray_DescrFromTypeObject", lambda: (scalar_class,), raises=any)


SCALARS = {
    "int": lambda: 3,
    "text": lambda: "text",
    "float64": lambda: np.float64(2.5),
    "subclass": lambda: Float(2.5),
    "bytes": lambda: np.bytes_(b"abc"),
    "empty bytes": lambda: np.bytes_(b""),
    "str": lambda: np.str_("a\U0001f600"),
    "datetime": lambda: np.datetime64("2020-02-29T12", "h"),
    "timedelta": lambda: np.timedelta64(25, "us"),
    "structure": lambda: structures(1)[0],
    "object in a structure": lambda: records(1)[0],
    "void": lambda: np.void(b"abcd"),
    "user": lambda: rational(1, 3),
    "thing": lambda: Thing(1),
    "array": lambda: np.zeros(2),
}


@pytest.mark.parametrize("make", SCALARS.values(), ids=SCALARS)
def test_from_a_scalar(make):
    check("HPyArray_DescrFromScalar", lambda: (make(),), raises=any)


def test_from_null():
    check_refusal("HPyArray_DescrFromScalar", lambda: (NULL,))
    for wrong in (NULL, 3, "i4", np.dtype("i4")):
        check_refusal("HPyArray_DescrFromTypeObject", lambda wrong=wrong: (wrong,))


class HasDtype:
    def __init__(self, dtype):
        self.dtype = dtype

    def __repr__(self):
        return f"HasDtype({self.dtype!r})"


SPECIFICATIONS = {
    "None": lambda: None,
    "dtype": fresh,
    "class": lambda: np.float32,
    "Python class": lambda: int,
    "DType class": lambda: np.dtypes.Int16DType,
    "letter": lambda: "d",
    "bytes": lambda: b">i2",
    "other order": lambda: ">u4",
    "date": lambda: "M8[7D]",
    "list in a text": lambda: "i1, (2,)f8",
    "list": lambda: [("a", "i1"), ("b", "f8"), ("c", "i1,i8")],
    "titles": lambda: [(("title", "a"), "i1"), ("b", "O", (2,))],
    "dict": lambda: {"names": ["a", "b"], "formats": ["i1", "f8"], "offsets": [9, 0], "itemsize": 32},
    "aligned dict": lambda: {"names": ["a", "b"], "formats": ["i1", "f8"], "aligned": True},
    "tuple": lambda: ("i4", (2, 3)),
    "base": lambda: ("i4", {"low": ("i2", 0), "high": ("i2", 2)}),
    "object with a dtype": lambda: HasDtype(np.dtype("i2")),
    "user": lambda: rational,
    "variable-width": lambda: "T",
    "unknown": lambda: "no dtype",
    "unknown unit": lambda: "M8[century]",
    "number": lambda: 3,
    "list without types": lambda: [("a",)],
    "same name twice": lambda: [("a", "i1"), ("a", "i2")],
    "overlapping objects": lambda: {"names": ["a", "b"], "formats": ["O", "i4"], "offsets": [0, 4]},
    "too large": lambda: [("a", "i4", (2**31,))],
    "not a number": lambda: ("i4", "x"),
    "object with a wrong dtype": lambda: HasDtype("i4"),
    "deprecated letter": lambda: "a5",
}


@pytest.mark.parametrize("name", ["DescrConverter", "DescrConverter2", "DescrAlignConverter", "DescrAlignConverter2"])
def test_converters(name):
    for make in SPECIFICATIONS.values():
        check(f"HPyArray_{name}", lambda make=make: (make(), NULL), raises=any)
    check(f"HPyArray_{name}", lambda: ("a5", NULL), raises=any, warn="error")
    check_refusal(f"HPyArray_{name}", lambda: (NULL, NULL))


# --- copies --------------------------------------------------------------------------------------------------------


@every_dtype
def test_copies(dtype):
    # DTypes with parameters of their own cannot be copied.
    check("HPyArray_DescrNew", lambda: (dtype(),), raises=any)
    orders = [(dtype(), ord(order)) for order in "=<>sIBLNSi|?\0x"]
    check_each("HPyArray_DescrNewByteorder", orders, references=False)
    check("HPyArray_DescrNewByteorder", lambda: (dtype(), ord("S")), raises=any)


@every_dtype
def test_a_dtype_is_replaced_by_its_copy(dtype):
    check("HPyArray_DESCR_REPLACE", lambda: (dtype(),), raises=any)


def test_what_is_no_dtype_is_replaced_by_null():
    for wrong in (3, "i4", None, np.int32):
        check_refusal("HPyArray_DESCR_REPLACE", lambda wrong=wrong: (wrong,))
    check_refusal("HPyArray_DESCR_REPLACE", lambda: (NULL,))


def test_copies_of_what_is_no_dtype():
    for wrong in NO_DTYPES:
        check_refusal("HPyArray_DescrNew", lambda wrong=wrong: (wrong,))
        check_refusal("HPyArray_DescrNewByteorder", lambda wrong=wrong: (wrong, ord("S")))


# --- what may be cast to what --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", VALID_NUMBERS)
def test_type_numbers(number):
    check("HPyArray_ValidType", lambda: (number,))
    check_each("HPyArray_EquivTypenums", [(number, other) for other in VALID_NUMBERS], references=False)
    # NumPy asks the casts of a type without an instance what they are.
    if number < NPY_NOTYPE:
        check_each("HPyArray_CanCastSafely", [(number, other) for other in VALID_NUMBERS], references=False)
        check_each(
            "HPyArray_CanCoerceScalar", [(number, other, kind) for other in VALID_NUMBERS for kind in SCALAR_KINDS]
        )


@pytest.mark.parametrize("number", [-1, 24, NPY_NOTYPE, 100000])
def test_numbers_of_no_type(number):
    """NumPy crashes, and cannot say which they are."""
    for abi, module in extensions().hpy.items():
        assert module.HPyArray_ValidType(number) == (0,), abi
    message = "^Invalid data-type for array$"
    for pair in ((number, 5), (12, number)):
        check_refusal("HPyArray_CanCastSafely", lambda pair=pair: pair, raises=ValueError, match=message)


def test_one_type_number_twice():
    for number in NUMBERS:
        check("HPyArray_EquivTypenums", lambda number=number: (number, number))
        check("HPyArray_CanCastSafely", lambda number=number: (number, number))


PAIRED = ["?", "i4", "u8", "f4", ">f8", "D", "O", "S5", "U3", "V7", "M8[D]", "m8[ns]", "i1,O", "(2,3)i4"]
PAIRED = {spec: DTYPES.get(spec) or (lambda spec=spec: np.dtype(spec)) for spec in PAIRED} | {
    name: DTYPES[name] for name in ("aligned structure", "variable-width", "user")
}


@pytest.mark.parametrize("dtype", PAIRED.values(), ids=PAIRED)
def test_pairs_of_dtypes(dtype):
    def ask(call, dtype, other):
        for pair in ((dtype, other), (other, dtype)):
            for name in ("HPyArray_EquivTypes", "HPyArray_CanCastTo", "HPyArray_PromoteTypes"):
                attempt(call, name, *pair)
            for casting in CASTINGS:
                call("HPyArray_CanCastTypeTo", *pair, casting)

    for other in PAIRED.values():
        check_program(ask, lambda other=other: (dtype(), other()), references=False)


def test_pairs_give_their_references_back():
    pairs = [(fresh(), fresh("f8")), (np.dtype("S5"), np.dtype("U3")), (np.dtype("i4,i4"), np.dtype("i8,i8"))]
    for one, other in pairs:
        for name in ("HPyArray_EquivTypes", "HPyArray_CanCastTo", "HPyArray_PromoteTypes"):
            check(name, lambda one=one, other=other, name=name: (one, other))
        check("HPyArray_CanCastTypeTo", lambda one=one, other=other: (one, other, 2))


@pytest.mark.parametrize("casting", [-2, -1, 5, 7, 100])
def test_a_casting_rule_that_there_is_not(casting):
    check("HPyArray_CanCastTypeTo", lambda: (fresh("i4"), fresh("f4"), casting), raises=any)
    check("HPyArray_CanCastArrayTo", lambda: (numbers("i4", 2), fresh("f4"), casting), raises=any)


@pytest.mark.parametrize("wrong", NO_DTYPES, ids=str)
def test_casts_of_what_is_no_dtype(wrong):
    for name, more in [("EquivTypes", ()), ("CanCastTo", ()), ("PromoteTypes", ()), ("CanCastTypeTo", (2,))]:
        check_refusal(f"HPyArray_{name}", lambda more=more: (wrong, fresh(), *more))
        check_refusal(f"HPyArray_{name}", lambda more=more: (fresh(), wrong, *more))
    check_refusal("HPyArray_CanCastArrayTo", lambda: (numbers("i4", 2), wrong, 2))
    check_refusal("HPyArray_RegisterCanCast", lambda: (wrong, 12, NPY_NOSCALAR))
    check_refusal("HPyArray_RegisterCastFunc", lambda: (wrong, 12, None))


def test_casts_of_what_is_no_array():
    for wrong in (NULL, 3, [1, 2], np.float64(1), np.dtype("i4")):
        check_refusal("HPyArray_CanCastArrayTo", lambda wrong=wrong: (wrong, fresh(), 2))
        check_refusal("HPyArray_MinScalarType", lambda wrong=wrong: (wrong,))
        check_refusal("HPyArray_CastToType", lambda wrong=wrong: (wrong, fresh(), 0))
        if wrong is not NULL:
            check_refusal("HPyArray_ScalarKind", lambda wrong=wrong: (5, wrong))


@every_array
def test_casts_of_arrays(array):
    def ask(call, array, f4, i8):
        call("HPyArray_MinScalarType", array)
        call("HPyArray_ScalarKind", array.dtype.num, array)
        for casting in CASTINGS:
            call("HPyArray_CanCastArrayTo", array, f4, casting)
            call("HPyArray_CanCastArrayTo", array, i8, casting)
        for is_f_order in (0, 1):
            attempt(call, "HPyArray_CastToType", array, f4, is_f_order)

    check_program(ask, lambda: (array(), fresh("f4"), fresh("i8")))


@pytest.mark.parametrize("value", [0, 1, -1, 255, -129, 2**40, -(2**63), 2**64 - 1, 1.5, 1e300, 1j, True, "text"])
def test_values(value):
    def ask(call, array):
        call("HPyArray_MinScalarType", array)
        for kind in VALID_NUMBERS:
            call("HPyArray_ScalarKind", kind, NULL)
            if array.dtype.kind in "iuf":
                call("HPyArray_ScalarKind", kind, array)

    check_program(ask, lambda: (np.array(value),))


def test_the_kind_of_an_unknown_number():
    check_each("HPyArray_ScalarKind", [(number, NULL) for number in INVALID_NUMBERS])


def test_casts_between_scalar_classes():
    """NumPy refuses abstract classes, and loses the exception."""
    pairs = [(one, other) for one in SCALAR_CLASSES for other in (np.int32, np.float32, np.bytes_, np.object_, np.void)]
    for one, other in [*pairs, (rational, np.float64), (np.int8, rational), (Float, np.float64)]:
        check("HPyArray_CanCastScalar", lambda one=one, other=other: (one, other), references=False)
    for wrong in (NULL, 3, np.dtype("i4")):
        check_refusal("HPyArray_CanCastScalar", lambda wrong=wrong: (wrong, np.float64))
        check_refusal("HPyArray_CanCastScalar", lambda wrong=wrong: (np.float64, wrong))


def test_cast_without_a_dtype():
    check("HPyArray_CastToType", lambda: (numbers("i4", 2), NULL, 0), raises=ValueError)
    check_refusal("HPyArray_CastToType", lambda: (numbers("i4", 2), 3, 0))


RESULTS = [
    (["int32"], []),
    (["int8", "uint64"], []),
    (["int32"], ["f4"]),
    ([], ["i4", ">f8"]),
    (["0-d", "int8"], ["f4"]),
    (["0-d", "0-d"], []),
    (["dates"], ["m8[h]"]),
    (["bytes", "int8"], []),
    (["object"], ["structure with objects"]),
    ([], ["i4"] * 20),
    (["variable-width strings"], ["U3"]),
    ([], ["user", "i4"]),
    (["structure"], ["i4"]),
    (["dates"], ["f8"]),
    ([], []),
]


def dtype_of(name):
    return DTYPES[name]() if name in DTYPES else np.dtype(name)


@pytest.mark.parametrize(("arrays", "dtypes"), RESULTS, ids=str)
def test_the_result_of_several(arrays, dtypes):
    def arguments():
        made = [ARRAYS[name]() for name in arrays]
        return len(arrays), made, len(dtypes), [dtype_of(name) for name in dtypes]

    check("HPyArray_ResultType", arguments, raises=any)


def test_the_result_of_what_is_neither():
    for wrong in (NULL, 3, fresh()):
        check_refusal("HPyArray_ResultType", lambda wrong=wrong: (2, [numbers("i4", 2), wrong], 0, []))
    for wrong in (NULL, 3, numbers("i4", 2)):
        check_refusal("HPyArray_ResultType", lambda wrong=wrong: (0, None, 2, [fresh(), wrong]))
    check_refusal("HPyArray_ResultType", lambda: (2, None, 0, None))
    check_refusal("HPyArray_ResultType", lambda: (0, None, 1, None))


# --- DType classes -------------------------------------------------------------------------------------------------

DTYPE_CLASSES = [type(np.dtype(char)) for char in BUILTIN] + [np.dtypes.StringDType, type(USER)]


@pytest.mark.parametrize("cls", DTYPE_CLASSES, ids=lambda cls: cls.__name__)
def test_dtype_classes(cls):
    check("HPyArray_GetDefaultDescr", lambda: (cls,))
    check("HNPY_DT_NewRef", lambda: (cls,))
    for other in DTYPE_CLASSES:
        check("HPyArray_CommonDType", lambda other=other: (cls, other), raises=any)


@pytest.mark.parametrize(
    "classes",
    ["i", "iii", "bBhH", "ifD", "SU", "iSU", "iO", "Mm", "Mf", "iSV", "VV", "bBhHiIlLqQefdgFDGO?bBhHi", "dT"],
)
def test_a_sequence_of_classes(classes):
    def arguments():
        return len(classes), [type(np.dtype(char)) for char in classes]

    check("HPyArray_PromoteDTypeSequence", arguments, raises=any)


def test_abstract_classes_in_a_sequence():
    numpy = extensions().numpy.classes()
    whole, real = numpy["PyArray_PyLongDType"], numpy["PyArray_PyFloatDType"]
    for classes in [(whole, np.dtypes.Int8DType), (np.dtypes.Int8DType, whole, real), (whole, real), (real,)]:
        check("HPyArray_PromoteDTypeSequence", lambda classes=classes: (len(classes), classes))
    check("HPyArray_CommonDType", lambda: (real, np.dtypes.Float32DType))


def test_what_is_no_dtype_class():
    for wrong in (NULL, 3, np.int32, np.dtype("i4"), type):
        check_refusal("HPyArray_GetDefaultDescr", lambda wrong=wrong: (wrong,))
        check_refusal("HPyArray_CommonDType", lambda wrong=wrong: (wrong, np.dtypes.Int8DType))
        check_refusal("HPyArray_CommonDType", lambda wrong=wrong: (np.dtypes.Int8DType, wrong))
        check_refusal("HPyArray_PromoteDTypeSequence", lambda wrong=wrong: (2, [np.dtypes.Int8DType, wrong]))
        check_refusal("HNPY_DT_NewRef", lambda wrong=wrong: (wrong,))
    check_refusal("HPyArray_PromoteDTypeSequence", lambda: (2, None))
    for none in ((0, []), (0, None), (-1, [])):
        check_refusal("HPyArray_PromoteDTypeSequence", lambda none=none: none, raises=ValueError, match="at least one")


@pytest.mark.parametrize("name", [None, "PyArray_IntAbstractDType", "PyArray_ComplexAbstractDType"])
def test_classes_that_cannot_be_asked(name):
    """They have no functions, which NumPy calls without a look."""
    abstract = np.dtype if name is None else extensions().numpy.classes()[name]
    match = "^expected a DType class that is not one of NumPy's abstract ones, not <class "
    check_refusal("HPyArray_GetDefaultDescr", lambda: (abstract,), match=match)
    check_refusal("HPyArray_CommonDType", lambda: (abstract, np.dtypes.Int8DType), match=match)
    check_refusal("HPyArray_CommonDType", lambda: (np.dtypes.Int8DType, abstract), match=match)
    check_refusal("HPyArray_PromoteDTypeSequence", lambda: (2, [np.dtypes.Int8DType, abstract]), match=match)
    check("HNPY_DT_NewRef", lambda: (abstract,))
