/* ndarray and the garbage collector: what it visits, when it is told of an array, and how an array ends.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_CORE_SRC_MULTIARRAY_ARRAY_GC_H_
#define NUMPY_CORE_SRC_MULTIARRAY_ARRAY_GC_H_

#include "numpy/arrayobject.h"

/* Type slots. An array that npy_array_alloc makes is one that the collector does not know. */
NPY_NO_EXPORT PyObject *npy_array_alloc(PyTypeObject *type, Py_ssize_t item_count);
NPY_NO_EXPORT int npy_array_traverse(PyObject *self, visitproc visit, void *arg);
NPY_NO_EXPORT int npy_array_clear(PyObject *self);

/* Tells the collector of an array that is or will be complete, if it may be part of a cycle: it has a layout, or a base that may. */
NPY_NO_EXPORT void npy_array_track(PyArrayObject *array);

/* Hides the array from the collector, while its members do not fit each other. */
static inline void npy_array_untrack(PyArrayObject *array)
{
    PyObject_GC_UnTrack(array);
}

/* The end of an array that the collector may know: `destroy` does the rest, perhaps later. */
NPY_NO_EXPORT void npy_array_end(PyArrayObject *array, void (*destroy)(PyArrayObject *array));

#endif
