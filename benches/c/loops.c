/* The limit: for each dtype, loops with its offsets compiled in. Beside them, the loop macros for any dtype.
 *
 * Compiled for several values of PLACE, which moves everything by 16 bytes: whether a short loop takes three cycles for two
 * slots or four depends on where its branches happen to lie. */
#include "loops.h"

#define TEXT_(number) #number
#define TEXT(number) TEXT_(number)
#if defined(__GNUC__) && defined(__x86_64__)
__asm__(".text\n.p2align 6\n.skip 16 * " TEXT(PLACE) ", 0x90\n");
#endif

#include "dtypes.h"

static int release_slot(void *slot, void *arg)
{
    (void)arg;
    bench_release((char *)slot);
    return 0;
}

/* A callback is not known where it is called. */
static volatile NpySlotFunc visitor = release_slot;

static void bench_macro(const NpyLayout *layout, char *data, ptrdiff_t count)
{
    NPY_FOREACH_SLOT(layout, data, count, layout->itemsize, slot) {
        bench_release(slot);
    }
}

static void bench_callback(const NpyLayout *layout, char *data, ptrdiff_t count)
{
    NpyLayout_Walk(layout, data, count, layout->itemsize, visitor, NULL);
}

/* A path gets a layout; one that is written by hand does not look at it. CALL releases a slot in place or through a callback,
 * which may end the loop. */
#define HAND(name)                                                                                                     \
    static void bench_hand_##name(const NpyLayout *layout, char *data, ptrdiff_t count)                                \
    {                                                                                                                  \
        (void)layout;                                                                                                  \
        name##_loop(INLINE)                                                                                            \
    }                                                                                                                  \
    static int name##_callback(char *data, ptrdiff_t count, NpySlotFunc visit, void *arg)                             \
    {                                                                                                                  \
        name##_loop(CALLBACK)                                                                                          \
        return 0;                                                                                                      \
    }                                                                                                                  \
    static void bench_hand_callback_##name(const NpyLayout *layout, char *data, ptrdiff_t count)                       \
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

#define JOIN_(name, number) name##number
#define JOIN(name, number) JOIN_(name, number)
#define LOOPS(name) {bench_hand_##name, bench_hand_callback_##name}
const Loops JOIN(bench_loops_, PLACE) = {
    bench_macro,
    bench_callback,
    {LOOPS(object), LOOPS(record), LOOPS(three), LOOPS(sixteen), LOOPS(even), LOOPS(uneven), LOOPS(nest)},
};
