/* Functions on handles that no rule fits. */

/* The list comes back as a tuple in the place of the pointer; this is also what calls HPyArray_FreeHandles. */
WRAPPER(HPyArray_ConvertToCommonType)
{
    BEGIN(2)
    OBJECT(HPy, 0)
    POINTER(int *, 1)
    CALLING
    HPy *list = HPyArray_ConvertToCommonType(ctx, a0, a1);
    CALLED
    HPy result = list == NULL ? HPy_NULL : HPyTuple_FromArray(ctx, list, *a1);
    HPyArray_FreeHandles(ctx, list, *a1);
    GAVE_NEW
    END
}

/* HPyArray_FreeHandles(NULL, count), which does nothing. A list that is freed is in HPyArray_ConvertToCommonType. */
WRAPPER(HPyArray_FreeHandles)
{
    BEGIN(2)
    POINTER(HPy *, 0)
    INTEGER(HPy_ssize_t, 1)
    CALLING
    HPyArray_FreeHandles(ctx, a0, a1);
    CALLED
    GAVE_NOTHING
    END
}

/* The fields of the struct come back after the result: base, ptr, len, flags. The second argument is NULL's object. */
WRAPPER(HPyArray_BufferConverter)
{
    BEGIN(2)
    OBJECT(HPy, 0)
    OBJECT(HPy, 1)
    CALLING
    (void)a1;
    HPyArray_Chunk chunk = {.base = HPy_NULL};
    int result = HPyArray_BufferConverter(ctx, a0, &chunk);
    CALLED
    GAVE_INTEGER(int)
    gave_new(&call, chunk.base);
    gave_address(&call, (uintptr_t)chunk.ptr);
    gave_integer(&call, chunk.len, 0);
    gave_integer(&call, chunk.flags, 0);
    END
}

/* A specification and its classes: those of MethodParts, and as many handles. */
static HPyArrayMethod_Spec method_spec(const MethodParts *parts, const HPy *dtypes)
{
    return (HPyArrayMethod_Spec){parts->name, parts->nin, parts->nout, (NPY_CASTING)parts->casting,
        (NPY_ARRAYMETHOD_FLAGS)parts->flags, dtypes, (HPyArray_Slot *)parts->slots};
}

WRAPPER(HPyUFunc_AddLoopFromSpec)
{
    BEGIN(3)
    OBJECT(HPy, 0)
    POINTER(MethodParts *, 1)
    OBJECTS(const HPy *, 2)
    CALLING
    HPyArrayMethod_Spec spec = method_spec(a1, a2);
    int result = HPyUFunc_AddLoopFromSpec(ctx, a0, &spec);
    CALLED
    GAVE_INTEGER(int)
    END
}

/* One loop. */
WRAPPER(HPyUFunc_AddLoopsFromSpecs)
{
    BEGIN(2)
    POINTER(MethodParts *, 0)
    OBJECTS(const HPy *, 1)
    CALLING
    HPyArrayMethod_Spec spec = method_spec(a0, a1);
    HPyUFunc_LoopSlot loops[] = {{a0->ufunc, &spec}, {NULL, NULL}};
    int result = HPyUFunc_AddLoopsFromSpecs(ctx, loops);
    CALLED
    GAVE_INTEGER(int)
    END
}

/* The class of the scalars, the classes of the casts and the base class come after the parts. */
WRAPPER(HPyArrayInitDTypeMeta_FromSpec)
{
    BEGIN(5)
    OUT(HPy, 0)
    POINTER(ClassParts *, 1)
    OBJECT(HPy, 2)
    OBJECTS(const HPy *, 3)
    OBJECT(HPy, 4)
    CALLING
    HPyArrayMethod_Spec specs[MOST_CASTS], *casts[MOST_CASTS + 1] = {NULL};
    for (int i = 0; i < a1->cast_count; i++) {
        specs[i] = method_spec(&a1->casts[i], a3 + 2 * i);
        casts[i] = &specs[i];
    }
    HPyArrayDTypeMeta_Spec spec = {.name = a1->name, .doc = a1->doc, .typeobj = a2, .flags = a1->flags,
        .basicsize = a1->basicsize, .casts = casts, .slots = (HPyArray_Slot *)a1->slots, .baseclass = a4};
    int result = HPyArrayInitDTypeMeta_FromSpec(ctx, &a0, &spec);
    CALLED
    GAVE_INTEGER(int)
    GAVE_OUT(0)
    END
}

/* The class of the scalars, fields, names and metadata come after the parts. The result is 0 for the number that is the
 * next one, as each dtype gets another. */
WRAPPER(HPyArray_RegisterDataType)
{
    BEGIN(5)
    POINTER(ProtoParts *, 0)
    OBJECT(HPy, 1)
    OBJECT(HPy, 2)
    OBJECT(HPy, 3)
    OBJECT(HPy, 4)
    CALLING
    HPyArray_DescrProto proto = {.typeobj = a1, .kind = a0->kind, .type = a0->type, .byteorder = a0->byteorder,
        .flags = a0->flags, .type_num = a0->type_num, .elsize = a0->elsize, .alignment = a0->alignment,
        .f = (PyArray_ArrFuncs *)a0->f, .fields = a2, .names = a3, .metadata = a4};
    int next = NPY_USERDEF + HPyArray_GetNumUserTypes(ctx);
    int result = HPyArray_RegisterDataType(ctx, &proto);
    a0->type_num = proto.type_num == result && result >= 0 ? 0 : proto.type_num;
    result = result < 0 ? result : result - next;
    CALLED
    GAVE_INTEGER(int)
    END
}

