/* Where a program of the universal ABI keeps the address of NumPy's table.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_IMPORT_ARRAY_H
#define NUMPY_HPY_UNIVERSAL_IMPORT_ARRAY_H

#include "numpy_hpy/universal/array_table.h"
#include "numpy_hpy/universal/import_table.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef HPY_ARRAY_UNIQUE_SYMBOL
#define HPyArray_API HPY_ARRAY_UNIQUE_SYMBOL
#endif

/* Hidden, so that two extensions in one process never share it. */
#if defined(__GNUC__) || defined(__clang__)
#define NPY_HPY_ARRAY_SYMBOL __attribute__((visibility("hidden")))
#else
#define NPY_HPY_ARRAY_SYMBOL
#endif

#if defined(NO_IMPORT_ARRAY) || defined(NO_IMPORT)
extern NPY_HPY_ARRAY_SYMBOL const HPyArray_ApiTable *HPyArray_API;
#elif defined(HPY_ARRAY_UNIQUE_SYMBOL)
extern NPY_HPY_ARRAY_SYMBOL const HPyArray_ApiTable *HPyArray_API;
const HPyArray_ApiTable *HPyArray_API = NULL;
#else
static const HPyArray_ApiTable *HPyArray_API = NULL;
#endif

#if !defined(NO_IMPORT_ARRAY) && !defined(NO_IMPORT)
/// Finds NumPy's table. 0, or -1 with ImportError.
static inline int npy_hpy_import_array(HPyContext *ctx)
{
    size_t end = HPY_ARRAY_TARGET_FEATURE >= HPY_ARRAY_FEATURE_VERSION ? sizeof(HPyArray_ApiTable) : sizeof(NpyApiHeader);
    const NpyApiHeader *header =
        npy_hpy_import_table(ctx, "_HPY_ARRAY_API", end, HPY_ARRAY_TARGET_FEATURE, HPY_ARRAY_TARGET_NUMPY);
    if (header == NULL) {
        /* What an earlier import has found stays. */
        return -1;
    }
    HPyArray_API = (const HPyArray_ApiTable *)(const void *)header;
    return 0;
}

/// Finds NumPy's table if that was not done yet. 0, or -1 with ImportError.
static inline int HPyArray_ImportNumPyAPI(HPyContext *ctx)
{
    return HPyArray_API != NULL ? 0 : npy_hpy_import_array(ctx);
}
#endif

#ifdef __cplusplus
}
#endif

#endif
