/* Trampolines for the functions of a dtype of the old kind, PyArray_ArrFuncs, and for its casts.
 *
 * Where NumPy's functions get an array, these get its dtype, `descr`, lent, or HPy_NULL if there is no array. For what NumPy
 * passes is often no object at all, but a struct on its stack in which nothing is set but the dtype. Memory is lent.
 *
 * A function that needs no context is better written plainly, with NumPy's signature, and put into PyArray_ArrFuncs as it is.
 *
 * NumPy calls most of them without the interpreter lock if the dtype lacks NPY_NEEDS_PYAPI; all but getitem and setitem
 * take it. It looks for exceptions only if the dtype has that flag: set it if a function may raise one.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_TRAMPOLINES_ARRFUNCS_H
#define NUMPY_HPY_TRAMPOLINES_ARRFUNCS_H

#include <stdio.h>

#include "numpy_hpy/trampolines/enter.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The dtype of what NumPy passes as an array. */
static inline HPy npy_callback_open_dtype(HPyContext *ctx, const void *arr)
{
    return npy_callback_open(ctx, arr == NULL ? NULL : ((const PyArrayObject_fields *)arr)->descr);
}

/* --- one item as an object -------------------------------------------------------------------------------------------- */

/// The item as an object, which is taken; HPy_NULL with an exception. The item may be unaligned and swapped.
typedef HPy HPyArray_GetItemFunc(HPyContext *ctx, void *item, HPy descr);
/// Assigns `value`, which is lent, to the item. 0, or -1 with an exception.
typedef int HPyArray_SetItemFunc(HPyContext *ctx, HPy value, void *item, HPy descr);

typedef struct npy_callback_item {
    HPyArray_GetItemFunc *get;
    HPyArray_SetItemFunc *set;
    void *value;
    void *item;
    void *arr;
    void *object;
    int result;
} npy_callback_item;

static inline void npy_callback_run_getitem(HPyContext *ctx, void *frame)
{
    npy_callback_item *call = (npy_callback_item *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    HPy value = call->get(ctx, call->item, descr);
    npy_callback_close(ctx, descr);
    call->object = npy_callback_give(ctx, value);
}

static inline void npy_callback_run_setitem(HPyContext *ctx, void *frame)
{
    npy_callback_item *call = (npy_callback_item *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    HPy value = npy_callback_open(ctx, call->value);
    call->result = call->set(ctx, value, call->item, descr);
    npy_callback_close(ctx, value);
    npy_callback_close(ctx, descr);
}

/// Defines `name`, a PyArray_GetItemFunc, from `impl`, a HPyArray_GetItemFunc.
#define NPY_HPY_ARRFUNC_GETITEM(name, impl)                                                                            \
    NPY_CALLBACK_CHECK(impl, HPyArray_GetItemFunc)                                                                     \
    static npy_callback_object *name(void *item, void *arr)                                                            \
    {                                                                                                                  \
        npy_callback_item call = {impl, NULL, NULL, item, arr, NULL, -1};                                              \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_getitem, &call);                                        \
        return (npy_callback_object *)call.object;                                                                     \
    }

/// Defines `name`, a PyArray_SetItemFunc, from `impl`, a HPyArray_SetItemFunc.
#define NPY_HPY_ARRFUNC_SETITEM(name, impl)                                                                            \
    NPY_CALLBACK_CHECK(impl, HPyArray_SetItemFunc)                                                                     \
    static int name(npy_callback_object *value, void *item, void *arr)                                                 \
    {                                                                                                                  \
        npy_callback_item call = {NULL, impl, value, item, arr, NULL, -1};                                             \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_setitem, &call);                                        \
        return call.result;                                                                                            \
    }

/* --- items as memory --------------------------------------------------------------------------------------------------- */

/// Copies `n` items, `dstride` and `sstride` bytes apart, and reverses their bytes if `swap` says so. `src` NULL: only that.
typedef void HPyArray_CopySwapNFunc(HPyContext *ctx, void *dst, npy_intp dstride, void *src, npy_intp sstride, npy_intp n,
    int swap, HPy descr);
