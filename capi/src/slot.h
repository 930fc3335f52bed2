/* One object slot in item memory: how a reference gets in and out.
 *
 * On CPython a slot holds what NumPy would put there, a PyObject pointer; an HPyField is that pointer plus a bias, which
 * depends on the ABI and is measured when the module is loaded. Elsewhere a slot holds the HPyField itself. A slot may be unaligned. */
#ifndef NUMPY_HPY_SLOT_H
#define NUMPY_HPY_SLOT_H

#include <hpy.h>
#include <stdbool.h>

/* What is added to a slot's value to make the field. */
extern intptr_t slot_bias;

/* Whether slots hold what NumPy would put there, so that memory can be shared with it. */
extern bool slot_is_shareable;

/* Measures `slot_bias`. `h_owner` is any object whose type has HPy_tp_traverse. -1 with an exception set. */
int slot_measure(HPyContext *ctx, HPy h_owner);

/* Closes a handle that may be HPy_NULL. */
static inline void slot_close(HPyContext *ctx, HPy h)
{
    if (!HPy_IsNull(h)) {
        HPy_Close(ctx, h);
    }
}

/* What the slot refers to; None where it is NULL. `h_owner` owns the memory. A new handle. */
HPy slot_load(HPyContext *ctx, HPy h_owner, const char *slot);

/* Makes the slot refer to `h_value`. Only then the old object is released, which may run any code. */
void slot_store(HPyContext *ctx, HPy h_owner, char *slot, HPy h_value);

/* A new object whose struct is all zero. HPy_New of hpy 0.9.0 writes into it without a look whether there was memory for it. */
static inline HPy slot_new_owner(HPyContext *ctx, HPy type)
{
    return HPyType_GenericNew(ctx, type, NULL, 0, HPy_NULL);
}

/* Whether HPy_tp_destroy has been called for the object with this struct. PyPy calls it, and takes the struct away, while objects of
 * the same cycle whose finalizers are yet to come can still reach the object; AsStruct then gives NULL plus a small offset. */
static inline bool slot_owner_is_destroyed(const void *owner_struct)
{
    return (uintptr_t)owner_struct < 4096;
}

#endif
