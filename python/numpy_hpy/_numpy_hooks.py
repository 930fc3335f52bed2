"""What ``HPyArray`` asks of NumPy: dtypes, scalars, assignment, printing. The memory is shared, never copied."""

from functools import lru_cache

import numpy as np

from . import _native
from ._legacy import _array_over
from ._native import Layout


class _Printed(np.ndarray):
    """An ndarray that NumPy prints under the name of HPyArray."""


_Printed.__name__ = "HPyArray"


class NumpyHooks:
    """The hooks of the HPy library, on NumPy."""

    def __init__(self, library):
        self.slots_are_shareable = library._set_hooks(
            self.mirror, self.field, self.get_element, self.set_element, self.assign, buffer_format
        )
        # The type's own methods refuse a foreign object with a TypeError.
        self.array_type = library.HPyArray
        self.dtype_of = library.HPyArray._dtype
        self.layout_address_of = library.HPyArray._layout_address
        self.exchange = library.HPyArray._exchange

    @staticmethod
    def mirror(dtype_like):
        """(dtype, address of its layout, dimensions of a subarray dtype, what keeps the layout alive)."""
        dtype, address, shape, layout = mirrored(*_native.mirror(dtype_like))
        if dtype.itemsize == 0 and dtype.kind in "SU":
            # As numpy.empty has it: texts have room for one character at least.
            dtype, layout = _native.mirror(dtype.kind + "1")
            address = layout._address
        return dtype, address, shape, layout

    def field(self, array, name):
        """The same for a field of the array's dtype, and its offset in bytes."""
        dtype = self.checked_dtype(array)[0]
        if dtype.fields is None:
            raise IndexError(
                "only integers, slices (`:`), ellipsis (`...`) and numpy.newaxis (`None`) are valid indices"
            )
        try:
            entry = dtype.fields[name]
        except KeyError:
            raise ValueError(f"no field of name {name}") from None
        return (*mirrored(*_native.mirror(entry[0])), entry[1])

    def checked_dtype(self, array):
        """The array's dtype and its layout now. ValueError when it does not describe the array's memory any more."""
        dtype, layout = _native.mirror(self.dtype_of(array))
        if layout._address != array._layout_address():
            # dtypes can change in place: names may, memory may not.
            if not layout._same_memory(Layout._from_address(array._layout_address())):
                raise ValueError("the dtype has been changed and does not describe the array's memory any more")
        return dtype, layout

    # An ndarray over the array's memory, with the array as its base.
    array_of = staticmethod(_array_over)

    def array(self, array, dtype=None, copy=None):
        """``__array__``: exactly the array's dtype, the same memory."""
        result = self.array_of(array)
        if dtype is None or np.dtype(dtype) == result.dtype:
            return result.copy(order="K") if copy else result
        if copy is False:
            raise ValueError("Unable to avoid copy while creating an array with the requested dtype.")
        return result.astype(dtype)

    def get_element(self, view):
        return self.array_of(view)[()]

    def set_element(self, view, value):
        self.write(view, (), value)

    def assign(self, view, value):
        self.write(view, ..., value)

    def write(self, array, key, value):
        """``array[key] = value``, where the key means all of it."""
        target = self.array_of(array)
        if isinstance(value, self.array_type):
            value = self.array_of(value)
        # Memory that is not object slots belongs to one dtype instance alone: NumPy has to move it.
        has_slots = Layout._from_address(array._layout_address()).flags.has_slots
        if not has_slots or target.size == 0 or not target.flags.writeable:
            target[key] = value
            return
        # NumPy releases an old object before it writes the new one, and code that runs meanwhile, such as the collector, finds
        # the dead object. So NumPy writes elsewhere, and then the elements change places.
        fresh = np.empty(target.shape, target.dtype)
        fresh[key] = value
        self.exchange(array, _native.data_address(fresh))

    def only_element(self, array):
        """What NumPy converts to a Python number, or refuses to."""
        return self.array_of(array)

    def truth(self, array):
        return self.array_of(array)

    def tolist(self, array):
        return self.array_of(array).tolist()

    def repr(self, array):
        return np.array_repr(self.array_of(array).view(_Printed))

    def save(self, array):
        if self.layout_of(array).flags.opaque:
            raise TypeError(f"an HPyArray cannot own memory of {array.dtype!r}: copy numpy_hpy.to_numpy of it")
        return self.array_of(array).copy()

    def restore(self, array, state):
        self.write(array, ..., state)

    def layout_of(self, array):
        return Layout._from_address(self.layout_address_of(array))


def mirrored(dtype, layout):
    """A dtype and its layout as the library wants them: the dimensions of a subarray apart."""
    shape = ()
    while dtype.subdtype is not None:
        base, inner = dtype.subdtype
        shape += inner
        dtype, layout = _native.mirror(base)
    return dtype, layout._address, shape, layout


def buffer_format(dtype):
    """The PEP 3118 format. BufferError for a dtype that a buffer cannot carry exactly; then NumPy asks ``__array__``."""
    try:
        text = memoryview(np.empty(0, dtype)).format
    except ValueError as error:
        raise BufferError(str(error)) from None
    if not _survives(dtype):
        raise BufferError(
            f"a buffer cannot carry {dtype!r} exactly: titles, metadata, record types, alignment, padding"
        )
    return text


def _survives(dtype) -> bool:
    return _is_plain(dtype) and _round_trip(dtype) == dtype


def _is_plain(dtype) -> bool:
    """No titles, no metadata, no record type and no alignment, at any depth: ``==`` does not compare all of these."""
    pending, seen = [dtype], set()
    while pending:
        dtype = pending.pop()
        if id(dtype) in seen:
            continue
        seen.add(id(dtype))
        if dtype.metadata is not None or dtype.isalignedstruct or (dtype.kind == "V" and dtype.type is not np.void):
            return False
        if dtype.subdtype is not None:
            pending.append(dtype.subdtype[0])
        elif dtype.fields is not None:
            if len(dtype.fields) != len(dtype.names):
                return False
            pending.extend(entry[0] for entry in dtype.fields.values())
    return True


@lru_cache(maxsize=64)
def _round_trip(dtype):
    try:
        return np.asarray(memoryview(np.empty(1, dtype))).dtype
    except (ValueError, RuntimeError):
        return None  # NumPy does not read every format that it writes.
