"""Lets every allocation of every operation fail, one by one and all from there on; prints a line for each operation.

    python sweep.py python FOLDER     Python's allocators fail (FOLDER holds the module python_allocator)
    python sweep.py ours FOLDER       malloc fails in numpy_hpy's libraries (our_malloc.so is preloaded)

An operation may fail with MemoryError, or succeed where the memory was not needed. It must leave no memory behind.
"""

import ctypes
import gc
import sys

import numpy as np

from numpy_hpy import Layout, _native

WHICH, FOLDER = sys.argv[1:]
FROM_THERE_ON = 2**40
# Memory is compared before and after so many sweeps, so often.
SWEEPS, WINDOWS = 10, 12
SMALLEST_BLOCK = 24


class MallInfo(ctypes.Structure):
    """What mallinfo2 gives; only the bytes in use matter here."""

    _fields_ = [(name, ctypes.c_size_t) for name in ("a", "b", "c", "d", "e", "f", "g", "used", "h", "i")]


class PythonAllocator:
    """Failures in the allocators of Python, for every caller."""

    def __init__(self):
        sys.path.append(FOLDER)
        import python_allocator

        self.call, self.count = python_allocator.call, python_allocator.count


class OurMalloc:
    """Failures in malloc, for callers in the libraries of numpy_hpy."""

    def __init__(self):
        self.library = ctypes.CDLL(None)
        self.library.fail_ours.argtypes = [ctypes.c_long, ctypes.c_long]
        self.library.ours_seen.restype = self.library.ours_failed.restype = ctypes.c_long

    def call(self, function, first, count):
        self.library.fail_ours(first, count)
        try:
            function()
        finally:
            self.seen, self.failed = self.library.ours_seen(), self.library.ours_failed()
            self.library.fail_ours(0, 0)

    def count(self):
        return self.seen, self.failed


def memory_in_use():
    """References to a dtype, blocks of Python's allocator, bytes of malloc. What the cache may keep does not count."""
    _native.cache_clear()
    if sys.version_info < (3, 13):
        # It holds the names that were looked up, and HPy makes a new str for each look-up.
        sys._clear_type_cache()
    gc.collect()
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = MallInfo
    return sys.getrefcount(DTYPE), sys.getallocatedblocks(), mallinfo().used


OPERATIONS = {}
# These run code of Python and of NumPy that forgets memory, or its exception, where it gets no memory: `return *a, b`
# does in Python 3.11, `array.ctypes` does in NumPy 2.4.
THROUGH_PYTHON = {"views", "assignment", "listing", "copying"}
# NumPy 2.4 crashes when it writes floats and gets no memory.
CRASHES_IN_NUMPY = {"showing"}


def operation(function):
    OPERATIONS[function.__name__] = function
    return function


DTYPE = np.dtype(
    [
        ("a" * 300, "V4000"),
        ("b", "O"),
        ("c", [("d", "O", (300,)), ("e", "i1")], (300,)),
        (("title", "\ud800"), ">f8"),
    ]
)
SPEC = ascii(DTYPE.descr)
LAYOUT = Layout.from_dtype(DTYPE)
SAME = Layout.from_spec(SPEC)
BAD = np.dtype([("a", "O")])
BAD.__setstate__((3, "|", None, ("é",), {"é": (np.dtype("O"), 8)}, 8, 1, BAD.flags))
BAD_INSIDE = np.dtype([("outer", BAD, (2,))])


@operation
def from_dtype():
    _native.cache_clear()
    Layout.from_dtype(DTYPE)


@operation
def from_dtype_again():
    Layout.from_dtype(DTYPE)


@operation
def from_what_numpy_makes_a_dtype_of():
    Layout.from_dtype("i4,O")


@operation
def from_spec():
    Layout.from_spec(SPEC)


def refused(function, *arguments):
    try:
        function(*arguments)
    except (TypeError, ValueError):
        return
    raise AssertionError("was not refused")


@operation
def from_bad_dtype():
    refused(Layout.from_dtype, BAD)
    refused(Layout.from_dtype, BAD_INSIDE)


@operation
def from_bad_spec():
    refused(Layout.from_spec, "nonsense")
    refused(Layout.from_spec, "[('a', [('b', 'i3')])]")
    refused(Layout.from_spec, "{'names': ['a', 'b'], 'formats': ['O', 'O'], 'offsets': [0, 4]}")


@operation
def plain_attributes():
    for layout in (LAYOUT, LAYOUT.fields[2].layout):
        for name in ("itemsize", "alignment", "slot_count", "kind", "byteorder", "depth", "flags", "shape", "base"):
            getattr(layout, name)


