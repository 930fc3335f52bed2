"""`numpy-hpy heaptypes`: what differs between NumPy's static types and their heap-type twins, all of it explained."""

import json
import subprocess
import sys

import numpy as np
import pytest

from numpy_hpy import _heaptypes, _heaptypes_causes, _heaptypes_probes, _heaptypes_report, _typeobject, cli
from numpy_hpy._heaptypes import DIFFERENT, NOT_COMPARABLE, SAME, TYPES

# All that no heap type can have as a static type has it.
UNAVOIDABLE = {
    "tp_dealloc",
    "tp_traverse",
    "attribute __module__",
    "whether the collector tracks the type",
    "its __module__",
    "references to the type, while alive",
}
# np.add.__doc__ is that of the instance, for which the type has a descriptor.
UNAVOIDABLE_OF = {np.ufunc: {"__doc__"}}

each_type = pytest.mark.parametrize("static", TYPES, ids=lambda cls: cls.__name__)


@pytest.fixture(scope="module")
def compared():
    """``compared[type]``: (without the helper, with it)."""
    return {
        static: (
            _heaptypes.compare(static, naive=True, measure=False),
            _heaptypes.compare(static, measure=False),
        )
        for static in TYPES
    }


def aspects(comparison, outcome):
    return {finding.aspect for finding in comparison.findings if finding.outcome == outcome}


def test_all_of_numpys_types_are_there():
    assert len(_heaptypes.SCALARS) == len(set(_heaptypes.SCALARS)) == 24
    names = {cls.__name__ for cls in TYPES}
    assert {
        "ndarray",
        "dtype",
        "_DTypeMeta",
        "flatiter",
        "broadcast",
        "nditer",
        "ufunc",
        "flagsobj",
        "generic",
    } <= names
    concrete = {np.dtype(code).type for code in np.typecodes["All"]}
    assert concrete <= set(_heaptypes.SCALARS)
    # Every abstract parent, and nothing that is a heap type already.
    assert {base for cls in _heaptypes.SCALARS for base in cls.__mro__ if issubclass(base, np.generic)} <= set(TYPES)
    assert not [cls for cls in TYPES if cls.__flags__ & 1 << 9]


@each_type
def test_with_the_helper_only_the_unavoidable_differs(compared, static):
    _, after = compared[static]
    assert aspects(after, DIFFERENT) <= UNAVOIDABLE | UNAVOIDABLE_OF.get(static, set())
    assert {"tp_dealloc", "whether the collector tracks the type"} <= aspects(after, DIFFERENT)


@each_type
def test_the_helper_makes_more_the_same(compared, static):
    before, after = compared[static]
    assert after.count()[SAME] > before.count()[SAME]
    assert aspects(before, SAME) - {"tp_dealloc", "tp_traverse"} - UNAVOIDABLE_OF.get(static, set()) <= aspects(
        after, SAME
    )


@each_type
@pytest.mark.parametrize("which", [0, 1], ids=["naive", "helped"])
def test_whatever_differs_has_a_cause(compared, static, which):
    for finding in compared[static][which].findings:
        if finding.outcome == SAME:
            assert (finding.static, finding.cause) == (finding.twin, None)
        else:
            assert finding.cause not in (None, _heaptypes_causes.UNEXPLAINED), finding


