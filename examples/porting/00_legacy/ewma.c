/* The function ewma, on NumPy's iterator. */
#include "rolling.h"

/* An iterator over `array`, cast to doubles, and a new array of doubles for the results. */
static NpyIter *new_double_iterator(PyArrayObject *array)
{
    PyArray_Descr *float64 = PyArray_DescrFromType(NPY_DOUBLE);
    if (float64 == NULL) {
        return NULL;
    }
    PyArrayObject *operands[2] = {array, NULL};
    PyArray_Descr *dtypes[2] = {float64, float64};
    npy_uint32 flags = NPY_ITER_EXTERNAL_LOOP | NPY_ITER_BUFFERED | NPY_ITER_GROWINNER | NPY_ITER_ZEROSIZE_OK;
    npy_uint32 operand_flags[2] = {NPY_ITER_READONLY,
        NPY_ITER_WRITEONLY | NPY_ITER_ALLOCATE | NPY_ITER_NO_SUBTYPE};
    NpyIter *iter = NpyIter_MultiNew(
        2, operands, flags, NPY_CORDER, NPY_SAME_KIND_CASTING, operand_flags, dtypes);
    Py_DECREF(float64);
    return iter;
}

/* The average goes on from one inner loop to the next, wherever a buffer ends. */
static int run_ewma(NpyIter *iter, double alpha)
{
    if (NpyIter_GetIterSize(iter) == 0) {
        return 0;
    }
    NpyIter_IterNextFunc *next = NpyIter_GetIterNext(iter, NULL);
    if (next == NULL) {
        return -1;
    }
    char **data = NpyIter_GetDataPtrArray(iter);
    npy_intp *strides = NpyIter_GetInnerStrideArray(iter), *count = NpyIter_GetInnerLoopSizePtr(iter);
    rolling_decay decay = {alpha, 0, 0};
    NPY_BEGIN_THREADS_DEF;
    if (!NpyIter_IterationNeedsAPI(iter)) {
        NPY_BEGIN_THREADS;
    }
    do {
        rolling_line in = {data[0], strides[0], *count}, out = {data[1], strides[1], *count};
        rolling_decay_line(&decay, in, out);
    } while (next(iter));
    NPY_END_THREADS;
    return PyErr_Occurred() ? -1 : 0;
}

PyObject *rolling_ewma(PyObject *module, PyObject *args, PyObject *kwargs)
{
    (void)module;
    static char *keywords[] = {"a", "alpha", NULL};
    PyObject *object;
    double alpha;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "Od:ewma", keywords, &object, &alpha)) {
        return NULL;
    }
    if (!(alpha > 0 && alpha <= 1)) {
        PyErr_SetString(PyExc_ValueError, "alpha must be above 0 and at most 1");
        return NULL;
    }
    PyArrayObject *array = (PyArrayObject *)PyArray_FROM_O(object);
    if (array == NULL) {
        return NULL;
    }
    NpyIter *iter = new_double_iterator(array);
    Py_DECREF(array);
    if (iter == NULL) {
        return NULL;
    }
    int status = run_ewma(iter, alpha);
    PyObject *result = Py_NewRef(NpyIter_GetOperandArray(iter)[1]);
    if (NpyIter_Deallocate(iter) != NPY_SUCCEED || status < 0) {
        Py_CLEAR(result);
    }
    return result;
}
