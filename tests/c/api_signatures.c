/* Compiles only if capi/api declares each entry as NumPy's headers do. tests/python/test_api_signatures.py runs the
 * compiler; nothing here is ever called.
 *
 * Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit. */
#define NPY_NO_DEPRECATED_API NPY_API_VERSION
#define NPY_TARGET_VERSION NPY_API_VERSION
#include <Python.h>
#include <numpy/arrayobject.h>
#include <numpy/arrayscalars.h>
#include <numpy/ufuncobject.h>

/* A function of that type. */
#define FUNCTION(result, parameters, name) \
    { \
        result(*declared) parameters = name; \
        (void)declared; \
    }
/* A variable, or an array, with items of that type. */
#define VARIABLE(type, name) \
    { \
        type *declared = &name; \
        (void)declared; \
    }
#define ARRAY(type, name) \
    { \
        type *declared = name; \
        (void)declared; \
    }
/* A macro that can be called so, with a value of that type, or with none. */
#define MACRO(result, name, parameters, arguments) \
    static inline result use_##name parameters \
    { \
        return name arguments; \
    }
#define STATEMENT(name, parameters, arguments) \
    static inline void use_##name parameters \
    { \
        name arguments; \
    }

/* Array creation */
static void array_creation(void)
{
    FUNCTION(PyObject *, (PyTypeObject *, int, const npy_intp *, int, const npy_intp *, void *, int, int, PyObject *), PyArray_New)
    FUNCTION(PyObject *, (PyTypeObject *, PyArray_Descr *, int, const npy_intp *, const npy_intp *, void *, int, PyObject *), PyArray_NewFromDescr)
    FUNCTION(PyObject *, (PyArrayObject *, NPY_ORDER, PyArray_Descr *, int), PyArray_NewLikeArray)
    FUNCTION(PyObject *, (PyArrayObject *, NPY_ORDER), PyArray_NewCopy)
    FUNCTION(PyObject *, (int, const npy_intp *, PyArray_Descr *, int), PyArray_Zeros)
    FUNCTION(PyObject *, (int, const npy_intp *, PyArray_Descr *, int), PyArray_Empty)
    FUNCTION(PyObject *, (double, double, double, int), PyArray_Arange)
    FUNCTION(PyObject *, (PyObject *, PyObject *, PyObject *, PyArray_Descr *), PyArray_ArangeObj)
    FUNCTION(PyObject *, (FILE *, PyArray_Descr *, npy_intp, char *), PyArray_FromFile)
    FUNCTION(PyObject *, (char *, npy_intp, PyArray_Descr *, npy_intp, char *), PyArray_FromString)
    FUNCTION(PyObject *, (PyObject *, PyArray_Descr *, npy_intp, npy_intp), PyArray_FromBuffer)
    FUNCTION(PyObject *, (PyObject *, PyArray_Descr *, npy_intp), PyArray_FromIter)
    FUNCTION(PyObject *, (int, const npy_intp *), PyArray_IntTupleFromIntp)
}

/* Conversion to arrays */
static void array_conversion(void)
{
    FUNCTION(PyObject *, (PyObject *, PyArray_Descr *, int, int, int, PyObject *), PyArray_FromAny)
    FUNCTION(PyObject *, (PyObject *, PyArray_Descr *, int, int, int, PyObject *), PyArray_CheckFromAny)
    FUNCTION(PyObject *, (PyArrayObject *, PyArray_Descr *, int), PyArray_FromArray)
    FUNCTION(PyObject *, (PyObject *), PyArray_FromInterface)
    FUNCTION(PyObject *, (PyObject *), PyArray_FromStructInterface)
    FUNCTION(PyObject *, (PyObject *, PyArray_Descr *, PyObject *), PyArray_FromArrayAttr)
    FUNCTION(PyObject *, (PyObject *, PyArray_Descr *), PyArray_FromScalar)
    FUNCTION(PyObject *, (PyObject *), PyArray_EnsureArray)
    FUNCTION(PyObject *, (PyObject *), PyArray_EnsureAnyArray)
    FUNCTION(PyObject *, (PyArrayObject *), PyArray_Return)
    FUNCTION(PyArrayObject **, (PyObject *, int *), PyArray_ConvertToCommonType)
    FUNCTION(int, (PyObject **, void *, npy_intp *, int, PyArray_Descr *), PyArray_AsCArray)
    FUNCTION(int, (PyObject *, void *), PyArray_Free)
    FUNCTION(int, (PyObject *, PyObject **), PyArray_Converter)
    FUNCTION(int, (PyObject *, PyArrayObject **), PyArray_OutputConverter)
    FUNCTION(int, (PyObject *, PyArray_Dims *), PyArray_IntpConverter)
    FUNCTION(int, (PyObject *, npy_intp *, int), PyArray_IntpFromSequence)
    FUNCTION(int, (PyObject *, PyArray_Chunk *), PyArray_BufferConverter)
    FUNCTION(int, (PyObject *, int *), PyArray_AxisConverter)
    FUNCTION(int, (PyObject *, npy_bool *), PyArray_BoolConverter)
    FUNCTION(int, (PyObject *, char *), PyArray_ByteorderConverter)
    FUNCTION(int, (PyObject *, NPY_ORDER *), PyArray_OrderConverter)
    FUNCTION(int, (PyObject *, NPY_CASTING *), PyArray_CastingConverter)
    FUNCTION(int, (PyObject *, NPY_CLIPMODE *), PyArray_ClipmodeConverter)
    FUNCTION(int, (PyObject *, NPY_CLIPMODE *, int), PyArray_ConvertClipmodeSequence)
    FUNCTION(int, (PyObject *, NPY_SORTKIND *), PyArray_SortkindConverter)
    FUNCTION(int, (PyObject *, NPY_SELECTKIND *), PyArray_SelectkindConverter)
    FUNCTION(int, (PyObject *, void *), PyArray_SearchsideConverter)
    FUNCTION(int, (PyObject *), PyArray_PyIntAsInt)
    FUNCTION(npy_intp, (PyObject *), PyArray_PyIntAsIntp)
}

