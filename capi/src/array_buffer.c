/* The buffer protocol, for dtypes without objects. */
#include "skin.h"
#include "slot.h"

#include <stdlib.h>

/* From Python's object.h; hpy.h has no names for them. */
enum {
    BUF_WRITABLE = 0x0001,
    BUF_FORMAT = 0x0004,
    BUF_ND = 0x0008,
    BUF_STRIDES = 0x0010 | BUF_ND,
    BUF_C_CONTIGUOUS = 0x0020 | BUF_STRIDES,
    BUF_F_CONTIGUOUS = 0x0040 | BUF_STRIDES,
    BUF_ANY_CONTIGUOUS = 0x0080 | BUF_STRIDES,
};

static int refuse(HPyContext *ctx, HPy type, const char *message)
{
    HPyErr_SetString(ctx, type, message);
    return -1;
}

static bool asks(int flags, int what)
{
    return (flags & what) == what;
}

static int check_request(HPyContext *ctx, const NpyArrayCore *core, int flags)
{
    bool c_order = core->flags & NPY_CORE_C_CONTIGUOUS;
    bool f_order = core->flags & NPY_CORE_F_CONTIGUOUS;
    if (core->layout->flags & NPY_LAYOUT_HAS_SLOTS) {
        return refuse(ctx, ctx->h_BufferError, "cannot export object references as a buffer");
    }
    if (asks(flags, BUF_WRITABLE) && !(core->flags & NPY_CORE_WRITEABLE)) {
        return refuse(ctx, ctx->h_ValueError, "buffer source array is read-only");
    }
    if (asks(flags, BUF_C_CONTIGUOUS) && !c_order) {
        return refuse(ctx, ctx->h_ValueError, "array is not C-contiguous");
    }
    if (asks(flags, BUF_F_CONTIGUOUS) && !f_order) {
        return refuse(ctx, ctx->h_ValueError, "array is not Fortran contiguous");
    }
    if (asks(flags, BUF_ANY_CONTIGUOUS) && !c_order && !f_order) {
        return refuse(ctx, ctx->h_ValueError, "array is not contiguous");
    }
    if (!asks(flags, BUF_STRIDES) && !c_order) {
        return refuse(ctx, ctx->h_ValueError, "array is not C-contiguous");
    }
    return 0;
}

/* A format lives as long as its array. A buffer cannot own one: PyPy 7.3.19 does not give `internal` back at the release. */
struct SkinFormat {
    struct SkinFormat *next;
    char text[];
};

void skin_free_formats(struct SkinFormat *formats)
{
    while (formats != NULL) {
        struct SkinFormat *next = formats->next;
        free(formats);
        formats = next;
    }
}

/* `text` as one of the array's formats; a new one only when the dtype has changed. NULL with an exception set. */
static char *remember_format(HPyContext *ctx, HPyArrayObject *array, const char *text, size_t length)
{
    if (skin_make_rare(ctx, array) < 0) {
        return NULL;
    }
    for (struct SkinFormat *known = array->rare->formats; known != NULL; known = known->next) {
        if (strcmp(known->text, text) == 0) {
            return known->text;
        }
    }
    struct SkinFormat *fresh = malloc(sizeof(*fresh) + length + 1);
    if (fresh == NULL) {
        HPyErr_NoMemory(ctx);
        return NULL;
    }
    memcpy(fresh->text, text, length + 1);
    fresh->next = array->rare->formats;
    array->rare->formats = fresh;
    return fresh->text;
}

/* The dtype's format. NULL with an exception set. */
static char *format_of(HPyContext *ctx, HPy self, HPyArrayObject *array)
{
    HPy dtype = HPyField_Load(ctx, self, array->dtype);
    HPy h_format = skin_call(ctx, skin_buffer_format, 1, dtype, HPy_NULL);
    HPy_Close(ctx, dtype);
    if (HPy_IsNull(h_format)) {
        return NULL;
    }
    HPy_ssize_t length = 0;
    const char *text = HPyUnicode_AsUTF8AndSize(ctx, h_format, &length);
    char *format = text == NULL ? NULL : remember_format(ctx, array, text, (size_t)length);
    HPy_Close(ctx, h_format);
    return format;
}

/* Counts an exported buffer, or its release, on the array that the memory is used through. */
static void count_export(HPyContext *ctx, HPy self, int change)
{
    HPyArrayObject *owner = HPyArrayObject_AsStruct(ctx, self);
    if (!slot_owner_is_destroyed(owner) && skin_is_view(owner)) {
        HPy base = HPyField_Load(ctx, self, owner->base);
        owner = HPyArrayObject_AsStruct(ctx, base);
        HPy_Close(ctx, base);
    }
    if (!slot_owner_is_destroyed(owner)) {
        owner->exports += change;
    }
}

HPyDef_SLOT(array_getbuffer, HPy_bf_getbuffer)
static int array_getbuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view, int flags)
{
    HPyArrayObject *array = skin_array(ctx, self);
    view->obj = HPy_NULL;
    if (array == NULL || check_request(ctx, &array->core, flags) < 0) {
        return -1;
    }
    /* Also when no format is asked for: a dtype that has none is not to be taken for bytes. */
    char *format = format_of(ctx, self, array);
    if (format == NULL) {
        return -1;
    }
    const NpyArrayCore *core = &array->core;
    view->buf = core->data;
    view->len = core->layout->itemsize * skin_product(core->nd, core->shape);
    view->itemsize = core->layout->itemsize;
    view->readonly = !(core->flags & NPY_CORE_WRITEABLE);
    view->ndim = asks(flags, BUF_ND) ? core->nd : 0;
    view->format = asks(flags, BUF_FORMAT) ? format : NULL;
    view->shape = asks(flags, BUF_ND) ? core->shape : NULL;
    view->strides = asks(flags, BUF_STRIDES) ? core->strides : NULL;
    view->suboffsets = NULL;
    view->internal = NULL;
    view->obj = HPy_Dup(ctx, self);
    count_export(ctx, self, 1);
    return 0;
}

HPyDef_SLOT(array_releasebuffer, HPy_bf_releasebuffer)
static void array_releasebuffer_impl(HPyContext *ctx, HPy self, HPy_buffer *view)
{
    (void)view;
    count_export(ctx, self, -1);
}
