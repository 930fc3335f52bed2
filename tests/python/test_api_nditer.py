"""The n-dimensional iterator on handles, compared with NumPy's: capi/api/nditer.h. The functions that C calls by their
address, to step on and to read the multi-index, are called by their address here too. What takes many turns looks for
leaks only in one of them."""

import contextlib
import ctypes

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
from api_calls import extensions
from api_constants import (
    NPY_ANYORDER,
    NPY_CORDER,
    NPY_FORTRANORDER,
    NPY_ITER_ALIGNED,
    NPY_ITER_ALLOCATE,
    NPY_ITER_ARRAYMASK,
    NPY_ITER_BUFFERED,
    NPY_ITER_C_INDEX,
    NPY_ITER_COMMON_DTYPE,
    NPY_ITER_CONTIG,
    NPY_ITER_COPY,
    NPY_ITER_COPY_IF_OVERLAP,
    NPY_ITER_DELAY_BUFALLOC,
    NPY_ITER_DONT_NEGATE_STRIDES,
    NPY_ITER_EXTERNAL_LOOP,
    NPY_ITER_F_INDEX,
    NPY_ITER_GROWINNER,
    NPY_ITER_MULTI_INDEX,
    NPY_ITER_NBO,
    NPY_ITER_NO_BROADCAST,
    NPY_ITER_NO_SUBTYPE,
    NPY_ITER_OVERLAP_ASSUME_ELEMENTWISE,
    NPY_ITER_RANGED,
    NPY_ITER_READONLY,
    NPY_ITER_READWRITE,
    NPY_ITER_REDUCE_OK,
    NPY_ITER_REFS_OK,
    NPY_ITER_UPDATEIFCOPY,
    NPY_ITER_VIRTUAL,
    NPY_ITER_WRITEMASKED,
    NPY_ITER_WRITEONLY,
    NPY_ITER_ZEROSIZE_OK,
    NPY_KEEPORDER,
    NPY_MAXARGS,
    NPY_MAXDIMS,
    NPY_NO_CASTING,
    NPY_SAFE_CASTING,
    NPY_SAME_KIND_CASTING,
    NPY_UNSAFE_CASTING,
)
from api_describe import ArrayStruct
from api_differential import NULL, Options, check, check_program, check_refusal, observe

pytest_plugins = ["api_tested"]

READ, WRITE, BOTH = NPY_ITER_READONLY, NPY_ITER_WRITEONLY, NPY_ITER_READWRITE
ORDERS = pytest.mark.parametrize(
    "order", [NPY_ANYORDER, NPY_CORDER, NPY_FORTRANORDER, NPY_KEEPORDER], ids=["any", "C", "Fortran", "keep"]
)
HAS_TRANSFER_FLAGS = np.lib.NumpyVersion(np.__version__) >= "2.3.0"

# With the interpreter lock, and an exception that they leave is raised.
IterNext = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
GetMultiIndex = ctypes.PYFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)

# --- making one ----------------------------------------------------------------------------------------------------


def multi(operands, flags=0, order=NPY_KEEPORDER, casting=NPY_SAFE_CASTING, op_flags=None, dtypes=None):
    """The arguments of HNpyIter_MultiNew."""
    return len(operands), operands, flags, order, casting, op_flags or [READ] * len(operands), dtypes


def advanced(operands, *args, axes=None, oa_ndim=None, itershape=None, buffersize=0, **options):
    """The arguments of HNpyIter_AdvancedNew; ``axes`` has a list for each operand, or None."""
    if oa_ndim is None:
        oa_ndim = -1 if axes is None else max(len(one) for one in axes if one is not None)
    if axes is not None:
        axes = (ctypes.POINTER(ctypes.c_int) * len(axes))(
            *(one if one is None else (ctypes.c_int * max(len(one), 1))(*one) for one in axes)
        )
    return *multi(operands, *args, **options), oa_ndim, axes, itershape, buffersize


def start(array):
    return ArrayStruct.from_address(id(array)).data


class Iterator:
    """An NpyIter of one ABI: calls what takes it."""

    def __init__(self, call, address):
        self.call, self.address = call, address

    def __call__(self, name, *args):
        return self.call(f"HNpyIter_{name}", self.address, *args)

    def copy(self):
        return Iterator(self.call, self("Copy"))

    def values(self, name, kind, length, *args):
        """An array that a function fills, or lends."""
        if name in LENT:
            return list((kind * length).from_address(self(name, *args)))
        array = (kind * length)()
        self(name, *args, array)
        return list(array)

    def handles(self, name):
        result, handles = self(name, self("GetNOp"))
        assert result == 0
        return handles


LENT = {"GetInnerStrideArray", "GetAxisStrideArray", "GetDataPtrArray", "GetInitialDataPtrArray"}


@contextlib.contextmanager
def ended(iterator):
    try:
        yield iterator
    finally:
        iterator("Deallocate")


def with_iterator(name, program):
    """A program that makes an iterator, does something with it, and ends it."""

    def whole(call, *args):
        with ended(Iterator(call, call(f"HNpyIter_{name}", *args))) as iterator:
            return program(iterator)

    return whole


def check_one(program, make, **options):
    check_program(with_iterator("New", program), make, **options)


def check_multi(program, make, **options):
    check_program(with_iterator("MultiNew", program), make, **options)


def check_advanced(program, make, **options):
    check_program(with_iterator("AdvancedNew", program), make, **options)


# --- looking at one ------------------------------------------------------------------------------------------------

ANSWERS = [
    "HasDelayedBufAlloc",
    "HasExternalLoop",
    "HasMultiIndex",
    "HasIndex",
    "IsBuffered",
    "IsGrowInner",
    "RequiresBuffering",
    "IterationNeedsAPI",
    "GetBufferSize",
    "GetIterSize",
    "GetIterIndex",
]


def facts(iterator):
    """All that can be asked of an iterator where it stands."""
    nop, ndim = iterator("GetNOp"), iterator("GetNDim")
    start, end = ctypes.c_ssize_t(), ctypes.c_ssize_t()
    iterator("GetIterIndexRange", start, end)
    found = {name: iterator(name) for name in ANSWERS}
    found["transfers"] = iterator("GetTransferFlags") if HAS_TRANSFER_FLAGS else None
    found["numbers"] = nop, ndim, start.value, end.value
    found["shape"] = iterator.values("GetShape", ctypes.c_ssize_t, ndim)
    found["flags"] = [iterator.values(f"Get{kind}Flags", ctypes.c_byte, nop) for kind in ("Read", "Write")]
    found["strides"] = [iterator.values("GetAxisStrideArray", ctypes.c_ssize_t, nop, axis) for axis in range(ndim)]
    operands, found["dtypes"] = iterator.handles("GetOperandArray"), iterator.handles("GetDescrArray")
    found["operands"] = operands
    found["first"] = places(iterator.values("GetInitialDataPtrArray", ctypes.c_void_p, nop), bounds(operands))
    if not found["HasDelayedBufAlloc"]:
        for name in ("GetInnerStrideArray", "GetInnerFixedStrideArray"):
            found[name] = iterator.values(name, ctypes.c_ssize_t, nop)
    return found


def bounds(operands):
    return [np.lib.array_utils.byte_bounds(operand) for operand in operands]


def places(addresses, regions):
    """Where the addresses lie in the operands."""
    found = []
    for address in addresses:
        for number, (first, last) in enumerate(regions):
            if address is not None and (first <= address < last or address == first):
                found.append((number, address - first))
                break
        else:
            found.append("in a buffer")
    return found


def item(address, dtype):
    """What lies there, without padding."""
    if dtype.names is not None:
        return {name: item(address + offset, field) for name, (field, offset, *_) in dtype.fields.items()}
    if dtype.kind == "O":
        return ctypes.py_object.from_address(address).value
    if dtype.kind == "T":
        return None  # where the text is, which says nothing
    size = 10 if dtype == np.longdouble and np.finfo(np.longdouble).nmant == 63 else dtype.itemsize
    return ctypes.string_at(address, size)


