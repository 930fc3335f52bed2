/* NumPy's C API on handles, straight onto NumPy's functions: for the CPython ABI, for the hybrid ABI, and for the
 * legacy provider. Functions without a body here have it in the *_adapted.h beside this file.
 *
 * Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_ARRAY_FUNCTIONS_H
#define NUMPY_HPY_CPYTHON_ARRAY_FUNCTIONS_H

#include "numpy_hpy/cpython/handles.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Array creation */

/// New arrays, and the memory behind them. A shape is `nd` lengths, strides are `nd` distances in bytes. What is
/// created is a new handle, or HPy_NULL with an exception.

/// An array of class `subtype`, ndarray or a subclass of it, with items of `type_num`. With `data` the array wraps
/// that memory and does not own it, and `strides` may say how it lies; without, it allocates. `itemsize` is in bytes
/// and matters only for flexible types. `obj` is handed to `__array_finalize__`; HPy_NULL calls nothing. May be
/// HPy_NULL: `obj`.
static inline HPy HPyArray_New(HPyContext *ctx, HPy subtype, int nd, const npy_intp *dims, int type_num,
    const npy_intp *strides, void *data, int itemsize, int flags, HPy obj)
{
    int ok = 1;
    PyTypeObject *npy_subtype = npy_hpy_array_class(ctx, subtype, &ok);
    PyObject *npy_obj = npy_hpy_object_or_null(ctx, obj, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_New(npy_subtype, nd, dims, type_num, strides, data, itemsize, flags, npy_obj));
    }
    npy_hpy_done(npy_subtype);
    npy_hpy_done(npy_obj);
    return result;
}

/// An array of class `subtype` with items of `descr`. `strides` NULL means C order, or Fortran order if `flags` asks
/// for it and there is no `data`. Memory that is passed in stays the caller's. ValueError for a negative length or a
/// size that overflows. `descr` stays the caller's, where NumPy steals it. May be HPy_NULL: `obj`.
static inline HPy HPyArray_NewFromDescr(HPyContext *ctx, HPy subtype, HPy descr, int nd, const npy_intp *dims,
    const npy_intp *strides, void *data, int flags, HPy obj)
{
    int ok = 1;
    PyTypeObject *npy_subtype = npy_hpy_array_class(ctx, subtype, &ok);
    PyArray_Descr *npy_descr = npy_hpy_descr(ctx, descr, &ok);
    PyObject *npy_obj = npy_hpy_object_or_null(ctx, obj, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_descr = (PyArray_Descr *)npy_hpy_give(npy_descr);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_NewFromDescr(npy_subtype, given_descr, nd, dims, strides, data, flags, npy_obj));
    }
    else {
        npy_hpy_done(npy_descr);
    }
    npy_hpy_done(npy_subtype);
    npy_hpy_done(npy_obj);
    return result;
}

/// An uninitialised array with the shape of `prototype`, its dtype unless `dtype` is given (it may be HPy_NULL), laid
/// out in `order`. `subok` keeps the subclass. `dtype` stays the caller's, where NumPy steals it. May be HPy_NULL:
/// `dtype`.
static inline HPy HPyArray_NewLikeArray(HPyContext *ctx, HPy prototype, NPY_ORDER order, HPy dtype, int subok)
{
    int ok = 1;
    PyArrayObject *npy_prototype = npy_hpy_array(ctx, prototype, &ok);
    PyArray_Descr *npy_dtype = npy_hpy_descr_or_null(ctx, dtype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_dtype = (PyArray_Descr *)npy_hpy_give(npy_dtype);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_NewLikeArray(npy_prototype, order, given_dtype, subok));
    }
    else {
        npy_hpy_done(npy_dtype);
    }
    npy_hpy_done(npy_prototype);
    return result;
}

/// A copy of `obj` in memory of its own, in `order`; keeps the subclass.
static inline HPy HPyArray_NewCopy(HPyContext *ctx, HPy obj, NPY_ORDER order)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_NewCopy(npy_obj, order));
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// An array filled with zeros, or with the integer 0 for object items. `type` may be HPy_NULL, for float64.
/// ValueError for a negative length. `type` stays the caller's, where NumPy steals it. May be HPy_NULL: `type`.
static inline HPy HPyArray_Zeros(HPyContext *ctx, int nd, const npy_intp *dims, HPy type, int is_f_order)
{
    int ok = 1;
    PyArray_Descr *npy_type = npy_hpy_descr_or_null(ctx, type, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_type = (PyArray_Descr *)npy_hpy_give(npy_type);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Zeros(nd, dims, given_type, is_f_order));
    }
    else {
        npy_hpy_done(npy_type);
    }
    return result;
}

/// An array whose items are not initialised; object items are None. `type` may be HPy_NULL, for float64. `type` stays
/// the caller's, where NumPy steals it. May be HPy_NULL: `type`.
static inline HPy HPyArray_Empty(HPyContext *ctx, int nd, const npy_intp *dims, HPy type, int is_f_order)
{
    int ok = 1;
    PyArray_Descr *npy_type = npy_hpy_descr_or_null(ctx, type, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_type = (PyArray_Descr *)npy_hpy_give(npy_type);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Empty(nd, dims, given_type, is_f_order));
    }
    else {
        npy_hpy_done(npy_type);
    }
    return result;
}

/// Evenly spaced numbers in [start, stop), a distance of `step` apart, of type `type_num`. ValueError if they are too
/// many, so also when `step` is 0.
static inline HPy HPyArray_Arange(HPyContext *ctx, double start, double stop, double step, int type_num)
{
    return npy_hpy_take(ctx, (PyObject *)PyArray_Arange(start, stop, step, type_num));
}

/// The same for Python objects. `stop` and `step` may be HPy_NULL or None; `dtype` is borrowed, and found from the
/// numbers if it is HPy_NULL. ZeroDivisionError when `step` is 0. May be HPy_NULL: `stop`, `step`, `dtype`.
static inline HPy HPyArray_ArangeObj(HPyContext *ctx, HPy start, HPy stop, HPy step, HPy dtype)
{
    int ok = 1;
    PyObject *npy_start = npy_hpy_object(ctx, start, &ok);
    PyObject *npy_stop = npy_hpy_object_or_null(ctx, stop, &ok);
    PyObject *npy_step = npy_hpy_object_or_null(ctx, step, &ok);
    PyArray_Descr *npy_dtype = npy_hpy_descr_or_null(ctx, dtype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_ArangeObj(npy_start, npy_stop, npy_step, npy_dtype));
    }
    npy_hpy_done(npy_start);
    npy_hpy_done(npy_stop);
    npy_hpy_done(npy_step);
    npy_hpy_done(npy_dtype);
    return result;
}

/// Reads `num` items (-1: all) from `fp`, as binary data, or as text if `sep` is not empty. ValueError for object
/// items; fewer items than asked for give a shorter array. `dtype` stays the caller's, where NumPy steals it.
static inline HPy HPyArray_FromFile(HPyContext *ctx, FILE *fp, HPy dtype, npy_intp num, char *sep)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_dtype = (PyArray_Descr *)npy_hpy_give(npy_dtype);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FromFile(fp, given_dtype, num, sep));
    }
    else {
        npy_hpy_done(npy_dtype);
    }
    return result;
}

/// Reads `num` items (-1: all) from `slen` bytes at `data`, as binary data, or as text if `sep` is not empty. The
/// result owns its memory. `dtype` stays the caller's, where NumPy steals it. May be HPy_NULL: `dtype`.
static inline HPy HPyArray_FromString(HPyContext *ctx, char *data, npy_intp slen, HPy dtype, npy_intp num, char *sep)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr_or_null(ctx, dtype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_dtype = (PyArray_Descr *)npy_hpy_give(npy_dtype);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FromString(data, slen, given_dtype, num, sep));
    }
    else {
        npy_hpy_done(npy_dtype);
    }
    return result;
}

/// A one-dimensional array over the memory that `buf` exports, from byte `offset` on, `count` items (-1: as many as
/// fit). The result keeps `buf` alive; it is read-only if the buffer is. `type` stays the caller's, where NumPy
/// steals it. May be HPy_NULL: `type`.
static inline HPy HPyArray_FromBuffer(HPyContext *ctx, HPy buf, HPy type, npy_intp count, npy_intp offset)
{
    int ok = 1;
    PyObject *npy_buf = npy_hpy_object(ctx, buf, &ok);
    PyArray_Descr *npy_type = npy_hpy_descr_or_null(ctx, type, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_type = (PyArray_Descr *)npy_hpy_give(npy_type);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FromBuffer(npy_buf, given_type, count, offset));
    }
    else {
        npy_hpy_done(npy_type);
    }
    npy_hpy_done(npy_buf);
    return result;
}

/// A one-dimensional array of the first `count` items of an iterable (-1: all). ValueError if it ends early. `dtype`
/// stays the caller's, where NumPy steals it.
static inline HPy HPyArray_FromIter(HPyContext *ctx, HPy obj, HPy dtype, npy_intp count)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_dtype = (PyArray_Descr *)npy_hpy_give(npy_dtype);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FromIter(npy_obj, given_dtype, count));
    }
    else {
        npy_hpy_done(npy_dtype);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// A tuple of `len` Python integers.
static inline HPy HPyArray_IntTupleFromIntp(HPyContext *ctx, int len, const npy_intp *vals)
{
    return npy_hpy_take(ctx, (PyObject *)PyArray_IntTupleFromIntp(len, vals));
}

/* Conversion to arrays */

/// What takes any object and gives an array, and the converters for argument parsing. A converter returns NPY_SUCCEED
/// or NPY_FAIL with an exception; it is an ordinary function here, called after the arguments were parsed as objects.

/// Any object as an array. `newtype` is the dtype to convert to, or HPy_NULL; `min_depth` and `max_depth` bound the
/// number of dimensions (0: no bound); `flags` are NPY_ARRAY_ requirements. A new handle of `op` itself if it will
/// do. `context` is unused: pass HPy_NULL. `newtype` stays the caller's, where NumPy steals it. May be HPy_NULL:
/// `newtype`, `context`.
static inline HPy HPyArray_FromAny(HPyContext *ctx, HPy op, HPy newtype, int min_depth, int max_depth, int flags,
    HPy context)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    PyArray_Descr *npy_newtype = npy_hpy_descr_or_null(ctx, newtype, &ok);
    PyObject *npy_context = npy_hpy_object_or_null(ctx, context, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_newtype = (PyArray_Descr *)npy_hpy_give(npy_newtype);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FromAny(npy_op, given_newtype, min_depth, max_depth, flags, npy_context));
    }
    else {
        npy_hpy_done(npy_newtype);
    }
    npy_hpy_done(npy_op);
    npy_hpy_done(npy_context);
    return result;
}

/// As HPyArray_FromAny, and honours also NPY_ARRAY_NOTSWAPPED and NPY_ARRAY_ELEMENTSTRIDES among the `requirements`.
/// `descr` stays the caller's, where NumPy steals it. May be HPy_NULL: `descr`, `context`.
static inline HPy HPyArray_CheckFromAny(HPyContext *ctx, HPy op, HPy descr, int min_depth, int max_depth,
    int requirements, HPy context)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    PyArray_Descr *npy_descr = npy_hpy_descr_or_null(ctx, descr, &ok);
    PyObject *npy_context = npy_hpy_object_or_null(ctx, context, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_descr = (PyArray_Descr *)npy_hpy_give(npy_descr);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_CheckFromAny(npy_op, given_descr, min_depth, max_depth, requirements, npy_context));
    }
    else {
        npy_hpy_done(npy_descr);
    }
    npy_hpy_done(npy_op);
    npy_hpy_done(npy_context);
    return result;
}

/// An array as an array of `newtype` (HPy_NULL: any) that meets `flags`: a new handle of `arr`, a view, or a copy.
/// TypeError if the cast is not safe and NPY_ARRAY_FORCECAST is not set. `newtype` stays the caller's, where NumPy
/// steals it. May be HPy_NULL: `newtype`.
static inline HPy HPyArray_FromArray(HPyContext *ctx, HPy arr, HPy newtype, int flags)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_array(ctx, arr, &ok);
    PyArray_Descr *npy_newtype = npy_hpy_descr_or_null(ctx, newtype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_newtype = (PyArray_Descr *)npy_hpy_give(npy_newtype);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FromArray(npy_arr, given_newtype, flags));
    }
    else {
        npy_hpy_done(npy_newtype);
    }
    npy_hpy_done(npy_arr);
    return result;
}

/// The array that `__array_interface__` of `origin` describes, over its memory. NotImplemented if there is no such
/// attribute.
static inline HPy HPyArray_FromInterface(HPyContext *ctx, HPy origin);

/// The array that `__array_struct__` of `input` describes, over its memory. NotImplemented if there is no such
/// attribute.
static inline HPy HPyArray_FromStructInterface(HPyContext *ctx, HPy input);

/// The result of `op.__array__(typecode)`. NotImplemented if there is no such method; ValueError if it gives no
/// array. `context` must be HPy_NULL. May be HPy_NULL: `typecode`, `context`.
static inline HPy HPyArray_FromArrayAttr(HPyContext *ctx, HPy op, HPy typecode, HPy context);

/// An array without dimensions that holds `scalar`, converted to `outcode` (HPy_NULL keeps the scalar's own dtype).
/// `outcode` stays the caller's, where NumPy steals it. May be HPy_NULL: `outcode`.
static inline HPy HPyArray_FromScalar(HPyContext *ctx, HPy scalar, HPy outcode)
{
    int ok = 1;
    PyObject *npy_scalar = npy_hpy_scalar(ctx, scalar, &ok);
    PyArray_Descr *npy_outcode = npy_hpy_descr_or_null(ctx, outcode, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_outcode = (PyArray_Descr *)npy_hpy_give(npy_outcode);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FromScalar(npy_scalar, given_outcode));
    }
    else {
        npy_hpy_done(npy_outcode);
    }
    npy_hpy_done(npy_scalar);
    return result;
}

/// `op` as a plain ndarray: itself, a base-class view of a subclass, or a conversion. `op` stays the caller's, where
/// NumPy steals it. May be HPy_NULL: `op`.
static inline HPy HPyArray_EnsureArray(HPyContext *ctx, HPy op)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object_or_null(ctx, op, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyObject *given_op = (PyObject *)npy_hpy_give(npy_op);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_EnsureArray(given_op));
    }
    else {
        npy_hpy_done(npy_op);
    }
    return result;
}

/// As HPyArray_EnsureArray, but a subclass is kept. `op` stays the caller's, where NumPy steals it. May be HPy_NULL:
/// `op`.
static inline HPy HPyArray_EnsureAnyArray(HPyContext *ctx, HPy op)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object_or_null(ctx, op, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyObject *given_op = (PyObject *)npy_hpy_give(npy_op);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_EnsureAnyArray(given_op));
    }
    else {
        npy_hpy_done(npy_op);
    }
    return result;
}

/// What Python code should see: a scalar for an array without dimensions, else `mp` itself, as a new handle. HPy_NULL
/// passes an error on. `mp` stays the caller's, where NumPy steals it. May be HPy_NULL: `mp`.
static inline HPy HPyArray_Return(HPyContext *ctx, HPy mp)
{
    int ok = 1;
    PyArrayObject *npy_mp = npy_hpy_array_or_null(ctx, mp, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArrayObject *given_mp = (PyArrayObject *)npy_hpy_give(npy_mp);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Return(given_mp));
    }
    else {
        npy_hpy_done(npy_mp);
    }
    return result;
}

/// The items of a sequence as arrays of one dtype. The list has `*retn` new handles. NULL with an exception on
/// failure; ValueError for an empty sequence.
static inline HPy *HPyArray_ConvertToCommonType(HPyContext *ctx, HPy op, int *retn);

/// Access with C subscripts: `ptr` points to a `T *`, `T **` or `T ***` for `nd` of 1, 2 or 3. `*op` is replaced by a
/// new handle of the contiguous array that holds the memory; the handle that was there stays the caller's. `dims`
/// receives the shape. -1 with an exception on failure. Give both back with HPyArray_Free. `typedescr` stays the
/// caller's, where NumPy steals it. May be HPy_NULL: `typedescr`.
static inline int HPyArray_AsCArray(HPyContext *ctx, HPy *op, void *ptr, npy_intp *dims, int nd, HPy typedescr);

/// Gives back what HPyArray_AsCArray made: closes `op`, which is stolen, and frees the pointers. 0, or -1 if `op` has
/// not one to three dimensions; then it is closed all the same, and the pointers are not freed. `op` is stolen.
static inline int HPyArray_Free(HPyContext *ctx, HPy op, void *ptr);

/// Any object as an array: `*address` is a new handle.
static inline int HPyArray_Converter(HPyContext *ctx, HPy object, HPy *address)
{
    int ok = 1;
    PyObject *npy_object = npy_hpy_object(ctx, object, &ok);
    PyObject *npy_address = NULL;
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_Converter(npy_object, &npy_address);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_object);
    *address = npy_hpy_take(ctx, (PyObject *)npy_address);
    return result;
}

