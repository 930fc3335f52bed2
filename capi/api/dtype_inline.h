/** What a dtype says of itself. `dtype` must be a dtype: nothing is checked. */
NPY_GROUP(200, "Dtype accessors")

/** The size of an item in bytes. */
NPY_API(inline, npy_2_compat.h, DIRECT, 2.0, PyDataType_ELSIZE)
npy_intp HPyDataType_ELSIZE(HPyContext *ctx, NPY_DESCR const HPy dtype);

/** The alignment of an item in bytes. */
NPY_API(inline, npy_2_compat.h, DIRECT, 2.0, PyDataType_ALIGNMENT)
npy_intp HPyDataType_ALIGNMENT(HPyContext *ctx, NPY_DESCR const HPy dtype);

/** The NPY_ITEM_ and NPY_NEEDS_ flags. */
NPY_API(inline, npy_2_compat.h, DIRECT, 2.0, PyDataType_FLAGS)
npy_uint64 HPyDataType_FLAGS(HPyContext *ctx, NPY_DESCR const HPy dtype);

/** The metadata dictionary, or HPy_NULL. */
NPY_API(inline, npy_2_compat.h, DIRECT, 2.0, PyDataType_METADATA)
NPY_WAS_BORROWED HPy HPyDataType_METADATA(HPyContext *ctx, NPY_DESCR const HPy dtype);

/** The tuple of field names, or HPy_NULL if it is no structure. */
NPY_API(inline, npy_2_compat.h, DIRECT, 2.0, PyDataType_NAMES)
NPY_WAS_BORROWED HPy HPyDataType_NAMES(HPyContext *ctx, NPY_DESCR const HPy dtype);

/** The mapping from names and titles to fields, or HPy_NULL. */
NPY_API(inline, npy_2_compat.h, DIRECT, 2.0, PyDataType_FIELDS)
NPY_WAS_BORROWED HPy HPyDataType_FIELDS(HPyContext *ctx, NPY_DESCR const HPy dtype);

/** Whether items are subarrays: 1 with the dtype of their items and their shape as new handles, 0 with HPy_NULL. */
NPY_API(inline, npy_2_compat.h, ADAPTED("base and shape come as handles"), 2.0, PyDataType_SUBARRAY)
NPY_LEGACY(PyArray_ArrayDescr *, (const PyArray_Descr *))
int HPyDataType_SUBARRAY(HPyContext *ctx, NPY_DESCR const HPy dtype, NPY_OUT NPY_DESCR HPy *base, NPY_OUT HPy *shape);

/** Metadata for C, such as a PyArray_DatetimeDTypeMetaData, or NULL. Lent by the dtype. */
NPY_API(inline, npy_2_compat.h, DIRECT, 2.0, PyDataType_C_METADATA)
NpyAuxData *HPyDataType_C_METADATA(HPyContext *ctx, NPY_DESCR const HPy dtype);

/** Sets the size of an item. Only for a dtype that is the caller's alone. */
NPY_API(inline, npy_2_compat.h, DIRECT, 2.0, PyDataType_SET_ELSIZE)
void HPyDataType_SET_ELSIZE(HPyContext *ctx, NPY_DESCR HPy dtype, npy_intp size);

/** The functions of a dtype. Their members speak `PyObject *` and so cannot be called through handles. */
NPY_API(inline, npy_2_compat.h,
    REPLACED("HPyArray_GETITEM, HPyArray_SETITEM, HPyArray_Sort and their like, which call these functions by "
             "their purpose"),
    2.0, PyDataType_GetArrFuncs)
PyArray_ArrFuncs *PyDataType_GetArrFuncs(const PyArray_Descr *descr);

/** A new handle of a DType class. */
NPY_API(inline, dtype_api.h, ADAPTED("the result is a handle of its own, as HPy_Dup gives"), 2.0, NPY_DT_NewRef)
NPY_DTYPE_CLASS HPy HNPY_DT_NewRef(HPyContext *ctx, NPY_DTYPE_CLASS HPy o);

/** Whether an entry of a fields mapping is there for its title, and so a second time. */
NPY_API(inline, ndarrayobject.h, DIRECT, 2.0, NPY_TITLE_KEY_check)
int HNPY_TITLE_KEY_check(HPyContext *ctx, HPy key, HPy value);
