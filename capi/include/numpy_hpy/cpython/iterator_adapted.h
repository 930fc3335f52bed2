/* Iterators: objects are given and taken as arrays of handles, and structs are lent by the iterator.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_ITERATOR_ADAPTED_H
#define NUMPY_HPY_CPYTHON_ITERATOR_ADAPTED_H

#include "numpy_hpy/cpython/array_adapted.h"

#ifdef __cplusplus
extern "C" {
#endif

static inline HPy HPyArray_IterNew(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_viewed(ctx, obj, 0, &ok);
    HPy result = ok ? npy_hpy_take(ctx, PyArray_IterNew(npy_obj)) : HPy_FromVoidP(NULL);
    npy_hpy_done(npy_obj);
    return result;
}

static inline HPy HPyArray_IterAllButAxis(HPyContext *ctx, HPy obj, int *inaxis)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_viewed(ctx, obj, 0, &ok);
    HPy result = ok ? npy_hpy_take(ctx, PyArray_IterAllButAxis(npy_obj, inaxis)) : HPy_FromVoidP(NULL);
    npy_hpy_done(npy_obj);
    return result;
}

static inline HPy HPyArray_BroadcastToShape(HPyContext *ctx, HPy obj, npy_intp *dims, int nd)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
#ifndef HPY_ABI_CPYTHON
    if (ok && nd > NPY_MAXDIMS_LEGACY_ITERS) {
        /* It would write behind the iterator. */
        PyErr_Format(PyExc_RuntimeError, "this function only supports up to %d dimensions but the shape has %d.",
            NPY_MAXDIMS_LEGACY_ITERS, nd);
        ok = 0;
    }
#endif
    HPy result = ok ? npy_hpy_take(ctx, PyArray_BroadcastToShape((PyObject *)npy_obj, dims, nd)) : HPy_FromVoidP(NULL);
    npy_hpy_done(npy_obj);
    return result;
}

static inline HPy HPyArray_MultiIterFromObjects(HPyContext *ctx, const HPy *mps, int n, int nadd, const HPy *added)
{
    int ok = 1;
    int total = n + nadd;
    if (n < 0 || nadd < 0 || total > NPY_MAXARGS) {
        /* NumPy refuses the number before it looks at the objects. */
        return npy_hpy_take(ctx, PyArray_MultiIterFromObjects(NULL, total < 0 ? total : NPY_MAXARGS + 1, 0));
    }
    PyObject *objects[NPY_MAXARGS];
    for (int i = 0; i < total; i++) {
        objects[i] = npy_hpy_object(ctx, i < n ? mps[i] : added[i - n], &ok);
    }
    HPy result = ok ? npy_hpy_take(ctx, PyArray_MultiIterFromObjects(objects, total, 0)) : HPy_FromVoidP(NULL);
    for (int i = 0; i < total; i++) {
        npy_hpy_done(objects[i]);
    }
    return result;
}

static inline HPy HPyArray_MultiIterNew(HPyContext *ctx, int n, const HPy *objects)
{
    return HPyArray_MultiIterFromObjects(ctx, objects, n, 0, NULL);
}

static inline HPy HPyArray_NeighborhoodIterNew(HPyContext *ctx, HPy x, const npy_intp *bounds, int mode, HPy fill)
{
    int ok = 1;
    PyArrayIterObject *npy_x = npy_hpy_iter(ctx, x, &ok);
    PyArrayObject *npy_fill = npy_hpy_array_or_null(ctx, fill, &ok);
    HPy result = ok ? npy_hpy_take(ctx, PyArray_NeighborhoodIterNew(npy_x, bounds, mode, npy_fill)) : HPy_FromVoidP(NULL);
    npy_hpy_done(npy_x);
    npy_hpy_done(npy_fill);
    return result;
}

static inline PyArrayIterObject *PyArrayIterObject_AsStruct(HPyContext *ctx, HPy iter)
{
    int ok = 1;
    PyArrayIterObject *p = npy_hpy_iter(ctx, iter, &ok);
    /* The handle keeps it alive. */
    npy_hpy_done(p);
    return p;
}

static inline PyArrayMultiIterObject *PyArrayMultiIterObject_AsStruct(HPyContext *ctx, HPy multi)
{
    int ok = 1;
    PyArrayMultiIterObject *p = npy_hpy_multi(ctx, multi, &ok);
    npy_hpy_done(p);
    return p;
}

static inline PyArrayNeighborhoodIterObject *PyArrayNeighborhoodIterObject_AsStruct(HPyContext *ctx, HPy iter)
{
    int ok = 1;
    PyObject *p = npy_hpy_object(ctx, iter, &ok);
#ifndef HPY_ABI_CPYTHON
    /* Its class is in no table. */
    if (ok && strcmp(Py_TYPE(p)->tp_name, "numpy.neigh_internal_iter") != 0) {
        PyErr_Format(PyExc_TypeError, "expected a neighbourhood iterator, not an object of type '%.200s'", Py_TYPE(p)->tp_name);
        Py_CLEAR(p);
    }
#endif
    npy_hpy_done(p);
    return (PyArrayNeighborhoodIterObject *)(void *)p;
}

static inline NpyIter *HNpyIter_AdvancedNew(HPyContext *ctx, int nop, const HPy *op_in, npy_uint32 flags, NPY_ORDER order,
    NPY_CASTING casting, npy_uint32 *op_flags, const HPy *op_request_dtypes, int oa_ndim, int **op_axes, npy_intp *itershape,
    npy_intp buffersize)
{
    int ok = 1;
    NpyIter *iter = NULL;
    /* NumPy refuses too many operands before it looks at them. */
    int count = nop < 0 || nop > NPY_MAXARGS ? 0 : nop;
    PyObject **operands = npy_hpy_arrays(ctx, count, op_in, &ok);
    PyObject **dtypes = npy_hpy_descrs(ctx, count, op_request_dtypes, &ok);
    if (ok) {
        iter = NpyIter_AdvancedNew(nop, (PyArrayObject **)operands, flags, order, casting, op_flags, (PyArray_Descr **)dtypes,
            oa_ndim, op_axes, itershape, buffersize);
    }
    npy_hpy_done_objects(count, operands);
    npy_hpy_done_objects(count, dtypes);
    return iter;
}

static inline NpyIter *HNpyIter_MultiNew(HPyContext *ctx, int nop, const HPy *op_in, npy_uint32 flags, NPY_ORDER order,
    NPY_CASTING casting, npy_uint32 *op_flags, const HPy *op_request_dtypes)
{
    return HNpyIter_AdvancedNew(ctx, nop, op_in, flags, order, casting, op_flags, op_request_dtypes, -1, NULL, NULL, 0);
}

static inline int HNpyIter_GetDescrArray(HPyContext *ctx, NpyIter *iter, HPy *descrs)
{
    PyArray_Descr **lent = NpyIter_GetDescrArray(iter);
    for (int i = 0; i < NpyIter_GetNOp(iter); i++) {
        descrs[i] = npy_hpy_lend(ctx, (PyObject *)lent[i]);
    }
    return 0;
}

static inline int HNpyIter_GetOperandArray(HPyContext *ctx, NpyIter *iter, HPy *operands)
{
    PyArrayObject **lent = NpyIter_GetOperandArray(iter);
    for (int i = 0; i < NpyIter_GetNOp(iter); i++) {
        operands[i] = npy_hpy_lend(ctx, (PyObject *)lent[i]);
    }
    return 0;
}

#ifdef __cplusplus
}
#endif

#endif
