"""What stands for what NumPy has and handles have no use for: the references of the objects in arrays, the functions of
a dtype, and the variables in NumPy's table (capi/api/globals.h)."""

import ctypes
import functools
import sys
from pathlib import Path

import numpy as np
import pytest
from api_arguments import CFile, Thing, numbers, records, things
from api_calls import ABIS, NULL, extensions
from api_constants import type_number
from api_differential import check
from api_extensions import MODES, compiled_unit, find_compiler, load_from, new_folder, run, runtime, suffix
from api_replaced import replaces

import numpy_hpy

pytest_plugins = ["api_tested"]

NPY_SAME_KIND_CASTING = 3


def numpys(name, *args):
    return getattr(extensions().numpy, name)(*args)[0]


def ours(abi, name, *args):
    return getattr(extensions().hpy[abi], name)(*args)[0]


# --- references to the objects in arrays ---------------------------------------------------------------------------


@functools.cache
def references(abi):
    """The extension with object buffers, compiled for the ABI."""
    build, hpy_mode = MODES[abi]
    own = [f"-I{Path(numpy_hpy.get_sources()[0]).parent}"]
    objects = [compiled_unit(build, source, "c", *own) for source in ("references.c", *numpy_hpy.get_sources())]
    folder = new_folder("references")
    library = [f"-L{numpy_hpy.get_library_dir()}", "-lnumpy_hpy", "-lpthread", "-ldl", "-lm"]
    target = folder / f"references{suffix(build)}"
    run(*find_compiler(), "-shared", *objects, *runtime(build), *library, "-o", target)
    return load_from("references", target, hpy_mode)


def objects_in(array):
    """Once for each slot."""
    if array.dtype.names is not None:
        items = array.reshape(-1)
        return [
            thing
            for i in range(array.size)
            for name in array.dtype.names
            for thing in objects_in(items[i : i + 1][name])
        ]
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
@pytest.mark.parametrize("abi", ABIS)
def test_references_that_are_taken_and_given_back(abi, make):
    """Of a whole array, and of one item: an object buffer of as many items takes and gives back the same."""
    array = make()
    item = array.reshape(-1)[:1]
    for of, count, names, args in [
        (array, array.size, ("PyArray_INCREF", "PyArray_XDECREF"), (array,)),
        (item, 1, ("PyArray_Item_INCREF", "PyArray_Item_XDECREF"), (item.ctypes.data, array.dtype)),
    ]:
        if of.size < count:
            continue
        objects = objects_in(of)

        def counts(objects=objects):
            return [sys.getrefcount(thing) for thing in objects]

        with replaces(*names, abis=[abi]):
            at_rest = counts()
            assert numpys(names[0], *args) in (0, None)
            wanted = counts()
            assert numpys(names[1], *args) in (0, None)
            assert counts() == at_rest
            assert objects == [] or wanted != at_rest

            buffer = references(abi).taken(of, count, objects)
            assert counts() == wanted
            references(abi).released(buffer)
            assert counts() == at_rest

            # The end of the buffer gives them back too.
            buffer = references(abi).taken(of, count, objects)
            assert counts() == wanted
            del buffer
            assert counts() == at_rest


def test_temporary_items_leave_no_handle_open():
    from hpy.debug import LeakDetector

    array = records(3)
    if "debug" in ABIS:
        with LeakDetector():
            references("debug").released(references("debug").taken(array, 3, objects_in(array)))
        with pytest.raises(IndexError), LeakDetector():
            references("debug").taken(array, 3, objects_in(array)[:2])


# --- the functions of a dtype --------------------------------------------------------------------------------------

POINTER, SIZE, OBJECT = ctypes.c_void_p, ctypes.c_ssize_t, ctypes.py_object


