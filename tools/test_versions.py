"""Runs the tests of the C API, heap types and numpy_hpy.ndarray with other versions of NumPy and Python; at the end a table.

    build/venv/bin/python tools/test_versions.py [ROW...]

`make test-versions` prepares what it needs. Each row has an environment of its own in build/versions/. In those of this Python
the same wheel is installed, made once with the pinned NumPy, and the universal extension that calls the API is the one that
`make test` has compiled: one binary for all of them. A Python that is not on this machine is left out, and said so.
What the tests print is in build/logs/versions_ROW.log.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
sys.path.insert(0, str(ROOT / "tests" / "python"))

API_TESTS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "python").glob("test_api_*.py"))
# Those are about the headers, also with NumPy's of the same version, or about the comparison itself.
LEFT_OUT = ("test_api_signatures.py", "test_api_headers.py", "test_api_import.py", "test_api_differential.py")
API_TESTS = [path for path in API_TESTS if not path.endswith(LEFT_OUT)]
# Those on HPy skip themselves where it is not to be had.
HEAP_TYPE_TESTS = [f"tests/python/test_heaptypes_{name}.py" for name in ("docs", "header", "hpy", "report", "scalars")]
HEAP_TYPE_REPORT = "tests/python/test_heaptypes_report.py"
WITHOUT_HPY = "tests/python/test_without_hpy.py"
NDARRAY_TESTS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "python").glob("test_ndarray_*.py"))


@dataclass
class Row:
    name: str
    numpy: str
    python: str
    tests: list[str]
    # Of the tests' extension that calls the API.
    abis: str = "universal,debug"
    # Packages beside those of requirements/.
    extra: tuple[str, ...] = ()


HERE = f"python{sys.version_info.major}.{sys.version_info.minor}"
ROWS = [
    Row("numpy-2.0", "2.0.2", HERE, [*API_TESTS, *NDARRAY_TESTS, HEAP_TYPE_REPORT]),
    Row("numpy-2.2", "2.2.6", HERE, [*API_TESTS, *NDARRAY_TESTS, HEAP_TYPE_REPORT]),
    Row("numpy-2.4", "2.4.6", HERE, API_TESTS),
    Row("python-3.12", "2.5.5", "python3.12", API_TESTS + HEAP_TYPE_TESTS + NDARRAY_TESTS),
    Row("python-3.13", "2.5.5", "python3.13", [WITHOUT_HPY, *HEAP_TYPE_TESTS, *NDARRAY_TESTS], extra=("hpy==0.9.0",)),
    Row("heap-3.12", "2.4.6", "python3.12", HEAP_TYPE_TESTS),
    Row("heap-3.13", "2.4.6", "python3.13", HEAP_TYPE_TESTS),
]


def run(*command, **options):
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=ROOT, **options)
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stdout}{result.stderr}")
    return result.stdout.strip()


def interpreter(name):
    """Its path, or None. A name on PATH is not enough: a pyenv has names for versions that are not switched on."""
    if name == HERE:
        return os.path.realpath(sys._base_executable)
    places = [name, *Path.home().glob(f".pyenv/versions/{name.removeprefix('python')}.*/bin/python")]
    for place in places:
        command = shutil.which(str(place))
        if command and subprocess.run([command, "-c", ""], capture_output=True).returncode == 0:
            return command
    return None


class Environment:
    def __init__(self, row, base):
        self.row, self.base = row, base
        self.folder = BUILD / "versions" / row.name
        self.python = self.folder / "bin" / "python"

    def pip(self, *arguments, **options):
        run(self.python, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", *arguments, **options)

    def prepare(self, wheel):
        # What each is pinned to is known; where only the wheel has changed, only it is installed.
        stamp = self.folder / "requirements"
        wanted = "".join((ROOT / "requirements" / f"{name}.txt").read_text() for name in ("runtime", "build", "test"))
        wanted = re.sub(r"(?m)^numpy==.*$", f"numpy=={self.row.numpy}", wanted) + "\n".join(self.row.extra)
        if not stamp.exists() or stamp.read_text() != wanted:
            run(self.base, ROOT / "tools" / "make_venv.py", self.folder)
            list_file = self.folder / "requirements.txt"
            list_file.write_text(wanted)
            self.pip("install", "-r", list_file)
            stamp.write_text(wanted)
        if wheel is None:
            target = ROOT / "target" / "versions" / self.row.python
            path = os.pathsep.join([str(self.python.parent), os.environ["PATH"]])
            environment = {**os.environ, "PATH": path, "CARGO_TARGET_DIR": str(target)}
            self.pip("install", "--no-build-isolation", "--no-deps", "--force-reinstall", ".", env=environment)
        else:
            self.pip("install", "--no-deps", "--force-reinstall", wheel)

    def versions(self):
        code = "import sys, numpy; print(sys.version.split()[0], numpy.__version__)"
        return run(self.python, "-c", code).split()


def make_wheel():
    """The wheel for this Python, made with the NumPy that is pinned."""
    folder = BUILD / "versions" / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    run(*pip, "wheel", "--no-build-isolation", "--no-deps", "-w", folder, ".", env=environment)
    return next(folder.glob("*.whl"))


def universal_extension():
    """The library that calls the API from Python, and what it was generated from."""
    from api_calls import build, generate

    generated = generate()
    return generated, build(generated)["universal"]


def test(row, environment, generated, library):
    log = BUILD / "logs" / f"versions_{row.name}.log"
    log.parent.mkdir(exist_ok=True)
    settings = {
        "NUMPY_HPY_API_ABIS": row.abis,
        "NUMPY_HPY_API_CALLS": str(generated),
        "NUMPY_HPY_API_UNIVERSAL": str(library),
        "NUMPY_HPY_API_TESTED": str(environment.folder / "api_tested.json"),
    }
    with open(log, "w") as file:
        process = subprocess.run(
            [environment.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=900", *row.tests],
            cwd=ROOT,
            env={**os.environ, **{name: value for name, value in settings.items() if value}},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    last = ([""] + [line for line in log.read_text(errors="replace").splitlines() if line.strip()])[-1]
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error|skipped)", last)}
    return process.returncode == 0 and counts.get("passed", 0) > 0, counts, log


def main(names):
    known = {row.name for row in ROWS}
    if set(names) - known:
        sys.exit(f"no row {', '.join(set(names) - known)}; there are {', '.join(sorted(known))}")
    rows = [row for row in ROWS if not names or row.name in names]
    print("-- the wheel, and the extension for the universal ABI", flush=True)
    wheel = make_wheel()
    generated, library = universal_extension()
    results, good = [], True
    for row in rows:
        start = time.monotonic()
        base = interpreter(row.python)
        if base is None:
            results.append((row.name, "", "", f"left out: there is no {row.python} here", "", ""))
            continue
        print(f"-- {row.name}", flush=True)
        environment = Environment(row, base)
        environment.prepare(wheel if row.python == HERE else None)
        ok, counts, log = test(row, environment, generated, library)
        good = good and ok
        if not ok:
            print(f"FAILED, see {log.relative_to(ROOT)}")
        numbers = [str(counts.get(word, 0)) for word in ("passed", "failed", "skipped")]
        results.append((row.name, *environment.versions(), *numbers, f"{time.monotonic() - start:.0f}"))
    print(f"\n{'row':<12} {'Python':>7} {'NumPy':>7} {'passed':>7} {'failed':>7} {'skipped':>8} {'seconds':>8}")
    for name, python, numpy, *rest in results:
        if not python:
            print(f"{name:<12} {rest[0]}")
            continue
        passed, failed, skipped, seconds = rest
        print(f"{name:<12} {python:>7} {numpy:>7} {passed:>7} {failed:>7} {skipped:>8} {seconds:>8}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
