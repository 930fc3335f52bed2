//! Items full of objects, and what it takes to release them.

use crate::cases::Case;
use crate::paths::{Object, Path, PLACES};
use numpy_hpy::layout::{for_each_slot, Layout};
use numpy_hpy::mirror::parse_spec;
use std::ptr::null_mut;
use std::time::{Duration, Instant};

unsafe extern "C" {
    fn bench_shared() -> *mut Object;
    fn bench_distinct() -> *mut Object;
}

/// What the slots hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// The same object, which lives on.
    Shared,
    /// An object of its own, freed with its slot.
    Distinct,
    /// NULL.
    Null,
}

impl Content {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Shared, Self::Distinct, Self::Null];

    /// For names of benchmarks.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Distinct => "distinct",
            Self::Null => "null",
        }
    }
}

/// A number of arrays of the same number of items, one after the other.
pub struct Block {
    case: &'static Case,
    layout: Layout,
    data: Vec<u8>,
    arrays: usize,
    count: isize,
    place: usize,
}

impl Block {
    /// `arrays` arrays of `count` items; every slot is NULL.
    ///
    /// # Panics
    /// When there is not so much memory.
    pub fn new(case: &'static Case, arrays: usize, count: usize) -> Self {
        let layout = parse_spec(case.spec).expect("the specification of a benchmark is right");
        let data = vec![0; layout.itemsize() as usize * count * arrays];
        Self { case, layout, data, arrays, count: count as isize, place: 0 }
    }

    /// Slots in all arrays.
    pub fn slots(&self) -> usize {
        (self.layout.slot_count() * self.count) as usize * self.arrays
    }

    /// Puts `content` into every slot. What was there is forgotten.
    pub fn fill(&mut self, content: Content) {
        let layout = self.layout.as_abi();
        let count = self.count * self.arrays as isize;
        // SAFETY: the memory holds `count` items; its address is nobody else's.
        unsafe {
            for_each_slot(layout, self.data.as_mut_ptr(), count, layout.itemsize, |slot| {
                let object = match content {
                    Content::Shared => bench_shared(),
                    Content::Distinct => bench_distinct(),
                    Content::Null => null_mut(),
                };
                slot.cast::<*mut Object>().write_unaligned(object);
            });
        }
    }

    /// Releases the arrays one after the other. Filled anew, or with what does not die, it can be done again.
    pub fn release(&mut self, path: Path) {
        let release = path.function(self.case, self.place);
        let size = (self.layout.itemsize() * self.count) as usize;
        for array in 0..self.arrays {
            // SAFETY: every array has `count` items of the layout, whose slots hold what `fill` has put there.
            unsafe { release(self.layout.as_abi(), self.data.as_mut_ptr().add(array * size), self.count) };
        }
    }

    /// From now on loops are those that are compiled elsewhere.
    pub fn set_place(&mut self, place: usize) {
        self.place = place % PLACES;
    }

    /// The time of [`release`](Self::release) after [`fill`](Self::fill).
    pub fn time(&mut self, path: Path, content: Content) -> Duration {
        self.fill(content);
        let start = Instant::now();
        self.release(path);
        start.elapsed()
    }
}
