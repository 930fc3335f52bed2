/* NumPy's C API for arrays, dtypes, scalars and iterators on HPy handles.
 *
 *     #include <hpy.h>
 *     #include <numpy_hpy/arrayobject.h>
 *
 *     HPyDef_SLOT(module_exec, HPy_mod_exec)
 *     static int module_exec_impl(HPyContext *ctx, HPy module)
 *     {
 *         hpy_import_array_for(ctx, module);
 *         ...
 *
 * One source serves HPy's ABIs. In the CPython ABI every function is NumPy's own, inlined. In the universal ABI it is one call
 * through a table that NumPy, or numpy_hpy, provides when the module is imported. In the hybrid ABI handles are converted
 * beside `PyObject *`. docs/api-reference.md lists the functions.
 *
 * A handle that is passed in stays the caller's; a handle that comes back is new; a pointer that is lent belongs to what it was
 * asked of. HPy_NULL, NULL or -1 means that an exception is set, unless a function says otherwise.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_ARRAYOBJECT_H
#define NUMPY_HPY_ARRAYOBJECT_H

#include <hpy.h>

#ifdef HPY_ABI_UNIVERSAL
#include "numpy_hpy/universal/npy_types.h"

#include "numpy_hpy/api_types.h"

#include "numpy_hpy/universal/import_array.h"

#include "numpy_hpy/universal/array_functions.h"
#else
#include "numpy_hpy/cpython/numpy_headers.h"

#include "numpy_hpy/cpython/import_array.h"

#include "numpy_hpy/cpython/array_functions.h"

#include "numpy_hpy/cpython/array_access.h"
#include "numpy_hpy/cpython/array_adapted.h"
#include "numpy_hpy/cpython/dtype_adapted.h"
#include "numpy_hpy/cpython/iterator_adapted.h"
#endif

#include "numpy_hpy/import.h"
#include "numpy_hpy/iterator_macros.h"
#include "numpy_hpy/threads.h"
#include "numpy_hpy/trampolines.h"

/// Whether an object is a NumPy scalar of a class, which is written as in Double, Generic, Integer.
#define HPyArray_IsScalar(ctx, obj, cls) HPyArray_IsInstance((ctx), (obj), HPy##cls##ArrType_Type)

#endif
