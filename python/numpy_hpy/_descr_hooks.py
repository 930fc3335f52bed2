"""What ``HPyArray`` asks for where there is no NumPy.

A dtype is a ``descr`` specification, a scalar is Python's, a record is a tuple. The library holds a ``Layout`` as the dtype:
unlike a list, it cannot be changed behind the memory's back.
"""

from collections.abc import Sequence
from itertools import product
from reprlib import recursive_repr

# Both are built into PyPy.
import _cffi_backend
from __pypy__ import add_memory_pressure

from ._descr_layout import Layout
from ._descr_scalars import decode, encode, struct_format

_ffi = _cffi_backend.FFI()
_CHAR_POINTER = _ffi.typeof("char *")
_WRITEABLE = 0x400

# From NumPy's print options: longer arrays are shown by the ends of their axes.
_THRESHOLD, _EDGE_ITEMS = 1000, 3


def _read(address: int, size: int) -> bytes:
    return _ffi.buffer(_ffi.cast(_CHAR_POINTER, address), size)[:]


def _write(address: int, data: bytes) -> None:
    _ffi.memmove(_ffi.cast(_CHAR_POINTER, address), data, len(data))


def _addresses(array):
    """Where the elements are, in C order."""
    strides = array._strides()
    start = array._data_address()
    for index in product(*map(range, array._shape())):
        yield start + sum(i * stride for i, stride in zip(index, strides, strict=True))


def _is_scalar(layout: Layout) -> bool:
    """Whether an element is one number or text."""
    return not layout.flags.has_slots and not layout.flags.struct


def _elements(array) -> list:
    """The elements in C order."""
    layout = array._dtype()
    if _is_scalar(layout):
        return [decode(layout, _read(address, layout.itemsize)) for address in _addresses(array)]
    return [array[index] for index in product(*map(range, array._shape()))]


def _discover(value, is_sequence, holds_any: bool, max_nd: int) -> tuple[tuple[int, ...], list]:
    """The shape that nested sequences have, and their leaves."""
    shape, level = [], [value]
    while level and len(shape) < max_nd and any(is_sequence(part) for part in level):
        lengths = {len(part) if is_sequence(part) else None for part in level}
        if len(lengths) > 1:
            if holds_any:
                break
            raise ValueError(
                "setting an array element with a sequence. The requested array has an inhomogeneous shape after "
                f"{len(shape)} dimensions. The detected shape was {tuple(shape)} + inhomogeneous part."
            )
        shape.append(lengths.pop())
        level = [item for part in level for item in part]
    if not holds_any and any(is_sequence(part) for part in level):
        raise ValueError(
            "setting an array element with a sequence. "
            f"The requested array would exceed the maximum number of dimension of {max_nd}."
        )
    return tuple(shape), level


def _shape_text(shape: tuple[int, ...]) -> str:
    return str(shape).replace(" ", "")


def _broadcast(leaves: list, source: tuple[int, ...], target: tuple[int, ...]):
    """The leaves of a source of one shape in the C order of another."""
    while len(source) > len(target) and source[0] == 1:
        source = source[1:]
    missing = len(target) - len(source)
    if missing < 0 or any(n not in (1, m) for n, m in zip(source, target[missing:], strict=True)):
        raise ValueError(
            f"could not broadcast input array from shape {_shape_text(source)} into shape {_shape_text(target)}"
        )
    strides, stride = [], 1
    for length in reversed(source):
        strides.insert(0, stride if length > 1 else 0)
        stride *= length
    strides = [0] * missing + strides
    return (
        leaves[sum(i * stride for i, stride in zip(index, strides, strict=True))]
        for index in product(*map(range, target))
    )


def _nested(flat: list, shape: tuple[int, ...]):
    """Elements in C order as lists of lists."""
    if not shape:
        return flat[0]
    if len(shape) == 1:
        return flat
    step = len(flat) // shape[0] if shape[0] else 0
    return [_nested(flat[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])]


def _text(array, summarize: bool) -> str:
    if array.ndim == 0:
        return repr(array[()])
    positions = list(range(len(array)))
    if summarize and len(positions) > 2 * _EDGE_ITEMS:
        positions[_EDGE_ITEMS:-_EDGE_ITEMS] = [None]
    parts = ("..." if i is None else _text(array[i, ...], summarize) for i in positions)
    return f"[{', '.join(parts)}]"


@recursive_repr("HPyArray(...)")
def _repr(array) -> str:
    shape = f"shape={array.shape}, " if array.size == 0 and array.shape != (0,) else ""
    elements = "[]" if array.size == 0 else _text(array, array.size > _THRESHOLD)
    return f"HPyArray({elements}, {shape}dtype={array.dtype!r})"


def _without_subarray(layout: Layout) -> tuple[Layout, tuple[int, ...]]:
    shape = ()
    while layout.base is not None:
        shape += layout.shape
        layout = layout.base
    return layout, shape


def _assign_field(part, value) -> None:
    if part.ndim == 0:
        part[()] = value
    else:
        part[...] = value


def _replace_constructors(array_type, buffer_type) -> None:
    """Constructors in Python. PyPy 7.3.19 gives keywords to ``HPy_tp_new`` in a form that HPy's parser overlooks."""
    make_array, make_buffer = array_type.__new__, buffer_type.__new__

    def new_array(cls, shape, dtype=None, order="C"):
        if cls is not array_type:
            raise TypeError(f"HPyArray.__new__({cls!r}): not a subtype of HPyArray")
        array = make_array(cls, shape, dtype, order)
        # The collector sees only the small object: unless it is told, arrays that nobody uses pile up.
        add_memory_pressure(array._size() * array._itemsize())
        return array

    def new_buffer(cls, dtype, count):
        if cls is not buffer_type:
            raise TypeError(f"ObjectBuffer.__new__({cls!r}): not a subtype of ObjectBuffer")
        return make_buffer(cls, dtype, count)

    array_type.__new__ = staticmethod(new_array)
    buffer_type.__new__ = staticmethod(new_buffer)


