/* What the files of the test extension share. One of them, module.c, imports the tables for all. */
#ifndef API_TRAMPOLINES_H
#define API_TRAMPOLINES_H

#define HPY_ARRAY_UNIQUE_SYMBOL api_trampolines_array_api
#define HPY_UFUNC_UNIQUE_SYMBOL api_trampolines_ufunc_api
#ifndef IS_MODULE
#define NO_IMPORT_ARRAY
#define NO_IMPORT_UFUNC
#endif

#include <hpy.h>
#include <numpy_hpy/ufuncobject.h>

/* Each adds to the module. 0, or -1 with an exception. */
int add_ufuncs(HPyContext *ctx, HPy module);
int add_money(HPyContext *ctx, HPy module);
int add_scaled(HPyContext *ctx, HPy module);
int add_box(HPyContext *ctx, HPy module);

/* An attribute of the module numpy. A new handle. */
HPy from_numpy(HPyContext *ctx, const char *name);

/* Closes a handle that may be HPy_NULL. */
static inline void drop(HPyContext *ctx, HPy h)
{
    if (!HPy_IsNull(h)) {
        HPy_Close(ctx, h);
    }
}

/* Adds an attribute and closes its handle. -1 if there is none, or it cannot be added. */
static inline int attach(HPyContext *ctx, HPy module, const char *name, HPy h)
{
    int result = HPy_IsNull(h) ? -1 : HPy_SetAttr_s(ctx, module, name, h);
    drop(ctx, h);
    return result;
}

#endif
