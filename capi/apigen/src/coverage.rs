//! How much of NumPy's API there is: a table for readers and one for machines.

use std::fmt::Write;

use serde::Serialize;

use crate::{Group, How, Result, Row, Slot, Table};

/// Everything that `capi/api/coverage.json` has.
#[derive(Debug, Serialize)]
pub struct Coverage {
    /// The NumPy version whose headers the rows were compared with.
    pub numpy: &'static str,
    /// By kind of entry: the functions of both tables, types, macros and so on.
    pub kinds: Vec<Count>,
    /// By group.
    pub groups: Vec<Count>,
    /// Every row.
    pub entries: Vec<Entry>,
}

/// How many entries are provided how.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Count {
    /// Of what.
    pub name: String,
    /// All.
    pub entries: usize,
    /// The same on handles.
    pub direct: usize,
    /// In another form.
    pub adapted: usize,
    /// By something else.
    pub replaced: usize,
    /// Without meaning on handles.
    pub not_applicable: usize,
    /// Not in NumPy.
    pub added: usize,
}

/// One row.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// NumPy's name; of an addition its own.
    pub name: String,
    /// The name to call; none if it cannot be called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hpy: Option<String>,
    /// The title of its group.
    pub group: String,
    /// multiarray, ufunc, macro, inline or hpy.
    pub table: &'static str,
    /// The slot, or the header.
    pub slot: String,
    /// The oldest NumPy version that has it.
    pub since: String,
    /// DIRECT, ADAPTED and so on.
    pub how: &'static str,
    /// How, by what, or why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether NumPy's signature has an object.
    pub takes_object: bool,
    /// Whether the compiler compares the signature with NumPy's headers.
    pub signature_checked: bool,
}

impl Count {
    fn of<'a>(name: &str, rows: impl IntoIterator<Item = &'a Row>) -> Count {
        let mut count = Count { name: name.to_owned(), ..Count::default() };
        for row in rows {
            count.entries += 1;
            *match row.how {
                How::Direct => &mut count.direct,
                How::Adapted(_) => &mut count.adapted,
                How::Replaced(_) => &mut count.replaced,
                How::NotApplicable(_) => &mut count.not_applicable,
                How::Added => &mut count.added,
            } += 1;
        }
        count
    }

    /// The share that a program on handles can call or has a replacement for, from 0 to 1.
    pub fn callable(&self) -> f64 {
        (self.entries - self.not_applicable) as f64 / self.entries.max(1) as f64
    }
}

/// Counts the rows.
pub fn coverage(groups: &[Group]) -> Result<Coverage> {
    let rows = || groups.iter().flat_map(|group| &group.rows);
    let is_function = |row: &&Row| matches!(row.declaration, crate::Declaration::Function { .. });
    let mut with_object = Vec::new();
    let mut entries = Vec::new();
    for group in groups {
        for row in &group.rows {
            let takes_object = row.takes_object()?;
            if takes_object && row.table == Table::Macro {
                with_object.push(row);
            }
            entries.push(entry(group, row, takes_object));
        }
    }
    let of = |name: &str, table: Table| Count::of(name, rows().filter(|row| row.table == table).filter(is_function));
    let data = rows().filter(|row| !is_function(row));
    let kinds = vec![
        of("functions of the array table", Table::Multiarray),
        of("functions of the ufunc table", Table::Ufunc),
        Count::of("types, DType classes and variables", data),
        of("macros", Table::Macro),
        Count::of("macros that take or give an object", with_object),
        of("inline accessors", Table::Inline),
        of("additions", Table::Hpy),
    ];
    let groups = groups.iter().map(|group| Count::of(&group.title, &group.rows)).collect();
    Ok(Coverage { numpy: "2.4", kinds, groups, entries })
}

fn entry(group: &Group, row: &Row, takes_object: bool) -> Entry {
    let is_function = matches!(row.declaration, crate::Declaration::Function { .. });
    let own = row.declaration.name().to_owned();
    Entry {
        name: row.legacy.clone().unwrap_or_else(|| own.clone()),
        hpy: (is_function && !row.how.is_legacy_only()).then_some(own),
        group: group.title.clone(),
        table: row.table.name(),
        slot: row.slot.to_string(),
        since: format!("{}.{}", row.since.0, row.since.1),
        how: row.how.word(),
        text: row.how.text().map(str::to_owned),
        takes_object,
        signature_checked: row.unchecked.is_none() && row.legacy.is_some(),
    }
}

impl Coverage {
    /// The text of `capi/api/coverage.json`.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("text and numbers") + "\n"
    }

    /// The text of `docs/api-coverage.md`.
    pub fn page(&self, groups: &[Group]) -> String {
        let mut page = format!(
            "# Coverage of NumPy's C API\n\n\
             <!-- Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit. -->\n\n\
             Every entry of NumPy {}'s tables, and every function-like macro and inline accessor of its public \
             headers, has a row in `capi/api`. This page counts what the rows declare; `capi/api/coverage.json` is the same for \
             machines.\n\n\
             - **Direct**: the same function, on handles.\n\
             - **Adapted**: the same in a form that handles need, such as an array of handles in the place of `...`.\n\
             - **Replaced**: something else does it.\n\
             - **Not applicable**: it has no meaning on handles.\n\n",
            self.numpy
        );
        table(&mut page, "Entries", &self.kinds);
        page.push_str("## By group\n\n");
        table(&mut page, "Group", &self.groups);
        page.push_str("## Replaced, and not applicable\n\n| NumPy's | | |\n|---|---|---|\n");
        for row in groups.iter().flat_map(|group| &group.rows).filter(|row| row.how.is_legacy_only()) {
            let (name, text) = (row.declaration.name(), row.how.text().unwrap_or_default());
            writeln!(page, "| `{name}` | {} | {text} |", row.how.phrase()).unwrap();
        }
        page.push_str(
            "\n## Signatures that no compiler checks\n\n\
             `tests/c/api_signatures.c` compares all others with NumPy's headers.\n\n| NumPy's | Why |\n|---|---|\n",
        );
        for row in groups.iter().flat_map(|group| &group.rows) {
            if let (Some(why), Some(name)) = (&row.unchecked, &row.legacy) {
                writeln!(page, "| `{name}` | {why} |").unwrap();
            }
        }
        page
    }
}

fn table(page: &mut String, heading: &str, counts: &[Count]) {
    writeln!(page, "| {heading} | All | Direct | Adapted | Replaced | Not applicable | Added |").unwrap();
    page.push_str("|---|--:|--:|--:|--:|--:|--:|\n");
    for count in counts {
        let numbers = [count.entries, count.direct, count.adapted, count.replaced, count.not_applicable, count.added];
        let cells = numbers.map(|number| if number == 0 { "–".to_owned() } else { number.to_string() });
        writeln!(page, "| {} | {} |", count.name, cells.join(" | ")).unwrap();
    }
    page.push('\n');
}

/// Where NumPy has a row, in words.
pub(crate) fn place_in_numpy(row: &Row) -> String {
    match (&row.slot, row.table) {
        (Slot::Number(slot), Table::Ufunc) => format!("slot {slot} of the ufunc table"),
        (Slot::Number(slot), _) => format!("slot {slot}"),
        (Slot::Header(header), Table::Macro) => format!("a macro of {header}"),
        (Slot::Header(header), _) => format!("inline in {header}"),
    }
}
