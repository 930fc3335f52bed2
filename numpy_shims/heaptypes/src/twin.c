/* Heap types made from what a static type holds. */
#include "typeobject.h"

#include <structmember.h>

enum { TEXT_SLOTS = 4 };

/* Adds the slots that a dict gives by name, with their addresses, to the end of `slots`. 0, or -1 with an exception set. */
static int add_slots(PyType_Slot **next, PyObject *addresses)
{
    PyObject *key, *value;
    Py_ssize_t position = 0;
    while (PyDict_Next(addresses, &position, &key, &value)) {
        const char *name = PyUnicode_AsUTF8(key);
        void *address = PyLong_AsVoidPtr(value);
        if (name == NULL || PyErr_Occurred()) {
            return -1;
        }
        for (int i = 0; i < NPY_HEAPTYPE_SLOT_COUNT; i++) {
            if (strcmp(npy_heaptype_slots()[i].name, name) == 0) {
                (*next)->slot = npy_heaptype_slots()[i].slot;
                (*next)->pfunc = address;
                ++*next;
            }
        }
    }
    return 0;
}

static void add_slot(PyType_Slot **next, int slot, const void *value)
{
    if (value != NULL) {
        (*next)->slot = slot;
        (*next)->pfunc = (void *)(uintptr_t)value;
        ++*next;
    }
}

/* The members of a type, and those that give the offsets which a spec has no room for. To be freed with PyMem_Free. */
static PyMemberDef *members_of(PyTypeObject *type)
{
    static const struct {
        const char *name;
        size_t offset;
    } special[] = {
        {"__weaklistoffset__", offsetof(PyTypeObject, tp_weaklistoffset)},
        {"__dictoffset__", offsetof(PyTypeObject, tp_dictoffset)},
        {"__vectorcalloffset__", offsetof(PyTypeObject, tp_vectorcall_offset)},
    };
    Py_ssize_t count = 0;
    while (type->tp_members != NULL && type->tp_members[count].name != NULL) {
        count++;
    }
    PyMemberDef *members = PyMem_Calloc((size_t)count + 4, sizeof(PyMemberDef));
    if (members == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    if (count > 0) {
        memcpy(members, type->tp_members, (size_t)count * sizeof(PyMemberDef));
    }
    for (int i = 0; i < 3; i++) {
        Py_ssize_t offset = *(Py_ssize_t *)((char *)type + special[i].offset);
        Py_ssize_t inherited = *(Py_ssize_t *)((char *)type->tp_base + special[i].offset);
        if (offset > 0 && offset != inherited) {
            members[count].name = special[i].name;
            members[count].type = T_PYSSIZET;
            members[count].flags = READONLY;
            members[count].offset = offset;
            count++;
        }
    }
    return members;
}

/* The whole tp_doc of a type, its signature included. */
static void add_texts(PyType_Slot **next, PyTypeObject *original, PyMemberDef *members)
{
    add_slot(next, Py_tp_doc, original->tp_doc);
    add_slot(next, Py_tp_methods, original->tp_methods);
    add_slot(next, Py_tp_getset, original->tp_getset);
    add_slot(next, Py_tp_members, members[0].name == NULL ? NULL : members);
}

/* A type's functions written for a static type are exchanged for such that see to the type. 0, or -1 with an exception set. */
static int adapt_to_heap(PyType_Slot *slots)
{
    for (; slots->slot != 0; slots++) {
        if (slots->slot == Py_tp_dealloc) {
            destructor dealloc = dealloc_for_heap_type((destructor)(uintptr_t)slots->pfunc);
            slots->pfunc = (void *)(uintptr_t)dealloc;
        }
        else if (slots->slot == Py_tp_traverse) {
            traverseproc traverse = traverse_for_heap_type((traverseproc)(uintptr_t)slots->pfunc);
            slots->pfunc = (void *)(uintptr_t)traverse;
        }
        if (slots->pfunc == NULL && PyErr_Occurred()) {
            return -1;
        }
    }
    return 0;
}

/* A metaclass may give its classes members of its own: those of the original become the twin's. */
static void copy_metaclass_members(PyTypeObject *twin, PyTypeObject *original)
{
    Py_ssize_t extra = Py_TYPE(twin)->tp_basicsize - (Py_ssize_t)sizeof(PyHeapTypeObject);
    if (Py_IS_TYPE((PyObject *)twin, Py_TYPE(original)) && extra > 0) {
        memcpy((char *)twin + sizeof(PyHeapTypeObject), (char *)original + sizeof(PyHeapTypeObject), (size_t)extra);
    }
}

/* The flags that a static type's author writes. */
#define WRITTEN_FLAGS                                                                                                  \
    (Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING | Py_TPFLAGS_METHOD_DESCRIPTOR)

/* twin(original, own, *, naive=False): a heap type with what `original` holds. `own` are the addresses in the slots that it
 * defines, by name. With `naive`, what PyType_FromSpecWithBases makes of them. */
PyObject *make_twin(PyObject *module, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"original", "own", "naive", NULL};
    PyTypeObject *original;
    PyObject *own;
    int naive = 0;
    (void)module;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!|$p", names, &PyType_Type, &original, &PyDict_Type, &own, &naive)) {
        return NULL;
    }
    PyType_Slot slots[NPY_HEAPTYPE_SLOT_COUNT + TEXT_SLOTS + 1] = {{0, NULL}};
    if (PyDict_GET_SIZE(own) > NPY_HEAPTYPE_SLOT_COUNT) {
        PyErr_SetString(PyExc_ValueError, "there are not so many slots");
        return NULL;
    }
    PyMemberDef *members = members_of(original);
    if (members == NULL) {
        return NULL;
    }
    PyType_Slot *next = slots;
    PyType_Spec spec = {
        .name = original->tp_name,
        .basicsize = (int)original->tp_basicsize,
        .itemsize = (int)original->tp_itemsize,
        .flags = Py_TPFLAGS_DEFAULT | (unsigned)(original->tp_flags & WRITTEN_FLAGS),
        .slots = slots,
    };
    PyObject *twin = NULL;
    if (add_slots(&next, own) < 0) {
        goto done;
    }
    add_texts(&next, original, members);
    if (original->tp_flags & Py_TPFLAGS_HAVE_VECTORCALL && PyDict_GetItemString(own, "tp_call") != NULL) {
        spec.flags |= Py_TPFLAGS_HAVE_VECTORCALL;
    }
    if (naive) {
        PyObject *bases = PyObject_GetAttrString((PyObject *)original, "__bases__");
        twin = bases == NULL ? NULL : PyType_FromSpecWithBases(&spec, bases);
        Py_XDECREF(bases);
    }
    else if (adapt_to_heap(slots) == 0) {
        NpyHeapType_Description description = {
            .spec = &spec,
            .bases = PyObject_GetAttrString((PyObject *)original, "__bases__"),
            .base = original->tp_base,
            .metaclass = Py_TYPE(original),
        };
        twin = description.bases == NULL ? NULL : NpyHeapType_FromDescription(NULL, &description);
        Py_XDECREF(description.bases);
    }
    if (twin != NULL) {
        copy_metaclass_members((PyTypeObject *)twin, original);
    }
