//! The memory of NumPy's arrays.

use crate::mirror::objects;
use numpy::{PyUntypedArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyInt;

/// Where the array's first element is.
#[pyfunction]
pub(super) fn data_address<'py>(array: &Bound<'py, PyUntypedArray>) -> PyResult<Bound<'py, PyInt>> {
    // SAFETY: it is an ndarray, whose struct starts with its data.
    let data = unsafe { (*array.as_array_ptr()).fields.data };
    // No address has its highest bit set.
    objects::int(array.py(), data as isize)
}
