"""The functions on handles that make arrays of any object, and the converters for arguments, compared with NumPy's:
capi/api/array_conversion.h."""

import ctypes

import numpy as np
import pytest
from api_arguments import ARRAYS, Subclass, Thing, every_array, fresh, numbers, read_only, structures, things
from api_calls import extensions
from api_constants import (
    NPY_ARRAY_ALIGNED,
    NPY_ARRAY_C_CONTIGUOUS,
    NPY_ARRAY_CARRAY,
    NPY_ARRAY_ELEMENTSTRIDES,
    NPY_ARRAY_ENSUREARRAY,
    NPY_ARRAY_ENSURECOPY,
    NPY_ARRAY_ENSURENOCOPY,
    NPY_ARRAY_FARRAY,
    NPY_ARRAY_FORCECAST,
    NPY_ARRAY_NOTSWAPPED,
    NPY_ARRAY_WRITEBACKIFCOPY,
)
from api_differential import NULL, NUMPY, check, check_program, check_refusal

pytest_plugins = ["api_tested"]

FAR = 2**40  # more than a C int holds


def check_any(name, make, **options):
    """Where it depends on the object whether it raises: NumPy's function is right."""
    check(name, make, raises=any, **options)


class Index:
    """An integer, in its own words."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        if isinstance(self.value, type):
            raise self.value("not today")
        return self.value


class Protocol:
    """Has one of the attributes that describe an array."""

    def __init__(self, name, value):
        setattr(self, name, value)


class ArrayMethod:
    def __init__(self, answer):
        self.answer = answer

    def __array__(self, dtype=None, copy=None):
        if isinstance(self.answer, type):
            raise self.answer("not today")
        return self.answer if dtype is None else self.answer.astype(dtype)


class Undecided:
    def __bool__(self):
        raise KeyError("neither")


# --- any object ----------------------------------------------------------------------------------------------------

OBJECTS = {
    "list": lambda: [1, 2.5, 3],
    "nested": lambda: [[1, 2], [3, 4]],
    "int": lambda: 7,
    "str": lambda: "12",
    "numpy scalar": lambda: np.float32(1.5),
    "void scalar": lambda: structures(2)[1],
    "buffer": lambda: bytearray(b"abcd"),
    "thing": lambda: Thing(3),
    "array method": lambda: ArrayMethod(numbers("f4", 2)),
    "interface": lambda: Protocol("__array_interface__", {"typestr": "<i2", "shape": (2,), "data": b"abcd"}),
    "ragged": lambda: [[1], [2, 3]],
    "failing method": lambda: ArrayMethod(KeyError),
    **ARRAYS,
}
every_object = pytest.mark.parametrize("make", OBJECTS.values(), ids=OBJECTS)


@every_object
def test_any_object(make):
    check_any("HPyArray_FromAny", lambda: (make(), NULL, 0, 0, 0, NULL))
    check_any("HPyArray_FromAny", lambda: (make(), fresh("f4"), 0, 0, NPY_ARRAY_FARRAY | NPY_ARRAY_FORCECAST, NULL))
    check_any("HPyArray_FromAny", lambda: (make(), np.dtype("O"), 1, 2, NPY_ARRAY_ENSURECOPY, NULL))
    check_any("HPyArray_CheckFromAny", lambda: (make(), NULL, 0, 0, NPY_ARRAY_CARRAY | NPY_ARRAY_NOTSWAPPED, NULL))
    check_any("HPyArray_CheckFromAny", lambda: (make(), fresh(">i4"), 0, 3, NPY_ARRAY_ELEMENTSTRIDES, NULL))


@every_object
def test_a_plain_array_of_any_object(make):
    for name in ("HPyArray_EnsureArray", "HPyArray_EnsureAnyArray"):
        check_any(name, lambda: (make(),))
    check_any("HPyArray_Converter", lambda: (make(), NULL))


@pytest.mark.parametrize(
    "flags", [0, NPY_ARRAY_CARRAY | NPY_ARRAY_ENSUREARRAY, NPY_ARRAY_ENSURENOCOPY, NPY_ARRAY_ALIGNED]
)
@every_array
def test_an_array_as_another(array, flags):
    check_any("HPyArray_FromArray", lambda: (array(), NULL, flags))
    check_any("HPyArray_FromArray", lambda: (array(), fresh("c8"), flags))


@pytest.mark.parametrize("name", ["HPyArray_FromAny", "HPyArray_CheckFromAny"])
def test_any_object_fails(name):
    check(name, lambda: (numbers("f8", 2, 2), NULL, 3, 0, 0, NULL), raises=ValueError)
    # NumPy 2.5 lets more dimensions than were asked for pass.
    check(name, lambda: (numbers("f8", 2, 2), NULL, 0, 1, 0, NULL), raises=ValueError if NUMPY < (2, 5) else None)
    check(name, lambda: (numbers("f8", 2), fresh("i4"), 0, 0, 0, NULL), raises=TypeError)
    check(name, lambda: ([1], fresh("f8"), 0, 0, NPY_ARRAY_ENSURENOCOPY, NULL), raises=ValueError)
    check(name, lambda: ([1], fresh("f8"), 0, 0, 0, Thing(1)), raises=RuntimeError)
    check(name, lambda: (["x"], fresh("i4"), 0, 0, 0, NULL), raises=ValueError)
    check_refusal(name, lambda: (NULL, fresh("i4"), 0, 0, 0, NULL))
    check_refusal(name, lambda: ([1], "i4", 0, 0, 0, NULL))


def test_an_array_as_another_fails():
    check("HPyArray_FromArray", lambda: (numbers("f8", 2), fresh("i4"), 0), raises=TypeError)
    check("HPyArray_FromArray", lambda: (numbers("f8", 2), fresh("i4"), NPY_ARRAY_ENSURENOCOPY), raises=TypeError)
    check(
        "HPyArray_FromArray",
        lambda: (numbers("i2", 2, 2).T, NULL, NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_ENSURENOCOPY),
        raises=ValueError,
    )
    check("HPyArray_FromArray", lambda: (np.array(["x"]), fresh("f8"), NPY_ARRAY_FORCECAST), raises=ValueError)
    check_refusal("HPyArray_FromArray", lambda: (NULL, fresh("i4"), 0))
    check_refusal("HPyArray_FromArray", lambda: ([1], fresh("i4"), 0))
    check_refusal("HPyArray_FromArray", lambda: (numbers("i4", 2), "i4", 0))


def test_a_copy_that_is_written_back():
    flags = NPY_ARRAY_CARRAY | NPY_ARRAY_WRITEBACKIFCOPY

    def program(call, array):
        copy = call("HPyArray_FromArray", array, fresh("f8"), flags)
        copy[...] = 7
        resolved = call("HPyArray_ResolveWritebackIfCopy", copy)
        return resolved, copy.base is None, array

    check_program(program, lambda: (numbers("f8", 4, 4)[::2].T,))
    check_program(program, lambda: (numbers(">f8", 3),))
    frozen = read_only(numbers("f4", 3))
    check("HPyArray_FromArray", lambda: (frozen, fresh("f8"), flags), raises=ValueError, holds={})


def test_no_array_of_null():
    # NULL is what a function gave that failed: the exception goes on.
    for name in ("HPyArray_EnsureArray", "HPyArray_EnsureAnyArray", "HPyArray_Return"):
        check(name, lambda: (NULL,))
    check_refusal("HPyArray_Converter", lambda: (NULL, NULL))


@every_array
def test_what_python_sees(array):
    check("HPyArray_Return", lambda: (array(),))


def test_what_is_returned_is_an_array():
    check_refusal("HPyArray_Return", lambda: (np.float64(1),))


# --- protocols -----------------------------------------------------------------------------------------------------


def owned(name):
    """NumPy's function, that lends NotImplemented and gives everything else, as one that always gives."""

    def twin(thing, *more):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(NotImplemented))
        (result,) = getattr(extensions().numpy, name)(thing, *more)
        if result is not NotImplemented:
            ctypes.pythonapi.Py_DecRef(ctypes.py_object(NotImplemented))
        return result

    return twin


