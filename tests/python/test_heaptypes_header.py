"""numpy_hpy/heaptype.h: what it makes is what PyType_Ready makes of a static type with the same members."""

import gc
import os
import random
import subprocess
import sys
import weakref

import pytest

from numpy_hpy import _typeobject

HAVE_GC, BASETYPE, IMMUTABLETYPE, HEAPTYPE = 1 << 14, 1 << 10, 1 << 8, 1 << 9
DISALLOW_INSTANTIATION, VERSION_TAG = 1 << 7, 1 << 19
OBJECT = object.__basicsize__


class Maker:
    """Types that describe.c makes."""

    def __init__(self, module):
        self.module = module

    def __call__(self, kind, name, bases=None, base=None, size=0, items=0, flags=BASETYPE, own=(), **more):
        own = tuple(self.module.SLOTS[slot] for slot in own)
        from_ = tuple((self.module.SLOTS[slot], type) for slot, type in more.pop("slots_from", {}).items())
        bases = bases if bases is None or isinstance(bases, tuple) else (bases,)
        metaclass, mutable = more.pop("metaclass", None), more.pop("mutable", False)
        flaw = [more.pop("flaw")] if kind == "flawed" else []
        assert not more
        function = getattr(self.module, f"{kind}_type")
        return function(*flaw, f"made.{name}", bases, base, size, items, flags, own, from_, metaclass, mutable)

    def heap(self, *args, **kwargs):
        return self("heap", *args, **kwargs)

    def plain(self, *args, **kwargs):
        return self("plain", *args, **kwargs)

    def static(self, *args, **kwargs):
        return self("static", *args, **kwargs)


@pytest.fixture(scope="module")
def module(compiler):
    return compiler.extension("heaptypes/describe.c", "describe")


@pytest.fixture(scope="module")
def make(module):
    return Maker(module)


@pytest.fixture(scope="module")
def floating(make):
    """The parents of a float64: generic, number, floating."""
    generic = make.heap("generic", object, own=["tp_repr", "nb_add", "tp_hash", "tp_richcompare"])
    number = make.heap("number", generic)
    return make.heap("floating", number)


# --- float64: the case that PyType_FromSpecWithBases cannot make ----------------------------------------------------------


def test_the_base_is_the_one_that_was_named(make, floating):
    float64 = make.heap("float64", (floating, float), floating, size=float.__basicsize__, own=["tp_new"])
    assert float64.__base__ is floating
    assert float64.__bases__ == (floating, float)
    assert [cls.__name__ for cls in float64.__mro__] == ["float64", "floating", "number", "generic", "float", "object"]


def test_cpython_would_choose_another(make, floating):
    """Or the test above would show nothing."""
    plain = make.plain("float64", (floating, float), size=float.__basicsize__, own=["tp_new"])
    assert plain.__base__ is float


def test_every_base_knows_its_subclass_and_no_other_type_does(make, floating):
    before = object.__subclasses__()
    float64 = make.heap("float64", (floating, float), floating, size=float.__basicsize__)
    assert float64 in floating.__subclasses__()
    assert float64 in float.__subclasses__()
    gc.collect()
    assert [cls for cls in object.__subclasses__() if cls not in before] == []


def test_a_slot_from_another_base(make, floating):
    mine = make.heap("mine", (floating, float), floating, size=float.__basicsize__, slots_from={"tp_hash": float})
    slots = _typeobject.slots(mine)
    assert slots["tp_hash"] == _typeobject.slots(float)["tp_hash"]
    assert slots["tp_repr"] == _typeobject.slots(floating)["tp_repr"]
    assert "__hash__" in vars(mine)
    # Also for a subclass, which looks methods up.
    assert _typeobject.slots(type("Sub", (mine,), {}))["tp_hash"] == slots["tp_hash"]


def test_a_slot_that_the_other_type_lacks(make, floating):
    with pytest.raises(SystemError, match=r"made\.mine: 'float' has nothing in the slot"):
        make.heap("mine", (floating, float), floating, size=24, slots_from={"tp_iter": float})


