/* Statistics of the windows of one line of doubles. Neither Python nor NumPy is needed here, so no step of the port
 * changes this file. */
#ifndef ROLLING_WINDOWS_H
#define ROLLING_WINDOWS_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* A line of `length` doubles, `stride` bytes apart. */
typedef struct {
    char *data;
    ptrdiff_t stride;
    ptrdiff_t length;
} rolling_line;

/* What is known of some numbers: how many, their mean, and the sum of the squared distances from it. */
typedef struct {
    double count;
    double mean;
    double squares;
} rolling_moments;

/* Computes the statistic of each window of `in` into `out`. `scratch` has rolling_scratch_size() bytes. */
typedef void rolling_function(rolling_line in, ptrdiff_t window, rolling_line out, void *scratch);

static inline double rolling_get(rolling_line line, ptrdiff_t i)
{
    return *(const double *)(line.data + i * line.stride);
}

static inline void rolling_set(rolling_line line, ptrdiff_t i, double value)
{
    *(double *)(line.data + i * line.stride) = value;
}

/* Bytes of scratch memory for windows of that many items; 0 if that overflows. */
static inline size_t rolling_scratch_size(ptrdiff_t window)
{
    return (size_t)window > PTRDIFF_MAX / sizeof(rolling_moments) ? 0 : (size_t)window * sizeof(rolling_moments);
}

/* --- means and standard deviations -----------------------------------------------------------------------------
 *
 * A sum that adds the item that comes and subtracts the one that goes drifts, and never recovers from a NaN or an
 * infinity. Nothing is subtracted here. The line is cut into blocks as long as a window; each window is the tail of
 * one block and the head of the next. The tails of a block are computed backwards into `scratch`, the head grows
 * while the window moves: two steps an item, however long the window is. */

static inline rolling_moments rolling_add(rolling_moments all, double value)
{
    double distance = value - all.mean;
    all.count += 1;
    all.mean += distance / all.count;
    all.squares += distance * (value - all.mean);
    return all;
}

static inline rolling_moments rolling_merge(rolling_moments a, rolling_moments b)
{
    rolling_moments both = {a.count + b.count, 0, 0};
    double distance = b.mean - a.mean;
    both.mean = a.mean + distance * (b.count / both.count);
    both.squares = a.squares + b.squares + distance * distance * (a.count * b.count / both.count);
    return both;
}

static inline double rolling_deviation(rolling_moments all)
{
    return sqrt(all.squares / all.count);
}

static inline void rolling_mean_line(rolling_line in, ptrdiff_t window, rolling_line out, void *scratch)
{
    double *tails = (double *)scratch;
    for (ptrdiff_t start = 0; start < out.length; start += window) {
        double tail = 0, head = 0;
        for (ptrdiff_t i = window - 1; i >= 0; i--) {
            tail += rolling_get(in, start + i);
            tails[i] = tail;
        }
        rolling_set(out, start, tail / (double)window);
        for (ptrdiff_t i = 1; i < window && start + i < out.length; i++) {
            head += rolling_get(in, start + window + i - 1);
            rolling_set(out, start + i, (tails[i] + head) / (double)window);
        }
    }
}

static inline void rolling_std_line(rolling_line in, ptrdiff_t window, rolling_line out, void *scratch)
{
    rolling_moments *tails = (rolling_moments *)scratch;
    for (ptrdiff_t start = 0; start < out.length; start += window) {
        rolling_moments tail = {0, 0, 0}, head = {0, 0, 0};
        for (ptrdiff_t i = window - 1; i >= 0; i--) {
            tail = rolling_add(tail, rolling_get(in, start + i));
            tails[i] = tail;
        }
        rolling_set(out, start, rolling_deviation(tail));
        for (ptrdiff_t i = 1; i < window && start + i < out.length; i++) {
            head = rolling_add(head, rolling_get(in, start + window + i - 1));
            rolling_set(out, start + i, rolling_deviation(rolling_merge(tails[i], head)));
        }
    }
}

/* --- minima and maxima -----------------------------------------------------------------------------------------
 *
 * A queue of the items that can still become the extreme of a window: an item goes as soon as a later one beats it.
 * So the queue is sorted, and the extreme is at its front. It is a ring in `scratch`, with room for `window` items.
 * A NaN beats everything, so a window with a NaN gives NaN. */

static inline void rolling_extreme_line(rolling_line in, ptrdiff_t window, rolling_line out, void *scratch, int sign)
{
    ptrdiff_t *queue = (ptrdiff_t *)scratch;
    ptrdiff_t front = 0, waiting = 0;
    for (ptrdiff_t i = 0; i < in.length; i++) {
        double value = rolling_get(in, i);
        if (waiting > 0 && queue[front] <= i - window) {
            front = front + 1 == window ? 0 : front + 1;
            waiting--;
        }
        while (waiting > 0) {
            ptrdiff_t back = front + waiting - 1;
            double last = rolling_get(in, queue[back < window ? back : back - window]);
            if (!(isnan(value) || sign * value > sign * last)) {
                break;
            }
            waiting--;
        }
        ptrdiff_t end = front + waiting++;
        queue[end < window ? end : end - window] = i;
        if (i >= window - 1) {
            rolling_set(out, i - window + 1, rolling_get(in, queue[front]));
        }
    }
}

static inline void rolling_min_line(rolling_line in, ptrdiff_t window, rolling_line out, void *scratch)
{
    rolling_extreme_line(in, window, out, scratch, -1);
}

static inline void rolling_max_line(rolling_line in, ptrdiff_t window, rolling_line out, void *scratch)
{
    rolling_extreme_line(in, window, out, scratch, 1);
}

/* --- exponentially weighted averages ---------------------------------------------------------------------------- */

/* An average in which older items count less and less. */
typedef struct {
    double alpha;
    double average;
    int started;
} rolling_decay;

/* The average after each item of `in`. A NaN comes out as NaN and is left out of the average. */
static inline void rolling_decay_line(rolling_decay *decay, rolling_line in, rolling_line out)
{
    for (ptrdiff_t i = 0; i < in.length; i++) {
        double value = rolling_get(in, i);
        if (isnan(value)) {
            rolling_set(out, i, value);
            continue;
        }
        decay->average = decay->started ? decay->alpha * value + (1 - decay->alpha) * decay->average : value;
        decay->started = 1;
        rolling_set(out, i, decay->average);
    }
}

#endif
