/* The functions of the module: mean, std, min and max, on handles. Objects are still the business of step 00. */
#include "mixed.h"

/* A statistic, for doubles and for objects. */
typedef struct {
    const char *format;
    rolling_function *doubles;
    object_function *objects;
} statistic;

/* The statistic of each window of each line of doubles along `axis`. */
static int roll_doubles(HPyContext *ctx, const statistic *how, PyArrayIterObject *in, PyArrayIterObject *out,
    npy_intp window, rolling_line from, rolling_line to)
{
    size_t size = rolling_scratch_size(window);
    void *scratch = size == 0 ? NULL : malloc(size);
    if (scratch == NULL) {
        HPyErr_NoMemory(ctx);
        return -1;
    }
    HPY_NPY_BEGIN_THREADS_DEF;
    HPY_NPY_BEGIN_THREADS_THRESHOLDED(ctx, in->size * from.length);
    while (HPyArray_ITER_NOTDONE(in)) {
        from.data = (char *)HPyArray_ITER_DATA(in);
        to.data = (char *)HPyArray_ITER_DATA(out);
        how->doubles(from, window, to, scratch);
        HPyArray_ITER_NEXT(in);
        HPyArray_ITER_NEXT(out);
    }
    HPY_NPY_END_THREADS(ctx);
    free(scratch);
    return 0;
}

/* objects.c of step 00 wants its arrays as pointers: two references are made here, and given back. */
static int roll_objects(HPyContext *ctx, const statistic *how, HPy array, HPy result, PyArrayIterObject *in,
    PyArrayIterObject *out, npy_intp window, object_line from, object_line to)
{
    int status = 0;
    from.array = (PyArrayObject *)HPy_AsPyObject(ctx, array);
    to.array = (PyArrayObject *)HPy_AsPyObject(ctx, result);
    while (status == 0 && HPyArray_ITER_NOTDONE(in)) {
        from.data = (char *)HPyArray_ITER_DATA(in);
        to.data = (char *)HPyArray_ITER_DATA(out);
        status = how->objects(from, window, to);
        HPyArray_CalledBack(ctx);
        HPyArray_ITER_NEXT(in);
        HPyArray_ITER_NEXT(out);
    }
    Py_DECREF(from.array);
    Py_DECREF(to.array);
    return status;
}

/* Fills `result` from `array`, through iterators over the lines along `axis`. */
static int roll_lines(HPyContext *ctx, const statistic *how, HPy array, HPy result, npy_intp window, int axis,
    HPy in_handle, HPy out_handle)
{
    /* The structs are lent by the iterators; walking them needs no context. */
    PyArrayIterObject *in = PyArrayIterObject_AsStruct(ctx, in_handle);
    PyArrayIterObject *out = PyArrayIterObject_AsStruct(ctx, out_handle);
    npy_intp length = HPyArray_DIM(ctx, array, axis), result_length = HPyArray_DIM(ctx, result, axis);
    npy_intp stride = HPyArray_STRIDE(ctx, array, axis), result_stride = HPyArray_STRIDE(ctx, result, axis);
    if (HPyArray_TYPE(ctx, array, NULL) == NPY_DOUBLE) {
        rolling_line from = {NULL, stride, length}, to = {NULL, result_stride, result_length};
        return roll_doubles(ctx, how, in, out, window, from, to);
    }
    if (how->objects == NULL) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "objects have no standard deviation");
        return -1;
    }
    object_line from = {NULL, NULL, stride, length}, to = {NULL, NULL, result_stride, result_length};
    return roll_objects(ctx, how, array, result, in, out, window, from, to);
}

/* A new array with the statistic of the windows of `array` along `axis`. */
static HPy roll_array(HPyContext *ctx, const statistic *how, HPy array, npy_intp window, int axis)
{
    npy_intp shape[NPY_MAXDIMS], length = HPyArray_DIM(ctx, array, axis);
    if (window < 1 || window > length) {
        return HPyErr_Format(ctx, ctx->h_ValueError, "window must be from 1 to %zd, the length of the axis, not %zd",
            (HPy_ssize_t)length, (HPy_ssize_t)window);
    }
    int ndim = HPyArray_NDIM(ctx, array), status = -1;
    memcpy(shape, HPyArray_DIMS(ctx, array), (size_t)ndim * sizeof(npy_intp));
    shape[axis] = length - window + 1;

    HPy result = HPyArray_SimpleNew(ctx, ndim, shape, HPyArray_TYPE(ctx, array, NULL));
    if (HPy_IsNull(result)) {
        return HPy_NULL;
    }
    HPy in = HPyArray_IterAllButAxis(ctx, array, &axis);
    HPy out = HPyArray_IterAllButAxis(ctx, result, &axis);
    if (!HPy_IsNull(in) && !HPy_IsNull(out)) {
        status = roll_lines(ctx, how, array, result, window, axis, in, out);
    }
    close_if_any(ctx, in);
    close_if_any(ctx, out);
    if (status < 0) {
        replace(ctx, &result, HPy_NULL);
    }
    return result;
}

