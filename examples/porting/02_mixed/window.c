/* Window: a stream of numbers, of which an array holds the last ones. */
#include "mixed.h"

/* Still a legacy struct, with the header in it, so that the type can have legacy slots. But what the collector is to
 * visit are HPyFields now, and only handles can read those. */
typedef struct {
    PyObject_HEAD
    HPyField values;  /* the array; null after the collector has cleared the object */
    HPyField on_full; /* called with the Window whenever the array has been filled, if callable; or null */
    HPy_ssize_t size;
    HPy_ssize_t count; /* of all numbers that were pushed */
} WindowObject;

HPyType_LEGACY_HELPERS(WindowObject)

/* 0 if an array can be the memory of a Window, -1 with an exception if not. */
static int check_values(HPyContext *ctx, HPy array)
{
    if (HPyArray_FailUnlessWriteable(ctx, array, "the array of a Window") < 0) {
        return -1;
    }
    if (HPyArray_TYPE(ctx, array, NULL) != NPY_DOUBLE || HPyArray_NDIM(ctx, array) != 1
            || HPyArray_DIM(ctx, array, 0) == 0 || !HPyArray_ISCARRAY(ctx, array)) {
        HPyErr_SetString(ctx, ctx->h_ValueError,
            "the array of a Window must be of float64, one-dimensional, contiguous and aligned, and not empty");
        return -1;
    }
    return 0;
}

/* The numbers of the window, or NULL with an exception. An array is anyone's to reshape, so this is asked whenever
 * Python code may have run. The field keeps the memory alive, so the handle can be closed. */
static double *window_memory(HPyContext *ctx, HPy self)
{
    WindowObject *window = WindowObject_AsStruct(ctx, self);
    if (HPyField_IsNull(window->values)) {
        HPyErr_SetString(ctx, ctx->h_ReferenceError, "the Window was cleared by the garbage collector");
        return NULL;
    }
    double *memory = NULL;
    HPy array = HPyField_Load(ctx, self, window->values);
    if (check_values(ctx, array) == 0) {
        if (HPyArray_DIM(ctx, array, 0) == window->size) {
            memory = (double *)HPyArray_DATA(ctx, array);
        } else {
            HPyErr_SetString(ctx, ctx->h_RuntimeError, "the array of the Window has changed its length");
        }
    }
    HPy_Close(ctx, array);
    return memory;
}

static HPy_ssize_t window_held(const WindowObject *window)
{
    return window->count < window->size ? window->count : window->size;
}

static HPy new_window(HPyContext *ctx, HPy type, HPy values, HPy on_full)
{
    if (!HPyArray_Check(ctx, values)) {
        return HPyErr_SetString(ctx, ctx->h_TypeError, "values must be an array");
    }
    if (check_values(ctx, values) < 0) {
        return HPy_NULL;
    }
    WindowObject *window;
    HPy self = HPy_New(ctx, type, &window);
    if (!HPy_IsNull(self)) {
        HPyField_Store(ctx, self, &window->values, values);
        if (!HPy_IsNull(on_full)) {
            HPyField_Store(ctx, self, &window->on_full, on_full);
        }
        window->size = HPyArray_DIM(ctx, values, 0);
    }
    return self;
}

HPyDef_SLOT(Window_new, HPy_tp_new)
static HPy Window_new_impl(HPyContext *ctx, HPy type, const HPy *args, HPy_ssize_t nargs, HPy kwargs)
{
    static const char *keywords[] = {"values", "on_full", NULL};
    HPy values, on_full = HPy_NULL;
    HPy names = HPy_IsNull(kwargs) ? HPy_NULL : HPyDict_Keys(ctx, kwargs);
    int status = HPyErr_Occurred(ctx) ? -1 : check_arguments(ctx, (size_t)nargs, names, keywords);
    close_if_any(ctx, names);
    HPyTracker tracker;
    if (status < 0
            || !HPyArg_ParseKeywordsDict(
                ctx, &tracker, args, nargs, kwargs, "O|O:Window", keywords, &values, &on_full)) {
        return HPy_NULL;
    }
    HPy self = new_window(ctx, type, values, on_full);
    HPyTracker_Close(ctx, tracker);
    return self;
}

/* No context: nothing may be called but visit. HPy makes tp_clear and tp_dealloc from this. */
HPyDef_SLOT(Window_traverse, HPy_tp_traverse)
static int Window_traverse_impl(void *self, HPyFunc_visitproc visit, void *arg)
{
    WindowObject *window = (WindowObject *)self;
    HPy_VISIT(&window->values);
    HPy_VISIT(&window->on_full);
    return 0;
}

/* Calls on_full, if there is something to call; -1 with an exception. */
static int call_on_full(HPyContext *ctx, HPy self)
{
    WindowObject *window = WindowObject_AsStruct(ctx, self);
    if (HPyField_IsNull(window->on_full)) {
        return 0;
    }
    /* The callback may replace itself: it needs a handle of its own. */
    HPy on_full = HPyField_Load(ctx, self, window->on_full);
    int status = 0;
    if (!HPy_Is(ctx, on_full, ctx->h_None)) {
        HPy result = HPy_Call(ctx, on_full, &self, 1, HPy_NULL);
        status = HPy_IsNull(result) ? -1 : 0;
        close_if_any(ctx, result);
    }
    HPy_Close(ctx, on_full);
    return status;
}

