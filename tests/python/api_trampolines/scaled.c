/* A DType class of the new kind with a parameter: numbers that are stored divided by a factor, which belongs to the dtype. */
#include "api_trampolines.h"

#include <stdlib.h>
#include <string.h>

/* An instance. */
typedef struct {
    PyArray_Descr base;
    double factor;
    /* Owned, so that destroying has something to do. */
    char *note;
} ScaledDescr;

HPyGlobal scaled_class, scaled_default, number_class;

/* How often functions were called. */
static int made, destroyed, discovered, finalized, allocated, freed, cloned;

/* --- instances ------------------------------------------------------------------------------------------------------ */

static ScaledDescr *scaled(HPyContext *ctx, HPy descr)
{
    return (ScaledDescr *)PyArray_Descr_AsStruct(ctx, descr);
}

/* A new handle. */
static HPy new_scaled(HPyContext *ctx, double factor)
{
    HPy cls = HPyGlobal_Load(ctx, scaled_class);
    HPy descr = HPyArrayDTypeMeta_NewInstance(ctx, cls);
    HPy_Close(ctx, cls);
    if (HPy_IsNull(descr)) {
        return HPy_NULL;
    }
    ScaledDescr *s = scaled(ctx, descr);
    s->base.elsize = sizeof(double);
    s->base.alignment = sizeof(double);
    s->base.kind = 'f';
    s->base.type = 'd';
    s->factor = factor;
    s->note = (char *)malloc(16);
    made++;
    return descr;
}

static void destroy_impl(HPyContext *ctx, PyArray_Descr *descr)
{
    /* The context is a real one. */
    HPy number = HPyLong_FromLong(ctx, ++destroyed);
    HPy_Close(ctx, number);
    free(((ScaledDescr *)descr)->note);
}
NPY_HPY_DESTROY_DESCR(destroy, destroy_impl)

HPyDef_SLOT(scaled_new, HPy_tp_new)
static HPy scaled_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    (void)cls;
    (void)kw;
    double factor = 1;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "|d", &factor)) {
        return HPy_NULL;
    }
    return new_scaled(ctx, factor);
}

HPyDef_SLOT(scaled_repr, HPy_tp_repr)
static HPy scaled_repr_impl(HPyContext *ctx, HPy self)
{
    char text[60];
    snprintf(text, sizeof(text), "Scaled(%g)", scaled(ctx, self)->factor);
    return HPyUnicode_FromString(ctx, text);
}

HPyDef_GET(scaled_factor, "factor", .doc = "What stored numbers are multiplied by.")
static HPy scaled_factor_get(HPyContext *ctx, HPy self, void *closure)
{
    (void)closure;
    return HPyFloat_FromDouble(ctx, scaled(ctx, self)->factor);
}

/* Methods of every signature. */
HPyDef_METH(scaled_times, "times", HPyFunc_O)
static HPy scaled_times_impl(HPyContext *ctx, HPy self, HPy arg)
{
    double by = HPyFloat_AsDouble(ctx, arg);
    return by == -1 && HPyErr_Occurred(ctx) ? HPy_NULL : new_scaled(ctx, scaled(ctx, self)->factor * by);
}

HPyDef_METH(scaled_squared, "squared", HPyFunc_NOARGS, .doc = "The dtype with the factor squared.")
static HPy scaled_squared_impl(HPyContext *ctx, HPy self)
{
    double factor = scaled(ctx, self)->factor;
    return new_scaled(ctx, factor * factor);
}

HPyDef_METH(scaled_count, "count", HPyFunc_VARARGS)
static HPy scaled_count_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    (void)args;
    return HPyLong_FromSize_t(ctx, nargs);
}

HPyDef_METH(scaled_count_keywords, "count_keywords", HPyFunc_KEYWORDS)
static HPy scaled_count_keywords_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs, HPy kwnames)
{
    (void)self;
    (void)args;
    return HPyLong_FromSize_t(ctx, nargs + (HPy_IsNull(kwnames) ? 0 : 10 * (size_t)HPy_Length(ctx, kwnames)));
}

static HPyDef *scaled_defines[] = {&scaled_new,     &scaled_repr,  &scaled_factor,         &scaled_times,
                                   &scaled_squared, &scaled_count, &scaled_count_keywords, NULL};

/* --- functions of the class ------------------------------------------------------------------------------------------ */

static int is_double(HPyContext *ctx, HPy dtype)
{
    HPy double_class = HPyArray_GetTypeObject(ctx, HPyArray_DoubleDType);
    int result = HPy_Is(ctx, dtype, double_class);
    HPy_Close(ctx, double_class);
    return result;
}

static HPy default_descr_impl(HPyContext *ctx, HPy cls)
{
    (void)cls;
    return HPyGlobal_Load(ctx, scaled_default);
}
NPY_HPY_DEFAULT_DESCR(default_descr, default_descr_impl)

