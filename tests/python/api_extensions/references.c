/* Temporary items of an array's dtype, whose object slots take references and give them back. */
#include <hpy.h>
#include <numpy_hpy/arrayobject.h>
#include <numpy_hpy/object_buffer.h>

typedef struct {
    HPyContext *ctx;
    HPy buffer;
    HPy objects;
    HPy_ssize_t next;
} Stores;

/* The next object goes into a slot. */
static int store_next(void *slot, void *arg)
{
    Stores *stores = arg;
    HPy object = HPy_GetItem_i(stores->ctx, stores->objects, stores->next++);
    if (HPy_IsNull(object)) {
        return -1;
    }
    int result = HPyObjectBuffer_Store(stores->ctx, stores->buffer, slot, object);
    HPy_Close(stores->ctx, object);
    return result;
}

/* taken(array, count, objects): `count` items like those of the array, with the objects in their slots. */
HPyDef_METH(taken, "taken", HPyFunc_VARARGS)
static HPy taken_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    HPy array, objects;
    HPy_ssize_t count;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OnO", &array, &count, &objects)) {
        return HPy_NULL;
    }
    HPyArrayView view;
    if (HPyArray_FillView(ctx, array, &view) < 0) {
        return HPy_NULL;
    }
    HPy buffer = HPyObjectBuffer_New(ctx, view.layout, count);
    if (!HPy_IsNull(buffer)) {
        Stores stores = {ctx, buffer, objects, 0};
        char *data = HPyObjectBuffer_Data(ctx, buffer);
        if (NpyLayout_Walk(view.layout, data, count, view.itemsize, store_next, &stores) < 0) {
            HPy_Close(ctx, buffer);
            buffer = HPy_NULL;
        }
    }
    HPyArray_ReleaseView(ctx, &view);
    return buffer;
}

HPyDef_METH(released, "released", HPyFunc_O)
static HPy released_impl(HPyContext *ctx, HPy self, HPy buffer)
{
    (void)self;
    return HPyObjectBuffer_Release(ctx, buffer) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    (void)module;
    hpy_import_array(ctx);
    return HPyObjectBuffer_Setup(ctx, "references.ObjectBuffer", NULL);
}

static HPyDef *defines[] = {&taken, &released, &module_exec, NULL};
static HPyGlobal *globals[] = {&object_buffer_type, NULL};
static HPyModuleDef definition = {.defines = defines, .globals = globals};
HPy_MODINIT(references, definition)
