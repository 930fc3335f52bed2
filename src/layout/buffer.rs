//! [`NpyBuffer`]: the owner of a block of items, its traversal, and the queue that keeps deallocation off the stack.
//!
//! Clearing a slot may free the object behind it, which may be an array, whose slots are then to be cleared: nested a
//! million deep, that overflows the C stack. So the first clearing walk of a thread clears its own slots; a
//! walk that starts inside it puts its buffer on the thread's queue and returns, and the first walk empties the queue.
//! An owner that dies meanwhile leaves the buffer to the queue.

use super::abi::*;
use super::owned::{release, Layout};
use super::walk::try_for_each_slot;
use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::ops::ControlFlow;
use std::ptr;

/// A visitor: gets the address of a field that holds the slot's value plus the bias, may change the field. Nonzero ends the walk.
/// HPy's `HPyFunc_visitproc` has this shape, an `HPyField *` being the address.
pub type NpyVisitFunc = unsafe extern "C" fn(field: *mut c_void, arg: *mut c_void) -> c_int;

/// The visitor only looks (a collector): slots keep their values, or get the value that the visitor left.
pub const NPY_VISIT_LOOK: c_int = 0;
/// The visitor takes the reference away (a deallocation or `tp_clear`) and may run code: a slot is NULL before it is visited.
pub const NPY_VISIT_CLEAR: c_int = 1;
/// The owner has been cleared before, so it can no longer tell which of the two it is: a slot is NULL while it is visited and gets
/// what the visitor left; nothing is put off, as a collector's `arg` is valid for the call only.
pub const NPY_VISIT_AGAIN: c_int = 2;

const IDLE: u32 = 0;
const QUEUED: u32 = 1;
const WALKING: u32 = 2;

/// The owner of a block of items. One array owns it, until it is destroyed; then perhaps a running walk does.
#[repr(C)]
pub struct NpyBuffer {
    /// The items: `count` of them, `layout->itemsize` bytes apart. Owned.
    pub data: *mut u8,
    /// Number of items.
    pub count: isize,
    /// Their layout. The buffer owns one reference.
    pub layout: *const NpyLayout,
    /// Private: the next buffer on the queue of a walk.
    next: *mut NpyBuffer,
    /// Private: the visitor of the walk that is queued.
    visit: Option<unsafe extern "C" fn(field: *mut c_void, arg: *mut c_void) -> c_int>,
    /// Private: the argument of the walk that is queued.
    arg: *mut c_void,
    /// Private: the bias of the walk that is queued.
    bias: isize,
    /// Private: idle, queued or walking.
    state: u32,
    /// Private: 1 when the owner is gone and the walk is to free the buffer.
    orphan: u16,
    /// Private: 1 when an allocator has `data`; else it lies behind the buffer, in the same block.
    adopted: u16,
}

/// A buffer over memory that somebody else has allocated.
#[repr(C)]
struct Adopted {
    buffer: NpyBuffer,
    allocator: NpyAllocator,
    nbytes: usize,
}

/// The clearing walk of one thread.
struct Walk {
    active: Cell<bool>,
    queue: Cell<*mut NpyBuffer>,
}

thread_local! {
    // Constant and without a destructor: plain thread-local storage, valid as long as the thread runs.
    static WALK: Walk = const { Walk { active: Cell::new(false), queue: Cell::new(ptr::null_mut()) } };
}

unsafe extern "C" {
    fn calloc(count: usize, size: usize) -> *mut c_void;
    fn free(ptr: *mut c_void);
}

/// From so many bytes on, to give pages back one by one takes longer than to release what is in them; NumPy's limit, too.
const HUGE: usize = 1 << 22;

