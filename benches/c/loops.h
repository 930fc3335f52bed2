/* What is timed and counted: loops that release every slot of some items. */
#ifndef NUMPY_HPY_BENCHES_LOOPS_H
#define NUMPY_HPY_BENCHES_LOOPS_H

#include "numpy_hpy/layout.h"

/* Stands in for Python's objects: the reference count comes first. */
typedef struct {
    ptrdiff_t refcount;
    void *more;
} Object;

/* The end of an object: called from every loop, inlined into none. */
void bench_deallocate(Object *object);

/* What Py_XDECREF does. */
static inline void bench_release(const char *slot)
{
    Object *object = (Object *)NpySlot_Load(slot);
    if (object != NULL && --object->refcount == 0) {
        bench_deallocate(object);
    }
}

/* Releases every slot of `count` items. */
typedef void Loop(const NpyLayout *layout, char *data, ptrdiff_t count);

/* Those for any dtype, and those that are written for each. */
typedef struct {
    Loop *macro;
    Loop *callback;
    struct {
        Loop *hand;
        Loop *hand_callback;
    } written[7];
} Loops;

#endif
