/* Objects for the slots. */
#include "loops.h"

#include <stdlib.h>

/* The one shared object never dies: its count is too high. */
static Object shared = {(ptrdiff_t)1 << 60, NULL};

void bench_deallocate(Object *object)
{
    free(object);
}

Object *bench_shared(void)
{
    shared.refcount = (ptrdiff_t)1 << 60;
    return &shared;
}

Object *bench_distinct(void)
{
    Object *object = (Object *)malloc(sizeof(Object));
    if (object != NULL) {
        object->refcount = 1;
    }
    return object;
}
