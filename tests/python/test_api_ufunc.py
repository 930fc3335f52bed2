"""The functions on handles that make ufuncs and give them loops, compared with NumPy's: capi/api/ufunc.h; and the
ready-made loops of ufunc_loops.h, called directly and through ufuncs that are made of them.

The loops are in Python here: what NumPy calls is a C function of its own signature, whatever has made it. Those that
trampolines make are in test_api_trampolines.py."""

import ctypes
import sys
import types
from ctypes import POINTER, c_double, c_float, c_int, c_longlong, c_ssize_t, c_ushort, c_void_p

import numpy as np
import pytest
from api_arguments import Thing, fresh, numbers, read_only, things
from api_calls import extensions
from api_describe import address_of
from api_differential import NULL, check, check_program, check_refusal
from api_specs import (
    CONTIGUOUS,
    EQUIV,
    IS_REORDERABLE,
    NO,
    NO_FLOATINGPOINT_ERRORS,
    PROMOTER,
    REQUIRES_PYAPI,
    SAFE,
    SAME_KIND,
    STRIDED,
    STRIDED_LOOP,
    SUPPORTS_UNALIGNED,
    TRANSLATE_GIVEN,
    TRANSLATE_LOOP,
    UNALIGNED,
    UNSAFE,
    keep,
    method,
)
from numpy._core._rational_tests import rational

pytest_plugins = ["api_tested"]

NONE, ZERO, ONE, MINUS_ONE, REORDERABLE, VALUE = -1, 0, 1, 2, -2, -3
NO_UFUNCS = [NULL, None, 3, len, np.add.reduce, np.ufunc]

libm = ctypes.CDLL("libm.so.6")


# --- loops in Python -----------------------------------------------------------------------------------------------

LOOP = ctypes.CFUNCTYPE(None, POINTER(c_void_p), POINTER(c_ssize_t), POINTER(c_ssize_t), c_void_p)


def loop(ctype, nin, function):
    """An inner loop over numbers with one result, to which is added what `data` points to."""

    @LOOP
    def run(args, dimensions, steps, data):
        more = ctype.from_address(data).value if data else 0
        for i in range(dimensions[0]):
            values = [ctype.from_address(args[k] + i * steps[k]).value for k in range(nin)]
            ctype.from_address(args[nin] + i * steps[nin]).value = function(*values) + more

    return run


@LOOP
def sum_along(args, dimensions, steps, data):
    """Of a generalized ufunc with the signature (n)->()."""
    for i in range(dimensions[0]):
        values = [c_double.from_address(args[0] + i * steps[0] + j * steps[2]).value for j in range(dimensions[1])]
        c_double.from_address(args[1] + i * steps[1]).value = sum(values)


double_negative = loop(c_double, 1, lambda x: -x)
double_square = loop(c_double, 1, lambda x: x * x)
double_subtract = loop(c_double, 2, lambda x, y: x - y)
float_negative = loop(c_float, 1, lambda x: -x)
long_negative = loop(c_longlong, 1, lambda x: -x)


def numbers_of(types):
    """`dd` as the numbers of its types, as a ufunc wants them."""
    return bytes(np.dtype(char).num for char in types)


def parts(loops, types, nin, nout=1, identity=NONE, data=(), name=b"made here", doc=b"What it does.", more=()):
    """The arguments of PyUFunc_FromFuncAndData; more for its longer siblings."""
    functions = (c_void_p * max(1, len(loops)))(*map(address_of, loops))
    data = (c_void_p * max(1, len(loops)))(*[address_of(one) for one in data])
    return functions, data, numbers_of(types), len(loops), nin, nout, identity, name, doc, 0, *more


def outcomes(ufunc, *calls):
    """What each ``call(ufunc)`` gives or raises."""
    found = []
    for one in calls:
        try:
            found.append(one(ufunc))
        except Exception as error:
            found.append(f"{type(error).__name__}: {error}")
    return found


# --- making --------------------------------------------------------------------------------------------------------

UNARY_CALLS = [
    lambda ufunc: ufunc(2.5),
    lambda ufunc: ufunc([[1, 2], [3, 4]]),
    lambda ufunc: ufunc(numbers("f4", 5)[::-2]),
    lambda ufunc: ufunc(np.zeros((2, 0))),
    lambda ufunc: ufunc(numbers("i2", 3), np.zeros(3, "f8")),
    lambda ufunc: ufunc(numbers("f8", 3), dtype="f8", casting="no"),
    lambda ufunc: ufunc(numbers("f8", 3), read_only(np.zeros(3))),
    lambda ufunc: ufunc("text"),
    lambda ufunc: ufunc(1, 2, 3),
    lambda ufunc: (ufunc.nin, ufunc.nout, ufunc.ntypes, ufunc.__name__, ufunc.__doc__),
]
BINARY_CALLS = [
    lambda ufunc: ufunc(numbers("f8", 2, 3), 1),
    lambda ufunc: ufunc.reduce(numbers("f8", 4)),
    lambda ufunc: ufunc.reduce([]),
    lambda ufunc: ufunc.reduce(numbers("f8", 2, 2), axis=(0, 1)),
    lambda ufunc: ufunc.accumulate(numbers("f8", 4)),
    lambda ufunc: ufunc.outer([1.0, 2.0], [3, 4]),
    lambda ufunc: ufunc.reduceat(numbers("f8", 5), [0, 3]),
]


def then(*calls):
    return lambda call, args, ufunc: outcomes(ufunc, *calls)


def test_a_ufunc():
    check("HPyUFunc_FromFuncAndData", lambda: parts([double_negative], "dd", 1), then(*UNARY_CALLS))
    check("HPyUFunc_FromFuncAndData", lambda: parts([double_subtract], "ddd", 2), then(*BINARY_CALLS))


