#include "skin.h"
#include "slot.h"

#include <stdlib.h>

HPy skin_raise(HPyContext *ctx, const NpyError *error)
{
    switch (error->code) {
    case NPY_ERROR_CODE_NO_MEMORY:
        return HPyErr_NoMemory(ctx);
    case NPY_ERROR_CODE_INDEX_ERROR:
        return HPyErr_SetString(ctx, ctx->h_IndexError, error->message);
    case NPY_ERROR_CODE_VALUE_ERROR:
        return HPyErr_SetString(ctx, ctx->h_ValueError, error->message);
    case NPY_ERROR_CODE_TYPE_ERROR:
        return HPyErr_SetString(ctx, ctx->h_TypeError, error->message);
    default:
        return HPyErr_SetString(ctx, ctx->h_SystemError, error->message);
    }
}

HPy skin_raise_dimensions(HPyContext *ctx)
{
    return HPyErr_SetString(ctx, ctx->h_ValueError, "maximum supported dimension for an array is currently 64");
}

HPy skin_call(HPyContext *ctx, HPyGlobal hook, size_t count, HPy first, HPy second)
{
    /* HPy_Call lies at another place in PyPy 7.3.19's context than in HPy 0.9's; HPy_CallTupleDict does not. */
    HPy items[2] = {first, second};
    HPy args = HPyTuple_FromArray(ctx, items, (HPy_ssize_t)count);
    if (HPy_IsNull(args)) {
        return HPy_NULL;
    }
    HPy callable = HPyGlobal_Load(ctx, hook);
    HPy result = HPy_CallTupleDict(ctx, callable, args, HPy_NULL);
    HPy_Close(ctx, callable);
    HPy_Close(ctx, args);
    return result;
}

/* Whether the array, or the owner of its memory, has been cleared or destroyed. */
static bool is_gone(HPyContext *ctx, HPy h, HPyArrayObject *array)
{
    if (slot_owner_is_destroyed(array) || HPyField_IsNull(array->dtype)) {
        return true;
    }
    /* A view whose base is gone must not read its memory; the core says whether there should be a base. */
    if (array->core.flags & NPY_CORE_OWNDATA) {
        return false;
    }
    if (HPyField_IsNull(array->base)) {
        return true;
    }
    if (skin_is_foreign(array)) {
        return false;
    }
    HPy base = HPyField_Load(ctx, h, array->base);
    bool destroyed = slot_owner_is_destroyed(HPyArrayObject_AsStruct(ctx, base));
    HPy_Close(ctx, base);
    return destroyed;
}

int skin_make_rare(HPyContext *ctx, HPyArrayObject *array)
{
    if (array->rare == NULL) {
        array->rare = calloc(1, sizeof(*array->rare));
        if (array->rare == NULL) {
            HPyErr_NoMemory(ctx);
            return -1;
        }
    }
    return 0;
}

HPyArrayObject *skin_array(HPyContext *ctx, HPy h)
{
    HPy type = HPyGlobal_Load(ctx, skin_array_type);
    int is_array = HPy_TypeCheck(ctx, h, type);
    HPy_Close(ctx, type);
    if (!is_array) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "an HPyArray is required");
        return NULL;
    }
    HPyArrayObject *array = HPyArrayObject_AsStruct(ctx, h);
    if (is_gone(ctx, h, array)) {
        HPyErr_SetString(ctx, ctx->h_ReferenceError, "the array has been cleared by the garbage collector");
        return NULL;
    }
    return array;
}

void skin_close_mirrored(HPyContext *ctx, SkinMirrored *mirrored)
{
    slot_close(ctx, mirrored->dtype);
    slot_close(ctx, mirrored->keep_alive);
}

static int int_item(HPyContext *ctx, HPy tuple, HPy_ssize_t i, ptrdiff_t *value)
{
    HPy item = HPy_GetItem_i(ctx, tuple, i);
    if (HPy_IsNull(item)) {
        return -1;
    }
    *value = HPyLong_AsSsize_t(ctx, item);
    HPy_Close(ctx, item);
    return *value == -1 && HPyErr_Occurred(ctx) ? -1 : 0;
}

