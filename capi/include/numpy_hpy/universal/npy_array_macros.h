/* What can be said of a type number, a byte order, a dtype's struct or an array's struct. Tests give 1 or 0.
 *
 * The accessors on structs take no context and call nothing: for loops, on what PyArrayObject_AsStruct lent. Those on
 * handles are HPyArray_NDIM and so on.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_NPY_ARRAY_MACROS_H
#define NUMPY_HPY_UNIVERSAL_NPY_ARRAY_MACROS_H

#include <string.h>

#include "numpy_hpy/universal/npy_structs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- type numbers: constant expressions if the number is one -------------------------------------------------------- */

/* As int, since any integer type may be given, and an unsigned one is never below 0. */
#define NPY_HPY_BETWEEN_(type, first, last) ((int)(type) >= (int)(first) && (int)(type) <= (int)(last))

#define PyTypeNum_ISBOOL(type) ((type) == NPY_BOOL)
#define PyTypeNum_ISINTEGER(type) NPY_HPY_BETWEEN_(type, NPY_BYTE, NPY_ULONGLONG)
/* Signed and unsigned types take turns. */
#define PyTypeNum_ISUNSIGNED(type) (PyTypeNum_ISINTEGER(type) && (int)(type) % 2 == NPY_UBYTE % 2)
#define PyTypeNum_ISSIGNED(type) (PyTypeNum_ISINTEGER(type) && (int)(type) % 2 == NPY_BYTE % 2)
#define PyTypeNum_ISFLOAT(type) (NPY_HPY_BETWEEN_(type, NPY_FLOAT, NPY_LONGDOUBLE) || (type) == NPY_HALF)
#define PyTypeNum_ISCOMPLEX(type) NPY_HPY_BETWEEN_(type, NPY_CFLOAT, NPY_CLONGDOUBLE)
#define PyTypeNum_ISNUMBER(type) (NPY_HPY_BETWEEN_(type, NPY_BOOL, NPY_CLONGDOUBLE) || (type) == NPY_HALF)
#define PyTypeNum_ISSTRING(type) ((type) == NPY_STRING || (type) == NPY_UNICODE)
#define PyTypeNum_ISFLEXIBLE(type) NPY_HPY_BETWEEN_(type, NPY_STRING, NPY_VOID)
#define PyTypeNum_ISDATETIME(type) NPY_HPY_BETWEEN_(type, NPY_DATETIME, NPY_TIMEDELTA)
#define PyTypeNum_ISOBJECT(type) ((type) == NPY_OBJECT)

/* --- byte orders -------------------------------------------------------------------------------------------------- */

#define PyArray_ISNBO(arg) ((arg) != NPY_OPPBYTE)
#define PyArray_IsNativeByteOrder PyArray_ISNBO
#define PyArray_EquivByteorders(b1, b2) (PyArray_ISNBO(b1) == PyArray_ISNBO(b2))

/* --- a dtype's struct --------------------------------------------------------------------------------------------- */

static inline npy_intp PyDataType_ELSIZE(const PyArray_Descr *dtype)
{
    return dtype->elsize;
}
static inline npy_intp PyDataType_ALIGNMENT(const PyArray_Descr *dtype)
{
    return dtype->alignment;
}
static inline npy_uint64 PyDataType_FLAGS(const PyArray_Descr *dtype)
{
    return dtype->flags;
}
#define PyDataType_FLAGCHK(dtype, flag) ((PyDataType_FLAGS(dtype) & (flag)) == (flag))
#define PyDataType_REFCHK(dtype) PyDataType_FLAGCHK(dtype, NPY_ITEM_REFCOUNT)

/* Whether it has names, fields and the like. */
#define PyDataType_ISLEGACY(dtype) NPY_HPY_BETWEEN_((dtype)->type_num, 0, NPY_VSTRING - 1)

