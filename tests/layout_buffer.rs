//! Traversal and deallocation, with fake reference-counted objects that own arrays.

use numpy_hpy::layout::*;
use std::cell::{Cell, RefCell};
use std::ffi::{c_int, c_void};
use std::rc::Rc;

thread_local! {
    /// Objects that exist on this thread.
    static LIVE: Cell<isize> = const { Cell::new(0) };
    /// How deep deallocations are nested, and the deepest so far.
    static NESTED: Cell<usize> = const { Cell::new(0) };
    static DEEPEST: Cell<usize> = const { Cell::new(0) };
}

/// What runs when an object dies, like a `__del__`.
type Finalizer = Box<dyn FnOnce()>;

struct Object {
    refcount: Cell<isize>,
    array: NpyArrayCore,
    finalizer: Cell<Option<Finalizer>>,
    bias: isize,
}

impl Object {
    /// A new object with one reference that owns an array.
    fn with_array(layout: &Layout, shape: &[isize], bias: isize) -> *mut Object {
        LIVE.set(LIVE.get() + 1);
        let array = NpyArrayCore::zeroed(layout, shape, false).unwrap();
        Box::into_raw(Box::new(Object { refcount: Cell::new(1), array, finalizer: Cell::new(None), bias }))
    }

    /// A new object with one reference.
    fn new(bias: isize) -> *mut Object {
        LIVE.set(LIVE.get() + 1);
        let array = NpyArrayCore::EMPTY;
        Box::into_raw(Box::new(Object { refcount: Cell::new(1), array, finalizer: Cell::new(None), bias }))
    }
}

fn incref(object: *mut Object) -> *mut Object {
    // SAFETY: the tests pass live objects.
    let count = unsafe { &(*object).refcount };
    count.set(count.get() + 1);
    object
}

/// Gives a reference back, and deallocates as HPy on CPython does: a clearing traverse, then destroy.
fn decref(object: *mut Object) {
    // SAFETY: the tests pass live objects of which they own a reference.
    unsafe {
        let count = (*object).refcount.get() - 1;
        (*object).refcount.set(count);
        assert!(count >= 0, "a reference was given back twice");
        if count > 0 {
            return;
        }
        NESTED.set(NESTED.get() + 1);
        DEEPEST.set(DEEPEST.get().max(NESTED.get()));
        if let Some(finalizer) = (*object).finalizer.take() {
            finalizer();
        }
        tp_clear(object);
        NpyArray_Destroy(&mut (*object).array);
        drop(Box::from_raw(object));
        LIVE.set(LIVE.get() - 1);
        NESTED.set(NESTED.get() - 1);
    }
}

/// HPy's visitor of deallocation: nulls the field, then gives the reference back.
unsafe extern "C" fn decref_field(field: *mut c_void, _arg: *mut c_void) -> c_int {
    // SAFETY: a visitor gets the address of a field.
    unsafe {
        let field = field.cast::<isize>();
        let value = std::mem::replace(&mut *field, 0);
        // Objects are aligned: what is in the low bit is the bias.
        decref(std::ptr::with_exposed_provenance_mut((value & !1) as usize));
    }
    0
}

fn as_value(object: *mut Object) -> usize {
    object.expose_provenance()
}

fn object_layout() -> Layout {
    Layout::object().unwrap()
}

/// (i1, O), packed: every slot but those at multiples of 8 items is unaligned.
fn unaligned_layout() -> Layout {
    let i1 = Layout::scalar(Scalar { kind: b'i', byteorder: b'|', itemsize: 1, alignment: 1 }).unwrap();
    Layout::structure(&[FieldSpec::new("n", 0, &i1), FieldSpec::new("o", 1, &object_layout())], 9, 1).unwrap()
}

fn slots_of(object: *mut Object) -> Vec<*mut usize> {
    let mut slots = Vec::new();
    // SAFETY: the object is alive and has an array.
    unsafe {
        let array = &(*object).array;
        let layout = array.layout().unwrap();
        for_each_slot(layout.as_abi(), array.data(), array.size(), layout.itemsize(), |slot| slots.push(slot.cast()));
    }
    slots
}

