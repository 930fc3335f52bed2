/* Functions on arrays, memory and strings that handles need in another form, and those that NumPy does not have.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_ARRAY_ADAPTED_H
#define NUMPY_HPY_CPYTHON_ARRAY_ADAPTED_H

#include "numpy_hpy/cpython/array_access.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An object that an HPyArray stands for through a view of it; anything else is used as it is. */
static inline PyObject *npy_hpy_viewed(HPyContext *ctx, HPy h, int nullable, int *ok)
{
    PyObject *p = npy_hpy_open(ctx, h, NPY_HPY_OBJECT, nullable, ok);
#ifndef HPY_ABI_CPYTHON
    if (p != NULL && npy_hpy_is_native(p)) {
        p = npy_hpy_convert(ctx, p, NPY_HPY_ARRAY);
        *ok = p != NULL;
    }
#endif
    return p;
}

static inline HPy HPyArray_GetTypeObject(HPyContext *ctx, HPyArray_TypeSlot which)
{
    int slot = (int)which;
    int is_class = slot == 2 || slot == 3 || slot == 5 || slot == 6 || slot == 8 || (slot >= 10 && slot <= 39) ||
                   (slot >= 215 && slot <= 218) || (slot >= 320 && slot <= 359) || (slot >= 366 && slot <= 368);
    if (is_class) {
        return npy_hpy_lend(ctx, (PyObject *)PyArray_API[slot]);
    }
    PyObject *found = NULL;
    if (which == HPyUFunc_Type) {
        /* The table of ufuncs may not have been imported. */
        PyObject *numpy = PyImport_ImportModule("numpy");
        found = numpy == NULL ? NULL : PyObject_GetAttrString(numpy, "ufunc");
        Py_XDECREF(numpy);
    }
    else {
        PyErr_Format(PyExc_ValueError, "there is no class with the number %d", slot);
    }
    return npy_hpy_take(ctx, found);
}

static inline int HPyArray_IsInstance(HPyContext *ctx, HPy obj, HPyArray_TypeSlot which)
{
    HPy type = HPyArray_GetTypeObject(ctx, which);
    if (HPy_IsNull(type)) {
        return -1;
    }
    int ok = 1;
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    PyTypeObject *npy_type = npy_hpy_pytype(ctx, type, &ok);
    int result = ok ? PyObject_TypeCheck(npy_obj, npy_type) : -1;
    npy_hpy_done(npy_obj);
    npy_hpy_done(npy_type);
    HPy_Close(ctx, type);
    return result;
}

static inline HPy *HPyArray_ConvertToCommonType(HPyContext *ctx, HPy op, int *retn)
{
    int ok = 1;
    *retn = 0;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    PyArrayObject **arrays = ok ? PyArray_ConvertToCommonType(npy_op, retn) : NULL;
    npy_hpy_back(ctx);
    npy_hpy_done(npy_op);
    if (arrays == NULL) {
        return NULL;
    }
    HPy *handles = (HPy *)PyMem_Malloc((size_t)*retn * sizeof(HPy));
    for (int i = 0; i < *retn; i++) {
        if (handles != NULL) {
            handles[i] = npy_hpy_take(ctx, (PyObject *)arrays[i]);
        }
        else {
            Py_XDECREF(arrays[i]);
        }
    }
    PyDataMem_FREE(arrays);
    if (handles == NULL) {
        *retn = 0;
        PyErr_NoMemory();
    }
    return handles;
}

static inline void HPyArray_FreeHandles(HPyContext *ctx, HPy *handles, HPy_ssize_t count)
{
    for (HPy_ssize_t i = 0; handles != NULL && i < count; i++) {
        if (!HPy_IsNull(handles[i])) {
            HPy_Close(ctx, handles[i]);
        }
    }
    PyMem_Free(handles);
}

