"""An interpreter that ends while arrays live."""

import subprocess
import sys

import pytest

PROGRAMS = {
    "arrays": """
a = HPyArray(1000, [("n", "i1"), ("o", "O")]); a["o"] = [[i] for i in range(1000)]
b = a["o"][::2]
""",
    "cycles": """
a = HPyArray(10, "O"); a[0] = a; a[1] = a[2:]; a[2] = [a]
class Thing: pass
t = Thing(); t.a = a; a[3] = t
""",
    "finalizers": """
class Late:
    def __del__(self):
        try:
            self.a[1], repr(self.a), self.a.layout.fields
        except ReferenceError:
            pass
lates = []
for i in range(50):
    a, late = HPyArray(2, "O"), Late()
    late.a, a[0] = (a if i % 2 else a[:]), late
    if i % 3: lates.append(late)
gc.collect()
""",
    "buffers": """
b = ObjectBuffer("O", 100)
for i in range(100): b.store(i, [b])
m = memoryview(HPyArray(100, "i4"))
released = ObjectBuffer("O", 5); released.release()
""",
    "threads": """
import threading, time
a = HPyArray(100, "O")
def work():
    while True: a[0] = [a]
threading.Thread(target=work, daemon=True).start()
time.sleep(0.1)
""",
    "layouts": """
keep = [layout([(f"f{i}", "O")]) for i in range(1000)]
keep[0].me = keep
""",
    "an exception": """
a = HPyArray(3, "O"); a[0] = a
try:
    a[5]
except IndexError as error:
    a[1] = error
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_exit(name):
    code = "import gc\nfrom numpy_hpy import HPyArray, ObjectBuffer, layout\n" + PROGRAMS[name] + "\nprint('end')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")
