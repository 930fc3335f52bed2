"""Every path of an array's life once, small enough for valgrind."""

import copy
import gc
import pickle

import numpy as np

import numpy_hpy

DTYPES = [
    "O",
    "i4,O",
    np.dtype([("a", "i1"), ("o", "O"), ("p", "O", (2, 3))]),
    np.dtype([("a", "i4"), ("s", [("o", "O"), ("x", "f8")], (2,))], align=True),
    "f8",
]


def fill(array):
    view = np.asarray(array)
    for i in np.ndindex(view.shape):
        if view.dtype == object:
            array[i] = [i]
        elif view.dtype.names:
            for name in view.dtype.names:
                view[name][i] = 1
    return array


def objects_of(array):
    return fill(array), array[::-1], array[...]


def cycles(dtype):
    array = fill(numpy_hpy.HPyArray((2, 3), dtype))
    if dtype == "O":
        array[0, 0] = array
        array[0, 1] = [array[1:]]
    return array


class StoresOnDeath:
    """Writes into the array that is going away."""

    def __init__(self, view):
        self.view = view

    def __del__(self):
        try:
            self.view[0] = object()
        except ReferenceError:
            pass
        gc.collect(0)


def re_entrant():
    array = numpy_hpy.HPyArray(3, "O")
    array[1] = StoresOnDeath(array[:1])
    array[2] = array


def nested(depth):
    inner = numpy_hpy.HPyArray(1, "O")
    for _ in range(depth):
        outer = numpy_hpy.HPyArray(2, "i4,O")
        outer["f1"][1] = inner
        inner = outer


def errors():
    array = numpy_hpy.HPyArray(2, "i4,O")
    for mistake in (
        lambda: array[2],
        lambda: array["nothing"],
        lambda: numpy_hpy.HPyArray(-1, "O"),
        lambda: numpy_hpy.HPyArray(2**62, "O"),
        lambda: numpy_hpy.HPyArray(1, "T"),
        lambda: numpy_hpy.layout([("a", "no dtype")]),
        lambda: numpy_hpy.Layout.from_spec("[('a', 'O'"),
    ):
        try:
            mistake()
        except (IndexError, ValueError, TypeError, MemoryError):
            continue
        raise AssertionError("an error was expected")


def buffers():
    buffer = numpy_hpy.ObjectBuffer("O,i2,O", 10)
    for i in range(buffer.slot_count):
        buffer.store(i, [buffer])
    buffer.load(3)
    del buffer
    gc.collect()
    buffer = numpy_hpy.ObjectBuffer("O", 3)
    buffer.store(1, object())
    buffer.release()


def bridge(dtype):
    """Both ways, back again, adopted, in cycles, with the owner gone first."""
    plain = fill_ndarray(np.zeros((3, 2), dtype))
    over = numpy_hpy.from_numpy(plain)
    view = over[::-1]
    assert numpy_hpy.to_numpy(over) is plain
    assert numpy_hpy.from_numpy(numpy_hpy.to_numpy(view)) is view
    over[0] = plain[1]
    del plain, over
    view.tolist()
    adopted = numpy_hpy.from_numpy(fill_ndarray(np.zeros(3, dtype, order="F")), adopt=True)
    if dtype == "O":
        adopted[0] = [adopted, adopted[1:], numpy_hpy.to_numpy(adopted)]
    numpy_hpy.to_numpy(adopted)[1:].copy()
    for mistake in (
        lambda: numpy_hpy.from_numpy(3),
        lambda: numpy_hpy.to_numpy(3),
        lambda: numpy_hpy.from_numpy(np.zeros(3, dtype)[1:], adopt=True),
        lambda: numpy_hpy.from_numpy(np.array(["a"], "T"), adopt=True),
    ):
        try:
            mistake()
        except (TypeError, ValueError):
            continue
        raise AssertionError("an error was expected")


def fill_ndarray(array):
    for name in array.dtype.names or [...]:
        leaf = array[name]
        if leaf.dtype == object:
            leaf[...] = [None]
    return array


class StoresOnDeathOfANeighbour:
    """Writes into an array of NumPy's kind, changes its memory, collects."""

    def __init__(self, array):
        self.array = array

    def __del__(self):
        self.array[...] = None
        self.array.resize(9, refcheck=False)
        gc.collect()


def ndarrays(dtype):
    """numpy_hpy.ndarray: views, results, bases that go first, changes in place, cycles, its memory handed over."""
    array = fill_ndarray(numpy_hpy.zeros((3, 2), dtype))
    things = [array[::-1], array.T.copy(), array[[0, 0, 2]], array.copy("F"), np.asarray(array)[1:]]
    things += [pickle.loads(pickle.dumps(array)), copy.deepcopy(array), array.view(numpy_hpy.ndarray).ravel()]
    things += [np.concatenate([array, array]), np.where(True, array, array), numpy_hpy.from_numpy(array)]
    if dtype == "O":
        array[0, 0] = things
        array[1, 0] = array[[1]][:, 0]
        array[2] = [StoresOnDeathOfANeighbour(numpy_hpy.zeros(3, dtype)) for _ in range(2)]
    del array, things
    gc.collect()
    array = fill_ndarray(numpy_hpy.zeros(3, dtype))
    if dtype == "O":
        array[0] = array
        array[1] = StoresOnDeathOfANeighbour(array)
    array.resize(200, refcheck=False)
    array.__setstate__(fill_ndarray(np.zeros(2, dtype)).__reduce__()[2])
    numpy_hpy.from_numpy(fill_ndarray(numpy_hpy.zeros(3, dtype)), adopt=True)[::-1].tolist()


def nested_ndarrays(depth):
    inner = numpy_hpy.empty(1, "O")
    for _ in range(depth):
        outer = numpy_hpy.zeros(2, "i4,O")
        outer["f1"][1] = inner
        inner = outer[::-1]


def main():
    for dtype in DTYPES:
        for array in objects_of(numpy_hpy.HPyArray((3, 2), dtype)):
            array.tolist(), repr(array), copy.deepcopy(array), pickle.loads(pickle.dumps(array))
        cycles(dtype)
        bridge(dtype)
        ndarrays(dtype)
        gc.collect()
        numpy_hpy.layout(dtype)._repr_svg_()
    memoryview(numpy_hpy.HPyArray((2, 2), "f8")).tobytes()
    re_entrant()
    nested(2000)
    nested_ndarrays(2000)
    errors()
    buffers()
    gc.collect()
    print("lifecycle: every path was run")


if __name__ == "__main__":
    main()
