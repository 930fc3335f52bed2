//! The C ABI of layer 1. `capi/include/numpy_hpy/layout.h` is generated from here.
//!
//! *Owned* results are the caller's to give back; *borrowed* ones live as long as what they came from; a *stolen*
//! argument belongs to the callee afterwards, whatever it returns. No function lets a panic out.

use super::abi::*;
use super::array::{ArrayError, NpyArrayCore};
use super::buffer::{self, NpyBuffer, NpyVisitFunc};
use super::build::{FieldSpec, Scalar};
use super::error::{LayoutError, LayoutErrorKind};
use super::index::{IndexError, NpyIndex, NpyIndexKind, NpyView};
use super::owned::{self, Layout};
use super::walk;
use std::ffi::{c_char, c_int, c_void, CStr};
use std::ops::ControlFlow;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr;

/// What kind of error a function met; each has one Python exception.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NpyErrorCode {
    /// No error.
    Ok = 0,
    /// MemoryError.
    NoMemory = 1,
    /// ValueError.
    ValueError = 2,
    /// IndexError.
    IndexError = 3,
    /// SystemError: a bug in this library.
    InternalError = 4,
    /// TypeError.
    TypeError = 5,
}

/// What went wrong, for a caller that wants to raise it. Give NULL where it does not matter.
#[repr(C)]
pub struct NpyError {
    /// The kind of error.
    pub code: NpyErrorCode,
    /// One line of UTF-8, NUL-terminated, cut off where it is too long.
    pub message: [c_char; 252],
}

/// One field given to `NpyLayout_Structure`; everything in it is borrowed for the call.
#[repr(C)]
pub struct NpyFieldSpec {
    /// UTF-8, NUL-terminated. NULL in all fields where only the slots matter: then their names are empty, and no title is kept.
    pub name: *const c_char,
    /// UTF-8, NUL-terminated, or NULL.
    pub title: *const c_char,
    /// Bytes from the item's start.
    pub offset: isize,
    /// What lies there.
    pub layout: *const NpyLayout,
}

/// Called by `NpyLayout_Walk` with the address of a slot. Nonzero ends the walk.
pub type NpySlotFunc = unsafe extern "C" fn(slot: *mut c_void, arg: *mut c_void) -> c_int;

impl NpyError {
    /// Fills `*error`, where there is one. Allocates nothing: memory may have run out.
    ///
    /// # Safety
    /// `error` is NULL or writable.
    pub(crate) unsafe fn set(error: *mut NpyError, code: NpyErrorCode, message: impl std::fmt::Display) {
        if error.is_null() {
            return;
        }
        // SAFETY: promised by the caller.
        let error = unsafe { &mut *error };
        error.code = code;
        error.message = [0; 252];
        let room = error.message.len() - 1;
        // Writing fails where the text is cut off, and there alone.
        let _ = std::fmt::Write::write_fmt(&mut Text(&mut error.message[..room]), format_args!("{message}"));
    }
}

/// The room that is left for a text.
struct Text<'a>(&'a mut [c_char]);

impl std::fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let mut end = text.len().min(self.0.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let (to, rest) = std::mem::take(&mut self.0).split_at_mut(end);
        for (to, from) in to.iter_mut().zip(text.as_bytes()) {
            *to = *from as c_char;
        }
        self.0 = rest;
        if end == text.len() {
            Ok(())
        } else {
            Err(std::fmt::Error)
        }
    }
}

/// An error as the C ABI reports it.
pub(crate) trait Report: std::fmt::Display {
    fn code(&self) -> NpyErrorCode;
}

impl Report for LayoutError {
    fn code(&self) -> NpyErrorCode {
        match self.kind {
            LayoutErrorKind::NoMemory => NpyErrorCode::NoMemory,
            _ => NpyErrorCode::ValueError,
        }
    }
}

impl std::fmt::Display for ArrayError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message())
    }
}

impl Report for ArrayError {
    fn code(&self) -> NpyErrorCode {
        match self {
            Self::NoMemory => NpyErrorCode::NoMemory,
            _ => NpyErrorCode::ValueError,
        }
    }
}

impl Report for IndexError {
    fn code(&self) -> NpyErrorCode {
        match self {
            Self::ZeroStep => NpyErrorCode::ValueError,
            _ => NpyErrorCode::IndexError,
        }
    }
}