/// The same for one item.
typedef void HPyArray_CopySwapFunc(HPyContext *ctx, void *dst, void *src, int swap, HPy descr);
/// Whether the item is not zero.
typedef npy_bool HPyArray_NonzeroFunc(HPyContext *ctx, void *item, HPy descr);
/// Negative, zero or positive, as the first item is less than, equal to or greater than the second.
typedef int HPyArray_CompareFunc(HPyContext *ctx, const void *a, const void *b, HPy descr);
/// Finds the largest, or the smallest, of `n` items: `*index`. 0, or -1 with an exception.
typedef int HPyArray_ArgFunc(HPyContext *ctx, void *data, npy_intp n, npy_intp *index, HPy descr);
/// The sum of the products of `n` items, `is1` and `is2` bytes apart, in `op`.
typedef void HPyArray_DotFunc(HPyContext *ctx, void *ip1, npy_intp is1, void *ip2, npy_intp is2, void *op, npy_intp n,
    HPy descr);
/// Continues a sequence of `n` items from its first two. 0, or -1 with an exception.
typedef int HPyArray_FillFunc(HPyContext *ctx, void *data, npy_intp n, HPy descr);
/// Sets `n` items to the one at `value`. 0, or -1 with an exception.
typedef int HPyArray_FillWithScalarFunc(HPyContext *ctx, void *data, npy_intp n, void *value, HPy descr);
/// Sorts `n` items that lie side by side. 0, or -1 with an exception.
typedef int HPyArray_SortFunc(HPyContext *ctx, void *data, npy_intp n, HPy descr);
/// Orders `n` indices by the items that they stand for. 0, or -1 with an exception.
typedef int HPyArray_ArgSortFunc(HPyContext *ctx, void *data, npy_intp *indices, npy_intp n, HPy descr);
/// An NPY_SCALARKIND for the value of an array without dimensions, which is one, and lent.
typedef int HPyArray_ScalarKindFunc(HPyContext *ctx, HPy arr);
/// Casts `n` items that lie side by side. Both dtypes may be HPy_NULL.
typedef void HPyArray_VectorUnaryFunc(HPyContext *ctx, void *from, void *to, npy_intp n, HPy from_descr, HPy to_descr);

/* One call of any of them. */
typedef struct npy_callback_items {
    union {
        HPyArray_CopySwapNFunc *copyswapn;
        HPyArray_CopySwapFunc *copyswap;
        HPyArray_NonzeroFunc *nonzero;
        HPyArray_CompareFunc *compare;
        HPyArray_ArgFunc *arg;
        HPyArray_DotFunc *dot;
        HPyArray_FillFunc *fill;
        HPyArray_FillWithScalarFunc *fillwithscalar;
        HPyArray_SortFunc *sort;
        HPyArray_ArgSortFunc *argsort;
        HPyArray_ScalarKindFunc *scalarkind;
        HPyArray_VectorUnaryFunc *cast;
    } impl;
    void *arr;
    /* The memory, up to three addresses, with a stride each. */
    void *a, *b, *c;
    npy_intp a_stride, b_stride;
    npy_intp n;
    npy_intp *indices;
    int swap;
    int result;
} npy_callback_items;

/* What a trampoline does: `call` is filled, with `which` for the member of `impl`, and run. */
#define NPY_CALLBACK_ITEMS(which, function, array)                                                                     \
    npy_callback_items call;                                                                                           \
    memset(&call, 0, sizeof(call));                                                                                    \
    call.impl.which = function;                                                                                        \
    call.arr = array
#define NPY_CALLBACK_RUN_ITEMS(run)                                                                                    \
    NPY_CALLBACK_LOCK();                                                                                               \
    npy_callback_enter(NPY_CALLBACK_ROOT, run, &call);                                                                 \
    NPY_CALLBACK_UNLOCK()

static inline void npy_callback_run_copyswapn(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    call->impl.copyswapn(ctx, call->a, call->a_stride, call->b, call->b_stride, call->n, call->swap, descr);
    npy_callback_close(ctx, descr);
}

static inline void npy_callback_run_copyswap(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    call->impl.copyswap(ctx, call->a, call->b, call->swap, descr);
    npy_callback_close(ctx, descr);
}

static inline void npy_callback_run_nonzero(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    call->result = call->impl.nonzero(ctx, call->a, descr);
    npy_callback_close(ctx, descr);
}