/// Advice only: it changes nothing but time.
///
/// # Safety
/// There are `size` bytes, and nobody else uses them yet.
#[cfg(target_os = "linux")]
unsafe fn ask_for_huge_pages(block: *mut u8, size: usize) {
    const PAGE: usize = 4096;
    const MADV_HUGEPAGE: c_int = 14;
    unsafe extern "C" {
        fn madvise(start: *mut c_void, size: usize, advice: c_int) -> c_int;
    }
    // Whole pages of the block. With larger pages than that the call fails, and nothing happens.
    let before = (block as usize).wrapping_neg() & (PAGE - 1);
    // SAFETY: promised by the caller.
    unsafe { madvise(block.wrapping_add(before).cast(), (size - before) & !(PAGE - 1), MADV_HUGEPAGE) };
}

#[cfg(not(target_os = "linux"))]
unsafe fn ask_for_huge_pages(_block: *mut u8, _size: usize) {}

impl NpyBuffer {
    /// Zeroed memory for `count` items, or None when there is not so much.
    pub fn zeroed(layout: &Layout, count: isize) -> Option<*mut NpyBuffer> {
        Self::zeroed_with_room(layout, count, 0)
    }

    /// The same, with room for `nd` lengths and strides between the buffer and its items.
    pub(super) fn zeroed_with_room(layout: &Layout, count: isize, nd: usize) -> Option<*mut NpyBuffer> {
        let nbytes = usize::try_from(layout.itemsize().checked_mul(count)?).ok()?;
        // Both are multiples of what `malloc` aligns to, so the items are aligned as it aligns.
        let before = size_of::<NpyBuffer>() + nd * 2 * size_of::<isize>();
        // One byte more than nothing, so that the items of every buffer have an address of their own.
        let size = before.checked_add(nbytes.max(1))?;
        // SAFETY: `calloc` takes any size; the block is checked, and has room for what is written.
        unsafe {
            let buffer = calloc(1, size).cast::<NpyBuffer>();
            if buffer.is_null() {
                return None;
            }
            if size >= HUGE {
                ask_for_huge_pages(buffer.cast(), size);
            }
            buffer.write(Self::over(buffer.cast::<u8>().add(before), count, layout, 0));
            Some(buffer)
        }
    }

    /// The room that `zeroed_with_room` has made.
    pub(super) fn room(buffer: *mut NpyBuffer) -> *mut isize {
        buffer.wrapping_add(1).cast()
    }

    fn over(data: *mut u8, count: isize, layout: &Layout, adopted: u16) -> Self {
        Self {
            data,
            count,
            layout: layout.clone().into_raw(),
            next: ptr::null_mut(),
            visit: None,
            arg: ptr::null_mut(),
            bias: 0,
            state: IDLE,
            orphan: 0,
            adopted,
        }
    }

    /// A buffer that takes over `data`. None, and `data` still the caller's, when there is no memory for the record.
    ///
    /// # Safety
    /// `data` holds `count` items of `layout`, every slot NULL or an owned reference; `allocator` can free it.
    pub unsafe fn adopt(
        layout: &Layout,
        count: isize,
        data: *mut u8,
        nbytes: usize,
        allocator: NpyAllocator,
    ) -> Option<*mut NpyBuffer> {
        // SAFETY: the size is not zero; the block is checked and then wholly written.
        unsafe {
            let adopted = std::alloc::alloc(std::alloc::Layout::new::<Adopted>()).cast::<Adopted>();
            if adopted.is_null() {
                return None;
            }
            adopted.write(Adopted { buffer: Self::over(data, count, layout, 1), allocator, nbytes });
            Some(adopted.cast())
        }
    }
}

/// Says anew how the memory of an adopted buffer is given back.
///
/// # Safety
/// `buffer` was made by [`NpyBuffer::adopt`] and lives; `allocator` can free its memory, of `nbytes` bytes.
pub(super) unsafe fn set_allocator(buffer: *mut NpyBuffer, allocator: NpyAllocator, nbytes: usize) {
    let adopted = buffer.cast::<Adopted>();
    // SAFETY: promised by the caller.
    unsafe {
        (*adopted).allocator = allocator;
        (*adopted).nbytes = nbytes;
    }
}