INTERFACES = {
    "array": lambda: numbers("i4", 2, 3)[:, ::2],
    "read-only array": lambda: read_only(numbers("u2", 3)),
    "objects": lambda: things(2),
    "structure": lambda: structures(2),
    "scalar": lambda: np.float64(2.5),
    "object's data": lambda: Protocol("__array_interface__", {"typestr": "|S2", "shape": (2,), "data": bytearray(4)}),
    "offset": lambda: Protocol(
        "__array_interface__", {"typestr": "<i2", "shape": (1, 2), "data": bytearray(8), "offset": 2, "version": 3}
    ),
    "no attribute": lambda: Thing(1),
    "no attribute of a class": lambda: np.ndarray,
    "a number": lambda: Protocol("__array_interface__", 3),
    "no type": lambda: Protocol("__array_interface__", {"shape": (2,), "data": b"abcd"}),
    "no shape": lambda: Protocol("__array_interface__", {"typestr": "<i2", "data": b"abcd"}),
    "a long shape": lambda: Protocol("__array_interface__", {"typestr": "<i2", "shape": (9,), "data": b"abcd"}),
    "a negative shape": lambda: Protocol("__array_interface__", {"typestr": "<i2", "shape": (-1,), "data": b"abcd"}),
    "other strides": lambda: Protocol(
        "__array_interface__", {"typestr": "<i2", "shape": (2,), "strides": (2, 2), "data": b"abcd"}
    ),
    "a number for a struct": lambda: Protocol("__array_struct__", 3),
    "failing": lambda: type("Failing", (), {"__array_struct__": property(lambda self: 1 / 0)})(),
}
if NUMPY < (2, 4):
    del INTERFACES["no shape"]  # NumPy dies of it


