"""Runs the test suites, each to its end, and closes with their counts.

    build/venv/bin/python tools/run_tests.py [SUITE...]

`make test` prepares everything that this needs: the virtual environment with numpy_hpy installed,
the CPython-ABI module and PyPy. What a suite prints is also in build/logs/SUITE.log.
"""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
LOGS = BUILD / "logs"
PYPY = BUILD / "pypy"
# What the tests on CPython have called of the C API.
API_TESTED = LOGS / "api_tested.json"
# A folder with numpy_hpy alone, for PyPy: CPython's NumPy must not be visible there.
PACKAGE_ONLY = BUILD / "package_only"
OUTCOMES = ("passed", "failed", "skipped")


@dataclass
class Suite:
    """One command that runs tests, in the root folder."""

    name: str
    about: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    # Shows failures and the last line only.
    quiet: bool = False


@dataclass
class Result:
    suite: Suite
    counts: dict[str, int]
    seconds: float
    ok: bool


def suites():
    pytest = ["-m", "pytest", "-q"]
    return [
        # The feature python adds no Rust tests; what it builds is tested from Python.
        Suite(
            "rust",
            "Rust and C, without Python",
            ["cargo", "test", "--quiet", "--locked", "--no-fail-fast", "-p", "numpy-hpy", "-p", "numpy-hpy-apigen"],
        ),
        Suite(
            "python",
            f"CPython {sys.version.split()[0]}",
            [sys.executable, *pytest, "--timeout=900", "tests/python"],
            {"NUMPY_HPY_API_TESTED": str(API_TESTED)},
        ),
        Suite(
            "coverage",
            "the C API: a function counts as tested where it was called and compared",
            [sys.executable, "tools/api_coverage.py"],
            quiet=True,
        ),
        Suite(
            "counts",
            "instruction counts, by callgrind",
            [sys.executable, *pytest, "tests/counts"],
        ),
        Suite(
            "pypy",
            "PyPy, with the same universal module",
            [str(PYPY / "bin" / "pypy3"), *pytest, "-p", "no:cacheprovider", "tests/pypy"],
            {
                "PYTHONPATH": os.pathsep.join([str(PYPY / "site"), str(PACKAGE_ONLY)]),
                "PYTHONDONTWRITEBYTECODE": "1",
            },
        ),
    ]


def run(suite):
    print(f"\n== {suite.name}: {suite.about}", flush=True)
    start = time.monotonic()
    lines = []
    process = subprocess.Popen(
        suite.command,
        cwd=ROOT,
        env={**os.environ, **suite.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    with process, open(LOGS / f"{suite.name}.log", "w") as log:
        for line in process.stdout:
            log.write(line)
            lines.append(line)
            if worth_showing(line) and (not suite.quiet or re.search("FAILED|passed", line)):
                print(line, end="", flush=True)
    counts = count(lines)
    ok = process.returncode == 0 and sum(counts.values()) > 0
    if not ok:
        print(f"{suite.name} FAILED (exit status {process.returncode}, {sum(counts.values())} tests)")
    return Result(suite, counts, time.monotonic() - start, ok)


def worth_showing(line):
    """Leaves out cargo's empty test binaries and blank lines."""
    return bool(line.strip()) and not re.match(r"running 0 tests|test result: ok\. 0 passed", line)


def count(lines):
    """Adds up the closing lines of cargo test and pytest."""
    totals = dict.fromkeys(OUTCOMES, 0)
    for line in lines:
        if line.startswith("test result:"):
            found = re.findall(r"(\d+) (passed|failed|ignored)", line)
        elif re.search(r" in \d+\.\d+s|^compared", line):
            found = re.findall(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)", line)
        else:
            continue
        for number, word in found:
            totals[OUTCOME_OF.get(word, word)] += int(number)
    return totals


OUTCOME_OF = {
    "ignored": "skipped",
    "xfailed": "skipped",
    "error": "failed",
    "errors": "failed",
    "xpassed": "failed",
}


def summary(results):
    print("\n== summary")
    print(f"{'suite':<12} {'passed':>7} {'failed':>7} {'skipped':>8} {'seconds':>8}")
    for result in results:
        counts = " ".join(
            f"{result.counts[outcome]:>{width}}" for outcome, width in zip(OUTCOMES, (7, 7, 8), strict=True)
        )
        note = "" if result.ok else "FAILED"
        print(f"{result.suite.name:<12} {counts} {result.seconds:>8.0f} {note}".rstrip())
    total = {outcome: sum(r.counts[outcome] for r in results) for outcome in OUTCOMES}
    print(", ".join(f"{total[outcome]} {outcome}" for outcome in OUTCOMES), flush=True)


def main(names):
    known = {suite.name: suite for suite in suites()}
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.exit(f"no suite {', '.join(unknown)}; there are {', '.join(known)}")
    LOGS.mkdir(parents=True, exist_ok=True)
    if not names or "python" in names:
        API_TESTED.unlink(missing_ok=True)
    results = [run(known[name]) for name in names or known]
    summary(results)
    return 0 if all(result.ok for result in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
