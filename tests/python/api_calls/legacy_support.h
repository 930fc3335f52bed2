/* What the generated legacy_calls.c is written with: see protocol.h. */
#ifndef API_CALLS_LEGACY_SUPPORT_H
#define API_CALLS_LEGACY_SUPPORT_H

#define NPY_NO_DEPRECATED_API NPY_API_VERSION
#define NPY_TARGET_VERSION NPY_API_VERSION
#include <Python.h>
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>
#include <numpy/ufuncobject.h>

#include "protocol.h"

static PyObject *null_object;

/* A call in progress. */
typedef struct {
    PyObject *const *args;
    int ok;     /* the arguments fit */
    int failed; /* an exception is set after the call */
    PyObject *outputs[MOST_ARGUMENTS];
    int output_count;
    PyObject **arrays[MOST_ARGUMENTS];
    Py_ssize_t lengths[MOST_ARGUMENTS]; /* of the arrays, by the index of the argument */
} Call;

static void does_not_fit(Call *call, int index, const char *what)
{
    PyErr_Format(PyExc_AssertionError, "argument %d is not %s: %R", index, what, call->args[index]);
    call->ok = 0;
}

static Call begin(PyObject *const *args, Py_ssize_t given, Py_ssize_t wanted)
{
    Call call = {.args = args, .ok = given == wanted};
    last_call.count = 0;
    if (!call.ok) {
        PyErr_Format(PyExc_AssertionError, "%zd arguments instead of %zd", given, wanted);
    }
    return call;
}

static long long integer(Call *call, int index, size_t size)
{
    if (!call->ok) {
        return 0;
    }
    long long number = PyLong_AsLongLong(call->args[index]);
    int overflow = number == -1 && PyErr_Occurred();
    if (overflow && size == sizeof number) {
        PyErr_Clear();
        number = (long long)PyLong_AsUnsignedLongLong(call->args[index]);
        overflow = number == -1 && PyErr_Occurred();
    }
    if (overflow || !fits(number, size)) {
        does_not_fit(call, index, "an integer of that size");
    }
    return number;
}

static double real(Call *call, int index)
{
    double number = call->ok ? PyFloat_AsDouble(call->args[index]) : 0;
    if (call->ok && number == -1 && PyErr_Occurred()) {
        does_not_fit(call, index, "a number");
    }
    return number;
}

static uintptr_t address(Call *call, int index)
{
    if (!call->ok || call->args[index] == Py_None) {
        return 0;
    }
    void *pointer = PyLong_AsVoidPtr(call->args[index]);
    if (pointer == NULL && PyErr_Occurred()) {
        does_not_fit(call, index, "an address");
    }
    return (uintptr_t)pointer;
}

static const char *name(Call *call, int index)
{
    const char *text = call->ok ? PyUnicode_AsUTF8(call->args[index]) : "";
    if (text == NULL) {
        does_not_fit(call, index, "a name");
        return "";
    }
    return text;
}

static PyObject *or_null(PyObject *object)
{
    return object == null_object ? NULL : object;
}

static PyObject *object(Call *call, int index)
{
    return call->ok ? or_null(call->args[index]) : NULL;
}

/* Borrowed: the sequence keeps its items. */
static PyObject **objects(Call *call, int index)
{
    if (!call->ok || call->args[index] == Py_None) {
        return NULL;
    }
    PyObject *sequence = PySequence_Fast(call->args[index], "");
    if (sequence == NULL) {
        does_not_fit(call, index, "a sequence");
        return NULL;
    }
    Py_ssize_t length = PySequence_Fast_GET_SIZE(sequence);
    PyObject **items = call->arrays[index] = calloc((size_t)length + 1, sizeof *items);
    for (Py_ssize_t i = 0; items != NULL && i < length; i++) {
        items[i] = or_null(PySequence_Fast_GET_ITEM(sequence, i));
    }
    Py_DECREF(sequence);
    return items;
}

static PyObject **room(Call *call, int index)
{
    call->lengths[index] = (Py_ssize_t)integer(call, index, sizeof(Py_ssize_t));
    return call->ok ? call->arrays[index] = calloc((size_t)call->lengths[index] + 1, sizeof(PyObject *)) : NULL;
}

static void output(Call *call, PyObject *object)
{
    call->outputs[call->output_count++] = object;
}

static void gave_integer(Call *call, long long number, int is_unsigned)
{
    remember((Value){.kind = is_unsigned ? VALUE_UNSIGNED : VALUE_SIGNED, .number = number});
    if (!call->failed) {
        output(call, is_unsigned ? PyLong_FromUnsignedLongLong((unsigned long long)number) : PyLong_FromLongLong(number));
    }
}

static void gave_real(Call *call, double number)
{
    remember((Value){.kind = VALUE_REAL, .real = number});
    if (!call->failed) {
        output(call, PyFloat_FromDouble(number));
    }
}

static void gave_address(Call *call, uintptr_t pointer)
{
    remember((Value){.kind = VALUE_ADDRESS, .number = (long long)pointer});
    if (!call->failed) {
        output(call, pointer ? PyLong_FromVoidPtr((void *)pointer) : Py_NewRef(Py_None));
    }
}

static void gave_nothing(Call *call)
{
    remember((Value){.kind = VALUE_NONE});
    if (!call->failed) {
        output(call, Py_NewRef(Py_None));
    }
}

/* Drops an object while an exception is set. */
static void drop(PyObject *object)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    Py_XDECREF(object);
    PyErr_Restore(type, value, traceback);
}

