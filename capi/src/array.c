/* The life of an array: made, traversed, destroyed. */
#include "skin.h"
#include "slot.h"

#include <stdio.h>
#include <stdlib.h>

/* No context, no API: the fields of the object itself, then whatever slots the core owns.
 *
 * A visitor that leaves NULL behind takes references away: a deallocation or a tp_clear. The dtype field tells, as it is
 * visited first: it is set from the array's birth until its first clearing. The slots are then NULL before they are visited.
 *
 * A view keeps its base until it is destroyed: a tp_clear may run code that makes an ndarray or a memoryview of the view, and
 * these go on using the memory. No cycle needs more, as the base gives up its slots itself. */
HPyDef_SLOT(array_traverse, HPy_tp_traverse)
static int array_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPyArrayObject *array = (HPyArrayObject *)self;
    bool was_cleared = HPyField_IsNull(array->dtype);
    HPy_VISIT(&array->dtype);
    if (!HPyField_IsNull(array->dtype)) {
        HPy_VISIT(&array->base);
        if (array->rare != NULL) {
            HPy_VISIT(&array->rare->pin);
        }
        return NpyArray_Visit(&array->core, (NpyVisitFunc)visit, arg, slot_bias, NPY_VISIT_LOOK);
    }
    array->release_base = visit;
    array->release_arg = arg;
    /* Cleared before, yet alive, as an ndarray over the memory can keep it: nothing tells a collector that looks from a deallocation. */
    int mode = was_cleared ? NPY_VISIT_AGAIN : NPY_VISIT_CLEAR;
    return NpyArray_Visit(&array->core, (NpyVisitFunc)visit, arg, slot_bias, mode);
}

HPyDef_SLOT(array_destroy, HPy_tp_destroy)
static void array_destroy_impl(void *self)
{
    HPyArrayObject *array = (HPyArrayObject *)self;
    if (array->exports > 0) {
        /* Only PyPy comes here, for a cycle through a memoryview that a finalizer may still read. A leak is the lesser evil. */
        return;
    }
    NpyArray_Destroy(&array->core);
    SkinRare *rare = array->rare;
    array->rare = NULL;
    /* The deallocation's own visitor: it has called the traversal just before. */
    if (rare != NULL) {
        skin_free_formats(rare->formats);
        if (array->release_base != NULL && !HPyField_IsNull(rare->pin)) {
            array->release_base(&rare->pin, array->release_arg);
        }
        free(rare);
    }
    if (array->release_base != NULL && !HPyField_IsNull(array->base)) {
        array->release_base(&array->base, array->release_arg);
    }
}

static int parse_order(HPyContext *ctx, HPy h_order, char *order)
{
    *order = 'C';
    if (HPy_IsNull(h_order) || HPy_Is(ctx, h_order, ctx->h_None)) {
        return 0;
    }
    if (!HPyUnicode_Check(ctx, h_order)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "order must be str");
        return -1;
    }
    HPy_ssize_t length;
    const char *text = HPyUnicode_AsUTF8AndSize(ctx, h_order, &length);
    if (text == NULL) {
        return -1;
    }
    if (length == 1 && memchr("CcFf", text[0], 4) != NULL) {
        *order = text[0] == 'F' || text[0] == 'f' ? 'F' : 'C';
        return 0;
    }
    HPyErr_SetString(ctx, ctx->h_ValueError, "only 'C' or 'F' order is permitted");
    return -1;
}

/* The dimensions of a subarray dtype follow those of the array. */
static int append_shape(HPyContext *ctx, int *nd, ptrdiff_t *shape, const SkinMirrored *mirrored)
{
    if (*nd + mirrored->nd > NPY_ARRAY_MAX_DIMS) {
        skin_raise_dimensions(ctx);
        return -1;
    }
    memcpy(shape + *nd, mirrored->shape, (size_t)mirrored->nd * sizeof(*shape));
    *nd += mirrored->nd;
    return 0;
}

/* As NumPy, with the size. The product cannot overflow: that would have been the error. */
static HPy raise_no_memory(HPyContext *ctx, const NpyLayout *layout, int nd, const ptrdiff_t *shape)
{
    ptrdiff_t bytes = layout->itemsize * skin_product(nd, shape);
    char message[80];
    snprintf(message, sizeof(message), "Unable to allocate %td bytes for an array", bytes);
    return HPyErr_SetString(ctx, ctx->h_MemoryError, message);
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
        slot_close(ctx, text);
        return HPy_NULL;
    }
    HPy h_array = slot_new_owner(ctx, cls);
    if (HPy_IsNull(h_array)) {
        return HPy_NULL;
    }
    HPyArrayObject *array = HPyArrayObject_AsStruct(ctx, h_array);
    NpyError error = {0};
    if (NpyArray_InitZeroed(&array->core, mirrored->layout, nd, shape, order, &error) < 0) {
        HPy_Close(ctx, h_array);
        return error.code == NPY_ERROR_CODE_NO_MEMORY ? raise_no_memory(ctx, mirrored->layout, nd, shape)
                                                      : skin_raise(ctx, &error);
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
    if (skin_check_arguments(ctx, "HPyArray", keywords, nargs, kw) < 0 ||
        !HPyArg_ParseKeywordsDict(ctx, &tracker, args, nargs, kw, "O|OO:HPyArray", keywords, &h_shape, &h_dtype, &h_order)) {
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
