"""memoryview over numbers; never over references."""

import array as array_module
import gc
import struct

import pytest
from pressure import allocate_until_minors, collect

from numpy_hpy import HPyArray

FORMATS = {
    "?": "?", "i1": "b", "u1": "B", "<i2": "h", "<u2": "H", "<i4": "i", "<u4": "I", "<i8": "q", "<u8": "Q",
    "<f2": "e", "<f4": "f", "<f8": "d", ">i4": ">i", ">f8": ">d",
}  # fmt: skip


@pytest.mark.parametrize("dtype", FORMATS)
def test_format_and_contents(dtype):
    array = HPyArray(5, dtype)
    array[...] = [0, 1, 1, 0, 1]
    view = memoryview(array)
    letter = FORMATS[dtype]
    assert (view.format, view.itemsize, view.shape, view.strides) == (letter, array.itemsize, (5,), array.strides)
    order = letter if letter[0] == ">" else "<" + letter
    assert view.tobytes() == struct.pack(order[0] + order[1] * 5, 0, 1, 1, 0, 1)
    assert not view.readonly


@pytest.mark.parametrize(("dtype", "letters"), [("c8", "Zf"), ("c16", "Zd"), (">c16", ">Zd")])
def test_complex_numbers(dtype, letters):
    assert memoryview(HPyArray(2, dtype)).format == letters


def test_memory_is_shared():
    array = HPyArray(4, "i4")
    view = memoryview(array)
    array[1] = 77
    assert view[1] == 77
    view[2] = -5
    assert array.tolist() == [0, 77, -5, 0]


def test_dimensions_and_strides():
    array = HPyArray((2, 3), "i2")
    array[...] = [[1, 2, 3], [4, 5, 6]]
    view = memoryview(array)
    assert (view.ndim, view.shape, view.strides, view.nbytes) == (2, (2, 3), (6, 2), 12)
    assert view.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert memoryview(array[0, ::-1]).tolist() == [3, 2, 1]
    assert memoryview(array[:, 1]).tolist() == [2, 5]
    assert memoryview(HPyArray((), "f8")).shape == ()
    assert memoryview(HPyArray(0, "i4")).nbytes == 0


def test_the_view_keeps_the_memory():
    view = memoryview(HPyArray(1000, "i4"))
    view[5] = 55
    collect(majors=5)
    for _ in range(50):
        HPyArray(1000, "i4")[...] = 9
    assert view[5] == 55
    assert set(view.tolist()) == {0, 55}


def test_a_field_beside_references():
    array = HPyArray(50, [("n", "i4"), ("o", "O")])
    array["o"] = "kept"
    view = memoryview(array["n"])
    assert view.strides == (12,)
    view[3] = 8
    assert array[3] == (8, "kept")
    del array
    collect(majors=4)
    assert view[3] == 8


@pytest.mark.parametrize("dtype", ["O", [("a", "O")], [("n", "i4"), ("o", "O")], ("O", (2,))], ids=repr)
def test_references_are_not_exported(dtype):
    with pytest.raises(BufferError):
        memoryview(HPyArray(3, dtype))
    with pytest.raises((BufferError, TypeError)):
        bytes(HPyArray(3, dtype))


@pytest.mark.parametrize("dtype", ["m8", "U2", [("a", "i4")], "g"], ids=repr)
def test_what_has_no_format_is_not_exported(dtype):
    with pytest.raises(BufferError):
        memoryview(HPyArray(3, dtype))


def test_read_only_memory():
    array = HPyArray(3, "u1")
    array.setflags(write=False)
    view = memoryview(array)
    assert view.readonly
    with pytest.raises(TypeError):
        view[0] = 1


def test_files_and_struct_read_into_it():
    array = HPyArray(4, "u1")
    struct.pack_into("<I", memoryview(array), 0, 0x04030201)
    assert array.tolist() == [1, 2, 3, 4]
    assert bytes(memoryview(array)) == b"\1\2\3\4"
    array[...] = array_module.array("B", [5, 6, 7, 8])
    assert array.tolist() == [5, 6, 7, 8]


def test_a_hundred_thousand_views():
    """PyPy calls HPy_bf_releasebuffer with a structure that is not the one that was filled in."""
    array = HPyArray((3, 4), "i4")
    for i in range(100_000):
        view = memoryview(array)
        if i % 3 == 0:
            view.release()
    view = None
    gc.collect()
    allocate_until_minors(1)
    gc.collect()
    assert memoryview(array).format == "i"
