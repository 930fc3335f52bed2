/* The CPython flavour imports NumPy's own table of ufuncs.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_IMPORT_UFUNC_H
#define NUMPY_HPY_CPYTHON_IMPORT_UFUNC_H

#include "numpy_hpy/cpython/import_array.h"

#include <numpy/ufuncobject.h>

#ifdef __cplusplus
extern "C" {
#endif

#if !defined(NO_IMPORT_UFUNC) && !defined(NO_IMPORT)
/// Finds NumPy's table of ufuncs. 0, or -1 with ImportError.
static inline int npy_hpy_import_umath(HPyContext *ctx)
{
    (void)ctx;
    return _import_umath() < 0 ? npy_hpy_import_failed() : 0;
}

/// Finds NumPy's table of ufuncs if that was not done yet. 0, or -1 with ImportError.
static inline int HPyUFunc_ImportUFuncAPI(HPyContext *ctx)
{
    return PyUFunc_API != NULL ? 0 : npy_hpy_import_umath(ctx);
}
#endif

#ifdef __cplusplus
}
#endif

#endif
