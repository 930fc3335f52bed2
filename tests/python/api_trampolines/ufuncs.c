/* Ufuncs with loops of every kind. */
#include "api_trampolines.h"

#include <stdlib.h>

/* --- a loop that calls Python ------------------------------------------------------------------------------------- */

/* The result of calling `f` with `x`. A new handle. */
static HPy call_with(HPyContext *ctx, HPy f, HPy x)
{
    HPy arguments = HPyTuple_FromArray(ctx, &x, 1);
    HPy result = HPy_IsNull(arguments) ? HPy_NULL : HPy_CallTupleDict(ctx, f, arguments, HPy_NULL);
    drop(ctx, arguments);
    return result;
}

static void call_loop_impl(HPyContext *ctx, char **args, const npy_intp *dimensions, const npy_intp *steps, void *data)
{
    (void)data;
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        HPy f = HPyArray_LoadSlot(ctx, args[0] + i * steps[0]);
        HPy x = HPyArray_LoadSlot(ctx, args[1] + i * steps[1]);
        HPy result = call_with(ctx, f, x);
        HPy_Close(ctx, f);
        HPy_Close(ctx, x);
        if (HPy_IsNull(result)) {
            return;
        }
        HPyArray_StoreSlot(ctx, args[2] + i * steps[2], result);
        HPy_Close(ctx, result);
    }
}
NPY_HPY_UFUNC_LOOP(call_loop, call_loop_impl)

/* A loop that forgets to close a handle. */
static void leak_loop_impl(HPyContext *ctx, char **args, const npy_intp *dimensions, const npy_intp *steps, void *data)
{
    (void)data;
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        HPy x = HPyArray_LoadSlot(ctx, args[0] + i * steps[0]);
        HPyArray_StoreSlot(ctx, args[1] + i * steps[1], x);
    }
}
NPY_HPY_UFUNC_LOOP(leak_loop, leak_loop_impl)

/* --- loops of numbers, which NumPy runs without the interpreter lock ---------------------------------------------- */

/* Multiplies by what `data` points to, and lets Python do it. */
static void scale_loop_impl(HPyContext *ctx, char **args, const npy_intp *dimensions, const npy_intp *steps, void *data)
{
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        HPy x = HPyFloat_FromDouble(ctx, *(double *)(args[0] + i * steps[0]));
        HPy factor = HPyFloat_FromDouble(ctx, *(double *)data);
        HPy product = HPy_Multiply(ctx, x, factor);
        /* Looks at the state of this thread, which there is none of without the interpreter lock. */
        if (HPyErr_Occurred(ctx)) {
            return;
        }
        *(double *)(args[1] + i * steps[1]) = HPyFloat_AsDouble(ctx, product);
        HPy_Close(ctx, x);
        HPy_Close(ctx, factor);
        HPy_Close(ctx, product);
    }
}
NPY_HPY_UFUNC_LOOP(scale_loop, scale_loop_impl)

/* The same for the items of a generalized ufunc with the signature (n)->(). */
static void join_loop_impl(HPyContext *ctx, char **args, const npy_intp *dimensions, const npy_intp *steps, void *data)
{
    (void)data;
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        HPy sum = HPyArray_LoadSlot(ctx, args[0] + i * steps[0]);
        for (npy_intp j = 1; j < dimensions[1] && !HPy_IsNull(sum); j++) {
            HPy item = HPyArray_LoadSlot(ctx, args[0] + i * steps[0] + j * steps[2]);
            HPy longer = HPy_Add(ctx, sum, item);
            HPy_Close(ctx, sum);
            HPy_Close(ctx, item);
            sum = longer;
        }
        if (HPy_IsNull(sum)) {
            return;
        }
        HPyArray_StoreSlot(ctx, args[1] + i * steps[1], sum);
        HPy_Close(ctx, sum);
    }
}
NPY_HPY_UFUNC_LOOP(join_loop, join_loop_impl)

/* --- functions on objects for NumPy's own loops ------------------------------------------------------------------- */

