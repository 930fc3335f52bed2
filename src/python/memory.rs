//! NumPy arrays over memory that another object owns.

use crate::layout::NPY_ARRAY_MAX_DIMS;
use crate::mirror::objects;
use numpy::npyffi::flags::{NPY_ARRAY_ALIGNED, NPY_ARRAY_WRITEABLE};
use numpy::npyffi::{npy_intp, PyArrayObject, PY_ARRAY_API};
use numpy::{PyArrayDescr, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt, PyTuple};
use pyo3::PyTypeInfo;

/// At most as many numbers as an array has dimensions.
fn numbers(tuple: &Bound<'_, PyTuple>) -> PyResult<(usize, [npy_intp; NPY_ARRAY_MAX_DIMS])> {
    let mut numbers = [0; NPY_ARRAY_MAX_DIMS];
    if tuple.len() > numbers.len() {
        return Err(PyValueError::new_err("an array has at most 64 dimensions"));
    }
    for (number, item) in numbers.iter_mut().zip(tuple.iter_borrowed()) {
        *number = item.extract()?;
    }
    Ok((tuple.len(), numbers))
}

/// A new ndarray at `address`, exactly of `dtype`, that keeps `owner` alive as its base.
#[pyfunction]
pub(super) fn array_over<'py>(
    owner: &Bound<'py, PyAny>,
    address: usize,
    dtype: Bound<'py, PyArrayDescr>,
    shape: &Bound<'py, PyTuple>,
    strides: &Bound<'py, PyTuple>,
    writeable: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let py = owner.py();
    let (nd, mut shape) = numbers(shape)?;
    let (as_many, mut strides) = numbers(strides)?;
    if nd != as_many {
        return Err(PyValueError::new_err("shape and strides differ in length"));
    }
    // Aligned is what NumPy clears itself where it is not so.
    let flags = NPY_ARRAY_ALIGNED | if writeable { NPY_ARRAY_WRITEABLE } else { 0 };
    // SAFETY: `owner` says that items of `dtype` lie at `address` with that shape and those strides, and keeps them
    // there while it lives; NewFromDescr steals the dtype, SetBaseObject the owner, also when they fail.
    unsafe {
        let array = PY_ARRAY_API.PyArray_NewFromDescr(
            py,
            PyUntypedArray::type_object_raw(py),
            dtype.into_ptr().cast(),
            nd as i32,
            shape.as_mut_ptr(),
            strides.as_mut_ptr(),
            address as *mut _,
            flags,
            std::ptr::null_mut(),
        );
        let array = Bound::from_owned_ptr_or_err(py, array)?;
        ffi::Py_INCREF(owner.as_ptr());
        if PY_ARRAY_API.PyArray_SetBaseObject(py, array.as_ptr().cast::<PyArrayObject>(), owner.as_ptr()) < 0 {
            return Err(PyErr::fetch(py));
        }
        Ok(array)
    }
}

/// NumPy's mark of an array that `broadcast_arrays` made: it may be written, with a warning.
const NPY_ARRAY_WARN_ON_WRITE: i32 = 1 << 31;

/// `(dtype, address, shape, strides, writeable)` of an ndarray, from its struct: a subclass may give its attributes another meaning.
/// As in NumPy's own exports, what warns when it is written is not writeable.
#[pyfunction]
pub(super) fn place_of<'py>(array: &Bound<'py, PyUntypedArray>) -> PyResult<Bound<'py, PyTuple>> {
    let py = array.py();
    let numbers = |numbers: &[isize]| objects::tuple(py, numbers.iter().map(|&number| objects::int(py, number)));
    // SAFETY: it is an ndarray, whose struct starts with its data.
    let flags = unsafe { (*array.as_array_ptr()).fields.flags };
    let writeable = flags & (NPY_ARRAY_WRITEABLE | NPY_ARRAY_WARN_ON_WRITE) == NPY_ARRAY_WRITEABLE;
    // A Rust usize is the integer that the struct has there, whatever its sign.
    let shape: Vec<isize> = array.shape().iter().map(|&length| length as isize).collect();
    let items = [
        array.dtype().into_any(),
        data_address(array)?.into_any(),
        numbers(&shape)?.into_any(),
        numbers(array.strides())?.into_any(),
        PyBool::new(py, writeable).to_owned().into_any(),
    ];
    objects::tuple(py, items.into_iter().map(Ok))
}

/// Where the array's first element is.
#[pyfunction]
pub(super) fn data_address<'py>(array: &Bound<'py, PyUntypedArray>) -> PyResult<Bound<'py, PyInt>> {
    // SAFETY: it is an ndarray, whose struct starts with its data.
    let data = unsafe { (*array.as_array_ptr()).fields.data };
    // No address has its highest bit set.
    objects::int(array.py(), data as isize)
}
