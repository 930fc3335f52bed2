"""Nesting costs no stack: see nesting_run.py, which runs by itself too."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from nesting_run import HIDING, KINDS, SMALL_STACK

SCRIPT = Path(__file__).parent / "nesting_run.py"
REST = [kind for kind in KINDS if kind not in ("objects", "containers")]
if sys.version_info >= (3, 13):
    # There Python's own nesting is too much for a small stack: instances in each other's attributes are freed by recursion.
    REST.remove("attributes")


NUMPYS_OWN = """
import numpy as np
thing = None
for _ in range(100_000):
    array = np.empty(1, object)
    array[0], thing = thing, array
    del array
del thing
"""


def with_8_mib_of_stack(*command):
    return subprocess.run(
        ["/bin/sh", "-c", 'ulimit -s 8192; exec "$@"', "sh", sys.executable, *command], capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("depth", "kinds"),
    [(1_000_000, ["objects"]), (1_000_000, ["containers"]), (60_000, REST)],
    ids=["objects", "mixed", "all"],
)
def test_nested_arrays_are_freed(depth, kinds):
    """In a process of its own, whose main thread has 8 MiB of stack: it must end well."""
    result = with_8_mib_of_stack("-X", "faulthandler", SCRIPT, str(depth), *kinds)
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(result.stdout.splitlines()) == sum(1 if HIDING & set(KINDS[kind]) else 2 for kind in kinds)
    assert SMALL_STACK == 256 * 1024


def test_numpys_own_arrays_are_not():
    """So it is deep enough to show something."""
    assert with_8_mib_of_stack("-c", NUMPYS_OWN).returncode == -signal.SIGSEGV
