/* The functions of the module: mean, std, min and max. */
#include "rolling.h"

/* A statistic, for doubles and for objects. */
typedef struct {
    const char *format;
    rolling_function *doubles;
    object_function *objects;
} statistic;

/* The statistic of each window of each line of doubles along `axis`. */
static int roll_doubles(const statistic *how, PyArrayIterObject *in, PyArrayIterObject *out, npy_intp window,
    rolling_line from, rolling_line to)
{
    size_t size = rolling_scratch_size(window);
    void *scratch = size == 0 ? NULL : malloc(size);
    if (scratch == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    NPY_BEGIN_THREADS_DEF;
    NPY_BEGIN_THREADS_THRESHOLDED(in->size * from.length);
    while (PyArray_ITER_NOTDONE(in)) {
        from.data = PyArray_ITER_DATA(in);
        to.data = PyArray_ITER_DATA(out);
        how->doubles(from, window, to, scratch);
        PyArray_ITER_NEXT(in);
        PyArray_ITER_NEXT(out);
    }
    NPY_END_THREADS;
    free(scratch);
    return 0;
}

static int roll_objects(const statistic *how, PyArrayIterObject *in, PyArrayIterObject *out, npy_intp window,
    object_line from, object_line to)
{
    while (PyArray_ITER_NOTDONE(in)) {
        from.data = PyArray_ITER_DATA(in);
        to.data = PyArray_ITER_DATA(out);
        if (how->objects(from, window, to) < 0) {
            return -1;
        }
        PyArray_ITER_NEXT(in);
        PyArray_ITER_NEXT(out);
    }
    return 0;
}

/* A new array with the statistic of the windows of `array` along `axis`. */
static PyArrayObject *roll_array(const statistic *how, PyArrayObject *array, npy_intp window, int axis)
{
    npy_intp shape[NPY_MAXDIMS], length = PyArray_DIM(array, axis);
    if (window < 1 || window > length) {
        PyErr_Format(PyExc_ValueError, "window must be from 1 to %zd, the length of the axis, not %zd",
            (Py_ssize_t)length, (Py_ssize_t)window);
        return NULL;
    }
    memcpy(shape, PyArray_DIMS(array), PyArray_NDIM(array) * sizeof(npy_intp));
    shape[axis] = length - window + 1;

    int type = PyArray_TYPE(array), status = -1;
    PyArrayObject *result = (PyArrayObject *)PyArray_SimpleNew(PyArray_NDIM(array), shape, type);
    if (result == NULL) {
        return NULL;
    }
    PyArrayIterObject *in = (PyArrayIterObject *)PyArray_IterAllButAxis((PyObject *)array, &axis);
    PyArrayIterObject *out = (PyArrayIterObject *)PyArray_IterAllButAxis((PyObject *)result, &axis);
    npy_intp stride = PyArray_STRIDE(array, axis), result_stride = PyArray_STRIDE(result, axis);
    if (in == NULL || out == NULL) {
        ;
    } else if (type == NPY_DOUBLE) {
        rolling_line from = {NULL, stride, length}, to = {NULL, result_stride, shape[axis]};
        status = roll_doubles(how, in, out, window, from, to);
    } else if (how->objects == NULL) {
        PyErr_SetString(PyExc_TypeError, "objects have no standard deviation");
    } else {
        object_line from = {array, NULL, stride, length}, to = {result, NULL, result_stride, shape[axis]};
        status = roll_objects(how, in, out, window, from, to);
    }
    Py_XDECREF(in);
    Py_XDECREF(out);
    if (status < 0) {
        Py_CLEAR(result);
    }
    return result;
}

/* Any object as an array of doubles, or of objects if it holds such. */
static PyArrayObject *as_numbers(PyObject *object)
{
    PyArrayObject *array = (PyArrayObject *)PyArray_FROM_O(object);
    if (array == NULL || PyArray_TYPE(array) == NPY_OBJECT) {
        return array;
    }
    PyArrayObject *doubles = (PyArrayObject *)PyArray_FROM_OTF((PyObject *)array, NPY_DOUBLE, NPY_ARRAY_ALIGNED);
    Py_DECREF(array);
    return doubles;
}

static PyObject *roll(const statistic *how, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"a", "window", "axis", NULL};
    PyObject *object, *window_object;
    int axis = -1;
    if (!PyArg_ParseTupleAndKeywords(
            args, kwargs, how->format, keywords, &object, &window_object, PyArray_AxisConverter, &axis)) {
        return NULL;
    }
    npy_intp window = PyArray_PyIntAsIntp(window_object);
    if (window == -1 && PyErr_Occurred()) {
        return NULL;
    }
    PyArrayObject *array = as_numbers(object);
    if (array == NULL) {
        return NULL;
    }
    /* Makes axis non-negative; the array becomes one-dimensional if axis is None. */
    PyArrayObject *checked = (PyArrayObject *)PyArray_CheckAxis(array, &axis, 0);
    Py_DECREF(array);
    if (checked == NULL) {
        return NULL;
    }
    PyArrayObject *result = roll_array(how, checked, window, axis);
    Py_DECREF(checked);
    return (PyObject *)result;
}

static PyObject *rolling_mean(PyObject *module, PyObject *args, PyObject *kwargs)
{
    (void)module;
    static const statistic how = {"OO|O&:mean", rolling_mean_line, rolling_mean_objects};
    return roll(&how, args, kwargs);
}

static PyObject *rolling_std(PyObject *module, PyObject *args, PyObject *kwargs)
{
    (void)module;
    static const statistic how = {"OO|O&:std", rolling_std_line, NULL};
    return roll(&how, args, kwargs);
}

static PyObject *rolling_min(PyObject *module, PyObject *args, PyObject *kwargs)
{
    (void)module;
    static const statistic how = {"OO|O&:min", rolling_min_line, rolling_min_objects};
    return roll(&how, args, kwargs);
}

static PyObject *rolling_max(PyObject *module, PyObject *args, PyObject *kwargs)
{
    (void)module;
    static const statistic how = {"OO|O&:max", rolling_max_line, rolling_max_objects};
    return roll(&how, args, kwargs);
}

PyMethodDef rolling_methods[] = {
    {"mean", (PyCFunction)(void (*)(void))rolling_mean, METH_VARARGS | METH_KEYWORDS,
     "mean(a, window, axis=-1): the mean of each window."},
    {"std", (PyCFunction)(void (*)(void))rolling_std, METH_VARARGS | METH_KEYWORDS,
     "std(a, window, axis=-1): the standard deviation of each window."},
    {"min", (PyCFunction)(void (*)(void))rolling_min, METH_VARARGS | METH_KEYWORDS,
     "min(a, window, axis=-1): the smallest item of each window."},
    {"max", (PyCFunction)(void (*)(void))rolling_max, METH_VARARGS | METH_KEYWORDS,
     "max(a, window, axis=-1): the largest item of each window."},
    {"ewma", (PyCFunction)(void (*)(void))rolling_ewma, METH_VARARGS | METH_KEYWORDS,
     "ewma(a, alpha): the exponentially weighted moving average of the items in C order."},
    {NULL, NULL, 0, NULL},
};
