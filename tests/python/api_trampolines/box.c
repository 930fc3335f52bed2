/* A DType class of the new kind whose items hold a reference each. */
#include "api_trampolines.h"

#include <string.h>

HPyGlobal box_default;

static HPy default_descr_impl(HPyContext *ctx, HPy cls)
{
    (void)cls;
    return HPyGlobal_Load(ctx, box_default);
}
NPY_HPY_DEFAULT_DESCR(default_descr, default_descr_impl)

static HPy ensure_canonical_impl(HPyContext *ctx, HPy descr)
{
    return HPy_Dup(ctx, descr);
}
NPY_HPY_ENSURE_CANONICAL(ensure_canonical, ensure_canonical_impl)

static int setitem_impl(HPyContext *ctx, HPy descr, HPy value, char *item)
{
    (void)descr;
    HPyArray_StoreSlot(ctx, item, value);
    return 0;
}
NPY_HPY_SETITEM(setitem, setitem_impl)

static HPy getitem_impl(HPyContext *ctx, HPy descr, char *item)
{
    (void)descr;
    return HPyArray_LoadSlot(ctx, item);
}
NPY_HPY_GETITEM(getitem, getitem_impl)

static int copy_loop_impl(HPyContext *ctx, const HPyArrayMethod_Context *context, char *const *data,
    const npy_intp *dimensions, const npy_intp *strides, NpyAuxData *auxdata)
{
    (void)context;
    (void)auxdata;
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        HPy object = HPyArray_LoadSlot(ctx, data[0] + i * strides[0]);
        HPyArray_StoreSlot(ctx, data[1] + i * strides[1], object);
        HPy_Close(ctx, object);
    }
    return 0;
}
NPY_HPY_STRIDED_LOOP(copy_loop, 2, copy_loop_impl)

static int clear_loop_impl(HPyContext *ctx, HPy descr, char *data, npy_intp size, npy_intp stride, NpyAuxData *auxdata)
{
    (void)descr;
    (void)auxdata;
    for (npy_intp i = 0; i < size; i++) {
        HPyArray_StoreSlot(ctx, data + i * stride, HPy_NULL);
    }
    return 0;
}
NPY_HPY_TRAVERSE_LOOP(clear_loop, clear_loop_impl)

/* Memory that is not initialised: whatever is there holds no references. */
static int zero_loop_impl(HPyContext *ctx, HPy descr, char *data, npy_intp size, npy_intp stride, NpyAuxData *auxdata)
{
    (void)descr;
    (void)auxdata;
    HPy zero = HPyLong_FromLong(ctx, 0);
    for (npy_intp i = 0; i < size; i++) {
        memset(data + i * stride, 0, sizeof(void *));
        HPyArray_StoreSlot(ctx, data + i * stride, zero);
    }
    HPy_Close(ctx, zero);
    return 0;
}
NPY_HPY_TRAVERSE_LOOP(zero_loop, zero_loop_impl)

static int get_loop(PyArrayMethod_TraverseLoop *loop, PyArrayMethod_TraverseLoop **out_loop, NpyAuxData **out_auxdata,
    NPY_ARRAYMETHOD_FLAGS *flags)
{
    *out_loop = loop;
    *out_auxdata = NULL;
    *flags = NPY_METH_REQUIRES_PYAPI;
    return 0;
}

static int get_clear_impl(HPyContext *ctx, HPy descr, int aligned, npy_intp fixed_stride, PyArrayMethod_TraverseLoop **out_loop,
    NpyAuxData **out_auxdata, NPY_ARRAYMETHOD_FLAGS *flags)
{
    (void)aligned;
    (void)fixed_stride;
    return HPyArray_DescrCheck(ctx, descr) ? get_loop(clear_loop, out_loop, out_auxdata, flags) : -1;
}
NPY_HPY_GET_TRAVERSE_LOOP(get_clear, get_clear_impl)

static int get_zero_impl(HPyContext *ctx, HPy descr, int aligned, npy_intp fixed_stride, PyArrayMethod_TraverseLoop **out_loop,
    NpyAuxData **out_auxdata, NPY_ARRAYMETHOD_FLAGS *flags)
{
    (void)aligned;
    (void)fixed_stride;
    return HPyArray_DescrCheck(ctx, descr) ? get_loop(zero_loop, out_loop, out_auxdata, flags) : -1;
}
NPY_HPY_GET_TRAVERSE_LOOP(get_zero, get_zero_impl)

static HPyArray_Slot slots[] = {
    NPY_HPY_SLOT(NPY_DT_default_descr, default_descr),
    NPY_HPY_SLOT(NPY_DT_ensure_canonical, ensure_canonical),
    NPY_HPY_SLOT(NPY_DT_setitem, setitem),
    NPY_HPY_SLOT(NPY_DT_getitem, getitem),
    NPY_HPY_SLOT(NPY_DT_get_clear_loop, get_clear),
    NPY_HPY_SLOT(NPY_DT_get_fill_zero_loop, get_zero),
    {0, NULL},
};
static HPyArray_Slot copy_slots[] = {
    NPY_HPY_SLOT(NPY_METH_strided_loop, copy_loop),
    NPY_HPY_SLOT(NPY_METH_unaligned_strided_loop, copy_loop),
    {0, NULL},
};

static HPyType_Spec thing_spec = {.name = "api_trampolines.Thing"};

int add_box(HPyContext *ctx, HPy module)
{
    HPy thing = HPyType_FromSpec(ctx, &thing_spec, NULL);
    if (HPy_IsNull(thing)) {
        return -1;
    }
    HPy within[] = {HPy_NULL, HPy_NULL};
    HPyArrayMethod_Spec copy = {"copy", 1, 1, NPY_NO_CASTING,
        (NPY_ARRAYMETHOD_FLAGS)(NPY_METH_REQUIRES_PYAPI | NPY_METH_SUPPORTS_UNALIGNED), within, copy_slots};
    HPyArrayMethod_Spec *casts[] = {&copy, NULL};
    HPyArrayDTypeMeta_Spec spec;
    memset(&spec, 0, sizeof(spec));
    spec.name = "api_trampolines.Box";
    spec.typeobj = thing;
    spec.casts = casts;
    spec.slots = slots;
    HPy cls;
    int result = HPyArrayInitDTypeMeta_FromSpec(ctx, &cls, &spec);
    HPy_Close(ctx, thing);
    if (result < 0) {
        return -1;
    }
    HPy descr = HPyArrayDTypeMeta_NewInstance(ctx, cls);
    if (!HPy_IsNull(descr)) {
        PyArray_Descr *box = PyArray_Descr_AsStruct(ctx, descr);
        box->elsize = sizeof(void *);
        box->alignment = sizeof(void *);
        box->kind = 'V';
        box->flags |= NPY_ITEM_REFCOUNT | NPY_NEEDS_INIT | NPY_NEEDS_PYAPI;
        HPyGlobal_Store(ctx, &box_default, descr);
    }
    drop(ctx, descr);
    return attach(ctx, module, "Box", cls);
}
