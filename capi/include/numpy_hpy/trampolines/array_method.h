/* Trampolines for the functions of an HPyArrayMethod_Spec: casts, and loops of ufuncs; and for loops over one array.
 *
 * `nargs` is the number of operands, nin + nout of the specification: NumPy does not tell it. Handles in a context, dtypes
 * and descriptors are lent; those that a function writes are taken, also when it then fails.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_TRAMPOLINES_ARRAY_METHOD_H
#define NUMPY_HPY_TRAMPOLINES_ARRAY_METHOD_H

#include "numpy_hpy/trampolines/enter.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- the context of a method ------------------------------------------------------------------------------------------- */

/* PyArrayMethod_Context as NumPy 2.4 has it; before, it ends with `descriptors`. */
typedef struct npy_callback_context {
    const void *caller;
    const void *method;
    PyArray_Descr *const *descriptors;
    void *reserved;
    uint64_t flags;
    void *parameters;
} npy_callback_context;

static inline void npy_callback_open_context(HPyContext *ctx, int nargs, PyArrayMethod_Context *legacy,
    HPyArrayMethod_Context *context, HPy *descriptors)
{
    const npy_callback_context *given = (const npy_callback_context *)(const void *)legacy;
    context->caller = npy_callback_open(ctx, given->caller);
    npy_callback_open_all(ctx, nargs, (const void *const *)given->descriptors, descriptors);
    context->descriptors = descriptors;
    context->structs = given->descriptors;
    context->legacy = legacy;
}

static inline void npy_callback_close_context(HPyContext *ctx, int nargs, HPyArrayMethod_Context *context)
{
    npy_callback_close(ctx, context->caller);
    npy_callback_close_all(ctx, nargs, context->descriptors);
}

/// The NPY_ARRAYMETHOD_CONTEXT_FLAGS of the call; 0 before NumPy 2.4.
static inline uint64_t HPyArrayMethod_GetContextFlags(HPyContext *ctx, const HPyArrayMethod_Context *context)
{
    const npy_callback_context *given = (const npy_callback_context *)(const void *)context->legacy;
    return HPyArray_GetNDArrayCFeatureVersion(ctx) >= NPY_2_4_API_VERSION ? given->flags : 0;
}

/// The parameters of the call, lent: for a method of numpy.sort or numpy.argsort a PyArrayMethod_SortParameters. Only for such
/// methods: for others NumPy 2.4 leaves it uninitialised. NULL before NumPy 2.4.
static inline void *HPyArrayMethod_GetContextParameters(HPyContext *ctx, const HPyArrayMethod_Context *context)
{
    const npy_callback_context *given = (const npy_callback_context *)(const void *)context->legacy;
    return HPyArray_GetNDArrayCFeatureVersion(ctx) >= NPY_2_4_API_VERSION ? given->parameters : NULL;
}

/* --- which dtypes -------------------------------------------------------------------------------------------------------- */

/// NPY_METH_resolve_descriptors: finds the dtypes of a call. `given_descrs` may be HPy_NULL for outputs. `loop_descrs` is
/// filled with handles, which are taken. How safe it is, or (NPY_CASTING)-1 on failure. `*view_offset` may be set as NumPy
/// documents it.
typedef NPY_CASTING HPyArrayMethod_ResolveDescriptors(HPyContext *ctx, const HPy *dtypes, const HPy *given_descrs,
    HPy *loop_descrs, npy_intp *view_offset);

typedef struct npy_callback_resolve {
    HPyArrayMethod_ResolveDescriptors *impl;
    int nargs;
    const void *const *dtypes;
    const void *const *given_descrs;
    void **loop_descrs;
    npy_intp *view_offset;
    NPY_CASTING result;
} npy_callback_resolve;

