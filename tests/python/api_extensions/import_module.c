/* The functions for Python of the extension whose files are import_units.c, twice. It imports nothing until it is told to. */
#include <hpy.h>

#include "import_units.h"

/* What the macro returned, and whether it raised ImportError. */
HPyDef_METH(result_of, "result_of", HPyFunc_O)
static HPy result_of_impl(HPyContext *ctx, HPy self, HPy how)
{
    int result = importing(ctx, HPyUnicode_AsUTF8AndSize(ctx, how, NULL));
    int is_import_error = HPyErr_Occurred(ctx) && HPyErr_ExceptionMatches(ctx, ctx->h_ImportError);
    HPyErr_Clear(ctx);
    return HPy_BuildValue(ctx, "(ii)", result, is_import_error);
}

/* Raises what the macro raised. */
HPyDef_METH(attempt, "attempt", HPyFunc_O)
static HPy attempt_impl(HPyContext *ctx, HPy self, HPy how)
{
    importing(ctx, HPyUnicode_AsUTF8AndSize(ctx, how, NULL));
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

/* The addresses of both tables, as one file sees them and as the other does. */
HPyDef_METH(tables, "tables", HPyFunc_NOARGS)
static HPy tables_impl(HPyContext *ctx, HPy self)
{
    const void *tables[4];
    importing_tables(tables);
    using_tables(tables + 2);
    return HPy_BuildValue(ctx, "(KKKK)", (unsigned long long)(size_t)tables[0], (unsigned long long)(size_t)tables[1],
        (unsigned long long)(size_t)tables[2], (unsigned long long)(size_t)tables[3]);
}

HPyDef_METH(arange, "arange", HPyFunc_O)
static HPy arange_impl(HPyContext *ctx, HPy self, HPy stop)
{
    return using_arange(ctx, HPyLong_AsLong(ctx, stop));
}

HPyDef_METH(ufunc, "ufunc", HPyFunc_O)
static HPy ufunc_impl(HPyContext *ctx, HPy self, HPy name)
{
    return using_ufunc(ctx, HPyUnicode_AsUTF8AndSize(ctx, name, NULL));
}

static HPyDef *defines[] = {&result_of, &attempt, &tables, &arange, &ufunc, NULL};
static HPyModuleDef definition = {.defines = defines};
HPy_MODINIT(import_module, definition)
