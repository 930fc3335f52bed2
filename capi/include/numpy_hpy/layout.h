/* Where the object slots of a NumPy dtype's items lie, as plain C data; and the part of an array that can be visited
 * and destroyed with nothing else. Needs libnumpy_hpy.a. Nothing here calls Python, HPy or NumPy.
 *
 * Owned:    the caller gives it back with the DecRef, Release or Destroy of its type.
 * Borrowed: lives as long as what it came from; an argument is borrowed for the length of the call.
 * Stolen:   belongs to the callee afterwards, whatever it returns.
 *
 * A precondition (\pre) is not checked. A function that takes an `error` fills it when it fails, and only then;
 * NULL is allowed. Layouts may be used from many threads at once; a buffer or an array from one at a time.
 *
 * Generated from the Rust sources by `UPDATE_HEADERS=1 cargo test --test header`. Do not edit.
 * SPDX-License-Identifier: MIT */

#ifndef NUMPY_HPY_LAYOUT_H
#define NUMPY_HPY_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

/// Version of the structs in this file. It grows when a member's meaning or place changes.
#define NPY_LAYOUT_ABI_VERSION 1u

/// The deepest nesting of structures and subarrays that a layout may have.
#define NPY_LAYOUT_MAX_DEPTH 2000

/// The most separate runs that one layout may have (32 bytes each).
#define NPY_LAYOUT_MAX_RUNS (1 << 20)

/// The most slots of an item that `slot_offsets` lists (4 bytes each).
#define NPY_LAYOUT_MAX_OFFSETS 128

/// At least one object slot in each item.
#define NPY_LAYOUT_HAS_SLOTS (1u << 0)

/// Every slot of every item is aligned for a pointer when item 0 is.
#define NPY_LAYOUT_ALL_ALIGNED (1u << 1)

/// The item is nothing but slots: `n` items are one flat run of pointers.
#define NPY_LAYOUT_CONTIGUOUS (1u << 2)

/// The item holds managed memory that is not object slots (StringDType, say): no walker can release it.
#define NPY_LAYOUT_OPAQUE (1u << 3)

/// A structure: `fields` describes it (an empty structure has `field_count == 0`).
#define NPY_LAYOUT_STRUCT (1u << 4)

/// A subarray: `base`, `ndim` and `shape` describe it.
#define NPY_LAYOUT_SUBARRAY (1u << 5)

/// The visitor only looks (a collector): slots keep their values, or get the value that the visitor left.
#define NPY_VISIT_LOOK 0

/// The visitor takes the reference away (a deallocation or `tp_clear`) and may run code: a slot is NULL before it is visited.
#define NPY_VISIT_CLEAR 1

/// The owner has been cleared before, so it can no longer tell which of the two it is: a slot is NULL while it is visited and gets
/// what the visitor left; nothing is put off, as a collector's `arg` is valid for the call only.
#define NPY_VISIT_AGAIN 2

/// The most dimensions that an array may have, as in NumPy 2.
#define NPY_ARRAY_MAX_DIMS 64

/// Elements follow each other in C order.
#define NPY_CORE_C_CONTIGUOUS 1u

/// Elements follow each other in Fortran order.
#define NPY_CORE_F_CONTIGUOUS 2u

/// The core owns its memory through `buffer`.
#define NPY_CORE_OWNDATA 4u

/// Data and strides are multiples of the layout's alignment.
#define NPY_CORE_ALIGNED 0x0100u

/// Elements may be written.
#define NPY_CORE_WRITEABLE 0x0400u

/// What kind of error a function met; each has one Python exception.
typedef enum NpyErrorCode {
    /// No error.
    NPY_ERROR_CODE_OK = 0,
    /// MemoryError.
    NPY_ERROR_CODE_NO_MEMORY = 1,
    /// ValueError.
    NPY_ERROR_CODE_VALUE_ERROR = 2,
    /// IndexError.
    NPY_ERROR_CODE_INDEX_ERROR = 3,
    /// SystemError: a bug in this library.
    NPY_ERROR_CODE_INTERNAL_ERROR = 4,
    /// TypeError.
    NPY_ERROR_CODE_TYPE_ERROR = 5,
} NpyErrorCode;

