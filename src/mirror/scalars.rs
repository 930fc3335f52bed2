//! Type strings without commas, such as `<i4`, `float64` or `M8[ns]`: what [`Layout::scalar`] and its siblings need.

use crate::layout::{Layout, LayoutError, Scalar, SLOT_SIZE};
use std::ffi::{c_int, c_long, c_longlong, c_short};
use std::mem::{align_of, size_of};

/// This machine's byte order mark.
const NATIVE: u8 = if cfg!(target_endian = "little") { b'<' } else { b'>' };

/// Size and alignment of C's `long double`, which Rust does not name.
const LONG_DOUBLE: (isize, isize) = if cfg!(all(target_arch = "x86", not(windows))) {
    (12, 4)
} else if cfg!(any(windows, target_arch = "arm", all(target_arch = "aarch64", target_vendor = "apple"))) {
    (8, 8)
} else {
    (16, 16)
};

/// What a type string names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// An object reference.
    Object,
    /// A StringDType item.
    Opaque(Scalar),
    /// Anything else.
    Plain(Scalar),
}

impl Named {
    pub(super) fn layout(self) -> Result<Layout, LayoutError> {
        match self {
            Self::Object => Layout::object(),
            Self::Opaque(scalar) => Layout::opaque(scalar),
            Self::Plain(scalar) => Layout::scalar(scalar),
        }
    }

    /// The same item in the byte order that `mark` asks for, where it has a byte order.
    fn ordered(self, mark: u8) -> Self {
        match self {
            Self::Plain(scalar) if scalar.byteorder != b'|' => Self::Plain(Scalar { byteorder: mark, ..scalar }),
            other => other,
        }
    }
}

/// The dtype of a Python None: a double.
pub(super) fn default_type() -> Named {
    number::<f64>(b'f')
}

/// The item that `text` names, or None where NumPy would not understand it.
pub(super) fn named(text: &str) -> Option<Named> {
    let (mark, name) = match text.as_bytes() {
        [b'<', ..] => (b'<', &text[1..]),
        [b'>', ..] => (b'>', &text[1..]),
        [b'=' | b'|', ..] => (NATIVE, &text[1..]),
        _ => (NATIVE, text),
    };
    let found = match name.as_bytes() {
        [] => return None,
        [b'm' | b'M', b'8', unit @ ..] => datetime(name.as_bytes()[0], unit),
        [letter] => by_letter(*letter),
        _ if name.starts_with("datetime64") => datetime(b'M', &name.as_bytes()[10..]),
        _ if name.starts_with("timedelta64") => datetime(b'm', &name.as_bytes()[11..]),
        [kind, size @ ..] => match parse_size(size) {
            Size::Missing => None,
            Size::Bad => return None,
            Size::Given(size) => by_kind(*kind, size),
        },
    };
    // A name such as `float64` stands for itself, without a byte order mark.
    found.map(|item| item.ordered(mark)).or_else(|| by_name(text))
}

fn plain(kind: u8, itemsize: isize, alignment: isize) -> Named {
    let has_order = match kind {
        b'b' | b'S' | b'V' => false,
        b'U' => true,
        _ => itemsize > 1,
    };
    Named::Plain(Scalar { kind, byteorder: if has_order { NATIVE } else { b'|' }, itemsize, alignment })
}

fn number<T>(kind: u8) -> Named {
    plain(kind, size_of::<T>() as isize, align_of::<T>() as isize)
}

fn complex<T>() -> Named {
    plain(b'c', 2 * size_of::<T>() as isize, align_of::<T>() as isize)
}

