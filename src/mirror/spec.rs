//! Layouts from text: what `np.dtype` takes as a string or as the literal of a list, a tuple or a dict.

mod build;
mod error;
mod fields;
mod literal;
mod text;

pub use error::{SpecError, SpecErrorKind};

use crate::layout::Layout;

/// How a spec is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpecOptions {
    /// Lay structures out as a C compiler would, as `np.dtype(..., align=True)` does.
    pub align: bool,
}

/// The layout of the data type that `text` describes.
///
/// ```
/// use numpy_hpy::mirror::parse_spec;
///
/// assert_eq!(parse_spec("float64")?.itemsize(), 8);
/// assert_eq!(parse_spec("i4, O, (2,3)f8")?.slots()?, [4]);
/// assert_eq!(parse_spec("[('id', '<i4'), (('a title', 'tags'), 'O', (2,))]")?.slots()?, [4, 12]);
/// assert_eq!(parse_spec("{'names': ['b'], 'formats': ['O'], 'offsets': [8], 'itemsize': 24}")?.itemsize(), 24);
/// # Ok::<(), numpy_hpy::mirror::SpecError>(())
/// ```
///
/// Where it differs from `np.dtype`: sizes may exceed a C int; a field without bytes may lie inside an object field; a
/// subarray without bytes cannot be given a size, which in NumPy makes a dtype that contradicts its own shape.
///
/// # Errors
/// For whatever else `np.dtype` refuses; with the position in the text and the path of the field.
pub fn parse_spec(text: &str) -> Result<Layout, SpecError> {
    parse_spec_with(text, SpecOptions::default())
}

/// [`parse_spec`] with options.
///
/// # Errors
/// As [`parse_spec`].
pub fn parse_spec_with(text: &str, options: SpecOptions) -> Result<Layout, SpecError> {
    if is_literal(text) {
        let (tree, root) = literal::parse(text)?;
        build::layout_of(&tree, root, options.align)
    } else {
        text::convert(text, options.align)
    }
}

/// Whether `text` is the literal of an object; a type string may begin with a shape in parentheses.
fn is_literal(text: &str) -> bool {
    let blanks = [' ', '\t', '\n', '\r'];
    let text = text.trim_start_matches(blanks);
    match text.strip_prefix('(') {
        Some(inner) => {
            !inner.trim_start_matches(blanks).starts_with(|c: char| c.is_ascii_digit() || c == ')' || c == ',')
        }
        None => text.trim_start_matches(['u', 'b']).starts_with(['\'', '"']) || text.starts_with(['[', '{']),
    }
}
