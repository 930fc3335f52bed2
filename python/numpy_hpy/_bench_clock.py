"""Times by turns: what is compared is timed in the same short rounds, so that whatever else runs hits all alike. It is the
processor time of the thread: a wait for the processor is none of it."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

ROUNDS = 41
FEWEST = 3
SECONDS = 0.8
"""For everything that one comparison makes and frees."""


@dataclass
class Timing:
    """Of one kind in a comparison."""

    nanoseconds: float
    """The median."""
    ratio: float
    """The median of the ratios to the first kind in the same rounds."""
    spread: float
    """Half the distance between the quartiles of these ratios."""
    best: float
    """The ratio of the fastest rounds, or, where there are many, of what a tenth of them stay below: a clock may err once."""


def compare(
    timers: dict[str, Callable[[], float]],
    *,
    rounds: int = ROUNDS,
    seconds: float = SECONDS,
    fewest: int = FEWEST,
) -> dict[str, Timing]:
    """Call every timer once a round; each gives nanoseconds. The order turns from round to round."""
    names = list(timers)
    taken: dict[str, list[float]] = {name: [] for name in names}
    end = time.perf_counter() + seconds
    with collector_off():
        for each in timers.values():
            each()  # What the first call alone pays for.
        for number in range(rounds):
            if number >= fewest and time.perf_counter() > end:
                break
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                taken[name].append(timers[name]())
    base = taken[names[0]]
    return {name: _timing(times, base) for name, times in taken.items()}


def _timing(times: list[float], base: list[float]) -> Timing:
    ratios = [ours / max(theirs, 1) for ours, theirs in zip(times, base, strict=True)]
    low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
    return Timing(statistics.median(times), middle, (high - low) / 2, _fast(times) / max(_fast(base), 1))


def _fast(times: list[float]) -> float:
    return sorted(times)[len(times) // 10]


def time_to_free(make: Callable[[], list[object]]) -> Callable[[], float]:
    """A timer of freeing each array that `make` makes."""

    def timer() -> float:
        arrays = make()
        number = len(arrays)
        start = time.thread_time_ns()
        arrays.clear()
        return (time.thread_time_ns() - start) / number

    return timer


def time_to_collect(make: Callable[[], object]) -> Callable[[], float]:
    """A timer of a collection that looks at nothing but what `make` makes: the second, as the first finds memory as made."""

    def timer() -> float:
        gc.collect()
        gc.freeze()
        try:
            kept = make()
            gc.collect()
            start = time.thread_time_ns()
            gc.collect()
            taken = time.thread_time_ns() - start
            del kept
        finally:
            gc.unfreeze()
        return taken

    return timer


@contextmanager
def collector_off() -> Iterator[None]:
    """No automatic collection."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
