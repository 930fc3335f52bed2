/* NumPy's C API on handles, for the universal ABI: each function is one call through the provider's table.
 *
 * Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_ARRAY_FUNCTIONS_H
#define NUMPY_HPY_UNIVERSAL_ARRAY_FUNCTIONS_H

#include "numpy_hpy/universal/array_table.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Array creation */

/// An array of class `subtype`, ndarray or a subclass of it, with items of `type_num`. With `data` the array wraps
/// that memory and does not own it, and `strides` may say how it lies; without, it allocates. `itemsize` is in bytes
/// and matters only for flexible types. `obj` is handed to `__array_finalize__`; HPy_NULL calls nothing. May be
/// HPy_NULL: `obj`.
static inline HPy HPyArray_New(HPyContext *ctx, HPy subtype, int nd, const npy_intp *dims, int type_num,
    const npy_intp *strides, void *data, int itemsize, int flags, HPy obj)
{
    return HPyArray_API->HPyArray_New(ctx, subtype, nd, dims, type_num, strides, data, itemsize, flags, obj);
}

/// An array of class `subtype` with items of `descr`. `strides` NULL means C order, or Fortran order if `flags` asks
/// for it and there is no `data`. Memory that is passed in stays the caller's. ValueError for a negative length or a
/// size that overflows. `descr` stays the caller's, where NumPy steals it. May be HPy_NULL: `obj`.
static inline HPy HPyArray_NewFromDescr(HPyContext *ctx, HPy subtype, HPy descr, int nd, const npy_intp *dims,
    const npy_intp *strides, void *data, int flags, HPy obj)
{
    return HPyArray_API->HPyArray_NewFromDescr(ctx, subtype, descr, nd, dims, strides, data, flags, obj);
}

/// An uninitialised array with the shape of `prototype`, its dtype unless `dtype` is given (it may be HPy_NULL), laid
/// out in `order`. `subok` keeps the subclass. `dtype` stays the caller's, where NumPy steals it. May be HPy_NULL:
/// `dtype`.
static inline HPy HPyArray_NewLikeArray(HPyContext *ctx, HPy prototype, NPY_ORDER order, HPy dtype, int subok)
{
    return HPyArray_API->HPyArray_NewLikeArray(ctx, prototype, order, dtype, subok);
}

/// A copy of `obj` in memory of its own, in `order`; keeps the subclass.
static inline HPy HPyArray_NewCopy(HPyContext *ctx, HPy obj, NPY_ORDER order)
{
    return HPyArray_API->HPyArray_NewCopy(ctx, obj, order);
}

/// An array filled with zeros, or with the integer 0 for object items. `type` may be HPy_NULL, for float64.
/// ValueError for a negative length. `type` stays the caller's, where NumPy steals it. May be HPy_NULL: `type`.
static inline HPy HPyArray_Zeros(HPyContext *ctx, int nd, const npy_intp *dims, HPy type, int is_f_order)
{
    return HPyArray_API->HPyArray_Zeros(ctx, nd, dims, type, is_f_order);
}

/// An array whose items are not initialised; object items are None. `type` may be HPy_NULL, for float64. `type` stays
/// the caller's, where NumPy steals it. May be HPy_NULL: `type`.
static inline HPy HPyArray_Empty(HPyContext *ctx, int nd, const npy_intp *dims, HPy type, int is_f_order)
{
    return HPyArray_API->HPyArray_Empty(ctx, nd, dims, type, is_f_order);
}

/// Evenly spaced numbers in [start, stop), a distance of `step` apart, of type `type_num`. ValueError if they are too
/// many, so also when `step` is 0.
static inline HPy HPyArray_Arange(HPyContext *ctx, double start, double stop, double step, int type_num)
{
    return HPyArray_API->HPyArray_Arange(ctx, start, stop, step, type_num);
}

/// The same for Python objects. `stop` and `step` may be HPy_NULL or None; `dtype` is borrowed, and found from the
/// numbers if it is HPy_NULL. ZeroDivisionError when `step` is 0. May be HPy_NULL: `stop`, `step`, `dtype`.
static inline HPy HPyArray_ArangeObj(HPyContext *ctx, HPy start, HPy stop, HPy step, HPy dtype)
{
    return HPyArray_API->HPyArray_ArangeObj(ctx, start, stop, step, dtype);
}

/// Reads `num` items (-1: all) from `fp`, as binary data, or as text if `sep` is not empty. ValueError for object
/// items; fewer items than asked for give a shorter array. `dtype` stays the caller's, where NumPy steals it.
static inline HPy HPyArray_FromFile(HPyContext *ctx, FILE *fp, HPy dtype, npy_intp num, char *sep)
{
    return HPyArray_API->HPyArray_FromFile(ctx, fp, dtype, num, sep);
}

/// Reads `num` items (-1: all) from `slen` bytes at `data`, as binary data, or as text if `sep` is not empty. The
/// result owns its memory. `dtype` stays the caller's, where NumPy steals it. May be HPy_NULL: `dtype`.
static inline HPy HPyArray_FromString(HPyContext *ctx, char *data, npy_intp slen, HPy dtype, npy_intp num, char *sep)
{
    return HPyArray_API->HPyArray_FromString(ctx, data, slen, dtype, num, sep);
}

/// A one-dimensional array over the memory that `buf` exports, from byte `offset` on, `count` items (-1: as many as
/// fit). The result keeps `buf` alive; it is read-only if the buffer is. `type` stays the caller's, where NumPy
/// steals it. May be HPy_NULL: `type`.
static inline HPy HPyArray_FromBuffer(HPyContext *ctx, HPy buf, HPy type, npy_intp count, npy_intp offset)
{
    return HPyArray_API->HPyArray_FromBuffer(ctx, buf, type, count, offset);
}

/// A one-dimensional array of the first `count` items of an iterable (-1: all). ValueError if it ends early. `dtype`
/// stays the caller's, where NumPy steals it.
static inline HPy HPyArray_FromIter(HPyContext *ctx, HPy obj, HPy dtype, npy_intp count)
{
    return HPyArray_API->HPyArray_FromIter(ctx, obj, dtype, count);
}

/// A tuple of `len` Python integers.
static inline HPy HPyArray_IntTupleFromIntp(HPyContext *ctx, int len, const npy_intp *vals)
{
    return HPyArray_API->HPyArray_IntTupleFromIntp(ctx, len, vals);
}

/* Conversion to arrays */

/// Any object as an array. `newtype` is the dtype to convert to, or HPy_NULL; `min_depth` and `max_depth` bound the
/// number of dimensions (0: no bound); `flags` are NPY_ARRAY_ requirements. A new handle of `op` itself if it will
/// do. `context` is unused: pass HPy_NULL. `newtype` stays the caller's, where NumPy steals it. May be HPy_NULL:
/// `newtype`, `context`.
static inline HPy HPyArray_FromAny(HPyContext *ctx, HPy op, HPy newtype, int min_depth, int max_depth, int flags,
    HPy context)
{
    return HPyArray_API->HPyArray_FromAny(ctx, op, newtype, min_depth, max_depth, flags, context);
}

/// As HPyArray_FromAny, and honours also NPY_ARRAY_NOTSWAPPED and NPY_ARRAY_ELEMENTSTRIDES among the `requirements`.
/// `descr` stays the caller's, where NumPy steals it. May be HPy_NULL: `descr`, `context`.
static inline HPy HPyArray_CheckFromAny(HPyContext *ctx, HPy op, HPy descr, int min_depth, int max_depth,
    int requirements, HPy context)
{
    return HPyArray_API->HPyArray_CheckFromAny(ctx, op, descr, min_depth, max_depth, requirements, context);
}

/// An array as an array of `newtype` (HPy_NULL: any) that meets `flags`: a new handle of `arr`, a view, or a copy.
/// TypeError if the cast is not safe and NPY_ARRAY_FORCECAST is not set. `newtype` stays the caller's, where NumPy
/// steals it. May be HPy_NULL: `newtype`.
static inline HPy HPyArray_FromArray(HPyContext *ctx, HPy arr, HPy newtype, int flags)
{
    return HPyArray_API->HPyArray_FromArray(ctx, arr, newtype, flags);
}

/// The array that `__array_interface__` of `origin` describes, over its memory. NotImplemented if there is no such
/// attribute.
static inline HPy HPyArray_FromInterface(HPyContext *ctx, HPy origin)
{
    return HPyArray_API->HPyArray_FromInterface(ctx, origin);
}

/// The array that `__array_struct__` of `input` describes, over its memory. NotImplemented if there is no such
/// attribute.
static inline HPy HPyArray_FromStructInterface(HPyContext *ctx, HPy input)
{
    return HPyArray_API->HPyArray_FromStructInterface(ctx, input);
}

/// The result of `op.__array__(typecode)`. NotImplemented if there is no such method; ValueError if it gives no
/// array. `context` must be HPy_NULL. May be HPy_NULL: `typecode`, `context`.
static inline HPy HPyArray_FromArrayAttr(HPyContext *ctx, HPy op, HPy typecode, HPy context)
{
    return HPyArray_API->HPyArray_FromArrayAttr(ctx, op, typecode, context);
}

/// An array without dimensions that holds `scalar`, converted to `outcode` (HPy_NULL keeps the scalar's own dtype).
/// `outcode` stays the caller's, where NumPy steals it. May be HPy_NULL: `outcode`.
static inline HPy HPyArray_FromScalar(HPyContext *ctx, HPy scalar, HPy outcode)
{
    return HPyArray_API->HPyArray_FromScalar(ctx, scalar, outcode);
}

/// `op` as a plain ndarray: itself, a base-class view of a subclass, or a conversion. `op` stays the caller's, where
/// NumPy steals it. May be HPy_NULL: `op`.
static inline HPy HPyArray_EnsureArray(HPyContext *ctx, HPy op)
{
    return HPyArray_API->HPyArray_EnsureArray(ctx, op);
}

/// As HPyArray_EnsureArray, but a subclass is kept. `op` stays the caller's, where NumPy steals it. May be HPy_NULL:
/// `op`.
static inline HPy HPyArray_EnsureAnyArray(HPyContext *ctx, HPy op)
{
    return HPyArray_API->HPyArray_EnsureAnyArray(ctx, op);
}

/// What Python code should see: a scalar for an array without dimensions, else `mp` itself, as a new handle. HPy_NULL
/// passes an error on. `mp` stays the caller's, where NumPy steals it. May be HPy_NULL: `mp`.
static inline HPy HPyArray_Return(HPyContext *ctx, HPy mp)
{
    return HPyArray_API->HPyArray_Return(ctx, mp);
}

/// The items of a sequence as arrays of one dtype. The list has `*retn` new handles. NULL with an exception on
/// failure; ValueError for an empty sequence.
static inline HPy *HPyArray_ConvertToCommonType(HPyContext *ctx, HPy op, int *retn)
{
    return HPyArray_API->HPyArray_ConvertToCommonType(ctx, op, retn);
}

/// Access with C subscripts: `ptr` points to a `T *`, `T **` or `T ***` for `nd` of 1, 2 or 3. `*op` is replaced by a
/// new handle of the contiguous array that holds the memory; the handle that was there stays the caller's. `dims`
/// receives the shape. -1 with an exception on failure. Give both back with HPyArray_Free. `typedescr` stays the
/// caller's, where NumPy steals it. May be HPy_NULL: `typedescr`.
static inline int HPyArray_AsCArray(HPyContext *ctx, HPy *op, void *ptr, npy_intp *dims, int nd, HPy typedescr)
{
    return HPyArray_API->HPyArray_AsCArray(ctx, op, ptr, dims, nd, typedescr);
}

/// Gives back what HPyArray_AsCArray made: closes `op`, which is stolen, and frees the pointers. 0, or -1 if `op` has
/// not one to three dimensions; then it is closed all the same, and the pointers are not freed. `op` is stolen.
static inline int HPyArray_Free(HPyContext *ctx, HPy op, void *ptr)
{
    return HPyArray_API->HPyArray_Free(ctx, op, ptr);
}

/// Any object as an array: `*address` is a new handle.
static inline int HPyArray_Converter(HPyContext *ctx, HPy object, HPy *address)
{
    return HPyArray_API->HPyArray_Converter(ctx, object, address);
}

/// The array to write results to: an array gives itself, None or HPy_NULL gives HPy_NULL; else TypeError. May be
/// HPy_NULL: `object`.
static inline int HPyArray_OutputConverter(HPyContext *ctx, HPy object, HPy *address)
{
    return HPyArray_API->HPyArray_OutputConverter(ctx, object, address);
}

/// A sequence of integers, or one integer, as a shape. `seq->ptr` is allocated: free it with HPyDimMem_FREE.
/// TypeError for None.
static inline int HPyArray_IntpConverter(HPyContext *ctx, HPy obj, PyArray_Dims *seq)
{
    return HPyArray_API->HPyArray_IntpConverter(ctx, obj, seq);
}

/// Copies up to `maxvals` integers of a sequence to `vals`. The number of items in the sequence, or -1 with an
/// exception.
static inline int HPyArray_IntpFromSequence(HPyContext *ctx, HPy seq, npy_intp *vals, int maxvals)
{
    return HPyArray_API->HPyArray_IntpFromSequence(ctx, seq, vals, maxvals);
}

/// The memory of a buffer exporter: address, length in bytes and flags. It is valid while the exporter keeps it;
/// nothing pins it. `buf->base` is a new handle. None gives no memory: `ptr` NULL, `base` HPy_NULL.
static inline int HPyArray_BufferConverter(HPyContext *ctx, HPy obj, HPyArray_Chunk *buf)
{
    return HPyArray_API->HPyArray_BufferConverter(ctx, obj, buf);
}

/// An axis number; None gives NPY_RAVEL_AXIS, which means all axes.
static inline int HPyArray_AxisConverter(HPyContext *ctx, HPy obj, int *axis)
{
    return HPyArray_API->HPyArray_AxisConverter(ctx, obj, axis);
}

/// The truth of an object, as 0 or 1.
static inline int HPyArray_BoolConverter(HPyContext *ctx, HPy object, npy_bool *val)
{
    return HPyArray_API->HPyArray_BoolConverter(ctx, object, val);
}

/// A word for a byte order, such as 'little' or '>', as one of NPY_LITTLE, NPY_BIG, NPY_NATIVE, NPY_SWAP, NPY_IGNORE.
static inline int HPyArray_ByteorderConverter(HPyContext *ctx, HPy obj, char *endian)
{
    return HPyArray_API->HPyArray_ByteorderConverter(ctx, obj, endian);
}

