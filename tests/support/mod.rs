//! Compiles C against the headers, and builds the Python-free archive.
#![allow(dead_code, reason = "every test uses a part of it")]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Every C and C++ file must compile under these without a warning.
pub const STRICT: [&str; 5] = ["-Wall", "-Wextra", "-pedantic", "-Wshadow", "-Werror"];

/// What the archive asks of the system.
const SYSTEM_LIBS: [&str; 3] = ["-lpthread", "-ldl", "-lm"];

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder for what tests make, below the target folder.
pub fn scratch() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// Whether `program` can be started.
pub fn have(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}

/// Runs the command and panics with all of its output unless it succeeds.
pub fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// The static library without Python, built by itself and optimised.
pub fn python_free_archive() -> PathBuf {
    let target = root().join("target/python-free");
    run(Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["rustc", "--release", "--lib", "--crate-type=staticlib", "--package=numpy-hpy", "--no-default-features"])
        .arg("--target-dir")
        .arg(&target)
        // Those of the tests (a sanitizer, say) are not meant for what is shipped.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET"));
    target.join("release/libnumpy_hpy.a")
}

/// A compiler with the headers on its path. C++ is compiled as C++17, everything else as C11.
pub fn compiler(program: &str) -> Command {
    let standard = if program.contains("++") { "-std=c++17" } else { "-std=c11" };
    let mut command = Command::new(program);
    command.arg(standard).args(STRICT).arg("-I").arg(root().join("capi/include"));
    command
}

/// The compilers of that language that this machine has; at least one.
pub fn compilers(cpp: bool) -> Vec<&'static str> {
    let known = if cpp { ["g++", "clang++"] } else { ["gcc", "clang"] };
    let found: Vec<_> = known.into_iter().filter(|name| have(name)).collect();
    assert!(!found.is_empty(), "none of {known:?} is installed");
    found
}

/// Compiles tests/c/SOURCE to a program that uses the archive.
pub fn program(source: &str, flags: impl IntoIterator<Item = impl AsRef<OsStr>>) -> PathBuf {
    let archive = python_free_archive();
    let out = scratch().join(source.replace('.', "_"));
    let mut command = compiler(if source.ends_with(".cpp") { "g++" } else { "gcc" });
    command.args(flags).arg(root().join("tests/c").join(source)).arg(archive).args(SYSTEM_LIBS).arg("-o").arg(&out);
    run(&mut command);
    out
}
