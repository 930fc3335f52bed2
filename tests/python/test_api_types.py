"""The classes and variables of NumPy as handles give them, importing, and what NumPy's C API does not have, compared with
NumPy: capi/api/types.h, dtype_classes.h, globals.h, importing.h, and added.h but for memory."""

import contextlib
import ctypes
import sys
import threading
import tracemalloc
from ctypes import CFUNCTYPE, c_char_p, c_int, c_ssize_t, c_void_p, py_object

import numpy as np
import pytest
from api_arguments import ARRAYS, Thing, every_array, numbers, read_only, structures, things
from api_calls import ABIS, extensions
from api_describe import address_of
from api_differential import NULL, check, check_program, check_refusal
from api_replaced import replaces
from api_specs import DescrStruct
from numpy._core._rational_tests import rational

pytest_plugins = ["api_tested"]

NO_ARRAYS = {"NULL": NULL, "list": [1, 2], "scalar": np.float64(1), "dtype": np.dtype("i4"), "None": None}
NO_CASTING, EQUIV_CASTING, SAFE_CASTING, SAME_KIND_CASTING, UNSAFE_CASTING = range(5)


def numpys(name, *args):
    """What NumPy's own function gives."""
    return getattr(extensions().numpy, name)(*args)[0]


def refuses_others(name, *more, others=NO_ARRAYS):
    for wrong in others.values():
        check_refusal(name, lambda wrong=wrong: (wrong, *more))


# --- classes -------------------------------------------------------------------------------------------------------


def class_numbers():
    """By NumPy's names, the numbers that the functions on handles have for its classes."""
    return {name.removeprefix("H"): number for name, number in extensions().hpy[ABIS[0]].classes().items()}


def test_every_class_has_one_number_in_every_abi():
    assert set(class_numbers()) == set(extensions().numpy.classes())
    assert len(set(class_numbers().values())) == len(class_numbers())
    for module in extensions().hpy.values():
        assert module.classes() == extensions().hpy[ABIS[0]].classes()


def test_each_class_is_numpys():
    for name, cls in extensions().numpy.classes().items():
        number = class_numbers()[name]
        twins = {"HPyArray_GetTypeObject": {number: cls}.__getitem__}
        with replaces(name):
            check("HPyArray_GetTypeObject", lambda number=number: (number,), twins=twins)


def test_the_names_are_right():
    """Python has them by other names."""
    classes = extensions().numpy.classes()
    for name, cls in {
        "PyArray_Type": np.ndarray,
        "PyArrayDescr_Type": np.dtype,
        "PyUFunc_Type": np.ufunc,
        "PyHalfArrType_Type": np.half,
        "PyArray_StringDType": np.dtypes.StringDType,
        "PyArrayDTypeMeta_Type": type(np.dtype),
        "NpyIter_Type": np.nditer,
    }.items():
        assert classes[name] is cls


@pytest.mark.parametrize("number", [0, 1, 4, 7, 9, 40, 158, 214, 219, 319, 360, 365, 369, 1001, -1, -1000])
def test_a_number_without_a_class(number):
    check_refusal("HPyArray_GetTypeObject", lambda: (number,), raises=ValueError, abis=ABIS)
    check_refusal("HPyArray_IsInstance", lambda: (3, number), raises=ValueError, abis=ABIS, failure=-1)


INSTANCES = [
    *(ARRAYS[name]() for name in ("int32", "object", "subclass", "masked", "records", "0-d")),
    *(np.dtype(spec) for spec in ("i4", "f8", "U3", "O", "i4,f8", "M8[s]", ">i2")),
    *(np.dtype(spec).type(1) for spec in "?bBhHiIlLqQefdgFDGSU"),
    *(np.datetime64("2024"), np.timedelta64(1), np.void(b"ab"), rational(1)),
    *(np.zeros(2).flat, np.broadcast(1, 2), np.nditer([1]), np.add, np.frompyfunc(abs, 1, 1)),
    *(np.dtypes.StringDType(), type(np.dtype("i4")), np.dtypes.StringDType, np.float64, np.ndarray),
    *(1, 2.5, True, None, "text", [1], Thing(1)),
]


