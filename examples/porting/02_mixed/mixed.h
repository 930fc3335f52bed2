/* What the files of this step share: handles beside pointers. */
#ifndef MIXED_H
#define MIXED_H

#include <hpy.h>

/* Names NumPy's tables and includes its headers; numpy_hpy's go by the same names. */
#include "../00_legacy/rolling.h"

#include <numpy_hpy/arrayobject.h>
#include <numpy_hpy/ufuncobject.h>

#include "handles.h"

/* functions.c */
extern HPyDef rolling_mean, rolling_std, rolling_min, rolling_max;

/* ufunc.c: adds the ufunc clipped_diff. -1 with an exception. */
int add_clipped_diff_to(HPyContext *ctx, HPy module);

/* window.c: adds the type Window. -1 with an exception. */
int add_window_type_to(HPyContext *ctx, HPy module);

#endif
