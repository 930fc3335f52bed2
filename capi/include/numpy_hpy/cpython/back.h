/* After NumPy may have called back: HPy's debug contexts.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_BACK_H
#define NUMPY_HPY_CPYTHON_BACK_H

#include <string.h>

#include "numpy_hpy/cpython/numpy_headers.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is rare stays out of the way of what is not. */
#if defined(__GNUC__)
#define NPY_HPY_RARE_ static __attribute__((cold, noinline, unused))
#define NPY_HPY_OFTEN_ static inline __attribute__((always_inline, unused))
#else
#define NPY_HPY_RARE_ static inline
#define NPY_HPY_OFTEN_ static inline
#endif

#ifdef HPY_ABI_CPYTHON

static inline void npy_hpy_back(HPyContext *ctx)
{
    (void)ctx;
}

#else

static inline HPy npy_hpy_nothing(HPyContext *ctx, HPy self, HPy_ssize_t arg)
{
    (void)ctx;
    (void)self;
    (void)arg;
    return HPy_FromVoidP(NULL);
}

/// The debug mode's part of npy_hpy_back.
NPY_HPY_RARE_ void npy_hpy_back_in_debug_mode(HPyContext *ctx)
{
    if (strcmp(ctx->name, "HPy Debug Mode ABI") != 0) {
        return;
    }
    _HPyFunc_args_SSIZEARGFUNC args = {NULL, 0, NULL};
    ctx->ctx_CallRealFunctionFromTrampoline(ctx, HPyFunc_SSIZEARGFUNC, (HPyCFunction)(void (*)(void))npy_hpy_nothing, &args);
}

/// To be called when a function of NumPy that may have called back returns, before `ctx` is used again.
///
/// The debug mode of hpy 0.9.0 has sixteen contexts, which it hands out in turn: a call from Python into an HPy function takes
/// the next one, and marks it as invalid when it returns. HPy's own functions see to it that the caller's context is valid again
/// when they come back; NumPy cannot, so after sixteen such calls the caller's would be one that was marked, and its next use
/// would end the process. HPy's entrance for callbacks marks the context that it is entered with as valid when it returns.
NPY_HPY_OFTEN_ void npy_hpy_back(HPyContext *ctx)
{
    /* No other name has a D there. */
    if (ctx->name[4] == 'D') {
        npy_hpy_back_in_debug_mode(ctx);
    }
}

#endif

#ifdef __cplusplus
}
#endif

#endif
