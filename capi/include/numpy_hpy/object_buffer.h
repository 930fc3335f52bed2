/* Temporary object memory with an owner: for casting and sort buffers in code on HPy.
 *
 * Memory that holds object references must be known to the collector, and must be released slot by slot. An object buffer
 * is a Python object that owns such memory: as long as its handle is open, its references are traversed and valid, also
 * when the collector moves objects; when it dies, or is released, every slot is.
 *
 *     HPy h_buffer = HPyObjectBuffer_New(ctx, layout, 1000);
 *     if (HPy_IsNull(h_buffer)) { return HPy_NULL; }
 *     char *item = HPyObjectBuffer_Data(ctx, h_buffer);
 *     HPyObjectBuffer_Store(ctx, h_buffer, item + slot_offset, h_value);
 *     ...
 *     HPy_Close(ctx, h_buffer);
 *
 * To use it, compile object_buffer.c and slot.c (numpy_hpy.get_sources() names them) into the extension, link libnumpy_hpy.a, list `&object_buffer_type` among the
 * globals of the HPyModuleDef, and call HPyObjectBuffer_Setup in HPy_mod_exec.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_OBJECT_BUFFER_H
#define NUMPY_HPY_OBJECT_BUFFER_H

#include <hpy.h>

#include "numpy_hpy/layout.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The type of object buffers, once HPyObjectBuffer_Setup has made it.
extern HPyGlobal object_buffer_type;

/// Makes the type. Its name in Python is `name` (borrowed for ever); `more` are definitions to add to it, NULL-terminated, or NULL.
/// Returns 0, or -1 with an exception set.
int HPyObjectBuffer_Setup(HPyContext *ctx, const char *name, HPyDef **more);

/// A buffer of `count` zeroed items of `layout` (borrowed). A new handle, or HPy_NULL with an exception set: ValueError for a
/// negative count, TypeError for a layout with managed memory that is not object slots, MemoryError.
HPy HPyObjectBuffer_New(HPyContext *ctx, const NpyLayout *layout, HPy_ssize_t count);

/// The first item, or NULL with ValueError set when the buffer has been released. Borrowed from the buffer.
char *HPyObjectBuffer_Data(HPyContext *ctx, HPy h_buffer);

/// The items' layout, or NULL with ValueError set when the buffer has been released. Borrowed from the buffer.
const NpyLayout *HPyObjectBuffer_Layout(HPyContext *ctx, HPy h_buffer);

/// What the slot at `slot`, an address in the buffer's items, refers to; None where it is NULL. A new handle, or HPy_NULL.
HPy HPyObjectBuffer_Load(HPyContext *ctx, HPy h_buffer, const char *slot);

/// Makes the slot at `slot` refer to `h_value` (borrowed; HPy_NULL empties it). Returns 0, or -1 with an exception set.
/// Releasing the old object may run any code.
int HPyObjectBuffer_Store(HPyContext *ctx, HPy h_buffer, char *slot, HPy h_value);

/// Releases every slot and the memory now; later calls raise ValueError. Returns 0, or -1 with an exception set.
int HPyObjectBuffer_Release(HPyContext *ctx, HPy h_buffer);

#ifdef __cplusplus
}
#endif

#endif
