"""The functions on handles for the items of StringDType arrays, compared with NumPy's: capi/api/strings.h. Between
acquiring and releasing nothing here may look at an array of that dtype: it would wait for ever."""

import contextlib
import ctypes
from ctypes import c_size_t, c_void_p

import numpy as np
import pytest
from api_arguments import fresh
from api_differential import NULL, check, check_program, check_refusal

pytest_plugins = ["api_tested"]

TEXTS = ["", "a", "exactly 15 chars", "fifteen chars..", "é" * 10, "medium " * 20, "long " * 100, "with\0NUL"]


class StaticString(ctypes.Structure):
    """npy_static_string."""

    _fields_ = [("size", c_size_t), ("buf", c_void_p)]


def strings(*values, **options):
    """An array with a dtype, and so an allocator, of its own."""
    return np.array(values or TEXTS, np.dtypes.StringDType(**options))


MISSING = {
    "none": {},
    "None": {"na_object": None},
    "NaN": {"na_object": np.nan},
    "a string": {"na_object": "missing"},
}
every_missing = pytest.mark.parametrize("options", MISSING.values(), ids=MISSING)


def with_missing(options):
    if not options:
        return strings(*TEXTS)
    return strings(TEXTS[1], options["na_object"], TEXTS[5], options["na_object"], **options)


@contextlib.contextmanager
def acquired(call, dtype):
    allocator = call("HNpyString_acquire_allocator", dtype)
    try:
        yield allocator
    finally:
        call("HNpyString_release_allocator", allocator)


def places(array):
    """Where the items are."""
    return [array.ctypes.data + i * array.strides[0] for i in range(len(array))]


def loaded(call, allocator, place):
    """Whether it is missing, and the bytes."""
    unpacked = StaticString(77, None)
    status = call("HNpyString_load", allocator, place, unpacked)
    return status, unpacked.size, None if unpacked.buf is None else ctypes.string_at(unpacked.buf, unpacked.size)


# --- reading -------------------------------------------------------------------------------------------------------


@every_missing
def test_loading(options):
    def load(call, array, dtype):
        with acquired(call, dtype) as allocator:
            return [loaded(call, allocator, place) for place in places(array)]

    def arguments():
        array = with_missing(options)
        return array, array.dtype

    check_program(load, arguments)


def test_loading_from_a_view():
    def load(call, array, dtype):
        with acquired(call, dtype) as allocator:
            return [loaded(call, allocator, place) for place in places(array)]

    def arguments():
        array = strings()[::-2]
        return array, array.dtype

    check_program(load, arguments)


def test_loading_what_was_never_written():
    def load(call, dtype):
        memory = ctypes.create_string_buffer(32)
        with acquired(call, dtype) as allocator:
            return [loaded(call, allocator, ctypes.addressof(memory) + offset) for offset in (0, 16)]

    check_program(load, lambda: (np.dtypes.StringDType(),))


def test_the_allocator_of_another_dtype():
    """Strings that lie in an allocator are not found in one that is empty; shorter ones need none."""

    def use(call, array, other):
        with acquired(call, other) as allocator:
            found = [loaded(call, allocator, place) for place in places(array)]
            for place in places(array)[5:7]:
                found.append(call("HNpyString_pack", allocator, place, b"new", 3))
                found.append(call("HNpyString_pack_null", allocator, place))
        assert [status for status, *_ in found[:8]] == [0, 0, -1, 0, -1, -1, -1, 0]
        return found

    check_program(use, lambda: (strings(), np.dtypes.StringDType()))


# --- writing -------------------------------------------------------------------------------------------------------


@every_missing
@pytest.mark.parametrize("text", [*TEXTS, "x" * 255, "x" * 256, "x" * 70000], ids=lambda text: text[:10])
def test_packing(text, options):
    def pack(call, array, dtype, text):
        with acquired(call, dtype) as allocator:
            written = [call("HNpyString_pack", allocator, place, text, len(text)) for place in places(array)]
            return written, [loaded(call, allocator, place) for place in places(array)]

    def arguments():
        array = with_missing(options)
        return array, array.dtype, text.encode()

    check_program(pack, arguments)


def test_packing_a_part():
    def pack(call, array, dtype, text):
        with acquired(call, dtype) as allocator:
            for length, place in zip((0, 1, 15, 16, 100), places(array), strict=False):
                call("HNpyString_pack", allocator, place, text, length)

    def arguments():
        array = strings()
        return array, array.dtype, b"0123456789" * 20

    check_program(pack, arguments)


