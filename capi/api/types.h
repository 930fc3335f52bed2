/** The classes of NumPy. A class is an object, so it is asked for with a context: HPyArray_GetTypeObject gives a new
 *  handle by a number that has the name of the global with an H before it. */
NPY_GROUP(250, "Types")

/** The class of arrays, numpy.ndarray. */
NPY_API(multiarray, 2, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_Type)"), 2.0, PyArray_Type)
extern PyTypeObject PyArray_Type;

/** The class of dtypes, numpy.dtype. */
NPY_API(multiarray, 3, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArrayDescr_Type)"), 2.0, PyArrayDescr_Type)
extern PyTypeObject PyArrayDescr_Type;

/** The class of iterators over one array, numpy.flatiter. */
NPY_API(multiarray, 5, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArrayIter_Type)"), 2.0, PyArrayIter_Type)
extern PyTypeObject PyArrayIter_Type;

/** The class of iterators over several arrays, numpy.broadcast. */
NPY_API(multiarray, 6, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArrayMultiIter_Type)"), 2.0, PyArrayMultiIter_Type)
extern PyTypeObject PyArrayMultiIter_Type;

/** The scalar class numpy.bool. */
NPY_API(multiarray, 8, ADAPTED("HPyArray_GetTypeObject(ctx, HPyBoolArrType_Type)"), 2.0, PyBoolArrType_Type)
extern PyTypeObject PyBoolArrType_Type;

/** The scalar class numpy.generic. */
NPY_API(multiarray, 10, ADAPTED("HPyArray_GetTypeObject(ctx, HPyGenericArrType_Type)"), 2.0, PyGenericArrType_Type)
extern PyTypeObject PyGenericArrType_Type;

/** The scalar class numpy.number. */
NPY_API(multiarray, 11, ADAPTED("HPyArray_GetTypeObject(ctx, HPyNumberArrType_Type)"), 2.0, PyNumberArrType_Type)
extern PyTypeObject PyNumberArrType_Type;

/** The scalar class numpy.integer. */
NPY_API(multiarray, 12, ADAPTED("HPyArray_GetTypeObject(ctx, HPyIntegerArrType_Type)"), 2.0, PyIntegerArrType_Type)
extern PyTypeObject PyIntegerArrType_Type;

/** The scalar class numpy.signedinteger. */
NPY_API(multiarray, 13,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPySignedIntegerArrType_Type)"),
    2.0, PySignedIntegerArrType_Type)
extern PyTypeObject PySignedIntegerArrType_Type;

/** The scalar class numpy.unsignedinteger. */
NPY_API(multiarray, 14,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPyUnsignedIntegerArrType_Type)"),
    2.0, PyUnsignedIntegerArrType_Type)
extern PyTypeObject PyUnsignedIntegerArrType_Type;

/** The scalar class numpy.inexact. */
NPY_API(multiarray, 15, ADAPTED("HPyArray_GetTypeObject(ctx, HPyInexactArrType_Type)"), 2.0, PyInexactArrType_Type)
extern PyTypeObject PyInexactArrType_Type;

/** The scalar class numpy.floating. */
NPY_API(multiarray, 16, ADAPTED("HPyArray_GetTypeObject(ctx, HPyFloatingArrType_Type)"), 2.0, PyFloatingArrType_Type)
extern PyTypeObject PyFloatingArrType_Type;

/** The scalar class numpy.complexfloating. */
NPY_API(multiarray, 17,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPyComplexFloatingArrType_Type)"),
    2.0, PyComplexFloatingArrType_Type)
extern PyTypeObject PyComplexFloatingArrType_Type;

/** The scalar class numpy.flexible. */
NPY_API(multiarray, 18, ADAPTED("HPyArray_GetTypeObject(ctx, HPyFlexibleArrType_Type)"), 2.0, PyFlexibleArrType_Type)
extern PyTypeObject PyFlexibleArrType_Type;

