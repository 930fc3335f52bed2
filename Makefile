# The two commands that a newcomer needs are `make demo` and `make test`. Each works in a fresh clone, and a second run
# repeats only what has changed. Everything they make is in build/ and target/.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two pips at once in one environment would meet.
.NOTPARALLEL:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash

# The interpreter that build/venv is made from, such as python3.12.
PYTHON ?= $(shell tools/find_python.sh)

VENV := build/venv
VENV_PYTHON := $(VENV)/bin/python
# pip looks for maturin there, and tests/pypy/fetch.sh for a python3 with pip.
VENV_PATH = $(abspath $(VENV)/bin):$$PATH
PIP := $(VENV_PYTHON) -m pip --disable-pip-version-check --no-input --quiet
CARGO_TARGET_DIR ?= target
# Where HPy's headers and helper sources are; set for cargo in the recipes that build capi/.
HPY_DEVEL_DIR = $$($(VENV_PYTHON) -c 'from hpy.devel import HPyDevel; print(HPyDevel().base_dir)')
# The PyO3 module is built for the interpreter itself, whatever environment it is called from; see pyproject.toml.
BASE_PYTHON = $$($(VENV_PYTHON) -c 'import os, sys; print(os.path.realpath(sys._base_executable))')

# Everything that goes into the installed package.
SOURCES := $(wildcard Cargo.toml Cargo.lock build.rs pyproject.toml README.md LICENSE) \
    $(shell find src capi numpy_shims python build_backend -type f \
        ! -name '*.so' ! -name '*.pyc' ! -path 'python/numpy_hpy/include/*' ! -path 'python/numpy_hpy/lib/*' ! -path 'python/numpy_hpy/src/*')

define say
@printf '%s\n' "-- $(1)"
endef

.PHONY: help
help: ## Show this list
	@echo "numpy-hpy: make TARGET"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: install ## Build, install into build/venv, and run the demonstration
	@$(VENV)/bin/numpy-hpy demo

.PHONY: test
test: test-setup ## Build, install, and run every test: Rust, C, CPython, PyPy
	@$(VENV_PYTHON) tools/run_tests.py

# One suite alone, for development.
.PHONY: test-rust test-python test-counts test-pypy
test-rust: build/stamps/venv ## Run the Rust and C tests that need no Python
test-python: build/stamps/test install cpython-abi ## Run the tests on CPython
test-counts: build/stamps/test build/stamps/benches ## Count the instructions of small cases, and compare with what they were
test-pypy: install build/package_only/numpy_hpy pypy ## Run the tests on PyPy
test-rust test-python test-counts test-pypy:
	@$(VENV_PYTHON) tools/run_tests.py $(@:test-%=%)

.PHONY: test-versions
test-versions: build/stamps/test build/stamps/build install ## Run the tests of the C API and of heap types with other versions of NumPy and Python
	@$(VENV_PYTHON) tools/test_versions.py

.PHONY: test-setup
test-setup: build/stamps/test install cpython-abi build/stamps/benches build/package_only/numpy_hpy pypy

.PHONY: bench
bench: install build/stamps/benches ## Measure everything and write docs/benchmarks.md and its plots (less than 10 minutes)
	@$(VENV_PYTHON) benches/build.py --all
	@$(VENV_PYTHON) benches/run.py

.PHONY: counts
counts: build/stamps/benches ## Write benches/counts.json anew, after a change that is meant to change it
	@$(VENV_PYTHON) benches/build.py --all
	@$(VENV_PYTHON) benches/counts.py --update

.PHONY: test-third-party
test-third-party: build/stamps/test build/stamps/third_party install ## Run the tests of SciPy, pandas and others with HPyArrays (long)
	@$(VENV_PYTHON) tests/third_party/run.py

.PHONY: test-numpy-suite
test-numpy-suite: build/stamps/test install ## Run NumPy's own tests with numpy_hpy.ndarrays (long)
	@$(VENV_PYTHON) tests/numpy_suite/run.py

.PHONY: lint
lint: lint-format lint-headers lint-clippy lint-ruff lint-docs ## Check formatting, generated headers, clippy, ruff and docs (make -k lint: all of them)

# Without entries in `make help`.
.PHONY: lint-format lint-headers lint-clippy lint-ruff lint-docs
lint-format:
	$(call say,cargo fmt)
	@cargo fmt --all --check

lint-headers:
	$(call say,generated headers)
	@cargo test --quiet --locked --test header >/dev/null || cargo test --quiet --locked --test header
	@cargo test --quiet --locked -p numpy-hpy-apigen >/dev/null || cargo test --quiet --locked -p numpy-hpy-apigen

lint-clippy: build/stamps/runtime
	$(call say,clippy: the core and the universal module)
	@HPY_DEVEL_DIR=$(HPY_DEVEL_DIR) PYO3_PYTHON=$(abspath $(VENV_PYTHON)) cargo clippy --quiet --locked --workspace --all-targets -- -D warnings
	$(call say,clippy: the CPython-ABI module)
	@HPY_DEVEL_DIR=$(HPY_DEVEL_DIR) PYO3_PYTHON=$(BASE_PYTHON) cargo clippy --quiet --locked --all-targets \
	    --target-dir $(CARGO_TARGET_DIR)/cpython_abi -p numpy-hpy-capi --no-default-features --features cpython-abi -- -D warnings
	$(call say,clippy: the PyO3 module)
	@PYO3_PYTHON=$(BASE_PYTHON) cargo clippy --quiet --locked --all-targets \
	    --target-dir $(CARGO_TARGET_DIR)/python --features python -- -D warnings