@pytest.mark.parametrize(
    ("static", "aspect", "ours", "theirs"),
    [
        (np.float64, "__base__", "floating", "float"),
        (np.complex128, "__base__", "complexfloating", "complex"),
        (np.float64, "flag MATCH_SELF", "not set", "set"),
        (np.float64, "flag IMMUTABLETYPE", "set", "not set"),
        (np.str_, "nb_add", "empty", "generic"),
        (np.flatiter, "tp_new", "empty", "object"),
        (np.dtype, "metaclass", "_DTypeMeta", "type"),
        (type(np.dtype), "flag HAVE_VECTORCALL", "set", "not set"),
        (np.ufunc, "attribute __doc__", "getset_descriptor", "str"),
        (np.ufunc, "attribute __vectorcalloffset__", "missing", "member_descriptor"),
        (np.nditer, "references to the type, when gone", "0 an instance", "1 an instance"),
    ],
)
def test_what_cpython_alone_makes_differs(compared, static, aspect, ours, theirs):
    if static is type(np.dtype) and sys.version_info >= (3, 12):
        pytest.skip("a subclass of type inherits the flag there")
    before, after = compared[static]
    found = {finding.aspect: finding for finding in before.findings}[aspect]
    assert (found.outcome, found.static, found.twin) == (DIFFERENT, ours, theirs)
    # What neither has is no finding.
    mended = {finding.aspect: finding for finding in after.findings}.get(aspect)
    assert mended is None or (mended.outcome, mended.twin) == (SAME, ours)
    assert mended is not None or ours in ("empty", "not set", "missing", "getset_descriptor")


@pytest.mark.parametrize("static", [np.void, np.character])
def test_what_cpython_alone_does_not_make(compared, static):
    before, after = compared[static]
    assert [finding.aspect for finding in before.findings] == ["creation"]
    assert "BASETYPE" in before.findings[0].cause
    assert after.count()[SAME] > 70


def test_what_is_not_comparable_is_little_and_numpys_own(compared):
    """All that is left out of the comparison, so that it cannot grow unseen."""
    left_out = {
        (static.__name__, aspect) for static in TYPES for aspect in aspects(compared[static][1], NOT_COMPARABLE)
    }
    left_out -= {(static.__name__, "flag HEAPTYPE") for static in TYPES}
    without_instances = {name for name, aspect in left_out if aspect == "instances"}
    assert without_instances == {cls.__name__ for cls in TYPES if not _heaptypes_probes.has_instances(cls)}
    assert {cls.__name__ for cls in _heaptypes.SCALARS} & without_instances == {"object_"}
    rest = {(name, aspect) for name, aspect in left_out if aspect not in ("instances", "repr") and name != "ndarray"}
    # What NumPy writes into dicts when the types are ready.
    written = {("dtype", "__doc__"), ("ufunc", "attribute __signature__")}
    assert rest == {
        *(written if np.lib.NumpyVersion(np.__version__) >= "2.4.0" else ()),
        ("dtype", "calling the type"),
        *((name, "issubclass of the ABCs in numbers") for name in ("number", "integer", "inexact", "floating")),
    }


@each_type
def test_a_twin_gets_its_own_slots_alone(static):
    """The rest is inherited; a helper that copied every slot would make any two types the same."""
    own = set(_heaptypes.own_slots(static))
    inherited = {name for name, address in _typeobject.slots(static).items() if address} - own
    assert {"tp_getattro", "tp_setattro", "tp_init"} & inherited
    if static in (np.float64, np.complex128):
        assert "tp_hash" in own
        assert "nb_index" not in own


def test_a_difference_would_be_seen(compared):
    """A float64 with the parents and slots of another: the comparison is not satisfied with anything."""
    stranger = _heaptypes.twin(np.float32)
    found = {aspect: (ours, theirs) for aspect, ours, theirs in _heaptypes._structure(np.float64, stranger)}
    differ = {aspect for aspect, (ours, theirs) in found.items() if ours != theirs}
    assert {"__bases__", "__mro__", "__name__", "tp_hash", "tp_new", "nb_add", "PyFloat_Check in C"} <= differ


@pytest.mark.parametrize("naive", [False, True])
def test_twins_leave_numpy_as_it_was(naive):
    before = {cls: (_typeobject.slots(cls), _typeobject.fields(cls)["tp_basicsize"], cls.__mro__) for cls in TYPES}
    for static in (np.float64, np.dtype, np.ndarray, np.flatiter):
        _heaptypes.known_twin(static, naive=naive)
    assert before == {
        cls: (_typeobject.slots(cls), _typeobject.fields(cls)["tp_basicsize"], cls.__mro__) for cls in TYPES
    }
    assert np.float64(1) + np.arange(2.0).sum() == 2


