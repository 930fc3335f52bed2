/* The C types of items: what they are, how wide, their limits, and how printf writes them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_NPY_SCALARS_H
#define NUMPY_HPY_UNIVERSAL_NPY_SCALARS_H

#include <assert.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#ifndef __cplusplus
#include <complex.h>
#endif

#include "numpy_hpy/universal/npy_platform.h"

static_assert(CHAR_BIT == 8 && sizeof(short) == 2 && sizeof(int) == 4 && sizeof(long long) == 8, "integers as on Linux");
static_assert(sizeof(float) == 4 && sizeof(double) == 8, "IEEE floating-point numbers");
static_assert(sizeof(ptrdiff_t) == sizeof(void *) && sizeof(size_t) == sizeof(void *), "npy_intp spans the memory");
#if NPY_SIZEOF_LONG != NPY_SIZEOF_INTP
#error "`long` must have the size of a pointer, as on Linux"
#endif

/* --- the types by their names in C -------------------------------------------------------------------------------- */

typedef unsigned char npy_bool;
#define NPY_FALSE 0
#define NPY_TRUE 1

typedef char npy_char;
typedef signed char npy_byte;
typedef unsigned char npy_ubyte;
typedef short npy_short;
typedef unsigned short npy_ushort;
typedef int npy_int;
typedef unsigned int npy_uint;
typedef long npy_long;
typedef unsigned long npy_ulong;
typedef long long npy_longlong;
typedef unsigned long long npy_ulonglong;

/* Sizes, indices and strides; the same as HPy_ssize_t. */
typedef ptrdiff_t npy_intp;
typedef size_t npy_uintp;
typedef npy_intp npy_hash_t;

typedef float npy_float;
typedef double npy_double;
/* Where `long double` is no wider, NumPy takes `double`, and so C++ and _Generic see the same type. */
#if NPY_SIZEOF_LONGDOUBLE == NPY_SIZEOF_DOUBLE
typedef double npy_longdouble;
#else
typedef long double npy_longdouble;
#endif

/* Complex numbers are C's own in C. C++ has no such type: there they are the two parts, real and imaginary. */
#ifdef __cplusplus
typedef struct {
    float _Val[2];
} npy_cfloat;
typedef struct {
    double _Val[2];
} npy_cdouble;
typedef struct {
    long double _Val[2];
} npy_clongdouble;
#else
typedef float _Complex npy_cfloat;
typedef double _Complex npy_cdouble;
#if NPY_SIZEOF_LONGDOUBLE == NPY_SIZEOF_DOUBLE
typedef double _Complex npy_clongdouble;
#else
typedef long double _Complex npy_clongdouble;
#endif
#endif
static_assert(sizeof(npy_cdouble) == 2 * sizeof(npy_double), "a complex number is two numbers");
static_assert(sizeof(npy_clongdouble) == 2 * sizeof(npy_longdouble), "a complex number is two numbers");

/* --- the types by their width ------------------------------------------------------------------------------------- */

/* Where two C types have one width, NumPy takes `long`: it is npy_int64 or npy_int32. */
typedef signed char npy_int8;
typedef unsigned char npy_uint8;
#define NPY_INT8 NPY_BYTE
#define NPY_UINT8 NPY_UBYTE
#define NPY_INT8_FMT NPY_BYTE_FMT
#define NPY_UINT8_FMT NPY_UBYTE_FMT
typedef short npy_int16;
typedef unsigned short npy_uint16;
#define NPY_INT16 NPY_SHORT
#define NPY_UINT16 NPY_USHORT
#define NPY_INT16_FMT NPY_SHORT_FMT
#define NPY_UINT16_FMT NPY_USHORT_FMT
#if NPY_SIZEOF_LONG == 8
typedef int npy_int32;
typedef unsigned int npy_uint32;
typedef unsigned int npy_ucs4;
#define NPY_INT32 NPY_INT
#define NPY_UINT32 NPY_UINT
#define NPY_INT32_FMT NPY_INT_FMT
#define NPY_UINT32_FMT NPY_UINT_FMT
typedef long npy_int64;
typedef unsigned long npy_uint64;
#define NPY_INT64 NPY_LONG
#define NPY_UINT64 NPY_ULONG
#define NPY_INT64_FMT NPY_LONG_FMT
#define NPY_UINT64_FMT NPY_ULONG_FMT
#else
typedef long npy_int32;
typedef unsigned long npy_uint32;
typedef unsigned long npy_ucs4;
#define NPY_INT32 NPY_LONG
#define NPY_UINT32 NPY_ULONG
#define NPY_INT32_FMT NPY_LONG_FMT
#define NPY_UINT32_FMT NPY_ULONG_FMT
typedef npy_longlong npy_int64;
typedef npy_ulonglong npy_uint64;
#define NPY_INT64 NPY_LONGLONG
#define NPY_UINT64 NPY_ULONGLONG
#define NPY_INT64_FMT NPY_LONGLONG_FMT
#define NPY_UINT64_FMT NPY_ULONGLONG_FMT
#endif
#define NPY_INTP NPY_LONG
#define NPY_UINTP NPY_ULONG
#define NPY_DEFAULT_INT NPY_INTP

