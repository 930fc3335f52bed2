"""`make bench`: measures everything, and writes what was found into docs/benchmarks.md, the plots beside it, and README.md.

build/venv/bin/python benches/run.py [SECONDS]      for each comparison, 0.4 if not given
"""

import datetime
import sys
from pathlib import Path

import counts
import scale
import targets

from numpy_hpy import _bench as bench
from numpy_hpy import _bench_plot as plot
from numpy_hpy._bench_arrays import CONTENTS, DTYPES, kinds

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
HEADING = ("what", "target", "measured", "met")
CONTENT_TITLES = {"shared": "the same object", "distinct": "an object of its own", "null": "NULL"}


def put(path, text):
    """Replaces what is between the marks of a file."""
    begin, end = "<!-- measured: begin -->\n", "<!-- measured: end -->"
    before, rest = path.read_text(encoding="utf-8").split(begin)
    _, after = rest.split(end)
    path.write_text(f"{before}{begin}{text}{end}{after}", encoding="utf-8")


def plots(freed, instructions):
    """By file name."""
    pictures = bench.plots(freed)
    for path in ("macro", "rust"):
        lines = {
            dtype: [
                (items, instructions[f"walk/{dtype}/{items}/{path}"] / instructions[f"walk/{dtype}/{items}/hand"])
                for items in counts.ITEMS
            ]
            for dtype in DTYPES
        }
        pictures[f"bench-{path}.svg"] = plot.svg(
            f"Releasing slots: {'the C macro' if path == 'macro' else 'the Rust generic'} / a loop with compiled-in offsets",
            "instructions, counted by callgrind; every slot holds the same object; less is better",
            "items in the array",
            lines,
        )
    return pictures


def readme(rows, ran):
    """The table of the README: what was measured, in short."""
    by_title = {row.what: row for row in rows}
    cells = [by_title[what].cells() for what in README_ROWS]
    return f"{bench.markdown_table(HEADING, cells)}\n{ran}\n"


README_ROWS = (
    "numpy_hpy.ndarray / NumPy, deallocation, 1 item: O",
    "numpy_hpy.ndarray / NumPy, deallocation, 1 item: i4,O",
    "numpy_hpy.ndarray / NumPy, deallocation, 1 item: 3 of 5",
    "numpy_hpy.ndarray / NumPy, deallocation, 1 item: 16",
    "numpy_hpy.ndarray / NumPy, deallocation, 1 item: 16 of 32",
    "numpy_hpy.ndarray / NumPy, deallocation, 200,000 items, shared object: O",
    "numpy_hpy.ndarray / NumPy, deallocation, 200,000 items, shared object: 16",
    "one pass over 1,000,000 slots: numpy_hpy.ndarray / list, O",
    "10,000 arrays of 1,000 objects kept while allocating / lists",
    "C macro / loop with compiled-in offsets, from 1,000 items: time",
    "Rust generic / loop with compiled-in offsets, from 1,000 items: time",
    "HPyArray / hand-written HPy type, universal ABI, deallocation, from 1,000 slots: time",
    "mirroring a dtype of 32 fields / NumPy building it",
    "a cached look-up, from C",
    "universal ABI call - legacy call - 2.5 ns a handle",
)


def main(seconds):
    compared = kinds()
    instructions = counts.counts() if counts.available() else None
    if instructions is None:
        sys.exit("make bench wants valgrind, for the instruction counts")
    freed = [bench.free(compared, *case, seconds) for case in bench.progress(bench.cases(bench.ITEMS, True), "freeing")]
    collected = [bench.collect(compared[1:], dtype, seconds * 2) for dtype in bench.progress(DTYPES, "collecting")]
    rows = list(bench.progress(targets.measure(instructions, freed, collected, seconds), "targets"))
    scaled = scale.tables()

    compilers = counts.made_with()
    ran = f"`make bench` on {datetime.date.today()}: {bench.versions()}, {compilers['cc']}, {compilers['rustc']}."
    parts = [
        ran,
        "\n### Targets\n",
        bench.markdown_table(HEADING, [row.cells() for row in rows]),
    ]
    for content in CONTENTS:
        parts.append(f"### Freeing one array, every slot holding {CONTENT_TITLES[content]}\n")
        parts.append(bench.table_of_freed(freed, content))
    parts.append("### One pass of the collector over 1,000,000 slots in one array\n")
    parts.append(bench.table_of_collected(collected))
    parts.append(scaled)
    put(DOCS / "benchmarks.md", "\n".join(parts))
    put(ROOT / "README.md", readme(rows, ran))
    for name, picture in plots(freed, instructions).items():
        (DOCS / name).write_text(picture, encoding="utf-8")
    missed = [row.what for row in rows if not row.is_met]
    print(
        f"{len(rows) - len(missed)} of {len(rows)} targets are met; wrote docs/benchmarks.md, docs/bench-*.svg, README.md"
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.4)
