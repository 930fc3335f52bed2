/* Trampolines for the functions of an HPyArrayDTypeMeta_Spec: a DType class of one's own.
 *
 * NumPy calls all of them with the interpreter lock. Handles that are passed in are lent; a handle that is returned is
 * taken, and HPy_NULL or -1 means that an exception is set. The struct of an instance, with its extra members, comes from
 * PyArray_Descr_AsStruct.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_TRAMPOLINES_DTYPE_H
#define NUMPY_HPY_TRAMPOLINES_DTYPE_H

#include "numpy_hpy/trampolines/enter.h"

#ifdef __cplusplus
extern "C" {
#endif

/// NPY_DT_discover_descr_from_pyobject: the dtype for an object that is to be stored.
typedef HPy HPyArrayDTypeMeta_DiscoverDescrFromPyobject(HPyContext *ctx, HPy cls, HPy obj);
/// _NPY_DT_is_known_scalar_type: 1 if objects of that class can be stored without a conversion, else 0.
typedef int HPyArrayDTypeMeta_IsKnownScalarType(HPyContext *ctx, HPy cls, HPy pytype);
/// NPY_DT_default_descr: the dtype where only the class is given.
typedef HPy HPyArrayDTypeMeta_DefaultDescriptor(HPyContext *ctx, HPy cls);
/// NPY_DT_common_dtype: the class that values of both can be cast to, or NotImplemented.
typedef HPy HPyArrayDTypeMeta_CommonDType(HPyContext *ctx, HPy dtype1, HPy dtype2);
/// NPY_DT_common_instance: the dtype that values of both, which are of one class, can be cast to.
typedef HPy HPyArrayDTypeMeta_CommonInstance(HPyContext *ctx, HPy descr1, HPy descr2);
/// NPY_DT_ensure_canonical: the dtype itself, in this machine's byte order.
typedef HPy HPyArrayDTypeMeta_EnsureCanonical(HPyContext *ctx, HPy descr);
/// NPY_DT_finalize_descr: the dtype of a new array, perhaps a fresh one.
typedef HPy HPyArrayDTypeMeta_FinalizeDescriptor(HPyContext *ctx, HPy descr);
/// NPY_DT_setitem: assigns `value` to an item. 0, or -1.
typedef int HPyArrayDTypeMeta_SetItem(HPyContext *ctx, HPy descr, HPy value, char *item);
/// NPY_DT_getitem: an item as an object.
typedef HPy HPyArrayDTypeMeta_GetItem(HPyContext *ctx, HPy descr, char *item);
/// NPY_DT_get_constant, since NumPy 2.4: writes the constant NPY_CONSTANT_... to `data`, which may be unaligned. 1, or 0 if
/// there is none, or -1.
typedef int HPyArrayDTypeMeta_GetConstant(HPyContext *ctx, HPy descr, int id, void *data);
/// `destroy`: lets go of what the extra members of an instance own, before it is freed. No handle to it can be had any more.
/// An exception may be set that is not its own.
typedef void HPyArrayDTypeMeta_Destroy(HPyContext *ctx, PyArray_Descr *descr);

/* One call of any of them: `a` and `b` are the objects. */
typedef struct npy_callback_dtype {
    union {
        /* One object, or two, to an object. */
        HPy (*one)(HPyContext *ctx, HPy a);
        HPy (*two)(HPyContext *ctx, HPy a, HPy b);
        HPyArrayDTypeMeta_IsKnownScalarType *is_known;
        HPyArrayDTypeMeta_SetItem *setitem;
        HPyArrayDTypeMeta_GetItem *getitem;
        HPyArrayDTypeMeta_GetConstant *get_constant;
        HPyArrayDTypeMeta_Destroy *destroy;
    } impl;
    const void *a;
    const void *b;
    char *item;
    void *data;
    int id;
    int result;
    void *object;
} npy_callback_dtype;

static inline void npy_callback_run_one(HPyContext *ctx, void *frame)
{
    npy_callback_dtype *call = (npy_callback_dtype *)frame;
    HPy a = npy_callback_open(ctx, call->a);
    HPy result = call->impl.one(ctx, a);
    npy_callback_close(ctx, a);
    call->object = npy_callback_give(ctx, result);
}

static inline void npy_callback_run_two(HPyContext *ctx, void *frame)
{
    npy_callback_dtype *call = (npy_callback_dtype *)frame;
    HPy a = npy_callback_open(ctx, call->a);
    HPy b = npy_callback_open(ctx, call->b);
    HPy result = call->impl.two(ctx, a, b);
    npy_callback_close(ctx, a);
    npy_callback_close(ctx, b);
    call->object = npy_callback_give(ctx, result);
}

static inline void npy_callback_run_is_known(HPyContext *ctx, void *frame)
{
    npy_callback_dtype *call = (npy_callback_dtype *)frame;
    HPy a = npy_callback_open(ctx, call->a);
    HPy b = npy_callback_open(ctx, call->b);
    call->result = call->impl.is_known(ctx, a, b);
    npy_callback_close(ctx, a);
    npy_callback_close(ctx, b);
}

