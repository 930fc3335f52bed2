#!/bin/bash
# Fetches PyPy 7.3.19, the second interpreter that our universal HPy module is tested on, and pytest for it.
#
#   tests/pypy/fetch.sh [FOLDER]                        FOLDER is build/pypy of this repository unless given
#   FOLDER/bin/pypy3 script.py
#   PYTHONPATH=FOLDER/site FOLDER/bin/pypy3 -m pytest
#
# Debian 12's own PyPy is too old (HPy 0.0.4) and PyPy 8 has no HPy any more, so this unpacks Debian 13's, with Debian 13's
# C library beside it, and installs nothing into the system. Needs apt-get, dpkg and a python3 with pip, but no root.
# FOLDER may be moved afterwards. A second run does nothing.
set -euo pipefail
export LC_ALL=C

pypy_version=7.3.19
pytest_version=8.3.4
suite=trixie
# What pypy3 depends on there, written out: resolving it would also drag in packages that only an installed system needs.
# pypy3-dev has the headers of PyPy's own HPy and C API.
packages=(
    pypy3 pypy3-lib pypy3-dev
    libc6 libgcc-s1 zlib1g libbz2-1.0 libexpat1 libffi8 libgdbm6t64 liblzma5
    libncursesw6 libsqlite3-0 libssl3t64 libtinfo6 libzstd1
)
wheels=("pytest==$pytest_version" pluggy iniconfig packaging)

say() { printf 'fetch.sh: %s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# Runs a download up to three times; what it prints goes to the log that a failure shows.
retry() {
    local attempt
    for attempt in 1 2 3; do
        if "$@" >"$work/log" 2>&1; then return 0; fi
        say "attempt $attempt of 3 failed: $*"
        if [ "$attempt" -lt 3 ]; then sleep $((attempt * 2)); fi
    done
    sed 's/^/    /' "$work/log" >&2
    return 1
}

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=${1:-$repository/build/pypy}
mkdir -p "$folder" || die "cannot create the folder $folder"
folder=$(cd "$folder" && pwd -P)
stamp=$folder/stamp
lock=$folder/.fetch-lock
work=$folder/.fetch-work
# Everything the folder is made of, so that a change to these lists fetches it anew.
contents="PyPy $pypy_version from ${packages[*]}; ${wheels[*]}"

complete() { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$contents" ] && [ -x "$folder/bin/pypy3" ]; }

if complete; then
    say "PyPy $pypy_version is already in $folder"
    exit 0
fi

# The lock doubles as the mark of a folder that is ours: below, folders in it are deleted.
if [ ! -e "$lock" ] && [ -n "$(ls -A "$folder")" ]; then
    die "$folder is neither empty nor made by this script; give another folder"
fi
for tool in apt-get apt-cache dpkg flock python3; do
    command -v "$tool" >/dev/null || die "$tool is not installed; this needs a Debian with python3 and python3-pip"
done
python3 -m pip --version >/dev/null 2>&1 || die "python3 has no pip; install python3-pip"

# Two test runs may start at once; the later one finds the work done.
exec 9>"$lock" || die "cannot write to $folder"
flock 9 || die "cannot lock $lock"
if complete; then
    say "PyPy $pypy_version was just fetched into $folder"
    exit 0
fi

rm -rf "$work" "${folder:?}"/{system,site,bin} "$stamp"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/debs" "$work/etc" "$folder/system" "$folder/bin"
: >"$work/status"

# apt works on folders of our own, so that it needs no root and leaves the system's lists alone. It stays root if we are: its
# sandbox user could not write here, and signatures are checked all the same. The system's hooks expect the system's folders.
cat >"$work/own.conf" <<EOF
Dir::State "$work/state";
Dir::State::Lists "$work/state/lists";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
EOF

# The mirror is the one this machine already uses.
# shellcheck disable=SC2016  # $(SITE) is for apt-get
list_mirrors() { apt-get "$@" indextargets --format '$(SITE)' 'Created-By: Packages' 'Label: Debian' 2>/dev/null | sort -u; }
mirrors=$(list_mirrors) || true
if [ -z "$mirrors" ]; then
    # A fresh container has no lists yet; they are fetched into our folder, which works without root too.
    say "apt has no package lists; fetching them to learn the mirror"
    retry apt-get -c "$work/own.conf" update || die "apt-get update failed with this machine's sources (see above)"
    mirrors=$(list_mirrors -c "$work/own.conf") || true
fi
[ -n "$mirrors" ] || die "this machine's apt sources name no Debian mirror to take $suite from"

cat "$work/own.conf" - >"$work/apt.conf" <<EOF
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "$work/etc";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$work/etc";
EOF
options="arch=$(dpkg --print-architecture) targets=Packages lang=none"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
if [ -f "$keyring" ]; then options="signed-by=$keyring $options"; fi

updated=
for mirror in $mirrors; do
    say "reading the package lists of Debian $suite"
    rm -rf "$work/state/lists"
    mkdir -p "$work/state/lists/partial"
    echo "deb [$options] $mirror $suite main" >"$work/sources.list"
    if retry apt-get -c "$work/apt.conf" update; then
        updated=yes
        break
    fi
done
[ -n "$updated" ] || die "no mirror gave the package lists of Debian $suite (see above)"

found=$(apt-cache -c "$work/apt.conf" show --no-all-versions pypy3 2>/dev/null | sed -n 's/^Version: //p') || true
case $found in
    "$pypy_version"[+-]*) ;;
    "") die "Debian $suite has no pypy3 for $(dpkg --print-architecture)" ;;
    *) die "Debian $suite now has pypy3 $found, but $pypy_version is needed; see which release has that and change 'suite'" ;;
