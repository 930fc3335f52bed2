/* NumPy's C API on handles, straight onto NumPy's functions: for the CPython ABI, for the hybrid ABI, and for the
 * legacy provider. Functions without a body here have it in the *_adapted.h beside this file.
 *
 * Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_UFUNC_FUNCTIONS_H
#define NUMPY_HPY_CPYTHON_UFUNC_FUNCTIONS_H

#include "numpy_hpy/cpython/handles.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Universal functions */

/// Making ufuncs and giving them loops. Arrays that a ufunc is made from must live as long as it. An inner loop that
/// calls back into Python is made by NPY_HPY_UFUNC_LOOP, which gives it a context.

/// A ufunc with `ntypes` loops. `types` has nin + nout type numbers for each loop, `data` a pointer for each.
/// `identity` is one of PyUFunc_Zero, PyUFunc_One and so on. `unused` is 0.
static inline HPy HPyUFunc_FromFuncAndData(HPyContext *ctx, PyUFuncGenericFunction *func, void *const *data,
    const char *types, int ntypes, int nin, int nout, int identity, const char *name, const char *doc, int unused);

/// As HPyUFunc_FromFuncAndData, for a generalized ufunc: `signature` names its core dimensions, such as
/// (m,n),(n)->(m). ValueError if it cannot be parsed.
static inline HPy HPyUFunc_FromFuncAndDataAndSignature(HPyContext *ctx, PyUFuncGenericFunction *func,
    void *const *data, const char *types, int ntypes, int nin, int nout, int identity, const char *name,
    const char *doc, int unused, const char *signature);

/// As HPyUFunc_FromFuncAndDataAndSignature, with any object for the identity if `identity` is PyUFunc_IdentityValue.
/// `identity_value` is borrowed. May be HPy_NULL: `identity_value`.
static inline HPy HPyUFunc_FromFuncAndDataAndSignatureAndIdentity(HPyContext *ctx, PyUFuncGenericFunction *func,
    void *const *data, const char *types, int ntypes, int nin, int nout, int identity, const char *name,
    const char *doc, const int unused, const char *signature, HPy identity_value);

/// Adds a loop for a type number that was registered. `arg_types` has one type number an argument, or is NULL for
/// `usertype` throughout. -1 on failure.
static inline int HPyUFunc_RegisterLoopForType(HPyContext *ctx, HPy ufunc, int usertype,
    PyUFuncGenericFunction function, const int *arg_types, void *data);

/// Adds a loop for a user's dtype. `arg_dtypes` has one dtype an argument, or is NULL for `user_dtype` throughout. -1
/// on failure.
static inline int HPyUFunc_RegisterLoopForDescr(HPyContext *ctx, HPy ufunc, HPy user_dtype,
    PyUFuncGenericFunction function, const HPy *arg_dtypes, void *data);

/// Replaces the loop with these type numbers; `*oldfunc` receives the former one. -1, without an exception, if there
/// is none.
static inline int HPyUFunc_ReplaceLoopBySignature(HPyContext *ctx, HPy func, PyUFuncGenericFunction newfunc,
    const int *signature, PyUFuncGenericFunction *oldfunc)
{
    int ok = 1;
    PyUFuncObject *npy_func = npy_hpy_ufunc(ctx, func, &ok);
    int result = -1;
    if (ok) {
        result = PyUFunc_ReplaceLoopBySignature(npy_func, newfunc, signature, oldfunc);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_func);
    return result;
}

/// Adds an ArrayMethod as a loop. -1 on failure, also if the DTypes have one already.
static inline int HPyUFunc_AddLoopFromSpec(HPyContext *ctx, HPy ufunc, HPyArrayMethod_Spec *spec);

/// Adds loops to several ufuncs, each found by its name; the last entry has no name. -1 on failure. RuntimeError if
/// NumPy is older than 2.4.
static inline int HPyUFunc_AddLoopsFromSpecs(HPyContext *ctx, HPyUFunc_LoopSlot *slots);

