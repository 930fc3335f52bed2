"""Dtypes of the old kind that are registered through handles, compared with those that NumPy registers with the same
functions: PyArray_RegisterDataType and its companions of capi/api/dtypes.h.

The functions are in Python here; those that trampolines make are in test_api_trampolines.py. A dtype is never given back."""

import contextlib
import ctypes
from ctypes import CFUNCTYPE, POINTER, c_char, c_double, c_int, c_longlong, c_ssize_t, c_ubyte, c_void_p, py_object

import numpy as np
import pytest
from api_calls import ABIS, extensions
from api_describe import address_of
from api_differential import NULL, check, check_program, check_refusal
from numpy._core._rational_tests import rational

pytest_plugins = ["api_tested"]

DOUBLE, LONG, STRING = (np.dtype(char).num for char in "dqS")
USER_DEFINED = 256
NO_SCALAR, FLOAT_SCALAR = -1, 3
NEEDS_PYAPI, USE_GETITEM, USE_SETITEM = 0x10, 0x20, 0x40

# --- functions of a dtype: numbers of cents ------------------------------------------------------------------------


def cents(place):
    return c_longlong.from_address(place)


class Money:
    """The scalar; each dtype has a class of its own."""

    def __init__(self, value):
        self.cents = value


@CFUNCTYPE(py_object, c_void_p, c_void_p)
def getitem(item, array):
    return cents(item).value


@CFUNCTYPE(c_int, py_object, c_void_p, c_void_p)
def setitem(thing, item, array):
    cents(item).value = getattr(thing, "cents", thing)
    return 0


def copy_one(to, source, swap):
    if source:
        ctypes.memmove(to, source, 8)
    if swap:
        ctypes.memmove(to, ctypes.string_at(to, 8)[::-1], 8)


@CFUNCTYPE(None, c_void_p, c_ssize_t, c_void_p, c_ssize_t, c_ssize_t, c_int, c_void_p)
def copyswapn(to, to_stride, source, source_stride, count, swap, array):
    for i in range(count):
        copy_one(to + i * to_stride, source + i * source_stride if source else None, swap)


@CFUNCTYPE(None, c_void_p, c_void_p, c_int, c_void_p)
def copyswap(to, source, swap, array):
    copy_one(to, source, swap)


@CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p)
def compare(a, b, array):
    return (cents(a).value > cents(b).value) - (cents(a).value < cents(b).value)


def which(choose):
    @CFUNCTYPE(c_int, c_void_p, c_ssize_t, POINTER(c_ssize_t), c_void_p)
    def find(data, count, index, array):
        values = [cents(data + 8 * i).value for i in range(count)]
        index[0] = values.index(choose(values))
        return 0

    return find


@CFUNCTYPE(None, c_void_p, c_ssize_t, c_void_p, c_ssize_t, c_void_p, c_ssize_t, c_void_p)
def dot(a, a_stride, b, b_stride, result, count, array):
    products = (cents(a + i * a_stride).value * cents(b + i * b_stride).value for i in range(count))
    cents(result).value = sum(products)


@CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(c_void_p), c_void_p)
def fromstr(text, item, end, array):
    word = ctypes.string_at(text).split()[0]
    cents(item).value = int(word)
    end[0] = text + len(word)
    return 0


@CFUNCTYPE(c_ubyte, c_void_p, c_void_p)
def nonzero(item, array):
    return cents(item).value != 0


@CFUNCTYPE(c_int, c_void_p, c_ssize_t, c_void_p)
def fill(data, count, array):
    first, second = cents(data).value, cents(data + 8).value
    for i in range(2, count):
        cents(data + 8 * i).value = first + i * (second - first)
    return 0


@CFUNCTYPE(c_int, c_void_p)
def scalarkind(array):
    return FLOAT_SCALAR


FUNCTIONS = {
    "getitem": getitem,
    "setitem": setitem,
    "copyswapn": copyswapn,
    "copyswap": copyswap,
    "compare": compare,
    "argmax": which(max),
    "dotfunc": dot,
    "fromstr": fromstr,
    "nonzero": nonzero,
    "fill": fill,
    "scalarkind": scalarkind,
    "argmin": which(min),
}


