/* An extension as anybody writes it: it imports NumPy when it is imported itself. Compiled with other versions in mind. */
#include <hpy.h>
#include <numpy_hpy/ufuncobject.h>

HPyDef_METH(ndim, "ndim", HPyFunc_O)
static HPy ndim_impl(HPyContext *ctx, HPy self, HPy arr)
{
    return HPyLong_FromLong(ctx, HPyArray_NDIM(ctx, arr));
}

HPyDef_METH(size, "size", HPyFunc_O)
static HPy size_impl(HPyContext *ctx, HPy self, HPy arr)
{
    return HPyLong_FromLong(ctx, (long)HPyArray_SIZE(ctx, arr));
}

HPyDef_METH(getfperr, "getfperr", HPyFunc_NOARGS)
static HPy getfperr_impl(HPyContext *ctx, HPy self)
{
    return HPyLong_FromLong(ctx, HPyUFunc_getfperr(ctx));
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    hpy_import_array_for(ctx, module);
    hpy_import_umath_for(ctx, module);
    return 0;
}

static HPyDef *defines[] = {&ndim, &size, &getfperr, &module_exec, NULL};
static HPyModuleDef definition = {.defines = defines};
HPy_MODINIT(versions, definition)