@operation
def slots():
    assert len(LAYOUT.slots) == 90_001


@operation
def runs():
    assert len(LAYOUT.runs) == 2


@operation
def fields():
    assert [(f.name[:1], f.title, f.offset) for f in LAYOUT.fields][3] == ("\ud800", "title", 724_308)


@operation
def comparing():
    assert LAYOUT == SAME
    assert hash(LAYOUT) == hash(SAME)


@operation
def reprs():
    assert repr(LAYOUT.fields[2].layout).startswith("Layout((300) of struct")
    repr(LAYOUT.flags), repr(LAYOUT.fields[3])


def add_hpy_operations():
    import copy

    from numpy_hpy import HPyArray, ObjectBuffer

    records, objects, numbers = HPyArray((3,), DTYPE), HPyArray((3, 4), "O"), HPyArray(5, "f8")
    objects[0, 0] = kept = object()
    view = objects[:, ::2]

    @operation
    def new_array():
        HPyArray((3,), DTYPE)
        HPyArray((3, 4), "O", "F")

    @operation
    def new_array_refused():
        refused(HPyArray, -1)
        refused(HPyArray, (2**40, 2**40))

    @operation
    def items():
        objects[1, 2] = 1_234_567
        assert objects[1, 2] == 1_234_567
        assert objects[0, 0] is kept
        numbers[2] = 2.5
        assert numbers[2] == 2.5

    @operation
    def views():
        objects[0], objects[:, ::2], objects[..., None], view[1:], records["b"], records["c"]["d"], view.base

    @operation
    def assignment():
        objects[1] = None
        objects[2, :] = [1000, 2000, 3000, 4000]
        records["b"][...] = 5000
        records["\ud800"] = 2.5

    @operation
    def attributes():
        for array in (objects, records, view):
            for name in ("shape", "strides", "dtype", "ndim", "size", "nbytes", "itemsize", "layout", "flags", "base"):
                getattr(array, name)

    @operation
    def listing():
        objects.tolist(), numbers.tolist(), list(objects)

    @operation
    def showing():
        repr(objects), repr(numbers)

    @operation
    def as_numpy_array():
        np.asarray(objects), np.asarray(records), np.asarray(numbers)

    @operation
    def buffer_protocol():
        memoryview(numbers).release()

    @operation
    def copying():
        copy.copy(objects), copy.copy(numbers)

    @operation
    def object_buffer():
        buffer = ObjectBuffer(DTYPE, 3)
        buffer.store(0, 5000)
        assert buffer.load(0) == 5000
        buffer.release()


def is_not_ours(name):
    """Whether a failure that is not clean may be none of ours."""
    return WHICH == "python" and name in THROUGH_PYTHON


def sweep(allocator, name, function):
    """Runs the operation once for each allocation that it makes; returns how often it failed and was not harmed."""
    failed = unharmed = 0
    for count in (1, FROM_THERE_ON):
        first = 0
        while True:
            first += 1
            try:
                allocator.call(function, first, count)
                unharmed += 1
            except MemoryError:
                failed += 1
            except BaseException as error:
                if isinstance(error, SystemError) and is_not_ours(name):
                    unharmed += 1
                    continue
                error.add_note(f"in {name}, allocation {first}{'' if count == 1 else ' and all after it'}")
                raise
            if allocator.count()[1] == 0:
                unharmed -= 1
                break
    function()
    return failed, unharmed


def main():
    if "_hpyarray" in sys.modules or sys.version_info < (3, 13):
        add_hpy_operations()
    allocator = PythonAllocator() if WHICH == "python" else OurMalloc()
    for name, function in OPERATIONS.items():
        if WHICH == "python" and name in CRASHES_IN_NUMPY:
            continue
        function()
        failed, unharmed = sweep(allocator, name, function)
        if not is_not_ours(name):
            assert_leaves_nothing(name, lambda function=function, name=name: sweep(allocator, name, function))
        print(name, failed, unharmed, flush=True)


def assert_leaves_nothing(name, run):
    """What is made once and kept shows in some windows; what is forgotten each time shows in all of them."""
    growths = []
    for _ in range(WINDOWS):
        references, blocks, used = memory_in_use()
        for _ in range(SWEEPS):
            run()
        references, blocks, used = (
            after - before for after, before in zip(memory_in_use(), (references, blocks, used), strict=True)
        )
        assert references == 0, f"{name} leaves {references} references to a dtype behind"
        if blocks < SWEEPS and used < SWEEPS * SMALLEST_BLOCK:
            return
        growths.append((blocks, used))
    raise AssertionError(f"{name} leaves blocks and bytes behind: {growths}")


main()
