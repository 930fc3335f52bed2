"""`numpy-hpy demo`: real data in arrays of records with object slots, filled, tied into cycles, freed.

The data are the Python distributions of this environment and of its base interpreter. Everything that is reported is
measured: references by the reference counts of the objects that the slots point to, lifetime by
weak references to witness objects.
"""

from __future__ import annotations

import ctypes
import gc
import importlib.metadata
import os
import platform
import site
import statistics
import sys
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

import numpy_hpy
from numpy_hpy import picture

ITEMS = (1, 1_000, 100_000)
"""Numbers of items to time unless the caller says otherwise."""
REPEATS = 9
PEAK = 2
"""Free memory to ask for, in arrays of the greatest length: one exists at a time, and its census needs a part of that."""
MANY = 1_000
"""References from which on the time to free an array is that of its references."""
REQUIREMENTS, LARGEST = 2, 2

RECORD = [
    ("pure", "?"),
    ("name", "O"),
    ("version", "O"),
    ("requires", "O", (REQUIREMENTS,)),
    (
        "files",
        [
            ("count", "<u4"),
            ("bytes", "<u8"),
            ("largest", [("path", "O"), ("size", "<u8")], (LARGEST,)),
        ],
    ),
    ("link", "O"),
]
"""One distribution. Slots lie in fields, in a nested structure and in two subarrays."""
VARIANTS = {"packed": np.dtype(RECORD), "aligned": np.dtype(RECORD, align=True)}


def check_available() -> None:
    """Raise ImportError, with the reason, where there is no HPyArray to show."""
    from numpy_hpy import HPyArray  # noqa: F401


def run(items: Sequence[int] | None = None, *, repeats: int = REPEATS) -> int:
    """Run the demo, timing arrays of `items` items; 0 if everything was freed as expected."""
    check_available()
    _check_memory(max(items or ITEMS))
    failures: list[str] = []
    print(_versions())
    data, skipped = read_distributions()
    _show_data(data, skipped)
    _show_layouts()
    _show_release(data, failures)
    _show_cycles(data, failures)
    _show_times(data, sorted(set(items or ITEMS)), repeats)
    for failure in failures:
        print(f"FAILED: {failure}")
    if not failures:
        print("All expectations met: every HPyArray gave back every reference, cycles included.")
    return 1 if failures else 0


def _check_memory(items: int) -> None:
    """Raise MemoryError now rather than in the middle of the report."""
    np.empty((items, PEAK * VARIANTS["aligned"].itemsize), np.uint8)


def _versions() -> str:
    try:
        hpy = importlib.metadata.version("hpy")
    except importlib.metadata.PackageNotFoundError:
        hpy = "(not installed)"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{python}, NumPy {np.__version__}, HPy {hpy}, numpy_hpy {numpy_hpy.__version__}"


# ---- the data ----


@dataclass
class Distribution:
    """What one item stores about one installed distribution."""

    name: str
    version: str
    requires: list[str]
    files: int
    size: int
    largest: list[tuple[str, int]]
    pure: bool

    def objects(self) -> Iterator[str]:
        """The objects that an item's slots point to."""
        yield self.name
        yield self.version
        yield from self.requires[:REQUIREMENTS]
        for path, _ in self.largest:
            yield path

    def store(self, array: Any, i: int) -> None:
        """Fill item `i` field by field; slots that there is nothing for stay NULL."""
        array["pure"][i] = self.pure
        array["name"][i] = self.name
        array["version"][i] = self.version
        for j, requirement in enumerate(self.requires[:REQUIREMENTS]):
            array["requires"][i, j] = requirement
        files = array["files"]
        files["count"][i] = self.files
        files["bytes"][i] = self.size
        for j, (path, size) in enumerate(self.largest):
            files["largest"]["path"][i, j] = path
            files["largest"]["size"][i, j] = size

    def record(self, link: object) -> tuple[Any, ...]:
        """The whole item as one record; slots that there is nothing for become None."""
        requires = (self.requires + [None] * REQUIREMENTS)[:REQUIREMENTS]
        largest = (self.largest + [(None, 0)] * LARGEST)[:LARGEST]
        files = (self.files, self.size, largest)
        return (self.pure, self.name, self.version, requires, files, link)


