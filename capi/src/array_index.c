/* Indexing: parses a key, lets the layout core find the place, and reads, writes or views it. */
#include "skin.h"
#include "slot.h"

static void raise_bad_index(HPyContext *ctx)
{
    HPyErr_SetString(ctx, ctx->h_IndexError,
                     "only integers, slices (`:`), ellipsis (`...`) and numpy.newaxis (`None`) are valid indices; "
                     "use numpy.asarray(a) for indexing with arrays");
}

/* An integer; beyond the machine's range, one that no axis has. -1 with an exception set. */
static int parse_integer(HPyContext *ctx, HPy h, ptrdiff_t *value, bool clamp)
{
    HPy index = HPy_Index(ctx, h);
    if (HPy_IsNull(index)) {
        return -1;
    }
    *value = HPyLong_AsSsize_t(ctx, index);
    int result = 0;
    if (*value == -1 && HPyErr_Occurred(ctx)) {
        if (!HPyErr_ExceptionMatches(ctx, ctx->h_OverflowError)) {
            result = -1;
        }
        else if (clamp) {
            HPyErr_Clear(ctx);
            HPy zero = HPyLong_FromSsize_t(ctx, 0);
            int negative = HPy_IsNull(zero) ? -1 : HPy_RichCompareBool(ctx, index, zero, HPy_LT);
            *value = negative == 1 ? PTRDIFF_MIN : PTRDIFF_MAX;
            result = negative < 0 ? -1 : 0;
            slot_close(ctx, zero);
        }
        else {
            HPyErr_Clear(ctx);
            HPyErr_SetString(ctx, ctx->h_IndexError, "cannot fit 'int' into an index-sized integer");
            result = -1;
        }
    }
    HPy_Close(ctx, index);
    return result;
}

/* slice.start and its siblings: HPySlice_Unpack lies at another place in PyPy 7.3.19's context than in HPy 0.9's. */
static int parse_bound(HPyContext *ctx, HPy slice, const char *name, ptrdiff_t missing, ptrdiff_t *value)
{
    HPy bound = HPy_GetAttr_s(ctx, slice, name);
    if (HPy_IsNull(bound)) {
        return -1;
    }
    int result = 0;
    if (HPy_Is(ctx, bound, ctx->h_None)) {
        *value = missing;
    }
    else {
        result = parse_integer(ctx, bound, value, true);
    }
    HPy_Close(ctx, bound);
    return result;
}

static int parse_slice(HPyContext *ctx, HPy slice, NpyIndex *entry)
{
    entry->kind = NPY_INDEX_KIND_SLICE;
    if (parse_bound(ctx, slice, "step", 1, &entry->step) < 0) {
        return -1;
    }
    if (entry->step == PTRDIFF_MIN) {
        entry->step = -PTRDIFF_MAX;
    }
    bool forward = entry->step >= 0;
    if (parse_bound(ctx, slice, "start", forward ? 0 : PTRDIFF_MAX, &entry->start) < 0) {
        return -1;
    }
    return parse_bound(ctx, slice, "stop", forward ? PTRDIFF_MAX : PTRDIFF_MIN, &entry->stop);
}

static int parse_entry(HPyContext *ctx, HPy key, NpyIndex *entry)
{
    memset(entry, 0, sizeof(*entry));
    if (HPy_Is(ctx, key, ctx->h_None)) {
        entry->kind = NPY_INDEX_KIND_NEW_AXIS;
        return 0;
    }
    if (HPy_Is(ctx, key, ctx->h_Ellipsis)) {
        entry->kind = NPY_INDEX_KIND_ELLIPSIS;
        return 0;
    }
    if (HPy_TypeCheck(ctx, key, ctx->h_SliceType)) {
        return parse_slice(ctx, key, entry);
    }
    /* A bool is an array of truth values to NumPy, not a number. */
    bool is_bool = HPy_TypeCheck(ctx, key, ctx->h_BoolType);
    if (!is_bool && parse_integer(ctx, key, &entry->start, false) == 0) {
        entry->kind = NPY_INDEX_KIND_INTEGER;
        return 0;
    }
    if (is_bool || HPyErr_ExceptionMatches(ctx, ctx->h_TypeError)) {
        HPyErr_Clear(ctx);
        raise_bad_index(ctx);
    }
    return -1;
}

