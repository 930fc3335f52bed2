/* User dtypes of the old kind, as extension modules register them with PyArray_RegisterDataType.
 *
 * - plain: three bytes of data, no alignment.
 * - fields: a structure of numbers, whose fields are fixed at registration.
 * - objects: a number and two references, the kind of dtype that numpy issue 25949 is about.
 * - opaque: flagged as holding references after its registration, without fields that would tell where.
 */
#define PY_SSIZE_T_CLEAN
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#include <Python.h>

#include <numpy/arrayobject.h>

#define OBJECT_FLAGS (NPY_ITEM_REFCOUNT | NPY_NEEDS_INIT | NPY_NEEDS_PYAPI | NPY_USE_GETITEM | NPY_USE_SETITEM)

static PyObject *
get_item(void *item, void *array)
{
    Py_RETURN_NONE;
}

static int
set_item(PyObject *value, void *item, void *array)
{
    return 0;
}

static void
copy_swap(void *to, void *from, int swap, void *array)
{
    if (from != NULL) {
        memcpy(to, from, (size_t)PyArray_ITEMSIZE((PyArrayObject *)array));
    }
}

static void
copy_swap_n(void *to, npy_intp to_stride, void *from, npy_intp from_stride, npy_intp count, int swap, void *array)
{
    for (npy_intp i = 0; from != NULL && i < count; i++) {
        copy_swap((char *)to + i * to_stride, (char *)from + i * from_stride, swap, array);
    }
}

/* A new scalar type for each dtype: NumPy wants them to differ. `base` makes the scalars structured. */
static PyTypeObject *
scalar_type(const char *name, PyTypeObject *base)
{
    PyType_Slot slots[] = {{0, NULL}};
    PyType_Spec spec = {name, 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots};
    return (PyTypeObject *)PyType_FromSpecWithBases(&spec, (PyObject *)base);
}

/* Registers a dtype with these fields (stolen, NULL for none) and gives its descriptor. Everything is immortal, as it must be. */
static PyArray_Descr *
new_dtype(const char *name, PyTypeObject *base, int itemsize, int alignment, npy_uint64 flags, PyObject *fields, PyObject *names)
{
    PyArray_ArrFuncs *functions = PyMem_Calloc(1, sizeof(*functions));
    PyArray_DescrProto *proto = PyMem_Calloc(1, sizeof(*proto));
    PyTypeObject *type = scalar_type(name, base);
    if (functions == NULL || proto == NULL || type == NULL) {
        return NULL;
    }
    PyArray_InitArrFuncs(functions);
    functions->getitem = get_item;
    functions->setitem = set_item;
    functions->copyswap = copy_swap;
    functions->copyswapn = copy_swap_n;
    Py_SET_TYPE(proto, &PyArrayDescr_Type);
    Py_SET_REFCNT(proto, 1);
    proto->typeobj = type;
    proto->kind = 'V';
    proto->type = 'j';
    proto->byteorder = '|';
    proto->flags = (char)flags;
    proto->elsize = itemsize;
    proto->alignment = alignment;
    proto->fields = fields;
    proto->names = names;
    proto->f = functions;
    proto->hash = -1;
    int number = PyArray_RegisterDataType(proto);
    return number < 0 ? NULL : PyArray_DescrFromType(number);
}

static PyObject *
field(int type, int offset)
{
    return Py_BuildValue("(Ni)", PyArray_DescrFromType(type), offset);
}

static int
add_all(PyObject *module)
{
    PyArray_Descr *plain = new_dtype("user_dtypes.plain", &PyBaseObject_Type, 3, 1, 0, NULL, NULL);
    PyArray_Descr *fields = new_dtype("user_dtypes.fields", &PyVoidArrType_Type, 12, 4, 0,
                                      Py_BuildValue("{sNsN}", "x", field(NPY_INT32, 8), "y", field(NPY_DOUBLE, 0)),
                                      Py_BuildValue("(ss)", "x", "y"));
    PyArray_Descr *objects = new_dtype("user_dtypes.objects", &PyVoidArrType_Type, 24, 8, OBJECT_FLAGS,
                                       Py_BuildValue("{sNsNsN}", "n", field(NPY_INT64, 8), "first", field(NPY_OBJECT, 0),
                                                     "second", field(NPY_OBJECT, 16)),
                                       Py_BuildValue("(sss)", "n", "first", "second"));
    PyArray_Descr *opaque = new_dtype("user_dtypes.opaque", &PyBaseObject_Type, 16, 8, 0, NULL, NULL);
    if (plain == NULL || fields == NULL || objects == NULL || opaque == NULL) {
        return -1;
    }
    ((_PyArray_LegacyDescr *)opaque)->flags |= OBJECT_FLAGS;
    if (PyModule_AddObject(module, "plain", (PyObject *)plain) < 0 ||
        PyModule_AddObject(module, "fields", (PyObject *)fields) < 0 ||
        PyModule_AddObject(module, "objects", (PyObject *)objects) < 0 ||
        PyModule_AddObject(module, "opaque", (PyObject *)opaque) < 0) {
        return -1;
    }
    return 0;
}

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "user_dtypes", NULL, -1, NULL};

PyMODINIT_FUNC
PyInit_user_dtypes(void)
{
    import_array();
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL || add_all(module) < 0) {
        return NULL;
    }
    return module;
}
