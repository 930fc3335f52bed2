"""numpy_hpy's constructors take what NumPy's take and give what they give, but that arrays of objects are visible."""

import ast
import gc
import inspect
import sys
from pathlib import Path

import numpy as np
import pytest
from hpy_helpers import SHAPES, References, Token, all_dtypes, assert_same_dtype, fill, outcome
from ndarray_helpers import slots

import numpy_hpy
from numpy_hpy import Layout

CONSTRUCTORS = [
    *("arange", "array", "asanyarray", "asarray", "ascontiguousarray", "asfortranarray", "copy", "empty", "empty_like"),
    *("eye", "fromfunction", "fromiter", "full", "full_like", "identity", "ones", "ones_like", "zeros", "zeros_like"),
]
constructors = pytest.mark.parametrize("name", CONSTRUCTORS)


class Other(np.ndarray):
    pass


class Sub(numpy_hpy.ndarray):
    pass


def type_for(dtype):
    flags = Layout.from_dtype(dtype).flags
    return numpy_hpy.ndarray if flags.has_slots and not flags.opaque else np.ndarray


def assert_same(ours, theirs):
    """The same array, but for its type."""
    assert type(ours) is type_for(theirs.dtype)
    assert_same_dtype(ours.dtype, theirs.dtype)
    assert (ours.shape, ours.strides) == (theirs.shape, theirs.strides)
    assert str(ours.flags) == str(theirs.flags)
    assert repr(ours.tolist()) == repr(theirs.tolist())
    assert gc.is_tracked(ours) == (type(ours) is numpy_hpy.ndarray)


# --- looks ---------------------------------------------------------------------------------------------------------


def signature(function):
    """None, which some versions of NumPy give a few of theirs."""
    try:
        return inspect.signature(function)
    except ValueError:
        return None


@constructors
def test_signatures_are_numpys(name):
    ours, theirs = getattr(numpy_hpy, name), getattr(np, name)
    assert signature(ours) == signature(theirs)
    assert (ours.__module__, ours.__name__, ours.__qualname__) == ("numpy_hpy", name, name)
    assert f"numpy.{name}" in ours.__doc__


def test_they_are_listed():
    stub = ast.parse((Path(numpy_hpy.__file__).parent / "__init__.pyi").read_text())
    names = {node.name for node in stub.body if hasattr(node, "name")}
    names |= {target.id for node in stub.body if isinstance(node, ast.Assign) for target in node.targets}
    assert {"ndarray", *CONSTRUCTORS} <= names
    assert {"ndarray", "get_include", *CONSTRUCTORS} == set(numpy_hpy.__all__) & set(dir(np))


def test_the_type():
    assert numpy_hpy.ndarray.__module__ == "numpy_hpy"
    assert numpy_hpy.ndarray.__mro__ == (numpy_hpy.ndarray, np.ndarray, object)
    assert "collector" in numpy_hpy.ndarray.__doc__
    assert repr(numpy_hpy.array([1, None])) == "ndarray([1, None], dtype=object)"
    with pytest.raises(TypeError, match="immutable"):
        numpy_hpy.ndarray.more = 1


def test_an_array_takes_at_most_64_bytes_more():
    ours, theirs = numpy_hpy.zeros(3, object), np.zeros(3, object)
    assert sys.getsizeof(ours) - sys.getsizeof(theirs) <= 64


def test_no_hpy_is_needed(run_python):
    code = """
import sys
sys.modules["hpy"] = None
import numpy_hpy
a = numpy_hpy.empty(2, "i4,O")
a["f1"] = a
assert type(a) is numpy_hpy.ndarray
assert not [name for name in sys.modules if "hpy" in name and not name.startswith(("numpy_hpy", "hpy"))]
print("done")
"""
    assert run_python(code) == "done\n"


# --- what they make ------------------------------------------------------------------------------------------------


