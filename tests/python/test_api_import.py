"""Finding NumPy: every way to import it, in every ABI; files that share it; what is said when it cannot be; and the lock."""

import ctypes
import os
import shutil
import threading
import time
from ast import literal_eval

import numpy as np
import pytest
from api_extensions import ABIS, MODES, compiled, in_parallel, load, load_from, load_new, new_folder

NO_IMPORT = ("-DNO_IMPORT_ARRAY", "-DNO_IMPORT_UFUNC")
# HPy's own definitions are not static, and would clash where that is tested of ours.
MODULE = ("import_module.c", "c", "-fvisibility=hidden")
UNITS = {
    "C": (MODULE, "import_units.c", ("import_units.c", "c", *NO_IMPORT)),
    "C imports for C++": (MODULE, "import_units.c", ("import_units.c", "c++", *NO_IMPORT)),
    "C++ imports for C": (MODULE, ("import_units.c", "c++"), ("import_units.c", "c", *NO_IMPORT)),
    "NO_IMPORT": (MODULE, "import_units.c", ("import_units.c", "c", "-DNO_IMPORT")),
}
IMPORTS_BOTH = ["import_array", "import_umath"]

each_abi = pytest.mark.parametrize("abi", ABIS)
each_mode = pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "trace"])


@pytest.fixture(scope="module", autouse=True)
def everything_is_compiled():
    wanted = [("import_module", abi, *UNITS["C"]) for abi in ABIS] + [("threads", abi, "threads.c") for abi in ABIS]
    in_parallel(compiled, wanted)


def fresh(mode, units="C"):
    """An extension that has not imported anything yet."""
    return load_new("import_module", mode, *UNITS[units])


# --- success -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["import_array", "import_array1", "import_array2", "ImportNumPyAPI"])
@each_mode
def test_arrays(mode, how):
    module = fresh(mode)
    assert module.tables()[0] == 0
    went_on = 0 if how == "ImportNumPyAPI" else 100
    assert module.result_of(how) == (went_on, False)
    assert module.tables()[0] != 0
    assert module.tables()[1] == 0  # that of ufuncs is asked for on its own
    assert module.arange(4).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("how", ["import_umath", "import_umath1", "import_umath2", "import_ufunc", "ImportUFuncAPI"])
@each_mode
def test_ufuncs(mode, how):
    module = fresh(mode)
    # In the CPython ABI the functions on ufuncs use nothing of the other table; in the hybrid one they check for classes of it.
    module.attempt("import_array")
    assert module.tables()[1] == 0
    went_on = 0 if how == "ImportUFuncAPI" else 100
    assert module.result_of(how) == (went_on, False)
    assert module.tables()[1] != 0
    assert type(module.ufunc("of_a_test")) is np.ufunc


@each_mode
def test_importing_again_changes_nothing(mode):
    module = fresh(mode)
    for how in ("import_array", "ImportNumPyAPI", "import_umath", "ImportUFuncAPI"):
        module.attempt(how)
    tables = module.tables()
    for how in ("ImportNumPyAPI", "import_array1", "ImportUFuncAPI", "import_umath"):
        module.attempt(how)
        assert module.tables() == tables


# --- several files, several extensions -------------------------------------------------------------------------------


@each_abi
@pytest.mark.parametrize("units", UNITS)
def test_the_files_of_an_extension_share_the_tables(abi, units):
    module = fresh(abi, units)
    assert module.tables() == (0, 0, 0, 0)
    module.attempt("import_array")
    array_table = module.tables()[0]
    assert module.tables() == (array_table, 0, array_table, 0)
    module.attempt("import_umath")
    ufunc_table = module.tables()[1]
    assert module.tables() == (array_table, ufunc_table) * 2
    assert 0 not in module.tables()
    # The file that did not import calls through them.
    assert module.arange(3).tolist() == [0, 1, 2]
    assert module.ufunc("shared").__name__ == "shared"


@each_abi
def test_without_a_name_to_share_each_file_has_its_own(abi):
    """One that imports nothing finds none, and the linker says so."""
    own = (MODULE, ("import_units.c", "c", "-DNOT_SHARED"), ("import_units.c", "c", *NO_IMPORT))
    with pytest.raises(AssertionError, match="undefined reference to `shared_array_table'"):
        compiled("own", abi, *own)


@each_abi
def test_two_extensions_in_one_process_do_not_share(abi):
    """Also when the names are the same, and the loader is told to make everything known to everybody."""
    libraries = []
    for _ in range(2):
        place = shutil.copy(compiled("import_module", abi, *UNITS["C"]), new_folder("global"))
        ctypes.CDLL(str(place), os.RTLD_GLOBAL | os.RTLD_NOW)
        libraries.append(load_from("import_module", place, MODES[abi][1]))
    one, two = libraries
    for how in IMPORTS_BOTH:
        one.attempt(how)
    assert 0 not in one.tables()
    assert two.tables() == (0, 0, 0, 0)
    for how in IMPORTS_BOTH:
        two.attempt(how)
    assert two.tables() == one.tables()  # NumPy's tables are the same ones, of course
    assert two.arange(2).tolist() == one.arange(2).tolist() == [0, 1]