static inline int HPyArray_AsCArray(HPyContext *ctx, HPy *op, void *ptr, npy_intp *dims, int nd, HPy typedescr)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, *op, &ok);
    PyArray_Descr *descr = npy_hpy_descr_or_null(ctx, typedescr, &ok);
    if (!ok) {
        npy_hpy_done(npy_op);
        npy_hpy_done(descr);
        return -1;
    }
    PyObject *array = npy_op;
    int result = PyArray_AsCArray(&array, ptr, dims, nd, (PyArray_Descr *)npy_hpy_give(descr));
    npy_hpy_back(ctx);
    if (result >= 0) {
        *op = npy_hpy_take(ctx, array);
    }
    npy_hpy_done(npy_op);
    return result;
}

static inline int HPyArray_Free(HPyContext *ctx, HPy op, void *ptr)
{
    int ok = 1;
    int result = -1;
    PyArrayObject *array = npy_hpy_ndarray(ctx, op, &ok);
    if (ok) {
        PyObject *given = npy_hpy_give(array);
        result = PyArray_Free(given, ptr);
        npy_hpy_back(ctx);
        if (result < 0) {
            Py_DECREF(given);
        }
    }
    if (!HPy_IsNull(op)) {
        HPy_Close(ctx, op);
    }
    return result;
}

static inline HPy HPyArray_Resize(HPyContext *ctx, HPy self, PyArray_Dims *newshape, int refcheck, NPY_ORDER order)
{
    int ok = 1;
    PyArrayObject *array = npy_hpy_ndarray(ctx, self, &ok);
    /* NumPy counts references. The handle keeps the array alive. */
    npy_hpy_done(array);
    return ok ? npy_hpy_take(ctx, PyArray_Resize(array, newshape, refcheck, order)) : HPy_FromVoidP(NULL);
}

static inline int HPyArray_OutputConverter(HPyContext *ctx, HPy object, HPy *address)
{
    int ok = 1;
    PyArrayObject *array = NULL;
    PyObject *npy_object = npy_hpy_viewed(ctx, object, 1, &ok);
    int result = ok ? PyArray_OutputConverter(npy_object, &array) : NPY_FAIL;
    npy_hpy_back(ctx);
    *address = result == NPY_SUCCEED ? npy_hpy_lend(ctx, (PyObject *)array) : HPy_FromVoidP(NULL);
    npy_hpy_done(npy_object);
    return result;
}

static inline int HPyArray_BufferConverter(HPyContext *ctx, HPy obj, HPyArray_Chunk *buf)
{
    int ok = 1;
    PyArray_Chunk chunk;
    memset(&chunk, 0, sizeof(chunk));
    PyObject *npy_obj = npy_hpy_object(ctx, obj, &ok);
    int result = ok ? PyArray_BufferConverter(npy_obj, &chunk) : NPY_FAIL;
    npy_hpy_back(ctx);
    buf->base = result == NPY_SUCCEED ? npy_hpy_lend(ctx, chunk.base) : HPy_FromVoidP(NULL);
    buf->ptr = chunk.ptr;
    buf->len = chunk.len;
    buf->flags = chunk.flags;
    npy_hpy_done(npy_obj);
    return result;
}

static inline NPY_SCALARKIND HPyArray_ScalarKind(HPyContext *ctx, int typenum, HPy arr)
{
    int ok = 1;
    NPY_SCALARKIND kind = NPY_NOSCALAR;
    PyArrayObject *npy_arr = npy_hpy_array_or_null(ctx, arr, &ok);
    if (ok) {
        kind = PyArray_ScalarKind(typenum, npy_arr == NULL ? NULL : &npy_arr);
        npy_hpy_back(ctx);
    }
    npy_hpy_done(npy_arr);
    return kind;
}

/* What an array protocol gave, as a new reference: NumPy lends NotImplemented, and gives anything else. */
static inline PyObject *npy_hpy_protocol_found(PyObject *found)
{
    if (found == Py_NotImplemented) {
        Py_INCREF(found);
    }
    return found;
}

