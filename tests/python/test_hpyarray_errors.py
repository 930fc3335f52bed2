"""Mistakes raise what they raise in NumPy, say why, and lose nothing."""

import copy
import pickle
import sys
import weakref
from operator import index

import numpy as np
import pytest
from hpy_helpers import References, Token, assert_same_elements, outcome, pair

import numpy_hpy
from numpy_hpy import HPyArray, ObjectBuffer


def both(function):
    """The exceptions that HPyArray and np.empty raise, which must be of one type."""
    ours, theirs = outcome(function, HPyArray), outcome(function, np.empty)
    assert isinstance(theirs, Exception)
    assert type(ours) is type(theirs), (ours, theirs)
    return str(ours)


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (-1, "negative dimensions"),
        ((2, -1), "negative dimensions"),
        ((0, -5), "negative dimensions"),
        (2**62, "too big"),
        ((2**40, 2**40), "too big"),
        ((0, 2**62, 2**62), "too big"),
        ((2**62, 2**62, 0), "too big"),
        (10**30, "dimension exceeded"),
        (-(10**30), "dimension exceeded"),
        ((1, 10**30), "dimension exceeded"),
        ((1,) * 65, "currently 64, found 65"),
        ((1,) * 1000, "currently 64, found 1000"),
        (2.5, "sequence of integers"),
        (None, "sequence of integers"),
        (3j, "sequence of integers"),
        ({1, 2}, "sequence of integers"),
        (set(), "sequence of integers"),
        ({}, "sequence of integers"),
        ({1: 2}, "sequence of integers"),
        (object(), "sequence of integers"),
        (iter([2]), "sequence of integers"),
        (True, "sequence of integers"),
        ([True, 2], "integer"),
        ("ab", "integer"),
        ((2, None), "integer"),
        ((2, 1.0), "integer"),
        ([2, [3]], "integer"),
        (np.array([1.5]), "integer"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("dtype", ["O", "f8"])
def test_shapes(shape, reason, dtype):
    assert reason in both(lambda make: make(shape, dtype))


@pytest.mark.parametrize(
    "dtype",
    [
        "nope",
        5,
        "i99",
        (int,),
        [("a", int), ("a", int)],
        {"names": ["a"]},
        [("a", "T")],
        object(),
        [("a",)],
        "(2,-1)i4",
    ],
    ids=repr,
)
def test_dtypes(dtype):
    assert both(lambda make: make(2, dtype))
    assert isinstance(outcome(ObjectBuffer, dtype, 2), type(outcome(np.dtype, dtype)))


@pytest.mark.parametrize("order", ["A", "K", "x", "", "CF", "Fortran", 1, 2.5, "\ud800", "C\0"], ids=repr)
def test_orders(order):
    both(lambda make: make(2, "i4", order))


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ((), {}),
        ((), {"dtype": "O"}),
        ((2, "O", "C", 1), {}),
        ((2,), {"shape": 3}),
        ((2, "O"), {"dtype": "O"}),
        ((2,), {"foo": 1}),
        ((2,), {"dtype": "O", "ordre": "C"}),
        ((), {"shape": 2, "": 1}),
    ],
    ids=str,
)
def test_arguments(args, kwargs):
    assert "HPyArray()" in both(lambda make: make(*args, **kwargs))


def test_too_many_dimensions_by_subarrays():
    with pytest.raises(ValueError, match="64"):
        HPyArray((1,) * 63, ("i4", (1, 1)))
    array = HPyArray((1,) * 63, [("a", "i4", (1,)), ("b", "i4", (1, 1))])
    assert array["a"].ndim == 64
    with pytest.raises(ValueError, match="64"):
        array["b"]


@pytest.mark.parametrize("order", "CF")
def test_no_memory(order):
    for shape in (2**46, (2**23, 2**23)):
        for dtype in ("O", "i8"):
            with pytest.raises(MemoryError):
                HPyArray(shape, dtype, order)
            with pytest.raises(MemoryError):
                np.empty(shape, dtype, order).fill(0)


@pytest.mark.parametrize("dtype", [np.dtypes.StringDType(), np.dtypes.StringDType(na_object=None)], ids=str)
def test_managed_memory_that_is_not_objects_is_refused(dtype):
    for make in (lambda: HPyArray(2, dtype), lambda: HPyArray((), (dtype, ())), lambda: ObjectBuffer(dtype, 2)):
        with pytest.raises(TypeError, match=r"managed memory|hold memory"):
            make()
        with References(dtype, 0):  # The cache has the dtype by now.
            outcome(make)


