/* What an extension for the universal ABI sees of an array. */
#include <hpy.h>

#include <numpy_hpy/arrayobject.h>

/* slots(a): the number of items, their size, and the references that they hold. */
HPyDef_METH(slots, "slots", HPyFunc_O)
static HPy slots_impl(HPyContext *ctx, HPy module, HPy array)
{
    HPyArrayView view;
    npy_intp items = 1, references = 0;
    (void)module;
    if (HPyArray_FillView(ctx, array, &view) < 0) {
        return HPy_NULL;
    }
    for (int axis = 0; axis < view.nd; axis++) {
        items *= view.shape[axis];
    }
    if (view.layout == NULL || (view.layout->flags & NPY_LAYOUT_OPAQUE) != 0) {
        references = -1;
    }
    else {
        NPY_FOREACH_SLOT_ND(view.layout, view.data, view.nd, view.shape, view.strides, slot) {
            references += NpySlot_Load(slot) != NULL;
        }
    }
    HPy result = HPy_BuildValue(ctx, "(LLL)", (long long)items, (long long)view.itemsize, (long long)references);
    HPyArray_ReleaseView(ctx, &view);
    return result;
}

HPyDef_METH(empty, "empty", HPyFunc_O)
static HPy empty_impl(HPyContext *ctx, HPy module, HPy length)
{
    npy_intp shape[1] = {HPyLong_AsSsize_t(ctx, length)};
    (void)module;
    return HPyArray_SimpleNew(ctx, 1, shape, NPY_OBJECT);
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    hpy_import_array_for(ctx, module);
    return 0;
}

static HPyDef *defines[] = {&slots, &empty, &module_exec, NULL};
static HPyModuleDef module_def = {.doc = NULL, .defines = defines};

HPy_MODINIT(view, module_def)
