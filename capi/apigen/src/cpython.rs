//! The functions of the CPython flavour: straight onto NumPy's. The legacy provider fills its tables with them.

use std::fmt::Write;

use crate::entry::{comment, header, spaced, wrapped, Api, Entry};
use crate::{Group, Kind, Param, Result, Row, Slot, Table};

/// The text of `cpython/{array,ufunc}_functions.h`.
pub fn cpython(groups: &[Group], api: Api) -> Result<String> {
    let mut body = String::new();
    for group in groups {
        let mut of_group = group.rows.iter().filter_map(Entry::of).filter(|entry| entry.api() == api).peekable();
        if of_group.peek().is_none() {
            continue;
        }
        writeln!(body, "/* {} */\n\n{}\n", group.title, comment(&group.intro)).unwrap();
        for entry in of_group {
            let head = wrapped(&format!("static inline {}", entry.declared_as(entry.name)));
            if entry.is_generated() {
                write!(body, "{}\n{head}\n{{\n{}}}\n\n", entry.doc(), self::body(&entry)?).unwrap();
            } else {
                write!(body, "{}\n{head};\n\n", entry.doc()).unwrap();
            }
        }
    }
    Ok(header(
        &format!("NUMPY_HPY_CPYTHON_{}_FUNCTIONS_H", api.name().to_uppercase()),
        "NumPy's C API on handles, straight onto NumPy's functions: for the CPython ABI, for the hybrid ABI, and for the\n * \
         legacy provider. Functions without a body here have it in the *_adapted.h beside this file.",
        &["\"numpy_hpy/cpython/handles.h\""],
        &body,
    ))
}

/// What follows NumPy's function, unless a result becomes a handle.
const BACK: &str = "    npy_hpy_back(ctx);\n";

/// Whether NumPy may run other code with what it is given.
fn may_run_code(param: &Param) -> bool {
    param.ctype.contains("HPy") || param.ctype.ends_with('*')
}

/// The use of one parameter: what comes before the call, in it, and after it.
#[derive(Default)]
struct Use {
    before: String,
    given: String,
    argument: String,
    after: String,
    if_failed: String,
}

fn body(entry: &Entry) -> Result<String> {
    let signature = entry.row.legacy_signature()?.ok_or_else(|| format!("{}: no NumPy function", entry.row.place))?;
    let in_numpy: Vec<&Param> =
        entry.params.iter().filter(|param| !param.view && param.ctype != "HPyContext *").collect();
    if in_numpy.len() != signature.params.len() {
        return Err(format!("{}: NumPy has another number of parameters; mark the row ADAPTED", entry.row.place));
    }
    let uses: Vec<Use> =
        in_numpy.iter().zip(&signature.params).map(|(param, legacy)| of_param(param, legacy)).collect();
    let mut text = String::new();
    for param in entry.params.iter().filter(|param| param.view) {
        writeln!(text, "    (void){};", param.name).unwrap();
    }
    let has_context = entry.params.first().is_some_and(|param| param.ctype == "HPyContext *");
    let is_handle = entry.result == "HPy";
    let opens = uses.iter().any(|one| !one.before.is_empty());
    let error = error_value(entry);
    if entry.row.since > (2, 0) {
        let (major, minor) = entry.row.since;
        let legacy = entry.row.legacy.as_deref().unwrap_or_default();
        let result = if entry.result == "void" { String::new() } else { format!(" {error}") };
        writeln!(text, "    if (npy_hpy_too_old({major}, {minor}, \"{legacy}\")) {{\n        return{result};\n    }}")
            .unwrap();
    }
    // What is given numbers alone runs no code of others.
    let comes_back = has_context && !is_handle && entry.params.iter().skip(1).any(may_run_code);
    if has_context && !opens && !is_handle && !comes_back {
        text.push_str("    (void)ctx;\n");
    }
    let arguments: Vec<_> = uses.iter().map(|one| one.argument.as_str()).collect();
    let call = format!("{}({})", callee(entry.row, &signature.result, &signature.params), arguments.join(", "));
    let value = match (is_handle, entry.was_borrowed) {
        (false, _) => call,
        (true, false) => format!("npy_hpy_take(ctx, (PyObject *){call})"),
        (true, true) => format!("npy_hpy_lend(ctx, (PyObject *){call})"),
    };
    let after: String = uses.iter().map(|one| one.after.as_str()).collect();
    if !opens && after.is_empty() {
        text.push_str(&match (entry.result, comes_back) {
            ("void", false) => format!("    {value};\n"),
            ("void", true) => format!("    {value};\n{BACK}"),
            (_, false) => format!("    return {value};\n"),
            (result, true) => format!("    {} = {value};\n{BACK}    return result;\n", spaced(result, "result")),
        });
        return Ok(text);
    }
    text.push_str("    int ok = 1;\n");
    uses.iter().for_each(|one| text.push_str(&one.before));
    if entry.result != "void" {
        writeln!(text, "    {} = {error};", spaced(entry.result, "result")).unwrap();
    }
    text.push_str("    if (ok) {\n");
    uses.iter().for_each(|one| text.push_str(&one.given));
    let assign = if entry.result == "void" { "" } else { "result = " };
    let back = if comes_back { format!("    {BACK}") } else { String::new() };
    writeln!(text, "        {assign}{value};\n{back}    }}").unwrap();
    let if_failed: String = uses.iter().map(|one| one.if_failed.as_str()).collect();
    if !if_failed.is_empty() {
        writeln!(text, "    else {{\n{if_failed}    }}").unwrap();
    }
    text.push_str(&after);
    if entry.result != "void" {
        text.push_str("    return result;\n");
    }
    Ok(text)
}

