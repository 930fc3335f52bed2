/* The functions that NumPy calls back: their types as NumPy calls them, and the numbers of the slots they go into.
 *
 * A `void *` object, dtype or class is the caller's pointer, not a handle, and none of these functions gets a context.
 * The macros of trampolines.h make such a function from one on handles. By hand they can be written where they look at
 * plain data only.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_NPY_CALLBACKS_H
#define NUMPY_HPY_UNIVERSAL_NPY_CALLBACKS_H

#include <stdio.h>

#include "numpy_hpy/universal/npy_structs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- ufunc loops -------------------------------------------------------------------------------------------------- */

/// The loop of a ufunc: an address and a stride for each argument; `dimensions[0]` items, then core dimensions.
typedef void (*PyUFuncGenericFunction)(char **args, const npy_intp *dimensions, const npy_intp *strides,
    void *innerloopdata);

typedef void(PyUFunc_MaskedStridedInnerLoopFunc)(char **dataptrs, npy_intp *strides, char *maskptr,
    npy_intp mask_stride, npy_intp count, NpyAuxData *innerloopdata);

/* --- functions of a legacy dtype ---------------------------------------------------------------------------------- */

/* The last parameter, where it is a `void *`, is the array or NULL. */
typedef void *(PyArray_GetItemFunc)(void *item, void *arr);             /* a new reference, or NULL */
typedef int(PyArray_SetItemFunc)(void *object, void *item, void *arr);  /* 0, or -1 with an exception */
typedef void(PyArray_CopySwapNFunc)(void *dst, npy_intp dst_stride, void *src, npy_intp src_stride, npy_intp count,
    int swap, void *arr);
typedef void(PyArray_CopySwapFunc)(void *dst, void *src, int swap, void *arr);
typedef npy_bool(PyArray_NonzeroFunc)(void *item, void *arr);

/* Items of these are aligned and in this machine's byte order. */
typedef int(PyArray_CompareFunc)(const void *item1, const void *item2, void *arr); /* -1, 0 or 1 */
typedef int(PyArray_ArgFunc)(void *items, npy_intp count, npy_intp *index, void *arr);
typedef void(PyArray_DotFunc)(void *items1, npy_intp stride1, void *items2, npy_intp stride2, void *result,
    npy_intp count, void *arr);
typedef void(PyArray_VectorUnaryFunc)(void *from, void *to, npy_intp count, void *from_arr, void *to_arr);
typedef int(PyArray_ScanFunc)(FILE *fp, void *item, char *ignore, struct _PyArray_Descr *dtype);
typedef int(PyArray_FromStrFunc)(char *text, void *item, char **end, struct _PyArray_Descr *dtype);
typedef int(PyArray_FillFunc)(void *items, npy_intp count, void *arr);
typedef int(PyArray_FillWithScalarFunc)(void *items, npy_intp count, void *value, void *arr);
typedef int(PyArray_SortFunc)(void *items, npy_intp count, void *arr);
typedef int(PyArray_ArgSortFunc)(void *items, npy_intp *indices, npy_intp count, void *arr);
typedef int(PyArray_ScalarKindFunc)(void *arr);

/// `__array_finalize__` as a C function, in a capsule; 0, or -1 with an exception.
typedef int(PyArray_FinalizeFunc)(PyArrayObject *arr, void *obj);

