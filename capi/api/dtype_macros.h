/** Tests on dtypes and type numbers. Those on type numbers need no object and keep their names. Tests give 1 or 0. */
NPY_GROUP(210, "Dtype and type number macros")

/** Whether it is a dtype. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_DescrCheck)
int HPyArray_DescrCheck(HPyContext *ctx, HPy op);

/** Replaces a dtype by a copy of it that may be changed; HPy_NULL with an exception. */
NPY_API(macro, ndarrayobject.h, ADAPTED("the handle is passed by address"), 2.0, PyArray_DESCR_REPLACE)
NPY_LEGACY(void, (PyArray_Descr *))
void HPyArray_DESCR_REPLACE(HPyContext *ctx, NPY_OUT NPY_DESCR HPy *descr);

/** Whether it is one of the dtypes that have a struct with fields and names. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISLEGACY)
int HPyDataType_ISLEGACY(HPyContext *ctx, NPY_DESCR HPy dtype);

/** Whether it is a structure. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyDataType_HASFIELDS)
int HPyDataType_HASFIELDS(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are subarrays. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyDataType_HASSUBARRAY)
int HPyDataType_HASSUBARRAY(HPyContext *ctx, NPY_DESCR HPy dtype);

/** Whether the item size is open, as in 'S'. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyDataType_ISUNSIZED)
int HPyDataType_ISUNSIZED(HPyContext *ctx, NPY_DESCR HPy dtype);

/** Makes the item size open. Only for a dtype that is the caller's alone. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_MAKEUNSIZED)
void HPyDataType_MAKEUNSIZED(HPyContext *ctx, NPY_DESCR HPy dtype);

/** Whether all flags of `flag` are set. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyDataType_FLAGCHK)
int HPyDataType_FLAGCHK(HPyContext *ctx, NPY_DESCR HPy dtype, npy_uint64 flag);

/** Whether items hold references. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyDataType_REFCHK)
int HPyDataType_REFCHK(HPyContext *ctx, NPY_DESCR HPy dtype);

/** Whether items are booleans. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISBOOL)
int HPyDataType_ISBOOL(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are unsigned integers. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISUNSIGNED)
int HPyDataType_ISUNSIGNED(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are signed integers. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISSIGNED)
int HPyDataType_ISSIGNED(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are integers. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISINTEGER)
int HPyDataType_ISINTEGER(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are real floating-point numbers. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISFLOAT)
int HPyDataType_ISFLOAT(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are numbers; booleans count. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISNUMBER)
int HPyDataType_ISNUMBER(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are fixed-width bytes or str. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISSTRING)
int HPyDataType_ISSTRING(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are complex. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISCOMPLEX)
int HPyDataType_ISCOMPLEX(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are fixed-width bytes, str, or void. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISFLEXIBLE)
int HPyDataType_ISFLEXIBLE(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are dates or time spans. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISDATETIME)
int HPyDataType_ISDATETIME(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether it was registered by a user. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISUSERDEF)
int HPyDataType_ISUSERDEF(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether it is flexible or a user's. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISEXTENDED)
int HPyDataType_ISEXTENDED(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are objects. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISOBJECT)
int HPyDataType_ISOBJECT(HPyContext *ctx, NPY_DESCR HPy obj);

/** Whether items are in this machine's byte order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISNOTSWAPPED)
int HPyDataType_ISNOTSWAPPED(HPyContext *ctx, NPY_DESCR HPy d);

/** Whether items are in the other byte order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDataType_ISBYTESWAPPED)
int HPyDataType_ISBYTESWAPPED(HPyContext *ctx, NPY_DESCR HPy d);

/** Whether it is the type number of booleans. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyTypeNum_ISBOOL)
int PyTypeNum_ISBOOL(int type);

/** Whether it is that of an unsigned integer. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyTypeNum_ISUNSIGNED)
int PyTypeNum_ISUNSIGNED(int type);

/** Whether it is that of a signed integer. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyTypeNum_ISSIGNED)
int PyTypeNum_ISSIGNED(int type);

/** Whether it is that of an integer. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyTypeNum_ISINTEGER)
int PyTypeNum_ISINTEGER(int type);

/** Whether it is that of a real floating-point number. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyTypeNum_ISFLOAT)
int PyTypeNum_ISFLOAT(int type);

/** Whether it is that of a number; booleans count. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyTypeNum_ISNUMBER)
int PyTypeNum_ISNUMBER(int type);

/** Whether it is that of fixed-width bytes or str. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyTypeNum_ISSTRING)
int PyTypeNum_ISSTRING(int type);

/** Whether it is that of a complex number. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyTypeNum_ISCOMPLEX)
int PyTypeNum_ISCOMPLEX(int type);

/** Whether it is that of fixed-width bytes, str, or void. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyTypeNum_ISFLEXIBLE)
int PyTypeNum_ISFLEXIBLE(int type);

/** Whether it is that of a date or a time span. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyTypeNum_ISDATETIME)
int PyTypeNum_ISDATETIME(int type);

/** Whether it was given to a user's dtype. */
NPY_API(macro, ndarraytypes.h,
    ADAPTED("the number of users' dtypes is asked for, and so a context is needed"),
    2.0, PyTypeNum_ISUSERDEF)
int HPyTypeNum_ISUSERDEF(HPyContext *ctx, int type);

/** Whether it is that of a flexible or a user's dtype. */
NPY_API(macro, ndarraytypes.h, ADAPTED("as HPyTypeNum_ISUSERDEF"), 2.0, PyTypeNum_ISEXTENDED)
int HPyTypeNum_ISEXTENDED(HPyContext *ctx, int type);

/** Whether it is that of objects. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyTypeNum_ISOBJECT)
int PyTypeNum_ISOBJECT(int type);

/** The DType class of a dtype. */
NPY_API(macro, dtype_api.h, ADAPTED("the result is a new handle"), 2.0, NPY_DTYPE)
NPY_DTYPE_CLASS HPy HNPY_DTYPE(HPyContext *ctx, NPY_DESCR HPy descr);

/** Whether an entry of a fields mapping is there for its title, and so a second time. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, NPY_TITLE_KEY)
int HNPY_TITLE_KEY(HPyContext *ctx, HPy key, HPy value);
