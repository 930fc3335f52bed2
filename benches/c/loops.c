/* The limit: for each dtype, loops with its offsets compiled in. Beside them, the loop macros for any dtype. */
#include "loops.h"

#include "dtypes.h"

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

HAND(object)
HAND(record)
HAND(three)
HAND(sixteen)
HAND(even)
HAND(uneven)
HAND(nest)
