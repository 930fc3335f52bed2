/** Views of other shape, copies, and assignment. AxisError for an axis that is out of range; ValueError for shapes
 *  that do not fit. */
NPY_GROUP(40, "Shape and contents")

/** A view, or else a copy, with the shape that the sequence `shape` gives; one length may be -1. */
NPY_API(multiarray, 134, DIRECT, 2.0, PyArray_Reshape)
HPy HPyArray_Reshape(HPyContext *ctx, NPY_ARRAY HPy self, HPy shape);

/** A view, or else a copy, with the shape `newdims`, reading and writing items in `order`; one length may be -1. */
NPY_API(multiarray, 135, DIRECT, 2.0, PyArray_Newshape)
HPy HPyArray_Newshape(HPyContext *ctx, NPY_ARRAY HPy self, PyArray_Dims *newdims, NPY_ORDER order);

/** Changes the array itself, its memory included. With `refcheck` it refuses an array that others refer to
 *  (meaningful on CPython only). None. ValueError if it does not own its memory. `order` is unused. */
NPY_API(multiarray, 80,
    ADAPTED("takes no reference of its own, which `refcheck` would count"),
    2.0, PyArray_Resize)
NPY_LEGACY(PyObject *, (PyArrayObject *, PyArray_Dims *, int, NPY_ORDER))
HPy HPyArray_Resize(HPyContext *ctx, NPY_NDARRAY HPy self, PyArray_Dims *newshape, int refcheck, NPY_ORDER order);

/** A view with the axes permuted; `permute` NULL reverses them. */
NPY_API(multiarray, 123, DIRECT, 2.0, PyArray_Transpose)
HPy HPyArray_Transpose(HPyContext *ctx, NPY_ARRAY HPy ap, PyArray_Dims *permute);

/** A view with axes `a1` and `a2` exchanged. */
NPY_API(multiarray, 138, DIRECT, 2.0, PyArray_SwapAxes)
HPy HPyArray_SwapAxes(HPyContext *ctx, NPY_ARRAY HPy ap, int a1, int a2);

/** A view without the axes of length 1. */
NPY_API(multiarray, 136, DIRECT, 2.0, PyArray_Squeeze)
HPy HPyArray_Squeeze(HPyContext *ctx, NPY_ARRAY HPy self);

/** A one-dimensional copy, read in `order`. */
NPY_API(multiarray, 156, DIRECT, 2.0, PyArray_Flatten)
HPy HPyArray_Flatten(HPyContext *ctx, NPY_ARRAY HPy a, NPY_ORDER order);

/** A one-dimensional view if the memory allows it, else a copy, read in `order`. */
NPY_API(multiarray, 157, DIRECT, 2.0, PyArray_Ravel)
HPy HPyArray_Ravel(HPyContext *ctx, NPY_ARRAY HPy arr, NPY_ORDER order);

/** The same memory as items of `type` (HPy_NULL: the same) and as an array of class `pytype` (HPy_NULL: the same). */
NPY_API(multiarray, 137, DIRECT, 2.0, PyArray_View)
HPy HPyArray_View(HPyContext *ctx, NPY_ARRAY HPy self, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy type, NPY_NULLABLE NPY_ARRAY_CLASS HPy pytype);

/** The bytes of each item reversed: in place and a new handle of `self`, or a copy. */
NPY_API(multiarray, 79, DIRECT, 2.0, PyArray_Byteswap)
HPy HPyArray_Byteswap(HPyContext *ctx, NPY_ARRAY HPy self, npy_bool inplace);

/** The arrays of a sequence joined along `axis`; NPY_RAVEL_AXIS flattens them first. */
NPY_API(multiarray, 168, DIRECT, 2.0, PyArray_Concatenate)
HPy HPyArray_Concatenate(HPyContext *ctx, HPy op, int axis);

/** An iterator over the array `obj` broadcast to the shape `dims`, of up to 32 dimensions; ValueError if they do not
 *  fit. */
NPY_API(multiarray, 200,
    ADAPTED("the iterator struct is behind PyArrayIterObject_AsStruct"),
    2.0, PyArray_BroadcastToShape)
NPY_LEGACY(PyObject *, (PyObject *, npy_intp *, int))
HPy HPyArray_BroadcastToShape(HPyContext *ctx, NPY_ARRAY HPy obj, npy_intp *dims, int nd);

/** Assigns `src`, broadcast and cast without checks, to `dst`. Overlapping memory is allowed. -1 on failure. */
NPY_API(multiarray, 50, DIRECT, 2.0, PyArray_CopyInto)
int HPyArray_CopyInto(HPyContext *ctx, NPY_ARRAY HPy dst, NPY_ARRAY HPy src);

/** Assigns the items of `src` in C order to those of `dst`, whatever their shapes; the counts must match. -1 on
 *  failure. */
NPY_API(multiarray, 51, DIRECT, 2.0, PyArray_CopyAnyInto)
int HPyArray_CopyAnyInto(HPyContext *ctx, NPY_ARRAY HPy dst, NPY_ARRAY HPy src);

/** Assigns any object, as `dest[...] = src_object` does. -1 on failure. */
NPY_API(multiarray, 84, DIRECT, 2.0, PyArray_CopyObject)
int HPyArray_CopyObject(HPyContext *ctx, NPY_ARRAY HPy dest, HPy src_object);

/** Assigns one value to every item. -1 on failure. */
NPY_API(multiarray, 104, DIRECT, 2.0, PyArray_FillWithScalar)
int HPyArray_FillWithScalar(HPyContext *ctx, NPY_ARRAY HPy arr, HPy obj);

/** The items as nested lists of Python objects. */
NPY_API(multiarray, 86, DIRECT, 2.0, PyArray_ToList)
HPy HPyArray_ToList(HPyContext *ctx, NPY_ARRAY HPy self);

/** The items as bytes, in `order`. */
NPY_API(multiarray, 87, DIRECT, 2.0, PyArray_ToString)
HPy HPyArray_ToString(HPyContext *ctx, NPY_ARRAY HPy self, NPY_ORDER order);

/** Writes the items to `fp`: as binary data, or as text with `sep` between them and `format` for each. -1 on failure.
 */
NPY_API(multiarray, 88, DIRECT, 2.0, PyArray_ToFile)
int HPyArray_ToFile(HPyContext *ctx, NPY_ARRAY HPy self, FILE *fp, char *sep, char *format);

/** Pickles the array into `file`, a name or an object with `write`. -1 on failure. */
NPY_API(multiarray, 89, DIRECT, 2.0, PyArray_Dump)
int HPyArray_Dump(HPyContext *ctx, HPy self, HPy file, int protocol);

/** The pickle of the array, as bytes. */
NPY_API(multiarray, 90, DIRECT, 2.0, PyArray_Dumps)
HPy HPyArray_Dumps(HPyContext *ctx, HPy self, int protocol);
