/* Making the type object, whatever its metaclass.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_HEAPTYPE_MAKE_H
#define NUMPY_HPY_CPYTHON_HEAPTYPE_MAKE_H

#include "numpy_hpy/cpython/heaptype_slots.h"

#if PY_VERSION_HEX < 0x030C0000
#include <structmember.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// The metaclass of a class with these bases: the most derived of theirs, or `metaclass` if that is derived from all. Borrowed,
/// or NULL with TypeError set.
static inline PyTypeObject *npy_heaptype_metaclass(const char *name, PyTypeObject *metaclass, PyObject *bases)
{
    PyTypeObject *best = metaclass == NULL ? &PyType_Type : metaclass;
    if (!PyType_Check((PyObject *)best)) {
        PyErr_Format(PyExc_TypeError, "%.100s: its metaclass must be a type, not '%.100s'", name, Py_TYPE(best)->tp_name);
        return NULL;
    }
    if (!PyType_IsSubtype(best, &PyType_Type)) {
        PyErr_Format(PyExc_TypeError, "%.100s: its metaclass '%.100s' is not a subclass of 'type'", name, best->tp_name);
        return NULL;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *other = Py_TYPE(PyTuple_GET_ITEM(bases, i));
        if (PyType_IsSubtype(other, best)) {
            best = other;
        }
        else if (!PyType_IsSubtype(best, other)) {
            PyErr_Format(PyExc_TypeError, "%.100s: its metaclasses '%.100s' and '%.100s' conflict", name, best->tp_name, other->tp_name);
            return NULL;
        }
    }
    return best;
}

/// A type whose instances are laid out as those of `like`, and nothing else: a base to make a type with that will get another
/// one. A new reference, or NULL with an exception set.
static inline PyTypeObject *npy_heaptype_stand_in(PyTypeObject *base, PyTypeObject *like)
{
    PyType_Slot slots[] = {{0, NULL}};
    PyType_Spec spec;
    spec.name = "numpy_hpy.stand_in";
    spec.basicsize = (int)like->tp_basicsize;
    spec.itemsize = (int)like->tp_itemsize;
    spec.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_IMMUTABLETYPE;
#ifdef Py_TPFLAGS_ITEMS_AT_END
    spec.flags |= (unsigned)(like->tp_flags & Py_TPFLAGS_ITEMS_AT_END);
#endif
    spec.slots = slots;
    PyObject *bases = PyTuple_Pack(1, base);
    PyObject *result = bases == NULL ? NULL : PyType_FromSpecWithBases(&spec, bases);
    Py_XDECREF(bases);
    return (PyTypeObject *)result;
}

#if PY_VERSION_HEX >= 0x030C0000

/// As PyType_FromMetaclass, and with metaclasses that it refuses because they have a tp_new or tp_alloc: neither is called. Nor is
/// mro(), which would see a stand-in for the bases.
static inline PyTypeObject *npy_heaptype_make(PyTypeObject *metaclass, PyObject *module, PyType_Spec *spec, PyObject *bases)
{
    if (metaclass == &PyType_Type) {
        return (PyTypeObject *)PyType_FromMetaclass(metaclass, module, spec, bases);
    }
    /* Made as the class of a metaclass of the same size, which then gives way to the true one. */
    PyTypeObject *stand_in = npy_heaptype_stand_in(&PyType_Type, metaclass);
    if (stand_in == NULL) {
        return NULL;
    }
    PyObject *type = PyType_FromMetaclass(stand_in, module, spec, bases);
    if (type != NULL) {
        if (PyType_HasFeature(metaclass, Py_TPFLAGS_HEAPTYPE)) {
            Py_INCREF(metaclass);
        }
        Py_SET_TYPE(type, metaclass);
        Py_DECREF(stand_in); /* the type's reference */
    }
    Py_DECREF(stand_in);
    return (PyTypeObject *)type;
}

#else

