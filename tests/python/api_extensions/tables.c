/* Tables of other providers: copies of numpy_hpy's with other numbers in the header, another size, and functions of our own. */
#include <hpy.h>
#include <numpy_hpy/ufuncobject.h>

#include <stdlib.h>
#include <string.h>

/* What is called through a planted table gives this. */
enum { PLANTED_NDIM = 4711, PLANTED_ERRORS = 42 };

static int planted_ndim(HPyContext *ctx, const HPy arr)
{
    return PLANTED_NDIM;
}

static int planted_getfperr(HPyContext *ctx)
{
    return PLANTED_ERRORS;
}

static HPy import_attribute(HPyContext *ctx, const char *module, const char *name)
{
    HPy h_module = HPyImport_ImportModule(ctx, module);
    if (HPy_IsNull(h_module)) {
        return HPy_NULL;
    }
    HPy attribute = HPy_GetAttr_s(ctx, h_module, name);
    HPy_Close(ctx, h_module);
    return attribute;
}

static const NpyApiHeader *original(HPyContext *ctx, const char *name)
{
    HPy capsule = import_attribute(ctx, "numpy_hpy._legacy", name);
    if (HPy_IsNull(capsule)) {
        return NULL;
    }
    const NpyApiHeader *header = (const NpyApiHeader *)HPyCapsule_GetPointer(ctx, capsule, name);
    HPy_Close(ctx, capsule);
    return header;
}

/* A copy that lives for ever, with `more` bytes behind it (or fewer, if that is negative). */
static NpyApiHeader *copy_of(const NpyApiHeader *header, long more)
{
    size_t size = header->size + (size_t)more;
    char *copy = (char *)malloc(size);
    memset(copy, 0xff, size);
    memcpy(copy, header, more < 0 ? size : header->size);
    ((NpyApiHeader *)copy)->size = size;
    return (NpyApiHeader *)copy;
}

/* (name, {member of the header: number, "more": bytes}): puts a capsule with a changed copy into NumPy's module. */
HPyDef_METH(plant, "plant", HPyFunc_VARARGS)
static HPy plant_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    const char *name = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
    const NpyApiHeader *header = original(ctx, name);
    if (header == NULL) {
        return HPy_NULL;
    }
    long more = 0;
    HPy h_more = HPy_GetItem_s(ctx, args[1], "more");
    if (!HPy_IsNull(h_more)) {
        more = HPyLong_AsLong(ctx, h_more);
        HPy_Close(ctx, h_more);
    }
    HPyErr_Clear(ctx);
    NpyApiHeader *copy = copy_of(header, more);
    uint32_t *members[] = {&copy->abi_version, &copy->feature_version, &copy->byte_order, &copy->numpy_feature_version};
    static const char *const names[] = {"abi_version", "feature_version", "byte_order", "numpy_feature_version"};
    for (int i = 0; i < 4; i++) {
        HPy value = HPy_GetItem_s(ctx, args[1], names[i]);
        if (!HPy_IsNull(value)) {
            *members[i] = (uint32_t)HPyLong_AsLong(ctx, value);
            HPy_Close(ctx, value);
        }
        HPyErr_Clear(ctx);
    }
    copy->provider = "NumPy 9.9";
    if (strcmp(name, "_HPY_ARRAY_API") == 0) {
        ((HPyArray_ApiTable *)copy)->HPyArray_NDIM = planted_ndim;
    }
    else if (more >= 0) {
        ((HPyUFunc_ApiTable *)copy)->HPyUFunc_getfperr = planted_getfperr;
    }
    HPy module = HPyImport_ImportModule(ctx, "numpy._core._multiarray_umath");
    HPy capsule = HPyCapsule_New(ctx, copy, name, NULL);
    int result = HPy_SetAttr_s(ctx, module, name, capsule);
    HPy_Close(ctx, capsule);
    HPy_Close(ctx, module);
    return result < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

/* What numpy_hpy's own table says of itself. */
HPyDef_METH(header, "header", HPyFunc_O)
static HPy header_impl(HPyContext *ctx, HPy self, HPy name)
{
    const NpyApiHeader *header = original(ctx, HPyUnicode_AsUTF8AndSize(ctx, name, NULL));
    if (header == NULL) {
        return HPy_NULL;
    }
    return HPy_BuildValue(ctx, "{s:i,s:i,s:i,s:i,s:K,s:s}", "abi_version", (int)header->abi_version, "feature_version",
        (int)header->feature_version, "byte_order", (int)header->byte_order, "numpy_feature_version",
        (int)header->numpy_feature_version, "size", (unsigned long long)header->size, "provider", header->provider);
}

static HPyDef *defines[] = {&plant, &header, NULL};
static HPyModuleDef definition = {.defines = defines};
HPy_MODINIT(tables, definition)
