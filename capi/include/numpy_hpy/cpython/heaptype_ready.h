/* Making a heap type ready as PyType_Ready makes a static one: with the bases, and the tp_base, that it is given.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_HEAPTYPE_READY_H
#define NUMPY_HPY_CPYTHON_HEAPTYPE_READY_H

#include "numpy_hpy/cpython/heaptype_layout.h"
#include "numpy_hpy/cpython/heaptype_slots.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A slot that has the value of another type's.
typedef struct {
    /// Py_tp_hash, Py_nb_add, ...
    int slot;
    /// Whose slot it is: one of the bases, or of theirs. Borrowed.
    PyTypeObject *type;
} NpyHeapType_SlotFrom;

/* Flags that a type inherits together with slots. */
#define NPY_HEAPTYPE_INHERITED_FLAGS                                                                                   \
    (Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING)

/// A tuple of types from `bases`: a tuple, a type, or NULL, which stands for `base`, or for object. All are made ready. A new
/// reference, or NULL with an exception set.
static inline PyObject *npy_heaptype_bases(PyObject *bases, PyTypeObject *base)
{
    PyObject *result;
    if (bases != NULL && PyTuple_Check(bases) && PyTuple_GET_SIZE(bases) > 0) {
        Py_INCREF(bases);
        result = bases;
    }
    else {
        PyObject *only = (PyObject *)(base == NULL ? &PyBaseObject_Type : base);
        result = PyTuple_Pack(1, bases != NULL && !PyTuple_Check(bases) ? bases : only);
    }
    for (Py_ssize_t i = 0; result != NULL && i < PyTuple_GET_SIZE(result); i++) {
        PyObject *item = PyTuple_GET_ITEM(result, i);
        if (!PyType_Check(item)) {
            PyErr_Format(PyExc_TypeError, "bases must be types, not '%.100s'", Py_TYPE(item)->tp_name);
            Py_CLEAR(result);
        }
        else if (PyType_Ready((PyTypeObject *)item) < 0) {
            Py_CLEAR(result);
        }
    }
    return result;
}

/// Fails with TypeError unless `base` is among `bases`.
static inline int npy_heaptype_check_base(const char *name, PyObject *bases, PyTypeObject *base)
{
    if (!PyType_Check((PyObject *)base)) {
        PyErr_Format(
            PyExc_TypeError, "%.100s: what is to rule the layout must be a type, not '%.100s'", name, Py_TYPE(base)->tp_name);
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        if (PyTuple_GET_ITEM(bases, i) == (PyObject *)base) {
            return 0;
        }
    }
    PyErr_Format(PyExc_TypeError, "%.100s: '%.100s', which is to rule the layout, is none of its bases: '%.100s' is the first", name,
        base->tp_name, ((PyTypeObject *)PyTuple_GET_ITEM(bases, 0))->tp_name);
    return -1;
}

/// The value of a slot of another type. NULL with SystemError set: there is none; with TypeError: it is for other instances.
static inline void *npy_heaptype_slot_from(const char *name, PyObject *bases, const NpyHeapType_SlotFrom *from)
{
    if (from->type == NULL || !PyType_Check((PyObject *)from->type)) {
        PyErr_Format(PyExc_TypeError, "%.100s: a slot must be that of a type, not '%.100s'", name,
            from->type == NULL ? "NULL" : Py_TYPE(from->type)->tp_name);
        return NULL;
    }
    int is_base = 0;
    for (Py_ssize_t b = 0; b < PyTuple_GET_SIZE(bases); b++) {
        is_base |= PyType_IsSubtype((PyTypeObject *)PyTuple_GET_ITEM(bases, b), from->type);
    }
    if (!is_base) {
        PyErr_Format(PyExc_TypeError, "%.100s: '%.100s', which is to give a slot, is none of its bases: '%.100s' is the first", name,
            from->type->tp_name, ((PyTypeObject *)PyTuple_GET_ITEM(bases, 0))->tp_name);
        return NULL;
    }
    int i = npy_heaptype_find_slot(from->slot);
    void *value = i < 0 ? NULL : npy_heaptype_get(from->type, &npy_heaptype_slots()[i]);
    if (value == NULL) {
        PyErr_Format(PyExc_SystemError, "%.100s: '%.100s' has nothing in the slot with the number %d", name, from->type->tp_name,
            from->slot);
    }
    return value;
}