#define PyDataType_ISBOOL(obj) PyTypeNum_ISBOOL(((PyArray_Descr *)(obj))->type_num)
#define PyDataType_ISUNSIGNED(obj) PyTypeNum_ISUNSIGNED(((PyArray_Descr *)(obj))->type_num)
#define PyDataType_ISSIGNED(obj) PyTypeNum_ISSIGNED(((PyArray_Descr *)(obj))->type_num)
#define PyDataType_ISINTEGER(obj) PyTypeNum_ISINTEGER(((PyArray_Descr *)(obj))->type_num)
#define PyDataType_ISFLOAT(obj) PyTypeNum_ISFLOAT(((PyArray_Descr *)(obj))->type_num)
#define PyDataType_ISNUMBER(obj) PyTypeNum_ISNUMBER(((PyArray_Descr *)(obj))->type_num)
#define PyDataType_ISSTRING(obj) PyTypeNum_ISSTRING(((PyArray_Descr *)(obj))->type_num)
#define PyDataType_ISCOMPLEX(obj) PyTypeNum_ISCOMPLEX(((PyArray_Descr *)(obj))->type_num)
#define PyDataType_ISFLEXIBLE(obj) PyTypeNum_ISFLEXIBLE(((PyArray_Descr *)(obj))->type_num)
#define PyDataType_ISDATETIME(obj) PyTypeNum_ISDATETIME(((PyArray_Descr *)(obj))->type_num)
#define PyDataType_ISOBJECT(obj) PyTypeNum_ISOBJECT(((PyArray_Descr *)(obj))->type_num)
#define PyDataType_ISNOTSWAPPED(d) PyArray_ISNBO(((PyArray_Descr *)(d))->byteorder)
#define PyDataType_ISBYTESWAPPED(d) (!PyDataType_ISNOTSWAPPED(d))

/* --- an array's struct -------------------------------------------------------------------------------------------- */

static inline int PyArray_NDIM(const PyArrayObject *arr)
{
    return arr->nd;
}
static inline void *PyArray_DATA(const PyArrayObject *arr)
{
    return arr->data;
}
static inline char *PyArray_BYTES(const PyArrayObject *arr)
{
    return arr->data;
}
static inline npy_intp *PyArray_DIMS(const PyArrayObject *arr)
{
    return arr->dimensions;
}
static inline npy_intp *PyArray_SHAPE(const PyArrayObject *arr)
{
    return arr->dimensions;
}
static inline npy_intp *PyArray_STRIDES(const PyArrayObject *arr)
{
    return arr->strides;
}
static inline npy_intp PyArray_DIM(const PyArrayObject *arr, int idim)
{
    return arr->dimensions[idim];
}
static inline npy_intp PyArray_STRIDE(const PyArrayObject *arr, int istride)
{
    return arr->strides[istride];
}

/// The struct of the dtype, lent by the array. HPyArray_DESCR gives the dtype as a handle.
static inline PyArray_Descr *PyArray_DESCR(const PyArrayObject *arr)
{
    return arr->descr;
}
static inline PyArray_Descr *PyArray_DTYPE(const PyArrayObject *arr)
{
    return arr->descr;
}
static inline int PyArray_TYPE(const PyArrayObject *arr)
{
    return arr->descr->type_num;
}
static inline npy_intp PyArray_ITEMSIZE(const PyArrayObject *arr)
{
    return arr->descr->elsize;
}

static inline int PyArray_FLAGS(const PyArrayObject *arr)
{
    return arr->flags;
}
static inline int PyArray_CHKFLAGS(const PyArrayObject *arr, int flags)
{
    return (arr->flags & flags) == flags;
}
/* Whether the new flags are true is not checked. */
static inline void PyArray_ENABLEFLAGS(PyArrayObject *arr, int flags)
{
    arr->flags |= flags;
}
static inline void PyArray_CLEARFLAGS(PyArrayObject *arr, int flags)
{
    arr->flags &= ~flags;
}

/// The number of items.
static inline npy_intp PyArray_SIZE(const PyArrayObject *arr)
{
    npy_intp size = 1;
    for (int axis = 0; axis < arr->nd; axis++) {
        size *= arr->dimensions[axis];
    }
    return size;
}
#define PyArray_NBYTES(m) (PyArray_ITEMSIZE(m) * PyArray_SIZE(m))
#define PyArray_FILLWBYTE(obj, val) memset(PyArray_DATA(obj), val, (size_t)PyArray_NBYTES(obj))

static inline int PyArray_SAMESHAPE(const PyArrayObject *a1, const PyArrayObject *a2)
{
    int same = a1->nd == a2->nd;
    for (int axis = 0; same && axis < a1->nd; axis++) {
        same = a1->dimensions[axis] == a2->dimensions[axis];
    }
    return same;
}

/* The address of the item at an index; nothing is checked. */
#define PyArray_GETPTR1(obj, i) ((void *)(PyArray_BYTES(obj) + (i) * PyArray_STRIDES(obj)[0]))
#define PyArray_GETPTR2(obj, i, j)                                                                                     \
    ((void *)((char *)PyArray_GETPTR1(obj, i) + (j) * PyArray_STRIDES(obj)[1]))
