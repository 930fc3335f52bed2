/* A file of an extension that consists of several: one of them imports NumPy's tables for all. Compiled as C and as C++. */
#ifndef NOT_SHARED
#define HPY_ARRAY_UNIQUE_SYMBOL shared_array_table
#define HPY_UFUNC_UNIQUE_SYMBOL shared_ufunc_table
#endif

#include <hpy.h>
#include <numpy_hpy/ufuncobject.h>

#include "import_units.h"

#if defined(NO_IMPORT_ARRAY) || defined(NO_IMPORT)

void using_tables(const void **tables)
{
    tables[0] = ARRAY_TABLE;
    tables[1] = UFUNC_TABLE;
}

HPy using_arange(HPyContext *ctx, long stop)
{
    return HPyArray_Arange(ctx, 0, (double)stop, 1, NPY_LONG);
}

HPy using_ufunc(HPyContext *ctx, const char *name)
{
    return HPyUFunc_FromFuncAndData(ctx, NULL, NULL, NULL, 0, 1, 1, PyUFunc_None, name, "a ufunc without loops", 0);
}

#else

void importing_tables(const void **tables)
{
    tables[0] = ARRAY_TABLE;
    tables[1] = UFUNC_TABLE;
}

int importing(HPyContext *ctx, const char *how)
{
    if (strcmp(how, "import_array") == 0) {
        hpy_import_array(ctx);
    }
    else if (strcmp(how, "import_array1") == 0) {
        hpy_import_array1(ctx, 11);
    }
    else if (strcmp(how, "import_array2") == 0) {
        hpy_import_array2(ctx, "a message about arrays", 12);
    }
    else if (strcmp(how, "import_umath") == 0) {
        hpy_import_umath(ctx);
    }
    else if (strcmp(how, "import_umath1") == 0) {
        hpy_import_umath1(ctx, 13);
    }
    else if (strcmp(how, "import_umath2") == 0) {
        hpy_import_umath2(ctx, 14, "a message about ufuncs");
    }
    else if (strcmp(how, "import_ufunc") == 0) {
        hpy_import_ufunc(ctx);
    }
    else if (strcmp(how, "ImportNumPyAPI") == 0) {
        return HPyArray_ImportNumPyAPI(ctx);
    }
    else if (strcmp(how, "ImportUFuncAPI") == 0) {
        return HPyUFunc_ImportUFuncAPI(ctx);
    }
    else {
        HPyErr_SetString(ctx, ctx->h_KeyError, how);
    }
    return WENT_ON;
}

#endif
