//! Type strings: one type (`<i4`), a subarray of it (`(2,3)f8`), or a structure (`i4, 2O, f8`).

use super::error::SpecError;
use super::fields::{repeated, Fields, Shape};
use crate::layout::{Layout, LayoutErrorKind};
use crate::mirror::scalars;

/// A format such as `2<3f8` repeats a format once more; no deeper nesting can be written.
const MAX_NESTING: u32 = 3;

/// The layout that NumPy's `np.dtype(text, align=align)` describes.
pub(super) fn convert(text: &str, align: bool) -> Result<Layout, SpecError> {
    nested(text, align, MAX_NESTING)
}

fn nested(text: &str, align: bool, nesting: u32) -> Result<Layout, SpecError> {
    if is_list_of_formats(text.as_bytes()) {
        return match nesting {
            0 => Err(SpecError::unknown(text.as_bytes())),
            _ => formats(text, align, nesting - 1),
        };
    }
    match scalars::named(text) {
        Some(item) => Ok(item.layout()?),
        None => Err(SpecError::unknown(text.as_bytes())),
    }
}

/// Whether `text` begins with a repetition, or has a comma outside of brackets.
fn is_list_of_formats(text: &[u8]) -> bool {
    match text {
        [b'0'..=b'9', ..] | [b'<' | b'>' | b'=' | b'|', b'0'..=b'9', ..] | [b'(', b')', ..] => return true,
        [b'<' | b'>' | b'=' | b'|', b'(', b')', _, ..] => return true,
        _ => {}
    }
    let mut depth = 0i64;
    text.iter().any(|&byte| {
        depth += i64::from(byte == b'[') - i64::from(byte == b']');
        byte == b',' && depth == 0
    })
}

/// What Python's `str.isspace` holds for blank.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\x1C'..='\x1F').contains(&c)
}

fn formats(text: &str, align: bool, nesting: u32) -> Result<Layout, SpecError> {
    let mut fields = Fields::new(align);
    let mut only: Option<Layout> = None;
    let mut is_list = false;
    let mut count = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let position = text.len() - rest.len();
        let format = Format::take(&mut rest)?;
        if rest.chars().all(is_blank) {
            rest = "";
        } else {
            let Some(after) = rest.trim_start_matches(is_blank).strip_prefix(',') else {
                return Err(SpecError::syntax("format is not recognized").at(text.len() - rest.len()));
            };
            rest = after.trim_start_matches(is_blank);
            is_list = true;
        }
        // NumPy lets an empty format pass at the end, and nowhere else.
        if rest.is_empty() && is_list && format.is_empty() {
            break;
        }
        let layout = format.layout(align, nesting).map_err(|e| e.at(position))?;
        if is_list {
            let name = fields.numbered(count)?;
            fields.push(name, None, None, layout).map_err(|e| e.at(position))?;
            count += 1;
        } else if format.repeat.is_some() {
            only = Some(layout);
        }
    }
    if !is_list {
        return only.ok_or_else(|| SpecError::unknown(text.as_bytes()));
    }
    if count == 0 {
        return Err(SpecError::value("expected at least one format"));
    }
    fields.finish(None)
}

/// One format of a list: a byte order mark, a repetition and a type, of which each may be missing.
struct Format<'t> {
    order: Option<char>,
    repeat: Option<Shape>,
    name: &'t str,
}

impl<'t> Format<'t> {
    fn take(rest: &mut &'t str) -> Result<Self, SpecError> {
        let before = take_mark(rest);
        let repeat = take_repeat(rest)?;
        let after = take_mark(rest);
        let name = take_name(rest);
        let native = if cfg!(target_endian = "little") { '<' } else { '>' };
        let order = match (before, after) {
            (Some(a), Some(b)) => {
                let resolved = |mark| if mark == '=' { native } else { mark };
                if resolved(a) != resolved(b) {
                    return Err(SpecError::value("inconsistent byte-order specification"));
                }
                Some(a)
            }
            (before, after) => before.or(after),
        };
        let order = order.filter(|&mark| mark != '|' && mark != '=' && mark != native);
        Ok(Self { order, repeat, name })
    }

