"""Whether cost grows linearly: time for a slot, and memory beyond the data, from a thousand slots to a hundred million."""

import gc
import time

import memory

from numpy_hpy._bench import markdown_table
from numpy_hpy._bench_arrays import DTYPES, kinds, make

SLOTS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
SMALL_ARRAYS = (1_000, 10_000, 100_000, 1_000_000)


def free_ns(kind, dtype, slots):
    """Nanoseconds for a slot: the fastest of a few times."""
    times = []
    for _ in range(3 if slots >= 10_000_000 else 15):
        arrays = make(kind, DTYPES[dtype], slots, max(1, 100_000 // slots), "shared")
        number = len(arrays)
        start = time.thread_time_ns()
        arrays.clear()
        times.append((time.thread_time_ns() - start) / number / slots)
    return min(times)


def small_ns(kind, number):
    """Nanoseconds for an array of one object: the fastest of a few times."""
    times = []
    for _ in range(3 if number > 100_000 else 9):
        arrays = make(kind, DTYPES["O"], 1, number, "shared")
        start = time.thread_time_ns()
        arrays.clear()
        times.append((time.thread_time_ns() - start) / number)
    return min(times)


def growth(kind, dtype, slots):
    """Bytes that freeing and collecting need beyond the data: what the process has grown by afterwards."""
    arrays = make(kind, DTYPES[dtype], slots, 1, "shared")
    before = memory.resident()
    gc.collect()
    after = memory.resident()
    arrays.clear()
    return max(0, after - before)


def tables():
    """As Markdown: time for a slot, memory, and a million small arrays."""
    gc.disable()
    rows = []
    for dtype in ("O", "i4,O"):
        for kind in kinds():
            times = [free_ns(kind, dtype, slots) for slots in SLOTS]
            rows.append([f"{kind.name}, {dtype}", *(f"{each:.2f}" for each in times)])
    parts = [
        "### Nanoseconds for a slot, freeing one array whose slots hold the same object\n",
        markdown_table(["slots", *(f"{slots:,}" for slots in SLOTS)], rows),
    ]
    rows = [[kind.name, *(f"{growth(kind, 'O', slots):,}" for slots in SLOTS)] for kind in kinds()]
    parts += [
        "### Bytes that the process grows by in a collector's pass over an array of objects\n",
        markdown_table(["slots", *(f"{slots:,}" for slots in SLOTS)], rows),
    ]
    rows = [[kind.name, *(f"{small_ns(kind, number):.0f}" for number in SMALL_ARRAYS)] for kind in kinds()]
    parts += [
        "### Nanoseconds for an array, freeing so many arrays of one object\n",
        markdown_table(["arrays", *(f"{number:,}" for number in SMALL_ARRAYS)], rows),
    ]
    gc.enable()
    return "\n".join(parts)


if __name__ == "__main__":
    print(tables())
