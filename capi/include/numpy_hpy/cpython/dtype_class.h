/* DType classes that are made by a call: HPyArrayInitDTypeMeta_FromSpec.
 *
 * NumPy wants a static type object, and forbids to allocate a DType class in any other way. So the class is a block of memory
 * that is never freed, filled in as a static type is, with copies of everything that its specification lends.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_DTYPE_CLASS_H
#define NUMPY_HPY_CPYTHON_DTYPE_CLASS_H

#include "numpy_hpy/cpython/array_method_spec.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- the class object --------------------------------------------------------------------------------------------------- */

/* A class, with what its instances need. It lives as long as the process, and so does what it points to. */
typedef struct npy_hpy_dtype {
    /* First: the class is this object. */
    PyArray_DTypeMeta meta;
    void (*destroy)(PyArray_Descr *descr);
    struct npy_hpy_dtype *next;
} npy_hpy_dtype;

/* The key of an entry that only such classes have, whichever file has made them. */
#define NPY_HPY_DTYPE_MARK "__numpy_hpy__"

/* All that this file has made, the newest first. */
static inline npy_hpy_dtype **npy_hpy_dtypes_made(void)
{
    static npy_hpy_dtype *first = NULL;
    return &first;
}

static inline npy_hpy_dtype *npy_hpy_dtype_made(PyTypeObject *type)
{
    npy_hpy_dtype *made = *npy_hpy_dtypes_made();
    while (made != NULL && (PyTypeObject *)(void *)made != type) {
        made = made->next;
    }
    return made;
}

/* tp_dealloc */
static inline void npy_hpy_dtype_dealloc(PyObject *self)
{
    for (PyTypeObject *type = Py_TYPE(self); type != NULL; type = type->tp_base) {
        npy_hpy_dtype *made = npy_hpy_dtype_made(type);
        if (made != NULL && made->destroy != NULL) {
            made->destroy((PyArray_Descr *)(void *)self);
        }
    }
    PyArrayDescr_Type.tp_dealloc(self);
}

/* tp_new, where the specification has none: the default instance. */
static inline PyObject *npy_hpy_dtype_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    if (PyTuple_GET_SIZE(args) != 0 || (kwargs != NULL && PyDict_GET_SIZE(kwargs) != 0)) {
        PyErr_Format(PyExc_TypeError, "%s() takes no arguments", type->tp_name);
        return NULL;
    }
    return (PyObject *)PyArray_GetDefaultDescr((PyArray_DTypeMeta *)(void *)type);
}

/* tp_repr and tp_str, where the specification has none. */
static inline PyObject *npy_hpy_dtype_repr(PyObject *self)
{
    const char *name = Py_TYPE(self)->tp_name;
    const char *dot = strrchr(name, '.');
    return PyUnicode_FromFormat("%s()", dot == NULL ? name : dot + 1);
}

/* --- definitions --------------------------------------------------------------------------------------------------------- */