def test_a_ufunc_with_several_loops_and_their_data():
    # The data must live as long as the ufunc, so it is an argument of the program.
    def program(call, data, *args):
        return outcomes(call("HPyUFunc_FromFuncAndData", *args), *UNARY_CALLS, lambda ufunc: ufunc(numbers("q", 3)))

    def arguments():
        data = [c_longlong(1000), c_float(0.5), c_double(1e6)]
        args = parts([long_negative, float_negative, double_negative], "qqffdd", 1, data=data)
        return (data, *args)

    check_program(program, arguments)


def test_a_ufunc_without_loops():
    calls = [*UNARY_CALLS[:2], lambda ufunc: ufunc.types]
    check("HPyUFunc_FromFuncAndData", lambda: (None, None, None, 0, 1, 1, NONE, b"empty", None, 0), then(*calls))
    check("HPyUFunc_FromFuncAndData", lambda: (None, None, None, 0, 1, 1, NONE, None, None, 0), then(*calls))


def test_two_results():
    @LOOP
    def divide(args, dimensions, steps, data):
        for i in range(dimensions[0]):
            a, b = (c_longlong.from_address(args[k] + i * steps[k]).value for k in (0, 1))
            for k, result in enumerate(divmod(a, b)):
                c_longlong.from_address(args[2 + k] + i * steps[2 + k]).value = result

    calls = [lambda ufunc: ufunc(numbers("q", 4), 3), lambda ufunc: ufunc(7, [2, 5], out=(np.zeros(2, "q"), None))]
    check("HPyUFunc_FromFuncAndData", lambda: parts([divide], "qqqq", 2, 2), then(*calls, *BINARY_CALLS[1:2]))


@pytest.mark.parametrize("identity", [NONE, ZERO, ONE, MINUS_ONE, REORDERABLE, 17])
def test_an_identity(identity):
    calls = [*BINARY_CALLS, lambda ufunc: ufunc.identity]
    for name, more in [("", ()), ("AndSignature", (None,)), ("AndSignatureAndIdentity", (None, NULL))]:
        check(
            f"HPyUFunc_FromFuncAndData{name}",
            lambda more=more: parts([double_subtract], "ddd", 2, identity=identity, more=more),
            then(*calls),
            raises=any,
        )


@pytest.mark.parametrize("value", [7, 2.5, None, "text", Thing(1)], ids=repr)
def test_an_identity_of_ones_own(value):
    def arguments():
        own = Thing(value.value) if isinstance(value, Thing) else value
        return parts([double_subtract], "ddd", 2, identity=VALUE, more=(None, own))

    def use(call, args, ufunc):
        return outcomes(ufunc, *BINARY_CALLS, lambda ufunc: ufunc.identity)

    # NumPy wants to know at once what a sum begins with.
    # It never gives the value back if it cannot use it.
    lost = {11: 1} if isinstance(value, Thing) else None
    check("HPyUFunc_FromFuncAndDataAndSignatureAndIdentity", arguments, use, raises=any, holds=lost)
    # The value is for PyUFunc_IdentityValue alone.
    check(
        "HPyUFunc_FromFuncAndDataAndSignatureAndIdentity",
        lambda: (*arguments()[:6], ONE, *arguments()[7:]),
        use,
    )


def test_an_identity_that_is_missing():
    arguments = parts([double_subtract], "ddd", 2, identity=VALUE)
    check_refusal("HPyUFunc_FromFuncAndData", lambda: arguments, match="HPy_NULL")
    check_refusal("HPyUFunc_FromFuncAndDataAndSignature", lambda: (*arguments, None), match="HPy_NULL")
    check_refusal("HPyUFunc_FromFuncAndDataAndSignatureAndIdentity", lambda: (*arguments, None, NULL), match="HPy_NULL")


@pytest.mark.parametrize("signature", [b"(n)->()", b"( n ) -> ()", b"(n?)->()", b"(3)->()", None])
def test_a_generalized_ufunc(signature):
    calls = [
        lambda ufunc: ufunc(numbers("f8", 3)),
        lambda ufunc: ufunc(numbers("f4", 2, 4, 3)),
        lambda ufunc: ufunc(numbers("f8", 3, 4), axis=0),
        lambda ufunc: ufunc(numbers("f8", 5)),
        lambda ufunc: ufunc(1.5),
        lambda ufunc: (ufunc.signature, ufunc.nin, ufunc.nout),
    ]
    loops = [sum_along if signature else double_negative]
    for name, more in [("", ()), ("AndIdentity", (NULL,))]:
        check(
            f"HPyUFunc_FromFuncAndDataAndSignature{name}",
            lambda more=more: parts(loops, "dd", 1, more=(signature, *more)),
            then(*calls),
        )


NO_SIGNATURES = [
    b"(n",
    b"n)->()",
    b"(n)",
    b"(n)->",
    b"(n),(m)->()",
    b"(n)->(),()",
    b"(1n)->()",
    b"(n)->()x",
    b"(n,)->()",
]
NO_SIGNATURES += [b"", b"->", b"(n)->(n", b"(0)->()", b"(99999999999999999999)->()", b"(n??)->()", b"(n)->(\xc3\xa4)"]


@pytest.mark.parametrize("signature", NO_SIGNATURES)
def test_a_signature_that_is_none(signature):
    for name, more in [("", ()), ("AndIdentity", (NULL,))]:
        check(
            f"HPyUFunc_FromFuncAndDataAndSignature{name}",
            lambda more=more: parts([sum_along], "dd", 1, more=(signature, *more)),
            raises=any,
        )


def test_too_many_operands():
    for nin, nout in [(65, 0), (40, 25), (1, 2**31 - 2)]:
        arguments = (None, None, None, 0, nin, nout, NONE, b"many", None, 0)
        check("HPyUFunc_FromFuncAndData", lambda arguments=arguments: arguments, raises=ValueError)
        check("HPyUFunc_FromFuncAndDataAndSignature", lambda arguments=arguments: (*arguments, None), raises=ValueError)
        check(
            "HPyUFunc_FromFuncAndDataAndSignatureAndIdentity",
            lambda arguments=arguments: (*arguments, None, NULL),
            raises=ValueError,
        )
    check("HPyUFunc_FromFuncAndData", lambda: (None, None, None, 0, 63, 1, NONE, b"most", None, 0))