/// The functions of a legacy dtype. NULL where there is none; getitem, setitem, copyswapn, copyswap must be there.
typedef struct {
    PyArray_VectorUnaryFunc *cast[NPY_NTYPES_ABI_COMPATIBLE];
    PyArray_GetItemFunc *getitem;
    PyArray_SetItemFunc *setitem;
    PyArray_CopySwapNFunc *copyswapn;
    PyArray_CopySwapFunc *copyswap;
    PyArray_CompareFunc *compare;
    PyArray_ArgFunc *argmax;
    PyArray_DotFunc *dotfunc;
    PyArray_ScanFunc *scanfunc;
    PyArray_FromStrFunc *fromstr;
    PyArray_NonzeroFunc *nonzero;
    PyArray_FillFunc *fill;
    PyArray_FillWithScalarFunc *fillwithscalar;
    PyArray_SortFunc *sort[NPY_NSORTS];
    PyArray_ArgSortFunc *argsort[NPY_NSORTS];
    void *castdict;
    PyArray_ScalarKindFunc *scalarkind;
    int **cancastscalarkindto;
    int *cancastto; /* type numbers, ended by NPY_NOTYPE */
    void *_unused1;
    void *_unused2;
    void *_unused3;
    PyArray_ArgFunc *argmin;
} PyArray_ArrFuncs;

/* --- ArrayMethods: loops of ufuncs and casts ---------------------------------------------------------------------- */

typedef enum {
    NPY_METH_REQUIRES_PYAPI = 1 << 0, /* the loop needs the interpreter lock */
    NPY_METH_NO_FLOATINGPOINT_ERRORS = 1 << 1,
    NPY_METH_SUPPORTS_UNALIGNED = 1 << 2,
    NPY_METH_IS_REORDERABLE = 1 << 3, /* in reductions */
    _NPY_METH_FORCE_CAST_INPUTS = 1 << 17,

    /* those that a get_loop function may set */
    NPY_METH_RUNTIME_FLAGS = NPY_METH_REQUIRES_PYAPI | NPY_METH_NO_FLOATINGPOINT_ERRORS,
} NPY_ARRAYMETHOD_FLAGS;

/* Since 2.4: fail rather than change a value. */
typedef enum { NPY_SAME_VALUE_CONTEXT_FLAG = 1 } NPY_ARRAYMETHOD_CONTEXT_FLAGS;

/// What a call hands to its loop; lent. Before NumPy 2.4 it ends after `descriptors`: HPyArray_GetNDArrayCFeatureVersion
/// tells.
typedef struct PyArrayMethod_Context_tag {
    void *caller; /* the ufunc, or NULL */
    struct PyArrayMethodObject_tag *method;
    PyArray_Descr *const *descriptors; /* one for each operand */
    void *_reserved;
    uint64_t flags; /* NPY_ARRAYMETHOD_CONTEXT_FLAGS */
    void *parameters;
} PyArrayMethod_Context;

/// The parameters of a sort, behind `parameters`.
typedef struct {
    NPY_SORTKIND flags;
} PyArrayMethod_SortParameters;

#define _NPY_METH_resolve_descriptors_with_scalars 1
#define NPY_METH_resolve_descriptors 2
#define NPY_METH_get_loop 3
#define NPY_METH_get_reduction_initial 4
#define NPY_METH_strided_loop 5
#define NPY_METH_contiguous_loop 6
#define NPY_METH_unaligned_strided_loop 7
#define NPY_METH_unaligned_contiguous_loop 8
#define NPY_METH_contiguous_indexed_loop 9
#define _NPY_METH_static_data 10

/// NPY_METH_resolve_descriptors: fills `loop_descrs` with new references. How safe the cast is, or
/// _NPY_ERROR_OCCURRED_IN_CAST.
typedef NPY_CASTING(PyArrayMethod_ResolveDescriptors)(struct PyArrayMethodObject_tag *method,
    PyArray_DTypeMeta *const *dtypes, PyArray_Descr *const *given_descrs, PyArray_Descr **loop_descrs,
    npy_intp *view_offset);
typedef NPY_CASTING(PyArrayMethod_ResolveDescriptorsWithScalar)(struct PyArrayMethodObject_tag *method,
    PyArray_DTypeMeta *const *dtypes, PyArray_Descr *const *given_descrs, void *const *input_scalars,
    PyArray_Descr **loop_descrs, npy_intp *view_offset);

