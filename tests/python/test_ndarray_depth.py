"""Nesting costs no stack: see nesting_run.py, which runs by itself too."""

import subprocess
import sys
from pathlib import Path

import pytest
from nesting_run import HIDING, KINDS, SMALL_STACK

SCRIPT = Path(__file__).parent / "nesting_run.py"
REST = [kind for kind in KINDS if kind not in ("objects", "containers")]


@pytest.mark.parametrize(
    ("depth", "kinds"),
    [(1_000_000, ["objects"]), (1_000_000, ["containers"]), (60_000, REST)],
    ids=["objects", "mixed", "all"],
)
def test_nested_arrays_are_freed(depth, kinds):
    """In a process of its own, whose main thread has 8 MiB of stack: it must end well."""
    command = [sys.executable, "-X", "faulthandler", str(SCRIPT), str(depth), *kinds]
    result = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -s 8192; exec "$@"', "sh", *command], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(result.stdout.splitlines()) == sum(1 if HIDING & set(KINDS[kind]) else 2 for kind in kinds)
    assert SMALL_STACK == 256 * 1024
