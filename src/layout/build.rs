//! Building a layout: every check happens here, so that walking needs none.

use super::abi::*;
use super::assemble::Parts;
use super::error::{LayoutError, LayoutErrorKind as Kind};
use super::owned::Layout;
use super::runs::{append_shifted, append_slot, merge, repeat};
use std::mem::size_of;

/// Bytes of one object slot.
pub const SLOT_SIZE: isize = size_of::<*mut u8>() as isize;

/// One field given to [`Layout::structure`].
#[derive(Clone, Copy)]
pub struct FieldSpec<'a> {
    /// Name in UTF-8 (a NUL byte becomes C0 80).
    pub name: &'a [u8],
    /// Title in UTF-8, if there is one.
    pub title: Option<&'a [u8]>,
    /// Bytes from the item's start.
    pub offset: isize,
    /// What lies there.
    pub layout: &'a Layout,
}

impl<'a> FieldSpec<'a> {
    /// A field without a title.
    pub fn new(name: &'a str, offset: isize, layout: &'a Layout) -> Self {
        Self { name: name.as_bytes(), title: None, offset, layout }
    }
}

/// The plain part of an item that has no inner structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// NumPy's kind letter.
    pub kind: u8,
    /// `<`, `>` or `|`.
    pub byteorder: u8,
    /// Bytes.
    pub itemsize: isize,
    /// Bytes.
    pub alignment: isize,
}

impl Layout {
    /// The layout of one object reference, dtype `O`.
    pub fn object() -> Result<Self, LayoutError> {
        let run = NpySlotRun { offset: 0, count: 1, stride: SLOT_SIZE, first_loop: 0, loop_count: 0 };
        let align = std::mem::align_of::<*mut u8>() as isize;
        Parts { itemsize: SLOT_SIZE, alignment: align, kind: b'O', runs: &[run], slot_count: 1, ..Parts::default() }
            .assemble()
    }

    /// The layout of an item without slots: a number, a string, raw bytes.
    pub fn scalar(scalar: Scalar) -> Result<Self, LayoutError> {
        Self::leaf(scalar, 0)
    }

    /// The layout of an item whose managed memory no walker can release (StringDType, say).
    pub fn opaque(scalar: Scalar) -> Result<Self, LayoutError> {
        Self::leaf(scalar, NPY_LAYOUT_OPAQUE)
    }

    fn leaf(scalar: Scalar, flags: u32) -> Result<Self, LayoutError> {
        let Scalar { kind, byteorder, itemsize, alignment } = scalar;
        Parts { itemsize, alignment, kind, byteorder, flags, ..Parts::default() }.assemble()
    }

    /// The layout of a C-ordered subarray of `base` items.
    ///
    /// # Errors
    /// `Negative` for a negative length, `Overflow` when the size does not fit, `TooDeep`, `NoMemory`.
    pub fn subarray(base: &Layout, shape: &[isize]) -> Result<Self, LayoutError> {
        let mut count: isize = 1;
        for &length in shape {
            if length < 0 {
                return Err(LayoutError::new(Kind::Negative));
            }
            count = count.checked_mul(length).ok_or(LayoutError::new(Kind::Overflow))?;
        }
        let overflow = LayoutError::new(Kind::Overflow);
        let itemsize = base.itemsize().checked_mul(count).ok_or(overflow.clone())?;
        let slot_count = base.slot_count().checked_mul(count).ok_or(overflow)?;
        let mut runs = Vec::new();
        let mut loops = Vec::new();
        if slot_count > 0 {
            repeat(base, count, &mut runs, &mut loops)?;
        }
        Parts {
            itemsize,
            alignment: base.alignment(),
            flags: NPY_LAYOUT_SUBARRAY | (base.as_abi().flags & NPY_LAYOUT_OPAQUE),
            depth: base.as_abi().depth + 1,
            slot_count,
            runs: &runs,
            loops: &loops,
            base: Some(base),
            shape,
            ..Parts::default()
        }
        .assemble()
    }

