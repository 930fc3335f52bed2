"""The functions on handles that give an array another shape, copy, fill and write it, compared with NumPy's:
capi/api/array_manipulation.h."""

import ctypes
import io
import pickle

import numpy as np
import pytest
from api_arguments import (
    CFile,
    Subclass,
    Thing,
    every_array,
    fresh,
    libc,
    numbers,
    read_only,
    records,
    structures,
    things,
    unaligned,
)
from api_attempts import attempt, check_each, refused_without_an_array
from api_calls import ABIS, extensions
from api_constants import NPY_ANYORDER, NPY_CORDER, NPY_FORTRANORDER, NPY_KEEPORDER, NPY_MAXDIMS
from api_differential import NULL, check, check_program, check_refusal

pytest_plugins = ["api_tested"]

NPY_RAVEL_AXIS = -(2**31)
ORDERS = [NPY_ANYORDER, NPY_CORDER, NPY_FORTRANORDER, NPY_KEEPORDER]
HUGE = 2**62
AxisError = np.exceptions.AxisError


class Dims(ctypes.Structure):
    """PyArray_Dims."""

    _fields_ = [("ptr", ctypes.POINTER(ctypes.c_ssize_t)), ("len", ctypes.c_int)]


def dims(lengths):
    """The struct, and the memory of its lengths, which the function may change."""
    memory = (ctypes.c_ssize_t * max(len(lengths), 1))(*lengths)
    return Dims(memory, len(lengths)), memory


class Refusing(np.ndarray):
    def __array_finalize__(self, obj):
        if isinstance(obj, Refusing):
            raise KeyError("not this one")


# --- other shapes --------------------------------------------------------------------------------------------------


@every_array
def test_flat(array):
    check_each("HPyArray_Reshape", lambda: (array(),), (-1,), ((-1, 1),), ([1, array().size],), (np.array([-1]),))


SHAPES = [(6,), (3, 2), (-1, 2), [2, 1, 3], (6, 1, 1), np.array([3, -1]), np.int8(6), range(6, 7)]
NO_SHAPES = [
    (4,),
    (-1, -1),
    (-1, 4),
    (-2, 3),
    (0, -1),
    (),
    (2, 3.5),
    "23",
    "x",
    None,
    (HUGE, HUGE),
    (1,) * 65,
    Thing(1),
]


@pytest.mark.parametrize(
    "make",
    [
        lambda: numbers("i4", 2, 3),
        lambda: numbers("i4", 3, 2).T,
        lambda: numbers("f8", 4, 6)[::2, ::2],
        lambda: things(2, 3),
        lambda: numbers("f4", 2, 3).view(Subclass),
        lambda: read_only(numbers("f4", 6)),
    ],
    ids=["C", "Fortran", "strided", "objects", "subclass", "read-only"],
)
def test_reshape(make):
    check_each("HPyArray_Reshape", lambda: (make(),), *((shape,) for shape in SHAPES + NO_SHAPES))
    for shape in [(6,), (3, -1), (2, 1, 3)]:
        for order in (NPY_ANYORDER, NPY_CORDER, NPY_FORTRANORDER):
            check_newshape(make, shape, order)


def check_newshape(make, shape, order, **options):
    def program(call, array, struct, memory):
        return call("HPyArray_Newshape", array, struct, order)

    check_program(program, lambda: (make(), *dims(shape)), **options)


@every_array
def test_newshape(array):
    for order in (NPY_CORDER, NPY_FORTRANORDER):
        check_newshape(array, (-1,), order)
        check_newshape(array, array().shape[::-1], order)