def read_distributions() -> tuple[list[Distribution], int]:
    """The distributions of this environment and its base, and how many had unreadable metadata."""
    found: dict[tuple[str, str], Distribution] = {}
    skipped = 0
    sources = list(importlib.metadata.distributions())
    if sys.prefix != sys.base_prefix:  # A fresh virtual environment holds few.
        sources += importlib.metadata.distributions(path=site.getsitepackages([sys.base_prefix]))
    for source in _progress(sources, "reading distributions"):
        try:
            distribution = _read(source)
        except Exception:  # Whatever is wrong with somebody else's metadata, the others count.
            skipped += 1
            continue
        found.setdefault((distribution.name.lower(), distribution.version), distribution)
    if not found:
        found["numpy", np.__version__] = Distribution("numpy", np.__version__, [], 0, 0, [], False)
    return list(found.values()), skipped


def _read(source: importlib.metadata.Distribution) -> Distribution:
    sizes = []
    for file in source.files or []:
        size = file.size
        if size is None:
            try:
                size = source.locate_file(file).stat().st_size  # type: ignore[attr-defined]
            except OSError:
                size = 0
        sizes.append((str(file), size))
    return Distribution(
        name=str(source.metadata["Name"]),
        version=str(source.version),
        requires=list(source.requires or []),
        files=len(sizes),
        size=sum(size for _, size in sizes),
        largest=sorted(sizes, key=lambda entry: -entry[1])[:LARGEST],
        pure=not any(path.endswith((".so", ".pyd")) for path, _ in sizes),
    )


def _show_data(data: list[Distribution], skipped: int) -> None:
    files, size = sum(d.files for d in data), sum(d.size for d in data)
    requirements = sum(len(d.requires) for d in data)
    print(
        f"Data: {len(data):,} Python distributions, {requirements:,} requirements, {files:,} files, {size / 1e6:,.1f} MB,"
        f"\ninstalled in {_environment()}" + (f"; {skipped:,} unreadable" if skipped else "")
    )


def _environment() -> str:
    """What a reader can tell the places of the distributions by."""
    text = _short_path(sys.prefix) or "this environment"
    if sys.prefix != sys.base_prefix:
        text += f" and its base {_short_path(sys.base_prefix) or 'interpreter'}"
    return text


def _short_path(path: str) -> str:
    """The last two parts of a path; nothing if they do not suit any terminal."""
    text = os.path.join(*Path(path).parts[-2:])
    return text if len(text) <= 20 and text.isascii() and text.isprintable() else ""


# ---- the layouts ----


def _show_layouts() -> None:
    for name, dtype in VARIANTS.items():
        print()
        title = f"One item, {name}"
        print(picture.terminal(numpy_hpy.layout(dtype), title=title, table=False), end="")


# ---- references ----


class References:
    """The references to a set of objects, counted by the objects themselves."""

    def __init__(self, objects: Iterable[object]) -> None:
        distinct = {id(o): o for o in objects}
        # Immortal objects (CPython 3.12) do not count their references.
        self.objects = [o for o in distinct.values() if sys.getrefcount(o) < 1 << 29]
        self.addresses = np.array([id(o) for o in self.objects], np.uintp)

    def total(self) -> int:
        return sum(map(sys.getrefcount, self.objects))


@dataclass
class Census:
    """What the slots of an array hold, read from its memory."""

    null: int = 0
    none: int = 0
    live: int = 0
    counted: int = 0
    """Live references to the objects of a `References`."""