# --- failure -------------------------------------------------------------------------------------------------------

# Loads the extension without numpy_hpy, which may not be there.
LOAD = """
import sys, types
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from importlib.util import module_from_spec
path = {path!r}
if ".hpy0" in path:
    from hpy.universal import load
    module = load("import_module", path, ModuleSpec("import_module", None, origin=path))
else:
    module = module_from_spec(ModuleSpec("import_module", ExtensionFileLoader("import_module", path), origin=path))
    module.__spec__.loader.exec_module(module)
{setup}
for how in {hows!r}:
    try:
        module.attempt(how)
    except Exception as error:
        outcome = type(error).__name__, str(error)
    else:
        outcome = "imported", ""
    print(repr((*outcome, module.tables(), module.result_of(how))))
"""


@pytest.fixture
def attempts(run_python):
    """``attempts(abi, setup)``, in a new process, gives for each way to import: exception, message, tables, result."""

    def attempt(abi, setup, hows=("import_array", "import_umath")):
        path = str(compiled("import_module", abi, *UNITS["C"]))
        lines = run_python(LOAD.format(path=path, setup=setup, hows=list(hows))).splitlines()
        return dict(zip(hows, map(literal_eval, lines), strict=True))

    return attempt


NO_MODULE = "sys.modules[{0!r}] = None"
EMPTY_MODULES = """
for name in {0!r}:
    module_of_that_name = types.ModuleType(name)
    module_of_that_name.__path__ = []
    sys.modules[name] = module_of_that_name
"""
NUMPY_OF_OLD = EMPTY_MODULES.format(["numpy", "numpy.core"])
# NumPy 1.26 has modules of the new names, which lead to the old ones.
NUMPY_1_26 = EMPTY_MODULES.format(
    ["numpy", "numpy.core", "numpy.core._multiarray_umath", "numpy._core", "numpy._core._multiarray_umath"]
)


@pytest.mark.parametrize(
    ("setup", "said"),
    [
        pytest.param(
            NO_MODULE.format("numpy_hpy"),
            ["NumPy", "does not offer itself", "numpy_hpy is not installed", "pip install numpy-hpy"],
            id="no numpy_hpy",
        ),
        pytest.param(NO_MODULE.format("numpy"), ["needs NumPy 2.0 or later", "pip install -U numpy"], id="no NumPy"),
        pytest.param(NUMPY_OF_OLD, ["needs NumPy 2.0 or later", "pip install -U numpy"], id="NumPy 1"),
        pytest.param(
            "sys.modules['numpy_hpy._legacy'] = types.ModuleType('numpy_hpy._legacy')",
            ["numpy_hpy._legacy has no table", "pip install -U numpy-hpy"],
            id="numpy_hpy has no table",
        ),
    ],
)
def test_what_is_missing_in_the_universal_abi(attempts, setup, said):
    for how, (kind, message, tables, result) in attempts("universal", setup).items():
        assert kind == "ImportError", how
        for words in said:
            assert words in message
        assert tables == (0, 0, 0, 0)
        assert result == (-1, 1)


@pytest.mark.parametrize("setup", [NO_MODULE.format("numpy"), NUMPY_OF_OLD, NUMPY_1_26], ids=["none", "1.24", "1.26"])
@pytest.mark.parametrize("abi", ["cpython", "hybrid"])
def test_what_is_missing_in_the_other_abis(attempts, abi, setup):
    """NumPy's own header looks for it, and raises whatever it likes."""
    for how, (kind, message, _, result) in attempts(abi, setup).items():
        assert kind == "ImportError", how
        assert "this extension needs NumPy 2.0 or later" in message
        assert "0x12" in message
        assert message.endswith("pip install -U numpy")
        assert result == (-1, 1)


def test_the_legacy_provider_does_not_load_with_numpy_1_26(attempts):
    """It is what a universal extension finds there, so the extension says what it says."""
    (kind, message, tables, _) = attempts("universal", NUMPY_1_26, ["import_array"])["import_array"]
    assert kind == "ImportError"
    assert "NumPy 2.0 or later" in message
    assert tables == (0, 0, 0, 0)


