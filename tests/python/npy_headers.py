"""How the tests compile C code against universal/npy_types.h and against NumPy's own headers."""

import os
import shlex
import shutil
import subprocess
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
C_TESTS = ROOT / "tests/c"
INCLUDE = ROOT / "capi/include"
UNIVERSAL = INCLUDE / "numpy_hpy/universal"

# Everything of NumPy 2.4, in both.
NEWEST = "-DNPY_TARGET_VERSION=NPY_API_VERSION"
STRICT = ["-Wall", "-Wextra", "-pedantic", "-Werror"]

COMPILERS = {
    ("gcc", "c"): ["gcc", "-xc", "-std=c11"],
    ("gcc", "c++"): ["g++", "-xc++", "-std=c++17"],
    ("clang", "c"): ["clang", "-xc", "-std=c11"],
    ("clang", "c++"): ["clang++", "-xc++", "-std=c++17"],
}
if not any(shutil.which(command[0]) for command in COMPILERS.values()):
    COMPILERS["cc", "c"] = [*shlex.split(os.environ.get("CC") or "cc"), "-xc", "-std=c11"]

every_compiler = pytest.mark.parametrize("compiler", COMPILERS, ids=" ".join)


def some_c_compiler():
    return next((key for key, words in COMPILERS.items() if key[1] == "c" and shutil.which(words[0])), ("gcc", "c"))


def run_compiler(compiler, *arguments, source=None):
    """Runs a compiler of COMPILERS; ``source`` is its standard input. Skips the test if it is not installed."""
    words = COMPILERS[compiler]
    if shutil.which(words[0]) is None:
        pytest.skip(f"{words[0]} is not installed")
    environment = {**os.environ, "LC_ALL": "C"}
    return subprocess.run([*words, *arguments], input=source, capture_output=True, text=True, env=environment)


def compile_c(compiler, *arguments, source=None):
    """The same, and it must succeed; what it wrote to standard output."""
    result = run_compiler(compiler, *arguments, source=source)
    assert result.returncode == 0, result.stderr
    return result.stdout


def hpy_include():
    """The folder of hpy.h, or None."""
    if find_spec("hpy") is None:
        return None
    from hpy.devel import HPyDevel

    return str(Path(HPyDevel().base_dir) / "include")


needs_hpy = pytest.mark.skipif(hpy_include() is None, reason="HPy is not installed")


def our_flags():
    """Compile as for the universal ABI: Python.h is an error; HPy's headers are there if HPy is installed."""
    flags = [*STRICT, f"-I{INCLUDE}"]
    if hpy := hpy_include():
        flags += [f"-I{hpy}/hpy/forbid_python_h", "-isystem", hpy, "-DHPY", "-DHPY_ABI_UNIVERSAL"]
    return flags


def numpys_flags():
    """Compile with NumPy's headers, as system headers since they are not ours to warn about."""
    python = Path(sysconfig.get_path("include"))
    if not (python / "Python.h").exists():
        pytest.skip("Python's C headers are not installed")
    flags = [*STRICT, f"-I{INCLUDE}", "-DOF_NUMPY", "-isystem", np.get_include(), "-isystem", str(python)]
    if hpy := hpy_include():
        flags += ["-isystem", hpy, "-DHPY", "-DHPY_ABI_CPYTHON"]
    return flags
