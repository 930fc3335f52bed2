"""What arrays are and single items of them, asked through handles and compared with NumPy: capi/api/array_access.h."""

import ctypes
import functools
import shutil
import sys
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from pathlib import Path

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
from api_calls import ABIS, extensions, load_extension
from api_constants import (
    NPY_ARRAY_ALIGNED,
    NPY_ARRAY_C_CONTIGUOUS,
    NPY_ARRAY_CARRAY,
    NPY_ARRAY_F_CONTIGUOUS,
    NPY_ARRAY_FARRAY,
    NPY_ARRAY_NOTSWAPPED,
    NPY_ARRAY_WRITEABLE,
)
from api_differential import NULL, NUMPY, check, check_program, check_refusal
from api_replaced import replaces

pytest_plugins = ["api_tested"]

NPY_RAVEL_AXIS = -(2**31)
HERE = Path(__file__).parent


def check_any(name, make, then=None, **options):
    """Where it depends on the arguments whether it raises: NumPy's function is right."""
    check(name, make, then, raises=any, **options)


NO_ARRAYS = {
    "list": lambda: [1, 2],
    "int": lambda: 3,
    "str": lambda: "text",
    "scalar": lambda: np.float64(1),
    "thing": lambda: Thing(1),
}


def refused_without_an_array(name, *more):
    for wrong in (NULL, [1, 2], np.float64(1)):
        check_refusal(name, lambda wrong=wrong: (wrong, *more))


# --- size, places, flags -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [*ARRAYS.values(), *NO_ARRAYS.values()], ids=[*ARRAYS, *NO_ARRAYS])
def test_size_and_strides(make):
    check("HPyArray_Size", lambda: (make(),))
    check("HPyArray_ElementStrides", lambda: (make(),))


def test_size_and_strides_of_other_memory():
    items = np.dtype({"names": ["a"], "formats": ["i2"], "itemsize": 6})
    for make in (
        lambda: np.zeros(4, items)["a"],
        lambda: numbers("i4", 4)[::-1],
        lambda: np.zeros((3, 4), "i4").view("i2"),
    ):
        check("HPyArray_ElementStrides", lambda make=make: (make(),))


def test_strides_of_items_without_size():
    """NumPy divides by their size."""
    beside_numbers = np.zeros(3, [("nothing", "V0"), ("number", "i4")])["nothing"]
    for abi in set(ABIS) - {"cpython"}:
        strides = extensions().hpy[abi].HPyArray_ElementStrides
        for array, expected in [(np.zeros(3, "V0"), 1), (np.zeros((), "V0"), 1), (beside_numbers, 0)]:
            assert strides(array) == (expected,), (abi, array.strides)


def test_size_and_strides_of_null():
    check_refusal("HPyArray_Size", lambda: (NULL,), failure=-1)
    check_refusal("HPyArray_ElementStrides", lambda: (NULL,), failure=-1)


@every_array
def test_where_an_item_is(array):
    shape = array().shape
    for index in ([0] * len(shape), [length - 1 for length in shape], [5, *[-3] * 63][: len(shape)]):
        check("HPyArray_GetPtr", lambda index=index: (array(), index))


def test_where_no_item_is():
    refused_without_an_array("HPyArray_GetPtr", (0,))


def value_at(place, dtype):
    """The item there: an object, or an array, of which padding does not count."""
    if dtype.hasobject:
        return ctypes.py_object.from_address(place).value
    return np.frombuffer(ctypes.string_at(place, dtype.itemsize), dtype).copy()


@pytest.mark.parametrize("name", ["HPyArray_Zero", "HPyArray_One"])
@every_array
def test_zero_and_one(array, name):
    def read_and_free(call, args, place):
        value = value_at(place, args[0].dtype)
        call("HPyDataMem_FREE", place)
        return value

    if array().dtype.kind != "T":  # NumPy takes the memory for a string before it has cleared it
        check_any(name, lambda: (array(),), read_and_free)


def test_zero_and_one_of_no_array():
    refused_without_an_array("HPyArray_Zero")
    refused_without_an_array("HPyArray_One")


ALL_FLAGS = NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_F_CONTIGUOUS | NPY_ARRAY_ALIGNED


@every_array
def test_flags_computed_anew(array):
    if NUMPY < (2, 3) and array().ndim > 32:
        return  # NumPy cannot show what is in an array of so many dimensions without these flags
    for mask in (ALL_FLAGS, NPY_ARRAY_C_CONTIGUOUS, NPY_ARRAY_ALIGNED, NPY_ARRAY_WRITEABLE):

        def program(call, array, mask=mask):
            call("HPyArray_CLEARFLAGS", array, ALL_FLAGS)
            call("HPyArray_UpdateFlags", array, mask)

        check_program(program, lambda: (array(),))