@pytest.mark.parametrize("make", INTERFACES.values(), ids=INTERFACES)
def test_protocols(make):
    for name in ("FromInterface", "FromStructInterface"):
        # An interface names its dtype, which an array of a builtin type makes anew.
        check_any(f"HPyArray_{name}", lambda: (make(),), twins={f"HPyArray_{name}": owned(f"PyArray_{name}")})


ARRAY_METHODS = {
    "array": lambda: numbers("i4", 3),
    "array method": lambda: ArrayMethod(numbers("i4", 2)),
    "subclass": lambda: ArrayMethod(numbers("i4", 2).view(Subclass)),
    "no method": lambda: [1, 2],
    "no method of a class": lambda: Thing,
    "a list": lambda: ArrayMethod([1, 2]),
    "failing": lambda: ArrayMethod(KeyError),
}


@pytest.mark.parametrize("make", ARRAY_METHODS.values(), ids=ARRAY_METHODS)
def test_array_methods(make):
    twins = {"HPyArray_FromArrayAttr": owned("PyArray_FromArrayAttr")}
    check_any("HPyArray_FromArrayAttr", lambda: (make(), NULL, NULL), twins=twins)
    check_any("HPyArray_FromArrayAttr", lambda: (make(), fresh("f4"), NULL), twins=twins)


def test_not_implemented_is_given():
    # Each call that lends what the caller closes takes a reference from the interpreter.
    for name, more in [("FromInterface", ()), ("FromStructInterface", ()), ("FromArrayAttr", (NULL, NULL))]:
        for module in extensions().hpy.values():
            before = ctypes.c_ssize_t.from_address(id(NotImplemented)).value
            for _ in range(5):
                getattr(module, f"HPyArray_{name}")(Thing(1), *more)
            assert ctypes.c_ssize_t.from_address(id(NotImplemented)).value == before, name


def test_protocols_fail():
    check("HPyArray_FromArrayAttr", lambda: (numbers("i4", 3), NULL, Thing(1)), raises=RuntimeError)
    check_refusal("HPyArray_FromInterface", lambda: (NULL,))
    check_refusal("HPyArray_FromStructInterface", lambda: (NULL,))
    check_refusal("HPyArray_FromArrayAttr", lambda: (NULL, NULL, NULL))
    check_refusal("HPyArray_FromArrayAttr", lambda: (numbers("i4", 3), "i4", NULL))


# --- scalars -------------------------------------------------------------------------------------------------------

SCALARS = {
    **{name: lambda array=array: array()[(0,) * array().ndim] for name, array in ARRAYS.items() if array().size},
    "True": lambda: np.True_,
    "int": lambda: 3,
    "str": lambda: "text",
    "array": lambda: numbers("i4", 2),
    "thing": lambda: Thing(2),
}


