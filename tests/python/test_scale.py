"""Arrays in great depth, and in great number."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def run(script, *arguments):
    """What a script of this folder prints."""
    command = [sys.executable, "-X", "faulthandler", HERE / script, *arguments]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, f"exit status {result.returncode}\n{result.stdout}\n{result.stderr}"
    return result.stdout


@pytest.mark.parametrize("how", ["free", "collect"])
def test_a_million_containers_of_all_kinds_deep_on_a_small_stack(how, note):
    note(run("nesting.py", "1000000", how, "thread").strip())


@pytest.mark.parametrize("how", ["free", "collect"])
def test_on_the_main_thread(how):
    run("nesting.py", "100000", how, "main")


def test_a_million_arrays_are_made_and_dropped_in_the_same_memory(note):
    for line in run("create_and_drop.py", "150000").splitlines():
        note(line)


def test_a_leak_would_be_found(tmp_path):
    script = tmp_path / "leak.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
        "import create_and_drop\n"
        "kept = []\n"
        "def forgotten(): kept.append(create_and_drop.HPyArray(1, object))\n"
        "create_and_drop.KINDS.append(forgotten)\n"
        "create_and_drop.main(100_000, 'forgotten')\n"
    )
    result = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert result.returncode == 1
    assert "forgotten leaks" in result.stderr
