//! Compiles the C sources against Python's and NumPy's headers.

use std::env;
use std::path::Path;
use std::process::Command;

const SOURCES: [&str; 6] = ["module.c", "type.c", "state.c", "collect.c", "dealloc.c", "ownership.c"];

fn main() {
    println!("cargo:rerun-if-env-changed=PYO3_PYTHON");
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=../../capi/include");

    let mut library = cc::Build::new();
    library.std("c11").flag("-fvisibility=hidden");
    // The collector's loop is a few instructions and a call: across a line of the cache it takes a seventh longer.
    library.flag_if_supported("-falign-loops=32");
    // As system headers: they are not ours to warn about.
    for folder in [
        python_says("import sysconfig; print(sysconfig.get_path('include'))"),
        python_says("import numpy; print(numpy.get_include())"),
    ] {
        library.flag("-isystem").flag(folder);
    }
    library.warnings(true).extra_warnings(true).flag("-Wno-missing-field-initializers").include("../../capi/include");
    library.files(SOURCES.iter().map(|file| Path::new("src").join(file))).compile("numpy_hpy_ndarray_c");
}

fn python_says(code: &str) -> String {
    let python = env::var("PYO3_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(&python).args(["-c", code]).output();
    match output {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        _ => panic!("NumPy's headers are needed: `pip install 'numpy>=2.0'` for {python}"),
    }
}
