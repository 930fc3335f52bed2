/* numpy_hpy/heaptype.h for code on Python.h.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_HEAPTYPE_H
#define NUMPY_HPY_CPYTHON_HEAPTYPE_H

#include "numpy_hpy/cpython/heaptype_make.h"
#include "numpy_hpy/cpython/heaptype_ready.h"

#ifdef __cplusplus
extern "C" {
#endif

/// In `flags` of a description: attributes of the type can be set and deleted, as those of a class made in Python.
#define NPY_HEAPTYPE_MUTABLE 1

/// What a type is to be. Members that are zero have the meaning that their comment gives.
typedef struct {
    /// As for PyType_FromSpec: name, sizes, flags, and the slots that the type defines itself, or NULL: none. Py_tp_base and
    /// Py_tp_bases in it are ignored. A Py_tp_dealloc releases the type, and a Py_tp_traverse visits it: NPY_HEAPTYPE_DEALLOC and
    /// NPY_HEAPTYPE_TRAVERSE make such functions from those of a static type. What the slots point to must live as long as the
    /// type; spec and array of slots need not.
    PyType_Spec *spec;
    /// The bases in order: a tuple, or one type. NULL: `base` alone, or object. Borrowed.
    PyObject *bases;
    /// Which of the bases rules the layout: it becomes tp_base, from which the type takes its sizes, tp_new and the flags of a
    /// fast subclass. NULL: the one that CPython chooses. Borrowed.
    PyTypeObject *base;
    /// The type's type. Its tp_new and tp_alloc are not called, and the memory that its instances have beyond a PyHeapTypeObject
    /// is zero. If it overrides mro(), CPython checks what that returns, and refuses a base whose members are not those of
    /// `base`, as it does for static types. NULL: the most derived metaclass of the bases. Borrowed.
    PyTypeObject *metaclass;
    /// Slots that the type defines with the value of another type's, as `type.tp_hash = PyFloat_Type.tp_hash` before PyType_Ready
    /// does; the other type is one of the bases, or of theirs. Ends with {0, NULL}; or NULL.
    const NpyHeapType_SlotFrom *slots_from;
    /// 0, or NPY_HEAPTYPE_MUTABLE.
    int flags;
} NpyHeapType_Description;

/// Fails with SystemError for a description that says too little, or one thing twice.
static inline int npy_heaptype_check_description(const NpyHeapType_Description *description)
{
    if (description == NULL || description->spec == NULL) {
        PyErr_SetString(PyExc_SystemError, "a heap type needs a description with a spec");
        return -1;
    }
    const PyType_Spec *spec = description->spec;
    if (spec->name == NULL) {
        PyErr_SetString(PyExc_SystemError, "Type spec does not define the name field.");
        return -1;
    }
    int doc_count = 0;
    int members_count = 0;
    for (const PyType_Slot *slot = spec->slots; slot != NULL && slot->slot != 0; slot++) {
        doc_count += slot->slot == Py_tp_doc;
        members_count += slot->slot == Py_tp_members;
    }
    if (doc_count > 1 || members_count > 1) {
        PyErr_Format(PyExc_SystemError, "%.100s: Multiple %s slots are not supported.", spec->name,
            doc_count > 1 ? "Py_tp_doc" : "Py_tp_members");
        return -1;
    }
#if PY_VERSION_HEX < 0x030C0000
    if (spec->basicsize < 0) {
        PyErr_Format(PyExc_SystemError, "%.100s: a negative basicsize needs Python 3.12", spec->name);
        return -1;
    }
#endif
    return 0;
}

/// The size of instances. A negative one, since Python 3.12, is added to that of the base, both rounded up.
static inline Py_ssize_t npy_heaptype_basicsize(const PyType_Spec *spec, const PyTypeObject *base)
{
#ifdef ALIGNOF_MAX_ALIGN_T
    if (spec->basicsize < 0) {
        const Py_ssize_t align = ALIGNOF_MAX_ALIGN_T;
        Py_ssize_t added = -(Py_ssize_t)spec->basicsize;
        return (base->tp_basicsize + align - 1) / align * align + (added + align - 1) / align * align;
    }
#endif
    return spec->basicsize != 0 ? spec->basicsize : base->tp_basicsize;
}

/// The slots of a spec with those from bases behind them; marks all as defined. To be freed with PyMem_Free; or NULL with
/// an exception set.
static inline PyType_Slot *npy_heaptype_gather_slots(
    const NpyHeapType_Description *description, PyObject *bases, char *defined)
{
    const PyType_Spec *spec = description->spec;
    size_t count = 1;
    for (const PyType_Slot *slot = spec->slots; slot != NULL && slot->slot != 0; slot++) {
        count++;
    }
    for (const NpyHeapType_SlotFrom *from = description->slots_from; from != NULL && from->slot != 0; from++) {
        count++;
    }
    PyType_Slot *slots = (PyType_Slot *)PyMem_Calloc(count, sizeof(PyType_Slot));
    if (slots == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    PyType_Slot *next = slots;
    for (const PyType_Slot *slot = spec->slots; slot != NULL && slot->slot != 0; slot++) {
        if (slot->slot != Py_tp_base && slot->slot != Py_tp_bases) {
            *next++ = *slot;
        }
    }
    for (const NpyHeapType_SlotFrom *from = description->slots_from; from != NULL && from->slot != 0; from++) {
        next->slot = from->slot;
        next->pfunc = npy_heaptype_slot_from(spec->name, bases, from);
        if (next++->pfunc == NULL) {
            PyMem_Free(slots);
            return NULL;
        }
    }
    for (const PyType_Slot *slot = slots; slot->slot != 0; slot++) {
        int i = npy_heaptype_find_slot(slot->slot);
        if (i >= 0) {
            defined[i] = slot->pfunc != NULL;
        }
    }
    return slots;
}

/// Puts the type's own descriptor of its instances' __doc__ into the dict: PyType_FromSpec overwrites it with the type's docstring.
/// `descriptor` is stolen. 0, or -1 with an exception set.
static inline int npy_heaptype_restore_doc(PyTypeObject *type, PyObject *descriptor)
{
    int result = descriptor == NULL ? -1 : PyDict_SetItemString(type->tp_dict, "__doc__", descriptor);
    Py_XDECREF(descriptor);
    return result;
}

/// Whether a member with this name gives an offset that a spec has no room for.
static inline int npy_heaptype_is_offset(const char *name)
{
    return strcmp(name, "__weaklistoffset__") == 0 || strcmp(name, "__dictoffset__") == 0 || strcmp(name, "__vectorcalloffset__") == 0;
}

/// Corrects what PyType_FromSpec makes of a dict and PyType_Ready alone does not. 0, or -1 with an exception set.
static inline int npy_heaptype_mend_dict(PyTypeObject *type)
{
    int result = 0;
    for (PyMemberDef *member = type->tp_members; result == 0 && member != NULL && member->name != NULL; member++) {
        if (strcmp(member->name, "__doc__") == 0) {
            result = npy_heaptype_restore_doc(type, PyDescr_NewMember(type, member));
        }
        else if (npy_heaptype_is_offset(member->name) && PyDict_GetItemString(type->tp_dict, member->name) != NULL) {
            result = PyDict_DelItemString(type->tp_dict, member->name);
        }
    }
    for (PyGetSetDef *getset = type->tp_getset; result == 0 && getset != NULL && getset->name != NULL; getset++) {
        if (strcmp(getset->name, "__doc__") == 0) {
            result = npy_heaptype_restore_doc(type, PyDescr_NewGetSet(type, getset));
        }
    }
    return result;
}

/// Makes the type with the bases as they are, where CPython chooses the same base, or else with a stand-in for them, and then
/// gives it the true ones. A new reference, or NULL with an exception set.
static inline PyTypeObject *npy_heaptype_make_with_bases(PyObject *module, PyType_Spec *spec, PyObject *bases, PyTypeObject *base,
    PyTypeObject *metaclass, const char *defined)
{
    int is_plain = metaclass == &PyType_Type && base == npy_heaptype_best_base(spec->name, bases);
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        /* A static type may have a base that forbids it. */
        is_plain = is_plain && PyType_HasFeature((PyTypeObject *)PyTuple_GET_ITEM(bases, i), Py_TPFLAGS_BASETYPE);
    }
    if (is_plain) {
        return npy_heaptype_make(metaclass, module, spec, bases);
    }
    PyTypeObject *stand_in = npy_heaptype_stand_in(&PyBaseObject_Type, base);
    PyObject *only = stand_in == NULL ? NULL : PyTuple_Pack(1, stand_in);
    PyTypeObject *type = only == NULL ? NULL : npy_heaptype_make(metaclass, module, spec, only);
    if (type != NULL && npy_heaptype_ready(type, base, bases, defined, spec->flags) < 0) {
        Py_CLEAR(type);
    }
    Py_XDECREF(only);
    Py_XDECREF(stand_in);
    return type;
}

