"""The functions on handles that reduce, sort, search and multiply arrays, compared with NumPy's:
capi/api/array_calculation.h."""

import sys

import numpy as np
import pytest
from api_arguments import (
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
from api_attempts import attempt, check_calls, check_each, refused_without_an_array
from api_calls import ABIS, extensions
from api_constants import NPY_ANYORDER, NPY_CORDER, NPY_FORTRANORDER, NPY_KEEPORDER, NPY_NOTYPE, type_number
from api_differential import NULL, NUMPY, check, check_program, check_refusal

pytest_plugins = ["api_tested"]

NPY_RAVEL_AXIS = -(2**31)
FAR_AXES = [2, -3, 2**31 - 1, NPY_RAVEL_AXIS + 1]
NPY_CLIP, NPY_WRAP, NPY_RAISE = range(3)
MODES = [NPY_CLIP, NPY_WRAP, NPY_RAISE]
NPY_QUICKSORT, NPY_HEAPSORT, NPY_STABLESORT = range(3)
NPY_SEARCHLEFT, NPY_SEARCHRIGHT = range(2)
NPY_NO_CASTING, NPY_EQUIV_CASTING, NPY_SAFE_CASTING, NPY_SAME_KIND_CASTING, NPY_UNSAFE_CASTING = range(5)
INT, DOUBLE, OBJECT, COMPLEX = map(type_number, ["i4", "f8", "O", "c16"])
AxisError = np.exceptions.AxisError


def check_any(name, make, **options):
    """Where it depends on the arguments whether it raises: NumPy's function is right."""
    check(name, make, raises=any, **options)


def dies_before(version):
    """For what ends the process in an older NumPy."""
    return pytest.mark.skipif(
        np.lib.NumpyVersion(np.__version__) < version, reason=f"NumPy dies of it before {version}"
    )


class Stubborn:
    """Can do nothing that arrays ask of it."""

    def refuse(self, *_):
        raise KeyError("no")

    __bool__ = __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __add__ = __radd__ = __mul__ = __rmul__ = __hash__ = refuse
    __array_ufunc__ = None


def stubborn(*shape):
    array = np.empty(shape, object)
    array[...] = Stubborn()
    return array


# --- reductions ----------------------------------------------------------------------------------------------------

# What comes between the axis and `out`, what comes after it, and the dtype of the result for numbers.
REDUCTIONS = {
    "HPyArray_ArgMax": ((), (), "p"),
    "HPyArray_ArgMin": ((), (), "p"),
    "HPyArray_Max": ((), (), "f8"),
    "HPyArray_Min": ((), (), "f8"),
    "HPyArray_Ptp": ((), (), "f8"),
    "HPyArray_All": ((), (), "?"),
    "HPyArray_Any": ((), (), "?"),
    "HPyArray_Mean": ((NPY_NOTYPE,), (), "f8"),
    "HPyArray_Sum": ((NPY_NOTYPE,), (), "f8"),
    "HPyArray_Prod": ((NPY_NOTYPE,), (), "f8"),
    "HPyArray_CumSum": ((NPY_NOTYPE,), (), "f8"),
    "HPyArray_CumProd": ((NPY_NOTYPE,), (), "f8"),
    "HPyArray_Std": ((NPY_NOTYPE,), (0,), "f8"),
}
every_reduction = pytest.mark.parametrize("name", REDUCTIONS)
CUMULATIVE = ("HPyArray_CumSum", "HPyArray_CumProd")
WITH_TYPE = [name for name, (between, _, _) in REDUCTIONS.items() if between]


def reduced(name, axis, out=NULL):
    """The arguments after the array."""
    between, after, _ = REDUCTIONS[name]
    return axis, *between, out, *after


def without_masked(names, make):
    """NumPy's standard deviation of masked items is that of what is there by chance, and dies of objects."""
    return [name for name in names if name != "HPyArray_Std" or not isinstance(make(), np.ma.MaskedArray)]


@every_array
def test_reductions(array):
    names = without_masked(REDUCTIONS, array)
    axes = (0, -1, NPY_RAVEL_AXIS)
    check_calls(lambda: (array(),), *((name, *reduced(name, axis)) for name in names for axis in axes))


@every_array
def test_reductions_of_a_type(array):
    names = without_masked(WITH_TYPE, array)
    types = [INT, OBJECT, type_number("S")]
    check_calls(
        lambda: (array(),), *((name, 0, number, NULL, *REDUCTIONS[name][1]) for name in names for number in types)
    )


def test_variance():
    for make in (lambda: numbers("f8", 2, 3), lambda: numbers("c16", 4) * 1j, lambda: numbers("i2", 3, 1)):
        for variance in (0, 1, -1):
            check("HPyArray_Std", lambda make=make, variance=variance: (make(), 0, NPY_NOTYPE, NULL, variance))


@every_reduction
def test_reductions_fail(name):
    for axis in FAR_AXES:
        check(name, lambda axis=axis: (numbers("f8", 2, 3), *reduced(name, axis)), raises=AxisError)
    if name not in ("HPyArray_All", "HPyArray_Any"):
        check(name, lambda: (structures(3), *reduced(name, 0)), raises=TypeError)
    check(name, lambda: (stubborn(3), *reduced(name, 0)), raises=KeyError)
    refused_without_an_array(name, *reduced(name, 0))
    for wrong in ([0.0] * 3, None, np.float64(1), np.dtype("f8")):
        check_refusal(name, lambda wrong=wrong: (numbers("f8", 2, 3), *reduced(name, 0, wrong)))


@pytest.mark.parametrize("name", ["HPyArray_ArgMax", "HPyArray_ArgMin", "HPyArray_Max", "HPyArray_Min", "HPyArray_Ptp"])
def test_there_is_no_largest_item_of_none(name):
    check(name, lambda: (np.zeros(0), *reduced(name, 0)), raises=ValueError)
    check(name, lambda: (np.zeros((2, 0)), *reduced(name, 1)), raises=ValueError)
    check(name, lambda: (np.zeros((2, 0)), *reduced(name, 0)), raises=any)


@dies_before("2.4.0")
@pytest.mark.parametrize("name", WITH_TYPE)
def test_reductions_of_a_wrong_type(name):
    for wrong in (1000, -1, type_number("V")):
        check_any(name, lambda wrong=wrong: (numbers("f8", 2, 3), 0, wrong, NULL, *REDUCTIONS[name][1]))
    check(name, lambda: (numbers("f8", 2, 3), 0, 1000, NULL, *REDUCTIONS[name][1]), raises=ValueError)


@pytest.mark.parametrize("make", [lambda: things(4), lambda: things(2, 3)], ids=["1-d", "2-d"])
def test_reductions_of_objects(make):
    names = ("ArgMax", "ArgMin", "Max", "Min", "Sum", "CumSum", "All", "Any")
    names = [f"HPyArray_{name}" for name in names]
    check_calls(lambda: (make(),), *((name, *reduced(name, axis)) for name in names for axis in (0, NPY_RAVEL_AXIS)))


def test_warnings_of_reductions():
    for warn in ("always", "error"):
        check_any("HPyArray_Mean", lambda: (np.zeros(0), 0, NPY_NOTYPE, NULL), warn=warn)
        check_any("HPyArray_Std", lambda: (np.zeros((0, 2)), 0, NPY_NOTYPE, NULL, 0), warn=warn)
        check_any("HPyArray_Sum", lambda: (np.array([1e308, 1e308]), 0, NPY_NOTYPE, NULL), warn=warn)
        check_any("HPyArray_Max", lambda: (np.array([np.nan, 1.0]), 0, NULL), warn=warn)


# By name, what makes an array to put a result of some shape and dtype into.
OUTS = {
    "right": lambda shape, dtype: np.ones(shape, dtype),
    "strided": lambda shape, dtype: np.ones((*shape, 2), dtype)[..., 0],
    "backwards": lambda shape, dtype: np.ones(shape, dtype)[::-1],
    "Fortran order": lambda shape, dtype: np.ones(shape, dtype, "F"),
    "other byte order": lambda shape, dtype: np.ones(shape, np.dtype(dtype).newbyteorder()),
    "unaligned": lambda shape, dtype: unaligned(dtype, *shape),
    "subclass": lambda shape, dtype: np.ones(shape, dtype).view(Subclass),
    "float32": lambda shape, dtype: np.ones(shape, "f4"),
    "int8": lambda shape, dtype: np.ones(shape, "i1"),
    "complex128": lambda shape, dtype: np.ones(shape, "c16"),
    "bool": lambda shape, dtype: np.ones(shape, "?"),
    "objects": lambda shape, dtype: np.ones(shape, "O"),
    "bytes": lambda shape, dtype: np.ones(shape, "S3"),
    "durations": lambda shape, dtype: np.ones(shape, "m8[s]"),
    "structures": lambda shape, dtype: np.zeros(shape, structures(1).dtype),
    "read-only": lambda shape, dtype: read_only(np.ones(shape, dtype)),
    "one dimension more": lambda shape, dtype: np.ones((1, *shape), dtype),
    "one dimension less": lambda shape, dtype: np.ones(shape[1:], dtype),
    "one item more": lambda shape, dtype: np.ones((*shape[:-1], shape[-1] + 1), dtype),
    "empty": lambda shape, dtype: np.zeros(0, dtype),
    "0-d": lambda shape, dtype: np.array(1, dtype),
}


def check_outs(name, make, arguments, shape, dtype, kinds=tuple(OUTS), **options):
    """Calls a function with each array to put the result into, and without one. ``arguments(*made, out)`` are those of
    the function."""
    count = len(make())

    def program(call, *args):
        for out in (*args[count:], NULL):
            attempt(call, name, *arguments(*args[:count], out))

    check_program(program, lambda: (*make(), *(OUTS[kind](shape, dtype) for kind in kinds)), **options)


@every_reduction
def test_reductions_into_an_array(name):
    dtype = REDUCTIONS[name][2]
    shapes, kinds = {0: (3,), 1: (2,)}, {*OUTS}
    if name in ("HPyArray_All", "HPyArray_Any"):
        kinds -= {"objects"}  # NumPy dies of them
    if name in CUMULATIVE:
        shapes = {0: (2, 3), 1: (2, 3), NPY_RAVEL_AXIS: (6,)}
        # It keeps references to those that it cannot cast to, and dies of too few dimensions.
        kinds -= {"bytes", "durations", "structures", "one dimension less", "0-d"}
    for axis, shape in shapes.items():

        def arguments(array, out, axis=axis):
            return array, *reduced(name, axis, out)

        check_outs(name, lambda: (numbers("f8", 2, 3),), arguments, shape, dtype, sorted(kinds))
        if name in CUMULATIVE:
            others = ("bytes", "durations", "structures")
            check_outs(name, lambda: (numbers("f8", 2, 3),), arguments, shape, dtype, others, references=False)
    if name not in (*CUMULATIVE, "HPyArray_Std"):  # whose result NumPy takes for an array
        check(name, lambda: (numbers("f8", 2, 3), *reduced(name, NPY_RAVEL_AXIS, np.array(1, dtype))))
        check_any(name, lambda: (numbers("f8", 2, 3), *reduced(name, NPY_RAVEL_AXIS, np.ones(1, dtype))))


@every_reduction
def test_reductions_into_a_wrong_array(name):
    dtype = REDUCTIONS[name][2]
    shape = (2, 3) if name in CUMULATIVE else (3,)
    array = numbers("f8", 2, 3)
    check(name, lambda: (array, *reduced(name, 0, read_only(np.zeros(shape, dtype)))), raises=ValueError)
    check(name, lambda: (array, *reduced(name, 0, np.zeros((*shape[:-1], 7), dtype))), raises=ValueError)
    if name not in ("HPyArray_All", "HPyArray_Any", *CUMULATIVE):
        check(name, lambda: (array, *reduced(name, 0, np.zeros(shape, structures(1).dtype))), raises=TypeError)


@every_reduction
def test_reductions_into_the_array_itself(name):
    def program(call, array):
        return call(name, array, *reduced(name, 0, array if name in CUMULATIVE else array[0]))

    check_program(program, lambda: (numbers(REDUCTIONS[name][2], 3, 3),), raises=any)


def test_objects_into_an_array():
    """The references are those of the items that came in the place of others."""
    for name in ("HPyArray_Max", "HPyArray_Min"):

        def program(call, array, out, name=name):
            call(name, array, 0, out)
            return list(out)

        check_program(program, lambda: (things(3, 2), things(2)), references=False)


# --- picking and assigning items -----------------------------------------------------------------------------------

INDICES = [0, -1, [0, 0], [[1, 0], [0, -1]], [5, 7], [-9], [], np.array([1], "u1"), np.array([True]), ["x"], 1.5, None]


@every_array
def test_items_at_indices(array):
    calls = [(indices, 0, NULL, NPY_RAISE) for indices in INDICES]
    calls += [(indices, NPY_RAVEL_AXIS, NULL, mode) for mode in MODES for indices in ([0, 0], [[5], [-9]])]
    check_each("HPyArray_TakeFrom", lambda: (array(),), *calls, ([0], 1, NULL, NPY_RAISE), ([0], -1, NULL, NPY_CLIP))


def test_items_at_indices_into_an_array():
    for mode in MODES:
        for axis, indices, shape in [(0, [1, 0, 1], (3, 3)), (1, [2, 0], (2, 2)), (NPY_RAVEL_AXIS, [[5, 1]], (1, 2))]:
            check_outs(
                "HPyArray_TakeFrom",
                lambda indices=indices: (numbers("f8", 2, 3), np.array(indices)),
                lambda array, given, out, axis=axis, mode=mode: (array, given, axis, out, mode),
                shape,
                "f8",
            )


def test_items_at_indices_into_the_array_itself():
    def program(call, array, indices):
        return call("HPyArray_TakeFrom", array, indices, 0, array[::-1], NPY_CLIP)

    check_program(program, lambda: (numbers("f8", 4), np.array([0, 1, 1, 0])))


def test_items_at_indices_fail():
    for axis in FAR_AXES:
        check(
            "HPyArray_TakeFrom", lambda axis=axis: (numbers("f8", 2, 3), [0], axis, NULL, NPY_RAISE), raises=AxisError
        )
    check("HPyArray_TakeFrom", lambda: (numbers("f8", 3), [3], 0, NULL, NPY_RAISE), raises=IndexError)
    check("HPyArray_TakeFrom", lambda: (numbers("f8", 3), [-4], 0, NULL, NPY_RAISE), raises=IndexError)
    check("HPyArray_TakeFrom", lambda: (np.zeros(0), [0], 0, NULL, NPY_CLIP), raises=IndexError)
    check("HPyArray_TakeFrom", lambda: (numbers("f8", 3), ["x"], 0, NULL, NPY_RAISE), raises=ValueError)
    check("HPyArray_TakeFrom", lambda: (numbers("f8", 3), [0], 0, np.zeros(2), NPY_RAISE), raises=ValueError)
    check("HPyArray_TakeFrom", lambda: (numbers("f8", 3), [0], 0, read_only(np.zeros(1)), NPY_RAISE), raises=ValueError)
    check(
        "HPyArray_TakeFrom",
        lambda: (numbers("f8", 3), [0], 0, np.zeros(1, "S3"), NPY_RAISE),
        raises=(TypeError, ValueError),
    )
    refused_without_an_array("HPyArray_TakeFrom", [0], 0, NULL, NPY_RAISE)
    check_refusal("HPyArray_TakeFrom", lambda: (numbers("f8", 3), NULL, 0, NULL, NPY_RAISE))
    check_refusal("HPyArray_TakeFrom", lambda: (numbers("f8", 3), [0], 0, [0.0], NPY_RAISE))


@every_array
def test_items_assigned_at_indices(array):
    """Every call has an array of its own, as they change it."""
    calls = [([0, -1], values, mode) for mode in MODES for values in (np.ones(1, "i1"), [1, 0, 1])]
    calls += [([9, -9, 0], 1, mode) for mode in MODES]

    def program(call, *arrays):
        for one, (indices, values, mode) in zip(arrays, calls, strict=True):
            attempt(call, "HPyArray_PutTo", one, values, indices, mode)

    # Arrays of objects give back what they had.
    check_program(program, lambda: [array() for _ in calls], references=not array().dtype.hasobject)


def test_objects_assigned_at_indices():
    check(
        "HPyArray_PutTo",
        lambda: (things(3), [Thing(7), Thing(8)], [2, 0], NPY_RAISE),
        holds={"argument 0, item 0": -1, "argument 0, item 2": -1, "argument 1[0]": 1, "argument 1[1]": 1},
    )
    check(
        "HPyArray_PutTo",
        lambda: (things(2), [Thing(7)], [3, 0, 5], NPY_WRAP),
        holds={"argument 0, item 0": -1, "argument 0, item 1": -1, "argument 1[0]": 2},
    )


def test_items_assigned_at_indices_fail():
    check("HPyArray_PutTo", lambda: (numbers("f8", 3), [1.0], [3], NPY_RAISE), raises=IndexError)
    check("HPyArray_PutTo", lambda: (numbers("f8", 3), ["x"], [0], NPY_RAISE), raises=ValueError)
    check("HPyArray_PutTo", lambda: (numbers("f8", 3), [1.0], ["x"], NPY_RAISE), raises=ValueError)
    check("HPyArray_PutTo", lambda: (read_only(numbers("f8", 3)), [1.0], [0], NPY_RAISE), raises=ValueError)
    check("HPyArray_PutTo", lambda: (np.zeros(0), [1.0], [0], NPY_WRAP), raises=IndexError)
    check("HPyArray_PutTo", lambda: (numbers("f8", 3), [], [0, 1], NPY_RAISE))  # nothing
    refused_without_an_array("HPyArray_PutTo", [1.0], [0], NPY_RAISE)
    check_refusal("HPyArray_PutTo", lambda: (numbers("f8", 3), NULL, [0], NPY_RAISE))
    check_refusal("HPyArray_PutTo", lambda: (numbers("f8", 3), [1.0], NULL, NPY_RAISE))


@every_array
def test_items_assigned_where_a_mask_is_true(array):
    shape = array().shape
    masks = [np.ones(shape, "?"), np.arange(np.prod(shape, dtype=int)).reshape(shape) % 2, np.zeros(shape)]
    calls = [(values, mask) for mask in masks for values in (np.ones(1, "i1"), [1, 0, 1], 0)]

    def program(call, *arrays):
        for one, (values, mask) in zip(arrays, calls, strict=True):
            attempt(call, "HPyArray_PutMask", one, values, mask)

    check_program(program, lambda: [array() for _ in calls], references=not array().dtype.hasobject)


def test_objects_assigned_where_a_mask_is_true():
    check(
        "HPyArray_PutMask",
        lambda: (things(3), [Thing(7), Thing(8)], [True, False, True]),
        holds={"argument 0, item 0": -1, "argument 0, item 2": -1, "argument 1[0]": 2},
    )


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None has no count of references")
@pytest.mark.parametrize("abi", ABIS)
def test_none_is_given_with_a_reference(abi):
    module = extensions().hpy[abi]
    before = sys.getrefcount(None)
    for _ in range(100):
        assert module.HPyArray_PutTo(numbers("f8", 3), 1, 0, NPY_RAISE) == (None,)
        assert module.HPyArray_PutMask(numbers("f8", 3), 1, [True] * 3) == (None,)
    assert abs(sys.getrefcount(None) - before) < 50


def test_items_assigned_where_a_mask_is_true_within_the_same_memory():
    def program(call, array, mask):
        return call("HPyArray_PutMask", array[1:], array[:-1], mask)

    check_program(program, lambda: (numbers("f8", 5), np.array([True, True, False, True])))


def test_items_assigned_where_a_mask_is_true_fail():
    check("HPyArray_PutMask", lambda: (numbers("f8", 3), [1.0], [True]), raises=ValueError)
    check("HPyArray_PutMask", lambda: (numbers("f8", 3), ["x"], [True] * 3), raises=ValueError)
    check("HPyArray_PutMask", lambda: (read_only(numbers("f8", 3)), [1.0], [True] * 3), raises=ValueError)
    check("HPyArray_PutMask", lambda: (numbers("f8", 1), [1.0], stubborn(1)), raises=(TypeError, KeyError))
    refused_without_an_array("HPyArray_PutMask", [1.0], [True])
    check_refusal("HPyArray_PutMask", lambda: (numbers("f8", 3), NULL, [True] * 3))
    check_refusal("HPyArray_PutMask", lambda: (numbers("f8", 3), [1.0], NULL))


@every_array
def test_repeated_items(array):
    counts = [2, [3], 0, [1] * array().size, np.array([1, 0, 2]), np.array([2], "u1")]
    if array().dtype.char == "T" and np.lib.NumpyVersion(np.__version__) < "2.1.0":
        return  # NumPy does not clear the memory
    check_each(
        "HPyArray_Repeat", lambda: (array(),), *((count, axis) for count in counts for axis in (0, -1, NPY_RAVEL_AXIS))
    )


def test_repeated_items_fail():
    for axis in FAR_AXES:
        check("HPyArray_Repeat", lambda axis=axis: (numbers("f8", 2, 3), 2, axis), raises=AxisError)
    for counts in (-1, [1, -1, 2], [1, 2], [[1, 2, 3]]):
        check("HPyArray_Repeat", lambda counts=counts: (numbers("f8", 3), counts, 0), raises=ValueError)
    check("HPyArray_Repeat", lambda: (numbers("f8", 3), "x", 0), raises=(TypeError, ValueError))
    check("HPyArray_Repeat", lambda: (numbers("f8", 3), 2**61, 0), raises=(ValueError, MemoryError))
    refused_without_an_array("HPyArray_Repeat", 2, 0)
    check_refusal("HPyArray_Repeat", lambda: (numbers("f8", 3), NULL, 0))


CHOICES = {
    "lists": lambda: [[1, 2, 3], [4, 5, 6]],
    "arrays": lambda: (numbers("i4", 3), numbers("f8", 3)[::-1]),
    "one array": lambda: numbers("f4", 2, 3),
    "broadcast": lambda: [numbers("i4", 2, 3), 7, np.array([[8], [9]])],
    "objects": lambda: [things(3), things(3)],
    "texts": lambda: [["a", "b", "c"], ["long", "longer", "longest"]],
    "structures": lambda: [structures(3), structures(3)[::-1]],
    "structures with objects": lambda: [records(3), records(3)],
    "none": list,
    "other shapes": lambda: [numbers("i4", 3), numbers("i4", 4)],
    "a number": lambda: 5,
}


@pytest.mark.parametrize("choices", CHOICES.values(), ids=CHOICES)
def test_items_chosen(choices):
    for mode in MODES:
        for make in (lambda: np.array([0, 1, 0]), lambda: np.array([3, -1, 0]), lambda: np.array(1)):
            check_any("HPyArray_Choose", lambda make=make, mode=mode: (make(), choices(), NULL, mode))


def test_items_chosen_into_an_array():
    for mode in MODES:
        check_outs(
            "HPyArray_Choose",
            lambda: (np.array([1, 0, 1]), numbers("f8", 2, 3)),
            lambda array, choices, out, mode=mode: (array, choices, out, mode),
            (3,),
            "f8",
            [kind for kind in OUTS if kind != "backwards"],  # NumPy writes before it
        )


def test_items_chosen_fail():
    pair = [[1, 2], [3, 4]]
    check("HPyArray_Choose", lambda: (np.array([0, 2]), pair, NULL, NPY_RAISE), raises=ValueError)
    check("HPyArray_Choose", lambda: (np.array([0, -1]), pair, NULL, NPY_RAISE), raises=ValueError)
    check("HPyArray_Choose", lambda: (np.array([0.5, 1]), pair, NULL, NPY_RAISE), raises=TypeError)
    check("HPyArray_Choose", lambda: (np.array([0, 1, 1]), pair, NULL, NPY_RAISE), raises=ValueError)
    check("HPyArray_Choose", lambda: (np.array([0, 1]), pair, np.zeros(3), NPY_RAISE), raises=(TypeError, ValueError))
    check("HPyArray_Choose", lambda: (np.array([0, 1]), pair, read_only(np.zeros(2)), NPY_RAISE), raises=ValueError)
    check("HPyArray_Choose", lambda: (np.array([0, 1]), 3, NULL, NPY_RAISE), raises=(TypeError, ValueError))
    refused_without_an_array("HPyArray_Choose", pair, NULL, NPY_RAISE)
    check_refusal("HPyArray_Choose", lambda: (np.array([0, 1]), NULL, NULL, NPY_RAISE))
    check_refusal("HPyArray_Choose", lambda: (np.array([0, 1]), pair, pair, NPY_RAISE), match="expected an array")


CONDITIONS = [[True], [False, True], [1, 0, 1], [0, 0], [], np.array([2.5, 0.0]), [[True]], True, "x", None]


@every_array
def test_items_for_which_a_condition_is_true(array):
    calls = [(condition, axis, NULL) for condition in CONDITIONS for axis in (0, 1, NPY_RAVEL_AXIS)]
    check_each("HPyArray_Compress", lambda: (array(),), *calls)


def test_items_for_which_a_condition_is_true_into_an_array():
    check_outs(
        "HPyArray_Compress",
        lambda: (numbers("f8", 2, 3), np.array([True, False, True])),
        lambda array, condition, out: (array, condition, 1, out),
        (2, 2),
        "f8",
    )


def test_items_for_which_a_condition_is_true_fail():
    for axis in FAR_AXES:
        check("HPyArray_Compress", lambda axis=axis: (numbers("f8", 2, 3), [True], axis, NULL), raises=AxisError)
    check("HPyArray_Compress", lambda: (numbers("f8", 3), [[True]], 0, NULL), raises=ValueError)
    check("HPyArray_Compress", lambda: (numbers("f8", 2), [0, 0, 1], 0, NULL), raises=IndexError)
    check("HPyArray_Compress", lambda: (numbers("f8", 3), [True], 0, np.zeros(2)), raises=ValueError)
    check("HPyArray_Compress", lambda: (numbers("f8", 3), stubborn(1), 0, NULL), raises=KeyError)
    refused_without_an_array("HPyArray_Compress", [True], 0, NULL)
    check_refusal("HPyArray_Compress", lambda: (numbers("f8", 3), NULL, 0, NULL))
    check_refusal("HPyArray_Compress", lambda: (numbers("f8", 3), [True], 0, [0.0]))


@every_array
def test_where_items_are_true(array):
    check_any("HPyArray_Nonzero", lambda: (array(),))


def test_where_items_are_true_fail():
    check("HPyArray_Nonzero", lambda: (stubborn(2),), raises=KeyError)
    refused_without_an_array("HPyArray_Nonzero")


PAIRS = {
    "arrays": lambda: (numbers("i4", 3), numbers("f8", 3)),
    "broadcast": lambda: (numbers("i4", 2, 1), numbers("f4", 3)),
    "values": lambda: (1, 2.5),
    "objects": lambda: (things(3), things(3)),
    "structures": lambda: (structures(3), structures(3)[::-1]),
    "structures with objects": lambda: (records(3), records(3)),
    "texts": lambda: (np.array(["a", "b", "c"]), "longer"),
    "strings of any width": lambda: (np.array(["a", "b" * 40, "c"], "T"), "d" * 40),
    "subclass": lambda: (numbers("f8", 3).view(Subclass), 1),
    "a list and None": lambda: ([1, 2, 3], None),
    "other shapes": lambda: (numbers("i4", 3), numbers("i4", 4)),
    "no common type": lambda: (structures(3), numbers("i4", 3)),
    "neither": lambda: (NULL, NULL),
    "one": lambda: (numbers("i4", 3), NULL),
    "the other": lambda: (NULL, numbers("i4", 3)),
}
WHERE = [
    lambda: np.array([True, False, True]),
    lambda: np.array([[1, 0, 2.5]]),
    lambda: [True, False, True],
    lambda: things(3),
    lambda: np.array([True, False, True] * 2)[::2],
    lambda: np.True_,
]


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_items_of_one_or_the_other(pair):
    def program(call, x, y, *conditions):
        for condition in conditions:
            attempt(call, "HPyArray_Where", condition, x, y)

    check_program(program, lambda: (*pair(), *(make() for make in WHERE)))


def test_items_of_one_or_the_other_fail():
    check("HPyArray_Where", lambda: ([True], [1], NULL), raises=ValueError)
    check("HPyArray_Where", lambda: ([True], NULL, [1]), raises=ValueError)
    check("HPyArray_Where", lambda: ([True, False], [1, 2, 3], [1, 2, 3]), raises=ValueError)
    check("HPyArray_Where", lambda: ([True], structures(1), 1), raises=TypeError)
    check("HPyArray_Where", lambda: (stubborn(1), 1, 2), raises=KeyError)
    check_refusal("HPyArray_Where", lambda: (NULL, 1, 2))


# --- sorting and searching -----------------------------------------------------------------------------------------

SORT_KINDS = [NPY_QUICKSORT, NPY_HEAPSORT, NPY_STABLESORT]


@every_array
def test_sort(array):
    calls = [(axis, kind) for kind in SORT_KINDS for axis in (0, -1, 1)]

    def program(call, *arrays):
        for one, rest in zip(arrays, calls, strict=True):
            attempt(call, "HPyArray_Sort", one, *rest)

    check_program(program, lambda: [array() for _ in calls])
    check_each("HPyArray_ArgSort", lambda: (array(),), *calls, (NPY_RAVEL_AXIS, NPY_STABLESORT))


def failure_of(name):
    """What a function returns that sorts in place; the others give HPy_NULL."""
    return -1 if name in ("HPyArray_Sort", "HPyArray_Partition") else None


@pytest.mark.parametrize("name", ["HPyArray_Sort", "HPyArray_ArgSort"])
def test_sort_fails(name):
    for axis in (2, -3, 2**31 - 1):
        check(name, lambda axis=axis: (numbers("f8", 2, 3), axis, NPY_QUICKSORT), raises=AxisError)
    for kind in SORT_KINDS:
        check(name, lambda kind=kind: (stubborn(3), 0, kind), raises=KeyError)
        check(name, lambda kind=kind: (np.array([1, "a", None], object), 0, kind), raises=TypeError)
    if NUMPY >= (2, 4):  # before, NumPy crashes
        check_any(name, lambda: (numbers("f8", 3), 0, 99))
    refused_without_an_array(name, 0, NPY_QUICKSORT, failure=failure_of(name))


def test_a_read_only_array_is_not_sorted():
    check("HPyArray_Sort", lambda: (read_only(numbers("f8", 3)), 0, NPY_QUICKSORT), raises=ValueError)
    check("HPyArray_Partition", lambda: (read_only(numbers("f8", 3)), np.array(1), 0, 0), raises=ValueError)


KTH = {
    "one": lambda: np.array(1),
    "several": lambda: np.array([2, 0]),
    "negative": lambda: np.array([-1, -2]),
    "bool": lambda: np.array([True]),
    "unsigned": lambda: np.array([1], "u1"),
    "none": lambda: np.zeros(0, int),
    "too large": lambda: np.array([99]),
    "too small": lambda: np.array([-99]),
    "float": lambda: np.array([1.0]),
    "two dimensions": lambda: np.array([[1]]),
    "objects": lambda: np.array([1], object),
}


@every_array
def test_partition(array):
    def program(call, count, *args):
        kths, arrays = args[:count], args[count:]
        for kth, one in zip(kths, arrays, strict=False):
            for axis in (0, -1):
                attempt(call, "HPyArray_Partition", one, kth, axis, 0)
                attempt(call, "HPyArray_ArgPartition", one, kth, axis, 0)

    for warn in ("always", "error") if array().shape == (5,) else ("always",):
        check_program(
            program, lambda: (len(KTH), *(make() for make in KTH.values()), *(array() for _ in KTH)), warn=warn
        )


@pytest.mark.parametrize("name", ["HPyArray_Partition", "HPyArray_ArgPartition"])
def test_partition_fails(name):
    for axis in (2, -3, 2**31 - 1):
        check(name, lambda axis=axis: (numbers("f8", 2, 3), np.array(1), axis, 0), raises=AxisError)
    for kth in ("too large", "too small", "two dimensions"):
        check(name, lambda kth=kth: (numbers("f8", 3), KTH[kth](), 0, 0), raises=ValueError)
    check(name, lambda: (numbers("f8", 3), KTH["float"](), 0, 0), raises=TypeError)
    check(name, lambda: (stubborn(3), np.array(1), 0, 0), raises=KeyError)
    check(name, lambda: (numbers("f8", 3), np.array(1), 0, 7), raises=ValueError)
    refused_without_an_array(name, np.array(1), 0, 0, failure=failure_of(name))
    for wrong in (NULL, 1, [1]):
        check_refusal(name, lambda wrong=wrong: (numbers("f8", 3), wrong, 0, 0), failure=failure_of(name))


KEYS = {
    "arrays": lambda: [numbers("i4", 4), numbers("f8", 4) % 2],
    "one array": lambda: numbers("i4", 2, 5) % 3,
    "lists": lambda: ([3, 1, 2], ["b", "a", "b"]),
    "two dimensions": lambda: [numbers("i4", 2, 3), numbers("f4", 2, 3) % 2],
    "objects": lambda: [things(4), numbers("i4", 4) % 2],
    "strided": lambda: [numbers("i4", 8)[::2], numbers(">f8", 4)[::-1]],
    "one item": lambda: [[1], [2]],
    "numbers": lambda: [1, 2],
    "no items": lambda: [[], []],
    "none": list,
    "other shapes": lambda: [numbers("i4", 4), numbers("i4", 3)],
    "structures": lambda: [structures(2)],
    "a number": lambda: 3,
    "stubborn": lambda: [stubborn(3)],
}


@pytest.mark.parametrize("make", KEYS.values(), ids=KEYS)
def test_sorted_by_several_keys(make):
    check_each("HPyArray_LexSort", lambda: (make(),), (0,), (-1,), (1,), (-2,))


def test_sorted_by_several_keys_fail():
    for axis in (1, -2, 2**31 - 1):
        check("HPyArray_LexSort", lambda axis=axis: (KEYS["arrays"](), axis), raises=AxisError)
    check("HPyArray_LexSort", lambda: (KEYS["other shapes"](), 0), raises=ValueError)
    check("HPyArray_LexSort", lambda: ([], 0), raises=TypeError)
    check("HPyArray_LexSort", lambda: (3, 0), raises=TypeError)
    check("HPyArray_LexSort", lambda: ([stubborn(3)], 0), raises=KeyError)
    check_refusal("HPyArray_LexSort", lambda: (NULL, 0))


SORTED = {
    "numbers": lambda: np.array([1, 2, 2, 5]),
    "floats": lambda: np.array([1.5, 2.0, np.nan]),
    "strided": lambda: np.arange(8, dtype=">i2")[::2],
    "objects": lambda: np.sort(things(4)),
    "texts": lambda: np.array(["a", "b", "c"]),
    "dates": lambda: np.array(["2020-01-01", "2020-02-01"], "M8[D]"),
    "empty": lambda: np.zeros(0),
    "subclass": lambda: np.arange(3.0).view(Subclass),
    "two dimensions": lambda: numbers("i4", 2, 2),
    "no dimensions": lambda: np.array(1),
    "structures": lambda: structures(2),
}
SOUGHT = [2, 2.0, [1, 7], np.array([[0], [2]]), "b", ["a", "x"], np.datetime64("2020-01-15"), None, Thing(2)]


@pytest.mark.parametrize("make", SORTED.values(), ids=SORTED)
def test_where_to_insert(make):
    calls = [(value, side, NULL) for value in SOUGHT for side in (NPY_SEARCHLEFT, NPY_SEARCHRIGHT)]
    calls += [(2, 0, perm) for perm in ([3, 2, 1, 0], np.array([2, 1, 0]), [0], [9] * 4, [0.5] * 4, "x", [[0]], None)]
    check_each("HPyArray_SearchSorted", lambda: (make(),), *calls)


def test_where_to_insert_nothing():
    check("HPyArray_SearchSorted", lambda: (SORTED["numbers"](), [], NPY_SEARCHLEFT, NULL))


def test_where_to_insert_fails():
    array = SORTED["numbers"]
    check("HPyArray_SearchSorted", lambda: (SORTED["two dimensions"](), 1, 0, NULL), raises=ValueError)
    check("HPyArray_SearchSorted", lambda: (array(), Thing(1), 0, NULL), raises=TypeError)
    check("HPyArray_SearchSorted", lambda: (stubborn(3), 1, 0, NULL), raises=(KeyError, TypeError))
    check("HPyArray_SearchSorted", lambda: (array(), 1, 0, [0]), raises=ValueError)
    check("HPyArray_SearchSorted", lambda: (array(), 1, 0, [9] * 4), raises=ValueError)
    check("HPyArray_SearchSorted", lambda: (array(), 1, 0, [0.5] * 4), raises=TypeError)
    refused_without_an_array("HPyArray_SearchSorted", 1, 0, NULL)
    check_refusal("HPyArray_SearchSorted", lambda: (array(), NULL, 0, NULL))


# --- diagonals -----------------------------------------------------------------------------------------------------


@every_array
def test_diagonals(array):
    places = [(0, 0, 1), (1, 0, 1), (-1, 1, 0), (0, -1, -2), (9, 0, 1), (0, 0, 2)]
    check_each("HPyArray_Diagonal", lambda: (array(),), *places)
    check_each("HPyArray_Trace", lambda: (array(),), *((*place, NPY_NOTYPE, NULL) for place in places))
    check_each("HPyArray_Trace", lambda: (array(),), *((0, 0, 1, number, NULL) for number in (DOUBLE, OBJECT)))


@dies_before("2.4.0")
def test_the_sum_of_a_diagonal_of_a_wrong_type():
    check("HPyArray_Trace", lambda: (numbers("f8", 2, 2), 0, 0, 1, 1000, NULL), raises=ValueError)


def test_the_sum_of_a_diagonal_into_an_array():
    check_outs(
        "HPyArray_Trace",
        lambda: (numbers("f8", 2, 2, 3),),
        lambda array, out: (array, 0, 0, 1, NPY_NOTYPE, out),
        (3,),
        "f8",
    )


@pytest.mark.parametrize(("name", "more"), [("HPyArray_Diagonal", ()), ("HPyArray_Trace", (NPY_NOTYPE, NULL))])
def test_diagonals_fail(name, more):
    for axes in [(0, 2), (-3, 1), (0, -3), (2**31 - 1, 0), (NPY_RAVEL_AXIS, 0)]:
        check(name, lambda axes=axes: (numbers("f8", 2, 3), 0, *axes, *more), raises=AxisError)
    check(name, lambda: (numbers("f8", 2, 3), 0, 1, 1, *more), raises=ValueError)
    check(name, lambda: (numbers("f8", 2, 3), 0, 1, -1, *more), raises=ValueError)
    check(name, lambda: (numbers("f8", 3), 0, 0, 1, *more), raises=ValueError)
    refused_without_an_array(name, 0, 0, 1, *more)


def test_the_sum_of_a_diagonal_fails():
    place = (0, 0, 1, NPY_NOTYPE)
    check("HPyArray_Trace", lambda: (stubborn(2, 2), *place, NULL), raises=KeyError)
    check("HPyArray_Trace", lambda: (numbers("f8", 2, 2), *place, read_only(np.array(0.0))), raises=ValueError)
    check("HPyArray_Trace", lambda: (numbers("f8", 2, 2, 3), *place, np.zeros(2)), raises=ValueError)
    check_refusal("HPyArray_Trace", lambda: (numbers("f8", 2, 2), *place, 0.0), match="expected an array")


# --- item by item --------------------------------------------------------------------------------------------------


@every_array
def test_items_limited(array):
    bounds = [(1, 2), (2, NULL), (NULL, 2), (None, 2), (2, None), (2, 1), (0.5, 2.5), ([1], 3), ("a", "b"), (-1, 300)]
    check_each("HPyArray_Clip", lambda: (array(),), *((*pair, NULL) for pair in bounds), (NULL, NULL, NULL))


def test_items_limited_by_arrays():
    check("HPyArray_Clip", lambda: (numbers("f8", 2, 3), numbers("f4", 3), np.full((2, 1), 7.5), NULL))
    check("HPyArray_Clip", lambda: (things(3), Thing(1), Thing(3), NULL))


def test_items_limited_into_an_array():
    check_outs("HPyArray_Clip", lambda: (numbers("f8", 2, 3),), lambda array, out: (array, 2.5, 6, out), (2, 3), "f8")


def test_items_limited_in_place():
    def program(call, array):
        return call("HPyArray_Clip", array, 2, 6, array)

    check_program(program, lambda: (numbers("f8", 2, 3),))
    check_program(program, lambda: (numbers(">i2", 4)[::-1],))


def test_items_limited_fail():
    check("HPyArray_Clip", lambda: (numbers("f8", 3), NULL, NULL, NULL), raises=ValueError)
    check("HPyArray_Clip", lambda: (numbers("f8", 3), [1, 2], 3, NULL), raises=ValueError)
    check("HPyArray_Clip", lambda: (structures(3), 1, 2, NULL), raises=TypeError)
    check("HPyArray_Clip", lambda: (stubborn(3), 1, 2, NULL), raises=(KeyError, TypeError))
    check("HPyArray_Clip", lambda: (numbers("f8", 3), 1, 2, read_only(np.zeros(3))), raises=ValueError)
    check("HPyArray_Clip", lambda: (numbers("f8", 3), 1, 2, np.zeros(2)), raises=ValueError)
    check("HPyArray_Clip", lambda: (numbers("f8", 3), 1, 2, np.zeros(3, "i4")), raises=TypeError)
    refused_without_an_array("HPyArray_Clip", 1, 2, NULL)
    check_refusal("HPyArray_Clip", lambda: (numbers("f8", 3), 1, 2, [0.0] * 3), match="expected an array")


class Complex:
    """An object that has a conjugate."""

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return f"Complex({self.value})"

    def conjugate(self):
        return Complex(self.value.conjugate())


def complexes():
    array = np.empty(2, object)
    array[:] = [Complex(1 + 2j), 2 - 1j]
    return array


@every_array
def test_conjugates(array):
    check_any("HPyArray_Conjugate", lambda: (array(), NULL))


def test_conjugates_of_objects():
    check("HPyArray_Conjugate", lambda: (complexes(), NULL))


@pytest.mark.parametrize("dtype", ["c16", "f8"])
def test_conjugates_into_an_array(dtype):
    check_outs(
        "HPyArray_Conjugate",
        lambda: (numbers("f8", 2, 3) * (1j if dtype == "c16" else 1),),
        lambda array, out: (array, out),
        (2, 3),
        dtype,
    )


def test_conjugates_fail():
    check("HPyArray_Conjugate", lambda: (things(2), NULL), raises=(TypeError, AttributeError))
    check("HPyArray_Conjugate", lambda: (np.array(["a"]), NULL), raises=any)
    check("HPyArray_Conjugate", lambda: (numbers("c16", 3), read_only(np.zeros(3, "c16"))), raises=ValueError)
    check("HPyArray_Conjugate", lambda: (numbers("c16", 3), np.zeros(3)), raises=TypeError)
    check("HPyArray_Conjugate", lambda: (numbers("c16", 3), np.zeros(2, "c16")), raises=ValueError)
    refused_without_an_array("HPyArray_Conjugate", NULL)
    check_refusal("HPyArray_Conjugate", lambda: (numbers("c16", 3), [0j] * 3), match="expected an array")


@every_array
def test_items_rounded(array):
    check_each("HPyArray_Round", lambda: (array(),), (0, NULL), (1, NULL), (-1, NULL), (400, NULL), (-400, NULL))


@pytest.mark.parametrize("decimals", [0, 1, -1])
@pytest.mark.parametrize("dtype", ["f8", "i4", "c16"])
def test_items_rounded_into_an_array(dtype, decimals):
    check_outs(
        "HPyArray_Round",
        lambda: ((numbers("f8", 2, 3) * 3.7).astype(dtype),),
        lambda array, out: (array, decimals, out),
        (2, 3),
        dtype,
    )


def test_items_rounded_fail():
    check("HPyArray_Round", lambda: (things(2), 0, NULL), raises=TypeError)
    check("HPyArray_Round", lambda: (structures(2), 0, NULL), raises=TypeError)
    for decimals in (0, 1):
        check(
            "HPyArray_Round",
            lambda decimals=decimals: (numbers("f8", 3), decimals, read_only(np.zeros(3))),
            raises=ValueError,
        )
        check("HPyArray_Round", lambda decimals=decimals: (numbers("f8", 3), decimals, np.zeros(2)), raises=ValueError)
    check("HPyArray_Round", lambda: (numbers("f8", 3), 0, np.zeros(3, "i4")), raises=TypeError)
    refused_without_an_array("HPyArray_Round", 0, NULL)
    check_refusal("HPyArray_Round", lambda: (numbers("f8", 3), 0, [0.0] * 3))


# --- products ------------------------------------------------------------------------------------------------------

FACTORS = {
    "vectors": lambda: (numbers("f8", 3), numbers("f8", 3)),
    "integers": lambda: (numbers("i4", 3), numbers("i2", 3)),
    "matrices": lambda: (numbers("f8", 2, 3), numbers("f8", 3, 2)),
    "other way round": lambda: (numbers("f8", 2, 3), numbers("f8", 2, 3)),
    "matrix and vector": lambda: (numbers("f8", 2, 3), numbers("f8", 3)),
    "vector and matrix": lambda: (numbers("f8", 3), numbers("f8", 3, 2)),
    "single precision": lambda: (numbers("f4", 2, 2), numbers("f4", 2, 2).T),
    "complex": lambda: (numbers("c16", 2, 2) * 1j, numbers("c16", 2, 2)),
    "a matrix and its transpose": lambda: ((array := numbers("f8", 2, 3)), array.T),
    "three dimensions": lambda: (numbers("i4", 2, 2, 3), numbers("f8", 3, 2)),
    "strided": lambda: (numbers("f8", 4, 6)[::2, ::2], numbers("f8", 6, 2)[::-2]),
    "byte order": lambda: (numbers(">f8", 2, 2), numbers("<f8", 2, 2)),
    "unaligned": lambda: (unaligned("f8", 2, 2), unaligned("f8", 2, 2)),
    "numbers": lambda: (2, 3.5),
    "a number and an array": lambda: (np.array(2), numbers("f8", 3)),
    "lists": lambda: ([[1, 2], [3, 4]], [5, 6]),
    "objects": lambda: (np.array([1, 2.5], object), np.array([Thing(3), Thing(4)], object)),
    "booleans": lambda: (np.array([True, False]), np.array([True, True])),
    "durations": lambda: (np.array([1, 2], "m8[s]"), np.array([3, 4])),
    "subclasses": lambda: (numbers("f8", 2, 2).view(Subclass), numbers("f8", 2).view(Subclass)),
    "matrix class": lambda: (numbers("i4", 2, 2).view(np.matrix), numbers("i4", 2, 2)),
    "no items": lambda: (np.zeros((2, 0)), np.zeros((0, 3))),
    "other lengths": lambda: (numbers("f8", 3), numbers("f8", 4)),
    "texts": lambda: (np.array(["a"]), np.array(["b"])),
    "structures": lambda: (structures(2), structures(2)),
    "stubborn": lambda: (stubborn(2), stubborn(2)),
    "ragged": lambda: ([[1], [2, 3]], [1, 2]),
}


@pytest.mark.parametrize("make", FACTORS.values(), ids=FACTORS)
def test_products(make):
    check_calls(
        make,
        ("HPyArray_InnerProduct",),
        ("HPyArray_MatrixProduct",),
        ("HPyArray_MatrixProduct2", NULL),
        *((name, mode) for name in ("HPyArray_Correlate", "HPyArray_Correlate2") for mode in (0, 1, 2)),
    )


def test_a_product_into_an_array():
    for dtype in ("f8", "i4"):
        check_outs(
            "HPyArray_MatrixProduct2",
            lambda dtype=dtype: (numbers(dtype, 2, 3), numbers(dtype, 3, 2)),
            lambda one, other, out: (one, other, out),
            (2, 2),
            dtype,
        )


def test_a_product_into_one_of_its_factors():
    def program(call, one, other):
        return call("HPyArray_MatrixProduct2", one, other, one)

    check_program(program, lambda: (numbers("f8", 2, 2), numbers("f8", 2, 2)))
    check_program(program, lambda: (numbers("i4", 3, 3), numbers("i4", 3, 3)))


def test_products_fail():
    for name, more in [
        ("HPyArray_InnerProduct", ()),
        ("HPyArray_MatrixProduct", ()),
        ("HPyArray_MatrixProduct2", (NULL,)),
    ]:
        check(name, lambda more=more: (*FACTORS["other lengths"](), *more), raises=ValueError)
        check(name, lambda more=more: (*FACTORS["texts"](), *more), raises=(TypeError, ValueError))
        check(name, lambda more=more: (*FACTORS["structures"](), *more), raises=(TypeError, ValueError))
        check(name, lambda more=more: (*FACTORS["stubborn"](), *more), raises=KeyError)
        check(name, lambda more=more: (*FACTORS["ragged"](), *more), raises=ValueError)
        check_refusal(name, lambda more=more: (NULL, [1], *more))
        check_refusal(name, lambda more=more: ([1], NULL, *more))
    factors = FACTORS["matrices"]
    for out in (
        lambda: np.zeros((2, 2), "f4"),
        lambda: np.zeros((2, 2)).copy("F"),
        lambda: np.zeros((2, 3)),
        lambda: np.zeros(4),
    ):
        check("HPyArray_MatrixProduct2", lambda out=out: (*factors(), out()), raises=ValueError)
    check_refusal("HPyArray_MatrixProduct2", lambda: (*factors(), [[0.0] * 2] * 2))


def test_correlations():
    for name in ("HPyArray_Correlate", "HPyArray_Correlate2"):
        for mode in (0, 1, 2):
            for make in (
                lambda: (numbers("f8", 5), numbers("f8", 2)),
                lambda: (numbers("f8", 2), numbers("i4", 5)),
                lambda: (numbers("c16", 3) * (1 + 1j), numbers("c16", 3) * 1j),
                lambda: ([1, 2, 3], [0, 1, 0.5]),
                lambda: (np.array([1, 2, 3], object), np.array([1, 2.5], object)),
            ):
                check(name, lambda make=make, mode=mode: (*make(), mode))


def test_correlations_fail():
    for name in ("HPyArray_Correlate", "HPyArray_Correlate2"):
        for mode in (3, -1):
            check(name, lambda mode=mode: ([1, 2], [1], mode), raises=ValueError)
        check(name, lambda: ([], [1], 0), raises=ValueError)
        check(name, lambda: ([1], [], 0), raises=ValueError)
        check(name, lambda: ([[1, 2]], [1], 0), raises=ValueError)
        check(name, lambda: (*FACTORS["texts"](), 0), raises=(TypeError, ValueError))
        check(name, lambda: (*FACTORS["stubborn"](), 0), raises=KeyError)
        check_refusal(name, lambda: (NULL, [1], 0))
        check_refusal(name, lambda: ([1], NULL, 0))


# Subscripts, the operands, and the shape of the result.
SUMS = {
    "sum": (b"ij->", lambda: [numbers("f8", 2, 3)], ()),
    "transposed": (b"ij->ji", lambda: [numbers("f8", 2, 3)], (3, 2)),
    "diagonal": (b"ii->i", lambda: [numbers("f8", 3, 3)], (3,)),
    "trace": (b"ii", lambda: [numbers("f8", 3, 3)], ()),
    "matrix product": (b"ij,jk->ik", lambda: [numbers("f8", 2, 3), numbers("f8", 3, 2)], (2, 2)),
    "implicit": (b"ij,jk", lambda: [numbers("f8", 2, 3), numbers("f8", 3, 2)], (2, 2)),
    "ellipsis": (b"...i,...i->...", lambda: [numbers("f8", 2, 3), numbers("f8", 3)], (2,)),
    "three operands": (b"i,i,i", lambda: [numbers("f8", 3), numbers("f8", 3), numbers("f8", 3)], ()),
    "outer": (b"i,j->ij", lambda: [numbers("i4", 2), numbers("f8", 3)], (2, 3)),
    "complex": (b"i,i", lambda: [numbers("c16", 3) * 1j, numbers("f8", 3)], ()),
    "objects": (b"i,i", lambda: [np.array([1, 2], object), np.array([3, 4], object)], ()),
    "booleans": (b"i,i->i", lambda: [np.array([True, False]), np.array([True, True])], (2,)),
    "a number": (b",i->i", lambda: [np.array(2.0), numbers("f8", 3)], (3,)),
    "subclass": (b"ij->i", lambda: [numbers("f8", 2, 3).view(Subclass)], (2,)),
    "spaces": (b" i j , j ", lambda: [numbers("f8", 2, 3), numbers("f8", 3)], (2,)),
    "strided": (b"ij,j->i", lambda: [numbers("f8", 4, 6)[::2, ::2], numbers(">f8", 3)[::-1]], (2,)),
    "unaligned": (b"i->", lambda: [unaligned("f8", 3)], ()),
    "no items": (b"ij->i", lambda: [np.zeros((2, 0))], (2,)),
}
NO_SUMS = {
    "too few subscripts": (b"i", lambda: [numbers("f8", 2, 3)]),
    "too many subscripts": (b"ijk", lambda: [numbers("f8", 2, 3)]),
    "too few operands": (b"i,i", lambda: [numbers("f8", 2)]),
    "too many operands": (b"i", lambda: [numbers("f8", 2), numbers("f8", 2)]),
    "no operands": (b"", list),
    "other lengths": (b"i,i", lambda: [numbers("f8", 2), numbers("f8", 3)]),
    "no letter": (b"i!", lambda: [numbers("f8", 2)]),
    "unknown in the result": (b"i->j", lambda: [numbers("f8", 2)]),
    "twice in the result": (b"i->ii", lambda: [numbers("f8", 2)]),
    "a bad ellipsis": (b"..i", lambda: [numbers("f8", 2)]),
    "a bad arrow": (b"i>i", lambda: [numbers("f8", 2)]),
    "70 operands": (b"i", lambda: [numbers("f8", 2)] * 70),
}


@pytest.mark.parametrize(("subscripts", "make", "shape"), SUMS.values(), ids=SUMS)
def test_sums_of_products(subscripts, make, shape):
    def program(call, subscripts, dtype, *operands):
        for order in (NPY_KEEPORDER, NPY_CORDER, NPY_FORTRANORDER, NPY_ANYORDER):
            for casting in (NPY_SAFE_CASTING, NPY_UNSAFE_CASTING, NPY_NO_CASTING):
                for wanted in (NULL, dtype):
                    attempt(call, name, subscripts, len(operands), operands, wanted, order, casting, NULL)

    name = "HPyArray_EinsteinSum"
    check_program(program, lambda: (subscripts, fresh("c8"), *make()))


@pytest.mark.parametrize("name", ["transposed", "matrix product", "outer", "ellipsis", "strided"])
def test_sums_of_products_into_an_array(name):
    subscripts, make, shape = SUMS[name]

    def arguments(subscripts, *more):
        *operands, out = more
        return subscripts, len(operands), operands, NULL, NPY_KEEPORDER, NPY_SAME_KIND_CASTING, out

    check_outs("HPyArray_EinsteinSum", lambda: (subscripts, *make()), arguments, shape, "f8")


@pytest.mark.parametrize(("subscripts", "make"), NO_SUMS.values(), ids=NO_SUMS)
def test_sums_of_products_fail(subscripts, make):
    options = NULL, NPY_KEEPORDER, NPY_SAFE_CASTING, NULL
    check(
        "HPyArray_EinsteinSum",
        lambda: (subscripts, len(operands := make()), operands, *options),
        raises=ValueError,
    )


def test_sums_of_wrong_operands():
    options = NULL, NPY_KEEPORDER, NPY_SAFE_CASTING
    name = "HPyArray_EinsteinSum"
    check(name, lambda: (b"i,i", 2, [np.array(["a"])] * 2, *options, NULL), raises=TypeError)
    check(name, lambda: (b"i,i", 2, [structures(2)] * 2, *options, NULL), raises=TypeError)
    check(name, lambda: (b"i,i", 2, [stubborn(2), stubborn(2)], *options, NULL), raises=KeyError)
    check(name, lambda: (b"i", -1, [numbers("f8", 2)], *options, NULL), raises=ValueError)
    check(name, lambda: (b"i->", 1, [numbers("f8", 2)], fresh("i2"), *options[1:], NULL), raises=TypeError)
    check(name, lambda: (b"i->i", 1, [numbers("f8", 2)], *options, read_only(np.zeros(2))), raises=ValueError)
    check(name, lambda: (b"i->i", 1, [numbers("f8", 2)], *options, np.zeros(3)), raises=ValueError)
    check(name, lambda: (b"i->i", 1, [numbers("f8", 2)], *options, np.zeros(2, "f4")), raises=TypeError)
    for wrong in (NULL, [1.0, 2.0], 3):
        check_refusal(name, lambda wrong=wrong: (b"i,i", 2, [numbers("f8", 2), wrong], *options, NULL))
        check_refusal(name, lambda wrong=wrong: (b"i,i", 2, [wrong, numbers("f8", 2)], *options, NULL))
    check_refusal(name, lambda: (b"i", 1, [numbers("f8", 2)], "f8", *options[1:], NULL))
    check_refusal(name, lambda: (b"i->i", 1, [numbers("f8", 2)], *options, [0.0] * 2))
