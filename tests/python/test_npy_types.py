"""universal/npy_types.h says what NumPy's headers say: nothing is missing, and every value, type and layout is the same."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from npy_headers import (
    C_TESTS,
    NEWEST,
    ROOT,
    UNIVERSAL,
    compile_c,
    every_compiler,
    needs_hpy,
    numpys_flags,
    our_flags,
    run_compiler,
    some_c_compiler,
)


def without_comments(text):
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)


LIST = without_comments((C_TESTS / "npy_types_list.h").read_text())
HEADERS = sorted(path.name for path in UNIVERSAL.glob("npy_*.h"))

OURS = "#include <numpy_hpy/universal/npy_types.h>\n"
NUMPYS = "#include <Python.h>\n#include <numpy/arrayobject.h>\n#include <numpy/ufuncobject.h>\n"

of_numpy_2_4 = pytest.mark.skipif(not np.__version__.startswith("2.4."), reason="the headers are those of NumPy 2.4")


# --- values and layouts ----------------------------------------------------------------------------------------------


def values(compiler, program, *flags):
    """What tests/c/npy_types_values.c prints, as a dict from "INTEGER NPY_BOOL" and the like."""
    compile_c(compiler, *flags, NEWEST, C_TESTS / "npy_types_values.c", "-o", program)
    output = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    # An object, or a class, is `void` to us; enums without a name are numbered by the compiler.
    output = re.sub(r"\b(_object|_typeobject)\b", "void", output)
    output = re.sub(r"\._anon_\d+|\{unnamed type#\d+\}", "unnamed", output)
    return dict(line.split("|", 1) for line in output.splitlines())


@of_numpy_2_4
@every_compiler
def test_values_types_and_layouts_are_numpys(compiler, tmp_path):
    ours = values(compiler, tmp_path / "ours", *our_flags())
    assert ours == values(compiler, tmp_path / "numpys", *numpys_flags())
    assert len(ours) > 700


@every_compiler
@pytest.mark.parametrize("header", HEADERS)
def test_a_header_includes_what_it_needs(compiler, header):
    source = f"#include <numpy_hpy/universal/{header}>\n#include <numpy_hpy/universal/{header}>\nint nothing;\n"
    compile_c(compiler, *our_flags(), "-fsyntax-only", "-", source=source)


@every_compiler
def test_the_names_of_layout_h_are_others(compiler):
    source = "#include <numpy_hpy/layout.h>\n" + OURS + "int nothing;\n"
    compile_c(compiler, *our_flags(), "-fsyntax-only", "-", source=source)


@pytest.mark.parametrize(
    ("target", "feature_version"),
    [
        pytest.param(None, "0x12", id="the default"),
        pytest.param("NPY_2_0_API_VERSION", "0x12", id="2.0"),
        pytest.param("NPY_2_2_API_VERSION", "0x13", id="2.2, which is 2.1"),
        pytest.param("NPY_2_3_API_VERSION", "0x14", id="2.3"),
        pytest.param("NPY_2_4_API_VERSION", "0x15", id="2.4"),
        pytest.param("NPY_1_25_API_VERSION", None, id="too old"),
        pytest.param("0x16", None, id="too new"),
    ],
)
def test_the_version_that_is_aimed_at(target, feature_version):
    flags = [*our_flags(), "-fsyntax-only", "-"] + ([f"-DNPY_TARGET_VERSION={target}"] if target else [])
    source = f"{OURS}static_assert(NPY_FEATURE_VERSION == {feature_version or 0}, NPY_FEATURE_VERSION_STRING);\n"
    result = run_compiler(some_c_compiler(), *flags, source=source)
    assert (result.returncode == 0) == (feature_version is not None)
    assert ("NPY_TARGET_VERSION is" in result.stderr) == (feature_version is None)


# --- completeness ----------------------------------------------------------------------------------------------------


class Names:
    """The macros, enumerators and types that the headers of a folder define."""

    def __init__(self, source, folder, *flags):
        # Each with whether it takes arguments, and its replacement.
        self.macros = {}
        code = []
        wanted = in_math = False
        for line in compile_c(some_c_compiler(), *flags, NEWEST, "-E", "-dD", "-", source=source).splitlines():
            if marker := re.match(r'# \d+ "(.*?)"', line):
                path = Path(marker[1])
                # Not the tables of functions: capi/api has a row for each.
                wanted = path.is_relative_to(folder) and not re.fullmatch(r"__\w+_api\.h", path.name)
                in_math = path.name == "npy_math.h"
            elif not wanted or (in_math and not line.startswith("#define NPY_FPE_")):
                pass  # of the math library, the floating-point status alone belongs to the API
            elif macro := re.match(r"#define (\w+)(\(?)(.*)", line):
                self.macros[macro[1]] = (bool(macro[2]), macro[3].strip())
            elif macro := re.match(r"#undef (\w+)", line):
                self.macros.pop(macro[1], None)
            else:
                code.append(line)
        code = re.sub(r'"(\\.|[^"\\])*"', '""', "\n".join(code))
        enums = re.findall(r"\benum\b[^{};()]*\{([^}]*)\}", code)
        parts = [part.strip() for enum in enums for part in enum.split(",")]
        self.enumerators = {re.match(r"\w+", part)[0] for part in parts if part}
        while "{" in code:
            code, before = re.sub(r"\{[^{}]*\}", "", code), code
            assert code != before
        self.types = {type_name(declaration) for declaration in re.findall(r"\btypedef\b([^;]*);", code)}


def type_name(declaration):
    """The name that a typedef declares; struct bodies are gone."""
    function = re.search(r"\(\s*\*?\s*(\w+)\s*\)\s*\(", declaration)
    return (function or re.search(r"(\w+)\s*$", declaration))[1]


@pytest.fixture(scope="module")
def ours():
    return Names(OURS, UNIVERSAL, *our_flags())


@pytest.fixture(scope="module")
def numpys():
    return Names(NUMPYS, Path(np.get_include()) / "numpy", *numpys_flags())


# The prefixes of constants; what begins with PyArray_ is a function or an accessor, and has a row in capi/api.
CONSTANT = re.compile(r"_?NPY_|npy_|UFUNC_|PyUFunc_")

# The macros and types that code on handles has no use for, and why.
MACROS_LEFT_OUT = {
    r"NPY_HAVE_ENDIAN_H|NPY_NO_SMP": "how NumPy was configured",
    r"NPY_INLINE_MATH|NPY_GCC_\w+|NPY_PREFETCH|NPY_TLS": "words for the compiler",
    r"NPY_RETURNS_BORROWED_REF|NPY_STEALS_REF_TO_ARG": "words for a checker",
    r"NPY_CAT_+": "parts of NPY_CAT",
    r"NPY_SIZEOF_OFF_T|NPY_OFF_T_PYFMT|npy_(fseek|ftell|lseek|off_t)": "for npy_3kcompat.h alone",
    r"NPY_(MIN|MAX)_U?INT128": "no compiler takes such numbers",
    r"NPY_COMPLEX\d+_FMT": "made of names that NumPy does not define",
    r"NPY_ERR2?": "messages to stderr",
    r"NPY_USE_PYMEM": "which allocator HPyDimMem_NEW stands for",
    r"NPY_(BEGIN|END)_(ALLOW_)?THREADS\w*|NPY_(ALLOW|DISABLE)_C_API\w*": "the interpreter lock: threads.h",
    r"NPY_LOOP_(BEGIN|END)_THREADS": "they use variables of a caller that is gone",
    r"NPY_DTYPE|NPY_TITLE_KEY": "about objects: functions on handles",
    r"UFUNC_NOFPE": "for a compiler of the past",
}
TYPES_LEFT_OUT = {
    r"PyArrayMethod_Spec|PyArrayDTypeMeta_Spec|PyUFunc_LoopSlot": "with handles, in api_types.h",
    r"PyArray_DescrProto|PyArray_Chunk": "with handles, in api_types.h",
    r"_PyArray_LegacyDescr|PyArray_ArrayDescr": "functions on handles give fields and subarrays",
    r"PyArray_StringDTypeObject": "HNpyString_acquire_allocator takes the dtype",
    r"PyUFuncObject|PyUFunc_(TypeResolutionFunc|ProcessCoreDimsFunc|Loop1d)": "members of a ufunc: no handle reaches them",
}


def unexcused(missing, excuses):
    """Those of the names that no excuse is for. An excuse for nothing is a failure."""
    assert [pattern for pattern in excuses if not any(re.fullmatch(pattern, name) for name in missing)] == []
    return {name for name in missing if not any(re.fullmatch(pattern, name) for pattern in excuses)}


@of_numpy_2_4
def test_no_macro_is_missing(ours, numpys):
    missing = {name for name in numpys.macros if CONSTANT.match(name)} - set(ours.macros)
    assert unexcused(missing, MACROS_LEFT_OUT) == set()
    assert len(numpys.macros) > 500


@of_numpy_2_4
def test_no_enumerator_is_missing(ours, numpys):
    assert numpys.enumerators - ours.enumerators == set()
    assert len(numpys.enumerators) > 100


@of_numpy_2_4
def test_no_type_is_missing(ours, numpys):
    assert unexcused(numpys.types - ours.types, TYPES_LEFT_OUT) == set()
    assert len(numpys.types) > 100


@of_numpy_2_4
def test_nothing_is_added(ours, numpys):
    """A name of NumPy's that NumPy does not have would be a trap in code that is to compile with both."""
    own = {name for name in ours.macros if not re.match("NUMPY_HPY_|NPY_HPY_", name)}
    assert own - set(numpys.macros) == set()
    assert ours.enumerators - numpys.enumerators == set()
    assert ours.types - numpys.types == {"npy_object_head"}