static inline void npy_callback_run_resolve(HPyContext *ctx, void *frame)
{
    npy_callback_resolve *call = (npy_callback_resolve *)frame;
    int n = call->nargs;
    HPy dtypes[NPY_CALLBACK_MAX_OPERANDS];
    HPy given_descrs[NPY_CALLBACK_MAX_OPERANDS];
    HPy loop_descrs[NPY_CALLBACK_MAX_OPERANDS];
    npy_callback_open_all(ctx, n, call->dtypes, dtypes);
    npy_callback_open_all(ctx, n, call->given_descrs, given_descrs);
    npy_callback_empty(n, loop_descrs);
    NPY_CASTING casting = call->impl(ctx, dtypes, given_descrs, loop_descrs, call->view_offset);
    npy_callback_close_all(ctx, n, dtypes);
    npy_callback_close_all(ctx, n, given_descrs);
    int is_ok = (int)casting >= 0;
    call->result = npy_callback_give_all(ctx, n, loop_descrs, call->loop_descrs, is_ok, 1) < 0 ? (NPY_CASTING)-1 : casting;
}

/// Defines `name`, a PyArrayMethod_ResolveDescriptors, from `impl`, a HPyArrayMethod_ResolveDescriptors.
#define NPY_HPY_RESOLVE_DESCRIPTORS(name, nargs, impl)                                                                 \
    NPY_CALLBACK_CHECK(impl, HPyArrayMethod_ResolveDescriptors)                                                        \
    static NPY_CASTING name(struct PyArrayMethodObject_tag *method, PyArray_DTypeMeta *const *dtypes,                  \
        PyArray_Descr *const *given_descrs, PyArray_Descr **loop_descrs, npy_intp *view_offset)                        \
    {                                                                                                                  \
        NPY_CALLBACK_CHECK_COUNT(nargs)                                                                                \
        npy_callback_resolve call = {impl, nargs, (const void *const *)dtypes, (const void *const *)given_descrs,      \
            (void **)loop_descrs, view_offset, (NPY_CASTING)-1};                                                       \
        (void)method;                                                                                                  \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_resolve, &call);                                        \
        return call.result;                                                                                            \
    }

/* --- loops ---------------------------------------------------------------------------------------------------------------- */

/// A loop, for NPY_METH_strided_loop and its siblings. `data` are the addresses of the first items, `dimensions` begins with
/// their number, `strides` are in bytes, `auxdata` is what get_loop made, or NULL; all of it is lent. 0, or -1 with an
/// exception. It takes the interpreter lock; say NPY_METH_REQUIRES_PYAPI where it needs that anyway.
typedef int HPyArrayMethod_StridedLoop(HPyContext *ctx, const HPyArrayMethod_Context *context, char *const *data,
    const npy_intp *dimensions, const npy_intp *strides, NpyAuxData *auxdata);

typedef struct npy_callback_strided_loop {
    HPyArrayMethod_StridedLoop *impl;
    int nargs;
    PyArrayMethod_Context *context;
    char *const *data;
    const npy_intp *dimensions;
    const npy_intp *strides;
    NpyAuxData *auxdata;
    int result;
} npy_callback_strided_loop;

static inline void npy_callback_run_strided_loop(HPyContext *ctx, void *frame)
{
    npy_callback_strided_loop *call = (npy_callback_strided_loop *)frame;
    HPy descriptors[NPY_CALLBACK_MAX_OPERANDS];
    HPyArrayMethod_Context context;
    npy_callback_open_context(ctx, call->nargs, call->context, &context, descriptors);
    call->result = call->impl(ctx, &context, call->data, call->dimensions, call->strides, call->auxdata);
    npy_callback_close_context(ctx, call->nargs, &context);
}

/// Defines `name`, a PyArrayMethod_StridedLoop, from `impl`, a HPyArrayMethod_StridedLoop.
#define NPY_HPY_STRIDED_LOOP(name, nargs, impl)                                                                        \
    NPY_CALLBACK_CHECK(impl, HPyArrayMethod_StridedLoop)                                                               \
    static int name(PyArrayMethod_Context *context, char *const *data, const npy_intp *dimensions,                     \
        const npy_intp *strides, NpyAuxData *auxdata)                                                                  \
    {                                                                                                                  \
        NPY_CALLBACK_CHECK_COUNT(nargs)                                                                                \
        npy_callback_strided_loop call = {impl, nargs, context, data, dimensions, strides, auxdata, -1};               \
        NPY_CALLBACK_LOCK();                                                                                           \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_strided_loop, &call);                                   \
        NPY_CALLBACK_UNLOCK();                                                                                         \
        return call.result;                                                                                            \
    }

