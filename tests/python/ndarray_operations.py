"""NumPy's operations on object arrays, by name: what the tests of numpy_hpy.ndarray go through.

Each takes ``x``, a (2, 3) array of numbers as objects, and returns an array of objects. The lists say of what type it is when
``x`` is an instance of a subclass of ndarray.
"""

import copy
import pickle

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

identity = np.frompyfunc(lambda x: x, 1, 1)
both = np.frompyfunc(lambda x, y: (x, y), 2, 1)
INDEX = np.array([[0, 1, 0], [1, 0, 1]])

ARITHMETIC = {
    "x + 1": lambda x: x + 1,
    "1 + x": lambda x: 1 + x,
    "x + plain": lambda x: x + np.ones(3, object),
    "plain + x": lambda x: np.ones(3, object) + x,
    "x + x": lambda x: x + x,
    "-x": lambda x: -x,
    "abs": abs,
    "x ** 2": lambda x: x**2,
    "x // 2": lambda x: x // 2,
    "x @ x.T": lambda x: x @ x.T,
    "x += 1": lambda x: x.__iadd__(1),
    "add": lambda x: np.add(x, 1),
    "add into out": lambda x: np.add(x, 1, out=x.copy()),
    "add some": lambda x: np.add(x, 1, where=[True, False, True], out=x.copy()),
    "add.accumulate": np.add.accumulate,
    "add.reduce": np.add.reduce,
    "add.reduceat": lambda x: np.add.reduceat(x, [0, 1]),
    "add.outer": lambda x: np.add.outer(x, x),
    "add.at": lambda x: (np.add.at(x, 0, 1), x)[1],
    "maximum": lambda x: np.maximum(x, 1),
    "sum": lambda x: x.sum(axis=0),
    "prod": lambda x: x.prod(axis=1),
    "cumsum": lambda x: x.cumsum(axis=0),
    "cumprod": lambda x: x.cumprod(),
    "max": lambda x: x.max(axis=0),
    "mean": lambda x: x.mean(axis=0),
    "ptp": lambda x: np.ptp(x, axis=0),
    "average": lambda x: np.average(x, axis=0),
    "nansum": lambda x: np.nansum(x, axis=0),
    "clip": lambda x: x.clip(0, 1),
    "diff": np.diff,
    "ediff1d": np.ediff1d,
    "kron": lambda x: np.kron(x, x),
    "dot": lambda x: x.dot(x.T),
    "inner": lambda x: np.inner(x, x),
    "matmul": lambda x: np.matmul(x, x.T),
    "correlate": lambda x: np.correlate(x[0], x[0]),
    "polyval": lambda x: np.polyval(x[0], x),
    "frompyfunc": identity,
    "frompyfunc of two": lambda x: both(x, x),
    "vectorize": np.vectorize(lambda item: item, otypes=[object]),
    "apply_along_axis": lambda x: np.apply_along_axis(lambda row: row, 0, x),
}

SELECTION = {
    "fancy indexing": lambda x: x[[0, 1]],
    "a mask": lambda x: x[np.ones((2, 3), bool)],
    "take": lambda x: x.take([0, 1], axis=0),
    "numpy.take": lambda x: np.take(x, [0, 1]),
    "take_along_axis": lambda x: np.take_along_axis(x, INDEX, 1),
    "compress": lambda x: x.compress([True], axis=0),
    "extract": lambda x: np.extract([True, False], x),
    "unique": np.unique,
    "union1d": lambda x: np.union1d(x, x),
    "setdiff1d": lambda x: np.setdiff1d(x, [9]),
    "sort": np.sort,
    "sorted in place": lambda x: (x.sort(), x)[1],
    "partition": lambda x: np.partition(x, 1),
    "trim_zeros": lambda x: np.trim_zeros(x[0]),
}