def census(array: Any, references: References) -> Census:
    """Look at every slot of a one-dimensional contiguous array, in memory."""
    memory = np.asarray(array)
    layout = numpy_hpy.layout(memory.dtype)
    address = memory.__array_interface__["data"][0]
    raw = (ctypes.c_ubyte * memory.nbytes).from_address(address)
    result = Census()
    for offset in layout.slots:
        words = np.ndarray(memory.shape, np.uintp, memoryview(raw), int(offset), memory.strides)
        null, none = np.count_nonzero(words == 0), np.count_nonzero(words == id(None))
        result.null += int(null)
        result.none += int(none)
        result.live += int(memory.size - null - none)
        result.counted += int(np.isin(words, references.addresses).sum())
    return result


def _show_release(data: list[Distribution], failures: list[str]) -> None:
    print(
        "\nFreed without a cycle, by `del` alone. Live: slots neither NULL nor None, in"
        "\nmemory. Released: by how much the objects' own reference counts fell."
    )
    print("          items   slots    NULL   None    live  released")
    references = References(o for d in data for o in d.objects())
    with _collector_off():
        for name, dtype in VARIANTS.items():
            before = references.total()
            array = numpy_hpy.HPyArray(len(data), dtype)
            for i, distribution in enumerate(data):
                distribution.store(array, i)
            seen = census(array, references)
            held = references.total() - before
            del array
            released = before + held - references.total()
            slots = seen.null + seen.none + seen.live
            print(f"{name:9} {len(data):5,} {slots:7,} {seen.null:7,} {seen.none:6,} {seen.live:7,} {released:9,}")
            if not seen.counted == held == released:
                failures.append(
                    f"{name}: {seen.counted:,} references in memory, {held:,} counted, {released:,} released"
                )
    if seen.live > seen.counted:
        print(f"          ({seen.live - seen.counted:,} live to immortal objects each, not counted)")


# ---- cycles ----


class Witness:
    """Lives as long as something refers to it."""


@dataclass
class Cycle:
    """What became of an array that its own items refer to."""

    witnesses: int
    before: int
    """Witnesses alive before the collection, when nothing but the cycle refers to the array."""
    after: int
    held: int
    """References to the data that the array held."""
    released: int
    nbytes: int
    leaked: list[Any] = field(default_factory=list)


def tie_cycle(make: Callable[..., Any], dtype: np.dtype[Any], data: list[Distribution]) -> Cycle:
    """Fill an array, store it and a view of it in its own items, drop it and collect.

    The array goes in as a field of a record, item 0; every other item holds a witness.
    """
    references = References(o for d in data for o in d.objects())
    gc.collect()
    before = references.total()
    with _collector_off():
        count = max(len(data), 3)
        array = make(count, dtype)
        for i in range(count):
            data[i % len(data)].store(array, i)
        array[0] = data[0].record(link=array)
        array["link"][1] = array[1:]
        witnesses = []
        for i in range(2, count):
            witness = Witness()
            witnesses.append(weakref.ref(witness))
            array["link"][i] = witness
        del witness
        nbytes = array.nbytes
        leaked = [weakref.ref(array)] if isinstance(array, np.ndarray) else []
        held = references.total() - before
        del array
        alive_before = sum(ref() is not None for ref in witnesses)
    gc.collect()
    alive_after = sum(ref() is not None for ref in witnesses)
    released = before + held - references.total()
    result = Cycle(len(witnesses), alive_before, alive_after, held, released, nbytes)
    result.leaked = [ref() for ref in leaked if ref() is not None]
    return result


