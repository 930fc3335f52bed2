//! What the builder accepts, merges and refuses; that layouts are shared and freed safely.

use numpy_hpy::layout::*;
use std::ffi::CString;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use LayoutErrorKind as Kind;

fn object() -> Layout {
    Layout::object().unwrap()
}

fn number(kind: u8, itemsize: isize) -> Layout {
    Layout::scalar(Scalar { kind, byteorder: b'<', itemsize, alignment: itemsize.max(1) }).unwrap()
}

fn array(item: &Layout, shape: &[isize]) -> Layout {
    Layout::subarray(item, shape).unwrap()
}

fn structure(fields: &[(&str, isize, &Layout)], itemsize: isize) -> Result<Layout, LayoutError> {
    let fields: Vec<_> = fields.iter().map(|(name, offset, layout)| FieldSpec::new(name, *offset, layout)).collect();
    Layout::structure(&fields, itemsize, 1)
}

/// A structure of neighbouring fields.
fn packed(items: &[&Layout]) -> Layout {
    let names: Vec<String> = (0..items.len()).map(|i| format!("f{i}")).collect();
    let mut end = 0;
    let mut fields = Vec::new();
    for (name, item) in names.iter().zip(items) {
        fields.push((name.as_str(), end, *item));
        end += item.itemsize();
    }
    structure(&fields, end).unwrap()
}

/// Offset, count, stride, and the loops as count and stride.
type Run = (isize, isize, isize, Vec<(isize, isize)>);

fn runs(layout: &Layout) -> Vec<Run> {
    let nest = |run| layout.loops_of(run).iter().map(|level| (level.count, level.stride)).collect();
    layout.runs().iter().map(|run| (run.offset, run.count, run.stride, nest(run))).collect()
}

fn error(result: Result<Layout, LayoutError>) -> (Kind, String) {
    let error = result.unwrap_err();
    (error.kind, error.path)
}

#[test]
fn an_object_is_one_slot() {
    let layout = object();
    assert_eq!(runs(&layout), [(0, 1, 8, vec![])]);
    assert_eq!((layout.itemsize(), layout.alignment(), layout.kind(), layout.byteorder()), (8, 8, b'O', b'|'));
    assert_eq!(layout.as_abi().flags, NPY_LAYOUT_HAS_SLOTS | NPY_LAYOUT_ALL_ALIGNED | NPY_LAYOUT_CONTIGUOUS);
    assert_eq!(layout.as_abi().abi_version, NPY_LAYOUT_ABI_VERSION);
    assert_eq!(layout.as_abi().struct_size as usize, std::mem::size_of::<NpyLayout>());
    assert_eq!(layout.as_abi().depth, 0);
}

#[test]
fn a_number_has_no_slots() {
    let layout = number(b'f', 8);
    assert!(layout.runs().is_empty() && layout.fields().len() == 0 && layout.base().is_none());
    assert_eq!((layout.kind(), layout.byteorder()), (b'f', b'<'));
    assert_eq!(layout.as_abi().flags, NPY_LAYOUT_ALL_ALIGNED);
}

#[test]
fn a_million_objects_are_one_run() {
    let layout = array(&object(), &[1000, 1000]);
    assert_eq!(runs(&layout), [(0, 1_000_000, 8, vec![])]);
    assert!(layout.has(NPY_LAYOUT_CONTIGUOUS | NPY_LAYOUT_SUBARRAY));
    assert_eq!(layout.shape(), [1000, 1000]);
    assert_eq!(layout.base().unwrap(), object());
    // Also through several levels of subarrays.
    assert_eq!(runs(&array(&array(&object(), &[1000]), &[1000])), runs(&layout));
}

#[test]
fn neighbouring_fields_are_one_run() {
    let o = object();
    let layout = packed(&[&o; 16]);
    assert_eq!(runs(&layout), [(0, 16, 8, vec![])]);
    assert!(layout.has(NPY_LAYOUT_CONTIGUOUS | NPY_LAYOUT_STRUCT | NPY_LAYOUT_ALL_ALIGNED));
    let nested = packed(&[&layout, &array(&o, &[3]), &layout]);
    assert_eq!(runs(&nested), [(0, 35, 8, vec![])]);
    assert_eq!(runs(&packed(&[&o, &array(&o, &[3])])), [(0, 4, 8, vec![])]);
    assert_eq!(runs(&packed(&[&array(&o, &[3]), &o])), [(0, 4, 8, vec![])]);
    assert_eq!(runs(&array(&nested, &[2, 5])), [(0, 350, 8, vec![])]);
}

