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
asanyarray, copy = map(_visible_result_of, (np.asanyarray, np.copy))
arange, eye, identity = map(_visible_result_of, (np.arange, np.eye, np.identity))
fromfunction, fromiter = map(_visible_result_of, (np.fromfunction, np.fromiter))

# What NumPy returns as it is, when it is a plain ndarray, is returned as it is when it is one of ours: NumPy sees a subclass.


@_stands_for(np.array)
def array(object, dtype=None, *, subok=False, **kwargs):
    return visible(np.array(object, dtype, subok=subok or type(object) is ndarray, **kwargs))


@_stands_for(np.asarray)
def asarray(a, *args, **kwargs):
    if type(a) is not ndarray or type(kwargs.get("like")) not in (type(None), np.ndarray, ndarray):
        return visible(np.asarray(a, *args, **kwargs))
    return visible(_asarray_of_ours(a, *args, **kwargs))


def _asarray_of_ours(a, dtype=None, order=None, *, device=None, copy=None, like=None):
    if device is not None:
        np.asarray((), device=device)  # refuses those that there are not
    return np.array(a, dtype, order=order, copy=copy, subok=True)


@_stands_for(np.ascontiguousarray)
def ascontiguousarray(a, dtype=None, **kwargs):
    return _ordered(np.ascontiguousarray, "C", a, dtype, kwargs)


@_stands_for(np.asfortranarray)
def asfortranarray(a, dtype=None, **kwargs):
    return _ordered(np.asfortranarray, "F", a, dtype, kwargs)


def _ordered(convert, order, a, dtype, kwargs):
    if type(a) is ndarray:
        return visible(np.array(a, dtype, copy=None, order=order, subok=True, ndmin=1, **kwargs))
    return visible(convert(a, dtype, **kwargs))
