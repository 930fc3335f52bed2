/* Handles of ufuncs: the opener that needs NumPy's table of ufuncs.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_UFUNC_HANDLE_H
#define NUMPY_HPY_CPYTHON_UFUNC_HANDLE_H

#include <numpy/ufuncobject.h>

#include "numpy_hpy/cpython/handles.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Ended with npy_hpy_done. `ok` becomes 0, with TypeError set, if it is no ufunc.
static inline PyUFuncObject *npy_hpy_ufunc(HPyContext *ctx, HPy h, int *ok)
{
    PyObject *p = npy_hpy_object(ctx, h, ok);
#ifndef HPY_ABI_CPYTHON
    if (*ok && !PyObject_TypeCheck(p, &PyUFunc_Type)) {
        PyErr_Format(PyExc_TypeError, "expected a ufunc, not an object of type '%.200s'", Py_TYPE(p)->tp_name);
        Py_CLEAR(p);
        *ok = 0;
    }
#endif
    return (PyUFuncObject *)(void *)p;
}

#ifdef __cplusplus
}
#endif

#endif