/// Puts a docstring, a name or members into a type object that owns a copy of them. 0, or -1 with an exception set.
static inline int npy_heaptype_copy_texts(PyHeapTypeObject *heap, PyObject *module, PyType_Spec *spec)
{
    const char *dot = strrchr(spec->name, '.');
    heap->ht_name = PyUnicode_FromString(dot == NULL ? spec->name : dot + 1);
    if (heap->ht_name == NULL) {
        return -1;
    }
    Py_INCREF(heap->ht_name);
    heap->ht_qualname = heap->ht_name;
    Py_XINCREF(module);
    heap->ht_module = module;
    size_t size = strlen(spec->name) + 1;
    heap->_ht_tpname = (char *)PyMem_Malloc(size);
    if (heap->_ht_tpname == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    heap->ht_type.tp_name = (const char *)memcpy(heap->_ht_tpname, spec->name, size);
    return 0;
}

static inline int npy_heaptype_copy_slot(PyTypeObject *type, const PyType_Slot *slot)
{
    if (slot->slot == Py_tp_doc && slot->pfunc != NULL) {
        size_t size = strlen((const char *)slot->pfunc) + 1;
        char *doc = (char *)PyObject_Malloc(size);
        if (doc == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        type->tp_doc = (const char *)memcpy(doc, slot->pfunc, size);
    }
    else if (slot->slot == Py_tp_members) {
        PyMemberDef *members = (PyMemberDef *)((char *)type + Py_TYPE(type)->tp_basicsize);
        const PyMemberDef *member = (const PyMemberDef *)slot->pfunc;
        for (Py_ssize_t i = 0; member[i].name != NULL; i++) {
            members[i] = member[i];
        }
        type->tp_members = members;
    }
    else if (slot->slot == Py_tp_methods) {
        type->tp_methods = (PyMethodDef *)slot->pfunc;
    }
    else if (slot->slot == Py_tp_getset) {
        type->tp_getset = (PyGetSetDef *)slot->pfunc;
    }
    else if (slot->slot != Py_tp_base && slot->slot != Py_tp_bases && slot->slot != Py_tp_doc) {
        int i = npy_heaptype_find_slot(slot->slot);
        if (i < 0) {
            PyErr_SetString(PyExc_RuntimeError, "invalid slot offset");
            return -1;
        }
        npy_heaptype_set(type, &npy_heaptype_slots()[i], slot->pfunc);
    }
    return 0;
}

/// Where a member with this name says that something is; 0: there is none.
static inline Py_ssize_t npy_heaptype_offset(const PyMemberDef *members, const char *name)
{
    for (; members != NULL && members->name != NULL; members++) {
        if (strcmp(members->name, name) == 0) {
            return members->offset;
        }
    }
    return 0;
}

/// What PyType_FromModuleAndSpec does after PyType_Ready. 0, or -1 with an exception set.
static inline int npy_heaptype_complete_dict(PyTypeObject *type, const PyMemberDef *members)
{
    type->tp_weaklistoffset = npy_heaptype_offset(members, "__weaklistoffset__");
    type->tp_dictoffset = npy_heaptype_offset(members, "__dictoffset__");
    if ((type->tp_weaklistoffset != 0 && PyDict_DelItemString(type->tp_dict, "__weaklistoffset__") < 0) ||
        (type->tp_dictoffset != 0 && PyDict_DelItemString(type->tp_dict, "__dictoffset__") < 0)) {
        return -1;
    }
    const char *dot = strrchr(type->tp_name, '.');
    if (dot == NULL || PyDict_GetItemString(type->tp_dict, "__module__") != NULL) {
        return 0;
    }
    PyObject *name = PyUnicode_FromStringAndSize(type->tp_name, dot - type->tp_name);
    int result = name == NULL ? -1 : PyDict_SetItemString(type->tp_dict, "__module__", name);
    Py_XDECREF(name);
    return result;
}

/// As PyType_FromMetaclass, which Python 3.11 lacks, for one base.
static inline PyTypeObject *npy_heaptype_make(PyTypeObject *metaclass, PyObject *module, PyType_Spec *spec, PyObject *bases)
{
    if (metaclass == &PyType_Type) {
        return (PyTypeObject *)PyType_FromModuleAndSpec(module, spec, bases);
    }
    PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(bases, 0);
    const PyMemberDef *members = NULL;
    Py_ssize_t member_count = 0;
    for (const PyType_Slot *slot = spec->slots; slot->slot != 0; slot++) {
        if (slot->slot == Py_tp_members) {
            members = (const PyMemberDef *)slot->pfunc;
        }
    }
    while (members != NULL && members[member_count].name != NULL) {
        member_count++;
    }
    PyHeapTypeObject *heap = (PyHeapTypeObject *)PyType_GenericAlloc(metaclass, member_count);
    if (heap == NULL) {
        return NULL;
    }
    PyTypeObject *type = &heap->ht_type;
    type->tp_flags = spec->flags | Py_TPFLAGS_HEAPTYPE; /* first: the collector may look at it */
    type->tp_as_async = &heap->as_async;
    type->tp_as_number = &heap->as_number;
    type->tp_as_sequence = &heap->as_sequence;
    type->tp_as_mapping = &heap->as_mapping;
    type->tp_as_buffer = &heap->as_buffer;
    Py_INCREF(base);
    type->tp_base = base;
    Py_INCREF(bases);
    type->tp_bases = bases;
    type->tp_basicsize = spec->basicsize;
    type->tp_itemsize = spec->itemsize;
    type->tp_vectorcall_offset = npy_heaptype_offset(members, "__vectorcalloffset__");
    int result = npy_heaptype_copy_texts(heap, module, spec);
    for (const PyType_Slot *slot = spec->slots; result == 0 && slot->slot != 0; slot++) {
        result = npy_heaptype_copy_slot(type, slot);
    }
    if (type->tp_dealloc == NULL) {
        type->tp_dealloc = base->tp_dealloc; /* a stand-in: it has that of all heap types */
    }
    if (result == 0) {
        /* A mro() of the metaclass would see a stand-in for the bases. */
        Py_SET_TYPE((PyObject *)type, &PyType_Type);
        result = PyType_Ready(type);
        Py_SET_TYPE((PyObject *)type, metaclass);
    }
    if (result < 0 || npy_heaptype_complete_dict(type, members) < 0) {
        Py_CLEAR(heap);
    }
    return (PyTypeObject *)heap;
}

#endif

#ifdef __cplusplus
}
#endif

#endif