static inline void npy_callback_run_dtype_setitem(HPyContext *ctx, void *frame)
{
    npy_callback_dtype *call = (npy_callback_dtype *)frame;
    HPy a = npy_callback_open(ctx, call->a);
    HPy b = npy_callback_open(ctx, call->b);
    call->result = call->impl.setitem(ctx, a, b, call->item);
    npy_callback_close(ctx, a);
    npy_callback_close(ctx, b);
}

static inline void npy_callback_run_dtype_getitem(HPyContext *ctx, void *frame)
{
    npy_callback_dtype *call = (npy_callback_dtype *)frame;
    HPy a = npy_callback_open(ctx, call->a);
    HPy result = call->impl.getitem(ctx, a, call->item);
    npy_callback_close(ctx, a);
    call->object = npy_callback_give(ctx, result);
}

static inline void npy_callback_run_get_constant(HPyContext *ctx, void *frame)
{
    npy_callback_dtype *call = (npy_callback_dtype *)frame;
    HPy a = npy_callback_open(ctx, call->a);
    call->result = call->impl.get_constant(ctx, a, call->id, call->data);
    npy_callback_close(ctx, a);
}

static inline void npy_callback_run_destroy(HPyContext *ctx, void *frame)
{
    npy_callback_dtype *call = (npy_callback_dtype *)frame;
    call->impl.destroy(ctx, (PyArray_Descr *)call->data);
}

/* What a trampoline does: `call` is filled, with `which` for the member of `impl`, and run. */
#define NPY_CALLBACK_DTYPE(which, function, first, second)                                                             \
    npy_callback_dtype call;                                                                                           \
    memset(&call, 0, sizeof(call));                                                                                    \
    call.impl.which = function;                                                                                        \
    call.a = first;                                                                                                    \
    call.b = second;                                                                                                   \
    call.result = -1
#define NPY_CALLBACK_RUN_DTYPE(run) npy_callback_enter(NPY_CALLBACK_ROOT, run, &call)

/// Defines `name`, a PyArrayDTypeMeta_DiscoverDescrFromPyobject, from `impl`, a HPyArrayDTypeMeta_DiscoverDescrFromPyobject.
#define NPY_HPY_DISCOVER_DESCR(name, impl)                                                                             \
    NPY_CALLBACK_CHECK(impl, HPyArrayDTypeMeta_DiscoverDescrFromPyobject)                                              \
    static PyArray_Descr *name(PyArray_DTypeMeta *cls, npy_callback_object *obj)                                       \
    {                                                                                                                  \
        NPY_CALLBACK_DTYPE(two, impl, cls, obj);                                                                       \
        NPY_CALLBACK_RUN_DTYPE(npy_callback_run_two);                                                                  \
        return (PyArray_Descr *)call.object;                                                                           \
    }

/// Defines `name`, a PyArrayDTypeMeta_IsKnownScalarType, from `impl`, a HPyArrayDTypeMeta_IsKnownScalarType.
#define NPY_HPY_IS_KNOWN_SCALAR_TYPE(name, impl)                                                                       \
    NPY_CALLBACK_CHECK(impl, HPyArrayDTypeMeta_IsKnownScalarType)                                                      \
    static int name(PyArray_DTypeMeta *cls, npy_callback_pytype *pytype)                                               \
    {                                                                                                                  \
        NPY_CALLBACK_DTYPE(is_known, impl, cls, pytype);                                                               \
        NPY_CALLBACK_RUN_DTYPE(npy_callback_run_is_known);                                                             \
        return call.result;                                                                                            \
    }

/// Defines `name`, a PyArrayDTypeMeta_DefaultDescriptor, from `impl`, a HPyArrayDTypeMeta_DefaultDescriptor.
#define NPY_HPY_DEFAULT_DESCR(name, impl)                                                                              \
    NPY_CALLBACK_CHECK(impl, HPyArrayDTypeMeta_DefaultDescriptor)                                                      \
    static PyArray_Descr *name(PyArray_DTypeMeta *cls)                                                                 \
    {                                                                                                                  \
        NPY_CALLBACK_DTYPE(one, impl, cls, NULL);                                                                      \
        NPY_CALLBACK_RUN_DTYPE(npy_callback_run_one);                                                                  \
        return (PyArray_Descr *)call.object;                                                                           \
    }

/// Defines `name`, a PyArrayDTypeMeta_CommonDType, from `impl`, a HPyArrayDTypeMeta_CommonDType.
#define NPY_HPY_COMMON_DTYPE(name, impl)                                                                               \
    NPY_CALLBACK_CHECK(impl, HPyArrayDTypeMeta_CommonDType)                                                            \
    static PyArray_DTypeMeta *name(PyArray_DTypeMeta *dtype1, PyArray_DTypeMeta *dtype2)                               \
    {                                                                                                                  \
        NPY_CALLBACK_DTYPE(two, impl, dtype1, dtype2);                                                                 \
        NPY_CALLBACK_RUN_DTYPE(npy_callback_run_two);                                                                  \
        return (PyArray_DTypeMeta *)call.object;                                                                       \
    }

