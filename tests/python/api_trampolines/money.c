/* Dtypes of the old kind: sums of money, counted in cents. All of their functions are trampolines. */
#include "api_trampolines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the scalar --------------------------------------------------------------------------------------------------- */

typedef struct {
    npy_int64 cents;
} MoneyObject;
HPyType_HELPERS(MoneyObject)

HPyGlobal money_class;

/* A new handle. */
static HPy new_money(HPyContext *ctx, npy_int64 cents)
{
    MoneyObject *money;
    HPy cls = HPyGlobal_Load(ctx, money_class);
    HPy h = HPy_New(ctx, cls, &money);
    HPy_Close(ctx, cls);
    if (!HPy_IsNull(h)) {
        money->cents = cents;
    }
    return h;
}

HPyDef_SLOT(money_new, HPy_tp_new)
static HPy money_new_impl(HPyContext *ctx, HPy cls, const HPy *args, HPy_ssize_t nargs, HPy kw)
{
    (void)cls;
    (void)kw;
    long cents;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "l", &cents)) {
        return HPy_NULL;
    }
    return new_money(ctx, cents);
}

HPyDef_GET(money_cents, "cents")
static HPy money_cents_get(HPyContext *ctx, HPy self, void *closure)
{
    (void)closure;
    return HPyLong_FromInt64_t(ctx, MoneyObject_AsStruct(ctx, self)->cents);
}

static HPyDef *money_defines[] = {&money_new, &money_cents, NULL};
static HPyType_Spec money_spec = {
    .name = "api_trampolines.Money",
    .basicsize = sizeof(MoneyObject),
    .builtin_shape = SHAPE(MoneyObject),
    .defines = money_defines,
};

/* The cents of a Money or of an int. -1 with an exception. */
static int as_cents(HPyContext *ctx, HPy value, npy_int64 *cents)
{
    HPy cls = HPyGlobal_Load(ctx, money_class);
    if (HPy_TypeCheck(ctx, value, cls)) {
        *cents = MoneyObject_AsStruct(ctx, value)->cents;
    }
    else {
        *cents = HPyLong_AsInt64_t(ctx, value);
    }
    HPy_Close(ctx, cls);
    return *cents == -1 && HPyErr_Occurred(ctx) ? -1 : 0;
}

/* --- the functions of the dtype ------------------------------------------------------------------------------------ */

static npy_int64 read_cents(const void *item)
{
    npy_int64 cents;
    memcpy(&cents, item, sizeof(cents));
    return cents;
}

static void write_cents(void *item, npy_int64 cents)
{
    memcpy(item, &cents, sizeof(cents));
}

/* Raises for a sum that no one has; this is how a function fails here. */
static int refuse(HPyContext *ctx, npy_int64 cents)
{
    if (cents != 666) {
        return 0;
    }
    HPyErr_SetString(ctx, ctx->h_ValueError, "the number of the beast");
    return -1;
}

/* How often a function was given a dtype, and how often none; whatever else it was given is in neither number. */
static int with_dtype, without_dtype;

static void look_at(HPyContext *ctx, HPy descr)
{
    if (HPy_IsNull(descr)) {
        without_dtype++;
    }
    else if (HPyArray_DescrCheck(ctx, descr) && HPyDataType_ELSIZE(ctx, descr) == 8) {
        with_dtype++;
    }
}

static HPy getitem_impl(HPyContext *ctx, void *item, HPy descr)
{
    look_at(ctx, descr);
    npy_int64 cents = read_cents(item);
    return refuse(ctx, cents) < 0 ? HPy_NULL : new_money(ctx, cents);
}
NPY_HPY_ARRFUNC_GETITEM(getitem, getitem_impl)

static int setitem_impl(HPyContext *ctx, HPy value, void *item, HPy descr)
{
    npy_int64 cents;
    look_at(ctx, descr);
    if (as_cents(ctx, value, &cents) < 0) {
        return -1;
    }
    write_cents(item, cents);
    return 0;
}
NPY_HPY_ARRFUNC_SETITEM(setitem, setitem_impl)