/* A key is at the most one entry an axis, as many new axes, and an ellipsis. */
#define MAX_ENTRIES (2 * NPY_ARRAY_MAX_DIMS + 1)

static int find_place(HPyContext *ctx, HPy self, HPy key, NpyView *place)
{
    NpyIndex entries[MAX_ENTRIES];
    HPy_ssize_t count = 1;
    if (HPyTuple_Check(ctx, key)) {
        count = HPy_Length(ctx, key);
        if (count < 0) {
            return -1;
        }
        if (count > MAX_ENTRIES) {
            HPyErr_SetString(ctx, ctx->h_IndexError, "too many indices for array");
            return -1;
        }
        for (HPy_ssize_t i = 0; i < count; i++) {
            HPy item = HPy_GetItem_i(ctx, key, i);
            if (HPy_IsNull(item)) {
                return -1;
            }
            int result = parse_entry(ctx, item, &entries[i]);
            HPy_Close(ctx, item);
            if (result < 0) {
                return -1;
            }
        }
    }
    else if (parse_entry(ctx, key, &entries[0]) < 0) {
        return -1;
    }
    /* Now, as an __index__ may have run any code: the array may have been cleared meanwhile. */
    const HPyArrayObject *array = skin_array(ctx, self);
    if (array == NULL) {
        return -1;
    }
    NpyError error = {0};
    if (NpyArray_Index(&array->core, count, entries, place, &error) < 0) {
        skin_raise(ctx, &error);
        return -1;
    }
    return 0;
}

/* The HPyArray that owns the memory, or stands over a foreign owner: what a store has to name. A new handle. */
static HPy owner_of(HPyContext *ctx, HPy self, HPyArrayObject *array)
{
    return skin_is_view(array) ? HPyField_Load(ctx, self, array->base) : HPy_Dup(ctx, self);
}

/* Whether an item is one slot and nothing else. */
static bool is_object(const NpyLayout *layout)
{
    uint32_t slot = NPY_LAYOUT_HAS_SLOTS | NPY_LAYOUT_CONTIGUOUS;
    return (layout->flags & (slot | NPY_LAYOUT_STRUCT | NPY_LAYOUT_SUBARRAY)) == slot;
}

static HPy view_of_place(HPyContext *ctx, HPy self, HPyArrayObject *array, const NpyView *place)
{
    HPy h_dtype = HPyField_Load(ctx, self, array->dtype);
    HPy view = skin_new_view(ctx, self, h_dtype, array->core.layout, place);
    HPy_Close(ctx, h_dtype);
    return view;
}

/* The field `key` of every element, with the dimensions of a subarray behind the array's own. */
static HPy view_of_field(HPyContext *ctx, HPy self, HPyArrayObject *array, HPy key)
{
    HPy tuple = skin_call(ctx, skin_field, 2, self, key);
    if (HPy_IsNull(tuple)) {
        return HPy_NULL;
    }
    SkinMirrored field;
    int result = skin_unpack_mirrored(ctx, tuple, &field);
    HPy_Close(ctx, tuple);
    if (result < 0) {
        return HPy_NULL;
    }
    HPy view = HPy_NULL;
    const NpyArrayCore *core = &array->core;
    /* The hook has compared the dtype with the array's layout. This is for hooks that do not: never beyond the item. */
    if (field.offset < 0 || field.offset + skin_product(field.nd, field.shape) * field.layout->itemsize > core->layout->itemsize) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "the dtype has been changed: its field lies outside the array's items");
    }
    else if (core->nd + field.nd > NPY_ARRAY_MAX_DIMS) {
        skin_raise_dimensions(ctx);
    }
    else {
        NpyView place;
        place.data = core->data + field.offset;
        place.nd = core->nd + field.nd;
        /* Not memcpy: an array without dimensions has no shape to copy from. */
        for (int i = 0; i < core->nd; i++) {
            place.shape[i] = core->shape[i];
            place.strides[i] = core->strides[i];
        }
        ptrdiff_t stride = field.layout->itemsize;
        for (int i = field.nd - 1; i >= 0; i--) {
            place.shape[core->nd + i] = field.shape[i];
            place.strides[core->nd + i] = stride;
            stride *= field.shape[i];
        }
        view = skin_new_view(ctx, self, field.dtype, field.layout, &place);
    }
    skin_close_mirrored(ctx, &field);
    return view;
}