static int unpack_mirrored(HPyContext *ctx, HPy tuple, SkinMirrored *out)
{
    out->dtype = HPy_GetItem_i(ctx, tuple, 0);
    HPy h_address = HPy_GetItem_i(ctx, tuple, 1);
    HPy h_shape = HPy_GetItem_i(ctx, tuple, 2);
    out->keep_alive = HPy_GetItem_i(ctx, tuple, 3);
    int result = -1;
    if (!HPy_IsNull(h_address) && !HPy_IsNull(h_shape) && !HPy_IsNull(out->dtype) && !HPy_IsNull(out->keep_alive)) {
        out->layout = (const NpyLayout *)HPyLong_AsVoidPtr(ctx, h_address);
        if (!HPyErr_Occurred(ctx)) {
            result = skin_parse_shape(ctx, h_shape, &out->nd, out->shape);
        }
    }
    slot_close(ctx, h_address);
    slot_close(ctx, h_shape);
    if (result == 0 && HPy_Length(ctx, tuple) > 4) {
        result = int_item(ctx, tuple, 4, &out->offset);
    }
    return result;
}

int skin_unpack_mirrored(HPyContext *ctx, HPy tuple, SkinMirrored *out)
{
    memset(out, 0, sizeof(*out));
    out->dtype = HPy_NULL;
    out->keep_alive = HPy_NULL;
    if (unpack_mirrored(ctx, tuple, out) < 0) {
        skin_close_mirrored(ctx, out);
        return -1;
    }
    return 0;
}

int skin_check_arguments(HPyContext *ctx, const char *function, const char *const *keywords, HPy_ssize_t nargs, HPy kw)
{
    HPy_ssize_t known = 0, given = HPy_IsNull(kw) ? 0 : HPy_Length(ctx, kw);
    if (given < 0) {
        return -1;
    }
    HPy_ssize_t count = 0;
    for (; keywords[count] != NULL; count++) {
        if (given == 0 || count < nargs) {
            continue;
        }
        HPy name = HPyUnicode_FromString(ctx, keywords[count]);
        int found = HPy_IsNull(name) ? -1 : HPy_Contains(ctx, kw, name);
        slot_close(ctx, name);
        if (found < 0) {
            return -1;
        }
        known += found;
    }
    if (nargs > count) {
        HPyErr_Format(ctx, ctx->h_TypeError, "%s() takes at most %d positional arguments, got %d", function, (int)count,
                      (int)nargs);
        return -1;
    }
    if (nargs == 0 && known == 0) {
        HPyErr_Format(ctx, ctx->h_TypeError, "%s() missing required argument '%s' (pos 1)", function, keywords[0]);
        return -1;
    }
    if (known != given) {
        HPyErr_Format(ctx, ctx->h_TypeError, "%s() got a keyword argument that it does not know, or one argument twice",
                      function);
        return -1;
    }
    return 0;
}

/* One length of a shape. */
static int parse_length(HPyContext *ctx, HPy h, ptrdiff_t *length)
{
    if (HPy_TypeCheck(ctx, h, ctx->h_BoolType)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "an integer is required, not a bool");
        return -1;
    }
    HPy index = HPy_Index(ctx, h);
    if (HPy_IsNull(index)) {
        return -1;
    }
    *length = HPyLong_AsSsize_t(ctx, index);
    HPy_Close(ctx, index);
    if (*length == -1 && HPyErr_Occurred(ctx)) {
        if (HPyErr_ExceptionMatches(ctx, ctx->h_OverflowError)) {
            HPyErr_Clear(ctx);
            HPyErr_SetString(ctx, ctx->h_ValueError, "Maximum allowed dimension exceeded");
        }
        return -1;
    }
    return 0;
}

/* -1 for what is no sequence, -2 with an exception set. */
static HPy_ssize_t sequence_length(HPyContext *ctx, HPy h)
{
    if (!HPyTuple_Check(ctx, h) && !HPyList_Check(ctx, h)) {
        if (HPyDict_Check(ctx, h) || !HPy_HasAttr_s(ctx, h, "__getitem__")) {
            return -1;
        }
    }
    HPy_ssize_t length = HPy_Length(ctx, h);
    if (length >= 0) {
        return length;
    }
    if (!HPyErr_ExceptionMatches(ctx, ctx->h_TypeError)) {
        return -2;
    }
    HPyErr_Clear(ctx); /* NumPy's scalars have __getitem__, and no length. */
    return -1;
}

