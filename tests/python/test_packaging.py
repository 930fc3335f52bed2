"""What the installed package holds, and what C users can do with it."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path

import pytest

import numpy_hpy

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(numpy_hpy.__file__).parent
HEADERS = PACKAGE / "include" / "numpy_hpy"
ARCHIVE = PACKAGE / "lib" / "libnumpy_hpy.a"
UNIVERSAL = PACKAGE / "_hpyarray.hpy0.so"
PYTHON_SYMBOL = re.compile(r"_?(Py|HPy)")

needs_pkg_config = pytest.mark.skipif(shutil.which("pkg-config") is None, reason="pkg-config is not installed")
needs_hpy = pytest.mark.skipif(sys.version_info >= (3, 13), reason="HPy does not work on Python 3.13 and later")


def run(*command, **options):
    """Runs a command, and fails with everything that it printed."""
    result = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    assert result.returncode == 0, f"{command} failed:\n{result.stdout}"
    return result.stdout


def symbols(library, *options):
    lines = run("nm", "--format=posix", *options, library).splitlines()
    return {line.split()[0] for line in lines if len(line.split()) > 1}


def pkg_config(*options):
    environment = {**os.environ, "PKG_CONFIG_PATH": str(ARCHIVE.parent / "pkgconfig")}
    return run("pkg-config", *options, "numpy-hpy", env=environment).split()


def test_tests_run_the_installed_package():
    assert not PACKAGE.is_relative_to(ROOT / "python")


def test_extension_module_is_named_for_this_interpreter():
    assert (PACKAGE / f"_native{sysconfig.get_config_var('EXT_SUFFIX')}").is_file()


def test_type_information_is_there():
    assert (PACKAGE / "py.typed").is_file()
    assert list(PACKAGE.glob("*.pyi"))


def test_every_header_of_the_source_is_installed():
    installed = {path.name: path.read_bytes() for path in HEADERS.glob("*.h")}
    assert installed == {path.name: path.read_bytes() for path in (ROOT / "capi" / "include" / "numpy_hpy").glob("*.h")}
    assert "layout.h" in installed


def test_folders_for_c_users():
    assert Path(numpy_hpy.get_include()) == PACKAGE / "include"
    assert Path(numpy_hpy.get_library_dir()) == PACKAGE / "lib"


def test_console_command_is_registered():
    (command,) = importlib.metadata.entry_points(group="console_scripts", name="numpy-hpy")
    assert command.value == "numpy_hpy.cli:main"


def test_versions_agree():
    version = importlib.metadata.version("numpy-hpy")
    assert numpy_hpy.__version__ == version
    assert f"Version: {version}\n" in (ARCHIVE.parent / "pkgconfig" / "numpy-hpy.pc").read_text()


def test_nothing_but_the_package_is_installed():
    """No mention of the folder that it was built in, and no stray top-level file."""
    files = importlib.metadata.files("numpy-hpy")
    tops = {path.parts[0] for path in files if not path.parts[0].startswith("..")}
    assert tops == {"numpy_hpy", f"numpy_hpy-{numpy_hpy.__version__}.dist-info"}


@needs_hpy
def test_universal_module_needs_no_python_symbol():
    """PyPy refuses a module with any undefined Py* symbol."""
    undefined = symbols(UNIVERSAL, "-D", "--undefined-only")
    assert not [name for name in undefined if PYTHON_SYMBOL.match(name)]


@needs_hpy
def test_universal_module_exports_what_hpy_looks_for():
    exported = symbols(UNIVERSAL, "-D", "--defined-only")
    assert {"HPyInit__hpyarray", "HPyInitGlobalContext__hpyarray"} <= exported
    assert "PyInit__hpyarray" not in exported


@pytest.mark.skipif(sys.version_info < (3, 13), reason="HPy works here")
def test_universal_module_is_left_out():
    assert not UNIVERSAL.exists()


def test_static_library_needs_no_python_symbol():
    undefined = symbols(ARCHIVE, "--undefined-only")
    assert not [name for name in undefined if PYTHON_SYMBOL.match(name)]


def test_static_library_has_no_global_symbol_but_ours():
    defined = symbols(ARCHIVE, "--defined-only", "--extern-only")
    assert [name for name in defined if not name.startswith("Npy")] == []


def test_static_library_defines_what_the_header_declares():
    text = re.sub(r"//.*", "", (HEADERS / "layout.h").read_text())
    declared = set(re.findall(r"\b(Npy\w+_\w+)\(", text))
    assert "NpyLayout_Object" in declared
    assert declared == symbols(ARCHIVE, "--defined-only", "--extern-only")


def test_static_library_is_small():
    assert ARCHIVE.stat().st_size < 2_000_000


# The same text is C and C++. It prints how many slots a walk over four pairs of objects finds.
PROGRAM = """
#include <numpy_hpy/layout.h>
#include <stdio.h>