def test_flags_that_are_wrong():
    def program(call, array):
        call("HPyArray_ENABLEFLAGS", array, ALL_FLAGS)
        call("HPyArray_UpdateFlags", array, ALL_FLAGS)

    check_program(program, lambda: (numbers("i4", 4, 4)[::2, ::2],))
    check_program(program, lambda: (unaligned("f8", 2),))
    refused_without_an_array("HPyArray_UpdateFlags", ALL_FLAGS)


@every_array
def test_read_only_arrays_are_told(array):
    check_any("HPyArray_FailUnlessWriteable", lambda: (array(), b"the array"))


def test_a_warning_on_the_first_write():
    # The arrays that broadcast_arrays gives are written to with a warning, once.
    for warn in ("always", "error"):
        check_any(
            "HPyArray_FailUnlessWriteable",
            lambda: (np.broadcast_arrays(numbers("i4", 3), np.zeros((2, 1)))[0], b"the array"),
            warn=warn,
        )
    refused_without_an_array("HPyArray_FailUnlessWriteable", b"the array")


@pytest.mark.parametrize(
    ("elsize", "numbytes", "offset", "dims", "strides"),
    [
        (8, 48, 0, (2, 3), (24, 8)),
        (8, 0, 0, (2, 3), (24, 8)),
        (8, 47, 0, (2, 3), (24, 8)),
        (8, 48, 40, (2, 3), (-24, -8)),
        (8, 48, 39, (2, 3), (-24, -8)),
        (8, 48, 8, (2, 3), (24, 8)),
        (4, 4, 0, (5,), (0,)),
        (1, 3, 0, (2, 2), (1, 1)),
        (1, 2, 0, (2, 2), (1, 1)),
        (8, 1, 0, (2, 0), (24, 8)),
        (8, 8, 0, (), ()),
        (8, 7, 0, (), ()),
    ],
)
def test_strides_inside_memory(elsize, numbytes, offset, dims, strides):
    check("HPyArray_CheckStrides", lambda: (elsize, len(dims), numbytes, offset, dims, strides))


def prioritised(value):
    return type("Prioritised", (), {"__array_priority__": value, "__repr__": lambda self: "prioritised"})()


@pytest.mark.parametrize(
    "make",
    [
        *NO_ARRAYS.values(),
        lambda: numbers("i4", 2),
        lambda: numbers("i4", 2).view(Subclass),
        lambda: numbers("i4", 2, 2).view(np.matrix),
        lambda: np.ma.array([1.0]),
        lambda: prioritised(7.5),
        lambda: prioritised(3),
        lambda: prioritised("high"),
        lambda: prioritised(property(lambda self: 1 / 0)),
        lambda: np.matrix,
    ],
    ids=[*NO_ARRAYS, "array", "subclass", "matrix", "masked", "float", "integer", "word", "failing", "class"],
)
def test_priority(make):
    check("HPyArray_GetPriority", lambda: (make(), -2.5))


def test_priority_of_null():
    check_refusal("HPyArray_GetPriority", lambda: (NULL, 2.5))


@every_array
def test_debug_print(array):
    check("HPyArray_DebugPrint", lambda: (array(),), output=True)


def test_debug_print_of_no_array():
    refused_without_an_array("HPyArray_DebugPrint")


@every_array
def test_count_of_what_is_true(array):
    check_any("HPyArray_CountNonzero", lambda: (array(),))


def test_count_of_what_cannot_be_told():
    class Undecided:
        def __bool__(self):
            raise KeyError("neither")

    def undecided():
        array = np.empty(2, object)
        array[:] = Undecided()
        return array

    check("HPyArray_CountNonzero", lambda: (undecided(),), raises=KeyError)
    refused_without_an_array("HPyArray_CountNonzero")


# --- bases ---------------------------------------------------------------------------------------------------------


def view(array, kind=np.ndarray):
    return array[...].view(kind)


