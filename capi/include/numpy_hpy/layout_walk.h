/* Loops over the object slots of array memory. The caller's loop body is compiled in place: there is no call per slot.
 *
 *     NPY_FOREACH_SLOT(layout, data, count, stride, slot) {
 *         Py_XDECREF((PyObject *)NpySlot_Load(slot));
 *     }
 *
 * Written by hand; layout.h includes it. Standard C11 and C++17.
 * SPDX-License-Identifier: MIT */

#ifndef NUMPY_HPY_LAYOUT_WALK_H
#define NUMPY_HPY_LAYOUT_WALK_H

#include "layout.h"

#include <string.h>

/// The value of a slot, which may be unaligned.
static inline void *NpySlot_Load(const void *slot)
{
    void *value;
    memcpy(&value, slot, sizeof(value));
    return value;
}

/// Sets the value of a slot, which may be unaligned. The value that was there is not released.
static inline void NpySlot_Store(void *slot, void *value)
{
    memcpy(slot, &value, sizeof(value));
}

/// Runs the statement that follows for every slot of `count` items that lie `stride` bytes apart.
///
/// `layout` is a `const NpyLayout *` that stays alive during the loop; `data` points to the first item; `slot` is the
/// name of a `char *` that the loop declares: the address of a slot, perhaps unaligned; the body does not change it.
/// Each argument is evaluated once.
///
/// `break` ends the whole loop and `continue` goes on with the next slot, as in any loop; `return` and `goto` out of
/// it are fine. Loops may be nested, under different names. The order of the slots is not promised. The body may run
/// any code: the loop reads nothing but the layout and variables of its own.
#define NPY_FOREACH_SLOT(layout, data, count, stride, slot)                                                            \
    NPY_FOREACH_SLOT_(slot, NpySlotWalk_Begin_(&slot##_rest_, (layout), (char *)(data), (count), (stride)))

/// `NPY_FOREACH_SLOT` over an array of `nd` dimensions (at most `NPY_ARRAY_MAX_DIMS`), with `nd` lengths in `shape` and
/// `nd` strides, in bytes, in `strides`. Strides may be negative, and 0: then a slot comes as often as it occurs.
#define NPY_FOREACH_SLOT_ND(layout, data, nd, shape, strides, slot)                                                    \
    NPY_FOREACH_SLOT_(slot,                                                                                            \
                      NpySlotWalk_BeginStrided_(&slot##_rest_, (layout), (char *)(data), (nd), (shape), (strides)))

/* ------------------------------------------------------------------------------------------------------------------
 * Private from here on: names that end in an underscore may change in any version.
 *
 * A walk goes from row to row; a row is a number of slots at one distance. What every row needs is in NpySlotWalk_, and
 * only inlined functions get its address, so that compilers keep its members in registers. The rest, which arrays of
 * many dimensions and loop nests need, is in NpySlotWalkRest_.
 *
 * Short rows cost more than their slots. So where a run does not go on from item to item, a block of items is
 * walked at once, run by run: the row of (i4, O, i2, O) is one of its two fields in every item of the block. */

/* Rows may be short: a call for each would cost more than the loop. */
#if defined(__GNUC__)
#define NPY_INLINE_ static inline __attribute__((always_inline))
#elif defined(_MSC_VER)
#define NPY_INLINE_ static __forceinline
#else
#define NPY_INLINE_ static inline
#endif

typedef struct NpySlotWalk_ {
    /* The present row. `left` is not 0 after the row when the body broke out of it. */
    char *slot;
    ptrdiff_t left;
    ptrdiff_t slot_stride;
    /* The next row of the same run, how many there are, and what they have in common. */
    char *row;
    ptrdiff_t rows;
    ptrdiff_t row_stride;
    ptrdiff_t row_length;
    /* The next run of the present block, and all of them. */
    const NpySlotRun *run;
    const NpySlotRun *runs;
    const NpySlotRun *runs_end;
    /* The first item of the present block, the items from there on, and those in a block. */
    char *item;
    ptrdiff_t items;
    ptrdiff_t item_stride;
    ptrdiff_t block;
    /* Whether NpySlotWalkRest_ has loops around the rows, and around the items. */
    int has_nest;
    int has_outer;
} NpySlotWalk_;

/* A loop, and how many of its repetitions are over. */
typedef struct NpySlotAxis_ {
    ptrdiff_t count;
    ptrdiff_t stride;
    ptrdiff_t done;
} NpySlotAxis_;

/* Those of an array, and the loops of a run: each at least doubles the slots of an item, whose number has 63 bits. */
#define NPY_SLOT_AXES_ (NPY_ARRAY_MAX_DIMS + 64)

typedef struct NpySlotWalkRest_ {
    /* First those around the items, then those around the rows; outermost first. */
    NpySlotAxis_ axes[NPY_SLOT_AXES_];
    int outer_count;
    int nest_count;
    /* What the next repetition starts with. */
    char *item;
    ptrdiff_t items;
    ptrdiff_t block;
    char *row;
    ptrdiff_t rows;
    /* The run after the one with the nest. */
    const NpySlotRun *resume;
    const NpySlotLoop *loops;
    /* How a walk over several dimensions starts. */
    NpySlotWalk_ start;
} NpySlotWalkRest_;

/* Moves *position to the next repetition. Returns 0 at the end, when everything is as it was in the beginning. */
static inline int NpySlotAxes_Step_(NpySlotAxis_ *axes, int count, char **position)
{
    while (count > 0) {
        NpySlotAxis_ *axis = &axes[--count];
        if (++axis->done < axis->count) {
            *position += axis->stride;
            return 1;
        }
        *position -= axis->stride * (axis->count - 1);
        axis->done = 0;
    }
    return 0;
}

static inline void NpySlotAxes_Put_(NpySlotAxis_ *axes, int place, ptrdiff_t count, ptrdiff_t stride)
{
    axes[place].count = count;
    axes[place].stride = stride;
    axes[place].done = 0;
}

/* Joins neighbours that are one loop, and returns how many are left. */
static inline int NpySlotAxes_Join_(NpySlotAxis_ *axes, int count)
{
    int kept = 0;
    for (int i = 0; i < count; ++i) {
        if (kept > 0 && axes[kept - 1].stride == axes[i].count * axes[i].stride) {
            axes[kept - 1].count *= axes[i].count;
            axes[kept - 1].stride = axes[i].stride;
        }
        else {
            axes[kept++] = axes[i];
        }
    }
    return kept;
}

static inline size_t NpySlotAxes_Distance_(ptrdiff_t stride)
{
    return stride < 0 ? (size_t)0 - (size_t)stride : (size_t)stride;
}

/* The axes of an array in the order of memory, whatever that of its dimensions is. -1 when there is no item. */
static inline int NpySlotAxes_FromArray_(NpySlotAxis_ *axes, int nd, const ptrdiff_t *shape, const ptrdiff_t *strides)
{
    int count = 0;
    for (int i = 0; i < nd; ++i) {
        if (shape[i] <= 0) {
            return -1;
        }
        if (shape[i] == 1) {
            continue;
        }
        int place = count++;
        while (place > 0 && NpySlotAxes_Distance_(axes[place - 1].stride) < NpySlotAxes_Distance_(strides[i])) {
            axes[place] = axes[place - 1];
            --place;
        }
        NpySlotAxes_Put_(axes, place, shape[i], strides[i]);
    }
    return NpySlotAxes_Join_(axes, count);
}

/* Bytes of a block: it stays in the nearest cache while it is walked once for each run. */
#define NPY_SLOT_BLOCK_BYTES_ 8192

static inline ptrdiff_t NpySlotWalk_Block_(ptrdiff_t items, ptrdiff_t stride)
{
    size_t distance = NpySlotAxes_Distance_(stride);
    ptrdiff_t block = distance == 0 ? items : (ptrdiff_t)(NPY_SLOT_BLOCK_BYTES_ / distance);
    return block < 1 ? 1 : block < items ? block : items;
}

/* Starts a walk over items that a single run without loops goes through in one row. Returns 0 when they are no such. */
NPY_INLINE_ int NpySlotWalk_OneRow_(NpySlotWalk_ *walk, const NpyLayout *layout, char *data, ptrdiff_t count,
                                    ptrdiff_t stride)
{
    const NpySlotRun *run = layout->runs;
    if (layout->run_count != 1 || run->loop_count != 0) {
        return 0;
    }
    if (count == 1 || (size_t)run->count * (size_t)run->stride == (size_t)stride) {
        walk->row_length = count * run->count;
        walk->slot_stride = run->stride;
    }
    else if (run->count == 1) {
        walk->row_length = count;
        walk->slot_stride = stride;
    }
    else {
        return 0;
    }
    walk->row = data + run->offset;
    walk->rows = 1;
    return 1;
}

/* Starts a walk in blocks. */
NPY_INLINE_ void NpySlotWalk_Blocks_(NpySlotWalk_ *walk, const NpyLayout *layout, char *data, ptrdiff_t count,
                                     ptrdiff_t stride)
{
    walk->run = layout->runs;
    walk->runs = layout->runs;
    walk->runs_end = layout->runs + layout->run_count;
    walk->item = data;
    walk->items = count;
    walk->item_stride = stride;
    walk->block = NpySlotWalk_Block_(count, stride);
}

static inline void NpySlotWalk_Plan_(NpySlotWalkRest_ *rest, const NpyLayout *layout, char *data, int nd,
                                     const ptrdiff_t *shape, const ptrdiff_t *strides)
{
    NpySlotWalk_ *start = &rest->start;
    int axes = NpySlotAxes_FromArray_(rest->axes, nd, shape, strides);
    ptrdiff_t count = 1, stride = 0;

    memset(start, 0, sizeof(*start));
    rest->outer_count = 0;
    rest->loops = layout->loops;
    if (axes < 0 || layout->run_count == 0) {
        return;
    }
    if (axes > 0) {
        --axes;
        count = rest->axes[axes].count;
        stride = rest->axes[axes].stride;
    }
    if (NpySlotWalk_OneRow_(start, layout, data, count, stride)) {
        if (axes > 0) {
            --axes;
            start->rows = rest->axes[axes].count;
            start->row_stride = rest->axes[axes].stride;
        }
        start->has_nest = axes > 0;
        rest->nest_count = axes;
        rest->row = start->row;
        rest->rows = start->rows;
        rest->resume = NULL;
        return;
    }
    NpySlotWalk_Blocks_(start, layout, data, count, stride);
    start->has_outer = axes > 0;
    rest->outer_count = axes;
    rest->item = data;
    rest->items = count;
    rest->block = start->block;
}

NPY_INLINE_ NpySlotWalk_ NpySlotWalk_BeginStrided_(NpySlotWalkRest_ *rest, const NpyLayout *layout, char *data, int nd,
                                                   const ptrdiff_t *shape, const ptrdiff_t *strides)
{
    NpySlotWalk_Plan_(rest, layout, data, nd, shape, strides);
    return rest->start;
}

NPY_INLINE_ NpySlotWalk_ NpySlotWalk_Begin_(NpySlotWalkRest_ *rest, const NpyLayout *layout, char *data,
                                            ptrdiff_t count, ptrdiff_t stride)
{
    NpySlotWalk_ walk = {NULL, 0, 0, NULL, 0, 0, 0, NULL, NULL, NULL, NULL, 0, 0, 0, 0, 0};

    rest->outer_count = 0;
    rest->loops = layout->loops;
    if (layout->run_count > 0 && count > 0 && !NpySlotWalk_OneRow_(&walk, layout, data, count, stride)) {
        NpySlotWalk_Blocks_(&walk, layout, data, count, stride);
    }
    return walk;
}

/* Puts `count` loops around the present rows. */
static inline void NpySlotWalk_Nest_(NpySlotWalkRest_ *rest, const NpySlotLoop *loops, int count)
{
    for (int i = 0; i < count; ++i) {
        NpySlotAxes_Put_(rest->axes, rest->outer_count + i, loops[i].count, loops[i].stride);
    }
    rest->nest_count = count;
}

/* Starts the rows of the next run in the present block. */
NPY_INLINE_ void NpySlotWalk_NextRun_(NpySlotWalk_ *walk, NpySlotWalkRest_ *rest)
{
    const NpySlotRun *run = walk->run++;
    ptrdiff_t repeat = walk->block, repeat_stride = walk->item_stride;

    walk->row = walk->item + run->offset;
    if (run->loop_count != 0) {
        const NpySlotLoop *loops = rest->loops + run->first_loop;
        int count = (int)run->loop_count;
        if (repeat == 1) {
            --count;
            repeat = loops[count].count;
            repeat_stride = loops[count].stride;
        }
        if (count > 0) {
            NpySlotWalk_Nest_(rest, loops, count);
            rest->row = walk->row;
            rest->rows = repeat > run->count ? run->count : repeat;
            rest->resume = walk->run;
            walk->run = walk->runs_end;
            walk->has_nest = 1;
        }
    }
    /* The longer side is the row. */
    if (repeat > run->count) {
        walk->rows = run->count;
        walk->row_stride = run->stride;
        walk->row_length = repeat;
        walk->slot_stride = repeat_stride;
    }
    else {
        walk->rows = repeat;
        walk->row_stride = repeat_stride;
        walk->row_length = run->count;
        walk->slot_stride = run->stride;
    }
}

/* Finds the next row; 0 when there is none, or when the body broke out of the last one. */
NPY_INLINE_ int NpySlotWalk_Next_(NpySlotWalk_ *walk, NpySlotWalkRest_ *rest)
{
    if (walk->left != 0) {
        return 0;
    }
    while (walk->rows == 0) {
        if (walk->run != walk->runs_end) {
            NpySlotWalk_NextRun_(walk, rest);
        }
        else if (walk->has_nest) {
            if (NpySlotAxes_Step_(rest->axes + rest->outer_count, rest->nest_count, &rest->row)) {
                walk->row = rest->row;
                walk->rows = rest->rows;
            }
            else {
                walk->has_nest = 0;
                walk->run = rest->resume;
            }
        }
        else if (walk->items > walk->block) {
            walk->item += walk->block * walk->item_stride;
            walk->items -= walk->block;
            walk->block = walk->block < walk->items ? walk->block : walk->items;
            walk->run = walk->runs;
        }
        else if (walk->has_outer && NpySlotAxes_Step_(rest->axes, rest->outer_count, &rest->item)) {
            walk->item = rest->item;
            walk->items = rest->items;
            walk->block = rest->block;
            walk->run = walk->runs;
        }
        else {
            return 0;
        }
    }
    walk->slot = walk->row;
    walk->left = walk->row_length;
    walk->row += walk->row_stride;
    --walk->rows;
    return 1;
}

/* The rest of the walk outlives its loop, so it has a loop of its own, which runs once. */
#define NPY_FOREACH_SLOT_(name, begin)                                                                                 \
    for (NpySlotWalkRest_ name##_rest_, *name##_once_ = &name##_rest_; name##_once_ != NULL; name##_once_ = NULL)      \
        for (NpySlotWalk_ name##_walk_ = begin; NpySlotWalk_Next_(&name##_walk_, &name##_rest_);)                      \
            for (char *name = name##_walk_.slot; name##_walk_.left != 0;                                               \
                 name += name##_walk_.slot_stride, --name##_walk_.left)

#endif /* NUMPY_HPY_LAYOUT_WALK_H */
