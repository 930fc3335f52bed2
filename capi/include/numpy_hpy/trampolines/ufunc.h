/* Trampolines for ufuncs: inner loops, functions on one object, promoters.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_TRAMPOLINES_UFUNC_H
#define NUMPY_HPY_TRAMPOLINES_UFUNC_H

#include "numpy_hpy/trampolines/enter.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- inner loops ------------------------------------------------------------------------------------------------------ */

/// An inner loop. `args` are the addresses of the first items, `dimensions` begins with their number and goes on with the
/// core dimensions of a generalized ufunc, `steps` are strides in bytes, `data` is what the ufunc was made with. All of it is
/// lent. Read and write object items with HPyArray_LoadSlot and HPyArray_StoreSlot. An exception that is left set reaches the
/// caller if an operand's dtype has NPY_NEEDS_PYAPI, as objects have; for other dtypes NumPy does not look.
typedef void HPyUFuncGenericFunction(HPyContext *ctx, char **args, const npy_intp *dimensions, const npy_intp *steps,
    void *data);

typedef struct npy_callback_ufunc_loop {
    HPyUFuncGenericFunction *impl;
    char **args;
    const npy_intp *dimensions;
    const npy_intp *steps;
    void *data;
} npy_callback_ufunc_loop;

static inline void npy_callback_run_ufunc_loop(HPyContext *ctx, void *frame)
{
    npy_callback_ufunc_loop *call = (npy_callback_ufunc_loop *)frame;
    call->impl(ctx, call->args, call->dimensions, call->steps, call->data);
}

/// Defines `name`, a PyUFuncGenericFunction, from `impl`, a HPyUFuncGenericFunction. It takes the interpreter lock.
#define NPY_HPY_UFUNC_LOOP(name, impl)                                                                                 \
    NPY_CALLBACK_CHECK(impl, HPyUFuncGenericFunction)                                                                  \
    static void name(char **args, const npy_intp *dimensions, const npy_intp *steps, void *data)                       \
    {                                                                                                                  \
        npy_callback_ufunc_loop call = {impl, args, dimensions, steps, data};                                          \
        NPY_CALLBACK_LOCK();                                                                                           \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_ufunc_loop, &call);                                     \
        NPY_CALLBACK_UNLOCK();                                                                                         \
    }

/* --- functions on objects ------------------------------------------------------------------------------------------- */

/// A function of one object, or of two, for HPyUFunc_O_O and HPyUFunc_OO_O. Arguments are lent; the result is taken. HPy_NULL
/// with an exception.
typedef HPy HPyArray_UnaryFunc(HPyContext *ctx, HPy a);
typedef HPy HPyArray_BinaryFunc(HPyContext *ctx, HPy a, HPy b);

typedef struct npy_callback_objects {
    HPyArray_UnaryFunc *unary;
    HPyArray_BinaryFunc *binary;
    void *a;
    void *b;
    void *result;
} npy_callback_objects;

static inline void npy_callback_run_objects(HPyContext *ctx, void *frame)
{
    npy_callback_objects *call = (npy_callback_objects *)frame;
    HPy a = npy_callback_open(ctx, call->a);
    HPy b = npy_callback_open(ctx, call->b);
    HPy result = call->unary != NULL ? call->unary(ctx, a) : call->binary(ctx, a, b);
    npy_callback_close(ctx, a);
    npy_callback_close(ctx, b);
    call->result = npy_callback_give(ctx, result);
}

/// Defines `name`, the function to give HPyUFunc_O_O as its data, from `impl`, a HPyArray_UnaryFunc.
#define NPY_HPY_UNARYFUNC(name, impl)                                                                                  \
    NPY_CALLBACK_CHECK(impl, HPyArray_UnaryFunc)                                                                       \
    static npy_callback_object *name(npy_callback_object *a)                                                           \
    {                                                                                                                  \
        npy_callback_objects call = {impl, NULL, a, NULL, NULL};                                                       \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_objects, &call);                                        \
        return (npy_callback_object *)call.result;                                                                     \
    }