# --- the command ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pairs():
    return [
        (_heaptypes.compare(cls, naive=True), _heaptypes.compare(cls)) for cls in (np.float64, np.void, np.flatiter)
    ]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_table_fits(pairs, width):
    text = _heaptypes_report.table(pairs, width)
    rows = [line for line in text.splitlines() if line.startswith(("float64", "void", "flatiter", "all types"))]
    assert len(rows) == 4
    assert "refused" in rows[1]
    assert all(len(line) <= width for line in text.splitlines())
    assert ("ratio" in text) == ("nanoseconds" in text) == (width >= 80)
    for section in (
        "Different with numpy_hpy/heaptype.h",
        "Different with PyType_FromSpecWithBases alone",
        "Not comparable",
    ):
        assert section in text


def test_the_counts_in_the_table_are_those_of_the_findings(pairs):
    text = _heaptypes_report.table(pairs, 80)
    row = next(line for line in text.splitlines() if line.startswith("float64")).split()
    assert [int(cell) for cell in row[1:7]] == [
        comparison.count()[outcome] for comparison in pairs[0] for outcome in (SAME, DIFFERENT, NOT_COMPARABLE)
    ]
    static, heap, ratio = map(float, row[7:])
    assert 1 < static < 10_000
    assert ratio == pytest.approx(heap / static, rel=0.1)


def test_json_holds_every_finding(pairs):
    report = json.loads(_heaptypes_report.as_json(pairs))
    assert [each["type"] for each in report["types"]] == ["numpy.float64", "numpy.void", "numpy.flatiter"]
    twins = report["types"][0]["twins"]
    assert len(twins["numpy_hpy/heaptype.h"]["findings"]) == sum(twins["numpy_hpy/heaptype.h"]["counts"].values())
    assert report["totals"]["numpy_hpy/heaptype.h"]["same"] == sum(pair[1].count()[SAME] for pair in pairs)
    assert twins["numpy_hpy/heaptype.h"]["nanoseconds"]["twin"] > 0


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_details_fit(pairs, width):
    for pair in pairs:
        assert all(len(line) <= width for line in _heaptypes_report.details(pair, width).splitlines())


def test_one_type_in_detail(capsys):
    assert cli.main(["heaptypes", "double"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("numpy.float64 with numpy_hpy/heaptype.h:")
    assert "  static:                   floating\n  PyType_FromSpecWithBases: float\n" in text
    assert "\nnb_add\n" not in text


@pytest.mark.parametrize("static", TYPES, ids=lambda cls: cls.__name__)
def test_a_type_is_found_by_the_name_that_is_printed(static):
    for name in (static.__name__, f"{static.__module__}.{static.__name__}"):
        assert _heaptypes_report.find(name) is static


def test_an_unknown_type_is_one_line(capsys):
    assert cli.main(["heaptypes", "float65"]) == cli.USER_ERROR
    error = "'float65' is none of the types that are compared; numpy-hpy heaptypes lists them"
    assert capsys.readouterr().err == f"numpy-hpy: error: {error}\n"


def test_the_command_needs_no_hpy():
    code = (
        "import sys; from numpy_hpy.cli import main; status = main(['heaptypes', '--json']);"
        "print(status, 'hpy' in sys.modules, 'numpy_hpy._hpyarray' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.split() == ["0", "False", "False"]
    report = json.loads(done.stdout)
    assert len(report["types"]) == len(TYPES)
    before, after = (report["totals"][name] for name in ("PyType_FromSpecWithBases", "numpy_hpy/heaptype.h"))
    assert after["same"] > before["same"]
    assert after["different"] < before["different"] / 2
