"""`numpy-hpy demo`: it succeeds on this machine's data, and fails when something is not freed."""

import contextlib
import gc
import importlib.metadata
import os
import re
import site
import subprocess
import sys
import weakref

import pytest

np = pytest.importorskip("numpy")

import numpy_hpy  # noqa: E402

try:
    from numpy_hpy import demo

    demo.check_available()
except ImportError as error:
    pytest.skip(f"no HPyArray: {error}", allow_module_level=True)


def new(text):
    """A string of its own: literals may be immortal, and then count no references."""
    return text.encode().decode()


DATA = [
    demo.Distribution(
        new("one"),
        new("1.0.0"),
        [new("a>=1"), new("bee")],
        3,
        300,
        [(new("x.py"), 200), (new("y.py"), 99)],
        True,
    ),
    demo.Distribution(new("two"), new("0.2.1"), [], 1, 10, [(new("z.so"), 10)], False),
]


class LeakyArray(np.ndarray):
    """An array whose slots the collector cannot see."""

    def __new__(cls, shape, dtype):
        return np.empty(shape, dtype).view(cls)


def test_the_demo_succeeds(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(demo, "_short_path", lambda path: "x" * 20)  # The longest.
    assert demo.run(items=[1, 50, 1000], repeats=1) == 0
    out = capsys.readouterr().out
    assert "FAILED" not in out
    assert f"NumPy {np.__version__}" in out
    assert "All expectations met" in out
    rows = re.findall(r"^HPyArray +(\w+) +(\d+) +(\d+) +(\d+) +(\d+)", out, re.MULTILINE)
    assert [row[0] for row in rows] == ["packed", "aligned"]
    for _, before, after, held, released in rows:
        assert int(before) > 0
        assert int(after) == 0
        assert int(held) == int(released) > 0
    assert len(re.findall(r"^ +50  (packed|aligned) ", out, re.MULTILINE)) == 2
    assert all(len(line) <= 80 for line in out.splitlines())
    assert len(out.splitlines()) <= 66


def test_the_demo_fails_when_cycles_are_not_collected(capsys, monkeypatch):
    monkeypatch.setattr(numpy_hpy, "HPyArray", LeakyArray)
    monkeypatch.setattr(demo, "read_distributions", lambda: (DATA, 0))
    assert demo.run(items=[1], repeats=1) == 1
    out = capsys.readouterr().out
    assert "FAILED: packed: the collector left 1 witnesses" in out
    assert "All expectations met" not in out
    for thing in gc.get_objects():
        if isinstance(thing, LeakyArray):
            thing["link"] = None


def test_distributions_of_this_machine():
    data, _ = demo.read_distributions()
    found = {(d.name.lower(), d.version): d for d in data}
    assert len(found) == len(data)
    own = found["numpy", np.__version__]
    assert own.files > 100
    assert own.size > 1_000_000
    assert not own.pure


def test_distributions_of_the_base_are_read_once(monkeypatch, tmp_path):
    base = tmp_path / "base"
    folder = base / "site"
    for name, version in [("only-in-base", "1.0"), ("numpy", np.__version__), ("numpy", "0.0.1")]:
        info = folder / f"{name}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    monkeypatch.setattr(site, "getsitepackages", lambda prefixes: [str(folder)] if prefixes == [str(base)] else [])
    monkeypatch.setattr(sys, "base_prefix", str(base))
    data, _ = demo.read_distributions()
    found = [(d.name, d.version) for d in data]
    assert found.count(("only-in-base", "1.0")) == 1
    assert found.count(("numpy", "0.0.1")) == 1
    assert found.count(("numpy", np.__version__)) == 1
    assert next(d.files for d in data if d.version == np.__version__ and d.name == "numpy") > 100
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)
    assert "only-in-base" not in [d.name for d in demo.read_distributions()[0]]


@pytest.mark.parametrize(
    ("prefix", "base", "text"),
    [
        ("/home/me/project/venv", "/usr", "project/venv and its base /usr"),
        ("/opt/python", "/opt/python", "opt/python"),
        ("/" + "x" * 21, "/" + "x" * 21, "this environment"),
        ("/home/é/venv", "/home/\udcff", "this environment and its base interpreter"),
    ],
)
def test_the_environment_is_named(monkeypatch, capsys, prefix, base, text):
    monkeypatch.setattr(sys, "prefix", prefix)
    monkeypatch.setattr(sys, "base_prefix", base)
    demo._show_data(DATA, 0)
    assert capsys.readouterr().out.endswith(f" MB,\ninstalled in {text}\n")