/// Runs `work`; an error or a panic fills `*error` and gives None.
///
/// # Safety
/// `error` is NULL or writable.
pub(crate) unsafe fn guarded<T, E: Report>(error: *mut NpyError, work: impl FnOnce() -> Result<T, E>) -> Option<T> {
    let result = catch_unwind(AssertUnwindSafe(work));
    // SAFETY: promised by the caller.
    unsafe {
        match result {
            Ok(Ok(value)) => Some(value),
            Ok(Err(reason)) => {
                NpyError::set(error, reason.code(), reason);
                None
            }
            Err(_) => {
                NpyError::set(error, NpyErrorCode::InternalError, "internal error: panic in numpy_hpy");
                None
            }
        }
    }
}

fn into_raw(layout: Option<Layout>) -> *const NpyLayout {
    layout.map_or(ptr::null(), Layout::into_raw)
}

/// The layout of one object reference. Owned; NULL with `*error` set when memory runs out.
///
/// # Safety
/// `error` is NULL or writable.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_Object(error: *mut NpyError) -> *const NpyLayout {
    // SAFETY: promised by the caller.
    into_raw(unsafe { guarded(error, Layout::object) })
}

/// The layout of an item without slots: `kind` is NumPy's letter, `byteorder` one of `<` `>` `|`, sizes in bytes.
/// Owned; NULL with `*error` set for a negative size or when memory runs out.
///
/// # Safety
/// `error` is NULL or writable.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_Scalar(
    kind: c_char,
    byteorder: c_char,
    itemsize: isize,
    alignment: isize,
    error: *mut NpyError,
) -> *const NpyLayout {
    let scalar = Scalar { kind: kind as u8, byteorder: byteorder as u8, itemsize, alignment };
    // SAFETY: promised by the caller.
    into_raw(unsafe { guarded(error, || Layout::scalar(scalar)) })
}

/// The layout of an item with managed memory that is not object slots, such as StringDType's: no walker releases it
/// (`NPY_LAYOUT_OPAQUE`). Owned; NULL with `*error` set for a negative size or when memory runs out.
///
/// # Safety
/// `error` is NULL or writable.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_Opaque(
    kind: c_char,
    itemsize: isize,
    alignment: isize,
    error: *mut NpyError,
) -> *const NpyLayout {
    let scalar = Scalar { kind: kind as u8, byteorder: b'|', itemsize, alignment };
    // SAFETY: promised by the caller.
    into_raw(unsafe { guarded(error, || Layout::opaque(scalar)) })
}

/// The layout of a C-ordered subarray of `base` items (borrowed) with `ndim` lengths in `shape` (borrowed).
/// Owned; NULL with `*error` set for a negative length, an overflow, too deep a nesting, or when memory runs out.
///
/// # Safety
/// `base` is a live layout, `shape` has `ndim` entries, `error` is NULL or writable.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_Subarray(
    base: *const NpyLayout,
    ndim: u32,
    shape: *const isize,
    error: *mut NpyError,
) -> *const NpyLayout {
    // SAFETY: promised by the caller.
    unsafe {
        into_raw(guarded(error, || {
            let shape = if ndim == 0 { &[] } else { std::slice::from_raw_parts(shape, ndim as usize) };
            Layout::subarray(&Layout::from_borrowed(base), shape)
        }))
    }
}

/// The layout of a structure of `count` fields (borrowed). Sizes in bytes.
/// Owned; NULL with `*error` set, the field named, for whatever the builder refuses.
///
/// # Safety
/// `fields` has `count` entries with live layouts and NUL-terminated names, or no names, `error` is NULL or writable.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_Structure(
    count: u32,
    fields: *const NpyFieldSpec,
    itemsize: isize,
    alignment: isize,
    error: *mut NpyError,
) -> *const NpyLayout {
    // SAFETY: promised by the caller.
    unsafe {
        into_raw(guarded(error, || {
            let given = if count == 0 { &[] } else { std::slice::from_raw_parts(fields, count as usize) };
            let mut layouts = Vec::new();
            layouts.try_reserve_exact(given.len())?;
            layouts.extend(given.iter().map(|field| Layout::from_borrowed(field.layout)));
            let text = |text: *const c_char| (!text.is_null()).then(|| CStr::from_ptr(text).to_bytes());
            let has_names = given.iter().any(|field| !field.name.is_null());
            let mut specs = Vec::new();
            specs.try_reserve_exact(given.len())?;
            specs.extend(given.iter().zip(&layouts).map(|(field, layout)| FieldSpec {
                name: text(field.name).unwrap_or_default(),
                title: text(field.title).filter(|_| has_names),
                offset: field.offset,
                layout,
            }));
            if has_names {
                Layout::structure(&specs, itemsize, alignment)
            } else {
                Layout::structure_with_unique_names(&specs, itemsize, alignment)
            }
        }))
    }
}