/// What one entry of an index is.
typedef enum NpyIndexKind {
    /// `start` is the index; negative counts from the end.
    NPY_INDEX_KIND_INTEGER = 0,
    /// `start:stop:step` as Python's slice unpacks them.
    NPY_INDEX_KIND_SLICE = 1,
    /// A new axis of length 1.
    NPY_INDEX_KIND_NEW_AXIS = 2,
    /// As many full slices as are missing.
    NPY_INDEX_KIND_ELLIPSIS = 3,
} NpyIndexKind;

/// A group of slots in one item: `count` slots `stride` bytes apart, repeated by a nest of loops.
typedef struct NpySlotRun {
    /// Bytes from the item's start to the run's first slot.
    ptrdiff_t offset;
    /// Slots in the innermost loop; at least 1.
    ptrdiff_t count;
    /// Bytes between neighbouring slots of the innermost loop.
    ptrdiff_t stride;
    /// Index in `NpyLayout.loops` of the outermost enclosing loop.
    uint32_t first_loop;
    /// Number of enclosing loops, outermost first; mostly 0.
    uint32_t loop_count;
} NpySlotRun;

/// One level of the loop nest around a run.
typedef struct NpySlotLoop {
    /// How often the inner part is repeated; at least 2.
    ptrdiff_t count;
    /// Bytes from one repetition to the next.
    ptrdiff_t stride;
} NpySlotLoop;

/// One field of a structure, in the order of the dtype's names.
typedef struct NpyField {
    /// Name, NUL-terminated; UTF-8 in which NUL is C0 80 and a lone surrogate has its three bytes. Borrowed from the layout.
    const char *name;
    /// Title in the same encoding, or NULL. Borrowed from the layout.
    const char *title;
    /// Bytes from the item's start to the field.
    ptrdiff_t offset;
    /// The field's own layout. The parent layout owns one reference.
    const struct NpyLayout *layout;
} NpyField;

/// The mirror of one dtype: immutable, one allocation, reference-counted, safe to share between threads.
typedef struct NpyLayout {
    /// `NPY_LAYOUT_ABI_VERSION` of the library that made it.
    uint32_t abi_version;
    /// `sizeof(NpyLayout)` of the library that made it; later versions only append.
    uint32_t struct_size;
    /// `NPY_LAYOUT_HAS_SLOTS` and its siblings.
    uint32_t flags;
    /// Levels of structures and subarrays: 0 for a plain item.
    uint32_t depth;
    /// Bytes of one item.
    ptrdiff_t itemsize;
    /// NumPy's alignment of the dtype, in bytes.
    ptrdiff_t alignment;
    /// Object slots in one item.
    ptrdiff_t slot_count;
    /// Where the slots are, ascending by offset. Owned by the layout.
    const struct NpySlotRun *runs;
    /// The loop levels that `runs` refer to. Owned by the layout.
    const struct NpySlotLoop *loops;
    /// The fields of a structure. Owned by the layout.
    const struct NpyField *fields;
    /// The lengths of a subarray's dimensions. Owned by the layout.
    const ptrdiff_t *shape;
    /// The item of a subarray, or NULL. The layout owns one reference.
    const struct NpyLayout *base;
    /// Entries in `runs`.
    uint32_t run_count;
    /// Entries in `loops`.
    uint32_t loop_count;
    /// Entries in `fields`.
    uint32_t field_count;
    /// Entries in `shape`.
    uint32_t ndim;
    /// NumPy's kind letter: b i u f c S U V O m M T.
    char kind;
    /// `<` or `>` for a plain item that has a byte order, else `|`.
    char byteorder;
    /// Zero.
    uint8_t reserved[6];
    /// References; use `NpyLayout_IncRef` and `NpyLayout_DecRef`. (An atomic machine word.)
    intptr_t refcount;
    /// Frees the layout when the last reference goes: set by the library that made it.
    void (*free)(struct NpyLayout*);
    /// The offset of each of the `slot_count` slots, ascending; NULL where one run without loops says it as well, and where
    /// there are too many. Owned by the layout.
    const int32_t *slot_offsets;
} NpyLayout;

/// What went wrong, for a caller that wants to raise it. Give NULL where it does not matter.
typedef struct NpyError {
    /// The kind of error.
    enum NpyErrorCode code;
    /// One line of UTF-8, NUL-terminated, cut off where it is too long.
    char message[252];
} NpyError;

