//! Basic indexing: integers, slices, newaxis and one ellipsis give a view, by NumPy's rules.

use super::array::{NpyArrayCore, NPY_ARRAY_MAX_DIMS};
use std::ffi::c_int;
use std::fmt;

/// What one entry of an index is.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NpyIndexKind {
    /// `start` is the index; negative counts from the end.
    Integer = 0,
    /// `start:stop:step` as Python's slice unpacks them.
    Slice = 1,
    /// A new axis of length 1.
    NewAxis = 2,
    /// As many full slices as are missing.
    Ellipsis = 3,
}

/// One entry of an index.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct NpyIndex {
    /// Which members count.
    pub kind: NpyIndexKind,
    /// Integer, or where the slice starts.
    pub start: isize,
    /// Where the slice ends.
    pub stop: isize,
    /// The slice's step; not 0.
    pub step: isize,
}

/// Where a view lies.
#[repr(C)]
pub struct NpyView {
    /// First element.
    pub data: *mut u8,
    /// Number of dimensions.
    pub nd: i32,
    /// 1 when every entry was an integer and none was an ellipsis: the result is an element, not an array.
    pub is_element: i32,
    /// `nd` lengths.
    pub shape: [isize; NPY_ARRAY_MAX_DIMS],
    /// `nd` strides, in bytes.
    pub strides: [isize; NPY_ARRAY_MAX_DIMS],
}

/// Why an index does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexError {
    /// More integers and slices than dimensions.
    TooMany {
        /// Dimensions of the array.
        nd: usize,
        /// Integers and slices in the index.
        given: usize,
    },
    /// An integer beyond its axis.
    OutOfBounds {
        /// The integer as it was given.
        index: isize,
        /// Its axis.
        axis: usize,
        /// The axis's length.
        length: isize,
    },
    /// Two ellipses.
    TwoEllipses,
    /// An entry that C gave is of no [`NpyIndexKind`].
    UnknownKind,
    /// A slice step of 0.
    ZeroStep,
    /// More dimensions than an array may have.
    TooManyDimensions,
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::TooMany { nd, given } => {
                write!(f, "too many indices for array: array is {nd}-dimensional, but {given} were indexed")
            }
            Self::OutOfBounds { index, axis, length } => {
                write!(f, "index {index} is out of bounds for axis {axis} with size {length}")
            }
            Self::TwoEllipses => f.write_str("an index can only have a single ellipsis ('...')"),
            Self::UnknownKind => f.write_str("an index is an integer, a slice, an ellipsis or a new axis"),
            Self::ZeroStep => f.write_str("slice step cannot be zero"),
            Self::TooManyDimensions => f.write_str("number of dimensions must be within [0, 64]"),
        }
    }
}

impl NpyIndexKind {
    /// Whether a number that C gave is a kind.
    pub(super) fn is_one(number: c_int) -> bool {
        (Self::Integer as c_int..=Self::Ellipsis as c_int).contains(&number)
    }
}

impl NpyView {
    /// An empty place at `data`.
    pub fn at(data: *mut u8) -> Self {
        Self { data, nd: 0, is_element: 0, shape: [0; NPY_ARRAY_MAX_DIMS], strides: [0; NPY_ARRAY_MAX_DIMS] }
    }

    /// The lengths.
    pub fn shape(&self) -> &[isize] {
        &self.shape[..self.nd as usize]
    }

    /// The strides, in bytes.
    pub fn strides(&self) -> &[isize] {
        &self.strides[..self.nd as usize]
    }

    /// Adds a dimension behind the others.
    pub fn push(&mut self, length: isize, stride: isize) -> Result<(), IndexError> {
        let nd = self.nd as usize;
        if nd == NPY_ARRAY_MAX_DIMS {
            return Err(IndexError::TooManyDimensions);
        }
        self.shape[nd] = length;
        self.strides[nd] = stride;
        self.nd += 1;
        Ok(())
    }
}

impl NpyArrayCore {
    /// Where `self[entries]` lies.
    pub fn index(&self, entries: &[NpyIndex]) -> Result<NpyView, IndexError> {
        let nd = self.nd as usize;
        let takes_axis = |entry: &&NpyIndex| matches!(entry.kind, NpyIndexKind::Integer | NpyIndexKind::Slice);
        let given = entries.iter().filter(takes_axis).count();
        if given > nd {
            return Err(IndexError::TooMany { nd, given });
        }
        if entries.iter().filter(|entry| entry.kind == NpyIndexKind::Ellipsis).count() > 1 {
            return Err(IndexError::TwoEllipses);
        }
        let mut view = NpyView::at(self.data);
        let mut axis = 0;
        for entry in entries {
            match entry.kind {
                NpyIndexKind::NewAxis => view.push(1, 0)?,
                NpyIndexKind::Ellipsis => {
                    for _ in 0..nd - given {
                        view.push(self.shape()[axis], self.strides()[axis])?;
                        axis += 1;
                    }
                }
                NpyIndexKind::Integer => {
                    let length = self.shape()[axis];
                    let index = if entry.start < 0 { entry.start.wrapping_add(length) } else { entry.start };
                    if index < 0 || index >= length {
                        return Err(IndexError::OutOfBounds { index: entry.start, axis, length });
                    }
                    view.data = view.data.wrapping_offset(index * self.strides()[axis]);
                    axis += 1;
                }
                NpyIndexKind::Slice => {
                    let (start, count) = resolve_slice(entry, self.shape()[axis])?;
                    let stride = self.strides()[axis];
                    if count > 0 {
                        view.data = view.data.wrapping_offset(start * stride);
                    }
                    // A step over at most one element may be any size: the stride is then never used. Over none it is 1, as in NumPy.
                    let step = if count == 0 { 1 } else { entry.step };
                    view.push(count, stride.wrapping_mul(step))?;
                    axis += 1;
                }
            }
        }
        for axis in axis..nd {
            view.push(self.shape()[axis], self.strides()[axis])?;
        }
        view.is_element = i32::from(given == nd && entries.iter().all(|entry| entry.kind == NpyIndexKind::Integer));
        Ok(view)
    }
}

/// First index and number of elements, as Python's `slice.indices` has it.
fn resolve_slice(entry: &NpyIndex, length: isize) -> Result<(isize, isize), IndexError> {
    let step = entry.step;
    if step == 0 {
        return Err(IndexError::ZeroStep);
    }
    let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let clamp = |i: isize| if i < 0 { i.saturating_add(length).max(low) } else { i.min(high) };
    let (start, stop) = (clamp(entry.start), clamp(entry.stop));
    let span = if step > 0 { stop - start } else { start - stop };
    let count = if span <= 0 { 0 } else { ((span - 1) as usize / step.unsigned_abs()) as isize + 1 };
    Ok((start, count))
}
