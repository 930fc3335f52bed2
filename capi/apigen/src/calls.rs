//! Two C extensions that let Python call every function of the API in the same way: one calls NumPy's functions, one
//! those on handles. The differential tests compare what they do. `tests/python/api_calls/protocol.h` says which
//! Python value stands for which C value; the macros that are used here are defined beside it, once for each side.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::Serialize;

use crate::row::Type;
use crate::{Declaration, Group, Kind, Param, Result, Row, Table};

/// The generated files.
#[derive(Debug)]
pub struct Calls {
    /// `legacy_calls.c`: a CPython extension onto NumPy's functions.
    pub legacy: String,
    /// `hpy_calls.c`: an HPy extension onto the functions on handles, for each ABI.
    pub hpy: String,
    /// `calls.json`: what the extensions have, for the tests.
    pub list: String,
    /// What was not generated, in words.
    pub report: String,
}

/// What is written by hand in the same protocol, since no rule gives it. Goes before what could be generated.
#[derive(Debug, Default)]
pub struct Extra {
    names: BTreeSet<String>,
}

impl Extra {
    /// Finds the names in a C file: `WRAPPER(name)` at the beginning of a line.
    pub fn of(source: &str) -> Extra {
        let name = |line: &str| Some(line.strip_prefix("WRAPPER(")?.split_once(')')?.0.to_owned());
        Extra { names: source.lines().filter_map(name).collect() }
    }
}

/// A row in `calls.json`.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    /// The function on handles.
    #[serde(skip_serializing_if = "Option::is_none")]
    hpy: Option<&'a str>,
    /// NumPy's.
    #[serde(skip_serializing_if = "Option::is_none")]
    numpy: Option<&'a str>,
    group: &'a str,
    table: &'static str,
    since: (u32, u32),
    result: &'a str,
    params: Vec<ListedParam<'a>>,
    hpy_call: Call,
    numpy_call: Call,
}

#[derive(Debug, Serialize)]
struct ListedParam<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    ctype: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    out: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stolen: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    view: bool,
}

/// How an extension has a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Call {
    Generated,
    Handwritten,
    /// Not at all, and why.
    LeftOut(String),
}

/// One of the two extensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Legacy,
    Hpy,
}

/// A parameter in C, and the Python value that it is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    Integer(Type),
    Real,
    Pointer(Type),
    /// An object or a handle; `given` if the function takes it over.
    Object {
        ctype: Type,
        given: bool,
    },
    /// A pointer to a variable with an object; NULL if there is none.
    AddressOfObject(Type),
    /// An array of objects or handles.
    Objects(Type),
    /// A variable that the function sets, of this type; a macro takes it by its name.
    Out {
        ctype: Type,
        by_name: bool,
    },
    /// An array that the function fills, of this item type.
    Outs(Type),
    /// The name of a class, without what surrounds it in `PyDoubleArrType_Type`.
    Class,
    /// What NumPy's function does not have.
    Ignored,
}

/// A function of an extension.
struct Wrapper<'a> {
    name: &'a str,
    result: Type,
    result_role: ResultRole,
    has_context: bool,
    roles: Vec<Role>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ResultRole {
    Nothing,
    Integer,
    Real,
    Pointer,
    New,
    Borrowed,
}

/// Makes the files. The extras are those of NumPy's side and of the side on handles.
pub fn calls(groups: &[Group], legacy_extra: &Extra, hpy_extra: &Extra) -> Result<Calls> {
    let classes = scalar_classes(groups);
    let (mut legacy, mut hpy) = (Module::new(Side::Legacy, legacy_extra), Module::new(Side::Hpy, hpy_extra));
    let mut listed = Vec::new();
    for group in groups {
        for row in &group.rows {
            let Declaration::Function { result, params, .. } = &row.declaration else {
                variable(row, &mut legacy, &mut hpy);
                continue;
            };
            let numpy_call = legacy.function(row, &classes)?;
            let hpy_call = hpy.function(row, &classes)?;
            listed.push(Listed {
                hpy: (!row.how.is_legacy_only()).then(|| row.declaration.name()),
                numpy: row.legacy.as_deref(),
                group: &group.file,
                table: row.table.name(),
                since: row.since,
                result,
                params: params.iter().filter(|param| param.ctype != CONTEXT).map(listed_param).collect(),
                hpy_call,
                numpy_call,
            });
        }
    }
    let list = serde_json::to_string_pretty(&listed).expect("text and numbers") + "\n";
    let report = report(Side::Legacy, &listed) + &report(Side::Hpy, &listed);
    Ok(Calls { legacy: legacy.text(), hpy: hpy.text(), list, report })
}