def test_reshape_fails():
    for shape in [(4,), (-1, -1), (-1, 4), (HUGE, HUGE)]:
        check("HPyArray_Reshape", lambda shape=shape: (numbers("i4", 2, 3), shape), raises=ValueError)
        for order in (NPY_CORDER, NPY_FORTRANORDER):
            check_newshape(lambda: numbers("i4", 2, 3), shape, order, raises=ValueError)
    check("HPyArray_Reshape", lambda: (numbers("i4", 6), (1,) * 65), raises=ValueError)
    check("HPyArray_Reshape", lambda: (numbers("i4", 6), "x"), raises=TypeError)
    check("HPyArray_Reshape", lambda: (numbers("i4", 6), (2, 3.0)), raises=TypeError)
    check("HPyArray_Reshape", lambda: (numbers("i4", 6), Thing(6)), raises=TypeError)
    check_newshape(lambda: numbers("i4", 1), (1,) * (NPY_MAXDIMS + 1), NPY_CORDER, raises=ValueError)
    check_newshape(lambda: numbers("i4", 2, 3), (3, 2), NPY_KEEPORDER, raises=ValueError)
    check("HPyArray_Reshape", lambda: (numbers("f8", 2, 3).view(Refusing), (6,)), raises=KeyError)
    refused_without_an_array("HPyArray_Reshape", (2,))
    check_refusal("HPyArray_Reshape", lambda: (numbers("i4", 2), NULL))
    refused_without_an_array("HPyArray_Newshape", dims([2])[0], NPY_CORDER)


# --- the array itself with another shape ---------------------------------------------------------------------------


def check_resize(make, shape, refcheck=0, order=NPY_CORDER, **options):
    """The array is made by the program: where its memory is afterwards is by chance."""

    def program(call, struct, memory):
        array = make()
        before = id(array)
        result = call("HPyArray_Resize", array, struct, refcheck, order)
        return result, array.copy("K"), array.flags.num, id(array) == before

    check_program(program, lambda: dims(shape), **options)


RESIZED = {
    "C": lambda: numbers("i4", 2, 3),
    "Fortran": lambda: numbers("f8", 2, 3).copy("F"),
    "structures": lambda: structures(3).copy(),
    "0-d": lambda: np.array(2.5),
    "empty": lambda: np.zeros(0),
    "bytes": lambda: np.array([b"abc", b"d"]),
    "objects": lambda: np.array([1, None, "x"], object),
}


@pytest.mark.parametrize("shape", [(6,), (3, 2), (2, 4), (3,), (0,), (5, 0), (), (2, 2, 2, 2)])
@pytest.mark.parametrize("make", RESIZED.values(), ids=RESIZED)
def test_resize(make, shape):
    check_resize(make, shape)


@pytest.mark.parametrize("size", [5, 3, 1, 0])
def test_objects_that_resize_drops_and_adds(size):
    """The references of items that are cut off are given back; new items are 0."""

    def program(call, struct, memory, objects):
        array = np.empty(3, object)
        array[:] = objects
        call("HPyArray_Resize", array, struct, 0, NPY_CORDER)
        return list(array)

    check_program(program, lambda: (*dims([size]), [Thing(value) for value in range(3)]))


def test_resize_fails():
    for shape in [(-1,), (3, -2), (HUGE, 3), (HUGE,)]:
        for make in (RESIZED["C"], RESIZED["objects"]):
            check_resize(make, shape, raises=(ValueError, MemoryError))
    check_resize(lambda: numbers("i4", 4)[:], (2,), raises=ValueError)
    check_resize(lambda: numbers("i4", 4, 4)[::2], (2,), raises=ValueError)
    check_resize(lambda: np.frombuffer(bytearray(8), "i4"), (4,), raises=ValueError)
    check_resize(lambda: read_only(numbers("i4", 4)), (2,), raises=any)
    refused_without_an_array("HPyArray_Resize", dims([2])[0], 0, NPY_CORDER)


class Last(np.ndarray):
    """Says at its end what became of it: nothing else needs a reference to it."""

    shapes = []

    def __del__(self):
        self.shapes.append(self.shape)


def test_resize_counts_references():
    """With refcheck an array is refused that as many others refer to as NumPy's function allows, and one more."""
    struct, _memory = dims([5])

    def resize(function, more):
        array = [np.ndarray.__new__(Last, 3)]
        kept = array * more
        Last.shapes.clear()
        try:
            outcome = function(array.pop(), ctypes.addressof(struct), 1, NPY_CORDER)
        except ValueError as error:
            outcome = str(error)
        del kept
        return outcome, list(Last.shapes)

    wanted = [resize(extensions().numpy.PyArray_Resize, more) for more in range(5)]
    assert [outcome for outcome, _ in wanted[:2]] == [(None,), (None,)]
    assert "references" in wanted[2][0]
    for abi in ABIS:
        function = extensions().hpy[abi].HPyArray_Resize
        assert [resize(function, more) for more in range(5)] == wanted, abi


# --- axes ----------------------------------------------------------------------------------------------------------