def walk(iterator, act=None):
    """Goes to the end, and tells of every item: what it is, if it is read, where it is, and its indices. ``act`` gets the
    addresses of each."""
    nop, ndim = iterator("GetNOp"), iterator("GetNDim")
    operands, dtypes = iterator.handles("GetOperandArray"), iterator.handles("GetDescrArray")
    is_read = iterator.values("GetReadFlags", ctypes.c_byte, nop)
    pointers = (ctypes.c_void_p * nop).from_address(iterator("GetDataPtrArray"))
    size = strides = index = read_multi_index = None
    if iterator("HasExternalLoop"):
        size = ctypes.c_ssize_t.from_address(iterator("GetInnerLoopSizePtr"))
        strides = (ctypes.c_ssize_t * nop).from_address(iterator("GetInnerStrideArray"))
    if iterator("HasIndex"):
        index = ctypes.c_ssize_t.from_address(iterator("GetIndexPtr"))
    else:
        assert iterator("GetIndexPtr") is None
    if iterator("HasMultiIndex"):
        read_multi_index = GetMultiIndex(iterator("GetGetMultiIndex", None))
        numbers_of_axes = (ctypes.c_ssize_t * ndim)()
    step = IterNext(iterator("GetIterNext", None))
    found, regions = [], bounds(operands)
    more = iterator("GetIterSize") > 0
    while more:
        starts = list(pointers)
        where = [places(starts, regions), iterator("GetIterIndex")]
        if size is not None:
            where += [size.value, list(strides)]
        if index is not None:
            where.append(index.value)
        if read_multi_index is not None:
            read_multi_index(iterator.address, numbers_of_axes)
            where.append(list(numbers_of_axes))
        found.append(where)
        for number in range(1 if size is None else size.value):
            addresses = [start + number * strides[i] for i, start in enumerate(starts)] if strides else starts
            if act is not None:
                act(*addresses)
            found.append([item(addresses[i], dtypes[i]) for i in range(nop) if is_read[i]])
        more = step(iterator.address) and len(found) <= 1000
    return found


def facts_and_walk(iterator):
    return facts(iterator), walk(iterator)


def copy_of(size):
    """Copies the first operand's item to the second."""

    def act(source, target, *others):
        ctypes.memmove(target, source, size)

    return act


def check_copied(size, make, check_made=check_multi, **options):
    """Copies the items of the first operand to the second, which is not initialised."""

    def program(iterator):
        return facts(iterator), walk(iterator, copy_of(size)), iterator.handles("GetOperandArray")

    check_made(program, make, contents=False, **options)


# --- one operand ---------------------------------------------------------------------------------------------------