#define PyArray_GETPTR3(obj, i, j, k)                                                                                  \
    ((void *)((char *)PyArray_GETPTR2(obj, i, j) + (k) * PyArray_STRIDES(obj)[2]))
#define PyArray_GETPTR4(obj, i, j, k, l)                                                                               \
    ((void *)((char *)PyArray_GETPTR3(obj, i, j, k) + (l) * PyArray_STRIDES(obj)[3]))

#define PyArray_ISCONTIGUOUS(m) PyArray_CHKFLAGS(m, NPY_ARRAY_C_CONTIGUOUS)
#define PyArray_ISWRITEABLE(m) PyArray_CHKFLAGS(m, NPY_ARRAY_WRITEABLE)
#define PyArray_ISALIGNED(m) PyArray_CHKFLAGS(m, NPY_ARRAY_ALIGNED)
#define PyArray_IS_C_CONTIGUOUS(m) PyArray_CHKFLAGS(m, NPY_ARRAY_C_CONTIGUOUS)
#define PyArray_IS_F_CONTIGUOUS(m) PyArray_CHKFLAGS(m, NPY_ARRAY_F_CONTIGUOUS)
#define PyArray_ISONESEGMENT(m) (PyArray_IS_C_CONTIGUOUS(m) || PyArray_IS_F_CONTIGUOUS(m))
#define PyArray_ISFORTRAN(m) (PyArray_IS_F_CONTIGUOUS(m) && !PyArray_IS_C_CONTIGUOUS(m))
#define PyArray_FORTRAN_IF(m) (PyArray_IS_F_CONTIGUOUS(m) ? NPY_ARRAY_F_CONTIGUOUS : 0)

#define PyArray_ISBOOL(obj) PyTypeNum_ISBOOL(PyArray_TYPE(obj))
#define PyArray_ISUNSIGNED(obj) PyTypeNum_ISUNSIGNED(PyArray_TYPE(obj))
#define PyArray_ISSIGNED(obj) PyTypeNum_ISSIGNED(PyArray_TYPE(obj))
#define PyArray_ISINTEGER(obj) PyTypeNum_ISINTEGER(PyArray_TYPE(obj))
#define PyArray_ISFLOAT(obj) PyTypeNum_ISFLOAT(PyArray_TYPE(obj))
#define PyArray_ISNUMBER(obj) PyTypeNum_ISNUMBER(PyArray_TYPE(obj))
#define PyArray_ISSTRING(obj) PyTypeNum_ISSTRING(PyArray_TYPE(obj))
#define PyArray_ISCOMPLEX(obj) PyTypeNum_ISCOMPLEX(PyArray_TYPE(obj))
#define PyArray_ISFLEXIBLE(obj) PyTypeNum_ISFLEXIBLE(PyArray_TYPE(obj))
#define PyArray_ISVARIABLE(obj) PyTypeNum_ISFLEXIBLE(PyArray_TYPE(obj))
#define PyArray_ISDATETIME(obj) PyTypeNum_ISDATETIME(PyArray_TYPE(obj))
#define PyArray_ISOBJECT(obj) PyTypeNum_ISOBJECT(PyArray_TYPE(obj))
#define PyArray_SAFEALIGNEDCOPY(obj) (PyArray_ISALIGNED(obj) && !PyArray_ISVARIABLE(obj))

#define PyArray_ISNOTSWAPPED(m) PyArray_ISNBO(PyArray_DESCR(m)->byteorder)
#define PyArray_ISBYTESWAPPED(m) (!PyArray_ISNOTSWAPPED(m))
#define PyArray_FLAGSWAP(m, flags) (PyArray_CHKFLAGS(m, flags) && PyArray_ISNOTSWAPPED(m))
#define PyArray_ISCARRAY(m) PyArray_FLAGSWAP(m, NPY_ARRAY_CARRAY)
#define PyArray_ISCARRAY_RO(m) PyArray_FLAGSWAP(m, NPY_ARRAY_CARRAY_RO)
#define PyArray_ISFARRAY(m) PyArray_FLAGSWAP(m, NPY_ARRAY_FARRAY)
#define PyArray_ISFARRAY_RO(m) PyArray_FLAGSWAP(m, NPY_ARRAY_FARRAY_RO)
#define PyArray_ISBEHAVED(m) PyArray_FLAGSWAP(m, NPY_ARRAY_BEHAVED)
#define PyArray_ISBEHAVED_RO(m) PyArray_FLAGSWAP(m, NPY_ARRAY_ALIGNED)

#ifdef __cplusplus
}
#endif

#endif