/// Puts `value` (its reference is stolen) into the slot.
fn store(object: *mut Object, slot: usize, value: *mut Object) {
    // SAFETY: the object is alive.
    unsafe { slots_of(object)[slot].write_unaligned(as_value(value)) }
}

fn load(object: *mut Object, slot: usize) -> usize {
    // SAFETY: the object is alive.
    unsafe { slots_of(object)[slot].read_unaligned() }
}

fn finalize_with(object: *mut Object, finalizer: impl FnOnce() + 'static) {
    // SAFETY: the object is alive.
    unsafe { (*object).finalizer.set(Some(Box::new(finalizer))) }
}

/// The clearing visit of the collector (`tp_clear`): the owner lives on.
fn tp_clear(object: *mut Object) {
    // SAFETY: the object is alive.
    unsafe {
        NpyArray_Visit(&(*object).array, decref_field, std::ptr::null_mut(), (*object).bias, NPY_VISIT_CLEAR);
    }
}

/// Runs the test for both biases and for aligned and unaligned slots, and checks that nothing is left over.
fn everywhere(test: impl Fn(&Layout, isize)) {
    for bias in [0, 1] {
        for layout in [object_layout(), unaligned_layout()] {
            let before = LIVE.get();
            test(&layout, bias);
            assert_eq!(LIVE.get(), before, "objects are left over");
        }
    }
}

struct Seen {
    fields: Vec<isize>,
    stop_after: usize,
    /// Added to every field, as a collector that moves objects would.
    move_by: isize,
}

unsafe extern "C" fn look(field: *mut c_void, arg: *mut c_void) -> c_int {
    // SAFETY: the tests pass a `Seen`.
    unsafe {
        let (field, seen) = (&mut *field.cast::<isize>(), &mut *arg.cast::<Seen>());
        seen.fields.push(*field);
        *field += seen.move_by;
        if seen.fields.len() == seen.stop_after {
            42
        } else {
            0
        }
    }
}

fn look_at(object: *mut Object, bias: isize, stop_after: usize, move_by: isize) -> (c_int, Vec<isize>) {
    let mut seen = Seen { fields: Vec::new(), stop_after, move_by };
    // SAFETY: the object is alive.
    let result = unsafe { NpyArray_Visit(&(*object).array, look, (&raw mut seen).cast(), bias, NPY_VISIT_LOOK) };
    (result, seen.fields)
}

#[test]
fn looking_sees_each_reference_once_with_its_bias() {
    everywhere(|layout, bias| {
        let owner = Object::with_array(layout, &[2, 3], bias);
        let values: Vec<*mut Object> = (0..5).map(|_| Object::new(bias)).collect();
        for (i, &value) in values.iter().enumerate() {
            store(owner, i, value);
        }
        // Slot 5 is NULL: it is not visited.
        let expected: Vec<isize> = values.iter().map(|&value| as_value(value) as isize + bias).collect();
        for _ in 0..3 {
            assert_eq!(look_at(owner, bias, 0, 0), (0, expected.clone()));
        }
        assert_eq!(look_at(owner, bias, 2, 0), (42, expected[..2].to_vec()));
        decref(owner);
    });
}

#[test]
fn a_visitor_may_move_what_it_looks_at() {
    everywhere(|layout, bias| {
        let owner = Object::with_array(layout, &[4], bias);
        let value = Object::new(bias);
        store(owner, 2, value);
        assert_eq!(look_at(owner, bias, 0, 64).1, [as_value(value) as isize + bias]);
        assert_eq!(load(owner, 2), as_value(value) + 64);
        assert_eq!(look_at(owner, bias, 1, -64).0, 42);
        assert_eq!(load(owner, 2), as_value(value));
        // One that takes the reference away leaves NULL, not NULL less the bias.
        let field = as_value(value) as isize + bias;
        assert_eq!(look_at(owner, bias, 0, -field).1, [field]);
        assert_eq!(load(owner, 2), 0);
        decref(value);
        decref(owner);
    });
}

unsafe extern "C" fn move_all(field: *mut c_void, _arg: *mut c_void) -> c_int {
    // SAFETY: a visitor gets the address of a field.
    unsafe { *field.cast::<isize>() += 64 };
    7
}

