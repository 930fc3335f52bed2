"""Step 02: handles beside pointers. python setup.py --hpy-abi=hybrid build_ext --inplace"""

import sys

import numpy
from setuptools import Extension, setup

import numpy_hpy

sys.path.insert(0, "..")
import hpy_setup

hpy_setup.replace_loader()

setup(
    name="rolling",
    version="0",
    hpy_ext_modules=[
        Extension(
            "rolling",
            sources=["rolling.c", "functions.c", "ufunc.c", "window.c"]
            + [f"../00_legacy/{name}.c" for name in ("ewma", "objects")],
            include_dirs=["../common", numpy_hpy.get_include(), numpy.get_include()],
        )
    ],
)
