"""The tests of rolling, the same for every step of the port: python -m pytest ../test_rolling.py, beside a built module."""

import functools
import gc
import importlib
import math
import re
import sys
import threading
import weakref
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import rolling
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.lib.stride_tricks import sliding_window_view

repeatable = settings(max_examples=60, derandomize=True, database=None, deadline=None)
STATISTICS = ["mean", "std", "min", "max"]
statistics = pytest.mark.parametrize("name", STATISTICS)
OBJECT_STATISTICS = {"mean": lambda items: sum(items[1:], items[0]) / len(items), "min": min, "max": max}


def exactly(message):
    """A pattern that only this message matches."""
    return f"^{re.escape(message)}$"


# --- what is right -------------------------------------------------------------------------------------------------


def naive(name, a, window, axis=-1):
    """The statistic by NumPy, each window anew."""
    a = np.asarray(a)
    if a.dtype == object:
        return naive_objects(name, a, window, axis)
    with np.errstate(all="ignore"):
        return getattr(np, name)(sliding_window_view(a.astype(float), window, axis=axis), axis=-1)


def naive_objects(name, a, window, axis=-1):
    lines = np.moveaxis(np.atleast_1d(a), axis, -1)
    result = np.empty((*lines.shape[:-1], lines.shape[-1] - window + 1), object)
    for index in np.ndindex(result.shape):
        *line, start = index
        result[index] = OBJECT_STATISTICS[name](lines[tuple(line)][start : start + window].tolist())
    return np.moveaxis(result, -1, axis)


def assert_equal(ours, theirs, scale=1.0):
    """Equal but for the rounding of a sum; `scale` is the size of the numbers."""
    assert type(ours) is np.ndarray
    assert ours.dtype == theirs.dtype
    assert ours.shape == theirs.shape
    if ours.dtype == object:
        assert ours.tolist() == theirs.tolist()
    else:
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-12 * scale)


def check(name, a, window, axis=-1):
    scale = float(np.max(np.abs(np.nan_to_num(np.asarray(a, float), posinf=0, neginf=0)), initial=1))
    assert_equal(getattr(rolling, name)(a, window, axis), naive(name, a, window, axis), scale)


# --- arrays of every kind ------------------------------------------------------------------------------------------


def unaligned(a):
    """A copy of `a` whose items lie at odd addresses."""
    a = np.asarray(a)
    buffer = np.zeros(a.size * a.itemsize + 1, "u1")
    copy = buffer[1:].view(a.dtype).reshape(a.shape)
    copy[...] = a
    assert a.size == 0 or a.itemsize == 1 or not copy.flags.aligned
    return copy


def packed_objects(values):
    """An object array whose slots are unaligned."""
    records = np.zeros(len(values), np.dtype([("tag", "i1"), ("o", object)]))
    records["o"] = values
    assert not records["o"].flags.aligned
    return records["o"]


class Subclass(np.ndarray):
    """An array with attributes."""


BASE = np.random.default_rng(1).integers(-50, 100, (6, 5, 4)).astype(float)
VIEWS = {
    "contiguous": lambda a: a,
    "fortran": np.asfortranarray,
    "transposed": np.transpose,
    "reversed": lambda a: a[::-1, :, ::-1],
    "strided": lambda a: a[::2, 1:, ::3],
    "broadcast": lambda a: np.broadcast_to(a[0, 0], (3, 4)),
    "unaligned": unaligned,
    "byteswapped": lambda a: a.astype(">f8"),
    "unaligned and byteswapped": lambda a: unaligned(a.astype(">f8")),
    "subclass": lambda a: a.view(Subclass),
    "matrix": lambda a: a[0].view(np.matrix),
    "masked": np.ma.masked_array,
    "list": np.ndarray.tolist,
    "no lines": lambda a: a[:, :0],
}


def read_only(a):
    a = a.copy()
    a.flags.writeable = False
    return a


VIEWS["read-only"] = read_only


@statistics
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_any_layout(name, view):
    a = view(BASE)
    before = np.array(a, copy=True)
    for axis in range(-np.ndim(a), np.ndim(a)):
        for window in (1, 2, np.shape(a)[axis]):
            if 1 <= window <= np.shape(a)[axis]:
                check(name, a, window, axis)
    assert np.array_equal(before, a)


@statistics
@pytest.mark.parametrize("dtype", ["?", "i1", "u1", "<i2", ">i2", "i4", "u4", "i8", "u8", "f2", "f4", ">f4", "f8"])
def test_any_dtype_that_fits_into_float64(name, dtype):
    check(name, np.abs(BASE).astype(dtype), 3)