/// 'C', 'F', 'A' or 'K' as an NPY_ORDER; None leaves `*val` as it is.
static inline int HPyArray_OrderConverter(HPyContext *ctx, HPy object, NPY_ORDER *val)
{
    return HPyArray_API->HPyArray_OrderConverter(ctx, object, val);
}

/// The name of a casting rule, such as 'safe', as an NPY_CASTING.
static inline int HPyArray_CastingConverter(HPyContext *ctx, HPy obj, NPY_CASTING *casting)
{
    return HPyArray_API->HPyArray_CastingConverter(ctx, obj, casting);
}

/// 'clip', 'wrap', 'raise' or its number as an NPY_CLIPMODE; None and HPy_NULL give NPY_RAISE. May be HPy_NULL:
/// `object`.
static inline int HPyArray_ClipmodeConverter(HPyContext *ctx, HPy object, NPY_CLIPMODE *val)
{
    return HPyArray_API->HPyArray_ClipmodeConverter(ctx, object, val);
}

/// One clip mode for all of `n` axes, or a sequence of `n` of them, into `modes`. May be HPy_NULL: `object`.
static inline int HPyArray_ConvertClipmodeSequence(HPyContext *ctx, HPy object, NPY_CLIPMODE *modes, int n)
{
    return HPyArray_API->HPyArray_ConvertClipmodeSequence(ctx, object, modes, n);
}

/// The name of a sorting algorithm, such as 'stable', as an NPY_SORTKIND.
static inline int HPyArray_SortkindConverter(HPyContext *ctx, HPy obj, NPY_SORTKIND *sortkind)
{
    return HPyArray_API->HPyArray_SortkindConverter(ctx, obj, sortkind);
}

/// The name of a selection algorithm as an NPY_SELECTKIND; there is 'introselect' only.
static inline int HPyArray_SelectkindConverter(HPyContext *ctx, HPy obj, NPY_SELECTKIND *selectkind)
{
    return HPyArray_API->HPyArray_SelectkindConverter(ctx, obj, selectkind);
}

/// 'left' or 'right' as the NPY_SEARCHSIDE at `addr`.
static inline int HPyArray_SearchsideConverter(HPyContext *ctx, HPy obj, void *addr)
{
    return HPyArray_API->HPyArray_SearchsideConverter(ctx, obj, addr);
}

/// An integer object as a C int; -1 with TypeError or OverflowError on failure. -1 is also a value: ask
/// HPyErr_Occurred.
static inline int HPyArray_PyIntAsInt(HPyContext *ctx, HPy o)
{
    return HPyArray_API->HPyArray_PyIntAsInt(ctx, o);
}

/// An integer object as an npy_intp; -1 with an exception on failure. -1 is also a value: ask HPyErr_Occurred.
static inline npy_intp HPyArray_PyIntAsIntp(HPyContext *ctx, HPy o)
{
    return HPyArray_API->HPyArray_PyIntAsIntp(ctx, o);
}

/* Array access and properties */

/// The number of items; 0 for what is no array.
static inline npy_intp HPyArray_Size(HPyContext *ctx, HPy op)
{
    return HPyArray_API->HPyArray_Size(ctx, op);
}

/// The address of the item at index `ind`, one number an axis. The index is not checked.
static inline void *HPyArray_GetPtr(HPyContext *ctx, HPy obj, const npy_intp *ind)
{
    return HPyArray_API->HPyArray_GetPtr(ctx, obj, ind);
}

/// A zero of the array's dtype: memory of one item, to be freed with HPyDataMem_FREE. NULL with an exception. For
/// object items it is one slot that holds a borrowed integer.
static inline char *HPyArray_Zero(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_Zero(ctx, arr);
}

/// A one of the array's dtype: memory of one item, to be freed with HPyDataMem_FREE. NULL with an exception.
static inline char *HPyArray_One(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_One(ctx, arr);
}

/// Computes those of the flags in `flagmask` anew that follow from shape and strides: contiguity, alignment.
static inline void HPyArray_UpdateFlags(HPyContext *ctx, HPy ret, int flagmask)
{
    HPyArray_API->HPyArray_UpdateFlags(ctx, ret, flagmask);
}

/// Makes `obj` the owner of the memory that `arr` looks at. A chain of views of one class collapses to its owner. -1
/// with ValueError if there is a base already, or if that would close a circle. `obj` stays the caller's, where NumPy
/// steals it. May be HPy_NULL: `obj`.
static inline int HPyArray_SetBaseObject(HPyContext *ctx, HPy arr, HPy obj)
{
    return HPyArray_API->HPyArray_SetBaseObject(ctx, arr, obj);
}

/// 0, or -1 with a ValueError that calls the array `name` if it is read-only.
static inline int HPyArray_FailUnlessWriteable(HPyContext *ctx, HPy obj, const char *name)
{
    return HPyArray_API->HPyArray_FailUnlessWriteable(ctx, obj, name);
}

/// Makes `arr` a copy whose contents HPyArray_ResolveWritebackIfCopy will write to `base`, which is read-only
/// meanwhile. -1 with ValueError on failure. `base` stays the caller's, where NumPy steals it. May be HPy_NULL:
/// `base`.
static inline int HPyArray_SetWritebackIfCopyBase(HPyContext *ctx, HPy arr, HPy base)
{
    return HPyArray_API->HPyArray_SetWritebackIfCopyBase(ctx, arr, base);
}

/// Copies the contents to the base that HPyArray_SetWritebackIfCopyBase set, and lets go of it. 1 if it copied, 0 if
/// there was nothing to do, -1 on failure.
static inline int HPyArray_ResolveWritebackIfCopy(HPyContext *ctx, HPy self)
{
    return HPyArray_API->HPyArray_ResolveWritebackIfCopy(ctx, self);
}

/// A view of `typed` on the bytes at `offset` in each item. ValueError if the items are too small, and for HPy_NULL
/// as `typed`. `typed` stays the caller's, where NumPy steals it. May be HPy_NULL: `typed`.
static inline HPy HPyArray_GetField(HPyContext *ctx, HPy self, HPy typed, int offset)
{
    return HPyArray_API->HPyArray_GetField(ctx, self, typed, offset);
}

/// Assigns `val` to the bytes at `offset` in each item, seen as `dtype`. -1 on failure; ValueError for HPy_NULL as
/// `dtype`. `dtype` stays the caller's, where NumPy steals it. May be HPy_NULL: `dtype`.
static inline int HPyArray_SetField(HPyContext *ctx, HPy self, HPy dtype, int offset, HPy val)
{
    return HPyArray_API->HPyArray_SetField(ctx, self, dtype, offset, val);
}

/// 1 if every stride is a multiple of the item size, else 0. Only 0 is a multiple of 0.
static inline int HPyArray_ElementStrides(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ElementStrides(ctx, obj);
}

/// 1 if strides `newstrides` stay inside `numbytes` bytes of memory that begin `offset` bytes before the first item;
/// 0 if not. `numbytes` 0 takes the size of a contiguous array.
static inline npy_bool HPyArray_CheckStrides(HPyContext *ctx, int elsize, int nd, npy_intp numbytes, npy_intp offset,
    const npy_intp *dims, const npy_intp *newstrides)
{
    return HPyArray_API->HPyArray_CheckStrides(ctx, elsize, nd, numbytes, offset, dims, newstrides);
}

/// `__array_priority__` of an object, or `default_`; never fails.
static inline double HPyArray_GetPriority(HPyContext *ctx, HPy obj, double default_)
{
    return HPyArray_API->HPyArray_GetPriority(ctx, obj, default_);
}

/// Prints the fields of the array to standard output.
static inline void HPyArray_DebugPrint(HPyContext *ctx, HPy obj)
{
    HPyArray_API->HPyArray_DebugPrint(ctx, obj);
}

/// How many items are true; -1 with an exception.
static inline npy_intp HPyArray_CountNonzero(HPyContext *ctx, HPy self)
{
    return HPyArray_API->HPyArray_CountNonzero(ctx, self);
}

/// The array with `*axis` made non-negative; with NPY_RAVEL_AXIS it is raveled first and `*axis` is 0. `flags` as in
/// HPyArray_CheckFromAny. AxisError if it is out of range.
static inline HPy HPyArray_CheckAxis(HPyContext *ctx, HPy arr, int *axis, int flags)
{
    return HPyArray_API->HPyArray_CheckAxis(ctx, arr, axis, flags);
}

/// Drops the axes whose flag is set from the array itself. Their lengths must be 1; the array must be the caller's
/// alone.
static inline void HPyArray_RemoveAxesInPlace(HPyContext *ctx, HPy arr, const npy_bool *flags)
{
    HPyArray_API->HPyArray_RemoveAxesInPlace(ctx, arr, flags);
}

/// 1 for a Python number, str, bytes, or a NumPy scalar, exactly of these classes; else 0. HPy_NULL gives ValueError.
/// May be HPy_NULL: `obj`.
static inline int HPyArray_CheckAnyScalarExact(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_CheckAnyScalarExact(ctx, obj);
}

/* Shape and contents */

/// A view, or else a copy, with the shape that the sequence `shape` gives; one length may be -1.
static inline HPy HPyArray_Reshape(HPyContext *ctx, HPy self, HPy shape)
{
    return HPyArray_API->HPyArray_Reshape(ctx, self, shape);
}

/// A view, or else a copy, with the shape `newdims`, reading and writing items in `order`; one length may be -1.
static inline HPy HPyArray_Newshape(HPyContext *ctx, HPy self, PyArray_Dims *newdims, NPY_ORDER order)
{
    return HPyArray_API->HPyArray_Newshape(ctx, self, newdims, order);
}

/// Changes the array itself, its memory included. With `refcheck` it refuses an array that others refer to
/// (meaningful on CPython only). None. ValueError if it does not own its memory. `order` is unused.
static inline HPy HPyArray_Resize(HPyContext *ctx, HPy self, PyArray_Dims *newshape, int refcheck, NPY_ORDER order)
{
    return HPyArray_API->HPyArray_Resize(ctx, self, newshape, refcheck, order);
}

/// A view with the axes permuted; `permute` NULL reverses them.
static inline HPy HPyArray_Transpose(HPyContext *ctx, HPy ap, PyArray_Dims *permute)
{
    return HPyArray_API->HPyArray_Transpose(ctx, ap, permute);
}

/// A view with axes `a1` and `a2` exchanged.
static inline HPy HPyArray_SwapAxes(HPyContext *ctx, HPy ap, int a1, int a2)
{
    return HPyArray_API->HPyArray_SwapAxes(ctx, ap, a1, a2);
}

/// A view without the axes of length 1.
static inline HPy HPyArray_Squeeze(HPyContext *ctx, HPy self)
{
    return HPyArray_API->HPyArray_Squeeze(ctx, self);
}

/// A one-dimensional copy, read in `order`.
static inline HPy HPyArray_Flatten(HPyContext *ctx, HPy a, NPY_ORDER order)
{
    return HPyArray_API->HPyArray_Flatten(ctx, a, order);
}

/// A one-dimensional view if the memory allows it, else a copy, read in `order`.
static inline HPy HPyArray_Ravel(HPyContext *ctx, HPy arr, NPY_ORDER order)
{
    return HPyArray_API->HPyArray_Ravel(ctx, arr, order);
}

/// The same memory as items of `type` (HPy_NULL: the same) and as an array of class `pytype` (HPy_NULL: the same).
/// `type` stays the caller's, where NumPy steals it. May be HPy_NULL: `type`, `pytype`.
static inline HPy HPyArray_View(HPyContext *ctx, HPy self, HPy type, HPy pytype)
{
    return HPyArray_API->HPyArray_View(ctx, self, type, pytype);
}

/// The bytes of each item reversed: in place and a new handle of `self`, or a copy.
static inline HPy HPyArray_Byteswap(HPyContext *ctx, HPy self, npy_bool inplace)
{
    return HPyArray_API->HPyArray_Byteswap(ctx, self, inplace);
}

/// The arrays of a sequence joined along `axis`; NPY_RAVEL_AXIS flattens them first.
static inline HPy HPyArray_Concatenate(HPyContext *ctx, HPy op, int axis)
{
    return HPyArray_API->HPyArray_Concatenate(ctx, op, axis);
}

/// An iterator over the array `obj` broadcast to the shape `dims`, of up to 32 dimensions; ValueError if they do not
/// fit.
static inline HPy HPyArray_BroadcastToShape(HPyContext *ctx, HPy obj, npy_intp *dims, int nd)
{
    return HPyArray_API->HPyArray_BroadcastToShape(ctx, obj, dims, nd);
}

/// Assigns `src`, broadcast and cast without checks, to `dst`. Overlapping memory is allowed. -1 on failure.
static inline int HPyArray_CopyInto(HPyContext *ctx, HPy dst, HPy src)
{
    return HPyArray_API->HPyArray_CopyInto(ctx, dst, src);
}

/// Assigns the items of `src` in C order to those of `dst`, whatever their shapes; the counts must match. -1 on
/// failure.
static inline int HPyArray_CopyAnyInto(HPyContext *ctx, HPy dst, HPy src)
{
    return HPyArray_API->HPyArray_CopyAnyInto(ctx, dst, src);
}

/// Assigns any object, as `dest[...] = src_object` does. -1 on failure.
static inline int HPyArray_CopyObject(HPyContext *ctx, HPy dest, HPy src_object)
{
    return HPyArray_API->HPyArray_CopyObject(ctx, dest, src_object);
}

/// Assigns one value to every item. -1 on failure.
static inline int HPyArray_FillWithScalar(HPyContext *ctx, HPy arr, HPy obj)
{
    return HPyArray_API->HPyArray_FillWithScalar(ctx, arr, obj);
}

/// The items as nested lists of Python objects.
static inline HPy HPyArray_ToList(HPyContext *ctx, HPy self)
{
    return HPyArray_API->HPyArray_ToList(ctx, self);
}

/// The items as bytes, in `order`.
static inline HPy HPyArray_ToString(HPyContext *ctx, HPy self, NPY_ORDER order)
{
    return HPyArray_API->HPyArray_ToString(ctx, self, order);
}

/// Writes the items to `fp`: as binary data, or as text with `sep` between them and `format` for each. -1 on failure.
static inline int HPyArray_ToFile(HPyContext *ctx, HPy self, FILE *fp, char *sep, char *format)
{
    return HPyArray_API->HPyArray_ToFile(ctx, self, fp, sep, format);
}

/// Pickles the array into `file`, a name or an object with `write`. -1 on failure.
static inline int HPyArray_Dump(HPyContext *ctx, HPy self, HPy file, int protocol)
{
    return HPyArray_API->HPyArray_Dump(ctx, self, file, protocol);
}

