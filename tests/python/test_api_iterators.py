"""The functions on handles that make and move iterators over one array, several, and neighbourhoods, compared with
NumPy's: capi/api/iterators.h, iterator_macros.h, and what lends the structs in added.h. What is only moved is not looked
at for leaks."""

import ctypes
import itertools

import numpy as np
import pytest
from api_arguments import RECORD, Subclass, Thing, every_array, numbers, structures, things, unaligned
from api_constants import (
    NPY_MAXARGS,
    NPY_NEIGHBORHOOD_ITER_CIRCULAR_PADDING,
    NPY_NEIGHBORHOOD_ITER_CONSTANT_PADDING,
    NPY_NEIGHBORHOOD_ITER_MIRROR_PADDING,
    NPY_NEIGHBORHOOD_ITER_ONE_PADDING,
    NPY_NEIGHBORHOOD_ITER_ZERO_PADDING,
)
from api_describe import ArrayStruct
from api_differential import NULL, check, check_program, check_refusal

pytest_plugins = ["api_tested"]

AXES = ctypes.c_ssize_t * 32
PAIRS = (ctypes.c_ssize_t * 2) * 32


class ArrayIterator(ctypes.Structure):
    """PyArrayIterObject."""

    _fields_ = [
        ("head", ctypes.c_byte * object.__basicsize__),
        ("nd_m1", ctypes.c_int),
        ("index", ctypes.c_ssize_t),
        ("size", ctypes.c_ssize_t),
        *[(name, AXES) for name in ("coordinates", "dims_m1", "strides", "backstrides", "factors")],
        ("ao", ctypes.c_void_p),
        ("dataptr", ctypes.c_void_p),
        ("contiguous", ctypes.c_ubyte),
        ("bounds", PAIRS),
        ("limits", PAIRS),
        ("limits_sizes", AXES),
        ("translate", ctypes.c_void_p),
    ]


class NeighborhoodIterator(ArrayIterator):
    """PyArrayNeighborhoodIterObject."""

    _fields_ = [
        ("nd", ctypes.c_ssize_t),
        ("dimensions", AXES),
        ("_internal_iter", ctypes.c_void_p),
        ("constant", ctypes.c_void_p),
        ("mode", ctypes.c_int),
    ]


class MultiIterator(ctypes.Structure):
    """PyArrayMultiIterObject, without the iterators at its end."""

    _fields_ = [
        ("head", ctypes.c_byte * object.__basicsize__),
        ("numiter", ctypes.c_int),
        ("size", ctypes.c_ssize_t),
        ("index", ctypes.c_ssize_t),
        ("nd", ctypes.c_int),
        ("dimensions", AXES),
    ]


def start(array):
    return ArrayStruct.from_address(id(array)).data


def state(iterator, array):
    """All that an iterator over the array knows."""
    struct = ArrayIterator.from_address(iterator)
    nd = struct.nd_m1 + 1
    known = {name: getattr(struct, name)[:nd] for name in ("coordinates", "dims_m1", "strides", "backstrides")}
    if array.ndim:  # else NumPy does not set them, also where it broadcasts
        known["factors"] = struct.factors[:nd]
    for name in ("bounds", "limits"):
        known[name] = [list(pair) for pair in getattr(struct, name)[: array.ndim]]
    known["sizes"] = struct.limits_sizes[: array.ndim]
    known["numbers"] = struct.index, struct.size, struct.contiguous
    known["at"] = struct.dataptr - start(array), struct.ao == id(array)
    return known


def check_any(name, make, then=None, **options):
    """Where it depends on the array whether it raises: NumPy's function is right."""
    check(name, make, then, raises=any, **options)


# --- one array -----------------------------------------------------------------------------------------------------


def struct_of(call, iterator):
    struct = call("PyArrayIterObject_AsStruct", iterator)
    assert struct == id(iterator)
    return struct


def walk(call, struct, array):
    """Every item and every state on the way to the end, and the end."""
    places = []
    while call("HPyArray_ITER_NOTDONE", struct) and len(places) <= array.size:
        places.append((call("HPyArray_ITER_DATA", struct) - start(array), state(struct, array)))
        call("HPyArray_ITER_NEXT", struct)
    return places, state(struct, array)


@every_array
def test_an_iterator_over_an_array(array):
    def walked(call, args, iterator):
        struct = struct_of(call, iterator)
        forward = walk(call, struct, args[0])
        call("HPyArray_ITER_RESET", struct)
        return forward, state(struct, args[0]), iterator

    check_any("HPyArray_IterNew", lambda: (array(),), walked)