/// Visits every slot of the buffer. Returns what ended a looking walk early, else 0; a clearing walk always ends by itself.
///
/// `bias` is added to a slot's value to make the field that the visitor sees, and taken off again; a NULL slot is not
/// visited. With `NPY_VISIT_CLEAR` the walk may be put off until the thread's running clearing walk has time for it: `arg`
/// must be valid until then (HPy's is NULL).
///
/// # Safety
/// `buffer` is NULL or alive, and its slots hold NULL or references. A clearing visitor may run any code, also such that
/// destroys the buffer's owner; a looking one runs none.
pub unsafe fn visit(buffer: *mut NpyBuffer, visit: NpyVisitFunc, arg: *mut c_void, bias: isize, mode: c_int) -> c_int {
    if buffer.is_null() {
        return 0;
    }
    // SAFETY: promised by the caller.
    unsafe {
        if (*(*buffer).layout).flags & NPY_LAYOUT_HAS_SLOTS == 0 {
            return 0;
        }
        match mode {
            NPY_VISIT_CLEAR => WALK.with(|walk| clear(walk, buffer, visit, arg, bias)),
            NPY_VISIT_AGAIN => again(buffer, visit, arg, bias),
            _ => look(buffer, visit, arg, bias),
        }
    }
}

/// # Safety
/// As for [`visit`].
unsafe fn look(buffer: *mut NpyBuffer, visit: NpyVisitFunc, arg: *mut c_void, bias: isize) -> c_int {
    let bounce = move |slot: *mut u8| {
        let slot = slot.cast::<isize>();
        // SAFETY: the walker passes addresses of slots in the buffer's memory.
        unsafe {
            let value = slot.read_unaligned();
            if value == 0 {
                return ControlFlow::Continue(());
            }
            let mut field = value.wrapping_add(bias);
            let result = visit((&raw mut field).cast(), arg);
            if field != value.wrapping_add(bias) {
                slot.write_unaligned(if field == 0 { 0 } else { field.wrapping_sub(bias) });
            }
            if result == 0 {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(result)
            }
        }
    };
    // SAFETY: the buffer holds `count` items of its layout.
    unsafe {
        let layout = &*(*buffer).layout;
        match try_for_each_slot(layout, (*buffer).data, (*buffer).count, layout.itemsize, bounce) {
            ControlFlow::Break(result) => result,
            ControlFlow::Continue(()) => 0,
        }
    }
}

/// # Safety
/// As for [`visit`].
unsafe fn again(buffer: *mut NpyBuffer, visit: NpyVisitFunc, arg: *mut c_void, bias: isize) -> c_int {
    let bounce = |slot: *mut u8| {
        // SAFETY: the walker passes addresses of slots in the buffer's memory.
        match unsafe { visit_taken(slot.cast(), visit, arg, bias) } {
            0 => ControlFlow::Continue(()),
            result => ControlFlow::Break(result),
        }
    };
    // SAFETY: the buffer holds `count` items of its layout. A deallocation that leads here owns the buffer until its end.
    unsafe {
        if (*buffer).state == QUEUED {
            // The walk that queued it will clear it. Now it would nest: that array's slot may free the next on the queue.
            return 0;
        }
        let layout = &*(*buffer).layout;
        match try_for_each_slot(layout, (*buffer).data, (*buffer).count, layout.itemsize, bounce) {
            ControlFlow::Break(result) => result,
            ControlFlow::Continue(()) => 0,
        }
    }
}

/// Takes the value out of the slot, visits it, and puts back what the visitor left, unless there is something new by then:
/// code that the visitor runs must not find a reference that is going away, and what it stores stays.
///
/// # Safety
/// `slot` holds NULL or a reference.
#[inline(always)]
unsafe fn visit_taken(slot: *mut isize, visit: NpyVisitFunc, arg: *mut c_void, bias: isize) -> c_int {
    // SAFETY: promised by the caller.
    unsafe {
        let value = slot.read_unaligned();
        if value == 0 {
            return 0;
        }
        slot.write_unaligned(0);
        let mut field = value.wrapping_add(bias);
        let result = visit((&raw mut field).cast(), arg);
        if field != 0 && slot.read_unaligned() == 0 {
            slot.write_unaligned(field.wrapping_sub(bias));
        }
        result
    }
}

