"""``Layout`` without NumPy: what the HPy library's own parser makes of a dtype specification."""

from functools import cached_property, lru_cache

_HAS_SLOTS, _ALL_ALIGNED, _CONTIGUOUS, _OPAQUE, _STRUCT, _SUBARRAY = (1 << i for i in range(6))


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


class Field:
    """One field of a structured layout."""

    def __init__(self, name: str, title: str | None, offset: int, layout: "Layout"):
        self.name, self.title, self.offset, self.layout = name, title, offset, layout

    def __repr__(self) -> str:
        return f"Field({self.name!r}, offset={self.offset}, {self.layout!r})"


class Layout:
    """The mirror of a dtype specification. Sizes and offsets are bytes."""

    def __init__(self, address: int, owner=None):
        library = _library()
        self._address = address
        # A field's layout is kept alive by its parent; only the outermost one is ours to release.
        self._owner = owner
        self._release = None if owner is not None else library._release_layout
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
        ) = library._describe_layout(address)
        self.flags = LayoutFlags(bits)

    def __del__(self):
        if getattr(self, "_release", None) is not None:
            self._release(self._address)

    @classmethod
    def from_spec(cls, spec, *, align: bool = False) -> "Layout":
        """The layout of a dtype string, or of a ``descr`` list or dict, or of its text."""
        if align:
            raise NotImplementedError("align is written into the specification: {'names': ..., 'aligned': True}")
        return _parse(spec if isinstance(spec, str) else repr(spec))

    from_dtype = from_spec

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        return tuple(
            Field(name, title or None, offset, Layout(address, self)) for name, title, offset, address in self._entries
        )

    @cached_property
    def base(self) -> "Layout | None":
        return Layout(self._base_address, self) if self._base_address else None

    @property
    def slots(self) -> list[int]:
        """Byte offsets of every slot in one item, ascending."""
        if not self.flags.has_slots:
            return []
        if self.flags.struct:
            return sorted(field.offset + slot for field in self.fields for slot in field.layout.slots)
        if self.base is not None:
            count = self.itemsize // self.base.itemsize
            return [i * self.base.itemsize + slot for i in range(count) for slot in self.base.slots]
        return [0]

    def __repr__(self) -> str:
        return f"Layout({self.kind}, itemsize={self.itemsize}, slot_count={self.slot_count})"

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
        names = [field.name if field.title is None else (field.title, field.name) for field in self.fields]
        formats = [field.layout.descr() for field in self.fields]
        if packed and offset == self.itemsize:
            return list(zip(names, formats))
        return {
            "names": [field.name for field in self.fields],
            "formats": formats,
            "offsets": [field.offset for field in self.fields],
            "itemsize": self.itemsize,
        }


@lru_cache(maxsize=256)
def _parse(text: str) -> Layout:
    return Layout(_library()._parse_spec(text))