@every_array
def test_axes_reversed(array):
    check_each("HPyArray_Transpose", lambda: (array(),), (None,))
    check("HPyArray_Squeeze", lambda: (array(),))


def permuted(make, axes, **options):
    def program(call, array, struct, memory):
        return call("HPyArray_Transpose", array, struct)

    check_program(program, lambda: (make(), *dims(axes)), **options)


def test_axes_permuted():
    for axes in [(0, 1, 2), (2, 0, 1), (-1, 0, 1), (1, -3, -1)]:
        permuted(lambda: numbers("i2", 2, 3, 4), axes)
        permuted(lambda: records(2, 1, 2)[:, :, ::-1], axes)
        permuted(lambda: numbers("f8", 2, 3, 4).view(Subclass), axes)
    permuted(lambda: np.array(1.5), ())


def test_axes_permuted_fails():
    for axes, error in [
        ((0, 0, 1), ValueError),
        ((0, 1, -3), ValueError),
        ((0, 1, 3), AxisError),
        ((0, 1, -4), AxisError),
        ((0, 1), ValueError),
        ((0, 1, 2, 3), ValueError),
    ]:
        permuted(lambda: numbers("i2", 2, 3, 4), axes, raises=error)
    permuted(lambda: np.array(1), (0,), raises=ValueError)
    check("HPyArray_Transpose", lambda: (numbers("i4", 2, 3).view(Refusing), None), raises=KeyError)
    refused_without_an_array("HPyArray_Transpose", None)


@every_array
def test_two_axes_exchanged(array):
    last = array().ndim - 1
    check_each("HPyArray_SwapAxes", lambda: (array(),), (0, last), (-1, 0), (1, -2), (0, 0))


def test_two_axes_exchanged_fails():
    for pair in [(0, 2), (2, 0), (-3, 0), (0, -3), (2**31 - 1, 0), (NPY_RAVEL_AXIS, 0)]:
        check("HPyArray_SwapAxes", lambda pair=pair: (numbers("i4", 2, 3), *pair), raises=AxisError)
    check("HPyArray_SwapAxes", lambda: (np.array(1), 0, 0), raises=AxisError)
    refused_without_an_array("HPyArray_SwapAxes", 0, 0)


def test_axes_of_length_one_removed():
    check("HPyArray_Squeeze", lambda: (numbers("i4", 2, 1, 3, 1),))
    check("HPyArray_Squeeze", lambda: (numbers("f8", 1, 2, 3).view(Subclass),))
    check("HPyArray_Squeeze", lambda: (records(1, 2)[:, ::-1],))
    check("HPyArray_Squeeze", lambda: (numbers("i4", 1, 3).view(Refusing),), raises=KeyError)
    refused_without_an_array("HPyArray_Squeeze")


# --- one dimension -------------------------------------------------------------------------------------------------


@every_array
def test_flatten_and_ravel(array):
    check_each("HPyArray_Flatten", lambda: (array(),), *((order,) for order in ORDERS))
    check_each("HPyArray_Ravel", lambda: (array(),), *((order,) for order in ORDERS))


def test_flatten_and_ravel_fail():
    for name in ("HPyArray_Flatten", "HPyArray_Ravel"):
        check(name, lambda: (numbers("f8", 2, 3).view(Refusing), NPY_CORDER), raises=KeyError)
        refused_without_an_array(name, NPY_CORDER)


# --- the same memory as something else -----------------------------------------------------------------------------


@every_array
def test_view(array):
    check_each("HPyArray_View", lambda: (array(),), (NULL, NULL), (NULL, Subclass), (NULL, np.ndarray))


@every_array
def test_view_with_a_dtype(array):
    def program(call, array, *dtypes):
        for dtype in dtypes:
            for kind in (NULL, Subclass):
                attempt(call, "HPyArray_View", array, dtype, kind)

    dtypes = ["f4", "i1", "V8", "O", ">u8", "(2,)i2", "i2,i2", "S0", "M8[s]"]
    check_program(program, lambda: (array(), *map(fresh, dtypes)))


