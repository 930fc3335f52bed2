/* The ufunc clipped_diff. */
#include "rolling.h"

#include "clipped_diff.h"

/* NumPy calls a loop without a context. The loop for objects needs one: the macro makes a loop that gets it. */
NPY_HPY_UFUNC_LOOP(clipped_diff_object, clipped_diff_objects)

static PyUFuncGenericFunction clipped_diff_loops[] = {
    clipped_diff_int32, clipped_diff_int64, clipped_diff_float32, clipped_diff_float64, clipped_diff_object};
static void *const clipped_diff_data[] = {NULL, NULL, NULL, NULL, NULL};
static const char clipped_diff_types[] = {
    NPY_INT32, NPY_INT32, NPY_INT32, NPY_INT32,
    NPY_INT64, NPY_INT64, NPY_INT64, NPY_INT64,
    NPY_FLOAT32, NPY_FLOAT32, NPY_FLOAT32, NPY_FLOAT32,
    NPY_FLOAT64, NPY_FLOAT64, NPY_FLOAT64, NPY_FLOAT64,
    NPY_OBJECT, NPY_OBJECT, NPY_OBJECT, NPY_OBJECT,
};

int add_clipped_diff(HPyContext *ctx, HPy module)
{
    HPy ufunc = HPyUFunc_FromFuncAndData(ctx, clipped_diff_loops, clipped_diff_data, clipped_diff_types, 5, 3, 1,
        PyUFunc_None, "clipped_diff", "x - y, at least -abs(bound) and at most abs(bound).", 0);
    if (HPy_IsNull(ufunc)) {
        return -1;
    }
    int status = HPy_SetAttr_s(ctx, module, "clipped_diff", ufunc);
    HPy_Close(ctx, ufunc);
    return status;
}
