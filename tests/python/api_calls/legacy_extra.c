/* NumPy's functions that no rule fits, in the protocol of the functions on handles. */

/* `...`: up to four objects. */
WRAPPER(PyArray_MultiIterNew)
{
    BEGIN(2)
    INTEGER(int, 0)
    OBJECTS(PyObject **, 1)
    CALLING
    PyObject *o[4] = {NULL};
    for (int i = 0; a1 != NULL && i < a0 && i < 4; i++) {
        o[i] = a1[i];
    }
    PyObject *result = PyArray_MultiIterNew(a0, o[0], o[1], o[2], o[3]);
    CALLED
    GAVE_NEW
    END
}

WRAPPER(PyArray_MultiIterFromObjects)
{
    BEGIN(4)
    OBJECTS(PyObject **, 0)
    INTEGER(int, 1)
    INTEGER(int, 2)
    OBJECTS(PyObject **, 3)
    CALLING
    PyObject *o[4] = {NULL};
    for (int i = 0; a3 != NULL && i < a2 && i < 4; i++) {
        o[i] = a3[i];
    }
    PyObject *result = PyArray_MultiIterFromObjects(a0, a1, a2, o[0], o[1], o[2], o[3]);
    CALLED
    GAVE_NEW
    END
}

/* The list comes back as a tuple in the place of the pointer, or NULL; `retn` is read through its address. */
WRAPPER(PyArray_ConvertToCommonType)
{
    BEGIN(2)
    OBJECT(PyObject *, 0)
    POINTER(int *, 1)
    CALLING
    PyArrayObject **list = PyArray_ConvertToCommonType(a0, a1);
    CALLED
    PyObject *result = list ? PyTuple_New(*a1) : NULL;
    for (int i = 0; list != NULL && i < *a1; i++) {
        PyTuple_SET_ITEM(result, i, (PyObject *)list[i]);
    }
    PyDataMem_FREE(list);
    GAVE_NEW
    END
}

/* What is lent comes back as a new reference. */
WRAPPER(PyArray_OutputConverter)
{
    BEGIN(2)
    OBJECT(PyObject *, 0)
    OUT(PyArrayObject *, 1)
    CALLING
    int result = PyArray_OutputConverter(a0, &a1);
    CALLED
    Py_XINCREF(a1);
    GAVE_INTEGER(int)
    gave_new(&call, (PyObject *)a1);
    END
}

/* The fields of the struct come back after the result: base, ptr, len, flags. The second argument is NULL's object. */
WRAPPER(PyArray_BufferConverter)
{
    BEGIN(2)
    OBJECT(PyObject *, 0)
    OBJECT(PyObject *, 1)
    CALLING
    (void)a1;
    PyArray_Chunk chunk = {.base = NULL};
    int result = PyArray_BufferConverter(a0, &chunk);
    CALLED
    Py_XINCREF(chunk.base);
    GAVE_INTEGER(int)
    gave_new(&call, chunk.base);
    gave_address(&call, (uintptr_t)chunk.ptr);
    gave_integer(&call, chunk.len, 0);
    gave_integer(&call, chunk.flags, 0);
    END
}

/* 1 with base and shape, or 0. */
WRAPPER(PyDataType_SUBARRAY)
{
    BEGIN(3)
    OBJECT(PyArray_Descr *, 0)
    OBJECT(PyObject *, 1)
    OBJECT(PyObject *, 2)
    CALLING
    (void)a1, (void)a2;
    PyArray_ArrayDescr *subarray = PyDataType_SUBARRAY(a0);
    int result = subarray != NULL;
    CALLED
    GAVE_INTEGER(int)
    gave_new(&call, subarray ? Py_XNewRef((PyObject *)subarray->base) : NULL);
    gave_new(&call, subarray ? Py_XNewRef(subarray->shape) : NULL);
    END
}

/* The macro takes the reference over. */
WRAPPER(PyArray_DESCR_REPLACE)
{
    BEGIN(1)
    OUT(PyArray_Descr *, 0)
    CALLING
    GIVEN(0)
    PyArray_DESCR_REPLACE(a0);
    CALLED
    GAVE_NOTHING
    gave_new(&call, (PyObject *)a0);
    END
}

/* The arrays that NumPy lends, copied: 0 and as many as were asked for. */
static PyObject **copied(Call *call, int index, PyObject **items)
{
    for (Py_ssize_t i = 0; items != NULL && i < call->lengths[index]; i++) {
        call->arrays[index][i] = Py_XNewRef(items[i]);
    }
    return call->arrays[index];
}

