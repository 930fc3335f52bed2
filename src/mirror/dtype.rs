//! A layout from a real `numpy.dtype`, read from its C struct: no attribute look-up, no iteration protocol.

use super::objects::{error, no_memory};
use crate::layout::{FieldSpec, Layout, LayoutError, LayoutErrorKind, Scalar, NPY_LAYOUT_MAX_DEPTH};
use numpy::npyffi::flags::NPY_ITEM_REFCOUNT;
use numpy::npyffi::{_PyArray_DescrNumPy2_fields, PyArray_ArrayDescr, NPY_TYPES};
use numpy::PyArrayDescr;
use pyo3::exceptions::{PySystemError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyInt, PyString, PyTuple};
use pyo3::{ffi, PyErr, PyTypeInfo};
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

    /// The object behind `pointer`, if there is one: None stands for its absence, too.
    fn part(self, pointer: *mut ffi::PyObject) -> Option<Bound<'py, PyAny>> {
        // SAFETY: the dtype owns what it points to; a new reference is taken before anything else runs.
        let part = unsafe { Bound::from_borrowed_ptr_or_opt(self.0.py(), pointer) };
        part.filter(|part| !part.is_none())
    }

    fn state(self) -> State {
        let plain = self.plain();
        let mut state = State {
            parts: [std::ptr::null_mut(); 4],
            itemsize: plain.elsize,
            alignment: plain.alignment,
            flags: plain.flags,
            byteorder: plain.byteorder,
        };
        if let Some(legacy) = self.legacy() {
            state.parts = [legacy.names, legacy.fields, std::ptr::null_mut(), std::ptr::null_mut()];
            // SAFETY: a dtype owns its subarray's base and shape.
            if let Some(subarray) = unsafe { legacy.subarray.as_ref() } {
                state.parts[2] = subarray.base.cast();
                state.parts[3] = subarray.shape;
            }
        }
        state
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

/// What a layout depends on besides the dtype's address: `names`, `__setstate__` change a dtype in place.
#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    /// Names and fields; a subarray's base and shape.
    parts: [*mut ffi::PyObject; 4],
    itemsize: isize,
    alignment: isize,
    flags: u64,
    byteorder: std::ffi::c_char,
}

/// A mirrored dtype, and the dtypes inside it that are not plain items, which can change in place.
pub(crate) struct Mirrored {
    pub(crate) layout: Layout,
    /// The outermost first.
    pub(crate) read: Vec<Reading>,
    /// Whether the dtype, or one inside it, carries metadata.
    pub(crate) has_metadata: bool,
}

/// A dtype as it was read.
pub(crate) struct Reading {
    dtype: Py<PyArrayDescr>,
    state: State,
    /// The parts of the state: held, so that their addresses are not used again.
    _parts: [Option<Py<PyAny>>; 4],
}

// SAFETY: the pointers in the state are only compared.
unsafe impl Send for Reading {}

impl Reading {
    fn of(dtype: &Bound<'_, PyArrayDescr>) -> Self {
        let descr = Descr(dtype);
        let state = descr.state();
        let _parts = state.parts.map(|part| descr.part(part).map(Bound::unbind));
        Self { dtype: dtype.clone().unbind(), state, _parts }
    }

    /// Whether the dtype is still what was read.
    pub(crate) fn is_current(&self, py: Python<'_>) -> bool {
        Descr(self.dtype.bind(py)).state() == self.state
    }
}

/// What remains to be done, outermost last: nesting costs no C stack.
enum Task<'py> {
    Enter { dtype: Bound<'py, PyArrayDescr>, name: Option<Bound<'py, PyString>> },
    FinishSubarray { dtype: Bound<'py, PyArrayDescr>, name: Option<Bound<'py, PyString>>, shape: Vec<isize> },
    FinishStructure { dtype: Bound<'py, PyArrayDescr>, name: Option<Bound<'py, PyString>>, parts: Parts<'py> },
}

