/* Instances of twins, of scalar types whose tp_new makes none. */
#include "typeobject.h"

/* NumPy's PyVoidScalarObject, which is public. */
typedef struct {
    PyObject_VAR_HEAD
    char *obval;
    PyObject *descr;
    int flags;
    PyObject *base;
    void *buffer_info;
} VoidScalar;

enum { OWNDATA = 4 };

/* copy_scalar(type, scalar, is_void): an instance of `type`, from its tp_alloc, with what a scalar holds. The memory of a void
 * stays that of the scalar, which becomes its base. */
PyObject *copy_scalar(PyObject *module, PyObject *args)
{
    PyTypeObject *type;
    PyObject *scalar;
    int is_void;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!Op", &PyType_Type, &type, &scalar, &is_void)) {
        return NULL;
    }
    size_t size = (size_t)Py_TYPE(scalar)->tp_basicsize;
    if ((size_t)type->tp_basicsize < size || (is_void && size != sizeof(VoidScalar))) {
        PyErr_Format(PyExc_TypeError, "'%.100s' has no room for a '%.100s'", type->tp_name, Py_TYPE(scalar)->tp_name);
        return NULL;
    }
    PyObject *copy = type->tp_alloc(type, 0);
    if (copy == NULL) {
        return NULL;
    }
    memcpy((char *)copy + sizeof(PyObject), (char *)scalar + sizeof(PyObject), size - sizeof(PyObject));
    if (is_void) {
        VoidScalar *copied = (VoidScalar *)copy;
        copied->descr = Py_NewRef(copied->descr);
        copied->base = Py_NewRef(scalar);
        copied->flags &= ~OWNDATA;
        copied->buffer_info = NULL;
    }
    return copy;
}
