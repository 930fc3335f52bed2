/* NumPy's C API on handles, for the universal ABI: each function is one call through the provider's table.
 *
 * Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_UFUNC_FUNCTIONS_H
#define NUMPY_HPY_UNIVERSAL_UFUNC_FUNCTIONS_H

#include "numpy_hpy/universal/ufunc_table.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Universal functions */

/// A ufunc with `ntypes` loops. `types` has nin + nout type numbers for each loop, `data` a pointer for each.
/// `identity` is one of PyUFunc_Zero, PyUFunc_One and so on. `unused` is 0.
static inline HPy HPyUFunc_FromFuncAndData(HPyContext *ctx, PyUFuncGenericFunction *func, void *const *data,
    const char *types, int ntypes, int nin, int nout, int identity, const char *name, const char *doc, int unused)
{
    return HPyUFunc_API->HPyUFunc_FromFuncAndData(ctx, func, data, types, ntypes, nin, nout, identity, name, doc, unused);
}

/// As HPyUFunc_FromFuncAndData, for a generalized ufunc: `signature` names its core dimensions, such as
/// (m,n),(n)->(m). ValueError if it cannot be parsed.
static inline HPy HPyUFunc_FromFuncAndDataAndSignature(HPyContext *ctx, PyUFuncGenericFunction *func,
    void *const *data, const char *types, int ntypes, int nin, int nout, int identity, const char *name,
    const char *doc, int unused, const char *signature)
{
    return HPyUFunc_API->HPyUFunc_FromFuncAndDataAndSignature(ctx, func, data, types, ntypes, nin, nout, identity, name, doc, unused, signature);
}

/// As HPyUFunc_FromFuncAndDataAndSignature, with any object for the identity if `identity` is PyUFunc_IdentityValue.
/// `identity_value` is borrowed. May be HPy_NULL: `identity_value`.
static inline HPy HPyUFunc_FromFuncAndDataAndSignatureAndIdentity(HPyContext *ctx, PyUFuncGenericFunction *func,
    void *const *data, const char *types, int ntypes, int nin, int nout, int identity, const char *name,
    const char *doc, const int unused, const char *signature, HPy identity_value)
{
    return HPyUFunc_API->HPyUFunc_FromFuncAndDataAndSignatureAndIdentity(ctx, func, data, types, ntypes, nin, nout, identity, name, doc, unused, signature, identity_value);
}

/// Adds a loop for a type number that was registered. `arg_types` has one type number an argument, or is NULL for
/// `usertype` throughout. -1 on failure.
static inline int HPyUFunc_RegisterLoopForType(HPyContext *ctx, HPy ufunc, int usertype,
    PyUFuncGenericFunction function, const int *arg_types, void *data)
{
    return HPyUFunc_API->HPyUFunc_RegisterLoopForType(ctx, ufunc, usertype, function, arg_types, data);
}

/// Adds a loop for a user's dtype. `arg_dtypes` has one dtype an argument, or is NULL for `user_dtype` throughout. -1
/// on failure.
static inline int HPyUFunc_RegisterLoopForDescr(HPyContext *ctx, HPy ufunc, HPy user_dtype,
    PyUFuncGenericFunction function, const HPy *arg_dtypes, void *data)
{
    return HPyUFunc_API->HPyUFunc_RegisterLoopForDescr(ctx, ufunc, user_dtype, function, arg_dtypes, data);
}

/// Replaces the loop with these type numbers; `*oldfunc` receives the former one. -1, without an exception, if there
/// is none.
static inline int HPyUFunc_ReplaceLoopBySignature(HPyContext *ctx, HPy func, PyUFuncGenericFunction newfunc,
    const int *signature, PyUFuncGenericFunction *oldfunc)
{
    return HPyUFunc_API->HPyUFunc_ReplaceLoopBySignature(ctx, func, newfunc, signature, oldfunc);
}

/// Adds an ArrayMethod as a loop. -1 on failure, also if the DTypes have one already.
static inline int HPyUFunc_AddLoopFromSpec(HPyContext *ctx, HPy ufunc, HPyArrayMethod_Spec *spec)
{
    return HPyUFunc_API->HPyUFunc_AddLoopFromSpec(ctx, ufunc, spec);
}

/// Adds loops to several ufuncs, each found by its name; the last entry has no name. -1 on failure. RuntimeError if
/// NumPy is older than 2.4.
static inline int HPyUFunc_AddLoopsFromSpecs(HPyContext *ctx, HPyUFunc_LoopSlot *slots)
{
    return HPyUFunc_API->HPyUFunc_AddLoopsFromSpecs(ctx, slots);
}

