//! `numpy_hpy.Layout`: the mirror of a dtype, seen from Python.

use crate::layout::{
    Field, Layout, NpyErrorCode, NpyLayout, NpySlotRun, Report, NPY_LAYOUT_ALL_ALIGNED, NPY_LAYOUT_CONTIGUOUS,
    NPY_LAYOUT_HAS_SLOTS, NPY_LAYOUT_OPAQUE, NPY_LAYOUT_STRUCT, NPY_LAYOUT_SUBARRAY,
};
use crate::mirror::objects::{self, no_memory};
use crate::mirror::{cache, dtype::to_python, parse_spec_with, SpecOptions};
use numpy::npyffi::{npy_intp, PY_ARRAY_API};
use numpy::{dtype, PyArray1, PyArrayDescr, PyArrayDescrMethods, PyArrayMethods, PyUntypedArray};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyList, PyString, PyTuple};
use pyo3::PyTypeInfo;
use std::fmt;
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

    fn __reduce__(&self, py: Python<'_>) -> PyResult<()> {
        Err(cannot_pickle(py, "LayoutFlags"))
    }

    fn __repr__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        objects::text(py, format_args!("LayoutFlags({self})"))
    }
}

impl fmt::Display for PyFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (self.has_slots(), "has_slots"),
            (self.all_aligned(), "all_aligned"),
            (self.contiguous(), "contiguous"),
            (self.opaque(), "opaque"),
            (self.r#struct(), "struct"),
            (self.subarray(), "subarray"),
        ];
        let set = names.iter().filter(|(on, _)| *on).map(|(_, name)| name);
        set.enumerate().try_for_each(|(i, name)| write!(f, "{}{name}", if i > 0 { " | " } else { "" }))
    }
}

impl PyFlags {
    fn has(&self, flag: u32) -> bool {
        self.0 & flag != 0
    }
}

/// Texts in layouts are UTF-8 with NUL as C0 80 and lone surrogates as three bytes.
fn to_text<'py>(py: Python<'py>, stored: &[u8]) -> PyResult<Bound<'py, PyString>> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(stored.len()).map_err(no_memory)?;
    let mut rest = stored;
    while let Some((&first, tail)) = rest.split_first() {
        let is_nul = first == 0xC0;
        bytes.push(if is_nul { 0 } else { first });
        rest = if is_nul { &tail[1.min(tail.len())..] } else { tail };
    }
    objects::surrogate_string(py, &bytes)
}

fn letter(py: Python<'_>, code: u8) -> PyResult<Bound<'_, PyString>> {
    objects::string(py, (code as char).encode_utf8(&mut [0; 4]))
}

/// Nothing here can be pickled, in any protocol: copyreg alone would write what cannot be read.
fn cannot_pickle(py: Python<'_>, name: &str) -> PyErr {
    objects::error::<PyTypeError>(py, format_args!("cannot pickle '{name}' object; pickle its dtype"))
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
    fn offset<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyInt>> {
        objects::int(py, self.offset)
    }

    #[getter]
    fn layout(&self) -> PyLayout {
        PyLayout(self.layout.clone())
    }

    fn __repr__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        let name = self.name.bind(py).repr()?;
        // The repr of a str has no surrogates: they are escaped.
        let (name, offset) = (name.to_str()?, self.offset);
        objects::text(py, format_args!("Field({name}, offset={offset}, {})", Summary(&self.layout)))
    }

    fn __reduce__(&self, py: Python<'_>) -> PyResult<()> {
        Err(cannot_pickle(py, "Field"))
    }
}

impl PyField {
    fn new<'py>(py: Python<'py>, field: Field<'_>) -> PyResult<Bound<'py, Self>> {
        let field = Self {
            name: to_text(py, field.name_bytes())?.unbind(),
            title: field.title_bytes().map(|title| to_text(py, title)).transpose()?.map(Bound::unbind),
            offset: field.offset(),
            layout: field.layout(),
        };
        Bound::new(py, field)
    }
}

/// NumPy's name for what a layout holds, where it has a short one. Iterative: subarrays may lie in subarrays.
struct TypeName<'a>(&'a Layout);

impl fmt::Display for TypeName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut layout = self.0.clone();
        while let Some(base) = layout.base() {
            f.write_str("(")?;
            for (i, length) in layout.shape().iter().enumerate() {
                write!(f, "{}{length}", if i > 0 { ", " } else { "" })?;
            }
            f.write_str(") of ")?;
            layout = base;
        }
        let (kind, mark, size) = (layout.kind() as char, layout.byteorder() as char, layout.itemsize());
        match kind {
            _ if layout.has(NPY_LAYOUT_STRUCT) => write!(f, "struct of {} fields", layout.fields().len()),
            'O' | 'T' => write!(f, "{kind}"),
            'U' => write!(f, "{mark}U{}", size / 4),
            _ => write!(f, "{mark}{kind}{size}"),
        }
    }
}

/// What the reprs say of a layout.
struct Summary<'a>(&'a Layout);

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layout = self.0;
        write!(f, "{}, itemsize={}", TypeName(layout), layout.itemsize())?;
        if layout.has(NPY_LAYOUT_HAS_SLOTS) {
            write!(f, ", slot_count={}", layout.slot_count())?;
        }
        f.write_str(if layout.has(NPY_LAYOUT_OPAQUE) { ", opaque" } else { "" })
    }
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

