/** NpyIter: an opaque pointer that belongs to the caller, who ends it with HNpyIter_Deallocate. What it lends
 *  (strides, pointers, sizes) lives as long as it, and changes as it moves. */
NPY_GROUP(100, "The n-dimensional iterator")

/** An iterator over one array; `flags` are those of the iterator and of the operand. `op` may be HPy_NULL if they say
 *  NPY_ITER_ALLOCATE: then an array without dimensions is made. NULL with an exception. */
NPY_API(multiarray, 224, DIRECT, 2.0, NpyIter_New)
NpyIter *HNpyIter_New(HPyContext *ctx, NPY_NULLABLE NPY_ARRAY HPy op, npy_uint32 flags, NPY_ORDER order,
    NPY_CASTING casting, NPY_NULLABLE NPY_DESCR HPy dtype);

/** An iterator over `nop` operands broadcast together. An operand may be HPy_NULL if its flags say NPY_ITER_ALLOCATE.
 *  `op_request_dtypes` may be NULL, and so may its entries. NULL with an exception. */
NPY_API(multiarray, 225,
    ADAPTED("operands and dtypes are arrays of handles; operands that the iterator allocates are read with "
            "HNpyIter_GetOperandArray"),
    2.0, NpyIter_MultiNew)
NPY_LEGACY(NpyIter *, (int, PyArrayObject **, npy_uint32, NPY_ORDER, NPY_CASTING, npy_uint32 *, PyArray_Descr **))
NpyIter *HNpyIter_MultiNew(HPyContext *ctx, int nop, NPY_NULLABLE NPY_HANDLES(nop) NPY_ARRAY const HPy *op_in, npy_uint32 flags,
    NPY_ORDER order, NPY_CASTING casting, npy_uint32 *op_flags,
    NPY_NULLABLE NPY_HANDLES(nop) NPY_DESCR const HPy *op_request_dtypes);

/** As HNpyIter_MultiNew, and `op_axes` maps the `oa_ndim` axes of the iterator to those of each operand (-1:
 *  broadcast); `itershape` fixes lengths (-1: free); `buffersize` is in items (0: default). */
NPY_API(multiarray, 226, ADAPTED("as HNpyIter_MultiNew"), 2.0, NpyIter_AdvancedNew)
NPY_LEGACY(NpyIter *,
    (int, PyArrayObject **, npy_uint32, NPY_ORDER, NPY_CASTING, npy_uint32 *, PyArray_Descr **, int, int **,
     npy_intp *, npy_intp))
NpyIter *HNpyIter_AdvancedNew(HPyContext *ctx, int nop, NPY_NULLABLE NPY_HANDLES(nop) NPY_ARRAY const HPy *op_in, npy_uint32 flags,
    NPY_ORDER order, NPY_CASTING casting, npy_uint32 *op_flags,
    NPY_NULLABLE NPY_HANDLES(nop) NPY_DESCR const HPy *op_request_dtypes, int oa_ndim, int **op_axes, npy_intp *itershape,
    npy_intp buffersize);

/** A copy at the same place, with buffers of its own. */
NPY_API(multiarray, 227, DIRECT, 2.0, NpyIter_Copy)
NpyIter *HNpyIter_Copy(HPyContext *ctx, NpyIter *iter);

/** Writes what is still in buffers and ends the iterator. NPY_SUCCEED, or NPY_FAIL with an exception; the iterator is
 *  gone either way. NULL is allowed. */
NPY_API(multiarray, 228, DIRECT, 2.0, NpyIter_Deallocate)
int HNpyIter_Deallocate(HPyContext *ctx, NpyIter *iter);

/** What the casts of the buffered iteration need: NPY_METH_REQUIRES_PYAPI, NPY_METH_NO_FLOATINGPOINT_ERRORS. */
NPY_API(multiarray, 223, DIRECT, 2.3, NpyIter_GetTransferFlags)
NPY_ARRAYMETHOD_FLAGS HNpyIter_GetTransferFlags(HPyContext *ctx, NpyIter *iter);