class Functions(ctypes.Structure):
    """PyArray_ArrFuncs. Each is called with the interpreter lock held, and may raise."""

    _fields_ = [
        ("cast", ctypes.PYFUNCTYPE(None, POINTER, POINTER, SIZE, OBJECT, OBJECT) * 21),
        ("getitem", ctypes.PYFUNCTYPE(OBJECT, POINTER, OBJECT)),
        ("setitem", ctypes.PYFUNCTYPE(ctypes.c_int, OBJECT, POINTER, OBJECT)),
        ("copyswapn", ctypes.PYFUNCTYPE(None, POINTER, SIZE, POINTER, SIZE, SIZE, ctypes.c_int, OBJECT)),
        ("copyswap", ctypes.PYFUNCTYPE(None, POINTER, POINTER, ctypes.c_int, OBJECT)),
        ("compare", ctypes.PYFUNCTYPE(ctypes.c_int, POINTER, POINTER, OBJECT)),
        ("argmax", ctypes.PYFUNCTYPE(ctypes.c_int, POINTER, SIZE, POINTER, OBJECT)),
        ("dotfunc", ctypes.PYFUNCTYPE(None, POINTER, SIZE, POINTER, SIZE, POINTER, SIZE, OBJECT)),
        ("scanfunc", ctypes.PYFUNCTYPE(ctypes.c_int, POINTER, POINTER, POINTER, OBJECT)),
        ("fromstr", ctypes.PYFUNCTYPE(ctypes.c_int, POINTER, POINTER, POINTER, OBJECT)),
        ("nonzero", ctypes.PYFUNCTYPE(ctypes.c_ubyte, POINTER, OBJECT)),
        ("fill", ctypes.PYFUNCTYPE(ctypes.c_int, POINTER, SIZE, OBJECT)),
        ("fillwithscalar", ctypes.PYFUNCTYPE(None, POINTER, SIZE, POINTER, OBJECT)),
        ("sort", ctypes.PYFUNCTYPE(ctypes.c_int, POINTER, SIZE, OBJECT) * 3),
        ("argsort", ctypes.PYFUNCTYPE(ctypes.c_int, POINTER, POINTER, SIZE, OBJECT) * 3),
        ("castdict", POINTER),
        ("scalarkind", POINTER),
        ("cancastscalarkindto", POINTER),
        ("cancastto", POINTER),
        ("unused", POINTER * 3),
        ("argmin", ctypes.PYFUNCTYPE(ctypes.c_int, POINTER, SIZE, POINTER, OBJECT)),
    ]


def functions_of(dtype):
    place = numpys("PyDataType_GetArrFuncs", dtype)
    assert place == numpys("_PyDataType_GetArrFuncs", dtype)
    return Functions.from_address(place)


GET_FUNCTIONS = ("PyDataType_GetArrFuncs", "_PyDataType_GetArrFuncs")
COMPUTING = {
    "int32": lambda: numbers("i4", 5),
    "uint8": lambda: numbers("u1", 5),
    "float64": lambda: numbers("f8", 5) / 4,
    "complex128": lambda: numbers("c16", 5) * (1 + 2j),
    "bool": lambda: numbers("i4", 5) % 2 == 0,
    "objects": lambda: np.array([3, 1, 2.5, 7, 0], object),
    "bytes": lambda: np.array([b"c", b"ab", b"", b"abc", b"x"]),
    "dates": lambda: numbers("i8", 5).astype("M8[D]"),
}


def same(one, other):
    return one == other and type(one) is type(other)


