/* Object memory with an owner: the C API of numpy_hpy/object_buffer.h. Needs slot.c and the layout core, nothing else. */
#include "numpy_hpy/object_buffer.h"

#include <string.h>

#include "slot.h"

typedef struct {
    NpyBuffer *buffer; /* NULL after a release */
    HPyField alive;    /* None until a visitor takes references away: then NULL */
} ObjectBuffer;

HPyType_HELPERS(ObjectBuffer)

HPyGlobal object_buffer_type;

HPyDef_SLOT(object_buffer_traverse, HPy_tp_traverse)
static int object_buffer_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    ObjectBuffer *owner = (ObjectBuffer *)self;
    int when_null = HPyField_IsNull(owner->alive) ? NPY_VISIT_AGAIN : NPY_VISIT_CLEAR;
    HPy_VISIT(&owner->alive);
    int mode = HPyField_IsNull(owner->alive) ? when_null : NPY_VISIT_LOOK;
    return NpyBuffer_Visit(owner->buffer, (NpyVisitFunc)visit, arg, slot_bias, mode);
}

HPyDef_SLOT(object_buffer_destroy, HPy_tp_destroy)
static void object_buffer_destroy_impl(void *self)
{
    ObjectBuffer *owner = (ObjectBuffer *)self;
    NpyBuffer_Release(owner->buffer);
    owner->buffer = NULL;
}

static ObjectBuffer *in_use(HPyContext *ctx, HPy h)
{
    HPy type = HPyGlobal_Load(ctx, object_buffer_type);
    int is_buffer = HPy_TypeCheck(ctx, h, type);
    HPy_Close(ctx, type);
    if (!is_buffer) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "an ObjectBuffer is required");
        return NULL;
    }
    ObjectBuffer *owner = ObjectBuffer_AsStruct(ctx, h);
    if (slot_owner_is_destroyed(owner) || owner->buffer == NULL || HPyField_IsNull(owner->alive)) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "operation forbidden on released ObjectBuffer");
        return NULL;
    }
    return owner;
}

static HPy raise_error(HPyContext *ctx, const NpyError *error)
{
    if (error->code == NPY_ERROR_CODE_NO_MEMORY) {
        return HPyErr_NoMemory(ctx);
    }
    return HPyErr_SetString(ctx, ctx->h_ValueError, error->message);
}

HPy HPyObjectBuffer_New(HPyContext *ctx, const NpyLayout *layout, HPy_ssize_t count)
{
    if (layout->flags & NPY_LAYOUT_OPAQUE) {
        return HPyErr_SetString(ctx, ctx->h_TypeError, "items with managed memory that is not object slots need their own owner");
    }
    HPy type = HPyGlobal_Load(ctx, object_buffer_type);
    HPy h_buffer = slot_new_owner(ctx, type);
    HPy_Close(ctx, type);
    if (HPy_IsNull(h_buffer)) {
        return HPy_NULL;
    }
    ObjectBuffer *owner = ObjectBuffer_AsStruct(ctx, h_buffer);
    NpyError error;
    memset(&error, 0, sizeof(error));
    owner->buffer = NpyBuffer_New(layout, count, &error);
    if (owner->buffer == NULL) {
        HPy_Close(ctx, h_buffer);
        return raise_error(ctx, &error);
    }
    HPyField_Store(ctx, h_buffer, &owner->alive, ctx->h_None);
    return h_buffer;
}

char *HPyObjectBuffer_Data(HPyContext *ctx, HPy h_buffer)
{
    ObjectBuffer *owner = in_use(ctx, h_buffer);
    return owner == NULL ? NULL : owner->buffer->data;
}

const NpyLayout *HPyObjectBuffer_Layout(HPyContext *ctx, HPy h_buffer)
{
    ObjectBuffer *owner = in_use(ctx, h_buffer);
    return owner == NULL ? NULL : owner->buffer->layout;
}

HPy HPyObjectBuffer_Load(HPyContext *ctx, HPy h_buffer, const char *slot)
{
    return in_use(ctx, h_buffer) == NULL ? HPy_NULL : slot_load(ctx, h_buffer, slot);
}

