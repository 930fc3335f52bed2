/* SPDX-License-Identifier: MIT */
#define NPY_NO_DEPRECATED_API NPY_API_VERSION
#define _MULTIARRAYMODULE

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "array_gc.h"
#include "npy_buffer.h"
#include "npy_layout.h"

static inline PyArrayObject_fields *fields_of(PyObject *array)
{
    return (PyArrayObject_fields *)array;
}

/* Arrays come and go by the million. Those that have gone serve those that come, which gains more than the collector's header costs. */
#ifndef Py_GIL_DISABLED
enum { MOST_SPARE = 16 };
static PyObject *spare[MOST_SPARE];
static int spare_count;
#endif

static inline PyObject *new_array(void)
{
#ifndef Py_GIL_DISABLED
    if (spare_count > 0) {
        return PyObject_Init(spare[--spare_count], &PyArray_Type);
    }
#endif
    return (PyObject *)PyObject_GC_New(PyArrayObject_fields, &PyArray_Type);
}

/* Most arrays have no references: they cost the collector nothing. Subclasses are told of by Python, at once. */
NPY_NO_EXPORT PyObject *npy_array_alloc(PyTypeObject *type, Py_ssize_t item_count)
{
    if (type != &PyArray_Type) {
        return PyType_GenericAlloc(type, item_count);
    }
    PyObject *self = new_array();
    if (self != NULL) {
        memset((char *)self + sizeof(PyObject), 0, sizeof(PyArrayObject_fields) - sizeof(PyObject));
    }
    return self;
}

NPY_NO_EXPORT void npy_array_free(void *self)
{
#ifndef Py_GIL_DISABLED
    /* npy_array_end has hidden it from the collector. */
    if (PyArray_CheckExact((PyObject *)self) && spare_count < MOST_SPARE) {
        spare[spare_count++] = self;
        return;
    }
#endif
    PyObject_GC_Del(self);
}

/* The layout of the items that the array owns, one after the other from `data` on; NULL if there are none. Items that lie
 * otherwise, as `strides = ...` can leave them, might be visited twice, or not be items: these are left out. An array that is
 * being made has no descriptor or no data yet. */
static inline const NpyLayout *owned_layout(const PyArrayObject_fields *array)
{
    if ((array->flags & NPY_ARRAY_OWNDATA) == 0 || array->data == NULL || array->descr == NULL ||
        (array->flags & (NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_F_CONTIGUOUS)) == 0) {
        return NULL;
    }
    return npy_layout_of(array->descr);
}

static inline npy_intp item_count(const PyArrayObject_fields *array)
{
    return PyArray_MultiplyList(array->dimensions, array->nd);
}

NPY_NO_EXPORT int npy_array_traverse(PyObject *self, visitproc visit, void *arg)
{
    const PyArrayObject_fields *array = fields_of(self);
    const NpyLayout *layout = owned_layout(array);

    Py_VISIT(array->base);
    if (layout != NULL) {
        NPY_FOREACH_SLOT(layout, array->data, item_count(array), layout->itemsize, slot) {
            PyObject *value = NpySlot_Load(slot);
            Py_VISIT(value);
        }
    }
    return 0;
}

/* Empties the slots, which read as None from then on. The base stays: views would read freed memory, and what closes a cycle
 * through a base is a slot, or an object that can be cleared. What is to be written back is not to be emptied. */
NPY_NO_EXPORT int npy_array_clear(PyObject *self)
{
    PyArrayObject_fields *array = fields_of(self);
    const NpyLayout *layout = owned_layout(array);
    if (layout == NULL || (array->flags & NPY_ARRAY_WRITEBACKIFCOPY) != 0) {
        return 0;
    }
    const char *data = array->data;
    PyArray_Descr *descr = array->descr;
    npy_intp count = item_count(array);

    Py_INCREF(self);
    Py_INCREF(descr);
    NpyLayout_IncRef(layout);
    NPY_FOREACH_SLOT(layout, array->data, count, layout->itemsize, slot) {
        PyObject *value = NpySlot_Load(slot);
        if (value == NULL) {
            continue;
        }
        NpySlot_Store(slot, NULL);
        Py_DECREF(value);
        /* Code that has run may have given the array other memory: the next collection sees to that. */
        if (array->data != data || array->descr != descr || item_count(array) != count) {
            break;
        }
    }
    NpyLayout_DecRef(layout);
    Py_DECREF(descr);
    Py_DECREF(self);
    return 0;
}

/* The collector knows some objects only from the moment on when they hold one that it knows: not so arrays without references. */
static inline int may_be_in_a_cycle(PyObject *base)
{
    return PyArray_CheckExact(base) ? PyObject_GC_IsTracked(base) : PyType_IS_GC(Py_TYPE(base));
}

NPY_NO_EXPORT void npy_array_track(PyArrayObject *self)
{
    const PyArrayObject_fields *array = (PyArrayObject_fields *)self;
    if ((npy_layout_of(array->descr) != NULL || (array->base != NULL && may_be_in_a_cycle(array->base)) ||
         !PyArray_CheckExact(self)) &&
        !PyObject_GC_IsTracked((PyObject *)self)) {
        PyObject_GC_Track(self);
    }
}

/* Freeing an array may free others, as deep as they are nested: more than a stack holds. So a few go on inside each other, and
 * one that is deeper waits until the innermost of these is done. */
enum { MOST_NESTED = 8 };

typedef struct {
    int nested;
    PyArrayObject_fields *waiting;
} Endings;

static NPY_TLS Endings endings;

/* A dead array's _buffer_info is nobody's any more: it links those that wait. A subclass must live as long. */
static void wait(Endings *thread, PyArrayObject_fields *array)
{
    if (_buffer_info_free(array->_buffer_info, (PyObject *)array) < 0) {
        PyErr_WriteUnraisable(NULL);
    }
    Py_INCREF(Py_TYPE(array));
    array->_buffer_info = thread->waiting;
    thread->waiting = array;
}

NPY_NO_EXPORT void npy_array_end(PyArrayObject *self, void (*destroy)(PyArrayObject *self))
{
    Endings *thread = &endings;

    PyObject_GC_UnTrack(self);
    if (thread->nested == MOST_NESTED) {
        wait(thread, (PyArrayObject_fields *)self);
        return;
    }
    ++thread->nested;
    destroy(self);
    while (thread->waiting != NULL) {
        PyArrayObject_fields *array = thread->waiting;
        PyTypeObject *type = Py_TYPE(array);
        thread->waiting = array->_buffer_info;
        array->_buffer_info = NULL;
        destroy((PyArrayObject *)array);
        Py_DECREF(type);
    }
    --thread->nested;
}