@pytest.mark.parametrize("thing", INSTANCES, ids=lambda thing: type(thing).__name__)
def test_instances(thing):
    by_number = {number: extensions().numpy.classes()[name] for name, number in class_numbers().items()}
    twins = {"HPyArray_IsInstance": lambda thing, number: int(isinstance(thing, by_number[number]))}

    def ask(call, thing):
        return [call("HPyArray_IsInstance", thing, number) for number in by_number]

    check_program(ask, lambda: (thing,), twins=twins)


def test_an_instance_of_nothing():
    check_refusal("HPyArray_IsInstance", lambda: (NULL, class_numbers()["PyArray_Type"]), failure=-1)


# --- variables -----------------------------------------------------------------------------------------------------


def variable(slot):
    """The address that NumPy's table has in a slot."""
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = c_void_p, [py_object, c_char_p]
    table = pointer(np._core._multiarray_umath._ARRAY_API, None)
    return c_void_p.from_address(table + slot * ctypes.sizeof(c_void_p)).value


def number_of_user_types():
    return c_int.from_address(variable(7)).value


def test_how_many_dtypes_users_have_registered():
    assert number_of_user_types() >= 1  # that of rational numbers
    with replaces("NPY_NUMUSERTYPES"):
        check("HPyArray_GetNumUserTypes", lambda: (), twins={"HPyArray_GetNumUserTypes": number_of_user_types})


def test_false_and_true():
    """The variable is an array of two objects, each a PyBoolScalarObject."""
    size = np.bool.__basicsize__
    with replaces("_PyArrayScalar_BoolValues"):
        for value in (0, 1):
            place = variable(9) + value * size
            assert place == id(np.bool(value))
            for module in extensions().hpy.values():
                assert id(module.HPyArrayScalar_FromLong(value)[0]) == place


def test_the_casting_of_assignments():
    value = c_int.from_address(variable(292)).value
    with replaces("NPY_DEFAULT_ASSIGN_CASTING"):
        for module in extensions().hpy.values():
            same_kind = c_int(-1)
            module.HPyArray_CastingConverter("same_kind", ctypes.addressof(same_kind))
            assert same_kind.value == value == SAME_KIND_CASTING


def test_the_default_handler():
    with replaces("PyDataMem_DefaultHandler"):
        for module in extensions().hpy.values():
            assert id(module.HPyDataMem_GetDefaultHandler()[0]) == c_void_p.from_address(variable(306)).value


# --- importing -----------------------------------------------------------------------------------------------------

IMPORTS = [("hpy_import_array", ()), ("hpy_import_array1", (-7,)), ("hpy_import_array2", (b"a message", -8))]
IMPORTS += [("hpy_import_umath", ()), ("hpy_import_umath1", (-9,)), ("hpy_import_umath2", (-10, b"a message"))]
IMPORTS += [("hpy_import_ufunc", ())]


@pytest.mark.parametrize(("name", "arguments"), IMPORTS, ids=[name for name, _ in IMPORTS])
def test_importing(name, arguments):
    check(name, lambda: arguments, lambda call, args, result: result)


@pytest.mark.parametrize(("name", "arguments"), IMPORTS, ids=[name for name, _ in IMPORTS])
def test_importing_in_vain(name, arguments, monkeypatch):
    """Each says what it wants, but for those that are told what to say. What was imported before stays in use."""

    def try_it(call):
        with monkeypatch.context() as without:
            for module in ("numpy._core._multiarray_umath", "numpy.core._multiarray_umath"):
                without.setitem(sys.modules, module, None)
            with contextlib.suppress(ImportError):
                call(name, *arguments)
        return call("HPyArray_Arange", 0.0, 3.0, 1.0, 7), call("HPyUFunc_getfperr")

    check_program(try_it, raises=ImportError, message="array2" in name, repeatable=False)