/// Defines `name`, a PyArrayDTypeMeta_CommonInstance, from `impl`, a HPyArrayDTypeMeta_CommonInstance.
#define NPY_HPY_COMMON_INSTANCE(name, impl)                                                                            \
    NPY_CALLBACK_CHECK(impl, HPyArrayDTypeMeta_CommonInstance)                                                         \
    static PyArray_Descr *name(PyArray_Descr *descr1, PyArray_Descr *descr2)                                           \
    {                                                                                                                  \
        NPY_CALLBACK_DTYPE(two, impl, descr1, descr2);                                                                 \
        NPY_CALLBACK_RUN_DTYPE(npy_callback_run_two);                                                                  \
        return (PyArray_Descr *)call.object;                                                                           \
    }

/// Defines `name`, a PyArrayDTypeMeta_EnsureCanonical, from `impl`, a HPyArrayDTypeMeta_EnsureCanonical.
#define NPY_HPY_ENSURE_CANONICAL(name, impl)                                                                           \
    NPY_CALLBACK_CHECK(impl, HPyArrayDTypeMeta_EnsureCanonical)                                                        \
    static PyArray_Descr *name(PyArray_Descr *descr)                                                                   \
    {                                                                                                                  \
        NPY_CALLBACK_DTYPE(one, impl, descr, NULL);                                                                    \
        NPY_CALLBACK_RUN_DTYPE(npy_callback_run_one);                                                                  \
        return (PyArray_Descr *)call.object;                                                                           \
    }

/// Defines `name`, a PyArrayDTypeMeta_FinalizeDescriptor, from `impl`, a HPyArrayDTypeMeta_FinalizeDescriptor.
#define NPY_HPY_FINALIZE_DESCR(name, impl)                                                                             \
    NPY_CALLBACK_CHECK(impl, HPyArrayDTypeMeta_FinalizeDescriptor)                                                     \
    static PyArray_Descr *name(PyArray_Descr *descr)                                                                   \
    {                                                                                                                  \
        NPY_CALLBACK_DTYPE(one, impl, descr, NULL);                                                                    \
        NPY_CALLBACK_RUN_DTYPE(npy_callback_run_one);                                                                  \
        return (PyArray_Descr *)call.object;                                                                           \
    }

/// Defines `name`, a PyArrayDTypeMeta_SetItem, from `impl`, a HPyArrayDTypeMeta_SetItem.
#define NPY_HPY_SETITEM(name, impl)                                                                                    \
    NPY_CALLBACK_CHECK(impl, HPyArrayDTypeMeta_SetItem)                                                                \
    static int name(PyArray_Descr *descr, npy_callback_object *value, char *item)                                      \
    {                                                                                                                  \
        NPY_CALLBACK_DTYPE(setitem, impl, descr, value);                                                               \
        call.item = item;                                                                                              \
        NPY_CALLBACK_RUN_DTYPE(npy_callback_run_dtype_setitem);                                                        \
        return call.result;                                                                                            \
    }

/// Defines `name`, a PyArrayDTypeMeta_GetItem, from `impl`, a HPyArrayDTypeMeta_GetItem.
#define NPY_HPY_GETITEM(name, impl)                                                                                    \
    NPY_CALLBACK_CHECK(impl, HPyArrayDTypeMeta_GetItem)                                                                \
    static npy_callback_object *name(PyArray_Descr *descr, char *item)                                                 \
    {                                                                                                                  \
        NPY_CALLBACK_DTYPE(getitem, impl, descr, NULL);                                                                \
        call.item = item;                                                                                              \
        NPY_CALLBACK_RUN_DTYPE(npy_callback_run_dtype_getitem);                                                        \
        return (npy_callback_object *)call.object;                                                                     \
    }

/// Defines `name`, a PyArrayDTypeMeta_GetConstant, from `impl`, a HPyArrayDTypeMeta_GetConstant.
#define NPY_HPY_GET_CONSTANT(name, impl)                                                                               \
    NPY_CALLBACK_CHECK(impl, HPyArrayDTypeMeta_GetConstant)                                                            \
    static int name(PyArray_Descr *descr, int id, void *data)                                                          \
    {                                                                                                                  \
        NPY_CALLBACK_DTYPE(get_constant, impl, descr, NULL);                                                           \
        call.id = id;                                                                                                  \
        call.data = data;                                                                                              \
        NPY_CALLBACK_RUN_DTYPE(npy_callback_run_get_constant);                                                         \
        return call.result;                                                                                            \
    }

/// Defines `name`, for HPyArrayDTypeMeta_Spec.destroy, from `impl`, a HPyArrayDTypeMeta_Destroy.
#define NPY_HPY_DESTROY_DESCR(name, impl)                                                                              \
    NPY_CALLBACK_CHECK(impl, HPyArrayDTypeMeta_Destroy)                                                                \
    static void name(PyArray_Descr *descr)                                                                             \
    {                                                                                                                  \
        NPY_CALLBACK_DTYPE(destroy, impl, NULL, NULL);                                                                 \
        call.data = descr;                                                                                             \
        NPY_CALLBACK_RUN_DTYPE(npy_callback_run_destroy);                                                              \
    }

#ifdef __cplusplus
}
#endif

#endif
