/** New arrays, and the memory behind them. A shape is `nd` lengths, strides are `nd` distances in bytes. What is
 *  created is a new handle, or HPy_NULL with an exception. */
NPY_GROUP(10, "Array creation")

/** An array of class `subtype`, ndarray or a subclass of it, with items of `type_num`. With `data` the array wraps that
 *  memory and does not own it, and `strides` may say how it lies; without, it allocates. `itemsize` is in bytes and
 *  matters only for flexible types. `obj` is handed to `__array_finalize__`; HPy_NULL calls nothing. */
NPY_API(multiarray, 93, DIRECT, 2.0, PyArray_New)
HPy HPyArray_New(HPyContext *ctx, NPY_ARRAY_CLASS HPy subtype, int nd, const npy_intp *dims, int type_num,
    const npy_intp *strides, void *data, int itemsize, int flags, NPY_NULLABLE HPy obj);

/** An array of class `subtype` with items of `descr`. `strides` NULL means C order, or Fortran order if `flags` asks
 *  for it and there is no `data`. Memory that is passed in stays the caller's. ValueError for a negative length or a
 *  size that overflows. */
NPY_API(multiarray, 94, DIRECT, 2.0, PyArray_NewFromDescr)
HPy HPyArray_NewFromDescr(HPyContext *ctx, NPY_ARRAY_CLASS HPy subtype, NPY_WAS_STOLEN NPY_DESCR HPy descr, int nd,
    const npy_intp *dims, const npy_intp *strides, void *data, int flags, NPY_NULLABLE HPy obj);

/** An uninitialised array with the shape of `prototype`, its dtype unless `dtype` is given (it may be HPy_NULL), laid
 *  out in `order`. `subok` keeps the subclass. */
NPY_API(multiarray, 277, DIRECT, 2.0, PyArray_NewLikeArray)
HPy HPyArray_NewLikeArray(HPyContext *ctx, NPY_ARRAY HPy prototype, NPY_ORDER order,
    NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy dtype, int subok);

/** A copy of `obj` in memory of its own, in `order`; keeps the subclass. */
NPY_API(multiarray, 85, DIRECT, 2.0, PyArray_NewCopy)
HPy HPyArray_NewCopy(HPyContext *ctx, NPY_ARRAY HPy obj, NPY_ORDER order);

/** An array filled with zeros, or with the integer 0 for object items. `type` may be HPy_NULL, for float64.
 *  ValueError for a negative length. */
NPY_API(multiarray, 183, DIRECT, 2.0, PyArray_Zeros)
HPy HPyArray_Zeros(HPyContext *ctx, int nd, const npy_intp *dims, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy type, int is_f_order);

/** An array whose items are not initialised; object items are None. `type` may be HPy_NULL, for float64. */
NPY_API(multiarray, 184, DIRECT, 2.0, PyArray_Empty)
HPy HPyArray_Empty(HPyContext *ctx, int nd, const npy_intp *dims, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy type, int is_f_order);

/** Evenly spaced numbers in [start, stop), a distance of `step` apart, of type `type_num`. ValueError if they are too
 *  many, so also when `step` is 0. */
NPY_API(multiarray, 186, DIRECT, 2.0, PyArray_Arange)
HPy HPyArray_Arange(HPyContext *ctx, double start, double stop, double step, int type_num);

/** The same for Python objects. `stop` and `step` may be HPy_NULL or None; `dtype` is borrowed, and found from the
 *  numbers if it is HPy_NULL. ZeroDivisionError when `step` is 0. */
NPY_API(multiarray, 187, DIRECT, 2.0, PyArray_ArangeObj)
HPy HPyArray_ArangeObj(HPyContext *ctx, HPy start, NPY_NULLABLE HPy stop, NPY_NULLABLE HPy step, NPY_NULLABLE NPY_DESCR HPy dtype);

/** Reads `num` items (-1: all) from `fp`, as binary data, or as text if `sep` is not empty. ValueError for object
 *  items; fewer items than asked for give a shorter array. */
NPY_API(multiarray, 72, DIRECT, 2.0, PyArray_FromFile)
HPy HPyArray_FromFile(HPyContext *ctx, FILE *fp, NPY_WAS_STOLEN NPY_DESCR HPy dtype, npy_intp num, char *sep);

/** Reads `num` items (-1: all) from `slen` bytes at `data`, as binary data, or as text if `sep` is not empty. The
 *  result owns its memory. */
NPY_API(multiarray, 73, DIRECT, 2.0, PyArray_FromString)
HPy HPyArray_FromString(HPyContext *ctx, char *data, npy_intp slen, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy dtype, npy_intp num,
    char *sep);

/** A one-dimensional array over the memory that `buf` exports, from byte `offset` on, `count` items (-1: as many as
 *  fit). The result keeps `buf` alive; it is read-only if the buffer is. */
NPY_API(multiarray, 74, DIRECT, 2.0, PyArray_FromBuffer)
HPy HPyArray_FromBuffer(HPyContext *ctx, HPy buf, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy type, npy_intp count, npy_intp offset);

/** A one-dimensional array of the first `count` items of an iterable (-1: all). ValueError if it ends early. */
NPY_API(multiarray, 75, DIRECT, 2.0, PyArray_FromIter)
HPy HPyArray_FromIter(HPyContext *ctx, HPy obj, NPY_WAS_STOLEN NPY_DESCR HPy dtype, npy_intp count);

/** A tuple of `len` Python integers. */
NPY_API(multiarray, 196, DIRECT, 2.0, PyArray_IntTupleFromIntp)
HPy HPyArray_IntTupleFromIntp(HPyContext *ctx, int len, const npy_intp *vals);
