//! A table is append-only: what was released keeps its place and its signature.

use numpy_hpy_apigen::{cpython, parse, provider, table, universal, Api, Group, Order};

const ROWS: &str = "/** Some. */\nNPY_GROUP(1, \"Some\")\n
/** First. */ NPY_API(multiarray, 1, DIRECT, 2.0, PyArray_First)
HPy HPyArray_First(HPyContext *ctx, NPY_NULLABLE NPY_ARRAY HPy arr, NPY_WAS_STOLEN NPY_DESCR HPy dtype);
/** Second. */ NPY_API(multiarray, 2, DIRECT, 2.3, PyArray_Second)
int HPyArray_Second(HPyContext *ctx, int n, NPY_OUT HPy *out);
/** Not on handles. */ NPY_API(multiarray, 3, REPLACED(\"HPyArray_First\"), 2.0, PyArray_Old)
int PyArray_Old(PyObject *op);
/** No object. */ NPY_API(macro, some.h, DIRECT, 2.0, PyArray_PLAIN)
int PyArray_PLAIN(int type);
";

fn groups(rows: &str) -> Vec<Group> {
    vec![parse("some.h", rows).unwrap()]
}

fn order(text: &str) -> Order {
    Order::parse(text).unwrap()
}

fn current() -> String {
    order("").with_new(&groups(ROWS))
}

#[test]
fn new_entries_are_appended_and_old_ones_stay_where_they_are() {
    let text = current();
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        lines,
        [
            "array 1 HPy HPyArray_First(HPyContext *ctx, HPy arr, HPy dtype)",
            "array 1 int HPyArray_Second(HPyContext *ctx, int n, HPy *out)"
        ]
    );
    // The rows have another order now, and one more that comes first.
    let more = ROWS.replace(
        "/** First. */",
        "/** Newest. */ NPY_API(multiarray, 9, DIRECT, 2.0, PyArray_New)\nint HPyArray_New(HPyContext *ctx);\n/** First. */",
    );
    let text = order(&current()).with_new(&groups(&more));
    let last = text.lines().last().unwrap();
    assert_eq!(last, "array 1 int HPyArray_New(HPyContext *ctx)");
    assert!(text.starts_with(&current()));
}

#[test]
fn a_released_entry_keeps_its_signature_and_cannot_go() {
    let changed = ROWS.replace("int n, NPY_OUT", "long n, NPY_OUT");
    let error = table(&groups(&changed), &order(&current()), Api::Array).unwrap_err();
    assert!(error.contains("keeps its signature"), "{error}");
    let (before, after) = ROWS.split_once("/** Second. */").unwrap();
    let gone = format!("{before}{}", &after[after.find("/** Not").unwrap()..]);
    let error = table(&groups(&gone), &order(&current()), Api::Array).unwrap_err();
    assert!(error.contains("`HPyArray_Second` is in capi/api/tables.txt and has no row"), "{error}");
    let error = table(&groups(ROWS), &order(""), Api::Array).unwrap_err();
    assert!(error.contains("is not in capi/api/tables.txt"), "{error}");
}

#[test]
fn feature_numbers_rise() {
    let falling = current().replace("array 1 HPy", "array 2 HPy");
    let error = table(&groups(ROWS), &order(&falling), Api::Array).unwrap_err();
    assert!(error.contains("has feature 2"), "{error}");
    assert!(Order::parse("array x int f(void)").is_err());
}

#[test]
fn the_table_has_the_entries_in_their_order() {
    let text = table(&groups(ROWS), &order(&current()), Api::Array).unwrap();
    let first = text.find("HPy (*HPyArray_First)(HPyContext *ctx, HPy arr, HPy dtype);").unwrap();
    let second = text.find("int (*HPyArray_Second)(HPyContext *ctx, int n, HPy *out);").unwrap();
    assert!(first < second);
    let filled = provider(&groups(ROWS), &order(&current()), Api::Array).unwrap();
    assert!(filled.contains(".HPyArray_First = HPyArray_First,\n.HPyArray_Second = HPyArray_Second,\n"), "{filled}");
}

#[test]
fn a_universal_function_is_one_call() {
    let text = universal(&groups(ROWS), &order(&current()), Api::Array).unwrap();
    assert!(text.contains("    return HPyArray_API->HPyArray_First(ctx, arr, dtype);\n"), "{text}");
    assert!(
        text.contains("/// First. `dtype` stays the caller's, where NumPy steals it. May be HPy_NULL: `arr`."),
        "{text}"
    );
}

#[test]
fn a_function_of_the_cpython_flavour_converts_calls_and_gives_back() {
    let text = cpython(&groups(ROWS), Api::Array).unwrap();
    for wanted in [
        "PyArrayObject *npy_arr = npy_hpy_array_or_null(ctx, arr, &ok);",
        "PyArray_Descr *npy_dtype = npy_hpy_descr(ctx, dtype, &ok);",
        "PyArray_Descr *given_dtype = (PyArray_Descr *)npy_hpy_give(npy_dtype);",
        "result = npy_hpy_take(ctx, (PyObject *)PyArray_First(npy_arr, given_dtype));",
        "    npy_hpy_done(npy_arr);\n    return result;",
        // Newer than the oldest headers: through its slot, and not at all on an old NumPy.
        "if (npy_hpy_too_old(2, 3, \"PyArray_Second\")) {\n        return -1;",
        "((int(*)(int, PyObject **))(uintptr_t)PyArray_API[2])(n, &npy_out)",
        "    *out = npy_hpy_take(ctx, (PyObject *)npy_out);",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(!text.contains("PyArray_Old") && !text.contains("PyArray_PLAIN"));
}
