"""A context stays good while other code runs without it: without the interpreter lock, or below a function that gets none."""

import ctypes

import pytest
from api_calls import extensions
from api_differential import check

pytest_plugins = ["api_tested"]

CALLBACK = ctypes.CFUNCTYPE(None)


@pytest.mark.parametrize("name", ["HPyArray_ReenterPython", "HPyArray_CalledBack"])
@pytest.mark.parametrize("calls", [0, 1, 40])
def test_python_code_may_call_the_extension(name, calls):
    """HPy's debug mode has sixteen contexts, which calls from Python use in turn."""
    done = []

    def call_many():
        for module in extensions().hpy.values():
            for _ in range(calls):
                module.HPyArray_GetNDArrayCVersion()
        done.append(calls)

    callback = CALLBACK(call_many)
    address = ctypes.cast(callback, ctypes.c_void_p).value
    check(name, lambda: (address,), twins={name: lambda address: CALLBACK(address)()}, repeatable=False)
    assert set(done) == {calls}
