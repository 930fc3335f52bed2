/** The short forms. They are macros in NumPy and functions of the header here; a type number takes the place of a
 *  dtype. */
NPY_GROUP(190, "Creation and conversion macros")

/** An uninitialised array in C order. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_SimpleNew)
HPy HPyArray_SimpleNew(HPyContext *ctx, int nd, npy_intp *dims, int typenum);

/** A writable C-contiguous array over memory that stays the caller's. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_SimpleNewFromData)
HPy HPyArray_SimpleNewFromData(HPyContext *ctx, int nd, npy_intp *dims, int typenum, void *data);

/** An uninitialised array in C order. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_SimpleNewFromDescr)
HPy HPyArray_SimpleNewFromDescr(HPyContext *ctx, int nd, npy_intp *dims, NPY_WAS_STOLEN NPY_DESCR HPy descr);

/** An array of `m` dimensions filled with zeros. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_ZEROS)
HPy HPyArray_ZEROS(HPyContext *ctx, int m, npy_intp *dims, int type, int is_f_order);

/** An uninitialised array of `m` dimensions. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_EMPTY)
HPy HPyArray_EMPTY(HPyContext *ctx, int m, npy_intp *dims, int type, int is_f_order);

/** A copy in C order. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_Copy)
HPy HPyArray_Copy(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Any object as an array. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_FROM_O)
HPy HPyArray_FROM_O(HPyContext *ctx, HPy m);

/** Any object as an array that meets `flags`. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_FROM_OF)
HPy HPyArray_FROM_OF(HPyContext *ctx, HPy m, int flags);

/** Any object as an array of a type number. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_FROM_OT)
HPy HPyArray_FROM_OT(HPyContext *ctx, HPy m, int type);

/** Any object as an array of a type number that meets `flags`. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_FROM_OTF)
HPy HPyArray_FROM_OTF(HPyContext *ctx, HPy m, int type, int flags);

/** Any object as an array of a type number with `min` to `max` dimensions that meets `flags`. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_FROMANY)
HPy HPyArray_FROMANY(HPyContext *ctx, HPy m, int type, int min, int max, int flags);

/** Any object as a plain ndarray that is aligned and writable. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_FromObject)
HPy HPyArray_FromObject(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth);

/** Any object as a C-contiguous array. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_ContiguousFromAny)
HPy HPyArray_ContiguousFromAny(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth);

/** Any object as a C-contiguous plain ndarray. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_ContiguousFromObject)
HPy HPyArray_ContiguousFromObject(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth);

/** A C-contiguous copy of any object, as a plain ndarray. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_CopyFromObject)
HPy HPyArray_CopyFromObject(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth);

/** A copy with items of a type number, cast without checks. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_Cast)
HPy HPyArray_Cast(HPyContext *ctx, NPY_ARRAY HPy mp, int type_num);

/** HPyArray_TakeFrom that raises IndexError. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_Take)
HPy HPyArray_Take(HPyContext *ctx, NPY_ARRAY HPy ap, HPy items, int axis);

/** HPyArray_PutTo that raises IndexError. The first object goes to the parameter for the values, as in NumPy's macro.
 */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_Put)
HPy HPyArray_Put(HPyContext *ctx, NPY_ARRAY HPy ap, HPy items, HPy values);

/** The item at `data` as a scalar object. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_ToScalar)
HPy HPyArray_ToScalar(HPyContext *ctx, void *data, NPY_ARRAY HPy arr);
