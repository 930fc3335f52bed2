"""What compares the functions on handles with NumPy's sees each kind of difference."""

import ctypes
import warnings

import api_differential
import numpy as np
import pytest
from api_arguments import ARRAYS, Subclass, Thing, things
from api_calls import ABIS, NULL, extensions
from api_differential import check, check_program, check_refusal


@pytest.fixture(autouse=True)
def register(monkeypatch):
    """What is compared here says nothing about the API."""
    found = {}
    monkeypatch.setattr(api_differential, "TESTED", found)
    monkeypatch.setattr(api_differential, "FAILED", set())
    return found


def differs(*args, what, **options):
    with pytest.raises(AssertionError) as error:
        check(*args, **options)
    assert what in str(error.value)


def program_differs(program, make, what, **options):
    with pytest.raises(AssertionError) as error:
        check_program(program, make, **options)
    assert what in str(error.value)


def is_numpy(call):
    return call.__self__.abi == "numpy"


# --- results -------------------------------------------------------------------------------------------------------

SOURCE = np.arange(6.0).reshape(2, 3)


def padded():
    return np.zeros(3, np.dtype([("a", "u1"), ("b", "i4")], align=True))


WRONG_COPIES = {
    "an item": (lambda copy: copy + np.eye(2, 3), "items"),
    "the sign of a zero": (lambda copy: np.negative(copy, where=copy == 0, out=copy), "items"),
    "the shape": (lambda copy: copy.reshape(3, 2), "shape"),
    "the order": (np.asfortranarray, "strides"),
    "the dtype": (lambda copy: copy.astype("f4"), "dtype"),
    "the byte order": (lambda copy: copy.astype(">f8"), "dtype"),
    "metadata": (lambda copy: copy.astype(np.dtype("f8", metadata={"a": 1})), "metadata"),
    "the class": (lambda copy: copy.view(Subclass), "class"),
    "a base": (lambda copy: copy[:], "base"),
    "a scalar": (lambda copy: np.float64(1), "class"),
    "NULL": (lambda copy: NULL, "NULL"),
    "a tuple": (lambda copy: (copy,), "items"),
}


@pytest.mark.parametrize(("wrong", "what"), WRONG_COPIES.values(), ids=WRONG_COPIES)
def test_another_result(wrong, what):
    twins = {"HPyArray_NewCopy": lambda array, order: wrong(array.copy("C"))}
    differs("HPyArray_NewCopy", lambda: (SOURCE.copy(), 0), what=what, twins=twins, holds=None, references=False)


def test_the_same_result():
    check(
        "HPyArray_NewCopy", lambda: (SOURCE.copy(), 0), twins={"HPyArray_NewCopy": lambda array, order: array.copy("C")}
    )


def test_a_read_only_result():
    def copy(array, order):
        array = array.copy()
        array.flags.writeable = False
        return array

    differs("HPyArray_NewCopy", lambda: (SOURCE.copy(), 0), what="flags", twins={"HPyArray_NewCopy": copy})


def test_the_argument_itself_is_not_a_copy_of_it():
    twins = {"HPyArray_FROM_O": lambda thing: thing.copy()}
    differs("HPyArray_FROM_O", lambda: (SOURCE.copy(),), what="<argument 0>", twins=twins)


def test_other_objects_that_look_the_same():
    class Twin(Thing):
        __repr__ = Thing.__repr__

    def copy(array, order):
        result = array.copy()
        result[0] = Twin(array[0].value)
        return result

    differs(
        "HPyArray_NewCopy", lambda: (things(2), 0), what="item 0", twins={"HPyArray_NewCopy": copy}, references=False
    )


def test_padding_is_no_difference():
    def copy(array, order):
        result = np.full(array.shape, 255, "V8").view(array.dtype)
        result["a"], result["b"] = array["a"], array["b"]
        return result

    twins = {"HPyArray_NewCopy": copy}
    differs("HPyArray_NewCopy", lambda: (padded(), 0), what="base", twins=twins)  # and nothing else:
    with pytest.raises(AssertionError) as error:
        check("HPyArray_NewCopy", lambda: (padded(), 0), twins=twins)
    assert "items" not in str(error.value)


@pytest.mark.parametrize("value", [1, 2.0, True, None])
def test_another_number(value):
    differs(
        "HPyArray_CountNonzero", lambda: (SOURCE.copy(),), what="gave", twins={"HPyArray_CountNonzero": lambda a: value}
    )


def test_another_place():
    twins = {"HPyArray_DATA": lambda array: array.ctypes.data + 8}
    differs("HPyArray_DATA", lambda: (SOURCE.copy(),), what="data of argument 0 + 8", twins=twins)
    differs(
        "HPyArray_DATA", lambda: (SOURCE.copy(),), what="elsewhere", twins={"HPyArray_DATA": lambda array: id(SOURCE)}
    )
    differs("HPyArray_DATA", lambda: (SOURCE.copy(),), what="None", twins={"HPyArray_DATA": lambda array: None})


def test_what_a_program_returns():
    program_differs(lambda call: is_numpy(call), tuple, "returned")


