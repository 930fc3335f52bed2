/* Window: a stream of numbers, of which an array holds the last ones. */
#include "rolling.h"

#include <structmember.h>

typedef struct {
    PyObject_HEAD
    PyObject *values;  /* the array; NULL after the collector has cleared the object */
    PyObject *on_full; /* called with the Window whenever the array has been filled, if callable; or NULL */
    Py_ssize_t size;
    Py_ssize_t count; /* of all numbers that were pushed */
} WindowObject;

/* 0 if an array can be the memory of a Window, -1 with an exception if not. */
static int check_values(PyArrayObject *array)
{
    if (PyArray_FailUnlessWriteable(array, "the array of a Window") < 0) {
        return -1;
    }
    if (PyArray_TYPE(array) != NPY_DOUBLE || PyArray_NDIM(array) != 1 || PyArray_DIM(array, 0) == 0
            || !PyArray_ISCARRAY(array)) {
        PyErr_SetString(PyExc_ValueError,
            "the array of a Window must be of float64, one-dimensional, contiguous and aligned, and not empty");
        return -1;
    }
    return 0;
}

/* The numbers of the window, or NULL with an exception. An array is anyone's to reshape, so this is asked whenever
 * Python code may have run. */
static double *window_memory(WindowObject *self)
{
    PyArrayObject *array = (PyArrayObject *)self->values;
    if (array == NULL) {
        PyErr_SetString(PyExc_ReferenceError, "the Window was cleared by the garbage collector");
        return NULL;
    }
    if (check_values(array) < 0) {
        return NULL;
    }
    if (PyArray_DIM(array, 0) != self->size) {
        PyErr_SetString(PyExc_RuntimeError, "the array of the Window has changed its length");
        return NULL;
    }
    return (double *)PyArray_DATA(array);
}

static Py_ssize_t window_held(const WindowObject *self)
{
    return self->count < self->size ? self->count : self->size;
}

static PyObject *Window_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"values", "on_full", NULL};
    PyObject *values, *on_full = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|O:Window", keywords, &values, &on_full)) {
        return NULL;
    }
    if (!PyArray_Check(values)) {
        PyErr_SetString(PyExc_TypeError, "values must be an array");
        return NULL;
    }
    if (check_values((PyArrayObject *)values) < 0) {
        return NULL;
    }
    WindowObject *self = (WindowObject *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->values = Py_NewRef(values);
        self->on_full = Py_XNewRef(on_full);
        self->size = PyArray_DIM((PyArrayObject *)values, 0);
    }
    return (PyObject *)self;
}

static int Window_traverse(WindowObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->values);
    Py_VISIT(self->on_full);
    return 0;
}

static int Window_clear(WindowObject *self)
{
    Py_CLEAR(self->values);
    Py_CLEAR(self->on_full);
    return 0;
}