#[test]
fn a_clearing_visitor_may_keep_or_move_the_reference() {
    everywhere(|layout, bias| {
        let owner = Object::with_array(layout, &[3], bias);
        let value = Object::new(bias);
        for i in 0..3 {
            store(owner, i, incref(value));
        }
        // A clearing walk is not ended by what its visitor returns.
        // SAFETY: the owner is alive.
        let result = unsafe { NpyArray_Visit(&(*owner).array, move_all, std::ptr::null_mut(), bias, NPY_VISIT_CLEAR) };
        assert_eq!(result, 0);
        for i in 0..3 {
            assert_eq!(load(owner, i), as_value(value) + 64);
            store(owner, i, value);
        }
        decref(owner);
        decref(value);
    });
}

#[test]
fn deallocation_gives_every_reference_back() {
    everywhere(|layout, bias| {
        let owner = Object::with_array(layout, &[5, 7], bias);
        let shared = Object::new(bias);
        for i in 0..35 {
            store(owner, i, if i % 3 == 0 { Object::new(bias) } else { incref(shared) });
        }
        decref(owner);
        // SAFETY: the test holds a reference.
        assert_eq!(unsafe { (*shared).refcount.get() }, 1);
        decref(shared);
    });
}

fn with_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 << 10).spawn(work).unwrap().join().unwrap();
}

/// An array in an array in an array.
fn nested(depth: usize, layout: &Layout, bias: isize) -> *mut Object {
    let mut inner = Object::new(bias);
    for i in 0..depth {
        let outer = Object::with_array(layout, &[if i % 1000 == 0 { 3 } else { 1 }], bias);
        store(outer, 0, inner);
        inner = outer;
    }
    inner
}

#[test]
fn a_million_levels_need_no_stack() {
    let depth = if cfg!(miri) { 20 } else { 1_000_000 };
    with_small_stack(move || {
        for bias in [0, 1] {
            let outermost = nested(depth, &object_layout(), bias);
            DEEPEST.set(0);
            decref(outermost);
            assert_eq!(LIVE.get(), 0);
            // The object that is freed, one in its slot, and one in a queued buffer.
            assert!(DEEPEST.get() <= 3, "{} deallocations were nested", DEEPEST.get());
        }
        // The collector clears the outermost, which lives on.
        let outermost = nested(depth, &unaligned_layout(), 1);
        tp_clear(outermost);
        assert_eq!(LIVE.get(), 1);
        assert_eq!(load(outermost, 0), 0);
        decref(outermost);
        assert_eq!(LIVE.get(), 0);
    });
}

#[test]
fn wide_and_deep_trees_are_freed() {
    everywhere(|layout, bias| {
        let mut level: Vec<*mut Object> =
            (0..1 << if cfg!(miri) { 3 } else { 10 }).map(|_| Object::new(bias)).collect();
        while level.len() > 1 {
            level = level
                .chunks(2)
                .map(|pair| {
                    let owner = Object::with_array(layout, &[2], bias);
                    store(owner, 0, pair[0]);
                    store(owner, 1, pair[1]);
                    owner
                })
                .collect();
        }
        decref(level[0]);
    });
}

#[test]
fn a_slot_that_is_stored_into_meanwhile_keeps_the_new_reference() {
    everywhere(|layout, bias| {
        let owner = Object::with_array(layout, &[3], bias);
        let dying = Object::new(bias);
        let new = Object::new(bias);
        finalize_with(dying, move || {
            assert_eq!(load(owner, 1), 0, "a dying reference can be seen");
            store(owner, 1, new);
        });
        store(owner, 1, dying);
        tp_clear(owner);
        assert_eq!(load(owner, 1), as_value(new));
        assert_eq!(look_at(owner, bias, 0, 0).1.len(), 1);
        decref(owner);
    });
}

unsafe extern "C" fn store_and_keep(_field: *mut c_void, arg: *mut c_void) -> c_int {
    // SAFETY: the test passes a slot and its new value.
    unsafe {
        let &(slot, value) = &*arg.cast::<(*mut usize, usize)>();
        slot.write_unaligned(value);
    }
    0
}

