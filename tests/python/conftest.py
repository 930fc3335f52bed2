"""What the tests on CPython share."""

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

NOTES = pytest.StashKey[list]()
HERE = Path(__file__).parent


def pytest_configure(config):
    config.stash[NOTES] = []


def pytest_terminal_summary(terminalreporter, config):
    if config.stash[NOTES]:
        terminalreporter.section("measured")
        for line in config.stash[NOTES]:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def note(pytestconfig):
    """``note(text)`` prints a line at the end of the run."""
    return pytestconfig.stash[NOTES].append


class Compiler:
    """Compiles the small C libraries that some tests need, each once a session."""

    def __init__(self, folder):
        self.folder = folder
        self.made = {}

    def library(self, source, name, *flags):
        """The path of the shared library made of ``source``, a file beside the tests."""
        if name not in self.made:
            compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
            if shutil.which(compiler[0]) is None:
                compiler = ["cc"]
            if shutil.which(compiler[0]) is None:
                pytest.skip("there is no C compiler")
            path = self.folder / name
            command = [*compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", str(HERE / source), "-o", path, *flags]
            result = subprocess.run(command, capture_output=True, text=True)
            assert result.returncode == 0, result.stderr
            self.made[name] = path
        return self.made[name]

    def extension(self, source, name, *, load=True):
        """The module made of ``source``, imported; or only made, for a subprocess that finds it in ``folder``."""
        import numpy as np

        import numpy_hpy

        include = Path(sysconfig.get_path("include"))
        if not (include / "Python.h").exists():
            pytest.skip("Python's C headers are not installed")
        ours = Path(numpy_hpy.__file__).parent / "include"
        flags = [f"-I{ours}", f"-I{include}", f"-isystem{np.get_include()}"]
        path = self.library(source, name + EXTENSION_SUFFIXES[0], *flags)
        if not load:
            return None
        if name not in sys.modules:
            spec = spec_from_file_location(name, path, loader=ExtensionFileLoader(name, str(path)))
            sys.modules[name] = module_from_spec(spec)
            spec.loader.exec_module(sys.modules[name])
        return sys.modules[name]


@pytest.fixture(scope="session")
def compiler(tmp_path_factory):
    return Compiler(tmp_path_factory.mktemp("compiled"))


@pytest.fixture
def run_python(tmp_path):
    """``run_python(code)``: what the code prints in a new interpreter, which must end well and in time."""

    def run(code, *, timeout=120, **environment):
        process = subprocess.run(
            [sys.executable, "-X", "faulthandler", "-c", code],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *filter(None, sys.path)]), **environment},
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        assert process.returncode == 0, f"exit status {process.returncode}\n{process.stdout}\n{process.stderr}"
        return process.stdout

    return run
