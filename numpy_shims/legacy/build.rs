//! Compiles the C sources against Python's, HPy's and NumPy's headers.

use std::env;
use std::process::Command;

fn main() {
    for name in ["HPY_DEVEL_DIR", "PYO3_PYTHON"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=../../capi/include");
    println!("cargo:rerun-if-changed=../../capi/src/over.h");

    let hpy = env::var("HPY_DEVEL_DIR")
        .unwrap_or_else(|_| python_says("import hpy.devel; print(hpy.devel.HPyDevel().base_dir)"));
    let mut legacy = cc::Build::new();
    legacy.std("c11").flag("-fvisibility=hidden").define("HPY", None).define("HPY_ABI_HYBRID", None);
    legacy.define("NUMPY_HPY_PROVIDER", None);
    legacy
        .define("NUMPY_HPY_VERSION", format!("\"{}\"", env::var("CARGO_PKG_VERSION").expect("cargo sets it")).as_str());
    // As system headers: they are not ours to warn about.
    for folder in [
        python_says("import sysconfig; print(sysconfig.get_path('include'))"),
        python_says("import numpy; print(numpy.get_include())"),
        format!("{hpy}/include"),
    ] {
        legacy.flag("-isystem").flag(folder);
    }
    legacy.warnings(true).extra_warnings(true).flag("-Wno-missing-field-initializers").include("../../capi/include");
    legacy
        .include("../../capi/src")
        .files(["src/module.c", "src/tables.c", "src/adopt.c", "src/bridge.c"])
        .compile("legacy_module");
}

fn python_says(code: &str) -> String {
    let python = env::var("PYO3_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(&python).args(["-c", code]).output();
    match output {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        _ => panic!("NumPy's and HPy's headers are needed: `pip install 'numpy>=2.0' hpy==0.9.0` for {python}"),
    }
}
