"""A pytest plugin (``-p swap_constructors``) for NumPy's own tests: what they make with NumPy's constructors are
numpy_hpy.ndarrays, where the dtype has objects.

While a test module is imported, ``numpy`` is a stand-in that has our constructors in the place of NumPy's; the module keeps it
as its ``np``. Nothing else sees it. With ``NUMPY_HPY_SWAP=0`` the stand-in has NumPy's own constructors.

``NUMPY_HPY_THRESHOLD`` is a threshold of the collector while tests run. The outcomes, and how many arrays each module was given
of our type, are written as JSON to the file that ``NUMPY_HPY_OUTCOMES`` names.
"""

import contextlib
import functools
import gc
import importlib
import json
import os
import pkgutil
import sys
import types

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
    """NumPy, but for what is in ``_instead``. What tests set is set in NumPy itself."""

    def __init__(self, instead):
        super().__init__("numpy", numpy.__doc__)
        vars(self).update(_instead=instead, __path__=numpy.__path__, __file__=numpy.__file__, __spec__=numpy.__spec__)

    def __getattr__(self, name):
        return self._instead[name] if name in self._instead else getattr(numpy, name)

    def __setattr__(self, name, value):
        setattr(numpy, name, value)

    def __delattr__(self, name):
        delattr(numpy, name)

    def __dir__(self):
        return dir(numpy)


def counting(module, constructor):
    """The constructor, which counts what it makes of our type for ``module``."""

    @functools.wraps(constructor)
    def make(*args, **kwargs):
        result = constructor(*args, **kwargs)
        if type(result) is numpy_hpy.ndarray:
            swapped[module] = swapped.get(module, 0) + 1
        return result

    return make


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
    if not isinstance(collector, pytest.Module):
        return (yield)
    source = numpy_hpy if SWAP else numpy
    name = collector.path.name
    sys.modules["numpy"] = StandIn({each: counting(name, getattr(source, each)) for each in CONSTRUCTORS})
    try:
        return (yield)
    finally:
        sys.modules["numpy"] = numpy


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
        with open(path, "w") as file:
            json.dump({"swapped": swapped, "outcomes": outcomes}, file, indent=1)