@all_dtypes
def test_new_arrays(dtype):
    for shape in SHAPES:
        for order in "CF":
            assert_same(numpy_hpy.zeros(shape, dtype, order), np.zeros(shape, dtype, order))
            ours, theirs = numpy_hpy.empty(shape, dtype, order), np.empty(shape, dtype, order)
            assert type(ours) is type_for(dtype)
            assert (ours.shape, ours.strides, str(ours.flags)) == (theirs.shape, theirs.strides, str(theirs.flags))
            assert_same_dtype(ours.dtype, theirs.dtype)
            assert ours.flags.owndata
            assert ours.base is None


@all_dtypes
def test_arrays_of_arrays(dtype):
    plain = fill(np.zeros((2, 3), dtype))
    for source in (plain, plain[::-1], plain.T, np.asfortranarray(plain), plain.view(numpy_hpy.ndarray)):
        for name in ("array", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "copy"):
            ours, theirs = getattr(numpy_hpy, name)(source), getattr(np, name)(source)
            assert type(ours) is type_for(dtype)
            assert np.shares_memory(ours, source) == np.shares_memory(theirs, source)
            assert (ours.shape, ours.strides) == (theirs.shape, theirs.strides)
            assert slots(ours) == slots(theirs)
            assert repr(ours.tolist()) == repr(theirs.tolist())
        for name in ("empty_like", "zeros_like", "ones_like"):
            ours, theirs = getattr(numpy_hpy, name)(source), getattr(np, name)(source)
            assert type(ours) is type_for(dtype)
            assert (ours.shape, ours.strides, ours.flags.owndata) == (theirs.shape, theirs.strides, True)
            assert_same_dtype(ours.dtype, theirs.dtype)


# What NumPy documents, and mistakes.
CALLS = [
    ("empty", ()),
    ("empty", (-1, "O")),
    ("zeros", (2, "no dtype")),
    ("full", ((2, 3), None)),
    ("full", ((2, 3), [1, 2, 3], object)),
    ("full", (2, (1, "a"), "i4,O")),
    ("full", (2, 7)),
    ("array", ([1, "a", None],)),
    ("array", ([1, "a", None], object)),
    ("array", ([[1, 2], [3, 4]], "O"), {"order": "F"}),
    ("array", ([1, 2], "O"), {"ndmin": 3}),
    ("array", ([1, 2],), {"copy": False}),
    ("array", ([(1, 2), (3, 4)], "i4,O")),
    ("array", (object,)),
    ("array", (None,)),
    ("array", ()),
    ("array", ([1], "O", True)),
    ("array", ([1],), {"nothing": 1}),
    ("array", ([[1], [1, 2]],)),
    ("array", ([[1], [1, 2]], object)),
    ("asarray", ([1, [2]], object)),
    ("asarray", (), {"a": [1, 2], "dtype": "O"}),
    ("asarray", ([1, 2],), {"dtype": "O", "order": "F", "copy": True}),
    ("asarray", ([1, 2],), {"copy": False}),
    ("asarray", ()),
    ("asanyarray", ([1, 2], "O")),
    ("ascontiguousarray", (1, "O")),
    ("ascontiguousarray", ([[1, 2], [3, 4]], "O")),
    ("ascontiguousarray", ([1],), {"order": "C"}),
    ("asfortranarray", (None,)),
    ("asfortranarray", (), {"a": [[1, 2], [3, 4]], "dtype": object}),
    ("copy", ([None, 1], "F")),
    ("empty_like", ([None, 1],)),
    ("zeros_like", ([1, 2], "O")),
    ("zeros_like", ([None], int)),
    ("ones_like", ([1, 2],), {"dtype": "O", "shape": (2, 2)}),
    ("full_like", ([1, 2], None, "O")),
    ("full_like", ([None], 1)),
    ("arange", (5,), {"dtype": object}),
    ("arange", (1, 10, 3, "O")),
    ("arange", (2.5,)),
    ("arange", (), {"dtype": "O"}),
    ("eye", (3,), {"dtype": object}),
    ("eye", (2, 3, 1)),
    ("identity", (3, "O")),
    ("fromiter", ([1, "a", None], object)),
    ("fromiter", (((i, i) for i in range(3)), "i4,O", 3)),
    ("fromiter", ([1, 2], "O", 5)),
    ("fromfunction", (lambda i, j: i * 10 + j, (2, 3)), {"dtype": object}),
    ("fromfunction", (lambda i, j: i * 10 + j, (2, 3))),
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]}{call[1]}")
def test_calls_have_numpys_outcome(call):
    name, args, kwargs = (*call, {})[:3]
    if name == "fromiter":
        args = (list(args[0]), *args[1:])
    if name == "empty" and args == ():
        with pytest.raises(TypeError):
            numpy_hpy.empty()
        return
    theirs = outcome(lambda: getattr(np, name)(*args, **kwargs))
    ours = outcome(lambda: getattr(numpy_hpy, name)(*args, **kwargs))
    if isinstance(theirs, Exception):
        assert type(ours) is type(theirs)
        assert type(theirs) is TypeError or str(ours) == str(theirs)
    else:
        assert_same(ours, theirs)


