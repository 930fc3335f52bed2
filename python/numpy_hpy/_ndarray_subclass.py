"""Python subclasses of ``numpy_hpy.ndarray``."""

import functools


def call_both(cls, hook, ours):
    """Make ``cls.__array_finalize__`` call ``ours`` before ``hook``, which need not call it.

    NumPy calls the one that it finds first, for each new array; ``ours`` is what looks where the array's references are.
    """
    if not callable(hook) or getattr(hook, "calls_both", False):
        return

    @functools.wraps(hook)
    def __array_finalize__(self, obj):
        ours(self, obj)
        return hook(self, obj)

    __array_finalize__.calls_both = True
    cls.__array_finalize__ = __array_finalize__