def test_view_fails():
    check("HPyArray_View", lambda: (numbers("i4", 3), fresh("f8"), NULL), raises=ValueError)
    check("HPyArray_View", lambda: (numbers("i4", 4, 4)[:, ::2], fresh("f8"), NULL), raises=ValueError)
    check("HPyArray_View", lambda: (np.array(1.5), fresh("i2"), NULL), raises=ValueError)
    check("HPyArray_View", lambda: (things(3), fresh("i8"), NULL), raises=TypeError)
    check("HPyArray_View", lambda: (numbers("i8", 3), fresh("O"), NULL), raises=TypeError)
    check("HPyArray_View", lambda: (numbers("i4", 2).view(Refusing), NULL, NULL), raises=KeyError)
    check("HPyArray_View", lambda: (numbers("i4", 2).view(Refusing), fresh("f4"), Refusing), raises=KeyError)
    refused_without_an_array("HPyArray_View", NULL, NULL)
    for wrong in (int, np.void, np.dtype, 3):
        check_refusal("HPyArray_View", lambda wrong=wrong: (numbers("i4", 2), fresh("f4"), wrong), match="ndarray")
    for wrong in (3, "i4", np.int32, np.zeros(2)):
        check_refusal("HPyArray_View", lambda wrong=wrong: (numbers("i4", 2), wrong, NULL))
    for wrong in (3, np.zeros(2), np.dtype("i4")):
        check_refusal("HPyArray_View", lambda wrong=wrong: (numbers("i4", 2), NULL, wrong))
    check_refusal("HPyArray_View", lambda: ([1], fresh("i4"), NULL))


@every_array
def test_byteswap(array):
    # NumPy dies of strings of any width, and the padding of a long double comes to where its value was.
    if array().dtype.char not in "Tg":
        for in_place in (0, 1):
            check("HPyArray_Byteswap", lambda in_place=in_place: (array(), in_place), raises=any)


def test_byteswap_fails():
    check("HPyArray_Byteswap", lambda: (read_only(numbers("i4", 3)), 1), raises=ValueError)
    check("HPyArray_Byteswap", lambda: (numbers("i4", 3).view(Refusing), 0), raises=KeyError)
    refused_without_an_array("HPyArray_Byteswap", 0)


# --- joining, broadcasting -----------------------------------------------------------------------------------------

JOINED = {
    "numbers": lambda: [numbers("i4", 2, 3), numbers("i2", 2, 3)],
    "tuple": lambda: (numbers("f8", 2, 3), numbers("f8", 2, 3).copy("F")),
    "an array": lambda: numbers("i4", 3, 2, 2),
    "lists": lambda: [[[1, 2], [3, 4]], numbers("f4", 2, 2)],
    "other lengths": lambda: [numbers("i4", 2, 3), numbers("i4", 1, 3), numbers("i4", 0, 3)],
    "objects": lambda: [things(2), numbers("i4", 3)],
    "structures": lambda: [structures(2), structures(1)],
    "structures with objects": lambda: [records(2), records(1)],
    "texts": lambda: [np.array(["a"]), np.array(["long"]), np.array([b"x"])],
    "subclasses": lambda: [numbers("f8", 2).view(Subclass), numbers("f8", 2), np.ma.array([1.0])],
    "one": lambda: [numbers("f8", 2, 2)[::-1]],
    "numbers and texts": lambda: [numbers("i4", 2), np.array(["a"])],
    "generator": lambda: (numbers("i4", 2) for _ in range(2)),
    "none": list,
    "scalars": lambda: [1, np.float32(2)],
    "0-d": lambda: [np.array(1), np.array(2)],
    "other shapes": lambda: [numbers("i4", 2, 2), numbers("i4", 3, 3)],
    "other dimensions": lambda: [numbers("i4", 2, 2), numbers("i4", 2)],
    "structures and numbers": lambda: [structures(2), numbers("i4", 2)],
    "a number": lambda: 3,
    "a thing": lambda: Thing(1),
}


@pytest.mark.parametrize("make", JOINED.values(), ids=JOINED)
def test_concatenate(make):
    check_each("HPyArray_Concatenate", lambda: (make(),), (0,), (1,), (-1,), (NPY_RAVEL_AXIS,), (-3,))


def test_concatenate_fails():
    pair = JOINED["numbers"]
    for axis in (2, -3, 2**31 - 1, NPY_RAVEL_AXIS + 1):
        check("HPyArray_Concatenate", lambda axis=axis: (pair(), axis), raises=AxisError)
    for name in ("none", "0-d", "other shapes", "other dimensions"):
        check("HPyArray_Concatenate", lambda name=name: (JOINED[name](), 0), raises=ValueError)
    check("HPyArray_Concatenate", lambda: (3, 0), raises=TypeError)
    check("HPyArray_Concatenate", lambda: (JOINED["structures and numbers"](), 0), raises=TypeError)
    check_refusal("HPyArray_Concatenate", lambda: (NULL, 0))