def test_an_instance_from_a_call_and_from_tp_alloc(make, module, floating):
    float64 = make.heap("float64", (floating, float), floating, size=float.__basicsize__, own=["tp_new"])
    for instance in (float64(), module.allocate(float64)):
        assert type(instance) is float64
        assert isinstance(instance, float)
        assert float.__add__(instance, 2.5) == 2.5
        assert instance.method() == "a method of made.float64"


def test_subclasses_in_python(make, floating):
    float64 = make.heap("float64", (floating, float), floating, size=float.__basicsize__, own=["tp_new"])

    class Mixin:
        extra = 1

    class Single(float64):
        pass

    class Multiple(Mixin, float64):
        pass

    class WithSlots(float64):
        __slots__ = ("attribute",)

    class Diamond(float64, float):
        pass

    for cls in (Single, Multiple, WithSlots, Diamond):
        assert cls.__base__ is float64
        instance = cls()
        instance.attribute = []
        assert isinstance(instance, (float64, float))
    with pytest.raises(TypeError, match=r"lay-?out conflict"):
        type("Both", (float64, complex), {})


# --- what cannot be ---------------------------------------------------------------------------------------------------------


def test_layouts_that_exclude_each_other_are_named(make):
    with pytest.raises(
        TypeError, match=r"made\.both: the instance layouts of its bases 'float' and 'complex' conflict"
    ):
        make.heap("both", (float, complex), float, size=64)
    with pytest.raises(TypeError, match=r"'str' and 'int' conflict"):
        make.heap("both", (object, str, int), object, size=200)


def test_an_instance_without_room_for_a_base(make, floating):
    with pytest.raises(
        TypeError, match=r"of 16 bytes, laid out as those of 'made\.floating'.* 'float' has \(24 bytes\)"
    ):
        make.heap("small", (floating, float), floating)


def test_items_of_another_size(make, floating):
    with pytest.raises(TypeError, match=r"'made\.floating', have items of 2 bytes, those of 'bytes' of 1 bytes"):
        make.heap("text", (floating, bytes), floating, size=40, items=2)
    assert make.heap("text", (floating, bytes), floating, size=40, items=1).__base__ is floating


def test_a_base_that_the_collector_knows(make, floating):
    with pytest.raises(TypeError, match=r"'made\.floating', lack the collector's header, which those of 'list' have"):
        make.heap("listed", (floating, list), floating, size=list.__basicsize__)


def test_a_base_with_a_dict(make, floating):
    class Mixin:
        pass

    with pytest.raises(TypeError, match=r"'made\.floating', lack .* which those of 'Mixin' have"):
        make.heap("mixed", (floating, Mixin), floating, size=OBJECT)


def test_a_base_that_is_none(make, floating):
    with pytest.raises(
        TypeError, match=r"'float', which is to rule the layout, is none of its bases: 'made\.floating'"
    ):
        make.heap("stray", (floating,), float, size=24)
    with pytest.raises(TypeError, match="bases must be types, not 'int'"):
        make.heap("stray", (floating, 3), floating)


@pytest.mark.parametrize("metaclass", [None, type("Meta", (type,), {})])
@pytest.mark.parametrize(
    ("flaw", "error", "message"),
    [
        ("no description", SystemError, "a heap type needs a description with a spec"),
        ("no spec", SystemError, "a heap type needs a description with a spec"),
        ("no name", SystemError, "Type spec does not define the name field"),
        ("slot from NULL", TypeError, r"made\.flawed: a slot must be that of a type, not 'NULL'"),
        ("members twice", SystemError, r"made\.flawed: Multiple Py_tp_members slots are not supported"),
        ("doc twice", SystemError, r"made\.flawed: Multiple Py_tp_doc slots are not supported"),
        ("no slot of this number", RuntimeError, "invalid slot offset"),
    ],
)
def test_what_is_no_description(make, floating, metaclass, flaw, error, message):
    with pytest.raises(error, match=message):
        make("flawed", "flawed", (floating, float), floating, size=64, flaw=flaw, metaclass=metaclass)
    if flaw not in ("no description", "no spec"):
        with pytest.raises(error, match=message):
            make("flawed", "flawed", flaw=flaw, metaclass=metaclass)