@statistics
@pytest.mark.parametrize("dtype", ["F", "D", "S3", "U3", "M8[s]", "V4", "i4,f8"])
def test_a_dtype_that_does_not_fit_is_a_type_error(name, dtype):
    a = np.zeros(3, dtype)
    message = r"Cannot cast array data from .* to dtype\('float64'\) according to the rule 'safe'"
    with pytest.raises(TypeError, match=message):
        getattr(rolling, name)(a, 2)


@statistics
@repeatable
@given(data=st.data())
def test_any_numbers(name, data):
    a = data.draw(hnp.arrays(float, hnp.array_shapes(max_side=12), elements=st.floats(-1e6, 1e6, width=64)))
    axis = data.draw(st.integers(-a.ndim, a.ndim - 1))
    window = data.draw(st.integers(1, a.shape[axis]))
    check(name, a, window, axis)


@statistics
@repeatable
@given(data=st.data())
def test_a_nan_or_an_infinity_stays_in_its_windows(name, data):
    special = st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 1.0, 2.0])
    a = data.draw(hnp.arrays(float, st.integers(1, 30), elements=special))
    check(name, a, data.draw(st.integers(1, a.size)))


def test_nothing_drifts():
    a = np.ones(100_000)
    a[0] = 1e16
    assert np.array_equal(rolling.mean(a, 10)[1:], np.ones(99_990))
    assert np.array_equal(rolling.std(a, 10)[1:], np.zeros(99_990))
    assert rolling.std([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], 4)[0] == pytest.approx(math.sqrt(22.5), rel=1e-14)


def test_the_arguments_by_name():
    assert rolling.mean(a=[1, 3], window=2, axis=0).tolist() == [2]
    assert rolling.ewma(alpha=1, a=[1, 3]).tolist() == [1, 3]


@statistics
def test_an_array_without_dimensions_has_one_window(name):
    assert_equal(getattr(rolling, name)(7, 1), np.array([0.0 if name == "std" else 7.0]))


@statistics
def test_axis_none_takes_all_items(name):
    assert_equal(getattr(rolling, name)(BASE, 7, axis=None), naive(name, BASE.ravel(), 7), 100)
    assert_equal(getattr(rolling, name)(BASE.T, 7, axis=None), naive(name, BASE.T.ravel(), 7), 100)


def test_an_integer_may_be_numpys():
    assert rolling.max([1, 2, 3], np.int16(2), np.uint8(0)).tolist() == [2, 3]


@statistics
def test_the_result_is_new_and_contiguous(name):
    a = np.arange(4.0)
    result = getattr(rolling, name)(a, 1)
    assert result.flags.owndata
    assert result.flags.carray
    assert not np.shares_memory(a, result)
    assert sys.getrefcount(result) == 2


# --- wrong arguments -----------------------------------------------------------------------------------------------


@statistics
@pytest.mark.parametrize(("length", "window"), [(3, 4), (3, 0), (3, -1), (0, 1), (3, sys.maxsize)])
def test_a_window_that_does_not_fit_is_a_value_error(name, length, window):
    message = exactly(f"window must be from 1 to {length}, the length of the axis, not {window}")
    for a in (np.zeros(length), np.zeros(length, object)):
        with pytest.raises(ValueError, match=message):
            getattr(rolling, name)(a, window)


@statistics
def test_a_window_that_is_no_integer_is_a_type_error(name):
    wrong = {"float": 1.0, "NoneType": None, "str": "1", "list": [1], "numpy.float32": np.float32(1)}
    for kind, window in wrong.items():
        with pytest.raises(TypeError, match=exactly(f"'{kind}' object cannot be interpreted as an integer")):
            getattr(rolling, name)([1.0], window)
    with pytest.raises(TypeError, match=exactly("an integer is required")):
        getattr(rolling, name)([1.0], True)


@statistics
def test_an_axis_that_is_not_there_is_an_axis_error(name):
    for axis in (2, -3):
        message = exactly(f"axis {axis} is out of bounds for array of dimension 2")
        with pytest.raises(np.exceptions.AxisError, match=message):
            getattr(rolling, name)(np.zeros((2, 2)), 1, axis)
    with pytest.raises(TypeError, match=exactly("'str' object cannot be interpreted as an integer")):
        getattr(rolling, name)([1.0], 1, "x")


@statistics
def test_a_wrong_call_is_a_type_error(name):
    # The words are those of the parser of arguments, which CPython and HPy have one each of.
    wrong = [((), {}), (([1.0],), {}), (([1.0], 1, 0, 0), {}), (([1.0], 1), {"axes": 0}), (([1.0], 1), {"window": 1})]
    for args, kwargs in wrong:
        with pytest.raises(TypeError):
            getattr(rolling, name)(*args, **kwargs)