/* Array access and properties */
static void array_access(void)
{
    FUNCTION(npy_intp, (PyObject *), PyArray_Size)
    FUNCTION(void *, (PyArrayObject *, const npy_intp *), PyArray_GetPtr)
    FUNCTION(char *, (PyArrayObject *), PyArray_Zero)
    FUNCTION(char *, (PyArrayObject *), PyArray_One)
    FUNCTION(void, (PyArrayObject *, int), PyArray_UpdateFlags)
    FUNCTION(int, (PyArrayObject *, PyObject *), PyArray_SetBaseObject)
    FUNCTION(int, (PyArrayObject *, const char *), PyArray_FailUnlessWriteable)
    FUNCTION(int, (PyArrayObject *, PyArrayObject *), PyArray_SetWritebackIfCopyBase)
    FUNCTION(int, (PyArrayObject *, PyArrayObject *), PyArray_SetUpdateIfCopyBase)
    FUNCTION(int, (PyArrayObject *), PyArray_ResolveWritebackIfCopy)
    FUNCTION(PyObject *, (PyArrayObject *, PyArray_Descr *, int), PyArray_GetField)
    FUNCTION(int, (PyArrayObject *, PyArray_Descr *, int, PyObject *), PyArray_SetField)
    FUNCTION(int, (PyObject *), PyArray_ElementStrides)
    FUNCTION(npy_bool, (int, int, npy_intp, npy_intp, const npy_intp *, const npy_intp *), PyArray_CheckStrides)
    FUNCTION(double, (PyObject *, double), PyArray_GetPriority)
    FUNCTION(void, (PyArrayObject *), PyArray_DebugPrint)
    FUNCTION(npy_intp, (PyArrayObject *), PyArray_CountNonzero)
    FUNCTION(PyObject *, (PyArrayObject *, int *, int), PyArray_CheckAxis)
    FUNCTION(void, (PyArrayObject *, const npy_bool *), PyArray_RemoveAxesInPlace)
    FUNCTION(int, (PyObject *), PyArray_CheckAnyScalarExact)
    FUNCTION(void, (PyObject *, int), PyArray_SetStringFunction)
    FUNCTION(int, (PyArrayObject *), PyArray_INCREF)
    FUNCTION(int, (PyArrayObject *), PyArray_XDECREF)
    FUNCTION(void, (char *, PyArray_Descr *), PyArray_Item_INCREF)
    FUNCTION(void, (char *, PyArray_Descr *), PyArray_Item_XDECREF)
}

/* Shape and contents */
static void array_manipulation(void)
{
    FUNCTION(PyObject *, (PyArrayObject *, PyObject *), PyArray_Reshape)
    FUNCTION(PyObject *, (PyArrayObject *, PyArray_Dims *, NPY_ORDER), PyArray_Newshape)
    FUNCTION(PyObject *, (PyArrayObject *, PyArray_Dims *, int, NPY_ORDER), PyArray_Resize)
    FUNCTION(PyObject *, (PyArrayObject *, PyArray_Dims *), PyArray_Transpose)
    FUNCTION(PyObject *, (PyArrayObject *, int, int), PyArray_SwapAxes)
    FUNCTION(PyObject *, (PyArrayObject *), PyArray_Squeeze)
    FUNCTION(PyObject *, (PyArrayObject *, NPY_ORDER), PyArray_Flatten)
    FUNCTION(PyObject *, (PyArrayObject *, NPY_ORDER), PyArray_Ravel)
    FUNCTION(PyObject *, (PyArrayObject *, PyArray_Descr *, PyTypeObject *), PyArray_View)
    FUNCTION(PyObject *, (PyArrayObject *, npy_bool), PyArray_Byteswap)
    FUNCTION(PyObject *, (PyObject *, int), PyArray_Concatenate)
    FUNCTION(PyObject *, (PyObject *, npy_intp *, int), PyArray_BroadcastToShape)
    FUNCTION(int, (PyArrayObject *, PyArrayObject *), PyArray_CopyInto)
    FUNCTION(int, (PyArrayObject *, PyArrayObject *), PyArray_CopyAnyInto)
    FUNCTION(int, (PyArrayObject *, PyObject *), PyArray_CopyObject)
    FUNCTION(int, (PyArrayObject *, PyObject *), PyArray_FillWithScalar)
    FUNCTION(PyObject *, (PyArrayObject *), PyArray_ToList)
    FUNCTION(PyObject *, (PyArrayObject *, NPY_ORDER), PyArray_ToString)
    FUNCTION(int, (PyArrayObject *, FILE *, char *, char *), PyArray_ToFile)
    FUNCTION(int, (PyObject *, PyObject *, int), PyArray_Dump)
    FUNCTION(PyObject *, (PyObject *, int), PyArray_Dumps)
}

/* Calculation */
static void array_calculation(void)
{
    FUNCTION(PyObject *, (PyArrayObject *, PyObject *, int, PyArrayObject *, NPY_CLIPMODE), PyArray_TakeFrom)
    FUNCTION(PyObject *, (PyArrayObject *, PyObject *, PyObject *, NPY_CLIPMODE), PyArray_PutTo)
    FUNCTION(PyObject *, (PyArrayObject *, PyObject *, PyObject *), PyArray_PutMask)
    FUNCTION(PyObject *, (PyArrayObject *, PyObject *, int), PyArray_Repeat)
    FUNCTION(PyObject *, (PyArrayObject *, PyObject *, PyArrayObject *, NPY_CLIPMODE), PyArray_Choose)
    FUNCTION(int, (PyArrayObject *, int, NPY_SORTKIND), PyArray_Sort)
    FUNCTION(PyObject *, (PyArrayObject *, int, NPY_SORTKIND), PyArray_ArgSort)
    FUNCTION(int, (PyArrayObject *, PyArrayObject *, int, NPY_SELECTKIND), PyArray_Partition)
    FUNCTION(PyObject *, (PyArrayObject *, PyArrayObject *, int, NPY_SELECTKIND), PyArray_ArgPartition)
    FUNCTION(PyObject *, (PyObject *, int), PyArray_LexSort)
    FUNCTION(PyObject *, (PyArrayObject *, PyObject *, NPY_SEARCHSIDE, PyObject *), PyArray_SearchSorted)
    FUNCTION(PyObject *, (PyArrayObject *, int, PyArrayObject *), PyArray_ArgMax)
    FUNCTION(PyObject *, (PyArrayObject *, int, PyArrayObject *), PyArray_ArgMin)
    FUNCTION(PyObject *, (PyArrayObject *, int, PyArrayObject *), PyArray_Max)
    FUNCTION(PyObject *, (PyArrayObject *, int, PyArrayObject *), PyArray_Min)
    FUNCTION(PyObject *, (PyArrayObject *, int, PyArrayObject *), PyArray_Ptp)
    FUNCTION(PyObject *, (PyArrayObject *, int, int, PyArrayObject *), PyArray_Mean)
    FUNCTION(PyObject *, (PyArrayObject *, int, int, PyArrayObject *), PyArray_Sum)
    FUNCTION(PyObject *, (PyArrayObject *, int, int, PyArrayObject *), PyArray_CumSum)
    FUNCTION(PyObject *, (PyArrayObject *, int, int, PyArrayObject *), PyArray_Prod)
    FUNCTION(PyObject *, (PyArrayObject *, int, int, PyArrayObject *), PyArray_CumProd)
    FUNCTION(PyObject *, (PyArrayObject *, int, int, PyArrayObject *, int), PyArray_Std)
    FUNCTION(PyObject *, (PyArrayObject *, int, PyArrayObject *), PyArray_All)
    FUNCTION(PyObject *, (PyArrayObject *, int, PyArrayObject *), PyArray_Any)
    FUNCTION(PyObject *, (PyArrayObject *, PyObject *, int, PyArrayObject *), PyArray_Compress)
    FUNCTION(PyObject *, (PyArrayObject *), PyArray_Nonzero)
    FUNCTION(PyObject *, (PyArrayObject *, int, int, int, int, PyArrayObject *), PyArray_Trace)
    FUNCTION(PyObject *, (PyArrayObject *, int, int, int), PyArray_Diagonal)
    FUNCTION(PyObject *, (PyArrayObject *, PyObject *, PyObject *, PyArrayObject *), PyArray_Clip)
    FUNCTION(PyObject *, (PyArrayObject *, PyArrayObject *), PyArray_Conjugate)
    FUNCTION(PyObject *, (PyArrayObject *, int, PyArrayObject *), PyArray_Round)
    FUNCTION(PyObject *, (PyObject *, PyObject *, PyObject *), PyArray_Where)
    FUNCTION(PyObject *, (PyObject *, PyObject *), PyArray_InnerProduct)
    FUNCTION(PyObject *, (PyObject *, PyObject *), PyArray_MatrixProduct)
    FUNCTION(PyObject *, (PyObject *, PyObject *, PyArrayObject *), PyArray_MatrixProduct2)
    FUNCTION(PyArrayObject *, (char *, npy_intp, PyArrayObject **, PyArray_Descr *, NPY_ORDER, NPY_CASTING, PyArrayObject *), PyArray_EinsteinSum)
    FUNCTION(PyObject *, (PyObject *, PyObject *, int), PyArray_Correlate)
    FUNCTION(PyObject *, (PyObject *, PyObject *, int), PyArray_Correlate2)
}

