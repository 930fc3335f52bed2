/* The end of an array. Clearing its slots may free the objects behind them, which may be arrays, and so on: as deep as
 * arrays are nested. So only a few deallocations go on inside each other; one that is deeper waits until the innermost of
 * these has done its own. (CPython's trashcan lets thousands of them nest in 3.13, more than a thread's stack holds.) */
#include "ndarray.h"

#include "numpy_hpy/layout_walk.h"

/* NumPy's domain of tracemalloc. */
#define NUMPY_TRACE_DOMAIN 389047

enum { MOST_NESTED = 8 };

/* So many slots of an item are visited together: memory is read in its order, which the loop macro cannot do. */
enum { MANY_SLOTS = 8 };

/* How many deallocations go on inside each other since the Python code of `frame` let the outermost go. */
typedef struct {
    int nested;
    const void *frame;
} Active;

/* Where a thread stands. Other code than `frame` runs inside a deallocation only in finalizers, whose own deallocations start
 * anew. It may be that of another greenlet, while the deallocations of the first one wait for theirs to go on. */
typedef struct {
    Active active;
    PyObject *waiting;
} Deallocations;

static _Thread_local Deallocations deallocations;

/* Nobody can reach the memory any more, so the slots need not be emptied. */
static void release_pointers(PyObject **pointer, Py_ssize_t count)
{
    for (PyObject **end = pointer + count; pointer != end; ++pointer) {
        Py_XDECREF(*pointer);
    }
}

static Py_NO_INLINE void release_slots(const NpyLayout *layout, char *data, Py_ssize_t count)
{
    const int32_t *offsets = layout->slot_offsets;
    if (offsets != NULL && layout->slot_count >= MANY_SLOTS) {
        for (const char *item = data; count > 0; --count, item += layout->itemsize) {
            for (ptrdiff_t i = 0; i < layout->slot_count; ++i) {
                PyObject *value = NpySlot_Load(item + offsets[i]);
                Py_XDECREF(value);
            }
        }
        return;
    }
    NPY_FOREACH_SLOT(layout, data, count, layout->itemsize, slot) {
        PyObject *value = NpySlot_Load(slot);
        Py_XDECREF(value);
    }
}

/* What NumPy's capsule holds, or NULL. NumPy's default handler is that of nearly all arrays. */
static const PyDataMem_Handler *handler_in(PyObject *capsule)
{
    static const PyDataMem_Handler *default_handler;
    if (capsule == PyDataMem_DefaultHandler && default_handler != NULL) {
        return default_handler;
    }
    if (!PyCapsule_IsValid(capsule, "mem_handler")) {
        return NULL;
    }
    const PyDataMem_Handler *handler = PyCapsule_GetPointer(capsule, "mem_handler");
    if (capsule == PyDataMem_DefaultHandler) {
        default_handler = handler;
    }
    return handler;
}

/* Releases the block's references and gives it back as NumPy does. NumPy finds no memory then. When it cannot be done, all
 * is left to NumPy. */
static void release_block(ArrayFields *owner, const NpyLayout *layout)
{
    const PyDataMem_Handler *handler = handler_in(owner->mem_handler);
    if (handler == NULL) {
        return;
    }
    char *data = owner->data;
    Py_ssize_t count = item_count(owner);
    if (is_pointer_row(owner, layout)) {
        release_pointers((PyObject **)data, count * layout->slot_count);
    }
    else {
        release_slots(layout, data, count);
    }
    owner->data = NULL;
    owner->flags &= ~NPY_ARRAY_OWNDATA;
    /* NumPy asks for one byte when there are no items. */
    Py_ssize_t size = count * layout->itemsize;
    PyTraceMalloc_Untrack(NUMPY_TRACE_DOMAIN, (uintptr_t)data);
    handler->allocator.free(handler->allocator.ctx, data, size == 0 ? 1 : (size_t)size);
}

/* The array whose block goes with `self`, or NULL: itself, or the plain ndarray that it is the only view of. A weak reference
 * could still give that ndarray to code that runs while its slots are released. */
static ArrayFields *owner_of_block(PyObject *self)
{
    PyObject *array = self;
    while (!owns_block(fields_of(array))) {
        /* NumPy is yet to write into the base. */
        if (fields_of(array)->flags & NPY_ARRAY_WRITEBACKIFCOPY) {
            return NULL;
        }
        array = fields_of(array)->base;
        if (!is_sole_plain_base(array) || fields_of(array)->weakreflist != NULL) {
            return NULL;
        }
    }
    return fields_of(array);
}

static void destroy(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    ArrayState *state = state_of(self);

    if (fields_of(self)->weakreflist != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    ArrayFields *owner = owner_of_block(self);
    const NpyLayout *layout = owner == NULL ? NULL : known_layout(state, owner->descr);
    if (layout != NULL) {
        release_block(owner, layout);
    }
    if (state->descr != NULL || state->base_descr != NULL) {
        forget_layouts(state);
    }
    PyArray_Type.tp_dealloc(self);
    Py_DECREF(type);
}

static inline const void *current_frame(void)
{
#if PY_VERSION_HEX < 0x030D0000
    return _PyThreadState_UncheckedGet()->cframe->current_frame;
#else
    return PyThreadState_GetUnchecked()->current_frame;
#endif
}

void ndarray_dealloc(PyObject *self)
{
    Deallocations *thread = &deallocations;
#ifdef __GNUC__
    /* The address costs a call, and the compiler would make it anew rather than keep it. */
    __asm__("" : "+r"(thread));
#endif
    Active before = thread->active;
    const PyObject *waited_before = thread->waiting;
    const void *frame = current_frame();
    const int nested = before.frame == frame ? before.nested : 0;

    PyObject_GC_UnTrack(self);
    if (nested == MOST_NESTED) {
        state_of(self)->next_dead = thread->waiting;
        thread->waiting = self;
        return;
    }
    for (;;) {
        thread->active.nested = nested + 1;
        thread->active.frame = frame;
        destroy(self);
        if (thread->active.frame != frame) {
            /* Another greenlet's have not ended yet, or ours have ended inside another's. */
            before.nested = 0;
        }
        /* What a deallocation further out has put off, it does itself, where there is more room on the stack. */
        if (thread->waiting == waited_before || thread->waiting == NULL) {
            break;
        }
        self = thread->waiting;
        thread->waiting = state_of(self)->next_dead;
    }
    thread->active = before;
}
