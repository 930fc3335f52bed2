/* Functions on ufuncs that handles need in another form.
 *
 * What a ufunc is made from belongs to the caller and must live as long as the ufunc, which mostly means for ever: the arrays
 * `func`, `data` and `types`, what `data` points to, the texts of `name` and `doc`, and the functions themselves. `signature`,
 * `arg_types` and all specifications are copied.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_UFUNC_ADAPTED_H
#define NUMPY_HPY_CPYTHON_UFUNC_ADAPTED_H

#include "numpy_hpy/cpython/array_method_spec.h"
#include "numpy_hpy/cpython/ufunc_handle.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- making ufuncs ------------------------------------------------------------------------------------------------------- */

static inline HPy HPyUFunc_FromFuncAndDataAndSignatureAndIdentity(HPyContext *ctx, PyUFuncGenericFunction *func,
    void *const *data, const char *types, int ntypes, int nin, int nout, int identity, const char *name, const char *doc,
    const int unused, const char *signature, HPy identity_value)
{
    int ok = 1;
    /* NumPy takes the value without a look if the identity says that there is one. */
    PyObject *value = identity == PyUFunc_IdentityValue ? npy_hpy_object(ctx, identity_value, &ok)
                                                        : npy_hpy_object_or_null(ctx, identity_value, &ok);
    PyObject *ufunc = NULL;
    if (ok) {
        ufunc = PyUFunc_FromFuncAndDataAndSignatureAndIdentity(func, data, types, ntypes, nin, nout, identity, name, doc,
            unused, signature, value);
    }
    npy_hpy_done(value);
    return npy_hpy_take(ctx, ufunc);
}

static inline HPy HPyUFunc_FromFuncAndDataAndSignature(HPyContext *ctx, PyUFuncGenericFunction *func, void *const *data,
    const char *types, int ntypes, int nin, int nout, int identity, const char *name, const char *doc, int unused,
    const char *signature)
{
    return HPyUFunc_FromFuncAndDataAndSignatureAndIdentity(ctx, func, data, types, ntypes, nin, nout, identity, name, doc,
        unused, signature, HPy_FromVoidP(NULL));
}

static inline HPy HPyUFunc_FromFuncAndData(HPyContext *ctx, PyUFuncGenericFunction *func, void *const *data,
    const char *types, int ntypes, int nin, int nout, int identity, const char *name, const char *doc, int unused)
{
    return HPyUFunc_FromFuncAndDataAndSignature(ctx, func, data, types, ntypes, nin, nout, identity, name, doc, unused, NULL);
}

/* --- loops for dtypes of users ----------------------------------------------------------------------------------------- */

static inline int HPyUFunc_RegisterLoopForType(HPyContext *ctx, HPy ufunc, int usertype, PyUFuncGenericFunction function,
    const int *arg_types, void *data)
{
    int ok = 1;
    PyUFuncObject *npy_ufunc = npy_hpy_ufunc(ctx, ufunc, &ok);
    int result = ok ? PyUFunc_RegisterLoopForType(npy_ufunc, usertype, function, arg_types, data) : -1;
    npy_hpy_back(ctx);
    npy_hpy_done(npy_ufunc);
    return result;
}

/* Refuses an array of handles that was opened and is NULL or has a gap: NumPy reads all of its first `n` entries. */
static inline void npy_hpy_refuse_gaps(int n, PyObject **objects, const char *what, int *ok)
{
    for (int i = 0; *ok && i < n; i++) {
        if (objects == NULL || objects[i] == NULL) {
            PyErr_Format(PyExc_TypeError, "expected %s for operand %d, not HPy_NULL", what, i);
            *ok = 0;
        }
    }
}

static inline int HPyUFunc_RegisterLoopForDescr(HPyContext *ctx, HPy ufunc, HPy user_dtype,
    PyUFuncGenericFunction function, const HPy *arg_dtypes, void *data)
{
    int ok = 1;
    int result = -1;
    PyUFuncObject *npy_ufunc = npy_hpy_ufunc(ctx, ufunc, &ok);
    PyArray_Descr *descr = npy_hpy_descr(ctx, user_dtype, &ok);
    int nargs = ok ? npy_ufunc->nargs : 0;
    PyObject **descrs = npy_hpy_descrs_or_null(ctx, nargs, arg_dtypes, &ok);
    if (ok && descrs != NULL) {
        npy_hpy_refuse_gaps(nargs, descrs, "a dtype", &ok);
    }
    if (ok) {
        result = PyUFunc_RegisterLoopForDescr(npy_ufunc, descr, function, (PyArray_Descr **)descrs, data);
        npy_hpy_back(ctx);
    }
    npy_hpy_done_objects(nargs, descrs);
    npy_hpy_done(descr);
    npy_hpy_done(npy_ufunc);
    return result;
}