/// Takes one more reference. NULL is allowed.
///
/// # Safety
/// `layout` is NULL or a live layout.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_IncRef(layout: *const NpyLayout) {
    if !layout.is_null() {
        // SAFETY: promised by the caller; the new reference is the caller's now.
        std::mem::forget(unsafe { Layout::from_borrowed(layout) });
    }
}

/// Gives back one reference (stolen). NULL is allowed. Calls no API and may run at any time, on any thread.
///
/// # Safety
/// `layout` is NULL or a live layout of which the caller owns a reference.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_DecRef(layout: *const NpyLayout) {
    // SAFETY: promised by the caller.
    unsafe { owned::release(layout) }
}

/// 1 when the two layouts (borrowed) describe the same memory with the same names, else 0 (also when memory runs out).
///
/// # Safety
/// Both are live layouts.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_Equal(a: *const NpyLayout, b: *const NpyLayout) -> c_int {
    let compare = || {
        // SAFETY: promised by the caller.
        let (a, b) = unsafe { (Layout::from_borrowed(a), Layout::from_borrowed(b)) };
        a.try_eq(&b)
    };
    // SAFETY: no error is to be written.
    c_int::from(unsafe { guarded(ptr::null_mut(), compare) } == Some(true))
}

/// The field whose name or title is `name` (NUL-terminated UTF-8), or NULL. Borrowed from the layout.
///
/// # Safety
/// `layout` is live, `name` NUL-terminated.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_FindField(layout: *const NpyLayout, name: *const c_char) -> *const NpyField {
    // SAFETY: promised by the caller; a layout's names are NUL-terminated.
    unsafe {
        let name = CStr::from_ptr(name);
        let is_called = |text: *const c_char| !text.is_null() && CStr::from_ptr(text) == name;
        let found = (*layout).fields().iter().find(|field| is_called(field.name) || is_called(field.title));
        found.map_or(ptr::null(), ptr::from_ref)
    }
}

/// Calls `func` with the address of every slot of `count` items `stride` bytes apart. Returns what ended it early, else 0.
/// Checks nothing, allocates nothing, locks nothing.
///
/// # Safety
/// `layout` stays alive during the walk, `data` points to the items.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_Walk(
    layout: *const NpyLayout,
    data: *mut c_void,
    count: isize,
    stride: isize,
    func: NpySlotFunc,
    arg: *mut c_void,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { stopped_by(walk::try_for_each_slot(&*layout, data.cast(), count, stride, |slot| call(func, slot, arg))) }
}

/// `NpyLayout_Walk` over an array of `nd` dimensions with any strides.
///
/// # Safety
/// As for `NpyLayout_Walk`; `shape` and `strides` have `nd` entries.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_WalkStrided(
    layout: *const NpyLayout,
    data: *mut c_void,
    nd: c_int,
    shape: *const isize,
    strides: *const isize,
    func: NpySlotFunc,
    arg: *mut c_void,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe {
        let (shape, strides): (&[isize], &[isize]) = if nd <= 0 {
            (&[], &[])
        } else {
            (std::slice::from_raw_parts(shape, nd as usize), std::slice::from_raw_parts(strides, nd as usize))
        };
        let mut visit = |slot| call(func, slot, arg);
        stopped_by(walk::try_for_each_slot_nd(&*layout, data.cast(), shape, strides, &mut visit))
    }
}

