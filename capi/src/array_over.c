/* Arrays over the memory of an object that is no HPyArray, such as an ndarray; and taking that memory over. */
#include "skin.h"
#include "slot.h"

/* A function of the legacy side, which knows the owner: ends its ownership and says how the memory is freed. It allocates nothing
 * and runs no code but its own. -1 with an exception set, and nothing done. */
typedef int (*GiveUpFunc)(void *arg, NpyAllocator *allocator, size_t *nbytes);

/* Address, shape and strides. -1 with an exception set. */
static int parse_place(HPyContext *ctx, HPy h_address, HPy h_shape, HPy h_strides, NpyView *place)
{
    int nd, as_many;
    place->is_element = 0;
    place->data = (char *)HPyLong_AsVoidPtr(ctx, h_address);
    if (HPyErr_Occurred(ctx) || skin_parse_shape(ctx, h_shape, &nd, place->shape) < 0 ||
        skin_parse_shape(ctx, h_strides, &as_many, place->strides) < 0) {
        return -1;
    }
    if (nd != as_many) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "shape and strides differ in length");
        return -1;
    }
    place->nd = nd;
    return 0;
}

/* _over(base, weak reference to it, (dtype, address of its layout, (), keep-alive), address, shape, strides, writeable) */
HPyDef_METH(array_over, "_over", HPyFunc_VARARGS)
static HPy array_over_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    HPy h_base, h_pin, h_mirrored, h_address, h_shape, h_strides, h_writeable;
    NpyView place;
    SkinMirrored mirrored;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OOOOOOO:_over", &h_base, &h_pin, &h_mirrored, &h_address, &h_shape, &h_strides,
                      &h_writeable) ||
        parse_place(ctx, h_address, h_shape, h_strides, &place) < 0) {
        return HPy_NULL;
    }
    int is_writeable = HPy_IsTrue(ctx, h_writeable);
    if (is_writeable < 0 || skin_unpack_mirrored(ctx, h_mirrored, &mirrored) < 0) {
        return HPy_NULL;
    }
    HPy h_array = skin_new_borrower(ctx, mirrored.dtype, mirrored.layout, &place, is_writeable);
    skin_close_mirrored(ctx, &mirrored);
    if (!HPy_IsNull(h_array)) {
        HPyArrayObject *array = HPyArrayObject_AsStruct(ctx, h_array);
        if (skin_make_rare(ctx, array) < 0) {
            HPy_Close(ctx, h_array);
            return HPy_NULL;
        }
        array->rare->is_foreign = true;
        HPyField_Store(ctx, h_array, &array->base, h_base);
        HPyField_Store(ctx, h_array, &array->rare->pin, h_pin);
    }
    return h_array;
}

/* _own(address of a GiveUpFunc, address of its argument): the memory, C-ordered or a transposition of that, becomes the array's. */
HPyDef_METH(array_own, "_own", HPyFunc_VARARGS)
static HPy array_own_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy h_give_up, h_arg;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OO:_own", &h_give_up, &h_arg)) {
        return HPy_NULL;
    }
    void *address = HPyLong_AsVoidPtr(ctx, h_give_up);
    void *arg = HPyErr_Occurred(ctx) ? NULL : HPyLong_AsVoidPtr(ctx, h_arg);
    HPyArrayObject *array = HPyErr_Occurred(ctx) ? NULL : skin_array(ctx, self);
    if (array == NULL) {
        return HPy_NULL;
    }
    if (!skin_is_foreign(array)) {
        return HPyErr_SetString(ctx, ctx->h_ValueError, "the array is not over the memory of an object that could give it up");
    }
    NpyArrayCore *core = &array->core;
    GiveUpFunc give_up;
    memcpy(&give_up, &address, sizeof(give_up));
    /* All that can fail comes first: from the moment when the old owner has given up, this is the owner. */
    NpyError error = {0};
    NpyAllocator allocator = {NULL, NULL};
    NpyBuffer *buffer = NpyBuffer_Adopt(core->layout, skin_product(core->nd, core->shape), core->data, 0, allocator, &error);
    if (buffer == NULL) {
        return skin_raise(ctx, &error);
    }
    size_t nbytes = 0;
    if (give_up(arg, &allocator, &nbytes) < 0) {
        /* An allocator that frees nothing lets go of memory that turned out not to be ours. */
        NpyBuffer_Release(buffer);
        return HPy_NULL;
    }
    NpyBuffer_SetAllocator(buffer, allocator, nbytes);
    core->buffer = buffer;
    core->flags |= NPY_CORE_OWNDATA;
    array->rare->is_foreign = false;
    HPyField_Store(ctx, self, &array->base, HPy_NULL);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(array_pinned, "_pinned", HPyFunc_NOARGS, .doc = "A weak reference to the ndarray that the array was made over, or None.")
static HPy array_pinned_impl(HPyContext *ctx, HPy self)
{
    HPyArrayObject *array = skin_array(ctx, self);
    if (array == NULL) {
        return HPy_NULL;
    }
    bool is_pinned = array->rare != NULL && !HPyField_IsNull(array->rare->pin);
    return is_pinned ? HPyField_Load(ctx, self, array->rare->pin) : HPy_Dup(ctx, ctx->h_None);
}
