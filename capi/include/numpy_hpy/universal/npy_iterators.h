/* The iterators: their structs, which the _AsStruct functions lend, and what walks them. NpyIter stays opaque.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_NPY_ITERATORS_H
#define NUMPY_HPY_UNIVERSAL_NPY_ITERATORS_H

#include "numpy_hpy/universal/npy_array_macros.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- NpyIter ------------------------------------------------------------------------------------------------------ */

typedef struct NpyIter_InternalOnly NpyIter;
typedef int(NpyIter_IterNextFunc)(NpyIter *iter); /* 0 at the end */
typedef void(NpyIter_GetMultiIndexFunc)(NpyIter *iter, npy_intp *outcoords);

/* --- structs ------------------------------------------------------------------------------------------------------ */

typedef struct PyArrayIterObject_tag PyArrayIterObject;

/// The address of the item at coordinates relative to the iterator.
typedef char *(*npy_iter_get_dataptr_t)(PyArrayIterObject *iter, const npy_intp *coordinates);

/// An iterator over the items of one array, in C order. Where the items lie one behind the other, or in one row,
/// coordinates are not kept up to date.
struct PyArrayIterObject_tag {
    npy_object_head head;
    int nd_m1;            /* the number of dimensions, less one */
    npy_intp index, size; /* the number of the item, and of all of them */
    npy_intp coordinates[NPY_MAXDIMS_LEGACY_ITERS];
    npy_intp dims_m1[NPY_MAXDIMS_LEGACY_ITERS];     /* the last coordinates */
    npy_intp strides[NPY_MAXDIMS_LEGACY_ITERS];     /* 0 along an axis that is broadcast */
    npy_intp backstrides[NPY_MAXDIMS_LEGACY_ITERS]; /* from the last coordinate back to the first */
    npy_intp factors[NPY_MAXDIMS_LEGACY_ITERS];     /* how many items a step along an axis is worth */
    PyArrayObject *ao;
    char *dataptr; /* the item */
    npy_bool contiguous;
    npy_intp bounds[NPY_MAXDIMS_LEGACY_ITERS][2];
    npy_intp limits[NPY_MAXDIMS_LEGACY_ITERS][2];
    npy_intp limits_sizes[NPY_MAXDIMS_LEGACY_ITERS];
    npy_iter_get_dataptr_t translate;
};

/// Iterators over arrays that are broadcast together.
typedef struct {
    npy_object_head head;
    int numiter;
    npy_intp size;
    npy_intp index;
    int nd;
    npy_intp dimensions[NPY_MAXDIMS_LEGACY_ITERS];
    /* `numiter` of them, up to NPY_MAXARGS */
#ifdef __cplusplus
    PyArrayIterObject *iters[32]; /* C++ has no arrays of open length */
#else
    PyArrayIterObject *iters[];
#endif
} PyArrayMultiIterObject;

/// An iterator over the surroundings of the point where `_internal_iter` stands.
typedef struct {
    /* as in PyArrayIterObject; the coordinates run from bounds[axis][0] to bounds[axis][1] */
    npy_object_head head;
    int nd_m1;
    npy_intp index, size;
    npy_intp coordinates[NPY_MAXDIMS_LEGACY_ITERS];
    npy_intp dims_m1[NPY_MAXDIMS_LEGACY_ITERS];
    npy_intp strides[NPY_MAXDIMS_LEGACY_ITERS];
    npy_intp backstrides[NPY_MAXDIMS_LEGACY_ITERS];
    npy_intp factors[NPY_MAXDIMS_LEGACY_ITERS];
    PyArrayObject *ao;
    char *dataptr;
    npy_bool contiguous;
    npy_intp bounds[NPY_MAXDIMS_LEGACY_ITERS][2];
    npy_intp limits[NPY_MAXDIMS_LEGACY_ITERS][2];
    npy_intp limits_sizes[NPY_MAXDIMS_LEGACY_ITERS];
    npy_iter_get_dataptr_t translate;
    /* its own */
    npy_intp nd;
    npy_intp dimensions[NPY_MAXDIMS_LEGACY_ITERS];
    PyArrayIterObject *_internal_iter;
    char *constant; /* the item beyond the border */
    int mode;       /* NPY_NEIGHBORHOOD_ITER_ */
} PyArrayNeighborhoodIterObject;

