/** Dtypes, type numbers, and what may be cast to what. */
NPY_GROUP(60, "Dtypes and casting")

/** The dtype with type number `type`. ValueError if there is none; but NPY_NOTYPE gives HPy_NULL without an exception. */
NPY_API(multiarray, 45, DIRECT, 2.0, PyArray_DescrFromType)
NPY_DESCR HPy HPyArray_DescrFromType(HPyContext *ctx, int type);

/** The dtype that `op` would get as an array, no smaller than `mintype` (may be HPy_NULL). */
NPY_API(multiarray, 55, DIRECT, 2.0, PyArray_DescrFromObject)
NPY_DESCR HPy HPyArray_DescrFromObject(HPyContext *ctx, HPy op, NPY_NULLABLE NPY_DESCR HPy mintype);

/** The dtype of a NumPy scalar. */
NPY_API(multiarray, 57, DIRECT, 2.0, PyArray_DescrFromScalar)
NPY_DESCR HPy HPyArray_DescrFromScalar(HPyContext *ctx, HPy sc);

/** The dtype that belongs to a scalar class. */
NPY_API(multiarray, 58, DIRECT, 2.0, PyArray_DescrFromTypeObject)
NPY_LEGACY(PyArray_Descr *, (PyObject *))
NPY_DESCR HPy HPyArray_DescrFromTypeObject(HPyContext *ctx, NPY_PYTYPE HPy type);

/** A copy of a dtype that may be changed. */
NPY_API(multiarray, 95, DIRECT, 2.0, PyArray_DescrNew)
NPY_DESCR HPy HPyArray_DescrNew(HPyContext *ctx, NPY_DESCR HPy base_descr);

/** A copy, to be changed, of the dtype with type number `type_num`. Fails as HPyArray_DescrFromType does. */
NPY_API(multiarray, 96, DIRECT, 2.0, PyArray_DescrNewFromType)
NPY_DESCR HPy HPyArray_DescrNewFromType(HPyContext *ctx, int type_num);

/** A copy with another byte order, fields included; `newendian` as in HPyArray_ByteorderConverter. */
NPY_API(multiarray, 106, DIRECT, 2.0, PyArray_DescrNewByteorder)
NPY_DESCR HPy HPyArray_DescrNewByteorder(HPyContext *ctx, NPY_DESCR HPy oself, char newendian);

/** Any dtype specification as a dtype, a new handle in `*at`; None gives float64. */
NPY_API(multiarray, 174, DIRECT, 2.0, PyArray_DescrConverter)
int HPyArray_DescrConverter(HPyContext *ctx, HPy obj, NPY_OUT NPY_DESCR HPy *at);

/** As HPyArray_DescrConverter, but None gives HPy_NULL. */
NPY_API(multiarray, 175, DIRECT, 2.0, PyArray_DescrConverter2)
int HPyArray_DescrConverter2(HPyContext *ctx, HPy obj, NPY_OUT NPY_DESCR HPy *at);

/** As HPyArray_DescrConverter; structures are laid out as a C compiler does. */
NPY_API(multiarray, 203, DIRECT, 2.0, PyArray_DescrAlignConverter)
int HPyArray_DescrAlignConverter(HPyContext *ctx, HPy obj, NPY_OUT NPY_DESCR HPy *at);

/** As HPyArray_DescrAlignConverter, but None gives HPy_NULL. */
NPY_API(multiarray, 204, DIRECT, 2.0, PyArray_DescrAlignConverter2)
int HPyArray_DescrAlignConverter2(HPyContext *ctx, HPy obj, NPY_OUT NPY_DESCR HPy *at);

/** The scalar class with type number `type`. Fails as HPyArray_DescrFromType does. */
NPY_API(multiarray, 46, DIRECT, 2.0, PyArray_TypeObjectFromType)
HPy HPyArray_TypeObjectFromType(HPyContext *ctx, int type);

/** The type number that `op` would get as an array, at least `minimum_type`; NPY_NOTYPE with an exception. */
NPY_API(multiarray, 54, DIRECT, 2.0, PyArray_ObjectType)
NPY_FAILURE(NPY_NOTYPE)
int HPyArray_ObjectType(HPyContext *ctx, HPy op, int minimum_type);

/** NPY_TRUE if there is a dtype with that type number, else NPY_FALSE, where NumPy crashes. */
NPY_API(multiarray, 91, NATIVE, 2.0, PyArray_ValidType)
int HPyArray_ValidType(HPyContext *ctx, int type);

/** Whether two dtypes describe the same items. */
NPY_API(multiarray, 182, DIRECT, 2.0, PyArray_EquivTypes)
unsigned char HPyArray_EquivTypes(HPyContext *ctx, NPY_DESCR HPy type1, NPY_DESCR HPy type2);

/** Whether two type numbers describe the same items, such as NPY_INT and NPY_LONG of one size. */
NPY_API(multiarray, 191, DIRECT, 2.0, PyArray_EquivTypenums)
unsigned char HPyArray_EquivTypenums(HPyContext *ctx, int typenum1, int typenum2);

/** The smallest dtype that both can be cast to safely. TypeError if there is none. */
NPY_API(multiarray, 271, DIRECT, 2.0, PyArray_PromoteTypes)
NPY_DESCR HPy HPyArray_PromoteTypes(HPyContext *ctx, NPY_DESCR HPy type1, NPY_DESCR HPy type2);

