/* Python's and NumPy's headers, as the CPython flavour wants them: without deprecated names, and for every NumPy from 2.0 on.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_NUMPY_HEADERS_H
#define NUMPY_HPY_CPYTHON_NUMPY_HEADERS_H

#include <hpy.h>

#ifdef HPY_ABI_UNIVERSAL
#error "the universal ABI has headers of its own: include numpy_hpy/arrayobject.h"
#endif

#include <Python.h>

/* The names of both APIs mean the same symbol; a program that has chosen NumPy's keeps it. */
#if defined(HPY_ARRAY_UNIQUE_SYMBOL) && !defined(PY_ARRAY_UNIQUE_SYMBOL)
#define PY_ARRAY_UNIQUE_SYMBOL HPY_ARRAY_UNIQUE_SYMBOL
#endif
#if defined(HPY_UFUNC_UNIQUE_SYMBOL) && !defined(PY_UFUNC_UNIQUE_SYMBOL)
#define PY_UFUNC_UNIQUE_SYMBOL HPY_UFUNC_UNIQUE_SYMBOL
#endif
#ifndef NPY_NO_DEPRECATED_API
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#endif
#ifndef NPY_TARGET_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#endif

#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>
#include <numpy/dtype_api.h>

#endif