#[test]
fn equal_distances_are_one_strided_run() {
    let (i8, o) = (number(b'i', 8), object());
    let layout = packed(&[&i8, &o].repeat(16));
    assert_eq!(runs(&layout), [(8, 16, 16, vec![])]);
    assert!(!layout.has(NPY_LAYOUT_CONTIGUOUS) && layout.has(NPY_LAYOUT_ALL_ALIGNED));
    assert_eq!(runs(&array(&layout, &[10])), [(8, 160, 16, vec![])]);
    let record = packed(&[&number(b'i', 4), &o]);
    assert_eq!(runs(&array(&record, &[7])), [(4, 7, 12, vec![])]);
    assert!(!record.has(NPY_LAYOUT_ALL_ALIGNED));
}

#[test]
fn runs_that_cannot_merge_become_a_loop_nest() {
    let (i4, o) = (number(b'i', 4), object());
    let pair = packed(&[&o, &o, &i4]);
    let three = array(&pair, &[3]);
    assert_eq!(runs(&three), [(0, 2, 8, vec![(3, 20)])]);
    // The outer level goes on at the same distance: no second loop.
    assert_eq!(runs(&array(&three, &[4])), [(0, 2, 8, vec![(12, 20)])]);
    assert_eq!(runs(&array(&packed(&[&three, &i4]), &[4])), [(0, 2, 8, vec![(4, 64), (3, 20)])]);
    assert_eq!(runs(&array(&packed(&[&i4, &three]), &[1])), [(4, 2, 8, vec![(3, 20)])]);
    // Two nests keep their own loops.
    let both = packed(&[&three, &o, &array(&pair, &[5])]);
    assert_eq!(runs(&both), [(0, 2, 8, vec![(3, 20)]), (60, 1, 8, vec![]), (68, 2, 8, vec![(5, 20)])]);
}

#[test]
fn fields_keep_their_order_and_runs_ascend() {
    let o = object();
    let layout = structure(&[("late", 24, &o), ("early", 0, &o), ("middle", 9, &o)], 40).unwrap();
    assert_eq!(layout.fields().map(|f| f.name().into_owned()).collect::<Vec<_>>(), ["late", "early", "middle"]);
    assert_eq!(layout.slots().unwrap(), [0, 9, 24]);
    assert_eq!(layout.runs()[0].offset, 0);
    assert!(!layout.has(NPY_LAYOUT_ALL_ALIGNED));
}

#[test]
fn empty_parts_are_allowed() {
    let o = object();
    let nothing = array(&o, &[0]);
    assert_eq!((nothing.itemsize(), nothing.slot_count(), nothing.runs().len()), (0, 0, 0));
    assert_eq!(nothing.as_abi().flags, NPY_LAYOUT_SUBARRAY | NPY_LAYOUT_ALL_ALIGNED);
    let empty = structure(&[], 0).unwrap();
    assert!(empty.has(NPY_LAYOUT_STRUCT) && empty.fields().len() == 0);
    let padding = structure(&[], 12).unwrap();
    assert_eq!((padding.itemsize(), padding.slot_count()), (12, 0));
    // Fields without bytes lie anywhere, even inside an object.
    let layout = structure(&[("o", 0, &o), ("in", 4, &nothing), ("e", 8, &empty)], 8).unwrap();
    assert_eq!(runs(&layout), [(0, 1, 8, vec![])]);
    assert!(layout.has(NPY_LAYOUT_CONTIGUOUS));
}

