"""The test suites that run with HPyArrays, as they are in the packages' wheels."""

from dataclasses import dataclass


@dataclass
class Suite:
    about: str
    # Files of the installed package, relative to site-packages.
    tests: list[str]
    # Their public functions get HPyArrays ...
    modules: list[str] = ()
    # ... and so do these methods of classes, by their full names,
    methods: list[str] = ()
    # ... but not these functions,
    leaves: frozenset[str] = frozenset()
    # ... nor these parameters, which must be ndarrays.
    keeps: frozenset[str] = frozenset()
    # For pytest.
    options: list[str] = ()


SUITES = {
    "bottleneck": Suite(
        "plain C", ["bottleneck/tests"], modules=["bottleneck"], options=["-o", "python_files=*_test.py test_*.py"]
    ),
    "pywt": Suite("Cython", ["pywt/tests"], modules=["pywt"]),
    "scipy.ndimage": Suite(
        "C and Cython", ["scipy/ndimage/tests"], modules=["scipy.ndimage"], keeps=frozenset({"output"})
    ),
    "scipy.fft": Suite("C++", ["scipy/fft/tests"], modules=["scipy.fft"]),
    "scipy.special": Suite("", ["scipy/special/tests"], modules=["scipy.special"]),
    "scipy.linalg": Suite(
        "", ["scipy/linalg/tests"], modules=["scipy.linalg", "scipy.linalg.blas", "scipy.linalg.lapack"]
    ),
    "scipy.spatial": Suite("", ["scipy/spatial/tests"], modules=["scipy.spatial", "scipy.spatial.distance"]),
    "scipy.interpolate": Suite("", ["scipy/interpolate/tests"], modules=["scipy.interpolate"]),
    "scipy.signal": Suite("", ["scipy/signal/tests"], modules=["scipy.signal"]),
    "scipy.cluster": Suite("", ["scipy/cluster/tests"], modules=["scipy.cluster.hierarchy", "scipy.cluster.vq"]),
}
