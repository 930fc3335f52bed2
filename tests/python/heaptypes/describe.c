/* Static and heap types from one description that Python gives, to be compared. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <structmember.h>

#include <numpy_hpy/heaptype.h>

/* Functions that only their address tells apart. They are never called, but for those with a name. */
static void *nothing(void)
{
    return NULL;
}

static PyObject *own_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    (void)args;
    (void)kwargs;
    return type->tp_alloc(type, 0);
}

static void static_dealloc(PyObject *self)
{
    Py_TYPE(self)->tp_free(self);
}

static void static_gc_dealloc(PyObject *self)
{
    PyObject_GC_UnTrack(self);
    Py_TYPE(self)->tp_free(self);
}

static int static_traverse(PyObject *self, visitproc visit, void *arg)
{
    (void)self;
    (void)visit;
    (void)arg;
    return 0;
}

NPY_HEAPTYPE_DEALLOC(heap_dealloc, static_dealloc)
NPY_HEAPTYPE_DEALLOC(heap_gc_dealloc, static_gc_dealloc)
NPY_HEAPTYPE_TRAVERSE(heap_traverse, static_traverse)

static PyObject *method(PyObject *self, PyObject *unused)
{
    (void)unused;
    return PyUnicode_FromFormat("a method of %s", Py_TYPE(self)->tp_name);
}

static PyMethodDef methods[] = {{"method", method, METH_NOARGS, "For the tests."}, {NULL, NULL, 0, NULL}};

static PyObject *get_doc(PyObject *self, void *closure)
{
    (void)closure;
    return PyUnicode_FromFormat("the docstring of an instance of %s", Py_TYPE(self)->tp_name);
}

static PyGetSetDef getset[] = {{"__doc__", get_doc, NULL, NULL, NULL}, {NULL, NULL, NULL, NULL, NULL}};

