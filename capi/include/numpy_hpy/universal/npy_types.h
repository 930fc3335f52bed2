/* NumPy's C types, constants, structs and struct macros, for code without NumPy's headers and without Python.h. Names,
 * values and layouts are those of NumPy 2.4, so that what is compiled here and what NumPy compiled understand each other.
 *
 * What differs: a member or parameter that points to a Python object is a `void *`, to be passed on and never looked
 * into; where a struct begins with NumPy's object header, it has a `head` of the same size. Structs that begin with a
 * head are made by NumPy alone: code on handles borrows them from an _AsStruct function or gets them in a callback, and
 * reads them through the pointer.
 *
 * Linux, GCC or Clang, release builds of CPython 3.11 and 3.12. Other interpreters may have another head: on them the
 * structs with a head must not be used.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_NPY_TYPES_H
#define NUMPY_HPY_UNIVERSAL_NPY_TYPES_H

#include "numpy_hpy/universal/npy_platform.h"
#include "numpy_hpy/universal/npy_scalars.h"

#include "numpy_hpy/universal/npy_constants.h"
#include "numpy_hpy/universal/npy_structs.h"

#include "numpy_hpy/universal/npy_array_macros.h"
#include "numpy_hpy/universal/npy_callbacks.h"
#include "numpy_hpy/universal/npy_iterators.h"

#endif
