"""The byte map of one item: which field, slot or padding every byte belongs to.

A map is bounded whatever the layout is: large subarrays, long runs of fields and long fields are
elided, and what was left out is counted from the layout's own numbers, never by enumerating it.
`picture` draws maps; nothing here draws.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

FAMILIES = {
    "O": "object",
    "i": "integer",
    "u": "integer",
    "f": "float",
    "c": "complex",
    "b": "bool",
    "S": "text",
    "U": "text",
    "m": "time",
    "M": "time",
    "V": "raw",
    "T": "opaque",
}
"""Family of a one-letter kind; a family has one colour and one legend entry."""

WHOLE_SUBARRAY = 16
"""Subarrays of up to this many elements are drawn whole."""
NAME_COLUMNS = 64
"""Longest field path or type text, in terminal columns."""
MAX_LANES = 6
"""Overlapping fields drawn beside each other; more are only listed."""


@dataclass(frozen=True)
class Block:
    """Consecutive bytes with one meaning: a leaf field, padding, or what was left out (a gap)."""

    start: int
    stop: int
    family: str
    """A value of FAMILIES, or "padding" or "gap"."""
    name: str
    """The field's printable path (`pos.x`), or what the gap leaves out."""
    type: str = ""
    slots: int = 0
    title: str = ""

    @property
    def size(self) -> int:
        return self.stop - self.start

    @property
    def is_field(self) -> bool:
        return self.family not in ("padding", "gap")

    @property
    def is_unaligned_slot(self) -> bool:
        return self.family == "object" and self.size > 0 and self.start % self.size != 0


@dataclass(frozen=True)
class Fragment:
    """The part of a block that lies in one row; `left` and `right` are byte columns."""

    block: Block
    left: int
    right: int
    first: bool
    last: bool
    labelled: bool
    """Whether the block's name belongs here (its widest fragment)."""


@dataclass(frozen=True)
class Row:
    """A row of bytes. More than one lane means that fields overlap here."""

    start: int
    lanes: list[list[Fragment]]


@dataclass(frozen=True)
class Fold:
    """Rows that were left out because nothing begins or ends in them."""

    start: int
    stop: int
    text: str
    family: str