/// Adds a promoter for a tuple of DTypes, in which None stands for any. -1 on failure.
static inline int HPyUFunc_AddPromoter(HPyContext *ctx, HPy ufunc, HPy DType_tuple, HPy promoter)
{
    return HPyUFunc_API->HPyUFunc_AddPromoter(ctx, ufunc, DType_tuple, promoter);
}

/// Adds a loop for new DTypes that uses the loop of others after translating the dtypes. -1 on failure. May be
/// HPy_NULL: entries of `new_dtypes`, entries of `wrapped_dtypes`.
static inline int HPyUFunc_AddWrappingLoop(HPyContext *ctx, HPy ufunc_obj, const HPy *new_dtypes,
    const HPy *wrapped_dtypes, PyArrayMethod_TranslateGivenDescriptors *translate_given_descrs,
    PyArrayMethod_TranslateLoopDescriptors *translate_loop_descrs)
{
    return HPyUFunc_API->HPyUFunc_AddWrappingLoop(ctx, ufunc_obj, new_dtypes, wrapped_dtypes, translate_given_descrs, translate_loop_descrs);
}

/// Resolves the dtypes of a call: fills `out_dtypes` with new handles, one an argument. -1 on failure. May be
/// HPy_NULL: entries of `operands`.
static inline int HPyUFunc_DefaultTypeResolver(HPyContext *ctx, HPy ufunc, NPY_CASTING casting, const HPy *operands,
    HPy type_tup, HPy *out_dtypes)
{
    return HPyUFunc_API->HPyUFunc_DefaultTypeResolver(ctx, ufunc, casting, operands, type_tup, out_dtypes);
}

/// Checks that `casting` allows to cast the operands to the dtypes, and results back. -1 with a UFuncTypeError if
/// not. May be HPy_NULL: entries of `operands`.
static inline int HPyUFunc_ValidateCasting(HPyContext *ctx, HPy ufunc, NPY_CASTING casting, const HPy *operands,
    const HPy *dtypes)
{
    return HPyUFunc_API->HPyUFunc_ValidateCasting(ctx, ufunc, casting, operands, dtypes);
}

/// Warns, raises or calls as the user's error state says, for the NPY_FPE_ flags in `fpe_errors`. -1 if it raised.
static inline int HPyUFunc_GiveFloatingpointErrors(HPyContext *ctx, const char *name, int fpe_errors)
{
    return HPyUFunc_API->HPyUFunc_GiveFloatingpointErrors(ctx, name, fpe_errors);
}

/// Clears the floating-point status.
static inline void HPyUFunc_clearfperr(HPyContext *ctx)
{
    HPyUFunc_API->HPyUFunc_clearfperr(ctx);
}

/// The floating-point status as NPY_FPE_ flags; clears it.
static inline int HPyUFunc_getfperr(HPyContext *ctx)
{
    return HPyUFunc_API->HPyUFunc_getfperr(ctx);
}

/* Ready-made ufunc loops */

/// The loop over one float operand, computed as double. `func` is `double (*)(double)`.
static inline void HPyUFunc_f_f_As_d_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_f_f_As_d_d(args, dimensions, steps, func);
}

/// The loop over one double operand. `func` is `double (*)(double)`.
static inline void HPyUFunc_d_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_d_d(args, dimensions, steps, func);
}

/// The loop over one float operand. `func` is `float (*)(float)`.
static inline void HPyUFunc_f_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_f_f(args, dimensions, steps, func);
}

/// The loop over one long double operand. `func` is `long double (*)(long double)`.
static inline void HPyUFunc_g_g(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_g_g(args, dimensions, steps, func);
}

/// The loop over one complex float operand, computed as complex double. `func` is a function of one operand and a
/// result, both by address.
static inline void HPyUFunc_F_F_As_D_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_F_F_As_D_D(args, dimensions, steps, func);
}

/// The loop over one complex float operand. `func` is a function of one operand and a result, both by address.
static inline void HPyUFunc_F_F(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_F_F(args, dimensions, steps, func);
}

/// The loop over one complex double operand. `func` is a function of one operand and a result, both by address.
static inline void HPyUFunc_D_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_D_D(args, dimensions, steps, func);
}

/// The loop over one complex long double operand. `func` is a function of one operand and a result, both by address.
static inline void HPyUFunc_G_G(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_G_G(args, dimensions, steps, func);
}

