//! Building a layout: every check happens here, so that walking needs none.

use super::abi::*;
use super::error::{LayoutError, LayoutErrorKind as Kind};
use super::owned::Layout;
use std::alloc;
use std::ffi::{c_char, CStr};
use std::mem::size_of;
use std::ptr;
use std::sync::atomic::AtomicIsize;

/// Bytes of one object slot.
pub const SLOT_SIZE: isize = size_of::<*mut u8>() as isize;

/// One field given to [`Layout::structure`].
#[derive(Clone, Copy)]
pub struct FieldSpec<'a> {
    /// Name in UTF-8 (a NUL byte becomes C0 80).
    pub name: &'a [u8],
    /// Title in UTF-8, if there is one.
    pub title: Option<&'a [u8]>,
    /// Bytes from the item's start.
    pub offset: isize,
    /// What lies there.
    pub layout: &'a Layout,
}

impl<'a> FieldSpec<'a> {
    /// A field without a title.
    pub fn new(name: &'a str, offset: isize, layout: &'a Layout) -> Self {
        Self { name: name.as_bytes(), title: None, offset, layout }
    }
}

/// The plain part of an item that has no inner structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// NumPy's kind letter.
    pub kind: u8,
    /// `<`, `>` or `|`.
    pub byteorder: u8,
    /// Bytes.
    pub itemsize: isize,
    /// Bytes.
    pub alignment: isize,
}

impl Layout {
    /// The layout of one object reference, dtype `O`.
    pub fn object() -> Result<Self, LayoutError> {
        let run = NpySlotRun { offset: 0, count: 1, stride: SLOT_SIZE, first_loop: 0, loop_count: 0 };
        let align = std::mem::align_of::<*mut u8>() as isize;
        Parts { itemsize: SLOT_SIZE, alignment: align, kind: b'O', runs: &[run], slot_count: 1, ..Parts::default() }
            .assemble()
    }

    /// The layout of an item without slots: a number, a string, raw bytes.
    pub fn scalar(scalar: Scalar) -> Result<Self, LayoutError> {
        Self::leaf(scalar, 0)
    }

    /// The layout of an item whose managed memory no walker can release (StringDType, say).
    pub fn opaque(scalar: Scalar) -> Result<Self, LayoutError> {
        Self::leaf(scalar, NPY_LAYOUT_OPAQUE)
    }

    fn leaf(scalar: Scalar, flags: u32) -> Result<Self, LayoutError> {
        let Scalar { kind, byteorder, itemsize, alignment } = scalar;
        Parts { itemsize, alignment, kind, byteorder, flags, ..Parts::default() }.assemble()
    }

    /// The layout of a C-ordered subarray of `base` items.
    ///
    /// # Errors
    /// `Negative` for a negative length, `Overflow` when the size does not fit, `TooDeep`, `NoMemory`.
    pub fn subarray(base: &Layout, shape: &[isize]) -> Result<Self, LayoutError> {
        let mut count: isize = 1;
        for &length in shape {
            if length < 0 {
                return Err(LayoutError::new(Kind::Negative));
            }
            count = count.checked_mul(length).ok_or(LayoutError::new(Kind::Overflow))?;
        }
        let overflow = LayoutError::new(Kind::Overflow);
        let itemsize = base.itemsize().checked_mul(count).ok_or(overflow.clone())?;
        let slot_count = base.slot_count().checked_mul(count).ok_or(overflow)?;
        let mut runs = Vec::new();
        let mut loops = Vec::new();
        if slot_count > 0 {
            repeat(base, count, &mut runs, &mut loops)?;
        }
        Parts {
            itemsize,
            alignment: base.alignment(),
            flags: NPY_LAYOUT_SUBARRAY | (base.as_abi().flags & NPY_LAYOUT_OPAQUE),
            depth: base.as_abi().depth + 1,
            slot_count,
            runs: &runs,
            loops: &loops,
            base: Some(base),
            shape,
            ..Parts::default()
        }
        .assemble()
    }

