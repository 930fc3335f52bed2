"""Functions that NumPy calls, on handles: an extension with ufuncs and dtypes whose every function is a trampoline.

One source, for each of HPy's ABIs, and in its debug and trace modes. In debug mode no test may leave a handle open.
NUMPY_HPY_INCLUDE is the folder of the headers to compile with, if not the installed ones.
"""

import contextlib
import functools
import gc
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from ctypes import c_int
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path

import numpy as np
import pytest
from api_calls import ABIS, NULL, extensions
from api_describe import address_of as address

universal = pytest.importorskip("hpy.universal", reason="HPy is for CPython 3.11 and 3.12")

HERE = Path(__file__).parent
SOURCES = sorted((HERE / "api_trampolines").glob("*.c"))
MODES = {"cpython": "cpython", "hybrid": "hybrid", "hybrid-debug": "hybrid"}
MODES |= {"universal": "universal", "universal-debug": "universal", "universal-trace": "universal"}
MODES = {mode: abi for mode, abi in MODES.items() if abi in ABIS}
IS_NUMPY_2_4 = np.lib.NumpyVersion(np.__version__) >= "2.4.0.dev0"

since_numpy_2_4 = pytest.mark.skipif(not IS_NUMPY_2_4, reason="NumPy has it since 2.4")


# --- building ------------------------------------------------------------------------------------------------------


def headers():
    import numpy_hpy

    return Path(os.environ.get("NUMPY_HPY_INCLUDE") or numpy_hpy.get_include())


def compiler():
    for command in (os.environ.get("CC"), sysconfig.get_config_var("CC"), "cc"):
        words = shlex.split(command or "")
        if words and shutil.which(words[0]):
            return words
    pytest.skip("there is no C compiler")


def flags(abi):
    """What the compiler is told; the universal ABI sees neither Python's headers nor NumPy's."""
    from hpy.devel import HPyDevel

    devel = HPyDevel()
    hpy = ["-DHPY", f"-DHPY_ABI_{abi.upper()}", "-isystem", str(devel.include_dir)]
    if abi == "universal":
        return [*hpy, "-I", str(devel.get_include_dir_forbid_python_h()), "-I", str(headers())]
    return [*hpy, "-isystem", np.get_include(), "-isystem", sysconfig.get_path("include"), "-I", str(headers())]


def run(command):
    result = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result


@pytest.fixture(scope="session")
def libraries(tmp_path_factory):
    """The path of the extension for each ABI."""
    from hpy.devel import HPyDevel
    from hpy.devel.abitag import get_hpy_ext_suffix

    devel = HPyDevel()
    folder = tmp_path_factory.mktemp("trampolines")
    strict = ["-std=c11", "-O1", "-fPIC", "-Wall", "-Wextra", "-pedantic", "-Werror", "-Wno-missing-field-initializers"]

    def build(abi):
        objects = []
        theirs = devel.get_extra_sources() + (devel.get_ctx_sources() if abi == "cpython" else [])
        for source in [*SOURCES, *theirs]:
            objects.append(folder / f"{abi}_{Path(source).stem}.o")
            checks = strict if source in SOURCES else ["-fPIC", "-w"]
            run([*compiler(), *checks, *flags(abi), "-c", source, "-o", objects[-1]])
        path = folder / ("api_trampolines" + (EXTENSION_SUFFIXES[0] if abi == "cpython" else get_hpy_ext_suffix(abi)))
        run([*compiler(), "-shared", *objects, "-o", path])
        return path

    abis = sorted(set(MODES.values()))
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(abis, pool.map(build, abis), strict=True))


@pytest.fixture(scope="session")
def load(libraries, tmp_path_factory):
    """``load(mode)``: the module, once for each mode. Each gets a library of its own, and so variables of its own."""

    @functools.cache
    def load(mode):
        library = libraries[MODES[mode]]
        path = Path(shutil.copy(library, tmp_path_factory.mktemp(mode.replace("-", "_"))))
        if mode == "cpython":
            spec = ModuleSpec("api_trampolines", ExtensionFileLoader("api_trampolines", str(path)), origin=str(path))
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
        spec = ModuleSpec("api_trampolines", None, origin=str(path))
        how = {"debug": universal.MODE_DEBUG, "trace": universal.MODE_TRACE}
        how = how.get(mode.partition("-")[2], universal.MODE_UNIVERSAL)
        return universal.load("api_trampolines", str(path), spec, how == universal.MODE_DEBUG, how)

    return load


@pytest.fixture(params=MODES)
def mode(request):
    return request.param


@pytest.fixture
def lib(load, mode):
    module = load(mode)
    if not mode.endswith("debug"):
        yield module
        return
    from hpy.debug import LeakDetector

    with LeakDetector():
        yield module


@pytest.fixture
def is_checked(mode):
    """Whether functions look at the handles that they are given."""
    return mode != "cpython"


@contextlib.contextmanager
def references(*things, more=0):
    """Inside, exactly ``more`` references to each of the things are added."""
    gc.collect()
    before = [sys.getrefcount(thing) for thing in things]
    yield
    gc.collect()
    after = [sys.getrefcount(thing) for thing in things]
    # Counted before the assertion: pytest keeps what an assertion looks at.
    added = [a - b for a, b in zip(after, before, strict=True)]
    assert added == [more] * len(things)


def repeat(function, *, raises=None, times=20):
    """Calls it often, so that a reference that is lost each time cannot hide behind a cache."""
    for _ in range(times):
        if raises is None:
            function()
        else:
            with pytest.raises(raises):
                function()


# --- ufuncs --------------------------------------------------------------------------------------------------------


def test_a_loop_calls_python(lib):
    assert lib.call(str.upper, ["a", "b"]).tolist() == ["A", "B"]


def test_a_loop_is_entered_again_while_it_runs(lib):
    def depth(n):
        return 0 if n == 0 else lib.call(depth, [n - 1, n - 1]).max() + 1

    assert lib.call(depth, 5) == 5


