/* HPyArray and ndarray over the same memory, never a copy. */
#ifndef NUMPY_HPY_LEGACY_BRIDGE_H
#define NUMPY_HPY_LEGACY_BRIDGE_H

#include <Python.h>

#include "numpy_hpy/layout.h"

/* What the HPyArray module gives when it is loaded: `_over`, a function that raises when an HPyArray's dtype does not describe its
 * memory any more, and whether NumPy can share object slots. */
void npy_hpy_bridge_set(PyObject *over, PyObject *check_dtype, int slots_are_shareable);

/* Whether an ndarray and an HPyArray, its core and its dtype, have the same dtype object, memory, shape, strides and writeability:
 * equal dtypes may differ in what `==` leaves out, which is titles, metadata and scalar types. No code runs. */
int npy_hpy_agree(PyObject *ndarray, const NpyArrayCore *core, PyObject *dtype);

/* The HPyArray that an ndarray stands for, or a new one over its memory. A new reference, or NULL with an exception set. */
PyObject *npy_hpy_from_legacy(PyObject *array);

/* The ndarray that an HPyArray was made over, or a new one over its memory. A new reference, or NULL with an exception set. */
PyObject *npy_hpy_as_legacy(PyObject *array);

/* The same for Python: _from_legacy(array, adopt), _as_legacy(array); and _array_over(HPyArray), always a new ndarray. */
PyObject *npy_hpy_py_from_legacy(PyObject *self, PyObject *args);
PyObject *npy_hpy_py_as_legacy(PyObject *self, PyObject *array);
PyObject *npy_hpy_py_array_over(PyObject *self, PyObject *array);

#endif
