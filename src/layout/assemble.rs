//! A layout in memory: one allocation of header, runs, loops, shape, fields and texts; and how it is freed.

use super::abi::*;
use super::build::{FieldSpec, SLOT_SIZE};
use super::error::{LayoutError, LayoutErrorKind as Kind};
use super::owned::Layout;
use super::runs::offsets;
use super::text::{has_nul, text_len, write_text};
use std::alloc;
use std::ffi::{c_char, CStr};
use std::mem::size_of;
use std::ptr;
use std::sync::atomic::AtomicIsize;

/// Everything that goes into one allocation.
pub(super) struct Parts<'a> {
    pub itemsize: isize,
    pub alignment: isize,
    pub kind: u8,
    pub byteorder: u8,
    pub flags: u32,
    pub depth: u32,
    pub slot_count: isize,
    pub runs: &'a [NpySlotRun],
    pub loops: &'a [NpySlotLoop],
    pub fields: &'a [FieldSpec<'a>],
    pub base: Option<&'a Layout>,
    pub shape: &'a [isize],
}

impl Default for Parts<'_> {
    fn default() -> Self {
        Self {
            itemsize: 0,
            alignment: 1,
            kind: b'V',
            byteorder: b'|',
            flags: 0,
            depth: 0,
            slot_count: 0,
            runs: &[],
            loops: &[],
            fields: &[],
            base: None,
            shape: &[],
        }
    }
}

impl Parts<'_> {
    pub(super) fn assemble(self) -> Result<Layout, LayoutError> {
        if self.itemsize < 0 || self.alignment < 1 {
            return Err(LayoutError::new(Kind::Negative));
        }
        if self.depth > NPY_LAYOUT_MAX_DEPTH {
            return Err(LayoutError::new(Kind::TooDeep));
        }
        let counts = [self.runs.len(), self.loops.len(), self.fields.len(), self.shape.len()];
        if counts.iter().any(|&n| u32::try_from(n).is_err()) {
            return Err(LayoutError::new(Kind::Overflow));
        }
        let offsets = offsets(self.runs, self.loops, self.slot_count, self.itemsize)?;
        let (text_size, with_nul) = self.text_size();
        let memory_layout = Sizes {
            runs: self.runs.len(),
            loops: self.loops.len(),
            fields: self.fields.len(),
            shape: self.shape.len(),
            offsets: offsets.len(),
            text: text_size,
        }
        .memory_layout()?;
        // SAFETY: the size is not zero, it includes the header.
        let block = unsafe { alloc::alloc(memory_layout) };
        if block.is_null() {
            return Err(LayoutError::new(Kind::NoMemory));
        }
        // SAFETY: the block has room for every part in the order in which they are written here; all parts up
        // to the fields are pointer-aligned and have sizes that keep the next one aligned.
        unsafe {
            let mut end = block.add(size_of::<NpyLayout>());
            let runs = write_slice(&mut end, self.runs);
            let loops = write_slice(&mut end, self.loops);
            let shape = write_slice(&mut end, self.shape);
            let fields = end.cast::<NpyField>();
            end = end.add(self.fields.len() * size_of::<NpyField>());
            let slot_offsets = if offsets.is_empty() { ptr::null() } else { write_slice(&mut end, &offsets) };
            let mut text = end;
            for (i, field) in self.fields.iter().enumerate() {
                fields.add(i).write(NpyField {
                    name: write_text(&mut text, field.name, with_nul),
                    title: field.title.map_or(ptr::null(), |title| write_text(&mut text, title, with_nul)),
                    offset: field.offset,
                    layout: field.layout.clone().into_raw(),
                });
            }
            let header = block.cast::<NpyLayout>();
            header.write(NpyLayout {
                abi_version: NPY_LAYOUT_ABI_VERSION,
                struct_size: size_of::<NpyLayout>() as u32,
                flags: self.all_flags(),
                depth: self.depth,
                itemsize: self.itemsize,
                alignment: self.alignment,
                slot_count: self.slot_count,
                runs,
                loops,
                fields,
                shape,
                base: self.base.map_or(ptr::null(), |base| base.clone().into_raw()),
                run_count: self.runs.len() as u32,
                loop_count: self.loops.len() as u32,
                field_count: self.fields.len() as u32,
                ndim: self.shape.len() as u32,
                kind: self.kind as c_char,
                byteorder: self.byteorder as c_char,
                reserved: [0; 6],
                refcount: AtomicIsize::new(1),
                free: Some(free_block),
                slot_offsets,
            });
            Ok(Layout::from_raw(header))
        }
    }

    fn all_flags(&self) -> u32 {
        let mut flags = self.flags;
        if self.slot_count > 0 {
            flags |= NPY_LAYOUT_HAS_SLOTS;
            if self.slot_count.checked_mul(SLOT_SIZE) == Some(self.itemsize) {
                flags |= NPY_LAYOUT_CONTIGUOUS;
            }
        }
        let aligned = |n: isize| n % SLOT_SIZE == 0;
        let run_aligned = |run: &NpySlotRun| {
            let nest = &self.loops[run.first_loop as usize..][..run.loop_count as usize];
            aligned(run.offset)
                && (run.count == 1 || aligned(run.stride))
                && nest.iter().all(|level| aligned(level.stride))
        };
        if self.slot_count == 0 || (aligned(self.itemsize) && self.runs.iter().all(run_aligned)) {
            flags |= NPY_LAYOUT_ALL_ALIGNED;
        }
        flags
    }

    /// Bytes of all texts, and whether one has a NUL.
    fn text_size(&self) -> (usize, bool) {
        let (mut size, mut with_nul) = (0, false);
        for field in self.fields {
            size += field.name.len() + 1;
            with_nul |= has_nul(field.name);
            if let Some(title) = field.title {
                size += title.len() + 1;
                with_nul |= has_nul(title);
            }
        }
        if with_nul {
            size = self.fields.iter().map(|f| text_len(f.name) + f.title.map_or(0, text_len)).sum();
        }
        (size, with_nul)
    }
}

