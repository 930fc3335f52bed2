"""Why a heap type differs from the static type, in CPython's type code; and what cannot be compared."""

from __future__ import annotations

import numpy as np

from . import _typeobject

UNEXPLAINED = "not known"

_BEST_BASE = "PyType_FromSpec takes for tp_base what best_base() chooses, the base with the larger instances"
_OTHER_BASE = "inherit_special() and type_ready_set_new() take it from tp_base, which is another"
_SUITES = (
    "type_ready_inherit_as_structs() lets a static type share the struct of tp_base; a heap type has one of its own, "
    "which inherit_slots() fills from all bases"
)
_REFUSED = "best_base() refuses a base without BASETYPE, which PyType_Ready() does not ask of a static type"
_METACLASS = "PyType_FromSpecWithBases() makes instances of `type`, or of the metaclass of the bases"
_SUBCLASS_FLAG = "a subclass inherits HAVE_VECTORCALL in inherit_slots() if it is immutable, and so does its subclass"
_DEALLOC = (
    "PyType_GenericAlloc() gives an instance of a heap type a reference to the type, which tp_dealloc must release: "
    "subtype_dealloc() does, a static type's does not"
)
_IMMUTABLE = "PyType_Ready() sets IMMUTABLETYPE for static types alone, and {} asks for it"
_TRAVERSE = "an instance of a heap type refers to its type, which tp_traverse must visit"

_BY_ASPECT = {
    "__base__": _BEST_BASE,
    "metaclass": _METACLASS,
    "flag IMMUTABLETYPE": "PyType_Ready() sets it for static types alone",
    "setting an attribute of the type": _IMMUTABLE.format("type_setattro()"),
    "deleting an attribute of the type": _IMMUTABLE.format("type_setattro()"),
    "setting its __class__": _IMMUTABLE.format("object_set_class()"),
    "flag DISALLOW_INSTANTIATION": "type_ready_set_new() sets it for a static type with the base object and no tp_new",
    "flag MATCH_SELF": _OTHER_BASE,
    "a class pattern": "inherit_special() takes the flag MATCH_SELF from tp_base, which is another",
    "flag HAVE_VECTORCALL": "inherit_slots() hands it on to immutable types alone",
    "attribute __doc__": "PyType_FromSpec puts the docstring of the type over a descriptor for that of instances",
    "attribute __vectorcalloffset__": "PyType_FromSpec takes an offset for a member, and leaves it in the dict",
    "attribute __module__": "type_module() reads __module__ of a heap type from its dict, that of a static type from tp_name",
    "__doc__": "type_get_doc() reads __doc__ of a heap type from its dict, where the descriptor for instances is",
    "its __module__": "type_module() reads __module__ of a heap type from its dict, where an instance finds it too",
    "whether the collector tracks the type": "type_is_gc() is true of heap types alone",
    "references to the type, while alive": "PyType_GenericAlloc() counts a reference to a heap type for each instance",
    "references to the type, when gone": _DEALLOC,
    "tp_dealloc": _DEALLOC,
    "tp_traverse": _TRAVERSE,
    "tp_vectorcall_offset": "PyType_FromSpec knows it from a member __vectorcalloffset__ alone",
}


def of_refusal(message: str) -> str:
    """Why CPython does not make a type at all."""
    return _REFUSED if "acceptable base type" in message else UNEXPLAINED


def of_difference(static: type, made: type, aspect: str, naive: bool) -> str:
    """The cause of a difference, in one sentence."""
    if aspect in _BY_ASPECT:
        return _BY_ASPECT[aspect]
    other_base = static.__base__.__name__ != made.__base__.__name__
    if aspect.startswith(("nb_", "sq_", "mp_", "am_", "bf_")):
        return _SUITES
    if aspect == "tp_new" or aspect in ("calling the type", "object.__new__ of the type"):
        return (
            _OTHER_BASE
            if other_base
            else "type_ready_set_new() lets a heap type inherit object.__new__, a static one not"
        )
    if aspect.startswith(("arithmetic", "bit operations", "unary operations", "bool, int", "in place")) and naive:
        return _SUITES
    if aspect.startswith("subclass") and type(static) is not type(made):
        return _METACLASS
    if aspect.startswith("subclass") and naive:
        return _BEST_BASE if other_base else _subclass_cause(static)
    return UNEXPLAINED


def _subclass_cause(static: type) -> str:
    has_vectorcall = _typeobject.fields(static)["tp_flags"] >> 11 & 1
    return _SUBCLASS_FLAG if has_vectorcall else UNEXPLAINED


_OF_STATIC_TYPE = "NumPy's tp_new makes an instance of the static type, whatever class is called"
_NO_INSTANCES = {
    np.object_: "numpy.object_(x) gives x itself",
    np.dtype: "NumPy's tp_new makes instances of its own DType classes, whatever class is called",
    type(np.dtype): "NumPy's tp_new refuses to make a DType class",
    np.flatiter: "only ndarray.flat makes one, of the static type",
    np.broadcast: _OF_STATIC_TYPE,
    np.ufunc: "only PyUFunc_FromFuncAndData makes one, of the static type",
    type(np.zeros(1).flags): _OF_STATIC_TYPE,
}
_OF_NDARRAY = {
    *("repr", "comparing", "comparing with itself", "arithmetic", "arithmetic with itself", "bit operations"),
    *("unary operations", "in place", "len, item, in, iter", "an array of it", "arithmetic of a subclass"),
    *("making an instance", "copy", "deepcopy"),
    *(f"pickling, protocol {protocol}" for protocol in range(6)),
}
_ABSTRACT = "it is abstract: it has no instances"


def not_comparable(static: type, aspect: str, ours: str, theirs: str) -> str | None:
    """Why an aspect cannot be compared, or None."""
    if aspect == "flag HEAPTYPE":
        return "it is what is compared"
    if aspect == "instances":
        return _NO_INSTANCES.get(static, _ABSTRACT)
    if ours == theirs:
        return None
    if static is np.ufunc and aspect == "attribute __signature__":
        return "NumPy puts it into the dict when the type is ready"
    if isinstance(static, type(np.dtype)) and aspect == "__doc__":
        return "NumPy writes __doc__ into the dict when the type is ready"
    if static is np.dtype and aspect == "calling the type":
        return "NumPy's tp_new asks whether the type is the static one"
    if aspect == "issubclass of the ABCs in numbers":
        return "NumPy registers the static type there"
    if theirs == "a crash":
        return "NumPy 2.0 dies of the repr of an integer whose class it does not know by its address"
    if aspect == "repr" and issubclass(static, np.generic):
        return "NumPy writes `np.` for its static types, which it knows by their address, and the module for others"
    if static is np.ndarray and aspect in _OF_NDARRAY:
        return "NumPy takes the twin for a subclass of the static type, and asks its __array_ufunc__ and the like"
    return None
