/* NumPy memory handlers (NEP 49) that count, and check what they are told: make, set, counts, mistakes. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>

#define MAGIC 0x5ca1ab1e

/* Never freed: what happens after the handler's death is to be seen. */
typedef struct {
    PyDataMem_Handler handler;
    Py_ssize_t blocks, bytes, gone;
    int is_dead;
} Counting;

typedef struct {
    size_t size;
    size_t magic;
    Counting *owner;
    void *padding; /* keeps the block aligned for anything */
} Header;

static Py_ssize_t wrong_size, wrong_owner, after_death, died_with_blocks;

static void *note(Counting *counting, Header *header, size_t size)
{
    if (header == NULL) {
        return NULL;
    }
    header->size = size;
    header->magic = MAGIC;
    header->owner = counting;
    counting->blocks++;
    counting->bytes += (Py_ssize_t)size;
    return header + 1;
}

static void *counting_malloc(void *ctx, size_t size)
{
    return note(ctx, malloc(sizeof(Header) + size), size);
}

static void *counting_calloc(void *ctx, size_t count, size_t size)
{
    return note(ctx, calloc(1, sizeof(Header) + count * size), count * size);
}

static Header *leave(Counting *counting, void *memory)
{
    Header *header = (Header *)memory - 1;
    wrong_owner += header->magic != MAGIC || header->owner != counting;
    after_death += counting->is_dead;
    counting->blocks--;
    counting->bytes -= (Py_ssize_t)header->size;
    return header;
}

static void *counting_realloc(void *ctx, void *memory, size_t size)
{
    return note(ctx, realloc(leave(ctx, memory), sizeof(Header) + size), size);
}

static void counting_free(void *ctx, void *memory, size_t size)
{
    Counting *counting = ctx;
    Header *header = leave(counting, memory);
    wrong_size += header->size != size;
    counting->gone++;
    header->magic = 0;
    free(header);
}

static void die(PyObject *capsule)
{
    PyDataMem_Handler *handler = PyCapsule_GetPointer(capsule, "mem_handler");
    Counting *counting = handler->allocator.ctx;
    counting->is_dead = 1;
    died_with_blocks += counting->blocks;
    /* Whoever still reads the handler finds nothing. */
    memset(&handler->allocator, 0, sizeof(handler->allocator));
}

static PyObject *make(PyObject *self, PyObject *name)
{
    const char *text = PyUnicode_AsUTF8(name);
    Counting *counting = text == NULL ? NULL : calloc(1, sizeof(*counting));
    if (counting == NULL) {
        return NULL;
    }
    PyDataMem_Handler handler = {
        "", 1, {counting, counting_malloc, counting_calloc, counting_realloc, counting_free},
    };
    strncpy(handler.name, text, sizeof(handler.name) - 1);
    counting->handler = handler;
    return PyCapsule_New(&counting->handler, "mem_handler", die);
}

/* set(handler or None) -> the handler until then */
static PyObject *set(PyObject *self, PyObject *handler)
{
    return PyDataMem_SetHandler(handler == Py_None ? NULL : handler);
}

/* counts(handler) -> (blocks, bytes, blocks that were freed) */
static PyObject *counts(PyObject *self, PyObject *capsule)
{
    PyDataMem_Handler *handler = PyCapsule_GetPointer(capsule, "mem_handler");
    if (handler == NULL) {
        return NULL;
    }
    Counting *counting = handler->allocator.ctx;
    return Py_BuildValue("nnn", counting->blocks, counting->bytes, counting->gone);
}

/* mistakes() -> how often a size, the handler or the time was wrong, since the last call */
static PyObject *mistakes(PyObject *self, PyObject *args)
{
    PyObject *result = Py_BuildValue("{snsnsnsn}", "size", wrong_size, "owner", wrong_owner, "after death", after_death,
                                     "died with blocks", died_with_blocks);
    wrong_size = wrong_owner = after_death = died_with_blocks = 0;
    return result;
}

/* unhandled(n): an array of n bytes that owns memory of malloc, without a handler, as old extensions make it. */
static PyObject *unhandled(PyObject *self, PyObject *arg)
{
    npy_intp length = PyLong_AsSsize_t(arg);
    void *memory = calloc((size_t)length + 1, 1);
    PyObject *array = PyArray_SimpleNewFromData(1, &length, NPY_UINT8, memory);
    if (array != NULL) {
        PyArray_ENABLEFLAGS((PyArrayObject *)array, NPY_ARRAY_OWNDATA);
    }
    return array;
}

/* written_back(array): a copy that is to be written back when it is resolved, and owns its memory. */
static PyObject *written_back(PyObject *self, PyObject *array)
{
    PyArray_Descr *dtype = PyArray_DescrFromType(NPY_FLOAT);
    int flags = NPY_ARRAY_WRITEBACKIFCOPY | NPY_ARRAY_CARRAY | NPY_ARRAY_FORCECAST;
    return PyArray_FromArray((PyArrayObject *)array, dtype, flags);
}

static PyObject *resolve(PyObject *self, PyObject *array)
{
    return PyLong_FromLong(PyArray_ResolveWritebackIfCopy((PyArrayObject *)array));
}

static PyMethodDef methods[] = {
    {"make", make, METH_O, NULL},
    {"set", set, METH_O, NULL},
    {"counts", counts, METH_O, NULL},
    {"mistakes", mistakes, METH_NOARGS, NULL},
    {"unhandled", unhandled, METH_O, NULL},
    {"written_back", written_back, METH_O, NULL},
    {"resolve", resolve, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "memory_handler", NULL, -1, methods};

PyMODINIT_FUNC PyInit_memory_handler(void)
{
    import_array();
    return PyModule_Create(&definition);
}
