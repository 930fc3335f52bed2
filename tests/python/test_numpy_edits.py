"""The edits that make NumPy's source link the library: how they are applied, and that they fit the NumPy they are made for."""

import importlib.util
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EDITS = ROOT / "numpy_shims" / "numpy-src"
SCRIPT = EDITS / "link_numpy.py"
sys.path.insert(0, str(EDITS))

import anchored  # noqa: E402
from anchored import AnchorError, Edit  # noqa: E402

SOURCE = """\
static int
first(void)
{
    return 1;
}

static int
second(void)
{
    return 1;
}
"""


@pytest.mark.parametrize(
    ("place", "expected"),
    [("after", "ab"), ("before", "ba"), ("instead", "b")],
)
def test_text_goes_beside_or_in_the_place_of_the_anchor(place, expected):
    edit = Edit("f.c", "a", "b", place)
    assert edit.apply("xax") == f"x{expected}x"


@pytest.mark.parametrize("place", ["after", "before", "instead"])
@pytest.mark.parametrize("times", [1, 3])
def test_an_edit_that_is_there_is_left_alone(place, times):
    edit = Edit("f.c", "anchor;\n", "added;\n", place, times=times)
    once = edit.apply("start;\n" + "anchor;\n" * times)
    assert once != "start;\n" + "anchor;\n" * times
    assert edit.apply(once) == once


def test_an_anchor_is_searched_for_in_one_function():
    edit = Edit("f.c", "    return 1;\n", "    count++;\n", "before", within="second(void)\n")
    once = edit.apply(SOURCE)
    assert once == SOURCE[: SOURCE.rindex("    return")] + "    count++;\n    return 1;\n}\n"
    assert edit.apply(once) == once


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (Edit("f.c", "no such line", "x"), 0),
        (Edit("f.c", "return 1", "x"), 2),
        (Edit("f.c", "return 1", "x", times=3), 2),
        (Edit("f.c", "return 1", "x", within="third(void)"), 0),
        (Edit("f.c", "return 1", "x", within="void)"), 2),
        (Edit("f.c", "return 2", "x", within="first(void)\n"), 0),
    ],
)
def test_an_anchor_that_does_not_fit_is_an_error_that_names_it(edit, found):
    with pytest.raises(AnchorError) as caught:
        edit.apply(SOURCE)
    assert str(caught.value).startswith("f.c: expected ")
    assert f"found {found} times" in str(caught.value)


def test_half_an_edit_is_an_error():
    edit = Edit("f.c", "anchor;\n", "added;\n", times=2)
    with pytest.raises(AnchorError):
        edit.apply("anchor;\nadded;\nanchor;\n")


def test_nothing_is_written_unless_everything_fits(tmp_path):
    (tmp_path / "f.c").write_text("anchor\n")
    fits, does_not = Edit("f.c", "anchor", "!"), Edit("f.c", "missing", "!")
    with pytest.raises(AnchorError):
        anchored.apply_all(tmp_path, [fits, does_not])
    assert (tmp_path / "f.c").read_text() == "anchor\n"
    with pytest.raises(AnchorError, match="no such file"):
        anchored.apply_all(tmp_path, [fits, Edit("g.c", "a", "b")])
    assert (tmp_path / "f.c").read_text() == "anchor\n"
    assert anchored.apply_all(tmp_path, [fits]) == ["f.c"]
    assert (tmp_path / "f.c").read_text() == "anchor!\n"
    assert anchored.apply_all(tmp_path, [fits]) == []


def run_script(*arguments):
    command = [sys.executable, SCRIPT, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_folder_without_numpy_is_refused(tmp_path):
    result = run_script(tmp_path)
    assert result.returncode == 1
    assert result.stderr == f"{tmp_path} is no source tree of NumPy\n"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """What the edits are about of NumPy's source distribution, which pip fetches, if it is not there."""
    spec = importlib.util.spec_from_file_location("build_numpy", ROOT / "tools" / "build_numpy.py")
    build_numpy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build_numpy)
    folder = tmp_path_factory.mktemp("numpy")
    wanted = ("PKG-INFO", "numpy/_core/meson.build", "numpy/_core/src/multiarray/", "numpy/_core/src/umath/")
    with tarfile.open(build_numpy.download()) as archive:
        members = [member for member in archive if member.name.partition("/")[2].startswith(wanted)]
    build_numpy.extract(folder, members)
    (root,) = folder.iterdir()
    return root


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_edits_fit_the_source_distribution(source, tmp_path):
    tree = tmp_path / "linked"
    shutil.copytree(source, tree)
    first = run_script(tree)
    assert first.returncode == 0, first.stderr
    before, after = contents(source), contents(tree)
    changed = {str(name) for name in after if before.get(name) != after[name]}
    assert first.stdout == f"{len(changed)} files changed in {tree}\n"
    assert before.keys() <= after.keys()
    assert {"numpy/_core/meson.build", "numpy/_core/src/multiarray/npy_layout.c"} <= changed
    second = run_script(tree)
    assert second.stdout == f"0 files changed in {tree}\n"
    assert contents(tree) == after


def test_another_numpy_is_refused_and_left_alone(source, tmp_path):
    tree = tmp_path / "other"
    shutil.copytree(source, tree)
    (tree / "PKG-INFO").write_text("Metadata-Version: 2.4\nName: numpy\nVersion: 3.0.0\n")
    dealloc = tree / "numpy" / "_core" / "src" / "multiarray" / "refcount.c"
    dealloc.write_text(dealloc.read_text().replace("PyArray_ClearArray", "PyArray_ClearAnArray"))
    before = contents(tree)
    result = run_script(tree)
    assert result.returncode == 1
    assert result.stderr.startswith(f"These edits are made for NumPy 2.4.6, and {tree} is NumPy 3.0.0.\n")
    assert "refcount.c: expected 1 times, found 0 times:\nPyArray_ClearArray" in result.stderr
    assert contents(tree) == before
