/* What walks an iterator, on its struct, which PyArrayIterObject_AsStruct, PyArrayMultiIterObject_AsStruct or
 * PyArrayNeighborhoodIterObject_AsStruct lends. No context: nothing here calls Python. arrayobject.h includes it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_ITERATOR_MACROS_H
#define NUMPY_HPY_ITERATOR_MACROS_H

#include "numpy_hpy/api_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Back to the first item.
static inline void HPyArray_ITER_RESET(PyArrayIterObject *it)
{
    PyArray_ITER_RESET(it);
}

/// To the next item; not beyond the last.
static inline void HPyArray_ITER_NEXT(PyArrayIterObject *it)
{
    PyArray_ITER_NEXT(it);
}

/// To the item at an index, one number an axis; negative numbers are replaced in `destination`.
static inline void HPyArray_ITER_GOTO(PyArrayIterObject *it, npy_intp *destination)
{
    PyArray_ITER_GOTO(it, destination);
}

/// To an item by its number in C order; a negative one counts from the end.
static inline void HPyArray_ITER_GOTO1D(PyArrayIterObject *it, npy_intp ind)
{
    PyArray_ITER_GOTO1D(it, ind);
}

/// The address of the item.
static inline void *HPyArray_ITER_DATA(PyArrayIterObject *it)
{
    return PyArray_ITER_DATA(it);
}

/// Whether there is an item.
static inline int HPyArray_ITER_NOTDONE(PyArrayIterObject *it)
{
    return PyArray_ITER_NOTDONE(it);
}

/// All back to the first item.
static inline void HPyArray_MultiIter_RESET(PyArrayMultiIterObject *multi)
{
    PyArray_MultiIter_RESET(multi);
}

/// All to the next item.
static inline void HPyArray_MultiIter_NEXT(PyArrayMultiIterObject *multi)
{
    PyArray_MultiIter_NEXT(multi);
}

/// All to the item at an index, one number an axis.
static inline void HPyArray_MultiIter_GOTO(PyArrayMultiIterObject *multi, npy_intp *dest)
{
    PyArray_MultiIter_GOTO(multi, dest);
}

/// All to an item by its number in C order.
static inline void HPyArray_MultiIter_GOTO1D(PyArrayMultiIterObject *multi, npy_intp ind)
{
    PyArray_MultiIter_GOTO1D(multi, ind);
}

/// The address of the item of operand `i`.
static inline void *HPyArray_MultiIter_DATA(PyArrayMultiIterObject *multi, int i)
{
    return PyArray_MultiIter_DATA(multi, i);
}

/// Operand `i` alone to its next item.
static inline void HPyArray_MultiIter_NEXTi(PyArrayMultiIterObject *multi, int i)
{
    PyArray_MultiIter_NEXTi(multi, i);
}

/// Whether there is an item.
static inline int HPyArray_MultiIter_NOTDONE(PyArrayMultiIterObject *multi)
{
    return PyArray_MultiIter_NOTDONE(multi);
}

/// The number of operands.
static inline int HPyArray_MultiIter_NUMITER(PyArrayMultiIterObject *multi)
{
    return PyArray_MultiIter_NUMITER(multi);
}

/// The number of items of the common shape.
static inline npy_intp HPyArray_MultiIter_SIZE(PyArrayMultiIterObject *multi)
{
    return PyArray_MultiIter_SIZE(multi);
}

/// The number of the item in C order.
static inline npy_intp HPyArray_MultiIter_INDEX(PyArrayMultiIterObject *multi)
{
    return PyArray_MultiIter_INDEX(multi);
}

/// The number of dimensions of the common shape.
static inline int HPyArray_MultiIter_NDIM(PyArrayMultiIterObject *multi)
{
    return PyArray_MultiIter_NDIM(multi);
}

/// The common shape; lent.
static inline npy_intp *HPyArray_MultiIter_DIMS(PyArrayMultiIterObject *multi)
{
    return PyArray_MultiIter_DIMS(multi);
}

/// The structs of the operands' iterators; lent.
static inline void **HPyArray_MultiIter_ITERS(PyArrayMultiIterObject *multi)
{
    return PyArray_MultiIter_ITERS(multi);
}

/// To the first point of the neighbourhood. 0.
static inline int HPyArrayNeighborhoodIter_Reset(PyArrayNeighborhoodIterObject *iter)
{
    return PyArrayNeighborhoodIter_Reset(iter);
}

/// To the next point of the neighbourhood. 0.
static inline int HPyArrayNeighborhoodIter_Next(PyArrayNeighborhoodIterObject *iter)
{
    return PyArrayNeighborhoodIter_Next(iter);
}

#ifdef __cplusplus
}
#endif

#endif
