"""What arguments and results consist of, as numbers and text: two calls whose descriptions are equal did the same."""

import ctypes
import re
import struct

import numpy as np
from api_calls import NULL

C_ITEMS = {
    "npy_intp": ctypes.c_ssize_t,
    "int": ctypes.c_int,
    "char": ctypes.c_char,
    "npy_bool": ctypes.c_ubyte,
    "npy_uint32": ctypes.c_uint32,
}


def c_value(ctype, arg):
    """The value of a parameter, and the memory that it points to if that was made here."""
    if ctype == "char" and isinstance(arg, str):
        return None, ord(arg)
    if isinstance(arg, FUNCTION):
        return None, address_of(arg)
    if not ctype.endswith("*") or ctype.startswith(("HPy *", "const HPy *")):
        return None, arg
    if isinstance(arg, (list, tuple)):
        item = ctype.removeprefix("const ").removesuffix("*").strip()
        item = ctypes.c_void_p if item.endswith(("*", "const")) else C_ITEMS[item]
        memory = (item * len(arg))(*arg)
        return memory, ctypes.addressof(memory)
    return None, address_of(arg)


def address_of(memory):
    """Of what ctypes objects, arrays and bytes have; of a C function. Addresses and None stay as they are."""
    if isinstance(memory, FUNCTION):
        return ctypes.cast(memory, ctypes.c_void_p).value
    if is_memory(memory):
        return ctypes.addressof(memory)
    if isinstance(memory, np.ndarray):
        return memory.ctypes.data
    if isinstance(memory, bytes):
        return ctypes.cast(ctypes.c_char_p(memory), ctypes.c_void_p).value
    return getattr(memory, "address", memory)


def kind_name(kind):
    return f"{kind.__module__}.{kind.__qualname__}"


# Shared by everything: their reference counts and their identity say nothing.
COMMON = (int, bool, str, type(None), type(NotImplemented), type(...), type(NULL))

# Never shared: as results they have no more references than NumPy's.
OF_ONE_CALL = (np.ndarray, np.number, np.flexible, np.flatiter, np.broadcast, list)

# What NumPy has once, and functions often give.
ALWAYS_COUNTED = [(f"dtype {char}", np.dtype(char)) for char in "?bBhHiIlLqQefdgFDGOSUVMm"]
ALWAYS_COUNTED += [("True", np.True_), ("False", np.False_)]

FUNCTION = ctypes._CFuncPtr
MEMORY = (ctypes.Structure, ctypes.Union, ctypes.Array, ctypes._SimpleCData, ctypes._Pointer)


def is_memory(thing):
    return isinstance(thing, MEMORY)


class ArrayStruct(ctypes.Structure):
    """How a PyArrayObject begins."""

    _fields_ = [
        ("head", ctypes.c_byte * object.__basicsize__),
        ("data", ctypes.c_void_p),
        ("nd", ctypes.c_int),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
    ]


