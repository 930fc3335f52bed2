/** What an array is: size, flags, base, and single items. */
NPY_GROUP(30, "Array access and properties")

/** The number of items; 0 for what is no array. */
NPY_API(multiarray, 59, NATIVE, 2.0, PyArray_Size)
npy_intp HPyArray_Size(HPyContext *ctx, HPy op);

/** The address of the item at index `ind`, one number an axis. The index is not checked. */
NPY_API(multiarray, 160, DIRECT, 2.0, PyArray_GetPtr)
void *HPyArray_GetPtr(HPyContext *ctx, NPY_ARRAY HPy obj, const npy_intp *ind);

/** A zero of the array's dtype: memory of one item, to be freed with HPyDataMem_FREE. NULL with an exception. For
 *  object items it is one slot that holds a borrowed integer. */
NPY_API(multiarray, 47, DIRECT, 2.0, PyArray_Zero)
char *HPyArray_Zero(HPyContext *ctx, NPY_ARRAY HPy arr);

/** A one of the array's dtype: memory of one item, to be freed with HPyDataMem_FREE. NULL with an exception. */
NPY_API(multiarray, 48, DIRECT, 2.0, PyArray_One)
char *HPyArray_One(HPyContext *ctx, NPY_ARRAY HPy arr);

/** Computes those of the flags in `flagmask` anew that follow from shape and strides: contiguity, alignment. */
NPY_API(multiarray, 92, DIRECT, 2.0, PyArray_UpdateFlags)
void HPyArray_UpdateFlags(HPyContext *ctx, NPY_NDARRAY HPy ret, int flagmask);

/** Makes `obj` the owner of the memory that `arr` looks at. A chain of views of one class collapses to its owner. -1
 *  with ValueError if there is a base already, or if that would close a circle. */
NPY_API(multiarray, 282, DIRECT, 2.0, PyArray_SetBaseObject)
int HPyArray_SetBaseObject(HPyContext *ctx, NPY_NDARRAY HPy arr, NPY_NULLABLE NPY_WAS_STOLEN HPy obj);

/** 0, or -1 with a ValueError that calls the array `name` if it is read-only. */
NPY_API(multiarray, 286, DIRECT, 2.0, PyArray_FailUnlessWriteable)
int HPyArray_FailUnlessWriteable(HPyContext *ctx, NPY_ARRAY HPy obj, const char *name);

/** Makes `arr` a copy whose contents HPyArray_ResolveWritebackIfCopy will write to `base`, which is read-only
 *  meanwhile. -1 with ValueError on failure. */
NPY_API(multiarray, 303, DIRECT, 2.0, PyArray_SetWritebackIfCopyBase)
int HPyArray_SetWritebackIfCopyBase(HPyContext *ctx, NPY_NDARRAY HPy arr, NPY_NULLABLE NPY_WAS_STOLEN NPY_ARRAY HPy base);

/** The former name of HPyArray_SetWritebackIfCopyBase; the old one wrote back when the array died. */
NPY_API(multiarray, 287, REPLACED("HPyArray_SetWritebackIfCopyBase"), 2.0, PyArray_SetUpdateIfCopyBase)
int PyArray_SetUpdateIfCopyBase(PyArrayObject *arr, PyArrayObject *base);

/** Copies the contents to the base that HPyArray_SetWritebackIfCopyBase set, and lets go of it. 1 if it copied, 0 if
 *  there was nothing to do, -1 on failure. */
NPY_API(multiarray, 302, DIRECT, 2.0, PyArray_ResolveWritebackIfCopy)
int HPyArray_ResolveWritebackIfCopy(HPyContext *ctx, NPY_NDARRAY HPy self);

/** A view of `typed` on the bytes at `offset` in each item. ValueError if the items are too small, and for HPy_NULL as `typed`.
 */
NPY_API(multiarray, 77, DIRECT, 2.0, PyArray_GetField)
HPy HPyArray_GetField(HPyContext *ctx, NPY_ARRAY HPy self, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy typed, int offset);

/** Assigns `val` to the bytes at `offset` in each item, seen as `dtype`. -1 on failure; ValueError for HPy_NULL as `dtype`.
 */
NPY_API(multiarray, 78, DIRECT, 2.0, PyArray_SetField)
int HPyArray_SetField(HPyContext *ctx, NPY_ARRAY HPy self, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy dtype, int offset,
    HPy val);