fn by_letter(letter: u8) -> Option<Named> {
    Some(match letter {
        b'?' => number::<bool>(b'b'),
        b'b' => number::<i8>(b'i'),
        b'B' => number::<u8>(b'u'),
        b'h' => number::<c_short>(b'i'),
        b'H' => number::<c_short>(b'u'),
        b'i' => number::<c_int>(b'i'),
        b'I' => number::<c_int>(b'u'),
        b'l' => number::<c_long>(b'i'),
        b'L' => number::<c_long>(b'u'),
        b'q' => number::<c_longlong>(b'i'),
        b'Q' => number::<c_longlong>(b'u'),
        b'n' | b'p' => number::<isize>(b'i'),
        b'N' | b'P' => number::<usize>(b'u'),
        b'e' => number::<u16>(b'f'),
        b'f' => number::<f32>(b'f'),
        b'd' => number::<f64>(b'f'),
        b'g' => plain(b'f', LONG_DOUBLE.0, LONG_DOUBLE.1),
        b'F' => complex::<f32>(),
        b'D' => complex::<f64>(),
        b'G' => plain(b'c', 2 * LONG_DOUBLE.0, LONG_DOUBLE.1),
        b'c' => plain(b'S', 1, 1),
        b'S' => plain(b'S', 0, 1),
        b'U' => plain(b'U', 0, 4),
        b'V' => plain(b'V', 0, 1),
        b'M' | b'm' => number::<i64>(letter),
        b'O' => Named::Object,
        b'T' => Named::Opaque(Scalar {
            kind: b'T',
            byteorder: b'|',
            itemsize: 2 * SLOT_SIZE,
            alignment: align_of::<usize>() as isize,
        }),
        _ => return None,
    })
}

/// A kind letter with a size in bytes (characters for `U`).
fn by_kind(kind: u8, size: i32) -> Option<Named> {
    let bytes = size as isize;
    Some(match (kind, size) {
        (b'S' | b'a', _) => plain(b'S', bytes, 1),
        (b'V', _) => plain(b'V', bytes, 1),
        (b'U', _) => plain(b'U', size.checked_mul(4)? as isize, 4),
        (b'b', 1) => number::<bool>(b'b'),
        (b'i' | b'u', 1) => number::<i8>(kind),
        (b'i' | b'u', 2) => number::<i16>(kind),
        (b'i' | b'u', 4) => number::<i32>(kind),
        (b'i' | b'u', 8) => number::<i64>(kind),
        (b'f', 2) => number::<u16>(b'f'),
        (b'f', 4) => number::<f32>(b'f'),
        (b'f', 8) => number::<f64>(b'f'),
        (b'f', _) if bytes == LONG_DOUBLE.0 => by_letter(b'g')?,
        (b'c', 8) => complex::<f32>(),
        (b'c', 16) => complex::<f64>(),
        (b'c', _) if bytes == 2 * LONG_DOUBLE.0 => by_letter(b'G')?,
        (b'O', 4 | 8) => Named::Object,
        _ => return None,
    })
}

fn by_name(name: &str) -> Option<Named> {
    Some(match name {
        "bool" | "bool_" => number::<bool>(b'b'),
        "int8" | "byte" => number::<i8>(b'i'),
        "uint8" | "ubyte" => number::<u8>(b'u'),
        "int16" => number::<i16>(b'i'),
        "uint16" => number::<u16>(b'u'),
        "int32" => number::<i32>(b'i'),
        "uint32" => number::<u32>(b'u'),
        "int64" => number::<i64>(b'i'),
        "uint64" => number::<u64>(b'u'),
        "short" => number::<c_short>(b'i'),
        "ushort" => number::<c_short>(b'u'),
        "intc" => number::<c_int>(b'i'),
        "uintc" => number::<c_int>(b'u'),
        "long" => number::<c_long>(b'i'),
        "ulong" => number::<c_long>(b'u'),
        "longlong" => number::<c_longlong>(b'i'),
        "ulonglong" => number::<c_longlong>(b'u'),
        "int" | "int_" | "intp" => number::<isize>(b'i'),
        "uint" | "uintp" => number::<usize>(b'u'),
        "float16" | "half" => number::<u16>(b'f'),
        "float32" | "single" => number::<f32>(b'f'),
        "float64" | "double" | "float" => number::<f64>(b'f'),
        "longdouble" => by_letter(b'g')?,
        "complex64" | "csingle" => complex::<f32>(),
        "complex128" | "cdouble" | "complex" => complex::<f64>(),
        "clongdouble" => by_letter(b'G')?,
        "float96" if LONG_DOUBLE.0 == 12 => by_letter(b'g')?,
        "complex192" if LONG_DOUBLE.0 == 12 => by_letter(b'G')?,
        "float128" if LONG_DOUBLE.0 == 16 => by_letter(b'g')?,
        "complex256" if LONG_DOUBLE.0 == 16 => by_letter(b'G')?,
        "a" | "bytes" | "bytes_" => by_letter(b'S')?,
        "str" | "str_" | "unicode" => by_letter(b'U')?,
        "void" => by_letter(b'V')?,
        "object" | "object_" => Named::Object,
        _ => return None,
    })
}

