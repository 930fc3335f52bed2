/* What the files of this step share. */
#ifndef ROLLING_H
#define ROLLING_H

#include <hpy.h>

/* All files share one table of NumPy's API; rolling.c fills it. */
#define HPY_ARRAY_UNIQUE_SYMBOL rolling_ARRAY_API
#define HPY_UFUNC_UNIQUE_SYMBOL rolling_UFUNC_API
#ifndef ROLLING_IMPORTS_NUMPY
#define NO_IMPORT_ARRAY
#define NO_IMPORT_UFUNC
#endif
#include <numpy_hpy/arrayobject.h>
#include <numpy_hpy/ufuncobject.h>

#include "handles.h"
#include "windows.h"

/* A line of `length` objects of an array, `stride` bytes apart. The handle is borrowed. */
typedef struct {
    HPy array;
    char *data;
    npy_intp stride;
    npy_intp length;
} object_line;

/* functions.c, ewma.c */
extern HPyDef rolling_mean, rolling_std, rolling_min, rolling_max, rolling_ewma;

/* objects.c: the statistics of a line of objects. -1 with an exception. */
typedef int object_function(HPyContext *ctx, object_line in, npy_intp window, object_line out);
object_function rolling_mean_objects, rolling_min_objects, rolling_max_objects;
HPyUFuncGenericFunction clipped_diff_objects;

/* ufunc.c: adds the ufunc clipped_diff. -1 with an exception. */
int add_clipped_diff(HPyContext *ctx, HPy module);

/* window.c: adds the type Window. -1 with an exception. */
int add_window_type(HPyContext *ctx, HPy module);

#endif
