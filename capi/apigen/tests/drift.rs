//! What is generated is what the rows say, and the rows are what NumPy has. UPDATE_API=1 rewrites the generated files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use numpy_hpy_apigen::{
    coverage, cpython, provider, read, reference, signatures, table, type_slots, universal, Api, Declaration, Fact,
    Group, How, Order, Row, Table,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn groups() -> Vec<Group> {
    read(&root().join("capi/api")).unwrap_or_else(|error| panic!("capi/api/{error}"))
}

fn facts() -> Vec<Fact> {
    Fact::parse(&fs::read_to_string(root().join("capi/api/numpy-2.4-names.txt")).unwrap()).unwrap()
}

fn rows(groups: &[Group]) -> impl Iterator<Item = &Row> {
    groups.iter().flat_map(|group| &group.rows)
}

fn is_up_to_date(path: &str, wanted: &str) {
    let full = root().join(path);
    if std::env::var_os("UPDATE_API").is_some() {
        fs::write(&full, wanted).unwrap();
    }
    let found = fs::read_to_string(&full).unwrap_or_default();
    let both = found.lines().chain(["(end)"]).zip(wanted.lines().chain(["(end)"]));
    let first_difference = both.enumerate().find(|(_, (old, new))| old != new);
    if let Some((index, (old, new))) = first_difference {
        panic!(
            "{path} differs from the rows in line {}:\n  it says:        {old}\n  it should say:  {new}\n\
             Run: UPDATE_API=1 cargo test -p numpy-hpy-apigen",
            index + 1
        );
    }
}

#[test]
fn the_reference_page_is_up_to_date() {
    is_up_to_date("docs/api-reference.md", &reference(&groups()));
}

#[test]
fn the_coverage_tables_are_up_to_date() {
    let groups = groups();
    let tested = serde_json::from_str(&fs::read_to_string(root().join("capi/api/tested.json")).unwrap()).unwrap();
    let coverage = coverage::coverage(&groups, &tested).unwrap();
    is_up_to_date("python/numpy_hpy/api_coverage.json", &coverage.json());
    is_up_to_date("docs/api-coverage.md", &coverage.page(&groups));
}

#[test]
fn the_signature_check_is_up_to_date() {
    is_up_to_date("tests/c/api_signatures.c", &signatures(&groups()).unwrap());
}

fn order(groups: &[Group]) -> Order {
    let path = "capi/api/tables.txt";
    let text = fs::read_to_string(root().join(path)).unwrap_or_default();
    let with_new = Order::parse(&text).unwrap().with_new(groups);
    is_up_to_date(path, &with_new);
    Order::parse(&with_new).unwrap()
}

#[test]
fn the_tables_and_the_functions_of_both_flavours_are_up_to_date() {
    let groups = groups();
    let order = order(&groups);
    let headers = "capi/include/numpy_hpy";
    is_up_to_date(&format!("{headers}/type_slots.h"), &type_slots(&groups).unwrap());
    for api in Api::ALL {
        let name = api.name();
        is_up_to_date(&format!("{headers}/universal/{name}_table.h"), &table(&groups, &order, api).unwrap());
        is_up_to_date(&format!("{headers}/universal/{name}_functions.h"), &universal(&groups, &order, api).unwrap());
        is_up_to_date(&format!("{headers}/cpython/{name}_functions.h"), &cpython(&groups, api).unwrap());
        is_up_to_date(&format!("numpy_shims/legacy/src/{name}_entries.h"), &provider(&groups, &order, api).unwrap());
    }
}

/// Name, table, slot or header, and version: all that a row repeats of NumPy's headers.
#[test]
fn the_rows_are_exactly_what_numpy_has() {
    let groups = groups();
    let of_row = |row: &Row| {
        let legacy = row.legacy.clone()?;
        let (major, minor) = row.since;
        Some(format!("{} {} {major}.{minor} {legacy}", row.table.name(), row.slot))
    };
    let of_fact = |fact: &Fact| format!("{} {} {} {}", fact.table, fact.slot, fact.since, fact.name);
    let declared: BTreeSet<_> = rows(&groups).filter_map(of_row).collect();
    let numpy: BTreeSet<_> = facts().iter().map(of_fact).collect();
    let missing: Vec<_> = numpy.difference(&declared).collect();
    let unknown: Vec<_> = declared.difference(&numpy).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "without a row: {missing:#?}\nnot in NumPy: {unknown:#?}");
}

