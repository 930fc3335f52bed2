"""Unmodified packages take HPyArrays: SciPy (C, C++, Fortran, Cython), pandas and PyWavelets (Cython), bottleneck (plain C). What
arrives in them is the memory of the array, and a part of their own test suites goes as it does with ndarrays; `make
test-third-party` runs the rest.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hpy_helpers import References, Token

from numpy_hpy import HPyArray, from_numpy, to_numpy

bottleneck = pytest.importorskip("bottleneck", reason="install requirements/third_party.txt")
pd = pytest.importorskip("pandas", reason="install requirements/third_party.txt")
pywt = pytest.importorskip("pywt", reason="install requirements/third_party.txt")
pytest.importorskip("scipy", reason="install requirements/third_party.txt")

from pandas._libs import algos, hashtable, lib  # noqa: E402
from scipy import fft, interpolate, linalg, ndimage, signal, spatial, special  # noqa: E402
from scipy.linalg import blas, lapack  # noqa: E402

HERE = Path(__file__).parent


def made(shape=8, dtype="f8", order="C"):
    """An HPyArray of numbers, and an ndarray of the same ones."""
    numbers = (np.arange(1, np.prod(shape) + 1) * 7 % 11).reshape(shape).astype(dtype)
    array = HPyArray(shape, dtype, order)
    array[...] = numbers
    return array, numbers.copy(order)


def numbers(*arguments):
    return made(*arguments)[0]


def address_of(array):
    return array._data_address() if type(array) is HPyArray else array.__array_interface__["data"][0]


# --- where an HPyArray is enough -----------------------------------------------------------------------------------

# What a function keeps of its argument, or has written into it.
KEPT = {
    "fft.fft": ((8, "c16"), lambda array: fft.fft(array, overwrite_x=True)),
    "fft.dct": ((8,), lambda array: fft.dct(array, overwrite_x=True)),
    "linalg.lu_factor": (((4, 4), "f8", "F"), lambda array: linalg.lu_factor(array, overwrite_a=True)[0]),
    "lapack.dgetrf": (((4, 4), "f8", "F"), lambda array: lapack.dgetrf(array, overwrite_a=1)[0]),
    "blas.dscal": ((8,), lambda array: blas.dscal(2.0, array)),
    "blas.daxpy": ((8,), lambda array: blas.daxpy(np.arange(8.0), array, a=2.0)),
    "signal.detrend": (((4, 5),), lambda array: signal.detrend(array, overwrite_data=True)),
    "spatial.cKDTree": (((4, 2),), lambda array: spatial.cKDTree(array).data),
    "interpolate.RegularGridInterpolator": (
        ((4, 3),),
        lambda array: interpolate.RegularGridInterpolator((np.arange(4.0), np.arange(3.0)), array).values,
    ),
    "interpolate.PPoly": (((1, 7),), lambda array: interpolate.PPoly(array, np.arange(8.0)).c),
    "pandas.Series": ((8,), lambda array: pd.Series(array).values),
    "pandas.Series of objects": ((8, "O"), lambda array: pd.Series(array, dtype=object).values),
    "pandas.DataFrame": (((4, 3),), lambda array: pd.DataFrame(array, copy=False).values),
    "pandas.DataFrame of a dict": ((8,), lambda array: pd.DataFrame({"a": array}, copy=False)["a"].values),
    "pandas.Index": ((8, "i8"), lambda array: pd.Index(array).values),
    "pandas.DatetimeIndex": ((8, "M8[ns]"), lambda array: pd.DatetimeIndex(array).values),
    "pywt.WaveletPacket": ((8,), lambda array: pywt.WaveletPacket(array, "db1").data),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_arrives_is_the_memory_of_the_array(name):
    how, function = KEPT[name]
    array, plain = made(*how)
    result, expected = function(array), function(plain)
    assert address_of(result) == address_of(array)
    np.testing.assert_array_equal(result, expected)
    # Written by the function, or not: either way as the ndarray is.
    if address_of(expected) == address_of(plain):
        np.testing.assert_array_equal(array, plain)


@pytest.mark.parametrize("name", KEPT)
def test_it_lives_as_long_as_it_is_kept(name):
    how, function = KEPT[name]
    array = made(*how)[0]
    result = function(array)
    expected = result.tolist()
    del array
    assert result.tolist() == expected


def test_memory_of_an_ndarray_arrives_through_an_hpyarray():
    array = np.arange(8.0)
    ours = from_numpy(array)
    blas.dscal(2.0, ours)
    assert array.tolist() == (np.arange(8.0) * 2).tolist()
    assert np.shares_memory(pd.Series(ours[::-2]).values, array)
    assert address_of(spatial.cKDTree(from_numpy(array.reshape(4, 2))).data) == address_of(array)


def test_cython_memoryviews_take_hpyarrays():
    array, plain = made(8, "i8")
    table, other = hashtable.Int64HashTable(), hashtable.Int64HashTable()
    table.map_locations(array)
    other.map_locations(plain)
    assert table.lookup(array).tolist() == other.lookup(plain).tolist()
    assert hashtable.Float64HashTable().unique(numbers(8)).tolist() == pd.unique(made(8)[1]).tolist()
    for result, expected in zip(algos.groupsort_indexer(array, 11), algos.groupsort_indexer(plain, 11), strict=True):
        assert result.tolist() == expected.tolist()
    assert algos.pad["int64_t"](array, array).tolist() == algos.pad["int64_t"](plain, plain).tolist()


def test_objects():
    token = Token()
    array = HPyArray(3, object)
    array[...] = ["a", token, None]
    series = pd.Series(array, dtype=object)
    with References(token, 0):
        series.iloc[1], array[0] = None, token
        assert series.tolist() == [token, None, None]
    assert lib.infer_dtype(array) == lib.infer_dtype(to_numpy(array))
    assert pd.isna(array).tolist() == [False, True, True]


# --- where an ndarray must be --------------------------------------------------------------------------------------

WRITTEN = {
    "special.erf": lambda array, out: special.erf(array, out=out),
    "ndimage.gaussian_filter": lambda array, out: ndimage.gaussian_filter(array, 1, output=out),
    "spatial.distance.pdist": lambda array, out: spatial.distance.pdist(array.reshape(4, 2), out=out[:6]),
    "bottleneck.replace": lambda array, out: bottleneck.replace(out, 0, 5),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_results_are_written_into_the_memory_of_an_hpyarray(name):
    function = WRITTEN[name]
    source, expected = np.arange(8.0), np.zeros(8)
    function(source, expected)
    ours = HPyArray(8)
    function(to_numpy(from_numpy(source)), to_numpy(ours))
    assert ours.tolist() == expected.tolist()
    assert any(ours)


def test_they_say_so_themselves():
    with pytest.raises(TypeError):
        special.erf(np.arange(8.0), out=HPyArray(8))
    with pytest.raises(TypeError):
        bottleneck.replace(HPyArray(8), 0, 5)
    with pytest.raises(TypeError):
        hashtable.PyObjectHashTable().map_locations(HPyArray(8, object))


# --- their own tests -----------------------------------------------------------------------------------------------


def test_their_own_tests_go_as_with_ndarrays(note):
    command = [sys.executable, HERE.parent / "third_party" / "run.py", "--quick"]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    for line in result.stdout.splitlines():
        note(line)
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
