/* The module numpy_hpy._ndarray: the type, and what its constructors need. */
#define IMPORTS_NUMPY
#include "ndarray.h"

/* visible(array): what a constructor returns in place of an array that NumPy has made. */
static PyObject *visible(PyObject *module, PyObject *array)
{
    (void)module;
    if (!PyArray_Check(array)) {
        PyErr_Format(PyExc_TypeError, "an ndarray is needed, not %.200s", Py_TYPE(array)->tp_name);
        return NULL;
    }
    PyTypeObject *type = PyDataType_FLAGCHK(fields_of(array)->descr, NPY_ITEM_HASOBJECT) ? ndarray_type : &PyArray_Type;
    if (Py_IS_TYPE(array, type) || !(PyArray_CheckExact(array) || Py_IS_TYPE(array, ndarray_type))) {
        return Py_NewRef(array);
    }
    return with_type(array, type);
}

static PyMethodDef functions[] = {
    {"visible", visible, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_ndarray", "numpy_hpy.ndarray (private: import numpy_hpy)", -1, functions, NULL, NULL, NULL, NULL,
};

/* Called by PyInit__ndarray. A new reference, or NULL with an exception set. */
PyObject *npy_hpy_make_ndarray_module(void);

PyObject *npy_hpy_make_ndarray_module(void)
{
#ifdef Py_GIL_DISABLED
    /* A deallocation may take memory from a base because nobody else has a reference: without the GIL that may change. */
    PyErr_SetString(PyExc_ImportError, "numpy_hpy.ndarray needs the GIL: this Python is built without it");
    return NULL;
#endif
    if (PyArray_ImportNumPyAPI() < 0 || find_mirror() < 0) {
        return NULL;
    }
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && make_ndarray_type(module) < 0) {
        Py_CLEAR(module);
    }
    return module;
}