class ArrFuncs(ctypes.Structure):
    """PyArray_ArrFuncs."""

    _fields_ = [("cast", c_void_p * 21)]
    _fields_ += [(name, c_void_p) for name in ("getitem", "setitem", "copyswapn", "copyswap", "compare", "argmax")]
    _fields_ += [(name, c_void_p) for name in ("dotfunc", "scanfunc", "fromstr", "nonzero", "fill", "fillwithscalar")]
    _fields_ += [("sort", c_void_p * 3), ("argsort", c_void_p * 3), ("castdict", c_void_p), ("scalarkind", c_void_p)]
    _fields_ += [(name, c_void_p) for name in ("cancastscalarkindto", "cancastto", "one", "two", "three", "argmin")]


class ProtoParts(ctypes.Structure):
    """As api_calls/protocol.h has it."""

    _fields_ = [("f", c_void_p)]
    _fields_ += [(name, c_int) for name in ("type_num", "elsize", "alignment")]
    _fields_ += [(name, c_char) for name in ("kind", "type", "byteorder", "flags")]


# NumPy has copies of what it is given, but for the functions; the tests need not know.
KEPT = []


def proto(without=(), type_num=0, elsize=8, flags=USE_GETITEM | USE_SETITEM | NEEDS_PYAPI, **more):
    functions = ArrFuncs()
    for name, function in {**FUNCTIONS, **more}.items():
        if name not in without:
            setattr(functions, name, address_of(function))
    KEPT.append(functions)
    return ProtoParts(ctypes.addressof(functions), type_num, elsize, 8, b"V", b"X", b"=", bytes([flags]))


def scalar_class():
    """One for each dtype, and immortal, since the dtype is."""
    cls = type("Money", (Money,), {})
    KEPT.append(cls)
    return cls


def registered(call, parts, scalar, fields=NULL, names=NULL, metadata=NULL):
    assert call("HPyArray_RegisterDataType", parts, scalar, fields, names, metadata) == 0
    count = extensions().hpy[ABIS[0]].HPyArray_GetNumUserTypes()[0]
    return extensions().numpy.PyArray_DescrFromType(USER_DEFINED + count - 1)[0]


