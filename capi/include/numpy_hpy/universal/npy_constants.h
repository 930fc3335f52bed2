/* NumPy's constants: numbers of types, ways to do things, and flags.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_NPY_CONSTANTS_H
#define NUMPY_HPY_UNIVERSAL_NPY_CONSTANTS_H

#include "numpy_hpy/universal/npy_scalars.h"

/* What converters return. */
#define NPY_FAIL 0
#define NPY_SUCCEED 1

/* --- limits ------------------------------------------------------------------------------------------------------- */

/* The most dimensions of an array, of the iterators with a struct, and the most operands. */
#define NPY_MAXDIMS 64
#define NPY_MAXDIMS_LEGACY_ITERS 32
#define NPY_MAXARGS 64

/* As an axis: the array taken as one row. */
#define NPY_RAVEL_AXIS NPY_MIN_INT

/* Items in a casting buffer, and how small and large it may be set. */
#define NPY_BUFSIZE 8192
#define NPY_MIN_BUFSIZE ((int)sizeof(npy_cdouble))
#define NPY_MAX_BUFSIZE (((int)sizeof(npy_cdouble)) * 1000000)

/* __array_priority__ of arrays, subclasses and scalars. */
#define NPY_PRIORITY 0.0
#define NPY_SUBTYPE_PRIORITY 1.0
#define NPY_SCALAR_PRIORITY -1000000.0

/* --- types -------------------------------------------------------------------------------------------------------- */

enum NPY_TYPES {
    NPY_BOOL = 0,
    NPY_BYTE = 1,
    NPY_UBYTE = 2,
    NPY_SHORT = 3,
    NPY_USHORT = 4,
    NPY_INT = 5,
    NPY_UINT = 6,
    NPY_LONG = 7,
    NPY_ULONG = 8,
    NPY_LONGLONG = 9,
    NPY_ULONGLONG = 10,
    NPY_FLOAT = 11,
    NPY_DOUBLE = 12,
    NPY_LONGDOUBLE = 13,
    NPY_CFLOAT = 14,
    NPY_CDOUBLE = 15,
    NPY_CLONGDOUBLE = 16,
    NPY_OBJECT = 17,
    NPY_STRING = 18,
    NPY_UNICODE = 19,
    NPY_VOID = 20,
    NPY_DATETIME = 21,
    NPY_TIMEDELTA = 22,
    NPY_HALF = 23,

    NPY_CHAR = 24,                  /* gone: an error wherever it is passed */
    NPY_NTYPES_LEGACY = 24,         /* how many there are up to here */
    NPY_NTYPES_ABI_COMPATIBLE = 21, /* how many PyArray_ArrFuncs has a cast for */
    NPY_NOTYPE = 25,                /* none */
    NPY_USERDEF = 256,              /* the first that a user's dtype gets */
    NPY_VSTRING = 2056,             /* strings of variable width; the first dtype without a legacy descriptor */
};

#define NPY_DEFAULT_TYPE NPY_DOUBLE
#define NPY_NUM_FLOATTYPE 3 /* half is not counted */

enum NPY_TYPECHAR {
    NPY_BOOLLTR = '?',
    NPY_BYTELTR = 'b',
    NPY_UBYTELTR = 'B',
    NPY_SHORTLTR = 'h',
    NPY_USHORTLTR = 'H',
    NPY_INTLTR = 'i',
    NPY_UINTLTR = 'I',
    NPY_LONGLTR = 'l',
    NPY_ULONGLTR = 'L',
    NPY_LONGLONGLTR = 'q',
    NPY_ULONGLONGLTR = 'Q',
    NPY_HALFLTR = 'e',
    NPY_FLOATLTR = 'f',
    NPY_DOUBLELTR = 'd',
    NPY_LONGDOUBLELTR = 'g',
    NPY_CFLOATLTR = 'F',
    NPY_CDOUBLELTR = 'D',
    NPY_CLONGDOUBLELTR = 'G',
    NPY_OBJECTLTR = 'O',
    NPY_STRINGLTR = 'S',
    NPY_DEPRECATED_STRINGLTR2 = 'a',
    NPY_UNICODELTR = 'U',
    NPY_VOIDLTR = 'V',
    NPY_DATETIMELTR = 'M',
    NPY_TIMEDELTALTR = 'm',
    NPY_CHARLTR = 'c',
    NPY_VSTRINGLTR = 'T',