/// NPY_METH_get_loop: picks the loop for a call. `*out_auxdata`, if it sets one, is freed by NumPy. 0, or -1 with an
/// exception.
typedef int HPyArrayMethod_GetLoop(HPyContext *ctx, const HPyArrayMethod_Context *context, int aligned,
    int move_references, const npy_intp *strides, PyArrayMethod_StridedLoop **out_loop, NpyAuxData **out_auxdata,
    NPY_ARRAYMETHOD_FLAGS *flags);

typedef struct npy_callback_get_loop {
    HPyArrayMethod_GetLoop *impl;
    int nargs;
    PyArrayMethod_Context *context;
    int aligned;
    int move_references;
    const npy_intp *strides;
    PyArrayMethod_StridedLoop **out_loop;
    NpyAuxData **out_auxdata;
    NPY_ARRAYMETHOD_FLAGS *flags;
    int result;
} npy_callback_get_loop;

static inline void npy_callback_run_get_loop(HPyContext *ctx, void *frame)
{
    npy_callback_get_loop *call = (npy_callback_get_loop *)frame;
    HPy descriptors[NPY_CALLBACK_MAX_OPERANDS];
    HPyArrayMethod_Context context;
    npy_callback_open_context(ctx, call->nargs, call->context, &context, descriptors);
    call->result = call->impl(ctx, &context, call->aligned, call->move_references, call->strides, call->out_loop,
        call->out_auxdata, call->flags);
    npy_callback_close_context(ctx, call->nargs, &context);
}

/// Defines `name`, a PyArrayMethod_GetLoop, from `impl`, a HPyArrayMethod_GetLoop.
#define NPY_HPY_GET_LOOP(name, nargs, impl)                                                                            \
    NPY_CALLBACK_CHECK(impl, HPyArrayMethod_GetLoop)                                                                   \
    static int name(PyArrayMethod_Context *context, int aligned, int move_references, const npy_intp *strides,         \
        PyArrayMethod_StridedLoop **out_loop, NpyAuxData **out_auxdata, NPY_ARRAYMETHOD_FLAGS *flags)                  \
    {                                                                                                                  \
        NPY_CALLBACK_CHECK_COUNT(nargs)                                                                                \
        npy_callback_get_loop call = {impl, nargs, context, aligned, move_references, strides, out_loop, out_auxdata,  \
            flags, -1};                                                                                                \
        *out_auxdata = NULL;                                                                                           \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_get_loop, &call);                                       \
        return call.result;                                                                                            \
    }

/// NPY_METH_get_reduction_initial: writes what a reduction starts with to `initial`. 1 if there is such a value, 0 if not,
/// -1 with an exception.
typedef int HPyArrayMethod_GetReductionInitial(HPyContext *ctx, const HPyArrayMethod_Context *context,
    npy_bool reduction_is_empty, void *initial);

typedef struct npy_callback_initial {
    HPyArrayMethod_GetReductionInitial *impl;
    int nargs;
    PyArrayMethod_Context *context;
    npy_bool reduction_is_empty;
    void *initial;
    int result;
} npy_callback_initial;

static inline void npy_callback_run_initial(HPyContext *ctx, void *frame)
{
    npy_callback_initial *call = (npy_callback_initial *)frame;
    HPy descriptors[NPY_CALLBACK_MAX_OPERANDS];
    HPyArrayMethod_Context context;
    npy_callback_open_context(ctx, call->nargs, call->context, &context, descriptors);
    call->result = call->impl(ctx, &context, call->reduction_is_empty, call->initial);
    npy_callback_close_context(ctx, call->nargs, &context);
}

