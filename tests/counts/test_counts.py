"""No small case executes more instructions than benches/counts.json says, and none much more than what it is measured against."""

import json
import sys
from pathlib import Path

import pytest

BENCHES = Path(__file__).resolve().parents[2] / "benches"
sys.path.insert(0, str(BENCHES))
counts = pytest.importorskip("counts")

STORED = json.loads(counts.FILE.read_text())
# Paths, what they are compared with, and how many times its instructions they may execute; from how many items on.
LIMITS = [
    ("walk", "macro", "hand", 1000, 1.15),
    ("walk", "rust", "hand", 1000, 1.15),
    ("walk", "callback", "hand callback", 1000, 1.1),
    ("free", "ndarray", "NumPy", 1, 1.05),
    ("free", "HPyArray", "hand-written", 1, 1.15),
    ("collect", "HPyArray", "hand-written", 1000, 1.05),
]


@pytest.fixture(scope="module")
def found():
    if not counts.available():
        pytest.skip("valgrind is not installed, or benches/build.py has built nothing")
    return counts.counts()


def test_every_case_is_counted(found):
    # The CPython ABI is built for `make bench` alone.
    assert {name for name in STORED["counts"] if not name.endswith("/cpython")} <= set(found)
    assert min(found.values()) > 0


def test_no_case_executes_more_instructions(found):
    if counts.made_with() != STORED["made_with"]:
        pytest.skip("benches/counts.json was made with another compiler or Python; `make counts` writes it anew")
    more, _ = counts.compare(found, STORED["counts"])
    report = [f"{name}: {STORED['counts'][name]:,} before, {found[name]:,} now" for name in more]
    assert not more, "\n".join([*report, "if that is intended, `make counts`"])


@pytest.mark.parametrize(("what", "path", "base", "fewest", "limit"), LIMITS)
def test_no_path_executes_much_more_than_what_it_is_measured_against(found, what, path, base, fewest, limit):
    ratios = {}
    for name, count in found.items():
        kind, dtype, items, how = name.split("/")
        if kind == what and how == path and int(items) >= fewest:
            ratios[dtype, items] = count / found[f"{kind}/{dtype}/{items}/{base}"]
    assert len(ratios) >= 7
    assert {place: ratio for place, ratio in ratios.items() if ratio > limit} == {}


def test_a_regression_is_seen():
    stored = {"same": 100.0, "more": 100.0, "less": 100.0, "gone": 100.0}
    more, less = counts.compare({"same": 102.9, "more": 103.1, "less": 96.0, "new": 1.0}, stored)
    assert (more, less) == (["more"], ["less"])
