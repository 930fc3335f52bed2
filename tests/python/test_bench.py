"""`numpy-hpy bench`: what it makes, how it times, and what it reports."""

import gc
import itertools
import sys
from xml.etree import ElementTree

import pytest

np = pytest.importorskip("numpy")

from numpy_hpy import _bench as bench  # noqa: E402
from numpy_hpy import _bench_arrays as arrays  # noqa: E402
from numpy_hpy import _bench_clock as clock  # noqa: E402
from numpy_hpy import _bench_plot as plot  # noqa: E402
from numpy_hpy import cli  # noqa: E402

each_kind = pytest.mark.parametrize("kind", arrays.kinds(), ids=lambda kind: kind.name)
each_dtype = pytest.mark.parametrize("dtype", arrays.DTYPES.values(), ids=arrays.DTYPES)


def slots(kind, array):
    """The addresses in all slots."""
    memory = kind.memory(array)
    words = np.lib.stride_tricks.as_strided
    found = []
    for field in arrays.fields_of_objects(memory):
        place = np.ndarray(field.shape, np.intp, _buffer(memory), _offset(field, memory), field.strides)
        found += words(place).ravel().tolist()
    return found


def _buffer(memory):
    import ctypes

    address = memory.__array_interface__["data"][0]
    return memoryview((ctypes.c_char * memory.nbytes).from_address(address))


def _offset(field, memory):
    return field.__array_interface__["data"][0] - memory.__array_interface__["data"][0]


# ---- what is made ----


@each_kind
@each_dtype
def test_shared_slots_hold_one_object(kind, dtype):
    first, second = arrays.make(kind, dtype, 3, 2, "shared")
    found = slots(kind, first)
    assert len(found) == 3 * arrays.slots_per_item(dtype)
    assert len({*found, *slots(kind, second)}) == 1
    assert 0 not in found


@each_kind
@each_dtype
def test_distinct_objects_go_with_the_array(kind, dtype):
    both = arrays.make(kind, dtype, 3, 2, "distinct")
    found = [*slots(kind, both[0]), *slots(kind, both[1])]
    assert len(set(found)) == 2 * 3 * arrays.slots_per_item(dtype)
    first = next(iter(arrays.fields_of_objects(kind.memory(both[0])))).ravel()[0]
    # The array, the variable, and the argument: nobody else.
    assert sys.getrefcount(first) == 3


@each_kind
@each_dtype
def test_null_slots_hold_null(kind, dtype):
    for array in arrays.make(kind, dtype, 3, 2, "null"):
        assert set(slots(kind, array)) == {0}


def test_numpys_arrays_are_the_first_kind():
    first, *others = arrays.kinds()
    assert type(first.new(1, np.dtype("O"))) is np.ndarray
    assert {type(kind.new(1, np.dtype("O"))).__name__ for kind in others} == {kind.name for kind in others}


# ---- how it is timed ----


def test_ratios_are_those_of_the_same_round():
    """A machine that is slow in some rounds is slow for both."""
    slowness = [1, 1, 1, 9, 1, 1, 50, 1, 2]
    calls = itertools.count()

    def timer(nanoseconds):
        return lambda: nanoseconds * slowness[next(calls) // 2]

    timings = clock.compare({"base": timer(100.0), "double": timer(200.0)}, rounds=8, seconds=60)
    assert timings["base"].ratio == timings["base"].best == 1
    assert timings["double"].ratio == timings["double"].best == 2
    assert timings["double"].spread == 0


def test_the_best_is_that_of_the_fastest_rounds():
    base, other = iter([5.0, 10.0, 40.0, 20.0]), iter([7.0, 90.0, 30.0, 15.0])
    timings = clock.compare({"base": lambda: next(base), "other": lambda: next(other)}, rounds=3, seconds=60)
    assert timings["other"].best == 1.5


def test_everything_is_timed_in_every_round_and_the_order_turns():
    order = []
    timers = {name: lambda name=name: order.append(name) or 1.0 for name in "abc"}
    clock.compare(timers, rounds=3, seconds=60)
    assert "".join(order[3:]) == "abc" + "bca" + "cab"


def test_a_slow_comparison_ends_after_the_fewest_rounds():
    order = []
    clock.compare({"a": lambda: order.append(1) or 1.0}, rounds=1000, seconds=0)
    assert len(order) == 1 + clock.FEWEST


def test_no_collection_runs_meanwhile():
    seen = []
    clock.compare({"a": lambda: seen.append(gc.isenabled()) or 1.0}, rounds=3, seconds=0)
    assert set(seen) == {False}
    assert gc.isenabled()


def test_a_collection_looks_at_nothing_else():
    seen = []

    class Watched:
        pass

    outside = Watched()
    outside.itself = outside
    del outside  # A cycle that a collection frees before the time is taken, or never sees.

    def make():
        kept = [[] for _ in range(10)]
        seen.append(len(gc.get_objects()))
        return kept

    clock.time_to_collect(make)()
    assert seen[0] < 100
    assert gc.get_freeze_count() == 0


# ---- what is reported ----


def test_the_report(capsys):
    assert cli.main(["bench", "--items", "1", "10", "--seconds", "0"]) == 0
    out = capsys.readouterr().out
    for dtype in arrays.DTYPES:
        assert out.count(f"| {dtype} | 1 |") == out.count(f"| {dtype} | 10 |") == 3
    assert out.startswith("# Benchmarks\n\nCPython ")
    assert "| dtype | items | NumPy | ndarray / NumPy |" in out
    assert "| dtype | list | ndarray / list |" in out


def test_the_report_and_its_plots_in_a_folder(tmp_path, capsys):
    folder = tmp_path / "new"
    assert cli.main(["bench", "--items", "1", "10", "--seconds", "0", "--output", str(folder)]) == 0
    assert capsys.readouterr().out == f"wrote {folder / 'benchmarks.md'}\n"
    pictures = {path.name for path in folder.glob("*.svg")}
    assert pictures == {f"bench-{kind.name.lower()}.svg" for kind in arrays.kinds()[1:]}
    for name in pictures:
        root = ElementTree.parse(folder / name).getroot()
        texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        for dtype in arrays.DTYPES:
            assert any(text.startswith(f"{dtype}  ") for text in texts)


@pytest.mark.parametrize("arguments", [["--items", "0"], ["--seconds", "-1"], ["--seconds", "soon"], ["--items", "x"]])
def test_arguments_that_make_no_sense(arguments, capsys):
    assert cli.main(["bench", *arguments]) == cli.USER_ERROR
    assert "numpy-hpy: error:" in capsys.readouterr().err


def test_a_plot_has_its_points_where_they_belong():
    picture = plot.svg("Title & more", "below", "items", {"a": [(1, 1.0), (100, 0.1)], "b": [(1, 2.0), (100, 0.5)]})
    root = ElementTree.fromstring(picture)
    circles = [
        e for e in root.iter("{http://www.w3.org/2000/svg}circle") if float(e.get("cx")) < 610
    ]  # Not the legend's.
    (x1, y1), (x2, y2) = ((float(e.get("cx")), float(e.get("cy"))) for e in circles)
    assert x1 < x2
    assert y1 < y2  # Less is lower.
    texts = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Title & more", "below", "items", "1x", "0.1x", "100", "a  0.10x", "b  0.50x"} <= set(texts)


def test_ten_million_slots_are_among_the_cases():
    cases = bench.cases((1,), True)
    assert ("O", 10_000_000, "shared") in cases
    assert ("16", 625_000, "null") in cases
    assert len(bench.cases((1, 10), False)) == 2 * len(arrays.DTYPES) * len(arrays.CONTENTS)
