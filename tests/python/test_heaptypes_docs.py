"""The examples in docs/heap-types.md run, and its numbers are the report's."""

import doctest
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from numpy_hpy import _heaptypes_report

PAGE = Path(__file__).resolve().parents[2] / "docs" / "heap-types.md"


def test_the_examples_run():
    results = doctest.testfile(str(PAGE), module_relative=False)
    assert results.attempted >= 15
    assert results.failed == 0


@pytest.mark.skipif(
    np.__version__ != "2.4.6" or sys.version_info[:2] != (3, 11),
    reason="the page has the numbers of NumPy 2.4.6, CPython 3.11",
)
def test_the_numbers_are_the_reports():
    rows = dict(re.findall(r"^\| `(.*)` \| (\d+ \| \d+.* \| \d+) \|$", PAGE.read_text(), re.MULTILINE))
    pairs = _heaptypes_report.comparisons()
    for place, name in enumerate((_heaptypes_report.NAIVE, _heaptypes_report.HELPED)):
        counts = [sum(pair[place].count()[outcome] for pair in pairs) for outcome in _heaptypes_report._OUTCOMES]
        assert [int(number) for number in re.findall(r"\d+", rows[name])] == counts
