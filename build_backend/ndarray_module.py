"""The extension module behind `numpy_hpy.ndarray`, `_ndarray`. It needs no HPy, so every CPython has it."""

import os
import shutil
import sys
import sysconfig

import cargo


def install(root, package):
    """Builds it into the package folder, for this interpreter."""
    for stale in package.glob("_ndarray.*.so"):
        stale.unlink()
    # Compiled against the headers of this interpreter and of its NumPy.
    environment = {"PYO3_PYTHON": os.environ.get("PYO3_PYTHON", sys.executable)}
    files = cargo.build(root, "build", "--package=numpy-hpy-ndarray", environment=environment)
    library = next(path for path in files if path.suffix == ".so")
    shutil.copyfile(library, package / f"_ndarray{sysconfig.get_config_var('EXT_SUFFIX')}")