/// The loop over one object operand. `func` is a function from a NPY_HPY_UNARYFUNC trampoline.
static inline void HPyUFunc_O_O(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_O_O(args, dimensions, steps, func);
}

/// The loop over two float operands, computed as double. `func` is `double (*)(double, double)`.
static inline void HPyUFunc_ff_f_As_dd_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_ff_f_As_dd_d(args, dimensions, steps, func);
}

/// The loop over two float operands. `func` is `float (*)(float, float)`.
static inline void HPyUFunc_ff_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_ff_f(args, dimensions, steps, func);
}

/// The loop over two double operands. `func` is `double (*)(double, double)`.
static inline void HPyUFunc_dd_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_dd_d(args, dimensions, steps, func);
}

/// The loop over two long double operands. `func` is `long double (*)(long double, long double)`.
static inline void HPyUFunc_gg_g(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_gg_g(args, dimensions, steps, func);
}

/// The loop over two complex float operands, computed as complex double. `func` is a function of two operands and a
/// result, all by address.
static inline void HPyUFunc_FF_F_As_DD_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_FF_F_As_DD_D(args, dimensions, steps, func);
}

/// The loop over two complex double operands. `func` is a function of two operands and a result, all by address.
static inline void HPyUFunc_DD_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_DD_D(args, dimensions, steps, func);
}

/// The loop over two complex float operands. `func` is a function of two operands and a result, all by address.
static inline void HPyUFunc_FF_F(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_FF_F(args, dimensions, steps, func);
}

/// The loop over two complex long double operands. `func` is a function of two operands and a result, all by address.
static inline void HPyUFunc_GG_G(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_GG_G(args, dimensions, steps, func);
}

/// The loop over two object operands. `func` is a function from a NPY_HPY_BINARYFUNC trampoline.
static inline void HPyUFunc_OO_O(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_OO_O(args, dimensions, steps, func);
}

/// The loop that calls a method of the operand. `func` is its name, a C string.
static inline void HPyUFunc_O_O_method(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_O_O_method(args, dimensions, steps, func);
}

/// The loop that calls a method of the first operand with the second. `func` is its name, a C string.
static inline void HPyUFunc_OO_O_method(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_OO_O_method(args, dimensions, steps, func);
}

/// The loop that calls a Python object with all operands. `func` is what HPyUFunc_NewPyFuncData made.
static inline void HPyUFunc_On_Om(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_On_Om(args, dimensions, steps, func);
}

/// The loop over one half operand. `func` is `npy_half (*)(npy_half)`.
static inline void HPyUFunc_e_e(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_e_e(args, dimensions, steps, func);
}

/// The loop over one half operand, computed as float. `func` is `float (*)(float)`.
static inline void HPyUFunc_e_e_As_f_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_e_e_As_f_f(args, dimensions, steps, func);
}

/// The loop over one half operand, computed as double. `func` is `double (*)(double)`.
static inline void HPyUFunc_e_e_As_d_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_e_e_As_d_d(args, dimensions, steps, func);
}

/// The loop over two half operands. `func` is `npy_half (*)(npy_half, npy_half)`.
static inline void HPyUFunc_ee_e(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_ee_e(args, dimensions, steps, func);
}

/// The loop over two half operands, computed as float. `func` is `float (*)(float, float)`.
static inline void HPyUFunc_ee_e_As_ff_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_ee_e_As_ff_f(args, dimensions, steps, func);
}

/// The loop over two half operands, computed as double. `func` is `double (*)(double, double)`.
static inline void HPyUFunc_ee_e_As_dd_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    HPyUFunc_API->HPyUFunc_ee_e_As_dd_d(args, dimensions, steps, func);
}

/* Additions */

/// Data for HPyUFunc_On_Om: a callable with its numbers of inputs and outputs. It keeps the callable alive. NULL with
/// an exception.
static inline PyUFunc_PyFuncData *HPyUFunc_NewPyFuncData(HPyContext *ctx, int nin, int nout, HPy callable)
{
    return HPyUFunc_API->HPyUFunc_NewPyFuncData(ctx, nin, nout, callable);
}

/// Frees what HPyUFunc_NewPyFuncData made; no ufunc may use it any more.
static inline void HPyUFunc_FreePyFuncData(HPyContext *ctx, PyUFunc_PyFuncData *data)
{
    HPyUFunc_API->HPyUFunc_FreePyFuncData(ctx, data);
}


#ifdef __cplusplus
}
#endif

#endif
