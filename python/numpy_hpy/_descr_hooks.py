"""What ``HPyArray`` asks for where there is no NumPy: dtypes are ``descr`` specifications, scalars are Python's, records are tuples."""

import ctypes
import struct

from ._descr_layout import Layout

_FORMATS = {
    "b": {1: "?"},
    "i": {1: "b", 2: "h", 4: "i", 8: "q"},
    "u": {1: "B", 2: "H", 4: "I", 8: "Q"},
    "f": {2: "e", 4: "f", 8: "d"},
    "c": {8: "ff", 16: "dd"},
    "M": {8: "q"},
    "m": {8: "q"},
}


def _struct_format(layout: Layout) -> str:
    """The format of one number for the struct module."""
    letters = _FORMATS.get(layout.kind, {}).get(layout.itemsize)
    if letters is None:
        raise TypeError(f"no Python scalar for {layout.descr()!r}")
    return ("<" if layout.byteorder == "|" else layout.byteorder) + letters


def _text_codec(layout: Layout) -> str:
    return "utf-32-be" if layout.byteorder == ">" else "utf-32-le"


def _decode(layout: Layout, data: bytes):
    if layout.kind == "S":
        return data.rstrip(b"\0")
    if layout.kind == "U":
        return data.decode(_text_codec(layout)).rstrip("\0")
    if layout.kind == "V":
        return data
    values = struct.unpack(_struct_format(layout), data)
    return complex(*values) if layout.kind == "c" else values[0]


def _encode(layout: Layout, value) -> bytes:
    size = layout.itemsize
    if layout.kind in "SV":
        text = value.encode("ascii") if isinstance(value, str) else bytes(value)
        return text[:size].ljust(size, b"\0")
    if layout.kind == "U":
        return str(value).encode(_text_codec(layout))[:size].ljust(size, b"\0")
    if layout.kind == "c":
        value = complex(value)
        return struct.pack(_struct_format(layout), value.real, value.imag)
    convert = {"f": float, "b": bool}.get(layout.kind, int)
    try:
        return struct.pack(_struct_format(layout), convert(value))
    except struct.error:
        raise OverflowError(f"Python integer {value} out of bounds for {layout.descr()}") from None


def _is_sequence(value) -> bool:
    from ._array import HPyArray

    return isinstance(value, (list, tuple)) or (isinstance(value, HPyArray) and value.ndim > 0)


class DescrHooks:
    """The hooks of the HPy library, in plain Python."""

    def __init__(self, library):
        library._set_hooks(
            self.mirror, self.field, self.get_element, self.set_element, self.assign, self.buffer_format
        )

    @staticmethod
    def mirror(dtype_like):
        """(dtype, address of its layout, dimensions of a subarray dtype, what keeps the layout alive)."""
        dtype = "<f8" if dtype_like is None else dtype_like
        layout = Layout.from_spec(dtype)
        shape = ()
        while layout.base is not None:
            shape += layout.shape
            layout = layout.base
            dtype = layout.descr()
        return dtype, layout._address, shape, layout

    def field(self, dtype, name):
        """The same for a field, and its offset in bytes."""
        layout = Layout.from_spec(dtype)
        if not layout.flags.struct:
            raise IndexError(
                "only integers, slices (`:`), ellipsis (`...`) and numpy.newaxis (`None`) are valid indices"
            )
        for field in layout.fields:
            if name in (field.name, field.title):
                inner, shape = field.layout, ()
                while inner.base is not None:
                    shape += inner.shape
                    inner = inner.base
                return inner.descr(), inner._address, shape, inner, field.offset
        raise ValueError(f"no field of name {name}")

    @staticmethod
    def layout_of(array):
        return Layout(array._layout_address(), array)

    def get_element(self, view):
        layout = self.layout_of(view)
        if layout.flags.struct:
            parts = (view[field.name] for field in layout.fields)
            return tuple(part[()] if part.ndim == 0 else part.tolist() for part in parts)
        return _decode(layout, ctypes.string_at(view._data_address(), layout.itemsize))

    def set_element(self, view, value):
        layout = self.layout_of(view)
        if not layout.flags.struct:
            ctypes.memmove(view._data_address(), _encode(layout, value), layout.itemsize)
            return
        if not isinstance(value, tuple) or len(value) != len(layout.fields):
            raise ValueError(f"could not assign tuple of length {len(value)} to structure with {len(layout.fields)} fields."
                             if isinstance(value, tuple) else "a structure is assigned from a tuple of its fields")
        for field, part in zip(layout.fields, value):
            view[field.name][...] = part

    def assign(self, view, value):
        if view.ndim == 0:
            view[()] = value[()] if hasattr(value, "ndim") else value
        elif not _is_sequence(value) or (isinstance(value, tuple) and self.layout_of(view).flags.struct):
            for i in range(len(view)):
                view[i, ...] = value
        elif len(value) not in (1, len(view)):
            raise ValueError(f"could not broadcast input array from shape ({len(value)},) into shape {view.shape}")
        else:
            for i in range(len(view)):
                view[i, ...] = value[i if len(value) > 1 else 0]

    @staticmethod
    def buffer_format(dtype):
        layout = Layout.from_spec(dtype)
        if layout.flags.struct or layout.kind not in _FORMATS or layout.kind in "Mm":
            raise BufferError(f"cannot export {dtype!r} as a buffer")
        text = _struct_format(layout)
        return "Z" + text[1] if layout.kind == "c" else text[1:] if text[0] == "<" else text

    def tolist(self, array):
        return array[()] if array.ndim == 0 else [self.tolist(array[i, ...]) for i in range(len(array))]

    def repr(self, array):
        return f"HPyArray({self.tolist(array)!r}, dtype={array.dtype!r})"

    def save(self, array):
        return self.tolist(array)

    def restore(self, array, state):
        array[...] = state
