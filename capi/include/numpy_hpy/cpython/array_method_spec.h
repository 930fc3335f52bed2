/* Specifications with handles as NumPy's own, with pointers.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_ARRAY_METHOD_SPEC_H
#define NUMPY_HPY_CPYTHON_ARRAY_METHOD_SPEC_H

#include "numpy_hpy/cpython/handles.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How many dtypes a specification has; none if NumPy is going to refuse it. */
static inline int npy_hpy_spec_nargs(const HPyArrayMethod_Spec *spec)
{
    int nargs = spec->nin + spec->nout;
    return spec->nin < 0 || spec->nout < 0 || nargs > NPY_MAXARGS ? 0 : nargs;
}

/* Fills NumPy's specification; npy_hpy_spec_done ends it, also after a failure: -1 with an exception. An HPy_NULL class is
 * refused by NumPy, except in the casts of a new DType class. */
static inline int npy_hpy_spec_open(HPyContext *ctx, const HPyArrayMethod_Spec *spec, PyArrayMethod_Spec *npy_spec)
{
    int ok = 1;
    int nargs = npy_hpy_spec_nargs(spec);
    npy_spec->name = spec->name;
    npy_spec->nin = spec->nin;
    npy_spec->nout = spec->nout;
    npy_spec->casting = spec->casting;
    npy_spec->flags = spec->flags;
    npy_spec->slots = (PyType_Slot *)(void *)spec->slots;
    /* NumPy writes the new class over NULL, and takes it out again: so not the caller's own array, in any ABI. */
    npy_spec->dtypes = (PyArray_DTypeMeta **)PyMem_Calloc(nargs > 0 ? (size_t)nargs : 1, sizeof(PyArray_DTypeMeta *));
    if (npy_spec->dtypes == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    if (spec->slots == NULL || (nargs > 0 && spec->dtypes == NULL)) {
        PyErr_SetString(PyExc_TypeError, "the specification of a method needs `slots` and `dtypes`");
        return -1;
    }
    for (int i = 0; i < nargs; i++) {
        npy_spec->dtypes[i] = npy_hpy_dtype_class_or_null(ctx, spec->dtypes[i], &ok);
    }
    return ok ? 0 : -1;
}

static inline void npy_hpy_spec_done(const HPyArrayMethod_Spec *spec, PyArrayMethod_Spec *npy_spec)
{
    for (int i = 0; npy_spec->dtypes != NULL && i < npy_hpy_spec_nargs(spec); i++) {
        npy_hpy_done(npy_spec->dtypes[i]);
    }
    PyMem_Free(npy_spec->dtypes);
}

#ifdef __cplusplus
}
#endif

#endif