static void copyswap_impl(HPyContext *ctx, void *dst, void *src, int swap, HPy descr)
{
    look_at(ctx, descr);
    if (src != NULL) {
        memcpy(dst, src, 8);
    }
    if (swap) {
        npy_uint64 bytes = (npy_uint64)read_cents(dst);
        write_cents(dst, (npy_int64)__builtin_bswap64(bytes));
    }
}
NPY_HPY_ARRFUNC_COPYSWAP(copyswap, copyswap_impl)

static void copyswapn_impl(HPyContext *ctx, void *dst, npy_intp dstride, void *src, npy_intp sstride, npy_intp n, int swap,
    HPy descr)
{
    for (npy_intp i = 0; i < n; i++) {
        copyswap_impl(ctx, (char *)dst + i * dstride, src == NULL ? NULL : (char *)src + i * sstride, swap, descr);
    }
}
NPY_HPY_ARRFUNC_COPYSWAPN(copyswapn, copyswapn_impl)

static npy_bool nonzero_impl(HPyContext *ctx, void *item, HPy descr)
{
    look_at(ctx, descr);
    refuse(ctx, read_cents(item));
    return read_cents(item) != 0;
}
NPY_HPY_ARRFUNC_NONZERO(nonzero, nonzero_impl)

/* Lets Python compare. */
static int compare_impl(HPyContext *ctx, const void *a, const void *b, HPy descr)
{
    look_at(ctx, descr);
    HPy left = HPyLong_FromInt64_t(ctx, read_cents(a));
    HPy right = HPyLong_FromInt64_t(ctx, read_cents(b));
    int less = HPy_RichCompareBool(ctx, left, right, HPy_LT);
    int more = HPy_RichCompareBool(ctx, left, right, HPy_GT);
    HPy_Close(ctx, left);
    HPy_Close(ctx, right);
    refuse(ctx, read_cents(a));
    return more - less;
}
NPY_HPY_ARRFUNC_COMPARE(compare, compare_impl)

static int find(HPyContext *ctx, void *data, npy_intp n, npy_intp *index, HPy descr, int sign)
{
    *index = 0;
    for (npy_intp i = 1; i < n; i++) {
        if (sign * compare_impl(ctx, (char *)data + 8 * i, (char *)data + 8 * *index, descr) > 0) {
            *index = i;
        }
    }
    return HPyErr_Occurred(ctx) ? -1 : 0;
}

static int argmax_impl(HPyContext *ctx, void *data, npy_intp n, npy_intp *index, HPy descr)
{
    return find(ctx, data, n, index, descr, 1);
}
NPY_HPY_ARRFUNC_ARGMAX(argmax, argmax_impl)

static int argmin_impl(HPyContext *ctx, void *data, npy_intp n, npy_intp *index, HPy descr)
{
    return find(ctx, data, n, index, descr, -1);
}
NPY_HPY_ARRFUNC_ARGMIN(argmin, argmin_impl)

static void dot_impl(HPyContext *ctx, void *ip1, npy_intp is1, void *ip2, npy_intp is2, void *op, npy_intp n, HPy descr)
{
    look_at(ctx, descr);
    npy_int64 sum = 0;
    for (npy_intp i = 0; i < n; i++) {
        npy_int64 product = read_cents((char *)ip1 + i * is1) * read_cents((char *)ip2 + i * is2);
        if (refuse(ctx, product) < 0) {
            return;
        }
        sum += product;
    }
    write_cents(op, sum);
}
NPY_HPY_ARRFUNC_DOT(dot, dot_impl)

