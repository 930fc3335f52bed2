"""Makes of the source of NumPy 2.4.6 one that links libnumpy_hpy.a: `python3 link_numpy.py NUMPY_SOURCE`.

What is added is in files of our own, beside this one; what is changed in NumPy's is in the modules of edits. The reasons are
in docs/linking-numpy.md.
"""

import re
import shutil
import sys
from pathlib import Path

import gc_edits
import layout_edits
import provider_edits
from anchored import AnchorError, apply_all

HERE = Path(__file__).resolve().parent
VERSION = "2.4.6"
MULTIARRAY = Path("numpy/_core/src/multiarray")
HPY = Path("numpy/_core/src/hpy")
# What goes where: our own files, and those of the provider on stock NumPy, which are compiled as they are.
ADDED = {
    MULTIARRAY: [HERE / name for name in ("npy_layout.c", "npy_layout.h", "array_gc.c", "array_gc.h")],
    HPY: [
        HERE / "no_tables.c",
        *(HERE.parent / "legacy/src" / name for name in ("tables.c", "tables.h", "array_entries.h", "ufunc_entries.h")),
    ],
}
EDITS = [*layout_edits.EDITS, *gc_edits.EDITS, *provider_edits.EDITS]


def link(root):
    """Edits the source tree at `root`. Returns the files that have changed."""
    changed = apply_all(root, EDITS)
    for folder, sources in ADDED.items():
        (root / folder).mkdir(exist_ok=True)
        for source in sources:
            target = root / folder / source.name
            if not target.is_file() or target.read_bytes() != source.read_bytes():
                shutil.copyfile(source, target)
                changed.append(str(folder / source.name))
    return changed


def version_of(root):
    """The version in the PKG-INFO of a source distribution, or what is known instead."""
    path = root / "PKG-INFO"
    found = re.search(r"^Version: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE) if path.is_file() else None
    return found[1] if found else "of unknown version"


def main(arguments):
    if len(arguments) != 1:
        return f"usage: {sys.argv[0]} NUMPY_SOURCE"
    root = Path(arguments[0])
    if not (root / MULTIARRAY).is_dir():
        return f"{root} is no source tree of NumPy"
    try:
        changed = link(root)
    except AnchorError as error:
        return f"These edits are made for NumPy {VERSION}, and {root} is NumPy {version_of(root)}.\n{error}"
    print(f"{len(changed)} files changed in {root}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
