"""Nests numpy_hpy.ndarrays as deep as one likes, drops them, and says how long that took.

    build/venv/bin/python tests/python/nesting_run.py [DEPTH [KIND...]]

Each kind is dropped by the main thread, by a thread with a stack of 256 KiB, and, closed to a cycle, by the collector in either.
"""

import gc
import sys
import threading
import time
import weakref

import numpy as np

import numpy_hpy

PAIR = np.dtype("i4,O")
STRUCTURE = np.dtype([("n", "u1"), ("p", [("q", "O", (2,))])])
SMALL_STACK = 256 * 1024


class Sub(numpy_hpy.ndarray):
    """Has a __dict__, as Python subclasses have."""


class Instance:
    pass


def inside(array, thing):
    """The array, with the thing in its first slot."""
    array[0] = thing
    return array


def objects(thing):
    return inside(numpy_hpy.empty(1, object), thing)


def fields(thing):
    array = numpy_hpy.zeros(2, PAIR)
    array["f1"][1] = thing
    return array


def nested_fields(thing):
    array = numpy_hpy.zeros(1, STRUCTURE)
    array["p"]["q"][0, 1] = thing
    return array


def result(thing):
    """A view of a plain ndarray that nothing else refers to."""
    return inside(numpy_hpy.empty(2, object)[[0, 1]], thing)


def subclass(thing):
    return inside(np.empty(1, object).view(Sub), thing)


def attribute(thing):
    array = np.empty(1, object).view(Sub)
    array.attribute = thing
    return array


def instance(thing):
    new = Instance()
    new.attribute = thing
    return new


class Busy:
    """Makes and drops arrays when it dies. Without attributes, so that Python puts its death off for nothing."""

    __slots__ = ()

    def __del__(self):
        objects(objects(None))


def finalized(thing):
    array = numpy_hpy.empty(3, object)
    array[0], array[1], array[2] = Busy(), thing, Busy()
    return array


LINKS = {
    "objects": objects,
    "fields": fields,
    "nested fields": nested_fields,
    "finalizers": finalized,
    "views": lambda thing: objects(thing)[::-1],
    "results": result,
    "subclasses": subclass,
    "attributes": attribute,
    "lists": lambda thing: [thing],
    "dicts": lambda thing: {"thing": thing},
    "tuples": lambda thing: (thing,),
    "instances": instance,
    "closures": lambda thing: lambda: thing,
    "items": lambda thing: fields(thing)[1],
    "plain": lambda thing: inside(np.empty(1, object), thing),
}

# What to nest, link after link. NumPy's own recurse, so there may be a few of them between two of ours.
KINDS = {
    "objects": ["objects"],
    "fields": ["fields"],
    "nested fields": ["nested fields"],
    "finalizers": ["finalizers"],
    "views": ["views"],
    "results": ["results"],
    "subclasses": ["subclasses"],
    "attributes": ["attributes"],
    "lists": ["objects", "lists"],
    "containers": ["objects", "lists", "dicts", "fields", "tuples", "instances", "closures"],
    "items": ["items"],
    "plain": ["objects", "plain", "lists", "plain"],
    "everything": list(LINKS),
}


# What hides references from the collector.
HIDING = {"items", "plain"}


class Witness:
    pass


def nest(kind, depth, close):
    """The outermost of ``depth`` links, or None when they have been closed to a cycle, and a reference to the innermost thing."""
    innermost = numpy_hpy.empty(2, object)
    innermost[0] = witness = Witness()
    makers = [LINKS[name] for name in KINDS[kind]]
    thing = innermost
    for number in range(depth):
        thing = makers[number % len(makers)](thing)
    if close:
        innermost[1], thing = thing, None
    return thing, weakref.ref(witness)


def drop(kind, depth, close=False):
    thing, witness = nest(kind, depth, close)
    assert witness() is not None
    start = time.perf_counter()
    del thing
    if close:
        gc.collect()
    assert witness() is None
    return time.perf_counter() - start


def in_a_small_thread(function, *args):
    results = []
    before = threading.stack_size(SMALL_STACK)
    try:
        thread = threading.Thread(target=lambda: results.append(function(*args)))
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    (result,) = results
    return result


def main(depth, kinds):
    gc.disable()
    for kind in kinds or KINDS:
        for close in [False] if HIDING & set(KINDS[kind]) else [False, True]:
            seconds, on_a_small_stack = drop(kind, depth, close), in_a_small_thread(drop, kind, depth, close)
            what = f"{kind}, a cycle" if close else kind
            print(f"{depth:,} deep, {what}: {seconds:.2f} s, {on_a_small_stack:.2f} s on a small stack", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else 1_000_000, sys.argv[2:])
