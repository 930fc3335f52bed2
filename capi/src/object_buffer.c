/* Object memory with an owner: the C API of numpy_hpy/object_buffer.h, and the type `numpy_hpy.ObjectBuffer`. */
#include "numpy_hpy/object_buffer.h"

#include "skin.h"
#include "slot.h"

HPyDef_SLOT(object_buffer_traverse, HPy_tp_traverse)
static int object_buffer_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    HPyObjectBuffer *owner = (HPyObjectBuffer *)self;
    HPy_VISIT(&owner->dtype);
    int mode = HPyField_IsNull(owner->dtype) ? NPY_VISIT_CLEAR : NPY_VISIT_LOOK;
    return NpyBuffer_Visit(owner->buffer, (NpyVisitFunc)visit, arg, slot_bias, mode);
}

HPyDef_SLOT(object_buffer_destroy, HPy_tp_destroy)
static void object_buffer_destroy_impl(void *self)
{
    HPyObjectBuffer *owner = (HPyObjectBuffer *)self;
    NpyBuffer_Release(owner->buffer);
    owner->buffer = NULL;
}

static HPyObjectBuffer *buffer_in_use(HPyContext *ctx, HPy h)
{
    HPy type = HPyGlobal_Load(ctx, skin_object_buffer_type);
    int is_buffer = HPy_TypeCheck(ctx, h, type);
    HPy_Close(ctx, type);
    if (!is_buffer) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "an ObjectBuffer is required");
        return NULL;
    }
    HPyObjectBuffer *owner = HPyObjectBuffer_AsStruct(ctx, h);
    if (owner->buffer == NULL || HPyField_IsNull(owner->dtype)) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "operation forbidden on released ObjectBuffer");
        return NULL;
    }
    return owner;
}

static HPy new_buffer(HPyContext *ctx, HPy cls, HPy h_dtype, HPy_ssize_t count)
{
    HPy tuple = skin_call(ctx, skin_mirror, 1, h_dtype, HPy_NULL);
    if (HPy_IsNull(tuple)) {
        return HPy_NULL;
    }
    SkinMirrored mirrored;
    int unpacked = skin_unpack_mirrored(ctx, tuple, &mirrored);
    HPy_Close(ctx, tuple);
    if (unpacked < 0) {
        return HPy_NULL;
    }
    HPyObjectBuffer *owner;
    HPy h_buffer = HPy_NULL;
    NpyError error = {0};
    if (mirrored.layout->flags & NPY_LAYOUT_OPAQUE || mirrored.nd != 0) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "an ObjectBuffer needs a dtype of object slots that is no subarray");
    }
    else {
        h_buffer = HPy_New(ctx, cls, &owner);
    }
    if (!HPy_IsNull(h_buffer)) {
        owner->buffer = NpyBuffer_New(mirrored.layout, count, &error);
        if (owner->buffer == NULL) {
            HPy_Close(ctx, h_buffer);
            h_buffer = skin_raise(ctx, &error);
        }
        else {
            HPyField_Store(ctx, h_buffer, &owner->dtype, mirrored.dtype);
        }
    }
    skin_close_mirrored(ctx, &mirrored);
    return h_buffer;
}

HPy HPyObjectBuffer_New(HPyContext *ctx, HPy h_dtype, HPy_ssize_t count)
{
    HPy type = HPyGlobal_Load(ctx, skin_object_buffer_type);
    HPy h_buffer = new_buffer(ctx, type, h_dtype, count);
    HPy_Close(ctx, type);
    return h_buffer;
}

char *HPyObjectBuffer_Data(HPyContext *ctx, HPy h_buffer)
{
    HPyObjectBuffer *owner = buffer_in_use(ctx, h_buffer);
    return owner == NULL ? NULL : owner->buffer->data;
}

const NpyLayout *HPyObjectBuffer_Layout(HPyContext *ctx, HPy h_buffer)
{
    HPyObjectBuffer *owner = buffer_in_use(ctx, h_buffer);
    return owner == NULL ? NULL : owner->buffer->layout;
}

HPy HPyObjectBuffer_Load(HPyContext *ctx, HPy h_buffer, const char *slot)
{
    return buffer_in_use(ctx, h_buffer) == NULL ? HPy_NULL : slot_load(ctx, h_buffer, slot);
}

int HPyObjectBuffer_Store(HPyContext *ctx, HPy h_buffer, char *slot, HPy h_value)
{
    if (buffer_in_use(ctx, h_buffer) == NULL) {
        return -1;
    }
    slot_store(ctx, h_buffer, slot, h_value);
    return 0;
}

typedef struct {
    HPyContext *ctx;
    HPy owner;
} Emptying;