@pytest.mark.parametrize("dtype", [None, "f4", "O", "S8", ">i4"])
def test_an_array_of_a_scalar(dtype):
    for make in (SCALARS[name] for name in SCALARS if name not in ("str", "array")):
        if isinstance(make(), np.generic):  # NumPy takes other things for scalars without looking
            check_any("HPyArray_FromScalar", lambda make=make: (make(), NULL if dtype is None else fresh(dtype)))


def test_an_array_of_a_scalar_fails():
    check("HPyArray_FromScalar", lambda: (np.str_("x"), fresh("f8")), raises=ValueError)
    check_refusal("HPyArray_FromScalar", lambda: (NULL, NULL))
    check_refusal("HPyArray_FromScalar", lambda: (np.float64(1), "f8"))


# --- several arrays, C arrays --------------------------------------------------------------------------------------

SEQUENCES = {
    "numbers": lambda: [1, 2.5, np.int8(3)],
    "arrays": lambda: [numbers("i2", 3), numbers("f4", 3)[::-1], np.True_],
    "one array": lambda: numbers("i4", 2, 3),
    "Fortran array": lambda: numbers("f8", 2, 3).copy("F"),
    "object array": lambda: things(3),
    "structures": lambda: [structures(2), structures(2)],
    "objects": lambda: (Thing(1), Thing(2)),
    "subclasses": lambda: [numbers("f8", 2).view(Subclass), numbers("f8", 2)],
    "empty": list,
    "empty array": lambda: np.zeros((0, 2)),
    "no sequence": lambda: 3,
    "0-d array": lambda: np.array(3),
    "ragged": lambda: [[1, [2, 3]], 1],
    "no common type": lambda: [structures(1), numbers("i4", 1)],
}


@pytest.mark.parametrize("make", SEQUENCES.values(), ids=SEQUENCES)
def test_arrays_of_one_type(make):
    check_any("HPyArray_ConvertToCommonType", lambda: (make(), ctypes.c_int(-5)))


def test_arrays_of_one_type_from_null():
    check_refusal("HPyArray_ConvertToCommonType", lambda: (NULL, ctypes.c_int()))


def subscripts(nd, dtype):
    """Reads the array through pointers to pointers, as C does, and gives it back."""

    def program(call, thing, pointer, dims):
        _, array = call("HPyArray_AsCArray", thing, pointer, dims, nd, NULL if dtype is None else fresh(dtype))
        items = []
        for index in np.ndindex(*dims[:nd]):
            place = pointer.value
            for subscript in index[:-1]:
                place = ctypes.c_void_p.from_address(place + 8 * subscript).value
            items.append(place + array.itemsize * index[-1] - array.ctypes.data)
        found = [ctypes.string_at(array.ctypes.data + item, array.itemsize) for item in items]
        # PyArray_Free takes the reference that PyArray_AsCArray gave; `array` keeps the one that came back.
        return call("HPyArray_Free", array, pointer.value), items, found if array.dtype != object else None

    return program


@pytest.mark.parametrize(
    ("shape", "make"),
    [
        ((3,), numbers),
        ((2, 3), numbers),
        ((2, 1, 3), numbers),
        ((4, 3), lambda dtype, *shape: numbers(dtype, *shape)[::-2]),
        ((2, 2), lambda dtype, *shape: numbers(">i2", *shape)),
        ((0,), numbers),
        ((3, 0), numbers),
        ((2, 2), lambda dtype, *shape: numbers(dtype, *shape).tolist()),
        ((2,), lambda dtype, *shape: things(*shape)),
    ],
)
@pytest.mark.parametrize("dtype", ["f8", "O", None])
def test_a_c_array(shape, make, dtype):
    check_program(
        subscripts(len(shape), dtype),
        lambda: (make("f8", *shape), ctypes.c_void_p(), (ctypes.c_ssize_t * 3)()),
        raises=any,  # objects are no numbers
    )


