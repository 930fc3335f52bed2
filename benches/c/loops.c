/* The limit: for each dtype, loops with its offsets compiled in. Beside them, the loop macros for any dtype. */
#include "loops.h"

static int release_slot(void *slot, void *arg)
{
    (void)arg;
    bench_release((char *)slot);
    return 0;
}

/* A callback is not known where it is called. */
static volatile NpySlotFunc visitor = release_slot;

void bench_macro(const NpyLayout *layout, char *data, ptrdiff_t count)
{
    NPY_FOREACH_SLOT(layout, data, count, layout->itemsize, slot) {
        bench_release(slot);
    }
}

void bench_callback(const NpyLayout *layout, char *data, ptrdiff_t count)
{
    NpyLayout_Walk(layout, data, count, layout->itemsize, visitor, NULL);
}

/* A path gets a layout; one that is written by hand does not look at it. CALL releases a slot in place or through a callback,
 * which may end the loop. */
#define HAND(name)                                                                                                     \
    void bench_hand_##name(const NpyLayout *layout, char *data, ptrdiff_t count)                                       \
    {                                                                                                                  \
        (void)layout;                                                                                                  \
        name##_loop(INLINE)                                                                                            \
    }                                                                                                                  \
    static int name##_callback(char *data, ptrdiff_t count, NpySlotFunc visit, void *arg)                             \
    {                                                                                                                  \
        name##_loop(CALLBACK)                                                                                          \
        return 0;                                                                                                      \
    }                                                                                                                  \
    void bench_hand_callback_##name(const NpyLayout *layout, char *data, ptrdiff_t count)                              \
    {                                                                                                                  \
        (void)layout;                                                                                                  \
        name##_callback(data, count, visitor, NULL);                                                                   \
    }

#define INLINE(slot) bench_release(slot)
#define CALLBACK(slot)                                                                                                 \
    do {                                                                                                               \
        int result = visit((slot), arg);                                                                               \
        if (result != 0) {                                                                                             \
            return result;                                                                                             \
        }                                                                                                              \
    } while (0)

#define object_loop(CALL)                                                                                              \
    for (ptrdiff_t i = 0; i < count; ++i, data += 8) {                                                                 \
        CALL(data);                                                                                                    \
    }
HAND(object)

#define record_loop(CALL)                                                                                              \
    for (ptrdiff_t i = 0; i < count; ++i, data += 12) {                                                                \
        CALL(data + 4);                                                                                                \
    }
HAND(record)

#define three_loop(CALL)                                                                                               \
    for (ptrdiff_t i = 0; i < count; ++i, data += 36) {                                                                \
        for (int k = 0; k < 3; ++k) {                                                                                  \
            CALL(data + three_offsets[k]);                                                                             \
        }                                                                                                              \
    }
static const ptrdiff_t three_offsets[3] = {0, 12, 28};
HAND(three)

#define sixteen_loop(CALL)                                                                                             \
    for (ptrdiff_t i = 0; i < count; ++i, data += 128) {                                                               \
        for (int k = 0; k < 16; ++k) {                                                                                 \
            CALL(data + 8 * k);                                                                                        \
        }                                                                                                              \
    }
HAND(sixteen)

#define even_loop(CALL)                                                                                                \
    for (ptrdiff_t i = 0; i < count; ++i, data += 192) {                                                               \
        for (int k = 0; k < 16; ++k) {                                                                                 \
            CALL(data + 4 + 12 * k);                                                                                   \
        }                                                                                                              \
    }
HAND(even)

#define uneven_loop(CALL)                                                                                              \
    for (ptrdiff_t i = 0; i < count; ++i, data += 188) {                                                               \
        for (int k = 0; k < 16; ++k) {                                                                                 \
            CALL(data + uneven_offsets[k]);                                                                            \
        }                                                                                                              \
    }
static const ptrdiff_t uneven_offsets[16] = {1,  11,  23,  39,  48,  58,  70,  86,
                                             95, 105, 117, 133, 142, 152, 164, 180};
HAND(uneven)

#define nest_loop(CALL)                                                                                                \
    for (ptrdiff_t i = 0; i < count; ++i, data += 64) {                                                                \
        for (int k = 0; k < 3; ++k) {                                                                                  \
            for (int m = 0; m < 2; ++m) {                                                                              \
                CALL(data + 20 * k + 8 * m);                                                                           \
            }                                                                                                          \
        }                                                                                                              \
    }
HAND(nest)
