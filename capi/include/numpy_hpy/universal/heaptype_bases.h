/* Giving a type of HPy the bases of a static type, through the package numpy_hpy. Included by heaptype.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_HEAPTYPE_BASES_H
#define NUMPY_HPY_UNIVERSAL_HEAPTYPE_BASES_H

#ifdef __cplusplus
extern "C" {
#endif

/// A tuple of slot, type, slot, type, ... A new handle, or HPy_NULL.
static inline HPy npy_hpy_heaptype_pairs(HPyContext *ctx, const HPyHeapType_Description *description)
{
    HPyTupleBuilder pairs = HPyTupleBuilder_New(ctx, 2 * description->slot_from_count);
    for (HPy_ssize_t i = 0; i < description->slot_from_count; i++) {
        HPy h_slot = HPyLong_FromLong(ctx, description->slots_from[i].slot);
        if (HPy_IsNull(h_slot)) {
            HPyTupleBuilder_Cancel(ctx, pairs);
            return h_slot;
        }
        HPyTupleBuilder_Set(ctx, pairs, 2 * i, h_slot);
        HPyTupleBuilder_Set(ctx, pairs, 2 * i + 1, description->slots_from[i].type);
        HPy_Close(ctx, h_slot);
    }
    return HPyTupleBuilder_Build(ctx, pairs);
}

/// Calls numpy_hpy._typeobject.set_bases. 0, or -1 with an exception set: ImportError where there is no CPython, or no numpy_hpy.
static inline int npy_hpy_heaptype_set_bases(
    HPyContext *ctx, HPy h_type, HPy h_bases, const HPyHeapType_Description *description)
{
    HPy h_module = HPyImport_ImportModule(ctx, "numpy_hpy._typeobject");
    if (HPy_IsNull(h_module)) {
        return -1;
    }
    HPy h_pairs = npy_hpy_heaptype_pairs(ctx, description);
    HPy h_mutable = HPyBool_FromBool(ctx, (description->flags & HPY_HEAPTYPE_MUTABLE) != 0);
    HPy h_function = HPy_GetAttr_s(ctx, h_module, "set_bases");
    HPy h_result = HPy_FromVoidP(NULL);
    HPy_Close(ctx, h_module);
    if (!HPy_IsNull(h_pairs) && !HPy_IsNull(h_function)) {
        HPy arguments[4];
        arguments[0] = h_type;
        arguments[1] = h_bases;
        arguments[2] = h_pairs;
        arguments[3] = h_mutable;
        h_result = HPy_Call(ctx, h_function, arguments, 4, HPy_FromVoidP(NULL));
    }
    const HPy handles[] = {h_pairs, h_mutable, h_function, h_result};
    int result = HPy_IsNull(h_result) ? -1 : 0;
    for (int i = 0; i < 4; i++) {
        if (!HPy_IsNull(handles[i])) {
            HPy_Close(ctx, handles[i]);
        }
    }
    return result;
}

#ifdef __cplusplus
}
#endif

#endif