WRAPPER(NpyIter_GetDescrArray)
{
    BEGIN(2)
    POINTER(NpyIter *, 0)
    OUTS(PyObject *, 1)
    CALLING
    copied(&call, 1, (PyObject **)NpyIter_GetDescrArray(a0));
    int result = 0;
    CALLED
    GAVE_INTEGER(int)
    GAVE_OUTS(1)
    END
}

WRAPPER(NpyIter_GetOperandArray)
{
    BEGIN(2)
    POINTER(NpyIter *, 0)
    OUTS(PyObject *, 1)
    CALLING
    copied(&call, 1, (PyObject **)NpyIter_GetOperandArray(a0));
    int result = 0;
    CALLED
    GAVE_INTEGER(int)
    GAVE_OUTS(1)
    END
}

/* A specification and its classes: those of MethodParts, and as many objects. */
static PyArrayMethod_Spec method_spec(const MethodParts *parts, PyArray_DTypeMeta **dtypes)
{
    return (PyArrayMethod_Spec){parts->name, parts->nin, parts->nout, (NPY_CASTING)parts->casting,
        (NPY_ARRAYMETHOD_FLAGS)parts->flags, dtypes, (PyType_Slot *)parts->slots};
}

WRAPPER(PyUFunc_AddLoopFromSpec)
{
    BEGIN(3)
    OBJECT(PyObject *, 0)
    POINTER(MethodParts *, 1)
    OBJECTS(PyArray_DTypeMeta **, 2)
    CALLING
    PyArrayMethod_Spec spec = method_spec(a1, a2);
    int result = PyUFunc_AddLoopFromSpec(a0, &spec);
    CALLED
    GAVE_INTEGER(int)
    END
}

#ifdef NPY_2_4_API_VERSION
/* One loop. */
WRAPPER(PyUFunc_AddLoopsFromSpecs)
{
    BEGIN(2)
    POINTER(MethodParts *, 0)
    OBJECTS(PyArray_DTypeMeta **, 1)
    CALLING
    PyArrayMethod_Spec spec = method_spec(a0, a1);
    PyUFunc_LoopSlot loops[] = {{a0->ufunc, &spec}, {NULL, NULL}};
    int result = PyUFunc_AddLoopsFromSpecs(loops);
    CALLED
    GAVE_INTEGER(int)
    END
}
#endif

/* What every DType class must have: a text, and a __new__. It gives the default instance, and for `...` a new one, as
 * NumPy has no function for. */
static PyObject *default_instance(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    if (PyTuple_GET_SIZE(args) == 1 && PyTuple_GET_ITEM(args, 0) == Py_Ellipsis) {
        PyObject *nothing = PyTuple_New(0);
        PyObject *made = PyArrayDescr_Type.tp_new(type, nothing, NULL);
        Py_DECREF(nothing);
        return made;
    }
    if (PyTuple_GET_SIZE(args) != 0 || (kwargs != NULL && PyDict_GET_SIZE(kwargs) != 0)) {
        return PyErr_Format(PyExc_TypeError, "%s() takes no arguments", type->tp_name);
    }
    return (PyObject *)PyArray_GetDefaultDescr((PyArray_DTypeMeta *)type);
}

static PyObject *instance_text(PyObject *self)
{
    return PyUnicode_FromFormat("%s()", strrchr(Py_TYPE(self)->tp_name, '.') + 1);
}

/* The type object that NumPy wants to be static: never freed. The class of the scalars, the classes of the casts and the
 * base class come after the parts. */
WRAPPER(PyArrayInitDTypeMeta_FromSpec)
{
    BEGIN(5)
    OUT(PyArray_DTypeMeta *, 0)
    POINTER(ClassParts *, 1)
    OBJECT(PyTypeObject *, 2)
    OBJECTS(PyArray_DTypeMeta **, 3)
    OBJECT(PyTypeObject *, 4)
    CALLING
    PyArrayMethod_Spec specs[MOST_CASTS], *casts[MOST_CASTS + 1] = {NULL};
    for (int i = 0; i < a1->cast_count; i++) {
        specs[i] = method_spec(&a1->casts[i], a3 + 2 * i);
        casts[i] = &specs[i];
    }
    PyArrayDTypeMeta_Spec spec = {.typeobj = a2, .flags = a1->flags, .casts = casts, .slots = (PyType_Slot *)a1->slots};
    a0 = calloc(1, sizeof *a0);
    PyTypeObject *type = (PyTypeObject *)a0;
    Py_SET_REFCNT(type, 2);
    Py_SET_TYPE(type, &PyArrayDTypeMeta_Type);
    type->tp_name = strdup(a1->name);
    type->tp_doc = a1->doc ? strdup(a1->doc) : NULL;
    type->tp_base = a4 ? a4 : &PyArrayDescr_Type;
    type->tp_basicsize = a1->basicsize ? (Py_ssize_t)a1->basicsize : type->tp_base->tp_basicsize;
    type->tp_flags = Py_TPFLAGS_DEFAULT | (a1->flags & NPY_DT_ABSTRACT ? Py_TPFLAGS_BASETYPE : 0);
    type->tp_new = default_instance;
    type->tp_repr = type->tp_str = instance_text;
    int result = PyType_Ready(type) < 0 ? -1 : PyArrayInitDTypeMeta_FromSpec(a0, &spec);
    a0 = result < 0 ? NULL : a0;
    CALLED
    GAVE_INTEGER(int)
    GAVE_OUT(0)
    END
}

