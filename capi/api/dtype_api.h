/** Dtypes as classes: classes of one's own, and how they promote. The functions that a specification names are made
 *  by trampoline macros, which give them a context and handles. */
NPY_GROUP(70, "New dtype API")

/** The default instance of a DType class. TypeError for np.dtype and NumPy's abstract classes. */
NPY_API(multiarray, 361, DIRECT, 2.0, PyArray_GetDefaultDescr)
NPY_DESCR HPy HPyArray_GetDefaultDescr(HPyContext *ctx, NPY_DTYPE_ASKED HPy DType);

/** The class that values of both DType classes can be cast to. TypeError if there is none, and for np.dtype and NumPy's
 *  abstract classes. */
NPY_API(multiarray, 363, DIRECT, 2.0, PyArray_CommonDType)
NPY_DTYPE_CLASS HPy HPyArray_CommonDType(HPyContext *ctx, NPY_DTYPE_ASKED HPy dtype1, NPY_DTYPE_ASKED HPy dtype2);

/** The class that values of all of `length` DType classes can be cast to. TypeError as in HPyArray_CommonDType;
 *  ValueError if there are none. */
NPY_API(multiarray, 364, NATIVE, 2.0, PyArray_PromoteDTypeSequence)
NPY_LEGACY(PyArray_DTypeMeta *, (npy_intp, PyArray_DTypeMeta **))
NPY_DTYPE_CLASS HPy HPyArray_PromoteDTypeSequence(HPyContext *ctx, npy_intp length,
    NPY_HANDLES(length) NPY_DTYPE_ASKED const HPy *dtypes_in);

/** Makes a DType class from a specification: scalar class, casts, slots. `*DType` is a new handle. -1 on failure. */
NPY_API(multiarray, 362,
    ADAPTED("the class is created by the call, since a static type object has no place on handles; the "
            "specification has handles and trampolines"),
    2.0, PyArrayInitDTypeMeta_FromSpec)
NPY_LEGACY(int, (PyArray_DTypeMeta *, PyArrayDTypeMeta_Spec *))
int HPyArrayInitDTypeMeta_FromSpec(HPyContext *ctx, NPY_OUT NPY_DTYPE_CLASS HPy *DType, HPyArrayDTypeMeta_Spec *spec);
