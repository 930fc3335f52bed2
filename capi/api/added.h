/** What handles need and NumPy's C API does not have. */
NPY_GROUP(280, "Additions")

/** A class of NumPy: an array, dtype, iterator, scalar or DType class. `which` has the name of NumPy's global with an
 *  H before it. */
NPY_API(hpy, 0, ADDED, 2.0, -)
NPY_PYTYPE HPy HPyArray_GetTypeObject(HPyContext *ctx, HPyArray_TypeSlot which);

/** The array as a plain struct: data, nd, shape, strides, itemsize, flags, type number. Lent; valid while the array
 *  lives and is not resized. Not for an HPyArray. */
NPY_API(hpy, 1, ADDED, 2.0, -)
PyArrayObject *PyArrayObject_AsStruct(HPyContext *ctx, NPY_ARRAY HPy arr);

/** Fills the caller's struct from an array of either kind: data, nd, shape, strides, itemsize, flags, type number,
 *  layout. Data, shape and strides are lent by the array; the layout is owned by the view, and given back with
 *  HPyArray_ReleaseView. -1 with TypeError for what is no array. */
NPY_API(hpy, 2, ADDED, 2.0, -)
int HPyArray_FillView(HPyContext *ctx, NPY_ARRAY HPy arr, HPyArrayView *view);

/** The struct of an iterator over one array, for the macros. Lent; valid while the iterator lives. */
NPY_API(hpy, 3, ADDED, 2.0, -)
PyArrayIterObject *PyArrayIterObject_AsStruct(HPyContext *ctx, NPY_ITER HPy iter);

/** The struct of an iterator over several arrays, for the macros. Lent; valid while the iterator lives. */
NPY_API(hpy, 4, ADDED, 2.0, -)
PyArrayMultiIterObject *PyArrayMultiIterObject_AsStruct(HPyContext *ctx, NPY_MULTI HPy multi);

/** The struct of a neighbourhood iterator. Lent; valid while the iterator lives. */
NPY_API(hpy, 5, ADDED, 2.0, -)
PyArrayNeighborhoodIterObject *PyArrayNeighborhoodIterObject_AsStruct(HPyContext *ctx, HPy iter);

/** The dtype of an array. */
NPY_API(hpy, 6, ADDED, 2.0, -)
NPY_DESCR HPy HPyArray_GetDescr(HPyContext *ctx, NPY_ARRAY HPy arr);

/** The object that owns the array's memory, or HPy_NULL. */
NPY_API(hpy, 7, ADDED, 2.0, -)
HPy HPyArray_GetBase(HPyContext *ctx, NPY_ARRAY HPy arr);

/** As HPyArray_SetBaseObject. */
NPY_API(hpy, 8, ADDED, 2.0, -)
int HPyArray_SetBase(HPyContext *ctx, NPY_NDARRAY HPy arr, NPY_NULLABLE HPy base);

/** The capsule of the allocator that the memory came from, or HPy_NULL. */
NPY_API(hpy, 9, ADDED, 2.0, -)
HPy HPyArray_GetHandler(HPyContext *ctx, NPY_ARRAY HPy arr);

/** Closes the handles of a list that a function allocated, and frees the list. NULL is allowed. */
NPY_API(hpy, 10, ADDED, 2.0, -)
void HPyArray_FreeHandles(HPyContext *ctx, NPY_HANDLES(count) HPy *handles, HPy_ssize_t count);

/** Assigns `src`, broadcast, if `casting` allows the cast; only where the boolean array `wheremask` is true, unless
 *  it is HPy_NULL. -1 with an exception. */
NPY_API(hpy, 11, ADDED, 2.0, -)
int HPyArray_AssignArray(HPyContext *ctx, NPY_ARRAY HPy dst, NPY_ARRAY HPy src, NPY_NULLABLE NPY_ARRAY HPy wheremask,
    NPY_CASTING casting);

/** HPyArray_FailUnlessWriteable that reads the flags from the array's struct. */
NPY_API(hpy, 12, ADDED, 2.0, -)
int HPyArray_FailUnlessWriteableWithStruct(HPyContext *ctx, NPY_ARRAY HPy arr, PyArrayObject *view, const char *name);

/** Allocates with a handler's capsule. NULL if there is no memory. */
NPY_API(hpy, 13, ADDED, 2.0, -)
void *HPyDataMem_UserNEW(HPyContext *ctx, size_t size, HPy mem_handler);

/** The same for `nmemb` items of `size` bytes, filled with zeros. */
NPY_API(hpy, 14, ADDED, 2.0, -)
void *HPyDataMem_UserNEW_ZEROED(HPyContext *ctx, size_t nmemb, size_t size, HPy mem_handler);

/** Frees with the handler's capsule what was allocated with it. */
NPY_API(hpy, 15, ADDED, 2.0, -)
void HPyDataMem_UserFREE(HPyContext *ctx, void *ptr, size_t size, HPy mem_handler);

/** How many dtypes users have registered. */
NPY_API(hpy, 16, ADDED, 2.0, -)
int HPyArray_GetNumUserTypes(HPyContext *ctx);

/** The capsule of the default allocator. */
NPY_API(hpy, 17, ADDED, 2.0, -)
HPy HPyDataMem_GetDefaultHandler(HPyContext *ctx);