/// # Safety
/// `func` takes such addresses.
#[inline(always)]
unsafe fn call(func: NpySlotFunc, slot: *mut u8, arg: *mut c_void) -> ControlFlow<c_int> {
    // SAFETY: promised by the caller.
    match unsafe { func(slot.cast(), arg) } {
        0 => ControlFlow::Continue(()),
        result => ControlFlow::Break(result),
    }
}

fn stopped_by(flow: ControlFlow<c_int>) -> c_int {
    match flow {
        ControlFlow::Continue(()) => 0,
        ControlFlow::Break(result) => result,
    }
}

/// A buffer of `count` zeroed items of `layout` (borrowed): object memory with an owner. Owned; NULL with `*error` set.
///
/// # Safety
/// `layout` is live, `error` is NULL or writable.
#[no_mangle]
pub unsafe extern "C" fn NpyBuffer_New(layout: *const NpyLayout, count: isize, error: *mut NpyError) -> *mut NpyBuffer {
    // SAFETY: promised by the caller.
    unsafe {
        let make = || {
            if count < 0 {
                return Err(ArrayError::NegativeDimension);
            }
            let layout = Layout::from_borrowed(layout);
            layout.itemsize().checked_mul(count).ok_or(ArrayError::TooBig)?;
            NpyBuffer::zeroed(&layout, count).ok_or(ArrayError::NoMemory)
        };
        guarded(error, make).unwrap_or(ptr::null_mut())
    }
}

/// A buffer over memory that exists. `data` is stolen when the call succeeds; NULL, `*error` set, and nothing stolen otherwise.
///
/// # Safety
/// `data` holds `count` items of `layout` in `nbytes` bytes, every slot NULL or an owned reference; `allocator` frees it.
#[no_mangle]
pub unsafe extern "C" fn NpyBuffer_Adopt(
    layout: *const NpyLayout,
    count: isize,
    data: *mut c_void,
    nbytes: usize,
    allocator: NpyAllocator,
    error: *mut NpyError,
) -> *mut NpyBuffer {
    // SAFETY: promised by the caller.
    unsafe {
        let make = || {
            NpyBuffer::adopt(&Layout::from_borrowed(layout), count, data.cast(), nbytes, allocator)
                .ok_or(ArrayError::NoMemory)
        };
        guarded(error, make).unwrap_or(ptr::null_mut())
    }
}

/// Says anew how the memory of `buffer` (borrowed), which `NpyBuffer_Adopt` has made, is given back: as `nbytes` bytes by `allocator`.
///
/// # Safety
/// `buffer` comes from `NpyBuffer_Adopt`; `allocator` frees its memory.
#[no_mangle]
pub unsafe extern "C" fn NpyBuffer_SetAllocator(buffer: *mut NpyBuffer, allocator: NpyAllocator, nbytes: usize) {
    // SAFETY: promised by the caller.
    unsafe { buffer::set_allocator(buffer, allocator, nbytes) }
}

/// Visits every slot of `buffer` (borrowed, may be NULL) that is not NULL: `visit` gets the address of a field that
/// holds the slot's value plus `bias`. No API is called but `visit`.
///
/// With `NPY_VISIT_LOOK`, `visit` runs no code but its own, and what it returns other than 0 ends the walk and is returned.
/// With `NPY_VISIT_CLEAR`, it may run any code; the walk does not end early, 0 is returned, and the walk may be put off
/// until this thread's running clearing walk gets to it: `arg` must be valid until then (HPy's is NULL).
/// `NPY_VISIT_AGAIN` is for an owner that has been cleared before and cannot tell the two apart.
///
/// # Safety
/// The slots hold NULL or references.
#[no_mangle]
pub unsafe extern "C" fn NpyBuffer_Visit(
    buffer: *mut NpyBuffer,
    visit: NpyVisitFunc,
    arg: *mut c_void,
    bias: isize,
    mode: c_int,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { buffer::visit(buffer, visit, arg, bias, mode) }
}

/// Gives `buffer` (stolen, may be NULL) up. References in slots must have been cleared by a visit. Calls no API.
///
/// # Safety
/// The caller owns the buffer.
#[no_mangle]
pub unsafe extern "C" fn NpyBuffer_Release(buffer: *mut NpyBuffer) {
    // SAFETY: promised by the caller.
    unsafe { buffer::release_buffer(buffer) }
}

