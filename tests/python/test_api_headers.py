"""The public headers compile alone in every ABI, drag nothing along, leave nothing behind, and are free in the CPython ABI."""

import re
import shutil

import pytest
from api_extensions import (
    ABIS,
    COMPILERS,
    INCLUDE,
    LANGUAGES,
    NUMPY,
    PYTHON,
    SOURCES,
    compiled,
    find_compiler,
    flags,
    in_parallel,
    run,
)

HEADERS = sorted(path.name for path in (INCLUDE / "numpy_hpy").glob("*.h"))
STRICT = ["-Wall", "-Wextra", "-pedantic", "-Werror"]
# First hpy.h: CPython wants its own header before any of C's.
EVERYTHING = "#include <hpy.h>\n" + "".join(f"#include <numpy_hpy/{header}>\n" for header in HEADERS)

each_abi = pytest.mark.parametrize("abi", ABIS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def tolerated(family, language):
    # HPy_NULL is a compound literal: HPy's own, but clang reports it where it is used.
    return ["-Wno-c99-extensions"] if (family, language) == ("clang", "c++") else []


def test_the_headers_are_there():
    wanted = (
        "arrayobject ufuncobject api_types api_header import threads trampolines iterator_macros layout object_buffer"
    )
    assert {f"{name}.h" for name in wanted.split()} <= set(HEADERS)


# --- compiling -----------------------------------------------------------------------------------------------------


@each_abi
@each_language
@pytest.mark.parametrize("family", COMPILERS)
def test_each_header_compiles_alone_and_twice(abi, language, family, tmp_path):
    compiler = [*find_compiler(language, family), "-fsyntax-only", *flags(abi, language), *STRICT]
    compiler += [*tolerated(family, language), "-x", language]

    def compile_header(header):
        source = tmp_path / f"{header}.c"
        # The last line is for headers that hold nothing but macros: ISO C wants a declaration.
        source.write_text(f"#include <numpy_hpy/{header}>\n" * 2 + "typedef int it_is_not_empty;\n")
        run(*compiler, source)

    in_parallel(compile_header, [[header] for header in HEADERS])


@pytest.mark.parametrize(("language", "standard"), [("c", "c17"), ("c", "gnu11"), ("c++", "c++20")])
@each_abi
def test_newer_and_gnu_dialects(abi, language, standard, tmp_path):
    source = tmp_path / "all.c"
    source.write_text(EVERYTHING)
    command = [*find_compiler(language), "-fsyntax-only", *flags(abi, language), f"-std={standard}", *STRICT]
    run(*command, "-x", language, source)


@each_language
@pytest.mark.parametrize("level", ["-O0", "-O2"])
@each_abi
def test_no_warning_when_code_is_made(abi, language, level, tmp_path):
    """Some warnings come from the optimizer; and a program that uses some functions leaves others unused."""
    command = [*find_compiler(language), "-c", level, *flags(abi, language), *STRICT, "-x", language]
    run(*command, SOURCES / "consumer.c", "-o", tmp_path / "consumer.o")


# --- what is reached -------------------------------------------------------------------------------------------------


def files_read(abi, source, *options):
    output = run(*find_compiler(), "-M", *flags(abi), *options, source)
    return output.replace("\\\n", " ").split()[2:]


def test_the_universal_headers_reach_neither_python_nor_numpy(tmp_path):
    """Although they would be found."""
    if not (PYTHON / "Python.h").exists():
        pytest.skip("Python's C headers are not installed")
    source = tmp_path / "all.c"
    source.write_text(EVERYTHING)

    def foreign(files):
        return [file for file in files if file.startswith((str(NUMPY), str(PYTHON))) or file.endswith("/Python.h")]

    findable = ["-isystem", NUMPY, "-isystem", PYTHON]
    files = files_read("universal", source, *findable)
    assert foreign(files) == []
    assert f"{INCLUDE}/numpy_hpy/arrayobject.h" in files
    assert not [file for file in files if "/numpy_hpy/cpython/" in file]
    # The question is not put wrongly: in the other ABIs they are reached.
    for abi in ("cpython", "hybrid"):
        assert {f"{NUMPY}/numpy/arrayobject.h", f"{PYTHON}/Python.h"} <= set(foreign(files_read(abi, source)))


def test_python_h_is_refused_in_the_universal_abi(tmp_path):
    """So that the tests above, which compile with HPy's folder that forbids it, would notice."""
    source = tmp_path / "wrong.c"
    source.write_text("#include <numpy_hpy/arrayobject.h>\n#include <Python.h>\n")
    with pytest.raises(AssertionError, match="#error"):
        run(*find_compiler(), "-fsyntax-only", *flags("universal"), "-isystem", PYTHON, source)


def test_the_layout_headers_need_nothing_but_c(tmp_path):
    source = tmp_path / "plain.c"
    for header in ("layout.h", "layout_walk.h", "api_header.h", "type_slots.h"):
        source.write_text(f"#include <numpy_hpy/{header}>\n")
        run(*find_compiler(), "-std=c11", "-fsyntax-only", f"-I{INCLUDE}", *STRICT, source)


# --- what is left in a program ---------------------------------------------------------------------------------------


def symbols(path, *options):
    if shutil.which("nm") is None:
        pytest.skip("nm is not installed")
    lines = run("nm", "--format=posix", *options, path).splitlines()
    return {line.split()[0] for line in lines if " " in line}


@each_abi
@each_language
def test_an_object_exports_its_own_functions_alone(abi, language, tmp_path):
    made = tmp_path / "consumer.o"
    command = [*find_compiler(language), "-c", "-O0", "-fPIC", *flags(abi, language), "-x", language]
    run(*command, SOURCES / "consumer.c", "-o", made)
    assert symbols(made, "--extern-only", "--defined-only") == {"consumer"}
    # Inside they are: they are functions of ours, and static.
    assert {name for name in symbols(made, "--defined-only") if "HPyArray_Sum" in name}
    missing = symbols(made, "--undefined-only")
    if abi == "universal":
        assert [name for name in missing if re.match(r"_*(Py|Npy|npy|HPy)", name)] == []
    else:
        assert "PyExc_ImportError" in missing
        assert [name for name in missing if re.match(r"_*(Npy|npy|PyArray)", name)] == []


UNITS = [
    ("import_module.c", "c", "-fvisibility=hidden"),
    "import_units.c",
    ("import_units.c", "c", "-DNO_IMPORT_ARRAY", "-DNO_IMPORT_UFUNC"),
]


@each_abi
def test_an_extension_exports_what_hpy_wants_alone(abi):
    """Also when its files share the tables."""
    module = compiled("shared_units", abi, *UNITS)
    exported = symbols(module, "--dynamic", "--extern-only", "--defined-only")
    assert [name for name in exported if name.endswith("Init_import_module")] != []
    # HPy's own helpers are not hidden; its names alone are expected.
    theirs = re.compile(
        r"_?HPy|hpy_|ctx_|pymod|get_required_hpy|_init$|_fini$|_ctx_for_trampolines|_edata|_end|__bss_start|PyInit_"
    )
    assert [name for name in exported if not theirs.match(name)] == []
    assert [
        name for name in exported if "API" in name or "shared" in name or name.startswith(("HPyArray", "HPyUFunc"))
    ] == []


def test_a_universal_extension_needs_no_library():
    """It is linked with -z defs and without libnumpy_hpy.a; what it lacks is the C library's."""
    module = compiled("shared_units", "universal", *UNITS)
    missing = symbols(module, "--dynamic", "--undefined-only")
    assert [name for name in missing if re.match(r"_*(Py|Npy|npy|HPy)", name)] == []


# --- documentation ---------------------------------------------------------------------------------------------------

FUNCTION = re.compile(r"(?:static inline |extern )?(?:const )?(?:struct )?\w[\w ]*[ *]+(\w+)\((?!\*)")
MACRO = re.compile(r"#define ((?:HPy|hpy_|HPY_NPY_|NPY_HPY_)\w*)\(")
OURS = re.compile(r"H[A-Z]|hpy_|Npy|Py\w+_AsStruct")


def undocumented(flavour):
    """Functions and macros of ours without a comment above them. A comment stands for a group of macros."""
    documented = {}
    for path in [*(INCLUDE / "numpy_hpy").glob("*.h"), *(INCLUDE / "numpy_hpy" / flavour).glob("*.h")]:
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines):
            function, macro = FUNCTION.match(line), MACRO.match(line)
            if function and OURS.match(function[1]) and not function[1].endswith("_"):
                documented[function[1]] = documented.get(function[1], False) or lines[number - 1].startswith("///")
            elif macro and not macro[1].endswith("_"):
                above = number - 1
                while lines[above].startswith(("#define", " ")) and not lines[above].endswith("*/"):
                    above -= 1
                documented[macro[1]] = lines[above].startswith("///") or lines[above].endswith("*/")
    assert {"HPyArray_Zeros", "HPyArray_NDIM", "HPyArray_FillView", "NpyLayout_Walk", "hpy_import_array"} <= set(
        documented
    )
    assert len(documented) > 500
    return [name for name, has_comment in documented.items() if not has_comment]


