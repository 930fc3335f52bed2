#include "slot.h"

#include <string.h>

intptr_t slot_bias = 0;
bool slot_is_shareable = false;

/* 1 on CPython, 0 elsewhere, -1 with an exception set. */
static int is_cpython(HPyContext *ctx)
{
    HPy sys = HPyImport_ImportModule(ctx, "sys");
    HPy implementation = HPy_IsNull(sys) ? HPy_NULL : HPy_GetAttr_s(ctx, sys, "implementation");
    HPy name = HPy_IsNull(implementation) ? HPy_NULL : HPy_GetAttr_s(ctx, implementation, "name");
    const char *text = HPy_IsNull(name) ? NULL : HPyUnicode_AsUTF8AndSize(ctx, name, NULL);
    int result = text == NULL ? -1 : strcmp(text, "cpython") == 0;
    HPy owned[] = {sys, implementation, name};
    for (int i = 0; i < 3; i++) {
        slot_close(ctx, owned[i]);
    }
    return result;
}

/* What CPython's id() gives: where the object is. */
static int address_of(HPyContext *ctx, HPy h, intptr_t *address)
{
    HPy builtins = HPyImport_ImportModule(ctx, "builtins");
    HPy id = HPy_IsNull(builtins) ? HPy_NULL : HPy_GetAttr_s(ctx, builtins, "id");
    HPy args = HPy_IsNull(id) ? HPy_NULL : HPyTuple_FromArray(ctx, &h, 1);
    HPy number = HPy_IsNull(args) ? HPy_NULL : HPy_CallTupleDict(ctx, id, args, HPy_NULL);
    int result = -1;
    if (!HPy_IsNull(number)) {
        *address = (intptr_t)HPyLong_AsVoidPtr(ctx, number);
        result = HPyErr_Occurred(ctx) ? -1 : 0;
    }
    HPy owned[] = {builtins, id, args, number};
    for (int i = 0; i < 4; i++) {
        slot_close(ctx, owned[i]);
    }
    return result;
}

int slot_measure(HPyContext *ctx, HPy h_owner)
{
    intptr_t address;
    int cpython = is_cpython(ctx);
    if (cpython <= 0) {
        return cpython;
    }
    if (address_of(ctx, h_owner, &address) < 0) {
        return -1;
    }
    HPyField field = HPyField_NULL;
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
