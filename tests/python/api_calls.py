"""The C API, callable from Python: NumPy's functions, and those on handles in every ABI.

``capi/apigen`` makes two C extensions from the rows of ``capi/api``; ``api_calls/protocol.h`` says which Python value is
which C value. ``extensions()`` compiles and loads them, once a session, and again only if something has changed::

    calls = extensions()
    calls.numpy.PyArray_Zeros(1, address, np.dtype("i4"), 0)
    calls.hpy["universal"].HPyArray_Zeros(1, address, np.dtype("i4"), 0)

NUMPY_HPY_INCLUDE is the folder of the headers to compile with, if not the installed ones; NUMPY_HPY_API_CALLS the folder
of the generated files, if cargo is not there to make them; NUMPY_HPY_API_ABIS the ABIs to load, separated by commas;
NUMPY_HPY_API_UNIVERSAL the library for the universal ABI, if it is not to be compiled.
"""

import functools
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SUPPORT = HERE / "api_calls"

# "debug" is the universal build in HPy's debug mode.
ABIS = tuple(os.environ.get("NUMPY_HPY_API_ABIS", "cpython,universal,hybrid,debug").split(","))
BUILD_OF = {"cpython": "cpython", "universal": "universal", "hybrid": "hybrid", "debug": "universal"}

STRICT = [
    "-Wall",
    "-Werror=incompatible-pointer-types",
    "-Werror=int-conversion",
    "-Werror=implicit-function-declaration",
]


class Null:
    """What stands for NULL and HPy_NULL where an object is wanted."""

    def __repr__(self):
        return "NULL"


NULL = Null()


def once(function):
    """Also what it raises is remembered: a compiler that fails need not fail in each test."""

    @functools.cache
    def outcome(*args):
        try:
            return function(*args), None
        except (Exception, pytest.skip.Exception) as error:
            return None, error.with_traceback(None)

    @functools.wraps(function)
    def call(*args):
        result, error = outcome(*args)
        if error is not None:
            raise error.with_traceback(None)
        return result

    return call


@once
def extensions():
    """``numpy``, ``hpy[abi]``, and ``rows``: what calls.json says, by both names."""
    if sys.implementation.name != "cpython" or sys.version_info >= (3, 13):
        pytest.skip("HPy is for CPython 3.11 and 3.12")
    pytest.importorskip("hpy.universal")
    pytest.importorskip("numpy_hpy")
    generated = generate()
    libraries = build(generated)
    rows = {}
    for row in json.loads((generated / "calls.json").read_text()):
        rows[row["hpy"] if "hpy" in row else row["numpy"]] = row
        rows.setdefault(row.get("numpy"), row)
    numpy = load_extension("legacy_calls", libraries["numpy"])
    hpy = {abi: load_hpy(abi, libraries[BUILD_OF[abi]]) for abi in ABIS}
    for module in (numpy, *hpy.values()):
        module.set_null(NULL)
    return SimpleNamespace(numpy=numpy, hpy=hpy, rows=rows)


# --- generating ----------------------------------------------------------------------------------------------------


