//! Any bytes give a sound layout or an error.
#![no_main]

#[path = "../../tests/naive/mod.rs"]
mod naive;

use libfuzzer_sys::fuzz_target;
use numpy_hpy::layout::{Layout, NpyError, NpyErrorCode};
use numpy_hpy::mirror::{parse_spec_with, NpyLayout_FromSpec, SpecOptions};

fuzz_target!(|bytes: &[u8]| {
    let mut error = NpyError { code: NpyErrorCode::Ok, message: [0; 252] };
    // SAFETY: the text is as long as said; what comes back is owned, or NULL.
    let made = unsafe {
        let raw = NpyLayout_FromSpec(bytes.as_ptr().cast(), bytes.len(), &mut error);
        (!raw.is_null()).then(|| Layout::from_raw(raw))
    };
    assert_eq!(made.is_none(), error.code != NpyErrorCode::Ok);
    assert_ne!(error.code, NpyErrorCode::InternalError);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return assert!(made.is_none());
    };
    for align in [false, true] {
        match parse_spec_with(text, SpecOptions { align }) {
            Ok(layout) => {
                naive::check(&layout);
                assert!(align || made.as_ref() == Some(&layout));
            }
            Err(error) => {
                assert!(!error.to_string().is_empty() && error.position() <= text.len());
                assert!(align || made.is_none());
            }
        }
    }
});