def walked(call, args, iterator):
    """Every place that the iterator comes to."""
    struct = call("PyArrayIterObject_AsStruct", iterator)
    places = []
    while call("HPyArray_ITER_NOTDONE", struct):
        places.append(call("HPyArray_ITER_DATA", struct) - iterator.base.ctypes.data)
        call("HPyArray_ITER_NEXT", struct)
    return places


@every_array
def test_broadcast_to_its_own_shape_and_another(array):
    shape = array().shape
    if len(shape) <= 30:  # NumPy does not look how many there are, and has room for 32
        check("HPyArray_BroadcastToShape", lambda: (array(), shape, len(shape)), walked)
        check("HPyArray_BroadcastToShape", lambda: (array(), (2, 3, *shape), 2 + len(shape)), walked)


def test_broadcast():
    for make, shape in [
        (lambda: numbers("i4", 3), (2, 3)),
        (lambda: numbers("f8", 2, 1)[::-1], (2, 4)),
        (lambda: np.array(1.5), (2, 2)),
        (lambda: things(1, 2), (3, 2)),
        (lambda: numbers("f8", 3).view(Subclass), (3, 3)),
        (lambda: numbers("f8", 2), (1,) * 31 + (2,)),
    ]:
        check("HPyArray_BroadcastToShape", lambda make=make, shape=shape: (make(), shape, len(shape)), walked)


def test_broadcast_fails():
    for make, shape in [
        (lambda: numbers("i4", 3), (2,)),
        (lambda: numbers("i4", 2, 3), (3,)),
        (lambda: numbers("i4", 2, 3), (3, 3)),
        (lambda: numbers("i4", 2, 3), ()),
        (lambda: numbers("i4", 3), (-1,)),
        (lambda: np.ones((1,) * 64), (1,) * 32),
    ]:
        check(
            "HPyArray_BroadcastToShape", lambda make=make, shape=shape: (make(), shape, len(shape)), raises=ValueError
        )
    refused_without_an_array("HPyArray_BroadcastToShape", (2,), 1)
    # NumPy would write behind its iterator.
    for many in (33, 64):
        shape = (1,) * many
        check_refusal(
            "HPyArray_BroadcastToShape",
            lambda shape=shape: (np.ones(1), shape, len(shape)),
            raises=RuntimeError,
            match="32",
        )


# --- assignment ----------------------------------------------------------------------------------------------------


COPY = ["HPyArray_CopyInto", "HPyArray_CopyAnyInto", "HPyArray_CopyObject"]


@every_array
def test_copied_to_and_from_another_dtype(array):
    shape = array().shape

    def program(call, source, *targets):
        for name, number, text, same in zip(COPY, targets[:3], targets[3:6], targets[6:], strict=True):
            attempt(call, name, number, source)
            attempt(call, name, text, source)
            attempt(call, name, same, number)

    def make():
        targets = [np.zeros(shape, dtype) for dtype in ("f4", "S3") for _ in COPY]
        return array(), *targets, *(array() for _ in COPY)

    # Arrays of objects give back what they had.
    check_program(program, make, references=not array().dtype.hasobject)