/// The pickle of the array, as bytes.
static inline HPy HPyArray_Dumps(HPyContext *ctx, HPy self, int protocol)
{
    return HPyArray_API->HPyArray_Dumps(ctx, self, protocol);
}

/* Calculation */

/// The items at `indices0` along `axis`. `clipmode` says what an index out of range does; NPY_RAISE gives IndexError.
/// May be HPy_NULL: `out`.
static inline HPy HPyArray_TakeFrom(HPyContext *ctx, HPy self0, HPy indices0, int axis, HPy out,
    NPY_CLIPMODE clipmode)
{
    return HPyArray_API->HPyArray_TakeFrom(ctx, self0, indices0, axis, out, clipmode);
}

/// Assigns `values0`, repeated as needed, to the items at the flat `indices0`. None.
static inline HPy HPyArray_PutTo(HPyContext *ctx, HPy self, HPy values0, HPy indices0, NPY_CLIPMODE clipmode)
{
    return HPyArray_API->HPyArray_PutTo(ctx, self, values0, indices0, clipmode);
}

/// Assigns `values0`, repeated as needed, where `mask0` is true. None.
static inline HPy HPyArray_PutMask(HPyContext *ctx, HPy self, HPy values0, HPy mask0)
{
    return HPyArray_API->HPyArray_PutMask(ctx, self, values0, mask0);
}

/// Each item repeated as often as `op` says, one count or one for each.
static inline HPy HPyArray_Repeat(HPyContext *ctx, HPy aop, HPy op, int axis)
{
    return HPyArray_API->HPyArray_Repeat(ctx, aop, op, axis);
}

/// Picks each item from the sequence of arrays `op` by the index in `ip`. May be HPy_NULL: `out`.
static inline HPy HPyArray_Choose(HPyContext *ctx, HPy ip, HPy op, HPy out, NPY_CLIPMODE clipmode)
{
    return HPyArray_API->HPyArray_Choose(ctx, ip, op, out, clipmode);
}

/// Sorts in place along `axis`. -1 on failure.
static inline int HPyArray_Sort(HPyContext *ctx, HPy op, int axis, NPY_SORTKIND flags)
{
    return HPyArray_API->HPyArray_Sort(ctx, op, axis, flags);
}

/// The indices that would sort along `axis`.
static inline HPy HPyArray_ArgSort(HPyContext *ctx, HPy op, int axis, NPY_SORTKIND flags)
{
    return HPyArray_API->HPyArray_ArgSort(ctx, op, axis, flags);
}

/// Reorders in place so that the items at the positions `ktharray` are where sorting would put them. -1 on failure.
static inline int HPyArray_Partition(HPyContext *ctx, HPy op, HPy ktharray, int axis, NPY_SELECTKIND which)
{
    return HPyArray_API->HPyArray_Partition(ctx, op, ktharray, axis, which);
}

/// The indices that HPyArray_Partition would reorder by.
static inline HPy HPyArray_ArgPartition(HPyContext *ctx, HPy op, HPy ktharray, int axis, NPY_SELECTKIND which)
{
    return HPyArray_API->HPyArray_ArgPartition(ctx, op, ktharray, axis, which);
}

/// The indices that sort by several keys at once, the last key first.
static inline HPy HPyArray_LexSort(HPyContext *ctx, HPy sort_keys, int axis)
{
    return HPyArray_API->HPyArray_LexSort(ctx, sort_keys, axis);
}

/// Where to insert `op2` into the sorted `op1`, on that `side` of equal items. `perm` sorts `op1`, or is HPy_NULL.
/// May be HPy_NULL: `perm`.
static inline HPy HPyArray_SearchSorted(HPyContext *ctx, HPy op1, HPy op2, NPY_SEARCHSIDE side, HPy perm)
{
    return HPyArray_API->HPyArray_SearchSorted(ctx, op1, op2, side, perm);
}

/// The index of the largest item. ValueError if there is none. May be HPy_NULL: `out`.
static inline HPy HPyArray_ArgMax(HPyContext *ctx, HPy op, int axis, HPy out)
{
    return HPyArray_API->HPyArray_ArgMax(ctx, op, axis, out);
}

/// The index of the smallest item. ValueError if there is none. May be HPy_NULL: `out`.
static inline HPy HPyArray_ArgMin(HPyContext *ctx, HPy op, int axis, HPy out)
{
    return HPyArray_API->HPyArray_ArgMin(ctx, op, axis, out);
}

/// The largest item. ValueError if there is none. May be HPy_NULL: `out`.
static inline HPy HPyArray_Max(HPyContext *ctx, HPy ap, int axis, HPy out)
{
    return HPyArray_API->HPyArray_Max(ctx, ap, axis, out);
}

/// The smallest item. ValueError if there is none. May be HPy_NULL: `out`.
static inline HPy HPyArray_Min(HPyContext *ctx, HPy ap, int axis, HPy out)
{
    return HPyArray_API->HPyArray_Min(ctx, ap, axis, out);
}

/// The largest minus the smallest item. May be HPy_NULL: `out`.
static inline HPy HPyArray_Ptp(HPyContext *ctx, HPy ap, int axis, HPy out)
{
    return HPyArray_API->HPyArray_Ptp(ctx, ap, axis, out);
}

/// The average; `rtype` is the type number to add up in, NPY_NOTYPE for the default. May be HPy_NULL: `out`.
static inline HPy HPyArray_Mean(HPyContext *ctx, HPy self, int axis, int rtype, HPy out)
{
    return HPyArray_API->HPyArray_Mean(ctx, self, axis, rtype, out);
}

/// The sum; `rtype` is the type number to add up in, NPY_NOTYPE for the default. May be HPy_NULL: `out`.
static inline HPy HPyArray_Sum(HPyContext *ctx, HPy self, int axis, int rtype, HPy out)
{
    return HPyArray_API->HPyArray_Sum(ctx, self, axis, rtype, out);
}

/// The running sums along `axis`. May be HPy_NULL: `out`.
static inline HPy HPyArray_CumSum(HPyContext *ctx, HPy self, int axis, int rtype, HPy out)
{
    return HPyArray_API->HPyArray_CumSum(ctx, self, axis, rtype, out);
}

/// The product; `rtype` is the type number to multiply in, NPY_NOTYPE for the default. May be HPy_NULL: `out`.
static inline HPy HPyArray_Prod(HPyContext *ctx, HPy self, int axis, int rtype, HPy out)
{
    return HPyArray_API->HPyArray_Prod(ctx, self, axis, rtype, out);
}

/// The running products along `axis`. May be HPy_NULL: `out`.
static inline HPy HPyArray_CumProd(HPyContext *ctx, HPy self, int axis, int rtype, HPy out)
{
    return HPyArray_API->HPyArray_CumProd(ctx, self, axis, rtype, out);
}

/// The standard deviation, or with `variance` its square. May be HPy_NULL: `out`.
static inline HPy HPyArray_Std(HPyContext *ctx, HPy self, int axis, int rtype, HPy out, int variance)
{
    return HPyArray_API->HPyArray_Std(ctx, self, axis, rtype, out, variance);
}

/// Whether all items are true. May be HPy_NULL: `out`.
static inline HPy HPyArray_All(HPyContext *ctx, HPy self, int axis, HPy out)
{
    return HPyArray_API->HPyArray_All(ctx, self, axis, out);
}

/// Whether an item is true. May be HPy_NULL: `out`.
static inline HPy HPyArray_Any(HPyContext *ctx, HPy self, int axis, HPy out)
{
    return HPyArray_API->HPyArray_Any(ctx, self, axis, out);
}

/// The items along `axis` for which `condition` is true. May be HPy_NULL: `out`.
static inline HPy HPyArray_Compress(HPyContext *ctx, HPy self, HPy condition, int axis, HPy out)
{
    return HPyArray_API->HPyArray_Compress(ctx, self, condition, axis, out);
}

/// A tuple of index arrays, one an axis, of the items that are true.
static inline HPy HPyArray_Nonzero(HPyContext *ctx, HPy self)
{
    return HPyArray_API->HPyArray_Nonzero(ctx, self);
}

/// The sum along the diagonal that lies `offset` beside the main one. May be HPy_NULL: `out`.
static inline HPy HPyArray_Trace(HPyContext *ctx, HPy self, int offset, int axis1, int axis2, int rtype, HPy out)
{
    return HPyArray_API->HPyArray_Trace(ctx, self, offset, axis1, axis2, rtype, out);
}

/// A read-only view of the diagonal that lies `offset` beside the main one.
static inline HPy HPyArray_Diagonal(HPyContext *ctx, HPy self, int offset, int axis1, int axis2)
{
    return HPyArray_API->HPyArray_Diagonal(ctx, self, offset, axis1, axis2);
}

/// The items limited to [min, max]; either bound may be HPy_NULL or None. May be HPy_NULL: `min`, `max`, `out`.
static inline HPy HPyArray_Clip(HPyContext *ctx, HPy self, HPy min, HPy max, HPy out)
{
    return HPyArray_API->HPyArray_Clip(ctx, self, min, max, out);
}

/// The complex conjugate; a new handle of `self` if it is not complex and there is no `out`. May be HPy_NULL: `out`.
static inline HPy HPyArray_Conjugate(HPyContext *ctx, HPy self, HPy out)
{
    return HPyArray_API->HPyArray_Conjugate(ctx, self, out);
}

/// The items rounded to `decimals` places. May be HPy_NULL: `out`.
static inline HPy HPyArray_Round(HPyContext *ctx, HPy a, int decimals, HPy out)
{
    return HPyArray_API->HPyArray_Round(ctx, a, decimals, out);
}

/// The items of `x` where `condition` is true, else of `y`. Both HPy_NULL: as HPyArray_Nonzero. Only one: ValueError.
/// May be HPy_NULL: `x`, `y`.
static inline HPy HPyArray_Where(HPyContext *ctx, HPy condition, HPy x, HPy y)
{
    return HPyArray_API->HPyArray_Where(ctx, condition, x, y);
}

/// The inner product over the last axes.
static inline HPy HPyArray_InnerProduct(HPyContext *ctx, HPy op1, HPy op2)
{
    return HPyArray_API->HPyArray_InnerProduct(ctx, op1, op2);
}

/// The product as `dot` computes it: over the last axis of `op1` and the last but one of `op2`.
static inline HPy HPyArray_MatrixProduct(HPyContext *ctx, HPy op1, HPy op2)
{
    return HPyArray_API->HPyArray_MatrixProduct(ctx, op1, op2);
}

/// As HPyArray_MatrixProduct, into `out` if that is not HPy_NULL; it must be C-contiguous and of the right dtype. May
/// be HPy_NULL: `out`.
static inline HPy HPyArray_MatrixProduct2(HPyContext *ctx, HPy op1, HPy op2, HPy out)
{
    return HPyArray_API->HPyArray_MatrixProduct2(ctx, op1, op2, out);
}

/// Sums of products by the subscripts of Einstein's notation over `nop` operands. `dtype` and `out` may be HPy_NULL.
/// May be HPy_NULL: `dtype`, `out`.
static inline HPy HPyArray_EinsteinSum(HPyContext *ctx, char *subscripts, npy_intp nop, const HPy *op_in, HPy dtype,
    NPY_ORDER order, NPY_CASTING casting, HPy out)
{
    return HPyArray_API->HPyArray_EinsteinSum(ctx, subscripts, nop, op_in, dtype, order, casting, out);
}

/// The cross-correlation of two one-dimensional arrays; `mode` 0 valid, 1 same, 2 full. Takes no conjugates.
static inline HPy HPyArray_Correlate(HPyContext *ctx, HPy op1, HPy op2, int mode)
{
    return HPyArray_API->HPyArray_Correlate(ctx, op1, op2, mode);
}

/// The cross-correlation with the conjugate of `op2`, in the usual sense.
static inline HPy HPyArray_Correlate2(HPyContext *ctx, HPy op1, HPy op2, int mode)
{
    return HPyArray_API->HPyArray_Correlate2(ctx, op1, op2, mode);
}

/* Dtypes and casting */

/// The dtype with type number `type`. ValueError if there is none; but NPY_NOTYPE gives HPy_NULL without an
/// exception.
static inline HPy HPyArray_DescrFromType(HPyContext *ctx, int type)
{
    return HPyArray_API->HPyArray_DescrFromType(ctx, type);
}

/// The dtype that `op` would get as an array, no smaller than `mintype` (may be HPy_NULL). May be HPy_NULL:
/// `mintype`.
static inline HPy HPyArray_DescrFromObject(HPyContext *ctx, HPy op, HPy mintype)
{
    return HPyArray_API->HPyArray_DescrFromObject(ctx, op, mintype);
}

/// The dtype of a NumPy scalar.
static inline HPy HPyArray_DescrFromScalar(HPyContext *ctx, HPy sc)
{
    return HPyArray_API->HPyArray_DescrFromScalar(ctx, sc);
}

/// The dtype that belongs to a scalar class.
static inline HPy HPyArray_DescrFromTypeObject(HPyContext *ctx, HPy type)
{
    return HPyArray_API->HPyArray_DescrFromTypeObject(ctx, type);
}

/// A copy of a dtype that may be changed.
static inline HPy HPyArray_DescrNew(HPyContext *ctx, HPy base_descr)
{
    return HPyArray_API->HPyArray_DescrNew(ctx, base_descr);
}

/// A copy, to be changed, of the dtype with type number `type_num`. Fails as HPyArray_DescrFromType does.
static inline HPy HPyArray_DescrNewFromType(HPyContext *ctx, int type_num)
{
    return HPyArray_API->HPyArray_DescrNewFromType(ctx, type_num);
}

/// A copy with another byte order, fields included; `newendian` as in HPyArray_ByteorderConverter.
static inline HPy HPyArray_DescrNewByteorder(HPyContext *ctx, HPy oself, char newendian)
{
    return HPyArray_API->HPyArray_DescrNewByteorder(ctx, oself, newendian);
}

/// Any dtype specification as a dtype, a new handle in `*at`; None gives float64.
static inline int HPyArray_DescrConverter(HPyContext *ctx, HPy obj, HPy *at)
{
    return HPyArray_API->HPyArray_DescrConverter(ctx, obj, at);
}

/// As HPyArray_DescrConverter, but None gives HPy_NULL.
static inline int HPyArray_DescrConverter2(HPyContext *ctx, HPy obj, HPy *at)
{
    return HPyArray_API->HPyArray_DescrConverter2(ctx, obj, at);
}