/* Of a type whose instances have two pointers and an int behind PyObject_HEAD. A static type has no members for the offsets. */
static PyMemberDef members[] = {
    {"number", T_INT, sizeof(PyObject) + 2 * sizeof(void *), 0, NULL},
    {"__weaklistoffset__", T_PYSSIZET, sizeof(PyObject), READONLY, NULL},
    {"__dictoffset__", T_PYSSIZET, sizeof(PyObject) + sizeof(void *), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyMemberDef weak_references[] = {
    {"__weaklistoffset__", T_PYSSIZET, sizeof(PyObject), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static PyMemberDef static_members[] = {{"number", T_INT, sizeof(PyObject) + 2 * sizeof(void *), 0, NULL}, {NULL, 0, 0, 0, NULL}};

/* Py_tp_members with weak references at the end. */
enum { WEAK_REFERENCES = 9998 };

static void *function_for(int slot, int is_static, int is_gc)
{
    switch (slot) {
    case Py_tp_members: return members;
    case Py_tp_new: return (void *)(uintptr_t)own_new;
    case Py_tp_traverse: return (void *)(uintptr_t)(is_static ? static_traverse : heap_traverse);
    case Py_tp_dealloc:
        if (is_gc) {
            return (void *)(uintptr_t)(is_static ? static_gc_dealloc : heap_gc_dealloc);
        }
        return (void *)(uintptr_t)(is_static ? static_dealloc : heap_dealloc);
    /* Checked by CPython. */
    case Py_tp_alloc: return (void *)(uintptr_t)PyType_GenericAlloc;
    case Py_tp_free: return is_gc ? (void *)(uintptr_t)PyObject_GC_Del : (void *)(uintptr_t)PyObject_Free;
    default: return (char *)(uintptr_t)nothing + slot;
    }
}

typedef struct {
    PyType_Spec spec;
    PyType_Slot slots[NPY_HEAPTYPE_SLOT_COUNT + 4];
    NpyHeapType_SlotFrom slots_from[9];
    NpyHeapType_Description description;
} Parsed;

/* name, bases, base, basicsize, itemsize, flags, own slots (numbers), slots from ((number, type), ...), metaclass, mutable. */
static int parse(PyObject *args, Parsed *parsed, int is_static)
{
    PyObject *base, *own, *from, *metaclass;
    int is_mutable;
    memset(parsed, 0, sizeof(*parsed));
    PyType_Spec *spec = &parsed->spec;
    if (!PyArg_ParseTuple(args, "sOOiiIO!O!Op", &spec->name, &parsed->description.bases, &base, &spec->basicsize, &spec->itemsize,
            &spec->flags, &PyTuple_Type, &own, &PyTuple_Type, &from, &metaclass, &is_mutable)) {
        return -1;
    }
    PyType_Slot *next = parsed->slots;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(own); i++, next++) {
        next->slot = (int)PyLong_AsLong(PyTuple_GET_ITEM(own, i));
        next->pfunc = function_for(next->slot, is_static, (spec->flags & Py_TPFLAGS_HAVE_GC) != 0);
        if (next->slot == WEAK_REFERENCES) {
            *next = (PyType_Slot){Py_tp_members, weak_references};
        }
    }
    (next++)->slot = Py_tp_methods;
    next[-1].pfunc = methods;
    (next++)->slot = Py_tp_getset;
    next[-1].pfunc = getset;
    (next++)->slot = Py_tp_doc;
    next[-1].pfunc = (void *)(uintptr_t)"made()\n--\n\nThe docstring of the type.";
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(from) && i < 8; i++) {
        PyObject *pair = PyTuple_GET_ITEM(from, i);
        parsed->slots_from[i].slot = (int)PyLong_AsLong(PyTuple_GET_ITEM(pair, 0));
        parsed->slots_from[i].type = (PyTypeObject *)PyTuple_GET_ITEM(pair, 1);
    }
    spec->slots = parsed->slots;
    parsed->description.spec = spec;
    parsed->description.bases = parsed->description.bases == Py_None ? NULL : parsed->description.bases;
    parsed->description.base = base == Py_None ? NULL : (PyTypeObject *)base;
    parsed->description.metaclass = metaclass == Py_None ? NULL : (PyTypeObject *)metaclass;
    parsed->description.slots_from = parsed->slots_from;
    parsed->description.flags = is_mutable ? NPY_HEAPTYPE_MUTABLE : 0;
    return PyErr_Occurred() ? -1 : 0;
}

static PyObject *heap_type(PyObject *module, PyObject *args)
{
    Parsed parsed;
    if (parse(args, &parsed, 0) < 0) {
        return NULL;
    }
    return NpyHeapType_FromDescription(module, &parsed.description);
}

/* heap_type with a description that lacks something, or has it twice: flaw, and the arguments of heap_type. */
static PyObject *flawed_type(PyObject *module, PyObject *args)
{
    Parsed parsed;
    PyObject *rest = PyTuple_GetSlice(args, 1, PyTuple_GET_SIZE(args));
    int result = parse(rest, &parsed, 0);
    const char *flaw = PyUnicode_AsUTF8(PyTuple_GET_ITEM(args, 0));
    PyType_Slot *last = parsed.slots;
    Py_DECREF(rest);
    if (result < 0) {
        return NULL;
    }
    while (last->slot != 0) {
        last++;
    }
    if (strcmp(flaw, "no description") == 0) {
        return NpyHeapType_FromDescription(module, NULL);
    }
    if (strcmp(flaw, "no spec") == 0) {
        parsed.description.spec = NULL;
    }
    else if (strcmp(flaw, "no name") == 0) {
        parsed.spec.name = NULL;
    }
    else if (strcmp(flaw, "no slots") == 0) {
        parsed.spec.slots = NULL;
    }
    else if (strcmp(flaw, "slot from NULL") == 0) {
        parsed.slots_from[0].slot = Py_tp_hash;
    }
    else if (strcmp(flaw, "members twice") == 0) {
        last[0].slot = last[1].slot = Py_tp_members;
        last[0].pfunc = members;
        last[1].pfunc = static_members;
    }
    else if (strcmp(flaw, "doc twice") == 0) {
        last[0] = (PyType_Slot){Py_tp_doc, (void *)(uintptr_t)"Another docstring."};
    }
    else if (strcmp(flaw, "no slot of this number") == 0) {
        last[0] = (PyType_Slot){9999, (void *)(uintptr_t)own_new};
    }
    return NpyHeapType_FromDescription(module, &parsed.description);
}

/* What PyType_FromSpecWithBases makes of it. */
static PyObject *plain_type(PyObject *module, PyObject *args)
{
    Parsed parsed;
    (void)module;
    if (parse(args, &parsed, 0) < 0) {
        return NULL;
    }
    return PyType_FromSpecWithBases(&parsed.spec, parsed.description.bases);
}

/* A static type, as NumPy writes it: its memory is never given back. */
static PyObject *static_type(PyObject *module, PyObject *args)
{
    Parsed parsed;
    (void)module;
    if (parse(args, &parsed, 1) < 0) {
        return NULL;
    }
    PyTypeObject *type = (PyTypeObject *)calloc(1, sizeof(PyTypeObject));
    Py_SET_REFCNT((PyObject *)type, 1);
    Py_SET_TYPE((PyObject *)type, &PyType_Type);
    type->tp_name = strdup(parsed.spec.name);
    type->tp_basicsize = parsed.spec.basicsize;
    type->tp_itemsize = parsed.spec.itemsize;
    type->tp_flags = parsed.spec.flags;
    type->tp_methods = methods;
    type->tp_getset = getset;
    type->tp_doc = "made()\n--\n\nThe docstring of the type.";
    type->tp_base = parsed.description.base;
    Py_XINCREF(parsed.description.bases);
    type->tp_bases = parsed.description.bases;
    const npy_heaptype_slot *slots = npy_heaptype_slots();
    PyType_Slot all[NPY_HEAPTYPE_SLOT_COUNT + 12];
    int count = 0;
    for (int i = 0; parsed.slots[i].slot != 0; i++) {
        all[count++] = parsed.slots[i];
    }
    for (int i = 0; parsed.slots_from[i].slot != 0; i++) {
        int number = npy_heaptype_find_slot(parsed.slots_from[i].slot);
        all[count].slot = parsed.slots_from[i].slot;
        all[count++].pfunc = npy_heaptype_get(parsed.slots_from[i].type, &slots[number]);
    }
    for (int i = 0; i < count; i++) {
        int number = npy_heaptype_find_slot(all[i].slot);
        if (all[i].slot == Py_tp_members) {
            type->tp_members = static_members;
            type->tp_weaklistoffset = members[1].offset;
            type->tp_dictoffset = members[2].offset;
        }
        if (number < 0) {
            continue; /* tp_methods and the like */
        }
        for (int s = 0; s < NPY_HEAPTYPE_SUITE_COUNT; s++) {
            const npy_heaptype_suite *suite = &npy_heaptype_suites()[s];
            if (slots[number].suite == suite->suite && npy_heaptype_suite_of(type, suite->suite) == NULL) {
                void *methods_of_suite = calloc(1, suite->size);
                memcpy((char *)type + suite->suite, &methods_of_suite, sizeof(methods_of_suite));
            }
        }
        npy_heaptype_set(type, &slots[number], all[i].pfunc);
    }
    if (PyType_Ready(type) < 0) {
        return NULL;
    }
    Py_INCREF(type);
    return (PyObject *)type;
}

static PyObject *set_bases(PyObject *module, PyObject *args)
{
    PyObject *type, *bases;
    (void)module;
    if (!PyArg_ParseTuple(args, "OO", &type, &bases) || NpyHeapType_SetBases((PyTypeObject *)type, bases, NULL, 0) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* As NumPy's PyArray_Scalar makes a scalar: through the slot of the type. */
static PyObject *allocate(PyObject *module, PyObject *type)
{
    (void)module;
    return ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
}

static PyObject *module_of(PyObject *module, PyObject *type)
{
    (void)module;
    return Py_XNewRef(PyType_GetModule((PyTypeObject *)type));
}

static PyMethodDef functions[] = {
    {"heap_type", heap_type, METH_VARARGS, NULL},
    {"flawed_type", flawed_type, METH_VARARGS, NULL},
    {"plain_type", plain_type, METH_VARARGS, NULL},
    {"static_type", static_type, METH_VARARGS, NULL},
    {"set_bases", set_bases, METH_VARARGS, NULL},
    {"allocate", allocate, METH_O, NULL},
    {"module_of", module_of, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "describe", NULL, 0, functions, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_describe(void)
{
    PyObject *module = PyModule_Create(&definition);
    const npy_heaptype_slot *slots = npy_heaptype_slots();
    PyObject *numbers = PyDict_New();
    for (int i = 0; module != NULL && i < NPY_HEAPTYPE_SLOT_COUNT; i++) {
        PyObject *number = PyLong_FromLong(slots[i].slot);
        PyDict_SetItemString(numbers, slots[i].name, number);
        Py_DECREF(number);
    }
    PyObject *number = PyLong_FromLong(Py_tp_members);
    PyDict_SetItemString(numbers, "tp_members", number);
    Py_DECREF(number);
    number = PyLong_FromLong(WEAK_REFERENCES);
    PyDict_SetItemString(numbers, "weak references", number);
    Py_DECREF(number);
    PyModule_AddObject(module, "SLOTS", numbers);
    return module;
}
