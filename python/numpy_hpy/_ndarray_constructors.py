"""NumPy's constructors for arrays that the collector sees.

Each takes what NumPy's takes. A plain ndarray that NumPy would return becomes a ``numpy_hpy.ndarray`` when its dtype has object
references, and arrays of other dtypes are plain ndarrays. Other subclasses stay what they are.
"""

import functools

import numpy as np

from ._ndarray import ndarray, visible


def _stands_for(original):
    """Makes a function look like NumPy's ``original``, whose signature `inspect` then finds."""

    def decorate(function):
        functools.update_wrapper(function, original, assigned=("__name__", "__qualname__", "__text_signature__"))
        function.__module__ = __package__
        function.__doc__ = (
            f"As ``numpy.{original.__name__}``; a ``numpy_hpy.ndarray`` when the dtype has object references."
        )
        return function

    return decorate


def _visible_result_of(original):
    @_stands_for(original)
    def constructor(*args, **kwargs):
        # Nothing else may refer to the result: then its memory is taken over.
        return visible(original(*args, **kwargs))

    return constructor


empty, zeros, ones, full = map(_visible_result_of, (np.empty, np.zeros, np.ones, np.full))
empty_like, zeros_like = map(_visible_result_of, (np.empty_like, np.zeros_like))
ones_like, full_like = map(_visible_result_of, (np.ones_like, np.full_like))
arange, asanyarray, copy, fromiter = map(_visible_result_of, (np.arange, np.asanyarray, np.copy, np.fromiter))


def _uncopied(array, *args, **kwargs):
    """What ``numpy.array`` makes of one of our arrays, which itself is returned where NumPy returns a plain view of it."""
    result = np.array(array, *args, subok=True, **kwargs)
    return visible(result if type(result) is ndarray else result.view(ndarray))


@_stands_for(np.array)
def array(object, dtype=None, *, copy=True, order="K", subok=False, **kwargs):
    if isinstance(object, ndarray) and not (copy or subok):
        return _uncopied(object, dtype, copy=copy, order=order, **kwargs)
    return visible(np.array(object, dtype, copy=copy, order=order, subok=subok, **kwargs))


@_stands_for(np.asarray)
def asarray(a, dtype=None, order=None, *, copy=None, **kwargs):
    if isinstance(a, ndarray) and not (copy or kwargs):
        return _uncopied(a, dtype, copy=copy, order=order)
    return visible(np.asarray(a, dtype, order, copy=copy, **kwargs))


@_stands_for(np.ascontiguousarray)
def ascontiguousarray(a, dtype=None, **kwargs):
    if isinstance(a, ndarray) and not kwargs:
        return _uncopied(a, dtype, copy=None, order="C", ndmin=1)
    return visible(np.ascontiguousarray(a, dtype, **kwargs))


@_stands_for(np.asfortranarray)
def asfortranarray(a, dtype=None, **kwargs):
    if isinstance(a, ndarray) and not kwargs:
        return _uncopied(a, dtype, copy=None, order="F", ndmin=1)
    return visible(np.asfortranarray(a, dtype, **kwargs))
