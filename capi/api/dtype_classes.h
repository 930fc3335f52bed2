/** The classes of dtypes, from the same function as the other classes. */
NPY_GROUP(260, "DType classes")

/** The DType class of booleans. */
NPY_API(multiarray, 321, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_BoolDType)"), 2.0, PyArray_BoolDType)
extern PyArray_DTypeMeta PyArray_BoolDType;

/** The DType class of `signed char`. */
NPY_API(multiarray, 322, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_ByteDType)"), 2.0, PyArray_ByteDType)
extern PyArray_DTypeMeta PyArray_ByteDType;

/** The DType class of `unsigned char`. */
NPY_API(multiarray, 323, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_UByteDType)"), 2.0, PyArray_UByteDType)
extern PyArray_DTypeMeta PyArray_UByteDType;

/** The DType class of `short`. */
NPY_API(multiarray, 324, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_ShortDType)"), 2.0, PyArray_ShortDType)
extern PyArray_DTypeMeta PyArray_ShortDType;

/** The DType class of `unsigned short`. */
NPY_API(multiarray, 325, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_UShortDType)"), 2.0, PyArray_UShortDType)
extern PyArray_DTypeMeta PyArray_UShortDType;

/** The DType class of `int`. */
NPY_API(multiarray, 326, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_IntDType)"), 2.0, PyArray_IntDType)
extern PyArray_DTypeMeta PyArray_IntDType;

/** The DType class of `unsigned int`. */
NPY_API(multiarray, 327, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_UIntDType)"), 2.0, PyArray_UIntDType)
extern PyArray_DTypeMeta PyArray_UIntDType;

/** The DType class of `long`. */
NPY_API(multiarray, 328, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_LongDType)"), 2.0, PyArray_LongDType)
extern PyArray_DTypeMeta PyArray_LongDType;

/** The DType class of `unsigned long`. */
NPY_API(multiarray, 329, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_ULongDType)"), 2.0, PyArray_ULongDType)
extern PyArray_DTypeMeta PyArray_ULongDType;

/** The DType class of `long long`. */
NPY_API(multiarray, 330, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_LongLongDType)"), 2.0, PyArray_LongLongDType)
extern PyArray_DTypeMeta PyArray_LongLongDType;

/** The DType class of `unsigned long long`. */
NPY_API(multiarray, 331, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_ULongLongDType)"), 2.0, PyArray_ULongLongDType)
extern PyArray_DTypeMeta PyArray_ULongLongDType;

/** The DType class of integers of 8 bits. */
NPY_API(multiarray, 332, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_Int8DType)"), 2.0, PyArray_Int8DType)
extern PyArray_DTypeMeta PyArray_Int8DType;

/** The DType class of unsigned integers of 8 bits. */
NPY_API(multiarray, 333, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_UInt8DType)"), 2.0, PyArray_UInt8DType)
extern PyArray_DTypeMeta PyArray_UInt8DType;

/** The DType class of integers of 16 bits. */
NPY_API(multiarray, 334, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_Int16DType)"), 2.0, PyArray_Int16DType)
extern PyArray_DTypeMeta PyArray_Int16DType;

/** The DType class of unsigned integers of 16 bits. */
NPY_API(multiarray, 335, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_UInt16DType)"), 2.0, PyArray_UInt16DType)
extern PyArray_DTypeMeta PyArray_UInt16DType;

/** The DType class of integers of 32 bits. */
NPY_API(multiarray, 336, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_Int32DType)"), 2.0, PyArray_Int32DType)
extern PyArray_DTypeMeta PyArray_Int32DType;

/** The DType class of unsigned integers of 32 bits. */
NPY_API(multiarray, 337, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_UInt32DType)"), 2.0, PyArray_UInt32DType)
extern PyArray_DTypeMeta PyArray_UInt32DType;

/** The DType class of integers of 64 bits. */
NPY_API(multiarray, 338, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_Int64DType)"), 2.0, PyArray_Int64DType)
extern PyArray_DTypeMeta PyArray_Int64DType;

/** The DType class of unsigned integers of 64 bits. */
NPY_API(multiarray, 339, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_UInt64DType)"), 2.0, PyArray_UInt64DType)
extern PyArray_DTypeMeta PyArray_UInt64DType;

/** The DType class of integers of the size of a pointer. */
NPY_API(multiarray, 340, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_IntpDType)"), 2.0, PyArray_IntpDType)
extern PyArray_DTypeMeta PyArray_IntpDType;

/** The DType class of unsigned integers of the size of a pointer. */
NPY_API(multiarray, 341, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_UIntpDType)"), 2.0, PyArray_UIntpDType)
extern PyArray_DTypeMeta PyArray_UIntpDType;

