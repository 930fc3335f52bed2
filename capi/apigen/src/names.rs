//! The list of what NumPy has.

use crate::Result;

/// A line of `capi/api/numpy-2.4-names.txt`, which `tools/numpy_api_names.py` made from NumPy's headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// multiarray, ufunc, macro or inline.
    pub table: String,
    /// The slot, or the header.
    pub slot: String,
    /// function, type, dtype, global, macro or inline.
    pub kind: String,
    /// The oldest NumPy version that has it, from 2.0 on.
    pub since: String,
    /// The number of the argument, counted from 1, whose reference the headers say is stolen.
    pub steals: Option<usize>,
    /// The name.
    pub name: String,
}

impl Fact {
    /// The lines of a list.
    pub fn parse(list: &str) -> Result<Vec<Fact>> {
        list.lines().enumerate().map(|(index, line)| Self::line(index + 1, line)).collect()
    }

    fn line(number: usize, line: &str) -> Result<Fact> {
        let words: Vec<_> = line.split(' ').map(str::to_owned).collect();
        match <[String; 6]>::try_from(words) {
            Ok([table, slot, kind, since, steals, name]) => {
                Ok(Fact { table, slot, kind, since, steals: steals.parse().ok(), name })
            }
            Err(_) => Err(format!("line {number} of the names has not six words: {line}")),
        }
    }
}
