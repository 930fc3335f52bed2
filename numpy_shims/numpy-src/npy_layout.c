/* SPDX-License-Identifier: MIT */
#define NPY_NO_DEPRECATED_API NPY_API_VERSION
#define _MULTIARRAYMODULE

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "npy_layout.h"

/* Fields are mostly few. */
enum { FEW_FIELDS = 16 };

/* That of every dtype 'O': it lives as long as the process. */
static const NpyLayout *object_layout;

static const NpyLayout *mirror(PyArray_Descr *descr, int depth, NpyError *error);

/* What a descriptor inside another one has, or gets. Borrowed from it; NULL with `*error` set, or without. */
static const NpyLayout *layout_of_part(PyArray_Descr *descr, int depth, NpyError *error)
{
    if (descr->reserved_null[0] == NULL) {
        const NpyLayout *layout = mirror(descr, depth, error);
        if (descr->reserved_null[0] == NULL) {
            descr->reserved_null[0] = (void *)layout;
        }
        else {
            /* Code that has run meanwhile was faster. */
            NpyLayout_DecRef(layout);
        }
    }
    return descr->reserved_null[0];
}

static const NpyLayout *mirror_subarray(const _PyArray_LegacyDescr *descr, int depth, NpyError *error)
{
    PyObject *shape = descr->subarray->shape;
    Py_ssize_t ndim = PyTuple_Check(shape) ? PyTuple_GET_SIZE(shape) : -1;
    npy_intp lengths[NPY_MAXDIMS];
    const NpyLayout *base = layout_of_part(descr->subarray->base, depth + 1, error);

    if (base == NULL || ndim < 0 || ndim > NPY_MAXDIMS) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < ndim; ++i) {
        lengths[i] = PyLong_AsSsize_t(PyTuple_GET_ITEM(shape, i));
        if (lengths[i] == -1 && PyErr_Occurred()) {
            PyErr_Clear();
            return NULL;
        }
    }
    const NpyLayout *layout = NpyLayout_Subarray(base, (uint32_t)ndim, lengths, error);
    if (layout != NULL && layout->itemsize != descr->elsize) {
        NpyLayout_DecRef(layout);
        return NULL;
    }
    return layout;
}

/* Fills *spec for the field `name`, which has references (1) or none (0). -1 when there is no layout for it. */
static int mirror_field(PyObject *fields, PyObject *name, int depth, NpyFieldSpec *spec, NpyError *error)
{
    PyObject *field = PyDict_GetItemWithError(fields, name); // noqa: borrowed-ref OK
    if (field == NULL || !PyTuple_Check(field) || PyTuple_GET_SIZE(field) < 2 ||
        !PyArray_DescrCheck(PyTuple_GET_ITEM(field, 0))) {
        PyErr_Clear();
        return -1;
    }
    PyArray_Descr *descr = (PyArray_Descr *)PyTuple_GET_ITEM(field, 0);
    if (!PyDataType_REFCHK(descr)) {
        /* Its zeros may be other than bytes of 0, if it is not one of NumPy's own. */
        return PyDataType_ISLEGACY(descr) ? 0 : -1;
    }
    spec->name = NULL;
    spec->title = NULL;
    spec->offset = PyLong_AsSsize_t(PyTuple_GET_ITEM(field, 1));
    if (spec->offset == -1 && PyErr_Occurred()) {
        PyErr_Clear();
        return -1;
    }
    spec->layout = layout_of_part(descr, depth + 1, error);
    return spec->layout == NULL ? -1 : 1;
}