/* Dtypes and casting */
static void dtypes(void)
{
    FUNCTION(PyArray_Descr *, (int), PyArray_DescrFromType)
    FUNCTION(PyArray_Descr *, (PyObject *, PyArray_Descr *), PyArray_DescrFromObject)
    FUNCTION(PyArray_Descr *, (PyObject *), PyArray_DescrFromScalar)
    FUNCTION(PyArray_Descr *, (PyObject *), PyArray_DescrFromTypeObject)
    FUNCTION(PyArray_Descr *, (PyArray_Descr *), PyArray_DescrNew)
    FUNCTION(PyArray_Descr *, (int), PyArray_DescrNewFromType)
    FUNCTION(PyArray_Descr *, (PyArray_Descr *, char), PyArray_DescrNewByteorder)
    FUNCTION(int, (PyObject *, PyArray_Descr **), PyArray_DescrConverter)
    FUNCTION(int, (PyObject *, PyArray_Descr **), PyArray_DescrConverter2)
    FUNCTION(int, (PyObject *, PyArray_Descr **), PyArray_DescrAlignConverter)
    FUNCTION(int, (PyObject *, PyArray_Descr **), PyArray_DescrAlignConverter2)
    FUNCTION(PyObject *, (int), PyArray_TypeObjectFromType)
    FUNCTION(int, (PyObject *, int), PyArray_ObjectType)
    FUNCTION(int, (int), PyArray_ValidType)
    FUNCTION(unsigned char, (PyArray_Descr *, PyArray_Descr *), PyArray_EquivTypes)
    FUNCTION(unsigned char, (int, int), PyArray_EquivTypenums)
    FUNCTION(PyArray_Descr *, (PyArray_Descr *, PyArray_Descr *), PyArray_PromoteTypes)
    FUNCTION(PyArray_Descr *, (npy_intp, PyArrayObject **, npy_intp, PyArray_Descr **), PyArray_ResultType)
    FUNCTION(PyArray_Descr *, (PyArrayObject *), PyArray_MinScalarType)
    FUNCTION(int, (int, int), PyArray_CanCastSafely)
    FUNCTION(npy_bool, (PyArray_Descr *, PyArray_Descr *), PyArray_CanCastTo)
    FUNCTION(npy_bool, (PyArray_Descr *, PyArray_Descr *, NPY_CASTING), PyArray_CanCastTypeTo)
    FUNCTION(npy_bool, (PyArrayObject *, PyArray_Descr *, NPY_CASTING), PyArray_CanCastArrayTo)
    FUNCTION(npy_bool, (PyTypeObject *, PyTypeObject *), PyArray_CanCastScalar)
    FUNCTION(int, (int, int, NPY_SCALARKIND), PyArray_CanCoerceScalar)
    FUNCTION(NPY_SCALARKIND, (int, PyArrayObject **), PyArray_ScalarKind)
    FUNCTION(PyObject *, (PyArrayObject *, PyArray_Descr *, int), PyArray_CastToType)
    FUNCTION(int, (PyArray_DescrProto *), PyArray_RegisterDataType)
    FUNCTION(int, (PyArray_Descr *, int, PyArray_VectorUnaryFunc *), PyArray_RegisterCastFunc)
    FUNCTION(int, (PyArray_Descr *, int, NPY_SCALARKIND), PyArray_RegisterCanCast)
    FUNCTION(void, (PyArray_ArrFuncs *), PyArray_InitArrFuncs)
    FUNCTION(PyArray_ArrFuncs *, (const PyArray_Descr *), _PyDataType_GetArrFuncs)
}

/* New dtype API */
static void dtype_api(void)
{
    FUNCTION(PyArray_Descr *, (PyArray_DTypeMeta *), PyArray_GetDefaultDescr)
    FUNCTION(PyArray_DTypeMeta *, (PyArray_DTypeMeta *, PyArray_DTypeMeta *), PyArray_CommonDType)
    FUNCTION(PyArray_DTypeMeta *, (npy_intp, PyArray_DTypeMeta **), PyArray_PromoteDTypeSequence)
    FUNCTION(int, (PyArray_DTypeMeta *, PyArrayDTypeMeta_Spec *), PyArrayInitDTypeMeta_FromSpec)
}

/* Scalars */
static void scalars(void)
{
    FUNCTION(PyObject *, (void *, PyArray_Descr *, PyObject *), PyArray_Scalar)
    FUNCTION(void, (PyObject *, void *), PyArray_ScalarAsCtype)
    FUNCTION(int, (PyObject *, void *, PyArray_Descr *), PyArray_CastScalarToCtype)
    FUNCTION(int, (PyObject *, PyArray_Descr *, void *, int), PyArray_CastScalarDirect)
    FUNCTION(int, (PyArray_Descr *, void *, PyObject *), PyArray_Pack)
}

