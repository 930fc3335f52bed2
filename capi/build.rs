//! Compiles the HPy skin for one of HPy's ABIs.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The skin.
const SKIN: [&str; 9] = [
    "module.c",
    "skin.c",
    "slot.c",
    "array.c",
    "array_attributes.c",
    "array_buffer.c",
    "array_index.c",
    "array_over.c",
    "object_buffer.c",
];

/// HPy's helpers that an extension compiles in, and the headers they need.
const HPY_HELPERS: [&str; 4] = ["argparse.c", "buildvalue.c", "format.c", "helpers.c"];

fn main() {
    let universal = env::var_os("CARGO_FEATURE_UNIVERSAL").is_some();
    let cpython = env::var_os("CARGO_FEATURE_CPYTHON_ABI").is_some();
    assert!(universal != cpython, "choose one of the features `universal` and `cpython-abi`");
    for name in ["HPY_DEVEL_DIR", "PYO3_PYTHON"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=include");

    let hpy = hpy_devel();
    let runtime = hpy.join("src/runtime");
    let mut common = cc::Build::new();
    common.std("c11").flag("-fvisibility=hidden").define("HPY", None);
    if cpython {
        common.define("HPY_ABI_CPYTHON", None);
        common.flag("-isystem").flag(python_says("import sysconfig; print(sysconfig.get_path('include'))"));
    } else {
        // Its Python.h is an error: nothing of the universal build may use the legacy API.
        common.define("HPY_ABI_UNIVERSAL", None).include(hpy.join("include/hpy/forbid_python_h"));
    }
    // As system headers: HPy's are not ours to warn about.
    common.flag("-isystem").flag(hpy.join("include").to_str().expect("HPy's folder has a UTF-8 name"));

    let mut skin = common.clone();
    // The macros of HPy that expand here leave members out.
    skin.warnings(true).extra_warnings(true).flag("-Wno-missing-field-initializers").include("src").include("include");
    skin.files(SKIN.iter().map(|file| Path::new("src").join(file))).compile("numpy_hpy_skin");

    let mut helpers = common;
    helpers.warnings(false).files(HPY_HELPERS.iter().map(|file| runtime.join(file)));
    if cpython {
        helpers.files(context_sources(&runtime));
    }
    helpers.compile("hpy_helpers");
}

/// The folder of `hpy.devel`: from the environment, else as Python says.
fn hpy_devel() -> PathBuf {
    match env::var_os("HPY_DEVEL_DIR") {
        Some(folder) => folder.into(),
        None => python_says("import hpy.devel; print(hpy.devel.HPyDevel().base_dir)").into(),
    }
}

fn python_says(code: &str) -> String {
    let python = env::var("PYO3_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(&python).args(["-c", code]).output();
    match output {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        _ => panic!("HPy's headers are needed: set HPY_DEVEL_DIR, or `pip install hpy==0.9.0` for {python}"),
    }
}

/// The sources that stand in for a context in the CPython ABI.
fn context_sources(runtime: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(runtime).expect("hpy.devel has its sources");
    let mut sources: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    sources.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("ctx_")));
    sources.sort();
    sources
}
