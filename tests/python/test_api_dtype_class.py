"""DType classes that are made through handles, compared with those that NumPy makes of the same functions:
PyArrayInitDTypeMeta_FromSpec of capi/api/dtype_api.h, and what added.h has for their instances.

The functions are in Python here; those that trampolines make are in test_api_trampolines.py. A class is never freed."""

import ctypes
from ctypes import CFUNCTYPE, c_double, c_int, c_void_p, py_object

import numpy as np
import pytest
from api_describe import address_of
from api_differential import NULL, check_program, check_refusal
from api_specs import (
    NO,
    RESOLVE,
    RESOLVE_DESCRIPTORS,
    SAME_KIND,
    STRIDED,
    STRIDED_LOOP,
    SUPPORTS_UNALIGNED,
    UNALIGNED,
    UNSAFE,
    ClassParts,
    DescrStruct,
    MethodParts,
    entries,
    keep,
    method,
)

pytest_plugins = ["api_tested"]

DISCOVER, IS_KNOWN, DEFAULT, COMMON, COMMON_INSTANCE, CANONICAL, SETITEM, GETITEM = range(1, 9)
FINALIZE = 11
ABSTRACT, PARAMETRIC, NUMERIC = 2, 4, 8
DOUBLE = np.dtypes.Float64DType

# --- functions of a class: numbers that are stored negated ---------------------------------------------------------

INSTANCES = {}
FINALIZED = []


@CFUNCTYPE(py_object, py_object)
def default_descr(cls):
    return INSTANCES[cls]


@CFUNCTYPE(py_object, py_object, py_object)
def discover(cls, thing):
    return INSTANCES[cls]


@CFUNCTYPE(c_int, py_object, py_object)
def is_known(cls, pytype):
    return pytype is float


@CFUNCTYPE(py_object, py_object, py_object)
def common_dtype(cls, other):
    return cls if other is DOUBLE else NotImplemented


@CFUNCTYPE(py_object, py_object, py_object)
def common_instance(one, other):
    return one


@CFUNCTYPE(py_object, py_object)
def canonical(dtype):
    return dtype


@CFUNCTYPE(py_object, py_object)
def finalize(dtype):
    FINALIZED.append(type(dtype).__name__)
    return dtype


@CFUNCTYPE(c_int, py_object, py_object, c_void_p)
def setitem(dtype, thing, place):
    c_double.from_address(place).value = -float(thing)
    return 0


@CFUNCTYPE(py_object, py_object, c_void_p)
def getitem(dtype, place):
    return -c_double.from_address(place).value


@RESOLVE_DESCRIPTORS
def resolve_within(method, dtypes, given, found, view_offset):
    for i in range(2):
        found[i] = keep(ctypes.cast(given[0], py_object).value)
    view_offset[0] = 0
    return NO


@RESOLVE_DESCRIPTORS
def resolve_other(method, dtypes, given, found, view_offset):
    """A dtype that was not given is the default one of its class."""
    for i in range(2):
        cls = ctypes.cast(dtypes[i], py_object).value
        default = np.dtype("d") if cls is DOUBLE else INSTANCES[cls]
        found[i] = keep(ctypes.cast(given[i], py_object).value if given[i] else default)
    return SAME_KIND


@STRIDED_LOOP
def copy(context, data, dimensions, strides, auxdata):
    for i in range(dimensions[0]):
        ctypes.memmove(data[1] + i * strides[1], data[0] + i * strides[0], 8)
    return 0


@STRIDED_LOOP
def negate(context, data, dimensions, strides, auxdata):
    for i in range(dimensions[0]):
        c_double.from_address(data[1] + i * strides[1]).value = -c_double.from_address(data[0] + i * strides[0]).value
    return 0


SLOTS = {
    DISCOVER: discover,
    DEFAULT: default_descr,
    COMMON: common_dtype,
    COMMON_INSTANCE: common_instance,
    CANONICAL: canonical,
    SETITEM: setitem,
    GETITEM: getitem,
    FINALIZE: finalize,
}


def within():
    return method({RESOLVE: resolve_within, STRIDED: copy, UNALIGNED: copy}, flags=SUPPORTS_UNALIGNED, casting=UNSAFE)


def other_cast():
    return method({RESOLVE: resolve_other, STRIDED: negate}, casting=SAME_KIND)


def parts(slots=SLOTS, casts=(within, other_cast, other_cast), flags=NUMERIC, doc=b"Negative numbers.", basicsize=0):
    array = entries(slots)
    made = [cast() for cast in casts]
    methods = (MethodParts * max(1, len(made)))(*made)
    name = b"api_test.Negative"
    result = ClassParts(
        address_of(name), address_of(doc), ctypes.addressof(array), methods, len(made), flags, basicsize
    )
    result.kept = array, made, methods, name, doc
    return result


CASTS = [NULL, NULL, NULL, DOUBLE, DOUBLE, NULL]
TWINS = {"HPyArrayDTypeMeta_NewInstance": lambda cls: cls(...), "PyArray_Descr_AsStruct": id}