/** Whether buffers wait for the first HNpyIter_Reset. */
NPY_API(multiarray, 229, DIRECT, 2.0, NpyIter_HasDelayedBufAlloc)
npy_bool HNpyIter_HasDelayedBufAlloc(HPyContext *ctx, NpyIter *iter);

/** Whether the caller runs the innermost loop. */
NPY_API(multiarray, 230, DIRECT, 2.0, NpyIter_HasExternalLoop)
npy_bool HNpyIter_HasExternalLoop(HPyContext *ctx, NpyIter *iter);

/** Hands the innermost loop to the caller and starts anew. NPY_FAIL with ValueError if a multi-index or a flat index
 *  is tracked. */
NPY_API(multiarray, 231, DIRECT, 2.0, NpyIter_EnableExternalLoop)
int HNpyIter_EnableExternalLoop(HPyContext *ctx, NpyIter *iter);

/** The strides of the innermost loop, in bytes, one an operand; lent. */
NPY_API(multiarray, 232, DIRECT, 2.0, NpyIter_GetInnerStrideArray)
npy_intp *HNpyIter_GetInnerStrideArray(HPyContext *ctx, NpyIter *iter);

/** Where the length of the innermost loop is kept; lent. */
NPY_API(multiarray, 233, DIRECT, 2.0, NpyIter_GetInnerLoopSizePtr)
npy_intp *HNpyIter_GetInnerLoopSizePtr(HPyContext *ctx, NpyIter *iter);

/** Back to the start. With `errmsg` not NULL an error is a message there instead of an exception, and the interpreter
 *  lock need not be held; an error of a cast is an exception as well. */
NPY_API(multiarray, 234, DIRECT, 2.0, NpyIter_Reset)
int HNpyIter_Reset(HPyContext *ctx, NpyIter *iter, char **errmsg);

/** Back to the start with other memory: one address an operand. `errmsg` as in HNpyIter_Reset. */
NPY_API(multiarray, 235, DIRECT, 2.0, NpyIter_ResetBasePointers)
int HNpyIter_ResetBasePointers(HPyContext *ctx, NpyIter *iter, char **baseptrs, char **errmsg);

/** Restricts the iteration to the items [istart, iend) and goes to its start. `errmsg` as in HNpyIter_Reset. */
NPY_API(multiarray, 236, DIRECT, 2.0, NpyIter_ResetToIterIndexRange)
int HNpyIter_ResetToIterIndexRange(HPyContext *ctx, NpyIter *iter, npy_intp istart, npy_intp iend, char **errmsg);

/** The number of axes that are iterated over. */
NPY_API(multiarray, 237, DIRECT, 2.0, NpyIter_GetNDim)
int HNpyIter_GetNDim(HPyContext *ctx, NpyIter *iter);

/** The number of operands. */
NPY_API(multiarray, 238, DIRECT, 2.0, NpyIter_GetNOp)
int HNpyIter_GetNOp(HPyContext *ctx, NpyIter *iter);

/** The function that steps on: 1 while there is an item, 0 at the end. Call it directly. NULL with an exception;
 *  `errmsg` as in HNpyIter_Reset. */
NPY_API(multiarray, 239, DIRECT, 2.0, NpyIter_GetIterNext)
NpyIter_IterNextFunc *HNpyIter_GetIterNext(HPyContext *ctx, NpyIter *iter, char **errmsg);

/** The number of items to iterate over; -1 if that overflows. */
NPY_API(multiarray, 240, DIRECT, 2.0, NpyIter_GetIterSize)
npy_intp HNpyIter_GetIterSize(HPyContext *ctx, NpyIter *iter);

/** The range of items that is being iterated over. */
NPY_API(multiarray, 241, DIRECT, 2.0, NpyIter_GetIterIndexRange)
void HNpyIter_GetIterIndexRange(HPyContext *ctx, NpyIter *iter, npy_intp *istart, npy_intp *iend);

/** The number of the item, in the order of iteration. */
NPY_API(multiarray, 242, DIRECT, 2.0, NpyIter_GetIterIndex)
npy_intp HNpyIter_GetIterIndex(HPyContext *ctx, NpyIter *iter);

