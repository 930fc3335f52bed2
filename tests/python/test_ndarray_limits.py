"""docs/limits.md says what stock NumPy hides from the collector even so; here each of its lines is run."""

import pickle
import re
import weakref
from pathlib import Path

import numpy as np
import pytest
from hpy_helpers import collect
from ndarray_helpers import numbers, put, referents
from ndarray_operations import PLAIN_COPIES, PLAIN_VIEWS

import numpy_hpy

pytest_plugins = ["bridge_helpers"]
pytestmark = [
    pytest.mark.usefixtures("fast_collections", "by_hand"),
    pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning"),
]

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "limits.md").read_text()
ROWS = [line.split("|")[1:4] for line in PAGE.splitlines() if re.match(r"\|[^|]*\| `[^|]*` \| `[^|]*` \|$", line)]


class Masked(np.ma.MaskedArray, numpy_hpy.ndarray):
    pass


class Matrix(np.matrix, numpy_hpy.ndarray):
    pass


def run(code, census):
    """Runs a line of the page and forgets what it has made, but for weak references to the arrays."""
    array = numpy_hpy.zeros(3, object)
    record = numpy_hpy.zeros(3, [("n", "i4"), ("o", "O")])
    array[1] = record["o"][1] = census()
    names = {**globals(), "array": array, "record": record}
    exec(code.strip().strip("`"), names)
    return [weakref.ref(thing) for thing in names.values() if isinstance(thing, np.ndarray)]


def break_cycles(references):
    """As one has to by hand."""
    for reference in references:
        if (array := reference()) is not None:
            put(array, None)


@pytest.mark.parametrize("row", ROWS, ids=[row[0].strip(" `") for row in ROWS])
def test_each_row(row, census):
    _, stays, collected = row
    run(collected, census)
    assert census.alive == 1
    collect()
    assert census.alive == 0
    references = run(stays, census)
    collect()
    assert census.alive == 1
    break_cycles(references)
    collect()
    assert census.alive == 0


def test_the_page_has_rows():
    assert len(ROWS) == 12
    assert len(ROWS) == PAGE.split("## Cycles that stay")[1].split("\n\n")[2].count("\n") - 1


@pytest.mark.parametrize("what", ["copies", "views"])
def test_the_page_lists_what_is_plain(what):
    operations = {"copies": PLAIN_COPIES, "views": PLAIN_VIEWS}[what]
    text = re.search(rf"^- {what}: (.*?)(?=\n- |\n\n)", PAGE, re.MULTILINE | re.DOTALL)[1]
    listed = set(re.findall(r"`(\w+)`", text))
    named = {re.sub(r"^numpy\.|^transposed by ", "", name) for name in operations}
    assert listed == named - ({"einsum"} if what == "views" else set())
    for name, operation in operations.items():
        result = numpy_hpy.asarray(operation(numbers()))
        assert type(result) is numpy_hpy.ndarray, name
        assert len(referents(result)) > 1 or what == "views"


class SilentBase:
    def __init_subclass__(cls):
        pass


def late_hook():
    class Late(numpy_hpy.ndarray):
        pass

    Late.__array_finalize__ = lambda self, obj: None
    return Late


def hook_that_is_not_reported():
    class Unreported(SilentBase, numpy_hpy.ndarray):
        def __array_finalize__(self, obj):
            pass

    return Unreported


@pytest.mark.parametrize("make_class", [late_hook, hook_that_is_not_reported])
def test_a_hook_that_we_do_not_hear_of(census, make_class):
    cls = make_class()
    array = np.zeros(2, object).view(cls).copy()
    array[0] = [array, census()]
    del array
    collect()
    assert census.alive == 0
    array = np.zeros(2, "i4,O").view(cls).copy()
    array["f1"][0] = [array, census()]
    reference = weakref.ref(array)
    del array
    collect()
    assert census.alive == 1
    break_cycles([reference])
    collect()
    assert census.alive == 0


def test_what_a_subclass_is_not():
    array = numpy_hpy.array([1, 2, 3], object)
    total = array.sum()
    assert (type(total), total.shape, total[()]) == (numpy_hpy.ndarray, (), 6)
    assert type(array[0]) is int
    assert repr(array) == "ndarray([1, 2, 3], dtype=object)"
    numbers_of_ours, buffers = np.arange(3.0).view(numpy_hpy.ndarray), []
    loaded = pickle.loads(pickle.dumps(numbers_of_ours, 5, buffer_callback=buffers.append))
    assert (type(loaded), loaded.tolist(), buffers) == (numpy_hpy.ndarray, [0.0, 1.0, 2.0], [])
    np.random.default_rng(0).shuffle(array)
    assert sorted(array) == [1, 2, 3]
    for shuffle in (np.random.shuffle, np.random.RandomState(0).shuffle):
        with pytest.warns(UserWarning, match="gives incorrect results"):
            shuffle(array)
