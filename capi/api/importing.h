/** What a module calls once, releasing the interpreter lock, warnings, and memory for shapes. */
NPY_GROUP(240, "Importing and threads")

/** Finds the provider of the API and checks binary interface, feature version and byte order. On failure it returns
 *  -1 from the function that it is in, with an ImportError that says what is too old. */
NPY_API(macro, __multiarray_api.h,
    ADAPTED("a macro that takes the context and returns -1, as an HPy_mod_exec slot does"),
    2.0, import_array)
NPY_UNCHECKED("it returns from the function that it is in")
void hpy_import_array(HPyContext *ctx);

/** As hpy_import_array, and returns `ret` from the function that it is in on failure. */
NPY_API(macro, __multiarray_api.h, ADAPTED("a macro that takes the context"), 2.0, import_array1)
NPY_UNCHECKED("it returns from the function that it is in")
void hpy_import_array1(HPyContext *ctx, NPY_TOKEN(NULL) ret);

/** As hpy_import_array1, with a message of one's own. */
NPY_API(macro, __multiarray_api.h, ADAPTED("a macro that takes the context"), 2.0, import_array2)
NPY_UNCHECKED("it returns from the function that it is in")
void hpy_import_array2(HPyContext *ctx, const char *msg, NPY_TOKEN(NULL) ret);

/** As hpy_import_array, for the ufunc functions. */
NPY_API(macro, __ufunc_api.h,
    ADAPTED("a macro that takes the context and returns -1, as an HPy_mod_exec slot does"),
    2.0, import_umath)
NPY_UNCHECKED("it returns from the function that it is in")
void hpy_import_umath(HPyContext *ctx);

/** As hpy_import_umath, and returns `ret` from the function that it is in on failure. */
NPY_API(macro, __ufunc_api.h, ADAPTED("a macro that takes the context"), 2.0, import_umath1)
NPY_UNCHECKED("it returns from the function that it is in")
void hpy_import_umath1(HPyContext *ctx, NPY_TOKEN(NULL) ret);

/** As hpy_import_umath1, with a message of one's own. */
NPY_API(macro, __ufunc_api.h, ADAPTED("a macro that takes the context"), 2.0, import_umath2)
NPY_UNCHECKED("it returns from the function that it is in")
void hpy_import_umath2(HPyContext *ctx, NPY_TOKEN(NULL) ret, const char *msg);

/** As hpy_import_umath, but it leaves the exception set and goes on. */
NPY_API(macro, __ufunc_api.h, ADAPTED("a macro that takes the context"), 2.0, import_ufunc)
NPY_UNCHECKED("it returns from the function that it is in")
void hpy_import_ufunc(HPyContext *ctx);

/** hpy_import_array if that was not done yet: 0, or -1 with an exception. */
NPY_API(inline, npy_2_compat.h, DIRECT, 2.0, PyArray_ImportNumPyAPI)
int HPyArray_ImportNumPyAPI(HPyContext *ctx);

/** hpy_import_umath if that was not done yet: 0, or -1 with an exception. */
NPY_API(inline, __ufunc_api.h, DIRECT, 2.0, PyUFunc_ImportUFuncAPI)
int HPyUFunc_ImportUFuncAPI(HPyContext *ctx);

/** Releases the interpreter lock unless items of the dtype need it. HPY_NPY_BEGIN_THREADS_DEF comes before it. */
NPY_API(macro, ndarraytypes.h, ADAPTED("a macro over HPy_LeavePythonExecution"), 2.0, NPY_BEGIN_THREADS_DESCR)
NPY_UNCHECKED("it declares or uses a variable of the function that it is in")
void HPY_NPY_BEGIN_THREADS_DESCR(HPyContext *ctx, NPY_DESCR HPy dtype);

/** Takes the interpreter lock again. */
NPY_API(macro, ndarraytypes.h, ADAPTED("a macro over HPy_ReenterPythonExecution"), 2.0, NPY_END_THREADS_DESCR)
NPY_UNCHECKED("it declares or uses a variable of the function that it is in")
void HPY_NPY_END_THREADS_DESCR(HPyContext *ctx, NPY_DESCR HPy dtype);

/** Releases the interpreter lock for a loop of more than 500 items. HPY_NPY_BEGIN_THREADS_DEF comes before it. */
NPY_API(macro, ndarraytypes.h, ADAPTED("a macro over HPy_LeavePythonExecution"), 2.0, NPY_BEGIN_THREADS_THRESHOLDED)
NPY_UNCHECKED("it declares or uses a variable of the function that it is in")
void HPY_NPY_BEGIN_THREADS_THRESHOLDED(HPyContext *ctx, npy_intp loop_size);

/** Warns with DeprecationWarning; -1 if that became an exception. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, DEPRECATE)
int HPY_DEPRECATE(HPyContext *ctx, const char *msg);

/** Warns with FutureWarning; -1 if that became an exception. */
NPY_API(macro, ndarrayobject.h, DIRECT, 2.0, DEPRECATE_FUTUREWARNING)
int HPY_DEPRECATE_FUTUREWARNING(HPyContext *ctx, const char *msg);

/** Memory for `size` lengths, or NULL. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDimMem_NEW)
npy_intp *HPyDimMem_NEW(HPyContext *ctx, size_t size);

/** Frees what HPyDimMem_NEW, or a converter, allocated. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDimMem_FREE)
void HPyDimMem_FREE(HPyContext *ctx, npy_intp *ptr);

/** Changes the number of lengths; NULL if there is no memory. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, PyDimMem_RENEW)
npy_intp *HPyDimMem_RENEW(HPyContext *ctx, npy_intp *ptr, size_t size);

/** Ends auxiliary data through its own function; NULL is allowed. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, NPY_AUXDATA_FREE)
void NPY_AUXDATA_FREE(NpyAuxData *auxdata);

/** A copy of auxiliary data through its own function; NULL if there is no memory. */
NPY_API(macro, ndarraytypes.h, DIRECT, 2.0, NPY_AUXDATA_CLONE)
NpyAuxData *NPY_AUXDATA_CLONE(NpyAuxData *auxdata);
