//! The spec parser against hand-written expectations and against layouts built directly. `np.dtype` is the reference:
//! every expectation here is what NumPy 2.4 says on a 64-bit Linux; the Python tests ask NumPy itself.

#[allow(dead_code)]
mod naive;

use numpy_hpy::layout::*;
use numpy_hpy::mirror::{parse_spec, parse_spec_with, NpyLayout_FromSpec, SpecError, SpecErrorKind, SpecOptions};
use std::ffi::CStr;

const NATIVE: char = if cfg!(target_endian = "little") { '<' } else { '>' };

fn parse(text: &str) -> Layout {
    let layout = parse_spec(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    naive::check(&layout);
    layout
}

fn parse_aligned(text: &str) -> Layout {
    let layout = parse_spec_with(text, SpecOptions { align: true }).unwrap_or_else(|error| panic!("{text}: {error}"));
    naive::check(&layout);
    layout
}

fn refused(text: &str) -> SpecError {
    match parse_spec(text) {
        Err(error) => error,
        Ok(layout) => panic!("{text} was accepted: {layout:?}"),
    }
}

/// The kind of a layout error.
fn layout_error(text: &str) -> LayoutErrorKind {
    match refused(text).kind() {
        SpecErrorKind::Layout(kind) => *kind,
        other => panic!("{text}: {other:?}"),
    }
}

/// Kind, byte order, itemsize, alignment.
fn plain(layout: &Layout) -> (char, char, isize, isize) {
    (layout.kind() as char, layout.byteorder() as char, layout.itemsize(), layout.alignment())
}

/// Names and offsets.
fn places(layout: &Layout) -> Vec<(String, isize)> {
    layout.fields().map(|field| (field.name().into_owned(), field.offset())).collect()
}

fn expect_places(layout: &Layout, expected: &[(&str, isize)]) {
    let found = places(layout);
    assert_eq!(found.iter().map(|(name, offset)| (name.as_str(), *offset)).collect::<Vec<_>>(), expected);
}

/// Runs `work` where a recursive parser would overflow the stack.
fn on_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 * 1024).spawn(work).unwrap().join().unwrap();
}

mod type_strings {
    use super::*;

    #[test]
    fn letters_and_kinds_with_sizes() {
        for (text, kind, size, align) in [
            ("?", 'b', 1, 1),
            ("b1", 'b', 1, 1),
            ("b", 'i', 1, 1),
            ("i1", 'i', 1, 1),
            ("B", 'u', 1, 1),
            ("h", 'i', 2, 2),
            ("H", 'u', 2, 2),
            ("i", 'i', 4, 4),
            ("I", 'u', 4, 4),
            ("l", 'i', 8, 8),
            ("L", 'u', 8, 8),
            ("q", 'i', 8, 8),
            ("Q", 'u', 8, 8),
            ("n", 'i', 8, 8),
            ("N", 'u', 8, 8),
            ("p", 'i', 8, 8),
            ("P", 'u', 8, 8),
            ("i2", 'i', 2, 2),
            ("u4", 'u', 4, 4),
            ("i08", 'i', 8, 8),
            ("e", 'f', 2, 2),
            ("f2", 'f', 2, 2),
            ("f", 'f', 4, 4),
            ("d", 'f', 8, 8),
            ("f8", 'f', 8, 8),
            ("g", 'f', 16, 16),
            ("f16", 'f', 16, 16),
            ("F", 'c', 8, 4),
            ("c8", 'c', 8, 4),
            ("D", 'c', 16, 8),
            ("G", 'c', 32, 16),
            ("c32", 'c', 32, 16),
            ("c", 'S', 1, 1),
            ("S", 'S', 0, 1),
            ("S10", 'S', 10, 1),
            ("a5", 'S', 5, 1),
            ("U", 'U', 0, 4),
            ("U3", 'U', 12, 4),
            ("V8", 'V', 8, 1),
            ("V", 'V', 0, 1),
            ("M", 'M', 8, 8),
            ("m8", 'm', 8, 8),
            ("O8", 'O', 8, 8),
        ] {
            let has_order = !matches!(kind, 'b' | 'S' | 'V' | 'O') && size != 1;
            let order = if has_order { NATIVE } else { '|' };
            for mark in ["", "=", "|"] {
                if text != "a" {
                    assert_eq!(plain(&parse(&format!("{mark}{text}"))), (kind, order, size, align), "{mark}{text}");
                }
            }
            let order = if has_order { '>' } else { '|' };
            assert_eq!(plain(&parse(&format!(">{text}"))), (kind, order, size, align), ">{text}");
        }
    }

    #[test]
    fn names() {
        for (name, letters) in [
            ("bool", "?"),
            ("int8", "b"),
            ("uint8", "B"),
            ("int16", "i2"),
            ("int32", "i4"),
            ("int64", "i8"),
            ("uint64", "u8"),
            ("intc", "i"),
            ("int", "n"),
            ("uint", "N"),
            ("intp", "p"),
            ("long", "l"),
            ("ulonglong", "Q"),
            ("half", "e"),
            ("float", "d"),
            ("float64", "f8"),
            ("longdouble", "g"),
            ("float128", "g"),
            ("complex", "D"),
            ("csingle", "F"),
            ("clongdouble", "G"),
            ("bytes", "S"),
            ("a", "S"),
            ("str", "U"),
            ("unicode", "U"),
            ("void", "V"),
            ("object", "O"),
            ("object_", "O"),
            ("datetime64", "M8"),
            ("timedelta64", "m8"),
        ] {
            assert_eq!(parse(name), parse(letters), "{name}");
        }
    }

