"""Memory that runs out: every allocation of every operation fails once, and nothing crashes, lies or leaks."""

import os
import platform
import sys

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
RUN = f"import runpy, sys; sys.argv[1:] = %r; runpy.run_path({os.path.join(HERE, 'allocation_failure', 'sweep.py')!r})"
LAYOUT_OPERATIONS = {"from_dtype", "from_spec", "from_bad_dtype", "slots", "runs", "fields", "reprs"}
HPY_OPERATIONS = {"new_array", "items", "views", "assignment", "as_numpy_array", "object_buffer"}


@pytest.fixture(autouse=True, scope="module")
def _not_under_a_tool():
    if platform.libc_ver()[0] != "glibc":
        pytest.skip("counts memory by glibc's mallinfo2")
    if os.environ.get("LD_PRELOAD"):
        pytest.skip("another malloc is preloaded")


def failures(output):
    """How often each operation failed, by its name."""
    return {name: int(failed) for name, failed, _ in (line.split() for line in output.splitlines())}


def assert_complete(failed):
    expected = LAYOUT_OPERATIONS | (HPY_OPERATIONS if sys.version_info < (3, 13) else set())
    assert expected <= failed.keys()


def test_python_has_no_memory(compiler, run_python, note):
    compiler.extension("allocation_failure/python_allocator.c", "python_allocator", load=False)
    failed = failures(run_python(RUN % ["python", str(compiler.folder)], timeout=300))
    assert_complete(failed)
    # All that makes an object can fail.
    assert all(failed[name] > 0 for name in failed.keys() & (LAYOUT_OPERATIONS | HPY_OPERATIONS))
    note(f"Python's allocators fail: {sum(failed.values())} MemoryErrors in {len(failed)} operations, no crash")


def test_our_libraries_have_no_memory(compiler, run_python, note):
    preloaded = compiler.library("allocation_failure/our_malloc.c", "our_malloc.so", "-ldl")
    failed = failures(run_python(RUN % ["ours", ""], timeout=300, LD_PRELOAD=str(preloaded)))
    assert_complete(failed)
    assert failed["from_dtype"] > 20
    assert failed["from_spec"] > 20
    note(f"malloc fails in our libraries: {sum(failed.values())} MemoryErrors in {len(failed)} operations, no crash")
