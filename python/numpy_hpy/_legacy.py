"""Stands in for the C module of this name, which is found first, where HPy does not work: extensions that look for NumPy's
tables there are told why there are none."""

from ._platform import refuse_without_hpy

refuse_without_hpy()
raise ImportError("numpy_hpy was built without its C module _legacy, which provides NumPy's C API on HPy handles")