# --- loops for dtypes of users -------------------------------------------------------------------------------------

RATIONAL = np.dtype(rational).num
STRUCTURE = [("a", "q"), ("b", "q")]


@LOOP
def add_first(args, dimensions, steps, data):
    """Of pairs of integers: the sum of the firsts, with the second of the first one, and what `data` points to."""
    more = c_longlong.from_address(data).value if data else 0
    for i in range(dimensions[0]):
        a, b, result = ((c_longlong * 2).from_address(args[k] + i * steps[k]) for k in range(3))
        result[0], result[1] = a[0] + b[0] + more, a[1]


@LOOP
def twice(args, dimensions, steps, data):
    """Of a rational, whose numerator comes first."""
    for i in range(dimensions[0]):
        source = (c_int * 2).from_address(args[0] + i * steps[0])
        result = (c_int * 2).from_address(args[1] + i * steps[1])
        result[0], result[1] = 2 * source[0], source[1]


def empty(call, nin):
    return call("HPyUFunc_FromFuncAndData", None, None, None, 0, nin, 1, NONE, b"empty", None, 0)


def test_a_loop_for_a_type():
    def register(call, data):
        ufunc = empty(call, 1)
        call("HPyUFunc_RegisterLoopForType", ufunc, RATIONAL, twice, None, None)
        array = np.array([rational(1, 2), rational(3, 4)])
        found = outcomes(ufunc, lambda ufunc: ufunc(array), lambda ufunc: ufunc(1.5))
        # Another one for a type that is there already, and one that gives another type.
        call("HPyUFunc_RegisterLoopForType", ufunc, RATIONAL, twice, [RATIONAL, RATIONAL], data)
        call("HPyUFunc_RegisterLoopForType", ufunc, RATIONAL, double_negative, [np.dtype("d").num, RATIONAL], None)
        return found, outcomes(ufunc, lambda ufunc: ufunc(array), lambda ufunc: ufunc.types, lambda ufunc: ufunc(1.5))

    check_program(register, lambda: (c_double(3),))


def test_a_loop_for_a_type_that_is_none_of_a_user():
    for number in (np.dtype("d").num, 1000, -1):
        check_program(
            lambda call, number=number: call("HPyUFunc_RegisterLoopForType", empty(call, 1), number, twice, None, None),
            raises=TypeError,
        )
    for wrong in NO_UFUNCS:
        check_refusal("HPyUFunc_RegisterLoopForType", lambda wrong=wrong: (wrong, RATIONAL, twice, None, None))


def test_a_loop_for_a_dtype():
    def register(call, pair, other, data):
        ufunc = empty(call, 2)
        call("HPyUFunc_RegisterLoopForDescr", ufunc, pair, add_first, None, data)
        array = np.array([(1, 2), (3, 4)], STRUCTURE)
        found = outcomes(ufunc, lambda ufunc: ufunc(array, array[::-1]), lambda ufunc: ufunc(array, 1))
        call("HPyUFunc_RegisterLoopForDescr", ufunc, other, add_first, [other] * 3, data)
        return found, outcomes(ufunc, lambda ufunc: ufunc(np.zeros(2, other), np.zeros(2, other)))

    # NumPy keeps the dtypes as long as the ufunc.
    check_program(
        register, lambda: (np.dtype(STRUCTURE), np.dtype([("c", "q"), ("d", "q")]), c_longlong(1000)), raises=any
    )


def test_a_loop_for_a_dtype_twice():
    def register(call, pair):
        ufunc = empty(call, 2)
        call("HPyUFunc_RegisterLoopForDescr", ufunc, pair, add_first, None, None)
        call("HPyUFunc_RegisterLoopForDescr", ufunc, pair, add_first, [pair] * 3, None)

    check_program(register, lambda: (np.dtype(STRUCTURE),), raises=RuntimeError)


def test_a_loop_for_a_dtype_of_numpy():
    check_program(
        lambda call, dtype: call("HPyUFunc_RegisterLoopForDescr", empty(call, 1), dtype, twice, None, None),
        lambda: (fresh("d"),),
        raises=TypeError,
    )


def test_what_is_no_dtype_or_ufunc():
    pair = np.dtype(STRUCTURE)
    for wrong in NO_UFUNCS:
        check_refusal("HPyUFunc_RegisterLoopForDescr", lambda wrong=wrong: (wrong, pair, add_first, None, None))
    ufunc = np.frompyfunc(lambda a: a, 1, 1)
    for wrong in (NULL, None, 3, np.int32, "i4"):
        check_refusal("HPyUFunc_RegisterLoopForDescr", lambda wrong=wrong: (ufunc, wrong, add_first, None, None))
        check_refusal(
            "HPyUFunc_RegisterLoopForDescr", lambda wrong=wrong: (ufunc, pair, add_first, [pair, wrong], None)
        )


# --- replacing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("types", ["dd", "ff", "qq", "df"])
def test_replacing_a_loop(types):
    def replace(call, new, signature, *args):
        ufunc = call("HPyUFunc_FromFuncAndData", *args)
        before = c_void_p()
        status = call("HPyUFunc_ReplaceLoopBySignature", ufunc, new, signature, before)
        assert (before.value == address_of(double_negative)) == (types == "dd")
        again = call("HPyUFunc_ReplaceLoopBySignature", ufunc, new, signature, None)
        return status, again, outcomes(ufunc, *UNARY_CALLS)

    signature = [np.dtype(char).num for char in types]
    check_program(
        lambda call, *args: replace(call, double_square, signature, *args),
        lambda: parts([double_negative, float_negative], "ddff", 1),
    )