static int fill_impl(HPyContext *ctx, void *data, npy_intp n, HPy descr)
{
    char *items = (char *)data;
    look_at(ctx, descr);
    npy_int64 step = read_cents(items + 8) - read_cents(items);
    for (npy_intp i = 2; i < n; i++) {
        npy_int64 cents = read_cents(items) + i * step;
        if (refuse(ctx, cents) < 0) {
            return -1;
        }
        write_cents(items + 8 * i, cents);
    }
    return 0;
}
NPY_HPY_ARRFUNC_FILL(fill, fill_impl)

static int fillwithscalar_impl(HPyContext *ctx, void *data, npy_intp n, void *value, HPy descr)
{
    look_at(ctx, descr);
    for (npy_intp i = 0; i < n; i++) {
        memcpy((char *)data + 8 * i, value, 8);
    }
    return refuse(ctx, read_cents(value));
}
NPY_HPY_ARRFUNC_FILLWITHSCALAR(fillwithscalar, fillwithscalar_impl)

/* Insertion sort, in falling order, so that one sees who has sorted. */
static int sort_impl(HPyContext *ctx, void *data, npy_intp n, HPy descr)
{
    npy_int64 *items = (npy_int64 *)data;
    look_at(ctx, descr);
    for (npy_intp i = 1; i < n; i++) {
        npy_int64 item = items[i];
        npy_intp j = i;
        for (; j > 0 && items[j - 1] < item; j--) {
            items[j] = items[j - 1];
        }
        items[j] = item;
        if (refuse(ctx, item) < 0) {
            return -1;
        }
    }
    return 0;
}
NPY_HPY_ARRFUNC_SORT(sort, sort_impl)

static int argsort_impl(HPyContext *ctx, void *data, npy_intp *indices, npy_intp n, HPy descr)
{
    const npy_int64 *items = (const npy_int64 *)data;
    look_at(ctx, descr);
    for (npy_intp i = 1; i < n; i++) {
        npy_intp index = indices[i];
        npy_intp j = i;
        for (; j > 0 && items[indices[j - 1]] < items[index]; j--) {
            indices[j] = indices[j - 1];
        }
        indices[j] = index;
        if (refuse(ctx, items[index]) < 0) {
            return -1;
        }
    }
    return 0;
}
NPY_HPY_ARRFUNC_ARGSORT(argsort, argsort_impl)

static int scalarkind_impl(HPyContext *ctx, HPy arr)
{
    return HPyArray_Check(ctx, arr) ? NPY_INTNEG_SCALAR : NPY_NOSCALAR;
}
NPY_HPY_ARRFUNC_SCALARKIND(scalarkind, scalarkind_impl)

static int scan_impl(HPyContext *ctx, FILE *fp, void *item, HPy descr)
{
    long long cents;
    int count = fscanf(fp, "%lld", &cents);
    if (count == 1 && HPyArray_DescrCheck(ctx, descr)) {
        write_cents(item, cents);
    }
    return count;
}
NPY_HPY_ARRFUNC_SCAN(scan, scan_impl)

static int fromstr_impl(HPyContext *ctx, char *text, void *item, char **end, HPy descr)
{
    if (HPyArray_DescrCheck(ctx, descr)) {
        write_cents(item, strtoll(text, end, 10));
    }
    return 0;
}
NPY_HPY_ARRFUNC_FROMSTR(fromstr, fromstr_impl)

/* --- casts and loops ----------------------------------------------------------------------------------------------- */

static void to_double_impl(HPyContext *ctx, void *from, void *to, npy_intp n, HPy from_descr, HPy to_descr)
{
    look_at(ctx, from_descr);
    look_at(ctx, to_descr);
    for (npy_intp i = 0; i < n; i++) {
        npy_int64 cents = read_cents((char *)from + 8 * i);
        if (refuse(ctx, cents) < 0) {
            return;
        }
        ((double *)to)[i] = (double)cents / 100;
    }
}
NPY_HPY_CASTFUNC(to_double, to_double_impl)