def test_a_c_array_fails():
    def arguments(thing, nd, dtype):
        return lambda: (thing(), ctypes.c_void_p(5), (ctypes.c_ssize_t * 3)(), nd, fresh(dtype))

    for nd in (0, 4, -1):
        check("HPyArray_AsCArray", arguments(lambda: numbers("f8", 2), nd, "f8"), raises=ValueError)
    check("HPyArray_AsCArray", arguments(lambda: numbers("f8", 2), 2, "f8"), raises=ValueError)
    check("HPyArray_AsCArray", arguments(lambda: numbers("f8", 2, 2), 1, "f8"), raises=ValueError)
    check("HPyArray_AsCArray", arguments(lambda: numbers("f8", 2), 1, "i4"), raises=TypeError)
    check("HPyArray_AsCArray", arguments(lambda: read_only(numbers("f8", 2)), 1, "f8"))
    check_refusal("HPyArray_AsCArray", arguments(lambda: NULL, 1, "f8"))
    check_refusal("HPyArray_AsCArray", lambda: (numbers("f8", 2), ctypes.c_void_p(), (ctypes.c_ssize_t * 3)(), 1, "f8"))


def test_what_is_no_c_array_is_not_freed():
    # NumPy's function does not take the reference then; ours closes the handle.
    for array in (np.array(2.5), numbers("i4", 1, 1, 1, 2)):
        check("HPyArray_Free", lambda array=array: (array, None), references=False)
    check_refusal("HPyArray_Free", lambda: (NULL, None))
    check_refusal("HPyArray_Free", lambda: ([1, 2], None))


# --- converters ----------------------------------------------------------------------------------------------------


@every_object
def test_output(make):
    check_any("HPyArray_OutputConverter", lambda: (make(), NULL))


@pytest.mark.parametrize("make", [lambda: None, lambda: NULL], ids=["None", "NULL"])
def test_no_output(make):
    check("HPyArray_OutputConverter", lambda: (make(), NULL))


@pytest.mark.parametrize(
    "make",
    [
        *ARRAYS.values(),
        lambda: b"bytes",
        lambda: bytearray(5),
        lambda: memoryview(bytearray(5))[1:4],
        lambda: memoryview(b"abcd")[::2],
        lambda: None,
        lambda: Thing(1),
        lambda: "text",
        lambda: np.float64(1),
    ],
    ids=[*ARRAYS, "bytes", "bytearray", "part", "strided", "None", "thing", "str", "scalar"],
)
def test_the_memory_of_an_object(make):
    check_any("HPyArray_BufferConverter", lambda: (make(), NULL))


def test_the_memory_of_nothing():
    check_refusal("HPyArray_BufferConverter", lambda: (NULL, NULL))


class Dims(ctypes.Structure):
    _fields_ = [("ptr", ctypes.c_void_p), ("len", ctypes.c_int)]


SHAPES = {
    "empty": lambda: (),
    "tuple": lambda: (2, 3),
    "list": lambda: [4, -1, 0],
    "range": lambda: range(3),
    "int": lambda: 5,
    "numpy int": lambda: np.int16(5),
    "array": lambda: numbers("i4", 3),
    "0-d array": lambda: np.array(6),
    "index": lambda: Index(7),
    "indices": lambda: [Index(1), np.uint8(2)],
    "64 numbers": lambda: [1] * 64,
    "65 numbers": lambda: [1] * 65,
    "None": lambda: None,
    "bool": lambda: True,
    "float": lambda: 2.5,
    "str": lambda: "2",
    "floats": lambda: [1.0],
    "huge": lambda: 2**63,
    "huge items": lambda: (1, 2**63),
    "failing": lambda: Index(KeyError),
    "a failing item": lambda: [1, Index(KeyError)],
    "no sequence": lambda: {1, 2},
    "thing": lambda: Thing(1),
}
every_shape = pytest.mark.parametrize("make", SHAPES.values(), ids=SHAPES)


@every_shape
def test_a_shape(make):
    def given(call, args, result):
        dims = args[1]
        found = list((ctypes.c_ssize_t * dims.len).from_address(dims.ptr)) if dims.ptr else None
        call("HPyDimMem_FREE", dims.ptr)
        dims.ptr = None
        return result, found

    check_any("HPyArray_IntpConverter", lambda: (make(), Dims(77, 7)), then=given)