/* Iterators */
static void iterators(void)
{
    FUNCTION(PyObject *, (PyObject *), PyArray_IterNew)
    FUNCTION(PyObject *, (PyObject *, int *), PyArray_IterAllButAxis)
    FUNCTION(PyObject *, (int, ...), PyArray_MultiIterNew)
    FUNCTION(PyObject *, (PyObject **, int, int, ...), PyArray_MultiIterFromObjects)
    FUNCTION(int, (PyArrayMultiIterObject *), PyArray_Broadcast)
    FUNCTION(int, (PyArrayMultiIterObject *), PyArray_RemoveSmallest)
    FUNCTION(PyObject *, (PyArrayIterObject *, const npy_intp *, int, PyArrayObject *), PyArray_NeighborhoodIterNew)
}

/* The n-dimensional iterator */
static void nditer(void)
{
    FUNCTION(NpyIter *, (PyArrayObject *, npy_uint32, NPY_ORDER, NPY_CASTING, PyArray_Descr *), NpyIter_New)
    FUNCTION(NpyIter *, (int, PyArrayObject **, npy_uint32, NPY_ORDER, NPY_CASTING, npy_uint32 *, PyArray_Descr **), NpyIter_MultiNew)
    FUNCTION(NpyIter *, (int, PyArrayObject **, npy_uint32, NPY_ORDER, NPY_CASTING, npy_uint32 *, PyArray_Descr **, int, int **, npy_intp *, npy_intp), NpyIter_AdvancedNew)
    FUNCTION(NpyIter *, (NpyIter *), NpyIter_Copy)
    FUNCTION(int, (NpyIter *), NpyIter_Deallocate)
#ifdef NPY_2_3_API_VERSION
    FUNCTION(NPY_ARRAYMETHOD_FLAGS, (NpyIter *), NpyIter_GetTransferFlags)
#endif
    FUNCTION(npy_bool, (NpyIter *), NpyIter_HasDelayedBufAlloc)
    FUNCTION(npy_bool, (NpyIter *), NpyIter_HasExternalLoop)
    FUNCTION(int, (NpyIter *), NpyIter_EnableExternalLoop)
    FUNCTION(npy_intp *, (NpyIter *), NpyIter_GetInnerStrideArray)
    FUNCTION(npy_intp *, (NpyIter *), NpyIter_GetInnerLoopSizePtr)
    FUNCTION(int, (NpyIter *, char **), NpyIter_Reset)
    FUNCTION(int, (NpyIter *, char **, char **), NpyIter_ResetBasePointers)
    FUNCTION(int, (NpyIter *, npy_intp, npy_intp, char **), NpyIter_ResetToIterIndexRange)
    FUNCTION(int, (NpyIter *), NpyIter_GetNDim)
    FUNCTION(int, (NpyIter *), NpyIter_GetNOp)
    FUNCTION(NpyIter_IterNextFunc *, (NpyIter *, char **), NpyIter_GetIterNext)
    FUNCTION(npy_intp, (NpyIter *), NpyIter_GetIterSize)
    FUNCTION(void, (NpyIter *, npy_intp *, npy_intp *), NpyIter_GetIterIndexRange)
    FUNCTION(npy_intp, (NpyIter *), NpyIter_GetIterIndex)
    FUNCTION(int, (NpyIter *, npy_intp), NpyIter_GotoIterIndex)
    FUNCTION(npy_bool, (NpyIter *), NpyIter_HasMultiIndex)
    FUNCTION(int, (NpyIter *, npy_intp *), NpyIter_GetShape)
    FUNCTION(NpyIter_GetMultiIndexFunc *, (NpyIter *, char **), NpyIter_GetGetMultiIndex)
    FUNCTION(int, (NpyIter *, const npy_intp *), NpyIter_GotoMultiIndex)
    FUNCTION(int, (NpyIter *), NpyIter_RemoveMultiIndex)
    FUNCTION(npy_bool, (NpyIter *), NpyIter_HasIndex)
    FUNCTION(npy_bool, (NpyIter *), NpyIter_IsBuffered)
    FUNCTION(npy_bool, (NpyIter *), NpyIter_IsGrowInner)
    FUNCTION(npy_intp, (NpyIter *), NpyIter_GetBufferSize)
    FUNCTION(npy_intp *, (NpyIter *), NpyIter_GetIndexPtr)
    FUNCTION(int, (NpyIter *, npy_intp), NpyIter_GotoIndex)
    FUNCTION(char **, (NpyIter *), NpyIter_GetDataPtrArray)
    FUNCTION(char **, (NpyIter *), NpyIter_GetInitialDataPtrArray)
    FUNCTION(PyArray_Descr **, (NpyIter *), NpyIter_GetDescrArray)
    FUNCTION(PyArrayObject **, (NpyIter *), NpyIter_GetOperandArray)
    FUNCTION(PyArrayObject *, (NpyIter *, npy_intp), NpyIter_GetIterView)
    FUNCTION(void, (NpyIter *, char *), NpyIter_GetReadFlags)
    FUNCTION(void, (NpyIter *, char *), NpyIter_GetWriteFlags)
    FUNCTION(void, (NpyIter *), NpyIter_DebugPrint)
    FUNCTION(npy_bool, (NpyIter *), NpyIter_IterationNeedsAPI)
    FUNCTION(void, (NpyIter *, npy_intp *), NpyIter_GetInnerFixedStrideArray)
    FUNCTION(int, (NpyIter *, int), NpyIter_RemoveAxis)
    FUNCTION(npy_intp *, (NpyIter *, int), NpyIter_GetAxisStrideArray)
    FUNCTION(npy_bool, (NpyIter *), NpyIter_RequiresBuffering)
    FUNCTION(int, (NpyIter *, npy_intp, npy_intp *), NpyIter_CreateCompatibleStrides)
    FUNCTION(npy_bool, (NpyIter *, int), NpyIter_IsFirstVisit)
}