def test_another_handle_that_is_set():
    program_differs(
        lambda call: call("HPyArray_DescrConverter", "i4" if is_numpy(call) else "i8", NULL), tuple, "builtin"
    )


# --- what is done to arguments -------------------------------------------------------------------------------------


def only_elsewhere(change):
    def program(call, thing):
        if not is_numpy(call):
            change(thing)

    return program


@pytest.mark.parametrize(
    ("make", "change"),
    [
        pytest.param(SOURCE.copy, lambda array: array.__setitem__(0, 7), id="an item"),
        pytest.param(SOURCE.copy, lambda array: array.setflags(write=False), id="a flag"),
        pytest.param(SOURCE.copy, lambda array: array.sort(axis=0) or array.resize(1, refcheck=False), id="the shape"),
        pytest.param(lambda: np.dtype("i4,i4"), lambda dtype: setattr(dtype, "names", "xy"), id="a dtype"),
        pytest.param(lambda: np.zeros(4).flat, next, id="an iterator"),
        pytest.param(lambda: (ctypes.c_int * 2)(), lambda array: array.__setitem__(1, 5), id="an array in C"),
        pytest.param(lambda: ctypes.c_double(), lambda number: setattr(number, "value", -0.0), id="a number in C"),
        pytest.param(lambda: ctypes.c_void_p(), lambda pointer: setattr(pointer, "value", 4096), id="a pointer in C"),
        pytest.param(lambda: [1, 2], list.pop, id="a list"),
        pytest.param(lambda: bytearray(3), bytearray.reverse and (lambda b: b.__setitem__(0, 1)), id="a bytearray"),
    ],
)
def test_an_argument_is_changed(make, change):
    program_differs(only_elsewhere(change), lambda: (make(),), "arguments[0]")


def test_memory_that_was_made_for_a_call_is_compared():
    def program(call):
        call("HPyArray_CheckAxis", SOURCE, (0 if is_numpy(call) else 1,), 0)

    program_differs(program, tuple, "memory[0]", references=False)


# --- references ----------------------------------------------------------------------------------------------------


def test_a_reference_that_is_kept():
    kept = []
    program_differs(only_elsewhere(kept.append), lambda: (Thing(1),), "references")


def test_a_reference_too_few():
    def release(thing):
        ctypes.pythonapi.Py_DecRef(ctypes.py_object(thing))

    thing = Thing(1)
    for _ in range(100):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
    program_differs(only_elsewhere(release), lambda: (thing,), "references")


def test_a_reference_to_an_item():
    kept = []
    program_differs(only_elsewhere(lambda array: kept.append(array[0])), lambda: (things(1),), "argument 0, item 0")


def test_a_reference_to_the_result():
    kept = []

    def copy(array, order):
        kept.append(array.copy())
        return kept[-1]

    # What is kept keeps its dtype.
    options = {"twins": {"HPyArray_NewCopy": copy}, "holds": {"dtype of argument 0": 1}}
    differs("HPyArray_NewCopy", lambda: (SOURCE.copy(), 0), what="references to the result", **options)


def test_a_reference_to_what_there_is_once():
    kept = []
    program_differs(only_elsewhere(lambda thing: kept.append(np.dtype("i2"))), lambda: (1,), "dtype h")


def test_what_numpy_keeps_must_be_said():
    kept = []

    def program(call, thing):
        kept.append(thing)

    program_differs(program, lambda: (Thing(1),), "references that are left after NumPy's call: {'argument 0': 1}")
    check_program(program, lambda: (Thing(1),), holds={0: 1}, repeatable=False)
    program_differs(lambda call, thing: None, lambda: (Thing(1),), "none, not {'argument 0': 1}", holds={0: 1})


def test_memory_that_stays_allocated():
    kept = []
    program_differs(
        only_elsewhere(lambda thing: kept.append([])), lambda: (1,), "blocks left allocated", abis=["hybrid"]
    )


def test_memory_that_numpy_leaves_allocated_too():
    kept = []
    check_program(lambda call, thing: kept.append([]), lambda: (1,), abis=["cpython"])


def test_a_handle_that_stays_open(monkeypatch):
    from hpy.debug import HPyLeakError, LeakDetector

    def stop(self):
        raise HPyLeakError(["<a handle>"])

    monkeypatch.setattr(LeakDetector, "stop", stop)
    check("HPyArray_NewCopy", lambda: (SOURCE.copy(), 0), abis=["universal"])
    differs("HPyArray_NewCopy", lambda: (SOURCE.copy(), 0), abis=["debug"], what="<a handle>")


# --- exceptions, warnings, output ----------------------------------------------------------------------------------


def raising(kind, message):
    def twin(*args):
        raise kind(message)

    return twin


def test_an_exception_only_here():
    program_differs(lambda call: call("HPyArray_PyIntAsInt", 1 if is_numpy(call) else "1"), tuple, "exception")


def test_an_exception_only_in_numpy():
    twins = {"HPyArray_NewCopy": raising(ValueError, "not today")}
    differs("HPyArray_NewCopy", lambda: (SOURCE.copy(), 0), what="exception", twins=twins, raises=ValueError)


