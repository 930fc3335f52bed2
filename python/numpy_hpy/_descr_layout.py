"""``Layout`` without NumPy: what the HPy library's own parser makes of a dtype specification."""

import ast
from functools import cached_property, lru_cache

_HAS_SLOTS, _ALL_ALIGNED, _CONTIGUOUS, _OPAQUE, _STRUCT, _SUBARRAY = (1 << i for i in range(6))

_PYTHON_TYPES = {bool: "?", int: "i8", float: "f8", complex: "c16", bytes: "S", str: "U", object: "O"}


def _library():
    from . import _array

    return _array._hpyarray


class LayoutFlags:
    """What is true of every item of a layout."""

    def __init__(self, bits: int):
        self._bits = bits

    has_slots = property(lambda self: bool(self._bits & _HAS_SLOTS))
    all_aligned = property(lambda self: bool(self._bits & _ALL_ALIGNED))
    contiguous = property(lambda self: bool(self._bits & _CONTIGUOUS))
    opaque = property(lambda self: bool(self._bits & _OPAQUE))
    struct = property(lambda self: bool(self._bits & _STRUCT))
    subarray = property(lambda self: bool(self._bits & _SUBARRAY))

    def __repr__(self) -> str:
        names = ("has_slots", "all_aligned", "contiguous", "opaque", "struct", "subarray")
        return f"LayoutFlags({', '.join(f'{name}={getattr(self, name)}' for name in names)})"


class Field:
    """One field of a structured layout."""

    def __init__(self, name: str, title: str | None, offset: int, layout: "Layout"):
        self.name, self.title, self.offset, self.layout = name, title, offset, layout

    def __repr__(self) -> str:
        return f"Field({self.name!r}, offset={self.offset}, {self.layout!r})"


class _Owner:
    """Owns one reference to a C layout, for its ``Layout`` and those of its parts.

    Apart from them, because it refers to nothing: it is in no cycle, so whatever finalizer can still reach a ``Layout`` runs
    before this one does.
    """

    def __init__(self, address: int):
        self._address = address
        self._release = _library()._release_layout

    def __del__(self):
        self._release(self._address)


class Layout:
    """The mirror of a dtype specification. Sizes and offsets are bytes."""

    def __init__(self, address: int, owner: _Owner, spec=None):
        self._address = address
        self._owner = owner
        # Text, for nobody may change it.
        self._spec = spec
        (
            self.kind,
            self.byteorder,
            self.itemsize,
            self.alignment,
            self.slot_count,
            bits,
            self.shape,
            self._base_address,
            self._entries,
        ) = _library()._describe_layout(address)
        self.flags = LayoutFlags(bits)

    @classmethod
    def from_spec(cls, spec, *, align: bool = False) -> "Layout":
        """The layout of a dtype string, or of a ``descr`` list or dict, or of its text."""
        if align:
            raise NotImplementedError("align is written into the specification: {'names': ..., 'aligned': True}")
        if isinstance(spec, Layout):
            return spec
        if isinstance(spec, str):
            return _parse(str(spec), True)
        if spec is None:
            return _parse("f8", True)
        if isinstance(spec, int):
            raise TypeError(f"Cannot interpret '{spec!r}' as a data type")
        return _parse(repr(_literal(spec)), False)

    from_dtype = from_spec

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(
            Field(name, title or None, offset, Layout(address, self._owner))
            for name, title, offset, address in self._entries
        )

    @cached_property
    def base(self) -> "Layout | None":
        return Layout(self._base_address, self._owner) if self._base_address else None

    @cached_property
    def _named(self) -> dict[str, Field]:
        """The fields by title and by name; a name wins."""
        named = {field.title: field for field in self.fields if field.title is not None}
        named.update((field.name, field) for field in self.fields)
        return named

    @property
    def depth(self) -> int:
        """Levels of structures and subarrays."""
        depth, level = 0, [self]
        while level := [part for layout in level for part in layout._parts()]:
            depth += 1
        return depth

    def _parts(self) -> list["Layout"]:
        return [self.base] if self.base is not None else [field.layout for field in self.fields]

    @property
    def slots(self) -> list[int]:
        """Byte offsets of every slot in one item, ascending."""
        if not self.flags.has_slots:
            return []
        if self.flags.struct:
            return sorted(field.offset + slot for field in self.fields for slot in field.layout.slots)
        if self.base is not None:
            inner, size = self.base.slots, self.base.itemsize
            return [start + slot for start in range(0, self.itemsize, size) for slot in inner]
        return [0]

    def __eq__(self, other) -> bool:
        if not isinstance(other, Layout):
            return NotImplemented
        return self is other or (self.alignment, self.descr()) == (other.alignment, other.descr())

    def __hash__(self) -> int:
        return hash((self.kind, self.itemsize, self.alignment, self.slot_count, len(self._entries)))

    def __repr__(self) -> str:
        return f"Layout({self.spec()!r}, itemsize={self.itemsize}, slot_count={self.slot_count})"

    def _repr_svg_(self) -> str:
        from .picture import svg

        return svg(self)

    def spec(self):
        """The specification that this was made from; for a part of one, what ``descr`` gives."""
        if self._spec is None:
            return self.descr()
        text, is_text = self._spec
        return text if is_text else ast.literal_eval(text)

    def descr(self):
        """A specification of the same memory: a dtype string, a list of fields, or a dict where offsets are not packed."""
        if self.base is not None:
            return (self.base.descr(), self.shape)
        if self.flags.struct:
            return self._struct_descr()
        if self.kind in "OT":
            return self.kind
        if self.kind == "U":
            return f"{self.byteorder}U{self.itemsize // 4}"
        return f"{self.byteorder}{self.kind}{self.itemsize}"

    def _struct_descr(self):
        offset, packed = 0, self.alignment == 1
        for field in self.fields:
            packed = packed and field.offset == offset
            offset += field.layout.itemsize
        formats = [field.layout.descr() for field in self.fields]
        if packed and offset == self.itemsize:
            names = [field.name if field.title is None else (field.title, field.name) for field in self.fields]
            return list(zip(names, formats, strict=True))
        descr = {
            "names": [field.name for field in self.fields],
            "formats": formats,
            "offsets": [field.offset for field in self.fields],
            "itemsize": self.itemsize,
        }
        if any(field.title is not None for field in self.fields):
            descr["titles"] = [field.title for field in self.fields]
        if self.alignment > 1:
            descr["aligned"] = True
        return descr


def _literal(spec):
    """The specification with Python's types as dtype strings, so that its repr is a literal."""
    if isinstance(spec, Layout):
        return spec.descr()
    if isinstance(spec, list):
        return [_literal(part) for part in spec]
    if isinstance(spec, tuple):
        return tuple(_literal(part) for part in spec)
    if isinstance(spec, dict):
        return {_literal(key): _literal(value) for key, value in spec.items()}
    if spec is None or isinstance(spec, (bool, int, str, bytes)):
        return spec
    if isinstance(spec, type) and spec in _PYTHON_TYPES:
        return _PYTHON_TYPES[spec]
    raise TypeError(f"Cannot interpret '{spec!r}' as a data type")


@lru_cache(maxsize=256)
def _parse(text: str, is_text: bool) -> Layout:
    address = _library()._parse_spec(text)
    return Layout(address, _Owner(address), (text, is_text))
