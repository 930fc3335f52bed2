"""`numpy-hpy bench`: freeing and collecting arrays with object references, beside NumPy's arrays and Python's lists."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

import numpy_hpy

from . import _bench_clock as clock
from . import _bench_plot as plot
from ._bench_arrays import CONTENTS, DTYPES, Kind, arrays_in_a_row, kinds, make, slots_per_item
from ._bench_clock import Timing

ITEMS = (1, 10, 1_000, 200_000)
MANY_SLOTS = 10_000_000
"""Only where the slots are shared or NULL, and of some dtypes: to fill them takes longest."""
MANY_DTYPES = ("O", "i4,O", "16")
COLLECTED_SLOTS = 1_000_000


@dataclass
class Freed:
    """Arrays of one dtype, by kind."""

    dtype: str
    items: int
    content: str
    slots: int
    """In one array."""
    timings: dict[str, Timing]


@dataclass
class Collected:
    """One pass of the collector over arrays of one dtype, by kind; first the list."""

    dtype: str
    timings: dict[str, Timing]


def cases(items: Sequence[int], many: bool) -> list[tuple[str, int, str]]:
    """Dtype, items and content."""
    found = [(dtype, count, content) for content in CONTENTS for dtype in DTYPES for count in items]
    if many:
        found += [
            (dtype, MANY_SLOTS // slots_per_item(DTYPES[dtype]), content)
            for content in CONTENTS
            for dtype in MANY_DTYPES
            if content != "distinct" or dtype == "O"
        ]
    return found


def free(compared: Sequence[Kind], dtype: str, items: int, content: str, seconds: float) -> Freed:
    """Time what freeing an array takes."""
    slots = slots_per_item(DTYPES[dtype]) * items
    number = arrays_in_a_row(slots)

    def timer(kind: Kind) -> Any:
        return clock.time_to_free(lambda: make(kind, DTYPES[dtype], items, number, content))

    timings = clock.compare({kind.name: timer(kind) for kind in compared}, seconds=seconds)
    return Freed(dtype, items, content, slots, timings)


def collect(compared: Sequence[Kind], dtype: str, seconds: float) -> Collected:
    """Time a pass of the collector over a million slots, in one array; and in a list."""
    items = COLLECTED_SLOTS // slots_per_item(DTYPES[dtype])
    shared = object()

    def timer(kind: Kind) -> Any:
        return clock.time_to_collect(lambda: make(kind, DTYPES[dtype], items, 1, "shared"))

    timers = {"list": clock.time_to_collect(lambda: [shared] * COLLECTED_SLOTS)}
    timers |= {kind.name: timer(kind) for kind in compared}
    return Collected(dtype, clock.compare(timers, seconds=seconds))


# ---- the report ----


def versions() -> str:
    """What was measured, and on what."""
    names = ["numpy", "hpy"]
    found = [f"CPython {platform.python_version()}", f"numpy_hpy {numpy_hpy.__version__}"]
    for name in names:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    return ", ".join([*found, f"{platform.machine()} {_processor()}".strip()])


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")


def duration(nanoseconds: float) -> str:
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def ratio(timing: Timing) -> str:
    return f"{timing.ratio:.2f} ±{timing.spread:.2f}"


def markdown_table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is text, and the others numbers."""
    lines = [heading, ["---", *["---:"] * (len(heading) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def table_of_freed(results: Sequence[Freed], content: str) -> str:
    """Beside NumPy's time the ratios of the others."""
    chosen = sorted((r for r in results if r.content == content), key=lambda r: (list(DTYPES).index(r.dtype), r.items))
    base, *others = chosen[0].timings
    rows = [
        [r.dtype, f"{r.items:,}", duration(r.timings[base].nanoseconds), *(ratio(r.timings[name]) for name in others)]
        for r in chosen
    ]
    return markdown_table(["dtype", "items", base, *(f"{name} / {base}" for name in others)], rows)


def table_of_collected(results: Sequence[Collected]) -> str:
    base, *others = results[0].timings
    rows = [
        [r.dtype, duration(r.timings[base].nanoseconds), *(ratio(r.timings[name]) for name in others)] for r in results
    ]
    return markdown_table(["dtype", base, *(f"{name} / {base}" for name in others)], rows)


def plots(results: Sequence[Freed], content: str = "shared") -> dict[str, str]:
    """By file name, a picture of each kind beside NumPy."""
    chosen = [r for r in results if r.content == content]
    base, *others = chosen[0].timings
    pictures = {}
    for name in others:
        lines = {
            dtype: [(r.items, r.timings[name].ratio) for r in sorted(chosen, key=lambda r: r.items) if r.dtype == dtype]
            for dtype in DTYPES
        }
        pictures[f"bench-{name.lower()}.svg"] = plot.svg(
            f"Freeing one array: numpy_hpy.{name} / {base}'s ndarray",
            f"time, median of rounds; every slot holds the same {'object' if content == 'shared' else content}; less is better",
            "items in the array",
            lines,
        )
    return pictures


def progress(iterable: Iterable[Any], what: str) -> Iterator[Any]:
    """A bar, on a terminal."""
    sys.stdout.flush()
    disable = None if sys.stderr else True  # None: if it is no terminal.
    return iter(tqdm(iterable, what, leave=False, dynamic_ncols=True, disable=disable))


def run(folder: Path | None = None, *, items: Sequence[int] | None = None, seconds: float = clock.SECONDS) -> int:
    """Measure, and print the tables; or write them to `folder`/benchmarks.md with plots beside."""
    compared = kinds()
    freed = [
        free(compared, *case, seconds=seconds) for case in progress(cases(items or ITEMS, items is None), "freeing")
    ]
    # The collector does not look into NumPy's arrays.
    collected = [collect(compared[1:], dtype, seconds) for dtype in progress(DTYPES, "collecting")]
    text = report(freed, collected)
    if folder is None:
        sys.stdout.write(text)
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "benchmarks.md").write_text(text, encoding="utf-8")
    for name, picture in plots(freed).items():
        (folder / name).write_text(picture, encoding="utf-8")
    print(f"wrote {folder / 'benchmarks.md'}")
    return 0


def report(freed: Sequence[Freed], collected: Sequence[Collected]) -> str:
    """Everything as Markdown."""
    parts = [f"# Benchmarks\n\n{versions()}\n"]
    for content, what in zip(CONTENTS, ("the same object", "an object of its own", "NULL"), strict=True):
        parts.append(f"## Freeing one array, every slot holding {what}\n\n{table_of_freed(freed, content)}")
    parts.append(
        f"## One pass of the collector over {COLLECTED_SLOTS:,} slots in one array\n\n{table_of_collected(collected)}"
    )
    parts.append(
        "Ratios are medians of those of the same round, ± half the distance between their quartiles. Less is better.\n"
    )
    return "\n".join(parts)
