/* The end of the generated legacy_calls.c: its own functions, and the module. */

static PyObject *set_null(PyObject *self, PyObject *object)
{
    (void)self;
    Py_XSETREF(null_object, Py_NewRef(object));
    Py_RETURN_NONE;
}

static PyObject *value_object(Value value)
{
    switch (value.kind) {
    case VALUE_SIGNED: return PyLong_FromLongLong(value.number);
    case VALUE_UNSIGNED: return PyLong_FromUnsignedLongLong((unsigned long long)value.number);
    case VALUE_REAL: return PyFloat_FromDouble(value.real);
    case VALUE_ADDRESS: return PyLong_FromUnsignedLongLong((unsigned long long)value.number);
    case VALUE_OBJECT: return PyBool_FromLong(value.number != 0);
    case VALUE_NONE: break;
    }
    Py_RETURN_NONE;
}

static PyObject *last_result(PyObject *self, PyObject *unused)
{
    (void)self, (void)unused;
    PyObject *all = PyTuple_New(last_call.count);
    for (int i = 0; all != NULL && i < last_call.count; i++) {
        PyObject *value = value_object(last_call.values[i]);
        if (value == NULL) {
            Py_CLEAR(all);
        } else {
            PyTuple_SET_ITEM(all, i, value);
        }
    }
    return all;
}

static PyObject *classes(PyObject *self, PyObject *unused)
{
    (void)self, (void)unused;
    PyObject *all = PyDict_New();
    if (all != NULL && add_classes(all)) {
        Py_CLEAR(all);
    }
    return all;
}

static PyObject *loops(PyObject *self, PyObject *unused)
{
    (void)self, (void)unused;
    PyObject *all = PyDict_New();
    if (all != NULL && add_loops(all)) {
        Py_CLEAR(all);
    }
    return all;
}

static PyObject *numpy_version(PyObject *self, PyObject *unused)
{
    (void)self, (void)unused;
    return PyLong_FromLong(NPY_API_VERSION);
}

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, .m_name = "legacy_calls", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC PyInit_legacy_calls(void)
{
    import_array();
    import_umath();
    return PyModule_Create(&module);
}
