/* What the steps with handles miss in HPy 0.9. */
#ifndef ROLLING_HANDLES_H
#define ROLLING_HANDLES_H

#include <hpy.h>
#include <string.h>

/* What Py_XDECREF was. */
static inline void close_if_any(HPyContext *ctx, HPy h)
{
    if (!HPy_IsNull(h)) {
        HPy_Close(ctx, h);
    }
}

/* What Py_XSETREF was: the handle `h` is taken over. */
static inline void replace(HPyContext *ctx, HPy *target, HPy h)
{
    HPy old = *target;
    *target = h;
    close_if_any(ctx, old);
}

/* HPyArg_ParseKeywords leaves out arguments that are too many, keywords that it does not know, and those that were
 * given by position too. 0, or -1 with TypeError. `names` is a tuple or list of the keywords that were used, or null. */
static inline int check_arguments(HPyContext *ctx, size_t nargs, HPy names, const char *keywords[])
{
    size_t known = 0;
    while (keywords[known] != NULL) {
        known++;
    }
    if (nargs > known) {
        HPyErr_Format(ctx, ctx->h_TypeError, "at most %zu arguments, %zu were given", known, nargs);
        return -1;
    }
    HPy_ssize_t count = HPy_IsNull(names) ? 0 : HPy_Length(ctx, names);
    for (HPy_ssize_t i = 0; i < count; i++) {
        HPy name = HPy_GetItem_i(ctx, names, i);
        const char *text = HPy_IsNull(name) ? NULL : HPyUnicode_AsUTF8AndSize(ctx, name, NULL);
        size_t k = nargs;
        while (text != NULL && k < known && strcmp(text, keywords[k]) != 0) {
            k++;
        }
        if (text != NULL && k == known) {
            HPyErr_Format(ctx, ctx->h_TypeError, "unknown or repeated argument '%s'", text);
        }
        close_if_any(ctx, name);
        if (text == NULL || k == known) {
            return -1;
        }
    }
    return count < 0 ? -1 : 0;
}

#endif
