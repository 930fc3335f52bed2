//! Arrays and their views: shapes, strides, flags and indexing, against models that know no strides.

use numpy_hpy::layout::*;
use proptest::prelude::*;
use std::ffi::CStr;

fn bytes(itemsize: isize, alignment: isize) -> Layout {
    Layout::scalar(Scalar { kind: b'V', byteorder: b'|', itemsize, alignment }).unwrap()
}

fn integer(start: isize) -> NpyIndex {
    NpyIndex { kind: NpyIndexKind::Integer, start, stop: 0, step: 0 }
}

fn slice(start: isize, stop: isize, step: isize) -> NpyIndex {
    NpyIndex { kind: NpyIndexKind::Slice, start, stop, step }
}

const NEW_AXIS: NpyIndex = NpyIndex { kind: NpyIndexKind::NewAxis, start: 0, stop: 0, step: 0 };
const ELLIPSIS: NpyIndex = NpyIndex { kind: NpyIndexKind::Ellipsis, ..NEW_AXIS };

/// An array whose items hold their own number, in C order.
struct Numbered(NpyArrayCore);

impl Numbered {
    fn new(shape: &[isize], fortran: bool) -> Self {
        let core = NpyArrayCore::zeroed(&bytes(8, 8), shape, fortran).unwrap();
        let mut number = 0i64;
        each_item(core.data(), core.shape(), core.strides(), &mut |item| {
            // SAFETY: the item is in the array.
            unsafe { item.cast::<i64>().write(number) };
            number += 1;
        });
        Self(core)
    }
}

impl Drop for Numbered {
    fn drop(&mut self) {
        // SAFETY: the array is not used afterwards.
        unsafe { self.0.destroy() }
    }
}

fn each_item(data: *mut u8, shape: &[isize], strides: &[isize], visit: &mut dyn FnMut(*mut u8)) {
    match (shape, strides) {
        ([length, shape @ ..], [stride, strides @ ..]) => {
            for i in 0..*length {
                each_item(data.wrapping_offset(i * stride), shape, strides, visit);
            }
        }
        _ => visit(data),
    }
}

/// The numbers in a view, in C order.
fn numbers(view: &NpyView) -> Vec<i64> {
    let mut found = Vec::new();
    // SAFETY: the views of these tests lie in an array of numbers.
    each_item(view.data, view.shape(), view.strides(), &mut |item| found.push(unsafe { item.cast::<i64>().read() }));
    found
}

/// What Python's `range(length)[start:stop:step]` has.
fn range_slice(length: isize, start: isize, stop: isize, step: isize) -> Vec<isize> {
    let from_end = |i: isize| if i < 0 { i.saturating_add(length) } else { i };
    let (start, stop) = (from_end(start), from_end(stop));
    // Every index of the axis in the direction of the step, of which those are kept that a step reaches.
    let axis: Vec<isize> = if step > 0 { (0..length).collect() } else { (0..length).rev().collect() };
    let first = if step > 0 { start.max(0) } else { start.min(length - 1) };
    let in_reach = |i: isize| if step > 0 { i >= first && i < stop } else { i <= first && i > stop };
    axis.into_iter().filter(|&i| in_reach(i) && (i - first).unsigned_abs() % step.unsigned_abs() == 0).collect()
}

