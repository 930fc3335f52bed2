//! Compiles the C sources against Python's headers.

use std::env;
use std::path::Path;
use std::process::Command;

const SOURCES: [&str; 5] = ["module.c", "look.c", "copy.c", "twin.c", "wrappers.c"];

fn main() {
    println!("cargo:rerun-if-env-changed=PYO3_PYTHON");
    println!("cargo:rerun-if-changed=src");
    println!("cargo:rerun-if-changed=../../capi/include");

    let mut library = cc::Build::new();
    library.std("c11").flag("-fvisibility=hidden");
    // As system headers: they are not ours to warn about.
    library.flag("-isystem").flag(python_includes());
    library.warnings(true).extra_warnings(true).flag("-Wno-missing-field-initializers").include("../../capi/include");
    library.files(SOURCES.iter().map(|file| Path::new("src").join(file))).compile("numpy_hpy_heaptypes_c");
}

fn python_includes() -> String {
    let python = env::var("PYO3_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(&python).args(["-c", "import sysconfig; print(sysconfig.get_path('include'))"]).output();
    match output {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        _ => panic!("{python} does not run, so its headers cannot be found"),
    }
}