def test_scratch_memory_that_is_too_large_is_a_memory_error():
    endless = np.broadcast_to(1.0, 2**59)
    with pytest.raises(MemoryError):
        rolling.std(endless, 2**59)


def test_what_is_no_array_raises_what_numpy_raises():
    with pytest.raises(ValueError, match="inhomogeneous"):
        rolling.mean([[1], [1, 2]], 1)

    class Broken:
        def __array__(self, dtype=None, copy=None):
            raise KeyError("broken")

    with pytest.raises(KeyError, match="broken"):
        rolling.mean(Broken(), 1)


# --- objects -------------------------------------------------------------------------------------------------------

FRACTIONS = [Fraction(n, d) for n, d in [(1, 3), (-7, 2), (5, 9), (5, 9), (22, 7), (0, 1), (-7, 2), (9, 4)]]
DECIMALS = [Decimal(text) for text in ["1.5", "-2.25", "10", "0.125", "0.125", "7"]]
object_statistics = pytest.mark.parametrize("name", OBJECT_STATISTICS)


@object_statistics
@pytest.mark.parametrize("items", [FRACTIONS, DECIMALS, [2**70, 1, -(2**80), 5], [1, 2.5, Fraction(1, 2), True]])
def test_objects_keep_their_arithmetic(name, items):
    a = np.array(items, object)
    for window in range(1, len(items) + 1):
        ours = getattr(rolling, name)(a, window)
        assert_equal(ours, naive(name, a, window))
        assert [type(item) for item in ours] == [type(item) for item in naive(name, a, window)]


@object_statistics
def test_objects_in_any_layout(name):
    cube = np.array((FRACTIONS * 3)[:24], object).reshape(2, 3, 4)
    for a in (cube, cube.T, cube[::-1, :, ::2], np.asfortranarray(cube), read_only(cube), cube.view(Subclass)):
        for axis in (*range(a.ndim), None):
            plain = np.asarray(a).ravel() if axis is None else np.asarray(a)
            assert_equal(getattr(rolling, name)(a, 2, axis), naive(name, plain, 2, -1 if axis is None else axis))
    assert_equal(getattr(rolling, name)(packed_objects(FRACTIONS), 3), naive(name, np.array(FRACTIONS), 3))
    assert getattr(rolling, name)(FRACTIONS, len(FRACTIONS)).tolist() == [OBJECT_STATISTICS[name](FRACTIONS)]


@object_statistics
@repeatable
@given(data=st.data())
def test_any_fractions(name, data):
    items = data.draw(st.lists(st.fractions(max_denominator=50), min_size=1, max_size=20))
    window = data.draw(st.integers(1, len(items)))
    a = np.array([*items, None], object)[:-1]
    assert_equal(getattr(rolling, name)(a, window), naive(name, a, window))


@pytest.mark.parametrize("name", ["min", "max"])
def test_what_can_only_be_compared_has_a_minimum(name):
    words = np.array(["pear", "apple", "fig", "apple", "quince"], object)
    assert_equal(getattr(rolling, name)(words, 2), naive(name, words, 2))
    with pytest.raises(TypeError, match="unsupported operand"):
        rolling.mean(words, 2)


@pytest.mark.parametrize("name", ["min", "max"])
def test_among_equal_objects_the_first_is_taken(name):
    items = [Fraction(1, 3), Fraction(2, 6), Fraction(1, 3)]
    assert getattr(rolling, name)(np.array(items), 3)[0] is items[0]
    assert getattr(rolling, name)(np.array(items), 2)[1] is items[1]


def test_objects_have_no_standard_deviation():
    with pytest.raises(TypeError, match=exactly("objects have no standard deviation")):
        rolling.std(FRACTIONS, 2)


def test_objects_have_no_ewma():
    with pytest.raises(TypeError, match="NPY_ITER_REFS_OK"):
        rolling.ewma(FRACTIONS, 0.5)


@object_statistics
def test_objects_are_referenced_by_the_result_alone(name):
    items = np.array([Fraction(i, 7) for i in range(20)], object)
    before = [sys.getrefcount(item) for item in items]
    result = getattr(rolling, name)(items, 4)
    if name == "mean":
        assert [sys.getrefcount(item) for item in items] == before
        assert {sys.getrefcount(item) for item in result} == {sys.getrefcount(Fraction(1, 7)) + 2}
    else:
        used = [item is other for other in items for item in result]
        more = [sum(item is other for item in result) for other in items]
        del used
        assert [sys.getrefcount(item) for item in items] == [b + m for b, m in zip(before, more, strict=True)]
    del result
    assert [sys.getrefcount(item) for item in items] == before


