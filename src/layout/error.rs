//! What can be wrong with a layout, and where.

use std::fmt;

/// Why a layout could not be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutError {
    /// What is wrong.
    pub kind: LayoutErrorKind,
    /// The offending field, as `outer.inner`; empty for the item itself.
    pub path: String,
}

/// The kinds of [`LayoutError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayoutErrorKind {
    /// Memory ran out.
    NoMemory,
    /// A size, offset, count or alignment is negative, or an alignment is zero.
    Negative,
    /// A size does not fit in a machine word.
    Overflow,
    /// A field reaches beyond its item.
    OutOfBounds,
    /// An object slot shares bytes with another field.
    Overlap,
    /// Structures and subarrays are nested deeper than [`NPY_LAYOUT_MAX_DEPTH`](crate::layout::NPY_LAYOUT_MAX_DEPTH).
    TooDeep,
    /// The slots fall into more than [`NPY_LAYOUT_MAX_RUNS`](crate::layout::NPY_LAYOUT_MAX_RUNS) runs.
    TooManyRuns,
    /// Two fields, or a field and a title, have the same name.
    DuplicateName,
    /// Managed memory that is not object slots lies inside a structure or a subarray.
    NestedOpaque,
}

impl LayoutErrorKind {
    /// The kind in words.
    pub fn message(self) -> &'static str {
        match self {
            Self::NoMemory => "out of memory",
            Self::Negative => "size, offset and count must not be negative, alignment must be positive",
            Self::Overflow => "size is too large",
            Self::OutOfBounds => "field reaches beyond the item",
            Self::Overlap => "object field overlaps another field",
            Self::TooDeep => "dtype is nested too deeply",
            Self::TooManyRuns => "object slots are too scattered",
            Self::DuplicateName => "field name or title occurs more than once",
            Self::NestedOpaque => "field holds managed memory that is not object slots",
        }
    }
}

impl LayoutError {
    pub(crate) fn new(kind: LayoutErrorKind) -> Self {
        Self { kind, path: String::new() }
    }

    /// The error at field `name`. Where there is no memory for the path, the error becomes `NoMemory`.
    pub(crate) fn at(kind: LayoutErrorKind, name: &[u8]) -> Self {
        Self::new(kind).within(name)
    }

    /// The error seen from the structure whose field `name` holds it.
    pub(crate) fn within(mut self, name: &[u8]) -> Self {
        let mut path = String::new();
        // What is not UTF-8 in a name becomes U+FFFD, of three bytes.
        if path.try_reserve_exact(name.len() * 3 + 1 + self.path.len()).is_err() {
            return Self::new(LayoutErrorKind::NoMemory);
        }
        for chunk in name.utf8_chunks() {
            path.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                path.push(char::REPLACEMENT_CHARACTER);
            }
        }
        if !self.path.is_empty() {
            path.push('.');
            path.push_str(&self.path);
        }
        self.path = path;
        self
    }
}

impl From<std::collections::TryReserveError> for LayoutError {
    fn from(_: std::collections::TryReserveError) -> Self {
        Self::new(LayoutErrorKind::NoMemory)
    }
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(self.kind.message())
        } else {
            write!(f, "{} (at field '{}')", self.kind.message(), self.path)
        }
    }
}

impl std::error::Error for LayoutError {}