#[test]
fn numbers_may_overlap_and_objects_may_not() {
    let (o, i8, i4) = (object(), number(b'i', 8), number(b'i', 4));
    assert!(structure(&[("a", 0, &i8), ("b", 4, &i4), ("c", 0, &i8)], 8).is_ok());
    assert!(structure(&[("a", 0, &i8), ("b", 4, &i4), ("o", 8, &o)], 16).is_ok());
    let overlap = |name: &str| (Kind::Overlap, name.to_owned());
    assert_eq!(error(structure(&[("a", 0, &o), ("b", 7, &o)], 15)), overlap("b"));
    assert_eq!(error(structure(&[("a", 0, &o), ("n", 4, &i4)], 8)), overlap("n"));
    assert_eq!(error(structure(&[("n", 0, &i8), ("a", 4, &o)], 12)), overlap("a"));
    // A long number far in front of the object reaches into it.
    let long = number(b'V', 100);
    assert_eq!(error(structure(&[("a", 96, &o), ("long", 0, &long), ("n", 50, &i4)], 104)), overlap("a"));
    // Given in descending order, too.
    assert_eq!(error(structure(&[("b", 7, &o), ("a", 0, &o)], 15)), overlap("b"));
    // Bytes of a structure around a slot count as well.
    let padded = structure(&[("o", 0, &o)], 16).unwrap();
    assert_eq!(error(structure(&[("p", 0, &padded), ("n", 12, &i4)], 16)), overlap("n"));
}

#[test]
fn each_error_names_the_field() {
    let (o, i8) = (object(), number(b'i', 8));
    assert_eq!(error(structure(&[("a", 0, &i8), ("big", 1, &i8)], 8)), (Kind::OutOfBounds, "big".into()));
    assert_eq!(error(structure(&[("a", -1, &i8)], 8)), (Kind::Negative, "a".into()));
    assert_eq!(error(structure(&[("far", isize::MAX, &i8)], 8)), (Kind::Overflow, "far".into()));
    assert_eq!(error(structure(&[("x", 0, &o), ("x", 8, &o)], 16)), (Kind::DuplicateName, "x".into()));
    assert_eq!(error(structure(&[], -1)), (Kind::Negative, String::new()));
    assert_eq!(error(Layout::structure(&[], 0, 0)), (Kind::Negative, String::new()));
    let scalar = |itemsize, alignment| Layout::scalar(Scalar { kind: b'i', byteorder: b'<', itemsize, alignment });
    assert_eq!(error(scalar(-1, 1)), (Kind::Negative, String::new()));
    assert_eq!(error(scalar(1, 0)), (Kind::Negative, String::new()));
    assert_eq!(error(Layout::subarray(&o, &[2, -1])), (Kind::Negative, String::new()));
    assert_eq!(error(Layout::subarray(&o, &[isize::MAX])), (Kind::Overflow, String::new()));
    assert_eq!(error(Layout::subarray(&i8, &[1 << 40, 1 << 40])), (Kind::Overflow, String::new()));
    let text = structure(&[("a", 0, &i8), ("big", 1, &i8)], 8).unwrap_err().to_string();
    assert_eq!(text, "field reaches beyond the item (at field 'big')");
    assert_eq!(structure(&[], -1).unwrap_err().to_string(), Kind::Negative.message());
}

#[test]
fn titles_are_names_too() {
    let o = object();
    let field = |name: &'static str, title: Option<&'static str>, offset| FieldSpec {
        title: title.map(str::as_bytes),
        ..FieldSpec::new(name, offset, &o)
    };
    let layout = Layout::structure(&[field("a", Some("First"), 0), field("b", None, 8)], 16, 8).unwrap();
    assert_eq!(layout.field("First").unwrap().name(), "a");
    assert_eq!(layout.field("First").unwrap().title(), Some("First"));
    assert_eq!(layout.field("b").unwrap().title(), None);
    assert!(layout.field("c").is_none());
    let clash = Layout::structure(&[field("a", Some("b"), 0), field("b", None, 8)], 16, 8);
    assert_eq!(error(clash), (Kind::DuplicateName, "b".into()));
    let clash = Layout::structure(&[field("a", Some("t"), 0), field("b", Some("t"), 8)], 16, 8);
    assert_eq!(error(clash), (Kind::DuplicateName, "t".into()));
    assert!(Layout::structure(&[field("a", Some("a"), 0)], 8, 8).is_ok());
}

#[test]
fn names_hold_any_bytes() {
    let o = object();
    for name in [&b""[..], b"a\0b\0", "\u{e9}\u{1F600}".as_bytes(), b"\xED\xA0\x80", b"\xFF"] {
        let spec = FieldSpec { name, title: Some(b"\0"), offset: 0, layout: &o };
        let layout = Layout::structure(&[spec], 8, 8).unwrap();
        let stored = layout.fields().next().unwrap().name_bytes().to_owned();
        assert_eq!(
            stored,
            name.iter().flat_map(|&b| if b == 0 { vec![0xC0, 0x80] } else { vec![b] }).collect::<Vec<_>>()
        );
        assert_eq!(layout.fields().next().unwrap().title_bytes(), Some(&b"\xC0\x80"[..]));
        // An error names it as well as it can.
        let spec = FieldSpec { name, title: None, offset: 1, layout: &o };
        assert_eq!(error(Layout::structure(&[spec], 8, 8)), (Kind::OutOfBounds, String::from_utf8_lossy(name).into()));
    }
}

