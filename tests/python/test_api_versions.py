"""Universal extensions and providers of other versions: which fit, and what is said where they do not. See docs/versioning.md."""

import sys
from ast import literal_eval

import numpy as np
import pytest
from api_extensions import SOURCES, compiled, find_compiler, flags, in_parallel, load, run

import numpy_hpy

ARRAY, UFUNC = "_HPY_ARRAY_API", "_HPY_UFUNC_API"
PLANTED = {"ndim": 4711, "getfperr": 42}  # tables.c
EXTENSIONS = {
    "plain": (),
    "of feature 2": ("-DHPY_ARRAY_TARGET_FEATURE=2",),
    "content with feature 0": ("-DHPY_ARRAY_TARGET_FEATURE=0",),
    "for NumPy 2.0": ("-DNPY_TARGET_VERSION=NPY_2_0_API_VERSION",),
    "for NumPy 2.1": ("-DNPY_TARGET_VERSION=NPY_2_1_API_VERSION",),
    "for NumPy 2.3": ("-DNPY_TARGET_VERSION=NPY_2_3_API_VERSION",),
    "for NumPy 2.4": ("-DNPY_TARGET_VERSION=NPY_2_4_API_VERSION",),
}
NEWEST = 0x15  # NPY_2_4_API_VERSION


def extension(kind):
    return str(compiled("versions", "universal", ("versions.c", "c", *EXTENSIONS[kind])))


@pytest.fixture(scope="module", autouse=True)
def everything_is_compiled():
    in_parallel(extension, [[kind] for kind in EXTENSIONS])


@pytest.fixture(scope="module")
def header():
    """``header[name]`` is what numpy_hpy's own table says of itself."""
    tables = load("tables", "universal", "tables.c")
    return {name: tables.header(name) for name in (ARRAY, UFUNC)}


@pytest.fixture
def import_with(run_python):
    """``import_with((plants, kind), ...)``: in a new process, each time, tables are planted in NumPy's module and an extension is
    imported. What its functions give then, or the message of the ImportError.
    """
    code = """
import gc
from importlib.machinery import ModuleSpec
from hpy.universal import load
import numpy

def load_library(name, path):
    return load(name, path, ModuleSpec(name, None, origin=path))

tables = load_library("tables", {tables!r})
for plants, path in {cases!r}:
    for name in ("_HPY_ARRAY_API", "_HPY_UFUNC_API"):
        vars(numpy._core._multiarray_umath).pop(name, None)
    for name, changes in plants.items():
        tables.plant(name, changes)
    try:
        module = load_library("versions", path)
    except ImportError as error:
        assert type(error) is ImportError
        print(repr(str(error)))
        # Of a module that was refused nothing is left that a collection would come upon.
        del error
        gc.collect()
    else:
        array = numpy.zeros((2, 3, 4))
        print(dict(ndim=module.ndim(array), size=module.size(array), getfperr=module.getfperr()))
"""

    def import_them(*cases):
        cases = [(plants, extension(kind)) for plants, kind in cases]
        tables = str(compiled("tables", "universal", "tables.c"))
        results = [literal_eval(line) for line in run_python(code.format(tables=tables, cases=cases)).splitlines()]
        assert len(results) == len(cases)
        return results

    return import_them


WORKS = {"ndim": 3, "size": 24, "getfperr": 0}


# --- numpy_hpy's own tables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [ARRAY, UFUNC])
def test_what_numpy_hpy_says_of_itself(header, name):
    assert header[name] == {
        "abi_version": 1,
        "feature_version": 1,
        "byte_order": {"little": 1, "big": 2}[sys.byteorder],
        "numpy_feature_version": header[name]["numpy_feature_version"],
        "size": header[name]["size"],
        "provider": f"numpy_hpy {numpy_hpy.__version__}",
    }


def test_it_says_which_numpy_is_behind_it(header):
    major, minor = map(int, np.__version__.split(".")[:2])
    assert major == 2
    version = {0: 0x12, 1: 0x13, 2: 0x13, 3: 0x14, 4: 0x15}.get(minor)
    if version is not None:
        assert {table["numpy_feature_version"] for table in header.values()} == {version}
    else:
        assert {table["numpy_feature_version"] > NEWEST for table in header.values()} == {True}


def test_extensions_that_fit(import_with, header):
    numpy = header[ARRAY]["numpy_feature_version"]
    kinds = ["plain", "content with feature 0", "for NumPy 2.0"]
    kinds += [f"for NumPy 2.{minor}" for minor, version in ((1, 0x13), (3, 0x14), (4, 0x15)) if version <= numpy]
    assert import_with(*(({}, kind) for kind in kinds)) == [WORKS] * len(kinds)


def test_an_extension_that_is_newer_than_numpy_hpy(import_with):
    (message,) = import_with(({}, "of feature 2"))
    assert message == (
        f"this extension was compiled with feature 2 of NumPy's HPy C API, and numpy_hpy {numpy_hpy.__version__} is older, "
        "with feature 1: upgrade it (pip install -U numpy-hpy), or compile with HPY_ARRAY_TARGET_FEATURE=1"
    )


# --- a provider of NumPy's own -------------------------------------------------------------------------------------


def test_numpys_own_tables_are_found_before_ours(import_with):
    (result,) = import_with(({ARRAY: {}, UFUNC: {}}, "plain"))
    assert result == {**WORKS, **PLANTED}


def test_each_table_is_looked_for_on_its_own(import_with):
    """NumPy may begin with one."""
    arrays, ufuncs = import_with(({ARRAY: {}}, "plain"), ({UFUNC: {}}, "plain"))
    assert arrays == {**WORKS, "ndim": PLANTED["ndim"]}
    assert ufuncs == {**WORKS, "getfperr": PLANTED["getfperr"]}


def test_numpy_hpy_is_not_needed_then(run_python):
    """Once both tables are there. The copies call into numpy_hpy, which is hidden from the import."""
    code = f"""
import sys
from importlib.machinery import ModuleSpec
from hpy.universal import load
def load_library(name, path):
    return load(name, path, ModuleSpec(name, None, origin=path))
tables = load_library("tables", {str(compiled("tables", "universal", "tables.c"))!r})
tables.plant({ARRAY!r}, {{}})
tables.plant({UFUNC!r}, {{}})
for name in [name for name in sys.modules if name.partition(".")[0] == "numpy_hpy"]:
    sys.modules[name] = None
module = load_library("versions", {extension("plain")!r})
print(module.ndim(None), module.getfperr())
"""
    assert run_python(code).split() == ["4711", "42"]


# --- tables of other versions --------------------------------------------------------------------------------------


def said(message, *words):
    assert isinstance(message, str), message
    for word in words:
        assert word in message
    assert len(message) < 390  # it is not cut off


each_table = pytest.mark.parametrize("name", [ARRAY, UFUNC])


@each_table
def test_an_older_provider(import_with, name):
    plants = {name: {"feature_version": 0}}
    plain, content = import_with((plants, "plain"), (plants, "content with feature 0"))
    assert plain == (
        "this extension was compiled with feature 1 of NumPy's HPy C API, and NumPy 9.9 is older, with feature 0: "
        "upgrade it (pip install -U numpy), or compile with HPY_ARRAY_TARGET_FEATURE=0"
    )
    planted = "ndim" if name == ARRAY else "getfperr"
    assert content == {**WORKS, planted: PLANTED[planted]}


@each_table
def test_a_newer_provider(import_with, name):
    """Entries were appended, and nothing else has changed."""
    results = import_with(*(({name: {"feature_version": 7, "more": more}}, "plain") for more in (0, 8, 4096)))
    planted = "ndim" if name == ARRAY else "getfperr"
    assert results == [{**WORKS, planted: PLANTED[planted]}] * 3


@each_table
def test_an_extension_between_providers(import_with, name):
    """It wants feature 2: refused by 1, served by 2 and 3."""
    new = {"feature_version": 2}
    cases = [{ARRAY: new, UFUNC: new, name: {"feature_version": feature}} for feature in (1, 2, 3)]
    refused, *served = import_with(*((plants, "of feature 2") for plants in cases))
    said(refused, "compiled with feature 2", "NumPy 9.9 is older, with feature 1", "pip install -U numpy)")
    assert served == [{**WORKS, **PLANTED}] * 2


@each_table
def test_a_table_that_is_shorter_than_it_says(import_with, name):
    """Nothing may be called through what is not there."""
    for message in import_with(*(({name: {"more": -8, "feature_version": feature}}, "plain") for feature in (1, 5))):
        said(message, "table", "NumPy 9.9 is too short", "pip install -U numpy)")


@each_table
def test_another_abi_version(import_with, name):
    newer = "install a newer build of this extension"
    advice = {0: "upgrade it (pip install -U numpy)", 2: newer, 0x01000000: newer}
    # Whatever else such a table says, it says in a form that is not known.
    others = {"feature_version": 0, "byte_order": 9, "numpy_feature_version": 0}
    cases = [{name: {"abi_version": version, **more}} for version in advice for more in ({}, others)]
    messages = import_with(*((plants, "plain") for plants in cases))
    for message, plants in zip(messages, cases, strict=True):
        version = plants[name]["abi_version"]
        said(message, "compiled for version 1 of NumPy's HPy C API", f"provides version {version}", advice[version])


@each_table
def test_another_byte_order(import_with, name):
    (message,) = import_with(({name: {"byte_order": {"little": 2, "big": 1}[sys.byteorder]}}, "plain"))
    assert message == "this extension and NumPy 9.9 were compiled for different byte orders"


@each_table
def test_the_running_numpy(import_with, name):
    """It must be as new as NPY_TARGET_VERSION."""
    versions = {"2.0": 0x12, "2.1": 0x13, "2.3": 0x14, "2.4": 0x15}
    new = {"numpy_feature_version": 0x99}
    cases = [(running, version) for running in (0x12, 0x13, 0x14, 0x15, 0x99) for version in versions]
    results = import_with(
        *(
            ({ARRAY: new, UFUNC: new, name: {"numpy_feature_version": running}}, f"for NumPy {version}")
            for running, version in cases
        )
    )
    for (running, version), result in zip(cases, results, strict=True):
        number = versions[version]
        if running >= number:
            assert result == {**WORKS, **PLANTED}
        else:
            assert result == (
                f"this extension needs NumPy {version} or later (its C API in version {number:#x}), "
                f"and the one that is installed has version {running:#x}: pip install -U numpy"
            )


def test_numpy_2_0_without_a_target(import_with):
    of_2_0, older = {"numpy_feature_version": 0x12}, {"numpy_feature_version": 0x11}
    served, message = import_with(({ARRAY: of_2_0, UFUNC: of_2_0}, "plain"), ({ARRAY: older, UFUNC: of_2_0}, "plain"))
    assert served == {**WORKS, **PLANTED}
    said(message, "needs NumPy 2.0 or later", "has version 0x11", "pip install -U numpy")


# --- compiling -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["0x11", "NPY_1_25_API_VERSION", "0x16"])
def test_a_target_that_there_is_not_does_not_compile(target):
    command = [*find_compiler(), "-fsyntax-only", *flags("universal"), f"-DNPY_TARGET_VERSION={target}"]
    with pytest.raises(AssertionError, match=r"error: .*NPY_TARGET_VERSION is"):
        run(*command, SOURCES / "versions.c")
