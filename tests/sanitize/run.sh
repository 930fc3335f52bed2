#!/bin/sh
# Runs the tests under sanitizers and valgrind. With arguments, only the named parts: c valgrind rust threads miri python.
# Results and programs go below target/sanitize.
set -eu

cd "$(dirname "$0")/../.."
out=$PWD/target/sanitize
mkdir -p "$out"

cc=${CC:-gcc}
cxx=${CXX:-g++}
include=$PWD/capi/include
system_libs="-lpthread -ldl -lm"
target=x86_64-unknown-linux-gnu
rust_tests="--test layout_alloc --test layout_buffer --test layout_build --test layout_index --test layout_view --test layout_walk"

say() {
    printf '== %s\n' "$*"
}

# The programs of tests/c that check themselves.
programs() {
    printf '%s\n' plain.c array.c walk_macros.c walk_cost.c walk_macros_cpp.cpp
}

build_archive() {
    cargo rustc --quiet --release --lib --package=numpy-hpy --no-default-features --crate-type=staticlib \
        --target-dir target/python-free
    archive=$PWD/target/python-free/release/libnumpy_hpy.a
}

# compile SOURCE PROGRAM FLAG...
compile() {
    path=tests/c/$1
    program=$2
    shift 2
    case $path in
    # shellcheck disable=SC2086 # a list
    *.cpp) "$cxx" -std=c++17 -g "$@" -I"$include" "$path" "$archive" $system_libs -o "$program" ;;
    # shellcheck disable=SC2086 # a list
    *) "$cc" -std=c11 -g "$@" -I"$include" "$path" "$archive" $system_libs -o "$program" ;;
    esac
}

run_c() {
    build_archive
    for source in $(programs); do
        say "address and undefined behaviour sanitizer: $source"
        compile "$source" "$out/asan-$source.out" -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
            -fno-omit-frame-pointer
        ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1 "$out/asan-$source.out" >"$out/asan-$source.log"
    done
}

run_valgrind() {
    if ! command -v valgrind >/dev/null; then
        say "skipped: valgrind is not installed"
        return
    fi
    build_archive
    for source in $(programs); do
        say "valgrind: $source"
        compile "$source" "$out/valgrind-$source.out" -O1
        valgrind --quiet --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=definite,possible,indirect \
            --error-exitcode=1 "$out/valgrind-$source.out" >"$out/valgrind-$source.log"
    done
}

# Whether there is a nightly compiler with COMPONENT; says so if not.
nightly_has() {
    if ! command -v rustup >/dev/null || ! rustup component list --toolchain nightly 2>/dev/null |
        grep -q "^$1.*(installed)"; then
        say "skipped: no nightly toolchain with $1"
        return 1
    fi
}

run_rust() {
    nightly_has rustc || return 0
    say "address sanitizer: the Rust tests of the layout core"
    # shellcheck disable=SC2086 # a list
    RUSTFLAGS=-Zsanitizer=address ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 \
        cargo +nightly test --quiet --target "$target" --target-dir "$out/rust-asan" $rust_tests
}

run_threads() {
    nightly_has rust-src || return 0
    say "thread sanitizer: reference counts and walks on many threads"
    RUSTFLAGS=-Zsanitizer=thread cargo +nightly test --quiet -Zbuild-std --target "$target" \
        --target-dir "$out/rust-tsan" --test layout_build --test layout_buffer threads
}

run_miri() {
    nightly_has miri || return 0
    say "miri: the Rust tests of the layout core"
    # Slots hold addresses of objects as integers, as they do in NumPy's memory.
    MIRIFLAGS=-Zmiri-permissive-provenance cargo +nightly miri test --quiet --target-dir "$out/miri" \
        --test layout_build --test layout_buffer --test layout_view
}

# PYTHON-LEVEL RUNS ARE STARTED HERE. They need what `make test-setup` makes.
run_python() {
    python=${PYTHON:-build/venv/bin/python}
    if [ ! -x tests/sanitize/python.sh ] || ! "$python" -c 'import numpy_hpy' 2>/dev/null; then
        say "skipped: numpy_hpy is not installed for $python"
        return
    fi
    tests/sanitize/python.sh
}

[ $# -gt 0 ] || set -- c valgrind rust threads miri python
for part in "$@"; do
    "run_$part"
done
say "passed: $*"
