//! The dtypes.

/// A dtype, for which c/loops.c has loops of its own.
pub struct Case {
    /// For names of benchmarks.
    pub name: &'static str,
    /// The dtype, as `np.dtype` takes it.
    pub spec: &'static str,
    /// Its place in c/loops.c.
    pub(crate) number: usize,
}

macro_rules! cases {
    ($($number:literal $name:ident: $spec:literal;)*) => {
        /// All of them.
        pub static CASES: &[Case] = &[$(Case { name: stringify!($name), spec: $spec, number: $number }),*];
    };
}

cases! {
    0 object: "O";
    1 record: "i4,O";
    2 three: "O,i4,O,f8,O";
    3 sixteen: "O,O,O,O,O,O,O,O,O,O,O,O,O,O,O,O";
    4 even: "i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O,i4,O";
    5 uneven: "i1,O,i2,O,i4,O,f8,O,i1,O,i2,O,i4,O,f8,O,i1,O,i2,O,i4,O,f8,O,i1,O,i2,O,i4,O,f8,O";
    6 nest: "[('x', [('o', 'O', (2,)), ('n', 'i4')], (3,)), ('m', 'i4')]";
}