def test_a_spec_may_have_no_slots(make):
    bare = make("flawed", "bare", float, flaw="no slots")
    assert bare(1.5) * 2 == 3
    assert bare.__doc__ is None


def test_what_is_no_type(make, floating):
    with pytest.raises(TypeError, match="its metaclass must be a type, not 'int'"):
        make.heap("stray", floating, metaclass=3)
    with pytest.raises(TypeError, match="what is to rule the layout must be a type, not 'int'"):
        make.heap("stray", floating, 3)
    with pytest.raises(TypeError, match="bases must be types, not 'int'"):
        make.heap("stray", None, 3)
    with pytest.raises(TypeError, match="a slot must be that of a type, not 'int'"):
        make.heap("stray", floating, slots_from={"tp_hash": 3})


def test_a_slot_from_a_type_that_is_no_base(make, floating):
    """Its function would take an instance for one of another layout."""
    with pytest.raises(TypeError, match=r"'complex', which is to give a slot, is none of its bases: 'made\.floating'"):
        make.heap("stray", (floating, float), floating, size=24, slots_from={"tp_new": complex})
    parent = floating.__base__
    made = make.heap("made", (floating, float), floating, size=24, slots_from={"tp_repr": parent})
    assert _typeobject.slots(made)["tp_repr"] == _typeobject.slots(parent)["tp_repr"]


@pytest.mark.parametrize("beside", [False, True])
def test_an_instance_without_room_for_the_weak_references_of_its_base(make, floating, beside):
    base = make.heap("referenced", floating, size=24, own=["weak references"])
    bases = (base, make.heap("other", floating)) if beside else (base,)
    with pytest.raises(TypeError, match=r"of 16 bytes have no room for .* 'made\.referenced' \(24 bytes\)"):
        make.heap("small", bases, base, size=OBJECT)


def test_an_instance_without_room_for_the_number_of_its_items(make):
    for size, items in [(OBJECT, 4), (64, -1)]:
        with pytest.raises(TypeError, match=f"of {size} bytes with items of {items} bytes have no room"):
            make.heap("small", object, size=size, items=items)
    assert make.heap("fitting", object, size=OBJECT + 8, items=4).__itemsize__ == 4


def test_bases_without_an_mro(make, floating):
    parent = floating.__base__
    with pytest.raises(TypeError, match=r"MRO|method resolution order"):
        make.heap("crossed", (parent, floating), parent)


def test_nothing_is_left_of_a_failure(make, floating):
    gc.collect()
    before = floating.__subclasses__()
    for _ in range(3):
        with pytest.raises(TypeError):
            make.heap("crossed", (floating.__base__, floating), floating.__base__)
    gc.collect()
    assert floating.__subclasses__() == before


OUT_OF_MEMORY = """
import gc, sys
sys.path.insert(0, sys.argv[1])
import _testcapi, describe

class Floating:
    __slots__ = ()

class Meta(type):
    def __new__(cls, *args):
        raise RuntimeError("not called")

slots = tuple(describe.SLOTS[name] for name in ("tp_new", "nb_add"))
hashing = ((describe.SLOTS["tp_hash"], float),)
for arguments in [
    ("made.scalar", (Floating, float), Floating, 24, 0, 1 << 10, slots, hashing, None, False),
    ("made.classed", (Floating, float), Floating, 24, 0, 1 << 10, slots, hashing, Meta, False),
    ("made.closed", None, None, 0, 0, 0, (), (), Meta, False),
]:
    make, start, restore = describe.heap_type, _testcapi.set_nomemory, _testcapi.remove_mem_hooks
    failures, made = 0, None
    while made is None:
        start(failures + 1)
        try:
            made = make(*arguments)
        except MemoryError:
            failures += 1
        finally:
            restore()
    assert failures > 10, failures
    assert made.__name__ == arguments[0].partition(".")[2]
    del made
    gc.collect()
    assert Floating.__subclasses__() == []
    assert not [cls for cls in float.__subclasses__() if cls.__module__ == "made"]
"""