/* --- an iterator over one array ----------------------------------------------------------------------------------- */

static inline void npy_hpy_iter_reset_(PyArrayIterObject *it)
{
    it->index = 0;
    it->dataptr = it->ao->data;
    for (int axis = 0; axis <= it->nd_m1; axis++) {
        it->coordinates[axis] = 0;
    }
}

static inline void npy_hpy_iter_next_(PyArrayIterObject *it)
{
    const int last = it->nd_m1;
    it->index++;
    if (last == 0) {
        it->coordinates[0]++;
        it->dataptr += it->strides[0];
        return;
    }
    if (it->contiguous) {
        it->dataptr += it->ao->descr->elsize;
        return;
    }
    for (int axis = last; axis >= 0; axis--) {
        /* At the very end a matrix goes on to a row behind its last one; with more dimensions all begins anew. */
        if (it->coordinates[axis] < it->dims_m1[axis] || (axis == 0 && last == 1)) {
            it->coordinates[axis]++;
            it->dataptr += it->strides[axis];
            return;
        }
        it->coordinates[axis] = 0;
        it->dataptr -= it->backstrides[axis];
    }
}

static inline void npy_hpy_iter_goto_(PyArrayIterObject *it, npy_intp *destination)
{
    npy_intp weight = 1;
    it->index = 0;
    it->dataptr = it->ao->data;
    for (int axis = it->nd_m1; axis >= 0; axis--) {
        const npy_intp length = it->dims_m1[axis] + 1;
        if (destination[axis] < 0) {
            destination[axis] += length;
        }
        it->coordinates[axis] = destination[axis];
        it->dataptr += destination[axis] * it->strides[axis];
        it->index += destination[axis] * weight;
        /* NumPy weighs an axis with the next length alone, and so the index is off with three dimensions and more. */
        weight = length;
    }
}

static inline void npy_hpy_iter_goto_1d_(PyArrayIterObject *it, npy_intp ind)
{
    if (ind < 0) {
        ind += it->size;
    }
    it->index = ind;
    it->dataptr = it->ao->data;
    if (it->nd_m1 == 0) {
        it->dataptr += ind * it->strides[0];
    }
    else if (it->contiguous) {
        it->dataptr += ind * it->ao->descr->elsize;
    }
    else {
        for (int axis = 0; axis <= it->nd_m1; axis++) {
            it->coordinates[axis] = ind / it->factors[axis];
            it->dataptr += it->coordinates[axis] * it->strides[axis];
            ind %= it->factors[axis];
        }
    }
}

/* Any pointer to the struct will do, as with NumPy's macros. */
#define PyArray_ITER_RESET(it) npy_hpy_iter_reset_((PyArrayIterObject *)(it))
#define PyArray_ITER_NEXT(it) npy_hpy_iter_next_((PyArrayIterObject *)(it))
#define PyArray_ITER_GOTO(it, destination) npy_hpy_iter_goto_((PyArrayIterObject *)(it), destination)
#define PyArray_ITER_GOTO1D(it, ind) npy_hpy_iter_goto_1d_((PyArrayIterObject *)(it), (npy_intp)(ind))
#define PyArray_ITER_DATA(it) ((void *)((PyArrayIterObject *)(it))->dataptr)
#define PyArray_ITER_NOTDONE(it) (((PyArrayIterObject *)(it))->index < ((PyArrayIterObject *)(it))->size)

/* --- an iterator over several arrays ------------------------------------------------------------------------------ */

static inline void npy_hpy_multi_reset_(PyArrayMultiIterObject *multi)
{
    multi->index = 0;
    for (int i = 0; i < multi->numiter; i++) {
        npy_hpy_iter_reset_(multi->iters[i]);
    }
}

