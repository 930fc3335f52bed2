"""The byte map of one item in a terminal."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any

from ._bytemap import (
    TABLE_HEADING,
    Block,
    ByteMap,
    Fold,
    Fragment,
    Row,
    byte_map,
    char_columns,
    clip,
    columns,
    headline,
    printable,
    short_name,
    type_text,
)
from ._bytemap import table as block_table

BUDGET = 64
"""Field blocks in one terminal picture."""

_ANSI = {
    "object": "30;43",
    "integer": "30;46",
    "float": "30;42",
    "complex": "30;42",
    "bool": "30;47",
    "text": "30;45",
    "time": "30;45",
    "raw": "30;47",
    "opaque": "37;100",
    "padding": "2",
    "gap": "2",
    "dim": "2",
    "bold": "1",
}
_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_UNICODE_BOX = " │││─┘┐┤─└┌├─┴┬┼"
_ASCII_BOX = " |||-+++-+++-+++"


def terminal(
    layout: Any,
    width: int | None = None,
    color: bool | None = None,
    *,
    title: str | None = None,
    ascii: bool | None = None,
    table: bool = True,
) -> str:
    """The byte map of one item of `layout` for a terminal, and below it a table of its blocks.

    Unless given, the width is the terminal's, colours are used if standard output is a terminal
    and NO_COLOR is not set, and plain ASCII if its encoding is not a Unicode one.
    """
    if width is None:
        width = shutil.get_terminal_size().columns
    if color is None:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    if ascii is None:
        ascii = not (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "").startswith("utf")
    bytemap = byte_map(layout, BUDGET, ascii=ascii)
    name = clip(printable((title or type_text(layout))[:1000], ascii), max(width, 20))
    facts = clip(" · ".join(headline(layout)), max(width, 20), keep="start")
    lines = [_paint(name, "bold", color), _paint(facts, "dim", color)]
    if layout.itemsize:
        lines += _Canvas(layout, bytemap, width, ascii).lines(color)
    else:
        lines.append("This item has no bytes.")
    if any(block.is_unaligned_slot for block in bytemap.blocks):
        lines.append(_paint("● object slot   ○ object slot at an unaligned offset", "dim", color))
    elif layout.slot_count:
        lines.append(_paint("● object slot", "dim", color))
    lines += [_paint(f"Note: {note}.", "dim", color) for note in bytemap.notes]
    if table and bytemap.listing:
        heading, *listed = (clip(line, max(width, 40), keep="start") for line in _table(bytemap))
        lines += ["", _paint(heading, "bold", color)]
        for block, line in zip(bytemap.listing, listed, strict=True):
            lines.append(line if block.is_field else _paint(line, "dim", color))
    text = "\n".join(lines) + "\n"
    return _to_ascii(text) if ascii else text


def _table(bytemap: ByteMap) -> list[str]:
    cells = [TABLE_HEADING, *block_table(bytemap)]
    start, size, kind = (max(len(row[i]) for row in cells) for i in range(3))
    return [f"{a:>{start}}  {b:>{size}}  {c:<{kind}}  {d}" for a, b, c, d in cells]


def _to_ascii(text: str) -> str:
    """`text` in ASCII: the map's own signs get a stand-in of the same width."""
    signs = str.maketrans({"●": "*", "○": "o", "↳": ">", "…": "~", "░": ".", "·": "-", "–": "-"})
    return text.translate(signs).encode("ascii", "backslashreplace").decode("ascii")


def _paint(text: str, style: str, color: bool) -> str:
    return f"\x1b[{_ANSI[style]}m{text}\x1b[0m" if color and style and text else text