@every_shape
def test_numbers_of_a_sequence(make):
    for room in (3, 64):
        check_any("HPyArray_IntpFromSequence", lambda room=room: (make(), (ctypes.c_ssize_t * 64)(9), room))


def test_no_shape_of_null():
    check_refusal("HPyArray_IntpConverter", lambda: (NULL, Dims()))
    check_refusal("HPyArray_IntpFromSequence", lambda: (NULL, (ctypes.c_ssize_t * 2)(), 2))


INTEGERS = [
    3,
    -1,
    -(2**31),
    2**31 - 1,
    2**31,
    FAR,
    2**63,
    np.int8(-4),
    np.array(5),
    np.array([5]),
    True,
    np.False_,
    None,
    2.0,
    "3",
    Index(6),
    Index(FAR),
    Index(2**70),
    Index(TypeError),
    Index(KeyError),
    Thing(1),
]
WORDS = [None, 3, "", "x", b"\xff", "\udc80", ["C"], Thing(1)]

# The converter, the C type that it fills, and what it gets.
CONVERTERS = [
    ("AxisConverter", ctypes.c_int, [None, *INTEGERS]),
    (
        "BoolConverter",
        ctypes.c_ubyte,
        [0, 1, "", "no", None, [], np.zeros(1), np.zeros(2), np.array([]), Undecided(), np.True_],
    ),
    ("ByteorderConverter", ctypes.c_char, [*WORDS, *"<>=|bBlLnNiIsS", "little", b"big", "native", "swap", "xyz"]),
    ("OrderConverter", ctypes.c_int, [*WORDS, *"CFAKcfak", b"C", "CC", "Fortran"]),
    (
        "CastingConverter",
        ctypes.c_int,
        [*WORDS, "no", "equiv", "safe", "same_kind", "unsafe", b"safe", "Safe", "same_value", "n"],
    ),
    (
        "ClipmodeConverter",
        ctypes.c_int,
        [*WORDS, "clip", "wrap", "raise", b"clip", "Clip", "c", 0, 1, 2, -1, np.int8(2), True, FAR, NULL],
    ),
    ("SortkindConverter", ctypes.c_int, [*WORDS, "quicksort", "heapsort", "mergesort", "stable", b"Q", "h", "M", "s"]),
    ("SelectkindConverter", ctypes.c_int, [*WORDS, "introselect", b"introselect", "Introselect"]),
    ("SearchsideConverter", ctypes.c_int, [*WORDS, "left", "right", b"left", "Left", "l", "r"]),
]
PAIRS = [
    pytest.param(name, kind, value, id=f"{name}-{value!r:.30}") for name, kind, all_ in CONVERTERS for value in all_
]


@pytest.mark.parametrize(("name", "kind", "value"), PAIRS)
def test_converters(name, kind, value):
    # What is written shows over what was there.
    check_any(f"HPyArray_{name}", lambda: (value, kind(77)))


@pytest.mark.parametrize("name", [name for name, *_ in CONVERTERS if name != "ClipmodeConverter"])
def test_converters_of_null(name):
    check_refusal(f"HPyArray_{name}", lambda: (NULL, ctypes.c_int(77)))


@pytest.mark.parametrize(
    "value",
    [
        "wrap",
        0,
        None,
        NULL,
        ["clip", "wrap", 2],
        ("raise",) * 3,
        [],
        ["clip"],
        [None, 1, "x"],
        ["clip", 9, "wrap"],
        1.5,
    ],
    ids=repr,
)
def test_clip_modes(value):
    check_any("HPyArray_ConvertClipmodeSequence", lambda: (value, (ctypes.c_int * 3)(7, 7, 7), 3))


@pytest.mark.parametrize("value", INTEGERS, ids=lambda value: f"{value!r:.30}")
def test_integers(value):
    check_any("HPyArray_PyIntAsInt", lambda: (value,))
    check_any("HPyArray_PyIntAsIntp", lambda: (value,))


def test_null_is_no_integer():
    check_refusal("HPyArray_PyIntAsInt", lambda: (NULL,))
    check_refusal("HPyArray_PyIntAsIntp", lambda: (NULL,))
