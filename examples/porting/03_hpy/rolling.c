/* Rolling-window statistics: the module. */
#define ROLLING_IMPORTS_NUMPY
#include "rolling.h"

HPyDef_SLOT(rolling_exec, HPy_mod_exec)
static int rolling_exec_impl(HPyContext *ctx, HPy module)
{
    hpy_import_array_for(ctx, module);
    hpy_import_umath_for(ctx, module);
    return add_clipped_diff(ctx, module) < 0 ? -1 : add_window_type(ctx, module);
}

static HPyDef *rolling_defines[] = {
    &rolling_exec, &rolling_mean, &rolling_std, &rolling_min, &rolling_max, &rolling_ewma, NULL};

static HPyModuleDef rolling_module = {
    .doc = "Statistics of rolling windows.",
    .defines = rolling_defines,
};

HPy_MODINIT(rolling, rolling_module)
