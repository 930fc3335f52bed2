/** NumPy's scalar objects, and the memory of one item. `ctypeptr` and `data` point to one item of the dtype in
 *  question. */
NPY_GROUP(80, "Scalars")

/** A scalar object made of the item at `data`. `base` is the array that a void scalar keeps alive; it may be HPy_NULL.
 *  A dtype of the new kind, such as StringDType, needs an array of its class: RuntimeError without one, TypeError for
 *  another. */
NPY_API(multiarray, 60, NATIVE, 2.0, PyArray_Scalar)
NPY_LEGACY(PyObject *, (void *, PyArray_Descr *, PyObject *))
HPy HPyArray_Scalar(HPyContext *ctx, void *data, NPY_DESCR HPy descr, NPY_NULLABLE NPY_ARRAY HPy base);

/** Copies a scalar's value. A flexible scalar gives its address instead. Nothing checks that there is room. */
NPY_API(multiarray, 62, DIRECT, 2.0, PyArray_ScalarAsCtype)
void HPyArray_ScalarAsCtype(HPyContext *ctx, NPY_SCALAR HPy scalar, void *ctypeptr);

/** Copies a scalar's value, cast to `outcode` (borrowed). -1 on failure. */
NPY_API(multiarray, 63, DIRECT, 2.0, PyArray_CastScalarToCtype)
int HPyArray_CastScalarToCtype(HPyContext *ctx, NPY_SCALAR HPy scalar, void *ctypeptr, NPY_DESCR HPy outcode);

/** Copies a scalar's value, cast from `indescr` to the type number `outtype`. -1 on failure. */
NPY_API(multiarray, 64, DIRECT, 2.0, PyArray_CastScalarDirect)
int HPyArray_CastScalarDirect(HPyContext *ctx, NPY_SCALAR HPy scalar, NPY_DESCR HPy indescr, void *ctypeptr,
    int outtype);

/** Assigns any object to the item at `item`, as `arr[()] = value` does. -1 on failure. */
NPY_API(multiarray, 65, DIRECT, 2.0, PyArray_Pack)
int HPyArray_Pack(HPyContext *ctx, NPY_DESCR HPy descr, void *item, HPy value);
