"""Compares the functions on handles with NumPy's own, in every ABI. A test says which function, and how its arguments
are made::

    import numpy as np
    from api_differential import NULL, check

    pytest_plugins = ["api_tested"]  # writes down what was compared

    def test_zeros():
        check("HPyArray_Zeros", lambda: (2, (2, 3), np.dtype("i4"), 0))

    def test_a_negative_length():
        check("HPyArray_Zeros", lambda: (1, (-1,), NULL, 0), raises=ValueError)

The arguments are made anew for NumPy's function and for each ABI, so that what the function does to them is compared
too. Compared are: results and handles that are set (arrays with class, dtype, shape, strides, flags, base, memory), the
state of every argument afterwards, exceptions with their message, what C returned when one was raised, warnings, and
how many references the function took and gave back. In HPy's debug mode no handle may stay open; in the others nothing
may stay allocated.

A pointer parameter takes None, an address, or something that has memory: a ctypes object, bytes (with the final NUL), an
array, or a list or tuple of numbers, which becomes a C array of the parameter's type. Pointers that come back are
compared by where in the arguments they point.
"""

import contextlib
import ctypes
import functools
import gc
import os
import re
import sys
import tempfile
import warnings

import numpy as np
import pytest
from api_calls import ABIS, NULL, extensions
from api_describe import ALWAYS_COUNTED, OF_ONE_CALL, Names, c_value, kind_name
from api_tested import FAILED, TESTED

NUMPY = tuple(map(int, np.__version__.split(".")[:2]))

__all__ = ["ABIS", "NULL", "check", "check_program", "check_refusal"]

# --- what a test calls ---------------------------------------------------------------------------------------------


def check(name, make, then=None, **options):
    """Compares one function, by either of its names. ``make()`` gives its arguments, and is called for every ABI.

    ``then(call, args, result)``, if given, goes on after a call that raised nothing: ``call(name, *args)`` calls other
    functions of the same ABI, which are compared as well, and so is what it returns. It gives back what the result
    needs to have given back. The options are those of ``check_program``.
    """

    def program(call, *args):
        result = call(name, *args)
        return None if then is None else then(call, args, result)

    check_program(program, make, **options)


def check_program(program, make=tuple, **options):
    """Compares ``program(call, *make())``: every ``call(name, *args)`` in it, and what it returns.

    ``call`` gives the result; or a tuple of it and of the handles that were set. It raises what the function raises.

    raises       The exception that NumPy's function, and so each, raises, or a tuple of them; ``any`` if it depends on
                 the arguments whether there is one.
    abis         Where to compare; ABIS if not given.
    contents     False if the memory of resulting arrays is not initialised.
    message      False if the message of an exception may differ.
    references   False if the function changes reference counts in a way that differs by right.
    holds        What keeps more references to an argument, or fewer, after the results are gone: by its index (or the
                 name that a failure shows), how many. Anything else is an error.
    repeatable   False if the program must not run again and again, to see whether it leaks.
    output       True to compare what C prints to standard output, addresses left out.
    warn         "error" to make warnings exceptions.
    numpy_make   How the arguments of NumPy's functions are made, if not by ``make``.
    twins        By the name of a function that NumPy does not have, what does the same in Python.
    """
    Comparison(program, make, **options).run()


def check_refusal(name, make, raises=TypeError, match="", abis=("universal", "hybrid", "debug"), failure=None):
    """Asserts that a call that would crash NumPy, and so has no twin, raises; in the CPython ABI nothing checks it.

    ``failure`` is what C returns, if not NULL, -1 or 0.
    """
    row = row_of(name)

    def program(call, *args):
        call(name, *args)

    for abi in (abi for abi in ABIS if abi in abis):
        observed = observe(abi, program, make, Options())
        called, outcome = observed["calls"][0]
        assert "exception" in outcome, f"{abi}: {called} gave {outcome['gave']}"
        kind, message = outcome["exception"][0]
        assert issubclass(outcome["class"], raises), f"{abi}: {called} raised {kind}: {message}"
        assert re.search(match, message), f"{abi}: {called}: {message}"
        assert not outcome["left open"], f"{abi}: {called} leaves open: {outcome['left open']}"
        left = {thing: count for thing, count in observed["references after"].items() if count}
        assert not left, f"{abi}: {called}: references that are left: {left}"
        in_c = outcome["in C"][0] if outcome["in C"] else None
        if failure is not None:
            assert in_c == failure, f"{abi}: {called} returned {in_c}"
        elif row["result"] not in ("void", "double"):
            assert in_c in (None, False, -1, 0), f"{abi}: {called} returned {in_c}"
        more = blocks_of_one_run(abi, program, make, Options())
        assert more < 1, f"{abi}: {called} leaves {more} blocks allocated each time"


