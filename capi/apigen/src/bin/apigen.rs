//! Writes what is made from capi/api and is not committed: `apigen calls FOLDER`.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use numpy_hpy_apigen::{calls, read, Extra};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [what, folder] = arguments.as_slice() else {
        eprintln!("usage: apigen calls FOLDER");
        return ExitCode::from(2);
    };
    let written = match what.as_str() {
        "calls" => write_calls(Path::new(folder)),
        _ => Err(format!("there is no `{what}`")),
    };
    if let Err(error) = written {
        eprintln!("apigen: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// The two extensions of the differential tests, and the list of what they have. Says what was not generated.
fn write_calls(folder: &Path) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let extra = |name: &str| {
        let path = root.join("tests/python/api_calls").join(name);
        fs::read_to_string(&path).map(|text| Extra::of(&text)).map_err(problem(&path))
    };
    let calls = calls(&read(&root.join("capi/api"))?, &extra("legacy_extra.c")?, &extra("hpy_extra.c")?)?;
    fs::create_dir_all(folder).map_err(problem(folder))?;
    for (name, text) in [("legacy_calls.c", calls.legacy), ("hpy_calls.c", calls.hpy), ("calls.json", calls.list)] {
        replace(&folder.join(name), &text)?;
    }
    print!("{}", calls.report);
    Ok(())
}

/// Writes a file that another process may be reading.
fn replace(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return Ok(());
    }
    let new = path.with_extension(format!("new{}", std::process::id()));
    fs::write(&new, text).map_err(problem(&new))?;
    fs::rename(&new, path).map_err(problem(path))
}

fn problem(path: &Path) -> impl Fn(io::Error) -> String + '_ {
    move |error| format!("{}: {error}", path.display())
}