# NumPy 2.4 steps out of its memory where a flat index is tracked in a range, and so nothing here does.
KINDS = {
    "plain": 0,
    "external loop": NPY_ITER_EXTERNAL_LOOP,
    "C index": NPY_ITER_MULTI_INDEX | NPY_ITER_C_INDEX,
    "Fortran index": NPY_ITER_F_INDEX,
    "range": NPY_ITER_RANGED | NPY_ITER_MULTI_INDEX | NPY_ITER_DONT_NEGATE_STRIDES,
    "buffered": NPY_ITER_BUFFERED | NPY_ITER_EXTERNAL_LOOP | NPY_ITER_GROWINNER,
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@every_array
def test_one_array(array, kind):
    flags = kind | NPY_ITER_REFS_OK | NPY_ITER_ZEROSIZE_OK | READ
    check_one(facts_and_walk, lambda: (array(), flags, NPY_KEEPORDER, NPY_NO_CASTING, NULL), repeatable=not kind)


@ORDERS
def test_orders(order):
    for make in (
        lambda: numbers("i4", 2, 3, 2).transpose(2, 0, 1),
        lambda: numbers("f8", 3, 4)[::-1, ::2],
        lambda: np.asfortranarray(numbers("i2", 2, 3)),
        lambda: np.broadcast_to(numbers("i2", 3), (2, 3)),
    ):
        for flags in (0, NPY_ITER_MULTI_INDEX | NPY_ITER_F_INDEX, NPY_ITER_DONT_NEGATE_STRIDES | NPY_ITER_C_INDEX):
            arguments = (flags | READ, order, NPY_NO_CASTING, NULL)
            check_one(facts_and_walk, lambda make=make, arguments=arguments: (make(), *arguments), repeatable=False)
        check_multi(
            facts_and_walk,
            lambda make=make: multi([make(), numbers("f4", *make().shape)], NPY_ITER_MULTI_INDEX, order),
            repeatable=False,
        )


@every_array
def test_one_array_as_doubles(array):
    flags = NPY_ITER_BUFFERED | NPY_ITER_REFS_OK | NPY_ITER_ZEROSIZE_OK | READ
    for casting in (NPY_SAFE_CASTING, NPY_UNSAFE_CASTING):
        arguments = (flags, NPY_CORDER, casting)
        check_one(
            facts_and_walk,
            lambda arguments=arguments: (array(), *arguments, fresh("f8")),
            raises=any,
            repeatable=casting == NPY_UNSAFE_CASTING,
        )


def test_an_operand_that_is_made():
    made = NPY_ITER_ALLOCATE | WRITE
    check_one(facts, lambda: (NULL, made, NPY_CORDER, NPY_SAFE_CASTING, fresh("O")))
    check_one(
        lambda iterator: iterator.handles("GetOperandArray")[0].shape,
        lambda: (NULL, made | NPY_ITER_MULTI_INDEX, NPY_CORDER, NPY_SAFE_CASTING, fresh("i4")),
    )
    check_one(facts, lambda: (NULL, READ, NPY_CORDER, NPY_SAFE_CASTING, NULL), raises=ValueError)
    check_one(facts, lambda: (NULL, made, NPY_CORDER, NPY_SAFE_CASTING, NULL), raises=TypeError)


def test_the_end_of_no_iterator():
    check("HNpyIter_Deallocate", lambda: (None,))


# --- what makes no iterator ----------------------------------------------------------------------------------------

WRONG_FLAGS = {
    "a flag of an operand": NPY_ITER_READONLY,
    "two indices": NPY_ITER_C_INDEX | NPY_ITER_F_INDEX,
    "an external loop with an index": NPY_ITER_EXTERNAL_LOOP | NPY_ITER_C_INDEX,
    "an external loop with a multi-index": NPY_ITER_EXTERNAL_LOOP | NPY_ITER_MULTI_INDEX,
    "an external loop in a range": NPY_ITER_EXTERNAL_LOOP | NPY_ITER_RANGED,
}

WRONG_OPERAND_FLAGS = {
    "none": [0],
    "read and read-write": [READ | BOTH],
    "read and write": [READ | WRITE],
    "write and read-write": [WRITE | BOTH],
    "a flag of the iterator": [READ | NPY_ITER_BUFFERED],
    "a copy that is written": [BOTH | NPY_ITER_COPY],
    "a mask on what is read": [READ | NPY_ITER_WRITEMASKED],
    "masked by itself": [BOTH | NPY_ITER_WRITEMASKED | NPY_ITER_ARRAYMASK],
    "no mask": [BOTH | NPY_ITER_WRITEMASKED],
    "a mask of nothing": [READ | NPY_ITER_ARRAYMASK],
    "virtual and read": [READ | NPY_ITER_VIRTUAL],
    "virtual and there": [BOTH | NPY_ITER_VIRTUAL],
}


@pytest.mark.parametrize("flags", WRONG_FLAGS.values(), ids=WRONG_FLAGS)
def test_flags_that_make_no_iterator(flags):
    check_multi(facts, lambda: multi([numbers("i4", 2)], flags), raises=ValueError)
    check_advanced(facts, lambda: advanced([numbers("i4", 2)], flags), raises=ValueError)
    if flags < 0x10000:
        check_one(facts, lambda: (numbers("i4", 2), flags | READ, 0, 0, NULL), raises=ValueError)


@pytest.mark.parametrize("op_flags", WRONG_OPERAND_FLAGS.values(), ids=WRONG_OPERAND_FLAGS)
def test_flags_of_an_operand_that_make_no_iterator(op_flags):
    check_multi(facts, lambda: multi([numbers("i4", 2)], op_flags=op_flags), raises=ValueError)
    # The one before is given back.
    more = [numbers("f8", 2), numbers("i4", 2)]
    check_advanced(facts, lambda: advanced(more, op_flags=[READ, *op_flags]), raises=ValueError)
    if not op_flags[0] & 0xFFFF:
        check_one(facts, lambda: (numbers("i4", 2), op_flags[0], 0, 0, NULL), raises=ValueError)


WRONG_OPERANDS = {
    "do not fit": (ValueError, lambda: multi([numbers("i4", 2), numbers("i4", 3)])),
    "do not fit an index": (ValueError, lambda: multi([numbers("i4", 2, 2), numbers("i4", 3)], NPY_ITER_MULTI_INDEX)),
    "is broadcast": (
        ValueError,
        lambda: multi([numbers("i4", 3), numbers("i4", 1)], op_flags=[READ, READ | NPY_ITER_NO_BROADCAST]),
    ),
    "is written and broadcast": (
        ValueError,
        lambda: multi([numbers("i4", 3), numbers("i4", 1)], op_flags=[READ, BOTH]),
    ),
    "is read-only": (ValueError, lambda: multi([read_only(numbers("i4", 3))], op_flags=[BOTH])),
    "is read-only and only written": (ValueError, lambda: multi([read_only(things(3))], 32, op_flags=[WRITE])),
    "is NULL": (ValueError, lambda: multi([numbers("i4", 2), NULL])),
    "is NULL and made for reading": (ValueError, lambda: multi([NULL], op_flags=[READ | NPY_ITER_ALLOCATE])),
    "is NULL and made before it is read": (
        ValueError,
        lambda: multi([numbers("i4", 2), NULL], NPY_ITER_BUFFERED, op_flags=[READ, BOTH | NPY_ITER_ALLOCATE]),
    ),
    "is empty": (ValueError, lambda: multi([np.zeros((2, 0))])),
    "has objects": (TypeError, lambda: multi([numbers("i4", 2), things(2)])),
    "has objects in fields": (TypeError, lambda: multi([records(2)])),
    "has text of any length": (TypeError, lambda: multi([np.array(["a"], np.dtypes.StringDType())])),
    # Older versions allow it.
    "is seen as objects": (any, lambda: multi([numbers("i4", 2)], NPY_ITER_BUFFERED, dtypes=[fresh("O")])),
    "is not cast": (TypeError, lambda: multi([numbers("i4", 2)], NPY_ITER_BUFFERED, 0, 0, dtypes=[fresh("f8")])),
    "is not cast back": (
        TypeError,
        lambda: multi([numbers("i4", 2)], NPY_ITER_BUFFERED, op_flags=[BOTH], dtypes=[fresh("f8")]),
    ),
    "is cast without a buffer": (TypeError, lambda: multi([numbers("i4", 2)], dtypes=[fresh("f8")])),
    "has no common dtype": (
        TypeError,
        lambda: multi([structures(2), numbers("i4", 2)], NPY_ITER_COMMON_DTYPE | NPY_ITER_BUFFERED),
    ),
    "is two masks": (
        ValueError,
        lambda: multi(
            [numbers("i4", 2), numbers("?", 2), numbers("?", 2)],
            op_flags=[BOTH | NPY_ITER_WRITEMASKED, READ | NPY_ITER_ARRAYMASK, READ | NPY_ITER_ARRAYMASK],
        ),
    ),
    "is a mask that is too small": (
        ValueError,
        lambda: multi(
            [numbers("i4", 1), numbers("?", 2)],
            NPY_ITER_REDUCE_OK,
            op_flags=[BOTH | NPY_ITER_WRITEMASKED, READ | NPY_ITER_ARRAYMASK],
        ),
    ),
    "is reduced into and only written": (
        ValueError,
        lambda: multi([numbers("i4", 3), numbers("i4", 1)], NPY_ITER_REDUCE_OK, op_flags=[READ, WRITE]),
    ),
    "is too large": (ValueError, lambda: multi([np.broadcast_to(np.int8(1), shape) for shape in ((2**62, 1), (1, 4))])),
    "is made of an unknown dtype": (TypeError, lambda: multi([NULL], op_flags=[WRITE | NPY_ITER_ALLOCATE])),
}


@pytest.mark.parametrize(("error", "make"), WRONG_OPERANDS.values(), ids=WRONG_OPERANDS)
def test_operands_that_make_no_iterator(error, make):
    def program(iterator):
        return iterator("GetNDim")

    check_multi(program, make, raises=error)
    check_advanced(program, lambda: (*make(), -1, None, None, 0), raises=error)


@pytest.mark.parametrize("casting", range(5))
def test_the_rule_of_casting_is_in_the_message(casting):
    def make(dtype):
        return multi([numbers("f8", 2)], NPY_ITER_BUFFERED, 0, casting, dtypes=[fresh(dtype)])

    for dtype in ("f8", ">f8", "f4", "i4", "c16", "M8[s]"):
        check_multi(facts, lambda dtype=dtype: make(dtype), raises=any)


WRONG_AXES = {
    "none, and it is told how many": lambda: advanced([numbers("i4", 2)], oa_ndim=0),
    "none, and it is told that one": lambda: advanced([numbers("i4", 2)], oa_ndim=1),
    "some, and it is told that none": lambda: advanced([numbers("i4", 2)], axes=[[0]], oa_ndim=-1),
    "a shape alone": lambda: advanced([numbers("i4", 2)], itershape=[2]),
    "too many": lambda: advanced([numbers("i4", 2)], axes=[list(range(65))]),
    "a wide one": lambda: advanced([numbers("i4", 2)], axes=[[64]]),
    "twice the same": lambda: advanced([numbers("i4", 2, 2)], axes=[[1, 1]]),
    "one that it does not have": lambda: advanced([numbers("i4", 2)], axes=[[1]]),
    "another length": lambda: advanced([numbers("i4", 2)], axes=[[0]], itershape=[3]),
    "lengths that do not fit": lambda: advanced([numbers("i4", 2), numbers("i4", 3)], axes=[[0], [0]]),
    "reduced without leave": lambda: advanced(
        [numbers("i4", 2), numbers("i4", 1)], axes=[[0], [-1]], op_flags=[READ, BOTH]
    ),
    "made with a hole": lambda: advanced(
        [numbers("i4", 2, 2), NULL], axes=[[0, 1], [2, 0]], op_flags=[READ, WRITE | NPY_ITER_ALLOCATE]
    ),
    "made too wide": lambda: advanced(
        [numbers("i4", 2), NULL], axes=[[0], [1]], op_flags=[READ, WRITE | NPY_ITER_ALLOCATE]
    ),
}


@pytest.mark.parametrize("make", WRONG_AXES.values(), ids=WRONG_AXES)
def test_axes_that_make_no_iterator(make):
    check_advanced(facts, make, raises=ValueError)


def test_what_is_no_operand():
    for wrong in ([1, 2], 3, np.float64(1), np.zeros(2).flat):
        check_refusal("HNpyIter_New", lambda wrong=wrong: (wrong, READ, 0, 0, NULL))
        check_refusal("HNpyIter_MultiNew", lambda wrong=wrong: multi([numbers("i4", 2), wrong]))
        check_refusal("HNpyIter_AdvancedNew", lambda wrong=wrong: advanced([wrong, numbers("i4", 2)]))


def test_operands_that_are_nowhere():
    check_refusal("HNpyIter_MultiNew", lambda: (1, None, 0, 0, 0, [READ], None))
    check_refusal("HNpyIter_AdvancedNew", lambda: (1, None, 0, 0, 0, [READ], None, -1, None, None, 0))


def test_what_is_no_dtype():
    for wrong in ("f8", np.float64, numbers("f8", 1)):
        check_refusal("HNpyIter_New", lambda wrong=wrong: (numbers("i4", 2), READ, 0, 4, wrong))
        check_refusal("HNpyIter_MultiNew", lambda wrong=wrong: multi([numbers("i4", 2)], dtypes=[wrong]))
        check_refusal(
            "HNpyIter_AdvancedNew",
            lambda wrong=wrong: advanced([numbers("i4", 2)] * 2, dtypes=[fresh("f8"), wrong]),
        )


# --- several operands ----------------------------------------------------------------------------------------------


def test_as_many_operands_as_are_wanted():
    def program(iterator):
        nop = iterator("GetNOp")
        addresses = iterator.values("GetDataPtrArray", ctypes.c_void_p, nop)
        step = IterNext(iterator("GetIterNext", None))
        return (
            nop,
            iterator.handles("GetDescrArray"),
            [item(each, np.dtype("u1")) for each in addresses],
            step(iterator.address),
        )

    # Older versions of NumPy allow NPY_MAXARGS.
    for count in (0, 3, NPY_MAXARGS, NPY_MAXARGS + 1):
        check_multi(program, lambda count=count: multi([numbers("i4", 2)] * count), raises=any)
    for dtypes in ([fresh("f8")], [NULL]):
        many = advanced([numbers("f4", 2)] * 70, NPY_ITER_BUFFERED, dtypes=dtypes * 70)
        check_advanced(program, lambda many=many: many, raises=any)


def test_as_many_dimensions_as_there_are():
    def program(iterator):
        return facts(iterator), walk(iterator)

    shape = (1,) * (NPY_MAXDIMS - 1) + (2,)
    check_multi(program, lambda: multi([np.ones(shape, "i1"), numbers("i4", 2)], NPY_ITER_MULTI_INDEX))
    check_advanced(program, lambda: advanced([np.ones(shape, "i1")], axes=[list(range(NPY_MAXDIMS))]))
    check_advanced(program, lambda: advanced([np.ones(shape, "i1")], axes=[[0] * 65], oa_ndim=65), raises=ValueError)


TOGETHER = {
    "rows and columns": lambda: [numbers("i4", 3, 1), numbers("f8", 1, 2)],
    "of several dimensions": lambda: [numbers("i2", 3), numbers("f8", 2, 3)[:, ::-1], numbers("u1", 2, 2, 1)],
    "the same twice": lambda: [numbers("i4", 3)] * 2,
    "objects": lambda: [things(2, 1), numbers("i4", 2)],
    "a subclass": lambda: [numbers("f8", 2).view(Subclass), structures(2)],
    "without items": lambda: [np.zeros((2, 0)), numbers("i4", 1)],
    "without dimensions": lambda: [np.array(2.5), np.array(1)],
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("make", TOGETHER.values(), ids=TOGETHER)
def test_several_arrays(make, kind):
    flags = kind | NPY_ITER_REFS_OK | NPY_ITER_ZEROSIZE_OK
    check_multi(facts_and_walk, lambda: multi(make(), flags), repeatable=not kind)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_an_operand_that_is_made_to_fit(kind):
    def make(first, *flags, dtype=NULL, **options):
        op_flags = [READ, WRITE | NPY_ITER_ALLOCATE | sum(flags)]
        return multi([first, NULL], kind | NPY_ITER_REFS_OK, op_flags=op_flags, dtypes=[NULL, dtype], **options)

    for size, made in (
        (4, lambda: make(numbers("i4", 2, 3))),
        (8, lambda: make(numbers("f8", 2, 3, 2).transpose(1, 2, 0)[::-1])),
        (8, lambda: make(numbers("f8", 2, 2).view(np.matrix))),
        (8, lambda: make(numbers("f8", 2, 2).view(np.matrix), NPY_ITER_NO_SUBTYPE)),
        (4, lambda: make(numbers("f4", 2, 2), dtype=fresh("f4"))),
        (4, lambda: make(numbers("f4", 2, 2), dtype=fresh(">f4"))),
        (8, lambda: make(numbers("f8", 2, 3), order=NPY_FORTRANORDER)),
    ):
        check_copied(size, made, repeatable=not kind)


def test_an_operand_that_cannot_be_made():
    class Refusing(np.ndarray):
        __array_priority__ = 1.0

        def __array_finalize__(self, obj):
            if obj is None:
                raise KeyError("not this one")

    flags = [READ, WRITE | NPY_ITER_ALLOCATE]
    # Older versions of NumPy do not survive this a hundred times.
    check_multi(
        facts,
        lambda: multi([numbers("f8", 2).view(Refusing), NULL], op_flags=flags),
        raises=KeyError,
        repeatable=False,
    )


def test_a_common_dtype():
    flags = NPY_ITER_COMMON_DTYPE | NPY_ITER_BUFFERED
    for make in (
        lambda: [numbers("i4", 3), numbers("f4", 3)],
        lambda: [numbers("i2", 2, 1), numbers("u2", 3), numbers("?", 1)],
        lambda: [numbers("i4", 2), numbers("i4", 2).astype("U3")],
        lambda: [things(2), numbers("f8", 2)],
    ):
        for casting in (NPY_SAFE_CASTING, NPY_SAME_KIND_CASTING, NPY_UNSAFE_CASTING):
            check_multi(
                facts_and_walk,
                lambda make=make, casting=casting: multi(make(), flags | NPY_ITER_REFS_OK, casting=casting),
            )


def test_copies_instead_of_buffers():
    def make(array, dtype, flags, casting=NPY_UNSAFE_CASTING, **options):
        return multi([array], NPY_ITER_REFS_OK, NPY_CORDER, casting, op_flags=[flags], dtypes=[dtype], **options)

    check_multi(facts_and_walk, lambda: make(numbers("i4", 2, 3).T, fresh("f8"), READ | NPY_ITER_COPY))
    check_multi(facts_and_walk, lambda: make(numbers(">i4", 3), NULL, READ | NPY_ITER_COPY | NPY_ITER_NBO))
    check_multi(facts_and_walk, lambda: make(unaligned("f8", 3), NULL, READ | NPY_ITER_COPY | NPY_ITER_ALIGNED))
    check_multi(facts_and_walk, lambda: make(numbers("i4", 3), np.dtype("O"), READ | NPY_ITER_COPY))
    check_multi(facts_and_walk, lambda: make(np.array(["x"]), fresh("f8"), READ | NPY_ITER_COPY), raises=ValueError)
    check_multi(facts_and_walk, lambda: make(numbers(">i4", 3), NULL, READ | NPY_ITER_NBO), raises=TypeError)
    check_multi(facts_and_walk, lambda: make(unaligned("f8", 3), NULL, READ | NPY_ITER_ALIGNED), raises=TypeError)


def test_buffers_that_are_contiguous():
    def make(array, flags, dtype=NULL):
        return advanced([array], flags, op_flags=[READ | NPY_ITER_CONTIG], dtypes=[dtype], buffersize=4)

    buffered = NPY_ITER_BUFFERED | NPY_ITER_EXTERNAL_LOOP
    for array in (lambda: numbers("i4", 6)[::2], lambda: numbers("i4", 2, 3), lambda: numbers("i4", 2, 3).T):
        check_advanced(facts_and_walk, lambda array=array: make(array(), buffered))
        check_advanced(facts_and_walk, lambda array=array: make(array(), buffered, fresh("f8")))
    check_advanced(facts_and_walk, lambda: make(numbers("i4", 6)[::2], 0), raises=TypeError)


def negate(address):
    number = ctypes.c_double.from_address(address)
    number.value = -number.value


def test_copies_are_written_back_at_the_end():
    def program(call, array, flags, op_flags, dtype):
        iterator = Iterator(
            call, call("HNpyIter_MultiNew", *multi([array], flags, 0, 4, op_flags=[op_flags], dtypes=[dtype]))
        )
        walk(iterator, negate)
        before = array.copy()
        return before, iterator("Deallocate"), array

    for flags, op_flags in [(0, BOTH | NPY_ITER_UPDATEIFCOPY), (NPY_ITER_BUFFERED, BOTH)]:
        for make in (
            lambda: numbers("f4", 2, 3).T,
            lambda: numbers(">f8", 3),
            lambda: numbers("i4", 4)[::-2],
            lambda: numbers("f8", 3),
        ):
            check_program(program, lambda make=make, f=flags, o=op_flags: (make(), f, o, fresh("f8")))


def test_operands_that_overlap():
    def make(flags, more=0):
        array = numbers("f8", 6)
        return multi([array[:-1], array[1:]], flags, op_flags=[READ | more, WRITE | more])

    for flags in (0, NPY_ITER_COPY_IF_OVERLAP):
        for more in (0, NPY_ITER_OVERLAP_ASSUME_ELEMENTWISE):
            check_copied(8, lambda flags=flags, more=more: make(flags, more))

    def same(flags, more):
        array = numbers("f8", 3)
        return multi([array, array], flags, op_flags=[READ | more, BOTH | more])

    for more in (0, NPY_ITER_OVERLAP_ASSUME_ELEMENTWISE):
        check_copied(8, lambda more=more: same(NPY_ITER_COPY_IF_OVERLAP, more))


def test_what_is_written_under_a_mask():
    def make(flags, dtype, mask):
        array = numbers("f4", 4) + 1
        op_flags = [READ, BOTH | NPY_ITER_WRITEMASKED, READ | NPY_ITER_ARRAYMASK]
        dtypes = [NULL, dtype, NULL]
        operands = [numbers(dtype, 4) + 100, array, mask]
        return multi(operands, flags, casting=NPY_UNSAFE_CASTING, op_flags=op_flags, dtypes=dtypes)

    for mask in (lambda: np.array([True, False, True, False]), lambda: np.array([1, 0, 0, 2], "u1")):
        for flags in (NPY_ITER_BUFFERED, NPY_ITER_BUFFERED | NPY_ITER_EXTERNAL_LOOP):
            check_copied(8, lambda mask=mask, flags=flags: make(flags, fresh("f8"), mask()))
        # Without a buffer nothing is between the caller and the array.
        check_copied(4, lambda mask=mask: make(0, fresh("f4"), mask()))
    check_multi(facts, lambda: make(0, fresh("f8"), numbers("?", 4)), raises=TypeError)
    check_multi(facts, lambda: make(NPY_ITER_BUFFERED, fresh("f8"), numbers("i4", 4)), raises=TypeError)


def test_a_mask_that_is_made():
    def make():
        op_flags = [BOTH | NPY_ITER_WRITEMASKED, WRITE | NPY_ITER_ARRAYMASK | NPY_ITER_ALLOCATE]
        return multi([numbers("f8", 3), NULL], op_flags=op_flags)

    def program(iterator):
        return [operand.dtype for operand in iterator.handles("GetOperandArray")]

    check_multi(program, make)


def test_operands_without_an_array():
    def program(iterator):
        return facts(iterator)["numbers"]

    def make(flags, more=0):
        return multi([numbers("f8", 2), NULL], flags, op_flags=[READ, BOTH | NPY_ITER_VIRTUAL | more])

    for flags in (0, NPY_ITER_BUFFERED, NPY_ITER_BUFFERED | NPY_ITER_DELAY_BUFALLOC):
        check_multi(program, lambda flags=flags: make(flags), contents=False)
    check_multi(program, lambda: make(0, NPY_ITER_ALLOCATE), contents=False)
    check_multi(program, lambda: make(NPY_ITER_BUFFERED, NPY_ITER_ALLOCATE), raises=ValueError)


# --- axes, shapes, reductions --------------------------------------------------------------------------------------

AXES = {
    "as they are": lambda: advanced([numbers("i4", 2, 3)], axes=[[0, 1]]),
    "exchanged": lambda: advanced([numbers("i4", 2, 3), numbers("f8", 3, 2)], axes=[[0, 1], [1, 0]]),
    "outer": lambda: advanced([numbers("i4", 2), numbers("f8", 3)], axes=[[0, -1], [-1, 0]]),
    "in the middle": lambda: advanced([numbers("i4", 2, 2), numbers("i4", 3)], axes=[[0, -1, 1], [-1, 0, -1]]),
    "of one alone": lambda: advanced([numbers("i4", 2, 3), numbers("i4", 2)], axes=[[1, 0], None], itershape=[3, 2]),
    "of a part": lambda: advanced([numbers("i4", 2, 3)], axes=[[1]]),
    "none": lambda: advanced([np.array(2.5), np.array(1)], axes=[[], []], oa_ndim=0),
    "of a shape": lambda: advanced([numbers("i4", 2, 1)], axes=[[0, 1]], itershape=[-1, 3]),
    "of any shape": lambda: advanced([numbers("i4", 2, 3)], axes=[[0, 1]], itershape=[-1, -1]),
}


@pytest.mark.parametrize("make", AXES.values(), ids=AXES)
def test_axes(make):
    for flags in (0, NPY_ITER_MULTI_INDEX | NPY_ITER_C_INDEX, NPY_ITER_EXTERNAL_LOOP | NPY_ITER_BUFFERED):
        check_advanced(facts_and_walk, lambda flags=flags: with_flags(make(), flags))


def with_flags(args, flags):
    return *args[:2], args[2] | flags, *args[3:]


def test_axes_of_an_operand_that_is_made():
    def make(axes, itershape=None, order=NPY_KEEPORDER):
        op_flags = [READ, WRITE | NPY_ITER_ALLOCATE]
        return advanced(
            [numbers("f8", 2, 3), NULL], 0, order, op_flags=op_flags, axes=[[0, 1], axes], itershape=itershape
        )

    for axes, order in [([0, 1], 0), ([1, 0], 0), ([1, 0], NPY_FORTRANORDER), (None, NPY_KEEPORDER)]:
        check_copied(8, lambda axes=axes, order=order: make(axes, order=order), check_advanced)

    def shaped(shape):
        op_flags = [READ, WRITE | NPY_ITER_ALLOCATE]
        return advanced(
            [np.array(2.5), NULL], 0, op_flags=op_flags, axes=[[-1, -1], [0, 1]], itershape=shape, oa_ndim=2
        )

    check_copied(8, lambda: shaped([2, 3]), check_advanced)
    check_copied(8, lambda: shaped([2, -1]), check_advanced)


def test_the_size_of_buffers():
    def make(size, flags):
        return advanced([numbers("i4", 7, 2)], flags, dtypes=[fresh("f8")], buffersize=size)

    for size in (0, 1, 3, 5, 1000):
        for flags in (NPY_ITER_EXTERNAL_LOOP, NPY_ITER_EXTERNAL_LOOP | NPY_ITER_GROWINNER, NPY_ITER_C_INDEX):
            arguments = (size, flags | NPY_ITER_BUFFERED)
            check_advanced(facts_and_walk, lambda arguments=arguments: make(*arguments), repeatable=size == 3)
    check_advanced(facts_and_walk, lambda: make(-1, NPY_ITER_BUFFERED))


def summed(iterator):
    """The sum of the first operand into the second."""
    if iterator("HasDelayedBufAlloc"):
        iterator.handles("GetOperandArray")[1][...] = 0
        iterator("Reset", None)
    nop = iterator("GetNOp")
    pointers = (ctypes.c_void_p * nop).from_address(iterator("GetDataPtrArray"))
    size = ctypes.c_ssize_t.from_address(iterator("GetInnerLoopSizePtr"))
    strides = (ctypes.c_ssize_t * nop).from_address(iterator("GetInnerStrideArray"))
    step = IterNext(iterator("GetIterNext", None))
    found = []
    while True:
        found.append((iterator("IsFirstVisit", 1), iterator("IsFirstVisit", 0), size.value, list(strides)))
        for number in range(size.value):
            source, target = (pointers[i] + number * strides[i] for i in range(2))
            ctypes.c_double.from_address(target).value += ctypes.c_double.from_address(source).value
        if not step(iterator.address):
            return found, facts(iterator)


def reduction(axes, shape, flags=0, dtype="f8", buffersize=0):
    flags |= NPY_ITER_REDUCE_OK | NPY_ITER_EXTERNAL_LOOP
    return advanced(
        [numbers("f8", 3, 4) + 1, np.zeros(shape, dtype)],
        flags,
        casting=NPY_SAME_KIND_CASTING,
        op_flags=[READ, BOTH],
        dtypes=[NULL, fresh("f8")],
        axes=[[0, 1], axes],
        buffersize=buffersize,
    )


REDUCED = {"rows": ([0, -1], 3), "columns": ([-1, 0], 4), "all": ([-1, -1], ()), "none": ([0, 1], (3, 4))}


@pytest.mark.parametrize(("axes", "shape"), REDUCED.values(), ids=REDUCED)
def test_a_reduction(axes, shape):
    check_advanced(summed, lambda: reduction(axes, shape))
    buffered = NPY_ITER_BUFFERED | NPY_ITER_GROWINNER
    for size in (0, 2, 5, 100):
        check_advanced(summed, lambda size=size: reduction(axes, shape, buffered, "f4", size))
    check_advanced(summed, lambda: reduction(axes, shape, NPY_ITER_BUFFERED, ">f8", 3))


def test_a_reduction_into_what_is_made():
    def make(axes, flags, op_flags=BOTH | NPY_ITER_ALLOCATE):
        flags |= NPY_ITER_REDUCE_OK | NPY_ITER_EXTERNAL_LOOP
        return advanced([numbers("f8", 2, 3), NULL], flags, op_flags=[READ, op_flags], axes=[[0, 1], axes])

    late = NPY_ITER_BUFFERED | NPY_ITER_DELAY_BUFALLOC
    for axes in ([0, -1], [-1, 0], [-1, -1]):
        check_advanced(summed, lambda axes=axes: make(axes, late), contents=False)
    check_advanced(facts, lambda: make([0, -1], 0, WRITE | NPY_ITER_ALLOCATE), raises=ValueError)
    check_advanced(summed, lambda: make([0, -1], NPY_ITER_BUFFERED), raises=ValueError)


# An axis of length 1 that is reduced over, as NPY_ITER_REDUCTION_AXIS has it.
REDUCED_AXIS = 1 << 30


def test_a_reduction_that_is_marked():
    for axes in ([0, REDUCED_AXIS - 1], [REDUCED_AXIS - 1, 0], [REDUCED_AXIS, 1], [0, REDUCED_AXIS + 1]):
        for shape in ((3,), (4,), (1, 4), (3, 1), (3, 4)):
            arguments = (axes, shape)
            check_advanced(
                summed, lambda arguments=arguments: reduction(*arguments), raises=any, repeatable=shape == (3,)
            )


# --- moving --------------------------------------------------------------------------------------------------------


def reading(iterator):
    """Where it stands, and the items there."""
    nop = iterator("GetNOp")
    operands, dtypes = iterator.handles("GetOperandArray"), iterator.handles("GetDescrArray")
    addresses = iterator.values("GetDataPtrArray", ctypes.c_void_p, nop)
    found = [iterator("GetIterIndex"), places(addresses, bounds(operands))]
    if iterator("HasIndex"):
        found.append(ctypes.c_ssize_t.from_address(iterator("GetIndexPtr")).value)
    return found, [item(*both) for both in zip(addresses, dtypes, strict=True)]


def moves(name, targets):
    """Goes to each target, and tells of where that is."""

    def program(iterator):
        found = []
        for target in targets:
            result = iterator(name, target)
            found.append((result, reading(iterator)))
        found.append(iterator("GetIterIndex"))
        return found, walk(iterator)

    return program


def matrix():
    return numbers("i4", 4, 6)[::-1, ::2].T


def test_to_an_item_by_its_number():
    for flags in (0, NPY_ITER_C_INDEX | NPY_ITER_MULTI_INDEX, NPY_ITER_BUFFERED, NPY_ITER_RANGED):
        check_multi(
            moves("GotoIterIndex", [5, 0, 11, 3, 4]), lambda flags=flags: multi([matrix(), numbers("f8", 4)], flags)
        )
    check_advanced(
        moves("GotoIterIndex", [5, 0, 11, 3, 4, 8]),
        lambda: advanced([matrix()], NPY_ITER_BUFFERED, dtypes=[fresh("f8")], buffersize=4),
    )


def test_to_an_item_by_its_flat_index():
    for flags in (NPY_ITER_C_INDEX, NPY_ITER_F_INDEX, NPY_ITER_F_INDEX | NPY_ITER_MULTI_INDEX):
        check_multi(moves("GotoIndex", [5, 0, 11, 3]), lambda flags=flags: multi([matrix(), numbers("f8", 4)], flags))
    check_multi(moves("GotoIndex", [0]), lambda: multi([np.array(2.5)], NPY_ITER_C_INDEX))


def test_to_an_item_by_its_index():
    for flags in (0, NPY_ITER_C_INDEX, NPY_ITER_RANGED):
        check_multi(
            moves("GotoMultiIndex", [[1, 2], [0, 0], [2, 3]]),
            lambda flags=flags: multi([matrix(), numbers("f8", 4)], flags | NPY_ITER_MULTI_INDEX),
        )
    check_multi(moves("GotoMultiIndex", [[]]), lambda: multi([np.array(2.5)], NPY_ITER_MULTI_INDEX))


NO_WAY = {
    "a number that is too large": (IndexError, "GotoIterIndex", 12, 0),
    "a negative number": (IndexError, "GotoIterIndex", -1, 0),
    "a number in an external loop": (ValueError, "GotoIterIndex", 0, NPY_ITER_EXTERNAL_LOOP),
    "a flat index that is too large": (IndexError, "GotoIndex", 12, NPY_ITER_C_INDEX),
    "a negative flat index": (IndexError, "GotoIndex", -1, NPY_ITER_F_INDEX),
    "a flat index that is not tracked": (ValueError, "GotoIndex", 0, NPY_ITER_MULTI_INDEX),
    "a flat index in buffers": (ValueError, "GotoIndex", 0, NPY_ITER_C_INDEX | NPY_ITER_BUFFERED),
    "an index that is too large": (IndexError, "GotoMultiIndex", [0, 4], NPY_ITER_MULTI_INDEX),
    "a negative index": (IndexError, "GotoMultiIndex", [-1, 0], NPY_ITER_MULTI_INDEX),
    "an index that is not tracked": (ValueError, "GotoMultiIndex", [0, 0], NPY_ITER_C_INDEX),
    "an index in buffers": (ValueError, "GotoMultiIndex", [0, 0], NPY_ITER_MULTI_INDEX | NPY_ITER_BUFFERED),
}


@pytest.mark.parametrize(("error", "name", "target", "flags"), NO_WAY.values(), ids=NO_WAY)
def test_to_nowhere(error, name, target, flags):
    check_multi(moves(name, [target]), lambda: multi([matrix()], flags), raises=error)


def test_out_of_the_range():
    def outside(name, target):
        def program(iterator):
            iterator("ResetToIterIndexRange", 3, 7, None)
            iterator(name, target)

        return program

    flags = NPY_ITER_RANGED | NPY_ITER_MULTI_INDEX | NPY_ITER_C_INDEX
    for name, target in [("GotoIterIndex", 2), ("GotoIterIndex", 7), ("GotoIndex", 0), ("GotoMultiIndex", [0, 0])]:
        check_multi(outside(name, target), lambda: multi([numbers("i4", 3, 4)], flags), raises=IndexError)


def test_back_to_the_start():
    def program(iterator):
        step = IterNext(iterator("GetIterNext", None))
        found = [step(iterator.address), step(iterator.address), reading(iterator)]
        found += [iterator("Reset", None), reading(iterator), iterator("Reset", None)]
        return found, walk(iterator), iterator("Reset", None), walk(iterator)

    for flags in (0, NPY_ITER_C_INDEX | NPY_ITER_MULTI_INDEX, NPY_ITER_RANGED):
        check_multi(program, lambda flags=flags: multi([matrix(), numbers("f8", 4)], flags))
    check_advanced(program, lambda: advanced([matrix()], NPY_ITER_BUFFERED, dtypes=[fresh("f8")], buffersize=3))


def outcome(call, *args):
    """What a function gave, or raised."""
    try:
        return call(*args)
    except (ValueError, LookupError) as error:
        return type(error).__name__, str(error)


def told(call, *args):
    """The outcome of a function that has a message as the last argument, and the message."""
    message = ctypes.c_char_p()
    return outcome(call, *args, message), message.value


def test_parts_of_the_range():
    def program(iterator):
        found = []
        for start, end in [(0, 12), (3, 7), (11, 12), (5, 5), (0, 0), (12, 12)]:
            found.append(iterator("ResetToIterIndexRange", start, end, None))
            found.append(facts(iterator))
            if start < end:
                found.append(walk(iterator))
                found.append(iterator("Reset", None))
                found.append(reading(iterator))
        return found

    for flags in (NPY_ITER_RANGED, NPY_ITER_RANGED | NPY_ITER_MULTI_INDEX):
        check_multi(program, lambda flags=flags: multi([matrix(), numbers("f8", 4)], flags), repeatable=False)
    for flags in (0, NPY_ITER_EXTERNAL_LOOP, NPY_ITER_EXTERNAL_LOOP | NPY_ITER_GROWINNER):
        check_advanced(
            program,
            lambda flags=flags: advanced(
                [matrix()], flags | NPY_ITER_RANGED | NPY_ITER_BUFFERED, dtypes=[fresh("f8")], buffersize=4
            ),
            repeatable=False,
        )
    late = NPY_ITER_RANGED | NPY_ITER_BUFFERED | NPY_ITER_DELAY_BUFALLOC
    check_advanced(program, lambda: advanced([matrix()], late, dtypes=[fresh("f8")], buffersize=4))


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 13), (5, 4), (2**62, 2**63 - 1)])
def test_parts_out_of_the_range(start, end):
    def program(iterator):
        iterator("ResetToIterIndexRange", start, end, None)

    def with_message(iterator):
        return told(iterator, "ResetToIterIndexRange", start, end), facts(iterator)

    check_multi(program, lambda: multi([matrix()], NPY_ITER_RANGED), raises=ValueError)
    check_multi(with_message, lambda: multi([matrix()], NPY_ITER_RANGED))