/// How much there is of every part.
struct Sizes {
    runs: usize,
    loops: usize,
    fields: usize,
    shape: usize,
    offsets: usize,
    text: usize,
}

impl Sizes {
    fn memory_layout(&self) -> Result<alloc::Layout, LayoutError> {
        // The counts fit in 32 bits each and the text is in memory already: the sum fits in 64 bits.
        let size = size_of::<NpyLayout>()
            + self.runs * size_of::<NpySlotRun>()
            + self.loops * size_of::<NpySlotLoop>()
            + self.fields * size_of::<NpyField>()
            + self.shape * size_of::<isize>()
            + self.offsets * size_of::<i32>()
            + self.text;
        alloc::Layout::from_size_align(size, std::mem::align_of::<NpyLayout>())
            .map_err(|_| LayoutError::new(Kind::Overflow))
    }
}

/// # Safety
/// `end` is aligned for `T` and has room for `items`.
unsafe fn write_slice<T: Copy>(end: &mut *mut u8, items: &[T]) -> *const T {
    let start = end.cast::<T>();
    // SAFETY: promised by the caller.
    unsafe {
        ptr::copy_nonoverlapping(items.as_ptr(), start, items.len());
        *end = end.add(std::mem::size_of_val(items));
    }
    start
}

type NpyLayoutFree = unsafe extern "C" fn(*mut NpyLayout);

/// Frees a layout without references, and what it alone refers to. Iterative: nesting costs no stack.
unsafe extern "C" fn free_block(layout: *mut NpyLayout) {
    // A dead layout's `runs` is nobody's any more: it links the layouts that wait to be freed.
    let mut waiting = layout;
    // SAFETY: `layout` was made by `assemble` and has no reference left; a child is pushed only when its last one went.
    unsafe {
        (*layout).runs = ptr::null();
        while !waiting.is_null() {
            let dead = waiting;
            waiting = (*dead).runs.cast_mut().cast();
            let mut drop_child = |child: *const NpyLayout| {
                if let Some(child) = super::owned::drop_reference(child) {
                    let ours = (*child).free.is_some_and(|free| ptr::fn_addr_eq(free, free_block as NpyLayoutFree));
                    if ours {
                        (*child).runs = waiting.cast();
                        waiting = child;
                    } else if let Some(free) = (*child).free {
                        free(child);
                    }
                }
            };
            for i in 0..(*dead).field_count as usize {
                drop_child((*(*dead).fields.add(i)).layout);
            }
            drop_child((*dead).base);
            dealloc(dead);
        }
    }
}

/// # Safety
/// `dead` was made by `assemble` in this library, and its text is intact.
unsafe fn dealloc(dead: *mut NpyLayout) {
    // SAFETY: promised by the caller; the parts are those that `assemble` wrote.
    unsafe {
        let header = &*dead;
        let mut text = 0;
        for i in 0..header.field_count as usize {
            let field = &*header.fields.add(i);
            for name in [field.name, field.title] {
                if !name.is_null() {
                    text += CStr::from_ptr(name).to_bytes_with_nul().len();
                }
            }
        }
        let size = Sizes {
            runs: header.run_count as usize,
            loops: header.loop_count as usize,
            fields: header.field_count as usize,
            shape: header.ndim as usize,
            offsets: header.slot_offsets().len(),
            text,
        }
        .memory_layout();
        if let Ok(size) = size {
            alloc::dealloc(dead.cast(), size);
        }
    }
}
