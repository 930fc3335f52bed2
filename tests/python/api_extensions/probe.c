/* Counts the ndarrays that are made: a function of ours stands in the class for the one that allocates them. */
#include <Python.h>
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>

static allocfunc original;
static Py_ssize_t made;

static PyObject *count_and_allocate(PyTypeObject *type, Py_ssize_t items)
{
    made++;
    return original(type, items);
}

/* The number since the last call. */
static PyObject *arrays_made(PyObject *self, PyObject *ignored)
{
    (void)self;
    (void)ignored;
    Py_ssize_t result = made;
    made = 0;
    return PyLong_FromSsize_t(result);
}

static PyMethodDef methods[] = {{"arrays_made", arrays_made, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "probe", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_probe(void);

PyMODINIT_FUNC PyInit_probe(void)
{
    import_array();
    original = PyArray_Type.tp_alloc;
    PyArray_Type.tp_alloc = count_and_allocate;
    return PyModule_Create(&definition);
}