    #[test]
    fn units_of_dates_and_durations() {
        for text in [
            "M8[ns]",
            "m8[D]",
            "M8[25s]",
            "datetime64[Y]",
            "timedelta64[generic]",
            "M8[2h/60]",
            "M8[Y/12]",
            "m8[s/1000]",
            "M8[\u{3bc}s]",
            "M8[0s]",
        ] {
            let kind = if text.starts_with(['M', 'd']) { 'M' } else { 'm' };
            assert_eq!(plain(&parse(text)), (kind, NATIVE, 8, 8), "{text}");
        }
        assert_eq!(plain(&parse(">M8[us]")), ('M', '>', 8, 8));
        for text in ["M8[]", "M8[ns]x", "M8[ns]]", "M8[-1s]", "M8[D//4]", "M8[D/0]", "M8[ns/3]", "M8[x]", "m8[1,2]"] {
            assert!(matches!(refused(text).kind(), SpecErrorKind::UnknownType(_)), "{text}");
        }
    }

    #[test]
    fn what_numpy_does_not_understand() {
        for text in [
            "",
            "<",
            "<<i4",
            "xyz",
            "i3",
            "i16",
            "f3",
            "e2",
            "l8",
            "?1",
            "u",
            "a!",
            "<a",
            "<float64",
            "Float64",
            " i4",
            "i4 ",
            "i4\n",
            "i4\0",
            "i-4",
            "S-1",
            "S2147483648",
            "U536870912",
            "i99999999999999999999",
            "T16",
            "None",
            "#",
            "\u{e9}",
            "(2)O",
            "M9",
        ] {
            match refused(text).kind() {
                SpecErrorKind::UnknownType(name) => assert_eq!(name, text),
                other => panic!("{text:?}: {other:?}"),
            }
        }
        assert_eq!(refused("xyz").to_string(), "data type 'xyz' not understood (at byte 0)");
        assert_eq!(
            refused(&"x".repeat(100_000)).to_string().len(),
            "data type '...' not understood (at byte 0)".len() + 64
        );
    }

    #[test]
    fn string_dtype_is_opaque() {
        let layout = parse("T");
        assert_eq!(plain(&layout), ('T', '|', 16, 8));
        assert!(layout.has(NPY_LAYOUT_OPAQUE) && layout.slot_count() == 0);
        // NumPy has no objection to these two, only to the list form.
        assert!(parse("T,i4").has(NPY_LAYOUT_OPAQUE));
        assert!(parse("('T', (2,))").has(NPY_LAYOUT_OPAQUE));
        assert!(matches!(refused("[('a', 'T')]").kind(), SpecErrorKind::WrongForm(_)));
    }
}

mod lists_of_formats {
    use super::*;

    #[test]
    fn fields_are_numbered() {
        let layout = parse("i4,O,(2,3)f8");
        expect_places(&layout, &[("f0", 0), ("f1", 4), ("f2", 12)]);
        assert_eq!((layout.itemsize(), layout.alignment(), layout.slots().unwrap()), (60, 1, vec![4]));
        assert_eq!(layout.field("f2").unwrap().layout().shape(), [2, 3]);
        assert_eq!(layout, parse("[('f0', 'i4'), ('f1', 'O'), ('f2', 'f8', (2, 3))]"));
    }

    #[test]
    fn a_trailing_comma_makes_a_structure_of_one() {
        for text in ["i4,", "i4, ", "i4 ,", "i4,<"] {
            assert_eq!(parse(text), parse("[('f0', 'i4')]"), "{text}");
        }
    }

    #[test]
    fn blanks_marks_and_brackets() {
        assert_eq!(parse("i4 , 2f8\t\n"), parse("i4,(2,)f8"));
        assert_eq!(parse("i4,\u{1c}i4"), parse("i4,i4"));
        assert_eq!(parse("M8[ns],m8[25s],O"), parse("M8,m8,O"));
        assert_eq!(parse(">2f8"), parse("2>f8"));
        assert_eq!(parse(">2>f8"), parse("2>f8"));
    }

    #[test]
    fn shapes() {
        assert_eq!(parse("3i4"), parse("('i4', 3)"));
        assert_eq!(parse("(2,)O"), parse("('O', (2,))"));
        assert_eq!(parse("2,3f8"), parse("('f8', (2, 3))"));
        assert_eq!(parse("( 2 , 3 , )f8"), parse("('f8', (2, 3))"));
        assert_eq!(parse("(2)O,i4"), parse("(2,)O,i4"));
        assert_eq!(parse("()f8"), parse("f8"));
        assert_eq!(parse("00f8"), parse("0f8"));
        assert_eq!(parse("2<3f8"), parse("(('f8', 3), 2)"));
        assert_eq!(parse("2S"), parse("S2"));
        assert_eq!(parse("(2,0)O").slot_count(), 0);
    }

    #[test]
    fn what_numpy_refuses() {
        for text in ["3", "3,", "()", "(2,3)", "1,", "(2,),i4", "i4,3", "i4,xyz", "O,i5", "( )f8", "i4,b!", ",", "<,i4"]
        {
            let error = refused(text);
            assert!(!matches!(error.kind(), SpecErrorKind::Layout(_)), "{text}: {error}");
        }
        for text in [
            " i4,f8", "i4,,f8", "i4,f8,, ", "02f8", "(2,3", "-2i4,", "3(2,)i4", "i,O[", "i4,[", "(2 3)f8,", "1 2f8",
            "2)f8",
        ] {
            assert!(matches!(refused(text).kind(), SpecErrorKind::Syntax(_)), "{text}");
        }
        for text in ["(2,3)S", "<2>f8,", "=2>f8"] {
            assert!(matches!(refused(text).kind(), SpecErrorKind::WrongValue(_)), "{text}");
        }
        assert_eq!(refused("i4,O,xyz").position(), 5);
    }
}

mod lists_of_fields {
    use super::*;

