/* A loop that waits, with NumPy's macros around it, until another Python thread has written to its memory. */
#include <hpy.h>
#include <numpy_hpy/arrayobject.h>

#include <time.h>

/* Says that it waits, and waits up to so many seconds. Whether it was answered. */
static int wait_for_answer(volatile char *flags, double seconds)
{
    clock_t end = clock() + (clock_t)(seconds * CLOCKS_PER_SEC);
    flags[0] = 1;
    while (!flags[1] && clock() < end) {
    }
    return flags[1];
}

HPyDef_METH(plain, "plain", HPyFunc_VARARGS)
static HPy plain_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPY_NPY_BEGIN_THREADS_DEF
    char *flags = HPyArray_BYTES(ctx, args[0]);
    double seconds = HPyFloat_AsDouble(ctx, args[1]);
    HPY_NPY_BEGIN_THREADS(ctx);
    int answered = wait_for_answer(flags, seconds);
    HPY_NPY_END_THREADS(ctx);
    return HPyBool_FromBool(ctx, answered);
}

HPyDef_METH(thresholded, "thresholded", HPyFunc_VARARGS)
static HPy thresholded_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPY_NPY_BEGIN_THREADS_DEF
    char *flags = HPyArray_BYTES(ctx, args[0]);
    double seconds = HPyFloat_AsDouble(ctx, args[1]);
    long size = HPyLong_AsLong(ctx, args[2]);
    HPY_NPY_BEGIN_THREADS_THRESHOLDED(ctx, size)
    int answered = wait_for_answer(flags, seconds);
    HPY_NPY_END_THREADS(ctx)
    return HPyBool_FromBool(ctx, answered);
}

HPyDef_METH(descr, "descr", HPyFunc_VARARGS)
static HPy descr_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPY_NPY_BEGIN_THREADS_DEF
    char *flags = HPyArray_BYTES(ctx, args[0]);
    double seconds = HPyFloat_AsDouble(ctx, args[1]);
    if (HPyErr_Occurred(ctx)) {
        return HPy_NULL;
    }
    HPY_NPY_BEGIN_THREADS_DESCR(ctx, args[2]);
    int answered = wait_for_answer(flags, seconds);
    HPY_NPY_END_THREADS_DESCR(ctx, args[2]);
    /* Ending twice is ending once. */
    HPY_NPY_END_THREADS(ctx);
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPyBool_FromBool(ctx, answered);
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    hpy_import_array(ctx);
    return 0;
}

static HPyDef *defines[] = {&plain, &thresholded, &descr, &module_exec, NULL};
static HPyModuleDef definition = {.defines = defines};
HPy_MODINIT(threads, definition)