/// Defines `name`, the function to give HPyUFunc_OO_O as its data, from `impl`, a HPyArray_BinaryFunc.
#define NPY_HPY_BINARYFUNC(name, impl)                                                                                 \
    NPY_CALLBACK_CHECK(impl, HPyArray_BinaryFunc)                                                                      \
    static npy_callback_object *name(npy_callback_object *a, npy_callback_object *b)                                   \
    {                                                                                                                  \
        npy_callback_objects call = {NULL, impl, a, b, NULL};                                                          \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_objects, &call);                                        \
        return (npy_callback_object *)call.result;                                                                     \
    }

/* --- promoters -------------------------------------------------------------------------------------------------------- */

/// Picks the DTypes of the loop to use. `ufunc`, `op_dtypes` and `signature` are lent; of the last two any entry may be
/// HPy_NULL. `new_op_dtypes` is filled with handles, which are taken; -1 on failure.
typedef int HPyArrayMethod_PromoterFunction(HPyContext *ctx, HPy ufunc, const HPy *op_dtypes, const HPy *signature,
    HPy *new_op_dtypes);

typedef struct npy_callback_promoter {
    HPyArrayMethod_PromoterFunction *impl;
    int nargs;
    const void *ufunc;
    const void *const *op_dtypes;
    const void *const *signature;
    void **new_op_dtypes;
    int result;
} npy_callback_promoter;

static inline void npy_callback_run_promoter(HPyContext *ctx, void *frame)
{
    npy_callback_promoter *call = (npy_callback_promoter *)frame;
    int n = call->nargs;
    HPy op_dtypes[NPY_CALLBACK_MAX_OPERANDS];
    HPy signature[NPY_CALLBACK_MAX_OPERANDS];
    HPy results[NPY_CALLBACK_MAX_OPERANDS];
    HPy ufunc = npy_callback_open(ctx, call->ufunc);
    npy_callback_open_all(ctx, n, call->op_dtypes, op_dtypes);
    npy_callback_open_all(ctx, n, call->signature, signature);
    npy_callback_empty(n, results);
    int status = call->impl(ctx, ufunc, op_dtypes, signature, results);
    npy_callback_close(ctx, ufunc);
    npy_callback_close_all(ctx, n, op_dtypes);
    npy_callback_close_all(ctx, n, signature);
    call->result = npy_callback_give_all(ctx, n, results, call->new_op_dtypes, status >= 0, 0);
}

/// Defines `name`, a PyArrayMethod_PromoterFunction for a ufunc with `nargs` operands, from `impl`, a
/// HPyArrayMethod_PromoterFunction. HPyUFunc_NewPromoter makes the capsule that HPyUFunc_AddPromoter wants.
#define NPY_HPY_PROMOTER(name, nargs, impl)                                                                            \
    NPY_CALLBACK_CHECK(impl, HPyArrayMethod_PromoterFunction)                                                          \
    static int name(npy_callback_object *ufunc, PyArray_DTypeMeta *const op_dtypes[],                                  \
        PyArray_DTypeMeta *const signature[], PyArray_DTypeMeta *new_op_dtypes[])                                      \
    {                                                                                                                  \
        NPY_CALLBACK_CHECK_COUNT(nargs)                                                                                \
        npy_callback_promoter call = {impl, nargs, ufunc, (const void *const *)op_dtypes,                              \
            (const void *const *)signature, (void **)new_op_dtypes, -1};                                               \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_promoter, &call);                                       \
        return call.result;                                                                                            \
    }

/// The capsule that HPyUFunc_AddPromoter wants, for what NPY_HPY_PROMOTER made. A new handle, or HPy_NULL with an exception.
static inline HPy HPyUFunc_NewPromoter(HPyContext *ctx, PyArrayMethod_PromoterFunction *promoter)
{
    return HPyCapsule_New(ctx, (void *)(uintptr_t)promoter, "numpy._ufunc_promoter", NULL);
}

#ifdef __cplusplus
}
#endif

#endif