/* Universal functions */
static void ufunc(void)
{
    FUNCTION(PyObject *, (PyUFuncGenericFunction *, void *const *, const char *, int, int, int, int, const char *, const char *, int), PyUFunc_FromFuncAndData)
    FUNCTION(PyObject *, (PyUFuncGenericFunction *, void *const *, const char *, int, int, int, int, const char *, const char *, int, const char *), PyUFunc_FromFuncAndDataAndSignature)
    FUNCTION(PyObject *, (PyUFuncGenericFunction *, void *const *, const char *, int, int, int, int, const char *, const char *, const int, const char *, PyObject *), PyUFunc_FromFuncAndDataAndSignatureAndIdentity)
    FUNCTION(int, (PyUFuncObject *, int, PyUFuncGenericFunction, const int *, void *), PyUFunc_RegisterLoopForType)
    FUNCTION(int, (PyUFuncObject *, PyArray_Descr *, PyUFuncGenericFunction, PyArray_Descr **, void *), PyUFunc_RegisterLoopForDescr)
    FUNCTION(int, (PyUFuncObject *, PyUFuncGenericFunction, const int *, PyUFuncGenericFunction *), PyUFunc_ReplaceLoopBySignature)
    FUNCTION(int, (PyObject *, PyArrayMethod_Spec *), PyUFunc_AddLoopFromSpec)
#ifdef NPY_2_4_API_VERSION
    FUNCTION(int, (PyUFunc_LoopSlot *), PyUFunc_AddLoopsFromSpecs)
#endif
    FUNCTION(int, (PyObject *, PyObject *, PyObject *), PyUFunc_AddPromoter)
    FUNCTION(int, (PyObject *, PyArray_DTypeMeta **, PyArray_DTypeMeta **, PyArrayMethod_TranslateGivenDescriptors *, PyArrayMethod_TranslateLoopDescriptors *), PyUFunc_AddWrappingLoop)
    FUNCTION(int, (PyUFuncObject *, NPY_CASTING, PyArrayObject **, PyObject *, PyArray_Descr **), PyUFunc_DefaultTypeResolver)
    FUNCTION(int, (PyUFuncObject *, NPY_CASTING, PyArrayObject **, PyArray_Descr *const *), PyUFunc_ValidateCasting)
    FUNCTION(int, (const char *, int), PyUFunc_GiveFloatingpointErrors)
    FUNCTION(void, (void), PyUFunc_clearfperr)
    FUNCTION(int, (void), PyUFunc_getfperr)
}

/* Ready-made ufunc loops */
static void ufunc_loops(void)
{
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_f_f_As_d_d)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_d_d)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_f_f)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_g_g)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_F_F_As_D_D)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_F_F)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_D_D)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_G_G)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_O_O)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_ff_f_As_dd_d)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_ff_f)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_dd_d)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_gg_g)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_FF_F_As_DD_D)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_DD_D)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_FF_F)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_GG_G)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_OO_O)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_O_O_method)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_OO_O_method)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_On_Om)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_e_e)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_e_e_As_f_f)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_e_e_As_d_d)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_ee_e)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_ee_e_As_ff_f)
    FUNCTION(void, (char **, const npy_intp *, const npy_intp *, void *), PyUFunc_ee_e_As_dd_d)
}

/* Memory */
static void memory(void)
{
    FUNCTION(void *, (size_t), PyDataMem_NEW)
    FUNCTION(void *, (size_t, size_t), PyDataMem_NEW_ZEROED)
    FUNCTION(void *, (void *, size_t), PyDataMem_RENEW)
    FUNCTION(void, (void *), PyDataMem_FREE)
    FUNCTION(PyObject *, (PyObject *), PyDataMem_SetHandler)
    FUNCTION(PyObject *, (void), PyDataMem_GetHandler)
}

/* Dates and times */
static void datetime(void)
{
    FUNCTION(int, (PyArray_DatetimeMetaData *, npy_datetime, npy_datetimestruct *), NpyDatetime_ConvertDatetime64ToDatetimeStruct)
    FUNCTION(int, (PyArray_DatetimeMetaData *, const npy_datetimestruct *, npy_datetime *), NpyDatetime_ConvertDatetimeStructToDatetime64)
    FUNCTION(int, (PyObject *, npy_datetimestruct *, NPY_DATETIMEUNIT *, int), NpyDatetime_ConvertPyDateTimeToDatetimeStruct)
    FUNCTION(int, (int, NPY_DATETIMEUNIT), NpyDatetime_GetDatetimeISO8601StrLen)
    FUNCTION(int, (npy_datetimestruct *, char *, npy_intp, int, int, NPY_DATETIMEUNIT, int, NPY_CASTING), NpyDatetime_MakeISO8601Datetime)
    FUNCTION(int, (const char *, Py_ssize_t, NPY_DATETIMEUNIT, NPY_CASTING, npy_datetimestruct *, NPY_DATETIMEUNIT *, npy_bool *), NpyDatetime_ParseISO8601Datetime)
}

/* Variable-width strings */
static void strings(void)
{
    FUNCTION(int, (npy_string_allocator *, const npy_packed_static_string *, npy_static_string *), NpyString_load)
    FUNCTION(int, (npy_string_allocator *, npy_packed_static_string *, const char *, size_t), NpyString_pack)
    FUNCTION(int, (npy_string_allocator *, npy_packed_static_string *), NpyString_pack_null)
    FUNCTION(npy_string_allocator *, (const PyArray_StringDTypeObject *), NpyString_acquire_allocator)
    FUNCTION(void, (size_t, PyArray_Descr *const *, npy_string_allocator **), NpyString_acquire_allocators)
    FUNCTION(void, (npy_string_allocator *), NpyString_release_allocator)
    FUNCTION(void, (size_t, npy_string_allocator **), NpyString_release_allocators)
}

/* Helpers and versions */
static void helpers(void)
{
    FUNCTION(npy_intp, (const npy_intp *, int), PyArray_MultiplyList)
    FUNCTION(int, (const int *, int), PyArray_MultiplyIntList)
    FUNCTION(npy_intp, (const npy_intp *, int), PyArray_OverflowMultiplyList)
    FUNCTION(int, (const npy_intp *, const npy_intp *, int), PyArray_CompareLists)
    FUNCTION(void, (int, const npy_intp *, npy_stride_sort_item *), PyArray_CreateSortedStridePerm)
    FUNCTION(unsigned int, (void), PyArray_GetNDArrayCVersion)
    FUNCTION(unsigned int, (void), PyArray_GetNDArrayCFeatureVersion)
    FUNCTION(int, (void), PyArray_GetEndianness)
}