/// Makes a heap type that is to Python code, and to C code that looks into it, what PyType_Ready would have made of a static type
/// with these members. `module` (borrowed, may be NULL) is what PyType_GetModule gives. A new reference, or NULL with an
/// exception set: TypeError for bases that cannot stand side by side, which it names; SystemError for what is no description.
static inline PyObject *NpyHeapType_FromDescription(PyObject *module, const NpyHeapType_Description *description)
{
    char defined[NPY_HEAPTYPE_SLOT_COUNT] = {0};
    PyTypeObject *type = NULL;
    PyType_Slot *slots = NULL;
    if (npy_heaptype_check_description(description) < 0) {
        return NULL;
    }
    PyType_Spec spec = *description->spec;
    PyObject *bases = npy_heaptype_bases(description->bases, description->base);
    if (bases == NULL) {
        return NULL;
    }
    PyTypeObject *base = description->base == NULL ? npy_heaptype_best_base(spec.name, bases) : description->base;
    PyTypeObject *metaclass = base == NULL ? NULL : npy_heaptype_metaclass(spec.name, description->metaclass, bases);
    if (metaclass == NULL || npy_heaptype_check_base(spec.name, bases, base) < 0) {
        goto done;
    }
    if (npy_heaptype_check_layout(spec.name, bases, base, npy_heaptype_basicsize(&spec, base),
            spec.itemsize == 0 ? base->tp_itemsize : spec.itemsize, spec.flags) < 0) {
        goto done;
    }
    spec.basicsize = spec.basicsize == 0 ? (int)base->tp_basicsize : spec.basicsize;
    slots = npy_heaptype_gather_slots(description, bases, defined);
    if (slots == NULL) {
        goto done;
    }
    spec.slots = slots;
    if (!(description->flags & NPY_HEAPTYPE_MUTABLE)) {
        spec.flags |= Py_TPFLAGS_IMMUTABLETYPE;
    }
    if (base == &PyBaseObject_Type && !defined[npy_heaptype_find_slot(Py_tp_new)]) {
        /* PyType_Ready's rule for static types. */
        spec.flags |= Py_TPFLAGS_DISALLOW_INSTANTIATION;
    }
    type = npy_heaptype_make_with_bases(module, &spec, bases, base, metaclass, defined);
    if (type != NULL) {
        npy_heaptype_share_suites(type, defined);
        if (npy_heaptype_mend_dict(type) < 0) {
            Py_CLEAR(type);
        }
        else {
            PyType_Modified(type);
        }
    }
done:
    PyMem_Free(slots);
    Py_DECREF(bases);
    return (PyObject *)type;
}