def test_parts_of_what_has_no_range():
    def program(iterator):
        iterator("ResetToIterIndexRange", 0, 1, None)

    def with_message(iterator):
        return told(iterator, "ResetToIterIndexRange", 0, 1)

    check_multi(program, lambda: multi([matrix()]), raises=ValueError)
    check_multi(with_message, lambda: multi([matrix()]))


def test_other_memory():
    def program(iterator):
        arrays = [(numbers("f8", 2, 3) + 100)[:, ::-1], numbers("f8", 3) + 200]
        pointers = (ctypes.c_void_p * 2)(*map(start, arrays))
        found = [told(iterator, "ResetBasePointers", pointers)]
        step, nop = IterNext(iterator("GetIterNext", None)), 2
        while True:
            addresses = iterator.values("GetDataPtrArray", ctypes.c_void_p, nop)
            found.append([item(address, np.dtype("f8")) for address in addresses])
            if not step(iterator.address):
                return found, iterator("ResetBasePointers", pointers, None)

    def make(flags, **options):
        return advanced([numbers("f8", 2, 3)[:, ::-1], numbers("f8", 3)], flags, **options)

    check_advanced(program, lambda: make(NPY_ITER_DONT_NEGATE_STRIDES))
    for flags in (NPY_ITER_BUFFERED, NPY_ITER_BUFFERED | NPY_ITER_DELAY_BUFALLOC):
        check_advanced(program, lambda flags=flags: make(flags))
        check_advanced(program, lambda flags=flags: make(flags, dtypes=[fresh(">f8"), NULL], casting=1, buffersize=2))