static HPy discover_impl(HPyContext *ctx, HPy cls, HPy obj)
{
    discovered++;
    if (!HPyNumber_Check(ctx, obj)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "only numbers can be scaled");
        return HPy_NULL;
    }
    return default_descr_impl(ctx, cls);
}
NPY_HPY_DISCOVER_DESCR(discover, discover_impl)

static int is_known_impl(HPyContext *ctx, HPy cls, HPy pytype)
{
    (void)cls;
    return HPy_Is(ctx, pytype, ctx->h_FloatType);
}
NPY_HPY_IS_KNOWN_SCALAR_TYPE(is_known, is_known_impl)

static HPy common_dtype_impl(HPyContext *ctx, HPy dtype1, HPy dtype2)
{
    return HPy_Dup(ctx, is_double(ctx, dtype2) ? dtype1 : ctx->h_NotImplemented);
}
NPY_HPY_COMMON_DTYPE(common_dtype, common_dtype_impl)

static HPy common_instance_impl(HPyContext *ctx, HPy descr1, HPy descr2)
{
    double a = scaled(ctx, descr1)->factor;
    double b = scaled(ctx, descr2)->factor;
    if (a != b && (a < 0 || b < 0)) {
        HPyErr_SetString(ctx, ctx->h_TypeError, "a negative factor has nothing in common with others");
        return HPy_NULL;
    }
    return HPy_Dup(ctx, a >= b ? descr1 : descr2);
}
NPY_HPY_COMMON_INSTANCE(common_instance, common_instance_impl)

static HPy ensure_canonical_impl(HPyContext *ctx, HPy descr)
{
    return HPy_Dup(ctx, descr);
}
NPY_HPY_ENSURE_CANONICAL(ensure_canonical, ensure_canonical_impl)

static HPy finalize_impl(HPyContext *ctx, HPy descr)
{
    finalized++;
    return HPy_Dup(ctx, descr);
}
NPY_HPY_FINALIZE_DESCR(finalize, finalize_impl)

static int setitem_impl(HPyContext *ctx, HPy descr, HPy value, char *item)
{
    double number = HPyFloat_AsDouble(ctx, value);
    if (number == -1 && HPyErr_Occurred(ctx)) {
        return -1;
    }
    number /= scaled(ctx, descr)->factor;
    memcpy(item, &number, sizeof(number));
    return 0;
}
NPY_HPY_SETITEM(setitem, setitem_impl)

static HPy getitem_impl(HPyContext *ctx, HPy descr, char *item)
{
    double number;
    memcpy(&number, item, sizeof(number));
    if (number == 13) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "an unlucky number");
        return HPy_NULL;
    }
    return HPyFloat_FromDouble(ctx, number * scaled(ctx, descr)->factor);
}
NPY_HPY_GETITEM(getitem, getitem_impl)

static int get_constant_impl(HPyContext *ctx, HPy descr, int id, void *data)
{
    double number = 1 / scaled(ctx, descr)->factor;
    if (id != NPY_CONSTANT_one && id != NPY_CONSTANT_zero) {
        return 0;
    }
    if (id == NPY_CONSTANT_zero) {
        number = 0;
    }
    memcpy(data, &number, sizeof(number));
    return 1;
}
NPY_HPY_GET_CONSTANT(get_constant, get_constant_impl)

/* Items may be unaligned. */
static double get(char *const *data, const npy_intp *strides, int operand, npy_intp i)
{
    double number;
    memcpy(&number, data[operand] + i * strides[operand], sizeof(number));
    return number;
}

static void put(char *const *data, const npy_intp *strides, int operand, npy_intp i, double number)
{
    memcpy(data[operand] + i * strides[operand], &number, sizeof(number));
}

/* --- casts ------------------------------------------------------------------------------------------------------------- */

static NPY_CASTING between_impl(HPyContext *ctx, const HPy *dtypes, const HPy *given, HPy *loop, npy_intp *view_offset)
{
    (void)dtypes;
    loop[0] = HPy_Dup(ctx, given[0]);
    loop[1] = HPy_Dup(ctx, HPy_IsNull(given[1]) ? given[0] : given[1]);
    if (scaled(ctx, loop[0])->factor == scaled(ctx, loop[1])->factor) {
        *view_offset = 0;
        return NPY_NO_CASTING;
    }
    return NPY_SAME_KIND_CASTING;
}
NPY_HPY_RESOLVE_DESCRIPTORS(resolve_between, 2, between_impl)

static int between_loop_impl(HPyContext *ctx, const HPyArrayMethod_Context *context, char *const *data,
    const npy_intp *dimensions, const npy_intp *strides, NpyAuxData *auxdata)
{
    (void)auxdata;
    double by = ((ScaledDescr *)context->structs[0])->factor / scaled(ctx, context->descriptors[1])->factor;
    if (by > 1e6) {
        HPyErr_SetString(ctx, ctx->h_OverflowError, "that is too far apart");
        return -1;
    }
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        put(data, strides, 1, i, get(data, strides, 0, i) * by);
    }
    return 0;
}
NPY_HPY_STRIDED_LOOP(between_loop, 2, between_loop_impl)

