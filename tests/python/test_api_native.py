"""An HPyArray given to NumPy's C API on handles: it answers for itself, or NumPy works on its memory; never on a copy."""

import contextlib
import ctypes
import gc
import itertools
import math
import sys
import weakref

import numpy as np
import pytest
from api_extensions import compiled, in_parallel, load
from hpy_helpers import (
    DTYPES,
    OBJECT_DTYPES,
    SHAPES,
    References,
    Token,
    all_dtypes,
    assert_same_dtype,
    collect,
    object_dtypes,
    pair,
)

from numpy_hpy import HPyArray, Layout

NULL = ...
MODES = ["universal", "debug", "hybrid", "hybrid debug"]

OWNDATA, WRITEABLE = 0x4, 0x400
# Zero-size arrays are contiguous in both orders to NumPy, whose arrays say so of themselves; see test_flags.
ORDERS = 0x1 | 0x2


@pytest.fixture(scope="module", autouse=True)
def everything_is_compiled(probe):
    in_parallel(compiled, [("native", abi, "native.c") for abi in ("cpython", "universal", "hybrid")])


@pytest.fixture(params=MODES)
def native(request):
    """The functions of ``api_extensions/native.c``, through the table or beside ``PyObject *``. No handle may stay open."""
    module = load("native", request.param, "native.c")
    if "debug" not in request.param:
        yield module
        return
    from hpy.debug import LeakDetector

    with LeakDetector():
        yield module


@pytest.fixture(scope="session")
def probe(compiler):
    """``probe.arrays_made()`` is the number of ndarrays that were made since the last call."""
    return compiler.extension("api_extensions/probe.c", "probe")


@pytest.fixture
def no_ndarray(probe, monkeypatch):
    """``with no_ndarray():`` nothing inside makes an ndarray, or asks an HPyArray for one."""

    @contextlib.contextmanager
    def check():
        def refuse(self, dtype=None, copy=None):
            raise AssertionError("__array__ was called")

        with monkeypatch.context() as patch:
            patch.setattr(HPyArray, "__array__", refuse)
            probe.arrays_made()
            yield
            assert probe.arrays_made() == 0

    return check


def numbers_at(address, count):
    return [] if count == 0 else list((ctypes.c_ssize_t * count).from_address(address))


def addresses(array):
    """The index and the address of every item."""
    start = address_of(array)
    for index in np.ndindex(array.shape):
        yield index, start + sum(i * stride for i, stride in zip(index, array.strides, strict=True))


def address_of(array):
    return array._data_address() if type(array) is HPyArray else array.__array_interface__["data"][0]


def views_of(array):
    """The array, and some that share its memory."""
    yield array
    yield array[...]
    if array.ndim:
        yield array[::-1]
        yield array[::2]
        yield array[..., None]
        if 0 not in array.shape:
            yield array[-1:]
            yield array[(0,) * array.ndim + (...,)]


def arrays_of(dtype):
    for shape, order in itertools.product(SHAPES, "CF"):
        yield from views_of(HPyArray(shape, dtype, order))


def ndarray_over(array):
    """The twin: what NumPy's functions see. The memory is the same."""
    twin = np.asarray(array)
    assert address_of(twin) == address_of(array)
    return twin


# --- accessors -----------------------------------------------------------------------------------------------------

NUMBERS = ["NDIM", "ITEMSIZE", "TYPE", "SIZE", "NBYTES", "Size", "IsZeroDim", "Check", "DATA", "BYTES", "CheckScalar"]
NUMBERS += ["CheckAnyScalar", "GetNDim", "GetBytes", "GetItemsize", "GetType", "ElementStrides"]
# ElementStrides is not answered by the array itself.
ANSWERED = [name for name in NUMBERS if name != "ElementStrides"]


@all_dtypes
def test_accessors_say_what_they_say_of_an_ndarray(native, dtype):
    for array in arrays_of(dtype):
        twin = ndarray_over(array)
        for name in NUMBERS if array.itemsize else ANSWERED:  # NumPy divides by the size of an item, even if that is 0
            function = getattr(native, name)
            assert function(array) == function(twin), name
        for name in ("DIMS", "SHAPE", "GetDims"):
            assert numbers_at(getattr(native, name)(array), array.ndim) == list(twin.shape)
        assert numbers_at(native.STRIDES(array), array.ndim) == list(twin.strides)
        for axis in range(array.ndim):
            assert native.DIM(array, axis) == native.DIM(twin, axis) == array.shape[axis]
            assert native.STRIDE(array, axis) == native.STRIDE(twin, axis) == array.strides[axis]


@all_dtypes
def test_the_dtype_is_the_one_that_it_has(native, dtype):
    """Titles, metadata and the class of its scalars included: it is the same object."""
    array = HPyArray((2, 3), dtype)
    for view in views_of(array):
        for name in ("DESCR", "DTYPE", "GetDescr"):
            assert getattr(native, name)(view) is view.dtype
    assert native.TYPE(array) == native.GetType(array) == array.dtype.num