/// How many functions were generated, and which were not.
fn report(side: Side, listed: &[Listed]) -> String {
    let of = |row: &Listed| match side {
        Side::Legacy => row.numpy.map(|name| (name.to_owned(), row.numpy_call.clone())),
        Side::Hpy => row.hpy.map(|name| (name.to_owned(), row.hpy_call.clone())),
    };
    let calls: Vec<_> = listed.iter().filter_map(of).collect();
    let what = if side == Side::Legacy { "NumPy's functions" } else { "functions on handles" };
    let count = calls.iter().filter(|(_, call)| *call == Call::Generated).count();
    let mut text = format!("{what}: {count} generated\n");
    for (name, call) in calls {
        match call {
            Call::Generated => {}
            Call::Handwritten => writeln!(text, "  {name}: by hand").unwrap(),
            Call::LeftOut(why) => writeln!(text, "  {name}: left out, since {why}").unwrap(),
        }
    }
    text
}

const CONTEXT: &str = "HPyContext *";

fn listed_param(param: &Param) -> ListedParam<'_> {
    let ctype = if param.token.is_some() { "token" } else { &param.ctype };
    ListedParam { name: &param.name, ctype, out: param.out, stolen: param.stolen || param.was_stolen, view: param.view }
}

/// `Double` of `PyDoubleArrType_Type`, and so on: the words that a macro such as PyArray_IsScalar takes.
fn scalar_classes(groups: &[Group]) -> Vec<&str> {
    let rows = groups.iter().flat_map(|group| &group.rows).filter(|row| !row.how.is_legacy_only());
    rows.filter_map(|row| row.legacy.as_deref()?.strip_prefix("Py")?.strip_suffix("ArrType_Type")).collect()
}

/// The classes of NumPy are an attribute of the extension; on handles they are asked for by number.
fn variable(row: &Row, legacy: &mut Module, hpy: &mut Module) {
    let (Some(name), Declaration::Variable { ctype, .. }) = (&row.legacy, &row.declaration) else { return };
    if !row.how.is_legacy_only() && matches!(ctype.as_str(), "PyTypeObject" | "PyArray_DTypeMeta") {
        guarded(&mut legacy.classes, row.since, &format!("    CLASS({name})\n"));
    }
    let number = row.how.text().and_then(|text| text.strip_prefix("HPyArray_GetTypeObject(ctx, ")?.strip_suffix(')'));
    if let Some(number) = number {
        writeln!(hpy.classes, "    CLASS({number})").unwrap();
    }
}

/// One of the two C files.
struct Module<'a> {
    side: Side,
    extra: &'a Extra,
    functions: String,
    methods: String,
    classes: String,
    loops: String,
}

impl<'a> Module<'a> {
    fn new(side: Side, extra: &'a Extra) -> Self {
        let text = String::new;
        Module { side, extra, functions: text(), methods: text(), classes: text(), loops: text() }
    }

    /// Adds the function of a row.
    fn function(&mut self, row: &Row, classes: &[&str]) -> Result<Call> {
        let name = match self.side {
            Side::Hpy if row.how.is_legacy_only() => return Ok(Call::LeftOut(format!("it is {}", row.how.phrase()))),
            Side::Hpy => row.declaration.name(),
            Side::Legacy => match &row.legacy {
                Some(name) => name,
                None => return Ok(Call::LeftOut("NumPy has no such function".to_owned())),
            },
        };
        let since = if self.side == Side::Legacy { row.since } else { (2, 0) };
        let method = format!("    METHOD({name})\n");
        if self.extra.names.contains(name) {
            guarded(&mut self.methods, since, &method);
            return Ok(Call::Handwritten);
        }
        let wrapper = match self.wrapper(row, name)? {
            Ok(wrapper) => wrapper,
            Err(why) => return Ok(Call::LeftOut(why)),
        };
        guarded(&mut self.functions, since, &wrapper.text(classes));
        guarded(&mut self.methods, since, &method);
        if is_loop(row) {
            writeln!(self.loops, "    LOOP({name})").unwrap();
        }
        Ok(Call::Generated)
    }

