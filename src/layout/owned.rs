//! [`Layout`]: one owned reference to an [`NpyLayout`], and what can be read from it.

use super::abi::*;
use std::ffi::CStr;
use std::fmt;
use std::ptr::NonNull;
use std::sync::atomic::Ordering;

/// The mirror of a dtype: an owned reference to an immutable [`NpyLayout`]; cloning counts, never copies.
pub struct Layout(NonNull<NpyLayout>);

// SAFETY: what it points to is immutable but for the atomic count.
unsafe impl Send for Layout {}
// SAFETY: as above.
unsafe impl Sync for Layout {}

impl Clone for Layout {
    fn clone(&self) -> Self {
        // SAFETY: `self` holds a reference, so the layout lives.
        unsafe { Self::from_borrowed(self.0.as_ptr()) }
    }
}

impl Drop for Layout {
    fn drop(&mut self) {
        // SAFETY: this is the reference that `self` owns.
        unsafe { release(self.0.as_ptr()) }
    }
}

/// The count of a layout that lives as long as the process: nobody changes it.
const IMMORTAL: isize = isize::MIN;

/// # Safety
/// `layout` is live.
unsafe fn is_immortal(layout: *const NpyLayout) -> bool {
    // SAFETY: promised by the caller. A layout becomes immortal before it is shared, and stays so.
    unsafe { (*layout).refcount.load(Ordering::Relaxed) == IMMORTAL }
}

/// Gives back one reference; the layout, when that was the last one. NULL is nobody's reference.
///
/// # Safety
/// `layout` is NULL or a live layout of which the caller owns a reference.
pub(super) unsafe fn drop_reference(layout: *const NpyLayout) -> Option<*mut NpyLayout> {
    // SAFETY: the caller's reference keeps it alive.
    if layout.is_null() || unsafe { is_immortal(layout) } {
        return None;
    }
    // Orders every use, on whatever thread, before the free. (Not by a fence: thread sanitizers do not see those.)
    // SAFETY: the caller's reference keeps it alive until here.
    let last = unsafe { (*layout).refcount.fetch_sub(1, Ordering::AcqRel) == 1 };
    last.then_some(layout.cast_mut())
}

/// Gives back one reference and frees the layout with the last one.
///
/// # Safety
/// As for [`drop_reference`].
pub(super) unsafe fn release(layout: *const NpyLayout) {
    // SAFETY: promised by the caller; `free` belongs to the library that made the layout.
    unsafe {
        if let Some(dead) = drop_reference(layout) {
            if let Some(free) = (*dead).free {
                free(dead);
            }
        }
    }
}

impl Layout {
    /// Takes over a reference.
    ///
    /// # Safety
    /// `raw` is a live layout, and the caller gives away one reference to it.
    pub unsafe fn from_raw(raw: *const NpyLayout) -> Self {
        // SAFETY: promised by the caller.
        Self(unsafe { NonNull::new_unchecked(raw.cast_mut()) })
    }

    /// A new reference to a layout that somebody else keeps alive for now.
    ///
    /// # Safety
    /// `raw` is a live layout.
    pub unsafe fn from_borrowed(raw: *const NpyLayout) -> Self {
        // SAFETY: promised by the caller; a new reference needs no ordering.
        unsafe {
            if !is_immortal(raw) {
                (*raw).refcount.fetch_add(1, Ordering::Relaxed);
            }
            Self::from_raw(raw)
        }
    }

    /// Makes a new layout live as long as the process, so that nobody counts its references.
    #[cfg(feature = "python")]
    pub(crate) fn into_immortal(self) -> Self {
        self.as_abi().refcount.store(IMMORTAL, Ordering::Relaxed);
        self
    }

    /// Gives the reference away, for C.
    pub fn into_raw(self) -> *const NpyLayout {
        let raw = self.0.as_ptr();
        std::mem::forget(self);
        raw
    }

    /// The plain C struct.
    pub fn as_abi(&self) -> &NpyLayout {
        // SAFETY: `self` keeps it alive, and it is never written.
        unsafe { self.0.as_ref() }
    }

    /// Bytes of one item.
    pub fn itemsize(&self) -> isize {
        self.as_abi().itemsize
    }

    /// NumPy's alignment, in bytes.
    pub fn alignment(&self) -> isize {
        self.as_abi().alignment
    }

    /// Object slots in one item.
    pub fn slot_count(&self) -> isize {
        self.as_abi().slot_count
    }

    /// NumPy's kind letter.
    pub fn kind(&self) -> u8 {
        self.as_abi().kind as u8
    }

    /// `<`, `>` or `|`.
    pub fn byteorder(&self) -> u8 {
        self.as_abi().byteorder as u8
    }

    /// Whether all of `flags` (`NPY_LAYOUT_*`) are set.
    pub fn has(&self, flags: u32) -> bool {
        self.as_abi().flags & flags == flags
    }

    /// The runs of slots in one item, ascending by offset.
    pub fn runs(&self) -> &[NpySlotRun] {
        self.as_abi().runs()
    }

    /// The loops around `run`, outermost first. `run` must be one of this layout's.
    pub fn loops_of(&self, run: &NpySlotRun) -> &[NpySlotLoop] {
        self.as_abi().loops_of(run)
    }

