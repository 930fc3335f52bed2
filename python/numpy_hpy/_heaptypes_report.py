"""What ``numpy-hpy heaptypes`` prints."""

from __future__ import annotations

import json
import platform
import shutil
import textwrap
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from ._heaptypes import DIFFERENT, NOT_COMPARABLE, SAME, TYPES, Comparison, compare

NAIVE, HELPED = "PyType_FromSpecWithBases", "numpy_hpy/heaptype.h"
_OUTCOMES = (SAME, DIFFERENT, NOT_COMPARABLE)
_COLUMNS = ("same", "differ", "n/c")
_WIDTHS = (5, 6, 4)
_WIDEST = 120
_WITH_TIMES = 76
"""The least width that the table has room for times in."""


def find(name: str) -> type | None:
    """The type of a name, such as ``float64``, ``numpy.float64`` or ``double``; None if it is none of those compared."""
    whole = [cls for cls in TYPES if f"{cls.__module__}.{cls.__name__}" == name]
    name = name.removeprefix("numpy.").removeprefix("np.")
    named = [cls for cls in TYPES if cls.__name__ == name]
    alias = getattr(np, name, None) if name.isidentifier() else None
    if isinstance(alias, type) and alias in TYPES:
        named.append(alias)
    return next(iter(whole + named), None)


def comparisons(types: Iterable[type] = TYPES) -> list[tuple[Comparison, Comparison]]:
    """(with what CPython makes, with what the helper makes) for each type."""
    return [(compare(static, naive=True), compare(static)) for static in types]


def table(pairs: list[tuple[Comparison, Comparison]], width: int | None = None) -> str:
    """Counts for each type, and what differs, with its cause."""
    width = min(width or shutil.get_terminal_size().columns, _WIDEST)
    helped = [after for _, after in pairs]
    times = "; and the nanoseconds to make and drop an instance, of scalars through tp_alloc as NumPy does"
    times = times if width >= _WITH_TIMES else ""
    lines = [
        *_paragraph(
            f"The static types of NumPy {np.__version__} on CPython {platform.python_version()}, and heap types with the "
            f"same members: made by {NAIVE}, and by {HELPED}. How many aspects are the same, differ, and cannot "
            f"be compared{times}.",
            width,
        ),
        "",
        *_counts(pairs, width),
        *_section(f"Different with {HELPED}", helped, DIFFERENT, width),
        *_section(f"Different with {NAIVE} alone", [before for before, _ in pairs], DIFFERENT, width, but=helped),
        *_section("Not comparable", helped, NOT_COMPARABLE, width),
        "",
        *_paragraph(
            "docs/heap-types.md has an example of each; numpy-hpy heaptypes TYPE shows what one type has, --json everything.",
            width,
        ),
    ]
    return "\n".join(lines) + "\n"


def _counts(pairs: list[tuple[Comparison, Comparison]], width: int) -> list[str]:
    """A line for each type; without times where there is no room for them."""
    name = max(len("all types"), *(len(before.type.__name__) for before, _ in pairs))
    group = " ".join(f"{column:>{width}}" for column, width in zip(_COLUMNS, _WIDTHS, strict=True))
    times = (f"  {'static':>6} {'heap':>6}", f"  {'ns':>6} {'ns':>6}  ratio") if width >= _WITH_TIMES else ("", "")
    lines = [
        f"{'':<{name}}  {'FromSpecWithBases':<{len(group)}}  {'heaptype.h':<{len(group)}}{times[0]}".rstrip(),
        f"{'type':<{name}}  {group}  {group}{times[1]}",
    ]
    totals = (Counter[str](), Counter[str]())
    for pair in pairs:
        cells = []
        for total, comparison in zip(totals, pair, strict=True):
            total.update(comparison.count())
            cells.append(_cells(comparison.count()))
        before, after = pair
        if "creation" in {finding.aspect for finding in before.findings if finding.outcome == DIFFERENT}:
            cells[0] = f"{'refused':^{len(group)}}"
        line = f"{before.type.__name__:<{name}}  {cells[0]}  {cells[1]}"
        if width >= _WITH_TIMES and after.nanoseconds is not None:
            static, twin = after.nanoseconds
            line += f"  {static:>6.0f} {twin:>6.0f}  {twin / static:>5.2f}"
        lines.append(line.rstrip())
    lines.append(f"{'all types':<{name}}  {_cells(totals[0])}  {_cells(totals[1])}")
    return lines


