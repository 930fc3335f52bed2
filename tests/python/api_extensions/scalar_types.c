/* NumPy's scheme of scalar types on HPy: abstract parents, and a float64 that has `floating` for its base and is a float too. With
 * LEGACY, its struct begins with PyObject_HEAD, and an instance comes from tp_alloc, as in NumPy's PyArray_Scalar. */
#include <hpy.h>
#include <numpy_hpy/heaptype.h>

#ifdef LEGACY
#define SCALAR_SHAPE HPyType_BuiltinShape_Legacy
typedef struct {
    PyObject_HEAD
    double obval;
} Float64;
HPyType_LEGACY_HELPERS(Float64)
#define ABSTRACT_SIZE sizeof(PyObject)
#else
#define SCALAR_SHAPE HPyType_BuiltinShape_Object
typedef struct {
    double obval;
} Float64;
HPyType_HELPERS(Float64)
#define ABSTRACT_SIZE 0
#endif

/* generic */

HPyDef_SLOT(generic_repr, HPy_tp_repr)
static HPy generic_repr_impl(HPyContext *ctx, HPy self)
{
    return HPyUnicode_FromString(ctx, "a generic");
}

HPyDef_SLOT(generic_add, HPy_nb_add)
static HPy generic_add_impl(HPyContext *ctx, HPy left, HPy right)
{
    return HPyUnicode_FromString(ctx, "a sum of generics");
}

HPyDef_SLOT(generic_hash, HPy_tp_hash)
static HPy_hash_t generic_hash_impl(HPyContext *ctx, HPy self)
{
    return 461;
}

HPyDef_METH(generic_item, "item", HPyFunc_NOARGS)
static HPy generic_item_impl(HPyContext *ctx, HPy self)
{
    return HPyUnicode_FromString(ctx, "an item of a generic");
}

HPyDef_GET(generic_doc, "__doc__")
static HPy generic_doc_get(HPyContext *ctx, HPy self, void *closure)
{
    return HPyUnicode_FromString(ctx, "the docstring of an instance");
}

static HPyDef *generic_defines[] = {&generic_repr, &generic_add, &generic_hash, &generic_item, &generic_doc, NULL};
static HPyType_Spec generic_spec = {
    .name = "scalar_types.generic",
    .basicsize = ABSTRACT_SIZE,
    .builtin_shape = SCALAR_SHAPE,
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
    .doc = "The docstring of the type.",
    .defines = generic_defines,
};

/* What has nothing of its own. */
static HPyDef *no_defines[] = {NULL};
#define ABSTRACT(NAME)                                                                                                 \
    static HPyType_Spec NAME##_spec = {                                                                                \
        .name = "scalar_types." #NAME,                                                                                 \
        .basicsize = ABSTRACT_SIZE,                                                                                    \
        .builtin_shape = SCALAR_SHAPE,                                                                                        \
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,                                                           \
        .defines = no_defines,                                                                                         \
    };
ABSTRACT(number)
ABSTRACT(inexact)
ABSTRACT(floating)

/* float64 */

HPyDef_SLOT(float64_new, HPy_tp_new)
static HPy float64_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    double value = 0;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "|d", &value)) {
        return HPy_NULL;
    }
    Float64 *scalar;
    HPy self = HPy_New(ctx, type, &scalar);
    if (!HPy_IsNull(self)) {
        scalar->obval = value;
    }
    return self;
}

HPyDef_METH(float64_obval, "obval", HPyFunc_NOARGS)
static HPy float64_obval_impl(HPyContext *ctx, HPy self)
{
    return HPyFloat_FromDouble(ctx, Float64_AsStruct(ctx, self)->obval);
}

static HPyDef *float64_defines[] = {&float64_new, &float64_obval, NULL};
static HPyType_Spec float64_spec = {
    .name = "scalar_types.float64",
    .basicsize = sizeof(Float64),
    .builtin_shape = SCALAR_SHAPE,
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_BASETYPE,
    .defines = float64_defines,
};

/* parents(): (generic, number, inexact, floating), each with the one before it as its base. */
HPyDef_METH(parents, "parents", HPyFunc_NOARGS)
static HPy parents_impl(HPyContext *ctx, HPy self)
{
    HPyType_Spec *specs[] = {&generic_spec, &number_spec, &inexact_spec, &floating_spec};
    HPy types[4];
    int count = 0;
    while (count < 4) {
        HPyHeapType_Description description = {
            .spec = specs[count], .base = count == 0 ? ctx->h_BaseObjectType : types[count - 1], .base_count = 1};
        description.bases = &description.base;
        types[count] = HPyHeapType_FromDescription(ctx, &description);
        if (HPy_IsNull(types[count])) {
            break;
        }
        count++;
    }
    HPy result = count == 4 ? HPyTuple_FromArray(ctx, types, 4) : HPy_NULL;
    while (count > 0) {
        HPy_Close(ctx, types[--count]);
    }
    return result;
}

