/* What the macros and accessors on numbers and structs do, for tests/python/test_npy_types.py to compare: those of
 * universal/npy_types.h, or, with OF_NUMPY, NumPy's own. With OF_ITERATOR_MACROS iterators are walked by
 * iterator_macros.h. C11 and C++17. */
#include <stddef.h>

#ifdef OF_NUMPY
#include <Python.h>
#include <numpy/arrayobject.h>
#else
#include <numpy_hpy/universal/npy_types.h>
#endif

#ifdef OF_ITERATOR_MACROS
#include <numpy_hpy/iterator_macros.h>
#define ITER(what) HPyArray_ITER_##what
#define MULTI(what) HPyArray_MultiIter_##what
#define NEIGHBORHOOD(what) HPyArrayNeighborhoodIter_##what
#else
#define ITER(what) PyArray_ITER_##what
#define MULTI(what) PyArray_MultiIter_##what
#define NEIGHBORHOOD(what) PyArrayNeighborhoodIter_##what
#endif

#ifdef __cplusplus
extern "C" {
#endif

int setup(void);
int type_number_facts(int type, int *facts);
int byte_order_facts(char b1, char b2, int *facts);
int dtype_facts(PyArray_Descr *dtype, long long *facts);
int array_facts(PyArrayObject *arr, PyArrayObject *other, long long *facts);
void set_flags(PyArrayObject *arr, int flags, int on);
void fill_with_byte(PyArrayObject *arr, int value);
void *walk(PyArrayIterObject *it, int step, npy_intp *place);
int walk_facts(PyArrayIterObject *it);
void *multi_walk(PyArrayMultiIterObject *multi, int step, npy_intp *place, int i);
int multi_facts(PyArrayMultiIterObject *multi, long long *facts);
int neighborhood_walk(PyArrayNeighborhoodIterObject *iter, int step);
size_t struct_size(int which);
int auxdata_facts(void);

/* NumPy's macros call functions of NumPy. */
int setup(void)
{
#ifdef OF_NUMPY
    import_array1(-1);
#endif
    return 0;
}

int type_number_facts(int type, int *facts)
{
    int count = 0;
    facts[count++] = PyTypeNum_ISBOOL(type);
    facts[count++] = PyTypeNum_ISUNSIGNED(type);
    facts[count++] = PyTypeNum_ISSIGNED(type);
    facts[count++] = PyTypeNum_ISINTEGER(type);
    facts[count++] = PyTypeNum_ISFLOAT(type);
    facts[count++] = PyTypeNum_ISNUMBER(type);
    facts[count++] = PyTypeNum_ISSTRING(type);
    facts[count++] = PyTypeNum_ISCOMPLEX(type);
    facts[count++] = PyTypeNum_ISFLEXIBLE(type);
    facts[count++] = PyTypeNum_ISDATETIME(type);
    facts[count++] = PyTypeNum_ISOBJECT(type);
    return count;
}

int byte_order_facts(char b1, char b2, int *facts)
{
    facts[0] = PyArray_ISNBO(b1);
    facts[1] = PyArray_IsNativeByteOrder(b2);
    facts[2] = PyArray_EquivByteorders(b1, b2);
    return 3;
}

int dtype_facts(PyArray_Descr *dtype, long long *facts)
{
    int count = 0;
    facts[count++] = PyDataType_ELSIZE(dtype);
    facts[count++] = PyDataType_ALIGNMENT(dtype);
    facts[count++] = (long long)PyDataType_FLAGS(dtype);
    facts[count++] = PyDataType_FLAGCHK(dtype, NPY_NEEDS_PYAPI | NPY_NEEDS_INIT);
    facts[count++] = PyDataType_REFCHK(dtype);
    facts[count++] = PyDataType_ISLEGACY(dtype);
    facts[count++] = PyDataType_ISBOOL(dtype);
    facts[count++] = PyDataType_ISUNSIGNED(dtype);
    facts[count++] = PyDataType_ISSIGNED(dtype);
    facts[count++] = PyDataType_ISINTEGER(dtype);
    facts[count++] = PyDataType_ISFLOAT(dtype);
    facts[count++] = PyDataType_ISNUMBER(dtype);
    facts[count++] = PyDataType_ISSTRING(dtype);
    facts[count++] = PyDataType_ISCOMPLEX(dtype);
    facts[count++] = PyDataType_ISFLEXIBLE(dtype);
    facts[count++] = PyDataType_ISDATETIME(dtype);
    facts[count++] = PyDataType_ISOBJECT(dtype);
    facts[count++] = PyDataType_ISNOTSWAPPED(dtype);
    facts[count++] = PyDataType_ISBYTESWAPPED(dtype);
    return count;
}

int array_facts(PyArrayObject *arr, PyArrayObject *other, long long *facts)
{
    int count = 0;
    const int nd = PyArray_NDIM(arr);
    facts[count++] = nd;
    facts[count++] = (npy_intp)PyArray_DATA(arr);
    facts[count++] = (npy_intp)PyArray_BYTES(arr);
    facts[count++] = (npy_intp)PyArray_DIMS(arr);
    facts[count++] = (npy_intp)PyArray_SHAPE(arr);
    facts[count++] = (npy_intp)PyArray_STRIDES(arr);
    for (int axis = 0; axis < nd; axis++) {
        facts[count++] = PyArray_DIM(arr, axis);
        facts[count++] = PyArray_STRIDE(arr, axis);
    }
    facts[count++] = (npy_intp)PyArray_DESCR(arr);
    facts[count++] = (npy_intp)PyArray_DTYPE(arr);
    facts[count++] = PyArray_TYPE(arr);
    facts[count++] = PyArray_ITEMSIZE(arr);
    facts[count++] = PyArray_SIZE(arr);
    facts[count++] = PyArray_NBYTES(arr);
    facts[count++] = PyArray_SAMESHAPE(arr, other);
    facts[count++] = nd >= 1 ? (npy_intp)PyArray_GETPTR1(arr, 1) : 0;
    facts[count++] = nd >= 2 ? (npy_intp)PyArray_GETPTR2(arr, 1, 2) : 0;
    facts[count++] = nd >= 3 ? (npy_intp)PyArray_GETPTR3(arr, 1, 2, 3) : 0;
    facts[count++] = nd >= 4 ? (npy_intp)PyArray_GETPTR4(arr, 1, 2, 3, 4) : 0;
    facts[count++] = PyArray_FLAGS(arr);
    facts[count++] = PyArray_CHKFLAGS(arr, NPY_ARRAY_OWNDATA | NPY_ARRAY_C_CONTIGUOUS);
    facts[count++] = PyArray_ISCONTIGUOUS(arr);
    facts[count++] = PyArray_ISWRITEABLE(arr);
    facts[count++] = PyArray_ISALIGNED(arr);
    facts[count++] = PyArray_IS_C_CONTIGUOUS(arr);
    facts[count++] = PyArray_IS_F_CONTIGUOUS(arr);
    facts[count++] = PyArray_ISONESEGMENT(arr);
    facts[count++] = PyArray_ISFORTRAN(arr);
    facts[count++] = PyArray_FORTRAN_IF(arr);
    facts[count++] = PyArray_ISBOOL(arr);
    facts[count++] = PyArray_ISUNSIGNED(arr);
    facts[count++] = PyArray_ISSIGNED(arr);
    facts[count++] = PyArray_ISINTEGER(arr);
    facts[count++] = PyArray_ISFLOAT(arr);
    facts[count++] = PyArray_ISNUMBER(arr);
    facts[count++] = PyArray_ISSTRING(arr);
    facts[count++] = PyArray_ISCOMPLEX(arr);
    facts[count++] = PyArray_ISFLEXIBLE(arr);
    facts[count++] = PyArray_ISVARIABLE(arr);
    facts[count++] = PyArray_ISDATETIME(arr);
    facts[count++] = PyArray_ISOBJECT(arr);
    facts[count++] = PyArray_SAFEALIGNEDCOPY(arr);
    facts[count++] = PyArray_ISNOTSWAPPED(arr);
    facts[count++] = PyArray_ISBYTESWAPPED(arr);
    facts[count++] = PyArray_FLAGSWAP(arr, NPY_ARRAY_WRITEABLE);
    facts[count++] = PyArray_ISCARRAY(arr);
    facts[count++] = PyArray_ISCARRAY_RO(arr);
    facts[count++] = PyArray_ISFARRAY(arr);
    facts[count++] = PyArray_ISFARRAY_RO(arr);
    facts[count++] = PyArray_ISBEHAVED(arr);
    facts[count++] = PyArray_ISBEHAVED_RO(arr);
    return count;
}

void set_flags(PyArrayObject *arr, int flags, int on)
{
    if (on) {
        PyArray_ENABLEFLAGS(arr, flags);
    }
    else {
        PyArray_CLEARFLAGS(arr, flags);
    }
}

void fill_with_byte(PyArrayObject *arr, int value)
{
    PyArray_FILLWBYTE(arr, value);
}

/* The address of the item after the step. */
void *walk(PyArrayIterObject *it, int step, npy_intp *place)
{
    switch (step) {
    case 0:
        ITER(RESET)(it);
        break;
    case 1:
        ITER(NEXT)(it);
        break;
    case 2:
        ITER(GOTO)(it, place);
        break;
    case 3:
        ITER(GOTO1D)(it, place[0]);
        break;
    }
    return ITER(DATA)(it);
}

int walk_facts(PyArrayIterObject *it)
{
    return ITER(NOTDONE)(it);
}

/* The address of the item of operand `i` after the step. */
void *multi_walk(PyArrayMultiIterObject *multi, int step, npy_intp *place, int i)
{
    switch (step) {
    case 0:
        MULTI(RESET)(multi);
        break;
    case 1:
        MULTI(NEXT)(multi);
        break;
    case 2:
        MULTI(GOTO)(multi, place);
        break;
    case 3:
        MULTI(GOTO1D)(multi, place[0]);
        break;
    case 4:
        MULTI(NEXTi)(multi, i);
        break;
    }
    return MULTI(DATA)(multi, i);
}

int multi_facts(PyArrayMultiIterObject *multi, long long *facts)
{
    int count = 0;
    facts[count++] = MULTI(NOTDONE)(multi);
    facts[count++] = MULTI(SIZE)(multi);
    facts[count++] = MULTI(INDEX)(multi);
    facts[count++] = MULTI(NDIM)(multi);
    facts[count++] = (npy_intp)MULTI(DIMS)(multi);
    facts[count++] = MULTI(NUMITER)(multi);
    for (int i = 0; i < MULTI(NUMITER)(multi); i++) {
        facts[count++] = (npy_intp)MULTI(ITERS)(multi)[i];
    }
    return count;
}

int neighborhood_walk(PyArrayNeighborhoodIterObject *iter, int step)
{
    return step == 0 ? NEIGHBORHOOD(Reset)(iter) : NEIGHBORHOOD(Next)(iter);
}

size_t struct_size(int which)
{
    switch (which) {
    case 0:
        return sizeof(PyArrayIterObject);
    case 1:
        return offsetof(PyArrayMultiIterObject, iters);
    default:
        return sizeof(PyArrayNeighborhoodIterObject);
    }
}

typedef struct {
    NpyAuxData base;
    int clones, frees;
} Counted;

static NpyAuxData *counted_clone(NpyAuxData *auxdata)
{
    ((Counted *)auxdata)->clones++;
    return auxdata;
}

static void counted_free(NpyAuxData *auxdata)
{
    ((Counted *)auxdata)->frees++;
}

/* 12: cloned once, freed twice. */
int auxdata_facts(void)
{
    Counted counted = {{counted_free, counted_clone, {NULL, NULL}}, 0, 0};
    NpyAuxData *copy = NPY_AUXDATA_CLONE(&counted.base);
    NpyAuxData *none = NULL;
    if (copy != NULL)
        NPY_AUXDATA_FREE(copy);
    else
        counted.frees = 100;
    NPY_AUXDATA_FREE(&counted.base);
    NPY_AUXDATA_FREE(none);
    return 10 * counted.clones + counted.frees;
}

/* Type numbers and byte orders are constant expressions. */
typedef char constant_expressions[PyTypeNum_ISFLOAT(NPY_HALF) && PyTypeNum_ISUNSIGNED(NPY_UINTP) &&
        PyTypeNum_ISSIGNED(NPY_INT64) && PyArray_EquivByteorders(NPY_NATIVE, NPY_NATBYTE)
    ? 1
    : -1];

#ifdef __cplusplus
}
#endif
