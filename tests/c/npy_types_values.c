/* Prints what the entries of npy_types_list.h are: by universal/npy_types.h, or, with OF_NUMPY, by NumPy's own headers.
 * C11 and C++17; what a type is, C tells of numbers and C++ of all types. */
#include <stddef.h>
#include <stdio.h>

#ifdef OF_NUMPY
/* Nothing is imported, and so nothing is linked. */
#define PY_ARRAY_UNIQUE_SYMBOL never_linked_array
#define PY_UFUNC_UNIQUE_SYMBOL never_linked_ufunc
#define NO_IMPORT_ARRAY
#define NO_IMPORT_UFUNC
#include <Python.h>
#include <numpy/arrayobject.h>
#include <numpy/ufuncobject.h>
#else
#include <numpy_hpy/universal/npy_types.h>
#if defined(__has_include) && __has_include(<hpy.h>)
#include <hpy.h>
#endif
#if defined(Py_PYTHON_H) || defined(NPY_NO_SMP)
#error "Python's or NumPy's headers are included"
#endif
#endif

#ifdef __cplusplus
#include <cxxabi.h>
#include <stdlib.h>
#include <typeinfo>

static const char *demangled(const std::type_info &type)
{
    return abi::__cxa_demangle(type.name(), NULL, NULL, NULL);
}
#define NAME_OF_TYPE(type) demangled(typeid(type))
#define NAME_OF_MEMBER(type, name) demangled(typeid(decltype(type::name)))
#define NAME_OF_VALUE(value) demangled(typeid(decltype(value)))
#define ALIGNMENT(type) alignof(type)
#else
#define NUMBER(type) type: #type
#define NAME_OF_VALUE(value)                                                                                           \
    _Generic((value), NUMBER(char), NUMBER(signed char), NUMBER(unsigned char), NUMBER(short), NUMBER(unsigned short), \
        NUMBER(int), NUMBER(unsigned int), NUMBER(long), NUMBER(unsigned long), NUMBER(long long),                     \
        NUMBER(unsigned long long), NUMBER(float), NUMBER(double), NUMBER(long double), NUMBER(float _Complex),        \
        NUMBER(double _Complex), NUMBER(long double _Complex), default: "no number")
#define NAME_OF_TYPE(type) NAME_OF_VALUE(*(type *)NULL)
#define NAME_OF_MEMBER(type, name) NAME_OF_VALUE(((type *)NULL)->name)
#define ALIGNMENT(type) _Alignof(type)
#endif

/* Every 64-bit integer is itself as a long double, on x86 at least; the bits tell the rest. */
#define INTEGER(name)                                                                                                  \
    printf("INTEGER %s|%.0Lf %llx %s\n", #name, (long double)(name), (unsigned long long)(name), NAME_OF_VALUE(name));
#define REAL(name) printf("REAL %s|%.17g %s\n", #name, (double)(name), NAME_OF_VALUE(name));
#define TEXT(name) printf("TEXT %s|%s %zu\n", #name, name, sizeof(name));
#define TYPE(type)                                                                                                     \
    printf("TYPE %s|size %zu alignment %zu %s\n", #type, sizeof(type), ALIGNMENT(type), NAME_OF_TYPE(type));
#define MEMBER(type, name)                                                                                             \
    printf("MEMBER %s.%s|offset %zu size %zu %s\n", #type, #name, offsetof(type, name), sizeof(((type *)NULL)->name),  \
        NAME_OF_MEMBER(type, name));
#define TAIL(type, name) printf("TAIL %s.%s|offset %zu\n", #type, #name, offsetof(type, name));
#ifdef __cplusplus
#define OPAQUE(type) printf("OPAQUE %s|%s\n", #type, NAME_OF_TYPE(type *));
#define FUNCTION(type) printf("FUNCTION %s|%s\n", #type, NAME_OF_TYPE(type));
#else
#define OPAQUE(type) printf("OPAQUE %s|%zu\n", #type, sizeof(type *));
#define FUNCTION(type) printf("FUNCTION %s|%zu\n", #type, sizeof(type *));
#endif
#ifdef OF_NUMPY
#define HEAD(type) print_head(#type, offsetof(type, ob_base), sizeof(((type *)NULL)->ob_base));
#else
#define HEAD(type) print_head(#type, offsetof(type, head), sizeof(((type *)NULL)->head));
#endif

static void print_head(const char *name, size_t offset, size_t size)
{
    printf("HEAD %s|offset %zu size %zu\n", name, offset, size);
}

int main(void)
{
#include "npy_types_list.h"
    return 0;
}