# --- comparing -----------------------------------------------------------------------------------------------------


class Options:
    def __init__(self, contents=True, output=False, warn="always", twins=None):
        self.contents = contents
        self.output = output
        self.warn = warn
        self.twins = {**TWINS, **(twins or {})}


# What the additions are in Python; the struct of an object is the object.
TWINS = {
    "PyArrayObject_AsStruct": id,
    "PyArrayIterObject_AsStruct": id,
    "PyArrayMultiIterObject_AsStruct": id,
    "PyArrayNeighborhoodIterObject_AsStruct": id,
}


class Comparison:
    def __init__(
        self,
        program,
        make,
        *,
        raises=None,
        abis=ABIS,
        message=True,
        references=True,
        holds=None,
        repeatable=True,
        numpy_make=None,
        **options,
    ):
        self.program, self.make, self.numpy_make = program, make, numpy_make or make
        self.raises, self.message, self.references = raises, message, references
        self.abis = [abi for abi in ABIS if abi in abis]
        self.holds = {f"argument {key}" if isinstance(key, int) else key: count for key, count in (holds or {}).items()}
        self.repeatable = repeatable
        self.options = Options(**options)

    def run(self):
        wanted = self.observe("numpy")
        self.check_wanted(wanted)
        failures = []
        for abi in self.abis:
            names, differences = self.compared(abi, wanted)
            if differences:
                FAILED.update((name, abi) for name in names)
                failures += [f"{abi} differs from NumPy:", *map(shown, differences)]
            for name in names:
                TESTED.setdefault(name, set()).add(abi)
        if failures:
            raise AssertionError("\n".join(failures))

    def compared(self, abi, wanted):
        """The functions that were called, and where they differ."""
        # What only happens the first time, such as an import, changes reference counts; a leak stays.
        for _ in range(3):
            found = self.observe(abi)
            differences = list(self.differences(wanted, found))
            if not differences or not all("references" in path for path, *_ in differences):
                break
            wanted = self.observe("numpy")
        if not differences and self.repeatable and abi != "debug":
            differences = self.leak(abi)
        return {row_name(name) for name, _ in found["calls"]}, differences

    def observe(self, abi):
        make = self.numpy_make if abi == "numpy" else self.make
        return observe(abi, self.program, make, self.options)

    def check_wanted(self, wanted):
        """That NumPy does what the test says."""
        raised = [call for _, call in wanted["calls"] if "exception" in call]
        if self.raises is None:
            assert not wanted["raised"], f"NumPy raises {raised[-1]['exception']}: say raises=..."
        elif self.raises is not any:
            assert raised, f"NumPy raises nothing: {wanted['calls']}"
            assert issubclass(raised[0]["class"], self.raises), f"NumPy raises {raised[0]['exception']}"
        if self.references:
            for _ in range(3):
                # What NumPy has once it does not always give back, and that does no harm.
                left = {name: wanted["references after"][name] for name in wanted["counted"]}
                left = {name: count for name, count in left.items() if count}
                # Another NumPy may leak where 2.4 does not; the functions on handles do so as well then.
                if left == self.holds or NUMPY != (2, 4):
                    return
                wanted.update(self.observe("numpy"))
            raise AssertionError(f"references that are left after NumPy's call: {left or 'none'}, not {self.holds}")

    def differences(self, wanted, found):
        ignored = set()
        if not self.references:
            ignored |= {"references", "references after", "references to the result"}
        for key in wanted:
            if key not in ignored:
                yield from differences(wanted[key], found[key], key, self.message)
        for index, (name, call) in enumerate(found["calls"]):
            if call["left open"]:
                yield f"call {index}, {name}", "no open handle", call["left open"]

    def leak(self, abi):
        """What stays allocated each time, where NumPy's does not."""
        more = blocks_of_one_run(abi, self.program, self.make, self.options)
        if more < 1:
            return []
        numpys = blocks_of_one_run("numpy", self.program, self.numpy_make, self.options)
        return [("blocks left allocated by each run", numpys, more)] if more >= numpys + 1 else []