def test_flags(native):
    for dtype in DTYPES.values():
        for array in arrays_of(dtype):
            twin = ndarray_over(array)
            ours, numpys = native.FLAGS(array), native.FLAGS(twin)
            if array.size and array.itemsize:
                assert ours & ~OWNDATA == numpys & ~OWNDATA
            assert ours & ~ORDERS & ~OWNDATA == numpys & ~ORDERS & ~OWNDATA
            assert bool(ours & OWNDATA) == array.flags.owndata == (array.base is None)
            assert bool(ours & ORDERS & 1) == array.flags.c_contiguous
            for flags in (0, OWNDATA, WRITEABLE, 0x1, 0x2, 0x100, 0x501, 0x502, 0x8000):
                assert native.CHKFLAGS(array, flags) == ((ours & flags) == flags)
    array.setflags(write=False)
    assert not native.FLAGS(array) & WRITEABLE
    assert not native.CHKFLAGS(array, WRITEABLE)


def test_a_new_array_has_the_flags_of_a_new_ndarray(native):
    for dtype, shape, order in itertools.product(["f8", "O", "u1,O"], [(3, 2), (), (4,)], "CF"):
        assert native.FLAGS(HPyArray(shape, dtype, order)) == native.FLAGS(np.zeros(shape, dtype, order))


def test_base(native):
    array = HPyArray((3, 4), "i4,O")
    for name in ("BASE", "GetBase"):
        base = getattr(native, name)
        assert base(array) is NULL
        assert base(array[1:]) is array
        assert base(array[1:][::-1]["f1"]) is array
        owner = np.zeros(3)
        assert base(owner) is NULL
        assert base(owner[1:]) is owner


@pytest.mark.parametrize("order", "CF")
def test_addresses_of_items(native, order):
    for shape in [(5,), (2, 3), (2, 3, 4), (2, 1, 3, 2)]:
        for array in (HPyArray(shape, "u1,O", order), HPyArray(shape, "f4", order)[::-1]):
            get_pointer = getattr(native, f"GETPTR{len(shape)}")
            for index, address in addresses(array):
                assert get_pointer(array, *index) == get_pointer(ndarray_over(array), *index) == address
    array = HPyArray((2, 3, 4, 5), "i2")
    # With fewer numbers than axes: the address of a part.
    assert native.GETPTR2(array, 1, 2) == address_of(array[1, 2])


@pytest.mark.parametrize("dtype", ["f8", "O", "i4,O", "S5", ">M8[s]", "u1,O"])
def test_no_ndarray_is_made(native, no_ndarray, dtype):
    array = HPyArray((2, 3), dtype)
    for view in (array, array[::-1], array[0, 0, ...]):
        with no_ndarray():
            for name in [
                *ANSWERED,
                "DIMS",
                "SHAPE",
                "GetDims",
                "STRIDES",
                "DESCR",
                "DTYPE",
                "GetDescr",
                "FLAGS",
                "BASE",
                "GetBase",
            ]:
                getattr(native, name)(view)
            native.CHKFLAGS(view, WRITEABLE)
            native.view(view)
            native.view_references(view)
    with no_ndarray():
        native.DIM(array, 0)
        native.STRIDE(array, 1)
        address = native.GETPTR1(array, 1)
        native.GETPTR2(array, 1, 2)
        if dtype not in ("i4,O", "u1,O"):
            native.SETITEM(array, address, native.GETITEM(array, address))


def test_that_would_be_noticed(native, no_ndarray, probe):
    array = HPyArray((2, 3), "f8")
    probe.arrays_made()
    native.Sum(array)
    assert probe.arrays_made() >= 2  # the view and the sum
    for function in (native.FromAny, native.ISCARRAY):
        with pytest.raises(AssertionError), no_ndarray():
            function(array)
        with pytest.raises(AssertionError), no_ndarray():
            # No buffer has this dtype: NumPy asks for an array.
            function(HPyArray(2, "M8[s]"))


# --- items ---------------------------------------------------------------------------------------------------------


@all_dtypes
def test_items_are_read_as_from_an_ndarray(native, dtype):
    for shape, order in [((), "C"), ((3,), "C"), ((2, 2), "F")]:
        array, _ = pair(shape, dtype, order)
        for view in (array, array[::-1] if shape else array):
            twin = ndarray_over(view)
            for index, address in addresses(view):
                ours, numpys = native.GETITEM(view, address), native.GETITEM(twin, address)
                assert type(ours) is type(numpys)
                assert repr(ours) == repr(numpys), index