/// As HPyArray_DescrConverter; structures are laid out as a C compiler does.
static inline int HPyArray_DescrAlignConverter(HPyContext *ctx, HPy obj, HPy *at)
{
    return HPyArray_API->HPyArray_DescrAlignConverter(ctx, obj, at);
}

/// As HPyArray_DescrAlignConverter, but None gives HPy_NULL.
static inline int HPyArray_DescrAlignConverter2(HPyContext *ctx, HPy obj, HPy *at)
{
    return HPyArray_API->HPyArray_DescrAlignConverter2(ctx, obj, at);
}

/// The scalar class with type number `type`. Fails as HPyArray_DescrFromType does.
static inline HPy HPyArray_TypeObjectFromType(HPyContext *ctx, int type)
{
    return HPyArray_API->HPyArray_TypeObjectFromType(ctx, type);
}

/// The type number that `op` would get as an array, at least `minimum_type`; NPY_NOTYPE with an exception.
static inline int HPyArray_ObjectType(HPyContext *ctx, HPy op, int minimum_type)
{
    return HPyArray_API->HPyArray_ObjectType(ctx, op, minimum_type);
}

/// NPY_TRUE if there is a dtype with that type number, else NPY_FALSE, where NumPy crashes.
static inline int HPyArray_ValidType(HPyContext *ctx, int type)
{
    return HPyArray_API->HPyArray_ValidType(ctx, type);
}

/// Whether two dtypes describe the same items.
static inline unsigned char HPyArray_EquivTypes(HPyContext *ctx, HPy type1, HPy type2)
{
    return HPyArray_API->HPyArray_EquivTypes(ctx, type1, type2);
}

/// Whether two type numbers describe the same items, such as NPY_INT and NPY_LONG of one size.
static inline unsigned char HPyArray_EquivTypenums(HPyContext *ctx, int typenum1, int typenum2)
{
    return HPyArray_API->HPyArray_EquivTypenums(ctx, typenum1, typenum2);
}

/// The smallest dtype that both can be cast to safely. TypeError if there is none.
static inline HPy HPyArray_PromoteTypes(HPyContext *ctx, HPy type1, HPy type2)
{
    return HPyArray_API->HPyArray_PromoteTypes(ctx, type1, type2);
}

/// The dtype of an operation on `narrs` arrays and `ndtypes` dtypes.
static inline HPy HPyArray_ResultType(HPyContext *ctx, npy_intp narrs, const HPy *arrs, npy_intp ndtypes,
    const HPy *descrs)
{
    return HPyArray_API->HPyArray_ResultType(ctx, narrs, arrs, ndtypes, descrs);
}

/// The smallest dtype that holds the value of an array without dimensions; else the array's own.
static inline HPy HPyArray_MinScalarType(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_MinScalarType(ctx, arr);
}

/// Whether casting between two type numbers keeps every value. 0 with ValueError for a number that there is not.
static inline int HPyArray_CanCastSafely(HPyContext *ctx, int fromtype, int totype)
{
    return HPyArray_API->HPyArray_CanCastSafely(ctx, fromtype, totype);
}

/// Whether casting between two dtypes keeps every value.
static inline npy_bool HPyArray_CanCastTo(HPyContext *ctx, HPy from, HPy to)
{
    return HPyArray_API->HPyArray_CanCastTo(ctx, from, to);
}

/// Whether `casting` allows the cast between two dtypes.
static inline npy_bool HPyArray_CanCastTypeTo(HPyContext *ctx, HPy from, HPy to, NPY_CASTING casting)
{
    return HPyArray_API->HPyArray_CanCastTypeTo(ctx, from, to, casting);
}

/// Whether `casting` allows to cast an array; the value counts if it has no dimensions.
static inline npy_bool HPyArray_CanCastArrayTo(HPyContext *ctx, HPy arr, HPy to, NPY_CASTING casting)
{
    return HPyArray_API->HPyArray_CanCastArrayTo(ctx, arr, to, casting);
}

/// Whether casting between two scalar classes keeps every value.
static inline npy_bool HPyArray_CanCastScalar(HPyContext *ctx, HPy from, HPy to)
{
    return HPyArray_API->HPyArray_CanCastScalar(ctx, from, to);
}

/// Whether a scalar of that kind and type number may be cast to `neededtype` safely.
static inline int HPyArray_CanCoerceScalar(HPyContext *ctx, int thistype, int neededtype, NPY_SCALARKIND scalar)
{
    return HPyArray_API->HPyArray_CanCoerceScalar(ctx, thistype, neededtype, scalar);
}

/// The kind of scalar that a type number stands for; with an array, a negative value of it counts. May be HPy_NULL:
/// `arr`.
static inline NPY_SCALARKIND HPyArray_ScalarKind(HPyContext *ctx, int typenum, HPy arr)
{
    return HPyArray_API->HPyArray_ScalarKind(ctx, typenum, arr);
}

/// The array cast to `dtype` without checks, as a new array in C or Fortran order. ValueError for HPy_NULL as
/// `dtype`. `dtype` stays the caller's, where NumPy steals it. May be HPy_NULL: `dtype`.
static inline HPy HPyArray_CastToType(HPyContext *ctx, HPy arr, HPy dtype, int is_f_order)
{
    return HPyArray_API->HPyArray_CastToType(ctx, arr, dtype, is_f_order);
}

/// Makes a dtype known from a prototype that must live as long as the process. Its type number, or -1.
static inline int HPyArray_RegisterDataType(HPyContext *ctx, HPyArray_DescrProto *descr_proto)
{
    return HPyArray_API->HPyArray_RegisterDataType(ctx, descr_proto);
}

/// Sets how items of `descr` are cast to the type number `totype`. -1 on failure.
static inline int HPyArray_RegisterCastFunc(HPyContext *ctx, HPy descr, int totype, PyArray_VectorUnaryFunc *castfunc)
{
    return HPyArray_API->HPyArray_RegisterCastFunc(ctx, descr, totype, castfunc);
}

/// Says that `descr` may be cast to the type number `totype` safely; with `scalar`, if the value is of that kind. -1
/// on failure.
static inline int HPyArray_RegisterCanCast(HPyContext *ctx, HPy descr, int totype, NPY_SCALARKIND scalar)
{
    return HPyArray_API->HPyArray_RegisterCanCast(ctx, descr, totype, scalar);
}

/// Sets every function of a prototype to NULL or its default.
static inline void HPyArray_InitArrFuncs(HPyContext *ctx, PyArray_ArrFuncs *f)
{
    HPyArray_API->HPyArray_InitArrFuncs(ctx, f);
}

/* New dtype API */

/// The default instance of a DType class. TypeError for np.dtype and NumPy's abstract classes.
static inline HPy HPyArray_GetDefaultDescr(HPyContext *ctx, HPy DType)
{
    return HPyArray_API->HPyArray_GetDefaultDescr(ctx, DType);
}

/// The class that values of both DType classes can be cast to. TypeError if there is none, and for np.dtype and
/// NumPy's abstract classes.
static inline HPy HPyArray_CommonDType(HPyContext *ctx, HPy dtype1, HPy dtype2)
{
    return HPyArray_API->HPyArray_CommonDType(ctx, dtype1, dtype2);
}

/// The class that values of all of `length` DType classes can be cast to. TypeError as in HPyArray_CommonDType;
/// ValueError if there are none.
static inline HPy HPyArray_PromoteDTypeSequence(HPyContext *ctx, npy_intp length, const HPy *dtypes_in)
{
    return HPyArray_API->HPyArray_PromoteDTypeSequence(ctx, length, dtypes_in);
}

/// Makes a DType class from a specification: scalar class, casts, slots. `*DType` is a new handle. -1 on failure.
static inline int HPyArrayInitDTypeMeta_FromSpec(HPyContext *ctx, HPy *DType, HPyArrayDTypeMeta_Spec *spec)
{
    return HPyArray_API->HPyArrayInitDTypeMeta_FromSpec(ctx, DType, spec);
}

/* Scalars */

/// A scalar object made of the item at `data`. `base` is the array that a void scalar keeps alive; it may be
/// HPy_NULL. A dtype of the new kind, such as StringDType, needs an array of its class: RuntimeError without one,
/// TypeError for another. May be HPy_NULL: `base`.
static inline HPy HPyArray_Scalar(HPyContext *ctx, void *data, HPy descr, HPy base)
{
    return HPyArray_API->HPyArray_Scalar(ctx, data, descr, base);
}

/// Copies a scalar's value. A flexible scalar gives its address instead. Nothing checks that there is room.
static inline void HPyArray_ScalarAsCtype(HPyContext *ctx, HPy scalar, void *ctypeptr)
{
    HPyArray_API->HPyArray_ScalarAsCtype(ctx, scalar, ctypeptr);
}

/// Copies a scalar's value, cast to `outcode` (borrowed). -1 on failure.
static inline int HPyArray_CastScalarToCtype(HPyContext *ctx, HPy scalar, void *ctypeptr, HPy outcode)
{
    return HPyArray_API->HPyArray_CastScalarToCtype(ctx, scalar, ctypeptr, outcode);
}

/// Copies a scalar's value, cast from `indescr` to the type number `outtype`. -1 on failure.
static inline int HPyArray_CastScalarDirect(HPyContext *ctx, HPy scalar, HPy indescr, void *ctypeptr, int outtype)
{
    return HPyArray_API->HPyArray_CastScalarDirect(ctx, scalar, indescr, ctypeptr, outtype);
}

/// Assigns any object to the item at `item`, as `arr[()] = value` does. -1 on failure.
static inline int HPyArray_Pack(HPyContext *ctx, HPy descr, void *item, HPy value)
{
    return HPyArray_API->HPyArray_Pack(ctx, descr, item, value);
}

/* Iterators */

/// An iterator over the items of an array in C order. SystemError for what is no array, RuntimeError for more than 32
/// dimensions.
static inline HPy HPyArray_IterNew(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_IterNew(ctx, obj);
}

/// An iterator over the first items along `*inaxis`; a negative axis picks the one with the smallest stride, and
/// tells which. ValueError for what is no array, and for an axis that there is not.
static inline HPy HPyArray_IterAllButAxis(HPyContext *ctx, HPy obj, int *inaxis)
{
    return HPyArray_API->HPyArray_IterAllButAxis(ctx, obj, inaxis);
}

/// An iterator over `n` objects broadcast together.
static inline HPy HPyArray_MultiIterNew(HPyContext *ctx, int n, const HPy *objects)
{
    return HPyArray_API->HPyArray_MultiIterNew(ctx, n, objects);
}

/// An iterator over `n` objects and `nadd` more, broadcast together.
static inline HPy HPyArray_MultiIterFromObjects(HPyContext *ctx, const HPy *mps, int n, int nadd, const HPy *added)
{
    return HPyArray_API->HPyArray_MultiIterFromObjects(ctx, mps, n, nadd, added);
}

/// Computes the common shape of the iterators in `mit` and adjusts them to it. -1 with ValueError if they do not fit.
static inline int HPyArray_Broadcast(HPyContext *ctx, HPy mit)
{
    return HPyArray_API->HPyArray_Broadcast(ctx, mit);
}

/// Stops iterating over the axis with the smallest strides, and returns which it is; -1, without an exception, if
/// there is no axis.
static inline int HPyArray_RemoveSmallest(HPyContext *ctx, HPy multi)
{
    return HPyArray_API->HPyArray_RemoveSmallest(ctx, multi);
}

/// An iterator over the surroundings of the point where iterator `x` stands, which may be a neighbourhood iterator
/// too. `bounds` holds a pair of offsets an axis; `mode` is one of NPY_NEIGHBORHOOD_ITER_; `fill` is an array with
/// the constant, of the dtype of the iterated array, and needed in the constant mode only, which there is not for
/// structures with objects. `x` itself loses its shortcut for contiguous arrays. ValueError for another mode. May be
/// HPy_NULL: `fill`.
static inline HPy HPyArray_NeighborhoodIterNew(HPyContext *ctx, HPy x, const npy_intp *bounds, int mode, HPy fill)
{
    return HPyArray_API->HPyArray_NeighborhoodIterNew(ctx, x, bounds, mode, fill);
}

/* The n-dimensional iterator */

/// An iterator over one array; `flags` are those of the iterator and of the operand. `op` may be HPy_NULL if they say
/// NPY_ITER_ALLOCATE: then an array without dimensions is made. NULL with an exception. May be HPy_NULL: `op`,
/// `dtype`.
static inline NpyIter *HNpyIter_New(HPyContext *ctx, HPy op, npy_uint32 flags, NPY_ORDER order, NPY_CASTING casting,
    HPy dtype)
{
    return HPyArray_API->HNpyIter_New(ctx, op, flags, order, casting, dtype);
}

/// An iterator over `nop` operands broadcast together. An operand may be HPy_NULL if its flags say NPY_ITER_ALLOCATE.
/// `op_request_dtypes` may be NULL, and so may its entries. NULL with an exception. May be HPy_NULL: entries of
/// `op_in`, entries of `op_request_dtypes`.
static inline NpyIter *HNpyIter_MultiNew(HPyContext *ctx, int nop, const HPy *op_in, npy_uint32 flags,
    NPY_ORDER order, NPY_CASTING casting, npy_uint32 *op_flags, const HPy *op_request_dtypes)
{
    return HPyArray_API->HNpyIter_MultiNew(ctx, nop, op_in, flags, order, casting, op_flags, op_request_dtypes);
}

/// As HNpyIter_MultiNew, and `op_axes` maps the `oa_ndim` axes of the iterator to those of each operand (-1:
/// broadcast); `itershape` fixes lengths (-1: free); `buffersize` is in items (0: default). May be HPy_NULL: entries
/// of `op_in`, entries of `op_request_dtypes`.
static inline NpyIter *HNpyIter_AdvancedNew(HPyContext *ctx, int nop, const HPy *op_in, npy_uint32 flags,
    NPY_ORDER order, NPY_CASTING casting, npy_uint32 *op_flags, const HPy *op_request_dtypes, int oa_ndim,
    int **op_axes, npy_intp *itershape, npy_intp buffersize)
{
    return HPyArray_API->HNpyIter_AdvancedNew(ctx, nop, op_in, flags, order, casting, op_flags, op_request_dtypes, oa_ndim, op_axes, itershape, buffersize);
}

/// A copy at the same place, with buffers of its own.
static inline NpyIter *HNpyIter_Copy(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_Copy(ctx, iter);
}

/// Writes what is still in buffers and ends the iterator. NPY_SUCCEED, or NPY_FAIL with an exception; the iterator is
/// gone either way. NULL is allowed.
static inline int HNpyIter_Deallocate(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_Deallocate(ctx, iter);
}

