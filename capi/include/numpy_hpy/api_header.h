/* What every table of the universal ABI begins with, and what an extension asks of it. docs/versioning.md is the policy.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_API_HEADER_H
#define NUMPY_HPY_API_HEADER_H

#include <stddef.h>
#include <stdint.h>

/// Changes when a table can no longer be read as it was; entries that are appended do not change it.
#define HPY_ARRAY_ABI_VERSION 1

/// The byte orders of `NpyApiHeader.byte_order`.
#define HPY_ARRAY_LITTLE_ENDIAN 1
#define HPY_ARRAY_BIG_ENDIAN 2

/// The head of a table. Owned by the provider; lives as long as the process.
typedef struct NpyApiHeader {
    /// HPY_ARRAY_ABI_VERSION of the provider.
    uint32_t abi_version;
    /// The newest entries that the table has.
    uint32_t feature_version;
    /// HPY_ARRAY_LITTLE_ENDIAN or HPY_ARRAY_BIG_ENDIAN.
    uint32_t byte_order;
    /// The C API feature version of the NumPy behind it, such as 0x12 for NumPy 2.0.
    uint32_t numpy_feature_version;
    /// The size of the whole table in bytes.
    size_t size;
    /// Who provides it, for messages, such as "numpy_hpy 0.1.0".
    const char *provider;
    /// NULL.
    void *reserved[4];
} NpyApiHeader;

#endif
