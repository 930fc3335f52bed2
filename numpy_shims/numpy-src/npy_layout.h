/* Where the object references of an item lie: the layouts of libnumpy_hpy.a, each kept by the descriptor that it mirrors.
 *
 * A layout has to be there before anything is freed. So it is asked for (npy_layout_require) where memory for items is
 * about to be made, and a descriptor is complete: what makes a descriptor fills in its members one by one.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_CORE_SRC_MULTIARRAY_NPY_LAYOUT_H_
#define NUMPY_CORE_SRC_MULTIARRAY_NPY_LAYOUT_H_

#include "numpy/arrayobject.h"
#include "numpy/dtype_api.h"

#include <numpy_hpy/layout.h>

/* The layout of items of `descr`, lent by it. NULL: it has no references, nobody has asked for it yet, or there is none. */
static inline const NpyLayout *npy_layout_of(const PyArray_Descr *descr)
{
    return PyDataType_REFCHK(descr) ? (const NpyLayout *)descr->reserved_null[0] : NULL;
}

/* Makes the layout. Call npy_layout_require. */
NPY_NO_EXPORT int npy_layout_make(PyArray_Descr *descr);

/* Sees to it that `descr` has its layout, if it can have one: not a DType with references of its own kind (StringDType), and
 * nothing that is nested or scattered beyond reason. These are cleared as ever. 0, or -1 with MemoryError. */
static inline int npy_layout_require(PyArray_Descr *descr)
{
    if (!PyDataType_REFCHK(descr) || descr->reserved_null[0] != NULL) {
        return 0;
    }
    return npy_layout_make(descr);
}

/* Any descriptor's, for a view of an array (HPyArray_FillView): owned, or NULL with MemoryError. */
NPY_NO_EXPORT const NpyLayout *npy_hpy_layout_of(PyObject *descr);

/* `descr` dies, or is another one from now on. */
NPY_NO_EXPORT void npy_layout_forget(PyArray_Descr *descr);

/* Releases the references of `size` items and leaves NULL in their places. Runs any code; cannot fail. */
NPY_NO_EXPORT void npy_layout_clear(const NpyLayout *layout, char *data, npy_intp size, npy_intp stride);
NPY_NO_EXPORT void npy_layout_clear_array(const NpyLayout *layout, PyArrayObject *array);

/* More and fewer references to the same objects, which stay where they are: the second undoes the first. Where it was the last
 * reference it leaves NULL. */
NPY_NO_EXPORT void npy_layout_incref(const NpyLayout *layout, char *data);
NPY_NO_EXPORT void npy_layout_incref_array(const NpyLayout *layout, PyArrayObject *array);
NPY_NO_EXPORT void npy_layout_decref(const NpyLayout *layout, char *data);
NPY_NO_EXPORT void npy_layout_decref_array(const NpyLayout *layout, PyArrayObject *array);

/* Fills the slots of memory that holds no reference yet. */
NPY_NO_EXPORT void npy_layout_fill(const NpyLayout *layout, char *data, npy_intp size, npy_intp stride, PyObject *value);

/* For the DType slots get_clear_loop and get_fill_zero_loop: loops that need no auxdata, as the descriptor has it all. */
NPY_NO_EXPORT int npy_layout_clear_loop(void *traverse_context, const PyArray_Descr *descr, char *data, npy_intp size,
                                        npy_intp stride, NpyAuxData *auxdata);
NPY_NO_EXPORT int npy_layout_zero_loop(void *traverse_context, const PyArray_Descr *descr, char *data, npy_intp size,
                                       npy_intp stride, NpyAuxData *auxdata);

#endif