    /* kinds, not types */
    NPY_GENBOOLLTR = 'b',
    NPY_SIGNEDLTR = 'i',
    NPY_UNSIGNEDLTR = 'u',
    NPY_FLOATINGLTR = 'f',
    NPY_COMPLEXLTR = 'c',
};

typedef enum {
    NPY_NOSCALAR = -1,
    NPY_BOOL_SCALAR = 0,
    NPY_INTPOS_SCALAR = 1,
    NPY_INTNEG_SCALAR = 2,
    NPY_FLOAT_SCALAR = 3,
    NPY_COMPLEX_SCALAR = 4,
    NPY_OBJECT_SCALAR = 5,
} NPY_SCALARKIND;
#define NPY_NSCALARKINDS (NPY_OBJECT_SCALAR + 1)

/* Byte orders: that of a dtype, and as arguments to swap it and to leave it. */
#define NPY_LITTLE '<'
#define NPY_BIG '>'
#define NPY_NATIVE '='
#define NPY_SWAP 's'
#define NPY_IGNORE '|'
#if NPY_BYTE_ORDER == NPY_BIG_ENDIAN
#define NPY_NATBYTE NPY_BIG
#define NPY_OPPBYTE NPY_LITTLE
#else
#define NPY_NATBYTE NPY_LITTLE
#define NPY_OPPBYTE NPY_BIG
#endif

/* --- ways to do things -------------------------------------------------------------------------------------------- */

typedef enum {
    _NPY_SORT_UNDEFINED = -1,
    NPY_QUICKSORT = 0,
    NPY_HEAPSORT = 1,
    NPY_MERGESORT = 2,
    NPY_STABLESORT = 2,
    /* since 2.4, as flags */
    _NPY_SORT_HEAPSORT = 1,
    NPY_SORT_DEFAULT = 0,
    NPY_SORT_STABLE = 2,
    NPY_SORT_DESCENDING = 4,
} NPY_SORTKIND;
#define NPY_NSORTS (NPY_STABLESORT + 1)

typedef enum { NPY_INTROSELECT = 0 } NPY_SELECTKIND;
#define NPY_NSELECTS (NPY_INTROSELECT + 1)

/* Where a value goes among equal ones: before them, or behind. */
typedef enum { NPY_SEARCHLEFT = 0, NPY_SEARCHRIGHT = 1 } NPY_SEARCHSIDE;
#define NPY_NSEARCHSIDES (NPY_SEARCHRIGHT + 1)

typedef enum {
    NPY_ANYORDER = -1,    /* Fortran order if all inputs are in it, else C order */
    NPY_CORDER = 0,
    NPY_FORTRANORDER = 1,
    NPY_KEEPORDER = 2,    /* as near to the inputs as it gets */
} NPY_ORDER;

/* Since 2.4: casts must not change a value. */
#define NPY_SAME_VALUE_CASTING_FLAG 64

typedef enum {
    _NPY_ERROR_OCCURRED_IN_CAST = -1, /* what resolve_descriptors returns with an exception */
    NPY_NO_CASTING = 0,               /* the same dtype */
    NPY_EQUIV_CASTING = 1,            /* byte order may differ */
    NPY_SAFE_CASTING = 2,
    NPY_SAME_KIND_CASTING = 3,        /* safe, or within one kind */
    NPY_UNSAFE_CASTING = 4,           /* any */
    NPY_SAME_VALUE_CASTING = NPY_UNSAFE_CASTING | NPY_SAME_VALUE_CASTING_FLAG, /* since 2.4 */
} NPY_CASTING;

