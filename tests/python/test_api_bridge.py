"""HPyArray_FromLegacy and HPyArray_AsLegacy do what numpy_hpy.from_numpy and to_numpy do. (test_bridge_c.py has more.)"""

import pytest
from api_arguments import ARRAYS, read_only, records, things
from api_differential import check, check_program, check_refusal

from numpy_hpy import HPyArray, from_numpy, to_numpy

pytest_plugins = ["api_tested"]

TWINS = {"HPyArray_FromLegacy": from_numpy, "HPyArray_AsLegacy": to_numpy}
# HPyArrays of these are refused.
MADE = {name: make for name, make in ARRAYS.items() if name not in ("variable-width strings", "64 dimensions")}


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_there_and_back(make):
    def program(call, array):
        made = call("HPyArray_FromLegacy", array)
        return type(made) is HPyArray, made.base is array, made.shape, call("HPyArray_AsLegacy", made) is array

    # The cache of layouts keeps new dtypes; the tests of the bridge look for references and leaks.
    check_program(program, lambda: (make(),), twins=TWINS, raises=any, references=False, repeatable=False)


@pytest.mark.parametrize(
    "make", [lambda: HPyArray(3, "O"), lambda: HPyArray((2, 2), "i4,O"), lambda: HPyArray(4, "f8")]
)
def test_an_ndarray_over_an_hpyarray(make):
    check("HPyArray_AsLegacy", lambda: (make(),), twins=TWINS)


def test_what_is_refused():
    for wrong in (3, [1], HPyArray(1, "O")):
        check("HPyArray_FromLegacy", lambda wrong=wrong: (wrong,), twins=TWINS, raises=TypeError)
    for wrong in (3, things(2), read_only(records(2))):
        check("HPyArray_AsLegacy", lambda wrong=wrong: (wrong,), twins=TWINS, raises=TypeError)
    for name in TWINS:
        check_refusal(name, lambda: (...,), raises=TypeError)
