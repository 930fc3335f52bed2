"""The Python half of ``HPyArray`` and ``ObjectBuffer``: what needs no C, set on the types that the HPy library makes."""

from operator import index
from reprlib import recursive_repr

from ._load import load
from ._platform import IS_PYPY

_hpyarray = load()

HPyArray = _hpyarray.HPyArray
ObjectBuffer = _hpyarray.ObjectBuffer

if IS_PYPY:
    from ._descr_hooks import DescrHooks as Hooks
else:
    from ._numpy_hooks import NumpyHooks as Hooks

_hooks = Hooks(_hpyarray)

if not IS_PYPY:
    from ._legacy import _set_native

    # C code that takes HPyArrays through numpy_hpy/arrayobject.h reads their plain part without a call.
    _sample = HPyArray((), "b")
    _offsets = [place - id(_sample) for place in _sample._places()]
    _set_native(HPyArray, *_offsets, _hpyarray._over, _hooks.checked_dtype, _hooks.slots_are_shareable)
    del _sample, _offsets

# NumPy's values, as in numpy_hpy/layout.h.
_C_CONTIGUOUS, _F_CONTIGUOUS, _OWNDATA, _ALIGNED, _WRITEABLE = 0x1, 0x2, 0x4, 0x100, 0x400


def _flag(*, all_of=0, one_of=-1, none_of=0):
    """Whether the bits of an array's flags are so."""
    return lambda bits: bits & all_of == all_of and bits & one_of != 0 and bits & none_of == 0


_BEHAVED = _ALIGNED | _WRITEABLE


class ArrayFlags:
    """The flags of an HPyArray, as attributes (``c_contiguous``) and keys (``'C_CONTIGUOUS'``). ``writeable`` can be set."""

    _FLAGS = {
        "C_CONTIGUOUS": _flag(all_of=_C_CONTIGUOUS),
        "F_CONTIGUOUS": _flag(all_of=_F_CONTIGUOUS),
        "OWNDATA": _flag(all_of=_OWNDATA),
        "WRITEABLE": _flag(all_of=_WRITEABLE),
        "ALIGNED": _flag(all_of=_ALIGNED),
        "WRITEBACKIFCOPY": lambda bits: False,
        # The rest are not printed.
        "CONTIGUOUS": _flag(all_of=_C_CONTIGUOUS),
        "FORTRAN": _flag(all_of=_F_CONTIGUOUS),
        "FNC": _flag(all_of=_F_CONTIGUOUS, none_of=_C_CONTIGUOUS),
        "FORC": _flag(one_of=_C_CONTIGUOUS | _F_CONTIGUOUS),
        "BEHAVED": _flag(all_of=_BEHAVED),
        "CARRAY": _flag(all_of=_BEHAVED | _C_CONTIGUOUS),
        "FARRAY": _flag(all_of=_BEHAVED | _F_CONTIGUOUS, none_of=_C_CONTIGUOUS),
    }
    _PRINTED = 6
    _SHORT = {
        "C": "C_CONTIGUOUS",
        "F": "F_CONTIGUOUS",
        "O": "OWNDATA",
        "W": "WRITEABLE",
        "A": "ALIGNED",
        "X": "WRITEBACKIFCOPY",
        "B": "BEHAVED",
        "CA": "CARRAY",
        "FA": "FARRAY",
    }

    def __init__(self, array):
        _flags(array)  # raises what it is to raise
        object.__setattr__(self, "_array", array)

    def __getitem__(self, name: str) -> bool:
        name = self._SHORT.get(name, name)
        if name not in self._FLAGS:
            raise KeyError("Unknown flag")
        return self._FLAGS[name](self.num)

    def __setitem__(self, name: str, value) -> None:
        name = self._SHORT.get(name, name)
        if name != "WRITEABLE":
            raise KeyError("Unknown flag" if name not in self._FLAGS else f"flag {name} cannot be set")
        self._array.setflags(write=value)

    @property
    def num(self) -> int:
        """The bits."""
        return self._array._flags()

    def __getattr__(self, name: str) -> bool:
        if name.upper() in self._FLAGS and name.islower():
            return self[name.upper()]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __setattr__(self, name: str, value) -> None:
        if name != "writeable":
            raise AttributeError(f"attribute {name!r} of {type(self).__name__!r} objects is not writable")
        self["WRITEABLE"] = value

    def __repr__(self) -> str:
        return "".join(f"  {name} : {self[name]}\n" for name in list(self._FLAGS)[: self._PRINTED])


# The methods themselves: they refuse a foreign object with a TypeError.
_ndim, _size, _itemsize, _flags = HPyArray._ndim, HPyArray._size, HPyArray._itemsize, HPyArray._flags


def _property(cls, read: str, doc: str) -> property:
    return property(getattr(cls, read), doc=doc)


