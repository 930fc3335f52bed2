//! What a layout must satisfy, worked out item by item: the oracle of the tests and of the fuzz targets.

use numpy_hpy::layout::{Layout, NPY_LAYOUT_OPAQUE, NPY_LAYOUT_STRUCT, NPY_LAYOUT_SUBARRAY};

/// Offsets of all slots in ascending order, found by visiting each field and each subarray item on its own.
pub fn slots(layout: &Layout) -> Vec<isize> {
    let mut found = Vec::new();
    let mut waiting = vec![(layout.clone(), 0)];
    while let Some((layout, start)) = waiting.pop() {
        if layout.has(NPY_LAYOUT_SUBARRAY) {
            let base = layout.base().unwrap();
            let count: isize = layout.shape().iter().product();
            // Without slots there may be billions of items.
            if base.slot_count() > 0 {
                waiting.extend((0..count).map(|i| (base.clone(), start + i * base.itemsize())));
            }
        } else if layout.has(NPY_LAYOUT_STRUCT) {
            waiting.extend(layout.fields().map(|field| (field.layout(), start + field.offset())));
        } else if layout.kind() == b'O' {
            found.push(start);
        }
    }
    found.sort_unstable();
    found
}

/// Panics unless `layout` is sound: its fields lie inside it, and the slots that it promises are those that are there.
pub fn check(layout: &Layout) {
    assert!(layout.itemsize() >= 0 && layout.alignment() >= 1 && layout.slot_count() >= 0);
    let mut opaque = matches!(layout.kind(), b'T');
    for field in layout.fields() {
        let inner = field.layout();
        assert!(field.offset() >= 0 && inner.itemsize() <= layout.itemsize() - field.offset());
        opaque |= inner.has(NPY_LAYOUT_OPAQUE);
    }
    if let Some(base) = layout.base() {
        let count = layout.shape().iter().try_fold(1isize, |n, length| n.checked_mul(*length)).unwrap();
        assert_eq!(base.itemsize().checked_mul(count), Some(layout.itemsize()));
        opaque |= base.has(NPY_LAYOUT_OPAQUE);
    }
    assert_eq!(layout.has(NPY_LAYOUT_OPAQUE), opaque);
    let in_runs: isize = layout
        .runs()
        .iter()
        .map(|run| layout.loops_of(run).iter().map(|level| level.count).product::<isize>() * run.count)
        .sum();
    assert_eq!(in_runs, layout.slot_count());
    if layout.slot_count() <= 4096 {
        let slots = layout.slots().unwrap();
        assert_eq!(slots, self::slots(layout));
        let size = size_of::<*const u8>() as isize;
        assert!(slots.windows(2).all(|pair| pair[0] + size <= pair[1]), "slots overlap");
        assert!(slots.iter().all(|slot| (0..=layout.itemsize() - size).contains(slot)));
        let listed = layout.as_abi().slot_offsets;
        if !listed.is_null() {
            // SAFETY: the layout owns an offset for each slot there.
            let listed = unsafe { std::slice::from_raw_parts(listed, slots.len()) };
            assert!(listed.iter().map(|&offset| offset as isize).eq(slots.iter().copied()));
        }
    }
    assert!(*layout == layout.clone());
}