def test_a_copy():
    def program(iterator):
        step = IterNext(iterator("GetIterNext", None))
        step(iterator.address), step(iterator.address)
        with ended(iterator.copy()) as copy:
            found = [reading(copy), facts(copy), walk(copy), reading(iterator), walk(iterator)]
        return found, facts(iterator)

    for flags in (0, NPY_ITER_C_INDEX | NPY_ITER_MULTI_INDEX, NPY_ITER_RANGED):
        check_multi(program, lambda flags=flags: multi([matrix(), numbers("f8", 4)], flags))
    check_multi(program, lambda: multi([things(3), numbers("i4", 3)], NPY_ITER_REFS_OK))
    for dtype in ("f8", "O", "c16", "S4"):
        check_advanced(
            program,
            lambda dtype=dtype: advanced(
                [matrix()], NPY_ITER_BUFFERED | NPY_ITER_REFS_OK, casting=4, dtypes=[fresh(dtype)], buffersize=5
            ),
        )


def test_a_copy_outlives_the_iterator():
    def program(call, *args):
        iterator = Iterator(call, call("HNpyIter_AdvancedNew", *args))
        copy = iterator.copy()
        with ended(copy):
            return iterator("Deallocate"), walk(copy)

    check_program(program, lambda: advanced([things(4)], NPY_ITER_REFS_OK))
    check_program(program, lambda: advanced([numbers("i4", 4)], NPY_ITER_BUFFERED, dtypes=[fresh("f8")], buffersize=3))


