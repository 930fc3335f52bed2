//! The runs of slots in an item: shifted, repeated and merged as fields and subarrays are put together.

use super::abi::*;
use super::build::FieldSpec;
use super::error::{LayoutError, LayoutErrorKind as Kind};
use super::owned::Layout;

fn push_run(runs: &mut Vec<NpySlotRun>, run: NpySlotRun) -> Result<(), LayoutError> {
    if runs.len() >= NPY_LAYOUT_MAX_RUNS {
        return Err(LayoutError::new(Kind::TooManyRuns));
    }
    runs.try_reserve(1)?;
    runs.push(run);
    Ok(())
}

fn push_loops(loops: &mut Vec<NpySlotLoop>, new: &[NpySlotLoop]) -> Result<u32, LayoutError> {
    let first = loops.len();
    if new.is_empty() {
        return Ok(0);
    }
    if first + new.len() > NPY_LAYOUT_MAX_RUNS {
        return Err(LayoutError::new(Kind::TooManyRuns));
    }
    loops.try_reserve(new.len())?;
    loops.extend_from_slice(new);
    Ok(first as u32)
}

/// The runs of `field.layout`, moved by the field's offset.
pub(super) fn append_shifted(
    field: &FieldSpec<'_>,
    runs: &mut Vec<NpySlotRun>,
    loops: &mut Vec<NpySlotLoop>,
) -> Result<(), LayoutError> {
    for run in field.layout.runs() {
        let first_loop = push_loops(loops, field.layout.loops_of(run))?;
        push_run(runs, NpySlotRun { offset: run.offset + field.offset, first_loop, ..*run })?;
    }
    Ok(())
}

/// The one slot of `field.layout`, which comes after those in `runs`; as [`merge`] would join it.
pub(super) fn append_slot(field: &FieldSpec<'_>, runs: &mut Vec<NpySlotRun>) -> Result<(), LayoutError> {
    for run in field.layout.runs() {
        let next = NpySlotRun { offset: run.offset + field.offset, ..*run };
        if let Some(last) = runs.last_mut() {
            if let Some(both) = joined(last, &next) {
                *last = both;
                continue;
            }
        }
        push_run(runs, next)?;
    }
    Ok(())
}

/// The runs of `count` (at least 1) neighbouring `base` items.
pub(super) fn repeat(
    base: &Layout,
    count: isize,
    runs: &mut Vec<NpySlotRun>,
    loops: &mut Vec<NpySlotLoop>,
) -> Result<(), LayoutError> {
    let stride = base.itemsize();
    for run in base.runs() {
        let nest = base.loops_of(run);
        let mut new = *run;
        match nest.first() {
            _ if count == 1 => new.first_loop = push_loops(loops, nest)?,
            // One slot an item, or slots that go on at the same distance in the next item: still one run.
            None if run.count == 1 => (new.count, new.stride) = (count, stride),
            None if run.count.checked_mul(run.stride) == Some(stride) => new.count *= count,
            Some(outer) if outer.count.checked_mul(outer.stride) == Some(stride) => {
                new.first_loop = push_loops(loops, nest)?;
                loops[new.first_loop as usize].count *= count;
            }
            _ => {
                new.first_loop = push_loops(loops, &[NpySlotLoop { count, stride }])?;
                push_loops(loops, nest)?;
                new.loop_count += 1;
            }
        }
        push_run(runs, new)?;
    }
    Ok(())
}

/// Sorts runs by offset and joins those that continue each other.
pub(super) fn merge(runs: &mut Vec<NpySlotRun>) {
    if !runs.windows(2).all(|pair| pair[0].offset <= pair[1].offset) {
        runs.sort_unstable_by_key(|run| run.offset);
    }
    let mut kept = 0;
    for i in 1..runs.len() {
        let next = runs[i];
        match joined(&runs[kept], &next) {
            Some(run) => runs[kept] = run,
            None => {
                kept += 1;
                runs[kept] = next;
            }
        }
    }
    runs.truncate(kept + 1);
}

fn joined(run: &NpySlotRun, next: &NpySlotRun) -> Option<NpySlotRun> {
    if run.loop_count != 0 || next.loop_count != 0 {
        return None;
    }
    let distance = next.offset - run.offset;
    let stride = match (run.count, next.count) {
        (1, 1) => distance,
        (1, _) => next.stride,
        _ => run.stride,
    };
    let continues = run.count.checked_mul(stride) == Some(distance) && (next.count == 1 || next.stride == stride);
    continues.then(|| NpySlotRun { count: run.count + next.count, stride, ..*run })
}

/// The offset of every slot in an item, ascending; empty where a walk is to go by the runs.
pub(super) fn offsets(
    runs: &[NpySlotRun],
    loops: &[NpySlotLoop],
    slot_count: isize,
    itemsize: isize,
) -> Result<Vec<i32>, LayoutError> {
    let mut offsets = Vec::new();
    let one_row = matches!(runs, [run] if run.loop_count == 0 && (run.count == 1 || run.count.checked_mul(run.stride) == Some(itemsize)));
    if one_row || slot_count > NPY_LAYOUT_MAX_OFFSETS || i32::try_from(itemsize).is_err() {
        return Ok(offsets);
    }
    offsets.try_reserve_exact(slot_count as usize)?;
    for run in runs {
        // Slots lie inside an item, whose size fits.
        let row = |start: isize| (0..run.count).map(move |i| (start + i * run.stride) as i32);
        if run.loop_count == 0 {
            offsets.extend(row(run.offset));
            continue;
        }
        let nest = &loops[run.first_loop as usize..][..run.loop_count as usize];
        let repetitions: isize = nest.iter().map(|level| level.count).product();
        for mut repetition in 0..repetitions {
            let mut start = run.offset;
            for level in nest.iter().rev() {
                start += repetition % level.count * level.stride;
                repetition /= level.count;
            }
            offsets.extend(row(start));
        }
    }
    if !offsets.is_sorted() {
        offsets.sort_unstable();
    }
    Ok(offsets)
}
