/* Giving a type of HPy the bases of a static type, with Python.h. Included by heaptype.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_HEAPTYPE_BASES_H
#define NUMPY_HPY_CPYTHON_HEAPTYPE_BASES_H

#ifdef __cplusplus
extern "C" {
#endif

/// NpyHeapType_SetBases on handles.
static inline int npy_hpy_heaptype_set_bases(
    HPyContext *ctx, HPy h_type, HPy h_bases, const HPyHeapType_Description *description)
{
    HPy_ssize_t count = description->slot_from_count;
    NpyHeapType_SlotFrom *slots = (NpyHeapType_SlotFrom *)PyMem_Calloc((size_t)count + 1, sizeof(NpyHeapType_SlotFrom));
    if (slots == NULL) {
        HPyErr_NoMemory(ctx);
        return -1;
    }
    for (HPy_ssize_t i = 0; i < count; i++) {
        slots[i].slot = description->slots_from[i].slot;
        slots[i].type = (PyTypeObject *)HPy_AsPyObject(ctx, description->slots_from[i].type);
    }
    PyObject *type = HPy_AsPyObject(ctx, h_type);
    PyObject *bases = HPy_AsPyObject(ctx, h_bases);
    int result = NpyHeapType_SetBases(
        (PyTypeObject *)type, bases, slots, description->flags & HPY_HEAPTYPE_MUTABLE ? NPY_HEAPTYPE_MUTABLE : 0);
    Py_DECREF(bases);
    Py_DECREF(type);
    for (HPy_ssize_t i = 0; i < count; i++) {
        Py_DECREF(slots[i].type);
    }
    PyMem_Free(slots);
    return result;
}

#ifdef __cplusplus
}
#endif

#endif