    /// What is to be generated, or why nothing can be.
    fn wrapper<'r>(&self, row: &'r Row, name: &'r str) -> Result<std::result::Result<Wrapper<'r>, String>> {
        let Declaration::Function { result, kind, params, was_borrowed, .. } = &row.declaration else {
            return Ok(Err("it is no function".to_owned()));
        };
        if matches!(row.how, crate::How::NotApplicable(_)) {
            return Ok(Err(format!("it is {}", row.how.phrase())));
        }
        if let Some(why) = &row.unchecked {
            return Ok(Err(why.clone()));
        }
        if result == "HPy *" {
            return Ok(Err("the result is an array of handles".to_owned()));
        }
        let has_context = self.side == Side::Hpy && params.first().is_some_and(|param| param.ctype == CONTEXT);
        let visible: Vec<&Param> = params.iter().filter(|param| param.ctype != CONTEXT).collect();
        let (result, roles) = match self.side {
            Side::Hpy => (result.clone(), visible.iter().map(|param| hpy_role(param)).collect()),
            Side::Legacy => {
                let Some(signature) = row.legacy_signature()? else { return Ok(Err("no signature".to_owned())) };
                (signature.result, legacy_roles(row, &visible, &signature.params))
            }
        };
        let roles = match roles {
            Ok(roles) => roles,
            Err(why) => return Ok(Err(why)),
        };
        if row.how.is_legacy_only() && roles.contains(&Role::Class) {
            return Ok(Err("it depends on the word that it is given, and has no twin on handles".to_owned()));
        }
        let is_object = match self.side {
            Side::Hpy => result == "HPy",
            Side::Legacy => is_object(&result, *kind) && (row.how.is_legacy_only() || is_handle(row)),
        };
        let result_role = match result.as_str() {
            _ if is_object && *was_borrowed && self.side == Side::Legacy => ResultRole::Borrowed,
            _ if is_object => ResultRole::New,
            "void" => ResultRole::Nothing,
            "double" => ResultRole::Real,
            text if text.ends_with('*') => ResultRole::Pointer,
            _ => ResultRole::Integer,
        };
        Ok(Ok(Wrapper { name, result, result_role, has_context, roles }))
    }

    fn text(&self) -> String {
        let (side, what) = match self.side {
            Side::Legacy => ("legacy", "NumPy's functions"),
            Side::Hpy => ("hpy", "the functions on handles"),
        };
        format!(
            "/* Calls {what} from Python, for the differential tests. Generated by capi/apigen. */\n\
             #include \"{side}_support.h\"\n\n{}#include \"{side}_extra.c\"\n\n\
             CLASSES_BEGIN\n{}CLASSES_END\n\nLOOPS_BEGIN\n{}LOOPS_END\n\nMETHODS_BEGIN\n{}METHODS_END\n\n\
             #include \"{side}_module.h\"\n",
            self.functions, self.classes, self.loops, self.methods
        )
    }
}

/// Whether a row declares a ready-made inner loop, whose address is there to be passed on.
fn is_loop(row: &Row) -> bool {
    let Declaration::Function { params, .. } = &row.declaration else { return false };
    let has_context = params.first().is_some_and(|param| param.ctype == CONTEXT);
    row.table == Table::Ufunc && !has_context && !row.how.is_legacy_only()
}

/// Whether the row's result is a handle.
fn is_handle(row: &Row) -> bool {
    matches!(&row.declaration, Declaration::Function { result, .. } if result == "HPy")
}

/// Whether a C type of NumPy is a pointer to an object.
fn is_object(ctype: &str, kind: Kind) -> bool {
    let pointed = ctype.trim_start_matches("const ").strip_suffix(" *").unwrap_or_default();
    pointed == kind.legacy() || pointed == "PyObject"
}