@each_abi
def test_what_the_variants_return_and_say(attempts, abi):
    expected = {
        "import_array": (-1, "NumPy 2.0"),
        "import_array1": (11, "NumPy 2.0"),
        "import_array2": (12, "a message about arrays"),
        "import_umath": (-1, "NumPy 2.0"),
        "import_umath1": (13, "NumPy 2.0"),
        "import_umath2": (14, "a message about ufuncs"),
        "import_ufunc": (100, "NumPy 2.0"),
        "ImportNumPyAPI": (-1, "NumPy 2.0"),
        "ImportUFuncAPI": (-1, "NumPy 2.0"),
    }
    for how, (kind, message, _, found) in attempts(abi, NO_MODULE.format("numpy"), list(expected)).items():
        result, said = expected[how]
        assert (kind, found) == ("ImportError", (result, 1))
        if how.endswith("2"):
            assert message == said
        else:
            assert said in message


@pytest.mark.parametrize(
    "thing", ["42", "None", "__import__('datetime').datetime_CAPI"], ids=["a number", "None", "another capsule"]
)
def test_something_else_in_the_place_of_the_capsule(attempts, thing):
    setup = f"import numpy._core._multiarray_umath as m; m._HPY_ARRAY_API = m._HPY_UFUNC_API = {thing}"
    for kind, message, tables, result in attempts("universal", setup).values():
        assert kind == "ImportError"
        assert "no capsule of that name" in message
        assert tables == (0, 0, 0, 0)
        assert result == (-1, 1)


def test_something_else_in_the_place_of_numpys_own_capsule(attempts):
    setup = "import numpy._core._multiarray_umath as m; m._ARRAY_API = m._UFUNC_API = 42"
    for abi in ("cpython", "hybrid"):
        for kind, message, _, result in attempts(abi, setup).values():
            assert kind == "ImportError"
            assert message.endswith("pip install -U numpy")
            assert result == (-1, 1)


FAILING = """
import importlib.abc
class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == {0!r}:
            raise {1}("the reason")
sys.meta_path.insert(0, Finder())
"""


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("numpy", "ImportError"),
        ("numpy._core._multiarray_umath", "KeyboardInterrupt"),
        ("numpy_hpy", "RuntimeError"),
        ("numpy_hpy._legacy", "ImportError"),
    ],
)
def test_another_reason_is_not_hidden(attempts, name, error):
    """Something that is installed, and does not load, is not said to be missing."""
    setup = FAILING.format(name, error) + "Exception = BaseException"
    for kind, message, tables, _ in attempts("universal", setup).values():
        assert kind == error
        assert "the reason" in message
        assert tables == (0, 0, 0, 0)


@each_abi
def test_it_can_be_tried_again(attempts, abi):
    """What was missing may be there later."""
    setup = (
        "sys.modules['numpy'] = None\n"
        "assert module.result_of('import_array') == (-1, 1) == module.result_of('import_umath')\n"
        "del sys.modules['numpy']"
    )
    found = attempts(abi, setup, ["ImportNumPyAPI", "ImportUFuncAPI"])
    assert {kind for kind, *_ in found.values()} == {"imported"}
    assert 0 not in found["ImportUFuncAPI"][2]


# --- threads -------------------------------------------------------------------------------------------------------

RELEASED, HELD = True, False
# A loop that holds the lock waits in vain for so long; one that released it is answered much earlier.
PATIENCE = {RELEASED: 10.0, HELD: 0.05}


def answered(function, expected, *arguments):
    """Whether another Python thread ran while the function waited for it in its loop."""
    flags = np.zeros(2, "u1")
    gone = threading.Event()

    def answer():
        while not flags[0] and not gone.is_set():
            time.sleep(0.0005)
        flags[1] = 1

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        result = function(flags, PATIENCE[expected], *arguments)
    finally:
        gone.set()
        thread.join()
    assert flags.tolist() == [1, 1]
    return result


each_kind = pytest.mark.parametrize("mode", ["cpython", "universal", "debug", "hybrid"])


@each_kind
def test_another_thread_runs_during_the_loop(mode):
    module = load("threads", mode, "threads.c")
    assert answered(module.plain, RELEASED) is RELEASED


@pytest.mark.parametrize(("size", "expected"), [(0, HELD), (500, HELD), (501, RELEASED)])
@each_kind
def test_a_short_loop_keeps_the_lock(mode, size, expected):
    module = load("threads", mode, "threads.c")
    assert answered(module.thresholded, expected, size) is expected


@pytest.mark.parametrize(
    ("dtype", "expected"), [("f8", RELEASED), ("S3", RELEASED), ("O", HELD), ("i4,O", HELD), ("i4,f8", HELD)]
)
@each_kind
def test_items_that_need_the_interpreter_keep_the_lock(mode, dtype, expected):
    """NumPy says so of every structure."""
    module = load("threads", mode, "threads.c")
    assert answered(module.descr, expected, np.dtype(dtype)) is expected
