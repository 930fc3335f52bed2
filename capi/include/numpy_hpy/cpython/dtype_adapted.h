/* Functions on dtypes that handles need in another form, and what callbacks need.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_DTYPE_ADAPTED_H
#define NUMPY_HPY_CPYTHON_DTYPE_ADAPTED_H

#include "numpy_hpy/cpython/array_adapted.h"
#include "numpy_hpy/cpython/array_method_spec.h"
#include "numpy_hpy/cpython/dtype_class.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- dtypes of the old kind ------------------------------------------------------------------------------------------- */

static inline int HPyArray_RegisterDataType(HPyContext *ctx, HPyArray_DescrProto *descr_proto)
{
    int ok = 1;
    int type_num = -1;
    PyArray_DescrProto proto;
    memset(&proto, 0, sizeof(proto));
    PyTypeObject *typeobj = npy_hpy_pytype_or_null(ctx, descr_proto->typeobj, &ok);
    PyObject *fields = npy_hpy_object_or_null(ctx, descr_proto->fields, &ok);
    PyObject *names = npy_hpy_object_or_null(ctx, descr_proto->names, &ok);
    PyObject *metadata = npy_hpy_object_or_null(ctx, descr_proto->metadata, &ok);
    if (ok && (descr_proto->f == NULL || (typeobj != NULL && !PyType_Check(typeobj)))) {
        PyErr_SetString(PyExc_TypeError, "the prototype of a dtype needs an `f`, and a class as `typeobj`");
        ok = 0;
    }
    if (ok) {
        /* NumPy gives the dtype the class of the prototype. */
        Py_SET_REFCNT((PyObject *)&proto, 1);
        Py_SET_TYPE((PyObject *)&proto, &PyArrayDescr_Type);
        proto.typeobj = typeobj;
        proto.kind = descr_proto->kind;
        proto.type = descr_proto->type;
        proto.byteorder = descr_proto->byteorder;
        proto.flags = descr_proto->flags;
        proto.type_num = descr_proto->type_num;
        proto.elsize = descr_proto->elsize;
        proto.alignment = descr_proto->alignment;
        proto.f = descr_proto->f;
        proto.fields = fields;
        proto.names = names;
        proto.metadata = metadata;
        proto.c_metadata = descr_proto->c_metadata;
        proto.hash = -1;
        type_num = PyArray_RegisterDataType(&proto);
        npy_hpy_back(ctx);
        descr_proto->type_num = proto.type_num;
    }
    npy_hpy_done(typeobj);
    npy_hpy_done(fields);
    npy_hpy_done(names);
    npy_hpy_done(metadata);
    return type_num;
}

static inline int HPyArray_RegisterCastFunc(HPyContext *ctx, HPy descr, int totype, PyArray_VectorUnaryFunc *castfunc)
{
    int ok = 1;
    PyArray_Descr *npy_descr = npy_hpy_descr(ctx, descr, &ok);
#ifndef HPY_ABI_CPYTHON
    if (ok && totype < 0) {
        /* It would write in front of its list of functions. */
        PyErr_SetString(PyExc_TypeError, "invalid type number.");
        ok = 0;
    }
#endif
    int result = ok ? PyArray_RegisterCastFunc(npy_descr, totype, castfunc) : -1;
    npy_hpy_back(ctx);
    npy_hpy_done(npy_descr);
    return result;
}

/* Whether there is a dtype with a type number; ValueError if not. NumPy looks up a few numbers without asking. */
static inline int npy_hpy_has_type(int type)
{
    if (type >= NPY_BOOL && type <= NPY_HALF) {
        return 1;
    }
    PyArray_Descr *descr = PyArray_DescrFromType(type);
    int found = descr != NULL;
    if (!found && !PyErr_Occurred()) {
        /* So it is for NPY_NOTYPE. */
        PyErr_SetString(PyExc_ValueError, "Invalid data-type for array");
    }
    Py_XDECREF(descr);
    return found;
}

