"""An exception that is set stays when something is given back, as in the error paths of a function."""

import contextlib

import numpy as np
import pytest
from api_extensions import MODES, load


class Busy:
    """Calls the extension often when it goes."""

    def __init__(self, module):
        self.module = module

    def __call__(self, x):
        return x

    def __del__(self):
        # More often than HPy's debug mode has contexts.
        for _ in range(40):
            with contextlib.suppress(KeyError):
                self.module.end_all(np.arange(2, dtype="i2"), lambda: len)


@pytest.mark.parametrize("mode", MODES)
def test_an_exception_stays(mode):
    from hpy.debug import LeakDetector

    module = load("ending", mode, "ending.c")
    array = np.arange(3, dtype="i2")
    with LeakDetector() if "debug" in mode else contextlib.nullcontext(), pytest.raises(KeyError, match="before"):
        module.end_all(array, lambda: Busy(module))
    # The copy that was to be written back is gone, and nothing was written.
    assert array.flags.writeable
    assert array.tolist() == [0, 1, 2]
