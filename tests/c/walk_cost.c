/* What the loop macros cost beside loops written by hand for one dtype. Run by tests/layout_c.rs under callgrind, which counts the
 * instructions of each function below. Every function pairs `macro_X` with `hand_X`, and their results must agree. */

#include "numpy_hpy/layout.h"

#include <stdio.h>
#include <stdlib.h>

enum { ITEMS = 2000 };

typedef struct {
    ptrdiff_t refcount;
} Object;

static Object objects[64];
static ptrdiff_t dead;

#if defined(__GNUC__)
#define NOINLINE __attribute__((noinline))
#else
#define NOINLINE
#endif

static void release(Object *object)
{
    ++dead;
    object->refcount = 1 << 20;
}

/* What Py_XDECREF does. */
static inline void decref(void *slot)
{
    Object *object = (Object *)NpySlot_Load(slot);
    if (object != NULL && --object->refcount == 0) {
        release(object);
    }
}

#define MACRO(name)                                                                                                    \
    NOINLINE static void macro_##name(const NpyLayout *layout, char *data, ptrdiff_t count)                            \
    {                                                                                                                  \
        NPY_FOREACH_SLOT(layout, data, count, layout->itemsize, slot) {                                                \
            decref(slot);                                                                                              \
        }                                                                                                              \
    }

/* Lengths of inner loops. They are variables, so that compilers keep the loops that are written here. */
static volatile int lengths[4] = {2, 3, 16, 5};

#define HAND(name) NOINLINE static void hand_##name(char *data, ptrdiff_t count)

/* 'O' */
MACRO(object)
HAND(object)
{
    for (ptrdiff_t i = 0; i < count; ++i, data += 8) {
        decref(data);
    }
}

/* (i4, O), packed */
MACRO(record)
HAND(record)
{
    for (ptrdiff_t i = 0; i < count; ++i, data += 12) {
        decref(data + 4);
    }
}

/* 16 adjacent objects */
MACRO(sixteen)
HAND(sixteen)
{
    int sixteen = lengths[2];
    for (ptrdiff_t i = 0; i < count; ++i, data += 128) {
        for (int k = 0; k < sixteen; ++k) {
            decref(data + 8 * k);
        }
    }
}

/* (i8, O) * 16 */
MACRO(alternating)
HAND(alternating)
{
    int sixteen = lengths[2];
    for (ptrdiff_t i = 0; i < count; ++i, data += 256) {
        for (int k = 0; k < sixteen; ++k) {
            decref(data + 8 + 16 * k);
        }
    }
}

/* (O, O, i4), packed */
MACRO(pair)
HAND(pair)
{
    int two = lengths[0];
    for (ptrdiff_t i = 0; i < count; ++i, data += 20) {
        for (int k = 0; k < two; ++k) {
            decref(data + 8 * k);
        }
    }
}

/* 16 of 32 fields, of sizes that put no three objects at one distance: what a loop over a table of offsets does */
static ptrdiff_t offsets[16];
MACRO(scattered)
HAND(scattered)
{
    int sixteen = lengths[2];
    for (ptrdiff_t i = 0; i < count; ++i, data += 279) {
        for (int k = 0; k < sixteen; ++k) {
            decref(data + offsets[k]);
        }
    }
}

/* ((O[2], i4)[3], i4)[2] in each item */
MACRO(nest)
HAND(nest)
{
    int two = lengths[0], three = lengths[1];
    for (ptrdiff_t i = 0; i < count; ++i, data += 128) {
        for (int j = 0; j < two; ++j) {
            for (int k = 0; k < three; ++k) {
                for (int m = 0; m < two; ++m) {
                    decref(data + 64 * j + 20 * k + 8 * m);
                }
            }
        }
    }
}

/* A nest beside another run: (O, i4, (O[2], i4)[3]) */
MACRO(mixed)
HAND(mixed)
{
    int two = lengths[0], three = lengths[1];
    for (ptrdiff_t i = 0; i < count; ++i, data += 72) {
        decref(data);
        for (int k = 0; k < three; ++k) {
            for (int m = 0; m < two; ++m) {
                decref(data + 12 + 20 * k + 8 * m);
            }
        }
    }
}

/* 'O' in two dimensions, every other column */
NOINLINE static void macro_columns(const NpyLayout *layout, char *data, ptrdiff_t count)
{
    ptrdiff_t shape[2] = {count / 10, 5}, strides[2] = {80, 16};
    NPY_FOREACH_SLOT_ND(layout, data, 2, shape, strides, slot) {
        decref(slot);
    }
}
HAND(columns)
{
    int five = lengths[3];
    for (ptrdiff_t i = 0; i < count / 10; ++i, data += 80) {
        for (int k = 0; k < five; ++k) {
            decref(data + 16 * k);
        }
    }
}

