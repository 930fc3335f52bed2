//! Walkers: they call a closure with the address of every slot. They check nothing, allocate nothing, lock nothing and cannot fail.
//!
//! The order of the slots is not promised. A closure may run arbitrary code: the walkers keep only addresses and
//! the layout, which the caller keeps alive, and no memory that the closure could reach.

use super::abi::{NpyLayout, NpySlotLoop, NpySlotRun};
use std::ops::ControlFlow;

/// Calls `visit` with the address of every slot in `count` items that lie `stride` bytes apart.
///
/// # Safety
/// `layout` stays alive during the walk. The addresses passed on are valid where the items are.
#[inline(always)]
pub unsafe fn for_each_slot<F: FnMut(*mut u8)>(
    layout: &NpyLayout,
    data: *mut u8,
    count: isize,
    stride: isize,
    mut visit: F,
) {
    // SAFETY: promised by the caller.
    let _: ControlFlow<()> = unsafe {
        try_for_each_slot(layout, data, count, stride, |slot| {
            visit(slot);
            ControlFlow::Continue(())
        })
    };
}

/// [`for_each_slot`] that ends when `visit` breaks.
///
/// # Safety
/// As for [`for_each_slot`].
#[inline(always)]
pub unsafe fn try_for_each_slot<B, F: FnMut(*mut u8) -> ControlFlow<B>>(
    layout: &NpyLayout,
    data: *mut u8,
    count: isize,
    stride: isize,
    visit: F,
) -> ControlFlow<B> {
    if count <= 0 {
        return ControlFlow::Continue(());
    }
    if let [run] = layout.runs() {
        // Runs that go on at the same distance in the next item are one run over all items.
        let (row, distance) =
            if run.count == 1 { (count, stride) } else { (run.count.wrapping_mul(count), run.stride) };
        let is_row = run.count == 1 || count == 1 || run.count.wrapping_mul(run.stride) == stride;
        if run.loop_count == 0 && is_row {
            return visit_row(data.wrapping_offset(run.offset), row, distance, visit);
        }
    }
    let offsets = layout.slot_offsets();
    if offsets.is_empty() {
        visit_runs(layout, data, count, stride, visit)
    } else if count >= SHORTEST_ROW && (offsets.len() as isize) < SHORTEST_ROW {
        visit_blocks(offsets, data, count, stride, visit)
    } else {
        visit_each(offsets, data, count, stride, visit)
    }
}

// Each loop has a function, which gets the closure by value: so the loop has all registers, and what the closure holds is in them.

/// A row.
#[inline(never)]
fn visit_row<B, F: FnMut(*mut u8) -> ControlFlow<B>>(
    start: *mut u8,
    count: isize,
    stride: isize,
    mut visit: F,
) -> ControlFlow<B> {
    visit_strided(start, count, stride, &mut visit)
}

/// Item by item, as memory is fetched ahead.
#[inline(never)]
fn visit_each<B, F: FnMut(*mut u8) -> ControlFlow<B>>(
    offsets: &[i32],
    data: *mut u8,
    count: isize,
    stride: isize,
    mut visit: F,
) -> ControlFlow<B> {
    let mut item = data;
    for _ in 0..count {
        for &offset in offsets {
            visit(item.wrapping_offset(offset as isize))?;
        }
        item = item.wrapping_offset(stride);
    }
    ControlFlow::Continue(())
}

/// Bytes of a block of items: it stays in the nearest cache while it is walked once for each slot of an item.
const BLOCK_BYTES: usize = 8192;
/// The fewest items, or slots of one item, in a row that costs no more than its slots.
const SHORTEST_ROW: isize = 8;

/// Short loops cost more than their slots: where an item has few of them and there are items enough, each slot is visited in a
/// row of items.
#[inline(never)]
fn visit_blocks<B, F: FnMut(*mut u8) -> ControlFlow<B>>(
    offsets: &[i32],
    data: *mut u8,
    count: isize,
    stride: isize,
    mut visit: F,
) -> ControlFlow<B> {
    let (mut item, mut left) = (data, count);
    let block = (BLOCK_BYTES / stride.unsigned_abs().max(1)) as isize;
    while left.min(block) >= SHORTEST_ROW {
        let row = left.min(block);
        for &offset in offsets {
            visit_strided(item.wrapping_offset(offset as isize), row, stride, &mut visit)?;
        }
        (item, left) = (item.wrapping_offset(row.wrapping_mul(stride)), left - row);
    }
    visit_each(offsets, item, left, stride, visit)
}

