/* NumPy's memory for data, counted: count() installs a handler (NEP 49) in the current context, given() is what it has given. Small
 * blocks are not counted: numpy_hpy asks NumPy about a dtype by way of an array of one item. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>

enum { SMALL = 64 };

static unsigned long long bytes;

static void note(size_t size)
{
    bytes += size > SMALL ? size : 0;
}

static void *counting_malloc(void *ctx, size_t size)
{
    note(size);
    return malloc(size);
}

static void *counting_calloc(void *ctx, size_t count, size_t size)
{
    note(count * size);
    return calloc(count, size);
}

static void *counting_realloc(void *ctx, void *memory, size_t size)
{
    note(size);
    return realloc(memory, size);
}

static void counting_free(void *ctx, void *memory, size_t size)
{
    free(memory);
}

static PyDataMem_Handler handler = {
    "counting", 1, {NULL, counting_malloc, counting_calloc, counting_realloc, counting_free},
};

static PyObject *count(PyObject *self, PyObject *args)
{
    PyObject *capsule = PyCapsule_New(&handler, "mem_handler", NULL);
    PyObject *before = capsule == NULL ? NULL : PyDataMem_SetHandler(capsule);
    Py_XDECREF(capsule);
    Py_XDECREF(before);
    return before == NULL ? NULL : Py_NewRef(Py_None);
}

static PyObject *given(PyObject *self, PyObject *args)
{
    return PyLong_FromUnsignedLongLong(bytes);
}

static PyMethodDef methods[] = {
    {"count", count, METH_NOARGS, NULL},
    {"given", given, METH_NOARGS, "Bytes until now, also those that were freed again."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "allocations", NULL, -1, methods};

PyMODINIT_FUNC PyInit_allocations(void)
{
    import_array();
    return PyModule_Create(&definition);
}