    #[test]
    fn packed_and_aligned() {
        let text = "[('a', '<i1'), ('b', 'O'), ('c', '<i2')]";
        let packed = parse(text);
        expect_places(&packed, &[("a", 0), ("b", 1), ("c", 9)]);
        assert_eq!((packed.itemsize(), packed.alignment()), (11, 1));
        let aligned = parse_aligned(text);
        expect_places(&aligned, &[("a", 0), ("b", 8), ("c", 16)]);
        assert_eq!((aligned.itemsize(), aligned.alignment()), (24, 8));
        assert_eq!(parse_aligned("i1,O,<i2").slots().unwrap(), [8]);
    }

    #[test]
    fn no_fields() {
        let layout = parse("[]");
        assert!(layout.has(NPY_LAYOUT_STRUCT));
        assert_eq!((layout.fields().len(), layout.itemsize(), layout.alignment()), (0, 0, 1));
        assert_eq!(parse("{}"), layout);
        assert_eq!(parse("([], (3,))").itemsize(), 0);
    }

    #[test]
    fn empty_names_are_numbered_as_numpy_does_with_a_descr() {
        let layout = parse("[('a', '<i4'), ('', '|V4'), ('b', 'O'), ('', '|V3')]");
        expect_places(&layout, &[("a", 0), ("f1", 4), ("b", 8), ("f3", 16)]);
        assert_eq!(layout_error("[('f1', 'i4'), ('', 'i4')]"), LayoutErrorKind::DuplicateName);
    }

    #[test]
    fn titles() {
        let layout = parse("[(('the title', 'a'), 'O'), (('', 'b'), 'O'), ((None, 'c'), 'O'), ((5, 'd'), 'O')]");
        let titles: Vec<_> = layout.fields().map(|field| field.title().map(str::to_owned)).collect();
        assert_eq!(titles, [Some("the title".to_owned()), Some(String::new()), None, None]);
        assert_eq!(layout.slots().unwrap(), [0, 8, 16, 24]);
        assert_eq!(layout.field("the title").unwrap().name(), "a");
        for text in [
            "[(('a', 'a'), 'i4')]",
            "[(('a', ''), 'i4')]",
            "[('a', 'i4'), (('a', 'b'), 'i4')]",
            "[(('t', 'a'), 'i4'), (('t', 'b'), 'i4')]",
            "[('a', 'i4'), ('a', 'f8')]",
        ] {
            assert_eq!(layout_error(text), LayoutErrorKind::DuplicateName, "{text}");
        }
    }

    #[test]
    fn nested_structures_and_subarrays() {
        let layout = parse("[('sub', [('x', 'O'), ('y', 'i1')], 2), ('z', ('O', (2,)), (3,)), ('w', 'O', ())]");
        expect_places(&layout, &[("sub", 0), ("z", 18), ("w", 66)]);
        assert_eq!(layout.slot_count(), 2 + 6 + 1);
        let z = layout.field("z").unwrap().layout();
        assert_eq!((z.shape(), z.base().unwrap().shape()), (&[3][..], &[2][..]));
        assert_eq!(layout.field("w").unwrap().layout().kind(), b'O');
    }

    #[test]
    fn what_numpy_refuses() {
        for text in [
            "['i4']",
            "[('a',)]",
            "[('a', 'i4', 2, 3)]",
            "[['a', 'i4']]",
            "[(b'a', 'i4')]",
            "[(('t', b'a'), 'i4')]",
            "[(('t', 'u', 'a'), 'i4')]",
            "[(5, 'i4')]",
            "[()]",
            "[('a', 5)]",
            "[('a', True)]",
            "[('a', ('i4',))]",
            "[('a', ())]",
            "('i4', 1, 2)",
        ] {
            assert!(matches!(refused(text).kind(), SpecErrorKind::WrongForm(_)), "{text}");
        }
        assert!(matches!(refused("[('a', b'\\xff')]").kind(), SpecErrorKind::UnknownType(_)));
    }
}

mod tuples {
    use super::*;

    #[test]
    fn shapes() {
        for (text, shape) in [
            ("('O', 3)", &[3][..]),
            ("('O', (2, 3))", &[2, 3]),
            ("('O', [2, 3])", &[2, 3]),
            ("('O', (0,))", &[0]),
            ("('O', (2, 0))", &[2, 0]),
            ("('O', (0x10, 1_0, 0b11, 0o7))", &[16, 10, 3, 7]),
            ("('O', (+2))", &[2]),
        ] {
            let layout = parse(text);
            assert_eq!((layout.shape(), layout.kind(), layout.alignment()), (shape, b'V', 8), "{text}");
        }
        assert_eq!(parse("('O', ())"), parse("O"));
        assert_eq!(parse("('i4', (1,) )").shape(), [1]);
    }

    #[test]
    fn a_subarray_of_a_subarray_stays_two_levels() {
        let layout = parse("(('O', (2,)), (3,))");
        assert_eq!((layout.shape(), layout.base().unwrap().shape(), layout.slot_count()), (&[3][..], &[2][..], 6));
        assert_eq!(layout.runs().len(), 1);
    }

    #[test]
    fn sizes_of_items_without_one() {
        assert_eq!(parse("('S', 5)"), parse("S5"));
        assert_eq!(parse("('U', 3)"), parse("U3"));
        assert_eq!(parse("('>U', 3)"), parse(">U3"));
        assert_eq!(parse("('V', 4)"), parse("V4"));
        for text in ["('S', (5,))", "('S', -1)", "('U', 536870912)", "(('O', (0,)), 3)", "(('O', (0,)), (3,))"] {
            assert!(matches!(refused(text).kind(), SpecErrorKind::WrongValue(_)), "{text}");
        }
    }

