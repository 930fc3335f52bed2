/** Tests on arrays and objects, and addresses of items. Tests give 1 or 0. */
NPY_GROUP(180, "Array macros")

/** Whether it is an array, of a subclass too. */
NPY_API(macro, ndarrayobject.h, NATIVE, 2.0, PyArray_Check)
int HPyArray_Check(HPyContext *ctx, HPy op);

/** Whether it is an array and of no subclass. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_CheckExact)
int HPyArray_CheckExact(HPyContext *ctx, HPy op);

/** Whether it is an array without dimensions. */
NPY_API(macro, ndarrayobject.h, NATIVE, 2.0, PyArray_IsZeroDim)
int HPyArray_IsZeroDim(HPyContext *ctx, HPy op);

/** Whether it is a NumPy scalar of that class; `cls` is written as in Double, Generic, Integer. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_IsScalar)
int HPyArray_IsScalar(HPyContext *ctx, HPy obj, NPY_TOKEN(Double) cls);

/** Whether it is a NumPy scalar or an array without dimensions. */
NPY_API(macro, ndarrayobject.h, NATIVE, 2.0, PyArray_CheckScalar)
int HPyArray_CheckScalar(HPyContext *ctx, HPy m);

/** Whether it is a Python int, float, complex or bool. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_IsPythonNumber)
int HPyArray_IsPythonNumber(HPyContext *ctx, HPy obj);

/** Whether it is a Python int or a NumPy integer scalar. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_IsIntegerScalar)
int HPyArray_IsIntegerScalar(HPyContext *ctx, HPy obj);

/** Whether it is a Python number, bytes or str. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_IsPythonScalar)
int HPyArray_IsPythonScalar(HPyContext *ctx, HPy obj);

/** Whether it is a scalar of Python or NumPy. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_IsAnyScalar)
int HPyArray_IsAnyScalar(HPyContext *ctx, HPy obj);

/** Whether it is a scalar of Python or NumPy, or an array without dimensions. */
NPY_API(macro, ndarrayobject.h, NATIVE, 2.0, PyArray_CheckAnyScalar)
int HPyArray_CheckAnyScalar(HPyContext *ctx, HPy obj);

/** Whether an object has one of the array protocols; the array is `*out`, a new handle, or HPy_NULL with an
 *  exception. Without a protocol `*out` is NotImplemented. */
NPY_API(macro, ndarrayobject.h, ADAPTED("`out` is passed by address"), 2.0, PyArray_HasArrayInterface)
NPY_LEGACY(int, (PyObject *, PyObject *))
int HPyArray_HasArrayInterface(HPyContext *ctx, HPy op, NPY_OUT HPy *out);

/** The same, and `type` is asked of `__array__`. */
NPY_API(macro, ndarrayobject.h, ADAPTED("`out` is passed by address"), 2.0, PyArray_HasArrayInterfaceType)
NPY_LEGACY(int, (PyObject *, PyArray_Descr *, PyObject *, PyObject *))
int HPyArray_HasArrayInterfaceType(HPyContext *ctx, HPy op, NPY_NULLABLE NPY_DESCR HPy type, NPY_NULLABLE HPy context, NPY_OUT HPy *out);

/** The array if it is C-contiguous, else a copy. */
NPY_API(macro, ndarrayobject.h, ADAPTED("the result is always a new handle"), 2.0, PyArray_GETCONTIGUOUS)
NPY_ARRAY HPy HPyArray_GETCONTIGUOUS(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether two arrays have the same shape. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_SAMESHAPE)
int HPyArray_SAMESHAPE(HPyContext *ctx, NPY_ARRAY HPy a1, NPY_ARRAY HPy a2);

/** The number of items. */
NPY_API(macro, ndarrayobject.h, NATIVE, 2.0, PyArray_SIZE)
npy_intp HPyArray_SIZE(HPyContext *ctx, NPY_ARRAY HPy m);

/** The size of the items in bytes. `view` is the array's struct, or NULL. */
NPY_API(macro, ndarrayobject.h, NATIVE, 2.0, PyArray_NBYTES)
npy_intp HPyArray_NBYTES(HPyContext *ctx, NPY_ARRAY HPy m, NPY_VIEW PyArrayObject *view);

/** Sets every byte of a contiguous array. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_FILLWBYTE)
void HPyArray_FILLWBYTE(HPyContext *ctx, NPY_ARRAY HPy obj, int val);

/** Whether two arrays have equivalent dtypes. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_EquivArrTypes)
unsigned char HPyArray_EquivArrTypes(HPyContext *ctx, NPY_ARRAY HPy a1, NPY_ARRAY HPy a2);

/** Whether two byte-order characters mean the same here. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, PyArray_EquivByteorders)
int PyArray_EquivByteorders(char b1, char b2);

/** The address of an item of a one-dimensional array. */
NPY_API(macro, ndarrayobject.h, NATIVE, 2.0, PyArray_GETPTR1)
void *HPyArray_GETPTR1(HPyContext *ctx, NPY_ARRAY HPy obj, npy_intp i);

