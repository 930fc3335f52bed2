//! Numeric fields of structured memory as `ndarray` views, without a copy.

use super::abi::NPY_LAYOUT_SUBARRAY;
use super::owned::Layout;
use ndarray::{ArrayView, IxDyn, ShapeBuilder};
use std::fmt;

/// Whether this machine reads values of that `NpyLayout.byteorder` directly.
fn is_native(byteorder: u8) -> bool {
    match byteorder {
        b'<' => cfg!(target_endian = "little"),
        b'>' => cfg!(target_endian = "big"),
        _ => true,
    }
}

/// A Rust type that a numeric field can be read as.
pub trait NumericField: bytemuck::Pod {
    /// NumPy's kind letter of the type.
    const KIND: u8;
}

macro_rules! numeric_fields {
    ($($kind:literal: $($type:ty)*;)*) => { $($(
        impl NumericField for $type { const KIND: u8 = $kind; }
    )*)* };
}

numeric_fields! {
    b'i': i8 i16 i32 i64;
    b'u': u8 u16 u32 u64;
    b'f': f32 f64;
    b'c': [f32; 2] [f64; 2];
}

/// Why a field cannot be viewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewError {
    /// There is no field of that name.
    NoField(String),
    /// The field has another type than the one asked for.
    WrongType {
        /// The field's kind letter.
        kind: char,
        /// The field's size, in bytes.
        itemsize: isize,
    },
    /// The field is not in this machine's byte order.
    ForeignByteOrder,
    /// The memory does not hold a whole number of items.
    WrongLength,
    /// An element would not be aligned, or the stride is not a multiple of its size.
    Unaligned,
}

impl fmt::Display for ViewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoField(name) => write!(f, "no field of name {name}"),
            Self::WrongType { kind, itemsize } => write!(f, "the field has kind '{kind}' and {itemsize} bytes"),
            Self::ForeignByteOrder => f.write_str("the field is not in this machine's byte order"),
            Self::WrongLength => f.write_str("the memory does not hold a whole number of items"),
            Self::Unaligned => {
                f.write_str("the field is not aligned for its type, or its stride is no multiple of its size")
            }
        }
    }
}

impl std::error::Error for ViewError {}

impl Layout {
    /// The field `name` of the items in `memory`, as an `ndarray` view: one axis for the items, then those of a subarray.
    ///
    /// The view borrows `memory`; type, byte order, bounds and alignment are checked against the layout.
    ///
    /// ```
    /// use numpy_hpy::layout::{FieldSpec, Layout, Scalar};
    ///
    /// let f8 = Layout::scalar(Scalar { kind: b'f', byteorder: b'<', itemsize: 8, alignment: 8 })?;
    /// let object = Layout::object()?;
    /// let record = Layout::structure(&[FieldSpec::new("name", 0, &object), FieldSpec::new("mass", 8, &f8)], 16, 8)?;
    /// let memory: [u64; 4] = [0, 1.5f64.to_bits(), 0, 2.5f64.to_bits()];
    /// let mass = record.view_field::<f64>("mass", bytemuck::cast_slice(&memory))?;
    /// assert_eq!(mass.as_slice(), None); // strided: one value every 16 bytes
    /// assert_eq!(mass.sum(), 4.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn view_field<'a, T: NumericField>(
        &self,
        name: &str,
        memory: &'a [u8],
    ) -> Result<ArrayView<'a, T, IxDyn>, ViewError> {
        let field = self.field(name).ok_or_else(|| ViewError::NoField(name.to_owned()))?;
        let mut item = field.layout();
        let mut inner_shape = Vec::new();
        while item.has(NPY_LAYOUT_SUBARRAY) {
            inner_shape.extend(item.shape().iter().map(|&length| length as usize));
            match item.base() {
                Some(base) => item = base,
                None => break,
            }
        }
        let size = std::mem::size_of::<T>();
        if item.kind() != T::KIND || item.itemsize() != size as isize {
            return Err(ViewError::WrongType { kind: item.kind() as char, itemsize: item.itemsize() });
        }
        if !is_native(item.byteorder()) {
            return Err(ViewError::ForeignByteOrder);
        }
        let itemsize = self.itemsize() as usize;
        if itemsize == 0 || memory.len() % itemsize != 0 {
            return Err(ViewError::WrongLength);
        }
        let count = memory.len() / itemsize;
        let mut shape = vec![count];
        shape.extend(&inner_shape);
        if shape.contains(&0) {
            // Nothing is read: alignment does not matter.
            return ArrayView::from_shape(IxDyn(&shape), &[]).map_err(|_| ViewError::WrongLength);
        }
        let start = memory.as_ptr().wrapping_add(field.offset() as usize).cast::<T>();
        if !start.is_aligned() || itemsize % size != 0 {
            return Err(ViewError::Unaligned);
        }
        let mut strides = vec![0; shape.len()];
        let mut stride = 1;
        for axis in (1..shape.len()).rev() {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        strides[0] = itemsize / size;
        // SAFETY: the layout was checked when built: the field lies inside each of the `count` items of `memory`; the
        // start is aligned and every stride is a multiple of the size; `T` is plain data of the field's size.
        Ok(unsafe { ArrayView::from_shape_ptr(IxDyn(&shape).strides(IxDyn(&strides)), start) })
    }
}
