//! When two layouts are the same.

use super::abi::{NpyLayout, NPY_LAYOUT_OPAQUE};
use super::owned::{slice, Field, Layout};
use super::LayoutError;
use std::collections::HashSet;

impl NpyLayout {
    /// Whether items of both have the same size and hold the same references, whatever the fields are called.
    pub(crate) fn has_same_memory(&self, other: &Self) -> bool {
        self.itemsize == other.itemsize
            && self.flags & NPY_LAYOUT_OPAQUE == other.flags & NPY_LAYOUT_OPAQUE
            && self.runs().len() == other.runs().len()
            && self.runs().iter().zip(other.runs()).all(|(a, b)| {
                (a.offset, a.count) == (b.offset, b.count)
                    && (a.count == 1 || a.stride == b.stride)
                    && self.loops_of(a) == other.loops_of(b)
            })
    }

    /// Whether everything but what is inside fields and base is the same.
    fn has_same_outside(&self, other: &Self) -> bool {
        // SAFETY: each layout owns `ndim` lengths.
        let same_shape = unsafe { slice(self.shape, self.ndim) == slice(other.shape, other.ndim) };
        let same_field = |(f, g): (Field<'_>, Field<'_>)| {
            f.offset() == g.offset() && f.name_bytes() == g.name_bytes() && f.title_bytes() == g.title_bytes()
        };
        (self.flags, self.alignment, self.kind, self.byteorder)
            == (other.flags, other.alignment, other.kind, other.byteorder)
            && self.field_count == other.field_count
            && self.base.is_null() == other.base.is_null()
            && same_shape
            && self.has_same_memory(other)
            && self.fields().iter().map(Field).zip(other.fields().iter().map(Field)).all(same_field)
    }
}

impl Layout {
    /// Whether every size, flag, run and field is the same.
    ///
    /// Iterative, so that depth costs no stack; each pair of inner layouts is compared once, as layouts may share theirs in
    /// a way that has exponentially many paths.
    ///
    /// # Errors
    /// `NoMemory`.
    pub fn try_eq(&self, other: &Self) -> Result<bool, LayoutError> {
        let mut seen = HashSet::new();
        let mut pairs = Vec::new();
        pairs.try_reserve(1)?;
        pairs.push((self.as_abi(), other.as_abi()));
        while let Some((a, b)) = pairs.pop() {
            if std::ptr::eq(a, b) {
                continue;
            }
            if a.depth > 1 {
                seen.try_reserve(1)?;
                if !seen.insert((std::ptr::from_ref(a), std::ptr::from_ref(b))) {
                    continue;
                }
            }
            if !a.has_same_outside(b) {
                return Ok(false);
            }
            pairs.try_reserve(a.fields().len() + 1)?;
            // SAFETY: each parent owns a reference to its base and to its fields' layouts.
            unsafe {
                pairs.extend(a.fields().iter().zip(b.fields()).map(|(f, g)| (&*f.layout, &*g.layout)));
                if !a.base.is_null() {
                    pairs.push((&*a.base, &*b.base));
                }
            }
        }
        Ok(true)
    }
}

impl PartialEq for Layout {
    /// [`try_eq`](Layout::try_eq); false when memory runs out.
    fn eq(&self, other: &Self) -> bool {
        self.try_eq(other).unwrap_or(false)
    }
}

impl Eq for Layout {}

impl std::hash::Hash for Layout {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let abi = self.as_abi();
        (abi.itemsize, abi.alignment, abi.flags, abi.slot_count, abi.field_count, abi.kind).hash(state);
        for run in self.runs() {
            (run.offset, run.count).hash(state);
        }
        for field in self.fields() {
            (field.offset(), field.name_bytes()).hash(state);
        }
    }
}
