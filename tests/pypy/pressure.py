"""Collections on demand: ``gc.collect`` is a major one on PyPy, and only allocation makes minor ones."""

import gc


class _MinorCollections:
    def __init__(self):
        self.count = 0
        gc.hooks.on_gc_minor = self._on_minor

    def _on_minor(self, stats):
        self.count += stats.count


_minors = _MinorCollections()


def allocate_until_minors(wanted: int = 2) -> None:
    """Let the collector empty the nursery: what is young and alive moves."""
    goal = _minors.count + wanted
    garbage = []
    while _minors.count < goal:
        # Kept for a while, so that the old generation grows, too.
        garbage = [[i, str(i)] for i in range(20_000)]
    del garbage


def collect(majors: int = 1, minors: int = 2) -> None:
    """Minor collections, then major ones. Finalizers have run afterwards, those of one level a major collection."""
    allocate_until_minors(minors)
    for _ in range(majors):
        gc.collect()


def collect_until(condition, majors: int = 20) -> bool:
    """Whether the condition holds after at most so many major collections."""
    for _ in range(majors):
        if condition():
            return True
        gc.collect()
    return condition()


def resident_kib() -> int:
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmRSS:"))
    return int(line.split()[1])