def test_the_memory_is_taken_over():
    token = Token()
    with References(token, 1000):
        array = numpy_hpy.full(1000, token, object)
        assert (array.flags.owndata, array.base) == (True, None)
        with References(token, 1000):
            other = numpy_hpy.copy(array)
            assert (other.flags.owndata, other.base) == (True, None)
        with References(token, -1000):
            del other
    with References(token, -1000):
        del array


def test_an_array_in_use_is_viewed():
    plain = np.zeros(3, object)
    array = numpy_hpy.asarray(plain)
    assert type(array) is numpy_hpy.ndarray
    assert array.base is plain
    plain[1] = token = Token()
    assert array[1] is token
    assert plain.flags.owndata


def test_one_of_ours_is_returned_as_it_is():
    array = numpy_hpy.zeros((2, 3), object)
    for convert in (numpy_hpy.asarray, numpy_hpy.asanyarray, numpy_hpy.ascontiguousarray):
        assert convert(array) is array
        assert convert(array, object) is array
    assert numpy_hpy.asarray(array, order="C", copy=None) is array
    assert numpy_hpy.asarray(array, copy=False) is array
    assert numpy_hpy.array(array, copy=False) is array
    assert numpy_hpy.array(array, copy=None) is array
    assert numpy_hpy.array(array, None, copy=np._CopyMode.IF_NEEDED) is array
    assert numpy_hpy.asfortranarray(array.T).base is array
    fortran = numpy_hpy.zeros((2, 3), object, "F")
    assert numpy_hpy.asfortranarray(fortran) is fortran
    for copied in (numpy_hpy.array(array), numpy_hpy.asarray(array, copy=True), numpy_hpy.copy(array)):
        assert not np.shares_memory(copied, array)
        assert (type(copied), copied.base, copied.flags.owndata) == (numpy_hpy.ndarray, None, True)


class Like:
    def __array_function__(self, function, types, args, kwargs):
        return function, args[0].shape, kwargs


ARGUMENTS = [
    {"dtype": "f8"},
    {"dtype": "O", "order": "F"},
    {"order": "C"},
    {"order": "Z"},
    {"copy": True},
    {"copy": False, "dtype": "f8"},
    {"copy": False, "order": "F"},
    {"copy": 5},
    {"device": "cpu"},
    {"device": "moon"},
    {"dtype": "nothing"},
    {"subok": True},
    {"like": np.zeros(3)},
    {"like": Like()},
    {"like": 3},
]


@pytest.mark.parametrize("arguments", ARGUMENTS, ids=str)
def test_asarray_of_one_of_ours_takes_what_numpys_takes(arguments):
    array = numpy_hpy.array([[1, 2], [3, 4]], object)
    plain = np.array(array)
    theirs = outcome(lambda: np.asarray(plain, **arguments))
    ours = outcome(lambda: numpy_hpy.asarray(array, **arguments))
    if isinstance(theirs, np.ndarray):
        assert_same(ours, theirs)
        assert np.shares_memory(ours, array) == np.shares_memory(theirs, plain)
    else:
        assert type(ours) is type(theirs)
        assert type(theirs) is TypeError or str(ours) == str(theirs)


