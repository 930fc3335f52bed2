"""NumPy's own tests go with numpy_hpy.ndarrays as with ndarrays: a part of them here, `make test-numpy-suite` runs the rest."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "numpy_suite" / "run.py"


def test_numpys_own_tests_go_as_with_ndarrays(note):
    """Also while the collector runs at every other allocation."""
    command = [sys.executable, SCRIPT, "--quick", "--threshold", "1"]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    for line in result.stdout.splitlines():
        note(line)
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"


PASSED, FAILED = ("passed", ""), ("failed", "1 != 2")


@pytest.mark.parametrize(
    ("before", "after", "listed", "complaint"),
    [
        (PASSED, PASSED, [], None),
        (FAILED, FAILED, [], None),
        (PASSED, FAILED, [], "not listed: t.py::test[1]\n    failed instead of passed: 1 != 2"),
        (FAILED, PASSED, [], "not listed: t.py::test[1]\n    passed instead of failed: 1 != 2"),
        (PASSED, None, [], "not listed: t.py::test[1]\n    absent instead of passed: "),
        (PASSED, FAILED, ["t.py::test[1]"], None),
        (PASSED, FAILED, ["t.py::test"], None),
        (PASSED, FAILED, ["t.py::test[1]", "other.py::test"], None),
        (PASSED, PASSED, ["t.py::test"], "listed, but there is no difference: t.py::test"),
        (FAILED, FAILED, ["t.py::test[1]"], "listed, but there is no difference: t.py::test[1]"),
    ],
)
def test_a_difference_is_listed_or_a_failure(before, after, listed, complaint):
    spec = spec_from_file_location("numpy_suite_run", SCRIPT)
    spec.loader.exec_module(runner := module_from_spec(spec))
    plain, swapped = ({"t.py::test[1]": each} if each else {} for each in (before, after))
    found = list(runner.complaints(plain, swapped, [{"tests": listed}]))
    assert found == ([complaint] if complaint else [])
