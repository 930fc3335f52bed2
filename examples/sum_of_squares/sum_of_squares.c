/* A whole extension for HPy's universal ABI: sum_of_squares(a), over an array of any shape, strides and dtype. */
#include <hpy.h>

#include <numpy_hpy/arrayobject.h>

/* The view is a plain struct: no call into Python for an item. */
static double sum_of_squares(const HPyArrayView *view)
{
    npy_intp index[NPY_MAXDIMS] = {0};
    const char *item = view->data;
    double sum = 0;
    for (int axis = 0; axis < view->nd; axis++) {
        if (view->shape[axis] == 0) {
            return 0;
        }
    }
    for (;;) {
        double value = *(const double *)item;
        sum += value * value;
        /* On to the next item: an axis that is at its end goes back to its start, and the one before it goes on. */
        int axis = view->nd - 1;
        while (axis >= 0 && ++index[axis] == view->shape[axis]) {
            item -= (view->shape[axis] - 1) * view->strides[axis];
            index[axis--] = 0;
        }
        if (axis < 0) {
            return sum;
        }
        item += view->strides[axis];
    }
}

HPyDef_METH(method, "sum_of_squares", HPyFunc_O, .doc = "sum_of_squares(a): the sum of the squares of all items.")
static HPy method_impl(HPyContext *ctx, HPy module, HPy object)
{
    (void)module;
    /* The object itself if it is an array of aligned doubles, else a conversion. */
    HPy array = HPyArray_FROM_OTF(ctx, object, NPY_DOUBLE, NPY_ARRAY_ALIGNED);
    if (HPy_IsNull(array)) {
        return HPy_NULL;
    }
    HPyArrayView view;
    HPy result = HPy_NULL;
    if (HPyArray_FillView(ctx, array, &view) == 0) {
        result = HPyFloat_FromDouble(ctx, sum_of_squares(&view));
        HPyArray_ReleaseView(ctx, &view);
    }
    HPy_Close(ctx, array);
    return result;
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    hpy_import_array_for(ctx, module);
    return 0;
}

static HPyDef *defines[] = {&method, &module_exec, NULL};
static HPyModuleDef module_def = {.doc = "The sum of the squares of an array's items.", .defines = defines};

HPy_MODINIT(sum_of_squares, module_def)
