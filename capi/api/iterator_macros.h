/** The macros that walk an iterator. They work on its struct, which PyArrayIterObject_AsStruct and
 *  PyArrayMultiIterObject_AsStruct lend, and need no context. */
NPY_GROUP(220, "Iterator macros")

/** Whether it is an iterator over one array. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyArrayIter_Check)
int HPyArrayIter_Check(HPyContext *ctx, HPy op);

/** Back to the first item. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_ITER_RESET)
void HPyArray_ITER_RESET(PyArrayIterObject *it);

/** To the next item; not beyond the last. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_ITER_NEXT)
void HPyArray_ITER_NEXT(PyArrayIterObject *it);

/** To the item at an index, one number an axis; negative numbers are replaced in `destination`. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_ITER_GOTO)
void HPyArray_ITER_GOTO(PyArrayIterObject *it, npy_intp *destination);

/** To an item by its number in C order; a negative one counts from the end. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_ITER_GOTO1D)
void HPyArray_ITER_GOTO1D(PyArrayIterObject *it, npy_intp ind);

/** The address of the item. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_ITER_DATA)
void *HPyArray_ITER_DATA(PyArrayIterObject *it);

/** Whether there is an item. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_ITER_NOTDONE)
int HPyArray_ITER_NOTDONE(PyArrayIterObject *it);

/** All back to the first item. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_RESET)
void HPyArray_MultiIter_RESET(PyArrayMultiIterObject *multi);

/** All to the next item. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_NEXT)
void HPyArray_MultiIter_NEXT(PyArrayMultiIterObject *multi);

/** All to the item at an index, one number an axis. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_GOTO)
void HPyArray_MultiIter_GOTO(PyArrayMultiIterObject *multi, npy_intp *dest);

/** All to an item by its number in C order. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_GOTO1D)
void HPyArray_MultiIter_GOTO1D(PyArrayMultiIterObject *multi, npy_intp ind);

/** The address of the item of operand `i`. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_DATA)
void *HPyArray_MultiIter_DATA(PyArrayMultiIterObject *multi, int i);

/** Operand `i` alone to its next item. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_NEXTi)
void HPyArray_MultiIter_NEXTi(PyArrayMultiIterObject *multi, int i);

/** Whether there is an item. */
NPY_API(macro, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_NOTDONE)
int HPyArray_MultiIter_NOTDONE(PyArrayMultiIterObject *multi);

/** The number of operands. */
NPY_API(inline, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_NUMITER)
int HPyArray_MultiIter_NUMITER(PyArrayMultiIterObject *multi);

/** The number of items of the common shape. */
NPY_API(inline, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_SIZE)
npy_intp HPyArray_MultiIter_SIZE(PyArrayMultiIterObject *multi);

/** The number of the item in C order. */
NPY_API(inline, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_INDEX)
npy_intp HPyArray_MultiIter_INDEX(PyArrayMultiIterObject *multi);

/** The number of dimensions of the common shape. */
NPY_API(inline, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_NDIM)
int HPyArray_MultiIter_NDIM(PyArrayMultiIterObject *multi);

/** The common shape; lent. */
NPY_API(inline, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_DIMS)
npy_intp *HPyArray_MultiIter_DIMS(PyArrayMultiIterObject *multi);

/** The structs of the operands' iterators; lent. */
NPY_API(inline, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArray_MultiIter_ITERS)
void **HPyArray_MultiIter_ITERS(PyArrayMultiIterObject *multi);

/** To the first point of the neighbourhood. 0. */
NPY_API(inline, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArrayNeighborhoodIter_Reset)
int HPyArrayNeighborhoodIter_Reset(PyArrayNeighborhoodIterObject *iter);

/** To the next point of the neighbourhood. 0. */
NPY_API(inline, ndarraytypes.h, ADAPTED("on the struct of the iterator"), 2.0, PyArrayNeighborhoodIter_Next)
int HPyArrayNeighborhoodIter_Next(PyArrayNeighborhoodIterObject *iter);
