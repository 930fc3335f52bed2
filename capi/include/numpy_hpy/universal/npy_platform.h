/* Versions, sizes, byte order, and words for the compiler.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_NPY_PLATFORM_H
#define NUMPY_HPY_UNIVERSAL_NPY_PLATFORM_H

#if !defined(__SIZEOF_POINTER__) || !defined(__SIZEOF_LONG_DOUBLE__) || !defined(__BYTE_ORDER__)
#error "numpy_hpy needs GCC, Clang, or a compiler with their predefined macros"
#endif

/* --- versions ---------------------------------------------------------------------------------------------------- */

/* The binary interface, and the features, that these headers describe. */
#define NPY_ABI_VERSION 0x02000000
#define NPY_API_VERSION 0x00000015
#define NPY_VERSION NPY_ABI_VERSION

/* The feature number of each NumPy version; several share one. */
#define NPY_1_7_API_VERSION 0x00000007
#define NPY_1_8_API_VERSION 0x00000008
#define NPY_1_9_API_VERSION 0x00000009
#define NPY_1_10_API_VERSION 0x0000000a
#define NPY_1_11_API_VERSION 0x0000000a
#define NPY_1_12_API_VERSION 0x0000000a
#define NPY_1_13_API_VERSION 0x0000000b
#define NPY_1_14_API_VERSION 0x0000000c
#define NPY_1_15_API_VERSION 0x0000000c
#define NPY_1_16_API_VERSION 0x0000000d
#define NPY_1_17_API_VERSION 0x0000000d
#define NPY_1_18_API_VERSION 0x0000000d
#define NPY_1_19_API_VERSION 0x0000000d
#define NPY_1_20_API_VERSION 0x0000000e
#define NPY_1_21_API_VERSION 0x0000000e
#define NPY_1_22_API_VERSION 0x0000000f
#define NPY_1_23_API_VERSION 0x00000010
#define NPY_1_24_API_VERSION 0x00000010
#define NPY_1_25_API_VERSION 0x00000011
#define NPY_2_0_API_VERSION 0x00000012
#define NPY_2_1_API_VERSION 0x00000013
#define NPY_2_2_API_VERSION 0x00000013
#define NPY_2_3_API_VERSION 0x00000014
#define NPY_2_4_API_VERSION 0x00000015

/* The oldest NumPy that the code is to run with: NPY_TARGET_VERSION if it is set, else 2.0. NumPy 1 is not supported. */
#if defined(NPY_TARGET_VERSION) && NPY_TARGET_VERSION
#define NPY_FEATURE_VERSION NPY_TARGET_VERSION
#else
#define NPY_FEATURE_VERSION NPY_2_0_API_VERSION
#endif

#if NPY_FEATURE_VERSION == NPY_2_0_API_VERSION
#define NPY_FEATURE_VERSION_STRING "2.0"
#elif NPY_FEATURE_VERSION == NPY_2_1_API_VERSION
#define NPY_FEATURE_VERSION_STRING "2.1"
#elif NPY_FEATURE_VERSION == NPY_2_3_API_VERSION
#define NPY_FEATURE_VERSION_STRING "2.3"
#elif NPY_FEATURE_VERSION == NPY_2_4_API_VERSION
#define NPY_FEATURE_VERSION_STRING "2.4"
#elif NPY_FEATURE_VERSION > NPY_API_VERSION
#error "NPY_TARGET_VERSION is newer than these headers"
#else
#error "NPY_TARGET_VERSION is older than NumPy 2.0, or no version at all"
#endif

/* --- sizes in bytes, also for #if --------------------------------------------------------------------------------- */

