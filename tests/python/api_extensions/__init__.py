"""Small extensions for the tests of the C API, compiled for HPy's ABIs and loaded in its modes.

``compiled("native", "universal", "native.c")`` compiles a file of this folder, once a session; ``load(...)`` imports what
came of it. NUMPY_HPY_INCLUDE
is the folder of the headers, if not the installed ones.
"""

import atexit
import functools
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

import numpy as np
import pytest

if sys.implementation.name != "cpython" or sys.version_info >= (3, 13):
    pytest.skip("HPy is for CPython 3.11 and 3.12", allow_module_level=True)

universal = pytest.importorskip("hpy.universal")
from hpy.devel import HPyDevel  # noqa: E402
from hpy.devel.abitag import get_hpy_ext_suffix  # noqa: E402

import numpy_hpy  # noqa: E402

SOURCES = Path(__file__).parent
INCLUDE = Path(os.environ.get("NUMPY_HPY_INCLUDE") or numpy_hpy.get_include())
PYTHON = Path(sysconfig.get_path("include"))
NUMPY = Path(np.get_include())
DEVEL = HPyDevel()
HPY = Path(DEVEL.include_dir)
FORBID_PYTHON = Path(DEVEL.get_include_dir_forbid_python_h())

ABIS = ["cpython", "universal", "hybrid"]
STRICT = ["-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers", "-Wno-unused-parameter"]
LANGUAGES = {"c": "-std=c11", "c++": "-std=c++17"}
COMPILERS = {"gcc": {"c": "gcc", "c++": "g++"}, "clang": {"c": "clang", "c++": "clang++"}}


def flags(abi, language="c"):
    """What a consumer of the headers tells the compiler. Headers of others are system headers: not ours to warn about."""
    result = [LANGUAGES[language], "-DHPY", f"-DHPY_ABI_{abi.upper()}", f"-I{INCLUDE}", "-isystem", str(HPY)]
    if abi == "universal":
        # Neither Python's headers nor NumPy's: HPy's folder makes of Python.h an error.
        return [*result, f"-I{FORBID_PYTHON}"]
    if not (PYTHON / "Python.h").exists():
        pytest.skip("Python's C headers are not installed")
    return [*result, "-isystem", str(NUMPY), "-isystem", str(PYTHON)]


def find_compiler(language="c", family=None):
    """The compiler of a family; without one, what Python was built with, or any."""
    for name in [family] if family else ["gcc", "clang"]:
        command = COMPILERS[name][language]
        if family is None and language == "c":
            command = os.environ.get("CC") or sysconfig.get_config_var("CC") or command
        words = shlex.split(command)
        if shutil.which(words[0]):
            return words
    pytest.skip(f"there is no {family or ''} compiler for {language}")


def run(*command):
    """What a command writes to its standard output; a failure shows everything."""
    environment = {**os.environ, "LC_ALL": "C"}
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=environment)
    assert result.returncode == 0, f"{' '.join(map(str, command))}\n{result.stdout}{result.stderr}"
    return result.stdout


@functools.cache
def folder():
    """Where everything is made, until the process ends."""
    path = tempfile.mkdtemp(prefix="api_extensions_")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return Path(path)


@functools.cache
def runtime(abi):
    """HPy's own part of every extension: a library, or its sources."""
    libraries = DEVEL.get_static_libs(abi)
    if libraries:
        return libraries
    return DEVEL.get_extra_sources() + (DEVEL.get_ctx_sources() if abi == "cpython" else [])


def suffix(abi):
    return EXTENSION_SUFFIXES[0] if abi == "cpython" else get_hpy_ext_suffix(abi)


@functools.cache
def compiled(name, abi, *units):
    """The path of an extension made of ``units``: a file of this folder, or (file, language, options...)."""
    units = [unit if isinstance(unit, tuple) else (unit, "c") for unit in units]
    objects = [compiled_unit(abi, *unit) for unit in units]
    linker = find_compiler("c++" if "c++" in [language for _, language, *_ in units] else "c")
    # A universal extension lacks nothing: it needs no library of ours, and no symbol of Python.
    link = ["-Wl,-z,defs"] if abi == "universal" else []
    target = new_folder(name) / (name + suffix(abi))
    run(*linker, "-shared", *link, *objects, *runtime(abi), "-o", target)
    return target


@functools.cache
def compiled_unit(abi, source, language, *options):
    target = new_folder(Path(source).stem) / "unit.o"
    command = [*find_compiler(language), "-c", "-fPIC", "-O0", *flags(abi, language), *STRICT, *options]
    run(*command, "-x", language, SOURCES / source, "-o", target)
    return target


def new_folder(name):
    return Path(tempfile.mkdtemp(prefix=f"{name}_", dir=folder()))


def in_parallel(function, arguments):
    """``[function(*each) for each in arguments]``, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda each: function(*each), arguments))


MODES = {
    "cpython": ("cpython", None),
    "universal": ("universal", universal.MODE_UNIVERSAL),
    "debug": ("universal", universal.MODE_DEBUG),
    "trace": ("universal", universal.MODE_TRACE),
    "hybrid": ("hybrid", universal.MODE_UNIVERSAL),
    "hybrid debug": ("hybrid", universal.MODE_DEBUG),
}


@functools.cache
def load(name, mode, *units):
    """The extension as a module, in a mode: one of MODES. It is another one for every mode."""
    return load_new(name, mode, *units)


def load_new(name, mode, *units):
    """The same, but another one each time."""
    abi, hpy_mode = MODES[mode]
    path = compiled(name, abi, *units)
    # A library is in a process once, and keeps the context that it was loaded with.
    return load_from(name, shutil.copy(path, new_folder(name)), hpy_mode)


def load_from(name, path, hpy_mode):
    if hpy_mode is None:
        loader = ExtensionFileLoader(name, str(path))
        module = module_from_spec(ModuleSpec(name, loader, origin=str(path)))
        loader.exec_module(module)
        return module
    return universal.load(name, str(path), ModuleSpec(name, None, origin=str(path)), mode=hpy_mode)
