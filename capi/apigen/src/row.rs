//! What a row says.

use std::fmt;

/// A file of rows.
#[derive(Debug)]
pub struct Group {
    /// Its name, such as `array_creation.h`.
    pub file: String,
    /// Groups are shown in this order.
    pub order: u32,
    /// The heading.
    pub title: String,
    /// What is common to the rows.
    pub intro: String,
    /// In the order of the file.
    pub rows: Vec<Row>,
}

/// One entry of the API.
#[derive(Debug)]
pub struct Row {
    /// Where its doc comment begins.
    pub place: Place,
    /// The doc comment as one paragraph.
    pub doc: String,
    /// Where NumPy has it.
    pub table: Table,
    /// Its slot there, or its header.
    pub slot: Slot,
    /// How it is provided.
    pub how: How,
    /// The oldest NumPy version that has it.
    pub since: (u32, u32),
    /// NumPy's name, unless the row is an addition.
    pub legacy: Option<String>,
    /// NumPy's signature where it cannot be derived.
    pub explicit: Option<Signature>,
    /// Why the signature is not checked.
    pub unchecked: Option<String>,
    /// What is returned with an exception, where its result type does not tell.
    pub failure: Option<String>,
    /// The declaration on handles, or NumPy's own.
    pub declaration: Declaration,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's name.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What a row is an entry of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// NumPy's table of arrays and dtypes.
    Multiarray,
    /// NumPy's table of ufuncs.
    Ufunc,
    /// The function-like macros of NumPy's headers.
    Macro,
    /// The static inline functions of NumPy's headers.
    Inline,
    /// Functions that NumPy does not have.
    Hpy,
}

impl Table {
    pub(crate) const ALL: [Table; 5] = [Table::Multiarray, Table::Ufunc, Table::Macro, Table::Inline, Table::Hpy];

    /// As rows write it.
    pub fn name(self) -> &'static str {
        match self {
            Table::Multiarray => "multiarray",
            Table::Ufunc => "ufunc",
            Table::Macro => "macro",
            Table::Inline => "inline",
            Table::Hpy => "hpy",
        }
    }
}

/// The place in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// The index into a table of pointers.
    Number(u32),
    /// The header of a macro or an inline function.
    Header(String),
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Slot::Number(number) => write!(f, "{number}"),
            Slot::Header(header) => write!(f, "{header}"),
        }
    }
}

/// How a row is provided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// The same function on handles.
    Direct,
    /// The same function on handles, with a body of its own, since an HPyArray answers it itself.
    Native,
    /// The same in another form, which the text tells.
    Adapted(String),
    /// Something else does it, which the text names.
    Replaced(String),
    /// It has no meaning on handles, for the reason in the text.
    NotApplicable(String),
    /// NumPy has no such function.
    Added,
}

impl How {
    /// As rows write it.
    pub fn word(&self) -> &'static str {
        match self {
            How::Direct => "DIRECT",
            How::Native => "NATIVE",
            How::Adapted(_) => "ADAPTED",
            How::Replaced(_) => "REPLACED",
            How::NotApplicable(_) => "NOT_APPLICABLE",
            How::Added => "ADDED",
        }
    }

    /// The same in a sentence.
    pub fn phrase(&self) -> &'static str {
        match self {
            How::Direct | How::Native => "direct",
            How::Adapted(_) => "adapted",
            How::Replaced(_) => "replaced",
            How::NotApplicable(_) => "not applicable",
            How::Added => "added",
        }
    }

    /// How, by what, or why.
    pub fn text(&self) -> Option<&str> {
        match self {
            How::Adapted(text) | How::Replaced(text) | How::NotApplicable(text) => Some(text),
            How::Direct | How::Native | How::Added => None,
        }
    }

    /// Whether the row declares NumPy's own function, which cannot be called on handles.
    pub fn is_legacy_only(&self) -> bool {
        matches!(self, How::Replaced(_) | How::NotApplicable(_))
    }
}

