/* Calls of NumPy's API on handles, in whatever ABI this is compiled for. */
#include <hpy.h>
#include <numpy_hpy/arrayobject.h>

#include "calls.h"

static inline int closed(HPyContext *ctx, HPy h)
{
    HPy_Close(ctx, h);
    return 0;
}

/* name(array, dtype, n): the nanoseconds of n calls. */
#define METHOD(name, call, legacy)                                                                                     \
    HPyDef_METH(name, #name, HPyFunc_VARARGS)                                                                          \
    static HPy name##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)                                   \
    {                                                                                                                  \
        (void)self;                                                                                                    \
        HPy a, d;                                                                                                      \
        long n;                                                                                                        \
        if (!HPyArg_Parse(ctx, NULL, args, nargs, "OOl", &a, &d, &n)) {                                                \
            return HPy_NULL;                                                                                           \
        }                                                                                                              \
        int64_t start = now();                                                                                         \
        for (long i = 0; i < n; i++) {                                                                                 \
            sink = call;                                                                                               \
        }                                                                                                              \
        return HPyLong_FromInt64_t(ctx, now() - start);                                                                \
    }
CALLS(METHOD)

HPyDef_METH(sum, "sum", HPyFunc_O, .doc = "The sum of the doubles of a contiguous array, read through a view.")
static HPy sum_impl(HPyContext *ctx, HPy self, HPy array)
{
    (void)self;
    HPyArrayView view;
    if (HPyArray_FillView(ctx, array, &view) < 0) {
        return HPy_NULL;
    }
    double sum = sum_of((const double *)view.data, view.shape[0]);
    HPyArray_ReleaseView(ctx, &view);
    return HPyFloat_FromDouble(ctx, sum);
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    (void)module;
    hpy_import_array(ctx);
    return 0;
}

#define NAME(name, call, legacy) &name,
static HPyDef *defines[] = {CALLS(NAME) & sum, &module_exec, NULL};
static HPyModuleDef module_def = {.doc = "Calls on handles.", .defines = defines};

HPy_MODINIT(bench_calls, module_def)