    /// The layout of a structure. Names and titles must differ; fields may come in any order of offsets and may
    /// overlap as long as none of those that overlap holds an object.
    ///
    /// # Errors
    /// `DuplicateName`, `OutOfBounds`, `Overlap` (each names the field), `Negative`, `TooDeep`, `TooManyRuns`, `NoMemory`.
    pub fn structure(fields: &[FieldSpec<'_>], itemsize: isize, alignment: isize) -> Result<Self, LayoutError> {
        check_names(fields)?;
        Self::structure_with_unique_names(fields, itemsize, alignment)
    }

    /// [`structure`](Self::structure) for names that a dict has already proved to differ.
    pub(crate) fn structure_with_unique_names(
        fields: &[FieldSpec<'_>],
        itemsize: isize,
        alignment: isize,
    ) -> Result<Self, LayoutError> {
        let mut flags = NPY_LAYOUT_STRUCT;
        let mut depth = 0;
        let mut slot_count: isize = 0;
        let mut end = 0;
        let mut is_in_order = itemsize >= 0;
        for field in fields {
            let inner = field.layout.as_abi();
            is_in_order &= field.offset >= end && field.offset <= itemsize.wrapping_sub(inner.itemsize);
            end = field.offset.wrapping_add(inner.itemsize);
            flags |= inner.flags & NPY_LAYOUT_OPAQUE;
            depth = depth.max(inner.depth);
            // Slots that do not overlap inside `itemsize` bytes cannot overflow their count.
            slot_count = slot_count.wrapping_add(inner.slot_count);
        }
        if !is_in_order {
            check_bounds(fields, itemsize)?;
            check_overlap(fields)?;
        }
        let mut runs = Vec::new();
        let mut loops = Vec::new();
        runs.try_reserve(fields.len().min(slot_count as usize))?;
        let mut is_merged = is_in_order;
        for field in fields {
            let inner = field.layout.as_abi();
            if inner.slot_count == 0 {
                continue;
            }
            is_merged &= inner.slot_count == 1;
            let appended =
                if is_merged { append_slot(field, &mut runs) } else { append_shifted(field, &mut runs, &mut loops) };
            appended.map_err(|e| e.within(field.name))?;
        }
        if !is_merged {
            merge(&mut runs);
        }
        Parts {
            itemsize,
            alignment,
            flags,
            depth: depth + 1,
            slot_count,
            runs: &runs,
            loops: &loops,
            fields,
            ..Parts::default()
        }
        .assemble()
    }
}

fn check_names(fields: &[FieldSpec<'_>]) -> Result<(), LayoutError> {
    let mut names: Vec<&[u8]> = Vec::new();
    names.try_reserve_exact(fields.len() * 2)?;
    for field in fields {
        names.push(field.name);
        names.extend(field.title.filter(|title| *title != field.name));
    }
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(LayoutError::at(Kind::DuplicateName, pair[0])),
        None => Ok(()),
    }
}

fn check_bounds(fields: &[FieldSpec<'_>], itemsize: isize) -> Result<(), LayoutError> {
    for field in fields {
        if field.offset < 0 {
            return Err(LayoutError::at(Kind::Negative, field.name));
        }
        match field.offset.checked_add(field.layout.itemsize()) {
            None => return Err(LayoutError::at(Kind::Overflow, field.name)),
            Some(end) if end > itemsize => return Err(LayoutError::at(Kind::OutOfBounds, field.name)),
            Some(_) => {}
        }
    }
    Ok(())
}

/// No field that holds a slot may share a byte with any other field.
fn check_overlap(fields: &[FieldSpec<'_>]) -> Result<(), LayoutError> {
    if !fields.iter().any(|field| field.layout.slot_count() > 0) {
        return Ok(());
    }
    let ascending = fields.windows(2).all(|pair| pair[0].offset <= pair[1].offset);
    let mut order: Vec<u32> = Vec::new();
    if !ascending {
        order.try_reserve_exact(fields.len())?;
        order.extend(0..fields.len() as u32);
        order.sort_unstable_by_key(|&i| fields[i as usize].offset);
    }
    let mut end_of_all = 0;
    let mut end_of_slots = 0;
    for i in 0..fields.len() {
        let field = &fields[if ascending { i } else { order[i] as usize }];
        let size = field.layout.itemsize();
        if size == 0 {
            continue;
        }
        let has_slots = field.layout.slot_count() > 0;
        if field.offset < end_of_slots || (has_slots && field.offset < end_of_all) {
            return Err(LayoutError::at(Kind::Overlap, field.name));
        }
        end_of_all = end_of_all.max(field.offset + size);
        if has_slots {
            end_of_slots = end_of_all;
        }
    }
    Ok(())
}