BASES = {
    "array": (lambda: numbers("i4", 3), {1: 1}),
    "thing": (lambda: Thing(1), {1: 1}),
    "bytearray": (lambda: bytearray(3), {1: 1}),
    "read-only array": (lambda: read_only(numbers("i4", 3)), {1: 1}),
    "scalar": (lambda: np.float32(1), {1: 1}),
    # The base of a view stands for it, unless its class is another.
    "view": (lambda: view(numbers("i4", 3)), {"base of argument 1": 1}),
    "view of a view": (lambda: view(view(numbers("i4", 3))), {"base of argument 1": 1}),
    "view of a subclass": (lambda: view(numbers("i4", 3).view(Subclass)), {1: 1}),
    "subclass as a view": (lambda: view(numbers("i4", 3), Subclass), {"base of base of argument 1": 1}),
    "over a buffer": (lambda: np.frombuffer(bytearray(4), "i4"), {1: 1}),
}


@pytest.mark.parametrize(("base", "holds"), BASES.values(), ids=BASES)
def test_a_base(base, holds):
    check("HPyArray_SetBaseObject", lambda: (numbers("i4", 2), base()), holds=holds)


def test_a_base_keeps_the_warning():
    check(
        "HPyArray_SetBaseObject",
        lambda: (numbers("i4", 2), np.broadcast_arrays(numbers("i4", 3), np.zeros((2, 1)))[0]),
        holds={"base of argument 1": 1},
    )


def test_a_base_fails():
    check("HPyArray_SetBaseObject", lambda: (numbers("i4", 2), NULL), raises=ValueError)
    check("HPyArray_SetBaseObject", lambda: (numbers("i4", 2)[:], Thing(1)), raises=ValueError)

    def circle(call, array):
        call("HPyArray_SetBaseObject", array, array)

    check_program(circle, lambda: (numbers("i4", 2),), raises=ValueError)
    refused_without_an_array("HPyArray_SetBaseObject", numbers("i4", 2))


# --- copies that are written back ----------------------------------------------------------------------------------


def write_back(call, base, copy):
    """Makes `copy` a copy of `base`, changes it, and writes that back."""
    call("HPyArray_SetWritebackIfCopyBase", copy, base)
    locked = base.flags.writeable, copy.flags.num
    copy[...] = copy + copy
    return locked, call("HPyArray_ResolveWritebackIfCopy", copy), copy.base is None


WRITTEN_BACK = {
    "other strides": lambda: (numbers("f8", 4, 4)[::2, ::2], numbers("f8", 2, 2)),
    "other dtype": lambda: (numbers("i2", 3), numbers("f8", 3)),
    "other byte order": lambda: (numbers(">i4", 3), numbers("i4", 3)),
    "objects": lambda: (np.array([1, 2], object), np.array([3, 4], object)),
    "other shape": lambda: (numbers("f8", 4), numbers("f8", 2, 2)),
    "subclass": lambda: (numbers("f8", 2).view(Subclass), numbers("f8", 2)),
    "no dimensions": lambda: (np.array(1.0), np.array(2.0)),
}


@pytest.mark.parametrize("make", WRITTEN_BACK.values(), ids=WRITTEN_BACK)
def test_a_copy_is_written_back(make):
    check_program(write_back, make)


def test_what_is_not_written_back():
    refused = "HPyArray_SetWritebackIfCopyBase"
    check(refused, lambda: (numbers("i4", 2), NULL), raises=ValueError)
    check(refused, lambda: (numbers("i4", 2)[:], numbers("i4", 2)), raises=ValueError)
    check(refused, lambda: (numbers("i4", 2), read_only(numbers("i4", 2))), raises=ValueError)
    check_program(write_back, lambda: (numbers("i4", 3), numbers("i4", 2)), raises=ValueError)
    check_refusal(refused, lambda: (numbers("i4", 2), [1, 2]))
    refused_without_an_array(refused, numbers("i4", 2))


@every_array
def test_nothing_to_write_back(array):
    check("HPyArray_ResolveWritebackIfCopy", lambda: (array(),))


def test_nothing_to_write_back_to():
    refused_without_an_array("HPyArray_ResolveWritebackIfCopy")


def test_what_writes_back_as_the_array_dies():
    """NumPy's function of the old name only raises, and says what to use."""
    with replaces("PyArray_SetUpdateIfCopyBase"):
        with pytest.raises(RuntimeError, match="use PyArray_SetWritebackIfCopyBase instead"):
            extensions().numpy.PyArray_SetUpdateIfCopyBase(numbers("i4", 2), numbers("i4", 2))
        check_program(write_back, lambda: (numbers("f8", 4)[::2], numbers("f8", 2)))


# --- fields --------------------------------------------------------------------------------------------------------

