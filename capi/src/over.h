/* What the legacy provider hands to `_over` and `_own` of an HPyArray: the addresses of these. */
#ifndef NUMPY_HPY_OVER_H
#define NUMPY_HPY_OVER_H

#include <stddef.h>

#include "numpy_hpy/layout.h"

/* Memory of an ndarray, for the length of a call. */
typedef struct {
    NpyView view;
    const NpyLayout *layout; /* borrowed */
    int is_writeable;
} ForeignMemory;

/* Ends the ownership of whoever owns the memory, and says how it is freed. It allocates no object and runs no code but its own.
 * -1 with an exception set, and nothing done. */
typedef int (*GiveUpFunc)(void *arg, NpyAllocator *allocator, size_t *nbytes);

#endif
