//! For Python's ctypes.

use crate::block::{Block, Content};
use crate::cases::CASES;
use crate::paths::Path;
use std::ffi::{c_char, c_int};

// They are in C alone; named here, they are exported.
mod counting {
    use super::*;

    unsafe extern "C" {
        pub(super) fn bench_is_counting() -> c_int;
        pub(super) fn bench_count_begin();
        pub(super) fn bench_count_end(name: *const c_char);
    }
}

/// Whether callgrind runs this process.
#[no_mangle]
pub extern "C" fn benches_is_counting() -> c_int {
    // SAFETY: asks valgrind.
    unsafe { counting::bench_is_counting() }
}

/// Instructions are counted from here on.
#[no_mangle]
pub extern "C" fn benches_count_begin() {
    // SAFETY: tells valgrind.
    unsafe { counting::bench_count_begin() }
}

/// And up to here.
///
/// # Safety
/// `name` is NUL-terminated.
#[no_mangle]
pub unsafe extern "C" fn benches_count_end(name: *const c_char) {
    // SAFETY: promised by the caller.
    unsafe { counting::bench_count_end(name) }
}

/// The block for the numbers of a case, of arrays, and of items in each; NULL if there is no such case. The caller frees it.
#[no_mangle]
pub extern "C" fn benches_block_new(case: usize, arrays: usize, count: usize) -> *mut Block {
    match CASES.get(case) {
        Some(case) => Box::into_raw(Box::new(Block::new(case, arrays, count))),
        None => std::ptr::null_mut(),
    }
}

/// Frees a block; objects that it still holds are lost.
///
/// # Safety
/// `block` is one of `benches_block_new`'s.
#[no_mangle]
pub unsafe extern "C" fn benches_block_free(block: *mut Block) {
    // SAFETY: promised by the caller.
    drop(unsafe { Box::from_raw(block) });
}

/// Fills the block and releases it; the nanoseconds that the release took. Numbers are indices in `Path::ALL`, `Content::ALL`;
/// `place` is one of those where loops are compiled, modulo their number.
///
/// # Safety
/// `block` is one of `benches_block_new`'s.
#[no_mangle]
pub unsafe extern "C" fn benches_block_time(block: *mut Block, path: usize, content: usize, place: usize) -> u64 {
    // SAFETY: promised by the caller.
    let block = unsafe { &mut *block };
    block.set_place(place);
    block.time(Path::ALL[path], Content::ALL[content]).as_nanos() as u64
}

/// The same, counted by callgrind under `name`.
///
/// # Safety
/// `block` is one of `benches_block_new`'s, `name` is NUL-terminated.
#[no_mangle]
pub unsafe extern "C" fn benches_block_count(block: *mut Block, path: usize, content: usize, name: *const c_char) {
    // SAFETY: promised by the caller.
    unsafe {
        let block = &mut *block;
        block.set_place(0);
        block.fill(Content::ALL[content]);
        counting::bench_count_begin();
        block.release(Path::ALL[path]);
        counting::bench_count_end(name);
    }
}
