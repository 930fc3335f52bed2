"""Compares what the tests have called of the C API with the committed list, capi/api/tested.json, which the coverage tables
are made from.

    build/venv/bin/python tools/api_coverage.py [--write]

Prints a line a function. `make test` ends with it; with --write (`make coverage`) the list becomes what was found.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOUND = ROOT / "build" / "logs" / "api_tested.json"
LIST = ROOT / "capi" / "api" / "tested.json"


def read(path):
    return json.loads(path.read_text()) if path.exists() else {}


def main(arguments):
    found, listed = read(FOUND), read(LIST)
    if not found:
        sys.exit("the tests on CPython have not run: make test-python")
    if "--write" in arguments:
        LIST.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
        listed = found
    wrong = 0
    for name in sorted({*found, *listed}):
        now, then = found.get(name, []), listed.get(name, [])
        print(f"{name}: {', '.join(now) or 'not called'}")
        if now != then:
            wrong += 1
            print(
                f"FAILED {name}: {LIST.relative_to(ROOT)} says {', '.join(then) or 'nothing'}; if that is right: make coverage"
            )
    print(f"compared with NumPy's: {len(found)} passed, {wrong} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