/// The loops: `dimensions[0]` items, a stride for each operand. 0, or -1 with an exception.
typedef int(PyArrayMethod_StridedLoop)(PyArrayMethod_Context *context, char *const *data, const npy_intp *dimensions,
    const npy_intp *strides, NpyAuxData *transferdata);

/// NPY_METH_get_loop: picks a loop for these strides, and data for it. 0, or -1 with an exception.
typedef int(PyArrayMethod_GetLoop)(PyArrayMethod_Context *context, int aligned, int move_references,
    const npy_intp *strides, PyArrayMethod_StridedLoop **out_loop, NpyAuxData **out_transferdata,
    NPY_ARRAYMETHOD_FLAGS *flags);

/// NPY_METH_get_reduction_initial: what a reduction starts with. 1 if there is such a value, 0 if not, -1 with an
/// exception.
typedef int(PyArrayMethod_GetReductionInitial)(PyArrayMethod_Context *context, npy_bool reduction_is_empty,
    void *initial);

/// Of a wrapping loop: the dtypes that the wrapped loop sees, as new references. 0, or -1 with an exception.
typedef int(PyArrayMethod_TranslateGivenDescriptors)(int nin, int nout, PyArray_DTypeMeta *const wrapped_dtypes[],
    PyArray_Descr *const given_descrs[], PyArray_Descr *new_descrs[]);
/// Of a wrapping loop: the dtypes of its own results, as new references. 0, or -1 with an exception.
typedef int(PyArrayMethod_TranslateLoopDescriptors)(int nin, int nout, PyArray_DTypeMeta *const new_dtypes[],
    PyArray_Descr *const given_descrs[], PyArray_Descr *original_descrs[], PyArray_Descr *loop_descrs[]);

/// A loop over the items of one array: to clear them, or to fill them with zeros. 0, or -1 with an exception.
typedef int(PyArrayMethod_TraverseLoop)(void *traverse_context, const PyArray_Descr *descr, char *data, npy_intp size,
    npy_intp stride, NpyAuxData *auxdata);
typedef int(PyArrayMethod_GetTraverseLoop)(void *traverse_context, const PyArray_Descr *descr, int aligned,
    npy_intp fixed_stride, PyArrayMethod_TraverseLoop **out_loop, NpyAuxData **out_auxdata,
    NPY_ARRAYMETHOD_FLAGS *flags);

/// A promoter of a ufunc: the DType classes to look for a loop with, as new references. 0, or -1 with an exception.
typedef int(PyArrayMethod_PromoterFunction)(void *ufunc, PyArray_DTypeMeta *const op_dtypes[],
    PyArray_DTypeMeta *const signature[], PyArray_DTypeMeta *new_op_dtypes[]);

/* --- DType classes ------------------------------------------------------------------------------------------------ */

#define NPY_DT_discover_descr_from_pyobject 1
#define _NPY_DT_is_known_scalar_type 2
#define NPY_DT_default_descr 3
#define NPY_DT_common_dtype 4
#define NPY_DT_common_instance 5
#define NPY_DT_ensure_canonical 6
#define NPY_DT_setitem 7
#define NPY_DT_getitem 8
#define NPY_DT_get_clear_loop 9
#define NPY_DT_get_fill_zero_loop 10
#define NPY_DT_finalize_descr 11
#define NPY_DT_get_constant 12