/* The macros that return from the function that they are in: the result is what that function gives, 0 if it got past
 * the macro. */
#define IMPORT(NAME, ...)                                                     \
    static int after_##NAME(HPyContext *ctx, int status, const char *message) \
    {                                                                         \
        (void)status, (void)message;                                          \
        NAME(__VA_ARGS__);                                                    \
        return 0;                                                             \
    }

IMPORT(hpy_import_array, ctx)
IMPORT(hpy_import_array1, ctx, status)
IMPORT(hpy_import_array2, ctx, message, status)
IMPORT(hpy_import_umath, ctx)
IMPORT(hpy_import_umath1, ctx, status)
IMPORT(hpy_import_umath2, ctx, status, message)
IMPORT(hpy_import_ufunc, ctx)

WRAPPER(hpy_import_array)
{
    BEGIN(0)
    CALLING
    int result = after_hpy_import_array(ctx, 0, NULL);
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(hpy_import_array1)
{
    BEGIN(1)
    INTEGER(int, 0)
    CALLING
    int result = after_hpy_import_array1(ctx, a0, NULL);
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(hpy_import_array2)
{
    BEGIN(2)
    POINTER(const char *, 0)
    INTEGER(int, 1)
    CALLING
    int result = after_hpy_import_array2(ctx, a1, a0);
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(hpy_import_umath)
{
    BEGIN(0)
    CALLING
    int result = after_hpy_import_umath(ctx, 0, NULL);
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(hpy_import_umath1)
{
    BEGIN(1)
    INTEGER(int, 0)
    CALLING
    int result = after_hpy_import_umath1(ctx, a0, NULL);
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(hpy_import_umath2)
{
    BEGIN(2)
    INTEGER(int, 0)
    POINTER(const char *, 1)
    CALLING
    int result = after_hpy_import_umath2(ctx, a0, a1);
    CALLED
    GAVE_INTEGER(int)
    END
}

WRAPPER(hpy_import_ufunc)
{
    BEGIN(0)
    CALLING
    int result = after_hpy_import_ufunc(ctx, 0, NULL);
    CALLED
    GAVE_INTEGER(int)
    END
}

/* CPython's, without its headers. */
extern int PyGILState_Check(void);

/* Whether the interpreter lock was released. */
WRAPPER(HPY_NPY_BEGIN_THREADS_DESCR)
{
    BEGIN(1)
    OBJECT(HPy, 0)
    CALLING
    HPY_NPY_BEGIN_THREADS_DEF
    HPY_NPY_BEGIN_THREADS_DESCR(ctx, a0)
    int result = !PyGILState_Check();
    HPY_NPY_END_THREADS_DESCR(ctx, a0)
    CALLED
    GAVE_INTEGER(int)
    END
}

/* Whether the interpreter lock is held again. */
WRAPPER(HPY_NPY_END_THREADS_DESCR)
{
    BEGIN(1)
    OBJECT(HPy, 0)
    CALLING
    HPY_NPY_BEGIN_THREADS_DEF
    HPY_NPY_BEGIN_THREADS_DESCR(ctx, a0)
    HPY_NPY_END_THREADS_DESCR(ctx, a0)
    int result = PyGILState_Check();
    CALLED
    GAVE_INTEGER(int)
    END
}

/* Whether the interpreter lock was released. */
WRAPPER(HPY_NPY_BEGIN_THREADS_THRESHOLDED)
{
    BEGIN(1)
    INTEGER(npy_intp, 0)
    CALLING
    HPY_NPY_BEGIN_THREADS_DEF
    HPY_NPY_BEGIN_THREADS_THRESHOLDED(ctx, a0)
    int result = !PyGILState_Check();
    HPY_NPY_END_THREADS(ctx)
    CALLED
    GAVE_INTEGER(int)
    END
}

/* The handle that is replaced is closed. */
WRAPPER(HPyArray_DESCR_REPLACE)
{
    BEGIN(1)
    OUT(HPy, 0)
    CALLING
    GIVEN(0)
    HPyArray_DESCR_REPLACE(ctx, &a0);
    CALLED
    GAVE_NOTHING
    gave_new(&call, a0);
    END
}

/* Leaves Python, calls the function at an address, and enters Python again. */
WRAPPER(HPyArray_ReenterPython)
{
    BEGIN(1)
    INTEGER(uintptr_t, 0)
    CALLING
    HPyThreadState state = HPy_LeavePythonExecution(ctx);
    ((void (*)(void))a0)();
    HPyArray_ReenterPython(ctx, state);
    CALLED
    GAVE_NOTHING
    END
}

/* Calls the function at an address, which has no context. */
WRAPPER(HPyArray_CalledBack)
{
    BEGIN(1)
    INTEGER(uintptr_t, 0)
    CALLING
    ((void (*)(void))a0)();
    HPyArray_CalledBack(ctx);
    CALLED
    GAVE_NOTHING
    END
}
