/* Which layouts the instances of a type with several bases can have.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_HEAPTYPE_LAYOUT_H
#define NUMPY_HPY_CPYTHON_HEAPTYPE_LAYOUT_H

#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What lies before the object, or not: a type and its bases have to agree. */
#ifdef Py_TPFLAGS_MANAGED_WEAKREF
#define NPY_HEAPTYPE_PREHEADER (Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF)
#else
#define NPY_HEAPTYPE_PREHEADER (Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_DICT)
#endif

/// Whether a type's instances have members that those of its base lack. A dict and weak references at the end, which a class
/// statement adds, are not counted.
static inline int npy_heaptype_adds_members(PyTypeObject *type, PyTypeObject *base)
{
    const Py_ssize_t pointer = (Py_ssize_t)sizeof(PyObject *);
    Py_ssize_t size = type->tp_basicsize;
    if (type->tp_itemsize != 0 || base->tp_itemsize != 0) {
        return size != base->tp_basicsize || type->tp_itemsize != base->tp_itemsize;
    }
    if (PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) {
        int added_weakrefs = type->tp_weaklistoffset > 0 && base->tp_weaklistoffset == 0;
        int added_dict = type->tp_dictoffset > 0 && base->tp_dictoffset == 0;
        for (int i = 0; i < 2; i++) {
            if (added_weakrefs && type->tp_weaklistoffset + pointer == size) {
                size -= pointer;
                added_weakrefs = 0;
            }
            if (added_dict && type->tp_dictoffset + pointer == size) {
                size -= pointer;
                added_dict = 0;
            }
        }
    }
    return size != base->tp_basicsize;
}

/// The nearest type, from `type` on along tp_base, that gave instances their members. Borrowed.
static inline PyTypeObject *npy_heaptype_solid_base(PyTypeObject *type)
{
    while (type->tp_base != NULL && !npy_heaptype_adds_members(type, type->tp_base)) {
        type = type->tp_base;
    }
    return type;
}

/// The base whose members an instance must have room for, as CPython chooses it. Borrowed; or NULL with TypeError set: two of
/// the bases exclude each other.
static inline PyTypeObject *npy_heaptype_best_base(const char *name, PyObject *bases)
{
    PyTypeObject *best = NULL;
    PyTypeObject *best_solid = NULL;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(bases, i);
        PyTypeObject *solid = npy_heaptype_solid_base(base);
        if (best == NULL || (solid != best_solid && PyType_IsSubtype(solid, best_solid))) {
            best = base;
            best_solid = solid;
        }
        else if (!PyType_IsSubtype(best_solid, solid)) {
            PyErr_Format(PyExc_TypeError, "%.100s: the instance layouts of its bases '%.100s' and '%.100s' conflict", name,
                best->tp_name, base->tp_name);
            return NULL;
        }
    }
    return best;
}

/// Whether instances of `basicsize` and `itemsize` with the flags of `base` can be instances of each of `bases`. 0, or -1 with
/// TypeError set, which names `base` and the one that it cannot stand beside.
static inline int npy_heaptype_check_layout(
    const char *name, PyObject *bases, PyTypeObject *base, Py_ssize_t basicsize, Py_ssize_t itemsize, unsigned long flags)
{
    PyTypeObject *best = npy_heaptype_best_base(name, bases);
    if (best == NULL) {
        return -1;
    }
    PyTypeObject *solid = npy_heaptype_solid_base(best);
    if (basicsize < solid->tp_basicsize) {
        PyErr_Format(PyExc_TypeError,
            "%.100s: its instances of %zd bytes, laid out as those of '%.100s', have no room for what '%.100s' has (%zd bytes)", name,
            basicsize, base->tp_name, best->tp_name, solid->tp_basicsize);
        return -1;
    }
    if (basicsize < base->tp_basicsize) {
        PyErr_Format(PyExc_TypeError,
            "%.100s: its instances of %zd bytes have no room for the dict or weak references of '%.100s' (%zd bytes)", name, basicsize,
            base->tp_name, base->tp_basicsize);
        return -1;
    }
    if (itemsize < 0 || (itemsize > 0 && basicsize < (Py_ssize_t)sizeof(PyVarObject))) {
        PyErr_Format(PyExc_TypeError,
            "%.100s: its instances of %zd bytes with items of %zd bytes have no room for the number of these", name, basicsize,
            itemsize);
        return -1;
    }
    if (itemsize != solid->tp_itemsize && solid->tp_itemsize != 0) {
        PyErr_Format(PyExc_TypeError,
            "%.100s: its instances, laid out as those of '%.100s', have items of %zd bytes, those of '%.100s' of %zd bytes", name,
            base->tp_name, itemsize, best->tp_name, solid->tp_itemsize);
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *other = (PyTypeObject *)PyTuple_GET_ITEM(bases, i);
        unsigned long missing = PyType_GetFlags(other) & NPY_HEAPTYPE_PREHEADER & ~(flags | PyType_GetFlags(base));
        if (missing != 0) {
            PyErr_Format(PyExc_TypeError,
                "%.100s: its instances, laid out as those of '%.100s', lack %s, which those of '%.100s' have before them", name,
                base->tp_name, missing & Py_TPFLAGS_HAVE_GC ? "the collector's header" : "a dict or weak references",
                other->tp_name);
            return -1;
        }
    }
    return 0;
}

#ifdef __cplusplus
}
#endif

#endif