def test_importing_if_that_was_not_done():
    check("HPyArray_ImportNumPyAPI", lambda: ())
    check("HPyUFunc_ImportUFuncAPI", lambda: ())


# --- the interpreter lock ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["i4", "O", "U3", "i4,O", "M8[s]", "V7", rational, np.dtypes.StringDType()], ids=str)
def test_releasing_the_lock_for_a_dtype(dtype):
    check("HPY_NPY_BEGIN_THREADS_DESCR", lambda: (np.dtype(dtype),), lambda call, args, released: released)
    check("HPY_NPY_END_THREADS_DESCR", lambda: (np.dtype(dtype),))


@pytest.mark.parametrize("size", [0, 1, 500, 501, 10**9, -1])
def test_releasing_the_lock_for_a_long_loop(size):
    check("HPY_NPY_BEGIN_THREADS_THRESHOLDED", lambda: (size,))


ENSURE, RELEASE = ctypes.pythonapi.PyGILState_Ensure, ctypes.pythonapi.PyGILState_Release
RELEASE.restype = None
LOCK_TWINS = {"HPyArray_EnterPython": ENSURE, "HPyArray_LeavePython": RELEASE}


def test_taking_the_lock():
    def take(call):
        first, second = call("HPyArray_EnterPython"), call("HPyArray_EnterPython")
        call("HPyArray_LeavePython", second)
        call("HPyArray_LeavePython", first)
        return first, second, ctypes.pythonapi.PyGILState_Check()

    check_program(take, twins=LOCK_TWINS)


def test_taking_the_lock_in_a_thread():
    def take(call):
        found = []

        def run():
            state = call("HPyArray_EnterPython")
            found.append(state)
            call("HPyArray_LeavePython", state)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        return found

    check_program(take, twins=LOCK_TWINS)


# --- warnings, memory for shapes, auxiliary data -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["HPY_DEPRECATE", "HPY_DEPRECATE_FUTUREWARNING"])
@pytest.mark.parametrize("message", [b"do not use this", b"", b"with % signs %s", "é".encode()])
def test_warning(name, message):
    check(name, lambda: (message,))
    check(name, lambda: (message,), raises=(DeprecationWarning, FutureWarning), warn="error")


def test_memory_for_shapes():
    def allocate(call):
        place = call("HPyDimMem_NEW", 4)
        (c_ssize_t * 4).from_address(place)[:] = [1, 2, 3, 4]
        place = call("HPyDimMem_RENEW", place, 1000)
        found = list((c_ssize_t * 4).from_address(place))
        ctypes.memset(place, 0, 8000)
        call("HPyDimMem_FREE", place)
        call("HPyDimMem_FREE", None)
        assert call("HPyDimMem_NEW", 2**59) is None
        return found

    check_program(allocate)


def test_memory_for_shapes_is_given_back():
    def allocate(call):
        tracemalloc.start()
        try:
            place = call("HPyDimMem_NEW", 10**6)
            during = tracemalloc.get_traced_memory()[0]
            call("HPyDimMem_FREE", place)
            return during // 10**6, tracemalloc.get_traced_memory()[0] // 10**6
        finally:
            tracemalloc.stop()

    check_program(allocate, repeatable=False)


class AuxData(ctypes.Structure):
    """NpyAuxData."""

    _fields_ = [("free", c_void_p), ("clone", c_void_p), ("reserved", c_void_p * 2)]


def test_auxiliary_data():
    seen = []
    free = CFUNCTYPE(None, c_void_p)(lambda place: seen.append(("freed", place == ctypes.addressof(data))))
    clone = CFUNCTYPE(c_void_p, c_void_p)(
        lambda place: seen.append(("cloned", place == ctypes.addressof(data))) or place
    )
    data = AuxData(address_of(free), address_of(clone))

    def use(call):
        seen.clear()
        copy = call("NPY_AUXDATA_CLONE", data)
        call("NPY_AUXDATA_FREE", copy)
        call("NPY_AUXDATA_FREE", None)
        assert copy == ctypes.addressof(data)
        return list(seen)

    check_program(use)


