/* The module `_hpyarray`: makes the two types and takes the hooks that the Python package gives. */
#include "numpy_hpy/object_buffer.h"
#include "skin.h"
#include "slot.h"

#include <stdlib.h>

HPyGlobal skin_mirror;
HPyGlobal skin_field;
HPyGlobal skin_get_element;
HPyGlobal skin_set_element;
HPyGlobal skin_assign;
HPyGlobal skin_buffer_format;
HPyGlobal skin_array_type;

extern HPyDef array_traverse, array_destroy, array_new;
extern HPyDef array_subscript, array_item, array_ass_subscript, array_length, array_getbuffer, array_releasebuffer;
extern HPyDef array_shape, array_strides, array_ndim, array_itemsize, array_size, array_dtype, array_base, array_flags;
extern HPyDef array_data_address, array_layout_address, array_set_writeable, array_live_slots, array_exchange, array_places;
extern HPyDef array_over, array_own, array_pinned;

static HPyDef *array_defines[] = {
    &array_traverse,       &array_destroy,       &array_new,          &array_subscript,  &array_item,
    &array_ass_subscript,  &array_length,        &array_getbuffer,    &array_releasebuffer,
    &array_shape,          &array_strides,       &array_ndim,         &array_itemsize,   &array_size,
    &array_dtype,          &array_base,          &array_flags,        &array_data_address,
    &array_layout_address, &array_set_writeable, &array_live_slots,   &array_exchange,   &array_places,
    &array_own,            &array_pinned,        NULL,
};

static HPyType_Spec array_spec = {
    .name = "numpy_hpy.HPyArray",
    .basicsize = sizeof(HPyArrayObject),
    .builtin_shape = SHAPE(HPyArrayObject),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = array_defines,
    .doc = "HPyArray(shape, dtype=None, order='C')\n--\n\n"
           "An array on HPy: zeroed memory for items of any dtype, whose object references the collector can see.\n\n"
           "The default dtype is float64. "
           "Object slots are None until they are set. Raises what numpy.empty raises, and TypeError for a dtype with managed\n"
           "memory that is not object references (StringDType).",
};

/* ObjectBuffer(dtype, count), for Python. */
HPyDef_SLOT(object_buffer_new, HPy_tp_new)
static HPy object_buffer_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    (void)cls;
    static const char *keywords[] = {"dtype", "count", NULL};
    HPyTracker tracker;
    HPy h_dtype, h_count;
    if (skin_check_arguments(ctx, "ObjectBuffer", keywords, nargs, kw) < 0 ||
        !HPyArg_ParseKeywordsDict(ctx, &tracker, args, nargs, kw, "OO:ObjectBuffer", keywords, &h_dtype, &h_count)) {
        return HPy_NULL;
    }
    HPy h_buffer = HPy_NULL;
    HPy tuple = HPy_NULL;
    HPy h_index = HPy_Index(ctx, h_count);
    HPy_ssize_t count = HPy_IsNull(h_index) ? -1 : HPyLong_AsSsize_t(ctx, h_index);
    if (count != -1 || !HPyErr_Occurred(ctx)) {
        tuple = skin_call(ctx, skin_mirror, 1, h_dtype, HPy_NULL);
    }
    slot_close(ctx, h_index);
    HPyTracker_Close(ctx, tracker);
    SkinMirrored mirrored;
    if (!HPy_IsNull(tuple) && skin_unpack_mirrored(ctx, tuple, &mirrored) == 0) {
        if (mirrored.nd != 0) {
            HPyErr_SetString(ctx, ctx->h_TypeError, "the items of an ObjectBuffer cannot be subarrays");
        }
        else {
            h_buffer = HPyObjectBuffer_New(ctx, mirrored.layout, count);
        }
        skin_close_mirrored(ctx, &mirrored);
    }
    slot_close(ctx, tuple);
    return h_buffer;
}

HPyDef_METH(set_hooks, "_set_hooks", HPyFunc_VARARGS)
static HPy set_hooks_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy mirror, field, get_element, set_element, assign, buffer_format;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OOOOOO:_set_hooks", &mirror, &field, &get_element, &set_element, &assign,
                      &buffer_format)) {
        return HPy_NULL;
    }
    HPyGlobal_Store(ctx, &skin_mirror, mirror);
    HPyGlobal_Store(ctx, &skin_field, field);
    HPyGlobal_Store(ctx, &skin_get_element, get_element);
    HPyGlobal_Store(ctx, &skin_set_element, set_element);
    HPyGlobal_Store(ctx, &skin_assign, assign);
    HPyGlobal_Store(ctx, &skin_buffer_format, buffer_format);
    (void)self;
    return HPyBool_FromBool(ctx, slot_is_shareable);
}