/* Array accessors */
static void array_access_inline(void)
{
    FUNCTION(int, (const PyArrayObject *), PyArray_NDIM)
    FUNCTION(void *, (const PyArrayObject *), PyArray_DATA)
    FUNCTION(char *, (const PyArrayObject *), PyArray_BYTES)
    FUNCTION(npy_intp *, (const PyArrayObject *), PyArray_DIMS)
    FUNCTION(npy_intp *, (const PyArrayObject *), PyArray_SHAPE)
    FUNCTION(npy_intp *, (const PyArrayObject *), PyArray_STRIDES)
    FUNCTION(npy_intp, (const PyArrayObject *, int), PyArray_DIM)
    FUNCTION(npy_intp, (const PyArrayObject *, int), PyArray_STRIDE)
    FUNCTION(npy_intp, (const PyArrayObject *), PyArray_ITEMSIZE)
    FUNCTION(PyObject *, (const PyArrayObject *), PyArray_BASE)
    FUNCTION(PyArray_Descr *, (const PyArrayObject *), PyArray_DESCR)
    FUNCTION(PyArray_Descr *, (const PyArrayObject *), PyArray_DTYPE)
    FUNCTION(int, (const PyArrayObject *), PyArray_FLAGS)
    FUNCTION(int, (const PyArrayObject *, int), PyArray_CHKFLAGS)
    FUNCTION(void, (PyArrayObject *, int), PyArray_ENABLEFLAGS)
    FUNCTION(void, (PyArrayObject *, int), PyArray_CLEARFLAGS)
    FUNCTION(int, (const PyArrayObject *), PyArray_TYPE)
    FUNCTION(PyObject *, (PyArrayObject *), PyArray_HANDLER)
    FUNCTION(PyObject *, (const PyArrayObject *, const char *), PyArray_GETITEM)
    FUNCTION(int, (PyArrayObject *, char *, PyObject *), PyArray_SETITEM)
    FUNCTION(void, (PyArrayObject *), PyArray_DiscardWritebackIfCopy)
}

/* Array macros */
MACRO(int, PyArray_Check, (PyObject *a), (a))
MACRO(int, PyArray_CheckExact, (PyObject *a), (a))
MACRO(int, PyArray_IsZeroDim, (PyObject *a), (a))
MACRO(int, PyArray_IsScalar, (PyObject *a), (a, Double))
MACRO(int, PyArray_CheckScalar, (PyObject *a), (a))
MACRO(int, PyArray_IsPythonNumber, (PyObject *a), (a))
MACRO(int, PyArray_IsIntegerScalar, (PyObject *a), (a))
MACRO(int, PyArray_IsPythonScalar, (PyObject *a), (a))
MACRO(int, PyArray_IsAnyScalar, (PyObject *a), (a))
MACRO(int, PyArray_CheckAnyScalar, (PyObject *a), (a))
MACRO(int, PyArray_HasArrayInterface, (PyObject *a, PyObject *b), (a, b))
MACRO(int, PyArray_HasArrayInterfaceType, (PyObject *a, PyArray_Descr *b, PyObject *c, PyObject *d), (a, b, c, d))
MACRO(PyArrayObject *, PyArray_GETCONTIGUOUS, (PyArrayObject *a), (a))
MACRO(int, PyArray_SAMESHAPE, (PyArrayObject *a, PyArrayObject *b), (a, b))
MACRO(npy_intp, PyArray_SIZE, (PyArrayObject *a), (a))
MACRO(npy_intp, PyArray_NBYTES, (PyArrayObject *a), (a))
STATEMENT(PyArray_FILLWBYTE, (PyArrayObject *a, int b), (a, b))
MACRO(unsigned char, PyArray_EquivArrTypes, (PyArrayObject *a, PyArrayObject *b), (a, b))
MACRO(int, PyArray_EquivByteorders, (char a, char b), (a, b))
MACRO(void *, PyArray_GETPTR1, (PyArrayObject *a, npy_intp b), (a, b))
MACRO(void *, PyArray_GETPTR2, (PyArrayObject *a, npy_intp b, npy_intp c), (a, b, c))
MACRO(void *, PyArray_GETPTR3, (PyArrayObject *a, npy_intp b, npy_intp c, npy_intp d), (a, b, c, d))
MACRO(void *, PyArray_GETPTR4, (PyArrayObject *a, npy_intp b, npy_intp c, npy_intp d, npy_intp e), (a, b, c, d, e))
MACRO(int, PyArray_ISCONTIGUOUS, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISWRITEABLE, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISALIGNED, (PyArrayObject *a), (a))
MACRO(int, PyArray_IS_C_CONTIGUOUS, (PyArrayObject *a), (a))
MACRO(int, PyArray_IS_F_CONTIGUOUS, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISONESEGMENT, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISFORTRAN, (PyArrayObject *a), (a))
MACRO(int, PyArray_FORTRAN_IF, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISBOOL, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISUNSIGNED, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISSIGNED, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISINTEGER, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISFLOAT, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISNUMBER, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISSTRING, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISCOMPLEX, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISFLEXIBLE, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISDATETIME, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISUSERDEF, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISEXTENDED, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISOBJECT, (PyArrayObject *a), (a))
MACRO(int, PyArray_HASFIELDS, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISVARIABLE, (PyArrayObject *a), (a))
MACRO(int, PyArray_SAFEALIGNEDCOPY, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISNBO, (char a), (a))
MACRO(int, PyArray_ISNOTSWAPPED, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISBYTESWAPPED, (PyArrayObject *a), (a))
MACRO(int, PyArray_FLAGSWAP, (PyArrayObject *a, int b), (a, b))
MACRO(int, PyArray_ISCARRAY, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISCARRAY_RO, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISFARRAY, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISFARRAY_RO, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISBEHAVED, (PyArrayObject *a), (a))
MACRO(int, PyArray_ISBEHAVED_RO, (PyArrayObject *a), (a))

/* Creation and conversion macros */
MACRO(PyObject *, PyArray_SimpleNew, (int a, npy_intp *b, int c), (a, b, c))
MACRO(PyObject *, PyArray_SimpleNewFromData, (int a, npy_intp *b, int c, void *d), (a, b, c, d))
MACRO(PyObject *, PyArray_SimpleNewFromDescr, (int a, npy_intp *b, PyArray_Descr *c), (a, b, c))
MACRO(PyObject *, PyArray_ZEROS, (int a, npy_intp *b, int c, int d), (a, b, c, d))
MACRO(PyObject *, PyArray_EMPTY, (int a, npy_intp *b, int c, int d), (a, b, c, d))
MACRO(PyObject *, PyArray_Copy, (PyArrayObject *a), (a))
MACRO(PyObject *, PyArray_FROM_O, (PyObject *a), (a))
MACRO(PyObject *, PyArray_FROM_OF, (PyObject *a, int b), (a, b))
MACRO(PyObject *, PyArray_FROM_OT, (PyObject *a, int b), (a, b))
MACRO(PyObject *, PyArray_FROM_OTF, (PyObject *a, int b, int c), (a, b, c))
MACRO(PyObject *, PyArray_FROMANY, (PyObject *a, int b, int c, int d, int e), (a, b, c, d, e))
MACRO(PyObject *, PyArray_FromObject, (PyObject *a, int b, int c, int d), (a, b, c, d))
MACRO(PyObject *, PyArray_ContiguousFromAny, (PyObject *a, int b, int c, int d), (a, b, c, d))
MACRO(PyObject *, PyArray_ContiguousFromObject, (PyObject *a, int b, int c, int d), (a, b, c, d))
MACRO(PyObject *, PyArray_CopyFromObject, (PyObject *a, int b, int c, int d), (a, b, c, d))
MACRO(PyObject *, PyArray_Cast, (PyArrayObject *a, int b), (a, b))
MACRO(PyObject *, PyArray_Take, (PyArrayObject *a, PyObject *b, int c), (a, b, c))
MACRO(PyObject *, PyArray_Put, (PyArrayObject *a, PyObject *b, PyObject *c), (a, b, c))
MACRO(PyObject *, PyArray_ToScalar, (void *a, PyArrayObject *b), (a, b))

