"""Bytes that a process takes for an array, or for a layout: prints JSON.

python benches/memory.py KIND NUMBER ITEMS
"""

import json
import subprocess
import sys
from pathlib import Path


def resident():
    """Bytes of this process that are in memory."""
    import resource

    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def measure_layout(number, count):
    """Of the mirror of a dtype with so many fields, its entry in the cache included."""
    import numpy as np
    from peers import fields

    import numpy_hpy

    numpy_hpy.layout(np.dtype(fields(count)))
    dtypes = [np.dtype(fields(count)) for _ in range(number)]
    before = resident()
    kept = [numpy_hpy.layout(dtype) for dtype in dtypes]
    return (resident() - before) / len(kept)


def measure(kind, arrays, items):
    """Of one array of objects."""
    import gc

    from numpy_hpy._bench_arrays import DTYPES, kinds

    gc.disable()
    new = next(each.new for each in kinds() if each.name == kind)
    dtype = DTYPES["O"]
    kept = [new(items, dtype) for _ in range(1_000)]
    kept = [None] * arrays
    before = resident()
    for i in range(arrays):
        kept[i] = new(items, dtype)
    return (resident() - before) / arrays


def run(kind, arrays, items):
    """`measure` in a process of its own."""
    command = [sys.executable, __file__, kind, str(arrays), str(items)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


if __name__ == "__main__":
    kind, number, items = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    print(json.dumps(measure_layout(number, items) if kind == "layout" else measure(kind, number, items)))