static NPY_CASTING to_double_impl(HPyContext *ctx, const HPy *dtypes, const HPy *given, HPy *loop, npy_intp *view_offset)
{
    (void)dtypes;
    (void)view_offset;
    loop[0] = HPy_Dup(ctx, given[0]);
    if (scaled(ctx, given[0])->factor < 0) {
        /* What has been filled in by now is closed. */
        HPyErr_SetString(ctx, ctx->h_ValueError, "a negative factor stays where it is");
        return (NPY_CASTING)-1;
    }
    loop[1] = HPyArray_DescrFromType(ctx, NPY_DOUBLE);
    return NPY_SAFE_CASTING;
}
NPY_HPY_RESOLVE_DESCRIPTORS(resolve_to_double, 2, to_double_impl)

/* A loop that needs no context needs no trampoline. */
static int to_double_loop(PyArrayMethod_Context *context, char *const *data, const npy_intp *dimensions, const npy_intp *strides,
    NpyAuxData *auxdata)
{
    (void)auxdata;
    double factor = ((ScaledDescr *)context->descriptors[0])->factor;
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        put(data, strides, 1, i, get(data, strides, 0, i) * factor);
    }
    return 0;
}

static NPY_CASTING from_double_impl(HPyContext *ctx, const HPy *dtypes, const HPy *given, HPy *loop, npy_intp *view_offset)
{
    (void)dtypes;
    (void)view_offset;
    loop[0] = HPyArray_DescrFromType(ctx, NPY_DOUBLE);
    loop[1] = HPy_IsNull(given[1]) ? HPyGlobal_Load(ctx, scaled_default) : HPy_Dup(ctx, given[1]);
    return NPY_SAFE_CASTING;
}
NPY_HPY_RESOLVE_DESCRIPTORS(resolve_from_double, 2, from_double_impl)

/* Data for the loop below. */
typedef struct {
    NpyAuxData base;
    double by;
} Factor;

static void free_factor_impl(HPyContext *ctx, NpyAuxData *auxdata)
{
    HPy number = HPyLong_FromLong(ctx, ++freed);
    HPy_Close(ctx, number);
    free(auxdata);
}
NPY_HPY_AUXDATA_FREEFUNC(free_factor, free_factor_impl)

static NpyAuxData *clone_factor_impl(HPyContext *ctx, NpyAuxData *auxdata)
{
    HPy number = HPyLong_FromLong(ctx, ++cloned);
    HPy_Close(ctx, number);
    Factor *copy = (Factor *)malloc(sizeof(Factor));
    memcpy(copy, auxdata, sizeof(Factor));
    return &copy->base;
}
NPY_HPY_AUXDATA_CLONEFUNC(clone_factor, clone_factor_impl)

static int from_double_loop_impl(HPyContext *ctx, const HPyArrayMethod_Context *context, char *const *data,
    const npy_intp *dimensions, const npy_intp *strides, NpyAuxData *auxdata)
{
    (void)ctx;
    (void)context;
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        put(data, strides, 1, i, get(data, strides, 0, i) / ((Factor *)auxdata)->by);
    }
    return 0;
}
NPY_HPY_STRIDED_LOOP(from_double_loop, 2, from_double_loop_impl)

static int get_loop_impl(HPyContext *ctx, const HPyArrayMethod_Context *context, int aligned, int move_references,
    const npy_intp *strides, PyArrayMethod_StridedLoop **out_loop, NpyAuxData **out_auxdata, NPY_ARRAYMETHOD_FLAGS *flags)
{
    (void)aligned;
    (void)move_references;
    (void)strides;
    double factor = scaled(ctx, context->descriptors[1])->factor;
    if (factor == 0) {
        HPyErr_SetString(ctx, ctx->h_ZeroDivisionError, "there is no loop for a factor of zero");
        return -1;
    }
    Factor *by = (Factor *)calloc(1, sizeof(Factor));
    by->base.free = free_factor;
    by->base.clone = clone_factor;
    by->by = factor;
    allocated++;
    *out_loop = from_double_loop;
    *out_auxdata = &by->base;
    *flags = NPY_METH_NO_FLOATINGPOINT_ERRORS;
    return 0;
}
NPY_HPY_GET_LOOP(get_loop, 2, get_loop_impl)

/* --- loops of ufuncs ----------------------------------------------------------------------------------------------------- */

/* The product of numbers has the product of the factors. */
static NPY_CASTING multiply_impl(HPyContext *ctx, const HPy *dtypes, const HPy *given, HPy *loop, npy_intp *view_offset)
{
    (void)dtypes;
    (void)view_offset;
    loop[0] = HPy_Dup(ctx, given[0]);
    loop[1] = HPy_Dup(ctx, given[1]);
    loop[2] = new_scaled(ctx, scaled(ctx, given[0])->factor * scaled(ctx, given[1])->factor);
    if (scaled(ctx, given[0])->factor == 99) {
        /* A result that is left out. */
        HPy_Close(ctx, loop[2]);
        loop[2] = HPy_NULL;
    }
    return HPy_IsNull(loop[2]) && HPyErr_Occurred(ctx) ? (NPY_CASTING)-1 : NPY_NO_CASTING;
}
NPY_HPY_RESOLVE_DESCRIPTORS(resolve_multiply, 3, multiply_impl)

