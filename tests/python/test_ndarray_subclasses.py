"""Subclasses of numpy_hpy.ndarray, and NumPy's own beside it."""

import contextlib
import gc
import pickle
import sys
import weakref

import numpy as np
import pytest
from hpy_helpers import References, Token, collect
from ndarray_helpers import DTYPES, Box, numbers, put, put_first, referents, slots, three_dtypes
from ndarray_operations import OPERATIONS

import numpy_hpy

pytest_plugins = ["bridge_helpers"]
pytestmark = [
    pytest.mark.usefixtures("fast_collections", "by_hand"),
    pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning"),
]


class Simple(numpy_hpy.ndarray):
    pass


class Slotted(numpy_hpy.ndarray):
    __slots__ = ("attribute",)


class Silent(numpy_hpy.ndarray):
    """Its hook does not call ours."""

    def __array_finalize__(self, obj):
        self.attribute = getattr(obj, "attribute", "new")


class Cooperative(Silent):
    def __array_finalize__(self, obj):
        super().__array_finalize__(obj)
        self.also = True


class Without(numpy_hpy.ndarray):
    __array_finalize__ = None


class WithoutAgain(Silent):
    __array_finalize__ = None


class Mixin:
    """A hook that comes after ours."""

    def __array_finalize__(self, obj):
        self.mixed = True


class Mixed(numpy_hpy.ndarray, Mixin):
    pass


class MixedFirst(Mixin, numpy_hpy.ndarray):
    pass


class Wrapping(numpy_hpy.ndarray):
    """Makes its results itself."""

    def __array_wrap__(self, array, context=None, return_scalar=False):
        return array[()] if return_scalar else array.view(type(self))

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        inputs = [np.asarray(item) if isinstance(item, Wrapping) else item for item in inputs]
        return getattr(ufunc, method)(*inputs, **kwargs).view(type(self))


class Initialised(numpy_hpy.ndarray):
    def __new__(cls, shape, attribute):
        self = super().__new__(cls, shape, object)
        self.attribute = attribute
        return self


CLASSES = [Simple, Slotted, Silent, Cooperative, Without, WithoutAgain, Mixed, MixedFirst, Wrapping]
classes = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)


@three_dtypes
@classes
def test_cycles(cls, dtype, census):
    for make in (
        lambda: np.zeros(3, dtype).view(cls),
        lambda: cls(3, dtype),
        lambda: numpy_hpy.zeros(3, dtype).view(cls).copy(),
        lambda: numpy_hpy.zeros(3, dtype).view(cls)[[0, 1]],
        lambda: pickle.loads(pickle.dumps(np.zeros(3, dtype).view(cls))),
    ):
        array = make()
        assert type(array) is cls
        put(array, [array, array[1:], census()])
        array.attribute = [array, census()]
        reference = weakref.ref(array)
        del array
        assert census.alive == 2
        collect()
        assert reference() is None
        assert census.alive == 0


@three_dtypes
@classes
def test_what_is_visited(cls, dtype):
    array = np.zeros(3, dtype).view(cls).copy()
    put_first(array, thing := object())
    assert id(thing) in referents(array)
    assert not (slots(array) - referents(array))


@classes
def test_hooks_are_called(cls):
    array = cls(3, object)
    result = array[1:]
    if issubclass(cls, Silent) and cls is not WithoutAgain:
        assert (array.attribute, result.attribute) == ("new", "new")
        array.attribute = "kept"
        assert array[1:].attribute == array.copy().attribute == "kept"
    if cls is Cooperative:
        assert result.also
    if issubclass(cls, Mixin):
        assert array.mixed
        assert result.mixed


def test_hooks_keep_their_looks():
    assert Silent.__array_finalize__.__qualname__ == "Silent.__array_finalize__"
    assert Simple.__array_finalize__ is numpy_hpy.ndarray.__array_finalize__
    assert Without.__array_finalize__ is numpy_hpy.ndarray.__array_finalize__


def test_a_hook_that_fails():
    class Failing(numpy_hpy.ndarray):
        def __array_finalize__(self, obj):
            raise KeyError("from the hook")

    token = Token()
    plain = np.zeros(3, object)
    plain[0] = token
    with References(token, 0):
        with pytest.raises(KeyError, match="from the hook"):
            plain.view(Failing)
        with pytest.raises(KeyError, match="from the hook"):
            Failing(3, object)
        collect()


def test_init_subclass_goes_on_to_the_next():
    class Registry:
        known = []

        def __init_subclass__(cls, name=None, **kwargs):
            super().__init_subclass__(**kwargs)
            Registry.known.append((cls.__name__, name))

    class Registered(numpy_hpy.ndarray, Registry, name="a name"):
        pass

    assert Registry.known == [("Registered", "a name")]
    with pytest.raises(TypeError, match="keyword"):

        class Refused(numpy_hpy.ndarray, name="a name"):
            pass


def test_attributes_of_instances(census):
    array = Initialised(3, census())
    array[0] = census()
    array[1] = array
    assert census.alive == 2
    del array
    collect()
    assert census.alive == 0