int HPyObjectBuffer_Store(HPyContext *ctx, HPy h_buffer, char *slot, HPy h_value)
{
    if (in_use(ctx, h_buffer) == NULL) {
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
    ObjectBuffer *owner = in_use(ctx, h_buffer);
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

/* An integer; one that no slot has where it is too big. -1 with an exception set. */
static int parse_number(HPyContext *ctx, HPy h, HPy_ssize_t *number)
{
    HPy index = HPy_Index(ctx, h);
    if (HPy_IsNull(index)) {
        return -1;
    }
    *number = HPyLong_AsSsize_t(ctx, index);
    HPy_Close(ctx, index);
    if (*number == -1 && HPyErr_Occurred(ctx)) {
        if (!HPyErr_ExceptionMatches(ctx, ctx->h_OverflowError)) {
            return -1;
        }
        HPyErr_Clear(ctx);
    }
    return 0;
}

HPyDef_METH(object_buffer_load, "load", HPyFunc_O, .doc = "load(i)\n--\n\nThe object in slot number i, or None.")
static HPy object_buffer_load_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPy_ssize_t number;
    if (parse_number(ctx, arg, &number) < 0) {
        return HPy_NULL;
    }
    ObjectBuffer *owner = in_use(ctx, self);
    char *slot = owner == NULL ? NULL : slot_number(ctx, owner->buffer, number);
    return slot == NULL ? HPy_NULL : HPyObjectBuffer_Load(ctx, self, slot);
}

HPyDef_METH(object_buffer_store, "store", HPyFunc_VARARGS, .doc = "store(i, value)\n--\n\nPuts value into slot number i.")
static HPy object_buffer_store_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy_ssize_t number;
    HPy h_number, value;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:store", &h_number, &value) || parse_number(ctx, h_number, &number) < 0) {
        return HPy_NULL;
    }
    ObjectBuffer *owner = in_use(ctx, self);
    char *slot = owner == NULL ? NULL : slot_number(ctx, owner->buffer, number);
    if (slot == NULL || HPyObjectBuffer_Store(ctx, self, slot, value) < 0) {
        return HPy_NULL;
    }
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(object_buffer_slot_count, "_slot_count", HPyFunc_NOARGS)
static HPy object_buffer_slot_count_impl(HPyContext *ctx, HPy self)
{
    ObjectBuffer *owner = in_use(ctx, self);
    return owner == NULL ? HPy_NULL : HPyLong_FromSsize_t(ctx, owner->buffer->count * owner->buffer->layout->slot_count);
}

HPyDef_METH(object_buffer_release, "release", HPyFunc_NOARGS, .doc = "release()\n--\n\nReleases every slot and the memory.")
static HPy object_buffer_release_impl(HPyContext *ctx, HPy self)
{
    return HPyObjectBuffer_Release(ctx, self) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

#define OWN_DEFINES 6
#define MAX_DEFINES 16

int HPyObjectBuffer_Setup(HPyContext *ctx, const char *name, HPyDef **more)
{
    /* HPy keeps pointers to the definitions, not to the list of them. */
    HPyDef *defines[MAX_DEFINES + 1] = {
        &object_buffer_traverse, &object_buffer_destroy,    &object_buffer_load,
        &object_buffer_store,    &object_buffer_slot_count, &object_buffer_release,
    };
    int count = OWN_DEFINES;
    for (; more != NULL && *more != NULL; more++) {
        if (count == MAX_DEFINES) {
            HPyErr_SetString(ctx, ctx->h_SystemError, "too many definitions for the type of object buffers");
            return -1;
        }
        defines[count++] = *more;
    }
    HPyType_Spec spec = {
        .name = name,
        .basicsize = sizeof(ObjectBuffer),
        .builtin_shape = SHAPE(ObjectBuffer),
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
        .defines = defines,
        .doc = "ObjectBuffer(dtype, count)\n--\n\n"
               "Temporary memory for count items of dtype, with an owner that the collector can see.",
    };
    HPy type = HPyType_FromSpec(ctx, &spec, NULL);
    if (HPy_IsNull(type)) {
        return -1;
    }
    HPyGlobal_Store(ctx, &object_buffer_type, type);
    HPy_Close(ctx, type);
    NpyError error;
    memset(&error, 0, sizeof(error));
    const NpyLayout *layout = NpyLayout_Object(&error);
    if (layout == NULL) {
        raise_error(ctx, &error);
        return -1;
    }
    HPy h_owner = HPyObjectBuffer_New(ctx, layout, 0);
    NpyLayout_DecRef(layout);
    if (HPy_IsNull(h_owner)) {
        return -1;
    }
    int result = slot_measure(ctx, h_owner);
    HPy_Close(ctx, h_owner);
    return result;
}
