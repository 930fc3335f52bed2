/** What takes any object and gives an array, and the converters for argument parsing. A converter returns NPY_SUCCEED
 *  or NPY_FAIL with an exception; it is an ordinary function here, called after the arguments were parsed as
 *  objects. */
NPY_GROUP(20, "Conversion to arrays")

/** Any object as an array. `newtype` is the dtype to convert to, or HPy_NULL; `min_depth` and `max_depth` bound the
 *  number of dimensions (0: no bound); `flags` are NPY_ARRAY_ requirements. A new handle of `op` itself if it will
 *  do. `context` is unused: pass HPy_NULL. */
NPY_API(multiarray, 69, DIRECT, 2.0, PyArray_FromAny)
HPy HPyArray_FromAny(HPyContext *ctx, HPy op, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy newtype, int min_depth, int max_depth,
    int flags, NPY_NULLABLE HPy context);

/** As HPyArray_FromAny, and honours also NPY_ARRAY_NOTSWAPPED and NPY_ARRAY_ELEMENTSTRIDES among the `requirements`.
 */
NPY_API(multiarray, 108, DIRECT, 2.0, PyArray_CheckFromAny)
HPy HPyArray_CheckFromAny(HPyContext *ctx, HPy op, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy descr, int min_depth, int max_depth,
    int requirements, NPY_NULLABLE HPy context);

/** An array as an array of `newtype` (HPy_NULL: any) that meets `flags`: a new handle of `arr`, a view, or a copy.
 *  TypeError if the cast is not safe and NPY_ARRAY_FORCECAST is not set. */
NPY_API(multiarray, 109, DIRECT, 2.0, PyArray_FromArray)
HPy HPyArray_FromArray(HPyContext *ctx, NPY_ARRAY HPy arr, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy newtype, int flags);

/** The array that `__array_interface__` of `origin` describes, over its memory. NotImplemented if there is no such
 *  attribute. */
NPY_API(multiarray, 110, ADAPTED("NotImplemented comes as a new handle, where NumPy lends it"), 2.0, PyArray_FromInterface)
HPy HPyArray_FromInterface(HPyContext *ctx, HPy origin);

/** The array that `__array_struct__` of `input` describes, over its memory. NotImplemented if there is no such
 *  attribute. */
NPY_API(multiarray, 111, ADAPTED("NotImplemented comes as a new handle, where NumPy lends it"), 2.0, PyArray_FromStructInterface)
HPy HPyArray_FromStructInterface(HPyContext *ctx, HPy input);

/** The result of `op.__array__(typecode)`. NotImplemented if there is no such method; ValueError if it gives no
 *  array. `context` must be HPy_NULL. */
NPY_API(multiarray, 112, ADAPTED("NotImplemented comes as a new handle, where NumPy lends it"), 2.0, PyArray_FromArrayAttr)
HPy HPyArray_FromArrayAttr(HPyContext *ctx, HPy op, NPY_NULLABLE NPY_DESCR HPy typecode, NPY_NULLABLE HPy context);

/** An array without dimensions that holds `scalar`, converted to `outcode` (HPy_NULL keeps the scalar's own dtype). */
NPY_API(multiarray, 61, DIRECT, 2.0, PyArray_FromScalar)
HPy HPyArray_FromScalar(HPyContext *ctx, NPY_SCALAR HPy scalar, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy outcode);

/** `op` as a plain ndarray: itself, a base-class view of a subclass, or a conversion. */
NPY_API(multiarray, 70, DIRECT, 2.0, PyArray_EnsureArray)
HPy HPyArray_EnsureArray(HPyContext *ctx, NPY_NULLABLE NPY_WAS_STOLEN HPy op);

/** As HPyArray_EnsureArray, but a subclass is kept. */
NPY_API(multiarray, 71, DIRECT, 2.0, PyArray_EnsureAnyArray)
HPy HPyArray_EnsureAnyArray(HPyContext *ctx, NPY_NULLABLE NPY_WAS_STOLEN HPy op);