def test_a_copy_of_what_waits_for_its_buffers():
    def program(iterator):
        with ended(iterator.copy()) as copy:
            found = [facts(copy), copy("Reset", None), iterator("HasDelayedBufAlloc"), walk(copy)]
        return found, iterator("Reset", None), walk(iterator)

    late = NPY_ITER_BUFFERED | NPY_ITER_DELAY_BUFALLOC
    check_advanced(program, lambda: advanced([matrix()], late, dtypes=[fresh("f8")], buffersize=5))


# --- changing ------------------------------------------------------------------------------------------------------


def test_no_multi_index_any_more():
    def program(iterator):
        return (
            facts(iterator),
            iterator("RemoveMultiIndex"),
            facts(iterator),
            walk(iterator),
            iterator("RemoveMultiIndex"),
        )

    for make in (lambda: numbers("i4", 2, 3, 2), matrix, lambda: np.array(2.5)):
        for flags in (NPY_ITER_MULTI_INDEX, NPY_ITER_MULTI_INDEX | NPY_ITER_C_INDEX, 0):
            check_multi(program, lambda make=make, flags=flags: multi([make()], flags))
    buffered = NPY_ITER_MULTI_INDEX | NPY_ITER_BUFFERED
    check_advanced(program, lambda: advanced([matrix()], buffered, dtypes=[fresh("f8")], buffersize=4))


