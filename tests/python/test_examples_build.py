"""The examples of building an extension: with setuptools, meson and CMake the same source becomes the same module."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import numpy_hpy

pytest.importorskip("hpy.devel", reason="HPy is for CPython 3.11 and 3.12")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
# pip's scripts lie beside the interpreter; meson asks the python3 that it finds.
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
PKG_CONFIG_PATH = f"{numpy_hpy.get_library_dir()}/pkgconfig"


def run(*command, folder):
    environment = {
        **os.environ,
        "PATH": PATH,
        "PKG_CONFIG_PATH": PKG_CONFIG_PATH,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    result = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout[-10_000:]
    return result.stdout


def tool(name):
    path = shutil.which(name, path=PATH)
    if path is None:
        pytest.skip(f"{name} is not installed: pip install -r requirements/test.txt")
    return path


def setuptools(folder):
    options = ["--no-build-isolation", "--no-deps", "--no-index", "--quiet"]
    run(sys.executable, "-m", "pip", "install", *options, "--target", folder / "installed", ".", folder=folder)
    return folder / "installed"


def meson(folder):
    tool("ninja")
    tool("pkg-config")
    run(tool("meson"), "setup", "build", folder=folder)
    output = run(tool("meson"), "compile", "-C", "build", "-v", folder=folder)
    assert "warning:" not in output
    return folder / "build"


def cmake(folder):
    tool("ninja")
    run(
        *(tool("cmake"), "-S", ".", "-B", "build", "-G", "Ninja"),
        *(f"-DPython_EXECUTABLE={sys.executable}", "-DCMAKE_BUILD_TYPE=Release"),
        folder=folder,
    )
    run(tool("cmake"), "--build", "build", folder=folder)
    return folder / "build"


CHECK = """
import gc, math
import numpy as np, numpy_hpy, sum_of_squares
f = sum_of_squares.sum_of_squares
a = np.arange(24.0).reshape(2, 3, 4)
swapped, unaligned = a.astype(">f8"), np.zeros(1 + a.nbytes, "u1")[1:].view("f8").reshape(a.shape)
unaligned[...] = a
views = [a, a.T, a[::-1, 1:, ::2], np.asfortranarray(a), np.broadcast_to(a[0], (5, 3, 4)), a[:, :0], a[1, 2, 3]]
views += [swapped, unaligned, a.astype("i2"), a.astype("f4"), a.tolist(), 3, np.float64(3), np.array(True), np.zeros(())]
ours = numpy_hpy.HPyArray((2, 3), "f8")
np.asarray(ours)[...] = 2
views += [ours, ours[1]]
for view in views:
    assert f(view) == float((np.asarray(view, float) ** 2).sum()), view
assert math.isnan(f([1, math.nan]))
for wrong, error in [("x", ValueError), (1j, TypeError), ([[1], [1, 2]], ValueError)]:
    try:
        f(wrong)
    except error:
        pass
    else:
        raise AssertionError(wrong)
assert f.__doc__.startswith("sum_of_squares(a)")
print(len(views), "views")
"""


@pytest.mark.parametrize("build", [setuptools, meson, cmake])
def test_an_example_builds_and_runs(build, tmp_path):
    shutil.copytree(EXAMPLES / "sum_of_squares", tmp_path / "sum_of_squares")
    shutil.copytree(EXAMPLES / build.__name__, tmp_path / build.__name__)
    built = build(tmp_path / build.__name__)
    library = built / "sum_of_squares.hpy0.so"
    check_universal(library)
    for mode in ("", "debug"):
        output = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-c", f"{LEAKS if mode else ''}\n{CHECK}\n{DONE if mode else ''}"],
            env={**os.environ, "HPY": mode, "PYTHONPATH": os.pathsep.join([str(built), *filter(None, sys.path)])},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert output.returncode == 0, output.stderr
        assert output.stdout == "18 views\n"


# What the import makes lives on, so it is left out.
LEAKS = "import sum_of_squares; from hpy.debug import LeakDetector; detector = LeakDetector(); detector.start()"
DONE = "detector.stop()"


def check_universal(library):
    """One library for every Python: it asks for no symbol of one."""
    nm = subprocess.run(["nm", "-D", str(library)], capture_output=True, text=True, check=True).stdout
    assert "HPyInit_sum_of_squares" in nm
    assert not [line for line in nm.splitlines() if " U Py" in line or " U _Py" in line]


def test_the_examples_leave_the_tree_as_it_is():
    files = sorted(str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("*") if path.is_file())
    files = [name for name in files if not name.startswith("porting/") and "__pycache__" not in name]
    assert files == [
        "README.md",
        "cmake/CMakeLists.txt",
        "meson/meson.build",
        "setuptools/pyproject.toml",
        "setuptools/setup.cfg",
        "setuptools/setup.py",
        "sum_of_squares/sum_of_squares.c",
        "sum_of_squares/sum_of_squares.py",
    ]
