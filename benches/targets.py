"""The targets, each measured: what, by how much, and whether it is met."""

import gc
import statistics
import time
from dataclasses import dataclass, field

import hpyarray
import memory
import numpy as np
from peers import CONTENTS, DTYPES, Block, fields, load, mirror_capsule

from numpy_hpy import _bench_clock as clock
from numpy_hpy import _native
from numpy_hpy._bench_arrays import arrays_in_a_row, slots_per_item

ITEMS = (1, 10, 1_000, 200_000)


@dataclass
class Row:
    """A target."""

    what: str
    target: str
    limit: float
    found: dict[str, float] = field(default_factory=dict)
    """By case, what is to be at most the limit."""
    unit: str = "x"

    @property
    def is_met(self):
        return all(value <= self.limit for value in self.found.values())

    def cells(self):
        """For a table: the worst case, and where."""
        where, worst = max(self.found.items(), key=lambda entry: entry[1])
        lowest = min(self.found.values())
        value = f"{worst:.2f}{self.unit}" if worst < 100 else f"{worst:,.0f}{self.unit}"
        if len(self.found) > 1:
            value += f" ({where}); least {lowest:.2f}{self.unit}" if lowest < 100 else f" ({where})"
        missed = sum(value > self.limit for value in self.found.values())
        of = f"no: {missed} of {len(self.found)} cases" if len(self.found) > 1 else "no"
        return [self.what, self.target, value, "yes" if self.is_met else of]


def paths(counts, seconds):
    """The layout core's ways to every slot."""
    pairs = {"macro": "hand", "rust": "hand", "callback": "hand callback"}
    names = {"macro": "C macro", "rust": "Rust generic", "callback": "callback"}
    times = {path: {} for path in pairs}
    for dtype in DTYPES:
        for items in ITEMS:
            slots = slots_per_item(DTYPES[dtype]) * items
            block = Block(dtype, arrays_in_a_row(slots, 2_000, 2_000), items)
            for content in CONTENTS:
                for path, base in pairs.items():
                    timers = {p: lambda p=p, b=block, c=content: b.time(p, c) for p in (base, path)}
                    # Each of four places twice, where that takes no minutes.
                    fewest = 4 if content == "distinct" and slots > 1_000_000 else 8
                    timing = clock.compare(timers, rounds=200, seconds=seconds / 8, fewest=fewest)[path]
                    times[path][dtype, items, content] = timing.best
    rows = []
    for path, base in pairs.items():
        title = f"{names[path]} / {'callback ' if path == 'callback' else ''}loop with compiled-in offsets"
        for few, many, text in ((1_000, 10**9, "from 1,000 items"), (10, 10, "10 items"), (1, 1, "1 item")):
            instructions = {
                f"{dtype}, {items:,}": counts[f"walk/{dtype}/{items}/{path}"] / counts[f"walk/{dtype}/{items}/{base}"]
                for dtype in DTYPES
                for items in ITEMS
                if few <= items <= many and f"walk/{dtype}/{items}/{path}" in counts
            }
            rows.append(Row(f"{title}, {text}: instructions", "1.05", 1.05, instructions))
            found = {
                f"{dtype}, {items:,}, {content}": ratio
                for (dtype, items, content), ratio in times[path].items()
                if few <= items <= many
            }
            rows.append(Row(f"{title}, {text}: time", "1.05", 1.05, found))
    return rows


def hpyarray_rows(counts, seconds):
    """HPyArray beside hand-written HPy types."""
    rows = []
    for what, text in (("free", "deallocation"), ("collect", "a collector's pass")):
        instructions = {
            f"{dtype}, {items}": counts[f"{what}/{dtype}/{items}/HPyArray"]
            / counts[f"{what}/{dtype}/{items}/hand-written"]
            for dtype in DTYPES
            for items in (1, 10, 1_000)
            if f"{what}/{dtype}/{items}/HPyArray" in counts
        }
        rows.append(Row(f"HPyArray / hand-written HPy type, {text}: instructions", "1.05 to 1.15", 1.15, instructions))
    for abi in ("universal", "cpython"):
        measured = hpyarray.run(abi, seconds)
        for what, text in (("free", "deallocation"), ("collect", "a collector's pass")):
            many = {f"{d}, {n:,}": ratio for d, n, slots, ratio in measured[what] if slots >= 1_000}
            one = {d: ratio for d, n, _, ratio in measured[what] if n == 1}
            title = f"HPyArray / hand-written HPy type, {abi} ABI, {text}"
            rows.append(Row(f"{title}, from 1,000 slots: time", "1.05", 1.05, many))
            rows.append(Row(f"{title}, 1 item: time", "1.15", 1.15, one))
    return rows


ONE_ITEM = {"O": 1.05, "i4,O": 0.40, "3 of 5": 0.25, "16": 0.12, "16 of 32": 0.08, "16 of 32, uneven": 0.08}
MANY_ITEMS = {"O": 1.05, "i4,O": 1.05, "16": 0.70, "16 of 32": 0.45, "16 of 32, uneven": 0.45}