class Clumsy:
    """A number that fails in the middle."""

    def __init__(self, value, fails=False):
        self.value = value
        self.fails = fails

    def work(self, other, operation):
        if self.fails or getattr(other, "fails", False):
            raise KeyError("clumsy")
        return operation(self.value, getattr(other, "value", other))

    def __add__(self, other):
        return Clumsy(self.work(other, lambda a, b: a + b))

    def __sub__(self, other):
        return Clumsy(self.work(other, lambda a, b: a - b))

    def __truediv__(self, other):
        return Clumsy(self.work(other, lambda a, b: a / b))

    def __lt__(self, other):
        return self.work(other, lambda a, b: a < b)

    def __gt__(self, other):
        return self.work(other, lambda a, b: a > b)

    def __abs__(self):
        return Clumsy(self.work(self, lambda a, b: abs(a)))

    def __neg__(self):
        return Clumsy(self.work(self, lambda a, b: -a))


@object_statistics
@pytest.mark.parametrize("place", range(7))
def test_an_exception_gives_all_references_back(name, place):
    items = [Clumsy(i % 4, i == place) for i in range(7)]
    a = np.array(items, object)
    before = [sys.getrefcount(item) for item in items]
    for _ in range(3):
        with pytest.raises(KeyError, match="clumsy"):
            getattr(rolling, name)(a, 3)
    assert [sys.getrefcount(item) for item in items] == before


@object_statistics
def test_objects_may_call_back_and_change_the_array(name):
    class Nosy(Clumsy):
        def work(self, other, operation):
            inner.append(getattr(rolling, name)(FRACTIONS, 2)[0])
            a[1:] = [None] * (len(a) - 1)
            return super().work(other, operation)

    inner = []
    a = np.array([Nosy(i) for i in range(6)], object)
    with pytest.raises(TypeError):
        getattr(rolling, name)(a, 3)
    assert set(inner) == {naive(name, np.array(FRACTIONS), 2)[0]}


def test_slots_without_an_object_are_none():
    a = np.empty(3, object)
    assert rolling.min(a, 1).tolist() == [None, None, None]
    with pytest.raises(TypeError, match="NoneType"):
        rolling.mean(a, 2)


# --- ewma ----------------------------------------------------------------------------------------------------------


def naive_ewma(a, alpha):
    a = np.asarray(a, float)
    result, average = np.empty(a.shape), None
    for index, value in zip(np.ndindex(a.shape), a.ravel(), strict=True):
        if not math.isnan(value):
            average = value if average is None else alpha * value + (1 - alpha) * average
        result[index] = math.nan if math.isnan(value) else average
    return result


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_ewma_of_any_layout(view):
    a = view(BASE)
    for alpha in (1, 0.3):
        assert_equal(rolling.ewma(a, alpha), naive_ewma(a, alpha), 100)


@pytest.mark.parametrize("dtype", ["?", "i1", ">u2", "i4", "u8", "f2", ">f4", "f8", "g"])
@pytest.mark.parametrize("length", [0, 1, 8191, 8192, 8193, 20_000])
def test_ewma_goes_on_from_buffer_to_buffer(dtype, length):
    a = (np.arange(length) % 97).astype(dtype)
    assert_equal(rolling.ewma(a, 0.01), naive_ewma(a, 0.01), 100)
    assert_equal(rolling.ewma(unaligned(a)[::-1], 0.01), naive_ewma(a[::-1], 0.01), 100)


@repeatable
@given(a=hnp.arrays(float, st.integers(0, 30), elements=st.sampled_from([math.nan, math.inf, 1.0, -2.0])))
def test_ewma_leaves_out_nan(a):
    assert_equal(rolling.ewma(a, 0.25), naive_ewma(a, 0.25))


def test_ewma_of_an_array_without_dimensions():
    assert_equal(rolling.ewma(3, 0.5), np.array(3.0))


@pytest.mark.parametrize("alpha", [0, -1, 1.5, math.nan])
def test_ewma_needs_an_alpha_from_0_to_1(alpha):
    with pytest.raises(ValueError, match=exactly("alpha must be above 0 and at most 1")):
        rolling.ewma([1.0], alpha)


def test_ewma_refuses_what_is_no_number():
    with pytest.raises(TypeError, match=exactly("must be real number, not str")):
        rolling.ewma([1.0], "x")
    message = r"^Iterator operand 0 dtype could not be cast from .* to dtype\('float64'\) according to .* 'same_kind'$"
    for dtype in ("D", "U3", "M8[s]"):
        with pytest.raises(TypeError, match=message):
            rolling.ewma(np.zeros(3, dtype), 0.5)