static inline HPy HPyArray_FromStructInterface(HPyContext *ctx, HPy input)
{
    int ok = 1;
    PyObject *npy_input = npy_hpy_object(ctx, input, &ok);
    PyObject *found = ok ? npy_hpy_protocol_found(PyArray_FromStructInterface(npy_input)) : NULL;
    npy_hpy_done(npy_input);
    return npy_hpy_take(ctx, found);
}

static inline HPy HPyArray_FromInterface(HPyContext *ctx, HPy origin)
{
    int ok = 1;
    PyObject *npy_origin = npy_hpy_object(ctx, origin, &ok);
    PyObject *found = ok ? npy_hpy_protocol_found(PyArray_FromInterface(npy_origin)) : NULL;
    npy_hpy_done(npy_origin);
    return npy_hpy_take(ctx, found);
}

static inline HPy HPyArray_FromArrayAttr(HPyContext *ctx, HPy op, HPy typecode, HPy context)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    PyArray_Descr *npy_typecode = npy_hpy_descr_or_null(ctx, typecode, &ok);
    PyObject *npy_context = npy_hpy_object_or_null(ctx, context, &ok);
    PyObject *found = ok ? npy_hpy_protocol_found(PyArray_FromArrayAttr(npy_op, npy_typecode, npy_context)) : NULL;
    npy_hpy_done(npy_op);
    npy_hpy_done(npy_typecode);
    npy_hpy_done(npy_context);
    return npy_hpy_take(ctx, found);
}

/* The array protocols that HasArrayInterface tries, one after the other; NotImplemented if there is none. A new reference. */
static inline PyObject *npy_hpy_from_protocol(PyObject *op, PyArray_Descr *type, PyObject *context)
{
    PyObject *found = PyArray_FromStructInterface(op);
    if (found == Py_NotImplemented) {
        found = PyArray_FromInterface(op);
    }
    if (found == Py_NotImplemented) {
        found = PyArray_FromArrayAttr(op, type, context);
    }
    return npy_hpy_protocol_found(found);
}

static inline int HPyArray_HasArrayInterfaceType(HPyContext *ctx, HPy op, HPy type, HPy context, HPy *out)
{
    int ok = 1;
    PyObject *npy_op = npy_hpy_object(ctx, op, &ok);
    PyArray_Descr *npy_type = npy_hpy_descr_or_null(ctx, type, &ok);
    PyObject *npy_context = npy_hpy_object_or_null(ctx, context, &ok);
    PyObject *found = ok ? npy_hpy_from_protocol(npy_op, npy_type, npy_context) : NULL;
    int has = found != Py_NotImplemented;
    *out = npy_hpy_take(ctx, found);
    npy_hpy_done(npy_op);
    npy_hpy_done(npy_type);
    npy_hpy_done(npy_context);
    return has;
}

static inline int HPyArray_HasArrayInterface(HPyContext *ctx, HPy op, HPy *out)
{
    return HPyArray_HasArrayInterfaceType(ctx, op, HPy_FromVoidP(NULL), HPy_FromVoidP(NULL), out);
}

static inline HPy HPyArray_GETCONTIGUOUS(HPyContext *ctx, HPy m)
{
    int ok = 1;
    PyArrayObject *npy_m = npy_hpy_array(ctx, m, &ok);
    HPy result = HPy_FromVoidP(NULL);
    if (ok && PyArray_ISCONTIGUOUS(npy_m)) {
        result = npy_hpy_lend(ctx, (PyObject *)npy_m);
    }
    else if (ok) {
        result = npy_hpy_take(ctx, PyArray_Copy(npy_m));
    }
    npy_hpy_done(npy_m);
    return result;
}

static inline HPy HPyArrayScalar_FromLong(HPyContext *ctx, long i)
{
    return npy_hpy_lend(ctx, PyArrayScalar_FromLong(i));
}

static inline int HPyArray_SetBase(HPyContext *ctx, HPy arr, HPy base)
{
    return HPyArray_SetBaseObject(ctx, arr, base);
}

