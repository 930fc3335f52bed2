//! A layout from a real `numpy.dtype`, read from its C struct: no attribute look-up, no iteration protocol.

use crate::layout::{FieldSpec, Layout, LayoutError, LayoutErrorKind, Scalar, NPY_LAYOUT_MAX_DEPTH};
use numpy::npyffi::flags::NPY_ITEM_REFCOUNT;
use numpy::npyffi::{_PyArray_DescrNumPy2_fields, PyArray_ArrayDescr, NPY_TYPES};
use numpy::PyArrayDescr;
use pyo3::exceptions::{PyMemoryError, PySystemError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use pyo3::{ffi, PyErr};
use std::collections::HashMap;
use std::sync::OnceLock;

/// How a layout writes this machine's byte order, NumPy's `=`.
const NATIVE_MARK: u8 = if cfg!(target_endian = "little") { b'<' } else { b'>' };

/// NumPy 2's descriptor up to what legacy dtypes (the built-in ones, `void`, and registered user dtypes) append.
#[repr(C)]
struct LegacyDescr {
    ob_base: ffi::PyObject,
    plain: _PyArray_DescrNumPy2_fields,
    subarray: *mut PyArray_ArrayDescr,
    fields: *mut ffi::PyObject,
    names: *mut ffi::PyObject,
}

/// A descriptor, borrowed from Python.
#[derive(Clone, Copy)]
pub(crate) struct Descr<'a, 'py>(&'a Bound<'py, PyArrayDescr>);

impl<'a, 'py> Descr<'a, 'py> {
    fn plain(self) -> &'a _PyArray_DescrNumPy2_fields {
        let raw = self.0.as_ptr().cast::<LegacyDescr>();
        // SAFETY: every dtype of NumPy 2 starts like this; the module refuses older ones at import.
        unsafe { &(*raw).plain }
    }

    fn legacy(self) -> Option<&'a LegacyDescr> {
        let type_num = self.plain().type_num;
        let is_legacy = (0..NPY_TYPES::NPY_VSTRING as i32).contains(&type_num);
        // SAFETY: NumPy gives exactly these dtypes the longer struct.
        is_legacy.then(|| unsafe { &*self.0.as_ptr().cast::<LegacyDescr>() })
    }

    /// What a cached layout depends on besides the dtype's address: both are replaced when names change in place.
    pub(crate) fn names_and_fields(self) -> (*mut ffi::PyObject, *mut ffi::PyObject) {
        match self.legacy() {
            Some(legacy) => (legacy.names, legacy.fields),
            None => (std::ptr::null_mut(), std::ptr::null_mut()),
        }
    }

    fn scalar(self) -> Scalar {
        let plain = self.plain();
        let byteorder = match plain.byteorder as u8 {
            mark @ (b'<' | b'>' | b'|') => mark,
            _ => NATIVE_MARK,
        };
        Scalar { kind: plain.kind as u8, byteorder, itemsize: plain.elsize, alignment: plain.alignment.max(1) }
    }
}

/// A mirrored dtype, and the structures inside it whose names can change in place.
pub(crate) struct Mirrored {
    pub(crate) layout: Layout,
    /// Each structure, the outermost last, with the names and fields that were read. Strong references keep the addresses from being used again.
    pub(crate) structures: Vec<Structure>,
}

/// One structured dtype as it was read.
pub(crate) struct Structure {
    dtype: Py<PyArrayDescr>,
    names: Py<PyAny>,
    fields: Py<PyAny>,
}

impl Structure {
    /// Whether the dtype still has the names and fields that were read.
    pub(crate) fn is_current(&self, py: Python<'_>) -> bool {
        Descr(self.dtype.bind(py)).names_and_fields() == (self.names.as_ptr(), self.fields.as_ptr())
    }
}

/// What remains to be done, outermost last: nesting costs no C stack.
enum Task<'py> {
    Enter { dtype: Bound<'py, PyArrayDescr>, name: Option<Bound<'py, PyString>> },
    FinishSubarray { dtype: Bound<'py, PyArrayDescr>, name: Option<Bound<'py, PyString>>, shape: Vec<isize> },
    FinishStructure { dtype: Bound<'py, PyArrayDescr>, name: Option<Bound<'py, PyString>>, parts: Vec<FieldPart<'py>> },
}

/// A field as the dtype has it.
struct FieldPart<'py> {
    name: Bound<'py, PyString>,
    title: Option<Bound<'py, PyString>>,
    offset: isize,
    dtype: Bound<'py, PyArrayDescr>,
}