def test_a_user_dtype_without_managed_memory_is_fine():
    rational = pytest.importorskip("numpy._core._rational_tests").rational
    array = HPyArray(2, rational)
    array[0] = rational(1, 2)
    assert array.tolist() == [rational(1, 2), rational(0)]
    assert np.asarray(array).dtype.type is rational


# --- indexing ------------------------------------------------------------------------------------------------------

BAD_KEYS = [
    5,
    -6,
    10**30,
    -(10**30),
    (0, 0, 0),
    (0, 3),
    (0, -4),
    (..., ...),
    (None,) * 63,
    (None,) * 200,
    slice(None, None, 0),
    (0, slice(1, 2, 0)),
    slice(1.5),
    slice("a", None),
    (slice(None), slice(None, None, 2.5)),
    1.0,
    np.float64(1),
    2 + 0j,
    "a",
    b"a",
    (0, "a"),
    {},
    object(),
    (slice(None), 1.5),
    np.array(1.5),
    Ellipsis.__class__,
]
# Legal for NumPy, and refused: no view can show the result.
ADVANCED = [True, np.True_, [0, 1], [], np.array([0, 1]), np.zeros((5, 3), bool), ([0], 1), (True, 0), ["a"], ((0,),)]


@pytest.mark.parametrize("dtype", ["O", "i4", "i4,O"])
def test_bad_indices(dtype):
    ours, theirs = pair((5, 3), dtype)
    for key in BAD_KEYS:
        for function in (lambda array, key=key: array[key], lambda array, key=key: array.__setitem__(key, None)):
            mine, numpys = outcome(function, ours), outcome(function, theirs)
            assert isinstance(numpys, Exception), key
            assert type(mine) is type(numpys), (key, mine, numpys)
            assert str(mine)
    assert_same_elements(ours, theirs)


@pytest.mark.parametrize("key", ADVANCED, ids=repr)
def test_advanced_indices_are_refused(key):
    array, expected = pair((5, 3), object)
    with pytest.raises(IndexError, match="valid indices"):
        array[key]
    with pytest.raises(IndexError, match="valid indices"):
        array[key] = 1
    assert_same_elements(array, expected)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (5, "index 5 is out of bounds for axis 0 with size 5"),
        ((2, -4), "index -4 is out of bounds for axis 1 with size 3"),
        ((0, 0, 0), "too many indices for array: array is 2-dimensional, but 3 were indexed"),
        ((..., ...), "an index can only have a single ellipsis ('...')"),
        (slice(None, None, 0), "slice step cannot be zero"),
    ],
    ids=repr,
)
def test_messages_are_numpys(key, message):
    ours, theirs = pair((5, 3), object)
    assert str(outcome(lambda: ours[key])) == str(outcome(lambda: theirs[key])) == message


@pytest.mark.parametrize("name", ["nothing", "", "A", "f\0"], ids=repr)
def test_unknown_fields(name):
    ours, theirs = pair((2,), [(("Title", "a"), "O"), ("b", "i4")])
    for function in (lambda array: array[name], lambda array: array.__setitem__(name, 0)):
        mine, numpys = outcome(function, ours), outcome(function, theirs)
        assert type(mine) is type(numpys) is ValueError
        assert str(mine) == str(numpys)


def test_an_exception_in_index_is_passed_on():
    class Broken:
        def __index__(self):
            raise ZeroDivisionError("broken")

    array = HPyArray((2, 2), object)
    for key in (Broken(), (0, Broken()), slice(Broken()), (slice(0, 1, Broken()),)):
        with pytest.raises(ZeroDivisionError, match="broken"):
            array[key]
        with pytest.raises(ZeroDivisionError, match="broken"):
            array[key] = None
    with pytest.raises(ZeroDivisionError):
        HPyArray((2, Broken()))


def test_an_exception_in_a_conversion_is_passed_on():
    class Broken:
        def __int__(self):
            raise ZeroDivisionError("broken")

        __float__ = __int__

    for dtype in ("i4", "f8", "i4,O"):
        ours, theirs = pair((2,), dtype)
        for key in (0, slice(None), ...):
            with pytest.raises(ZeroDivisionError, match="broken"):
                ours[key] = (Broken(), None) if ours.dtype.names else Broken()
        assert_same_elements(ours, theirs)