/// Makes `*core` (all zero before) a new array of zeroed items of `layout` (borrowed). `order` is 'C' or 'F'.
/// Returns 0, or -1 with `*error` set and `*core` unchanged.
///
/// # Safety
/// `core` is writable, `shape` has `nd` entries, `error` is NULL or writable.
#[no_mangle]
pub unsafe extern "C" fn NpyArray_InitZeroed(
    core: *mut NpyArrayCore,
    layout: *const NpyLayout,
    nd: c_int,
    shape: *const isize,
    order: c_char,
    error: *mut NpyError,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe {
        let made = guarded(error, || {
            let nd = usize::try_from(nd).map_err(|_| ArrayError::NegativeDimension)?;
            let fortran = match order as u8 {
                b'C' => false,
                b'F' => true,
                _ => return Err(ArrayError::UnknownOrder),
            };
            let shape = if nd == 0 { &[] } else { std::slice::from_raw_parts(shape, nd) };
            NpyArrayCore::zeroed(&Layout::from_borrowed(layout), shape, fortran)
        });
        put(core, made)
    }
}

/// Makes `*core` (all zero before) a view of memory that somebody else keeps alive: `place` and `layout` are borrowed.
/// Returns 0, or -1 with `*error` set and `*core` unchanged.
///
/// # Safety
/// `core` is writable, `place` describes items of `layout`, `error` is NULL or writable.
#[no_mangle]
pub unsafe extern "C" fn NpyArray_InitView(
    core: *mut NpyArrayCore,
    layout: *const NpyLayout,
    place: *const NpyView,
    writeable: c_int,
    error: *mut NpyError,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe {
        let made = guarded(error, || NpyArrayCore::view(&Layout::from_borrowed(layout), &*place, writeable != 0));
        put(core, made)
    }
}

/// # Safety
/// `core` is writable and holds nothing.
unsafe fn put(core: *mut NpyArrayCore, made: Option<NpyArrayCore>) -> c_int {
    match made {
        Some(made) => {
            // SAFETY: promised by the caller.
            unsafe { core.write(made) };
            0
        }
        None => -1,
    }
}

/// Finds where `core[entries]` lies (`count` entries, borrowed) and writes it to `*place`. Returns 0, or -1 with `*error` set.
///
/// # Safety
/// `core` is an initialised array, `entries` has `count` entries, `place` is writable, `error` is NULL or writable.
#[no_mangle]
pub unsafe extern "C" fn NpyArray_Index(
    core: *const NpyArrayCore,
    count: isize,
    entries: *const NpyIndex,
    place: *mut NpyView,
    error: *mut NpyError,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe {
        let find = || {
            let count = usize::try_from(count).unwrap_or(0);
            // An enum of C may have any value, one of Rust may not: looked at before it is taken for one.
            if !(0..count).all(|i| NpyIndexKind::is_one((&raw const (*entries.add(i)).kind).cast::<c_int>().read())) {
                return Err(IndexError::UnknownKind);
            }
            let entries = if count == 0 { &[] } else { std::slice::from_raw_parts(entries, count) };
            (*core).index(entries)
        };
        match guarded(error, find) {
            Some(found) => {
                place.write(found);
                0
            }
            None => -1,
        }
    }
}

/// Visits every slot that `core` (borrowed) owns, as `NpyBuffer_Visit` does; a view owns none.
///
/// # Safety
/// `core` is initialised or all zero.
#[no_mangle]
pub unsafe extern "C" fn NpyArray_Visit(
    core: *const NpyArrayCore,
    visit: NpyVisitFunc,
    arg: *mut c_void,
    bias: isize,
    mode: c_int,
) -> c_int {
    // SAFETY: promised by the caller.
    unsafe { buffer::visit((*core).buffer, visit, arg, bias, mode) }
}

/// Frees what `core` owns and leaves it all zero. References in slots must have been cleared by a visit. Calls no API.
///
/// # Safety
/// `core` is initialised or all zero; nobody uses its memory afterwards.
#[no_mangle]
pub unsafe extern "C" fn NpyArray_Destroy(core: *mut NpyArrayCore) {
    // SAFETY: promised by the caller.
    unsafe { (*core).destroy() }
}