static const NpyLayout *checked(const NpyLayout *layout, const NpyError *error)
{
    if (layout == NULL) {
        fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
    return layout;
}

static const NpyLayout *structure(const NpyLayout *const *items, int count)
{
    NpyFieldSpec fields[40];
    char names[40][8];
    ptrdiff_t offset = 0;
    NpyError error;
    for (int i = 0; i < count; ++i) {
        snprintf(names[i], sizeof(names[i]), "f%d", i);
        fields[i].name = names[i];
        fields[i].title = NULL;
        fields[i].offset = offset;
        fields[i].layout = items[i];
        offset += items[i]->itemsize;
    }
    return checked(NpyLayout_Structure((uint32_t)count, fields, offset, 1, &error), &error);
}

static const NpyLayout *array_of(const NpyLayout *item, ptrdiff_t length)
{
    NpyError error;
    return checked(NpyLayout_Subarray(item, 1, &length, &error), &error);
}

static const NpyLayout *number(ptrdiff_t size)
{
    NpyError error;
    return checked(NpyLayout_Scalar('V', '|', size, 1, &error), &error);
}

static char *memory_for(const NpyLayout *layout)
{
    char *data = (char *)calloc(ITEMS, (size_t)layout->itemsize);
    ptrdiff_t n = 0;
    NPY_FOREACH_SLOT(layout, data, ITEMS, layout->itemsize, slot) {
        NpySlot_Store(slot, &objects[n++ % 64]);
    }
    return data;
}

static ptrdiff_t taken(void)
{
    ptrdiff_t sum = 0;
    for (int i = 0; i < 64; ++i) {
        sum += (1 << 20) - objects[i].refcount;
        objects[i].refcount = 1 << 20;
    }
    return sum;
}

static int failed = 0;

static void compare(const char *name, const NpyLayout *layout, void (*macro)(const NpyLayout *, char *, ptrdiff_t),
                    void (*hand)(char *, ptrdiff_t))
{
    char *data = memory_for(layout);
    taken();
    macro(layout, data, ITEMS);
    ptrdiff_t by_macro = taken();
    hand(data, ITEMS);
    ptrdiff_t by_hand = taken();
    printf("slots %s %td\n", name, by_macro);
    if (by_macro != by_hand) {
        fprintf(stderr, "%s: %td slots instead of %td\n", name, by_macro, by_hand);
        failed = 1;
    }
    free(data);
}

#define COMPARE(name, layout) compare(#name, layout, macro_##name, hand_##name)

int main(void)
{
    NpyError error;
    const NpyLayout *O = checked(NpyLayout_Object(&error), &error);
    const NpyLayout *i4 = number(4), *i8 = number(8);
    const NpyLayout *several[32];

    COMPARE(object, O);
    COMPARE(columns, O);

    several[0] = i4, several[1] = O;
    const NpyLayout *record = structure(several, 2);
    COMPARE(record, record);

    for (int i = 0; i < 16; ++i) {
        several[i] = O;
    }
    const NpyLayout *sixteen = structure(several, 16);
    COMPARE(sixteen, sixteen);

    for (int i = 0; i < 16; ++i) {
        several[2 * i] = i8, several[2 * i + 1] = O;
    }
    const NpyLayout *alternating = structure(several, 32);
    COMPARE(alternating, alternating);

    several[0] = O, several[1] = O, several[2] = i4;
    const NpyLayout *pair = structure(several, 3);
    COMPARE(pair, pair);

    ptrdiff_t end = 0;
    for (int i = 0; i < 16; ++i) {
        ptrdiff_t size = i * i % 17 + 1;
        several[2 * i] = number(size), several[2 * i + 1] = O;
        offsets[i] = end + size;
        end += size + 8;
    }
    const NpyLayout *scattered = structure(several, 32);
    printf("scattered has %td bytes and %u runs\n", scattered->itemsize, scattered->run_count);
    COMPARE(scattered, scattered);
    for (int i = 0; i < 16; ++i) {
        NpyLayout_DecRef(several[2 * i]);
    }

    several[0] = array_of(O, 2), several[1] = i4;
    const NpyLayout *inner = structure(several, 2);
    const NpyLayout *three = array_of(inner, 3);
    NpyLayout_DecRef(several[0]);
    several[0] = three, several[1] = i4;
    const NpyLayout *outer = structure(several, 2);
    const NpyLayout *nest = array_of(outer, 2);
    COMPARE(nest, nest);

    several[0] = O, several[1] = i4, several[2] = three;
    const NpyLayout *mixed = structure(several, 3);
    COMPARE(mixed, mixed);

    const NpyLayout *all[] = {O, i4, i8, record, sixteen, alternating, pair, scattered, inner, three, outer, nest, mixed};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); ++i) {
        NpyLayout_DecRef(all[i]);
    }
    return failed;
}
