"""HPyArray and NumPy share memory: through the buffer protocol where a buffer is exact, else through ``__array__``."""

import ctypes
import gc

import numpy as np
import pytest
from hpy_helpers import (
    SHAPES,
    References,
    Token,
    all_dtypes,
    assert_same_dtype,
    assert_same_elements,
    collect,
    fill,
    leaves,
    object_dtypes,
    outcome,
    pair,
    plain_dtypes,
)

from numpy_hpy import HPyArray

TITLES = np.dtype([(("A title", "a"), "i4"), (("Another", "b"), "f8")])
METADATA = np.dtype([("a", "i4")], metadata={"unit": "m"})
# What a buffer cannot carry.
INEXACT = [TITLES, METADATA, np.dtype("f8", metadata={"unit": "s"}), np.dtype("V7"), np.dtype((np.record, "i4,i2"))]
INEXACT += [np.dtype([("a", "u1"), ("b", "f8")], align=True), np.dtype([("a", (np.record, "i4,i2"), (2,))])]
INEXACT += [np.dtype({"names": [], "formats": [], "itemsize": 5}), np.dtype([("a", "i2"), ("none", "O", (0,))])]
IN_A_BUFFER = [
    "?",
    "b",
    "B",
    "<i2",
    ">i2",
    "u4",
    "l",
    "q",
    "N",
    "f2",
    "f4",
    ">f8",
    "g",
    "F",
    "D",
    "G",
    "S3",
    "U2",
    ">U2",
]
IN_A_BUFFER += ["i4,f8", "i4,S4", [("a", "u1"), ("b", "f4", (2, 3)), ("c", [("d", "S2"), ("e", ">i8")])]]
IN_A_BUFFER += [{"names": ["a", "b"], "formats": ["u1", "f8"], "offsets": [1, 8]}, []]


def address_of(array):
    return array.__array_interface__["data"][0]


# --- __array__ -----------------------------------------------------------------------------------------------------


@all_dtypes
def test_asarray_shares_the_memory_and_keeps_the_dtype(dtype):
    for shape in SHAPES:
        for order in "CF":
            ours, theirs = pair(shape, dtype, order)
            shared = np.asarray(ours)
            assert type(shared) is np.ndarray
            assert_same_dtype(shared.dtype, theirs.dtype)
            assert shared.shape == theirs.shape
            assert address_of(shared) == ours._data_address() or not ours.nbytes
            assert shared.strides == theirs.strides or not ours.nbytes
            assert shared.flags.aligned == theirs.flags.aligned
            assert_same_elements(shared, theirs)


@object_dtypes
def test_the_base_of_an_array_of_objects_is_the_hpyarray(dtype):
    ours, _ = pair((3, 2), dtype)
    for array in (ours, ours[::-1], ours[1, :]):
        with References(array, 1):
            shared = np.asarray(array)
            assert shared.base is array
            assert not shared.flags.owndata
        with References(array, -1):
            del shared
    names = dtype.names or ()
    for name in names:
        field = ours[name]
        assert np.asarray(field).base is field or not np.asarray(field).dtype.hasobject


@pytest.mark.parametrize("dtype", INEXACT, ids=str)
def test_what_a_buffer_would_lose_goes_through_array(dtype):
    ours, theirs = pair((2,), dtype)
    shared = np.asarray(ours)
    assert_same_dtype(shared.dtype, theirs.dtype)
    assert shared.base is ours
    assert_same_elements(shared, theirs)
    with pytest.raises(BufferError, match="exactly"):
        memoryview(ours)


@all_dtypes
def test_writes_on_either_side_are_seen_on_the_other(dtype):
    ours, _ = pair((3, 2), dtype, "F")
    shared = np.asarray(ours)
    fill(shared)
    assert_same_elements(ours, shared)
    fresh = fill(np.empty((3, 2), dtype))
    for mine, source in zip(leaves(ours), leaves(fresh), strict=True):
        mine[...] = source
    assert_same_elements(shared, fresh)
    shared[::-1][1:] = shared[:1]
    assert_same_elements(ours, shared)


def test_the_dtype_argument():
    ours, theirs = pair((3,), "i4")
    for array in (ours, ours[::2]):
        shared = array.__array__()
        assert address_of(array.__array__("i4")) == address_of(shared) == address_of(array.__array__(dtype=np.int32))
        converted = array.__array__("f8")
        assert converted.dtype == np.float64
        assert converted.tolist() == array.tolist()
        assert converted.base is None
    assert np.asarray(ours, "f8").tolist() == theirs.tolist()
    objects, _ = pair((2,), object)
    with pytest.raises(TypeError):
        np.asarray(objects, "f8")


