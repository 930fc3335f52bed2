/* What an array says of itself. An ndarray is asked through NumPy's accessors; an HPyArray, in the hybrid ABI and in the provider,
 * answers from its own plain part, without a NumPy array in between.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_ARRAY_ACCESS_H
#define NUMPY_HPY_CPYTHON_ARRAY_ACCESS_H

#include "numpy_hpy/cpython/array_functions.h"

#ifdef __cplusplus
extern "C" {
#endif

/// An array of one of the two kinds: `core` is NULL for an ndarray.
typedef struct npy_hpy_seen {
    PyArrayObject *array;
    const NpyArrayCore *core;
    PyObject *object;
} npy_hpy_seen;

/// 0, and the end is npy_hpy_done(seen->object); or -1 with TypeError, or ReferenceError for an array that was cleared.
static inline int npy_hpy_see(HPyContext *ctx, HPy arr, npy_hpy_seen *seen)
{
    int ok = 1;
    seen->core = NULL;
    seen->object = npy_hpy_object(ctx, arr, &ok);
    seen->array = (PyArrayObject *)(void *)seen->object;
#ifndef HPY_ABI_CPYTHON
    if (!ok) {
        return -1;
    }
    if (!PyArray_Check(seen->object)) {
        if (npy_hpy_is_native(seen->object)) {
            seen->core = npy_hpy_core(seen->object);
        }
        else {
            PyErr_Format(PyExc_TypeError, "expected an array, not an object of type '%.200s'", Py_TYPE(seen->object)->tp_name);
        }
        if (seen->core == NULL) {
            Py_DECREF(seen->object);
            return -1;
        }
    }
#endif
    return 0;
}

/* A function that reads one value: of an ndarray with the first expression, of an HPyArray with the second. */
#define NPY_HPY_READ(type, name, error, of_array, of_core)                                                             \
    static inline type name(HPyContext *ctx, const HPy arr)                                                            \
    {                                                                                                                  \
        npy_hpy_seen seen;                                                                                             \
        if (npy_hpy_see(ctx, arr, &seen) < 0) {                                                                        \
            return error;                                                                                              \
        }                                                                                                              \
        const NpyArrayCore *core = seen.core;                                                                          \
        PyArrayObject *array = seen.array;                                                                             \
        type value = core == NULL ? of_array : of_core;                                                                \
        npy_hpy_done(seen.object);                                                                                     \
        return value;                                                                                                  \
    }

NPY_HPY_READ(int, HPyArray_NDIM, 0, PyArray_NDIM(array), core->nd)
NPY_HPY_READ(void *, HPyArray_DATA, NULL, PyArray_DATA(array), core->data)
NPY_HPY_READ(char *, HPyArray_BYTES, NULL, PyArray_BYTES(array), core->data)
NPY_HPY_READ(npy_intp *, HPyArray_DIMS, NULL, PyArray_DIMS(array), (npy_intp *)core->shape)
NPY_HPY_READ(npy_intp *, HPyArray_STRIDES, NULL, PyArray_STRIDES(array), (npy_intp *)core->strides)
NPY_HPY_READ(int, HPyArray_FLAGS, 0, PyArray_FLAGS(array), (int)core->flags)
NPY_HPY_READ(npy_intp, npy_hpy_itemsize, 0, PyArray_ITEMSIZE(array), (npy_intp)core->layout->itemsize)

#undef NPY_HPY_READ

static inline npy_intp *HPyArray_SHAPE(HPyContext *ctx, const HPy arr)
{
    return HPyArray_DIMS(ctx, arr);
}

/* One of the lengths or strides; 0 if there are none, as where an exception is set. */
static inline npy_intp npy_hpy_entry(const npy_intp *entries, int i)
{
#ifndef HPY_ABI_CPYTHON
    if (entries == NULL) {
        return 0;
    }
#endif
    return entries[i];
}

static inline npy_intp HPyArray_DIM(HPyContext *ctx, const HPy arr, int idim)
{
    return npy_hpy_entry(HPyArray_DIMS(ctx, arr), idim);
}

static inline npy_intp HPyArray_STRIDE(HPyContext *ctx, const HPy arr, int istride)
{
    return npy_hpy_entry(HPyArray_STRIDES(ctx, arr), istride);
}