def differences(wanted, found, path, with_message):
    """The places where two descriptions differ, with both sides."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in {**wanted, **found}:
            if key == "left open" or (key == "in C" and key not in wanted):
                continue
            if key == "exception" and not with_message and key in wanted and key in found:
                if wanted[key][0][0] != found[key][0][0]:
                    yield f"{path}, {key}", wanted[key], found[key]
                continue
            yield from differences(
                wanted.get(key, "nothing"), found.get(key, "nothing"), f"{path}, {key}", with_message
            )
    elif isinstance(wanted, (list, tuple)) and type(wanted) is type(found) and len(wanted) == len(found):
        for index, both in enumerate(zip(wanted, found, strict=True)):
            yield from differences(*both, f"{path}[{index}]", with_message)
    elif wanted != found:
        yield path, wanted, found


def shown(difference):
    path, wanted, found = difference
    return f"  {path}:\n    NumPy: {wanted!r}\n    here:  {found!r}"


def blocks_of_one_run(abi, program, make, options):
    """How many blocks of the interpreter's memory one run leaves allocated, on average; rounded down to be sure."""

    def runs(count):
        for _ in range(count):
            with contextlib.suppress(Exception):
                program(Run(abi, (), options, quiet=True).call, *make())

    def blocks():
        gc.collect()
        # It keeps the names of methods that were looked up, each once again if C made it anew.
        sys._clear_type_cache()
        return sys.getallocatedblocks()

    least = 10**9
    with warnings.catch_warnings(), captured() if options.output else contextlib.nullcontext():
        warnings.simplefilter(options.warn if options.warn == "error" else "ignore")
        runs(3)
        # A leak is there each time; what fills the caches of the interpreter and of NumPy comes to an end.
        for count in (10, 10, 100, 100, 400):
            # Collecting also empties the interpreter's lists of free objects; it is quick if it has nothing to look at.
            gc.freeze()
            before = blocks()
            runs(count)
            least = min(least, (blocks() - before) / count)
            gc.unfreeze()
            if least < 1:
                break
    return max(0, int(least))


# --- one run -------------------------------------------------------------------------------------------------------


def observe(abi, program, make, options):
    """What the program does with NumPy's functions, or in an ABI: numbers and text, and no object."""
    args = make()
    run = Run(abi, args, options)
    before = run.references()
    returned = raised = None
    with captured() if options.output else contextlib.nullcontext() as printed:
        try:
            returned = program(run.call, *args)
        except AssertionError:
            raise
        except Exception as error:
            if error is not run.last_error:
                raise
            raised = kind_name(type(error))
    run.last_error = None
    description = run.names.describe(returned)
    alive = run.references()
    returned = None
    run.results.clear()
    after = run.references()
    observed = {
        "calls": run.calls,
        "raised": raised,
        "returned": description,
        "references": {name: alive[name] - before[name] for name in before},
        "references after": {name: after[name] - before[name] for name in before},
        "counted": [name for name, _ in run.names.counted],
        "arguments": [run.names.state(arg) for arg in args],
        "memory": [run.names.state(memory) for memory in run.memory],
    }
    if options.output:
        observed["printed"] = re.sub(r"0x[0-9a-f]+", "0x...", printed.getvalue())
    return observed


