//! Structures and subarrays in the making, by NumPy's rules.

use super::error::SpecError;
use crate::layout::{
    FieldSpec, Layout, LayoutErrorKind, Scalar, NPY_ARRAY_MAX_DIMS, NPY_LAYOUT_OPAQUE, NPY_LAYOUT_STRUCT,
    NPY_LAYOUT_SUBARRAY,
};
use std::io::Write;
use std::ops::Range;

/// The name of a field.
#[derive(Clone)]
pub(super) enum Name<'t> {
    Given(&'t [u8]),
    /// `f0`, `f1`...: lies in `Fields::made`.
    Made(Range<usize>),
}

struct Entry<'t> {
    name: Name<'t>,
    title: Option<&'t [u8]>,
    offset: isize,
    layout: Layout,
}

/// The fields of one structure.
pub(super) struct Fields<'t> {
    entries: Vec<Entry<'t>>,
    made: Vec<u8>,
    end: isize,
    max_alignment: isize,
    align: bool,
}

impl<'t> Fields<'t> {
    pub(super) fn new(align: bool) -> Self {
        Self { entries: Vec::new(), made: Vec::new(), end: 0, max_alignment: 1, align }
    }

    pub(super) fn is_aligned(&self) -> bool {
        self.align
    }

    /// The name that NumPy gives to a field without one.
    pub(super) fn numbered(&mut self, index: usize) -> Result<Name<'t>, SpecError> {
        let start = self.made.len();
        self.made.try_reserve(24)?;
        // Writing to a vector with room cannot fail.
        let _ = write!(self.made, "f{index}");
        Ok(Name::Made(start..self.made.len()))
    }

    pub(super) fn text<'a>(&'a self, name: &'a Name<'t>) -> &'a [u8] {
        match name {
            Name::Given(text) => text,
            Name::Made(range) => &self.made[range.clone()],
        }
    }

    /// Adds a field at `offset`, or behind the previous one.
    pub(super) fn push(
        &mut self,
        name: Name<'t>,
        title: Option<&'t [u8]>,
        offset: Option<isize>,
        layout: Layout,
    ) -> Result<(), SpecError> {
        if title.is_some_and(|title| title == self.text(&name)) {
            return Err(SpecError::layout(LayoutErrorKind::DuplicateName));
        }
        let alignment = if self.align { layout.alignment() } else { 1 };
        self.max_alignment = self.max_alignment.max(alignment);
        let offset = match offset {
            Some(offset) if offset < 0 => return Err(SpecError::layout(LayoutErrorKind::Negative)),
            Some(offset) if offset % alignment != 0 => {
                return Err(SpecError::value("offset of an aligned structure is not divisible by the field alignment"))
            }
            Some(offset) => offset,
            None => round_up(self.end, alignment)?,
        };
        let end = offset.checked_add(layout.itemsize()).ok_or(SpecError::layout(LayoutErrorKind::Overflow))?;
        self.end = self.end.max(end);
        self.entries.try_reserve(1)?;
        self.entries.push(Entry { name, title, offset, layout });
        Ok(())
    }

    /// The structure, of `itemsize` bytes where that is given.
    pub(super) fn finish(&self, itemsize: Option<isize>) -> Result<Layout, SpecError> {
        let needed = round_up(self.end, self.max_alignment)?;
        let size = itemsize.unwrap_or(needed);
        let mut specs = Vec::new();
        specs.try_reserve_exact(self.entries.len())?;
        specs.extend(self.entries.iter().map(|entry| FieldSpec {
            name: self.text(&entry.name),
            title: entry.title,
            offset: entry.offset,
            layout: &entry.layout,
        }));
        // NumPy looks at the fields before it looks at the size.
        let layout = Layout::structure(&specs, size.max(needed), self.max_alignment)?;
        if size < needed {
            return Err(SpecError::value("itemsize is smaller than what the fields need"));
        }
        if size % self.max_alignment != 0 {
            return Err(SpecError::value("itemsize of an aligned structure is not divisible by its alignment"));
        }
        Ok(layout)
    }
}

fn round_up(size: isize, alignment: isize) -> Result<isize, SpecError> {
    match size % alignment {
        0 => Ok(size),
        rest => size.checked_add(alignment - rest).ok_or(SpecError::layout(LayoutErrorKind::Overflow)),
    }
}

