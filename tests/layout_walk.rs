//! The Rust walkers, the C functions and the C macros find exactly the slots that a naive recursion over the dtype finds.

mod support;

use numpy_hpy::layout::*;
use proptest::prelude::*;
use std::ffi::{c_char, c_int, c_void, CString};
use std::ops::ControlFlow;
use std::sync::OnceLock;

/// A dtype, described as simply as can be.
#[derive(Clone, Debug)]
enum Dtype {
    Object,
    Bytes(isize),
    Array(Box<Dtype>, Vec<isize>),
    /// Fields as they lie in memory, each after some bytes of padding; then padding at the end; then how far the
    /// order of the names is turned.
    Struct(Vec<(isize, Dtype)>, isize, usize),
}

impl Dtype {
    fn size(&self) -> isize {
        match self {
            Self::Object => 8,
            Self::Bytes(size) => *size,
            Self::Array(item, shape) => item.size() * shape.iter().product::<isize>(),
            Self::Struct(fields, end, _) => fields.iter().map(|(gap, field)| gap + field.size()).sum::<isize>() + end,
        }
    }

    fn slots(&self, at: isize, out: &mut Vec<isize>) {
        match self {
            Self::Object => out.push(at),
            Self::Bytes(_) => {}
            Self::Array(item, shape) => {
                for i in 0..shape.iter().product::<isize>() {
                    item.slots(at + i * item.size(), out);
                }
            }
            Self::Struct(fields, _, _) => {
                let mut at = at;
                for (gap, field) in fields {
                    field.slots(at + gap, out);
                    at += gap + field.size();
                }
            }
        }
    }

    fn layout(&self) -> Layout {
        match self {
            Self::Object => Layout::object(),
            Self::Bytes(itemsize) => {
                Layout::scalar(Scalar { kind: b'V', byteorder: b'|', itemsize: *itemsize, alignment: 1 })
            }
            Self::Array(item, shape) => Layout::subarray(&item.layout(), shape),
            Self::Struct(fields, end, turn) => {
                let mut at = 0;
                let mut parts = Vec::new();
                for (i, (gap, field)) in fields.iter().enumerate() {
                    parts.push((format!("f{i}"), at + gap, field.layout()));
                    at += gap + field.size();
                }
                let mut specs: Vec<_> =
                    parts.iter().map(|(name, offset, layout)| FieldSpec::new(name, *offset, layout)).collect();
                if !specs.is_empty() {
                    let turn = turn % specs.len();
                    specs.rotate_left(turn);
                }
                Layout::structure(&specs, at + end, 1)
            }
        }
        .unwrap()
    }
}

fn dtypes() -> impl Strategy<Value = Dtype> {
    let leaf = prop_oneof![3 => Just(Dtype::Object), 2 => (0isize..10).prop_map(Dtype::Bytes)];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            (inner.clone(), prop::collection::vec(0isize..5, 0..3))
                .prop_map(|(item, shape)| Dtype::Array(item.into(), shape)),
            (inner.clone(), 2isize..9).prop_map(|(item, length)| Dtype::Array(item.into(), vec![length])),
            (
                prop::collection::vec((prop_oneof![3 => Just(0isize), 1 => 1isize..9], inner), 0..6),
                0isize..5,
                0usize..6
            )
                .prop_map(|(fields, end, turn)| Dtype::Struct(fields, end, turn)),
        ]
    })
    .prop_filter("not too many slots", |dtype| {
        let mut slots = Vec::new();
        dtype.slots(0, &mut slots);
        slots.len() < 3000
    })
}

/// Lengths and strides of an array; `usize` picks contiguous ones instead of those given.
fn places() -> impl Strategy<Value = (Vec<(isize, isize)>, usize)> {
    let axis = (prop_oneof![1 => 0isize..2, 9 => 1isize..6], prop_oneof![2 => -70isize..70, 1 => Just(0)]);
    (prop::collection::vec(axis, 0..5), 0usize..4)
}

type SlotsFn = unsafe extern "C" fn(*const NpyLayout, *mut u8, isize, isize, *mut *mut u8, isize) -> isize;
type SlotsNdFn =
    unsafe extern "C" fn(*const NpyLayout, *mut u8, c_int, *const isize, *const isize, *mut *mut u8, isize) -> isize;

