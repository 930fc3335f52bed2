/* The life of an array: made, traversed, destroyed. */
#include "skin.h"
#include "slot.h"

/* No context, no API: the fields of the object itself, then whatever slots the core owns.
 *
 * A visitor that leaves NULL behind takes references away: a deallocation or a tp_clear. The dtype field tells, as it is
 * visited first: it is set from the array's birth until its first clearing. The slots are then NULL before they are visited. */
HPyDef_SLOT(array_traverse, HPy_tp_traverse)
static int array_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPyArrayObject *array = (HPyArrayObject *)self;
    HPy_VISIT(&array->dtype);
    int mode = HPyField_IsNull(array->dtype) ? NPY_VISIT_CLEAR : NPY_VISIT_LOOK;
    HPy_VISIT(&array->base);
    return NpyArray_Visit(&array->core, (NpyVisitFunc)visit, arg, slot_bias, mode);
}

HPyDef_SLOT(array_destroy, HPy_tp_destroy)
static void array_destroy_impl(void *self)
{
    NpyArray_Destroy(&((HPyArrayObject *)self)->core);
}

static int parse_order(HPyContext *ctx, HPy h_order, char *order)
{
    *order = 'C';
    if (HPy_IsNull(h_order) || HPy_Is(ctx, h_order, ctx->h_None)) {
        return 0;
    }
    const char *text = HPyUnicode_Check(ctx, h_order) ? HPyUnicode_AsUTF8AndSize(ctx, h_order, NULL) : NULL;
    if (text != NULL && (strcmp(text, "C") == 0 || strcmp(text, "F") == 0)) {
        *order = text[0];
        return 0;
    }
    if (!HPyErr_Occurred(ctx)) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "order must be 'C' or 'F'");
    }
    return -1;
}

/* The dimensions of a subarray dtype follow those of the array. */
static int append_shape(HPyContext *ctx, int *nd, ptrdiff_t *shape, const SkinMirrored *mirrored)
{
    if (*nd + mirrored->nd > NPY_ARRAY_MAX_DIMS) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "maximum supported dimension for an array is currently 64");
        return -1;
    }
    memcpy(shape + *nd, mirrored->shape, (size_t)mirrored->nd * sizeof(*shape));
    *nd += mirrored->nd;
    return 0;
}

static HPy new_array(HPyContext *ctx, HPy cls, HPy h_shape, const SkinMirrored *mirrored, char order)
{
    int nd = 0;
    ptrdiff_t shape[NPY_ARRAY_MAX_DIMS];
    if (skin_parse_shape(ctx, h_shape, &nd, shape) < 0 || append_shape(ctx, &nd, shape, mirrored) < 0) {
        return HPy_NULL;
    }
    if (mirrored->layout->flags & NPY_LAYOUT_OPAQUE) {
        HPy text = HPy_Repr(ctx, mirrored->dtype);
        const char *utf8 = HPy_IsNull(text) ? NULL : HPyUnicode_AsUTF8AndSize(ctx, text, NULL);
        if (utf8 != NULL) {
            HPyErr_Format(ctx, ctx->h_TypeError,
                          "%s is not supported: its items hold memory that is not object references, and only "
                          "the dtype knows how to release it", utf8);
        }
        if (!HPy_IsNull(text)) {
            HPy_Close(ctx, text);
        }
        return HPy_NULL;
    }
    HPyArrayObject *array;
    HPy h_array = HPy_New(ctx, cls, &array);
    if (HPy_IsNull(h_array)) {
        return HPy_NULL;
    }
    NpyError error = {0};
    if (NpyArray_InitZeroed(&array->core, mirrored->layout, nd, shape, order, &error) < 0) {
        HPy_Close(ctx, h_array);
        return skin_raise(ctx, &error);
    }
    HPyField_Store(ctx, h_array, &array->dtype, mirrored->dtype);
    return h_array;
}

HPyDef_SLOT(array_new, HPy_tp_new)
static HPy array_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *keywords[] = {"shape", "dtype", "order", NULL};
    HPyTracker tracker;
    HPy h_shape, h_dtype = HPy_NULL, h_order = HPy_NULL;
    if (!HPyArg_ParseKeywordsDict(ctx, &tracker, args, nargs, kw, "O|OO:HPyArray", keywords, &h_shape, &h_dtype, &h_order)) {
        return HPy_NULL;
    }
    HPy result = HPy_NULL;
    char order;
    if (parse_order(ctx, h_order, &order) == 0) {
        HPy tuple = skin_call(ctx, skin_mirror, 1, HPy_IsNull(h_dtype) ? ctx->h_None : h_dtype, HPy_NULL);
        if (!HPy_IsNull(tuple)) {
            SkinMirrored mirrored;
            if (skin_unpack_mirrored(ctx, tuple, &mirrored) == 0) {
                result = new_array(ctx, cls, h_shape, &mirrored, order);
                skin_close_mirrored(ctx, &mirrored);
            }
            HPy_Close(ctx, tuple);
        }
    }
    HPyTracker_Close(ctx, tracker);
    return result;
}