@pytest.mark.parametrize("dtype", ["O", "i4,O", "f8", TITLES], ids=str)
@pytest.mark.parametrize("order", "CF")
def test_the_copy_argument_means_what_it_means_for_numpy(dtype, order):
    ours, theirs = pair((2, 3), dtype, order)
    for copy in (True, False, None):
        array = np.array(ours, copy=copy)
        assert (address_of(array) == ours._data_address()) == (copy is not True)
        assert array.strides == np.array(theirs, copy=copy).strides
        assert array.flags.owndata == (copy is True)
        assert_same_elements(array, theirs)
        for given in (ours.__array__(None, copy=copy), ours.__array__(ours.dtype, copy=copy)):
            assert (address_of(given) == ours._data_address()) == (copy is not True)
    other = "S" if dtype == "O" else "O"
    for mine, numpys in [
        (outcome(lambda: np.array(ours, other, copy=False)), outcome(lambda: np.array(theirs, other, copy=False))),
        (outcome(lambda: ours.__array__(other, copy=False)), outcome(lambda: np.array(theirs, other, copy=False))),
    ]:
        assert type(mine) is type(numpys) is ValueError
        assert "copy" in str(mine)


def test_a_copy_is_independent_of_the_array():
    ours, theirs = pair((3,), object)
    copied = np.array(ours)
    ours[...] = None
    assert_same_elements(copied, theirs)


def test_read_only_memory_stays_read_only():
    for dtype in ("O", "i4", TITLES):
        ours, _ = pair((3,), dtype)
        ours.setflags(write=False)
        shared = np.asarray(ours)
        assert not shared.flags.writeable
        with pytest.raises(ValueError, match="WRITEABLE"):
            shared.setflags(write=True)
        with pytest.raises(ValueError, match="read-only"):
            shared[0] = 0


def test_the_memory_lives_as_long_as_the_ndarray():
    token = Token()
    ours = HPyArray((2, 2), "u1,O")
    ours["f1"][1, 0] = token
    with References(token, 0):
        shared = np.asarray(ours[1:]["f1"])
        del ours
        gc.collect()
        assert shared[0, 0] is token
        assert shared.base.base["f1"][1, 0] is token
    with References(token, -1):
        del shared


def test_numpy_functions_take_an_hpyarray():
    ours, theirs = pair((4,), "f8")
    assert np.add(ours, 1).tolist() == (theirs + 1).tolist()
    assert np.sum(ours) == theirs.sum()
    assert np.concatenate([ours, theirs]).shape == (8,)
    assert np.array([ours, ours]).shape == (2, 4)
    objects, expected = pair((4,), object)
    assert np.roll(objects, 1)[1] is expected[0]
    expected[...] = objects
    np.copyto(np.asarray(objects), expected[::-1])
    assert_same_elements(objects, expected[::-1])


def test_a_cycle_through_a_shared_array_is_seen_when_the_ndarray_is_gone():
    owner = HPyArray(1, object)
    token = Token()
    owner[0] = [owner, token]
    shared = np.asarray(owner)
    with References(token, -1):
        del owner
        collect()
        assert shared[0][1] is token  # an ndarray is not seen by the collector: it keeps what it shows
        del shared
        collect()


def test_a_dtype_that_was_changed_to_other_memory_is_refused():
    dtype = np.dtype([("a", "i8"), ("b", "O")])
    array = HPyArray(2, dtype)
    state = list(dtype.__reduce__()[2])
    array["b"][0] = Token()
    other = np.dtype([("b", "O"), ("a", "i8")]).__reduce__()[2]
    dtype.__setstate__(other)
    for use in (np.asarray, repr, lambda array: array[0], lambda array: array.tolist(), lambda array: array.copy()):
        with pytest.raises(ValueError, match="changed"):
            use(array)
    dtype.__setstate__(tuple(state))
    assert type(array["b"][0]) is Token


# --- the buffer protocol -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.dtype(spec) for spec in IN_A_BUFFER], ids=str)
def test_a_memoryview_is_that_of_an_ndarray(dtype):
    for shape in SHAPES:
        for order in "CF":
            ours, theirs = pair(shape, dtype, order)
            for key in (..., slice(None, None, -1), slice(1, None, 2)) if ours.ndim else (...,):
                mine, numpys = ours[key], theirs[key]
                assert_same_memoryview(memoryview(mine), memoryview(numpys), mine, numpys)