def test_one_axis_less():
    def program(axes):
        def removed(iterator):
            found = [facts(iterator)]
            for axis in axes:
                found += [iterator("RemoveAxis", axis), facts(iterator), walk(iterator), iterator("Reset", None)]
            return found, iterator("RemoveMultiIndex"), facts(iterator), walk(iterator)

        return removed

    for axes in ([0], [1], [2], [2, 0], [0, 0, 0]):
        check_multi(
            program(axes),
            lambda: multi([numbers("i4", 2, 3, 2)[:, ::-1], numbers("f8", 2)], NPY_ITER_MULTI_INDEX | NPY_ITER_RANGED),
        )


NO_REMOVAL = {
    "too large": (ValueError, 2, NPY_ITER_MULTI_INDEX),
    "negative": (ValueError, -1, NPY_ITER_MULTI_INDEX),
    "without a multi-index": (RuntimeError, 0, 0),
    "with an index": (RuntimeError, 0, NPY_ITER_MULTI_INDEX | NPY_ITER_C_INDEX),
    "with buffers": (RuntimeError, 0, NPY_ITER_MULTI_INDEX | NPY_ITER_BUFFERED),
}


@pytest.mark.parametrize(("error", "axis", "flags"), NO_REMOVAL.values(), ids=NO_REMOVAL)
def test_an_axis_that_stays(error, axis, flags):
    check_multi(lambda iterator: iterator("RemoveAxis", axis), lambda: multi([matrix()], flags), raises=error)


def test_an_external_loop_later():
    def program(iterator):
        step = IterNext(iterator("GetIterNext", None))
        found = [step(iterator.address), iterator("EnableExternalLoop"), facts(iterator), walk(iterator)]
        return found, iterator("EnableExternalLoop")

    for make in (lambda: numbers("i4", 2, 3), matrix, lambda: numbers("f8", 4)):
        for flags in (0, NPY_ITER_BUFFERED, NPY_ITER_BUFFERED | NPY_ITER_RANGED):
            check_multi(program, lambda make=make, flags=flags: multi([make(), numbers("f4", 1)], flags))

    def after_the_index(iterator):
        return iterator("RemoveMultiIndex"), iterator("EnableExternalLoop"), facts_and_walk(iterator)

    check_multi(after_the_index, lambda: multi([numbers("i4", 2, 3)], NPY_ITER_MULTI_INDEX))


def test_no_external_loop():
    def program(iterator):
        return iterator("EnableExternalLoop")

    for flags in (NPY_ITER_C_INDEX, NPY_ITER_MULTI_INDEX):
        check_multi(program, lambda flags=flags: multi([matrix()], flags), raises=ValueError)

    def twice(iterator):
        return iterator("EnableExternalLoop"), iterator("EnableExternalLoop")

    check_multi(twice, lambda: multi([matrix()], NPY_ITER_RANGED), raises=ValueError)


def test_strides_of_another_array():
    def program(iterator):
        return iterator.values("CreateCompatibleStrides", ctypes.c_ssize_t, iterator("GetNDim"), 24)

    flags = NPY_ITER_MULTI_INDEX | NPY_ITER_DONT_NEGATE_STRIDES
    for make in (lambda: numbers("i4", 2, 3, 4), matrix, lambda: numbers("f8", 2, 3).T, lambda: np.array(2.5)):
        check_multi(program, lambda make=make: multi([make()], flags))
    check_multi(program, lambda: multi([matrix()], NPY_ITER_MULTI_INDEX), raises=RuntimeError)
    check_multi(program, lambda: multi([numbers("i4", 2)]), raises=RuntimeError)


def test_strides_along_an_axis_that_is_not_there():
    for axis in (2, -1):
        check_multi(
            lambda iterator, axis=axis: iterator("GetAxisStrideArray", axis),
            lambda: multi([matrix()], NPY_ITER_MULTI_INDEX),
            raises=ValueError,
        )


def test_views():
    def program(iterator):
        return [iterator("GetIterView", i) for i in range(iterator("GetNOp"))]

    for flags in (0, NPY_ITER_MULTI_INDEX, NPY_ITER_EXTERNAL_LOOP):
        check_multi(program, lambda flags=flags: multi([matrix(), numbers("f8", 4)], flags, op_flags=[BOTH, READ]))
        check_multi(program, lambda flags=flags: multi([numbers("f8", 2, 3).view(Subclass), numbers("i4", 3)], flags))
    check_multi(program, lambda: multi([things(2, 1), records(2)], NPY_ITER_REFS_OK))
    check_multi(program, lambda: multi([numbers("i4", 3)], NPY_ITER_BUFFERED), raises=ValueError)
    check_multi(lambda iterator: iterator("GetIterView", -1), lambda: multi([matrix()]), raises=IndexError)


# --- errors on the way ---------------------------------------------------------------------------------------------


def test_functions_that_are_not_given():
    for name, flags in [
        ("GetGetMultiIndex", 0),
        ("GetGetMultiIndex", NPY_ITER_MULTI_INDEX | NPY_ITER_BUFFERED | NPY_ITER_DELAY_BUFALLOC),
    ]:
        check_multi(
            lambda iterator, name=name: iterator(name, None),
            lambda flags=flags: multi([matrix()], flags),
            raises=ValueError,
        )
        check_multi(
            lambda iterator, name=name: told(iterator, name),
            lambda flags=flags: multi([matrix()], flags),
        )


LATE = NPY_ITER_BUFFERED | NPY_ITER_DELAY_BUFALLOC


class Uncountable:
    """An object that is no number."""

    def __repr__(self):
        return "Uncountable()"

    def __float__(self):
        raise KeyError("no number")


def mixed(*values):
    array = np.empty(len(values), object)
    array[:] = values
    return array


def as_numbers(flags, *values, op_flags=READ, buffersize=2):
    return advanced(
        [mixed(*values)],
        flags | NPY_ITER_REFS_OK,
        casting=NPY_UNSAFE_CASTING,
        op_flags=[op_flags],
        dtypes=[fresh("f8")],
        buffersize=buffersize,
    )


def test_a_cast_that_fails_at_the_start():
    check_advanced(facts, lambda: as_numbers(NPY_ITER_BUFFERED, 1.0, Uncountable()), raises=KeyError)
    check_one(
        facts,
        lambda: (mixed(Uncountable()), NPY_ITER_BUFFERED | NPY_ITER_REFS_OK | READ, 0, 4, fresh("f8")),
        raises=KeyError,
    )


def test_a_cast_that_fails_at_a_reset():
    def plain(iterator):
        iterator("Reset", None)

    def with_message(iterator):
        return told(iterator, "Reset"), told(iterator, "Reset")

    def make():
        return as_numbers(LATE, 1.0, Uncountable())

    check_advanced(plain, make, raises=KeyError)
    check_advanced(with_message, make, raises=KeyError)


def test_a_cast_that_fails_with_other_memory():
    # The message is there, and so is the exception.
    def program(iterator):
        values = mixed(Uncountable(), 1.0)
        pointers = (ctypes.c_void_p * 1)(start(values))
        return told(iterator, "ResetBasePointers", pointers)

    check_advanced(program, lambda: as_numbers(NPY_ITER_BUFFERED, 1.0, 2.0), raises=KeyError)
    check_advanced(program, lambda: as_numbers(LATE, 1.0, 2.0), raises=KeyError)


