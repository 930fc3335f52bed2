"""The byte map of one item as an SVG."""

from __future__ import annotations

import zlib
from typing import Any
from xml.sax.saxutils import escape

from ._bytemap import (
    TABLE_HEADING,
    Block,
    Fold,
    Fragment,
    byte_map,
    clip,
    columns,
    headline,
    printable,
    row_width,
    short_name,
    table,
    type_text,
)

BUDGET = 96
"""Field blocks in one picture."""

_COLOURS = {  # family: (fill, stroke, legend)
    "object": ("#ffdfb5", "#c2410c", "object reference (slot)"),
    "integer": ("#d3e5ff", "#2563b8", "integer"),
    "float": ("#d0eedc", "#1f7a4d", "float"),
    "complex": ("#cbeef0", "#127681", "complex"),
    "bool": ("#fbf0b2", "#8f6a00", "bool"),
    "text": ("#e7deff", "#6b46c8", "bytes or text"),
    "time": ("#ffdcea", "#b4285f", "date or time"),
    "raw": ("#e3e6ea", "#57606a", "raw bytes"),
    "opaque": ("#d6d0c8", "#5a5047", "opaque: managed memory, no slot"),
    "padding": ("#f1f2f4", "#8b929b", "padding"),
    "gap": ("#ffffff", "#8b929b", "left out of the picture"),
}
_INK, _GREY = "#1f2328", "#59636e"
_FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
_CHAR = 6.65
"""Width of a character at font size 11."""
_LANE, _FOLD, _LINE = 36, 24, 17
"""Heights of a lane of blocks, of a fold and of a line of text."""
_QUIET = f'fill="{_GREY}"'
_NOTE = f'fill="{_GREY}" font-style="italic"'


def svg(layout: Any, *, title: str | None = None) -> str:
    """The byte map of one item of `layout` as an SVG document of bounded size.

    `title` is what the item is called, by default its type.
    """
    return _Picture(layout, title or type_text(layout)).document()