    #[test]
    fn unions_of_two_types() {
        assert_eq!(parse("('i4', 'f4')"), parse("i4"));
        assert_eq!(parse("('f8', None)"), parse("f8"));
        assert_eq!(parse("('V', [('x', 'O')])"), parse("[('x', 'O')]"));
        let view = parse("('<i4', {'real': ('<i2', 0), 'imag': ('<i2', 2)})");
        expect_places(&view, &[("real", 0), ("imag", 2)]);
        assert_eq!((view.itemsize(), view.alignment()), (4, 4));
        assert_eq!(parse("('O', [('x', 'O')])").slots().unwrap(), [0]);
        let bare = parse("('V', {'names': ['a'], 'formats': ['f8'], 'aligned': True})");
        assert_eq!(bare.alignment(), 1);
        for text in ["('i4', 'f8')", "('V8', [('x', 'O')])", "('O', 'i8')", "('i8', 'O')", "([('x', 'O')], 'O')"] {
            assert!(matches!(refused(text).kind(), SpecErrorKind::WrongValue(_)), "{text}");
        }
    }

    #[test]
    fn bad_shapes() {
        assert_eq!(layout_error("('O', -1)"), LayoutErrorKind::Negative);
        assert_eq!(layout_error("('O', (2, -1))"), LayoutErrorKind::Negative);
        assert_eq!(layout_error("('O', (4611686018427387904, 4))"), LayoutErrorKind::Overflow);
        assert_eq!(layout_error("('O', 99999999999999999999999999)"), LayoutErrorKind::Overflow);
        assert_eq!(layout_error("(99999999999999999999999999,)O"), LayoutErrorKind::Overflow);
        for text in ["('O', True)", "('O', (2, False))"] {
            assert!(matches!(refused(text).kind(), SpecErrorKind::WrongValue(_)), "{text}");
        }
        assert_eq!(parse(&format!("('O', ({}))", "1,".repeat(64))).shape().len(), 64);
        assert!(matches!(refused(&format!("('O', ({}))", "1,".repeat(65))).kind(), SpecErrorKind::WrongValue(_)));
    }

    #[test]
    fn large_counts_are_only_counts() {
        let layout = parse("(1000000000000,)O");
        assert_eq!((layout.slot_count(), layout.runs().len()), (1_000_000_000_000, 1));
        assert_eq!(parse("[('a', 'O', (1000, 1000))]").runs().len(), 1);
    }
}

mod dicts {
    use super::*;

    #[test]
    fn offsets_titles_and_itemsize() {
        let layout = parse(
            "{'names': ['b', 'a'], 'formats': ['O', '<i4'], 'offsets': [8, 0], 'titles': ['the b', None], 'itemsize': 24}",
        );
        expect_places(&layout, &[("b", 8), ("a", 0)]);
        assert_eq!((layout.itemsize(), layout.alignment(), layout.slots().unwrap()), (24, 1, vec![8]));
        assert_eq!(layout.field("the b").unwrap().offset(), 8);
    }

    #[test]
    fn a_multi_field_view_keeps_offset_and_itemsize() {
        let layout = parse("{'names': ['b'], 'formats': ['O'], 'offsets': [4], 'itemsize': 12}");
        assert_eq!((layout.itemsize(), layout.slots().unwrap()), (12, vec![4]));
        assert!(!layout.has(NPY_LAYOUT_ALL_ALIGNED));
    }

    #[test]
    fn the_aligned_entry() {
        let text = "{'names': ['a', 'b'], 'formats': ['i1', [('x', 'i1'), ('y', 'O')]], 'aligned': True}";
        let layout = parse(text);
        expect_places(&layout, &[("a", 0), ("b", 8)]);
        assert_eq!((layout.itemsize(), layout.alignment(), layout.slots().unwrap()), (24, 8, vec![16]));
        assert_eq!(parse_aligned(&text.replace("True", "False")), layout);
        for text in [
            "{'names': ['a'], 'formats': ['O'], 'offsets': [4], 'aligned': True}",
            "{'names': ['a'], 'formats': ['O'], 'itemsize': 12, 'aligned': True}",
            "{'names': ['a'], 'formats': ['O'], 'itemsize': 4}",
            "{'names': ['a'], 'formats': ['O'], 'aligned': 1}",
        ] {
            assert!(matches!(refused(text).kind(), SpecErrorKind::WrongValue(_)), "{text}");
        }
    }

    #[test]
    fn fields_by_name() {
        let layout = parse("{'a': ('i4', 8), 'b': ('O', 0, 'the b')}");
        expect_places(&layout, &[("b", 0), ("a", 8)]);
        assert_eq!(layout.field("the b").unwrap().name(), "b");
        expect_places(&parse("{-1: ['b', 'a'], 'a': ('i4', 0), 'b': ('O', 8)}"), &[("b", 8), ("a", 0)]);
        // A title that repeats the name marks the second entry of a field in `dtype.fields`.
        assert_eq!(parse("{'a': ('i4', 0, 'a')}"), parse("[]"));
        expect_places(&parse("{'a': ('i4', 0), 'a': ('O', True)}"), &[("a", 1)]);
        expect_places(&parse("{'b': ('V0', 0), 'a': ('V0', 0), 'b': ('i4', 0)}"), &[("b", 0), ("a", 0)]);
        assert_eq!(layout_error("{'a': ('i4', -1)}"), LayoutErrorKind::Negative);
        for text in
            ["{'a': 'i4'}", "{'a': ('i4',)}", "{5: ('i4', 0)}", "{-1: ['z'], 'a': ('i4', 0)}", "{'names': ['a']}"]
        {
            assert!(matches!(refused(text).kind(), SpecErrorKind::WrongValue(_)), "{text}");
        }
    }