/* What happens to an index out of bounds. */
typedef enum { NPY_CLIP = 0, NPY_WRAP = 1, NPY_RAISE = 2 } NPY_CLIPMODE;

typedef enum { NPY_VALID = 0, NPY_SAME = 1, NPY_FULL = 2 } NPY_CORRELATEMODE;

/* --- dates -------------------------------------------------------------------------------------------------------- */

/* Not a time. */
#define NPY_DATETIME_NAT NPY_MIN_INT64

/* Bytes that every date fits into as ISO 8601 text, with its end. */
#define NPY_DATETIME_MAX_ISO8601_STRLEN 62

typedef enum {
    NPY_FR_ERROR = -1,
    NPY_FR_Y = 0,
    NPY_FR_M = 1,
    NPY_FR_W = 2,
    /* 3 was business days once */
    NPY_FR_D = 4,
    NPY_FR_h = 5,
    NPY_FR_m = 6,
    NPY_FR_s = 7,
    NPY_FR_ms = 8,
    NPY_FR_us = 9,
    NPY_FR_ns = 10,
    NPY_FR_ps = 11,
    NPY_FR_fs = 12,
    NPY_FR_as = 13,
    NPY_FR_GENERIC = 14, /* no unit yet: converts to any */
} NPY_DATETIMEUNIT;
#define NPY_DATETIME_NUMUNITS (NPY_FR_GENERIC + 1)
#define NPY_DATETIME_DEFAULTUNIT NPY_FR_GENERIC

/* What a day becomes that is no business day. */
typedef enum {
    NPY_BUSDAY_FORWARD = 0, /* the next one */
    NPY_BUSDAY_FOLLOWING = 0,
    NPY_BUSDAY_BACKWARD = 1, /* the one before */
    NPY_BUSDAY_PRECEDING = 1,
    NPY_BUSDAY_MODIFIEDFOLLOWING = 2, /* the next one, or the one before if that would leave the month */
    NPY_BUSDAY_MODIFIEDPRECEDING = 3, /* the one before, or the next one if that would leave the month */
    NPY_BUSDAY_NAT = 4,
    NPY_BUSDAY_RAISE = 5,
} NPY_BUSDAY_ROLL;

/* --- flags of arrays ---------------------------------------------------------------------------------------------- */

/* (s) is a state of an array, (r) a requirement that a function is asked to meet. */
#define NPY_ARRAY_C_CONTIGUOUS 0x0001    /* (s, r) */
#define NPY_ARRAY_F_CONTIGUOUS 0x0002    /* (s, r) */
#define NPY_ARRAY_OWNDATA 0x0004         /* (s) frees its memory in the end */
#define NPY_ARRAY_FORCECAST 0x0010       /* (r) cast, safe or not */
#define NPY_ARRAY_ENSURECOPY 0x0020      /* (r) */
#define NPY_ARRAY_ENSUREARRAY 0x0040     /* (r) of no subclass */
#define NPY_ARRAY_ELEMENTSTRIDES 0x0080  /* (r) strides are multiples of the item size */
#define NPY_ARRAY_ALIGNED 0x0100         /* (s, r) */
#define NPY_ARRAY_NOTSWAPPED 0x0200      /* (r) in this machine's byte order */
#define NPY_ARRAY_WRITEABLE 0x0400       /* (s, r) */
#define NPY_ARRAY_WRITEBACKIFCOPY 0x2000 /* (s, r) the base is an array that HPyArray_ResolveWritebackIfCopy updates */
#define NPY_ARRAY_ENSURENOCOPY 0x4000    /* (r) a view, or an error */

