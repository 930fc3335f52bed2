//! Compiles the loops that are written in C.

fn main() {
    println!("cargo:rerun-if-changed=c");
    println!("cargo:rerun-if-changed=../capi/include");
    // What is compared is compiled alike, whatever the profile.
    let mut library = cc::Build::new();
    library.std("c11").opt_level(2).warnings(true).extra_warnings(true).include("../capi/include");
    library.files(["c/loops.c", "c/objects.c", "c/counting.c"]).compile("numpy_hpy_benches_c");
}