HPyDef_METH(parse_spec, "_parse_spec", HPyFunc_VARARGS)
static HPy parse_spec_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    HPy h_text;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "O:_parse_spec", &h_text)) {
        return HPy_NULL;
    }
    HPy_ssize_t length;
    const char *text = HPyUnicode_AsUTF8AndSize(ctx, h_text, &length);
    if (text == NULL) {
        return HPy_NULL;
    }
    NpyError error = {0};
    const NpyLayout *layout = NpyLayout_FromSpec(text, (size_t)length, &error);
    if (layout == NULL) {
        return skin_raise(ctx, &error);
    }
    HPy h_address = HPyLong_FromSize_t(ctx, (size_t)layout);
    if (HPy_IsNull(h_address)) {
        NpyLayout_DecRef(layout);
    }
    return h_address;
}

static const NpyLayout *layout_at(HPyContext *ctx, HPy h_address)
{
    const NpyLayout *layout = (const NpyLayout *)HPyLong_AsVoidPtr(ctx, h_address);
    if (layout == NULL && !HPyErr_Occurred(ctx)) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "NULL is no layout");
    }
    return layout;
}

HPyDef_METH(release_layout, "_release_layout", HPyFunc_O)
static HPy release_layout_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    const NpyLayout *layout = layout_at(ctx, arg);
    if (layout == NULL) {
        return HPy_NULL;
    }
    NpyLayout_DecRef(layout);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPy describe_field(HPyContext *ctx, const NpyField *field)
{
    HPy items[] = {
        HPyUnicode_FromString(ctx, field->name),
        HPyUnicode_FromString(ctx, field->title == NULL ? "" : field->title),
        HPyLong_FromSsize_t(ctx, field->offset),
        HPyLong_FromSize_t(ctx, (size_t)field->layout),
    };
    return skin_tuple(ctx, sizeof(items) / sizeof(*items), items);
}

static HPy describe_fields(HPyContext *ctx, const NpyLayout *layout)
{
    size_t count = layout->field_count;
    HPy *items = malloc((count + 1) * sizeof(HPy));
    if (items == NULL) {
        return HPyErr_NoMemory(ctx);
    }
    for (size_t i = 0; i < count; i++) {
        items[i] = describe_field(ctx, &layout->fields[i]);
    }
    HPy fields = skin_tuple(ctx, count, items);
    free(items);
    return fields;
}

/* (kind, byteorder, itemsize, alignment, slot_count, flags, shape, base address, ((name, title, offset, address), ...)) */
HPyDef_METH(describe_layout, "_describe_layout", HPyFunc_O)
static HPy describe_layout_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    const NpyLayout *layout = layout_at(ctx, arg);
    if (layout == NULL) {
        return HPy_NULL;
    }
    char kind[2] = {layout->kind, 0};
    char byteorder[2] = {layout->byteorder, 0};
    HPy items[] = {
        HPyUnicode_FromString(ctx, kind),
        HPyUnicode_FromString(ctx, byteorder),
        HPyLong_FromSsize_t(ctx, layout->itemsize),
        HPyLong_FromSsize_t(ctx, layout->alignment),
        HPyLong_FromSsize_t(ctx, layout->slot_count),
        HPyLong_FromUInt32_t(ctx, layout->flags),
        skin_shape_tuple(ctx, (int)layout->ndim, layout->shape),
        HPyLong_FromSize_t(ctx, (size_t)layout->base),
        describe_fields(ctx, layout),
    };
    return skin_tuple(ctx, sizeof(items) / sizeof(*items), items);
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    static HPyDef *more[] = {&object_buffer_new, NULL};
    HPy type = HPyType_FromSpec(ctx, &array_spec, NULL);
    if (HPy_IsNull(type)) {
        return -1;
    }
    HPyGlobal_Store(ctx, &skin_array_type, type);
    int result = HPy_SetAttr_s(ctx, module, "HPyArray", type);
    HPy_Close(ctx, type);
    if (result < 0 || HPyObjectBuffer_Setup(ctx, "numpy_hpy.ObjectBuffer", more) < 0) {
        return -1;
    }
    type = HPyGlobal_Load(ctx, object_buffer_type);
    result = HPy_SetAttr_s(ctx, module, "ObjectBuffer", type);
    HPy_Close(ctx, type);
    return result;
}

static HPyDef *module_defines[] = {
    &module_exec, &set_hooks, &parse_spec, &release_layout, &describe_layout, &array_over, NULL,
};

static HPyGlobal *module_globals[] = {
    &skin_mirror,        &skin_field,      &skin_get_element,        &skin_set_element, &skin_assign,
    &skin_buffer_format, &skin_array_type, &object_buffer_type, NULL,
};

static HPyModuleDef module_def = {
    .doc = "Arrays on HPy (private: import numpy_hpy)",
    .defines = module_defines,
    .globals = module_globals,
};

/* A Rust library exports only its own symbols: capi/src/lib.rs passes these on under the module's real name. */
HPy_MODINIT(numpy_hpy_skin, module_def)
