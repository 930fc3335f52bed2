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
    # ... but not these functions.
    leaves: frozenset[str] = frozenset()
    # Parameters that are written to. They must be ndarrays: they get ones over HPyArrays.
    outputs: frozenset[str] = frozenset({"out"})
    # Only what the tests themselves pass is replaced, not what the package passes to its own functions.
    is_direct: bool = False
    # For pytest.
    options: list[str] = ()
    # The tests that `make test` runs.
    quick: list[str] = ()
    # HPyArrays that are passed at the least, in all and in the quick tests.
    arrays: int = 1
    quick_arrays: int = 1


PANDAS = [
    *("libs", "test_algos.py", "test_take.py", "test_sorting.py", "dtypes/test_missing.py", "arrays/test_array.py"),
    *("series/test_constructors.py", "frame/test_constructors.py", "arrays/categorical/test_constructors.py"),
    *("indexes/test_index_new.py", "indexes/base_class", "tools/test_to_numeric.py", "tools/test_to_datetime.py"),
]
PANDAS_LIBS = ["algos", "hashtable", "lib", "join", "reshape", "tslib", "missing", "groupby", "interval"]
PANDAS_METHODS = [
    *("Series.__init__", "DataFrame.__init__", "Index.__new__", "DatetimeIndex.__new__", "TimedeltaIndex.__new__"),
    *("Categorical.__init__", "MultiIndex.__new__", "RangeIndex.__new__", "CategoricalIndex.__new__"),
]
# Those of LAPACK's functions alone take longer than all others here.
LINALG = [
    *("basic", "blas", "fblas", "cythonized_array_utils", "decomp_cholesky", "decomp_ldl", "decomp_lu"),
    *("decomp_polar", "decomp_update", "solve_toeplitz", "special_matrices"),
]

SUITES = {
    "bottleneck": Suite(
        "plain C",
        ["bottleneck/tests"],
        modules=["bottleneck"],
        options=["-o", "python_files=*_test.py test_*.py"],
        quick=[f"bottleneck/tests/{name}_test.py" for name in ("input_modification", "list_input", "nonreduce")],
        arrays=100_000,
        quick_arrays=500,
    ),
    "pywt": Suite(
        "Cython",
        ["pywt/tests"],
        modules=["pywt"],
        quick=["pywt/tests/test_multidim.py", "pywt/tests/test_dwt_idwt.py", "pywt/tests/test_thresholding.py"],
        arrays=60_000,
        quick_arrays=500,
    ),
    "scipy.ndimage": Suite(
        "C and Cython",
        ["scipy/ndimage/tests"],
        modules=["scipy.ndimage"],
        outputs=frozenset({"output", "distances", "indices"}),
        quick=["scipy/ndimage/tests/test_measurements.py"],
        arrays=33_000,
        quick_arrays=500,
    ),
    "scipy.fft": Suite("C++", ["scipy/fft/tests"], modules=["scipy.fft"], arrays=10_000),
    "scipy.special": Suite("C++ ufuncs", ["scipy/special/tests"], modules=["scipy.special"], arrays=6_500),
    "scipy.linalg": Suite(
        "Fortran, by way of f2py and Cython",
        [f"scipy/linalg/tests/test_{name}.py" for name in LINALG],
        modules=["scipy.linalg", "scipy.linalg.blas", "scipy.linalg.lapack"],
        arrays=1_000,
    ),
    "scipy.spatial": Suite(
        "C++ and Cython",
        ["scipy/spatial/tests"],
        modules=["scipy.spatial", "scipy.spatial.distance"],
        arrays=260_000,
    ),
    "scipy.interpolate": Suite(
        "C, Fortran and Cython", ["scipy/interpolate/tests"], modules=["scipy.interpolate"], arrays=5_500
    ),
    "scipy.signal": Suite("C and Cython", ["scipy/signal/tests"], modules=["scipy.signal"], arrays=450_000),
    "scipy.cluster": Suite(
        "Cython",
        ["scipy/cluster/tests"],
        modules=["scipy.cluster.hierarchy", "scipy.cluster.vq"],
        quick=["scipy/cluster/tests"],
        arrays=3_200,
        quick_arrays=3_200,
    ),
    "pandas": Suite(
        "Cython",
        [f"pandas/tests/{name}" for name in PANDAS],
        modules=["pandas", *(f"pandas._libs.{name}" for name in PANDAS_LIBS)],
        methods=[f"pandas.{name}" for name in PANDAS_METHODS],
        is_direct=True,
        quick=[f"pandas/tests/{name}" for name in ("libs", "dtypes/test_missing.py", "series/test_constructors.py")],
        arrays=3_600,
        quick_arrays=500,
    ),
}