    #[test]
    fn unions_are_for_numbers_only() {
        let union = parse("{'names': ['i', 'f', 'half'], 'formats': ['<i8', '<f8', '<i4'], 'offsets': [0, 0, 4]}");
        assert_eq!((union.itemsize(), union.slot_count()), (8, 0));
        let overlap = "{'names': ['o', 'i'], 'formats': ['O', '<i4'], 'offsets': [0, 4]}";
        assert_eq!(layout_error(overlap), LayoutErrorKind::Overlap);
        let error = refused(&format!("[('outer', [('inner', {overlap})])]"));
        assert_eq!(error.path(), "outer.inner.i");
        assert!(error.to_string().ends_with("(at byte 22, field 'outer.inner.i')"), "{error}");
    }

    #[test]
    fn what_numpy_refuses() {
        for text in [
            "{'names': ['a', 'b'], 'formats': ['i4']}",
            "{'names': ['a'], 'formats': ['i4'], 'offsets': []}",
            "{'names': ['a', 5], 'formats': ['i4', 'i4']}",
        ] {
            assert!(matches!(refused(text).kind(), SpecErrorKind::WrongValue(_)), "{text}");
        }
        for text in [
            "{'names': ['a'], 'formats': ['i4'], 'offsets': [True]}",
            "{'names': ['a'], 'formats': ['i4'], 'offsets': None}",
            "{'names': ['a'], 'formats': ['i4'], 'titles': None}",
            "{'names': ['a'], 'formats': ['i4'], 'itemsize': 'x'}",
        ] {
            assert!(matches!(refused(text).kind(), SpecErrorKind::WrongForm(_)), "{text}");
        }
        assert_eq!(layout_error("{'names': ['a', 'a'], 'formats': ['i4', 'i4']}"), LayoutErrorKind::DuplicateName);
        assert_eq!(
            layout_error("{'names': ['a'], 'formats': ['i4'], 'titles': ['a']}"),
            LayoutErrorKind::DuplicateName
        );
        assert_eq!(
            layout_error("{'names': ['a'], 'formats': ['i4'], 'offsets': [9223372036854775807]}"),
            LayoutErrorKind::Overflow
        );
    }
}

mod literals {
    use super::*;

