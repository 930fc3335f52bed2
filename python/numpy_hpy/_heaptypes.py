"""NumPy's static types, the heap types that one gets from their own members, and how these differ.

A twin has the name, bases, slots, methods, members and flags of a static type. Each type has two: one made by
``PyType_FromSpecWithBases``, and one by ``numpy_hpy/heaptype.h``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from . import _heaptypes_causes as causes
from . import _heaptypes_probes as probes
from . import _typeobject

SCALARS = tuple(np.dtype(code).type for code in "?bBhHiIlLqQefdgFDGOSUVMm")
ABSTRACT = tuple(
    getattr(np, name)
    for name in (
        *("generic", "number", "integer", "signedinteger", "unsignedinteger"),
        *("inexact", "floating", "complexfloating", "flexible", "character"),
    )
)
OTHERS = (np.ndarray, np.dtype, type(np.dtype), np.flatiter, np.broadcast, np.nditer, np.ufunc, type(np.zeros(1).flags))
TYPES = SCALARS + ABSTRACT + OTHERS

FLAGS = {
    3: "MANAGED_WEAKREF",
    4: "MANAGED_DICT",
    5: "SEQUENCE",
    6: "MAPPING",
    7: "DISALLOW_INSTANTIATION",
    8: "IMMUTABLETYPE",
    9: "HEAPTYPE",
    10: "BASETYPE",
    11: "HAVE_VECTORCALL",
    14: "HAVE_GC",
    17: "METHOD_DESCRIPTOR",
    20: "IS_ABSTRACT",
    22: "MATCH_SELF",
    23: "ITEMS_AT_END",
    24: "LONG_SUBCLASS",
    25: "LIST_SUBCLASS",
    26: "TUPLE_SUBCLASS",
    27: "BYTES_SUBCLASS",
    28: "UNICODE_SUBCLASS",
    29: "DICT_SUBCLASS",
    30: "BASE_EXC_SUBCLASS",
    31: "TYPE_SUBCLASS",
}
"""What a type object says of itself; the other bits are CPython's notes."""

SAME, DIFFERENT, NOT_COMPARABLE = "same", "different", "not comparable"


@dataclass(frozen=True)
class Finding:
    """What one aspect of a type is in the static type and in its twin."""

    aspect: str
    outcome: str
    static: str
    twin: str
    cause: str | None = None
    """Why it differs, in CPython's type code, or why it cannot be compared."""


@dataclass
class Comparison:
    """A static type and one of its twins."""

    type: type
    naive: bool
    findings: list[Finding] = field(default_factory=list)
    nanoseconds: tuple[float, float] | None = None
    """What it takes to make and drop an instance: of the static type, of the twin."""

    def count(self) -> Counter[str]:
        return Counter(finding.outcome for finding in self.findings)


def own_slots(type: type) -> dict[str, int]:
    """The slots that a static type defines itself: those with a method in its dict, and what no base has there."""
    slots = _typeobject.slots(type)
    bases = [_typeobject.slots(base) for base in type.__mro__[1:]]
    own = {name: slots[name] for name in _typeobject.wrapped(type)}
    own |= {name: value for name, value in slots.items() if value and all(base[name] != value for base in bases)}
    if "__new__" in vars(type):
        own["tp_new"] = slots["tp_new"]
    if vars(type).get("__hash__", ...) is None:
        del own["tp_hash"]  # What PyType_Ready puts there.
    return own


def twin(static: type, *, naive: bool = False) -> type:
    """A heap type with the members of ``static``. TypeError if ``naive`` and CPython refuses it."""
    made = _typeobject.twin(static, own_slots(static), naive=naive)
    if type(made) is not type:
        # NumPy's metaclass does not let go of its instances: the collector would find them at every pass.
        _KEPT.extend([made, *made.__bases__])
    return made


_KEPT: list[type] = []


def known_twin(static: type, *, naive: bool = False) -> type:
    """A twin whose instances NumPy takes for those of ``static``, which its C code knows by its address: it comes behind the
    twin in the MRO, as behind a subclass made in Python."""
    made = twin(static, naive=naive)
    _typeobject.insert_into_mro(made, static)
    return made