/// Adds a promoter for a tuple of DTypes, in which None stands for any. -1 on failure.
static inline int HPyUFunc_AddPromoter(HPyContext *ctx, HPy ufunc, HPy DType_tuple, HPy promoter);

/// Adds a loop for new DTypes that uses the loop of others after translating the dtypes. -1 on failure. May be
/// HPy_NULL: entries of `new_dtypes`, entries of `wrapped_dtypes`.
static inline int HPyUFunc_AddWrappingLoop(HPyContext *ctx, HPy ufunc_obj, const HPy *new_dtypes,
    const HPy *wrapped_dtypes, PyArrayMethod_TranslateGivenDescriptors *translate_given_descrs,
    PyArrayMethod_TranslateLoopDescriptors *translate_loop_descrs);

/// Resolves the dtypes of a call: fills `out_dtypes` with new handles, one an argument. -1 on failure. May be
/// HPy_NULL: entries of `operands`.
static inline int HPyUFunc_DefaultTypeResolver(HPyContext *ctx, HPy ufunc, NPY_CASTING casting, const HPy *operands,
    HPy type_tup, HPy *out_dtypes);

/// Checks that `casting` allows to cast the operands to the dtypes, and results back. -1 with a UFuncTypeError if
/// not. May be HPy_NULL: entries of `operands`.
static inline int HPyUFunc_ValidateCasting(HPyContext *ctx, HPy ufunc, NPY_CASTING casting, const HPy *operands,
    const HPy *dtypes);

/// Warns, raises or calls as the user's error state says, for the NPY_FPE_ flags in `fpe_errors`. -1 if it raised.
static inline int HPyUFunc_GiveFloatingpointErrors(HPyContext *ctx, const char *name, int fpe_errors)
{
    int result = PyUFunc_GiveFloatingpointErrors(name, fpe_errors);
    npy_hpy_back(ctx);
    return result;
}

/// Clears the floating-point status.
static inline void HPyUFunc_clearfperr(HPyContext *ctx)
{
    (void)ctx;
    PyUFunc_clearfperr();
}

/// The floating-point status as NPY_FPE_ flags; clears it.
static inline int HPyUFunc_getfperr(HPyContext *ctx)
{
    (void)ctx;
    return PyUFunc_getfperr();
}

/* Ready-made ufunc loops */

/// Inner loops to make ufuncs from: each calls the C function at `func` for every item. They are addresses to pass
/// on, and have no context; `steps` are strides in bytes.

/// The loop over one float operand, computed as double. `func` is `double (*)(double)`.
static inline void HPyUFunc_f_f_As_d_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_f_f_As_d_d(args, dimensions, steps, func);
}

/// The loop over one double operand. `func` is `double (*)(double)`.
static inline void HPyUFunc_d_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_d_d(args, dimensions, steps, func);
}

/// The loop over one float operand. `func` is `float (*)(float)`.
static inline void HPyUFunc_f_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_f_f(args, dimensions, steps, func);
}

/// The loop over one long double operand. `func` is `long double (*)(long double)`.
static inline void HPyUFunc_g_g(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_g_g(args, dimensions, steps, func);
}

/// The loop over one complex float operand, computed as complex double. `func` is a function of one operand and a
/// result, both by address.
static inline void HPyUFunc_F_F_As_D_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_F_F_As_D_D(args, dimensions, steps, func);
}

/// The loop over one complex float operand. `func` is a function of one operand and a result, both by address.
static inline void HPyUFunc_F_F(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_F_F(args, dimensions, steps, func);
}

/// The loop over one complex double operand. `func` is a function of one operand and a result, both by address.
static inline void HPyUFunc_D_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_D_D(args, dimensions, steps, func);
}

/// The loop over one complex long double operand. `func` is a function of one operand and a result, both by address.
static inline void HPyUFunc_G_G(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_G_G(args, dimensions, steps, func);
}

