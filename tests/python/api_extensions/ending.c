/* What only gives something back, called while an exception is set. */
#include <hpy.h>
#include <numpy_hpy/arrayobject.h>
#include <numpy_hpy/ufuncobject.h>

/* end_all(array of integers, function that makes a callable): raises KeyError("before"), or what failed before that. */
HPyDef_METH(end_all, "end_all", HPyFunc_VARARGS)
static HPy end_all_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPyArrayView view;
    int count = 0;
    double *items = NULL;
    npy_intp length = 0;
    if (nargs != 2 || HPyArray_FillView(ctx, args[0], &view) < 0) {
        return HPy_NULL;
    }
    HPy doubles = HPyArray_DescrFromType(ctx, NPY_DOUBLE);
    HPy *list = HPyArray_ConvertToCommonType(ctx, args[0], &count);
    HPy copy = HPyArray_FROM_OTF(ctx, args[0], NPY_DOUBLE, NPY_ARRAY_INOUT_ARRAY2);
    HPy contiguous = args[0];
    int made = HPyArray_AsCArray(ctx, &contiguous, &items, &length, 1, doubles);
    HPy callable = HPy_CallTupleDict(ctx, args[1], HPy_NULL, HPy_NULL);
    if (HPy_IsNull(callable)) {
        return HPy_NULL;
    }
    PyUFunc_PyFuncData *data = HPyUFunc_NewPyFuncData(ctx, 1, 1, callable);
    HPy_Close(ctx, callable);
    HPy handler = HPyDataMem_GetHandler(ctx);
    void *memory = HPyDataMem_UserNEW(ctx, 100, handler);
    NpyIter *iter = HNpyIter_New(
        ctx, args[0], NPY_ITER_READONLY | NPY_ITER_BUFFERED, NPY_KEEPORDER, NPY_UNSAFE_CASTING, doubles);
    HPy_Close(ctx, doubles);
    if (list == NULL || HPy_IsNull(copy) || made < 0 || data == NULL || memory == NULL || iter == NULL) {
        return HPy_NULL;
    }
    HPyErr_SetString(ctx, ctx->h_KeyError, "before");
    HNpyIter_Deallocate(ctx, iter);
    HPyDataMem_UserFREE(ctx, memory, 100, handler);
    /* Lets the callable go, which runs its finalizer. */
    HPyUFunc_FreePyFuncData(ctx, data);
    HPyArray_Free(ctx, contiguous, items);
    HPyArray_DiscardWritebackIfCopy(ctx, copy);
    HPyArray_FreeHandles(ctx, list, count);
    HPyArray_ReleaseView(ctx, &view);
    HPyArray_CalledBack(ctx);
    HPy_Close(ctx, copy);
    HPy_Close(ctx, handler);
    return HPy_NULL;
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    hpy_import_array_for(ctx, module);
    hpy_import_umath_for(ctx, module);
    return 0;
}

static HPyDef *defines[] = {&end_all, &module_exec, NULL};
static HPyModuleDef module_def = {.doc = "Functions that end something.", .defines = defines};

HPy_MODINIT(ending, module_def)
