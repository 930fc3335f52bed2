//! The ways to every slot.

use crate::cases::Case;
use numpy_hpy::layout::{for_each_slot, NpyLayout};
use std::ffi::c_void;

/// Releases every slot of `count` items.
pub(crate) type Loop = unsafe extern "C" fn(layout: *const NpyLayout, data: *mut u8, count: isize);

unsafe extern "C" {
    fn bench_macro(layout: *const NpyLayout, data: *mut u8, count: isize);
    fn bench_callback(layout: *const NpyLayout, data: *mut u8, count: isize);
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

    pub(crate) fn function(self, case: &Case) -> Loop {
        match self {
            Self::Hand => case.hand,
            Self::Macro => bench_macro,
            Self::Rust => rust,
            Self::HandCallback => case.hand_callback,
            Self::Callback => bench_callback,
        }
    }
}

/// C's `Object`.
#[repr(C)]
pub(crate) struct Object {
    pub(crate) refcount: isize,
    more: *mut c_void,
}

unsafe extern "C" fn rust(layout: *const NpyLayout, data: *mut u8, count: isize) {
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
