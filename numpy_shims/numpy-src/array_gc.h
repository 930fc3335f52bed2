/* ndarray and the garbage collector: what it visits, when it is told of an array, and how an array ends.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_CORE_SRC_MULTIARRAY_ARRAY_GC_H_
#define NUMPY_CORE_SRC_MULTIARRAY_ARRAY_GC_H_

#include "numpy/arrayobject.h"

#include "npy_layout.h"

/* Type slots. An array that npy_array_alloc makes is one that the collector does not know. */
NPY_NO_EXPORT PyObject *npy_array_alloc(PyTypeObject *type, Py_ssize_t item_count);
NPY_NO_EXPORT void npy_array_free(void *self);
NPY_NO_EXPORT int npy_array_traverse(PyObject *self, visitproc visit, void *arg);
NPY_NO_EXPORT int npy_array_clear(PyObject *self);

/* Tells the collector of an array that is or will be complete, if it may be part of a cycle: it has a layout, or a base that may. */
NPY_NO_EXPORT void npy_array_track(PyArrayObject *array);

/* The array has just been made, with a layout. Python has told the collector of a subclass's. */
static inline void npy_array_track_new(PyArrayObject *array)
{
    if (PyArray_CheckExact(array)) {
        PyObject_GC_Track(array);
    }
    else {
        npy_array_track(array);
    }
}

/* The array has got its base. One with a layout is known already, and most bases refer to nothing. */
static inline void npy_array_track_for_base(PyArrayObject *array, PyObject *base)
{
    if (npy_layout_of(PyArray_DESCR(array)) != NULL) {
        return;
    }
    if (PyArray_CheckExact(base)) {
        PyArrayObject *owner = (PyArrayObject *)base;
        if (PyArray_BASE(owner) == NULL && !PyDataType_REFCHK(PyArray_DESCR(owner))) {
            return;
        }
    }
    else if (PyMemoryView_Check(base)) {
        /* It refers to what it is a view of, and that is most often bytes. Its owner is NULL for memory that is nobody's. */
        PyObject *viewed = PyMemoryView_GET_BASE(base);
        if (viewed == NULL || !PyType_IS_GC(Py_TYPE(viewed))) {
            return;
        }
    }
    npy_array_track(array);
}

/* Hides the array from the collector, while its members do not fit each other. */
static inline void npy_array_untrack(PyArrayObject *array)
{
    PyObject_GC_UnTrack(array);
}

/* Whether nothing ends with this array: a view of what others refer to, too. */
static inline int npy_array_ends_alone(PyArrayObject *array)
{
    PyObject *base = PyArray_BASE(array);
    return (PyArray_FLAGS(array) & (NPY_ARRAY_OWNDATA | NPY_ARRAY_WRITEBACKIFCOPY)) == 0 && base != NULL && Py_REFCNT(base) > 1;
}

/* The end of an array that the collector may know: `destroy` does the rest, perhaps later. */
NPY_NO_EXPORT void npy_array_end(PyArrayObject *array, void (*destroy)(PyArrayObject *array));

#endif