def test_replacing_in_what_is_no_ufunc():
    for wrong in NO_UFUNCS:
        check_refusal("HPyUFunc_ReplaceLoopBySignature", lambda wrong=wrong: (wrong, double_square, [12, 12], None))


# --- loops from specifications -------------------------------------------------------------------------------------

DOUBLE, LONG, SPAN = np.dtypes.Float64DType, type(np.dtype("q")), np.dtypes.TimeDelta64DType


@STRIDED_LOOP
def strided_negative(context, data, dimensions, strides, auxdata):
    for i in range(dimensions[0]):
        c_double.from_address(data[1] + i * strides[1]).value = -c_double.from_address(data[0] + i * strides[0]).value
    return 0


@STRIDED_LOOP
def strided_subtract(context, data, dimensions, strides, auxdata):
    for i in range(dimensions[0]):
        a, b = (c_double.from_address(data[k] + i * strides[k]).value for k in (0, 1))
        c_double.from_address(data[2] + i * strides[2]).value = a - b
    return 0


def test_a_loop_from_a_specification():
    def add(call, spec, calls):
        ufunc = empty(call, spec.nin)
        call("HPyUFunc_AddLoopFromSpec", ufunc, spec, [DOUBLE] * (spec.nin + 1))
        return outcomes(ufunc, *calls)

    unary = {STRIDED: strided_negative}
    binary = {STRIDED: strided_subtract, CONTIGUOUS: strided_subtract}
    check_program(lambda call, spec: add(call, spec, UNARY_CALLS), lambda: (method(unary),))
    for flags in (0, IS_REORDERABLE, REQUIRES_PYAPI, NO_FLOATINGPOINT_ERRORS):
        check_program(
            lambda call, spec: add(call, spec, BINARY_CALLS), lambda flags=flags: (method(binary, 2, flags=flags),)
        )