def test_elements_are_not_deleted():
    for dtype in ("O", "i4", "i4,O"):
        ours, theirs = pair((3,), dtype)
        for key in (0, slice(1), ..., 99, "f0"):
            for array in (ours, theirs):
                with pytest.raises(ValueError, match="cannot delete array elements"):
                    del array[key]


def test_read_only():
    ours, theirs = pair((3, 2), "i4,O")
    ours.setflags(write=False)
    for key in (0, (0, 0), slice(1), ..., "f0", "f1"):
        for array in (ours, ours[...], ours[::-1]):
            with pytest.raises(ValueError, match="read-only"):
                array[key] = 0
    for array in (ours["f1"], ours[1]["f1"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    assert_same_elements(ours, theirs)
    with pytest.raises(ValueError, match="read-only"):
        ours[0, 0]["f1"] = 0


# --- objects of another kind ---------------------------------------------------------------------------------------


def functions_of(cls):
    """Every method and property getter that the package defines, by name."""
    for name, value in vars(cls).items():
        if isinstance(value, property):
            yield name, value.fget
        elif callable(value) and name not in ("__new__", "__init_subclass__", "__class__", "__doc__"):
            yield name, value


@pytest.mark.parametrize("cls", [HPyArray, ObjectBuffer])
def test_methods_refuse_a_foreign_self(cls):
    foreign = [
        5,
        "text",
        None,
        object(),
        np.zeros(3),
        HPyArray,
        HPyArray(1) if cls is ObjectBuffer else ObjectBuffer("O", 1),
    ]
    tried = 0
    for name, function in functions_of(cls):
        for self in foreign:
            for args in ((), (0,), (0, 0)):
                result = outcome(function, self, *args)
                tried += 1
                # What copies and pickles asks for attributes first.
                expected = AttributeError if name in ("__reduce__", "__deepcopy__") and len(args) < 2 else TypeError
                assert isinstance(result, (TypeError, expected)), (name, self, args, result)
    assert tried > 100


def test_subclasses_are_refused():
    for base in (HPyArray, ObjectBuffer):
        with pytest.raises(TypeError, match="not an acceptable base type"):
            type("Sub", (base,), {})
        with pytest.raises(TypeError):
            type("Sub", (base, np.ndarray), {})


def test_types_cannot_be_made_in_other_ways():
    with pytest.raises(TypeError):
        object.__new__(HPyArray)
    with pytest.raises(TypeError):
        HPyArray.__new__(int, 3)
    with pytest.raises(TypeError):
        HPyArray(3).__class__ = int


def test_weak_references_are_refused():
    # A limit of HPy 0.9: its types have no place for them.
    for thing in (HPyArray(1), ObjectBuffer("O", 1)):
        with pytest.raises(TypeError, match="weak reference"):
            weakref.ref(thing)


def test_attributes_cannot_be_set():
    array = HPyArray(3, object)
    for name in ("shape", "strides", "dtype", "base", "ndim", "size", "itemsize", "nbytes", "layout", "flags", "new"):
        with pytest.raises(AttributeError):
            setattr(array, name, 1)
        with pytest.raises(AttributeError):
            delattr(array, name)


def test_a_buffer_is_not_copied_or_pickled():
    buffer = ObjectBuffer("O", 1)
    for function in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            function(buffer)


def test_errors_leave_no_references():
    token, dtype = Token(), np.dtype([("a", "O"), ("b", "i4")])
    array = HPyArray((2, 2), dtype)
    with References(token, 0), References(dtype, 0), References(array, 0):
        keys = [9, (0, 0, 0), "nothing", 1.5, (0, token), token, slice(token), slice(0, 1, 0), {token: 1}]
        for key in keys:
            outcome(array.__getitem__, key)
            outcome(array.__setitem__, key, token)
            outcome(array.__setitem__, 0, (token, token))
            outcome(HPyArray, (2, token), dtype)
            outcome(HPyArray, 2, token)
            outcome(HPyArray, 2, dtype, token)
            outcome(HPyArray, -1, dtype)
            outcome(HPyArray, 2**62, dtype)
            outcome(ObjectBuffer, dtype, -1)
            outcome(ObjectBuffer, dtype, token)
        array[...] = None, 0
        key = keys = None


# --- where it cannot be used ---------------------------------------------------------------------------------------

IN_A_SUBINTERPRETER = """
import _xxsubinterpreters as interpreters
interpreter = interpreters.create()
interpreters.run_string(interpreter, '''
try:
    import numpy_hpy
except ImportError as error:
    assert "subinterpreter" in str(error), error
else:
    raise SystemError("imported")
''')
print("refused")
import numpy_hpy
print(numpy_hpy.HPyArray(1, object)[0])
"""


@pytest.mark.skipif(
    sys.version_info >= (3, 13), reason="the module has another name there, and HPy does not work at all"
)
def test_subinterpreters_are_refused(run_python):
    assert run_python(IN_A_SUBINTERPRETER).split() == ["refused", "None"]


def test_a_missing_library_is_an_import_error(run_python):
    code = "try:\n    import numpy_hpy; numpy_hpy.HPyArray\nexcept ImportError as error:\n    print(error)"
    assert "nowhere.hpy0.so is missing" in run_python(code, NUMPY_HPY_LIBRARY="/nonexistent/nowhere.hpy0.so")


def test_the_module_loads_once_more(run_python):
    code = """
import sys, numpy_hpy
first = numpy_hpy.HPyArray
for name in [name for name in sys.modules if name.startswith("numpy_hpy._array") or name.startswith("numpy_hpy._load")]:
    del sys.modules[name]
import numpy_hpy._array
array = numpy_hpy._array.HPyArray(2, object)
array[0] = array
print(array[0] is array)
"""
    assert run_python(code).split() == ["True"]


def test_unknown_names():
    with pytest.raises(AttributeError, match="nothing"):
        _ = numpy_hpy.nothing
    assert "HPyArray" in dir(numpy_hpy)


def swapped_in_place():
    """An array whose dtype says objects where there are numbers, and the other way round."""
    dtype = np.dtype([("a", "i8"), ("o", "O")])
    array = HPyArray(3, dtype)
    array["a"] = 12345
    dtype.__setstate__(np.dtype([("o", "O"), ("a", "i8")]).__reduce__()[2])
    return array


@pytest.mark.parametrize(
    "use", [lambda a: a["o"], lambda a: a["a"], lambda a: a.__setitem__("a", 7), np.asarray, repr, list]
)
def test_memory_is_never_seen_through_a_dtype_that_was_changed(use):
    with pytest.raises(ValueError, match="has been changed"):
        use(swapped_in_place())


def test_renaming_fields_in_place_is_no_such_change():
    dtype = np.dtype([("a", "i8"), ("o", "O")])
    array = HPyArray(3, dtype)
    dtype.names = ("x", "y")
    array["y"][1] = "object"
    assert array["y"][1] == "object"


def test_a_read_only_array_does_not_take_a_state():
    array = HPyArray(3, "O")
    array.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        array.__setstate__(np.ones(3, "O"))
    assert array.tolist() == [None] * 3


@pytest.mark.parametrize("convert", [int, float, complex, bool, index], ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    "make", [lambda t: t((), "i4"), lambda t: t((), "f8"), lambda t: t(1, "u1"), lambda t: t(2, "S2")]
)
def test_numbers_are_made_as_numpy_makes_them(convert, make):
    def outcome(array):
        np.asarray(array)[...] = 53
        try:
            return convert(array)
        except Exception as error:
            return type(error), str(error)

    assert outcome(make(HPyArray)) == outcome(make(np.zeros))


@pytest.mark.parametrize("dtype", ["S", "U", ">U"])
def test_texts_without_a_size_have_room_for_one_character(dtype):
    assert HPyArray(2, dtype).dtype == np.empty(2, dtype).dtype


def test_running_out_of_memory_names_the_size():
    with pytest.raises(MemoryError, match=f"{8 * 2**50} bytes"):
        HPyArray(2**50, "O")


def test_the_first_argument_is_required_by_name():
    with pytest.raises(TypeError, match="'shape'"):
        HPyArray()
    with pytest.raises(TypeError, match="'dtype'"):
        ObjectBuffer()


def test_a_tuple_that_hides_its_length_raises_and_stores_nothing():
    class Tuple(tuple):
        def __len__(self):
            raise ZeroDivisionError("no length")

    array = HPyArray((), "O")
    for use in (lambda: array[Tuple()], lambda: array.__setitem__(Tuple(), 5)):
        with pytest.raises(ZeroDivisionError):
            use()
    assert array[()] is None


def test_order_is_no_nul():
    with pytest.raises(ValueError, match="order"):
        HPyArray(3, "f8", "\0")


@pytest.mark.parametrize("key", [slice(5, 2, 2), slice(2, 5, -3), slice(0, 0, 10**30)])
def test_strides_of_an_empty_slice(key):
    assert HPyArray(10, "f8")[key].strides == np.zeros(10)[key].strides