static int multiply_loop_impl(HPyContext *ctx, const HPyArrayMethod_Context *context, char *const *data,
    const npy_intp *dimensions, const npy_intp *strides, NpyAuxData *auxdata)
{
    (void)auxdata;
    if (!HPyArray_IsInstance(ctx, context->caller, HPyUFunc_Type) || HPyArrayMethod_GetContextFlags(ctx, context) != 0) {
        HPyErr_SetString(ctx, ctx->h_SystemError, "this is another context than expected");
        return -1;
    }
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        double product = get(data, strides, 0, i) * get(data, strides, 1, i);
        if (product == 42) {
            HPyErr_SetString(ctx, ctx->h_ValueError, "that answer is taken");
            return -1;
        }
        put(data, strides, 2, i, product);
    }
    return 0;
}
NPY_HPY_STRIDED_LOOP(multiply_loop, 3, multiply_loop_impl)

/* Sums, and differences, are those of one factor. */
static NPY_CASTING same_impl(HPyContext *ctx, const HPy *dtypes, const HPy *given, HPy *loop, npy_intp *view_offset)
{
    (void)dtypes;
    (void)view_offset;
    HPy common = HPyArray_PromoteTypes(ctx, given[0], given[1]);
    if (HPy_IsNull(common)) {
        return (NPY_CASTING)-1;
    }
    for (int i = 0; i < 3; i++) {
        loop[i] = HPy_Dup(ctx, common);
    }
    HPy_Close(ctx, common);
    return NPY_NO_CASTING;
}
NPY_HPY_RESOLVE_DESCRIPTORS(resolve_same, 3, same_impl)

static int add_loop_impl(HPyContext *ctx, const HPyArrayMethod_Context *context, char *const *data,
    const npy_intp *dimensions, const npy_intp *strides, NpyAuxData *auxdata)
{
    (void)ctx;
    (void)context;
    (void)auxdata;
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        put(data, strides, 2, i, get(data, strides, 0, i) + get(data, strides, 1, i));
    }
    return 0;
}
NPY_HPY_STRIDED_LOOP(add_loop, 3, add_loop_impl)

static int subtract_loop_impl(HPyContext *ctx, const HPyArrayMethod_Context *context, char *const *data,
    const npy_intp *dimensions, const npy_intp *strides, NpyAuxData *auxdata)
{
    (void)ctx;
    (void)context;
    (void)auxdata;
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        put(data, strides, 2, i, get(data, strides, 0, i) - get(data, strides, 1, i));
    }
    return 0;
}
NPY_HPY_STRIDED_LOOP(subtract_loop, 3, subtract_loop_impl)

/* Sorts in falling order; NumPy hands over one array as input and as output. */
static int sort_loop_impl(HPyContext *ctx, const HPyArrayMethod_Context *context, char *const *data, const npy_intp *dimensions,
    const npy_intp *strides, NpyAuxData *auxdata)
{
    (void)auxdata;
    (void)ctx;
    (void)context;
    for (npy_intp i = 1; i < dimensions[0]; i++) {
        double number = get(data, strides, 0, i);
        npy_intp j = i;
        for (; j > 0 && get(data, strides, 0, j - 1) < number; j--) {
            put(data, strides, 0, j, get(data, strides, 0, j - 1));
        }
        put(data, strides, 0, j, number);
    }
    return 0;
}
NPY_HPY_STRIDED_LOOP(sort_loop, 2, sort_loop_impl)

/* NumPy 2.4's default cannot serve a sort: it looks into the method of the context, and there is none. */
static int get_sort_loop_impl(HPyContext *ctx, const HPyArrayMethod_Context *context, int aligned, int move_references,
    const npy_intp *strides, PyArrayMethod_StridedLoop **out_loop, NpyAuxData **out_auxdata, NPY_ARRAYMETHOD_FLAGS *flags)
{
    (void)aligned;
    (void)move_references;
    (void)strides;
    (void)out_auxdata;
    const PyArrayMethod_SortParameters *parameters =
        (const PyArrayMethod_SortParameters *)HPyArrayMethod_GetContextParameters(ctx, context);
    if (!HPy_IsNull(context->caller) || parameters == NULL) {
        HPyErr_SetString(ctx, ctx->h_SystemError, "this is another context than expected");
        return -1;
    }
    if ((int)parameters->flags != 0) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "only the default way of sorting");
        return -1;
    }
    *out_loop = sort_loop;
    *flags = (NPY_ARRAYMETHOD_FLAGS)0;
    return 0;
}
NPY_HPY_GET_LOOP(get_sort_loop, 2, get_sort_loop_impl)