/// The fields of a structure as the dtype has them.
struct Parts<'py> {
    /// Names and titles live as long as `names` and `kept`. The layouts are there for built-in types; those of the others are filled in later.
    specs: Vec<FieldSpec<'static>>,
    /// The fields that are not of a built-in type: which, and the dtype that is yet to be mirrored.
    others: Vec<(usize, Bound<'py, PyArrayDescr>)>,
    /// Whether a field's dtype carries metadata.
    has_metadata: bool,
    names: Bound<'py, PyTuple>,
    kept: Vec<Bound<'py, PyAny>>,
}

/// Mirrors `dtype`. The error is ready to be raised: ValueError (with the field's path), MemoryError.
pub(crate) fn mirror(dtype: &Bound<'_, PyArrayDescr>) -> PyResult<Mirrored> {
    let py = dtype.py();
    let mut done: Vec<Layout> = Vec::new();
    let mut known: HashMap<usize, Layout> = HashMap::new();
    let mut read = Vec::new();
    let mut depth = 0;
    let mut has_metadata = false;
    let mut tasks = Vec::new();
    let mut first = Some(Task::Enter { dtype: dtype.clone(), name: None });
    while let Some(task) = first.take().or_else(|| tasks.pop()) {
        match task {
            Task::Enter { dtype, name } => {
                if let Some(layout) = known.get(&(dtype.as_ptr() as usize)) {
                    push(&mut done, layout.clone())?;
                    continue;
                }
                has_metadata |= !Descr(&dtype).plain().metadata.is_null();
                if depth > NPY_LAYOUT_MAX_DEPTH {
                    return Err(to_python(py, LayoutError::new(LayoutErrorKind::TooDeep)));
                }
                // Before anything else: looking a field up may run code that changes the dtype.
                let reading = Reading::of(&dtype);
                if let Some((base, shape)) = subarray_parts(&dtype)? {
                    depth += 1;
                    push_reading(&mut read, reading)?;
                    push(&mut tasks, Task::FinishSubarray { dtype, name, shape })?;
                    push(&mut tasks, Task::Enter { dtype: base, name: None })?;
                } else if let Some(parts) =
                    structure_parts(&dtype).map_err(|error| error.locate(py, name.as_ref(), &tasks))?
                {
                    push_reading(&mut read, reading)?;
                    has_metadata |= parts.has_metadata;
                    if parts.others.is_empty() {
                        let layout = structure(Descr(&dtype), parts, &[])
                            .map_err(|error| error.locate(py, name.as_ref(), &tasks))?;
                        finish(layout, &dtype, &mut done, &mut known, &tasks)?;
                        continue;
                    }
                    depth += 1;
                    tasks.try_reserve(parts.others.len() + 1).map_err(no_memory)?;
                    let finish = tasks.len();
                    for (i, dtype) in &parts.others {
                        let name = parts.names.get_item(*i)?.cast_into()?;
                        tasks.push(Task::Enter { dtype: dtype.clone(), name: Some(name) });
                    }
                    tasks.push(Task::FinishStructure { dtype, name, parts });
                    // Entered from the first field on, finished after the last.
                    tasks[finish..].reverse();
                } else {
                    if read.is_empty() {
                        push_reading(&mut read, reading)?;
                    }
                    let layout =
                        leaf(Descr(&dtype)).map_err(|error| to_python(py, within(error, name.as_ref(), &tasks)))?;
                    push(&mut done, layout)?;
                }
            }
            Task::FinishSubarray { dtype, name, shape } => {
                depth -= 1;
                let base = done.pop().ok_or_else(out_of_step)?;
                let layout =
                    subarray(Descr(&dtype), &base, &shape).map_err(|error| error.locate(py, name.as_ref(), &tasks))?;
                finish(layout, &dtype, &mut done, &mut known, &tasks)?;
            }
            Task::FinishStructure { dtype, name, parts } => {
                depth -= 1;
                let first = done.len().checked_sub(parts.others.len()).ok_or_else(out_of_step)?;
                let layout = structure(Descr(&dtype), parts, &done[first..])
                    .map_err(|error| error.locate(py, name.as_ref(), &tasks))?;
                done.truncate(first);
                finish(layout, &dtype, &mut done, &mut known, &tasks)?;
            }
        }
    }
    let layout = done.pop().ok_or_else(out_of_step)?;
    Ok(Mirrored { layout, read, has_metadata })
}