fn of_param(param: &Param, legacy: &str) -> Use {
    let name = &param.name;
    let by_value = matches!(param.ctype.as_str(), "HPy" | "const HPy");
    let pointer = format!("{} *", param.kind.legacy());
    let suffix = if param.nullable { "_or_null" } else { "" };
    if let Some(count) = param.handles.as_ref().filter(|_| !param.out) {
        let opener = format!("npy_hpy_{}s{suffix}", opener(param.kind));
        return Use {
            before: format!("    PyObject **npy_{name} = {opener}(ctx, (HPy_ssize_t){count}, {name}, &ok);\n"),
            argument: format!("({legacy})npy_{name}"),
            after: format!("    npy_hpy_done_objects((HPy_ssize_t){count}, npy_{name});\n"),
            ..Use::default()
        };
    }
    if param.out {
        return Use {
            before: format!("    {pointer}npy_{name} = NULL;\n"),
            argument: format!("&npy_{name}"),
            after: format!("    *{name} = npy_hpy_take(ctx, (PyObject *)npy_{name});\n"),
            ..Use::default()
        };
    }
    if !by_value {
        return Use { argument: name.clone(), ..Use::default() };
    }
    let before = format!("    {pointer}npy_{name} = npy_hpy_{}{suffix}(ctx, {name}, &ok);\n", opener(param.kind));
    let cast =
        if legacy == pointer || legacy == format!("const {pointer}") { String::new() } else { format!("({legacy})") };
    if param.was_stolen || param.stolen {
        return Use {
            before,
            given: format!("        {pointer}given_{name} = ({pointer})npy_hpy_give(npy_{name});\n"),
            argument: format!("{cast}given_{name}"),
            if_failed: format!("        npy_hpy_done(npy_{name});\n"),
            ..Use::default()
        };
    }
    Use {
        before,
        argument: format!("{cast}npy_{name}"),
        after: format!("    npy_hpy_done(npy_{name});\n"),
        ..Use::default()
    }
}

fn opener(kind: Kind) -> &'static str {
    match kind {
        Kind::Object => "object",
        Kind::Array => "array",
        Kind::NdArray => "ndarray",
        Kind::Descr => "descr",
        Kind::Scalar => "scalar",
        Kind::PyType => "pytype",
        Kind::ArrayClass => "array_class",
        Kind::DTypeClass => "dtype_class",
        Kind::DTypeAsked => "dtype_asked",
        Kind::Ufunc => "ufunc",
        Kind::Iter => "iter",
        Kind::Multi => "multi",
    }
}

/// NumPy's name, or, for what the oldest headers do not declare, its slot.
fn callee(row: &Row, result: &str, params: &[String]) -> String {
    let name = row.legacy.clone().unwrap_or_default();
    match &row.slot {
        Slot::Number(slot) if row.since > (2, 0) => {
            let table = if row.table == Table::Ufunc { "PyUFunc_API" } else { "PyArray_API" };
            format!("(({result}(*)({}))(uintptr_t){table}[{slot}])", params.join(", "))
        }
        _ => name,
    }
}

/// What is returned with an exception set: tests say no, the rest says that there is an error.
fn error_value(entry: &Entry) -> String {
    if let Some(value) = &entry.row.failure {
        return value.clone();
    }
    let is_function = matches!(entry.row.table, Table::Multiarray | Table::Ufunc | Table::Hpy);
    if entry.result == "int" && (entry.name.contains("Converter") || entry.name.contains("ConvertClipmode")) {
        return "NPY_FAIL".to_owned();
    }
    match entry.result {
        // HPy_NULL is a compound literal, which C++ has not.
        "HPy" => "HPy_FromVoidP(NULL)".to_owned(),
        result if result.ends_with('*') => "NULL".to_owned(),
        "int" | "npy_intp" if is_function => "-1".to_owned(),
        "double" => "-1.0".to_owned(),
        "int" | "npy_intp" => "0".to_owned(),
        result => format!("({result})0"),
    }
}
