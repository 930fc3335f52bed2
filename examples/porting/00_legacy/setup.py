"""Step 00: NumPy's legacy C API. python setup.py build_ext --inplace"""

import numpy
from setuptools import Extension, setup

setup(
    name="rolling",
    version="0",
    ext_modules=[
        Extension(
            "rolling",
            sources=["rolling.c", "functions.c", "ewma.c", "objects.c", "ufunc.c", "window.c"],
            include_dirs=["../common", numpy.get_include()],
        )
    ],
)