/** The address of an item of a two-dimensional array. */
NPY_API(macro, ndarrayobject.h, NATIVE, 2.0, PyArray_GETPTR2)
void *HPyArray_GETPTR2(HPyContext *ctx, NPY_ARRAY HPy obj, npy_intp i, npy_intp j);

/** The address of an item of a three-dimensional array. */
NPY_API(macro, ndarrayobject.h, NATIVE, 2.0, PyArray_GETPTR3)
void *HPyArray_GETPTR3(HPyContext *ctx, NPY_ARRAY HPy obj, npy_intp i, npy_intp j, npy_intp k);

/** The address of an item of a four-dimensional array. */
NPY_API(macro, ndarrayobject.h, NATIVE, 2.0, PyArray_GETPTR4)
void *HPyArray_GETPTR4(HPyContext *ctx, NPY_ARRAY HPy obj, npy_intp i, npy_intp j, npy_intp k, npy_intp l);

/** Whether it is C-contiguous. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISCONTIGUOUS)
int HPyArray_ISCONTIGUOUS(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether it may be written. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISWRITEABLE)
int HPyArray_ISWRITEABLE(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether its items are aligned. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISALIGNED)
int HPyArray_ISALIGNED(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether it is C-contiguous. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_IS_C_CONTIGUOUS)
int HPyArray_IS_C_CONTIGUOUS(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether it is Fortran-contiguous. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_IS_F_CONTIGUOUS)
int HPyArray_IS_F_CONTIGUOUS(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether it is contiguous in either order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISONESEGMENT)
int HPyArray_ISONESEGMENT(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether it is Fortran-contiguous and not C-contiguous. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISFORTRAN)
int HPyArray_ISFORTRAN(HPyContext *ctx, NPY_ARRAY HPy m);

/** NPY_ARRAY_F_CONTIGUOUS if it is Fortran-contiguous, else 0. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_FORTRAN_IF)
int HPyArray_FORTRAN_IF(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether the items are booleans. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISBOOL)
int HPyArray_ISBOOL(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the items are unsigned integers. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISUNSIGNED)
int HPyArray_ISUNSIGNED(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the items are signed integers. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISSIGNED)
int HPyArray_ISSIGNED(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the items are integers. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISINTEGER)
int HPyArray_ISINTEGER(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the items are real floating-point numbers. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISFLOAT)
int HPyArray_ISFLOAT(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the items are numbers; booleans count. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISNUMBER)
int HPyArray_ISNUMBER(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the items are fixed-width bytes or str. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISSTRING)
int HPyArray_ISSTRING(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the items are complex. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISCOMPLEX)
int HPyArray_ISCOMPLEX(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the items are fixed-width bytes, str, or void. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISFLEXIBLE)
int HPyArray_ISFLEXIBLE(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the items are dates or time spans. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISDATETIME)
int HPyArray_ISDATETIME(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the dtype was registered by a user. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISUSERDEF)
int HPyArray_ISUSERDEF(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the dtype is flexible or a user's. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISEXTENDED)
int HPyArray_ISEXTENDED(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the items are objects. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISOBJECT)
int HPyArray_ISOBJECT(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the items are structures. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_HASFIELDS)
int HPyArray_HASFIELDS(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether the dtype is flexible. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISVARIABLE)
int HPyArray_ISVARIABLE(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether it is aligned and not flexible, so that items can be copied as C values. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_SAFEALIGNEDCOPY)
int HPyArray_SAFEALIGNEDCOPY(HPyContext *ctx, NPY_ARRAY HPy obj);

/** Whether a byte-order character means this machine's order, or none. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISNBO)
int PyArray_ISNBO(char arg);

/** Whether the items are in this machine's byte order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISNOTSWAPPED)
int HPyArray_ISNOTSWAPPED(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether the items are in the other byte order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISBYTESWAPPED)
int HPyArray_ISBYTESWAPPED(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether `flags` are set and the items are in this machine's byte order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_FLAGSWAP)
int HPyArray_FLAGSWAP(HPyContext *ctx, NPY_ARRAY HPy m, int flags);

/** Whether it is C-contiguous, aligned, writable and in this machine's byte order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISCARRAY)
int HPyArray_ISCARRAY(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether it is C-contiguous, aligned and in this machine's byte order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISCARRAY_RO)
int HPyArray_ISCARRAY_RO(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether it is Fortran-contiguous, aligned, writable and in this machine's byte order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISFARRAY)
int HPyArray_ISFARRAY(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether it is Fortran-contiguous, aligned and in this machine's byte order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISFARRAY_RO)
int HPyArray_ISFARRAY_RO(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether it is aligned, writable and in this machine's byte order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISBEHAVED)
int HPyArray_ISBEHAVED(HPyContext *ctx, NPY_ARRAY HPy m);

/** Whether it is aligned and in this machine's byte order. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArray_ISBEHAVED_RO)
int HPyArray_ISBEHAVED_RO(HPyContext *ctx, NPY_ARRAY HPy m);
