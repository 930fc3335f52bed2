"""HPyArray_FromLegacy and HPyArray_AsLegacy, called from an extension in each ABI: what from_numpy and to_numpy do."""

import itertools

import numpy as np
import pytest
from api_extensions import compiled, in_parallel, load
from hpy_helpers import DTYPES, SHAPES, References, Token, assert_same_array, collect, fill, outcome

from numpy_hpy import HPyArray, from_numpy, to_numpy

pytest_plugins = ["bridge_helpers"]
pytestmark = pytest.mark.usefixtures("fast_collections")

MODES = ["cpython", "universal", "debug", "trace", "hybrid", "hybrid debug"]


@pytest.fixture(scope="module", autouse=True)
def everything_is_compiled():
    in_parallel(compiled, [("bridge", abi, "bridge.c") for abi in ("cpython", "universal", "hybrid")])


@pytest.fixture(params=MODES)
def bridge(request):
    """The extension; in debug mode no handle may stay open."""
    module = load("bridge", request.param, "bridge.c")
    if "debug" not in request.param:
        yield module
        return
    from hpy.debug import LeakDetector

    with LeakDetector():
        yield module


def forms(dtype):
    for shape in SHAPES:
        for order in "CF":
            yield fill(np.zeros(shape, dtype, order))
    array = fill(np.zeros((4, 3), dtype))
    yield array[::-1, ::2]
    yield np.broadcast_to(array[1], (2, *array[1].shape))
    read_only = array[1:]
    read_only.setflags(write=False)
    yield read_only


def test_they_give_what_the_python_functions_give(bridge):
    for array in itertools.chain.from_iterable(map(forms, DTYPES.values())):
        ours = bridge.from_legacy(array)
        assert_same_array(ours, array)
        assert ours.base is array
        assert bridge.as_legacy(ours) is to_numpy(ours) is array
        assert bridge.round_trip(array) == array.strides
        other = bridge.as_legacy(ours[...])
        assert type(other) is np.ndarray
        assert type(other.base) is HPyArray
        assert bridge.from_legacy(other) is from_numpy(other) is other.base
        assert_same_array(other.base, other)
        if array.nbytes:
            assert np.shares_memory(other, array)
    for dtype in DTYPES.values():
        adopted = from_numpy(np.zeros(2, dtype), adopt=True)
        assert bridge.from_legacy(bridge.as_legacy(adopted)) is adopted


def test_a_subclass_comes_back(bridge):
    array = np.zeros((2, 2)).view(np.matrix)
    assert bridge.as_legacy(bridge.from_legacy(array)) is array
    assert bridge.round_trip(array) == array.strides


def test_what_numpy_asarray_made_is_known_again(bridge):
    for dtype in ("f8", "O"):
        array = HPyArray(3, dtype)
        assert bridge.from_legacy(np.asarray(array)) is array


def test_writes_are_seen_on_both_sides(bridge):
    token = Token()
    array, ours = np.zeros(3, object), HPyArray(3, object)
    with References(token, 2):
        assert bridge.write(array, token, False) is token
        assert bridge.write(ours, token, True) is token
    with References(token, -2):
        bridge.write(array, None, False)
        bridge.write(ours, None, True)


def test_references_are_counted(bridge):
    collect()
    for dtype in DTYPES.values():
        array, owner = fill(np.zeros((2, 3), dtype)), HPyArray((2, 3), dtype)
        from_numpy(array)  # the cache of layouts holds the dtype
        with References(array, 0), References(owner, 0), References(array.dtype, 0), References(owner.dtype, 0):
            with References(array, 1), References(array.dtype, 1):
                ours = bridge.from_legacy(array)
            with References(array, 1):
                again = bridge.as_legacy(ours)
            assert again is array
            with References(owner, 1), References(owner.dtype, 1):
                theirs = bridge.as_legacy(owner)
            with References(owner, 1), References(theirs, 0):
                known = bridge.from_legacy(theirs)
            assert known is owner
            del again, ours, theirs, known
            bridge.round_trip(array)


def test_errors(bridge):
    wrong = [None, 3, [1, 2], "text", np.float64(3), np.dtype("O"), memoryview(b"x"), Token()]
    for thing in [*wrong, HPyArray(3)]:
        assert_same_error(outcome(bridge.from_legacy, thing), outcome(from_numpy, thing))
    for thing in [*wrong, np.zeros(3)]:
        assert_same_error(outcome(bridge.as_legacy, thing), outcome(to_numpy, thing))
    if hasattr(bridge, "of_null"):
        with pytest.raises(TypeError, match="HPy_NULL"):
            bridge.of_null()


def assert_same_error(ours, theirs):
    assert type(ours) is type(theirs) is TypeError
    assert str(ours) == str(theirs)


def test_in_a_cycle(bridge):
    array = HPyArray(2, object)
    array[0] = [bridge.as_legacy(array[1:]), array]
    collect()
    array[0] = None


HIDDEN = """
import sys
sys.modules["numpy_hpy"] = None
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from importlib.util import module_from_spec
import numpy as np
spec = ModuleSpec("bridge", ExtensionFileLoader("bridge", {path!r}), origin={path!r})
bridge = module_from_spec(spec)
spec.loader.exec_module(bridge)
for function, thing in [(bridge.from_legacy, np.zeros(3)), (bridge.as_legacy, 3), (bridge.round_trip, np.zeros(3))]:
    try:
        function(thing)
    except ImportError as error:
        print(error)
"""

FOUND = """
import sys
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from importlib.util import module_from_spec
import numpy as np
spec = ModuleSpec("bridge", ExtensionFileLoader("bridge", {path!r}), origin={path!r})
bridge = module_from_spec(spec)
spec.loader.exec_module(bridge)
assert "numpy_hpy" not in sys.modules
array = np.zeros(3)
print(type(bridge.from_legacy(array)), bridge.as_legacy(bridge.from_legacy(array)) is array)
"""


def test_without_numpy_hpy(run_python):
    """In the CPython ABI an extension works without it, and these two functions say what is missing."""
    path = str(compiled("bridge", "cpython", "bridge.c"))
    message = "HPyArray is a class of the package numpy_hpy, which is not installed; pip install numpy-hpy"
    assert run_python(HIDDEN.format(path=path)).splitlines() == [message] * 3


def test_the_first_that_needs_numpy_hpy(run_python):
    path = str(compiled("bridge", "cpython", "bridge.c"))
    assert run_python(FOUND.format(path=path)) == "<class 'numpy_hpy.HPyArray'> True\n"