static inline int HPyArray_RegisterCanCast(HPyContext *ctx, HPy descr, int totype, NPY_SCALARKIND scalar)
{
    int ok = 1;
    PyArray_Descr *npy_descr = npy_hpy_descr(ctx, descr, &ok);
#ifndef HPY_ABI_CPYTHON
    ok = ok && (!PyTypeNum_ISUSERDEF(npy_descr->type_num) || npy_hpy_has_type(totype));
#endif
    int result = ok ? PyArray_RegisterCanCast(npy_descr, totype, scalar) : -1;
    npy_hpy_back(ctx);
    npy_hpy_done(npy_descr);
    return result;
}

/* --- type numbers ----------------------------------------------------------------------------------------------------- */

/* Not NumPy's, which says no by giving back a reference to NULL. */
static inline int HPyArray_ValidType(HPyContext *ctx, int type)
{
    (void)ctx;
    if (npy_hpy_has_type(type)) {
        return NPY_TRUE;
    }
    PyErr_Clear();
    return NPY_FALSE;
}

static inline int HPyArray_CanCastSafely(HPyContext *ctx, int fromtype, int totype)
{
    (void)ctx;
#ifndef HPY_ABI_CPYTHON
    if (fromtype != totype && (!npy_hpy_has_type(fromtype) || !npy_hpy_has_type(totype))) {
        return 0;
    }
#endif
    return PyArray_CanCastSafely(fromtype, totype);
}

/* --- DType classes ---------------------------------------------------------------------------------------------------- */

static inline HPy HPyArray_PromoteDTypeSequence(HPyContext *ctx, npy_intp length, const HPy *dtypes_in)
{
    int ok = 1;
    PyObject **dtypes = npy_hpy_dtype_askeds(ctx, (HPy_ssize_t)length, dtypes_in, &ok);
#ifndef HPY_ABI_CPYTHON
    if (ok && length < 1) {
        /* NumPy reads the first one. */
        PyErr_SetString(PyExc_ValueError, "at least one DType class is required");
        ok = 0;
    }
#endif
    PyArray_DTypeMeta *found = ok ? PyArray_PromoteDTypeSequence(length, (PyArray_DTypeMeta **)dtypes) : NULL;
    HPy result = npy_hpy_take(ctx, (PyObject *)found);
    npy_hpy_done_objects((HPy_ssize_t)length, dtypes);
    return result;
}

/* --- scalars ---------------------------------------------------------------------------------------------------------- */

/* Whether NumPy can read an item with the help of an array, with an exception if not: the functions of a dtype of the new kind
 * take the array's dtype for one of theirs. */
static inline int npy_hpy_is_base_for(PyArrayObject *base, PyArray_Descr *descr)
{
    /* StringDType sees for itself that there is no array. */
    if (PyDataType_ISLEGACY(descr) || (base == NULL && descr->type_num == NPY_VSTRING)) {
        return 1;
    }
    if (base == NULL) {
        PyErr_Format(PyExc_RuntimeError, "a scalar of dtype %R needs an array of that dtype", descr);
        return 0;
    }
    if (!Py_IS_TYPE((PyObject *)PyArray_DESCR(base), Py_TYPE((PyObject *)descr))) {
        PyErr_Format(PyExc_TypeError, "a scalar of dtype %R needs an array of that dtype, not of %R", descr, PyArray_DESCR(base));
        return 0;
    }
    return 1;
}

static inline HPy HPyArray_Scalar(HPyContext *ctx, void *data, HPy descr, HPy base)
{
    int ok = 1;
    PyArray_Descr *npy_descr = npy_hpy_descr(ctx, descr, &ok);
    PyArrayObject *npy_base = npy_hpy_array_or_null(ctx, base, &ok);
#ifndef HPY_ABI_CPYTHON
    ok = ok && npy_hpy_is_base_for(npy_base, npy_descr);
#endif
    HPy result = npy_hpy_take(ctx, ok ? PyArray_Scalar(data, npy_descr, (PyObject *)npy_base) : NULL);
    npy_hpy_done(npy_descr);
    npy_hpy_done(npy_base);
    return result;
}