@dataclass
class ByteMap:
    """Every byte of one item, in blocks."""

    itemsize: int
    blocks: list[Block] = field(default_factory=list)
    """Blocks with bytes, by offset, padding and gaps included."""
    empty: list[Block] = field(default_factory=list)
    """Fields without bytes."""
    notes: list[str] = field(default_factory=list)
    lane: dict[int, int] = field(default_factory=dict)
    """Position in `blocks` to lane, for the blocks that are drawn."""

    @property
    def listing(self) -> list[Block]:
        """All blocks, those without bytes included, by offset."""
        return sorted(self.blocks + self.empty, key=lambda b: (b.start, -b.stop))

    def rows(self, width: int) -> list[Row | Fold]:
        """Cut the map into rows of `width` bytes."""
        drawn = [(self.blocks[i], lane) for i, lane in self.lane.items()]
        wanted = sorted(set(_interesting_rows((block for block, _ in drawn), width)))
        # Nothing changes between two wanted rows, so the rows between them can be folded.
        by_row: dict[int, list[tuple[int, Fragment]]] = {row: [] for row in wanted}
        position = {row: i for i, row in enumerate(wanted)}
        end = -(-self.itemsize // width)
        for block, lane in drawn:
            inside = _rows_of(block, width, wanted, position)
            cuts = [_cut(block, row, width) for row in inside]
            widest = max(range(len(cuts)), key=lambda i: cuts[i][1] - cuts[i][0], default=-1)
            rows_spanned = 1 + (block.stop - 1) // width - block.start // width
            if block.family == "gap" and len(inside) < rows_spanned:
                widest = -1  # The fold between them says it.
            for i, (row, (left, right)) in enumerate(zip(inside, cuts, strict=True)):
                offset = row * width
                first, last = offset + left == block.start, offset + right == block.stop
                by_row[row].append((lane, Fragment(block, left, right, first, last, i == widest)))
        result: list[Row | Fold] = []
        next_row = 0
        for row in [*wanted, end]:
            if row > next_row:
                result.append(self._fold(next_row * width, min(row * width, self.itemsize), drawn))
            if row < end:
                parts = by_row[row]
                lanes = [
                    sorted((f for n, f in parts if n == lane), key=lambda f: f.left)
                    for lane in range(1 + max(n for n, _ in parts))
                ]
                result.append(Row(row * width, lanes))
            next_row = row + 1
        return result

    def _fold(self, start: int, stop: int, drawn: list[tuple[Block, int]]) -> Fold:
        held = [block for block, _ in drawn if block.start <= start and block.stop >= stop]
        texts = []
        for block in held:
            if block.family == "gap":
                texts.append(block.name)
            elif block.family == "padding":
                texts.append(f"{stop - start:,} bytes of padding")
            else:
                texts.append(f"{stop - start:,} more bytes of {block.name} {block.type}".rstrip())
        where = f" (bytes {start:,}–{stop - 1:,})"
        return Fold(start, stop, "; ".join(texts) + where, held[0].family)


def byte_map(layout: Any, budget: int, *, ascii: bool = False) -> ByteMap:
    """Map one item of `layout` to at most about `budget` field blocks.

    With `ascii`, field names are escaped where they are not ASCII.
    """
    return _Collector(layout, budget, ascii).map


def row_width(layout: Any) -> int:
    """Bytes in a row of a picture: 8 for small items, 32 for large ones, otherwise 16."""
    if layout.itemsize <= 8:
        return 8
    return 16 if layout.itemsize <= 512 else 32


def headline(layout: Any) -> list[str]:
    """The facts of a layout's title line."""
    slots = layout.slot_count
    facts = [
        f"itemsize {layout.itemsize:,}",
        f"alignment {layout.alignment:,}",
        f"{slots:,} object slot{'' if slots == 1 else 's'}",
    ]
    flags = layout.flags
    if slots and not flags.all_aligned:
        facts.append("slots not all aligned")
    if flags.opaque:
        facts.append("opaque (managed memory, no slots)")
    return facts


def type_text(layout: Any) -> str:
    """A leaf's type in NumPy's spelling: `<i4`, `O`, `S5`, `(3,)O`."""
    if layout.base is not None:
        shape = ",".join(map(str, layout.shape)) + ("," if len(layout.shape) == 1 else "")
        return f"({shape}){type_text(layout.base)}"
    if layout.flags.struct:
        count = len(layout.fields)
        return f"struct of {count:,} field{'' if count == 1 else 's'}" if count else "empty struct"
    kind = layout.kind
    if kind == "O":
        return "O"
    if kind == "T":
        return "StringDType"
    size = layout.itemsize // 4 if kind == "U" else layout.itemsize
    return f"{layout.byteorder.strip('|=')}{kind}{size}"


def printable(text: str, ascii: bool = False) -> str:
    """`text` with unprintable characters escaped: controls, surrogates, bidi marks."""

    def plain(part: str) -> bool:
        return part.isprintable() and (part.isascii() or not ascii)

    if plain(text):
        return text
    return "".join(c if plain(c) else c.encode("unicode_escape").decode("ascii") for c in text)


def short_name(path: str, width: int) -> str:
    """The telling part of a field path in at most `width` columns: its last name or index."""
    if columns(path) <= width:
        return path
    last = path.rpartition(".")[2]
    if columns(last) < width:
        return clip(path, width, keep="end")
    index = last[last.rfind("[") :] if last.endswith("]") else ""
    if columns(index) == width:
        return index
    return clip(last, width, keep="end" if index else "start")


def columns(text: str) -> int:
    """Terminal columns that `text` takes: wide characters take two, combining marks none."""
    return sum(map(char_columns, text)) if not text.isascii() else len(text)


def char_columns(char: str) -> int:
    """Terminal columns of one character."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clip(text: str, width: int, *, keep: str = "both", dots: str = "…") -> str:
    """`text` in at most `width` columns; `keep` is the end that survives: start, end or both."""
    if columns(text) <= width:
        return text
    room = width - len(dots)
    if room <= 0:
        return ""
    head = {"start": room, "end": 0, "both": room // 2}[keep]
    return _take(text, head) + dots + _take(text[::-1], room - head)[::-1]


def _take(text: str, width: int) -> str:
    used = 0
    for i, char in enumerate(text):
        used += char_columns(char)
        if used > width:
            return text[:i]
    return text


@dataclass(frozen=True)
class _Step:
    """One step of a field path. Steps are linked: a long path costs nothing until it is shown."""

    parent: _Step | None
    text: str
    depth: int

    def then(self, text: str) -> _Step:
        return _Step(self, text, self.depth + 1)

    def show(self) -> str:
        """The path, shortened in its middle when it is long."""
        texts: list[str] = []
        step: _Step | None = self
        while step is not None:
            texts.append(step.text)
            step = step.parent
        texts.reverse()
        if len(texts) > 13:
            texts[6:-6] = [f".…({len(texts) - 12} more)…"]
        return clip("".join(texts).removeprefix(".") or "item", NAME_COLUMNS)


_ROOT = _Step(None, "", 0)
_SPECIAL = set(".[]'\"\\ ")


def _name_step(name: str, ascii: bool) -> str:
    """A field name as a path step; names that would be ambiguous are quoted."""
    if len(name) > 4 * NAME_COLUMNS:  # No use in escaping what is cut away below.
        name = name[: 2 * NAME_COLUMNS] + name[-2 * NAME_COLUMNS :]
    if name and not _SPECIAL.intersection(name):
        return "." + clip(printable(name, ascii), NAME_COLUMNS)
    quoted = name.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{clip(printable(quoted, ascii), NAME_COLUMNS)}']"


def _index_step(flat: int, shape: tuple[int, ...]) -> str:
    index = []
    for length in reversed(shape):
        flat, rest = divmod(flat, length)
        index.append(str(rest))
    return f"[{','.join(reversed(index))}]"


@dataclass(frozen=True)
class _Elided:
    """Elements of a subarray that are not drawn."""

    stop: int
    text: str
    slots: int


class _Collector:
    """Walks a layout depth first, by offset, with its own stack: layouts may be deeper than ours."""

    def __init__(self, layout: Any, budget: int, ascii: bool) -> None:
        self.ascii = ascii
        self.map = ByteMap(layout.itemsize)
        self.layout = layout
        self.found: list[Block] = []
        self.stack: list[tuple[Any, int, _Step, str]] = [(layout, 0, _ROOT, "")]
        while self.stack and len(self.found) + len(self.map.empty) < budget:
            self._visit(*self.stack.pop())
        self._finish()

    def _visit(self, node: Any, offset: int, path: _Step, title: str) -> None:
        if isinstance(node, _Elided):
            self.found.append(Block(offset, node.stop, "gap", node.text, slots=node.slots))
        elif node.base is not None and node.itemsize:
            self.stack.extend(reversed(list(_elements(node, offset, path))))
        elif fields := node.fields:
            inner = []
            for f in fields:
                step = path.then(_name_step(f.name, self.ascii))
                inner.append((f.layout, offset + f.offset, step, f.title or ""))
            inner.sort(key=lambda entry: (entry[1], -entry[0].itemsize))
            self.stack.extend(reversed(inner))
        else:
            self._leaf(node, offset, path, title)

    def _leaf(self, node: Any, offset: int, path: _Step, title: str) -> None:
        is_slot = node.kind == "O" and node.base is None and not node.flags.opaque
        family = "opaque" if node.flags.opaque else FAMILIES.get(node.kind, "raw")
        if node.flags.struct:
            if node.itemsize:
                return  # A structure without fields is padding throughout.
            family = "raw"
        block = Block(
            offset,
            offset + node.itemsize,
            family,
            path.show(),
            clip(type_text(node), NAME_COLUMNS),
            int(is_slot),
            clip(printable(title[: 4 * NAME_COLUMNS], self.ascii), NAME_COLUMNS),
        )
        (self.found if block.size else self.map.empty).append(block)

    def _finish(self) -> None:
        """Fill what no field covers, and give overlapping fields lanes of their own."""
        bytemap = self.map
        # From the first field that was not visited on, a byte that no block covers may be padding
        # or a field: it is a gap.
        unseen = min((offset for _, offset, _, _ in self.stack), default=bytemap.itemsize)
        text, slots = self._unvisited()
        uncovered = []
        edge = 0
        for start, stop in [
            *sorted((b.start, b.stop) for b in self.found),
            (bytemap.itemsize,) * 2,
        ]:
            if start > edge:
                uncovered += [
                    ("padding", edge, min(start, unseen)),
                    ("gap", max(edge, unseen), start),
                ]
            edge = max(edge, stop)
        fillers = [Block(a, b, family, text if family == "gap" else "padding") for family, a, b in uncovered if b > a]
        if self.stack:
            gaps = [i for i, block in enumerate(fillers) if block.family == "gap"]
            if gaps:
                last = fillers[gaps[-1]]
                fillers[gaps[-1]] = replace(last, slots=slots)
            else:
                bytemap.notes.append(f"not shown: {text}")
        bytemap.blocks = sorted(self.found + fillers, key=lambda block: (block.start, -block.stop))
        ends: list[int] = []
        for i, block in enumerate(bytemap.blocks):
            lane = next((n for n, end in enumerate(ends) if end <= block.start), len(ends))
            if lane == len(ends):
                if lane == MAX_LANES:
                    continue
                ends.append(0)
            ends[lane] = block.stop
            bytemap.lane[i] = lane
        hidden = len(bytemap.blocks) - len(bytemap.lane)
        if len(ends) > 1:
            bytemap.notes.append("fields overlap (a union): each lane of a row shows the same bytes")
        if hidden:
            plural = "" if hidden == 1 else "s"
            bytemap.notes.append(f"{hidden:,} more overlapping field{plural} only listed, not drawn")

    def _unvisited(self) -> tuple[str, int]:
        """What the budget left out, in words, and its slots."""
        top = sum(path.depth == 1 and not isinstance(node, _Elided) for node, _, path, _ in self.stack)
        slots = self.layout.slot_count - sum(block.slots for block in self.found)
        what = f"{top:,} more top-level field{'' if top == 1 else 's'}" if top else "more nested fields"
        return f"… {what} ({slots:,} slot{'' if slots == 1 else 's'})", slots


def _elements(node: Any, offset: int, path: _Step) -> Iterator[tuple[Any, int, _Step, str]]:
    """The elements of a subarray, with those in the middle elided when there are many."""
    base, count = node.base, math.prod(node.shape)
    step = base.itemsize
    head, tail = (count, 0) if count <= WHOLE_SUBARRAY else (4 if base.fields else 8, 1)
    for i in range(head):
        yield base, offset + i * step, path.then(_index_step(i, node.shape)), ""
    if head < count:
        left_out = count - head - tail
        slots = left_out * base.slot_count
        if base.kind == "O" and base.base is None and not base.fields:
            text = f"… {left_out:,} more slots of {path.show()}"
        else:
            text = f"… {left_out:,} more elements of {path.show()}" + (f" ({slots:,} slots)" if slots else "")
        stop = offset + (count - tail) * step
        yield _Elided(stop, text, slots), offset + head * step, path, ""
        for i in range(count - tail, count):
            yield base, offset + i * step, path.then(_index_step(i, node.shape)), ""


TABLE_HEADING = ("offset", "size", "type", "field")


def table(bytemap: ByteMap) -> list[tuple[str, str, str, str]]:
    """Offset, size, type and name of every block of the listing."""
    cells = []
    for block in bytemap.listing:
        name = "(padding)" if block.family == "padding" else block.name
        title = f" (title {block.title})" if block.title else ""
        cells.append((f"{block.start:,}", f"{block.size:,}", block.type, name + title))
    return cells


def _interesting_rows(blocks: Iterable[Block], width: int) -> Iterator[int]:
    """Rows in which a block begins or ends; long blocks keep their first row for the label."""
    for block in blocks:
        first, last = block.start // width, (block.stop - 1) // width
        if last - first <= 2 and block.family != "gap":
            yield from range(first, last + 1)
            continue
        if block.is_field or block.start % width:
            yield first
        if block.is_field or block.stop % width:
            yield last


def _rows_of(block: Block, width: int, wanted: list[int], position: dict[int, int]) -> list[int]:
    """The wanted rows in which `block` has bytes."""
    first, last = block.start // width, (block.stop - 1) // width
    start = position.get(first)
    if start is None:  # A block that fills its first row needs no row of its own.
        start = next((i for i, row in enumerate(wanted) if row >= first), len(wanted))
    stop = start
    while stop < len(wanted) and wanted[stop] <= last:
        stop += 1
    return wanted[start:stop]


def _cut(block: Block, row: int, width: int) -> tuple[int, int]:
    """Byte columns of `block` in `row`."""
    return max(block.start - row * width, 0), min(block.stop - row * width, width)
