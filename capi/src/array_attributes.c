/* What an array tells of itself.
 *
 * Methods, not HPyDef_GET: PyPy 7.3.19 loses an exception that a getter sets, and calls getters with foreign objects. The
 * Python package makes properties of them. */
#include "skin.h"
#include "slot.h"

HPyDef_METH(array_shape, "_shape", HPyFunc_NOARGS)
static HPy array_shape_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    return array == NULL ? HPy_NULL : skin_shape_tuple(ctx, array->core.nd, array->core.shape);
}

HPyDef_METH(array_strides, "_strides", HPyFunc_NOARGS)
static HPy array_strides_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    return array == NULL ? HPy_NULL : skin_shape_tuple(ctx, array->core.nd, array->core.strides);
}

HPyDef_METH(array_ndim, "_ndim", HPyFunc_NOARGS)
static HPy array_ndim_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    return array == NULL ? HPy_NULL : HPyLong_FromSsize_t(ctx, array->core.nd);
}

HPyDef_METH(array_itemsize, "_itemsize", HPyFunc_NOARGS)
static HPy array_itemsize_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    return array == NULL ? HPy_NULL : HPyLong_FromSsize_t(ctx, array->core.layout->itemsize);
}

HPyDef_METH(array_size, "_size", HPyFunc_NOARGS)
static HPy array_size_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    return array == NULL ? HPy_NULL : HPyLong_FromSsize_t(ctx, skin_product(array->core.nd, array->core.shape));
}

HPyDef_METH(array_dtype, "_dtype", HPyFunc_NOARGS)
static HPy array_dtype_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    return array == NULL ? HPy_NULL : HPyField_Load(ctx, self, array->dtype);
}

HPyDef_METH(array_base, "_base", HPyFunc_NOARGS)
static HPy array_base_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    if (array == NULL) {
        return HPy_NULL;
    }
    return HPyField_IsNull(array->base) ? HPy_Dup(ctx, ctx->h_None) : HPyField_Load(ctx, self, array->base);
}

HPyDef_METH(array_flags, "_flags", HPyFunc_NOARGS)
static HPy array_flags_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    return array == NULL ? HPy_NULL : HPyLong_FromUInt32_t(ctx, array->core.flags);
}

HPyDef_METH(array_data_address, "_data_address", HPyFunc_NOARGS)
static HPy array_data_address_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    return array == NULL ? HPy_NULL : HPyLong_FromSize_t(ctx, (size_t)array->core.data);
}

HPyDef_METH(array_layout_address, "_layout_address", HPyFunc_NOARGS)
static HPy array_layout_address_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    return array == NULL ? HPy_NULL : HPyLong_FromSize_t(ctx, (size_t)array->core.layout);
}

/* Where the legacy provider finds an array's plain part: the addresses of the core and of the dtype field. */
HPyDef_METH(array_places, "_places", HPyFunc_NOARGS)
static HPy array_places_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    if (array == NULL) {
        return HPy_NULL;
    }
    HPy items[] = {HPyLong_FromSize_t(ctx, (size_t)&array->core), HPyLong_FromSize_t(ctx, (size_t)&array->dtype)};
    return skin_tuple(ctx, 2, items);
}

HPyDef_METH(array_set_writeable, "_set_writeable", HPyFunc_O)
static HPy array_set_writeable_impl(HPyContext *ctx, HPy self, HPy arg)
{
    HPyArrayObject *array = skin_array(ctx, self);
    int on = array == NULL ? -1 : HPy_IsTrue(ctx, arg);
    if (on < 0) {
        return HPy_NULL;
    }
    if (on) {
        array->core.flags |= NPY_CORE_WRITEABLE;
    }
    else {
        array->core.flags &= ~NPY_CORE_WRITEABLE;
    }
    return HPy_Dup(ctx, ctx->h_None);
}

static void exchange_bytes(char *a, char *b, ptrdiff_t count)
{
    char saved[256];
    while (count > 0) {
        size_t part = count < (ptrdiff_t)sizeof(saved) ? (size_t)count : sizeof(saved);
        memcpy(saved, a, part);
        memcpy(a, b, part);
        memcpy(b, saved, part);
        a += part;
        b += part;
        count -= (ptrdiff_t)part;
    }
}

/* Exchanges the elements, references and all, with those at an address, which are of the same dtype and in C order. No reference
 * is counted and no code runs: nobody can come upon a reference that is half written. */
HPyDef_METH(array_exchange, "_exchange", HPyFunc_O)
static HPy array_exchange_impl(HPyContext *ctx, HPy self, HPy arg)
{
    char *other = (char *)HPyLong_AsVoidPtr(ctx, arg);
    HPyArrayObject *array = HPyErr_Occurred(ctx) ? NULL : skin_array(ctx, self);
    if (array == NULL) {
        return HPy_NULL;
    }
    const NpyArrayCore *core = &array->core;
    ptrdiff_t index[NPY_ARRAY_MAX_DIMS] = {0};
    char *element = (char *)core->data;
    for (ptrdiff_t left = skin_product(core->nd, core->shape); left > 0; left--) {
        exchange_bytes(element, other, core->layout->itemsize);
        other += core->layout->itemsize;
        for (int axis = core->nd - 1; axis >= 0; axis--) {
            element += core->strides[axis];
            if (++index[axis] < core->shape[axis]) {
                break;
            }
            element -= core->strides[axis] * core->shape[axis];
            index[axis] = 0;
        }
    }
    return HPy_Dup(ctx, ctx->h_None);
}

/* Counts a slot that holds a reference. */
static int count_live(void *slot, void *arg)
{
    intptr_t value;
    memcpy(&value, slot, sizeof(value));
    *(ptrdiff_t *)arg += value != 0;
    return 0;
}

HPyDef_METH(array_live_slots, "_live_slots", HPyFunc_NOARGS, .doc = "Slots of the elements that hold a reference.")
static HPy array_live_slots_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    if (array == NULL) {
        return HPy_NULL;
    }
    ptrdiff_t live = 0;
    const NpyArrayCore *core = &array->core;
    NpyLayout_WalkStrided(core->layout, core->data, core->nd, core->shape, core->strides, count_live, &live);
    return HPyLong_FromSsize_t(ctx, live);
}