def _cells(count: Counter[str]) -> str:
    return " ".join(f"{count[outcome] or '·':>{width}}" for outcome, width in zip(_OUTCOMES, _WIDTHS, strict=True))


def _section(
    heading: str, compared: list[Comparison], outcome: str, width: int, but: list[Comparison] | None = None
) -> list[str]:
    """The causes of an outcome, each with the aspects and the types that it is the cause of."""
    known = {finding.cause for comparison in but or [] for finding in comparison.findings if finding.outcome == outcome}
    causes: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for comparison in compared:
        for finding in comparison.findings:
            if finding.outcome == outcome and finding.cause not in known:
                aspects, types = causes.setdefault(finding.cause or "", ({}, {}))
                aspects[finding.aspect] = types[comparison.type.__name__] = None
    if not causes:
        return []
    lines = ["", heading]
    for cause, (aspects, types) in causes.items():
        lines += _paragraph(f"{_few(list(aspects))} ({_few(list(types))}): {cause}.", width, first="  ", rest="    ")
    return lines


def _few(names: list[str], most: int = 3) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _paragraph(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(text, max(width, 40), initial_indent=first, subsequent_indent=rest, break_long_words=False)


def details(pair: tuple[Comparison, Comparison], width: int | None = None) -> str:
    """All aspects of a type that are not the same in both twins."""
    width = min(width or shutil.get_terminal_size().columns, _WIDEST)
    before, after = pair
    counts = [f"{n} {outcome}" for outcome in _OUTCOMES if (n := after.count()[outcome])]
    lines = _paragraph(f"{after.type.__module__}.{after.type.__name__} with {HELPED}: {', '.join(counts)}", width)
    naive = {finding.aspect: finding for finding in before.findings}
    helped = {finding.aspect: finding for finding in after.findings}
    for aspect in dict.fromkeys([*naive, *helped]):
        one, other = naive.get(aspect), helped.get(aspect)
        shown = [finding for finding in (one, other) if finding is not None]
        if all(finding.outcome == SAME for finding in shown) or (one is None and other and other.outcome == SAME):
            continue
        lines += ["", aspect]
        values = {"static": shown[0].static, NAIVE: one and one.twin, HELPED: other and other.twin}
        if shown[0].outcome == NOT_COMPARABLE:
            values = {}
        for name, value in values.items():
            if value is not None:
                lines += _paragraph(
                    f"{name + ':':<{len(NAIVE) + 2}}{_short(value)}", width, "  ", " " * (len(NAIVE) + 4)
                )
        cause = next(finding.cause for finding in shown if finding.outcome != SAME)
        lines += _paragraph(f"{cause}.", width, "  ", "  ")
    return "\n".join(lines) + "\n"


def _short(text: str, most: int = 300) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def as_json(pairs: list[tuple[Comparison, Comparison]]) -> str:
    """Every finding, and the counts, for machines."""
    types = [
        {
            "type": f"{before.type.__module__}.{before.type.__name__}",
            "twins": {NAIVE: _as_dict(before), HELPED: _as_dict(after)},
        }
        for before, after in pairs
    ]
    totals = {
        name: {
            key.replace(" ", "_"): sum(each["twins"][name]["counts"][key.replace(" ", "_")] for each in types)
            for key in _OUTCOMES
        }
        for name in (NAIVE, HELPED)
    }
    report = {"numpy": np.__version__, "python": platform.python_version(), "totals": totals, "types": types}
    return json.dumps(report, indent=1) + "\n"


def _as_dict(comparison: Comparison) -> dict[str, Any]:
    times = comparison.nanoseconds
    return {
        "counts": {outcome.replace(" ", "_"): comparison.count()[outcome] for outcome in _OUTCOMES},
        "nanoseconds": None if times is None else {"static": round(times[0], 1), "twin": round(times[1], 1)},
        "findings": [vars(finding) for finding in comparison.findings],
    }