COPIES = {
    "broadcast": lambda: (np.zeros((2, 3)), numbers("i4", 3)),
    "one value": lambda: (np.zeros((2, 3), "i1"), np.array(300)),
    "strided": lambda: (np.zeros((4, 6), "i2")[::-2, ::3], numbers("f8", 2, 2)),
    "unaligned": lambda: (unaligned("f8", 3), unaligned("i4", 3)),
    "byte order": lambda: (np.zeros(3, ">i4"), numbers("i4", 3)),
    "leading ones": lambda: (np.zeros(3), numbers("f8", 1, 1, 3)),
    "fields": lambda: (np.zeros(2, "i4,f8"), np.ones(2, "f4,i2")),
    "other shape": lambda: (np.zeros((2, 3)), numbers("i4", 3, 2)),
    "as many items": lambda: (np.zeros((3, 2)).T, numbers("i4", 6)),
    "too many": lambda: (np.zeros(2), numbers("i4", 3)),
    "more dimensions": lambda: (np.zeros(2), numbers("i4", 2, 2)),
    "read-only": lambda: (read_only(np.zeros(3)), numbers("i4", 3)),
    "text": lambda: (np.zeros(1), np.array(["x"])),
    "number as text": lambda: (np.zeros(1, "S2"), np.array([12345])),
    "complex": lambda: (np.zeros(1), np.array([1j])),
    "complex as text": lambda: (np.zeros(1, "U9"), np.array([1j])),
    "empty": lambda: (np.zeros((0, 3)), np.zeros((1, 3))),
    "subclass": lambda: (np.zeros(2).view(Subclass), numbers("f8", 2).view(np.matrix)),
    "nothing to a structure": lambda: (structures(2), numbers("i4", 2)),
    "a structure to a number": lambda: (np.zeros(2), structures(2)),
    "durations": lambda: (np.zeros(2, "m8[s]"), np.array([1, 2], "m8[D]")),
    "a duration from a date": lambda: (np.zeros(2, "m8[s]"), np.array([1, 2], "M8[D]")),
    "strings of any width": lambda: (np.zeros(2, "T"), np.array(["a", "b" * 40])),
}


@pytest.mark.parametrize("make", COPIES.values(), ids=COPIES)
def test_copied(make):
    def program(call, *arrays):
        for name, target, source in zip(COPY, arrays[::2], arrays[1::2], strict=True):
            attempt(call, name, target, source)

    for warn in ("always", "error"):
        check_program(program, lambda: [*make(), *make(), *make()], warn=warn)


@pytest.mark.parametrize("name", COPY[:2])
@pytest.mark.parametrize(
    ("to", "from_"), [(slice(1, 5), slice(0, 4)), (slice(0, 4), slice(1, 5)), (slice(4, 0, -1), slice(0, 4))]
)
def test_copied_within_the_same_memory(name, to, from_):
    def program(call, array):
        return call(name, array[to], array[from_])

    check_program(program, lambda: (numbers("i8", 6),))
    check_program(program, lambda: (np.arange(6).astype(object),))


@pytest.mark.parametrize("name", COPY)
def test_objects_are_copied_with_their_references(name):
    check(
        name,
        lambda: (things(2), things(2)),
        holds={"argument 0, item 0": -1, "argument 0, item 1": -1, "argument 1, item 0": 1, "argument 1, item 1": 1},
    )
    check(name, lambda: (numbers("i4", 2), things(2)), raises=TypeError)


def test_copied_fails():
    check("HPyArray_CopyInto", lambda: (np.zeros(2), numbers("i4", 3)), raises=ValueError)
    check("HPyArray_CopyInto", lambda: (read_only(np.zeros(2)), numbers("i4", 2)), raises=ValueError)
    check("HPyArray_CopyAnyInto", lambda: (np.zeros(2), numbers("i4", 3)), raises=ValueError)
    check("HPyArray_CopyAnyInto", lambda: (read_only(np.zeros(2)), numbers("i4", 2)), raises=ValueError)
    check("HPyArray_CopyObject", lambda: (np.zeros(2), [1, 2, 3]), raises=ValueError)
    check("HPyArray_CopyObject", lambda: (read_only(np.zeros(2)), [1, 2]))  # it does not look
    check("HPyArray_CopyObject", lambda: (np.zeros(2), ["x", "y"]), raises=ValueError)
    check("HPyArray_CopyObject", lambda: (np.zeros(2), Thing(1)), raises=TypeError)
    for name in ("HPyArray_CopyInto", "HPyArray_CopyAnyInto"):
        refused_without_an_array(name, numbers("i4", 2), failure=-1)
        for wrong in (NULL, [1, 2], 3):
            check_refusal(name, lambda name=name, wrong=wrong: (numbers("i4", 2), wrong), failure=-1)
    refused_without_an_array("HPyArray_CopyObject", 1, failure=-1)
    check_refusal("HPyArray_CopyObject", lambda: (numbers("i4", 2), NULL), failure=-1)