class _Picture:
    """Collects the elements of one picture, from top to bottom."""

    def __init__(self, layout: Any, title: str) -> None:
        self.layout = layout
        self.title = printable(title[:500])
        self.map = byte_map(layout, BUDGET)
        self.bytes = row_width(layout)
        self.cell = {8: 60, 16: 46, 32: 30}[self.bytes]
        self.left = max(44, 18 + int(_CHAR * len(f"{layout.itemsize:,}")))
        self.width = max(self.left + self.bytes * self.cell + 16, 640)
        self.parts: list[str] = []
        # Ids are global to a notebook page, so they differ from picture to picture.
        seed = repr([title, *((b.start, b.stop, b.name) for b in self.map.blocks)])
        self.hatch = f"numpy-hpy-{zlib.crc32(seed.encode('utf-8', 'backslashreplace')):08x}"

    def document(self) -> str:
        """Draw everything."""
        height = self._table(self._notes(self._legend(self._rows(self._head())))) + 10
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{height}" '
            f'viewBox="0 0 {self.width} {height}" role="img" font-family="{_FONT}" '
            f'font-size="11" fill="{_INK}"><title>byte map of {_xml(self.title)}</title>'
            f'<defs><pattern id="{self.hatch}" width="6" height="6" '
            'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            '<rect width="6" height="6" fill="#f1f2f4"/>'
            '<path d="M0 0V6" stroke="#b3b9c1" stroke-width="2"/></pattern></defs>'
            f'<rect x=".5" y=".5" width="{self.width - 1}" height="{height - 1}" rx="6" '
            'fill="#ffffff" stroke="#d0d7de"/>' + "".join(self.parts) + "</svg>"
        )

    def _head(self) -> int:
        room = self.width - 28
        title = clip(self.title, int(room / _CHAR * 11 / 14))
        self._text(14, 25, title, 'font-size="14" font-weight="bold"')
        facts = clip(" · ".join(headline(self.layout)), int(room / _CHAR), keep="start")
        self._text(14, 43, facts, _QUIET)
        return 56

    def _rows(self, y: int) -> int:
        if not self.layout.itemsize:
            self._text(14, y + 16, "This item has no bytes.", _NOTE)
            return y + 26
        self.parts.append(f'<g font-size="9" text-anchor="middle" {_QUIET}>')
        for i in range(self.bytes):
            self._text(self.left + (i + 0.5) * self.cell, y + 8, str(i))
        self.parts.append("</g>")
        y += 14
        for row in self.map.rows(self.bytes):
            label_y = y + (16 if isinstance(row, Fold) else 22)
            label_style = f'text-anchor="end" {_QUIET} class="offset"'
            self._text(self.left - 8, label_y, f"{row.start:,}", label_style)
            if isinstance(row, Fold):
                self._fold(row, y)
                y += _FOLD
                continue
            for lane in row.lanes:
                for fragment in lane:
                    self._fragment(fragment, y)
                y += _LANE
        return y

    def _fold(self, fold: Fold, y: int) -> None:
        width = self.bytes * self.cell
        fill, stroke, _ = _COLOURS[fold.family]
        self._rect(self.left + 1, y + 1, width - 2, _FOLD - 2, fill, stroke, dashed=True)
        text = clip(fold.text, int(width / _CHAR) - 2)
        middle = self.left + width / 2
        self._text(middle, y + 16, text, f'class="fold" text-anchor="middle" {_NOTE}')

    def _fragment(self, part: Fragment, y: int) -> None:
        block = part.block
        x, width = self.left + part.left * self.cell, (part.right - part.left) * self.cell
        self.parts.append(f'<g class="{block.family}">')
        if part.labelled:
            self.parts.append(f"<title>{_xml(_describe(block))}</title>")
        fill, stroke = self._colours(block.family)
        self._rect(x + 1, y + 1, width - 2, _LANE - 2, fill, stroke, dashed=block.family == "gap")
        if block.is_field:
            self._field_text(part, x, y, width)
        elif part.labelled:
            self._filler_text(block, x, y, width)
        self.parts.append("</g>")

    def _field_text(self, part: Fragment, x: float, y: float, width: float) -> None:
        block = part.block
        room = int((width - 11) / _CHAR)
        if not part.labelled:
            self._text(x + 7, y + 22, "…" + short_name(block.name, room - 1), _NOTE)
            return
        if block.slots:
            self.parts.append(_slot_mark(x + 7, y + _LANE / 2, block.is_unaligned_slot))
            x += 17
            room = int((width - 28) / _CHAR)
        cut = "" if part.first and part.last else "…"
        name = short_name(block.name, room - len(cut)) + cut
        self._text(x + 7, y + 16, name, 'font-weight="bold"')
        self._text(x + 7, y + 28, clip(block.type, room), f'font-size="10" {_QUIET}')

    def _filler_text(self, block: Block, x: float, y: float, width: float) -> None:
        room = int((width - 8) / _CHAR)
        text = block.name
        if block.family == "padding":
            text = next((word for word in ("padding", "pad") if len(word) <= room), "")
            if text:
                plate = len(text) * _CHAR + 8
                self._rect(x + (width - plate) / 2, y + 10, plate, 16, "#f1f2f4")
        text = clip(text, room, keep="start")
        self._text(x + width / 2, y + 22, text, f'text-anchor="middle" {_QUIET}')

    def _legend(self, y: int) -> int:
        present = {block.family for block in self.map.blocks}
        entries = [family for family in _COLOURS if family in present]
        if any(block.is_unaligned_slot for block in self.map.blocks):
            entries.append("unaligned")
        if not entries:
            return y
        x, y = 14.0, y + 14
        self.parts.append(f'<g class="legend" {_QUIET}>')
        for family in entries:
            _, _, text = _COLOURS.get(family, ("", "", "slot at an unaligned offset"))
            need = 42 + columns(text) * _CHAR
            if x + need > self.width and x > 14:
                x, y = 14.0, y + _LINE + 3
            if family != "unaligned":
                self._rect(x, y, 17, 14, *self._colours(family), dashed=family == "gap")
            if family in ("object", "unaligned"):
                self.parts.append(_slot_mark(x + 2, y + 7, family == "unaligned", "legend-mark"))
            self._text(x + 23, y + 11, text)
            x += need
        self.parts.append("</g>")
        return y + 22

    def _notes(self, y: int) -> int:
        for note in self.map.notes:
            self._text(14, y + 12, f"Note: {note}.", _NOTE)
            y += _LINE
        return y + 8

    def _table(self, y: int) -> int:
        """The table of blocks, in two columns when it is long."""
        rows = table(self.map)
        if not rows:
            return y
        halves = 2 if len(rows) > (10 if self.width >= 740 else 24) else 1
        height = -(-len(rows) // halves)
        width = self.width / halves
        widths = [max(len(row[i]) for row in (TABLE_HEADING, *rows)) * _CHAR for i in range(3)]
        for first in range(0, len(rows), height):
            # Offsets and sizes end, types and names begin at their position.
            offset = (14 if first == 0 else width + 7) + widths[0]
            size = offset + 14 + widths[1]
            kind = size + 14
            name = kind + 14 + widths[2]
            room = int((width * (1 + (first > 0)) - 8 - name) / _CHAR)
            for i, row in enumerate([TABLE_HEADING, *rows[first : first + height]]):
                is_field = i > 0 and self.map.listing[first + i - 1].is_field
                cells = "".join(
                    f'<tspan x="{x:g}"{anchor}>{_xml(text)}</tspan>'
                    for x, anchor, text in (
                        (offset, ' text-anchor="end"', row[0]),
                        (size, ' text-anchor="end"', row[1]),
                        (kind, "", row[2]),
                        (name, "", clip(row[3], room, keep="start")),
                    )
                    if text
                )
                style = "" if is_field else " " + _QUIET
                self.parts.append(f'<text y="{y + 12 + i * _LINE}"{style}>{cells}</text>')
        return y + (height + 1) * _LINE

    def _colours(self, family: str) -> tuple[str, str]:
        fill, stroke, _ = _COLOURS[family]
        return (f"url(#{self.hatch})" if family == "padding" else fill), stroke

    def _rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        stroke: str = "none",
        dashed: bool = False,
    ) -> None:
        dash = ' stroke-dasharray="2 3"' if dashed else ""
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="3" '
            f'fill="{fill}" stroke="{stroke}"{dash}/>'
        )

    def _text(self, x: float, y: float, text: str, attributes: str = "") -> None:
        if text:
            space = " " if attributes else ""
            self.parts.append(f'<text x="{x:g}" y="{y:g}"{space}{attributes}>{_xml(text)}</text>')


def _slot_mark(x: float, y: float, unaligned: bool, mark: str = "slot") -> str:
    """The sign for an object slot: a dot with an arrow, hollow when its offset is unaligned."""
    colour = _COLOURS["object"][1]
    dot = "#ffffff" if unaligned else colour
    return (
        f'<g class="{mark}" stroke="{colour}" stroke-width="1.5" fill="none">'
        f'<path d="M{x + 3:g} {y:g}h9m-3.5 -3.5l3.5 3.5l-3.5 3.5"/>'
        f'<circle cx="{x + 3:g}" cy="{y:g}" r="3" fill="{dot}"/></g>'
    )


def _describe(block: Block) -> str:
    """One line about a block."""
    where = f"bytes {block.start:,}–{block.stop - 1:,}"
    if not block.is_field:
        return f"{block.name}: {where}"
    title = f", title {block.title}" if block.title else ""
    return f"{block.name}: {block.type}, {where}{title}"


def _xml(text: str) -> str:
    return escape(text, {'"': "&quot;"})
