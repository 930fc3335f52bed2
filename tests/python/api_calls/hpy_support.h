/* What the generated hpy_calls.c is written with: see protocol.h. Compiled for each of HPy's ABIs. */
#ifndef API_CALLS_HPY_SUPPORT_H
#define API_CALLS_HPY_SUPPORT_H

#include <hpy.h>
#include "numpy_hpy/arrayobject.h"
#include "numpy_hpy/ufuncobject.h"

#include "protocol.h"

static HPyGlobal null_object;

/* An array of handles that belong to the call. */
typedef struct {
    HPy *items;
    HPy_ssize_t length;
} Handles;

/* A call in progress. */
typedef struct {
    HPyContext *ctx;
    const HPy *args;
    HPy null;
    int ok;     /* the arguments fit */
    int failed; /* an exception is set after the call */
    HPy outputs[MOST_ARGUMENTS];
    int output_count;
    Handles arrays[MOST_ARGUMENTS]; /* by the index of the argument */
} Call;

static void does_not_fit(Call *call, int index, const char *what)
{
    char message[100];
    snprintf(message, sizeof message, "argument %d is not %s", index, what);
    HPyErr_Clear(call->ctx);
    HPyErr_SetString(call->ctx, call->ctx->h_AssertionError, message);
    call->ok = 0;
}

static Call begin(HPyContext *ctx, const HPy *args, size_t given, size_t wanted)
{
    Call call = {.ctx = ctx, .args = args, .ok = given == wanted, .null = HPyGlobal_Load(ctx, null_object)};
    last_call.count = 0;
    if (!call.ok) {
        HPyErr_SetString(ctx, ctx->h_AssertionError, "another number of arguments is wanted");
    }
    return call;
}

static int is_none(Call *call, int index)
{
    return HPy_Is(call->ctx, call->args[index], call->ctx->h_None);
}

static long long integer(Call *call, int index, size_t size)
{
    if (!call->ok) {
        return 0;
    }
    long long number = HPyLong_AsInt64_t(call->ctx, call->args[index]);
    int overflow = number == -1 && HPyErr_Occurred(call->ctx);
    if (overflow && size == sizeof number) {
        HPyErr_Clear(call->ctx);
        number = (long long)HPyLong_AsUInt64_t(call->ctx, call->args[index]);
        overflow = number == -1 && HPyErr_Occurred(call->ctx);
    }
    if (overflow || !fits(number, size)) {
        does_not_fit(call, index, "an integer of that size");
    }
    return number;
}

static double real(Call *call, int index)
{
    double number = call->ok ? HPyFloat_AsDouble(call->ctx, call->args[index]) : 0;
    if (call->ok && number == -1 && HPyErr_Occurred(call->ctx)) {
        does_not_fit(call, index, "a number");
    }
    return number;
}

static uintptr_t address(Call *call, int index)
{
    if (!call->ok || is_none(call, index)) {
        return 0;
    }
    void *pointer = HPyLong_AsVoidPtr(call->ctx, call->args[index]);
    if (pointer == NULL && HPyErr_Occurred(call->ctx)) {
        does_not_fit(call, index, "an address");
    }
    return (uintptr_t)pointer;
}

static const char *name(Call *call, int index)
{
    const char *text = call->ok ? HPyUnicode_AsUTF8AndSize(call->ctx, call->args[index], NULL) : "";
    if (text == NULL) {
        does_not_fit(call, index, "a name");
        return "";
    }
    return text;
}

/* Borrowed from the arguments. */
static HPy handle(Call *call, int index)
{
    if (!call->ok || HPy_Is(call->ctx, call->args[index], call->null)) {
        return HPy_NULL;
    }
    return call->args[index];
}

