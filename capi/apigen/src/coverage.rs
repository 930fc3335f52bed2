//! How much of NumPy's API there is: a table for readers and one for machines.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use crate::{Group, How, Result, Row, Slot, Table};

/// What the test extensions called and compared with NumPy's own function: `capi/api/tested.json`, name to ABIs.
pub type Tested = BTreeMap<String, Vec<String>>;

/// How a test extension is compiled, and HPy's debug mode, in which the universal one runs once more.
pub const ABIS: [&str; 4] = ["cpython", "universal", "hybrid", "debug"];

/// Everything that `python/numpy_hpy/api_coverage.json` has.
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
    /// How many were called in the tests, by ABI.
    pub tested: BTreeMap<&'static str, usize>,
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
    /// In which ABIs it was called in the tests.
    pub tested: Vec<String>,
}

impl Count {
    fn of<'a>(name: &str, rows: impl IntoIterator<Item = &'a Row>, tested: &Tested) -> Count {
        let mut count = Count { name: name.to_owned(), ..Count::default() };
        count.tested.extend(ABIS.map(|abi| (abi, 0)));
        for row in rows {
            count.entries += 1;
            for abi in tested.get(name_of(row)).into_iter().flatten() {
                if let Some(number) = count.tested.get_mut(abi.as_str()) {
                    *number += 1;
                }
            }
            *match row.how {
                How::Direct | How::Native => &mut count.direct,
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

/// What a row is called in tables: NumPy's name, of an addition its own.
fn name_of(row: &Row) -> &str {
    row.legacy.as_deref().unwrap_or(row.declaration.name())
}

/// Counts the rows. An error if something was tested that has no row, or in an ABI that there is not.
pub fn coverage(groups: &[Group], tested: &Tested) -> Result<Coverage> {
    for (name, abis) in tested {
        if !groups.iter().flat_map(|group| &group.rows).any(|row| name_of(row) == name) {
            return Err(format!("capi/api/tested.json: {name} has no row"));
        }
        if let Some(abi) = abis.iter().find(|abi| !ABIS.contains(&abi.as_str())) {
            return Err(format!("capi/api/tested.json: {name}: there is no ABI `{abi}`"));
        }
    }
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
            entries.push(entry(group, row, takes_object, tested));
        }
    }
    let of =
        |name: &str, table: Table| Count::of(name, rows().filter(|row| row.table == table).filter(is_function), tested);
    let data = rows().filter(|row| !is_function(row));
    let kinds = vec![
        of("functions of the array table", Table::Multiarray),
        of("functions of the ufunc table", Table::Ufunc),
        Count::of("types, DType classes and variables", data, tested),
        of("macros", Table::Macro),
        Count::of("macros that take or give an object", with_object, tested),
        of("inline accessors", Table::Inline),
        of("additions", Table::Hpy),
    ];
    let groups = groups.iter().map(|group| Count::of(&group.title, &group.rows, tested)).collect();
    Ok(Coverage { numpy: "2.4", kinds, groups, entries })
}

fn entry(group: &Group, row: &Row, takes_object: bool, tested: &Tested) -> Entry {
    let is_function = matches!(row.declaration, crate::Declaration::Function { .. });
    let own = row.declaration.name().to_owned();
    Entry {
        name: name_of(row).to_owned(),
        hpy: (is_function && !row.how.is_legacy_only()).then_some(own),
        group: group.title.clone(),
        table: row.table.name(),
        slot: row.slot.to_string(),
        since: format!("{}.{}", row.since.0, row.since.1),
        how: row.how.word(),
        text: row.how.text().map(str::to_owned),
        takes_object,
        signature_checked: row.unchecked.is_none() && row.legacy.is_some(),
        tested: tested.get(name_of(row)).cloned().unwrap_or_default(),
    }
}

impl Coverage {
    /// The text of `python/numpy_hpy/api_coverage.json`.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("text and numbers") + "\n"
    }

    /// The text of `docs/api-coverage.md`.
    pub fn page(&self, groups: &[Group]) -> String {
        let mut page = format!(
            "# Coverage of NumPy's C API\n\n\
             <!-- Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit. -->\n\n\
             Every entry of NumPy {}'s tables, and every function-like macro and inline accessor of its public \
             headers, has a row in `capi/api`. The last columns count what the test extensions called, and compared with what \
             NumPy's own function does; they are made from what ran. `numpy-hpy coverage` prints this table, and with \
             `--json` every entry.\n\n\
             - **Direct**: the same function, on handles.\n\
             - **Adapted**: the same in a form that handles need, such as an array of handles in the place of `...`.\n\
             - **Replaced**: something else does it.\n\
             - **Not applicable**: it has no meaning on handles.\n\
             - **CPython**, **universal**, **hybrid**: HPy's ABIs. **Debug**: the universal binary in HPy's debug mode.\n\n",
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
    writeln!(
        page,
        "| {heading} | All | Direct | Adapted | Replaced | Not applicable | Added | CPython | Universal | Hybrid | Debug |"
    )
    .unwrap();
    page.push_str("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for count in counts {
        let numbers = [count.entries, count.direct, count.adapted, count.replaced, count.not_applicable, count.added];
        let tested = ABIS.iter().map(|abi| count.tested[abi]);
        let cell = |number: usize| if number == 0 { "–".to_owned() } else { number.to_string() };
        let cells: Vec<_> = numbers.into_iter().chain(tested).map(cell).collect();
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
