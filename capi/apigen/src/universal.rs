//! The functions of the universal flavour: one call through a table each.

use std::fmt::Write;

use crate::entry::{header, wrapped, Api, Entry};
use crate::tables::Order;
use crate::{Group, Result, Slot, Table};

/// The text of `universal/{array,ufunc}_functions.h`.
pub fn universal(groups: &[Group], order: &Order, api: Api) -> Result<String> {
    let mut body = String::new();
    let entries = order.entries(groups, api)?;
    for group in groups {
        let mut of_group = group.rows.iter().filter_map(Entry::of).filter(|entry| entry.api() == api).peekable();
        if of_group.peek().is_none() {
            continue;
        }
        writeln!(body, "/* {} */\n", group.title).unwrap();
        for entry in of_group {
            let feature = entries.iter().find(|(_, other)| other.name == entry.name).map_or(0, |(feature, _)| *feature);
            let text = function(&entry, api);
            if feature > 1 {
                write!(body, "#if HPY_ARRAY_TARGET_FEATURE >= {feature}\n{text}#endif\n\n").unwrap();
            } else {
                writeln!(body, "{text}").unwrap();
            }
        }
    }
    Ok(header(
        &format!("NUMPY_HPY_UNIVERSAL_{}_FUNCTIONS_H", api.name().to_uppercase()),
        "NumPy's C API on handles, for the universal ABI: each function is one call through the provider's table.",
        &[&format!("\"numpy_hpy/universal/{}_table.h\"", api.name())],
        &body,
    ))
}

fn function(entry: &Entry, api: Api) -> String {
    let name = entry.name;
    let return_word = if entry.result == "void" { "" } else { "return " };
    format!(
        "{}\n{}\n{{\n    {return_word}{}->{name}({});\n}}\n",
        entry.doc(),
        wrapped(&format!("static inline {}", entry.declared_as(name))),
        api.pointer(),
        entry.arguments()
    )
}

/// The text of `type_slots.h`: a number for each class of NumPy, the slot that NumPy's own table has it in.
pub fn type_slots(groups: &[Group]) -> Result<String> {
    let mut body = "/// Which class HPyArray_GetTypeObject gives: the name of NumPy's global with an H before it. Numbers are those of NumPy's\n\
                    /// table, 1000 is added to those of its ufunc table.\n\
                    typedef enum HPyArray_TypeSlot {\n"
        .to_owned();
    for row in groups.iter().flat_map(|group| &group.rows) {
        let Some(slot) = row.how.text().and_then(|text| text.strip_prefix("HPyArray_GetTypeObject(ctx, ")) else {
            continue;
        };
        let number = match (&row.slot, row.table) {
            (Slot::Number(number), Table::Ufunc) => number + 1000,
            (Slot::Number(number), _) => *number,
            (Slot::Header(_), _) => return Err(format!("{}: a class has a slot", row.place)),
        };
        writeln!(body, "    {} = {number},", slot.trim_end_matches(')')).unwrap();
    }
    body.push_str("    HPyArray_TypeSlotEnd = 2000\n} HPyArray_TypeSlot;\n");
    Ok(header("NUMPY_HPY_TYPE_SLOTS_H", "The classes of NumPy, by number.", &[], &body))
}
