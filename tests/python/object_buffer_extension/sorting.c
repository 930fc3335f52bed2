/* An extension that uses the object buffers of numpy_hpy/object_buffer.h: it sorts objects in temporary memory. */
#include <hpy.h>

#include "numpy_hpy/object_buffer.h"

/* Reverses a list through a buffer of two-slot items, calling `between` (any code, such as a collection) on the way. */
HPyDef_METH(reversed_through_buffer, "reversed_through_buffer", HPyFunc_VARARGS)
static HPy reversed_through_buffer_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    HPy list, between;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO", &list, &between)) {
        return HPy_NULL;
    }
    HPy_ssize_t count = HPy_Length(ctx, list);
    NpyError error;
    const NpyLayout *layout = NpyLayout_FromSpec("[('tag', 'i1'), ('o', 'O', (2,))]", 33, &error);
    if (layout == NULL) {
        return HPyErr_SetString(ctx, ctx->h_ValueError, error.message);
    }
    HPy buffer = HPyObjectBuffer_New(ctx, layout, (count + 1) / 2);
    ptrdiff_t itemsize = layout->itemsize;
    NpyLayout_DecRef(layout);
    if (HPy_IsNull(buffer)) {
        return HPy_NULL;
    }
    char *data = HPyObjectBuffer_Data(ctx, buffer);
    for (HPy_ssize_t i = 0; i < count; i++) {
        HPy item = HPy_GetItem_i(ctx, list, i);
        HPyObjectBuffer_Store(ctx, buffer, data + i / 2 * itemsize + 1 + i % 2 * 8, item);
        HPy_Close(ctx, item);
    }
    HPy no_arguments = HPyTuple_FromArray(ctx, NULL, 0);
    HPy done = HPy_CallTupleDict(ctx, between, no_arguments, HPy_NULL);
    HPy_Close(ctx, no_arguments);
    if (HPy_IsNull(done)) {
        HPy_Close(ctx, buffer);
        return HPy_NULL;
    }
    HPy_Close(ctx, done);
    HPyListBuilder builder = HPyListBuilder_New(ctx, count);
    for (HPy_ssize_t i = 0; i < count; i++) {
        HPy_ssize_t from = count - 1 - i;
        HPy item = HPyObjectBuffer_Load(ctx, buffer, data + from / 2 * itemsize + 1 + from % 2 * 8);
        HPyListBuilder_Set(ctx, builder, i, item);
        HPy_Close(ctx, item);
    }
    HPy_Close(ctx, buffer);
    return HPyListBuilder_Build(ctx, builder);
}

/* What each call does with a released buffer: 1 for every exception. */
HPyDef_METH(use_after_release, "use_after_release", HPyFunc_NOARGS)
static HPy use_after_release_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    NpyError error;
    const NpyLayout *layout = NpyLayout_Object(&error);
    HPy buffer = HPyObjectBuffer_New(ctx, layout, 2);
    NpyLayout_DecRef(layout);
    char *data = HPyObjectBuffer_Data(ctx, buffer);
    HPyObjectBuffer_Store(ctx, buffer, data, ctx->h_True);
    if (HPyObjectBuffer_Release(ctx, buffer) < 0) {
        return HPy_NULL;
    }
    int raised = 0;
    raised += HPyObjectBuffer_Data(ctx, buffer) == NULL;
    HPyErr_Clear(ctx);
    raised += HPyObjectBuffer_Layout(ctx, buffer) == NULL;
    HPyErr_Clear(ctx);
    raised += HPy_IsNull(HPyObjectBuffer_Load(ctx, buffer, data));
    HPyErr_Clear(ctx);
    raised += HPyObjectBuffer_Store(ctx, buffer, data, ctx->h_None) < 0;
    HPyErr_Clear(ctx);
    raised += HPyObjectBuffer_Release(ctx, buffer) < 0;
    HPyErr_Clear(ctx);
    HPy_Close(ctx, buffer);
    return HPyLong_FromSsize_t(ctx, raised);
}

HPyDef_METH(negative_count, "negative_count", HPyFunc_NOARGS)
static HPy negative_count_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    NpyError error;
    const NpyLayout *layout = NpyLayout_Object(&error);
    HPy buffer = HPyObjectBuffer_New(ctx, layout, -1);
    NpyLayout_DecRef(layout);
    return buffer;
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    (void)module;
    return HPyObjectBuffer_Setup(ctx, "sorting.ObjectBuffer", NULL);
}

static HPyDef *defines[] = {&reversed_through_buffer, &use_after_release, &negative_count, &module_exec, NULL};
static HPyGlobal *globals[] = {&object_buffer_type, NULL};
static HPyModuleDef module_def = {.defines = defines, .globals = globals};

HPy_MODINIT(sorting, module_def)