static inline int HPyArray_CHKFLAGS(HPyContext *ctx, const HPy arr, int flags)
{
    return (HPyArray_FLAGS(ctx, arr) & flags) == flags;
}

static inline npy_intp HPyArray_ITEMSIZE(HPyContext *ctx, const HPy arr, PyArrayObject *view)
{
    return view != NULL ? PyArray_ITEMSIZE(view) : npy_hpy_itemsize(ctx, arr);
}

/// The dtype of an array that is seen: a new reference, or NULL with an exception.
static inline PyArray_Descr *npy_hpy_seen_descr(const npy_hpy_seen *seen)
{
    if (seen->core == NULL) {
        Py_INCREF(PyArray_DESCR(seen->array));
        return PyArray_DESCR(seen->array);
    }
    return (PyArray_Descr *)PyObject_GetAttrString(seen->object, "dtype");
}

static inline HPy HPyArray_DESCR(HPyContext *ctx, const HPy arr, PyArrayObject *view)
{
    npy_hpy_seen seen;
    if (view != NULL) {
        return npy_hpy_lend(ctx, (PyObject *)PyArray_DESCR(view));
    }
    if (npy_hpy_see(ctx, arr, &seen) < 0) {
        return HPy_FromVoidP(NULL);
    }
    HPy result = npy_hpy_take(ctx, (PyObject *)npy_hpy_seen_descr(&seen));
    npy_hpy_done(seen.object);
    return result;
}

static inline HPy HPyArray_DTYPE(HPyContext *ctx, const HPy arr, PyArrayObject *view)
{
    return HPyArray_DESCR(ctx, arr, view);
}

static inline HPy HPyArray_BASE(HPyContext *ctx, const HPy arr, PyArrayObject *view)
{
    npy_hpy_seen seen;
    if (view != NULL) {
        return npy_hpy_lend(ctx, PyArray_BASE(view));
    }
    if (npy_hpy_see(ctx, arr, &seen) < 0) {
        return HPy_FromVoidP(NULL);
    }
    PyObject *base;
    if (seen.core == NULL) {
        base = PyArray_BASE(seen.array);
        Py_XINCREF(base);
    }
    else {
        base = PyObject_GetAttrString(seen.object, "base");
        if (base == Py_None) {
            Py_CLEAR(base);
        }
    }
    HPy result = npy_hpy_take(ctx, base);
    npy_hpy_done(seen.object);
    return result;
}

static inline int HPyArray_TYPE(HPyContext *ctx, const HPy arr, PyArrayObject *view)
{
    npy_hpy_seen seen;
    if (view != NULL) {
        return PyArray_TYPE(view);
    }
    if (npy_hpy_see(ctx, arr, &seen) < 0) {
        return NPY_NOTYPE;
    }
    int type_num = NPY_NOTYPE;
    if (seen.core == NULL) {
        type_num = PyArray_TYPE(seen.array);
    }
    else {
        PyArray_Descr *descr = npy_hpy_seen_descr(&seen);
        if (descr != NULL) {
            type_num = descr->type_num;
            Py_DECREF(descr);
        }
        npy_hpy_back(ctx);
    }
    npy_hpy_done(seen.object);
    return type_num;
}

/* The number of items of a shape. */
static inline npy_intp npy_hpy_product(int nd, const npy_intp *shape)
{
    npy_intp product = 1;
    for (int i = 0; i < nd; i++) {
        product *= shape[i];
    }
    return product;
}

static inline npy_intp HPyArray_SIZE(HPyContext *ctx, HPy m)
{
    npy_hpy_seen seen;
    if (npy_hpy_see(ctx, m, &seen) < 0) {
        return 0;
    }
    npy_intp size = seen.core == NULL ? PyArray_SIZE(seen.array) : npy_hpy_product(seen.core->nd, (npy_intp *)seen.core->shape);
    npy_hpy_done(seen.object);
    return size;
}

static inline npy_intp HPyArray_NBYTES(HPyContext *ctx, HPy m, PyArrayObject *view)
{
    return view != NULL ? PyArray_NBYTES(view) : npy_hpy_itemsize(ctx, m) * HPyArray_SIZE(ctx, m);
}