unsafe extern "C" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// The macros, compiled by every C and C++ compiler of this machine.
fn macros() -> &'static [(SlotsFn, SlotsNdFn)] {
    static MACROS: OnceLock<Vec<(SlotsFn, SlotsNdFn)>> = OnceLock::new();
    MACROS.get_or_init(|| {
        let c = support::compilers(false).into_iter().map(|name| (name, "macro_slots.c"));
        let cpp = support::compilers(true).into_iter().map(|name| (name, "macro_slots_cpp.cpp"));
        c.chain(cpp)
            .map(|(compiler, source)| {
                let library = support::scratch().join(format!("lib{compiler}_macros.so"));
                let source = support::root().join("tests/c").join(source);
                support::run(
                    support::compiler(compiler).args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library).arg(source),
                );
                let file = CString::new(library.to_str().unwrap()).unwrap();
                // SAFETY: the library was just compiled, and these are the types of its two functions.
                unsafe {
                    let library = dlopen(file.as_ptr(), 2);
                    assert!(!library.is_null(), "cannot load {file:?}");
                    let find = |name: &std::ffi::CStr| {
                        let found = dlsym(library, name.as_ptr());
                        assert!(!found.is_null(), "{name:?} is missing");
                        found
                    };
                    (
                        std::mem::transmute::<*mut c_void, SlotsFn>(find(c"macro_slots")),
                        std::mem::transmute::<*mut c_void, SlotsNdFn>(find(c"macro_slots_nd")),
                    )
                }
            })
            .collect()
    })
}

/// Where the items of the tests begin. Walkers compute addresses and read none of them.
const START: isize = 1 << 40;

fn start() -> *mut u8 {
    std::ptr::without_provenance_mut(START as usize)
}

/// Addresses relative to the first item, ascending.
fn sorted(mut found: Vec<isize>) -> Vec<isize> {
    found.sort_unstable();
    found
}

unsafe extern "C" fn collect(slot: *mut c_void, found: *mut c_void) -> c_int {
    // SAFETY: the tests pass a vector.
    unsafe { (*found.cast::<Vec<isize>>()).push(slot.addr() as isize - START) };
    0
}

unsafe extern "C" fn stop_at_limit(_slot: *mut c_void, left: *mut c_void) -> c_int {
    // SAFETY: the tests pass a number.
    unsafe {
        let left = &mut *left.cast::<c_int>();
        *left -= 1;
        if *left == 0 {
            7
        } else {
            0
        }
    }
}

/// The slots of `count` items by each walker but the macros.
fn walked(layout: &Layout, count: isize, stride: isize) -> [Vec<isize>; 2] {
    let mut rust = Vec::new();
    let mut c = Vec::new();
    // SAFETY: the closures only take addresses.
    unsafe {
        for_each_slot(layout.as_abi(), start(), count, stride, |slot| rust.push(slot.addr() as isize - START));
        NpyLayout_Walk(layout.as_abi(), start().cast(), count, stride, collect, (&raw mut c).cast());
    }
    [sorted(rust), sorted(c)]
}

/// The slots by each macro, of which a loop that breaks must find a part.
fn by_macros(total: usize, walk: impl Fn(&(SlotsFn, SlotsNdFn), *mut *mut u8, isize) -> isize) -> Vec<Vec<isize>> {
    let run = |functions: &(SlotsFn, SlotsNdFn), limit: usize| {
        let mut out = vec![std::ptr::null_mut(); limit + 1];
        let found = walk(functions, out.as_mut_ptr(), limit as isize);
        assert!(found >= 0, "the loop went on after a break");
        out[..found as usize].iter().map(|slot: &*mut u8| slot.addr() as isize - START).collect::<Vec<_>>()
    };
    macros()
        .iter()
        .map(|functions| {
            let all = run(functions, total + 1);
            for limit in [0, total / 2, total.saturating_sub(1)] {
                assert_eq!(run(functions, limit), all[..limit.min(all.len())]);
            }
            sorted(all)
        })
        .collect()
}

fn naive(dtype: &Dtype, places: &[isize]) -> Vec<isize> {
    let mut slots = Vec::new();
    for place in places {
        dtype.slots(*place, &mut slots);
    }
    sorted(slots)
}

fn check_flat(dtype: &Dtype, count: isize, stride: isize) {
    let layout = dtype.layout();
    let places: Vec<isize> = (0..count).map(|i| i * stride).collect();
    let expected = naive(dtype, &places);
    for found in walked(&layout, count, stride) {
        assert_eq!(found, expected);
    }
    // SAFETY: the functions take addresses and write them to `out`.
    let found =
        by_macros(expected.len(), |f, out, limit| unsafe { f.0(layout.as_abi(), start(), count, stride, out, limit) });
    for found in found {
        assert_eq!(found, expected);
    }
}