HPyDef_SLOT(array_subscript, HPy_mp_subscript)
static HPy array_subscript_impl(HPyContext *ctx, HPy self, HPy key)
{
    HPyArrayObject *array = skin_array(ctx, self);
    if (array == NULL) {
        return HPy_NULL;
    }
    if (HPyUnicode_Check(ctx, key)) {
        return view_of_field(ctx, self, array, key);
    }
    NpyView place;
    if (find_place(ctx, self, key, &place) < 0) {
        return HPy_NULL;
    }
    if (place.is_element && is_object(array->core.layout)) {
        HPy owner = owner_of(ctx, self, array);
        HPy value = slot_load(ctx, owner, place.data);
        HPy_Close(ctx, owner);
        return value;
    }
    HPy view = view_of_place(ctx, self, array, &place);
    if (HPy_IsNull(view) || !place.is_element) {
        return view;
    }
    HPy scalar = skin_call(ctx, skin_get_element, 1, view, HPy_NULL);
    HPy_Close(ctx, view);
    return scalar;
}

HPyDef_SLOT(array_item, HPy_sq_item)
static HPy array_item_impl(HPyContext *ctx, HPy self, HPy_ssize_t i)
{
    HPy key = HPyLong_FromSsize_t(ctx, i);
    if (HPy_IsNull(key)) {
        return HPy_NULL;
    }
    HPy item = array_subscript_impl(ctx, self, key);
    HPy_Close(ctx, key);
    return item;
}

static int assign_to(HPyContext *ctx, HPyGlobal hook, HPy view, HPy value)
{
    if (HPy_IsNull(view)) {
        return -1;
    }
    HPy done = skin_call(ctx, hook, 2, view, value);
    HPy_Close(ctx, view);
    if (HPy_IsNull(done)) {
        return -1;
    }
    HPy_Close(ctx, done);
    return 0;
}

HPyDef_SLOT(array_ass_subscript, HPy_mp_ass_subscript)
static int array_ass_subscript_impl(HPyContext *ctx, HPy self, HPy key, HPy value)
{
    HPyArrayObject *array = skin_array(ctx, self);
    if (array == NULL) {
        return -1;
    }
    if (HPy_IsNull(value)) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "cannot delete array elements");
        return -1;
    }
    if (!(array->core.flags & NPY_CORE_WRITEABLE)) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "assignment destination is read-only");
        return -1;
    }
    if (HPyUnicode_Check(ctx, key)) {
        return assign_to(ctx, skin_assign, view_of_field(ctx, self, array, key), value);
    }
    NpyView place;
    if (find_place(ctx, self, key, &place) < 0) {
        return -1;
    }
    if (place.is_element && is_object(array->core.layout)) {
        HPy owner = owner_of(ctx, self, array);
        slot_store(ctx, owner, place.data, value);
        HPy_Close(ctx, owner);
        return 0;
    }
    HPyGlobal hook = place.is_element ? skin_set_element : skin_assign;
    return assign_to(ctx, hook, view_of_place(ctx, self, array, &place), value);
}

HPyDef_SLOT(array_length, HPy_mp_length)
static HPy_ssize_t array_length_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    if (array == NULL) {
        return -1;
    }
    if (array->core.nd == 0) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "len() of unsized object");
        return -1;
    }
    return array->core.shape[0];
}
