//! Layer 2: layouts from dtypes.

#[cfg(feature = "python")]
pub(crate) mod cache;
mod capi;
#[cfg(feature = "python")]
pub(crate) mod dtype;
#[cfg(feature = "python")]
pub(crate) mod objects;
mod scalars;
pub(crate) mod spec;

pub use capi::*;
pub use spec::{parse_spec, parse_spec_with, SpecError, SpecErrorKind, SpecOptions};
