/* Makes Python's allocators fail: `fail(first, count)` lets `count` allocations fail after `first - 1` successes.
 *
 * The domains are those of PyMem_RawMalloc, PyMem_Malloc and PyObject_Malloc. Nothing is counted while disarmed.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyMemAllocatorEx real[3];
static int armed;
static long seen, failed, first_failure, failures_wanted;

static int
fails(void)
{
    if (!armed) {
        return 0;
    }
    seen++;
    if (seen < first_failure || seen - first_failure >= failures_wanted) {
        return 0;
    }
    failed++;
    return 1;
}

static void *
fail_malloc(void *ctx, size_t size)
{
    PyMemAllocatorEx *allocator = ctx;
    return fails() ? NULL : allocator->malloc(allocator->ctx, size);
}

static void *
fail_calloc(void *ctx, size_t count, size_t size)
{
    PyMemAllocatorEx *allocator = ctx;
    return fails() ? NULL : allocator->calloc(allocator->ctx, count, size);
}

static void *
fail_realloc(void *ctx, void *block, size_t size)
{
    PyMemAllocatorEx *allocator = ctx;
    return fails() ? NULL : allocator->realloc(allocator->ctx, block, size);
}

static void
pass_free(void *ctx, void *block)
{
    PyMemAllocatorEx *allocator = ctx;
    allocator->free(allocator->ctx, block);
}

/* Everything is made before arming, so that the caller's code alone is counted. */
static PyObject *
call(PyObject *module, PyObject *args)
{
    PyObject *function;
    if (!PyArg_ParseTuple(args, "Oll", &function, &first_failure, &failures_wanted)) {
        return NULL;
    }
    seen = failed = 0;
    armed = 1;
    PyObject *result = PyObject_CallNoArgs(function);
    armed = 0;
    if (result == NULL) {
        return NULL;
    }
    return Py_BuildValue("(Nl)", result, failed);
}

static PyObject *
count(PyObject *module, PyObject *ignored)
{
    return Py_BuildValue("(ll)", seen, failed);
}

static PyMethodDef methods[] = {
    {"call", call, METH_VARARGS, "call(function, first, count): its result while allocations fail, and how many did"},
    {"count", count, METH_NOARGS, "how many allocations the last call asked for, and how many of them failed"},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "python_allocator", NULL, -1, methods};

PyMODINIT_FUNC
PyInit_python_allocator(void)
{
    PyMemAllocatorDomain domains[] = {PYMEM_DOMAIN_RAW, PYMEM_DOMAIN_MEM, PYMEM_DOMAIN_OBJ};
    for (int i = 0; i < 3; i++) {
        PyMem_GetAllocator(domains[i], &real[i]);
        PyMemAllocatorEx failing = {&real[i], fail_malloc, fail_calloc, fail_realloc, pass_free};
        PyMem_SetAllocator(domains[i], &failing);
    }
    return PyModule_Create(&definition);
}
