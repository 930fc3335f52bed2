"""The extension modules that need no HPy, so that every CPython has them: `_ndarray`, behind `numpy_hpy.ndarray`, and
`_typeobject`, behind `numpy-hpy heaptypes`."""

import os
import shutil
import sys
import sysconfig

import cargo

PACKAGES = {"_ndarray": "numpy-hpy-ndarray", "_typeobject": "numpy-hpy-heaptypes"}


def install(root, package):
    """Builds them into the package folder, for this interpreter."""
    # Compiled against the headers of this interpreter and of its NumPy.
    environment = {"PYO3_PYTHON": os.environ.get("PYO3_PYTHON", sys.executable)}
    for name, crate in PACKAGES.items():
        for stale in package.glob(f"{name}.*.so"):
            stale.unlink()
        files = cargo.build(root, "build", f"--package={crate}", environment=environment)
        library = next(path for path in files if path.suffix == ".so")
        shutil.copyfile(library, package / f"{name}{sysconfig.get_config_var('EXT_SUFFIX')}")
