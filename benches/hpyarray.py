"""HPyArray beside a type that is written for its dtype, in one of HPy's ABIs: prints JSON.

python benches/hpyarray.py universal|cpython SECONDS
"""

import gc
import json
import os
import sys
import time

from peers import BUILT, DTYPES, SUFFIX, hand_written

ITEMS = (1, 10, 1_000, 200_000)


# Both kinds get memory from malloc, in another order: what a free gives back to the system, and when, would be compared.
KEEP_MEMORY = "glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=17179869184"


def time_to_free(make):
    """As that of the other benchmarks; a collection before brings the slots of both kinds into the caches alike."""

    def timer():
        gc.freeze()
        arrays = make()
        gc.collect()
        gc.unfreeze()
        number = len(arrays)
        start = time.thread_time_ns()
        arrays.clear()
        return (time.thread_time_ns() - start) / number

    return timer


def measure(abi, seconds):
    """By what is done: dtype, items, slots, and the ratio of the fastest rounds."""
    from numpy_hpy import _bench_clock as clock
    from numpy_hpy._bench_arrays import arrays_in_a_row, kinds, make, slots_per_item

    ours = next(kind for kind in kinds() if kind.name == "HPyArray")
    theirs = hand_written(abi)
    shared = object()

    def makers(dtype, items, number):
        yield lambda: [theirs.new(items, DTYPES[dtype], [shared]) for _ in range(number)]
        yield lambda: make(ours, DTYPES[dtype], items, number, "shared")

    found = {"free": [], "collect": []}
    for dtype in DTYPES:
        for items in ITEMS:
            slots = items * slots_per_item(DTYPES[dtype])
            for what, timer in (("free", time_to_free), ("collect", clock.time_to_collect)):
                # What a collection does besides is a part of it with few slots: so there are many arrays.
                number = arrays_in_a_row(slots, *((2_000, 500) if what == "free" else (20_000, 20_000)))
                hand, mine = makers(dtype, items, number)
                timing = clock.compare({"hand": timer(hand), "mine": timer(mine)}, seconds=seconds)["mine"]
                found[what].append([dtype, items, slots, timing.best])
    return found


def run(abi, seconds):
    """`measure` in a process of its own: it has one HPyArray."""
    import subprocess

    environment = {**os.environ, "GLIBC_TUNABLES": KEEP_MEMORY}
    if abi == "cpython":
        environment["NUMPY_HPY_LIBRARY"] = str(BUILT / abi / f"_hpyarray{SUFFIX}")
    command = [sys.executable, __file__, abi, str(seconds)]
    return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], float(sys.argv[2]))))
