/* Where a program of the universal ABI keeps the address of the table of ufuncs.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_IMPORT_UFUNC_H
#define NUMPY_HPY_UNIVERSAL_IMPORT_UFUNC_H

#include "numpy_hpy/universal/ufunc_table.h"
#include "numpy_hpy/universal/import_table.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef HPY_UFUNC_UNIQUE_SYMBOL
#define HPyUFunc_API HPY_UFUNC_UNIQUE_SYMBOL
#endif

/* Hidden, so that two extensions in one process never share it. */
#if defined(__GNUC__) || defined(__clang__)
#define NPY_HPY_UFUNC_SYMBOL __attribute__((visibility("hidden")))
#else
#define NPY_HPY_UFUNC_SYMBOL
#endif

#if defined(NO_IMPORT_UFUNC) || defined(NO_IMPORT)
extern NPY_HPY_UFUNC_SYMBOL const HPyUFunc_ApiTable *HPyUFunc_API;
#elif defined(HPY_UFUNC_UNIQUE_SYMBOL)
extern NPY_HPY_UFUNC_SYMBOL const HPyUFunc_ApiTable *HPyUFunc_API;
const HPyUFunc_ApiTable *HPyUFunc_API = NULL;
#else
static const HPyUFunc_ApiTable *HPyUFunc_API = NULL;
#endif

#if !defined(NO_IMPORT_UFUNC) && !defined(NO_IMPORT)
/// Finds the table of ufuncs. 0, or -1 with ImportError.
static inline int npy_hpy_import_umath(HPyContext *ctx)
{
    size_t end = HPY_ARRAY_TARGET_FEATURE >= HPY_ARRAY_FEATURE_VERSION ? sizeof(HPyUFunc_ApiTable) : sizeof(NpyApiHeader);
    const NpyApiHeader *header =
        npy_hpy_import_table(ctx, "_HPY_UFUNC_API", end, HPY_ARRAY_TARGET_FEATURE, HPY_ARRAY_TARGET_NUMPY);
    if (header == NULL) {
        /* What an earlier import has found stays. */
        return -1;
    }
    HPyUFunc_API = (const HPyUFunc_ApiTable *)(const void *)header;
    return 0;
}

/// Finds the table of ufuncs if that was not done yet. 0, or -1 with ImportError.
static inline int HPyUFunc_ImportUFuncAPI(HPyContext *ctx)
{
    return HPyUFunc_API != NULL ? 0 : npy_hpy_import_umath(ctx);
}
#endif

#ifdef __cplusplus
}
#endif

#endif
