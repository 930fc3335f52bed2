/* The inner loops of the ufunc clipped_diff for C numbers: x - y, at least -|bound| and at most |bound|. A loop like
 * these gets addresses and no context, so it is the same function on every side of the port. Needs npy_intp. */
#ifndef ROLLING_CLIPPED_DIFF_H
#define ROLLING_CLIPPED_DIFF_H

#include <math.h>
#include <stdint.h>

/* Exact even where x - y overflows: both distances are computed without a sign. |bound| of the smallest integer has
 * no counterpart; the largest integer takes its place. */
#define CLIPPED_DIFF_INTEGER(name, type, utype, largest)                                                               \
    static inline type clipped_diff_of_##name(type x, type y, type bound)                                              \
    {                                                                                                                  \
        utype limit = bound < 0 ? (utype)0 - (utype)bound : (utype)bound;                                              \
        if (x >= y) {                                                                                                  \
            utype diff = (utype)x - (utype)y, most = limit > (utype)(largest) ? (utype)(largest) : limit;              \
            return (type)(diff < most ? diff : most);                                                                  \
        }                                                                                                              \
        utype diff = (utype)y - (utype)x;                                                                              \
        utype least = diff < limit ? diff : limit;                                                                     \
        return least > (utype)(largest) ? (type)(-(largest)-1) : (type)(-(type)least);                                 \
    }

/* A NaN anywhere gives NaN. */
#define CLIPPED_DIFF_FLOATING(name, type, absolute)                                                                    \
    static inline type clipped_diff_of_##name(type x, type y, type bound)                                              \
    {                                                                                                                  \
        type diff = x - y, limit = absolute(bound);                                                                    \
        if (isnan(diff) || isnan(limit)) {                                                                             \
            return diff + limit;                                                                                       \
        }                                                                                                              \
        return diff > limit ? limit : diff < -limit ? -limit : diff;                                                   \
    }

/* NumPy aligns operands for a loop, and swaps their bytes: each may be read as what it is. */
#define CLIPPED_DIFF_LOOP(name, type)                                                                                  \
    static void clipped_diff_##name(char **args, const npy_intp *dimensions, const npy_intp *steps, void *data)        \
    {                                                                                                                  \
        char *x = args[0], *y = args[1], *bound = args[2], *out = args[3];                                             \
        (void)data;                                                                                                    \
        for (npy_intp i = 0; i < dimensions[0]; i++) {                                                                 \
            *(type *)out = clipped_diff_of_##name(*(type *)x, *(type *)y, *(type *)bound);                             \
            x += steps[0];                                                                                             \
            y += steps[1];                                                                                             \
            bound += steps[2];                                                                                         \
            out += steps[3];                                                                                           \
        }                                                                                                              \
    }

CLIPPED_DIFF_INTEGER(int32, int32_t, uint32_t, INT32_MAX)
CLIPPED_DIFF_INTEGER(int64, int64_t, uint64_t, INT64_MAX)
CLIPPED_DIFF_FLOATING(float32, float, fabsf)
CLIPPED_DIFF_FLOATING(float64, double, fabs)

CLIPPED_DIFF_LOOP(int32, int32_t)
CLIPPED_DIFF_LOOP(int64, int64_t)
CLIPPED_DIFF_LOOP(float32, float)
CLIPPED_DIFF_LOOP(float64, double)

#endif