/// The array to write results to: an array gives itself, None or HPy_NULL gives HPy_NULL; else TypeError. May be
/// HPy_NULL: `object`.
static inline int HPyArray_OutputConverter(HPyContext *ctx, HPy object, HPy *address);

/// A sequence of integers, or one integer, as a shape. `seq->ptr` is allocated: free it with HPyDimMem_FREE.
/// TypeError for None.
static inline int HPyArray_IntpConverter(HPyContext *ctx, HPy obj, PyArray_Dims *seq)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_IntpConverter(npy_obj, seq);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Copies up to `maxvals` integers of a sequence to `vals`. The number of items in the sequence, or -1 with an
/// exception.
static inline int HPyArray_IntpFromSequence(HPyContext *ctx, HPy seq, npy_intp *vals, int maxvals)
{
    int ok = 1;
    PyObject *npy_seq = npy_hpy_object(ctx, seq, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_IntpFromSequence(npy_seq, vals, maxvals);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_seq);
    return result;
}

/// The memory of a buffer exporter: address, length in bytes and flags. It is valid while the exporter keeps it;
/// nothing pins it. `buf->base` is a new handle. None gives no memory: `ptr` NULL, `base` HPy_NULL.
static inline int HPyArray_BufferConverter(HPyContext *ctx, HPy obj, HPyArray_Chunk *buf);

/// An axis number; None gives NPY_RAVEL_AXIS, which means all axes.
static inline int HPyArray_AxisConverter(HPyContext *ctx, HPy obj, int *axis)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_AxisConverter(npy_obj, axis);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// The truth of an object, as 0 or 1.
static inline int HPyArray_BoolConverter(HPyContext *ctx, HPy object, npy_bool *val)
{
    int ok = 1;
    PyObject *npy_object = npy_hpy_object(ctx, object, &ok);
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_BoolConverter(npy_object, val);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_object);
    return result;
}

/// A word for a byte order, such as 'little' or '>', as one of NPY_LITTLE, NPY_BIG, NPY_NATIVE, NPY_SWAP, NPY_IGNORE.
static inline int HPyArray_ByteorderConverter(HPyContext *ctx, HPy obj, char *endian)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_ByteorderConverter(npy_obj, endian);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// 'C', 'F', 'A' or 'K' as an NPY_ORDER; None leaves `*val` as it is.
static inline int HPyArray_OrderConverter(HPyContext *ctx, HPy object, NPY_ORDER *val)
{
    int ok = 1;
    PyObject *npy_object = npy_hpy_object(ctx, object, &ok);
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_OrderConverter(npy_object, val);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_object);
    return result;
}

/// The name of a casting rule, such as 'safe', as an NPY_CASTING.
static inline int HPyArray_CastingConverter(HPyContext *ctx, HPy obj, NPY_CASTING *casting)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_CastingConverter(npy_obj, casting);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// 'clip', 'wrap', 'raise' or its number as an NPY_CLIPMODE; None and HPy_NULL give NPY_RAISE. May be HPy_NULL:
/// `object`.
static inline int HPyArray_ClipmodeConverter(HPyContext *ctx, HPy object, NPY_CLIPMODE *val)
{
    int ok = 1;
    PyObject *npy_object = npy_hpy_object_or_null(ctx, object, &ok);
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_ClipmodeConverter(npy_object, val);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_object);
    return result;
}

/// One clip mode for all of `n` axes, or a sequence of `n` of them, into `modes`. May be HPy_NULL: `object`.
static inline int HPyArray_ConvertClipmodeSequence(HPyContext *ctx, HPy object, NPY_CLIPMODE *modes, int n)
{
    int ok = 1;
    PyObject *npy_object = npy_hpy_object_or_null(ctx, object, &ok);
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_ConvertClipmodeSequence(npy_object, modes, n);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_object);
    return result;
}

/// The name of a sorting algorithm, such as 'stable', as an NPY_SORTKIND.
static inline int HPyArray_SortkindConverter(HPyContext *ctx, HPy obj, NPY_SORTKIND *sortkind)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_SortkindConverter(npy_obj, sortkind);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// The name of a selection algorithm as an NPY_SELECTKIND; there is 'introselect' only.
static inline int HPyArray_SelectkindConverter(HPyContext *ctx, HPy obj, NPY_SELECTKIND *selectkind)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_SelectkindConverter(npy_obj, selectkind);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// 'left' or 'right' as the NPY_SEARCHSIDE at `addr`.
static inline int HPyArray_SearchsideConverter(HPyContext *ctx, HPy obj, void *addr)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_SearchsideConverter(npy_obj, addr);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// An integer object as a C int; -1 with TypeError or OverflowError on failure. -1 is also a value: ask
/// HPyErr_Occurred.
static inline int HPyArray_PyIntAsInt(HPyContext *ctx, HPy o)
{
    int ok = 1;
    PyObject *npy_o = npy_hpy_object(ctx, o, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_PyIntAsInt(npy_o);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_o);
    return result;
}

/// An integer object as an npy_intp; -1 with an exception on failure. -1 is also a value: ask HPyErr_Occurred.
static inline npy_intp HPyArray_PyIntAsIntp(HPyContext *ctx, HPy o)
{
    int ok = 1;
    PyObject *npy_o = npy_hpy_object(ctx, o, &ok);
    npy_intp result = -1;
    if (ok) {
        result = PyArray_PyIntAsIntp(npy_o);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_o);
    return result;
}

/* Array access and properties */

/// What an array is: size, flags, base, and single items.

/// The number of items; 0 for what is no array.
static inline npy_intp HPyArray_Size(HPyContext *ctx, HPy op);

/// The address of the item at index `ind`, one number an axis. The index is not checked.
static inline void *HPyArray_GetPtr(HPyContext *ctx, HPy obj, const npy_intp *ind)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    void *result = NULL;
    if (ok) {
        result = PyArray_GetPtr(npy_obj, ind);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// A zero of the array's dtype: memory of one item, to be freed with HPyDataMem_FREE. NULL with an exception. For
/// object items it is one slot that holds a borrowed integer.
static inline char *HPyArray_Zero(HPyContext *ctx, HPy arr)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_array(ctx, arr, &ok);
    char *result = NULL;
    if (ok) {
        result = PyArray_Zero(npy_arr);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_arr);
    return result;
}

/// A one of the array's dtype: memory of one item, to be freed with HPyDataMem_FREE. NULL with an exception.
static inline char *HPyArray_One(HPyContext *ctx, HPy arr)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_array(ctx, arr, &ok);
    char *result = NULL;
    if (ok) {
        result = PyArray_One(npy_arr);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_arr);
    return result;
}

/// Computes those of the flags in `flagmask` anew that follow from shape and strides: contiguity, alignment.
static inline void HPyArray_UpdateFlags(HPyContext *ctx, HPy ret, int flagmask)
{
    int ok = 1;
    PyArrayObject *npy_ret = npy_hpy_ndarray(ctx, ret, &ok);
    if (ok) {
        PyArray_UpdateFlags(npy_ret, flagmask);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_ret);
}

/// Makes `obj` the owner of the memory that `arr` looks at. A chain of views of one class collapses to its owner. -1
/// with ValueError if there is a base already, or if that would close a circle. `obj` stays the caller's, where NumPy
/// steals it. May be HPy_NULL: `obj`.
static inline int HPyArray_SetBaseObject(HPyContext *ctx, HPy arr, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_ndarray(ctx, arr, &ok);
    PyObject *npy_obj = npy_hpy_object_or_null(ctx, obj, &ok);
    int result = -1;
    if (ok) {
        PyObject *given_obj = (PyObject *)npy_hpy_give(npy_obj);
        result = PyArray_SetBaseObject(npy_arr, given_obj);
        npy_hpy_back(ctx);
    }
    else {
        npy_hpy_done(npy_obj);
    }
    npy_hpy_done(npy_arr);
    return result;
}

/// 0, or -1 with a ValueError that calls the array `name` if it is read-only.
static inline int HPyArray_FailUnlessWriteable(HPyContext *ctx, HPy obj, const char *name)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_FailUnlessWriteable(npy_obj, name);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Makes `arr` a copy whose contents HPyArray_ResolveWritebackIfCopy will write to `base`, which is read-only
/// meanwhile. -1 with ValueError on failure. `base` stays the caller's, where NumPy steals it. May be HPy_NULL:
/// `base`.
static inline int HPyArray_SetWritebackIfCopyBase(HPyContext *ctx, HPy arr, HPy base)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_ndarray(ctx, arr, &ok);
    PyArrayObject *npy_base = npy_hpy_array_or_null(ctx, base, &ok);
    int result = -1;
    if (ok) {
        PyArrayObject *given_base = (PyArrayObject *)npy_hpy_give(npy_base);
        result = PyArray_SetWritebackIfCopyBase(npy_arr, given_base);
        npy_hpy_back(ctx);
    }
    else {
        npy_hpy_done(npy_base);
    }
    npy_hpy_done(npy_arr);
    return result;
}

/// Copies the contents to the base that HPyArray_SetWritebackIfCopyBase set, and lets go of it. 1 if it copied, 0 if
/// there was nothing to do, -1 on failure.
static inline int HPyArray_ResolveWritebackIfCopy(HPyContext *ctx, HPy self)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_ndarray(ctx, self, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_ResolveWritebackIfCopy(npy_self);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_self);
    return result;
}

/// A view of `typed` on the bytes at `offset` in each item. ValueError if the items are too small, and for HPy_NULL
/// as `typed`. `typed` stays the caller's, where NumPy steals it. May be HPy_NULL: `typed`.
static inline HPy HPyArray_GetField(HPyContext *ctx, HPy self, HPy typed, int offset)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArray_Descr *npy_typed = npy_hpy_descr_or_null(ctx, typed, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_typed = (PyArray_Descr *)npy_hpy_give(npy_typed);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_GetField(npy_self, given_typed, offset));
    }
    else {
        npy_hpy_done(npy_typed);
    }
    npy_hpy_done(npy_self);
    return result;
}

/// Assigns `val` to the bytes at `offset` in each item, seen as `dtype`. -1 on failure; ValueError for HPy_NULL as
/// `dtype`. `dtype` stays the caller's, where NumPy steals it. May be HPy_NULL: `dtype`.
static inline int HPyArray_SetField(HPyContext *ctx, HPy self, HPy dtype, int offset, HPy val)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArray_Descr *npy_dtype = npy_hpy_descr_or_null(ctx, dtype, &ok);
    PyObject *npy_val = npy_hpy_object(ctx, val, &ok);
    int result = -1;
    if (ok) {
        PyArray_Descr *given_dtype = (PyArray_Descr *)npy_hpy_give(npy_dtype);
        result = PyArray_SetField(npy_self, given_dtype, offset, npy_val);
        npy_hpy_back(ctx);
    }
    else {
        npy_hpy_done(npy_dtype);
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_val);
    return result;
}

/// 1 if every stride is a multiple of the item size, else 0. Only 0 is a multiple of 0.
static inline int HPyArray_ElementStrides(HPyContext *ctx, HPy obj);

/// 1 if strides `newstrides` stay inside `numbytes` bytes of memory that begin `offset` bytes before the first item;
/// 0 if not. `numbytes` 0 takes the size of a contiguous array.
static inline npy_bool HPyArray_CheckStrides(HPyContext *ctx, int elsize, int nd, npy_intp numbytes, npy_intp offset,
    const npy_intp *dims, const npy_intp *newstrides)
{
    npy_bool result = PyArray_CheckStrides(elsize, nd, numbytes, offset, dims, newstrides);
    npy_hpy_back(ctx);
    return result;
}

/// `__array_priority__` of an object, or `default_`; never fails.
static inline double HPyArray_GetPriority(HPyContext *ctx, HPy obj, double default_)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    double result = -1.0;
    if (ok) {
        result = PyArray_GetPriority(npy_obj, default_);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Prints the fields of the array to standard output.
static inline void HPyArray_DebugPrint(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    if (ok) {
        PyArray_DebugPrint(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
}

/// How many items are true; -1 with an exception.
static inline npy_intp HPyArray_CountNonzero(HPyContext *ctx, HPy self)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    npy_intp result = -1;
    if (ok) {
        result = PyArray_CountNonzero(npy_self);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_self);
    return result;
}

/// The array with `*axis` made non-negative; with NPY_RAVEL_AXIS it is raveled first and `*axis` is 0. `flags` as in
/// HPyArray_CheckFromAny. AxisError if it is out of range.
static inline HPy HPyArray_CheckAxis(HPyContext *ctx, HPy arr, int *axis, int flags)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_array(ctx, arr, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_CheckAxis(npy_arr, axis, flags));
    }
    npy_hpy_done(npy_arr);
    return result;
}

/// Drops the axes whose flag is set from the array itself. Their lengths must be 1; the array must be the caller's
/// alone.
static inline void HPyArray_RemoveAxesInPlace(HPyContext *ctx, HPy arr, const npy_bool *flags)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_ndarray(ctx, arr, &ok);
    if (ok) {
        PyArray_RemoveAxesInPlace(npy_arr, flags);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_arr);
}

/// 1 for a Python number, str, bytes, or a NumPy scalar, exactly of these classes; else 0. HPy_NULL gives ValueError.
/// May be HPy_NULL: `obj`.
static inline int HPyArray_CheckAnyScalarExact(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object_or_null(ctx, obj, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_CheckAnyScalarExact(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/* Shape and contents */

/// Views of other shape, copies, and assignment. AxisError for an axis that is out of range; ValueError for shapes
/// that do not fit.

/// A view, or else a copy, with the shape that the sequence `shape` gives; one length may be -1.
static inline HPy HPyArray_Reshape(HPyContext *ctx, HPy self, HPy shape)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyObject *npy_shape = npy_hpy_object(ctx, shape, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Reshape(npy_self, npy_shape));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_shape);
    return result;
}

/// A view, or else a copy, with the shape `newdims`, reading and writing items in `order`; one length may be -1.
static inline HPy HPyArray_Newshape(HPyContext *ctx, HPy self, PyArray_Dims *newdims, NPY_ORDER order)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Newshape(npy_self, newdims, order));
    }
    npy_hpy_done(npy_self);
    return result;
}

/// Changes the array itself, its memory included. With `refcheck` it refuses an array that others refer to
/// (meaningful on CPython only). None. ValueError if it does not own its memory. `order` is unused.
static inline HPy HPyArray_Resize(HPyContext *ctx, HPy self, PyArray_Dims *newshape, int refcheck, NPY_ORDER order);

/// A view with the axes permuted; `permute` NULL reverses them.
static inline HPy HPyArray_Transpose(HPyContext *ctx, HPy ap, PyArray_Dims *permute)
{
    int ok = 1;
    PyArrayObject *npy_ap = npy_hpy_array(ctx, ap, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Transpose(npy_ap, permute));
    }
    npy_hpy_done(npy_ap);
    return result;
}

/// A view with axes `a1` and `a2` exchanged.
static inline HPy HPyArray_SwapAxes(HPyContext *ctx, HPy ap, int a1, int a2)
{
    int ok = 1;
    PyArrayObject *npy_ap = npy_hpy_array(ctx, ap, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_SwapAxes(npy_ap, a1, a2));
    }
    npy_hpy_done(npy_ap);
    return result;
}

/// A view without the axes of length 1.
static inline HPy HPyArray_Squeeze(HPyContext *ctx, HPy self)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Squeeze(npy_self));
    }
    npy_hpy_done(npy_self);
    return result;
}

/// A one-dimensional copy, read in `order`.
static inline HPy HPyArray_Flatten(HPyContext *ctx, HPy a, NPY_ORDER order)
{
    int ok = 1;
    PyArrayObject *npy_a = npy_hpy_array(ctx, a, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Flatten(npy_a, order));
    }
    npy_hpy_done(npy_a);
    return result;
}

/// A one-dimensional view if the memory allows it, else a copy, read in `order`.
static inline HPy HPyArray_Ravel(HPyContext *ctx, HPy arr, NPY_ORDER order)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_array(ctx, arr, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Ravel(npy_arr, order));
    }
    npy_hpy_done(npy_arr);
    return result;
}

/// The same memory as items of `type` (HPy_NULL: the same) and as an array of class `pytype` (HPy_NULL: the same).
/// `type` stays the caller's, where NumPy steals it. May be HPy_NULL: `type`, `pytype`.
static inline HPy HPyArray_View(HPyContext *ctx, HPy self, HPy type, HPy pytype)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArray_Descr *npy_type = npy_hpy_descr_or_null(ctx, type, &ok);
    PyTypeObject *npy_pytype = npy_hpy_array_class_or_null(ctx, pytype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_type = (PyArray_Descr *)npy_hpy_give(npy_type);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_View(npy_self, given_type, npy_pytype));
    }
    else {
        npy_hpy_done(npy_type);
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_pytype);
    return result;
}