/// Defines `name`, a PyArrayMethod_GetReductionInitial, from `impl`, a HPyArrayMethod_GetReductionInitial.
#define NPY_HPY_GET_REDUCTION_INITIAL(name, nargs, impl)                                                               \
    NPY_CALLBACK_CHECK(impl, HPyArrayMethod_GetReductionInitial)                                                       \
    static int name(PyArrayMethod_Context *context, npy_bool reduction_is_empty, void *initial)                        \
    {                                                                                                                  \
        NPY_CALLBACK_CHECK_COUNT(nargs)                                                                                \
        npy_callback_initial call = {impl, nargs, context, reduction_is_empty, initial, -1};                           \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_initial, &call);                                        \
        return call.result;                                                                                            \
    }

/* --- wrapping loops ----------------------------------------------------------------------------------------------------- */

/// For HPyUFunc_AddWrappingLoop: the dtypes that the wrapped loop is to see for those of a call. Inputs are lent, and may be
/// HPy_NULL for outputs, which then stay so; `new_descrs` is filled with handles, which are taken. 0, or -1 with an exception.
typedef int HPyArrayMethod_TranslateGivenDescriptors(HPyContext *ctx, int nin, int nout, const HPy *wrapped_dtypes,
    const HPy *given_descrs, HPy *new_descrs);
/// For HPyUFunc_AddWrappingLoop: the dtypes that the outer world is to see for those that the wrapped loop resolved. Inputs are
/// lent; `loop_descrs` is filled with handles, which are taken. 0, or -1 with an exception.
typedef int HPyArrayMethod_TranslateLoopDescriptors(HPyContext *ctx, int nin, int nout, const HPy *new_dtypes,
    const HPy *given_descrs, const HPy *original_descrs, HPy *loop_descrs);

typedef struct npy_callback_translate {
    HPyArrayMethod_TranslateGivenDescriptors *given;
    HPyArrayMethod_TranslateLoopDescriptors *loop;
    int nin;
    int nout;
    const void *const *dtypes;
    const void *const *given_descrs;
    const void *const *original_descrs;
    void **results;
    int result;
} npy_callback_translate;

static inline void npy_callback_run_translate(HPyContext *ctx, void *frame)
{
    npy_callback_translate *call = (npy_callback_translate *)frame;
    int n = call->nin + call->nout;
    HPy dtypes[NPY_CALLBACK_MAX_OPERANDS];
    HPy given_descrs[NPY_CALLBACK_MAX_OPERANDS];
    HPy original_descrs[NPY_CALLBACK_MAX_OPERANDS];
    HPy results[NPY_CALLBACK_MAX_OPERANDS];
    int is_loop = call->loop != NULL;
    int status;
    npy_callback_open_all(ctx, n, call->dtypes, dtypes);
    npy_callback_open_all(ctx, n, call->given_descrs, given_descrs);
    npy_callback_empty(n, results);
    if (is_loop) {
        npy_callback_open_all(ctx, n, call->original_descrs, original_descrs);
        status = call->loop(ctx, call->nin, call->nout, dtypes, given_descrs, original_descrs, results);
        npy_callback_close_all(ctx, n, original_descrs);
    }
    else {
        status = call->given(ctx, call->nin, call->nout, dtypes, given_descrs, results);
    }
    npy_callback_close_all(ctx, n, dtypes);
    npy_callback_close_all(ctx, n, given_descrs);
    call->result = npy_callback_give_all(ctx, n, results, call->results, status >= 0, is_loop);
}

/// Defines `name`, a PyArrayMethod_TranslateGivenDescriptors, from `impl`, a HPyArrayMethod_TranslateGivenDescriptors.
#define NPY_HPY_TRANSLATE_GIVEN(name, impl)                                                                            \
    NPY_CALLBACK_CHECK(impl, HPyArrayMethod_TranslateGivenDescriptors)                                                 \
    static int name(int nin, int nout, PyArray_DTypeMeta *const wrapped_dtypes[], PyArray_Descr *const given_descrs[], \
        PyArray_Descr *new_descrs[])                                                                                   \
    {                                                                                                                  \
        npy_callback_translate call = {impl, NULL, nin, nout, (const void *const *)wrapped_dtypes,                     \
            (const void *const *)given_descrs, NULL, (void **)new_descrs, -1};                                         \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_translate, &call);                                      \
        return call.result;                                                                                            \
    }