/* Takes the reference over. */
static void gave_new(Call *call, PyObject *object)
{
    remember((Value){.kind = VALUE_OBJECT, .number = object != NULL});
    if (call->failed) {
        drop(object);
    } else {
        output(call, object ? object : Py_NewRef(null_object));
    }
}

/* After a failure the variable may still have what was there before, which is not ours. */
static void gave_out(Call *call, PyObject *object, int index)
{
    int untouched = call->failed && object == or_null(call->args[index]);
    gave_new(call, untouched ? Py_XNewRef(object) : object);
}

static void gave_outs(Call *call, PyObject **items, int index)
{
    Value value = {.kind = VALUE_SIGNED};
    Py_ssize_t length = call->lengths[index];
    PyObject *all = call->failed ? NULL : PyTuple_New(length);
    for (Py_ssize_t i = 0; i < length; i++) {
        value.number += items[i] != NULL;
        if (call->failed) {
            drop(items[i]);
        } else if (all != NULL) {
            PyTuple_SET_ITEM(all, i, items[i] ? items[i] : Py_NewRef(null_object));
        }
    }
    remember(value);
    if (!call->failed) {
        output(call, all);
    }
}

static PyObject *finish(Call *call)
{
    for (int i = 0; i < MOST_ARGUMENTS; i++) {
        free(call->arrays[i]);
    }
    if (!call->ok || call->failed) {
        return NULL;
    }
    PyObject *result = PyTuple_New(call->output_count);
    for (int i = 0; i < call->output_count; i++) {
        if (result != NULL && call->outputs[i] != NULL) {
            PyTuple_SET_ITEM(result, i, call->outputs[i]);
        } else {
            Py_CLEAR(result);
            Py_XDECREF(call->outputs[i]);
        }
    }
    return result;
}

#define WRAPPER(NAME) static PyObject *call_##NAME(PyObject *self, PyObject *const *args, Py_ssize_t given)
#define BEGIN(WANTED)                       \
    Call call = begin(args, given, WANTED); \
    (void)self;
#define OBJECT(TYPE, INDEX) TYPE a##INDEX = (TYPE)object(&call, INDEX);
#define OBJECTS(TYPE, INDEX) TYPE a##INDEX = (TYPE)objects(&call, INDEX);
#define OUT(TYPE, INDEX) TYPE a##INDEX = (TYPE)object(&call, INDEX);
#define OUTS(TYPE, INDEX) TYPE *a##INDEX = (TYPE *)room(&call, INDEX);
#define CALLING             \
    if (!call.ok) {         \
        return finish(&call); \
    }
#define GIVEN(INDEX) Py_XINCREF((PyObject *)a##INDEX);
#define CALLED                            \
    call.failed = PyErr_Occurred() != NULL; \
    if (!call.ok) {                       \
        return finish(&call);             \
    }
#define GAVE_NOTHING gave_nothing(&call);
#define GAVE_INTEGER(TYPE) gave_integer(&call, (long long)result, IS_UNSIGNED(TYPE));
#define GAVE_REAL gave_real(&call, result);
#define GAVE_POINTER gave_address(&call, (uintptr_t)result);
#define GAVE_NEW gave_new(&call, (PyObject *)result);
#define GAVE_BORROWED gave_new(&call, Py_XNewRef((PyObject *)result));
#define GAVE_OUT(INDEX) gave_out(&call, (PyObject *)a##INDEX, INDEX);
#define GAVE_OUTS(INDEX) gave_outs(&call, (PyObject **)a##INDEX, INDEX);
#define END return finish(&call);

#define CLASSES_BEGIN                           \
    static int add_classes(PyObject *all)       \
    {                                           \
        int status = 0;
#define CLASS(NAME) status |= PyDict_SetItemString(all, #NAME, (PyObject *)&NAME);
#define CLASSES_END    \
        return status; \
    }

#define LOOPS_BEGIN                       \
    static int add_loops(PyObject *all)   \
    {                                     \
        int status = 0;
#define LOOP(NAME) status |= add_address(all, #NAME, (uintptr_t)NAME);
#define LOOPS_END      \
        return status; \
    }

static int add_address(PyObject *all, const char *name, uintptr_t where)
{
    PyObject *number = PyLong_FromVoidPtr((void *)where);
    int status = number ? PyDict_SetItemString(all, name, number) : -1;
    Py_XDECREF(number);
    return status;
}

#define METHODS_BEGIN static PyMethodDef methods[] = {
#define METHOD(NAME) {#NAME, (PyCFunction)(void (*)(void))call_##NAME, METH_FASTCALL, NULL},
#define METHODS_END                                                                                        \
    {"set_null", set_null, METH_O, "Tells the object that stands for NULL."},                              \
    {"last_result", last_result, METH_NOARGS, "What the last call gave in C; of objects, whether."},       \
    {"classes", classes, METH_NOARGS, "NumPy's classes by the names of C."},                               \
    {"loops", loops, METH_NOARGS, "The addresses of the ready-made ufunc loops by their names."},          \
    {"numpy_version", numpy_version, METH_NOARGS, "The feature version of the headers."}, {NULL, NULL, 0, NULL}};

static PyObject *set_null(PyObject *self, PyObject *object);
static PyObject *last_result(PyObject *self, PyObject *unused);
static PyObject *classes(PyObject *self, PyObject *unused);
static PyObject *loops(PyObject *self, PyObject *unused);
static PyObject *numpy_version(PyObject *self, PyObject *unused);

#endif
