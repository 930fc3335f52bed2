/* Memory changes hands. */
#include "ndarray.h"

/* Whether the caller has the only reference, so that nobody sees the array lose its memory. */
static int is_fresh(PyObject *array)
{
    const ArrayFields *fields = fields_of(array);
    return Py_REFCNT(array) == 1 && owns_block(fields) && fields->base == NULL && fields->weakreflist == NULL;
}

/* A view of `array` that is an array of `type`, without a base. */
static PyObject *same_memory(PyObject *array, PyTypeObject *type)
{
    const ArrayFields *fields = fields_of(array);
    Py_INCREF(fields->descr); /* stolen */
    return PyArray_NewFromDescr(type, fields->descr, fields->nd, fields->dimensions, fields->strides, fields->data,
                                fields->flags, NULL);
}

PyObject *with_type(PyObject *array, PyTypeObject *type)
{
    if (!is_fresh(array)) {
        return PyArray_View((PyArrayObject *)array, NULL, type);
    }
    PyObject *result = same_memory(array, type);
    if (result == NULL) {
        return NULL;
    }
    ArrayFields *from = fields_of(array), *to = fields_of(result);
    to->mem_handler = from->mem_handler;
    to->flags |= NPY_ARRAY_OWNDATA;
    from->mem_handler = NULL;
    from->flags &= ~NPY_ARRAY_OWNDATA;
    return result;
}

#define SWAP(type, a, b)                                                                                               \
    do {                                                                                                               \
        type swapped_ = (a);                                                                                           \
        (a) = (b);                                                                                                     \
        (b) = swapped_;                                                                                                \
    } while (0)

void swap_contents(PyObject *target, PyObject *source)
{
    ArrayFields *a = fields_of(target), *b = fields_of(source);
    SWAP(char *, a->data, b->data);
    SWAP(int, a->nd, b->nd);
    SWAP(npy_intp *, a->dimensions, b->dimensions);
    SWAP(npy_intp *, a->strides, b->strides);
    SWAP(PyObject *, a->base, b->base);
    SWAP(PyArray_Descr *, a->descr, b->descr);
    SWAP(int, a->flags, b->flags);
    SWAP(PyObject *, a->mem_handler, b->mem_handler);
}
