"""What the setup.py of the HPy steps share."""

import hpy.devel

LOADER = """
import os
import sys

from hpy.universal import _load_bootstrap

_path = os.path.join(os.path.dirname(__file__), {ext_file!r})
sys.modules[__name__] = _load_bootstrap({module_name!r}, __name__, __package__, _path, __loader__, __spec__, os.environ)
"""


def replace_loader():
    """An HPy library is loaded by a rolling.py beside it, which hpy_ext_modules writes. The one of HPy 0.9 needs
    pkg_resources, which setuptools gave up with version 82."""
    hpy.devel._HPY_UNIVERSAL_MODULE_STUB_TEMPLATE = LOADER