class DescrHooks:
    """The hooks of the HPy library, in plain Python."""

    def __init__(self, library):
        library._set_hooks(self.mirror, self.field, self.get_element, self.set_element, self.assign, self.buffer_format)
        self._array_type = library.HPyArray
        _replace_constructors(library.HPyArray, library.ObjectBuffer)

    @staticmethod
    def mirror(dtype_like):
        """(dtype, address of its layout, dimensions of a subarray dtype, what keeps the layout alive)."""
        layout, shape = _without_subarray(Layout.from_spec(dtype_like))
        if layout.flags.opaque:
            raise TypeError(
                f"{layout.spec()!r} is not supported: its items hold memory that is not object references, and only the dtype "
                "knows how to release it"
            )
        return layout, layout._address, shape, layout

    @staticmethod
    def field(array, name):
        """The same for a field of the array's dtype, and its offset in bytes."""
        dtype = array._dtype()
        if not dtype.flags.struct:
            raise IndexError(
                "only integers, slices (`:`), ellipsis (`...`) and numpy.newaxis (`None`) are valid indices"
            )
        field = dtype._named.get(name)
        if field is None:
            raise ValueError(f"no field of name {name}")
        layout, shape = _without_subarray(field.layout)
        return layout, layout._address, shape, layout, field.offset

    def dtype_of(self, array):
        """The specification that the array was made with, as an object of the caller's own."""
        return self.layout_of(array).spec()

    def layout_of(self, array):
        # The type's method refuses what is no array with a TypeError.
        return self._array_type._dtype(array)

    @staticmethod
    def get_element(view):
        layout = view._dtype()
        if not layout.flags.struct:
            return decode(layout, _read(view._data_address(), layout.itemsize))
        parts = (view[field.name] for field in layout.fields)
        return tuple(part[()] if part.ndim == 0 else part.tolist() for part in parts)

    def set_element(self, view, value):
        layout = view._dtype()
        if isinstance(value, self._array_type):
            if value.ndim > 0:
                raise ValueError("setting an array element with a sequence.")
            value = value[()]
        if not layout.flags.struct:
            _write(view._data_address(), encode(layout, value))
            return
        if isinstance(value, tuple):
            if len(value) != len(layout.fields):
                raise ValueError(
                    f"could not assign tuple of length {len(value)} to structure with {len(layout.fields)} fields."
                )
        else:
            value = (value,) * len(layout.fields)
        for field, part in zip(layout.fields, value, strict=True):
            _assign_field(view[field.name], part)

    def assign(self, view, value):
        layout, shape = view._dtype(), view._shape()
        if isinstance(value, self._array_type):
            # All of it before anything is written: it may be the same memory.
            source, leaves = value._shape(), _elements(value)
        else:
            source, leaves = _discover(value, self._sequence_test(layout), layout.kind == "O", len(shape))
        values = _broadcast(leaves, source, shape)
        if _is_scalar(layout):
            for address, leaf in zip(_addresses(view), values, strict=True):
                _write(address, encode(layout, self._unwrapped(leaf)))
        else:
            for index, leaf in zip(product(*map(range, shape)), values, strict=True):
                view[index] = leaf

    def _sequence_test(self, layout):
        """What tells whether a value is elements rather than one."""

        def is_sequence(value) -> bool:
            if isinstance(value, self._array_type):
                return value.ndim > 0
            if isinstance(value, tuple):
                # A record, where there are records.
                return not layout.flags.struct
            return isinstance(value, Sequence) and not isinstance(value, (str, bytes))

        return is_sequence

    def _unwrapped(self, value):
        return value[()] if isinstance(value, self._array_type) and value.ndim == 0 else value

    @staticmethod
    def buffer_format(dtype):
        try:
            text = struct_format(dtype)
        except TypeError:
            text = None
        if text is None or dtype.flags.struct or dtype.kind in "Mm":
            raise BufferError(f"cannot export {dtype.spec()!r} as a buffer")
        order, letters = text[0].replace("<", ""), text[1:]
        return order + ("Z" + letters[0] if dtype.kind == "c" else letters)

    @staticmethod
    def only_element(array):
        if array.ndim != 0:
            raise TypeError("only 0-dimensional arrays can be converted to Python scalars")
        return array[()]

    @staticmethod
    def truth(array):
        if array.size > 1:
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()"
            )
        if array.size == 0:
            raise ValueError(
                "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty."
            )
        return next(iter(_elements(array)))

    @staticmethod
    def tolist(array):
        return _nested(_elements(array), array.shape)

    @staticmethod
    def repr(array):
        return _repr(array)

    @staticmethod
    def save(array):
        """The elements in C order: as bytes, padding included, where there are no objects."""
        layout = array._dtype()
        if layout.flags.has_slots:
            return _elements(array)
        return b"".join(_read(address, layout.itemsize) for address in _addresses(array))

    @staticmethod
    def restore(array, state):
        if not array._flags() & _WRITEABLE:
            raise ValueError("assignment destination is read-only")
        layout = array._dtype()
        if isinstance(state, bytes) == layout.flags.has_slots:
            raise ValueError("the state is that of an array with another dtype")
        size = 1 if layout.flags.has_slots else layout.itemsize
        if len(state) != array.size * size:
            raise ValueError("the state is that of an array of another size")
        if layout.flags.has_slots:
            for index, element in zip(product(*map(range, array.shape)), state, strict=True):
                array[index] = element
        else:
            for i, address in enumerate(_addresses(array)):
                _write(address, state[i * size : (i + 1) * size])
