/* Heap types that behave like static types.
 *
 * A static type has the tp_base that its author wrote; a heap type has the one that CPython chooses among its bases, and with it
 * another tp_new, other flags and other inherited slots. NumPy's float64, for one, has the bases (floating, float) and takes
 * everything from `floating`; PyType_FromSpecWithBases makes of the same bases a subclass of `float`. The functions here make a
 * heap type as PyType_Ready makes a static one:
 *
 *     #include <Python.h>
 *     #include <numpy_hpy/heaptype.h>
 *
 *     NPY_HEAPTYPE_DEALLOC(float64_dealloc, static_float64_dealloc)
 *
 *     static PyType_Slot slots[] = {{Py_tp_new, float64_new}, {Py_tp_dealloc, float64_dealloc}, {0, NULL}};
 *     static PyType_Spec spec = {"numpy.float64", sizeof(PyFloatObject), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots};
 *
 *     NpyHeapType_SlotFrom slots_from[] = {{Py_tp_hash, &PyFloat_Type}, {0, NULL}};
 *     NpyHeapType_Description description = {0};
 *     description.spec = &spec;
 *     description.bases = PyTuple_Pack(2, floating, &PyFloat_Type);
 *     description.base = floating;
 *     description.slots_from = slots_from;
 *     PyObject *float64 = NpyHeapType_FromDescription(module, &description);
 *
 * What differs from PyType_FromSpecWithBases:
 *
 *     tp_base           is the base that the description names; the instances must have room for the others, or TypeError says
 *                       which two exclude each other
 *     slots             are inherited along the MRO from that tp_base; a struct of slots (tp_as_number, ...) of which the type
 *                       defines nothing has the contents of that of tp_base
 *     flags             the type is immutable (NPY_HEAPTYPE_MUTABLE: it is not), and cannot be called if its base is object and it
 *                       has no tp_new
 *     bases             may forbid subclasses in Python (no Py_TPFLAGS_BASETYPE)
 *     metaclass         may have a tp_new and tp_alloc of its own, and is possible in Python 3.11
 *
 * What stays different, because no heap type can have it: docs/heap-types.md.
 *
 * For code on HPy, HPyHeapType_FromDescription does the same around HPyType_FromSpec. In the CPython and hybrid ABIs it needs
 * nothing else; in the universal ABI the package numpy_hpy, which does the part for which HPy has no function. CPython alone.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_HEAPTYPE_H
#define NUMPY_HPY_HEAPTYPE_H

#if defined(HPY_ABI_CPYTHON) || defined(HPY_ABI_HYBRID) || defined(HPY_ABI_UNIVERSAL)
#define NPY_HEAPTYPE_ON_HPY
#include <hpy.h>
#include <string.h>
#endif

#ifndef HPY_ABI_UNIVERSAL
#include "numpy_hpy/cpython/heaptype.h"
#endif

#ifdef NPY_HEAPTYPE_ON_HPY

#ifdef __cplusplus
extern "C" {
#endif

/// In `flags` of a description: attributes of the type can be set and deleted, as those of a class made in Python.
#define HPY_HEAPTYPE_MUTABLE 1

/// A slot that has the value of another type's.
typedef struct {
    /// HPy_tp_hash, HPy_nb_add, ...
    int slot;
    /// Whose slot it is: one of the bases, or of theirs. Lent.
    HPy type;
} HPyHeapType_SlotFrom;

/// What a type is to be. All handles are lent.
typedef struct {
    /// As for HPyType_FromSpec.
    HPyType_Spec *spec;
    /// The bases in order: `base_count` of them. None: `base` alone, or object.
    const HPy *bases;
    HPy_ssize_t base_count;
    /// Which of the bases rules the layout: it becomes `__base__`. HPy_NULL, where there are not several: the only one.
    HPy base;
    /// The type's type, or HPy_NULL.
    HPy metaclass;
    /// Slots that the type defines with the value of another type's: `slot_from_count` of them.
    const HPyHeapType_SlotFrom *slots_from;
    HPy_ssize_t slot_from_count;
    /// 0, or HPY_HEAPTYPE_MUTABLE.
    int flags;
} HPyHeapType_Description;

#ifdef __cplusplus
}
#endif

#ifdef HPY_ABI_UNIVERSAL
#include "numpy_hpy/universal/heaptype_bases.h"
#else
#include "numpy_hpy/cpython/heaptype_bases.h"
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// Whether a description has a spec with a name, and a handle for every base and slot.
static inline int npy_hpy_heaptype_is_whole(const HPyHeapType_Description *description)
{
    if (description == NULL || description->spec == NULL || description->spec->name == NULL ||
        (description->base_count != 0 && description->bases == NULL) ||
        (description->slot_from_count != 0 && description->slots_from == NULL)) {
        return 0;
    }
    for (HPy_ssize_t i = 0; i < description->base_count; i++) {
        if (HPy_IsNull(description->bases[i])) {
            return 0;
        }
    }
    for (HPy_ssize_t i = 0; i < description->slot_from_count; i++) {
        if (HPy_IsNull(description->slots_from[i].type)) {
            return 0;
        }
    }
    return description->base_count >= 0 && description->slot_from_count >= 0;
}

/// Makes a heap type that is to its users what a static type with these members would be. A new handle, or HPy_NULL with an
/// exception set: TypeError for bases that cannot stand side by side, which it names; SystemError for what is no description.
static inline HPy HPyHeapType_FromDescription(HPyContext *ctx, const HPyHeapType_Description *description)
{
    HPyType_SpecParam params[3];
    memset(params, 0, sizeof(params));
    if (!npy_hpy_heaptype_is_whole(description)) {
        HPyErr_SetString(ctx, ctx->h_SystemError,
            "a heap type needs a description with a spec, its name, and a handle for every base and slot");
        return HPy_FromVoidP(NULL);
    }
    params[0].kind = HPyType_SpecParam_Base;
    params[0].object = description->base;
    if (HPy_IsNull(description->base)) {
        if (description->base_count > 1) {
            HPyErr_SetString(ctx, ctx->h_TypeError, "which of several bases rules the layout has to be said");
            return HPy_FromVoidP(NULL);
        }
        params[0].object = description->base_count == 1 ? description->bases[0] : ctx->h_BaseObjectType;
    }
    if (!HPy_IsNull(description->metaclass)) {
        params[1].kind = HPyType_SpecParam_Metaclass;
        params[1].object = description->metaclass;
    }
    HPy h_bases = HPyTuple_FromArray(ctx, (HPy *)description->bases, description->base_count);
    if (HPy_IsNull(h_bases)) {
        return h_bases;
    }
    HPy h_type = HPyType_FromSpec(ctx, description->spec, params);
    if (!HPy_IsNull(h_type) && npy_hpy_heaptype_set_bases(ctx, h_type, h_bases, description) < 0) {
        HPy_Close(ctx, h_type);
        h_type = HPy_FromVoidP(NULL);
    }
    HPy_Close(ctx, h_bases);
    return h_type;
}

#ifdef __cplusplus
}
#endif

#endif

#endif