def test_an_iterator_that_python_has_moved():
    def walked(call, iterator):
        next(iterator), next(iterator)
        struct = struct_of(call, iterator)
        return walk(call, struct, iterator.base)

    check_program(walked, lambda: (numbers("i4", 2, 3)[:, ::2].flat,))


def test_the_last_item_is_passed():
    # Where the iterator goes then differs by the number of dimensions.
    def passed(call, args, iterator):
        array = args[0]
        struct = struct_of(call, iterator)
        call("HPyArray_ITER_GOTO1D", struct, -1)
        states = [state(struct, array)]
        for _ in range(3):
            call("HPyArray_ITER_NEXT", struct)
            states.append((call("HPyArray_ITER_NOTDONE", struct), state(struct, array)))
        return states

    for make in (lambda: numbers("i2", 2), lambda: numbers("i2", 4, 4)[::2], lambda: numbers("i2", 2, 2, 6)[..., ::3]):
        check("HPyArray_IterNew", lambda make=make: (make(),), passed)
        check("HPyArray_IterNew", lambda make=make: (make().T,), passed)


MOVED = {
    "one dimension": lambda: numbers("i4", 4),
    "backwards": lambda: numbers("i8", 5)[::-1],
    "two dimensions": lambda: numbers("i4", 2, 3),
    "transposed": lambda: numbers("i4", 2, 3).T,
    "broadcast": lambda: np.broadcast_to(numbers("i2", 3), (2, 3)),
    "three dimensions": lambda: numbers("f8", 2, 3, 2),
    "three dimensions apart": lambda: numbers("f8", 2, 3, 4)[:, ::-1, ::2],
    "0-d": lambda: np.array(2.5),
    "objects": lambda: things(2, 2),
    "structure": lambda: structures(3)[::2],
}
every_moved = pytest.mark.parametrize("make", MOVED.values(), ids=MOVED)


@every_moved
def test_to_an_index(make):
    def moved(call, args, iterator):
        array = args[0]
        struct = struct_of(call, iterator)
        states = []
        for index in itertools.product(*map(range, array.shape)):
            for sign in (0, 1):  # counted from the end as well
                wanted = [number - sign * length for number, length in zip(index, array.shape, strict=True)]
                # What was negative is replaced in it.
                call("HPyArray_ITER_GOTO", struct, wanted)
                states.append((state(struct, array), call("HPyArray_ITER_DATA", struct) - start(array)))
        call("HPyArray_ITER_NEXT", struct)
        return states, state(struct, array)

    check("HPyArray_IterNew", lambda: (make(),), moved, repeatable=False)


@every_moved
def test_to_a_number(make):
    def moved(call, args, iterator):
        array = args[0]
        struct = struct_of(call, iterator)
        states = []
        for number in range(-array.size, array.size):
            call("HPyArray_ITER_GOTO1D", struct, number)
            states.append((state(struct, array), call("HPyArray_ITER_NOTDONE", struct)))
        call("HPyArray_ITER_NEXT", struct)
        return states, state(struct, array)

    check("HPyArray_IterNew", lambda: (make(),), moved, repeatable=False)


def test_what_is_no_array_has_no_iterator():
    for wrong in ([1, 2], 3, np.float64(1), None, np.zeros(2).flat):
        check("HPyArray_IterNew", lambda wrong=wrong: (wrong,), raises=SystemError)
    check_refusal("HPyArray_IterNew", lambda: (NULL,))


def test_too_many_dimensions():
    check("HPyArray_IterNew", lambda: (np.ones((1,) * 33),), raises=RuntimeError)
    check("HPyArray_IterNew", lambda: (np.ones((1,) * 32),), lambda call, args, iterator: state(id(iterator), args[0]))


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.zeros(2).flat,
        lambda: np.broadcast(1, 2),
        lambda: np.nditer([1, 2]),
        lambda: iter([1]),
        lambda: np.zeros(2),
        lambda: np.flatiter,
        lambda: None,
    ],
    ids=["flatiter", "broadcast", "nditer", "list iterator", "array", "class", "None"],
)
def test_whether_it_is_an_iterator(make):
    check("HPyArrayIter_Check", lambda: (make(),))