/* A sum begins with 1000, so that one sees it; an empty one is 0; that of a negative factor fails. */
static int initial_impl(HPyContext *ctx, const HPyArrayMethod_Context *context, npy_bool reduction_is_empty, void *initial)
{
    double factor = scaled(ctx, context->descriptors[0])->factor;
    double number = reduction_is_empty ? 0 : 1000;
    if (factor < 0) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "a sum of these begins nowhere");
        return -1;
    }
    memcpy(initial, &number, sizeof(number));
    return 1;
}
NPY_HPY_GET_REDUCTION_INITIAL(initial, 3, initial_impl)

/* Scaled times float64: as if both were scaled. */
static int promote_impl(HPyContext *ctx, HPy ufunc, const HPy *op_dtypes, const HPy *signature, HPy *new_op_dtypes)
{
    if (!HPyArray_IsInstance(ctx, ufunc, HPyUFunc_Type)) {
        HPyErr_SetString(ctx, ctx->h_SystemError, "that is no ufunc");
        return -1;
    }
    HPy cls = HPyGlobal_Load(ctx, scaled_class);
    for (int i = 0; i < 3; i++) {
        if (i < 2 && HPy_IsNull(op_dtypes[i])) {
            HPyErr_SetString(ctx, ctx->h_SystemError, "an input without a class");
            HPy_Close(ctx, cls);
            return -1;
        }
        new_op_dtypes[i] = HPy_Dup(ctx, HPy_IsNull(signature[i]) ? cls : signature[i]);
    }
    HPy_Close(ctx, cls);
    return 0;
}
NPY_HPY_PROMOTER(promote, 3, promote_impl)

/* A promoter that fails after it has filled in something. */
static int fail_to_promote_impl(HPyContext *ctx, HPy ufunc, const HPy *op_dtypes, const HPy *signature, HPy *new_op_dtypes)
{
    (void)ufunc;
    (void)signature;
    new_op_dtypes[0] = HPy_Dup(ctx, op_dtypes[0]);
    HPyErr_SetString(ctx, ctx->h_RuntimeError, "no promotion this year");
    return -1;
}
NPY_HPY_PROMOTER(fail_to_promote, 3, fail_to_promote_impl)

/* The negative of a scaled number is that of the number that is stored. */
static int translate_given_impl(HPyContext *ctx, int nin, int nout, const HPy *wrapped_dtypes, const HPy *given, HPy *fresh)
{
    for (int i = 0; i < nin + nout; i++) {
        if (!is_double(ctx, wrapped_dtypes[i])) {
            HPyErr_SetString(ctx, ctx->h_SystemError, "another class than the one that is wrapped");
            return -1;
        }
        fresh[i] = HPy_IsNull(given[i]) ? HPy_NULL : HPyArray_DescrFromType(ctx, NPY_DOUBLE);
    }
    if (scaled(ctx, given[0])->factor < 0) {
        HPyErr_SetString(ctx, ctx->h_ValueError, "it is negative already");
        return -1;
    }
    return 0;
}
NPY_HPY_TRANSLATE_GIVEN(translate_given, translate_given_impl)

static int translate_loop_impl(HPyContext *ctx, int nin, int nout, const HPy *new_dtypes, const HPy *given,
    const HPy *original, HPy *loop)
{
    HPy cls = HPyGlobal_Load(ctx, scaled_class);
    int is_right = nin == 1 && nout == 1 && HPy_Is(ctx, new_dtypes[1], cls) && HPyDataType_ISFLOAT(ctx, original[0]);
    HPy_Close(ctx, cls);
    if (!is_right) {
        HPyErr_SetString(ctx, ctx->h_SystemError, "another call than expected");
        return -1;
    }
    loop[0] = HPy_Dup(ctx, given[0]);
    loop[1] = HPy_Dup(ctx, given[0]);
    return 0;
}
NPY_HPY_TRANSLATE_LOOP(translate_loop, translate_loop_impl)

/* --- the class ------------------------------------------------------------------------------------------------------------ */

static HPyArray_Slot slots[] = {
    NPY_HPY_SLOT(NPY_DT_discover_descr_from_pyobject, discover),
    NPY_HPY_SLOT(_NPY_DT_is_known_scalar_type, is_known),
    NPY_HPY_SLOT(NPY_DT_default_descr, default_descr),
    NPY_HPY_SLOT(NPY_DT_common_dtype, common_dtype),
    NPY_HPY_SLOT(NPY_DT_common_instance, common_instance),
    NPY_HPY_SLOT(NPY_DT_ensure_canonical, ensure_canonical),
    NPY_HPY_SLOT(NPY_DT_setitem, setitem),
    NPY_HPY_SLOT(NPY_DT_getitem, getitem),
    NPY_HPY_SLOT(NPY_DT_finalize_descr, finalize),
    /* The last one is known since NumPy 2.4. */
    {0, NULL},
    {0, NULL},
};

