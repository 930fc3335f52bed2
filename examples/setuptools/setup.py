"""hpy_ext_modules is HPy's: it adds HPy's headers and sources, and writes a sum_of_squares.py that loads the library."""

import hpy.devel
from setuptools import Extension, setup

import numpy_hpy

# The loader that HPy 0.9 writes needs pkg_resources, which setuptools gave up with version 82; this one does not.
hpy.devel._HPY_UNIVERSAL_MODULE_STUB_TEMPLATE = """
import os
import sys

from hpy.universal import _load_bootstrap

_path = os.path.join(os.path.dirname(__file__), {ext_file!r})
sys.modules[__name__] = _load_bootstrap({module_name!r}, __name__, __package__, _path, __loader__, __spec__, os.environ)
"""

setup(
    hpy_ext_modules=[
        Extension(
            "sum_of_squares",
            sources=["../sum_of_squares/sum_of_squares.c"],
            include_dirs=[numpy_hpy.get_include()],
        )
    ],
)
