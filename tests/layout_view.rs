//! Numeric fields of structured memory as `ndarray` views.

use ndarray::IxDyn;
use numpy_hpy::layout::*;

fn scalar(kind: u8, byteorder: u8, itemsize: isize) -> Layout {
    Layout::scalar(Scalar { kind, byteorder, itemsize, alignment: itemsize }).unwrap()
}

const NATIVE: u8 = if cfg!(target_endian = "little") { b'<' } else { b'>' };
const FOREIGN: u8 = if cfg!(target_endian = "little") { b'>' } else { b'<' };

/// 32 bytes: i4 at 0, u2[2, 3] at 4, f8 at 16 in the other byte order, object at 24.
fn record() -> Layout {
    let i4 = scalar(b'i', NATIVE, 4);
    let u2 = Layout::subarray(&Layout::subarray(&scalar(b'u', NATIVE, 2), &[3]).unwrap(), &[2]).unwrap();
    let (f8, o) = (scalar(b'f', FOREIGN, 8), Layout::object().unwrap());
    let fields = [
        FieldSpec { title: Some(b"Number"), ..FieldSpec::new("n", 0, &i4) },
        FieldSpec::new("grid", 4, &u2),
        FieldSpec::new("f", 16, &f8),
        FieldSpec::new("o", 24, &o),
    ];
    Layout::structure(&fields, 32, 8).unwrap()
}

/// Aligned memory of `words * 8` bytes, each with the number of its place.
fn memory(words: usize) -> Vec<u64> {
    (0..words).map(|i| u64::from_ne_bytes(std::array::from_fn(|k| (i * 8 + k) as u8))).collect()
}

#[test]
fn a_field_is_seen_in_place() {
    let memory = memory(12);
    let bytes: &[u8] = bytemuck::cast_slice(&memory);
    let layout = record();
    let numbers = layout.view_field::<i32>("n", bytes).unwrap();
    assert_eq!(numbers.shape(), [3]);
    for i in 0..3 {
        let expected = i32::from_ne_bytes(bytes[32 * i..32 * i + 4].try_into().unwrap());
        assert_eq!(numbers[[i]], expected);
        assert_eq!(std::ptr::from_ref(&numbers[[i]]).cast(), &raw const bytes[32 * i]);
    }
    assert_eq!(layout.view_field::<i32>("Number", bytes).unwrap(), numbers);
}

#[test]
fn a_subarray_has_axes_of_its_own() {
    let memory = memory(12);
    let bytes: &[u8] = bytemuck::cast_slice(&memory);
    let layout = record();
    let grid = layout.view_field::<u16>("grid", bytes).unwrap();
    assert_eq!(grid.shape(), [3, 2, 3]);
    for ((i, j), k) in (0..3).flat_map(|i| (0..2).map(move |j| (i, j))).flat_map(|ij| (0..3).map(move |k| (ij, k))) {
        let at = 32 * i + 4 + 2 * (3 * j + k);
        assert_eq!(grid[IxDyn(&[i, j, k])], u16::from_ne_bytes([bytes[at], bytes[at + 1]]));
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes")]
fn every_numeric_type_is_checked() {
    fn fits<T: NumericField + PartialEq + std::fmt::Debug>() {
        let size = std::mem::size_of::<T>() as isize;
        for kind in *b"iufcbSUVmMO" {
            for itemsize in [1, 2, 4, 8, 16] {
                let field = scalar(kind, NATIVE, itemsize);
                let layout = Layout::structure(&[FieldSpec::new("x", 0, &field)], itemsize, itemsize).unwrap();
                let memory = memory(4);
                let found = layout.view_field::<T>("x", bytemuck::cast_slice(&memory)).map(|view| view.len());
                if kind == T::KIND && itemsize == size {
                    assert_eq!(found, Ok(32 / itemsize as usize));
                } else {
                    assert_eq!(found, Err(ViewError::WrongType { kind: kind as char, itemsize }));
                }
            }
        }
    }
    fits::<i8>();
    fits::<i16>();
    fits::<i32>();
    fits::<i64>();
    fits::<u8>();
    fits::<u16>();
    fits::<u32>();
    fits::<u64>();
    fits::<f32>();
    fits::<f64>();
    fits::<[f32; 2]>();
    fits::<[f64; 2]>();
}

#[test]
fn errors_say_what_is_wrong() {
    let memory = memory(12);
    let bytes: &[u8] = bytemuck::cast_slice(&memory);
    let layout = record();
    let error = |name: &str, bytes: &[u8]| layout.view_field::<i32>(name, bytes).unwrap_err();
    assert_eq!(error("x", bytes), ViewError::NoField("x".into()));
    assert_eq!(error("x", bytes).to_string(), "no field of name x");
    assert_eq!(error("o", bytes), ViewError::WrongType { kind: 'O', itemsize: 8 });
    assert_eq!(error("o", bytes).to_string(), "the field has kind 'O' and 8 bytes");
    assert_eq!(layout.view_field::<f64>("f", bytes).unwrap_err(), ViewError::ForeignByteOrder);
    assert_eq!(error("n", &bytes[..33]), ViewError::WrongLength);
    assert_eq!(error("n", &bytes[1..65]), ViewError::Unaligned);
    let packed = Layout::structure(&[FieldSpec::new("n", 0, &scalar(b'i', NATIVE, 4))], 6, 1).unwrap();
    assert_eq!(packed.view_field::<i32>("n", &bytes[..12]).unwrap_err(), ViewError::Unaligned);
    let nothing = Layout::structure(&[], 0, 1).unwrap();
    assert_eq!(nothing.view_field::<i32>("n", &[]).unwrap_err(), ViewError::NoField("n".into()));
    let number = scalar(b'i', NATIVE, 4);
    assert_eq!(number.view_field::<i32>("n", &bytes[..4]).unwrap_err(), ViewError::NoField("n".into()));
}

#[test]
fn memory_without_items_gives_an_empty_view() {
    let layout = record();
    // An empty slice has no address that anything could be aligned to.
    let empty: &[u8] = &[];
    assert_eq!(layout.view_field::<i32>("n", empty).unwrap().shape(), [0]);
    assert_eq!(layout.view_field::<u16>("grid", empty).unwrap().shape(), [0, 2, 3]);
    let none = Layout::subarray(&scalar(b'i', NATIVE, 4), &[0, 2]).unwrap();
    let layout = Layout::structure(&[FieldSpec::new("none", 3, &none)], 5, 1).unwrap();
    assert_eq!(layout.view_field::<i32>("none", &[0; 10]).unwrap().shape(), [2, 0, 2]);
}