/// Mirrors `dtype`. The error is ready to be raised: ValueError (with the field's path), MemoryError.
pub(crate) fn mirror(dtype: &Bound<'_, PyArrayDescr>) -> PyResult<Mirrored> {
    let py = dtype.py();
    let mut done: Vec<Layout> = Vec::new();
    let mut known: HashMap<usize, Layout> = HashMap::new();
    let mut structures = Vec::new();
    let mut depth = 0;
    let mut tasks = vec![Task::Enter { dtype: dtype.clone(), name: None }];
    while let Some(task) = tasks.pop() {
        match task {
            Task::Enter { dtype, name } => {
                if let Some(layout) = known.get(&(dtype.as_ptr() as usize)) {
                    done.push(layout.clone());
                    continue;
                }
                if depth > NPY_LAYOUT_MAX_DEPTH {
                    let error = LayoutError::new(LayoutErrorKind::TooDeep);
                    return Err(to_python(error));
                }
                if let Some((base, shape)) = subarray_parts(&dtype)? {
                    depth += 1;
                    tasks.push(Task::FinishSubarray { dtype, name, shape });
                    tasks.push(Task::Enter { dtype: base, name: None });
                } else if let Some(parts) = structure_parts(&dtype, &mut structures)? {
                    depth += 1;
                    let inner: Vec<_> = parts.iter().map(|part| (part.dtype.clone(), part.name.clone())).collect();
                    tasks.push(Task::FinishStructure { dtype, name, parts });
                    tasks.extend(inner.into_iter().rev().map(|(dtype, name)| Task::Enter { dtype, name: Some(name) }));
                } else {
                    done.push(leaf(Descr(&dtype)).map_err(|error| located(error, name.as_ref(), &tasks))?);
                }
            }
            Task::FinishSubarray { dtype, name, shape } => {
                depth -= 1;
                let base = done.pop().ok_or_else(out_of_step)?;
                let layout = Layout::subarray(&base, &shape).map_err(|error| located(error, name.as_ref(), &tasks))?;
                known.insert(dtype.as_ptr() as usize, layout.clone());
                done.push(layout);
            }
            Task::FinishStructure { dtype, name, parts } => {
                depth -= 1;
                let first = done.len().checked_sub(parts.len()).ok_or_else(out_of_step)?;
                let layout = structure(py, Descr(&dtype), &parts, &done[first..])
                    .map_err(|error| error.locate(name.as_ref(), &tasks))?;
                done.truncate(first);
                known.insert(dtype.as_ptr() as usize, layout.clone());
                done.push(layout);
            }
        }
    }
    let layout = done.pop().ok_or_else(out_of_step)?;
    Ok(Mirrored { layout, structures })
}

fn out_of_step() -> PyErr {
    PySystemError::new_err("the mirror of a dtype lost a field")
}

/// A layout error as Python raises it.
pub(crate) fn to_python(error: LayoutError) -> PyErr {
    match error.kind {
        LayoutErrorKind::NoMemory => PyMemoryError::new_err(()),
        _ => PyValueError::new_err(error.to_string()),
    }
}

/// The error seen from the outermost dtype: the unfinished structures are the ancestors.
fn located(error: LayoutError, name: Option<&Bound<'_, PyString>>, tasks: &[Task<'_>]) -> PyErr {
    let mut error = error;
    let ancestors = tasks.iter().rev().filter_map(|task| match task {
        Task::Enter { .. } => None,
        Task::FinishSubarray { name, .. } | Task::FinishStructure { name, .. } => Some(name.as_ref()),
    });
    for name in std::iter::once(name).chain(ancestors).flatten() {
        error = error.within(name.to_string_lossy().as_bytes());
    }
    to_python(error)
}

enum StructureError {
    Layout(LayoutError),
    Python(PyErr),
}

impl StructureError {
    fn locate(self, name: Option<&Bound<'_, PyString>>, tasks: &[Task<'_>]) -> PyErr {
        match self {
            Self::Layout(error) => located(error, name, tasks),
            Self::Python(error) => error,
        }
    }
}

fn subarray_parts<'py>(dtype: &Bound<'py, PyArrayDescr>) -> PyResult<Option<(Bound<'py, PyArrayDescr>, Vec<isize>)>> {
    let Some(subarray) = Descr(dtype).legacy().map(|legacy| legacy.subarray).filter(|p| !p.is_null()) else {
        return Ok(None);
    };
    // SAFETY: a dtype with a subarray owns its base and its shape; new references are taken at once.
    let (base, shape) = unsafe {
        let base = Bound::from_borrowed_ptr(dtype.py(), (*subarray).base.cast());
        (base, Bound::from_borrowed_ptr(dtype.py(), (*subarray).shape))
    };
    Ok(Some((base.cast_into::<PyArrayDescr>()?, shape.extract()?)))
}