@all_dtypes
def test_items_are_written_as_to_an_ndarray(native, dtype):
    source, _ = pair((4,), dtype)
    ours, numpys = HPyArray(4, dtype), HPyArray(4, dtype)
    twin, values = ndarray_over(numpys), ndarray_over(source)
    for i in range(4):
        index = i if values.ndim == 1 else (i, *(0,) * (values.ndim - 1))
        item = values[index]
        native.SETITEM(twin, native.GETPTR1(twin, i), item)
        native.SETITEM(ours, native.GETPTR1(ours, i), item)
    assert repr(ours.tolist()) == repr(numpys.tolist())


def test_what_does_not_fit_is_refused_as_by_an_ndarray(native):
    for dtype, value in [
        ("i4", "nonsense"),
        ("f8", [1, 2]),
        ("M8[s]", "nonsense"),
        ("i4,O", (1, 2, 3)),
        ("c16", Token()),
    ]:
        array = HPyArray(2, dtype)
        twin, address = ndarray_over(array), native.DATA(array)
        with pytest.raises(Exception) as numpys:  # noqa: PT011 NumPy's own
            native.SETITEM(twin, address, value)
        with pytest.raises(type(numpys.value)) as ours:
            native.SETITEM(array, address, value)
        assert str(ours.value) == str(numpys.value)


def test_swapped_and_unaligned_items(native):
    for dtype in (">f8", ">i2", ">U3", ">M8[D]", ">c16"):
        array = HPyArray(1, dtype)
        twin = np.zeros(1, dtype)
        value = (
            twin.astype(np.dtype(dtype).newbyteorder("=")).astype(dtype)[0]
            + (1 if dtype[1] in "fic" else "ab"[:0] or 0)
            if dtype[1] not in "UM"
            else {"U": "abc", "M": np.datetime64("2020-02-20")}[dtype[1]]
        )
        native.SETITEM(array, native.DATA(array), value)
        twin[0] = value
        assert array.tolist() == twin.tolist()
        assert ctypes.string_at(address_of(array), array.itemsize) == twin.tobytes()
    array = HPyArray(3, "u1,f8")["f1"]
    assert address_of(array) % 8
    native.SETITEM(array, native.GETPTR1(array, 1), 2.5)
    assert array.tolist() == [0, 2.5, 0]
    assert native.GETITEM(array, native.GETPTR1(array, 1)) == 2.5


@pytest.mark.parametrize("dtype", ["O", "u1,O"])
def test_references_of_objects(native, dtype):
    array = HPyArray(3, dtype)
    objects = array if dtype == "O" else array["f1"]
    assert (address_of(objects) % 8 == 0) == (dtype == "O")
    address, token, other = native.GETPTR1(objects, 1), Token(), Token()
    with References(other, 0), References(token, 0), References(objects, 0), References(objects.dtype, 0):
        with References(token, 1):
            native.SETITEM(objects, address, token)
        with References(token, 2):
            found = [native.GETITEM(objects, address) for _ in range(2)]
            assert found[0] is token
        found.clear()
        with References(token, 0):
            native.SETITEM(objects, address, token)
        with References(token, -1), References(other, 1):
            native.SETITEM(objects, address, other)
        native.SETITEM(objects, address, None)
    del array, objects
    collect()


def test_references_of_structures(native):
    array = HPyArray(2, "u1,O,O")
    address, one, two = native.GETPTR1(array, 1), Token(), Token()
    with References(one, 0), References(two, 0), References(array, 0), References(array.dtype, 0):
        with References(one, 1), References(two, 1):
            native.SETITEM(array, address, (7, one, two))
        with References(one, 1):
            found = native.GETITEM(array, address)
            assert found == (7, one, two)
        del found
        # Both are replaced, by each other.
        native.SETITEM(array, address, (8, two, one))
        with References(one, -1), References(two, -1):
            native.SETITEM(array, address, (9, None, None))
        assert array[1].item() == (9, None, None)
        with pytest.raises(ValueError, match="could not assign tuple of length 2"):
            native.SETITEM(array, address, (one, two))


def test_an_item_outlives_its_array(native):
    array = HPyArray(1, object)
    array[0] = token = Token()
    item = native.GETITEM(array, native.DATA(array))
    del array
    assert item is token
    array = HPyArray(1, [("a", "O"), ("b", "f4", (2,))])
    array[0] = (token, 1)
    item = native.GETITEM(array, native.DATA(array))
    del array
    collect()
    assert item[0] is token
    assert item[1].tolist() == [1, 1]


# --- references ----------------------------------------------------------------------------------------------------