/// Puts `text` behind the guard that a newer function needs.
fn guarded(into: &mut String, (major, minor): (u32, u32), text: &str) {
    if (major, minor) > (2, 0) {
        write!(into, "#ifdef NPY_{major}_{minor}_API_VERSION\n{text}#endif\n").unwrap();
    } else {
        into.push_str(text);
    }
}

/// A C type that has no handles in it.
fn plain(ctype: &str) -> Role {
    match ctype {
        "double" => Role::Real,
        // A type of universal extensions, which do not have Python's.
        "Py_ssize_t" => Role::Integer("HPy_ssize_t".to_owned()),
        "PyUFuncGenericFunction" => Role::Pointer(ctype.to_owned()),
        _ if ctype.ends_with('*') => Role::Pointer(ctype.to_owned()),
        _ => Role::Integer(ctype.to_owned()),
    }
}

fn hpy_role(param: &Param) -> std::result::Result<Role, String> {
    if param.token.is_some() {
        return Ok(Role::Class);
    }
    let ctype = "HPy".to_owned();
    Ok(match param.ctype.as_str() {
        "HPy" | "const HPy" => Role::Object { ctype, given: param.stolen },
        "HPy *" if param.out && param.handles.is_some() => Role::Outs(ctype),
        "HPy *" if param.out => Role::Out { ctype, by_name: false },
        "const HPy *" => Role::Objects(param.ctype.clone()),
        "HPy *" => return Err("it frees an array of handles".to_owned()),
        other => plain(other),
    })
}

/// The roles of NumPy's parameters, and of those that only the function on handles has.
fn legacy_roles(row: &Row, params: &[&Param], types: &[Type]) -> std::result::Result<Vec<Role>, String> {
    let in_numpy = params.iter().filter(|param| !param.view).count();
    if in_numpy != types.len() || types.iter().any(|ctype| ctype == "...") {
        return Err("NumPy has it in another shape".to_owned());
    }
    let mut types = types.iter();
    let mut roles = Vec::new();
    for param in params {
        if param.view {
            roles.push(Role::Ignored);
            continue;
        }
        let ctype = types.next().expect("they were counted");
        roles.push(legacy_role(row, param, ctype)?);
    }
    Ok(roles)
}

fn legacy_role(row: &Row, param: &Param, ctype: &str) -> std::result::Result<Role, String> {
    if param.token.is_some() {
        return Ok(Role::Class);
    }
    let item = ctype.strip_suffix('*').unwrap_or(ctype).trim_end().to_owned();
    let is_array = item.ends_with('*') || item.ends_with("*const");
    let another = || Err(format!("NumPy has `{ctype}` for `{}`", param.name));
    Ok(match param.ctype.as_str() {
        "HPy" | "const HPy" if is_array => Role::AddressOfObject(item),
        "HPy" | "const HPy" => Role::Object { ctype: ctype.to_owned(), given: param.stolen || param.was_stolen },
        "HPy *" if param.out && is_array && param.handles.is_some() => Role::Outs(item),
        "HPy *" if param.out && is_array => Role::Out { ctype: item, by_name: false },
        "HPy *" if param.out && row.table == Table::Macro => Role::Out { ctype: ctype.to_owned(), by_name: true },
        "const HPy *" if is_array => Role::Objects(ctype.to_owned()),
        other if other.contains("HPy *") => return another(),
        // A row that declares NumPy's own function has objects in NumPy's form.
        _ if row.how.is_legacy_only() && is_any_object(ctype) => Role::Object { ctype: ctype.to_owned(), given: false },
        _ => plain(ctype).for_legacy(),
    })
}

fn is_any_object(ctype: &str) -> bool {
    let pointed = ctype.trim_start_matches("const ").strip_suffix(" *").unwrap_or_default();
    matches!(pointed, "PyObject" | "PyArrayObject" | "PyArray_Descr")
}

impl Role {
    fn for_legacy(self) -> Role {
        match self {
            Role::Integer(ctype) if ctype == "HPy_ssize_t" => Role::Integer("Py_ssize_t".to_owned()),
            other => other,
        }
    }

