"""Arrays in arrays are freed on any stack, as deep as they are. Each case has a process of its own, as it may end it."""

import subprocess
import sys

import pytest

DEPTH = 1_000_000

MAKE = {
    "object": "array = np.empty(1, 'O'); array[0] = inner",
    "structured": "array = np.zeros((), 'i4,O'); array['f1'] = inner",
    "two of them": "array = np.empty(2, 'O'); array[0] = inner; array[1] = np.empty(1, 'O')",
    "views": "array = np.empty(1, 'O'); array[0] = inner; array = array[:]",
    "lists in between": "array = np.empty(1, 'O'); array[0] = [inner]",
    "tuples and dicts in between": "array = np.empty(1, 'O'); array[0] = (inner, {1: inner}) if False else ({1: inner},)",
    "a subclass": "array = Sub(1, 'O'); array[0] = inner",
    "a subclass and lists": "array = Sub(1, 'O'); array[0] = [inner]",
    "an attribute of a subclass": "array = Sub(1, 'f8'); array.inner = inner",
    "an attribute of a subclass's view": "array = kept.view(Sub); array.inner = inner",
}

PROGRAM = """
import gc, sys, threading, weakref
import numpy as np

class Sub(np.ndarray):
    pass

class Mark:
    pass

kept = np.zeros(1)

def nest():
    inner = mark = Mark()
    reference = weakref.ref(mark)
    del mark
    for _ in range({depth}):
        {make}
        inner = array
    del array
    if {cycle}:
        innermost = np.empty(2, "O")
        innermost[0], innermost[1] = inner, innermost
        del innermost
    del inner
    gc.collect()
    assert reference() is None
    print("freed")

gc.disable()
threading.stack_size({stack})
thread = threading.Thread(target=nest)
thread.start()
thread.join()
"""


@pytest.mark.parametrize("cycle", [False, True], ids=["released", "collected"])
@pytest.mark.parametrize("name", MAKE)
def test_nested_arrays_are_freed_on_a_small_stack(name, cycle):
    program = PROGRAM.format(depth=DEPTH, make=MAKE[name], stack=256 * 1024, cycle=cycle)
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "freed\n"), result.stderr[-500:]
