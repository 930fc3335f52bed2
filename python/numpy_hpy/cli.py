"""The command `numpy-hpy`.

A subcommand is a row of `COMMANDS`. Everything that a subcommand needs is imported when it runs.
"""

from __future__ import annotations

import argparse
import os
import reprlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

FAILED = 1
USER_ERROR = 2
INTERRUPTED = 130
BROKEN_PIPE = 141

MOST_ITEMS = 10_000_000
"""The demo then has a gigabyte of records, and takes minutes."""


class CommandError(Exception):
    """What the user did wrong, in one line."""


@dataclass(frozen=True)
class Command:
    """A subcommand: its arguments, and what runs it and returns the exit status."""

    name: str
    help: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message} (see {self.prog} --help)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (by default the process's) and return its exit status."""
    if sys.stdout is None:  # Closed, as by `>&-`: a file opened now would take its place.
        _complain("standard output is closed")
        return FAILED
    try:
        status = _dispatch(argv)
        sys.stdout.flush()
    except CommandError as error:
        _complain(_one_line(error))
        return USER_ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return BROKEN_PIPE
    except OSError as error:  # Standard output is full or closed, say.
        _discard_output()
        _complain(_one_line(error))
        return FAILED
    return status


def _complain(message: str) -> None:
    if sys.stderr is not None:  # With None, print would take standard output.
        print(f"numpy-hpy: error: {message}", file=sys.stderr)


def _discard_output() -> None:
    """Keep the interpreter from failing when it flushes standard output once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _dispatch(argv: Sequence[str] | None) -> int:
    parser = _Parser(
        prog="numpy-hpy",
        description="Layouts of NumPy dtypes, and arrays on HPy handles.",
        epilog="See 'numpy-hpy COMMAND --help' for a command's own arguments.",
    )
    parser.add_argument("--version", action="store_true", help="show the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    for command in COMMANDS:
        subparser = commands.add_parser(command.name, help=command.help, description=command.help)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as done:  # --help
        return int(done.code or 0)
    if arguments.version:
        print(f"numpy-hpy {_version()}")
        return 0
    if arguments.command is None:
        raise CommandError("which command? (see numpy-hpy --help)")
    return int(arguments.run(arguments))


def _version() -> str:
    from . import __version__

    return __version__


def _one_line(error: BaseException) -> str:
    """An exception's message on one line, without what a terminal would act upon."""
    message = getattr(error, "strerror", None) or getattr(error, "msg", None) or str(error)
    text = " ".join(str(message).split()) or type(error).__name__
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


# ---- layout ----


def _add_layout_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "dtype",
        metavar="DTYPE",
        help="a dtype string ('O', 'i4,O'), a descr list or dict (\"[('x', 'f8'), ('o', 'O')]\"), "
        "or MODULE:ATTRIBUTE (a dtype, something that has one, or anything that NumPy takes)",
    )
    parser.add_argument("--align", action="store_true", help="pad fields as a C compiler would")
    parser.add_argument("--svg", metavar="FILE", help="write the picture to FILE instead")
    parser.add_argument("--no-color", action="store_true", help="print without colours")


def _run_layout(arguments: argparse.Namespace) -> int:
    _require_numpy()
    try:
        from . import layout, picture
    except ImportError as error:  # NumPy is too old, say.
        raise CommandError(_one_line(error)) from error
    dtype = parse_dtype(arguments.dtype, align=arguments.align)
    try:
        mirrored = layout(dtype)
    except (TypeError, ValueError, MemoryError) as error:
        raise CommandError(f"no layout for {arguments.dtype!r}: {_one_line(error)}") from error
    title = arguments.dtype + (" (aligned)" if arguments.align else "")
    if arguments.svg is None:
        color = False if arguments.no_color else None
        sys.stdout.write(picture.terminal(mirrored, color=color, title=title))
        return 0
    image = picture.svg(mirrored, title=title)
    try:
        with open(arguments.svg, "w", encoding="utf-8") as file:
            file.write(image)
    except (OSError, ValueError) as error:
        raise CommandError(f"cannot write {arguments.svg!r}: {_one_line(error)}") from error
    print(f"wrote {arguments.svg!a} ({len(image.encode()):,} bytes)")
    return 0


def parse_dtype(text: str, *, align: bool = False) -> Any:
    """The dtype that a command-line argument names; see `numpy-hpy layout --help`."""
    import ast

    import numpy as np

    source: Any = text.strip()
    if source[:1] in ("[", "{", "("):
        try:
            source = ast.literal_eval(source)
        except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
            # A dtype string may also begin with a bracket: '(2,3)f8'.
            if source[0] != "(":
                raise CommandError(f"no Python literal: {text!r}: {_one_line(error)}") from error
    elif ":" in source:
        source = _load_attribute(source)
        if align and isinstance(source, np.dtype):
            raise CommandError(f"{text!r} is a dtype already, so --align cannot change it")
    try:
        return np.dtype(source, align=align)
    except Exception as error:  # NumPy raises many types here, SyntaxError and KeyError among them.
        raise CommandError(f"no dtype: {text!r}: {_one_line(error)}") from error