#[test]
fn opaque_memory_is_marked_all_the_way_up() {
    let text = Layout::opaque(Scalar { kind: b'T', byteorder: b'|', itemsize: 16, alignment: 8 }).unwrap();
    assert!(text.has(NPY_LAYOUT_OPAQUE) && !text.has(NPY_LAYOUT_HAS_SLOTS));
    let layout = packed(&[&object(), &array(&text, &[2])]);
    assert!(layout.has(NPY_LAYOUT_OPAQUE | NPY_LAYOUT_HAS_SLOTS));
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes")]
fn too_scattered_slots_are_refused() {
    let (o, i1) = (object(), number(b'i', 1));
    // Distances that grow: two slots always make one run, three never do.
    let parts: Vec<Layout> = (0..1024).map(|i| packed(&[&o, &array(&i1, &[i + 1])])).collect();
    let scattered = packed(&parts.iter().collect::<Vec<_>>());
    assert_eq!(scattered.runs().len(), 512);
    let most = packed(&vec![&scattered; 2047]);
    assert_eq!(most.runs().len(), 2047 * 512);
    let (size, small) = (most.itemsize(), scattered.itemsize());
    let all = [("most", 0, &most), ("full", size, &scattered), ("more", size + small, &scattered)];
    assert_eq!(structure(&all[..2], size + small).unwrap().runs().len(), NPY_LAYOUT_MAX_RUNS);
    assert_eq!(error(structure(&all, size + 2 * small)), (Kind::TooManyRuns, "more".into()));
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes")]
fn ten_thousand_fields_are_fine() {
    let (o, i4) = (object(), number(b'i', 4));
    let layout = packed(&[&o, &i4].repeat(5000));
    assert_eq!(runs(&layout), [(0, 5000, 12, vec![])]);
    assert_eq!(layout.field("f9999").unwrap().offset(), layout.itemsize() - 4);
}

/// Runs `work` on a thread with a small stack.
fn with_small_stack(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 << 10).spawn(work).unwrap().join().unwrap();
}

fn nested(depth: u32) -> Layout {
    let o = object();
    let mut layout = structure(&[("o", 0, &o)], 8).unwrap();
    for level in 1..depth {
        layout = if level % 2 == 0 { structure(&[("in", 0, &layout)], 8).unwrap() } else { array(&layout, &[1]) };
    }
    assert_eq!(layout.as_abi().depth, depth);
    layout
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes")]
fn two_thousand_levels_cost_no_stack_and_one_more_is_refused() {
    with_small_stack(|| {
        let (a, b) = (nested(NPY_LAYOUT_MAX_DEPTH), nested(NPY_LAYOUT_MAX_DEPTH));
        assert!(a == b);
        assert_eq!(a.slots().unwrap(), [0]);
        assert_eq!(error(Layout::subarray(&a, &[1])), (Kind::TooDeep, String::new()));
        assert_eq!(error(structure(&[("deep", 0, &a)], 8)).0, Kind::TooDeep);
        // Somebody still holds a level in the middle.
        let middle = a.base().unwrap();
        drop(a);
        assert_eq!(middle.as_abi().depth, NPY_LAYOUT_MAX_DEPTH - 1);
        drop(b);
    });
}

#[test]
fn equal_layouts_have_equal_hashes() {
    let hash = |layout: &Layout| BuildHasherDefault::<DefaultHasher>::default().hash_one(layout);
    let (o, i4, f4) = (object(), number(b'i', 4), number(b'f', 4));
    let make = |name: &str, inner: &Layout| structure(&[(name, 0, &o), ("n", 8, inner)], 16).unwrap();
    let a = make("o", &i4);
    assert_eq!(a, make("o", &i4));
    assert_eq!(hash(&a), hash(&make("o", &i4)));
    assert_eq!(a, a.clone());
    assert_ne!(a, make("p", &i4));
    assert_ne!(a, make("o", &f4));
    assert_ne!(a, structure(&[("o", 0, &o), ("n", 12, &i4)], 16).unwrap());
    assert_ne!(a, structure(&[("o", 0, &o), ("n", 8, &i4)], 20).unwrap());
    assert_ne!(a, structure(&[("o", 0, &o)], 16).unwrap());
    assert_ne!(array(&o, &[6]), array(&o, &[2, 3]));
    assert_ne!(array(&o, &[1]), o);
    let titled = FieldSpec { title: Some(b"t"), ..FieldSpec::new("o", 0, &o) };
    assert_ne!(Layout::structure(&[titled], 8, 1).unwrap(), structure(&[("o", 0, &o)], 8).unwrap());
}

#[test]
fn layouts_are_shared_between_threads() {
    let layout = packed(&[&object(), &nested(5)]);
    let rounds = if cfg!(miri) { 5 } else { 2000 };
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let layout = layout.clone();
            std::thread::spawn(move || {
                for _ in 0..rounds {
                    let copy = layout.clone();
                    let inner = copy.fields().nth(1).unwrap().layout();
                    drop(copy);
                    assert_eq!(inner.slot_count(), 1);
                    let outer = array(&inner, &[3]);
                    drop(inner);
                    assert_eq!(outer.slot_count(), 3);
                }
                layout
            })
        })
        .collect();
    // The last reference may go on any thread.
    drop(layout);
    let mut last = threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>();
    let one = last.pop().unwrap();
    drop(last);
    // SAFETY: `one` is alive and its count is 1: nobody else reads it.
    assert_eq!(one.as_abi().refcount.load(std::sync::atomic::Ordering::Relaxed), 1);
    std::thread::spawn(move || drop(one)).join().unwrap();
}

