"""Which functions of the C API were compared with NumPy's, and in which ABIs. A pytest plugin: at the end it writes them to
the file that NUMPY_HPY_API_TESTED names, or build/api_tested.json, where they are added to what other runs have found, and
prints them with ``-s``. (Tests import it before pytest does, so PYTEST_DONT_REWRITE.)
"""

import fcntl
import json
import os
from pathlib import Path

ROOT = Path(__file__).parents[2]

TESTED = {}
FAILED = set()


def tested():
    """By function, the ABIs in which everything that was compared was the same."""
    good = {name: sorted(abi for abi in abis if (name, abi) not in FAILED) for name, abis in TESTED.items()}
    return {name: abis for name, abis in sorted(good.items()) if abis}


def write_tested():
    """Adds to the file what this process has found."""
    if not TESTED and not FAILED:
        return
    path = Path(os.environ.get("NUMPY_HPY_API_TESTED") or ROOT / "build" / "api_tested.json")
    path.parent.mkdir(exist_ok=True)
    with open(path, "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        known = json.loads(file.read() or "{}")
        for name, abis in tested().items():
            known[name] = sorted({*known.get(name, []), *abis})
        for name, abi in FAILED:
            known[name] = [other for other in known.get(name, []) if other != abi]
        file.truncate(0)
        file.write(json.dumps({name: abis for name, abis in sorted(known.items()) if abis}, indent=1) + "\n")


def pytest_sessionfinish(session):
    write_tested()


def pytest_terminal_summary(terminalreporter, config):
    if config.getoption("capture") == "no":
        terminalreporter.section("compared with NumPy")
        for name, abis in tested().items():
            terminalreporter.write_line(f"{name}: {', '.join(abis)}")