JOINING = {
    "concatenate": lambda x: np.concatenate([x, x]),
    "concatenate with plain": lambda x: np.concatenate([np.zeros((2, 3), object), x]),
    "stack": lambda x: np.stack([x, x]),
    "hstack": lambda x: np.hstack([x, x]),
    "vstack": lambda x: np.vstack([x, x]),
    "dstack": lambda x: np.dstack([x, x]),
    "column_stack": lambda x: np.column_stack([x, x]),
    "append": lambda x: np.append(x, x),
    "insert": lambda x: np.insert(x, 0, 1),
    "delete": lambda x: np.delete(x, 0),
    "block": lambda x: np.block([[x, x]]),
    "r_": lambda x: np.r_[x, x],
    "repeat": lambda x: x.repeat(2),
    "tile": lambda x: np.tile(x, 2),
    "resize": lambda x: np.resize(x, (3, 3)),
    "roll": lambda x: np.roll(x, 1),
    "meshgrid": lambda x: np.meshgrid(x, x)[0],
    "diagflat": np.diagflat,
}

COPIES = {
    "copy": lambda x: x.copy(),
    "copy.copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda x: pickle.loads(pickle.dumps(x)),
    "astype": lambda x: x.astype(object),
    "flatten": lambda x: x.flatten(),
    "ravel in F order": lambda x: x.ravel("F"),
    "array with subok": lambda x: np.array(x, subok=True),
    "empty_like": np.empty_like,
    "full_like": lambda x: np.full_like(x, 1),
    "nan_to_num": np.nan_to_num,
    "byteswap": lambda x: x.byteswap(),
}

VIEWS = {
    "itself": lambda x: x,
    "slice": lambda x: x[:, ::-1],
    "row": lambda x: x[0],
    "one item": lambda x: x[0, 0, ...],
    "ellipsis": lambda x: x[...],
    "new axis": lambda x: x[None],
    "view": lambda x: x.view(),
    "T": lambda x: x.T,
    "ravel": lambda x: x.ravel(),
    "reshape": lambda x: x.reshape(3, 2),
    "squeeze": np.squeeze,
    "swapaxes": lambda x: x.swapaxes(0, 1),
    "diagonal": lambda x: x.diagonal(),
    "real": lambda x: x.real,
    "getfield": lambda x: x.getfield("O"),
    "split": lambda x: np.split(x, 2)[0],
    "flip": np.flip,
    "rot90": np.rot90,
    "expand_dims": lambda x: np.expand_dims(x, 0),
    "atleast_3d": np.atleast_3d,
    "broadcast_to with subok": lambda x: np.broadcast_to(x, (2, 2, 3), subok=True),
    "as_strided with subok": lambda x: as_strided(x, (2,), subok=True),
    "asanyarray": np.asanyarray,
    "require": np.require,
    "iteration": lambda x: next(iter(x)),
    "view of a view": lambda x: x[:, 1:][::-1].T,
    "astype without a copy": lambda x: x.astype(object, copy=False),
}

# NumPy gives the subclass.
OPERATIONS = {**ARITHMETIC, **SELECTION, **JOINING, **COPIES, **VIEWS}

# NumPy gives a plain ndarray, as for any subclass that does not override its functions.
PLAIN_COPIES = {
    "where": lambda x: np.where(True, x, x),
    "select": lambda x: np.select([[True]], [x]),
    "choose": lambda x: np.choose(INDEX, [x, x]),
    "triu": np.triu,
    "tril": np.tril,
    "pad": lambda x: np.pad(x, 1),
    "outer": lambda x: np.outer(x, x),
    "tensordot": lambda x: np.tensordot(x, x.T, 1),
    "einsum": lambda x: np.einsum("ij,ij->i", x, x),
    "cross": lambda x: np.cross(x, x),
    "convolve": lambda x: np.convolve(x[0], x[0]),
    "vander": lambda x: np.vander(x[0]),
    "apply_over_axes": lambda x: np.apply_over_axes(np.sum, x, [0]),
    "numpy.copy": np.copy,
    "numpy.array": np.array,
    "fromiter": lambda x: np.fromiter(x[0], object),
}
PLAIN_VIEWS = {
    "asarray": np.asarray,
    "broadcast_to": lambda x: np.broadcast_to(x, (2, 2, 3)),
    "broadcast_arrays": lambda x: np.broadcast_arrays(x, x)[0],
    "as_strided": lambda x: as_strided(x, (2,)),
    "sliding_window_view": lambda x: sliding_window_view(x, 2, 1),
    "transposed by einsum": lambda x: np.einsum("ij->ji", x),
}