@pytest.mark.parametrize("make", COMPUTING.values(), ids=COMPUTING)
@pytest.mark.parametrize("abi", ABIS)
def test_functions_of_a_dtype(abi, make):
    """Each of them has a function on handles with its purpose, which does what it does."""
    array = make()
    dtype, count = array.dtype, array.size
    places = [array.ctypes.data + i * array.itemsize for i in range(count)]
    number = ctypes.c_ssize_t()
    with replaces(*GET_FUNCTIONS, abis=[abi]):
        functions = functions_of(dtype)

        for place in places:
            assert same(functions.getitem(place, array), ours(abi, "HPyArray_GETITEM", array, place))
        nonzero = [bool(functions.nonzero(place, array)) for place in places]
        assert [i in ours(abi, "HPyArray_Nonzero", array)[0] for i in range(count)] == nonzero
        assert ours(abi, "HPyArray_CountNonzero", array) == sum(nonzero)

        wanted, found = array.copy(), array.copy()
        value = array[3]
        assert functions.setitem(value, wanted.ctypes.data, wanted) == 0
        assert ours(abi, "HPyArray_SETITEM", found, found.ctypes.data, value) == 0
        assert (found == wanted).all()

        wanted, found = np.zeros_like(array), np.zeros_like(array)
        functions.copyswapn(wanted.ctypes.data, array.itemsize, places[0], array.itemsize, count, 0, array)
        assert ours(abi, "HPyArray_CopyInto", found, array) == 0
        assert (found == wanted).all()
        assert (wanted == array).all()
        if dtype.kind != "O":
            functions.copyswapn(wanted.ctypes.data, array.itemsize, places[0], array.itemsize, count, 1, array)
            assert ours(abi, "HPyArray_Byteswap", array, 0).tobytes() == wanted.tobytes()

        if functions.argmax:
            for name, function in [("HPyArray_ArgMax", functions.argmax), ("HPyArray_ArgMin", functions.argmin)]:
                assert function(places[0], count, ctypes.addressof(number), array) == 0
                assert ours(abi, name, array, 0, NULL) == number.value

        for kind in range(3):
            if functions.sort[kind]:
                wanted, found = array.copy(), array.copy()
                assert functions.sort[kind](wanted.ctypes.data, count, wanted) == 0
                assert ours(abi, "HPyArray_Sort", found, 0, kind) == 0
                assert (found == wanted).all()
            if functions.argsort[kind]:
                order = np.arange(count)
                assert functions.argsort[kind](places[0], order.ctypes.data, count, array) == 0
                assert (array[ours(abi, "HPyArray_ArgSort", array, 0, kind)] == array[order]).all()

        ascending = np.sort(array)
        for value in array:
            item = np.array(value, dtype)
            below = sum(functions.compare(ascending[i:].ctypes.data, item.ctypes.data, array) < 0 for i in range(count))
            assert ours(abi, "HPyArray_SearchSorted", ascending, item, 0, NULL) == below

        if functions.dotfunc:
            product = np.zeros(1, dtype)
            step = array.itemsize
            functions.dotfunc(places[0], step, places[0], step, product.ctypes.data, count, array)
            assert same(ours(abi, "HPyArray_MatrixProduct", array, array)[()], product[0])

        if functions.fillwithscalar:
            wanted, found = np.zeros_like(array), np.zeros_like(array)
            functions.fillwithscalar(wanted.ctypes.data, count, places[3], array)
            assert ours(abi, "HPyArray_FillWithScalar", found, array[3]) == 0
            assert (found == wanted).all()

        for target in ("f4", "O"):
            cast = functions.cast[type_number(target)]
            if cast and dtype.kind not in "SMc":
                wanted = np.zeros(count, target)
                cast(places[0], wanted.ctypes.data, count, array, wanted)
                found = ours(abi, "HPyArray_Cast", array, type_number(target))
                assert (found == wanted).all()


@pytest.mark.parametrize("dtype", ["i4", "f8"])
@pytest.mark.parametrize("abi", ABIS)
def test_functions_of_a_dtype_that_read_text(abi, dtype):
    with replaces(*GET_FUNCTIONS, abis=[abi]):
        dtype = np.dtype(dtype)
        functions = functions_of(dtype)
        text, end = b"12 7", ctypes.c_void_p()
        start = ctypes.cast(ctypes.c_char_p(text), ctypes.c_void_p).value
        wanted = np.zeros(1, dtype)
        assert functions.fromstr(start, wanted.ctypes.data, ctypes.addressof(end), dtype) == 0
        assert (wanted == 12).all()
        assert end.value == start + 2
        assert ours(abi, "HPyArray_FromString", start, 2, dtype, -1, ctypes.addressof(ctypes.c_char(b" "))) == wanted

        file = CFile(text)
        assert functions.scanfunc(file.address, wanted.ctypes.data, None, dtype) == 1
        file = CFile(text)
        separator = ctypes.create_string_buffer(b" ")
        assert ours(abi, "HPyArray_FromFile", file.address, dtype, 1, ctypes.addressof(separator)) == wanted


