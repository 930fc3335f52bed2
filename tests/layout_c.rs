//! Runs the C programs of tests/c, and counts what the loop macros cost.

mod support;

use std::collections::BTreeMap;
use std::process::Command;
use support::*;

#[test]
fn a_loop_body_may_do_what_it_may_do_in_any_loop() {
    for level in ["-O0", "-O2", "-O3"] {
        run(&mut Command::new(program("walk_macros.c", [level])));
    }
    run(&mut Command::new(program("walk_macros_cpp.cpp", ["-O2"])));
}

#[test]
fn arrays_work_from_c() {
    run(&mut Command::new(program("array.c", ["-O2"])));
}

/// Instructions that each function of the program executes, counted by callgrind.
fn instructions(program: &std::path::Path) -> BTreeMap<String, u64> {
    let out = scratch().join("callgrind.out");
    let mut valgrind = Command::new("valgrind");
    let option = format!("--callgrind-out-file={}", out.display());
    run(valgrind.args(["--tool=callgrind", "--dump-instr=no", &option]).arg(program));
    let listing = run(Command::new("callgrind_annotate").args(["--threshold=100", "--show-percs=no"]).arg(&out));
    let text = String::from_utf8(listing.stdout).unwrap();
    let mut counts = BTreeMap::new();
    for line in text.lines() {
        // `332,010  ???:hand_alternating [/the/program]`
        let Some((count, place)) = line.trim().split_once(' ') else { continue };
        let (Ok(count), Some(name)) = (
            count.replace(',', "").parse::<u64>(),
            place.split([':', ' ']).find(|part| part.starts_with("macro_") || part.starts_with("hand_")),
        ) else {
            continue;
        };
        *counts.entry(name.to_owned()).or_default() += count;
    }
    counts
}

#[test]
fn macros_cost_no_more_than_loops_written_by_hand() {
    let program = program("walk_cost.c", ["-O2"]);
    // The macros and the loops find the same slots.
    run(&mut Command::new(&program));
    if !have("valgrind") || !have("callgrind_annotate") {
        println!("not counted: valgrind is not installed");
        return;
    }
    let counts = instructions(&program);
    let mut compared = 0;
    for (name, &by_macro) in &counts {
        let Some(name) = name.strip_prefix("macro_") else { continue };
        let by_hand = counts[&format!("hand_{name}")];
        let ratio = by_macro as f64 / by_hand as f64;
        println!("{name:12} {by_macro:8} instructions by the macro, {by_hand:8} by hand: {ratio:.3}");
        assert!(ratio <= 1.05, "{name} costs {ratio:.3} of a loop written by hand");
        compared += 1;
    }
    assert!(compared >= 9, "only {compared} loops were found in callgrind's output");
}