def test_whether_a_new_one_is_an_iterator():
    check("HPyArray_IterNew", lambda: (things(2),), lambda call, args, iterator: call("HPyArrayIter_Check", iterator))
    check_refusal("HPyArrayIter_Check", lambda: (NULL,))


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -5])
@pytest.mark.parametrize(
    "make",
    [
        lambda: numbers("i4", 2, 3, 4),
        lambda: numbers("f8", 4, 3, 2).transpose(2, 0, 1),
        lambda: numbers("i2", 3, 2, 6)[::-1, :, ::3],
        lambda: np.broadcast_to(numbers("i2", 3, 1), (2, 3, 2)),
        lambda: np.zeros((2, 0, 3)),
        lambda: things(2, 1, 2),
    ],
    ids=["C order", "transposed", "backwards", "broadcast", "empty", "objects"],
)
def test_all_but_one_axis(make, axis):
    def walked(call, args, iterator):
        struct = struct_of(call, iterator)
        first = state(struct, args[0])
        return first, walk(call, struct, args[0]) if args[0].size else None, iterator

    check("HPyArray_IterAllButAxis", lambda: (make(), ctypes.c_int(axis)), walked)


def test_all_but_one_axis_at_the_limits():
    def walked(call, args, iterator):
        return walk(call, struct_of(call, iterator), args[0])

    # What has no axis leaves the number alone.
    check("HPyArray_IterAllButAxis", lambda: (np.array(2.5), ctypes.c_int(-7)), walked)
    check("HPyArray_IterAllButAxis", lambda: (numbers("i4", 3), ctypes.c_int(0)), walked)
    check("HPyArray_IterAllButAxis", lambda: (numbers("f8", 2, 2).view(Subclass), ctypes.c_int(-1)), walked)


def test_all_but_one_axis_fails():
    for wrong in ([1, 2], 3, None):
        check("HPyArray_IterAllButAxis", lambda wrong=wrong: (wrong, ctypes.c_int(0)), raises=ValueError)
    check("HPyArray_IterAllButAxis", lambda: (np.ones((1,) * 33), ctypes.c_int(0)), raises=RuntimeError)
    check_refusal("HPyArray_IterAllButAxis", lambda: (NULL, ctypes.c_int(0)))
    for axis in (2, 40, 2**31 - 1):
        match = f"^axis {axis} is out of bounds for array of dimension 2$"
        check_refusal(
            "HPyArray_IterAllButAxis",
            lambda axis=axis: (numbers("i4", 2, 2), ctypes.c_int(axis)),
            raises=ValueError,
            match=match,
        )


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("PyArrayIterObject_AsStruct", np.flatiter),
        ("PyArrayMultiIterObject_AsStruct", np.broadcast),
        ("PyArrayNeighborhoodIterObject_AsStruct", None),
    ],
)
def test_the_struct_of_something_else(name, own):
    for make in (lambda: np.zeros(2).flat, lambda: np.broadcast(1, 2), lambda: np.zeros(2), lambda: 3, lambda: NULL):
        if own is None or not isinstance(make(), own):
            check_refusal(name, lambda make=make: (make(),))
    # A class of the name that NumPy's own has, whose address is nowhere.
    check_refusal(name, lambda: (type("numpy.neigh_internal_iter", (), {})(),))


def test_a_neighbourhood_is_no_other_iterator():
    def neighbourhood(name):
        def program(call, x):
            call(name, call("HPyArray_NeighborhoodIterNew", x, (0, 0), 0, NULL))

        return program

    for name in ("PyArrayIterObject_AsStruct", "PyArrayMultiIterObject_AsStruct"):
        # In the place of the refusal NumPy has a cast.
        def refuse(thing):
            raise TypeError

        check_program(
            neighbourhood(name),
            lambda: (numbers("i4", 3).flat,),
            raises=TypeError,
            message=False,
            abis=("universal", "hybrid", "debug"),
            twins={name: refuse},
        )


# --- several arrays ------------------------------------------------------------------------------------------------


def multi_state(call, multi):
    """All that a multi-iterator and its iterators know, and that its parts are where C looks for them."""
    struct = call("PyArrayMultiIterObject_AsStruct", multi)
    known = MultiIterator.from_address(struct)
    dims = call("HPyArray_MultiIter_DIMS", struct)
    iters = call("HPyArray_MultiIter_ITERS", struct)
    addresses = (ctypes.c_void_p * known.numiter).from_address(iters)
    assert [*addresses] == [id(iterator) for iterator in multi.iters]
    return {
        "struct": struct == id(multi),
        "parts": (dims - struct, iters - struct),
        "numbers": [
            call(f"HPyArray_MultiIter_{name}", struct) for name in ("NUMITER", "SIZE", "INDEX", "NDIM", "NOTDONE")
        ],
        "again": (known.numiter, known.size, known.index, known.nd, known.dimensions[: known.nd]),
        "iterators": [state(id(iterator), iterator.base) for iterator in multi.iters],
    }


