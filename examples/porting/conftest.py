"""In HPy's debug mode (HPY=debug) a test that leaves a handle open fails."""

import os

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if os.environ.get("HPY") != "debug":
        return (yield)
    from hpy.debug import LeakDetector

    with LeakDetector():
        return (yield)
