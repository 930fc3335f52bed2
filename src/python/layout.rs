//! `numpy_hpy.Layout`: the mirror of a dtype, seen from Python.

use crate::layout::{
    Field, Layout, NpyErrorCode, NpyLayout, NpySlotRun, Report, NPY_LAYOUT_ALL_ALIGNED, NPY_LAYOUT_CONTIGUOUS,
    NPY_LAYOUT_HAS_SLOTS, NPY_LAYOUT_OPAQUE, NPY_LAYOUT_STRUCT, NPY_LAYOUT_SUBARRAY,
};
use crate::mirror::{cache, dtype::to_python, parse_spec_with, SpecOptions};
use numpy::{dtype, PyArray1, PyArrayDescr, ToPyArray};
use pyo3::exceptions::{PyMemoryError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use std::hash::{DefaultHasher, Hash, Hasher};

/// The mirror of a dtype: plain data that tells where an item's object slots are.
///
/// Immutable and hashable. Sizes and offsets are bytes.
#[pyclass(frozen, name = "Layout", module = "numpy_hpy")]
pub(super) struct PyLayout(Layout);

/// One field of a structured layout: its name, title, offset in bytes, and layout.
#[pyclass(frozen, name = "Field", module = "numpy_hpy")]
pub(super) struct PyField {
    name: Py<PyString>,
    title: Option<Py<PyString>>,
    #[pyo3(get)]
    offset: isize,
    layout: Layout,
}

/// What is true of every item of a layout.
#[pyclass(frozen, name = "LayoutFlags", module = "numpy_hpy", eq, hash)]
#[derive(PartialEq, Eq, Hash)]
pub(super) struct PyFlags(u32);

#[pymethods]
impl PyFlags {
    /// At least one object slot in each item.
    #[getter]
    fn has_slots(&self) -> bool {
        self.has(NPY_LAYOUT_HAS_SLOTS)
    }

    /// Every slot is aligned for a pointer when the first item is.
    #[getter]
    fn all_aligned(&self) -> bool {
        self.has(NPY_LAYOUT_ALL_ALIGNED)
    }

    /// The item is nothing but slots: an array is one flat run of pointers.
    #[getter]
    fn contiguous(&self) -> bool {
        self.has(NPY_LAYOUT_CONTIGUOUS)
    }

    /// The item holds managed memory that is not object slots, as StringDType's does.
    #[getter]
    fn opaque(&self) -> bool {
        self.has(NPY_LAYOUT_OPAQUE)
    }

    /// A structure, described by `fields`.
    #[getter]
    fn r#struct(&self) -> bool {
        self.has(NPY_LAYOUT_STRUCT)
    }

    /// A subarray, described by `base` and `shape`.
    #[getter]
    fn subarray(&self) -> bool {
        self.has(NPY_LAYOUT_SUBARRAY)
    }

    fn __repr__(&self) -> String {
        let names = [
            (self.has_slots(), "has_slots"),
            (self.all_aligned(), "all_aligned"),
            (self.contiguous(), "contiguous"),
            (self.opaque(), "opaque"),
            (self.r#struct(), "struct"),
            (self.subarray(), "subarray"),
        ];
        let set: Vec<_> = names.iter().filter(|(on, _)| *on).map(|(_, name)| *name).collect();
        format!("LayoutFlags({})", set.join(" | "))
    }
}

impl PyFlags {
    fn has(&self, flag: u32) -> bool {
        self.0 & flag != 0
    }
}

/// Texts in layouts are UTF-8 with NUL as C0 80 and lone surrogates as three bytes.
fn to_text<'py>(py: Python<'py>, stored: &[u8]) -> PyResult<Bound<'py, PyString>> {
    if let Ok(text) = std::str::from_utf8(stored) {
        return Ok(PyString::new(py, text));
    }
    let mut bytes = Vec::with_capacity(stored.len());
    let mut rest = stored;
    while let Some((&first, tail)) = rest.split_first() {
        let is_nul = first == 0xC0;
        bytes.push(if is_nul { 0 } else { first });
        rest = if is_nul { &tail[1.min(tail.len())..] } else { tail };
    }
    let bytes = pyo3::types::PyBytes::new(py, &bytes);
    Ok(bytes.call_method1("decode", ("utf-8", "surrogatepass"))?.cast_into()?)
}

