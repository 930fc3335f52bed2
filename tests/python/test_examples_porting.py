"""The porting example: every step builds, and passes the same tests; and its page says what is so."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

hpy_devel = pytest.importorskip("hpy.devel", reason="HPy is for CPython 3.11 and 3.12")

PORTING = Path(__file__).resolve().parents[2] / "examples" / "porting"
# The ABIs that each step is built for; step 00 knows of none.
STEPS = {"00_legacy": [None], "01_hpy_module": ["hybrid"], "02_mixed": ["hybrid"], "03_hpy": ["universal", "cpython"]}
BUILDS = [(step, abi) for step, abis in STEPS.items() for abi in abis]
# HPy's modes are for what is loaded through a context.
RUNS = [(step, abi, "") for step, abi in BUILDS]
RUNS += [(step, abi, "debug") for step, abi in BUILDS if abi in ("hybrid", "universal")]
RUNS += [("03_hpy", "universal", "trace")]
TESTS = 380

pytestmark = pytest.mark.skipif(
    not Path(sysconfig.get_path("include"), "Python.h").exists(), reason="Python's C headers are not installed"
)


def run(command, folder, **environment):
    return subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *filter(None, sys.path)]), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=300,
    )


class Builder:
    """Builds the steps in copies of the examples, each once a session."""

    def __init__(self, make_folder):
        self.make_folder = make_folder
        self.built = {}

    def build(self, step, abi):
        """The folder of the built module, and what the compiler said."""
        if (step, abi) not in self.built:
            self.built[step, abi] = self.build_anew(step, abi)
        return self.built[step, abi]

    def build_anew(self, step, abi, edit=None):
        copy = self.make_folder() / "porting"
        shutil.copytree(PORTING, copy)
        folder = copy / step
        if edit is not None:
            edit(folder)
        # As system headers: what they are warned about is not the example's.
        import numpy

        flags = "-Wall -Wextra -Wno-missing-field-initializers "
        flags += f"-isystem {hpy_devel.HPyDevel().include_dir} -isystem {numpy.get_include()}"
        command = ["setup.py", *([f"--hpy-abi={abi}"] if abi else []), "build_ext", "--inplace"]
        result = run(command, folder, CFLAGS=flags)
        assert result.returncode == 0, result.stdout[-10_000:]
        return folder, result.stdout


@pytest.fixture(scope="session")
def builder(tmp_path_factory):
    return Builder(lambda: tmp_path_factory.mktemp("porting"))


def run_tests(folder, mode, *arguments):
    command = ["-X", "faulthandler", "-m", "pytest", "-q", "-p", "no:cacheprovider", "../test_rolling.py"]
    result = run([*command, *arguments], folder, HPY=mode)
    return result, int((re.search(r"(\d+) passed", result.stdout) or [0, 0])[1])


def library_in(folder):
    (library,) = folder.glob("rolling*.so")
    return library


@pytest.mark.parametrize(("step", "abi", "mode"), RUNS)
def test_each_step_passes_the_same_tests(builder, step, abi, mode):
    folder, _ = builder.build(step, abi)
    result, passed = run_tests(folder, mode)
    assert result.returncode == 0, result.stdout[-10_000:]
    assert passed >= TESTS


@pytest.mark.parametrize(("step", "abi"), BUILDS)
def test_each_step_compiles_without_a_warning(builder, step, abi):
    _, output = builder.build(step, abi)
    runtime = str(hpy_devel.HPyDevel().src_dir)
    assert [line for line in output.splitlines() if "warning:" in line and runtime not in line] == []


@pytest.mark.parametrize(("step", "abi"), BUILDS)
def test_each_step_is_of_the_abi_that_it_says(builder, step, abi):
    folder, _ = builder.build(step, abi)
    library = library_in(folder)
    assert (".hpy0" in library.name) == (abi in ("hybrid", "universal"))
    listing = subprocess.run(["nm", "-D", str(library)], capture_output=True, text=True, check=True).stdout
    of_python = [line.split()[-1] for line in listing.splitlines() if re.search(r" U _?Py", line)]
    assert bool(of_python) == (abi != "universal")
    entry = "HPyInit_rolling" if abi in ("hybrid", "universal") else "PyInit_rolling"
    assert re.search(rf" T {entry}$", listing, re.MULTILINE)


def test_the_last_step_knows_no_pointer_to_an_object():
    for source in [*(PORTING / "03_hpy").glob("*.[ch]"), *(PORTING / "common").iterdir()]:
        text = re.sub(r"/\*.*?\*/", "", source.read_text(), flags=re.DOTALL)
        assert not re.search(r"\bPyObject\b|Python\.h|\bPy_\w+|numpy/\w+\.h", text), source


def test_the_numbers_know_neither_python_nor_numpy(tmp_path):
    """common/windows.h is a header for itself."""
    source = tmp_path / "alone.c"
    source.write_text('#include "windows.h"\nint main(void) { return (int)rolling_scratch_size(0); }\n')
    command = ["cc", "-std=c11", "-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only", f"-I{PORTING / 'common'}"]
    subprocess.run([*command, "-Wno-unused-function", str(source)], check=True)


def test_a_forgotten_handle_fails_the_tests_in_debug_mode(builder):
    """Or passing them there would mean nothing; it is also what the page shows."""

    def forget(folder):
        source = folder / "functions.c"
        text = source.read_text()
        assert text.count("    HPy_Close(ctx, checked);\n") == 1
        source.write_text(text.replace("    HPy_Close(ctx, checked);\n", ""))

    folder, _ = builder.build_anew("03_hpy", "universal", forget)
    result, passed = run_tests(folder, "debug", "-k", "arguments_by_name or window_is_final")
    assert result.returncode == 1
    assert passed == 1
    assert "HPyLeakError: 1 unclosed handle" in result.stdout
    result, passed = run_tests(folder, "", "-k", "arguments_by_name or window_is_final")
    assert result.returncode == 0
    assert passed == 2


def test_the_page_quotes_the_sources():
    """In a diff of the page, what is added or kept is in the step's sources, and what is removed in the step before."""
    sources = {step: "".join(path.read_text() for path in sorted((PORTING / step).glob("*.[ch]"))) for step in STEPS}
    sources["01_hpy_module"] += sources["00_legacy"]
    sources["02_mixed"] += sources["00_legacy"]
    lines = {step: {line.strip() for line in text.splitlines()} for step, text in sources.items()}
    pages = re.split(r"^## (\d\d)\b.*$", (PORTING / "README.md").read_text(), flags=re.MULTILINE)
    checked = 0
    for number, page in zip(pages[1::2], pages[2::2], strict=True):
        now = next(step for step in STEPS if step.startswith(number))
        before = set().union(*(lines[step] for step in STEPS if step < now))
        for block in re.findall(r"^```diff\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE):
            for line in block.splitlines():
                text = line[1:].strip()
                if text and text != "...":
                    assert text in (before if line.startswith("-") else lines[now]), (number, line)
                    checked += 1
    assert checked > 40


def test_the_tree_stays_clean(builder):
    builder.build("03_hpy", "universal")
    kinds = {".c", ".h", ".py", ".md"}
    files = [path for path in PORTING.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.suffix for path in files} == kinds
    assert not (PORTING / "03_hpy" / "rolling.py").exists()
