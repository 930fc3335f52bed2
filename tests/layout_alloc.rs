//! When memory runs out: for every n, the n-th allocation fails; the call then reports it and leaks nothing.

use numpy_hpy::layout::*;
use std::alloc::{GlobalAlloc, Layout as Block, System};
use std::cell::Cell;
use std::ffi::{c_void, CStr};

thread_local! {
    /// Allocations that still succeed on this thread, if they are counted.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    /// Whether one has failed.
    static FAILED: Cell<bool> = const { Cell::new(false) };
    /// Bytes allocated and not freed on this thread.
    static LIVE: Cell<isize> = const { Cell::new(0) };
}

struct Failing;

fn may_allocate() -> bool {
    match LEFT.get() {
        None => true,
        Some(0) => {
            FAILED.set(true);
            false
        }
        Some(left) => {
            LEFT.set(Some(left - 1));
            true
        }
    }
}

// SAFETY: the system allocator does the work; failing is allowed.
unsafe impl GlobalAlloc for Failing {
    unsafe fn alloc(&self, block: Block) -> *mut u8 {
        if !may_allocate() {
            return std::ptr::null_mut();
        }
        LIVE.set(LIVE.get() + block.size() as isize);
        // SAFETY: promised by the caller.
        unsafe { System.alloc(block) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, block: Block) {
        LIVE.set(LIVE.get() - block.size() as isize);
        // SAFETY: promised by the caller.
        unsafe { System.dealloc(ptr, block) }
    }
}

#[global_allocator]
static FAILING: Failing = Failing;

/// Calls `work` with ever more memory until it succeeds. `work` returns whether it did. Returns how often it failed.
fn until_success(work: impl Fn() -> bool) -> usize {
    for n in 0..10_000 {
        let before = LIVE.get();
        FAILED.set(false);
        LEFT.set(Some(n));
        let succeeded = work();
        LEFT.set(None);
        let leaked = LIVE.get() - before;
        assert_eq!(leaked, 0, "{leaked} bytes leaked when allocation {n} failed");
        assert_eq!(succeeded, !FAILED.get(), "allocation {n}: success and failure are told apart");
        if succeeded {
            return n;
        }
    }
    panic!("it never succeeds");
}

/// Whether a layout was built; any error but `NoMemory` is a bug.
fn built(result: Result<Layout, LayoutError>) -> bool {
    match result {
        Ok(_) => true,
        Err(error) if error.kind == LayoutErrorKind::NoMemory => false,
        Err(error) => {
            LEFT.set(None);
            panic!("{error}")
        }
    }
}

fn scalar(itemsize: isize) -> Scalar {
    Scalar { kind: b'V', byteorder: b'|', itemsize, alignment: 1 }
}

#[test]
fn every_builder_reports_it() {
    assert_eq!(until_success(|| built(Layout::object())), 1);
    assert_eq!(until_success(|| built(Layout::scalar(scalar(4)))), 1);
    assert_eq!(until_success(|| built(Layout::opaque(scalar(4)))), 1);
    let (o, i4) = (Layout::object().unwrap(), Layout::scalar(scalar(4)).unwrap());
    assert!(until_success(|| built(Layout::subarray(&o, &[3, 4]))) >= 2);
    let pair = [FieldSpec::new("a", 0, &o), FieldSpec::new("b", 8, &o), FieldSpec::new("n", 16, &i4)];
    assert!(until_success(|| built(Layout::structure(&pair, 20, 1))) >= 3);
    let pair = Layout::structure(&pair, 20, 1).unwrap();
    let nest = Layout::subarray(&pair, &[3]).unwrap();
    assert!(until_success(|| built(Layout::subarray(&pair, &[3]))) >= 3);
    assert!(until_success(|| built(Layout::subarray(&nest, &[1]))) >= 3);
    // Fields out of order, with titles, many of them, so that every vector grows more than once.
    let names: Vec<String> = (0..200).map(|i| format!("field{i}")).collect();
    let fields: Vec<_> = (0..200isize)
        .rev()
        .map(|i| FieldSpec {
            title: [Some(&b"\0"[..]), Some(b"odd")].get(i as usize).copied().flatten(),
            ..FieldSpec::new(&names[i as usize], i * 70 + i % 7, if i % 3 == 0 { &nest } else { &o })
        })
        .collect();
    assert!(until_success(|| built(Layout::structure(&fields, 200 * 70, 1))) >= 10);
}

#[test]
fn errors_with_a_path_need_memory_too() {
    let o = Layout::object().unwrap();
    for name in [&b"name"[..], b"not \xFF UTF-8 \xED\xA0\x80 at all", b""] {
        let outside = [FieldSpec { name, title: None, offset: 1, layout: &o }];
        let kinds = std::cell::RefCell::new(Vec::with_capacity(100));
        until_success(|| {
            let error = Layout::structure(&outside, 8, 1).unwrap_err();
            kinds.borrow_mut().push(error.kind);
            error.kind == LayoutErrorKind::OutOfBounds
        });
        let kinds = kinds.into_inner();
        assert!(kinds.len() >= 2 && kinds[..kinds.len() - 1].iter().all(|&kind| kind == LayoutErrorKind::NoMemory));
    }
}

/// Calls a function of the C ABI until it succeeds: its failures must be `NoMemory` with a text.
fn until_success_in_c(work: impl Fn(*mut NpyError) -> bool) -> usize {
    until_success(|| {
        let mut error = NpyError { code: NpyErrorCode::Ok, message: [0; 252] };
        let succeeded = work(&mut error);
        if !succeeded {
            assert_eq!(error.code, NpyErrorCode::NoMemory);
            // SAFETY: a message is NUL-terminated.
            assert_ne!(unsafe { CStr::from_ptr(error.message.as_ptr()) }, c"");
        }
        succeeded
    })
}

#[test]
fn every_function_of_the_c_abi_reports_it() {
    let o = Layout::object().unwrap();
    let release = |layout: *const NpyLayout| {
        // SAFETY: NULL, or a layout that the test owns.
        unsafe { NpyLayout_DecRef(layout) };
        !layout.is_null()
    };
    let spec = |name: &'static CStr, offset| NpyFieldSpec {
        name: name.as_ptr(),
        title: std::ptr::null(),
        offset,
        layout: o.as_abi(),
    };
    let specs = [spec(c"b", 9), spec(c"a", 0)];
    let text = "[('a', 'O'), ('b', '<i4', (2, 3))]";
    // SAFETY: every argument is alive and every result is given back.
    unsafe {
        until_success_in_c(|error| release(NpyLayout_Object(error)));
        until_success_in_c(|error| release(NpyLayout_Scalar(b'i' as _, b'<' as _, 4, 4, error)));
        until_success_in_c(|error| release(NpyLayout_Subarray(o.as_abi(), 2, [2isize, 3].as_ptr(), error)));
        until_success_in_c(|error| release(NpyLayout_Structure(2, specs.as_ptr(), 17, 1, error)));
        until_success_in_c(|error| {
            release(numpy_hpy::mirror::NpyLayout_FromSpec(text.as_ptr().cast(), text.len(), error))
        });
        until_success_in_c(|error| {
            let buffer = NpyBuffer_New(o.as_abi(), 3, error);
            NpyBuffer_Release(buffer);
            !buffer.is_null()
        });
        until_success_in_c(|error| {
            let allocator = NpyAllocator { free: None, ctx: std::ptr::null_mut() };
            let mut items = [0usize; 3];
            let buffer = NpyBuffer_Adopt(o.as_abi(), 3, items.as_mut_ptr().cast::<c_void>(), 24, allocator, error);
            NpyBuffer_Release(buffer);
            !buffer.is_null()
        });
        until_success_in_c(|error| {
            let mut core = NpyArrayCore::EMPTY;
            let result = NpyArray_InitZeroed(&mut core, o.as_abi(), 2, [2isize, 3].as_ptr(), b'C' as _, error);
            assert_eq!(result == 0, core.layout().is_some());
            NpyArray_Destroy(&mut core);
            result == 0
        });
        until_success_in_c(|error| {
            let mut core = NpyArrayCore::EMPTY;
            let mut place = NpyView::at(std::ptr::without_provenance_mut(64));
            place.push(3, 8).unwrap();
            let result = NpyArray_InitView(&mut core, o.as_abi(), &place, 1, error);
            NpyArray_Destroy(&mut core);
            result == 0
        });
    }
}