VALUES = {
    "int": lambda: 3,
    "huge": lambda: 2**70,
    "negative": lambda: -1,
    "float": lambda: 2.5,
    "complex": lambda: 1 + 2j,
    "bool": lambda: True,
    "text": lambda: "12",
    "bytes": lambda: b"x",
    "None": lambda: None,
    "list": lambda: [1, 2],
    "nested": lambda: [[1, 2], [3]],
    "tuple": lambda: (1, 2.5, b"c"),
    "scalar": lambda: np.float32(1.5),
    "0-d": lambda: np.array(7, "i2"),
    "array": lambda: numbers("i4", 2),
    "array of one": lambda: numbers("i4", 1),
    "structure": lambda: structures(2)[1],
    "date": lambda: np.datetime64("2020-01-02"),
    "thing": lambda: Thing(5),
}
FILLED = {
    "int8": lambda: np.zeros((2, 2), "i1"),
    "float64": lambda: np.zeros((2, 3))[:, ::2],
    "complex64": lambda: np.zeros(2, "c8"),
    "bool": lambda: np.zeros(2, "?"),
    "bytes": lambda: np.zeros(2, "S2"),
    "str": lambda: np.zeros(2, ">U3"),
    "structures": lambda: np.zeros(2, structures(1).dtype),
    "dates": lambda: np.zeros(2, "M8[h]"),
    "strings of any width": lambda: np.zeros(2, "T"),
    "0-d": lambda: np.zeros((), "u2"),
    "empty": lambda: np.zeros((0, 2)),
    "subclass": lambda: np.zeros(2).view(Subclass),
    "unaligned": lambda: unaligned("i4", 2),
    "read-only": lambda: read_only(np.zeros(2)),
}


@pytest.mark.parametrize("make", VALUES.values(), ids=VALUES)
def test_filled_with_a_value(make):
    def program(call, value, *arrays):
        for index, array in enumerate(arrays):
            attempt(call, ("HPyArray_FillWithScalar", "HPyArray_CopyObject")[index % 2], array, value)

    check_program(program, lambda: [make(), *(array() for array in FILLED.values() for _ in range(2))])


def test_filled_with_an_object():
    for name in ("HPyArray_FillWithScalar", "HPyArray_CopyObject"):
        check(
            name,
            lambda: (things(2), Thing(9)),
            holds={"argument 0, item 0": -1, "argument 0, item 1": -1, 1: 2},
        )
        for value in ([1, 2], [1, 2, 3], None, (1, [2]), "text"):
            check(name, lambda value=value: (np.zeros(2, "O"), value), raises=any, references=False)


def test_filled_fails():
    check("HPyArray_FillWithScalar", lambda: (read_only(np.zeros(2)), 1), raises=ValueError)
    check("HPyArray_FillWithScalar", lambda: (np.zeros(2), [1, 2, 3]), raises=ValueError)
    check("HPyArray_FillWithScalar", lambda: (np.zeros(2), "x"), raises=ValueError)
    check("HPyArray_FillWithScalar", lambda: (np.zeros(2), Thing(1)), raises=TypeError)
    check("HPyArray_FillWithScalar", lambda: (np.zeros(2, "i1"), 300), raises=OverflowError)
    refused_without_an_array("HPyArray_FillWithScalar", 1, failure=-1)
    check_refusal("HPyArray_FillWithScalar", lambda: (np.zeros(2), NULL), failure=-1)


# --- lists, bytes, files -------------------------------------------------------------------------------------------


@every_array
def test_as_lists(array):
    check("HPyArray_ToList", lambda: (array(),), raises=any)


def has_padding(dtype):
    """Whether copies of an item may differ."""
    return dtype.char in "gG" or dtype.isalignedstruct


@every_array
def test_as_bytes(array):
    dtype = array().dtype
    if not dtype.hasobject and not has_padding(dtype):  # what it gives of objects are addresses
        check_each("HPyArray_ToString", lambda: (array(),), *((order,) for order in ORDERS))


def test_structures_as_bytes():
    check_each("HPyArray_ToString", lambda: (np.ones((2, 3), "i1,>f8,S3").T,), *((order,) for order in ORDERS))


def test_lists_and_bytes_of_no_array():
    refused_without_an_array("HPyArray_ToList")
    refused_without_an_array("HPyArray_ToString", NPY_CORDER)


