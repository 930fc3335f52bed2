"""A pytest plugin (``-p swap_arrays``) for the test suites of other packages: the functions that they test get HPyArrays.

``NUMPY_HPY_SUITE`` names a suite of suites.py. Every ndarray that a test passes to one of the suite's functions is replaced by an
HPyArray over the same memory, at the top level and inside lists and tuples. Results are left alone, but that an
HPyArray that a function gives back is shown to the test as the ndarray that it came from.

With ``NUMPY_HPY_SWAP=0`` nothing is replaced. The outcomes are written, as JSON, to the file that ``NUMPY_HPY_OUTCOMES`` names.
"""

import functools
import importlib
import inspect
import json
import os

import numpy as np
from suites import SUITES

from numpy_hpy import HPyArray, from_numpy, to_numpy

SUITE = SUITES[os.environ["NUMPY_HPY_SUITE"]]
SWAP = os.environ.get("NUMPY_HPY_SWAP", "1") == "1"

counts = {"functions": 0, "calls": 0, "arrays": 0}
outcomes = {}


def swapped(thing):
    """An HPyArray for an ndarray; an argument that is none is passed on as it is."""
    if type(thing) is np.ndarray:
        counts["arrays"] += 1
        return from_numpy(thing)
    if type(thing) in (list, tuple) and any(type(item) is np.ndarray for item in thing):
        return type(thing)(map(swapped, thing))
    return thing


def unswapped(thing):
    if type(thing) is HPyArray:
        return to_numpy(thing)
    if type(thing) in (list, tuple):
        return type(thing)(map(unswapped, thing))
    return thing


def call(function, skip, args, kwargs):
    counts["calls"] += 1
    args = [arg if place < skip else swapped(arg) for place, arg in enumerate(args)]
    kwargs = {name: arg if name in SUITE.keeps else swapped(arg) for name, arg in kwargs.items()}
    return unswapped(function(*args, **kwargs))


def wrapped(function, skip=0):
    """A function of the same look that swaps its arguments, from number ``skip`` on."""

    @functools.wraps(function)
    def swaps(*args, **kwargs):
        return call(function, skip, args, kwargs)

    return swaps


class WrappedUfunc:
    """A ufunc that swaps its arguments when it is called; else it is the ufunc."""

    def __init__(self, ufunc):
        self.ufunc = ufunc

    def __call__(self, *args, **kwargs):
        return call(self.ufunc, 0, args, kwargs)

    def __getattr__(self, name):
        return getattr(self.ufunc, name)

    def __repr__(self):
        return repr(self.ufunc)


def wrap(owner, name):
    original = inspect.getattr_static(owner, name)
    if isinstance(original, (staticmethod, classmethod, property)):
        return
    counts["functions"] += 1
    if isinstance(original, np.ufunc):
        setattr(owner, name, WrappedUfunc(original))
    else:
        setattr(owner, name, wrapped(original, skip=int(inspect.isclass(owner))))


def public_functions(module):
    names = getattr(module, "__all__", None) or [name for name in dir(module) if not name.startswith("_")]
    for name in names:
        thing = getattr(module, name, None)
        if callable(thing) and not inspect.isclass(thing) and name not in SUITE.leaves:
            yield name


def pytest_configure(config):
    for name in SUITE.modules:
        importlib.import_module(name)
    if not SWAP:
        return
    for name in SUITE.modules:
        module = importlib.import_module(name)
        for function in list(public_functions(module)):
            wrap(module, function)
    for path in SUITE.methods:
        module, cls, method = path.rsplit(".", 2)
        wrap(getattr(importlib.import_module(module), cls), method)


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        reason = ""
        if report.outcome == "failed":
            crash = getattr(report.longrepr, "reprcrash", None)
            reason = (crash.message if crash else str(report.longrepr))[:1000]
        outcome = "xfailed" if hasattr(report, "wasxfail") and report.outcome == "skipped" else report.outcome
        outcomes.setdefault(report.nodeid, (outcome, reason))


def pytest_sessionfinish(session):
    if path := os.environ.get("NUMPY_HPY_OUTCOMES"):
        with open(path, "w") as file:
            json.dump({"counts": counts, "outcomes": outcomes}, file, indent=1)
