//! The plain C structs: what a layout is in memory, in this process, for every language.

use std::ffi::{c_char, c_void};
use std::sync::atomic::AtomicIsize;

/// Version of the structs in this file. It grows when a member's meaning or place changes.
pub const NPY_LAYOUT_ABI_VERSION: u32 = 1;

/// The deepest nesting of structures and subarrays that a layout may have.
pub const NPY_LAYOUT_MAX_DEPTH: u32 = 2000;

/// The most separate runs that one layout may have (32 bytes each).
pub const NPY_LAYOUT_MAX_RUNS: usize = 1 << 20;

/// The most slots of an item that `slot_offsets` lists (4 bytes each).
pub const NPY_LAYOUT_MAX_OFFSETS: isize = 128;

/// At least one object slot in each item.
pub const NPY_LAYOUT_HAS_SLOTS: u32 = 1 << 0;
/// Every slot of every item is aligned for a pointer when item 0 is.
pub const NPY_LAYOUT_ALL_ALIGNED: u32 = 1 << 1;
/// The item is nothing but slots: `n` items are one flat run of pointers.
pub const NPY_LAYOUT_CONTIGUOUS: u32 = 1 << 2;
/// The item holds managed memory that is not object slots (StringDType, say): no walker can release it.
pub const NPY_LAYOUT_OPAQUE: u32 = 1 << 3;
/// A structure: `fields` describes it (an empty structure has `field_count == 0`).
pub const NPY_LAYOUT_STRUCT: u32 = 1 << 4;
/// A subarray: `base`, `ndim` and `shape` describe it.
pub const NPY_LAYOUT_SUBARRAY: u32 = 1 << 5;

/// One level of the loop nest around a run.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct NpySlotLoop {
    /// How often the inner part is repeated; at least 2.
    pub count: isize,
    /// Bytes from one repetition to the next.
    pub stride: isize,
}

/// A group of slots in one item: `count` slots `stride` bytes apart, repeated by a nest of loops.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct NpySlotRun {
    /// Bytes from the item's start to the run's first slot.
    pub offset: isize,
    /// Slots in the innermost loop; at least 1.
    pub count: isize,
    /// Bytes between neighbouring slots of the innermost loop.
    pub stride: isize,
    /// Index in `NpyLayout.loops` of the outermost enclosing loop.
    pub first_loop: u32,
    /// Number of enclosing loops, outermost first; mostly 0.
    pub loop_count: u32,
}

/// One field of a structure, in the order of the dtype's names.
#[repr(C)]
#[derive(Debug)]
pub struct NpyField {
    /// Name, NUL-terminated; UTF-8 in which NUL is C0 80 and a lone surrogate has its three bytes. Borrowed from the layout.
    pub name: *const c_char,
    /// Title in the same encoding, or NULL. Borrowed from the layout.
    pub title: *const c_char,
    /// Bytes from the item's start to the field.
    pub offset: isize,
    /// The field's own layout. The parent layout owns one reference.
    pub layout: *const NpyLayout,
}

/// The mirror of one dtype: immutable, one allocation, reference-counted, safe to share between threads.
#[repr(C)]
pub struct NpyLayout {
    /// `NPY_LAYOUT_ABI_VERSION` of the library that made it.
    pub abi_version: u32,
    /// `sizeof(NpyLayout)` of the library that made it; later versions only append.
    pub struct_size: u32,
    /// `NPY_LAYOUT_HAS_SLOTS` and its siblings.
    pub flags: u32,
    /// Levels of structures and subarrays: 0 for a plain item.
    pub depth: u32,
    /// Bytes of one item.
    pub itemsize: isize,
    /// NumPy's alignment of the dtype, in bytes.
    pub alignment: isize,
    /// Object slots in one item.
    pub slot_count: isize,
    /// Where the slots are, ascending by offset. Owned by the layout.
    pub runs: *const NpySlotRun,
    /// The loop levels that `runs` refer to. Owned by the layout.
    pub loops: *const NpySlotLoop,
    /// The fields of a structure. Owned by the layout.
    pub fields: *const NpyField,
    /// The lengths of a subarray's dimensions. Owned by the layout.
    pub shape: *const isize,
    /// The item of a subarray, or NULL. The layout owns one reference.
    pub base: *const NpyLayout,
    /// Entries in `runs`.
    pub run_count: u32,
    /// Entries in `loops`.
    pub loop_count: u32,
    /// Entries in `fields`.
    pub field_count: u32,
    /// Entries in `shape`.
    pub ndim: u32,
    /// NumPy's kind letter: b i u f c S U V O m M T.
    pub kind: c_char,
    /// `<` or `>` for a plain item that has a byte order, else `|`.
    pub byteorder: c_char,
    /// Zero.
    pub reserved: [u8; 6],
    /// References; use `NpyLayout_IncRef` and `NpyLayout_DecRef`. (An atomic machine word.)
    pub refcount: AtomicIsize,
    /// Frees the layout when the last reference goes: set by the library that made it.
    pub free: Option<unsafe extern "C" fn(*mut NpyLayout)>,
    /// The offset of each of the `slot_count` slots, ascending; NULL where one run without loops says it as well, and where
    /// there are too many. Owned by the layout.
    pub slot_offsets: *const i32,
}

/// How a block of item memory is given back. No Python API is called through it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct NpyAllocator {
    /// Frees `ptr`, which holds `size` bytes.
    pub free: Option<unsafe extern "C" fn(ctx: *mut c_void, ptr: *mut c_void, size: usize)>,
    /// Passed to `free`; borrowed, it must outlive the memory.
    pub ctx: *mut c_void,
}

// SAFETY: a layout is never written after construction, except its atomic reference count.
unsafe impl Send for NpyLayout {}
// SAFETY: as above.
unsafe impl Sync for NpyLayout {}
