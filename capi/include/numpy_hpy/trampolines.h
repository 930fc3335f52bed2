/* Functions that NumPy calls, on handles.
 *
 * NumPy calls the loops of a ufunc and the functions of a dtype with pointers and without a context. A macro here makes such
 * a function, static and with NumPy's signature, from one that gets a context and handles:
 *
 *     static void negate(HPyContext *ctx, char **args, const npy_intp *dimensions, const npy_intp *steps, void *data)
 *     {
 *         for (npy_intp i = 0; i < dimensions[0]; i++) {
 *             HPy object = HPyArray_LoadSlot(ctx, args[0] + i * steps[0]);
 *             ...
 *     }
 *     NPY_HPY_UFUNC_LOOP(negate_loop, negate)
 *
 *     static PyUFuncGenericFunction loops[] = {negate_loop};
 *
 * Handles that the function is given are lent: the trampoline closes them when it returns. Handles that it returns, or writes
 * to an array of results, are taken. An exception that it leaves set reaches NumPy. The context is good for the call only; in
 * HPy's debug mode a handle that stays open is reported as a leak. In the CPython ABI a trampoline costs next to nothing;
 * in the others it is a few calls, and one more for each handle. A function of another type does not compile.
 *
 * What needs no context can be written plainly with NumPy's signature, and used as it is.
 *
 * Loops of numbers run without the interpreter lock, which a context needs. Trampolines of functions that may be called so
 * take it (HPyArray_EnterPython), and are safe anywhere; but NumPy looks for exceptions only where it was told that the
 * interpreter is needed: object operands, a dtype with NPY_NEEDS_PYAPI. A function of a DType class, or of an HPyArrayMethod_Spec,
 * tells of an exception by its result.
 *
 *     NPY_HPY_UFUNC_LOOP, _UNARYFUNC, _BINARYFUNC, _PROMOTER            trampolines/ufunc.h
 *     NPY_HPY_ARRFUNC_..., NPY_HPY_CASTFUNC                             trampolines/arrfuncs.h
 *     NPY_HPY_RESOLVE_DESCRIPTORS, _STRIDED_LOOP, _GET_LOOP,
 *     _GET_REDUCTION_INITIAL, _TRANSLATE_GIVEN, _TRANSLATE_LOOP,
 *     _TRAVERSE_LOOP, _GET_TRAVERSE_LOOP, _AUXDATA_...                  trampolines/array_method.h
 *     NPY_HPY_DISCOVER_DESCR, _SETITEM, _GETITEM, _COMMON_DTYPE, ...    trampolines/dtype.h
 *     HPyArray_LoadSlot, HPyArray_StoreSlot                             trampolines/slots.h
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_TRAMPOLINES_H
#define NUMPY_HPY_TRAMPOLINES_H

#include "numpy_hpy/arrayobject.h"

#include "numpy_hpy/trampolines/array_method.h"
#include "numpy_hpy/trampolines/arrfuncs.h"
#include "numpy_hpy/trampolines/dtype.h"
#include "numpy_hpy/trampolines/slots.h"
#include "numpy_hpy/trampolines/ufunc.h"

#endif