def test_a_class_dies_with_its_last_array(census):
    class Local(numpy_hpy.ndarray):
        witness = census()

    array = np.zeros(3, object).view(Local)
    result, reference = array[[0, 1]], weakref.ref(Local)
    del Local
    collect()
    assert reference() is not None
    array[0] = [array, census()]
    del array
    assert type(result) is reference()
    del result
    collect()
    assert reference() is None
    assert census.alive == 0


def test_types_are_counted():
    before = sys.getrefcount(Simple)
    for _ in range(100):
        array = np.zeros(3, object).view(Simple)
        array[1:], array + 1, array[[0, 1]]
        array[0] = array
        del array
        collect()
    assert abs(sys.getrefcount(Simple) - before) < 3


class Theirs(np.ndarray):
    __array_priority__ = 0.5


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_give_the_subclass(name):
    result = OPERATIONS[name](numbers().view(Simple))
    theirs = OPERATIONS[name](numbers().view(Theirs))
    assert (type(result) is Simple) == (type(theirs) is Theirs)
    assert repr(result.tolist()) == repr(theirs.tolist())


# --- NumPy's subclasses --------------------------------------------------------------------------------------------


class Masked(np.ma.MaskedArray, numpy_hpy.ndarray):
    """As documented: numpy_hpy.ndarray comes last."""


class Record(np.recarray, numpy_hpy.ndarray):
    pass


class Matrix(np.matrix, numpy_hpy.ndarray):
    pass


def test_masked_arrays_over_ours(census):
    array = numbers()
    masked = np.ma.array(array, mask=[[True, False, False], [False] * 3], copy=False)
    assert type(masked.data) is numpy_hpy.ndarray
    assert masked.sum() == 20
    assert type((masked + 1).data) is numpy_hpy.ndarray
    array[0, 1] = Box(masked, masked[1:], census())
    del array, masked
    assert census.alive == 1
    # The masked array itself is NumPy's, and a view of what the collector sees.
    collect()
    assert census.alive == 1
    for thing in gc.get_objects():
        if isinstance(thing, Box):
            thing.things = ()
    del thing
    collect()
    assert census.alive == 0


@pytest.mark.parametrize("cls", [Masked, Record, Matrix], ids=lambda cls: cls.__name__)
def test_cycles_through_combinations(cls, census):
    for dtype in DTYPES.values():
        if cls is Record and dtype.names is None:
            continue
        array = np.zeros((2, 2), dtype).view(cls)
        result = array.copy()
        plain = result.view(numpy_hpy.ndarray)
        # A slice of a MaskedArray goes through a plain array.
        put_first(plain, [result, plain[1:], census()])
        result.attribute = [result, census()]
        del array, result, plain
        assert census.alive == 2
        collect()
        assert census.alive == 0


def test_combinations_behave_like_numpys():
    ours, theirs = numbers().view(Masked), np.ma.array([[1, 2, 3], [4, 5, 6]], object)
    for array in (ours, theirs):
        array[0, 0] = np.ma.masked
    for operation in (
        lambda x: x + 1,
        lambda x: x.sum(),
        lambda x: x[:, 1:],
        lambda x: x.filled(7),
        lambda x: pickle.loads(pickle.dumps(x)),
        lambda x: np.ma.concatenate([x, x]),
        lambda x: x.astype(float),
        lambda x: x.view("O"),
        lambda x: x.compressed(),
    ):
        mine, numpys = operation(ours), operation(theirs)
        assert str(mine) == str(numpys)
        if isinstance(numpys, np.ma.MaskedArray):
            assert type(mine) in (Masked, np.ma.MaskedArray)
            assert np.array_equal(mine.mask, numpys.mask)


def test_recarrays(census):
    ours = numpy_hpy.zeros(3, "i4,O").view(Record)
    theirs = np.zeros(3, "i4,O").view(np.recarray)
    assert ours.dtype.type is theirs.dtype.type is np.record
    assert repr(ours.tolist()) == repr(theirs.tolist())
    ours.f1[0] = [ours, ours["f1"].view(numpy_hpy.ndarray), ours[1:], census()]
    assert type(ours.f1) is np.ndarray
    assert type(ours[0]) is np.record
    del ours
    collect()
    assert census.alive == 0
    record = np.rec.fromrecords([(1, None)]).view(numpy_hpy.ndarray)
    assert type(record) is numpy_hpy.ndarray


def test_matrices(census):
    matrix = numbers().view(Matrix)
    assert type(matrix * matrix.T) is Matrix
    assert (matrix * matrix.T).tolist() == [[14, 32], [32, 77]]
    product = matrix * matrix.T
    product[0, 0] = Box(product, census())
    del product, matrix
    collect()
    assert census.alive == 0


def test_chararrays_and_others_are_left_alone():
    text = np.char.array(["a", "b"])
    assert numpy_hpy.asanyarray(text) is text
    with contextlib.suppress(TypeError):
        assert type(numpy_hpy.asarray(text)) is np.ndarray