#[pymethods]
impl PyField {
    #[getter]
    fn name(&self, py: Python<'_>) -> Py<PyString> {
        self.name.clone_ref(py)
    }

    #[getter]
    fn title(&self, py: Python<'_>) -> Option<Py<PyString>> {
        self.title.as_ref().map(|title| title.clone_ref(py))
    }

    #[getter]
    fn layout(&self) -> PyLayout {
        PyLayout(self.layout.clone())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let name = self.name.bind(py).repr()?;
        Ok(format!("Field({name}, offset={}, {})", self.offset, summary(&self.layout)))
    }
}

impl PyField {
    fn new(py: Python<'_>, field: Field<'_>) -> PyResult<Self> {
        Ok(Self {
            name: to_text(py, field.name_bytes())?.unbind(),
            title: field.title_bytes().map(|title| to_text(py, title)).transpose()?.map(Bound::unbind),
            offset: field.offset(),
            layout: field.layout(),
        })
    }
}

/// NumPy's name for what a layout holds, where it has a short one.
fn type_name(layout: &Layout) -> String {
    let (kind, mark, size) = (layout.kind() as char, layout.byteorder() as char, layout.itemsize());
    match kind {
        _ if layout.has(NPY_LAYOUT_STRUCT) => format!("struct of {} fields", layout.fields().len()),
        _ if layout.has(NPY_LAYOUT_SUBARRAY) => {
            let base = layout.base().map(|base| type_name(&base)).unwrap_or_default();
            let shape: Vec<_> = layout.shape().iter().map(ToString::to_string).collect();
            format!("({}) of {base}", shape.join(", "))
        }
        'O' | 'T' => kind.to_string(),
        'U' => format!("{mark}U{}", size / 4),
        _ => format!("{mark}{kind}{size}"),
    }
}

fn summary(layout: &Layout) -> String {
    let mut text = format!("{}, itemsize={}", type_name(layout), layout.itemsize());
    if layout.has(NPY_LAYOUT_HAS_SLOTS) {
        text.push_str(&format!(", slot_count={}", layout.slot_count()));
    }
    if layout.has(NPY_LAYOUT_OPAQUE) {
        text.push_str(", opaque");
    }
    text
}

/// `dtype_like` as a dtype, by NumPy's own rules and with its errors.
fn to_dtype<'py>(dtype_like: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArrayDescr>> {
    match dtype_like.cast::<PyArrayDescr>() {
        Ok(dtype) => Ok(dtype.clone()),
        // NumPy's default.
        Err(_) if dtype_like.is_none() => Ok(dtype::<f64>(dtype_like.py())),
        Err(_) => PyArrayDescr::new(dtype_like.py(), dtype_like),
    }
}

