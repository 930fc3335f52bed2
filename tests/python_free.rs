//! The layout core needs no Python: `nm` on the archive, and a C program that links nothing else, prove it.

mod support;

use std::fs;
use std::process::Command;
use support::*;

/// Names that only Python, HPy or NumPy define. Every one would have to come from outside.
fn is_foreign(symbol: &str) -> bool {
    let symbol = symbol.trim_start_matches('_');
    ["Py", "HPy", "PyPy", "NPY", "npy_"].iter().any(|prefix| symbol.starts_with(prefix))
}

/// The names in `nm --format=posix` output.
fn names(listing: &[u8]) -> Vec<String> {
    let text = String::from_utf8(listing.to_vec()).unwrap();
    // Lines without a space name the members of the archive.
    let mut names: Vec<_> =
        text.lines().filter_map(|line| line.split_once(' ')).map(|(name, _)| name.to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn no_symbol_of_python_is_undefined() {
    let archive = python_free_archive();
    let nm = |which: &str| {
        let mut command = Command::new("nm");
        names(&run(command.args([which, "--format=posix"]).arg(&archive)).stdout)
    };
    let undefined = nm("--undefined-only");
    let defined = nm("--defined-only");
    let ours = defined.iter().filter(|name| name.starts_with("Npy")).count();
    let foreign: Vec<_> = undefined.iter().filter(|name| is_foreign(name)).collect();
    println!(
        "nm {}: {} undefined symbols, of which {} are of Python, HPy or NumPy; {ours} functions Npy* are defined",
        archive.file_name().unwrap().to_string_lossy(),
        undefined.len(),
        foreign.len()
    );
    assert!(foreign.is_empty(), "{foreign:?}");
    // The listings are what they should be.
    assert!(undefined.iter().any(|name| name == "calloc") && undefined.len() > 20);
    let header = fs::read_to_string(root().join("capi/include/numpy_hpy/layout.h")).unwrap();
    let declared = functions_of(&header);
    let missing: Vec<_> = declared.iter().filter(|name| !defined.contains(name)).collect();
    assert!(missing.is_empty(), "declared, but not in the archive: {missing:?}");
    assert_eq!(ours, declared.len(), "the archive has functions that the header does not declare");
}

/// The names in front of an opening parenthesis that look like a function of ours.
fn functions_of(header: &str) -> Vec<String> {
    let code = header.lines().filter(|line| !line.trim_start().starts_with("//"));
    let words = code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '('));
    let called = words.filter_map(|word| word.split_once('(')).map(|(name, _)| name.to_owned());
    called.filter(|name| name.starts_with("Npy") && name.contains('_')).collect()
}

#[test]
fn foreign_symbols_would_be_found() {
    for name in ["PyList_New", "_PyObject_New", "HPyField_Load", "_HPy_Dealloc", "PyPyErr_Occurred", "__Py_X"] {
        assert!(is_foreign(name), "{name}");
    }
    for name in ["calloc", "NpyLayout_Object", "__cxa_finalize", "python", "_ZN3std2io"] {
        assert!(!is_foreign(name), "{name}");
    }
    assert_eq!(names(b"lib.a[x.o]:\nfree U         \nabort U\nfree U\n"), ["abort", "free"]);
}

#[test]
fn a_plain_c_program_uses_it() {
    let output = run(&mut Command::new(program("plain.c", ["-O2"])));
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text, "slots: 30 by the function, 30 by the macro, 30 visited\n");
}

#[test]
fn each_header_stands_alone() {
    for header in ["layout.h", "layout_walk.h"] {
        for cpp in [false, true] {
            let source = scratch().join(format!("alone_{header}.{}", if cpp { "cpp" } else { "c" }));
            // Included twice: it has a guard.
            let line = format!("#include \"numpy_hpy/{header}\"\n");
            fs::write(&source, line.repeat(2) + "const NpyLayout *layout;\nconst NpyLayout *layout2;\n").unwrap();
            for name in compilers(cpp) {
                for level in ["-O0", "-O2"] {
                    run(compiler(name).args([level, "-c"]).arg(&source).arg("-o").arg(source.with_extension("o")));
                }
                println!("{header}: no warning by {name}");
            }
        }
    }
}
