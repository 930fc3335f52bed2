/* The tables of the universal ABI, on NumPy's own functions. */
#ifndef NUMPY_HPY_LEGACY_TABLES_H
#define NUMPY_HPY_LEGACY_TABLES_H

#include <Python.h>

/* Makes the capsules _HPY_ARRAY_API and _HPY_UFUNC_API attributes of `module`. `provider` is what their tables are called in
 * messages; it lives as long as the process. 0, or -1 with an exception set.
 *
 * In numpy._core._multiarray_umath itself, its own capsules are attributes by then. */
int npy_hpy_add_tables(PyObject *module, const char *provider);

#endif