/* Members of PyArray_ArrFuncs that a DType class may have. */
#define _NPY_DT_ARRFUNCS_OFFSET (1 << 11)
#define NPY_DT_PyArray_ArrFuncs_getitem (_NPY_DT_ARRFUNCS_OFFSET + 1)
#define NPY_DT_PyArray_ArrFuncs_setitem (_NPY_DT_ARRFUNCS_OFFSET + 2)
#define NPY_DT_PyArray_ArrFuncs_compare (_NPY_DT_ARRFUNCS_OFFSET + 5)
#define NPY_DT_PyArray_ArrFuncs_argmax (_NPY_DT_ARRFUNCS_OFFSET + 6)
#define NPY_DT_PyArray_ArrFuncs_dotfunc (_NPY_DT_ARRFUNCS_OFFSET + 7)
#define NPY_DT_PyArray_ArrFuncs_scanfunc (_NPY_DT_ARRFUNCS_OFFSET + 8)
#define NPY_DT_PyArray_ArrFuncs_fromstr (_NPY_DT_ARRFUNCS_OFFSET + 9)
#define NPY_DT_PyArray_ArrFuncs_nonzero (_NPY_DT_ARRFUNCS_OFFSET + 10)
#define NPY_DT_PyArray_ArrFuncs_fill (_NPY_DT_ARRFUNCS_OFFSET + 11)
#define NPY_DT_PyArray_ArrFuncs_fillwithscalar (_NPY_DT_ARRFUNCS_OFFSET + 12)
#define NPY_DT_PyArray_ArrFuncs_sort (_NPY_DT_ARRFUNCS_OFFSET + 13)
#define NPY_DT_PyArray_ArrFuncs_argsort (_NPY_DT_ARRFUNCS_OFFSET + 14)
#define NPY_DT_PyArray_ArrFuncs_argmin (_NPY_DT_ARRFUNCS_OFFSET + 22)

/* Results are new references, or NULL with an exception. */
typedef PyArray_Descr *(PyArrayDTypeMeta_DiscoverDescrFromPyobject)(PyArray_DTypeMeta *cls, void *obj);
typedef int(PyArrayDTypeMeta_IsKnownScalarType)(PyArray_DTypeMeta *cls, void *pytype);
typedef PyArray_Descr *(PyArrayDTypeMeta_DefaultDescriptor)(PyArray_DTypeMeta *cls);
typedef PyArray_DTypeMeta *(PyArrayDTypeMeta_CommonDType)(PyArray_DTypeMeta *dtype1, PyArray_DTypeMeta *dtype2);
typedef PyArray_Descr *(PyArrayDTypeMeta_CommonInstance)(PyArray_Descr *dtype1, PyArray_Descr *dtype2);
typedef PyArray_Descr *(PyArrayDTypeMeta_EnsureCanonical)(PyArray_Descr *dtype);
typedef PyArray_Descr *(PyArrayDTypeMeta_FinalizeDescriptor)(PyArray_Descr *dtype);
typedef int(PyArrayDTypeMeta_SetItem)(PyArray_Descr *dtype, void *object, char *item);
typedef void *(PyArrayDTypeMeta_GetItem)(PyArray_Descr *dtype, char *item);

/// NPY_DT_get_constant: writes a constant to `data`, which may be unaligned. 1 if there is one, 0 if not, -1 with an
/// exception.
typedef int(PyArrayDTypeMeta_GetConstant)(PyArray_Descr *descr, int ID, void *data);

/* Constants of the dtype's own type. */
#define NPY_CONSTANT_zero 1
#define NPY_CONSTANT_one 2
#define NPY_CONSTANT_all_bits_set 3
#define NPY_CONSTANT_maximum_finite 4
#define NPY_CONSTANT_minimum_finite 5
#define NPY_CONSTANT_inf 6
#define NPY_CONSTANT_ninf 7
#define NPY_CONSTANT_nan 8
#define NPY_CONSTANT_finfo_radix 9
#define NPY_CONSTANT_finfo_eps 10
#define NPY_CONSTANT_finfo_smallest_normal 11
#define NPY_CONSTANT_finfo_smallest_subnormal 12
/* Constants of type npy_intp. */
#define NPY_CONSTANT_finfo_nmant ((1 << 16) + 0)
#define NPY_CONSTANT_finfo_min_exp ((1 << 16) + 1)
#define NPY_CONSTANT_finfo_max_exp ((1 << 16) + 2)
#define NPY_CONSTANT_finfo_decimal_digits ((1 << 16) + 3)

#ifdef __cplusplus
}
#endif

#endif