static HPyArray_Slot between_slots[] = {
    NPY_HPY_SLOT(NPY_METH_resolve_descriptors, resolve_between),
    NPY_HPY_SLOT(NPY_METH_strided_loop, between_loop),
    NPY_HPY_SLOT(NPY_METH_unaligned_strided_loop, between_loop),
    {0, NULL},
};
static HPyArray_Slot to_double_slots[] = {
    NPY_HPY_SLOT(NPY_METH_resolve_descriptors, resolve_to_double),
    NPY_HPY_SLOT(NPY_METH_strided_loop, to_double_loop),
    {0, NULL},
};
static HPyArray_Slot from_double_slots[] = {
    NPY_HPY_SLOT(NPY_METH_resolve_descriptors, resolve_from_double),
    NPY_HPY_SLOT(NPY_METH_get_loop, get_loop),
    {0, NULL},
};
static HPyArray_Slot multiply_slots[] = {
    NPY_HPY_SLOT(NPY_METH_resolve_descriptors, resolve_multiply),
    NPY_HPY_SLOT(NPY_METH_strided_loop, multiply_loop),
    {0, NULL},
};
static HPyArray_Slot add_slots[] = {
    NPY_HPY_SLOT(NPY_METH_resolve_descriptors, resolve_same),
    NPY_HPY_SLOT(NPY_METH_strided_loop, add_loop),
    NPY_HPY_SLOT(NPY_METH_get_reduction_initial, initial),
    {0, NULL},
};
static HPyArray_Slot subtract_slots[] = {
    NPY_HPY_SLOT(NPY_METH_resolve_descriptors, resolve_same),
    NPY_HPY_SLOT(NPY_METH_strided_loop, subtract_loop),
    {0, NULL},
};

static HPyArray_Slot sort_slots[] = {
    NPY_HPY_SLOT(NPY_METH_resolve_descriptors, resolve_between),
    NPY_HPY_SLOT(NPY_METH_get_loop, get_sort_loop),
    {0, NULL},
};

/* The class of the scalars; nothing makes one. */
static HPyType_Spec number_spec = {.name = "api_trampolines.Number"};

static HPyArrayMethod_Spec cast_spec(const char *name, const HPy *dtypes, HPyArray_Slot *cast_slots, NPY_CASTING casting)
{
    /* NumPy wants loops that support unaligned items from casts inside of a class. */
    NPY_ARRAYMETHOD_FLAGS flags = cast_slots == between_slots ? NPY_METH_SUPPORTS_UNALIGNED : (NPY_ARRAYMETHOD_FLAGS)0;
    HPyArrayMethod_Spec spec = {name, 1, 1, casting, flags, dtypes, cast_slots};
    return spec;
}

/* A DType class like this one. 0, or -1 with an exception. */
static int make_class(HPyContext *ctx, const char *name, HPy number, HPyDef **defines, HPy *cls)
{
    HPy double_class = HPyArray_GetTypeObject(ctx, HPyArray_DoubleDType);
    HPy within[] = {HPy_NULL, HPy_NULL};
    HPy to[] = {HPy_NULL, double_class};
    HPy from[] = {double_class, HPy_NULL};
    HPyArrayMethod_Spec between = cast_spec("between", within, between_slots, NPY_UNSAFE_CASTING);
    HPyArrayMethod_Spec to_double = cast_spec("to_double", to, to_double_slots, NPY_SAFE_CASTING);
    HPyArrayMethod_Spec from_double = cast_spec("from_double", from, from_double_slots, NPY_SAFE_CASTING);
    HPyArrayMethod_Spec *casts[] = {&between, &to_double, &from_double, NULL};
    HPyArrayDTypeMeta_Spec spec;
    memset(&spec, 0, sizeof(spec));
    spec.name = name;
    spec.doc = "Numbers with a factor.";
    spec.typeobj = number;
    spec.flags = NPY_DT_PARAMETRIC | NPY_DT_NUMERIC;
    spec.basicsize = sizeof(ScaledDescr);
    spec.casts = casts;
    spec.slots = slots;
    spec.baseclass = HPy_NULL;
    spec.defines = defines;
    spec.destroy = destroy;
    int result = HPyArrayInitDTypeMeta_FromSpec(ctx, cls, &spec);
    HPy_Close(ctx, double_class);
    return result;
}

static int add_loop_to(HPyContext *ctx, const char *name, HPyArrayMethod_Spec *spec)
{
    HPy ufunc = from_numpy(ctx, name);
    int result = HPy_IsNull(ufunc) ? -1 : HPyUFunc_AddLoopFromSpec(ctx, ufunc, spec);
    drop(ctx, ufunc);
    return result;
}

static int add_promoter(HPyContext *ctx, const char *name, HPy first, HPy second, PyArrayMethod_PromoterFunction *function)
{
    HPy ufunc = from_numpy(ctx, name);
    HPy items[] = {first, second, ctx->h_None};
    HPy tuple = HPyTuple_FromArray(ctx, items, 3);
    HPy promoter = HPyUFunc_NewPromoter(ctx, function);
    int result = -1;
    if (!HPy_IsNull(ufunc) && !HPy_IsNull(tuple) && !HPy_IsNull(promoter)) {
        result = HPyUFunc_AddPromoter(ctx, ufunc, tuple, promoter);
    }
    drop(ctx, ufunc);
    drop(ctx, tuple);
    drop(ctx, promoter);
    return result;
}