/// What a row declares.
#[derive(Debug)]
pub enum Declaration {
    /// A function, or a macro that is called like one.
    Function {
        /// The result without marks.
        result: Type,
        /// What the result is, if it is a handle.
        kind: Kind,
        /// The function's name.
        name: String,
        /// Its parameters; none for `(void)`.
        params: Vec<Param>,
        /// Whether NumPy returns a borrowed reference here.
        was_borrowed: bool,
    },
    /// A type object or a variable, as NumPy declares it.
    Variable {
        /// Its type; of an item, if it is an array.
        ctype: String,
        /// Its name.
        name: String,
        /// Whether it is an array.
        is_array: bool,
    },
}

impl Declaration {
    /// The name that is declared.
    pub fn name(&self) -> &str {
        match self {
            Declaration::Function { name, .. } | Declaration::Variable { name, .. } => name,
        }
    }
}

/// A C type as text, spaced as in `const npy_intp *`.
pub type Type = String;

/// A parameter.
#[derive(Debug, Clone, Default)]
pub struct Param {
    /// Its type; empty for a token.
    pub ctype: Type,
    /// Its name.
    pub name: String,
    /// What the handle is.
    pub kind: Kind,
    /// NPY_STOLEN.
    pub stolen: bool,
    /// NPY_WAS_STOLEN: whoever calls NumPy's function gives it a reference of its own.
    pub was_stolen: bool,
    /// NPY_OUT.
    pub out: bool,
    /// NPY_NULLABLE.
    pub nullable: bool,
    /// NPY_VIEW.
    pub view: bool,
    /// NPY_HANDLES: how many.
    pub handles: Option<String>,
    /// NPY_TOKEN: an example.
    pub token: Option<String>,
}

/// NumPy's signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The type of the result.
    pub result: Type,
    /// The types of the parameters; `...` at the end is one. A token is `NPY_TOKEN(example)`.
    pub params: Vec<Type>,
}

/// What NumPy has in the place of a handle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// Any object.
    #[default]
    Object,
    /// NPY_ARRAY.
    Array,
    /// NPY_NDARRAY.
    NdArray,
    /// NPY_DESCR.
    Descr,
    /// NPY_SCALAR.
    Scalar,
    /// NPY_PYTYPE.
    PyType,
    /// NPY_ARRAY_CLASS.
    ArrayClass,
    /// NPY_DTYPE_CLASS.
    DTypeClass,
    /// NPY_DTYPE_ASKED.
    DTypeAsked,
    /// NPY_UFUNC.
    Ufunc,
    /// NPY_ITER.
    Iter,
    /// NPY_MULTI.
    Multi,
}

impl Kind {
    pub(crate) fn from_mark(mark: &str) -> Option<Kind> {
        Some(match mark {
            "NPY_ARRAY" => Kind::Array,
            "NPY_NDARRAY" => Kind::NdArray,
            "NPY_DESCR" => Kind::Descr,
            "NPY_SCALAR" => Kind::Scalar,
            "NPY_PYTYPE" => Kind::PyType,
            "NPY_ARRAY_CLASS" => Kind::ArrayClass,
            "NPY_DTYPE_CLASS" => Kind::DTypeClass,
            "NPY_DTYPE_ASKED" => Kind::DTypeAsked,
            "NPY_UFUNC" => Kind::Ufunc,
            "NPY_ITER" => Kind::Iter,
            "NPY_MULTI" => Kind::Multi,
            _ => return None,
        })
    }

    /// The struct that a pointer in NumPy's signature points to.
    pub fn legacy(self) -> &'static str {
        match self {
            Kind::Object | Kind::Scalar => "PyObject",
            Kind::Array | Kind::NdArray => "PyArrayObject",
            Kind::Descr => "PyArray_Descr",
            Kind::PyType | Kind::ArrayClass => "PyTypeObject",
            Kind::DTypeClass | Kind::DTypeAsked => "PyArray_DTypeMeta",
            Kind::Ufunc => "PyUFuncObject",
            Kind::Iter => "PyArrayIterObject",
            Kind::Multi => "PyArrayMultiIterObject",
        }
    }
}