/// Most dtypes are one structure: what is kept of it takes no more memory than it needs.
fn push_reading(read: &mut Vec<Reading>, reading: Reading) -> PyResult<()> {
    if read.is_empty() {
        read.try_reserve_exact(1).map_err(no_memory)?;
    }
    push(read, reading)
}

fn push<T>(items: &mut Vec<T>, item: T) -> PyResult<()> {
    items.try_reserve(1).map_err(no_memory)?;
    items.push(item);
    Ok(())
}

/// Notes the layout of a dtype, which may occur again unless nothing remains to be done.
fn finish(
    layout: Layout,
    dtype: &Bound<'_, PyArrayDescr>,
    done: &mut Vec<Layout>,
    known: &mut HashMap<usize, Layout>,
    tasks: &[Task<'_>],
) -> PyResult<()> {
    if !tasks.is_empty() {
        known.try_reserve(1).map_err(no_memory)?;
        known.insert(dtype.as_ptr() as usize, layout.clone());
    }
    push(done, layout)
}

fn out_of_step() -> PyErr {
    PySystemError::new_err("the mirror of a dtype lost a field")
}

/// A layout error as Python raises it.
pub(crate) fn to_python(py: Python<'_>, layout_error: LayoutError) -> PyErr {
    match layout_error.kind {
        LayoutErrorKind::NoMemory => no_memory(layout_error),
        _ => error::<PyValueError>(py, layout_error),
    }
}

/// The error seen from the outermost dtype: the unfinished structures are the ancestors.
fn within<'py>(error: LayoutError, name: Option<&Bound<'py, PyString>>, tasks: &[Task<'py>]) -> LayoutError {
    let ancestors = tasks.iter().rev().filter_map(|task| match task {
        Task::Enter { .. } => None,
        Task::FinishSubarray { name, .. } | Task::FinishStructure { name, .. } => Some(name.as_ref()),
    });
    std::iter::once(name).chain(ancestors).flatten().fold(error, |error, name| {
        let mut kept = Vec::new();
        // SAFETY: `kept` lives longer.
        match unsafe { utf8(name, &mut kept) } {
            Ok(text) => error.within(text),
            Err(_) => LayoutError::new(LayoutErrorKind::NoMemory),
        }
    })
}

enum DtypeError<'py> {
    Layout(LayoutError),
    /// The dtype contradicts itself: why, and at which of its fields.
    Malformed(&'static str, Option<Bound<'py, PyString>>),
    Python(PyErr),
}

