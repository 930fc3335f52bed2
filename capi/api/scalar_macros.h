/** Making scalars and reading their value. A scalar's struct is not reached through handles; its value is copied. */
NPY_GROUP(230, "Scalar macros")

/** NumPy's False for 0, else NumPy's True. */
NPY_API(macro, arrayscalars.h, ADAPTED("the result is a new handle"), 2.0, PyArrayScalar_FromLong)
HPy HPyArrayScalar_FromLong(HPyContext *ctx, long i);

/** Returns a NumPy boolean from the function that it is in. */
NPY_API(macro, arrayscalars.h,
    REPLACED("return HPyArrayScalar_FromLong(ctx, i)"),
    2.0, PyArrayScalar_RETURN_BOOL_FROM_LONG)
NPY_UNCHECKED("it returns from the function that it is in")
PyObject *PyArrayScalar_RETURN_BOOL_FROM_LONG(long i);

/** A scalar whose value is not set. */
NPY_API(macro, arrayscalars.h,
    REPLACED("HPyArray_Scalar, which makes a scalar with its value"),
    2.0, PyArrayScalar_New)
PyObject *PyArrayScalar_New(NPY_TOKEN(Double) cls);

/** The value in a scalar, as an expression that may be assigned to. */
NPY_API(macro, arrayscalars.h, REPLACED("HPyArray_ScalarAsCtype, which copies the value"), 2.0, PyArrayScalar_VAL)
double PyArrayScalar_VAL(PyObject *obj, NPY_TOKEN(Double) cls);

/** Sets the value of a scalar. */
NPY_API(macro, arrayscalars.h,
    REPLACED("HPyArray_Scalar, which makes a scalar with its value"),
    2.0, PyArrayScalar_ASSIGN)
void PyArrayScalar_ASSIGN(PyObject *obj, NPY_TOKEN(Double) cls, double val);