static void Window_dealloc(WindowObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Window_clear(self);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *Window_push(WindowObject *self, PyObject *object)
{
    PyArrayObject *items = (PyArrayObject *)PyArray_FROM_OTF(object, NPY_DOUBLE, NPY_ARRAY_IN_ARRAY);
    if (items == NULL) {
        return NULL;
    }
    double *memory = window_memory(self);
    for (npy_intp i = 0; memory != NULL && i < PyArray_SIZE(items); i++) {
        memory[self->count++ % self->size] = ((double *)PyArray_DATA(items))[i];
        if (self->count % self->size == 0 && self->on_full != NULL && self->on_full != Py_None) {
            /* The callback may replace itself: it needs a reference of its own. */
            PyObject *on_full = Py_NewRef(self->on_full);
            PyObject *result = PyObject_CallOneArg(on_full, (PyObject *)self);
            Py_DECREF(on_full);
            Py_XDECREF(result);
            memory = result == NULL ? NULL : window_memory(self);
        }
    }
    Py_DECREF(items);
    return memory == NULL ? NULL : Py_NewRef(Py_None);
}

/* The moments of the numbers in the window; 0, or -1 with an exception. */
static int window_moments(WindowObject *self, rolling_moments *moments)
{
    const double *memory = window_memory(self);
    if (memory == NULL) {
        return -1;
    }
    *moments = (rolling_moments){0, 0, 0};
    for (Py_ssize_t i = 0; i < window_held(self); i++) {
        *moments = rolling_add(*moments, memory[i]);
    }
    return 0;
}

static PyObject *Window_mean(WindowObject *self, PyObject *unused)
{
    (void)unused;
    rolling_moments moments;
    if (window_moments(self, &moments) < 0) {
        return NULL;
    }
    return PyFloat_FromDouble(moments.count > 0 ? moments.mean : NAN);
}

static PyObject *Window_std(WindowObject *self, PyObject *unused)
{
    (void)unused;
    rolling_moments moments;
    if (window_moments(self, &moments) < 0) {
        return NULL;
    }
    return PyFloat_FromDouble(rolling_deviation(moments));
}

static PyObject *Window_snapshot(WindowObject *self, PyObject *unused)
{
    (void)unused;
    npy_intp held = window_held(self), oldest = self->count > self->size ? self->count % self->size : 0;
    PyArrayObject *copy = (PyArrayObject *)PyArray_SimpleNew(1, &held, NPY_DOUBLE);
    const double *memory = copy == NULL ? NULL : window_memory(self);
    if (memory == NULL) {
        Py_XDECREF(copy);
        return NULL;
    }
    for (npy_intp i = 0; i < held; i++) {
        *(double *)PyArray_GETPTR1(copy, i) = memory[(oldest + i) % self->size];
    }
    return (PyObject *)copy;
}

static Py_ssize_t Window_length(WindowObject *self)
{
    return window_held(self);
}

static PyObject *Window_repr(WindowObject *self)
{
    return PyUnicode_FromFormat("<rolling.Window with %zd of %zd numbers>", window_held(self), self->size);
}

static PyMethodDef Window_methods[] = {
    {"push", (PyCFunction)Window_push, METH_O, "push(numbers): puts a number, or those of an array, into the window."},
    {"mean", (PyCFunction)Window_mean, METH_NOARGS, "The mean of the numbers in the window; NaN if there is none."},
    {"std", (PyCFunction)Window_std, METH_NOARGS, "Their standard deviation."},
    {"snapshot", (PyCFunction)Window_snapshot, METH_NOARGS, "They as a new array, the oldest first."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef Window_members[] = {
    {"values", T_OBJECT, offsetof(WindowObject, values), READONLY, "The array that holds the numbers."},
    {"on_full", T_OBJECT, offsetof(WindowObject, on_full), 0, "Called when the array has been filled; or None."},
    {"count", T_PYSSIZET, offsetof(WindowObject, count), READONLY, "How many numbers were pushed."},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot Window_slots[] = {
    {Py_tp_doc, "Window(values, on_full=None): a stream of numbers, of which the array `values` holds the last."},
    {Py_tp_new, Window_new},
    {Py_tp_traverse, Window_traverse},
    {Py_tp_clear, Window_clear},
    {Py_tp_dealloc, Window_dealloc},
    {Py_tp_repr, Window_repr},
    {Py_sq_length, Window_length},
    {Py_tp_methods, Window_methods},
    {Py_tp_members, Window_members},
    {0, NULL},
};

static PyType_Spec Window_spec = {
    .name = "rolling.Window",
    .basicsize = sizeof(WindowObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .slots = Window_slots,
};

int add_window_type(PyObject *module)
{
    PyObject *type = PyType_FromModuleAndSpec(module, &Window_spec, NULL);
    if (type == NULL) {
        return -1;
    }
    int status = PyModule_AddObjectRef(module, "Window", type);
    Py_DECREF(type);
    return status;
}