impl From<PyErr> for DtypeError<'_> {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl<'py> DtypeError<'py> {
    fn locate(self, py: Python<'py>, name: Option<&Bound<'py, PyString>>, tasks: &[Task<'py>]) -> PyErr {
        match self {
            Self::Layout(error) => to_python(py, within(error, name, tasks)),
            Self::Malformed(why, field) => {
                // For the path alone.
                let mut here = LayoutError::new(LayoutErrorKind::OutOfBounds);
                if let Some(field) = field {
                    here = within(here, Some(&field), &[]);
                }
                match within(here, name, tasks) {
                    LayoutError { kind: LayoutErrorKind::NoMemory, .. } => no_memory(why),
                    LayoutError { path, .. } if path.is_empty() => error::<PyValueError>(py, why),
                    LayoutError { path, .. } => error::<PyValueError>(py, format_args!("{why} (at field '{path}')")),
                }
            }
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
    let shape = shape.cast_into::<PyTuple>()?;
    let mut lengths = Vec::new();
    lengths.try_reserve_exact(shape.len()).map_err(no_memory)?;
    for length in &shape {
        lengths.push(length.extract()?);
    }
    Ok(Some((base.cast_into::<PyArrayDescr>()?, lengths)))
}

fn subarray<'py>(descr: Descr<'_, 'py>, base: &Layout, shape: &[isize]) -> Result<Layout, DtypeError<'py>> {
    let layout = Layout::subarray(base, shape).map_err(DtypeError::Layout)?;
    // NumPy goes by the one number in some places and by the other elsewhere.
    if layout.itemsize() != descr.plain().elsize {
        return Err(DtypeError::Malformed("subarray has another size than its elements", None));
    }
    Ok(layout)
}

fn structure_parts<'py>(dtype: &Bound<'py, PyArrayDescr>) -> Result<Option<Parts<'py>>, DtypeError<'py>> {
    let descr = Descr(dtype);
    let [names, fields, ..] = descr.state().parts;
    let (Some(names), Some(fields)) = (descr.part(names), descr.part(fields)) else {
        return Ok(None);
    };
    let names = names.cast_into::<PyTuple>().map_err(PyErr::from)?;
    let fields = fields.cast_into::<PyDict>().map_err(PyErr::from)?;
    let mut parts = Parts { specs: Vec::new(), others: Vec::new(), has_metadata: false, names, kept: Vec::new() };
    parts.specs.try_reserve_exact(parts.names.len()).map_err(no_memory)?;
    let descr_type = PyArrayDescr::type_object_raw(dtype.py());
    let mut entries = Entries { fields: &fields, position: 0 };
    for name in parts.names.iter_borrowed() {
        let name = (*name).cast::<PyString>().map_err(PyErr::from)?;
        let malformed = |why| DtypeError::Malformed(why, Some(name.clone()));
        let entry = entries.of(name)?.ok_or_else(|| malformed("dtype names a field that it does not have"))?;
        let wrong = || malformed("field is no tuple of a dtype and an offset");
        let entry = entry.cast_into::<PyTuple>().map_err(|_| wrong())?;
        let [dtype, offset, title] = first_three(&entry);
        let (Some(dtype), Some(offset)) = (dtype, offset) else {
            return Err(wrong());
        };
        // A title need not be a text; then it names nothing.
        let title = match title.filter(|title| title.is_instance_of::<PyString>()) {
            Some(title) => {
                let title = title.to_owned().cast_into::<PyString>().map_err(PyErr::from)?;
                // SAFETY: `parts` keeps what has the bytes.
                Some(unsafe { utf8(&title, &mut parts.kept) }?)
            }
            None => None,
        };
        let offset = integer(&offset).ok_or_else(wrong)?;
        // SAFETY: pointers of live objects.
        if unsafe { !is_dtype(dtype.as_ptr(), descr_type) } {
            return Err(wrong());
        }
        // SAFETY: it is a dtype, as just asked.
        let dtype = unsafe { (*dtype).cast_unchecked::<PyArrayDescr>() };
        parts.has_metadata |= !Descr(dtype).plain().metadata.is_null();
        let layout = match made_built_in(Descr(dtype)) {
            Some(layout) => layout,
            None => {
                push(&mut parts.others, (parts.specs.len(), dtype.clone()))?;
                nothing().map_err(DtypeError::Layout)?
            }
        };
        // SAFETY: `parts` keeps the names, and what else has the bytes.
        let name = match unsafe { ascii(name) } {
            Some(name) => name,
            // SAFETY: as above.
            None => unsafe { utf8(name, &mut parts.kept) }?,
        };
        parts.specs.push(FieldSpec { name, title, offset, layout });
    }
    Ok(Some(parts))
}

/// The first items of a tuple, as far as there are any.
fn first_three<'a, 'py>(tuple: &'a Bound<'py, PyTuple>) -> [Option<Borrowed<'a, 'py, PyAny>>; 3] {
    // SAFETY: it is a tuple, which owns what is in it for as long as it is borrowed here.
    let item = |i| unsafe {
        let exists = i < ffi::PyTuple_GET_SIZE(tuple.as_ptr());
        exists.then(|| Borrowed::from_ptr(tuple.py(), ffi::PyTuple_GET_ITEM(tuple.as_ptr(), i)))
    };
    [item(0), item(1), item(2)]
}

/// Whether `object` is an instance of `descr_type`, which is `np.dtype`. Those of its subclasses are told by the class of these.
///
/// # Safety
/// Both are live objects.
unsafe fn is_dtype(object: *mut ffi::PyObject, descr_type: *mut ffi::PyTypeObject) -> bool {
    // SAFETY: promised by the caller; every object has a type, which lives at least as long.
    unsafe {
        let class = ffi::Py_TYPE(object);
        ffi::Py_TYPE(class.cast()) == ffi::Py_TYPE(descr_type.cast())
            || ffi::PyObject_TypeCheck(object, descr_type) != 0
    }
}

/// Looks fields up. Their dict mostly has them in the order of the names, each perhaps followed by its title. A subclass of
/// str may compare as it likes: that is asked.
struct Entries<'a, 'py> {
    fields: &'a Bound<'py, PyDict>,
    position: ffi::Py_ssize_t,
}

impl<'py> Entries<'_, 'py> {
    fn of(&mut self, name: &Bound<'py, PyString>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let steps = if name.is_exact_instance_of::<PyString>() { 2 } else { 0 };
        for _ in 0..steps {
            let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
            // SAFETY: every step looks at the dict as it is then; what it gives is borrowed, and owned before anything else runs.
            unsafe {
                if ffi::PyDict_Next(self.fields.as_ptr(), &mut self.position, &mut key, &mut value) == 0 {
                    break;
                }
                if key == name.as_ptr() {
                    return Ok(Some(Bound::from_borrowed_ptr(name.py(), value)));
                }
            }
        }
        self.fields.get_item(name)
    }
}

