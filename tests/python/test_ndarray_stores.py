"""NumPy's stores release the old object before they overwrite the slot. The collector must not follow it there."""

import gc

import numpy as np
import pytest
from hpy_helpers import collect
from ndarray_helpers import RESIZE_LOSES_REFERENCES, Box, Finalized

import numpy_hpy

pytest_plugins = ["bridge_helpers"]

# Each store replaces an object that many others hang from, one by one: Python frees it, and then the rest, where a finalizer
# takes its memory for something that is no object, and collects.
PROGRAM = """
import gc
import numpy as np
import numpy_hpy

class Link:
    __slots__ = ("next",)
    def __init__(self, next):
        self.next = next
    def __add__(self, other):
        return 1
    __iadd__ = __lt__ = __gt__ = __add__

class Last:
    deaths = 0
    def __del__(self):
        junk = [bytes([255]) * size for size in range(0, 60, 4) for _ in range(1000)]
        gc.collect()
        Last.deaths += 1

def chain():
    link = Link(Last())
    for _ in range(200):
        link = Link(link)
    return link

def objects():
    array = numpy_hpy.empty(1, object)
    array[0] = chain()
    return array

def fields():
    array = numpy_hpy.zeros(1, "O,i4")
    array["f0"] = chain()
    return array

plain = np.array([1], object)

def through_nditer(array):
    for item in np.nditer(array, ["refs_ok"], [["readwrite"]]):
        item[...] = None

def set_item(array, index, value):
    array[index] = value

STORES = [
    (objects, lambda array: set_item(array, 0, None)),
    (objects, lambda array: set_item(array, slice(None), [None])),
    (objects, lambda array: set_item(array, slice(None), None)),
    (objects, lambda array: set_item(array, [0], None)),
    (objects, lambda array: set_item(array.flat, 0, None)),
    (objects, lambda array: setattr(array, "flat", [None])),
    (objects, lambda array: set_item(np.asarray(array), 0, None)),
    (objects, lambda array: array.resize(0, refcheck=False)),
    (objects, lambda array: array.fill(None)),
    (objects, lambda array: array.put(0, None)),
    (objects, lambda array: np.copyto(array, None)),
    (objects, lambda array: np.place(array, [True], [None])),
    (objects, lambda array: array.__iadd__(1)),
    (objects, lambda array: np.add(array, 1, out=array)),
    (objects, lambda array: np.add(plain, 1, out=array)),
    (objects, lambda array: np.add.at(array, [0], 1)),
    (objects, lambda array: np.frompyfunc(lambda item: 3, 1, 1)(array, out=array)),
    (objects, lambda array: np.clip(plain, 0, 1, out=array)),
    (objects, through_nditer),
    (fields, lambda array: set_item(array, 0, (None, 1))),
    (fields, lambda array: set_item(array[0], "f0", None)),
    (fields, lambda array: set_item(array["f0"], 0, None)),
    (fields, lambda array: set_item(array, slice(None), np.zeros(1, array.dtype))),
]
ROUNDS = 5
for make, store in STORES:
    for _ in range(ROUNDS):
        array = make()
        store(array)
        del array
        gc.collect()
print(len(STORES) * ROUNDS - Last.deaths, "alive of", ROUNDS, "each")
"""


def test_a_collection_in_the_middle_of_a_store(run_python):
    assert run_python(PROGRAM) == ("5 alive of 5 each\n" if RESIZE_LOSES_REFERENCES else "0 alive of 5 each\n")


@pytest.mark.usefixtures("by_hand")
def test_collections_inside_deallocations_leave_arrays_for_the_next(census):
    """What is garbage then is found by the next collection."""
    array = numpy_hpy.empty(2, object)
    array[0] = Box(array, census())
    alive = []
    deep = [Finalized(lambda: (gc.collect(), alive.append(census.alive)))]
    for _ in range(10):
        deep = [deep]
    del array
    deep = None
    assert len(alive) == 1
    collect()
    assert census.alive == 0


def test_sorts_hold_some_objects_twice_meanwhile():
    """While NumPy sorts, the memory has some of the pointers twice and lacks others."""

    class Item:
        def __init__(self, number):
            self.number, self.self = number, self

        def __lt__(self, other):
            gc.collect(0)
            return self.number < other.number

    for kind in ("quicksort", "heapsort", "stable"):
        array = numpy_hpy.empty(40, object)
        array[:] = [Item(number * 7 % 40) for number in range(40)]
        array.sort(kind=kind)
        assert [item.number for item in array] == list(range(40))
        result = array[::-1].copy() if kind == "stable" else array[np.arange(40)[::-1]]
        result.partition(20)
        assert sorted(item.number for item in result) == list(range(40))