static HPy negative_impl(HPyContext *ctx, HPy a)
{
    return HPy_Negative(ctx, a);
}
NPY_HPY_UNARYFUNC(negative, negative_impl)

static HPy subtract_impl(HPyContext *ctx, HPy a, HPy b)
{
    return HPy_Subtract(ctx, a, b);
}
NPY_HPY_BINARYFUNC(subtract, subtract_impl)

/* --- ufuncs ------------------------------------------------------------------------------------------------------- */

static PyUFuncGenericFunction call_loops[] = {call_loop};
static PyUFuncGenericFunction leak_loops[] = {leak_loop};
static PyUFuncGenericFunction scale_loops[] = {scale_loop};
static PyUFuncGenericFunction join_loops[] = {join_loop};

static const char two_objects[] = {NPY_OBJECT, NPY_OBJECT};
static const char three_objects[] = {NPY_OBJECT, NPY_OBJECT, NPY_OBJECT};
static const char two_doubles[] = {NPY_DOUBLE, NPY_DOUBLE};

static double factor = 2.5;
static void *no_data[] = {NULL};
static void *scale_data[] = {&factor};

/* Addresses of functions cannot be in a `void *` that is initialised when the program is compiled. */
static PyUFuncGenericFunction negative_loops[1], subtract_loops[1], on_om_loops[1];
static void *negative_data[1], *subtract_data[1];

int add_ufuncs(HPyContext *ctx, HPy module)
{
    negative_loops[0] = HPyUFunc_O_O;
    negative_data[0] = (void *)(uintptr_t)negative;
    subtract_loops[0] = HPyUFunc_OO_O;
    subtract_data[0] = (void *)(uintptr_t)subtract;
    on_om_loops[0] = HPyUFunc_On_Om;
    const char *doc = "A ufunc with a trampoline.";
    if (attach(ctx, module, "call",
            HPyUFunc_FromFuncAndData(ctx, call_loops, no_data, three_objects, 1, 2, 1, PyUFunc_None, "call", doc, 0)) < 0 ||
        attach(ctx, module, "leak",
            HPyUFunc_FromFuncAndData(ctx, leak_loops, no_data, two_objects, 1, 1, 1, PyUFunc_None, "leak", doc, 0)) < 0 ||
        attach(ctx, module, "scale",
            HPyUFunc_FromFuncAndData(ctx, scale_loops, scale_data, two_doubles, 1, 1, 1, PyUFunc_None, "scale", doc, 0)) < 0 ||
        attach(ctx, module, "join",
            HPyUFunc_FromFuncAndDataAndSignature(ctx, join_loops, no_data, two_objects, 1, 1, 1, PyUFunc_None, "join", doc, 0,
                "(n)->()")) < 0 ||
        attach(ctx, module, "negative",
            HPyUFunc_FromFuncAndData(ctx, negative_loops, negative_data, two_objects, 1, 1, 1, PyUFunc_None, "negative", doc,
                0)) < 0 ||
        attach(ctx, module, "subtract",
            HPyUFunc_FromFuncAndData(ctx, subtract_loops, subtract_data, three_objects, 1, 2, 1, PyUFunc_None, "subtract", doc,
                0)) < 0) {
        return -1;
    }
    return 0;
}

/* What from_callable made: it lives until free_callables. */
static PyUFunc_PyFuncData *callable_data[10];
static int callable_count = 0;

HPyDef_METH(from_callable, "from_callable", HPyFunc_VARARGS)
static HPy from_callable_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    HPy callable;
    int nin, nout;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "Oii", &callable, &nin, &nout)) {
        return HPy_NULL;
    }
    PyUFunc_PyFuncData *data = HPyUFunc_NewPyFuncData(ctx, nin, nout, callable);
    if (data == NULL) {
        return HPy_NULL;
    }
    static void *slots[10];
    static char types[NPY_MAXARGS];
    memset(types, NPY_OBJECT, sizeof(types));
    callable_data[callable_count] = data;
    slots[callable_count] = data;
    return HPyUFunc_FromFuncAndData(ctx, on_om_loops, &slots[callable_count++], types, 1, nin, nout, PyUFunc_None, "callable",
        NULL, 0);
}