/// The number, or None where it is none that fits.
fn integer(number: &Bound<'_, PyAny>) -> Option<isize> {
    if !number.is_exact_instance_of::<PyInt>() {
        return number.extract().ok();
    }
    // SAFETY: it is an int; -1 with an exception set when it does not fit.
    unsafe {
        let value = ffi::PyLong_AsSsize_t(number.as_ptr());
        if value == -1 && PyErr::take(number.py()).is_some() {
            return None;
        }
        Some(value)
    }
}

fn structure<'py>(descr: Descr<'_, 'py>, parts: Parts<'py>, mirrored: &[Layout]) -> Result<Layout, DtypeError<'py>> {
    let Parts { specs, others, names: _names, kept: _kept, .. } = parts;
    let mut specs: Vec<FieldSpec<'_>> = specs;
    for ((i, _), layout) in others.iter().zip(mirrored) {
        specs[*i].layout = layout;
    }
    let Scalar { itemsize, alignment, .. } = descr.scalar();
    // The keys of the fields dict differ, so the names do.
    Layout::structure_with_unique_names(&specs, itemsize, alignment).map_err(DtypeError::Layout)
}

/// A text's bytes, which are its UTF-8 where it has nothing but ASCII.
///
/// # Safety
/// The text is kept for as long as they are used.
unsafe fn ascii<'a>(text: &Bound<'_, PyString>) -> Option<&'a [u8]> {
    // SAFETY: a compact str of ASCII has its characters where PyUnicode_DATA says; the rest is promised by the caller.
    unsafe {
        let object = text.as_ptr();
        if ffi::PyUnicode_IS_COMPACT_ASCII(object) == 0 {
            return None;
        }
        let bytes = ffi::PyUnicode_DATA(object).cast::<u8>();
        Some(std::slice::from_raw_parts(bytes, ffi::PyUnicode_GET_LENGTH(object) as usize))
    }
}