#[pymethods]
impl PyLayout {
    /// The layout of a dtype, or of what NumPy takes for one.
    #[staticmethod]
    fn from_dtype(dtype: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(cache::layout_of(&to_dtype(dtype)?)?))
    }

    /// The layout of a dtype specification, read without NumPy: a dtype string, or a `descr` list or dict (or its text).
    #[staticmethod]
    #[pyo3(signature = (spec, *, align = false))]
    fn from_spec(spec: &Bound<'_, PyAny>, align: bool) -> PyResult<Self> {
        let text = match spec.cast::<PyString>() {
            Ok(text) => text.clone(),
            Err(_) => spec.repr()?,
        };
        match parse_spec_with(text.to_str()?, SpecOptions { align }) {
            Ok(layout) => Ok(Self(layout)),
            Err(error) => Err(match error.code() {
                NpyErrorCode::NoMemory => PyMemoryError::new_err(()),
                NpyErrorCode::TypeError => PyTypeError::new_err(error.to_string()),
                _ => PyValueError::new_err(error.to_string()),
            }),
        }
    }

    /// Bytes of one item.
    #[getter]
    fn itemsize(&self) -> isize {
        self.0.itemsize()
    }

    /// The dtype's alignment, in bytes.
    #[getter]
    fn alignment(&self) -> isize {
        self.0.alignment()
    }

    /// Object slots in one item.
    #[getter]
    fn slot_count(&self) -> isize {
        self.0.slot_count()
    }

    /// NumPy's kind letter.
    #[getter]
    fn kind(&self) -> char {
        self.0.kind() as char
    }

    /// `<` or `>` for what has a byte order, else `|`.
    #[getter]
    fn byteorder(&self) -> char {
        self.0.byteorder() as char
    }

    /// Levels of structures and subarrays.
    #[getter]
    fn depth(&self) -> u32 {
        self.0.as_abi().depth
    }

    /// Byte offsets of every slot in one item, ascending: a new intp array.
    #[getter]
    fn slots<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray1<isize>>> {
        Ok(self.0.slots().map_err(to_python)?.to_pyarray(py))
    }

    /// Where the slots are: one dict a run with `offset`, `count`, `stride`, and `loops`, a list of `(count, stride)`.
    #[getter]
    fn runs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let runs = PyList::empty(py);
        for run in self.0.runs() {
            let entry = PyDict::new(py);
            entry.set_item("offset", run.offset)?;
            entry.set_item("count", run.count)?;
            entry.set_item("stride", run.stride)?;
            let loops: Vec<_> = self.0.loops_of(run).iter().map(|level| (level.count, level.stride)).collect();
            entry.set_item("loops", loops)?;
            runs.append(entry)?;
        }
        Ok(runs)
    }

    /// The fields of a structure, in the order of their names; `()` for anything else.
    #[getter]
    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let fields: Vec<PyField> = self.0.fields().map(|field| PyField::new(py, field)).collect::<PyResult<_>>()?;
        PyTuple::new(py, fields)
    }

    /// The lengths of a subarray's dimensions; `()` for anything else.
    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.shape())
    }

    /// The item of a subarray, or None.
    #[getter]
    fn base(&self) -> Option<Self> {
        self.0.base().map(Self)
    }

    /// What is true of every item.
    #[getter]
    fn flags(&self) -> PyFlags {
        PyFlags(self.0.as_abi().flags)
    }

    /// Where the C struct is; valid as long as this object lives.
    #[getter]
    fn _address(&self) -> usize {
        self.0.as_abi() as *const NpyLayout as usize
    }

    /// The layout whose C struct is there; whoever gave the address keeps it alive during the call.
    #[staticmethod]
    fn _from_address(address: usize) -> PyResult<Self> {
        if address == 0 {
            return Err(PyValueError::new_err("NULL is no layout"));
        }
        // SAFETY: private, called with the address of an array's layout while the array is held.
        Ok(Self(unsafe { Layout::from_borrowed(address as *const NpyLayout) }))
    }

    /// Whether items of both have the same size and the same slots, whatever the fields are called.
    fn _same_memory(&self, other: &Self) -> bool {
        let same_run = |a: &NpySlotRun, b: &NpySlotRun| {
            (a.offset, a.count) == (b.offset, b.count)
                && (a.count == 1 || a.stride == b.stride)
                && self.0.loops_of(a) == other.0.loops_of(b)
        };
        let (ours, theirs) = (self.0.runs(), other.0.runs());
        let same_flags = self.0.as_abi().flags & NPY_LAYOUT_OPAQUE == other.0.as_abi().flags & NPY_LAYOUT_OPAQUE;
        same_flags
            && self.0.itemsize() == other.0.itemsize()
            && ours.len() == theirs.len()
            && ours.iter().zip(theirs).all(|(a, b)| same_run(a, b))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| other.get().0 == self.0)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.0.hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self) -> String {
        format!("Layout({})", summary(&self.0))
    }

    /// The byte map of one item, for notebooks.
    fn _repr_svg_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("numpy_hpy.picture")?.call_method1("svg", (slf,))
    }
}

/// The dtype that NumPy makes of `dtype_like`, and its layout.
#[pyfunction]
pub(super) fn mirror<'py>(dtype_like: &Bound<'py, PyAny>) -> PyResult<(Bound<'py, PyArrayDescr>, PyLayout)> {
    let dtype = to_dtype(dtype_like)?;
    let layout = cache::layout_of(&dtype)?;
    Ok((dtype, PyLayout(layout)))
}

/// How many layouts the cache holds, and how many it can hold.
#[pyfunction]
pub(super) fn cache_info() -> (usize, usize) {
    (cache::len(), cache::CAPACITY)
}

/// Forgets every cached layout.
#[pyfunction]
pub(super) fn cache_clear() {
    cache::clear();
}
