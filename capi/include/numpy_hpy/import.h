/* Finding NumPy, and refusing one that is too old. A module calls hpy_import_array(ctx), and hpy_import_umath(ctx) if it uses
 * ufuncs, in its HPy_mod_exec slot. Several files of one module share the tables when each defines HPY_ARRAY_UNIQUE_SYMBOL
 * (HPY_UFUNC_UNIQUE_SYMBOL) as the same name before it includes this, and all but the one that imports NO_IMPORT_ARRAY
 * (NO_IMPORT_UFUNC).
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_IMPORT_H
#define NUMPY_HPY_IMPORT_H

#include <hpy.h>

/* On failure ImportError is set, and the function that the macro stands in returns. */
#define hpy_import_array1(ctx, ret)                                                                                    \
    do {                                                                                                               \
        if (npy_hpy_import_array(ctx) < 0) {                                                                           \
            return ret;                                                                                                \
        }                                                                                                              \
    } while (0)
#define hpy_import_array(ctx) hpy_import_array1(ctx, -1)
/* The same, with a message of one's own. */
#define hpy_import_array2(ctx, msg, ret)                                                                               \
    do {                                                                                                               \
        if (npy_hpy_import_array(ctx) < 0) {                                                                           \
            HPyErr_SetString(ctx, (ctx)->h_ImportError, msg);                                                          \
            return ret;                                                                                                \
        }                                                                                                              \
    } while (0)
#define hpy_import_umath1(ctx, ret)                                                                                    \
    do {                                                                                                               \
        if (npy_hpy_import_umath(ctx) < 0) {                                                                           \
            return ret;                                                                                                \
        }                                                                                                              \
    } while (0)
#define hpy_import_umath(ctx) hpy_import_umath1(ctx, -1)
#define hpy_import_umath2(ctx, ret, msg)                                                                               \
    do {                                                                                                               \
        if (npy_hpy_import_umath(ctx) < 0) {                                                                           \
            HPyErr_SetString(ctx, (ctx)->h_ImportError, msg);                                                          \
            return ret;                                                                                                \
        }                                                                                                              \
    } while (0)
/* As hpy_import_array and hpy_import_umath, in the HPy_mod_exec slot of `module` (borrowed), and safe where hpy 0.9.0 is not: it
 * frees the definition of a universal module whose slot has failed, though the functions in the module's dict keep that
 * module alive, and the next collection crashes. So a module that fails here has an empty dict. */
#define hpy_import_array_for(ctx, module)                                                                              \
    do {                                                                                                               \
        if (npy_hpy_import_for(ctx, module, npy_hpy_import_array) < 0) {                                               \
            return -1;                                                                                                 \
        }                                                                                                              \
    } while (0)
#define hpy_import_umath_for(ctx, module)                                                                              \
    do {                                                                                                               \
        if (npy_hpy_import_for(ctx, module, npy_hpy_import_umath) < 0) {                                               \
            return -1;                                                                                                 \
        }                                                                                                              \
    } while (0)
/* As NumPy's: it does not return, and leaves the exception set. */
#define hpy_import_ufunc(ctx) ((void)npy_hpy_import_umath(ctx))

#ifdef __cplusplus
extern "C" {
#endif

/// `import`, with the dict of `module` put aside: it is put back on success. 0, or -1 with an exception.
static inline int npy_hpy_import_for(HPyContext *ctx, HPy module, int (*import)(HPyContext *ctx))
{
#ifndef HPY_ABI_CPYTHON
    HPy null = HPy_FromVoidP(NULL);
    HPy dict = HPy_GetAttr_s(ctx, module, "__dict__");
    HPy aside = HPy_IsNull(dict) ? null : HPyDict_Copy(ctx, dict);
    HPy args = HPy_IsNull(aside) ? null : HPyTuple_FromArray(ctx, &aside, 1);
    /* There is no way to put an exception aside through HPy, and none may be set during a call. */
    HPy done = HPy_IsNull(args) ? null : HPy_CallMethodTupleDict_s(ctx, "clear", dict, null, null);
    int result = HPy_IsNull(done) ? -1 : import(ctx);
    HPy_Close(ctx, done);
    if (result == 0) {
        done = HPy_CallMethodTupleDict_s(ctx, "update", dict, args, null);
        result = HPy_IsNull(done) ? -1 : 0;
        HPy_Close(ctx, done);
    }
    HPy_Close(ctx, args);
    HPy_Close(ctx, aside);
    HPy_Close(ctx, dict);
    return result;
#else
    (void)module;
    return import(ctx);
#endif
}

#ifdef __cplusplus
}
#endif

#endif