static void from_double_impl(HPyContext *ctx, void *from, void *to, npy_intp n, HPy from_descr, HPy to_descr)
{
    (void)ctx;
    (void)from_descr;
    (void)to_descr;
    for (npy_intp i = 0; i < n; i++) {
        write_cents((char *)to + 8 * i, (npy_int64)(((double *)from)[i] * 100));
    }
}
NPY_HPY_CASTFUNC(from_double, from_double_impl)

/* Adds, and the number at `data` on top. */
static void add_loop_impl(HPyContext *ctx, char **args, const npy_intp *dimensions, const npy_intp *steps, void *data)
{
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        npy_int64 a = read_cents(args[0] + i * steps[0]);
        npy_int64 b = read_cents(args[1] + i * steps[1]);
        if (refuse(ctx, a) < 0) {
            return;
        }
        write_cents(args[2] + i * steps[2], a + b + (data == NULL ? 0 : *(npy_int64 *)data));
    }
}
NPY_HPY_UFUNC_LOOP(add_loop, add_loop_impl)

/* Doubles. */
static void twice_loop_impl(HPyContext *ctx, char **args, const npy_intp *dimensions, const npy_intp *steps, void *data)
{
    (void)ctx;
    (void)data;
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        write_cents(args[1] + i * steps[1], 2 * read_cents(args[0] + i * steps[0]));
    }
}
NPY_HPY_UFUNC_LOOP(twice_loop, twice_loop_impl)

/* --- registering --------------------------------------------------------------------------------------------------- */

static PyArray_ArrFuncs money_functions, free_functions;
static HPyArray_DescrProto money_proto, free_proto;
static npy_int64 extra = 1000;

static void set_functions(HPyContext *ctx, PyArray_ArrFuncs *f)
{
    HPyArray_InitArrFuncs(ctx, f);
    f->getitem = getitem;
    f->setitem = setitem;
    f->copyswap = copyswap;
    f->copyswapn = copyswapn;
    f->compare = compare;
    f->argmax = argmax;
    f->argmin = argmin;
    f->dotfunc = dot;
    f->scanfunc = scan;
    f->fromstr = fromstr;
    f->nonzero = nonzero;
    f->fill = fill;
    f->fillwithscalar = fillwithscalar;
    f->scalarkind = scalarkind;
}

/* A dtype, registered. A new handle. */
static HPy new_dtype(HPyContext *ctx, HPyArray_DescrProto *proto, PyArray_ArrFuncs *f, HPy cls, int flags)
{
    memset(proto, 0, sizeof(*proto));
    proto->typeobj = cls;
    proto->kind = 'V';
    proto->type = 'X';
    proto->byteorder = '=';
    proto->flags = (char)(NPY_USE_GETITEM | NPY_USE_SETITEM | flags);
    proto->elsize = 8;
    proto->alignment = 8;
    proto->f = f;
    int number = HPyArray_RegisterDataType(ctx, proto);
    return number < 0 ? HPy_NULL : HPyArray_DescrFromType(ctx, number);
}

static int add_casts(HPyContext *ctx, HPy dtype, int number)
{
    HPy double_dtype = HPyArray_DescrFromType(ctx, NPY_DOUBLE);
    int result = -1;
    if (!HPy_IsNull(double_dtype) && HPyArray_RegisterCastFunc(ctx, dtype, NPY_DOUBLE, to_double) == 0 &&
        HPyArray_RegisterCastFunc(ctx, double_dtype, number, from_double) == 0) {
        result = HPyArray_RegisterCanCast(ctx, dtype, NPY_DOUBLE, NPY_NOSCALAR);
    }
    drop(ctx, double_dtype);
    return result;
}

static int add_loops_to_numpy(HPyContext *ctx, int number)
{
    HPy ufunc = from_numpy(ctx, "add");
    int result = HPy_IsNull(ufunc) ? -1 : HPyUFunc_RegisterLoopForType(ctx, ufunc, number, add_loop, NULL, &extra);
    drop(ctx, ufunc);
    return result;
}