/// A text's UTF-8: the text's own or, with lone surrogates, made for it. What has it goes into `kept`.
///
/// # Safety
/// What is in `kept` stays there for as long as they are used.
unsafe fn utf8<'a, 'py>(text: &Bound<'py, PyString>, kept: &mut Vec<Bound<'py, PyAny>>) -> PyResult<&'a [u8]> {
    // SAFETY: a str keeps its UTF-8 and bytes are immutable; the rest is promised by the caller.
    let forever = |bytes: &[u8]| unsafe { std::slice::from_raw_parts(bytes.as_ptr(), bytes.len()) };
    if let Ok(own) = text.to_str() {
        push(kept, text.clone().into_any())?;
        return Ok(forever(own.as_bytes()));
    }
    // SAFETY: gives new bytes or NULL with an error.
    let encoded = unsafe {
        let bytes = ffi::PyUnicode_AsEncodedString(text.as_ptr(), c"utf-8".as_ptr(), c"surrogatepass".as_ptr());
        Bound::from_owned_ptr_or_err(text.py(), bytes)?.cast_into_unchecked::<PyBytes>()
    };
    let bytes = forever(encoded.as_bytes());
    push(kept, encoded.into_any())?;
    Ok(bytes)
}

/// Stands where a layout is yet to come.
fn nothing() -> Result<&'static Layout, LayoutError> {
    static NOTHING: OnceLock<Layout> = OnceLock::new();
    if let Some(layout) = NOTHING.get() {
        return Ok(layout);
    }
    let made = Layout::scalar(Scalar { kind: b'V', byteorder: b'|', itemsize: 0, alignment: 1 })?.into_immortal();
    Ok(NOTHING.get_or_init(|| made))
}

/// One layout for each built-in type in native order, made on first use and kept.
static BUILT_IN: [OnceLock<Layout>; 24] = [const { OnceLock::new() }; 24];

/// Where the layout of a dtype is, or is to be, when it is a built-in one of fixed size in native order. A number may have fields.
fn built_in(descr: Descr<'_, '_>) -> Option<&'static OnceLock<Layout>> {
    let plain = descr.plain();
    descr.legacy().filter(|legacy| legacy.names.is_null() && legacy.subarray.is_null())?;
    let fixed = plain.type_num <= NPY_TYPES::NPY_OBJECT as i32 || plain.type_num == NPY_TYPES::NPY_HALF as i32;
    let native = matches!(plain.byteorder as u8, NATIVE_MARK | b'=' | b'|');
    let place = usize::try_from(plain.type_num).ok()?;
    BUILT_IN.get(place).filter(|_| fixed && native)
}

/// The layout of a built-in type that has been used before.
fn made_built_in(descr: Descr<'_, '_>) -> Option<&'static Layout> {
    built_in(descr)?.get()
}

/// A dtype without inner structure.
fn leaf(descr: Descr<'_, '_>) -> Result<Layout, LayoutError> {
    let plain = descr.plain();
    let scalar = descr.scalar();
    let make = || {
        if plain.type_num == NPY_TYPES::NPY_OBJECT as i32 {
            Layout::object()
        } else if plain.flags & NPY_ITEM_REFCOUNT != 0 && plain.type_num != NPY_TYPES::NPY_VOID as i32 {
            // A void keeps the flag after its object fields are gone: nothing is behind it. For any other dtype it
            // says that items hold memory, and only the dtype's own clear function knows where.
            Layout::opaque(scalar)
        } else {
            Layout::scalar(scalar)
        }
    };
    let Some(place) = built_in(descr) else {
        return make();
    };
    match place.get() {
        Some(layout) => Ok(layout.clone()),
        None => {
            let layout = make()?.into_immortal();
            Ok(place.get_or_init(|| layout).clone())
        }
    }
}