esac

say "downloading pypy3 $found and its libraries"
cd "$work/debs"
retry apt-get -c "$work/apt.conf" download "${packages[@]}" || die "apt-get download failed (see above)"
for deb in "$work"/debs/*.deb; do
    dpkg -x "$deb" "$folder/system" || die "cannot unpack $deb"
done
cd "$folder"

loaders=(system/usr/lib/*/ld-linux*.so.*)
loader=${loaders[0]}
[ -x "$loader" ] || die "the libc6 package holds no program loader at $loader"
libraries=$(dirname "$loader")

# PyPy needs a newer C library than the system's, hence the own loader. --argv0 makes this script sys.executable, so that a
# subprocess of sys.executable works too; the standard library is found beside libpypy. No LD_LIBRARY_PATH: children that are
# the system's own programs must not inherit these libraries.
cat >"$folder/bin/pypy3" <<EOF
#!/bin/sh
self=\$(readlink -f "\$0") || exit
here=\${self%/bin/pypy3}
exec "\$here/$loader" --library-path "\$here/$libraries" --argv0 "\$self" "\$here/system/usr/bin/pypy3" "\$@"
EOF
chmod +x "$folder/bin/pypy3"

"$folder/bin/pypy3" - "$pypy_version" "$folder/bin/pypy3" <<'EOF' || die "the unpacked PyPy does not work (see above)"
import sys
import _hashlib, _hpy_universal, bz2, ctypes, json, lzma, sqlite3, ssl, struct, subprocess, zlib
version = ".".join(map(str, sys.pypy_version_info[:3]))
assert version == sys.argv[1], "this is PyPy " + version
assert sys.executable == sys.argv[2], "sys.executable is " + repr(sys.executable)
subprocess.run([sys.executable, "-c", "import ssl"], check=True)
EOF

# PyPy has no pip here. The platform options make CPython's pip take only wheels that are pure Python.
say "installing pytest $pytest_version"
retry python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-compile \
    --target "$folder/site" --only-binary=:all: --implementation py --abi none --platform any --python-version 3.11 \
    "${wheels[@]}" || die "pip could not install pytest (see above)"
PYTHONPATH=$folder/site "$folder/bin/pypy3" -m pytest --version >"$work/log" 2>&1 ||
    { sed 's/^/    /' "$work/log" >&2; die "pytest does not run on the unpacked PyPy"; }

printf '%s\n' "$contents" >"$stamp"
say "PyPy $pypy_version is ready: $folder/bin/pypy3"
