/* How the functions here see an HPyArray: its plain part lies at a fixed distance from the object, and needs no call.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_NATIVE_H
#define NUMPY_HPY_CPYTHON_NATIVE_H

#include <string.h>

#include "numpy_hpy/cpython/numpy_headers.h"
#include "numpy_hpy/layout.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The name of the capsule with the struct below.
#define NPY_HPY_NATIVE_CAPSULE "numpy_hpy._legacy._NATIVE"

/// What numpy_hpy tells of itself. Owned by numpy_hpy; lives as long as the process.
typedef struct npy_hpy_native {
    /// sizeof(npy_hpy_native) of the library that made it.
    size_t struct_size;
    /// The class HPyArray, or NULL as long as nothing has asked for it. Owned.
    PyTypeObject *type;
    /// Bytes from the object to its NpyArrayCore.
    ptrdiff_t core_offset;
    /// Bytes from the object to its dtype field, which is 0 once a collector has cleared the array.
    ptrdiff_t dtype_offset;
    /// The layout of a dtype, owned; NULL with an exception.
    const NpyLayout *(*layout_of)(PyObject *descr);
    /// NpyLayout_IncRef and NpyLayout_DecRef.
    void (*layout_incref)(const NpyLayout *layout);
    void (*layout_decref)(const NpyLayout *layout);
    /// numpy_hpy.from_numpy and numpy_hpy.to_numpy. A new reference; NULL with an exception.
    PyObject *(*from_legacy)(PyObject *array);
    PyObject *(*as_legacy)(PyObject *array);
} npy_hpy_native;

#ifdef NUMPY_HPY_PROVIDER
extern npy_hpy_native npy_hpy_native_instance;
#endif

/// numpy_hpy's struct, or NULL, without an exception, where numpy_hpy is not installed.
static inline const npy_hpy_native *npy_hpy_get_native(void)
{
#ifdef NUMPY_HPY_PROVIDER
    return &npy_hpy_native_instance;
#else
    static const npy_hpy_native *native = NULL;
    static int is_asked = 0;
    if (!is_asked) {
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        PyObject *module = PyImport_ImportModule("numpy_hpy._legacy");
        native = module == NULL ? NULL : (const npy_hpy_native *)PyCapsule_Import(NPY_HPY_NATIVE_CAPSULE, 0);
        Py_XDECREF(module);
        PyErr_Restore(type, value, traceback);
        is_asked = 1;
    }
    return native;
#endif
}

/// Whether it is an HPyArray.
static inline int npy_hpy_is_native(PyObject *p)
{
#ifndef NUMPY_HPY_PROVIDER
    /* The name first, so that programs without any HPyArray never import numpy_hpy. */
    if (strcmp(Py_TYPE(p)->tp_name, "numpy_hpy.HPyArray") != 0) {
        return 0;
    }
#endif
    const npy_hpy_native *native = npy_hpy_get_native();
    return native != NULL && native->type != NULL && Py_IS_TYPE(p, native->type);
}

/// The plain part of an HPyArray, lent; NULL with ReferenceError once a collector has cleared it.
///
/// \pre npy_hpy_is_native(p)
static inline const NpyArrayCore *npy_hpy_core(PyObject *p)
{
    const npy_hpy_native *native = npy_hpy_get_native();
    intptr_t dtype;
    memcpy(&dtype, (char *)p + native->dtype_offset, sizeof(dtype));
    if (dtype == 0) {
        PyErr_SetString(PyExc_ReferenceError, "the array has been cleared by the garbage collector");
        return NULL;
    }
    return (const NpyArrayCore *)(void *)((char *)p + native->core_offset);
}

#ifdef __cplusplus
}
#endif

#endif