static int count_slot(void *slot, void *arg)
{
    (void)slot;
    ++*(int *)arg;
    return 0;
}

int main(void)
{
    NpyError error;
    char memory[4 * 2 * sizeof(void *)] = {0};
    ptrdiff_t shape[1] = {2};
    int count = 0;
    const NpyLayout *object = NpyLayout_Object(&error);
    const NpyLayout *pair = NpyLayout_Subarray(object, 1, shape, &error);
    NpyLayout_DecRef(object);
    if (pair == NULL) {
        fputs(error.message, stderr);
        return 1;
    }
    NpyLayout_Walk(pair, memory, 4, pair->itemsize, count_slot, &count);
    NpyLayout_DecRef(pair);
    printf("%d\\n", count);
    return 0;
}
"""


@pytest.mark.parametrize(
    ("compiler", "standard", "suffix"), [("cc", "c11", ".c"), ("c++", "c++17", ".cpp")], ids=["C11", "C++17"]
)
@pytest.mark.parametrize("static", [False, True], ids=["shared libc", "static"])
@needs_pkg_config
def test_program_is_built_with_the_flags_of_pkg_config(tmp_path, compiler, standard, suffix, static):
    if shutil.which(compiler) is None:
        pytest.skip(f"no {compiler} is installed")
    source = tmp_path / f"program{suffix}"
    source.write_text(PROGRAM)
    program = tmp_path / "program"
    flags = pkg_config("--cflags", "--libs", *(["--static"] if static else []))
    warnings = ["-Wall", "-Wextra", "-pedantic", "-Werror"]
    mode = ["-static"] if static else []
    run(compiler, f"-std={standard}", *warnings, *mode, source, "-o", program, *flags)
    assert int(run(program)) == 8
    if not static:
        assert "python" not in run("ldd", program)


@needs_pkg_config
def test_package_folder_can_be_moved(tmp_path):
    """The flags follow the .pc file, so that a copy of the folder is as good."""
    copy = tmp_path / "elsewhere"
    shutil.copytree(PACKAGE, copy)
    environment = {**os.environ, "PKG_CONFIG_PATH": str(copy / "lib" / "pkgconfig")}
    flags = run("pkg-config", "--cflags", "--libs", "numpy-hpy", env=environment).split()
    folders = {Path(flag[2:]).resolve() for flag in flags if flag.startswith(("-I", "-L"))}
    assert folders == {copy / "include", copy / "lib"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="done on Linux")
@needs_pkg_config
def test_library_that_links_the_archive_does_not_export_it(tmp_path):
    """Two of them in one process have nothing to do with each other."""
    source = tmp_path / "library.c"
    source.write_text(
        "#include <numpy_hpy/layout.h>\nvoid *mine(void);\nvoid *mine(void) { return (void *)NpyLayout_Object(NULL); }\n"
    )
    library = tmp_path / "library.so"
    run("cc", "-shared", "-fPIC", source, "-o", library, *pkg_config("--cflags", "--libs"))
    exported = symbols(library, "-D", "--defined-only")
    assert "mine" in exported
    assert [name for name in exported if name.startswith("Npy")] == []


OTHER_RUST_LIBRARY = """
#[no_mangle]
pub extern "C" fn other_library(value: i32) -> i32 {
    std::panic::catch_unwind(|| if value > 0 { panic!("expected") } else { value }).unwrap_or(-7)
}
"""

PROGRAM_WITH_BOTH = """
#include <numpy_hpy/layout.h>
#include <stdio.h>

int other_library(int value);

