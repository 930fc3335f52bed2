//! dtype to layout, remembered: a bounded table that holds its dtypes.
//!
//! dtypes cannot be weakly referenced and their addresses are used again at once, so an entry owns its dtype. dtypes
//! can change in place, so a hit also compares the state of every structure and subarray that was read.

use super::dtype::{mirror, Mirrored};
use crate::layout::Layout;
use numpy::PyArrayDescr;
use pyo3::ffi;
use pyo3::prelude::*;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Sets times ways is what the cache holds at the most.
const SETS: usize = 256;
const WAYS: usize = 2;

/// How many dtypes the cache holds at the most.
pub(crate) const CAPACITY: usize = SETS * WAYS;

struct Entry {
    dtype: Py<PyArrayDescr>,
    mirrored: Mirrored,
}

/// The newer entry of a set comes first.
type Set = [Option<Entry>; WAYS];

static TABLE: Mutex<[Set; SETS]> = Mutex::new([const { [const { None }; WAYS] }; SETS]);

/// No Python code runs while the table is locked: entries that leave it are dropped by the caller, after.
fn table() -> MutexGuard<'static, [Set; SETS]> {
    TABLE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn set_of(dtype: *mut ffi::PyObject) -> usize {
    let address = (dtype as usize >> 4) as u64;
    (address.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize % SETS
}

/// The layout of `dtype`, if it is remembered. Any object may be asked for: what is here is a dtype. Releases no reference.
pub(crate) fn remembered(py: Python<'_>, dtype: *mut ffi::PyObject) -> Option<Layout> {
    let table = table();
    let entry = table[set_of(dtype)].iter().flatten().find(|entry| entry.dtype.as_ptr() == dtype)?;
    let current = entry.mirrored.read.iter().all(|reading| reading.is_current(py));
    current.then(|| entry.mirrored.layout.clone())
}

/// The layout of `dtype`, from the cache or mirrored now.
pub(crate) fn layout_of(dtype: &Bound<'_, PyArrayDescr>) -> PyResult<Layout> {
    if let Some(layout) = remembered(dtype.py(), dtype.as_ptr()) {
        return Ok(layout);
    }
    let mirrored = mirror(dtype)?;
    let layout = mirrored.layout.clone();
    if mirrored.has_metadata {
        // Metadata may refer to anything: an entry would keep it alive for as long as nothing takes its place.
        return Ok(layout);
    }
    let entry = Entry { dtype: dtype.clone().unbind(), mirrored };
    let evicted = {
        let mut table = table();
        let set = &mut table[set_of(dtype.as_ptr())];
        let stale = set.iter().position(|entry| entry.as_ref().is_none_or(|entry| entry.dtype.is(dtype)));
        let leaving = stale.unwrap_or(WAYS - 1);
        let evicted = set[leaving].replace(entry);
        set[..=leaving].rotate_right(1);
        evicted
    };
    drop(evicted);
    Ok(layout)
}

/// How many dtypes the cache holds now.
pub(crate) fn len() -> usize {
    table().iter().flatten().flatten().count()
}

/// Forgets every dtype.
pub(crate) fn clear() {
    for index in 0..SETS {
        let forgotten = std::mem::take(&mut table()[index]);
        drop(forgotten);
    }
}
