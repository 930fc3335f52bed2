/* What the files of this step share. */
#ifndef ROLLING_H
#define ROLLING_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* All files share one table of NumPy's API; rolling.c fills it. */
#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#define PY_ARRAY_UNIQUE_SYMBOL rolling_ARRAY_API
#define PY_UFUNC_UNIQUE_SYMBOL rolling_UFUNC_API
#ifndef ROLLING_IMPORTS_NUMPY
#define NO_IMPORT_ARRAY
#define NO_IMPORT_UFUNC
#endif
#include <numpy/arrayobject.h>
#include <numpy/ufuncobject.h>

#include "windows.h"

/* A line of `length` objects of an array, `stride` bytes apart. */
typedef struct {
    PyArrayObject *array;
    char *data;
    npy_intp stride;
    npy_intp length;
} object_line;

/* functions.c: mean, std, min, max, and the table of all functions. */
extern PyMethodDef rolling_methods[];

/* ewma.c */
PyObject *rolling_ewma(PyObject *module, PyObject *args, PyObject *kwargs);

/* objects.c: the statistics of a line of objects. -1 with an exception. */
typedef int object_function(object_line in, npy_intp window, object_line out);
object_function rolling_mean_objects, rolling_min_objects, rolling_max_objects;
void clipped_diff_objects(char **args, const npy_intp *dimensions, const npy_intp *steps, void *data);

/* ufunc.c: adds the ufunc clipped_diff. -1 with an exception. */
int add_clipped_diff(PyObject *module);

/* window.c: adds the type Window. -1 with an exception. */
int add_window_type(PyObject *module);

#endif
