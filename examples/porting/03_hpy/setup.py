"""Step 03: pure HPy. python setup.py --hpy-abi=universal build_ext --inplace (or --hpy-abi=cpython)"""

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
            sources=["rolling.c", "functions.c", "ewma.c", "objects.c", "ufunc.c", "window.c"],
            # NumPy's own headers are for the CPython ABI alone.
            include_dirs=["../common", numpy_hpy.get_include(), numpy.get_include()],
        )
    ],
)
