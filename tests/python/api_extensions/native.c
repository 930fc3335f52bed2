/* Functions on arrays, called from Python. An argument that is missing, or `...`, is HPy_NULL; a result that is HPy_NULL, without
 * an exception, is `...` as well. Addresses are numbers. */
#include <hpy.h>
#include <numpy_hpy/arrayobject.h>

typedef struct Arguments {
    const HPy *values;
    size_t count;
} Arguments;

static HPy handle(HPyContext *ctx, const Arguments *args, size_t i)
{
    if (i >= args->count || HPy_Is(ctx, args->values[i], ctx->h_Ellipsis)) {
        return HPy_NULL;
    }
    return args->values[i];
}

static npy_intp number(HPyContext *ctx, const Arguments *args, size_t i)
{
    return i < args->count ? (npy_intp)HPyLong_AsSsize_t(ctx, args->values[i]) : 0;
}

#define H(i) handle(ctx, &args, i)
#define N(i) number(ctx, &args, i)
#define P(i) ((void *)number(ctx, &args, i))

/* Everything that is called: its name, what comes back, and the call. */
#define CALLS                                                                                                          \
    CALL(NDIM, INTEGER, HPyArray_NDIM(ctx, H(0)))                                                                      \
    CALL(DATA, ADDRESS, HPyArray_DATA(ctx, H(0)))                                                                      \
    CALL(BYTES, ADDRESS, HPyArray_BYTES(ctx, H(0)))                                                                    \
    CALL(DIMS, ADDRESS, HPyArray_DIMS(ctx, H(0)))                                                                      \
    CALL(SHAPE, ADDRESS, HPyArray_SHAPE(ctx, H(0)))                                                                    \
    CALL(STRIDES, ADDRESS, HPyArray_STRIDES(ctx, H(0)))                                                                \
    CALL(DIM, INTEGER, HPyArray_DIM(ctx, H(0), (int)N(1)))                                                             \
    CALL(STRIDE, INTEGER, HPyArray_STRIDE(ctx, H(0), (int)N(1)))                                                       \
    CALL(ITEMSIZE, INTEGER, HPyArray_ITEMSIZE(ctx, H(0), NULL))                                                        \
    CALL(BASE, OBJECT, HPyArray_BASE(ctx, H(0), NULL))                                                                 \
    CALL(DESCR, OBJECT, HPyArray_DESCR(ctx, H(0), NULL))                                                               \
    CALL(DTYPE, OBJECT, HPyArray_DTYPE(ctx, H(0), NULL))                                                               \
    CALL(FLAGS, INTEGER, HPyArray_FLAGS(ctx, H(0)))                                                                    \
    CALL(CHKFLAGS, INTEGER, HPyArray_CHKFLAGS(ctx, H(0), (int)N(1)))                                                   \
    CALL(TYPE, INTEGER, HPyArray_TYPE(ctx, H(0), NULL))                                                                \
    CALL(SIZE, INTEGER, HPyArray_SIZE(ctx, H(0)))                                                                      \
    CALL(NBYTES, INTEGER, HPyArray_NBYTES(ctx, H(0), NULL))                                                            \
    CALL(Size, INTEGER, HPyArray_Size(ctx, H(0)))                                                                      \
    CALL(Check, INTEGER, HPyArray_Check(ctx, H(0)))                                                                    \
    CALL(IsZeroDim, INTEGER, HPyArray_IsZeroDim(ctx, H(0)))                                                            \
    CALL(CheckScalar, INTEGER, HPyArray_CheckScalar(ctx, H(0)))                                                        \
    CALL(CheckAnyScalar, INTEGER, HPyArray_CheckAnyScalar(ctx, H(0)))                                                  \
    CALL(GETPTR1, ADDRESS, HPyArray_GETPTR1(ctx, H(0), N(1)))                                                          \
    CALL(GETPTR2, ADDRESS, HPyArray_GETPTR2(ctx, H(0), N(1), N(2)))                                                    \
    CALL(GETPTR3, ADDRESS, HPyArray_GETPTR3(ctx, H(0), N(1), N(2), N(3)))                                              \
    CALL(GETPTR4, ADDRESS, HPyArray_GETPTR4(ctx, H(0), N(1), N(2), N(3), N(4)))                                        \
    CALL(GETITEM, OBJECT, HPyArray_GETITEM(ctx, H(0), (char *)P(1)))                                                   \
    CALL(SETITEM, STATUS, HPyArray_SETITEM(ctx, H(0), (char *)P(1), H(2)))                                             \
    CALL(GetNDim, INTEGER, HPyArray_GetNDim(ctx, H(0)))                                                                \
    CALL(GetDims, ADDRESS, HPyArray_GetDims(ctx, H(0)))                                                                \
    CALL(GetBytes, ADDRESS, HPyArray_GetBytes(ctx, H(0)))                                                              \
    CALL(GetItemsize, INTEGER, HPyArray_GetItemsize(ctx, H(0)))                                                        \
    CALL(GetType, INTEGER, HPyArray_GetType(ctx, H(0)))                                                                \
    CALL(GetDescr, OBJECT, HPyArray_GetDescr(ctx, H(0)))                                                               \
    CALL(GetBase, OBJECT, HPyArray_GetBase(ctx, H(0)))                                                                 \
    /* An HPyArray is seen through a view. */                                                                          \
    CALL(ElementStrides, INTEGER, HPyArray_ElementStrides(ctx, H(0)))                                                  \
    CALL(ISCARRAY, INTEGER, HPyArray_ISCARRAY(ctx, H(0)))                                                              \
    CALL(Sum, OBJECT, HPyArray_Sum(ctx, H(0), 0, NPY_DOUBLE, H(1)))                                                    \
    CALL(TakeFrom, OBJECT, HPyArray_TakeFrom(ctx, H(0), H(1), 0, H(2), NPY_RAISE))                                     \
    CALL(CopyInto, STATUS, HPyArray_CopyInto(ctx, H(0), H(1)))                                                         \
    CALL(AssignArray, STATUS, HPyArray_AssignArray(ctx, H(0), H(1), H(2), NPY_SAME_KIND_CASTING))                      \
    CALL(FillWithScalar, STATUS, HPyArray_FillWithScalar(ctx, H(0), H(1)))                                             \
    CALL(PutTo, OBJECT, HPyArray_PutTo(ctx, H(0), H(1), H(2), NPY_RAISE))                                              \
    CALL(Sort, STATUS, HPyArray_Sort(ctx, H(0), 0, NPY_QUICKSORT))                                                     \
    CALL(CountNonzero, INTEGER, HPyArray_CountNonzero(ctx, H(0)))                                                      \
    CALL(FILLWBYTE, VOID, HPyArray_FILLWBYTE(ctx, H(0), (int)N(1)))                                                    \
    CALL(FailUnlessWriteable, STATUS, HPyArray_FailUnlessWriteable(ctx, H(0), "the array"))                            \
    CALL(FromAny, OBJECT, HPyArray_FromAny(ctx, H(0), HPy_NULL, 0, 0, 0, HPy_NULL))                                    \
    CALL(FromArray, OBJECT, HPyArray_FromArray(ctx, H(0), HPy_NULL, 0))                                                \
    CALL(View, OBJECT, HPyArray_View(ctx, H(0), HPy_NULL, HPy_NULL))                                                   \
    CALL(IterNew, OBJECT, HPyArray_IterNew(ctx, H(0)))                                                                 \
    CALL(Ravel, OBJECT, HPyArray_Ravel(ctx, H(0), NPY_CORDER))                                                         \
    /* These change an ndarray itself. */                                                                              \
    CALL(ENABLEFLAGS, VOID, HPyArray_ENABLEFLAGS(ctx, H(0), NPY_ARRAY_WRITEABLE))                                      \
    CALL(CLEARFLAGS, VOID, HPyArray_CLEARFLAGS(ctx, H(0), NPY_ARRAY_WRITEABLE))                                        \
    CALL(UpdateFlags, VOID, HPyArray_UpdateFlags(ctx, H(0), NPY_ARRAY_ALIGNED))                                        \
    CALL(SetBaseObject, STATUS, HPyArray_SetBaseObject(ctx, H(0), H(1)))                                               \
    CALL(SetBase, STATUS, HPyArray_SetBase(ctx, H(0), H(1)))                                                           \
    CALL(SetWritebackIfCopyBase, STATUS, HPyArray_SetWritebackIfCopyBase(ctx, H(0), H(1)))                             \
    CALL(ResolveWritebackIfCopy, STATUS, HPyArray_ResolveWritebackIfCopy(ctx, H(0)))                                   \
    CALL(DiscardWritebackIfCopy, VOID, HPyArray_DiscardWritebackIfCopy(ctx, H(0)))                                     \
    CALL(RemoveAxesInPlace, VOID, HPyArray_RemoveAxesInPlace(ctx, H(0), (npy_bool *)P(1)))                             \
    CALL(Resize, OBJECT, resized(ctx, H(0)))                                                                           \
    CALL(AsStruct, ADDRESS, PyArrayObject_AsStruct(ctx, H(0)))                                                         \
    /* Those that are not one call. */                                                                                 \
    CALL(iterator_fill, STATUS, iterator_fill(ctx, H(0), H(1)))                                                        \
    CALL(nditer_fill, STATUS, nditer_fill(ctx, H(0), H(1)))                                                            \
    CALL(multi_addresses, OBJECT, multi_addresses(ctx, H(0), H(1)))                                                    \
    CALL(view, OBJECT, whole_view(ctx, H(0)))                                                                          \
    CALL(view_total, OBJECT, view_total(ctx, H(0)))                                                                    \
    CALL(view_references, OBJECT, view_references(ctx, H(0)))                                                          \
    CALL(view_failure, STATUS, view_failure(ctx, H(0)))                                                                \
    CALL(layout_references, INTEGER, ((const NpyLayout *)P(0))->refcount)