/* Copies of what the definitions say, for the class. PyType_Ready reads the arrays, and keeps them. */
static inline int npy_hpy_dtype_copy_defines(PyTypeObject *type, HPyDef **defines)
{
    size_t count = 0;
    while (defines != NULL && defines[count] != NULL) {
        count++;
    }
    PyMethodDef *methods = (PyMethodDef *)PyMem_RawCalloc(count + 1, sizeof(PyMethodDef));
    PyGetSetDef *getsets = (PyGetSetDef *)PyMem_RawCalloc(count + 1, sizeof(PyGetSetDef));
    type->tp_methods = methods;
    type->tp_getset = getsets;
    if (methods == NULL || getsets == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t i = 0; i < count; i++) {
        HPyDef *def = defines[i];
        if (def->kind == HPyDef_Kind_Meth) {
            methods->ml_name = def->meth.name;
            methods->ml_meth = (PyCFunction)(void (*)(void))def->meth.cpy_trampoline;
            methods->ml_doc = def->meth.doc;
            methods->ml_flags = def->meth.signature == HPyFunc_NOARGS     ? METH_NOARGS
                                : def->meth.signature == HPyFunc_O        ? METH_O
                                : def->meth.signature == HPyFunc_VARARGS  ? METH_FASTCALL
                                : def->meth.signature == HPyFunc_KEYWORDS ? METH_FASTCALL | METH_KEYWORDS
                                                                          : 0;
            if (methods->ml_flags == 0) {
                PyErr_Format(PyExc_TypeError, "the method '%s' has a signature that methods cannot have", def->meth.name);
                return -1;
            }
            methods++;
        }
        else if (def->kind == HPyDef_Kind_GetSet) {
            getsets->name = def->getset.name;
            getsets->get = (getter)def->getset.getter_cpy_trampoline;
            getsets->set = (setter)def->getset.setter_cpy_trampoline;
            getsets->doc = def->getset.doc;
            getsets->closure = def->getset.closure;
            getsets++;
        }
        else if (def->kind == HPyDef_Kind_Slot) {
            void (*function)(void) = (void (*)(void))def->slot.cpy_trampoline;
            switch (def->slot.slot) {
                case HPy_tp_new:
                    type->tp_new = (newfunc)function;
                    break;
                case HPy_tp_repr:
                    type->tp_repr = (reprfunc)function;
                    break;
                case HPy_tp_str:
                    type->tp_str = (reprfunc)function;
                    break;
                case HPy_tp_hash:
                    type->tp_hash = (hashfunc)function;
                    break;
                case HPy_tp_richcompare:
                    type->tp_richcompare = (richcmpfunc)function;
                    break;
                default:
                    PyErr_Format(PyExc_TypeError, "the slot %d cannot be defined for a DType class", (int)def->slot.slot);
                    return -1;
            }
        }
        else {
            PyErr_SetString(PyExc_TypeError, "a DType class can have methods, getters, setters and slots, but no members");
            return -1;
        }
    }
    return 0;
}

