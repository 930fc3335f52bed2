/* The same calls in NumPy's legacy C API. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>

#include <numpy_hpy/layout.h>

#include "calls.h"

static inline int released(void *object)
{
    Py_DECREF((PyObject *)object);
    return 0;
}

#define METHOD(name, call, legacy)                                                                                     \
    static PyObject *name(PyObject *self, PyObject *args)                                                              \
    {                                                                                                                  \
        (void)self;                                                                                                    \
        PyObject *a, *d;                                                                                               \
        long n;                                                                                                        \
        if (!PyArg_ParseTuple(args, "OOl", &a, &d, &n)) {                                                              \
            return NULL;                                                                                               \
        }                                                                                                              \
        int64_t start = now();                                                                                         \
        for (long i = 0; i < n; i++) {                                                                                 \
            sink = legacy;                                                                                             \
        }                                                                                                              \
        return PyLong_FromLongLong(now() - start);                                                                     \
    }
CALLS(METHOD)

static PyObject *sum(PyObject *self, PyObject *array)
{
    (void)self;
    PyArrayObject *a = (PyArrayObject *)array;
    return PyFloat_FromDouble(sum_of((const double *)PyArray_DATA(a), PyArray_DIM(a, 0)));
}

typedef const NpyLayout *MirrorFunc(PyObject *dtype);

/* What numpy_hpy._native._LAYOUT_OF holds. */
static MirrorFunc *mirror_in(PyObject *capsule)
{
    void *address = PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule));
    MirrorFunc *mirror = NULL;
    memcpy(&mirror, &address, sizeof(mirror));
    return mirror;
}

/* mirror(capsule, dtypes, n): the nanoseconds of n times the layout of every dtype in a list. The layouts live on in the cache. */
static PyObject *mirror(PyObject *self, PyObject *args)
{
    (void)self;
    PyObject *capsule, *dtypes;
    long n;
    if (!PyArg_ParseTuple(args, "OO!l", &capsule, &PyList_Type, &dtypes, &n)) {
        return NULL;
    }
    MirrorFunc *layout_of = mirror_in(capsule);
    int64_t start = now();
    for (long i = 0; layout_of != NULL && i < n; i++) {
        for (Py_ssize_t k = 0; k < PyList_GET_SIZE(dtypes); k++) {
            const NpyLayout *layout = layout_of(PyList_GET_ITEM(dtypes, k));
            if (layout == NULL) {
                return NULL;
            }
            /* Nobody counts the references of a built-in type's. */
            if (layout->refcount != PTRDIFF_MIN) {
                __atomic_sub_fetch((ptrdiff_t *)&layout->refcount, 1, __ATOMIC_RELAXED);
            }
        }
    }
    int64_t end = now();
    return layout_of == NULL ? NULL : PyLong_FromLongLong(end - start);
}

#define NAME(name, call, legacy) {#name, name, METH_VARARGS, NULL},
static PyMethodDef methods[] = {CALLS(NAME){"sum", sum, METH_O, NULL},
                                {"mirror", mirror, METH_VARARGS, NULL},
                                {NULL, NULL, 0, NULL}};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "bench_legacy", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_bench_legacy(void)
{
    import_array();
    return PyModule_Create(&definition);
}