static inline npy_intp HPyArray_Size(HPyContext *ctx, HPy op)
{
    int ok = 1;
    npy_intp size = 0;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    if (!ok) {
        return -1;
    }
#ifndef HPY_ABI_CPYTHON
    if (npy_hpy_is_native(npy_op)) {
        const NpyArrayCore *core = npy_hpy_core(npy_op);
        size = core == NULL ? -1 : npy_hpy_product(core->nd, (npy_intp *)core->shape);
        npy_hpy_done(npy_op);
        return size;
    }
#endif
    size = PyArray_Size(npy_op);
    npy_hpy_done(npy_op);
    return size;
}

/* Where the items of an array lie. 0, or -1 with an exception. */
static inline int npy_hpy_place(HPyContext *ctx, HPy obj, char **data, const npy_intp **strides)
{
    npy_hpy_seen seen;
    if (npy_hpy_see(ctx, obj, &seen) < 0) {
        return -1;
    }
    *data = seen.core == NULL ? PyArray_BYTES(seen.array) : seen.core->data;
    *strides = seen.core == NULL ? PyArray_STRIDES(seen.array) : (npy_intp *)seen.core->strides;
    npy_hpy_done(seen.object);
    return 0;
}

/* Not by way of a loop, which compilers keep. */
static inline void *HPyArray_GETPTR1(HPyContext *ctx, HPy obj, npy_intp i)
{
    char *data;
    const npy_intp *strides;
    return npy_hpy_place(ctx, obj, &data, &strides) < 0 ? NULL : data + i * strides[0];
}

static inline void *HPyArray_GETPTR2(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j)
{
    char *data;
    const npy_intp *strides;
    return npy_hpy_place(ctx, obj, &data, &strides) < 0 ? NULL : data + i * strides[0] + j * strides[1];
}

static inline void *HPyArray_GETPTR3(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j, npy_intp k)
{
    char *data;
    const npy_intp *strides;
    if (npy_hpy_place(ctx, obj, &data, &strides) < 0) {
        return NULL;
    }
    return data + i * strides[0] + j * strides[1] + k * strides[2];
}

static inline void *HPyArray_GETPTR4(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j, npy_intp k, npy_intp l)
{
    char *data;
    const npy_intp *strides;
    if (npy_hpy_place(ctx, obj, &data, &strides) < 0) {
        return NULL;
    }
    return data + i * strides[0] + j * strides[1] + k * strides[2] + l * strides[3];
}

/* For one item of an HPyArray: an array that is never an object, as NumPy's own conversions use one. Not for void items, whose
 * conversion may keep a reference to the array. */
static inline int npy_hpy_dummy_array(PyArrayObject_fields *dummy, const npy_hpy_seen *seen, PyArray_Descr *descr)
{
    memset(dummy, 0, sizeof(*dummy));
    Py_SET_TYPE((PyObject *)(void *)dummy, &PyArray_Type);
    Py_SET_REFCNT((PyObject *)(void *)dummy, 1);
    dummy->descr = descr;
    dummy->flags = (int)seen->core->flags;
    return descr->type_num != NPY_VOID && !PyTypeNum_ISUSERDEF(descr->type_num) && PyDataType_ISLEGACY(descr);
}

static inline HPy HPyArray_GETITEM(HPyContext *ctx, const HPy arr, const char *itemptr)
{
    npy_hpy_seen seen;
    if (npy_hpy_see(ctx, arr, &seen) < 0) {
        return HPy_FromVoidP(NULL);
    }
    PyObject *item = NULL;
    if (seen.core == NULL) {
        item = PyArray_GETITEM(seen.array, itemptr);
    }
    else {
        PyArray_Descr *descr = npy_hpy_seen_descr(&seen);
        PyArrayObject_fields dummy;
        if (descr != NULL && npy_hpy_dummy_array(&dummy, &seen, descr)) {
            item = PyArray_GETITEM((PyArrayObject *)(void *)&dummy, itemptr);
        }
        else if (descr != NULL) {
            PyArrayObject *view = (PyArrayObject *)PyArray_FromAny(seen.object, NULL, 0, 0, 0, NULL);
            item = view == NULL ? NULL : PyArray_GETITEM(view, itemptr);
            Py_XDECREF(view);
        }
        Py_XDECREF(descr);
    }
    npy_hpy_done(seen.object);
    return npy_hpy_take(ctx, item);
}

