/* NumPy's structs without functions.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_NPY_STRUCTS_H
#define NUMPY_HPY_UNIVERSAL_NPY_STRUCTS_H

#include "numpy_hpy/universal/npy_constants.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- objects of NumPy, read through a borrowed pointer -------------------------------------------------------------- */

/// The start of every object: a reference count and a class, both the interpreter's own.
typedef struct {
    void *interpreter_[2];
} npy_object_head;

/// A dtype. Its members are fixed; names, fields and the like come as handles, from the HPyDataType functions.
typedef struct _PyArray_Descr {
    npy_object_head head;
    void *typeobj;      /* the scalar class */
    char kind;          /* one of the kinds in NPY_TYPECHAR, and a few more */
    char type;          /* one of NPY_TYPECHAR */
    char byteorder;     /* NPY_LITTLE, NPY_BIG, NPY_NATIVE or NPY_IGNORE */
    char _former_flags;
    int type_num;
    npy_uint64 flags;   /* NPY_ITEM_, NPY_NEEDS_ and so on */
    npy_intp elsize;    /* the size of an item */
    npy_intp alignment;
    void *metadata;
    npy_hash_t hash;
    void *reserved_null[2];
} PyArray_Descr;

/// An array. Read it with PyArray_NDIM and the other accessors: in the other ABIs NumPy hides the members. Base, dtype
/// and allocator come as handles, from HPyArray_BASE, HPyArray_DESCR and HPyArray_HANDLER.
typedef struct tagPyArrayObject_fields {
    npy_object_head head;
    char *data;
    int nd;
    npy_intp *dimensions; /* the shape, `nd` lengths */
    npy_intp *strides;    /* in bytes */
    void *base;
    PyArray_Descr *descr;
    int flags;            /* NPY_ARRAY_ */
    void *weakreflist;
    void *_buffer_info;
    void *mem_handler;
} PyArrayObject_fields;
typedef PyArrayObject_fields PyArrayObject;

/// A DType class.
typedef struct PyArray_DTypeMeta_tag PyArray_DTypeMeta;

/* --- shapes, strides, interfaces ---------------------------------------------------------------------------------- */

/// `len` integers; a converter allocates them, HPyDimMem_FREE frees them.
typedef struct {
    npy_intp *ptr;
    int len;
} PyArray_Dims;

/// An axis with its stride, as HPyArray_CreateSortedStridePerm orders them.
typedef struct {
    npy_intp perm, stride;
} npy_stride_sort_item;

/// What the capsule of an object's __array_struct__ holds.
typedef struct {
    int two; /* the number 2 */
    int nd;
    char typekind;
    int itemsize;
    int flags;   /* NPY_ARRAY_, and NPY_ARR_HAS_DESCR if `descr` is set */
    npy_intp *shape;
    npy_intp *strides;
    void *data;
    void *descr;
} PyArrayInterface;

/* --- data of loops ------------------------------------------------------------------------------------------------ */

/// Data that a loop gets: the first member of a larger struct. Owned by whoever keeps the loop.
typedef struct NpyAuxData_tag NpyAuxData;
typedef void(NpyAuxData_FreeFunc)(NpyAuxData *);
typedef NpyAuxData *(NpyAuxData_CloneFunc)(NpyAuxData *);
struct NpyAuxData_tag {
    NpyAuxData_FreeFunc *free;
    NpyAuxData_CloneFunc *clone; /* NULL if there is no memory; no exception */
    void *reserved[2];           /* NULL */
};

/// Ends data through its own function; NULL is allowed.
static inline void NpyAuxData_Free_(NpyAuxData *auxdata)
{
    if (auxdata != NULL) {
        auxdata->free(auxdata);
    }
}
#define NPY_AUXDATA_FREE(auxdata) NpyAuxData_Free_(auxdata)

/// A copy of data through its own function; NULL if there is no memory.
static inline NpyAuxData *NpyAuxData_Clone_(NpyAuxData *auxdata)
{
    return auxdata->clone(auxdata);
}
#define NPY_AUXDATA_CLONE(auxdata) NpyAuxData_Clone_(auxdata)

/// Data of the ready-made loop HPyUFunc_On_Om; HPyUFunc_NewPyFuncData makes it.
typedef struct {
    int nin;
    int nout;
    void *callable;
} PyUFunc_PyFuncData;

/* --- dates -------------------------------------------------------------------------------------------------------- */

/// The unit of a date or a time span: `num` times `base`.
typedef struct {
    NPY_DATETIMEUNIT base;
    int num;
} PyArray_DatetimeMetaData;

/// What HPyDataType_C_METADATA gives for a dtype of dates or time spans.
typedef struct {
    NpyAuxData base;
    PyArray_DatetimeMetaData meta;
} PyArray_DatetimeDTypeMetaData;

/// A date in parts. Not a time: `year` is NPY_DATETIME_NAT.
typedef struct {
    npy_int64 year;
    npy_int32 month, day, hour, min, sec, us, ps, as;
} npy_datetimestruct;

/// A time span in parts.
typedef struct {
    npy_int64 day;
    npy_int32 sec, us, ps, as;
} npy_timedeltastruct;

/* --- strings of variable width ------------------------------------------------------------------------------------ */

/// An item of a StringDType array; only the HNpyString functions look inside.
typedef struct npy_packed_static_string npy_packed_static_string;
typedef struct npy_string_allocator npy_string_allocator;

/// The bytes of an item, lent: UTF-8, without a zero at the end.
typedef struct npy_unpacked_static_string {
    size_t size;
    const char *buf;
} npy_static_string;

/* --- memory ------------------------------------------------------------------------------------------------------- */

/// Functions that allocate array data; `ctx` is handed to each.
typedef struct {
    void *ctx;
    void *(*malloc)(void *ctx, size_t size);
    void *(*calloc)(void *ctx, size_t nelem, size_t elsize);
    void *(*realloc)(void *ctx, void *ptr, size_t new_size);
    void (*free)(void *ctx, void *ptr, size_t size);
} PyDataMemAllocator;

/// What a capsule named mem_handler holds. `version` is 1.
typedef struct {
    char name[127];
    uint8_t version;
    PyDataMemAllocator allocator;
} PyDataMem_Handler;

#ifdef __cplusplus
}
#endif

#endif
