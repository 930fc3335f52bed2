//! Layer 1: the mirror of a dtype as plain C data, its builder, its walkers and its C ABI.
//!
//! Nothing here knows Python, HPy or NumPy. [`Layout`] is the safe owner of an [`NpyLayout`]; [`NpyArrayCore`] is the
//! part of an array that can be traversed and destroyed without any API.

mod abi;
mod array;
mod assemble;
mod buffer;
mod build;
mod capi;
mod compare;
mod error;
mod index;
mod owned;
mod runs;
mod text;
mod view;
mod walk;

pub use abi::*;
pub use array::*;
pub use buffer::*;
pub use build::{FieldSpec, Scalar, SLOT_SIZE};
pub use capi::*;
pub(crate) use capi::{guarded, Report};
pub use error::{LayoutError, LayoutErrorKind};
pub use index::{IndexError, NpyIndex, NpyIndexKind, NpyView};
pub use owned::{Field, Layout};
pub use view::{NumericField, ViewError};
pub use walk::{for_each_slot, for_each_slot_nd, try_for_each_slot, try_for_each_slot_nd};