def multi_places(call, multi, struct):
    bases = [start(iterator.base) for iterator in multi.iters]
    return [call("HPyArray_MultiIter_DATA", struct, number) - base for number, base in enumerate(bases)]


def multi_walk(call, multi):
    struct = call("PyArrayMultiIterObject_AsStruct", multi)
    places = []
    while call("HPyArray_MultiIter_NOTDONE", struct) and len(places) <= multi.size:
        places.append((multi_places(call, multi, struct), call("HPyArray_MultiIter_INDEX", struct)))
        call("HPyArray_MultiIter_NEXT", struct)
    return places, multi_state(call, multi)


TOGETHER = {
    "one": lambda: [numbers("i4", 2, 3)],
    "rows and columns": lambda: [numbers("i4", 3, 1), numbers("f8", 1, 2)],
    "of several dimensions": lambda: [numbers("i2", 3), numbers("f8", 2, 3)[:, ::-1], numbers("u1", 2, 2, 1)],
    "the same twice": lambda: [numbers("i4", 3)] * 2,
    "objects": lambda: [things(2, 1), numbers("i4", 2)],
    "a subclass": lambda: [numbers("f8", 2).view(Subclass), structures(2)],
    "without items": lambda: [np.zeros((2, 0)), numbers("i4", 1)],
    "without dimensions": lambda: [np.array(2.5), np.array(1)],
    "a number": lambda: [np.array(2.5), numbers("i4", 2, 2)],
    "unaligned": lambda: [unaligned("f8", 3), numbers("i4", 3).astype(">i4")],
}
every_together = pytest.mark.parametrize("make", TOGETHER.values(), ids=TOGETHER)


@every_together
def test_arrays_together(make):
    def walked(call, args, multi):
        return multi_state(call, multi), multi_walk(call, multi), multi

    count = len(make())
    check("HPyArray_MultiIterNew", lambda: (count, make()), walked)
    check("HPyArray_MultiIterFromObjects", lambda: (make(), count, 0, []), walked)
    check("HPyArray_MultiIterFromObjects", lambda: (make()[:1], 1, count - 1, make()[1:]), walked)
    check("HPyArray_MultiIterFromObjects", lambda: ([], 0, count, make()), walked)


def test_what_becomes_arrays():
    for make in (
        lambda: [[1, 2, 3], 4.5],
        lambda: [(1.5, 2.5), [[1], [2]], np.float32(7)],
        lambda: [Thing(1), things(2)],
        lambda: ["text", None],
        lambda: [np.zeros(3).flat, range(3)],
    ):
        count = len(make())
        check("HPyArray_MultiIterNew", lambda make=make, count=count: (count, make()))
        check("HPyArray_MultiIterFromObjects", lambda make=make, count=count: (make(), count, 0, []))


def test_iterators_over_several_arrays_bring_theirs():
    def made():
        return [np.broadcast(numbers("i4", 3), numbers("f8", 2, 1)), numbers("i2", 3)]

    check("HPyArray_MultiIterNew", lambda: (2, made()), lambda call, args, multi: multi_walk(call, multi))
    check("HPyArray_MultiIterFromObjects", lambda: (made(), 2, 1, [np.broadcast(1, 2)]))


@every_together
def test_several_to_an_index(make):
    def moved(call, args, multi):
        struct = call("PyArrayMultiIterObject_AsStruct", multi)
        states = []
        for index in itertools.product(*map(range, multi.shape)):
            call("HPyArray_MultiIter_GOTO", struct, list(index))
            states.append((multi_places(call, multi, struct), multi_state(call, multi)))
        call("HPyArray_MultiIter_RESET", struct)
        return states, multi_state(call, multi)

    check("HPyArray_MultiIterNew", lambda: (len(make()), make()), moved, repeatable=False)


def test_several_to_an_index_from_the_end():
    def moved(call, args, multi):
        struct = call("PyArrayMultiIterObject_AsStruct", multi)
        wanted = (ctypes.c_ssize_t * 2)(-1, -2)
        call("HPyArray_MultiIter_GOTO", struct, wanted)
        return multi_state(call, multi), wanted

    check("HPyArray_MultiIterNew", lambda: (2, [numbers("i4", 2, 1), numbers("f8", 2, 3)]), moved)


