"""What is tried with a type and with its instances, to see whether a twin behaves as the static type does."""

from __future__ import annotations

import copy
import gc
import numbers
import operator
import pickle
import sys
import warnings
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import _typeobject

_ARGUMENTS: dict[type, tuple[Any, ...]] = {
    np.bytes_: (b"ab",),
    np.str_: ("ab",),
    np.ndarray: ((3,), "i4", bytes(range(12))),
    np.nditer: ([1, 2, 3],),
}


_COPIED: dict[type, np.generic] = {
    np.bool_: np.True_,
    np.void: np.array([(3, 1.5)], "i4,f4")[0],
    np.datetime64: np.datetime64("2000-02-29", "D"),
    np.timedelta64: np.timedelta64(3, "D"),
}
"""Of types whose tp_new makes instances of the static type alone: what their instances are copies of, made with tp_alloc."""


def has_instances(static: type) -> bool:
    """Whether an instance of a twin can be made."""
    return static in _COPIED or arguments(static) is not None


def arguments(static: type) -> tuple[Any, ...] | None:
    """What to call a type with, or None: a call makes no instances of it."""
    if static in _ARGUMENTS:
        return _ARGUMENTS[static]
    is_concrete = issubclass(static, np.number) and static.__basicsize__ > object.__basicsize__
    if not is_concrete or static is np.timedelta64:
        return None
    if issubclass(static, np.inexact):
        return (1.5,) if issubclass(static, np.floating) else (1.5 + 2j,)
    return (3,)


def outcomes(static: type, made: type, known: type) -> Iterator[tuple[str, str, str]]:
    """(aspect, with the static type, with the twin). ``known`` is the twin that NumPy knows."""
    for aspect, probe in _TYPE_PROBES.items():
        yield aspect, _attempt(probe, static, static), _attempt(probe, made, made)
    for name, builtin in _BUILTINS.items():
        yield (
            f"subclass of it and {name}",
            _attempt(_subclass_with, static, builtin),
            _attempt(_subclass_with, made, builtin),
        )
    if not has_instances(static):
        yield "instances", "none can be made", "none can be made"
        return
    if not issubclass(static, (np.generic, np.ndarray)):
        known = made
    for aspect, probe in _INSTANCE_PROBES.items():
        yield aspect, _attempt(probe, static, static), _attempt(probe, known, static)
    for aspect, probe in _SUBCLASS_PROBES.items():
        yield aspect, _attempt(probe, static, static), _attempt(probe, known, static)


def times(static: type, known: type, count: int = 3000, rounds: int = 9) -> tuple[float, float] | None:
    """The nanoseconds to make and drop an instance of the static type, and of the twin: the best of some rounds, by turns.

    Scalars come from tp_alloc, as NumPy makes them: a call asks whether it is for the static type, and does more if not.
    """
    is_scalar = (
        issubclass(static, np.generic) and static.__basicsize__ > object.__basicsize__ and static is not np.object_
    )
    if not is_scalar and arguments(static) is None:
        return None
    args = None if is_scalar else arguments(static)
    taken, kept = [], []
    for _ in range(rounds):
        # Or an instance might be the first in a block of the allocator, each time, which takes a microsecond more.
        kept.append([bytearray(size) for size in range(1, 600, 8)])
        taken.append([_typeobject.time_instances(cls, args, count) for cls in (static, known)])
    return min(ours for ours, _ in taken), min(theirs for _, theirs in taken)


def _attempt(probe: Callable[..., Any], *args: Any) -> str:
    """What a probe gives, or the exception, as text: types of one name look the same."""
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = probe(*args)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return result if isinstance(result, str) else f"{type(result).__name__} {result!r}"


def _make(cls: type, static: type) -> Any:
    if static in _COPIED:
        return _typeobject.copy_scalar(cls, _COPIED[static], static is np.void)
    return cls(*arguments(static))


def _value(x: Any) -> str:
    """An instance as text, without its own repr: NumPy's tells its own types from others."""
    if isinstance(x, np.generic):
        return f"{type(x).__name__} {x.item()!r}"
    return f"{type(x).__name__} {x.tolist() if isinstance(x, np.ndarray) else list(x)!r}"


# ---- the type alone ----


def _set_attribute(cls: type, _: type) -> str:
    cls.added_by_numpy_hpy = 1
    del cls.added_by_numpy_hpy
    return "can be set"