/// `None` for an error; else shape and numbers of the view, found without strides: an axis is a list of kept indices.
fn model(shape: &[isize], entries: &[NpyIndex]) -> Option<(Vec<isize>, Vec<i64>)> {
    let taking = entries.iter().filter(|e| matches!(e.kind, NpyIndexKind::Integer | NpyIndexKind::Slice)).count();
    let ellipses = entries.iter().filter(|e| e.kind == NpyIndexKind::Ellipsis).count();
    if taking > shape.len() || ellipses > 1 {
        return None;
    }
    let missing = shape.len() - taking;
    let mut spelled_out: Vec<NpyIndex> = Vec::new();
    let all = slice(0, isize::MAX, 1);
    for &entry in entries {
        if entry.kind == NpyIndexKind::Ellipsis {
            spelled_out.extend(vec![all; missing]);
        } else {
            spelled_out.push(entry);
        }
    }
    if ellipses == 0 {
        spelled_out.extend(vec![all; missing]);
    }
    let mut result_shape = Vec::new();
    let mut numbers = vec![0i64];
    let mut axes = shape.iter();
    for entry in spelled_out {
        if entry.kind == NpyIndexKind::NewAxis {
            result_shape.push(1);
            continue;
        }
        let &length = axes.next().unwrap();
        let kept = if entry.kind == NpyIndexKind::Integer {
            let index = if entry.start < 0 { entry.start + length } else { entry.start };
            if !(0..length).contains(&index) {
                return None;
            }
            vec![index]
        } else {
            let kept = range_slice(length, entry.start, entry.stop, entry.step);
            result_shape.push(kept.len() as isize);
            kept
        };
        numbers = numbers.iter().flat_map(|n| kept.iter().map(move |&i| n * length as i64 + i as i64)).collect();
    }
    Some((result_shape, numbers))
}

