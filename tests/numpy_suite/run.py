"""Runs NumPy's own tests twice, with NumPy's constructors and with ours, and compares the runs test by test.

    build/venv/bin/python tests/numpy_suite/run.py [--quick] [--threshold N] [MODULE...]

`make test-numpy-suite` prepares what this needs. differences.toml lists what may differ, and why; a difference that is not
listed is a failure, and so is a listed one that there is no more. What pytest prints is in build/logs/numpy_suite/.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

import numpy

HERE = Path(__file__).resolve().parent
LOGS = HERE.parents[1] / "build" / "logs" / "numpy_suite"
NUMPY = Path(numpy.__file__).parent

# Those of NumPy's tests in which arrays of our type are made.
MODULES = [
    *(
        f"_core/tests/test_{name}.py"
        for name in (
            *("api", "array_coercion", "arrayobject", "arrayprint", "casting_unittests", "custom_dtypes", "datetime"),
            *("defchararray", "dtype", "einsum", "function_base", "half", "indexerrors", "indexing", "item_selection"),
            *("multiarray", "nditer", "nep50_promotions", "numeric", "records", "regression", "scalarmath"),
            *("stringdtype", "ufunc", "umath"),
        )
    ),
    *(
        f"lib/tests/test_{name}.py"
        for name in (
            *("arraypad", "arraysetops", "format", "function_base", "histograms", "io", "loadtxt", "nanfunctions"),
            *("polynomial", "recfunctions", "shape_base", "stride_tricks", "twodim_base"),
        )
    ),
    *(f"ma/tests/test_{name}.py" for name in ("core", "old_ma")),
    *("linalg/tests/test_linalg.py", "polynomial/tests/test_polyutils.py", "testing/tests/test_utils.py"),
    *(
        f"random/tests/test_{name}.py"
        for name in ("generator_mt19937", "random", "randomstate", "randomstate_regression", "smoke")
    ),
]
QUICK = [
    *(
        f"_core/tests/test_{name}.py"
        for name in (
            *("api", "array_coercion", "arrayobject", "einsum", "indexing", "item_selection", "nditer", "records"),
            *("dtype", "regression"),
        )
    ),
    *(f"lib/tests/test_{name}.py" for name in ("arraysetops", "recfunctions")),
]


class Run:
    """pytest on modules of NumPy's tests, with NumPy's constructors or with ours."""

    def __init__(self, modules, folder, *, swap, threshold):
        name = "swapped" if swap else "plain"
        self.result, self.log = folder / f"{name}.json", folder / f"{name}.log"
        self.result.unlink(missing_ok=True)
        command = [sys.executable, "-X", "faulthandler", "-m", "pytest", "-q", "--tb=short", "-c", os.devnull]
        command += [f"--rootdir={NUMPY.parent}", "-p", "no:cacheprovider", "-p", "swap_constructors"]
        # The slow ones stay out, as in numpy.test().
        command += ["--hypothesis-seed=0", "-m", "not slow", *(str(NUMPY / module) for module in modules)]
        environment = {
            **os.environ,
            "NUMPY_HPY_SWAP": str(int(swap)),
            "NUMPY_HPY_THRESHOLD": str(threshold),
            "NUMPY_HPY_OUTCOMES": str(self.result),
            "PYTHONPATH": str(HERE),
            # The same in both runs.
            "PYTHONHASHSEED": "0",
            "OPENBLAS_NUM_THREADS": "1",
        }
        (folder / name).mkdir(parents=True, exist_ok=True)
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                command,
                cwd=folder / name,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def outcomes(self):
        """Outcome and reason by test, and the arrays of our type by module."""
        # 1: some tests have failed.
        if self.process.wait() not in (0, 1) or not self.result.exists():
            sys.exit(f"pytest ended with {self.process.returncode}, see {self.log}\n{self.log.read_text()[-3000:]}")
        data = json.loads(self.result.read_text())
        return data["outcomes"], data["swapped"]


def without_parameters(test):
    return re.sub(r"\[.*", "", test, flags=re.DOTALL)


def differing(plain, swapped):
    """What each test says that has another outcome."""
    result = {}
    for test in sorted(plain.keys() | swapped.keys()):
        (before, reason), (after, new_reason) = plain.get(test, ("absent", "")), swapped.get(test, ("absent", ""))
        if before != after:
            result[test] = f"{after} instead of {before}: {(new_reason or reason)[:300]}"
    return result


def complaints(plain, swapped, entries):
    """Differences that are not listed, and listed ones that there are not. A name without parameters stands for all of them."""
    found = differing(plain, swapped)
    listed = {test for entry in entries for test in entry["tests"]}
    ran = {name for test in plain.keys() | swapped.keys() for name in (test, without_parameters(test))}
    known = {name for test in found for name in (test, without_parameters(test))}
    for test, says in found.items():
        if not listed & {test, without_parameters(test)}:
            yield f"not listed: {test}\n    {says}"
    for test in sorted(listed & ran - known):
        yield f"listed, but there is no difference: {test}"


def count(outcomes):
    numbers = Counter(outcome for outcome, _ in outcomes.values())
    return ", ".join(f"{numbers[outcome]} {outcome}" for outcome in ("passed", "failed", "skipped", "xfailed"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", help="paths below numpy/, such as _core/tests/test_records.py")
    parser.add_argument("--quick", action="store_true", help="only what `make test` runs")
    parser.add_argument("--threshold", type=int, default=0, help="collect after so many allocations while tests run")
    arguments = parser.parse_args()
    modules = arguments.modules or (QUICK if arguments.quick else MODULES)
    entries = tomllib.loads((HERE / "differences.toml").read_text())["difference"]

    start = time.monotonic()
    folder = LOGS / "quick" if arguments.quick else LOGS
    runs = [Run(modules, folder, swap=False, threshold=0)]
    runs += [Run(modules, folder, swap=True, threshold=arguments.threshold)]
    (plain, _), (swapped, arrays) = (run.outcomes() for run in runs)
    print(f"NumPy {numpy.__version__}, {len(modules)} modules of its tests, in {time.monotonic() - start:.0f} s")
    print(f"NumPy's constructors: {count(plain)}")
    print(f"numpy_hpy's constructors, {sum(arrays.values()):,} arrays were numpy_hpy.ndarrays: {count(swapped)}")
    found = list(complaints(plain, swapped, entries))
    found += [f"no array was one in {module}" for module in modules if not arrays.get(module)]
    differences = differing(plain, swapped)
    for entry in entries:
        tests = [test for test in differences if {test, without_parameters(test)} & set(entry["tests"])]
        if tests:
            print(f"{len(tests):>4} differ: {entry['reason']}")
    print(*found, sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
