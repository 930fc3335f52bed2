/* What the files of the extension offer each other. */
#ifndef IMPORT_UNITS_H
#define IMPORT_UNITS_H

#include <string.h>

#ifdef HPY_ABI_UNIVERSAL
#define ARRAY_TABLE HPyArray_API
#define UFUNC_TABLE HPyUFunc_API
#else
#define ARRAY_TABLE PyArray_API
#define UFUNC_TABLE PyUFunc_API
#endif

/* What `importing` gives when no macro has returned from it. */
#define WENT_ON 100

/* Nothing here is for other libraries. */
#pragma GCC visibility push(hidden)
#ifdef __cplusplus
extern "C" {
#endif

void using_tables(const void **tables);
void importing_tables(const void **tables);
HPy using_arange(HPyContext *ctx, long stop);
HPy using_ufunc(HPyContext *ctx, const char *name);
int importing(HPyContext *ctx, const char *how);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif
