"""Where HPy does not work, everything that needs it says why, and the rest works. On a Python where it does, the tests make
numpy_hpy believe in a newer one."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import api_calls
import pytest

import numpy_hpy

REASON = "needs CPython 3.11 or 3.12, or PyPy 7.3.19: HPy 0.9.0 marks its types with a type flag"
ON_A_NEWER_PYTHON = """
import sys
from importlib.util import spec_from_file_location

import numpy

real = sys.version_info
claimed = max((3, 13, 0), real)

class NoProvider:
    # As the package is without its C module.
    @staticmethod
    def find_spec(name, path=None, target=None):
        return spec_from_file_location(name, path[0] + "/_legacy.py") if name == "numpy_hpy._legacy" else None

sys.meta_path.insert(0, NoProvider)
sys.version_info = claimed
import numpy_hpy
sys.version_info = real
# Others need the truth.
numpy_hpy._platform.sys = type("sys", (), dict(vars(sys), version_info=claimed))
"""


@pytest.fixture
def import_error(run_python):
    def message(code):
        lines = "\n".join(f"    {line}" for line in code.splitlines())
        return run_python(f"{ON_A_NEWER_PYTHON}\ntry:\n{lines}\nexcept ImportError as error:\n    print(error)")

    return message


@pytest.mark.parametrize("name", ["HPyArray", "ObjectBuffer", "from_numpy", "to_numpy"])
def test_names_that_need_hpy_say_why(import_error, name):
    assert REASON in import_error(f"numpy_hpy.{name}")


def test_the_provider_of_the_c_api_says_why(import_error):
    assert REASON in import_error("import numpy_hpy._legacy")


def test_an_incomplete_package_says_so(run_python):
    code = ON_A_NEWER_PYTHON.replace("max((3, 13, 0), real)", "(3, 12, 1)")
    output = run_python(f"{code}\ntry:\n    import numpy_hpy._legacy\nexcept ImportError as error:\n    print(error)")
    assert "was built without its C module _legacy" in output


@pytest.mark.skipif(find_spec("hpy") is None, reason="without HPy nothing loads its extensions")
def test_a_universal_extension_says_why(import_error):
    library = os.environ.get("NUMPY_HPY_API_UNIVERSAL")
    if library is None:
        library = api_calls.build(api_calls.generate())["universal"]
    code = f"""
from importlib.machinery import ModuleSpec
from hpy.universal import load
load("hpy_calls", {str(library)!r}, ModuleSpec("hpy_calls", None, origin={str(library)!r}))"""
    assert REASON in import_error(code)


def test_the_rest_works(run_python):
    code = f"{ON_A_NEWER_PYTHON}\nfrom numpy_hpy import *\nprint(layout('i4,O').slots, numpy_hpy.zeros(2, object))"
    assert run_python(code).strip() == "[4] [0 0]"
    # What must not be imported there.
    code = (
        "numpy_hpy.layout('O'), numpy_hpy.ndarray\nprint([name for name in sys.modules if name.split('.')[0] == 'hpy'])"
    )
    assert run_python(f"{ON_A_NEWER_PYTHON}\n{code}").strip() == "[]"


@pytest.mark.skipif(sys.version_info < (3, 13), reason="HPy works here")
def test_the_package_has_no_hpy_module():
    folder = Path(numpy_hpy.__file__).parent
    assert [path.name for path in folder.glob("*.so") if "hpy0" in path.name or path.name.startswith("_legacy")] == []
