//! New Python objects. PyO3's own constructors panic where there is no memory; these raise MemoryError.

use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyList, PyString, PyTuple};
use pyo3::{ffi, PyTypeInfo};
use std::fmt::{Display, Write};

pub(crate) fn int(py: Python<'_>, value: isize) -> PyResult<Bound<'_, PyInt>> {
    // SAFETY: gives a new int or NULL with an error.
    unsafe { Ok(Bound::from_owned_ptr_or_err(py, ffi::PyLong_FromSsize_t(value))?.cast_into_unchecked()) }
}

/// What `what` displays.
pub(crate) fn text<'py>(py: Python<'py>, what: impl Display) -> PyResult<Bound<'py, PyString>> {
    let mut made = Text(String::new());
    write!(made, "{what}").map_err(no_memory)?;
    string(py, &made.0)
}

/// A text that grows only where there is memory.
struct Text(String);

impl Write for Text {
    fn write_str(&mut self, part: &str) -> std::fmt::Result {
        self.0.try_reserve(part.len()).map_err(|_| std::fmt::Error)?;
        self.0.push_str(part);
        Ok(())
    }
}

pub(crate) fn string<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: the text has that many bytes of UTF-8; gives a new str or NULL with an error.
    unsafe {
        let object = ffi::PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as isize);
        Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
    }
}

/// A str of UTF-8 in which lone surrogates have their three bytes.
pub(crate) fn surrogate_string<'py>(py: Python<'py>, bytes: &[u8]) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: there are that many bytes; gives a new str or NULL with an error.
    unsafe {
        let object = ffi::PyUnicode_DecodeUTF8(bytes.as_ptr().cast(), bytes.len() as isize, c"surrogatepass".as_ptr());
        Ok(Bound::from_owned_ptr_or_err(py, object)?.cast_into_unchecked())
    }
}

pub(crate) fn tuple<'py, T>(
    py: Python<'py>,
    items: impl ExactSizeIterator<Item = PyResult<Bound<'py, T>>>,
) -> PyResult<Bound<'py, PyTuple>> {
    // SAFETY: a new tuple, each place of which is set at most once; the places that an error leaves are NULL.
    unsafe {
        let made = Bound::from_owned_ptr_or_err(py, ffi::PyTuple_New(items.len() as isize))?;
        for (i, item) in items.enumerate() {
            ffi::PyTuple_SET_ITEM(made.as_ptr(), i as isize, item?.into_ptr());
        }
        Ok(made.cast_into_unchecked())
    }
}

pub(crate) fn list<'py, T>(
    py: Python<'py>,
    items: impl ExactSizeIterator<Item = PyResult<Bound<'py, T>>>,
) -> PyResult<Bound<'py, PyList>> {
    // SAFETY: as for a tuple.
    unsafe {
        let made = Bound::from_owned_ptr_or_err(py, ffi::PyList_New(items.len() as isize))?;
        for (i, item) in items.enumerate() {
            ffi::PyList_SET_ITEM(made.as_ptr(), i as isize, item?.into_ptr());
        }
        Ok(made.cast_into_unchecked())
    }
}

pub(crate) fn dict<'py>(py: Python<'py>, items: &[(&str, Bound<'py, PyAny>)]) -> PyResult<Bound<'py, PyDict>> {
    // SAFETY: gives a new dict or NULL with an error.
    let made: Bound<'py, PyDict> =
        unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyDict_New())?.cast_into_unchecked() };
    for (key, value) in items {
        made.set_item(string(py, key)?, value)?;
    }
    Ok(made)
}

/// An exception of type `E`, or MemoryError where its message cannot be made.
pub(crate) fn error<E: PyTypeInfo>(py: Python<'_>, message: impl Display) -> PyErr {
    match text(py, message) {
        Ok(message) => {
            // SAFETY: sets an exception, this one or MemoryError.
            unsafe { ffi::PyErr_SetObject(E::type_object_raw(py).cast(), message.as_ptr()) };
            // Unlike PyErr::new this puts nothing into a box.
            PyErr::fetch(py)
        }
        Err(error) => error,
    }
}

/// MemoryError: takes no memory itself.
pub(crate) fn no_memory<T>(_: T) -> PyErr {
    PyMemoryError::new_err(())
}
