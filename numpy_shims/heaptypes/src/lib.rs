//! The module `numpy_hpy._typeobject`: what type objects hold, and heap types made from static ones.
//!
//! A Rust `cdylib` exports the symbols of Rust functions only, so the module's entry point is one that passes the call on to
//! that of the C source.

use std::ffi::c_void;

unsafe extern "C" {
    fn npy_hpy_make_typeobject_module() -> *mut c_void;
}

/// Makes the module; a new reference, or NULL with an exception set.
///
/// # Safety
/// The GIL is held.
#[no_mangle]
#[allow(non_snake_case)]
pub unsafe extern "C" fn PyInit__typeobject() -> *mut c_void {
    // SAFETY: promised by the caller.
    unsafe { npy_hpy_make_typeobject_module() }
}
