/* numpy_hpy.ndarray: the type, and what it overrides of NumPy's so that an array's layout stays that of its dtype. */
#include "ndarray.h"

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

PyTypeObject *ndarray_type;
Py_ssize_t array_state_offset;

/* NumPy's own, found when the type is made. */
static PyGetSetDef numpy_dtype;
static PyObject *numpy_setstate;
static PyObject *numpy_set_dtype; /* NumPy 2.5 and later, or NULL */

/* NumPy calls this for every new array of a subclass, at the end. */
static PyObject *array_finalize(PyObject *self, PyObject *like)
{
    if (refresh(self, like) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static int set_dtype(PyObject *self, PyObject *value, void *closure)
{
    if (numpy_dtype.set(self, value, closure) < 0) {
        return -1;
    }
    return refresh(self, NULL);
}

/* What NumPy's view(dtype) calls where it exists. */
static PyObject *array_set_dtype(PyObject *self, PyObject *value)
{
    PyObject *result = PyObject_CallFunctionObjArgs(numpy_set_dtype, self, value, NULL);
    if (result != NULL && refresh(self, NULL) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

/* NumPy's own would show the collector an array whose memory is not yet that of its dtype, leave it so when it fails, and
 * forget the references that were in it. So the state goes into an array of its own, whose contents take the place of ours. */
static PyObject *array_setstate(PyObject *self, PyObject *args)
{
    npy_intp none = 0;
    PyObject *scratch = PyArray_SimpleNew(1, &none, NPY_INT8);
    PyObject *bound = scratch == NULL ? NULL : Py_TYPE(numpy_setstate)->tp_descr_get(numpy_setstate, scratch, NULL);
    PyObject *result = bound == NULL ? NULL : PyObject_Call(bound, args, NULL);
    Py_XDECREF(bound);
    if (result != NULL) {
        swap_contents(self, scratch);
        if (refresh(self, NULL) < 0) {
            Py_CLEAR(result);
        }
    }
    Py_XDECREF(scratch);
    return result;
}

/* NumPy calls the first __array_finalize__ of a subclass alone, which may be another than ours: see _ndarray_subclass.py. */
static PyObject *array_init_subclass(PyObject *class, PyObject *args, PyObject *kwargs)
{
    PyObject *super = PyObject_CallFunctionObjArgs((PyObject *)&PySuper_Type, (PyObject *)ndarray_type, class, NULL);
    PyObject *next = super == NULL ? NULL : PyObject_GetAttrString(super, "__init_subclass__");
    PyObject *result = next == NULL ? NULL : PyObject_Call(next, args, kwargs);
    Py_XDECREF(super);
    Py_XDECREF(next);
    PyObject *module = result == NULL ? NULL : PyImport_ImportModule("numpy_hpy._ndarray_subclass");
    PyObject *done = module == NULL ? NULL : PyObject_CallMethod(module, "keep_hook", "O", class);
    Py_XDECREF(module);
    if (done == NULL) {
        Py_CLEAR(result);
    }
    Py_XDECREF(done);
    return result;
}

static PyMethodDef set_dtype_method = {"_set_dtype", array_set_dtype, METH_O, NULL};

/* The empty place is for the method above. */
static PyMethodDef methods[] = {
    {"__array_finalize__", array_finalize, METH_O,
     "__array_finalize__($self, obj, /)\n--\n\nCalled by NumPy for every new array."},
    {"__setstate__", array_setstate, METH_VARARGS, "__setstate__($self, /, *state)\n--\n\nFor unpickling."},
    {"__init_subclass__", (PyCFunction)(void (*)(void))array_init_subclass, METH_VARARGS | METH_KEYWORDS | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
    {NULL, NULL, 0, NULL},
};

/* The dtype's getter is filled in when the type is made. */
static PyGetSetDef getset[] = {
    {"dtype", NULL, set_dtype, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "An ndarray whose object references the collector sees: cycles through them are found and freed.\n\n"
                "The constructors of numpy_hpy (empty, array, ...) make one for a dtype with object references;\n"
                "array.view(numpy_hpy.ndarray) makes a view of any ndarray."},
    {Py_tp_traverse, ndarray_traverse},
    {Py_tp_clear, ndarray_clear},
    {Py_tp_dealloc, ndarray_dealloc},
    {Py_tp_free, PyObject_GC_Del},
    {Py_tp_methods, methods},
    {Py_tp_getset, getset},
    {0, NULL},
};

static PyType_Spec spec = {
    .name = "numpy_hpy.ndarray",
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .slots = slots,
};

static int find_numpys_own(void)
{
    PyObject *dtype = PyObject_GetAttrString((PyObject *)&PyArray_Type, "dtype");
    numpy_setstate = PyObject_GetAttrString((PyObject *)&PyArray_Type, "__setstate__");
    if (dtype == NULL || numpy_setstate == NULL) {
        Py_XDECREF(dtype);
        return -1;
    }
    if (!Py_IS_TYPE(dtype, &PyGetSetDescr_Type) || Py_TYPE(numpy_setstate)->tp_descr_get == NULL ||
        PyArray_Type.tp_basicsize < (Py_ssize_t)sizeof(ArrayFields)) {
        PyErr_SetString(PyExc_ImportError, "numpy_hpy.ndarray does not know this NumPy's ndarray");
        Py_DECREF(dtype);
        return -1;
    }
    /* Static: it belongs to a static type. */
    numpy_dtype = *((PyGetSetDescrObject *)dtype)->d_getset;
    Py_DECREF(dtype);
    if (PyObject_HasAttrString((PyObject *)&PyArray_Type, set_dtype_method.ml_name)) {
        numpy_set_dtype = PyObject_GetAttrString((PyObject *)&PyArray_Type, set_dtype_method.ml_name);
        methods[ARRAY_LENGTH(methods) - 2] = set_dtype_method;
        return numpy_set_dtype == NULL ? -1 : 0;
    }
    return 0;
}

/* NumPy gives the result of concatenate and its like the type of the input with the highest priority; plain ndarrays have 0,
 * masked arrays and matrices more than 1. */
static int set_priority(void)
{
    PyObject *priority = PyFloat_FromDouble(0.5);
    int result = priority == NULL ? -1 : PyObject_SetAttrString((PyObject *)ndarray_type, "__array_priority__", priority);
    Py_XDECREF(priority);
    return result;
}

int make_ndarray_type(PyObject *module)
{
    if (find_numpys_own() < 0) {
        return -1;
    }
    const Py_ssize_t align = _Alignof(ArrayState);
    array_state_offset = (PyArray_Type.tp_basicsize + align - 1) / align * align;
    spec.basicsize = (int)(array_state_offset + (Py_ssize_t)sizeof(ArrayState));
    getset[0].get = numpy_dtype.get;
    getset[0].doc = numpy_dtype.doc;
    getset[0].closure = numpy_dtype.closure;

    ndarray_type = (PyTypeObject *)PyType_FromSpecWithBases(&spec, (PyObject *)&PyArray_Type);
    if (ndarray_type == NULL || set_priority() < 0) {
        return -1;
    }
    /* Static types cannot be changed, and NumPy's is one. */
    ndarray_type->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
    return PyModule_AddObjectRef(module, "ndarray", (PyObject *)ndarray_type);
}
