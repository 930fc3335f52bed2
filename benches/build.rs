//! Compiles the loops that are written in C.

fn main() {
    println!("cargo:rerun-if-changed=c");
    println!("cargo:rerun-if-changed=../capi/include");
    // What is compared is compiled alike, whatever the profile.
    let compiled = || {
        let mut library = cc::Build::new();
        library.std("c11").opt_level(2).warnings(true).extra_warnings(true).include("../capi/include");
        library
    };
    for place in 0..4 {
        let number = place.to_string();
        compiled()
            .define("PLACE", number.as_str())
            .file("c/loops.c")
            .compile(&format!("numpy_hpy_benches_loops_{place}"));
    }
    compiled().files(["c/objects.c", "c/counting.c"]).compile("numpy_hpy_benches_c");
}
