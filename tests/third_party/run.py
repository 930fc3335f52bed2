"""Runs the test suites of other packages twice, with ndarrays and with HPyArrays, and compares the runs test by test.

    build/venv/bin/python tests/third_party/run.py [--quick] [SUITE...]

`make test-third-party` prepares what this needs. differences.toml lists what may differ, and why; a difference that is not
listed is a failure, and so is a listed one that there is no more. What pytest prints is in build/logs/third_party/.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import sysconfig
import time
import tomllib
from pathlib import Path

import numpy as np
from suites import SUITES
from tqdm import tqdm

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build"
WORK = BUILD / "third_party"
LOGS = BUILD / "logs" / "third_party"
PACKAGES = Path(sysconfig.get_path("purelib"))
KINDS = {
    "differs": "has another outcome with HPyArrays",
    "allocates": "allocates more with HPyArrays",
    "fails": "fails with ndarrays too",
}


def compile_allocations():
    target = WORK / f"allocations{sysconfig.get_config_var('EXT_SUFFIX')}"
    include = ["-isystem", sysconfig.get_path("include"), "-isystem", np.get_include()]
    compiler = shlex.split(os.environ.get("CC", "cc"))
    subprocess.run([*compiler, "-shared", "-fPIC", "-O1", *include, HERE / "allocations.c", "-o", target], check=True)


class Run:
    """pytest on one suite, with ndarrays or with HPyArrays."""

    def __init__(self, name, *, swap, quick):
        self.files = {
            what: WORK / f"{name}.{'hpyarray' if swap else 'ndarray'}.{what}" for what in ("json", "progress")
        }
        for file in self.files.values():
            file.unlink(missing_ok=True)
        suite = SUITES[name]
        self.log = LOGS / f"{name}.{'hpyarray' if swap else 'ndarray'}.log"
        command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-c", os.devnull, f"--rootdir={PACKAGES}"]
        command += [
            "-p",
            "no:cacheprovider",
            "-p",
            "swap_arrays",
            "--hypothesis-seed=0",
            "-m",
            "not slow",
            *suite.options,
        ]
        environment = {
            **os.environ,
            "NUMPY_HPY_SUITE": name,
            "NUMPY_HPY_SWAP": str(int(swap)),
            "NUMPY_HPY_RESULTS": str(self.files["json"]),
            "NUMPY_HPY_PROGRESS": str(self.files["progress"]),
            "PYTHONPATH": os.pathsep.join([str(HERE), str(WORK)]),
            # The same in both runs.
            "PYTHONHASHSEED": "0",
            "OPENBLAS_NUM_THREADS": "1",
        }
        command += [str(PACKAGES / test) for test in (suite.quick if quick else suite.tests)]
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                command, cwd=WORK, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )

    def progress(self):
        """Tests that are done, and all of them."""
        try:
            total, _, done = self.files["progress"].read_text().partition("\n")
        except FileNotFoundError:
            return 0, 0
        return len(done), int(total or 0)

    def results(self):
        # 1: some tests have failed.
        if self.process.wait() not in (0, 1) or not self.files["json"].exists():
            sys.exit(f"pytest ended with {self.process.returncode}: {self.log}\n{self.log.read_text()[-3000:]}")
        return json.loads(self.files["json"].read_text())


def run_both(name, quick):
    runs = [Run(name, swap=swap, quick=quick) for swap in (False, True)]
    interval = 0.5 if sys.stderr.isatty() else 60
    with tqdm(desc=name, unit=" tests", leave=False, mininterval=interval, dynamic_ncols=True) as bar:
        while any(run.process.poll() is None for run in runs):
            time.sleep(0.2)
            done, total = (sum(numbers) for numbers in zip(*(run.progress() for run in runs), strict=True))
            bar.total = total or None
            bar.update(done - bar.n)
    return [run.results() for run in runs]


# --- the comparison ------------------------------------------------------------------------------------------------


def kind_of(plain, swapped):
    """How one test differs, or None."""
    if plain["outcome"] != swapped["outcome"]:
        return "differs"
    if plain["outcome"] in ("failed", "error"):
        return "fails"
    return "allocates" if swapped["allocated"] > plain["allocated"] else None


def found(plain, swapped):
    """By kind, the tests that differ, each with what it says."""
    result = {kind: {} for kind in KINDS}
    for test in plain.keys() | swapped.keys():
        if test not in plain or test not in swapped:
            result["differs"][test] = "it is in one of the two runs"
        elif kind := kind_of(plain[test], swapped[test]):
            ours, theirs = swapped[test], plain[test]
            says = f"{ours['allocated']} bytes instead of {theirs['allocated']}"
            if kind != "allocates":
                says = (
                    f"{ours['outcome']} instead of {theirs['outcome']}: {(ours['message'] or theirs['message'])[:300]}"
                )
            result[kind][test] = says
    return result


def without_parameters(test):
    return re.sub(r"\[.*", "", test, flags=re.DOTALL)


def compare(plain, swapped, listed, whole):
    """Complaints. Each listed name stands for a test, or for all that differ in their parameters alone."""
    complaints = []
    ran = plain.keys() | swapped.keys()
    ran |= set(map(without_parameters, ran))
    for kind, differences in found(plain, swapped).items():
        names = {test for entry in listed.get(kind, ()) for test in entry["tests"]}
        seen = set()
        for test, says in sorted(differences.items()):
            matches = names & {test, without_parameters(test)}
            seen |= matches
            if not matches:
                complaints.append(f"{test} {KINDS[kind]}, and is not listed: {says}")
        complaints += [
            f"{test} is listed, but no longer {KINDS[kind]}" for test in sorted(names - seen) if whole or test in ran
        ]
    return complaints


def compare_insisting(insisting, listed, whole):
    names = {name for entry in listed.get("insists", ()) for name in entry["functions"]}
    complaints = [
        f"{name} insists on ndarrays, and is not listed: {insisting[name]}" for name in sorted(insisting.keys() - names)
    ]
    if whole:
        complaints += [
            f"{name} is listed, but does not insist on ndarrays" for name in sorted(names - insisting.keys())
        ]
    return complaints


def check(name, quick, differences):
    """Runs one suite; gives its complaints and the outcomes of its tests."""
    suite, listed = SUITES[name], differences.get(name, {})
    one, other = run_both(name, quick)
    plain, swapped = one["tests"], other["tests"]
    complaints = compare(plain, swapped, listed, whole=not quick)
    complaints += compare_insisting(other["insisting"], listed, whole=not quick)
    arrays, views, allocated = (
        sum(test[what] for test in swapped.values()) for what in ("arrays", "views", "allocated")
    )
    with_arrays = sum(test["arrays"] > 0 for test in swapped.values())
    needed = suite.quick_arrays if quick else suite.arrays
    if arrays < needed:
        complaints.append(f"only {arrays} HPyArrays were passed, and there should be {needed}")
    print(
        f"{name} ({suite.about}): {len(swapped):,} tests, {with_arrays:,} of them with {arrays:,} HPyArrays for "
        f"{other['functions']} functions, {views / max(arrays, 1):.1%} by way of to_numpy; {allocated:,} bytes allocated",
        flush=True,
    )
    for complaint in complaints:
        print(f"  {complaint}", flush=True)
    return complaints, [test["outcome"] for test in swapped.values()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a part of the tests that takes a minute")
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"one of {', '.join(SUITES)}")
    options = parser.parse_args()
    if unknown := set(options.suites) - set(SUITES):
        parser.error(f"no suite {', '.join(unknown)}; there are {', '.join(SUITES)}")
    for folder in (WORK, LOGS):
        folder.mkdir(parents=True, exist_ok=True)
    start = time.monotonic()
    compile_allocations()
    differences = tomllib.loads((HERE / "differences.toml").read_text())
    complaints, outcomes = [], []
    for name, suite in SUITES.items():
        if (options.suites and name not in options.suites) or (options.quick and not suite.quick):
            continue
        of_suite, ended = check(name, options.quick, differences)
        complaints += of_suite
        outcomes += ended
    skipped = sum(outcome in ("skipped", "xfailed") for outcome in outcomes)
    # As pytest ends.
    print(
        f"{len(outcomes) - skipped - len(complaints)} passed, {len(complaints)} failed, {skipped} skipped "
        f"in {time.monotonic() - start:.2f}s"
    )
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
