"""The command `numpy-hpy`: what it prints, where, and its exit status."""

import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest

import numpy_hpy
from numpy_hpy import cli

np = pytest.importorskip("numpy")

COMMAND = [sys.executable, "-m", "numpy_hpy"]


@pytest.fixture
def run(capsys):
    """Run a command line in this process: (exit status, output, errors)."""

    def runner(*arguments):
        status = cli.main(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return runner


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module in the current folder that names dtypes."""
    (tmp_path / "shapes_for_cli.py").write_text(
        "import numpy as np\n"
        "descr = [('a', 'i4'), ('b', 'O')]\n"
        "dtype = np.dtype(descr)\n"
        "array = np.empty(3, dtype)\n"
        "class Holder:\n    inner = descr\n"
        "number = 5\n"
    )
    (tmp_path / "broken_for_cli.py").write_text("raise RuntimeError('two\\nlines')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield "shapes_for_cli"
    sys.modules.pop("shapes_for_cli", None)


def test_version(run):
    assert run("--version") == (0, f"numpy-hpy {numpy_hpy.__version__}\n", "")


def test_version_does_not_import_numpy():
    code = "import sys; from numpy_hpy.cli import main; main(['--version']); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_help_lists_every_command(run):
    status, out, _ = run("--help")
    assert status == 0
    for command in cli.COMMANDS:
        assert command.name in out
        status, own, _ = run(command.name, "--help")
        assert (status, own[: len("usage")]) == (0, "usage")


@pytest.mark.parametrize(
    ("dtype", "size", "slots"),
    [
        ("O", 8, 1),
        ("i4,O", 12, 1),
        ("(2,3)f8", 48, 0),
        ("[('a', 'i4'), ('b', 'O', (3,))]", 28, 3),
        ("{'names': ['a'], 'formats': ['O'], 'offsets': [8]}", 16, 1),
        ("('O', (4,))", 32, 4),
        ("[]", 0, 0),
        ("numpy:float64", 8, 0),
    ],
)
def test_layout_shows_the_map(run, dtype, size, slots):
    status, out, err = run("layout", dtype)
    assert (status, err) == (0, "")
    assert out.startswith(dtype)
    assert f"itemsize {size} " in out
    assert f" {slots} object slot" in out
    assert "\x1b" not in out


def test_layout_align(run):
    status, out, _ = run("layout", "i4,O", "--align")
    assert status == 0
    assert "itemsize 16 · alignment 8" in out or "itemsize 16 - alignment 8" in out
    assert "(padding)" in out


@pytest.mark.parametrize("attribute", ["descr", "dtype", "array", "array.dtype", "Holder.inner"])
def test_layout_of_a_modules_attribute(run, module, attribute):
    status, out, err = run("layout", f"{module}:{attribute}")
    assert (status, err) == (0, "")
    assert "itemsize 12 " in out


def test_layout_writes_an_svg(run, tmp_path):
    file = tmp_path / "item.svg"
    status, out, err = run("layout", "i4,O", "--svg", str(file))
    assert (status, err) == (0, "")
    assert "item.svg" in out
    assert ElementTree.parse(file).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_no_color(run, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in run("layout", "O")[1]
    assert "\x1b" not in run("layout", "O", "--no-color")[1]


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        ([], "which command?"),
        (["frobnicate"], "frobnicate"),
        (["layout"], "DTYPE"),
        (["layout", "O", "--frobnicate"], "--frobnicate"),
        (["layout", "nonsense"], "data type 'nonsense' not understood"),
        (["layout", ""], "not understood"),
        (["layout", "i4,,"], "i4,,"),
        (["layout", "\udcff"], "udcff"),
        (["layout", "[('a', 'i4'"], "never closed"),
        (["layout", "[('a', 'i4'), ('a', 'i4')]"], "more than once"),
        (["layout", "[open('x')]"], "malformed"),
        (["layout", "[" * 5000], "no Python literal"),
        (["layout", "O:"], "MODULE:ATTRIBUTE"),
        (["layout", "no_such_module:x"], "No module named 'no_such_module'"),
        (["layout", "broken_for_cli:x"], "RuntimeError: two lines"),
        (["layout", "shapes_for_cli:nothing"], "no attribute 'nothing'"),
        (["layout", "shapes_for_cli:number"], "5"),
        (["layout", "shapes_for_cli:dtype", "--align"], "--align"),
        (["layout", "O", "--svg", "no/such/folder.svg"], "No such file or directory"),
        (["layout", "O", "--svg", "a\0b"], "null byte"),
        (["demo", "--items", "0"], "'0' is no number of items"),
        (["demo", "--items", "many"], "'many' is no number of items"),
        (["demo", "--items", "10000001"], "'10000001' is no number of items from 1 to 10,000,000"),
        (["demo", "--items", "1", "9" * 23], "is no number of items from 1 to 10,000,000"),
        (["demo", "--items", "9" * 5000], "'999999999999...9999999999999' is no number of items"),
    ],
)
@pytest.mark.usefixtures("module")
def test_mistakes_give_one_line_and_status_2(run, arguments, cause):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("numpy-hpy: error: ")
    assert cause in err
    assert err.count("\n") == 1
    assert err[:-1].isprintable()


def test_a_layout_that_cannot_be_made_is_a_mistake(run, monkeypatch):
    def refuse(dtype):
        raise TypeError(f"unsupported: {dtype}")

    monkeypatch.setattr(numpy_hpy, "layout", refuse)
    status, _, err = run("layout", "O")
    assert (status, err) == (2, "numpy-hpy: error: no layout for 'O': unsupported: object\n")


def test_where_there_is_no_hpy_the_demo_says_why(run, monkeypatch):
    from numpy_hpy import demo

    def check():
        raise ImportError("HPy types crash on this Python")

    monkeypatch.setattr(demo, "check_available", check)
    status, _, err = run("demo")
    assert (status, err) == (2, "numpy-hpy: error: HPy types crash on this Python\n")


@pytest.mark.parametrize("arguments", [["layout", "O"], ["demo", "--items", "1"]])
@pytest.mark.parametrize(
    ("numpy", "cause"),
    [
        ("import numpy; numpy.__version__ = '1.26.4'", "needs NumPy 2.0 or later, this is 1.26.4"),
        ("sys.modules['numpy'] = None", "needs NumPy, which is not installed here"),
    ],
)
def test_an_unfit_numpy_is_reported(arguments, numpy, cause):
    code = f"import sys; {numpy}; from numpy_hpy.cli import main; sys.exit(main({arguments}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("numpy-hpy: error: ")
    assert done.stderr.count("\n") == 1
    # Where there is no HPy either, the demo may name that.
    assert cause in done.stderr or (arguments[0] == "demo" and sys.version_info >= (3, 13))


def test_the_demo_needs_memory_for_its_items_before_it_starts():
    pytest.importorskip("resource")
    try:
        from numpy_hpy import demo

        demo.check_available()
    except ImportError as error:
        pytest.skip(f"no HPyArray: {error}")
    code = (
        "import resource, sys, numpy_hpy.demo; from numpy_hpy.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "sys.exit(main(['demo', '--items', '10000000']))"
    )
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # Each thread takes address space.
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "numpy-hpy: error: not enough memory for that many items\n",
    )


def test_interrupt(run, monkeypatch):
    def interrupt(arguments):
        raise KeyboardInterrupt

    commands = (cli.Command("wait", "Wait.", lambda parser: None, interrupt),)
    monkeypatch.setattr(cli, "COMMANDS", commands)
    assert run("wait") == (130, "", "")


@pytest.mark.skipif(os.name != "posix", reason="needs a pipe without a reader")
def test_a_reader_that_goes_away_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        done = subprocess.run([*COMMAND, "layout", "O"], stdout=pipe, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (cli.BROKEN_PIPE, "")


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes files")
@pytest.mark.parametrize("arguments", [["layout", "O"], ["demo", "--items", "1"], ["--help"], ["--version"]])
def test_closed_output_is_reported(arguments):
    command = ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (
        cli.FAILED,
        "",
        "numpy-hpy: error: standard output is closed\n",
    )


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes files")
def test_messages_do_not_go_to_output_when_errors_are_closed():
    command = ["sh", "-c", 'exec "$@" 2>&-', "sh", *COMMAND, "layout", "nonsense"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_full_output_is_reported():
    with open("/dev/full", "w") as full:
        done = subprocess.run([*COMMAND, "layout", "O"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (
        cli.FAILED,
        "numpy-hpy: error: No space left on device\n",
    )


@pytest.mark.parametrize(("encoding", "corner"), [("utf-8", "┌"), ("ascii", "+"), ("latin-1", "+")])
def test_the_map_suits_the_outputs_encoding(encoding, corner):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "COLUMNS": "80"}
    done = subprocess.run([*COMMAND, "layout", "[('naïve 日本', 'O')]"], env=environment, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert corner in text
    assert ("日本" in text) == (encoding == "utf-8")
