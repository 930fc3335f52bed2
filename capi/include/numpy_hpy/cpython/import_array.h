/* The CPython flavour imports NumPy's own table.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_IMPORT_ARRAY_H
#define NUMPY_HPY_CPYTHON_IMPORT_ARRAY_H

#include "numpy_hpy/cpython/numpy_headers.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Makes what NumPy's import raised an ImportError that says what to do. Always -1.
static inline int npy_hpy_import_failed(void)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyErr_Format(PyExc_ImportError,
        "this extension needs NumPy %d.%d or later (its C API in version 0x%x), and the one that is installed cannot be used: %S; "
        "pip install -U numpy",
        2, NPY_FEATURE_VERSION <= 0x12 ? 0 : NPY_FEATURE_VERSION - 0x12 + (NPY_FEATURE_VERSION > 0x13), NPY_FEATURE_VERSION,
        value == NULL ? Py_None : value);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
    return -1;
}

#if !defined(NO_IMPORT_ARRAY) && !defined(NO_IMPORT)
/// Finds NumPy's table. 0, or -1 with ImportError.
static inline int npy_hpy_import_array(HPyContext *ctx)
{
    (void)ctx;
    return _import_array() < 0 ? npy_hpy_import_failed() : 0;
}

/// Finds NumPy's table if that was not done yet. 0, or -1 with ImportError.
static inline int HPyArray_ImportNumPyAPI(HPyContext *ctx)
{
    return PyArray_API != NULL ? 0 : npy_hpy_import_array(ctx);
}
#endif

#ifdef __cplusplus
}
#endif

#endif