static HPy *handles(Call *call, int index)
{
    if (!call->ok || is_none(call, index)) {
        return NULL;
    }
    HPy_ssize_t length = HPy_Length(call->ctx, call->args[index]);
    if (length < 0) {
        does_not_fit(call, index, "a sequence");
        return NULL;
    }
    Handles *array = &call->arrays[index];
    array->items = calloc((size_t)length + 1, sizeof(HPy));
    for (; array->items != NULL && array->length < length; array->length++) {
        HPy item = HPy_GetItem_i(call->ctx, call->args[index], array->length);
        if (HPy_IsNull(item)) {
            does_not_fit(call, index, "a sequence");
            return array->items;
        }
        if (HPy_Is(call->ctx, item, call->null)) {
            HPy_Close(call->ctx, item);
            item = HPy_NULL;
        }
        array->items[array->length] = item;
    }
    return array->items;
}

static HPy *room(Call *call, int index)
{
    Handles *array = &call->arrays[index];
    HPy_ssize_t length = (HPy_ssize_t)integer(call, index, sizeof(HPy_ssize_t));
    if (!call->ok || (array->items = calloc((size_t)length + 1, sizeof(HPy))) == NULL) {
        return NULL;
    }
    array->length = length;
    return array->items;
}

static void output(Call *call, HPy handle)
{
    call->outputs[call->output_count++] = handle;
}

static void gave_integer(Call *call, long long number, int is_unsigned)
{
    remember((Value){.kind = is_unsigned ? VALUE_UNSIGNED : VALUE_SIGNED, .number = number});
    if (!call->failed) {
        output(call, is_unsigned ? HPyLong_FromUInt64_t(call->ctx, (uint64_t)number)
                                 : HPyLong_FromInt64_t(call->ctx, number));
    }
}

static void gave_real(Call *call, double number)
{
    remember((Value){.kind = VALUE_REAL, .real = number});
    if (!call->failed) {
        output(call, HPyFloat_FromDouble(call->ctx, number));
    }
}

static void gave_address(Call *call, uintptr_t pointer)
{
    remember((Value){.kind = VALUE_ADDRESS, .number = (long long)pointer});
    if (!call->failed) {
        output(call, pointer ? HPyLong_FromSize_t(call->ctx, pointer) : HPy_Dup(call->ctx, call->ctx->h_None));
    }
}

static void gave_nothing(Call *call)
{
    remember((Value){.kind = VALUE_NONE});
    if (!call->failed) {
        output(call, HPy_Dup(call->ctx, call->ctx->h_None));
    }
}

static void close_or_null(Call *call, HPy handle)
{
    if (!HPy_IsNull(handle)) {
        HPy_Close(call->ctx, handle);
    }
}

/* Takes the handle over. */
static void gave_new(Call *call, HPy handle)
{
    remember((Value){.kind = VALUE_OBJECT, .number = !HPy_IsNull(handle)});
    if (call->failed) {
        close_or_null(call, handle);
    } else {
        output(call, HPy_IsNull(handle) ? HPy_Dup(call->ctx, call->null) : handle);
    }
}

static int is_same_handle(HPy one, HPy other)
{
    return memcmp(&one, &other, sizeof one) == 0;
}

/* After a failure the variable may still have what was there before, which is not ours. */
static void gave_out(Call *call, HPy result, int index)
{
    if (call->failed && !HPy_IsNull(result) && is_same_handle(result, handle(call, index))) {
        remember((Value){.kind = VALUE_OBJECT, .number = 1});
    } else {
        gave_new(call, result);
    }
}

static void gave_outs(Call *call, int index)
{
    Value value = {.kind = VALUE_SIGNED};
    Handles *array = &call->arrays[index];
    for (HPy_ssize_t i = 0; i < array->length; i++) {
        int is_null = HPy_IsNull(array->items[i]);
        value.number += !is_null;
        if (is_null && !call->failed) {
            array->items[i] = HPy_Dup(call->ctx, call->null);
        }
    }
    remember(value);
    if (!call->failed) {
        output(call, HPyTuple_FromArray(call->ctx, array->items, array->length));
    }
}

