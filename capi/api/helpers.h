/** Arithmetic on shapes, and what is needed to check versions. */
NPY_GROUP(160, "Helpers and versions")

/** The product of `n` lengths; overflow is not noticed. */
NPY_API(multiarray, 158, DIRECT, 2.0, PyArray_MultiplyList)
npy_intp HPyArray_MultiplyList(HPyContext *ctx, const npy_intp *l1, int n);

/** The product of `n` integers; overflow is not noticed. */
NPY_API(multiarray, 159, DIRECT, 2.0, PyArray_MultiplyIntList)
int HPyArray_MultiplyIntList(HPyContext *ctx, const int *l1, int n);

/** The product of `n` lengths, or -1 if it overflows. */
NPY_API(multiarray, 207, DIRECT, 2.0, PyArray_OverflowMultiplyList)
npy_intp HPyArray_OverflowMultiplyList(HPyContext *ctx, const npy_intp *l1, int n);

/** Whether two lists of `n` lengths are equal. */
NPY_API(multiarray, 161, DIRECT, 2.0, PyArray_CompareLists)
int HPyArray_CompareLists(HPyContext *ctx, const npy_intp *l1, const npy_intp *l2, int n);

/** The axes ordered by falling absolute stride. */
NPY_API(multiarray, 283, DIRECT, 2.0, PyArray_CreateSortedStridePerm)
void HPyArray_CreateSortedStridePerm(HPyContext *ctx, int ndim, const npy_intp *strides,
    npy_stride_sort_item *out_strideperm);

/** The version of the binary interface of the NumPy that runs. */
NPY_API(multiarray, 0, DIRECT, 2.0, PyArray_GetNDArrayCVersion)
unsigned int HPyArray_GetNDArrayCVersion(HPyContext *ctx);

/** The feature version of the NumPy that runs, such as 0x15 for 2.4. */
NPY_API(multiarray, 211, DIRECT, 2.0, PyArray_GetNDArrayCFeatureVersion)
unsigned int HPyArray_GetNDArrayCFeatureVersion(HPyContext *ctx);

/** NPY_CPU_LITTLE or NPY_CPU_BIG: the byte order that NumPy was built for. */
NPY_API(multiarray, 210, DIRECT, 2.0, PyArray_GetEndianness)
int HPyArray_GetEndianness(HPyContext *ctx);
