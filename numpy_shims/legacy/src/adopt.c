/* The memory of an ndarray becomes an HPyArray's, to be freed by the handler (NEP 49) that it came from. */
#include "adopt.h"

#include "bridge.h"
#include "over.h"

#include "numpy_hpy/cpython/import_array.h"
#include "numpy_hpy/cpython/native.h"

#include <stdlib.h>

/* NumPy's domain of tracemalloc, which its public headers do not name. */
#define TRACE_DOMAIN 389047

/* As an HPyArray frees its memory when it is destroyed: with the GIL, but no context. The handler's own functions are mirrored;
 * its capsule is kept for as long as the memory, as they may live no longer. */
typedef struct {
    PyDataMemAllocator allocator;
    PyObject *capsule; /* owned */
} MirroredHandler;

static void free_with_handler(void *ctx, void *ptr, size_t size)
{
    MirroredHandler *mirrored = ctx;
    PyTraceMalloc_Untrack(TRACE_DOMAIN, (uintptr_t)ptr);
    mirrored->allocator.free(mirrored->allocator.ctx, ptr, size);
    PyObject *capsule = mirrored->capsule;
    free(mirrored);
    Py_DECREF(capsule);
}

/* NumPy's default handler lives as long as the process. */
static void free_by_default(void *ctx, void *ptr, size_t size)
{
    PyDataMemAllocator *allocator = ctx;
    PyTraceMalloc_Untrack(TRACE_DOMAIN, (uintptr_t)ptr);
    allocator->free(allocator->ctx, ptr, size);
}

/* Memory that somebody has given to an ndarray with no handler: NumPy takes it for malloc's. */
static void free_unhandled(void *ctx, void *ptr, size_t size)
{
    (void)ctx;
    (void)size;
    free(ptr);
}

/* How the memory of `array` is freed; -1 with an exception set. Steals the array's reference to the handler. */
static int mirror_handler(PyArrayObject_fields *array, NpyAllocator *out)
{
    PyObject *capsule = array->mem_handler;
    if (capsule == NULL) {
        out->free = free_unhandled;
        out->ctx = NULL;
        return 0;
    }
    PyDataMem_Handler *handler = PyCapsule_GetPointer(capsule, "mem_handler");
    if (handler == NULL) {
        return -1;
    }
    if (capsule == PyDataMem_DefaultHandler) {
        out->free = free_by_default;
        out->ctx = &handler->allocator;
        array->mem_handler = NULL;
        Py_DECREF(capsule);
        return 0;
    }
    MirroredHandler *mirrored = malloc(sizeof(*mirrored));
    if (mirrored == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    mirrored->allocator = handler->allocator;
    mirrored->capsule = capsule;
    array->mem_handler = NULL;
    out->free = free_with_handler;
    out->ctx = mirrored;
    return 0;
}

/* Whether the items fill their memory once, in whatever order of the axes: then a walk from its start meets each of them. */
static int is_dense(PyArrayObject *array)
{
    npy_intp expected = PyArray_ITEMSIZE(array);
    int axes[NPY_MAXDIMS], count = 0;
    for (int i = 0; i < PyArray_NDIM(array); i++) {
        if (PyArray_DIM(array, i) == 0) {
            return 1;
        }
        if (PyArray_DIM(array, i) == 1) {
            continue;
        }
        int place = count++;
        for (; place > 0 && PyArray_STRIDE(array, axes[place - 1]) > PyArray_STRIDE(array, i); place--) {
            axes[place] = axes[place - 1];
        }
        axes[place] = i;
    }
    for (int i = 0; i < count; i++) {
        if (PyArray_STRIDE(array, axes[i]) != expected) {
            return 0;
        }
        expected *= PyArray_DIM(array, axes[i]);
    }
    return 1;
}

/* -1 with the reason why nobody can take the array's memory over. */
static int check(PyArrayObject *array)
{
    const char *reason = NULL;
    if (!PyArray_CHKFLAGS(array, NPY_ARRAY_OWNDATA) || PyArray_BASE(array) != NULL) {
        reason = "cannot adopt the memory of an array that does not own it";
    }
    else if (PyArray_CHKFLAGS(array, NPY_ARRAY_WRITEBACKIFCOPY)) {
        reason = "cannot adopt the memory of an array that is to be written back";
    }
    else if (!is_dense(array)) {
        reason = "cannot adopt the memory of an array whose items do not fill it";
    }
    if (reason != NULL) {
        PyErr_SetString(PyExc_ValueError, reason);
        return -1;
    }
    return 0;
}

typedef struct {
    PyArrayObject *array;
    PyObject *adopter, *dtype;
} Adoption;

/* A GiveUpFunc: checks and changes hands in one go, with no code of others in between. */
static int give_up(void *arg, NpyAllocator *allocator, size_t *nbytes)
{
    Adoption *adoption = arg;
    PyArrayObject *array = adoption->array;
    const NpyArrayCore *core = npy_hpy_core(adoption->adopter);
    if (core == NULL || check(array) < 0) {
        return -1;
    }
    if (!npy_hpy_agree((PyObject *)array, core, adoption->dtype)) {
        PyErr_SetString(PyExc_ValueError, "the array has been changed while its memory was being adopted");
        return -1;
    }
    if (mirror_handler((PyArrayObject_fields *)array, allocator) < 0) {
        return -1;
    }
    /* What NumPy would say to the handler. */
    *nbytes = PyArray_NBYTES(array) == 0 ? 1 : (size_t)PyArray_NBYTES(array);
    PyArray_CLEARFLAGS(array, NPY_ARRAY_OWNDATA);
    /* Not PyArray_SetBaseObject, which may fail: from here on nothing may. */
    Py_INCREF(adoption->adopter);
    ((PyArrayObject_fields *)array)->base = adoption->adopter;
    return 0;
}

int npy_hpy_adopt(PyObject *ndarray, PyObject *adopter, PyObject *dtype)
{
    /* Each C file has a table of NumPy's functions. */
    if (HPyArray_ImportNumPyAPI(NULL) < 0) {
        return -1;
    }
    Adoption adoption = {(PyArrayObject *)ndarray, adopter, dtype};
    GiveUpFunc function = give_up;
    void *address;
    memcpy(&address, &function, sizeof(address));
    PyObject *first = PyLong_FromVoidPtr(address);
    PyObject *second = first == NULL ? NULL : PyLong_FromVoidPtr(&adoption);
    PyObject *result = second == NULL ? NULL : PyObject_CallMethod(adopter, "_own", "OO", first, second);
    Py_XDECREF(first);
    Py_XDECREF(second);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}