@of_numpy_2_4
def test_macros_with_arguments_have_them_in_numpy(ours, numpys):
    both = set(ours.macros) & set(numpys.macros)
    assert {name for name in both if ours.macros[name][0] != numpys.macros[name][0]} == set()


def test_the_list_has_every_constant_and_type(ours):
    constants = {name for name, (takes_arguments, value) in ours.macros.items() if value and not takes_arguments}
    words = {"NPY_INLINE", "NPY_FINLINE", "NPY_NOINLINE", "NPY_NO_EXPORT", "NPY_VISIBILITY_HIDDEN"}
    constants = {name for name in constants if CONSTANT.match(name)} - words | ours.enumerators
    assert constants - set(re.findall(r"(?:INTEGER|REAL|TEXT)\((\w+)\)", LIST)) == set()
    assert ours.types - set(re.findall(r"(?:TYPE|OPAQUE|FUNCTION)\((\w+)\)", LIST)) == {"npy_object_head"}


def test_the_list_has_every_member():
    structs = {}
    for header in HEADERS:
        text = without_comments((UNIVERSAL / header).read_text())
        text = re.sub(r"^ *#.*$", "", text, flags=re.MULTILINE)
        for tag, body, name in re.findall(r"\bstruct (\w*) ?\{\n(.*?)\n\} ?(\w*);", text, re.DOTALL):
            members = structs.setdefault(name or tag.removesuffix("_tag"), set())
            for declaration in filter(None, map(str.strip, body.split(";"))):
                function = re.search(r"\(\*(\w+)\)\(", declaration)
                parts = [function[1]] if function else re.findall(r"(\w+)(?:\[\w*\])*(?=,|$)", declaration)
                members.update(parts)
    for name in ("npy_object_head", "npy_cfloat", "npy_cdouble", "npy_clongdouble"):
        del structs[name]
    assert len(structs) > 15
    listed = {name: set() for name in structs}
    for struct, member in re.findall(r"(?:MEMBER|TAIL)\((\w+), (\w+)\)", LIST):
        listed[struct].add(member)
    for struct in re.findall(r"HEAD\((\w+)\)", LIST):
        listed[struct].add("head")
    assert listed == structs


