"""Builds NumPy from its source distribution, as it is or linked with numpy_hpy, each into an environment of its own:
`python3 tools/build_numpy.py stock` or `linked`, below build/numpy/.

The source comes from pip. Sources and compiled files stay, so that a second build compiles what has changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "numpy"
VERSION = "2.4.6"
REQUIREMENTS = ROOT / "requirements" / "numpy.txt"
# No BLAS, and no code for particular processors: that takes most of the time, and changes nothing that is looked at here.
OPTIONS = ("-Csetup-args=-Dallow-noblas=true", "-Csetup-args=-Ddisable-optimization=true", "-Ccompile-args=-j2")

sys.path.insert(0, str(ROOT / "numpy_shims" / "numpy-src"))


def run(*command, **options):
    subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL, **options)


def pip(python, *arguments, **options):
    run(python, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", *arguments, **options)


# pip asks a source distribution for its metadata before it keeps it, and meson-python compiles all of NumPy for an answer.
STAND_IN = """\
import shutil
from pathlib import Path


def prepare_metadata_for_build_wheel(folder, config_settings=None):
    info = Path(folder) / "numpy.dist-info"
    info.mkdir()
    shutil.copyfile("PKG-INFO", info / "METADATA")
    return info.name
"""


def download():
    """The source distribution's path."""
    archive = BUILD / "sdist" / f"numpy-{VERSION}.tar.gz"
    if archive.is_file():
        return archive
    say(f"downloading the source of NumPy {VERSION}")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "mesonpy.py").write_text(STAND_IN, encoding="utf-8")
        only_source = ("--no-deps", "--no-binary", "numpy", "--no-build-isolation", "--dest", archive.parent)
        pip(sys.executable, "download", *only_source, f"numpy=={VERSION}", env={**os.environ, "PYTHONPATH": folder})
    return archive


def extract(folder, members=None):
    """What is in the source distribution."""
    with tarfile.open(download()) as archive:
        # CPython has the filter since 3.11.4.
        archive.extractall(folder, members, **{"filter": "data"} if hasattr(tarfile, "data_filter") else {})


def unpack(folder, linked):
    """A fresh source tree in `folder`."""
    extract(folder)
    source = Path(folder) / f"numpy-{VERSION}"
    if linked:
        from link_numpy import link

        link(source)
    return source


def synchronise(source, target):
    """Makes `target` equal to `source`; files that are equal keep their dates, so that they are not compiled again."""
    wanted = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
    for path in [path for path in target.rglob("*") if path.is_file() and path.relative_to(target) not in wanted]:
        path.unlink()
    for name in sorted(wanted):
        there = target / name
        if not there.is_file() or there.read_bytes() != (source / name).read_bytes():
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, there)
            shutil.copymode(source / name, there)


def make_environment(folder):
    stamp = folder / "requirements.txt"
    if stamp.is_file() and stamp.read_bytes() == REQUIREMENTS.read_bytes():
        return
    say(f"creating {folder.relative_to(ROOT)}")
    run(sys.executable, ROOT / "tools" / "make_venv.py", folder)
    pip(folder / "bin" / "python", "install", "-r", REQUIREMENTS)
    shutil.copyfile(REQUIREMENTS, stamp)


def digest(folders):
    """Of all files in `folders`, by name and content."""
    result = hashlib.sha256()
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            result.update(f"{path.relative_to(folder)}\0".encode())
            result.update(hashlib.sha256(path.read_bytes()).digest())
    return result.hexdigest()


def build(kind):
    folder = BUILD / kind
    source, compiled, environment = folder / "src", folder / "build", folder / "venv"
    library = Path(sysconfig.get_path("purelib")) / "numpy_hpy"
    inputs = [library / "include", library / "lib"] if kind == "linked" else []

    with tempfile.TemporaryDirectory(dir=make(BUILD)) as scratch:
        synchronise(unpack(scratch, kind == "linked"), make(source))
    state = digest([source, *inputs]) + " ".join(OPTIONS)
    stamp = environment / "built.txt"
    make_environment(environment)
    if stamp.is_file() and stamp.read_text() == state:
        return
    stamp.unlink(missing_ok=True)
    say(f"building NumPy {VERSION}, {kind} (four minutes from scratch on two idle cores)")
    start = time.monotonic()
    # meson does not know that a library from pkg-config has changed.
    for path in compiled.glob("numpy/_core/_multiarray_umath*.so"):
        path.unlink()
    path = os.pathsep.join([str(environment / "bin"), os.environ["PATH"]])
    pip(
        environment / "bin" / "python",
        *("install", "--no-build-isolation", "--no-deps", "--force-reinstall", f"-Cbuild-dir={compiled}", *OPTIONS),
        source,
        env={**os.environ, "PATH": path, "PKG_CONFIG_PATH": str(library / "lib" / "pkgconfig")},
    )
    stamp.write_text(state)
    say(f"built in {time.monotonic() - start:.0f} s: {(environment / 'bin' / 'python').relative_to(ROOT)}")


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def say(text):
    print(f"-- {text}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] not in (["stock"], ["linked"]):
        sys.exit("usage: build_numpy.py stock | linked")
    build(sys.argv[1])
