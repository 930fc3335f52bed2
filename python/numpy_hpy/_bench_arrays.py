"""What `numpy-hpy bench` measures: dtypes, what their slots hold, and the kinds of arrays."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import numpy_hpy

DTYPES: dict[str, np.dtype[Any]] = {
    "O": np.dtype("O"),
    "i4,O": np.dtype("i4,O"),
    "3 of 5": np.dtype("O,i4,O,f8,O"),
    "16": np.dtype(",".join(["O"] * 16)),
    "16 of 32": np.dtype(",".join(["i4,O"] * 16)),
    "16 of 32, uneven": np.dtype(",".join(["i1,O,i2,O,i4,O,f8,O"] * 4)),
    "nest": np.dtype([("x", [("o", "O", (2,)), ("n", "i4")], (3,)), ("m", "i4")]),
}
"""By its name in reports. All are packed. Objects among fields; the uneven ones lie at no common distance."""

CONTENTS = ("shared", "distinct", "null")
"""One object that lives on; objects of their own, which go with the array; NULL."""


def slots_per_item(dtype: np.dtype[Any]) -> int:
    return int(numpy_hpy.layout(dtype).slot_count)


def fields_of_objects(array: Any) -> Iterator[Any]:
    """Views of an ndarray that reach all its object slots."""
    pending = [array]
    while pending:
        array = pending.pop()
        if array.dtype.names is not None:
            pending += [array[name] for name in array.dtype.names]
        elif array.dtype == object:
            yield array


@dataclass(frozen=True)
class Kind:
    """A kind of array: `new(count, dtype)`, and the plain ndarray over its memory."""

    name: str
    new: Callable[[int, np.dtype[Any]], Any]
    memory: Callable[[Any], Any]


def kinds() -> list[Kind]:
    """NumPy's own first: the others are compared with it. HPyArray only where HPy works."""
    found = [
        Kind("NumPy", np.empty, lambda array: array),
        Kind("ndarray", numpy_hpy.empty, lambda array: array.view(np.ndarray)),
    ]
    if numpy_hpy.HAS_HPY:
        found.append(Kind("HPyArray", numpy_hpy.HPyArray, np.asarray))
    return found


def template(dtype: np.dtype[Any], count: int, content: str) -> Any:
    """An ndarray of `count` items whose slots hold what `content` says, to be copied into others."""
    array = np.zeros(count, dtype)
    shared = object()
    for field in fields_of_objects(array):
        if content == "shared":
            field[...] = shared
        elif content == "distinct":
            field.flat = [object() for _ in range(field.size)]
    return array


def make(kind: Kind, dtype: np.dtype[Any], count: int, number: int, content: str) -> list[Any]:
    """`number` arrays of `count` items. Nobody else refers to distinct objects."""
    arrays = [kind.new(count, dtype) for _ in range(number)]
    if content == "null":
        for array in arrays:
            memory = kind.memory(array)
            # What was there, None, loses no reference: it has enough.
            ctypes.memset(memory.__array_interface__["data"][0], 0, memory.nbytes)
        return arrays
    items = template(dtype, count * number if content == "distinct" else count, content)
    for i, array in enumerate(arrays):
        kind.memory(array)[...] = items[i * count : (i + 1) * count] if content == "distinct" else items
    return arrays


def arrays_in_a_row(slots: int, wanted: int = 2_000, most: int = 500) -> int:
    """How many arrays of so many slots are freed in a row, so that a clock has something to see."""
    return max(1, min(most, wanted // slots))
