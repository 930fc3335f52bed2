"""NumPy's scheme of scalar types on HPy, in its ABIs and in debug mode: what HPy's own tests could not make."""

import gc
import pickle
import sys

import api_extensions
import pytest
from hpy.debug import LeakDetector

PURE = [(mode, "pure") for mode in api_extensions.MODES]
LEGACY = [(mode, "legacy") for mode, (abi, _) in api_extensions.MODES.items() if abi != "universal"]


@pytest.fixture(scope="module", params=PURE + LEGACY, ids=" ".join)
def module(request):
    mode, struct = request.param
    unit = ("scalar_types.c", "c", *(["-DLEGACY"] if struct == "legacy" else []))
    return api_extensions.load("scalar_types", mode, unit)


@pytest.fixture(autouse=True)
def no_handle_stays_open(module):
    with LeakDetector():
        yield


@pytest.fixture
def floating(module):
    return module.parents()[-1]


@pytest.fixture
def float64(module, floating):
    return module.float64((floating, float), floating, False)


def test_the_hierarchy_is_numpys(float64):
    names = ["float64", "floating", "inexact", "number", "generic", "float", "object"]
    assert [cls.__name__ for cls in float64.__mro__] == names
    assert float64.__base__.__name__ == "floating"


def test_hpy_alone_loses_it(module, floating):
    """So there is something to mend."""
    assert module.plain((floating, float)).__base__ is float


def test_a_call_makes_a_scalar(float64):
    x = float64(2.5)
    assert type(x) is float64
    assert isinstance(x, float)
    assert x.obval() == float.__float__(x) == 2.5


def test_tp_alloc_makes_a_scalar(module, float64):
    x = module.scalar(float64, 2.5)
    assert type(x) is float64
    assert x.obval() == float.__float__(x) == 2.5


def test_slots_are_those_of_the_base(float64, floating):
    x = float64(2.5)
    assert repr(x) == "a generic"
    assert x + 1 == 1 + x == "a sum of generics"
    assert x.item() == "an item of a generic"
    # As for a static type, all operators are the base's: it has no multiplication, though the float has.
    assert x.__mul__(2) == 5.0
    with pytest.raises(TypeError, match="unsupported operand"):
        _ = x * 2


def test_a_slot_from_another_base(float64):
    assert hash(float64(2.5)) == hash(2.5) != 461
    assert "__hash__" in vars(float64)


def test_it_is_immutable_unless_it_is_to_be_mutable(module, float64, floating):
    with pytest.raises(TypeError, match="immutable type"):
        float64.attribute = 1
    free = module.float64((floating, float), floating, True)
    free.attribute = 1
    assert free(0).attribute == 1


def test_without_a_constructor_a_type_cannot_be_called(module):
    for parent in module.parents():
        with pytest.raises(TypeError, match=f"cannot create 'scalar_types.{parent.__name__}' instances"):
            parent()


# Those of pure types look for the struct in the wrong place: HPy 0.9 marks a type and not its subclasses.
@pytest.mark.parametrize("module", LEGACY, ids=" ".join, indirect=True)
def test_subclasses_in_python(float64):
    class Mixin:
        pass

    class Sub(float64):
        pass

    class Both(Mixin, float64):
        pass

    for cls in (Sub, Both):
        x = cls(2.5)
        x.attribute = x
        assert x.obval() == 2.5
        assert repr(x) == "a generic"
        assert hash(x) == hash(2.5)
        del x
    gc.collect()


def test_layouts_that_exclude_each_other_are_named(module, floating):
    with pytest.raises(TypeError, match="'complex' and 'float' conflict"):
        module.float64((floating, complex, float), floating, False)
    with pytest.raises(TypeError, match="have no room for what 'complex' has"):
        module.float64((floating, complex), floating, False)


FLAWS = ("no spec", "no name", "no array of bases", "a base that is NULL", "a count below zero", "a slot from NULL")


@pytest.mark.parametrize("flaw", ["no description", *FLAWS])
def test_what_is_no_description(module, floating, flaw):
    with pytest.raises(SystemError, match="a heap type needs a description with a spec"):
        module.flawed(flaw, floating)


def test_what_is_no_type(module, floating):
    with pytest.raises(TypeError, match="a slot must be that of a type, not 'str'"):
        module.flawed("a slot from no type", floating)
    with pytest.raises(TypeError, match="'complex', which is to give a slot, is none of its bases"):
        module.flawed("a slot from a stranger", floating)
    for base in (3, "text", None):
        with pytest.raises(TypeError):
            module.flawed("none", base)


def test_which_base_rules_where_it_is_not_said(module, floating):
    with pytest.raises(TypeError, match="which of several bases rules the layout has to be said"):
        module.flawed("two bases, and none rules", floating)
    for whole in ("none", "one base, not said to rule", "no bases"):
        assert module.flawed(whole, floating).__bases__ == (floating,)
    # Of a pure type: the struct of another begins with a PyObject_HEAD, which object alone has.
    assert module.flawed("no bases at all", floating).__bases__ == (object,)


def test_a_descriptor_of_docstrings_stays(module):
    """HPyType_FromSpec puts the type's docstring over it."""
    assert type(vars(module.parents()[0])["__doc__"]).__name__ == "getset_descriptor"


def test_instances_hold_the_type_and_let_it_go(float64):
    before = sys.getrefcount(float64)
    scalars = [float64(n) for n in range(100)]
    assert sys.getrefcount(float64) == before + 100
    del scalars
    assert sys.getrefcount(float64) == before


def test_the_float_in_it_pickles(float64, monkeypatch, module):
    monkeypatch.setitem(sys.modules, "scalar_types", module)
    monkeypatch.setattr(module, "float64", float64)
    x = pickle.loads(pickle.dumps(float64(2.5)))
    assert type(x) is float64
    assert x.obval() == 2.5