/// The loop over one object operand. `func` is a function from a NPY_HPY_UNARYFUNC trampoline.
static inline void HPyUFunc_O_O(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/// The loop over two float operands, computed as double. `func` is `double (*)(double, double)`.
static inline void HPyUFunc_ff_f_As_dd_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_ff_f_As_dd_d(args, dimensions, steps, func);
}

/// The loop over two float operands. `func` is `float (*)(float, float)`.
static inline void HPyUFunc_ff_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_ff_f(args, dimensions, steps, func);
}

/// The loop over two double operands. `func` is `double (*)(double, double)`.
static inline void HPyUFunc_dd_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_dd_d(args, dimensions, steps, func);
}

/// The loop over two long double operands. `func` is `long double (*)(long double, long double)`.
static inline void HPyUFunc_gg_g(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_gg_g(args, dimensions, steps, func);
}

/// The loop over two complex float operands, computed as complex double. `func` is a function of two operands and a
/// result, all by address.
static inline void HPyUFunc_FF_F_As_DD_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_FF_F_As_DD_D(args, dimensions, steps, func);
}

/// The loop over two complex double operands. `func` is a function of two operands and a result, all by address.
static inline void HPyUFunc_DD_D(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_DD_D(args, dimensions, steps, func);
}

/// The loop over two complex float operands. `func` is a function of two operands and a result, all by address.
static inline void HPyUFunc_FF_F(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_FF_F(args, dimensions, steps, func);
}

/// The loop over two complex long double operands. `func` is a function of two operands and a result, all by address.
static inline void HPyUFunc_GG_G(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_GG_G(args, dimensions, steps, func);
}

/// The loop over two object operands. `func` is a function from a NPY_HPY_BINARYFUNC trampoline.
static inline void HPyUFunc_OO_O(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/// The loop that calls a method of the operand. `func` is its name, a C string.
static inline void HPyUFunc_O_O_method(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_O_O_method(args, dimensions, steps, func);
}

/// The loop that calls a method of the first operand with the second. `func` is its name, a C string.
static inline void HPyUFunc_OO_O_method(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_OO_O_method(args, dimensions, steps, func);
}

/// The loop that calls a Python object with all operands. `func` is what HPyUFunc_NewPyFuncData made.
static inline void HPyUFunc_On_Om(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);

/// The loop over one half operand. `func` is `npy_half (*)(npy_half)`.
static inline void HPyUFunc_e_e(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_e_e(args, dimensions, steps, func);
}

/// The loop over one half operand, computed as float. `func` is `float (*)(float)`.
static inline void HPyUFunc_e_e_As_f_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_e_e_As_f_f(args, dimensions, steps, func);
}

/// The loop over one half operand, computed as double. `func` is `double (*)(double)`.
static inline void HPyUFunc_e_e_As_d_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_e_e_As_d_d(args, dimensions, steps, func);
}

/// The loop over two half operands. `func` is `npy_half (*)(npy_half, npy_half)`.
static inline void HPyUFunc_ee_e(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_ee_e(args, dimensions, steps, func);
}

/// The loop over two half operands, computed as float. `func` is `float (*)(float, float)`.
static inline void HPyUFunc_ee_e_As_ff_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_ee_e_As_ff_f(args, dimensions, steps, func);
}

/// The loop over two half operands, computed as double. `func` is `double (*)(double, double)`.
static inline void HPyUFunc_ee_e_As_dd_d(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_ee_e_As_dd_d(args, dimensions, steps, func);
}

/* Additions */

/// What handles need and NumPy's C API does not have.

/// Data for HPyUFunc_On_Om: a callable with its numbers of inputs and outputs. It keeps the callable alive. NULL with
/// an exception.
static inline PyUFunc_PyFuncData *HPyUFunc_NewPyFuncData(HPyContext *ctx, int nin, int nout, HPy callable);

/// Frees what HPyUFunc_NewPyFuncData made; no ufunc may use it any more.
static inline void HPyUFunc_FreePyFuncData(HPyContext *ctx, PyUFunc_PyFuncData *data);


#ifdef __cplusplus
}
#endif

#endif