/* The class of the scalars, fields, names and metadata come after the parts. The result is 0 for the number that is the
 * next one, as each dtype gets another. */
WRAPPER(PyArray_RegisterDataType)
{
    BEGIN(5)
    POINTER(ProtoParts *, 0)
    OBJECT(PyTypeObject *, 1)
    OBJECT(PyObject *, 2)
    OBJECT(PyObject *, 3)
    OBJECT(PyObject *, 4)
    CALLING
    PyArray_DescrProto proto = {.typeobj = a1, .kind = a0->kind, .type = a0->type, .byteorder = a0->byteorder,
        .flags = a0->flags, .type_num = a0->type_num, .elsize = a0->elsize, .alignment = a0->alignment,
        .f = (PyArray_ArrFuncs *)a0->f, .fields = a2, .names = a3, .metadata = a4, .hash = -1};
    Py_SET_REFCNT(&proto, 1);
    Py_SET_TYPE(&proto, &PyArrayDescr_Type);
    int next = NPY_USERDEF + NPY_NUMUSERTYPES;
    int result = PyArray_RegisterDataType(&proto);
    a0->type_num = proto.type_num == result && result >= 0 ? 0 : proto.type_num;
    result = result < 0 ? result : result - next;
    CALLED
    GAVE_INTEGER(int)
    END
}

/* It returns from the function that it is in. */
static PyObject *returned_bool(long i)
{
    PyArrayScalar_RETURN_BOOL_FROM_LONG(i);
}

WRAPPER(PyArrayScalar_RETURN_BOOL_FROM_LONG)
{
    BEGIN(1)
    INTEGER(long, 0)
    CALLING
    PyObject *result = returned_bool(a0);
    CALLED
    GAVE_NEW
    END
}

/* The classes of scalars whose value is a C number; the values are at the address that is given. */
#define NUMBER_CLASSES(DO)                                                                                              \
    DO(Byte) DO(UByte) DO(Short) DO(UShort) DO(Int) DO(UInt) DO(Long) DO(ULong) DO(LongLong) DO(ULongLong) DO(Half)     \
        DO(Float) DO(Double) DO(LongDouble) DO(CFloat) DO(CDouble) DO(CLongDouble) DO(Datetime) DO(Timedelta)

WRAPPER(PyArrayScalar_New)
{
    BEGIN(1)
    CLASS_NAME(0)
    CALLING
    PyObject *result = NULL;
#define NEW(CLASS) IF_CLASS(CLASS) result = PyArrayScalar_New(CLASS); else
    NUMBER_CLASSES(NEW)
    NO_CLASS(0)
    CALLED
    GAVE_NEW
    END
}

WRAPPER(PyArrayScalar_VAL)
{
    BEGIN(3)
    OBJECT(PyObject *, 0)
    CLASS_NAME(1)
    POINTER(void *, 2)
    CALLING
#define READ(CLASS) IF_CLASS(CLASS) *(__typeof__(PyArrayScalar_VAL(a0, CLASS)) *)a2 = PyArrayScalar_VAL(a0, CLASS); else
    NUMBER_CLASSES(READ)
    NO_CLASS(1)
    CALLED
    GAVE_NOTHING
    END
}

WRAPPER(PyArrayScalar_ASSIGN)
{
    BEGIN(3)
    OBJECT(PyObject *, 0)
    CLASS_NAME(1)
    POINTER(void *, 2)
    CALLING
#define WRITE(CLASS) \
    IF_CLASS(CLASS) PyArrayScalar_ASSIGN(a0, CLASS, *(__typeof__(PyArrayScalar_VAL(a0, CLASS)) *)a2); else
    NUMBER_CLASSES(WRITE)
    NO_CLASS(1)
    CALLED
    GAVE_NOTHING
    END
}

/* The macros that return from the function that they are in: the result is what that function gives, 0 if it got past
 * the macro, and -1 if it is NULL. */