@every_together
def test_several_to_a_number(make):
    def moved(call, args, multi):
        struct = call("PyArrayMultiIterObject_AsStruct", multi)
        states = []
        for number in range(-multi.size, multi.size):
            call("HPyArray_MultiIter_GOTO1D", struct, number)
            states.append((multi_places(call, multi, struct), multi_state(call, multi)))
        return states

    # NumPy does not set the factors of what has no dimensions, and divides by them.
    if multi_nd(make()) < 2 or all(array.ndim for array in make()):
        check("HPyArray_MultiIterNew", lambda: (len(make()), make()), moved, repeatable=False)


def multi_nd(arrays):
    return max(array.ndim for array in arrays)


@every_together
def test_one_alone_to_the_next(make):
    def moved(call, args, multi):
        struct = call("PyArrayMultiIterObject_AsStruct", multi)
        states = []
        for number in range(multi.numiter):
            for _ in range(min(number + 1, multi.size)):
                call("HPyArray_MultiIter_NEXTi", struct, number)
            states.append((multi_places(call, multi, struct), multi_state(call, multi)))
        return states

    check("HPyArray_MultiIterNew", lambda: (len(make()), make()), moved, repeatable=False)


def test_no_arrays_at_all():
    def walked(call, args, multi):
        return multi_state(call, multi), multi_walk(call, multi), multi

    check("HPyArray_MultiIterNew", lambda: (0, []), walked)
    check("HPyArray_MultiIterFromObjects", lambda: ([], 0, 0, []), walked)


def test_as_many_arrays_as_there_may_be():
    def many(count):
        return [numbers("i4", 2) for _ in range(count)]

    def places(call, args, multi):
        return multi_walk(call, multi)

    check("HPyArray_MultiIterFromObjects", lambda: (many(NPY_MAXARGS), NPY_MAXARGS, 0, []), places)
    check("HPyArray_MultiIterFromObjects", lambda: (many(60), 60, 4, many(4)), places)
    full = (np.broadcast(*many(60)), 4)
    check("HPyArray_MultiIterFromObjects", lambda: ([full[0], *many(4)], 5, 0, []), places)


def test_too_many_arrays():
    def many(count):
        return [numbers("i4", 2) for _ in range(count)]

    for count in (NPY_MAXARGS + 1, 2**31 - 1, -1, -(2**31)):
        check("HPyArray_MultiIterNew", lambda count=count: (count, many(65)), raises=ValueError)
        check("HPyArray_MultiIterFromObjects", lambda count=count: (many(65), count, 0, []), raises=ValueError)
    check("HPyArray_MultiIterFromObjects", lambda: (many(62), 62, 3, many(3)), raises=ValueError)
    check("HPyArray_MultiIterFromObjects", lambda: ([], 0, -1, []), raises=ValueError)
    # Those of an iterator count.
    more = [np.broadcast(*many(62))]
    check("HPyArray_MultiIterFromObjects", lambda: (more + many(3), 4, 0, []), raises=ValueError)
    check("HPyArray_MultiIterFromObjects", lambda: (many(3) + more, 4, 0, []), raises=ValueError)


def test_arrays_that_do_not_fit():
    for make in (
        lambda: [numbers("i4", 2), numbers("i4", 3)],
        lambda: [numbers("i4", 2, 3), numbers("i4", 1), numbers("i4", 2, 2)],
        lambda: [numbers("i4", 0), numbers("i4", 2)],
        lambda: [np.broadcast_to(1, (2**40, 1)), np.broadcast_to(1, (1, 2**40))],
    ):
        count = len(make())
        check("HPyArray_MultiIterNew", lambda make=make, count=count: (count, make()), raises=ValueError)
        check(
            "HPyArray_MultiIterFromObjects",
            lambda make=make, count=count: (make()[:1], 1, count - 1, make()[1:]),
            raises=ValueError,
        )


class Refusing:
    def __array__(self, dtype=None, copy=None):
        raise KeyError("no array")


