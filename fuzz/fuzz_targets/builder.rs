//! Any sequence of builder calls gives sound layouts or errors, and errors exactly where they belong.
#![no_main]

#[path = "../../tests/naive/mod.rs"]
mod naive;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use numpy_hpy::layout::{FieldSpec, Layout, LayoutErrorKind, Scalar};
use std::collections::HashSet;

#[derive(Arbitrary, Debug)]
enum Call {
    Object,
    Scalar {
        opaque: bool,
        itemsize: i16,
        alignment: i8,
    },
    HugeScalar {
        itemsize: isize,
    },
    Subarray {
        base: u8,
        shape: Vec<i8>,
    },
    HugeSubarray {
        base: u8,
        shape: [isize; 2],
    },
    Structure {
        fields: Vec<FieldCall>,
        itemsize: i32,
        alignment: u8,
    },
    /// Fields one after the other, `gap` bytes apart.
    Sequence {
        layouts: Vec<(u8, u8)>,
        tail: u8,
    },
}

#[derive(Arbitrary, Debug)]
struct FieldCall {
    name: String,
    title: Option<String>,
    offset: i16,
    layout: u8,
}

fuzz_target!(|calls: Vec<Call>| {
    let mut made: Vec<Layout> = Vec::new();
    for call in &calls {
        let pick = |index: u8| made.get(index as usize % made.len().max(1)).cloned();
        let result = match call {
            Call::Object => Layout::object(),
            Call::Scalar { opaque, itemsize, alignment } => {
                // Kind T is what the oracle takes for opaque.
                let kind = if *opaque { b'T' } else { b'V' };
                let (itemsize, alignment) = (*itemsize as isize, *alignment as isize);
                let scalar = Scalar { kind, byteorder: b'|', itemsize, alignment };
                let result = if *opaque { Layout::opaque(scalar) } else { Layout::scalar(scalar) };
                assert_eq!(result.is_err(), itemsize < 0 || alignment < 1);
                result
            }
            Call::HugeScalar { itemsize } => {
                Layout::scalar(Scalar { kind: b'V', byteorder: b'|', itemsize: *itemsize, alignment: 1 })
            }
            Call::Subarray { base, shape } => {
                let Some(base) = pick(*base) else { continue };
                Layout::subarray(&base, &shape.iter().map(|&n| n as isize).collect::<Vec<_>>())
            }
            Call::HugeSubarray { base, shape } => {
                let Some(base) = pick(*base) else { continue };
                Layout::subarray(&base, shape)
            }
            Call::Structure { fields, itemsize, alignment } => {
                let Some(layouts) = fields.iter().map(|field| pick(field.layout)).collect::<Option<Vec<_>>>() else {
                    continue;
                };
                let specs: Vec<FieldSpec> = fields
                    .iter()
                    .zip(&layouts)
                    .map(|(field, layout)| FieldSpec {
                        name: field.name.as_bytes(),
                        title: field.title.as_ref().map(|title| title.as_bytes()),
                        offset: field.offset as isize,
                        layout,
                    })
                    .collect();
                let result = Layout::structure(&specs, *itemsize as isize, *alignment as isize);
                judge(&specs, *itemsize as isize, *alignment as isize, &result);
                result
            }
            Call::Sequence { layouts, tail } => {
                let Some(layouts) =
                    layouts.iter().map(|(layout, gap)| Some((pick(*layout)?, *gap))).collect::<Option<Vec<_>>>()
                else {
                    continue;
                };
                let names: Vec<String> = (0..layouts.len()).map(|i| format!("n{i}")).collect();
                let mut specs = Vec::new();
                let mut end: isize = 0;
                for (name, (layout, gap)) in names.iter().zip(&layouts) {
                    specs.push(FieldSpec::new(name, end.saturating_add(*gap as isize), layout));
                    end = end.saturating_add(*gap as isize).saturating_add(layout.itemsize());
                }
                let itemsize = end.saturating_add(*tail as isize);
                let result = Layout::structure(&specs, itemsize, 1);
                judge(&specs, itemsize, 1, &result);
                result
            }
        };
        if let Ok(layout) = result {
            naive::check(&layout);
            if made.len() < 64 {
                made.push(layout);
            }
        }
    }
});

/// Compares with the rules spelled out the slow way.
fn judge(
    fields: &[FieldSpec],
    itemsize: isize,
    alignment: isize,
    result: &Result<Layout, numpy_hpy::layout::LayoutError>,
) {
    let mut names = HashSet::new();
    let unique = fields.iter().all(|field| {
        names.insert(field.name) && field.title.is_none_or(|title| title == field.name || names.insert(title))
    });
    let inside = fields.iter().all(|field| {
        field.offset >= 0 && field.offset.checked_add(field.layout.itemsize()).is_some_and(|end| end <= itemsize)
    });
    let overlap = |a: &FieldSpec, b: &FieldSpec| {
        let (a_end, b_end) = (a.offset + a.layout.itemsize(), b.offset + b.layout.itemsize());
        a.layout.itemsize() > 0 && b.layout.itemsize() > 0 && a.offset < b_end && b.offset < a_end
    };
    let apart = inside
        && fields.iter().enumerate().all(|(i, a)| {
            a.layout.slot_count() == 0 || fields.iter().enumerate().all(|(j, b)| i == j || !overlap(a, b))
        });
    match result {
        Ok(_) => assert!(unique && inside && apart && itemsize >= 0 && alignment >= 1),
        Err(error) => match error.kind {
            LayoutErrorKind::DuplicateName => assert!(!unique),
            LayoutErrorKind::Overlap => assert!(unique && inside && !apart),
            LayoutErrorKind::OutOfBounds => assert!(unique && !inside),
            LayoutErrorKind::Negative => {
                assert!(itemsize < 0 || alignment < 1 || fields.iter().any(|field| field.offset < 0));
            }
            LayoutErrorKind::Overflow => assert!(!inside),
            LayoutErrorKind::TooDeep | LayoutErrorKind::TooManyRuns | LayoutErrorKind::NoMemory => {}
            LayoutErrorKind::NestedOpaque => unreachable!("the builder passes opaque fields on"),
        },
    }
}