    /// The layout of a structure. Names and titles must differ; fields may come in any order of offsets and may
    /// overlap as long as none of those that overlap holds an object.
    ///
    /// # Errors
    /// `DuplicateName`, `OutOfBounds`, `Overlap` (each names the field), `Negative`, `TooDeep`, `TooManyRuns`, `NoMemory`.
    pub fn structure(fields: &[FieldSpec<'_>], itemsize: isize, alignment: isize) -> Result<Self, LayoutError> {
        check_names(fields)?;
        Self::structure_with_unique_names(fields, itemsize, alignment)
    }

    /// [`structure`](Self::structure) for names that a dict has already proved to differ.
    pub(crate) fn structure_with_unique_names(
        fields: &[FieldSpec<'_>],
        itemsize: isize,
        alignment: isize,
    ) -> Result<Self, LayoutError> {
        check_bounds(fields, itemsize)?;
        check_overlap(fields)?;
        let mut flags = NPY_LAYOUT_STRUCT;
        let mut depth = 0;
        let mut slot_count: isize = 0;
        let mut runs = Vec::new();
        let mut loops = Vec::new();
        for field in fields {
            let inner = field.layout.as_abi();
            flags |= inner.flags & NPY_LAYOUT_OPAQUE;
            depth = depth.max(inner.depth);
            // Slots that do not overlap inside `itemsize` bytes cannot overflow their count.
            slot_count += inner.slot_count;
            append_shifted(field, &mut runs, &mut loops).map_err(|e| e.within(field.name))?;
        }
        merge(&mut runs);
        Parts {
            itemsize,
            alignment,
            flags,
            depth: depth + 1,
            slot_count,
            runs: &runs,
            loops: &loops,
            fields,
            ..Parts::default()
        }
        .assemble()
    }
}

fn check_names(fields: &[FieldSpec<'_>]) -> Result<(), LayoutError> {
    let mut names: Vec<&[u8]> = Vec::new();
    names.try_reserve_exact(fields.len() * 2)?;
    for field in fields {
        names.push(field.name);
        names.extend(field.title.filter(|title| *title != field.name));
    }
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(LayoutError::at(Kind::DuplicateName, pair[0])),
        None => Ok(()),
    }
}

fn check_bounds(fields: &[FieldSpec<'_>], itemsize: isize) -> Result<(), LayoutError> {
    for field in fields {
        if field.offset < 0 {
            return Err(LayoutError::at(Kind::Negative, field.name));
        }
        match field.offset.checked_add(field.layout.itemsize()) {
            None => return Err(LayoutError::at(Kind::Overflow, field.name)),
            Some(end) if end > itemsize => return Err(LayoutError::at(Kind::OutOfBounds, field.name)),
            Some(_) => {}
        }
    }
    Ok(())
}

/// No field that holds a slot may share a byte with any other field.
fn check_overlap(fields: &[FieldSpec<'_>]) -> Result<(), LayoutError> {
    if !fields.iter().any(|field| field.layout.slot_count() > 0) {
        return Ok(());
    }
    let ascending = fields.windows(2).all(|pair| pair[0].offset <= pair[1].offset);
    let mut order: Vec<u32> = Vec::new();
    if !ascending {
        order.try_reserve_exact(fields.len())?;
        order.extend(0..fields.len() as u32);
        order.sort_unstable_by_key(|&i| fields[i as usize].offset);
    }
    let mut end_of_all = 0;
    let mut end_of_slots = 0;
    for i in 0..fields.len() {
        let field = &fields[if ascending { i } else { order[i] as usize }];
        let size = field.layout.itemsize();
        if size == 0 {
            continue;
        }
        let has_slots = field.layout.slot_count() > 0;
        if field.offset < end_of_slots || (has_slots && field.offset < end_of_all) {
            return Err(LayoutError::at(Kind::Overlap, field.name));
        }
        end_of_all = end_of_all.max(field.offset + size);
        if has_slots {
            end_of_slots = end_of_all;
        }
    }
    Ok(())
}

fn push_run(runs: &mut Vec<NpySlotRun>, run: NpySlotRun) -> Result<(), LayoutError> {
    if runs.len() >= NPY_LAYOUT_MAX_RUNS {
        return Err(LayoutError::new(Kind::TooManyRuns));
    }
    runs.try_reserve(1)?;
    runs.push(run);
    Ok(())
}

fn push_loops(loops: &mut Vec<NpySlotLoop>, new: &[NpySlotLoop]) -> Result<u32, LayoutError> {
    let first = loops.len();
    if first + new.len() > NPY_LAYOUT_MAX_RUNS {
        return Err(LayoutError::new(Kind::TooManyRuns));
    }
    loops.try_reserve(new.len())?;
    loops.extend_from_slice(new);
    Ok(first as u32)
}

/// The runs of `field.layout`, moved by the field's offset.
fn append_shifted(
    field: &FieldSpec<'_>,
    runs: &mut Vec<NpySlotRun>,
    loops: &mut Vec<NpySlotLoop>,
) -> Result<(), LayoutError> {
    for run in field.layout.runs() {
        let first_loop = push_loops(loops, field.layout.loops_of(run))?;
        push_run(runs, NpySlotRun { offset: run.offset + field.offset, first_loop, ..*run })?;
    }
    Ok(())
}

/// The runs of `count` (at least 1) neighbouring `base` items.
fn repeat(
    base: &Layout,
    count: isize,
    runs: &mut Vec<NpySlotRun>,
    loops: &mut Vec<NpySlotLoop>,
) -> Result<(), LayoutError> {
    let stride = base.itemsize();
    for run in base.runs() {
        let nest = base.loops_of(run);
        let mut new = *run;
        match nest.first() {
            _ if count == 1 => new.first_loop = push_loops(loops, nest)?,
            // One slot an item, or slots that go on at the same distance in the next item: still one run.
            None if run.count == 1 => (new.count, new.stride) = (count, stride),
            None if run.count * run.stride == stride => new.count *= count,
            Some(outer) if outer.count * outer.stride == stride => {
                new.first_loop = push_loops(loops, nest)?;
                loops[new.first_loop as usize].count *= count;
            }
            _ => {
                new.first_loop = push_loops(loops, &[NpySlotLoop { count, stride }])?;
                push_loops(loops, nest)?;
                new.loop_count += 1;
            }
        }
        push_run(runs, new)?;
    }
    Ok(())
}

/// Sorts runs by offset and joins those that continue each other.
fn merge(runs: &mut Vec<NpySlotRun>) {
    if !runs.windows(2).all(|pair| pair[0].offset <= pair[1].offset) {
        runs.sort_unstable_by_key(|run| run.offset);
    }
    let mut kept = 0;
    for i in 1..runs.len() {
        let next = runs[i];
        match joined(&runs[kept], &next) {
            Some(run) => runs[kept] = run,
            None => {
                kept += 1;
                runs[kept] = next;
            }
        }
    }
    runs.truncate(kept + 1);
}

fn joined(run: &NpySlotRun, next: &NpySlotRun) -> Option<NpySlotRun> {
    if run.loop_count != 0 || next.loop_count != 0 {
        return None;
    }
    let distance = next.offset - run.offset;
    let stride = match (run.count, next.count) {
        (1, 1) => distance,
        (1, _) => next.stride,
        _ => run.stride,
    };
    let continues = distance == run.count * stride && (next.count == 1 || next.stride == stride);
    continues.then(|| NpySlotRun { count: run.count + next.count, stride, ..*run })
}

/// Everything that goes into one allocation.
struct Parts<'a> {
    itemsize: isize,
    alignment: isize,
    kind: u8,
    byteorder: u8,
    flags: u32,
    depth: u32,
    slot_count: isize,
    runs: &'a [NpySlotRun],
    loops: &'a [NpySlotLoop],
    fields: &'a [FieldSpec<'a>],
    base: Option<&'a Layout>,
    shape: &'a [isize],
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
    fn assemble(self) -> Result<Layout, LayoutError> {
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
        let memory_layout =
            memory_layout(self.runs.len(), self.loops.len(), self.fields.len(), self.shape.len(), self.text_size())?;
        // SAFETY: the size is not zero, it includes the header.
        let block = unsafe { alloc::alloc(memory_layout) };
        if block.is_null() {
            return Err(LayoutError::new(Kind::NoMemory));
        }
        // SAFETY: the block has room for every part in the order in which they are written here; all parts but the
        // text are pointer-aligned and have sizes that keep the next one aligned.
        unsafe {
            let mut end = block.add(size_of::<NpyLayout>());
            let runs = write_slice(&mut end, self.runs);
            let loops = write_slice(&mut end, self.loops);
            let shape = write_slice(&mut end, self.shape);
            let fields = end.cast::<NpyField>();
            let mut text = end.add(self.fields.len() * size_of::<NpyField>());
            for (i, field) in self.fields.iter().enumerate() {
                fields.add(i).write(NpyField {
                    name: write_text(&mut text, field.name),
                    title: field.title.map_or(ptr::null(), |title| write_text(&mut text, title)),
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

    fn text_size(&self) -> usize {
        self.fields.iter().map(|f| text_len(f.name) + f.title.map_or(0, text_len)).sum()
    }
}

/// Bytes that `text` takes with its NUL escaped and the terminator added.
fn text_len(text: &[u8]) -> usize {
    text.len() + text.iter().filter(|&&b| b == 0).count() + 1
}

fn memory_layout(
    runs: usize,
    loops: usize,
    fields: usize,
    shape: usize,
    text: usize,
) -> Result<alloc::Layout, LayoutError> {
    // The counts fit in 32 bits each and the text is in memory already: the sum fits in 64 bits.
    let size = size_of::<NpyLayout>()
        + runs * size_of::<NpySlotRun>()
        + loops * size_of::<NpySlotLoop>()
        + fields * size_of::<NpyField>()
        + shape * size_of::<isize>()
        + text;
    alloc::Layout::from_size_align(size, std::mem::align_of::<NpyLayout>())
        .map_err(|_| LayoutError::new(Kind::Overflow))
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

/// # Safety
/// `end` has room for `text_len(text)` bytes.
unsafe fn write_text(end: &mut *mut u8, text: &[u8]) -> *const c_char {
    let start = *end;
    let mut put = |byte: u8| {
        // SAFETY: promised by the caller.
        unsafe {
            **end = byte;
            *end = end.add(1);
        }
    };
    for &byte in text {
        if byte == 0 {
            put(0xC0);
        }
        put(if byte == 0 { 0x80 } else { byte });
    }
    put(0);
    start.cast()
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
        let size = memory_layout(
            header.run_count as usize,
            header.loop_count as usize,
            header.field_count as usize,
            header.ndim as usize,
            text,
        );
        if let Ok(size) = size {
            alloc::dealloc(dead.cast(), size);
        }
    }
}