/* --- loops from specifications ------------------------------------------------------------------------------------------ */

static inline int HPyUFunc_AddLoopFromSpec(HPyContext *ctx, HPy ufunc, HPyArrayMethod_Spec *spec)
{
    int ok = 1;
    int result = -1;
    PyArrayMethod_Spec npy_spec;
    PyUFuncObject *npy_ufunc = npy_hpy_ufunc(ctx, ufunc, &ok);
    if (ok) {
        if (npy_hpy_spec_open(ctx, spec, &npy_spec) == 0) {
            result = PyUFunc_AddLoopFromSpec((PyObject *)npy_ufunc, &npy_spec);
            npy_hpy_back(ctx);
        }
        npy_hpy_spec_done(spec, &npy_spec);
    }
    npy_hpy_done(npy_ufunc);
    return result;
}

/* PyUFunc_LoopSlot, which headers before NumPy 2.4 do not have. */
typedef struct npy_hpy_loop_slot {
    const char *name;
    PyArrayMethod_Spec *spec;
} npy_hpy_loop_slot;

static inline int HPyUFunc_AddLoopsFromSpecs(HPyContext *ctx, HPyUFunc_LoopSlot *slots)
{
    if (npy_hpy_too_old(2, 4, "HPyUFunc_AddLoopsFromSpecs")) {
        return -1;
    }
    /* By its number: headers that are used with older versions too do not declare it. */
    int (*add)(npy_hpy_loop_slot *) = (int (*)(npy_hpy_loop_slot *))(uintptr_t)PyUFunc_API[47];
    int result = -1;
    size_t count = 0;
    size_t opened = 0;
    while (slots[count].name != NULL) {
        count++;
    }
    npy_hpy_loop_slot *list = (npy_hpy_loop_slot *)PyMem_Calloc(count + 1, sizeof(npy_hpy_loop_slot));
    PyArrayMethod_Spec *specs = (PyArrayMethod_Spec *)PyMem_Calloc(count + 1, sizeof(PyArrayMethod_Spec));
    if (list == NULL || specs == NULL) {
        PyErr_NoMemory();
    }
    else {
        int status = 0;
        while (status == 0 && opened < count) {
            list[opened].name = slots[opened].name;
            list[opened].spec = &specs[opened];
            status = npy_hpy_spec_open(ctx, slots[opened].spec, &specs[opened]);
            opened++;
        }
        if (status == 0) {
            result = add(list);
            npy_hpy_back(ctx);
        }
        for (size_t i = 0; i < opened; i++) {
            npy_hpy_spec_done(slots[i].spec, &specs[i]);
        }
    }
    PyMem_Free(list);
    PyMem_Free(specs);
    return result;
}

static inline int HPyUFunc_AddPromoter(HPyContext *ctx, HPy ufunc, HPy DType_tuple, HPy promoter)
{
    int ok = 1;
    PyUFuncObject *npy_ufunc = npy_hpy_ufunc(ctx, ufunc, &ok);
    PyObject *dtypes = npy_hpy_object(ctx, DType_tuple, &ok);
    PyObject *capsule = npy_hpy_object(ctx, promoter, &ok);
#ifndef HPY_ABI_CPYTHON
    if (ok && !PyTuple_Check(dtypes)) {
        /* NumPy takes it for a tuple without looking. */
        PyErr_Format(PyExc_TypeError, "expected a tuple of DType classes, not an object of type '%.200s'",
            Py_TYPE(dtypes)->tp_name);
        ok = 0;
    }
#endif
    int result = ok ? PyUFunc_AddPromoter((PyObject *)npy_ufunc, dtypes, capsule) : -1;
    npy_hpy_back(ctx);
    npy_hpy_done(npy_ufunc);
    npy_hpy_done(dtypes);
    npy_hpy_done(capsule);
    return result;
}

static inline int HPyUFunc_AddWrappingLoop(HPyContext *ctx, HPy ufunc_obj, const HPy *new_dtypes,
    const HPy *wrapped_dtypes, PyArrayMethod_TranslateGivenDescriptors *translate_given_descrs,
    PyArrayMethod_TranslateLoopDescriptors *translate_loop_descrs)
{
    int ok = 1;
    int result = -1;
    PyUFuncObject *ufunc = npy_hpy_ufunc(ctx, ufunc_obj, &ok);
    int nargs = ok ? ufunc->nargs : 0;
    PyObject **outer = npy_hpy_dtype_classs_or_null(ctx, nargs, new_dtypes, &ok);
    PyObject **inner = npy_hpy_dtype_classs_or_null(ctx, nargs, wrapped_dtypes, &ok);
    if (ok && (outer == NULL || inner == NULL)) {
        PyErr_SetString(PyExc_TypeError, "a wrapping loop needs two arrays of DType classes");
        ok = 0;
    }
    if (ok) {
        npy_hpy_refuse_gaps(nargs, outer, "a DType class", &ok);
    }
    if (ok) {
        result = PyUFunc_AddWrappingLoop((PyObject *)ufunc, (PyArray_DTypeMeta **)outer, (PyArray_DTypeMeta **)inner,
            translate_given_descrs, translate_loop_descrs);
        npy_hpy_back(ctx);
    }
    npy_hpy_done_objects(nargs, outer);
    npy_hpy_done_objects(nargs, inner);
    npy_hpy_done(ufunc);
    return result;
}

