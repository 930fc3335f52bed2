/* NumPy's C API for universal functions on HPy handles. A module calls hpy_import_umath(ctx) in its HPy_mod_exec slot, beside
 * hpy_import_array(ctx).
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UFUNCOBJECT_H
#define NUMPY_HPY_UFUNCOBJECT_H

#include "numpy_hpy/arrayobject.h"

#ifdef HPY_ABI_UNIVERSAL
#include "numpy_hpy/universal/import_ufunc.h"

#include "numpy_hpy/universal/ufunc_functions.h"
#else
#include "numpy_hpy/cpython/import_ufunc.h"

#include "numpy_hpy/cpython/ufunc_handle.h"

#include "numpy_hpy/cpython/ufunc_functions.h"

#include "numpy_hpy/cpython/ufunc_adapted.h"
#endif

#endif