/// A refusal is reported with its own text even where there is no memory at all.
#[test]
fn refusals_need_no_memory() {
    let o = Layout::object().unwrap();
    let mut error = NpyError { code: NpyErrorCode::Ok, message: [0; 252] };
    let mut core = NpyArrayCore::EMPTY;
    LEFT.set(Some(0));
    // SAFETY: every argument is alive.
    let result = unsafe { NpyArray_InitZeroed(&mut core, o.as_abi(), 1, [-1isize].as_ptr(), b'C' as _, &mut error) };
    LEFT.set(None);
    assert_eq!((result, error.code), (-1, NpyErrorCode::ValueError));
    // SAFETY: a message is NUL-terminated.
    assert_eq!(unsafe { CStr::from_ptr(error.message.as_ptr()) }, c"negative dimensions are not allowed");
}

/// More than any machine has: the memory of the items does not come from Rust's allocator.
#[test]
fn huge_arrays_report_it() {
    let o = Layout::object().unwrap();
    let before = LIVE.get();
    for shape in [&[1 << 57][..], &[1 << 50, 1 << 7], &[1, 1 << 58, 1]] {
        assert_eq!(NpyArrayCore::zeroed(&o, shape, false).unwrap_err(), ArrayError::NoMemory);
    }
    assert!(NpyBuffer::zeroed(&o, 1 << 58).is_none());
    assert_eq!(LIVE.get(), before);
    assert_eq!(NpyArrayCore::zeroed(&o, &[1 << 60], false).unwrap_err(), ArrayError::TooBig);
    assert_eq!(NpyArrayCore::zeroed(&o, &[0, 1 << 62], false).unwrap_err(), ArrayError::TooBig);
}
