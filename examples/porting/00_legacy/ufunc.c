/* The ufunc clipped_diff. */
#include "rolling.h"

#include "clipped_diff.h"

static PyUFuncGenericFunction clipped_diff_loops[] = {
    clipped_diff_int32, clipped_diff_int64, clipped_diff_float32, clipped_diff_float64, clipped_diff_objects};
static void *const clipped_diff_data[] = {NULL, NULL, NULL, NULL, NULL};
static const char clipped_diff_types[] = {
    NPY_INT32, NPY_INT32, NPY_INT32, NPY_INT32,
    NPY_INT64, NPY_INT64, NPY_INT64, NPY_INT64,
    NPY_FLOAT32, NPY_FLOAT32, NPY_FLOAT32, NPY_FLOAT32,
    NPY_FLOAT64, NPY_FLOAT64, NPY_FLOAT64, NPY_FLOAT64,
    NPY_OBJECT, NPY_OBJECT, NPY_OBJECT, NPY_OBJECT,
};

int add_clipped_diff(PyObject *module)
{
    PyObject *ufunc = PyUFunc_FromFuncAndData(clipped_diff_loops, clipped_diff_data, clipped_diff_types, 5, 3, 1,
        PyUFunc_None, "clipped_diff", "x - y, at least -abs(bound) and at most abs(bound).", 0);
    if (ufunc == NULL) {
        return -1;
    }
    int status = PyModule_AddObjectRef(module, "clipped_diff", ufunc);
    Py_DECREF(ufunc);
    return status;
}