# --- structs of objects --------------------------------------------------------------------------------------------


@every_array
def test_the_struct_of_an_array(array):
    check("PyArrayObject_AsStruct", lambda: (array(),))


def test_the_struct_of_an_iterator():
    check("PyArrayIterObject_AsStruct", lambda: (numbers("i4", 2, 3).flat,))
    check("PyArrayMultiIterObject_AsStruct", lambda: (np.broadcast(numbers("i4", 2, 3), 1),))

    def neighborhood(call, array, iterator):
        made = call("HPyArray_NeighborhoodIterNew", iterator, [-1, 1, 0, 2], 0, array)
        assert call("PyArrayNeighborhoodIterObject_AsStruct", made) == id(made)

    def arguments():
        array = numbers("i4", 3, 3)
        return array, array.flat

    check_program(neighborhood, arguments)


def test_the_struct_of_something_else():
    others = {**NO_ARRAYS, "array": numbers("i4", 2), "iterator": numbers("i4", 2).flat, "several": np.broadcast(1, 2)}
    for name, right in {
        "PyArrayObject_AsStruct": "array",
        "PyArrayIterObject_AsStruct": "iterator",
        "PyArrayMultiIterObject_AsStruct": "several",
        "PyArrayNeighborhoodIterObject_AsStruct": "",
        "PyArray_Descr_AsStruct": "dtype",
    }.items():
        refuses_others(name, others={kind: wrong for kind, wrong in others.items() if kind != right})


@pytest.mark.parametrize("spec", ["i4", ">f8", "U3", "O", "i4,O", "M8[3s]", rational, np.dtypes.StringDType()], ids=str)
def test_the_struct_of_a_dtype(spec):
    def ask(call, dtype):
        found = DescrStruct.from_address(call("PyArray_Descr_AsStruct", dtype))
        assert (found.elsize, found.alignment, found.type_num) == (dtype.itemsize, dtype.alignment, dtype.num)
        assert (found.kind.decode(), found.typeobj) == (dtype.kind, id(dtype.type))
        return found.elsize, found.flags

    check_program(ask, lambda: (np.dtype(spec),), twins={"PyArray_Descr_AsStruct": id})


# --- arrays --------------------------------------------------------------------------------------------------------

ACCESSORS = {
    "HPyArray_GetDescr": lambda array: array.dtype,
    "HPyArray_GetBase": lambda array: NULL if array.base is None else array.base,
    "HPyArray_GetNDim": lambda array: array.ndim,
    "HPyArray_GetDims": lambda array: numpys("PyArray_DIMS", array),
    "HPyArray_GetBytes": lambda array: numpys("PyArray_BYTES", array),
    "HPyArray_GetItemsize": lambda array: array.itemsize,
    "HPyArray_GetType": lambda array: array.dtype.num,
}


@every_array
def test_accessors_by_other_names(array):
    for name in ACCESSORS:
        check(name, lambda: (array(),), twins=ACCESSORS)


@pytest.mark.parametrize("name", ACCESSORS)
def test_accessors_of_something_else(name):
    for wrong in NO_ARRAYS.values():
        failure = 25 if name == "HPyArray_GetType" else None
        check_refusal(name, lambda wrong=wrong: (wrong,), failure=failure)


def test_setting_a_base():
    twins = {"HPyArray_SetBase": lambda array, base: numpys("PyArray_SetBaseObject", array, base)}

    # Of a view the array keeps the owner alone.
    for base, kept in [
        (lambda: Thing(1), 1),
        (lambda: bytearray(8), 1),
        (lambda: numbers("i4", 3), 1),
        (lambda: numbers("i4", 4)[1:], "base of argument 1"),
    ]:
        check("HPyArray_SetBase", lambda base=base: (numbers("i4", 2), base()), twins=twins, holds={kept: 1})
    # One that has a base already, the array itself, and nothing.
    check("HPyArray_SetBase", lambda: (numbers("i4", 4)[1:], Thing(1)), twins=twins, raises=any)

    def itself(call, array):
        call("HPyArray_SetBase", array, array)

    check_program(itself, lambda: (numbers("i4", 2),), twins=twins, raises=any)
    check("HPyArray_SetBase", lambda: (numbers("i4", 2), NULL), twins=twins, raises=any)
    refuses_others("HPyArray_SetBase", Thing(1))


