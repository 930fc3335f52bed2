"""Runs NumPy's own tests with heap types in the place of static types: a pytest plugin, and the command that loads it.

    python swapped.py OUTCOMES TYPES [ARGUMENT...]

swaps the types in this process, runs pytest with the arguments, and writes the outcome of each test to the file OUTCOMES. TYPES
are names, separated by commas; ``float64:nb_add=nb_subtract`` puts one of its functions into the wrong slot. The module ``swap``
must be importable.
"""

import importlib
import json
import sys

import numpy as np

# All of NumPy that looks at scalar types when it is imported, so that the names in it are exchanged too.
import numpy._core.numerictypes
import numpy.ma
import numpy.random
import numpy.testing
import pytest
import swap

from numpy_hpy import _heaptypes, _typeobject

HEAPTYPE = 1 << 9
CODES = "?bBhHiIlLqQefdgFDGSUVMm"


def make_twin(original, wrong):
    """The twin that NumPy takes for the original, because that is in its MRO: all its C code asks for the static type."""
    own = _heaptypes.own_slots(original)
    own |= {slot: own[taken] for slot, taken in wrong.items()}
    twin = _typeobject.twin(original, own)
    _typeobject.insert_into_mro(twin, original)
    return twin


def swap_type(original, wrong):
    """Puts a twin of ``original`` into its place, wherever that can be reached, and returns it."""
    twin = make_twin(original, wrong)
    dtypes = [np.dtype(code) for code in "?bBhHiIlLqQefdgFDGOSUVMm" if np.dtype(code).type is original]
    swap.redirect(original, twin)
    for dtype in dtypes:
        swap.set_typeobj(dtype, twin)
    if original is np.bool_:
        for scalar in (np.True_, np.False_):
            swap.set_class(scalar, twin)
    exchange_in_numpy(original, twin)
    if issubclass(np.void, twin):
        # Classes that NumPy has made in Python, of the static type.
        classes = [np.record, np.recarray]
        importlib.reload(np._core.records)
        for cls in classes:
            exchange_in_numpy(cls, getattr(np._core.records, cls.__name__))
    return twin


def exchange_in_numpy(original, twin):
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "numpy" and hasattr(module, "__dict__"):
            exchange(vars(module), original, twin, {id(sys.modules)})


def exchange(container, original, twin, seen):
    """Puts the twin into a module's names, and into the dicts, lists and tuples there. What comes back is to be kept."""
    if container is original:
        return twin
    if id(container) in seen:
        return container
    if type(container) is tuple and original in container:
        return tuple(exchange(item, original, twin, seen) for item in container)
    if type(container) is list:
        seen.add(id(container))
        container[:] = [exchange(item, original, twin, seen) for item in container]
    if type(container) is dict:
        seen.add(id(container))
        items = [
            (exchange(key, original, twin, seen), exchange(value, original, twin, seen))
            for key, value in container.items()
        ]
        if any(new is not old for old, new in zip(container, (key for key, _ in items), strict=True)):
            container.clear()
        container.update(items)
    return container


class Outcomes:
    """Notes the outcome of each test, and why it failed."""

    def __init__(self):
        self.tests = {}

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            outcome = "xfailed" if hasattr(report, "wasxfail") and report.skipped else report.outcome
            crash = getattr(report.longrepr, "reprcrash", None)
            self.tests[report.nodeid.rpartition("/")[2]] = [outcome, crash.message if crash else ""]

    def pytest_collectreport(self, report):
        if report.failed:
            self.tests[report.nodeid.rpartition("/")[2]] = ["error", str(report.longrepr)]


def main(path, types, *arguments):
    twins = {}
    for each in types.split(","):
        name, _, wrong = each.partition(":")
        (original,) = [cls for cls in _heaptypes.SCALARS if cls.__name__ == name]
        twins[original] = swap_type(original, dict(pair.split("=") for pair in wrong.split() if pair))
    np.finfo._finfo_cache.clear()  # It holds scalars.
    outcomes = Outcomes()
    status = pytest.main([*arguments, "-q", "-p", "no:cacheprovider", "--no-header", "--tb=line"], plugins=[outcomes])
    for original, twin in twins.items():
        assert getattr(np, twin.__name__) is twin is not original
        assert twin.__flags__ & HEAPTYPE
    items = {np.zeros(1, code).dtype.type.__name__: type(np.zeros(1, code)[0]) in twins.values() for code in CODES}
    result = {"status": int(status), "tests": outcomes.tests, "made": swap.made(), "items": items}
    with open(path, "w") as file:
        json.dump(result, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
