/** Iterators over one array, several, and neighbourhoods. An iterator is an object; its struct, which the macros use,
 *  is borrowed with an _AsStruct function and lives as long as the iterator. */
NPY_GROUP(90, "Iterators")

/** An iterator over the items of an array in C order. SystemError for what is no array, RuntimeError for more than 32
 *  dimensions. */
NPY_API(multiarray, 98, ADAPTED("the iterator struct is behind PyArrayIterObject_AsStruct"), 2.0, PyArray_IterNew)
HPy HPyArray_IterNew(HPyContext *ctx, HPy obj);

/** An iterator over the first items along `*inaxis`; a negative axis picks the one with the smallest stride, and
 *  tells which. ValueError for what is no array, and for an axis that there is not. */
NPY_API(multiarray, 107,
    ADAPTED("the iterator struct is behind PyArrayIterObject_AsStruct"),
    2.0, PyArray_IterAllButAxis)
HPy HPyArray_IterAllButAxis(HPyContext *ctx, HPy obj, int *inaxis);

/** An iterator over `n` objects broadcast together. */
NPY_API(multiarray, 99, ADAPTED("the objects are an array with a count"), 2.0, PyArray_MultiIterNew)
NPY_LEGACY(PyObject *, (int, ...))
HPy HPyArray_MultiIterNew(HPyContext *ctx, int n, NPY_HANDLES(n) const HPy *objects);

/** An iterator over `n` objects and `nadd` more, broadcast together. */
NPY_API(multiarray, 209,
    ADAPTED("the additional objects are an array with a count"),
    2.0, PyArray_MultiIterFromObjects)
NPY_LEGACY(PyObject *, (PyObject **, int, int, ...))
HPy HPyArray_MultiIterFromObjects(HPyContext *ctx, NPY_HANDLES(n) const HPy *mps, int n, int nadd,
    NPY_HANDLES(nadd) const HPy *added);

/** Computes the common shape of the iterators in `mit` and adjusts them to it. -1 with ValueError if they do not fit.
 */
NPY_API(multiarray, 102, DIRECT, 2.0, PyArray_Broadcast)
int HPyArray_Broadcast(HPyContext *ctx, NPY_MULTI HPy mit);

/** Stops iterating over the axis with the smallest strides, and returns which it is; -1, without an exception, if
 *  there is no axis. */
NPY_API(multiarray, 118, DIRECT, 2.0, PyArray_RemoveSmallest)
int HPyArray_RemoveSmallest(HPyContext *ctx, NPY_MULTI HPy multi);

/** An iterator over the surroundings of the point where iterator `x` stands, which may be a neighbourhood iterator too.
 *  `bounds` holds a pair of offsets an axis; `mode` is one of NPY_NEIGHBORHOOD_ITER_; `fill` is an array with the
 *  constant, of the dtype of the iterated array, and needed in the constant mode only, which there is not for
 *  structures with objects. `x` itself loses its shortcut for contiguous arrays. ValueError for another mode. */
NPY_API(multiarray, 213,
    ADAPTED("the iterator struct is behind PyArrayNeighborhoodIterObject_AsStruct"),
    2.0, PyArray_NeighborhoodIterNew)
HPy HPyArray_NeighborhoodIterNew(HPyContext *ctx, NPY_ITER HPy x, const npy_intp *bounds, int mode,
    NPY_NULLABLE NPY_ARRAY HPy fill);
