"""What the macros and accessors of universal/npy_types.h and iterator_macros.h do is what NumPy's do."""

import ctypes
import itertools
import random
from functools import partial

import numpy as np
import pytest
from npy_headers import (
    C_TESTS,
    COMPILERS,
    NEWEST,
    compile_c,
    every_compiler,
    hpy_include,
    numpys_flags,
    our_flags,
    some_c_compiler,
)

# RESET, NEXT, GOTO, GOTO1D, NEXTi of tests/c/npy_struct_macros.c.
RESET, NEXT, GOTO, GOTO1D, NEXT_I = range(5)
# What an object begins with. It counts references, and so it is not compared.
HEAD = 2 * ctypes.sizeof(ctypes.c_void_p)

VARIANTS = {
    "ours": ("ours", []),
    "ours, by iterator_macros.h": ("ours", ["-DOF_ITERATOR_MACROS"]),
    "NumPy's, by iterator_macros.h": ("numpys", ["-DOF_ITERATOR_MACROS"]),
}
if hpy_include() is None:
    # iterator_macros.h includes hpy.h.
    VARIANTS = {"ours": ("ours", [])}
C_COMPILERS = [name for name, language in COMPILERS if language == "c"]


def library(compiler, path, whose, *flags):
    """The functions of tests/c/npy_struct_macros.c."""
    flags = [*(our_flags() if whose == "ours" else numpys_flags()), *flags, NEWEST]
    # Ours must need nothing of Python or NumPy.
    linker = ["-Wl,-z,defs"] if whose == "ours" else []
    compile_c(compiler, "-shared", "-fPIC", "-O2", *flags, *linker, C_TESTS / "npy_struct_macros.c", "-o", path)
    functions = ctypes.PyDLL(str(path))
    functions.walk.restype = functions.multi_walk.restype = ctypes.c_void_p
    functions.struct_size.restype = ctypes.c_size_t
    assert functions.setup() == 0
    return functions


@pytest.fixture(scope="module")
def numpys(tmp_path_factory):
    return library(some_c_compiler(), tmp_path_factory.mktemp("numpys") / "numpys.so", "numpys")


@pytest.fixture(scope="module", params=list(itertools.product(C_COMPILERS, VARIANTS)), ids=" ".join)
def variant(request, tmp_path_factory):
    compiler, name = request.param
    whose, flags = VARIANTS[name]
    return library((compiler, "c"), tmp_path_factory.mktemp("variant") / "variant.so", whose, *flags)


def address(thing):
    return ctypes.c_void_p(id(thing))


def facts(function, *arguments, type=ctypes.c_longlong):
    """What a function writes to its last argument."""
    room = (type * 200)()
    return room[: function(*arguments, room)]


@every_compiler
@pytest.mark.parametrize("name", VARIANTS)
def test_they_compile(compiler, name):
    whose, flags = VARIANTS[name]
    flags = [*(our_flags() if whose == "ours" else numpys_flags()), *flags, NEWEST]
    compile_c(compiler, *flags, "-fsyntax-only", C_TESTS / "npy_struct_macros.c")


# --- numbers ---------------------------------------------------------------------------------------------------------


def test_type_numbers(variant, numpys):
    for number in [*range(-1, 301), 2055, 2056, 2**31 - 1, -(2**31)]:
        expected = facts(numpys.type_number_facts, number, type=ctypes.c_int)
        assert facts(variant.type_number_facts, number, type=ctypes.c_int) == expected, number
        assert len(expected) == 11


def test_byte_orders(variant, numpys):
    for first, second in itertools.product([*b"<>=|s\0", 255], range(256)):
        expected = facts(numpys.byte_order_facts, first, second, type=ctypes.c_int)
        assert facts(variant.byte_order_facts, first, second, type=ctypes.c_int) == expected, (first, second)


