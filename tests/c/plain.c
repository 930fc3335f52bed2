/* A plain C program: no Python, no HPy, no NumPy. It builds a layout, finds its slots with the function and with the macro,
 * and creates, visits and destroys an array. */

#include "numpy_hpy/layout.h"

#include <stdio.h>

static int count_slot(void *slot, void *arg)
{
    (void)slot;
    ++*(int *)arg;
    return 0;
}

static int forget(void *field, void *arg)
{
    ++*(int *)arg;
    NpySlot_Store(field, NULL);
    return 0;
}

int main(void)
{
    NpyError error = {NPY_ERROR_CODE_OK, ""};

    /* [('id', '<i4'), ('tags', 'O', (3,))] */
    const NpyLayout *number = NpyLayout_Scalar('i', '<', 4, 4, &error);
    const NpyLayout *object = NpyLayout_Object(&error);
    ptrdiff_t three = 3;
    const NpyLayout *tags = NpyLayout_Subarray(object, 1, &three, &error);
    NpyFieldSpec fields[2] = {{"id", NULL, 0, number}, {"tags", NULL, 4, tags}};
    const NpyLayout *record = NpyLayout_Structure(2, fields, 28, 1, &error);
    if (record == NULL) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    NpyLayout_DecRef(number);
    NpyLayout_DecRef(object);
    NpyLayout_DecRef(tags);

    NpyArrayCore array = {0};
    ptrdiff_t shape[2] = {5, 2};
    if (NpyArray_InitZeroed(&array, record, 2, shape, 'C', &error) < 0) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    NpyLayout_DecRef(record);

    int by_function = 0, by_macro = 0, visited = 0;
    NpyLayout_WalkStrided(array.layout, array.data, array.nd, array.shape, array.strides, count_slot, &by_function);
    NPY_FOREACH_SLOT_ND(array.layout, array.data, array.nd, array.shape, array.strides, slot) {
        NpySlot_Store(slot, &error);
        ++by_macro;
    }
    NpyArray_Visit(&array, forget, &visited, 0, NPY_VISIT_CLEAR);
    NPY_FOREACH_SLOT(array.layout, array.data, 10, array.layout->itemsize, slot) {
        if (NpySlot_Load(slot) != NULL) {
            fprintf(stderr, "a slot was not cleared\n");
            return 1;
        }
    }
    NpyArray_Destroy(&array);

    printf("slots: %d by the function, %d by the macro, %d visited\n", by_function, by_macro, visited);
    return by_function == 30 && by_macro == 30 && visited == 30 && array.data == NULL ? 0 : 1;
}
