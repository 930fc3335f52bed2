//! What can be wrong with a spec, and where.

use crate::layout::{LayoutError, LayoutErrorKind};
use std::fmt;

/// Why a spec gives no layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecError {
    kind: SpecErrorKind,
    position: Option<usize>,
    path: String,
}

/// The kinds of [`SpecError`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpecErrorKind {
    /// The text is no literal, or no list of formats.
    Syntax(&'static str),
    /// No data type has this name.
    UnknownType(String),
    /// A part has a form that describes no data type; a TypeError in Python.
    WrongForm(&'static str),
    /// A part has the right form, but not a possible value; a ValueError in Python.
    WrongValue(&'static str),
    /// The layout cannot be built.
    Layout(LayoutErrorKind),
}

impl SpecError {
    /// What is wrong.
    pub fn kind(&self) -> &SpecErrorKind {
        &self.kind
    }

    /// Where in the text, in bytes.
    pub fn position(&self) -> usize {
        self.position.unwrap_or(0)
    }

    /// The offending field, as `outer.inner`; empty for the item itself.
    pub fn path(&self) -> &str {
        &self.path
    }

    fn new(kind: SpecErrorKind) -> Self {
        Self { kind, position: None, path: String::new() }
    }

    pub(in crate::mirror) fn syntax(message: &'static str) -> Self {
        Self::new(SpecErrorKind::Syntax(message))
    }

    pub(super) fn form(message: &'static str) -> Self {
        Self::new(SpecErrorKind::WrongForm(message))
    }

    pub(super) fn value(message: &'static str) -> Self {
        Self::new(SpecErrorKind::WrongValue(message))
    }

    pub(super) fn layout(kind: LayoutErrorKind) -> Self {
        Self::new(SpecErrorKind::Layout(kind))
    }

    /// `name` is no data type; of a long name only the start is kept.
    pub(super) fn unknown(name: &[u8]) -> Self {
        let start = &name[..name.len().min(64)];
        let mut text = String::new();
        if text.try_reserve(3 * start.len() + 3).is_err() {
            return Self::layout(LayoutErrorKind::NoMemory);
        }
        text.push_str(&String::from_utf8_lossy(start));
        if start.len() < name.len() {
            text.push_str("...");
        }
        Self::new(SpecErrorKind::UnknownType(text))
    }

    /// The error at `position`, unless a more exact position is known.
    pub(in crate::mirror) fn at(self, position: usize) -> Self {
        Self { position: self.position.or(Some(position)), ..self }
    }

    /// The error in a text that is itself a value at `position`.
    pub(super) fn inside(self, position: usize) -> Self {
        Self { position: Some(position), ..self }
    }

    /// The error seen from outside of the fields `names`, the innermost first.
    pub(super) fn within<'n>(self, names: impl DoubleEndedIterator<Item = &'n [u8]> + Clone) -> Self {
        let mut path = String::new();
        // Each byte of a name takes at most three once what is no UTF-8 is replaced.
        let room = names.clone().map(|name| 3 * name.len() + 1).sum::<usize>() + self.path.len();
        if path.try_reserve_exact(room).is_err() {
            return Self::layout(LayoutErrorKind::NoMemory);
        }
        for name in names.rev() {
            path.push_str(&String::from_utf8_lossy(name));
            path.push('.');
        }
        path.push_str(&self.path);
        if self.path.is_empty() {
            path.pop();
        }
        Self { path, ..self }
    }
}

impl From<LayoutError> for SpecError {
    fn from(error: LayoutError) -> Self {
        Self { path: error.path, ..Self::layout(error.kind) }
    }
}

impl From<std::collections::TryReserveError> for SpecError {
    fn from(_: std::collections::TryReserveError) -> Self {
        Self::layout(LayoutErrorKind::NoMemory)
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            SpecErrorKind::Syntax(message) | SpecErrorKind::WrongForm(message) | SpecErrorKind::WrongValue(message) => {
                f.write_str(message)?;
            }
            SpecErrorKind::UnknownType(name) => write!(f, "data type '{}' not understood", name.escape_debug())?,
            SpecErrorKind::Layout(kind) => f.write_str(kind.message())?,
        }
        write!(f, " (at byte {}", self.position())?;
        if !self.path.is_empty() {
            write!(f, ", field '{}'", self.path)?;
        }
        f.write_str(")")
    }
}

impl std::error::Error for SpecError {}
