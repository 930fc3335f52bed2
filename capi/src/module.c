/* The module `_hpyarray`: makes the two types and takes the hooks that the Python package gives. */
#include "skin.h"
#include "slot.h"

HPyGlobal skin_mirror;
HPyGlobal skin_field;
HPyGlobal skin_get_element;
HPyGlobal skin_set_element;
HPyGlobal skin_assign;
HPyGlobal skin_buffer_format;
HPyGlobal skin_array_type;
HPyGlobal skin_object_buffer_type;

extern HPyDef array_traverse, array_destroy, array_new;
extern HPyDef array_subscript, array_item, array_ass_subscript, array_length, array_getbuffer, array_releasebuffer;
extern HPyDef array_shape, array_strides, array_ndim, array_itemsize, array_size, array_dtype, array_base, array_flags;
extern HPyDef array_data_address, array_layout_address, array_set_writeable, array_live_slots;

static HPyDef *array_defines[] = {
    &array_traverse,       &array_destroy,       &array_new,          &array_subscript,  &array_item,
    &array_ass_subscript,  &array_length,        &array_getbuffer,    &array_releasebuffer,
    &array_shape,          &array_strides,       &array_ndim,         &array_itemsize,   &array_size,
    &array_dtype,          &array_base,          &array_flags,        &array_data_address,
    &array_layout_address, &array_set_writeable, &array_live_slots,   NULL,
};

static HPyType_Spec array_spec = {
    .name = "numpy_hpy.HPyArray",
    .basicsize = sizeof(HPyArrayObject),
    .builtin_shape = SHAPE(HPyArrayObject),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = array_defines,
    .doc = "HPyArray(shape, dtype=float, order='C')\n--\n\n"
           "An array on HPy: zeroed memory for items of any dtype, whose object references the collector can see.\n\n"
           "Object slots are None until they are set. Raises what numpy.empty raises, and TypeError for a dtype with managed\n"
           "memory that is not object references (StringDType).",
};

static HPyType_Spec object_buffer_spec = {
    .name = "numpy_hpy.ObjectBuffer",
    .basicsize = sizeof(HPyObjectBuffer),
    .builtin_shape = SHAPE(HPyObjectBuffer),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .defines = skin_object_buffer_defines,
    .doc = "ObjectBuffer(dtype, count)\n--\n\nTemporary memory for count items of dtype, with an owner that the collector can see.",
};

HPyDef_METH(set_hooks, "_set_hooks", HPyFunc_VARARGS)
static HPy set_hooks_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy mirror, field, get_element, set_element, assign, buffer_format, address_of;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OOOOOOO:_set_hooks", &mirror, &field, &get_element, &set_element, &assign,
                      &buffer_format, &address_of)) {
        return HPy_NULL;
    }
    HPyGlobal_Store(ctx, &skin_mirror, mirror);
    HPyGlobal_Store(ctx, &skin_field, field);
    HPyGlobal_Store(ctx, &skin_get_element, get_element);
    HPyGlobal_Store(ctx, &skin_set_element, set_element);
    HPyGlobal_Store(ctx, &skin_assign, assign);
    HPyGlobal_Store(ctx, &skin_buffer_format, buffer_format);
    /* Any object with a traversal serves as the owner of the field that is measured. */
    HPyObjectBuffer *unused;
    HPy type = HPyGlobal_Load(ctx, skin_object_buffer_type);
    HPy owner = HPy_New(ctx, type, &unused);
    HPy_Close(ctx, type);
    if (HPy_IsNull(owner)) {
        return HPy_NULL;
    }
    int result = slot_measure(ctx, owner, address_of);
    HPy_Close(ctx, owner);
    (void)self;
    return result < 0 ? HPy_NULL : HPyBool_FromBool(ctx, slot_is_shareable);
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
    return layout == NULL ? skin_raise(ctx, &error) : HPyLong_FromSize_t(ctx, (size_t)layout);
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

/* (kind, byteorder, itemsize, alignment, slot_count, flags, shape, base address, ((name, title, offset, address), ...)) */
HPyDef_METH(describe_layout, "_describe_layout", HPyFunc_O)
static HPy describe_layout_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    const NpyLayout *layout = layout_at(ctx, arg);
    if (layout == NULL) {
        return HPy_NULL;
    }
    HPyTupleBuilder builder = HPyTupleBuilder_New(ctx, layout->field_count);
    for (uint32_t i = 0; i < layout->field_count; i++) {
        const NpyField *field = &layout->fields[i];
        HPy entry = HPy_BuildValue(ctx, "(ssnK)", field->name, field->title == NULL ? "" : field->title,
                                   (HPy_ssize_t)field->offset, (unsigned long long)(uintptr_t)field->layout);
        if (HPy_IsNull(entry)) {
            HPyTupleBuilder_Cancel(ctx, builder);
            return HPy_NULL;
        }
        HPyTupleBuilder_Set(ctx, builder, i, entry);
        HPy_Close(ctx, entry);
    }
    HPy fields = HPyTupleBuilder_Build(ctx, builder);
    HPy shape = HPy_IsNull(fields) ? HPy_NULL : skin_shape_tuple(ctx, (int)layout->ndim, layout->shape);
    if (HPy_IsNull(shape)) {
        if (!HPy_IsNull(fields)) {
            HPy_Close(ctx, fields);
        }
        return HPy_NULL;
    }
    char kind[2] = {layout->kind, 0};
    char byteorder[2] = {layout->byteorder, 0};
    HPy result = HPy_BuildValue(ctx, "(ssnnnIOKO)", kind, byteorder, (HPy_ssize_t)layout->itemsize,
                                (HPy_ssize_t)layout->alignment, (HPy_ssize_t)layout->slot_count,
                                (unsigned int)layout->flags, shape, (unsigned long long)(uintptr_t)layout->base, fields);
    HPy_Close(ctx, shape);
    HPy_Close(ctx, fields);
    return result;
}

static int make_type(HPyContext *ctx, HPy module, const char *name, HPyType_Spec *spec, HPyGlobal *global)
{
    HPy type = HPyType_FromSpec(ctx, spec, NULL);
    if (HPy_IsNull(type)) {
        return -1;
    }
    HPyGlobal_Store(ctx, global, type);
    int result = HPy_SetAttr_s(ctx, module, name, type);
    HPy_Close(ctx, type);
    return result;
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    if (make_type(ctx, module, "HPyArray", &array_spec, &skin_array_type) < 0) {
        return -1;
    }
    return make_type(ctx, module, "ObjectBuffer", &object_buffer_spec, &skin_object_buffer_type);
}

static HPyDef *module_defines[] = {
    &module_exec, &set_hooks, &parse_spec, &release_layout, &describe_layout, NULL,
};

static HPyGlobal *module_globals[] = {
    &skin_mirror,        &skin_field,      &skin_get_element,        &skin_set_element, &skin_assign,
    &skin_buffer_format, &skin_array_type, &skin_object_buffer_type, NULL,
};

static HPyModuleDef module_def = {
    .doc = "Arrays on HPy (private: import numpy_hpy)",
    .defines = module_defines,
    .globals = module_globals,
};

/* A Rust library exports only its own symbols: capi/src/lib.rs passes these on under the module's real name. */
HPy_MODINIT(numpy_hpy_skin, module_def)
