"""A pytest plugin (``-p swap_arrays``) for the test suites of other packages: the functions that they test get HPyArrays.

``NUMPY_HPY_SUITE`` names a suite of suites.py. Every ndarray that is passed to one of the suite's functions is replaced by an
HPyArray over the same memory, also inside lists, tuples and dicts. A function that insists on ndarrays raises; it is called
again with ndarrays over the HPyArrays, and it is noted if that goes well. What is returned is left alone, but that an HPyArray is
shown to the test as the ndarray that it came from.

With ``NUMPY_HPY_SWAP=0`` nothing is replaced. ``NUMPY_HPY_RESULTS`` names the file for what was seen, as JSON: of every test
its outcome, how many HPyArrays its calls got, and how many bytes NumPy allocated for data during these calls: a copy that is
made of an HPyArray, but not of an ndarray, is seen there. ``NUMPY_HPY_PROGRESS`` gets the number of tests, and a dot for each
that is done.
"""

import functools
import importlib
import inspect
import itertools
import json
import os
import random
import sys
import types
from collections.abc import Iterator

import allocations
import numpy as np
from suites import SUITES

from numpy_hpy import HPyArray, from_numpy, to_numpy

SUITE = SUITES[os.environ["NUMPY_HPY_SUITE"]]
SWAP = os.environ.get("NUMPY_HPY_SWAP", "1") == "1"


class Seen:
    """What the calls of a test were."""

    def __init__(self):
        self.arrays = self.views = 0
        self.depth = self.allocated = 0


seen = Seen()
functions, results = set(), {}
# What functions that insist on ndarrays say to HPyArrays.
insisting = {}


# --- arguments and results -----------------------------------------------------------------------------------------


def replaced(thing, replace, known):
    """The thing with every ndarray in it replaced, the same one by the same one."""
    if type(thing) is np.ndarray:
        if id(thing) not in known:
            known[id(thing)] = thing, replace(thing)
        return known[id(thing)][1]
    if type(thing) in (list, tuple) and any(type(item) in (np.ndarray, list, tuple, dict) for item in thing):
        return type(thing)(replaced(item, replace, known) for item in thing)
    if type(thing) is dict:
        return {key: replaced(value, replace, known) for key, value in thing.items()}
    return thing


def view(array):
    """A new ndarray over an HPyArray, which is over the array."""
    return to_numpy(from_numpy(array)[...])


def restored(thing, originals):
    """What a function gives back of what it was given: to the test, it is what the test has passed."""
    if id(thing) in originals:
        return originals[id(thing)]
    if type(thing) is HPyArray:
        return to_numpy(thing)
    if type(thing) in (list, tuple):
        items = [restored(item, originals) for item in thing]
        if any(one is not other for one, other in zip(items, thing, strict=True)):
            return type(thing)(items)
    return thing


def with_hpyarrays(function, skip, args, kwargs):
    names = parameter_names(function) if SUITE.outputs else ()

    def call(replace):
        known.clear()
        named = [*itertools.zip_longest(names[: len(args)], args), *kwargs.items()]
        for name, arg in named:
            if name in SUITE.outputs:
                replaced(arg, view, known)  # wherever else it is passed
        new_args = [*args[:skip], *(replaced(arg, replace, known) for arg in args[skip:])]
        new_kwargs = {name: replaced(arg, replace, known) for name, arg in kwargs.items()}
        seen.arrays += len(known)
        seen.views += sum(type(new) is np.ndarray for _, new in known.values())
        originals = {id(new): old for old, new in known.values()}
        return restored(function(*new_args, **new_kwargs), originals)

    known = {}
    start = allocations.given()
    try:
        return call(from_numpy)
    except Exception as error:
        if not known or any(isinstance(arg, Iterator) for arg in (*args, *kwargs.values())):
            raise  # there is nothing else to try, or something has been used up
        message = f"{type(error).__name__}: {error}"
    # What it did in vain does not count.
    seen.allocated -= allocations.given() - start
    result = call(view)
    insisting.setdefault(getattr(function, "__qualname__", function.__name__), message[:200])
    return result


@functools.cache
def parameter_names(function):
    try:
        return list(inspect.signature(function).parameters)
    except ValueError:
        return []


def call(function, skip, args, kwargs):
    """With HPyArrays or as it is; either way the allocations are counted."""
    start = allocations.given()
    seen.depth += 1
    try:
        return with_hpyarrays(function, skip, args, kwargs) if SWAP else function(*args, **kwargs)
    finally:
        seen.depth -= 1
        if seen.depth == 0:
            seen.allocated += allocations.given() - start


# --- what is wrapped -----------------------------------------------------------------------------------------------


