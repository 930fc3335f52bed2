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
#ifndef HPY_ABI_CPYTHON
    if (ok && PyArray_Check(npy_obj)) {
        int nd = PyArray_NDIM((PyArrayObject *)(void *)npy_obj);
        if (nd > 0 && *inaxis >= nd) {
            /* It would write behind the iterator. */
            PyErr_Format(PyExc_ValueError, "axis %d is out of bounds for array of dimension %d", *inaxis, nd);
            ok = 0;
        }
    }
#endif
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
        const HPy *list = i < n ? mps : added;
        objects[i] = npy_hpy_object(ctx, list == NULL ? HPy_FromVoidP(NULL) : list[i < n ? i : i - n], &ok);
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

#ifndef HPY_ABI_CPYTHON

/// Whether it is a neighbourhood iterator, whose class is in no table.
static inline int npy_hpy_is_neighborhood(PyObject *p)
{
    PyTypeObject *type = Py_TYPE(p);
    return strcmp(type->tp_name, "numpy.neigh_internal_iter") == 0 && !PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE);
}

/// Whether NumPy, which does not look, can make a neighbourhood of these, with TypeError if not.
static inline int npy_hpy_is_neighborhood_of(PyObject *x, int mode, PyArrayObject *fill)
{
    if (!PyArrayIter_Check(x) && !npy_hpy_is_neighborhood(x)) {
        PyErr_Format(PyExc_TypeError, "expected an iterator over one array, not an object of type '%.200s'", Py_TYPE(x)->tp_name);
        return 0;
    }
    if (mode == NPY_NEIGHBORHOOD_ITER_CONSTANT_PADDING) {
        PyArrayObject *array = ((PyArrayIterObject *)(void *)x)->ao;
        int objects = PyArray_ISOBJECT(array);
        if (PyArray_TYPE(array) == NPY_VOID && PyDataType_REFCHK(PyArray_DESCR(array))) {
            /* It would release what there is in memory that is not initialised. */
            PyErr_SetString(PyExc_TypeError, "Not supported for this data-type.");
            return 0;
        }
        if (fill == NULL || (objects && (!PyArray_ISOBJECT(fill) || PyArray_SIZE(fill) == 0))) {
            PyErr_SetString(PyExc_TypeError, "the constant must be an array of the dtype of the iterated array");
            return 0;
        }
    }
    return 1;
}

#endif

static inline HPy HPyArray_NeighborhoodIterNew(HPyContext *ctx, HPy x, const npy_intp *bounds, int mode, HPy fill)
{
    int ok = 1;
    PyObject *npy_x = npy_hpy_object(ctx, x, &ok);
    PyArrayObject *npy_fill = npy_hpy_array_or_null(ctx, fill, &ok);
#ifndef HPY_ABI_CPYTHON
    ok = ok && npy_hpy_is_neighborhood_of(npy_x, mode, npy_fill);
#endif
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        /* The struct of a neighbourhood begins as that of an iterator over one array. */
        PyArrayIterObject *iter = (PyArrayIterObject *)(void *)npy_x;
        result = npy_hpy_take(ctx, PyArray_NeighborhoodIterNew(iter, bounds, mode, npy_fill));
    }
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
    if (ok && !npy_hpy_is_neighborhood(p)) {
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
    PyObject **operands = npy_hpy_arrays_or_null(ctx, nop, op_in, &ok);
    PyObject **dtypes = npy_hpy_descrs_or_null(ctx, nop, op_request_dtypes, &ok);
#ifndef HPY_ABI_CPYTHON
    if (ok && operands == NULL && nop > 0) {
        npy_hpy_refuse_null(NPY_HPY_ARRAY);
        ok = 0;
    }
#endif
    if (ok) {
        iter = NpyIter_AdvancedNew(nop, (PyArrayObject **)operands, flags, order, casting, op_flags, (PyArray_Descr **)dtypes,
            oa_ndim, op_axes, itershape, buffersize);
        npy_hpy_back(ctx);
    }
    npy_hpy_done_objects(nop, operands);
    npy_hpy_done_objects(nop, dtypes);
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