/** The DType class of half-precision numbers. */
NPY_API(multiarray, 342, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_HalfDType)"), 2.0, PyArray_HalfDType)
extern PyArray_DTypeMeta PyArray_HalfDType;

/** The DType class of `float`. */
NPY_API(multiarray, 343, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_FloatDType)"), 2.0, PyArray_FloatDType)
extern PyArray_DTypeMeta PyArray_FloatDType;

/** The DType class of `double`. */
NPY_API(multiarray, 344, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_DoubleDType)"), 2.0, PyArray_DoubleDType)
extern PyArray_DTypeMeta PyArray_DoubleDType;

/** The DType class of `long double`. */
NPY_API(multiarray, 345,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_LongDoubleDType)"),
    2.0, PyArray_LongDoubleDType)
extern PyArray_DTypeMeta PyArray_LongDoubleDType;

/** The DType class of complex `float`. */
NPY_API(multiarray, 346, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_CFloatDType)"), 2.0, PyArray_CFloatDType)
extern PyArray_DTypeMeta PyArray_CFloatDType;

/** The DType class of complex `double`. */
NPY_API(multiarray, 347, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_CDoubleDType)"), 2.0, PyArray_CDoubleDType)
extern PyArray_DTypeMeta PyArray_CDoubleDType;

/** The DType class of complex `long double`. */
NPY_API(multiarray, 348,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_CLongDoubleDType)"),
    2.0, PyArray_CLongDoubleDType)
extern PyArray_DTypeMeta PyArray_CLongDoubleDType;

/** The DType class of fixed-width bytes. */
NPY_API(multiarray, 349, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_BytesDType)"), 2.0, PyArray_BytesDType)
extern PyArray_DTypeMeta PyArray_BytesDType;

/** The DType class of fixed-width str. */
NPY_API(multiarray, 350, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_UnicodeDType)"), 2.0, PyArray_UnicodeDType)
extern PyArray_DTypeMeta PyArray_UnicodeDType;

/** The DType class of dates. */
NPY_API(multiarray, 351, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_DatetimeDType)"), 2.0, PyArray_DatetimeDType)
extern PyArray_DTypeMeta PyArray_DatetimeDType;

/** The DType class of time spans. */
NPY_API(multiarray, 352, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_TimedeltaDType)"), 2.0, PyArray_TimedeltaDType)
extern PyArray_DTypeMeta PyArray_TimedeltaDType;

/** The DType class of Python objects. */
NPY_API(multiarray, 353, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_ObjectDType)"), 2.0, PyArray_ObjectDType)
extern PyArray_DTypeMeta PyArray_ObjectDType;

/** The DType class of structures and raw bytes. */
NPY_API(multiarray, 354, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_VoidDType)"), 2.0, PyArray_VoidDType)
extern PyArray_DTypeMeta PyArray_VoidDType;

/** The DType class that stands for a Python int in promotion. */
NPY_API(multiarray, 355, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_PyLongDType)"), 2.0, PyArray_PyLongDType)
extern PyArray_DTypeMeta PyArray_PyLongDType;

/** The DType class that stands for a Python float in promotion. */
NPY_API(multiarray, 356, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_PyFloatDType)"), 2.0, PyArray_PyFloatDType)
extern PyArray_DTypeMeta PyArray_PyFloatDType;

/** The DType class that stands for a Python complex in promotion. */
NPY_API(multiarray, 357, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_PyComplexDType)"), 2.0, PyArray_PyComplexDType)
extern PyArray_DTypeMeta PyArray_PyComplexDType;

/** The DType class of integers whose type is not given. */
NPY_API(multiarray, 358,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_DefaultIntDType)"),
    2.0, PyArray_DefaultIntDType)
extern PyArray_DTypeMeta PyArray_DefaultIntDType;

/** The DType class of variable-width strings. */
NPY_API(multiarray, 359, ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_StringDType)"), 2.0, PyArray_StringDType)
extern PyArray_DTypeMeta PyArray_StringDType;

/** The abstract DType class of Python integers. */
NPY_API(multiarray, 366,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_IntAbstractDType)"),
    2.0, PyArray_IntAbstractDType)
extern PyArray_DTypeMeta PyArray_IntAbstractDType;

/** The abstract DType class of Python floats. */
NPY_API(multiarray, 367,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_FloatAbstractDType)"),
    2.0, PyArray_FloatAbstractDType)
extern PyArray_DTypeMeta PyArray_FloatAbstractDType;

/** The abstract DType class of Python complex numbers. */
NPY_API(multiarray, 368,
    ADAPTED("HPyArray_GetTypeObject(ctx, HPyArray_ComplexAbstractDType)"),
    2.0, PyArray_ComplexAbstractDType)
extern PyArray_DTypeMeta PyArray_ComplexAbstractDType;