/** The scalar class numpy.character. */
NPY_API(multiarray, 19, ADAPTED("HPyArray_GetTypeObject(ctx, HPyCharacterArrType_Type)"), 2.0, PyCharacterArrType_Type)
extern PyTypeObject PyCharacterArrType_Type;

/** The scalar class numpy.byte. */
NPY_API(multiarray, 20, ADAPTED("HPyArray_GetTypeObject(ctx, HPyByteArrType_Type)"), 2.0, PyByteArrType_Type)
extern PyTypeObject PyByteArrType_Type;

/** The scalar class numpy.short. */
NPY_API(multiarray, 21, ADAPTED("HPyArray_GetTypeObject(ctx, HPyShortArrType_Type)"), 2.0, PyShortArrType_Type)
extern PyTypeObject PyShortArrType_Type;

/** The scalar class numpy.intc. */
NPY_API(multiarray, 22, ADAPTED("HPyArray_GetTypeObject(ctx, HPyIntArrType_Type)"), 2.0, PyIntArrType_Type)
extern PyTypeObject PyIntArrType_Type;

/** The scalar class numpy.long. */
NPY_API(multiarray, 23, ADAPTED("HPyArray_GetTypeObject(ctx, HPyLongArrType_Type)"), 2.0, PyLongArrType_Type)
extern PyTypeObject PyLongArrType_Type;

/** The scalar class numpy.longlong. */
NPY_API(multiarray, 24, ADAPTED("HPyArray_GetTypeObject(ctx, HPyLongLongArrType_Type)"), 2.0, PyLongLongArrType_Type)
extern PyTypeObject PyLongLongArrType_Type;

/** The scalar class numpy.ubyte. */
NPY_API(multiarray, 25, ADAPTED("HPyArray_GetTypeObject(ctx, HPyUByteArrType_Type)"), 2.0, PyUByteArrType_Type)
extern PyTypeObject PyUByteArrType_Type;

/** The scalar class numpy.ushort. */
NPY_API(multiarray, 26, ADAPTED("HPyArray_GetTypeObject(ctx, HPyUShortArrType_Type)"), 2.0, PyUShortArrType_Type)
extern PyTypeObject PyUShortArrType_Type;

/** The scalar class numpy.uintc. */
NPY_API(multiarray, 27, ADAPTED("HPyArray_GetTypeObject(ctx, HPyUIntArrType_Type)"), 2.0, PyUIntArrType_Type)
extern PyTypeObject PyUIntArrType_Type;

/** The scalar class numpy.ulong. */
NPY_API(multiarray, 28, ADAPTED("HPyArray_GetTypeObject(ctx, HPyULongArrType_Type)"), 2.0, PyULongArrType_Type)
extern PyTypeObject PyULongArrType_Type;

/** The scalar class numpy.ulonglong. */
NPY_API(multiarray, 29, ADAPTED("HPyArray_GetTypeObject(ctx, HPyULongLongArrType_Type)"), 2.0, PyULongLongArrType_Type)
extern PyTypeObject PyULongLongArrType_Type;

/** The scalar class numpy.single. */
NPY_API(multiarray, 30, ADAPTED("HPyArray_GetTypeObject(ctx, HPyFloatArrType_Type)"), 2.0, PyFloatArrType_Type)
extern PyTypeObject PyFloatArrType_Type;

/** The scalar class numpy.double. */
NPY_API(multiarray, 31, ADAPTED("HPyArray_GetTypeObject(ctx, HPyDoubleArrType_Type)"), 2.0, PyDoubleArrType_Type)
extern PyTypeObject PyDoubleArrType_Type;

/** The scalar class numpy.longdouble. */
NPY_API(multiarray, 32,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPyLongDoubleArrType_Type)"),
    2.0, PyLongDoubleArrType_Type)
extern PyTypeObject PyLongDoubleArrType_Type;