def test_other_dtypes_and_back():
    array = numpy_hpy.zeros((2, 3), object)
    for make in (numpy_hpy.array, numpy_hpy.asarray, numpy_hpy.asanyarray, numpy_hpy.zeros_like):
        numbers = make(array, dtype="f8")
        assert (type(numbers), numbers.flags.owndata) == (np.ndarray, True)
        assert type(make(numbers, dtype=object)) is numpy_hpy.ndarray
    assert type(numpy_hpy.asarray(numpy_hpy.zeros(3, "i4,O")["f0"])) is np.ndarray


def test_subclasses_are_what_numpy_makes_of_them():
    for source in (np.zeros(3, object).view(Other), np.zeros(3, object).view(Sub), np.ma.array([1, None], object)):
        assert numpy_hpy.asanyarray(source) is source
        assert type(numpy_hpy.array(source, subok=True)) is type(source)
        assert type(numpy_hpy.zeros_like(source)) is type(source)
        assert type(numpy_hpy.zeros_like(source, subok=False)) is numpy_hpy.ndarray
        for convert in (numpy_hpy.asarray, numpy_hpy.array, numpy_hpy.copy, numpy_hpy.ascontiguousarray):
            assert type(convert(source)) is numpy_hpy.ndarray
        assert numpy_hpy.asarray(source).base is not None


class Duck:
    """Not an array at all."""

    def __array_function__(self, function, types, args, kwargs):
        return function.__name__


@pytest.mark.parametrize(
    "name", ["empty", "zeros", "array", "asarray", "full", "arange", "identity", "ascontiguousarray"]
)
def test_what_is_no_array_is_passed_on(name):
    args = (3, None) if name == "full" else (3,)
    assert getattr(numpy_hpy, name)(*args, like=Duck()) == name
    if name == "empty":
        assert numpy_hpy.zeros_like(Duck()) == "zeros_like"


class Recording:
    def __array_function__(self, function, types, args, kwargs):
        return function, args, kwargs


@pytest.mark.parametrize("name", ["array", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray"])
@pytest.mark.parametrize("value", [[1, None], numpy_hpy.zeros((2, 3), object)], ids=["list", "ours"])
@pytest.mark.parametrize("kwargs", [{}, {"dtype": "O"}], ids=str)
def test_a_library_that_is_asked_for_gets_the_call_as_it_is(name, value, kwargs):
    """What implements `like` need not have the arguments that are not written."""
    like = Recording()
    ours = getattr(numpy_hpy, name)(value, like=like, **kwargs)
    theirs = getattr(np, name)(value, like=like, **kwargs)
    assert ours[0] is theirs[0]
    assert len(ours[1]) == len(theirs[1]) == 1
    assert ours[1][0] is value
    assert ours[2] == theirs[2] == kwargs


def test_strings_and_other_managed_memory_stay_plain():
    text = numpy_hpy.array(["a", "b" * 100], np.dtypes.StringDType())
    assert type(text) is np.ndarray
    assert text.tolist() == ["a", "b" * 100]
    assert type(numpy_hpy.zeros_like(numpy_hpy.zeros(3, object), dtype="T")) is np.ndarray
    assert type(numpy_hpy.zeros(3, [("none", "O", (0,)), ("n", "i4")])) is np.ndarray


def test_failures_leave_no_reference():
    token = Token()
    with References(token, 0):
        with pytest.raises(ZeroDivisionError):
            numpy_hpy.fromiter((1 // number and token for number in (3, 2, 1, 0)), object)
        with pytest.raises(ValueError, match="inhomogeneous"):
            numpy_hpy.array([[token], [token, token]])


def test_star_imports_and_help(run_python):
    assert run_python("from numpy_hpy import *; print(type(zeros(1, 'O')).__name__)") == "ndarray\n"
    assert "numpy_hpy.ndarray" in run_python("import numpy_hpy; help(numpy_hpy)")
