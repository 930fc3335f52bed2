"""For what handles have something else in the place of: notes that it does what NumPy's function or macro did."""

import contextlib

from api_calls import ABIS
from api_tested import FAILED, TESTED


@contextlib.contextmanager
def replaces(*names, abis=ABIS):
    """What is asserted inside shows that the functions of NumPy are replaced."""
    pairs = [(name, abi) for name in names for abi in abis]
    try:
        yield
    except AssertionError:
        FAILED.update(pairs)
        raise
    for name, abi in pairs:
        TESTED.setdefault(name, set()).add(abi)