static inline void npy_callback_run_compare(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    call->result = call->impl.compare(ctx, call->a, call->b, descr);
    npy_callback_close(ctx, descr);
}

static inline void npy_callback_run_arg(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    call->result = call->impl.arg(ctx, call->a, call->n, call->indices, descr);
    npy_callback_close(ctx, descr);
}

static inline void npy_callback_run_dot(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    call->impl.dot(ctx, call->a, call->a_stride, call->b, call->b_stride, call->c, call->n, descr);
    npy_callback_close(ctx, descr);
}

static inline void npy_callback_run_fill(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    call->result = call->impl.fill(ctx, call->a, call->n, descr);
    npy_callback_close(ctx, descr);
}

static inline void npy_callback_run_fillwithscalar(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    call->result = call->impl.fillwithscalar(ctx, call->a, call->n, call->b, descr);
    npy_callback_close(ctx, descr);
}

static inline void npy_callback_run_sort(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    call->result = call->impl.sort(ctx, call->a, call->n, descr);
    npy_callback_close(ctx, descr);
}

static inline void npy_callback_run_argsort(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy descr = npy_callback_open_dtype(ctx, call->arr);
    call->result = call->impl.argsort(ctx, call->a, call->indices, call->n, descr);
    npy_callback_close(ctx, descr);
}

static inline void npy_callback_run_scalarkind(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy arr = npy_callback_open(ctx, call->arr);
    call->result = call->impl.scalarkind(ctx, arr);
    npy_callback_close(ctx, arr);
}

static inline void npy_callback_run_cast(HPyContext *ctx, void *frame)
{
    npy_callback_items *call = (npy_callback_items *)frame;
    HPy from_descr = npy_callback_open_dtype(ctx, call->arr);
    HPy to_descr = npy_callback_open_dtype(ctx, call->c);
    call->impl.cast(ctx, call->a, call->b, call->n, from_descr, to_descr);
    npy_callback_close(ctx, from_descr);
    npy_callback_close(ctx, to_descr);
}

/// Defines `name`, a PyArray_CopySwapNFunc, from `impl`, a HPyArray_CopySwapNFunc.
#define NPY_HPY_ARRFUNC_COPYSWAPN(name, impl)                                                                          \
    NPY_CALLBACK_CHECK(impl, HPyArray_CopySwapNFunc)                                                                   \
    static void name(void *dst, npy_intp dstride, void *src, npy_intp sstride, npy_intp n, int swap, void *arr)        \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(copyswapn, impl, arr);                                                                      \
        call.a = dst;                                                                                                  \
        call.a_stride = dstride;                                                                                       \
        call.b = src;                                                                                                  \
        call.b_stride = sstride;                                                                                       \
        call.n = n;                                                                                                    \
        call.swap = swap;                                                                                              \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_copyswapn);                                                            \
    }

/// Defines `name`, a PyArray_CopySwapFunc, from `impl`, a HPyArray_CopySwapFunc.
#define NPY_HPY_ARRFUNC_COPYSWAP(name, impl)                                                                           \
    NPY_CALLBACK_CHECK(impl, HPyArray_CopySwapFunc)                                                                    \
    static void name(void *dst, void *src, int swap, void *arr)                                                        \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(copyswap, impl, arr);                                                                       \
        call.a = dst;                                                                                                  \
        call.b = src;                                                                                                  \
        call.swap = swap;                                                                                              \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_copyswap);                                                             \
    }

/// Defines `name`, a PyArray_NonzeroFunc, from `impl`, a HPyArray_NonzeroFunc.
#define NPY_HPY_ARRFUNC_NONZERO(name, impl)                                                                            \
    NPY_CALLBACK_CHECK(impl, HPyArray_NonzeroFunc)                                                                     \
    static npy_bool name(void *item, void *arr)                                                                        \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(nonzero, impl, arr);                                                                        \
        call.a = item;                                                                                                 \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_nonzero);                                                              \
        return (npy_bool)call.result;                                                                                  \
    }