/* float64(bases, base, mutable): with the hash of `float`. */
HPyDef_METH(float64, "float64", HPyFunc_VARARGS)
static HPy float64_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    HPy bases[3];
    HPyHeapType_SlotFrom slots_from[] = {{HPy_tp_hash, ctx->h_FloatType}};
    HPyHeapType_Description description = {
        .spec = &float64_spec,
        .bases = bases,
        .base_count = HPy_Length(ctx, args[0]),
        .base = args[1],
        .slots_from = slots_from,
        .slot_from_count = 1,
        .flags = HPy_IsTrue(ctx, args[2]) ? HPY_HEAPTYPE_MUTABLE : 0,
    };
    for (HPy_ssize_t i = 0; i < description.base_count; i++) {
        bases[i] = HPy_GetItem_i(ctx, args[0], i);
    }
    HPy result = HPyHeapType_FromDescription(ctx, &description);
    for (HPy_ssize_t i = 0; i < description.base_count; i++) {
        HPy_Close(ctx, bases[i]);
    }
    return result;
}

/* flawed(flaw, base): a `floating` with a description that lacks something. */
HPyDef_METH(flawed, "flawed", HPyFunc_VARARGS)
static HPy flawed_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    const char *flaw = HPyUnicode_AsUTF8AndSize(ctx, args[0], NULL);
    if (flaw == NULL) {
        return HPy_NULL;
    }
    HPy bases[] = {args[1], HPy_NULL};
    HPyType_Spec spec = floating_spec;
    HPyHeapType_SlotFrom slots_from[] = {{HPy_tp_hash, HPy_NULL}};
    HPyHeapType_Description description = {.spec = &spec, .bases = bases, .base_count = 1, .base = args[1]};
    if (strcmp(flaw, "no description") == 0) {
        return HPyHeapType_FromDescription(ctx, NULL);
    }
    if (strcmp(flaw, "no spec") == 0) {
        description.spec = NULL;
    }
    else if (strcmp(flaw, "no name") == 0) {
        spec.name = NULL;
    }
    else if (strcmp(flaw, "no array of bases") == 0) {
        description.bases = NULL;
    }
    else if (strcmp(flaw, "a base that is NULL") == 0) {
        description.base_count = 2;
    }
    else if (strcmp(flaw, "a count below zero") == 0) {
        description.base_count = -1;
    }
    else if (strcmp(flaw, "a slot from NULL") == 0) {
        description.slots_from = slots_from;
        description.slot_from_count = 1;
    }
    else if (strcmp(flaw, "a slot from no type") == 0) {
        slots_from[0].type = args[0];
        description.slots_from = slots_from;
        description.slot_from_count = 1;
    }
    else if (strcmp(flaw, "a slot from a stranger") == 0) {
        slots_from[0].type = ctx->h_ComplexType;
        description.slots_from = slots_from;
        description.slot_from_count = 1;
    }
    else if (strcmp(flaw, "two bases, and none rules") == 0) {
        bases[1] = ctx->h_FloatType;
        description.base_count = 2;
        description.base = HPy_NULL;
    }
    else if (strcmp(flaw, "one base, not said to rule") == 0) {
        description.base = HPy_NULL;
    }
    else if (strcmp(flaw, "no bases") == 0) {
        description.bases = NULL;
        description.base_count = 0;
    }
    else if (strcmp(flaw, "no bases at all") == 0) {
        description.bases = NULL;
        description.base_count = 0;
        description.base = HPy_NULL;
    }
    return HPyHeapType_FromDescription(ctx, &description);
}

/* plain(bases): what HPyType_FromSpec makes. */
HPyDef_METH(plain, "plain", HPyFunc_O)
static HPy plain_impl(HPyContext *ctx, HPy self, HPy bases)
{
    HPyType_SpecParam params[] = {{HPyType_SpecParam_BasesTuple, bases}, {(HPyType_SpecParam_Kind)0}};
    return HPyType_FromSpec(ctx, &float64_spec, params);
}

/* scalar(type, value): an instance of float64 without a call of the type. */
HPyDef_METH(scalar, "scalar", HPyFunc_VARARGS)
static HPy scalar_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    double value = HPyFloat_AsDouble(ctx, args[1]);
#ifdef LEGACY
    PyTypeObject *type = (PyTypeObject *)HPy_AsPyObject(ctx, args[0]);
    PyObject *object = type->tp_alloc(type, 0);
    Py_DECREF(type);
    if (object == NULL) {
        return HPy_NULL;
    }
    ((Float64 *)object)->obval = value;
    HPy result = HPy_FromPyObject(ctx, object);
    Py_DECREF(object);
#else
    Float64 *struct_of;
    HPy result = HPy_New(ctx, args[0], &struct_of);
    if (!HPy_IsNull(result)) {
        struct_of->obval = value;
    }
#endif
    return result;
}

static HPyDef *module_defines[] = {&parents, &float64, &flawed, &plain, &scalar, NULL};
static HPyModuleDef moduledef = {.defines = module_defines};
HPy_MODINIT(scalar_types, moduledef)
