/* Puts heap types in the place of NumPy's static scalar types, in the structs that NumPy takes them from. For the tests alone: a
 * process in which this has been done is of no other use. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>
#include <numpy/dtype_api.h>

enum { MOST = 32 };

static struct {
    PyTypeObject *original;
    PyTypeObject *twin;
    allocfunc alloc;
    Py_ssize_t made;
} swaps[MOST];
static int count;

/* NumPy makes its scalars with `PyDoubleArrType_Type.tp_alloc(&PyDoubleArrType_Type, 0)` and the like. */
static PyObject *allocate_twin(PyTypeObject *type, Py_ssize_t items)
{
    for (int i = 0; i < count; i++) {
        if (swaps[i].original == type) {
            swaps[i].made++;
            return swaps[i].alloc(swaps[i].twin, items);
        }
    }
    return PyType_GenericAlloc(type, items);
}

/* redirect(original, twin): from now on NumPy's C code makes instances of the twin. */
static PyObject *redirect(PyObject *module, PyObject *args)
{
    PyTypeObject *original, *twin;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!O!", &PyType_Type, &original, &PyType_Type, &twin)) {
        return NULL;
    }
    if (count == MOST) {
        PyErr_SetString(PyExc_RuntimeError, "too many");
        return NULL;
    }
    swaps[count].original = original;
    swaps[count].twin = (PyTypeObject *)Py_NewRef(twin);
    swaps[count].alloc = original->tp_alloc;
    count++;
    original->tp_alloc = allocate_twin;
    Py_RETURN_NONE;
}

/* set_typeobj(dtype, twin): the items of the dtype, and of those that are copied from it, are of that type. */
static PyObject *set_typeobj(PyObject *module, PyObject *args)
{
    PyArray_Descr *dtype;
    PyTypeObject *twin;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!O!", &PyArrayDescr_Type, &dtype, &PyType_Type, &twin)) {
        return NULL;
    }
    dtype->typeobj = (PyTypeObject *)Py_NewRef(twin);
    ((PyArray_DTypeMeta *)Py_TYPE(dtype))->scalar_type = (PyTypeObject *)Py_NewRef(twin);
    Py_RETURN_NONE;
}

/* set_class(object, twin): for the scalars that NumPy has made once and for all. */
static PyObject *set_class(PyObject *module, PyObject *args)
{
    PyObject *object, *twin;
    (void)module;
    if (!PyArg_ParseTuple(args, "OO!", &object, &PyType_Type, &twin)) {
        return NULL;
    }
    Py_SET_TYPE(object, (PyTypeObject *)Py_NewRef(twin));
    Py_RETURN_NONE;
}

/* made(): how many instances of each twin NumPy has made of itself, by name. */
static PyObject *made(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
    PyObject *result = PyDict_New();
    for (int i = 0; result != NULL && i < count; i++) {
        PyObject *number = PyLong_FromSsize_t(swaps[i].made);
        if (number == NULL || PyDict_SetItemString(result, strrchr(swaps[i].twin->tp_name, '.') + 1, number) < 0) {
            Py_CLEAR(result);
        }
        Py_XDECREF(number);
    }
    return result;
}

static PyMethodDef functions[] = {
    {"redirect", redirect, METH_VARARGS, NULL},
    {"set_typeobj", set_typeobj, METH_VARARGS, NULL},
    {"set_class", set_class, METH_VARARGS, NULL},
    {"made", made, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "swap", NULL, -1, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_swap(void)
{
    import_array();
    return PyModule_Create(&definition);
}
