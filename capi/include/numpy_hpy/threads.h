/* Letting other threads run during a loop that calls no API, as NumPy's macros of these names do.
 *
 *     HPY_NPY_BEGIN_THREADS_DEF
 *     HPY_NPY_BEGIN_THREADS_THRESHOLDED(ctx, size)
 *     ... the loop ...
 *     HPY_NPY_END_THREADS(ctx)
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_THREADS_H
#define NUMPY_HPY_THREADS_H


/* Declares what the others use. */
#define HPY_NPY_BEGIN_THREADS_DEF                                                                                      \
    HPyThreadState npy_hpy_threads = {0};                                                                              \
    int npy_hpy_is_left = 0;

/* Releases the interpreter lock. */
#define HPY_NPY_BEGIN_THREADS(ctx)                                                                                     \
    do {                                                                                                               \
        npy_hpy_threads = HPy_LeavePythonExecution(ctx);                                                               \
        npy_hpy_is_left = 1;                                                                                           \
    } while (0);

/* The same for a loop of more than 500 items. */
#define HPY_NPY_BEGIN_THREADS_THRESHOLDED(ctx, loop_size)                                                              \
    do {                                                                                                               \
        if ((loop_size) > 500) {                                                                                       \
            npy_hpy_threads = HPy_LeavePythonExecution(ctx);                                                           \
            npy_hpy_is_left = 1;                                                                                       \
        }                                                                                                              \
    } while (0);

/* The same unless items of the dtype need the interpreter. */
#define HPY_NPY_BEGIN_THREADS_DESCR(ctx, dtype)                                                                        \
    do {                                                                                                               \
        if (!HPyDataType_FLAGCHK(ctx, dtype, NPY_NEEDS_PYAPI)) {                                                       \
            npy_hpy_threads = HPy_LeavePythonExecution(ctx);                                                           \
            npy_hpy_is_left = 1;                                                                                       \
        }                                                                                                              \
    } while (0);

/* Takes the lock again, if it was released. */
#define HPY_NPY_END_THREADS(ctx)                                                                                       \
    do {                                                                                                               \
        if (npy_hpy_is_left) {                                                                                         \
            HPyArray_ReenterPython(ctx, npy_hpy_threads);                                                              \
            npy_hpy_is_left = 0;                                                                                       \
        }                                                                                                              \
    } while (0);
#define HPY_NPY_END_THREADS_DESCR(ctx, dtype) HPY_NPY_END_THREADS(ctx)

#endif
