"""Freeing needs no memory: it releases every reference when there is none."""

import ctypes
import weakref

import numpy as np
import pytest
from shapes import DTYPES, pointers

_testcapi = pytest.importorskip("_testcapi")


class Thing:
    pass


def put(address, thing):
    """Makes a slot a reference to `thing`; the old one is given back."""
    slot = ctypes.c_void_p.from_address(address)
    old = slot.value
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
    slot.value = id(thing)
    if old:
        ctypes.pythonapi.Py_DecRef(ctypes.c_void_p(old))


def filled(dtype, shape):
    """An array with another object in each slot, and weak references to these."""
    array = np.zeros(shape, dtype)
    things = [Thing() for _ in pointers(array)]
    for address, thing in zip(pointers(array), things, strict=True):
        put(address, thing)
    return array, [weakref.ref(thing) for thing in things]


def without_memory(action, *arguments):
    """Calls `action` while every allocation of Python's fails."""
    _testcapi.set_nomemory(0, 0)
    try:
        action(*arguments)
    finally:
        _testcapi.remove_mem_hooks()


@pytest.fixture
def unraisable(monkeypatch):
    seen = []
    monkeypatch.setattr("sys.unraisablehook", lambda report: seen.append(report.exc_type))
    return seen


@pytest.mark.parametrize("shape", [(), (1,), (3, 5)], ids=str)
@pytest.mark.parametrize("name", DTYPES)
def test_every_reference_is_released_without_memory(name, shape, unraisable):
    array, references = filled(DTYPES[name], shape)
    holder = [array]
    del array
    assert len(references) > 0
    without_memory(holder.clear)
    assert [reference() for reference in references if reference() is not None] == []
    assert unraisable == []


@pytest.mark.parametrize("name", DTYPES)
def test_a_shrinking_array_releases_what_it_loses_without_memory(name, unraisable):
    array, references = filled(DTYPES[name], (6,))
    kept = len(references) // 3
    without_memory(array.resize, 2)
    assert array.shape == (2,)
    assert [reference() is not None for reference in references] == [i < kept for i in range(len(references))]
    del array
    assert all(reference() is None for reference in references)
    assert unraisable == []


def test_a_copy_that_is_dropped_without_memory(unraisable):
    """A copy has its references from the cast, not from the test."""
    array, references = filled(DTYPES["nested"], (4,))
    holder = [array.copy()]
    del array
    without_memory(holder.clear)
    assert [reference() for reference in references if reference() is not None] == []
    assert unraisable == []
