/* The module numpy_hpy._ndarray: the type, and what its constructors need. */
#define IMPORTS_NUMPY
#include "ndarray.h"

/* visible(result): what a constructor returns in place of a result of NumPy's. Other types than ndarray and ours stay. */
static PyObject *visible(PyObject *module, PyObject *result)
{
    (void)module;
    if (!PyArray_CheckExact(result) && !Py_IS_TYPE(result, ndarray_type)) {
        return Py_NewRef(result);
    }
    int is_visible = has_slots(fields_of(result)->descr);
    if (is_visible < 0) {
        return NULL;
    }
    PyTypeObject *type = is_visible ? ndarray_type : &PyArray_Type;
    return Py_IS_TYPE(result, type) ? Py_NewRef(result) : with_type(result, type);
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