/// The bytes of each item reversed: in place and a new handle of `self`, or a copy.
static inline HPy HPyArray_Byteswap(HPyContext *ctx, HPy self, npy_bool inplace)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Byteswap(npy_self, inplace));
    }
    npy_hpy_done(npy_self);
    return result;
}

/// The arrays of a sequence joined along `axis`; NPY_RAVEL_AXIS flattens them first.
static inline HPy HPyArray_Concatenate(HPyContext *ctx, HPy op, int axis)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Concatenate(npy_op, axis));
    }
    npy_hpy_done(npy_op);
    return result;
}

/// An iterator over the array `obj` broadcast to the shape `dims`, of up to 32 dimensions; ValueError if they do not
/// fit.
static inline HPy HPyArray_BroadcastToShape(HPyContext *ctx, HPy obj, npy_intp *dims, int nd);

/// Assigns `src`, broadcast and cast without checks, to `dst`. Overlapping memory is allowed. -1 on failure.
static inline int HPyArray_CopyInto(HPyContext *ctx, HPy dst, HPy src)
{
    int ok = 1;
    PyArrayObject *npy_dst = npy_hpy_array(ctx, dst, &ok);
    PyArrayObject *npy_src = npy_hpy_array(ctx, src, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_CopyInto(npy_dst, npy_src);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dst);
    npy_hpy_done(npy_src);
    return result;
}

/// Assigns the items of `src` in C order to those of `dst`, whatever their shapes; the counts must match. -1 on
/// failure.
static inline int HPyArray_CopyAnyInto(HPyContext *ctx, HPy dst, HPy src)
{
    int ok = 1;
    PyArrayObject *npy_dst = npy_hpy_array(ctx, dst, &ok);
    PyArrayObject *npy_src = npy_hpy_array(ctx, src, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_CopyAnyInto(npy_dst, npy_src);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dst);
    npy_hpy_done(npy_src);
    return result;
}

/// Assigns any object, as `dest[...] = src_object` does. -1 on failure.
static inline int HPyArray_CopyObject(HPyContext *ctx, HPy dest, HPy src_object)
{
    int ok = 1;
    PyArrayObject *npy_dest = npy_hpy_array(ctx, dest, &ok);
    PyObject *npy_src_object = npy_hpy_object(ctx, src_object, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_CopyObject(npy_dest, npy_src_object);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dest);
    npy_hpy_done(npy_src_object);
    return result;
}

/// Assigns one value to every item. -1 on failure.
static inline int HPyArray_FillWithScalar(HPyContext *ctx, HPy arr, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_array(ctx, arr, &ok);
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_FillWithScalar(npy_arr, npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_arr);
    npy_hpy_done(npy_obj);
    return result;
}

/// The items as nested lists of Python objects.
static inline HPy HPyArray_ToList(HPyContext *ctx, HPy self)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_ToList(npy_self));
    }
    npy_hpy_done(npy_self);
    return result;
}

/// The items as bytes, in `order`.
static inline HPy HPyArray_ToString(HPyContext *ctx, HPy self, NPY_ORDER order)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_ToString(npy_self, order));
    }
    npy_hpy_done(npy_self);
    return result;
}

/// Writes the items to `fp`: as binary data, or as text with `sep` between them and `format` for each. -1 on failure.
static inline int HPyArray_ToFile(HPyContext *ctx, HPy self, FILE *fp, char *sep, char *format)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_ToFile(npy_self, fp, sep, format);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_self);
    return result;
}

/// Pickles the array into `file`, a name or an object with `write`. -1 on failure.
static inline int HPyArray_Dump(HPyContext *ctx, HPy self, HPy file, int protocol)
{
    int ok = 1;
    PyObject *npy_self = npy_hpy_object(ctx, self, &ok);
    PyObject *npy_file = npy_hpy_object(ctx, file, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_Dump(npy_self, npy_file, protocol);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_file);
    return result;
}

/// The pickle of the array, as bytes.
static inline HPy HPyArray_Dumps(HPyContext *ctx, HPy self, int protocol)
{
    int ok = 1;
    PyObject *npy_self = npy_hpy_object(ctx, self, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Dumps(npy_self, protocol));
    }
    npy_hpy_done(npy_self);
    return result;
}

/* Calculation */

/// Reductions, sorting, searching and products, as the methods of an array do them. `axis` NPY_RAVEL_AXIS takes all
/// items. `out`, where there is one, receives the result and comes back as a new handle; HPy_NULL makes a new array.

/// The items at `indices0` along `axis`. `clipmode` says what an index out of range does; NPY_RAISE gives IndexError.
/// May be HPy_NULL: `out`.
static inline HPy HPyArray_TakeFrom(HPyContext *ctx, HPy self0, HPy indices0, int axis, HPy out,
    NPY_CLIPMODE clipmode)
{
    int ok = 1;
    PyArrayObject *npy_self0 = npy_hpy_array(ctx, self0, &ok);
    PyObject *npy_indices0 = npy_hpy_object(ctx, indices0, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_TakeFrom(npy_self0, npy_indices0, axis, npy_out, clipmode));
    }
    npy_hpy_done(npy_self0);
    npy_hpy_done(npy_indices0);
    npy_hpy_done(npy_out);
    return result;
}

/// Assigns `values0`, repeated as needed, to the items at the flat `indices0`. None.
static inline HPy HPyArray_PutTo(HPyContext *ctx, HPy self, HPy values0, HPy indices0, NPY_CLIPMODE clipmode)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyObject *npy_values0 = npy_hpy_object(ctx, values0, &ok);
    PyObject *npy_indices0 = npy_hpy_object(ctx, indices0, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_PutTo(npy_self, npy_values0, npy_indices0, clipmode));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_values0);
    npy_hpy_done(npy_indices0);
    return result;
}

/// Assigns `values0`, repeated as needed, where `mask0` is true. None.
static inline HPy HPyArray_PutMask(HPyContext *ctx, HPy self, HPy values0, HPy mask0)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyObject *npy_values0 = npy_hpy_object(ctx, values0, &ok);
    PyObject *npy_mask0 = npy_hpy_object(ctx, mask0, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_PutMask(npy_self, npy_values0, npy_mask0));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_values0);
    npy_hpy_done(npy_mask0);
    return result;
}

/// Each item repeated as often as `op` says, one count or one for each.
static inline HPy HPyArray_Repeat(HPyContext *ctx, HPy aop, HPy op, int axis)
{
    int ok = 1;
    PyArrayObject *npy_aop = npy_hpy_array(ctx, aop, &ok);
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Repeat(npy_aop, npy_op, axis));
    }
    npy_hpy_done(npy_aop);
    npy_hpy_done(npy_op);
    return result;
}

/// Picks each item from the sequence of arrays `op` by the index in `ip`. May be HPy_NULL: `out`.
static inline HPy HPyArray_Choose(HPyContext *ctx, HPy ip, HPy op, HPy out, NPY_CLIPMODE clipmode)
{
    int ok = 1;
    PyArrayObject *npy_ip = npy_hpy_array(ctx, ip, &ok);
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Choose(npy_ip, npy_op, npy_out, clipmode));
    }
    npy_hpy_done(npy_ip);
    npy_hpy_done(npy_op);
    npy_hpy_done(npy_out);
    return result;
}

/// Sorts in place along `axis`. -1 on failure.
static inline int HPyArray_Sort(HPyContext *ctx, HPy op, int axis, NPY_SORTKIND flags)
{
    int ok = 1;
    PyArrayObject *npy_op = npy_hpy_array(ctx, op, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_Sort(npy_op, axis, flags);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_op);
    return result;
}

/// The indices that would sort along `axis`.
static inline HPy HPyArray_ArgSort(HPyContext *ctx, HPy op, int axis, NPY_SORTKIND flags)
{
    int ok = 1;
    PyArrayObject *npy_op = npy_hpy_array(ctx, op, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_ArgSort(npy_op, axis, flags));
    }
    npy_hpy_done(npy_op);
    return result;
}

/// Reorders in place so that the items at the positions `ktharray` are where sorting would put them. -1 on failure.
static inline int HPyArray_Partition(HPyContext *ctx, HPy op, HPy ktharray, int axis, NPY_SELECTKIND which)
{
    int ok = 1;
    PyArrayObject *npy_op = npy_hpy_array(ctx, op, &ok);
    PyArrayObject *npy_ktharray = npy_hpy_array(ctx, ktharray, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_Partition(npy_op, npy_ktharray, axis, which);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_op);
    npy_hpy_done(npy_ktharray);
    return result;
}

/// The indices that HPyArray_Partition would reorder by.
static inline HPy HPyArray_ArgPartition(HPyContext *ctx, HPy op, HPy ktharray, int axis, NPY_SELECTKIND which)
{
    int ok = 1;
    PyArrayObject *npy_op = npy_hpy_array(ctx, op, &ok);
    PyArrayObject *npy_ktharray = npy_hpy_array(ctx, ktharray, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_ArgPartition(npy_op, npy_ktharray, axis, which));
    }
    npy_hpy_done(npy_op);
    npy_hpy_done(npy_ktharray);
    return result;
}

/// The indices that sort by several keys at once, the last key first.
static inline HPy HPyArray_LexSort(HPyContext *ctx, HPy sort_keys, int axis)
{
    int ok = 1;
    PyObject *npy_sort_keys = npy_hpy_object(ctx, sort_keys, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_LexSort(npy_sort_keys, axis));
    }
    npy_hpy_done(npy_sort_keys);
    return result;
}

/// Where to insert `op2` into the sorted `op1`, on that `side` of equal items. `perm` sorts `op1`, or is HPy_NULL.
/// May be HPy_NULL: `perm`.
static inline HPy HPyArray_SearchSorted(HPyContext *ctx, HPy op1, HPy op2, NPY_SEARCHSIDE side, HPy perm)
{
    int ok = 1;
    PyArrayObject *npy_op1 = npy_hpy_array(ctx, op1, &ok);
    PyObject *npy_op2 = npy_hpy_object(ctx, op2, &ok);
    PyObject *npy_perm = npy_hpy_object_or_null(ctx, perm, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_SearchSorted(npy_op1, npy_op2, side, npy_perm));
    }
    npy_hpy_done(npy_op1);
    npy_hpy_done(npy_op2);
    npy_hpy_done(npy_perm);
    return result;
}

/// The index of the largest item. ValueError if there is none. May be HPy_NULL: `out`.
static inline HPy HPyArray_ArgMax(HPyContext *ctx, HPy op, int axis, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_op = npy_hpy_array(ctx, op, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_ArgMax(npy_op, axis, npy_out));
    }
    npy_hpy_done(npy_op);
    npy_hpy_done(npy_out);
    return result;
}

/// The index of the smallest item. ValueError if there is none. May be HPy_NULL: `out`.
static inline HPy HPyArray_ArgMin(HPyContext *ctx, HPy op, int axis, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_op = npy_hpy_array(ctx, op, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_ArgMin(npy_op, axis, npy_out));
    }
    npy_hpy_done(npy_op);
    npy_hpy_done(npy_out);
    return result;
}

/// The largest item. ValueError if there is none. May be HPy_NULL: `out`.
static inline HPy HPyArray_Max(HPyContext *ctx, HPy ap, int axis, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_ap = npy_hpy_array(ctx, ap, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Max(npy_ap, axis, npy_out));
    }
    npy_hpy_done(npy_ap);
    npy_hpy_done(npy_out);
    return result;
}

/// The smallest item. ValueError if there is none. May be HPy_NULL: `out`.
static inline HPy HPyArray_Min(HPyContext *ctx, HPy ap, int axis, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_ap = npy_hpy_array(ctx, ap, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Min(npy_ap, axis, npy_out));
    }
    npy_hpy_done(npy_ap);
    npy_hpy_done(npy_out);
    return result;
}

/// The largest minus the smallest item. May be HPy_NULL: `out`.
static inline HPy HPyArray_Ptp(HPyContext *ctx, HPy ap, int axis, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_ap = npy_hpy_array(ctx, ap, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Ptp(npy_ap, axis, npy_out));
    }
    npy_hpy_done(npy_ap);
    npy_hpy_done(npy_out);
    return result;
}

/// The average; `rtype` is the type number to add up in, NPY_NOTYPE for the default. May be HPy_NULL: `out`.
static inline HPy HPyArray_Mean(HPyContext *ctx, HPy self, int axis, int rtype, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Mean(npy_self, axis, rtype, npy_out));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_out);
    return result;
}

/// The sum; `rtype` is the type number to add up in, NPY_NOTYPE for the default. May be HPy_NULL: `out`.
static inline HPy HPyArray_Sum(HPyContext *ctx, HPy self, int axis, int rtype, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Sum(npy_self, axis, rtype, npy_out));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_out);
    return result;
}

/// The running sums along `axis`. May be HPy_NULL: `out`.
static inline HPy HPyArray_CumSum(HPyContext *ctx, HPy self, int axis, int rtype, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_CumSum(npy_self, axis, rtype, npy_out));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_out);
    return result;
}

/// The product; `rtype` is the type number to multiply in, NPY_NOTYPE for the default. May be HPy_NULL: `out`.
static inline HPy HPyArray_Prod(HPyContext *ctx, HPy self, int axis, int rtype, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Prod(npy_self, axis, rtype, npy_out));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_out);
    return result;
}

/// The running products along `axis`. May be HPy_NULL: `out`.
static inline HPy HPyArray_CumProd(HPyContext *ctx, HPy self, int axis, int rtype, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_CumProd(npy_self, axis, rtype, npy_out));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_out);
    return result;
}

/// The standard deviation, or with `variance` its square. May be HPy_NULL: `out`.
static inline HPy HPyArray_Std(HPyContext *ctx, HPy self, int axis, int rtype, HPy out, int variance)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Std(npy_self, axis, rtype, npy_out, variance));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_out);
    return result;
}

/// Whether all items are true. May be HPy_NULL: `out`.
static inline HPy HPyArray_All(HPyContext *ctx, HPy self, int axis, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_All(npy_self, axis, npy_out));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_out);
    return result;
}

/// Whether an item is true. May be HPy_NULL: `out`.
static inline HPy HPyArray_Any(HPyContext *ctx, HPy self, int axis, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Any(npy_self, axis, npy_out));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_out);
    return result;
}

/// The items along `axis` for which `condition` is true. May be HPy_NULL: `out`.
static inline HPy HPyArray_Compress(HPyContext *ctx, HPy self, HPy condition, int axis, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyObject *npy_condition = npy_hpy_object(ctx, condition, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Compress(npy_self, npy_condition, axis, npy_out));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_condition);
    npy_hpy_done(npy_out);
    return result;
}

/// A tuple of index arrays, one an axis, of the items that are true.
static inline HPy HPyArray_Nonzero(HPyContext *ctx, HPy self)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Nonzero(npy_self));
    }
    npy_hpy_done(npy_self);
    return result;
}

/// The sum along the diagonal that lies `offset` beside the main one. May be HPy_NULL: `out`.
static inline HPy HPyArray_Trace(HPyContext *ctx, HPy self, int offset, int axis1, int axis2, int rtype, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Trace(npy_self, offset, axis1, axis2, rtype, npy_out));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_out);
    return result;
}

/// A read-only view of the diagonal that lies `offset` beside the main one.
static inline HPy HPyArray_Diagonal(HPyContext *ctx, HPy self, int offset, int axis1, int axis2)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Diagonal(npy_self, offset, axis1, axis2));
    }
    npy_hpy_done(npy_self);
    return result;
}

/// The items limited to [min, max]; either bound may be HPy_NULL or None. May be HPy_NULL: `min`, `max`, `out`.
static inline HPy HPyArray_Clip(HPyContext *ctx, HPy self, HPy min, HPy max, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyObject *npy_min = npy_hpy_object_or_null(ctx, min, &ok);
    PyObject *npy_max = npy_hpy_object_or_null(ctx, max, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Clip(npy_self, npy_min, npy_max, npy_out));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_min);
    npy_hpy_done(npy_max);
    npy_hpy_done(npy_out);
    return result;
}

/// The complex conjugate; a new handle of `self` if it is not complex and there is no `out`. May be HPy_NULL: `out`.
static inline HPy HPyArray_Conjugate(HPyContext *ctx, HPy self, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_self = npy_hpy_array(ctx, self, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Conjugate(npy_self, npy_out));
    }
    npy_hpy_done(npy_self);
    npy_hpy_done(npy_out);
    return result;
}

/// The items rounded to `decimals` places. May be HPy_NULL: `out`.
static inline HPy HPyArray_Round(HPyContext *ctx, HPy a, int decimals, HPy out)
{
    int ok = 1;
    PyArrayObject *npy_a = npy_hpy_array(ctx, a, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Round(npy_a, decimals, npy_out));
    }
    npy_hpy_done(npy_a);
    npy_hpy_done(npy_out);
    return result;
}

