"""Makes and drops cycles through arrays, as many as one likes, and says what memory has grown to.

build/venv/bin/python tests/python/leak_run.py [ROUNDS]
"""

import gc
import sys
import time
from pathlib import Path

import numpy_hpy

MAKERS = ["empty(1, 'O')", "zeros(2, 'i4,O')", "zeros(2, 'O') + 1", "zeros(4, 'O')[[0, 1]]"]


def resident():
    """KiB of memory in use."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    raise OSError("no VmRSS")


def cycles(make, rounds):
    names = vars(numpy_hpy)
    make = eval(f"lambda: {make}", {name: getattr(numpy_hpy, name) for name in ("empty", "zeros", "ones")} | names)
    field = make().dtype.names
    for _ in range(rounds):
        array = make()
        target = array["f1"] if field else array
        target[0] = [array, array[:1], target]


def growth(make, rounds):
    """KiB that ``rounds`` cycles add to what a tenth of them took."""
    cycles(make, rounds // 10)
    gc.collect()
    before = resident()
    cycles(make, rounds)
    gc.collect()
    return resident() - before


def main(rounds):
    for make in MAKERS:
        start = time.perf_counter()
        grown = growth(make, rounds // len(MAKERS))
        print(
            f"{rounds // len(MAKERS):>12,} of {make:<24} {grown:>6} KiB more, {time.perf_counter() - start:.0f} s",
            flush=True,
        )
    print(f"{rounds:,} cycles made and dropped; {resident() / 1024:.0f} MiB in use")


if __name__ == "__main__":
    main(int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else 1_000_000)
