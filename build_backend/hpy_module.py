"""The libraries that need HPy: the universal module, `_hpyarray.hpy0.so`, and the provider of NumPy's C API, `_legacy`."""

import os
import shutil
import sys
import sysconfig

import cargo

UNIVERSAL = "_hpyarray.hpy0.so"


def legacy_name():
    """An ordinary extension module: its name carries the interpreter."""
    return f"_legacy{sysconfig.get_config_var('EXT_SUFFIX')}"


def supported():
    """HPy 0.9.0 types crash on CPython 3.13 and later, and on free-threaded builds."""
    return (
        sys.implementation.name == "cpython"
        and sys.version_info < (3, 13)
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
    )


def install(root, package):
    """Builds both into the package folder; on a Python without HPy it only removes them."""
    for stale in [package / UNIVERSAL, *package.glob("_legacy.*.so")]:
        stale.unlink(missing_ok=True)
    if not supported():
        print(f"Leaving out {UNIVERSAL} and _legacy: HPy does not work on this Python", flush=True)
        return
    from hpy.devel import HPyDevel

    environment = {"HPY_DEVEL_DIR": str(HPyDevel().base_dir)}
    _build(root, "numpy-hpy-capi", environment, package / UNIVERSAL)
    # Compiled against the headers of this interpreter and of its NumPy.
    environment["PYO3_PYTHON"] = os.environ.get("PYO3_PYTHON", sys.executable)
    _build(root, "numpy-hpy-legacy", environment, package / legacy_name())


def _build(root, name, environment, target):
    files = cargo.build(root, "build", f"--package={name}", environment=environment)
    shutil.copyfile(next(path for path in files if path.suffix == ".so"), target)