REFUSED = {
    "the same loop again": (lambda: method({STRIDED: strided_negative}), [DOUBLE, DOUBLE], 2),
    "no loop": (lambda: method({}), [DOUBLE, DOUBLE], 1),
    "an unknown slot": (lambda: method({77: strided_negative}), [DOUBLE, DOUBLE], 1),
    "an unknown casting": (lambda: method({STRIDED: strided_negative}, casting=17), [DOUBLE, DOUBLE], 1),
    "no casting": (lambda: method({STRIDED: strided_negative}, casting=-1), [DOUBLE, DOUBLE], 1),
    "unaligned without saying so": (lambda: method({UNALIGNED: strided_negative}), [DOUBLE, DOUBLE], 1),
    "aligned alone": (lambda: method({STRIDED: strided_negative}, flags=SUPPORTS_UNALIGNED), [DOUBLE, DOUBLE], 1),
    "too many operands": (lambda: method({STRIDED: strided_negative}, 1000), [DOUBLE, DOUBLE], 1),
    "a negative number": (lambda: method({STRIDED: strided_negative}, -1), [DOUBLE, DOUBLE], 1),
    "other operands than the ufunc's": (lambda: method({STRIDED: strided_negative}, 2), [DOUBLE] * 3, 1),
    "a class that is missing": (lambda: method({STRIDED: strided_negative}), [DOUBLE, NULL], 1),
    "no class": (lambda: method({STRIDED: strided_negative}), [DOUBLE, np.float64], 1),
    "a dtype": (lambda: method({STRIDED: strided_negative}), [DOUBLE, np.dtype("d")], 1),
    "an output with a parameter": (lambda: method({STRIDED: strided_negative}), [DOUBLE, np.dtypes.StrDType], 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_specification_that_is_refused(name):
    spec, dtypes, times = REFUSED[name]

    def add(call, spec):
        ufunc = empty(call, 1)
        for _ in range(times):
            call("HPyUFunc_AddLoopFromSpec", ufunc, spec, dtypes)

    # Handles are looked at before NumPy does.
    message = name not in ("no class", "a dtype")
    check_program(add, lambda: (spec(),), raises=(TypeError, ValueError, RuntimeError), message=message)


def test_a_specification_for_what_is_no_ufunc():
    for wrong in [wrong for wrong in NO_UFUNCS if wrong is not NULL]:
        check(
            "HPyUFunc_AddLoopFromSpec",
            lambda wrong=wrong: (wrong, method({STRIDED: strided_negative}), [DOUBLE, DOUBLE]),
            raises=TypeError,
            message=False,
        )
    check_refusal("HPyUFunc_AddLoopFromSpec", lambda: (NULL, method({STRIDED: strided_negative}), [DOUBLE, DOUBLE]))
    spec = method({STRIDED: strided_negative})
    spec.slots = None
    check_refusal("HPyUFunc_AddLoopFromSpec", lambda: (np.frompyfunc(abs, 1, 1), spec, [DOUBLE, DOUBLE]))
    check_refusal(
        "HPyUFunc_AddLoopFromSpec", lambda: (np.frompyfunc(abs, 1, 1), method({STRIDED: strided_negative}), None)
    )


@pytest.fixture
def module(monkeypatch):
    """A module for ufuncs that are found by their names."""
    made = types.ModuleType("api_ufuncs_by_name")
    made.text = "no ufunc"
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


def test_loops_by_name(module):
    def add(call, spec, name):
        module.negative = empty(call, 1)
        call("HPyUFunc_AddLoopsFromSpecs", spec, [DOUBLE, DOUBLE])
        return outcomes(module.__dict__.pop("negative"), *UNARY_CALLS)

    def check_name(name, slots, **options):
        check_program(lambda call, spec: add(call, spec, name), lambda: (method(slots, ufunc=name),), **options)

    slots = {STRIDED: strided_negative}
    check_name(b"api_ufuncs_by_name:negative", slots)
    check_name(b"api_ufuncs_by_name:negative", {}, raises=TypeError)
    check_name(b"api_ufuncs_by_name:missing", slots, raises=AttributeError)
    check_name(b"api_ufuncs_by_name:text", slots, raises=TypeError)
    check_name(b"no_such_module:negative", slots, raises=ModuleNotFoundError)
    # Without a module it is NumPy's, which has such a loop.
    check_name(b"negative", slots, raises=TypeError)
    check_name(b"sort", slots, raises=any)
    module.__dict__.pop("negative", None)


def capsule(function, name=b"numpy._ufunc_promoter"):
    new = ctypes.pythonapi.PyCapsule_New
    new.restype, new.argtypes = ctypes.py_object, [c_void_p, ctypes.c_char_p, c_void_p]
    return new(address_of(function), name, None)


@PROMOTER
def promote_to_double(ufunc, op_dtypes, signature, new_op_dtypes):
    for i in range(2):
        new_op_dtypes[i] = keep(DOUBLE)
    return 0


@PROMOTER
def promote_in_vain(ufunc, op_dtypes, signature, new_op_dtypes):
    return -1


# The name must live as long as the capsule.
PROMOTER_NAME, OTHER_NAME = b"numpy._ufunc_promoter", b"another name"
TEXT = np.dtypes.StrDType


def test_a_promoter():
    def add(call, promoter, classes, *args):
        ufunc = call("HPyUFunc_FromFuncAndData", *args)
        call("HPyUFunc_AddPromoter", ufunc, classes, promoter)
        return outcomes(ufunc, lambda ufunc: ufunc(np.array(["1", "2.5"])), *UNARY_CALLS[:3])

    for function in (promote_to_double, promote_in_vain):
        for classes in [(TEXT, None), (TEXT, DOUBLE), (TEXT, TEXT)]:
            check_program(
                lambda call, *args, classes=classes: add(call, args[0], classes, *args[1:]),
                lambda function=function: (capsule(function, PROMOTER_NAME), *parts([double_negative], "dd", 1)),
            )


WRONG_PROMOTERS = {
    "a tuple of another length": ((TEXT,), lambda: capsule(promote_to_double, PROMOTER_NAME)),
    "what is no class": ((TEXT, 3), lambda: capsule(promote_to_double, PROMOTER_NAME)),
    "a dtype": ((TEXT, np.dtype("d")), lambda: capsule(promote_to_double, PROMOTER_NAME)),
    "another capsule": ((TEXT, None), lambda: capsule(promote_to_double, OTHER_NAME)),
    "no capsule": ((TEXT, None), lambda: 3),
    "None": ((TEXT, None), lambda: None),
    "what is there already": ((DOUBLE, DOUBLE), lambda: capsule(promote_to_double, PROMOTER_NAME)),
}


@pytest.mark.parametrize("name", WRONG_PROMOTERS)
def test_a_promoter_that_is_refused(name):
    classes, promoter = WRONG_PROMOTERS[name]

    def add(call, promoter, *args):
        call("HPyUFunc_AddPromoter", call("HPyUFunc_FromFuncAndData", *args), classes, promoter)

    check_program(add, lambda: (promoter(), *parts([double_negative], "dd", 1)), raises=(TypeError, ValueError))


def test_a_promoter_for_what_is_no_ufunc():
    made = capsule(promote_to_double, PROMOTER_NAME)
    for wrong in NO_UFUNCS:
        check_refusal("HPyUFunc_AddPromoter", lambda wrong=wrong: (wrong, (TEXT, None), made))
    ufunc = np.frompyfunc(abs, 1, 1)
    for wrong in (NULL, None, [TEXT, None], TEXT):
        check_refusal("HPyUFunc_AddPromoter", lambda wrong=wrong: (ufunc, wrong, made))
    check_refusal("HPyUFunc_AddPromoter", lambda: (ufunc, (TEXT, None), NULL))


# --- loops around others -------------------------------------------------------------------------------------------

SECONDS = np.dtype("m8[s]")


@TRANSLATE_GIVEN
def given_as_long(nin, nout, wrapped, given, new):
    for i in range(nin + nout):
        new[i] = keep(np.dtype("q")) if given[i] else None
    return 0


@TRANSLATE_LOOP
def long_as_given(nin, nout, new_dtypes, given, original, loop):
    for i in range(nin + nout):
        loop[i] = keep(SECONDS)
    return 0


@TRANSLATE_GIVEN
def given_in_vain(nin, nout, wrapped, given, new):
    return -1


def test_a_loop_around_another():
    """NumPy loses the dtypes that it had translated."""

    def wrap(call, translate, *args):
        ufunc = call("HPyUFunc_FromFuncAndData", *args)
        call("HPyUFunc_AddWrappingLoop", ufunc, [SPAN, SPAN], [LONG, LONG], translate, long_as_given)
        calls = [lambda ufunc: ufunc(np.array([1, 2], "m8[s]")), lambda ufunc: ufunc(np.array([1, 2], "m8[m]"))]
        return outcomes(ufunc, *calls, *UNARY_CALLS[:3])

    for translate in (given_as_long, given_in_vain):
        check_program(
            lambda call, *args, translate=translate: wrap(call, translate, *args),
            lambda: parts([long_negative], "qq", 1),
            references=False,
        )


WRONG_CLASSES = {
    "no loop to wrap": ([SPAN, SPAN], [DOUBLE, LONG]),
    "a loop that is there already": ([LONG, LONG], [LONG, LONG]),
}


@pytest.mark.parametrize(("new", "wrapped"), WRONG_CLASSES.values(), ids=WRONG_CLASSES)
def test_a_loop_around_another_that_is_refused(new, wrapped):
    def wrap(call, *args):
        ufunc = call("HPyUFunc_FromFuncAndData", *args)
        call("HPyUFunc_AddWrappingLoop", ufunc, new, wrapped, given_as_long, long_as_given)

    check_program(wrap, lambda: parts([long_negative], "qq", 1), raises=TypeError)


def test_a_loop_around_another_without_classes():
    ufunc = np.frompyfunc(abs, 1, 1)
    for wrong in NO_UFUNCS:
        check_refusal(
            "HPyUFunc_AddWrappingLoop",
            lambda wrong=wrong: (wrong, [SPAN, SPAN], [LONG, LONG], given_as_long, long_as_given),
        )
    for new, wrapped in [
        (None, [LONG, LONG]),
        ([SPAN, SPAN], None),
        ([SPAN, 3], [LONG, LONG]),
        ([SPAN, NULL], [LONG, LONG]),
    ]:
        check_refusal(
            "HPyUFunc_AddWrappingLoop",
            lambda new=new, wrapped=wrapped: (ufunc, new, wrapped, given_as_long, long_as_given),
        )


# --- resolving -----------------------------------------------------------------------------------------------------

OPERANDS = {
    "add": (np.add, lambda: [numbers("f8", 2), numbers("i4", 2), NULL]),
    "add in place": (np.add, lambda: [numbers("f8", 2), numbers("i4", 2), numbers("f4", 2)]),
    "shift": (np.left_shift, lambda: [numbers("i2", 2), numbers("u1", 2), NULL]),
    "no loop": (np.left_shift, lambda: [numbers("f8", 2), numbers("i4", 2), NULL]),
    "root": (np.sqrt, lambda: [numbers("i8", 2), NULL]),
    "objects": (np.add, lambda: [things(2), numbers("i4", 2), NULL]),
    "two results": (np.modf, lambda: [numbers("f4", 2), NULL, NULL]),
    "rational": (np.add, lambda: [np.array([rational(1, 2)]), np.array([rational(1, 2)]), NULL]),
    "scalars": (np.add, lambda: [np.array(1.5), numbers("f4", 2), NULL]),
}
D, F = np.dtype("d"), np.dtype("f")
TYPE_TUPLES = [NULL, (D,), (D, D), (D, D, D), (None, None, F), "dd->d", "d", (None, None), (D, D, D, D), 3, (3, 3, 3)]


@pytest.mark.parametrize("name", OPERANDS)
@pytest.mark.parametrize("types", TYPE_TUPLES, ids=str)
def test_resolving_dtypes(name, types):
    ufunc, operands = OPERANDS[name]

    def resolve(call, *operands):
        for casting in (NO, EQUIV, SAFE, SAME_KIND, UNSAFE):
            try:
                call("HPyUFunc_DefaultTypeResolver", ufunc, casting, operands, types, ufunc.nargs)
            except (TypeError, ValueError, RuntimeError):
                pass

    check_program(resolve, operands, raises=any)


def test_resolving_dtypes_of_what_is_no_ufunc_or_array():
    def operands(one):
        return [one, numbers("f8", 2), NULL]

    for wrong in NO_UFUNCS:
        check_refusal(
            "HPyUFunc_DefaultTypeResolver", lambda wrong=wrong: (wrong, SAFE, operands(numbers("f8", 2)), NULL, 3)
        )
    for wrong in (NULL, 3, [1.0], np.float64(1)):
        check_refusal("HPyUFunc_DefaultTypeResolver", lambda wrong=wrong: (np.add, SAFE, operands(wrong), NULL, 3))
    check_refusal(
        "HPyUFunc_DefaultTypeResolver", lambda: (np.add, SAFE, [numbers("f8", 2), numbers("f8", 2), 3], NULL, 3)
    )
    check_refusal("HPyUFunc_DefaultTypeResolver", lambda: (np.add, SAFE, None, NULL, 3))


@pytest.mark.parametrize("name", OPERANDS)
@pytest.mark.parametrize("dtype", ["f8", "i2", "O", "S3"])
def test_validating_casts(name, dtype):
    ufunc, operands = OPERANDS[name]

    def validate(call, dtype, *operands):
        for casting in (NO, EQUIV, SAFE, SAME_KIND, UNSAFE):
            try:
                call("HPyUFunc_ValidateCasting", ufunc, casting, operands, [dtype] * ufunc.nargs)
            except TypeError:
                pass

    check_program(validate, lambda: (np.dtype(dtype, metadata={"a": 1}), *operands()), raises=any)


def test_validating_casts_of_what_is_no_ufunc_array_or_dtype():
    arrays, dtypes = [numbers("f8", 2), numbers("f8", 2), NULL], [D, D, D]
    for wrong in NO_UFUNCS:
        check_refusal("HPyUFunc_ValidateCasting", lambda wrong=wrong: (wrong, SAFE, arrays, dtypes))
    for wrong in (NULL, 3, np.float64(1)):
        check_refusal("HPyUFunc_ValidateCasting", lambda wrong=wrong: (np.add, SAFE, [wrong, *arrays[1:]], dtypes))
        check_refusal("HPyUFunc_ValidateCasting", lambda wrong=wrong: (np.add, SAFE, arrays, [D, D, wrong]))
    check_refusal("HPyUFunc_ValidateCasting", lambda: (np.add, SAFE, None, dtypes))
    check_refusal("HPyUFunc_ValidateCasting", lambda: (np.add, SAFE, arrays, None))


# --- floating-point errors -----------------------------------------------------------------------------------------

DIVIDE, OVERFLOW, UNDERFLOW, INVALID = 1, 2, 4, 8
FLAGS = [0, DIVIDE, OVERFLOW, UNDERFLOW, INVALID, DIVIDE | INVALID, 15, 16]


@pytest.mark.parametrize("how", ["ignore", "warn", "raise"])
@pytest.mark.parametrize("flags", FLAGS)
def test_giving_floating_point_errors(how, flags):
    def give(call):
        with np.errstate(all=how):
            return call("HPyUFunc_GiveFloatingpointErrors", b"a function", flags)

    check_program(give, raises=any)
    check_program(give, raises=any, warn="error")


@pytest.mark.parametrize("how", ["call", "log"])
@pytest.mark.parametrize("flags", FLAGS)
def test_giving_floating_point_errors_to_a_callback(how, flags):
    class Log:
        def __init__(self):
            self.written = []

        def write(self, text):
            self.written.append(text)

    def give(call, log):
        def callback(*args):
            log.written.append(args)
            if args[1] & INVALID:
                raise KeyError("not today")

        with np.errstate(all=how, call=callback if how == "call" else log):
            return call("HPyUFunc_GiveFloatingpointErrors", b"a function", flags), log.written

    check_program(give, lambda: (Log(),), raises=any)


STATES = {
    "none": lambda: None,
    "division by zero": lambda: libm.log(c_double(0)),
    "overflow": lambda: libm.exp(c_double(1000)),
    "invalid": lambda: libm.sqrt(c_double(-1)),
    "underflow": lambda: libm.exp(c_double(-1000)),
    "two": lambda: (libm.log(c_double(0)), libm.sqrt(c_double(-1))),
}


@pytest.mark.parametrize("state", STATES)
def test_the_floating_point_status(state):
    def ask(call):
        call("HPyUFunc_clearfperr")
        STATES[state]()
        first = call("HPyUFunc_getfperr")
        # Asking has cleared it, and so does clearing.
        second = call("HPyUFunc_getfperr")
        STATES[state]()
        call("HPyUFunc_clearfperr")
        assert (first != 0) == (state != "none")
        return first, second, call("HPyUFunc_getfperr")

    check_program(ask)


# --- ready-made loops ----------------------------------------------------------------------------------------------

COMPLEX = {"F": c_float, "D": c_double, "G": ctypes.c_longdouble}
C_FUNCTIONS = {
    ("f", 1): libm.expf,
    ("d", 1): libm.exp,
    ("g", 1): libm.expl,
    ("f", 2): libm.powf,
    ("d", 2): libm.pow,
    ("g", 2): libm.powl,
    ("e", 1): ctypes.CFUNCTYPE(c_ushort, c_ushort)(lambda x: x ^ 0x8000),
    ("e", 2): ctypes.CFUNCTYPE(c_ushort, c_ushort, c_ushort)(lambda x, y: max(x, y)),
    ("O", 1): ctypes.pythonapi.PyNumber_Negative,
    ("O", 2): ctypes.pythonapi.PyNumber_Subtract,
}


def of_complex(char, nin):
    """A function of complex numbers, all by their addresses: turns the only one, or subtracts."""
    pair = COMPLEX[char] * 2

    def run(*addresses):
        *values, result = map(pair.from_address, addresses)
        if nin == 1:
            result[0], result[1] = -values[0][1], values[0][0]
        else:
            result[0], result[1] = (values[0][k] - values[1][k] for k in (0, 1))

    return ctypes.CFUNCTYPE(None, *[c_void_p] * (nin + 1))(run)


C_FUNCTIONS |= {(char, nin): of_complex(char, nin) for char in COMPLEX for nin in (1, 2)}


def ready_made(name):
    """Of ``ff_f_As_dd_d``: the type of the items, the number of operands, and the function to call."""
    items, _, computed = name.partition("_As_")
    operands = items.split("_")[0]
    return operands[0], len(operands), C_FUNCTIONS[(computed or operands)[0], len(operands)]


NUMERIC = ["f_f", "d_d", "g_g", "f_f_As_d_d", "ff_f", "dd_d", "gg_g", "ff_f_As_dd_d"]
NUMERIC += ["F_F", "D_D", "G_G", "F_F_As_D_D", "FF_F", "DD_D", "GG_G", "FF_F_As_DD_D"]
NUMERIC += ["e_e", "e_e_As_f_f", "e_e_As_d_d", "ee_e", "ee_e_As_ff_f", "ee_e_As_dd_d"]
ON_OBJECTS = ["O_O", "OO_O", "O_O_method", "OO_O_method"]


def test_all_of_them_are_here():
    names = {f"PyUFunc_{name}" for name in [*NUMERIC, *ON_OBJECTS, "On_Om"]}
    assert names == set(extensions().numpy.loops())
    for module in extensions().hpy.values():
        assert set(module.loops()) == {f"H{name}" for name in names}


def directly(call, name, function, arrays, lengths):
    """The loop called on arrays of one dimension."""
    data = [array.ctypes.data for array in arrays]
    return call(f"HPyUFunc_{name}", data, lengths, [array.strides[0] for array in arrays], function)


def items(char, *, step=1):
    if char == "e":
        values = np.array([0, 1, -0.5, 2.5, 60000, -np.inf, np.nan, 6e-8], "e")
    else:
        values = np.array([0, 1, -0.5, 2.5, 88, -np.inf, np.nan, 1e-30], char)
        if char in COMPLEX:
            values = values - np.array([3, 2, 1, 0, -1, -2, -3, -4]) * char_type(char)(1j)
    return np.repeat(values, abs(step))[::step]


def char_type(char):
    return np.dtype(char).type


@pytest.mark.parametrize("step", [1, 2, -1])
@pytest.mark.parametrize("name", NUMERIC)
def test_a_loop_over_numbers(name, step):
    char, nin, function = ready_made(name)
    for length in (8, 1, 0):
        check_program(
            lambda call, *arrays, length=length: directly(call, name, function, arrays, [length]),
            lambda: [*(items(char, step=step) for _ in range(nin)), np.zeros(8, char)],
        )


@pytest.mark.parametrize("name", NUMERIC)
def test_a_ufunc_of_a_loop_over_numbers(name):
    char, nin, function = ready_made(name)

    def make(call):
        loops = call.__self__.module.loops()
        address = loops.get(f"HPyUFunc_{name}") or loops[f"PyUFunc_{name}"]
        args = parts([address], char * (nin + 1), nin, data=[function])
        ufunc = call("HPyUFunc_FromFuncAndData", *args)
        with np.errstate(all="ignore"):
            found = outcomes(
                ufunc, lambda ufunc: ufunc(*[items(char)] * nin), lambda ufunc: ufunc(*[items(char, step=-2)] * nin)
            )
            found += outcomes(ufunc, lambda ufunc: ufunc(*[np.float32(0.5)] * nin))
        return found

    check_program(make)


class Signed:
    """Knows how to be negated and subtracted, by operators and by methods."""

    def __init__(self, value):
        self.value = value

    def __neg__(self):
        return Signed(-self.value)

    def __sub__(self, other):
        return Signed(self.value - getattr(other, "value", other))

    def turned(self):
        return Signed(-self.value)

    def less(self, other):
        return self - other

    def __repr__(self):
        return f"Signed({self.value})"


def signed(*values):
    array = np.empty(len(values), object)
    array[:] = values
    return array


OBJECTS = {
    "numbers": lambda: signed(1, 2.5, Signed(3)),
    "what is no number": lambda: signed(1, "text", Signed(3)),
    "what has no such method": lambda: signed(Signed(1), Signed(2), 3),
    "with methods": lambda: signed(Signed(1), Signed(2), Signed(3)),
}


def object_function(name):
    nin = 2 if name.startswith("OO") else 1
    if name.endswith("method"):
        return nin, b"turned" if nin == 1 else b"less"
    return nin, C_FUNCTIONS["O", nin]


@pytest.mark.parametrize("kind", ["numbers", "what is no number", "what has no such method", "with methods"])
@pytest.mark.parametrize("name", ON_OBJECTS)
def test_a_loop_over_objects(name, kind):
    nin, function = object_function(name)

    def run(call, *arrays):
        try:
            directly(call, name, function, arrays, [3])
        except (TypeError, AttributeError):
            pass

    check_program(run, lambda: [*(OBJECTS[kind]() for _ in range(nin)), np.zeros(3, object)], raises=any)


@pytest.mark.parametrize("name", ON_OBJECTS)
def test_a_ufunc_of_a_loop_over_objects(name):
    nin, function = object_function(name)

    def make(call, *arrays):
        loops = call.__self__.module.loops()
        address = loops.get(f"HPyUFunc_{name}") or loops[f"PyUFunc_{name}"]
        ufunc = call("HPyUFunc_FromFuncAndData", *parts([address], "O" * (nin + 1), nin, data=[function]))
        return outcomes(ufunc, lambda ufunc: ufunc(*arrays), lambda ufunc: ufunc(*[array[::-1] for array in arrays]))

    check_program(make, lambda: [OBJECTS["with methods"]() for _ in range(nin)])


class PyFuncData(ctypes.Structure):
    _fields_ = [("nin", c_int), ("nout", c_int), ("callable", c_void_p)]


KEPT = {}


def new_data(nin, nout, function):
    data = PyFuncData(nin, nout, id(function))
    KEPT[ctypes.addressof(data)] = data, function
    return ctypes.addressof(data)


def free_data(address):
    KEPT.pop(address, None)


DATA_TWINS = {"HPyUFunc_NewPyFuncData": new_data, "HPyUFunc_FreePyFuncData": free_data}


def divide(a, b):
    if b == 0:
        raise ZeroDivisionError("not by nothing")
    return a // b, a % b


CALLABLES = {
    "two of two": (divide, 2, 2, (7, 9, 5)),
    "an exception": (divide, 2, 2, (7, 0, 5)),
    "one of one": (lambda x: -x, 1, 1, (1, 2.5, 3)),
    "one of none": (lambda: "nothing", 0, 1, ()),
    "too few results": (lambda x: (x,), 1, 2, (1, 2, 3)),
    "too many results": (lambda x: (x, x, x), 1, 2, (1, 2, 3)),
    "no tuple": (lambda x: x, 1, 2, (1, 2, 3)),
    "too many arguments": (lambda: 1, 1, 1, (1, 2, 3)),
    "no callable": (3, 1, 1, (1, 2, 3)),
    "no results": (lambda x: None, 1, 0, (1, 2, 3)),
}


class Callable:
    """Its references can be counted."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *args):
        return self.function(*args)


@pytest.mark.parametrize("kind", CALLABLES)
def test_a_ufunc_of_a_callable(kind):
    function, nin, nout, values = CALLABLES[kind]

    def program(call, function, *arrays):
        data = call("HPyUFunc_NewPyFuncData", nin, nout, function)
        loops = call.__self__.module.loops()
        address = loops.get("HPyUFunc_On_Om") or loops["PyUFunc_On_Om"]
        ufunc = call("HPyUFunc_FromFuncAndData", *parts([address], "O" * (nin + nout), nin, nout, data=[data]))
        found = outcomes(ufunc, lambda ufunc: ufunc(*arrays)) if nin else []
        try:
            out = [np.zeros(3, object) for _ in range(nout)]
            directly(call, "On_Om", data, [*arrays, *out], [3])
            found += out
        except (TypeError, ValueError, ZeroDivisionError):
            pass
        call("HPyUFunc_FreePyFuncData", data)
        return found

    check_program(
        program,
        lambda: (Callable(function) if callable(function) else Thing(3), *(signed(*values) for _ in range(nin))),
        raises=any,
        twins=DATA_TWINS,
    )


def test_a_callable_lives_as_long_as_its_data():
    def program(call, function):
        data = call("HPyUFunc_NewPyFuncData", 1, 1, function)
        count = sys.getrefcount(function)
        call("HPyUFunc_FreePyFuncData", data)
        call("HPyUFunc_FreePyFuncData", None)
        assert sys.getrefcount(function) == count - 1

    check_program(program, lambda: (Callable(abs),), twins=DATA_TWINS)
    check_refusal("HPyUFunc_NewPyFuncData", lambda: (1, 1, NULL), match="HPy_NULL")
