"""Frees arrays and other containers that are nested deeply, on a small stack:

    python tests/python/nesting.py LENGTH {free,collect} {thread,main} LINK...

builds a chain of LENGTH links, LINK... over and over again, and drops it; `collect` closes it to a cycle first, for the
collector.
`thread` is one with 256 KiB of stack, `main` has what the shell allows, 8 MiB as a rule. Without LINK all are used that the run
is for.
"""

import gc
import sys
import threading
import time

import numpy as np

import numpy_hpy
from numpy_hpy import HPyArray, ObjectBuffer, from_numpy, to_numpy


class Holder:
    def __init__(self, thing):
        self.thing = thing


def in_array(array, thing):
    array[0] = thing
    return array


def in_field(array, thing):
    array["f1"][1] = thing
    return array


def in_buffer(thing):
    buffer = ObjectBuffer("O", 1)
    buffer.store(0, thing)
    return buffer


LINKS = {
    "HPyArray": lambda thing: in_array(HPyArray(1, object), thing),
    "structured HPyArray": lambda thing: in_field(HPyArray(2, "u1,O"), thing),
    "view": lambda thing: in_array(HPyArray(2, object), thing)[::-1],
    "adopted": lambda thing: from_numpy(in_array(np.empty(1, object), thing), adopt=True),
    "ndarray over an HPyArray": lambda thing: to_numpy(in_array(HPyArray(1, object), thing)),
    "HPyArray over a numpy_hpy.ndarray": lambda thing: from_numpy(in_array(numpy_hpy.empty(1, object), thing)),
    "numpy_hpy.ndarray": lambda thing: in_array(numpy_hpy.empty(1, object), thing),
    "structured numpy_hpy.ndarray": lambda thing: in_field(numpy_hpy.zeros(2, "u1,O"), thing),
    "ObjectBuffer": in_buffer,
    "list": lambda thing: [thing],
    "tuple": lambda thing: (thing, 1),
    "dict": lambda thing: {"thing": thing},
    "instance": Holder,
    "ndarray": lambda thing: in_array(np.empty(1, object), thing),
    "structured ndarray": lambda thing: in_field(np.zeros(2, "u1,O"), thing),
    "HPyArray over an ndarray": lambda thing: from_numpy(in_array(np.empty(1, object), thing)),
}
# NumPy hides what is in these from the collector; and a chain of nothing else overflows the stack.
HIDES = ["ndarray over an HPyArray", "ndarray", "structured ndarray", "HPyArray over an ndarray"]


class Witness:
    released = 0

    def __del__(self):
        Witness.released += 1


def nest(length, makers, closed):
    bottom = head = in_array(HPyArray(2, object), Witness())
    for number in range(length):
        head = makers[number % len(makers)](head)
    head = in_array(HPyArray(2, object), head)
    head[1] = Witness()
    if closed:
        bottom[1] = head


def run(length, closed, names):
    nest(length, [LINKS[name] for name in names], closed)
    if closed:
        assert Witness.released == 0
        assert gc.collect() >= length
    assert Witness.released == 2, Witness.released


def main(length, how, where, *names):
    length, closed = int(length), how == "collect"
    names = names or tuple(name for name in LINKS if not (closed and name in HIDES))
    gc.disable()
    start, errors = time.monotonic(), []

    def guarded():
        try:
            run(length, closed, names)
        except BaseException as error:
            errors.append(error)

    if where == "main":
        guarded()
    else:
        threading.stack_size(256 * 1024)
        thread = threading.Thread(target=guarded)
        thread.start()
        thread.join()
    if errors:
        raise errors[0]
    print(f"{how}: {length} links of {len(names)} kinds in {time.monotonic() - start:.1f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