#define NPY_ARRAY_BEHAVED (NPY_ARRAY_ALIGNED | NPY_ARRAY_WRITEABLE)
#define NPY_ARRAY_BEHAVED_NS (NPY_ARRAY_BEHAVED | NPY_ARRAY_NOTSWAPPED)
#define NPY_ARRAY_CARRAY (NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_BEHAVED)
#define NPY_ARRAY_CARRAY_RO (NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_ALIGNED)
#define NPY_ARRAY_FARRAY (NPY_ARRAY_F_CONTIGUOUS | NPY_ARRAY_BEHAVED)
#define NPY_ARRAY_FARRAY_RO (NPY_ARRAY_F_CONTIGUOUS | NPY_ARRAY_ALIGNED)
#define NPY_ARRAY_DEFAULT NPY_ARRAY_CARRAY
#define NPY_ARRAY_IN_ARRAY NPY_ARRAY_CARRAY_RO
#define NPY_ARRAY_OUT_ARRAY NPY_ARRAY_CARRAY
#define NPY_ARRAY_INOUT_ARRAY NPY_ARRAY_CARRAY
#define NPY_ARRAY_INOUT_ARRAY2 (NPY_ARRAY_CARRAY | NPY_ARRAY_WRITEBACKIFCOPY)
#define NPY_ARRAY_IN_FARRAY NPY_ARRAY_FARRAY_RO
#define NPY_ARRAY_OUT_FARRAY NPY_ARRAY_FARRAY
#define NPY_ARRAY_INOUT_FARRAY NPY_ARRAY_FARRAY
#define NPY_ARRAY_INOUT_FARRAY2 (NPY_ARRAY_FARRAY | NPY_ARRAY_WRITEBACKIFCOPY)
#define NPY_ARRAY_UPDATE_ALL (NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_F_CONTIGUOUS | NPY_ARRAY_ALIGNED)

/* In PyArrayInterface alone: `descr` is there. */
#define NPY_ARR_HAS_DESCR 0x0800

/* --- flags of dtypes ---------------------------------------------------------------------------------------------- */

#define NPY_ITEM_REFCOUNT 0x01 /* items hold references */
#define NPY_ITEM_HASOBJECT 0x01
#define NPY_LIST_PICKLE 0x02     /* pickled as a list */
#define NPY_ITEM_IS_POINTER 0x04 /* an item is a pointer */
#define NPY_NEEDS_INIT 0x08      /* memory must be set to zero first */
#define NPY_NEEDS_PYAPI 0x10     /* needs the interpreter lock */
#define NPY_USE_GETITEM 0x20
#define NPY_USE_SETITEM 0x40
#define NPY_ALIGNED_STRUCT 0x80 /* a structure laid out as in C */

/* What a structure has from its fields, and what objects have. */
#define NPY_FROM_FIELDS (NPY_NEEDS_INIT | NPY_LIST_PICKLE | NPY_ITEM_REFCOUNT | NPY_NEEDS_PYAPI)
#define NPY_OBJECT_DTYPE_FLAGS (NPY_FROM_FIELDS | NPY_USE_GETITEM | NPY_ITEM_IS_POINTER)

/* Flags of a DType class. */
#define NPY_DT_ABSTRACT (1 << 1)
#define NPY_DT_PARAMETRIC (1 << 2)
#define NPY_DT_NUMERIC (1 << 3)

/* --- flags of NpyIter --------------------------------------------------------------------------------------------- */

/* Of the whole iterator. */
#define NPY_ITER_C_INDEX 0x00000001            /* count in C order */
#define NPY_ITER_F_INDEX 0x00000002            /* count in Fortran order */
#define NPY_ITER_MULTI_INDEX 0x00000004        /* keep an index for each axis */
#define NPY_ITER_EXTERNAL_LOOP 0x00000008      /* the caller runs the inner loop */
#define NPY_ITER_COMMON_DTYPE 0x00000010       /* convert all operands to one dtype */
#define NPY_ITER_REFS_OK 0x00000020            /* operands may hold references */
#define NPY_ITER_ZEROSIZE_OK 0x00000040        /* there may be nothing to iterate over */
#define NPY_ITER_REDUCE_OK 0x00000080          /* outputs may be reduced into */
#define NPY_ITER_RANGED 0x00000100             /* parts may be iterated over */
#define NPY_ITER_BUFFERED 0x00000200           /* convert piece by piece */
#define NPY_ITER_GROWINNER 0x00000400          /* longer inner loops where no buffer is needed */
#define NPY_ITER_DELAY_BUFALLOC 0x00000800     /* no buffers before the first reset */
#define NPY_ITER_DONT_NEGATE_STRIDES 0x00001000
#define NPY_ITER_COPY_IF_OVERLAP 0x00002000    /* copy operands that an output may overwrite */

