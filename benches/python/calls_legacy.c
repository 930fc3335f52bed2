/* The same calls in NumPy's legacy C API. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>

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

#define NAME(name, call, legacy) {#name, name, METH_VARARGS, NULL},
static PyMethodDef methods[] = {CALLS(NAME){"sum", sum, METH_O, NULL}, {NULL, NULL, 0, NULL}};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "bench_legacy", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_bench_legacy(void)
{
    import_array();
    return PyModule_Create(&definition);
}