static int add_wrapping(HPyContext *ctx, const char *name, HPy cls, HPy wrapped)
{
    HPy ufunc = from_numpy(ctx, name);
    HPy outer[] = {cls, cls};
    HPy inner[] = {wrapped, wrapped};
    int result =
        HPy_IsNull(ufunc) ? -1 : HPyUFunc_AddWrappingLoop(ctx, ufunc, outer, inner, translate_given, translate_loop);
    drop(ctx, ufunc);
    return result;
}

int add_scaled(HPyContext *ctx, HPy module)
{
    if (HPyArray_GetNDArrayCFeatureVersion(ctx) >= NPY_2_4_API_VERSION) {
        HPyArray_Slot slot = NPY_HPY_SLOT(NPY_DT_get_constant, get_constant);
        slots[9] = slot;
    }
    int result = -1;
    HPy cls = HPy_NULL;
    HPy instance = HPy_NULL;
    HPy number = HPyType_FromSpec(ctx, &number_spec, NULL);
    HPy double_class = HPyArray_GetTypeObject(ctx, HPyArray_DoubleDType);
    if (!HPy_IsNull(number) && make_class(ctx, "api_trampolines.Scaled", number, scaled_defines, &cls) == 0) {
        HPyGlobal_Store(ctx, &number_class, number);
        HPyGlobal_Store(ctx, &scaled_class, cls);
        instance = new_scaled(ctx, 1);
        HPyGlobal_Store(ctx, &scaled_default, instance);
        HPy three[] = {cls, cls, cls};
        HPyArrayMethod_Spec multiply = {"multiply", 2, 1, NPY_NO_CASTING, (NPY_ARRAYMETHOD_FLAGS)0, three, multiply_slots};
        HPyArrayMethod_Spec sum = {"add", 2, 1, NPY_NO_CASTING, NPY_METH_IS_REORDERABLE, three, add_slots};
        if (!HPy_IsNull(instance) && add_loop_to(ctx, "multiply", &multiply) == 0 && add_loop_to(ctx, "add", &sum) == 0 &&
            add_promoter(ctx, "multiply", cls, double_class, promote) == 0 &&
            add_promoter(ctx, "floor_divide", cls, double_class, fail_to_promote) == 0 &&
            add_wrapping(ctx, "negative", cls, double_class) == 0 && HPy_SetAttr_s(ctx, module, "Scaled", cls) == 0 &&
            HPy_SetAttr_s(ctx, module, "Number", number) == 0) {
            result = 0;
        }
    }
    drop(ctx, number);
    drop(ctx, double_class);
    drop(ctx, cls);
    drop(ctx, instance);
    return result;
}

/* --- for the tests ----------------------------------------------------------------------------------------------------------- */

/* new_instance(DType class) */
HPyDef_METH(new_instance, "new_instance", HPyFunc_O)
static HPy new_instance_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    return HPyArrayDTypeMeta_NewInstance(ctx, arg);
}

/* Instances that are alive, calls of discover and finalize, data of loops that is alive, and how often it was cloned. */
HPyDef_METH(scaled_counts, "scaled_counts", HPyFunc_NOARGS)
static HPy scaled_counts_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPy_BuildValue(ctx, "iiiii", made - destroyed, discovered, finalized, allocated + cloned - freed, cloned);
}

/* add_loops(): subtract and sort, by their names, of which NumPy 2.4 had another for sort. */
HPyDef_METH(add_loops, "add_loops", HPyFunc_NOARGS)
static HPy add_loops_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    HPy cls = HPyGlobal_Load(ctx, scaled_class);
    HPy three[] = {cls, cls, cls};
    HPyArrayMethod_Spec spec = {"subtract", 2, 1, NPY_NO_CASTING, (NPY_ARRAYMETHOD_FLAGS)0, three, subtract_slots};
    HPyArrayMethod_Spec sort = {"sort", 1, 1, NPY_NO_CASTING, (NPY_ARRAYMETHOD_FLAGS)0, three, sort_slots};
    int is_2_4 = HPyArray_GetNDArrayCFeatureVersion(ctx) == NPY_2_4_API_VERSION;
    HPyUFunc_LoopSlot loops[] = {{"numpy:subtract", &spec}, {is_2_4 ? "numpy:sort" : "sort", &sort}, {NULL, NULL}};
    int result = HPyUFunc_AddLoopsFromSpecs(ctx, loops);
    HPy_Close(ctx, cls);
    return result < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

