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
    NPY_FOREACH_SLOT_(slot, NpySlotWalk_Begin_(&slot##_walk_, (layout), (char *)(data), (count), (stride)))

/// `NPY_FOREACH_SLOT` over an array of `nd` dimensions (at most `NPY_ARRAY_MAX_DIMS`), with `nd` lengths in `shape` and
/// `nd` strides, in bytes, in `strides`. Strides may be negative, and 0: then a slot comes as often as it occurs.
#define NPY_FOREACH_SLOT_ND(layout, data, nd, shape, strides, slot)                                                    \
    NPY_FOREACH_SLOT_(slot,                                                                                            \
                      NpySlotWalk_BeginStrided_(&slot##_walk_, (layout), (char *)(data), (nd), (shape), (strides)))

/* ------------------------------------------------------------------------------------------------------------------
 * Private from here on: names that end in an underscore may change in any version.
 *
 * A walk goes from row to row; a row is a number of slots at one distance. What a row needs is in variables of the loop,
 * which compilers keep in registers. What finds the next row is in NpySlotWalk_: most walks have one row, or rows that follow
 * from the layout's list of offsets. For the others, with many dimensions or long runs, there is NpySlotPlan_.
 *
 * Short rows cost more than their slots. So where a run does not go on from item to item, a block of items is
 * walked at once: the row of (i4, O, i2, O) is one of its two fields in every item of the block. */

/* Rows may be short: a call for each would cost more than the loop. What is rare is not to take registers from the loop. */
#if defined(__GNUC__)
#define NPY_INLINE_ static inline __attribute__((always_inline))
#define NPY_NOT_INLINE_ static __attribute__((noinline, unused))
#define NPY_USUALLY_(condition) __builtin_expect((condition), 1)
#elif defined(_MSC_VER)
#define NPY_INLINE_ static __forceinline
#define NPY_NOT_INLINE_ static __declspec(noinline)
#else
#define NPY_INLINE_ static inline
#define NPY_NOT_INLINE_ static
#endif
#ifndef NPY_USUALLY_
#define NPY_USUALLY_(condition) (condition)
#endif

/* A loop, and how many of its repetitions are over. */
typedef struct NpySlotAxis_ {
    ptrdiff_t count;
    ptrdiff_t stride;
    ptrdiff_t done;
} NpySlotAxis_;

/* Those of an array, and the loops of a run: each at least doubles the slots of an item, whose number has 63 bits. */
#define NPY_SLOT_AXES_ (NPY_ARRAY_MAX_DIMS + 64)

typedef struct NpySlotPlan_ {
    /* The next row of the same run, how many there are, and what they have in common. */
    char *row;
    ptrdiff_t rows;
    ptrdiff_t row_stride;
    ptrdiff_t row_length;
    ptrdiff_t slot_stride;
    /* The next run of the present block, and all of them. */
    const NpySlotRun *run;
    const NpySlotRun *runs;
    const NpySlotRun *runs_end;
    const NpySlotLoop *loops;
    /* The first item of the present block, the items from there on, and those in a block. */
    char *item;
    ptrdiff_t items;
    ptrdiff_t item_stride;
    ptrdiff_t block;
    /* First the loops around the items, then those around the rows; outermost first. */
    NpySlotAxis_ axes[NPY_SLOT_AXES_];
    int outer_count;
    int nest_count;
    /* Whether there are such loops now. */
    int has_outer;
    int has_nest;
    /* What the next repetition starts with, and the run after the one with the nest. */
    char *next_item;
    ptrdiff_t next_items;
    ptrdiff_t next_block;
    char *next_row;
    ptrdiff_t next_rows;
    const NpySlotRun *resume;
} NpySlotPlan_;

/* What comes after the present row and those at the other offsets. */
enum { NPY_SLOT_END_, NPY_SLOT_BLOCK_, NPY_SLOT_PLAN_ };

typedef struct NpySlotWalk_ {
    /* The first slot of the present row. */
    char *slot;
    ptrdiff_t length;
    ptrdiff_t stride;
    /* The rows of the same block, one for each offset; all of them begin with the block's first item. */
    const int32_t *offset;
    const int32_t *offsets_end;
    char *item;
    int next;
    /* NPY_SLOT_BLOCK_: the items after the block. */
    ptrdiff_t items;
    const int32_t *offsets;
    /* NPY_SLOT_PLAN_ */
    NpySlotPlan_ plan;
} NpySlotWalk_;

/* The present row: slots that are left of it, and the next row's offset. */
typedef struct NpySlotRow_ {
    ptrdiff_t left;
    ptrdiff_t stride;
    const int32_t *offset;
} NpySlotRow_;

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

/* Items of a block in each of which a walk has so many rows. */
static inline ptrdiff_t NpySlotWalk_Block_(ptrdiff_t items, ptrdiff_t stride, ptrdiff_t rows)
{
    size_t distance = NpySlotAxes_Distance_(stride);
    /* Small arrays are many: without a division. */
    if (items <= 8 || distance == 0) {
        return items;
    }
    ptrdiff_t block = (ptrdiff_t)(NPY_SLOT_BLOCK_BYTES_ / distance);
    if (rows >= 8 && block > 8) {
        /* Such items are wide: nearer to the order in which memory is fetched ahead. */
        block = block / 8 > 8 ? block / 8 : 8;
    }
    return block < 1 ? 1 : block < items ? block : items;
}

/* The first row of `count` items (at least one) that a single run without loops goes through in one row. Returns 0 when they are
 * no such. */
NPY_INLINE_ int NpySlotWalk_OneRow_(NpySlotWalk_ *walk, const NpyLayout *layout, char *data, ptrdiff_t count,
                                    ptrdiff_t stride)
{
    const NpySlotRun *run = layout->runs;
    if (layout->run_count != 1 || run->loop_count != 0) {
        return 0;
    }
    walk->slot = data + run->offset;
    if (run->count == 1) {
        walk->length = count;
        walk->stride = stride;
        return 1;
    }
    walk->length = count * run->count;
    walk->stride = run->stride;
    return count == 1 || (size_t)run->count * (size_t)run->stride == (size_t)stride;
}

/* Puts `count` loops around the present rows. */
static inline void NpySlotPlan_Nest_(NpySlotPlan_ *plan, const NpySlotLoop *loops, int count)
{
    for (int i = 0; i < count; ++i) {
        NpySlotAxes_Put_(plan->axes, plan->outer_count + i, loops[i].count, loops[i].stride);
    }
    plan->nest_count = count;
}

/* Starts the rows of the next run in the present block. */
static inline void NpySlotPlan_NextRun_(NpySlotPlan_ *plan)
{
    const NpySlotRun *run = plan->run++;
    ptrdiff_t repeat = plan->block, repeat_stride = plan->item_stride;

    plan->row = plan->item + run->offset;
    if (run->loop_count != 0) {
        const NpySlotLoop *loops = plan->loops + run->first_loop;
        int count = (int)run->loop_count;
        if (repeat == 1) {
            --count;
            repeat = loops[count].count;
            repeat_stride = loops[count].stride;
        }
        if (count > 0) {
            NpySlotPlan_Nest_(plan, loops, count);
            plan->next_row = plan->row;
            plan->next_rows = repeat > run->count ? run->count : repeat;
            plan->resume = plan->run;
            plan->run = plan->runs_end;
            plan->has_nest = 1;
        }
    }
    /* The longer side is the row. */
    if (repeat > run->count) {
        plan->rows = run->count;
        plan->row_stride = run->stride;
        plan->row_length = repeat;
        plan->slot_stride = repeat_stride;
    }
    else {
        plan->rows = repeat;
        plan->row_stride = repeat_stride;
        plan->row_length = run->count;
        plan->slot_stride = run->stride;
    }
}

/* Finds the next row of a plan, or ends the walk with an empty one. */
static inline void NpySlotPlan_Next_(NpySlotWalk_ *walk)
{
    NpySlotPlan_ *plan = &walk->plan;
    while (plan->rows == 0) {
        if (plan->run != plan->runs_end) {
            NpySlotPlan_NextRun_(plan);
        }
        else if (plan->has_nest) {
            if (NpySlotAxes_Step_(plan->axes + plan->outer_count, plan->nest_count, &plan->next_row)) {
                plan->row = plan->next_row;
                plan->rows = plan->next_rows;
            }
            else {
                plan->has_nest = 0;
                plan->run = plan->resume;
            }
        }
        else if (plan->items > plan->block) {
            plan->item += plan->block * plan->item_stride;
            plan->items -= plan->block;
            plan->block = plan->block < plan->items ? plan->block : plan->items;
            plan->run = plan->runs;
        }
        else if (plan->has_outer && NpySlotAxes_Step_(plan->axes, plan->outer_count, &plan->next_item)) {
            plan->item = plan->next_item;
            plan->items = plan->next_items;
            plan->block = plan->next_block;
            plan->run = plan->runs;
        }
        else {
            walk->length = 0;
            return;
        }
    }
    walk->slot = plan->row;
    walk->length = plan->row_length;
    walk->stride = plan->slot_stride;
    plan->row += plan->row_stride;
    --plan->rows;
}

/* Walks an array of any dimensions, or the items of any layout. */
NPY_NOT_INLINE_ void NpySlotPlan_Begin_(NpySlotWalk_ *walk, const NpyLayout *layout, char *data, int nd,
                                        const ptrdiff_t *shape, const ptrdiff_t *strides)
{
    NpySlotPlan_ *plan = &walk->plan;
    int axes = NpySlotAxes_FromArray_(plan->axes, nd, shape, strides);
    ptrdiff_t count = 1, stride = 0;

    walk->length = 0;
    if (axes < 0 || layout->run_count == 0) {
        return;
    }
    if (axes > 0) {
        --axes;
        count = plan->axes[axes].count;
        stride = plan->axes[axes].stride;
    }
    memset(plan, 0, offsetof(NpySlotPlan_, axes));
    plan->has_outer = 0;
    plan->has_nest = 0;
    plan->outer_count = 0;
    plan->loops = layout->loops;
    walk->next = NPY_SLOT_PLAN_;
    if (NpySlotWalk_OneRow_(walk, layout, data, count, stride)) {
        /* Its repetitions are rows of one run. */
        plan->row = walk->slot;
        plan->row_length = walk->length;
        plan->slot_stride = walk->stride;
        plan->rows = 1;
        if (axes > 0) {
            --axes;
            plan->rows = plan->axes[axes].count;
            plan->row_stride = plan->axes[axes].stride;
        }
        plan->has_nest = axes > 0;
        plan->nest_count = axes;
        plan->next_row = plan->row;
        plan->next_rows = plan->rows;
        plan->resume = plan->runs_end;
    }
    else {
        plan->run = plan->runs = layout->runs;
        plan->runs_end = layout->runs + layout->run_count;
        plan->item = plan->next_item = data;
        plan->items = plan->next_items = count;
        plan->item_stride = stride;
        plan->block = plan->next_block = NpySlotWalk_Block_(count, stride, layout->run_count);
        plan->has_outer = axes > 0;
        plan->outer_count = axes;
    }
    NpySlotPlan_Next_(walk);
}

/* What every walk begins with. */
NPY_INLINE_ NpySlotRow_ NpySlotWalk_FirstRow_(const NpySlotWalk_ *walk)
{
    NpySlotRow_ row = {walk->length, walk->stride, walk->offset};
    return row;
}

NPY_INLINE_ void NpySlotWalk_BeginStrided_(NpySlotWalk_ *walk, const NpyLayout *layout, char *data, int nd,
                                           const ptrdiff_t *shape, const ptrdiff_t *strides)
{
    walk->next = NPY_SLOT_END_;
    walk->offset = walk->offsets_end = NULL;
    NpySlotPlan_Begin_(walk, layout, data, nd, shape, strides);
}

NPY_INLINE_ void NpySlotWalk_Begin_(NpySlotWalk_ *walk, const NpyLayout *layout, char *data, ptrdiff_t count,
                                    ptrdiff_t stride)
{
    walk->next = NPY_SLOT_END_;
    walk->offset = walk->offsets_end = NULL;
    if (count <= 0 || layout->run_count == 0) {
        walk->length = 0;
    }
    else if (NpySlotWalk_OneRow_(walk, layout, data, count, stride)) {
        return;
    }
    else if (layout->slot_offsets != NULL) {
        walk->next = NPY_SLOT_BLOCK_;
        walk->offsets = layout->slot_offsets;
        walk->offsets_end = layout->slot_offsets + layout->slot_count;
        walk->offset = walk->offsets + 1;
        walk->slot = data + walk->offsets[0];
        walk->length = NpySlotWalk_Block_(count, stride, layout->slot_count);
        walk->stride = stride;
        walk->item = data;
        walk->items = count - walk->length;
    }
    else {
        NpySlotPlan_Begin_(walk, layout, data, 1, &count, &stride);
    }
}

/* Goes on to the next block of items, or as the plan says; or ends the walk with an empty row. */
NPY_NOT_INLINE_ void NpySlotWalk_Next_(NpySlotWalk_ *walk)
{
    if (walk->next == NPY_SLOT_PLAN_) {
        NpySlotPlan_Next_(walk);
        return;
    }
    walk->item += walk->length * walk->stride;
    walk->length = walk->length < walk->items ? walk->length : walk->items;
    walk->items -= walk->length;
    walk->slot = walk->item + walk->offsets[0];
    walk->offset = walk->offsets + 1;
}

/* The slot after `slot`; with none, `left` becomes 0. */
NPY_INLINE_ char *NpySlotRow_Step_(NpySlotRow_ *row, NpySlotWalk_ *walk, char *slot)
{
    if (NPY_USUALLY_(--row->left != 0)) {
        return slot + row->stride;
    }
    if (row->offset != walk->offsets_end) {
        row->left = walk->length;
        return walk->item + *row->offset++;
    }
    if (walk->next != NPY_SLOT_END_) {
        NpySlotWalk_Next_(walk);
        *row = NpySlotWalk_FirstRow_(walk);
        return walk->slot;
    }
    return slot;
}

/* A walk and its rows outlive their loop, so each has a loop of its own, which runs once. */
#define NPY_FOREACH_SLOT_(name, begin)                                                                                 \
    for (NpySlotWalk_ name##_walk_, *name##_once_ = ((begin), &name##_walk_); name##_once_ != NULL;                    \
         name##_once_ = NULL)                                                                                          \
        for (NpySlotRow_ name##_row_ = NpySlotWalk_FirstRow_(&name##_walk_); name##_row_.left != 0;                    \
             name##_row_.left = 0)                                                                                     \
            for (char *name = name##_walk_.slot; name##_row_.left != 0;                                                \
                 name = NpySlotRow_Step_(&name##_row_, &name##_walk_, name))

#endif /* NUMPY_HPY_LAYOUT_WALK_H */
