/** Variables in NumPy's table. */
NPY_GROUP(270, "Globals")

/** How many dtypes users have registered. */
NPY_API(multiarray, 7, ADAPTED("HPyArray_GetNumUserTypes(ctx)"), 2.0, NPY_NUMUSERTYPES)
extern int NPY_NUMUSERTYPES;

/** The structs of NumPy's False and True. */
NPY_API(multiarray, 9, REPLACED("HPyArrayScalar_FromLong"), 2.0, _PyArrayScalar_BoolValues)
extern PyBoolScalarObject _PyArrayScalar_BoolValues[2];

/** The casting rule of assignments. */
NPY_API(multiarray, 292,
    REPLACED("NPY_SAME_KIND_CASTING, the value that it always has"),
    2.0, NPY_DEFAULT_ASSIGN_CASTING)
extern NPY_CASTING NPY_DEFAULT_ASSIGN_CASTING;

/** The capsule of the default allocator. */
NPY_API(multiarray, 306, ADAPTED("HPyDataMem_GetDefaultHandler(ctx)"), 2.0, PyDataMem_DefaultHandler)
extern PyObject *PyDataMem_DefaultHandler;