/** Data for HPyUFunc_On_Om: a callable with its numbers of inputs and outputs. It keeps the callable alive. NULL with
 *  an exception. */
NPY_API(hpy, 18, ADDED, 2.0, -)
PyUFunc_PyFuncData *HPyUFunc_NewPyFuncData(HPyContext *ctx, int nin, int nout, HPy callable);

/** Frees what HPyUFunc_NewPyFuncData made; no ufunc may use it any more. */
NPY_API(hpy, 19, ADDED, 2.0, -)
void HPyUFunc_FreePyFuncData(HPyContext *ctx, PyUFunc_PyFuncData *data);

/** The number of dimensions; HPyArray_NDIM by another name. */
NPY_API(hpy, 20, ADDED, 2.0, -)
int HPyArray_GetNDim(HPyContext *ctx, NPY_ARRAY HPy arr);

/** The shape, lent; HPyArray_DIMS by another name. */
NPY_API(hpy, 21, ADDED, 2.0, -)
npy_intp *HPyArray_GetDims(HPyContext *ctx, NPY_ARRAY HPy arr);

/** The address of the first item; HPyArray_BYTES by another name. */
NPY_API(hpy, 22, ADDED, 2.0, -)
char *HPyArray_GetBytes(HPyContext *ctx, NPY_ARRAY HPy arr);

/** The size of an item in bytes. */
NPY_API(hpy, 23, ADDED, 2.0, -)
npy_intp HPyArray_GetItemsize(HPyContext *ctx, NPY_ARRAY HPy arr);

/** The type number of the dtype. */
NPY_API(hpy, 24, ADDED, 2.0, -)
int HPyArray_GetType(HPyContext *ctx, NPY_ARRAY HPy arr);

/** Gives back what HPyArray_FillView took, and empties the view; an empty view is allowed. */
NPY_API(hpy, 25, ADDED, 2.0, -)
void HPyArray_ReleaseView(HPyContext *ctx, HPyArrayView *view);

/** Whether an object is an instance of one of NumPy's classes, or of a subclass. */
NPY_API(hpy, 26, ADDED, 2.0, -)
int HPyArray_IsInstance(HPyContext *ctx, HPy obj, HPyArray_TypeSlot which);

/** The struct of a dtype: its itemsize, alignment and flags, and what its DType class adds. Lent; valid while the dtype
 *  lives. */
NPY_API(hpy, 27, ADDED, 2.0, -)
PyArray_Descr *PyArray_Descr_AsStruct(HPyContext *ctx, NPY_DESCR HPy descr);

/** An instance of a DType class that HPyArrayInitDTypeMeta_FromSpec made. Its itemsize and its alignment are for the
 *  caller to set; the members that the class adds are zero. TypeError for any other class. */
NPY_API(hpy, 28, ADDED, 2.0, -)
NPY_DESCR HPy HPyArrayDTypeMeta_NewInstance(HPyContext *ctx, NPY_DTYPE_CLASS HPy DType);

/** Takes the interpreter lock in a function that NumPy may call without it; trampolines do that themselves. The result
 *  is for HPyArray_LeavePython. */
NPY_API(hpy, 29, ADDED, 2.0, -)
int HPyArray_EnterPython(HPyContext *ctx);

/** Releases the interpreter lock again, if HPyArray_EnterPython took it. */
NPY_API(hpy, 30, ADDED, 2.0, -)
void HPyArray_LeavePython(HPyContext *ctx, int entered);

/** The HPyArray over the memory of an ndarray, as numpy_hpy.from_numpy: a new one, whose base is the ndarray, which stays the
 *  owner of the memory and cannot be resized meanwhile; or, for an ndarray that stands for an HPyArray, that HPyArray.
 *  TypeError for what is no ndarray. ImportError without numpy_hpy, which the CPython ABI does not need otherwise. */
NPY_API(hpy, 31, ADDED, 2.0, -)
HPy HPyArray_FromLegacy(HPyContext *ctx, HPy array);

/** The ndarray over the memory of an HPyArray, as numpy_hpy.to_numpy: the one that the HPyArray was made over, if it is
 *  alive and unchanged; else a new one, whose base is the HPyArray. The memory stays its owner's in any case. TypeError
 *  for what is no HPyArray. */
NPY_API(hpy, 32, ADDED, 2.0, -)
NPY_NDARRAY HPy HPyArray_AsLegacy(HPyContext *ctx, HPy array);

/** Takes the interpreter lock again after HPy_LeavePythonExecution, as HPy_ReenterPythonExecution; HPY_NPY_END_THREADS does it
 *  so. In HPy's debug mode, whose contexts other threads may have used up meanwhile, `ctx` is good again. */
NPY_API(hpy, 33, ADDED, 2.0, -)
void HPyArray_ReenterPython(HPyContext *ctx, HPyThreadState state);

/** To be called after C code that got no context but may have run Python code, such as a legacy function, before `ctx` is used
 *  again. HPy's debug mode needs it, since sixteen calls from Python use its contexts up; elsewhere it does nothing. */
NPY_API(hpy, 34, ADDED, 2.0, -)
void HPyArray_CalledBack(HPyContext *ctx);