static HPy resized(HPyContext *ctx, HPy arr)
{
    npy_intp length = 3;
    PyArray_Dims dims = {&length, 1};
    return HPyArray_Resize(ctx, arr, &dims, 1, NPY_CORDER);
}

/* Sets every item by way of an iterator over the array. */
static int iterator_fill(HPyContext *ctx, HPy arr, HPy value)
{
    HPy iter = HPyArray_IterNew(ctx, arr);
    if (HPy_IsNull(iter)) {
        return -1;
    }
    int result = 0;
    PyArrayIterObject *it = PyArrayIterObject_AsStruct(ctx, iter);
    while (result == 0 && HPyArray_ITER_NOTDONE(it)) {
        result = HPyArray_SETITEM(ctx, arr, (char *)HPyArray_ITER_DATA(it), value);
        HPyArray_ITER_NEXT(it);
    }
    HPy_Close(ctx, iter);
    return result;
}

/* The same with the n-dimensional iterator. */
static int nditer_fill(HPyContext *ctx, HPy arr, HPy value)
{
    npy_uint32 flags = NPY_ITER_READWRITE | NPY_ITER_REFS_OK | NPY_ITER_ZEROSIZE_OK;
    NpyIter *iter = HNpyIter_New(ctx, arr, flags, NPY_KEEPORDER, NPY_NO_CASTING, HPy_NULL);
    if (iter == NULL) {
        return -1;
    }
    int result = 0;
    NpyIter_IterNextFunc *next = HNpyIter_GetIterNext(ctx, iter, NULL);
    char **data = HNpyIter_GetDataPtrArray(ctx, iter);
    if (HNpyIter_GetIterSize(ctx, iter) > 0) {
        do {
            result = HPyArray_SETITEM(ctx, arr, data[0], value);
        } while (result == 0 && next(iter));
    }
    return HNpyIter_Deallocate(ctx, iter) == NPY_SUCCEED ? result : -1;
}