#[test]
fn a_reference_that_the_visitor_keeps_does_not_overwrite_a_new_one() {
    everywhere(|layout, bias| {
        let owner = Object::with_array(layout, &[2], bias);
        let (old, new) = (Object::new(bias), Object::new(bias));
        store(owner, 1, old);
        let mut arg = (slots_of(owner)[1], as_value(new));
        // SAFETY: the owner is alive.
        unsafe {
            NpyArray_Visit(&(*owner).array, store_and_keep, (&raw mut arg).cast(), bias, NPY_VISIT_CLEAR);
        }
        assert_eq!(load(owner, 1), as_value(new));
        decref(owner);
        decref(old);
    });
}

#[test]
fn what_a_slot_held_is_freed_before_the_next_slot_is_visited() {
    everywhere(|layout, bias| {
        let log = Rc::new(RefCell::new(Vec::new()));
        let owner = Object::with_array(layout, &[3], bias);
        for i in 0..3 {
            let (inner, item) = (Object::with_array(layout, &[1], bias), Object::new(bias));
            let log = log.clone();
            finalize_with(item, move || log.borrow_mut().push(i));
            store(inner, 0, item);
            store(owner, i, inner);
        }
        let last = Object::with_array(layout, &[4], bias);
        store(last, 0, owner);
        for i in 3..6 {
            let item = Object::new(bias);
            let log = log.clone();
            finalize_with(item, move || log.borrow_mut().push(i));
            store(last, i - 2, item);
        }
        decref(last);
        assert_eq!(log.borrow()[3..], [3, 4, 5], "the queue was left for later");
    });
}

#[test]
fn slots_before_and_after_the_visited_one_may_change() {
    everywhere(|layout, bias| {
        let owner = Object::with_array(layout, &[3], bias);
        for i in 0..3 {
            store(owner, i, Object::new(bias));
        }
        let middle = Object::new(bias);
        decref(std::ptr::with_exposed_provenance_mut(load(owner, 1)));
        store(owner, 1, middle);
        finalize_with(middle, move || {
            // The first slot is over: what it gets stays. The last one loses its reference to us.
            store(owner, 0, Object::new(bias));
            let last = load(owner, 2);
            store(owner, 2, std::ptr::null_mut());
            decref(std::ptr::with_exposed_provenance_mut(last));
        });
        tp_clear(owner);
        assert_ne!(load(owner, 0), 0);
        assert_eq!((load(owner, 1), load(owner, 2)), (0, 0));
        decref(owner);
    });
}

#[test]
fn the_owner_may_die_in_its_own_walk() {
    everywhere(|layout, bias| {
        let owner = Object::with_array(layout, &[4], bias);
        for i in 0..4 {
            let item = Object::new(bias);
            if i == 1 {
                // The test's reference is the last one: the owner is deallocated in the middle of its `tp_clear`.
                finalize_with(item, move || decref(owner));
            }
            store(owner, i, item);
        }
        tp_clear(owner);
    });
}

#[test]
fn an_array_that_holds_itself_is_cleared_once() {
    everywhere(|layout, bias| {
        let owner = Object::with_array(layout, &[3], bias);
        store(owner, 0, Object::new(bias));
        store(owner, 1, incref(owner));
        store(owner, 2, Object::new(bias));
        // The collector holds no reference: the slot's is the last one.
        decref(owner);
        tp_clear(owner);
    });
}

#[test]
fn a_cycle_of_arrays_is_cleared_once() {
    everywhere(|layout, bias| {
        let ring: Vec<*mut Object> = (0..5).map(|_| Object::with_array(layout, &[2], bias)).collect();
        for i in 0..5 {
            store(ring[i], 0, incref(ring[(i + 1) % 5]));
            store(ring[i], 1, Object::new(bias));
        }
        for &member in &ring {
            decref(member);
        }
        tp_clear(ring[2]);
    });
}

