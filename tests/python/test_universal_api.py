"""The C sources call nothing of HPy that PyPy 7.3.19 has elsewhere, or not right."""

import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "capi" / "src"

# PyPy's HPyContext has one more word (h_DictType) than HPy 0.9.0's, before ctx_Capsule_New: whatever was added to HPy with
# these, or after them, is called through the wrong word, although both claim the same ABI version.
MOVED = [
    "HPyCapsule_New",
    "HPyCapsule_Get",
    "HPyCapsule_GetPointer",
    "HPyCapsule_GetName",
    "HPyCapsule_GetContext",
    "HPyCapsule_GetDestructor",
    "HPyCapsule_IsValid",
    "HPyCapsule_Set",
    "HPyCapsule_SetPointer",
    "HPyCapsule_SetName",
    "HPyCapsule_SetContext",
    "HPyCapsule_SetDestructor",
    "HPy_Call",
    "HPy_CallMethod",
    "HPy_SetCallFunction",
    "HPyDict_Keys",
    "HPyDict_Copy",
    "HPySlice_Unpack",
    "HPySlice_AdjustIndices",
    "HPyType_GetName",
    "HPyType_IsSubtype",
    "HPyUnicode_FromEncodedObject",
    "HPyUnicode_Substring",
    "HPy_Compile_s",
    "HPy_EvalCode",
    "HPyContextVar_New",
    "HPyContextVar_Get",
    "HPyContextVar_Set",
]

# What is at its place, and does not work there.
BROKEN = {
    "HPyTupleBuilder_New": "leaks a handle and the items",
    "HPyListBuilder_New": "leaks a handle and the items",
    "HPy_BuildValue": "uses the builders",
    "HPyDef_GET": "loses exceptions, and is called with foreign objects",
    "HPyDef_GETSET": "loses exceptions, and is called with foreign objects",
    "HPyDef_MEMBER": "HPyMember_OBJECT changes its static definition at each load (on CPython)",
}


def test_the_list_is_complete():
    """Against the context of the HPy that we build with."""
    devel = pytest.importorskip("hpy.devel")
    header = Path(devel.HPyDevel().base_dir, "include", "hpy", "universal", "autogen_ctx.h").read_text()
    members = re.findall(r"\(\*ctx_(\w+)\)", header)
    moved = members[members.index("Capsule_New") :]
    assert moved
    assert [name for name in moved if not {f"HPy{name}", f"HPy_{name}"} & set(MOVED)] == []


def calls():
    """Every name in the sources that looks like HPy's, and where; comments left out."""
    found = {}
    for path in sorted([*SOURCES.glob("*.c"), *SOURCES.glob("*.h")]):
        text = re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.DOTALL)
        for name in re.findall(r"\bHPy\w*", text):
            found.setdefault(name, set()).add(path.name)
    return found


def test_the_sources_are_found():
    assert {"HPyField_Store", "HPy_CallTupleDict", "HPyTuple_FromArray"} <= set(calls())


@pytest.mark.parametrize("name", [*MOVED, *BROKEN])
def test_not_called(name):
    assert name not in calls(), BROKEN.get(name, "PyPy 7.3.19 has it at another place of its context")


def test_no_capsule_at_all():
    assert not [name for name in calls() if name.startswith(("HPyCapsule", "HPyContextVar"))]


def test_the_context_is_used_by_name_only_for_constants():
    """``ctx->ctx_Something`` would get past the list above."""
    for path in SOURCES.glob("*.c"):
        assert not re.search(r"ctx->ctx_", path.read_text()), path.name