/// What the casts of the buffered iteration need: NPY_METH_REQUIRES_PYAPI, NPY_METH_NO_FLOATINGPOINT_ERRORS.
/// RuntimeError if NumPy is older than 2.3.
static inline NPY_ARRAYMETHOD_FLAGS HNpyIter_GetTransferFlags(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_GetTransferFlags(ctx, iter);
}

/// Whether buffers wait for the first HNpyIter_Reset.
static inline npy_bool HNpyIter_HasDelayedBufAlloc(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_HasDelayedBufAlloc(ctx, iter);
}

/// Whether the caller runs the innermost loop.
static inline npy_bool HNpyIter_HasExternalLoop(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_HasExternalLoop(ctx, iter);
}

/// Hands the innermost loop to the caller and starts anew. NPY_FAIL with ValueError if a multi-index or a flat index
/// is tracked.
static inline int HNpyIter_EnableExternalLoop(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_EnableExternalLoop(ctx, iter);
}

/// The strides of the innermost loop, in bytes, one an operand; lent.
static inline npy_intp *HNpyIter_GetInnerStrideArray(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_GetInnerStrideArray(ctx, iter);
}

/// Where the length of the innermost loop is kept; lent.
static inline npy_intp *HNpyIter_GetInnerLoopSizePtr(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_GetInnerLoopSizePtr(ctx, iter);
}

/// Back to the start. With `errmsg` not NULL an error is a message there instead of an exception, and the interpreter
/// lock need not be held; an error of a cast is an exception as well.
static inline int HNpyIter_Reset(HPyContext *ctx, NpyIter *iter, char **errmsg)
{
    return HPyArray_API->HNpyIter_Reset(ctx, iter, errmsg);
}

/// Back to the start with other memory: one address an operand. `errmsg` as in HNpyIter_Reset.
static inline int HNpyIter_ResetBasePointers(HPyContext *ctx, NpyIter *iter, char **baseptrs, char **errmsg)
{
    return HPyArray_API->HNpyIter_ResetBasePointers(ctx, iter, baseptrs, errmsg);
}

/// Restricts the iteration to the items [istart, iend) and goes to its start. `errmsg` as in HNpyIter_Reset.
static inline int HNpyIter_ResetToIterIndexRange(HPyContext *ctx, NpyIter *iter, npy_intp istart, npy_intp iend,
    char **errmsg)
{
    return HPyArray_API->HNpyIter_ResetToIterIndexRange(ctx, iter, istart, iend, errmsg);
}

/// The number of axes that are iterated over.
static inline int HNpyIter_GetNDim(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_GetNDim(ctx, iter);
}

/// The number of operands.
static inline int HNpyIter_GetNOp(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_GetNOp(ctx, iter);
}

/// The function that steps on: 1 while there is an item, 0 at the end. Call it directly. NULL with an exception;
/// `errmsg` as in HNpyIter_Reset.
static inline NpyIter_IterNextFunc *HNpyIter_GetIterNext(HPyContext *ctx, NpyIter *iter, char **errmsg)
{
    return HPyArray_API->HNpyIter_GetIterNext(ctx, iter, errmsg);
}

/// The number of items to iterate over; -1 if that overflows.
static inline npy_intp HNpyIter_GetIterSize(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_GetIterSize(ctx, iter);
}

/// The range of items that is being iterated over.
static inline void HNpyIter_GetIterIndexRange(HPyContext *ctx, NpyIter *iter, npy_intp *istart, npy_intp *iend)
{
    HPyArray_API->HNpyIter_GetIterIndexRange(ctx, iter, istart, iend);
}

/// The number of the item, in the order of iteration.
static inline npy_intp HNpyIter_GetIterIndex(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_GetIterIndex(ctx, iter);
}

/// Goes to an item by its number in the order of iteration. NPY_FAIL with an exception.
static inline int HNpyIter_GotoIterIndex(HPyContext *ctx, NpyIter *iter, npy_intp iterindex)
{
    return HPyArray_API->HNpyIter_GotoIterIndex(ctx, iter, iterindex);
}

/// Whether a multi-index is tracked.
static inline npy_bool HNpyIter_HasMultiIndex(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_HasMultiIndex(ctx, iter);
}

/// The lengths of the axes, in the order of the multi-index if one is tracked, else the innermost first.
static inline int HNpyIter_GetShape(HPyContext *ctx, NpyIter *iter, npy_intp *outshape)
{
    return HPyArray_API->HNpyIter_GetShape(ctx, iter, outshape);
}

/// The function that reads the multi-index. Call it directly. NULL with an exception; `errmsg` as in HNpyIter_Reset.
static inline NpyIter_GetMultiIndexFunc *HNpyIter_GetGetMultiIndex(HPyContext *ctx, NpyIter *iter, char **errmsg)
{
    return HPyArray_API->HNpyIter_GetGetMultiIndex(ctx, iter, errmsg);
}

/// Goes to an item by its index, one number an axis. NPY_FAIL with IndexError.
static inline int HNpyIter_GotoMultiIndex(HPyContext *ctx, NpyIter *iter, const npy_intp *multi_index)
{
    return HPyArray_API->HNpyIter_GotoMultiIndex(ctx, iter, multi_index);
}

/// Stops tracking the multi-index, so that axes can be joined, and starts anew.
static inline int HNpyIter_RemoveMultiIndex(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_RemoveMultiIndex(ctx, iter);
}

/// Whether a flat index is tracked.
static inline npy_bool HNpyIter_HasIndex(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_HasIndex(ctx, iter);
}

/// Whether the iteration is buffered.
static inline npy_bool HNpyIter_IsBuffered(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_IsBuffered(ctx, iter);
}

/// Whether the innermost loop may be longer than the buffer.
static inline npy_bool HNpyIter_IsGrowInner(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_IsGrowInner(ctx, iter);
}

/// The size of the buffers in items; 0 without buffers.
static inline npy_intp HNpyIter_GetBufferSize(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_GetBufferSize(ctx, iter);
}

/// Where the flat index is kept; NULL if none is tracked. Lent.
static inline npy_intp *HNpyIter_GetIndexPtr(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_GetIndexPtr(ctx, iter);
}

/// Goes to an item by its flat index. NPY_FAIL with an exception.
static inline int HNpyIter_GotoIndex(HPyContext *ctx, NpyIter *iter, npy_intp flat_index)
{
    return HPyArray_API->HNpyIter_GotoIndex(ctx, iter, flat_index);
}

/// The addresses of the current items, one an operand; lent.
static inline char **HNpyIter_GetDataPtrArray(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_GetDataPtrArray(ctx, iter);
}

/// The addresses of the first items, never of buffers; lent.
static inline char **HNpyIter_GetInitialDataPtrArray(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_GetInitialDataPtrArray(ctx, iter);
}

/// The dtypes that the items have in the loop, as `nop` new handles. 0, or -1 with an exception.
static inline int HNpyIter_GetDescrArray(HPyContext *ctx, NpyIter *iter, HPy *descrs)
{
    return HPyArray_API->HNpyIter_GetDescrArray(ctx, iter, descrs);
}

/// The operands, those that were allocated included, as `nop` new handles. 0, or -1 with an exception.
static inline int HNpyIter_GetOperandArray(HPyContext *ctx, NpyIter *iter, HPy *operands)
{
    return HPyArray_API->HNpyIter_GetOperandArray(ctx, iter, operands);
}

/// A view of operand `i` with the axes as the iterator walks them. ValueError if it is buffered, IndexError if `i` is
/// negative; that there are so many operands is not checked.
static inline HPy HNpyIter_GetIterView(HPyContext *ctx, NpyIter *iter, npy_intp i)
{
    return HPyArray_API->HNpyIter_GetIterView(ctx, iter, i);
}

/// Which operands are read, one byte each.
static inline void HNpyIter_GetReadFlags(HPyContext *ctx, NpyIter *iter, char *outreadflags)
{
    HPyArray_API->HNpyIter_GetReadFlags(ctx, iter, outreadflags);
}

/// Which operands are written, one byte each.
static inline void HNpyIter_GetWriteFlags(HPyContext *ctx, NpyIter *iter, char *outwriteflags)
{
    HPyArray_API->HNpyIter_GetWriteFlags(ctx, iter, outwriteflags);
}

/// Prints the iterator to standard output.
static inline void HNpyIter_DebugPrint(HPyContext *ctx, NpyIter *iter)
{
    HPyArray_API->HNpyIter_DebugPrint(ctx, iter);
}

/// Whether iterating needs the interpreter lock.
static inline npy_bool HNpyIter_IterationNeedsAPI(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_IterationNeedsAPI(ctx, iter);
}

/// Copies the strides of the innermost loop, in bytes, one an operand. Older versions give NPY_MAX_INTP for a stride
/// that may change.
static inline void HNpyIter_GetInnerFixedStrideArray(HPyContext *ctx, NpyIter *iter, npy_intp *out_strides)
{
    HPyArray_API->HNpyIter_GetInnerFixedStrideArray(ctx, iter, out_strides);
}

/// Takes an axis out of the iteration. Needs a multi-index, and no buffers; NPY_FAIL with an exception.
static inline int HNpyIter_RemoveAxis(HPyContext *ctx, NpyIter *iter, int axis)
{
    return HPyArray_API->HNpyIter_RemoveAxis(ctx, iter, axis);
}

/// The strides along an axis of the multi-index, one an operand; lent. NULL with an exception.
static inline npy_intp *HNpyIter_GetAxisStrideArray(HPyContext *ctx, NpyIter *iter, int axis)
{
    return HPyArray_API->HNpyIter_GetAxisStrideArray(ctx, iter, axis);
}

/// Whether an operand is cast, swapped or unaligned, so that buffers are needed.
static inline npy_bool HNpyIter_RequiresBuffering(HPyContext *ctx, NpyIter *iter)
{
    return HPyArray_API->HNpyIter_RequiresBuffering(ctx, iter);
}

/// Strides, in bytes, of a contiguous array with items of `itemsize` bytes that is walked in the iterator's order.
/// NPY_FAIL with RuntimeError without a multi-index.
static inline int HNpyIter_CreateCompatibleStrides(HPyContext *ctx, NpyIter *iter, npy_intp itemsize,
    npy_intp *outstrides)
{
    return HPyArray_API->HNpyIter_CreateCompatibleStrides(ctx, iter, itemsize, outstrides);
}

/// Whether the item of operand `iop`, which is reduced into, is met for the first time.
static inline npy_bool HNpyIter_IsFirstVisit(HPyContext *ctx, NpyIter *iter, int iop)
{
    return HPyArray_API->HNpyIter_IsFirstVisit(ctx, iter, iop);
}

/* Memory */

/// Allocates array data with the default allocator, and tells tracemalloc.
static inline void *HPyDataMem_NEW(HPyContext *ctx, size_t size)
{
    return HPyArray_API->HPyDataMem_NEW(ctx, size);
}

/// The same for `nmemb` items, filled with zeros.
static inline void *HPyDataMem_NEW_ZEROED(HPyContext *ctx, size_t nmemb, size_t size)
{
    return HPyArray_API->HPyDataMem_NEW_ZEROED(ctx, nmemb, size);
}

/// Changes the size; the block is untouched if it fails.
static inline void *HPyDataMem_RENEW(HPyContext *ctx, void *ptr, size_t size)
{
    return HPyArray_API->HPyDataMem_RENEW(ctx, ptr, size);
}

/// Frees what the others allocated; NULL is allowed.
static inline void HPyDataMem_FREE(HPyContext *ctx, void *ptr)
{
    HPyArray_API->HPyDataMem_FREE(ctx, ptr);
}

/// Makes a capsule named mem_handler the allocator from now on, in the current contextvars context; HPy_NULL sets the
/// default. The former one, a new handle. ValueError for any other capsule. May be HPy_NULL: `handler`.
static inline HPy HPyDataMem_SetHandler(HPyContext *ctx, HPy handler)
{
    return HPyArray_API->HPyDataMem_SetHandler(ctx, handler);
}

/// The allocator that is set in the current contextvars context, a capsule named mem_handler.
static inline HPy HPyDataMem_GetHandler(HPyContext *ctx)
{
    return HPyArray_API->HPyDataMem_GetHandler(ctx);
}

/* Dates and times */

/// Breaks a value, counted in the unit of `meta`, down into year to attosecond. NaT is kept.
static inline int HNpyDatetime_ConvertDatetime64ToDatetimeStruct(HPyContext *ctx, PyArray_DatetimeMetaData *meta,
    npy_datetime dt, npy_datetimestruct *out)
{
    return HPyArray_API->HNpyDatetime_ConvertDatetime64ToDatetimeStruct(ctx, meta, dt, out);
}

/// The reverse; what is finer than the unit is cut off. OverflowError if it does not fit.
static inline int HNpyDatetime_ConvertDatetimeStructToDatetime64(HPyContext *ctx, PyArray_DatetimeMetaData *meta,
    const npy_datetimestruct *dts, npy_datetime *out)
{
    return HPyArray_API->HNpyDatetime_ConvertDatetimeStructToDatetime64(ctx, meta, dts, out);
}

/// Breaks an object with year, month and day, such as a datetime.date, down; with `apply_tzinfo` it is converted to
/// UTC. `*out_bestunit` tells the unit that loses nothing. 1, without an exception, for any other object.
static inline int HNpyDatetime_ConvertPyDateTimeToDatetimeStruct(HPyContext *ctx, HPy obj, npy_datetimestruct *out,
    NPY_DATETIMEUNIT *out_bestunit, int apply_tzinfo)
{
    return HPyArray_API->HNpyDatetime_ConvertPyDateTimeToDatetimeStruct(ctx, obj, out, out_bestunit, apply_tzinfo);
}

/// How many bytes the text needs in unit `base`, the final NUL included.
static inline int HNpyDatetime_GetDatetimeISO8601StrLen(HPyContext *ctx, int local, NPY_DATETIMEUNIT base)
{
    return HPyArray_API->HNpyDatetime_GetDatetimeISO8601StrLen(ctx, local, base);
}

/// Writes the text, NUL-terminated, into `outlen` bytes. `local` and `utc` choose the zone, `tzoffset` is in minutes
/// (-1: the system's), `casting` says whether digits may be lost.
static inline int HNpyDatetime_MakeISO8601Datetime(HPyContext *ctx, npy_datetimestruct *dts, char *outstr,
    npy_intp outlen, int local, int utc, NPY_DATETIMEUNIT base, int tzoffset, NPY_CASTING casting)
{
    return HPyArray_API->HNpyDatetime_MakeISO8601Datetime(ctx, dts, outstr, outlen, local, utc, base, tzoffset, casting);
}

