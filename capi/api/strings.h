/** The items of a StringDType array. An allocator is locked from its acquiring to its releasing: do not call into
 *  Python in between. */
NPY_GROUP(150, "Variable-width strings")

/** Lends the bytes of a packed string until it or the array changes. 1 for the missing value, 0 for a string, -1,
 *  without an exception, on failure. */
NPY_API(multiarray, 313, DIRECT, 2.0, NpyString_load)
int HNpyString_load(HPyContext *ctx, npy_string_allocator *allocator, const npy_packed_static_string *packed_string,
    npy_static_string *unpacked_string);

/** Replaces the contents of a packed string by `size` bytes of UTF-8. -1, without an exception, if there is no
 *  memory. */
NPY_API(multiarray, 314, DIRECT, 2.0, NpyString_pack)
int HNpyString_pack(HPyContext *ctx, npy_string_allocator *allocator, npy_packed_static_string *packed_string,
    const char *buf, size_t size);

/** Makes a packed string the missing value. -1, without an exception, on failure. */
NPY_API(multiarray, 315, DIRECT, 2.0, NpyString_pack_null)
int HNpyString_pack_null(HPyContext *ctx, npy_string_allocator *allocator, npy_packed_static_string *packed_string);

/** Locks and lends the allocator of a StringDType instance; TypeError for another dtype. */
NPY_API(multiarray, 316, NATIVE, 2.0, NpyString_acquire_allocator)
NPY_LEGACY(npy_string_allocator *, (const PyArray_StringDTypeObject *))
npy_string_allocator *HNpyString_acquire_allocator(HPyContext *ctx, NPY_DESCR HPy descr);

/** Locks the allocators of several dtypes, each once; NULL for a dtype of another kind. */
NPY_API(multiarray, 317, ADAPTED("the dtypes are an array of handles"), 2.0, NpyString_acquire_allocators)
NPY_LEGACY(void, (size_t, PyArray_Descr *const *, npy_string_allocator **))
void HNpyString_acquire_allocators(HPyContext *ctx, size_t n_descriptors,
    NPY_HANDLES(n_descriptors) NPY_DESCR const HPy *descrs, npy_string_allocator **allocators);

/** Unlocks an allocator. */
NPY_API(multiarray, 318, DIRECT, 2.0, NpyString_release_allocator)
void HNpyString_release_allocator(HPyContext *ctx, npy_string_allocator *allocator);

/** Unlocks what HNpyString_acquire_allocators locked. */
NPY_API(multiarray, 319, DIRECT, 2.0, NpyString_release_allocators)
void HNpyString_release_allocators(HPyContext *ctx, size_t length, npy_string_allocator **allocators);