class View(ctypes.Structure):
    """HPyArrayView."""

    _fields_ = [("data", c_void_p), ("nd", c_int), ("flags", c_int), ("shape", c_void_p), ("strides", c_void_p)]
    _fields_ += [("itemsize", c_ssize_t), ("type_num", c_int), ("layout", c_void_p), ("reserved", c_void_p * 3)]


def fill_view(array, place):
    """What a view of NumPy's array is, by NumPy's macros; of the layout only that there is one."""
    view = View.from_address(place)
    view.data, view.nd, view.flags = (numpys(f"PyArray_{name}", array) for name in ("DATA", "NDIM", "FLAGS"))
    view.shape, view.strides = numpys("PyArray_DIMS", array), numpys("PyArray_STRIDES", array)
    view.itemsize, view.type_num = array.itemsize, array.dtype.num
    view.layout = id(array.dtype)
    return 0


def release_view(place):
    ctypes.memset(place, 0, ctypes.sizeof(View))


@every_array
def test_a_view(array):
    def fill(call, array, view):
        call("HPyArray_FillView", array, view)
        # The reserved part is its own.
        filled = [getattr(view, name) for name, *_ in View._fields_ if name not in ("layout", "reserved")]
        places = [c_void_p(filled.pop(index)) for index in (4, 3, 0)]
        assert view.layout
        call("HPyArray_ReleaseView", view)
        empty = bytes(view)
        call("HPyArray_ReleaseView", view)
        assert empty == bytes(view) == bytes(ctypes.sizeof(View))
        return filled, places

    # One array: the cache of layouts keeps each dtype that it is shown.
    one = array()
    twins = {"HPyArray_FillView": fill_view, "HPyArray_ReleaseView": release_view}
    check_program(fill, lambda: (one, View()), twins=twins)


class Layout(ctypes.Structure):
    """NpyLayout."""

    _fields_ = [(name, ctypes.c_uint32) for name in ("abi_version", "struct_size", "flags", "depth")]
    _fields_ += [(name, c_ssize_t) for name in ("itemsize", "alignment", "slot_count")]
    _fields_ += [(name, c_void_p) for name in ("runs", "loops", "fields", "shape", "base")]
    _fields_ += [(name, ctypes.c_uint32) for name in ("run_count", "loop_count", "field_count", "ndim")]
    _fields_ += [("letters", ctypes.c_char * 8), ("refcount", c_ssize_t)]


def test_a_view_owns_its_layout():
    array = structures(3)
    for module in extensions().hpy.values():
        one, two = View(), View()
        module.HPyArray_FillView(array, ctypes.addressof(one))
        layout = Layout.from_address(one.layout)
        count = layout.refcount
        assert layout.itemsize == array.itemsize
        module.HPyArray_FillView(array, ctypes.addressof(two))
        assert (two.layout, layout.refcount) == (one.layout, count + 1)
        module.HPyArray_ReleaseView(ctypes.addressof(two))
        assert layout.refcount == count
        module.HPyArray_ReleaseView(ctypes.addressof(one))


def test_a_view_of_something_else():
    for wrong in NO_ARRAYS.values():
        if wrong is not NULL:
            view = View(nd=77)
            check_refusal("HPyArray_FillView", lambda wrong=wrong, view=view: (wrong, view), abis=ABIS)
            assert bytes(view) == bytes(ctypes.sizeof(View))
    check_refusal("HPyArray_FillView", lambda: (NULL, View()))


def assign(dst, src, where, casting):
    names = ["no", "equiv", "safe", "same_kind", "unsafe"]
    np.copyto(dst, src, casting=names[casting] if 0 <= casting < 5 else "none", where=True if where is NULL else where)
    return 0