/* Names are left out: `dtype.names = ...` changes them in place, and nobody asks for a field here. */
static const NpyLayout *mirror_structure(const _PyArray_LegacyDescr *descr, int depth, NpyError *error)
{
    const NpyLayout *layout = NULL;
    NpyFieldSpec few[FEW_FIELDS], *specs = few;
    uint32_t count = 0;
    /* Looking a name up may run code. */
    PyObject *names = Py_NewRef(descr->names), *fields = Py_NewRef(descr->fields);
    Py_ssize_t field_count = PyTuple_GET_SIZE(names);

    if (field_count > FEW_FIELDS) {
        specs = PyMem_New(NpyFieldSpec, field_count);
        if (specs == NULL) {
            error->code = NPY_ERROR_CODE_NO_MEMORY;
            goto done;
        }
    }
    for (Py_ssize_t i = 0; i < field_count; ++i) {
        int has_references = mirror_field(fields, PyTuple_GET_ITEM(names, i), depth, &specs[count], error);
        if (has_references < 0) {
            goto done;
        }
        count += has_references;
    }
    npy_intp alignment = descr->alignment < 1 ? 1 : descr->alignment;
    layout = NpyLayout_Structure(count, specs, descr->elsize, alignment, error);

done:
    if (specs != few) {
        PyMem_Free(specs);
    }
    Py_DECREF(fields);
    Py_DECREF(names);
    return layout;
}

static const NpyLayout *mirror_plain(const PyArray_Descr *descr, NpyError *error)
{
    char byteorder = descr->byteorder == NPY_NATIVE ? NPY_NATBYTE : descr->byteorder;
    return NpyLayout_Scalar(descr->kind, byteorder, descr->elsize, descr->alignment < 1 ? 1 : descr->alignment, error);
}

/* Owned; NULL with `*error` set, or without when it is not for us. */
static const NpyLayout *mirror(PyArray_Descr *descr, int depth, NpyError *error)
{
    const _PyArray_LegacyDescr *legacy = (const _PyArray_LegacyDescr *)descr;

    if (!PyDataType_ISLEGACY(descr) || depth > NPY_LAYOUT_MAX_DEPTH) {
        return NULL;
    }
    if (!PyDataType_REFCHK(descr)) {
        return mirror_plain(descr, error);
    }
    if (descr->type_num == NPY_OBJECT) {
        if (object_layout == NULL) {
            object_layout = NpyLayout_Object(error);
        }
        NpyLayout_IncRef(object_layout);
        return object_layout;
    }
    if (legacy->subarray != NULL) {
        return mirror_subarray(legacy, depth, error);
    }
    if (PyDataType_HASFIELDS(descr)) {
        return mirror_structure(legacy, depth, error);
    }
    if (descr->type_num == NPY_VOID) {
        /* It says that it has references, as what it was made from did; none of its bytes is one. */
        return mirror_plain(descr, error);
    }
    return NULL;
}

