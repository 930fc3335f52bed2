"""The functions on handles for the memory of arrays and its handlers (NEP 49), compared with NumPy's: capi/api/memory.h,
and those of added.h that take a handler."""

import contextvars
import ctypes
import tracemalloc
from ctypes import PYFUNCTYPE, c_char, c_size_t, c_uint8, c_void_p

import numpy as np
import pytest
from api_arguments import every_array
from api_calls import extensions
from api_differential import NULL, check, check_program, check_refusal
from hpy_helpers import collect

pytest_plugins = ["api_tested"]

HUGE = 2**62


# --- the default allocator -----------------------------------------------------------------------------------------


def written(place, size):
    """What is there, before it is overwritten."""
    found = ctypes.string_at(place, size)
    ctypes.memset(place, 0xA5, size)
    return found


@pytest.mark.parametrize("size", [1, 16, 1000, 10**6])
def test_allocating(size):
    def allocate(call):
        place = call("HPyDataMem_NEW", size)
        written(place, size)
        place = call("HPyDataMem_RENEW", place, 2 * size)
        found = written(place, 2 * size)[:size]
        place = call("HPyDataMem_RENEW", place, 1)
        call("HPyDataMem_FREE", place)
        assert found == b"\xa5" * size
        return found

    check_program(allocate)


@pytest.mark.parametrize(("count", "size"), [(1, 1), (1000, 8), (0, 8), (8, 0), (1, 10**6)])
def test_allocating_zeros(count, size):
    def allocate(call):
        place = call("HPyDataMem_NEW_ZEROED", count, size)
        found = written(place, count * size)
        call("HPyDataMem_FREE", place)
        assert found == bytes(count * size)
        return found

    check_program(allocate)


def test_allocating_too_much():
    def allocate(call):
        assert call("HPyDataMem_NEW", HUGE) is None
        assert call("HPyDataMem_NEW_ZEROED", HUGE, HUGE) is None
        assert call("HPyDataMem_NEW_ZEROED", 1, HUGE) is None
        place = call("HPyDataMem_NEW", 10)
        ctypes.memmove(place, b"0123456789", 10)
        assert call("HPyDataMem_RENEW", place, HUGE) is None
        found = ctypes.string_at(place, 10)
        call("HPyDataMem_FREE", place)
        return found

    check_program(allocate)


def test_no_memory_at_all():
    check("HPyDataMem_FREE", lambda: (None,))
    check("HPyDataMem_RENEW", lambda: (None, 10), lambda call, args, place: call("HPyDataMem_FREE", place))


@pytest.fixture
def traced():
    """``traced()``: the sizes of what tracemalloc knows of NumPy's memory."""
    tracemalloc.start()
    domain = tracemalloc.DomainFilter(True, np.lib.tracemalloc_domain)

    def sizes():
        return sorted(trace.size for trace in tracemalloc.take_snapshot().filter_traces([domain]).traces)

    yield sizes
    tracemalloc.stop()


def test_tracemalloc_is_told(traced):
    def allocate(call):
        before = traced()
        places = [call("HPyDataMem_NEW", 12345), call("HPyDataMem_NEW_ZEROED", 101, 3)]
        found = traced()
        places[0] = call("HPyDataMem_RENEW", places[0], 54321)
        found += traced()
        for place in places:
            call("HPyDataMem_FREE", place)
        assert traced() == before
        assert {12345, 303, 54321} <= set(found)
        return found

    check_program(allocate, repeatable=False)


# --- handlers ------------------------------------------------------------------------------------------------------


@pytest.fixture
def handlers(compiler):
    """Handlers that count; no block may come back with another size, to another handler, or too late."""
    module = compiler.extension("memory_handler/memory_handler.c", "memory_handler")
    module.mistakes()
    yield module
    collect()
    assert module.mistakes() == {"size": 0, "owner": 0, "after death": 0, "died with blocks": 0}


def default_handler():
    """NumPy's variable, which is what is set where nothing was."""
    return contextvars.Context().run(extensions().numpy.PyDataMem_GetHandler)[0]


def names(*arrays):
    return [np._core.multiarray.get_handler_name(array) for array in arrays]