HPyDef_METH(free_callables, "free_callables", HPyFunc_NOARGS)
static HPy free_callables_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    while (callable_count > 0) {
        HPyUFunc_FreePyFuncData(ctx, callable_data[--callable_count]);
    }
    HPyUFunc_FreePyFuncData(ctx, NULL);
    return HPy_Dup(ctx, ctx->h_None);
}

/* with_identity(value): a ufunc that subtracts; without a value it has none but says so. */
HPyDef_METH(with_identity, "with_identity", HPyFunc_VARARGS)
static HPy with_identity_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    HPy value = HPy_NULL;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "|O", &value)) {
        return HPy_NULL;
    }
    return HPyUFunc_FromFuncAndDataAndSignatureAndIdentity(ctx, subtract_loops, subtract_data, three_objects, 1, 2, 1,
        PyUFunc_IdentityValue, "with_identity", NULL, 0, NULL, value);
}

/* --- resolving ---------------------------------------------------------------------------------------------------- */

/* A list as an array of handles; None is HPy_NULL. The number, or -1. */
static int unpack(HPyContext *ctx, HPy list, HPy *handles)
{
    int count = (int)HPy_Length(ctx, list);
    for (int i = 0; i < count; i++) {
        handles[i] = HPy_GetItem_i(ctx, list, i);
        if (HPy_Is(ctx, handles[i], ctx->h_None)) {
            HPy_Close(ctx, handles[i]);
            handles[i] = HPy_NULL;
        }
    }
    return count;
}

static void close_all(HPyContext *ctx, int count, const HPy *handles)
{
    for (int i = 0; i < count; i++) {
        drop(ctx, handles[i]);
    }
}

/* resolve(ufunc, operands, type_tup): the dtypes of a call. */
HPyDef_METH(resolve, "resolve", HPyFunc_VARARGS)
static HPy resolve_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    HPy ufunc, list, types;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OOO", &ufunc, &list, &types)) {
        return HPy_NULL;
    }
    HPy operands[NPY_MAXARGS];
    HPy found[NPY_MAXARGS];
    HPy tuple = HPy_NULL;
    int count = unpack(ctx, list, operands);
    if (HPyUFunc_DefaultTypeResolver(ctx, ufunc, NPY_SAFE_CASTING, operands,
            HPy_Is(ctx, types, ctx->h_None) ? HPy_NULL : types, found) == 0) {
        tuple = HPyTuple_FromArray(ctx, found, count);
        close_all(ctx, count, found);
    }
    close_all(ctx, count, operands);
    return tuple;
}

/* validate(ufunc, operands, dtypes): nothing, or an error. */
HPyDef_METH(validate, "validate", HPyFunc_VARARGS)
static HPy validate_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    HPy ufunc, list, types;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "OOO", &ufunc, &list, &types)) {
        return HPy_NULL;
    }
    HPy operands[NPY_MAXARGS];
    HPy dtypes[NPY_MAXARGS];
    int count = unpack(ctx, list, operands);
    unpack(ctx, types, dtypes);
    int result = HPyUFunc_ValidateCasting(ctx, ufunc, NPY_SAFE_CASTING, operands, dtypes);
    close_all(ctx, count, operands);
    close_all(ctx, count, dtypes);
    return result < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

/* --- slots -------------------------------------------------------------------------------------------------------- */

/* through_slots(a, b): puts both into one slot, which is not aligned, and gives what was there after each: None, a, b, None. */
HPyDef_METH(through_slots, "through_slots", HPyFunc_VARARGS)
static HPy through_slots_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    (void)nargs;
    char memory[1 + sizeof(void *)] = {0};
    HPy found[4];
    for (int i = 0; i < 4; i++) {
        found[i] = HPyArray_LoadSlot(ctx, memory + 1);
        HPyArray_StoreSlot(ctx, memory + 1, i < 2 ? args[i] : HPy_NULL);
    }
    HPy tuple = HPyTuple_FromArray(ctx, found, 4);
    close_all(ctx, 4, found);
    return tuple;
}
