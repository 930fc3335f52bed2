"""Step 01: an HPy module with legacy methods. python setup.py --hpy-abi=hybrid build_ext --inplace"""

import sys

import numpy
from setuptools import Extension, setup

sys.path.insert(0, "..")
import hpy_setup

hpy_setup.replace_loader()

setup(
    name="rolling",
    version="0",
    hpy_ext_modules=[
        Extension(
            "rolling",
            sources=["rolling.c"]
            + [f"../00_legacy/{name}.c" for name in ("functions", "ewma", "objects", "ufunc", "window")],
            include_dirs=["../00_legacy", "../common", numpy.get_include()],
        )
    ],
)