WIDE = 2**40  # HPyArray_PyIntAsInt raises ValueError


@pytest.mark.parametrize(("kind", "message"), [(TypeError, "integer won't fit into a C int"), (ValueError, "too wide")])
def test_another_exception(kind, message):
    twins = {"HPyArray_PyIntAsInt": raising(kind, message)}
    differs("HPyArray_PyIntAsInt", lambda: (WIDE,), what="exception", twins=twins, raises=kind)


def test_a_message_that_may_differ():
    twins = {"HPyArray_PyIntAsInt": raising(ValueError, "too wide")}
    check("HPyArray_PyIntAsInt", lambda: (WIDE,), twins=twins, raises=ValueError, message=False)


def test_another_result_in_c():
    def program(call):
        if is_numpy(call):
            return call("HPyArray_DescrConverter", "no dtype", NULL)
        return call("HPyArray_DescrFromScalar", "no dtype") and call("HPyArray_DescrConverter", "no dtype", NULL)

    program_differs(program, tuple, "calls", raises=TypeError)
    for module in (extensions().numpy, extensions().hpy["universal"]):
        converter = getattr(module, "PyArray_DescrConverter", None) or module.HPyArray_DescrConverter
        with pytest.raises(TypeError):
            converter("no dtype", NULL)
        assert module.last_result() == (0, False)


def test_numpy_must_do_what_the_test_says():
    differs("HPyArray_NewCopy", lambda: (SOURCE.copy(), 0), what="NumPy raises nothing", raises=ValueError)
    differs("HPyArray_PyIntAsInt", lambda: ("x",), what="NumPy raises", raises=ValueError)
    differs("HPyArray_PyIntAsInt", lambda: ("x",), what="say raises=")


def test_a_warning():
    def copy(array, order):
        warnings.warn("careful", FutureWarning, stacklevel=2)
        return array.copy()

    differs("HPyArray_NewCopy", lambda: (SOURCE.copy(), 0), what="careful", twins={"HPyArray_NewCopy": copy})


def test_output():
    libc = ctypes.CDLL(None)

    def program(call, text):
        libc.puts(b"0x7f00 from here" if is_numpy(call) else text)

    program_differs(program, lambda: (b"from there",), "from there", output=True)
    check_program(program, lambda: (b"from there",))
    check_program(program, lambda: (b"0x7fff from here",), output=True)


def test_a_mistake_in_a_test_is_no_result():
    for name, args in [
        ("HPyArray_NewCopy", (SOURCE,)),
        ("HPyArray_NewCopy", (SOURCE, "C")),
        ("HPyArray_NewCopy", (SOURCE, 2**40)),
        ("HPyArray_Arange", ("0", 1.0, 1.0, 12)),
        ("HPyArray_DIM", (SOURCE, None)),
        ("HPyArray_IntTupleFromIntp", (1, "shape")),
        ("HPyArray_ResultType", (1, 3, 0, None)),
        ("HPyArray_IsScalar", (SOURCE, "Rational")),
    ]:
        for program in (lambda call: call(name, *args), lambda call: is_numpy(call) or call(name, *args)):  # noqa: B023
            with pytest.raises(AssertionError, match="argument"):
                check_program(program, tuple)


# --- refusals ------------------------------------------------------------------------------------------------------


def test_a_refusal():
    check_refusal("HPyArray_NewCopy", lambda: (NULL, 0))
    with pytest.raises(AssertionError, match="gave"):
        check_refusal("HPyArray_NewCopy", lambda: (SOURCE.copy(), 0))
    with pytest.raises(AssertionError, match="raised"):
        check_refusal("HPyArray_NewCopy", lambda: (NULL, 0), raises=ValueError)
    with pytest.raises(AssertionError, match="expected an array"):
        check_refusal("HPyArray_NewCopy", lambda: (3, 0), match="expected a dtype")
    with pytest.raises(AssertionError, match="returned"):
        check_refusal("HPyArray_NewCopy", lambda: (NULL, 0), failure=True)


# --- the list ------------------------------------------------------------------------------------------------------


def test_what_was_compared_is_listed(register):
    check("HPyArray_NewCopy", lambda: (SOURCE.copy(), 0))
    check("PyArray_Size", lambda: (SOURCE.copy(),), abis=["cpython"])
    assert register == {"PyArray_NewCopy": set(ABIS), "PyArray_Size": {"cpython"}}


def test_every_function_can_be_called():
    """Each row is a function of the extensions; what cannot be one is said here."""
    calls = extensions()
    rows = {id(row): row for row in calls.rows.values()}.values()
    missing = {row["hpy"] for row in rows if "hpy" in row and not hasattr(calls.hpy[ABIS[0]], row["hpy"])}
    assert missing == set()
    newer = {row["numpy"] for row in rows if tuple(row["since"]) > (2, 0)}
    missing = {row["numpy"] for row in rows if "numpy" in row and not hasattr(calls.numpy, row["numpy"])} - newer
    assert missing == {
        "PyArray_SetStringFunction",  # not applicable
    }


def test_arrays_for_tests_are_made_anew():
    for name, make in ARRAYS.items():
        assert make() is not make(), name
