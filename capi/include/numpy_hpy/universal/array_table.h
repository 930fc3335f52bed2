/* The table that a universal extension calls NumPy through. Append-only: see docs/versioning.md.
 *
 * Generated from capi/api by `UPDATE_API=1 cargo test -p numpy-hpy-apigen`. Do not edit.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_ARRAY_TABLE_H
#define NUMPY_HPY_ARRAY_TABLE_H

#include "numpy_hpy/api_header.h"
#include "numpy_hpy/api_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The feature number of these headers: what a provider must have to serve all of them.
#define HPY_ARRAY_FEATURE_VERSION 1

/// What the capsule `_HPY_ARRAY_API` points to. Owned by the provider; lives as long as the process.
typedef struct {
    NpyApiHeader header;

    /* feature 1 */
    HPy (*HPyArray_New)(HPyContext *ctx, HPy subtype, int nd, const npy_intp *dims, int type_num, const npy_intp *strides,
        void *data, int itemsize, int flags, HPy obj);
    HPy (*HPyArray_NewFromDescr)(HPyContext *ctx, HPy subtype, HPy descr, int nd, const npy_intp *dims,
        const npy_intp *strides, void *data, int flags, HPy obj);
    HPy (*HPyArray_NewLikeArray)(HPyContext *ctx, HPy prototype, NPY_ORDER order, HPy dtype, int subok);
    HPy (*HPyArray_NewCopy)(HPyContext *ctx, HPy obj, NPY_ORDER order);
    HPy (*HPyArray_Zeros)(HPyContext *ctx, int nd, const npy_intp *dims, HPy type, int is_f_order);
    HPy (*HPyArray_Empty)(HPyContext *ctx, int nd, const npy_intp *dims, HPy type, int is_f_order);
    HPy (*HPyArray_Arange)(HPyContext *ctx, double start, double stop, double step, int type_num);
    HPy (*HPyArray_ArangeObj)(HPyContext *ctx, HPy start, HPy stop, HPy step, HPy dtype);
    HPy (*HPyArray_FromFile)(HPyContext *ctx, FILE *fp, HPy dtype, npy_intp num, char *sep);
    HPy (*HPyArray_FromString)(HPyContext *ctx, char *data, npy_intp slen, HPy dtype, npy_intp num, char *sep);
    HPy (*HPyArray_FromBuffer)(HPyContext *ctx, HPy buf, HPy type, npy_intp count, npy_intp offset);
    HPy (*HPyArray_FromIter)(HPyContext *ctx, HPy obj, HPy dtype, npy_intp count);
    HPy (*HPyArray_IntTupleFromIntp)(HPyContext *ctx, int len, const npy_intp *vals);
    HPy (*HPyArray_FromAny)(HPyContext *ctx, HPy op, HPy newtype, int min_depth, int max_depth, int flags, HPy context);
    HPy (*HPyArray_CheckFromAny)(HPyContext *ctx, HPy op, HPy descr, int min_depth, int max_depth, int requirements,
        HPy context);
    HPy (*HPyArray_FromArray)(HPyContext *ctx, HPy arr, HPy newtype, int flags);
    HPy (*HPyArray_FromInterface)(HPyContext *ctx, HPy origin);
    HPy (*HPyArray_FromStructInterface)(HPyContext *ctx, HPy input);
    HPy (*HPyArray_FromArrayAttr)(HPyContext *ctx, HPy op, HPy typecode, HPy context);
    HPy (*HPyArray_FromScalar)(HPyContext *ctx, HPy scalar, HPy outcode);
    HPy (*HPyArray_EnsureArray)(HPyContext *ctx, HPy op);
    HPy (*HPyArray_EnsureAnyArray)(HPyContext *ctx, HPy op);
    HPy (*HPyArray_Return)(HPyContext *ctx, HPy mp);
    HPy *(*HPyArray_ConvertToCommonType)(HPyContext *ctx, HPy op, int *retn);
    int (*HPyArray_AsCArray)(HPyContext *ctx, HPy *op, void *ptr, npy_intp *dims, int nd, HPy typedescr);
    int (*HPyArray_Free)(HPyContext *ctx, HPy op, void *ptr);
    int (*HPyArray_Converter)(HPyContext *ctx, HPy object, HPy *address);
    int (*HPyArray_OutputConverter)(HPyContext *ctx, HPy object, HPy *address);
    int (*HPyArray_IntpConverter)(HPyContext *ctx, HPy obj, PyArray_Dims *seq);
    int (*HPyArray_IntpFromSequence)(HPyContext *ctx, HPy seq, npy_intp *vals, int maxvals);
    int (*HPyArray_BufferConverter)(HPyContext *ctx, HPy obj, HPyArray_Chunk *buf);
    int (*HPyArray_AxisConverter)(HPyContext *ctx, HPy obj, int *axis);
    int (*HPyArray_BoolConverter)(HPyContext *ctx, HPy object, npy_bool *val);
    int (*HPyArray_ByteorderConverter)(HPyContext *ctx, HPy obj, char *endian);
    int (*HPyArray_OrderConverter)(HPyContext *ctx, HPy object, NPY_ORDER *val);
    int (*HPyArray_CastingConverter)(HPyContext *ctx, HPy obj, NPY_CASTING *casting);
    int (*HPyArray_ClipmodeConverter)(HPyContext *ctx, HPy object, NPY_CLIPMODE *val);
    int (*HPyArray_ConvertClipmodeSequence)(HPyContext *ctx, HPy object, NPY_CLIPMODE *modes, int n);
    int (*HPyArray_SortkindConverter)(HPyContext *ctx, HPy obj, NPY_SORTKIND *sortkind);
    int (*HPyArray_SelectkindConverter)(HPyContext *ctx, HPy obj, NPY_SELECTKIND *selectkind);
    int (*HPyArray_SearchsideConverter)(HPyContext *ctx, HPy obj, void *addr);
    int (*HPyArray_PyIntAsInt)(HPyContext *ctx, HPy o);
    npy_intp (*HPyArray_PyIntAsIntp)(HPyContext *ctx, HPy o);
    npy_intp (*HPyArray_Size)(HPyContext *ctx, HPy op);
    void *(*HPyArray_GetPtr)(HPyContext *ctx, HPy obj, const npy_intp *ind);
    char *(*HPyArray_Zero)(HPyContext *ctx, HPy arr);
    char *(*HPyArray_One)(HPyContext *ctx, HPy arr);
    void (*HPyArray_UpdateFlags)(HPyContext *ctx, HPy ret, int flagmask);
    int (*HPyArray_SetBaseObject)(HPyContext *ctx, HPy arr, HPy obj);
    int (*HPyArray_FailUnlessWriteable)(HPyContext *ctx, HPy obj, const char *name);
    int (*HPyArray_SetWritebackIfCopyBase)(HPyContext *ctx, HPy arr, HPy base);
    int (*HPyArray_ResolveWritebackIfCopy)(HPyContext *ctx, HPy self);
    HPy (*HPyArray_GetField)(HPyContext *ctx, HPy self, HPy typed, int offset);
    int (*HPyArray_SetField)(HPyContext *ctx, HPy self, HPy dtype, int offset, HPy val);
    int (*HPyArray_ElementStrides)(HPyContext *ctx, HPy obj);
    npy_bool (*HPyArray_CheckStrides)(HPyContext *ctx, int elsize, int nd, npy_intp numbytes, npy_intp offset,
        const npy_intp *dims, const npy_intp *newstrides);
    double (*HPyArray_GetPriority)(HPyContext *ctx, HPy obj, double default_);
    void (*HPyArray_DebugPrint)(HPyContext *ctx, HPy obj);
    npy_intp (*HPyArray_CountNonzero)(HPyContext *ctx, HPy self);
    HPy (*HPyArray_CheckAxis)(HPyContext *ctx, HPy arr, int *axis, int flags);
    void (*HPyArray_RemoveAxesInPlace)(HPyContext *ctx, HPy arr, const npy_bool *flags);
    int (*HPyArray_CheckAnyScalarExact)(HPyContext *ctx, HPy obj);
    HPy (*HPyArray_Reshape)(HPyContext *ctx, HPy self, HPy shape);
    HPy (*HPyArray_Newshape)(HPyContext *ctx, HPy self, PyArray_Dims *newdims, NPY_ORDER order);
    HPy (*HPyArray_Resize)(HPyContext *ctx, HPy self, PyArray_Dims *newshape, int refcheck, NPY_ORDER order);
    HPy (*HPyArray_Transpose)(HPyContext *ctx, HPy ap, PyArray_Dims *permute);
    HPy (*HPyArray_SwapAxes)(HPyContext *ctx, HPy ap, int a1, int a2);
    HPy (*HPyArray_Squeeze)(HPyContext *ctx, HPy self);
    HPy (*HPyArray_Flatten)(HPyContext *ctx, HPy a, NPY_ORDER order);
    HPy (*HPyArray_Ravel)(HPyContext *ctx, HPy arr, NPY_ORDER order);
    HPy (*HPyArray_View)(HPyContext *ctx, HPy self, HPy type, HPy pytype);
    HPy (*HPyArray_Byteswap)(HPyContext *ctx, HPy self, npy_bool inplace);
    HPy (*HPyArray_Concatenate)(HPyContext *ctx, HPy op, int axis);
    HPy (*HPyArray_BroadcastToShape)(HPyContext *ctx, HPy obj, npy_intp *dims, int nd);
    int (*HPyArray_CopyInto)(HPyContext *ctx, HPy dst, HPy src);
    int (*HPyArray_CopyAnyInto)(HPyContext *ctx, HPy dst, HPy src);
    int (*HPyArray_CopyObject)(HPyContext *ctx, HPy dest, HPy src_object);
    int (*HPyArray_FillWithScalar)(HPyContext *ctx, HPy arr, HPy obj);
    HPy (*HPyArray_ToList)(HPyContext *ctx, HPy self);
    HPy (*HPyArray_ToString)(HPyContext *ctx, HPy self, NPY_ORDER order);
    int (*HPyArray_ToFile)(HPyContext *ctx, HPy self, FILE *fp, char *sep, char *format);
    int (*HPyArray_Dump)(HPyContext *ctx, HPy self, HPy file, int protocol);
    HPy (*HPyArray_Dumps)(HPyContext *ctx, HPy self, int protocol);
    HPy (*HPyArray_TakeFrom)(HPyContext *ctx, HPy self0, HPy indices0, int axis, HPy out, NPY_CLIPMODE clipmode);
    HPy (*HPyArray_PutTo)(HPyContext *ctx, HPy self, HPy values0, HPy indices0, NPY_CLIPMODE clipmode);
    HPy (*HPyArray_PutMask)(HPyContext *ctx, HPy self, HPy values0, HPy mask0);
    HPy (*HPyArray_Repeat)(HPyContext *ctx, HPy aop, HPy op, int axis);
    HPy (*HPyArray_Choose)(HPyContext *ctx, HPy ip, HPy op, HPy out, NPY_CLIPMODE clipmode);
    int (*HPyArray_Sort)(HPyContext *ctx, HPy op, int axis, NPY_SORTKIND flags);
    HPy (*HPyArray_ArgSort)(HPyContext *ctx, HPy op, int axis, NPY_SORTKIND flags);
    int (*HPyArray_Partition)(HPyContext *ctx, HPy op, HPy ktharray, int axis, NPY_SELECTKIND which);
    HPy (*HPyArray_ArgPartition)(HPyContext *ctx, HPy op, HPy ktharray, int axis, NPY_SELECTKIND which);
    HPy (*HPyArray_LexSort)(HPyContext *ctx, HPy sort_keys, int axis);
    HPy (*HPyArray_SearchSorted)(HPyContext *ctx, HPy op1, HPy op2, NPY_SEARCHSIDE side, HPy perm);
    HPy (*HPyArray_ArgMax)(HPyContext *ctx, HPy op, int axis, HPy out);
    HPy (*HPyArray_ArgMin)(HPyContext *ctx, HPy op, int axis, HPy out);
    HPy (*HPyArray_Max)(HPyContext *ctx, HPy ap, int axis, HPy out);
    HPy (*HPyArray_Min)(HPyContext *ctx, HPy ap, int axis, HPy out);
    HPy (*HPyArray_Ptp)(HPyContext *ctx, HPy ap, int axis, HPy out);
    HPy (*HPyArray_Mean)(HPyContext *ctx, HPy self, int axis, int rtype, HPy out);
    HPy (*HPyArray_Sum)(HPyContext *ctx, HPy self, int axis, int rtype, HPy out);
    HPy (*HPyArray_CumSum)(HPyContext *ctx, HPy self, int axis, int rtype, HPy out);
    HPy (*HPyArray_Prod)(HPyContext *ctx, HPy self, int axis, int rtype, HPy out);
    HPy (*HPyArray_CumProd)(HPyContext *ctx, HPy self, int axis, int rtype, HPy out);
    HPy (*HPyArray_Std)(HPyContext *ctx, HPy self, int axis, int rtype, HPy out, int variance);
    HPy (*HPyArray_All)(HPyContext *ctx, HPy self, int axis, HPy out);
    HPy (*HPyArray_Any)(HPyContext *ctx, HPy self, int axis, HPy out);
    HPy (*HPyArray_Compress)(HPyContext *ctx, HPy self, HPy condition, int axis, HPy out);
    HPy (*HPyArray_Nonzero)(HPyContext *ctx, HPy self);
    HPy (*HPyArray_Trace)(HPyContext *ctx, HPy self, int offset, int axis1, int axis2, int rtype, HPy out);
    HPy (*HPyArray_Diagonal)(HPyContext *ctx, HPy self, int offset, int axis1, int axis2);
    HPy (*HPyArray_Clip)(HPyContext *ctx, HPy self, HPy min, HPy max, HPy out);
    HPy (*HPyArray_Conjugate)(HPyContext *ctx, HPy self, HPy out);
    HPy (*HPyArray_Round)(HPyContext *ctx, HPy a, int decimals, HPy out);
    HPy (*HPyArray_Where)(HPyContext *ctx, HPy condition, HPy x, HPy y);
    HPy (*HPyArray_InnerProduct)(HPyContext *ctx, HPy op1, HPy op2);
    HPy (*HPyArray_MatrixProduct)(HPyContext *ctx, HPy op1, HPy op2);
    HPy (*HPyArray_MatrixProduct2)(HPyContext *ctx, HPy op1, HPy op2, HPy out);
    HPy (*HPyArray_EinsteinSum)(HPyContext *ctx, char *subscripts, npy_intp nop, const HPy *op_in, HPy dtype,
        NPY_ORDER order, NPY_CASTING casting, HPy out);
    HPy (*HPyArray_Correlate)(HPyContext *ctx, HPy op1, HPy op2, int mode);
    HPy (*HPyArray_Correlate2)(HPyContext *ctx, HPy op1, HPy op2, int mode);
    HPy (*HPyArray_DescrFromType)(HPyContext *ctx, int type);
    HPy (*HPyArray_DescrFromObject)(HPyContext *ctx, HPy op, HPy mintype);
    HPy (*HPyArray_DescrFromScalar)(HPyContext *ctx, HPy sc);
    HPy (*HPyArray_DescrFromTypeObject)(HPyContext *ctx, HPy type);
    HPy (*HPyArray_DescrNew)(HPyContext *ctx, HPy base_descr);
    HPy (*HPyArray_DescrNewFromType)(HPyContext *ctx, int type_num);
    HPy (*HPyArray_DescrNewByteorder)(HPyContext *ctx, HPy oself, char newendian);
    int (*HPyArray_DescrConverter)(HPyContext *ctx, HPy obj, HPy *at);
    int (*HPyArray_DescrConverter2)(HPyContext *ctx, HPy obj, HPy *at);
    int (*HPyArray_DescrAlignConverter)(HPyContext *ctx, HPy obj, HPy *at);
    int (*HPyArray_DescrAlignConverter2)(HPyContext *ctx, HPy obj, HPy *at);
    HPy (*HPyArray_TypeObjectFromType)(HPyContext *ctx, int type);
    int (*HPyArray_ObjectType)(HPyContext *ctx, HPy op, int minimum_type);
    int (*HPyArray_ValidType)(HPyContext *ctx, int type);
    unsigned char (*HPyArray_EquivTypes)(HPyContext *ctx, HPy type1, HPy type2);
    unsigned char (*HPyArray_EquivTypenums)(HPyContext *ctx, int typenum1, int typenum2);
    HPy (*HPyArray_PromoteTypes)(HPyContext *ctx, HPy type1, HPy type2);
    HPy (*HPyArray_ResultType)(HPyContext *ctx, npy_intp narrs, const HPy *arrs, npy_intp ndtypes, const HPy *descrs);
    HPy (*HPyArray_MinScalarType)(HPyContext *ctx, HPy arr);
    int (*HPyArray_CanCastSafely)(HPyContext *ctx, int fromtype, int totype);
    npy_bool (*HPyArray_CanCastTo)(HPyContext *ctx, HPy from, HPy to);
    npy_bool (*HPyArray_CanCastTypeTo)(HPyContext *ctx, HPy from, HPy to, NPY_CASTING casting);
    npy_bool (*HPyArray_CanCastArrayTo)(HPyContext *ctx, HPy arr, HPy to, NPY_CASTING casting);
    npy_bool (*HPyArray_CanCastScalar)(HPyContext *ctx, HPy from, HPy to);
    int (*HPyArray_CanCoerceScalar)(HPyContext *ctx, int thistype, int neededtype, NPY_SCALARKIND scalar);
    NPY_SCALARKIND (*HPyArray_ScalarKind)(HPyContext *ctx, int typenum, HPy arr);
    HPy (*HPyArray_CastToType)(HPyContext *ctx, HPy arr, HPy dtype, int is_f_order);
    int (*HPyArray_RegisterDataType)(HPyContext *ctx, HPyArray_DescrProto *descr_proto);
    int (*HPyArray_RegisterCastFunc)(HPyContext *ctx, HPy descr, int totype, PyArray_VectorUnaryFunc *castfunc);
    int (*HPyArray_RegisterCanCast)(HPyContext *ctx, HPy descr, int totype, NPY_SCALARKIND scalar);
    void (*HPyArray_InitArrFuncs)(HPyContext *ctx, PyArray_ArrFuncs *f);
    HPy (*HPyArray_GetDefaultDescr)(HPyContext *ctx, HPy DType);
    HPy (*HPyArray_CommonDType)(HPyContext *ctx, HPy dtype1, HPy dtype2);
    HPy (*HPyArray_PromoteDTypeSequence)(HPyContext *ctx, npy_intp length, const HPy *dtypes_in);
    int (*HPyArrayInitDTypeMeta_FromSpec)(HPyContext *ctx, HPy *DType, HPyArrayDTypeMeta_Spec *spec);
    HPy (*HPyArray_Scalar)(HPyContext *ctx, void *data, HPy descr, HPy base);
    void (*HPyArray_ScalarAsCtype)(HPyContext *ctx, HPy scalar, void *ctypeptr);
    int (*HPyArray_CastScalarToCtype)(HPyContext *ctx, HPy scalar, void *ctypeptr, HPy outcode);
    int (*HPyArray_CastScalarDirect)(HPyContext *ctx, HPy scalar, HPy indescr, void *ctypeptr, int outtype);
    int (*HPyArray_Pack)(HPyContext *ctx, HPy descr, void *item, HPy value);
    HPy (*HPyArray_IterNew)(HPyContext *ctx, HPy obj);
    HPy (*HPyArray_IterAllButAxis)(HPyContext *ctx, HPy obj, int *inaxis);
    HPy (*HPyArray_MultiIterNew)(HPyContext *ctx, int n, const HPy *objects);
    HPy (*HPyArray_MultiIterFromObjects)(HPyContext *ctx, const HPy *mps, int n, int nadd, const HPy *added);
    int (*HPyArray_Broadcast)(HPyContext *ctx, HPy mit);
    int (*HPyArray_RemoveSmallest)(HPyContext *ctx, HPy multi);
    HPy (*HPyArray_NeighborhoodIterNew)(HPyContext *ctx, HPy x, const npy_intp *bounds, int mode, HPy fill);
    NpyIter *(*HNpyIter_New)(HPyContext *ctx, HPy op, npy_uint32 flags, NPY_ORDER order, NPY_CASTING casting, HPy dtype);
    NpyIter *(*HNpyIter_MultiNew)(HPyContext *ctx, int nop, const HPy *op_in, npy_uint32 flags, NPY_ORDER order,
        NPY_CASTING casting, npy_uint32 *op_flags, const HPy *op_request_dtypes);
    NpyIter *(*HNpyIter_AdvancedNew)(HPyContext *ctx, int nop, const HPy *op_in, npy_uint32 flags, NPY_ORDER order,
        NPY_CASTING casting, npy_uint32 *op_flags, const HPy *op_request_dtypes, int oa_ndim, int **op_axes,
        npy_intp *itershape, npy_intp buffersize);
    NpyIter *(*HNpyIter_Copy)(HPyContext *ctx, NpyIter *iter);
    int (*HNpyIter_Deallocate)(HPyContext *ctx, NpyIter *iter);
    NPY_ARRAYMETHOD_FLAGS (*HNpyIter_GetTransferFlags)(HPyContext *ctx, NpyIter *iter);
    npy_bool (*HNpyIter_HasDelayedBufAlloc)(HPyContext *ctx, NpyIter *iter);
    npy_bool (*HNpyIter_HasExternalLoop)(HPyContext *ctx, NpyIter *iter);
    int (*HNpyIter_EnableExternalLoop)(HPyContext *ctx, NpyIter *iter);
    npy_intp *(*HNpyIter_GetInnerStrideArray)(HPyContext *ctx, NpyIter *iter);
    npy_intp *(*HNpyIter_GetInnerLoopSizePtr)(HPyContext *ctx, NpyIter *iter);
    int (*HNpyIter_Reset)(HPyContext *ctx, NpyIter *iter, char **errmsg);
    int (*HNpyIter_ResetBasePointers)(HPyContext *ctx, NpyIter *iter, char **baseptrs, char **errmsg);
    int (*HNpyIter_ResetToIterIndexRange)(HPyContext *ctx, NpyIter *iter, npy_intp istart, npy_intp iend, char **errmsg);
    int (*HNpyIter_GetNDim)(HPyContext *ctx, NpyIter *iter);
    int (*HNpyIter_GetNOp)(HPyContext *ctx, NpyIter *iter);
    NpyIter_IterNextFunc *(*HNpyIter_GetIterNext)(HPyContext *ctx, NpyIter *iter, char **errmsg);
    npy_intp (*HNpyIter_GetIterSize)(HPyContext *ctx, NpyIter *iter);
    void (*HNpyIter_GetIterIndexRange)(HPyContext *ctx, NpyIter *iter, npy_intp *istart, npy_intp *iend);
    npy_intp (*HNpyIter_GetIterIndex)(HPyContext *ctx, NpyIter *iter);
    int (*HNpyIter_GotoIterIndex)(HPyContext *ctx, NpyIter *iter, npy_intp iterindex);
    npy_bool (*HNpyIter_HasMultiIndex)(HPyContext *ctx, NpyIter *iter);
    int (*HNpyIter_GetShape)(HPyContext *ctx, NpyIter *iter, npy_intp *outshape);
    NpyIter_GetMultiIndexFunc *(*HNpyIter_GetGetMultiIndex)(HPyContext *ctx, NpyIter *iter, char **errmsg);
    int (*HNpyIter_GotoMultiIndex)(HPyContext *ctx, NpyIter *iter, const npy_intp *multi_index);
    int (*HNpyIter_RemoveMultiIndex)(HPyContext *ctx, NpyIter *iter);
    npy_bool (*HNpyIter_HasIndex)(HPyContext *ctx, NpyIter *iter);
    npy_bool (*HNpyIter_IsBuffered)(HPyContext *ctx, NpyIter *iter);
    npy_bool (*HNpyIter_IsGrowInner)(HPyContext *ctx, NpyIter *iter);
    npy_intp (*HNpyIter_GetBufferSize)(HPyContext *ctx, NpyIter *iter);
    npy_intp *(*HNpyIter_GetIndexPtr)(HPyContext *ctx, NpyIter *iter);
    int (*HNpyIter_GotoIndex)(HPyContext *ctx, NpyIter *iter, npy_intp flat_index);
    char **(*HNpyIter_GetDataPtrArray)(HPyContext *ctx, NpyIter *iter);
    char **(*HNpyIter_GetInitialDataPtrArray)(HPyContext *ctx, NpyIter *iter);
    int (*HNpyIter_GetDescrArray)(HPyContext *ctx, NpyIter *iter, HPy *descrs);
    int (*HNpyIter_GetOperandArray)(HPyContext *ctx, NpyIter *iter, HPy *operands);
    HPy (*HNpyIter_GetIterView)(HPyContext *ctx, NpyIter *iter, npy_intp i);
    void (*HNpyIter_GetReadFlags)(HPyContext *ctx, NpyIter *iter, char *outreadflags);
    void (*HNpyIter_GetWriteFlags)(HPyContext *ctx, NpyIter *iter, char *outwriteflags);
    void (*HNpyIter_DebugPrint)(HPyContext *ctx, NpyIter *iter);
    npy_bool (*HNpyIter_IterationNeedsAPI)(HPyContext *ctx, NpyIter *iter);
    void (*HNpyIter_GetInnerFixedStrideArray)(HPyContext *ctx, NpyIter *iter, npy_intp *out_strides);
    int (*HNpyIter_RemoveAxis)(HPyContext *ctx, NpyIter *iter, int axis);
    npy_intp *(*HNpyIter_GetAxisStrideArray)(HPyContext *ctx, NpyIter *iter, int axis);
    npy_bool (*HNpyIter_RequiresBuffering)(HPyContext *ctx, NpyIter *iter);
    int (*HNpyIter_CreateCompatibleStrides)(HPyContext *ctx, NpyIter *iter, npy_intp itemsize, npy_intp *outstrides);
    npy_bool (*HNpyIter_IsFirstVisit)(HPyContext *ctx, NpyIter *iter, int iop);
    void *(*HPyDataMem_NEW)(HPyContext *ctx, size_t size);
    void *(*HPyDataMem_NEW_ZEROED)(HPyContext *ctx, size_t nmemb, size_t size);
    void *(*HPyDataMem_RENEW)(HPyContext *ctx, void *ptr, size_t size);
    void (*HPyDataMem_FREE)(HPyContext *ctx, void *ptr);
    HPy (*HPyDataMem_SetHandler)(HPyContext *ctx, HPy handler);
    HPy (*HPyDataMem_GetHandler)(HPyContext *ctx);
    int (*HNpyDatetime_ConvertDatetime64ToDatetimeStruct)(HPyContext *ctx, PyArray_DatetimeMetaData *meta,
        npy_datetime dt, npy_datetimestruct *out);
    int (*HNpyDatetime_ConvertDatetimeStructToDatetime64)(HPyContext *ctx, PyArray_DatetimeMetaData *meta,
        const npy_datetimestruct *dts, npy_datetime *out);
    int (*HNpyDatetime_ConvertPyDateTimeToDatetimeStruct)(HPyContext *ctx, HPy obj, npy_datetimestruct *out,
        NPY_DATETIMEUNIT *out_bestunit, int apply_tzinfo);
    int (*HNpyDatetime_GetDatetimeISO8601StrLen)(HPyContext *ctx, int local, NPY_DATETIMEUNIT base);
    int (*HNpyDatetime_MakeISO8601Datetime)(HPyContext *ctx, npy_datetimestruct *dts, char *outstr, npy_intp outlen,
        int local, int utc, NPY_DATETIMEUNIT base, int tzoffset, NPY_CASTING casting);
    int (*HNpyDatetime_ParseISO8601Datetime)(HPyContext *ctx, const char *str, HPy_ssize_t len, NPY_DATETIMEUNIT unit,
        NPY_CASTING casting, npy_datetimestruct *out, NPY_DATETIMEUNIT *out_bestunit, npy_bool *out_special);
    int (*HNpyString_load)(HPyContext *ctx, npy_string_allocator *allocator,
        const npy_packed_static_string *packed_string, npy_static_string *unpacked_string);
    int (*HNpyString_pack)(HPyContext *ctx, npy_string_allocator *allocator, npy_packed_static_string *packed_string,
        const char *buf, size_t size);
    int (*HNpyString_pack_null)(HPyContext *ctx, npy_string_allocator *allocator, npy_packed_static_string *packed_string);
    npy_string_allocator *(*HNpyString_acquire_allocator)(HPyContext *ctx, HPy descr);
    void (*HNpyString_acquire_allocators)(HPyContext *ctx, size_t n_descriptors, const HPy *descrs,
        npy_string_allocator **allocators);
    void (*HNpyString_release_allocator)(HPyContext *ctx, npy_string_allocator *allocator);
    void (*HNpyString_release_allocators)(HPyContext *ctx, size_t length, npy_string_allocator **allocators);
    npy_intp (*HPyArray_MultiplyList)(HPyContext *ctx, const npy_intp *l1, int n);
    int (*HPyArray_MultiplyIntList)(HPyContext *ctx, const int *l1, int n);
    npy_intp (*HPyArray_OverflowMultiplyList)(HPyContext *ctx, const npy_intp *l1, int n);
    int (*HPyArray_CompareLists)(HPyContext *ctx, const npy_intp *l1, const npy_intp *l2, int n);
    void (*HPyArray_CreateSortedStridePerm)(HPyContext *ctx, int ndim, const npy_intp *strides,
        npy_stride_sort_item *out_strideperm);
    unsigned int (*HPyArray_GetNDArrayCVersion)(HPyContext *ctx);
    unsigned int (*HPyArray_GetNDArrayCFeatureVersion)(HPyContext *ctx);
    int (*HPyArray_GetEndianness)(HPyContext *ctx);
    int (*HPyArray_NDIM)(HPyContext *ctx, const HPy arr);
    void *(*HPyArray_DATA)(HPyContext *ctx, const HPy arr);
    char *(*HPyArray_BYTES)(HPyContext *ctx, const HPy arr);
    npy_intp *(*HPyArray_DIMS)(HPyContext *ctx, const HPy arr);
    npy_intp *(*HPyArray_SHAPE)(HPyContext *ctx, const HPy arr);
    npy_intp *(*HPyArray_STRIDES)(HPyContext *ctx, const HPy arr);
    npy_intp (*HPyArray_DIM)(HPyContext *ctx, const HPy arr, int idim);
    npy_intp (*HPyArray_STRIDE)(HPyContext *ctx, const HPy arr, int istride);
    npy_intp (*HPyArray_ITEMSIZE)(HPyContext *ctx, const HPy arr, PyArrayObject *view);
    HPy (*HPyArray_BASE)(HPyContext *ctx, const HPy arr, PyArrayObject *view);
    HPy (*HPyArray_DESCR)(HPyContext *ctx, const HPy arr, PyArrayObject *view);
    HPy (*HPyArray_DTYPE)(HPyContext *ctx, const HPy arr, PyArrayObject *view);
    int (*HPyArray_FLAGS)(HPyContext *ctx, const HPy arr);
    int (*HPyArray_CHKFLAGS)(HPyContext *ctx, const HPy arr, int flags);
    void (*HPyArray_ENABLEFLAGS)(HPyContext *ctx, HPy arr, int flags);
    void (*HPyArray_CLEARFLAGS)(HPyContext *ctx, HPy arr, int flags);
    int (*HPyArray_TYPE)(HPyContext *ctx, const HPy arr, PyArrayObject *view);
    HPy (*HPyArray_HANDLER)(HPyContext *ctx, HPy arr);
    HPy (*HPyArray_GETITEM)(HPyContext *ctx, const HPy arr, const char *itemptr);
    int (*HPyArray_SETITEM)(HPyContext *ctx, HPy arr, char *itemptr, HPy v);
    void (*HPyArray_DiscardWritebackIfCopy)(HPyContext *ctx, HPy arr);
    int (*HPyArray_Check)(HPyContext *ctx, HPy op);
    int (*HPyArray_CheckExact)(HPyContext *ctx, HPy op);
    int (*HPyArray_IsZeroDim)(HPyContext *ctx, HPy op);
    int (*HPyArray_CheckScalar)(HPyContext *ctx, HPy m);
    int (*HPyArray_IsPythonNumber)(HPyContext *ctx, HPy obj);
    int (*HPyArray_IsIntegerScalar)(HPyContext *ctx, HPy obj);
    int (*HPyArray_IsPythonScalar)(HPyContext *ctx, HPy obj);
    int (*HPyArray_IsAnyScalar)(HPyContext *ctx, HPy obj);
    int (*HPyArray_CheckAnyScalar)(HPyContext *ctx, HPy obj);
    int (*HPyArray_HasArrayInterface)(HPyContext *ctx, HPy op, HPy *out);
    int (*HPyArray_HasArrayInterfaceType)(HPyContext *ctx, HPy op, HPy type, HPy context, HPy *out);
    HPy (*HPyArray_GETCONTIGUOUS)(HPyContext *ctx, HPy m);
    int (*HPyArray_SAMESHAPE)(HPyContext *ctx, HPy a1, HPy a2);
    npy_intp (*HPyArray_SIZE)(HPyContext *ctx, HPy m);
    npy_intp (*HPyArray_NBYTES)(HPyContext *ctx, HPy m, PyArrayObject *view);
    void (*HPyArray_FILLWBYTE)(HPyContext *ctx, HPy obj, int val);
    unsigned char (*HPyArray_EquivArrTypes)(HPyContext *ctx, HPy a1, HPy a2);
    void *(*HPyArray_GETPTR1)(HPyContext *ctx, HPy obj, npy_intp i);
    void *(*HPyArray_GETPTR2)(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j);
    void *(*HPyArray_GETPTR3)(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j, npy_intp k);
    void *(*HPyArray_GETPTR4)(HPyContext *ctx, HPy obj, npy_intp i, npy_intp j, npy_intp k, npy_intp l);
    int (*HPyArray_ISCONTIGUOUS)(HPyContext *ctx, HPy m);
    int (*HPyArray_ISWRITEABLE)(HPyContext *ctx, HPy m);
    int (*HPyArray_ISALIGNED)(HPyContext *ctx, HPy m);
    int (*HPyArray_IS_C_CONTIGUOUS)(HPyContext *ctx, HPy m);
    int (*HPyArray_IS_F_CONTIGUOUS)(HPyContext *ctx, HPy m);
    int (*HPyArray_ISONESEGMENT)(HPyContext *ctx, HPy m);
    int (*HPyArray_ISFORTRAN)(HPyContext *ctx, HPy m);
    int (*HPyArray_FORTRAN_IF)(HPyContext *ctx, HPy m);
    int (*HPyArray_ISBOOL)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISUNSIGNED)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISSIGNED)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISINTEGER)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISFLOAT)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISNUMBER)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISSTRING)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISCOMPLEX)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISFLEXIBLE)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISDATETIME)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISUSERDEF)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISEXTENDED)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISOBJECT)(HPyContext *ctx, HPy obj);
    int (*HPyArray_HASFIELDS)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISVARIABLE)(HPyContext *ctx, HPy obj);
    int (*HPyArray_SAFEALIGNEDCOPY)(HPyContext *ctx, HPy obj);
    int (*HPyArray_ISNOTSWAPPED)(HPyContext *ctx, HPy m);
    int (*HPyArray_ISBYTESWAPPED)(HPyContext *ctx, HPy m);
    int (*HPyArray_FLAGSWAP)(HPyContext *ctx, HPy m, int flags);
    int (*HPyArray_ISCARRAY)(HPyContext *ctx, HPy m);
    int (*HPyArray_ISCARRAY_RO)(HPyContext *ctx, HPy m);
    int (*HPyArray_ISFARRAY)(HPyContext *ctx, HPy m);
    int (*HPyArray_ISFARRAY_RO)(HPyContext *ctx, HPy m);
    int (*HPyArray_ISBEHAVED)(HPyContext *ctx, HPy m);
    int (*HPyArray_ISBEHAVED_RO)(HPyContext *ctx, HPy m);
    HPy (*HPyArray_SimpleNew)(HPyContext *ctx, int nd, npy_intp *dims, int typenum);
    HPy (*HPyArray_SimpleNewFromData)(HPyContext *ctx, int nd, npy_intp *dims, int typenum, void *data);
    HPy (*HPyArray_SimpleNewFromDescr)(HPyContext *ctx, int nd, npy_intp *dims, HPy descr);
    HPy (*HPyArray_ZEROS)(HPyContext *ctx, int m, npy_intp *dims, int type, int is_f_order);
    HPy (*HPyArray_EMPTY)(HPyContext *ctx, int m, npy_intp *dims, int type, int is_f_order);
    HPy (*HPyArray_Copy)(HPyContext *ctx, HPy obj);
    HPy (*HPyArray_FROM_O)(HPyContext *ctx, HPy m);
    HPy (*HPyArray_FROM_OF)(HPyContext *ctx, HPy m, int flags);
    HPy (*HPyArray_FROM_OT)(HPyContext *ctx, HPy m, int type);
    HPy (*HPyArray_FROM_OTF)(HPyContext *ctx, HPy m, int type, int flags);
    HPy (*HPyArray_FROMANY)(HPyContext *ctx, HPy m, int type, int min, int max, int flags);
    HPy (*HPyArray_FromObject)(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth);
    HPy (*HPyArray_ContiguousFromAny)(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth);
    HPy (*HPyArray_ContiguousFromObject)(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth);
    HPy (*HPyArray_CopyFromObject)(HPyContext *ctx, HPy op, int type, int min_depth, int max_depth);
    HPy (*HPyArray_Cast)(HPyContext *ctx, HPy mp, int type_num);
    HPy (*HPyArray_Take)(HPyContext *ctx, HPy ap, HPy items, int axis);
    HPy (*HPyArray_Put)(HPyContext *ctx, HPy ap, HPy items, HPy values);
    HPy (*HPyArray_ToScalar)(HPyContext *ctx, void *data, HPy arr);
    npy_intp (*HPyDataType_ELSIZE)(HPyContext *ctx, const HPy dtype);
    npy_intp (*HPyDataType_ALIGNMENT)(HPyContext *ctx, const HPy dtype);
    npy_uint64 (*HPyDataType_FLAGS)(HPyContext *ctx, const HPy dtype);
    HPy (*HPyDataType_METADATA)(HPyContext *ctx, const HPy dtype);
    HPy (*HPyDataType_NAMES)(HPyContext *ctx, const HPy dtype);
    HPy (*HPyDataType_FIELDS)(HPyContext *ctx, const HPy dtype);
    int (*HPyDataType_SUBARRAY)(HPyContext *ctx, const HPy dtype, HPy *base, HPy *shape);
    NpyAuxData *(*HPyDataType_C_METADATA)(HPyContext *ctx, const HPy dtype);
    void (*HPyDataType_SET_ELSIZE)(HPyContext *ctx, HPy dtype, npy_intp size);
    HPy (*HNPY_DT_NewRef)(HPyContext *ctx, HPy o);
    int (*HNPY_TITLE_KEY_check)(HPyContext *ctx, HPy key, HPy value);
    int (*HPyArray_DescrCheck)(HPyContext *ctx, HPy op);
    void (*HPyArray_DESCR_REPLACE)(HPyContext *ctx, HPy *descr);
    int (*HPyDataType_ISLEGACY)(HPyContext *ctx, HPy dtype);
    int (*HPyDataType_HASFIELDS)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_HASSUBARRAY)(HPyContext *ctx, HPy dtype);
    int (*HPyDataType_ISUNSIZED)(HPyContext *ctx, HPy dtype);
    void (*HPyDataType_MAKEUNSIZED)(HPyContext *ctx, HPy dtype);
    int (*HPyDataType_FLAGCHK)(HPyContext *ctx, HPy dtype, npy_uint64 flag);
    int (*HPyDataType_REFCHK)(HPyContext *ctx, HPy dtype);
    int (*HPyDataType_ISBOOL)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISUNSIGNED)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISSIGNED)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISINTEGER)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISFLOAT)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISNUMBER)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISSTRING)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISCOMPLEX)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISFLEXIBLE)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISDATETIME)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISUSERDEF)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISEXTENDED)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISOBJECT)(HPyContext *ctx, HPy obj);
    int (*HPyDataType_ISNOTSWAPPED)(HPyContext *ctx, HPy d);
    int (*HPyDataType_ISBYTESWAPPED)(HPyContext *ctx, HPy d);
    int (*HPyTypeNum_ISUSERDEF)(HPyContext *ctx, int type);
    int (*HPyTypeNum_ISEXTENDED)(HPyContext *ctx, int type);
    HPy (*HNPY_DTYPE)(HPyContext *ctx, HPy descr);
    int (*HNPY_TITLE_KEY)(HPyContext *ctx, HPy key, HPy value);
    int (*HPyArrayIter_Check)(HPyContext *ctx, HPy op);
    HPy (*HPyArrayScalar_FromLong)(HPyContext *ctx, long i);
    int (*HPY_DEPRECATE)(HPyContext *ctx, const char *msg);
    int (*HPY_DEPRECATE_FUTUREWARNING)(HPyContext *ctx, const char *msg);
    npy_intp *(*HPyDimMem_NEW)(HPyContext *ctx, size_t size);
    void (*HPyDimMem_FREE)(HPyContext *ctx, npy_intp *ptr);
    npy_intp *(*HPyDimMem_RENEW)(HPyContext *ctx, npy_intp *ptr, size_t size);
    HPy (*HPyArray_GetTypeObject)(HPyContext *ctx, HPyArray_TypeSlot which);
    PyArrayObject *(*PyArrayObject_AsStruct)(HPyContext *ctx, HPy arr);
    int (*HPyArray_FillView)(HPyContext *ctx, HPy arr, HPyArrayView *view);
    PyArrayIterObject *(*PyArrayIterObject_AsStruct)(HPyContext *ctx, HPy iter);
    PyArrayMultiIterObject *(*PyArrayMultiIterObject_AsStruct)(HPyContext *ctx, HPy multi);
    PyArrayNeighborhoodIterObject *(*PyArrayNeighborhoodIterObject_AsStruct)(HPyContext *ctx, HPy iter);
    HPy (*HPyArray_GetDescr)(HPyContext *ctx, HPy arr);
    HPy (*HPyArray_GetBase)(HPyContext *ctx, HPy arr);
    int (*HPyArray_SetBase)(HPyContext *ctx, HPy arr, HPy base);
    HPy (*HPyArray_GetHandler)(HPyContext *ctx, HPy arr);
    void (*HPyArray_FreeHandles)(HPyContext *ctx, HPy *handles, HPy_ssize_t count);
    int (*HPyArray_AssignArray)(HPyContext *ctx, HPy dst, HPy src, HPy wheremask, NPY_CASTING casting);
    int (*HPyArray_FailUnlessWriteableWithStruct)(HPyContext *ctx, HPy arr, PyArrayObject *view, const char *name);
    void *(*HPyDataMem_UserNEW)(HPyContext *ctx, size_t size, HPy mem_handler);
    void *(*HPyDataMem_UserNEW_ZEROED)(HPyContext *ctx, size_t nmemb, size_t size, HPy mem_handler);
    void (*HPyDataMem_UserFREE)(HPyContext *ctx, void *ptr, size_t size, HPy mem_handler);
    int (*HPyArray_GetNumUserTypes)(HPyContext *ctx);
    HPy (*HPyDataMem_GetDefaultHandler)(HPyContext *ctx);
    int (*HPyArray_GetNDim)(HPyContext *ctx, HPy arr);
    npy_intp *(*HPyArray_GetDims)(HPyContext *ctx, HPy arr);
    char *(*HPyArray_GetBytes)(HPyContext *ctx, HPy arr);
    npy_intp (*HPyArray_GetItemsize)(HPyContext *ctx, HPy arr);
    int (*HPyArray_GetType)(HPyContext *ctx, HPy arr);
    void (*HPyArray_ReleaseView)(HPyContext *ctx, HPyArrayView *view);
    int (*HPyArray_IsInstance)(HPyContext *ctx, HPy obj, HPyArray_TypeSlot which);
    HPy (*HPyArray_FromLegacy)(HPyContext *ctx, HPy array);
    HPy (*HPyArray_AsLegacy)(HPyContext *ctx, HPy array);
} HPyArray_ApiTable;

#ifdef __cplusplus
}
#endif

#endif
