//! The C file that compiles only if the rows have NumPy's signatures.

use std::fmt::Write;

use crate::{Declaration, Group, Result, Row, Signature, Table};

const HEAD: &str = "\
/* Compiles only if capi/api declares each entry as NumPy's headers do. tests/python/test_api_signatures.py runs the
 * compiler; nothing here is ever called.
 *
 * Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit. */
#define NPY_NO_DEPRECATED_API NPY_API_VERSION
#define NPY_TARGET_VERSION NPY_API_VERSION
#include <Python.h>
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>
#include <numpy/ufuncobject.h>

/* A function of that type. */
#define FUNCTION(result, parameters, name) \\
    { \\
        result(*declared) parameters = name; \\
        (void)declared; \\
    }
/* A variable, or an array, with items of that type. */
#define VARIABLE(type, name) \\
    { \\
        type *declared = &name; \\
        (void)declared; \\
    }
#define ARRAY(type, name) \\
    { \\
        type *declared = name; \\
        (void)declared; \\
    }
/* A macro that can be called so, with a value of that type, or with none. */
#define MACRO(result, name, parameters, arguments) \\
    static inline result use_##name parameters \\
    { \\
        return name arguments; \\
    }
#define STATEMENT(name, parameters, arguments) \\
    static inline void use_##name parameters \\
    { \\
        name arguments; \\
    }
";

/// The text of `tests/c/api_signatures.c`.
pub fn signatures(groups: &[Group]) -> Result<String> {
    let mut text = HEAD.to_owned();
    let mut functions = Vec::new();
    for group in groups {
        let mut macros = String::new();
        let mut inside = String::new();
        for row in &group.rows {
            let Some(check) = check(row)? else { continue };
            let into = if row.table == Table::Macro { &mut macros } else { &mut inside };
            let indent = if row.table == Table::Macro { "" } else { "    " };
            if row.since > (2, 0) {
                let (major, minor) = row.since;
                writeln!(into, "#ifdef NPY_{major}_{minor}_API_VERSION").unwrap();
                writeln!(into, "{indent}{check}\n#endif").unwrap();
            } else {
                writeln!(into, "{indent}{check}").unwrap();
            }
        }
        if !(macros.is_empty() && inside.is_empty()) {
            write!(text, "\n/* {} */\n{macros}", group.title).unwrap();
        }
        if !inside.is_empty() {
            let name = group.file.trim_end_matches(".h");
            write!(text, "{}static void {name}(void)\n{{\n{inside}}}\n", if macros.is_empty() { "" } else { "\n" })
                .unwrap();
            functions.push(name);
        }
    }
    write!(text, "\nvoid (*const numpy_hpy_api_signatures[])(void) = {{\n").unwrap();
    for name in functions {
        writeln!(text, "    {name},").unwrap();
    }
    text.push_str("};\n");
    Ok(text)
}

/// What is compiled for a row, if anything is.
fn check(row: &Row) -> Result<Option<String>> {
    if row.unchecked.is_some() {
        return Ok(None);
    }
    let Some(name) = &row.legacy else { return Ok(None) };
    if let Declaration::Variable { ctype, is_array, .. } = &row.declaration {
        return Ok(Some(format!("{}({ctype}, {name})", if *is_array { "ARRAY" } else { "VARIABLE" })));
    }
    let Some(signature) = row.legacy_signature()? else { return Ok(None) };
    Ok(Some(if row.table == Table::Macro { of_macro(name, &signature) } else { of_function(name, &signature) }))
}

fn of_function(name: &str, signature: &Signature) -> String {
    let params = if signature.params.is_empty() { "void".to_owned() } else { signature.params.join(", ") };
    format!("FUNCTION({}, ({params}), {name})", signature.result)
}

fn of_macro(name: &str, signature: &Signature) -> String {
    let mut params = Vec::new();
    let mut arguments = Vec::new();
    for (param, letter) in signature.params.iter().zip('a'..) {
        if let Some(example) = param.strip_prefix("NPY_TOKEN(").and_then(|rest| rest.strip_suffix(')')) {
            arguments.push(example.to_owned());
            continue;
        }
        let space = if param.ends_with('*') { "" } else { " " };
        params.push(format!("{param}{space}{letter}"));
        arguments.push(letter.to_string());
    }
    let (params, arguments) = (params.join(", "), arguments.join(", "));
    match signature.result.as_str() {
        "void" => format!("STATEMENT({name}, ({params}), ({arguments}))"),
        result => format!("MACRO({result}, {name}, ({params}), ({arguments}))"),
    }
}