#define NPY_SIZEOF_CHAR 1
#define NPY_SIZEOF_BYTE 1
#define NPY_SIZEOF_SHORT __SIZEOF_SHORT__
#define NPY_SIZEOF_INT __SIZEOF_INT__
#define NPY_SIZEOF_LONG __SIZEOF_LONG__
#define NPY_SIZEOF_LONGLONG __SIZEOF_LONG_LONG__
#define NPY_SIZEOF_PY_LONG_LONG NPY_SIZEOF_LONGLONG
#define NPY_SIZEOF_INTP __SIZEOF_POINTER__
#define NPY_SIZEOF_UINTP __SIZEOF_POINTER__
#define NPY_SIZEOF_PY_INTPTR_T __SIZEOF_POINTER__
#define NPY_SIZEOF_HASH_T NPY_SIZEOF_INTP
#define NPY_SIZEOF_WCHAR_T __SIZEOF_WCHAR_T__
#define NPY_SIZEOF_HALF 2
#define NPY_SIZEOF_FLOAT __SIZEOF_FLOAT__
#define NPY_SIZEOF_DOUBLE __SIZEOF_DOUBLE__
#define NPY_SIZEOF_LONGDOUBLE __SIZEOF_LONG_DOUBLE__
#define NPY_SIZEOF_COMPLEX_FLOAT (2 * NPY_SIZEOF_FLOAT)
#define NPY_SIZEOF_COMPLEX_DOUBLE (2 * NPY_SIZEOF_DOUBLE)
#define NPY_SIZEOF_COMPLEX_LONGDOUBLE (2 * NPY_SIZEOF_LONGDOUBLE)
#define NPY_SIZEOF_CFLOAT NPY_SIZEOF_COMPLEX_FLOAT
#define NPY_SIZEOF_CDOUBLE NPY_SIZEOF_COMPLEX_DOUBLE
#define NPY_SIZEOF_CLONGDOUBLE NPY_SIZEOF_COMPLEX_LONGDOUBLE
#define NPY_SIZEOF_DATETIME 8
#define NPY_SIZEOF_TIMEDELTA 8

/* --- byte order and processor ------------------------------------------------------------------------------------- */

#define NPY_LITTLE_ENDIAN 1234
#define NPY_BIG_ENDIAN 4321
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NPY_BYTE_ORDER NPY_LITTLE_ENDIAN
#elif __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define NPY_BYTE_ORDER NPY_BIG_ENDIAN
#else
#error "neither little nor big endian"
#endif

/* As HPyArray_GetEndianness tells it. */
enum { NPY_CPU_UNKNOWN_ENDIAN, NPY_CPU_LITTLE, NPY_CPU_BIG };

/* The processors that Linux runs NumPy on, mostly; on others none of these is defined. */
#if defined(__x86_64__)
#define NPY_CPU_AMD64
#elif defined(__i386__)
#define NPY_CPU_X86
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define NPY_CPU_ARMEL_AARCH64
#elif defined(__arm__) && defined(__ARMEL__)
#define NPY_CPU_ARMEL
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define NPY_CPU_PPC64LE
#elif defined(__s390__)
#define NPY_CPU_S390
#elif defined(__riscv) && __riscv_xlen == 64
#define NPY_CPU_RISCV64
#elif defined(__loongarch_lp64)
#define NPY_CPU_LOONGARCH64
#endif

/* --- words for the compiler --------------------------------------------------------------------------------------- */

#define NPY_INLINE inline
#ifdef __cplusplus
#define NPY_FINLINE inline __attribute__((always_inline))
#else
#define NPY_FINLINE static inline __attribute__((always_inline))
#endif
#define NPY_NOINLINE static __attribute__((noinline))
#define NPY_NO_EXPORT NPY_VISIBILITY_HIDDEN
#define NPY_VISIBILITY_HIDDEN __attribute__((visibility("hidden")))
#define NPY_DECL_ALIGNED(x) __attribute__((aligned(x)))

#define NPY_LIKELY(x) __builtin_expect(!!(x), 1)
#define NPY_UNLIKELY(x) __builtin_expect(!!(x), 0)

/* Marks a parameter as unused, and renames it so that it stays so. */
#define NPY_UNUSED(x) npy_hpy_unused_##x __attribute__((unused))

#define NPY_EXPAND(x) x
#define NPY_STRINGIFY(x) #x
#define NPY_TOSTRING(x) NPY_STRINGIFY(x)
#define NPY_HPY_CAT_(a, b) a##b
#define NPY_CAT(a, b) NPY_HPY_CAT_(a, b)

/* Loops may release the interpreter lock. */
#define NPY_ALLOW_THREADS 1

#endif