/// One field given to `NpyLayout_Structure`; everything in it is borrowed for the call.
typedef struct NpyFieldSpec {
    /// UTF-8, NUL-terminated. NULL in all fields where only the slots matter: then their names are empty, and no title is kept.
    const char *name;
    /// UTF-8, NUL-terminated, or NULL.
    const char *title;
    /// Bytes from the item's start.
    ptrdiff_t offset;
    /// What lies there.
    const struct NpyLayout *layout;
} NpyFieldSpec;

/// Called by `NpyLayout_Walk` with the address of a slot. Nonzero ends the walk.
typedef int (*NpySlotFunc)(void *slot, void *arg);

/// The owner of a block of items. One array owns it, until it is destroyed; then perhaps a running walk does.
typedef struct NpyBuffer {
    /// The items: `count` of them, `layout->itemsize` bytes apart. Owned.
    char *data;
    /// Number of items.
    ptrdiff_t count;
    /// Their layout. The buffer owns one reference.
    const struct NpyLayout *layout;
    /// Private: the next buffer on the queue of a walk.
    struct NpyBuffer *next;
    /// Private: the visitor of the walk that is queued.
    int (*visit)(void *field, void *arg);
    /// Private: the argument of the walk that is queued.
    void *arg;
    /// Private: the bias of the walk that is queued.
    ptrdiff_t bias;
    /// Private: idle, queued or walking.
    uint32_t state;
    /// Private: 1 when the owner is gone and the walk is to free the buffer.
    uint16_t orphan;
    /// Private: 1 when an allocator has `data`; else it lies behind the buffer, in the same block.
    uint16_t adopted;
} NpyBuffer;

/// How a block of item memory is given back. No Python API is called through it.
typedef struct NpyAllocator {
    /// Frees `ptr`, which holds `size` bytes.
    void (*free)(void *ctx, void *ptr, size_t size);
    /// Passed to `free`; borrowed, it must outlive the memory.
    void *ctx;
} NpyAllocator;

/// A visitor: gets the address of a field that holds the slot's value plus the bias, may change the field. Nonzero ends the walk.
/// HPy's `HPyFunc_visitproc` has this shape, an `HPyField *` being the address.
typedef int (*NpyVisitFunc)(void *field, void *arg);

/// The plain part of an array. All zero is the valid empty state, before `NpyArray_Init*` and after `NpyArray_Destroy`.
typedef struct NpyArrayCore {
    /// First element. Borrowed: from `buffer`, or from the owner of the memory.
    char *data;
    /// `nd` lengths, then `nd` strides in bytes, owned: a block, or a part of the buffer. NULL when `nd` is 0.
    ptrdiff_t *shape;
    /// Behind the lengths.
    ptrdiff_t *strides;
    /// The element's layout. The core owns one reference.
    const struct NpyLayout *layout;
    /// Owned memory, or NULL in a view.
    struct NpyBuffer *buffer;
    /// Number of dimensions.
    int32_t nd;
    /// `NPY_CORE_*`, with the values of NumPy's `NPY_ARRAY_*`.
    uint32_t flags;
} NpyArrayCore;

/// Where a view lies.
typedef struct NpyView {
    /// First element.
    char *data;
    /// Number of dimensions.
    int32_t nd;
    /// 1 when every entry was an integer and none was an ellipsis: the result is an element, not an array.
    int32_t is_element;
    /// `nd` lengths.
    ptrdiff_t shape[NPY_ARRAY_MAX_DIMS];
    /// `nd` strides, in bytes.
    ptrdiff_t strides[NPY_ARRAY_MAX_DIMS];
} NpyView;

/// One entry of an index.
typedef struct NpyIndex {
    /// Which members count.
    enum NpyIndexKind kind;
    /// Integer, or where the slice starts.
    ptrdiff_t start;
    /// Where the slice ends.
    ptrdiff_t stop;
    /// The slice's step; not 0.
    ptrdiff_t step;
} NpyIndex;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// The layout of one object reference. Owned; NULL with `*error` set when memory runs out.
///
/// \pre `error` is NULL or writable.
const struct NpyLayout *NpyLayout_Object(struct NpyError *error);