def scalar_class():
    """One for each class: NumPy remembers to which DType it belongs."""
    return type("Number", (), {})


def new_class(call, spec, scalar, casts=CASTS, base=NULL):
    return call("HPyArrayInitDTypeMeta_FromSpec", NULL, spec, scalar, casts, base)[1]


def new_instance(call, cls):
    dtype = call("HPyArrayDTypeMeta_NewInstance", cls)
    found = DescrStruct.from_address(call("PyArray_Descr_AsStruct", dtype))
    assert found.type_num == -1
    found.elsize, found.alignment, found.kind, found.type = 8, 8, b"f", b"d"
    return dtype


def outcome(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


USES = {
    "zeros": lambda cls, dtype: np.zeros(3, dtype).tolist(),
    "items": lambda cls, dtype: np.array([1, 2.5], dtype).tolist(),
    "an item": lambda cls, dtype: np.array([1, 2.5], dtype)[1],
    "assigning": lambda cls, dtype: np.zeros(3, dtype).__setitem__(slice(1, None), 7.5),
    "what is discovered": lambda cls, dtype: np.array([1.5, 2], cls).dtype is dtype,
    "to numbers": lambda cls, dtype: np.array([1, 2.5], dtype).astype("f8"),
    "from numbers": lambda cls, dtype: np.array([1, 2.5]).astype(dtype).tolist(),
    "memory": lambda cls, dtype: np.array([1, 2.5], dtype).view("f8"),
    "a copy": lambda cls, dtype: np.array([1, 2.5, 3], dtype)[::-2].copy().tolist(),
    "unaligned items": lambda cls, dtype: np.zeros(2, [("a", "i1"), ("b", dtype)])["b"].tolist(),
    "promotion": lambda cls, dtype: np.promote_types(dtype, "f8") is dtype,
    "no promotion": lambda cls, dtype: np.promote_types(dtype, "M8[s]"),
    "both in one": lambda cls, dtype: np.concatenate([np.ones(1, dtype), np.ones(1)]).tolist(),
    "safe casts": lambda cls, dtype: [np.can_cast(dtype, "f8", rule) for rule in ("no", "safe", "same_kind", "unsafe")],
    "casts within": lambda cls, dtype: [np.can_cast(dtype, dtype, rule) for rule in ("no", "safe")],
    "to what there is no cast for": lambda cls, dtype: np.ones(2, dtype).astype("M8[s]"),
    "a ufunc": lambda cls, dtype: np.add(np.ones(2, dtype), 1),
    "sorting": lambda cls, dtype: np.sort(np.ones(2, dtype)),
    "truth": lambda cls, dtype: bool(np.ones(1, dtype)),
    "the default instance": lambda cls, dtype: cls() is dtype,
    "arguments": lambda cls, dtype: cls(1),
    "equality": lambda cls, dtype: (dtype == dtype, dtype == np.dtype("f8")),
    "text": lambda cls, dtype: (repr(dtype), str(dtype), dtype.name),
    "names": lambda cls, dtype: (cls.__name__, cls.__module__, cls.__doc__),
    "of the class": lambda cls, dtype: (cls._abstract, cls._parametric, cls._legacy, cls._is_numeric),
    "bases": lambda cls, dtype: [base.__name__ for base in cls.__mro__],
    "sizes": lambda cls, dtype: (cls.__basicsize__, dtype.itemsize, dtype.alignment, dtype.num, dtype.kind),
    "a subclass": lambda cls, dtype: type("Sub", (cls,), {}),
}


def use(cls, dtype):
    INSTANCES[cls] = dtype
    FINALIZED.clear()
    found = {name: outcome(function, cls, dtype) for name, function in USES.items()}
    return found, list(FINALIZED)


@pytest.mark.parametrize("flags", [0, NUMERIC, PARAMETRIC, PARAMETRIC | NUMERIC])
def test_a_class(flags):
    def make(call, spec, scalar):
        cls = new_class(call, spec, scalar)
        assert cls.type is scalar
        return use(cls, new_instance(call, cls))

    check_program(make, lambda: (parts(flags=flags), scalar_class()), twins=TWINS, references=False, repeatable=False)


def test_a_class_with_less():
    """Without casts to others, promotion and what is found by itself; and without a text."""

    def make(call, spec, scalar):
        cls = new_class(call, spec, scalar, [NULL, NULL])
        return use(cls, new_instance(call, cls))

    def arguments():
        slots = {number: SLOTS[number] for number in (DEFAULT, CANONICAL, SETITEM, GETITEM)}
        return parts(slots, [within], 0, None), scalar_class()

    check_program(make, arguments, twins=TWINS, references=False, repeatable=False)


def test_a_class_that_knows_its_scalars():
    def make(call, spec, scalar):
        cls = new_class(call, spec, scalar)
        INSTANCES[cls] = new_instance(call, cls)
        return [outcome(lambda thing: np.array([thing], cls).tolist(), thing) for thing in (1.5, 1, True)]

    check_program(
        make,
        lambda: (parts({**SLOTS, IS_KNOWN: is_known}), scalar_class()),
        twins=TWINS,
        references=False,
        repeatable=False,
    )


def test_a_class_and_its_base():
    def make(call, base_spec, base_scalar, spec, scalar):
        base = new_class(call, base_spec, base_scalar)
        cls = new_class(call, spec, scalar, CASTS, base)
        found = use(cls, new_instance(call, cls))
        return found, base._abstract, cls.__basicsize__ == base.__basicsize__, issubclass(cls, base)

    check_program(
        make,
        lambda: (
            parts(flags=ABSTRACT, basicsize=np.dtype.__basicsize__ + 32),
            scalar_class(),
            parts(),
            scalar_class(),
        ),
        twins=TWINS,
        references=False,
        repeatable=False,
    )


def without(*numbers):
    return {number: function for number, function in SLOTS.items() if number not in numbers}


REFUSED = {
    "an unknown slot": lambda: parts({**SLOTS, 777: getitem}),
    "a slot with a negative number": lambda: parts({**SLOTS, -3: getitem}),
    "unknown flags": lambda: parts(flags=1 << 20),
    "the flag of NumPy's own": lambda: parts(flags=1),
    "no getitem": lambda: parts(without(GETITEM)),
    "no setitem": lambda: parts(without(SETITEM)),
    "no canonical": lambda: parts(without(CANONICAL)),
    "no casts": lambda: parts(casts=()),
    "no cast within": lambda: parts(casts=(other_cast,)),
    "parameters without a common instance": lambda: parts(without(COMMON_INSTANCE), flags=PARAMETRIC),
    "parameters without discovery": lambda: parts(without(DISCOVER), flags=PARAMETRIC),
    "a cast without a loop": lambda: parts(casts=(lambda: method({RESOLVE: resolve_within}),)),
    "a cast with too many operands": lambda: parts(casts=(lambda: method({STRIDED: copy}, 2, 1),)),
    "a cast that is not unaligned": lambda: parts(casts=(lambda: method({RESOLVE: resolve_within, STRIDED: copy}),)),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_class_that_is_refused(kind):
    casts = {"no cast within": [NULL, DOUBLE]}.get(kind, CASTS)

    def make(call, spec, scalar):
        new_class(call, spec, scalar, casts)

    # What would be noticed when the class is there for good is noticed before, in other words.
    same = not kind.startswith("no ")
    check_program(
        make,
        lambda: (REFUSED[kind](), scalar_class()),
        raises=(RuntimeError, TypeError, ValueError),
        message=same,
        references=False,
        repeatable=False,
    )


def test_a_class_without_a_class_of_scalars():
    for wrong in (NULL, None, 3, "float"):
        if wrong is NULL:
            check_refusal("HPyArrayInitDTypeMeta_FromSpec", lambda: (NULL, parts(), NULL, CASTS, NULL), failure=-1)
        else:
            check_program(
                lambda call, spec, wrong=wrong: new_class(call, spec, wrong),
                lambda: (parts(),),
                raises=TypeError,
                message=False,
                references=False,
                repeatable=False,
            )


def test_a_scalar_class_that_is_taken():
    def make(call, spec, scalar):
        new_class(call, spec, scalar)
        new_class(call, spec, scalar)

    check_program(make, lambda: (parts(), scalar_class()), raises=RuntimeError, references=False, repeatable=False)


def test_what_handles_alone_refuse():
    """NumPy takes a type object that is ready, and does not look at what it is."""
    scalar = scalar_class()
    for base in (np.ndarray, DOUBLE, 3):
        check_refusal(
            "HPyArrayInitDTypeMeta_FromSpec", lambda base=base: (NULL, parts(), scalar, CASTS, base), failure=-1
        )
    check_refusal(
        "HPyArrayInitDTypeMeta_FromSpec",
        lambda: (NULL, parts(basicsize=8), scalar, CASTS, NULL),
        raises=ValueError,
        match="bytes at least",
        failure=-1,
    )
    for wrong in (np.float64, 3, np.dtype("f8")):
        check_refusal(
            "HPyArrayInitDTypeMeta_FromSpec",
            lambda wrong=wrong: (NULL, parts(), scalar, [NULL, wrong, *CASTS[2:]], NULL),
            match="DType class",
            failure=-1,
        )


def test_only_such_classes_have_new_instances():
    for wrong in (NULL, None, 3, np.float64, np.dtype("f8")):
        check_refusal("HPyArrayDTypeMeta_NewInstance", lambda wrong=wrong: (wrong,))
    for cls in (DOUBLE, np.dtypes.StringDType, type(np.dtype("O"))):
        check_refusal(
            "HPyArrayDTypeMeta_NewInstance",
            lambda cls=cls: (cls,),
            match="not made by",
            abis=("cpython", "universal", "hybrid", "debug"),
        )