/* Any object as an array of doubles, or of objects if it holds such. */
static HPy as_numbers(HPyContext *ctx, HPy object)
{
    HPy array = HPyArray_FROM_O(ctx, object);
    if (HPy_IsNull(array) || HPyArray_TYPE(ctx, array, NULL) == NPY_OBJECT) {
        return array;
    }
    HPy doubles = HPyArray_FROM_OTF(ctx, array, NPY_DOUBLE, NPY_ARRAY_ALIGNED);
    HPy_Close(ctx, array);
    return doubles;
}

static HPy roll_object(HPyContext *ctx, const statistic *how, HPy object, HPy window_object, HPy axis_object)
{
    int axis = -1;
    /* What O& did in the format is a call of the converter after it. */
    if (!HPy_IsNull(axis_object) && HPyArray_AxisConverter(ctx, axis_object, &axis) != NPY_SUCCEED) {
        return HPy_NULL;
    }
    npy_intp window = HPyArray_PyIntAsIntp(ctx, window_object);
    if (window == -1 && HPyErr_Occurred(ctx)) {
        return HPy_NULL;
    }
    HPy array = as_numbers(ctx, object);
    if (HPy_IsNull(array)) {
        return HPy_NULL;
    }
    /* Makes axis non-negative; the array becomes one-dimensional if axis is None. */
    HPy checked = HPyArray_CheckAxis(ctx, array, &axis, 0);
    HPy_Close(ctx, array);
    if (HPy_IsNull(checked)) {
        return HPy_NULL;
    }
    HPy result = roll_array(ctx, how, checked, window, axis);
    HPy_Close(ctx, checked);
    return result;
}

static HPy roll(HPyContext *ctx, const statistic *how, const HPy *args, size_t nargs, HPy kwnames)
{
    static const char *keywords[] = {"a", "window", "axis", NULL};
    HPy object, window_object, axis_object = HPy_NULL;
    /* The tracker owns what the parser had to make. */
    HPyTracker tracker;
    if (check_arguments(ctx, nargs, kwnames, keywords) < 0
            || !HPyArg_ParseKeywords(ctx, &tracker, args, nargs, kwnames, how->format, keywords, &object,
                &window_object, &axis_object)) {
        return HPy_NULL;
    }
    HPy result = roll_object(ctx, how, object, window_object, axis_object);
    HPyTracker_Close(ctx, tracker);
    return result;
}

HPyDef_METH(rolling_mean, "mean", HPyFunc_KEYWORDS, .doc = "mean(a, window, axis=-1): the mean of each window.")
static HPy rolling_mean_impl(HPyContext *ctx, HPy module, const HPy *args, size_t nargs, HPy kwnames)
{
    (void)module;
    static const statistic how = {"OO|O:mean", rolling_mean_line, rolling_mean_objects};
    return roll(ctx, &how, args, nargs, kwnames);
}

HPyDef_METH(rolling_std, "std", HPyFunc_KEYWORDS,
    .doc = "std(a, window, axis=-1): the standard deviation of each window.")
static HPy rolling_std_impl(HPyContext *ctx, HPy module, const HPy *args, size_t nargs, HPy kwnames)
{
    (void)module;
    static const statistic how = {"OO|O:std", rolling_std_line, NULL};
    return roll(ctx, &how, args, nargs, kwnames);
}

HPyDef_METH(rolling_min, "min", HPyFunc_KEYWORDS, .doc = "min(a, window, axis=-1): the smallest item of each window.")
static HPy rolling_min_impl(HPyContext *ctx, HPy module, const HPy *args, size_t nargs, HPy kwnames)
{
    (void)module;
    static const statistic how = {"OO|O:min", rolling_min_line, rolling_min_objects};
    return roll(ctx, &how, args, nargs, kwnames);
}

HPyDef_METH(rolling_max, "max", HPyFunc_KEYWORDS, .doc = "max(a, window, axis=-1): the largest item of each window.")
static HPy rolling_max_impl(HPyContext *ctx, HPy module, const HPy *args, size_t nargs, HPy kwnames)
{
    (void)module;
    static const statistic how = {"OO|O:max", rolling_max_line, rolling_max_objects};
    return roll(ctx, &how, args, nargs, kwnames);
}