static inline char *npy_hpy_copy_text(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = (char *)PyMem_RawMalloc(size);
    if (copy == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    memcpy(copy, text, size);
    return copy;
}

/* --- making one ------------------------------------------------------------------------------------------------------- */

static inline int npy_hpy_dtype_has_slot(const HPyArrayDTypeMeta_Spec *spec, int number)
{
    for (HPyArray_Slot *slot = spec->slots; slot != NULL && slot->slot != 0; slot++) {
        if (slot->slot == number) {
            return 1;
        }
    }
    return 0;
}

/* What NumPy would only notice when the class is there for good, or not at all. -1 with an exception. */
static inline int npy_hpy_dtype_check(const HPyArrayDTypeMeta_Spec *spec, PyTypeObject *base)
{
    if (spec->name == NULL) {
        PyErr_SetString(PyExc_TypeError, "the specification of a DType class needs a `name`");
        return -1;
    }
    if (!PyObject_TypeCheck((PyObject *)base, &PyArrayDTypeMeta_Type)) {
        PyErr_Format(PyExc_TypeError, "the base of a DType class must be one too, not %R", base);
        return -1;
    }
    if (!(((PyArray_DTypeMeta *)(void *)base)->flags & (npy_uint64)(NPY_DT_ABSTRACT))) {
        PyErr_Format(PyExc_TypeError, "the base of a DType class must be abstract; %R is not", base);
        return -1;
    }
    if (spec->basicsize != 0 && spec->basicsize < (size_t)base->tp_basicsize) {
        PyErr_Format(PyExc_ValueError, "instances of a DType class have %zd bytes at least, not %zu", base->tp_basicsize,
            spec->basicsize);
        return -1;
    }
    const char *missing = NULL;
    if (spec->casts == NULL || spec->casts[0] == NULL) {
        missing = "DType must provide a function to cast (or just copy) between its own instances!";
    }
    else if (!npy_hpy_dtype_has_slot(spec, NPY_DT_getitem) || !npy_hpy_dtype_has_slot(spec, NPY_DT_setitem)) {
        missing = "A DType must provide a getitem/setitem";
    }
    else if (!npy_hpy_dtype_has_slot(spec, NPY_DT_ensure_canonical)) {
        missing = "A DType must provide an ensure_canonical implementation.";
    }
    if (missing != NULL) {
        PyErr_SetString(PyExc_RuntimeError, missing);
        return -1;
    }
    return 0;
}

/* The class as a type object, ready, but not known to NumPy. A new reference; one more is never given back. */
static inline npy_hpy_dtype *npy_hpy_dtype_create(const HPyArrayDTypeMeta_Spec *spec, PyTypeObject *base)
{
    npy_hpy_dtype *dtype = (npy_hpy_dtype *)PyMem_RawCalloc(1, sizeof(npy_hpy_dtype));
    if (dtype == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    PyTypeObject *type = (PyTypeObject *)(void *)dtype;
    Py_SET_REFCNT((PyObject *)type, 2);
    Py_SET_TYPE((PyObject *)type, &PyArrayDTypeMeta_Type);
    type->tp_name = npy_hpy_copy_text(spec->name);
    type->tp_doc = spec->doc == NULL ? NULL : npy_hpy_copy_text(spec->doc);
    type->tp_basicsize = spec->basicsize == 0 ? base->tp_basicsize : (Py_ssize_t)spec->basicsize;
    type->tp_flags = Py_TPFLAGS_DEFAULT | (spec->flags & (NPY_DT_ABSTRACT) ? Py_TPFLAGS_BASETYPE : 0);
    type->tp_base = base;
    type->tp_dealloc = npy_hpy_dtype_dealloc;
    dtype->destroy = spec->destroy;
    if (type->tp_name != NULL && (spec->doc == NULL || type->tp_doc != NULL) &&
        npy_hpy_dtype_copy_defines(type, spec->defines) == 0) {
        if (type->tp_new == NULL) {
            type->tp_new = npy_hpy_dtype_new;
        }
        if (type->tp_repr == NULL) {
            type->tp_repr = npy_hpy_dtype_repr;
        }
        if (type->tp_str == NULL) {
            type->tp_str = type->tp_repr;
        }
        if (type->tp_new == npy_hpy_dtype_new && !npy_hpy_dtype_has_slot(spec, NPY_DT_default_descr) &&
            !(spec->flags & (NPY_DT_ABSTRACT))) {
            /* Each would call the other. */
            PyErr_SetString(PyExc_TypeError, "a DType class needs a function for default_descr, or HPy_tp_new");
        }
        else if (PyType_Ready(type) == 0 && PyDict_SetItemString(type->tp_dict, NPY_HPY_DTYPE_MARK, Py_True) == 0) {
            dtype->next = *npy_hpy_dtypes_made();
            *npy_hpy_dtypes_made() = dtype;
            return dtype;
        }
        else {
            /* Whatever it is known to by now: it stays. */
            return NULL;
        }
    }
    PyMem_RawFree((void *)(uintptr_t)type->tp_name);
    PyMem_RawFree((void *)(uintptr_t)type->tp_doc);
    PyMem_RawFree(type->tp_methods);
    PyMem_RawFree(type->tp_getset);
    PyMem_RawFree(dtype);
    return NULL;
}

/* Makes the class and tells NumPy of it. NULL with an exception. */
static inline npy_hpy_dtype *npy_hpy_dtype_make(HPyContext *ctx, const HPyArrayDTypeMeta_Spec *spec, PyTypeObject *base,
    PyTypeObject *typeobj)
{
    size_t count = 0;
    while (spec->casts[count] != NULL) {
        count++;
    }
    npy_hpy_dtype *dtype = NULL;
    size_t opened = 0;
    PyArrayMethod_Spec *casts = (PyArrayMethod_Spec *)PyMem_Calloc(count, sizeof(PyArrayMethod_Spec));
    PyArrayMethod_Spec **list = (PyArrayMethod_Spec **)PyMem_Calloc(count + 1, sizeof(PyArrayMethod_Spec *));
    if (casts == NULL || list == NULL) {
        PyErr_NoMemory();
    }
    else {
        int status = 0;
        while (status == 0 && opened < count) {
            list[opened] = &casts[opened];
            status = npy_hpy_spec_open(ctx, spec->casts[opened], &casts[opened]);
            opened++;
        }
        /* Not before: it is never freed. */
        dtype = status == 0 ? npy_hpy_dtype_create(spec, base) : NULL;
        if (dtype != NULL) {
            PyArrayDTypeMeta_Spec npy_spec;
            memset(&npy_spec, 0, sizeof(npy_spec));
            npy_spec.typeobj = typeobj;
            npy_spec.flags = spec->flags;
            npy_spec.casts = list;
            npy_spec.slots = (PyType_Slot *)(void *)spec->slots;
            if (PyArrayInitDTypeMeta_FromSpec(&dtype->meta, &npy_spec) < 0) {
                /* NumPy may know it by now, and its base does: the memory stays. */
                dtype = NULL;
            }
            npy_hpy_back(ctx);
        }
        for (size_t i = 0; i < opened; i++) {
            npy_hpy_spec_done(spec->casts[i], &casts[i]);
        }
    }
    PyMem_Free(casts);
    PyMem_Free(list);
    return dtype;
}

static inline int HPyArrayInitDTypeMeta_FromSpec(HPyContext *ctx, HPy *DType, HPyArrayDTypeMeta_Spec *spec)
{
    int ok = 1;
    npy_hpy_dtype *dtype = NULL;
    *DType = HPy_FromVoidP(NULL);
    PyTypeObject *typeobj = npy_hpy_pytype(ctx, spec->typeobj, &ok);
    PyTypeObject *baseclass = npy_hpy_pytype_or_null(ctx, spec->baseclass, &ok);
    PyTypeObject *base = baseclass == NULL ? &PyArrayDescr_Type : baseclass;
    if (ok && npy_hpy_dtype_check(spec, base) == 0) {
        dtype = npy_hpy_dtype_make(ctx, spec, base, typeobj);
    }
    npy_hpy_done(typeobj);
    npy_hpy_done(baseclass);
    if (dtype == NULL) {
        return -1;
    }
    *DType = npy_hpy_take(ctx, (PyObject *)(void *)dtype);
    return 0;
}

/* --- instances -------------------------------------------------------------------------------------------------------- */

static inline HPy HPyArrayDTypeMeta_NewInstance(HPyContext *ctx, HPy DType)
{
    int ok = 1;
    PyObject *descr = NULL;
    PyArray_DTypeMeta *dtype = npy_hpy_dtype_class(ctx, DType, &ok);
    PyTypeObject *type = (PyTypeObject *)(void *)dtype;
    /* The instances of others may have members that must not be left empty. */
    if (ok && (type->tp_dict == NULL || PyDict_GetItemString(type->tp_dict, NPY_HPY_DTYPE_MARK) == NULL)) {
        PyErr_Format(PyExc_TypeError, "'%.200s' was not made by HPyArrayInitDTypeMeta_FromSpec", type->tp_name);
        ok = 0;
    }
    if (ok) {
        /* np.dtype.__new__ makes what is asked of a class with a __new__ of its own. */
        PyObject *no_arguments = PyTuple_New(0);
        descr = no_arguments == NULL ? NULL : PyArrayDescr_Type.tp_new(type, no_arguments, NULL);
        Py_XDECREF(no_arguments);
    }
    npy_hpy_done(dtype);
    return npy_hpy_take(ctx, descr);
}

#ifdef __cplusplus
}
#endif

#endif
