/* Object items in the memory that NumPy hands to a loop: a slot holds a reference, or NULL, which stands for None.
 *
 * These are for loops, where nothing is known of the owner of the memory. On CPython, and only there, a slot is what NumPy
 * makes it, a pointer; for memory of one's own use object_buffer.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_TRAMPOLINES_SLOTS_H
#define NUMPY_HPY_TRAMPOLINES_SLOTS_H

#include <string.h>

#include "numpy_hpy/trampolines/enter.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Gives a reference back. */
static inline void npy_callback_drop(HPyContext *ctx, void *object)
{
#ifdef HPY_ABI_UNIVERSAL
    /* HPy can only give back what a field holds. A field is the pointer plus a bias, which depends on the interpreter. */
    static intptr_t bias = 0;
    static int is_known = 0;
    HPyField field = HPyField_NULL;
    if (!is_known) {
        void *none = ctx->ctx_AsPyObject(ctx, ctx->h_None);
        HPyField_Store(ctx, ctx->h_None, &field, ctx->h_None);
        bias = field._i - (intptr_t)none;
        is_known = 1;
        HPyField_Store(ctx, ctx->h_None, &field, HPy_FromVoidP(NULL));
        field._i = (intptr_t)none + bias;
        HPyField_Store(ctx, ctx->h_None, &field, HPy_FromVoidP(NULL));
    }
    field._i = (intptr_t)object + bias;
    HPyField_Store(ctx, ctx->h_None, &field, HPy_FromVoidP(NULL));
#else
    (void)ctx;
    Py_DECREF((PyObject *)object);
#endif
}

/// The object in a slot, which may be unaligned; None if it is empty. A new handle.
static inline HPy HPyArray_LoadSlot(HPyContext *ctx, const void *slot)
{
    void *object;
    memcpy(&object, slot, sizeof(object));
    if (object == NULL) {
        return HPy_Dup(ctx, ctx->h_None);
    }
#ifdef HPY_ABI_CPYTHON
    return HPy_FromPyObject(ctx, (PyObject *)object);
#else
    return ctx->ctx_FromPyObject(ctx, (cpy_PyObject *)object);
#endif
}

/// Puts an object into a slot, which may be unaligned; HPy_NULL empties it. The slot is valid before the former object is
/// let go of, which may run any code. `value` is borrowed.
static inline void HPyArray_StoreSlot(HPyContext *ctx, void *slot, HPy value)
{
    void *old;
    void *object = NULL;
    if (!HPy_IsNull(value)) {
#ifdef HPY_ABI_CPYTHON
        object = HPy_AsPyObject(ctx, value);
#else
        object = ctx->ctx_AsPyObject(ctx, value);
#endif
    }
    memcpy(&old, slot, sizeof(old));
    memcpy(slot, &object, sizeof(object));
    if (old != NULL) {
        npy_callback_drop(ctx, old);
    }
}

#ifdef __cplusplus
}
#endif

#endif