FIELDS = {
    "a part": lambda: (numbers("i4", 2, 3), fresh("i2"), 2),
    "the whole": lambda: (numbers("i4", 3)[::2], fresh("u4"), 0),
    "of a structure": lambda: (structures(3), fresh(">f8"), 8),
    "an object": lambda: (records(2), fresh("O"), 1),
    "nothing": lambda: (numbers("i4", 3), fresh("S0"), 4),
    "a subarray": lambda: (numbers("f8", 2), np.dtype(("i2", (2,))), 2),
    "of a subclass": lambda: (numbers("f8", 2).view(Subclass), fresh("f4"), 4),
    "read-only": lambda: (read_only(numbers("i4", 3)), fresh("i2"), 0),
    "no dimensions": lambda: (np.array(1.5), fresh("i4"), 4),
    "too large": lambda: (numbers("i2", 3), fresh("i4"), 0),
    "too far": lambda: (numbers("i4", 3), fresh("i2"), 3),
    "negative": lambda: (numbers("i4", 3), fresh("i2"), -1),
    "a number that is an object": lambda: (numbers("i8", 3), fresh("O"), 0),
    "an object that is a number": lambda: (things(3), fresh("i8"), 0),
    "of no dtype": lambda: (numbers("i4", 3), NULL, 0),
}


@pytest.mark.parametrize("make", FIELDS.values(), ids=FIELDS)
def test_fields(make):
    check_any("HPyArray_GetField", make)