@pytest.mark.parametrize("flavour", ["universal", "cpython"])
def test_every_function_has_a_comment(flavour):
    assert undocumented(flavour) == []


# --- what it costs ---------------------------------------------------------------------------------------------------

# What comes back, a call on handles, and the legacy call on pointers.
PAIRS = [
    ("npy_intp", "HPyArray_Size(ctx, arr)", "PyArray_Size((PyObject *)arr)"),
    ("npy_intp", "HPyArray_CountNonzero(ctx, arr)", "PyArray_CountNonzero(arr)"),
    ("HPy", "HPyArray_Sum(ctx, arr, i, i, other)", "PyArray_Sum(arr, i, i, other)"),
    ("int", "HPyArray_CopyInto(ctx, arr, other)", "PyArray_CopyInto(arr, other)"),
    ("HPy", "HPyArray_TakeFrom(ctx, arr, other, i, other, NPY_RAISE)",
     "PyArray_TakeFrom(arr, (PyObject *)other, i, other, NPY_RAISE)"),
    ("int", "HPyArray_CanCastSafely(ctx, i, i)", "PyArray_CanCastSafely(i, i)"),
    ("HPy", "HPyArray_IntTupleFromIntp(ctx, i, p)", "PyArray_IntTupleFromIntp(i, p)"),
    ("HPy", "HPyArray_Transpose(ctx, arr, (PyArray_Dims *)p)", "PyArray_Transpose(arr, (PyArray_Dims *)p)"),
    ("int", "HPyArray_NDIM(ctx, arr)", "PyArray_NDIM(arr)"),
    ("void *", "HPyArray_DATA(ctx, arr)", "PyArray_DATA(arr)"),
    ("char *", "HPyArray_BYTES(ctx, arr)", "PyArray_BYTES(arr)"),
    ("npy_intp *", "HPyArray_DIMS(ctx, arr)", "PyArray_DIMS(arr)"),
    ("npy_intp *", "HPyArray_SHAPE(ctx, arr)", "PyArray_SHAPE(arr)"),
    ("npy_intp *", "HPyArray_STRIDES(ctx, arr)", "PyArray_STRIDES(arr)"),
    ("npy_intp", "HPyArray_DIM(ctx, arr, i)", "PyArray_DIM(arr, i)"),
    ("npy_intp", "HPyArray_STRIDE(ctx, arr, i)", "PyArray_STRIDE(arr, i)"),
    ("npy_intp", "HPyArray_ITEMSIZE(ctx, arr, NULL)", "PyArray_ITEMSIZE(arr)"),
    ("npy_intp", "HPyArray_SIZE(ctx, arr)", "PyArray_SIZE(arr)"),
    ("npy_intp", "HPyArray_NBYTES(ctx, arr, NULL)", "PyArray_NBYTES(arr)"),
    ("int", "HPyArray_FLAGS(ctx, arr)", "PyArray_FLAGS(arr)"),
    ("int", "HPyArray_CHKFLAGS(ctx, arr, i)", "PyArray_CHKFLAGS(arr, i)"),
    ("int", "HPyArray_TYPE(ctx, arr, NULL)", "PyArray_TYPE(arr)"),
    ("void *", "HPyArray_GETPTR1(ctx, arr, i)", "PyArray_GETPTR1(arr, (npy_intp)i)"),
    ("void *", "HPyArray_GETPTR2(ctx, arr, i, i)", "PyArray_GETPTR2(arr, (npy_intp)i, (npy_intp)i)"),
    ("void *", "HPyArray_GETPTR4(ctx, arr, i, i, i, i)",
     "PyArray_GETPTR4(arr, (npy_intp)i, (npy_intp)i, (npy_intp)i, (npy_intp)i)"),
    ("HPy", "HPyArray_GETITEM(ctx, arr, (char *)p)", "PyArray_GETITEM(arr, (char *)p)"),
    ("int", "HPyArray_SETITEM(ctx, arr, (char *)p, other)", "PyArray_SETITEM(arr, (char *)p, (PyObject *)other)"),
    ("int", "HPyArray_Check(ctx, arr)", "PyArray_Check((PyObject *)arr)"),
    ("int", "HPyArray_ISCARRAY(ctx, arr)", "PyArray_ISCARRAY(arr)"),
    ("int", "HPyArray_ISINTEGER(ctx, arr)", "PyArray_ISINTEGER(arr)"),
    ("int", "HPyArray_SAMESHAPE(ctx, arr, other)", "PyArray_SAMESHAPE(arr, other)"),
    ("void", "HPyArray_ENABLEFLAGS(ctx, arr, i)", "PyArray_ENABLEFLAGS(arr, i)"),
    ("npy_intp", "HPyDataType_ELSIZE(ctx, arr)", "PyDataType_ELSIZE((PyArray_Descr *)arr)"),
    ("int", "HPyArray_DescrCheck(ctx, arr)", "PyArray_DescrCheck((PyObject *)arr)"),
    ("HPy", "HPyArray_IterNew(ctx, arr)", "PyArray_IterNew((PyObject *)arr)"),
]  # fmt: skip
# These do more than NumPy's: a stolen parameter stays the caller's, and what was borrowed is new. They show that the
# comparison can tell.
MORE_WORK = [
    ("HPy", "HPyArray_Zeros(ctx, i, p, other, i)", "PyArray_Zeros(i, p, (PyArray_Descr *)other, i)"),
    ("HPy", "HPyArray_DESCR(ctx, arr, NULL)", "PyArray_DESCR(arr)"),
]


