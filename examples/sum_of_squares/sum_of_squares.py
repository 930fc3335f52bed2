"""Makes the library beside this file importable. HPY=debug and HPY=trace in the environment choose HPy's modes."""

import os
import sys

from hpy.universal import _load_bootstrap

_path = os.path.join(os.path.dirname(__file__), "sum_of_squares.hpy0.so")
sys.modules[__name__] = _load_bootstrap(
    "sum_of_squares", __name__, __package__, _path, __loader__, __spec__, os.environ
)