@of_numpy_2_4
def test_conditions_in_the_preprocessor_come_out_as_with_numpy(ours, numpys):
    """What ``#if`` understands in NumPy's headers it understands in ours, and the answer is the same."""
    names = [name for name, (takes_arguments, _) in ours.macros.items() if CONSTANT.match(name) and not takes_arguments]
    conditions = [
        f"({name}) {more}" for name in names for more in ("> -2", "> 0", "> 7", "> 1000", "|| understood + 1")
    ]
    source = "".join(f"#if {condition}\nyes: {condition}\n#endif\n" for condition in conditions)
    # Replaced in the answers, too, unless it is hidden.
    source = re.sub(r"^(yes: \()(\w+)", r'\1"\2"', source, flags=re.MULTILINE)

    def answers(headers, flags):
        # What is not understood is an error, and the condition counts as false; that is all that is asked here.
        result = run_compiler(some_c_compiler(), *flags, NEWEST, "-E", "-P", "-", source=headers + source)
        return set(re.findall(r"^ *yes: (.*)", result.stdout, re.MULTILINE))

    of_ours = answers(OURS, our_flags())
    assert of_ours == answers(NUMPYS, numpys_flags())
    assert sum("understood" in answer for answer in of_ours) > 200
    assert '("NPY_FEATURE_VERSION") > 7' in of_ours


# --- the rows of capi/api --------------------------------------------------------------------------------------------


def plain_rows():
    """The declarations, without a context, of macros and accessors; the other rows without one are table entries."""
    for path in sorted((ROOT / "capi/api").glob("*.h")):
        for table, how, declaration in re.findall(
            r"^NPY_API\((\w+),\s*[\w.]+,\s*(\w+).*?\)\n(\w[^;]*);", without_comments(path.read_text()), re.DOTALL | re.M
        ):
            if table in ("macro", "inline") and how in ("DIRECT", "ADAPTED") and "HPyContext" not in declaration:
                yield " ".join(declaration.split())


def row_name(declaration):
    return re.search(r"(\w+)\(", declaration)[1]


def test_every_plain_row_is_there():
    names = {row_name(row) for row in plain_rows()}
    assert len(names) > 30
    defined = {
        name
        for path in [*map(UNIVERSAL.joinpath, HEADERS), UNIVERSAL.parent / "iterator_macros.h"]
        for name in re.findall(r"^(?:#define |static inline [\w ]*[ *]+)(\w+)\(", path.read_text(), re.MULTILINE)
    }
    assert names - defined == set()


@needs_hpy
@pytest.mark.parametrize("flavour", ["universal", "cpython"])
@every_compiler
def test_iterator_macros_are_declared_as_in_the_rows(compiler, flavour):
    rows = [row for row in plain_rows() if row_name(row).startswith("HPy")]
    assert len(rows) > 15
    # A second declaration is an error unless it is the same one.
    source = "#include <numpy_hpy/iterator_macros.h>\n" + "".join(f"static inline {row};\n" for row in rows)
    flags = our_flags() if flavour == "universal" else numpys_flags()
    compile_c(compiler, *flags, "-fsyntax-only", "-", source=source)