#[test]
fn any_of_several_threads_may_drop_the_last_reference() {
    for _ in 0..if cfg!(miri) { 5 } else { 200 } {
        let layout = packed(&[&object(), &nested(5)]);
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let layout = layout.clone();
                std::thread::spawn(move || assert_eq!(layout.fields().nth(1).unwrap().layout().slot_count(), 1))
            })
            .collect();
        drop(layout);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
}

/// Calls of the C ABI with their error's text.
mod c_abi {
    use super::*;
    use std::ffi::CStr;

    fn no_error() -> NpyError {
        NpyError { code: NpyErrorCode::Ok, message: [0; 252] }
    }

    fn text(error: &NpyError) -> String {
        // SAFETY: a message is NUL-terminated.
        unsafe { CStr::from_ptr(error.message.as_ptr()) }.to_str().unwrap().to_owned()
    }

    fn spec(name: &CStr, offset: isize, layout: *const NpyLayout) -> NpyFieldSpec {
        NpyFieldSpec { name: name.as_ptr(), title: std::ptr::null(), offset, layout }
    }

    #[test]
    fn functions_build_what_the_builder_builds() {
        let mut error = no_error();
        // SAFETY: every argument is alive; every owned result is given back.
        unsafe {
            let o = NpyLayout_Object(&mut error);
            let i4 = NpyLayout_Scalar(b'i' as _, b'<' as _, 4, 4, &mut error);
            let three = NpyLayout_Subarray(o, 1, [3isize].as_ptr(), &mut error);
            let fields = [spec(c"n", 0, i4), NpyFieldSpec { title: c"T".as_ptr(), ..spec(c"o", 4, three) }];
            let record = NpyLayout_Structure(2, fields.as_ptr(), 28, 1, &mut error);
            assert_eq!(error.code, NpyErrorCode::Ok);
            let same = Layout::structure(
                &[
                    FieldSpec::new("n", 0, &number(b'i', 4)),
                    FieldSpec { title: Some(b"T"), ..FieldSpec::new("o", 4, &array(&object(), &[3])) },
                ],
                28,
                1,
            )
            .unwrap();
            assert_eq!(NpyLayout_Equal(record, same.as_abi()), 1);
            assert_eq!(NpyLayout_Equal(record, o), 0);
            assert_eq!((*NpyLayout_FindField(record, c"T".as_ptr())).offset, 4);
            assert_eq!((*NpyLayout_FindField(record, c"n".as_ptr())).offset, 0);
            assert!(NpyLayout_FindField(record, c"x".as_ptr()).is_null());
            let string = NpyLayout_Opaque(b'T' as _, 16, 8, &mut error);
            let opaque = Scalar { kind: b'T', byteorder: b'|', itemsize: 16, alignment: 8 };
            assert_eq!(NpyLayout_Equal(string, Layout::opaque(opaque).unwrap().as_abi()), 1);
            for layout in [o, i4, three, string] {
                NpyLayout_DecRef(layout);
            }
            NpyLayout_IncRef(record);
            NpyLayout_DecRef(record);
            assert_eq!((*record).slot_count, 3);
            NpyLayout_DecRef(record);
            NpyLayout_IncRef(std::ptr::null());
            NpyLayout_DecRef(std::ptr::null());
        }
    }