/// Reads `len` bytes of text. `unit` may be NPY_FR_ERROR to find it; `*out_special` tells of NaT and today.
/// ValueError for text that is no date.
static inline int HNpyDatetime_ParseISO8601Datetime(HPyContext *ctx, const char *str, HPy_ssize_t len,
    NPY_DATETIMEUNIT unit, NPY_CASTING casting, npy_datetimestruct *out, NPY_DATETIMEUNIT *out_bestunit,
    npy_bool *out_special)
{
    return HPyArray_API->HNpyDatetime_ParseISO8601Datetime(ctx, str, len, unit, casting, out, out_bestunit, out_special);
}

/* Variable-width strings */

/// Lends the bytes of a packed string until it or the array changes. 1 for the missing value, 0 for a string, -1,
/// without an exception, on failure.
static inline int HNpyString_load(HPyContext *ctx, npy_string_allocator *allocator,
    const npy_packed_static_string *packed_string, npy_static_string *unpacked_string)
{
    return HPyArray_API->HNpyString_load(ctx, allocator, packed_string, unpacked_string);
}

/// Replaces the contents of a packed string by `size` bytes of UTF-8. -1, without an exception, if there is no
/// memory.
static inline int HNpyString_pack(HPyContext *ctx, npy_string_allocator *allocator,
    npy_packed_static_string *packed_string, const char *buf, size_t size)
{
    return HPyArray_API->HNpyString_pack(ctx, allocator, packed_string, buf, size);
}

/// Makes a packed string the missing value. -1, without an exception, on failure.
static inline int HNpyString_pack_null(HPyContext *ctx, npy_string_allocator *allocator,
    npy_packed_static_string *packed_string)
{
    return HPyArray_API->HNpyString_pack_null(ctx, allocator, packed_string);
}

/// Locks and lends the allocator of a StringDType instance; TypeError for another dtype.
static inline npy_string_allocator *HNpyString_acquire_allocator(HPyContext *ctx, HPy descr)
{
    return HPyArray_API->HNpyString_acquire_allocator(ctx, descr);
}

/// Locks the allocators of several dtypes, each once; NULL for a dtype of another kind.
static inline void HNpyString_acquire_allocators(HPyContext *ctx, size_t n_descriptors, const HPy *descrs,
    npy_string_allocator **allocators)
{
    HPyArray_API->HNpyString_acquire_allocators(ctx, n_descriptors, descrs, allocators);
}

/// Unlocks an allocator.
static inline void HNpyString_release_allocator(HPyContext *ctx, npy_string_allocator *allocator)
{
    HPyArray_API->HNpyString_release_allocator(ctx, allocator);
}

/// Unlocks what HNpyString_acquire_allocators locked.
static inline void HNpyString_release_allocators(HPyContext *ctx, size_t length, npy_string_allocator **allocators)
{
    HPyArray_API->HNpyString_release_allocators(ctx, length, allocators);
}

/* Helpers and versions */

/// The product of `n` lengths; overflow is not noticed.
static inline npy_intp HPyArray_MultiplyList(HPyContext *ctx, const npy_intp *l1, int n)
{
    return HPyArray_API->HPyArray_MultiplyList(ctx, l1, n);
}

/// The product of `n` integers; overflow is not noticed.
static inline int HPyArray_MultiplyIntList(HPyContext *ctx, const int *l1, int n)
{
    return HPyArray_API->HPyArray_MultiplyIntList(ctx, l1, n);
}

/// The product of `n` lengths, or -1 if it overflows.
static inline npy_intp HPyArray_OverflowMultiplyList(HPyContext *ctx, const npy_intp *l1, int n)
{
    return HPyArray_API->HPyArray_OverflowMultiplyList(ctx, l1, n);
}

/// Whether two lists of `n` lengths are equal.
static inline int HPyArray_CompareLists(HPyContext *ctx, const npy_intp *l1, const npy_intp *l2, int n)
{
    return HPyArray_API->HPyArray_CompareLists(ctx, l1, l2, n);
}

/// The axes ordered by falling absolute stride.
static inline void HPyArray_CreateSortedStridePerm(HPyContext *ctx, int ndim, const npy_intp *strides,
    npy_stride_sort_item *out_strideperm)
{
    HPyArray_API->HPyArray_CreateSortedStridePerm(ctx, ndim, strides, out_strideperm);
}

/// The version of the binary interface of the NumPy that runs.
static inline unsigned int HPyArray_GetNDArrayCVersion(HPyContext *ctx)
{
    return HPyArray_API->HPyArray_GetNDArrayCVersion(ctx);
}

/// The feature version of the NumPy that runs, such as 0x15 for 2.4.
static inline unsigned int HPyArray_GetNDArrayCFeatureVersion(HPyContext *ctx)
{
    return HPyArray_API->HPyArray_GetNDArrayCFeatureVersion(ctx);
}

/// NPY_CPU_LITTLE or NPY_CPU_BIG: the byte order that NumPy was built for.
static inline int HPyArray_GetEndianness(HPyContext *ctx)
{
    return HPyArray_API->HPyArray_GetEndianness(ctx);
}

/* Array accessors */

/// The number of dimensions.
static inline int HPyArray_NDIM(HPyContext *ctx, const HPy arr)
{
    return HPyArray_API->HPyArray_NDIM(ctx, arr);
}

/// The address of the first item. Valid while the array lives and is not resized.
static inline void *HPyArray_DATA(HPyContext *ctx, const HPy arr)
{
    return HPyArray_API->HPyArray_DATA(ctx, arr);
}

/// The address of the first item, as bytes.
static inline char *HPyArray_BYTES(HPyContext *ctx, const HPy arr)
{
    return HPyArray_API->HPyArray_BYTES(ctx, arr);
}

/// The shape; lent by the array.
static inline npy_intp *HPyArray_DIMS(HPyContext *ctx, const HPy arr)
{
    return HPyArray_API->HPyArray_DIMS(ctx, arr);
}

/// The shape; lent by the array.
static inline npy_intp *HPyArray_SHAPE(HPyContext *ctx, const HPy arr)
{
    return HPyArray_API->HPyArray_SHAPE(ctx, arr);
}

/// The strides in bytes; lent by the array.
static inline npy_intp *HPyArray_STRIDES(HPyContext *ctx, const HPy arr)
{
    return HPyArray_API->HPyArray_STRIDES(ctx, arr);
}

/// The length of one axis.
static inline npy_intp HPyArray_DIM(HPyContext *ctx, const HPy arr, int idim)
{
    return HPyArray_API->HPyArray_DIM(ctx, arr, idim);
}

/// The stride of one axis in bytes.
static inline npy_intp HPyArray_STRIDE(HPyContext *ctx, const HPy arr, int istride)
{
    return HPyArray_API->HPyArray_STRIDE(ctx, arr, istride);
}

/// The size of an item in bytes. `view` is the array's struct, or NULL.
static inline npy_intp HPyArray_ITEMSIZE(HPyContext *ctx, const HPy arr, PyArrayObject *view)
{
    return HPyArray_API->HPyArray_ITEMSIZE(ctx, arr, view);
}

/// The object that owns the memory, or HPy_NULL. `view` is the array's struct, or NULL. A new handle, where NumPy's
/// is borrowed.
static inline HPy HPyArray_BASE(HPyContext *ctx, const HPy arr, PyArrayObject *view)
{
    return HPyArray_API->HPyArray_BASE(ctx, arr, view);
}

/// The dtype. `view` is the array's struct, or NULL. A new handle, where NumPy's is borrowed.
static inline HPy HPyArray_DESCR(HPyContext *ctx, const HPy arr, PyArrayObject *view)
{
    return HPyArray_API->HPyArray_DESCR(ctx, arr, view);
}

/// The dtype. `view` is the array's struct, or NULL. A new handle, where NumPy's is borrowed.
static inline HPy HPyArray_DTYPE(HPyContext *ctx, const HPy arr, PyArrayObject *view)
{
    return HPyArray_API->HPyArray_DTYPE(ctx, arr, view);
}

/// The NPY_ARRAY_ flags.
static inline int HPyArray_FLAGS(HPyContext *ctx, const HPy arr)
{
    return HPyArray_API->HPyArray_FLAGS(ctx, arr);
}

/// Whether all of `flags` are set.
static inline int HPyArray_CHKFLAGS(HPyContext *ctx, const HPy arr, int flags)
{
    return HPyArray_API->HPyArray_CHKFLAGS(ctx, arr, flags);
}

/// Sets flags; whether they are true is not checked.
static inline void HPyArray_ENABLEFLAGS(HPyContext *ctx, HPy arr, int flags)
{
    HPyArray_API->HPyArray_ENABLEFLAGS(ctx, arr, flags);
}

/// Clears flags.
static inline void HPyArray_CLEARFLAGS(HPyContext *ctx, HPy arr, int flags)
{
    HPyArray_API->HPyArray_CLEARFLAGS(ctx, arr, flags);
}

/// The type number of the dtype. `view` is the array's struct, or NULL.
static inline int HPyArray_TYPE(HPyContext *ctx, const HPy arr, PyArrayObject *view)
{
    return HPyArray_API->HPyArray_TYPE(ctx, arr, view);
}

/// The capsule of the allocator that the memory came from, or HPy_NULL. A new handle, where NumPy's is borrowed.
static inline HPy HPyArray_HANDLER(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_HANDLER(ctx, arr);
}

/// The item at an address as a Python object.
static inline HPy HPyArray_GETITEM(HPyContext *ctx, const HPy arr, const char *itemptr)
{
    return HPyArray_API->HPyArray_GETITEM(ctx, arr, itemptr);
}

/// Assigns a scalar of the dtype's own kind to the item at an address; HPyArray_Pack takes any object. -1 on failure.
static inline int HPyArray_SETITEM(HPyContext *ctx, HPy arr, char *itemptr, HPy v)
{
    return HPyArray_API->HPyArray_SETITEM(ctx, arr, itemptr, v);
}

/// Lets go of the base of HPyArray_SetWritebackIfCopyBase without writing to it.
static inline void HPyArray_DiscardWritebackIfCopy(HPyContext *ctx, HPy arr)
{
    HPyArray_API->HPyArray_DiscardWritebackIfCopy(ctx, arr);
}

/* Array macros */

/// Whether it is an array, of a subclass too.
static inline int HPyArray_Check(HPyContext *ctx, HPy op)
{
    return HPyArray_API->HPyArray_Check(ctx, op);
}

/// Whether it is an array and of no subclass.
static inline int HPyArray_CheckExact(HPyContext *ctx, HPy op)
{
    return HPyArray_API->HPyArray_CheckExact(ctx, op);
}

/// Whether it is an array without dimensions.
static inline int HPyArray_IsZeroDim(HPyContext *ctx, HPy op)
{
    return HPyArray_API->HPyArray_IsZeroDim(ctx, op);
}

/// Whether it is a NumPy scalar or an array without dimensions.
static inline int HPyArray_CheckScalar(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_CheckScalar(ctx, m);
}

/// Whether it is a Python int, float, complex or bool.
static inline int HPyArray_IsPythonNumber(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_IsPythonNumber(ctx, obj);
}

/// Whether it is a Python int or a NumPy integer scalar.
static inline int HPyArray_IsIntegerScalar(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_IsIntegerScalar(ctx, obj);
}

/// Whether it is a Python number, bytes or str.
static inline int HPyArray_IsPythonScalar(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_IsPythonScalar(ctx, obj);
}

/// Whether it is a scalar of Python or NumPy.
static inline int HPyArray_IsAnyScalar(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_IsAnyScalar(ctx, obj);
}

/// Whether it is a scalar of Python or NumPy, or an array without dimensions.
static inline int HPyArray_CheckAnyScalar(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_CheckAnyScalar(ctx, obj);
}

/// Whether an object has one of the array protocols; the array is `*out`, a new handle, or HPy_NULL with an
/// exception. Without a protocol `*out` is NotImplemented.
static inline int HPyArray_HasArrayInterface(HPyContext *ctx, HPy op, HPy *out)
{
    return HPyArray_API->HPyArray_HasArrayInterface(ctx, op, out);
}

/// The same, and `type` is asked of `__array__`. May be HPy_NULL: `type`, `context`.
static inline int HPyArray_HasArrayInterfaceType(HPyContext *ctx, HPy op, HPy type, HPy context, HPy *out)
{
    return HPyArray_API->HPyArray_HasArrayInterfaceType(ctx, op, type, context, out);
}

/// The array if it is C-contiguous, else a copy.
static inline HPy HPyArray_GETCONTIGUOUS(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_GETCONTIGUOUS(ctx, m);
}

/// Whether two arrays have the same shape.
static inline int HPyArray_SAMESHAPE(HPyContext *ctx, HPy a1, HPy a2)
{
    return HPyArray_API->HPyArray_SAMESHAPE(ctx, a1, a2);
}

/// The number of items.
static inline npy_intp HPyArray_SIZE(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_SIZE(ctx, m);
}

/// The size of the items in bytes. `view` is the array's struct, or NULL.
static inline npy_intp HPyArray_NBYTES(HPyContext *ctx, HPy m, PyArrayObject *view)
{
    return HPyArray_API->HPyArray_NBYTES(ctx, m, view);
}

/// Sets every byte of a contiguous array.
static inline void HPyArray_FILLWBYTE(HPyContext *ctx, HPy obj, int val)
{
    HPyArray_API->HPyArray_FILLWBYTE(ctx, obj, val);
}

/// Whether two arrays have equivalent dtypes.
static inline unsigned char HPyArray_EquivArrTypes(HPyContext *ctx, HPy a1, HPy a2)
{
    return HPyArray_API->HPyArray_EquivArrTypes(ctx, a1, a2);
}

/// The address of an item of a one-dimensional array.
static inline void *HPyArray_GETPTR1(HPyContext *ctx, HPy obj, npy_intp i)
{
    return HPyArray_API->HPyArray_GETPTR1(ctx, obj, i);
}

/// The address of an item of a two-dimensional array.
static inline void *HPyArray_GETPTR2(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j)
{
    return HPyArray_API->HPyArray_GETPTR2(ctx, obj, i, j);
}

/// The address of an item of a three-dimensional array.
static inline void *HPyArray_GETPTR3(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j, npy_intp k)
{
    return HPyArray_API->HPyArray_GETPTR3(ctx, obj, i, j, k);
}

/// The address of an item of a four-dimensional array.
static inline void *HPyArray_GETPTR4(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j, npy_intp k, npy_intp l)
{
    return HPyArray_API->HPyArray_GETPTR4(ctx, obj, i, j, k, l);
}

