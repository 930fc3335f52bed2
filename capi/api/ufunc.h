/** Making ufuncs and giving them loops. Arrays that a ufunc is made from must live as long as it. An inner loop that
 *  calls back into Python is made by NPY_HPY_UFUNC_LOOP, which gives it a context. */
NPY_GROUP(110, "Universal functions")

/** A ufunc with `ntypes` loops. `types` has nin + nout type numbers for each loop, `data` a pointer for each.
 *  `identity` is one of PyUFunc_Zero, PyUFunc_One and so on. `unused` is 0. */
NPY_API(ufunc, 1,
    ADAPTED("loops that need a context come from NPY_HPY_UFUNC_LOOP trampolines"),
    2.0, PyUFunc_FromFuncAndData)
HPy HPyUFunc_FromFuncAndData(HPyContext *ctx, PyUFuncGenericFunction *func, void *const *data, const char *types,
    int ntypes, int nin, int nout, int identity, const char *name, const char *doc, int unused);

/** As HPyUFunc_FromFuncAndData, for a generalized ufunc: `signature` names its core dimensions, such as
 *  (m,n),(n)->(m). ValueError if it cannot be parsed. */
NPY_API(ufunc, 31,
    ADAPTED("loops that need a context come from NPY_HPY_UFUNC_LOOP trampolines"),
    2.0, PyUFunc_FromFuncAndDataAndSignature)
HPy HPyUFunc_FromFuncAndDataAndSignature(HPyContext *ctx, PyUFuncGenericFunction *func, void *const *data,
    const char *types, int ntypes, int nin, int nout, int identity, const char *name, const char *doc, int unused,
    const char *signature);

/** As HPyUFunc_FromFuncAndDataAndSignature, with any object for the identity if `identity` is PyUFunc_IdentityValue.
 *  `identity_value` is borrowed. */
NPY_API(ufunc, 42,
    ADAPTED("loops that need a context come from NPY_HPY_UFUNC_LOOP trampolines"),
    2.0, PyUFunc_FromFuncAndDataAndSignatureAndIdentity)
HPy HPyUFunc_FromFuncAndDataAndSignatureAndIdentity(HPyContext *ctx, PyUFuncGenericFunction *func, void *const *data,
    const char *types, int ntypes, int nin, int nout, int identity, const char *name, const char *doc,
    const int unused, const char *signature, NPY_NULLABLE HPy identity_value);

/** Adds a loop for a type number that was registered. `arg_types` has one type number an argument, or is NULL for
 *  `usertype` throughout. -1 on failure. */
NPY_API(ufunc, 2,
    ADAPTED("a loop that needs a context comes from a NPY_HPY_UFUNC_LOOP trampoline"),
    2.0, PyUFunc_RegisterLoopForType)
int HPyUFunc_RegisterLoopForType(HPyContext *ctx, NPY_UFUNC HPy ufunc, int usertype, PyUFuncGenericFunction function,
    const int *arg_types, void *data);

/** Adds a loop for a user's dtype. `arg_dtypes` has one dtype an argument, or is NULL for `user_dtype` throughout. -1
 *  on failure. */
NPY_API(ufunc, 41, ADAPTED("`arg_dtypes` is an array of handles"), 2.0, PyUFunc_RegisterLoopForDescr)
NPY_LEGACY(int, (PyUFuncObject *, PyArray_Descr *, PyUFuncGenericFunction, PyArray_Descr **, void *))
int HPyUFunc_RegisterLoopForDescr(HPyContext *ctx, NPY_UFUNC HPy ufunc, NPY_DESCR HPy user_dtype,
    PyUFuncGenericFunction function, NPY_HANDLES(nargs) NPY_DESCR const HPy *arg_dtypes, void *data);

/** Replaces the loop with these type numbers; `*oldfunc` receives the former one. -1, without an exception, if there
 *  is none. */
NPY_API(ufunc, 30, DIRECT, 2.0, PyUFunc_ReplaceLoopBySignature)
int HPyUFunc_ReplaceLoopBySignature(HPyContext *ctx, NPY_UFUNC HPy func, PyUFuncGenericFunction newfunc,
    const int *signature, PyUFuncGenericFunction *oldfunc);

/** Adds an ArrayMethod as a loop. -1 on failure, also if the DTypes have one already. */
NPY_API(ufunc, 43, ADAPTED("the specification has handles and trampolines"), 2.0, PyUFunc_AddLoopFromSpec)
NPY_LEGACY(int, (PyObject *, PyArrayMethod_Spec *))
int HPyUFunc_AddLoopFromSpec(HPyContext *ctx, HPy ufunc, HPyArrayMethod_Spec *spec);

