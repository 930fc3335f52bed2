/* A module for one test: a caller of our slot functions that forgets to close a handle.
 *
 * It is compiled together with capi/src/slot.c, so that the handle is opened inside a function of ours, `slot_load`. */
#include "slot.h"

HPyDef_METH(leak, "leak", HPyFunc_O, .doc = "leak(thing): opens a handle of `thing` and never closes it.")
static HPy leak_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    HPyField field = HPyField_NULL;
    HPyField_Store(ctx, arg, &field, arg);
    HPy never_closed = slot_load(ctx, arg, (const char *)&field._i);
    (void)never_closed;
    HPyField_Store(ctx, arg, &field, HPy_NULL);
    return HPy_Dup(ctx, ctx->h_None);
}

HPyDef_METH(no_leak, "no_leak", HPyFunc_O, .doc = "no_leak(thing): opens a handle of `thing` and closes it.")
static HPy no_leak_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    HPyField field = HPyField_NULL;
    HPyField_Store(ctx, arg, &field, arg);
    HPy closed = slot_load(ctx, arg, (const char *)&field._i);
    HPy_Close(ctx, closed);
    HPyField_Store(ctx, arg, &field, HPy_NULL);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPyDef *defines[] = {&leak, &no_leak, NULL};

static HPyModuleDef module_def = {
    .doc = "Leaks a handle on purpose",
    .defines = defines,
};

HPy_MODINIT(leaky, module_def)
