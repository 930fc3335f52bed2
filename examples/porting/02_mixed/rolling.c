/* Rolling-window statistics: the module. */
#define ROLLING_IMPORTS_NUMPY
#include "mixed.h"

HPyDef_SLOT(rolling_exec, HPy_mod_exec)
static int rolling_exec_impl(HPyContext *ctx, HPy module)
{
    /* These fill NumPy's own tables here, so the legacy files may call it too. */
    hpy_import_array_for(ctx, module);
    hpy_import_umath_for(ctx, module);
    return add_clipped_diff_to(ctx, module) < 0 ? -1 : add_window_type_to(ctx, module);
}

static HPyDef *rolling_defines[] = {&rolling_exec, &rolling_mean, &rolling_std, &rolling_min, &rolling_max, NULL};

/* What is not ported yet. */
static PyMethodDef legacy_methods[] = {
    {"ewma", (PyCFunction)(void (*)(void))rolling_ewma, METH_VARARGS | METH_KEYWORDS,
     "ewma(a, alpha): the exponentially weighted moving average of the items in C order."},
    {NULL, NULL, 0, NULL},
};

static HPyModuleDef rolling_module = {
    .doc = "Statistics of rolling windows.",
    .legacy_methods = legacy_methods,
    .defines = rolling_defines,
};

HPy_MODINIT(rolling, rolling_module)
