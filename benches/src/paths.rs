//! The ways to every slot.

use crate::cases::Case;
use numpy_hpy::layout::{for_each_slot, NpyLayout};
use std::ffi::c_void;

/// Releases every slot of `count` items.
pub(crate) type Loop = unsafe extern "C" fn(layout: *const NpyLayout, data: *mut u8, count: isize);

/// How often the loops are compiled, each time elsewhere in a cache line.
pub const PLACES: usize = 4;

/// C's `Loops`.
#[repr(C)]
struct Loops {
    any: [Loop; 2],
    written: [[Loop; 2]; 7],
}

unsafe extern "C" {
    static bench_loops_0: Loops;
    static bench_loops_1: Loops;
    static bench_loops_2: Loops;
    static bench_loops_3: Loops;
    fn bench_deallocate(object: *mut Object);
}

/// A way to every slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// The loop written for the dtype.
    Hand,
    /// C's loop macro.
    Macro,
    /// Rust's generic walker.
    Rust,
    /// The loop written for the dtype, with a callback for every slot.
    HandCallback,
    /// `NpyLayout_Walk`, with a callback for every slot.
    Callback,
}

impl Path {
    /// All of them; what the others are compared with comes before them.
    pub const ALL: [Self; 5] = [Self::Hand, Self::Macro, Self::Rust, Self::HandCallback, Self::Callback];

    /// For names of benchmarks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Macro => "macro",
            Self::Rust => "rust",
            Self::HandCallback => "hand_callback",
            Self::Callback => "callback",
        }
    }

    /// The function at one of `PLACES`.
    pub(crate) fn function(self, case: &Case, place: usize) -> Loop {
        // SAFETY: constants of C.
        let loops = unsafe { [&bench_loops_0, &bench_loops_1, &bench_loops_2, &bench_loops_3][place] };
        match self {
            Self::Hand => loops.written[case.number][0],
            Self::HandCallback => loops.written[case.number][1],
            Self::Macro => loops.any[0],
            Self::Callback => loops.any[1],
            Self::Rust => [rust::<0>, rust::<16>, rust::<32>, rust::<48>][place],
        }
    }
}

/// C's `Object`.
#[repr(C)]
pub(crate) struct Object {
    pub(crate) refcount: isize,
    more: *mut c_void,
}

unsafe extern "C" fn rust<const SHIFT: usize>(layout: *const NpyLayout, data: *mut u8, count: isize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: does nothing but take room.
    unsafe {
        std::arch::asm!(".skip {shift}, 0x90", shift = const SHIFT, options(nomem, nostack, preserves_flags));
    }
    // SAFETY: the caller has `count` items of that layout, every slot of which is NULL or an owned reference.
    unsafe {
        let layout = &*layout;
        for_each_slot(layout, data, count, layout.itemsize, |slot| {
            let object = slot.cast::<*mut Object>().read_unaligned();
            if object.is_null() {
                return;
            }
            (*object).refcount -= 1;
            if (*object).refcount == 0 {
                bench_deallocate(object);
            }
        });
    }
}