def test_threads_may_share_an_array():
    a = np.arange(200_000) % 1000 / 7
    expected = rolling.mean(a, 50), rolling.ewma(a.astype("f4"), 0.5)
    results = []

    def run():
        for _ in range(3):
            results.append((rolling.mean(a, 50), rolling.ewma(a.astype("f4"), 0.5)))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 12
    for mean, ewma in results:
        assert np.array_equal(mean, expected[0])
        assert np.array_equal(ewma, expected[1])


# --- clipped_diff --------------------------------------------------------------------------------------------------


def naive_clipped_diff(x, y, bound):
    """On Python's numbers, which do not overflow."""
    return max(-abs(bound), min(abs(bound), x - y))


def test_clipped_diff_is_a_ufunc():
    assert type(rolling.clipped_diff) is np.ufunc
    assert rolling.clipped_diff.__name__ == "clipped_diff"
    assert rolling.clipped_diff.nargs == 4
    assert rolling.clipped_diff.identity is None
    assert rolling.clipped_diff.signature is None
    assert "at most abs(bound)" in rolling.clipped_diff.__doc__
    integers = [np.dtype(name).char for name in ("i4", "i8")]
    assert rolling.clipped_diff.types == [f"{c * 3}->{c}" for c in [*integers, *"fdO"]]


@pytest.mark.parametrize("dtype", ["i4", "i8"])
@repeatable
@given(data=st.data())
def test_clipped_diff_of_integers_never_overflows(dtype, data):
    info = np.iinfo(dtype)
    edges = [info.min, info.min + 1, -1, 0, 1, info.max - 1, info.max]
    integer = st.integers(info.min, info.max) | st.sampled_from(edges)
    x, y, bound = (data.draw(st.lists(integer, min_size=5, max_size=5)) for _ in range(3))
    ours = rolling.clipped_diff(*(np.array(numbers, dtype) for numbers in (x, y, bound)))
    assert ours.dtype == dtype
    assert ours.tolist() == [min(info.max, naive_clipped_diff(*each)) for each in zip(x, y, bound, strict=True)]


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@repeatable
@given(data=st.data())
def test_clipped_diff_of_floats(dtype, data):
    width = np.dtype(dtype).itemsize * 8
    numbers = hnp.arrays(dtype, 5, elements=st.floats(width=width))
    x, y, bound = (data.draw(numbers) for _ in range(3))
    with np.errstate(all="ignore"):
        diff = x - y
        expected = np.where(np.isnan(bound), np.nan, np.clip(diff, -abs(bound), abs(bound))).astype(dtype)
        ours = rolling.clipped_diff(x, y, bound)
    assert ours.dtype == dtype
    np.testing.assert_array_equal(ours, expected)


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_clipped_diff_of_any_layout(view):
    a = view(BASE)
    ours = rolling.clipped_diff(a, 3, 5.0)
    assert np.array_equal(ours, np.clip(np.asarray(a) - 3, -5, 5))
    assert type(ours) is type(np.add(a, 3))


def test_clipped_diff_broadcasts_and_promotes():
    ours = rolling.clipped_diff(np.arange(3)[:, None], np.arange(4, dtype="i2"), np.float32(1))
    assert np.array_equal(ours, np.clip(np.arange(3)[:, None] - np.arange(4), -1, 1))
    assert ours.dtype == float
    assert rolling.clipped_diff(np.int8(5), np.int8(2), np.int8(1)).dtype == np.int32


def test_clipped_diff_takes_out_and_where():
    out = np.full(4, 9, "i8")
    result = rolling.clipped_diff(np.arange(4), 2, 1, out=out, where=[True, False, True, True])
    assert result is out
    assert out.tolist() == [-1, 9, 0, 1]
    with pytest.raises(ValueError, match="read-only"):
        rolling.clipped_diff(np.arange(4), 2, 1, out=read_only(out))
    with pytest.raises(TypeError, match="ufunc 'clipped_diff' not supported for the input types"):
        rolling.clipped_diff(1j, 2, 3)


def test_clipped_diff_of_objects():
    x, y = np.array(FRACTIONS), np.array(FRACTIONS[::-1])
    for bound in (Fraction(1, 2), Fraction(-1, 2), 0, 100):
        ours = rolling.clipped_diff(x, y, bound)
        assert ours.tolist() == [naive_clipped_diff(a, b, bound) for a, b in zip(x, y, strict=True)]
    ours = rolling.clipped_diff(packed_objects(DECIMALS)[::2], Decimal(1), Decimal(2))
    assert ours.tolist() == [naive_clipped_diff(d, 1, 2) for d in DECIMALS[::2]]


