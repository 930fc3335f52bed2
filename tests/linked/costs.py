"""What NumPy's operations cost: `python costs.py LIBRARY` under callgrind, with a library made of costs.c.

Each is done a number of times with counting on, after once without. tools/test_numpy.py compares two builds of NumPy.
"""

import ctypes
import gc
import sys

import numpy as np

TIMES = 200


class Thing:
    pass


numbers = np.arange(10.0)
grid = np.arange(100.0).reshape(10, 10)
objects = np.array([Thing() for _ in range(10)], "O")
index = np.array([1, 2, 3])
mask = numbers > 4
records = np.zeros(10, [("n", "i4"), ("x", "f8")])
mixed = np.zeros(10, [("n", "i4"), ("o", "O")])
memory = bytearray(80)
things = [Thing() for _ in range(10)]
many = np.arange(100_000).astype("O")

SIXTEEN = np.dtype([(f"f{i}", "O") for i in range(16)])
SIXTEEN_OF_32 = np.dtype([(f"f{i}", "O" if i % 2 else "i8") for i in range(32)])
PAIR = np.dtype([("n", "i4"), ("o", "O")])

CREATION = {
    "np.empty(3)": lambda: np.empty(3),
    "np.zeros((2, 3))": lambda: np.zeros((2, 3)),
    "np.ones(10)": lambda: np.ones(10),
    "np.array([1, 2, 3])": lambda: np.array([1, 2, 3]),
    "np.array(5.0)": lambda: np.array(5.0),
    "np.arange(10)": lambda: np.arange(10),
    "np.frombuffer(bytearray)": lambda: np.frombuffer(memory),
    "a.copy()": numbers.copy,
    "a + a": lambda: numbers + numbers,
    "a.sum()": numbers.sum,
    "a.astype('f4')": lambda: numbers.astype("f4"),
    "np.empty_like(a)": lambda: np.empty_like(numbers),
    "np.concatenate([a, a])": lambda: np.concatenate([numbers, numbers]),
    "np.zeros(10, 'i4,f8')": lambda: np.zeros(10, records.dtype),
}
INDEXING = {
    "a[3]": lambda: numbers[3],
    "a[1:5]": lambda: numbers[1:5],
    "a[::2]": lambda: numbers[::2],
    "a[None]": lambda: numbers[None],
    "g[2]": lambda: grid[2],
    "g[:, 1]": lambda: grid[:, 1],
    "g.T": lambda: grid.T,
    "g.reshape(100)": lambda: grid.reshape(100),
    "a[index]": lambda: numbers[index],
    "a[mask]": lambda: numbers[mask],
    "r['x']": lambda: records["x"],
    "r[2]": lambda: records[2],
    "a[1:5] = 0": lambda: numbers.__setitem__(slice(1, 5), 0),
    "a.view('i8')": lambda: numbers.view("i8"),
}
OBJECTS = {
    "np.empty(10, 'O')": lambda: np.empty(10, "O"),
    "np.zeros(10, 'O')": lambda: np.zeros(10, "O"),
    "np.array(things)": lambda: np.array(things),
    "o.copy()": objects.copy,
    "o[3]": lambda: objects[3],
    "o[1:5]": lambda: objects[1:5],
    "o[index]": lambda: objects[index],
    "o == o": lambda: objects == objects,
    "o.tolist()": objects.tolist,
    "o.fill(None)": lambda: np.empty(10, "O").fill(None),
    "a.astype('O')": lambda: numbers.astype("O"),
    "m['o']": lambda: mixed["o"],
    "m.copy()": mixed.copy,
    "np.empty(10, 'i4,O')": lambda: np.empty(10, PAIR),
    "np.zeros(10, 'i4,O')": lambda: np.zeros(10, PAIR),
    "many.copy()": many.copy,
}
NEW_DTYPES = {
    "np.dtype('i4,O')": lambda: np.dtype("i4,O"),
    "np.empty(1, np.dtype('i4,O'))": lambda: np.empty(1, np.dtype("i4,O")),
}


def measure(counter, group, actions, times=TIMES):
    for name, action in actions.items():
        gc.collect()
        action()
        counter.start()
        for _ in range(times):
            action()
        counter.stop(f"{group}: {name}".encode())


def measure_freeing(counter):
    """The end of arrays alone: of a list that is cleared."""
    for name, dtype in {"O": "O", "(i4, O)": PAIR, "16 O": SIXTEEN, "16 O of 32": SIXTEEN_OF_32, "f8": "f8"}.items():
        for items in (1, 1000):
            arrays = [np.zeros(items, dtype) for _ in range(TIMES if items == 1 else 4)]
            counter.start()
            arrays.clear()
            counter.stop(f"freeing: {items} x {name}".encode())


def main(library):
    counter = ctypes.PyDLL(library)
    gc.disable()
    measure(counter, "nothing", {"a call": lambda: None})
    measure(counter, "creation", CREATION)
    measure(counter, "indexing", INDEXING)
    measure(counter, "objects", OBJECTS)
    measure(counter, "new dtypes", NEW_DTYPES)
    measure_freeing(counter)


if __name__ == "__main__":
    main(sys.argv[1])