fn check_nd(dtype: &Dtype, shape: &[isize], strides: &[isize]) {
    let layout = dtype.layout();
    let mut places = vec![0];
    for (&length, &stride) in shape.iter().zip(strides) {
        places = places.iter().flat_map(|place| (0..length).map(move |i| place + i * stride)).collect();
    }
    let expected = naive(dtype, &places);
    let nd = shape.len() as c_int;
    let mut rust = Vec::new();
    let mut c = Vec::new();
    // SAFETY: the closures only take addresses.
    unsafe {
        for_each_slot_nd(layout.as_abi(), start(), shape, strides, |slot| rust.push(slot.addr() as isize - START));
        let found = (&raw mut c).cast();
        NpyLayout_WalkStrided(layout.as_abi(), start().cast(), nd, shape.as_ptr(), strides.as_ptr(), collect, found);
    }
    assert_eq!(sorted(rust), expected);
    assert_eq!(sorted(c), expected);
    // SAFETY: as above.
    let found = by_macros(expected.len(), |f, out, limit| unsafe {
        f.1(layout.as_abi(), start(), nd, shape.as_ptr(), strides.as_ptr(), out, limit)
    });
    for found in found {
        assert_eq!(found, expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 10 } else { 2000 }, failure_persistence: None, ..Default::default() })]

    #[test]
    fn slots_of_one_item_are_those_of_the_dtype(dtype in dtypes()) {
        let layout = dtype.layout();
        let expected = naive(&dtype, &[0]);
        prop_assert_eq!(layout.itemsize(), dtype.size());
        prop_assert_eq!(layout.slot_count(), expected.len() as isize);
        prop_assert_eq!(layout.slots().unwrap(), expected.clone());
        prop_assert_eq!(layout.has(NPY_LAYOUT_HAS_SLOTS), !expected.is_empty());
        prop_assert_eq!(layout.has(NPY_LAYOUT_CONTIGUOUS), !expected.is_empty() && expected.len() as isize * 8 == dtype.size());
        let multiples = expected.iter().all(|slot| slot % 8 == 0) && (expected.is_empty() || dtype.size() % 8 == 0);
        prop_assert_eq!(layout.has(NPY_LAYOUT_ALL_ALIGNED), multiples);
        // Runs ascend, and no run or loop is empty.
        prop_assert!(layout.runs().is_sorted_by_key(|run| run.offset));
        for run in layout.runs() {
            prop_assert!(run.count >= 1);
            prop_assert!(layout.loops_of(run).iter().all(|level| level.count >= 2));
        }
    }

    #[test]
    fn walkers_over_items_agree(dtype in dtypes(), count in prop_oneof![0isize..5, 5isize..300], gap in prop_oneof![Just(0isize), -300isize..300]) {
        let slots = naive(&dtype, &[0]).len() as isize;
        let count = if slots * count > 20_000 { 20_000 / slots } else { count };
        check_flat(&dtype, count, dtype.size() + gap);
    }

    #[test]
    fn walkers_over_dimensions_agree(dtype in dtypes(), (axes, order) in places()) {
        let shape: Vec<isize> = axes.iter().map(|axis| axis.0).collect();
        let items = shape.iter().product::<isize>();
        prop_assume!(items * naive(&dtype, &[0]).len() as isize <= 20_000);
        let mut strides: Vec<isize> = axes.iter().map(|axis| axis.1).collect();
        // Also what arrays mostly are: in C order, in Fortran order, in C order and backwards.
        let mut step = dtype.size();
        for i in 0..shape.len() {
            let axis = if order == 2 { i } else { shape.len() - 1 - i };
            if order > 0 {
                strides[axis] = if order == 3 { -step } else { step };
                step *= shape[axis].max(1);
            }
        }
        check_nd(&dtype, &shape, &strides);
    }
}

fn nest() -> Dtype {
    let pair = Dtype::Struct(vec![(0, Dtype::Array(Dtype::Object.into(), vec![2])), (0, Dtype::Bytes(4))], 0, 0);
    let three = Dtype::Struct(vec![(0, Dtype::Array(pair.into(), vec![3])), (0, Dtype::Bytes(4))], 0, 0);
    let four = Dtype::Struct(vec![(3, Dtype::Array(three.into(), vec![4])), (0, Dtype::Object)], 5, 0);
    Dtype::Array(four.into(), vec![2])
}