/** Goes to an item by its number in the order of iteration. NPY_FAIL with an exception. */
NPY_API(multiarray, 243, DIRECT, 2.0, NpyIter_GotoIterIndex)
int HNpyIter_GotoIterIndex(HPyContext *ctx, NpyIter *iter, npy_intp iterindex);

/** Whether a multi-index is tracked. */
NPY_API(multiarray, 244, DIRECT, 2.0, NpyIter_HasMultiIndex)
npy_bool HNpyIter_HasMultiIndex(HPyContext *ctx, NpyIter *iter);

/** The lengths of the axes, in the order of the multi-index if one is tracked, else the innermost first. */
NPY_API(multiarray, 245, DIRECT, 2.0, NpyIter_GetShape)
int HNpyIter_GetShape(HPyContext *ctx, NpyIter *iter, npy_intp *outshape);

/** The function that reads the multi-index. Call it directly. NULL with an exception; `errmsg` as in HNpyIter_Reset.
 */
NPY_API(multiarray, 246, DIRECT, 2.0, NpyIter_GetGetMultiIndex)
NpyIter_GetMultiIndexFunc *HNpyIter_GetGetMultiIndex(HPyContext *ctx, NpyIter *iter, char **errmsg);

/** Goes to an item by its index, one number an axis. NPY_FAIL with IndexError. */
NPY_API(multiarray, 247, DIRECT, 2.0, NpyIter_GotoMultiIndex)
int HNpyIter_GotoMultiIndex(HPyContext *ctx, NpyIter *iter, const npy_intp *multi_index);

/** Stops tracking the multi-index, so that axes can be joined, and starts anew. */
NPY_API(multiarray, 248, DIRECT, 2.0, NpyIter_RemoveMultiIndex)
int HNpyIter_RemoveMultiIndex(HPyContext *ctx, NpyIter *iter);

/** Whether a flat index is tracked. */
NPY_API(multiarray, 249, DIRECT, 2.0, NpyIter_HasIndex)
npy_bool HNpyIter_HasIndex(HPyContext *ctx, NpyIter *iter);

/** Whether the iteration is buffered. */
NPY_API(multiarray, 250, DIRECT, 2.0, NpyIter_IsBuffered)
npy_bool HNpyIter_IsBuffered(HPyContext *ctx, NpyIter *iter);

/** Whether the innermost loop may be longer than the buffer. */
NPY_API(multiarray, 251, DIRECT, 2.0, NpyIter_IsGrowInner)
npy_bool HNpyIter_IsGrowInner(HPyContext *ctx, NpyIter *iter);

/** The size of the buffers in items; 0 without buffers. */
NPY_API(multiarray, 252, DIRECT, 2.0, NpyIter_GetBufferSize)
npy_intp HNpyIter_GetBufferSize(HPyContext *ctx, NpyIter *iter);

/** Where the flat index is kept; NULL if none is tracked. Lent. */
NPY_API(multiarray, 253, DIRECT, 2.0, NpyIter_GetIndexPtr)
npy_intp *HNpyIter_GetIndexPtr(HPyContext *ctx, NpyIter *iter);

/** Goes to an item by its flat index. NPY_FAIL with an exception. */
NPY_API(multiarray, 254, DIRECT, 2.0, NpyIter_GotoIndex)
int HNpyIter_GotoIndex(HPyContext *ctx, NpyIter *iter, npy_intp flat_index);

/** The addresses of the current items, one an operand; lent. */
NPY_API(multiarray, 255, DIRECT, 2.0, NpyIter_GetDataPtrArray)
char **HNpyIter_GetDataPtrArray(HPyContext *ctx, NpyIter *iter);

/** The addresses of the first items, never of buffers; lent. */
NPY_API(multiarray, 267, DIRECT, 2.0, NpyIter_GetInitialDataPtrArray)
char **HNpyIter_GetInitialDataPtrArray(HPyContext *ctx, NpyIter *iter);

/** The dtypes that the items have in the loop, as `nop` new handles. 0, or -1 with an exception. */
NPY_API(multiarray, 256, ADAPTED("fills an array of handles that the caller owns"), 2.0, NpyIter_GetDescrArray)
NPY_LEGACY(PyArray_Descr **, (NpyIter *))
int HNpyIter_GetDescrArray(HPyContext *ctx, NpyIter *iter, NPY_OUT NPY_HANDLES(nop) NPY_DESCR HPy *descrs);