def _delete_attribute(cls: type, _: type) -> str:
    name = next(name for name in vars(cls) if not name.startswith("_"))
    value = vars(cls)[name]
    delattr(cls, name)
    setattr(cls, name, value)
    return "can be deleted"


def _call(cls: type, static: type) -> str:
    """Whether calling the type without arguments is refused as such."""
    try:
        cls()
    except TypeError as error:
        if "cannot create" in str(error):
            return str(error)
    return "can be called"


def _new_of_object(cls: type, _: type) -> str:
    return type(object.__new__(cls)).__name__


def _abcs(cls: type, _: type) -> str:
    names = ("Number", "Complex", "Real", "Rational", "Integral")
    return ", ".join(name for name in names if issubclass(cls, getattr(numbers, name))) or "none"


def _weakref_to_type(cls: type, _: type) -> str:
    return str(weakref.ref(cls)() is cls)


def _subclass(cls: type, _: type) -> str:
    return _describe(type("Sub", (cls,), {}))


def _subclass_with_slots(cls: type, _: type) -> str:
    return _describe(type("Sub", (cls,), {"__slots__": ("extra",)}))


class _Mixin:
    """A plain class."""


def _subclass_behind_mixin(cls: type, _: type) -> str:
    return _describe(type("Sub", (_Mixin, cls), {}))


def _subclass_before_mixin(cls: type, _: type) -> str:
    return _describe(type("Sub", (cls, _Mixin), {}))


def _subclass_with(cls: type, builtin: type) -> str:
    return _describe(type("Sub", (cls, builtin), {}))


def _describe(cls: type) -> str:
    fields = _typeobject.fields(cls)
    flags = fields["tp_flags"] & ~(1 << 19)  # Whether it has a version.
    mro = ", ".join(each.__name__ for each in cls.__mro__)
    sizes = [fields[name] for name in ("tp_basicsize", "tp_itemsize", "tp_dictoffset", "tp_weaklistoffset")]
    return f"base {cls.__base__.__name__}, mro {mro}, sizes {sizes}, flags {flags:#x}"


_TYPE_PROBES = {
    "setting an attribute of the type": _set_attribute,
    "deleting an attribute of the type": _delete_attribute,
    "calling the type": _call,
    "object.__new__ of the type": _new_of_object,
    "issubclass of the ABCs in numbers": _abcs,
    "a weak reference to the type": _weakref_to_type,
    "whether the collector tracks the type": lambda cls, _: str(gc.is_tracked(cls)),
    "subclass in Python": _subclass,
    "subclass with __slots__": _subclass_with_slots,
    "subclass of a mixin and it": _subclass_behind_mixin,
    "subclass of it and a mixin": _subclass_before_mixin,
}
_BUILTINS = {cls.__name__: cls for cls in (float, complex, int, str, bytes, tuple)}


# ---- instances ----


def _on_instance(function: Callable[[Any], Any]) -> Callable[[type, type], Any]:
    return lambda cls, static: function(_make(cls, static))


REPR_CRASHES = np.lib.NumpyVersion(np.__version__) < "2.1.0"
"""NumPy 2.0 dies of the repr of an integer whose class it does not know by its address, as in ``class S(np.int8)``."""


def _repr(x: Any) -> str:
    return "a crash" if REPR_CRASHES and isinstance(x, np.integer) and type(x).__flags__ & 1 << 9 else repr(x)


def _buffer(x: Any) -> str:
    with memoryview(x) as view:
        # Values, not bytes: a long double has some that mean nothing.
        return f"{view.format} {view.itemsize} {view.shape} {view.readonly} {np.asarray(view).tolist()!r}"


def _match(cls: type, static: type) -> str:
    match _make(cls, static):
        case cls(value):  # A type with the flag MATCH_SELF takes one positional pattern.
            return f"matched {_value(value)}"
    return "not matched"


def _pickle(protocol: int) -> Callable[[Any], str]:
    def probe(x: Any) -> str:
        return _value(pickle.loads(pickle.dumps(x, protocol)))

    return probe


def _set_class(cls: type, static: type) -> str:
    sub = type("Sub", (cls,), {"__slots__": ()})
    x = _make(cls, static)
    x.__class__ = sub
    return "can be set"


def _references_while_alive(cls: type, static: type) -> str:
    before = sys.getrefcount(cls)
    instances = [_make(cls, static) for _ in range(50)]
    after = sys.getrefcount(cls)
    del instances
    return f"{(after - before) / 50:g} an instance"