def test_the_handler_that_is_set(handlers):
    def use(call, handler, other, default):
        assert call("HPyDataMem_GetHandler") is default
        first = call("HPyDataMem_SetHandler", handler)
        second = call("HPyDataMem_GetHandler")
        arrays = [np.zeros(10), np.arange(3).repeat(2)]
        counts = [handlers.counts(handler)]
        third = call("HPyDataMem_SetHandler", other)
        # What there is stays with its handler.
        arrays[0].resize(20, refcheck=False)
        arrays.append(np.zeros(5, object))
        counts += [handlers.counts(handler), handlers.counts(other)]
        fourth = call("HPyDataMem_SetHandler", NULL)
        arrays.append(np.zeros(3))
        counts += [handlers.counts(handler), handlers.counts(other)]
        assert [first, second, third, fourth] == [default, handler, handler, other]
        assert call("HPyDataMem_GetHandler") is default
        return counts, names(*arrays), [call("HPyArray_HANDLER", array) for array in arrays]

    check_program(use, lambda: (handlers.make("one"), handlers.make("other"), default_handler()))


def test_a_handler_belongs_to_a_context(handlers):
    def use(call, handler, default):
        def inside():
            call("HPyDataMem_SetHandler", handler)
            return call("HPyDataMem_GetHandler"), np.zeros(3)

        found, array = contextvars.Context().run(inside)
        assert call("HPyDataMem_GetHandler") is default
        return found, names(array, np.zeros(3))

    check_program(use, lambda: (handlers.make("inside"), default_handler()))


NO_HANDLERS = [None, 3, "mem_handler", np.zeros(1), type]


def other_capsule():
    return np._core._multiarray_umath._ARRAY_API


@pytest.mark.parametrize("wrong", [*NO_HANDLERS, other_capsule], ids=str)
def test_what_is_no_handler(wrong):
    """NumPy loses a reference to the handler that is set."""
    check("HPyDataMem_SetHandler", lambda: (wrong() if wrong is other_capsule else wrong,), raises=ValueError)
    check("HPyDataMem_GetHandler", lambda: (), lambda call, args, handler: handler is default_handler())


@every_array
def test_the_handler_of_an_array(array, handlers):
    def ask(call, array, handler):
        first = call("HPyArray_GetHandler", array)
        call("HPyDataMem_SetHandler", handler)
        try:
            copy = array.copy()
        finally:
            call("HPyDataMem_SetHandler", NULL)
        return first, call("HPyArray_GetHandler", copy), call("HPyArray_GetHandler", copy[...])

    check_program(ask, lambda: (array(), handlers.make("of copies")), twins=TWINS)


def test_the_handler_of_what_is_no_array():
    for wrong in (NULL, None, [1], np.float64(1)):
        check_refusal("HPyArray_GetHandler", lambda wrong=wrong: (wrong,))


def test_the_default_handler(handlers):
    def ask(call, handler, default):
        before = call("HPyDataMem_GetDefaultHandler")
        call("HPyDataMem_SetHandler", handler)
        during = call("HPyDataMem_GetDefaultHandler")
        call("HPyDataMem_SetHandler", NULL)
        assert before is during is default

    check_program(ask, lambda: (handlers.make("another"), default_handler()), twins=TWINS)


# --- memory of a handler -------------------------------------------------------------------------------------------


class Allocator(ctypes.Structure):
    """PyDataMemAllocator. Its functions want the interpreter lock."""

    _fields_ = [
        ("ctx", c_void_p),
        ("malloc", PYFUNCTYPE(c_void_p, c_void_p, c_size_t)),
        ("calloc", PYFUNCTYPE(c_void_p, c_void_p, c_size_t, c_size_t)),
        ("realloc", PYFUNCTYPE(c_void_p, c_void_p, c_void_p, c_size_t)),
        ("free", PYFUNCTYPE(None, c_void_p, c_void_p, c_size_t)),
    ]


class Handler(ctypes.Structure):
    """PyDataMem_Handler."""

    _fields_ = [("name", c_char * 127), ("version", c_uint8), ("allocator", Allocator)]


def allocator_of(capsule):
    """What NumPy allocates with; its own functions that do are not public."""
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return Handler.from_address(pointer(capsule, b"mem_handler")).allocator


def user_new(size, capsule):
    allocator = allocator_of(capsule)
    return allocator.malloc(allocator.ctx, size)


def user_new_zeroed(count, size, capsule):
    allocator = allocator_of(capsule)
    return allocator.calloc(allocator.ctx, count, size)