/// Defines `name`, a PyArrayMethod_TranslateLoopDescriptors, from `impl`, a HPyArrayMethod_TranslateLoopDescriptors.
#define NPY_HPY_TRANSLATE_LOOP(name, impl)                                                                             \
    NPY_CALLBACK_CHECK(impl, HPyArrayMethod_TranslateLoopDescriptors)                                                  \
    static int name(int nin, int nout, PyArray_DTypeMeta *const new_dtypes[], PyArray_Descr *const given_descrs[],     \
        PyArray_Descr *original_descrs[], PyArray_Descr *loop_descrs[])                                                \
    {                                                                                                                  \
        npy_callback_translate call = {NULL, impl, nin, nout, (const void *const *)new_dtypes,                         \
            (const void *const *)given_descrs, (const void *const *)original_descrs, (void **)loop_descrs, -1};        \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_translate, &call);                                      \
        return call.result;                                                                                            \
    }

/* --- loops over one array ----------------------------------------------------------------------------------------------- */

/// A loop that clears items, or fills them with zeros. The dtype is lent. 0, or -1 with an exception. It takes the interpreter
/// lock. Clearing happens when an array dies, perhaps with an exception set that is not its own: it must leave that alone.
typedef int HPyArrayMethod_TraverseLoop(HPyContext *ctx, HPy descr, char *data, npy_intp size, npy_intp stride,
    NpyAuxData *auxdata);
/// NPY_DT_get_clear_loop, NPY_DT_get_fill_zero_loop: picks that loop. 0, or -1 with an exception.
typedef int HPyArrayMethod_GetTraverseLoop(HPyContext *ctx, HPy descr, int aligned, npy_intp fixed_stride,
    PyArrayMethod_TraverseLoop **out_loop, NpyAuxData **out_auxdata, NPY_ARRAYMETHOD_FLAGS *flags);

typedef struct npy_callback_traverse {
    HPyArrayMethod_TraverseLoop *impl;
    const PyArray_Descr *descr;
    char *data;
    npy_intp size;
    npy_intp stride;
    NpyAuxData *auxdata;
    int result;
} npy_callback_traverse;

static inline void npy_callback_run_traverse(HPyContext *ctx, void *frame)
{
    npy_callback_traverse *call = (npy_callback_traverse *)frame;
    HPy descr = npy_callback_open(ctx, call->descr);
    call->result = call->impl(ctx, descr, call->data, call->size, call->stride, call->auxdata);
    npy_callback_close(ctx, descr);
}

/// Defines `name`, a PyArrayMethod_TraverseLoop, from `impl`, a HPyArrayMethod_TraverseLoop.
#define NPY_HPY_TRAVERSE_LOOP(name, impl)                                                                              \
    NPY_CALLBACK_CHECK(impl, HPyArrayMethod_TraverseLoop)                                                              \
    static int name(void *traverse_context, const PyArray_Descr *descr, char *data, npy_intp size, npy_intp stride,    \
        NpyAuxData *auxdata)                                                                                           \
    {                                                                                                                  \
        npy_callback_traverse call = {impl, descr, data, size, stride, auxdata, -1};                                   \
        NPY_CALLBACK_LOCK();                                                                                           \
        (void)traverse_context;                                                                                        \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_traverse, &call);                                       \
        NPY_CALLBACK_UNLOCK();                                                                                         \
        return call.result;                                                                                            \
    }

typedef struct npy_callback_get_traverse {
    HPyArrayMethod_GetTraverseLoop *impl;
    const PyArray_Descr *descr;
    int aligned;
    npy_intp fixed_stride;
    PyArrayMethod_TraverseLoop **out_loop;
    NpyAuxData **out_auxdata;
    NPY_ARRAYMETHOD_FLAGS *flags;
    int result;
} npy_callback_get_traverse;