def test_packing_again_and_again():
    """Also longer after shorter, and into memory that was made free."""

    def pack(call, array, dtype):
        with acquired(call, dtype) as allocator:
            for length in (3, 300, 20, 400, 0, 15, 16, 1000):
                for place in places(array)[::2]:
                    call("HNpyString_pack", allocator, place, b"y" * length, length)
        first = array.tolist()
        with acquired(call, dtype) as allocator:
            for place in places(array)[1::2]:
                call("HNpyString_pack", allocator, place, b"z" * 40, 40)
        return first, array.tolist()

    def arguments():
        array = strings()
        return array, array.dtype

    check_program(pack, arguments)


def test_packing_too_much():
    def pack(call, array, dtype):
        with acquired(call, dtype) as allocator:
            return [call("HNpyString_pack", allocator, place, None, 2**60) for place in places(array)]

    def arguments():
        array = strings()
        return array, array.dtype

    check_program(pack, arguments)


@every_missing
def test_packing_what_is_missing(options):
    def pack(call, array, dtype):
        with acquired(call, dtype) as allocator:
            written = [call("HNpyString_pack_null", allocator, place) for place in places(array)[::2]]
            found = [loaded(call, allocator, place) for place in places(array)]
            # And something again.
            written.append(call("HNpyString_pack", allocator, places(array)[0], b"there", 5))
            return written, found

    def arguments():
        array = with_missing(options)
        return array, array.dtype

    check_program(pack, arguments)


# --- allocators ----------------------------------------------------------------------------------------------------


def test_an_allocator_is_the_dtypes():
    def acquire(call, one, other):
        with acquired(call, one) as first, acquired(call, other) as second:
            assert first != second
        with acquired(call, one) as again:
            assert again == first

    check_program(acquire, lambda: (np.dtypes.StringDType(), np.dtypes.StringDType()))


def test_what_has_no_allocator():
    for wrong in (NULL, None, 3, "T", np.dtype("i4"), fresh("U3"), np.dtypes.StringDType, strings("a")):
        check_refusal("HNpyString_acquire_allocator", lambda wrong=wrong: (wrong,))


DTYPES = {
    "one": lambda: [np.dtypes.StringDType()],
    "two": lambda: [np.dtypes.StringDType(), np.dtypes.StringDType()],
    "one, twice": lambda: [np.dtypes.StringDType()] * 2,
    "others between": lambda: [
        fresh("i4"),
        np.dtypes.StringDType(),
        fresh("U3"),
        np.dtypes.StringDType(na_object=None),
    ],
    "others alone": lambda: [fresh("i4"), fresh("O")],
    "many": lambda: [*[np.dtypes.StringDType()] * 3, np.dtypes.StringDType(), fresh("S2")] * 2,
    "none": list,
}


@pytest.mark.parametrize("dtypes", DTYPES.values(), ids=DTYPES)
def test_several_allocators(dtypes):
    def acquire(call, dtypes, found):
        call("HNpyString_acquire_allocators", len(dtypes), dtypes, found)
        call("HNpyString_release_allocators", len(dtypes), found)
        # Each is the one that its dtype has alone; and it was released.
        for dtype, allocator in zip(dtypes, found, strict=False):
            if isinstance(dtype, np.dtypes.StringDType):
                with acquired(call, dtype) as alone:
                    assert allocator == alone
            else:
                assert allocator is None

    check_program(acquire, lambda: (dtypes(), (c_void_p * 12)(*[7] * 12)))


def test_loading_from_several():
    def load(call, one, other, dtypes):
        found = (c_void_p * 3)()
        call("HNpyString_acquire_allocators", 3, dtypes, found)
        try:
            results = [loaded(call, found[0], place) for place in places(one)]
            results += [loaded(call, found[1], place) for place in places(other)]
            call("HNpyString_pack", found[1], places(other)[0], b"q" * 50, 50)
        finally:
            call("HNpyString_release_allocators", 3, found)
        return results

    def arguments():
        one, other = strings(), strings("b" * 30, "c")
        return one, other, [one.dtype, other.dtype, np.dtype("i4")]

    check_program(load, arguments)


@pytest.mark.parametrize("wrong", [NULL, None, 3, np.float64, "T"], ids=str)
def test_several_of_which_one_is_none(wrong):
    found = (c_void_p * 3)(7, 7, 7)
    dtype = np.dtypes.StringDType()
    check_refusal("HNpyString_acquire_allocators", lambda: (3, [dtype, wrong, dtype], found))
    assert list(found) == [None] * 3
    # Nothing is locked.
    check(
        "HNpyString_acquire_allocator", lambda: (dtype,), lambda call, args, a: call("HNpyString_release_allocator", a)
    )


def test_releasing_none():
    check("HNpyString_release_allocators", lambda: (0, None))
    check("HNpyString_release_allocators", lambda: (2, (c_void_p * 2)()))
