"""Any sequence of operations on numpy_hpy.ndarrays: they have the values of ndarrays that go through the same, and after a
collection exactly those objects are alive that something can reach.
"""

import gc
import pickle

import numpy as np
import pytest
from hpy_helpers import Census, collect, leaves, repeatable
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from ndarray_helpers import DTYPES

import numpy_hpy

pytest_plugins = ["bridge_helpers"]
pytestmark = pytest.mark.usefixtures("fast_collections")


class Label:
    """What a twin has in the place of a Box. Arithmetic gives it back."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

    def same(self, other):
        return self

    __add__ = __radd__ = same

    def __lt__(self, other):
        return str(self) < str(other)

    def __reduce__(self):
        return str, (self.text,)


class Box(Label):
    """Refers to arrays, and is counted."""

    def __init__(self, text, census, things=()):
        super().__init__(text)
        self.things = things
        self.witness = census()


def owner_of(array):
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def boxes_in(array):
    """What the whole memory of an array refers to, not only what the array shows of it."""
    for leaf in leaves(owner_of(array)):
        if leaf.dtype.kind == "O":
            yield from (leaf[index] for index in np.ndindex(leaf.shape))


def reachable(arrays):
    """How many boxes can be reached."""
    seen, pending = {}, list(arrays)
    while pending:
        for box in boxes_in(pending.pop()):
            if isinstance(box, Box) and id(box) not in seen:
                seen[id(box)] = box
                pending += box.things
    return len(seen)


RESULTS = {
    "x + 0": lambda x: x + 0 if x.dtype.kind == "O" else x[::1].copy(),
    "fancy": lambda x: x[[0] * min(2, len(x))],
    "mask": lambda x: x[np.arange(len(x)) % 2 == 0],
    "copy": lambda x: x.copy(),
    "F copy": lambda x: x.copy("F"),
    "take": lambda x: x.take([0] * min(1, len(x)), axis=0),
    "repeat": lambda x: x.repeat(2, axis=0),
    "concatenate": lambda x: np.concatenate([x, x[::-1]]),
    "stack": lambda x: np.stack([x, x]),
    "roll": lambda x: np.roll(x, 1),
    "flatten": lambda x: x.flatten(),
    "astype": lambda x: x.astype(x.dtype),
    "resized": lambda x: np.resize(x, (3,)) if x.size else x.copy(),
}
VIEWS = {
    "reversed": lambda x: x[::-1],
    "tail": lambda x: x[1:],
    "every other": lambda x: x[::2],
    "T": lambda x: x.T,
    "view": lambda x: x.view(),
    "new axis": lambda x: x[:, None],
    "ravel": lambda x: x.ravel(),
    "fields": lambda x: x[list(x.dtype.names[::-1])] if x.dtype.names else x[...],
    "a field": lambda x: x[x.dtype.names[1]] if x.dtype.names else x[...],
}
CHANGES = {
    "reversed": lambda x: x.__setitem__(..., x[::-1]),
    "first to all": lambda x: x.__setitem__(slice(1, None), x[:1]),
    "sorted": lambda x: x.sort(axis=0) if x.dtype.kind == "O" else None,
    "copyto": lambda x: np.copyto(x, x[::-1].copy()),
    "swapped": lambda x: x.__setitem__([0, -1], x[[-1, 0]]),
    "grown": lambda x: resize(x, len(x) + 2),
    "shrunk": lambda x: resize(x, max(0, len(x) - 1)),
    "reshaped": lambda x: x.__setattr__("shape", (*x.shape, 1)) if x.ndim < 4 else None,
    "the same dtype": lambda x: x.__setattr__("dtype", np.dtype(x.dtype, copy=True)),
}

numbers = st.integers(0, 50)


def resize(array, length):
    """In place, where no other array has the memory: NumPy would leave that one with freed memory."""
    if array.flags.owndata and array.ndim == 1:
        array.resize(length)


class Twins(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        collect()
        self.census = Census()
        self.ours, self.theirs = [], []
        self.made = 0

    def pick(self, number):
        """The number of an array, or None."""
        return number % len(self.ours) if self.ours else None

    def keep(self, ours, theirs):
        # As any other subclass: what is without objects has nothing to be seen.
        assert isinstance(ours, numpy_hpy.ndarray)
        if len(self.ours) < 12 and theirs.size < 200 and theirs.ndim < 6:
            self.ours.append(ours)
            self.theirs.append(theirs)

    def store(self, place, things):
        """Another box in every slot of the first item of the array, and its label in its twin's."""
        ours, theirs = self.ours[place], self.theirs[place]
        if ours.size == 0:
            return
        self.made += 1
        text = f"box {self.made}"
        put_first(ours, Box(text, self.census, things))
        put_first(theirs, Label(text))

    @rule(dtype=st.sampled_from(list(DTYPES)), length=st.integers(0, 3), second=st.sampled_from([(), (1,), (2,), (0,)]))
    def make(self, dtype, length, second):
        shape = (length, *second)
        self.keep(numpy_hpy.zeros(shape, DTYPES[dtype]), np.zeros(shape, DTYPES[dtype]))

    @rule(number=numbers)
    def store_a_witness(self, number):
        if (place := self.pick(number)) is not None:
            self.store(place, ())

    @rule(number=numbers, others=st.lists(numbers, min_size=1, max_size=3))
    def store_arrays(self, number, others):
        if (place := self.pick(number)) is not None:
            self.store(place, [self.ours[self.pick(other)] for other in others])

    @rule(number=numbers, name=st.sampled_from(list(RESULTS)))
    def result(self, number, name):
        if (place := self.pick(number)) is not None:
            self.keep(RESULTS[name](self.ours[place]), RESULTS[name](self.theirs[place]))

    @rule(number=numbers, name=st.sampled_from(list(VIEWS)))
    def view(self, number, name):
        if (place := self.pick(number)) is not None:
            self.keep(VIEWS[name](self.ours[place]), VIEWS[name](self.theirs[place]))

    @rule(number=numbers, name=st.sampled_from(list(CHANGES)))
    def change(self, number, name):
        if (place := self.pick(number)) is None:
            return
        mine, numpys = (outcome_of(CHANGES[name], arrays, place) for arrays in (self.ours, self.theirs))
        assert mine == numpys or name in ("grown", "shrunk")
        if mine != numpys:
            # The collector does not count, but the state of one may be referred to where the other's is not.
            assert ValueError in (mine, numpys)
            self.ours[place], self.theirs[place] = self.ours[place].copy(), self.theirs[place].copy()
            del self.ours[place], self.theirs[place]

    @rule(number=numbers, other=numbers)
    def set_state(self, number, other):
        """Only where no view shows the memory that goes."""
        place, other = self.pick(number), self.pick(other)
        if place is None or not self.ours[place].flags.owndata or self.is_viewed(place):
            return
        for arrays in (self.ours, self.theirs):
            # Subarrays in the state are views, which NumPy reads when the memory is gone.
            state = arrays[other].view(np.ndarray).copy("K").__reduce__()[2]
            arrays[place].__setstate__(state)

    def is_viewed(self, place):
        return any(array.base is not None and owner_of(array) is self.ours[place] for array in self.everything())

    def everything(self):
        return [thing for thing in gc.get_objects() if isinstance(thing, numpy_hpy.ndarray)]

    @rule(number=numbers)
    def pickle(self, number):
        if (place := self.pick(number)) is not None:
            labels = [pickle.loads(pickle.dumps(arrays[place])) for arrays in (self.ours, self.theirs)]
            self.keep(*labels)

    @rule(number=numbers)
    def drop(self, number):
        if (place := self.pick(number)) is not None:
            del self.ours[place], self.theirs[place]

    @rule(generation=st.integers(0, 2))
    def collect(self, generation):
        gc.collect(generation)

    @rule()
    def count(self):
        collect()
        assert self.census.alive == reachable(self.ours)

    @invariant()
    def values_are_those_of_the_twins(self):
        for ours, theirs in zip(self.ours, self.theirs, strict=True):
            assert ours.dtype == theirs.dtype
            assert ours.shape == theirs.shape
            assert repr(ours.tolist()) == repr(theirs.tolist())
        assert self.census.alive >= reachable(self.ours)

    def teardown(self):
        self.count()
        self.ours.clear()
        collect()
        assert self.census.alive == 0


def outcome_of(change, arrays, place):
    """The type of the exception, or None."""
    try:
        change(arrays[place])
    except (ValueError, IndexError, TypeError) as error:
        return type(error)
    return None


def put_first(array, value):
    for leaf in leaves(array):
        if leaf.dtype.kind == "O" and leaf.size:
            leaf[(0,) * leaf.ndim] = value


TestTwins = Twins.TestCase
TestTwins.settings = settings(repeatable(200), stateful_step_count=30)
