//! The C ABI of layer 2.

use super::spec::{parse_spec, SpecError, SpecErrorKind};
use crate::layout::{guarded, Layout, LayoutErrorKind, NpyError, NpyErrorCode, NpyLayout, Report};
use std::ffi::c_char;

impl Report for SpecError {
    fn code(&self) -> NpyErrorCode {
        match self.kind() {
            SpecErrorKind::Layout(LayoutErrorKind::NoMemory) => NpyErrorCode::NoMemory,
            // NumPy takes overlapping objects for a wrong type, not for a wrong value.
            SpecErrorKind::UnknownType(_)
            | SpecErrorKind::WrongForm(_)
            | SpecErrorKind::Layout(LayoutErrorKind::Overlap) => NpyErrorCode::TypeError,
            SpecErrorKind::Syntax(_) | SpecErrorKind::WrongValue(_) | SpecErrorKind::Layout(_) => {
                NpyErrorCode::ValueError
            }
        }
    }
}

/// The layout of the data type that `len` bytes of UTF-8 at `text` (borrowed) describe: a type string, or the literal of
/// a list, a tuple or a dict, as `np.dtype` takes them. Owned; NULL with `*error` set, its code TypeError for an unknown
/// type, a wrong form or objects that overlap something, ValueError for anything else that NumPy refuses.
///
/// # Safety
/// `text` has `len` bytes, `error` is NULL or writable.
#[no_mangle]
pub unsafe extern "C" fn NpyLayout_FromSpec(text: *const c_char, len: usize, error: *mut NpyError) -> *const NpyLayout {
    // SAFETY: promised by the caller.
    let made = unsafe {
        guarded(error, || {
            let bytes = if len == 0 { &[] } else { std::slice::from_raw_parts(text.cast::<u8>(), len) };
            match std::str::from_utf8(bytes) {
                Ok(text) => parse_spec(text),
                Err(e) => Err(SpecError::syntax("text is not UTF-8").at(e.valid_up_to())),
            }
        })
    };
    made.map_or(std::ptr::null(), Layout::into_raw)
}
