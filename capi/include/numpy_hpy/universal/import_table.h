/* Finding a provider's table: NumPy's own if it has one, else that of numpy_hpy.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_UNIVERSAL_IMPORT_TABLE_H
#define NUMPY_HPY_UNIVERSAL_IMPORT_TABLE_H

#include <hpy.h>
#include <stdio.h>

#include "numpy_hpy/api_header.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The feature number that a program asks of the provider. Lower it, before the first include, to run with older ones:
/// what is newer is not declared then.
#ifndef HPY_ARRAY_TARGET_FEATURE
#define HPY_ARRAY_TARGET_FEATURE HPY_ARRAY_FEATURE_VERSION
#endif

/// The oldest NumPy C API version that a program asks for: NPY_TARGET_VERSION, if it is defined, else that of NumPy 2.0.
#ifdef NPY_TARGET_VERSION
#define HPY_ARRAY_TARGET_NUMPY NPY_TARGET_VERSION
#else
#define HPY_ARRAY_TARGET_NUMPY 0x12
#endif

/// The minor version of the first NumPy 2 with a C API version.
static inline int npy_hpy_numpy_minor(unsigned version)
{
    return version <= 0x12 ? 0 : version == 0x13 ? 1 : (int)version - 0x11;
}

/// An attribute of a module; HPy_NULL, without an exception, if one of them is missing.
static inline HPy npy_hpy_find(HPyContext *ctx, const char *module, const char *name)
{
    HPy found = HPy_FromVoidP(NULL);
    HPy h_module = HPyImport_ImportModule(ctx, module);
    if (HPy_IsNull(h_module)) {
        return HPy_FromVoidP(NULL);
    }
    if (HPy_HasAttr_s(ctx, h_module, name)) {
        found = HPy_GetAttr_s(ctx, h_module, name);
    }
    HPy_Close(ctx, h_module);
    return found;
}

/// Checks what a table says of itself. 0, or -1 with ImportError. `entries_end` is how much of it the program calls through,
/// `package` where it came from, as pip names it.
static inline int npy_hpy_check_table(HPyContext *ctx, const NpyApiHeader *header, const char *package, size_t entries_end,
    unsigned feature, unsigned numpy)
{
    static const uint16_t one = 1;
    const uint32_t byte_order = *(const uint8_t *)&one == 1 ? HPY_ARRAY_LITTLE_ENDIAN : HPY_ARRAY_BIG_ENDIAN;
    char message[400];
    if (header->abi_version != HPY_ARRAY_ABI_VERSION) {
        /* Nothing more of this header is known. */
        int is_old = header->abi_version < HPY_ARRAY_ABI_VERSION;
        snprintf(message, sizeof(message),
            "this extension was compiled for version %d of NumPy's HPy C API, and the installed %s provides version %u: %s%s%s",
            HPY_ARRAY_ABI_VERSION, package, (unsigned)header->abi_version,
            is_old ? "upgrade it (pip install -U " : "install a newer build of this extension", is_old ? package : "",
            is_old ? ")" : "");
    }
    else if (header->byte_order != byte_order) {
        snprintf(message, sizeof(message), "this extension and %.100s were compiled for different byte orders", header->provider);
    }
    else if (header->feature_version < feature) {
        snprintf(message, sizeof(message),
            "this extension was compiled with feature %u of NumPy's HPy C API, and %.100s is older, with feature %u: "
            "upgrade it (pip install -U %s), or compile with HPY_ARRAY_TARGET_FEATURE=%u",
            feature, header->provider, (unsigned)header->feature_version, package, (unsigned)header->feature_version);
    }
    else if (header->size < entries_end) {
        snprintf(message, sizeof(message), "the table of NumPy's HPy C API in %.100s is too short: install it anew (pip install -U %s)",
            header->provider, package);
    }
    else if (header->numpy_feature_version < numpy) {
        snprintf(message, sizeof(message),
            "this extension needs NumPy 2.%d or later (its C API in version 0x%x), and the one that is installed has version "
            "0x%x: pip install -U numpy",
            npy_hpy_numpy_minor(numpy), numpy, (unsigned)header->numpy_feature_version);
    }
    else {
        return 0;
    }
    HPyErr_SetString(ctx, ctx->h_ImportError, message);
    return -1;
}

/// The table in the capsule `name`; NULL with ImportError.
static inline const NpyApiHeader *npy_hpy_import_table(HPyContext *ctx, const char *name, size_t entries_end, unsigned feature,
    unsigned numpy)
{
    const char *package = "numpy";
    HPy capsule = npy_hpy_find(ctx, "numpy._core._multiarray_umath", name);
    if (HPy_IsNull(capsule) && !HPyErr_Occurred(ctx)) {
        package = "numpy-hpy";
        capsule = npy_hpy_find(ctx, "numpy_hpy._legacy", name);
        if (HPyErr_Occurred(ctx) && HPyErr_ExceptionMatches(ctx, ctx->h_ModuleNotFoundError)) {
            HPyErr_SetString(ctx, ctx->h_ImportError,
                "this extension reaches NumPy through HPy handles, which the installed NumPy does not offer itself, and "
                "numpy_hpy is not installed: pip install numpy-hpy");
            return NULL;
        }
    }
    else if (HPyErr_Occurred(ctx) && HPyErr_ExceptionMatches(ctx, ctx->h_ModuleNotFoundError)) {
        HPyErr_SetString(ctx, ctx->h_ImportError, "this extension needs NumPy 2.0 or later: pip install -U numpy");
        return NULL;
    }
    if (HPy_IsNull(capsule)) {
        if (!HPyErr_Occurred(ctx)) {
            HPyErr_SetString(ctx, ctx->h_ImportError, "numpy_hpy._legacy has no table of that name: pip install -U numpy-hpy");
        }
        return NULL;
    }
    const NpyApiHeader *header = (const NpyApiHeader *)HPyCapsule_GetPointer(ctx, capsule, name);
    HPy_Close(ctx, capsule);
    if (header == NULL) {
        HPyErr_SetString(ctx, ctx->h_ImportError, "what NumPy's HPy C API is looked for in is no capsule of that name");
        return NULL;
    }
    return npy_hpy_check_table(ctx, header, package, entries_end, feature, numpy) < 0 ? NULL : header;
}

#ifdef __cplusplus
}
#endif

#endif