static void *past_import_array(void)
{
    import_array();
    return "";
}

static void *past_import_umath(void)
{
    import_umath();
    return "";
}

static int past_import_array1(int status)
{
    import_array1(status);
    return 0;
}

static int past_import_array2(const char *message, int status)
{
    import_array2(message, status);
    return 0;
}

static int past_import_umath1(int status)
{
    import_umath1(status);
    return 0;
}

static int past_import_umath2(int status, const char *message)
{
    import_umath2(status, message);
    return 0;
}

WRAPPER(import_array)
{
    BEGIN(0)
    CALLING
    int result = past_import_array() ? 0 : -1;
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(import_array1)
{
    BEGIN(1)
    INTEGER(int, 0)
    CALLING
    int result = past_import_array1(a0);
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(import_array2)
{
    BEGIN(2)
    POINTER(const char *, 0)
    INTEGER(int, 1)
    CALLING
    int result = past_import_array2(a0, a1);
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(import_umath)
{
    BEGIN(0)
    CALLING
    int result = past_import_umath() ? 0 : -1;
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(import_umath1)
{
    BEGIN(1)
    INTEGER(int, 0)
    CALLING
    int result = past_import_umath1(a0);
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(import_umath2)
{
    BEGIN(2)
    INTEGER(int, 0)
    POINTER(const char *, 1)
    CALLING
    int result = past_import_umath2(a0, a1);
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(import_ufunc)
{
    BEGIN(0)
    CALLING
    import_ufunc();
    int result = 0;
    CALLED
    GAVE_INTEGER(int)
    END
}

/* Whether the interpreter lock was released. */
WRAPPER(NPY_BEGIN_THREADS_DESCR)
{
    BEGIN(1)
    OBJECT(PyArray_Descr *, 0)
    CALLING
    NPY_BEGIN_THREADS_DEF;
    NPY_BEGIN_THREADS_DESCR(a0);
    int result = !PyGILState_Check();
    NPY_END_THREADS_DESCR(a0);
    CALLED
    GAVE_INTEGER(int)
    END
}

/* Whether the interpreter lock is held again. */
WRAPPER(NPY_END_THREADS_DESCR)
{
    BEGIN(1)
    OBJECT(PyArray_Descr *, 0)
    CALLING
    NPY_BEGIN_THREADS_DEF;
    NPY_BEGIN_THREADS_DESCR(a0);
    NPY_END_THREADS_DESCR(a0);
    int result = PyGILState_Check();
    CALLED
    GAVE_INTEGER(int)
    END
}

/* Whether the interpreter lock was released. */
WRAPPER(NPY_BEGIN_THREADS_THRESHOLDED)
{
    BEGIN(1)
    INTEGER(npy_intp, 0)
    CALLING
    NPY_BEGIN_THREADS_DEF;
    NPY_BEGIN_THREADS_THRESHOLDED(a0);
    int result = !PyGILState_Check();
    NPY_END_THREADS;
    CALLED
    GAVE_INTEGER(int)
    END
}

/* What is lent comes back as a new reference. */
WRAPPER(PyArrayScalar_FromLong)
{
    BEGIN(1)
    INTEGER(long, 0)
    CALLING
    PyObject *result = PyArrayScalar_FromLong(a0);
    CALLED
    GAVE_BORROWED
    END
}

WRAPPER(NPY_DTYPE)
{
    BEGIN(1)
    OBJECT(PyArray_Descr *, 0)
    CALLING
    PyArray_DTypeMeta *result = NPY_DTYPE(a0);
    CALLED
    GAVE_BORROWED
    END
}

/* NumPy lends NotImplemented, and gives anything else. */
WRAPPER(PyArray_HasArrayInterface)
{
    BEGIN(2)
    OBJECT(PyObject *, 0)
    OUT(PyObject *, 1)
    CALLING
    int result = PyArray_HasArrayInterface(a0, a1);
    CALLED
    GAVE_INTEGER(int)
    gave_new(&call, a1 == Py_NotImplemented ? Py_NewRef(a1) : a1);
    END
}

WRAPPER(PyArray_HasArrayInterfaceType)
{
    BEGIN(4)
    OBJECT(PyObject *, 0)
    OBJECT(PyArray_Descr *, 1)
    OBJECT(PyObject *, 2)
    OUT(PyObject *, 3)
    CALLING
    int result = PyArray_HasArrayInterfaceType(a0, a1, a2, a3);
    CALLED
    GAVE_INTEGER(int)
    gave_new(&call, a3 == Py_NotImplemented ? Py_NewRef(a3) : a3);
    END
}
