/* What a loop body may do. The addresses that the loops visit are checked in tests/layout_walk.rs. */

#include "numpy_hpy/layout.h"

#include <stdio.h>
#include <stdlib.h>

static int failures = 0;

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "line %d: %s\n", __LINE__, #condition);                                                    \
            ++failures;                                                                                                \
        }                                                                                                              \
    } while (0)

static const NpyLayout *must(const NpyLayout *layout)
{
    if (layout == NULL) {
        abort();
    }
    return layout;
}

/* (i1, O, i2, O[3], i1), packed: unaligned, and two runs that do not join */
static const NpyLayout *make_record(void)
{
    const NpyLayout *object = must(NpyLayout_Object(NULL));
    const NpyLayout *i1 = must(NpyLayout_Scalar('i', '|', 1, 1, NULL));
    const NpyLayout *i2 = must(NpyLayout_Scalar('i', '<', 2, 2, NULL));
    ptrdiff_t three = 3;
    const NpyLayout *objects = must(NpyLayout_Subarray(object, 1, &three, NULL));
    NpyFieldSpec fields[] = {
        {"a", NULL, 0, i1}, {"b", NULL, 1, object}, {"c", NULL, 9, i2}, {"d", NULL, 11, objects}, {"e", NULL, 35, i1},
    };
    const NpyLayout *record = must(NpyLayout_Structure(5, fields, 36, 1, NULL));
    NpyLayout_DecRef(object);
    NpyLayout_DecRef(i1);
    NpyLayout_DecRef(i2);
    NpyLayout_DecRef(objects);
    return record;
}

enum { ITEMS = 500 };

static int find(const NpyLayout *layout, char *data, const void *wanted)
{
    NPY_FOREACH_SLOT(layout, data, ITEMS, layout->itemsize, slot) {
        if (NpySlot_Load(slot) == wanted) {
            return 1;
        }
    }
    return 0;
}

static int evaluations = 0;

static const NpyLayout *counted(const NpyLayout *layout)
{
    ++evaluations;
    return layout;
}

static int call_count(void)
{
    static int calls = 0;
    return calls++;
}

int main(void)
{
    const NpyLayout *record = make_record();
    char *data = (char *)calloc(ITEMS, (size_t)record->itemsize);
    int objects[2] = {0, 0}, count = 0;
    CHECK(record->run_count == 2 && record->slot_count == 4);

    /* Unaligned slots are stored to and loaded from; arguments are evaluated once; a static lives once. */
    NPY_FOREACH_SLOT(counted(record), data, ITEMS, record->itemsize, slot) {
        static int lives = 0;
        NpySlot_Store(slot, &objects[0]);
        ++lives;
        count = lives;
    }
    CHECK(count == 4 * ITEMS && evaluations == 1);
    for (int i = 0; i < ITEMS; ++i) {
        const char *item = data + 36 * i;
        CHECK(item[0] == 0 && item[9] == 0 && item[10] == 0 && item[35] == 0);
        CHECK(NpySlot_Load(item + 1) == &objects[0] && NpySlot_Load(item + 27) == &objects[0]);
    }

    /* The body may be one statement. */
    count = 0;
    NPY_FOREACH_SLOT(record, data, ITEMS, record->itemsize, slot) ++count;
    CHECK(count == 4 * ITEMS);

    /* if and else belong together around it. */
    if (count == 0)
        NPY_FOREACH_SLOT(record, data, 1, 0, slot) ++count;
    else
        count = -1;
    CHECK(count == -1);

    /* continue, break, goto, return */
    count = 0;
    NPY_FOREACH_SLOT(record, data, ITEMS, record->itemsize, slot) {
        if (call_count() % 2) {
            continue;
        }
        ++count;
    }
    CHECK(count == 2 * ITEMS);
    for (int limit = 0; limit < 4 * ITEMS; limit += 7) {
        count = 0;
        NPY_FOREACH_SLOT(record, data, ITEMS, record->itemsize, slot) {
            if (count++ == limit) {
                break;
            }
        }
        CHECK(count == limit + 1);
    }
    count = 0;
    NPY_FOREACH_SLOT(record, data, ITEMS, record->itemsize, slot) {
        if (++count < 10) {
            goto next;
        }
        goto out;
    next:;
    }
out:
    CHECK(count == 10);
    NpySlot_Store(data + 36 * 300 + 19, &objects[1]);
    CHECK(find(record, data, &objects[1]) && !find(record, data, &count));

    /* A switch inside has breaks of its own. */
    count = 0;
    NPY_FOREACH_SLOT(record, data, ITEMS, record->itemsize, slot) {
        switch (count++) {
        default:
            break;
        }
    }
    CHECK(count == 4 * ITEMS);

    /* Loops in loops; a break ends its own. */
    ptrdiff_t shape[2] = {2, 3}, strides[2] = {36 * 3, 36};
    int outer = 0, inner = 0;
    NPY_FOREACH_SLOT_ND(record, data, 2, shape, strides, slot) {
        int own = 0;
        NPY_FOREACH_SLOT(record, data, 5, 36, other) {
            NPY_FOREACH_SLOT_ND(record, other, 0, NULL, NULL, third) {
                CHECK(third != NULL);
                break;
            }
            if (++own == 3) {
                break;
            }
        }
        inner += own;
        ++outer;
    }
    CHECK(outer == 24 && inner == 72);

    /* The body may release the layout that the loop does not need any more. */
    const NpyLayout *copy = make_record();
    count = 0;
    NPY_FOREACH_SLOT(copy, data, 1, 36, slot) {
        if (++count == 4) {
            NpyLayout_DecRef(copy);
            break;
        }
    }
    CHECK(count == 4);

    free(data);
    NpyLayout_DecRef(record);
    return failures != 0;
}