done:
    PyMem_Free(members);
    return twin;
}

/* insert_into_mro(type, other): has C code that asks for a subclass of `other`, by its address, accept instances of `type`, which
 * nobody has used yet. */
PyObject *insert_into_mro(PyObject *module, PyObject *args)
{
    PyTypeObject *type;
    PyObject *other;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!O!", &PyType_Type, &type, &PyType_Type, &other)) {
        return NULL;
    }
    if (!PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) {
        PyErr_Format(PyExc_TypeError, "'%.100s' is no heap type", type->tp_name);
        return NULL;
    }
    Py_ssize_t count = PyTuple_GET_SIZE(type->tp_mro);
    PyObject *mro = PyTuple_New(count + 1);
    if (mro == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i <= count; i++) {
        PyTuple_SET_ITEM(mro, i, Py_NewRef(i == 1 ? other : PyTuple_GET_ITEM(type->tp_mro, i == 0 ? 0 : i - 1)));
    }
    Py_SETREF(type->tp_mro, mro);
    PyType_Modified(type);
    Py_RETURN_NONE;
}

/* set_bases(type, bases, (slot, type, slot, type, ...), mutable): NpyHeapType_SetBases, for HPyHeapType_FromDescription. */
PyObject *set_bases(PyObject *module, PyObject *args)
{
    PyTypeObject *type;
    PyObject *bases, *pairs;
    int is_mutable;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!O!O!p", &PyType_Type, &type, &PyTuple_Type, &bases, &PyTuple_Type, &pairs, &is_mutable)) {
        return NULL;
    }
    Py_ssize_t count = PyTuple_GET_SIZE(pairs) / 2;
    NpyHeapType_SlotFrom *slots = PyMem_Calloc((size_t)count + 1, sizeof(*slots));
    if (slots == NULL) {
        return PyErr_NoMemory();
    }
    int result = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        slots[i].slot = (int)PyLong_AsLong(PyTuple_GET_ITEM(pairs, 2 * i));
        slots[i].type = (PyTypeObject *)PyTuple_GET_ITEM(pairs, 2 * i + 1); /* NpyHeapType_SetBases checks it */
        if (PyErr_Occurred()) {
            result = -1;
            break;
        }
    }
    if (result == 0) {
        result = NpyHeapType_SetBases(type, bases, slots, is_mutable ? NPY_HEAPTYPE_MUTABLE : 0);
    }
    PyMem_Free(slots);
    return result < 0 ? NULL : Py_NewRef(Py_None);
}