static inline int HPyArray_SETITEM(HPyContext *ctx, HPy arr, char *itemptr, HPy v)
{
    int ok = 1;
    npy_hpy_seen seen;
    if (npy_hpy_see(ctx, arr, &seen) < 0) {
        return -1;
    }
    int result = -1;
    PyObject *value = npy_hpy_object(ctx, v, &ok);
    if (ok && seen.core == NULL) {
        result = PyArray_SETITEM(seen.array, itemptr, value);
    }
    else if (ok) {
        PyArray_Descr *descr = npy_hpy_seen_descr(&seen);
        PyArrayObject_fields dummy;
        if (descr != NULL && npy_hpy_dummy_array(&dummy, &seen, descr)) {
            result = PyArray_SETITEM((PyArrayObject *)(void *)&dummy, itemptr, value);
        }
        else if (descr != NULL) {
            PyArrayObject *view = (PyArrayObject *)PyArray_FromAny(seen.object, NULL, 0, 0, 0, NULL);
            result = view == NULL ? -1 : PyArray_SETITEM(view, itemptr, value);
            Py_XDECREF(view);
        }
        Py_XDECREF(descr);
    }
    npy_hpy_back(ctx);
    npy_hpy_done(value);
    npy_hpy_done(seen.object);
    return result;
}

/* Whether an object is an array of either kind; of no dimensions, if that is asked for. */
static inline int npy_hpy_is_array(HPyContext *ctx, HPy op, int without_dimensions)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    if (!ok) {
        return 0;
    }
    int is_array = PyArray_Check(npy_op);
    if (is_array) {
        is_array = !without_dimensions || PyArray_NDIM((PyArrayObject *)(void *)npy_op) == 0;
    }
#ifndef HPY_ABI_CPYTHON
    else if (npy_hpy_is_native(npy_op)) {
        const NpyArrayCore *core = without_dimensions ? npy_hpy_core(npy_op) : NULL;
        is_array = !without_dimensions || (core != NULL && core->nd == 0);
    }
#endif
    npy_hpy_done(npy_op);
    return is_array;
}

static inline int HPyArray_Check(HPyContext *ctx, HPy op)
{
    return npy_hpy_is_array(ctx, op, 0);
}

static inline int HPyArray_IsZeroDim(HPyContext *ctx, HPy op)
{
    return npy_hpy_is_array(ctx, op, 1);
}

static inline int HPyArray_CheckScalar(HPyContext *ctx, HPy m)
{
    int is_scalar = HPyArray_IsInstance(ctx, m, HPyGenericArrType_Type);
    /* -1: there is an exception. */
    return is_scalar == 0 ? HPyArray_IsZeroDim(ctx, m) : is_scalar > 0;
}

static inline int HPyArray_CheckAnyScalar(HPyContext *ctx, HPy obj)
{
    return HPyArray_IsAnyScalar(ctx, obj) || HPyArray_IsZeroDim(ctx, obj);
}

static inline int HPyArray_ElementStrides(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    if (!ok) {
        return -1;
    }
#ifndef HPY_ABI_CPYTHON
    if (npy_hpy_is_native(npy_obj)) {
        npy_obj = npy_hpy_convert(ctx, npy_obj, NPY_HPY_ARRAY);
        if (npy_obj == NULL) {
            return -1;
        }
    }
#endif
    int result = 1;
#ifndef HPY_ABI_CPYTHON
    if (PyArray_Check(npy_obj) && PyArray_ITEMSIZE((PyArrayObject *)(void *)npy_obj) == 0) {
        /* NumPy divides by it. */
        PyArrayObject *array = (PyArrayObject *)(void *)npy_obj;
        for (int i = 0; i < PyArray_NDIM(array); i++) {
            result = result && PyArray_STRIDE(array, i) == 0;
        }
        npy_hpy_done(npy_obj);
        return result;
    }
#endif
    result = PyArray_ElementStrides(npy_obj);
    npy_hpy_done(npy_obj);
    return result;
}

static inline int HPyArray_GetNDim(HPyContext *ctx, HPy arr)
{
    return HPyArray_NDIM(ctx, arr);
}

static inline npy_intp *HPyArray_GetDims(HPyContext *ctx, HPy arr)
{
    return HPyArray_DIMS(ctx, arr);
}

static inline char *HPyArray_GetBytes(HPyContext *ctx, HPy arr)
{
    return HPyArray_BYTES(ctx, arr);
}