/** 1 if every stride is a multiple of the item size, else 0. Only 0 is a multiple of 0. */
NPY_API(multiarray, 119, NATIVE, 2.0, PyArray_ElementStrides)
int HPyArray_ElementStrides(HPyContext *ctx, HPy obj);

/** 1 if strides `newstrides` stay inside `numbytes` bytes of memory that begin `offset` bytes before the first item;
 *  0 if not. `numbytes` 0 takes the size of a contiguous array. */
NPY_API(multiarray, 105, DIRECT, 2.0, PyArray_CheckStrides)
npy_bool HPyArray_CheckStrides(HPyContext *ctx, int elsize, int nd, npy_intp numbytes, npy_intp offset,
    const npy_intp *dims, const npy_intp *newstrides);

/** `__array_priority__` of an object, or `default_`; never fails. */
NPY_API(multiarray, 97, DIRECT, 2.0, PyArray_GetPriority)
double HPyArray_GetPriority(HPyContext *ctx, HPy obj, double default_);

/** Prints the fields of the array to standard output. */
NPY_API(multiarray, 285, DIRECT, 2.0, PyArray_DebugPrint)
void HPyArray_DebugPrint(HPyContext *ctx, NPY_ARRAY HPy obj);

/** How many items are true; -1 with an exception. */
NPY_API(multiarray, 270, DIRECT, 2.0, PyArray_CountNonzero)
npy_intp HPyArray_CountNonzero(HPyContext *ctx, NPY_ARRAY HPy self);

/** The array with `*axis` made non-negative; with NPY_RAVEL_AXIS it is raveled first and `*axis` is 0. `flags` as in
 *  HPyArray_CheckFromAny. AxisError if it is out of range. */
NPY_API(multiarray, 206, DIRECT, 2.0, PyArray_CheckAxis)
HPy HPyArray_CheckAxis(HPyContext *ctx, NPY_ARRAY HPy arr, int *axis, int flags);

/** Drops the axes whose flag is set from the array itself. Their lengths must be 1; the array must be the caller's
 *  alone. */
NPY_API(multiarray, 284, DIRECT, 2.0, PyArray_RemoveAxesInPlace)
void HPyArray_RemoveAxesInPlace(HPyContext *ctx, NPY_NDARRAY HPy arr, const npy_bool *flags);

/** 1 for a Python number, str, bytes, or a NumPy scalar, exactly of these classes; else 0. HPy_NULL gives ValueError.
 */
NPY_API(multiarray, 300, DIRECT, 2.0, PyArray_CheckAnyScalarExact)
int HPyArray_CheckAnyScalarExact(HPyContext *ctx, NPY_NULLABLE HPy obj);

/** Once set the function that prints arrays. */
NPY_API(multiarray, 44,
    NOT_APPLICABLE("a stub in NumPy 2 that only raises; printing is set with numpy.set_printoptions"),
    2.0, PyArray_SetStringFunction)
void PyArray_SetStringFunction(PyObject *op, int repr);

/** Takes a reference for each object in the array. Slots are owned by the layout's buffer, which knows where they
 *  lie. */
NPY_API(multiarray, 42, REPLACED("NpyArray_Visit, or HPyObjectBuffer_New for temporary items"), 2.0, PyArray_INCREF)
int PyArray_INCREF(PyArrayObject *mp);

/** Gives back a reference for each object in the array. */
NPY_API(multiarray, 43,
    REPLACED("NpyArray_Visit, or HPyObjectBuffer_Release for temporary items"),
    2.0, PyArray_XDECREF)
int PyArray_XDECREF(PyArrayObject *mp);

/** Takes a reference for each object in one item. */
NPY_API(multiarray, 120,
    REPLACED("NpyLayout_Walk with HPyObjectBuffer_Store, which take the references of one item"),
    2.0, PyArray_Item_INCREF)
void PyArray_Item_INCREF(char *data, PyArray_Descr *descr);

/** Gives back a reference for each object in one item. */
NPY_API(multiarray, 121,
    REPLACED("HPyObjectBuffer_Release, which gives the references of its items back"),
    2.0, PyArray_Item_XDECREF)
void PyArray_Item_XDECREF(char *data, PyArray_Descr *descr);