/* Where the items of two arrays lie that are broadcast together. */
static HPy multi_addresses(HPyContext *ctx, HPy one, HPy two)
{
    HPy objects[] = {one, two};
    HPy multi = HPyArray_MultiIterFromObjects(ctx, objects, 2, 0, NULL);
    if (HPy_IsNull(multi)) {
        return HPy_NULL;
    }
    HPy list = HPyList_New(ctx, 0);
    PyArrayMultiIterObject *it = PyArrayMultiIterObject_AsStruct(ctx, multi);
    for (; HPyArray_MultiIter_NOTDONE(it); HPyArray_MultiIter_NEXT(it)) {
        HPy pair = HPy_BuildValue(ctx, "(KK)", (unsigned long long)(size_t)HPyArray_MultiIter_DATA(it, 0),
            (unsigned long long)(size_t)HPyArray_MultiIter_DATA(it, 1));
        HPyList_Append(ctx, list, pair);
        HPy_Close(ctx, pair);
    }
    HPy_Close(ctx, multi);
    return list;
}

static HPy tuple_of(HPyContext *ctx, int n, const npy_intp *numbers)
{
    return HPyArray_IntTupleFromIntp(ctx, n, numbers);
}

/* Where the slots of an item are; None without a layout. */
static HPy slots_of(HPyContext *ctx, const HPyArrayView *view)
{
    if (view->layout == NULL) {
        return HPy_Dup(ctx, ctx->h_None);
    }
    HPy list = HPyList_New(ctx, 0);
    NPY_FOREACH_SLOT(view->layout, view->data, 1, view->itemsize, slot) {
        HPy offset = HPyLong_FromSsize_t(ctx, slot - view->data);
        HPyList_Append(ctx, list, offset);
        HPy_Close(ctx, offset);
    }
    return list;
}

