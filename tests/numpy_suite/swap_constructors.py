"""A pytest plugin (``-p swap_constructors``) for NumPy's own tests: what they make with NumPy's constructors are
numpy_hpy.ndarrays, where the dtype has objects.

While a test module is imported, ``numpy`` is a stand-in that has our constructors in the place of NumPy's; the module keeps it
as its ``np``. Nothing else sees it. With ``NUMPY_HPY_SWAP=0`` there is none.

``NUMPY_HPY_THRESHOLD`` is a threshold of the collector while tests run. The outcomes, and how many arrays each module was given
of our type, are written as JSON to the file that ``NUMPY_HPY_OUTCOMES`` names.
"""

import array
import contextlib
import functools
import gc
import importlib
import json
import os
import pkgutil
import sys
import types
from pathlib import Path

import numpy
import pytest

import numpy_hpy

SWAP = os.environ.get("NUMPY_HPY_SWAP", "1") == "1"
THRESHOLD = int(os.environ.get("NUMPY_HPY_THRESHOLD", 0))
CONSTRUCTORS = [
    name for name in sorted(set(numpy_hpy.__all__) & set(dir(numpy))) if name not in ("ndarray", "get_include")
]

outcomes, swapped = {}, {}


class StandIn(types.ModuleType):
    """NumPy, but for what is in ``instead``. What tests set is set in NumPy itself too."""

    def __init__(self, instead):
        super().__init__("numpy")
        vars(self).update(vars(numpy), **instead)

    def __getattr__(self, name):
        return getattr(numpy, name)

    def __setattr__(self, name, value):
        setattr(numpy, name, value)
        super().__setattr__(name, value)

    def __delattr__(self, name):
        delattr(numpy, name)
        super().__delattr__(name)


class Counting:
    """A constructor that counts what it makes of our type. Like NumPy's, and unlike a function, it is no method of a class
    that has it as an attribute."""

    def __init__(self, module, constructor):
        functools.update_wrapper(self, constructor, (*functools.WRAPPER_ASSIGNMENTS, "__text_signature__"))
        # No references to numbers: tests count those.
        self.made = swapped.setdefault(module, array.array("q", [0]))

    def __call__(self, *args, **kwargs):
        result = self.__wrapped__(*args, **kwargs)
        if type(result) is numpy_hpy.ndarray:
            self.made[0] += 1
        return result


def pytest_configure(config):
    # What a test module would be the first to import would get the stand-in too.
    for package in ("numpy", "numpy.lib", "numpy.ma", "numpy.testing"):
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__, package + "."):
            if not module.name.endswith((".tests", ".conftest", ".distutils", ".__main__")):
                with contextlib.suppress(ImportError):
                    importlib.import_module(module.name)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """A module is imported when its tests are collected."""
    if not SWAP or not isinstance(collector, pytest.Module):
        return (yield)
    module = Path(*collector.path.parts[-3:]).as_posix()
    sys.modules["numpy"] = StandIn({name: Counting(module, getattr(numpy_hpy, name)) for name in CONSTRUCTORS})
    try:
        return (yield)
    finally:
        sys.modules["numpy"] = numpy


def pytest_runtest_logstart(nodeid):
    # What a test draws is the same in both runs.
    numpy.random.seed(0)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if not THRESHOLD:
        return (yield)
    before = gc.get_threshold()
    gc.set_threshold(THRESHOLD)
    try:
        return (yield)
    finally:
        gc.set_threshold(*before)


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        reason = ""
        if report.outcome == "failed":
            crash = getattr(report.longrepr, "reprcrash", None)
            reason = (crash.message if crash else str(report.longrepr))[:500]
        outcome = "xfailed" if hasattr(report, "wasxfail") and report.outcome == "skipped" else report.outcome
        outcomes.setdefault(report.nodeid, (outcome, reason))


def pytest_sessionfinish(session):
    if path := os.environ.get("NUMPY_HPY_OUTCOMES"):
        made = {module: count[0] for module, count in swapped.items()}
        with open(path, "w") as file:
            json.dump({"swapped": made, "outcomes": outcomes}, file, indent=1)
