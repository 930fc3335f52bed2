/** Memory of array data and its handlers (NEP 49). Sizes are in bytes; NULL, without an exception, when there is no
 *  memory. */
NPY_GROUP(130, "Memory")

/** Allocates array data with the default allocator, and tells tracemalloc. */
NPY_API(multiarray, 288, DIRECT, 2.0, PyDataMem_NEW)
void *HPyDataMem_NEW(HPyContext *ctx, size_t size);

/** The same for `nmemb` items, filled with zeros. */
NPY_API(multiarray, 299, DIRECT, 2.0, PyDataMem_NEW_ZEROED)
void *HPyDataMem_NEW_ZEROED(HPyContext *ctx, size_t nmemb, size_t size);

/** Changes the size; the block is untouched if it fails. */
NPY_API(multiarray, 290, DIRECT, 2.0, PyDataMem_RENEW)
void *HPyDataMem_RENEW(HPyContext *ctx, void *ptr, size_t size);

/** Frees what the others allocated; NULL is allowed. */
NPY_API(multiarray, 289, DIRECT, 2.0, PyDataMem_FREE)
void HPyDataMem_FREE(HPyContext *ctx, void *ptr);

/** Makes a capsule named mem_handler the allocator from now on, in the current contextvars context; HPy_NULL sets the
 *  default. The former one, a new handle. ValueError for any other capsule. */
NPY_API(multiarray, 304, DIRECT, 2.0, PyDataMem_SetHandler)
HPy HPyDataMem_SetHandler(HPyContext *ctx, NPY_NULLABLE HPy handler);

/** The allocator that is set in the current contextvars context, a capsule named mem_handler. */
NPY_API(multiarray, 305, DIRECT, 2.0, PyDataMem_GetHandler)
HPy HPyDataMem_GetHandler(HPyContext *ctx);