static inline npy_intp HPyArray_GetItemsize(HPyContext *ctx, HPy arr)
{
    return npy_hpy_itemsize(ctx, arr);
}

static inline int HPyArray_GetType(HPyContext *ctx, HPy arr)
{
    return HPyArray_TYPE(ctx, arr, NULL);
}

static inline HPy HPyArray_GetDescr(HPyContext *ctx, HPy arr)
{
    return HPyArray_DESCR(ctx, arr, NULL);
}

static inline HPy HPyArray_GetBase(HPyContext *ctx, HPy arr)
{
    return HPyArray_BASE(ctx, arr, NULL);
}

static inline PyArrayObject *PyArrayObject_AsStruct(HPyContext *ctx, HPy arr)
{
    int ok = 1;
    PyArrayObject *array = npy_hpy_ndarray(ctx, arr, &ok);
    /* The handle keeps it alive. */
    npy_hpy_done(array);
    return array;
}

#ifdef NUMPY_HPY_IN_NUMPY
/* NumPy's own, which keeps it in the descriptor: owned, or NULL with an exception set. */
const NpyLayout *npy_hpy_layout_of(PyObject *descr);
#define npy_hpy_release_layout NpyLayout_DecRef
#else
/* Owned; NULL with an exception set, or without where numpy_hpy is missing, which an extension in the CPython ABI does not need. */
static inline const NpyLayout *npy_hpy_layout_of(PyObject *descr)
{
    const npy_hpy_native *native = npy_hpy_get_native();
    return native == NULL ? NULL : native->layout_of(descr);
}

static inline void npy_hpy_release_layout(const NpyLayout *layout)
{
    npy_hpy_get_native()->layout_decref(layout);
}
#endif

/* FillView sees an HPyArray in every ABI. */
static inline int npy_hpy_fill_view(PyObject *p, HPyArrayView *view)
{
    if (PyArray_Check(p)) {
        PyArrayObject *array = (PyArrayObject *)(void *)p;
        const NpyLayout *layout = npy_hpy_layout_of((PyObject *)PyArray_DESCR(array));
        if (layout == NULL && PyErr_Occurred()) {
            return -1;
        }
        view->data = PyArray_BYTES(array);
        view->nd = PyArray_NDIM(array);
        view->flags = PyArray_FLAGS(array);
        view->shape = PyArray_DIMS(array);
        view->strides = PyArray_STRIDES(array);
        view->itemsize = PyArray_ITEMSIZE(array);
        view->type_num = PyArray_TYPE(array);
        view->layout = layout;
        return 0;
    }
    if (!npy_hpy_is_native(p)) {
        PyErr_Format(PyExc_TypeError, "expected an array, not an object of type '%.200s'", Py_TYPE(p)->tp_name);
        return -1;
    }
    const NpyArrayCore *core = npy_hpy_core(p);
    PyArray_Descr *descr = core == NULL ? NULL : (PyArray_Descr *)PyObject_GetAttrString(p, "dtype");
    if (descr == NULL) {
        return -1;
    }
    view->type_num = descr->type_num;
    Py_DECREF(descr);
    npy_hpy_get_native()->layout_incref(core->layout);
    view->data = core->data;
    view->nd = core->nd;
    view->flags = (int)core->flags;
    view->shape = (npy_intp *)core->shape;
    view->strides = (npy_intp *)core->strides;
    view->itemsize = (npy_intp)core->layout->itemsize;
    view->layout = core->layout;
    return 0;
}

static inline int HPyArray_FillView(HPyContext *ctx, HPy arr, HPyArrayView *view)
{
    int ok = 1;
    /* A view that could not be filled may be released. */
    memset(view, 0, sizeof(*view));
    PyObject *npy_arr = npy_hpy_object(ctx, arr, &ok);
    int result = ok ? npy_hpy_fill_view(npy_arr, view) : -1;
    npy_hpy_back(ctx);
    npy_hpy_done(npy_arr);
    return result;
}

static inline void HPyArray_ReleaseView(HPyContext *ctx, HPyArrayView *view)
{
    (void)ctx;
    if (view->layout != NULL) {
        npy_hpy_release_layout(view->layout);
    }
    memset(view, 0, sizeof(*view));
}

#ifdef __cplusplus
}
#endif

#endif
