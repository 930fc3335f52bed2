#!/bin/sh
# Builds the HPy module for CPython's own ABI, which the tests compare with the universal one:
#
#   tools/build_cpython_abi.sh PYTHON        makes build/cpython_abi/_hpyarray.<suffix of extension modules>.so
#
# Without Python.h it says so and succeeds: the tests that want the module are then skipped.
set -eu
cd "$(dirname "$0")/.."
python=$1
output=build/cpython_abi
target=${CARGO_TARGET_DIR:-target}/cpython_abi
mkdir -p "$output"

headers=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
if ! [ -f "$headers/Python.h" ]; then
    rm -f "$output"/_hpyarray.*
    echo "-- no Python.h, so no tests of the CPython ABI; on Debian: apt-get install python3-dev"
    exit 0
fi

HPY_DEVEL_DIR=$("$python" -c 'from hpy.devel import HPyDevel; print(HPyDevel().base_dir)')
PYO3_PYTHON=$("$python" -c 'import os, sys; print(os.path.realpath(sys._base_executable))')
export HPY_DEVEL_DIR PYO3_PYTHON
cargo build --quiet --locked --target-dir "$target" -p numpy-hpy-capi --no-default-features --features cpython-abi

suffix=$("$python" -c 'import sysconfig; print(sysconfig.get_config_var("EXT_SUFFIX"))')
cmp -s "$target/debug/libhpyarray.so" "$output/_hpyarray$suffix" || cp "$target/debug/libhpyarray.so" "$output/_hpyarray$suffix"