def test_clipped_diff_of_many_objects():
    # More than a buffer holds, so that nothing depends on the whole of an array being one loop.
    count = np.array([Fraction(i, 3) for i in range(10_000)], object)
    assert rolling.clipped_diff(count, count[::-1], 1).tolist()[:2] == [-1, -1]
    assert sum(rolling.clipped_diff(count, count[::-1], 1)) == 0


def test_clipped_diff_releases_what_was_in_out():
    old, bound = Fraction(1, 7), Fraction(2, 7)
    out = np.array([old] * 5, object)
    before, of_bound = sys.getrefcount(old), sys.getrefcount(bound)
    rolling.clipped_diff(np.array([Fraction(99)] * 5), 0, bound, out=out)
    assert sys.getrefcount(old) == before - 5
    # The result is abs(bound), made anew for each item.
    assert sys.getrefcount(bound) == of_bound
    assert out.tolist() == [bound] * 5
    assert len({id(item) for item in out}) == 5


def test_clipped_diff_in_place():
    a = np.array(FRACTIONS)
    rolling.clipped_diff(a, a[0], 1, out=a)
    assert a.tolist() == [naive_clipped_diff(item, FRACTIONS[0], 1) for item in FRACTIONS]


@pytest.mark.parametrize("place", range(4))
def test_clipped_diff_passes_exceptions_on(place):
    items = [Clumsy(i, i == place) for i in range(4)]
    a, one = np.array(items), Clumsy(1)
    before = [sys.getrefcount(item) for item in [*items, one]]
    for _ in range(3):
        with pytest.raises(KeyError, match="clumsy"):
            rolling.clipped_diff(a, one, one)
    assert [sys.getrefcount(item) for item in [*items, one]] == before
    assert rolling.clipped_diff(np.delete(a, place), one, one).shape == (3,)
    assert [sys.getrefcount(item) for item in [*items, one]] == before


def test_clipped_diff_of_slots_without_an_object():
    with pytest.raises(TypeError, match="NoneType"):
        rolling.clipped_diff(np.empty(2, object), 1, 1)


# --- Window --------------------------------------------------------------------------------------------------------


@repeatable
@given(size=st.integers(1, 6), pushes=st.lists(st.lists(st.floats(-1e6, 1e6), max_size=9), max_size=6))
def test_a_window_holds_the_last_numbers(size, pushes):
    window, pushed = rolling.Window(np.zeros(size)), []
    for numbers in pushes:
        assert window.push(numbers) is None
        pushed += numbers
    held = pushed[-size:]
    assert window.count == len(pushed)
    assert len(window) == len(held)
    assert window.snapshot().tolist() == held
    assert repr(window) == f"<rolling.Window with {len(held)} of {size} numbers>"
    if held:
        assert window.mean() == pytest.approx(np.mean(held), rel=1e-12, abs=1e-6)
        assert window.std() == pytest.approx(np.std(held), rel=1e-9, abs=1e-6)
    else:
        assert math.isnan(window.mean())
        assert math.isnan(window.std())


def test_a_window_shows_its_array():
    values = np.zeros(3)
    window = rolling.Window(values)
    window.push([1, 2, 3, 4])
    assert window.values is values
    assert values.tolist() == [4, 2, 3]
    values[1] = 8
    assert window.snapshot().tolist() == [8, 3, 4]
    assert window.mean() == 5
    assert not np.shares_memory(window.snapshot(), values)


def test_what_is_pushed_may_be_of_any_layout():
    for view in VIEWS.values():
        a = np.asarray(view(BASE))
        window = rolling.Window(np.zeros(max(1, a.size)))
        window.push(view(BASE))
        assert window.snapshot().tolist() == a.ravel().tolist()
    window = rolling.Window(np.zeros(2))
    window.push(3)
    window.push(window.values)
    assert window.snapshot().tolist() == [3, 3]
    with pytest.raises(TypeError, match="Cannot cast"):
        window.push(np.array([1j]))
    with pytest.raises(ValueError, match="could not convert string to float"):
        window.push(["x"])
    assert window.count == 3


def test_the_attributes_of_a_window():
    window = rolling.Window(np.zeros(1), on_full=None)
    assert window.on_full is None
    window.on_full = print
    assert window.on_full is print
    del window.on_full
    assert window.on_full is None
    # A member and a getter word this differently.
    for name in ("values", "count"):
        with pytest.raises(AttributeError):
            setattr(window, name, None)
        with pytest.raises(AttributeError):
            delattr(window, name)
    with pytest.raises(AttributeError):
        window.other = 1
    assert (type(window).__name__, type(window).__module__) == ("Window", "rolling")
    assert type(window).__doc__.startswith("Window(values")