class _Canvas:
    """A character grid with boxes, as many byte columns wide as the terminal has room for."""

    def __init__(self, layout: Any, bytemap: ByteMap, width: int, ascii: bool) -> None:
        self.margin = max(5, len(f"{layout.itemsize:,}")) + 1
        room = max(width, 20) - self.margin - 1
        self.bytes = 8 if layout.itemsize <= 8 or room < 16 * 3 else 16
        self.cell = min(max(room // self.bytes, 2), 8)
        self.span = self.bytes * self.cell
        self.ascii = ascii
        self.text: list[list[str]] = []
        self.style: list[list[str]] = []
        self.edges: list[list[int]] = []
        self.labels: dict[int, str] = {}
        self._more_lines(1)
        for row in bytemap.rows(self.bytes):
            self.labels[len(self.text)] = f"{row.start:,}"
            if isinstance(row, Fold):
                self._fold(row)
            else:
                self._row(row)

    def _more_lines(self, count: int) -> int:
        """Add lines and return the number of the last one that was there before."""
        for _ in range(count):
            self.text.append([" "] * (self.span + 1))
            self.style.append([""] * (self.span + 1))
            self.edges.append([0] * (self.span + 1))
        return len(self.text) - count - 1

    def _row(self, row: Row) -> None:
        for lane in row.lanes:
            top = self._more_lines(2)
            for part in lane:
                self._box(top, part.left * self.cell, part.right * self.cell)
                self._fragment(top + 1, part)

    def _fold(self, fold: Fold) -> None:
        top = self._more_lines(2)
        self._box(top, 0, self.span)
        self._write(top + 1, 1, self.span, clip(fold.text, self.span - 1).center(self.span - 1), "gap")

    def _fragment(self, line: int, part: Fragment) -> None:
        block = part.block
        left, right = part.left * self.cell + 1, part.right * self.cell
        room = right - left
        if block.family == "padding":
            text = "padding" if room >= 9 else "pad" if room >= 5 else ""
            text = text.center(len(text) + 2 * bool(text)).center(room, "░")
        elif block.family == "gap":
            text = clip(block.name if part.labelled else "…", room, keep="start").center(room)
        else:
            text = self._label(block, part, room)
        self._write(line, left, right, text, block.family)

    def _label(self, block: Block, part: Fragment, room: int) -> str:
        sign = ""
        if not part.labelled:
            sign = "↳ "
        elif block.slots:
            sign = "○ " if block.is_unaligned_slot else "● "
        full = f"{sign}{block.name} {block.type}"
        if columns(full) <= room:
            return full
        if columns(sign) + columns(block.name) > room and len(sign) >= room:
            return clip(sign.strip(), room)
        return sign + short_name(block.name, room - len(sign))

    def _write(self, line: int, left: int, right: int, text: str, style: str) -> None:
        x = left
        for char in text:
            taken = char_columns(char)
            if taken == 0 and x > left:
                self.text[line][x - 1] += char
                continue
            if x + taken > right:
                break
            self.text[line][x] = char
            if taken == 2:
                self.text[line][x + 1] = ""
            x += taken
        self.style[line][left:right] = [style] * (right - left)

    def _box(self, top: int, left: int, right: int) -> None:
        bottom = top + 2
        for line in (top, bottom):
            self.edges[line][left] |= _RIGHT
            self.edges[line][right] |= _LEFT
            for x in range(left + 1, right):
                self.edges[line][x] |= _LEFT | _RIGHT
        for x in (left, right):
            self.edges[top][x] |= _DOWN
            self.edges[top + 1][x] |= _UP | _DOWN
            self.edges[bottom][x] |= _UP

    def lines(self, color: bool) -> list[str]:
        """The grid as text, below a line of byte numbers."""
        box = _ASCII_BOX if self.ascii else _UNICODE_BOX
        numbers = "".join(str(i).center(self.cell) for i in range(self.bytes))
        result = [_paint(" " * (self.margin + 1) + numbers.rstrip(), "dim", color)]
        for y, (text, style, edges) in enumerate(zip(self.text, self.style, self.edges, strict=True)):
            chars = [box[edge] if edge else char for char, edge in zip(text, edges, strict=True)]
            styles = ["" if edge else name for name, edge in zip(style, edges, strict=True)]
            start, parts = 0, []
            for x in range(1, len(chars) + 1):
                if x == len(chars) or styles[x] != styles[start]:
                    parts.append(_paint("".join(chars[start:x]), styles[start], color))
                    start = x
            label = self.labels.get(y, "").rjust(self.margin - 1)
            result.append((_paint(label, "dim", color) + " " + "".join(parts)).rstrip())
        return result
