"""Edits of C sources by anchors: short passages that are searched for, beside or instead of which our own lines go.

An edit that is there already is left alone, so a tree can be edited twice. An anchor that is not there, or not as often as
expected, is an error that names the file: nothing is guessed, and nothing is written.
"""

from dataclasses import dataclass


class AnchorError(Exception):
    """An anchor is not where it was: in which file, and which."""


@dataclass(frozen=True)
class Edit:
    """One change of `file`: `text` goes before, after or in the place of `anchor`, which occurs `times` times.

    `within` is what a function begins with; the anchor is searched for from there to the function's end.
    """

    file: str
    anchor: str
    text: str
    place: str = "after"
    within: str = ""
    times: int = 1

    def apply(self, source):
        """The edited `source`; an equal one when the edit is there already."""
        start, end = self._region(source)
        region = source[start:end]
        edited = {
            "after": self.anchor + self.text,
            "before": self.text + self.anchor,
            "instead": self.text,
        }[self.place]
        # Without those that are done, no anchor is left.
        done = region.count(edited)
        left = region.replace(edited, "").count(self.anchor)
        if done == self.times and left == 0:
            return source
        if done != 0 or left != self.times:
            raise AnchorError(self._complaint(self.anchor, self.times, left))
        return source[:start] + region.replace(self.anchor, edited) + source[end:]

    def _region(self, source):
        if not self.within:
            return 0, len(source)
        if source.count(self.within) != 1:
            raise AnchorError(self._complaint(self.within, 1, source.count(self.within)))
        start = source.index(self.within)
        end = source.find("\n}\n", start)
        return start, len(source) if end < 0 else end + 1

    def _complaint(self, passage, expected, found):
        return f"{self.file}: expected {expected} times, found {found} times:\n{passage.strip()}"


class Edits(list):
    """Edits in the order in which they are applied."""

    def add(self, file, anchor, text, place="after", **narrowed):
        self.append(Edit(file, anchor, text, place, **narrowed))


def apply_all(root, edits):
    """Applies `edits` to the files below `root`; all of them, or none. Returns the files that have changed."""
    before, after = {}, {}
    for edit in edits:
        path = root / edit.file
        if edit.file not in before:
            if not path.is_file():
                raise AnchorError(f"{edit.file}: there is no such file in {root}")
            before[edit.file] = after[edit.file] = path.read_text(encoding="utf-8")
        after[edit.file] = edit.apply(after[edit.file])
    changed = [file for file in before if after[file] != before[file]]
    for file in changed:
        (root / file).write_text(after[file], encoding="utf-8")
    return changed