    /// The fields of a structure, in the order of their names.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = Field<'_>> {
        self.as_abi().fields().iter().map(Field)
    }

    /// The field of that name or title.
    pub fn field(&self, name: &str) -> Option<Field<'_>> {
        let is_called = |text: &[u8]| is_stored_as(name, text);
        self.fields().find(|field| is_called(field.name_bytes()) || field.title_bytes().is_some_and(is_called))
    }

    /// The lengths of a subarray's dimensions; empty for anything else.
    pub fn shape(&self) -> &[isize] {
        let abi = self.as_abi();
        // SAFETY: the layout owns `ndim` lengths there.
        unsafe { slice(abi.shape, abi.ndim) }
    }

    /// The item of a subarray.
    pub fn base(&self) -> Option<Layout> {
        let base = self.as_abi().base;
        // SAFETY: this layout owns a reference to its base.
        (!base.is_null()).then(|| unsafe { Self::from_borrowed(base) })
    }

    /// Byte offsets of every slot in one item, ascending.
    pub fn slots(&self) -> Result<Vec<isize>, super::LayoutError> {
        let mut slots = Vec::new();
        slots.try_reserve_exact(self.slot_count() as usize)?;
        let start = std::ptr::null_mut::<u8>();
        // SAFETY: the closure only takes addresses; nothing is read.
        unsafe { super::walk::for_each_slot(self.as_abi(), start, 1, 0, |slot| slots.push(slot as isize)) };
        slots.sort_unstable();
        Ok(slots)
    }
}

/// Whether `stored`, in which NUL is C0 80, is `text`.
fn is_stored_as(text: &str, stored: &[u8]) -> bool {
    let mut rest = Some(stored);
    for byte in text.bytes() {
        let escaped: &[u8] = if byte == 0 { &[0xC0, 0x80] } else { &[byte] };
        rest = rest.and_then(|rest| rest.strip_prefix(escaped));
    }
    rest.is_some_and(<[u8]>::is_empty)
}

/// # Safety
/// `items` has `count` elements that live as long as `'a`, or `count` is 0.
pub(super) unsafe fn slice<'a, T>(items: *const T, count: u32) -> &'a [T] {
    if count == 0 {
        return &[];
    }
    // SAFETY: promised by the caller.
    unsafe { std::slice::from_raw_parts(items, count as usize) }
}

impl NpyLayout {
    /// The runs of slots in one item, ascending by offset.
    pub(crate) fn runs(&self) -> &[NpySlotRun] {
        // SAFETY: the layout owns `run_count` runs there.
        unsafe { slice(self.runs, self.run_count) }
    }

    /// The loops around `run`, outermost first. `run` must be one of this layout's.
    pub(crate) fn loops_of(&self, run: &NpySlotRun) -> &[NpySlotLoop] {
        // SAFETY: the layout owns `loop_count` loops there.
        let loops: &[NpySlotLoop] = unsafe { slice(self.loops, self.loop_count) };
        &loops[run.first_loop as usize..][..run.loop_count as usize]
    }

    /// The offsets of all slots in an item; empty where a walk is to go by the runs.
    pub(crate) fn slot_offsets(&self) -> &[i32] {
        let count = if self.slot_offsets.is_null() { 0 } else { self.slot_count as u32 };
        // SAFETY: the layout owns an offset for each slot there.
        unsafe { slice(self.slot_offsets, count) }
    }

    /// The fields of a structure.
    pub(crate) fn fields(&self) -> &[NpyField] {
        // SAFETY: the layout owns `field_count` fields there.
        unsafe { slice(self.fields, self.field_count) }
    }
}

/// One field of a [`Layout`], borrowed from it.
#[derive(Clone, Copy)]
pub struct Field<'a>(pub(super) &'a NpyField);

impl Field<'_> {
    /// The field's name; what is not UTF-8 in it is replaced.
    pub fn name(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.name_bytes())
    }

    /// The name as it is stored (see [`NpyField::name`]).
    pub fn name_bytes(&self) -> &[u8] {
        // SAFETY: the layout owns a NUL-terminated text there.
        unsafe { CStr::from_ptr(self.0.name) }.to_bytes()
    }

    /// The field's title, if it is a text.
    pub fn title(&self) -> Option<&str> {
        self.title_bytes().and_then(|title| std::str::from_utf8(title).ok())
    }

    /// The title as it is stored.
    pub fn title_bytes(&self) -> Option<&[u8]> {
        // SAFETY: NULL, or a NUL-terminated text that the layout owns.
        (!self.0.title.is_null()).then(|| unsafe { CStr::from_ptr(self.0.title) }.to_bytes())
    }

    /// Bytes from the item's start.
    pub fn offset(&self) -> isize {
        self.0.offset
    }

    /// What lies there.
    pub fn layout(&self) -> Layout {
        // SAFETY: the parent layout owns a reference.
        unsafe { Layout::from_borrowed(self.0.layout) }
    }
}

impl fmt::Debug for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layout")
            .field("kind", &(self.kind() as char))
            .field("itemsize", &self.itemsize())
            .field("alignment", &self.alignment())
            .field("slot_count", &self.slot_count())
            .field("runs", &self.runs())
            .field("fields", &self.as_abi().field_count)
            .field("shape", &self.shape())
            .finish()
    }
}
