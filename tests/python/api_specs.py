"""Specifications of methods and DType classes as the tests write them: the structs of api_calls/protocol.h, and the types
of the C functions, which are in Python."""

import ctypes
from ctypes import CFUNCTYPE, POINTER, c_char, c_int, c_size_t, c_ssize_t, c_uint64, c_void_p, py_object

from api_describe import address_of

NO, EQUIV, SAFE, SAME_KIND, UNSAFE = range(5)

# Slots of a method, and its flags.
RESOLVE, STRIDED, CONTIGUOUS, UNALIGNED = 2, 5, 6, 7
REQUIRES_PYAPI, NO_FLOATINGPOINT_ERRORS, SUPPORTS_UNALIGNED, IS_REORDERABLE = 1, 2, 4, 8

POINTERS = POINTER(c_void_p)
STRIDED_LOOP = CFUNCTYPE(c_int, c_void_p, POINTERS, POINTER(c_ssize_t), POINTER(c_ssize_t), c_void_p)
RESOLVE_DESCRIPTORS = CFUNCTYPE(c_int, c_void_p, POINTERS, POINTERS, POINTERS, POINTER(c_ssize_t))
TRANSLATE_GIVEN = CFUNCTYPE(c_int, c_int, c_int, *[POINTERS] * 3)
TRANSLATE_LOOP = CFUNCTYPE(c_int, c_int, c_int, *[POINTERS] * 4)
PROMOTER = CFUNCTYPE(c_int, *[POINTERS] * 4)


class Slot(ctypes.Structure):
    """PyType_Slot."""

    _fields_ = [("slot", c_int), ("pfunc", c_void_p)]


class MethodParts(ctypes.Structure):
    """PyArrayMethod_Spec without its classes."""

    _fields_ = [("ufunc", c_void_p), ("name", c_void_p), ("slots", c_void_p)]
    _fields_ += [(name, c_int) for name in ("nin", "nout", "casting", "flags")]


class ClassParts(ctypes.Structure):
    """PyArrayDTypeMeta_Spec without its classes."""

    _fields_ = [("name", c_void_p), ("doc", c_void_p), ("slots", c_void_p), ("casts", POINTER(MethodParts))]
    _fields_ += [("cast_count", c_int), ("flags", c_int), ("basicsize", c_size_t)]


class DescrStruct(ctypes.Structure):
    """How a PyArray_Descr begins."""

    _fields_ = [("head", ctypes.c_byte * object.__basicsize__), ("typeobj", c_void_p)]
    _fields_ += [(name, c_char) for name in ("kind", "type", "byteorder", "former_flags")]
    _fields_ += [("type_num", c_int), ("flags", c_uint64), ("elsize", c_ssize_t), ("alignment", c_ssize_t)]


def entries(slots):
    """A C array of slots, from their numbers and functions."""
    return (Slot * (len(slots) + 1))(*[(number, address_of(function)) for number, function in slots.items()])


def method(slots, nin=1, nout=1, casting=NO, flags=0, name=b"a method", ufunc=None):
    """A method, with what it points to."""
    array = entries(slots)
    made = MethodParts(address_of(ufunc), address_of(name), ctypes.addressof(array), nin, nout, casting, flags)
    made.kept = array, name, ufunc
    return made


def keep(thing):
    """The address of an object, with a new reference, as what C takes over."""
    ctypes.pythonapi.Py_IncRef(py_object(thing))
    return id(thing)