fn structure_parts<'py>(
    dtype: &Bound<'py, PyArrayDescr>,
    structures: &mut Vec<Structure>,
) -> PyResult<Option<Vec<FieldPart<'py>>>> {
    let py = dtype.py();
    let (names, fields) = Descr(dtype).names_and_fields();
    if names.is_null() || fields.is_null() {
        return Ok(None);
    }
    // SAFETY: the dtype owns both; new references are taken before anything else runs.
    let (names, fields) = unsafe { (Bound::from_borrowed_ptr(py, names), Bound::from_borrowed_ptr(py, fields)) };
    if names.is_none() || fields.is_none() {
        return Ok(None);
    }
    structures.push(Structure {
        dtype: dtype.clone().unbind(),
        names: names.clone().unbind(),
        fields: fields.clone().unbind(),
    });
    let names = names.cast_into::<PyTuple>()?;
    let fields = fields.cast_into::<PyDict>()?;
    let mut parts = Vec::new();
    parts.try_reserve_exact(names.len()).map_err(|_| PyMemoryError::new_err(()))?;
    for name in &names {
        let missing = || PyValueError::new_err("dtype names a field that its fields do not have");
        let entry = fields.get_item(&name)?.ok_or_else(missing)?.cast_into::<PyTuple>()?;
        // A title need not be a text; then it names nothing.
        let title = if entry.len() > 2 { entry.get_item(2)?.cast_into::<PyString>().ok() } else { None };
        parts.push(FieldPart {
            name: name.cast_into::<PyString>()?,
            title,
            offset: entry.get_item(1)?.extract()?,
            dtype: entry.get_item(0)?.cast_into::<PyArrayDescr>()?,
        });
    }
    Ok(Some(parts))
}

fn structure(
    py: Python<'_>,
    descr: Descr<'_, '_>,
    parts: &[FieldPart<'_>],
    layouts: &[Layout],
) -> Result<Layout, StructureError> {
    let texts: Vec<_> = parts
        .iter()
        .map(|part| Ok((utf8(&part.name)?, part.title.as_ref().map(utf8).transpose()?)))
        .collect::<PyResult<_>>()
        .map_err(StructureError::Python)?;
    let specs: Vec<_> = parts
        .iter()
        .zip(layouts)
        .zip(&texts)
        .map(|((part, layout), (name, title))| FieldSpec {
            name: name.as_bytes(py),
            title: title.as_ref().map(|title| title.as_bytes(py)),
            offset: part.offset,
            layout,
        })
        .collect();
    let Scalar { itemsize, alignment, .. } = descr.scalar();
    // The keys of the fields dict differ, so the names do.
    Layout::structure_with_unique_names(&specs, itemsize, alignment).map_err(StructureError::Layout)
}

/// A text's UTF-8, borrowed from the text or, with lone surrogates, made for it.
enum Utf8<'a> {
    Borrowed(&'a [u8]),
    Encoded(Py<pyo3::types::PyBytes>),
}

impl Utf8<'_> {
    fn as_bytes<'b>(&'b self, py: Python<'b>) -> &'b [u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Encoded(bytes) => bytes.bind(py).as_bytes(),
        }
    }
}

fn utf8<'a>(text: &'a Bound<'_, PyString>) -> PyResult<Utf8<'a>> {
    if let Ok(text) = text.to_str() {
        return Ok(Utf8::Borrowed(text.as_bytes()));
    }
    let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
    Ok(Utf8::Encoded(bytes.cast_into()?.unbind()))
}

/// A dtype without inner structure.
fn leaf(descr: Descr<'_, '_>) -> Result<Layout, LayoutError> {
    // One layout for each built-in type in native order, made on first use and kept.
    static NATIVE: [OnceLock<Layout>; 24] = [const { OnceLock::new() }; 24];
    let plain = descr.plain();
    let scalar = descr.scalar();
    let is_object = plain.type_num == NPY_TYPES::NPY_OBJECT as i32;
    let fixed = plain.type_num <= NPY_TYPES::NPY_OBJECT as i32 || plain.type_num == NPY_TYPES::NPY_HALF as i32;
    let native = matches!(scalar.byteorder, NATIVE_MARK | b'|');
    let make = || {
        if is_object {
            Layout::object()
        } else if plain.flags & NPY_ITEM_REFCOUNT != 0 && plain.type_num != NPY_TYPES::NPY_VOID as i32 {
            // A void keeps the flag after its object fields are gone: nothing is behind it. For any other dtype it
            // says that items hold memory, and only the dtype's own clear function knows where.
            Layout::opaque(scalar)
        } else {
            Layout::scalar(scalar)
        }
    };
    match usize::try_from(plain.type_num).ok().and_then(|i| NATIVE.get(i)) {
        Some(slot) if fixed && native => match slot.get() {
            Some(layout) => Ok(layout.clone()),
            None => {
                let layout = make()?;
                Ok(slot.get_or_init(|| layout).clone())
            }
        },
        _ => make(),
    }
}