    #[test]
    fn fields_need_no_names_where_only_slots_matter() {
        let (o, big) = (object(), number(b'V', 12));
        let nameless = |offset, layout: &Layout| NpyFieldSpec {
            name: std::ptr::null(),
            title: c"dropped".as_ptr(),
            offset,
            layout: layout.as_abi(),
        };
        let mut error = no_error();
        // SAFETY: every argument is alive; the owned result is given back.
        unsafe {
            let fields = [nameless(3, &o), nameless(11, &o), nameless(30, &o)];
            let record = Layout::from_raw(NpyLayout_Structure(3, fields.as_ptr(), 40, 1, &mut error));
            assert_eq!(error.code, NpyErrorCode::Ok);
            assert_eq!(record.slots().unwrap(), [3, 11, 30]);
            assert!(record.fields().all(|field| field.name_bytes().is_empty() && field.title().is_none()));
            assert!(NpyLayout_FindField(record.as_abi(), c"dropped".as_ptr()).is_null());
            // What a builder checks is checked.
            let overlapping = [nameless(3, &o), nameless(8, &big)];
            assert!(NpyLayout_Structure(2, overlapping.as_ptr(), 40, 1, &mut error).is_null());
            assert_eq!(text(&error), Kind::Overlap.message());
            // Empty names are names: two of them are one too many.
            let empty = [spec(c"", 3, o.as_abi()), spec(c"", 11, o.as_abi())];
            assert!(NpyLayout_Structure(2, empty.as_ptr(), 40, 1, &mut error).is_null());
            assert_eq!(text(&error), Kind::DuplicateName.message());
        }
    }

    #[test]
    fn errors_have_a_code_and_a_text() {
        let mut error = no_error();
        let o = object();
        // SAFETY: every argument is alive.
        unsafe {
            let refused = NpyLayout_Structure(1, &spec(c"big", 1, o.as_abi()), 8, 1, &mut error);
            assert!(refused.is_null());
            assert_eq!(error.code, NpyErrorCode::ValueError);
            assert_eq!(text(&error), "field reaches beyond the item (at field 'big')");
            assert!(NpyLayout_Scalar(b'i' as _, b'<' as _, -4, 4, &mut error).is_null());
            assert_eq!(text(&error), Kind::Negative.message());
            assert!(NpyLayout_Opaque(b'T' as _, -16, 8, &mut error).is_null());
            assert!(NpyLayout_Subarray(o.as_abi(), 1, [-1isize].as_ptr(), std::ptr::null_mut()).is_null());
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let o = object();
        for letter in ["e", "\u{e9}", "\u{1F600}"] {
            for extra in 0..if cfg!(miri) { 2 } else { 5 } {
                let name = CString::new("x".repeat(extra) + &letter.repeat(400)).unwrap();
                let mut error = no_error();
                // SAFETY: every argument is alive.
                let refused = unsafe { NpyLayout_Structure(1, &spec(&name, 1, o.as_abi()), 8, 1, &mut error) };
                assert!(refused.is_null());
                let text = text(&error);
                assert!(text.starts_with("field reaches beyond the item (at field '"), "{text}");
                assert!(text.len() > 246 && text.len() <= 251 && text.ends_with(letter), "{} {text}", text.len());
            }
        }
    }
}

#[test]
fn a_field_is_found_by_a_name_with_a_nul_or_by_its_title() {
    let object = Layout::object().unwrap();
    let field = FieldSpec { title: Some(b"the title"), ..FieldSpec::new("a\0b", 0, &object) };
    let layout = Layout::structure(&[field], 8, 1).unwrap();
    assert!(layout.field("a\0b").is_some() && layout.field("the title").is_some());
    assert!(layout.field("a").is_none() && layout.field("a\0").is_none() && layout.field("a\0bc").is_none());
}