/* bad_spec(which): a loop that is refused. */
HPyDef_METH(bad_spec, "bad_spec", HPyFunc_O)
static HPy bad_spec_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    long which = HPyLong_AsLong(ctx, arg);
    HPy cls = HPyGlobal_Load(ctx, scaled_class);
    HPy double_class = HPyArray_GetTypeObject(ctx, HPyArray_DoubleDType);
    HPy three[] = {cls, which == 0 ? HPy_NULL : cls, which == 1 ? ctx->h_None : cls};
    HPyArrayMethod_Spec spec = {"bad", 2, 1, NPY_NO_CASTING, (NPY_ARRAYMETHOD_FLAGS)0, three, multiply_slots};
    HPyArray_Slot unknown[] = {{77, NULL}, {0, NULL}};
    if (which == 2) {
        spec.slots = NULL;
    }
    else if (which == 3) {
        spec.nin = 1000;
    }
    else if (which == 4) {
        spec.slots = unknown;
    }
    else if (which == 5) {
        /* One that is there already. */
        spec.name = "multiply";
    }
    int result = -1;
    if (which == 6) {
        HPy gap[] = {cls, HPy_NULL};
        HPy inner[] = {double_class, double_class};
        HPy negative = from_numpy(ctx, "negative");
        result = HPyUFunc_AddWrappingLoop(ctx, negative, gap, inner, translate_given, translate_loop);
        HPy_Close(ctx, negative);
    }
    else if (which == 7) {
        result = HPyUFunc_AddLoopFromSpec(ctx, cls, &spec);
    }
    else {
        result = add_loop_to(ctx, "multiply", &spec);
    }
    HPy_Close(ctx, cls);
    HPy_Close(ctx, double_class);
    return result < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

HPyDef_SLOT(odd_call, HPy_nb_add)
static HPy odd_call_impl(HPyContext *ctx, HPy a, HPy b)
{
    (void)b;
    return HPy_Dup(ctx, a);
}
static HPyDef *odd_defines[] = {&odd_call, NULL};

/* make_dtype_class(scalar class, which): another class, or one that is refused. */
HPyDef_METH(make_dtype_class, "make_dtype_class", HPyFunc_VARARGS)
static HPy make_dtype_class_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    HPy number;
    int which;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "Oi", &number, &which)) {
        return HPy_NULL;
    }
    HPy within[] = {HPy_NULL, HPy_NULL};
    HPy wrong[] = {HPy_NULL, number};
    HPyArrayMethod_Spec between = cast_spec("between", which == 7 ? wrong : within, between_slots, NPY_UNSAFE_CASTING);
    HPyArrayMethod_Spec *casts[] = {&between, NULL};
    HPyArrayMethod_Spec *no_casts[] = {NULL};
    HPyArray_Slot few[] = {NPY_HPY_SLOT(NPY_DT_setitem, setitem), NPY_HPY_SLOT(NPY_DT_getitem, getitem), {0, NULL}};
    HPyArray_Slot no_default[] = {NPY_HPY_SLOT(NPY_DT_setitem, setitem), NPY_HPY_SLOT(NPY_DT_getitem, getitem),
                                  NPY_HPY_SLOT(NPY_DT_ensure_canonical, ensure_canonical), {0, NULL}};
    HPyArrayDTypeMeta_Spec spec;
    memset(&spec, 0, sizeof(spec));
    char name[] = "api_trampolines.Other";
    spec.name = which == 1 ? NULL : name;
    spec.typeobj = which == 2 ? HPy_NULL : number;
    spec.flags = which == 3 ? 1 << 20 : NPY_DT_PARAMETRIC;
    spec.basicsize = which == 4 ? 8 : 0;
    spec.casts = which == 5 ? no_casts : casts;
    spec.slots = which == 6 ? few : which == 10 ? no_default : slots;
    spec.baseclass = which == 8 ? number : HPy_NULL;
    spec.defines = which == 9 ? odd_defines : NULL;
    HPy cls;
    HPy base = HPy_NULL;
    if (which == 11) {
        spec.baseclass = base = HPyGlobal_Load(ctx, scaled_class);
    }
    else if (which == 12) {
        /* A class and its abstract base, which has a scalar class of its own. */
        HPyType_Spec scalar_spec = {.name = "api_trampolines.AbstractNumber"};
        spec.typeobj = HPyType_FromSpec(ctx, &scalar_spec, NULL);
        spec.flags |= NPY_DT_ABSTRACT;
        spec.basicsize = sizeof(ScaledDescr);
        spec.destroy = destroy;
        int status = HPyArrayInitDTypeMeta_FromSpec(ctx, &base, &spec);
        HPy_Close(ctx, spec.typeobj);
        if (status < 0) {
            return HPy_NULL;
        }
        spec.typeobj = number;
        spec.flags = NPY_DT_PARAMETRIC;
        spec.basicsize = 0;
        spec.destroy = NULL;
        spec.baseclass = base;
    }
    int result = HPyArrayInitDTypeMeta_FromSpec(ctx, &cls, &spec);
    drop(ctx, base);
    /* The name was copied. */
    memset(name, '?', sizeof(name));
    return result < 0 ? HPy_NULL : cls;
}
