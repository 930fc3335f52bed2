/* A module whose ufuncs and dtypes call back through trampolines. */
#define IS_MODULE
#include "api_trampolines.h"

HPy from_numpy(HPyContext *ctx, const char *name)
{
    HPy numpy = HPyImport_ImportModule(ctx, "numpy");
    HPy found = HPy_IsNull(numpy) ? HPy_NULL : HPy_GetAttr_s(ctx, numpy, name);
    drop(ctx, numpy);
    return found;
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    hpy_import_array(ctx);
    hpy_import_umath(ctx);
    if (add_ufuncs(ctx, module) < 0 || add_money(ctx, module) < 0 || add_scaled(ctx, module) < 0 ||
        add_box(ctx, module) < 0) {
        return -1;
    }
    return 0;
}

extern HPyDef from_callable, free_callables, resolve, validate, with_identity, through_slots;
extern HPyDef money_counts, is_user_type, replaced, subarray, dtype_class, cast_again, register_bad, register_again;
extern HPyDef sort_in_place, scalar_kind, fill_directly;
extern HPyDef scaled_counts, make_dtype_class, new_instance, add_loops, bad_spec;

static HPyDef *defines[] = {
    &module_exec,    &from_callable,    &free_callables, &resolve,        &validate,     &with_identity, &through_slots,
    &money_counts,   &is_user_type,     &replaced,       &subarray,       &dtype_class,  &cast_again,    &register_bad,
    &register_again, &sort_in_place,    &scalar_kind,    &fill_directly,  &scaled_counts, &make_dtype_class,
    &new_instance,   &add_loops,        &bad_spec,       NULL,
};

extern HPyGlobal money_class, scaled_class, scaled_default, number_class, box_default;

static HPyGlobal *globals[] = {&money_class, &scaled_class, &scaled_default, &number_class, &box_default, NULL};

static HPyModuleDef module_def = {.defines = defines, .globals = globals};

HPy_MODINIT(api_trampolines, module_def)
