"""Counts the instructions of small cases, by callgrind, and compares them with benches/counts.json.

    build/venv/bin/python benches/counts.py             print what has changed
    build/venv/bin/python benches/counts.py --update    write benches/counts.json anew

Counts repeat exactly on a machine, however busy, but depend on what compiled and runs the code: the file says what
that was.
"""

import gc
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILE = HERE / "counts.json"
BUILT = HERE.parent / "build" / "benches"
TOLERANCE = 1.03
ITEMS = (1, 10, 1_000)
SLOTS = 200
"""In one count, at least: so many small arrays are released one after the other."""
CALLS = 1_000


# ---- what runs under valgrind ----


def count_everything():
    """Every count has a name of parts: what, dtype, items, how; and after a blank, by what it is divided."""
    from peers import DTYPES

    gc.disable()
    for dtype in DTYPES:
        for items in ITEMS:
            _count_paths(dtype, items)
            _count_deallocations(dtype, items)
        _count_collections(dtype)
    _count_calls()
    _count_mirror()


def _count_paths(dtype, items):
    from peers import PATHS, Block

    arrays = max(1, SLOTS // items)
    block = Block(dtype, arrays, items)
    for path in PATHS:
        block.count(path, "shared", f"walk/{dtype}/{items}/{path} {arrays}")


def _kinds():
    from peers import hand_written

    from numpy_hpy._bench_arrays import kinds

    return [*kinds(), hand_written("universal")]


def _make(kind, dtype, items, number, shared=object()):  # noqa: B008
    from peers import DTYPES

    from numpy_hpy._bench_arrays import make

    if kind.name == "hand-written":
        return [kind.new(items, DTYPES[dtype], [shared]) for _ in range(number)]
    return make(kind, DTYPES[dtype], items, number, "shared")


def _count_deallocations(dtype, items):
    from peers import count

    number = max(1, SLOTS // items)
    for kind in _kinds():
        _make(kind, dtype, items, number).clear()  # Free lists are full then.
        arrays = _make(kind, dtype, items, number)
        count(f"free/{dtype}/{items}/{kind.name} {number}", arrays.clear)


def _count_collections(dtype):
    from peers import count

    for kind in [None, *_kinds()[1:]]:
        gc.collect()
        gc.freeze()
        kept = [[None] * 1_000] if kind is None else _make(kind, dtype, 1_000, 1)
        count(f"collect/{dtype}/1000/{'list' if kind is None else kind.name} 1", gc.collect)
        gc.unfreeze()
        del kept


def _count_calls():
    import numpy as np
    from peers import count, load

    array = np.zeros(1_000)
    modules = {
        "legacy": load("bench_legacy"),
        "universal": load("bench_calls", "universal"),
    }
    if (BUILT / "cpython").is_dir():
        modules["cpython"] = load("bench_calls", "cpython")
    for name in ("no_handle", "one_handle", "two_handles", "new_handle"):
        for abi, module in modules.items():
            call = getattr(module, name)
            count(f"call/{name}/1/{abi} {CALLS}", lambda call=call: call(array, array.dtype, CALLS))
    for abi, module in modules.items():
        module.sum(array)
        count(f"call/sum/1000/{abi} 1", lambda module=module: module.sum(array))


def _count_mirror():
    import numpy as np
    from peers import count, fields, load, mirror_capsule

    specification = fields(32)
    legacy = load("bench_legacy")
    np.dtype(specification)
    count("mirror/32 fields/1/numpy builds 1", lambda: np.dtype(specification))
    dtypes = [np.dtype(specification) for _ in range(20)]
    legacy.mirror(mirror_capsule, dtypes[:5], 1)
    count("mirror/32 fields/1/mirror 10", lambda: legacy.mirror(mirror_capsule, dtypes[10:], 1))
    count("mirror/32 fields/1/cached 100", lambda: legacy.mirror(mirror_capsule, dtypes[:1], 100))
    count("mirror/O/1/cached 100", lambda: legacy.mirror(mirror_capsule, [np.dtype("O")], 100))


# ---- what runs it ----


def available():
    """Whether there is callgrind, and what build.py builds."""
    return shutil.which("valgrind") is not None and (BUILT / "universal").is_dir()


def counts():
    """By name, instructions; of one array, pass or call."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        command = ["valgrind", "--quiet", "--tool=callgrind", "--instr-atstart=no", "--collect-atstart=no"]
        command += ["--combine-dumps=yes", f"--callgrind-out-file={out}", sys.executable, "-I", __file__, "--inside"]
        # What would make counts differ from run to run: hashes, and memory whose small blocks are joined now and then.
        environment = {
            **os.environ,
            "PYTHONHASHSEED": "0",
            "GLIBC_TUNABLES": "glibc.malloc.tcache_count=65535:glibc.malloc.mxfast=0",
        }
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{shlex.join(command)} failed:\n{done.stdout}{done.stderr}")
        text = out.read_text()
    found = {}
    for part in text.split("desc: Trigger: Client Request: ")[1:]:
        name, _, divisor = part[: part.index("\n")].rpartition(" ")
        total = re.search(r"^(?:summary|totals): (\d+)", part, re.MULTILINE)
        found[name] = round(int(total[1]) / int(divisor), 1)
    return found


def made_with():
    """What counts depend on."""
    import importlib.metadata

    def version_of(*command):
        try:
            return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0]
        except (OSError, IndexError):
            return "none"

    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")[0]
    return {
        "machine": platform.machine(),
        "python": f"{platform.python_version()}, {platform.python_compiler()}",
        "libc": " ".join(platform.libc_ver()),
        "cc": version_of(compiler, "--version"),
        "rustc": version_of("rustc", "--version"),
        **{name: importlib.metadata.version(name) for name in ("numpy", "hpy")},
    }


def compare(found, stored):
    """Names of those that cost more than the tolerance allows, and of those that cost less by as much."""
    common = [name for name in found if name in stored]
    more = [name for name in common if found[name] > stored[name] * TOLERANCE]
    less = [name for name in common if found[name] * TOLERANCE < stored[name]]
    return more, less


def main(arguments):
    if arguments == ["--inside"]:
        sys.path.insert(0, str(HERE))
        count_everything()
        return 0
    if not available():
        sys.exit("valgrind is not installed, or benches/build.py has built nothing")
    found = counts()
    if arguments == ["--update"]:
        lines = ",\n".join(f"  {json.dumps(name)}: {number}" for name, number in found.items())
        header = json.dumps(made_with(), indent=2).replace("\n", "\n ")
        FILE.write_text(f'{{\n "made_with": {header},\n "counts": {{\n{lines}\n }}\n}}\n')
        return 0
    stored = json.loads(FILE.read_text())
    if stored["made_with"] != made_with():
        print(f"The file was made with {stored['made_with']}\nthis is                 {made_with()}")
    more, less = compare(found, stored["counts"])
    for name in more + less:
        print(f"{name}: {stored['counts'][name]:,} before, {found[name]:,} now")
    return 1 if more else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
