/* Shared by the files of the HPy skin: the two types, the hooks into Python, and the helpers that raise. */
#ifndef NUMPY_HPY_SKIN_H
#define NUMPY_HPY_SKIN_H

#include <hpy.h>
#include <stdbool.h>
#include <string.h>

#include "numpy_hpy/layout.h"

/* What few arrays have. */
typedef struct {
    HPyField pin;    /* a weak reference to the ndarray that the array was made over, for which NumPy refuses to resize it; or NULL */
    bool is_foreign; /* `base` is no HPyArray but an ndarray, to which the memory and its slots belong */
    struct SkinFormat *formats; /* owned: what exported buffers may point to */
} SkinRare;

/* An array. All of it may be traversed and destroyed with no context: `core` knows its slots. */
typedef struct {
    NpyArrayCore core;
    HPyField dtype; /* NULL once a collector has cleared the array: then every accessor raises */
    HPyField base;  /* owner of the memory; NULL when the core owns it */
    SkinRare *rare; /* owned, or NULL */
    ptrdiff_t exports; /* exported buffers, of this array and its views, over the memory that this array owns */
    HPyFunc_visitproc release_base; /* of the walk that cleared the array: gives up `base` when the array is destroyed */
    void *release_arg;
} HPyArrayObject;

HPyType_HELPERS(HPyArrayObject)

/* The Python functions that know dtypes and scalars: NumPy's on CPython, pure Python elsewhere. */
extern HPyGlobal skin_mirror;        /* (dtype_like) -> (dtype, address of the layout, shape, keep-alive) */
extern HPyGlobal skin_field;         /* (array, name) -> (dtype, address, shape, keep-alive, offset) */
extern HPyGlobal skin_get_element;   /* (array of 0 dimensions) -> scalar */
extern HPyGlobal skin_set_element;   /* (array of 0 dimensions, value) -> None */
extern HPyGlobal skin_assign;        /* (array, value) -> None: array[...] = value */
extern HPyGlobal skin_buffer_format; /* (dtype) -> str; raises what the dtype cannot be exported with */
extern HPyGlobal skin_array_type;

void skin_free_formats(struct SkinFormat *formats);

/* Makes `array->rare` where it is NULL. -1 with MemoryError set. */
int skin_make_rare(HPyContext *ctx, HPyArrayObject *array);

static inline bool skin_is_foreign(const HPyArrayObject *array)
{
    return array->rare != NULL && array->rare->is_foreign;
}

/* Whether the memory belongs to another HPyArray. */
static inline bool skin_is_view(const HPyArrayObject *array)
{
    return !HPyField_IsNull(array->base) && !skin_is_foreign(array);
}

/* An array that is in use, or NULL with TypeError or ReferenceError set. */
HPyArrayObject *skin_array(HPyContext *ctx, HPy h);

/* Raises what `error` says. Always HPy_NULL. */
HPy skin_raise(HPyContext *ctx, const NpyError *error);

/* Calls a hook with `count` arguments (borrowed). A new handle, or HPy_NULL. */
HPy skin_call(HPyContext *ctx, HPyGlobal hook, size_t count, HPy first, HPy second);

/* HPy's own parser ignores arguments that it does not know. -1 with TypeError set. `keywords` is NULL-terminated. */
int skin_check_arguments(HPyContext *ctx, const char *function, const char *const *keywords, HPy_ssize_t nargs, HPy kw);

/* What `skin_mirror` and `skin_field` give. */
typedef struct {
    HPy dtype;               /* owned */
    HPy keep_alive;          /* owned; keeps `layout` alive */
    const NpyLayout *layout; /* borrowed from keep_alive */
    int nd;                  /* dimensions that a subarray dtype adds */
    ptrdiff_t shape[NPY_ARRAY_MAX_DIMS];
    ptrdiff_t offset;
} SkinMirrored;

int skin_unpack_mirrored(HPyContext *ctx, HPy tuple, SkinMirrored *out);
void skin_close_mirrored(HPyContext *ctx, SkinMirrored *mirrored);

/* The number of elements of a shape. */
static inline ptrdiff_t skin_product(int nd, const ptrdiff_t *shape)
{
    ptrdiff_t product = 1;
    for (int i = 0; i < nd; i++) {
        product *= shape[i];
    }
    return product;
}

/* Raises NumPy's ValueError where there would be too many dimensions. Always HPy_NULL. */
HPy skin_raise_dimensions(HPyContext *ctx);

/* An integer, or a sequence of integers, as a shape. -1 with NumPy's exception set. */
int skin_parse_shape(HPyContext *ctx, HPy h_shape, int *nd, ptrdiff_t *shape);

/* A tuple of `count` new handles, which it closes; HPy_NULL if one of them is. HPy's own builders are not used: PyPy 7.3.19 leaks
 * the handle of every HPyTupleBuilder, with all items, and so does HPy_BuildValue there. */
HPy skin_tuple(HPyContext *ctx, size_t count, HPy *items);

/* At most NPY_ARRAY_MAX_DIMS values. */
HPy skin_shape_tuple(HPyContext *ctx, int count, const ptrdiff_t *values);

/* An array at `place` that owns no memory, and has no base yet. A new handle. */
HPy skin_new_borrower(HPyContext *ctx, HPy h_dtype, const NpyLayout *layout, const NpyView *place, bool is_writeable);

/* A view of `place` in the memory that `h_parent` owns or borrows. A new handle. */
HPy skin_new_view(HPyContext *ctx, HPy h_parent, HPy h_dtype, const NpyLayout *layout, const NpyView *place);

#endif
