/* Between handles and the pointers that NumPy wants. In the CPython ABI a handle is the pointer, and nothing is left of these
 * functions; in the hybrid ABI, and in the legacy provider, the caller's context converts and the kind is checked.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_HANDLES_H
#define NUMPY_HPY_CPYTHON_HANDLES_H

#include "numpy_hpy/api_types.h"
#include "numpy_hpy/cpython/back.h"
#include "numpy_hpy/cpython/native.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What a parameter must be.
typedef enum npy_hpy_kind {
    NPY_HPY_OBJECT,
    NPY_HPY_ARRAY,
    NPY_HPY_NDARRAY,
    NPY_HPY_DESCR,
    NPY_HPY_SCALAR,
    NPY_HPY_PYTYPE,
    NPY_HPY_ARRAY_CLASS,
    NPY_HPY_DTYPE_CLASS,
    NPY_HPY_DTYPE_ASKED,
    NPY_HPY_ITER,
    NPY_HPY_MULTI
} npy_hpy_kind;

#ifdef HPY_ABI_CPYTHON

static inline PyObject *npy_hpy_open(HPyContext *ctx, HPy h, npy_hpy_kind kind, int nullable, int *ok)
{
    (void)ctx;
    (void)kind;
    (void)nullable;
    (void)ok;
    return _h2py(h);
}

/// Ends the use of what an opener gave. NULL is allowed.
static inline void npy_hpy_done(void *p)
{
    (void)p;
}

/// Turns what an opener gave into a reference of its own, for a function that steals it. Instead of npy_hpy_done.
static inline PyObject *npy_hpy_give(void *p)
{
    Py_XINCREF((PyObject *)p);
    return (PyObject *)p;
}

/// A new handle for a new reference, which is stolen. NULL gives HPy_NULL.
static inline HPy npy_hpy_take(HPyContext *ctx, PyObject *p)
{
    (void)ctx;
    return _py2h(p);
}

/// A new handle for a borrowed reference. NULL gives HPy_NULL.
static inline HPy npy_hpy_lend(HPyContext *ctx, PyObject *p)
{
    (void)ctx;
    Py_XINCREF(p);
    return _py2h(p);
}

static inline PyObject **npy_hpy_open_all(HPyContext *ctx, HPy_ssize_t n, const HPy *handles, npy_hpy_kind kind, int nullable, int *ok)
{
    (void)ctx;
    (void)n;
    (void)kind;
    (void)nullable;
    (void)ok;
    return (PyObject **)(void *)handles;
}

/// Ends the use of an array that an opener gave. NULL is allowed.
static inline void npy_hpy_done_objects(HPy_ssize_t n, PyObject **objects)
{
    (void)n;
    (void)objects;
}

#else

NPY_HPY_OFTEN_ int npy_hpy_is(PyObject *p, npy_hpy_kind kind)
{
    switch (kind) {
        case NPY_HPY_OBJECT:
            return 1;
        case NPY_HPY_ARRAY:
        case NPY_HPY_NDARRAY:
            return PyArray_Check(p);
        case NPY_HPY_DESCR:
            /* No dtype is of class np.dtype itself; those of its subclasses are told by the class of these, which nothing else has. */
            return Py_IS_TYPE((PyObject *)Py_TYPE(p), &PyArrayDTypeMeta_Type) || PyArray_DescrCheck(p);
        case NPY_HPY_SCALAR:
            return PyArray_IsScalar(p, Generic);
        case NPY_HPY_PYTYPE:
            return PyType_Check(p);
        case NPY_HPY_ARRAY_CLASS:
            return PyType_Check(p) && PyType_IsSubtype((PyTypeObject *)(void *)p, &PyArray_Type);
        case NPY_HPY_DTYPE_CLASS:
            return PyObject_TypeCheck(p, &PyArrayDTypeMeta_Type);
        case NPY_HPY_DTYPE_ASKED:
            return PyObject_TypeCheck(p, &PyArrayDTypeMeta_Type) && ((PyArray_DTypeMeta *)(void *)p)->dt_slots != NULL;
        case NPY_HPY_ITER:
            return PyObject_TypeCheck(p, &PyArrayIter_Type);
        case NPY_HPY_MULTI:
            return PyObject_TypeCheck(p, &PyArrayMultiIter_Type);
    }
    return 0;
}

