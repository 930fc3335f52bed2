"""What there is of NumPy's C API on handles, and what of it the tests called: the tables behind ``numpy-hpy coverage``."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

_COLUMNS = ("all", "direct", "adapted", "replaced", "n/a", "added", "CPython", "universal", "hybrid", "debug")


def text() -> str:
    """The JSON that was made with the package: every entry, and counts by kind and by group."""
    return files(__package__).joinpath("api_coverage.json").read_text(encoding="utf-8")


def _numbers(count: dict[str, Any]) -> list[int]:
    declared = [count[name] for name in ("entries", "direct", "adapted", "replaced", "not_applicable", "added")]
    return declared + [count["tested"][abi] for abi in ("cpython", "universal", "hybrid", "debug")]


def _rows(heading: str, counts: list[dict[str, Any]], width: int) -> list[str]:
    """A heading line and one line a count; 0 is a dot."""
    widths = [max(len(name), 4) for name in _COLUMNS]
    lines = [f"{heading:<{width}}  " + "  ".join(f"{name:>{w}}" for name, w in zip(_COLUMNS, widths, strict=True))]
    for count in counts:
        cells = [f"{number or '·':>{w}}" for number, w in zip(_numbers(count), widths, strict=True)]
        lines.append(f"{count['name']:<{width}}  " + "  ".join(cells))
    return lines


def table() -> str:
    """The counts for a terminal."""
    coverage = json.loads(text())
    width = max(len(count["name"]) for count in coverage["kinds"] + coverage["groups"])
    lines = [
        f"NumPy {coverage['numpy']}'s C API on HPy handles: how entries are provided, and in which ABI of HPy the tests",
        "called them and compared them with NumPy's own (debug: the universal binary in HPy's debug mode).",
        "",
        *_rows("entries", coverage["kinds"], width),
        "",
        *_rows("group", coverage["groups"], width),
        "",
        "docs/api-reference.md describes every function; numpy-hpy coverage --json lists them for machines.",
    ]
    return "\n".join(lines) + "\n"
