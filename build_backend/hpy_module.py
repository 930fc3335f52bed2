"""The universal HPy module, `_hpyarray.hpy0.so`."""

import shutil
import sys
import sysconfig

import cargo

NAME = "_hpyarray.hpy0.so"


def supported():
    """HPy 0.9.0 types crash on CPython 3.13 and later, and on free-threaded builds."""
    return (
        sys.implementation.name == "cpython"
        and sys.version_info < (3, 13)
        and not sysconfig.get_config_var("Py_GIL_DISABLED")
    )


def install(root, package):
    """Builds the module into the package folder; on a Python without HPy it only removes it."""
    target = package / NAME
    target.unlink(missing_ok=True)
    if not supported():
        print(f"Leaving out {NAME}: HPy does not work on this Python", flush=True)
        return
    from hpy.devel import HPyDevel

    files = cargo.build(
        root,
        "build",
        "--package=numpy-hpy-capi",
        environment={"HPY_DEVEL_DIR": str(HPyDevel().base_dir)},
    )
    library = next(path for path in files if path.suffix == ".so")
    shutil.copyfile(library, target)