static inline HPy HPyArray_GetHandler(HPyContext *ctx, HPy arr)
{
    return HPyArray_HANDLER(ctx, arr);
}

static inline int HPyArray_AssignArray(HPyContext *ctx, HPy dst, HPy src, HPy wheremask, NPY_CASTING casting)
{
    static const char *const names[] = {"no", "equiv", "safe", "same_kind", "unsafe"};
    int ok = 1;
    int result = -1;
    PyArrayObject *npy_dst = npy_hpy_array(ctx, dst, &ok);
    PyArrayObject *npy_src = npy_hpy_array(ctx, src, &ok);
    PyArrayObject *npy_where = npy_hpy_array_or_null(ctx, wheremask, &ok);
    if (ok && ((int)casting < 0 || (int)casting > 4)) {
        PyErr_Format(PyExc_ValueError, "there is no casting rule with the number %d", (int)casting);
        ok = 0;
    }
    /* NumPy's own function is not public; copyto is that function. */
    PyObject *numpy = ok ? PyImport_ImportModule("numpy") : NULL;
    PyObject *copyto = numpy == NULL ? NULL : PyObject_GetAttrString(numpy, "copyto");
    PyObject *where = npy_where == NULL ? Py_True : (PyObject *)npy_where;
    PyObject *done = copyto == NULL ? NULL
                                    : PyObject_CallFunction(copyto, "OOsO", npy_dst, npy_src, names[(int)casting], where);
    npy_hpy_back(ctx);
    if (done != NULL) {
        result = 0;
    }
    Py_XDECREF(done);
    Py_XDECREF(copyto);
    Py_XDECREF(numpy);
    npy_hpy_done(npy_dst);
    npy_hpy_done(npy_src);
    npy_hpy_done(npy_where);
    return result;
}

static inline int HPyArray_FailUnlessWriteableWithStruct(HPyContext *ctx, HPy arr, PyArrayObject *view, const char *name)
{
    if (view != NULL && (PyArray_FLAGS(view) & NPY_ARRAY_WRITEABLE)) {
        return 0;
    }
    return HPyArray_FailUnlessWriteable(ctx, arr, name);
}

/* From one kind of array to the other. Both kinds are seen in every ABI. */

/// numpy_hpy's struct, or NULL with ImportError where numpy_hpy is not installed.
static inline const npy_hpy_native *npy_hpy_need_native(void)
{
    const npy_hpy_native *native = npy_hpy_get_native();
    if (native == NULL) {
        PyErr_SetString(PyExc_ImportError, "HPyArray is a class of the package numpy_hpy, which is not installed; pip install numpy-hpy");
    }
    return native;
}

static inline HPy HPyArray_FromLegacy(HPyContext *ctx, HPy array)
{
    int ok = 1;
    PyObject *npy_array = npy_hpy_object(ctx, array, &ok);
    const npy_hpy_native *native = ok ? npy_hpy_need_native() : NULL;
    PyObject *result = native == NULL ? NULL : native->from_legacy(npy_array);
    npy_hpy_done(npy_array);
    return npy_hpy_take(ctx, result);
}

static inline HPy HPyArray_AsLegacy(HPyContext *ctx, HPy array)
{
    int ok = 1;
    PyObject *npy_array = npy_hpy_object(ctx, array, &ok);
    const npy_hpy_native *native = ok ? npy_hpy_need_native() : NULL;
    PyObject *result = native == NULL ? NULL : native->as_legacy(npy_array);
    npy_hpy_done(npy_array);
    return npy_hpy_take(ctx, result);
}

/* Memory with a handler of one's own (NEP 49) */

/* The handler behind a capsule, lent by it; NULL with ValueError. */
static inline PyDataMem_Handler *npy_hpy_handler(HPyContext *ctx, HPy mem_handler)
{
    int ok = 1;
    PyObject *capsule = npy_hpy_object(ctx, mem_handler, &ok);
    PyDataMem_Handler *handler = ok ? (PyDataMem_Handler *)PyCapsule_GetPointer(capsule, "mem_handler") : NULL;
    npy_hpy_done(capsule);
    return handler;
}