/* The bits of a half-precision number; C has no such type. */
typedef npy_uint16 npy_half;
typedef npy_half npy_float16;
#define NPY_FLOAT16 NPY_HALF
typedef float npy_float32;
typedef npy_cfloat npy_complex64;
#define NPY_FLOAT32 NPY_FLOAT
#define NPY_COMPLEX64 NPY_CFLOAT
#define NPY_FLOAT32_FMT NPY_FLOAT_FMT
typedef double npy_float64;
typedef npy_cdouble npy_complex128;
#define NPY_FLOAT64 NPY_DOUBLE
#define NPY_COMPLEX128 NPY_CDOUBLE
#define NPY_FLOAT64_FMT NPY_DOUBLE_FMT
#if NPY_SIZEOF_LONGDOUBLE == 12
typedef npy_longdouble npy_float96;
typedef npy_clongdouble npy_complex192;
#define NPY_FLOAT96 NPY_LONGDOUBLE
#define NPY_COMPLEX192 NPY_CLONGDOUBLE
#define NPY_FLOAT96_FMT NPY_LONGDOUBLE_FMT
#elif NPY_SIZEOF_LONGDOUBLE == 16
typedef npy_longdouble npy_float128;
typedef npy_clongdouble npy_complex256;
#define NPY_FLOAT128 NPY_LONGDOUBLE
#define NPY_COMPLEX256 NPY_CLONGDOUBLE
#define NPY_FLOAT128_FMT NPY_LONGDOUBLE_FMT
#endif

/* Counts of the dtype's unit: since 1970, or of a time span. */
typedef npy_int64 npy_datetime;
typedef npy_int64 npy_timedelta;
#define NPY_DATETIME_FMT NPY_INT64_FMT
#define NPY_TIMEDELTA_FMT NPY_INT64_FMT

#define NPY_BITSOF_BOOL (sizeof(npy_bool) * CHAR_BIT)
#define NPY_BITSOF_CHAR CHAR_BIT
#define NPY_BITSOF_BYTE (NPY_SIZEOF_BYTE * CHAR_BIT)
#define NPY_BITSOF_SHORT (NPY_SIZEOF_SHORT * CHAR_BIT)
#define NPY_BITSOF_INT (NPY_SIZEOF_INT * CHAR_BIT)
#define NPY_BITSOF_LONG (NPY_SIZEOF_LONG * CHAR_BIT)
#define NPY_BITSOF_LONGLONG (NPY_SIZEOF_LONGLONG * CHAR_BIT)
#define NPY_BITSOF_INTP (NPY_SIZEOF_INTP * CHAR_BIT)
#define NPY_BITSOF_HALF (NPY_SIZEOF_HALF * CHAR_BIT)
#define NPY_BITSOF_FLOAT (NPY_SIZEOF_FLOAT * CHAR_BIT)
#define NPY_BITSOF_DOUBLE (NPY_SIZEOF_DOUBLE * CHAR_BIT)
#define NPY_BITSOF_LONGDOUBLE (NPY_SIZEOF_LONGDOUBLE * CHAR_BIT)
#define NPY_BITSOF_CFLOAT (NPY_SIZEOF_CFLOAT * CHAR_BIT)
#define NPY_BITSOF_CDOUBLE (NPY_SIZEOF_CDOUBLE * CHAR_BIT)
#define NPY_BITSOF_CLONGDOUBLE (NPY_SIZEOF_CLONGDOUBLE * CHAR_BIT)
#define NPY_BITSOF_DATETIME (NPY_SIZEOF_DATETIME * CHAR_BIT)
#define NPY_BITSOF_TIMEDELTA (NPY_SIZEOF_TIMEDELTA * CHAR_BIT)