    #[test]
    fn strings() {
        for (literal, name) in [
            (r"'plain'", "plain".as_bytes()),
            (r#""it's""#, b"it's"),
            (r"'it\'s'", b"it's"),
            (r"u'u'", b"u"),
            (r"'\n\t\\\x41\101\0'", b"\n\t\\AA\xC0\x80"),
            (r"'\u00e9\U0001F600'", "\u{e9}\u{1f600}".as_bytes()),
            (r"'\ud800'", b"\xED\xA0\x80"),
            (r"'\ud83d\ude00'", b"\xED\xA0\xBD\xED\xB8\x80"),
            (r"'\q'", b"\\q"),
            ("'a\\\nb'", b"ab"),
            ("'a' \"b\"", b"ab"),
            ("'\u{65e5}\u{672c}'", "\u{65e5}\u{672c}".as_bytes()),
        ] {
            let layout = parse(&format!("[({literal}, b'O')]"));
            assert_eq!(layout.fields().next().unwrap().name_bytes(), name, "{literal}");
        }
    }

    #[test]
    fn blanks_commas_and_parentheses() {
        assert_eq!(parse(" [ ( 'a' , ( 'i4' ) , ( 2 , ) , ) , ] \n"), parse("[('a','i4',(2,))]"));
        assert_eq!(parse("((('i4')), ((2)))"), parse("('i4', 2)"));
        assert_eq!(parse("'i4'"), parse("i4"));
    }

    #[test]
    fn syntax_errors_say_where() {
        for (text, position) in [
            ("[('a', 'i4')", 12),
            ("[('a', 'i4')]]", 13),
            ("[('a', 'i4'})", 11),
            ("[('a' 5)]", 6),
            ("[,]", 1),
            ("[('a', 'i4)]", 7),
            ("[('a', f8)]", 7),
            ("[('a', 'i4', 1.5)]", 13),
            ("[('a', 'i4', 012)]", 13),
            ("[('a', 'i4', 1__0)]", 13),
            ("[('a', 'i4', 0x)]", 13),
            ("[('a', 'i4', --1)]", 14),
            (r"[('\xZZ', 'i4')]", 3),
            (r"[('\N{DASH}', 'i4')]", 3),
            (r"[('\U00110000', 'i4')]", 3),
            (r"['\", 2),
            ("{'a'}", 4),
            ("{'a': }", 6),
            ("{'a': 1, 'b'", 12),
            ("[('a', 'i4')] x", 14),
            ("(", 1),
            ("[1 2]", 3),
        ] {
            let error = refused(text);
            assert!(matches!(error.kind(), SpecErrorKind::Syntax(_)), "{text}: {error}");
            assert_eq!(error.position(), position, "{text}: {error}");
        }
    }
}

mod limits {
    use super::*;

    fn nested(depth: usize, open: &str, innermost: &str, close: &str) -> String {
        format!("{}{innermost}{}", open.repeat(depth), close.repeat(depth))
    }

    #[test]
    fn deep_nesting_up_to_the_limit() {
        on_small_stack(|| {
            for depth in [500, NPY_LAYOUT_MAX_DEPTH as usize] {
                for (open, close) in [
                    ("[('x', ", ")]"),
                    ("[('i', 'i4'), (('t', 'x'), ", ")]"),
                    ("{'x': (", ", 0)}"),
                    ("{'names': ['x'], 'formats': [", "]}"),
                    ("(", ", (1,))"),
                ] {
                    let text = nested(depth, open, "'O'", close);
                    let layout = parse_spec(&text).unwrap();
                    assert_eq!((layout.as_abi().depth as usize, layout.slot_count()), (depth, 1));
                    if !text.contains("'i'") {
                        assert_eq!(layout.slots().unwrap(), [0]);
                    }
                    assert!(layout == parse_spec(&text).unwrap());
                }
            }
            let too_deep = nested(NPY_LAYOUT_MAX_DEPTH as usize + 1, "[('x', ", "'O'", ")]");
            assert_eq!(layout_error(&too_deep), LayoutErrorKind::TooDeep);
        });
    }

    #[test]
    fn hopeless_nesting_is_an_error_and_no_overflow() {
        on_small_stack(|| {
            for depth in [10_000, 100_000] {
                for (open, close) in [
                    ("[('x', ", ")]"),
                    ("(", ", 2)"),
                    ("(", ")"),
                    ("{'x': (", ", 0)}"),
                    ("[", "]"),
                    ("{0: ", "}"),
                    ("[", ""),
                ] {
                    let text = nested(depth, open, "'O'", close);
                    let text = if open == "(" && close == ")" { format!("[('x', {text})]") } else { text };
                    assert_eq!(layout_error(&text), LayoutErrorKind::TooDeep, "{depth} times {open}");
                }
            }
        });
    }

    #[test]
    fn the_path_of_a_deep_error_has_every_name() {
        on_small_stack(|| {
            let error = refused(&nested(1000, "[('x', ", "'nope'", ")]"));
            assert_eq!(error.path(), ["x"; 1000].join("."));
            assert_eq!(error.position(), 7000);
        });
    }

    #[test]
    fn ten_thousand_fields() {
        let fields: Vec<String> = (0..10_000).map(|i| format!("('n{i}', '{}')", ["i4", "O", ">f8"][i % 3])).collect();
        let layout = parse(&format!("[{}]", fields.join(", ")));
        assert_eq!((layout.fields().len(), layout.slot_count()), (10_000, 3333));
        assert_eq!(layout.slots().unwrap()[..3], [4, 24, 44]);
        let formats = vec!["O"; 10_000].join(",");
        assert_eq!(parse(&formats).runs().len(), 1);
    }

    #[test]
    fn nesting_cannot_multiply_memory() {
        let scattered = "i1,O,i2,O,".repeat(1000);
        let text = nested(1900, "[('x', ", &format!("'{scattered}'"), ")]");
        assert_eq!(layout_error(&text), LayoutErrorKind::TooManyRuns);
    }

    #[test]
    fn slots_may_be_further_apart_than_memory_is_large() {
        let layout = parse("[('a', 'O'), ('gap', 'V1', (4611686018427387904,)), ('b', 'O')]");
        assert_eq!(layout.slots().unwrap(), [0, 4_611_686_018_427_387_912]);
        let layout = parse("[('a', 'O'), ('gap', 'V1', (4611686018427387904,)), ('b', 'O'), ('c', 'O')]");
        assert_eq!((layout.slot_count(), layout.slots().unwrap()[2]), (3, 4_611_686_018_427_387_920));
    }

    #[test]
    fn zero_size_subarrays_hold_no_slot() {
        let layout = parse("[('a', 'O', (0,)), ('b', 'O', (3, 0)), ('c', 'O')]");
        expect_places(&layout, &[("a", 0), ("b", 0), ("c", 0)]);
        assert_eq!(layout.slots().unwrap(), [0]);
    }
}

mod c_function {
    use super::*;
    use std::ptr;

    fn from_spec(text: &[u8]) -> Result<Layout, (NpyErrorCode, String)> {
        let mut error = NpyError { code: NpyErrorCode::Ok, message: [0; 252] };
        // SAFETY: the text is as long as said; an owned layout comes back, or NULL with the error set.
        unsafe {
            let layout = NpyLayout_FromSpec(text.as_ptr().cast(), text.len(), &mut error);
            if layout.is_null() {
                Err((error.code, CStr::from_ptr(error.message.as_ptr()).to_str().unwrap().to_owned()))
            } else {
                Ok(Layout::from_raw(layout))
            }
        }
    }

    #[test]
    fn gives_an_owned_layout() {
        assert_eq!(from_spec(b"i4,O").unwrap(), parse("i4,O"));
    }

    #[test]
    fn errors_have_the_code_of_numpys_exception() {
        for (text, code) in [
            (&b"xyz"[..], NpyErrorCode::TypeError),
            (b"", NpyErrorCode::TypeError),
            (b"[('a',)]", NpyErrorCode::TypeError),
            (b"[('a', 'i4'), ('a', 'i4')]", NpyErrorCode::ValueError),
            (b"('O', -1)", NpyErrorCode::ValueError),
            (b"[(", NpyErrorCode::ValueError),
            (b"i4\xFF", NpyErrorCode::ValueError),
        ] {
            let (found, message) = from_spec(text).unwrap_err();
            assert_eq!(found, code, "{message}");
            assert!(!message.is_empty());
        }
        assert_eq!(from_spec(b"i4,\xFF").unwrap_err().1, "text is not UTF-8 (at byte 3)");
    }

    #[test]
    fn takes_null_for_the_error_and_for_no_text() {
        // SAFETY: no text is read, no error is written.
        assert!(unsafe { NpyLayout_FromSpec(ptr::null(), 0, ptr::null_mut()) }.is_null());
    }
}

/// Random data types, written as text in many ways and built directly.
mod random {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write;

    /// What both sides describe.
    #[derive(Clone, Debug)]
    enum Type {
        Plain(&'static str, Scalar),
        Object,
        Subarray(Box<Type>, Vec<usize>),
        /// Names, titles, types; laid out one after the other.
        Structure(Vec<Named>, bool),
        /// The same with a gap before each field and one at the end, fields given in another order.
        Placed(Vec<(Named, usize)>, usize, bool),
    }

    type Named = (String, Option<String>, Type);

    /// Small pieces of the writer's choice: which of several ways of writing comes next.
    struct Writer {
        text: String,
        choices: Vec<u8>,
        next: usize,
    }

    impl Writer {
        fn choose(&mut self, ways: u8) -> u8 {
            self.next += 1;
            self.choices[self.next % self.choices.len()] % ways
        }

        fn put(&mut self, text: &str) {
            self.text.push_str(text);
            if self.choose(4) == 0 && !text.ends_with('\'') {
                self.text.push_str([" ", "\n", "\t "][self.next % 3]);
            }
        }

        fn string(&mut self, text: &str) {
            let quote = if self.choose(2) == 0 { '\'' } else { '"' };
            self.text.push(quote);
            for c in text.chars() {
                match (self.choose(3), u32::from(c)) {
                    (0, code @ 0..=0xFF) => write!(self.text, "\\x{code:02x}").unwrap(),
                    (0, code @ 0..=0xFFFF) => write!(self.text, "\\u{code:04X}").unwrap(),
                    (0, code) => write!(self.text, "\\U{code:08x}").unwrap(),
                    _ if c == quote || c == '\\' => self.text.extend(['\\', c]),
                    _ if c == '\n' => self.text.push_str("\\n"),
                    _ if c == '\r' => self.text.push_str("\\r"),
                    _ => self.text.push(c),
                }
            }
            self.text.push(quote);
            self.put("");
        }

        fn name(&mut self, (name, title, _): &Named) {
            match title {
                Some(title) => {
                    self.put("(");
                    self.string(title);
                    self.put(",");
                    self.string(name);
                    self.put(")");
                }
                None => self.string(name),
            }
        }

        fn shape(&mut self, shape: &[usize]) {
            if shape.len() == 1 && self.choose(2) == 0 {
                return self.put(&shape[0].to_string());
            }
            let brackets = if shape.is_empty() || self.choose(3) > 0 { ["(", ")"] } else { ["[", "]"] };
            self.put(brackets[0]);
            for length in shape {
                self.put(&length.to_string());
                self.put(",");
            }
            self.put(brackets[1]);
        }

        fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut item: impl FnMut(&mut Self, T)) {
            self.put("[");
            for each in items {
                item(self, each);
                self.put(",");
            }
            self.put("]");
        }

        fn entry(&mut self, key: &str) {
            self.string(key);
            self.put(":");
        }

        fn write(&mut self, of: &Type) {
            match of {
                Type::Plain(name, _) => self.string(name),
                Type::Object => self.string("O"),
                Type::Subarray(base, shape) => {
                    self.put("(");
                    self.write(base);
                    self.put(",");
                    self.shape(shape);
                    self.put(")");
                }
                Type::Structure(fields, false) => self.list(fields, |w, field| {
                    w.put("(");
                    w.name(field);
                    w.put(",");
                    match &field.2 {
                        Type::Subarray(base, shape) if w.choose(2) == 0 => {
                            w.write(base);
                            w.put(",");
                            w.shape(shape);
                        }
                        other => w.write(other),
                    }
                    w.put(")");
                }),
                Type::Structure(fields, true) => {
                    self.put("{");
                    self.entry("names");
                    self.list(fields, |w, field| w.string(&field.0));
                    self.put(",");
                    self.entry("titles");
                    self.list(fields, |w, field| w.title(&field.1));
                    self.put(",");
                    self.entry("aligned");
                    self.put("True,");
                    self.entry("formats");
                    self.list(fields, |w, field| w.write(&field.2));
                    self.put("}");
                }
                Type::Placed(fields, _, by_name) => {
                    let (places, itemsize) = of.places();
                    if *by_name {
                        self.put("{-1:");
                        self.list(fields, |w, (field, _)| w.string(&field.0));
                        for ((field, _), offset) in fields.iter().zip(places) {
                            self.put(",");
                            self.entry(&field.0);
                            self.put("(");
                            self.write(&field.2);
                            self.put(&format!(",{offset},"));
                            self.title(&field.1);
                            self.put(")");
                        }
                        return self.put("}");
                    }
                    self.put("{");
                    self.entry("itemsize");
                    self.put(&format!("{itemsize},"));
                    self.entry("names");
                    self.list(fields, |w, (field, _)| w.string(&field.0));
                    self.put(",");
                    self.entry("offsets");
                    self.list(places, |w, offset| w.put(&offset.to_string()));
                    self.put(",");
                    self.entry("formats");
                    self.list(fields, |w, (field, _)| w.write(&field.2));
                    self.put(",");
                    self.entry("titles");
                    self.list(fields, |w, (field, _)| w.title(&field.1));
                    self.put("}");
                }
            }
        }

        fn title(&mut self, title: &Option<String>) {
            match title {
                Some(title) => self.string(title),
                None => self.put("None"),
            }
        }
    }

    impl Type {
        /// Offsets of a `Placed` type: the last field lies first, and each has its gap before it.
        fn places(&self) -> (Vec<isize>, isize) {
            let Type::Placed(fields, tail, by_name) = self else { return (Vec::new(), 0) };
            let mut end = 0;
            let mut places = Vec::new();
            for ((_, _, of), gap) in fields.iter().rev() {
                places.push(end + *gap as isize);
                end += *gap as isize + of.layout(false).itemsize();
            }
            places.reverse();
            (places, end + if *by_name { 0 } else { *tail as isize })
        }

        fn layout(&self, align: bool) -> Layout {
            match self {
                Type::Plain(_, scalar) => Layout::scalar(*scalar).unwrap(),
                Type::Object => Layout::object().unwrap(),
                Type::Subarray(base, shape) if shape.is_empty() => base.layout(align),
                Type::Subarray(base, shape) => {
                    Layout::subarray(&base.layout(align), &shape.iter().map(|&n| n as isize).collect::<Vec<_>>())
                        .unwrap()
                }
                Type::Structure(fields, aligned) => {
                    let align = align || *aligned;
                    let layouts: Vec<Layout> = fields.iter().map(|field| field.2.layout(align)).collect();
                    let mut end = 0;
                    let mut offsets = Vec::new();
                    for layout in &layouts {
                        let step = if align { layout.alignment() } else { 1 };
                        end = (end + step - 1) / step * step;
                        offsets.push(end);
                        end += layout.itemsize();
                    }
                    let step = layouts.iter().map(Layout::alignment).max().filter(|_| align).unwrap_or(1);
                    build(fields.iter(), &offsets, &layouts, (end + step - 1) / step * step, step)
                }
                Type::Placed(fields, ..) => {
                    let layouts: Vec<Layout> = fields.iter().map(|(field, _)| field.2.layout(align)).collect();
                    let (offsets, itemsize) = self.places();
                    build(fields.iter().map(|(field, _)| field), &offsets, &layouts, itemsize, 1)
                }
            }
        }
    }

    fn build<'a>(
        fields: impl Iterator<Item = &'a Named>,
        offsets: &[isize],
        layouts: &[Layout],
        itemsize: isize,
        alignment: isize,
    ) -> Layout {
        let specs: Vec<FieldSpec> = fields
            .zip(offsets)
            .zip(layouts)
            .map(|(((name, title, _), &offset), layout)| FieldSpec {
                name: name.as_bytes(),
                title: title.as_ref().map(|title| title.as_bytes()),
                offset,
                layout,
            })
            .collect();
        Layout::structure(&specs, itemsize, alignment).unwrap()
    }

    fn leaf() -> impl Strategy<Value = Type> {
        let scalar = |kind: char, order: char, itemsize, alignment| Scalar {
            kind: kind as u8,
            byteorder: order as u8,
            itemsize,
            alignment,
        };
        prop_oneof![
            2 => Just(Type::Object),
            3 => prop::sample::select(vec![
                Type::Plain("<i4", scalar('i', '<', 4, 4)),
                Type::Plain(">f8", scalar('f', '>', 8, 8)),
                Type::Plain("i2", scalar('i', NATIVE, 2, 2)),
                Type::Plain("u1", scalar('u', '|', 1, 1)),
                Type::Plain("bool", scalar('b', '|', 1, 1)),
                Type::Plain("c16", scalar('c', NATIVE, 16, 8)),
                Type::Plain("M8[ns]", scalar('M', NATIVE, 8, 8)),
                Type::Plain("S3", scalar('S', '|', 3, 1)),
                Type::Plain(">U2", scalar('U', '>', 8, 4)),
                Type::Plain("V5", scalar('V', '|', 5, 1)),
            ]),
        ]
    }

    /// A subarray of `base`; NumPy gives an item without a size no shape.
    fn repeat(base: Type, shape: Vec<usize>) -> Type {
        let layout = base.layout(false);
        let is_unsized = layout.itemsize() == 0 && !layout.has(NPY_LAYOUT_STRUCT);
        if is_unsized {
            base
        } else {
            Type::Subarray(Box::new(base), shape)
        }
    }

    /// Fields with names that differ; what comes before the number may be any text.
    fn fields(of: impl Strategy<Value = Type>) -> impl Strategy<Value = Vec<Named>> {
        prop::collection::vec((".{0,3}", prop::option::weighted(0.2, ".{0,3}"), of), 0..6).prop_map(|parts| {
            let number = |(i, (name, title, of)): (usize, (String, Option<String>, Type))| {
                (format!("{name}n{i}"), title.map(|title| format!("{title}t{i}")), of)
            };
            parts.into_iter().enumerate().map(number).collect()
        })
    }

    fn types() -> impl Strategy<Value = Type> {
        leaf().prop_recursive(5, 64, 6, |inner| {
            prop_oneof![
                (inner.clone(), prop::collection::vec(0usize..4, 0..4)).prop_map(|(base, shape)| repeat(base, shape)),
                fields(inner.clone()).prop_map(|fields| Type::Structure(fields, false)),
                fields(inner.clone()).prop_map(|fields| Type::Structure(fields, true)),
                (fields(inner), prop::collection::vec(0usize..9, 6), 0usize..9, any::<bool>()).prop_map(
                    |(fields, gaps, tail, by_name)| Type::Placed(fields.into_iter().zip(gaps).collect(), tail, by_name)
                ),
            ]
        })
    }

    /// An aligned dict hands its alignment on to the types inside it, which offsets would have to obey.
    fn has_offsets_in_aligned(of: &Type, inside: bool) -> bool {
        match of {
            Type::Plain(..) | Type::Object => false,
            Type::Subarray(base, _) => has_offsets_in_aligned(base, inside),
            Type::Structure(fields, aligned) => {
                fields.iter().any(|field| has_offsets_in_aligned(&field.2, inside || *aligned))
            }
            Type::Placed(fields, ..) => {
                inside || fields.iter().any(|(field, _)| has_offsets_in_aligned(&field.2, false))
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn text_and_builder_agree(of in types(), choices in prop::collection::vec(any::<u8>(), 1..50)) {
            prop_assume!(!has_offsets_in_aligned(&of, false));
            let mut writer = Writer { text: String::new(), choices, next: 0 };
            writer.write(&of);
            let parsed = parse(&writer.text);
            prop_assert!(parsed == of.layout(false), "{}", writer.text);
            prop_assert_eq!(parsed.slots().unwrap(), naive::slots(&of.layout(false)));
        }

        #[test]
        fn any_text_gives_a_sound_layout_or_an_error(text in any::<String>()) {
            if let Ok(layout) = parse_spec(&text) {
                naive::check(&layout);
            }
        }

        #[test]
        fn text_of_the_right_letters_gives_a_sound_layout_or_an_error(
            text in "([\\[\\](){}<>=|,:.'\" 0-9OifSUVMTab\\\\]|'a',|'O'|\\('x','O'\\)|'names':|'formats':|\\[ns\\]){0,12}",
            align in any::<bool>(),
        ) {
            if let Ok(layout) = parse_spec_with(&text, SpecOptions { align }) {
                naive::check(&layout);
            }
        }
    }
}