/** Adds loops to several ufuncs, each found by its name; the last entry has no name. -1 on failure. */
NPY_API(ufunc, 47, ADAPTED("the specifications have handles and trampolines"), 2.4, PyUFunc_AddLoopsFromSpecs)
NPY_LEGACY(int, (PyUFunc_LoopSlot *))
int HPyUFunc_AddLoopsFromSpecs(HPyContext *ctx, HPyUFunc_LoopSlot *slots);

/** Adds a promoter for a tuple of DTypes, in which None stands for any. -1 on failure. */
NPY_API(ufunc, 44, ADAPTED("the promoter capsule is made by NPY_HPY_PROMOTER"), 2.0, PyUFunc_AddPromoter)
int HPyUFunc_AddPromoter(HPyContext *ctx, HPy ufunc, HPy DType_tuple, HPy promoter);

/** Adds a loop for new DTypes that uses the loop of others after translating the dtypes. -1 on failure. */
NPY_API(ufunc, 45,
    ADAPTED("the classes are arrays of handles, and the functions come from NPY_HPY_TRANSLATE trampolines"),
    2.0, PyUFunc_AddWrappingLoop)
NPY_LEGACY(int,
    (PyObject *, PyArray_DTypeMeta **, PyArray_DTypeMeta **, PyArrayMethod_TranslateGivenDescriptors *,
     PyArrayMethod_TranslateLoopDescriptors *))
int HPyUFunc_AddWrappingLoop(HPyContext *ctx, HPy ufunc_obj, NPY_NULLABLE NPY_HANDLES(nargs) NPY_DTYPE_CLASS const HPy *new_dtypes,
    NPY_NULLABLE NPY_HANDLES(nargs) NPY_DTYPE_CLASS const HPy *wrapped_dtypes,
    PyArrayMethod_TranslateGivenDescriptors *translate_given_descrs,
    PyArrayMethod_TranslateLoopDescriptors *translate_loop_descrs);

/** Resolves the dtypes of a call: fills `out_dtypes` with new handles, one an argument. -1 on failure. */
NPY_API(ufunc, 39, ADAPTED("operands and dtypes are arrays of handles"), 2.0, PyUFunc_DefaultTypeResolver)
NPY_LEGACY(int, (PyUFuncObject *, NPY_CASTING, PyArrayObject **, PyObject *, PyArray_Descr **))
int HPyUFunc_DefaultTypeResolver(HPyContext *ctx, NPY_UFUNC HPy ufunc, NPY_CASTING casting,
    NPY_NULLABLE NPY_HANDLES(nargs) NPY_ARRAY const HPy *operands, HPy type_tup,
    NPY_OUT NPY_HANDLES(nargs) NPY_DESCR HPy *out_dtypes);

/** Checks that `casting` allows to cast the operands to the dtypes, and results back. -1 with a UFuncTypeError if
 *  not. */
NPY_API(ufunc, 40, ADAPTED("operands and dtypes are arrays of handles"), 2.0, PyUFunc_ValidateCasting)
NPY_LEGACY(int, (PyUFuncObject *, NPY_CASTING, PyArrayObject **, PyArray_Descr *const *))
int HPyUFunc_ValidateCasting(HPyContext *ctx, NPY_UFUNC HPy ufunc, NPY_CASTING casting,
    NPY_NULLABLE NPY_HANDLES(nargs) NPY_ARRAY const HPy *operands, NPY_HANDLES(nargs) NPY_DESCR const HPy *dtypes);

/** Warns, raises or calls as the user's error state says, for the NPY_FPE_ flags in `fpe_errors`. -1 if it raised. */
NPY_API(ufunc, 46, DIRECT, 2.0, PyUFunc_GiveFloatingpointErrors)
int HPyUFunc_GiveFloatingpointErrors(HPyContext *ctx, const char *name, int fpe_errors);

/** Clears the floating-point status. */
NPY_API(ufunc, 27, DIRECT, 2.0, PyUFunc_clearfperr)
void HPyUFunc_clearfperr(HPyContext *ctx);

/** The floating-point status as NPY_FPE_ flags; clears it. */
NPY_API(ufunc, 28, DIRECT, 2.0, PyUFunc_getfperr)
int HPyUFunc_getfperr(HPyContext *ctx);