/// What follows a data type in a pair.
pub(super) enum Shape {
    /// One number: the length of the only dimension, or the size of an item that has none yet.
    Count(isize),
    Dims(Vec<isize>),
}

/// `base` repeated by `shape`.
pub(super) fn repeated(base: &Layout, shape: &Shape) -> Result<Layout, SpecError> {
    if base.itemsize() == 0 && !base.has(NPY_LAYOUT_STRUCT) {
        return match shape {
            Shape::Count(0) => Ok(base.clone()),
            Shape::Count(size) if !base.has(NPY_LAYOUT_SUBARRAY) => sized(base, *size),
            _ => Err(SpecError::value("an item without a size takes one number, its size")),
        };
    }
    match shape {
        Shape::Dims(dims) if dims.is_empty() => Ok(base.clone()),
        Shape::Dims(dims) if dims.len() > NPY_ARRAY_MAX_DIMS => {
            Err(SpecError::value("a subarray has at most 64 dimensions"))
        }
        Shape::Dims(dims) => Ok(Layout::subarray(base, dims)?),
        Shape::Count(count) => Ok(Layout::subarray(base, &[*count])?),
    }
}

/// `S`, `U` or `V` with the size that was missing.
fn sized(base: &Layout, size: isize) -> Result<Layout, SpecError> {
    let unit = if base.kind() == b'U' { 4 } else { 1 };
    match i32::try_from(size).ok().and_then(|size| size.checked_mul(unit)) {
        Some(size) if size >= 0 => with_size(base, size as isize),
        _ => Err(SpecError::value("invalid itemsize in generic type tuple")),
    }
}

fn with_size(base: &Layout, itemsize: isize) -> Result<Layout, SpecError> {
    let (kind, byteorder, alignment) = (base.kind(), base.byteorder(), base.alignment());
    Ok(Layout::scalar(Scalar { kind, byteorder, itemsize, alignment })?)
}

/// NumPy's pair of two data types: an item of `base`, seen through the fields of `view`.
pub(super) fn united(base: Layout, view: &Layout) -> Result<Layout, SpecError> {
    let is_subarray = base.has(NPY_LAYOUT_SUBARRAY);
    let is_unsized = base.itemsize() == 0 && !base.has(NPY_LAYOUT_STRUCT);
    if is_unsized && is_subarray && view.itemsize() > 0 {
        return Err(SpecError::value("a subarray without a size cannot get one"));
    }
    if !is_unsized && base.itemsize() != view.itemsize() {
        return Err(SpecError::value("mismatch in size of old and new data-descriptor"));
    }
    // NumPy gives StringDType no second type, and checks what a sized item holds.
    if [&base, view].iter().any(|side| side.kind() == b'T' || (side.has(NPY_LAYOUT_OPAQUE) && !is_unsized)) {
        return Err(SpecError::layout(LayoutErrorKind::NestedOpaque));
    }
    // A name for the object itself is the one view that objects allow.
    let names_object = || view.fields().len() == 1 && view.fields().all(|field| field.layout().kind() == b'O');
    let has_slots = base.slot_count() > 0 || view.slot_count() > 0;
    if has_slots && !is_unsized && !(base.kind() == b'O' && names_object()) {
        return Err(SpecError::value(
            "dtypes of the form (old_dtype, new_dtype) containing the object dtype are not supported",
        ));
    }
    if !view.has(NPY_LAYOUT_STRUCT) || is_subarray {
        return if is_unsized && !is_subarray { with_size(&base, view.itemsize()) } else { Ok(base) };
    }
    if view.alignment() == base.alignment() {
        return Ok(view.clone());
    }
    let mut parts = Vec::new();
    parts.try_reserve_exact(view.fields().len())?;
    parts.extend(view.fields().map(|field| (field, field.layout())));
    let mut specs = Vec::new();
    specs.try_reserve_exact(parts.len())?;
    specs.extend(parts.iter().map(|(field, layout)| FieldSpec {
        name: field.name_bytes(),
        title: field.title_bytes(),
        offset: field.offset(),
        layout,
    }));
    Ok(Layout::structure(&specs, view.itemsize(), base.alignment())?)
}