def assert_same_memoryview(mine, numpys, ours, theirs):
    assert mine.obj is ours
    for name in ("format", "itemsize", "ndim", "shape", "nbytes", "readonly", "suboffsets"):
        assert getattr(mine, name) == getattr(numpys, name), name
    if theirs.nbytes:
        for name in ("c_contiguous", "f_contiguous", "contiguous"):
            assert getattr(mine, name) == getattr(numpys, name), name
        # NumPy shows another stride where there is one element, and none is used.
        assert [s for s, n in zip(mine.strides, mine.shape, strict=True) if n > 1] == [
            s for s, n in zip(numpys.strides, numpys.shape, strict=True) if n > 1
        ]
    assert mine.tobytes() == numpys.tobytes()
    assert np.asarray(mine).dtype == theirs.dtype


@plain_dtypes
def test_a_buffer_exists_only_where_it_is_exact(dtype):
    ours, theirs = pair((2, 3), dtype)
    view = outcome(memoryview, ours)
    if isinstance(view, BufferError):
        assert str(view)
    else:
        assert_same_dtype(np.asarray(view).dtype, theirs.dtype)
        assert view.format == memoryview(theirs).format


@object_dtypes
def test_objects_are_not_exported(dtype):
    array = HPyArray(2, dtype)
    with References(array, 0):
        for take in (memoryview, bytes, bytearray, ctypes.c_char.from_buffer):
            with pytest.raises(BufferError, match="object"):
                take(array[:])


def test_dates_are_not_exported():
    for theirs in (np.zeros(2, "M8[s]"), np.zeros(2, "m8"), np.zeros(2, [("a", "M8[s]")])):
        with pytest.raises(ValueError, match="cannot include dtype"):
            memoryview(theirs)
        with pytest.raises(BufferError, match="cannot include dtype"):
            memoryview(HPyArray(2, theirs.dtype))


def test_a_buffer_keeps_the_array_alive():
    array = HPyArray(4, "u1")
    with References(array, 1):
        view = memoryview(array)
    tail = memoryview(array[1:])
    del array
    gc.collect()
    view[2] = 77
    assert tail[1] == 77
    assert tail.obj.base is view.obj
    owner = view.obj
    with References(owner, -1):
        view.release()
    with pytest.raises(ValueError, match="released"):
        view[0]


def test_a_read_only_buffer():
    array = HPyArray(4, "u1")
    before = memoryview(array)
    array.setflags(write=False)
    after = memoryview(array)
    assert after.readonly
    with pytest.raises(TypeError, match="read-only"):
        after[0] = 1
    with pytest.raises(TypeError, match="not writable"):
        ctypes.c_char.from_buffer(array)
    before[0] = 5  # as NumPy, what was exported for writing may be written
    assert array[0] == 5
    assert bytes(array) == b"\5\0\0\0"


def test_requests_that_the_memory_cannot_fulfil():
    class Request(ctypes.Structure):
        _fields_ = [("buf", ctypes.c_void_p), ("obj", ctypes.py_object), ("rest", ctypes.c_char * 80)]

    get, release = ctypes.pythonapi.PyObject_GetBuffer, ctypes.pythonapi.PyBuffer_Release
    get.argtypes, release.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_int], [ctypes.c_void_p]
    release.restype = None
    # Simple, writable, format, n-dimensional, strided, C, Fortran, and any contiguity, from Python's object.h.
    flags = [0x0, 0x1, 0x4, 0x8, 0x18, 0x38, 0x58, 0x98, 0x1D, 0x3D, 0x5D, 0x9D]
    ours, theirs = pair((2, 3), "i4")
    ours_f, theirs_f = pair((2, 3), "i4", "F")
    arrays = [(ours, theirs), (ours_f, theirs_f), (ours[:, ::2], theirs[:, ::2]), (ours[0], theirs[0])]
    for mine, numpys in arrays:
        for writable in (True, False, True):
            mine.setflags(write=writable)
            numpys.setflags(write=writable)
            for flag in flags:
                results = []
                for array in (mine, numpys):
                    request = Request()
                    try:
                        get(array, ctypes.byref(request), flag)
                    except (ValueError, BufferError) as error:
                        results.append(type(error))
                    else:
                        results.append(bytes(request)[16:])  # lengths and pointers; NULL where nothing was asked for
                        release(ctypes.byref(request))
                if isinstance(results[1], type):
                    assert results[0] is results[1], flag
                else:
                    words = [np.frombuffer(result, np.uint64) for result in results]
                    # len, itemsize, readonly and ndim alike; format, shape and strides given or not.
                    assert (words[0][:3] == words[1][:3]).all()
                    assert ((words[0][3:6] == 0) == (words[1][3:6] == 0)).all(), flag