EVERYTHING = {
    **dict.fromkeys(
        [*NUMBERS, "DIMS", "SHAPE", "STRIDES", "GetDims", "BASE", "GetBase", "DESCR", "DTYPE", "GetDescr"], ()
    ),
    **dict.fromkeys(("DIM", "STRIDE", "CHKFLAGS", "GETPTR1"), (1,)),
    **dict.fromkeys(
        ("FLAGS", "ISCARRAY", "CountNonzero", "FromAny", "FromArray", "View", "IterNew", "Ravel", "view"), ()
    ),
    **dict.fromkeys(
        ("view_references", "FailUnlessWriteable", "AsStruct", "Resize", "SetBaseObject", "ENABLEFLAGS"), ()
    ),
    "GETPTR2": (1, 1),
}


def attempt(function, *arguments):
    with contextlib.suppress(TypeError):
        function(*arguments)


@pytest.mark.parametrize("dtype", ["f8", "u1,O", "M8[s]"])
def test_no_function_keeps_or_loses_a_reference(native, dtype):
    owner = HPyArray((2, 3), dtype)
    array = owner[:]
    for name, arguments in EVERYTHING.items():
        function = getattr(native, name)
        attempt(function, array, *arguments)  # the first call may fill a cache
        with References(array, 0), References(owner, 0), References(array.dtype, 0), References(HPyArray, 0):
            for _ in range(5):
                attempt(function, array, *arguments)
        # Kept results have what they need, and no more.
        with References(array, 0), References(owner, 0), References(array.dtype, 0):
            kept = function(array) if name in ("BASE", "DESCR", "View", "FromAny", "IterNew") else None
            del kept


def test_a_failure_loses_nothing(native):
    thing = Token()
    with References(thing, 0):
        for name, arguments in EVERYTHING.items():
            for _ in range(3):
                with contextlib.suppress(Exception):
                    getattr(native, name)(thing, *arguments)
    array = HPyArray(2, "f8")
    calls = {
        native.SETITEM: (native.DATA(array), NULL),
        native.CopyInto: (thing,),
        native.Sum: (thing,),
        native.TakeFrom: (thing, array),
        native.SetBaseObject: (thing,),
        native.SetWritebackIfCopyBase: (array,),
    }
    with References(array, 0), References(array.dtype, 0), References(thing, 0):
        for function, arguments in calls.items():
            with pytest.raises((TypeError, ValueError)):
                function(array, *arguments)


# --- functions that see a view -------------------------------------------------------------------------------------


@all_dtypes
def test_the_view_is_the_array(native, dtype):
    """The dtype has everything that it has, nothing is copied, and the view keeps the array alive."""
    for array in views_of(HPyArray((2, 3), dtype)):
        for function in (native.FromAny, native.FromArray, native.View):
            view = function(array)
            assert type(view) is np.ndarray
            assert_same_dtype(view.dtype, array.dtype)
            assert address_of(view) == address_of(array)
            assert (view.shape, view.strides) == (array.shape, array.strides)
            assert view.flags.writeable
            assert not view.flags.owndata
            with References(array, -1):
                del view


def test_a_view_of_a_read_only_array_is_read_only(native):
    array = HPyArray(3, "f8")
    array.setflags(write=False)
    assert not native.FromAny(array).flags.writeable
    with pytest.raises(ValueError, match="the array is read-only"):
        native.FailUnlessWriteable(array)
    for function, arguments in [
        (native.CopyInto, (np.ones(3),)),
        (native.AssignArray, (np.ones(3),)),
        (native.FillWithScalar, (1,)),
        (native.Sort, ()),
        (native.PutTo, ([1], [0])),
        (native.nditer_fill, (1,)),
    ]:
        with pytest.raises(ValueError, match="read-only"):
            function(array, *arguments)
    assert array.tolist() == [0, 0, 0]


def test_results_are_written_to_the_array(native):
    table, out = HPyArray((3, 4), "f8"), HPyArray(4, "f8")
    table[...] = np.arange(12).reshape(3, 4)
    result = native.Sum(table, out)
    assert address_of(result) == address_of(out)
    assert out.tolist() == [12, 15, 18, 21]
    assert native.Sum(table[:, ::-2], out[:2]).tolist() == [21, 15]
    assert out.tolist() == [21, 15, 18, 21]

    indices = HPyArray(2, "intp")
    indices[...] = [2, 0]
    taken = HPyArray((2, 4), "f8")
    assert address_of(native.TakeFrom(table, indices, taken)) == address_of(taken)
    assert taken.tolist() == [[8, 9, 10, 11], [0, 1, 2, 3]]