/** What Python code should see: a scalar for an array without dimensions, else `mp` itself, as a new handle. HPy_NULL
 *  passes an error on. */
NPY_API(multiarray, 76, DIRECT, 2.0, PyArray_Return)
HPy HPyArray_Return(HPyContext *ctx, NPY_NULLABLE NPY_WAS_STOLEN NPY_ARRAY HPy mp);

/** The items of a sequence as arrays of one dtype. The list has `*retn` new handles. NULL with an exception on
 *  failure; ValueError for an empty sequence. */
NPY_API(multiarray, 56, ADAPTED("fills a list that HPyArray_FreeHandles gives back"), 2.0, PyArray_ConvertToCommonType)
NPY_LEGACY(PyArrayObject **, (PyObject *, int *))
HPy *HPyArray_ConvertToCommonType(HPyContext *ctx, HPy op, int *retn);

/** Access with C subscripts: `ptr` points to a `T *`, `T **` or `T ***` for `nd` of 1, 2 or 3. `*op` is replaced by a
 *  new handle of the contiguous array that holds the memory; the handle that was there stays the caller's. `dims`
 *  receives the shape. -1 with an exception on failure. Give both back with HPyArray_Free. */
NPY_API(multiarray, 162, ADAPTED("the array comes back as a handle in `op`"), 2.0, PyArray_AsCArray)
NPY_LEGACY(int, (PyObject **, void *, npy_intp *, int, PyArray_Descr *))
int HPyArray_AsCArray(HPyContext *ctx, NPY_OUT HPy *op, void *ptr, npy_intp *dims, int nd,
    NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy typedescr);

/** Gives back what HPyArray_AsCArray made: closes `op`, which is stolen, and frees the pointers. 0, or -1 if `op` has
 *  not one to three dimensions; then it is closed all the same, and the pointers are not freed. */
NPY_API(multiarray, 165, ADAPTED("the handle is closed whatever it returns"), 2.0, PyArray_Free)
NPY_LEGACY(int, (PyObject *, void *))
int HPyArray_Free(HPyContext *ctx, NPY_STOLEN NPY_NDARRAY HPy op, void *ptr);

/** Any object as an array: `*address` is a new handle. */
NPY_API(multiarray, 166, DIRECT, 2.0, PyArray_Converter)
int HPyArray_Converter(HPyContext *ctx, HPy object, NPY_OUT HPy *address);

/** The array to write results to: an array gives itself, None or HPy_NULL gives HPy_NULL; else TypeError. */
NPY_API(multiarray, 199, ADAPTED("`*address` is a new handle, where NumPy lends"), 2.0, PyArray_OutputConverter)
int HPyArray_OutputConverter(HPyContext *ctx, NPY_NULLABLE HPy object, NPY_OUT NPY_ARRAY HPy *address);

/** A sequence of integers, or one integer, as a shape. `seq->ptr` is allocated: free it with HPyDimMem_FREE.
 *  TypeError for None. */
NPY_API(multiarray, 176, DIRECT, 2.0, PyArray_IntpConverter)
int HPyArray_IntpConverter(HPyContext *ctx, HPy obj, PyArray_Dims *seq);

/** Copies up to `maxvals` integers of a sequence to `vals`. The number of items in the sequence, or -1 with an
 *  exception. */
NPY_API(multiarray, 167, DIRECT, 2.0, PyArray_IntpFromSequence)
int HPyArray_IntpFromSequence(HPyContext *ctx, HPy seq, npy_intp *vals, int maxvals);

/** The memory of a buffer exporter: address, length in bytes and flags. It is valid while the exporter keeps it;
 *  nothing pins it. `buf->base` is a new handle. None gives no memory: `ptr` NULL, `base` HPy_NULL. */
NPY_API(multiarray, 177, ADAPTED("`buf->base` is a handle"), 2.0, PyArray_BufferConverter)
NPY_LEGACY(int, (PyObject *, PyArray_Chunk *))
int HPyArray_BufferConverter(HPyContext *ctx, HPy obj, HPyArray_Chunk *buf);