fn entries() -> impl Strategy<Value = NpyIndex> {
    let bound = || prop_oneof![8 => -9isize..9, 1 => Just(isize::MAX), 1 => Just(isize::MIN)];
    let step = prop_oneof![3 => 1isize..4, 3 => -4isize..0, 1 => Just(isize::MAX), 1 => Just(isize::MIN)];
    prop_oneof![
        3 => (-6isize..6).prop_map(integer),
        4 => (bound(), bound(), step).prop_map(|(start, stop, step)| slice(start, stop, step)),
        1 => Just(NEW_AXIS),
        1 => Just(ELLIPSIS),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 30 } else { 5000 }, failure_persistence: None, ..Default::default() })]

    #[test]
    fn views_hold_what_the_index_names(shape in prop::collection::vec(0isize..6, 0..4), index in prop::collection::vec(entries(), 0..5), fortran: bool) {
        let array = Numbered::new(&shape, fortran);
        match (array.0.index(&index), model(&shape, &index)) {
            (Ok(view), Some((shape, expected))) => {
                prop_assert_eq!(view.shape(), &shape[..]);
                prop_assert_eq!(numbers(&view), expected);
                let integers = index.iter().filter(|e| e.kind == NpyIndexKind::Integer).count();
                let element = integers == index.len() && integers == array.0.shape().len();
                prop_assert_eq!(view.is_element, i32::from(element));
            }
            (Err(_), None) => {}
            (found, expected) => prop_assert!(false, "{} but the model has {expected:?}", found.is_ok()),
        }
    }

    #[test]
    fn views_of_views_hold_what_both_indices_name(
        shape in prop::collection::vec(1isize..6, 1..4),
        first in prop::collection::vec(entries(), 0..3),
        second in prop::collection::vec(entries(), 0..3),
    ) {
        let array = Numbered::new(&shape, false);
        let (Ok(place), Some((outer_shape, outer))) = (array.0.index(&first), model(&shape, &first)) else { return Ok(()) };
        let mut view = NpyArrayCore::view(&bytes(8, 8), &place, true).unwrap();
        let found = view.index(&second).map(|inner| numbers(&inner)).ok();
        // SAFETY: the view is not used afterwards.
        unsafe { view.destroy() };
        let expected = model(&outer_shape, &second).map(|(_, inner)| inner.iter().map(|&i| outer[i as usize]).collect::<Vec<_>>());
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn errors_say_what_numpy_says() {
    let array = Numbered::new(&[3, 4], false);
    let text = |entries: &[NpyIndex]| array.0.index(entries).map(|_| ()).unwrap_err().to_string();
    assert_eq!(text(&[integer(3)]), "index 3 is out of bounds for axis 0 with size 3");
    assert_eq!(text(&[slice(0, 3, 1), integer(-5)]), "index -5 is out of bounds for axis 1 with size 4");
    assert_eq!(text(&[integer(isize::MIN)]), format!("index {} is out of bounds for axis 0 with size 3", isize::MIN));
    let three = [integer(0), integer(0), integer(0)];
    assert_eq!(text(&three), "too many indices for array: array is 2-dimensional, but 3 were indexed");
    assert_eq!(text(&[ELLIPSIS, ELLIPSIS]), "an index can only have a single ellipsis ('...')");
    assert_eq!(text(&[slice(0, 1, 0)]), "slice step cannot be zero");
    assert_eq!(text(&[NEW_AXIS; 63]), "number of dimensions must be within [0, 64]");
    assert_eq!(array.0.index(&[NEW_AXIS; 62]).unwrap().nd, 64);
}

#[test]
fn the_c_function_reports_the_kind_of_error() {
    let array = Numbered::new(&[3], false);
    let mut error = NpyError { code: NpyErrorCode::Ok, message: [0; 252] };
    let mut place = NpyView::at(std::ptr::null_mut());
    // SAFETY: every argument is alive.
    unsafe {
        assert_eq!(NpyArray_Index(&array.0, 1, &slice(0, 1, 0), &mut place, &mut error), -1);
        assert_eq!(error.code, NpyErrorCode::ValueError);
        assert_eq!(NpyArray_Index(&array.0, 1, &integer(7), &mut place, &mut error), -1);
        assert_eq!(error.code, NpyErrorCode::IndexError);
        let text = CStr::from_ptr(error.message.as_ptr());
        assert_eq!(text, c"index 7 is out of bounds for axis 0 with size 3");
        assert!(place.data.is_null(), "a failure changes nothing");
        assert_eq!(NpyArray_Index(&array.0, 1, &integer(-1), &mut place, std::ptr::null_mut()), 0);
        assert_eq!((numbers(&place), place.is_element), (vec![2], 1));
        assert_eq!(NpyArray_Index(&array.0, 0, std::ptr::null(), &mut place, std::ptr::null_mut()), 0);
        assert_eq!((place.nd, place.is_element), (1, 0));
    }
}

/// Flags and strides of a new array.
fn made(layout: &Layout, shape: &[isize], fortran: bool) -> (u32, Vec<isize>) {
    let mut core = NpyArrayCore::zeroed(layout, shape, fortran).unwrap();
    let result = (core.flags(), core.strides().to_vec());
    // SAFETY: the array is not used afterwards.
    unsafe { core.destroy() };
    result
}

const OWN: u32 = NPY_CORE_OWNDATA | NPY_CORE_WRITEABLE | NPY_CORE_ALIGNED;
const C: u32 = NPY_CORE_C_CONTIGUOUS;
const F: u32 = NPY_CORE_F_CONTIGUOUS;

#[test]
fn strides_and_flags_are_numpys() {
    let f8 = bytes(8, 8);
    assert_eq!(made(&f8, &[], false), (OWN | C | F, vec![]));
    assert_eq!(made(&f8, &[5], false), (OWN | C | F, vec![8]));
    assert_eq!(made(&f8, &[2, 3, 4], false), (OWN | C, vec![96, 32, 8]));
    assert_eq!(made(&f8, &[2, 3, 4], true), (OWN | F, vec![8, 16, 48]));
    assert_eq!(made(&f8, &[1, 3, 1], false), (OWN | C | F, vec![24, 8, 8]));
    assert_eq!(made(&f8, &[2, 0, 4], false), (OWN | C | F, vec![0, 0, 0]));
    assert_eq!(made(&bytes(0, 1), &[2, 3], false), (OWN | C | F, vec![0, 0]));
    assert_eq!(made(&bytes(3, 1), &[2, 2], false), (OWN | C, vec![6, 3]));
}

#[test]
fn views_have_the_flags_of_their_strides() {
    let array = Numbered::new(&[4, 6], false);
    let flags = |entries: &[NpyIndex], layout: &Layout, shift: isize| {
        let mut place = array.0.index(entries).unwrap();
        place.data = place.data.wrapping_offset(shift);
        let mut view = NpyArrayCore::view(layout, &place, true).unwrap();
        let flags = view.flags();
        // SAFETY: the view is not used afterwards.
        unsafe { view.destroy() };
        flags
    };
    const VIEW: u32 = NPY_CORE_WRITEABLE | NPY_CORE_ALIGNED;
    let f8 = bytes(8, 8);
    let all = slice(0, isize::MAX, 1);
    assert_eq!(flags(&[], &f8, 0), VIEW | C);
    assert_eq!(flags(&[integer(1)], &f8, 0), VIEW | C | F);
    assert_eq!(flags(&[all, integer(1)], &f8, 0), VIEW);
    assert_eq!(flags(&[slice(3, isize::MIN, -1)], &f8, 0), VIEW);
    assert_eq!(flags(&[slice(1, 2, 1)], &f8, 0), VIEW | C | F);
    assert_eq!(flags(&[slice(1, 3, 1)], &f8, 0), VIEW | C);
    assert_eq!(flags(&[slice(1, 1, 1)], &f8, 0), VIEW | C | F);
    assert_eq!(flags(&[], &f8, 4), NPY_CORE_WRITEABLE | C);
    assert_eq!(flags(&[slice(1, 1, 1)], &f8, 4), VIEW | C | F);
    assert_eq!(flags(&[], &bytes(8, 16), 0) & NPY_CORE_ALIGNED, 0);
}

#[test]
fn impossible_shapes_are_refused_as_numpy_does() {
    let f8 = bytes(8, 8);
    let refused = |layout: &Layout, shape: &[isize]| NpyArrayCore::zeroed(layout, shape, false).unwrap_err();
    assert_eq!(refused(&f8, &[2, -1]), ArrayError::NegativeDimension);
    assert_eq!(refused(&f8, &[1; 65]), ArrayError::TooManyDimensions);
    assert_eq!(refused(&f8, &[1 << 40, 1 << 40]), ArrayError::TooBig);
    assert_eq!(refused(&f8, &[0, 1 << 40, 1 << 40]), ArrayError::TooBig);
    assert_eq!(refused(&bytes(0, 1), &[1 << 40, 1 << 40]), ArrayError::TooBig);
    for error in
        [ArrayError::NoMemory, ArrayError::NegativeDimension, ArrayError::TooManyDimensions, ArrayError::TooBig]
    {
        assert_eq!(error.to_string(), error.message());
    }
    assert_eq!(made(&f8, &[1; 64], false).1.len(), 64);
}

#[test]
fn new_memory_is_zero() {
    let mut core = NpyArrayCore::zeroed(&bytes(7, 1), &[100, 3], false).unwrap();
    assert_eq!(core.size(), 300);
    // SAFETY: the array holds 2100 bytes until it is destroyed.
    unsafe {
        assert!(std::slice::from_raw_parts(core.data(), 2100).iter().all(|&byte| byte == 0));
        core.destroy();
    }
    assert_eq!(core.size(), 1); // the empty state has no dimensions
}

#[test]
fn an_entry_of_no_kind_is_an_index_error() {
    let mut core = NpyArrayCore::zeroed(&bytes(8, 8), &[3], false).unwrap();
    let mut entry = std::mem::MaybeUninit::<NpyIndex>::zeroed();
    // SAFETY: the entry is all zero but its kind, which no Rust code reads as an enum.
    let (result, message) = unsafe {
        entry.as_mut_ptr().cast::<i32>().write(99);
        let mut place = NpyView::at(std::ptr::null_mut());
        let mut error: NpyError = std::mem::zeroed();
        let result = NpyArray_Index(&core, 1, entry.as_ptr(), &mut place, &mut error);
        core.destroy();
        (result, std::ffi::CStr::from_ptr(error.message.as_ptr()).to_str().unwrap().to_owned())
    };
    assert_eq!((result, message.as_str()), (-1, "an index is an integer, a slice, an ellipsis or a new axis"));
}

#[test]
fn a_negative_number_of_dimensions_and_an_unknown_order_are_refused() {
    let layout = bytes(8, 8);
    for (nd, order) in [(-1, b'C'), (1, b'Q')] {
        let mut core = NpyArrayCore::EMPTY;
        // SAFETY: the layout lives, and the shape has an entry.
        let result = unsafe {
            let error = std::ptr::null_mut();
            NpyArray_InitZeroed(&mut core, layout.as_abi(), nd, [2].as_ptr(), order as std::ffi::c_char, error)
        };
        assert_eq!((result, core.data().is_null()), (-1, true));
    }
}