/// Fails with TypeError for a type that has subclasses: their MRO would stay as it is.
static inline int npy_heaptype_check_unused(PyTypeObject *type)
{
    PyObject *subclasses = PyObject_CallMethod((PyObject *)&PyType_Type, "__subclasses__", "O", (PyObject *)type);
    if (subclasses == NULL) {
        return -1;
    }
    int has_any = PyList_GET_SIZE(subclasses) > 0;
    Py_DECREF(subclasses);
    if (has_any) {
        PyErr_Format(PyExc_TypeError, "'%.100s' has subclasses already", type->tp_name);
        return -1;
    }
    return 0;
}

/// Gives a heap type that was made with `base` as its only base, and that nobody has used yet, the bases of a static type:
/// `bases` (a tuple, borrowed) in order, of which `base` goes on ruling the layout. `slots_from` is as in a description, or NULL.
/// For types that another function has made, such as HPyType_FromSpec. What differs from the base's slots counts as defined by
/// the type. 0, or -1 with an exception set; the type is of no use then.
static inline int NpyHeapType_SetBases(PyTypeObject *type, PyObject *bases, const NpyHeapType_SlotFrom *slots_from, int flags)
{
    char defined[NPY_HEAPTYPE_SLOT_COUNT] = {0};
    PyTypeObject *base = type->tp_base;
    if (!PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) {
        PyErr_Format(PyExc_TypeError, "'%.100s' is no heap type", type->tp_name);
        return -1;
    }
    if (npy_heaptype_check_unused(type) < 0) {
        return -1;
    }
    bases = npy_heaptype_bases(bases, base);
    if (bases == NULL) {
        return -1;
    }
    int result = npy_heaptype_check_base(type->tp_name, bases, base);
    if (result == 0) {
        result =
            npy_heaptype_check_layout(type->tp_name, bases, base, type->tp_basicsize, type->tp_itemsize, PyType_GetFlags(type));
    }
    npy_heaptype_find_defined(type, defined);
    for (; result == 0 && slots_from != NULL && slots_from->slot != 0; slots_from++) {
        void *value = npy_heaptype_slot_from(type->tp_name, bases, slots_from);
        int i = npy_heaptype_find_slot(slots_from->slot);
        if (value == NULL) {
            result = -1;
        }
        else {
            npy_heaptype_set(type, &npy_heaptype_slots()[i], value);
            defined[i] = 1;
        }
    }
    if (result == 0) {
        unsigned long own_flags = PyType_GetFlags(type) & ~PyType_GetFlags(base);
        if (!(flags & NPY_HEAPTYPE_MUTABLE)) {
            type->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
        }
        if (base == &PyBaseObject_Type && !defined[npy_heaptype_find_slot(Py_tp_new)]) {
            type->tp_flags |= Py_TPFLAGS_DISALLOW_INSTANTIATION;
        }
        result = npy_heaptype_ready(type, base, bases, defined, own_flags);
    }
    if (result == 0) {
        npy_heaptype_share_suites(type, defined);
        result = npy_heaptype_mend_dict(type);
        PyType_Modified(type);
    }
    Py_DECREF(bases);
    return result;
}

/// Defines the function `name`, a tp_dealloc for a heap type, from `dealloc`, one that was written for a static type: it releases
/// the type as well, to which each instance of a heap type has a reference.
#define NPY_HEAPTYPE_DEALLOC(name, dealloc)                                                                            \
    static void name(PyObject *self)                                                                                   \
    {                                                                                                                  \
        PyTypeObject *type = Py_TYPE(self);                                                                            \
        dealloc(self);                                                                                                 \
        Py_DECREF(type);                                                                                               \
    }

/// Defines the function `name`, a tp_traverse for a heap type, from `traverse`, one that was written for a static type: it visits
/// the type as well.
#define NPY_HEAPTYPE_TRAVERSE(name, traverse)                                                                          \
    static int name(PyObject *self, visitproc visit, void *arg)                                                        \
    {                                                                                                                  \
        Py_VISIT(Py_TYPE(self));                                                                                       \
        return traverse(self, visit, arg);                                                                             \
    }

#ifdef __cplusplus
}
#endif

#endif