/// The items of `x` where `condition` is true, else of `y`. Both HPy_NULL: as HPyArray_Nonzero. Only one: ValueError.
/// May be HPy_NULL: `x`, `y`.
static inline HPy HPyArray_Where(HPyContext *ctx, HPy condition, HPy x, HPy y)
{
    int ok = 1;
    PyObject *npy_condition = npy_hpy_object(ctx, condition, &ok);
    PyObject *npy_x = npy_hpy_object_or_null(ctx, x, &ok);
    PyObject *npy_y = npy_hpy_object_or_null(ctx, y, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Where(npy_condition, npy_x, npy_y));
    }
    npy_hpy_done(npy_condition);
    npy_hpy_done(npy_x);
    npy_hpy_done(npy_y);
    return result;
}

/// The inner product over the last axes.
static inline HPy HPyArray_InnerProduct(HPyContext *ctx, HPy op1, HPy op2)
{
    int ok = 1;
    PyObject *npy_op1 = npy_hpy_object(ctx, op1, &ok);
    PyObject *npy_op2 = npy_hpy_object(ctx, op2, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_InnerProduct(npy_op1, npy_op2));
    }
    npy_hpy_done(npy_op1);
    npy_hpy_done(npy_op2);
    return result;
}

/// The product as `dot` computes it: over the last axis of `op1` and the last but one of `op2`.
static inline HPy HPyArray_MatrixProduct(HPyContext *ctx, HPy op1, HPy op2)
{
    int ok = 1;
    PyObject *npy_op1 = npy_hpy_object(ctx, op1, &ok);
    PyObject *npy_op2 = npy_hpy_object(ctx, op2, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_MatrixProduct(npy_op1, npy_op2));
    }
    npy_hpy_done(npy_op1);
    npy_hpy_done(npy_op2);
    return result;
}

/// As HPyArray_MatrixProduct, into `out` if that is not HPy_NULL; it must be C-contiguous and of the right dtype. May
/// be HPy_NULL: `out`.
static inline HPy HPyArray_MatrixProduct2(HPyContext *ctx, HPy op1, HPy op2, HPy out)
{
    int ok = 1;
    PyObject *npy_op1 = npy_hpy_object(ctx, op1, &ok);
    PyObject *npy_op2 = npy_hpy_object(ctx, op2, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_MatrixProduct2(npy_op1, npy_op2, npy_out));
    }
    npy_hpy_done(npy_op1);
    npy_hpy_done(npy_op2);
    npy_hpy_done(npy_out);
    return result;
}

/// Sums of products by the subscripts of Einstein's notation over `nop` operands. `dtype` and `out` may be HPy_NULL.
/// May be HPy_NULL: `dtype`, `out`.
static inline HPy HPyArray_EinsteinSum(HPyContext *ctx, char *subscripts, npy_intp nop, const HPy *op_in, HPy dtype,
    NPY_ORDER order, NPY_CASTING casting, HPy out)
{
    int ok = 1;
    PyObject **npy_op_in = npy_hpy_arrays(ctx, (HPy_ssize_t)nop, op_in, &ok);
    PyArray_Descr *npy_dtype = npy_hpy_descr_or_null(ctx, dtype, &ok);
    PyArrayObject *npy_out = npy_hpy_array_or_null(ctx, out, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_EinsteinSum(subscripts, nop, (PyArrayObject **)npy_op_in, npy_dtype, order, casting, npy_out));
    }
    npy_hpy_done_objects((HPy_ssize_t)nop, npy_op_in);
    npy_hpy_done(npy_dtype);
    npy_hpy_done(npy_out);
    return result;
}

/// The cross-correlation of two one-dimensional arrays; `mode` 0 valid, 1 same, 2 full. Takes no conjugates.
static inline HPy HPyArray_Correlate(HPyContext *ctx, HPy op1, HPy op2, int mode)
{
    int ok = 1;
    PyObject *npy_op1 = npy_hpy_object(ctx, op1, &ok);
    PyObject *npy_op2 = npy_hpy_object(ctx, op2, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Correlate(npy_op1, npy_op2, mode));
    }
    npy_hpy_done(npy_op1);
    npy_hpy_done(npy_op2);
    return result;
}

/// The cross-correlation with the conjugate of `op2`, in the usual sense.
static inline HPy HPyArray_Correlate2(HPyContext *ctx, HPy op1, HPy op2, int mode)
{
    int ok = 1;
    PyObject *npy_op1 = npy_hpy_object(ctx, op1, &ok);
    PyObject *npy_op2 = npy_hpy_object(ctx, op2, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Correlate2(npy_op1, npy_op2, mode));
    }
    npy_hpy_done(npy_op1);
    npy_hpy_done(npy_op2);
    return result;
}

/* Dtypes and casting */

/// Dtypes, type numbers, and what may be cast to what.

/// The dtype with type number `type`. ValueError if there is none; but NPY_NOTYPE gives HPy_NULL without an
/// exception.
static inline HPy HPyArray_DescrFromType(HPyContext *ctx, int type)
{
    return npy_hpy_take(ctx, (PyObject *)PyArray_DescrFromType(type));
}

/// The dtype that `op` would get as an array, no smaller than `mintype` (may be HPy_NULL). May be HPy_NULL:
/// `mintype`.
static inline HPy HPyArray_DescrFromObject(HPyContext *ctx, HPy op, HPy mintype)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    PyArray_Descr *npy_mintype = npy_hpy_descr_or_null(ctx, mintype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_DescrFromObject(npy_op, npy_mintype));
    }
    npy_hpy_done(npy_op);
    npy_hpy_done(npy_mintype);
    return result;
}

/// The dtype of a NumPy scalar.
static inline HPy HPyArray_DescrFromScalar(HPyContext *ctx, HPy sc)
{
    int ok = 1;
    PyObject *npy_sc = npy_hpy_object(ctx, sc, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_DescrFromScalar(npy_sc));
    }
    npy_hpy_done(npy_sc);
    return result;
}

/// The dtype that belongs to a scalar class.
static inline HPy HPyArray_DescrFromTypeObject(HPyContext *ctx, HPy type)
{
    int ok = 1;
    PyTypeObject *npy_type = npy_hpy_pytype(ctx, type, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_DescrFromTypeObject((PyObject *)npy_type));
    }
    npy_hpy_done(npy_type);
    return result;
}

/// A copy of a dtype that may be changed.
static inline HPy HPyArray_DescrNew(HPyContext *ctx, HPy base_descr)
{
    int ok = 1;
    PyArray_Descr *npy_base_descr = npy_hpy_descr(ctx, base_descr, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_DescrNew(npy_base_descr));
    }
    npy_hpy_done(npy_base_descr);
    return result;
}

/// A copy, to be changed, of the dtype with type number `type_num`. Fails as HPyArray_DescrFromType does.
static inline HPy HPyArray_DescrNewFromType(HPyContext *ctx, int type_num)
{
    return npy_hpy_take(ctx, (PyObject *)PyArray_DescrNewFromType(type_num));
}

/// A copy with another byte order, fields included; `newendian` as in HPyArray_ByteorderConverter.
static inline HPy HPyArray_DescrNewByteorder(HPyContext *ctx, HPy oself, char newendian)
{
    int ok = 1;
    PyArray_Descr *npy_oself = npy_hpy_descr(ctx, oself, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_DescrNewByteorder(npy_oself, newendian));
    }
    npy_hpy_done(npy_oself);
    return result;
}

/// Any dtype specification as a dtype, a new handle in `*at`; None gives float64.
static inline int HPyArray_DescrConverter(HPyContext *ctx, HPy obj, HPy *at)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    PyArray_Descr *npy_at = NULL;
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_DescrConverter(npy_obj, &npy_at);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    *at = npy_hpy_take(ctx, (PyObject *)npy_at);
    return result;
}

/// As HPyArray_DescrConverter, but None gives HPy_NULL.
static inline int HPyArray_DescrConverter2(HPyContext *ctx, HPy obj, HPy *at)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    PyArray_Descr *npy_at = NULL;
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_DescrConverter2(npy_obj, &npy_at);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    *at = npy_hpy_take(ctx, (PyObject *)npy_at);
    return result;
}

/// As HPyArray_DescrConverter; structures are laid out as a C compiler does.
static inline int HPyArray_DescrAlignConverter(HPyContext *ctx, HPy obj, HPy *at)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    PyArray_Descr *npy_at = NULL;
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_DescrAlignConverter(npy_obj, &npy_at);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    *at = npy_hpy_take(ctx, (PyObject *)npy_at);
    return result;
}

/// As HPyArray_DescrAlignConverter, but None gives HPy_NULL.
static inline int HPyArray_DescrAlignConverter2(HPyContext *ctx, HPy obj, HPy *at)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    PyArray_Descr *npy_at = NULL;
    int result = NPY_FAIL;
    if (ok) {
        result = PyArray_DescrAlignConverter2(npy_obj, &npy_at);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    *at = npy_hpy_take(ctx, (PyObject *)npy_at);
    return result;
}

/// The scalar class with type number `type`. Fails as HPyArray_DescrFromType does.
static inline HPy HPyArray_TypeObjectFromType(HPyContext *ctx, int type)
{
    return npy_hpy_take(ctx, (PyObject *)PyArray_TypeObjectFromType(type));
}

/// The type number that `op` would get as an array, at least `minimum_type`; NPY_NOTYPE with an exception.
static inline int HPyArray_ObjectType(HPyContext *ctx, HPy op, int minimum_type)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    int result = NPY_NOTYPE;
    if (ok) {
        result = PyArray_ObjectType(npy_op, minimum_type);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_op);
    return result;
}

/// NPY_TRUE if there is a dtype with that type number, else NPY_FALSE, where NumPy crashes.
static inline int HPyArray_ValidType(HPyContext *ctx, int type);

/// Whether two dtypes describe the same items.
static inline unsigned char HPyArray_EquivTypes(HPyContext *ctx, HPy type1, HPy type2)
{
    int ok = 1;
    PyArray_Descr *npy_type1 = npy_hpy_descr(ctx, type1, &ok);
    PyArray_Descr *npy_type2 = npy_hpy_descr(ctx, type2, &ok);
    unsigned char result = (unsigned char)0;
    if (ok) {
        result = PyArray_EquivTypes(npy_type1, npy_type2);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_type1);
    npy_hpy_done(npy_type2);
    return result;
}

/// Whether two type numbers describe the same items, such as NPY_INT and NPY_LONG of one size.
static inline unsigned char HPyArray_EquivTypenums(HPyContext *ctx, int typenum1, int typenum2)
{
    (void)ctx;
    return PyArray_EquivTypenums(typenum1, typenum2);
}

/// The smallest dtype that both can be cast to safely. TypeError if there is none.
static inline HPy HPyArray_PromoteTypes(HPyContext *ctx, HPy type1, HPy type2)
{
    int ok = 1;
    PyArray_Descr *npy_type1 = npy_hpy_descr(ctx, type1, &ok);
    PyArray_Descr *npy_type2 = npy_hpy_descr(ctx, type2, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_PromoteTypes(npy_type1, npy_type2));
    }
    npy_hpy_done(npy_type1);
    npy_hpy_done(npy_type2);
    return result;
}

/// The dtype of an operation on `narrs` arrays and `ndtypes` dtypes.
static inline HPy HPyArray_ResultType(HPyContext *ctx, npy_intp narrs, const HPy *arrs, npy_intp ndtypes,
    const HPy *descrs)
{
    int ok = 1;
    PyObject **npy_arrs = npy_hpy_arrays(ctx, (HPy_ssize_t)narrs, arrs, &ok);
    PyObject **npy_descrs = npy_hpy_descrs(ctx, (HPy_ssize_t)ndtypes, descrs, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_ResultType(narrs, (PyArrayObject **)npy_arrs, ndtypes, (PyArray_Descr **)npy_descrs));
    }
    npy_hpy_done_objects((HPy_ssize_t)narrs, npy_arrs);
    npy_hpy_done_objects((HPy_ssize_t)ndtypes, npy_descrs);
    return result;
}

/// The smallest dtype that holds the value of an array without dimensions; else the array's own.
static inline HPy HPyArray_MinScalarType(HPyContext *ctx, HPy arr)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_array(ctx, arr, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_MinScalarType(npy_arr));
    }
    npy_hpy_done(npy_arr);
    return result;
}

/// Whether casting between two type numbers keeps every value. 0 with ValueError for a number that there is not.
static inline int HPyArray_CanCastSafely(HPyContext *ctx, int fromtype, int totype);

/// Whether casting between two dtypes keeps every value.
static inline npy_bool HPyArray_CanCastTo(HPyContext *ctx, HPy from, HPy to)
{
    int ok = 1;
    PyArray_Descr *npy_from = npy_hpy_descr(ctx, from, &ok);
    PyArray_Descr *npy_to = npy_hpy_descr(ctx, to, &ok);
    npy_bool result = (npy_bool)0;
    if (ok) {
        result = PyArray_CanCastTo(npy_from, npy_to);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_from);
    npy_hpy_done(npy_to);
    return result;
}

/// Whether `casting` allows the cast between two dtypes.
static inline npy_bool HPyArray_CanCastTypeTo(HPyContext *ctx, HPy from, HPy to, NPY_CASTING casting)
{
    int ok = 1;
    PyArray_Descr *npy_from = npy_hpy_descr(ctx, from, &ok);
    PyArray_Descr *npy_to = npy_hpy_descr(ctx, to, &ok);
    npy_bool result = (npy_bool)0;
    if (ok) {
        result = PyArray_CanCastTypeTo(npy_from, npy_to, casting);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_from);
    npy_hpy_done(npy_to);
    return result;
}

/// Whether `casting` allows to cast an array; the value counts if it has no dimensions.
static inline npy_bool HPyArray_CanCastArrayTo(HPyContext *ctx, HPy arr, HPy to, NPY_CASTING casting)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_array(ctx, arr, &ok);
    PyArray_Descr *npy_to = npy_hpy_descr(ctx, to, &ok);
    npy_bool result = (npy_bool)0;
    if (ok) {
        result = PyArray_CanCastArrayTo(npy_arr, npy_to, casting);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_arr);
    npy_hpy_done(npy_to);
    return result;
}

/// Whether casting between two scalar classes keeps every value.
static inline npy_bool HPyArray_CanCastScalar(HPyContext *ctx, HPy from, HPy to)
{
    int ok = 1;
    PyTypeObject *npy_from = npy_hpy_pytype(ctx, from, &ok);
    PyTypeObject *npy_to = npy_hpy_pytype(ctx, to, &ok);
    npy_bool result = (npy_bool)0;
    if (ok) {
        result = PyArray_CanCastScalar(npy_from, npy_to);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_from);
    npy_hpy_done(npy_to);
    return result;
}

/// Whether a scalar of that kind and type number may be cast to `neededtype` safely.
static inline int HPyArray_CanCoerceScalar(HPyContext *ctx, int thistype, int neededtype, NPY_SCALARKIND scalar)
{
    (void)ctx;
    return PyArray_CanCoerceScalar(thistype, neededtype, scalar);
}

/// The kind of scalar that a type number stands for; with an array, a negative value of it counts. May be HPy_NULL:
/// `arr`.
static inline NPY_SCALARKIND HPyArray_ScalarKind(HPyContext *ctx, int typenum, HPy arr);

/// The array cast to `dtype` without checks, as a new array in C or Fortran order. ValueError for HPy_NULL as
/// `dtype`. `dtype` stays the caller's, where NumPy steals it. May be HPy_NULL: `dtype`.
static inline HPy HPyArray_CastToType(HPyContext *ctx, HPy arr, HPy dtype, int is_f_order)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_array(ctx, arr, &ok);
    PyArray_Descr *npy_dtype = npy_hpy_descr_or_null(ctx, dtype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_dtype = (PyArray_Descr *)npy_hpy_give(npy_dtype);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_CastToType(npy_arr, given_dtype, is_f_order));
    }
    else {
        npy_hpy_done(npy_dtype);
    }
    npy_hpy_done(npy_arr);
    return result;
}

/// Makes a dtype known from a prototype that must live as long as the process. Its type number, or -1.
static inline int HPyArray_RegisterDataType(HPyContext *ctx, HPyArray_DescrProto *descr_proto);

/// Sets how items of `descr` are cast to the type number `totype`. -1 on failure.
static inline int HPyArray_RegisterCastFunc(HPyContext *ctx, HPy descr, int totype, PyArray_VectorUnaryFunc *castfunc);

/// Says that `descr` may be cast to the type number `totype` safely; with `scalar`, if the value is of that kind. -1
/// on failure.
static inline int HPyArray_RegisterCanCast(HPyContext *ctx, HPy descr, int totype, NPY_SCALARKIND scalar);

/// Sets every function of a prototype to NULL or its default.
static inline void HPyArray_InitArrFuncs(HPyContext *ctx, PyArray_ArrFuncs *f)
{
    PyArray_InitArrFuncs(f);
    npy_hpy_back(ctx);
}

