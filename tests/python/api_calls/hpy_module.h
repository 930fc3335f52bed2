/* The end of the generated hpy_calls.c: its own functions, and the module. */

static HPy set_null_impl(HPyContext *ctx, HPy self, HPy object)
{
    (void)self;
    HPyGlobal_Store(ctx, &null_object, object);
    return HPy_Dup(ctx, ctx->h_None);
}

static HPy value_handle(HPyContext *ctx, Value value)
{
    switch (value.kind) {
    case VALUE_SIGNED: return HPyLong_FromInt64_t(ctx, value.number);
    case VALUE_UNSIGNED: return HPyLong_FromUInt64_t(ctx, (uint64_t)value.number);
    case VALUE_REAL: return HPyFloat_FromDouble(ctx, value.real);
    case VALUE_ADDRESS: return HPyLong_FromUInt64_t(ctx, (uint64_t)value.number);
    case VALUE_OBJECT: return HPy_Dup(ctx, value.number ? ctx->h_True : ctx->h_False);
    case VALUE_NONE: break;
    }
    return HPy_Dup(ctx, ctx->h_None);
}

static HPy last_result_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    HPy values[MOST_ARGUMENTS];
    for (int i = 0; i < last_call.count; i++) {
        values[i] = value_handle(ctx, last_call.values[i]);
    }
    HPy all = HPyTuple_FromArray(ctx, values, last_call.count);
    for (int i = 0; i < last_call.count; i++) {
        HPy_Close(ctx, values[i]);
    }
    return all;
}

static HPy filled(HPyContext *ctx, int (*add)(HPyContext *, HPy))
{
    HPy all = HPyDict_New(ctx);
    if (!HPy_IsNull(all) && add(ctx, all)) {
        HPy_Close(ctx, all);
        return HPy_NULL;
    }
    return all;
}

static HPy classes_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return filled(ctx, add_classes);
}

static HPy loops_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return filled(ctx, add_loops);
}

static int module_exec_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    hpy_import_array(ctx);
    hpy_import_umath(ctx);
    return 0;
}

static HPyGlobal *module_globals[] = {&null_object, NULL};

static HPyModuleDef module = {.doc = "The functions on handles, called from Python.",
    .defines = module_defines, .globals = module_globals};

HPy_MODINIT(hpy_calls, module)
