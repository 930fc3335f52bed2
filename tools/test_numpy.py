"""Compares NumPy linked with numpy_hpy with the same NumPy without: `python3 tools/test_numpy.py [PART...]`.

Parts, in this order when none is named:
  ours       tests/linked on the linked build, and how many of them fail or crash on the other
  provider   the tests of the C API on handles, and of the ported extension, with NumPy's own provider
  suite      NumPy's whole suite on both builds, and what differs
  costs      instructions of creation, indexing, object arrays and freeing, as ratios
  wheels     parts of the suites of SciPy's and pandas' wheels, on both builds

`make numpy numpy-stock` comes first.
"""

import os
import re
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "numpy"
RESULTS = BUILD / "results"
LINKED_TESTS = ROOT / "tests" / "linked"
KINDS = ("stock", "linked")


def python(kind):
    return BUILD / kind / "venv" / "bin" / "python"


def environment(kind, **variables):
    path = os.pathsep.join([str(python(kind).parent), os.environ["PATH"]])
    return {**os.environ, "PATH": path, **variables}


def pytest(kind, name, config, *arguments, **variables):
    """Runs pytest; {id of a test: its outcome}."""
    report = RESULTS / f"{name}-{kind}.xml"
    log = RESULTS / f"{name}-{kind}.log"
    command = [python(kind), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", config, f"--junitxml={report}"]
    command += [f"--rootdir={RESULTS}", *arguments]
    with open(log, "w") as output:
        subprocess.run(
            [str(word) for word in command],
            cwd=RESULTS,
            env=environment(kind, **variables),
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    say(f"{name}, {kind}: {last_line(log)}")
    return outcomes(report) if report.is_file() else {}


def last_line(log):
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no output"


def outcomes(report):
    result = {}
    for case in ElementTree.parse(report).iter("testcase"):
        kinds = {child.tag for child in case} & {"failure", "error", "skipped"}
        result[f"{case.get('classname')}::{case.get('name')}"] = "".join(sorted(kinds)) or "passed"
    return result


def compare(name, config, *arguments, **variables):
    """Runs the same tests on both builds; whether the linked one does as well."""
    stock, linked = (pytest(kind, name, config, *arguments, **variables) for kind in KINDS)
    different = {test for test in stock.keys() | linked.keys() if stock.get(test) != linked.get(test)}
    for test in sorted(different):
        say(f"  {test}: {stock.get(test, 'missing')} on stock, {linked.get(test, 'missing')} on linked")
    say(f"{name}: {len(different)} tests differ")
    return bool(stock) and all(linked.get(test) == "passed" for test in different)


def ours():
    """What is tested here fails on stock NumPy: that is its point."""
    config = LINKED_TESTS / "pytest.ini"
    results = pytest("linked", "ours", config, LINKED_TESTS)
    # In processes that are replaced when a test has crashed one.
    workers = ("-n", "1", "--max-worker-restart=300")
    for path in sorted(LINKED_TESTS.glob("test_*.py")):
        pytest("stock", f"ours-{path.stem}", config, path, *workers)
    return bool(results) and set(results.values()) <= {"passed", "skipped"}


def provider():
    """The tests import numpy_hpy, and its provider; extensions find NumPy's before."""
    tests = ROOT / "tests" / "python"
    files = [*sorted(tests.glob("test_api_*.py")), tests / "test_examples_porting.py"]
    package = str(ROOT / "build" / "package_only")
    results = pytest("linked", "provider", LINKED_TESTS / "pytest.ini", *files, PYTHONPATH=package)
    differences = tomllib.loads((LINKED_TESTS / "differences.toml").read_text(encoding="utf-8"))
    failed = {test for test, outcome in results.items() if outcome not in ("passed", "skipped")}
    unexpected = {test for test in failed if test.rpartition("::")[2].partition("[")[0] not in differences}
    for test in sorted(unexpected):
        say(f"  {test}: {results[test]}")
    return bool(results) and not unexpected


def suite():
    config = BUILD / "stock" / "src" / "pytest.ini"
    return compare("suite", config, "--pyargs", "numpy", "-n", "2", "--timeout=3600")


# --- Costs

# Of instructions, for what has nothing to do with references, and for object arrays.
MOST = 1.02


def count(kind, library):
    """{operation: instructions}, counted by callgrind."""
    with tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts"
        valgrind = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={counts}"]
        subprocess.run(
            [str(word) for word in [*valgrind, python(kind), LINKED_TESTS / "costs.py", library]],
            env=environment(kind, PYTHONHASHSEED="0"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        result = {}
        for path in Path(folder).glob("counts.*"):
            text = path.read_text(errors="replace")
            trigger = re.search(r"^desc: Trigger: Client Request: (.*)$", text, re.MULTILINE)
            total = re.search(r"^(?:totals|summary): (\d+)", text, re.MULTILINE)
            if trigger and total:
                result[trigger[1]] = int(total[1])
        return result


def costs():
    library = RESULTS / "costs.so"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", LINKED_TESTS / "costs.c", "-o", library], check=True)
    stock, linked = (count(kind, library) for kind in KINDS)
    # What it takes to do nothing.
    idle = stock.pop("nothing: a call"), linked.pop("nothing: a call")
    good = True
    for name in sorted(stock):
        before, after = stock[name], linked[name]
        if not name.startswith("freeing"):
            before, after = before - idle[0], after - idle[1]
        ratio = after / before
        bounded = name.partition(":")[0] in ("creation", "indexing", "objects")
        remark = f"  more than {MOST}" if bounded and ratio > MOST else ""
        good = good and not remark
        say(f"{name:40} {before:12,} {after:12,} {ratio:7.3f}{remark}")
    return good and len(stock) > 0


# --- Wheels

WHEELS = BUILD / "wheels"


def wheels():
    """Compiled against stock NumPy, in one folder for both builds."""
    if not WHEELS.is_dir():
        requirements = ROOT / "requirements" / "numpy-wheels.txt"
        pip = [python("stock"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
        target = ["install", "--no-deps", "--only-binary", ":all:", "--target", WHEELS, "-r", requirements]
        subprocess.run([str(word) for word in [*pip, *target]], check=True)
    scipy = [WHEELS / "scipy" / part / "tests" for part in ("sparse", "spatial", "interpolate", "ndimage", "io")]
    pandas = [WHEELS / "pandas" / "tests" / part for part in ("libs", "internals", "groupby", "indexing", "reshape")]
    config = LINKED_TESTS / "wheels.ini"
    good = True
    for name, folders in (("scipy", scipy), ("pandas", pandas)):
        good = compare(name, config, *folders, PYTHONPATH=str(WHEELS)) and good
    return good


def say(text):
    print(text, flush=True)


PARTS = {part.__name__: part for part in (ours, provider, suite, costs, wheels)}

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(PARTS)
    if not set(wanted) <= PARTS.keys():
        sys.exit(f"usage: test_numpy.py [{'|'.join(PARTS)}]...")
    RESULTS.mkdir(parents=True, exist_ok=True)
    failed = [part for part in wanted if not PARTS[part]()]
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)