int add_money(HPyContext *ctx, HPy module)
{
    HPy cls = HPyType_FromSpec(ctx, &money_spec, NULL);
    if (HPy_IsNull(cls)) {
        return -1;
    }
    HPyGlobal_Store(ctx, &money_class, cls);
    set_functions(ctx, &money_functions);
    /* The second dtype does not say that it needs the interpreter, and sorts by itself. */
    set_functions(ctx, &free_functions);
    free_functions.sort[NPY_QUICKSORT] = sort;
    free_functions.argsort[NPY_QUICKSORT] = argsort;
    /* A scalar class belongs to one dtype. */
    money_spec.name = "api_trampolines.FreeMoney";
    HPy free_class = HPyType_FromSpec(ctx, &money_spec, NULL);
    HPy money = new_dtype(ctx, &money_proto, &money_functions, cls, NPY_NEEDS_PYAPI);
    HPy free_money = HPy_IsNull(free_class) ? HPy_NULL : new_dtype(ctx, &free_proto, &free_functions, free_class, 0);
    drop(ctx, free_class);
    HPy twice = HPyUFunc_FromFuncAndData(ctx, NULL, NULL, NULL, 0, 1, 1, PyUFunc_None, "twice", NULL, 0);
    int result = -1;
    if (!HPy_IsNull(money) && !HPy_IsNull(free_money) && !HPy_IsNull(twice)) {
        HPy both[] = {money, money};
        if (add_casts(ctx, money, money_proto.type_num) == 0 && add_casts(ctx, free_money, free_proto.type_num) == 0 &&
            add_loops_to_numpy(ctx, money_proto.type_num) == 0 &&
            HPyUFunc_RegisterLoopForDescr(ctx, twice, money, twice_loop, both, NULL) == 0 &&
            HPyUFunc_RegisterLoopForDescr(ctx, twice, free_money, twice_loop, NULL, NULL) == 0 &&
            HPy_SetAttr_s(ctx, module, "Money", cls) == 0 && HPy_SetAttr_s(ctx, module, "money", money) == 0 &&
            HPy_SetAttr_s(ctx, module, "free_money", free_money) == 0 && HPy_SetAttr_s(ctx, module, "twice", twice) == 0) {
            result = 0;
        }
    }
    HPy_Close(ctx, cls);
    drop(ctx, money);
    drop(ctx, free_money);
    drop(ctx, twice);
    return result;
}

/* --- functions on dtypes ------------------------------------------------------------------------------------------- */

HPyDef_METH(money_counts, "money_counts", HPyFunc_NOARGS)
static HPy money_counts_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    return HPy_BuildValue(ctx, "ii", with_dtype, without_dtype);
}

/* (HPyTypeNum_ISUSERDEF, HPyTypeNum_ISEXTENDED) of a type number */
HPyDef_METH(is_user_type, "is_user_type", HPyFunc_O)
static HPy is_user_type_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    int number = (int)HPyLong_AsLong(ctx, arg);
    return HPy_BuildValue(ctx, "ii", HPyTypeNum_ISUSERDEF(ctx, number), HPyTypeNum_ISEXTENDED(ctx, number));
}

HPyDef_METH(replaced, "replaced", HPyFunc_O)
static HPy replaced_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    HPy descr = HPy_Dup(ctx, arg);
    HPyArray_DESCR_REPLACE(ctx, &descr);
    return descr;
}

HPyDef_METH(subarray, "subarray", HPyFunc_O)
static HPy subarray_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    HPy base, shape;
    if (!HPyDataType_SUBARRAY(ctx, arg, &base, &shape)) {
        return HPyErr_Occurred(ctx) ? HPy_NULL : HPy_Dup(ctx, HPy_IsNull(base) && HPy_IsNull(shape) ? ctx->h_None : ctx->h_False);
    }
    HPy pair[] = {base, shape};
    HPy result = HPyTuple_FromArray(ctx, pair, 2);
    HPy_Close(ctx, base);
    HPy_Close(ctx, shape);
    return result;
}