/* --- resolving dtypes --------------------------------------------------------------------------------------------------- */

static inline int HPyUFunc_DefaultTypeResolver(HPyContext *ctx, HPy ufunc, NPY_CASTING casting, const HPy *operands,
    HPy type_tup, HPy *out_dtypes)
{
    int ok = 1;
    int result = -1;
    PyArray_Descr *found[NPY_MAXARGS] = {NULL};
    PyUFuncObject *npy_ufunc = npy_hpy_ufunc(ctx, ufunc, &ok);
    int nargs = ok ? npy_ufunc->nargs : 0;
    PyObject **arrays = npy_hpy_arrays_or_null(ctx, nargs, operands, &ok);
    PyObject *types = npy_hpy_object_or_null(ctx, type_tup, &ok);
    if (ok) {
        npy_hpy_refuse_gaps(npy_ufunc->nin, arrays, "an array", &ok);
    }
    if (ok) {
        result = PyUFunc_DefaultTypeResolver(npy_ufunc, casting, (PyArrayObject **)arrays, types, found);
        npy_hpy_back(ctx);
    }
    for (int i = 0; i < nargs; i++) {
        out_dtypes[i] = HPy_FromVoidP(NULL);
        if (result >= 0) {
            out_dtypes[i] = npy_hpy_take(ctx, (PyObject *)found[i]);
        }
    }
    npy_hpy_done_objects(nargs, arrays);
    npy_hpy_done(types);
    npy_hpy_done(npy_ufunc);
    return result;
}

static inline int HPyUFunc_ValidateCasting(HPyContext *ctx, HPy ufunc, NPY_CASTING casting, const HPy *operands,
    const HPy *dtypes)
{
    int ok = 1;
    int result = -1;
    PyUFuncObject *npy_ufunc = npy_hpy_ufunc(ctx, ufunc, &ok);
    int nargs = ok ? npy_ufunc->nargs : 0;
    PyObject **arrays = npy_hpy_arrays_or_null(ctx, nargs, operands, &ok);
    PyObject **descrs = npy_hpy_descrs_or_null(ctx, nargs, dtypes, &ok);
    if (ok) {
        npy_hpy_refuse_gaps(npy_ufunc->nin, arrays, "an array", &ok);
        npy_hpy_refuse_gaps(nargs, descrs, "a dtype", &ok);
    }
    if (ok) {
        result = PyUFunc_ValidateCasting(npy_ufunc, casting, (PyArrayObject **)arrays, (PyArray_Descr *const *)descrs);
        npy_hpy_back(ctx);
    }
    npy_hpy_done_objects(nargs, arrays);
    npy_hpy_done_objects(nargs, descrs);
    npy_hpy_done(npy_ufunc);
    return result;
}

/* --- loops over objects -------------------------------------------------------------------------------------------------- */

static inline void HPyUFunc_O_O(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_O_O(args, dimensions, steps, func);
}

static inline void HPyUFunc_OO_O(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_OO_O(args, dimensions, steps, func);
}

static inline void HPyUFunc_On_Om(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func)
{
    PyUFunc_On_Om(args, dimensions, steps, func);
}

static inline PyUFunc_PyFuncData *HPyUFunc_NewPyFuncData(HPyContext *ctx, int nin, int nout, HPy callable)
{
    int ok = 1;
    PyObject *npy_callable = npy_hpy_object(ctx, callable, &ok);
    PyUFunc_PyFuncData *data = NULL;
    if (ok) {
        data = (PyUFunc_PyFuncData *)PyMem_Malloc(sizeof(PyUFunc_PyFuncData));
        if (data == NULL) {
            PyErr_NoMemory();
        }
        else {
            data->nin = nin;
            data->nout = nout;
            data->callable = Py_NewRef(npy_callable);
        }
    }
    npy_hpy_done(npy_callable);
    return data;
}

static inline void HPyUFunc_FreePyFuncData(HPyContext *ctx, PyUFunc_PyFuncData *data)
{
    if (data != NULL) {
        Py_DECREF(data->callable);
        PyMem_Free(data);
    }
    npy_hpy_back(ctx);
}

#ifdef __cplusplus
}
#endif

#endif