static inline void npy_hpy_multi_next_(PyArrayMultiIterObject *multi)
{
    multi->index++;
    for (int i = 0; i < multi->numiter; i++) {
        npy_hpy_iter_next_(multi->iters[i]);
    }
}

static inline void npy_hpy_multi_goto_(PyArrayMultiIterObject *multi, npy_intp *dest)
{
    for (int i = 0; i < multi->numiter; i++) {
        npy_hpy_iter_goto_(multi->iters[i], dest);
    }
    if (multi->numiter > 0) {
        multi->index = multi->iters[0]->index;
    }
}

static inline void npy_hpy_multi_goto_1d_(PyArrayMultiIterObject *multi, npy_intp ind)
{
    for (int i = 0; i < multi->numiter; i++) {
        npy_hpy_iter_goto_1d_(multi->iters[i], ind);
    }
    if (multi->numiter > 0) {
        multi->index = multi->iters[0]->index;
    }
}

#define PyArray_MultiIter_RESET(multi) npy_hpy_multi_reset_((PyArrayMultiIterObject *)(multi))
#define PyArray_MultiIter_NEXT(multi) npy_hpy_multi_next_((PyArrayMultiIterObject *)(multi))
#define PyArray_MultiIter_GOTO(multi, dest) npy_hpy_multi_goto_((PyArrayMultiIterObject *)(multi), dest)
#define PyArray_MultiIter_GOTO1D(multi, ind) npy_hpy_multi_goto_1d_((PyArrayMultiIterObject *)(multi), (npy_intp)(ind))
#define PyArray_MultiIter_DATA(multi, i) ((void *)((PyArrayMultiIterObject *)(multi))->iters[i]->dataptr)
#define PyArray_MultiIter_NEXTi(multi, i) npy_hpy_iter_next_(((PyArrayMultiIterObject *)(multi))->iters[i])
#define PyArray_MultiIter_NOTDONE(multi)                                                                               \
    (((PyArrayMultiIterObject *)(multi))->index < ((PyArrayMultiIterObject *)(multi))->size)

static inline int PyArray_MultiIter_NUMITER(PyArrayMultiIterObject *multi)
{
    return multi->numiter;
}
static inline npy_intp PyArray_MultiIter_SIZE(PyArrayMultiIterObject *multi)
{
    return multi->size;
}
static inline npy_intp PyArray_MultiIter_INDEX(PyArrayMultiIterObject *multi)
{
    return multi->index;
}
static inline int PyArray_MultiIter_NDIM(PyArrayMultiIterObject *multi)
{
    return multi->nd;
}
static inline npy_intp *PyArray_MultiIter_DIMS(PyArrayMultiIterObject *multi)
{
    return multi->dimensions;
}
static inline void **PyArray_MultiIter_ITERS(PyArrayMultiIterObject *multi)
{
    return (void **)multi->iters;
}

/* --- an iterator over a neighbourhood ----------------------------------------------------------------------------- */

static inline int PyArrayNeighborhoodIter_Reset(PyArrayNeighborhoodIterObject *iter)
{
    for (npy_intp axis = 0; axis < iter->nd; axis++) {
        iter->coordinates[axis] = iter->bounds[axis][0];
    }
    iter->dataptr = iter->translate((PyArrayIterObject *)iter, iter->coordinates);
    return 0;
}

/* After the last point comes the first one again. */
static inline int PyArrayNeighborhoodIter_Next(PyArrayNeighborhoodIterObject *iter)
{
    for (npy_intp axis = iter->nd - 1; axis >= 0; axis--) {
        if (iter->coordinates[axis] < iter->bounds[axis][1]) {
            iter->coordinates[axis]++;
            break;
        }
        iter->coordinates[axis] = iter->bounds[axis][0];
    }
    iter->dataptr = iter->translate((PyArrayIterObject *)iter, iter->coordinates);
    return 0;
}

#ifdef __cplusplus
}
#endif

#endif