/** An axis number; None gives NPY_RAVEL_AXIS, which means all axes. */
NPY_API(multiarray, 178, DIRECT, 2.0, PyArray_AxisConverter)
int HPyArray_AxisConverter(HPyContext *ctx, HPy obj, int *axis);

/** The truth of an object, as 0 or 1. */
NPY_API(multiarray, 179, DIRECT, 2.0, PyArray_BoolConverter)
int HPyArray_BoolConverter(HPyContext *ctx, HPy object, npy_bool *val);

/** A word for a byte order, such as 'little' or '>', as one of NPY_LITTLE, NPY_BIG, NPY_NATIVE, NPY_SWAP, NPY_IGNORE.
 */
NPY_API(multiarray, 180, DIRECT, 2.0, PyArray_ByteorderConverter)
int HPyArray_ByteorderConverter(HPyContext *ctx, HPy obj, char *endian);

/** 'C', 'F', 'A' or 'K' as an NPY_ORDER; None leaves `*val` as it is. */
NPY_API(multiarray, 181, DIRECT, 2.0, PyArray_OrderConverter)
int HPyArray_OrderConverter(HPyContext *ctx, HPy object, NPY_ORDER *val);

/** The name of a casting rule, such as 'safe', as an NPY_CASTING. */
NPY_API(multiarray, 269, DIRECT, 2.0, PyArray_CastingConverter)
int HPyArray_CastingConverter(HPyContext *ctx, HPy obj, NPY_CASTING *casting);

/** 'clip', 'wrap', 'raise' or its number as an NPY_CLIPMODE; None and HPy_NULL give NPY_RAISE. */
NPY_API(multiarray, 198, DIRECT, 2.0, PyArray_ClipmodeConverter)
int HPyArray_ClipmodeConverter(HPyContext *ctx, NPY_NULLABLE HPy object, NPY_CLIPMODE *val);

/** One clip mode for all of `n` axes, or a sequence of `n` of them, into `modes`. */
NPY_API(multiarray, 279, DIRECT, 2.0, PyArray_ConvertClipmodeSequence)
int HPyArray_ConvertClipmodeSequence(HPyContext *ctx, NPY_NULLABLE HPy object, NPY_CLIPMODE *modes, int n);

/** The name of a sorting algorithm, such as 'stable', as an NPY_SORTKIND. */
NPY_API(multiarray, 188, DIRECT, 2.0, PyArray_SortkindConverter)
int HPyArray_SortkindConverter(HPyContext *ctx, HPy obj, NPY_SORTKIND *sortkind);

/** The name of a selection algorithm as an NPY_SELECTKIND; there is 'introselect' only. */
NPY_API(multiarray, 298, DIRECT, 2.0, PyArray_SelectkindConverter)
int HPyArray_SelectkindConverter(HPyContext *ctx, HPy obj, NPY_SELECTKIND *selectkind);

/** 'left' or 'right' as the NPY_SEARCHSIDE at `addr`. */
NPY_API(multiarray, 205, DIRECT, 2.0, PyArray_SearchsideConverter)
int HPyArray_SearchsideConverter(HPyContext *ctx, HPy obj, void *addr);

/** An integer object as a C int; -1 with TypeError or OverflowError on failure. -1 is also a value: ask
 *  HPyErr_Occurred. */
NPY_API(multiarray, 100, DIRECT, 2.0, PyArray_PyIntAsInt)
int HPyArray_PyIntAsInt(HPyContext *ctx, HPy o);

/** An integer object as an npy_intp; -1 with an exception on failure. -1 is also a value: ask HPyErr_Occurred. */
NPY_API(multiarray, 101, DIRECT, 2.0, PyArray_PyIntAsIntp)
npy_intp HPyArray_PyIntAsIntp(HPyContext *ctx, HPy o);