def test_a_window_is_final():
    with pytest.raises(TypeError, match=exactly("type 'rolling.Window' is not an acceptable base type")):
        type("Derived", (rolling.Window,), {})


UNSUITABLE = {
    "float32": np.zeros(3, "f4"),
    "objects": np.zeros(3, object),
    "byteswapped": np.zeros(3, ">f8"),
    "unaligned": unaligned(np.zeros(3)),
    "strided": np.zeros(6)[::2],
    "reversed": np.zeros(6)[::-1],
    "two-dimensional": np.zeros((2, 2)),
    "without dimensions": np.zeros(()),
    "empty": np.zeros(0),
}


@pytest.mark.parametrize("values", UNSUITABLE.values(), ids=UNSUITABLE)
def test_the_array_of_a_window_must_be_suitable(values):
    message = exactly(
        "the array of a Window must be of float64, one-dimensional, contiguous and aligned, and not empty"
    )
    before = sys.getrefcount(values)
    with pytest.raises(ValueError, match=message):
        rolling.Window(values)
    assert sys.getrefcount(values) == before


def test_the_array_of_a_window_must_be_a_writable_array():
    with pytest.raises(ValueError, match=exactly("the array of a Window is read-only")):
        rolling.Window(read_only(np.zeros(3)))
    for values in ([0.0], 3, None, np.float64(1)):
        with pytest.raises(TypeError, match=exactly("values must be an array")):
            rolling.Window(values)
    one = np.zeros(1)
    for args, kwargs in [((), {}), ((one, None, None), {}), ((one,), {"size": 1}), ((one,), {"values": one})]:
        with pytest.raises(TypeError):
            rolling.Window(*args, **kwargs)


def test_an_array_that_changed_is_noticed():
    uses = [rolling.Window.mean, rolling.Window.std, rolling.Window.snapshot, lambda window: window.push(1)]
    # No name for the array: NumPy resizes only what it knows to be referenced nowhere else.
    window = rolling.Window(np.zeros(4))
    window.values.resize(2, refcheck=False)
    for use in uses:
        with pytest.raises(RuntimeError, match=exactly("the array of the Window has changed its length")):
            use(window)
    window = rolling.Window(np.zeros(4))
    window.values.shape = (2, 2)
    for use in uses:
        with pytest.raises(ValueError, match="one-dimensional"):
            use(window)
    window.values.shape = 4
    window.push(1)
    window.values.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        window.push(1)
    assert window.count == 1


def test_a_window_calls_back_when_its_array_is_full():
    seen = []
    window = rolling.Window(np.zeros(3), on_full=lambda window: seen.append(window.snapshot().tolist()))
    window.push(range(8))
    assert seen == [[0, 1, 2], [3, 4, 5]]
    window.push(8)
    assert seen[2:] == [[6, 7, 8]]


def test_a_callback_may_do_anything():
    def push_more(window):
        window.on_full = None
        window.push([10, 11])

    window = rolling.Window(np.zeros(2), push_more)
    window.push([1, 2, 3])
    assert window.count == 5
    assert window.snapshot().tolist() == [11, 3]

    def shrink(window):
        window.values.resize(1, refcheck=False)

    window = rolling.Window(np.zeros(2), shrink)
    with pytest.raises(RuntimeError, match="changed its length"):
        window.push([1, 2, 3])
    assert window.count == 2

    def fail(window):
        raise KeyError("full")

    window = rolling.Window(np.zeros(2), fail)
    for count in (2, 4):
        with pytest.raises(KeyError, match="full"):
            window.push([1, 2, 3])
        assert window.count == count
        window.push([]) if window.count % 2 == 0 else None


def test_what_is_not_callable_fails_when_it_is_called():
    window = rolling.Window(np.zeros(1), 5)
    with pytest.raises(TypeError, match="not callable"):
        window.push(1)


def test_a_window_owns_one_reference_to_each():
    values, on_full = np.zeros(2), functools.partial(int)
    before = sys.getrefcount(values), sys.getrefcount(on_full)
    window = rolling.Window(values, on_full)
    assert (sys.getrefcount(values), sys.getrefcount(on_full)) == (before[0] + 1, before[1] + 1)
    for _ in range(3):
        assert window.values is values
        window.on_full = window.on_full
    window.snapshot()
    window.mean()
    assert (sys.getrefcount(values), sys.getrefcount(on_full)) == (before[0] + 1, before[1] + 1)
    assert gc.is_tracked(window)
    assert {id(values), id(on_full)} <= {id(thing) for thing in gc.get_referents(window)}
    del window
    assert (sys.getrefcount(values), sys.getrefcount(on_full)) == before


