#!/bin/sh
# Prints the first of python3.11, python3.12 and python3 that runs and is a CPython that numpy-hpy works on. A name on PATH is
# not enough: a pyenv has names for versions that are not switched on.
for python in python3.11 python3.12 python3; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11) or sys.implementation.name != "cpython")' 2>/dev/null; then
        echo "$python"
        exit 0
    fi
done
echo "numpy-hpy needs CPython 3.11 or 3.12; name one with 'make PYTHON=...'" >&2
exit 1