/** The operands, those that were allocated included, as `nop` new handles. 0, or -1 with an exception. */
NPY_API(multiarray, 257, ADAPTED("fills an array of handles that the caller owns"), 2.0, NpyIter_GetOperandArray)
NPY_LEGACY(PyArrayObject **, (NpyIter *))
int HNpyIter_GetOperandArray(HPyContext *ctx, NpyIter *iter, NPY_OUT NPY_HANDLES(nop) NPY_ARRAY HPy *operands);

/** A view of operand `i` with the axes as the iterator walks them. ValueError if it is buffered, IndexError if `i` is
 *  negative; that there are so many operands is not checked. */
NPY_API(multiarray, 258, DIRECT, 2.0, NpyIter_GetIterView)
NPY_ARRAY HPy HNpyIter_GetIterView(HPyContext *ctx, NpyIter *iter, npy_intp i);

/** Which operands are read, one byte each. */
NPY_API(multiarray, 259, DIRECT, 2.0, NpyIter_GetReadFlags)
void HNpyIter_GetReadFlags(HPyContext *ctx, NpyIter *iter, char *outreadflags);

/** Which operands are written, one byte each. */
NPY_API(multiarray, 260, DIRECT, 2.0, NpyIter_GetWriteFlags)
void HNpyIter_GetWriteFlags(HPyContext *ctx, NpyIter *iter, char *outwriteflags);

/** Prints the iterator to standard output. */
NPY_API(multiarray, 261, DIRECT, 2.0, NpyIter_DebugPrint)
void HNpyIter_DebugPrint(HPyContext *ctx, NpyIter *iter);

/** Whether iterating needs the interpreter lock. */
NPY_API(multiarray, 262, DIRECT, 2.0, NpyIter_IterationNeedsAPI)
npy_bool HNpyIter_IterationNeedsAPI(HPyContext *ctx, NpyIter *iter);

/** Copies the strides of the innermost loop, in bytes, one an operand. Older versions give NPY_MAX_INTP for a stride
 *  that may change. */
NPY_API(multiarray, 263, DIRECT, 2.0, NpyIter_GetInnerFixedStrideArray)
void HNpyIter_GetInnerFixedStrideArray(HPyContext *ctx, NpyIter *iter, npy_intp *out_strides);

/** Takes an axis out of the iteration. Needs a multi-index, and no buffers; NPY_FAIL with an exception. */
NPY_API(multiarray, 264, DIRECT, 2.0, NpyIter_RemoveAxis)
int HNpyIter_RemoveAxis(HPyContext *ctx, NpyIter *iter, int axis);

/** The strides along an axis of the multi-index, one an operand; lent. NULL with an exception. */
NPY_API(multiarray, 265, DIRECT, 2.0, NpyIter_GetAxisStrideArray)
npy_intp *HNpyIter_GetAxisStrideArray(HPyContext *ctx, NpyIter *iter, int axis);

/** Whether an operand is cast, swapped or unaligned, so that buffers are needed. */
NPY_API(multiarray, 266, DIRECT, 2.0, NpyIter_RequiresBuffering)
npy_bool HNpyIter_RequiresBuffering(HPyContext *ctx, NpyIter *iter);

/** Strides, in bytes, of a contiguous array with items of `itemsize` bytes that is walked in the iterator's order.
 *  NPY_FAIL with RuntimeError without a multi-index. */
NPY_API(multiarray, 268, DIRECT, 2.0, NpyIter_CreateCompatibleStrides)
int HNpyIter_CreateCompatibleStrides(HPyContext *ctx, NpyIter *iter, npy_intp itemsize, npy_intp *outstrides);

/** Whether the item of operand `iop`, which is reduced into, is met for the first time. */
NPY_API(multiarray, 281, DIRECT, 2.0, NpyIter_IsFirstVisit)
npy_bool HNpyIter_IsFirstVisit(HPyContext *ctx, NpyIter *iter, int iop);