    fn is_empty(&self) -> bool {
        self.order.is_none() && self.repeat.is_none() && self.name.is_empty()
    }

    fn layout(&self, align: bool, nesting: u32) -> Result<Layout, SpecError> {
        let base = match self.order {
            None => nested(self.name, align, nesting)?,
            Some(mark) => {
                let mut text = String::new();
                text.try_reserve_exact(self.name.len() + 1)?;
                text.push(mark);
                text.push_str(self.name);
                nested(&text, align, nesting)?
            }
        };
        match &self.repeat {
            None => Ok(base),
            Some(shape) => repeated(&base, shape),
        }
    }
}

/// Cuts `length` bytes off the front.
fn cut<'t>(rest: &mut &'t str, length: usize) -> &'t str {
    let (front, back) = rest.split_at(length);
    *rest = back;
    front
}

fn take_mark(rest: &mut &str) -> Option<char> {
    let mark = rest.chars().next().filter(|c| matches!(c, '<' | '>' | '=' | '|'))?;
    cut(rest, 1);
    Some(mark)
}

/// Letters, digits, dots and question marks, then perhaps a unit in brackets.
fn take_name<'t>(rest: &mut &'t str) -> &'t str {
    let bytes = rest.as_bytes();
    let count = |from: usize, accept: &dyn Fn(u8) -> bool| bytes[from..].iter().take_while(|&&b| accept(b)).count();
    let mut length = count(0, &|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'?');
    if bytes.get(length) == Some(&b'[') {
        let unit = count(length + 1, &|b| b.is_ascii_alphanumeric() || b == b'.' || b == b',');
        if unit > 0 && bytes.get(length + 1 + unit) == Some(&b']') {
            length += unit + 2;
        }
    }
    cut(rest, length)
}

/// Digits, commas and blanks, perhaps in parentheses.
fn take_repeat(rest: &mut &str) -> Result<Option<Shape>, SpecError> {
    let bytes = rest.as_bytes();
    let run = |from: usize, set: &[u8]| from + bytes[from..].iter().take_while(|b| set.contains(b)).count();
    let one = |from: usize, byte: u8| from + usize::from(bytes.get(from) == Some(&byte));
    let mut length = one(run(0, b" "), b'(');
    length = run(one(run(length, b" ,0123456789"), b')'), b" ");
    let text = cut(rest, length);
    if text.is_empty() {
        return Ok(None);
    }
    let text = text.trim_matches(' ');
    let (inner, is_tuple) = match (text.strip_prefix('('), text.ends_with(')')) {
        (Some(open), true) => {
            let inner = open[..open.len() - 1].trim_matches(' ');
            (inner, inner.is_empty() || inner.contains(','))
        }
        (None, false) => (text, text.contains(',')),
        _ => return Err(SpecError::syntax("parenthesis does not match")),
    };
    if !is_tuple {
        return Ok(Some(Shape::Count(length_of(inner)?)));
    }
    let mut dims = Vec::new();
    if !inner.is_empty() {
        for part in inner.strip_suffix(',').unwrap_or(inner).split(',') {
            dims.try_reserve(1)?;
            dims.push(length_of(part.trim_matches(' '))?);
        }
    }
    Ok(Some(Shape::Dims(dims)))
}

fn length_of(digits: &str) -> Result<isize, SpecError> {
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let has_leading_zero = digits.starts_with('0') && digits.bytes().any(|b| b != b'0');
    if !is_number || has_leading_zero {
        return Err(SpecError::syntax("invalid number of repetitions"));
    }
    digits.parse().map_err(|_| SpecError::layout(LayoutErrorKind::Overflow))
}
