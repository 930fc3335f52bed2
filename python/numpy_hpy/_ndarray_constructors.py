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
# Any other call is passed on as it was written: a library that `like` names need not have the arguments that were left out.


def _visible_unless_ours(original, of_ours, first="a"):
    @_stands_for(original)
    def constructor(*args, **kwargs):
        given = args[0] if args else kwargs.get(first)
        if type(given) is ndarray and type(kwargs.get("like")) in (type(None), np.ndarray, ndarray):
            return visible(of_ours(*args, **kwargs))
        return visible(original(*args, **kwargs))

    return constructor


def _array_of_ours(object, dtype=None, *, subok=False, **kwargs):
    return np.array(object, dtype, subok=True, **kwargs)


def _asarray_of_ours(a, dtype=None, order=None, *, device=None, copy=None, like=None):
    if device is not None:
        np.asarray((), device=device)  # refuses those that there are not
    return np.array(a, dtype, order=order, copy=copy, subok=True)


def _ordered_of_ours(order):
    def of_ours(a, dtype=None, *, like=None):
        return np.array(a, dtype, copy=None, order=order, subok=True, ndmin=1)

    return of_ours


array = _visible_unless_ours(np.array, _array_of_ours, "object")
asarray = _visible_unless_ours(np.asarray, _asarray_of_ours)
ascontiguousarray = _visible_unless_ours(np.ascontiguousarray, _ordered_of_ours("C"))
asfortranarray = _visible_unless_ours(np.asfortranarray, _ordered_of_ours("F"))