class Names:
    """Names for the objects and the memory that the arguments consist of: two calls with arguments of their own do the
    same if they do it to what has the same names."""

    def __init__(self, args):
        self.objects = {}
        self.regions = []
        self.counted = []
        self.kept = args
        for index, arg in enumerate(args):
            self.add(arg, f"argument {index}")

    def add(self, thing, name, depth=0):
        if isinstance(thing, COMMON) or id(thing) in self.objects or depth > 3:
            return
        if is_memory(thing):
            self.regions.append((f"memory of {name}", ctypes.addressof(thing), ctypes.sizeof(thing)))
            return
        self.objects[id(thing)] = name
        if not isinstance(thing, (float, bytes)) and not (isinstance(thing, tuple) and not thing):
            self.counted.append((name, thing))
        if isinstance(thing, bytes):
            self.regions.append((f"memory of {name}", address_of(thing), len(thing) + 1))
        if isinstance(thing, np.ndarray):
            self.add_array(thing, name, depth)
        if isinstance(thing, (list, tuple)):
            for index, item in enumerate(thing[:20]):
                self.add(item, f"{name}[{index}]", depth + 1)
        if not isinstance(thing, type):
            self.regions.append((f"struct of {name}", id(thing), type(thing).__basicsize__))

    def add_array(self, array, name, depth):
        start, end = np.lib.array_utils.byte_bounds(array)
        fields = ArrayStruct.from_address(id(array))
        self.regions.append((f"data of {name}", array.ctypes.data, end - array.ctypes.data))
        if start < array.ctypes.data:
            self.regions.append((f"data before {name}", start, array.ctypes.data - start))
        self.regions.append((f"shape of {name}", fields.shape, 8 * fields.nd))
        self.regions.append((f"strides of {name}", fields.strides, 8 * fields.nd))
        self.add(array.dtype, f"dtype of {name}", depth + 1)
        self.add(array.base, f"base of {name}", depth + 1)
        if array.dtype == object:
            for index, item in enumerate(np.asarray(array).ravel()[:20]):
                self.add(item, f"{name}, item {index}", depth + 1)

    def place(self, pointer):
        """Where an address points."""
        if pointer is None or pointer == 0:
            return None
        for name, start, size in self.regions:
            if start is not None and (start <= pointer < start + size or pointer == start):
                return f"{name} + {pointer - start}"
        return "elsewhere"

    def describe(self, thing, contents=True):
        """A result: an object by its name, or what it consists of."""
        if id(thing) in self.objects:
            return f"<{self.objects[id(thing)]}>"
        return self.state(thing, contents)

    def state(self, thing, contents=True):
        """What an object consists of, without the object."""
        if thing is None or type(thing) in (int, bool, str, bytes):
            return thing
        if thing is NULL:
            return "NULL"
        if isinstance(thing, type(np.dtype)) and id(getattr(thing, "type", None)) in self.objects:
            return {"DType class": kind_name(thing), "of": self.objects[id(thing.type)]}
        if isinstance(thing, type):
            return kind_name(thing) if id(thing) in self.objects else f"{kind_name(thing)} at {id(thing):#x}"
        if type(thing) in (float, complex):
            return struct.pack("<d", thing) if type(thing) is float else repr(thing)
        if hasattr(thing, "description"):
            return thing.description()
        for kinds, describe in DESCRIPTIONS:
            if isinstance(thing, kinds):
                return {"class": kind_name(type(thing)), **describe(self, thing, contents)}
        return f"{kind_name(type(thing))}: {re.sub('0x[0-9a-f]+', '0x...', repr(thing))}"

    def sequence(self, thing, contents):
        return {"items": [self.describe(item, contents) for item in thing]}

    def mapping(self, thing, contents):
        return {"items": [(self.describe(key), self.describe(value, contents)) for key, value in thing.items()]}

    def array(self, thing, contents):
        plain = thing.view(np.ndarray) if type(thing) is not np.ndarray else thing
        described = {
            "dtype": self.describe(thing.dtype),
            "shape": thing.shape,
            "strides": thing.strides,
            "flags": thing.flags.num,
            "base": self.base(thing.base),
            "attributes": self.describe(getattr(thing, "__dict__", None)),
        }
        if plain.nbytes:
            described["data"] = self.place(thing.ctypes.data)
        if contents:
            described["items"] = self.contents(plain)
        return described

    def base(self, base):
        if isinstance(base, np.ndarray) and id(base) not in self.objects:
            return {
                "class": kind_name(type(base)),
                "shape": base.shape,
                "dtype": str(base.dtype),
                "base": self.base(base.base),
            }
        return self.describe(base)

    def contents(self, array):
        """Every bit of the items that means something: no padding."""
        dtype = array.dtype
        if dtype.names is not None:
            return {name: self.contents(array[name]) for name in dtype.names}
        if dtype.kind == "O":
            return [self.describe(item) for item in array.ravel()]
        if dtype.kind == "T":
            return [repr(item) for item in array.ravel()]
        if dtype.char in "gG":
            raw = array.astype(dtype.newbyteorder("=")).reshape(-1).view(np.uint8).reshape(-1, np.dtype("g").itemsize)
            significant = 10 if np.finfo(np.longdouble).nmant == 63 else raw.shape[1]
            return raw[:, :significant].tobytes()
        return array.tobytes()

    def dtype(self, thing, contents):
        if thing.num < np.dtype("V").num and thing.kind not in "SUV" and thing is np.dtype(thing.char):
            return {"builtin": thing.char}
        return {
            "repr": repr(thing),
            "str": thing.str,
            "char": thing.char,
            "number": thing.num,
            "size": (thing.itemsize, thing.alignment, thing.isalignedstruct),
            "flags": thing.flags,
            "scalar": kind_name(thing.type),
            "fields": repr(thing.fields),
            "metadata": self.describe(dict(thing.metadata) if thing.metadata else None),
        }

    def scalar(self, thing, contents):
        return {
            "dtype": self.describe(thing.dtype),
            "value": self.contents(np.asarray(thing)),
            "base": self.base(thing.base),
        }

    def flat_iterator(self, thing, contents):
        return {"index": thing.index, "coordinates": thing.coords, "of": self.describe(thing.base, contents)}

    def broadcast(self, thing, contents):
        return {
            "shape": thing.shape,
            "index": thing.index,
            "iterators": [self.describe(one, contents) for one in thing.iters],
        }

    def ufunc(self, thing, contents):
        if getattr(np, thing.__name__, None) is thing:
            return {"numpy": thing.__name__}
        return {
            "name": thing.__name__,
            "arguments": (thing.nin, thing.nout, thing.nargs),
            "types": thing.types,
            "identity": self.describe(thing.identity),
            "signature": thing.signature,
            "doc": thing.__doc__,
        }

    def memory(self, thing, contents):
        """A C value, array or struct, with addresses as places."""
        if isinstance(thing, ctypes.c_void_p):
            return {"value": self.place(thing.value)}
        if isinstance(thing, (ctypes._Pointer, FUNCTION)):
            return {"value": self.place(ctypes.cast(thing, ctypes.c_void_p).value)}
        if isinstance(thing, ctypes._SimpleCData):
            return {"value": bytes(thing)}
        if isinstance(thing, ctypes.Array):
            if thing._type_ is ctypes.c_void_p or issubclass(thing._type_, ctypes._Pointer):
                addresses = ctypes.cast(thing, ctypes.POINTER(ctypes.c_void_p))
                return {"items": [self.place(addresses[index]) for index in range(len(thing))]}
            if issubclass(thing._type_, ctypes._SimpleCData):
                return {"items": list(thing)}
            return {"items": [self.memory(item, contents) for item in thing]}
        members = {}
        for name, kind, *_ in thing._fields_:
            offset = getattr(type(thing), name).offset
            members[name] = self.memory(kind.from_address(ctypes.addressof(thing) + offset), contents)
        return members

    def bytearray(self, thing, contents):
        return {"items": bytes(thing)}


DESCRIPTIONS = [
    (np.ndarray, Names.array),
    (np.dtype, Names.dtype),
    (np.generic, Names.scalar),
    (np.flatiter, Names.flat_iterator),
    (np.broadcast, Names.broadcast),
    (np.ufunc, Names.ufunc),
    ((list, tuple), Names.sequence),
    (dict, Names.mapping),
    (bytearray, Names.bytearray),
    (MEMORY, Names.memory),
]