    /// The lines that declare the argument.
    fn declared(&self, index: usize) -> String {
        match self {
            Role::Integer(ctype) => format!("INTEGER({ctype}, {index})"),
            Role::Real => format!("REAL({index})"),
            Role::Pointer(ctype) => format!("POINTER({ctype}, {index})"),
            Role::Object { ctype, .. } | Role::AddressOfObject(ctype) => format!("OBJECT({ctype}, {index})"),
            Role::Objects(ctype) => format!("OBJECTS({ctype}, {index})"),
            Role::Out { ctype, .. } => format!("OUT({ctype}, {index})"),
            Role::Outs(ctype) => format!("OUTS({ctype}, {index})"),
            Role::Class => format!("CLASS_NAME({index})"),
            Role::Ignored => String::new(),
        }
    }

    /// The argument as it is passed; a class is put in later.
    fn argument(&self, index: usize, class: &str) -> Option<String> {
        Some(match self {
            Role::AddressOfObject(_) => format!("(a{index} ? &a{index} : NULL)"),
            Role::Out { by_name: false, .. } => format!("&a{index}"),
            Role::Class => class.to_owned(),
            Role::Ignored => return None,
            _ => format!("a{index}"),
        })
    }

    /// What comes back in it.
    fn gave(&self, index: usize) -> Option<String> {
        match self {
            Role::Out { .. } => Some(format!("GAVE_OUT({index})")),
            Role::Outs(_) => Some(format!("GAVE_OUTS({index})")),
            _ => None,
        }
    }
}

impl Wrapper<'_> {
    fn text(&self, classes: &[&str]) -> String {
        let mut text = format!("WRAPPER({})\n{{\n    BEGIN({})\n", self.name, self.roles.len());
        for (index, role) in self.roles.iter().enumerate() {
            let declared = role.declared(index);
            if !declared.is_empty() {
                writeln!(text, "    {declared}").unwrap();
            }
        }
        text.push_str("    CALLING\n");
        for (index, role) in self.roles.iter().enumerate() {
            if matches!(role, Role::Object { given: true, .. }) {
                writeln!(text, "    GIVEN({index})").unwrap();
            }
        }
        if let Some(index) = self.roles.iter().position(|role| *role == Role::Class) {
            writeln!(text, "    {} = 0;", spaced(&self.result, "result")).unwrap();
            for class in classes {
                writeln!(text, "    IF_CLASS({class}) result = {};\n    else", self.call(class)).unwrap();
            }
            writeln!(text, "    NO_CLASS({index})").unwrap();
        } else if self.result_role == ResultRole::Nothing {
            writeln!(text, "    {};", self.call("")).unwrap();
        } else {
            writeln!(text, "    {} = {};", spaced(&self.result, "result"), self.call("")).unwrap();
        }
        text.push_str("    CALLED\n");
        let gave = match self.result_role {
            ResultRole::Nothing => "GAVE_NOTHING".to_owned(),
            ResultRole::Integer => format!("GAVE_INTEGER({})", self.result),
            ResultRole::Real => "GAVE_REAL".to_owned(),
            ResultRole::Pointer => "GAVE_POINTER".to_owned(),
            ResultRole::New => "GAVE_NEW".to_owned(),
            ResultRole::Borrowed => "GAVE_BORROWED".to_owned(),
        };
        writeln!(text, "    {gave}").unwrap();
        for (index, role) in self.roles.iter().enumerate() {
            if let Some(gave) = role.gave(index) {
                writeln!(text, "    {gave}").unwrap();
            }
        }
        text.push_str("    END\n}\n\n");
        text
    }

    fn call(&self, class: &str) -> String {
        let context = self.has_context.then(|| "ctx".to_owned());
        let arguments = self.roles.iter().enumerate().filter_map(|(index, role)| role.argument(index, class));
        format!("{}({})", self.name, context.into_iter().chain(arguments).collect::<Vec<_>>().join(", "))
    }
}

fn spaced(ctype: &str, name: &str) -> String {
    let space = if ctype.ends_with('*') { "" } else { " " };
    format!("{ctype}{space}{name}")
}