def test_an_exception_ends_the_loop_and_reaches_the_caller(lib):
    seen = []

    def fail(x):
        seen.append(x)
        raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        lib.call(fail, [1, 2, 3])
    assert seen == [1]


def test_a_loop_keeps_no_references(lib):
    thing = object()

    def fail(x):
        raise KeyError

    with references(thing):
        repeat(lambda: lib.call(lambda x: x, [thing] * 3))
        repeat(lambda: lib.call(fail, [thing]), raises=KeyError)
    result = lib.call(lambda x: x, [thing] * 3)
    with references(thing, more=-3):
        del result


def test_a_loop_of_numbers_gets_its_data_and_the_interpreter_lock(lib):
    assert lib.scale([1.0, 2.0]).tolist() == [2.5, 5.0]


def test_loops_of_numbers_in_many_threads(lib):
    numbers = np.arange(2000.0)
    failures = []

    def work():
        for _ in range(20):
            if not np.array_equal(lib.scale(numbers), numbers * 2.5):
                failures.append(1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert failures == []


def test_a_generalized_ufunc(lib):
    assert lib.join.signature == "(n)->()"
    assert lib.join([["a", "b"], ["c", "d"]]).tolist() == ["ab", "cd"]
    with pytest.raises(TypeError):
        lib.join(np.array([["a", 1]], object))


def test_functions_of_objects(lib):
    assert lib.negative([1, 2.5]).tolist() == [-1, -2.5]
    assert lib.subtract([5, {1, 2}], [2, {2}]).tolist() == [3, {1}]
    with pytest.raises(TypeError):
        lib.negative(["a"])
    with pytest.raises(TypeError):
        lib.subtract([1, "a"], [1, 1])
    thing = frozenset([1, 2])
    with references(thing):
        repeat(lambda: lib.subtract([thing], [thing]))
        repeat(lambda: lib.subtract([thing], [1]), raises=TypeError)


def test_a_ufunc_of_a_callable(lib):
    def divide(a, b):
        return a // b, a % b

    with references(divide):
        ufunc = lib.from_callable(divide, 2, 2)
        quotients, remainders = ufunc([7, 9], 4)
        assert (quotients.tolist(), remainders.tolist()) == ([1, 2], [3, 1])
        with pytest.raises(ZeroDivisionError):
            ufunc(1, 0)
        del ufunc
        lib.free_callables()


def test_an_identity(lib, is_checked):
    assert lib.with_identity(5).reduce([]) == 5
    assert lib.with_identity(5).identity == 5
    if is_checked:
        with pytest.raises(TypeError, match="HPy_NULL"):
            lib.with_identity()


def test_dtypes_are_resolved(lib, is_checked):
    f8, f4, i4 = np.dtype("f8"), np.dtype("f4"), np.dtype("i4")
    a, b = np.zeros(1), np.zeros(1, "i4")
    assert lib.resolve(np.add, [a, b, None], None) == (f8, f8, f8)
    assert lib.resolve(np.left_shift, [b, b, None], None) == (i4, i4, i4)
    assert lib.resolve(np.add, [b, b, None], (None, None, f8)) == (f8, f8, f8)
    with pytest.raises(TypeError):
        lib.resolve(np.add, [a, b, None], (None, None, f4))
    with pytest.raises(TypeError, match="operand 1"):
        lib.resolve(np.add, [a, None, None], None)
    lib.validate(np.add, [a, b, None], [f8] * 3)
    with pytest.raises(TypeError, match="cast"):
        lib.validate(np.add, [a, b, None], [i4] * 3)
    with pytest.raises(TypeError, match="operand 0"):
        lib.validate(np.add, [a, b, None], [None] * 3)
    with references(a, b, f8, f4):
        repeat(lambda: lib.resolve(np.add, [a, b, None], None))
        repeat(lambda: lib.resolve(np.add, [a, b, None], (None, None, f4)), raises=TypeError)
        repeat(lambda: lib.validate(np.add, [a, b, None], [f8] * 3))
    if is_checked:
        with pytest.raises(TypeError, match="ufunc"):
            lib.resolve(None, [a, b, None], None)
        with pytest.raises(TypeError, match="array"):
            lib.validate(np.add, [a, 1, None], [f8] * 3)


def test_slots(lib):
    one, two = object(), object()
    with references(one, two):
        assert lib.through_slots(one, two) == (None, one, two, None)
        repeat(lambda: lib.through_slots(one, two))


@pytest.mark.parametrize("debug_mode", [mode for mode in MODES if mode.endswith("debug")])
def test_a_leak_in_a_loop_is_reported_with_the_place_where_the_handle_was_opened(load, debug_mode, libraries):
    import hpy.debug

    lib = load(debug_mode)
    hpy.debug.set_handle_stack_trace_limit(16)
    try:
        with pytest.raises(hpy.debug.HPyLeakError) as error, hpy.debug.LeakDetector():
            assert lib.leak(["what was leaked"]).tolist() == ["what was leaked"]
    finally:
        hpy.debug.disable_handle_stack_traces()
    assert len(error.value.leaks) == 1
    assert "what was leaked" in str(error.value)
    # A line for each function on the stack, with the library that it is in.
    assert libraries[MODES[debug_mode]].name in str(error.value)


# --- dtypes of the old kind ----------------------------------------------------------------------------------------


@pytest.fixture(params=["money", "free_money"])
def money(request, lib):
    """A dtype that says that it needs the interpreter, and one that does not."""
    return getattr(lib, request.param)


def cents(array):
    return [item.cents for item in array.tolist()]


def test_items(lib, money):
    array = np.zeros(3, money)
    array[0] = 5
    array[1] = lib.Money(7)
    assert cents(array) == [5, 7, 0]
    assert array[1].cents == 7
    with pytest.raises(TypeError):
        array[0] = "five"
    array[2] = 666
    with pytest.raises(ValueError, match="beast"):
        array[2]
    assert cents(np.array([1, lib.Money(2)], money)) == [1, 2]


def test_items_of_structures(lib, money):
    """NumPy then passes no array, but memory in which only a dtype is set."""
    dtype = np.dtype([("a", "i1"), ("m", money), ("b", "i4")])
    array = np.zeros(4, dtype)
    array["m"] = np.array([4, 3, 2, 1], money)
    assert cents(np.sort(array, order="m")["m"]) == [1, 2, 3, 4]
    assert np.argsort(array, order="m").tolist() == [3, 2, 1, 0]
    array[0] = array[3]
    array[1] = (1, lib.Money(5), 2)
    assert cents(array["m"]) == [1, 5, 2, 1]
    assert array[1]["m"].cents == 5
    assert [item[1].cents for item in array.tolist()] == [1, 5, 2, 1]
    assert [item[1].cents for item in array.astype(object)] == [1, 5, 2, 1]
    assert np.flatnonzero(array).tolist() == [0, 1, 2, 3]
    assert cents(np.concatenate([array, array])["m"][-2:]) == [2, 1]
    assert cents(array.byteswap().byteswap()["m"]) == [1, 5, 2, 1]
    pairs = np.zeros(2, [("m", money, (2,))])
    pairs["m"] = np.array([[1, 2], [3, 4]], money)
    assert [cents(item[0]) for item in pairs.tolist()] == [[1, 2], [3, 4]]
    assert [cents(item[0]) for item in pairs.astype(object)] == [[1, 2], [3, 4]]
    assert cents(pairs.copy()["m"].ravel()) == [1, 2, 3, 4]


def test_items_as_objects(lib, money):
    array = np.array([1, 2], money)
    assert [item.cents for item in array.astype(object)] == [1, 2]
    assert cents(array.astype(object).astype(money)) == [1, 2]


def test_copying_and_swapping(lib, money):
    array = np.arange(1, 7, dtype=money).reshape(2, 3)
    assert cents(array.T.copy().ravel()) == [1, 4, 2, 5, 3, 6]
    assert cents(array.byteswap().ravel())[0] == 1 << 56
    assert cents(array[:, ::-2].flatten()) == [3, 1, 6, 4]


def test_filling(lib, money):
    assert cents(np.arange(1, 9, 2, dtype=money)) == [1, 3, 5, 7]
    with pytest.raises(ValueError, match="beast"):
        np.arange(660, 670, dtype=money)
    assert lib.fill_directly(8) == (8, 8, 8)
    with pytest.raises(ValueError, match="beast"):
        lib.fill_directly(666)


def test_searching(lib, money):
    array = np.array([3, 9, 0, 1], money)
    assert np.flatnonzero(array).tolist() == [0, 1, 3]
    assert (array.argmax(), array.argmin()) == (1, 2)
    assert array.dot(np.array([1, 1, 1, 2], money)).cents == 14
    assert np.searchsorted(np.array([1, 3, 9], money), np.array([2, 9], money)).tolist() == [1, 2]


def test_comparing_and_sorting(lib):
    array = np.array([3, 1, 2], lib.money)
    assert cents(np.sort(array)) == [1, 2, 3]
    assert np.argsort(array).tolist() == [1, 2, 0]
    # This one has functions of its own, which sort the other way.
    array = np.array([3, 1, 2], lib.free_money)
    assert cents(np.sort(array)) == [3, 2, 1]
    assert np.argsort(array).tolist() == [0, 2, 1]
    # This way of sorting compares, and NumPy has released the interpreter lock.
    assert cents(np.sort(array, kind="stable")) == [1, 2, 3]


def test_a_context_is_good_after_many_calls_back(lib):
    """A function of the API that makes NumPy call back more often than HPy's debug mode has contexts."""
    array = np.array([*range(100, 0, -1)], lib.money)
    lib.sort_in_place(array)
    assert cents(array) == [*range(1, 101)]


class Busy:
    """Whatever NumPy asks it, it calls functions of the extension often."""

    def __init__(self, lib):
        self.lib = lib

    def work(self, *args):
        for _ in range(40):
            self.lib.through_slots(1, 2)

    def __float__(self):
        self.work()
        return 1.5

    def __index__(self):
        self.work()
        return 1

    def __lt__(self, other):
        self.work()
        return False

    @property
    def dtype(self):
        self.work()
        return np.dtype("i4")

    def __array__(self, dtype=None, copy=None):
        self.work()
        return np.arange(3)


class Last:
    """Has its work done when it goes."""

    def __init__(self, busy):
        self.busy = busy

    def __call__(self, x):
        return x

    def __del__(self):
        self.busy.work()


def objects(*things):
    array = np.empty(len(things), object)
    array[:] = things
    return array


# By what comes back: what NumPy is made to do.
BUSY_CALLS = {
    "a number": lambda api, busy: api.HPyArray_CopyInto(np.zeros(2), objects(busy, busy)),
    "a number of an object": lambda api, busy: api.HPyArray_PyIntAsInt(busy),
    "a number of an item": lambda api, busy: api.HPyArray_SETITEM(one := np.zeros(1), one.ctypes.data, busy),
    "a handle": lambda api, busy: api.HPyArray_FromAny(busy, NULL, 0, 0, 0, NULL),
    "a handle of an adapted function": lambda api, busy: api.HPyArray_FromArrayAttr(busy, NULL, NULL),
    "a handle that is set": lambda api, busy: api.HPyArray_DescrConverter(busy, NULL),
    "a handle that an adapted function sets": lambda api, busy: api.HPyArray_Converter(busy, NULL),
    "an array of handles": lambda api, busy: api.HPyArray_ConvertToCommonType([busy, busy], address(c_int())),
    "what an adapted function assigns": lambda api, busy: api.HPyArray_AssignArray(np.zeros(1), objects(busy), NULL, 4),
    "a sort": lambda api, busy: api.HPyArray_Sort(objects(busy, busy), 0, 0),
    "an exception": lambda api, busy: api.HPyArray_CopyInto(np.zeros(2), objects(busy, "text")),
    "a warning": lambda api, busy: api.HPY_DEPRECATE(address(b"text")),
    "an error state": lambda api, busy: api.HPyUFunc_GiveFloatingpointErrors(address(b"text"), 1),
    "the last reference": lambda api, busy: api.HPyUFunc_FreePyFuncData(
        api.HPyUFunc_NewPyFuncData(1, 1, Last(busy))[0]
    ),
}


@pytest.mark.parametrize("name", BUSY_CALLS)
def test_a_context_is_good_after_many_calls_of_any_kind(load, name, monkeypatch):
    """HPy's debug mode has sixteen contexts; after as many calls the caller's has had its turn."""
    busy = Busy(load("universal-debug"))
    monkeypatch.setattr(warnings, "showwarning", busy.work)
    with warnings.catch_warnings(), np.errstate(all="call", call=busy.work):
        warnings.simplefilter("always")
        for mode in ("debug", "universal"):
            with contextlib.suppress(ValueError, TypeError):
                BUSY_CALLS[name](extensions().hpy[mode], busy)


def test_text(lib, money, tmp_path):
    assert cents(np.fromstring("1 2 3", money, sep=" ")) == [1, 2, 3]
    path = tmp_path / "numbers"
    path.write_text("4,5,6")
    assert cents(np.fromfile(path, money, sep=",")) == [4, 5, 6]


def test_casts(lib, money):
    assert np.array([150, 25], money).astype(float).tolist() == [1.5, 0.25]
    assert cents(np.array([1.5, 0.25]).astype(money)) == [150, 25]
    assert np.can_cast(money, "f8")
    assert (np.array([150], money) * 2.0).tolist() == [3.0]


def test_exceptions(lib):
    """NumPy looks for them if the dtype says that it needs the interpreter."""
    beast = np.array([1, 666, 3], lib.money)
    other = np.array([1, 1, 1], lib.money)
    for function in [
        lambda: beast.astype(float),
        lambda: np.flatnonzero(beast),
        lambda: np.count_nonzero(beast),
        lambda: np.sort(beast),
        lambda: beast.argmax(),
        lambda: beast.dot(other),
        lambda: np.add(beast, other),
        lambda: beast.astype(object),
        beast.tolist,
    ]:
        repeat(function, raises=ValueError)


def test_exceptions_of_a_dtype_that_does_not_say_so(lib):
    beast = np.array([1, 666, 3], lib.free_money)
    # Not each call of the interpreter's looks whether there is an exception beside the result; those of a partial do.
    for function in [functools.partial(beast.astype, float), functools.partial(np.count_nonzero, beast)]:
        with pytest.raises(SystemError) as error:
            function()
        assert isinstance(error.value.__cause__, ValueError)


def test_loops_for_such_a_dtype(lib, money):
    array = np.array([1, 2], lib.money)
    assert cents(np.add(array, array)) == [1002, 1004]
    assert cents(lib.twice(np.array([1, 2], money))) == [2, 4]


def test_every_function_was_given_a_dtype(lib):
    with_dtype, without_dtype = lib.money_counts()
    np.sort(np.array([3, 1, 2], lib.money)).tolist()
    assert lib.money_counts()[0] - with_dtype >= 5
    assert lib.money_counts()[1] == without_dtype


def test_such_a_dtype_keeps_no_references(lib, money):
    things = [money, type(money), lib.Money, np.dtype("f8")]
    array = np.array([3, 1, 2], money)
    structures = np.zeros(2, [("m", money)])
    with references(*things):
        repeat(array.tolist)
        repeat(lambda: np.sort(array))
        repeat(lambda: array.astype(float))
        repeat(lambda: array.astype(object))
        repeat(lambda: np.flatnonzero(structures))
        repeat(lambda: np.sort(structures))
        repeat(lambda: lib.twice(array))
        repeat(lambda: lib.register_bad(2), raises=ValueError)
        repeat(lib.register_again)


@pytest.mark.parametrize("which", range(5))
def test_a_prototype_is_refused(lib, which):
    with pytest.raises((TypeError, ValueError)):
        lib.register_bad(which)


def test_registering_again(lib):
    assert lib.register_again() == lib.money.num


def test_a_cast_to_nothing_is_refused(lib, money):
    with pytest.raises(TypeError, match="type number"):
        lib.cast_again(money)


def test_questions_about_dtypes(lib, money, is_checked):
    assert lib.is_user_type(money.num) == (1, 1)
    assert lib.is_user_type(np.dtype("i4").num) == (0, 0)
    assert lib.is_user_type(np.dtype("S").num) == (0, 1)
    assert lib.is_user_type(money.num + 1000) == (0, 0)
    copy = lib.replaced(money)
    assert copy == money
    assert copy is not money
    assert lib.subarray(np.dtype((money, (2, 3)))) == (money, (2, 3))
    assert lib.subarray(money) is None
    assert lib.dtype_class(money) is type(money)
    assert lib.dtype_class(type(money)) is type(money)
    # NPY_INTNEG_SCALAR and, without an array, what numbers begin with.
    assert lib.scalar_kind(np.zeros((), money)) == 2
    if is_checked:
        for function in (lib.replaced, lib.subarray, lib.dtype_class):
            with pytest.raises(TypeError, match="expected a"):
                function(3)


# --- dtypes of the new kind ----------------------------------------------------------------------------------------


@pytest.fixture
def scaled(lib):
    """``scaled(numbers, factor)``: an array of them."""
    return lambda numbers, factor=2.0: np.array(numbers, float).astype(lib.Scaled(factor))


def test_the_class(lib):
    assert lib.Scaled.__name__ == "Scaled"
    assert lib.Scaled.__module__ == "api_trampolines"
    assert lib.Scaled.__doc__ == "Numbers with a factor."
    assert lib.Scaled.type is lib.Number
    assert issubclass(lib.Scaled, np.dtype)
    assert type(lib.Scaled) is type(np.dtype)


def test_what_python_sees_of_an_instance(lib):
    dtype = lib.Scaled(3.0)
    assert (dtype.factor, dtype.itemsize, dtype.alignment, dtype.kind) == (3, 8, 8, "f")
    assert (repr(dtype), str(dtype)) == ("Scaled(3)", "Scaled(3)")
    assert dtype.times(2).factor == 6
    assert dtype.squared().factor == 9
    assert dtype.count(1, 2) == 2
    assert dtype.count_keywords(1, a=2, b=3) == 21
    assert lib.Scaled.squared.__doc__ == "The dtype with the factor squared."
    assert lib.Scaled.factor.__doc__ == "What stored numbers are multiplied by."
    assert lib.Scaled().factor == 1
    with pytest.raises(TypeError):
        lib.Scaled("3")
    with pytest.raises(TypeError):
        dtype.times("2")
    with pytest.raises(AttributeError):
        dtype.factor = 1


def test_instances_are_destroyed(lib):
    alive = lib.scaled_counts()[0]
    dtype = lib.Scaled(3.0)
    array = np.zeros(3, dtype)
    assert lib.scaled_counts()[0] == alive + 1
    del dtype, array
    assert lib.scaled_counts()[0] == alive


def test_numbers_go_in_and_out(lib, scaled):
    array = scaled([1, 2])
    assert array.tolist() == [1.0, 2.0]
    assert array.view("f8").tolist() == [0.5, 1.0]
    array[0] = 5.0
    assert array[0] == 5.0
    with pytest.raises(TypeError):
        array[0] = None
    array[1] = 26.0
    with pytest.raises(ValueError, match="unlucky"):
        array[1]


def test_a_dtype_is_discovered(lib):
    before = lib.scaled_counts()
    assert np.array([1.5], lib.Scaled).dtype.factor == 1
    assert lib.scaled_counts()[1] > before[1]
    with pytest.raises(TypeError):
        np.array([None], lib.Scaled)


def test_a_dtype_is_finalized(lib):
    before = lib.scaled_counts()
    np.zeros(3, lib.Scaled(3.0))
    assert lib.scaled_counts()[2] == before[2] + 1


def test_casts_between_instances(lib, scaled):
    array = scaled([1, 2])
    assert array.astype(lib.Scaled(4.0)).view("f8").tolist() == [0.25, 0.5]
    assert np.shares_memory(array.astype(lib.Scaled(2.0), copy=False), array)
    assert np.can_cast(lib.Scaled(1), lib.Scaled(1), "no")
    assert not np.can_cast(lib.Scaled(1), lib.Scaled(2), "safe")
    with pytest.raises(OverflowError, match="far apart"):
        array.astype(lib.Scaled(1e-9))


def test_casts_from_and_to_numbers(lib, scaled):
    assert scaled([1, 2]).astype(float).tolist() == [1, 2]
    assert np.can_cast(lib.Scaled(3), float, "safe")
    with pytest.raises(ValueError, match="stays"):
        scaled([1], -1).astype(float)
    with pytest.raises(ZeroDivisionError, match="no loop"):
        np.zeros(1).astype(lib.Scaled(0.0))


def test_data_of_a_loop_is_copied_and_freed(lib):
    before = lib.scaled_counts()
    iterator = np.nditer(
        np.arange(4.0), ["buffered"], [["readonly"]], op_dtypes=[lib.Scaled(2.0)], casting="unsafe", buffersize=2
    )
    copy = iterator.copy()
    assert lib.scaled_counts()[4] == before[4] + 1
    assert [item.item() for item in copy] == [0, 1, 2, 3]
    del iterator, copy
    assert lib.scaled_counts()[3] == before[3]


def test_promotion(lib):
    assert np.result_type(lib.Scaled(2), np.dtype("f8")).factor == 2
    assert np.promote_types(lib.Scaled(2), lib.Scaled(5)).factor == 5
    with pytest.raises(TypeError, match="in common"):
        np.promote_types(lib.Scaled(2), lib.Scaled(-5))
    with pytest.raises(TypeError, match="promoted"):
        np.result_type(lib.Scaled(2), np.dtype("S1"))
    assert np.concatenate([np.zeros(1, lib.Scaled(2)), np.zeros(1)]).dtype.factor == 2


def test_a_loop_from_a_specification(lib, scaled):
    product = scaled([3, 4]) * scaled([1, 2], 4.0)
    assert product.tolist() == [3, 8]
    assert product.dtype.factor == 8
    with pytest.raises(ValueError, match="taken"):
        scaled([84]) * scaled([1], 1.0)


def test_a_result_that_is_left_empty_is_an_error(lib, scaled):
    with pytest.raises(RuntimeError, match="left a result empty"):
        scaled([1], 99.0) * scaled([1], 1.0)


def test_a_promoter(lib, scaled):
    product = scaled([1, 2]) * np.array([3.0, 4.0])
    assert (product.tolist(), product.dtype.factor) == ([3, 8], 2)
    with pytest.raises(RuntimeError, match="no promotion"):
        scaled([1]) // np.zeros(1)


def test_a_wrapping_loop(lib, scaled):
    result = -scaled([1, 2])
    assert (result.tolist(), result.dtype.factor) == ([-1, -2], 2)
    with pytest.raises(ValueError, match="already"):
        -scaled([1], -1.0)


def test_a_reduction_begins_with_its_initial_value(lib, scaled):
    assert scaled([1, 2, 3]).sum() == 2006
    assert scaled([]).sum() == 0
    with pytest.raises(ValueError, match="nowhere"):
        scaled([1, 2], -1.0).sum()
    with pytest.raises(TypeError, match="in common"):
        scaled([1, 2]) + scaled([1, 2], -1.0)


@since_numpy_2_4
def test_loops_by_name(lib, scaled):
    if not hasattr(lib, "is_extended"):
        lib.add_loops()
        lib.is_extended = True
    assert (scaled([5, 7]) - scaled([1, 2])).tolist() == [4, 5]
    assert np.sort(scaled([1, 3, 2])).tolist() == [3, 2, 1]
    with pytest.raises(ValueError, match="default way"):
        np.sort(scaled([1]), kind="stable")
    with pytest.raises(TypeError, match="already"):
        lib.add_loops()


@pytest.mark.skipif(IS_NUMPY_2_4, reason="NumPy has it")
def test_loops_by_name_need_numpy_2_4(lib):
    with pytest.raises(RuntimeError, match=r"needs NumPy 2\.4"):
        lib.add_loops()


def test_unaligned_items(lib):
    array = np.zeros(3, [("a", "i1"), ("s", lib.Scaled(2.0))])
    array["s"] = [1.0, 2.0, 3.0]
    assert array["s"].astype(lib.Scaled(4.0)).tolist() == [1, 2, 3]
    assert (array["s"] * array["s"]).tolist() == [1, 4, 9]


def test_such_a_class_keeps_no_references(lib, scaled):
    f8, dtype, other, cls = np.dtype("f8"), lib.Scaled(2.0), lib.Scaled(4.0), lib.Scaled
    array = scaled([1, 2]).astype(dtype)
    numbers = np.zeros(2)
    gc.collect()
    alive = lib.scaled_counts()
    with references(f8, type(f8), dtype, other, cls, lib.Number, NotImplemented):
        repeat(array.tolist)
        repeat(lambda: np.zeros(2, dtype))
        repeat(lambda: array.astype(other))
        repeat(lambda: array.astype(f8))
        repeat(lambda: numbers.astype(dtype))
        repeat(lambda: np.array([1.5], cls))
        repeat(lambda: np.promote_types(dtype, other))
        repeat(lambda: np.result_type(dtype, f8))
        repeat(lambda: np.result_type(dtype, np.dtype("S1")), raises=TypeError)
        repeat(lambda: array * array)
        repeat(lambda: array * numbers)
        repeat(lambda: array // numbers, raises=RuntimeError)
        repeat(lambda: array + array)
        repeat(array.sum)
        repeat(lambda: scaled([84]) * scaled([1], 1.0), raises=ValueError)
        repeat(lambda: scaled([1], 99.0) * scaled([1], 1.0), raises=RuntimeError)
        repeat(lambda: scaled([1], -1.0).astype(float), raises=ValueError)
        repeat(lambda: scaled([1]) + scaled([1], -1.0), raises=TypeError)
        repeat(lambda: lib.dtype_class(dtype))
        repeat(lambda: lib.bad_spec(4), raises=RuntimeError)
    after = lib.scaled_counts()
    assert (after[0], after[3]) == (alive[0], alive[3])


def test_a_wrapping_loop_keeps_no_references_but_those_that_numpy_loses(lib, scaled):
    """NumPy 2.0 to 2.4 never gives back the dtypes that it had translated for the wrapped loop; see test_numpy_loses_them."""
    f8, dtype = np.dtype("f8"), lib.Scaled(2.0)
    array = scaled([1, 2]).astype(dtype)
    with references(dtype):
        repeat(lambda: -array)
    with references(f8, more=2 * 20):
        repeat(lambda: -array)
    with references(f8):
        repeat(lambda: -scaled([1], -1.0), raises=ValueError)


def test_numpy_loses_them():
    """Its own test dtype shows it, without us: one reference for each operand of each call."""
    from numpy._core._multiarray_umath import _get_sfloat_dtype

    array = np.zeros(2).view(_get_sfloat_dtype()(2.0))
    with references(np.dtype("f8"), more=3 * 20):
        repeat(lambda: np.hypot(array, array))


SPECS = {
    0: "all input",
    1: "DType",
    2: "slots",
    3: "inputs and outputs",
    4: "slot number 77",
    5: "already",
    6: "operand 1",
    7: "ufunc",
}


@pytest.mark.parametrize("which", SPECS)
def test_a_loop_is_refused(lib, which):
    with pytest.raises((TypeError, ValueError, RuntimeError), match=SPECS[which]):
        lib.bad_spec(which)


def fresh_class():
    return type("Fresh", (), {})


def test_a_class_with_defaults(lib):
    cls = lib.make_dtype_class(fresh_class(), 0)
    assert (cls.__name__, cls.__module__) == ("Other", "api_trampolines")
    dtype = lib.new_instance(cls)
    assert type(dtype) is cls
    assert (repr(dtype), str(dtype)) == ("Other()", "Other()")
    assert type(cls()) is lib.Scaled
    with pytest.raises(TypeError, match="no arguments"):
        cls(1)


def test_a_class_with_an_abstract_base(lib):
    cls = lib.make_dtype_class(fresh_class(), 12)
    base = cls.__bases__[0]
    assert issubclass(base, np.dtype)
    assert base is not np.dtype
    assert base._abstract
    assert not cls._abstract
    # The size, and what destroys an instance, come from the base.
    alive = lib.scaled_counts()[0]
    dtype = lib.new_instance(cls)
    assert cls.__basicsize__ == base.__basicsize__ > np.dtype.__basicsize__
    del dtype
    # It had not been counted when it was made.
    assert lib.scaled_counts()[0] == alive - 1


CLASSES = {
    1: "name",
    2: "type object|a class",
    3: "flags",
    4: "bytes at least",
    5: "a function to cast",
    6: "ensure_canonical",
    7: "DType",
}
CLASSES |= {8: "base", 9: "slot", 10: "default_descr", 11: "abstract"}


@pytest.mark.parametrize("which", CLASSES)
def test_a_class_is_refused(lib, which):
    scalar = fresh_class()
    with pytest.raises((TypeError, ValueError, RuntimeError), match=CLASSES[which]):
        lib.make_dtype_class(scalar, which)


def test_only_classes_of_ours_have_new_instances(lib):
    assert lib.new_instance(lib.Scaled).factor == 0
    for cls in (type(np.dtype("f8")), np.dtypes.StringDType):
        with pytest.raises(TypeError, match="was not made by"):
            lib.new_instance(cls)


# --- items that hold references ------------------------------------------------------------------------------------


def test_boxes(lib):
    array = np.zeros(2, lib.Box())
    assert array.tolist() == [0, 0]
    array[0] = "a"
    assert array.tolist() == ["a", 0]
    assert np.empty(2, lib.Box()).tolist() == [None, None]
    assert (repr(lib.Box()), lib.Box() is lib.Box()) == ("Box()", True)


def test_boxes_own_what_they_hold(lib):
    thing = object()
    array = np.empty(3, lib.Box())
    with references(thing, more=3):
        array[...] = thing
    with references(thing, more=3):
        copy = array.copy()
    with references(thing, more=-3):
        del copy
    with references(thing, more=6):
        both = np.concatenate([array, array])
    with references(thing, more=-6):
        del both
    with references(thing):
        repeat(array.tolist)
        repeat(lambda: array[::2].copy())
        repeat(lambda: array.take([0, 0, 1]))
        repeat(lambda: np.array([thing, thing], lib.Box()))
    with references(thing, more=-3):
        array[...] = None


# --- the macros ----------------------------------------------------------------------------------------------------

# Each with its arguments between name and function, the type that the function must have, and the one that it makes.
MACROS = {
    "UFUNC_LOOP": ("", "HPyUFuncGenericFunction", None),
    "UNARYFUNC": ("", "HPyArray_UnaryFunc", None),
    "BINARYFUNC": ("", "HPyArray_BinaryFunc", None),
    "PROMOTER": ("3, ", "HPyArrayMethod_PromoterFunction", "PyArrayMethod_PromoterFunction"),
    "CASTFUNC": ("", "HPyArray_VectorUnaryFunc", "PyArray_VectorUnaryFunc"),
    "ARRFUNC_GETITEM": ("", "HPyArray_GetItemFunc", "PyArray_GetItemFunc"),
    "ARRFUNC_SETITEM": ("", "HPyArray_SetItemFunc", "PyArray_SetItemFunc"),
    "ARRFUNC_COPYSWAPN": ("", "HPyArray_CopySwapNFunc", "PyArray_CopySwapNFunc"),
    "ARRFUNC_COPYSWAP": ("", "HPyArray_CopySwapFunc", "PyArray_CopySwapFunc"),
    "ARRFUNC_NONZERO": ("", "HPyArray_NonzeroFunc", "PyArray_NonzeroFunc"),
    "ARRFUNC_COMPARE": ("", "HPyArray_CompareFunc", "PyArray_CompareFunc"),
    "ARRFUNC_ARGMAX": ("", "HPyArray_ArgFunc", "PyArray_ArgFunc"),
    "ARRFUNC_ARGMIN": ("", "HPyArray_ArgFunc", "PyArray_ArgFunc"),
    "ARRFUNC_DOT": ("", "HPyArray_DotFunc", "PyArray_DotFunc"),
    "ARRFUNC_SCAN": ("", "HPyArray_ScanFunc", "PyArray_ScanFunc"),
    "ARRFUNC_FROMSTR": ("", "HPyArray_FromStrFunc", "PyArray_FromStrFunc"),
    "ARRFUNC_FILL": ("", "HPyArray_FillFunc", "PyArray_FillFunc"),
    "ARRFUNC_FILLWITHSCALAR": ("", "HPyArray_FillWithScalarFunc", "PyArray_FillWithScalarFunc"),
    "ARRFUNC_SORT": ("", "HPyArray_SortFunc", "PyArray_SortFunc"),
    "ARRFUNC_ARGSORT": ("", "HPyArray_ArgSortFunc", "PyArray_ArgSortFunc"),
    "ARRFUNC_SCALARKIND": ("", "HPyArray_ScalarKindFunc", "PyArray_ScalarKindFunc"),
    "RESOLVE_DESCRIPTORS": ("2, ", "HPyArrayMethod_ResolveDescriptors", "PyArrayMethod_ResolveDescriptors"),
    "STRIDED_LOOP": ("2, ", "HPyArrayMethod_StridedLoop", "PyArrayMethod_StridedLoop"),
    "GET_LOOP": ("2, ", "HPyArrayMethod_GetLoop", "PyArrayMethod_GetLoop"),
    "GET_REDUCTION_INITIAL": ("3, ", "HPyArrayMethod_GetReductionInitial", "PyArrayMethod_GetReductionInitial"),
    "TRANSLATE_GIVEN": ("", "HPyArrayMethod_TranslateGivenDescriptors", "PyArrayMethod_TranslateGivenDescriptors"),
    "TRANSLATE_LOOP": ("", "HPyArrayMethod_TranslateLoopDescriptors", "PyArrayMethod_TranslateLoopDescriptors"),
    "TRAVERSE_LOOP": ("", "HPyArrayMethod_TraverseLoop", "PyArrayMethod_TraverseLoop"),
    "GET_TRAVERSE_LOOP": ("", "HPyArrayMethod_GetTraverseLoop", "PyArrayMethod_GetTraverseLoop"),
    "AUXDATA_FREEFUNC": ("", "HNpyAuxData_FreeFunc", "NpyAuxData_FreeFunc"),
    "AUXDATA_CLONEFUNC": ("", "HNpyAuxData_CloneFunc", "NpyAuxData_CloneFunc"),
    "DISCOVER_DESCR": ("", "HPyArrayDTypeMeta_DiscoverDescrFromPyobject", "PyArrayDTypeMeta_DiscoverDescrFromPyobject"),
    "IS_KNOWN_SCALAR_TYPE": ("", "HPyArrayDTypeMeta_IsKnownScalarType", "PyArrayDTypeMeta_IsKnownScalarType"),
    "DEFAULT_DESCR": ("", "HPyArrayDTypeMeta_DefaultDescriptor", "PyArrayDTypeMeta_DefaultDescriptor"),
    "COMMON_DTYPE": ("", "HPyArrayDTypeMeta_CommonDType", "PyArrayDTypeMeta_CommonDType"),
    "COMMON_INSTANCE": ("", "HPyArrayDTypeMeta_CommonInstance", "PyArrayDTypeMeta_CommonInstance"),
    "ENSURE_CANONICAL": ("", "HPyArrayDTypeMeta_EnsureCanonical", "PyArrayDTypeMeta_EnsureCanonical"),
    "FINALIZE_DESCR": ("", "HPyArrayDTypeMeta_FinalizeDescriptor", "PyArrayDTypeMeta_FinalizeDescriptor"),
    "SETITEM": ("", "HPyArrayDTypeMeta_SetItem", "PyArrayDTypeMeta_SetItem"),
    "GETITEM": ("", "HPyArrayDTypeMeta_GetItem", "PyArrayDTypeMeta_GetItem"),
    "GET_CONSTANT": ("", "HPyArrayDTypeMeta_GetConstant", "PyArrayDTypeMeta_GetConstant"),
    "DESTROY_DESCR": ("", "HPyArrayDTypeMeta_Destroy", None),
}
NOT_IN_OLD_HEADERS = {"PyArrayDTypeMeta_FinalizeDescriptor": (2, 1), "PyArrayDTypeMeta_GetConstant": (2, 4)}


def test_the_list_is_complete():
    text = "".join(path.read_text() for path in (headers() / "numpy_hpy" / "trampolines").glob("*.h"))
    assert set(re.findall(r"#define NPY_HPY_(\w+)\(name", text)) == set(MACROS)


def is_declared(abi, type_name):
    version = tuple(map(int, np.__version__.split(".")[:2]))
    return abi == "universal" or version >= NOT_IN_OLD_HEADERS.get(type_name, (2, 0))


COMPILERS = {"c": ["-x", "c", "-std=c11"], "c++": ["-x", "c++", "-std=c++17"]}


def compile_only(text, abi, language, tmp_path):
    source = tmp_path / "macros.c"
    source.write_text("#include <hpy.h>\n#include <numpy_hpy/ufuncobject.h>\n" + text)
    name = compiler()[0] if language == "c" else next(filter(shutil.which, ["g++", "clang++", "c++"]), None)
    if name is None:
        pytest.skip("there is no C++ compiler")
    strict = ["-Wall", "-Wextra", "-pedantic", "-Wno-c99-extensions", "-fsyntax-only"]
    command = [name, *COMPILERS[language], *strict, *flags(abi), str(source)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("language", COMPILERS)
@pytest.mark.parametrize("abi", sorted(set(MODES.values())))
@pytest.mark.parametrize("embedded", ["", "HPY_EMBEDDED_MODULES"])
def test_every_macro_makes_a_function_of_numpys_type(abi, language, embedded, tmp_path):
    """In C and C++, several in one file, and in a module that is embedded in a program."""
    lines = ["HPY_MOD_EMBEDDABLE(macros)"]
    for macro, (arguments, type_name, made) in MACROS.items():
        # A function that does nothing: its type is all that matters here.
        lines.append(f"extern {type_name} {macro}_impl;")
        lines.append(f"NPY_HPY_{macro}({macro}_made, {arguments}{macro}_impl)")
        if made is not None and is_declared(abi, made):
            lines.append(f"{made} *const {macro}_check = {macro}_made;")
            lines.append(f"const void *use_{macro}(void) {{ return &{macro}_check; }}")
        else:
            lines.append(f"const void *use_{macro}(void) {{ return (const void *)(uintptr_t){macro}_made; }}")
    lines.append("PyUFuncGenericFunction loops[] = {UFUNC_LOOP_made};")
    lines.append("HPyArray_Slot slots[] = {NPY_HPY_SLOT(NPY_DT_setitem, SETITEM_made), {0, NULL}};")
    lines.append("HPyArrayDTypeMeta_Spec spec;")
    lines.append("void use_destroy(void) { spec.destroy = DESTROY_DESCR_made; }")
    text = (f"#define {embedded}\n" if embedded else "") + "#include <hpy.h>\n" + "\n".join(lines)
    result = compile_only("", abi, language, tmp_path)
    assert result.returncode == 0, result.stderr
    source = text.replace("#include <hpy.h>\n", "#include <hpy.h>\n#include <numpy_hpy/ufuncobject.h>\n")
    (tmp_path / "all.h").write_text(source)
    result = compile_only(f'#include "{tmp_path}/all.h"\n', abi, language, tmp_path)
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("language", COMPILERS)
def test_a_function_of_another_type_does_not_compile(language, tmp_path):
    lines = ["extern int wrong(void);"]
    first = 3 + len(lines)
    for macro, (arguments, _, _) in MACROS.items():
        lines.append(f"NPY_HPY_{macro}({macro}_made, {arguments}wrong)")
    errors = compile_only("\n".join(lines), "universal", language, tmp_path).stderr
    if language == "c":
        wanted = re.findall(r'error: static.*"wrong must have the type (\w+)"', errors)
        assert sorted(wanted) == sorted(type_name for _, type_name, _ in MACROS.values())
    else:
        assert set(map(int, re.findall(r"macros\.c:(\d+):\d+: error", errors))) >= set(
            range(first, first + len(MACROS))
        )


def test_too_many_operands_do_not_compile(tmp_path):
    text = "extern HPyArrayMethod_StridedLoop impl;\nNPY_HPY_STRIDED_LOOP(made, 65, impl)"
    assert "too many operands" in compile_only(text, "universal", "c", tmp_path).stderr


def test_the_universal_extension_needs_no_python_symbol(libraries):
    if shutil.which("nm") is None:
        pytest.skip("there is no nm")
    listed = run(["nm", "-D", "--undefined-only", libraries["universal"]]).stdout
    assert not [line for line in listed.splitlines() if line.split()[-1].startswith(("Py", "_Py"))]