/// Defines `name`, a PyArray_CompareFunc, from `impl`, a HPyArray_CompareFunc.
#define NPY_HPY_ARRFUNC_COMPARE(name, impl)                                                                            \
    NPY_CALLBACK_CHECK(impl, HPyArray_CompareFunc)                                                                     \
    static int name(const void *a, const void *b, void *arr)                                                           \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(compare, impl, arr);                                                                        \
        call.a = (void *)(uintptr_t)a;                                                                                 \
        call.b = (void *)(uintptr_t)b;                                                                                 \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_compare);                                                              \
        return call.result;                                                                                            \
    }

#define NPY_CALLBACK_ARGFUNC(name, function)                                                                           \
    NPY_CALLBACK_CHECK(function, HPyArray_ArgFunc)                                                                     \
    static int name(void *data, npy_intp n, npy_intp *index, void *arr)                                                \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(arg, function, arr);                                                                        \
        call.a = data;                                                                                                 \
        call.n = n;                                                                                                    \
        call.indices = index;                                                                                          \
        call.result = -1;                                                                                              \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_arg);                                                                  \
        return call.result;                                                                                            \
    }

/// Define `name`, a PyArray_ArgFunc, from `impl`, a HPyArray_ArgFunc.
#define NPY_HPY_ARRFUNC_ARGMAX(name, impl) NPY_CALLBACK_ARGFUNC(name, impl)
#define NPY_HPY_ARRFUNC_ARGMIN(name, impl) NPY_CALLBACK_ARGFUNC(name, impl)

/// Defines `name`, a PyArray_DotFunc, from `impl`, a HPyArray_DotFunc.
#define NPY_HPY_ARRFUNC_DOT(name, impl)                                                                                \
    NPY_CALLBACK_CHECK(impl, HPyArray_DotFunc)                                                                         \
    static void name(void *ip1, npy_intp is1, void *ip2, npy_intp is2, void *op, npy_intp n, void *arr)                \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(dot, impl, arr);                                                                            \
        call.a = ip1;                                                                                                  \
        call.a_stride = is1;                                                                                           \
        call.b = ip2;                                                                                                  \
        call.b_stride = is2;                                                                                           \
        call.c = op;                                                                                                   \
        call.n = n;                                                                                                    \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_dot);                                                                  \
    }

/// Defines `name`, a PyArray_FillFunc, from `impl`, a HPyArray_FillFunc.
#define NPY_HPY_ARRFUNC_FILL(name, impl)                                                                               \
    NPY_CALLBACK_CHECK(impl, HPyArray_FillFunc)                                                                        \
    static int name(void *data, npy_intp n, void *arr)                                                                 \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(fill, impl, arr);                                                                           \
        call.a = data;                                                                                                 \
        call.n = n;                                                                                                    \
        call.result = -1;                                                                                              \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_fill);                                                                 \
        return call.result;                                                                                            \
    }

/// Defines `name`, a PyArray_FillWithScalarFunc, from `impl`, a HPyArray_FillWithScalarFunc.
#define NPY_HPY_ARRFUNC_FILLWITHSCALAR(name, impl)                                                                     \
    NPY_CALLBACK_CHECK(impl, HPyArray_FillWithScalarFunc)                                                              \
    static int name(void *data, npy_intp n, void *value, void *arr)                                                    \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(fillwithscalar, impl, arr);                                                                 \
        call.a = data;                                                                                                 \
        call.b = value;                                                                                                \
        call.n = n;                                                                                                    \
        call.result = -1;                                                                                              \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_fillwithscalar);                                                       \
        return call.result;                                                                                            \
    }

/// Defines `name`, a PyArray_SortFunc, from `impl`, a HPyArray_SortFunc.
#define NPY_HPY_ARRFUNC_SORT(name, impl)                                                                               \
    NPY_CALLBACK_CHECK(impl, HPyArray_SortFunc)                                                                        \
    static int name(void *data, npy_intp n, void *arr)                                                                 \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(sort, impl, arr);                                                                           \
        call.a = data;                                                                                                 \
        call.n = n;                                                                                                    \
        call.result = -1;                                                                                              \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_sort);                                                                 \
        return call.result;                                                                                            \
    }