#[test]
fn nests_of_several_loops_agree() {
    let layout = nest().layout();
    assert_eq!(layout.runs().len(), 2);
    assert_eq!(layout.loops_of(&layout.runs()[0]).len(), 3);
    for count in [0, 1, 2, 3, 100] {
        check_flat(&nest(), count, layout.itemsize());
        check_flat(&nest(), count, -layout.itemsize() - 3);
        check_flat(&nest(), count, 0);
    }
    check_nd(&nest(), &[3, 1, 2, 5], &[-7, 1_000_000, 0, 3]);
}

#[test]
fn sixty_dimensions_and_thirty_loops_agree() {
    // One loop a level: the distance changes at every level. 2**14 slots, one to six of them an item apart from zero.
    let mut dtype = Dtype::Struct(vec![(0, Dtype::Array(Dtype::Object.into(), vec![2])), (0, Dtype::Bytes(1))], 0, 0);
    for _ in 0..13 {
        dtype = Dtype::Struct(vec![(0, Dtype::Array(dtype.into(), vec![2])), (0, Dtype::Bytes(1))], 0, 0);
    }
    assert_eq!(dtype.layout().loops_of(&dtype.layout().runs()[0]).len(), 13);
    check_flat(&dtype, 2, 1 << 20);
    // 64 dimensions, of which four are longer than 1.
    let mut shape = vec![1; 64];
    (shape[0], shape[20], shape[33], shape[63]) = (2, 3, 2, 3);
    let strides: Vec<isize> = (0..64).map(|i| (i - 31) * 13).collect();
    check_nd(&nest(), &shape, &strides);
    // 12 that cannot be joined.
    let strides: Vec<isize> = (0..12).map(|i| 5 << (2 * i)).collect();
    check_nd(&Dtype::Object, &[2; 12], &strides);
}

#[test]
fn negative_counts_and_lengths_have_no_slots() {
    check_flat(&Dtype::Object, -3, 8);
    check_nd(&Dtype::Object, &[-2, 3], &[8, 8]);
    check_nd(&nest(), &[3, 0], &[8, 8]);
    check_nd(&nest(), &[3, -1], &[8, 8]);
}

#[test]
fn walks_end_where_the_visitor_wants() {
    let layout = nest().layout();
    let total = 10 * layout.slot_count();
    for limit in [1, 2, 30, total as c_int] {
        let mut left = limit;
        let (shape, strides) = ([2, 5], [5 * layout.itemsize(), layout.itemsize()]);
        // SAFETY: the visitor only counts.
        unsafe {
            let flat = NpyLayout_Walk(
                layout.as_abi(),
                start().cast(),
                10,
                layout.itemsize(),
                stop_at_limit,
                (&raw mut left).cast(),
            );
            assert_eq!((flat, left), (7, 0));
            left = limit;
            let nd = NpyLayout_WalkStrided(
                layout.as_abi(),
                start().cast(),
                2,
                shape.as_ptr(),
                strides.as_ptr(),
                stop_at_limit,
                (&raw mut left).cast(),
            );
            assert_eq!((nd, left), (7, 0));
            let mut seen = 0;
            let flow = try_for_each_slot(layout.as_abi(), start(), 10, layout.itemsize(), |slot| {
                seen += 1;
                if seen == limit {
                    ControlFlow::Break(slot)
                } else {
                    ControlFlow::Continue(())
                }
            });
            assert!(flow.is_break());
            assert_eq!(seen, limit);
        }
    }
}

#[test]
fn nothing_is_looped_over_where_there_are_no_slots() {
    extern "C" fn never(_slot: *mut c_void, _arg: *mut c_void) -> c_int {
        panic!("there is no slot")
    }
    let number = Scalar { kind: b'i', byteorder: b'<', itemsize: 8, alignment: 8 };
    let (numbers, object) = (Layout::scalar(number).unwrap(), Layout::object().unwrap());
    let nowhere = std::ptr::null_mut();
    // SAFETY: no slot is visited.
    unsafe {
        // Either loop would take years.
        assert_eq!(NpyLayout_Walk(numbers.as_abi(), nowhere, 1 << 60, 0, never, nowhere), 0);
        let (shape, strides) = ([1 << 60, 0], [0, 8]);
        let done = NpyLayout_WalkStrided(object.as_abi(), nowhere, 2, shape.as_ptr(), strides.as_ptr(), never, nowhere);
        assert_eq!(done, 0);
    }
}