static inline const char *npy_hpy_kind_name(npy_hpy_kind kind)
{
    switch (kind) {
        case NPY_HPY_ARRAY:
            return "an array";
        case NPY_HPY_NDARRAY:
            return "an ndarray";
        case NPY_HPY_DESCR:
            return "a dtype";
        case NPY_HPY_SCALAR:
            return "a scalar of NumPy";
        case NPY_HPY_PYTYPE:
            return "a class";
        case NPY_HPY_ARRAY_CLASS:
            return "ndarray or a subclass of it";
        case NPY_HPY_DTYPE_CLASS:
            return "a DType class";
        case NPY_HPY_DTYPE_ASKED:
            return "a DType class that is not one of NumPy's abstract ones";
        case NPY_HPY_ITER:
            return "an iterator over one array";
        case NPY_HPY_MULTI:
            return "an iterator over several arrays";
        case NPY_HPY_OBJECT:
            break;
    }
    return "an object";
}

/// What is not of its kind, `p` (stolen): a view of an HPyArray, or NULL with TypeError.
NPY_HPY_RARE_ PyObject *npy_hpy_convert(HPyContext *ctx, PyObject *p, npy_hpy_kind kind)
{
    PyObject *view = NULL;
    if (kind == NPY_HPY_ARRAY && npy_hpy_is_native(p)) {
        view = PyArray_FromAny(p, NULL, 0, 0, 0, NULL);
    }
    else if (PyType_Check(p) && (kind == NPY_HPY_ARRAY_CLASS || kind == NPY_HPY_DTYPE_ASKED)) {
        PyErr_Format(PyExc_TypeError, "expected %s, not %R", npy_hpy_kind_name(kind), p);
    }
    else {
        PyErr_Format(PyExc_TypeError, "expected %s, not an object of type '%.200s'", npy_hpy_kind_name(kind),
            Py_TYPE(p)->tp_name);
    }
    Py_DECREF(p);
    npy_hpy_back(ctx);
    return view;
}

/// HPy_NULL where it is not allowed.
NPY_HPY_RARE_ void npy_hpy_refuse_null(npy_hpy_kind kind)
{
    PyErr_Format(PyExc_TypeError, "expected %s, not HPy_NULL", npy_hpy_kind_name(kind));
}

/* The kind is known where it is inlined: one comparison remains. */
NPY_HPY_OFTEN_ PyObject *npy_hpy_open(HPyContext *ctx, HPy h, npy_hpy_kind kind, int nullable, int *ok)
{
    /* After a failure nothing more is converted: an exception is set. */
    if (!*ok) {
        return NULL;
    }
    if (HPy_IsNull(h)) {
        if (!nullable) {
            npy_hpy_refuse_null(kind);
            *ok = 0;
        }
        return NULL;
    }
    PyObject *p = HPy_AsPyObject(ctx, h);
    if (!npy_hpy_is(p, kind)) {
        p = npy_hpy_convert(ctx, p, kind);
        *ok = p != NULL;
    }
    return p;
}

/// Ends the use of what an opener gave. NULL is allowed.
static inline void npy_hpy_done(void *p)
{
    Py_XDECREF((PyObject *)p);
}

/// Turns what an opener gave into a reference of its own, for a function that steals it. Instead of npy_hpy_done.
static inline PyObject *npy_hpy_give(void *p)
{
    return (PyObject *)p;
}

/// A new handle for a borrowed reference. NULL gives HPy_NULL.
static inline HPy npy_hpy_lend(HPyContext *ctx, PyObject *p)
{
    npy_hpy_back(ctx);
    if (p == NULL) {
        return HPy_FromVoidP(NULL);
    }
    return HPy_FromPyObject(ctx, p);
}

/// A new handle for a new reference, which is stolen. NULL gives HPy_NULL.
static inline HPy npy_hpy_take(HPyContext *ctx, PyObject *p)
{
    HPy h = npy_hpy_lend(ctx, p);
    Py_XDECREF(p);
    return h;
}

/// Ends the use of an array that an opener gave. NULL is allowed.
static inline void npy_hpy_done_objects(HPy_ssize_t n, PyObject **objects)
{
    for (HPy_ssize_t i = 0; objects != NULL && i < n; i++) {
        Py_XDECREF(objects[i]);
    }
    PyMem_Free(objects);
}

