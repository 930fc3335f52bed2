//! The module `numpy_hpy._legacy`: the tables of the universal ABI on stock NumPy.
//!
//! A Rust `cdylib` exports the symbols of Rust functions only, so the module's entry point is one that passes the call on to
//! that of the C source.

use std::ffi::c_void;

// The C sources call the C ABI of the layout core.
use numpy_hpy as _;

unsafe extern "C" {
    fn npy_hpy_make_legacy_module() -> *mut c_void;
}

/// Makes the module; a new reference, or NULL with an exception set.
///
/// # Safety
/// The GIL is held.
#[no_mangle]
#[allow(non_snake_case)]
pub unsafe extern "C" fn PyInit__legacy() -> *mut c_void {
    // SAFETY: promised by the caller.
    unsafe { npy_hpy_make_legacy_module() }
}