def _setflags(self, write=None) -> None:
    """Make the array writeable or not. A view of read-only memory cannot be made writeable."""
    _flags(self)  # raises what it is to raise
    if write is None:
        return
    base = self.base  # an HPyArray, or the ndarray whose memory it is
    if write and base is not None and not base.flags.writeable:
        raise ValueError("cannot set WRITEABLE flag to True of this array")
    self._set_writeable(bool(write))


def _sizeof(self) -> int:
    owned = _flags(self) & _OWNDATA
    return object.__sizeof__(self) + (_size(self) * _itemsize(self) if owned else 0)


def _number(convert):
    """``convert`` applied as NumPy applies it to an array of one element; to texts and raw memory, never."""
    return lambda self: convert(_hooks.only_element(self))


def _bool(self) -> bool:
    return bool(_hooks.truth(self))


def _iter(self):
    if _ndim(self) == 0:
        raise TypeError("iteration over a 0-d array")
    return (self[i] for i in range(len(self)))


def _reversed(self):
    if _ndim(self) == 0:
        raise TypeError("iteration over a 0-d array")
    return (self[i] for i in reversed(range(len(self))))


def _setstate(self, state) -> None:
    _hooks.restore(self, state)


def _order(self) -> str:
    """The order that a copy keeps: Fortran's where the elements follow each other so, and only so."""
    flags = _flags(self)
    return "F" if flags & _F_CONTIGUOUS and not flags & _C_CONTIGUOUS else "C"


def _copy(self, order="C"):
    """A new array with the same elements, in C order; references are shared."""
    state = _hooks.save(self)
    array = HPyArray(self.shape, self.dtype, order)
    array.__setstate__(state)
    return array


def _copy_in_order(self):
    return _copy(self, _order(self))


def _reduce(self):
    # The memory comes as state, so that an array may contain itself.
    return HPyArray, (self.shape, self.dtype, _order(self)), _hooks.save(self)


def _deepcopy(self, memo):
    import copy

    array = HPyArray(self.shape, self.dtype, _order(self))
    memo[id(self)] = array
    array.__setstate__(copy.deepcopy(_hooks.save(self), memo))
    return array


def _no_subclass(cls, **kwargs):
    raise TypeError("type 'numpy_hpy.HPyArray' is not an acceptable base type")


_PROPERTIES = {
    "shape": "_shape",
    "strides": "_strides",
    "ndim": "_ndim",
    "size": "_size",
    "itemsize": "_itemsize",
    "dtype": "_dtype",
    "base": "_base",
}

_DOCS = {
    "shape": "Lengths of the dimensions.",
    "strides": "Bytes from one element to the next, for each dimension.",
    "ndim": "Number of dimensions.",
    "size": "Number of elements.",
    "itemsize": "Bytes of one element.",
    "dtype": "The dtype that the array was made with.",
    "base": "The owner of the memory, or None when it is this array.",
}

for _name, _read in _PROPERTIES.items():
    setattr(HPyArray, _name, _property(HPyArray, _read, _DOCS[_name]))

if IS_PYPY:
    # There the library holds a layout; the specification is made from it.
    HPyArray.dtype = property(_hooks.dtype_of, doc=_DOCS["dtype"])
HPyArray.nbytes = property(lambda self: _size(self) * _itemsize(self), doc="Bytes of all elements.")
HPyArray.layout = property(lambda self: _hooks.layout_of(self), doc="The mirror of the dtype.")
HPyArray.flags = property(ArrayFlags, doc="Contiguity, ownership, alignment, writeability.")
HPyArray.setflags = _setflags
HPyArray.tolist = lambda self: _hooks.tolist(self)
HPyArray.tolist.__doc__ = "The elements as nested lists of Python objects."
HPyArray.copy = _copy
HPyArray.__sizeof__ = _sizeof
HPyArray.__bool__ = _bool
for _name, _convert in {"__int__": int, "__float__": float, "__complex__": complex, "__index__": index}.items():
    setattr(HPyArray, _name, _number(_convert))
HPyArray.__iter__ = _iter
HPyArray.__reversed__ = _reversed
# An array may contain itself.
HPyArray.__repr__ = recursive_repr("HPyArray(...)")(lambda self: _hooks.repr(self))
HPyArray.__copy__ = _copy_in_order
HPyArray.__deepcopy__ = _deepcopy
HPyArray.__reduce__ = _reduce
HPyArray.__setstate__ = _setstate
# CPython refuses by itself: the type does not allow it. PyPy does not ask the type.
HPyArray.__init_subclass__ = classmethod(_no_subclass)
if not IS_PYPY:
    HPyArray.__array__ = lambda self, dtype=None, copy=None: _hooks.array(self, dtype, copy)

ObjectBuffer.slot_count = _property(ObjectBuffer, "_slot_count", "Object slots in all items.")
ObjectBuffer.__init_subclass__ = classmethod(_no_subclass)
