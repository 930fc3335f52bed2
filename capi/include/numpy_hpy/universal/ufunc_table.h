/* The table that a universal extension calls NumPy through. Append-only: see docs/versioning.md.
 *
 * Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UFUNC_TABLE_H
#define NUMPY_HPY_UFUNC_TABLE_H

#include "numpy_hpy/api_header.h"
#include "numpy_hpy/api_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What the capsule `_HPY_UFUNC_API` points to. Owned by the provider; lives as long as the process.
typedef struct {
    NpyApiHeader header;

    /* feature 1 */
    HPy (*HPyUFunc_FromFuncAndData)(HPyContext *ctx, PyUFuncGenericFunction *func, void *const *data, const char *types,
        int ntypes, int nin, int nout, int identity, const char *name, const char *doc, int unused);
    HPy (*HPyUFunc_FromFuncAndDataAndSignature)(HPyContext *ctx, PyUFuncGenericFunction *func, void *const *data,
        const char *types, int ntypes, int nin, int nout, int identity, const char *name, const char *doc, int unused,
        const char *signature);
    HPy (*HPyUFunc_FromFuncAndDataAndSignatureAndIdentity)(HPyContext *ctx, PyUFuncGenericFunction *func,
        void *const *data, const char *types, int ntypes, int nin, int nout, int identity, const char *name,
        const char *doc, const int unused, const char *signature, HPy identity_value);
    int (*HPyUFunc_RegisterLoopForType)(HPyContext *ctx, HPy ufunc, int usertype, PyUFuncGenericFunction function,
        const int *arg_types, void *data);
    int (*HPyUFunc_RegisterLoopForDescr)(HPyContext *ctx, HPy ufunc, HPy user_dtype, PyUFuncGenericFunction function,
        const HPy *arg_dtypes, void *data);
    int (*HPyUFunc_ReplaceLoopBySignature)(HPyContext *ctx, HPy func, PyUFuncGenericFunction newfunc,
        const int *signature, PyUFuncGenericFunction *oldfunc);
    int (*HPyUFunc_AddLoopFromSpec)(HPyContext *ctx, HPy ufunc, HPyArrayMethod_Spec *spec);
    int (*HPyUFunc_AddLoopsFromSpecs)(HPyContext *ctx, HPyUFunc_LoopSlot *slots);
    int (*HPyUFunc_AddPromoter)(HPyContext *ctx, HPy ufunc, HPy DType_tuple, HPy promoter);
    int (*HPyUFunc_AddWrappingLoop)(HPyContext *ctx, HPy ufunc_obj, const HPy *new_dtypes, const HPy *wrapped_dtypes,
        PyArrayMethod_TranslateGivenDescriptors *translate_given_descrs,
        PyArrayMethod_TranslateLoopDescriptors *translate_loop_descrs);
    int (*HPyUFunc_DefaultTypeResolver)(HPyContext *ctx, HPy ufunc, NPY_CASTING casting, const HPy *operands,
        HPy type_tup, HPy *out_dtypes);
    int (*HPyUFunc_ValidateCasting)(HPyContext *ctx, HPy ufunc, NPY_CASTING casting, const HPy *operands,
        const HPy *dtypes);
    int (*HPyUFunc_GiveFloatingpointErrors)(HPyContext *ctx, const char *name, int fpe_errors);
    void (*HPyUFunc_clearfperr)(HPyContext *ctx);
    int (*HPyUFunc_getfperr)(HPyContext *ctx);
    void (*HPyUFunc_f_f_As_d_d)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_d_d)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_f_f)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_g_g)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_F_F_As_D_D)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_F_F)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_D_D)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_G_G)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_O_O)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_ff_f_As_dd_d)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_ff_f)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_dd_d)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_gg_g)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_FF_F_As_DD_D)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_DD_D)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_FF_F)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_GG_G)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_OO_O)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_O_O_method)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_OO_O_method)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_On_Om)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_e_e)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_e_e_As_f_f)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_e_e_As_d_d)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_ee_e)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_ee_e_As_ff_f)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    void (*HPyUFunc_ee_e_As_dd_d)(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);
    PyUFunc_PyFuncData *(*HPyUFunc_NewPyFuncData)(HPyContext *ctx, int nin, int nout, HPy callable);
    void (*HPyUFunc_FreePyFuncData)(HPyContext *ctx, PyUFunc_PyFuncData *data);
} HPyUFunc_ApiTable;

#ifdef __cplusplus
}
#endif

#endif