def test_auxiliary_data_goes_through_its_own_functions(variant, numpys):
    assert variant.auxdata_facts() == numpys.auxdata_facts() == 12


# --- arrays and dtypes -----------------------------------------------------------------------------------------------

DTYPES = [*np.typecodes["All"], ">i2", ">f8", ">U3", "S5", "M8[3D]", ">m8[us]", "V7", "i4,O", "T"]
DTYPES += [np.dtype({"names": ["a"], "formats": ["f8"], "offsets": [1], "itemsize": 9}), np.dtype("i1,f8", align=True)]


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_dtypes(variant, numpys, dtype):
    dtype = np.dtype(dtype)
    expected = facts(numpys.dtype_facts, address(dtype))
    assert facts(variant.dtype_facts, address(dtype)) == expected
    assert expected[:2] == [dtype.itemsize, dtype.alignment]


def arrays():
    """Of every dtype, shape and kind of strides."""
    shapes = [(), (1,), (5,), (0,), (2, 3), (3, 0, 2), (2, 1, 3), (2, 3, 4, 5), (1,) * 40]
    for dtype, shape in itertools.product(DTYPES, shapes):
        array = np.zeros(shape, dtype)
        yield array
        yield array.T
        yield array[::-1] if shape else array
        yield np.asfortranarray(array)
        yield array[..., np.newaxis][..., ::2]
        readonly = array.view()
        readonly.flags.writeable = False
        yield readonly
    memory = np.zeros(41, "i1")
    yield memory[1:].view("f8")
    yield np.broadcast_to(np.arange(3.0), (4, 3))


def test_arrays(variant, numpys):
    others = [np.zeros(shape) for shape in [(), (5,), (2, 3), (3, 2), (2, 3, 4, 5)]]
    seen = set()
    for count, array in enumerate(arrays()):
        other = others[count % len(others)]
        expected = facts(numpys.array_facts, address(array), address(other))
        assert facts(variant.array_facts, address(array), address(other)) == expected, array.__array_interface__
        assert expected[0] == array.ndim
        seen.add(tuple(expected[-30:]))
    assert len(seen) > 50


def test_flags_are_set_and_cleared(variant):
    array = np.zeros(3)
    variant.set_flags(address(array), 0x0400, 0)
    assert not array.flags.writeable
    assert array.flags.aligned
    variant.set_flags(address(array), 0x0400, 1)
    assert array.flags.writeable


def test_memory_is_filled(variant):
    array = np.zeros((3, 4), "u2")
    variant.fill_with_byte(address(array), 7)
    assert (array == 0x0707).all()
    variant.fill_with_byte(address(array[:0]), 9)
    assert (array == 0x0707).all()


# --- iterators -------------------------------------------------------------------------------------------------------


class Struct:
    """The memory of an iterator, which can be put back to what it was."""

    def __init__(self, where, size):
        self.where = where + HEAD
        self.size = size - HEAD
        self.saved = self.bytes()

    def bytes(self):
        return ctypes.string_at(self.where, self.size)

    def restore(self):
        ctypes.memmove(self.where, self.saved, self.size)


def assert_same_steps(structs, steps, take, ours, numpys):
    """``take(functions, step)`` gives the same with both libraries, and leaves the same in every byte, step by step."""
    outcomes = []
    for functions in (numpys, ours):
        for struct in structs:
            struct.restore()
        outcomes.append([(take(functions, step), [struct.bytes() for struct in structs]) for step in steps])
    for step, expected, outcome in zip(steps, *outcomes, strict=True):
        assert outcome == expected, step


def random_array(chance, most_dimensions):
    """An array with any strides."""
    shape = [chance.choice([1, 1, 2, 3, 4]) for _ in range(chance.randint(0, most_dimensions))]
    dtype = chance.choice(["i1", "f8", "V3", "i4,O"])
    array = np.zeros([2 * length for length in shape], dtype, order=chance.choice("CF"))
    if chance.random() < 0.3:
        return np.zeros(shape, dtype)
    index = [slice(None, None, chance.choice([2, -2])) if chance.random() < 0.7 else slice(length) for length in shape]
    array = array[tuple(index)].transpose(chance.sample(range(len(shape)), len(shape)))
    if array.ndim and chance.random() < 0.2:
        array = np.broadcast_to(array[:1], array.shape)
    return array