/* --- accessors -------------------------------------------------------------------------------------------------------- */

static inline int HPyDataType_SUBARRAY(HPyContext *ctx, const HPy dtype, HPy *base, HPy *shape)
{
    int ok = 1;
    PyArray_Descr *descr = npy_hpy_descr(ctx, dtype, &ok);
    PyArray_ArrayDescr *subarray = ok ? PyDataType_SUBARRAY(descr) : NULL;
    *base = npy_hpy_lend(ctx, subarray == NULL ? NULL : (PyObject *)subarray->base);
    *shape = npy_hpy_lend(ctx, subarray == NULL ? NULL : subarray->shape);
    npy_hpy_done(descr);
    return subarray != NULL;
}

static inline void HPyArray_DESCR_REPLACE(HPyContext *ctx, HPy *descr)
{
    int ok = 1;
    HPy former = *descr;
    PyArray_Descr *npy_descr = npy_hpy_descr(ctx, former, &ok);
    *descr = ok ? npy_hpy_take(ctx, (PyObject *)PyArray_DescrNew(npy_descr)) : HPy_FromVoidP(NULL);
    npy_hpy_done(npy_descr);
    if (!HPy_IsNull(former)) {
        HPy_Close(ctx, former);
    }
}

static inline int HPyTypeNum_ISUSERDEF(HPyContext *ctx, int type)
{
    (void)ctx;
    return PyTypeNum_ISUSERDEF(type);
}

static inline int HPyTypeNum_ISEXTENDED(HPyContext *ctx, int type)
{
    (void)ctx;
    return PyTypeNum_ISEXTENDED(type);
}

static inline HPy HNPY_DTYPE(HPyContext *ctx, HPy descr)
{
    int ok = 1;
    PyArray_Descr *npy_descr = npy_hpy_descr(ctx, descr, &ok);
    HPy result = ok ? npy_hpy_lend(ctx, (PyObject *)NPY_DTYPE(npy_descr)) : HPy_FromVoidP(NULL);
    npy_hpy_done(npy_descr);
    return result;
}

static inline HPy HNPY_DT_NewRef(HPyContext *ctx, HPy o)
{
    int ok = 1;
    PyArray_DTypeMeta *dtype = npy_hpy_dtype_class(ctx, o, &ok);
    HPy result = ok ? npy_hpy_lend(ctx, (PyObject *)dtype) : HPy_FromVoidP(NULL);
    npy_hpy_done(dtype);
    return result;
}

static inline PyArray_Descr *PyArray_Descr_AsStruct(HPyContext *ctx, HPy descr)
{
    int ok = 1;
    PyArray_Descr *npy_descr = npy_hpy_descr(ctx, descr, &ok);
    /* The handle keeps it alive. */
    npy_hpy_done(npy_descr);
    return npy_descr;
}

/* --- callbacks -------------------------------------------------------------------------------------------------------- */

static inline int HPyArray_EnterPython(HPyContext *ctx)
{
    (void)ctx;
    return (int)PyGILState_Ensure();
}

static inline void HPyArray_LeavePython(HPyContext *ctx, int entered)
{
    (void)ctx;
    PyGILState_Release((PyGILState_STATE)entered);
}

static inline void HPyArray_ReenterPython(HPyContext *ctx, HPyThreadState state)
{
    PyEval_RestoreThread((PyThreadState *)state._i);
    npy_hpy_back(ctx);
}

static inline void HPyArray_CalledBack(HPyContext *ctx)
{
    npy_hpy_back(ctx);
}

#ifdef __cplusplus
}
#endif

#endif