/* Dtype accessors */
static void dtype_inline(void)
{
    FUNCTION(npy_intp, (const PyArray_Descr *), PyDataType_ELSIZE)
    FUNCTION(npy_intp, (const PyArray_Descr *), PyDataType_ALIGNMENT)
    FUNCTION(npy_uint64, (const PyArray_Descr *), PyDataType_FLAGS)
    FUNCTION(PyObject *, (const PyArray_Descr *), PyDataType_METADATA)
    FUNCTION(PyObject *, (const PyArray_Descr *), PyDataType_NAMES)
    FUNCTION(PyObject *, (const PyArray_Descr *), PyDataType_FIELDS)
    FUNCTION(PyArray_ArrayDescr *, (const PyArray_Descr *), PyDataType_SUBARRAY)
    FUNCTION(NpyAuxData *, (const PyArray_Descr *), PyDataType_C_METADATA)
    FUNCTION(void, (PyArray_Descr *, npy_intp), PyDataType_SET_ELSIZE)
    FUNCTION(PyArray_ArrFuncs *, (const PyArray_Descr *), PyDataType_GetArrFuncs)
    FUNCTION(PyArray_DTypeMeta *, (PyArray_DTypeMeta *), NPY_DT_NewRef)
    FUNCTION(int, (PyObject *, PyObject *), NPY_TITLE_KEY_check)
}

/* Dtype and type number macros */
MACRO(int, PyArray_DescrCheck, (PyObject *a), (a))
STATEMENT(PyArray_DESCR_REPLACE, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISLEGACY, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_HASFIELDS, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_HASSUBARRAY, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISUNSIZED, (PyArray_Descr *a), (a))
STATEMENT(PyDataType_MAKEUNSIZED, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_FLAGCHK, (PyArray_Descr *a, npy_uint64 b), (a, b))
MACRO(int, PyDataType_REFCHK, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISBOOL, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISUNSIGNED, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISSIGNED, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISINTEGER, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISFLOAT, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISNUMBER, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISSTRING, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISCOMPLEX, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISFLEXIBLE, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISDATETIME, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISUSERDEF, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISEXTENDED, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISOBJECT, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISNOTSWAPPED, (PyArray_Descr *a), (a))
MACRO(int, PyDataType_ISBYTESWAPPED, (PyArray_Descr *a), (a))
MACRO(int, PyTypeNum_ISBOOL, (int a), (a))
MACRO(int, PyTypeNum_ISUNSIGNED, (int a), (a))
MACRO(int, PyTypeNum_ISSIGNED, (int a), (a))
MACRO(int, PyTypeNum_ISINTEGER, (int a), (a))
MACRO(int, PyTypeNum_ISFLOAT, (int a), (a))
MACRO(int, PyTypeNum_ISNUMBER, (int a), (a))
MACRO(int, PyTypeNum_ISSTRING, (int a), (a))
MACRO(int, PyTypeNum_ISCOMPLEX, (int a), (a))
MACRO(int, PyTypeNum_ISFLEXIBLE, (int a), (a))
MACRO(int, PyTypeNum_ISDATETIME, (int a), (a))
MACRO(int, PyTypeNum_ISUSERDEF, (int a), (a))
MACRO(int, PyTypeNum_ISEXTENDED, (int a), (a))
MACRO(int, PyTypeNum_ISOBJECT, (int a), (a))
MACRO(PyArray_DTypeMeta *, NPY_DTYPE, (PyArray_Descr *a), (a))
MACRO(int, NPY_TITLE_KEY, (PyObject *a, PyObject *b), (a, b))

/* Iterator macros */
MACRO(int, PyArrayIter_Check, (PyObject *a), (a))
STATEMENT(PyArray_ITER_RESET, (PyArrayIterObject *a), (a))
STATEMENT(PyArray_ITER_NEXT, (PyArrayIterObject *a), (a))
STATEMENT(PyArray_ITER_GOTO, (PyArrayIterObject *a, npy_intp *b), (a, b))
STATEMENT(PyArray_ITER_GOTO1D, (PyArrayIterObject *a, npy_intp b), (a, b))
MACRO(void *, PyArray_ITER_DATA, (PyArrayIterObject *a), (a))
MACRO(int, PyArray_ITER_NOTDONE, (PyArrayIterObject *a), (a))
STATEMENT(PyArray_MultiIter_RESET, (PyArrayMultiIterObject *a), (a))
STATEMENT(PyArray_MultiIter_NEXT, (PyArrayMultiIterObject *a), (a))
STATEMENT(PyArray_MultiIter_GOTO, (PyArrayMultiIterObject *a, npy_intp *b), (a, b))
STATEMENT(PyArray_MultiIter_GOTO1D, (PyArrayMultiIterObject *a, npy_intp b), (a, b))
MACRO(void *, PyArray_MultiIter_DATA, (PyArrayMultiIterObject *a, int b), (a, b))
STATEMENT(PyArray_MultiIter_NEXTi, (PyArrayMultiIterObject *a, int b), (a, b))
MACRO(int, PyArray_MultiIter_NOTDONE, (PyArrayMultiIterObject *a), (a))

static void iterator_macros(void)
{
    FUNCTION(int, (PyArrayMultiIterObject *), PyArray_MultiIter_NUMITER)
    FUNCTION(npy_intp, (PyArrayMultiIterObject *), PyArray_MultiIter_SIZE)
    FUNCTION(npy_intp, (PyArrayMultiIterObject *), PyArray_MultiIter_INDEX)
    FUNCTION(int, (PyArrayMultiIterObject *), PyArray_MultiIter_NDIM)
    FUNCTION(npy_intp *, (PyArrayMultiIterObject *), PyArray_MultiIter_DIMS)
    FUNCTION(void **, (PyArrayMultiIterObject *), PyArray_MultiIter_ITERS)
    FUNCTION(int, (PyArrayNeighborhoodIterObject *), PyArrayNeighborhoodIter_Reset)
    FUNCTION(int, (PyArrayNeighborhoodIterObject *), PyArrayNeighborhoodIter_Next)
}