static HPy finish(Call *call)
{
    HPy result = HPy_NULL;
    for (int i = 0; i < MOST_ARGUMENTS; i++) {
        for (HPy_ssize_t j = 0; j < call->arrays[i].length; j++) {
            close_or_null(call, call->arrays[i].items[j]);
        }
        free(call->arrays[i].items);
    }
    if (call->ok && !call->failed) {
        int complete = 1;
        for (int i = 0; i < call->output_count; i++) {
            complete &= !HPy_IsNull(call->outputs[i]);
        }
        if (complete) {
            result = HPyTuple_FromArray(call->ctx, call->outputs, call->output_count);
        }
        for (int i = 0; i < call->output_count; i++) {
            close_or_null(call, call->outputs[i]);
        }
    }
    close_or_null(call, call->null);
    return result;
}

#define WRAPPER(NAME)                                  \
    HPyDef_METH(call_##NAME, #NAME, HPyFunc_VARARGS)   \
    static HPy call_##NAME##_impl(HPyContext *ctx, HPy self, const HPy *args, size_t given)
#define BEGIN(WANTED)                            \
    Call call = begin(ctx, args, given, WANTED); \
    (void)self;
#define OBJECT(TYPE, INDEX) HPy a##INDEX = handle(&call, INDEX);
#define OBJECTS(TYPE, INDEX) TYPE a##INDEX = handles(&call, INDEX);
#define OUT(TYPE, INDEX) HPy a##INDEX = handle(&call, INDEX);
#define OUTS(TYPE, INDEX) HPy *a##INDEX = room(&call, INDEX);
#define CALLING               \
    if (!call.ok) {           \
        return finish(&call); \
    }
#define GIVEN(INDEX)                        \
    if (!HPy_IsNull(a##INDEX)) {            \
        a##INDEX = HPy_Dup(ctx, a##INDEX);  \
    }
#define CALLED                          \
    call.failed = HPyErr_Occurred(ctx); \
    if (!call.ok) {                     \
        return finish(&call);           \
    }
#define GAVE_NOTHING gave_nothing(&call);
#define GAVE_INTEGER(TYPE) gave_integer(&call, (long long)result, IS_UNSIGNED(TYPE));
#define GAVE_REAL gave_real(&call, result);
#define GAVE_POINTER gave_address(&call, (uintptr_t)result);
#define GAVE_NEW gave_new(&call, result);
#define GAVE_OUT(INDEX) gave_out(&call, a##INDEX, INDEX);
#define GAVE_OUTS(INDEX) gave_outs(&call, INDEX);
#define END return finish(&call);

static int add_number(HPyContext *ctx, HPy all, const char *name, uintptr_t number)
{
    HPy value = HPyLong_FromSize_t(ctx, number);
    int status = HPy_IsNull(value) ? -1 : HPy_SetItem_s(ctx, all, name, value);
    if (!HPy_IsNull(value)) {
        HPy_Close(ctx, value);
    }
    return status;
}

#define CLASSES_BEGIN                                   \
    static int add_classes(HPyContext *ctx, HPy all)    \
    {                                                   \
        int status = 0;
#define CLASS(NAME) status |= add_number(ctx, all, #NAME, (uintptr_t)NAME);
#define CLASSES_END    \
        return status; \
    }

#define LOOPS_BEGIN                                  \
    static int add_loops(HPyContext *ctx, HPy all)   \
    {                                                \
        int status = 0;
#define LOOP(NAME) status |= add_number(ctx, all, #NAME, (uintptr_t)NAME);
#define LOOPS_END      \
        return status; \
    }

/* HPy gives the module's own functions and its slot by the same list. */
HPyDef_METH(set_null, "set_null", HPyFunc_O, .doc = "Tells the object that stands for HPy_NULL.")
HPyDef_METH(last_result, "last_result", HPyFunc_NOARGS, .doc = "What the last call gave in C; of handles, whether.")
HPyDef_METH(classes, "classes", HPyFunc_NOARGS, .doc = "The numbers for HPyArray_GetTypeObject by their names.")
HPyDef_METH(loops, "loops", HPyFunc_NOARGS, .doc = "The addresses of the ready-made ufunc loops by their names.")
HPyDef_SLOT(module_exec, HPy_mod_exec)

#define METHODS_BEGIN static HPyDef *module_defines[] = {
#define METHOD(NAME) &call_##NAME,
#define METHODS_END &set_null, &last_result, &classes, &loops, &module_exec, NULL};

#endif
