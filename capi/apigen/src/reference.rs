//! The reference page.

use std::fmt::Write;

use crate::coverage::place_in_numpy;
use crate::{Declaration, Group, How, Param, Row};

const HEAD: &str = "\
# C API reference

<!-- Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit. -->

NumPy's C API on HPy handles. A name is NumPy's with an `H` before it; the parameters keep their order, and the context
comes first.

- A handle that is passed in stays the caller's, also where NumPy steals the reference; a few functions that end
  something take it over, and it is *stolen* there.
- A handle that is returned is new, and the caller closes it: also where NumPy returns a borrowed reference.
- A pointer that is *lent* belongs to the object that it was asked of.
- `HPy_NULL`, `NULL` or -1 as a result means that an exception is set, unless it says otherwise.
- *stolen*, *out*, *handles[n]* and *or NULL* in the declarations below are comments on the parameter that follows: an
  `HPy *` that is *out* receives new handles; *handles[n]* is an array of them; only what is *or NULL* may be `HPy_NULL`.
- An array may be an ndarray or an `HPyArray`, unless the parameter is an ndarray that is changed itself.
- A function that the NumPy which runs is too old for raises an exception.
- A handle of the wrong kind raises TypeError, except in the CPython ABI, where nothing is checked and NumPy may crash.
- As with Python's own API, no exception is set when a function is called. What only gives something back leaves one that
  is set in place: `HPyArray_Free`, `HPyArray_FreeHandles`, `HPyArray_ReleaseView`, `HPyArray_DiscardWritebackIfCopy`,
  `HNpyIter_Deallocate`, `HPyUFunc_FreePyFuncData`, `HPyDataMem_UserFREE`.

";

/// The text of `docs/api-reference.md`.
pub fn reference(groups: &[Group]) -> String {
    let mut page = HEAD.to_owned();
    for group in groups {
        let anchor: String =
            group.title.to_lowercase().chars().filter(|c| c.is_alphanumeric() || " -".contains(*c)).collect();
        writeln!(page, "- [{}](#{})", group.title, anchor.replace(' ', "-")).unwrap();
    }
    for group in groups {
        write!(page, "\n## {}\n\n{}\n", group.title, group.intro).unwrap();
        let is_variable = |row: &Row| matches!(row.declaration, Declaration::Variable { .. });
        if group.rows.iter().all(is_variable) {
            variables(&mut page, &group.rows);
        } else {
            group.rows.iter().for_each(|row| function(&mut page, row));
        }
    }
    page
}

fn variables(page: &mut String, rows: &[Row]) {
    page.push_str("\n| NumPy's | On handles | |\n|---|---|---|\n");
    for row in rows {
        let text = row.how.text().unwrap_or_default();
        writeln!(page, "| `{}` | {} | {} |", row.declaration.name(), code(text), row.doc).unwrap();
    }
}

/// `f(x)` alone is set as code; a sentence is not.
fn code(text: &str) -> String {
    match text.split_once('(') {
        Some((name, _)) if text.ends_with(')') && !name.contains(' ') => format!("`{text}`"),
        _ => text.to_owned(),
    }
}

fn function(page: &mut String, row: &Row) {
    write!(page, "\n### {}\n\n", row.declaration.name()).unwrap();
    if !row.how.is_legacy_only() {
        write!(page, "```c\n{};\n```\n\n", declaration(row)).unwrap();
    }
    writeln!(page, "{}\n", row.doc).unwrap();
    let mut facts = Vec::new();
    if let Some(legacy) = &row.legacy {
        let same = legacy == row.declaration.name();
        facts.push(if same { place_in_numpy(row) } else { format!("`{legacy}`, {}", place_in_numpy(row)) });
    }
    facts.push(match &row.how {
        How::Added => "an addition".to_owned(),
        how => match how.text() {
            Some(text) => format!("{}: {text}", how.phrase()),
            None => how.phrase().to_owned(),
        },
    });
    if matches!(row.declaration, Declaration::Function { was_borrowed: true, .. }) {
        facts.push("a new handle, where NumPy's is borrowed".to_owned());
    }
    if let Declaration::Function { params, .. } = &row.declaration {
        for param in params.iter().filter(|param| param.was_stolen) {
            facts.push(format!("`{}` stays the caller's, where NumPy steals it", param.name));
        }
    }
    if row.since > (2, 0) {
        facts.push(format!("NumPy {}.{} or later", row.since.0, row.since.1));
    }
    writeln!(page, "*{}*", facts.join("; ")).unwrap();
}

/// The declaration as a header has it, with ownership as comments.
fn declaration(row: &Row) -> String {
    let Declaration::Function { result, name, params, .. } = &row.declaration else { return String::new() };
    let space = if result.ends_with('*') { "" } else { " " };
    let mut lines = vec![format!("{result}{space}{name}(")];
    if params.is_empty() {
        lines[0].push_str("void");
    }
    for (index, param) in params.iter().enumerate() {
        let comma = if index + 1 < params.len() { "," } else { "" };
        let text = parameter(param) + comma;
        let line = lines.last_mut().expect("there is a first line");
        if line.len() + text.len() + 1 > 110 {
            lines.push(format!("    {text}"));
        } else {
            if !line.ends_with('(') {
                line.push(' ');
            }
            line.push_str(&text);
        }
    }
    lines.join("\n") + ")"
}

fn parameter(param: &Param) -> String {
    let mut text = String::new();
    if param.stolen {
        text.push_str("/*stolen*/ ");
    }
    if param.out {
        text.push_str("/*out*/ ");
    }
    if let Some(count) = &param.handles {
        write!(text, "/*handles[{count}]*/ ").unwrap();
    }
    if param.nullable {
        text.push_str("/*or NULL*/ ");
    }
    text.push_str(&param.ctype);
    if !param.ctype.is_empty() && !param.ctype.ends_with('*') {
        text.push(' ');
    }
    text + &param.name
}
