//! What the layout core is measured against, and what measures it: for each dtype, loops written in C with its offsets
//! compiled in; items full of objects; a clock; and callgrind's counter. Rust's benchmarks use it as a library, Python's
//! through ctypes.

#![deny(missing_docs, unsafe_op_in_unsafe_fn)]
#![warn(clippy::undocumented_unsafe_blocks)]

mod block;
mod cases;
mod ctypes;
mod paths;

pub use block::{Block, Content};
pub use cases::{Case, CASES};
pub use paths::Path;
