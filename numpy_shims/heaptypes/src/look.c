/* What a type object holds, for Python to compare. */
#include "typeobject.h"

#include <time.h>

static int set_item(PyObject *dict, const char *key, PyObject *value)
{
    int result = value == NULL ? -1 : PyDict_SetItemString(dict, key, value);
    Py_XDECREF(value);
    return result;
}

/* slots(type): the address in each slot, by name; 0 where there is none. */
PyObject *type_slots(PyObject *module, PyObject *object)
{
    (void)module;
    PyTypeObject *type = checked_type(object);
    PyObject *result = type == NULL ? NULL : PyDict_New();
    const npy_heaptype_slot *slots = npy_heaptype_slots();
    for (int i = 0; result != NULL && i < NPY_HEAPTYPE_SLOT_COUNT; i++) {
        if (set_item(result, slots[i].name, PyLong_FromVoidPtr(npy_heaptype_get(type, &slots[i]))) < 0) {
            Py_CLEAR(result);
        }
    }
    return result;
}

/* Where a wrapper of a slot says that the slot is: the offset in a PyHeapTypeObject. */
static int offset_in_heap_type(const npy_heaptype_slot *slot)
{
    size_t start = 0;
    switch (slot->suite) {
    case offsetof(PyTypeObject, tp_as_async): start = offsetof(PyHeapTypeObject, as_async); break;
    case offsetof(PyTypeObject, tp_as_number): start = offsetof(PyHeapTypeObject, as_number); break;
    case offsetof(PyTypeObject, tp_as_sequence): start = offsetof(PyHeapTypeObject, as_sequence); break;
    case offsetof(PyTypeObject, tp_as_mapping): start = offsetof(PyHeapTypeObject, as_mapping); break;
    case offsetof(PyTypeObject, tp_as_buffer): start = offsetof(PyHeapTypeObject, as_buffer); break;
    default: break;
    }
    return (int)(start + slot->offset);
}

/* wrapped(type): the slots that have a method in the type's own dict, by name, and the address that PyType_Ready found there. */
PyObject *type_wrapped(PyObject *module, PyObject *object)
{
    (void)module;
    PyTypeObject *type = checked_type(object);
    PyObject *dict = type == NULL ? NULL : PyObject_GetAttrString(object, "__dict__");
    PyObject *values = dict == NULL ? NULL : PyMapping_Values(dict);
    PyObject *result = values == NULL ? NULL : PyDict_New();
    const npy_heaptype_slot *slots = npy_heaptype_slots();
    for (Py_ssize_t v = 0; result != NULL && v < PyList_GET_SIZE(values); v++) {
        PyWrapperDescrObject *wrapper = (PyWrapperDescrObject *)PyList_GET_ITEM(values, v);
        if (!Py_IS_TYPE((PyObject *)wrapper, &PyWrapperDescr_Type)) {
            continue;
        }
        for (int i = 0; result != NULL && i < NPY_HEAPTYPE_SLOT_COUNT; i++) {
            if (wrapper->d_base->offset == offset_in_heap_type(&slots[i]) &&
                set_item(result, slots[i].name, PyLong_FromVoidPtr(wrapper->d_wrapped)) < 0) {
                Py_CLEAR(result);
            }
        }
    }
    Py_XDECREF(values);
    Py_XDECREF(dict);
    return result;
}

/* fields(type): the numbers and texts in a type object. */
PyObject *type_fields(PyObject *module, PyObject *object)
{
    (void)module;
    PyTypeObject *type = checked_type(object);
    if (type == NULL) {
        return NULL;
    }
    return Py_BuildValue("{s:s, s:n, s:n, s:n, s:n, s:n, s:k, s:N, s:z}", "tp_name", type->tp_name, "tp_basicsize",
        type->tp_basicsize, "tp_itemsize", type->tp_itemsize, "tp_dictoffset", type->tp_dictoffset, "tp_weaklistoffset",
        type->tp_weaklistoffset, "tp_vectorcall_offset", type->tp_vectorcall_offset, "tp_flags", type->tp_flags, "tp_vectorcall",
        PyLong_FromVoidPtr(*(void **)&type->tp_vectorcall), "tp_doc", type->tp_doc);
}

/* subclass_checks(type): what C code finds out with the flags of a fast subclass, and with PyType_IsSubtype. */
PyObject *type_subclass_checks(PyObject *module, PyObject *object)
{
    (void)module;
    PyTypeObject *type = checked_type(object);
    if (type == NULL) {
        return NULL;
    }
#define HAS(flag) PyBool_FromLong(PyType_FastSubclass(type, Py_TPFLAGS_##flag##_SUBCLASS))
#define IS(other) PyBool_FromLong(PyType_IsSubtype(type, &Py##other##_Type))
    return Py_BuildValue("{s:N, s:N, s:N, s:N, s:N, s:N, s:N, s:N, s:N}", "PyLong_Check", HAS(LONG), "PyBytes_Check", HAS(BYTES),
        "PyUnicode_Check", HAS(UNICODE), "PyTuple_Check", HAS(TUPLE), "PyList_Check", HAS(LIST), "PyDict_Check", HAS(DICT),
        "PyType_Check", HAS(TYPE), "PyFloat_Check", IS(Float), "PyComplex_Check", IS(Complex));
#undef HAS
#undef IS
}

/* time_instances(type, args, count): the nanoseconds that it takes to make and drop an instance. With None for args it comes from
 * tp_alloc, as in NumPy's PyArray_Scalar: all zero. */
PyObject *time_instances(PyObject *module, PyObject *args)
{
    PyTypeObject *type;
    PyObject *arguments;
    Py_ssize_t count;
    struct timespec start, end;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!On", &PyType_Type, &type, &arguments, &count)) {
        return NULL;
    }
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *instance =
            arguments == Py_None ? type->tp_alloc(type, 0) : PyObject_Call((PyObject *)type, arguments, NULL);
        if (instance == NULL) {
            return NULL;
        }
        Py_DECREF(instance);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    double nanoseconds = 1e9 * (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec);
    return PyFloat_FromDouble(nanoseconds / (double)(count > 0 ? count : 1));
}