lint-ruff: build/stamps/lint
	$(call say,ruff)
	@$(VENV)/bin/ruff check --quiet
	@$(VENV)/bin/ruff format --check --quiet

# Links of the pages, comments of the C headers, documentation of the crates.
lint-docs: build/stamps/runtime
	$(call say,documentation)
	@$(VENV_PYTHON) tools/check_links.py
	@if command -v clang >/dev/null; then \
	    for header in layout arrayobject ufuncobject; do echo "#include \"numpy_hpy/$$header.h\""; done | \
	    clang -x c -std=c11 -fsyntax-only -Wdocumentation -Werror -DHPY -DHPY_ABI_UNIVERSAL -isystem $(HPY_DEVEL_DIR)/include -Icapi/include -; \
	fi
	@RUSTDOCFLAGS="-D warnings" cargo doc --quiet --locked --no-deps -p numpy-hpy -p numpy-hpy-apigen

.PHONY: headers
headers: ## Write the generated headers anew, after a change in the Rust sources
	@UPDATE_HEADERS=1 cargo test --quiet --locked --test header
	@UPDATE_API=1 cargo test --quiet --locked -p numpy-hpy-apigen

.PHONY: coverage
coverage: ## Write the coverage tables anew, from what the last test-python has called of the C API
	@$(VENV_PYTHON) tools/api_coverage.py --write | tail -n 1
	@UPDATE_API=1 cargo test --quiet --locked -p numpy-hpy-apigen

.PHONY: sanitize
sanitize: test-setup ## Run the C and Python tests under AddressSanitizer, UBSan and valgrind
	@tests/sanitize/run.sh

.PHONY: install
install: build/stamps/install ## Build the package and install it into build/venv

.PHONY: cpython-abi
cpython-abi: build/stamps/runtime ## Build the HPy module for the CPython ABI into build/cpython_abi (for tests)
	@tools/build_cpython_abi.sh $(VENV_PYTHON)

.PHONY: pypy
pypy: build/stamps/venv ## Fetch PyPy, for the tests, into build/pypy
	@PATH="$(VENV_PATH)" tests/pypy/fetch.sh

.PHONY: numpy numpy-stock numpy-test
numpy: install ## Build NumPy itself with the library into build/numpy/linked (docs/linking-numpy.md)
	@$(VENV_PYTHON) tools/build_numpy.py linked

numpy-stock: build/stamps/venv ## Build NumPy in the same way without it into build/numpy/stock
	@$(VENV_PYTHON) tools/build_numpy.py stock

numpy-test: numpy numpy-stock build/package_only/numpy_hpy ## Compare the two: our tests, NumPy's whole suite, costs (an hour)
	@$(VENV_PYTHON) tools/test_numpy.py

.PHONY: sdist
sdist: build/stamps/runtime build/stamps/build ## Build the source package into dist/
	@mkdir -p dist
	@cd build_backend && PATH="$(VENV_PATH)" ../$(VENV_PYTHON) -c \
	    'import os, sys, backend; os.chdir(".."); backend.build_sdist("dist")' >/dev/null
	@ls dist/*.tar.gz

.PHONY: clean
clean: ## Remove everything that was built
	rm -rf build dist target .pytest_cache .ruff_cache .hypothesis
	rm -rf python/numpy_hpy/include python/numpy_hpy/lib python/numpy_hpy/src python/numpy_hpy/*.so
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The rest are files. An environment that fails half-way is made anew.
build/stamps/venv: tools/make_venv.py
	$(call say,creating $(VENV))
	@command -v cargo >/dev/null || { echo "Rust's cargo is needed, and there is none on PATH. Install Rust 1.85 or later."; exit 1; }
	@test -n "$(PYTHON)"
	@mkdir -p build/stamps
	@"$(PYTHON)" tools/make_venv.py $(VENV)
	@touch $@

build/stamps/%: requirements/%.txt build/stamps/venv
	$(call say,installing requirements/$*.txt)
	@$(PIP) install -r $<
	@touch $@

# They want a NumPy, and shall not choose it.
build/stamps/third_party: build/stamps/runtime

# The list changes when a source is added or removed, which dates alone do not show.
build/sources.list: FORCE
	@mkdir -p build
	@printf '%s\n' $(sort $(SOURCES)) | cmp -s - $@ || printf '%s\n' $(sort $(SOURCES)) >$@

.PHONY: FORCE
FORCE:

# The build requirements are installed, and pinned, so pip need not make an environment for each build.
build/stamps/install: build/stamps/runtime build/stamps/build build/sources.list $(SOURCES)
	$(call say,building numpy_hpy and installing it (a minute or two from scratch))
	@PATH="$(VENV_PATH)" $(PIP) install --no-build-isolation --no-deps --force-reinstall .
	@touch $@

# What instruction counts are compared with.
build/stamps/benches: build/stamps/install $(shell find benches -type f ! -name '*.pyc' ! -name '*.json')
	$(call say,building the benchmarks)
	@$(VENV_PYTHON) benches/build.py
	@touch $@

# PyPy runs the very files that CPython runs; the second link is the package's metadata.
build/package_only/numpy_hpy: build/stamps/install
	@rm -rf $(@D)
	@mkdir -p $(@D)
	@ln -s "$$($(VENV_PYTHON) -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"/numpy_hpy{,-*.dist-info} $(@D)
