"""What the PyPy tests share. They run on PyPy alone, with a folder on the path that holds numpy_hpy and no NumPy."""

import platform
import sys

import pytest

# Imports PyPy's modules only, so CPython must not even collect these.
if sys.implementation.name != "pypy":
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(autouse=True)
def _no_numpy():
    """Nothing may import NumPy behind our back."""
    yield
    assert "numpy" not in sys.modules


def pytest_terminal_summary(terminalreporter):
    counts = {name: len(terminalreporter.stats.get(name, [])) for name in ("passed", "failed", "error", "skipped")}
    version = ".".join(map(str, getattr(sys, "pypy_version_info", sys.version_info)[:3]))
    tests = ", ".join(f"{count} {name}" for name, count in counts.items() if count or name in ("passed", "failed"))
    terminalreporter.write_line(f"{platform.python_implementation()} {version}, universal HPy module: {tests}")
