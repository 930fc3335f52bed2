/* The calls that are timed: on handles, and the legacy call on pointers. `a` is an array, `d` its dtype. */
#ifndef CALLS_H
#define CALLS_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define CALLS(CALL)                                                                                                    \
    CALL(no_handle, HPyArray_CanCastSafely(ctx, NPY_INT, NPY_DOUBLE), PyArray_CanCastSafely(NPY_INT, NPY_DOUBLE))      \
    CALL(one_handle, (int)HPyArray_Size(ctx, a), (int)PyArray_Size(a))                                                 \
    CALL(two_handles, HPyArray_EquivTypes(ctx, d, d), PyArray_EquivTypes((PyArray_Descr *)d, (PyArray_Descr *)d))      \
    CALL(new_handle, closed(ctx, HPyArray_DescrFromType(ctx, NPY_DOUBLE)), released(PyArray_DescrFromType(NPY_DOUBLE)))

static inline int64_t now(void)
{
    struct timespec time;
    timespec_get(&time, TIME_UTC);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static volatile int sink;

static inline double sum_of(const double *data, ptrdiff_t count)
{
    double sum = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        sum += data[i];
    }
    return sum;
}

#endif
