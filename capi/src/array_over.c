/* Arrays over the memory of an object that is no HPyArray, such as an ndarray; and taking that memory over. */
#include "skin.h"
#include "slot.h"

#include "over.h"

/* _over(base, weak reference to it, dtype, address of a ForeignMemory) */
HPyDef_METH(array_over, "_over", HPyFunc_VARARGS)
static HPy array_over_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    HPy h_base, h_pin, h_dtype, h_address;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OOOO:_over", &h_base, &h_pin, &h_dtype, &h_address)) {
        return HPy_NULL;
    }
    const ForeignMemory *memory = (const ForeignMemory *)HPyLong_AsVoidPtr(ctx, h_address);
    if (HPyErr_Occurred(ctx)) {
        return HPy_NULL;
    }
    HPy h_array = skin_new_borrower(ctx, h_dtype, memory->layout, &memory->view, memory->is_writeable);
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