@pytest.mark.parametrize("make", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize("value", [7, (1, 2), "x"], ids=repr)
def test_fields_that_are_set(make, value):
    check_any("HPyArray_SetField", lambda: (*make(), value))


def test_objects_in_fields_that_are_set():
    check("HPyArray_SetField", lambda: (records(2), fresh("O"), 1, Thing(9)), holds={3: 2})
    check("HPyArray_SetField", lambda: (things(2), fresh("O"), 0, [1, 2, 3]), raises=ValueError)


def test_fields_fail():
    for name, more in [("HPyArray_GetField", ()), ("HPyArray_SetField", (1,))]:
        refused_without_an_array(name, fresh("i2"), 0, *more)
        check_refusal(name, lambda more=more: (numbers("i4", 2), "i2", 0, *more))
    check_refusal("HPyArray_SetField", lambda: (numbers("i4", 2), fresh("i2"), 0, NULL))


# --- axes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flags", [0, NPY_ARRAY_CARRAY | NPY_ARRAY_NOTSWAPPED, NPY_ARRAY_FARRAY])
@every_array
def test_an_axis(array, flags):
    for axis in (0, -1, 1, NPY_RAVEL_AXIS):
        check_any("HPyArray_CheckAxis", lambda axis=axis: (array(), ctypes.c_int(axis), flags))


def test_an_axis_out_of_range():
    for axis in (2, -3, 2**31 - 1, NPY_RAVEL_AXIS + 1):
        for flags in (0, NPY_ARRAY_FARRAY):
            check(
                "HPyArray_CheckAxis",
                lambda axis=axis, flags=flags: (numbers("f8", 2, 2), ctypes.c_int(axis), flags),
                raises=np.exceptions.AxisError,
            )
    refused_without_an_array("HPyArray_CheckAxis", ctypes.c_int(0), 0)


@pytest.mark.parametrize(
    ("make", "removed"),
    [
        (lambda: numbers("f8", 1, 3, 1), (1, 0, 1)),
        (lambda: numbers("f8", 1, 3, 1), (0, 0, 1)),
        (lambda: numbers("f8", 1, 3, 1), (0, 0, 0)),
        (lambda: numbers("i2", 4, 1, 3).transpose(2, 1, 0)[::-1], (0, 1, 0)),
        (lambda: numbers("i2", 1), (1,)),
        (lambda: things(1, 2), (1, 0)),
        (lambda: numbers("f8", 3, 2), (1, 0)),
        (lambda: np.array(1), ()),
    ],
)
def test_axes_are_removed(make, removed):
    check("HPyArray_RemoveAxesInPlace", lambda: (make(), removed))


def test_axes_of_no_array():
    refused_without_an_array("HPyArray_RemoveAxesInPlace", (0,))


# --- scalars -------------------------------------------------------------------------------------------------------


class Integer(int):
    pass


@pytest.mark.parametrize(
    "make",
    [
        *NO_ARRAYS.values(),
        lambda: 2.5,
        lambda: 1j,
        lambda: b"bytes",
        lambda: True,
        lambda: None,
        lambda: np.True_,
        lambda: np.str_("x"),
        lambda: np.datetime64(1, "D"),
        lambda: structures(1)[0],
        lambda: np.array(1),
        lambda: Integer(3),
        lambda: np.int8,
        lambda: NULL,
    ],
)
def test_exact_scalars(make):
    check_any("HPyArray_CheckAnyScalarExact", lambda: (make(),))


# --- references to the objects in arrays ---------------------------------------------------------------------------


@functools.cache
def object_buffers(folder):
    """The type of object buffers, by ABI: a build of the library for each there is."""
    numpy_hpy = pytest.importorskip("numpy_hpy")
    from hpy.universal import load

    from numpy_hpy._load import UNIVERSAL_BUILD
    from numpy_hpy._numpy_hooks import NumpyHooks

    copy = shutil.copy(UNIVERSAL_BUILD, folder)
    debug = load("_hpyarray", copy, ModuleSpec("_hpyarray", None, origin=copy), debug=True)
    found = {"debug": debug}
    name = f"_hpyarray{EXTENSION_SUFFIXES[0]}"
    for build in (HERE.parents[1] / "build" / "cpython_abi", Path(numpy_hpy.__file__).parents[1] / "cpython_abi"):
        if (build / name).exists():
            found["cpython"] = load_extension("_hpyarray", build / name)
    for library in found.values():
        NumpyHooks(library)
    types = {abi: library.ObjectBuffer for abi, library in found.items()}
    return {abi: kind for abi, kind in {**types, "universal": numpy_hpy.ObjectBuffer}.items() if abi in ABIS}


@pytest.fixture(scope="session")
def buffers(tmp_path_factory):
    return object_buffers(tmp_path_factory.mktemp("library"))


def objects_in(array):
    """Once for each slot."""
    if array.dtype.names is not None:
        return [thing for name in array.dtype.names for thing in objects_in(array[name])]
    return list(array.ravel()) if array.dtype == object else []


def nested(*shape):
    array = np.zeros(shape, [("n", "i1"), ("pair", "O", (2,)), ("deep", [("o", "O"), ("x", "f8")], (2,))])
    array["pair"], array["deep"]["o"] = things(*shape, 2), things(*shape, 2)
    return array


def same_thing():
    array = np.empty(5, object)
    array[:] = Thing(1)
    return array


WITH_OBJECTS = {
    "objects": lambda: things(3),
    "one object many times": same_thing,
    "every other": lambda: things(6)[::2],
    "no dimensions": lambda: things(),
    "structures": lambda: records(2, 2),
    "subarrays": lambda: nested(2),
    "no objects": lambda: numbers("i4", 3),
    "empty": lambda: things(0),
}


@pytest.mark.parametrize("make", WITH_OBJECTS.values(), ids=WITH_OBJECTS)
def test_references_that_are_taken_and_given_back(make, buffers):
    """An object buffer takes the references that PyArray_INCREF takes, and gives back what PyArray_XDECREF gives back;
    for one item, PyArray_Item_INCREF and PyArray_Item_XDECREF."""
    numpy = extensions().numpy
    array = make()
    objects = objects_in(array)
    one = objects_in(array.reshape(-1)[:1])

    def counts():
        return [sys.getrefcount(thing) for thing in objects]

    def taken(take, *args):
        before = counts()
        assert take(*args)[0] in (0, None)
        return [now - then for now, then in zip(counts(), before, strict=True)]

    at_rest = counts()
    by_array = taken(numpy.PyArray_INCREF, array)
    assert taken(numpy.PyArray_XDECREF, array) == [-count for count in by_array]
    by_item = [0 for _ in objects]
    if array.size:
        by_item = taken(numpy.PyArray_Item_INCREF, array.ctypes.data, array.dtype)
        assert taken(numpy.PyArray_Item_XDECREF, array.ctypes.data, array.dtype) == [-count for count in by_item]
    assert counts() == at_rest

    for abi, kind in buffers.items():
        for stored, items, wanted, names in [
            (objects, array.size, by_array, ("PyArray_INCREF", "PyArray_XDECREF")),
            (one, min(array.size, 1), by_item, ("PyArray_Item_INCREF", "PyArray_Item_XDECREF")),
        ]:
            with replaces(*names, abis=[abi]):
                buffer = kind(array.dtype, items)
                for slot, thing in enumerate(stored):
                    buffer.store(slot, thing)
                thing = None
                assert [now - then for now, then in zip(counts(), at_rest, strict=True)] == wanted
                buffer.release()
                assert counts() == at_rest