/// The layout of an item without slots: `kind` is NumPy's letter, `byteorder` one of `<` `>` `|`, sizes in bytes.
/// Owned; NULL with `*error` set for a negative size or when memory runs out.
///
/// \pre `error` is NULL or writable.
const struct NpyLayout *NpyLayout_Scalar(char kind,
                                         char byteorder,
                                         ptrdiff_t itemsize,
                                         ptrdiff_t alignment,
                                         struct NpyError *error);

/// The layout of an item with managed memory that is not object slots, such as StringDType's: no walker releases it
/// (`NPY_LAYOUT_OPAQUE`). Owned; NULL with `*error` set for a negative size or when memory runs out.
///
/// \pre `error` is NULL or writable.
const struct NpyLayout *NpyLayout_Opaque(char kind,
                                         ptrdiff_t itemsize,
                                         ptrdiff_t alignment,
                                         struct NpyError *error);

/// The layout of a C-ordered subarray of `base` items (borrowed) with `ndim` lengths in `shape` (borrowed).
/// Owned; NULL with `*error` set for a negative length, an overflow, too deep a nesting, or when memory runs out.
///
/// \pre `base` is a live layout, `shape` has `ndim` entries, `error` is NULL or writable.
const struct NpyLayout *NpyLayout_Subarray(const struct NpyLayout *base,
                                           uint32_t ndim,
                                           const ptrdiff_t *shape,
                                           struct NpyError *error);

/// The layout of a structure of `count` fields (borrowed). Sizes in bytes.
/// Owned; NULL with `*error` set, the field named, for whatever the builder refuses.
///
/// \pre `fields` has `count` entries with live layouts and NUL-terminated names, or no names, `error` is NULL or writable.
const struct NpyLayout *NpyLayout_Structure(uint32_t count,
                                            const struct NpyFieldSpec *fields,
                                            ptrdiff_t itemsize,
                                            ptrdiff_t alignment,
                                            struct NpyError *error);

/// Takes one more reference. NULL is allowed.
///
/// \pre `layout` is NULL or a live layout.
void NpyLayout_IncRef(const struct NpyLayout *layout);

/// Gives back one reference (stolen). NULL is allowed. Calls no API and may run at any time, on any thread.
///
/// \pre `layout` is NULL or a live layout of which the caller owns a reference.
void NpyLayout_DecRef(const struct NpyLayout *layout);

/// 1 when the two layouts (borrowed) describe the same memory with the same names, else 0 (also when memory runs out).
///
/// \pre Both are live layouts.
int NpyLayout_Equal(const struct NpyLayout *a,
                    const struct NpyLayout *b);

/// The field whose name or title is `name` (NUL-terminated UTF-8), or NULL. Borrowed from the layout.
///
/// \pre `layout` is live, `name` NUL-terminated.
const struct NpyField *NpyLayout_FindField(const struct NpyLayout *layout, const char *name);

/// Calls `func` with the address of every slot of `count` items `stride` bytes apart. Returns what ended it early, else 0.
/// Checks nothing, allocates nothing, locks nothing.
///
/// \pre `layout` stays alive during the walk, `data` points to the items.
int NpyLayout_Walk(const struct NpyLayout *layout,
                   void *data,
                   ptrdiff_t count,
                   ptrdiff_t stride,
                   NpySlotFunc func,
                   void *arg);

/// `NpyLayout_Walk` over an array of `nd` dimensions with any strides.
///
/// \pre As for `NpyLayout_Walk`; `shape` and `strides` have `nd` entries.
int NpyLayout_WalkStrided(const struct NpyLayout *layout,
                          void *data,
                          int nd,
                          const ptrdiff_t *shape,
                          const ptrdiff_t *strides,
                          NpySlotFunc func,
                          void *arg);

/// A buffer of `count` zeroed items of `layout` (borrowed): object memory with an owner. Owned; NULL with `*error` set.
///
/// \pre `layout` is live, `error` is NULL or writable.
struct NpyBuffer *NpyBuffer_New(const struct NpyLayout *layout,
                                ptrdiff_t count,
                                struct NpyError *error);

/// A buffer over memory that exists. `data` is stolen when the call succeeds; NULL, `*error` set, and nothing stolen otherwise.
///
/// \pre `data` holds `count` items of `layout` in `nbytes` bytes, every slot NULL or an owned reference; `allocator` frees it.
struct NpyBuffer *NpyBuffer_Adopt(const struct NpyLayout *layout,
                                  ptrdiff_t count,
                                  void *data,
                                  size_t nbytes,
                                  struct NpyAllocator allocator,
                                  struct NpyError *error);