NPY_NO_EXPORT int npy_layout_make(PyArray_Descr *descr)
{
    NpyError error = {.code = NPY_ERROR_CODE_OK};
    if (layout_of_part(descr, 0, &error) == NULL && error.code == NPY_ERROR_CODE_NO_MEMORY) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

NPY_NO_EXPORT const NpyLayout *npy_hpy_layout_of(PyObject *object)
{
    PyArray_Descr *descr = (PyArray_Descr *)object;
    NpyError error = {.code = NPY_ERROR_CODE_OK};
    const NpyLayout *layout = layout_of_part(descr, 0, &error);

    if (layout != NULL) {
        NpyLayout_IncRef(layout);
    }
    else if (error.code != NPY_ERROR_CODE_NO_MEMORY) {
        layout = NpyLayout_Opaque(descr->kind, descr->elsize, descr->alignment < 1 ? 1 : descr->alignment, &error);
    }
    if (layout == NULL) {
        PyErr_NoMemory();
    }
    return layout;
}

NPY_NO_EXPORT void npy_layout_forget(PyArray_Descr *descr)
{
    const NpyLayout *layout = descr->reserved_null[0];
    descr->reserved_null[0] = NULL;
    NpyLayout_DecRef(layout);
}

/* Code that runs during a walk may change the descriptor, and with it forget the layout. */
static inline void keep(const NpyLayout *layout)
{
    if (layout != object_layout) {
        NpyLayout_IncRef(layout);
    }
}

static inline void keep_no_more(const NpyLayout *layout)
{
    if (layout != object_layout) {
        NpyLayout_DecRef(layout);
    }
}

/* The slot first: code that runs must not find a reference that is gone. */
static inline void clear_slot(char *slot)
{
    PyObject *value = NpySlot_Load(slot);
    if (value != NULL) {
        NpySlot_Store(slot, NULL);
        Py_DECREF(value);
    }
}

NPY_NO_EXPORT void npy_layout_clear(const NpyLayout *layout, char *data, npy_intp size, npy_intp stride)
{
    keep(layout);
    NPY_FOREACH_SLOT(layout, data, size, stride, slot) {
        clear_slot(slot);
    }
    keep_no_more(layout);
}

NPY_NO_EXPORT void npy_layout_clear_array(const NpyLayout *layout, PyArrayObject *array)
{
    keep(layout);
    NPY_FOREACH_SLOT_ND(layout, PyArray_BYTES(array), PyArray_NDIM(array), PyArray_DIMS(array), PyArray_STRIDES(array), slot) {
        clear_slot(slot);
    }
    keep_no_more(layout);
}

static inline void incref_slot(char *slot)
{
    PyObject *value = NpySlot_Load(slot);
    Py_XINCREF(value);
}

static inline void decref_slot(char *slot)
{
    PyObject *value = NpySlot_Load(slot);
    if (value != NULL && Py_REFCNT(value) == 1) {
        NpySlot_Store(slot, NULL);
    }
    Py_XDECREF(value);
}

NPY_NO_EXPORT void npy_layout_incref(const NpyLayout *layout, char *data)
{
    NPY_FOREACH_SLOT(layout, data, 1, 0, slot) {
        incref_slot(slot);
    }
}

NPY_NO_EXPORT void npy_layout_incref_array(const NpyLayout *layout, PyArrayObject *array)
{
    NPY_FOREACH_SLOT_ND(layout, PyArray_BYTES(array), PyArray_NDIM(array), PyArray_DIMS(array), PyArray_STRIDES(array), slot) {
        incref_slot(slot);
    }
}

NPY_NO_EXPORT void npy_layout_decref(const NpyLayout *layout, char *data)
{
    keep(layout);
    NPY_FOREACH_SLOT(layout, data, 1, 0, slot) {
        decref_slot(slot);
    }
    keep_no_more(layout);
}

NPY_NO_EXPORT void npy_layout_decref_array(const NpyLayout *layout, PyArrayObject *array)
{
    keep(layout);
    NPY_FOREACH_SLOT_ND(layout, PyArray_BYTES(array), PyArray_NDIM(array), PyArray_DIMS(array), PyArray_STRIDES(array), slot) {
        decref_slot(slot);
    }
    keep_no_more(layout);
}

NPY_NO_EXPORT void npy_layout_fill(const NpyLayout *layout, char *data, npy_intp size, npy_intp stride, PyObject *value)
{
    NPY_FOREACH_SLOT(layout, data, size, stride, slot) {
        NpySlot_Store(slot, Py_NewRef(value));
    }
}

NPY_NO_EXPORT int npy_layout_clear_loop(void *NPY_UNUSED(traverse_context), const PyArray_Descr *descr, char *data,
                                        npy_intp size, npy_intp stride, NpyAuxData *NPY_UNUSED(auxdata))
{
    const NpyLayout *layout = npy_layout_of(descr);
    if (layout != NULL) {
        npy_layout_clear(layout, data, size, stride);
    }
    return 0;
}

NPY_NO_EXPORT int npy_layout_zero_loop(void *NPY_UNUSED(traverse_context), const PyArray_Descr *descr, char *data,
                                       npy_intp size, npy_intp stride, NpyAuxData *NPY_UNUSED(auxdata))
{
    const NpyLayout *layout = npy_layout_of(descr);
    PyObject *zero = PyLong_FromLong(0);
    if (zero == NULL) {
        return -1;
    }
    for (npy_intp i = 0; i < size; ++i) {
        memset(data + i * stride, 0, descr->elsize);
    }
    if (layout != NULL) {
        npy_layout_fill(layout, data, size, stride, zero);
    }
    Py_DECREF(zero);
    return 0;
}
