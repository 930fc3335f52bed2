/* What the rooms of this module share: the array's struct, what we keep behind it, and each room's functions. */
#ifndef NUMPY_HPY_NDARRAY_H
#define NUMPY_HPY_NDARRAY_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* One binary for every NumPy from 2.0 on. */
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL numpy_hpy_ndarray_numpy_api
#ifndef IMPORTS_NUMPY
#define NO_IMPORT_ARRAY
#endif
#include <numpy/arrayobject.h>

#include "numpy_hpy/layout.h"

/* NumPy's struct. Its members have had these places since NumPy 2.0; later versions may append. */
typedef PyArrayObject_fields ArrayFields;

static inline ArrayFields *fields_of(PyObject *array)
{
    return (ArrayFields *)array;
}

/* What every array of our type has behind NumPy's struct; all zero until NumPy calls __array_finalize__. Nothing is kept of a
 * dtype 'O', which has one layout. */
typedef struct {
    /* The structured dtype that `layout` mirrors, or NULL. Owned, so that its address cannot become that of another dtype. The
     * array's own dtype can change without us; then it is another than this one, and nothing is known of the slots. */
    PyArray_Descr *descr;
    /* Where the slots of an item are, or NULL: there are none, or NumPy must see to them. Owned. */
    const NpyLayout *layout;
    /* The same for the plain ndarray that owns this array's memory, when its dtype is another. */
    PyArray_Descr *base_descr;
    const NpyLayout *base_layout;
    /* The next array whose deallocation is put off. */
    PyObject *next_dead;
} ArrayState;

/* The struct's size depends on the NumPy that runs: measured when the module is loaded. */
extern Py_ssize_t array_state_offset;

static inline ArrayState *state_of(PyObject *array)
{
    return (ArrayState *)((char *)array + array_state_offset);
}

/* Lives as long as the process. */
extern const NpyLayout *object_layout;

/* The layout of items of `descr`, the dtype of the array or of its base; NULL when it is not known. Borrowed. */
static inline const NpyLayout *known_layout(const ArrayState *state, const PyArray_Descr *descr)
{
    if (descr->type_num == NPY_OBJECT) {
        return object_layout;
    }
    if (descr == state->descr) {
        return state->layout;
    }
    return descr == state->base_descr ? state->base_layout : NULL;
}

/* Whether the array's memory is a block that it gives back to a handler. Its items then fill the block from its start, in
 * whatever order; NumPy calls with half-made arrays have no data yet. A WRITEBACKIFCOPY array is NumPy's business. */
static inline int owns_block(const ArrayFields *array)
{
    return array->data != NULL && array->mem_handler != NULL &&
           (array->flags & (NPY_ARRAY_OWNDATA | NPY_ARRAY_WRITEBACKIFCOPY)) == NPY_ARRAY_OWNDATA;
}

static inline Py_ssize_t item_count(const ArrayFields *array)
{
    Py_ssize_t count = 1;
    for (int i = 0; i < array->nd; ++i) {
        count *= array->dimensions[i];
    }
    return count;
}

/* Whether the block is one row of aligned pointers. */
static inline int is_pointer_row(const ArrayFields *array, const NpyLayout *layout)
{
    return (layout->flags & NPY_LAYOUT_CONTIGUOUS) != 0 && (uintptr_t)array->data % sizeof(PyObject *) == 0;
}

/* Whether `base` is a plain ndarray that nothing but its one view refers to: then its memory is the view's, which visits,
 * clears and frees it in the base's place. Most results of NumPy are such views. */
static inline int is_sole_plain_base(PyObject *base)
{
    return base != NULL && Py_IS_TYPE(base, &PyArray_Type) && Py_REFCNT(base) == 1;
}

/* type.c */
extern PyTypeObject *ndarray_type;
int make_ndarray_type(PyObject *module);

static inline int is_ours(PyObject *object)
{
    return PyObject_TypeCheck(object, ndarray_type);
}

/* state.c: layouts are found here, when an array or its dtype is set, and nowhere else. */
int find_mirror(void);
/* Whether items of `descr` have slots that can be found. -1 with MemoryError set. */
int has_slots(PyArray_Descr *descr);
/* Brings state and tracking up to date. `like` may share its layout; NULL is allowed. -1 with MemoryError set. */
int refresh(PyObject *array, PyObject *like);
void forget_layouts(ArrayState *state);

/* collect.c */
int ndarray_traverse(PyObject *self, visitproc visit, void *arg);
int ndarray_clear(PyObject *self);

/* dealloc.c */
void ndarray_dealloc(PyObject *self);

/* ownership.c */
/* An array of `type` in place of `array` (a new reference to each): with its memory if nobody else can reach it, else a
 * view. */
PyObject *with_type(PyObject *array, PyTypeObject *type);
/* Puts everything that __setstate__ sets of `source` in the place of `target`'s, and the other way round. */
void swap_contents(PyObject *target, PyObject *source);

#endif
