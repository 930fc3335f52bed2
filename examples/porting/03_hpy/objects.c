/* Windows of Python objects: arithmetic and comparisons are Python's, so they may run any code, and fail. */
#include "rolling.h"

/* An item of an object array is a slot. HPyArray_GETITEM works for any dtype, and is a call through the table. */
static HPy get(HPyContext *ctx, object_line line, npy_intp i)
{
    return HPyArray_LoadSlot(ctx, line.data + i * line.stride);
}

static int set(HPyContext *ctx, object_line line, npy_intp i, HPy value)
{
    return HPyArray_SETITEM(ctx, line.array, line.data + i * line.stride, value);
}

/* a + b; the handle `a` is taken over, and HPy_NULL passes an error on. */
static HPy add_to(HPyContext *ctx, HPy a, HPy b)
{
    if (HPy_IsNull(a)) {
        return HPy_NULL;
    }
    HPy sum = HPy_Add(ctx, a, b);
    HPy_Close(ctx, a);
    return sum;
}

/* The mean is sum / window; the handle of the sum is taken over. */
static int set_mean(HPyContext *ctx, object_line out, npy_intp i, HPy sum, HPy window)
{
    HPy mean = HPy_IsNull(sum) ? HPy_NULL : HPy_TrueDivide(ctx, sum, window);
    close_if_any(ctx, sum);
    int status = HPy_IsNull(mean) ? -1 : set(ctx, out, i, mean);
    close_if_any(ctx, mean);
    return status;
}

/* tails[i] becomes the sum of the items from start + i to the end of the block. */
static int sum_tails(HPyContext *ctx, object_line in, npy_intp start, npy_intp window, HPy *tails)
{
    for (npy_intp i = window - 1; i >= 0; i--) {
        HPy sum = get(ctx, in, start + i);
        if (i < window - 1) {
            sum = add_to(ctx, sum, tails[i + 1]);
        }
        if (HPy_IsNull(sum)) {
            return -1;
        }
        replace(ctx, &tails[i], sum);
    }
    return 0;
}

/* As rolling_mean_line in windows.h: nothing is subtracted, so what can be added and divided has a mean. */
int rolling_mean_objects(HPyContext *ctx, object_line in, npy_intp window, object_line out)
{
    int status = -1;
    HPy head = HPy_NULL, divisor = HPyLong_FromSsize_t(ctx, window);
    HPy *tails = (HPy *)calloc((size_t)window, sizeof(HPy));
    if (tails == NULL) {
        HPyErr_NoMemory(ctx);
        goto done;
    }
    if (HPy_IsNull(divisor)) {
        goto done;
    }
    for (npy_intp start = 0; start < out.length; start += window) {
        if (sum_tails(ctx, in, start, window, tails) < 0
                || set_mean(ctx, out, start, HPy_Dup(ctx, tails[0]), divisor) < 0) {
            goto done;
        }
        replace(ctx, &head, HPy_NULL);
        for (npy_intp i = 1; i < window && start + i < out.length; i++) {
            HPy item = get(ctx, in, start + window + i - 1);
            if (HPy_IsNull(item)) {
                goto done;
            }
            if (!HPy_IsNull(head)) {
                HPy sum = HPy_Add(ctx, head, item);
                HPy_Close(ctx, item);
                item = sum;
            }
            if (HPy_IsNull(item)) {
                goto done;
            }
            replace(ctx, &head, item);
            if (set_mean(ctx, out, start + i, HPy_Add(ctx, tails[i], head), divisor) < 0) {
                goto done;
            }
        }
    }
    status = 0;
done:
    for (npy_intp i = 0; tails != NULL && i < window; i++) {
        close_if_any(ctx, tails[i]);
    }
    free(tails);
    close_if_any(ctx, head);
    close_if_any(ctx, divisor);
    return status;
}

