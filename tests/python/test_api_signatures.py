"""The rows of capi/api are what NumPy's headers say: the C file that is made from them compiles, and no other does."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
SIGNATURES = ROOT / "tests/c/api_signatures.c"
NAMES = ROOT / "capi/api/numpy-2.4-names.txt"

SINCE_2_4 = pytest.mark.skipif(np.lib.NumpyVersion(np.__version__) < "2.4.0", reason="newer than this NumPy")


def compiler():
    for command in (os.environ.get("CC"), sysconfig.get_config_var("CC"), "cc"):
        words = shlex.split(command or "")
        if words and shutil.which(words[0]):
            return words
    pytest.skip("there is no C compiler")


@pytest.fixture
def compile_errors(tmp_path):
    """``compile_errors(source)`` is what the compiler says of it; nothing if it is right."""
    return lambda source: compiler_output(tmp_path / "signatures.c", source)


def compiler_output(path, source):
    path.write_text(source)
    command = [*compiler(), "-fsyntax-only", "-std=c11", "-Wall", "-Wno-unused-function", "-Wno-unused-variable"]
    command += ["-Werror=incompatible-pointer-types", "-Werror=int-conversion", "-Werror=implicit-function-declaration"]
    # As system headers: NumPy's and Python's are not ours to warn about.
    command += ["-isystem", np.get_include(), "-isystem", sysconfig.get_path("include")]
    result = subprocess.run([*command, path], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    assert (result.returncode == 0) == ("error:" not in result.stderr), result.stderr
    return result.stderr


def test_every_signature_is_numpys(compile_errors):
    assert compile_errors(SIGNATURES.read_text()) == ""


@pytest.mark.parametrize(
    ("entry", "right", "wrong"),
    [
        pytest.param("PyArray_Zeros", "PyArray_Descr *", "PyObject *", id="another pointer"),
        pytest.param("PyArray_Zeros", "const npy_intp *", "npy_intp *", id="const left out"),
        pytest.param("PyArray_Zeros", ", int)", ")", id="a parameter left out"),
        pytest.param("PyArray_EquivTypes", "unsigned char", "int", id="a result of another size"),
        pytest.param("NpyIter_MultiNew", "PyArrayObject **", "PyArrayObject *", id="one array instead of many"),
        pytest.param("NpyIter_GetTransferFlags", "NPY_ARRAYMETHOD_FLAGS", "NpyIter *", id="since 2.3", marks=SINCE_2_4),
        pytest.param("PyUFunc_AddLoopsFromSpecs", "PyUFunc_LoopSlot *", "int *", id="since 2.4", marks=SINCE_2_4),
        pytest.param("PyUFunc_d_d", "void *", "double *", id="a ufunc loop"),
        pytest.param("PyArray_DIMS", "const PyArrayObject *", "PyArrayObject *", id="an inline accessor"),
        pytest.param("PyArray_BoolDType", "PyArray_DTypeMeta", "PyTypeObject", id="a DType class"),
        pytest.param("PyArray_Type", "PyTypeObject", "PyArray_DTypeMeta", id="a type"),
        pytest.param("PyArray_SIZE", "PyArrayObject *", "PyArray_Descr *", id="the argument of a macro"),
        pytest.param("PyArray_SimpleNew", "PyObject *", "npy_intp *", id="the result of a macro"),
        pytest.param("PyArray_GETPTR2", "(a, b, c)", "(a, b)", id="too few arguments of a macro"),
    ],
)
def test_a_wrong_signature_does_not_compile(compile_errors, entry, right, wrong):
    source = SIGNATURES.read_text()
    (line,) = re.findall(rf"^ *(?:FUNCTION|VARIABLE|MACRO|STATEMENT)\(.*\b{entry}\b.*$", source, re.MULTILINE)
    assert right in line
    errors = compile_errors(source.replace(line, line.replace(right, wrong, 1)))
    assert "error:" in errors
    assert f"signatures.c:{source[: source.index(line)].count(chr(10)) + 1}:" in errors


# NumPy declares it without a prototype, so that any parameters fit.
ANY_PARAMETERS = {"PyUFunc_ImportUFuncAPI"}


@SINCE_2_4
def test_no_wrong_signature_compiles(compile_errors):
    """One parameter more, or another type, in every line at once: each line is an error."""
    broken = {}
    lines = SIGNATURES.read_text().splitlines()
    for number, line in enumerate(lines, 1):
        if function := re.fullmatch(r" *FUNCTION\((.*?), \((.*)\), (\w+)\)", line):
            result, parameters, broken[number] = function.groups()
            parameters = "struct wrong *" + ("" if parameters == "void" else ", " + parameters)
            lines[number - 1] = f"FUNCTION({result}, ({parameters}), {broken[number]})"
        elif variable := re.fullmatch(r" *(VARIABLE|ARRAY)\((.*), (\w+)\)", line):
            broken[number] = variable[3]
            lines[number - 1] = f"{variable[1]}(struct wrong, {variable[3]})"
    assert len(broken) > 400
    errors = compile_errors("struct wrong; " + "\n".join(lines))
    assert "warning:" not in errors
    reported = {int(number) for number in re.findall(r"signatures\.c:(\d+):", errors)}
    assert {name for number, name in broken.items() if number not in reported} == ANY_PARAMETERS


def test_a_name_that_numpy_does_not_have_does_not_compile(compile_errors):
    assert "PyArray_Zeroes" in compile_errors(SIGNATURES.read_text().replace("PyArray_Zeros)", "PyArray_Zeroes)"))


@pytest.mark.skipif(not np.__version__.startswith("2.4."), reason="the list of names is that of NumPy 2.4")
def test_the_list_of_names_is_that_of_the_installed_headers():
    result = subprocess.run(
        [sys.executable, ROOT / "tools/numpy_api_names.py"], capture_output=True, text=True, check=True
    )
    assert result.stdout == NAMES.read_text()