static inline void npy_callback_run_get_traverse(HPyContext *ctx, void *frame)
{
    npy_callback_get_traverse *call = (npy_callback_get_traverse *)frame;
    HPy descr = npy_callback_open(ctx, call->descr);
    call->result =
        call->impl(ctx, descr, call->aligned, call->fixed_stride, call->out_loop, call->out_auxdata, call->flags);
    npy_callback_close(ctx, descr);
}

/// Defines `name`, a PyArrayMethod_GetTraverseLoop, from `impl`, a HPyArrayMethod_GetTraverseLoop.
#define NPY_HPY_GET_TRAVERSE_LOOP(name, impl)                                                                          \
    NPY_CALLBACK_CHECK(impl, HPyArrayMethod_GetTraverseLoop)                                                           \
    static int name(void *traverse_context, const PyArray_Descr *descr, int aligned, npy_intp fixed_stride,            \
        PyArrayMethod_TraverseLoop **out_loop, NpyAuxData **out_auxdata, NPY_ARRAYMETHOD_FLAGS *flags)                 \
    {                                                                                                                  \
        npy_callback_get_traverse call = {impl, descr, aligned, fixed_stride, out_loop, out_auxdata, flags, -1};       \
        (void)traverse_context;                                                                                        \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_get_traverse, &call);                                   \
        return call.result;                                                                                            \
    }

/* --- data of a loop ------------------------------------------------------------------------------------------------------ */

/// Ends the data of a loop, or copies it (NULL if there is no memory). They take the interpreter lock.
typedef void HNpyAuxData_FreeFunc(HPyContext *ctx, NpyAuxData *auxdata);
typedef NpyAuxData *HNpyAuxData_CloneFunc(HPyContext *ctx, NpyAuxData *auxdata);

typedef struct npy_callback_auxdata {
    HNpyAuxData_FreeFunc *free;
    HNpyAuxData_CloneFunc *clone;
    NpyAuxData *auxdata;
    NpyAuxData *result;
} npy_callback_auxdata;

static inline void npy_callback_run_auxdata(HPyContext *ctx, void *frame)
{
    npy_callback_auxdata *call = (npy_callback_auxdata *)frame;
    if (call->free != NULL) {
        call->free(ctx, call->auxdata);
    }
    else {
        call->result = call->clone(ctx, call->auxdata);
    }
}

/// Defines `name`, a NpyAuxData_FreeFunc, from `impl`, a HNpyAuxData_FreeFunc.
#define NPY_HPY_AUXDATA_FREEFUNC(name, impl)                                                                           \
    NPY_CALLBACK_CHECK(impl, HNpyAuxData_FreeFunc)                                                                     \
    static void name(NpyAuxData *auxdata)                                                                              \
    {                                                                                                                  \
        npy_callback_auxdata call = {impl, NULL, auxdata, NULL};                                                       \
        NPY_CALLBACK_LOCK();                                                                                           \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_auxdata, &call);                                        \
        NPY_CALLBACK_UNLOCK();                                                                                         \
    }

/// Defines `name`, a NpyAuxData_CloneFunc, from `impl`, a HNpyAuxData_CloneFunc.
#define NPY_HPY_AUXDATA_CLONEFUNC(name, impl)                                                                          \
    NPY_CALLBACK_CHECK(impl, HNpyAuxData_CloneFunc)                                                                    \
    static NpyAuxData *name(NpyAuxData *auxdata)                                                                       \
    {                                                                                                                  \
        npy_callback_auxdata call = {NULL, impl, auxdata, NULL};                                                       \
        NPY_CALLBACK_LOCK();                                                                                           \
        npy_callback_enter(NPY_CALLBACK_ROOT, npy_callback_run_auxdata, &call);                                        \
        NPY_CALLBACK_UNLOCK();                                                                                         \
        return call.result;                                                                                            \
    }

#ifdef __cplusplus
}
#endif

#endif