#[test]
fn functions_are_declared_as_functions_and_variables_as_variables() {
    let groups = groups();
    for fact in facts() {
        let row = rows(&groups).find(|row| row.legacy.as_deref() == Some(&*fact.name)).unwrap();
        let is_variable = matches!(row.declaration, Declaration::Variable { .. });
        assert_eq!(is_variable, ["type", "dtype", "global"].contains(&&*fact.kind), "{}: {}", row.place, fact.name);
    }
}

/// Where NumPy's headers do not say that a reference is stolen, and its sources show that it is.
const STOLEN_UNSAID: [&str; 6] = [
    "PyArray_FromFile",
    "PyArray_FromString",
    "PyArray_FromBuffer",
    "PyArray_Free",
    "PyArray_SetWritebackIfCopyBase",
    "PyArray_SimpleNewFromDescr",
];

#[test]
fn what_numpy_steals_has_a_mark_and_nothing_else() {
    let groups = groups();
    for fact in facts() {
        let row = rows(&groups).find(|row| row.legacy.as_deref() == Some(&*fact.name)).unwrap();
        let Declaration::Function { params, .. } = &row.declaration else { continue };
        let mut params = params.iter().filter(|param| param.ctype != "HPyContext *");
        let stolen = params.position(|param| param.stolen || param.was_stolen).map(|index| index + 1);
        if !row.how.is_legacy_only() && !STOLEN_UNSAID.contains(&&*fact.name) {
            assert_eq!(stolen, fact.steals, "{}: {}", row.place, fact.name);
        } else {
            assert_eq!(stolen.is_some(), !row.how.is_legacy_only(), "{}: {}", row.place, fact.name);
        }
    }
}

#[test]
fn nearly_everything_can_be_called() {
    let coverage = coverage::coverage(&groups(), &Default::default()).unwrap();
    for count in coverage.kinds {
        assert!(count.callable() >= 0.95, "{}: {:?}", count.name, count);
    }
}

/// A replacement, or a way of adapting, that names a function of ours names one that there is.
#[test]
fn replacements_exist() {
    let groups = groups();
    let ours: BTreeSet<_> = rows(&groups).map(|row| row.declaration.name()).collect();
    let include = root().join("capi/include/numpy_hpy");
    let headers: String = ["layout.h", "layout_walk.h", "object_buffer.h"]
        .map(|name| fs::read_to_string(include.join(name)).unwrap())
        .concat();
    let prefixes = ["HPyArray_", "HPyUFunc_", "HPyData", "HNpy", "HPyObjectBuffer_", "NpyArray_", "NpyLayout_", "Npy"];
    let classes: BTreeSet<_> = rows(&groups)
        .filter(|row| matches!(row.declaration, Declaration::Variable { .. }))
        .map(|row| format!("H{}", row.declaration.name()))
        .collect();
    for row in rows(&groups) {
        let words = row.how.text().into_iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_'));
        for word in words.filter(|word| prefixes.iter().any(|prefix| word.starts_with(prefix))) {
            let found = ours.contains(word) || classes.contains(word) || headers.contains(&format!("{word}("));
            assert!(found, "{}: there is no {word}", row.place);
        }
    }
}

#[test]
fn additions_are_numbered_without_gaps() {
    let groups = groups();
    let mut slots: Vec<u32> =
        rows(&groups).filter(|row| row.table == Table::Hpy).map(|row| row.slot.to_string().parse().unwrap()).collect();
    slots.sort_unstable();
    assert_eq!(slots, (0..slots.len() as u32).collect::<Vec<_>>());
    assert!(rows(&groups).all(|row| row.table != Table::Hpy || row.how == How::Added));
}