def test_arrays_are_assigned(native):
    source, target = HPyArray((2, 3), "i4"), HPyArray((2, 3), ">f8", "F")
    source[...] = [[1, 2, 3], [4, 5, 6]]
    native.CopyInto(target, source)
    assert target.tolist() == [[1, 2, 3], [4, 5, 6]]
    native.CopyInto(target[:, ::-1], np.arange(3.0))
    assert target.tolist() == [[2, 1, 0]] * 2
    mask = HPyArray((2, 3), "?")
    mask[...] = [[True, False, False], [False, True, True]]
    native.AssignArray(target, source, mask)
    assert target.tolist() == [[1, 1, 0], [2, 5, 6]]
    native.FillWithScalar(target[0], 9)
    native.PutTo(target[1], [7, 8], [0, 2])
    assert target.tolist() == [[9, 9, 9], [7, 5, 8]]
    native.FILLWBYTE(source, 1)
    assert set(itertools.chain(*source.tolist())) == {0x01010101}
    numbers = HPyArray(4, "f8")
    numbers[...] = [3, 1, 2, 0]
    native.Sort(numbers[:3])
    assert numbers.tolist() == [1, 2, 3, 0]
    assert native.CountNonzero(numbers) == 3


def test_objects_are_assigned(native):
    one, two = Token(), Token()
    array = HPyArray(4, "u1,O")["f1"]
    with References(one, 2), References(two, 2):
        native.CopyInto(array, np.array([one, two, one, two], object))
        assert array.tolist() == [one, two, one, two]
    with References(one, 2), References(two, -2):
        native.FillWithScalar(array, one)
    with References(one, -4):
        native.CopyInto(array, HPyArray(1, object))
    assert array.tolist() == [None] * 4


@pytest.mark.parametrize("dtype", ["f8", ">i2", "O", "M8[D]", "S3"])
@pytest.mark.parametrize("fill", ["iterator_fill", "nditer_fill"])
def test_iterators_walk_over_its_memory(native, dtype, fill):
    value = {"f8": 1.5, ">i2": 258, "O": Token(), "M8[D]": np.datetime64("2020-02-20"), "S3": b"abc"}[dtype]
    for array in arrays_of(np.dtype(dtype)):
        assert getattr(native, fill)(array, value) == 0
        expected = np.empty(array.shape, dtype)
        expected[...] = value
        assert array.tolist() == expected.tolist()


def test_several_arrays_are_walked_together(native):
    ours, numpys = HPyArray((2, 3), "f8", "F"), np.zeros(3, "i4")
    found = native.multi_addresses(ours, numpys)
    expected = [(address, address_of(numpys) + 4 * index[1]) for index, address in addresses(ours)]
    assert found == expected
    assert native.multi_addresses(numpys, ours) == [pair[::-1] for pair in expected]
    with References(ours, 0):
        assert native.multi_addresses(ours, ours) == [(address, address) for _, address in addresses(ours)]


# --- functions that change an ndarray itself -----------------------------------------------------------------------