/* New dtype API */

/// Dtypes as classes: classes of one's own, and how they promote. The functions that a specification names are made
/// by trampoline macros, which give them a context and handles.

/// The default instance of a DType class. TypeError for np.dtype and NumPy's abstract classes.
static inline HPy HPyArray_GetDefaultDescr(HPyContext *ctx, HPy DType)
{
    int ok = 1;
    PyArray_DTypeMeta *npy_DType = npy_hpy_dtype_asked(ctx, DType, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_GetDefaultDescr(npy_DType));
    }
    npy_hpy_done(npy_DType);
    return result;
}

/// The class that values of both DType classes can be cast to. TypeError if there is none, and for np.dtype and
/// NumPy's abstract classes.
static inline HPy HPyArray_CommonDType(HPyContext *ctx, HPy dtype1, HPy dtype2)
{
    int ok = 1;
    PyArray_DTypeMeta *npy_dtype1 = npy_hpy_dtype_asked(ctx, dtype1, &ok);
    PyArray_DTypeMeta *npy_dtype2 = npy_hpy_dtype_asked(ctx, dtype2, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_CommonDType(npy_dtype1, npy_dtype2));
    }
    npy_hpy_done(npy_dtype1);
    npy_hpy_done(npy_dtype2);
    return result;
}

/// The class that values of all of `length` DType classes can be cast to. TypeError as in HPyArray_CommonDType;
/// ValueError if there are none.
static inline HPy HPyArray_PromoteDTypeSequence(HPyContext *ctx, npy_intp length, const HPy *dtypes_in);

/// Makes a DType class from a specification: scalar class, casts, slots. `*DType` is a new handle. -1 on failure.
static inline int HPyArrayInitDTypeMeta_FromSpec(HPyContext *ctx, HPy *DType, HPyArrayDTypeMeta_Spec *spec);

/* Scalars */

/// NumPy's scalar objects, and the memory of one item. `ctypeptr` and `data` point to one item of the dtype in
/// question.

/// A scalar object made of the item at `data`. `base` is the array that a void scalar keeps alive; it may be
/// HPy_NULL. A dtype of the new kind, such as StringDType, needs an array of its class: RuntimeError without one,
/// TypeError for another. May be HPy_NULL: `base`.
static inline HPy HPyArray_Scalar(HPyContext *ctx, void *data, HPy descr, HPy base);

/// Copies a scalar's value. A flexible scalar gives its address instead. Nothing checks that there is room.
static inline void HPyArray_ScalarAsCtype(HPyContext *ctx, HPy scalar, void *ctypeptr)
{
    int ok = 1;
    PyObject *npy_scalar = npy_hpy_scalar(ctx, scalar, &ok);
    if (ok) {
        PyArray_ScalarAsCtype(npy_scalar, ctypeptr);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_scalar);
}

/// Copies a scalar's value, cast to `outcode` (borrowed). -1 on failure.
static inline int HPyArray_CastScalarToCtype(HPyContext *ctx, HPy scalar, void *ctypeptr, HPy outcode)
{
    int ok = 1;
    PyObject *npy_scalar = npy_hpy_scalar(ctx, scalar, &ok);
    PyArray_Descr *npy_outcode = npy_hpy_descr(ctx, outcode, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_CastScalarToCtype(npy_scalar, ctypeptr, npy_outcode);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_scalar);
    npy_hpy_done(npy_outcode);
    return result;
}

/// Copies a scalar's value, cast from `indescr` to the type number `outtype`. -1 on failure.
static inline int HPyArray_CastScalarDirect(HPyContext *ctx, HPy scalar, HPy indescr, void *ctypeptr, int outtype)
{
    int ok = 1;
    PyObject *npy_scalar = npy_hpy_scalar(ctx, scalar, &ok);
    PyArray_Descr *npy_indescr = npy_hpy_descr(ctx, indescr, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_CastScalarDirect(npy_scalar, npy_indescr, ctypeptr, outtype);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_scalar);
    npy_hpy_done(npy_indescr);
    return result;
}

/// Assigns any object to the item at `item`, as `arr[()] = value` does. -1 on failure.
static inline int HPyArray_Pack(HPyContext *ctx, HPy descr, void *item, HPy value)
{
    int ok = 1;
    PyArray_Descr *npy_descr = npy_hpy_descr(ctx, descr, &ok);
    PyObject *npy_value = npy_hpy_object(ctx, value, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_Pack(npy_descr, item, npy_value);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_descr);
    npy_hpy_done(npy_value);
    return result;
}

/* Iterators */

/// Iterators over one array, several, and neighbourhoods. An iterator is an object; its struct, which the macros use,
/// is borrowed with an _AsStruct function and lives as long as the iterator.

/// An iterator over the items of an array in C order. SystemError for what is no array, RuntimeError for more than 32
/// dimensions.
static inline HPy HPyArray_IterNew(HPyContext *ctx, HPy obj);

/// An iterator over the first items along `*inaxis`; a negative axis picks the one with the smallest stride, and
/// tells which. ValueError for what is no array, and for an axis that there is not.
static inline HPy HPyArray_IterAllButAxis(HPyContext *ctx, HPy obj, int *inaxis);

/// An iterator over `n` objects broadcast together.
static inline HPy HPyArray_MultiIterNew(HPyContext *ctx, int n, const HPy *objects);

/// An iterator over `n` objects and `nadd` more, broadcast together.
static inline HPy HPyArray_MultiIterFromObjects(HPyContext *ctx, const HPy *mps, int n, int nadd, const HPy *added);

/// Computes the common shape of the iterators in `mit` and adjusts them to it. -1 with ValueError if they do not fit.
static inline int HPyArray_Broadcast(HPyContext *ctx, HPy mit)
{
    int ok = 1;
    PyArrayMultiIterObject *npy_mit = npy_hpy_multi(ctx, mit, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_Broadcast(npy_mit);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_mit);
    return result;
}

/// Stops iterating over the axis with the smallest strides, and returns which it is; -1, without an exception, if
/// there is no axis.
static inline int HPyArray_RemoveSmallest(HPyContext *ctx, HPy multi)
{
    int ok = 1;
    PyArrayMultiIterObject *npy_multi = npy_hpy_multi(ctx, multi, &ok);
    int result = -1;
    if (ok) {
        result = PyArray_RemoveSmallest(npy_multi);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_multi);
    return result;
}

/// An iterator over the surroundings of the point where iterator `x` stands, which may be a neighbourhood iterator
/// too. `bounds` holds a pair of offsets an axis; `mode` is one of NPY_NEIGHBORHOOD_ITER_; `fill` is an array with
/// the constant, of the dtype of the iterated array, and needed in the constant mode only, which there is not for
/// structures with objects. `x` itself loses its shortcut for contiguous arrays. ValueError for another mode. May be
/// HPy_NULL: `fill`.
static inline HPy HPyArray_NeighborhoodIterNew(HPyContext *ctx, HPy x, const npy_intp *bounds, int mode, HPy fill);

/* The n-dimensional iterator */

/// NpyIter: an opaque pointer that belongs to the caller, who ends it with HNpyIter_Deallocate. What it lends
/// (strides, pointers, sizes) lives as long as it, and changes as it moves.

/// An iterator over one array; `flags` are those of the iterator and of the operand. `op` may be HPy_NULL if they say
/// NPY_ITER_ALLOCATE: then an array without dimensions is made. NULL with an exception. May be HPy_NULL: `op`,
/// `dtype`.
static inline NpyIter *HNpyIter_New(HPyContext *ctx, HPy op, npy_uint32 flags, NPY_ORDER order, NPY_CASTING casting,
    HPy dtype)
{
    int ok = 1;
    PyArrayObject *npy_op = npy_hpy_array_or_null(ctx, op, &ok);
    PyArray_Descr *npy_dtype = npy_hpy_descr_or_null(ctx, dtype, &ok);
    NpyIter *result = NULL;
    if (ok) {
        result = NpyIter_New(npy_op, flags, order, casting, npy_dtype);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_op);
    npy_hpy_done(npy_dtype);
    return result;
}

/// An iterator over `nop` operands broadcast together. An operand may be HPy_NULL if its flags say NPY_ITER_ALLOCATE.
/// `op_request_dtypes` may be NULL, and so may its entries. NULL with an exception. May be HPy_NULL: entries of
/// `op_in`, entries of `op_request_dtypes`.
static inline NpyIter *HNpyIter_MultiNew(HPyContext *ctx, int nop, const HPy *op_in, npy_uint32 flags,
    NPY_ORDER order, NPY_CASTING casting, npy_uint32 *op_flags, const HPy *op_request_dtypes);

/// As HNpyIter_MultiNew, and `op_axes` maps the `oa_ndim` axes of the iterator to those of each operand (-1:
/// broadcast); `itershape` fixes lengths (-1: free); `buffersize` is in items (0: default). May be HPy_NULL: entries
/// of `op_in`, entries of `op_request_dtypes`.
static inline NpyIter *HNpyIter_AdvancedNew(HPyContext *ctx, int nop, const HPy *op_in, npy_uint32 flags,
    NPY_ORDER order, NPY_CASTING casting, npy_uint32 *op_flags, const HPy *op_request_dtypes, int oa_ndim,
    int **op_axes, npy_intp *itershape, npy_intp buffersize);

