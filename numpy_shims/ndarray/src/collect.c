/* What the collector calls: no Python API, no allocation, and the same answer each time until code has run. */
#include "ndarray.h"

#include "numpy_hpy/layout_walk.h"

static int visit_pointers(PyObject **pointer, Py_ssize_t count, visitproc visit, void *arg)
{
    for (PyObject **end = pointer + count; pointer != end; ++pointer) {
        Py_VISIT(*pointer);
    }
    return 0;
}

static int visit_slots(const NpyLayout *layout, char *data, Py_ssize_t count, visitproc visit, void *arg)
{
    NPY_FOREACH_SLOT(layout, data, count, layout->itemsize, slot) {
        PyObject *value = NpySlot_Load(slot);
        Py_VISIT(value);
    }
    return 0;
}

/* How many deallocations of containers are under way in a thread. From 3.13 on Python does not say. */
static inline int deallocations_of(const PyThreadState *thread)
{
#if PY_VERSION_HEX < 0x030C0000
    return thread->trash_delete_nesting;
#elif PY_VERSION_HEX < 0x030D0000
    return thread->trash.delete_nesting;
#else
    (void)thread;
    return 0;
#endif
}

/* Most of NumPy's stores release the old object before they overwrite the slot. When that is a deep structure, Python frees it
 * first and then goes on with what hung from it, where a finalizer may start this collection: a slot may refer to freed memory.
 * So while any deallocation is under way, arrays are taken to be in use, and their cycles wait for another collection. */
static int slots_may_dangle(void)
{
    for (PyThreadState *thread = PyInterpreterState_ThreadHead(PyInterpreterState_Main()); thread != NULL;
         thread = PyThreadState_Next(thread)) {
        if (deallocations_of(thread) > 0) {
            return 1;
        }
    }
    return 0;
}

/* Visits what the block of `owner` refers to, if it has one and its slots are known. */
static int visit_block(const ArrayFields *owner, const ArrayState *state, visitproc visit, void *arg)
{
    if (!owns_block(owner)) {
        return 0;
    }
    const NpyLayout *layout = known_layout(state, owner->descr);
    if (layout == NULL || slots_may_dangle()) {
        return 0;
    }
    Py_ssize_t count = item_count(owner);
    if (is_pointer_row(owner, layout)) {
        return visit_pointers((PyObject **)owner->data, count * layout->slot_count, visit, arg);
    }
    return visit_slots(layout, owner->data, count, visit, arg);
}

int ndarray_traverse(PyObject *self, visitproc visit, void *arg)
{
    const ArrayFields *fields = fields_of(self);
    const ArrayState *state = state_of(self);

    Py_VISIT(Py_TYPE(self));
    int result = visit_block(fields, state, visit, arg);
    if (result != 0) {
        return result;
    }
    for (PyObject *base = fields->base; base != NULL; base = fields_of(base)->base) {
        int is_owned = is_sole_plain_base(base); /* before a visitor takes references */
        Py_VISIT(base);
        if (!is_owned) {
            break;
        }
        result = visit_block(fields_of(base), state, visit, arg);
        if (result != 0) {
            return result;
        }
    }
    return 0;
}

/* Empties the block's slots. The array stays whole: NumPy reads an empty slot as None, and views may outlive this.
 * An object that goes may run any code; when that has given the array other memory, the rest is left to the next
 * collection. */
static void clear_block(ArrayFields *owner, const NpyLayout *layout)
{
    char *data = owner->data;
    PyArray_Descr *descr = owner->descr;
    Py_ssize_t count = item_count(owner);

    Py_INCREF(owner);
    Py_INCREF(descr);
    NpyLayout_IncRef(layout);
    NPY_FOREACH_SLOT(layout, data, count, layout->itemsize, slot) {
        PyObject *value = NpySlot_Load(slot);
        if (value == NULL) {
            continue;
        }
        NpySlot_Store(slot, NULL);
        Py_DECREF(value);
        if (!owns_block(owner) || owner->data != data || owner->descr != descr || item_count(owner) != count) {
            break;
        }
    }
    NpyLayout_DecRef(layout);
    Py_DECREF(descr);
    Py_DECREF(owner);
}

/* Nothing but slots is cleared: without its base an array would read freed memory, and every cycle through a base goes
 * through a slot, or through an object that can be cleared. */
int ndarray_clear(PyObject *self)
{
    ArrayState *state = state_of(self);
    PyObject *owner = self;

    while (!owns_block(fields_of(owner))) {
        owner = fields_of(owner)->base;
        if (!is_sole_plain_base(owner)) {
            return 0;
        }
    }
    const NpyLayout *layout = known_layout(state, fields_of(owner)->descr);
    if (layout != NULL) {
        clear_block(fields_of(owner), layout);
    }
    return 0;
}
