"""dtypes with references, of every form that there is, and the places of the references as NumPy's own fields tell them."""

import numpy as np

DTYPES = {
    "object": np.dtype("O"),
    "pair": np.dtype([("n", "i4"), ("o", "O")]),
    "aligned": np.dtype([("c", "i1"), ("o", "O"), ("d", "i2")], align=True),
    "unaligned": np.dtype([("c", "i1"), ("o", "O"), ("p", "O")]),
    "subarray field": np.dtype([("n", "i2"), ("o", "O", (2, 3))]),
    "subarray of structures": np.dtype([("s", [("o", "O"), ("n", "i4")], (3,))]),
    "subarray of subarrays": np.dtype([("s", [("o", "O", (2,)), ("n", "i4")], (2, 2))]),
    "nested": np.dtype([("a", [("b", [("o", "O"), ("c", "i1")]), ("p", "O")]), ("n", "f8")]),
    "title": np.dtype([(("a title", "o"), "O"), ("n", "i4")]),
    "out of order": np.dtype({"names": ["n", "o"], "formats": ["i4", "O"], "offsets": [16, 2], "itemsize": 40}),
    "many fields": np.dtype([(f"f{i}", "O" if i % 2 else "i4") for i in range(40)]),
    "empty subarray": np.dtype([("o", "O", (0,)), ("p", "O")]),
    "metadata": np.dtype("O", metadata={"a": 1}),
    "record": np.dtype((np.record, [("o", "O"), ("n", "i4")])),
    "some fields": np.zeros(1, [("x", "O"), ("y", "O"), ("z", "O")])[["x", "z"]].dtype,
    "no names": np.dtype([("", "O"), ("", "i2")]),
    "surrogate": np.dtype([("\ud800", "O"), ("n", "i4")]),
}


def slots(dtype, offset=0):
    """Offsets of all references in an item."""
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        count = int(np.prod(shape))
        return [place for i in range(count) for place in slots(base, offset + i * base.itemsize)]
    if dtype.names is not None:
        parts = (dtype.fields[name][:2] for name in dtype.names)
        return [place for field, start in parts for place in slots(field, offset + start)]
    return [offset] if dtype == np.dtype("O") else []


def pointers(array):
    """Addresses of all references in an array that owns its memory."""
    size = array.dtype.itemsize
    return [array.ctypes.data + i * size + slot for i in range(array.size) for slot in slots(array.dtype)]