/// # Safety
/// As for [`visit`].
unsafe fn clear(walk: &Walk, buffer: *mut NpyBuffer, visit: NpyVisitFunc, arg: *mut c_void, bias: isize) -> c_int {
    // SAFETY: promised by the caller; a buffer on the queue is freed by nobody but the queue.
    unsafe {
        if (*buffer).state != IDLE {
            return 0;
        }
        if walk.active.get() {
            (*buffer).state = QUEUED;
            (*buffer).visit = Some(visit);
            (*buffer).arg = arg;
            (*buffer).bias = bias;
            (*buffer).next = walk.queue.replace(buffer);
            return 0;
        }
        walk.active.set(true);
        let after_slot = || {
            if !walk.queue.get().is_null() {
                drain(walk);
            }
        };
        clear_one(buffer, visit, arg, bias, after_slot);
        after_slot();
        walk.active.set(false);
        0
    }
}

/// Clears the queued buffers, and those that are queued meanwhile.
///
/// # Safety
/// Only under the thread's active walk.
#[cold]
#[inline(never)]
unsafe fn drain(walk: &Walk) {
    loop {
        let buffer = walk.queue.get();
        if buffer.is_null() {
            return;
        }
        // SAFETY: a queued buffer lives until the queue has done with it.
        unsafe {
            walk.queue.set((*buffer).next);
            if let Some(visit) = (*buffer).visit {
                clear_one(buffer, visit, (*buffer).arg, (*buffer).bias, || ());
            }
        }
    }
}

/// Clears every slot and frees the buffer when its owner is gone by then.
///
/// # Safety
/// `buffer` is alive and nobody else walks over it to clear it.
#[inline]
unsafe fn clear_one<F: Fn()>(
    buffer: *mut NpyBuffer,
    visit: NpyVisitFunc,
    arg: *mut c_void,
    bias: isize,
    after_slot: F,
) {
    // SAFETY: WALKING keeps `release_buffer` from freeing what is walked over; the visitor may do anything else.
    unsafe {
        (*buffer).state = WALKING;
        let layout = &*(*buffer).layout;
        let bounce = move |slot: *mut u8| {
            // Nothing ends a clearing walk: what is not visited would never be released.
            visit_taken(slot.cast(), visit, arg, bias);
            after_slot();
            ControlFlow::<()>::Continue(())
        };
        let _ = try_for_each_slot(layout, (*buffer).data, (*buffer).count, layout.itemsize, bounce);
        (*buffer).state = IDLE;
        if (*buffer).orphan != 0 {
            free_buffer(buffer);
        }
    }
}

/// Gives the buffer up: frees it, or leaves it to the walk that still needs it. Slots that hold references are not
/// released here; a clearing visit does that before.
///
/// # Safety
/// `buffer` is NULL or owned by the caller, who does not use it afterwards.
pub unsafe fn release_buffer(buffer: *mut NpyBuffer) {
    if buffer.is_null() {
        return;
    }
    // SAFETY: promised by the caller.
    unsafe {
        if (*buffer).state == IDLE {
            free_buffer(buffer);
        } else {
            (*buffer).orphan = 1;
        }
    }
}

/// # Safety
/// As for [`release_buffer`], and no walk needs the buffer.
unsafe fn free_buffer(buffer: *mut NpyBuffer) {
    // SAFETY: promised by the caller; each kind of buffer is freed as it was made.
    unsafe {
        let layout = (*buffer).layout;
        if (*buffer).adopted == 0 {
            free(buffer.cast());
        } else {
            let Adopted { buffer: NpyBuffer { data, .. }, allocator, nbytes } = buffer.cast::<Adopted>().read();
            std::alloc::dealloc(buffer.cast(), std::alloc::Layout::new::<Adopted>());
            if let Some(free) = allocator.free {
                free(allocator.ctx, data.cast(), nbytes);
            }
        }
        release(layout);
    }
}