/** The dtype of an operation on `narrs` arrays and `ndtypes` dtypes. */
NPY_API(multiarray, 273, DIRECT, 2.0, PyArray_ResultType)
NPY_LEGACY(PyArray_Descr *, (npy_intp, PyArrayObject **, npy_intp, PyArray_Descr **))
NPY_DESCR HPy HPyArray_ResultType(HPyContext *ctx, npy_intp narrs, NPY_HANDLES(narrs) NPY_ARRAY const HPy *arrs,
    npy_intp ndtypes, NPY_HANDLES(ndtypes) NPY_DESCR const HPy *descrs);

/** The smallest dtype that holds the value of an array without dimensions; else the array's own. */
NPY_API(multiarray, 272, DIRECT, 2.0, PyArray_MinScalarType)
NPY_DESCR HPy HPyArray_MinScalarType(HPyContext *ctx, NPY_ARRAY HPy arr);

/** Whether casting between two type numbers keeps every value. 0 with ValueError for a number that there is not. */
NPY_API(multiarray, 52, NATIVE, 2.0, PyArray_CanCastSafely)
int HPyArray_CanCastSafely(HPyContext *ctx, int fromtype, int totype);

/** Whether casting between two dtypes keeps every value. */
NPY_API(multiarray, 53, DIRECT, 2.0, PyArray_CanCastTo)
npy_bool HPyArray_CanCastTo(HPyContext *ctx, NPY_DESCR HPy from, NPY_DESCR HPy to);

/** Whether `casting` allows the cast between two dtypes. */
NPY_API(multiarray, 275, DIRECT, 2.0, PyArray_CanCastTypeTo)
npy_bool HPyArray_CanCastTypeTo(HPyContext *ctx, NPY_DESCR HPy from, NPY_DESCR HPy to, NPY_CASTING casting);

/** Whether `casting` allows to cast an array; the value counts if it has no dimensions. */
NPY_API(multiarray, 274, DIRECT, 2.0, PyArray_CanCastArrayTo)
npy_bool HPyArray_CanCastArrayTo(HPyContext *ctx, NPY_ARRAY HPy arr, NPY_DESCR HPy to, NPY_CASTING casting);

/** Whether casting between two scalar classes keeps every value. */
NPY_API(multiarray, 116, DIRECT, 2.0, PyArray_CanCastScalar)
npy_bool HPyArray_CanCastScalar(HPyContext *ctx, NPY_PYTYPE HPy from, NPY_PYTYPE HPy to);

/** Whether a scalar of that kind and type number may be cast to `neededtype` safely. */
NPY_API(multiarray, 114, DIRECT, 2.0, PyArray_CanCoerceScalar)
int HPyArray_CanCoerceScalar(HPyContext *ctx, int thistype, int neededtype, NPY_SCALARKIND scalar);

/** The kind of scalar that a type number stands for; with an array, a negative value of it counts. */
NPY_API(multiarray, 113, ADAPTED("`arr` is one handle, or HPy_NULL"), 2.0, PyArray_ScalarKind)
NPY_LEGACY(NPY_SCALARKIND, (int, PyArrayObject **))
NPY_SCALARKIND HPyArray_ScalarKind(HPyContext *ctx, int typenum, NPY_NULLABLE NPY_ARRAY HPy arr);

/** The array cast to `dtype` without checks, as a new array in C or Fortran order. ValueError for HPy_NULL as `dtype`. */
NPY_API(multiarray, 49, DIRECT, 2.0, PyArray_CastToType)
HPy HPyArray_CastToType(HPyContext *ctx, NPY_ARRAY HPy arr, NPY_NULLABLE NPY_WAS_STOLEN NPY_DESCR HPy dtype, int is_f_order);

/** Makes a dtype known from a prototype that must live as long as the process. Its type number, or -1. */
NPY_API(multiarray, 192,
    ADAPTED("the prototype has handles, and functions that NPY_HPY_ARRFUNC trampolines make"),
    2.0, PyArray_RegisterDataType)
NPY_LEGACY(int, (PyArray_DescrProto *))
int HPyArray_RegisterDataType(HPyContext *ctx, HPyArray_DescrProto *descr_proto);

/** Sets how items of `descr` are cast to the type number `totype`. -1 on failure. */
NPY_API(multiarray, 193,
    ADAPTED("the function comes from a NPY_HPY_CASTFUNC trampoline"),
    2.0, PyArray_RegisterCastFunc)
int HPyArray_RegisterCastFunc(HPyContext *ctx, NPY_DESCR HPy descr, int totype, PyArray_VectorUnaryFunc *castfunc);

/** Says that `descr` may be cast to the type number `totype` safely; with `scalar`, if the value is of that kind. -1
 *  on failure. */
NPY_API(multiarray, 194, NATIVE, 2.0, PyArray_RegisterCanCast)
int HPyArray_RegisterCanCast(HPyContext *ctx, NPY_DESCR HPy descr, int totype, NPY_SCALARKIND scalar);

/** Sets every function of a prototype to NULL or its default. */
NPY_API(multiarray, 195, DIRECT, 2.0, PyArray_InitArrFuncs)
void HPyArray_InitArrFuncs(HPyContext *ctx, PyArray_ArrFuncs *f);

/** The functions of a dtype. Their members speak `PyObject *` and so cannot be called through handles. */
NPY_API(multiarray, 365,
    REPLACED("HPyArray_GETITEM, HPyArray_SETITEM, HPyArray_Sort and their like, which call these functions by "
             "their purpose"),
    2.0, _PyDataType_GetArrFuncs)
PyArray_ArrFuncs *_PyDataType_GetArrFuncs(const PyArray_Descr *descr);