@every_array
def test_as_a_file(array):
    if array().ndim > 32:
        return  # NumPy dies of more
    ways = [(b"", b""), (None, None), (b", ", b""), (b"", b"%s"), (b" ", b"%s"), (b";\n", b"<%r>")]
    dtype = array().dtype
    if dtype.char == "T" or has_padding(dtype):
        ways = ways[2:]

    def program(call, array, *files):
        for file, way in zip(files, ways, strict=True):
            attempt(call, "HPyArray_ToFile", array, file, *way)

    check_program(program, lambda: (array(), *(CFile() for _ in ways)))


class Mute:
    def __repr__(self):
        raise KeyError("no word")


def mute():
    array = np.empty(2, object)
    array[:] = [Thing(1), Mute()]
    return array


def test_as_a_file_fails():
    check("HPyArray_ToFile", lambda: (things(2), CFile(), b"", b""), raises=OSError)
    check("HPyArray_ToFile", lambda: (mute(), CFile(), b",", b""), raises=KeyError)
    check("HPyArray_ToFile", lambda: (numbers("i4", 2), CFile(), b",", b"%s %s"), raises=TypeError)
    refused_without_an_array("HPyArray_ToFile", CFile(), b"", b"", failure=-1)


class Closed(CFile):
    """A file that cannot be written to."""

    def __init__(self):
        self.address = libc.fopen(b"/dev/null", b"r")


libc.fopen.restype = ctypes.c_void_p
libc.fopen.argtypes = [ctypes.c_char_p, ctypes.c_char_p]


def test_a_file_that_cannot_be_written():
    for array in (numbers("i4", 3), numbers("i4", 6)[::2]):
        check("HPyArray_ToFile", lambda array=array: (array, Closed(), b"", b""), raises=OSError)


class Written:
    """A file that keeps what was written to it."""

    def __init__(self):
        self.text = b""

    def write(self, text):
        self.text += bytes(text)

    def description(self):
        return {"contents": self.text}


class Full:
    def write(self, text):
        raise KeyError("full")


@every_array
def test_pickles(array):
    def program(call, array, *files):
        for file, protocol in zip(files, [-1, 0, 2, 4, 5], strict=True):
            attempt(call, "HPyArray_Dumps", array, protocol)
            attempt(call, "HPyArray_Dump", array, file, protocol)

    if array().dtype.char != "g":  # its padding is pickled too
        check_program(program, lambda: (array(), *(Written() for _ in range(5))))


def test_pickles_can_be_read(tmp_path):
    path = str(tmp_path / "array.pickle")

    def program(call, array):
        text = call("HPyArray_Dumps", array, 5)
        assert np.array_equal(pickle.loads(text), array)
        file = io.BytesIO()
        call("HPyArray_Dump", array, file, 5)
        assert file.getvalue() == text
        call("HPyArray_Dump", array, path, 5)
        with open(path, "rb") as file:
            assert file.read() == text

    check_program(program, lambda: (structures(3),))
    check_program(program, lambda: (things(3),))


def test_pickles_of_what_is_no_array():
    for make in (lambda: [1, "a"], lambda: None, lambda: np.float32(1.5), lambda: Thing(1)):
        check("HPyArray_Dumps", lambda make=make: (make(), 4))
        check("HPyArray_Dump", lambda make=make: (make(), Written(), 4))


def test_pickles_fail(tmp_path):
    unpicklable = np.empty(1, object)
    unpicklable[0] = lambda: None
    check("HPyArray_Dumps", lambda: (unpicklable, 2), raises=(pickle.PicklingError, AttributeError), holds={})
    check("HPyArray_Dumps", lambda: (numbers("i4", 2), 99), raises=ValueError)
    check("HPyArray_Dump", lambda: (numbers("i4", 2), Written(), 99), raises=ValueError)
    check("HPyArray_Dump", lambda: (numbers("i4", 2), Full(), 2), raises=KeyError)
    check("HPyArray_Dump", lambda: (numbers("i4", 2), 3, 2), raises=TypeError)
    check("HPyArray_Dump", lambda: (numbers("i4", 2), Thing(1), 2), raises=TypeError)
    check("HPyArray_Dump", lambda: (numbers("i4", 2), str(tmp_path / "none" / "file"), 2), raises=OSError)
    check_refusal("HPyArray_Dumps", lambda: (NULL, 2))
    check_refusal("HPyArray_Dump", lambda: (NULL, Written(), 2), failure=-1)
    check_refusal("HPyArray_Dump", lambda: (numbers("i4", 2), NULL, 2), failure=-1)
