/* Rolling-window statistics: the module, now an HPy module. The other files are those of step 00. */
#include <hpy.h>

#define ROLLING_IMPORTS_NUMPY
#include "rolling.h"

/* A slot of an HPy module gets handles. Legacy code wants a PyObject: HPy_AsPyObject gives a new reference. */
HPyDef_SLOT(rolling_exec, HPy_mod_exec)
static int rolling_exec_impl(HPyContext *ctx, HPy module)
{
    if (PyArray_ImportNumPyAPI() < 0 || PyUFunc_ImportUFuncAPI() < 0) {
        return -1;
    }
    PyObject *legacy = HPy_AsPyObject(ctx, module);
    int status = legacy == NULL || add_clipped_diff(legacy) < 0 ? -1 : add_window_type(legacy);
    Py_XDECREF(legacy);
    return status;
}

static HPyDef *rolling_defines[] = {&rolling_exec, NULL};

static HPyModuleDef rolling_module = {
    .doc = "Statistics of rolling windows.",
    .legacy_methods = rolling_methods,
    .defines = rolling_defines,
};

HPy_MODINIT(rolling, rolling_module)
