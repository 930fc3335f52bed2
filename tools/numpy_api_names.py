"""List the entries of NumPy's C API as plain facts: python tools/numpy_api_names.py > capi/api/numpy-2.4-names.txt

Reads the headers of the NumPy that is installed. One line an entry, sorted: table, slot (or the header that has the
macro or the inline accessor), kind, the NumPy version that it needs (2.0 at the least), the number of the argument whose
reference NumPy says that it steals (or -), name.
"""

import re
import sys
from pathlib import Path

TABLES = {"multiarray": ("__multiarray_api.h", "_public_dtype_api_table.h"), "ufunc": ("__ufunc_api.h",)}
# The headers that an extension includes for arrays and ufuncs; those for mathematics, compilers and platforms are left out.
PUBLIC = (
    "ndarraytypes.h",
    "ndarrayobject.h",
    "arrayscalars.h",
    "dtype_api.h",
    "npy_2_compat.h",
    "_neighborhood_iterator_imp.h",
    "__multiarray_api.h",
    "__ufunc_api.h",
)
# No part of the API: helpers of the headers themselves.
NOT_PUBLIC = {"DESCR_ACCESSOR", "FIELD", "NPY_ERR", "NPY_ERR2"}
OLDEST = (2, 0)

SLOT = re.compile(r"Py\w+_API(?: \+ (\d+)\))?\s*\[(\d+)\]")
GUARD = re.compile(r"#\s*if\w*\s+NPY_FEATURE_VERSION >= NPY_(\d+)_(\d+)_API_VERSION\b")
STEALS = re.compile(r"NPY_STEALS_REF_TO_ARG\((\d+)\)[^;()]*?(\w+) \\?\s*\(")
MACRO = re.compile(r"#\s*define\s+([A-Za-z]\w*)\(")
INLINE = re.compile(r"^\s*static (?:inline|NPY_INLINE)\b[^;{]*?\b([A-Za-z]\w*)\s*\(", re.MULTILINE | re.DOTALL)
ACCESSOR = re.compile(r"^DESCR_ACCESSOR\((\w+),", re.MULTILINE)


def with_guards(text):
    """Each line of ``text``, continuations joined, with the oldest NumPy version whose guard lets it through."""
    versions = [OLDEST]
    for line in text.replace("\\\n", " ").splitlines():
        guard = GUARD.match(line.strip())
        if re.match(r"\s*#\s*if", line):
            versions.append(max(versions[-1], tuple(map(int, guard.groups())) if guard else OLDEST))
        elif re.match(r"\s*#\s*endif", line):
            versions.pop()
        else:
            yield line, versions[-1]


def kind_of(value):
    if "(*)(" in value:
        return "function"
    if "PyTypeObject" in value:
        return "type"
    return "dtype" if "PyArray_DTypeMeta" in value else "global"


def table_entries(include, table):
    for header in TABLES[table]:
        steals = {name: argument for argument, name in STEALS.findall((include / header).read_text())}
        for line, version in with_guards((include / header).read_text()):
            entry = re.match(r"\s*#define (\w+)\s+(\(.*\]\)?)\s*$", line)
            slot = entry and SLOT.search(entry[2])
            if slot:
                yield (
                    table,
                    int(slot[1] or 0) + int(slot[2]),
                    kind_of(entry[2]),
                    version,
                    steals.get(entry[1], "-"),
                    entry[1],
                )


def header_entries(include):
    for header in PUBLIC:
        text = re.sub(r"#if 0\n.*?#endif", "", (include / header).read_text(), flags=re.DOTALL)
        names = [("macro", name) for line in text.splitlines() for name in MACRO.findall(line)]
        names += [("inline", name) for name in INLINE.findall(text)]
        names += [("inline", f"PyDataType_{field}") for field in ACCESSOR.findall(text)]
        for kind, name in dict.fromkeys(names):
            if name not in NOT_PUBLIC and not name.startswith("_"):
                yield kind, header, kind, OLDEST, "-", name


def entries(include):
    """All lines of the list, for the headers in the folder ``include``."""
    include = Path(include) / "numpy"
    found = [entry for table in TABLES for entry in sorted(table_entries(include, table))]
    # The first header that has a name gives its place: some are defined twice, for two versions.
    seen = {}
    for entry in header_entries(include):
        seen.setdefault(entry[-1], entry)
    found += sorted(seen.values(), key=lambda entry: (entry[0] != "macro", PUBLIC.index(entry[1]), entry[-1]))
    return [
        f"{table} {place} {kind} {major}.{minor} {steals} {name}"
        for table, place, kind, (major, minor), steals, name in found
    ]


def main():
    import numpy as np

    sys.stdout.write("\n".join(entries(np.get_include())) + "\n")


if __name__ == "__main__":
    main()