def random_steps(chance, shape, size):
    """Beginning anew, walking, and jumping about; beyond the end only where NumPy goes there, too."""
    places = [[chance.randint(-length, length - 1) for length in shape] for _ in range(6)]
    jumps = [(GOTO, place) for place in places] + [(GOTO1D, [chance.randint(-size, size - 1)]) for _ in range(6)]
    walks = [(NEXT, [])] * 8 + [(RESET, [])]
    # From anywhere to the end, and a step further.
    return [*chance.choices(jumps + walks, k=30), (RESET, []), *[(NEXT, [])] * (size + 1), (RESET, [])]


def step_of_one(iterator, functions, step):
    place = (ctypes.c_ssize_t * 32)(*step[1])
    item = functions.walk(address(iterator), step[0], place)
    return item, functions.walk_facts(address(iterator)), list(place)


@pytest.mark.parametrize("seed", range(3))
def test_walking_an_array(variant, numpys, seed):
    chance = random.Random(seed)
    size = variant.struct_size(0)
    assert size == numpys.struct_size(0)
    for _ in range(60):
        array = random_array(chance, 6)
        iterator = array.flat

        take = partial(step_of_one, iterator)
        steps = random_steps(chance, array.shape, array.size)
        assert_same_steps([Struct(id(iterator), size)], steps, take, variant, numpys)


def test_walking_visits_every_item(variant):
    for array in (np.arange(24).reshape(2, 3, 4)[:, ::-1], np.arange(12).reshape(3, 4).T, np.arange(5), np.array(7)):
        iterator = array.flat
        visited = []
        item = variant.walk(address(iterator), RESET, None)
        while variant.walk_facts(address(iterator)):
            visited.append(ctypes.c_long.from_address(item).value)
            item = variant.walk(address(iterator), NEXT, None)
        assert visited == array.ravel().tolist()


def test_an_empty_array_is_done(variant):
    iterator = np.zeros((3, 0)).flat
    assert not variant.walk_facts(address(iterator))


def step_of_several(multi, functions, step):
    number, place, operand = step
    place = (ctypes.c_ssize_t * 32)(*place)
    item = functions.multi_walk(address(multi), number, place, operand)
    return item, facts(functions.multi_facts, address(multi)), list(place)


@pytest.mark.parametrize("seed", range(3))
def test_walking_several_arrays(variant, numpys, seed):
    chance = random.Random(seed)
    size = variant.struct_size(1)
    assert size == numpys.struct_size(1)
    for _ in range(40):
        array = random_array(chance, 5)
        operands = [array]
        for _ in range(chance.randint(0, 4)):
            # Axes of length 1, and fewer of them, so that the operand is broadcast.
            fewer = [slice(1) if chance.random() < 0.3 else slice(None) for _ in array.shape]
            operand = array.copy(order=chance.choice("CF"))[tuple(fewer)]
            operands.append(operand[0] if operand.ndim and operand.shape[0] == 1 else operand)
        chance.shuffle(operands)
        multi = np.broadcast(*operands)
        assert multi.shape == array.shape
        count = len(operands)
        iterators = facts(numpys.multi_facts, address(multi))[-count:]
        structs = [Struct(id(multi), size)] + [Struct(iterator, variant.struct_size(0)) for iterator in iterators]

        take = partial(step_of_several, multi)
        steps = [(*step, chance.randrange(count)) for step in random_steps(chance, array.shape, array.size)]
        steps = [(NEXT_I, [], operand) if chance.random() < 0.1 else (*step, operand) for *step, operand in steps]
        assert_same_steps(structs, steps, take, variant, numpys)


