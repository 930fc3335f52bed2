"""Single numbers and texts as bytes and back, without NumPy, by NumPy's conversion rules."""

import math
import struct

from ._descr_layout import Layout

_LETTERS = {
    "b": {1: "?"},
    "i": {1: "b", 2: "h", 4: "i", 8: "q"},
    "u": {1: "B", 2: "H", 4: "I", 8: "Q"},
    "f": {2: "e", 4: "f", 8: "d"},
    "c": {8: "ff", 16: "dd"},
    "M": {8: "q"},
    "m": {8: "q"},
}

_NOT_A_TIME = -(2**63)


def struct_format(layout: Layout) -> str:
    """The format of one number for the struct module."""
    letters = _LETTERS.get(layout.kind, {}).get(layout.itemsize)
    if letters is None:
        raise TypeError(f"no Python scalar for {layout.descr()!r}")
    return ("<" if layout.byteorder == "|" else layout.byteorder) + letters


def _text_codec(layout: Layout) -> str:
    return "utf-32-be" if layout.byteorder == ">" else "utf-32-le"


def decode(layout: Layout, data: bytes):
    if layout.kind == "S":
        return data.rstrip(b"\0")
    if layout.kind == "U":
        return data.decode(_text_codec(layout), "surrogatepass").rstrip("\0")
    if layout.kind == "V":
        return data
    values = struct.unpack(struct_format(layout), data)
    return complex(*values) if layout.kind == "c" else values[0]


def encode(layout: Layout, value) -> bytes:
    kind = layout.kind
    if kind in "SUV":
        text = {"S": _bytes, "U": _text, "V": _raw}[kind](layout, value)
        return text[: layout.itemsize].ljust(layout.itemsize, b"\0")
    form = struct_format(layout)
    if kind == "f":
        return _pack_floats(form, [math.nan if value is None else float(value)])
    if kind == "c":
        number = complex(math.nan, math.nan) if value is None else complex(value)
        return _pack_floats(form, [number.real, number.imag])
    if kind == "b":
        return struct.pack(form, bool(value))
    number = _NOT_A_TIME if value is None and kind in "mM" else int(value)
    try:
        return number.to_bytes(layout.itemsize, "big" if form[0] == ">" else "little", signed=kind != "u")
    except OverflowError:
        name = f"{'u' if kind == 'u' else ''}int{8 * layout.itemsize}"
        raise OverflowError(f"Python integer {number} out of bounds for {name}") from None


def _pack_floats(form: str, numbers: list[float]) -> bytes:
    try:
        return struct.pack(form, *numbers)
    except OverflowError:
        # As a cast does, a number beyond the type's range becomes infinite.
        packed = (_pack_or_infinity(form[:2], number) for number in numbers)
        return b"".join(packed)


def _pack_or_infinity(form: str, number: float) -> bytes:
    try:
        return struct.pack(form, number)
    except OverflowError:
        return struct.pack(form, math.copysign(math.inf, number))


def _is_bytes(value) -> bool:
    return isinstance(value, (bytes, bytearray, memoryview))


def _refuse_sequence(value) -> None:
    if isinstance(value, (list, tuple)):
        raise ValueError("setting an array element with a sequence.")


def _bytes(layout: Layout, value) -> bytes:
    _refuse_sequence(value)
    return bytes(value) if _is_bytes(value) else str(value).encode("ascii")


def _text(layout: Layout, value) -> bytes:
    _refuse_sequence(value)
    text = bytes(value).decode("ascii") if _is_bytes(value) else str(value)
    return text.encode(_text_codec(layout), "surrogatepass")


def _raw(layout: Layout, value) -> bytes:
    if not _is_bytes(value):
        raise TypeError(f"a bytes-like object is required, not '{type(value).__name__}'")
    return bytes(value)