/* --- limits ------------------------------------------------------------------------------------------------------- */

#define NPY_LONGLONG_SUFFIX(x) (x##LL)
#define NPY_ULONGLONG_SUFFIX(x) (x##ULL)

#define NPY_MAX_INT8 127
#define NPY_MIN_INT8 (-128)
#define NPY_MAX_UINT8 255
#define NPY_MAX_INT16 32767
#define NPY_MIN_INT16 (-32768)
#define NPY_MAX_UINT16 65535
#define NPY_MAX_INT32 2147483647
#define NPY_MIN_INT32 (-NPY_MAX_INT32 - 1)
#define NPY_MAX_UINT32 4294967295U
#define NPY_MAX_INT64 NPY_LONGLONG_SUFFIX(9223372036854775807)
#define NPY_MIN_INT64 (-NPY_MAX_INT64 - NPY_LONGLONG_SUFFIX(1))
#define NPY_MAX_UINT64 NPY_ULONGLONG_SUFFIX(18446744073709551615)

#define NPY_MAX_BYTE SCHAR_MAX
#define NPY_MIN_BYTE SCHAR_MIN
#define NPY_MAX_UBYTE UCHAR_MAX
#define NPY_MAX_SHORT SHRT_MAX
#define NPY_MIN_SHORT SHRT_MIN
#define NPY_MAX_USHORT USHRT_MAX
#define NPY_MAX_INT INT_MAX
#define NPY_MIN_INT INT_MIN
#define NPY_MAX_UINT UINT_MAX
#define NPY_MAX_LONG LONG_MAX
#define NPY_MIN_LONG LONG_MIN
#define NPY_MAX_ULONG ULONG_MAX
#define NPY_MAX_LONGLONG NPY_MAX_INT64
#define NPY_MIN_LONGLONG NPY_MIN_INT64
#define NPY_MAX_ULONGLONG NPY_MAX_UINT64
#define NPY_MAX_INTP NPY_MAX_LONG
#define NPY_MIN_INTP NPY_MIN_LONG
#define NPY_MAX_UINTP NPY_MAX_ULONG
#define NPY_MAX_DATETIME NPY_MAX_INT64
#define NPY_MIN_DATETIME NPY_MIN_INT64
#define NPY_MAX_TIMEDELTA NPY_MAX_INT64
#define NPY_MIN_TIMEDELTA NPY_MIN_INT64

/* --- formats ------------------------------------------------------------------------------------------------------ */

/* What printf takes after the % sign. */
#define NPY_BYTE_FMT "hhd"
#define NPY_UBYTE_FMT "hhu"
#define NPY_SHORT_FMT "hd"
#define NPY_USHORT_FMT "hu"
#define NPY_INT_FMT "d"
#define NPY_UINT_FMT "u"
#define NPY_LONG_FMT "ld"
#define NPY_ULONG_FMT "lu"
#define NPY_LONGLONG_FMT "lld"
#define NPY_ULONGLONG_FMT "llu"
#define NPY_INTP_FMT "ld"
#define NPY_HALF_FMT "g"
#define NPY_FLOAT_FMT "g"
#define NPY_DOUBLE_FMT "g"
#if NPY_SIZEOF_LONGDOUBLE == NPY_SIZEOF_DOUBLE
#define NPY_LONGDOUBLE_FMT "g"
#else
#define NPY_LONGDOUBLE_FMT "Lg"
#endif

/* The code of npy_intp in Py_BuildValue and PyArg_Parse, and in HPy's. */
#define NPY_SSIZE_T_PYFMT "n"

#endif
