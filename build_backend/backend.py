"""The PEP 517 build backend of numpy-hpy: maturin, with four libraries built beside maturin's own.

A wheel holds five libraries, and maturin builds one (the PyO3 module `_native`). Before maturin
packs the wheel, this puts the others into the package folder: the universal HPy module, the provider
of NumPy's C API, `_ndarray`, and the Python-free static library with its headers and pkg-config file.
`tool.maturin.include` in pyproject.toml makes them part of the wheel.
"""

import os
from pathlib import Path

import maturin

import c_library
import cargo
import hpy_module
import ndarray_module
import source_archive

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "python" / "numpy_hpy"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    _fill_package_folder()
    return maturin.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    _fill_package_folder()
    return maturin.build_editable(wheel_directory, config_settings, metadata_directory)


def build_sdist(sdist_directory, config_settings=None):
    cargo.require()
    name = maturin.build_sdist(sdist_directory, config_settings)
    source_archive.restore_manifest(Path(sdist_directory) / name, ROOT / "Cargo.toml")
    return name


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    cargo.require()
    return maturin.prepare_metadata_for_build_wheel(metadata_directory, config_settings)


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def get_requires_for_build_wheel(config_settings=None):
    # Checked first: without cargo, maturin would ask for a package that downloads Rust.
    cargo.require()
    return maturin.get_requires_for_build_wheel(config_settings)


get_requires_for_build_editable = get_requires_for_build_wheel


def get_requires_for_build_sdist(config_settings=None):
    cargo.require()
    return maturin.get_requires_for_build_sdist(config_settings)


def _fill_package_folder():
    cargo.require()
    c_library.install(ROOT, PACKAGE)
    hpy_module.install(ROOT, PACKAGE)
    ndarray_module.install(ROOT, PACKAGE)
    os.environ["CARGO_TARGET_DIR"] = str(cargo.target_folder(ROOT) / "python")