def test_the_collector_sees_through_a_window():
    class Witness:
        pass

    def watched():
        witness = Witness()
        return witness, weakref.ref(witness)

    # Through the array: one with attributes.
    values = np.zeros(2).view(Subclass)
    values.window = rolling.Window(values)
    values.witness, first = watched()
    # Through the callback.
    window = rolling.Window(np.zeros(2))
    witness, second = watched()
    window.on_full = functools.partial(print, window, witness)
    # Through both.
    values.other = rolling.Window(values, functools.partial(print, values))
    del values, window, witness
    assert first() is not None
    assert second() is not None
    gc.collect()
    assert first() is None
    assert second() is None


def test_an_array_that_is_held_elsewhere_outlives_the_cycle():
    values = np.zeros(2)
    before = sys.getrefcount(values)
    window = rolling.Window(values)
    window.on_full = functools.partial(print, window)
    del window
    gc.collect()
    assert sys.getrefcount(values) == before


def test_a_finalizer_may_use_a_window_of_its_cycle():
    heard = []

    class Last:
        def __del__(self):
            self.window.on_full = None
            self.window.push(5)
            heard.append(self.window.snapshot().tolist())

    last = Last()
    last.window = rolling.Window(np.zeros(2), last)
    last.window.push(4)
    del last
    gc.collect()
    gc.collect()
    assert heard == [[4, 5]]


# --- the module ----------------------------------------------------------------------------------------------------


def test_the_module_documents_itself():
    assert rolling.__doc__ == "Statistics of rolling windows."
    for name in [*STATISTICS, "ewma"]:
        assert getattr(rolling, name).__doc__.startswith(f"{name}(a, ")
    assert rolling.Window.push.__doc__.startswith("push(")
    assert rolling.Window.values.__doc__ == "The array that holds the numbers."


def test_the_module_can_be_loaded_a_second_time():
    first = sys.modules.pop("rolling")
    try:
        second = importlib.import_module("rolling")
        assert second is not first
        windows = [module.Window(np.zeros(2)) for module in (first, second, first, second)]
        for number, window in enumerate(windows):
            window.push([number, number])
            window.on_full = len
            assert window.values.tolist() == [number, number]
            assert window.on_full is len
            assert window.mean() == number
        assert type(windows[0]) is not type(windows[1])
        for module in (first, second):
            assert module.mean([1, 3], 2).tolist() == [2]
            assert module.ewma([1, 3], 1).tolist() == [1, 3]
            assert module.clipped_diff(5, 1, 2) == 2
            assert module.clipped_diff(Fraction(5), 1, 2) == 2
        del window, windows
        gc.collect()
    finally:
        sys.modules["rolling"] = first


def use_everything():
    array, objects = np.arange(30.0).reshape(5, 6), np.array(FRACTIONS)
    for name in STATISTICS:
        getattr(rolling, name)(array, 3, axis=0)
    for name in OBJECT_STATISTICS:
        getattr(rolling, name)(objects, 3)
    rolling.ewma(array.astype("f4"), 0.5)
    rolling.clipped_diff(array, 1, 2)
    rolling.clipped_diff(objects, 1, 2)
    window = rolling.Window(np.zeros(3), len)
    window.push(array)
    window.snapshot()
    window.mean()
    window.values.sum()
    failures = [
        lambda: rolling.mean(array, 99),
        lambda: rolling.mean(array, 1, 99),
        lambda: rolling.mean("x", 1),
        lambda: rolling.mean([None, None], 2),
        lambda: rolling.min([None, None], 2),
        lambda: rolling.std(objects, 2),
        lambda: rolling.ewma(objects, 0.5),
        lambda: rolling.ewma([1j], 0.5),
        lambda: rolling.ewma(array, 7),
        lambda: rolling.clipped_diff(objects, None, 2),
        lambda: rolling.Window(objects),
        lambda: rolling.Window([1]),
        lambda: rolling.Window(np.zeros(3), 5).push([1, 2, 3, 4]),
        lambda: window.push([None, "x"]),
    ]
    for failure in failures:
        # Not pytest.raises, which remembers what it caught.
        try:
            failure()
        except (TypeError, ValueError):
            continue
        raise AssertionError("no exception")


def allocated():
    gc.collect()
    sys._clear_type_cache()  # it keeps names of attributes
    return sys.getallocatedblocks()


def test_nothing_leaks():
    rounds = 50
    for _ in range(3):
        use_everything()
    before = allocated()
    for _ in range(rounds):
        use_everything()
    assert allocated() - before < rounds
