//! NumPy dtype layouts as plain C structs.
//!
//! Where an array's object references lie is known only to its dtype, a Python object; yet a type of HPy may call no
//! API while it is traversed or destroyed. A [`Layout`](layout::Layout) mirrors a dtype ahead of time into plain, immutable
//! data that finds every object slot without one API call:
//!
//! ```
//! use numpy_hpy::layout::for_each_slot;
//! use numpy_hpy::mirror::parse_spec;
//!
//! let layout = parse_spec("[('id', '<i4'), ('name', 'O'), ('tags', 'O', (3,))]")?;
//! assert_eq!((layout.itemsize(), layout.slot_count()), (36, 4));
//! assert_eq!(layout.slots()?, [4, 12, 20, 28]);
//!
//! // Walk the slots of 1000 items: here, count those that are not NULL.
//! let mut memory = vec![0u8; 1000 * 36];
//! let mut live = 0;
//! // SAFETY: `memory` holds 1000 items of this layout.
//! unsafe {
//!     for_each_slot(layout.as_abi(), memory.as_mut_ptr(), 1000, 36, |slot| {
//!         live += usize::from(slot.cast::<usize>().read_unaligned() != 0);
//!     });
//! }
//! assert_eq!(live, 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Layers, each of which knows only those before it: [`layout`] (structs, builder, walkers, C ABI), [`mirror`] (layouts from
//! dtypes), and with the feature `python` the PyO3 module `numpy_hpy._native`.

#![deny(missing_docs, unsafe_op_in_unsafe_fn)]
#![warn(clippy::undocumented_unsafe_blocks)]

pub mod layout;
pub mod mirror;
#[cfg(feature = "python")]
mod python;
