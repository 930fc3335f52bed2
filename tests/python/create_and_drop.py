"""Makes arrays and drops them, again and again, and watches the memory of the process:

    python tests/python/create_and_drop.py COUNT [KIND...]

Each array of the kinds that own references is in a reference cycle, so that only the collector can free it. Prints how much
memory is in use after each tenth, and fails when it grows.
"""

import gc
import sys
import time

import numpy as np

from numpy_hpy import HPyArray, from_numpy, to_numpy

PAGE = 4096
# What the allocators and the collector's moments may account for. One array a round would be 50 times that after a million.
SLACK = 4 << 20


def a_cycle():
    array = HPyArray(1, object)
    array[0] = array


def a_cycle_through_a_view():
    array = HPyArray(2, object)
    array[0] = [array[1:]]


def a_cycle_through_a_field():
    array = HPyArray(2, "u1,O")
    array["f1"][1] = array


def a_cycle_through_adopted_memory():
    array = from_numpy(np.empty(1, object), adopt=True)
    array[0] = array


def numbers():
    HPyArray(3)


def there_and_back():
    from_numpy(np.empty(3, object))[1:]


def back_and_there():
    to_numpy(HPyArray(3, object)[1:])


KINDS = [
    *(a_cycle, a_cycle_through_a_view, a_cycle_through_a_field, a_cycle_through_adopted_memory),
    *(numbers, there_and_back, back_and_there),
]


def resident():
    """Bytes of memory that the process has."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * PAGE


def run(function, count):
    """How much memory was in use after each tenth."""
    seen = []
    for _ in range(10):
        for _ in range(count // 10):
            function()
        gc.collect()
        seen.append(resident())
    return seen


def main(count, *names):
    for function in [kind for kind in KINDS if not names or kind.__name__ in names]:
        run(function, 20_000)  # what is made once, is made now
        start = time.monotonic()
        seen = run(function, int(count))
        megabytes = ", ".join(f"{size / 1e6:.1f}" for size in seen)
        print(
            f"{function.__name__}: {count} times in {time.monotonic() - start:.0f} s; MB after each tenth: {megabytes}"
        )
        if max(seen) > seen[0] + SLACK:
            sys.exit(f"{function.__name__} leaks")


if __name__ == "__main__":
    main(*sys.argv[1:])
