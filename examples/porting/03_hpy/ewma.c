/* The function ewma, on NumPy's iterator. */
#include "rolling.h"

/* An iterator over `array`, cast to doubles, and a new array of doubles for the results. */
static NpyIter *new_double_iterator(HPyContext *ctx, HPy array)
{
    HPy float64 = HPyArray_DescrFromType(ctx, NPY_DOUBLE);
    if (HPy_IsNull(float64)) {
        return NULL;
    }
    HPy operands[2] = {array, HPy_NULL};
    HPy dtypes[2] = {float64, float64};
    npy_uint32 flags = NPY_ITER_EXTERNAL_LOOP | NPY_ITER_BUFFERED | NPY_ITER_GROWINNER | NPY_ITER_ZEROSIZE_OK;
    npy_uint32 operand_flags[2] = {NPY_ITER_READONLY,
        NPY_ITER_WRITEONLY | NPY_ITER_ALLOCATE | NPY_ITER_NO_SUBTYPE};
    NpyIter *iter = HNpyIter_MultiNew(
        ctx, 2, operands, flags, NPY_CORDER, NPY_SAME_KIND_CASTING, operand_flags, dtypes);
    HPy_Close(ctx, float64);
    return iter;
}

/* The average goes on from one inner loop to the next, wherever a buffer ends. */
static int run_ewma(HPyContext *ctx, NpyIter *iter, double alpha)
{
    if (HNpyIter_GetIterSize(ctx, iter) == 0) {
        return 0;
    }
    NpyIter_IterNextFunc *next = HNpyIter_GetIterNext(ctx, iter, NULL);
    if (next == NULL) {
        return -1;
    }
    char **data = HNpyIter_GetDataPtrArray(ctx, iter);
    npy_intp *strides = HNpyIter_GetInnerStrideArray(ctx, iter), *count = HNpyIter_GetInnerLoopSizePtr(ctx, iter);
    rolling_decay decay = {alpha, 0, 0};
    HPY_NPY_BEGIN_THREADS_DEF;
    if (!HNpyIter_IterationNeedsAPI(ctx, iter)) {
        HPY_NPY_BEGIN_THREADS(ctx);
    }
    do {
        rolling_line in = {data[0], strides[0], *count}, out = {data[1], strides[1], *count};
        rolling_decay_line(&decay, in, out);
    } while (next(iter));
    HPY_NPY_END_THREADS(ctx);
    return HPyErr_Occurred(ctx) ? -1 : 0;
}

static HPy ewma_object(HPyContext *ctx, HPy object, double alpha)
{
    if (!(alpha > 0 && alpha <= 1)) {
        return HPyErr_SetString(ctx, ctx->h_ValueError, "alpha must be above 0 and at most 1");
    }
    HPy array = HPyArray_FROM_O(ctx, object);
    if (HPy_IsNull(array)) {
        return HPy_NULL;
    }
    NpyIter *iter = new_double_iterator(ctx, array);
    HPy_Close(ctx, array);
    if (iter == NULL) {
        return HPy_NULL;
    }
    int status = run_ewma(ctx, iter, alpha);
    /* New handles for both operands: the second is the array that the iterator allocated. */
    HPy operands[2] = {HPy_NULL, HPy_NULL};
    if (HNpyIter_GetOperandArray(ctx, iter, operands) < 0) {
        status = -1;
    }
    if (HNpyIter_Deallocate(ctx, iter) != NPY_SUCCEED) {
        status = -1;
    }
    close_if_any(ctx, operands[0]);
    if (status < 0) {
        replace(ctx, &operands[1], HPy_NULL);
    }
    return operands[1];
}

HPyDef_METH(rolling_ewma, "ewma", HPyFunc_KEYWORDS,
    .doc = "ewma(a, alpha): the exponentially weighted moving average of the items in C order.")
static HPy rolling_ewma_impl(HPyContext *ctx, HPy module, const HPy *args, size_t nargs, HPy kwnames)
{
    (void)module;
    static const char *keywords[] = {"a", "alpha", NULL};
    HPy object;
    double alpha;
    HPyTracker tracker;
    if (check_arguments(ctx, nargs, kwnames, keywords) < 0
            || !HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, "Od:ewma", keywords, &object, &alpha)) {
        return HPy_NULL;
    }
    HPy result = ewma_object(ctx, object, alpha);
    HPyTracker_Close(ctx, tracker);
    return result;
}