int skin_parse_shape(HPyContext *ctx, HPy h_shape, int *nd, ptrdiff_t *shape)
{
    HPy_ssize_t count = sequence_length(ctx, h_shape);
    if (count < -1) {
        return -1;
    }
    if (count < 0) {
        *nd = 1;
        int result = parse_length(ctx, h_shape, &shape[0]);
        if (result < 0 && HPyErr_ExceptionMatches(ctx, ctx->h_TypeError)) {
            HPyErr_Clear(ctx);
            HPyErr_SetString(ctx, ctx->h_TypeError, "expected a sequence of integers or a single integer as the shape");
        }
        return result;
    }
    if (count > NPY_ARRAY_MAX_DIMS) {
        HPyErr_Format(ctx, ctx->h_ValueError, "maximum supported dimension for an array is currently %d, found %d",
                      NPY_ARRAY_MAX_DIMS, (int)(count > 1000000 ? 1000000 : count));
        return -1;
    }
    for (HPy_ssize_t i = 0; i < count; i++) {
        HPy item = HPy_GetItem_i(ctx, h_shape, i);
        if (HPy_IsNull(item)) {
            return -1;
        }
        int result = parse_length(ctx, item, &shape[i]);
        HPy_Close(ctx, item);
        if (result < 0) {
            return -1;
        }
    }
    *nd = (int)count;
    return 0;
}

HPy skin_tuple(HPyContext *ctx, size_t count, HPy *items)
{
    bool complete = true;
    for (size_t i = 0; i < count; i++) {
        complete = complete && !HPy_IsNull(items[i]);
    }
    HPy tuple = complete ? HPyTuple_FromArray(ctx, items, (HPy_ssize_t)count) : HPy_NULL;
    for (size_t i = 0; i < count; i++) {
        slot_close(ctx, items[i]);
    }
    return tuple;
}

HPy skin_shape_tuple(HPyContext *ctx, int count, const ptrdiff_t *values)
{
    HPy items[NPY_ARRAY_MAX_DIMS];
    if (count > NPY_ARRAY_MAX_DIMS) {
        return skin_raise_dimensions(ctx);
    }
    for (int i = 0; i < count; i++) {
        items[i] = HPyLong_FromSsize_t(ctx, values[i]);
    }
    return skin_tuple(ctx, (size_t)count, items);
}

HPy skin_new_borrower(HPyContext *ctx, HPy h_dtype, const NpyLayout *layout, const NpyView *place, bool is_writeable)
{
    HPy type = HPyGlobal_Load(ctx, skin_array_type);
    HPy h_array = slot_new_owner(ctx, type);
    HPy_Close(ctx, type);
    if (HPy_IsNull(h_array)) {
        return HPy_NULL;
    }
    HPyArrayObject *array = HPyArrayObject_AsStruct(ctx, h_array);
    NpyError error = {0};
    if (NpyArray_InitView(&array->core, layout, place, is_writeable, &error) < 0) {
        HPy_Close(ctx, h_array);
        return skin_raise(ctx, &error);
    }
    HPyField_Store(ctx, h_array, &array->dtype, h_dtype);
    return h_array;
}

HPy skin_new_view(HPyContext *ctx, HPy h_parent, HPy h_dtype, const NpyLayout *layout, const NpyView *place)
{
    HPyArrayObject *parent = skin_array(ctx, h_parent);
    if (parent == NULL) {
        return HPy_NULL;
    }
    HPy h_view = skin_new_borrower(ctx, h_dtype, layout, place, (parent->core.flags & NPY_CORE_WRITEABLE) != 0);
    if (HPy_IsNull(h_view)) {
        return HPy_NULL;
    }
    HPyArrayObject *view = HPyArrayObject_AsStruct(ctx, h_view);
    /* The base is never a view in between: it is the owner of the memory, or stands over a foreign one. */
    if (skin_is_view(parent)) {
        HPy h_base = HPyField_Load(ctx, h_parent, parent->base);
        HPyField_Store(ctx, h_view, &view->base, h_base);
        HPy_Close(ctx, h_base);
    }
    else {
        HPyField_Store(ctx, h_view, &view->base, h_parent);
    }
    return h_view;
}
