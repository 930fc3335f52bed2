"""Copies of numpy_hpy.ndarray that other code makes: pickles, copies, files, mapped memory."""

import copy
import gc
import io
import pickle
import weakref

import numpy as np
import pytest
from hpy_helpers import OBJECT_DTYPES, SHAPES, collect, fill, object_dtypes
from ndarray_helpers import DTYPES, Box, put, referents, slots, three_dtypes

import numpy_hpy

pytest_plugins = ["bridge_helpers"]
pytestmark = pytest.mark.usefixtures("fast_collections", "by_hand")


# NumPy does not pickle metadata.
PICKLED = {name: dtype for name, dtype in OBJECT_DTYPES.items() if dtype.metadata is None}


VERSION = np.lib.NumpyVersion(np.__version__)
SUBARRAYS = [OBJECT_DTYPES[name] for name in ("nested multi-field view", "subarrays of structures", "aligned, nested")]
# Of these, NumPy's own pickles come back in another order.
MISPICKLED = SUBARRAYS if VERSION < "2.2.0" else SUBARRAYS[1:2] if VERSION < "2.4.0" else []
# Of a deep copy of these, NumPy dies.
FATAL = SUBARRAYS if VERSION < "2.2.0" else []


class Sub(numpy_hpy.ndarray):
    pass


def values(dtype, shape, order="C"):
    """An array of what can be pickled."""
    count = iter(range(10_000))
    return fill(numpy_hpy.zeros(shape, dtype, order), lambda: [next(count), None])


def assert_copied(ours, array, cls=numpy_hpy.ndarray):
    assert type(ours) is cls
    assert ours.dtype == array.dtype
    assert (ours.shape, ours.flags.owndata) == (array.shape, True)
    assert ours.flags.f_contiguous == array.flags.f_contiguous or not array.nbytes
    assert repr(ours.tolist()) == repr(array.tolist())
    assert gc.is_tracked(ours)
    assert referents(ours) == slots(ours)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("dtype", PICKLED.values(), ids=PICKLED)
def test_pickles(dtype, protocol):
    for shape in SHAPES:
        for order in "CF":
            array = values(dtype, shape, order)
            text = pickle.dumps(array, protocol)
            # It is that of any subclass.
            theirs = pickle.loads(pickle.dumps(array.view(np.ndarray), protocol))
            assert_copied(pickle.loads(text), theirs)
            if dtype not in MISPICKLED:
                assert repr(theirs.tolist()) == repr(array.tolist())
            assert b"numpy_hpy" in text


def test_a_pickle_of_the_plain_array_goes_out_of_band():
    array = numpy_hpy.zeros(1000, object).astype("f8")
    buffers = []
    text = pickle.dumps(array, 5, buffer_callback=buffers.append)
    again = pickle.loads(text, buffers=buffers)
    assert type(again) is numpy_hpy.ndarray
    assert not gc.is_tracked(again)
    assert (again == array).all()


@three_dtypes
def test_pickles_of_cycles(dtype, census):
    array = values(dtype, (3,))
    put(array[:1], [array])
    again = pickle.loads(pickle.dumps(array))
    first = again[dtype.names[1]][0] if dtype.names else again[0]
    assert first[0] is again
    put(again[1:2], [again[1:], census()])
    put(array[1:2], [array[1:], census()])
    del array, again, first
    assert census.alive == 2
    collect()
    assert census.alive == 0


def test_subclasses_are_pickled():
    array = values("O", (2, 2)).view(Sub)
    assert_copied(pickle.loads(pickle.dumps(array)), array, Sub)
    assert_copied(copy.deepcopy(array), array, Sub)


@object_dtypes
def test_copies(dtype):
    for shape in SHAPES:
        array = values(dtype, shape)
        assert_copied(array.copy(), array)
        assert slots(array.copy()) == slots(array)
        assert_copied(copy.copy(array), array)
        if dtype not in FATAL:
            assert_copied(copy.deepcopy(array), array)
        assert_copied(array.copy("F"), np.asfortranarray(array) if array.ndim else array)
        assert_copied(np.array(array, subok=True), array)


def test_deepcopy_copies_the_objects(census):
    array = numpy_hpy.empty(2, object)
    array[0] = array[1] = ["shared"]
    again = copy.deepcopy(array)
    assert again[0] == ["shared"]
    assert again[0] is not array[0]
    for dtype in ("O", "i4,O"):
        array = put(numpy_hpy.zeros(2, dtype), [])
        again = copy.deepcopy(array)
        target = again["f1"][0] if again.dtype.names else again[0]
        target += [again, census()]
        del again, target
        collect()
        assert census.alive == 0


def test_files():
    array = values("i4,O", (2, 3))
    file = io.BytesIO()
    np.save(file, array)
    file.seek(0)
    assert_copied(np.load(file, allow_pickle=True), array)
    file = io.BytesIO()
    np.savez(file, a=array, b=values("O", (2,)))
    file.seek(0)
    loaded = np.load(file, allow_pickle=True)
    assert_copied(loaded["a"], array)
    assert type(loaded["b"]) is numpy_hpy.ndarray


def test_what_is_pickled_by_an_older_one_is_plain():
    plain = np.array([1, None], object)
    again = pickle.loads(pickle.dumps(plain))
    assert type(again) is np.ndarray
    assert type(numpy_hpy.asarray(again)) is numpy_hpy.ndarray


# --- mapped memory: no objects, and a base of NumPy's or another's --------------------------------------------------


def test_memory_maps(tmp_path, census):
    mapped = np.memmap(tmp_path / "numbers", "f8", "w+", shape=(4,))
    view = mapped.view(numpy_hpy.ndarray)
    view[:] = [1, 2, 3, 4]
    assert view.base is mapped
    assert type(view[1:]) is numpy_hpy.ndarray
    assert type(numpy_hpy.asarray(mapped)) is np.ndarray
    assert type(numpy_hpy.asanyarray(mapped)) is np.memmap
    assert type(numpy_hpy.array(mapped, object)) is numpy_hpy.ndarray
    # A memmap has attributes, so there can be a cycle through the view.
    assert gc.is_tracked(view)
    mapped.attribute = [view, view[1:], census()]
    reference = weakref.ref(mapped)
    del mapped, view
    assert reference() is not None
    collect()
    assert reference() is None
    assert census.alive == 0
    assert np.fromfile(tmp_path / "numbers").tolist() == [1, 2, 3, 4]


def test_views_of_foreign_objects(census):
    class Exporter:
        def __init__(self):
            self.memory = np.zeros(4)

        @property
        def __array_interface__(self):
            return self.memory.__array_interface__

    for dtype in ("f8", "i4,f4"):
        exporter = Exporter()
        view = np.asarray(exporter).view(numpy_hpy.ndarray).view(dtype)
        exporter.cycle = Box(view, view[::2], census())
        del exporter, view
        collect()
        assert census.alive == 0


def test_buffers_keep_the_array(census):
    for dtype in ("O", *DTYPES):
        array = numpy_hpy.zeros(3, DTYPES.get(dtype, "O"))
        put(array, census())
        buffer = memoryview(array)
        assert buffer.obj is array
        del array
        collect()
        assert census.alive == 1
        buffer.release()
        assert census.alive == 0