ASSIGNMENTS = {
    "the same": lambda: (numbers("i4", 2, 3), numbers("i4", 2, 3) * 2, NULL),
    "a cast": lambda: (numbers("f8", 3), numbers("i4", 3), NULL),
    "a cast that loses": lambda: (numbers("i2", 3), numbers("f8", 3) + 0.5, NULL),
    "broadcast": lambda: (numbers("i4", 2, 3), numbers("i4", 3), NULL),
    "a mask": lambda: (numbers("i4", 4), numbers("i4", 4) + 10, np.array([True, False, True, False])),
    "a broadcast mask": lambda: (numbers("i4", 2, 3), np.array(7, "i4"), np.array([True, False, True])),
    "a mask of numbers": lambda: (numbers("i4", 2), numbers("i4", 2) + 1, numbers("i4", 2)),
    "a mask of another shape": lambda: (numbers("i4", 2), numbers("i4", 2), np.ones(3, bool)),
    "other shapes": lambda: (numbers("i4", 2), numbers("i4", 3), NULL),
    "read-only": lambda: (read_only(numbers("i4", 2)), numbers("i4", 2), NULL),
    "objects": lambda: (things(3), things(3)[::-1], NULL),
    "numbers from objects": lambda: (numbers("f8", 3), things(3), NULL),
    "structures": lambda: (structures(2), structures(2)[::-1], NULL),
    "overlap": lambda: (lambda a: (a[1:], a[:-1], NULL))(numbers("i4", 5)),
}


@pytest.mark.parametrize("make", ASSIGNMENTS.values(), ids=ASSIGNMENTS)
def test_assigning(make):
    for casting in range(5):
        check(
            "HPyArray_AssignArray",
            lambda casting=casting: (*make(), casting),
            raises=any,
            twins={"HPyArray_AssignArray": assign},
            references=make is not ASSIGNMENTS["objects"],
        )


def test_assigning_with_a_rule_that_there_is_not():
    for casting in (-1, 5, 100):
        check(
            "HPyArray_AssignArray",
            lambda casting=casting: (numbers("i4", 2), numbers("i4", 2), NULL, casting),
            raises=ValueError,
            message=False,
            twins={"HPyArray_AssignArray": assign},
        )


def test_assigning_what_is_no_array():
    for wrong in NO_ARRAYS.values():
        check_refusal("HPyArray_AssignArray", lambda wrong=wrong: (wrong, numbers("i4", 2), NULL, 4))
        check_refusal("HPyArray_AssignArray", lambda wrong=wrong: (numbers("i4", 2), wrong, NULL, 4))
        if wrong is not NULL:
            check_refusal("HPyArray_AssignArray", lambda wrong=wrong: (numbers("i4", 2), numbers("i4", 2), wrong, 4))


@every_array
def test_whether_an_array_can_be_written(array):
    twins = {
        "HPyArray_FailUnlessWriteableWithStruct": lambda array, view, name: numpys(
            "PyArray_FailUnlessWriteable", array, name
        )
    }

    def ask(call, array, with_struct):
        return call("HPyArray_FailUnlessWriteableWithStruct", array, id(array) if with_struct else None, b"the array")

    for with_struct in (True, False):
        check_program(ask, lambda with_struct=with_struct: (array(), with_struct), raises=any, twins=twins)


def test_whether_something_else_can_be_written():
    for wrong in NO_ARRAYS.values():
        check_refusal("HPyArray_FailUnlessWriteableWithStruct", lambda wrong=wrong: (wrong, None, b"it"))


def test_freeing_a_list():
    """Of handles: that is in HPyArray_ConvertToCommonType, which gives one."""
    check("HPyArray_FreeHandles", lambda: (None, 3), twins={"HPyArray_FreeHandles": lambda handles, count: None})

    def convert(call, arrays, count):
        converted = call("HPyArray_ConvertToCommonType", arrays, count)
        return converted, [sys.getrefcount(array) for array in converted]

    check_program(convert, lambda: ([numbers("i4", 2), numbers("f8", 3), things(2)], c_int()))
