/* For each dtype, a loop with its offsets compiled in: CALL gets the address of every slot of `count` items at `data`. */
#ifndef NUMPY_HPY_BENCHES_DTYPES_H
#define NUMPY_HPY_BENCHES_DTYPES_H

#include <stddef.h>

/* O */
enum { object_itemsize = 8 };
#define object_loop(CALL)                                                                                              \
    for (ptrdiff_t i = 0; i < count; ++i, data += object_itemsize) {                                                   \
        CALL(data);                                                                                                    \
    }

/* i4, O */
enum { record_itemsize = 12 };
#define record_loop(CALL)                                                                                              \
    for (ptrdiff_t i = 0; i < count; ++i, data += record_itemsize) {                                                   \
        CALL(data + 4);                                                                                                \
    }

/* O, i4, O, f8, O */
enum { three_itemsize = 36 };
static const ptrdiff_t three_offsets[3] = {0, 12, 28};
#define three_loop(CALL)                                                                                               \
    for (ptrdiff_t i = 0; i < count; ++i, data += three_itemsize) {                                                    \
        for (int k = 0; k < 3; ++k) {                                                                                  \
            CALL(data + three_offsets[k]);                                                                             \
        }                                                                                                              \
    }

/* 16 times O */
enum { sixteen_itemsize = 128 };
#define sixteen_loop(CALL)                                                                                             \
    for (ptrdiff_t i = 0; i < count; ++i, data += sixteen_itemsize) {                                                  \
        for (int k = 0; k < 16; ++k) {                                                                                 \
            CALL(data + 8 * k);                                                                                        \
        }                                                                                                              \
    }

/* 16 times i4, O */
enum { even_itemsize = 192 };
#define even_loop(CALL)                                                                                                \
    for (ptrdiff_t i = 0; i < count; ++i, data += even_itemsize) {                                                     \
        for (int k = 0; k < 16; ++k) {                                                                                 \
            CALL(data + 4 + 12 * k);                                                                                   \
        }                                                                                                              \
    }

/* 4 times i1, O, i2, O, i4, O, f8, O */
enum { uneven_itemsize = 188 };
static const ptrdiff_t uneven_offsets[16] = {1,  11,  23,  39,  48,  58,  70,  86,
                                             95, 105, 117, 133, 142, 152, 164, 180};
#define uneven_loop(CALL)                                                                                              \
    for (ptrdiff_t i = 0; i < count; ++i, data += uneven_itemsize) {                                                   \
        for (int k = 0; k < 16; ++k) {                                                                                 \
            CALL(data + uneven_offsets[k]);                                                                            \
        }                                                                                                              \
    }

/* 3 times (O[2], i4), then i4 */
enum { nest_itemsize = 64 };
#define nest_loop(CALL)                                                                                                \
    for (ptrdiff_t i = 0; i < count; ++i, data += nest_itemsize) {                                                     \
        for (int k = 0; k < 3; ++k) {                                                                                  \
            for (int m = 0; m < 2; ++m) {                                                                              \
                CALL(data + 20 * k + 8 * m);                                                                           \
            }                                                                                                          \
        }                                                                                                              \
    }

#endif