/// Whether it is C-contiguous.
static inline int HPyArray_ISCONTIGUOUS(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISCONTIGUOUS(ctx, m);
}

/// Whether it may be written.
static inline int HPyArray_ISWRITEABLE(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISWRITEABLE(ctx, m);
}

/// Whether its items are aligned.
static inline int HPyArray_ISALIGNED(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISALIGNED(ctx, m);
}

/// Whether it is C-contiguous.
static inline int HPyArray_IS_C_CONTIGUOUS(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_IS_C_CONTIGUOUS(ctx, m);
}

/// Whether it is Fortran-contiguous.
static inline int HPyArray_IS_F_CONTIGUOUS(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_IS_F_CONTIGUOUS(ctx, m);
}

/// Whether it is contiguous in either order.
static inline int HPyArray_ISONESEGMENT(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISONESEGMENT(ctx, m);
}

/// Whether it is Fortran-contiguous and not C-contiguous.
static inline int HPyArray_ISFORTRAN(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISFORTRAN(ctx, m);
}

/// NPY_ARRAY_F_CONTIGUOUS if it is Fortran-contiguous, else 0.
static inline int HPyArray_FORTRAN_IF(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_FORTRAN_IF(ctx, m);
}

/// Whether the items are booleans.
static inline int HPyArray_ISBOOL(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISBOOL(ctx, obj);
}

/// Whether the items are unsigned integers.
static inline int HPyArray_ISUNSIGNED(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISUNSIGNED(ctx, obj);
}

/// Whether the items are signed integers.
static inline int HPyArray_ISSIGNED(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISSIGNED(ctx, obj);
}

/// Whether the items are integers.
static inline int HPyArray_ISINTEGER(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISINTEGER(ctx, obj);
}

/// Whether the items are real floating-point numbers.
static inline int HPyArray_ISFLOAT(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISFLOAT(ctx, obj);
}

/// Whether the items are numbers; booleans count.
static inline int HPyArray_ISNUMBER(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISNUMBER(ctx, obj);
}

/// Whether the items are fixed-width bytes or str.
static inline int HPyArray_ISSTRING(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISSTRING(ctx, obj);
}

/// Whether the items are complex.
static inline int HPyArray_ISCOMPLEX(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISCOMPLEX(ctx, obj);
}

/// Whether the items are fixed-width bytes, str, or void.
static inline int HPyArray_ISFLEXIBLE(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISFLEXIBLE(ctx, obj);
}

/// Whether the items are dates or time spans.
static inline int HPyArray_ISDATETIME(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISDATETIME(ctx, obj);
}

/// Whether the dtype was registered by a user.
static inline int HPyArray_ISUSERDEF(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISUSERDEF(ctx, obj);
}

/// Whether the dtype is flexible or a user's.
static inline int HPyArray_ISEXTENDED(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISEXTENDED(ctx, obj);
}

/// Whether the items are objects.
static inline int HPyArray_ISOBJECT(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISOBJECT(ctx, obj);
}

/// Whether the items are structures.
static inline int HPyArray_HASFIELDS(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_HASFIELDS(ctx, obj);
}

/// Whether the dtype is flexible.
static inline int HPyArray_ISVARIABLE(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_ISVARIABLE(ctx, obj);
}

/// Whether it is aligned and not flexible, so that items can be copied as C values.
static inline int HPyArray_SAFEALIGNEDCOPY(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_SAFEALIGNEDCOPY(ctx, obj);
}

/// Whether the items are in this machine's byte order.
static inline int HPyArray_ISNOTSWAPPED(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISNOTSWAPPED(ctx, m);
}

/// Whether the items are in the other byte order.
static inline int HPyArray_ISBYTESWAPPED(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISBYTESWAPPED(ctx, m);
}

/// Whether `flags` are set and the items are in this machine's byte order.
static inline int HPyArray_FLAGSWAP(HPyContext *ctx, HPy m, int flags)
{
    return HPyArray_API->HPyArray_FLAGSWAP(ctx, m, flags);
}

/// Whether it is C-contiguous, aligned, writable and in this machine's byte order.
static inline int HPyArray_ISCARRAY(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISCARRAY(ctx, m);
}

/// Whether it is C-contiguous, aligned and in this machine's byte order.
static inline int HPyArray_ISCARRAY_RO(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISCARRAY_RO(ctx, m);
}

/// Whether it is Fortran-contiguous, aligned, writable and in this machine's byte order.
static inline int HPyArray_ISFARRAY(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISFARRAY(ctx, m);
}

/// Whether it is Fortran-contiguous, aligned and in this machine's byte order.
static inline int HPyArray_ISFARRAY_RO(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISFARRAY_RO(ctx, m);
}

/// Whether it is aligned, writable and in this machine's byte order.
static inline int HPyArray_ISBEHAVED(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISBEHAVED(ctx, m);
}

/// Whether it is aligned and in this machine's byte order.
static inline int HPyArray_ISBEHAVED_RO(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_ISBEHAVED_RO(ctx, m);
}

/* Creation and conversion macros */

/// An uninitialised array in C order.
static inline HPy HPyArray_SimpleNew(HPyContext *ctx, int nd, npy_intp *dims, int typenum)
{
    return HPyArray_API->HPyArray_SimpleNew(ctx, nd, dims, typenum);
}

/// A writable C-contiguous array over memory that stays the caller's.
static inline HPy HPyArray_SimpleNewFromData(HPyContext *ctx, int nd, npy_intp *dims, int typenum, void *data)
{
    return HPyArray_API->HPyArray_SimpleNewFromData(ctx, nd, dims, typenum, data);
}

/// An uninitialised array in C order. `descr` stays the caller's, where NumPy steals it.
static inline HPy HPyArray_SimpleNewFromDescr(HPyContext *ctx, int nd, npy_intp *dims, HPy descr)
{
    return HPyArray_API->HPyArray_SimpleNewFromDescr(ctx, nd, dims, descr);
}

/// An array of `m` dimensions filled with zeros.
static inline HPy HPyArray_ZEROS(HPyContext *ctx, int m, npy_intp *dims, int type, int is_f_order)
{
    return HPyArray_API->HPyArray_ZEROS(ctx, m, dims, type, is_f_order);
}

/// An uninitialised array of `m` dimensions.
static inline HPy HPyArray_EMPTY(HPyContext *ctx, int m, npy_intp *dims, int type, int is_f_order)
{
    return HPyArray_API->HPyArray_EMPTY(ctx, m, dims, type, is_f_order);
}

/// A copy in C order.
static inline HPy HPyArray_Copy(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyArray_Copy(ctx, obj);
}

/// Any object as an array.
static inline HPy HPyArray_FROM_O(HPyContext *ctx, HPy m)
{
    return HPyArray_API->HPyArray_FROM_O(ctx, m);
}

/// Any object as an array that meets `flags`.
static inline HPy HPyArray_FROM_OF(HPyContext *ctx, HPy m, int flags)
{
    return HPyArray_API->HPyArray_FROM_OF(ctx, m, flags);
}

/// Any object as an array of a type number.
static inline HPy HPyArray_FROM_OT(HPyContext *ctx, HPy m, int type)
{
    return HPyArray_API->HPyArray_FROM_OT(ctx, m, type);
}

/// Any object as an array of a type number that meets `flags`.
static inline HPy HPyArray_FROM_OTF(HPyContext *ctx, HPy m, int type, int flags)
{
    return HPyArray_API->HPyArray_FROM_OTF(ctx, m, type, flags);
}

/// Any object as an array of a type number with `min` to `max` dimensions that meets `flags`.
static inline HPy HPyArray_FROMANY(HPyContext *ctx, HPy m, int type, int min, int max, int flags)
{
    return HPyArray_API->HPyArray_FROMANY(ctx, m, type, min, max, flags);
}

/// Any object as a plain ndarray that is aligned and writable.
static inline HPy HPyArray_FromObject(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth)
{
    return HPyArray_API->HPyArray_FromObject(ctx, op, type, min_depth, max_depth);
}

/// Any object as a C-contiguous array.
static inline HPy HPyArray_ContiguousFromAny(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth)
{
    return HPyArray_API->HPyArray_ContiguousFromAny(ctx, op, type, min_depth, max_depth);
}

/// Any object as a C-contiguous plain ndarray.
static inline HPy HPyArray_ContiguousFromObject(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth)
{
    return HPyArray_API->HPyArray_ContiguousFromObject(ctx, op, type, min_depth, max_depth);
}

/// A C-contiguous copy of any object, as a plain ndarray.
static inline HPy HPyArray_CopyFromObject(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth)
{
    return HPyArray_API->HPyArray_CopyFromObject(ctx, op, type, min_depth, max_depth);
}

/// A copy with items of a type number, cast without checks.
static inline HPy HPyArray_Cast(HPyContext *ctx, HPy mp, int type_num)
{
    return HPyArray_API->HPyArray_Cast(ctx, mp, type_num);
}

/// HPyArray_TakeFrom that raises IndexError.
static inline HPy HPyArray_Take(HPyContext *ctx, HPy ap, HPy items, int axis)
{
    return HPyArray_API->HPyArray_Take(ctx, ap, items, axis);
}

/// HPyArray_PutTo that raises IndexError. The first object goes to the parameter for the values, as in NumPy's macro.
static inline HPy HPyArray_Put(HPyContext *ctx, HPy ap, HPy items, HPy values)
{
    return HPyArray_API->HPyArray_Put(ctx, ap, items, values);
}

/// The item at `data` as a scalar object.
static inline HPy HPyArray_ToScalar(HPyContext *ctx, void *data, HPy arr)
{
    return HPyArray_API->HPyArray_ToScalar(ctx, data, arr);
}

/* Dtype accessors */

/// The size of an item in bytes.
static inline npy_intp HPyDataType_ELSIZE(HPyContext *ctx, const HPy dtype)
{
    return HPyArray_API->HPyDataType_ELSIZE(ctx, dtype);
}

/// The alignment of an item in bytes.
static inline npy_intp HPyDataType_ALIGNMENT(HPyContext *ctx, const HPy dtype)
{
    return HPyArray_API->HPyDataType_ALIGNMENT(ctx, dtype);
}

/// The NPY_ITEM_ and NPY_NEEDS_ flags.
static inline npy_uint64 HPyDataType_FLAGS(HPyContext *ctx, const HPy dtype)
{
    return HPyArray_API->HPyDataType_FLAGS(ctx, dtype);
}

/// The metadata dictionary, or HPy_NULL. A new handle, where NumPy's is borrowed.
static inline HPy HPyDataType_METADATA(HPyContext *ctx, const HPy dtype)
{
    return HPyArray_API->HPyDataType_METADATA(ctx, dtype);
}

/// The tuple of field names, or HPy_NULL if it is no structure. A new handle, where NumPy's is borrowed.
static inline HPy HPyDataType_NAMES(HPyContext *ctx, const HPy dtype)
{
    return HPyArray_API->HPyDataType_NAMES(ctx, dtype);
}

/// The mapping from names and titles to fields, or HPy_NULL. A new handle, where NumPy's is borrowed.
static inline HPy HPyDataType_FIELDS(HPyContext *ctx, const HPy dtype)
{
    return HPyArray_API->HPyDataType_FIELDS(ctx, dtype);
}

/// Whether items are subarrays: 1 with the dtype of their items and their shape as new handles, 0 with HPy_NULL.
static inline int HPyDataType_SUBARRAY(HPyContext *ctx, const HPy dtype, HPy *base, HPy *shape)
{
    return HPyArray_API->HPyDataType_SUBARRAY(ctx, dtype, base, shape);
}

/// Metadata for C, such as a PyArray_DatetimeDTypeMetaData, or NULL. Lent by the dtype.
static inline NpyAuxData *HPyDataType_C_METADATA(HPyContext *ctx, const HPy dtype)
{
    return HPyArray_API->HPyDataType_C_METADATA(ctx, dtype);
}

/// Sets the size of an item. Only for a dtype that is the caller's alone.
static inline void HPyDataType_SET_ELSIZE(HPyContext *ctx, HPy dtype, npy_intp size)
{
    HPyArray_API->HPyDataType_SET_ELSIZE(ctx, dtype, size);
}

/// A new handle of a DType class.
static inline HPy HNPY_DT_NewRef(HPyContext *ctx, HPy o)
{
    return HPyArray_API->HNPY_DT_NewRef(ctx, o);
}

/// Whether an entry of a fields mapping is there for its title, and so a second time.
static inline int HNPY_TITLE_KEY_check(HPyContext *ctx, HPy key, HPy value)
{
    return HPyArray_API->HNPY_TITLE_KEY_check(ctx, key, value);
}

/* Dtype and type number macros */

/// Whether it is a dtype.
static inline int HPyArray_DescrCheck(HPyContext *ctx, HPy op)
{
    return HPyArray_API->HPyArray_DescrCheck(ctx, op);
}

/// Replaces a dtype by a copy of it that may be changed; HPy_NULL with an exception.
static inline void HPyArray_DESCR_REPLACE(HPyContext *ctx, HPy *descr)
{
    HPyArray_API->HPyArray_DESCR_REPLACE(ctx, descr);
}

/// Whether it is one of the dtypes that have a struct with fields and names.
static inline int HPyDataType_ISLEGACY(HPyContext *ctx, HPy dtype)
{
    return HPyArray_API->HPyDataType_ISLEGACY(ctx, dtype);
}

/// Whether it is a structure.
static inline int HPyDataType_HASFIELDS(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_HASFIELDS(ctx, obj);
}

/// Whether items are subarrays.
static inline int HPyDataType_HASSUBARRAY(HPyContext *ctx, HPy dtype)
{
    return HPyArray_API->HPyDataType_HASSUBARRAY(ctx, dtype);
}

/// Whether the item size is open, as in 'S'.
static inline int HPyDataType_ISUNSIZED(HPyContext *ctx, HPy dtype)
{
    return HPyArray_API->HPyDataType_ISUNSIZED(ctx, dtype);
}

/// Makes the item size open. Only for a dtype that is the caller's alone.
static inline void HPyDataType_MAKEUNSIZED(HPyContext *ctx, HPy dtype)
{
    HPyArray_API->HPyDataType_MAKEUNSIZED(ctx, dtype);
}

/// Whether all flags of `flag` are set.
static inline int HPyDataType_FLAGCHK(HPyContext *ctx, HPy dtype, npy_uint64 flag)
{
    return HPyArray_API->HPyDataType_FLAGCHK(ctx, dtype, flag);
}