/// Run by run.
#[inline(never)]
fn visit_runs<B, F: FnMut(*mut u8) -> ControlFlow<B>>(
    layout: &NpyLayout,
    data: *mut u8,
    count: isize,
    stride: isize,
    mut visit: F,
) -> ControlFlow<B> {
    if layout.runs().is_empty() {
        return ControlFlow::Continue(());
    }
    let mut item = data;
    for _ in 0..count {
        for run in layout.runs() {
            visit_run(layout, run, item, &mut visit)?;
        }
        item = item.wrapping_offset(stride);
    }
    ControlFlow::Continue(())
}

#[inline(always)]
fn visit_run<B, F: FnMut(*mut u8) -> ControlFlow<B>>(
    layout: &NpyLayout,
    run: &NpySlotRun,
    item: *mut u8,
    visit: &mut F,
) -> ControlFlow<B> {
    let start = item.wrapping_offset(run.offset);
    if run.loop_count == 0 {
        visit_strided(start, run.count, run.stride, visit)
    } else {
        visit_nest(layout.loops_of(run), run, start, visit)
    }
}

/// The loop nest around a run; as deep as the dtype has subarrays that could not be merged.
fn visit_nest<B, F: FnMut(*mut u8) -> ControlFlow<B>>(
    loops: &[NpySlotLoop],
    run: &NpySlotRun,
    start: *mut u8,
    visit: &mut F,
) -> ControlFlow<B> {
    let Some((outer, inner)) = loops.split_first() else {
        return visit_strided(start, run.count, run.stride, visit);
    };
    let mut position = start;
    for _ in 0..outer.count {
        visit_nest(inner, run, position, visit)?;
        position = position.wrapping_offset(outer.stride);
    }
    ControlFlow::Continue(())
}

#[inline(always)]
fn visit_strided<B, F: FnMut(*mut u8) -> ControlFlow<B>>(
    start: *mut u8,
    count: isize,
    stride: isize,
    visit: &mut F,
) -> ControlFlow<B> {
    let mut slot = start;
    for _ in 0..count {
        visit(slot)?;
        slot = slot.wrapping_offset(stride);
    }
    ControlFlow::Continue(())
}

/// Calls `visit` with the address of every slot of an n-dimensional array: any strides, also negative ones and 0
/// (then a slot is visited as often as it occurs). `shape` and `strides` have the same length.
///
/// # Safety
/// As for [`for_each_slot`].
pub unsafe fn for_each_slot_nd<F: FnMut(*mut u8)>(
    layout: &NpyLayout,
    data: *mut u8,
    shape: &[isize],
    strides: &[isize],
    mut visit: F,
) {
    // SAFETY: promised by the caller.
    let _: ControlFlow<()> = unsafe {
        try_for_each_slot_nd(layout, data, shape, strides, &mut |slot| {
            visit(slot);
            ControlFlow::Continue(())
        })
    };
}

/// [`for_each_slot_nd`] that ends when `visit` breaks. Recursion is as deep as there are dimensions.
///
/// # Safety
/// As for [`for_each_slot`].
pub unsafe fn try_for_each_slot_nd<B, F: FnMut(*mut u8) -> ControlFlow<B>>(
    layout: &NpyLayout,
    data: *mut u8,
    shape: &[isize],
    strides: &[isize],
    visit: &mut F,
) -> ControlFlow<B> {
    if layout.runs().is_empty() || shape.contains(&0) {
        return ControlFlow::Continue(());
    }
    // SAFETY: promised by the caller, here and in the recursion.
    unsafe {
        match (shape, strides) {
            ([], _) | (_, []) => try_for_each_slot(layout, data, 1, 0, visit),
            ([count], [stride]) => try_for_each_slot(layout, data, *count, *stride, visit),
            ([count, shape @ ..], [stride, strides @ ..]) => {
                let mut position = data;
                for _ in 0..*count {
                    try_for_each_slot_nd(layout, position, shape, strides, visit)?;
                    position = position.wrapping_offset(*stride);
                }
                ControlFlow::Continue(())
            }
        }
    }
}