/* NumPy's domain of tracemalloc, which its public headers do not name. */
#define NPY_HPY_TRACE_DOMAIN 389047

/* Tells tracemalloc, as NumPy does; memory that it has no room to note is freed. */
static inline void *npy_hpy_tracked(PyDataMem_Handler *handler, void *memory, size_t size)
{
    if (memory != NULL && PyTraceMalloc_Track(NPY_HPY_TRACE_DOMAIN, (uintptr_t)memory, size) == -1) {
        handler->allocator.free(handler->allocator.ctx, memory, size);
        return NULL;
    }
    return memory;
}

static inline void *HPyDataMem_UserNEW(HPyContext *ctx, size_t size, HPy mem_handler)
{
    PyDataMem_Handler *handler = npy_hpy_handler(ctx, mem_handler);
    if (handler == NULL) {
        return NULL;
    }
    return npy_hpy_tracked(handler, handler->allocator.malloc(handler->allocator.ctx, size), size);
}

static inline void *HPyDataMem_UserNEW_ZEROED(HPyContext *ctx, size_t nmemb, size_t size, HPy mem_handler)
{
    PyDataMem_Handler *handler = npy_hpy_handler(ctx, mem_handler);
    if (handler == NULL) {
        return NULL;
    }
    return npy_hpy_tracked(handler, handler->allocator.calloc(handler->allocator.ctx, nmemb, size), nmemb * size);
}

static inline void HPyDataMem_UserFREE(HPyContext *ctx, void *ptr, size_t size, HPy mem_handler)
{
    PyDataMem_Handler *handler = npy_hpy_handler(ctx, mem_handler);
    if (handler != NULL) {
        PyTraceMalloc_Untrack(NPY_HPY_TRACE_DOMAIN, (uintptr_t)ptr);
        handler->allocator.free(handler->allocator.ctx, ptr, size);
    }
}

static inline HPy HPyDataMem_GetDefaultHandler(HPyContext *ctx)
{
    return npy_hpy_lend(ctx, PyDataMem_DefaultHandler);
}

static inline int HPyArray_GetNumUserTypes(HPyContext *ctx)
{
    (void)ctx;
    return NPY_NUMUSERTYPES;
}

/* Variable-width strings */

static inline npy_string_allocator *HNpyString_acquire_allocator(HPyContext *ctx, HPy descr)
{
    int ok = 1;
    npy_string_allocator *allocator = NULL;
    PyArray_Descr *npy_descr = npy_hpy_descr(ctx, descr, &ok);
#ifndef HPY_ABI_CPYTHON
    if (ok && !PyObject_TypeCheck((PyObject *)npy_descr, (PyTypeObject *)&PyArray_StringDType)) {
        PyErr_SetString(PyExc_TypeError, "expected an instance of StringDType");
        ok = 0;
    }
#endif
    if (ok) {
        allocator = NpyString_acquire_allocator((const PyArray_StringDTypeObject *)(void *)npy_descr);
    }
    npy_hpy_done(npy_descr);
    return allocator;
}

static inline void HNpyString_acquire_allocators(HPyContext *ctx, size_t n_descriptors, const HPy *descrs,
    npy_string_allocator **allocators)
{
    int ok = 1;
    PyObject **npy_descrs = npy_hpy_descrs(ctx, (HPy_ssize_t)n_descriptors, descrs, &ok);
    for (size_t i = 0; i < n_descriptors; i++) {
        allocators[i] = NULL;
    }
    if (ok) {
        NpyString_acquire_allocators(n_descriptors, (PyArray_Descr *const *)npy_descrs, allocators);
    }
    npy_hpy_done_objects((HPy_ssize_t)n_descriptors, npy_descrs);
}

#ifdef __cplusplus
}
#endif

#endif
