//! The mirror for C: a function in a capsule.

use crate::layout::{Layout, NpyLayout};
use crate::mirror::cache;
use numpy::PyArrayDescr;
use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use std::ffi::{c_void, CStr};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr::null;

const NAME: &CStr = c"numpy_hpy._native._LAYOUT_OF";

/// The layout of a dtype (borrowed). Owned; NULL with an exception set.
///
/// # Safety
/// The GIL is held and `dtype` is an object.
unsafe extern "C" fn layout_of(dtype: *mut ffi::PyObject) -> *const NpyLayout {
    // Attached anew: PyO3 puts off the release of references by a thread that it does not know to be attached.
    let mirror = |py: Python<'_>| {
        // SAFETY: promised by the caller.
        let dtype = unsafe { Bound::from_borrowed_ptr(py, dtype) };
        let layout = match dtype.cast::<PyArrayDescr>() {
            Ok(dtype) => cache::layout_of(dtype),
            Err(_) => Err(PyTypeError::new_err("only a dtype has a layout")),
        };
        layout.map_or_else(
            |error| {
                error.restore(py);
                null()
            },
            Layout::into_raw,
        )
    };
    let look_up = || {
        // To attach takes longer than to find, which releases no reference.
        // SAFETY: the GIL is held.
        let remembered = cache::remembered(unsafe { Python::assume_attached() }, dtype);
        remembered.map_or_else(|| Python::attach(mirror), Layout::into_raw)
    };
    let mirrored = catch_unwind(AssertUnwindSafe(look_up));
    mirrored.unwrap_or_else(|_| {
        // SAFETY: the GIL is held.
        unsafe { ffi::PyErr_SetString(ffi::PyExc_SystemError, c"a layout could not be mirrored".as_ptr()) };
        null()
    })
}

/// The capsule with the address of `layout_of`.
pub(super) fn capsule(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    // SAFETY: a function lives as long as the process; the name is static.
    unsafe {
        let pointer = layout_of as *mut c_void;
        Bound::from_owned_ptr_or_err(py, ffi::PyCapsule_New(pointer, NAME.as_ptr(), None))
    }
}
