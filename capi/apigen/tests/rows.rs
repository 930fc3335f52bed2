//! What a row may say: signatures that are derived, and errors that name the line.

use numpy_hpy_apigen::{parse, Group, Result, Row};

fn file(rows: &str) -> Result<Group> {
    parse("some.h", &format!("/** Some. */\nNPY_GROUP(1, \"Some\")\n\n{rows}"))
}

fn row(text: &str) -> Row {
    file(text).unwrap().rows.remove(0)
}

fn legacy(declaration: &str) -> String {
    let row = row(&format!("/** It. */ NPY_API(multiarray, 1, DIRECT, 2.0, PyArray_It)\n{declaration}"));
    let signature = row.legacy_signature().unwrap().unwrap();
    format!("{} ({})", signature.result, signature.params.join(", "))
}

fn error(rows: &str) -> String {
    let found = file(rows).and_then(|group| group.rows[0].legacy_signature());
    found.expect_err("the rows are wrong")
}

#[test]
fn a_row_is_read_whole() {
    let row =
        row("/** Zeros.\n *  Filled. */\nNPY_API(multiarray, 183, ADAPTED(\"in \" \"parts\"), 2.3, PyArray_Zeros)\n\
         HPy HPyArray_Zeros(HPyContext *ctx, int nd);");
    assert_eq!(row.doc, "Zeros. Filled.");
    assert_eq!(row.place.to_string(), "some.h:4");
    assert_eq!((row.how.word(), row.how.text()), ("ADAPTED", Some("in parts")));
    assert_eq!((row.slot.to_string(), row.since), ("183".to_owned(), (2, 3)));
    assert_eq!((row.legacy.as_deref(), row.declaration.name()), (Some("PyArray_Zeros"), "HPyArray_Zeros"));
}

#[test]
fn handles_become_the_pointers_that_their_kind_says() {
    assert_eq!(
        legacy("HPy HPyArray_It(HPyContext *ctx, int nd, const npy_intp *dims, NPY_WAS_STOLEN NPY_DESCR HPy dtype);"),
        "PyObject * (int, const npy_intp *, PyArray_Descr *)"
    );
    assert_eq!(
        legacy("NPY_WAS_BORROWED NPY_DESCR HPy HPyArray_It(HPyContext *ctx, NPY_ARRAY const HPy arr);"),
        "PyArray_Descr * (const PyArrayObject *)"
    );
    assert_eq!(legacy("int HPyArray_It(HPyContext *ctx, NPY_OUT NPY_ARRAY HPy *at);"), "int (PyArrayObject **)");
    assert_eq!(
        legacy("void HPyArray_It(HPyContext *ctx, NPY_HANDLES(n) NPY_DESCR const HPy *descrs, HPy_ssize_t n);"),
        "void (PyArray_Descr *const *, Py_ssize_t)"
    );
    assert_eq!(legacy("int HPyArray_It(HPyContext *ctx, HPy a, NPY_VIEW PyArrayObject *view);"), "int (PyObject *)");
    assert_eq!(legacy("unsigned int PyArray_It(void);"), "unsigned int ()");
}

#[test]
fn a_legacy_signature_that_is_given_is_taken() {
    assert_eq!(
        legacy("NPY_LEGACY(PyObject *, (int, ...)) HPy HPyArray_It(HPyContext *ctx, int n, NPY_HANDLES(n) HPy *all);"),
        "PyObject * (int, ...)"
    );
    let text =
        "/** It. */ NPY_API(multiarray, 1, DIRECT, 2.0, PyArray_It) int HPyArray_It(HPyContext *ctx, HPyOwn *x);";
    assert!(error(text).contains("add NPY_LEGACY"), "{}", error(text));
}

#[test]
fn an_error_names_file_and_line() {
    let api = "NPY_API(multiarray, 1, DIRECT, 2.0, PyArray_It)";
    for (rows, wanted) in [
        ("int f(void);".to_owned(), "some.h:4: a doc comment"),
        ("/** It. */\nint f(void);".to_owned(), "some.h:5: NPY_API"),
        (
            "/** It. */\nNPY_API(multiarray, x, DIRECT, 2.0, f)\nint f(void);".to_owned(),
            "some.h:5: the slot is a number",
        ),
        (
            "/** It. */\nNPY_API(array, 1, DIRECT, 2.0, f)\nint f(void);".to_owned(),
            "some.h:5: there is no table `array`",
        ),
        ("/** It. */\nNPY_API(multiarray, 1, ADAPTED, 2.0, f)\nint f(void);".to_owned(), "some.h:5: `(` is missing"),
        ("/** It. */\nNPY_API(multiarray, 1, DONE, 2.0, f)\nint f(void);".to_owned(), "some.h:5: `DONE` is not DIRECT"),
        (
            "/** It. */\nNPY_API(multiarray, 1, DIRECT, 1.9, f)\nint f(void);".to_owned(),
            "some.h:5: `1.9` is no version",
        ),
        (
            "/** It. */\nNPY_API(multiarray, 1, ADDED, 2.0, -)\nint f(void);".to_owned(),
            "some.h:4: only rows of table `hpy`",
        ),
        (
            "/** It. */\nNPY_API(multiarray, 1, REPLACED(\"x\"), 2.0, g)\nint f(void);".to_owned(),
            "some.h:4: a row that is replaced",
        ),
        (format!("/** It. */\n{api}\nint f(void)"), "some.h:6: `;` is missing"),
        (format!("/** It. */\n{api}\nint f(int);"), "some.h:6: a type and a name are missing"),
        (format!("/** It. */\n{api}\nint f(HPy x);"), "some.h:4: `f` has handles and no `HPyContext *ctx`"),
        (format!("/** It. */\n{api}\nint f(HPyContext *ctx, HPy *x);"), "some.h:4: parameter `x` of `f` needs NPY_OUT"),
        (
            format!("/** It. */\n{api}\nint f(HPyContext *ctx, NPY_STOLEN HPy *x);"),
            "some.h:4: parameter `x` of `f` is stolen",
        ),
        (
            format!("/** It. */\n{api}\nint f(HPyContext *ctx, NPY_OUT HPy x);"),
            "some.h:4: parameter `x` of `f` has NPY_OUT",
        ),
        (
            format!("/** It. */\n{api}\nint f(HPyContext *ctx, NPY_ARRAY int x);"),
            "some.h:4: parameter `x` of `f` has a mark",
        ),
        (
            format!("/** It. */\n{api}\nint f(HPyContext *ctx, NPY_STOLE HPy x);"),
            "some.h:4: parameter `x` of `f` has an unknown mark",
        ),
        (format!("/** It. */\n{api}\nNPY_WAS_BORROWED int f(void);"), "some.h:4: the result of `f` has a mark"),
        ("/** No end".to_owned(), "some.h:4: the comment has no end"),
        ("/** It. */\nNPY_API(multiarray, 1, ADAPTED(\"x), 2.0, f)\n".to_owned(), "some.h:5: the string has no end"),
    ] {
        let found = error(&rows);
        assert!(found.starts_with(wanted), "{rows}\ngives:  {found}\nwanted: {wanted}");
    }
}