/// Whether items hold references.
static inline int HPyDataType_REFCHK(HPyContext *ctx, HPy dtype)
{
    return HPyArray_API->HPyDataType_REFCHK(ctx, dtype);
}

/// Whether items are booleans.
static inline int HPyDataType_ISBOOL(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISBOOL(ctx, obj);
}

/// Whether items are unsigned integers.
static inline int HPyDataType_ISUNSIGNED(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISUNSIGNED(ctx, obj);
}

/// Whether items are signed integers.
static inline int HPyDataType_ISSIGNED(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISSIGNED(ctx, obj);
}

/// Whether items are integers.
static inline int HPyDataType_ISINTEGER(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISINTEGER(ctx, obj);
}

/// Whether items are real floating-point numbers.
static inline int HPyDataType_ISFLOAT(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISFLOAT(ctx, obj);
}

/// Whether items are numbers; booleans count.
static inline int HPyDataType_ISNUMBER(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISNUMBER(ctx, obj);
}

/// Whether items are fixed-width bytes or str.
static inline int HPyDataType_ISSTRING(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISSTRING(ctx, obj);
}

/// Whether items are complex.
static inline int HPyDataType_ISCOMPLEX(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISCOMPLEX(ctx, obj);
}

/// Whether items are fixed-width bytes, str, or void.
static inline int HPyDataType_ISFLEXIBLE(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISFLEXIBLE(ctx, obj);
}

/// Whether items are dates or time spans.
static inline int HPyDataType_ISDATETIME(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISDATETIME(ctx, obj);
}

/// Whether it was registered by a user.
static inline int HPyDataType_ISUSERDEF(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISUSERDEF(ctx, obj);
}

/// Whether it is flexible or a user's.
static inline int HPyDataType_ISEXTENDED(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISEXTENDED(ctx, obj);
}

/// Whether items are objects.
static inline int HPyDataType_ISOBJECT(HPyContext *ctx, HPy obj)
{
    return HPyArray_API->HPyDataType_ISOBJECT(ctx, obj);
}

/// Whether items are in this machine's byte order.
static inline int HPyDataType_ISNOTSWAPPED(HPyContext *ctx, HPy d)
{
    return HPyArray_API->HPyDataType_ISNOTSWAPPED(ctx, d);
}

/// Whether items are in the other byte order.
static inline int HPyDataType_ISBYTESWAPPED(HPyContext *ctx, HPy d)
{
    return HPyArray_API->HPyDataType_ISBYTESWAPPED(ctx, d);
}

/// Whether it was given to a user's dtype.
static inline int HPyTypeNum_ISUSERDEF(HPyContext *ctx, int type)
{
    return HPyArray_API->HPyTypeNum_ISUSERDEF(ctx, type);
}

/// Whether it is that of a flexible or a user's dtype.
static inline int HPyTypeNum_ISEXTENDED(HPyContext *ctx, int type)
{
    return HPyArray_API->HPyTypeNum_ISEXTENDED(ctx, type);
}

/// The DType class of a dtype.
static inline HPy HNPY_DTYPE(HPyContext *ctx, HPy descr)
{
    return HPyArray_API->HNPY_DTYPE(ctx, descr);
}

/// Whether an entry of a fields mapping is there for its title, and so a second time.
static inline int HNPY_TITLE_KEY(HPyContext *ctx, HPy key, HPy value)
{
    return HPyArray_API->HNPY_TITLE_KEY(ctx, key, value);
}

/* Iterator macros */

/// Whether it is an iterator over one array.
static inline int HPyArrayIter_Check(HPyContext *ctx, HPy op)
{
    return HPyArray_API->HPyArrayIter_Check(ctx, op);
}

/* Scalar macros */

/// NumPy's False for 0, else NumPy's True.
static inline HPy HPyArrayScalar_FromLong(HPyContext *ctx, long i)
{
    return HPyArray_API->HPyArrayScalar_FromLong(ctx, i);
}

/* Importing and threads */

/// Warns with DeprecationWarning; -1 if that became an exception.
static inline int HPY_DEPRECATE(HPyContext *ctx, const char *msg)
{
    return HPyArray_API->HPY_DEPRECATE(ctx, msg);
}

/// Warns with FutureWarning; -1 if that became an exception.
static inline int HPY_DEPRECATE_FUTUREWARNING(HPyContext *ctx, const char *msg)
{
    return HPyArray_API->HPY_DEPRECATE_FUTUREWARNING(ctx, msg);
}

/// Memory for `size` lengths, or NULL.
static inline npy_intp *HPyDimMem_NEW(HPyContext *ctx, size_t size)
{
    return HPyArray_API->HPyDimMem_NEW(ctx, size);
}

/// Frees what HPyDimMem_NEW, or a converter, allocated.
static inline void HPyDimMem_FREE(HPyContext *ctx, npy_intp *ptr)
{
    HPyArray_API->HPyDimMem_FREE(ctx, ptr);
}

/// Changes the number of lengths; NULL if there is no memory.
static inline npy_intp *HPyDimMem_RENEW(HPyContext *ctx, npy_intp *ptr, size_t size)
{
    return HPyArray_API->HPyDimMem_RENEW(ctx, ptr, size);
}

/* Additions */

/// A class of NumPy: an array, dtype, iterator, scalar or DType class. `which` has the name of NumPy's global with an
/// H before it.
static inline HPy HPyArray_GetTypeObject(HPyContext *ctx, HPyArray_TypeSlot which)
{
    return HPyArray_API->HPyArray_GetTypeObject(ctx, which);
}

/// The array as a plain struct: data, nd, shape, strides, itemsize, flags, type number. Lent; valid while the array
/// lives and is not resized. Not for an HPyArray.
static inline PyArrayObject *PyArrayObject_AsStruct(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->PyArrayObject_AsStruct(ctx, arr);
}

/// Fills the caller's struct from an array of either kind: data, nd, shape, strides, itemsize, flags, type number,
/// layout. Data, shape and strides are lent by the array; the layout is owned by the view, and given back with
/// HPyArray_ReleaseView. -1 with TypeError for what is no array.
static inline int HPyArray_FillView(HPyContext *ctx, HPy arr, HPyArrayView *view)
{
    return HPyArray_API->HPyArray_FillView(ctx, arr, view);
}

/// The struct of an iterator over one array, for the macros. Lent; valid while the iterator lives.
static inline PyArrayIterObject *PyArrayIterObject_AsStruct(HPyContext *ctx, HPy iter)
{
    return HPyArray_API->PyArrayIterObject_AsStruct(ctx, iter);
}

/// The struct of an iterator over several arrays, for the macros. Lent; valid while the iterator lives.
static inline PyArrayMultiIterObject *PyArrayMultiIterObject_AsStruct(HPyContext *ctx, HPy multi)
{
    return HPyArray_API->PyArrayMultiIterObject_AsStruct(ctx, multi);
}

/// The struct of a neighbourhood iterator. Lent; valid while the iterator lives.
static inline PyArrayNeighborhoodIterObject *PyArrayNeighborhoodIterObject_AsStruct(HPyContext *ctx, HPy iter)
{
    return HPyArray_API->PyArrayNeighborhoodIterObject_AsStruct(ctx, iter);
}

/// The dtype of an array.
static inline HPy HPyArray_GetDescr(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_GetDescr(ctx, arr);
}

/// The object that owns the array's memory, or HPy_NULL.
static inline HPy HPyArray_GetBase(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_GetBase(ctx, arr);
}

/// As HPyArray_SetBaseObject. May be HPy_NULL: `base`.
static inline int HPyArray_SetBase(HPyContext *ctx, HPy arr, HPy base)
{
    return HPyArray_API->HPyArray_SetBase(ctx, arr, base);
}

/// The capsule of the allocator that the memory came from, or HPy_NULL.
static inline HPy HPyArray_GetHandler(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_GetHandler(ctx, arr);
}

/// Closes the handles of a list that a function allocated, and frees the list. NULL is allowed.
static inline void HPyArray_FreeHandles(HPyContext *ctx, HPy *handles, HPy_ssize_t count)
{
    HPyArray_API->HPyArray_FreeHandles(ctx, handles, count);
}

/// Assigns `src`, broadcast, if `casting` allows the cast; only where the boolean array `wheremask` is true, unless
/// it is HPy_NULL. -1 with an exception. May be HPy_NULL: `wheremask`.
static inline int HPyArray_AssignArray(HPyContext *ctx, HPy dst, HPy src, HPy wheremask, NPY_CASTING casting)
{
    return HPyArray_API->HPyArray_AssignArray(ctx, dst, src, wheremask, casting);
}

/// HPyArray_FailUnlessWriteable that reads the flags from the array's struct.
static inline int HPyArray_FailUnlessWriteableWithStruct(HPyContext *ctx, HPy arr, PyArrayObject *view,
    const char *name)
{
    return HPyArray_API->HPyArray_FailUnlessWriteableWithStruct(ctx, arr, view, name);
}

/// Allocates with a handler's capsule. NULL if there is no memory.
static inline void *HPyDataMem_UserNEW(HPyContext *ctx, size_t size, HPy mem_handler)
{
    return HPyArray_API->HPyDataMem_UserNEW(ctx, size, mem_handler);
}

/// The same for `nmemb` items of `size` bytes, filled with zeros.
static inline void *HPyDataMem_UserNEW_ZEROED(HPyContext *ctx, size_t nmemb, size_t size, HPy mem_handler)
{
    return HPyArray_API->HPyDataMem_UserNEW_ZEROED(ctx, nmemb, size, mem_handler);
}

/// Frees with the handler's capsule what was allocated with it.
static inline void HPyDataMem_UserFREE(HPyContext *ctx, void *ptr, size_t size, HPy mem_handler)
{
    HPyArray_API->HPyDataMem_UserFREE(ctx, ptr, size, mem_handler);
}

/// How many dtypes users have registered.
static inline int HPyArray_GetNumUserTypes(HPyContext *ctx)
{
    return HPyArray_API->HPyArray_GetNumUserTypes(ctx);
}

/// The capsule of the default allocator.
static inline HPy HPyDataMem_GetDefaultHandler(HPyContext *ctx)
{
    return HPyArray_API->HPyDataMem_GetDefaultHandler(ctx);
}

/// The number of dimensions; HPyArray_NDIM by another name.
static inline int HPyArray_GetNDim(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_GetNDim(ctx, arr);
}

/// The shape, lent; HPyArray_DIMS by another name.
static inline npy_intp *HPyArray_GetDims(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_GetDims(ctx, arr);
}

/// The address of the first item; HPyArray_BYTES by another name.
static inline char *HPyArray_GetBytes(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_GetBytes(ctx, arr);
}

/// The size of an item in bytes.
static inline npy_intp HPyArray_GetItemsize(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_GetItemsize(ctx, arr);
}

/// The type number of the dtype.
static inline int HPyArray_GetType(HPyContext *ctx, HPy arr)
{
    return HPyArray_API->HPyArray_GetType(ctx, arr);
}

/// Gives back what HPyArray_FillView took, and empties the view; an empty view is allowed.
static inline void HPyArray_ReleaseView(HPyContext *ctx, HPyArrayView *view)
{
    HPyArray_API->HPyArray_ReleaseView(ctx, view);
}

/// Whether an object is an instance of one of NumPy's classes, or of a subclass.
static inline int HPyArray_IsInstance(HPyContext *ctx, HPy obj, HPyArray_TypeSlot which)
{
    return HPyArray_API->HPyArray_IsInstance(ctx, obj, which);
}

/// The struct of a dtype: its itemsize, alignment and flags, and what its DType class adds. Lent; valid while the
/// dtype lives.
static inline PyArray_Descr *PyArray_Descr_AsStruct(HPyContext *ctx, HPy descr)
{
    return HPyArray_API->PyArray_Descr_AsStruct(ctx, descr);
}

/// An instance of a DType class that HPyArrayInitDTypeMeta_FromSpec made. Its itemsize and its alignment are for the
/// caller to set; the members that the class adds are zero. TypeError for any other class.
static inline HPy HPyArrayDTypeMeta_NewInstance(HPyContext *ctx, HPy DType)
{
    return HPyArray_API->HPyArrayDTypeMeta_NewInstance(ctx, DType);
}

/// Takes the interpreter lock in a function that NumPy may call without it; trampolines do that themselves. The
/// result is for HPyArray_LeavePython.
static inline int HPyArray_EnterPython(HPyContext *ctx)
{
    return HPyArray_API->HPyArray_EnterPython(ctx);
}

/// Releases the interpreter lock again, if HPyArray_EnterPython took it.
static inline void HPyArray_LeavePython(HPyContext *ctx, int entered)
{
    HPyArray_API->HPyArray_LeavePython(ctx, entered);
}

/// The HPyArray over the memory of an ndarray, as numpy_hpy.from_numpy: a new one, whose base is the ndarray, which
/// stays the owner of the memory and cannot be resized meanwhile; or, for an ndarray that stands for an HPyArray,
/// that HPyArray. TypeError for what is no ndarray. ImportError without numpy_hpy, which the CPython ABI does not
/// need otherwise.
static inline HPy HPyArray_FromLegacy(HPyContext *ctx, HPy array)
{
    return HPyArray_API->HPyArray_FromLegacy(ctx, array);
}

/// The ndarray over the memory of an HPyArray, as numpy_hpy.to_numpy: the one that the HPyArray was made over, if it
/// is alive and unchanged; else a new one, whose base is the HPyArray. The memory stays its owner's in any case.
/// TypeError for what is no HPyArray.
static inline HPy HPyArray_AsLegacy(HPyContext *ctx, HPy array)
{
    return HPyArray_API->HPyArray_AsLegacy(ctx, array);
}

/// Takes the interpreter lock again after HPy_LeavePythonExecution, as HPy_ReenterPythonExecution;
/// HPY_NPY_END_THREADS does it so. In HPy's debug mode, whose contexts other threads may have used up meanwhile,
/// `ctx` is good again.
static inline void HPyArray_ReenterPython(HPyContext *ctx, HPyThreadState state)
{
    HPyArray_API->HPyArray_ReenterPython(ctx, state);
}

/// To be called after C code that got no context but may have run Python code, such as a legacy function, before
/// `ctx` is used again. HPy's debug mode needs it, since sixteen calls from Python use its contexts up; elsewhere it
/// does nothing.
static inline void HPyArray_CalledBack(HPyContext *ctx)
{
    HPyArray_API->HPyArray_CalledBack(ctx);
}


#ifdef __cplusplus
}
#endif

#endif