def test_what_becomes_no_array():
    for wrong, error in [
        (lambda: Refusing(), KeyError),
        (lambda: [[1], [2, 3]], ValueError),
        (lambda: np.ones((1,) * 33), RuntimeError),
    ]:
        check("HPyArray_MultiIterNew", lambda wrong=wrong: (2, [numbers("i4", 1), wrong()]), raises=error)
        check(
            "HPyArray_MultiIterFromObjects",
            lambda wrong=wrong: ([wrong()], 1, 1, [numbers("i4", 1)]),
            raises=error,
        )


def test_null_is_no_array():
    check_refusal("HPyArray_MultiIterNew", lambda: (2, [numbers("i4", 2), NULL]))
    check_refusal("HPyArray_MultiIterFromObjects", lambda: ([NULL], 1, 0, []))
    check_refusal("HPyArray_MultiIterFromObjects", lambda: ([numbers("i4", 2)], 1, 2, [1, NULL]))
    check_refusal("HPyArray_MultiIterNew", lambda: (1, None))
    check_refusal("HPyArray_MultiIterFromObjects", lambda: (None, 1, 0, None))
    check_refusal("HPyArray_MultiIterFromObjects", lambda: ([numbers("i4", 2)], 1, 1, None))


# --- broadcasting --------------------------------------------------------------------------------------------------


def broadcast():
    return np.broadcast(numbers("i4", 2, 3), numbers("f8", 3))


def test_broadcasting_again():
    def again(call, multi):
        next(multi)
        result = call("HPyArray_Broadcast", multi)
        return result, multi_state(call, multi), multi_walk(call, multi)

    check_program(again, lambda: (broadcast(),))


def test_broadcasting_after_an_array_has_changed():
    def changed(call, multi, array, shape):
        array.resize(shape, refcheck=False)
        result = call("HPyArray_Broadcast", multi)
        return result, multi_state(call, multi), multi_walk(call, multi)

    def arguments(shape):
        array = np.zeros(3)
        return np.broadcast(numbers("i4", 2, 3), array), array, shape

    # None has more items than before: memory that grows may move.
    for shape in ((1,), (2, 1), (1, 3), (3, 1, 1)):
        check_program(changed, lambda shape=shape: arguments(shape))
    for shape in ((2,), (3, 1), (0,), (1, 2)):
        check_program(changed, lambda shape=shape: arguments(shape), raises=ValueError)


def test_broadcasting_is_too_large():
    def changed(call, array):
        multi = np.broadcast(np.broadcast_to(np.int8(1), (2**61, 2)), array)
        array.resize((2, 1, 1), refcheck=False)
        return call("HPyArray_Broadcast", multi)

    check_program(changed, lambda: (np.zeros(2),), raises=ValueError)


def test_broadcasting_what_is_no_iterator():
    for wrong in (lambda: numbers("i4", 2), lambda: np.zeros(2).flat, lambda: 3, lambda: NULL):
        check_refusal("HPyArray_Broadcast", lambda wrong=wrong: (wrong(),))
        check_refusal("HPyArray_RemoveSmallest", lambda wrong=wrong: (wrong(),))


@every_together
def test_without_the_smallest_axis(make):
    def removed(call, args, multi):
        axis = call("HPyArray_RemoveSmallest", multi)
        return axis, multi_state(call, multi), multi_walk(call, multi)

    check("HPyArray_MultiIterNew", lambda: (len(make()), make()), removed)


def test_without_the_smallest_axis_of_several():
    def removed(call, multi):
        axes = [call("HPyArray_RemoveSmallest", multi) for _ in range(3)]
        return axes, multi_state(call, multi)

    check_program(removed, lambda: (broadcast(),))
    check_program(removed, lambda: (np.broadcast(numbers("i4", 2, 3, 4).T, numbers("f8", 4, 1, 1)[::-1]),))


# --- neighbourhoods ------------------------------------------------------------------------------------------------

PADDINGS = {
    "zeros": NPY_NEIGHBORHOOD_ITER_ZERO_PADDING,
    "ones": NPY_NEIGHBORHOOD_ITER_ONE_PADDING,
    "constant": NPY_NEIGHBORHOOD_ITER_CONSTANT_PADDING,
    "circular": NPY_NEIGHBORHOOD_ITER_CIRCULAR_PADDING,
    "mirror": NPY_NEIGHBORHOOD_ITER_MIRROR_PADDING,
}
every_padding = pytest.mark.parametrize("mode", PADDINGS.values(), ids=PADDINGS)


def neighbour(pointer, array):
    """The item, which may be the constant beyond the border, and where it is."""
    is_object = array.dtype == object
    item = ctypes.py_object.from_address(pointer).value if is_object else ctypes.string_at(pointer, array.itemsize)
    first, last = np.lib.array_utils.byte_bounds(array)
    return item, pointer - first if first <= pointer < last else "beyond"


