"""The cache of layouts: it is used, it is bounded, and it never answers for another dtype or for an old state of one."""

import gc
import os
import sys
import threading

import numpy as np
import pytest
from dtypes import TRAPS, nested

from numpy_hpy import Layout, _native

cache_clear, cache_info = _native.cache_clear, _native.cache_info


@pytest.fixture(autouse=True)
def _empty_cache():
    cache_clear()
    yield
    cache_clear()


def resident_bytes():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class TestHits:
    def test_second_look_up_is_a_hit(self):
        dtype = np.dtype([("a", "i4"), ("b", "O")])
        first = Layout.from_dtype(dtype)
        assert cache_info()[0] == 1
        assert Layout.from_dtype(dtype)._address == first._address
        assert cache_info()[0] == 1

    @pytest.mark.parametrize("name", [name for name in TRAPS if "metadata" not in name])
    def test_every_trap_can_be_a_hit(self, name):
        assert Layout.from_dtype(TRAPS[name])._address == Layout.from_dtype(TRAPS[name])._address

    def test_an_equal_dtype_is_mirrored_on_its_own(self):
        a, b = (np.dtype([("a", "i4"), ("b", "O")]) for _ in range(2))
        assert Layout.from_dtype(a) == Layout.from_dtype(b)
        assert Layout.from_dtype(a)._address != Layout.from_dtype(b)._address

    def test_the_cache_keeps_its_dtypes(self):
        dtype = np.dtype([("a", "O")])
        before = sys.getrefcount(dtype)
        Layout.from_dtype(dtype)
        assert sys.getrefcount(dtype) > before
        cache_clear()
        assert sys.getrefcount(dtype) == before

    def test_clearing_frees_what_was_kept(self):
        title = object()
        before = sys.getrefcount(title)
        Layout.from_dtype(np.dtype([((title, "a"), "O")]))
        assert sys.getrefcount(title) > before
        cache_clear()
        assert sys.getrefcount(title) == before
        assert cache_info()[0] == 0

    @pytest.mark.parametrize("wrap", [lambda dtype: dtype, lambda dtype: [("a", dtype)], lambda dtype: (dtype, (3,))])
    def test_metadata_is_not_kept_alive(self, wrap):
        # It may refer to anything, and an entry stays for as long as nothing takes its place.
        value = object()
        before = sys.getrefcount(value)
        layout = Layout.from_dtype(np.dtype(wrap(np.dtype("O", metadata={"value": value}))))
        assert layout.slot_count in (1, 3)
        assert sys.getrefcount(value) == before

    def test_layouts_outlive_the_cache(self):
        layouts = {name: Layout.from_dtype(dtype) for name, dtype in TRAPS.items()}
        cache_clear()
        assert all(Layout.from_dtype(TRAPS[name]) == layout for name, layout in layouts.items())


class TestBounds:
    def test_it_never_holds_more_than_it_says(self):
        for i in range(3 * cache_info()[1]):
            Layout.from_dtype(np.dtype([("a", f"V{i}"), ("b", "O")]))
            length, capacity = cache_info()
            assert 0 < length <= capacity

    def test_100_000_distinct_dtypes_leave_no_memory_behind(self, note):
        def mirror(numbers):
            for i in numbers:
                layout = Layout.from_dtype(np.dtype([(f"a{i}", f"V{i % 97}"), ("b", "O"), ("c", "O", (2, i % 7 + 1))]))
                assert layout.slots[0] == i % 97

        mirror(range(10_000))
        gc.collect()
        before = resident_bytes()
        mirror(range(10_000, 110_000))
        gc.collect()
        growth = resident_bytes() - before
        note(f"100,000 distinct dtypes mirrored: resident memory grew by {growth / 1024:.0f} KiB")
        # One layout of these is over 500 bytes: as much as 2,000 of them would take.
        assert growth < 1_000_000
        assert cache_info()[0] <= cache_info()[1]