def is_test(frame):
    return "/tests/" in frame.f_code.co_filename


def wrapped_method(function):
    """Of a class, which the package itself uses as well: only what a test passes is replaced."""

    @functools.wraps(function)
    def swaps(*args, **kwargs):
        if not is_test(sys._getframe(1)):
            return function(*args, **kwargs)
        return call(function, 1, args, kwargs)

    return swaps


def disguise(code, path):
    """The code as if it were from another file: some warnings are to name the first file that is not the package's."""
    inner = [
        disguise(constant, path) if isinstance(constant, types.CodeType) else constant for constant in code.co_consts
    ]
    return code.replace(co_filename=path, co_consts=tuple(inner))


class Wrapped:
    """A function that swaps its arguments when it is called; else it is the function, also as the key of a dict."""

    def __init__(self, function, module, name):
        functools.update_wrapper(self, function)
        self.found_as = module, name

    def __reduce_ex__(self, protocol):
        return public, self.found_as

    def __call__(self, *args, **kwargs):
        if SUITE.is_direct and not is_test(sys._getframe(1)):
            return self.__wrapped__(*args, **kwargs)
        return call(self.__wrapped__, 0, args, kwargs)

    def __getitem__(self, key):
        return self.__wrapped__[key]

    def __getattr__(self, name):
        return getattr(self.__wrapped__, name)

    @property
    def __class__(self):
        return type(self.__wrapped__)

    def __eq__(self, other):
        return self.__wrapped__ == (other.__wrapped__ if type(other) is Wrapped else other)

    def __hash__(self):
        return hash(self.__wrapped__)

    def __repr__(self):
        return repr(self.__wrapped__)


def public(module, name):
    return getattr(importlib.import_module(module), name)


def public_functions(module):
    names = getattr(module, "__all__", None) or [name for name in dir(module) if not name.startswith("_")]
    for name in names:
        thing = getattr(module, name, None)
        if callable(thing) and not inspect.isclass(thing) and name not in SUITE.leaves:
            yield name, thing


def wrap_functions(module):
    for name, function in list(public_functions(module)):
        if type(function) is not Wrapped:
            functions.add(function)
            setattr(module, name, Wrapped(function, module.__name__, name))


def wrap_method(path):
    module, cls, name = path.rsplit(".", 2)
    cls = getattr(importlib.import_module(module), cls)
    method = inspect.getattr_static(cls, name)
    functions.add(method)
    swaps = wrapped_method(method.__func__ if isinstance(method, staticmethod) else method)
    # __new__ is a static method.
    setattr(cls, name, staticmethod(swaps) if isinstance(method, staticmethod) else swaps)
    return swaps


# --- pytest --------------------------------------------------------------------------------------------------------


def pytest_configure(config):
    np.random.default_rng = seeded_rng
    modules = [importlib.import_module(name) for name in SUITE.modules]
    allocations.count()
    for module in modules:
        wrap_functions(module)
    for path in SUITE.methods:
        swaps = wrap_method(path)
        swaps.__code__ = disguise(swaps.__code__, modules[0].__file__)
    for function in (call, with_hpyarrays, Wrapped.__call__):
        function.__code__ = disguise(function.__code__, modules[0].__file__)


def note_progress(text):
    with open(os.environ["NUMPY_HPY_PROGRESS"], "a") as file:
        file.write(text)


def pytest_collection_finish(session):
    note_progress(f"{len(session.items)}\n")


def pytest_runtest_logstart(nodeid):
    seen.__init__()
    # What a test draws is the same in both runs.
    random.seed(0)
    np.random.seed(0)


DEFAULT_RNG = np.random.default_rng


def seeded_rng(seed=None):
    return DEFAULT_RNG(0 if seed is None else seed)


def pytest_runtest_logfinish(nodeid):
    note_progress(".")


def pytest_runtest_logreport(report):
    if report.when != "call" and report.outcome == "passed":
        return
    outcome, message = report.outcome, ""
    if outcome == "failed":
        crash = getattr(report.longrepr, "reprcrash", None)
        message = (crash.message if crash else str(report.longrepr))[:1000]
    elif outcome == "skipped" and hasattr(report, "wasxfail"):
        outcome = "xfailed"
    results[report.nodeid] = {
        "outcome": outcome if report.when == "call" or outcome != "failed" else "error",
        "message": message,
        "arrays": seen.arrays,
        "views": seen.views,
        "allocated": seen.allocated,
    }


def pytest_sessionfinish(session):
    with open(os.environ["NUMPY_HPY_RESULTS"], "w") as file:
        json.dump({"functions": len(functions), "insisting": insisting, "tests": results}, file, indent=1)