/* Scalar macros */
MACRO(PyObject *, PyArrayScalar_FromLong, (long a), (a))
MACRO(PyObject *, PyArrayScalar_New, (), (Double))
MACRO(double, PyArrayScalar_VAL, (PyObject *a), (a, Double))
STATEMENT(PyArrayScalar_ASSIGN, (PyObject *a, double c), (a, Double, c))

/* Importing and threads */
MACRO(int, DEPRECATE, (const char *a), (a))
MACRO(int, DEPRECATE_FUTUREWARNING, (const char *a), (a))
MACRO(npy_intp *, PyDimMem_NEW, (size_t a), (a))
STATEMENT(PyDimMem_FREE, (npy_intp *a), (a))
MACRO(npy_intp *, PyDimMem_RENEW, (npy_intp *a, size_t b), (a, b))
STATEMENT(NPY_AUXDATA_FREE, (NpyAuxData *a), (a))
MACRO(NpyAuxData *, NPY_AUXDATA_CLONE, (NpyAuxData *a), (a))

static void importing(void)
{
    FUNCTION(int, (void), PyArray_ImportNumPyAPI)
    FUNCTION(int, (void), PyUFunc_ImportUFuncAPI)
}

/* Types */
static void types(void)
{
    VARIABLE(PyTypeObject, PyArray_Type)
    VARIABLE(PyTypeObject, PyArrayDescr_Type)
    VARIABLE(PyTypeObject, PyArrayIter_Type)
    VARIABLE(PyTypeObject, PyArrayMultiIter_Type)
    VARIABLE(PyTypeObject, PyBoolArrType_Type)
    VARIABLE(PyTypeObject, PyGenericArrType_Type)
    VARIABLE(PyTypeObject, PyNumberArrType_Type)
    VARIABLE(PyTypeObject, PyIntegerArrType_Type)
    VARIABLE(PyTypeObject, PySignedIntegerArrType_Type)
    VARIABLE(PyTypeObject, PyUnsignedIntegerArrType_Type)
    VARIABLE(PyTypeObject, PyInexactArrType_Type)
    VARIABLE(PyTypeObject, PyFloatingArrType_Type)
    VARIABLE(PyTypeObject, PyComplexFloatingArrType_Type)
    VARIABLE(PyTypeObject, PyFlexibleArrType_Type)
    VARIABLE(PyTypeObject, PyCharacterArrType_Type)
    VARIABLE(PyTypeObject, PyByteArrType_Type)
    VARIABLE(PyTypeObject, PyShortArrType_Type)
    VARIABLE(PyTypeObject, PyIntArrType_Type)
    VARIABLE(PyTypeObject, PyLongArrType_Type)
    VARIABLE(PyTypeObject, PyLongLongArrType_Type)
    VARIABLE(PyTypeObject, PyUByteArrType_Type)
    VARIABLE(PyTypeObject, PyUShortArrType_Type)
    VARIABLE(PyTypeObject, PyUIntArrType_Type)
    VARIABLE(PyTypeObject, PyULongArrType_Type)
    VARIABLE(PyTypeObject, PyULongLongArrType_Type)
    VARIABLE(PyTypeObject, PyFloatArrType_Type)
    VARIABLE(PyTypeObject, PyDoubleArrType_Type)
    VARIABLE(PyTypeObject, PyLongDoubleArrType_Type)
    VARIABLE(PyTypeObject, PyCFloatArrType_Type)
    VARIABLE(PyTypeObject, PyCDoubleArrType_Type)
    VARIABLE(PyTypeObject, PyCLongDoubleArrType_Type)
    VARIABLE(PyTypeObject, PyObjectArrType_Type)
    VARIABLE(PyTypeObject, PyStringArrType_Type)
    VARIABLE(PyTypeObject, PyUnicodeArrType_Type)
    VARIABLE(PyTypeObject, PyVoidArrType_Type)
    VARIABLE(PyTypeObject, PyTimeIntegerArrType_Type)
    VARIABLE(PyTypeObject, PyDatetimeArrType_Type)
    VARIABLE(PyTypeObject, PyTimedeltaArrType_Type)
    VARIABLE(PyTypeObject, PyHalfArrType_Type)
    VARIABLE(PyTypeObject, NpyIter_Type)
    VARIABLE(PyTypeObject, PyArrayDTypeMeta_Type)
    VARIABLE(PyTypeObject, PyUFunc_Type)
}

/* DType classes */
static void dtype_classes(void)
{
    VARIABLE(PyArray_DTypeMeta, PyArray_BoolDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_ByteDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_UByteDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_ShortDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_UShortDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_IntDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_UIntDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_LongDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_ULongDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_LongLongDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_ULongLongDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_Int8DType)
    VARIABLE(PyArray_DTypeMeta, PyArray_UInt8DType)
    VARIABLE(PyArray_DTypeMeta, PyArray_Int16DType)
    VARIABLE(PyArray_DTypeMeta, PyArray_UInt16DType)
    VARIABLE(PyArray_DTypeMeta, PyArray_Int32DType)
    VARIABLE(PyArray_DTypeMeta, PyArray_UInt32DType)
    VARIABLE(PyArray_DTypeMeta, PyArray_Int64DType)
    VARIABLE(PyArray_DTypeMeta, PyArray_UInt64DType)
    VARIABLE(PyArray_DTypeMeta, PyArray_IntpDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_UIntpDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_HalfDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_FloatDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_DoubleDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_LongDoubleDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_CFloatDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_CDoubleDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_CLongDoubleDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_BytesDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_UnicodeDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_DatetimeDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_TimedeltaDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_ObjectDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_VoidDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_PyLongDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_PyFloatDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_PyComplexDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_DefaultIntDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_StringDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_IntAbstractDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_FloatAbstractDType)
    VARIABLE(PyArray_DTypeMeta, PyArray_ComplexAbstractDType)
}

/* Globals */
static void globals(void)
{
    VARIABLE(int, NPY_NUMUSERTYPES)
    ARRAY(PyBoolScalarObject, _PyArrayScalar_BoolValues)
    VARIABLE(NPY_CASTING, NPY_DEFAULT_ASSIGN_CASTING)
    VARIABLE(PyObject *, PyDataMem_DefaultHandler)
}

void (*const numpy_hpy_api_signatures[])(void) = {
    array_creation,
    array_conversion,
    array_access,
    array_manipulation,
    array_calculation,
    dtypes,
    dtype_api,
    scalars,
    iterators,
    nditer,
    ufunc,
    ufunc_loops,
    memory,
    datetime,
    strings,
    helpers,
    array_access_inline,
    dtype_inline,
    iterator_macros,
    importing,
    types,
    dtype_classes,
    globals,
};