int main(void)
{
    const NpyLayout *object = NpyLayout_Object(NULL);
    printf("%d %d\\n", (int)object->slot_count, other_library(1));
    NpyLayout_DecRef(object);
    return 0;
}
"""


@needs_pkg_config
def test_program_may_hold_another_rust_library(tmp_path):
    """Each has its own copy of Rust's standard library, panics and all."""
    (tmp_path / "other.rs").write_text(OTHER_RUST_LIBRARY)
    (tmp_path / "program.c").write_text(PROGRAM_WITH_BOTH)
    run("rustc", "--crate-type=staticlib", "--edition=2021", "other.rs", cwd=tmp_path)
    ours = pkg_config("--cflags", "--libs")
    for order in ([*ours, "libother.a"], ["libother.a", *ours]):
        run("cc", "program.c", "-o", "program", *order, cwd=tmp_path)
        assert run("./program", cwd=tmp_path).splitlines()[-1] == "1 -7"


def test_build_without_objcopy_keeps_the_plain_archive(tmp_path, monkeypatch, capsys):
    monkeypatch.syspath_prepend(ROOT / "build_backend")
    import c_library

    (tmp_path / "plain.a").write_bytes(b"plain")
    monkeypatch.setattr(c_library.shutil, "which", lambda tool: None if tool == "objcopy" else tool)
    c_library.hide_symbols(tmp_path / "plain.a", tmp_path / "copy.a")
    assert (tmp_path / "copy.a").read_bytes() == b"plain"
    assert "no objcopy" in capsys.readouterr().out


def backend_environment():
    """For calling the build backend, with maturin on PATH, and with what cargo has compiled already."""
    return {
        **os.environ,
        "PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT / "build_backend"),
        "CARGO_TARGET_DIR": os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target")),
    }


@pytest.fixture(scope="module")
def source_archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sdist")
    code = f"import backend; backend.build_sdist({str(folder)!r})"
    run(sys.executable, "-c", code, cwd=ROOT, env=backend_environment())
    (archive,) = folder.glob("*.tar.gz")
    return archive


def test_source_archive_holds_what_the_build_needs(source_archive):
    with tarfile.open(source_archive) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
        manifest = next(name for name in archive.getnames() if name.count("/") == 1 and name.endswith("/Cargo.toml"))
        assert archive.extractfile(manifest).read() == (ROOT / "Cargo.toml").read_bytes()
    needed = {"Cargo.lock", "LICENSE", "pyproject.toml", "build_backend/backend.py", "capi/numpy-hpy.pc.in"}
    assert needed <= names
    for folder in ("src", "capi/src", "capi/include"):
        sources = (path for path in (ROOT / folder).rglob("*") if path.is_file())
        assert {str(path.relative_to(ROOT)) for path in sources} <= names
    assert not [
        name for name in names if name.endswith((".so", ".a", ".pyc")) or name.startswith(("target/", "build/"))
    ]


def test_package_is_installed_from_the_source_archive(source_archive, tmp_path):
    """In a new environment, with pip's own build environment, as a user would."""
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    constraints = [ROOT / "requirements" / name for name in ("runtime.txt", "build.txt")]
    environment = {
        **os.environ,
        "CARGO_TARGET_DIR": backend_environment()["CARGO_TARGET_DIR"],
        "PIP_CONSTRAINT": " ".join(str(path) for path in constraints),
    }
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "--no-input"]
    run(*pip, "install", "--quiet", source_archive, env=environment)

    code = "import numpy, numpy_hpy; print(numpy_hpy.__version__, numpy_hpy.layout(numpy.dtype('O')).slot_count)"
    assert run(python, "-c", code, cwd=tmp_path).split() == [numpy_hpy.__version__, "1"]
    installed = Path(run(python, "-c", "import numpy_hpy; print(numpy_hpy.__file__)", cwd=tmp_path).strip()).parent
    assert package_files(installed) == package_files(PACKAGE)


def package_files(folder):
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {str(path) for path in paths if "__pycache__" not in path.parts}


def test_build_without_rust_says_what_is_missing(tmp_path):
    code = "import backend; backend.get_requires_for_build_wheel()"
    environment = {**backend_environment(), "PATH": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode != 0
    assert result.stderr.startswith("Rust's cargo is needed")
    assert "Traceback" not in result.stderr