@once
def generate():
    """The folder of the generated files."""
    given = os.environ.get("NUMPY_HPY_API_CALLS")
    if given:
        return Path(given)
    if shutil.which("cargo") is None:
        pytest.skip("there is no cargo to generate the calls with")
    folder = ROOT / "build" / "api_calls" / "generated"
    command = ["cargo", "run", "--quiet", "-p", "numpy-hpy-apigen", "--bin", "apigen", "--", "calls", str(folder)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return folder


# --- compiling -----------------------------------------------------------------------------------------------------


def include():
    import numpy_hpy

    return Path(os.environ.get("NUMPY_HPY_INCLUDE") or numpy_hpy.get_include())


def compiler():
    for command in (os.environ.get("CC"), sysconfig.get_config_var("CC"), "cc"):
        words = shlex.split(command or "")
        if words and shutil.which(words[0]):
            return words
    pytest.skip("there is no C compiler")


def flags(build):
    """What the compiler is told beside the source."""
    python = ["-isystem", sysconfig.get_path("include")]
    numpy = ["-isystem", np.get_include()]
    if build == "numpy":
        return [*STRICT, "-I", str(SUPPORT), *numpy, *python]
    from hpy.devel import HPyDevel

    devel = HPyDevel()
    hpy = ["-DHPY", f"-DHPY_ABI_{build.upper()}", "-isystem", str(devel.include_dir)]
    if build == "universal":
        # Neither Python's headers nor NumPy's.
        return [
            *STRICT,
            "-I",
            str(SUPPORT),
            "-I",
            str(include()),
            "-I",
            str(devel.get_include_dir_forbid_python_h()),
            *hpy,
        ]
    return [*STRICT, "-I", str(SUPPORT), "-I", str(include()), *hpy, *numpy, *python]


def runtime(build):
    """HPy's own sources, or the library that is made of them."""
    if build == "numpy":
        return []
    from hpy.devel import HPyDevel

    devel = HPyDevel()
    libraries = devel.get_static_libs(build)
    if libraries:
        return libraries
    return devel.get_extra_sources() + (devel.get_ctx_sources() if build == "cpython" else [])


def file_name(build):
    from hpy.devel.abitag import get_hpy_ext_suffix

    if build == "numpy":
        return "legacy_calls" + EXTENSION_SUFFIXES[0]
    return "hpy_calls" + get_hpy_ext_suffix(build)


def fingerprint(generated):
    """Of everything that the compiler reads, and of the compiler."""
    digest = hashlib.sha256(repr((compiler(), sys.version, np.__version__, np.get_include())).encode())
    for folder in (generated, SUPPORT, include()):
        for path in sorted(folder.rglob("*.[ch]")):
            digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


@once
def build(generated):
    """The extensions that ABIS needs and NumPy's, compiled: by the name of the build."""
    kept = ROOT / "build" / "api_calls" / fingerprint(generated)
    kept.mkdir(parents=True, exist_ok=True)
    paths = {name: kept / name / file_name(name) for name in {"numpy", *(BUILD_OF[abi] for abi in ABIS)}}
    given = os.environ.get("NUMPY_HPY_API_UNIVERSAL")
    if given and "universal" in paths:
        # A copy: the one for debug mode is put beside it.
        paths["universal"].parent.mkdir(exist_ok=True)
        shutil.copy(given, paths["universal"])
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: compile_extension(name, generated, paths[name]), paths))
    return paths


def compile_extension(build, generated, path):
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    source = generated / ("legacy_calls.c" if build == "numpy" else "hpy_calls.c")
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder, path.name)
        command = [*compiler(), "-shared", "-fPIC", "-std=c11", "-O0", *flags(build), str(source), *runtime(build)]
        result = subprocess.run([*command, "-o", str(made)], capture_output=True, text=True)
        assert result.returncode == 0, f"{' '.join(command)}\n{result.stderr}"
        os.replace(made, path)  # another process may look for it


# --- loading -------------------------------------------------------------------------------------------------------


def load_extension(name, path):
    loader = ExtensionFileLoader(name, str(path))
    module = module_from_spec(ModuleSpec(name, loader, origin=str(path)))
    loader.exec_module(module)
    return module


def load_hpy(abi, path):
    if abi == "cpython":
        return load_extension("hpy_calls", path)
    from hpy.universal import load

    if abi == "debug":
        # A copy: a library is in a process once, and keeps the context that it was loaded with.
        copy = path.parent.parent / "debug" / path.name
        if not copy.exists():
            copy.parent.mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory(dir=copy.parent) as folder:
                os.replace(shutil.copy(path, folder), copy)
        path = copy
    return load("hpy_calls", str(path), ModuleSpec("hpy_calls", None, origin=str(path)), debug=abi == "debug")