HPyDef_METH(Window_push, "push", HPyFunc_O, .doc = "push(numbers): puts a number, or those of an array, into the window.")
static HPy Window_push_impl(HPyContext *ctx, HPy self, HPy object)
{
    HPy items = HPyArray_FROM_OTF(ctx, object, NPY_DOUBLE, NPY_ARRAY_IN_ARRAY);
    if (HPy_IsNull(items)) {
        return HPy_NULL;
    }
    WindowObject *window = WindowObject_AsStruct(ctx, self);
    double *memory = window_memory(ctx, self);
    /* The struct saves two calls a number. A callback may change the array: the struct says so at once. */
    PyArrayObject *view = PyArrayObject_AsStruct(ctx, items);
    for (npy_intp i = 0; memory != NULL && i < PyArray_SIZE(view); i++) {
        memory[window->count++ % window->size] = ((double *)PyArray_DATA(view))[i];
        if (window->count % window->size == 0) {
            memory = call_on_full(ctx, self) < 0 ? NULL : window_memory(ctx, self);
        }
    }
    HPy_Close(ctx, items);
    return memory == NULL ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

/* The moments of the numbers in the window; 0, or -1 with an exception. */
static int window_moments(HPyContext *ctx, HPy self, rolling_moments *moments)
{
    const WindowObject *window = WindowObject_AsStruct(ctx, self);
    const double *memory = window_memory(ctx, self);
    if (memory == NULL) {
        return -1;
    }
    *moments = (rolling_moments){0, 0, 0};
    for (HPy_ssize_t i = 0; i < window_held(window); i++) {
        *moments = rolling_add(*moments, memory[i]);
    }
    return 0;
}

HPyDef_METH(Window_mean, "mean", HPyFunc_NOARGS, .doc = "The mean of the numbers in the window; NaN if there is none.")
static HPy Window_mean_impl(HPyContext *ctx, HPy self)
{
    rolling_moments moments;
    if (window_moments(ctx, self, &moments) < 0) {
        return HPy_NULL;
    }
    return HPyFloat_FromDouble(ctx, moments.count > 0 ? moments.mean : NAN);
}

HPyDef_METH(Window_std, "std", HPyFunc_NOARGS, .doc = "Their standard deviation.")
static HPy Window_std_impl(HPyContext *ctx, HPy self)
{
    rolling_moments moments;
    if (window_moments(ctx, self, &moments) < 0) {
        return HPy_NULL;
    }
    return HPyFloat_FromDouble(ctx, rolling_deviation(moments));
}

HPyDef_METH(Window_snapshot, "snapshot", HPyFunc_NOARGS, .doc = "They as a new array, the oldest first.")
static HPy Window_snapshot_impl(HPyContext *ctx, HPy self)
{
    const WindowObject *window = WindowObject_AsStruct(ctx, self);
    npy_intp held = window_held(window), oldest = window->count > window->size ? window->count % window->size : 0;
    HPy copy = HPyArray_SimpleNew(ctx, 1, &held, NPY_DOUBLE);
    const double *memory = HPy_IsNull(copy) ? NULL : window_memory(ctx, self);
    if (memory == NULL) {
        close_if_any(ctx, copy);
        return HPy_NULL;
    }
    double *items = (double *)HPyArray_DATA(ctx, copy);
    for (npy_intp i = 0; i < held; i++) {
        items[i] = memory[(oldest + i) % window->size];
    }
    return copy;
}

/* What reads only numbers can stay as it was. */
static Py_ssize_t Window_length(WindowObject *self)
{
    return window_held(self);
}

static PyObject *Window_repr(WindowObject *self)
{
    return PyUnicode_FromFormat(
        "<rolling.Window with %zd of %zd numbers>", (Py_ssize_t)window_held(self), (Py_ssize_t)self->size);
}

static PyType_Slot Window_legacy_slots[] = {
    {Py_tp_repr, Window_repr},
    {Py_sq_length, Window_length},
    {0, NULL},
};

HPyDef_MEMBER(Window_values, "values", HPyMember_OBJECT, offsetof(WindowObject, values), .readonly = 1,
    .doc = "The array that holds the numbers.")
HPyDef_MEMBER(Window_on_full, "on_full", HPyMember_OBJECT, offsetof(WindowObject, on_full),
    .doc = "Called when the array has been filled; or None.")
HPyDef_MEMBER(Window_count, "count", HPyMember_HPYSSIZET, offsetof(WindowObject, count), .readonly = 1,
    .doc = "How many numbers were pushed.")

static HPyDef *Window_defines[] = {&Window_new, &Window_traverse, &Window_push, &Window_mean, &Window_std,
    &Window_snapshot, &Window_values, &Window_on_full, &Window_count, NULL};

static HPyType_Spec Window_spec = {
    .name = "rolling.Window",
    .basicsize = sizeof(WindowObject),
    .builtin_shape = SHAPE(WindowObject),
    .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,
    .legacy_slots = Window_legacy_slots,
    .defines = Window_defines,
    .doc = "Window(values, on_full=None): a stream of numbers, of which the array `values` holds the last.",
};

int add_window_type_to(HPyContext *ctx, HPy module)
{
    return HPyHelpers_AddType(ctx, module, "Window", &Window_spec, NULL) ? 0 : -1;
}
