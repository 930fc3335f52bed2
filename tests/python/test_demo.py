"""`numpy-hpy demo`: it succeeds on this machine's data, and fails when something is not freed."""

import gc
import re
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


def test_the_demo_succeeds(capsys):
    assert demo.run(items=[1, 50], repeats=1) == 0
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
    assert all(len(line) <= 84 for line in out.splitlines())
    assert len(out.splitlines()) <= 75


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
    found = {d.name.lower(): d for d in data}
    assert found["numpy"].version == np.__version__
    assert found["numpy"].files > 100
    assert found["numpy"].size > 1_000_000
    assert not found["numpy"].pure
    assert len(found) == len(data)


def test_a_machine_without_metadata_still_has_data(monkeypatch):
    monkeypatch.setattr("importlib.metadata.distributions", lambda: iter([]))
    data, skipped = demo.read_distributions()
    assert ([d.name for d in data], skipped) == (["numpy"], 0)


def test_unreadable_metadata_is_skipped(monkeypatch):
    monkeypatch.setattr("importlib.metadata.distributions", lambda: iter([None]))
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