def test_a_machine_without_metadata_still_has_data(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "distributions", lambda **_: iter([]))
    data, skipped = demo.read_distributions()
    assert ([d.name for d in data], skipped) == (["numpy"], 0)


def test_unreadable_metadata_is_skipped(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "distributions", lambda path=None: iter([] if path else [None]))
    assert demo.read_distributions()[1] == 1


@pytest.mark.parametrize("variant", demo.VARIANTS)
def test_census_reads_what_the_slots_hold(variant):
    array = numpy_hpy.HPyArray(2, demo.VARIANTS[variant])
    slots = 2 * numpy_hpy.layout(demo.VARIANTS[variant]).slot_count
    references = demo.References(o for d in DATA for o in d.objects())
    assert demo.census(array, references) == demo.Census(null=slots)
    before = references.total()
    for i, distribution in enumerate(DATA):
        distribution.store(array, i)
    stored = sum(len(list(d.objects())) for d in DATA)
    assert demo.census(array, references) == demo.Census(slots - stored, 0, stored, stored)
    assert references.total() - before == stored
    array[1] = DATA[1].record(link=None)
    assert demo.census(array, references).none == 4
    del array
    assert references.total() == before


def test_stock_numpy_is_measured_not_assumed():
    cycle = demo.tie_cycle(np.empty, demo.VARIANTS["packed"], DATA)
    assert bool(cycle.leaked) == (cycle.after > 0)
    assert (cycle.held == cycle.released) == (not cycle.leaked)
    leaked = [weakref.ref(array) for array in cycle.leaked]
    for array in cycle.leaked:
        array["link"] = None
    cycle.leaked.clear()
    del array
    gc.collect()
    assert all(ref() is None for ref in leaked)


@pytest.mark.parametrize(("nanoseconds", "text"), [(12.34, "12.3 ns"), (1500, "1.5 µs"), (2e6, "2 ms"), (3e9, "3 s")])
def test_durations(nanoseconds, text):
    assert demo._duration(nanoseconds) == text


@pytest.mark.parametrize(
    ("live", "ours", "stock", "said"), [(5_000, 200, 100, True), (5_000, 100, 200, False), (4, 200, 100, False)]
)
def test_slower_release_is_explained(capsys, monkeypatch, live, ours, stock, said):
    monkeypatch.setattr(demo, "_time", lambda *_: (live, ours, stock))
    demo._show_times(DATA, [1], 1)
    assert ("indirect call per" in capsys.readouterr().out) == said


BAR = """
import time
from numpy_hpy import demo

print("before")
with demo._progress(range(3), "timing") as progress:
    for _ in range(3):
        time.sleep(0.6)
        progress.update()
print("after")
"""


def test_no_progress_bar_where_there_is_no_terminal():
    command = [sys.executable, "-c", BAR]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert (done.returncode, done.stdout) == (0, "before\nafter\n")
    if os.name == "posix":
        closed = ["sh", "-c", 'exec "$@" 2>&-', "sh", *command]
        done = subprocess.run(closed, stdout=subprocess.PIPE, text=True)
        assert (done.returncode, done.stdout) == (0, "before\nafter\n")


def test_the_progress_bar_leaves_the_terminal_clean():
    pty = pytest.importorskip("pty")
    termios = pytest.importorskip("termios")
    reader, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, 80))
    with os.fdopen(reader, "rb", 0) as output:
        done = subprocess.run([sys.executable, "-c", BAR], stdout=terminal, stderr=terminal, timeout=60)
        os.close(terminal)
        written = b""
        with contextlib.suppress(OSError):  # Linux's end of file here.
            while part := output.read(4096):
                written += part
    assert done.returncode == 0
    first, *bar, blank, last = written.decode().replace("\r\n", "\n\r").split("\r")[:-1]
    assert first == "before\n"
    assert any("timing" in text for text in bar)
    # A line of blanks, then at its beginning what is printed next.
    assert (blank.strip(), last) == ("", "after\n")