/// Says anew how the memory of `buffer` (borrowed), which `NpyBuffer_Adopt` has made, is given back: as `nbytes` bytes by `allocator`.
///
/// \pre `buffer` comes from `NpyBuffer_Adopt`; `allocator` frees its memory.
void NpyBuffer_SetAllocator(struct NpyBuffer *buffer,
                            struct NpyAllocator allocator,
                            size_t nbytes);

/// Visits every slot of `buffer` (borrowed, may be NULL) that is not NULL: `visit` gets the address of a field that
/// holds the slot's value plus `bias`. No API is called but `visit`.
///
/// With `NPY_VISIT_LOOK`, `visit` runs no code but its own, and what it returns other than 0 ends the walk and is returned.
/// With `NPY_VISIT_CLEAR`, it may run any code; the walk does not end early, 0 is returned, and the walk may be put off
/// until this thread's running clearing walk gets to it: `arg` must be valid until then (HPy's is NULL).
/// `NPY_VISIT_AGAIN` is for an owner that has been cleared before and cannot tell the two apart.
///
/// \pre The slots hold NULL or references.
int NpyBuffer_Visit(struct NpyBuffer *buffer,
                    NpyVisitFunc visit,
                    void *arg,
                    ptrdiff_t bias,
                    int mode);

/// Gives `buffer` (stolen, may be NULL) up. References in slots must have been cleared by a visit. Calls no API.
///
/// \pre The caller owns the buffer.
void NpyBuffer_Release(struct NpyBuffer *buffer);

/// Makes `*core` (all zero before) a new array of zeroed items of `layout` (borrowed). `order` is 'C' or 'F'.
/// Returns 0, or -1 with `*error` set and `*core` unchanged.
///
/// \pre `core` is writable, `shape` has `nd` entries, `error` is NULL or writable.
int NpyArray_InitZeroed(struct NpyArrayCore *core,
                        const struct NpyLayout *layout,
                        int nd,
                        const ptrdiff_t *shape,
                        char order,
                        struct NpyError *error);

/// Makes `*core` (all zero before) a view of memory that somebody else keeps alive: `place` and `layout` are borrowed.
/// Returns 0, or -1 with `*error` set and `*core` unchanged.
///
/// \pre `core` is writable, `place` describes items of `layout`, `error` is NULL or writable.
int NpyArray_InitView(struct NpyArrayCore *core,
                      const struct NpyLayout *layout,
                      const struct NpyView *place,
                      int writeable,
                      struct NpyError *error);

/// Finds where `core[entries]` lies (`count` entries, borrowed) and writes it to `*place`. Returns 0, or -1 with `*error` set.
///
/// \pre `core` is an initialised array, `entries` has `count` entries, `place` is writable, `error` is NULL or writable.
int NpyArray_Index(const struct NpyArrayCore *core,
                   ptrdiff_t count,
                   const struct NpyIndex *entries,
                   struct NpyView *place,
                   struct NpyError *error);

/// Visits every slot that `core` (borrowed) owns, as `NpyBuffer_Visit` does; a view owns none.
///
/// \pre `core` is initialised or all zero.
int NpyArray_Visit(const struct NpyArrayCore *core, NpyVisitFunc visit, void *arg, ptrdiff_t bias, int mode);

/// Frees what `core` owns and leaves it all zero. References in slots must have been cleared by a visit. Calls no API.
///
/// \pre `core` is initialised or all zero; nobody uses its memory afterwards.
void NpyArray_Destroy(struct NpyArrayCore *core);

/// The layout of the data type that `len` bytes of UTF-8 at `text` (borrowed) describe: a type string, or the literal of
/// a list, a tuple or a dict, as `np.dtype` takes them. Owned; NULL with `*error` set, its code TypeError for an unknown
/// type, a wrong form or objects that overlap something, ValueError for anything else that NumPy refuses.
///
/// \pre `text` has `len` bytes, `error` is NULL or writable.
const struct NpyLayout *NpyLayout_FromSpec(const char *text,
                                           size_t len,
                                           struct NpyError *error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* NUMPY_HPY_LAYOUT_H */

/* The loop macros NPY_FOREACH_SLOT and NPY_FOREACH_SLOT_ND. */
#include "layout_walk.h"