/// Marks what a type has in its slots and did not inherit from its base.
static inline void npy_heaptype_find_defined(PyTypeObject *type, char *defined)
{
    const npy_heaptype_slot *slots = npy_heaptype_slots();
    for (int i = 0; i < NPY_HEAPTYPE_SLOT_COUNT; i++) {
        void *value = npy_heaptype_get(type, &slots[i]);
        defined[i] = value != NULL && (slots[i].slot == Py_tp_dealloc || value != npy_heaptype_get(type->tp_base, &slots[i]));
    }
}

/// Whether a metaclass leaves the MRO to `type`.
static inline int npy_heaptype_has_plain_mro(PyTypeObject *metaclass)
{
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(metaclass->tp_mro); i++) {
        PyTypeObject *type = (PyTypeObject *)PyTuple_GET_ITEM(metaclass->tp_mro, i);
        if (type == &PyType_Type) {
            break;
        }
        if (type->tp_dict != NULL && PyDict_GetItemString(type->tp_dict, "mro") != NULL) {
            return 0;
        }
    }
    return 1;
}

/// Gives `type`, which nobody has used yet, another tp_base and other bases. Slots that are not `defined` are inherited anew;
/// `flags` are those that the type did not inherit. 0, or -1 with an exception set.
static inline int npy_heaptype_ready(
    PyTypeObject *type, PyTypeObject *base, PyObject *bases, const char *defined, unsigned long flags)
{
    const npy_heaptype_slot *slots = npy_heaptype_slots();
    /* PyType_Ready has said that it has no hash: it is to decide anew. */
    if (type->tp_hash == PyObject_HashNotImplemented && !defined[npy_heaptype_find_slot(Py_tp_hash)] &&
        PyDict_GetItemString(type->tp_dict, "__hash__") == Py_None && PyDict_DelItemString(type->tp_dict, "__hash__") < 0) {
        return -1;
    }
    for (int i = 0; i < NPY_HEAPTYPE_SLOT_COUNT; i++) {
        /* Its own, or the one of heap types: never that of a base. */
        if (!defined[i] && slots[i].slot != Py_tp_dealloc) {
            npy_heaptype_set(type, &slots[i], NULL);
        }
    }
    PyTypeObject *old_base = type->tp_base;
    PyObject *old_bases = type->tp_bases;
    Py_INCREF(base);
    Py_INCREF(bases);
    type->tp_base = base;
    type->tp_bases = bases;
    type->tp_flags &= ~(unsigned long)(NPY_HEAPTYPE_INHERITED_FLAGS | Py_TPFLAGS_READY) | (flags & NPY_HEAPTYPE_INHERITED_FLAGS);
    Py_XDECREF(old_base);
    Py_XDECREF(old_bases);
    /* Or code that a metaclass runs could make a subclass of what the type was before. */
    Py_CLEAR(type->tp_mro);
    PyTypeObject *metaclass = Py_TYPE(type);
    if (npy_heaptype_has_plain_mro(metaclass)) {
        /* mro_check() asks of metaclasses alone whether the type is a subclass of its bases' layouts: it will be, by its MRO. */
        Py_SET_TYPE((PyObject *)type, &PyType_Type);
    }
    int result = PyType_Ready(type);
    Py_SET_TYPE((PyObject *)type, metaclass);
    return result;
}

/// A static type without a struct of slots shares that of its tp_base, and inherits none of them from elsewhere. A heap type has
/// all structs: this makes their contents the same.
static inline void npy_heaptype_share_suites(PyTypeObject *type, const char *defined)
{
    const npy_heaptype_slot *slots = npy_heaptype_slots();
    const npy_heaptype_suite *suites = npy_heaptype_suites();
    for (int s = 0; s < NPY_HEAPTYPE_SUITE_COUNT; s++) {
        int is_own = 0;
        for (int i = 0; i < NPY_HEAPTYPE_SLOT_COUNT; i++) {
            is_own |= slots[i].suite == suites[s].suite && defined[i];
        }
        if (!is_own) {
            char *own = npy_heaptype_suite_of(type, suites[s].suite);
            const char *shared = npy_heaptype_suite_of(type->tp_base, suites[s].suite);
            if (shared == NULL) {
                memset(own, 0, suites[s].size);
            }
            else {
                memcpy(own, shared, suites[s].size);
            }
        }
    }
}

#ifdef __cplusplus
}
#endif

#endif