@pytest.mark.parametrize("dtype", ["i4", "f8", "O"])
@pytest.mark.parametrize("abi", ABIS)
def test_functions_of_a_dtype_that_fill(abi, dtype):
    with replaces(*GET_FUNCTIONS, abis=[abi]):
        wanted = np.array([2, 5, 0, 0], dtype)
        assert functions_of(wanted.dtype).fill(wanted.ctypes.data, 4, wanted) == 0
        found = ours(abi, "HPyArray_Arange", 2.0, 14.0, 3.0, type_number(dtype))
        assert (found == wanted).all()


# --- variables -----------------------------------------------------------------------------------------------------


@functools.cache
def numpys_table():
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return ctypes.cast(get(np._core._multiarray_umath._ARRAY_API, None), ctypes.POINTER(ctypes.c_void_p))


def variable(slot, kind):
    return kind.from_address(numpys_table()[slot]).value


@pytest.mark.parametrize("abi", ABIS)
def test_the_structs_of_false_and_true(abi):
    with replaces("_PyArrayScalar_BoolValues", abis=[abi]):
        for value in (0, 1):
            struct = numpys_table()[9] + value * np.bool_.__basicsize__
            assert id(ours(abi, "HPyArrayScalar_FromLong", value)) == struct


def test_the_casting_rule_of_assignments():
    rule = variable(292, ctypes.c_int)
    assert rule == NPY_SAME_KIND_CASTING

    def copied(to, array):
        np.copyto(to, array)
        return 0

    # np.copyto has it as its default.
    with replaces("NPY_DEFAULT_ASSIGN_CASTING"):
        twins = {"HPyArray_AssignArray": lambda to, array, where, casting: copied(to, array)}
        for to, array in [("i2", "i4"), ("f4", "f8"), ("f8", "i4"), ("c8", "f8"), ("O", "f8")]:
            make = functools.partial(lambda to, array: (np.zeros(3, to), numbers(array, 3), NULL, rule), to, array)
            check("HPyArray_AssignArray", make, twins=twins, references=to != "O")
        for to, array in [("i4", "f8"), ("f8", "c16"), ("f8", "S3"), ("u1", "i4")]:
            make = functools.partial(lambda to, array: (np.zeros(3, to), numbers(array, 3), NULL, rule), to, array)
            check("HPyArray_AssignArray", make, twins=twins, raises=TypeError)


def test_the_number_of_user_dtypes():
    with replaces("NPY_NUMUSERTYPES"):
        wanted = variable(7, ctypes.c_int)
        check("HPyArray_GetNumUserTypes", tuple, twins={"HPyArray_GetNumUserTypes": lambda: wanted})
        from numpy._core import _rational_tests  # it registers one, if nothing has imported it yet

        assert _rational_tests
        wanted = variable(7, ctypes.c_int)
        assert wanted > 0
        check("HPyArray_GetNumUserTypes", tuple, twins={"HPyArray_GetNumUserTypes": lambda: wanted})


def test_the_default_allocator():
    with replaces("PyDataMem_DefaultHandler"):
        wanted = variable(306, ctypes.py_object)
        for abi in ABIS:
            assert ours(abi, "HPyDataMem_GetDefaultHandler") is wanted
        check("HPyDataMem_GetDefaultHandler", tuple, twins={"HPyDataMem_GetDefaultHandler": lambda: wanted})
