/* Windows of Python objects: arithmetic and comparisons are Python's, so they may run any code, and fail. */
#include "rolling.h"

static PyObject *get(object_line line, npy_intp i)
{
    return PyArray_GETITEM(line.array, line.data + i * line.stride);
}

static int set(object_line line, npy_intp i, PyObject *value)
{
    return PyArray_SETITEM(line.array, line.data + i * line.stride, value);
}

/* The mean is sum / window, and steals the reference to the sum. */
static int set_mean(object_line out, npy_intp i, PyObject *sum, PyObject *window)
{
    PyObject *mean = sum == NULL ? NULL : PyNumber_TrueDivide(sum, window);
    Py_XDECREF(sum);
    int status = mean == NULL ? -1 : set(out, i, mean);
    Py_XDECREF(mean);
    return status;
}

/* tails[i] becomes the sum of the items from start + i to the end of the block. */
static int sum_tails(object_line in, npy_intp start, npy_intp window, PyObject **tails)
{
    for (npy_intp i = window - 1; i >= 0; i--) {
        PyObject *sum = get(in, start + i);
        if (sum != NULL && i < window - 1) {
            Py_SETREF(sum, PyNumber_Add(sum, tails[i + 1]));
        }
        if (sum == NULL) {
            return -1;
        }
        Py_XSETREF(tails[i], sum);
    }
    return 0;
}

/* As rolling_mean_line in windows.h: nothing is subtracted, so what can be added and divided has a mean. */
int rolling_mean_objects(object_line in, npy_intp window, object_line out)
{
    int status = -1;
    PyObject *head = NULL, *divisor = PyLong_FromSsize_t(window);
    PyObject **tails = calloc(window, sizeof(PyObject *));
    if (tails == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    if (divisor == NULL) {
        goto done;
    }
    for (npy_intp start = 0; start < out.length; start += window) {
        if (sum_tails(in, start, window, tails) < 0 || set_mean(out, start, Py_NewRef(tails[0]), divisor) < 0) {
            goto done;
        }
        Py_CLEAR(head);
        for (npy_intp i = 1; i < window && start + i < out.length; i++) {
            PyObject *item = get(in, start + window + i - 1);
            if (item != NULL && head != NULL) {
                Py_SETREF(item, PyNumber_Add(head, item));
            }
            if (item == NULL) {
                goto done;
            }
            Py_XSETREF(head, item);
            if (set_mean(out, start + i, PyNumber_Add(tails[i], head), divisor) < 0) {
                goto done;
            }
        }
    }
    status = 0;
done:
    for (npy_intp i = 0; tails != NULL && i < window; i++) {
        Py_XDECREF(tails[i]);
    }
    free(tails);
    Py_XDECREF(head);
    Py_XDECREF(divisor);
    return status;
}

/* 1 if item i beats item j, 0 if not, -1 with an exception. */
static int beats(object_line in, npy_intp i, npy_intp j, int op)
{
    PyObject *challenger = get(in, i), *holder = get(in, j);
    int result = challenger == NULL || holder == NULL ? -1 : PyObject_RichCompareBool(challenger, holder, op);
    Py_XDECREF(challenger);
    Py_XDECREF(holder);
    return result;
}

/* As rolling_extreme_line in windows.h. The queue holds positions: an item is fetched when it is compared. Among
 * equals the first wins, as in Python's min() and max(). */
static int rolling_extreme_objects(object_line in, npy_intp window, object_line out, int op)
{
    int status = -1;
    npy_intp front = 0, waiting = 0;
    npy_intp *queue = calloc(window, sizeof(npy_intp));
    if (queue == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (npy_intp i = 0; i < in.length; i++) {
        if (waiting > 0 && queue[front] <= i - window) {
            front = (front + 1) % window;
            waiting--;
        }
        while (waiting > 0) {
            int better = beats(in, i, queue[(front + waiting - 1) % window], op);
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
            PyObject *extreme = get(in, queue[front]);
            int stored = extreme == NULL ? -1 : set(out, i - window + 1, extreme);
            Py_XDECREF(extreme);
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

int rolling_min_objects(object_line in, npy_intp window, object_line out)
{
    return rolling_extreme_objects(in, window, out, Py_LT);
}

int rolling_max_objects(object_line in, npy_intp window, object_line out)
{
    return rolling_extreme_objects(in, window, out, Py_GT);
}

/* x - y, at least -abs(bound) and at most abs(bound). */
static PyObject *clipped_diff(PyObject *x, PyObject *y, PyObject *bound)
{
    PyObject *diff = PyNumber_Subtract(x, y);
    PyObject *most = diff == NULL ? NULL : PyNumber_Absolute(bound);
    PyObject *least = most == NULL ? NULL : PyNumber_Negative(most);
    int above = least == NULL ? -1 : PyObject_RichCompareBool(diff, most, Py_GT);
    int below = above < 0 ? -1 : PyObject_RichCompareBool(diff, least, Py_LT);
    PyObject *result = below < 0 ? NULL : Py_NewRef(above ? most : below ? least : diff);
    Py_XDECREF(diff);
    Py_XDECREF(most);
    Py_XDECREF(least);
    return result;
}

/* The inner loop for objects. NumPy calls it with the interpreter lock held. A slot may be NULL, which means None;
 * the reference in the slot of the result is the array's, so the old one is given back. */
void clipped_diff_objects(char **args, const npy_intp *dimensions, const npy_intp *steps, void *data)
{
    (void)data;
    for (npy_intp i = 0; i < dimensions[0]; i++) {
        PyObject *operands[3];
        for (int k = 0; k < 3; k++) {
            PyObject *slot = *(PyObject **)(args[k] + i * steps[k]);
            operands[k] = Py_NewRef(slot == NULL ? Py_None : slot);
        }
        PyObject *result = clipped_diff(operands[0], operands[1], operands[2]);
        for (int k = 0; k < 3; k++) {
            Py_DECREF(operands[k]);
        }
        if (result == NULL) {
            return;
        }
        Py_XSETREF(*(PyObject **)(args[3] + i * steps[3]), result);
    }
}