fn new_intp_array(py: Python<'_>, length: usize) -> PyResult<Bound<'_, PyArray1<isize>>> {
    let mut length = length as npy_intp;
    // SAFETY: a new array of one dimension and of NumPy's intp, or NULL with an error.
    unsafe {
        let array = PY_ARRAY_API.PyArray_New(
            py,
            PyUntypedArray::type_object_raw(py),
            1,
            &mut length,
            dtype::<isize>(py).num(),
            std::ptr::null_mut(),
            std::ptr::null_mut(),
            0,
            0,
            std::ptr::null_mut(),
        );
        Ok(Bound::from_owned_ptr_or_err(py, array)?.cast_into_unchecked())
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
        let py = spec.py();
        match parse_spec_with(text.to_str()?, SpecOptions { align }) {
            Ok(layout) => Ok(Self(layout)),
            Err(error) => Err(match error.code() {
                NpyErrorCode::NoMemory => no_memory(error),
                NpyErrorCode::TypeError => objects::error::<PyTypeError>(py, error),
                _ => objects::error::<PyValueError>(py, error),
            }),
        }
    }

    /// Bytes of one item.
    #[getter]
    fn itemsize<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyInt>> {
        objects::int(py, self.0.itemsize())
    }

    /// The dtype's alignment, in bytes.
    #[getter]
    fn alignment<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyInt>> {
        objects::int(py, self.0.alignment())
    }

    /// Object slots in one item.
    #[getter]
    fn slot_count<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyInt>> {
        objects::int(py, self.0.slot_count())
    }

    /// NumPy's kind letter.
    #[getter]
    fn kind<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        letter(py, self.0.kind())
    }

    /// `<` or `>` for what has a byte order, else `|`.
    #[getter]
    fn byteorder<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        letter(py, self.0.byteorder())
    }

    /// Levels of structures and subarrays.
    #[getter]
    fn depth<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyInt>> {
        objects::int(py, self.0.as_abi().depth as isize)
    }

    /// Byte offsets of every slot in one item, ascending: a new intp array.
    #[getter]
    fn slots<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray1<isize>>> {
        let slots = self.0.slots().map_err(|error| to_python(py, error))?;
        let array = new_intp_array(py, slots.len())?;
        // SAFETY: nobody else has the new array.
        unsafe { array.as_slice_mut() }?.copy_from_slice(&slots);
        Ok(array)
    }

    /// Where the slots are: one dict a run with `offset`, `count`, `stride`, and `loops`, a list of `(count, stride)`.
    #[getter]
    fn runs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let pair = |count, stride| objects::tuple(py, [objects::int(py, count), objects::int(py, stride)].into_iter());
        let entry = |run: &NpySlotRun| {
            let loops = self.0.loops_of(run).iter().map(|level| pair(level.count, level.stride));
            objects::dict(
                py,
                &[
                    ("offset", objects::int(py, run.offset)?.into_any()),
                    ("count", objects::int(py, run.count)?.into_any()),
                    ("stride", objects::int(py, run.stride)?.into_any()),
                    ("loops", objects::list(py, loops)?.into_any()),
                ],
            )
        };
        objects::list(py, self.0.runs().iter().map(entry))
    }

    /// The fields of a structure, in the order of their names; `()` for anything else.
    #[getter]
    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        objects::tuple(py, self.0.fields().map(|field| PyField::new(py, field)))
    }

    /// The lengths of a subarray's dimensions; `()` for anything else.
    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        objects::tuple(py, self.0.shape().iter().map(|&length| objects::int(py, length)))
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
    fn _address<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyInt>> {
        // No address has its highest bit set.
        objects::int(py, self.0.as_abi() as *const NpyLayout as isize)
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
        self.0.as_abi().has_same_memory(other.0.as_abi())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        match other.cast::<Self>() {
            Ok(theirs) => self.0.try_eq(&theirs.get().0).map_err(|error| to_python(other.py(), error)),
            Err(_) => Ok(false),
        }
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.0.hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        objects::text(py, format_args!("Layout({})", Summary(&self.0)))
    }

    /// It never changes: a copy is the layout itself.
    fn __copy__<'py>(slf: &Bound<'py, Self>) -> Bound<'py, Self> {
        slf.clone()
    }

    fn __deepcopy__<'py>(slf: &Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf.clone()
    }

    fn __reduce__(&self, py: Python<'_>) -> PyResult<()> {
        Err(cannot_pickle(py, "Layout"))
    }

    /// The byte map of one item, for notebooks.
    fn _repr_svg_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let picture = py.import(objects::string(py, "numpy_hpy.picture")?)?;
        picture.getattr(objects::string(py, "svg")?)?.call1((slf,))
    }
}

/// The dtype that NumPy makes of `dtype_like`, and its layout.
#[pyfunction]
pub(super) fn mirror<'py>(dtype_like: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
    let py = dtype_like.py();
    let dtype = to_dtype(dtype_like)?;
    let layout = Bound::new(py, PyLayout(cache::layout_of(&dtype)?))?;
    objects::tuple(py, [Ok(dtype.into_any()), Ok(layout.into_any())].into_iter())
}

/// How many layouts the cache holds, and how many it can hold.
#[pyfunction]
pub(super) fn cache_info(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
    objects::tuple(py, [cache::len(), cache::CAPACITY].into_iter().map(|n| objects::int(py, n as isize)))
}

/// Forgets every cached layout.
#[pyfunction]
pub(super) fn cache_clear() {
    cache::clear();
}