/* 1 if item i beats item j, 0 if not, -1 with an exception. */
static int beats(HPyContext *ctx, object_line in, npy_intp i, npy_intp j, int op)
{
    HPy challenger = get(ctx, in, i), holder = get(ctx, in, j);
    int result = HPy_IsNull(challenger) || HPy_IsNull(holder) ? -1 : HPy_RichCompareBool(ctx, challenger, holder, op);
    close_if_any(ctx, challenger);
    close_if_any(ctx, holder);
    return result;
}

/* As rolling_extreme_line in windows.h. The queue holds positions: an item is fetched when it is compared. Among
 * equals the first wins, as in Python's min() and max(). */
static int rolling_extreme_objects(HPyContext *ctx, object_line in, npy_intp window, object_line out, int op)
{
    int status = -1;
    npy_intp front = 0, waiting = 0;
    npy_intp *queue = (npy_intp *)calloc((size_t)window, sizeof(npy_intp));
    if (queue == NULL) {
        HPyErr_NoMemory(ctx);
        return -1;
    }
    for (npy_intp i = 0; i < in.length; i++) {
        if (waiting > 0 && queue[front] <= i - window) {
            front = (front + 1) % window;
            waiting--;
        }
        while (waiting > 0) {
            int better = beats(ctx, in, i, queue[(front + waiting - 1) % window], op);
            if (better < 0) {
                goto done;
            }
            if (!better) {
                break;
            }
            waiting--;
        }
        queue[(front + waiting++) % window] = i;
        if (i >= window - 1) {
            HPy extreme = get(ctx, in, queue[front]);
            int stored = HPy_IsNull(extreme) ? -1 : set(ctx, out, i - window + 1, extreme);
            close_if_any(ctx, extreme);
            if (stored < 0) {
                goto done;
            }
        }
    }
    status = 0;
done:
    free(queue);
    return status;
}

int rolling_min_objects(HPyContext *ctx, object_line in, npy_intp window, object_line out)
{
    return rolling_extreme_objects(ctx, in, window, out, HPy_LT);
}

int rolling_max_objects(HPyContext *ctx, object_line in, npy_intp window, object_line out)
{
    return rolling_extreme_objects(ctx, in, window, out, HPy_GT);
}

/* x - y, at least -abs(bound) and at most abs(bound). */
static HPy clipped_diff(HPyContext *ctx, HPy x, HPy y, HPy bound)
{
    HPy diff = HPy_Subtract(ctx, x, y);
    HPy most = HPy_IsNull(diff) ? HPy_NULL : HPy_Absolute(ctx, bound);
    HPy least = HPy_IsNull(most) ? HPy_NULL : HPy_Negative(ctx, most);
    int above = HPy_IsNull(least) ? -1 : HPy_RichCompareBool(ctx, diff, most, HPy_GT);
    int below = above < 0 ? -1 : HPy_RichCompareBool(ctx, diff, least, HPy_LT);
    HPy result = below < 0 ? HPy_NULL : HPy_Dup(ctx, above ? most : below ? least : diff);
    close_if_any(ctx, diff);
    close_if_any(ctx, most);
    close_if_any(ctx, least);
    return result;
}

/* The inner loop for objects. NPY_HPY_UFUNC_LOOP in ufunc.c makes the function that NumPy calls. A slot is read and
 * written through the context; an empty one reads as None, and the old object in the result's slot is released. */
void clipped_diff_objects(
    HPyContext *ctx, char **args, const npy_intp *dimensions, const npy_intp *steps, void *data)
{
    (void)data;
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        HPy operands[3];
        for (int k = 0; k < 3; k++) {
            operands[k] = HPyArray_LoadSlot(ctx, args[k] + i * steps[k]);
        }
        HPy result = clipped_diff(ctx, operands[0], operands[1], operands[2]);
        for (int k = 0; k < 3; k++) {
            HPy_Close(ctx, operands[k]);
        }
        if (HPy_IsNull(result)) {
            return;
        }
        HPyArray_StoreSlot(ctx, args[3] + i * steps[3], result);
        HPy_Close(ctx, result);
    }
}
