/* Finding NumPy, and refusing one that is too old. A module calls hpy_import_array(ctx), and hpy_import_umath(ctx) if it uses
 * ufuncs, in its HPy_mod_exec slot. Several files of one module share the tables when each defines HPY_ARRAY_UNIQUE_SYMBOL
 * (HPY_UFUNC_UNIQUE_SYMBOL) as the same name before it includes this, and all but the one that imports NO_IMPORT_ARRAY
 * (NO_IMPORT_UFUNC).
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_IMPORT_H
#define NUMPY_HPY_IMPORT_H

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
/* As NumPy's: it does not return, and leaves the exception set. */
#define hpy_import_ufunc(ctx) ((void)npy_hpy_import_umath(ctx))

#endif