def program(side):
    functions = []
    for number, (result, ours, numpys) in enumerate(PAIRS + MORE_WORK):
        array, call = ("HPy", ours) if side == "ours" else ("PyArrayObject *", numpys)
        if side == "numpys" and result == "HPy":
            call = f"_py2h((PyObject *){call})"  # as HPy itself does it
        give = "" if result == "void" else "return "
        parameters = f"HPyContext *ctx, {array} arr, {array} other, int i, npy_intp *p"
        ignored = "(void)ctx; (void)arr; (void)other; (void)i; (void)p;"
        functions.append(f"{result} f{number}({parameters});\n{result} f{number}({parameters})")
        functions.append(f"{{ {ignored} {give}{call}; }}")
    return "\n".join(["#include <hpy.h>", "#include <numpy_hpy/arrayobject.h>", *functions, ""])


@pytest.fixture(scope="module")
def instructions(tmp_path_factory):
    """``instructions("ours")[n]`` are those of the nth call on handles, ``instructions("numpys")[n]`` of the legacy call."""
    if shutil.which("objdump") is None:
        pytest.skip("objdump is not installed")
    folder = tmp_path_factory.mktemp("instructions")

    def make(side):
        source = folder / f"{side}.c"
        source.write_text(program(side))
        command = [*find_compiler(), "-c", "-O2", "-fPIC", *flags("cpython"), "-Wall", "-Wextra", "-Werror"]
        # One name for NumPy's table, so that what refers to it looks the same.
        command += ["-DHPY_ARRAY_UNIQUE_SYMBOL=one_table", "-DNO_IMPORT_ARRAY", "-ffunction-sections"]
        run(*command, source, "-o", source.with_suffix(".o"))
        return disassembly(source.with_suffix(".o"))

    return dict(zip(["ours", "numpys"], in_parallel(make, [["ours"], ["numpys"]]), strict=True))


def disassembly(path):
    """The instructions and relocations of each function."""
    text = run("objdump", "--disassemble", "--reloc", "--no-show-raw-insn", path)
    bodies = re.findall(r"^\w+ <f(\d+)>:\n(.*?)(?=\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return {int(number): body.strip() for number, body in bodies}


@pytest.mark.parametrize("number", range(len(PAIRS)), ids=[ours.split("(")[0] for _, ours, _ in PAIRS])
def test_the_same_instructions_as_the_legacy_call(instructions, number):
    assert instructions["ours"][number] == instructions["numpys"][number]


@pytest.mark.parametrize("number", range(len(PAIRS), len(PAIRS + MORE_WORK)))
def test_other_work_is_other_instructions(instructions, number):
    assert instructions["ours"][number] != instructions["numpys"][number]
