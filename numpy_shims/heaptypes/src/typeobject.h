/* What the rooms of this module share. */
#ifndef NUMPY_HPY_TYPEOBJECT_H
#define NUMPY_HPY_TYPEOBJECT_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "numpy_hpy/heaptype.h"

/* look.c: functions of the module. */
PyObject *type_slots(PyObject *module, PyObject *type);
PyObject *type_wrapped(PyObject *module, PyObject *type);
PyObject *type_fields(PyObject *module, PyObject *type);
PyObject *type_subclass_checks(PyObject *module, PyObject *type);
PyObject *time_instances(PyObject *module, PyObject *args);

/* copy.c: a function of the module. */
PyObject *copy_scalar(PyObject *module, PyObject *args);

/* twin.c: functions of the module. */
PyObject *make_twin(PyObject *module, PyObject *args, PyObject *kwargs);
PyObject *insert_into_mro(PyObject *module, PyObject *args);
PyObject *set_bases(PyObject *module, PyObject *args);

/* wrappers.c: what a heap type needs in place of a static type's function. NULL with an exception set: there are no more. */
destructor dealloc_for_heap_type(destructor dealloc);
traverseproc traverse_for_heap_type(traverseproc traverse);

/* The type, or NULL with TypeError set. Borrowed. */
static inline PyTypeObject *checked_type(PyObject *object)
{
    if (!PyType_Check(object)) {
        PyErr_Format(PyExc_TypeError, "a type is needed, not %.100s", Py_TYPE(object)->tp_name);
        return NULL;
    }
    return (PyTypeObject *)object;
}

#endif