def _references_left(cls: type, static: type) -> str:
    _make(cls, static)
    before = sys.getrefcount(cls)
    for _ in range(50):
        _make(cls, static)
    return f"{(sys.getrefcount(cls) - before) / 50:g} an instance"


def _operators(names: str, *operands: Any) -> Callable[[Any], str]:
    def probe(x: Any) -> str:
        results = []
        for name in names.split():
            function = getattr(operator, name)
            results += [f"{name} {_attempt(function, x, *operands)}"]
            results += [f"{name} {_attempt(function, operand, x)}" for operand in operands]
        return "; ".join(results)

    return probe


_INSTANCE_PROBES: dict[str, Callable[[type, type], Any]] = {
    "making an instance": _on_instance(_value),
    "its type": lambda cls, static: str(type(_make(cls, static)) is cls),
    "repr": _on_instance(_repr),
    "str, format": _on_instance(lambda x: f"{x!s} {x:}"),
    "hash": _on_instance(hash),
    "comparing": _on_instance(_operators("eq ne lt le gt ge", 2)),
    "comparing with itself": _on_instance(lambda x: f"{x == x!r} {x < x!r}"),
    "bool, int, float, complex, index": _on_instance(
        lambda x: "; ".join(_attempt(f, x) for f in (bool, int, float, complex, operator.index))
    ),
    "arithmetic": _on_instance(_operators("add sub mul truediv floordiv mod pow", 2)),
    "arithmetic with itself": _on_instance(
        lambda x: "; ".join(_attempt(f, x, x) for f in (operator.add, operator.mul))
    ),
    "bit operations": _on_instance(_operators("and_ or_ xor lshift rshift matmul", 1)),
    "unary operations": _on_instance(_operators("neg pos abs invert")),
    "in place": _on_instance(_operators("iadd imul", 2)),
    "len, item, in, iter": _on_instance(
        lambda x: "; ".join(
            [_attempt(len, x), _attempt(operator.getitem, x, 0), _attempt(operator.contains, x, 1), _attempt(list, x)]
        )
    ),
    "the buffer protocol": _on_instance(_buffer),
    "dtype, item": _on_instance(lambda x: f"{_attempt(lambda: x.dtype)} {_attempt(lambda: x.item())}"),
    "an array of it": _on_instance(lambda x: f"{np.asarray(x)!r} {np.asarray([x]).dtype}"),
    **{f"pickling, protocol {protocol}": _on_instance(_pickle(protocol)) for protocol in range(6)},
    "copy": _on_instance(lambda x: _value(copy.copy(x))),
    "deepcopy": _on_instance(lambda x: _value(copy.deepcopy(x))),
    "a weak reference to an instance": _on_instance(lambda x: str(weakref.ref(x)() is x)),
    "setting an attribute of an instance": _on_instance(lambda x: setattr(x, "extra", 1)),
    "setting its __class__": _set_class,
    "its __module__": _on_instance(lambda x: x.__module__),
    "isinstance of the ABCs in numbers": _on_instance(lambda x: _abcs(type(x), type(x))),
    "a class pattern": _match,
    "memory of an instance": _on_instance(lambda x: f"{sys.getsizeof(x)} bytes"),
    "whether the collector tracks an instance": _on_instance(lambda x: str(gc.is_tracked(x))),
    "references to the type, while alive": _references_while_alive,
    "references to the type, when gone": _references_left,
}


def _on_subclass(function: Callable[[Any], Any], *mixins: type) -> Callable[[type, type], Any]:
    # A mixin stands behind: NumPy 2.4 takes an instance for one of the class that is second in the MRO, and crashes.
    def probe(cls: type, static: type) -> Any:
        return function(_make(type("Sub", (cls, *mixins), {"__module__": __name__}), static))

    return probe


def _with_attribute(x: Any) -> str:
    x.extra = [x]
    return f"{x.__dict__.keys()} {weakref.ref(x)() is x} {gc.is_tracked(x)} {sys.getsizeof(x)}"


_SUBCLASS_PROBES: dict[str, Callable[[type, type], Any]] = {
    "an instance of a subclass": _on_subclass(lambda x: f"{_value(x)} {_attempt(hash, x)}"),
    "an instance of a subclass with a mixin": _on_subclass(_value, _Mixin),
    "attributes of an instance of a subclass": _on_subclass(_with_attribute),
    "arithmetic of a subclass": _on_subclass(_operators("add mul", 2)),
}
