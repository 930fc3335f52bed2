#include "slot.h"

#include "numpy_hpy/layout.h"

intptr_t slot_bias = 0;
bool slot_is_shareable = false;

int slot_measure(HPyContext *ctx, HPy h_owner, HPy address_of)
{
    if (HPy_Is(ctx, address_of, ctx->h_None)) {
        return 0;
    }
    HPyField field = HPyField_NULL;
    HPy args = HPyTuple_FromArray(ctx, &h_owner, 1);
    if (HPy_IsNull(args)) {
        return -1;
    }
    HPy h_address = HPy_CallTupleDict(ctx, address_of, args, HPy_NULL);
    HPy_Close(ctx, args);
    if (HPy_IsNull(h_address)) {
        return -1;
    }
    intptr_t address = (intptr_t)HPyLong_AsVoidPtr(ctx, h_address);
    HPy_Close(ctx, h_address);
    if (HPyErr_Occurred(ctx)) {
        return -1;
    }
    HPyField_Store(ctx, h_owner, &field, h_owner);
    intptr_t bias = field._i - address;
    HPyField_Store(ctx, h_owner, &field, HPy_NULL);
    /* HPy 0.9 knows two encodings. Another one would be a guess: then slots hold fields, and NumPy may not see them. */
    slot_is_shareable = bias == 0 || bias == 1;
    slot_bias = slot_is_shareable ? bias : 0;
    return 0;
}

static HPyField field_of(intptr_t value)
{
    HPyField field = HPyField_NULL;
    if (value != 0) {
        field._i = value + slot_bias;
    }
    return field;
}

HPy slot_load(HPyContext *ctx, HPy h_owner, const char *slot)
{
    intptr_t value;
    memcpy(&value, slot, sizeof(value));
    return value == 0 ? HPy_Dup(ctx, ctx->h_None) : HPyField_Load(ctx, h_owner, field_of(value));
}

void slot_store(HPyContext *ctx, HPy h_owner, char *slot, HPy h_value)
{
    HPyField fresh = HPyField_NULL;
    HPyField_Store(ctx, h_owner, &fresh, h_value);
    intptr_t old;
    memcpy(&old, slot, sizeof(old));
    intptr_t value = HPyField_IsNull(fresh) ? 0 : fresh._i - slot_bias;
    memcpy(slot, &value, sizeof(value));
    if (old != 0) {
        HPyField gone = field_of(old);
        HPyField_Store(ctx, h_owner, &gone, HPy_NULL);
    }
}
