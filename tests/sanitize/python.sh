#!/usr/bin/env bash
# The Python tests of the array types under AddressSanitizer and UBSan, and under valgrind.
#
# usage: tests/sanitize/python.sh [asan|valgrind]...   (both without arguments)
#
# The HPy library, the legacy provider and the module of numpy_hpy.ndarray are built anew with the sanitizers (the Rust part
# too where there is a nightly toolchain) into build/sanitize, beside a copy of the installed package: make install has run
# before.
set -euo pipefail
cd "$(dirname "$0")/../.."

python=$(realpath -s "${PYTHON:-build/venv/bin/python}")
package=$($python -c 'import importlib.util as u; print(u.find_spec("numpy_hpy").submodule_search_locations[0])')
hpy_devel=$($python -c 'from hpy.devel import HPyDevel; print(HPyDevel().base_dir)')
build=build/sanitize
# Python's own allocator would hide every object from the tools.
export PYTHONMALLOC=malloc PYTHONFAULTHANDLER=1

copy_package() {
    rm -rf "$build/$1"
    mkdir -p "$build/$1"
    cp -r "$package" "$build/$1/numpy_hpy"
}

asan() {
    echo "== HPyArray and numpy_hpy.ndarray under AddressSanitizer and UBSan"
    local target=x86_64-unknown-linux-gnu toolchain=() rust_flags="-Clink-arg=-fsanitize=address,undefined"
    if cargo +nightly --version >/dev/null 2>&1; then
        toolchain=(+nightly)
        rust_flags="-Zsanitizer=address $rust_flags"
    else
        echo "   no nightly toolchain: the C part alone is instrumented"
    fi
    HPY_DEVEL_DIR=$hpy_devel CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=undefined -g -O1" \
        PYO3_PYTHON=$python RUSTFLAGS=$rust_flags cargo "${toolchain[@]}" build --quiet --locked -p numpy-hpy-capi \
        -p numpy-hpy-legacy -p numpy-hpy-ndarray --target "$target" --target-dir target/sanitize
    copy_package asan
    install "target/sanitize/$target/debug/libhpyarray.so" "$build/asan/numpy_hpy/_hpyarray.hpy0.so"
    install "target/sanitize/$target/debug/libnumpy_hpy_legacy.so" "$build/asan/numpy_hpy"/_legacy.*.so
    install "target/sanitize/$target/debug/libnumpy_hpy_ndarray.so" "$build/asan/numpy_hpy"/_ndarray.*.so
    # CPython itself keeps memory until the end; leaks are counted by the tests and by valgrind. The sanitizer keeps freed memory
    # back, and takes the place of the signal that a test expects.
    LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so)" \
        ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1 \
        NUMPY_HPY_TEST_SUBSET=1 PYTHONPATH=$build/asan $python -X faulthandler -m pytest -q -p no:cacheprovider --capture=sys \
        -k "not in_the_same_memory and not memory_is_bounded and not numpys_own_arrays_are_not" \
        tests/python/test_hpyarray_container.py tests/python/test_hpyarray_lifecycle.py tests/python/test_hpyarray_numpy.py \
        tests/python/test_hpyarray_errors.py tests/python/test_object_buffer.py tests/python/test_bridge_sharing.py \
        tests/python/test_bridge_adoption.py tests/python/test_bridge_lifetime.py tests/python/test_ndarray_*.py
}

run_valgrind() {
    echo "== HPyArray and numpy_hpy.ndarray under valgrind"
    copy_package valgrind
    PYTHONPATH=$build/valgrind valgrind --quiet --error-exitcode=9 --exit-on-first-error=no --num-callers=25 \
        --undef-value-errors=no --suppressions=tests/sanitize/loader.supp \
        $python tests/sanitize/lifecycle.py
}

for tool in "${@:-asan valgrind}"; do
    case $tool in
    asan) asan ;;
    valgrind) run_valgrind ;;
    "asan valgrind") asan && run_valgrind ;;
    *) echo "usage: tests/sanitize/python.sh [asan|valgrind]..." >&2; exit 2 ;;
    esac
done