def ndarray_rows(freed):
    """numpy_hpy.ndarray beside NumPy's."""
    rows = []
    for items, limits in ((1, ONE_ITEM), (200_000, MANY_ITEMS)):
        for dtype, limit in limits.items():
            ratio = next(
                r.timings["ndarray"].best for r in freed if (r.dtype, r.items, r.content) == (dtype, items, "shared")
            )
            text = f"{items:,} item{'s, shared object' if items > 1 else ''}"
            title = f"numpy_hpy.ndarray / NumPy, deallocation, {text}: {dtype}"
            rows.append(Row(title, f"{limit:.2f}", limit, {dtype: ratio}))
    return rows


def collector_rows(collected, seconds):
    """numpy_hpy.ndarray beside lists."""
    ratios = {r.dtype: r.timings["ndarray"].best for r in collected}
    structured = {dtype: ratio for dtype, ratio in ratios.items() if dtype != "O"}
    title = "one pass over 1,000,000 slots: numpy_hpy.ndarray / list"
    return [
        Row(f"{title}, O", "1.05", 1.05, {"O": ratios["O"]}),
        Row(f"{title}, structured", "1.25", 1.25, structured),
        Row("10,000 arrays of 1,000 objects kept while allocating / lists", "1.10", 1.10, {"": kept(seconds)}),
    ]


def kept(seconds, number=10_000, length=1_000, allocated=100_000):
    """The worst case of NumPy's pull request 8303."""
    import numpy_hpy

    objects = [float(i) for i in range(length)]
    template = np.array(objects, object)

    def timer(make):
        containers = [make() for _ in range(number)]
        gc.collect()
        gc.enable()
        start = time.thread_time_ns()
        others = [[] for _ in range(allocated)]
        taken = time.thread_time_ns() - start
        gc.disable()
        del containers, others
        return taken

    timers = {"list": lambda: timer(lambda: list(objects)), "ndarray": lambda: timer(lambda: numpy_hpy.copy(template))}
    return clock.compare(timers, rounds=7, seconds=seconds * 10)["ndarray"].best


def mirror_rows(rounds=60, number=50):
    """A dtype's mirror."""
    legacy = load("bench_legacy")
    specification = fields(32)
    ratios, cached = [], []
    with clock.collector_off():
        for _ in range(rounds):
            _native.cache_clear()
            start = time.perf_counter_ns()
            dtypes = [np.dtype(specification) for _ in range(number)]
            built = time.perf_counter_ns() - start
            ratios.append(legacy.mirror(mirror_capsule, dtypes, 1) / built)
            cached.append(legacy.mirror(mirror_capsule, dtypes[:1], 1_000) / 1_000)
    return [
        Row("mirroring a dtype of 32 fields / NumPy building it", "0.20", 0.20, {"": statistics.median(ratios)}),
        Row("a cached look-up, from C", "25 ns", 25, {"": statistics.median(cached)}, " ns"),
    ]


HANDLES = {"no_handle": 0, "one_handle": 1, "two_handles": 2, "new_handle": 1}


def call_rows(counts, rounds=200, number=2_000):
    """The C API on handles."""
    modules = {
        "legacy": load("bench_legacy"),
        "cpython": load("bench_calls", "cpython"),
        "universal": load("bench_calls", "universal"),
    }
    array = np.zeros(1_000)
    same, more = {}, {}
    for name, handles in HANDLES.items():
        calls = {abi: getattr(module, name) for abi, module in modules.items()}
        taken = {abi: [] for abi in calls}
        for _ in range(rounds):
            for abi, call in calls.items():
                taken[abi].append(call(array, array.dtype, number) / number)
        median = {abi: statistics.median(times) for abi, times in taken.items()}
        more[name.replace("_", " ")] = median["universal"] - median["legacy"] - 2.5 * handles
        if name != "new_handle":  # It also closes the handle, through HPy.
            same[name.replace("_", " ")] = counts[f"call/{name}/1/cpython"] - counts[f"call/{name}/1/legacy"]
    elements = {
        "1,000 doubles through the view": (counts["call/sum/1000/universal"] - counts["call/sum/1000/legacy"]) / 1_000
    }
    return [
        Row("CPython ABI call - legacy call", "0 instructions", 0.5, same, " instructions"),
        Row("universal ABI call - legacy call - 2.5 ns a handle", "2 ns", 2, more, " ns"),
        Row(
            "universal ABI accessors, an element more than the legacy loop",
            "0 instructions",
            1,
            elements,
            " instructions",
        ),
    ]


def memory_rows(arrays=300_000):
    """Bytes of small arrays, and of a layout."""
    numpys = memory.run("NumPy", arrays, 1)
    rows = [
        Row(
            f"memory of {name} of one item - that of NumPy's ndarray",
            "64 bytes",
            64,
            {"": round(memory.run(name, arrays, 1) - numpys)},
            " bytes",
        )
        for name in ("ndarray", "HPyArray")
    ]
    size = memory.run("layout", 500, 32)
    return [
        *rows,
        Row(
            "memory of a layout of 32 fields, with its entry in the cache",
            "2,048 bytes",
            2_048,
            {"": round(size)},
            " bytes",
        ),
    ]


def measure(counts, freed, collected, seconds):
    """All rows."""
    steps = (
        lambda: paths(counts, seconds),
        lambda: hpyarray_rows(counts, seconds),
        lambda: ndarray_rows(freed),
        lambda: collector_rows(collected, seconds),
        mirror_rows,
        lambda: call_rows(counts),
        memory_rows,
    )
    for step in steps:
        yield from step()
