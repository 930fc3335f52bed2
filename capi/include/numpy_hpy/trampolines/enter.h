/* How a C function that NumPy calls gets a context, and handles for the objects that it is given. What is here is private;
 * the macros in the files beside it are made of it.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_TRAMPOLINES_ENTER_H
#define NUMPY_HPY_TRAMPOLINES_ENTER_H

#include <string.h>

#include "numpy_hpy/api_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- types -------------------------------------------------------------------------------------------------------- */

/* What NumPy's headers call PyObject and PyTypeObject; in the universal ABI they have no name. */
#ifdef HPY_ABI_UNIVERSAL
typedef void npy_callback_object;
typedef void npy_callback_pytype;
#else
typedef PyObject npy_callback_object;
typedef PyTypeObject npy_callback_pytype;
#endif

/* The most operands that NumPy allows. */
#define NPY_CALLBACK_MAX_OPERANDS 64

/* Refuses, when it is compiled, an `impl` of another type. (C++ does so anyway.) */
#ifdef __cplusplus
#define NPY_CALLBACK_CHECK(impl, type) static_assert(sizeof(type *) != 0, "");
#define NPY_CALLBACK_CHECK_COUNT(nargs)                                                                                \
    static_assert((nargs) >= 0 && (nargs) <= NPY_CALLBACK_MAX_OPERANDS, "too many operands");
#else
#define NPY_CALLBACK_CHECK_COUNT(nargs)                                                                                \
    _Static_assert((nargs) >= 0 && (nargs) <= NPY_CALLBACK_MAX_OPERANDS, "too many operands");
#define NPY_CALLBACK_CHECK(impl, type)                                                                                 \
    _Static_assert(_Generic((impl), type *: 1, default: 0), #impl " must have the type " #type);
#endif

/* --- the context ---------------------------------------------------------------------------------------------------- */

/* NumPy calls without a context. HPy's own way in gives one for this call; it is right in debug and trace mode too. */
#ifdef HPY_ABI_CPYTHON

#define NPY_CALLBACK_ROOT _HPyGetContext()

static inline void npy_callback_enter(HPyContext *root, void (*run)(HPyContext *ctx, void *call), void *call)
{
    run(root, call);
}

#else

/* A macro: an embeddable module (HPY_EMBEDDED_MODULES) declares the variable after this file. */
#define NPY_CALLBACK_ROOT _ctx_for_trampolines

typedef struct npy_callback_frame {
    void (*run)(HPyContext *ctx, void *call);
    void *call;
} npy_callback_frame;

static inline HPy npy_callback_run(HPyContext *ctx, HPy self, HPy_ssize_t address)
{
    npy_callback_frame *frame = (npy_callback_frame *)(intptr_t)address;
    (void)self;
    frame->run(ctx, frame->call);
    return HPy_FromVoidP(NULL);
}

static inline void npy_callback_enter(HPyContext *root, void (*run)(HPyContext *ctx, void *call), void *call)
{
    npy_callback_frame frame = {run, call};
    /* Of the signatures that HPy knows, this one passes a number on as it is: the address of the frame. */
    _HPyFunc_args_SSIZEARGFUNC args = {NULL, (HPy_ssize_t)(intptr_t)&frame, NULL};
    _HPy_CallRealFunctionFromTrampoline(root, HPyFunc_SSIZEARGFUNC, (HPyCFunction)(void (*)(void))npy_callback_run, &args);
}

#endif

/* Many of NumPy's loops run without the interpreter lock, and so do functions of a dtype that does not say that it needs it.
 * A context may be used with the lock only: trampolines for these take it. */
#ifdef HPY_ABI_UNIVERSAL
#define NPY_CALLBACK_LOCK() int npy_callback_lock = HPyArray_EnterPython(NPY_CALLBACK_ROOT)
#define NPY_CALLBACK_UNLOCK() HPyArray_LeavePython(NPY_CALLBACK_ROOT, npy_callback_lock)
#else
#define NPY_CALLBACK_LOCK() PyGILState_STATE npy_callback_lock = PyGILState_Ensure()
#define NPY_CALLBACK_UNLOCK() PyGILState_Release(npy_callback_lock)
#endif

/* --- objects -------------------------------------------------------------------------------------------------------- */

/* A handle for an object that NumPy lends, or HPy_NULL for NULL; npy_callback_close ends it. */
static inline HPy npy_callback_open(HPyContext *ctx, const void *object)
{
    if (object == NULL) {
        return HPy_FromVoidP(NULL);
    }
#ifdef HPY_ABI_CPYTHON
    (void)ctx;
    return _py2h((PyObject *)object);
#else
    return ctx->ctx_FromPyObject(ctx, (cpy_PyObject *)object);
#endif
}

static inline void npy_callback_close(HPyContext *ctx, HPy h)
{
#ifdef HPY_ABI_CPYTHON
    /* The handle is NumPy's own reference. */
    (void)ctx;
    (void)h;
#else
    if (!HPy_IsNull(h)) {
        HPy_Close(ctx, h);
    }
#endif
}

/* Turns a handle, which is taken over, into a reference for NumPy. HPy_NULL gives NULL. */
static inline void *npy_callback_give(HPyContext *ctx, HPy h)
{
#ifdef HPY_ABI_CPYTHON
    (void)ctx;
    return _h2py(h);
#else
    if (HPy_IsNull(h)) {
        return NULL;
    }
    void *object = ctx->ctx_AsPyObject(ctx, h);
    HPy_Close(ctx, h);
    return object;
#endif
}

static inline void npy_callback_open_all(HPyContext *ctx, int n, const void *const *objects, HPy *handles)
{
    /* For compilers that think of no operands. */
    handles[0] = HPy_NULL;
    for (int i = 0; i < n; i++) {
        handles[i] = npy_callback_open(ctx, objects[i]);
    }
}

static inline void npy_callback_close_all(HPyContext *ctx, int n, const HPy *handles)
{
    for (int i = 0; i < n; i++) {
        npy_callback_close(ctx, handles[i]);
    }
}

static inline void npy_callback_empty(int n, HPy *handles)
{
    for (int i = 0; i < n; i++) {
        handles[i] = HPy_FromVoidP(NULL);
    }
}

/* Hands `n` results to NumPy; after a failure closes them, as NumPy then expects no references. -1 if one is missing and
 * `is_complete` says that none may be. */
static inline int npy_callback_give_all(HPyContext *ctx, int n, HPy *handles, void **objects, int is_ok, int is_complete)
{
    for (int i = 0; i < n; i++) {
        if (is_ok && is_complete && HPy_IsNull(handles[i])) {
            HPyErr_SetString(ctx, ctx->h_RuntimeError, "a function that NumPy called left a result empty");
            is_ok = 0;
        }
    }
    for (int i = 0; i < n; i++) {
        objects[i] = NULL;
        if (is_ok) {
            objects[i] = npy_callback_give(ctx, handles[i]);
        }
        else if (!HPy_IsNull(handles[i])) {
            HPy_Close(ctx, handles[i]);
        }
    }
    return is_ok ? 0 : -1;
}

#ifdef __cplusplus
}
#endif

#endif
