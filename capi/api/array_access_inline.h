/** What NumPy's headers read from the array's struct. Through handles: one call each; in a loop, fill a PyArrayObject
 *  view once and read that. `arr` must be an array: nothing is checked. */
NPY_GROUP(170, "Array accessors")

/** The number of dimensions. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_NDIM)
int HPyArray_NDIM(HPyContext *ctx, NPY_ARRAY const HPy arr);

/** The address of the first item. Valid while the array lives and is not resized. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_DATA)
void *HPyArray_DATA(HPyContext *ctx, NPY_ARRAY const HPy arr);

/** The address of the first item, as bytes. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_BYTES)
char *HPyArray_BYTES(HPyContext *ctx, NPY_ARRAY const HPy arr);

/** The shape; lent by the array. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_DIMS)
npy_intp *HPyArray_DIMS(HPyContext *ctx, NPY_ARRAY const HPy arr);

/** The shape; lent by the array. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_SHAPE)
npy_intp *HPyArray_SHAPE(HPyContext *ctx, NPY_ARRAY const HPy arr);

/** The strides in bytes; lent by the array. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_STRIDES)
npy_intp *HPyArray_STRIDES(HPyContext *ctx, NPY_ARRAY const HPy arr);

/** The length of one axis. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_DIM)
npy_intp HPyArray_DIM(HPyContext *ctx, NPY_ARRAY const HPy arr, int idim);

/** The stride of one axis in bytes. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_STRIDE)
npy_intp HPyArray_STRIDE(HPyContext *ctx, NPY_ARRAY const HPy arr, int istride);

/** The size of an item in bytes. `view` is the array's struct, or NULL. */
NPY_API(inline, ndarrayobject.h, NATIVE, 2.0, PyArray_ITEMSIZE)
npy_intp HPyArray_ITEMSIZE(HPyContext *ctx, NPY_ARRAY const HPy arr, NPY_VIEW PyArrayObject *view);

/** The object that owns the memory, or HPy_NULL. `view` is the array's struct, or NULL. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_BASE)
NPY_WAS_BORROWED HPy HPyArray_BASE(HPyContext *ctx, NPY_ARRAY const HPy arr, NPY_VIEW PyArrayObject *view);

/** The dtype. `view` is the array's struct, or NULL. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_DESCR)
NPY_WAS_BORROWED NPY_DESCR HPy HPyArray_DESCR(HPyContext *ctx, NPY_ARRAY const HPy arr, NPY_VIEW PyArrayObject *view);

/** The dtype. `view` is the array's struct, or NULL. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_DTYPE)
NPY_WAS_BORROWED NPY_DESCR HPy HPyArray_DTYPE(HPyContext *ctx, NPY_ARRAY const HPy arr, NPY_VIEW PyArrayObject *view);

/** The NPY_ARRAY_ flags. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_FLAGS)
int HPyArray_FLAGS(HPyContext *ctx, NPY_ARRAY const HPy arr);

/** Whether all of `flags` are set. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_CHKFLAGS)
int HPyArray_CHKFLAGS(HPyContext *ctx, NPY_ARRAY const HPy arr, int flags);

/** Sets flags; whether they are true is not checked. */
NPY_API(inline, ndarraytypes.h, DIRECT, 2.0, PyArray_ENABLEFLAGS)
void HPyArray_ENABLEFLAGS(HPyContext *ctx, NPY_NDARRAY HPy arr, int flags);

/** Clears flags. */
NPY_API(inline, ndarraytypes.h, DIRECT, 2.0, PyArray_CLEARFLAGS)
void HPyArray_CLEARFLAGS(HPyContext *ctx, NPY_NDARRAY HPy arr, int flags);

/** The type number of the dtype. `view` is the array's struct, or NULL. */
NPY_API(inline, ndarraytypes.h, NATIVE, 2.0, PyArray_TYPE)
int HPyArray_TYPE(HPyContext *ctx, NPY_ARRAY const HPy arr, NPY_VIEW PyArrayObject *view);

/** The capsule of the allocator that the memory came from, or HPy_NULL. */
NPY_API(inline, ndarraytypes.h, DIRECT, 2.0, PyArray_HANDLER)
NPY_WAS_BORROWED HPy HPyArray_HANDLER(HPyContext *ctx, NPY_ARRAY HPy arr);

/** The item at an address as a Python object. */
NPY_API(inline, ndarrayobject.h, NATIVE, 2.0, PyArray_GETITEM)
HPy HPyArray_GETITEM(HPyContext *ctx, NPY_ARRAY const HPy arr, const char *itemptr);

/** Assigns a scalar of the dtype's own kind to the item at an address; HPyArray_Pack takes any object. -1 on failure.
 */
NPY_API(inline, ndarrayobject.h, NATIVE, 2.0, PyArray_SETITEM)
int HPyArray_SETITEM(HPyContext *ctx, NPY_ARRAY HPy arr, char *itemptr, HPy v);

/** Lets go of the base of HPyArray_SetWritebackIfCopyBase without writing to it. */
NPY_API(inline, ndarrayobject.h, DIRECT, 2.0, PyArray_DiscardWritebackIfCopy)
void HPyArray_DiscardWritebackIfCopy(HPyContext *ctx, NPY_NDARRAY HPy arr);