CHANGES = {
    "ENABLEFLAGS": (),
    "CLEARFLAGS": (),
    "UpdateFlags": (),
    "SetBaseObject": ([],),
    "SetBase": ([],),
    "SetWritebackIfCopyBase": (np.zeros(3),),
    "ResolveWritebackIfCopy": (),
    "DiscardWritebackIfCopy": (),
    "RemoveAxesInPlace": (0,),
    "Resize": (),
    "AsStruct": (),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changes_an_ndarray_refuses_an_hpyarray(native, name):
    for array in (HPyArray(3, "f8"), HPyArray(3, "f8")[:], HPyArray(3, "O")):
        before = (native.FLAGS(array), array.shape, array.strides, array.base, array.tolist())
        with References(array, 0), pytest.raises(TypeError, match=r"expected an ndarray, not .*'numpy_hpy\.HPyArray'"):
            getattr(native, name)(array, *CHANGES[name])
        assert (native.FLAGS(array), array.shape, array.strides, array.base, array.tolist()) == before


def test_an_ndarray_is_not_refused(native):
    array = np.zeros(3)
    native.CLEARFLAGS(array)
    assert not array.flags.writeable
    native.ENABLEFLAGS(array)
    assert array.flags.writeable
    assert native.AsStruct(array) == id(array)
    native.Resize(array)
    view = array[:]
    with pytest.raises(ValueError, match="more than once"):
        native.SetBaseObject(view, [])  # it has one
    with pytest.raises(ValueError, match="more than once"):
        native.SetBase(view, [])


# --- wrong arguments -----------------------------------------------------------------------------------------------

ANY_OBJECT = {"Check": 0, "IsZeroDim": 0, "CheckScalar": 0, "CheckAnyScalar": 0, "ElementStrides": 0, "Size": -1}
CONVERTING = {"FromAny", "iterator_fill", "IterNew", "nditer_fill", "multi_addresses", "layout_references"}


def functions_on_arrays(native):
    """All but those that take any object, and make an array of it or say that it is none."""
    names = [name for name in vars(native) if callable(getattr(native, name)) and not name.startswith("_")]
    assert {"NDIM", "SETITEM", "Sum", "Resize", "view", *ANY_OBJECT, *CONVERTING} <= set(names)
    return [name for name in names if name not in ANY_OBJECT and name not in CONVERTING]


class Pretender:
    """It has everything but the class."""

    __name__ = "numpy_hpy.HPyArray"
    dtype, shape, ndim = np.dtype("f8"), (3,), 1

    def __array__(self, dtype=None, copy=None):
        raise AssertionError("it was asked")


@pytest.mark.parametrize(
    "thing",
    [
        3,
        None,
        [1.0, 2.0],
        "text",
        (1,),
        Token(),
        Pretender(),
        HPyArray,
        np.ndarray,
        np.float64(1),
        np.dtype("f8"),
        memoryview(b"123"),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_what_is_no_array_raises_type_error(native, thing):
    for name in functions_on_arrays(native):
        with pytest.raises(
            TypeError, match=f"expected an (nd)?array, not an object of type '.*{type(thing).__name__}'"
        ):
            getattr(native, name)(thing, 0, 0, 0, 0)


def test_a_class_of_the_same_name_is_not_taken_for_it(native):
    """Nothing is read at offsets that belong to another class."""
    impostor = type("numpy_hpy.HPyArray", (), {"dtype": np.dtype("f8")})()
    for name in functions_on_arrays(native):
        with pytest.raises(TypeError, match="expected an"):
            getattr(native, name)(impostor, 0, 0, 0, 0)
    assert native.Check(impostor) == native.IsZeroDim(impostor) == 0


def test_null_raises_type_error(native):
    for name in functions_on_arrays(native):
        with pytest.raises(TypeError, match="HPy_NULL"):
            getattr(native, name)(NULL, 0, 0, 0, 0)
    for name in {*ANY_OBJECT, "FromAny", "IterNew", "iterator_fill"}:
        with pytest.raises(TypeError, match="HPy_NULL"):
            getattr(native, name)(NULL)
    with pytest.raises(ValueError, match="operand was NULL"):  # NumPy's own: an operand may be left to the iterator
        native.nditer_fill(NULL)


def test_null_in_another_place(native):
    array = HPyArray(3, "f8")
    for function, arguments in [
        (native.SETITEM, (native.DATA(array), NULL)),
        (native.CopyInto, (NULL,)),
        (native.TakeFrom, (NULL, NULL)),
        (native.FillWithScalar, (NULL,)),
        (native.AssignArray, (NULL, NULL)),
        (native.PutTo, ([1], NULL)),
        (native.multi_addresses, (NULL,)),
    ]:
        with References(array, 0), pytest.raises(TypeError, match="HPy_NULL"):
            function(array, *arguments)


def test_functions_on_any_object(native):
    for thing in (3, None, [1.0], "text", Token(), Pretender(), HPyArray, np.dtype("f8")):
        assert (
            native.Check(thing)
            == native.IsZeroDim(thing)
            == native.CheckScalar(thing)
            == native.ElementStrides(thing)
            == 0
        )
        assert native.CheckAnyScalar(thing) == (type(thing) in (int, str))
        assert native.Size(thing) == 0
    assert native.CheckScalar(np.float64(1)) == 1


def test_null_where_it_is_allowed(native):
    table = HPyArray((2, 2), "f8")
    assert native.Sum(table, NULL).tolist() == [0, 0]
    assert native.TakeFrom(table, [1], NULL).tolist() == [[0, 0]]
    native.AssignArray(table, np.ones(2), NULL)
    assert table.tolist() == [[1, 1]] * 2


# --- arrays that a collector has cleared ---------------------------------------------------------------------------


@pytest.fixture
def by_hand():
    collect()
    gc.disable()
    yield
    gc.enable()


def cleared(view):
    """An HPyArray of two objects, or a view of one, that was cleared by the collector and is still there.

    An ndarray is not seen by the collector, so the callback of a weak reference to it runs in the middle of the clearing; see
    test_hpyarray_lifecycle.py.
    """
    kept = []

    def keep(reference):
        for thing in gc.get_objects():
            if type(thing) is tuple and len(thing) == 3 and thing[0] == "garbage":
                kept.append(thing)

    array = HPyArray((2,), object)
    trigger = []
    # What only the tuple keeps alive is cleared from its last member to the first.
    cycle = ("garbage", trigger, array[:] if view else array)
    trigger += [cycle, np.empty(1)]
    array[0] = cycle
    reference = weakref.ref(trigger[1], keep)
    del array, trigger
    collect()
    del cycle
    collect()
    assert reference() is None
    ((_, _, array),) = kept
    return array


@pytest.mark.parametrize("view", [False, True], ids=["array", "view"])
def test_a_cleared_array_raises_reference_error(native, view, by_hand, no_ndarray):
    array = cleared(view)
    with pytest.raises(ReferenceError):
        array.shape  # noqa: B018
    names = [name for name in functions_on_arrays(native) if name not in CHANGES]
    for name in [*names, "Size", "IsZeroDim", "CheckScalar", "CheckAnyScalar", "ElementStrides", "FromAny", "IterNew"]:
        with pytest.raises(ReferenceError, match="the array has been cleared"):
            getattr(native, name)(array, 0, 0, 0, 0)
    with no_ndarray():
        assert native.Check(array) == 1  # an array it still is
    for name, arguments in CHANGES.items():
        with pytest.raises(TypeError, match="expected an ndarray"):
            getattr(native, name)(array, *arguments)
    for function, arguments in [
        (native.Sum, (np.zeros((1, 2)), array)),
        (native.CopyInto, (np.zeros(2, object), array)),
        (native.TakeFrom, (np.zeros(2), [0], array)),
        (native.multi_addresses, (np.zeros(2), array)),
    ]:
        with pytest.raises(ReferenceError, match="the array has been cleared"):
            function(*arguments)


# --- the plain view ------------------------------------------------------------------------------------------------

VIEW_MODES = ["cpython", *MODES]


@pytest.fixture(params=VIEW_MODES)
def viewing(request):
    """In the CPython ABI too, FillView is for both kinds of arrays."""
    return load("native", request.param, "native.c")


def slot_offsets(dtype, start=0):
    """Where an item's object pointers are, from the dtype alone."""
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return [slot for i in range(math.prod(shape)) for slot in slot_offsets(base, start + i * base.itemsize)]
    if dtype.names is not None:
        return [
            slot for name in dtype.names for slot in slot_offsets(dtype.fields[name][0], start + dtype.fields[name][1])
        ]
    return [start] if dtype.kind == "O" else []


@all_dtypes
def test_views_of_both_kinds(viewing, dtype):
    for array in arrays_of(dtype):
        twin = ndarray_over(array)
        for thing in (array, twin):
            view = viewing.view(thing)
            layout, slots = view.pop("layout"), view.pop("slots")
            assert layout != 0
            assert sorted(slots) == sorted(set(slot_offsets(thing.dtype)))
            flags = view.pop("flags")
            if type(thing) is np.ndarray:
                assert flags == thing.flags.num
            else:
                assert flags & OWNDATA == OWNDATA * (array.base is None)
                assert flags & ~ORDERS & ~OWNDATA == twin.flags.num & ~ORDERS & ~OWNDATA
                assert layout == array._layout_address()
            assert view == {
                "data": address_of(thing),
                "nd": thing.ndim,
                "shape": thing.shape,
                "strides": thing.strides,
                "itemsize": thing.itemsize,
                "type_num": thing.dtype.num,
            }


def test_a_view_of_a_subclass_and_of_a_string_array(viewing):
    class Subclass(np.ndarray):
        pass

    assert viewing.view(np.zeros((2, 3), "i4,O").view(Subclass))["slots"] == [4]
    strings = viewing.view(np.array(["a", "b"], np.dtypes.StringDType()))
    assert strings["type_num"] == 2056
    assert strings["slots"] == []
    assert strings["layout"] != 0


@object_dtypes
def test_the_layout_is_given_back(viewing, dtype):
    array = HPyArray(3, dtype)
    layout = array._layout_address()
    before = viewing.layout_references(layout)
    is_same, during, after = viewing.view_references(array)
    # That of a built-in type lives as long as the process, and nobody counts its references.
    is_counted = before != -sys.maxsize - 1
    assert is_counted or np.asarray(array).dtype.char == "O"
    assert (is_same, during, after) == (1, before + 2 * is_counted, before + is_counted)
    for _ in range(3):
        viewing.view(array)
    assert viewing.layout_references(layout) == before


def test_the_layout_of_an_ndarray_is_given_back(viewing):
    for dtype in OBJECT_DTYPES.values():
        array = np.zeros(3, dtype)
        mirror = Layout.from_dtype(array.dtype)  # keeps it alive
        before = viewing.layout_references(mirror._address)
        is_same, during, after = viewing.view_references(array)
        if viewing.view(array)["layout"] == mirror._address:
            # That of a built-in type lives as long as the process, and nobody counts its references.
            is_counted = before != -sys.maxsize - 1
            assert is_counted or array.dtype.char == "O"
            assert (is_same, during, after) == (1, before + 2 * is_counted, before + is_counted)
        else:
            # A dtype that can be changed is mirrored anew each time.
            assert (is_same, during, after) == (0, 1, 1)
        assert viewing.layout_references(mirror._address) == before


def test_the_layouts_of_both_kinds_are_one(viewing):
    """As long as somebody uses it, a dtype has one layout."""
    array = HPyArray(3, "u1,O")
    assert viewing.view(np.zeros(2, array.dtype))["layout"] == array._layout_address()


def test_references_of_a_view(viewing):
    for array in (HPyArray((2, 3), "u1,O"), np.zeros((2, 3), "u1,O")):
        viewing.view(array)
        with References(array, 0), References(array.dtype, 0):
            for _ in range(5):
                viewing.view(array)
                viewing.view_references(array)


def test_what_cannot_be_viewed(viewing):
    for thing in (
        3,
        [1.0],
        None,
        Pretender(),
        np.float64(1),
        np.dtype("f8"),
        HPyArray,
        type("numpy_hpy.HPyArray", (), {})(),
    ):
        with pytest.raises(TypeError, match="expected an array, not an object of type"):
            viewing.view(thing)
        with pytest.raises(TypeError, match="expected an array"):
            viewing.view_failure(thing)


def test_a_cleared_array_cannot_be_viewed(viewing, by_hand):
    array = cleared(False)
    for function in (viewing.view, viewing.view_failure):
        with pytest.raises(ReferenceError, match="the array has been cleared"):
            function(array)


def test_a_null_handle_cannot_be_viewed(native):
    for function in (native.view, native.view_failure):
        with pytest.raises(TypeError, match="HPy_NULL"):
            function(NULL)


def test_the_loop(viewing):
    for array in (HPyArray(1000, "f8"), np.zeros(1000)):
        array[...] = np.arange(1000)
        assert viewing.view_total(array) == 499500
        assert viewing.view_total(array[::-3]) == sum(range(999, -1, -3))


def test_a_loop_over_a_view_calls_nothing():
    """HPy's trace mode counts every call of the API, those of the provider included."""
    from hpy.trace import get_call_counts

    module = load("native", "trace", "native.c")

    def calls(array):
        before = get_call_counts()
        module.view_total(array)
        return {name: count - before[name] for name, count in get_call_counts().items() if count != before[name]}

    for make in (lambda n: HPyArray(n, "f8"), np.zeros):
        calls(make(1))
        counts = calls(make(1))
        assert counts == calls(make(10)) == calls(make(100_000))
        assert counts["ctx_Float_FromDouble"] == 1
        assert sum(counts.values()) < 10


# --- without numpy_hpy ---------------------------------------------------------------------------------------------

HIDE = "import sys; sys.modules['numpy_hpy'] = None\n"
LOAD = """
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from importlib.util import module_from_spec
import numpy as np
spec = ModuleSpec("native", ExtensionFileLoader("native", {path!r}), origin={path!r})
native = module_from_spec(spec)
spec.loader.exec_module(native)
"""


def test_the_cpython_abi_needs_no_numpy_hpy(run_python):
    """A view of an ndarray has no layout then."""
    code = (
        LOAD.format(path=str(compiled("native", "cpython", "native.c")))
        + """
array = np.arange(6.0).reshape(2, 3)[:, ::2]
view = native.view(array)
print((view["layout"], view["slots"], view["nd"], view["shape"], view["strides"], view["itemsize"], view["type_num"]))
print(view["data"] == array.ctypes.data, view["flags"] == array.flags.num)
print(native.view_total(np.arange(5.0)), native.NDIM(array), native.Sum(array).tolist())
print("numpy_hpy" in sys.modules and sys.modules["numpy_hpy"])
class Impostor: pass
Impostor.__name__ = "numpy_hpy.HPyArray"
for thing in (3, type("numpy_hpy.HPyArray", (), {})()):
    try:
        native.view(thing)
    except TypeError as error:
        print(str(error).split(",")[0])
"""
    )
    assert run_python(HIDE + code).splitlines() == [
        "(0, None, 2, (2, 2), (24, 16), 8, 12)",
        "True True",
        "10.0 2 [3.0, 7.0]",
        "None",
        "expected an array",
        "expected an array",
    ]


def test_where_numpy_hpy_is_there_it_is_found(run_python):
    """Also by a program that has not imported it; HPyArray itself is not needed for a view of an ndarray."""
    code = (
        "import sys\n"
        + LOAD.format(path=str(compiled("native", "cpython", "native.c")))
        + """
assert "numpy_hpy" not in sys.modules
view = native.view(np.zeros(2, "u1,O"))
print(view["layout"] != 0, view["slots"], "numpy_hpy._array" in sys.modules)
from numpy_hpy import HPyArray
print(native.view(HPyArray(3, "u1,O"))["slots"])
"""
    )
    assert run_python(code).splitlines() == ["True [1] False", "[1]"]


def test_an_exception_that_is_set_survives_the_search(run_python):
    """FillView may be called while one is set: it looks for numpy_hpy, in vain, and leaves it alone."""
    code = (
        LOAD.format(path=str(compiled("native", "cpython", "native.c")))
        + """
try:
    native.view(3)
except TypeError as error:
    print(error.__context__, error)
"""
    )
    assert run_python(HIDE + code) == "None expected an array, not an object of type 'int'\n"