MODES = {"zero": 0, "one": 1, "constant": 2, "circular": 3, "mirror": 4}


def neighborhood(iterator, bounds, mode, fill):
    """PyArray_NeighborhoodIterNew of NumPy's table."""
    capsule = np._core._multiarray_umath._ARRAY_API
    get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
    get_pointer.restype = ctypes.c_void_p
    get_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    table = ctypes.cast(get_pointer(capsule, None), ctypes.POINTER(ctypes.c_void_p))
    prototype = ctypes.PYFUNCTYPE(
        ctypes.py_object, ctypes.py_object, ctypes.POINTER(ctypes.c_ssize_t), ctypes.c_int, ctypes.c_void_p
    )
    flat = (ctypes.c_ssize_t * (2 * len(bounds)))(*itertools.chain.from_iterable(bounds))
    return prototype(table[213])(iterator, flat, mode, None if fill is None else id(fill))


def step_around(iterator, around, functions, step):
    if step == "point":
        return functions.walk(address(iterator), NEXT, None)
    return functions.neighborhood_walk(address(around), step)


@pytest.mark.parametrize("mode", MODES)
def test_walking_a_neighbourhood(variant, numpys, mode):
    chance = random.Random(mode)
    sizes = [variant.struct_size(0), variant.struct_size(2)]
    assert sizes == [numpys.struct_size(0), numpys.struct_size(2)]
    for _ in range(25):
        array = np.arange(400, dtype="f4")[: chance.randint(1, 60)]
        shape = chance.choice([(), (-1,), (1, -1), (-1, 1)])
        if len(array) % 6 == 0:
            shape = chance.choice([(2, -1), (-1, 3), (2, 3, -1)])
        array = array[:1].reshape(()) if shape == () else array.reshape(shape)
        array = array.T if chance.random() < 0.5 else array
        iterator = array.flat
        bounds = [sorted([chance.randint(-3, 2), chance.randint(-2, 3)]) for _ in array.shape]
        fill = np.full((), 3.5, "f4") if mode == "constant" else None
        around = neighborhood(iterator, bounds, MODES[mode], fill)
        points = int(np.prod([last - first + 1 for first, last in bounds]))
        structs = [Struct(id(iterator), sizes[0]), Struct(id(around), sizes[1])]

        take = partial(step_around, iterator, around)
        # All points and, in the end, the first one again; around the first items and one further away.
        steps = [RESET, *[NEXT] * points] + ["point", RESET, *[NEXT] * points] * min(array.size - 1, 5)
        assert_same_steps(structs, steps, take, variant, numpys)


def test_a_neighbourhood_has_the_right_items(variant):
    array = np.arange(1.0, 7.0).reshape(2, 3)
    iterator = array.flat
    for mode, around_first in {
        "zero": [0, 0, 0, 0, 1, 2, 0, 4, 5],
        "one": [1, 1, 1, 1, 1, 2, 1, 4, 5],
        "constant": [9, 9, 9, 9, 1, 2, 9, 4, 5],
        "circular": [6, 4, 5, 3, 1, 2, 6, 4, 5],
        "mirror": [1, 1, 2, 1, 1, 2, 4, 4, 5],
    }.items():
        around = neighborhood(iterator, [(-1, 1), (-1, 1)], MODES[mode], np.array(9.0))
        values = []
        variant.neighborhood_walk(address(around), RESET)
        for _ in range(9):
            # An iterator over a neighbourhood begins as one over an array: its item is found the same way.
            values.append(ctypes.c_double.from_address(current_item(around, variant)).value)
            variant.neighborhood_walk(address(around), NEXT)
        assert values == around_first, mode


def current_item(around, functions):
    """The address of the item, read without moving: no step has the number 9."""
    return functions.walk(address(around), 9, None)