#[test]
fn a_walk_may_clear_another_array_that_lives_on() {
    everywhere(|layout, bias| {
        let owner = Object::with_array(layout, &[2], bias);
        let other = Object::with_array(layout, &[3], bias);
        for i in 0..3 {
            store(other, i, Object::new(bias));
        }
        let item = Object::new(bias);
        let sizes = Rc::new(RefCell::new(Vec::new()));
        let inside = sizes.clone();
        finalize_with(item, move || {
            tp_clear(other);
            // Queued: it may be looked at and asked again meanwhile.
            inside.borrow_mut().push(look_at(other, bias, 0, 0).1.len());
            tp_clear(other);
        });
        store(owner, 0, item);
        store(owner, 1, Object::new(bias));
        decref(owner);
        assert_eq!(*sizes.borrow(), [3]);
        assert!(look_at(other, bias, 0, 0).1.is_empty(), "the queue was not emptied");
        tp_clear(other);
        decref(other);
    });
}

/// A buffer whose memory's fate is recorded: how often it was freed, and with which size.
fn recorded(layout: &Layout, count: isize, freed: &RefCell<Vec<usize>>) -> *mut NpyBuffer {
    unsafe extern "C" fn free(ctx: *mut c_void, ptr: *mut c_void, size: usize) {
        // SAFETY: the tests pass the list, and memory that is a boxed slice.
        unsafe {
            (*ctx.cast::<RefCell<Vec<usize>>>()).borrow_mut().push(size);
            drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(ptr.cast::<u8>(), size)));
        }
    }
    let nbytes = (layout.itemsize() * count) as usize;
    let data = Box::into_raw(vec![0u8; nbytes].into_boxed_slice()).cast::<u8>();
    let allocator = NpyAllocator { free: Some(free), ctx: std::ptr::from_ref(freed).cast_mut().cast() };
    // SAFETY: the memory is new; the allocator frees it.
    unsafe { NpyBuffer::adopt(layout, count, data, nbytes, allocator) }.unwrap()
}

#[test]
fn memory_goes_back_to_its_allocator_once() {
    everywhere(|layout, bias| {
        let freed = RefCell::new(Vec::new());
        let buffer = recorded(layout, 4, &freed);
        // SAFETY: the buffer lives until its release, in the middle of its own walk.
        unsafe {
            let item = Object::new(bias);
            finalize_with(item, move || NpyBuffer_Release(buffer));
            let slot = (*buffer).data.add(layout.slots().unwrap()[0] as usize).cast::<usize>();
            slot.write_unaligned(as_value(item));
            assert!(freed.borrow().is_empty());
            NpyBuffer_Visit(buffer, decref_field, std::ptr::null_mut(), bias, NPY_VISIT_CLEAR);
        }
        assert_eq!(*freed.borrow(), [layout.itemsize() as usize * 4]);
        // And without a walk.
        // SAFETY: the buffer is not used afterwards.
        unsafe { NpyBuffer_Release(recorded(layout, 2, &freed)) };
        assert_eq!(freed.borrow().len(), 2);
    });
}

#[test]
fn a_queued_buffer_outlives_its_owner_and_keeps_its_layout() {
    everywhere(|layout, bias| {
        let freed = Rc::new(RefCell::new(Vec::new()));
        let layout = Layout::subarray(layout, &[2]).unwrap();
        let inner = recorded(&layout, 1, &freed);
        let owner = Object::with_array(&layout, &[1], bias);
        let (item, value) = (Object::new(bias), Object::new(bias));
        let in_time = freed.clone();
        // SAFETY: the buffer is used until its release in the finalizer.
        unsafe {
            let slot = (*inner).data.add(layout.slots().unwrap()[1] as usize).cast::<usize>();
            slot.write_unaligned(as_value(value));
            finalize_with(item, move || {
                NpyBuffer_Visit(inner, decref_field, std::ptr::null_mut(), bias, NPY_VISIT_CLEAR);
                NpyBuffer_Release(inner);
                assert!(in_time.borrow().is_empty(), "a queued buffer was freed");
            });
        }
        drop(layout);
        store(owner, 0, item);
        decref(owner);
        assert_eq!(freed.borrow().len(), 1);
    });
}