def user_free(place, size, capsule):
    allocator = allocator_of(capsule)
    allocator.free(allocator.ctx, place, size)


def handler_of(array):
    return extensions().numpy.PyArray_HANDLER(array)[0]


TWINS = {
    "HPyDataMem_UserNEW": user_new,
    "HPyDataMem_UserNEW_ZEROED": user_new_zeroed,
    "HPyDataMem_UserFREE": user_free,
    "HPyDataMem_GetDefaultHandler": default_handler,
    "HPyArray_GetHandler": handler_of,
}


def test_allocating_with_a_handler(handlers):
    def allocate(call, handler):
        places = [call("HPyDataMem_UserNEW", 100, handler), call("HPyDataMem_UserNEW_ZEROED", 10, 8, handler)]
        counts = [handlers.counts(handler)]
        written(places[0], 100)
        found = written(places[1], 80)
        call("HPyDataMem_UserFREE", places[0], 100, handler)
        counts.append(handlers.counts(handler))
        call("HPyDataMem_UserFREE", places[1], 80, handler)
        counts.append(handlers.counts(handler))
        assert counts == [(2, 180, 0), (1, 80, 1), (0, 0, 2)]
        return found, counts

    check_program(allocate, lambda: (handlers.make("mine"),), twins=TWINS)


def test_the_size_is_told_to_the_handler(handlers):
    def allocate(call, handler):
        call("HPyDataMem_UserFREE", call("HPyDataMem_UserNEW", 100, handler), 99, handler)
        return handlers.mistakes()

    check_program(allocate, lambda: (handlers.make("mine"),), twins=TWINS)


def test_memory_of_a_handler_becomes_an_arrays(handlers):
    """A block of NumPy's that is freed through handles, and one of handles that NumPy frees."""

    def pass_on(call, handler):
        place = call("HPyDataMem_UserNEW", 80, handler)
        user_free(place, 80, handler)
        call("HPyDataMem_UserFREE", user_new(50, handler), 50, handler)
        return handlers.counts(handler)

    check_program(pass_on, lambda: (handlers.make("shared"),), twins=TWINS)


def test_allocating_too_much_with_a_handler():
    def allocate(call, handler):
        assert call("HPyDataMem_UserNEW", HUGE, handler) is None
        assert call("HPyDataMem_UserNEW_ZEROED", 2, HUGE, handler) is None
        call("HPyDataMem_UserFREE", None, 0, handler)

    check_program(allocate, lambda: (default_handler(),), twins=TWINS)


@pytest.mark.parametrize("wrong", [*NO_HANDLERS, other_capsule], ids=str)
def test_allocating_with_what_is_no_handler(wrong):
    def no_handler():
        return wrong() if wrong is other_capsule else wrong

    check("HPyDataMem_UserNEW", lambda: (10, no_handler()), raises=ValueError, twins=TWINS)
    check("HPyDataMem_UserNEW_ZEROED", lambda: (10, 2, no_handler()), raises=ValueError, twins=TWINS)
    check("HPyDataMem_UserFREE", lambda: (None, 2, no_handler()), raises=ValueError, twins=TWINS)


def test_allocating_without_a_handler():
    check_refusal("HPyDataMem_UserNEW", lambda: (10, NULL))
    check_refusal("HPyDataMem_UserNEW_ZEROED", lambda: (10, 2, NULL))
    check_refusal("HPyDataMem_UserFREE", lambda: (None, 2, NULL))


def test_tracemalloc_is_told_of_a_handlers_memory(handlers, traced):
    """As NumPy tells it of an array whose memory is a handler's."""
    handler = handlers.make("traced")
    before = handlers.set(handler)
    array = np.zeros(12345, np.uint8)
    handlers.set(before)
    with_array = traced()
    del array
    assert 12345 in with_array
    assert 12345 not in traced()
    for module in extensions().hpy.values():
        at_rest = traced()
        place = module.HPyDataMem_UserNEW(12345, handler)[0]
        assert traced() == with_array
        module.HPyDataMem_UserFREE(place, 12345, handler)
        place = module.HPyDataMem_UserNEW_ZEROED(2469, 5, handler)[0]
        assert traced() == with_array
        module.HPyDataMem_UserFREE(place, 12345, handler)
        assert traced() == at_rest