class TestAddressesUsedAgain:
    def test_alternating_dtypes(self):
        for i in range(20_000):
            dtype = np.dtype("i4,O") if i % 2 else np.dtype("O,O")
            assert Layout.from_dtype(dtype).slots.tolist() == ([4] if i % 2 else [0, 8])
            del dtype

    def test_after_eviction(self):
        addresses, used_again = set(), 0
        for i in range(5_000):
            dtype = np.dtype([("pad", f"V{i % 50}"), ("o", "O")])
            used_again += id(dtype) in addresses
            addresses.add(id(dtype))
            assert Layout.from_dtype(dtype).slots.tolist() == [i % 50]
        assert used_again > 1000

    def test_after_clearing(self):
        addresses = set()
        for i in range(1000):
            cache_clear()
            dtype = np.dtype([("pad", f"V{i}"), ("o", "O")])
            addresses.add(id(dtype))
            assert Layout.from_dtype(dtype).slots.tolist() == [i]
            del dtype
        assert len(addresses) < 500


def field_names(layout):
    return [field.name for field in layout.fields]


class TestChangesInPlace:
    def test_names(self):
        dtype = np.dtype([("a", "i4"), ("b", "O")])
        before = Layout.from_dtype(dtype)
        dtype.names = ("b", "a")
        assert field_names(Layout.from_dtype(dtype)) == ["b", "a"]
        assert field_names(before) == ["a", "b"]
        assert Layout.from_dtype(dtype).slots.tolist() == [4]

    @pytest.mark.parametrize("get", [lambda dtype: dtype["sub"], lambda dtype: dtype.fields["sub"][0]])
    def test_names_of_a_nested_dtype(self, get):
        dtype = np.dtype([("n", "i4"), ("sub", [("x", "O"), ("y", "i2")])])
        Layout.from_dtype(dtype)
        get(dtype).names = ("new", "y")
        assert field_names(Layout.from_dtype(dtype).fields[1].layout) == ["new", "y"]

    def test_names_below_subarrays(self):
        inner = np.dtype([("x", "O")])
        dtype = np.dtype([("sub", (inner, (2, 3)))])
        Layout.from_dtype(dtype)
        dtype["sub"].base.names = ("new",)
        assert field_names(Layout.from_dtype(dtype).fields[0].layout.base) == ["new"]

    def test_names_many_levels_down(self):
        innermost = np.dtype([("x", "O")])
        dtype = nested(50, innermost)
        Layout.from_dtype(dtype)
        innermost.names = ("new",)
        layout = Layout.from_dtype(dtype)
        while layout.fields[-1].name == "deeper":
            layout = layout.fields[-1].layout
        assert field_names(layout) == ["new"]

    def test_names_many_times(self):
        dtype = np.dtype([("a", "i4"), ("b", "O")])
        for i in range(5_000):
            dtype.names = (f"a{i}", f"b{i}")
            assert field_names(Layout.from_dtype(dtype)) == [f"a{i}", f"b{i}"]
        assert cache_info()[0] == 1

    def test_state(self):
        dtype = np.dtype([("a", "i4"), ("b", "O")])
        other = np.dtype({"names": ["x"], "formats": ["O"], "offsets": [16], "itemsize": 40})
        Layout.from_dtype(dtype)
        dtype.__setstate__(other.__reduce__()[2])
        assert Layout.from_dtype(dtype) == Layout.from_dtype(other)

    def test_itemsize_alone(self):
        """NumPy keeps the fields where the new state names none."""
        dtype = np.dtype([("a", "O")])
        Layout.from_dtype(dtype)
        dtype.__setstate__((3, "|", None, None, None, 24, 1, dtype.flags))
        assert dtype.itemsize == Layout.from_dtype(dtype).itemsize == 24

    def test_itemsize_of_a_nested_dtype(self):
        dtype = np.dtype({"names": ["sub"], "formats": [[("x", "O")]], "itemsize": 24})
        Layout.from_dtype(dtype)
        dtype["sub"].__setstate__((3, "|", None, None, None, 24, 1, dtype.flags))
        assert Layout.from_dtype(dtype).fields[0].layout.itemsize == 24

    def test_a_plain_item(self):
        dtype = np.dtype("V8")
        Layout.from_dtype(dtype)
        dtype.__setstate__((3, "|", None, None, None, 24, 1, 0))
        assert Layout.from_dtype(dtype).itemsize == 24

    def test_byte_order(self):
        dtype = np.dtype("<U3").newbyteorder("S")
        assert Layout.from_dtype(dtype).byteorder == ">"
        dtype.__setstate__((3, "<", None, None, None, 12, 4, 0))
        assert Layout.from_dtype(dtype).byteorder == "<"

    def test_subarray(self):
        dtype = np.dtype(("O", (2,)))
        Layout.from_dtype(dtype)
        for shape in [(3,), (1, 3), (4,)]:
            dtype.__setstate__((3, "|", (np.dtype("O"), shape), None, None, 8 * np.prod(shape), 8, dtype.flags))
            assert Layout.from_dtype(dtype) == Layout.from_dtype(("O", shape))

    def test_subarray_that_ends(self):
        dtype = np.dtype(("O", (2,)))
        Layout.from_dtype(dtype)
        dtype.__setstate__((3, "|", None, None, None, 16, 8, 0))
        assert dtype.subdtype is None
        assert Layout.from_dtype(dtype).slot_count == 0