def neighbourhood_walk(call, around, array):
    struct = call("PyArrayNeighborhoodIterObject_AsStruct", around)
    known = NeighborhoodIterator.from_address(struct)
    nd = known.nd
    found = [struct == id(around), call("HPyArrayNeighborhoodIter_Reset", struct)]
    for _ in range(known.size + 1):  # after the last point comes the first again
        found.append((neighbour(known.dataptr, array), known.coordinates[:nd]))
        found.append(call("HPyArrayNeighborhoodIter_Next", struct))
    found.append(call("HPyArrayNeighborhoodIter_Reset", struct))
    known_parts = {
        "own": (nd, known.dimensions[:nd], known.mode, bool(known.constant)),
        "around": known.ao == id(array),
    }
    if array.dtype != object:  # what is beyond the border may be anywhere
        known_parts["constant"] = ctypes.string_at(known.constant, array.itemsize) if known.constant else None
    moved = {name: getattr(known, name)[:nd] for name in ("coordinates", "dims_m1", "strides", "backstrides")}
    ranges = [[list(pair) for pair in getattr(known, name)[:nd]] for name in ("bounds", "limits")]
    return found, known_parts, moved, ranges, known.limits_sizes[:nd], neighbour(known.dataptr, array)


def around_points(points):
    """Moves the iterator to each of the points, and walks its surroundings."""

    def program(call, args, around):
        iterator = args[0]
        found = []
        for point in points:
            call("HPyArray_ITER_GOTO", id(iterator), list(point))
            found.append(neighbourhood_walk(call, around, iterator.base))
        return found, around, ArrayIterator.from_address(id(iterator)).contiguous

    return program


GROUND = {
    "a row": (lambda: numbers("f8", 4), (-2, 1), [(0,), (1,), (3,)]),
    "a row of integers": (lambda: numbers("i4", 3)[::-1], (-5, 5), [(0,), (2,)]),
    "beside the point": (lambda: numbers("u1", 5), (2, 3), [(0,), (3,), (4,)]),
    "a matrix": (lambda: numbers("i2", 3, 2), (-1, 1, -1, 1), [(0, 0), (1, 1), (2, 1)]),
    "a transposed matrix": (lambda: numbers("i8", 2, 3).T, (0, 1, -2, 0), [(0, 0), (2, 1)]),
    "a cube": (lambda: numbers("f4", 2, 2, 2), (-1, 0, 0, 1, 0, 0), [(0, 1, 0), (1, 1, 1)]),
    "other byte order": (lambda: numbers("i4", 3).astype(">i4"), (-1, 1), [(0,), (2,)]),
    "unaligned": (lambda: unaligned("f8", 3), (-1, 1), [(0,), (2,)]),
    "complex": (lambda: numbers("c16", 3), (-1, 1), [(0,), (2,)]),
    "booleans": (lambda: numbers("i4", 3) % 2 == 0, (-1, 1), [(0,), (2,)]),
    "text": (lambda: numbers("i4", 3).astype("U2"), (-1, 1), [(0,), (2,)]),
    "dates": (lambda: numbers("i8", 3).astype("m8[s]"), (-1, 1), [(0,), (2,)]),
    "one item": (lambda: numbers("i4", 1), (-3, 3), [(0,)]),
    "no dimension": (lambda: np.array(2.5), (), [()]),
}
every_ground = pytest.mark.parametrize(("make", "bounds", "points"), GROUND.values(), ids=GROUND)


def filling(array, value=5):
    """A constant of the array's dtype, without dimensions."""
    return np.array(value).astype(array.dtype)


@every_padding
@every_ground
def test_a_neighbourhood(make, bounds, points, mode):
    # Without a constant to keep no constant is looked at.
    def arguments(fill):
        array = make()
        return array.flat, bounds, mode, fill(array)

    check("HPyArray_NeighborhoodIterNew", lambda: arguments(filling), around_points(points), repeatable=False)
    if mode != NPY_NEIGHBORHOOD_ITER_CONSTANT_PADDING:
        check("HPyArray_NeighborhoodIterNew", lambda: arguments(lambda array: NULL), around_points(points[:1]))