#[test]
fn arrays_without_slots_are_not_walked() {
    let i8 = Layout::scalar(Scalar { kind: b'i', byteorder: b'<', itemsize: 8, alignment: 8 }).unwrap();
    let mut core = NpyArrayCore::zeroed(&i8, &[3], false).unwrap();
    let mut seen = Seen { fields: Vec::new(), stop_after: 0, move_by: 0 };
    // SAFETY: the core holds three numbers.
    unsafe {
        core.data().cast::<isize>().write(5);
        for mode in [NPY_VISIT_LOOK, NPY_VISIT_CLEAR] {
            assert_eq!(NpyArray_Visit(&core, look, (&raw mut seen).cast(), 0, mode), 0);
        }
        assert!(seen.fields.is_empty());
        NpyArray_Destroy(&mut core);
        // The empty state may be visited and destroyed again.
        assert_eq!(NpyArray_Visit(&core, look, (&raw mut seen).cast(), 0, NPY_VISIT_CLEAR), 0);
        NpyArray_Destroy(&mut core);
        assert_eq!(NpyBuffer_Visit(std::ptr::null_mut(), look, std::ptr::null_mut(), 0, NPY_VISIT_LOOK), 0);
        NpyBuffer_Release(std::ptr::null_mut());
    }
    assert!(core.data().is_null() && core.shape().is_empty() && core.flags() == 0);
}

#[test]
fn a_view_owns_no_slots() {
    everywhere(|layout, bias| {
        let owner = Object::with_array(layout, &[3], bias);
        store(owner, 0, Object::new(bias));
        // SAFETY: the owner outlives the view.
        unsafe {
            let place = (*owner).array.index(&[]).unwrap();
            let mut view = NpyArrayCore::view(layout, &place, false).unwrap();
            assert_eq!(view.flags() & (NPY_CORE_OWNDATA | NPY_CORE_WRITEABLE), 0);
            let mut seen = Seen { fields: Vec::new(), stop_after: 0, move_by: 0 };
            NpyArray_Visit(&view, look, (&raw mut seen).cast(), bias, NPY_VISIT_LOOK);
            assert!(seen.fields.is_empty());
            NpyArray_Destroy(&mut view);
        }
        assert_ne!(load(owner, 0), 0);
        decref(owner);
    });
}

#[test]
fn threads_have_walks_of_their_own() {
    let threads: Vec<_> = (0..4)
        .map(|i| {
            std::thread::spawn(move || {
                decref(nested(if cfg!(miri) { 5 } else { 20_000 }, &unaligned_layout(), i % 2));
                assert_eq!(LIVE.get(), 0);
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// What a visitor of an owner that was cleared before does, and what it saw in the slot meanwhile.
struct Again {
    slot: *const usize,
    takes: bool,
    stores: usize,
    seen: Vec<(usize, usize)>,
    result: c_int,
}

unsafe extern "C" fn visit_again(field: *mut c_void, arg: *mut c_void) -> c_int {
    // SAFETY: both are what the test passed.
    unsafe {
        let (field, again) = (field.cast::<usize>(), &mut *arg.cast::<Again>());
        again.seen.push((*field, *again.slot));
        if again.takes {
            *field = 0;
        }
        if again.stores != 0 {
            again.slot.cast_mut().write(again.stores);
        }
        again.result
    }
}

#[test]
fn an_owner_that_was_cleared_before_may_be_looked_at_or_cleared() {
    let object = Layout::object().unwrap();
    // (the visitor takes, the visitor stores, what the slot holds afterwards)
    for (takes, stores, left) in [(false, 0, 40), (true, 0, 0), (true, 80, 80), (false, 80, 80)] {
        let mut core = NpyArrayCore::zeroed(&object, &[1], false).unwrap();
        let slot = core.data().cast::<usize>();
        let mut again = Again { slot, takes, stores, seen: Vec::new(), result: 7 };
        // SAFETY: the core has one slot, which holds numbers that nothing takes for references.
        unsafe {
            slot.write(40);
            let result = NpyArray_Visit(&core, visit_again, (&raw mut again).cast(), 1, NPY_VISIT_AGAIN);
            assert_eq!((result, slot.read()), (7, left));
            assert_eq!(again.seen, [(41, 0)], "the slot is NULL while it is visited");
            NpyArray_Destroy(&mut core);
        }
    }
}