/** The scalar class numpy.csingle. */
NPY_API(multiarray, 33, ADAPTED("HPyArray_GetTypeObject(ctx, HPyCFloatArrType_Type)"), 2.0, PyCFloatArrType_Type)
extern PyTypeObject PyCFloatArrType_Type;

/** The scalar class numpy.cdouble. */
NPY_API(multiarray, 34, ADAPTED("HPyArray_GetTypeObject(ctx, HPyCDoubleArrType_Type)"), 2.0, PyCDoubleArrType_Type)
extern PyTypeObject PyCDoubleArrType_Type;

/** The scalar class numpy.clongdouble. */
NPY_API(multiarray, 35,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPyCLongDoubleArrType_Type)"),
    2.0, PyCLongDoubleArrType_Type)
extern PyTypeObject PyCLongDoubleArrType_Type;

/** The scalar class numpy.object_. */
NPY_API(multiarray, 36, ADAPTED("HPyArray_GetTypeObject(ctx, HPyObjectArrType_Type)"), 2.0, PyObjectArrType_Type)
extern PyTypeObject PyObjectArrType_Type;

/** The scalar class numpy.bytes_. */
NPY_API(multiarray, 37, ADAPTED("HPyArray_GetTypeObject(ctx, HPyStringArrType_Type)"), 2.0, PyStringArrType_Type)
extern PyTypeObject PyStringArrType_Type;

/** The scalar class numpy.str_. */
NPY_API(multiarray, 38, ADAPTED("HPyArray_GetTypeObject(ctx, HPyUnicodeArrType_Type)"), 2.0, PyUnicodeArrType_Type)
extern PyTypeObject PyUnicodeArrType_Type;

/** The scalar class numpy.void. */
NPY_API(multiarray, 39, ADAPTED("HPyArray_GetTypeObject(ctx, HPyVoidArrType_Type)"), 2.0, PyVoidArrType_Type)
extern PyTypeObject PyVoidArrType_Type;

/** What is left of a scalar class that NumPy deleted. */
NPY_API(multiarray, 214, NOT_APPLICABLE("NumPy keeps the slot filled with a type that it never finishes"),
    2.0, PyTimeIntegerArrType_Type)
extern PyTypeObject PyTimeIntegerArrType_Type;

/** The scalar class numpy.datetime64. */
NPY_API(multiarray, 215, ADAPTED("HPyArray_GetTypeObject(ctx, HPyDatetimeArrType_Type)"), 2.0, PyDatetimeArrType_Type)
extern PyTypeObject PyDatetimeArrType_Type;

/** The scalar class numpy.timedelta64. */
NPY_API(multiarray, 216,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPyTimedeltaArrType_Type)"),
    2.0, PyTimedeltaArrType_Type)
extern PyTypeObject PyTimedeltaArrType_Type;

/** The scalar class numpy.half. */
NPY_API(multiarray, 217, ADAPTED("HPyArray_GetTypeObject(ctx, HPyHalfArrType_Type)"), 2.0, PyHalfArrType_Type)
extern PyTypeObject PyHalfArrType_Type;

/** The class of n-dimensional iterators in Python, numpy.nditer. */
NPY_API(multiarray, 218, ADAPTED("HPyArray_GetTypeObject(ctx, HNpyIter_Type)"), 2.0, NpyIter_Type)
extern PyTypeObject NpyIter_Type;

/** The class of DType classes. */
NPY_API(multiarray, 320, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArrayDTypeMeta_Type)"), 2.0, PyArrayDTypeMeta_Type)
extern PyTypeObject PyArrayDTypeMeta_Type;

/** The class of ufuncs, numpy.ufunc. */
NPY_API(ufunc, 0, ADAPTED("HPyArray_GetTypeObject(ctx, HPyUFunc_Type)"), 2.0, PyUFunc_Type)
extern PyTypeObject PyUFunc_Type;
