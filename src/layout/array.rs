//! [`NpyArrayCore`]: the plain part of an array, to be embedded in any array object.

use super::abi::*;
use super::buffer::{release_buffer, visit, NpyBuffer, NpyVisitFunc};
use super::index::NpyView;
use super::owned::{release, Layout};
use std::ffi::{c_int, c_void};
use std::ptr;

/// The most dimensions that an array may have, as in NumPy 2.
pub const NPY_ARRAY_MAX_DIMS: usize = 64;

/// Elements follow each other in C order.
pub const NPY_CORE_C_CONTIGUOUS: u32 = 0x0001;
/// Elements follow each other in Fortran order.
pub const NPY_CORE_F_CONTIGUOUS: u32 = 0x0002;
/// The core owns its memory through `buffer`.
pub const NPY_CORE_OWNDATA: u32 = 0x0004;
/// Data and strides are multiples of the layout's alignment.
pub const NPY_CORE_ALIGNED: u32 = 0x0100;
/// Elements may be written.
pub const NPY_CORE_WRITEABLE: u32 = 0x0400;

/// The plain part of an array. All zero is the valid empty state, before `NpyArray_Init*` and after `NpyArray_Destroy`.
#[repr(C)]
#[derive(Debug)]
pub struct NpyArrayCore {
    /// First element. Borrowed: from `buffer`, or from the owner of the memory.
    pub(crate) data: *mut u8,
    /// `nd` lengths, then `nd` strides in bytes, owned: a block, or a part of the buffer. NULL when `nd` is 0.
    pub(crate) shape: *mut isize,
    /// Behind the lengths.
    pub(crate) strides: *mut isize,
    /// The element's layout. The core owns one reference.
    pub(crate) layout: *const NpyLayout,
    /// Owned memory, or NULL in a view.
    pub(crate) buffer: *mut NpyBuffer,
    /// Number of dimensions.
    pub(crate) nd: i32,
    /// `NPY_CORE_*`, with the values of NumPy's `NPY_ARRAY_*`.
    pub(crate) flags: u32,
}

/// Why an array could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArrayError {
    /// Memory ran out.
    NoMemory,
    /// A length is negative.
    NegativeDimension,
    /// More than [`NPY_ARRAY_MAX_DIMS`] dimensions.
    TooManyDimensions,
    /// The size does not fit in a machine word.
    TooBig,
    /// An order that is neither 'C' nor 'F'.
    UnknownOrder,
}

impl ArrayError {
    /// The error in NumPy's words.
    pub fn message(self) -> &'static str {
        match self {
            Self::NoMemory => "Unable to allocate memory for an array",
            Self::NegativeDimension => "negative dimensions are not allowed",
            Self::TooManyDimensions => "maximum supported dimension for an array is currently 64",
            Self::UnknownOrder => "order must be 'C' or 'F'",
            Self::TooBig => {
                "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size."
            }
        }
    }
}

impl NpyArrayCore {
    /// The valid empty state.
    pub const EMPTY: Self = Self {
        data: ptr::null_mut(),
        shape: ptr::null_mut(),
        strides: ptr::null_mut(),
        layout: ptr::null(),
        buffer: ptr::null_mut(),
        nd: 0,
        flags: 0,
    };

    /// A new array of zeroed items.
    pub fn zeroed(layout: &Layout, shape: &[isize], fortran: bool) -> Result<Self, ArrayError> {
        if shape.len() > NPY_ARRAY_MAX_DIMS {
            return Err(ArrayError::TooManyDimensions);
        }
        // As NumPy, an array without elements is still too big when its other dimensions are.
        let mut bytes = layout.itemsize();
        for &length in shape {
            if length < 0 {
                return Err(ArrayError::NegativeDimension);
            }
            if length > 0 {
                bytes = bytes.max(1).checked_mul(length).ok_or(ArrayError::TooBig)?;
            }
        }
        let count = shape.iter().product::<isize>();
        let mut core = Self { nd: shape.len() as i32, ..Self::EMPTY };
        core.buffer = NpyBuffer::zeroed_with_room(layout, count, shape.len()).ok_or(ArrayError::NoMemory)?;
        // SAFETY: the buffer was just made, with zeroed room for lengths and strides.
        unsafe {
            core.data = (*core.buffer).data;
            if !shape.is_empty() {
                core.put_dims(NpyBuffer::room(core.buffer), shape);
            }
        }
        if count != 0 && layout.itemsize() != 0 {
            core.fill_strides(layout.itemsize(), fortran);
        } // else they stay 0, as NumPy has them
        core.layout = layout.clone().into_raw();
        core.flags = NPY_CORE_OWNDATA | NPY_CORE_WRITEABLE;
        core.update_flags();
        Ok(core)
    }

    /// A view of memory that somebody else owns and keeps alive.
    pub fn view(layout: &Layout, view: &NpyView, writeable: bool) -> Result<Self, ArrayError> {
        let mut core = Self { nd: view.nd, data: view.data, ..Self::EMPTY };
        core.allocate_dims(view.shape(), view.strides())?;
        core.layout = layout.clone().into_raw();
        core.flags = if writeable { NPY_CORE_WRITEABLE } else { 0 };
        core.update_flags();
        Ok(core)
    }