def compare(static: type, *, naive: bool = False, measure: bool = True) -> Comparison:
    """Everything that there is to compare of a static type and a twin of it."""
    result = Comparison(static, naive)
    try:
        made, known = twin(static, naive=naive), known_twin(static, naive=naive)
    except TypeError as error:
        result.findings.append(Finding("creation", DIFFERENT, "a type", str(error), causes.of_refusal(str(error))))
        return result
    result.findings.append(Finding("creation", SAME, "a type", "a type"))
    for aspect, ours, theirs in _structure(static, made):
        result.findings.append(_finding(static, made, aspect, ours, theirs, naive))
    for aspect, ours, theirs in probes.outcomes(static, made, known):
        result.findings.append(_finding(static, made, aspect, ours, theirs, naive))
    if measure:
        result.nanoseconds = probes.times(static, known)
    return result


def _finding(static: type, made: type, aspect: str, ours: str, theirs: str, naive: bool) -> Finding:
    if (reason := causes.not_comparable(static, aspect, ours, theirs)) is not None:
        return Finding(aspect, NOT_COMPARABLE, ours, theirs, reason)
    if ours == theirs:
        return Finding(aspect, SAME, ours, theirs)
    return Finding(aspect, DIFFERENT, ours, theirs, causes.of_difference(static, made, aspect, naive))


def _structure(static: type, made: type) -> Iterator[tuple[str, str, str]]:
    """What the type objects hold: (aspect, in the static type, in the twin)."""
    yield "__base__", static.__base__.__name__, made.__base__.__name__
    yield "__bases__", _names(static.__bases__), _names(made.__bases__)
    yield "__mro__", _names(static.__mro__), _names(made.__mro__)
    yield "metaclass", type(static).__name__, type(made).__name__
    for name in ("__name__", "__qualname__", "__module__", "__doc__", "__text_signature__"):
        yield name, repr(getattr(static, name)), repr(getattr(made, name))
    ours, theirs = _typeobject.fields(static), _typeobject.fields(made)
    for name in (
        "tp_name",
        "tp_basicsize",
        "tp_itemsize",
        "tp_dictoffset",
        "tp_weaklistoffset",
        "tp_vectorcall_offset",
    ):
        yield name, str(ours[name]), str(theirs[name])
    for bit, name in FLAGS.items():
        has, twin_has = (bool(fields["tp_flags"] >> bit & 1) for fields in (ours, theirs))
        if has or twin_has:
            yield f"flag {name}", "set" if has else "not set", "set" if twin_has else "not set"
    ours, theirs = _typeobject.slots(static), _typeobject.slots(made)
    for name, value in ours.items():
        if value or theirs[name]:
            yield name, _owner(static, name, value), _owner(static, name, theirs[name])
    ours, theirs = _attributes(static), _attributes(made)
    common = {name for name in ours.keys() & theirs.keys() if ours[name] == theirs[name]}
    yield "attributes of the type", f"{len(common)} in common", f"{len(common)} in common"
    for name in sorted((ours.keys() | theirs.keys()) - common):
        yield f"attribute {name}", ours.get(name, "missing"), theirs.get(name, "missing")
    for name, value in _typeobject.subclass_checks(static).items():
        yield f"{name} in C", str(value), str(_typeobject.subclass_checks(made)[name])


def _names(types: tuple[type, ...]) -> str:
    return ", ".join(cls.__name__ for cls in types)


def _owner(static: type, name: str, address: int) -> str:
    """Whose function it is: that of a type, by its name; none; or one of the twin's alone."""
    if not address:
        return "empty"
    owners = [cls.__name__ for cls in static.__mro__ if _typeobject.slots(cls)[name] == address]
    return owners[-1] if owners else "a function of the heap type"


def _attributes(cls: type) -> dict[str, str]:
    return {name: type(value).__name__ for name, value in vars(cls).items()}