static int empty_slot(void *slot, void *arg)
{
    Emptying *emptying = arg;
    slot_store(emptying->ctx, emptying->owner, slot, HPy_NULL);
    return 0;
}

int HPyObjectBuffer_Release(HPyContext *ctx, HPy h_buffer)
{
    HPyObjectBuffer *owner = buffer_in_use(ctx, h_buffer);
    if (owner == NULL) {
        return -1;
    }
    /* Taken away first: code that runs below finds a released buffer. */
    NpyBuffer *buffer = owner->buffer;
    owner->buffer = NULL;
    Emptying emptying = {ctx, h_buffer};
    NpyLayout_Walk(buffer->layout, buffer->data, buffer->count, buffer->layout->itemsize, empty_slot, &emptying);
    NpyBuffer_Release(buffer);
    return 0;
}

HPyDef_SLOT(object_buffer_new, HPy_tp_new)
static HPy object_buffer_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    static const char *keywords[] = {"dtype", "count", NULL};
    HPyTracker tracker;
    HPy h_dtype;
    HPy_ssize_t count;
    if (!HPyArg_ParseKeywordsDict(ctx, &tracker, args, nargs, kw, "On:ObjectBuffer", keywords, &h_dtype, &count)) {
        return HPy_NULL;
    }
    HPy h_buffer = new_buffer(ctx, cls, h_dtype, count);
    HPyTracker_Close(ctx, tracker);
    return h_buffer;
}

/* Finds slot number `wanted` by walking. */
typedef struct {
    HPy_ssize_t wanted;
    char *found;
} Search;

static int is_wanted(void *slot, void *arg)
{
    Search *search = arg;
    if (search->wanted-- != 0) {
        return 0;
    }
    search->found = slot;
    return 1;
}

/* The slot of that number, items in order; NULL with IndexError set. */
static char *slot_number(HPyContext *ctx, const NpyBuffer *buffer, HPy_ssize_t number)
{
    ptrdiff_t per_item = buffer->layout->slot_count;
    if (number < 0 || per_item == 0 || number / per_item >= buffer->count) {
        HPyErr_SetString(ctx, ctx->h_IndexError, "slot number is out of range");
        return NULL;
    }
    Search search = {number % per_item, NULL};
    char *item = buffer->data + number / per_item * buffer->layout->itemsize;
    NpyLayout_Walk(buffer->layout, item, 1, buffer->layout->itemsize, is_wanted, &search);
    return search.found;
}

HPyDef_METH(object_buffer_load, "load", HPyFunc_O, .doc = "load(i)\n--\n\nThe object in slot number i, or None.")
static HPy object_buffer_load_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t number = HPyLong_AsSsize_t(ctx, arg);
    if (number == -1 && HPyErr_Occurred(ctx)) {
        return HPy_NULL;
    }
    HPyObjectBuffer *owner = buffer_in_use(ctx, self);
    char *slot = owner == NULL ? NULL : slot_number(ctx, owner->buffer, number);
    return slot == NULL ? HPy_NULL : HPyObjectBuffer_Load(ctx, self, slot);
}

HPyDef_METH(object_buffer_store, "store", HPyFunc_VARARGS, .doc = "store(i, value)\n--\n\nPuts value into slot number i.")
static HPy object_buffer_store_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_ssize_t number;
    HPy value;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "nO:store", &number, &value)) {
        return HPy_NULL;
    }
    HPyObjectBuffer *owner = buffer_in_use(ctx, self);
    char *slot = owner == NULL ? NULL : slot_number(ctx, owner->buffer, number);
    if (slot == NULL || HPyObjectBuffer_Store(ctx, self, slot, value) < 0) {
        return HPy_NULL;
    }
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(object_buffer_slot_count, "_slot_count", HPyFunc_NOARGS)
static HPy object_buffer_slot_count_impl(HPyContext *ctx, HPy self)
{
    HPyObjectBuffer *owner = buffer_in_use(ctx, self);
    return owner == NULL ? HPy_NULL : HPyLong_FromSsize_t(ctx, owner->buffer->count * owner->buffer->layout->slot_count);
}

HPyDef_METH(object_buffer_release, "release", HPyFunc_NOARGS, .doc = "release()\n--\n\nReleases every slot and the memory.")
static HPy object_buffer_release_impl(HPyContext *ctx, HPy self)
{
    return HPyObjectBuffer_Release(ctx, self) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef *skin_object_buffer_defines[] = {
    &object_buffer_traverse, &object_buffer_destroy,    &object_buffer_new,     &object_buffer_load,
    &object_buffer_store,    &object_buffer_slot_count, &object_buffer_release, NULL,
};
