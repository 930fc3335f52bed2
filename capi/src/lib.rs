//! The library that HPy loads: the C skin with the layout core behind it.
//!
//! A Rust `cdylib` exports the symbols of Rust functions only, so each of the module's entry points is one that
//! passes the call on to the skin's, which C macros define under another name.

// The skin calls the C ABI of this crate.
use numpy_hpy as _;

#[cfg(feature = "universal")]
mod universal {
    use std::ffi::c_void;

    unsafe extern "C" {
        fn get_required_hpy_major_version_numpy_hpy_skin() -> u32;
        fn get_required_hpy_minor_version_numpy_hpy_skin() -> u32;
        fn HPyInitGlobalContext_numpy_hpy_skin(ctx: *mut c_void);
        fn HPyInit_numpy_hpy_skin() -> *mut c_void;
    }

    /// HPy's major ABI version that the module needs.
    #[no_mangle]
    pub extern "C" fn get_required_hpy_major_version__hpyarray() -> u32 {
        // SAFETY: the function returns a constant.
        unsafe { get_required_hpy_major_version_numpy_hpy_skin() }
    }

    /// HPy's minor ABI version that the module needs.
    #[no_mangle]
    pub extern "C" fn get_required_hpy_minor_version__hpyarray() -> u32 {
        // SAFETY: the function returns a constant.
        unsafe { get_required_hpy_minor_version_numpy_hpy_skin() }
    }

    /// Takes the context that CPython's trampolines use.
    ///
    /// # Safety
    /// `ctx` is HPy's context.
    #[no_mangle]
    pub unsafe extern "C" fn HPyInitGlobalContext__hpyarray(ctx: *mut c_void) {
        // SAFETY: promised by the caller.
        unsafe { HPyInitGlobalContext_numpy_hpy_skin(ctx) }
    }

    /// The module's definition; borrowed, it is static.
    #[no_mangle]
    pub extern "C" fn HPyInit__hpyarray() -> *mut c_void {
        // SAFETY: the function returns the address of a static.
        unsafe { HPyInit_numpy_hpy_skin() }
    }
}

#[cfg(feature = "cpython-abi")]
mod cpython_abi {
    use std::ffi::c_void;

    unsafe extern "C" {
        fn PyInit_numpy_hpy_skin() -> *mut c_void;
    }

    /// Makes the module; a new reference, or NULL with an exception set.
    ///
    /// # Safety
    /// The GIL is held.
    #[no_mangle]
    pub unsafe extern "C" fn PyInit__hpyarray() -> *mut c_void {
        // SAFETY: promised by the caller.
        unsafe { PyInit_numpy_hpy_skin() }
    }
}