/// The number after a kind letter.
enum Size {
    /// There is something else than a number.
    Missing,
    /// The number does not fit in a C int.
    Bad,
    Given(i32),
}

/// Reads as C's `strtol` does, which lets blanks and a sign pass.
fn parse_size(text: &[u8]) -> Size {
    match leading_int(text) {
        Some((value, rest)) => match i32::try_from(value) {
            Ok(size) if size >= 0 && rest.is_empty() => Size::Given(size),
            Ok(size) if size >= 0 => Size::Missing,
            _ => Size::Bad,
        },
        None => Size::Missing,
    }
}

/// A number as C's `strtol` reads it, and what follows it.
fn leading_int(text: &[u8]) -> Option<(i64, &[u8])> {
    let blanks = text.iter().take_while(|b| matches!(b, b' ' | b'\t'..=b'\r')).count();
    let (negative, digits) = match &text[blanks..] {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let count = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    if count == 0 {
        return None;
    }
    let value =
        digits[..count].iter().fold(0i64, |value, b| value.saturating_mul(10).saturating_add(i64::from(b - b'0')));
    Some((if negative { -value } else { value }, &digits[count..]))
}

/// A date or a duration: the unit in brackets is checked, but says nothing about memory.
fn datetime(kind: u8, unit: &[u8]) -> Option<Named> {
    let is_valid = match unit {
        [] => true,
        [b'[', inner @ .., b']'] => is_datetime_unit(inner),
        _ => false,
    };
    is_valid.then(|| number::<i64>(kind))
}

/// An optional multiple, the unit, an optional `/divisor`.
fn is_datetime_unit(text: &[u8]) -> bool {
    let text = match leading_int(text) {
        Some((multiple, rest)) if (0..=i64::from(i32::MAX)).contains(&multiple) => rest,
        Some(_) => return false,
        None => text,
    };
    let (unit, divisor) = match text.iter().position(|&b| b == b'/') {
        Some(slash) => (&text[..slash], Some(&text[slash + 1..])),
        None => (text, None),
    };
    // The multiples of smaller units that a divisor may divide.
    let smaller: &[i64] = match unit {
        b"Y" => &[12, 52, 365],
        b"M" => &[4, 30, 720],
        b"W" => &[7, 168, 10080, 0],
        b"D" => &[24, 1440, 86400],
        b"h" => &[60, 3600],
        b"m" => &[60, 60000],
        b"s" | b"ms" | b"us" | b"ns" | b"ps" | b"\xCE\xBCs" => &[1000, 1_000_000],
        b"fs" => &[1000],
        b"as" | b"generic" => &[],
        _ => return false,
    };
    match divisor.map(leading_int) {
        None | Some(Some((1, []))) => true,
        Some(Some((divisor, []))) => {
            divisor != 0 && i32::try_from(divisor).is_ok() && smaller.iter().any(|n| n % divisor == 0)
        }
        Some(_) => false,
    }
}