def test_change_during_a_look_up_is_seen_next_time():
    class Name(str):
        armed = False

        def __eq__(self, other):
            if Name.armed:
                Name.armed = False
                dtype.names = ("new", "b")
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    # A name of its own, which is not found by identity.
    dtype = np.dtype([("a", "O"), ("b", "i4")])
    fields = {Name("a"): (np.dtype("O"), 0), "b": (np.dtype("i4"), 8)}
    dtype.__setstate__((3, "|", None, ("".join(["a"]), "b"), fields, 12, 1, dtype.flags))
    Name.armed = True
    assert field_names(Layout.from_dtype(dtype)) == ["a", "b"]
    assert not Name.armed
    assert field_names(Layout.from_dtype(dtype)) == list(dtype.names) == ["new", "b"]


REENTRANT = """
import numpy as np
from numpy_hpy import Layout
from numpy_hpy._native import cache_clear, cache_info

freed = 0

class Reentrant:
    def __del__(self):
        global freed
        freed += 1
        # New dtypes, which are evicted in turn, an old one, and now and then no cache at all.
        Layout.from_dtype(np.dtype([("x", "V%d" % (freed % 64)), ("o", "O")]))
        assert Layout.from_dtype(kept).slots.tolist() == [4]
        if freed % 1000 == 0:
            cache_clear()

kept = np.dtype("i4,O")
for i in range(5000):
    layout = Layout.from_dtype(np.dtype([((Reentrant(), "a"), "V%d" % (i % 64)), ("o", "O")]))
    assert layout.slots.tolist() == [i % 64]
    assert cache_info()[0] <= cache_info()[1]
cache_clear()
print(freed)
"""


def test_what_is_evicted_may_use_the_cache(run_python):
    assert int(run_python(REENTRANT, timeout=60)) == 5000


def test_what_is_left_at_exit_may_use_the_cache(run_python):
    code = REENTRANT.rsplit("cache_clear()", 1)[0]
    assert run_python(code, timeout=60) == ""


def test_many_threads():
    shared = [np.dtype([("pad", f"V{i}"), ("o", "O")]) for i in range(600)]
    changing = np.dtype([("a", "O"), ("b", "i4")])
    failures = []
    start = threading.Barrier(8)

    def work(seed):
        try:
            start.wait()
            for i in range(3_000):
                number = (i * 7 + seed * 31) % len(shared)
                assert Layout.from_dtype(shared[number]).slots.tolist() == [number]
                own = np.dtype([("pad", f"V{i % 13}"), ("o", "O")])
                assert Layout.from_dtype(own).slots.tolist() == [i % 13]
                if seed == 0:
                    changing.names = (f"a{i}", "b")
                assert Layout.from_dtype(changing).slots.tolist() == [0]
                if i % 500 == 0:
                    cache_clear()
        except BaseException as error:
            failures.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert failures == []
