/* The module numpy_hpy._legacy: the provider on stock NumPy, and what it is told of HPyArray. */
#include "adopt.h"
#include "bridge.h"
#include "tables.h"

#include "numpy_hpy/cpython/native.h"

/* Until `_set_native` is called there is no HPyArray. */
npy_hpy_native npy_hpy_native_instance;

/* _set_native(HPyArray, core_offset, dtype_offset, and what npy_hpy_bridge_set takes) */
static PyObject *set_native(PyObject *self, PyObject *args)
{
    PyTypeObject *type;
    PyObject *over, *check_dtype;
    Py_ssize_t core_offset, dtype_offset;
    int slots_are_shareable;
    (void)self;
    if (!PyArg_ParseTuple(args, "O!nnOOp:_set_native", &PyType_Type, &type, &core_offset, &dtype_offset, &over, &check_dtype,
                          &slots_are_shareable)) {
        return NULL;
    }
    npy_hpy_bridge_set(over, check_dtype, slots_are_shareable);
    Py_INCREF(type);
    Py_XDECREF(npy_hpy_native_instance.type);
    npy_hpy_native_instance.type = type;
    npy_hpy_native_instance.core_offset = core_offset;
    npy_hpy_native_instance.dtype_offset = dtype_offset;
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"_set_native", set_native, METH_VARARGS, NULL},
    {"_from_legacy", npy_hpy_py_from_legacy, METH_VARARGS, NULL},
    {"_as_legacy", npy_hpy_py_as_legacy, METH_O, NULL},
    {"_array_over", npy_hpy_py_array_over, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_legacy", "The HPy C API on stock NumPy (private: import numpy_hpy)", -1, methods,
    NULL, NULL, NULL, NULL,
};

/* The mirror of dtypes is the PyO3 module's. */
static int find_mirror(void)
{
    PyObject *native = PyImport_ImportModule("numpy_hpy._native");
    PyObject *capsule = native == NULL ? NULL : PyObject_GetAttrString(native, "_LAYOUT_OF");
    void *function = capsule == NULL ? NULL : PyCapsule_GetPointer(capsule, "numpy_hpy._native._LAYOUT_OF");
    Py_XDECREF(capsule);
    Py_XDECREF(native);
    memcpy(&npy_hpy_native_instance.layout_of, &function, sizeof(function));
    return function == NULL ? -1 : 0;
}

static int add_native(PyObject *module)
{
    npy_hpy_native_instance.struct_size = sizeof(npy_hpy_native_instance);
    npy_hpy_native_instance.layout_incref = NpyLayout_IncRef;
    npy_hpy_native_instance.layout_decref = NpyLayout_DecRef;
    npy_hpy_native_instance.from_legacy = npy_hpy_from_legacy;
    npy_hpy_native_instance.as_legacy = npy_hpy_as_legacy;
    PyObject *capsule = PyCapsule_New(&npy_hpy_native_instance, NPY_HPY_NATIVE_CAPSULE, NULL);
    int result = capsule == NULL ? -1 : PyModule_AddObjectRef(module, "_NATIVE", capsule);
    Py_XDECREF(capsule);
    return result;
}

/* Called by PyInit__legacy. A new reference, or NULL with an exception set. */
PyObject *npy_hpy_make_legacy_module(void);

PyObject *npy_hpy_make_legacy_module(void)
{
    PyObject *module = PyModule_Create(&definition);
    /* The tables first: they find out whether NumPy is too old. */
    if (module == NULL || npy_hpy_add_tables(module, "numpy_hpy " NUMPY_HPY_VERSION) < 0 || find_mirror() < 0 ||
        add_native(module) < 0) {
        Py_XDECREF(module);
        return NULL;
    }
    return module;
}