def outcome(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


USES = {
    "zeros": lambda dtype: np.zeros(3, dtype).tolist(),
    "items": lambda dtype: np.array([1, 2, 3], dtype).tolist(),
    "one item": lambda dtype: np.array([1, 2], dtype)[1],
    "scalars": lambda dtype: np.array([dtype.type(5), dtype.type(6)], dtype).tolist(),
    "a strided copy": lambda dtype: np.array([1, 2, 3, 4, 5], dtype)[::-2].copy().tolist(),
    "other bytes": lambda dtype: np.array([1, 2], dtype).byteswap().tolist(),
    "structures": lambda dtype: np.array([(1, 2)], [("a", "i1"), ("b", dtype)]).tolist(),
    "ranges": lambda dtype: np.arange(1, 9, 2, dtype=dtype).tolist(),
    "what is not zero": lambda dtype: np.flatnonzero(np.array([3, 0, 1], dtype)).tolist(),
    "the largest": lambda dtype: (np.array([3, 9, 1], dtype).argmax(), np.array([3, 9, 1], dtype).argmin()),
    "products": lambda dtype: np.array([1, 2], dtype).dot(np.array([3, 4], dtype)),
    "sorting": lambda dtype: np.sort(np.array([3, 1, 2], dtype)).tolist(),
    "searching": lambda dtype: np.searchsorted(np.array([1, 3], dtype), np.array([2], dtype)).tolist(),
    "text": lambda dtype: np.fromstring("1 2 3", dtype, sep=" ").tolist(),
    "objects": lambda dtype: np.array([1, 2], dtype).astype(object).tolist(),
    "numbers": lambda dtype: np.array([150], dtype).astype("f8"),
    "from numbers": lambda dtype: np.array([1.5]).astype(dtype).tolist(),
    "a ufunc": lambda dtype: np.add(np.ones(1, dtype), 1),
    "rules": lambda dtype: [np.can_cast(dtype, other) for other in ("f8", "q", "S8", "O", dtype)],
    "other rules": lambda dtype: [np.can_cast(other, dtype) for other in ("f8", "q", "i1", "O")],
    "promotion": lambda dtype: np.promote_types(dtype, "f8"),
    "sizes": lambda dtype: (dtype.itemsize, dtype.alignment, dtype.kind, dtype.char, dtype.byteorder, dtype.flags),
    "more of it": lambda dtype: (dtype.fields, dtype.names, dtype.hasobject, dtype.isbuiltin, dtype.metadata),
    "the class": lambda dtype: (type(dtype).__name__, type(dtype)._legacy, dtype.name),
}


def use(dtype, without=()):
    # NumPy's own copyswapn takes no source for a source.
    return {
        name: outcome(function, dtype)
        for name, function in USES.items()
        if name != "other bytes" or "copyswapn" not in without
    }


@pytest.mark.parametrize(
    "without",
    [(), ("nonzero", "copyswapn"), ("compare", "argmax", "argmin"), ("fill", "dotfunc", "fromstr", "scalarkind")],
    ids=str,
)
@pytest.mark.parametrize("flags", [0x60, 0x70])
def test_a_dtype(without, flags):
    check_program(
        lambda call, parts, scalar: use(registered(call, parts, scalar), without),
        lambda: (proto(without, flags=flags), scalar_class()),
        references=False,
        repeatable=False,
    )


def test_a_dtype_with_fields():
    def register(call, parts, scalar, fields, names, metadata):
        dtype = registered(call, parts, scalar, fields, names, metadata)
        return dtype.fields, dtype.names, dtype.metadata, np.zeros(2, dtype)["low"]

    def arguments():
        fields = {"low": (np.dtype("i4"), 0), "high": (np.dtype("i4"), 4)}
        return proto(), scalar_class(), fields, ("low", "high"), {"made": "here"}

    check_program(register, arguments, references=False, repeatable=False)


def test_registering_again():
    def register(call, parts, scalar):
        dtype = registered(call, parts, scalar)
        again = proto(type_num=dtype.num)
        return call("HPyArray_RegisterDataType", again, scalar, NULL, NULL, NULL)

    check_program(register, lambda: (proto(), scalar_class()), references=False, repeatable=False)


@pytest.mark.parametrize(
    "parts",
    [
        lambda: proto(elsize=0),
        lambda: proto(["getitem"]),
        lambda: proto(["setitem"]),
        lambda: proto(["copyswap"]),
        lambda: proto(flags=0x61),  # holds references, and has no fields
    ],
    ids=["no size", "no getitem", "no setitem", "no copyswap", "references"],
)
def test_a_prototype_that_is_refused(parts):
    check(
        "HPyArray_RegisterDataType",
        lambda: (parts(), Money, NULL, NULL, NULL),
        raises=ValueError,
        repeatable=False,
    )


def test_a_prototype_without_a_class_or_functions():
    check("HPyArray_RegisterDataType", lambda: (proto(), NULL, NULL, NULL, NULL), raises=ValueError, repeatable=False)
    good, none = proto(), proto()
    for wrong in (3, None, "Money"):
        check_refusal("HPyArray_RegisterDataType", lambda wrong=wrong: (good, wrong, NULL, NULL, NULL))
    none.f = None
    check_refusal("HPyArray_RegisterDataType", lambda: (none, Money, NULL, NULL, NULL))


def test_no_functions():
    """Everything is cleared."""
    check("HPyArray_InitArrFuncs", lambda: (ArrFuncs(*[(c_void_p * 21)(*[7] * 21), *[7] * 10]),))


# --- casts ---------------------------------------------------------------------------------------------------------

CAST = CFUNCTYPE(None, c_void_p, c_void_p, c_ssize_t, c_void_p, c_void_p)


@CAST
def to_double(source, to, count, from_array, to_array):
    for i in range(count):
        c_double.from_address(to + 8 * i).value = cents(source + 8 * i).value / 100


@CAST
def from_double(source, to, count, from_array, to_array):
    for i in range(count):
        cents(to + 8 * i).value = int(c_double.from_address(source + 8 * i).value * 100)


@CAST
def to_other(source, to, count, from_array, to_array):
    for i in range(count):
        cents(to + 8 * i).value = -cents(source + 8 * i).value


def test_casts():
    def register(call, parts, scalar, double):
        dtype = registered(call, parts, scalar)
        call("HPyArray_RegisterCastFunc", dtype, DOUBLE, to_double)
        call("HPyArray_RegisterCastFunc", double, dtype.num, from_double)
        return use(dtype)

    check_program(register, lambda: (proto(), scalar_class(), np.dtype("d")), references=False, repeatable=False)


@pytest.mark.parametrize("kind", [NO_SCALAR, FLOAT_SCALAR])
def test_safe_casts(kind):
    def register(call, parts, scalar, double):
        dtype = registered(call, parts, scalar)
        call("HPyArray_RegisterCastFunc", dtype, DOUBLE, to_double)
        call("HPyArray_RegisterCastFunc", double, dtype.num, from_double)
        call("HPyArray_RegisterCanCast", dtype, DOUBLE, kind)
        call("HPyArray_RegisterCanCast", double, dtype.num, kind)
        return use(dtype)

    check_program(register, lambda: (proto(), scalar_class(), np.dtype("d")), references=False, repeatable=False)


def test_a_cast_between_two_of_them():
    def register(call, parts, scalar, other_parts, other_scalar):
        dtype, other = registered(call, parts, scalar), registered(call, other_parts, other_scalar)
        call("HPyArray_RegisterCastFunc", dtype, other.num, to_other)
        call("HPyArray_RegisterCanCast", dtype, other.num, NO_SCALAR)
        return np.array([1, 2], dtype).astype(other).tolist(), np.can_cast(dtype, other), np.can_cast(other, dtype)

    check_program(
        register,
        lambda: (proto(), scalar_class(), proto(), scalar_class()),
        references=False,
        repeatable=False,
    )


def test_a_cast_that_comes_too_late():
    """NumPy has looked, and there was none. (Where there is one it gives back a reference too many, to a part of itself.)"""

    def register(call, parts, scalar):
        dtype = registered(call, parts, scalar)
        found = outcome(np.zeros(1, dtype).astype, "q")
        for name, what in [("RegisterCastFunc", to_double), ("RegisterCanCast", NO_SCALAR)]:
            with contextlib.suppress(RuntimeWarning):
                call(f"HPyArray_{name}", dtype, LONG, what)
        return found, outcome(np.zeros(1, dtype).astype, "q")

    for warn in ("always", "error"):
        check_program(
            register,
            lambda: (proto(), scalar_class()),
            raises=any,
            warn=warn,
            references=False,
            repeatable=False,
        )


def test_casts_to_numbers_that_there_are_not():
    check("HPyArray_RegisterCastFunc", lambda: (np.dtype(rational), 100000, to_double), raises=TypeError)
    check("HPyArray_RegisterCastFunc", lambda: (np.dtype(rational), 25, to_double), raises=TypeError)
    check_refusal("HPyArray_RegisterCastFunc", lambda: (np.dtype(rational), -1, to_double), match="invalid type number")
    for number in (-1, 24, 25, 100000):
        check_refusal(
            "HPyArray_RegisterCanCast",
            lambda number=number: (np.dtype(rational), number, NO_SCALAR),
            raises=ValueError,
            match="Invalid data-type",
        )
    for number in (DOUBLE, STRING):
        check("HPyArray_RegisterCanCast", lambda number=number: (np.dtype("d"), number, NO_SCALAR), raises=ValueError)


def test_casts_of_what_is_no_dtype():
    for wrong in (NULL, None, 3, "d", np.float64):
        check_refusal("HPyArray_RegisterCastFunc", lambda wrong=wrong: (wrong, DOUBLE, to_double))
        check_refusal("HPyArray_RegisterCanCast", lambda wrong=wrong: (wrong, DOUBLE, NO_SCALAR))
