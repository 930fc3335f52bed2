"""What C users get: the headers, the Python-free static library, and its pkg-config file.

Rust's static library carries the whole of Rust's standard library with global symbols. Linked
into a program beside another Rust library, or into NumPy, they could clash. So the archive is
linked into one relocatable object that keeps what our functions reach, in which only `Npy*`
symbols are global.
"""

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import cargo

# What the object asks of the system. It is in the C library itself from glibc 2.34 on; the
# unwinder is what every C compiler on Linux links anyway, in the kind that fits -static or not.
SYSTEM_LIBS = "-lpthread -ldl -lm"

# A shared library that links the archive keeps its symbols to itself.
HIDE = "-Wl,--exclude-libs,libnumpy_hpy.a" if sys.platform.startswith("linux") else ""

# What an extension compiles in to use object_buffer.h.
EXTENSION_SOURCES = ("object_buffer.c", "slot.c", "slot.h")


def install(root, package):
    """Fills PACKAGE/include, PACKAGE/lib and PACKAGE/src."""
    for folder in ("include", "lib", "src"):
        shutil.rmtree(package / folder, ignore_errors=True)
    shutil.copytree(root / "capi" / "include", package / "include")
    (package / "src").mkdir()
    for name in EXTENSION_SOURCES:
        shutil.copyfile(root / "capi" / "src" / name, package / "src" / name)

    pkg_config = package / "lib" / "pkgconfig" / "numpy-hpy.pc"
    pkg_config.parent.mkdir(parents=True)
    template = (root / "capi" / "numpy-hpy.pc.in").read_text()
    manifest = tomllib.loads((root / "Cargo.toml").read_text())
    version = manifest["workspace"]["package"]["version"]
    pkg_config.write_text(template.replace("@VERSION@", version).replace("@LIBS@", f"{HIDE} {SYSTEM_LIBS}".strip()))

    # Built by itself, and not with the Rust library, so that it can be optimised as a whole.
    files = cargo.build(root, "rustc", "--package=numpy-hpy", "--lib", "--crate-type=staticlib")
    archive = next(path for path in files if path.suffix == ".a")
    hide_symbols(archive, package / "lib" / "libnumpy_hpy.a")


def hide_symbols(archive, target):
    """Writes a copy of ARCHIVE whose only global symbols are Npy*."""
    missing = [tool for tool in ("ar", "ld", "nm", "objcopy") if shutil.which(tool) is None]
    if missing or not sys.platform.startswith("linux"):
        reason = f"no {', '.join(missing)}" if missing else f"not done on {sys.platform}"
        print(f"Note: libnumpy_hpy.a keeps the symbols of Rust's library ({reason})", flush=True)
        shutil.copyfile(archive, target)
        return
    names = public_symbols(archive)
    if not names:
        raise SystemExit(f"{archive} defines no Npy* symbol")
    with tempfile.TemporaryDirectory() as scratch:
        linked = Path(scratch) / "linked.o"
        final = Path(scratch) / "numpy_hpy.o"
        # Named as undefined, our functions pull in what they need and are what collection keeps.
        # Section groups go, or the linker would merge ours with those of other Rust libraries.
        _run(
            ["ld", "-r", "--gc-sections", "--force-group-allocation", "-o", linked]
            + [f"--undefined={name}" for name in names]
            + [archive]
        )
        _run(
            [
                "objcopy",
                "--wildcard",
                "--keep-global-symbol=Npy*",
                "--strip-unneeded",
                "--remove-section=.comment",
                linked,
                final,
            ]
        )
        target.unlink(missing_ok=True)
        # D: without dates and owners, so that two builds are equal.
        _run(["ar", "rcsD", target, final])


def public_symbols(archive):
    """The Npy* symbols that ARCHIVE defines."""
    listing = subprocess.run(
        ["nm", "--defined-only", "--extern-only", "--format=posix", archive],
        check=True,
        capture_output=True,
        text=True,
    )
    names = {line.split()[0] for line in listing.stdout.splitlines() if line}
    return sorted(name for name in names if name.startswith("Npy"))


def _run(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{command[0]} failed on libnumpy_hpy.a:\n{result.stderr}")
