//! The C API as data: `capi/api/*.h` are its one source of truth, and everything that can be derived from it is made
//! here. `capi/api/marks.h` explains how a row is written; `tests/drift.rs` writes the generated files.

#![deny(missing_docs)]

mod calls;
pub mod coverage;
mod cpython;
mod entry;
mod legacy;
mod names;
mod parse;
mod reference;
mod row;
mod signatures;
mod tables;
mod tokens;
mod universal;

pub use calls::{calls, Calls, Extra};
pub use cpython::cpython;
pub use entry::{Api, Entry};
pub use names::Fact;
pub use parse::parse;
pub use reference::reference;
pub use row::{Declaration, Group, How, Kind, Param, Place, Row, Signature, Slot, Table};
pub use signatures::signatures;
pub use tables::{provider, table, Order, FEATURE};
pub use universal::{type_slots, universal};

use std::fs;
use std::path::Path;

/// What is wrong in a row, with the place where it is: `array_creation.h:12: ...`.
pub type Result<T> = std::result::Result<T, String>;

/// Reads every file of rows in a folder, and checks what no single row can tell.
pub fn read(folder: &Path) -> Result<Vec<Group>> {
    let problem = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut groups = Vec::new();
    for entry in fs::read_dir(folder).map_err(problem)? {
        let path = entry.map_err(problem)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(".h") && name != "marks.h" {
            groups.push(parse(name, &fs::read_to_string(&path).map_err(problem)?)?);
        }
    }
    groups.sort_by_key(|group| group.order);
    no_two_alike(&groups)?;
    Ok(groups)
}

/// Names and slots are given once.
fn no_two_alike(groups: &[Group]) -> Result<()> {
    let mut seen = std::collections::HashMap::new();
    let mut check = |what: String, place: &Place| match seen.insert(what.clone(), place.clone()) {
        Some(first) => Err(format!("{place}: {what} is at {first} too")),
        None => Ok(()),
    };
    for row in groups.iter().flat_map(|group| &group.rows) {
        check(format!("`{}`", row.declaration.name()), &row.place)?;
        if let Some(legacy) = row.legacy.as_ref().filter(|legacy| *legacy != row.declaration.name()) {
            check(format!("`{legacy}`"), &row.place)?;
        }
        if let Slot::Number(slot) = row.slot {
            check(format!("slot {slot} of {}", row.table.name()), &row.place)?;
        }
    }
    Ok(())
}
