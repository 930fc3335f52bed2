//! capi/include/numpy_hpy/layout.h is what the Rust sources say. `UPDATE_HEADERS=1 cargo test --test header` rewrites it.

use std::fs;
use std::path::{Path, PathBuf};

/// The files with C declarations, in the order in which a reader wants them.
const SOURCES: [&str; 6] =
    ["layout/abi.rs", "layout/buffer.rs", "layout/array.rs", "layout/index.rs", "layout/capi.rs", "mirror/capi.rs"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> impl Iterator<Item = PathBuf> {
    SOURCES.into_iter().map(|name| root().join("src").join(name))
}

fn generate() -> String {
    let config = cbindgen::Config::from_file(root().join("cbindgen.toml")).unwrap();
    let builder = sources().fold(cbindgen::Builder::new().with_config(config), |b, path| b.with_src(path));
    let mut raw = Vec::new();
    builder.generate().unwrap().write(&mut raw);
    for_c(&String::from_utf8(raw).unwrap())
}

/// What cbindgen cannot be told: safety sections become preconditions, flags get an unsigned type, memory is `char *`.
fn for_c(raw: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut after_safety = false;
    for line in raw.lines() {
        if line.trim() == "/// # Safety" {
            after_safety = true;
        } else if std::mem::take(&mut after_safety) {
            lines.push(line.replacen("/// ", r"/// \pre ", 1));
        } else if line.starts_with("#define NPY_LAYOUT_") || line.starts_with("#define NPY_CORE_") {
            lines.push(unsigned(line));
        } else {
            lines.push(line.replace("uint8_t *", "char *"));
        }
    }
    lines.join("\n") + "\n"
}

/// `#define NAME 4` and `#define NAME (1 << 2)` with an unsigned number; limits stay as they are.
fn unsigned(define: &str) -> String {
    if define.contains("_MAX_") {
        return define.to_owned();
    }
    let (name, value) = define.rsplit_once(if define.ends_with(')') { " (" } else { " " }).unwrap();
    match value.strip_suffix(')').and_then(|shift| shift.split_once(" << ")) {
        Some((one, bits)) => format!("{name} ({one}u << {bits})"),
        None => match value.parse::<u32>().unwrap() {
            small @ 0..10 => format!("{name} {small}u"),
            flag => format!("{name} {flag:#06x}u"),
        },
    }
}

#[test]
fn layout_h_is_up_to_date() {
    let path = root().join("capi/include/numpy_hpy/layout.h");
    let wanted = generate();
    if std::env::var_os("UPDATE_HEADERS").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let both = found.lines().chain(["(end)"]).zip(wanted.lines().chain(["(end)"]));
    let first_difference = both.enumerate().find(|(_, (old, new))| old != new);
    if let Some((index, (old, new))) = first_difference {
        let line = index + 1;
        panic!(
            "layout.h differs from the Rust sources in line {line}:\n  it says:        {old}\n  it should say:  {new}\n\
             Run: UPDATE_HEADERS=1 cargo test --test header"
        );
    }
}

/// The text of every Rust file below `folder`.
fn texts_below(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts_below(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_exported_function_is_in_the_header() {
    let header = generate();
    let mut texts = Vec::new();
    texts_below(&root().join("src"), &mut texts);
    let mut count = 0;
    for part in texts.iter().flat_map(|text| text.split("#[no_mangle]").skip(1)) {
        let (_, after) = part.split_once(" fn ").unwrap();
        let name = after.split('(').next().unwrap();
        assert!(name.starts_with("Npy"), "{name} may clash with other libraries");
        assert!(header.contains(&format!("{name}(")), "{name} is missing: add its file to SOURCES");
        count += 1;
    }
    assert!(count >= 20, "only {count} functions were found");
}