@every_padding
def test_a_neighbourhood_of_objects(mode):
    def arguments():
        array = things(3)
        fill = np.empty((), object)
        fill[()] = Thing(9)
        return array.flat, (-2, 2), mode, fill

    check("HPyArray_NeighborhoodIterNew", arguments, around_points([(0,), (2,)]))


@every_padding
def test_a_neighbourhood_of_structures(mode):
    # Raw memory has no zero and no one.
    for dtype in ("i2,>f4,S3", "V3"):
        check_any(
            "HPyArray_NeighborhoodIterNew",
            lambda dtype=dtype: (np.zeros(2, dtype).flat, (-1, 1), mode, np.zeros((), dtype)),
            around_points([(0,), (1,)]),
        )


def test_a_neighbourhood_of_a_new_iterator():
    def program(call, array):
        iterator = call("HPyArray_IterNew", array)
        around = call("HPyArray_NeighborhoodIterNew", iterator, (-1, 1, 0, 0), NPY_NEIGHBORHOOD_ITER_ZERO_PADDING, NULL)
        struct = struct_of(call, iterator)
        before = state(struct, array)
        found = []
        while call("HPyArray_ITER_NOTDONE", struct) and len(found) <= array.size:
            found.append(neighbourhood_walk(call, around, array))
            call("HPyArray_ITER_NEXT", struct)
        return before, found, iterator, around

    check_program(program, lambda: (numbers("i4", 2, 2),))


@every_padding
@pytest.mark.parametrize("inner", PADDINGS.values(), ids=PADDINGS)
def test_a_neighbourhood_in_a_neighbourhood(mode, inner):
    def stacked(call, array):
        iterator = array.flat
        outside = call("HPyArray_NeighborhoodIterNew", iterator, (-1, 1), inner, filling(array))
        inside = call("HPyArray_NeighborhoodIterNew", outside, (-3, 2), mode, filling(array, 7))
        found = []
        for point in range(3):
            call("HPyArray_ITER_GOTO", id(iterator), [point])
            struct = call("PyArrayNeighborhoodIterObject_AsStruct", outside)
            call("HPyArrayNeighborhoodIter_Reset", struct)
            for _ in range(3):
                found.append(neighbourhood_walk(call, inside, array))
                call("HPyArrayNeighborhoodIter_Next", struct)
        return found

    check_program(stacked, lambda: (numbers("i4", 3),), repeatable=mode == inner)


@pytest.mark.parametrize("mode", [5, -1, 1000])
def test_an_unknown_padding(mode):
    check("HPyArray_NeighborhoodIterNew", lambda: (numbers("i4", 3).flat, (-1, 1), mode, NULL), raises=ValueError)
    check(
        "HPyArray_NeighborhoodIterNew",
        lambda: (things(2).flat, (-1, 1), mode, np.array(None)),
        raises=ValueError,
    )


def test_a_constant_that_does_not_fit():
    mode = NPY_NEIGHBORHOOD_ITER_CONSTANT_PADDING
    for fill, error in [(numbers("i4", 2), ValueError), (np.array("x"), ValueError), (np.array(Thing(1)), TypeError)]:
        check(
            "HPyArray_NeighborhoodIterNew",
            lambda fill=fill: (numbers("i4", 3).flat, (-1, 1), mode, fill),
            raises=error,
        )
    check_refusal("HPyArray_NeighborhoodIterNew", lambda: (numbers("i4", 3).flat, (-1, 1), mode, 5))
    check_refusal("HPyArray_NeighborhoodIterNew", lambda: (numbers("i4", 3).flat, (-1, 1), mode, NULL))
    # What would be taken for an object is none.
    for wrong in (NULL, np.array(5), np.array([], object)):
        check_refusal("HPyArray_NeighborhoodIterNew", lambda wrong=wrong: (things(3).flat, (-1, 1), mode, wrong))
    # NumPy would release what there is in memory that is not initialised.
    for dtype in (RECORD, np.dtype([("o", "O")])):
        check_refusal(
            "HPyArray_NeighborhoodIterNew",
            lambda dtype=dtype: (np.zeros(3, dtype).flat, (-1, 1), mode, np.zeros(1, dtype)),
            match="^Not supported for this data-type",
        )


def test_a_neighbourhood_of_what_is_no_iterator():
    for wrong in (lambda: numbers("i4", 3), lambda: np.broadcast(1, 2), lambda: [1, 2], lambda: NULL):
        check_refusal("HPyArray_NeighborhoodIterNew", lambda wrong=wrong: (wrong(), (-1, 1), 0, NULL))