static inline PyObject **npy_hpy_open_all(HPyContext *ctx, HPy_ssize_t n, const HPy *handles, npy_hpy_kind kind, int nullable, int *ok)
{
    if (handles == NULL && n > 0 && !nullable && *ok) {
        npy_hpy_refuse_null(kind);
        *ok = 0;
    }
    if (handles == NULL || !*ok) {
        return NULL;
    }
    PyObject **objects = (PyObject **)PyMem_Calloc(n > 0 ? (size_t)n : 1, sizeof(PyObject *));
    if (objects == NULL) {
        PyErr_NoMemory();
        *ok = 0;
        return NULL;
    }
    for (HPy_ssize_t i = 0; i < n; i++) {
        objects[i] = npy_hpy_open(ctx, handles[i], kind, nullable, ok);
    }
    return objects;
}

#endif

/* The openers. `ok` becomes 0, with TypeError set, if the handle is not of its kind; once it is 0 they give NULL. Each is ended
 * with npy_hpy_done. Those for arrays of handles are ended with npy_hpy_done_objects; `_or_null` is about the entries, and they may be NULL
 * themselves then. */
#define NPY_HPY_OPENER(name, kind, type)                                                                               \
    NPY_HPY_OFTEN_ type *npy_hpy_##name(HPyContext *ctx, HPy h, int *ok)                                               \
    {                                                                                                                  \
        return (type *)(void *)npy_hpy_open(ctx, h, kind, 0, ok);                                                      \
    }                                                                                                                  \
    NPY_HPY_OFTEN_ type *npy_hpy_##name##_or_null(HPyContext *ctx, HPy h, int *ok)                                     \
    {                                                                                                                  \
        return (type *)(void *)npy_hpy_open(ctx, h, kind, 1, ok);                                                      \
    }                                                                                                                  \
    static inline PyObject **npy_hpy_##name##s(HPyContext *ctx, HPy_ssize_t n, const HPy *handles, int *ok)            \
    {                                                                                                                  \
        return npy_hpy_open_all(ctx, n, handles, kind, 0, ok);                                                         \
    }                                                                                                                  \
    static inline PyObject **npy_hpy_##name##s_or_null(HPyContext *ctx, HPy_ssize_t n, const HPy *handles, int *ok)    \
    {                                                                                                                  \
        return npy_hpy_open_all(ctx, n, handles, kind, 1, ok);                                                         \
    }

NPY_HPY_OPENER(object, NPY_HPY_OBJECT, PyObject)
NPY_HPY_OPENER(array, NPY_HPY_ARRAY, PyArrayObject)
NPY_HPY_OPENER(ndarray, NPY_HPY_NDARRAY, PyArrayObject)
NPY_HPY_OPENER(descr, NPY_HPY_DESCR, PyArray_Descr)
NPY_HPY_OPENER(scalar, NPY_HPY_SCALAR, PyObject)
NPY_HPY_OPENER(pytype, NPY_HPY_PYTYPE, PyTypeObject)
NPY_HPY_OPENER(array_class, NPY_HPY_ARRAY_CLASS, PyTypeObject)
NPY_HPY_OPENER(dtype_class, NPY_HPY_DTYPE_CLASS, PyArray_DTypeMeta)
NPY_HPY_OPENER(dtype_asked, NPY_HPY_DTYPE_ASKED, PyArray_DTypeMeta)
NPY_HPY_OPENER(iter, NPY_HPY_ITER, PyArrayIterObject)
NPY_HPY_OPENER(multi, NPY_HPY_MULTI, PyArrayMultiIterObject)

#undef NPY_HPY_OPENER

/// Whether the running NumPy is older than 2.`minor`; then RuntimeError is set.
static inline int npy_hpy_too_old(int major, int minor, const char *name)
{
    /* The C API of 2.1 and 2.2 is the same. */
    int needed = minor == 0 ? 0x12 : minor <= 2 ? 0x13 : 0x11 + minor;
    if (PyArray_RUNTIME_VERSION >= needed) {
        return 0;
    }
    PyErr_Format(PyExc_RuntimeError, "%s needs NumPy %d.%d or later; the C API of the running NumPy has version 0x%x", name, major,
        minor, PyArray_RUNTIME_VERSION);
    return 1;
}

#ifdef __cplusplus
}
#endif

#endif
