/* The loop macros as functions, for tests/layout_walk.rs: each writes the addresses that the loop visits to `out`, stops by
 * `break` after `limit` of them, and returns how many there were; -1 when the loop went on after the `break`. Compiled as
 * C11 and, included elsewhere, as C++17. */

#include "numpy_hpy/layout.h"

#ifdef __cplusplus
extern "C" {
#endif

ptrdiff_t macro_slots(const NpyLayout *layout, char *data, ptrdiff_t count, ptrdiff_t stride, char **out,
                      ptrdiff_t limit);
ptrdiff_t macro_slots_nd(const NpyLayout *layout, char *data, int nd, const ptrdiff_t *shape, const ptrdiff_t *strides,
                         char **out, ptrdiff_t limit);

ptrdiff_t macro_slots(const NpyLayout *layout, char *data, ptrdiff_t count, ptrdiff_t stride, char **out,
                      ptrdiff_t limit)
{
    ptrdiff_t found = 0, broken = 0;
    NPY_FOREACH_SLOT(layout, data, count, stride, slot) {
        if (broken) {
            return -1;
        }
        if (found == limit) {
            broken = 1;
            break;
        }
        out[found++] = slot;
    }
    return found;
}

ptrdiff_t macro_slots_nd(const NpyLayout *layout, char *data, int nd, const ptrdiff_t *shape, const ptrdiff_t *strides,
                         char **out, ptrdiff_t limit)
{
    ptrdiff_t found = 0, broken = 0;
    NPY_FOREACH_SLOT_ND(layout, data, nd, shape, strides, slot) {
        if (broken) {
            return -1;
        }
        if (found == limit) {
            broken = 1;
            break;
        }
        out[found++] = slot;
    }
    return found;
}

#ifdef __cplusplus
}
#endif