/* Of one operand. */
#define NPY_ITER_READWRITE 0x00010000
#define NPY_ITER_READONLY 0x00020000
#define NPY_ITER_WRITEONLY 0x00040000
#define NPY_ITER_NBO 0x00080000                        /* this machine's byte order */
#define NPY_ITER_ALIGNED 0x00100000
#define NPY_ITER_CONTIG 0x00200000                     /* contiguous in the inner loop */
#define NPY_ITER_COPY 0x00400000                       /* may be copied */
#define NPY_ITER_UPDATEIFCOPY 0x00800000               /* may be copied and written back */
#define NPY_ITER_ALLOCATE 0x01000000                   /* made if it is not given */
#define NPY_ITER_NO_SUBTYPE 0x02000000                 /* made as a plain ndarray */
#define NPY_ITER_VIRTUAL 0x04000000                    /* a buffer without an array */
#define NPY_ITER_NO_BROADCAST 0x08000000               /* must have the full shape */
#define NPY_ITER_WRITEMASKED 0x10000000                /* written only where the mask is set */
#define NPY_ITER_ARRAYMASK 0x20000000                  /* is that mask */
#define NPY_ITER_OVERLAP_ASSUME_ELEMENTWISE 0x40000000 /* each item is read before it is written */

#define NPY_ITER_GLOBAL_FLAGS 0x0000ffff
#define NPY_ITER_PER_OP_FLAGS 0xffff0000

/* What lies beyond the border of the array for a neighbourhood iterator. */
enum {
    NPY_NEIGHBORHOOD_ITER_ZERO_PADDING = 0,
    NPY_NEIGHBORHOOD_ITER_ONE_PADDING = 1,
    NPY_NEIGHBORHOOD_ITER_CONSTANT_PADDING = 2,
    NPY_NEIGHBORHOOD_ITER_CIRCULAR_PADDING = 3,
    NPY_NEIGHBORHOOD_ITER_MIRROR_PADDING = 4,
};

/* --- ufuncs ------------------------------------------------------------------------------------------------------- */

/* What a reduction starts with, and whether its order may be changed: only PyUFunc_None forbids it. */
#define PyUFunc_Zero 0
#define PyUFunc_One 1
#define PyUFunc_MinusOne 2
#define PyUFunc_None -1
#define PyUFunc_ReorderableNone -2
#define PyUFunc_IdentityValue -3 /* the value given when the ufunc was made */

#define UFUNC_REDUCE 0
#define UFUNC_ACCUMULATE 1
#define UFUNC_REDUCEAT 2
#define UFUNC_OUTER 3

/* Of a core dimension: its size comes from the operands; it may be missing; it is missing in this call. */
#define UFUNC_CORE_DIM_SIZE_INFERRED 0x0002
#define UFUNC_CORE_DIM_CAN_IGNORE 0x0004
#define UFUNC_CORE_DIM_MISSING 0x00040000

#define UFUNC_OBJ_ISOBJECT 1
#define UFUNC_OBJ_NEEDS_API 2

#define UFUNC_PYVALS_NAME "UFUNC_PYVALS"

/* The floating-point status, as HPyUFunc_getfperr tells it. */
#define NPY_FPE_DIVIDEBYZERO 1
#define NPY_FPE_OVERFLOW 2
#define NPY_FPE_UNDERFLOW 4
#define NPY_FPE_INVALID 8
#define UFUNC_FPE_DIVIDEBYZERO NPY_FPE_DIVIDEBYZERO
#define UFUNC_FPE_OVERFLOW NPY_FPE_OVERFLOW
#define UFUNC_FPE_UNDERFLOW NPY_FPE_UNDERFLOW
#define UFUNC_FPE_INVALID NPY_FPE_INVALID

#endif