    fn allocate_dims(&mut self, shape: &[isize], strides: &[isize]) -> Result<(), ArrayError> {
        if shape.is_empty() {
            return Ok(());
        }
        let memory = std::alloc::Layout::array::<isize>(shape.len() * 2).map_err(|_| ArrayError::TooBig)?;
        // SAFETY: the size is not zero; the block takes both slices.
        unsafe {
            let block = std::alloc::alloc(memory).cast::<isize>();
            if block.is_null() {
                return Err(ArrayError::NoMemory);
            }
            self.put_dims(block, shape);
            ptr::copy_nonoverlapping(strides.as_ptr(), self.strides, shape.len());
        }
        Ok(())
    }

    /// # Safety
    /// `block` has room for the lengths and as many strides, which stay as they are.
    unsafe fn put_dims(&mut self, block: *mut isize, shape: &[isize]) {
        self.shape = block;
        // SAFETY: promised by the caller.
        unsafe {
            self.strides = block.add(shape.len());
            ptr::copy_nonoverlapping(shape.as_ptr(), block, shape.len());
        }
    }

    fn fill_strides(&mut self, itemsize: isize, fortran: bool) {
        let (shape, strides) = self.dims_mut();
        let mut stride = itemsize;
        for i in 0..shape.len() {
            let axis = if fortran { i } else { shape.len() - 1 - i };
            strides[axis] = stride;
            stride *= shape[axis].max(1);
        }
    }

    fn dims_mut(&mut self) -> (&[isize], &mut [isize]) {
        if self.nd == 0 {
            return (&[], &mut []);
        }
        let nd = self.nd as usize;
        // SAFETY: one block holds `nd` lengths and `nd` strides, which do not overlap.
        unsafe { (std::slice::from_raw_parts(self.shape, nd), std::slice::from_raw_parts_mut(self.strides, nd)) }
    }

    /// The lengths.
    pub fn shape(&self) -> &[isize] {
        if self.nd == 0 {
            return &[];
        }
        // SAFETY: the core owns `nd` lengths there.
        unsafe { std::slice::from_raw_parts(self.shape, self.nd as usize) }
    }

    /// The strides, in bytes.
    pub fn strides(&self) -> &[isize] {
        if self.nd == 0 {
            return &[];
        }
        // SAFETY: the core owns `nd` strides there.
        unsafe { std::slice::from_raw_parts(self.strides, self.nd as usize) }
    }

    /// The first element; the memory lives as long as whoever owns it.
    pub fn data(&self) -> *mut u8 {
        self.data
    }

    /// The elements' layout; None in the empty state.
    pub fn layout(&self) -> Option<Layout> {
        // SAFETY: the core owns a reference to its layout.
        (!self.layout.is_null()).then(|| unsafe { Layout::from_borrowed(self.layout) })
    }

    /// `NPY_CORE_*`.
    pub fn flags(&self) -> u32 {
        self.flags
    }

    /// Number of elements.
    pub fn size(&self) -> isize {
        self.shape().iter().product()
    }

    /// Sets the contiguity and alignment flags from shape, strides, data and layout, by NumPy's rules.
    pub(crate) fn update_flags(&mut self) {
        // SAFETY: a core with dimensions and data has a layout.
        let (itemsize, alignment) = unsafe { ((*self.layout).itemsize, (*self.layout).alignment) };
        let empty = self.shape().contains(&0);
        let nd = self.nd as usize;
        let follows = |fortran: bool| {
            let mut expected = itemsize;
            (0..nd).all(|i| {
                let axis = if fortran { i } else { nd - 1 - i };
                let length = self.shape()[axis];
                let fits = length == 1 || self.strides()[axis] == expected;
                expected = expected.wrapping_mul(length);
                fits
            })
        };
        let c_order = empty || follows(false);
        let f_order = empty || follows(true);
        let aligned = (self.data as isize) % alignment == 0
            && (0..nd).all(|i| self.shape()[i] <= 1 || self.strides()[i] % alignment == 0);
        let mut set = |flag: u32, on: bool| if on { self.flags |= flag } else { self.flags &= !flag };
        set(NPY_CORE_C_CONTIGUOUS, c_order);
        set(NPY_CORE_F_CONTIGUOUS, f_order);
        set(NPY_CORE_ALIGNED, aligned || empty);
    }

    /// Visits every slot that this core owns; a view owns none. See [`visit`](super::buffer::visit).
    ///
    /// # Safety
    /// As for [`visit`](super::buffer::visit).
    pub unsafe fn visit(&self, visitor: NpyVisitFunc, arg: *mut c_void, bias: isize, mode: c_int) -> c_int {
        // SAFETY: promised by the caller.
        unsafe { visit(self.buffer, visitor, arg, bias, mode) }
    }

    /// Frees what the core owns and leaves the empty state. References in slots must have been cleared before.
    ///
    /// # Safety
    /// Nobody uses the memory, or the core's dimensions, afterwards.
    pub unsafe fn destroy(&mut self) {
        let core = std::mem::replace(self, Self::EMPTY);
        let in_buffer = !core.buffer.is_null() && core.shape == NpyBuffer::room(core.buffer);
        // SAFETY: what the core owned is given back once, as `self` is empty now.
        unsafe {
            release_buffer(core.buffer);
            release(core.layout);
            if !core.shape.is_null() && !in_buffer {
                // The same computation succeeded when the block was made.
                if let Ok(memory) = std::alloc::Layout::array::<isize>(core.nd as usize * 2) {
                    std::alloc::dealloc(core.shape.cast(), memory);
                }
            }
        }
    }
}
