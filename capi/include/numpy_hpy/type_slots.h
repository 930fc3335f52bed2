/* The classes of NumPy, by number.
 *
 * Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_TYPE_SLOTS_H
#define NUMPY_HPY_TYPE_SLOTS_H


#ifdef __cplusplus
extern "C" {
#endif

/// Which class HPyArray_GetTypeObject gives: the name of NumPy's global with an H before it. Numbers are those of NumPy's
/// table, 1000 is added to those of its ufunc table.
typedef enum HPyArray_TypeSlot {
    HPyArray_Type = 2,
    HPyArrayDescr_Type = 3,
    HPyArrayIter_Type = 5,
    HPyArrayMultiIter_Type = 6,
    HPyBoolArrType_Type = 8,
    HPyGenericArrType_Type = 10,
    HPyNumberArrType_Type = 11,
    HPyIntegerArrType_Type = 12,
    HPySignedIntegerArrType_Type = 13,
    HPyUnsignedIntegerArrType_Type = 14,
    HPyInexactArrType_Type = 15,
    HPyFloatingArrType_Type = 16,
    HPyComplexFloatingArrType_Type = 17,
    HPyFlexibleArrType_Type = 18,
    HPyCharacterArrType_Type = 19,
    HPyByteArrType_Type = 20,
    HPyShortArrType_Type = 21,
    HPyIntArrType_Type = 22,
    HPyLongArrType_Type = 23,
    HPyLongLongArrType_Type = 24,
    HPyUByteArrType_Type = 25,
    HPyUShortArrType_Type = 26,
    HPyUIntArrType_Type = 27,
    HPyULongArrType_Type = 28,
    HPyULongLongArrType_Type = 29,
    HPyFloatArrType_Type = 30,
    HPyDoubleArrType_Type = 31,
    HPyLongDoubleArrType_Type = 32,
    HPyCFloatArrType_Type = 33,
    HPyCDoubleArrType_Type = 34,
    HPyCLongDoubleArrType_Type = 35,
    HPyObjectArrType_Type = 36,
    HPyStringArrType_Type = 37,
    HPyUnicodeArrType_Type = 38,
    HPyVoidArrType_Type = 39,
    HPyDatetimeArrType_Type = 215,
    HPyTimedeltaArrType_Type = 216,
    HPyHalfArrType_Type = 217,
    HNpyIter_Type = 218,
    HPyArrayDTypeMeta_Type = 320,
    HPyUFunc_Type = 1000,
    HPyArray_BoolDType = 321,
    HPyArray_ByteDType = 322,
    HPyArray_UByteDType = 323,
    HPyArray_ShortDType = 324,
    HPyArray_UShortDType = 325,
    HPyArray_IntDType = 326,
    HPyArray_UIntDType = 327,
    HPyArray_LongDType = 328,
    HPyArray_ULongDType = 329,
    HPyArray_LongLongDType = 330,
    HPyArray_ULongLongDType = 331,
    HPyArray_Int8DType = 332,
    HPyArray_UInt8DType = 333,
    HPyArray_Int16DType = 334,
    HPyArray_UInt16DType = 335,
    HPyArray_Int32DType = 336,
    HPyArray_UInt32DType = 337,
    HPyArray_Int64DType = 338,
    HPyArray_UInt64DType = 339,
    HPyArray_IntpDType = 340,
    HPyArray_UIntpDType = 341,
    HPyArray_HalfDType = 342,
    HPyArray_FloatDType = 343,
    HPyArray_DoubleDType = 344,
    HPyArray_LongDoubleDType = 345,
    HPyArray_CFloatDType = 346,
    HPyArray_CDoubleDType = 347,
    HPyArray_CLongDoubleDType = 348,
    HPyArray_BytesDType = 349,
    HPyArray_UnicodeDType = 350,
    HPyArray_DatetimeDType = 351,
    HPyArray_TimedeltaDType = 352,
    HPyArray_ObjectDType = 353,
    HPyArray_VoidDType = 354,
    HPyArray_PyLongDType = 355,
    HPyArray_PyFloatDType = 356,
    HPyArray_PyComplexDType = 357,
    HPyArray_DefaultIntDType = 358,
    HPyArray_StringDType = 359,
    HPyArray_IntAbstractDType = 366,
    HPyArray_FloatAbstractDType = 367,
    HPyArray_ComplexAbstractDType = 368,
    HPyArray_TypeSlotEnd = 2000
} HPyArray_TypeSlot;

#ifdef __cplusplus
}
#endif

#endif
