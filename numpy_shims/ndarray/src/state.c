/* What is known of an array's slots, and whether the collector is told of the array. */
#include "ndarray.h"

static const NpyLayout *(*mirror)(PyObject *descr);
const NpyLayout *object_layout;

/* The mirror of dtypes is the PyO3 module's. */
int find_mirror(void)
{
    PyObject *native = PyImport_ImportModule("numpy_hpy._native");
    PyObject *capsule = native == NULL ? NULL : PyObject_GetAttrString(native, "_LAYOUT_OF");
    void *function = capsule == NULL ? NULL : PyCapsule_GetPointer(capsule, "numpy_hpy._native._LAYOUT_OF");
    Py_XDECREF(capsule);
    Py_XDECREF(native);
    memcpy(&mirror, &function, sizeof(function));
    if (function == NULL) {
        return -1;
    }
    object_layout = NpyLayout_Object(NULL);
    if (object_layout == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

/* Sets *layout to the layout of `descr` (owned), or to NULL when there are no slots, or none that can be walked. -1 with
 * MemoryError set. */
static int find_layout(PyArray_Descr *descr, PyObject *like, const NpyLayout **layout)
{
    *layout = NULL;
    if (like != NULL && is_ours(like) && state_of(like)->descr == descr) {
        *layout = state_of(like)->layout;
        NpyLayout_IncRef(*layout);
        return 0;
    }
    const NpyLayout *found = mirror((PyObject *)descr);
    if (found == NULL) {
        /* A dtype that has no layout is NumPy's to clear, as all were before. */
        if (PyErr_ExceptionMatches(PyExc_MemoryError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    if ((found->flags & (NPY_LAYOUT_HAS_SLOTS | NPY_LAYOUT_OPAQUE)) != NPY_LAYOUT_HAS_SLOTS) {
        NpyLayout_DecRef(found);
        return 0;
    }
    *layout = found;
    return 0;
}

int has_slots(PyArray_Descr *descr)
{
    if (descr->type_num == NPY_OBJECT || !PyDataType_REFCHK(descr)) {
        return descr->type_num == NPY_OBJECT;
    }
    const NpyLayout *layout;
    if (find_layout(descr, NULL, &layout) < 0) {
        return -1;
    }
    NpyLayout_DecRef(layout);
    return layout != NULL;
}

static void forget(PyArray_Descr **descr, const NpyLayout **layout)
{
    const NpyLayout *old_layout = *layout;
    PyArray_Descr *old_descr = *descr;
    *layout = NULL;
    *descr = NULL;
    NpyLayout_DecRef(old_layout);
    Py_XDECREF(old_descr);
}

/* Makes *descr and *layout those of `current`; of NULL, of a dtype without references and of 'O', nothing is remembered. */
static int remember(PyArray_Descr **descr, const NpyLayout **layout, PyArray_Descr *current, PyObject *like)
{
    if (current == NULL || !PyDataType_REFCHK(current) || current->type_num == NPY_OBJECT) {
        if (*descr != NULL) {
            forget(descr, layout);
        }
        return 0;
    }
    if (*descr == current) {
        return 0;
    }
    const NpyLayout *found;
    Py_INCREF(current); /* the mirror may run code, which may set the array's dtype */
    if (find_layout(current, like, &found) < 0) {
        Py_DECREF(current);
        return -1;
    }
    forget(descr, layout);
    *descr = current;
    *layout = found;
    return 0;
}

void forget_layouts(ArrayState *state)
{
    forget(&state->descr, &state->layout);
    if (state->base_descr != NULL) {
        forget(&state->base_descr, &state->base_layout);
    }
}

/* What the array's memory belongs to, seen through plain ndarrays. *owner becomes the last of these, or NULL. Borrowed. */
static PyObject *end_of_bases(PyObject *array, PyObject **owner)
{
    PyObject *base = fields_of(array)->base;
    *owner = NULL;
    while (base != NULL && Py_IS_TYPE(base, &PyArray_Type)) {
        *owner = base;
        base = fields_of(base)->base;
    }
    return base;
}

int refresh(PyObject *array, PyObject *like)
{
    ArrayFields *fields = fields_of(array);
    ArrayState *state = state_of(array);
    PyObject *owner = NULL;
    PyObject *end = fields->base == NULL ? NULL : end_of_bases(array, &owner);
    PyArray_Descr *base_descr = owner == NULL ? NULL : fields_of(owner)->descr;

    if (remember(&state->descr, &state->layout, fields->descr, like) < 0 ||
        remember(&state->base_descr, &state->base_layout, base_descr == fields->descr ? NULL : base_descr, NULL) < 0) {
        return -1;
    }
    /* A Python subclass has attributes: the collector sees its instances in any case. */
    if (Py_IS_TYPE(array, ndarray_type)) {
        int may_be_in_a_cycle = known_layout(state, fields->descr) != NULL ||
                                (owner != NULL && known_layout(state, base_descr) != NULL) ||
                                (end != NULL && PyObject_IS_GC(end) && PyObject_GC_IsTracked(end));
        if (!may_be_in_a_cycle) {
            PyObject_GC_UnTrack(array);
        }
        else if (!PyObject_GC_IsTracked(array)) {
            PyObject_GC_Track(array);
        }
    }
    return 0;
}
