"""What the tests of the bridge share. A pytest plugin: ``pytest_plugins = ["bridge_helpers"]``."""

import gc

import pytest
from hpy_helpers import Census, collect


@pytest.fixture(scope="module")
def fast_collections():
    """What has been imported by now need not be visited in each of the many collections."""
    collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def census():
    """Makes witnesses; all of them must be gone in the end."""
    census = Census()
    yield census
    collect()
    assert census.alive == 0


@pytest.fixture
def by_hand():
    """No collection but those that the test starts."""
    collect()
    gc.disable()
    yield
    gc.enable()