/// Defines `name`, a PyArray_ArgSortFunc, from `impl`, a HPyArray_ArgSortFunc.
#define NPY_HPY_ARRFUNC_ARGSORT(name, impl)                                                                            \
    NPY_CALLBACK_CHECK(impl, HPyArray_ArgSortFunc)                                                                     \
    static int name(void *data, npy_intp *indices, npy_intp n, void *arr)                                              \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(argsort, impl, arr);                                                                        \
        call.a = data;                                                                                                 \
        call.indices = indices;                                                                                        \
        call.n = n;                                                                                                    \
        call.result = -1;                                                                                              \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_argsort);                                                              \
        return call.result;                                                                                            \
    }

/// Defines `name`, a PyArray_ScalarKindFunc, from `impl`, a HPyArray_ScalarKindFunc.
#define NPY_HPY_ARRFUNC_SCALARKIND(name, impl)                                                                         \
    NPY_CALLBACK_CHECK(impl, HPyArray_ScalarKindFunc)                                                                  \
    static int name(void *arr)                                                                                         \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(scalarkind, impl, arr);                                                                     \
        call.result = NPY_NOSCALAR;                                                                                    \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_scalarkind);                                                           \
        return call.result;                                                                                            \
    }

/// Defines `name`, a PyArray_VectorUnaryFunc for HPyArray_RegisterCastFunc, from `impl`, a HPyArray_VectorUnaryFunc.
#define NPY_HPY_CASTFUNC(name, impl)                                                                                   \
    NPY_CALLBACK_CHECK(impl, HPyArray_VectorUnaryFunc)                                                                 \
    static void name(void *from, void *to, npy_intp n, void *fromarr, void *toarr)                                     \
    {                                                                                                                  \
        NPY_CALLBACK_ITEMS(cast, impl, fromarr);                                                                       \
        call.a = from;                                                                                                 \
        call.b = to;                                                                                                   \
        call.c = toarr;                                                                                                \
        call.n = n;                                                                                                    \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_cast);                                                                 \
    }

/* --- text ------------------------------------------------------------------------------------------------------------ */

/// Reads one item from a file. How many were read (0 or 1), or a negative number at the end or for text that is no item. The
/// dtype is lent.
typedef int HPyArray_ScanFunc(HPyContext *ctx, FILE *fp, void *item, HPy descr);
/// Reads one item from a zero-terminated text; `*end` becomes what follows it. 0, or -1. The dtype is lent.
typedef int HPyArray_FromStrFunc(HPyContext *ctx, char *text, void *item, char **end, HPy descr);

typedef struct npy_callback_text {
    HPyArray_ScanFunc *scan;
    HPyArray_FromStrFunc *fromstr;
    FILE *fp;
    char *text;
    void *item;
    char **end;
    const void *descr;
    int result;
} npy_callback_text;

static inline void npy_callback_run_text(HPyContext *ctx, void *frame)
{
    npy_callback_text *call = (npy_callback_text *)frame;
    HPy descr = npy_callback_open(ctx, call->descr);
    call->result = call->scan != NULL ? call->scan(ctx, call->fp, call->item, descr)
                                      : call->fromstr(ctx, call->text, call->item, call->end, descr);
    npy_callback_close(ctx, descr);
}

/// Defines `name`, a PyArray_ScanFunc, from `impl`, a HPyArray_ScanFunc.
#define NPY_HPY_ARRFUNC_SCAN(name, impl)                                                                               \
    NPY_CALLBACK_CHECK(impl, HPyArray_ScanFunc)                                                                        \
    static int name(FILE *fp, void *item, char *unused, struct _PyArray_Descr *descr)                                  \
    {                                                                                                                  \
        npy_callback_text call = {impl, NULL, fp, unused, item, NULL, descr, -1};                                      \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_text);                                                                 \
        return call.result;                                                                                            \
    }

/// Defines `name`, a PyArray_FromStrFunc, from `impl`, a HPyArray_FromStrFunc.
#define NPY_HPY_ARRFUNC_FROMSTR(name, impl)                                                                            \
    NPY_CALLBACK_CHECK(impl, HPyArray_FromStrFunc)                                                                     \
    static int name(char *text, void *item, char **end, struct _PyArray_Descr *descr)                                  \
    {                                                                                                                  \
        npy_callback_text call = {NULL, impl, NULL, text, item, end, descr, -1};                                       \
        NPY_CALLBACK_RUN_ITEMS(npy_callback_run_text);                                                                 \
        return call.result;                                                                                            \
    }

#ifdef __cplusplus
}
#endif

#endif
