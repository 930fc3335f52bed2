"""``from_numpy`` and ``to_numpy``: HPyArray and ndarray over the same memory, never a copy."""

import weakref

import numpy as np

from . import _native
from ._array import _WRITEABLE, HPyArray, _hooks, _hpyarray
from ._legacy import _adopt

# A subclass may give the attribute another meaning.
_base_of = np.ndarray.base.__get__


def from_numpy(array, /, *, adopt=False):
    """An HPyArray over the memory of an ndarray, object references included, with the same dtype, shape, strides and flags.

    The ndarray is its base, keeps owning the memory, and cannot be resized meanwhile. An ndarray that stands for an HPyArray, as
    ``to_numpy`` and ``numpy.asarray`` make it, gives that HPyArray back.

    With ``adopt`` the HPyArray owns the memory from then on, so that the collector sees the references in it, and frees it
    with NumPy's handler that it came from; the ndarray becomes a view of it. ValueError for an ndarray that does not own its
    memory, TypeError for a dtype whose memory an HPyArray cannot release (StringDType), and for anything that is no ndarray.
    """
    if not issubclass(type(array), np.ndarray):
        raise TypeError(f"an ndarray is required, not an object of type {type(array).__name__!r}")
    place = _native.place_of(array)
    known = _hpyarray_behind(array)
    if known is not None and _agree(_place_of(known), place) and not (adopt and _is_foreign(known)):
        return known
    dtype, *rest = place
    dtype, layout = _native.mirror(dtype)
    if layout.flags.has_slots and not _hooks.slots_are_shareable:
        raise TypeError("object memory cannot be shared with NumPy: this HPy's fields are not plain pointers")
    if adopt and layout.flags.opaque:
        raise TypeError(f"cannot adopt memory of {dtype!r}: only the dtype knows how to release it")
    result = _hpyarray._over(array, weakref.ref(array), (dtype, layout._address, (), layout), *rest)
    if adopt:
        _adopt(array, result)
    return result


def to_numpy(array, /):
    """The ndarray that an HPyArray was made over, as long as it is alive and the two agree in memory, shape, strides, dtype and
    writeability; else a new ndarray over the HPyArray's memory, with the HPyArray as its base.

    TypeError for anything that is no HPyArray.
    """
    if type(array) is not HPyArray:
        raise TypeError(f"an HPyArray is required, not an object of type {type(array).__name__!r}")
    known = _ndarray_behind(array)
    if known is not None and _agree(_native.place_of(known), _place_of(array)):
        return known
    return _hooks.array_of(array)


def _is_foreign(array) -> bool:
    """Whether the memory belongs to an ndarray."""
    base = array.base
    return base is not None and type(base) is not HPyArray


def _ndarray_behind(array):
    if _is_foreign(array):
        return array.base
    # Its memory was adopted, and it has become a view, unless that has been changed since.
    reference = array._pinned()
    known = None if reference is None else reference()
    return known if known is not None and _base_of(known) is array else None


def _hpyarray_behind(array):
    base = _base_of(array)
    if type(base) is memoryview:
        # As numpy.asarray makes it where there are no objects.
        try:
            base = base.obj
        except ValueError:  # released
            return None
    return base if type(base) is HPyArray else None


def _place_of(array):
    return array.dtype, array._data_address(), array.shape, array.strides, bool(array._flags() & _WRITEABLE)


def _agree(one, other) -> bool:
    # Equal dtypes may differ in what `==` leaves out: titles, metadata, scalar types.
    return one[0] is other[0] and one[1:] == other[1:]