def _show_cycles(data: list[Distribution], failures: list[str]) -> None:
    print(
        "\nFreed with a cycle: item 0 is a record that holds the array, item 1 holds a"
        "\nview of it, every other item a witness; `del`, then gc.collect()."
    )
    if len(data) < 3:
        print(f"(Repeated to 3 items, as there are only {len(data)} distributions.)")
    print("        witnesses:  before    after, references: held  released  bytes lost")
    for name, dtype in VARIANTS.items():
        cycle = tie_cycle(numpy_hpy.HPyArray, dtype, data)
        _show_cycle("HPyArray", name, cycle, lost=cycle.nbytes if cycle.after else 0)
        if cycle.before != cycle.witnesses:
            failures.append(f"{name}: HPyArray lost witnesses before the collection")
        if cycle.after or cycle.released != cycle.held:
            failures.append(
                f"{name}: the collector left {cycle.after:,} witnesses and "
                f"{cycle.held - cycle.released:,} references of an HPyArray behind"
            )
    leaks = False
    for name, dtype in VARIANTS.items():
        cycle = tie_cycle(np.empty, dtype, data)
        _show_cycle("ndarray", name, cycle, lost=cycle.nbytes if cycle.leaked else 0)
        leaks = leaks or bool(cycle.leaked)
        for array in cycle.leaked:
            array["link"] = None  # Only we can still reach it, through a weak reference.
    if leaks:
        print("The collector cannot see into an ndarray; the demo broke these cycles by hand.")
    else:
        print("This NumPy collects such cycles too.")


def _show_cycle(kind: str, variant: str, cycle: Cycle, lost: int) -> None:
    print(f"{kind:9} {variant:9} {cycle.before:6,} {cycle.after:8,} {cycle.held:17,} {cycle.released:9,} {lost:11,}")


# ---- times ----


def _show_times(data: list[Distribution], items: list[int], repeats: int) -> None:
    print(f"\nTime to free one array of the same records, whose objects live on; median of {repeats}")
    rows = []
    slower = False
    with _progress(range(len(items) * len(VARIANTS) * repeats), "timing") as progress:
        for count in items:
            for name, dtype in VARIANTS.items():
                live, ours, stock = _time(data, count, dtype, repeats, progress)
                slower = slower or (live >= MANY and ours > stock)
                rows.append(
                    f"{count:9,}  {name:9} {live:10,} {_duration(ours):>12} {_duration(stock):>12} {ours / stock:17.2f}"
                )
    print("    items  record    references     HPyArray      ndarray  HPyArray/ndarray")
    print("\n".join(rows))
    if slower:
        print(
            "With many references HPyArray is slower: HPy's visitor is an indirect call per"
            "\nslot, NumPy's loop is inlined; on few, setting that loop up costs NumPy more."
        )


def _time(
    data: list[Distribution], count: int, dtype: np.dtype[Any], repeats: int, progress: Any
) -> tuple[int, float, float]:
    """Live references and the medians, in ns, for HPyArray and ndarray, measured by turns."""
    some = numpy_hpy.HPyArray(len(data), dtype)
    for i, distribution in enumerate(data):
        distribution.store(some, i)
    source = np.resize(np.asarray(some), min(count, 5_000))

    def fill(array: Any) -> Any:
        memory = np.asarray(array)
        for start in range(0, count, len(source)):
            part = memory[start : start + len(source)]
            part[...] = source[: len(part)]
        return array

    def hpy_array() -> Any:
        return fill(numpy_hpy.HPyArray(count, dtype))

    def ndarray() -> Any:
        return fill(np.empty(count, dtype))

    live = census(hpy_array(), References([])).live
    batch = max(1, 1_000 // count)
    times: dict[Callable[[], Any], list[float]] = {hpy_array: [], ndarray: []}
    with _collector_off():
        for _ in range(repeats):
            for make, taken in times.items():
                arrays = [make() for _ in range(batch)]
                start = time.perf_counter_ns()
                arrays.clear()
                taken.append((time.perf_counter_ns() - start) / batch)
            progress.update()
    return live, statistics.median(times[hpy_array]), statistics.median(times[ndarray])


def _duration(nanoseconds: float) -> str:
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


@contextmanager
def _collector_off() -> Iterator[None]:
    """No automatic collection, so that what is freed was freed by reference counts."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _progress(iterable: Any, what: str) -> Any:
    """A progress bar that appears on a terminal when the work takes longer than a second."""
    sys.stdout.flush()  # Nothing that is printed before may come out in the middle of the bar.
    disable = None if sys.stderr else True  # None: if it is no terminal.
    return tqdm(iterable, what, delay=1, leave=False, mininterval=0.25, dynamic_ncols=True, disable=disable)