class Run:
    """Calls functions of one ABI, and notes what they do."""

    def __init__(self, abi, args, options, quiet=False):
        self.abi, self.options, self.quiet = abi, options, quiet
        self.extensions = extensions()
        self.module = self.extensions.numpy if abi == "numpy" else self.extensions.hpy[abi]
        self.names = None if quiet else Names(args)
        self.calls = []
        self.memory = []
        self.results = []
        self.last_error = None

    def references(self):
        return {name: sys.getrefcount(thing) for name, thing in [*self.names.counted, *ALWAYS_COUNTED]}

    def call(self, name, *args):
        """The result, or a tuple of it and what was set. Raises what the function raises."""
        row = row_of(name)
        name = row.get("hpy") or row["numpy"]
        function = self.function(row)
        values = self.converted(row, args)
        if self.quiet:
            outputs = function(*values)
            return outputs[0] if len(outputs) == 1 else outputs
        outcome = {"left open": ""}
        self.calls.append((name, outcome))
        outputs = None
        try:
            with self.warnings(outcome), self.open_handles(outcome):
                outputs = function(*values)
        except AssertionError:
            raise
        except Exception as error:
            outcome["exception"] = [(kind_name(type(link)), str(link)) for link in chain(error)]
            outcome["class"] = type(error)
            if not self.is_twin(row):
                outcome["in C"] = self.returned_in_c(row)
            self.last_error = error
            raise
        pointers = pointer_outputs(row)
        describe = functools.partial(self.names.describe, contents=self.options.contents)
        outcome["gave"] = [
            self.names.place(output) if index in pointers else describe(output) for index, output in enumerate(outputs)
        ]
        fresh = [output for output in outputs if isinstance(output, OF_ONE_CALL)]
        outcome["references to the result"] = [sys.getrefcount(output) for output in fresh]
        self.results += fresh
        return outputs[0] if len(outputs) == 1 else outputs

    def function(self, row):
        hpy, numpy = row.get("hpy"), row.get("numpy")
        if self.abi != "numpy":
            return getattr(self.module, hpy)
        if self.is_twin(row):
            twin = self.options.twins[hpy]
            return lambda *args: (twin(*args),)
        if not hasattr(self.module, numpy or ""):
            major, minor = row["since"]
            pytest.skip(f"NumPy has no {numpy or hpy}; {numpy or hpy} is of NumPy {major}.{minor}")
        return getattr(self.module, numpy)

    def is_twin(self, row):
        return self.abi == "numpy" and row.get("hpy") in self.options.twins

    def converted(self, row, args):
        """The arguments for C. The memory that was made for them stays."""
        values = []
        for index, arg in enumerate(args):
            ctype = row["params"][index]["type"] if index < len(row["params"]) else ""
            memory, value = c_value(ctype, arg)
            values.append(value)
            if memory is not None:
                self.memory.append(memory)
        return values

    def returned_in_c(self, row):
        values = list(self.module.last_result())
        for index in pointer_outputs(row):
            if index < len(values):
                values[index] = self.names.place(values[index] or None)
        return values

    @contextlib.contextmanager
    def warnings(self, outcome):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter(self.options.warn)
            try:
                yield
            finally:
                outcome["warnings"] = [(kind_name(one.category), str(one.message)) for one in caught]

    @contextlib.contextmanager
    def open_handles(self, outcome):
        if self.abi != "debug":
            yield
            return
        from hpy.debug import HPyLeakError, LeakDetector

        detector = LeakDetector()
        detector.start()
        try:
            yield
        finally:
            try:
                detector.stop()
            except HPyLeakError as error:
                outcome["left open"] = str(error)


def row_of(name):
    return extensions().rows[name]


def row_name(name):
    """As tables have it: NumPy's name, of an addition its own."""
    return row_of(name).get("numpy", name)


def pointer_outputs(row):
    """Which of what comes back are addresses."""
    if row.get("hpy") == "HPyArray_BufferConverter":
        return {2}
    return {0} if row["result"].endswith("*") and not row["result"].startswith("HPy ") else set()


def chain(error):
    while error is not None:
        yield error
        error = error.__cause__


@contextlib.contextmanager
def captured():
    """What C prints to standard output."""
    libc = ctypes.CDLL(None)
    libc.fflush(None)
    saved = os.dup(1)
    printed = _Printed()
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 1)
        try:
            yield printed
        finally:
            libc.fflush(None)
            os.dup2(saved, 1)
            os.close(saved)
            file.seek(0)
            printed.text = file.read().decode()


class _Printed:
    text = ""

    def getvalue(self):
        return self.text
