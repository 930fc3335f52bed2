"""NumPy's own tests of its scalar types, with heap types in the place of all of them.

In a process of its own every scalar type is exchanged for its twin: NumPy's C code then makes twins, dtypes give them out, and
its Python code and its tests find them under their names. What stays is that C code which asks for a type by its address finds
the static one, behind the twin in its MRO.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from numpy_hpy import _heaptypes

RUNNER = Path(__file__).parent / "heaptypes" / "swapped.py"
NUMPY_TESTS = Path(np.__file__).parent / "_core" / "tests"
FILES = [
    "test_scalarinherit.py",
    "test_scalarbuffer.py",
    "test_scalar_ctors.py",
    "test_scalar_methods.py",
    "test_scalarmath.py",
    "test_scalarprint.py",
    "test_numerictypes.py",
    "test_abc.py",
    "test_half.py",
    "test_longdouble.py",
    "test_datetime.py",
    "test_records.py",
    "test_unicode.py",
    "test_dtype.py::TestString",
    "test_multiarray.py::TestHash",
    "test_multiarray.py::TestPickling",
]
# Tests that differ because NumPy's C code compares addresses with that of the static type.
DIFFER = {}

pytestmark = pytest.mark.skipif(not NUMPY_TESTS.exists(), reason="this NumPy comes without its tests")


@pytest.fixture(scope="module")
def run(compiler, tmp_path_factory):
    """``run(types, *files)``: the outcomes of NumPy's tests."""
    compiler.extension("heaptypes/swap.c", "swap", load=False)

    def run(types, *files):
        path = tmp_path_factory.mktemp("outcomes") / "outcomes.json"
        paths = [str(compiler.folder), *filter(None, sys.path)]
        done = subprocess.run(
            [
                sys.executable,
                "-X",
                "faulthandler",
                str(RUNNER),
                str(path),
                types,
                *(str(NUMPY_TESTS / file) for file in files),
            ],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            cwd=path.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert path.exists(), f"exit status {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return json.loads(path.read_text())

    return run


@pytest.fixture(scope="module")
def outcomes(run, note):
    result = run(",".join(cls.__name__ for cls in _heaptypes.SCALARS), *FILES)
    counts = Counter(outcome for outcome, _ in result["tests"].values())
    note(f"NumPy {np.__version__}'s tests of scalars on heap types: {dict(counts)}")
    return result


def test_everything_passes_but_what_is_known_to_differ(outcomes):
    failed = {test: why for test, (outcome, why) in outcomes["tests"].items() if outcome in ("failed", "error")}
    assert {test: why for test, why in failed.items() if test not in DIFFER} == {}
    assert set(DIFFER) <= set(failed), "what does not differ any more is to be taken out of the list"


@pytest.mark.parametrize("file", FILES)
def test_the_tests_were_run(outcomes, file):
    counts = Counter(outcome for test, (outcome, _) in outcomes["tests"].items() if test.startswith(file))
    assert counts["passed"] >= 1
    assert counts["skipped"] < max(counts["passed"], 2)


@pytest.mark.parametrize("cls", _heaptypes.SCALARS, ids=lambda cls: cls.__name__)
def test_it_was_the_twin_that_passed(outcomes, cls):
    if cls is np.object_:  # It has no instances.
        return
    assert outcomes["items"][cls.__name__], "an item of an array is no twin"
    # Made by C code that names the static type; of the others NumPy makes instances through their dtype alone.
    if cls not in (np.bool_, np.bytes_, np.str_, np.void):
        assert outcomes["made"][cls.__name__] > 20


def test_a_wrong_twin_fails(run):
    """So the tests do look at the twin: each of these slots is missed by some."""
    wrong = "float64:nb_add=nb_subtract tp_hash=tp_repr tp_str=tp_repr"
    classes = ("test_scalarmath.py::TestModulus", "test_scalarmath.py::TestNegative", "test_scalarmath.py::TestHash")
    tests = run(wrong, *classes, "test_scalarprint.py")["tests"]
    failed = {test for test, (outcome, _) in tests.items() if outcome == "failed"}
    assert {
        "test_scalarmath.py::TestModulus::test_modulus_basic",
        "test_scalarmath.py::TestNegative::test_result",
        "test_scalarmath.py::TestHash::test_float_and_complex_hashes[d]",
        "test_scalarprint.py::TestRealScalars::test_str",
    } <= failed