def test_a_cast_that_fails_in_a_part():
    def program(iterator):
        return told(iterator, "ResetToIterIndexRange", 0, 2), told(iterator, "ResetToIterIndexRange", 2, 4)

    check_advanced(program, lambda: as_numbers(LATE | NPY_ITER_RANGED, 1.0, 2.0, 3.0, Uncountable()), raises=KeyError)


def test_a_cast_that_fails_on_the_way():
    def program(iterator):
        step = IterNext(iterator("GetIterNext", None))
        found = [step(iterator.address)]
        try:
            found.append(step(iterator.address))
        except KeyError as error:
            found.append(repr(error))
        return found

    check_advanced(program, lambda: as_numbers(NPY_ITER_BUFFERED, 1.0, 2.0, Uncountable()))


def test_a_cast_that_fails_on_the_way_to_an_item():
    def program(iterator):
        return iterator("GotoIterIndex", 1), reading(iterator)[1], iterator("GotoIterIndex", 2)

    check_advanced(program, lambda: as_numbers(NPY_ITER_BUFFERED, 1.0, 2.0, Uncountable()), raises=KeyError)


def store(address, thing):
    """Puts an object into a slot of an array or a buffer."""
    old = ctypes.c_void_p.from_address(address).value
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
    ctypes.c_void_p.from_address(address).value = id(thing)
    if old:
        ctypes.pythonapi.Py_DecRef(ctypes.c_void_p(old))


def test_a_cast_back_that_fails_at_the_end():
    def program(call, thing, *args):
        iterator = Iterator(call, call("HNpyIter_AdvancedNew", *args))
        store(iterator.values("GetDataPtrArray", ctypes.c_void_p, 1)[0], thing)
        iterator("Deallocate")

    def make(thing):
        numbers_ = advanced(
            [numbers("f8", 3)],
            NPY_ITER_BUFFERED | NPY_ITER_REFS_OK,
            casting=NPY_UNSAFE_CASTING,
            op_flags=[BOTH],
            dtypes=[np.dtype("O")],
        )
        return thing, *numbers_

    # What is in the buffer when its cast fails stays there for ever.
    check_program(program, lambda: make(Uncountable()), raises=KeyError, holds={0: 1})
    check_program(program, lambda: make(7.5))


def test_a_cast_back_that_fails_at_a_reset():
    def program(call, *args):
        iterator = Iterator(call, call("HNpyIter_AdvancedNew", *args))
        IterNext(iterator("GetIterNext", None))(iterator.address)
        store(iterator.values("GetDataPtrArray", ctypes.c_void_p, 1)[0], Uncountable())
        # What could not be written is tried again at the end.
        return told(iterator, "Reset"), outcome(iterator, "Deallocate")

    def make():
        return advanced(
            [numbers("f8", 3)],
            NPY_ITER_BUFFERED | NPY_ITER_REFS_OK,
            casting=NPY_UNSAFE_CASTING,
            op_flags=[BOTH],
            dtypes=[np.dtype("O")],
        )

    check_program(program, make, raises=KeyError)


# --- objects -------------------------------------------------------------------------------------------------------


def test_objects_change_places():
    def program(iterator):
        def exchange(first, second):
            one, other = item(first, np.dtype("O")), item(second, np.dtype("O"))
            store(first, other), store(second, one)

        return walk(iterator, exchange), iterator.handles("GetOperandArray")

    def make(flags):
        return multi([things(3), things(4)[:-1][::-1]], flags | NPY_ITER_REFS_OK, op_flags=[BOTH, BOTH])

    for flags in (0, NPY_ITER_EXTERNAL_LOOP, NPY_ITER_BUFFERED):
        check_multi(program, lambda flags=flags: make(flags))


def test_objects_in_buffers():
    def program(iterator):
        return facts(iterator), walk(iterator), iterator("Reset", None), walk(iterator)

    def make(array, dtype, flags=READ):
        return advanced(
            [array],
            NPY_ITER_BUFFERED | NPY_ITER_REFS_OK,
            casting=NPY_UNSAFE_CASTING,
            op_flags=[flags],
            dtypes=[dtype],
            buffersize=2,
        )

    check_advanced(program, lambda: make(numbers("i4", 5), fresh("O")))
    check_advanced(program, lambda: make(things(5), fresh("O")))
    check_advanced(program, lambda: make(things(5)[::-1], np.dtype("O"), BOTH))
    check_advanced(program, lambda: make(records(3), NULL))
    check_advanced(program, lambda: make(records(3), np.dtype([("o", "O"), ("p", "O")])), raises=TypeError)
    check_advanced(program, lambda: make(mixed(1, 2.5, "3"), fresh("f4")))
    check_advanced(program, lambda: make(np.array(["ab", "c"]), fresh("O")))
    check_advanced(program, lambda: make(np.array(["a", "bc"], np.dtypes.StringDType()), fresh("O")))


# --- limits --------------------------------------------------------------------------------------------------------


def test_too_large_until_an_axis_is_removed():
    def program(iterator):
        found = [iterator("GetIterSize"), told(iterator, "Reset")]
        for name, args in [("RemoveMultiIndex", ()), ("GotoIterIndex", (1,)), ("GotoMultiIndex", ([0, 1, 0],))]:
            found.append(outcome(iterator, name, *args))
        found.append(told(iterator, "GetIterNext"))
        return found, iterator("RemoveAxis", 1), facts(iterator), walk(iterator)

    def make(flags):
        return multi([np.broadcast_to(np.int8(1), shape) for shape in ((1, 2**62, 1), (2, 1, 2))], flags)

    check_multi(program, lambda: make(NPY_ITER_MULTI_INDEX), contents=False)
    check_multi(facts, lambda: make(NPY_ITER_MULTI_INDEX | NPY_ITER_RANGED))


def test_without_items():
    def program(iterator):
        return facts(iterator), iterator("Reset", None), walk(iterator), told(iterator, "GetIterNext")[1]

    def make(flags):
        return multi([np.zeros((2, 0, 3)), np.zeros(3, "i4")], flags | NPY_ITER_ZEROSIZE_OK)

    for flags in (0, NPY_ITER_MULTI_INDEX | NPY_ITER_C_INDEX, NPY_ITER_EXTERNAL_LOOP, NPY_ITER_BUFFERED, LATE):
        check_multi(program, lambda flags=flags: make(flags))
    for name, target in [("GotoIterIndex", 0), ("GotoIndex", 0), ("GotoMultiIndex", [0, 0, 0])]:
        check_multi(
            lambda iterator, name=name, target=target: iterator(name, target),
            lambda: make(NPY_ITER_MULTI_INDEX | NPY_ITER_C_INDEX),
            raises=IndexError,
        )


def test_late_buffers():
    def program(iterator):
        first = facts(iterator)
        return first, iterator("Reset", None), facts(iterator), walk(iterator)

    for flags in (LATE, LATE | NPY_ITER_EXTERNAL_LOOP, LATE | NPY_ITER_MULTI_INDEX):
        check_advanced(program, lambda flags=flags: advanced([matrix()], flags, dtypes=[fresh("f8")], buffersize=5))

    def only_ended(iterator):
        return iterator("HasDelayedBufAlloc")

    check_advanced(only_ended, lambda: as_numbers(LATE, 1.0, Thing(2)))


# --- printing ------------------------------------------------------------------------------------------------------

PRINTED = {
    "one": lambda: advanced([numbers("i4", 2, 3)]),
    "two": lambda: advanced([matrix(), numbers("f8", 4)], NPY_ITER_MULTI_INDEX | NPY_ITER_F_INDEX),
    "an external loop": lambda: advanced([matrix()], NPY_ITER_EXTERNAL_LOOP),
    "buffers": lambda: advanced(
        [matrix()], NPY_ITER_BUFFERED | NPY_ITER_EXTERNAL_LOOP | NPY_ITER_GROWINNER, dtypes=[fresh("f8")], buffersize=4
    ),
    "objects": lambda: advanced([things(2), records(2)], NPY_ITER_REFS_OK),
    "a reduction": lambda: reduction([0, -1], 3, NPY_ITER_BUFFERED, "f4", 5),
    "a mask": lambda: advanced(
        [numbers("f8", 3), numbers("?", 3)], op_flags=[BOTH | NPY_ITER_WRITEMASKED, READ | NPY_ITER_ARRAYMASK]
    ),
}


@pytest.mark.parametrize("make", PRINTED.values(), ids=PRINTED)
def test_printing(make):
    def program(iterator):
        iterator("DebugPrint")
        IterNext(iterator("GetIterNext", None))(iterator.address)
        iterator("DebugPrint")

    check_advanced(program, make, output=True)


def test_what_is_printed():
    """That what is compared above is there to be compared."""
    for abi in ("numpy", *extensions().hpy):
        observed = observe(
            abi, with_iterator("AdvancedNew", lambda it: it("DebugPrint")), PRINTED["two"], Options(output=True)
        )
        assert "ITERATOR DUMP" in observed["printed"], abi