static HPy whole_view(HPyContext *ctx, HPy arr)
{
    HPyArrayView view;
    if (HPyArray_FillView(ctx, arr, &view) < 0) {
        return HPy_NULL;
    }
    HPy shape = tuple_of(ctx, view.nd, view.shape);
    HPy strides = tuple_of(ctx, view.nd, view.strides);
    HPy slots = slots_of(ctx, &view);
    HPy result = HPy_BuildValue(ctx, "{s:K,s:i,s:i,s:O,s:O,s:n,s:i,s:K,s:O}", "data", (unsigned long long)(size_t)view.data, "nd",
        view.nd, "flags", view.flags, "shape", shape, "strides", strides, "itemsize", (HPy_ssize_t)view.itemsize, "type_num",
        view.type_num, "layout", (unsigned long long)(size_t)view.layout, "slots", slots);
    HPy_Close(ctx, shape);
    HPy_Close(ctx, strides);
    HPy_Close(ctx, slots);
    HPyArray_ReleaseView(ctx, &view);
    if (view.data != NULL || view.layout != NULL || view.shape != NULL || view.nd != 0) {
        HPyErr_SetString(ctx, ctx->h_AssertionError, "the view is not empty");
    }
    /* An empty one is allowed. */
    HPyArray_ReleaseView(ctx, &view);
    return result;
}

/* The sum of doubles of one dimension. */
static HPy view_total(HPyContext *ctx, HPy arr)
{
    HPyArrayView view;
    double total = 0;
    if (HPyArray_FillView(ctx, arr, &view) < 0) {
        return HPy_NULL;
    }
    for (npy_intp i = 0; i < view.shape[0]; i++) {
        total += *(double *)(void *)(view.data + i * view.strides[0]);
    }
    HPyArray_ReleaseView(ctx, &view);
    return HPyFloat_FromDouble(ctx, total);
}

/* References to the layout: with one view, with two, with one again. */
static HPy view_references(HPyContext *ctx, HPy arr)
{
    HPyArrayView one, two;
    if (HPyArray_FillView(ctx, arr, &one) < 0 || HPyArray_FillView(ctx, arr, &two) < 0) {
        return HPy_NULL;
    }
    long during = (long)one.layout->refcount;
    int is_same = one.layout == two.layout;
    HPyArray_ReleaseView(ctx, &two);
    long after = (long)one.layout->refcount;
    HPyArray_ReleaseView(ctx, &one);
    return HPy_BuildValue(ctx, "(ill)", is_same, during, after);
}

/* What could not be filled is empty, and may be released. */
static int view_failure(HPyContext *ctx, HPy arr)
{
    HPyArrayView view;
    memset(&view, 0x55, sizeof(view));
    if (HPyArray_FillView(ctx, arr, &view) == 0) {
        HPyArray_ReleaseView(ctx, &view);
        return 0;
    }
    if (view.data != NULL || view.layout != NULL) {
        HPyErr_SetString(ctx, ctx->h_AssertionError, "the view is not empty");
    }
    HPyArray_ReleaseView(ctx, &view);
    return -1;
}

/* What comes back, for Python. An exception goes with NULL, HPy_NULL or -1, and they with an exception. */
#define INTEGER(value) integer(ctx, (long long)(value))
#define ADDRESS(value) address(ctx, (const void *)(value))
#define STATUS(value) status(ctx, value)
#define OBJECT(value) object(ctx, value)
#define VOID(call) ((call), HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, ctx->h_None))

static HPy wrong_result(HPyContext *ctx)
{
    HPyErr_SetString(ctx, ctx->h_AssertionError, "an exception, and what came back, do not fit");
    return HPy_NULL;
}

static HPy integer(HPyContext *ctx, long long value)
{
    return HPyErr_Occurred(ctx) ? HPy_NULL : HPyLong_FromLongLong(ctx, value);
}

static HPy address(HPyContext *ctx, const void *value)
{
    if (HPyErr_Occurred(ctx)) {
        return value == NULL ? HPy_NULL : wrong_result(ctx);
    }
    return HPyLong_FromSize_t(ctx, (size_t)value);
}

static HPy status(HPyContext *ctx, int result)
{
    if ((result == -1) != (HPyErr_Occurred(ctx) != 0)) {
        return wrong_result(ctx);
    }
    return result == -1 ? HPy_NULL : HPyLong_FromLong(ctx, result);
}

static HPy object(HPyContext *ctx, HPy result)
{
    if (!HPy_IsNull(result) && HPyErr_Occurred(ctx)) {
        HPy_Close(ctx, result);
        return wrong_result(ctx);
    }
    return HPy_IsNull(result) && !HPyErr_Occurred(ctx) ? HPy_Dup(ctx, ctx->h_Ellipsis) : result;
}

#define CALL(name, kind, call)                                                                                         \
    HPyDef_METH(call_##name, #name, HPyFunc_VARARGS)                                                                   \
    static HPy call_##name##_impl(HPyContext *ctx, HPy self, const HPy *values, size_t count)                          \
    {                                                                                                                  \
        Arguments args = {values, count};                                                                              \
        return kind(call);                                                                                             \
    }
CALLS
#undef CALL

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    hpy_import_array(ctx);
    return 0;
}

#define CALL(name, kind, call) &call_##name,
static HPyDef *defines[] = {CALLS & module_exec, NULL};
static HPyModuleDef definition = {.defines = defines};
HPy_MODINIT(native, definition)
