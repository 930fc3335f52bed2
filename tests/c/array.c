/* Arrays of reference-counted objects from C: visits, re-entrant ones too, errors, and a deallocation 1,000,000 deep on a
 * small stack. */

#include "numpy_hpy/layout.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "line %d: %s\n", __LINE__, #condition);                                                    \
            ++failures;                                                                                                \
        }                                                                                                              \
    } while (0)

typedef struct Object {
    ptrdiff_t refcount;
    NpyArrayCore array;
    /* Runs when the object dies. */
    void (*finalize)(struct Object *self);
    struct Object *partner;
} Object;

static ptrdiff_t live = 0;

/* What handles of HPy's universal ABI have added. */
enum { BIAS = 1 };

static Object *object_new(const NpyLayout *layout, ptrdiff_t length)
{
    Object *object = (Object *)calloc(1, sizeof(Object));
    if (object == NULL) {
        abort();
    }
    object->refcount = 1;
    if (layout != NULL && NpyArray_InitZeroed(&object->array, layout, 1, &length, 'C', NULL) < 0) {
        abort();
    }
    ++live;
    return object;
}

static int visit_decref(void *field, void *arg);

static void decref(Object *object)
{
    if (--object->refcount > 0) {
        return;
    }
    if (object->finalize != NULL) {
        object->finalize(object);
    }
    NpyArray_Visit(&object->array, visit_decref, NULL, BIAS, NPY_VISIT_CLEAR);
    NpyArray_Destroy(&object->array);
    free(object);
    --live;
}

static int visit_decref(void *field, void *arg)
{
    (void)arg;
    char *handle = (char *)NpySlot_Load(field);
    NpySlot_Store(field, NULL);
    decref((Object *)(handle - BIAS));
    return 0;
}

static int visit_count(void *field, void *arg)
{
    ptrdiff_t *left = (ptrdiff_t *)arg;
    Object *object = (Object *)((char *)NpySlot_Load(field) - BIAS);
    CHECK(object->refcount > 0);
    return --*left == 0 ? -5 : 0;
}

static void *nested(void *layout)
{
    Object *inner = object_new(NULL, 0);
    for (int i = 0; i < 1000000; ++i) {
        Object *outer = object_new((const NpyLayout *)layout, 1);
        NpySlot_Store(outer->array.data + outer->array.layout->runs->offset, inner);
        inner = outer;
    }
    decref(inner);
    return NULL;
}

static void drop_partner(Object *self)
{
    decref(self->partner);
}

int main(void)
{
    NpyError error;
    const NpyLayout *object = NpyLayout_Object(&error);
    const NpyLayout *byte = NpyLayout_Scalar('b', '|', 1, 1, &error);
    NpyFieldSpec fields[2] = {{"flag", "Title", 0, byte}, {"o", NULL, 1, object}};
    const NpyLayout *record = NpyLayout_Structure(2, fields, 9, 1, &error);
    CHECK(record != NULL && NpyLayout_FindField(record, "Title") == &record->fields[0]);
    CHECK(NpyLayout_FindField(record, "absent") == NULL);
    const NpyLayout *same = NpyLayout_FromSpec("[(('Title', 'flag'), '?'), ('o', 'O')]", 38, &error);
    CHECK(same != NULL && NpyLayout_Equal(record, same) == 1 && NpyLayout_Equal(record, object) == 0);
    NpyLayout_DecRef(same);

    /* Visits see what slots hold, and end early. */
    Object *owner = object_new(record, 100);
    NPY_FOREACH_SLOT(record, owner->array.data, 100, record->itemsize, slot) {
        NpySlot_Store(slot, object_new(NULL, 0));
    }
    ptrdiff_t left = 1000;
    CHECK(NpyArray_Visit(&owner->array, visit_count, &left, BIAS, NPY_VISIT_LOOK) == 0 && left == 900);
    left = 10;
    CHECK(NpyArray_Visit(&owner->array, visit_count, &left, BIAS, NPY_VISIT_LOOK) == -5 && left == 0);

    /* Views and errors. */
    NpyView place;
    NpyIndex every_third = {NPY_INDEX_KIND_SLICE, 99, PTRDIFF_MIN, -3};
    CHECK(NpyArray_Index(&owner->array, 1, &every_third, &place, &error) == 0);
    NpyArrayCore view = {0};
    CHECK(NpyArray_InitView(&view, record, &place, 1, &error) == 0);
    CHECK(view.shape[0] == 34 && view.strides[0] == -27 && view.buffer == NULL);
    ptrdiff_t found = 0;
    NPY_FOREACH_SLOT_ND(view.layout, view.data, view.nd, view.shape, view.strides, slot) {
        found += NpySlot_Load(slot) != NULL;
    }
    CHECK(found == 34);
    NpyArray_Destroy(&view);
    NpyIndex beyond = {NPY_INDEX_KIND_INTEGER, 100, 0, 0};
    CHECK(NpyArray_Index(&owner->array, 1, &beyond, &place, &error) == -1);
    CHECK(error.code == NPY_ERROR_CODE_INDEX_ERROR);
    CHECK(strcmp(error.message, "index 100 is out of bounds for axis 0 with size 100") == 0);
    fields[1].offset = 2;
    CHECK(NpyLayout_Structure(2, fields, 9, 1, &error) == NULL && error.code == NPY_ERROR_CODE_VALUE_ERROR);
    CHECK(strstr(error.message, "'o'") != NULL);
    ptrdiff_t negative = -1;
    CHECK(NpyArray_InitZeroed(&view, record, 1, &negative, 'C', &error) == -1 && view.layout == NULL);
    ptrdiff_t huge[2] = {(ptrdiff_t)1 << 40, (ptrdiff_t)1 << 40};
    CHECK(NpyArray_InitZeroed(&view, record, 2, huge, 'F', &error) == -1);
    CHECK(NpyLayout_FromSpec("[", 1, &error) == NULL && error.message[0] != 0);
    decref(owner);
    CHECK(live == 0);

    /* An item whose death takes its array along. */
    owner = object_new(record, 3);
    Object *item = object_new(NULL, 0);
    item->finalize = drop_partner;
    item->partner = owner;
    NpySlot_Store(owner->array.data + 10, item);
    NpySlot_Store(owner->array.data + 19, object_new(NULL, 0));
    NpyArray_Visit(&owner->array, visit_decref, NULL, BIAS, NPY_VISIT_CLEAR);
    CHECK(live == 0);

    /* An array that holds itself, and a buffer without an array. */
    owner = object_new(object, 1);
    NpySlot_Store(owner->array.data, owner);
    NpyArray_Visit(&owner->array, visit_decref, NULL, BIAS, NPY_VISIT_CLEAR);
    CHECK(live == 0);
    NpyBuffer *buffer = NpyBuffer_New(record, 10, &error);
    NpySlot_Store(buffer->data + 9 * 9 + 1, object_new(NULL, 0));
    NpyBuffer_Visit(buffer, visit_decref, NULL, BIAS, NPY_VISIT_CLEAR);
    NpyBuffer_Release(buffer);
    CHECK(live == 0);

    pthread_t thread;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 256 * 1024);
    CHECK(pthread_create(&thread, &small, nested, (void *)record) == 0 && pthread_join(thread, NULL) == 0);
    pthread_attr_destroy(&small);
    CHECK(live == 0);

    NpyLayout_DecRef(object);
    NpyLayout_DecRef(byte);
    NpyLayout_DecRef(record);
    return failures != 0;
}