def test_a_type_that_memory_fails_for(compiler, module):
    """Whichever allocation it is: an error, and nothing is left."""
    pytest.importorskip("_testcapi")
    command = [sys.executable, "-X", "faulthandler", "-c", OUT_OF_MEMORY, str(compiler.folder)]
    done = subprocess.run(command, env={**os.environ, "PYTHONMALLOC": "debug"}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


# --- as a static type -----------------------------------------------------------------------------------------------------


def test_attributes_cannot_be_set(make):
    fixed = make.heap("fixed", object)
    with pytest.raises(TypeError, match="immutable type"):
        fixed.new = 1
    free = make.heap("free", object, mutable=True)
    free.new = 1
    assert free.new == 1


def test_without_a_constructor_it_cannot_be_called(make):
    silent = make.heap("silent", object)
    with pytest.raises(TypeError, match=r"cannot create 'made\.silent' instances"):
        silent()
    assert type(make.heap("open", object, own=["tp_new"])()).__name__ == "open"
    # A subclass of such a type inherits that it has none.
    with pytest.raises(TypeError, match=r"cannot create 'made\.child' instances"):
        make.heap("child", silent)()


def test_a_base_that_forbids_subclasses_in_python(make):
    closed = make.heap("closed", object, flags=0)
    with pytest.raises(TypeError, match="not an acceptable base type"):
        make.plain("child", closed)
    assert make.heap("child", closed).__mro__[1] is closed
    with pytest.raises(TypeError, match="not an acceptable base type"):
        type("Child", (closed,), {})


def test_numbers_of_a_text_are_those_of_the_text(make, floating):
    """A static type without a tp_as_number shares that of its base; a heap type has one, which CPython fills from all bases."""
    plain = make.plain("text", (str, floating), size=str.__basicsize__)
    text = make.heap("text", (str, floating), str, size=str.__basicsize__)
    static = make.static("text", (str, make.static("other", None, None, size=OBJECT, own=["nb_add"])), str,
                         size=str.__basicsize__)  # fmt: skip
    assert _typeobject.slots(plain)["nb_add"] != 0
    assert _typeobject.slots(text)["nb_add"] == _typeobject.slots(static)["nb_add"] == 0
    assert _typeobject.slots(text)["nb_remainder"] == _typeobject.slots(str)["nb_remainder"]


def test_an_instance_has_the_docstring_that_it_gives_itself(make):
    """PyType_FromSpec would put the type's in its place, and an instance would find that."""
    kinds = {kind: make(kind, "made", object, own=["tp_new"], size=OBJECT) for kind in ("static", "heap", "plain")}
    docs = {kind: cls().__doc__ for kind, cls in kinds.items()}
    assert docs["heap"] == docs["static"] == "the docstring of an instance of made.made"
    assert docs["plain"] == "The docstring of the type."
    # Of a heap type __doc__ is read from the dict: it cannot have both.
    assert kinds["static"].__doc__ == "The docstring of the type."
    assert not isinstance(kinds["heap"].__doc__, str)
    assert {cls.__text_signature__ for cls in kinds.values()} == {"()"}


@pytest.mark.parametrize("gc_flag", [0, HAVE_GC])
def test_an_instance_holds_the_type_and_lets_it_go(make, gc_flag):
    own = ["tp_new", "tp_dealloc", "tp_free", *(["tp_traverse"] if gc_flag else [])]
    cls = make.heap("held", object, own=own, flags=BASETYPE | gc_flag)
    sub = type("Sub", (cls,), {})
    for kind in (cls, sub):
        before = sys.getrefcount(kind)
        instances = [kind() for _ in range(100)]
        assert sys.getrefcount(kind) == before + 100
        del instances
        assert sys.getrefcount(kind) == before


def test_a_static_dealloc_would_keep_the_type(make):
    """What NPY_HEAPTYPE_DEALLOC is for; static_type uses the function as it is."""
    static = make.static("held", None, None, size=OBJECT, own=["tp_new", "tp_dealloc", "tp_free"])
    own = {
        name: value for name, value in _typeobject.slots(static).items() if name in ("tp_new", "tp_dealloc", "tp_free")
    }
    naive = _typeobject.twin(static, own, naive=True)
    before = sys.getrefcount(naive)
    for _ in range(100):
        naive()
    assert sys.getrefcount(naive) == before + 100


def test_types_are_collected(make, floating):
    made = [
        make.heap("one", (floating, float), floating, size=24, own=["tp_new", "tp_dealloc"]),
        make.heap("two", floating),
        make.heap("three", object, metaclass=type("Meta", (type,), {})),
    ]
    made[0]()
    references = [weakref.ref(cls) for cls in made]
    cls = None  # noqa: F841 - of the comprehension, in Python 3.11
    del made
    gc.collect()
    assert [reference() for reference in references] == [None] * 3
    assert not [cls for cls in float.__subclasses__() if cls.__name__ == "one"]


def test_making_types_leaks_nothing(make, floating):
    def rounds(count):
        for _ in range(count):
            make.heap(
                "one", (floating, float), floating, size=24, own=["tp_new", "nb_add"], slots_from={"tp_hash": float}
            )
            with pytest.raises(TypeError):
                make.heap("both", (float, complex), float, size=64)
        gc.collect()
        return sys.getallocatedblocks()

    before = rounds(1000)  # until CPython's caches are full
    assert rounds(1000) - before < 300


def test_a_change_of_a_base_is_seen(make):
    """CPython tells the subclasses that a base knows; the type is among them."""
    first = make.heap("first", object, mutable=True)
    second = make.heap("second", object, mutable=True, size=24)
    both = make.heap("both", (first, second), first, size=24, own=["tp_new"], mutable=True)
    instance = both()
    for base in (first, second):
        with pytest.raises(AttributeError):
            _ = instance.added
        base.added = 1
        assert instance.added == 1
        del base.added
    second.__len__ = lambda self: 7
    assert len(instance) == 7


class Meta(type):
    def __new__(cls, *args, **kwargs):
        raise RuntimeError("not called")


@pytest.mark.parametrize("base", [object, type("Base", (), {"__slots__": ()})])
def test_a_metaclass_with_a_constructor(make, base):
    made = make.heap("classed", base, metaclass=Meta, own=["tp_new", "tp_repr"], flags=BASETYPE, mutable=True)
    assert type(made) is Meta
    assert made.__mro__ == (made, *base.__mro__)
    assert made.__name__ == made.__qualname__ == "classed"
    assert made.__module__ == "made"
    assert vars(made)["method"].__doc__ == "For the tests."
    assert made().method() == "a method of made.classed"
    assert type.__subclasses__(Meta) == []


@pytest.mark.parametrize("metaclass", [None, Meta])
def test_members_and_the_module(make, module, metaclass):
    """A dict and weak references, whose places a spec has to give as members."""
    # Of a type without the collector's flag CPython would leave both to its tp_dealloc.
    own = ["tp_new", "tp_members", "tp_traverse", "tp_free"]
    arguments = {"size": OBJECT + 3 * OBJECT // 2, "own": own, "flags": BASETYPE | HAVE_GC}
    made = make.heap("membered", object, metaclass=metaclass, mutable=metaclass is not None, **arguments)
    static = make.static("membered", None, None, **arguments)
    for name in ("__weakrefoffset__", "__dictoffset__", "__basicsize__"):
        assert getattr(made, name) == getattr(static, name)
    assert not {name for name in vars(made) if name.endswith("offset__")}
    assert type(vars(made)["number"]) is type(vars(static)["number"])
    instance = made()
    instance.number = 461
    instance.attribute = 1
    assert (instance.number, instance.attribute) == (461, 1)
    reference = weakref.ref(instance)
    del instance
    assert reference() is None
    assert module.module_of(made) is module


def test_a_metaclass_and_two_layouts(make, floating):
    """CPython asks of an MRO that a metaclass makes, though it be that of `type`, whether it suits the layout of tp_base."""
    made = make.heap("classed", (floating, float), floating, size=24, own=["tp_new"], metaclass=Meta)
    assert type(made) is Meta
    assert [cls.__name__ for cls in made.__mro__] == ["classed", "floating", "number", "generic", "float", "object"]
    assert made.__base__ is floating
    assert isinstance(made(), float)

    class Hostile(type):
        __hash__ = None

        def __eq__(cls, other):
            raise RuntimeError("not called")

        __getattribute__ = __setattr__ = __instancecheck__ = __subclasscheck__ = __eq__

    assert type(make.heap("classed", (floating, float), floating, size=24, metaclass=Hostile)) is Hostile


def test_a_metaclass_makes_the_mro_once_and_of_the_true_bases(make, floating):
    seen = []

    class Making(type):
        def mro(cls):
            gc.collect()
            mro = super().mro()
            seen.append((cls.__name__, cls.__base__, mro[1:]))
            with pytest.raises(TypeError, match="incomplete type"):
                type("Sub", (cls,), {})
            return mro

    made = make.heap("classed", floating, metaclass=Making)
    assert seen[0] == ("classed", floating, list(floating.__mro__))
    assert len(seen) == 1
    assert made.__mro__ == (made, *floating.__mro__)


@pytest.mark.parametrize(
    ("mro", "error"),
    [
        (lambda cls: 1 / 0, ZeroDivisionError),
        (lambda cls: None, TypeError),
        (lambda cls: [cls, int, object], TypeError),
        (lambda cls: (cls, 3), TypeError),
    ],
)
def test_a_metaclass_that_makes_no_mro(make, floating, mro, error):
    before = [floating.__subclasses__(), float.__subclasses__()]
    for bases in [(floating,), (floating, float)]:
        with pytest.raises(error):
            make.heap("classed", bases, floating, size=24, metaclass=type("Broken", (type,), {"mro": mro}))
    gc.collect()
    assert [floating.__subclasses__(), float.__subclasses__()] == before


def test_the_metaclass_is_the_most_derived_one(make):
    base = type.__new__(Meta, "Base", (), {"__slots__": ()})
    assert type(make.heap("classed", base, mutable=True)) is Meta
    with pytest.raises(TypeError, match=r"its metaclasses 'Meta' and 'ABCMeta' conflict|'ABCMeta' and 'Meta' conflict"):
        make.heap("classed", (base,), metaclass=__import__("abc").ABCMeta, mutable=True)
    with pytest.raises(TypeError, match="its metaclass 'int' is not a subclass of 'type'"):
        make.heap("classed", object, metaclass=int)


def test_giving_bases_to_a_type_that_exists(make, module, floating):
    made = make.plain("made", floating, size=24, own=["tp_new", "nb_multiply"])
    module.set_bases(made, (floating, float))
    assert made.__bases__ == (floating, float)
    assert made.__base__ is floating
    slots = _typeobject.slots(made)
    assert slots["tp_repr"] == _typeobject.slots(floating)["tp_repr"]
    assert slots["nb_float"] == _typeobject.slots(float)["nb_float"]
    assert slots["nb_multiply"] not in (0, _typeobject.slots(float)["nb_multiply"])
    with pytest.raises(TypeError, match="'float' and 'complex' conflict"):
        module.set_bases(make.plain("made", float, size=64), (float, complex))
    with pytest.raises(TypeError, match="'int' is no heap type"):
        module.set_bases(int, (object,))
    used = make.plain("used", floating, size=24)
    sub = type("Sub", (used,), {})
    with pytest.raises(TypeError, match=r"'made\.used' has subclasses already"):
        module.set_bases(used, (floating, float))
    assert used.__bases__ == (floating,)
    assert sub.__mro__ == (sub, *used.__mro__)


# --- any description -------------------------------------------------------------------------------------------------------

# Of each kind of slot some: with and without a method of its name, alone in a struct, in pairs.
OWN = [
    "tp_repr", "tp_str", "tp_hash", "tp_richcompare", "tp_call", "tp_iter", "tp_iternext", "tp_descr_get", "tp_init",
    "tp_new", "tp_getattro", "tp_setattro", "nb_add", "nb_subtract", "nb_index", "nb_bool", "nb_inplace_add",
    "nb_matrix_multiply", "sq_length", "sq_item", "sq_contains", "sq_concat", "mp_length", "mp_subscript",
    "mp_ass_subscript", "bf_getbuffer", "bf_releasebuffer", "am_await", "am_send",
]  # fmt: skip
BUILTINS = [float, complex, int, str, bytes, tuple, BaseException, frozenset, object]


def contents(type):
    """What there is to compare of a type, but for the reference counting of a heap type."""
    fields = _typeobject.fields(type)
    slots = _typeobject.slots(type)
    del slots["tp_dealloc"], slots["tp_traverse"], fields["tp_name"]
    fields["tp_flags"] &= ~(HEAPTYPE | VERSION_TAG)
    names = {name: "None" if value is None else value.__class__.__name__ for name, value in vars(type).items()}
    names.pop("__module__", None)
    mro = [cls.__name__ for cls in type.__mro__]
    return {"base": type.__base__.__name__, "mro": mro, "dict": names, **fields, **slots}


class Description:
    """A random one, for a type and its parents; the same for the same number."""

    def __init__(self, number):
        self.random = random.Random(number)

    def some(self, most):
        return self.random.sample(OWN, self.random.randrange(most))

    def parents(self, make, kind):
        first = make(kind, "first", None, None, size=OBJECT, own=self.some(12))
        second = make(kind, "second", None, first, size=OBJECT, own=self.some(6))
        third = make(kind, "third", None, None, size=OBJECT, own=self.some(6), flags=0)
        return [first, second, third]

    def type(self, make, kind):
        first, second, third = self.parents(make, kind)
        builtin = self.random.choice(BUILTINS)
        bases = [self.random.choice([first, second]), builtin, *([third] if self.random.random() < 0.4 else [])]
        order = self.random.sample(bases, len(bases))
        if order[-1] is not object and object in order:
            order.remove(object)
        has_gc = bool(builtin.__flags__ & HAVE_GC)
        base = builtin if has_gc and builtin in order else self.random.choice(order)
        hashing = {"tp_hash": order[-1]} if self.random.random() < 0.3 else {}
        return make(kind, "made", tuple(order), base, size=builtin.__basicsize__, items=builtin.__itemsize__,
                    own=[slot for slot in self.some(15) if slot not in hashing], slots_from=hashing)  # fmt: skip


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_any_heap_type_is_as_the_static_type(make, start):
    """A static type with the same members as the heap type, parents included, has the same in every slot, flag and field."""
    for number in range(start, start + 100):
        static = contents(Description(number).type(make, "static"))
        heap = contents(Description(number).type(make, "heap"))
        assert heap == static, f"description {number}"


def test_plain_heap_types_are_not(make):
    """The comparison can tell: what CPython makes of the same descriptions differs, or is refused, nearly always."""
    different = 0
    for number in range(100):
        static = contents(Description(number).type(make, "static"))
        try:
            different += contents(Description(number).type(make, "plain")) != static
        except TypeError:
            different += 1
    assert different > 90
