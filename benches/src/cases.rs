//! The dtypes.

use crate::paths::Loop;

/// A dtype, and the loops that are written for it alone.
pub struct Case {
    /// For names of benchmarks.
    pub name: &'static str,
    /// The dtype, as `np.dtype` takes it.
    pub spec: &'static str,
    pub(crate) hand: Loop,
    pub(crate) hand_callback: Loop,
}

macro_rules! cases {
    ($($name:ident, $hand:ident, $hand_callback:ident: $spec:literal;)*) => {
        unsafe extern "C" {
            $(
                fn $hand(layout: *const numpy_hpy::layout::NpyLayout, data: *mut u8, count: isize);
                fn $hand_callback(layout: *const numpy_hpy::layout::NpyLayout, data: *mut u8, count: isize);
            )*
        }

        /// All of them. c/loops.c has their offsets.
        pub static CASES: &[Case] =
            &[$(Case { name: stringify!($name), spec: $spec, hand: $hand, hand_callback: $hand_callback }),*];
    };
}

cases! {
    object, bench_hand_object, bench_hand_callback_object: "O";
    record, bench_hand_record, bench_hand_callback_record: "i4,O";
    three, bench_hand_three, bench_hand_callback_three: "O,i4,O,f8,O";
    sixteen, bench_hand_sixteen, bench_hand_callback_sixteen: "O,O,O,O,O,O,O,O,O,O,O,O,O,O,O,O";
    even, bench_hand_even, bench_hand_callback_even:
        "i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O";
    uneven, bench_hand_uneven, bench_hand_callback_uneven:
        "i1,O,i2,O,i4,O,f8,O,i1,O,i2,O,i4,O,f8,O,i1,O,i2,O,i4,O,f8,O,i1,O,i2,O,i4,O,f8,O";
    nest, bench_hand_nest, bench_hand_callback_nest: "[('x', [('o', 'O', (2,)), ('n', 'i4')], (3,)), ('m', 'i4')]";
}
