//! The rows that are called through a table in the universal ABI, and their text in C.

use std::fmt::Write;

use crate::{Declaration, Group, How, Param, Row, Table};

/// Which of the two tables a function is in: NumPy has one for arrays and one for ufuncs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    /// `_HPY_ARRAY_API`.
    Array,
    /// `_HPY_UFUNC_API`.
    Ufunc,
}

impl Api {
    /// Both.
    pub const ALL: [Api; 2] = [Api::Array, Api::Ufunc];

    /// As file names and `capi/api/tables.txt` have it.
    pub fn name(self) -> &'static str {
        match self {
            Api::Array => "array",
            Api::Ufunc => "ufunc",
        }
    }

    /// The type of the table.
    pub(crate) fn table_type(self) -> &'static str {
        match self {
            Api::Array => "HPyArray_ApiTable",
            Api::Ufunc => "HPyUFunc_ApiTable",
        }
    }

    /// The pointer to the table.
    pub(crate) fn pointer(self) -> &'static str {
        match self {
            Api::Array => "HPyArray_API",
            Api::Ufunc => "HPyUFunc_API",
        }
    }
}

/// What `import.h` defines: these find the tables, and so are in none.
const IN_IMPORT_H: [&str; 2] = ["HPyArray_ImportNumPyAPI", "HPyUFunc_ImportUFuncAPI"];

/// A row that has a place in a table.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The row.
    pub row: &'a Row,
    /// Its parts.
    pub result: &'a str,
    /// The function.
    pub name: &'a str,
    /// Its parameters.
    pub params: &'a [Param],
    /// Whether NumPy returns a borrowed reference.
    pub was_borrowed: bool,
}

impl<'a> Entry<'a> {
    /// None for rows that are declared, defined in a header by hand, or cannot be called.
    pub fn of(row: &'a Row) -> Option<Self> {
        let Declaration::Function { result, name, params, was_borrowed, .. } = &row.declaration else { return None };
        let has_context = params.first().is_some_and(|param| param.ctype == "HPyContext *");
        let is_word = params.iter().any(|param| param.token.is_some());
        let is_entry = (has_context || row.table == Table::Ufunc)
            && !row.how.is_legacy_only()
            && row.unchecked.is_none()
            && !is_word
            && !IN_IMPORT_H.contains(&name.as_str());
        is_entry.then_some(Entry { row, result, name, params, was_borrowed: *was_borrowed })
    }

    /// Those of all groups, in their order.
    pub fn all(groups: &'a [Group], api: Api) -> impl Iterator<Item = Entry<'a>> {
        groups.iter().flat_map(|group| &group.rows).filter_map(Entry::of).filter(move |entry| entry.api() == api)
    }

    /// Its table.
    pub fn api(&self) -> Api {
        let is_ufunc = self.row.table == Table::Ufunc || self.name.starts_with("HPyUFunc_");
        if is_ufunc {
            Api::Ufunc
        } else {
            Api::Array
        }
    }

    /// Whether the body is generated; others are in `cpython/*_adapted.h`.
    pub fn is_generated(&self) -> bool {
        self.row.how == How::Direct
    }

    /// `HPyContext *ctx, int nd`, or `void`.
    pub fn parameters(&self) -> String {
        let each = |param: &Param| spaced(&param.ctype, &param.name);
        match self.params {
            [] => "void".to_owned(),
            params => params.iter().map(each).collect::<Vec<_>>().join(", "),
        }
    }

    /// `ctx, nd`.
    pub fn arguments(&self) -> String {
        self.params.iter().map(|param| param.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The declaration with a name, or a pointer, in the place of its own.
    pub fn declared_as(&self, name: &str) -> String {
        format!("{}({})", spaced(self.result, name), self.parameters())
    }

    /// The doc comment of a header, `///` before each line.
    pub fn doc(&self) -> String {
        let mut text = self.row.doc.clone();
        for param in self.params.iter().filter(|param| param.was_stolen) {
            write!(text, " `{}` stays the caller's, where NumPy steals it.", param.name).unwrap();
        }
        for param in self.params.iter().filter(|param| param.stolen) {
            write!(text, " `{}` is stolen.", param.name).unwrap();
        }
        let nullable: Vec<_> = self.params.iter().filter(|param| param.nullable).map(nullable).collect();
        if !nullable.is_empty() {
            write!(text, " May be HPy_NULL: {}.", nullable.join(", ")).unwrap();
        }
        if self.was_borrowed {
            text.push_str(" A new handle, where NumPy's is borrowed.");
        }
        if self.row.since > (2, 0) {
            let (major, minor) = self.row.since;
            write!(text, " RuntimeError if NumPy is older than {major}.{minor}.").unwrap();
        }
        comment(&text)
    }
}

/// A type and a name: `int nd`, `void *data`.
pub(crate) fn spaced(ctype: &str, name: &str) -> String {
    let space = if ctype.ends_with('*') { "" } else { " " };
    format!("{ctype}{space}{name}")
}

/// A text as lines that begin with `///`.
pub(crate) fn comment(text: &str) -> String {
    let mut lines = vec!["///".to_owned()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a line");
        if line.len() + 1 + word.len() > 118 {
            lines.push(format!("/// {word}"));
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n")
}

/// A C declaration broken after commas, so that lines have at most 118 characters.
pub(crate) fn wrapped(declaration: &str) -> String {
    let mut lines = vec![String::new()];
    for part in declaration.split_inclusive(", ") {
        let line = lines.last_mut().expect("there is a line");
        if line.len() + part.trim_end().len() > 118 {
            *line = line.trim_end().to_owned();
            lines.push(format!("    {part}"));
        } else {
            line.push_str(part);
        }
    }
    lines.join("\n")
}

/// Names the source of a generated C file.
pub(crate) const GENERATED: &str =
    "Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit.";

/// A header between include guards.
pub(crate) fn header(guard: &str, about: &str, includes: &[&str], body: &str) -> String {
    let includes: String = includes.iter().map(|include| format!("#include {include}\n")).collect();
    format!(
        "/* {about}\n *\n * {GENERATED}\n *\n * SPDX-License-Identifier: MIT */\n#ifndef {guard}\n#define {guard}\n\n\
         {includes}\n#ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n{body}\n#ifdef __cplusplus\n}}\n#endif\n\n#endif\n"
    )
}

fn nullable(param: &Param) -> String {
    let entries = if param.handles.is_some() { "entries of " } else { "" };
    format!("{entries}`{}`", param.name)
}