/* HNPY_DTYPE of a dtype, or HNPY_DT_NewRef of a DType class. */
HPyDef_METH(dtype_class, "dtype_class", HPyFunc_O)
static HPy dtype_class_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    return HPyArray_DescrCheck(ctx, arg) ? HNPY_DTYPE(ctx, arg) : HNPY_DT_NewRef(ctx, arg);
}

HPyDef_METH(cast_again, "cast_again", HPyFunc_O)
static HPy cast_again_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    return HPyArray_RegisterCastFunc(ctx, arg, 100000, to_double) < 0 ? HPy_NULL : HPy_Dup(ctx, ctx->h_None);
}

/* Prototypes that are refused; the argument says which. */
HPyDef_METH(register_bad, "register_bad", HPyFunc_O)
static HPy register_bad_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    long which = HPyLong_AsLong(ctx, arg);
    HPyArray_DescrProto proto = money_proto;
    HPy cls = HPyGlobal_Load(ctx, money_class);
    PyArray_ArrFuncs f = money_functions;
    proto.type_num = 0;
    proto.typeobj = cls;
    proto.f = &f;
    if (which == 0) {
        proto.f = NULL;
    }
    else if (which == 1) {
        proto.typeobj = HPy_NULL;
    }
    else if (which == 2) {
        proto.elsize = 0;
    }
    else if (which == 3) {
        f.getitem = NULL;
    }
    else {
        proto.typeobj = ctx->h_None;
    }
    int number = HPyArray_RegisterDataType(ctx, &proto);
    HPy_Close(ctx, cls);
    return number < 0 ? HPy_NULL : HPyLong_FromLong(ctx, number);
}

/* Registering the same prototype again. */
HPyDef_METH(register_again, "register_again", HPyFunc_NOARGS)
static HPy register_again_impl(HPyContext *ctx, HPy self)
{
    (void)self;
    HPyArray_DescrProto proto = money_proto;
    HPy cls = HPyGlobal_Load(ctx, money_class);
    proto.typeobj = cls;
    int number = HPyArray_RegisterDataType(ctx, &proto);
    HPy_Close(ctx, cls);
    return number < 0 ? HPy_NULL : HPyLong_FromLong(ctx, number);
}

/* Sorts in place; NumPy calls back often meanwhile, and the context must be good afterwards. */
HPyDef_METH(sort_in_place, "sort_in_place", HPyFunc_O)
static HPy sort_in_place_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    if (HPyArray_Sort(ctx, arg, 0, NPY_QUICKSORT) < 0) {
        return HPy_NULL;
    }
    return HPy_Dup(ctx, ctx->h_None);
}

/* The kind of scalar that an array without dimensions holds. */
HPyDef_METH(scalar_kind, "scalar_kind", HPyFunc_O)
static HPy scalar_kind_impl(HPyContext *ctx, HPy self, HPy arr)
{
    (void)self;
    return HPyLong_FromLong(ctx, HPyArray_ScalarKind(ctx, money_proto.type_num, arr));
}

/* fill_directly(cents): what fillwithscalar makes of three items, and its result; NumPy 2 never calls it. */
HPyDef_METH(fill_directly, "fill_directly", HPyFunc_O)
static HPy fill_directly_impl(HPyContext *ctx, HPy self, HPy arg)
{
    (void)self;
    npy_int64 items[3] = {0, 0, 0};
    npy_int64 value = HPyLong_AsInt64_t(ctx, arg);
    if (money_functions.fillwithscalar(items, 3, &value, NULL) < 0) {
        return HPy_NULL;
    }
    return HPy_BuildValue(ctx, "lll", (long)items[0], (long)items[1], (long)items[2]);
}
