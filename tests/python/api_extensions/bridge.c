/* From ndarray to HPyArray and back, in C. */
#include <hpy.h>
#include <numpy_hpy/arrayobject.h>

static HPy lost(HPyContext *ctx, const char *what)
{
    HPyErr_SetString(ctx, ctx->h_AssertionError, what);
    return HPy_NULL;
}

/* A result goes with no exception, HPy_NULL with one. */
static HPy checked(HPyContext *ctx, HPy result)
{
    if (HPy_IsNull(result) == (HPyErr_Occurred(ctx) != 0)) {
        return result;
    }
    if (!HPy_IsNull(result)) {
        HPy_Close(ctx, result);
    }
    return lost(ctx, "an exception, and what came back, do not fit");
}

HPyDef_METH(from_legacy, "from_legacy", HPyFunc_O)
static HPy from_legacy_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return checked(ctx, HPyArray_FromLegacy(ctx, arg));
}

HPyDef_METH(as_legacy, "as_legacy", HPyFunc_O)
static HPy as_legacy_impl(HPyContext *ctx, HPy self, HPy arg)
{
    return checked(ctx, HPyArray_AsLegacy(ctx, arg));
}

#ifndef HPY_ABI_CPYTHON
HPyDef_METH(of_null, "of_null", HPyFunc_NOARGS)
static HPy of_null_impl(HPyContext *ctx, HPy self)
{
    checked(ctx, HPyArray_FromLegacy(ctx, HPy_NULL));
    HPyErr_Clear(ctx);
    return checked(ctx, HPyArray_AsLegacy(ctx, HPy_NULL));
}
#endif

/* There and back, with a view that stays empty of handles: the same object, and the same address all the way. */
HPyDef_METH(round_trip, "round_trip", HPyFunc_O)
static HPy round_trip_impl(HPyContext *ctx, HPy self, HPy array)
{
    HPy native = HPyArray_FromLegacy(ctx, array);
    HPy legacy = HPy_IsNull(native) ? HPy_NULL : HPyArray_AsLegacy(ctx, native);
    HPy again = HPy_IsNull(legacy) ? HPy_NULL : HPyArray_FromLegacy(ctx, legacy);
    HPyArrayView one, other;
    HPy result = HPy_NULL;
    if (!HPy_IsNull(again) && HPyArray_FillView(ctx, native, &one) == 0) {
        if (HPyArray_FillView(ctx, array, &other) == 0) {
            if (!HPy_Is(ctx, legacy, array)) {
                result = lost(ctx, "another ndarray came back");
            }
            else if (one.data != other.data || one.nd != other.nd || one.itemsize != other.itemsize || one.layout->slot_count != other.layout->slot_count) {
                result = lost(ctx, "another place came back");
            }
            else {
                result = HPyArray_IntTupleFromIntp(ctx, one.nd, one.strides);
            }
            HPyArray_ReleaseView(ctx, &other);
        }
        HPyArray_ReleaseView(ctx, &one);
    }
    for (int i = 0; i < 3; i++) {
        HPy h = i == 0 ? native : i == 1 ? legacy : again;
        if (!HPy_IsNull(h)) {
            HPy_Close(ctx, h);
        }
    }
    return result;
}

/* Writes the object into item 0 of an array of one dimension through the other kind, and reads it through the first. */
HPyDef_METH(write_through, "write", HPyFunc_VARARGS)
static HPy write_through_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy array, value, is_native;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OOO", &array, &value, &is_native)) {
        return HPy_NULL;
    }
    HPy other = HPy_IsTrue(ctx, is_native) ? HPyArray_AsLegacy(ctx, array) : HPyArray_FromLegacy(ctx, array);
    if (HPy_IsNull(other)) {
        return HPy_NULL;
    }
    int result = HPy_SetItem_i(ctx, other, 0, value);
    HPy_Close(ctx, other);
    return result < 0 ? HPy_NULL : HPy_GetItem_i(ctx, array, 0);
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    hpy_import_array(ctx);
    return 0;
}

static HPyDef *defines[] = {
    &module_exec, &from_legacy, &as_legacy, &round_trip, &write_through,
#ifndef HPY_ABI_CPYTHON
    &of_null,
#endif
    NULL,
};
static HPyModuleDef definition = {.defines = defines};
HPy_MODINIT(bridge, definition)
