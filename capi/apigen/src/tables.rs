//! The tables of the universal ABI: their order, which never changes, and the struct.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::entry::{header, wrapped, Api, Entry};
use crate::{Group, Result};

/// The number that new entries get. Raise it with the release after the one that had it.
pub const FEATURE: u32 = 1;

const HEAD: &str = "\
# The entries of the tables that a universal extension calls through, in their order, as `table feature declaration`.
#
# Append-only: a line that was released is never moved, changed or removed, since extensions that were compiled with it
# are in use. What is new goes to the end, with the feature number of its release; `UPDATE_API=1 cargo test -p
# numpy-hpy-apigen` appends it. docs/versioning.md is the policy.
";

/// A line of `capi/api/tables.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    table: String,
    feature: u32,
    declaration: String,
}

impl Line {
    fn parse(line: &str) -> Result<Line> {
        let mut words = line.splitn(3, ' ');
        let parts = (words.next(), words.next().and_then(|word| word.parse().ok()), words.next());
        let (Some(table), Some(feature), Some(declaration)) = parts else {
            return Err(format!("not `table feature declaration`: {line}"));
        };
        Ok(Line { table: table.to_owned(), feature, declaration: declaration.to_owned() })
    }

    /// `HPyArray_Zeros` of `HPy HPyArray_Zeros(...)`.
    fn name(&self) -> &str {
        let before = self.declaration.split('(').next().unwrap_or_default();
        before.rsplit([' ', '*']).next().unwrap_or_default()
    }
}

/// The order of the tables.
#[derive(Debug)]
pub struct Order(Vec<Line>);

/// An entry with its feature number.
pub(crate) type Numbered<'a> = (u32, Entry<'a>);

impl Order {
    /// Reads `capi/api/tables.txt`.
    pub fn parse(text: &str) -> Result<Order> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Ok(Order(lines.map(Line::parse).collect::<Result<_>>()?))
    }

    /// The text of the file after new entries were appended.
    pub fn with_new(mut self, groups: &[Group]) -> String {
        let known: BTreeSet<String> = self.0.iter().map(|line| line.name().to_owned()).collect();
        for api in Api::ALL {
            for entry in Entry::all(groups, api).filter(|entry| !known.contains(entry.name)) {
                let declaration = entry.declared_as(entry.name);
                self.0.push(Line { table: api.name().to_owned(), feature: FEATURE, declaration });
            }
        }
        let line = |line: &Line| format!("{} {} {}\n", line.table, line.feature, line.declaration);
        HEAD.to_owned() + &self.0.iter().map(line).collect::<String>()
    }

    /// The entries of a table in their order; an error if a row and its line differ, or one of them is missing.
    pub(crate) fn entries<'a>(&self, groups: &'a [Group], api: Api) -> Result<Vec<Numbered<'a>>> {
        let mut rows: Vec<Entry> = Entry::all(groups, api).collect();
        let mut found = Vec::new();
        let mut newest = 0;
        for line in self.0.iter().filter(|line| line.table == api.name()) {
            let Some(index) = rows.iter().position(|entry| entry.name == line.name()) else {
                return Err(format!("`{}` is in capi/api/tables.txt and has no row: entries stay", line.name()));
            };
            let entry = rows.remove(index);
            let declared = entry.declared_as(entry.name);
            if declared != line.declaration {
                return Err(format!(
                    "{}: capi/api/tables.txt has `{}`: an entry keeps its signature",
                    entry.row.place, line.declaration
                ));
            }
            if line.feature < newest || line.feature > FEATURE {
                return Err(format!("`{}` has feature {}: numbers rise up to {FEATURE}", line.name(), line.feature));
            }
            newest = line.feature;
            found.push((line.feature, entry));
        }
        match rows.first() {
            Some(entry) => Err(format!("{}: `{}` is not in capi/api/tables.txt", entry.row.place, entry.name)),
            None => Ok(found),
        }
    }
}

/// The text of `universal/{array,ufunc}_table.h`.
pub fn table(groups: &[Group], order: &Order, api: Api) -> Result<String> {
    let mut body = String::new();
    if api == Api::Array {
        writeln!(body, "/// The feature number of these headers: what a provider must have to serve all of them.")
            .unwrap();
        writeln!(body, "#define HPY_ARRAY_FEATURE_VERSION {FEATURE}\n").unwrap();
    }
    write!(
        body,
        "/// What the capsule `_HPY_{}_API` points to. Owned by the provider; lives as long as the process.\n\
         typedef struct {{\n    NpyApiHeader header;\n",
        api.name().to_uppercase()
    )
    .unwrap();
    let mut feature = 0;
    for (of_entry, entry) in order.entries(groups, api)? {
        if of_entry != feature {
            feature = of_entry;
            writeln!(body, "\n    /* feature {feature} */").unwrap();
        }
        let member = entry.declared_as(&format!("(*{})", entry.name));
        writeln!(body, "    {};", wrapped(&member).replace('\n', "\n    ")).unwrap();
    }
    writeln!(body, "}} {};", api.table_type()).unwrap();
    Ok(header(
        &format!("NUMPY_HPY_{}_TABLE_H", api.name().to_uppercase()),
        "The table that a universal extension calls NumPy through. Append-only: see docs/versioning.md.",
        &["\"numpy_hpy/api_header.h\"", "\"numpy_hpy/api_types.h\""],
        &body,
    ))
}

/// The text of `numpy_shims/legacy/src/{array,ufunc}_entries.h`: the table of the legacy provider.
pub fn provider(groups: &[Group], order: &Order, api: Api) -> Result<String> {
    let mut text =
        format!("/* The functions of the table, for its initializer.\n *\n * {} */\n", crate::entry::GENERATED);
    for (_, entry) in order.entries(groups, api)? {
        writeln!(text, ".{0} = {0},", entry.name).unwrap();
    }
    Ok(text)
}