def _load_attribute(source: str) -> Any:
    """What `MODULE:ATTRIBUTE` names; when it has a dtype, that."""
    import importlib

    module_name, _, path = source.partition(":")
    if not all(part.isidentifier() for part in [*module_name.split("."), *path.split(".")]):
        raise CommandError(f"no dtype and no MODULE:ATTRIBUTE: {source!r}")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())  # As with `python -m`, modules in this folder are found.
    try:
        found = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:
        cause = f"{type(error).__name__}: {_one_line(error)}"
        raise CommandError(f"cannot import {module_name!r}: {cause}") from error
    for name in path.split("."):
        try:
            found = getattr(found, name)
        except AttributeError as error:
            raise CommandError(f"{source!r}: {_one_line(error)}") from error
    import numpy as np

    if isinstance(found, (np.dtype, type)):
        return found
    return getattr(found, "dtype", found)


def _require_numpy() -> None:
    import importlib.util

    if importlib.util.find_spec("numpy") is None:
        raise CommandError("this command needs NumPy, which is not installed here")


# ---- demo ----


def _add_demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--items",
        metavar="N",
        type=_count,
        nargs="+",
        help="numbers of items to time (by default a few from 1 on)",
    )


def _run_demo(arguments: argparse.Namespace) -> int:
    _require_numpy()
    try:
        from . import demo

        demo.check_available()
    except ImportError as error:
        raise CommandError(_one_line(error)) from error
    try:
        return demo.run(items=arguments.items)
    except MemoryError as error:
        raise CommandError("not enough memory for that many items") from error


def _count(text: str) -> int:
    try:
        value = int(text)
    except ValueError:  # No number, or one of thousands of digits.
        value = 0
    if not 1 <= value <= MOST_ITEMS:
        raise argparse.ArgumentTypeError(f"{reprlib.repr(text)} is no number of items from 1 to {MOST_ITEMS:,}")
    return value


# ---- bench ----


def _add_bench_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--items", metavar="N", type=_count, nargs="+", help="numbers of items (by default from 1 to ten million)"
    )
    parser.add_argument("--seconds", metavar="S", type=_seconds, default=0.8, help="for each comparison (0.8)")
    parser.add_argument("--output", metavar="FOLDER", help="write benchmarks.md and plots there, instead of printing")


def _run_bench(arguments: argparse.Namespace) -> int:
    _require_numpy()
    try:
        from . import _bench
    except ImportError as error:
        raise CommandError(_one_line(error)) from error
    from pathlib import Path

    folder = None if arguments.output is None else Path(arguments.output)
    try:
        return _bench.run(folder, items=arguments.items, seconds=arguments.seconds)
    except MemoryError as error:
        raise CommandError("not enough memory for that many items") from error


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 3600:
        raise argparse.ArgumentTypeError(f"{reprlib.repr(text)} is no number of seconds from 0 to 3600")
    return value


# ---- coverage ----


def _add_coverage_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print every entry, and the counts, as JSON")


def _run_coverage(arguments: argparse.Namespace) -> int:
    from . import _coverage

    sys.stdout.write(_coverage.text() if arguments.json else _coverage.table())
    return 0


# ---- heaptypes ----


def _add_heaptypes_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "types", metavar="TYPE", nargs="*", help="show all that differs of these types, such as float64"
    )
    parser.add_argument("--json", action="store_true", help="print every finding, and the counts, as JSON")


def _run_heaptypes(arguments: argparse.Namespace) -> int:
    _require_numpy()
    try:
        from . import _heaptypes_report as report
    except ImportError as error:
        raise CommandError(f"this command needs CPython and a full build of numpy_hpy: {_one_line(error)}") from error
    types = [report.find(name) for name in arguments.types]
    for name, found in zip(arguments.types, types, strict=True):
        if found is None:
            raise CommandError(f"{name!r} is none of the types that are compared; numpy-hpy heaptypes lists them")
    pairs = report.comparisons(*([types] if types else []))
    if arguments.json:
        sys.stdout.write(report.as_json(pairs))
    elif types:
        sys.stdout.write("\n".join(report.details(pair) for pair in pairs))
    else:
        sys.stdout.write(report.table(pairs))
    return 0


COMMANDS: tuple[Command, ...] = (
    Command(
        "layout",
        "Show which field, object slot or padding every byte of a dtype's item belongs to.",
        _add_layout_arguments,
        _run_layout,
    ),
    Command(
        "demo",
        "Put this machine's Python distributions into arrays, free them, and report what happened.",
        _add_demo_arguments,
        _run_demo,
    ),
    Command(
        "bench",
        "Time how arrays with object references are freed and collected, beside NumPy's arrays and Python's lists.",
        _add_bench_arguments,
        _run_bench,
    ),
    Command(
        "coverage",
        "Count what there is of NumPy's C API on HPy handles, and what of it the tests called.",
        _add_coverage_arguments,
        _run_coverage,
    ),
    Command(
        "heaptypes",
        "Compare NumPy's static types with heap types that have the same members.",
        _add_heaptypes_arguments,
        _run_heaptypes,
    ),
)
