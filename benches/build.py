"""Builds what the benchmarks compare with into build/benches: the library of the crate here, and extensions in each ABI.

build/venv/bin/python benches/build.py            what instruction counts need
build/venv/bin/python benches/build.py --all      and CPython's own ABI
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np

import numpy_hpy

try:
    from hpy.devel import HPyDevel
except ImportError:
    HPyDevel = None

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TARGET = ROOT / "build" / "benches"
SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")
DEVEL = HPyDevel and HPyDevel()
PYTHON = ["-isystem", sysconfig.get_path("include"), "-isystem", np.get_include()]
# As extensions are compiled, and as the library's own C files are.
OPTIONS = ["-std=c11", "-O2", "-fPIC", "-fvisibility=hidden", "-Wall"]


def compiler():
    words = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    return words[:1] if shutil.which(words[0]) else ["cc"]


def run(*command, **options):
    subprocess.run([str(word) for word in command], check=True, **options)


def hpy_extension(name, source, abi):
    """One file for one of HPy's ABIs."""
    flags = ["-DHPY", f"-DHPY_ABI_{abi.upper()}", f"-I{numpy_hpy.get_include()}", "-isystem", DEVEL.include_dir]
    if abi == "cpython":
        flags += PYTHON
    else:
        flags.append(f"-I{DEVEL.get_include_dir_forbid_python_h()}")
    helpers = DEVEL.get_static_libs(abi) or [
        *DEVEL.get_extra_sources(),
        *(DEVEL.get_ctx_sources() if abi == "cpython" else []),
    ]
    target = TARGET / abi / (name + (".hpy0.so" if abi == "universal" else SUFFIX))
    target.parent.mkdir(exist_ok=True)
    run(*compiler(), *OPTIONS, *flags, "-shared", HERE / "python" / source, *helpers, "-o", target)


def legacy_extension(name, source):
    include = f"-I{numpy_hpy.get_include()}"
    run(*compiler(), *OPTIONS, *PYTHON, include, "-shared", HERE / "python" / source, "-o", TARGET / (name + SUFFIX))


def cargo(package, name, target, *options, **environment):
    command = ["cargo", "build", "--quiet", "--release", "--locked", "-p", package, *options, "--message-format=json"]
    result = subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
    )
    messages = [json.loads(line) for line in result.stdout.splitlines()]
    artifacts = [m for m in messages if m["reason"] == "compiler-artifact" and m["target"]["name"] == name]
    library = next(file for file in artifacts[-1]["filenames"] if file.endswith(".so"))
    target.parent.mkdir(parents=True, exist_ok=True)
    # A library that a process has loaded must not be written into.
    target.unlink(missing_ok=True)
    shutil.copyfile(library, target)


def main(everything):
    if DEVEL is None or not Path(sysconfig.get_path("include"), "Python.h").exists():
        print(
            "-- no HPy or no Python.h, so no benchmarks beside hand-written types; on Debian: apt-get install python3-dev"
        )
        return
    cargo("numpy-hpy-benches", "numpy_hpy_benches", TARGET / "libnumpy_hpy_benches.so")
    legacy_extension("bench_legacy", "calls_legacy.c")
    for abi in ["universal", "cpython"] if everything else ["universal"]:
        hpy_extension("bench_peer", "peer.c", abi)
        hpy_extension("bench_calls", "calls_hpy.c", abi)
    if everything:
        # HPyArray, optimised, as the universal one in the package is.
        cargo(
            "numpy-hpy-capi",
            "hpyarray",
            TARGET / "cpython" / f"_hpyarray{SUFFIX}",
            "--no-default-features",
            "--features=cpython-abi",
            f"--target-dir={Path(os.environ.get('CARGO_TARGET_DIR', ROOT / 'target')) / 'cpython_abi'}",
            HPY_DEVEL_DIR=str(DEVEL.base_dir),
            PYO3_PYTHON=os.path.realpath(sys._base_executable),
        )


if __name__ == "__main__":
    main("--all" in sys.argv[1:])