/// A copy at the same place, with buffers of its own.
static inline NpyIter *HNpyIter_Copy(HPyContext *ctx, NpyIter *iter)
{
    NpyIter *result = NpyIter_Copy(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Writes what is still in buffers and ends the iterator. NPY_SUCCEED, or NPY_FAIL with an exception; the iterator is
/// gone either way. NULL is allowed.
static inline int HNpyIter_Deallocate(HPyContext *ctx, NpyIter *iter)
{
    int result = NpyIter_Deallocate(iter);
    npy_hpy_back(ctx);
    return result;
}

/// What the casts of the buffered iteration need: NPY_METH_REQUIRES_PYAPI, NPY_METH_NO_FLOATINGPOINT_ERRORS.
/// RuntimeError if NumPy is older than 2.3.
static inline NPY_ARRAYMETHOD_FLAGS HNpyIter_GetTransferFlags(HPyContext *ctx, NpyIter *iter)
{
    if (npy_hpy_too_old(2, 3, "NpyIter_GetTransferFlags")) {
        return (NPY_ARRAYMETHOD_FLAGS)0;
    }
    NPY_ARRAYMETHOD_FLAGS result = ((NPY_ARRAYMETHOD_FLAGS(*)(NpyIter *))(uintptr_t)PyArray_API[223])(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Whether buffers wait for the first HNpyIter_Reset.
static inline npy_bool HNpyIter_HasDelayedBufAlloc(HPyContext *ctx, NpyIter *iter)
{
    npy_bool result = NpyIter_HasDelayedBufAlloc(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Whether the caller runs the innermost loop.
static inline npy_bool HNpyIter_HasExternalLoop(HPyContext *ctx, NpyIter *iter)
{
    npy_bool result = NpyIter_HasExternalLoop(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Hands the innermost loop to the caller and starts anew. NPY_FAIL with ValueError if a multi-index or a flat index
/// is tracked.
static inline int HNpyIter_EnableExternalLoop(HPyContext *ctx, NpyIter *iter)
{
    int result = NpyIter_EnableExternalLoop(iter);
    npy_hpy_back(ctx);
    return result;
}

/// The strides of the innermost loop, in bytes, one an operand; lent.
static inline npy_intp *HNpyIter_GetInnerStrideArray(HPyContext *ctx, NpyIter *iter)
{
    npy_intp *result = NpyIter_GetInnerStrideArray(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Where the length of the innermost loop is kept; lent.
static inline npy_intp *HNpyIter_GetInnerLoopSizePtr(HPyContext *ctx, NpyIter *iter)
{
    npy_intp *result = NpyIter_GetInnerLoopSizePtr(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Back to the start. With `errmsg` not NULL an error is a message there instead of an exception, and the interpreter
/// lock need not be held; an error of a cast is an exception as well.
static inline int HNpyIter_Reset(HPyContext *ctx, NpyIter *iter, char **errmsg)
{
    int result = NpyIter_Reset(iter, errmsg);
    npy_hpy_back(ctx);
    return result;
}

/// Back to the start with other memory: one address an operand. `errmsg` as in HNpyIter_Reset.
static inline int HNpyIter_ResetBasePointers(HPyContext *ctx, NpyIter *iter, char **baseptrs, char **errmsg)
{
    int result = NpyIter_ResetBasePointers(iter, baseptrs, errmsg);
    npy_hpy_back(ctx);
    return result;
}

/// Restricts the iteration to the items [istart, iend) and goes to its start. `errmsg` as in HNpyIter_Reset.
static inline int HNpyIter_ResetToIterIndexRange(HPyContext *ctx, NpyIter *iter, npy_intp istart, npy_intp iend,
    char **errmsg)
{
    int result = NpyIter_ResetToIterIndexRange(iter, istart, iend, errmsg);
    npy_hpy_back(ctx);
    return result;
}

/// The number of axes that are iterated over.
static inline int HNpyIter_GetNDim(HPyContext *ctx, NpyIter *iter)
{
    int result = NpyIter_GetNDim(iter);
    npy_hpy_back(ctx);
    return result;
}

/// The number of operands.
static inline int HNpyIter_GetNOp(HPyContext *ctx, NpyIter *iter)
{
    int result = NpyIter_GetNOp(iter);
    npy_hpy_back(ctx);
    return result;
}

/// The function that steps on: 1 while there is an item, 0 at the end. Call it directly. NULL with an exception;
/// `errmsg` as in HNpyIter_Reset.
static inline NpyIter_IterNextFunc *HNpyIter_GetIterNext(HPyContext *ctx, NpyIter *iter, char **errmsg)
{
    NpyIter_IterNextFunc *result = NpyIter_GetIterNext(iter, errmsg);
    npy_hpy_back(ctx);
    return result;
}

/// The number of items to iterate over; -1 if that overflows.
static inline npy_intp HNpyIter_GetIterSize(HPyContext *ctx, NpyIter *iter)
{
    npy_intp result = NpyIter_GetIterSize(iter);
    npy_hpy_back(ctx);
    return result;
}

/// The range of items that is being iterated over.
static inline void HNpyIter_GetIterIndexRange(HPyContext *ctx, NpyIter *iter, npy_intp *istart, npy_intp *iend)
{
    NpyIter_GetIterIndexRange(iter, istart, iend);
    npy_hpy_back(ctx);
}

/// The number of the item, in the order of iteration.
static inline npy_intp HNpyIter_GetIterIndex(HPyContext *ctx, NpyIter *iter)
{
    npy_intp result = NpyIter_GetIterIndex(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Goes to an item by its number in the order of iteration. NPY_FAIL with an exception.
static inline int HNpyIter_GotoIterIndex(HPyContext *ctx, NpyIter *iter, npy_intp iterindex)
{
    int result = NpyIter_GotoIterIndex(iter, iterindex);
    npy_hpy_back(ctx);
    return result;
}

/// Whether a multi-index is tracked.
static inline npy_bool HNpyIter_HasMultiIndex(HPyContext *ctx, NpyIter *iter)
{
    npy_bool result = NpyIter_HasMultiIndex(iter);
    npy_hpy_back(ctx);
    return result;
}

/// The lengths of the axes, in the order of the multi-index if one is tracked, else the innermost first.
static inline int HNpyIter_GetShape(HPyContext *ctx, NpyIter *iter, npy_intp *outshape)
{
    int result = NpyIter_GetShape(iter, outshape);
    npy_hpy_back(ctx);
    return result;
}

/// The function that reads the multi-index. Call it directly. NULL with an exception; `errmsg` as in HNpyIter_Reset.
static inline NpyIter_GetMultiIndexFunc *HNpyIter_GetGetMultiIndex(HPyContext *ctx, NpyIter *iter, char **errmsg)
{
    NpyIter_GetMultiIndexFunc *result = NpyIter_GetGetMultiIndex(iter, errmsg);
    npy_hpy_back(ctx);
    return result;
}

/// Goes to an item by its index, one number an axis. NPY_FAIL with IndexError.
static inline int HNpyIter_GotoMultiIndex(HPyContext *ctx, NpyIter *iter, const npy_intp *multi_index)
{
    int result = NpyIter_GotoMultiIndex(iter, multi_index);
    npy_hpy_back(ctx);
    return result;
}

/// Stops tracking the multi-index, so that axes can be joined, and starts anew.
static inline int HNpyIter_RemoveMultiIndex(HPyContext *ctx, NpyIter *iter)
{
    int result = NpyIter_RemoveMultiIndex(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Whether a flat index is tracked.
static inline npy_bool HNpyIter_HasIndex(HPyContext *ctx, NpyIter *iter)
{
    npy_bool result = NpyIter_HasIndex(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Whether the iteration is buffered.
static inline npy_bool HNpyIter_IsBuffered(HPyContext *ctx, NpyIter *iter)
{
    npy_bool result = NpyIter_IsBuffered(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Whether the innermost loop may be longer than the buffer.
static inline npy_bool HNpyIter_IsGrowInner(HPyContext *ctx, NpyIter *iter)
{
    npy_bool result = NpyIter_IsGrowInner(iter);
    npy_hpy_back(ctx);
    return result;
}

/// The size of the buffers in items; 0 without buffers.
static inline npy_intp HNpyIter_GetBufferSize(HPyContext *ctx, NpyIter *iter)
{
    npy_intp result = NpyIter_GetBufferSize(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Where the flat index is kept; NULL if none is tracked. Lent.
static inline npy_intp *HNpyIter_GetIndexPtr(HPyContext *ctx, NpyIter *iter)
{
    npy_intp *result = NpyIter_GetIndexPtr(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Goes to an item by its flat index. NPY_FAIL with an exception.
static inline int HNpyIter_GotoIndex(HPyContext *ctx, NpyIter *iter, npy_intp flat_index)
{
    int result = NpyIter_GotoIndex(iter, flat_index);
    npy_hpy_back(ctx);
    return result;
}

/// The addresses of the current items, one an operand; lent.
static inline char **HNpyIter_GetDataPtrArray(HPyContext *ctx, NpyIter *iter)
{
    char **result = NpyIter_GetDataPtrArray(iter);
    npy_hpy_back(ctx);
    return result;
}

/// The addresses of the first items, never of buffers; lent.
static inline char **HNpyIter_GetInitialDataPtrArray(HPyContext *ctx, NpyIter *iter)
{
    char **result = NpyIter_GetInitialDataPtrArray(iter);
    npy_hpy_back(ctx);
    return result;
}

/// The dtypes that the items have in the loop, as `nop` new handles. 0, or -1 with an exception.
static inline int HNpyIter_GetDescrArray(HPyContext *ctx, NpyIter *iter, HPy *descrs);

/// The operands, those that were allocated included, as `nop` new handles. 0, or -1 with an exception.
static inline int HNpyIter_GetOperandArray(HPyContext *ctx, NpyIter *iter, HPy *operands);

/// A view of operand `i` with the axes as the iterator walks them. ValueError if it is buffered, IndexError if `i` is
/// negative; that there are so many operands is not checked.
static inline HPy HNpyIter_GetIterView(HPyContext *ctx, NpyIter *iter, npy_intp i)
{
    return npy_hpy_take(ctx, (PyObject *)NpyIter_GetIterView(iter, i));
}

/// Which operands are read, one byte each.
static inline void HNpyIter_GetReadFlags(HPyContext *ctx, NpyIter *iter, char *outreadflags)
{
    NpyIter_GetReadFlags(iter, outreadflags);
    npy_hpy_back(ctx);
}

/// Which operands are written, one byte each.
static inline void HNpyIter_GetWriteFlags(HPyContext *ctx, NpyIter *iter, char *outwriteflags)
{
    NpyIter_GetWriteFlags(iter, outwriteflags);
    npy_hpy_back(ctx);
}

/// Prints the iterator to standard output.
static inline void HNpyIter_DebugPrint(HPyContext *ctx, NpyIter *iter)
{
    NpyIter_DebugPrint(iter);
    npy_hpy_back(ctx);
}

/// Whether iterating needs the interpreter lock.
static inline npy_bool HNpyIter_IterationNeedsAPI(HPyContext *ctx, NpyIter *iter)
{
    npy_bool result = NpyIter_IterationNeedsAPI(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Copies the strides of the innermost loop, in bytes, one an operand. Older versions give NPY_MAX_INTP for a stride
/// that may change.
static inline void HNpyIter_GetInnerFixedStrideArray(HPyContext *ctx, NpyIter *iter, npy_intp *out_strides)
{
    NpyIter_GetInnerFixedStrideArray(iter, out_strides);
    npy_hpy_back(ctx);
}

/// Takes an axis out of the iteration. Needs a multi-index, and no buffers; NPY_FAIL with an exception.
static inline int HNpyIter_RemoveAxis(HPyContext *ctx, NpyIter *iter, int axis)
{
    int result = NpyIter_RemoveAxis(iter, axis);
    npy_hpy_back(ctx);
    return result;
}

/// The strides along an axis of the multi-index, one an operand; lent. NULL with an exception.
static inline npy_intp *HNpyIter_GetAxisStrideArray(HPyContext *ctx, NpyIter *iter, int axis)
{
    npy_intp *result = NpyIter_GetAxisStrideArray(iter, axis);
    npy_hpy_back(ctx);
    return result;
}

/// Whether an operand is cast, swapped or unaligned, so that buffers are needed.
static inline npy_bool HNpyIter_RequiresBuffering(HPyContext *ctx, NpyIter *iter)
{
    npy_bool result = NpyIter_RequiresBuffering(iter);
    npy_hpy_back(ctx);
    return result;
}

/// Strides, in bytes, of a contiguous array with items of `itemsize` bytes that is walked in the iterator's order.
/// NPY_FAIL with RuntimeError without a multi-index.
static inline int HNpyIter_CreateCompatibleStrides(HPyContext *ctx, NpyIter *iter, npy_intp itemsize,
    npy_intp *outstrides)
{
    int result = NpyIter_CreateCompatibleStrides(iter, itemsize, outstrides);
    npy_hpy_back(ctx);
    return result;
}

/// Whether the item of operand `iop`, which is reduced into, is met for the first time.
static inline npy_bool HNpyIter_IsFirstVisit(HPyContext *ctx, NpyIter *iter, int iop)
{
    npy_bool result = NpyIter_IsFirstVisit(iter, iop);
    npy_hpy_back(ctx);
    return result;
}

/* Memory */

/// Memory of array data and its handlers (NEP 49). Sizes are in bytes; NULL, without an exception, when there is no
/// memory.

/// Allocates array data with the default allocator, and tells tracemalloc.
static inline void *HPyDataMem_NEW(HPyContext *ctx, size_t size)
{
    (void)ctx;
    return PyDataMem_NEW(size);
}

/// The same for `nmemb` items, filled with zeros.
static inline void *HPyDataMem_NEW_ZEROED(HPyContext *ctx, size_t nmemb, size_t size)
{
    (void)ctx;
    return PyDataMem_NEW_ZEROED(nmemb, size);
}

/// Changes the size; the block is untouched if it fails.
static inline void *HPyDataMem_RENEW(HPyContext *ctx, void *ptr, size_t size)
{
    void *result = PyDataMem_RENEW(ptr, size);
    npy_hpy_back(ctx);
    return result;
}

/// Frees what the others allocated; NULL is allowed.
static inline void HPyDataMem_FREE(HPyContext *ctx, void *ptr)
{
    PyDataMem_FREE(ptr);
    npy_hpy_back(ctx);
}

/// Makes a capsule named mem_handler the allocator from now on, in the current contextvars context; HPy_NULL sets the
/// default. The former one, a new handle. ValueError for any other capsule. May be HPy_NULL: `handler`.
static inline HPy HPyDataMem_SetHandler(HPyContext *ctx, HPy handler)
{
    int ok = 1;
    PyObject *npy_handler = npy_hpy_object_or_null(ctx, handler, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyDataMem_SetHandler(npy_handler));
    }
    npy_hpy_done(npy_handler);
    return result;
}

/// The allocator that is set in the current contextvars context, a capsule named mem_handler.
static inline HPy HPyDataMem_GetHandler(HPyContext *ctx)
{
    return npy_hpy_take(ctx, (PyObject *)PyDataMem_GetHandler());
}

/* Dates and times */

/// datetime64 values, their broken-down form, and ISO 8601 text. 0, or -1 with an exception.

/// Breaks a value, counted in the unit of `meta`, down into year to attosecond. NaT is kept.
static inline int HNpyDatetime_ConvertDatetime64ToDatetimeStruct(HPyContext *ctx, PyArray_DatetimeMetaData *meta,
    npy_datetime dt, npy_datetimestruct *out)
{
    int result = NpyDatetime_ConvertDatetime64ToDatetimeStruct(meta, dt, out);
    npy_hpy_back(ctx);
    return result;
}

/// The reverse; what is finer than the unit is cut off. OverflowError if it does not fit.
static inline int HNpyDatetime_ConvertDatetimeStructToDatetime64(HPyContext *ctx, PyArray_DatetimeMetaData *meta,
    const npy_datetimestruct *dts, npy_datetime *out)
{
    int result = NpyDatetime_ConvertDatetimeStructToDatetime64(meta, dts, out);
    npy_hpy_back(ctx);
    return result;
}

/// Breaks an object with year, month and day, such as a datetime.date, down; with `apply_tzinfo` it is converted to
/// UTC. `*out_bestunit` tells the unit that loses nothing. 1, without an exception, for any other object.
static inline int HNpyDatetime_ConvertPyDateTimeToDatetimeStruct(HPyContext *ctx, HPy obj, npy_datetimestruct *out,
    NPY_DATETIMEUNIT *out_bestunit, int apply_tzinfo)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = -1;
    if (ok) {
        result = NpyDatetime_ConvertPyDateTimeToDatetimeStruct(npy_obj, out, out_bestunit, apply_tzinfo);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// How many bytes the text needs in unit `base`, the final NUL included.
static inline int HNpyDatetime_GetDatetimeISO8601StrLen(HPyContext *ctx, int local, NPY_DATETIMEUNIT base)
{
    (void)ctx;
    return NpyDatetime_GetDatetimeISO8601StrLen(local, base);
}

/// Writes the text, NUL-terminated, into `outlen` bytes. `local` and `utc` choose the zone, `tzoffset` is in minutes
/// (-1: the system's), `casting` says whether digits may be lost.
static inline int HNpyDatetime_MakeISO8601Datetime(HPyContext *ctx, npy_datetimestruct *dts, char *outstr,
    npy_intp outlen, int local, int utc, NPY_DATETIMEUNIT base, int tzoffset, NPY_CASTING casting)
{
    int result = NpyDatetime_MakeISO8601Datetime(dts, outstr, outlen, local, utc, base, tzoffset, casting);
    npy_hpy_back(ctx);
    return result;
}

/// Reads `len` bytes of text. `unit` may be NPY_FR_ERROR to find it; `*out_special` tells of NaT and today.
/// ValueError for text that is no date.
static inline int HNpyDatetime_ParseISO8601Datetime(HPyContext *ctx, const char *str, HPy_ssize_t len,
    NPY_DATETIMEUNIT unit, NPY_CASTING casting, npy_datetimestruct *out, NPY_DATETIMEUNIT *out_bestunit,
    npy_bool *out_special)
{
    int result = NpyDatetime_ParseISO8601Datetime(str, len, unit, casting, out, out_bestunit, out_special);
    npy_hpy_back(ctx);
    return result;
}

/* Variable-width strings */

/// The items of a StringDType array. An allocator is locked from its acquiring to its releasing: do not call into
/// Python in between.

/// Lends the bytes of a packed string until it or the array changes. 1 for the missing value, 0 for a string, -1,
/// without an exception, on failure.
static inline int HNpyString_load(HPyContext *ctx, npy_string_allocator *allocator,
    const npy_packed_static_string *packed_string, npy_static_string *unpacked_string)
{
    int result = NpyString_load(allocator, packed_string, unpacked_string);
    npy_hpy_back(ctx);
    return result;
}

/// Replaces the contents of a packed string by `size` bytes of UTF-8. -1, without an exception, if there is no
/// memory.
static inline int HNpyString_pack(HPyContext *ctx, npy_string_allocator *allocator,
    npy_packed_static_string *packed_string, const char *buf, size_t size)
{
    int result = NpyString_pack(allocator, packed_string, buf, size);
    npy_hpy_back(ctx);
    return result;
}

/// Makes a packed string the missing value. -1, without an exception, on failure.
static inline int HNpyString_pack_null(HPyContext *ctx, npy_string_allocator *allocator,
    npy_packed_static_string *packed_string)
{
    int result = NpyString_pack_null(allocator, packed_string);
    npy_hpy_back(ctx);
    return result;
}

/// Locks and lends the allocator of a StringDType instance; TypeError for another dtype.
static inline npy_string_allocator *HNpyString_acquire_allocator(HPyContext *ctx, HPy descr);

/// Locks the allocators of several dtypes, each once; NULL for a dtype of another kind.
static inline void HNpyString_acquire_allocators(HPyContext *ctx, size_t n_descriptors, const HPy *descrs,
    npy_string_allocator **allocators);

/// Unlocks an allocator.
static inline void HNpyString_release_allocator(HPyContext *ctx, npy_string_allocator *allocator)
{
    NpyString_release_allocator(allocator);
    npy_hpy_back(ctx);
}

/// Unlocks what HNpyString_acquire_allocators locked.
static inline void HNpyString_release_allocators(HPyContext *ctx, size_t length, npy_string_allocator **allocators)
{
    NpyString_release_allocators(length, allocators);
    npy_hpy_back(ctx);
}

/* Helpers and versions */

/// Arithmetic on shapes, and what is needed to check versions.

/// The product of `n` lengths; overflow is not noticed.
static inline npy_intp HPyArray_MultiplyList(HPyContext *ctx, const npy_intp *l1, int n)
{
    npy_intp result = PyArray_MultiplyList(l1, n);
    npy_hpy_back(ctx);
    return result;
}

/// The product of `n` integers; overflow is not noticed.
static inline int HPyArray_MultiplyIntList(HPyContext *ctx, const int *l1, int n)
{
    int result = PyArray_MultiplyIntList(l1, n);
    npy_hpy_back(ctx);
    return result;
}

/// The product of `n` lengths, or -1 if it overflows.
static inline npy_intp HPyArray_OverflowMultiplyList(HPyContext *ctx, const npy_intp *l1, int n)
{
    npy_intp result = PyArray_OverflowMultiplyList(l1, n);
    npy_hpy_back(ctx);
    return result;
}

/// Whether two lists of `n` lengths are equal.
static inline int HPyArray_CompareLists(HPyContext *ctx, const npy_intp *l1, const npy_intp *l2, int n)
{
    int result = PyArray_CompareLists(l1, l2, n);
    npy_hpy_back(ctx);
    return result;
}

/// The axes ordered by falling absolute stride.
static inline void HPyArray_CreateSortedStridePerm(HPyContext *ctx, int ndim, const npy_intp *strides,
    npy_stride_sort_item *out_strideperm)
{
    PyArray_CreateSortedStridePerm(ndim, strides, out_strideperm);
    npy_hpy_back(ctx);
}

/// The version of the binary interface of the NumPy that runs.
static inline unsigned int HPyArray_GetNDArrayCVersion(HPyContext *ctx)
{
    (void)ctx;
    return PyArray_GetNDArrayCVersion();
}

/// The feature version of the NumPy that runs, such as 0x15 for 2.4.
static inline unsigned int HPyArray_GetNDArrayCFeatureVersion(HPyContext *ctx)
{
    (void)ctx;
    return PyArray_GetNDArrayCFeatureVersion();
}

/// NPY_CPU_LITTLE or NPY_CPU_BIG: the byte order that NumPy was built for.
static inline int HPyArray_GetEndianness(HPyContext *ctx)
{
    (void)ctx;
    return PyArray_GetEndianness();
}

/* Array accessors */

/// What NumPy's headers read from the array's struct. Through handles: one call each; in a loop, fill a PyArrayObject
/// view once and read that. `arr` must be an array: nothing is checked.

/// The number of dimensions.
static inline int HPyArray_NDIM(HPyContext *ctx, const HPy arr);

/// The address of the first item. Valid while the array lives and is not resized.
static inline void *HPyArray_DATA(HPyContext *ctx, const HPy arr);

/// The address of the first item, as bytes.
static inline char *HPyArray_BYTES(HPyContext *ctx, const HPy arr);

/// The shape; lent by the array.
static inline npy_intp *HPyArray_DIMS(HPyContext *ctx, const HPy arr);

/// The shape; lent by the array.
static inline npy_intp *HPyArray_SHAPE(HPyContext *ctx, const HPy arr);

/// The strides in bytes; lent by the array.
static inline npy_intp *HPyArray_STRIDES(HPyContext *ctx, const HPy arr);

/// The length of one axis.
static inline npy_intp HPyArray_DIM(HPyContext *ctx, const HPy arr, int idim);

/// The stride of one axis in bytes.
static inline npy_intp HPyArray_STRIDE(HPyContext *ctx, const HPy arr, int istride);

/// The size of an item in bytes. `view` is the array's struct, or NULL.
static inline npy_intp HPyArray_ITEMSIZE(HPyContext *ctx, const HPy arr, PyArrayObject *view);

/// The object that owns the memory, or HPy_NULL. `view` is the array's struct, or NULL. A new handle, where NumPy's
/// is borrowed.
static inline HPy HPyArray_BASE(HPyContext *ctx, const HPy arr, PyArrayObject *view);

/// The dtype. `view` is the array's struct, or NULL. A new handle, where NumPy's is borrowed.
static inline HPy HPyArray_DESCR(HPyContext *ctx, const HPy arr, PyArrayObject *view);

/// The dtype. `view` is the array's struct, or NULL. A new handle, where NumPy's is borrowed.
static inline HPy HPyArray_DTYPE(HPyContext *ctx, const HPy arr, PyArrayObject *view);

/// The NPY_ARRAY_ flags.
static inline int HPyArray_FLAGS(HPyContext *ctx, const HPy arr);

/// Whether all of `flags` are set.
static inline int HPyArray_CHKFLAGS(HPyContext *ctx, const HPy arr, int flags);

/// Sets flags; whether they are true is not checked.
static inline void HPyArray_ENABLEFLAGS(HPyContext *ctx, HPy arr, int flags)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_ndarray(ctx, arr, &ok);
    if (ok) {
        PyArray_ENABLEFLAGS(npy_arr, flags);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_arr);
}

/// Clears flags.
static inline void HPyArray_CLEARFLAGS(HPyContext *ctx, HPy arr, int flags)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_ndarray(ctx, arr, &ok);
    if (ok) {
        PyArray_CLEARFLAGS(npy_arr, flags);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_arr);
}

/// The type number of the dtype. `view` is the array's struct, or NULL.
static inline int HPyArray_TYPE(HPyContext *ctx, const HPy arr, PyArrayObject *view);

/// The capsule of the allocator that the memory came from, or HPy_NULL. A new handle, where NumPy's is borrowed.
static inline HPy HPyArray_HANDLER(HPyContext *ctx, HPy arr)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_array(ctx, arr, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_lend(ctx, (PyObject *)PyArray_HANDLER(npy_arr));
    }
    npy_hpy_done(npy_arr);
    return result;
}

/// The item at an address as a Python object.
static inline HPy HPyArray_GETITEM(HPyContext *ctx, const HPy arr, const char *itemptr);

/// Assigns a scalar of the dtype's own kind to the item at an address; HPyArray_Pack takes any object. -1 on failure.
static inline int HPyArray_SETITEM(HPyContext *ctx, HPy arr, char *itemptr, HPy v);

/// Lets go of the base of HPyArray_SetWritebackIfCopyBase without writing to it.
static inline void HPyArray_DiscardWritebackIfCopy(HPyContext *ctx, HPy arr)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_ndarray(ctx, arr, &ok);
    if (ok) {
        PyArray_DiscardWritebackIfCopy(npy_arr);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_arr);
}

/* Array macros */

/// Tests on arrays and objects, and addresses of items. Tests give 1 or 0.

/// Whether it is an array, of a subclass too.
static inline int HPyArray_Check(HPyContext *ctx, HPy op);

/// Whether it is an array and of no subclass.
static inline int HPyArray_CheckExact(HPyContext *ctx, HPy op)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_CheckExact(npy_op);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_op);
    return result;
}

/// Whether it is an array without dimensions.
static inline int HPyArray_IsZeroDim(HPyContext *ctx, HPy op);

/// Whether it is a NumPy scalar or an array without dimensions.
static inline int HPyArray_CheckScalar(HPyContext *ctx, HPy m);

/// Whether it is a Python int, float, complex or bool.
static inline int HPyArray_IsPythonNumber(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_IsPythonNumber(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether it is a Python int or a NumPy integer scalar.
static inline int HPyArray_IsIntegerScalar(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_IsIntegerScalar(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether it is a Python number, bytes or str.
static inline int HPyArray_IsPythonScalar(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_IsPythonScalar(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether it is a scalar of Python or NumPy.
static inline int HPyArray_IsAnyScalar(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_IsAnyScalar(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether it is a scalar of Python or NumPy, or an array without dimensions.
static inline int HPyArray_CheckAnyScalar(HPyContext *ctx, HPy obj);

/// Whether an object has one of the array protocols; the array is `*out`, a new handle, or HPy_NULL with an
/// exception. Without a protocol `*out` is NotImplemented.
static inline int HPyArray_HasArrayInterface(HPyContext *ctx, HPy op, HPy *out);

/// The same, and `type` is asked of `__array__`. May be HPy_NULL: `type`, `context`.
static inline int HPyArray_HasArrayInterfaceType(HPyContext *ctx, HPy op, HPy type, HPy context, HPy *out);

/// The array if it is C-contiguous, else a copy.
static inline HPy HPyArray_GETCONTIGUOUS(HPyContext *ctx, HPy m);

/// Whether two arrays have the same shape.
static inline int HPyArray_SAMESHAPE(HPyContext *ctx, HPy a1, HPy a2)
{
    int ok = 1;
    PyArrayObject *npy_a1 = npy_hpy_array(ctx, a1, &ok);
    PyArrayObject *npy_a2 = npy_hpy_array(ctx, a2, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_SAMESHAPE(npy_a1, npy_a2);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_a1);
    npy_hpy_done(npy_a2);
    return result;
}

/// The number of items.
static inline npy_intp HPyArray_SIZE(HPyContext *ctx, HPy m);

/// The size of the items in bytes. `view` is the array's struct, or NULL.
static inline npy_intp HPyArray_NBYTES(HPyContext *ctx, HPy m, PyArrayObject *view);

/// Sets every byte of a contiguous array.
static inline void HPyArray_FILLWBYTE(HPyContext *ctx, HPy obj, int val)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    if (ok) {
        PyArray_FILLWBYTE(npy_obj, val);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
}

/// Whether two arrays have equivalent dtypes.
static inline unsigned char HPyArray_EquivArrTypes(HPyContext *ctx, HPy a1, HPy a2)
{
    int ok = 1;
    PyArrayObject *npy_a1 = npy_hpy_array(ctx, a1, &ok);
    PyArrayObject *npy_a2 = npy_hpy_array(ctx, a2, &ok);
    unsigned char result = (unsigned char)0;
    if (ok) {
        result = PyArray_EquivArrTypes(npy_a1, npy_a2);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_a1);
    npy_hpy_done(npy_a2);
    return result;
}

/// The address of an item of a one-dimensional array.
static inline void *HPyArray_GETPTR1(HPyContext *ctx, HPy obj, npy_intp i);

/// The address of an item of a two-dimensional array.
static inline void *HPyArray_GETPTR2(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j);

/// The address of an item of a three-dimensional array.
static inline void *HPyArray_GETPTR3(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j, npy_intp k);

/// The address of an item of a four-dimensional array.
static inline void *HPyArray_GETPTR4(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j, npy_intp k, npy_intp l);

/// Whether it is C-contiguous.
static inline int HPyArray_ISCONTIGUOUS(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISCONTIGUOUS(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether it may be written.
static inline int HPyArray_ISWRITEABLE(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISWRITEABLE(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether its items are aligned.
static inline int HPyArray_ISALIGNED(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISALIGNED(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether it is C-contiguous.
static inline int HPyArray_IS_C_CONTIGUOUS(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_IS_C_CONTIGUOUS(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether it is Fortran-contiguous.
static inline int HPyArray_IS_F_CONTIGUOUS(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_IS_F_CONTIGUOUS(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether it is contiguous in either order.
static inline int HPyArray_ISONESEGMENT(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISONESEGMENT(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether it is Fortran-contiguous and not C-contiguous.
static inline int HPyArray_ISFORTRAN(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISFORTRAN(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// NPY_ARRAY_F_CONTIGUOUS if it is Fortran-contiguous, else 0.
static inline int HPyArray_FORTRAN_IF(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_FORTRAN_IF(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether the items are booleans.
static inline int HPyArray_ISBOOL(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISBOOL(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are unsigned integers.
static inline int HPyArray_ISUNSIGNED(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISUNSIGNED(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are signed integers.
static inline int HPyArray_ISSIGNED(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISSIGNED(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are integers.
static inline int HPyArray_ISINTEGER(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISINTEGER(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are real floating-point numbers.
static inline int HPyArray_ISFLOAT(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISFLOAT(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are numbers; booleans count.
static inline int HPyArray_ISNUMBER(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISNUMBER(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are fixed-width bytes or str.
static inline int HPyArray_ISSTRING(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISSTRING(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are complex.
static inline int HPyArray_ISCOMPLEX(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISCOMPLEX(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are fixed-width bytes, str, or void.
static inline int HPyArray_ISFLEXIBLE(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISFLEXIBLE(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are dates or time spans.
static inline int HPyArray_ISDATETIME(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISDATETIME(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the dtype was registered by a user.
static inline int HPyArray_ISUSERDEF(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISUSERDEF(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the dtype is flexible or a user's.
static inline int HPyArray_ISEXTENDED(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISEXTENDED(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are objects.
static inline int HPyArray_ISOBJECT(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISOBJECT(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are structures.
static inline int HPyArray_HASFIELDS(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_HASFIELDS(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the dtype is flexible.
static inline int HPyArray_ISVARIABLE(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISVARIABLE(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether it is aligned and not flexible, so that items can be copied as C values.
static inline int HPyArray_SAFEALIGNEDCOPY(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_SAFEALIGNEDCOPY(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether the items are in this machine's byte order.
static inline int HPyArray_ISNOTSWAPPED(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISNOTSWAPPED(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether the items are in the other byte order.
static inline int HPyArray_ISBYTESWAPPED(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISBYTESWAPPED(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether `flags` are set and the items are in this machine's byte order.
static inline int HPyArray_FLAGSWAP(HPyContext *ctx, HPy m, int flags)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_FLAGSWAP(npy_m, flags);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether it is C-contiguous, aligned, writable and in this machine's byte order.
static inline int HPyArray_ISCARRAY(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISCARRAY(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether it is C-contiguous, aligned and in this machine's byte order.
static inline int HPyArray_ISCARRAY_RO(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISCARRAY_RO(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether it is Fortran-contiguous, aligned, writable and in this machine's byte order.
static inline int HPyArray_ISFARRAY(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISFARRAY(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether it is Fortran-contiguous, aligned and in this machine's byte order.
static inline int HPyArray_ISFARRAY_RO(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISFARRAY_RO(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether it is aligned, writable and in this machine's byte order.
static inline int HPyArray_ISBEHAVED(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISBEHAVED(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Whether it is aligned and in this machine's byte order.
static inline int HPyArray_ISBEHAVED_RO(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_ISBEHAVED_RO(npy_m);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_m);
    return result;
}

/* Creation and conversion macros */

/// The short forms. They are macros in NumPy and functions of the header here; a type number takes the place of a
/// dtype.

/// An uninitialised array in C order.
static inline HPy HPyArray_SimpleNew(HPyContext *ctx, int nd, npy_intp *dims, int typenum)
{
    return npy_hpy_take(ctx, (PyObject *)PyArray_SimpleNew(nd, dims, typenum));
}

/// A writable C-contiguous array over memory that stays the caller's.
static inline HPy HPyArray_SimpleNewFromData(HPyContext *ctx, int nd, npy_intp *dims, int typenum, void *data)
{
    return npy_hpy_take(ctx, (PyObject *)PyArray_SimpleNewFromData(nd, dims, typenum, data));
}

/// An uninitialised array in C order. `descr` stays the caller's, where NumPy steals it.
static inline HPy HPyArray_SimpleNewFromDescr(HPyContext *ctx, int nd, npy_intp *dims, HPy descr)
{
    int ok = 1;
    PyArray_Descr *npy_descr = npy_hpy_descr(ctx, descr, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        PyArray_Descr *given_descr = (PyArray_Descr *)npy_hpy_give(npy_descr);
        result = npy_hpy_take(ctx, (PyObject *)PyArray_SimpleNewFromDescr(nd, dims, given_descr));
    }
    else {
        npy_hpy_done(npy_descr);
    }
    return result;
}

/// An array of `m` dimensions filled with zeros.
static inline HPy HPyArray_ZEROS(HPyContext *ctx, int m, npy_intp *dims, int type, int is_f_order)
{
    return npy_hpy_take(ctx, (PyObject *)PyArray_ZEROS(m, dims, type, is_f_order));
}

/// An uninitialised array of `m` dimensions.
static inline HPy HPyArray_EMPTY(HPyContext *ctx, int m, npy_intp *dims, int type, int is_f_order)
{
    return npy_hpy_take(ctx, (PyObject *)PyArray_EMPTY(m, dims, type, is_f_order));
}

/// A copy in C order.
static inline HPy HPyArray_Copy(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArrayObject *npy_obj = npy_hpy_array(ctx, obj, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Copy(npy_obj));
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Any object as an array.
static inline HPy HPyArray_FROM_O(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyObject *npy_m = npy_hpy_object(ctx, m, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FROM_O(npy_m));
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Any object as an array that meets `flags`.
static inline HPy HPyArray_FROM_OF(HPyContext *ctx, HPy m, int flags)
{
    int ok = 1;
    PyObject *npy_m = npy_hpy_object(ctx, m, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FROM_OF(npy_m, flags));
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Any object as an array of a type number.
static inline HPy HPyArray_FROM_OT(HPyContext *ctx, HPy m, int type)
{
    int ok = 1;
    PyObject *npy_m = npy_hpy_object(ctx, m, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FROM_OT(npy_m, type));
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Any object as an array of a type number that meets `flags`.
static inline HPy HPyArray_FROM_OTF(HPyContext *ctx, HPy m, int type, int flags)
{
    int ok = 1;
    PyObject *npy_m = npy_hpy_object(ctx, m, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FROM_OTF(npy_m, type, flags));
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Any object as an array of a type number with `min` to `max` dimensions that meets `flags`.
static inline HPy HPyArray_FROMANY(HPyContext *ctx, HPy m, int type, int min, int max, int flags)
{
    int ok = 1;
    PyObject *npy_m = npy_hpy_object(ctx, m, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FROMANY(npy_m, type, min, max, flags));
    }
    npy_hpy_done(npy_m);
    return result;
}

/// Any object as a plain ndarray that is aligned and writable.
static inline HPy HPyArray_FromObject(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_FromObject(npy_op, type, min_depth, max_depth));
    }
    npy_hpy_done(npy_op);
    return result;
}

/// Any object as a C-contiguous array.
static inline HPy HPyArray_ContiguousFromAny(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_ContiguousFromAny(npy_op, type, min_depth, max_depth));
    }
    npy_hpy_done(npy_op);
    return result;
}

/// Any object as a C-contiguous plain ndarray.
static inline HPy HPyArray_ContiguousFromObject(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_ContiguousFromObject(npy_op, type, min_depth, max_depth));
    }
    npy_hpy_done(npy_op);
    return result;
}

/// A C-contiguous copy of any object, as a plain ndarray.
static inline HPy HPyArray_CopyFromObject(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_CopyFromObject(npy_op, type, min_depth, max_depth));
    }
    npy_hpy_done(npy_op);
    return result;
}

/// A copy with items of a type number, cast without checks.
static inline HPy HPyArray_Cast(HPyContext *ctx, HPy mp, int type_num)
{
    int ok = 1;
    PyArrayObject *npy_mp = npy_hpy_array(ctx, mp, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Cast(npy_mp, type_num));
    }
    npy_hpy_done(npy_mp);
    return result;
}

/// HPyArray_TakeFrom that raises IndexError.
static inline HPy HPyArray_Take(HPyContext *ctx, HPy ap, HPy items, int axis)
{
    int ok = 1;
    PyArrayObject *npy_ap = npy_hpy_array(ctx, ap, &ok);
    PyObject *npy_items = npy_hpy_object(ctx, items, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Take(npy_ap, npy_items, axis));
    }
    npy_hpy_done(npy_ap);
    npy_hpy_done(npy_items);
    return result;
}

/// HPyArray_PutTo that raises IndexError. The first object goes to the parameter for the values, as in NumPy's macro.
static inline HPy HPyArray_Put(HPyContext *ctx, HPy ap, HPy items, HPy values)
{
    int ok = 1;
    PyArrayObject *npy_ap = npy_hpy_array(ctx, ap, &ok);
    PyObject *npy_items = npy_hpy_object(ctx, items, &ok);
    PyObject *npy_values = npy_hpy_object(ctx, values, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_Put(npy_ap, npy_items, npy_values));
    }
    npy_hpy_done(npy_ap);
    npy_hpy_done(npy_items);
    npy_hpy_done(npy_values);
    return result;
}

/// The item at `data` as a scalar object.
static inline HPy HPyArray_ToScalar(HPyContext *ctx, void *data, HPy arr)
{
    int ok = 1;
    PyArrayObject *npy_arr = npy_hpy_array(ctx, arr, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_take(ctx, (PyObject *)PyArray_ToScalar(data, npy_arr));
    }
    npy_hpy_done(npy_arr);
    return result;
}

/* Dtype accessors */

/// What a dtype says of itself. `dtype` must be a dtype: nothing is checked.

/// The size of an item in bytes.
static inline npy_intp HPyDataType_ELSIZE(HPyContext *ctx, const HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    npy_intp result = 0;
    if (ok) {
        result = PyDataType_ELSIZE(npy_dtype);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// The alignment of an item in bytes.
static inline npy_intp HPyDataType_ALIGNMENT(HPyContext *ctx, const HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    npy_intp result = 0;
    if (ok) {
        result = PyDataType_ALIGNMENT(npy_dtype);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// The NPY_ITEM_ and NPY_NEEDS_ flags.
static inline npy_uint64 HPyDataType_FLAGS(HPyContext *ctx, const HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    npy_uint64 result = (npy_uint64)0;
    if (ok) {
        result = PyDataType_FLAGS(npy_dtype);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// The metadata dictionary, or HPy_NULL. A new handle, where NumPy's is borrowed.
static inline HPy HPyDataType_METADATA(HPyContext *ctx, const HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_lend(ctx, (PyObject *)PyDataType_METADATA(npy_dtype));
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// The tuple of field names, or HPy_NULL if it is no structure. A new handle, where NumPy's is borrowed.
static inline HPy HPyDataType_NAMES(HPyContext *ctx, const HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_lend(ctx, (PyObject *)PyDataType_NAMES(npy_dtype));
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// The mapping from names and titles to fields, or HPy_NULL. A new handle, where NumPy's is borrowed.
static inline HPy HPyDataType_FIELDS(HPyContext *ctx, const HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok) {
        result = npy_hpy_lend(ctx, (PyObject *)PyDataType_FIELDS(npy_dtype));
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// Whether items are subarrays: 1 with the dtype of their items and their shape as new handles, 0 with HPy_NULL.
static inline int HPyDataType_SUBARRAY(HPyContext *ctx, const HPy dtype, HPy *base, HPy *shape);

/// Metadata for C, such as a PyArray_DatetimeDTypeMetaData, or NULL. Lent by the dtype.
static inline NpyAuxData *HPyDataType_C_METADATA(HPyContext *ctx, const HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    NpyAuxData *result = NULL;
    if (ok) {
        result = PyDataType_C_METADATA(npy_dtype);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// Sets the size of an item. Only for a dtype that is the caller's alone.
static inline void HPyDataType_SET_ELSIZE(HPyContext *ctx, HPy dtype, npy_intp size)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    if (ok) {
        PyDataType_SET_ELSIZE(npy_dtype, size);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dtype);
}

/// A new handle of a DType class.
static inline HPy HNPY_DT_NewRef(HPyContext *ctx, HPy o);

/// Whether an entry of a fields mapping is there for its title, and so a second time.
static inline int HNPY_TITLE_KEY_check(HPyContext *ctx, HPy key, HPy value)
{
    int ok = 1;
    PyObject *npy_key = npy_hpy_object(ctx, key, &ok);
    PyObject *npy_value = npy_hpy_object(ctx, value, &ok);
    int result = 0;
    if (ok) {
        result = NPY_TITLE_KEY_check(npy_key, npy_value);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_key);
    npy_hpy_done(npy_value);
    return result;
}

/* Dtype and type number macros */

/// Tests on dtypes and type numbers. Those on type numbers need no object and keep their names. Tests give 1 or 0.

/// Whether it is a dtype.
static inline int HPyArray_DescrCheck(HPyContext *ctx, HPy op)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    int result = 0;
    if (ok) {
        result = PyArray_DescrCheck(npy_op);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_op);
    return result;
}

/// Replaces a dtype by a copy of it that may be changed; HPy_NULL with an exception.
static inline void HPyArray_DESCR_REPLACE(HPyContext *ctx, HPy *descr);

/// Whether it is one of the dtypes that have a struct with fields and names.
static inline int HPyDataType_ISLEGACY(HPyContext *ctx, HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISLEGACY(npy_dtype);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// Whether it is a structure.
static inline int HPyDataType_HASFIELDS(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_HASFIELDS(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are subarrays.
static inline int HPyDataType_HASSUBARRAY(HPyContext *ctx, HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_HASSUBARRAY(npy_dtype);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// Whether the item size is open, as in 'S'.
static inline int HPyDataType_ISUNSIZED(HPyContext *ctx, HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISUNSIZED(npy_dtype);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// Makes the item size open. Only for a dtype that is the caller's alone.
static inline void HPyDataType_MAKEUNSIZED(HPyContext *ctx, HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    if (ok) {
        PyDataType_MAKEUNSIZED(npy_dtype);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dtype);
}

/// Whether all flags of `flag` are set.
static inline int HPyDataType_FLAGCHK(HPyContext *ctx, HPy dtype, npy_uint64 flag)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_FLAGCHK(npy_dtype, flag);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// Whether items hold references.
static inline int HPyDataType_REFCHK(HPyContext *ctx, HPy dtype)
{
    int ok = 1;
    PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_REFCHK(npy_dtype);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_dtype);
    return result;
}

/// Whether items are booleans.
static inline int HPyDataType_ISBOOL(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISBOOL(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are unsigned integers.
static inline int HPyDataType_ISUNSIGNED(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISUNSIGNED(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are signed integers.
static inline int HPyDataType_ISSIGNED(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISSIGNED(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are integers.
static inline int HPyDataType_ISINTEGER(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISINTEGER(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are real floating-point numbers.
static inline int HPyDataType_ISFLOAT(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISFLOAT(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are numbers; booleans count.
static inline int HPyDataType_ISNUMBER(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISNUMBER(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are fixed-width bytes or str.
static inline int HPyDataType_ISSTRING(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISSTRING(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are complex.
static inline int HPyDataType_ISCOMPLEX(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISCOMPLEX(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are fixed-width bytes, str, or void.
static inline int HPyDataType_ISFLEXIBLE(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISFLEXIBLE(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are dates or time spans.
static inline int HPyDataType_ISDATETIME(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISDATETIME(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether it was registered by a user.
static inline int HPyDataType_ISUSERDEF(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISUSERDEF(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether it is flexible or a user's.
static inline int HPyDataType_ISEXTENDED(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISEXTENDED(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are objects.
static inline int HPyDataType_ISOBJECT(HPyContext *ctx, HPy obj)
{
    int ok = 1;
    PyArray_Descr *npy_obj = npy_hpy_descr(ctx, obj, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISOBJECT(npy_obj);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_obj);
    return result;
}

/// Whether items are in this machine's byte order.
static inline int HPyDataType_ISNOTSWAPPED(HPyContext *ctx, HPy d)
{
    int ok = 1;
    PyArray_Descr *npy_d = npy_hpy_descr(ctx, d, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISNOTSWAPPED(npy_d);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_d);
    return result;
}

/// Whether items are in the other byte order.
static inline int HPyDataType_ISBYTESWAPPED(HPyContext *ctx, HPy d)
{
    int ok = 1;
    PyArray_Descr *npy_d = npy_hpy_descr(ctx, d, &ok);
    int result = 0;
    if (ok) {
        result = PyDataType_ISBYTESWAPPED(npy_d);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_d);
    return result;
}

/// Whether it was given to a user's dtype.
static inline int HPyTypeNum_ISUSERDEF(HPyContext *ctx, int type);

/// Whether it is that of a flexible or a user's dtype.
static inline int HPyTypeNum_ISEXTENDED(HPyContext *ctx, int type);

/// The DType class of a dtype.
static inline HPy HNPY_DTYPE(HPyContext *ctx, HPy descr);

/// Whether an entry of a fields mapping is there for its title, and so a second time.
static inline int HNPY_TITLE_KEY(HPyContext *ctx, HPy key, HPy value)
{
    int ok = 1;
    PyObject *npy_key = npy_hpy_object(ctx, key, &ok);
    PyObject *npy_value = npy_hpy_object(ctx, value, &ok);
    int result = 0;
    if (ok) {
        result = NPY_TITLE_KEY(npy_key, npy_value);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_key);
    npy_hpy_done(npy_value);
    return result;
}

/* Iterator macros */

/// The macros that walk an iterator. They work on its struct, which PyArrayIterObject_AsStruct and
/// PyArrayMultiIterObject_AsStruct lend, and need no context.

/// Whether it is an iterator over one array.
static inline int HPyArrayIter_Check(HPyContext *ctx, HPy op)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    int result = 0;
    if (ok) {
        result = PyArrayIter_Check(npy_op);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_op);
    return result;
}

/* Scalar macros */

/// Making scalars and reading their value. A scalar's struct is not reached through handles; its value is copied.

/// NumPy's False for 0, else NumPy's True.
static inline HPy HPyArrayScalar_FromLong(HPyContext *ctx, long i);

/* Importing and threads */

/// What a module calls once, releasing the interpreter lock, warnings, and memory for shapes.

/// Warns with DeprecationWarning; -1 if that became an exception.
static inline int HPY_DEPRECATE(HPyContext *ctx, const char *msg)
{
    int result = DEPRECATE(msg);
    npy_hpy_back(ctx);
    return result;
}

/// Warns with FutureWarning; -1 if that became an exception.
static inline int HPY_DEPRECATE_FUTUREWARNING(HPyContext *ctx, const char *msg)
{
    int result = DEPRECATE_FUTUREWARNING(msg);
    npy_hpy_back(ctx);
    return result;
}

/// Memory for `size` lengths, or NULL.
static inline npy_intp *HPyDimMem_NEW(HPyContext *ctx, size_t size)
{
    (void)ctx;
    return PyDimMem_NEW(size);
}

/// Frees what HPyDimMem_NEW, or a converter, allocated.
static inline void HPyDimMem_FREE(HPyContext *ctx, npy_intp *ptr)
{
    PyDimMem_FREE(ptr);
    npy_hpy_back(ctx);
}

/// Changes the number of lengths; NULL if there is no memory.
static inline npy_intp *HPyDimMem_RENEW(HPyContext *ctx, npy_intp *ptr, size_t size)
{
    npy_intp *result = PyDimMem_RENEW(ptr, size);
    npy_hpy_back(ctx);
    return result;
}

/* Additions */

/// What handles need and NumPy's C API does not have.

/// A class of NumPy: an array, dtype, iterator, scalar or DType class. `which` has the name of NumPy's global with an
/// H before it.
static inline HPy HPyArray_GetTypeObject(HPyContext *ctx, HPyArray_TypeSlot which);

/// The array as a plain struct: data, nd, shape, strides, itemsize, flags, type number. Lent; valid while the array
/// lives and is not resized. Not for an HPyArray.
static inline PyArrayObject *PyArrayObject_AsStruct(HPyContext *ctx, HPy arr);

/// Fills the caller's struct from an array of either kind: data, nd, shape, strides, itemsize, flags, type number,
/// layout. Data, shape and strides are lent by the array; the layout is owned by the view, and given back with
/// HPyArray_ReleaseView. -1 with TypeError for what is no array.
static inline int HPyArray_FillView(HPyContext *ctx, HPy arr, HPyArrayView *view);

/// The struct of an iterator over one array, for the macros. Lent; valid while the iterator lives.
static inline PyArrayIterObject *PyArrayIterObject_AsStruct(HPyContext *ctx, HPy iter);

/// The struct of an iterator over several arrays, for the macros. Lent; valid while the iterator lives.
static inline PyArrayMultiIterObject *PyArrayMultiIterObject_AsStruct(HPyContext *ctx, HPy multi);

/// The struct of a neighbourhood iterator. Lent; valid while the iterator lives.
static inline PyArrayNeighborhoodIterObject *PyArrayNeighborhoodIterObject_AsStruct(HPyContext *ctx, HPy iter);

/// The dtype of an array.
static inline HPy HPyArray_GetDescr(HPyContext *ctx, HPy arr);

/// The object that owns the array's memory, or HPy_NULL.
static inline HPy HPyArray_GetBase(HPyContext *ctx, HPy arr);

/// As HPyArray_SetBaseObject. May be HPy_NULL: `base`.
static inline int HPyArray_SetBase(HPyContext *ctx, HPy arr, HPy base);

/// The capsule of the allocator that the memory came from, or HPy_NULL.
static inline HPy HPyArray_GetHandler(HPyContext *ctx, HPy arr);

/// Closes the handles of a list that a function allocated, and frees the list. NULL is allowed.
static inline void HPyArray_FreeHandles(HPyContext *ctx, HPy *handles, HPy_ssize_t count);

/// Assigns `src`, broadcast, if `casting` allows the cast; only where the boolean array `wheremask` is true, unless
/// it is HPy_NULL. -1 with an exception. May be HPy_NULL: `wheremask`.
static inline int HPyArray_AssignArray(HPyContext *ctx, HPy dst, HPy src, HPy wheremask, NPY_CASTING casting);

/// HPyArray_FailUnlessWriteable that reads the flags from the array's struct.
static inline int HPyArray_FailUnlessWriteableWithStruct(HPyContext *ctx, HPy arr, PyArrayObject *view,
    const char *name);

/// Allocates with a handler's capsule. NULL if there is no memory.
static inline void *HPyDataMem_UserNEW(HPyContext *ctx, size_t size, HPy mem_handler);

/// The same for `nmemb` items of `size` bytes, filled with zeros.
static inline void *HPyDataMem_UserNEW_ZEROED(HPyContext *ctx, size_t nmemb, size_t size, HPy mem_handler);

/// Frees with the handler's capsule what was allocated with it.
static inline void HPyDataMem_UserFREE(HPyContext *ctx, void *ptr, size_t size, HPy mem_handler);

/// How many dtypes users have registered.
static inline int HPyArray_GetNumUserTypes(HPyContext *ctx);

/// The capsule of the default allocator.
static inline HPy HPyDataMem_GetDefaultHandler(HPyContext *ctx);

/// The number of dimensions; HPyArray_NDIM by another name.
static inline int HPyArray_GetNDim(HPyContext *ctx, HPy arr);

/// The shape, lent; HPyArray_DIMS by another name.
static inline npy_intp *HPyArray_GetDims(HPyContext *ctx, HPy arr);

/// The address of the first item; HPyArray_BYTES by another name.
static inline char *HPyArray_GetBytes(HPyContext *ctx, HPy arr);

/// The size of an item in bytes.
static inline npy_intp HPyArray_GetItemsize(HPyContext *ctx, HPy arr);

/// The type number of the dtype.
static inline int HPyArray_GetType(HPyContext *ctx, HPy arr);

/// Gives back what HPyArray_FillView took, and empties the view; an empty view is allowed.
static inline void HPyArray_ReleaseView(HPyContext *ctx, HPyArrayView *view);

/// Whether an object is an instance of one of NumPy's classes, or of a subclass.
static inline int HPyArray_IsInstance(HPyContext *ctx, HPy obj, HPyArray_TypeSlot which);

/// The struct of a dtype: its itemsize, alignment and flags, and what its DType class adds. Lent; valid while the
/// dtype lives.
static inline PyArray_Descr *PyArray_Descr_AsStruct(HPyContext *ctx, HPy descr);

/// An instance of a DType class that HPyArrayInitDTypeMeta_FromSpec made. Its itemsize and its alignment are for the
/// caller to set; the members that the class adds are zero. TypeError for any other class.
static inline HPy HPyArrayDTypeMeta_NewInstance(HPyContext *ctx, HPy DType);

/// Takes the interpreter lock in a function that NumPy may call without it; trampolines do that themselves. The
/// result is for HPyArray_LeavePython.
static inline int HPyArray_EnterPython(HPyContext *ctx);

/// Releases the interpreter lock again, if HPyArray_EnterPython took it.
static inline void HPyArray_LeavePython(HPyContext *ctx, int entered);

/// The HPyArray over the memory of an ndarray, as numpy_hpy.from_numpy: a new one, whose base is the ndarray, which
/// stays the owner of the memory and cannot be resized meanwhile; or, for an ndarray that stands for an HPyArray,
/// that HPyArray. TypeError for what is no ndarray. ImportError without numpy_hpy, which the CPython ABI does not
/// need otherwise.
static inline HPy HPyArray_FromLegacy(HPyContext *ctx, HPy array);

/// The ndarray over the memory of an HPyArray, as numpy_hpy.to_numpy: the one that the HPyArray was made over, if it
/// is alive and unchanged; else a new one, whose base is the HPyArray. The memory stays its owner's in any case.
/// TypeError for what is no HPyArray.
static inline HPy HPyArray_AsLegacy(HPyContext *ctx, HPy array);

/// Takes the interpreter lock again after HPy_LeavePythonExecution, as HPy_ReenterPythonExecution;
/// HPY_NPY_END_THREADS does it so. In HPy's debug mode, whose contexts other threads may have used up meanwhile,
/// `ctx` is good again.
static inline void HPyArray_ReenterPython(HPyContext *ctx, HPyThreadState state);

/// To be called after C code that got no context but may have run Python code, such as a legacy function, before
/// `ctx` is used again. HPy's debug mode needs it, since sixteen calls from Python use its contexts up; elsewhere it
/// does nothing.
static inline void HPyArray_CalledBack(HPyContext *ctx);


#ifdef __cplusplus
}
#endif

#endif
