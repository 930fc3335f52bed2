//! The C functions that the differential tests call, as made from a row.

use numpy_hpy_apigen::{calls, parse, Calls, Extra};

fn made_with(rows: &str, legacy_extra: &str, hpy_extra: &str) -> Calls {
    let group = parse("some.h", &format!("/** Some. */\nNPY_GROUP(1, \"Some\")\n\n{rows}")).unwrap();
    calls(&[group], &Extra::of(legacy_extra), &Extra::of(hpy_extra)).unwrap()
}

fn made(declaration: &str) -> Calls {
    made_with(&format!("/** It. */ NPY_API(multiarray, 1, DIRECT, 2.0, PyArray_It)\n{declaration}"), "", "")
}

/// The lines of the function in a file, without what is around every call.
fn body(text: &str, name: &str) -> Vec<String> {
    let from = text.find(&format!("WRAPPER({name})\n{{\n")).unwrap_or_else(|| panic!("no {name} in\n{text}"));
    let lines = text[from..].lines().skip(2).take_while(|line| *line != "}");
    lines.map(|line| line.trim().to_owned()).filter(|line| !["CALLING", "CALLED", "END"].contains(&&**line)).collect()
}

fn legacy(calls: &Calls) -> Vec<String> {
    body(&calls.legacy, "PyArray_It")
}

fn hpy(calls: &Calls) -> Vec<String> {
    body(&calls.hpy, "HPyArray_It")
}

#[test]
fn a_function_has_a_line_for_each_argument_and_what_it_gives() {
    let calls = made(
        "HPy HPyArray_It(HPyContext *ctx, NPY_WAS_STOLEN NPY_DESCR HPy dtype, int nd, const npy_intp *dims, double x);",
    );
    assert_eq!(
        legacy(&calls),
        [
            "BEGIN(4)",
            "OBJECT(PyArray_Descr *, 0)",
            "INTEGER(int, 1)",
            "POINTER(const npy_intp *, 2)",
            "REAL(3)",
            "GIVEN(0)",
            "PyObject *result = PyArray_It(a0, a1, a2, a3);",
            "GAVE_NEW",
        ]
    );
    assert_eq!(
        hpy(&calls),
        [
            "BEGIN(4)",
            "OBJECT(HPy, 0)",
            "INTEGER(int, 1)",
            "POINTER(const npy_intp *, 2)",
            "REAL(3)",
            "HPy result = HPyArray_It(ctx, a0, a1, a2, a3);",
            "GAVE_NEW",
        ]
    );
}

#[test]
fn handles_that_are_set_come_back() {
    let calls = made(
        "int HPyArray_It(HPyContext *ctx, NPY_OUT NPY_DESCR HPy *at, npy_intp n, NPY_OUT NPY_HANDLES(n) HPy *all);",
    );
    assert_eq!(
        legacy(&calls),
        [
            "BEGIN(3)",
            "OUT(PyArray_Descr *, 0)",
            "INTEGER(npy_intp, 1)",
            "OUTS(PyObject *, 2)",
            "int result = PyArray_It(&a0, a1, a2);",
            "GAVE_INTEGER(int)",
            "GAVE_OUT(0)",
            "GAVE_OUTS(2)",
        ]
    );
    assert_eq!(hpy(&calls)[4], "int result = HPyArray_It(ctx, &a0, a1, a2);");
}

#[test]
fn arrays_of_handles_are_arrays_of_objects() {
    let calls = made(
        "NPY_LEGACY(void, (int, PyArrayObject **)) \
         void HPyArray_It(HPyContext *ctx, int n, NPY_HANDLES(n) NPY_ARRAY const HPy *all);",
    );
    assert_eq!(
        legacy(&calls)[1..],
        ["INTEGER(int, 0)", "OBJECTS(PyArrayObject **, 1)", "PyArray_It(a0, a1);", "GAVE_NOTHING"]
    );
    assert_eq!(hpy(&calls)[2], "OBJECTS(const HPy *, 1)");
}

#[test]
fn a_handle_for_a_pointer_to_a_pointer_is_passed_by_address() {
    let calls =
        made("NPY_LEGACY(int, (PyArrayObject **)) int HPyArray_It(HPyContext *ctx, NPY_NULLABLE NPY_ARRAY HPy a);");
    assert_eq!(legacy(&calls)[1..3], ["OBJECT(PyArrayObject *, 0)", "int result = PyArray_It((a0 ? &a0 : NULL));"]);
}

#[test]
fn what_was_borrowed_and_what_is_not_passed_to_numpy() {
    let calls =
        made("NPY_WAS_BORROWED HPy HPyArray_It(HPyContext *ctx, NPY_ARRAY const HPy a, NPY_VIEW PyArrayObject *view);");
    assert_eq!(
        legacy(&calls),
        ["BEGIN(2)", "OBJECT(const PyArrayObject *, 0)", "PyObject *result = PyArray_It(a0);", "GAVE_BORROWED"]
    );
    assert_eq!(
        hpy(&calls)[1..],
        ["OBJECT(HPy, 0)", "POINTER(PyArrayObject *, 1)", "HPy result = HPyArray_It(ctx, a0, a1);", "GAVE_NEW"]
    );
}

#[test]
fn a_macro_sets_a_variable_by_its_name_and_takes_the_name_of_a_class() {
    let rows = "/** It. */ NPY_API(macro, x.h, ADAPTED(\"by address\"), 2.0, PyArray_It)\n\
         NPY_LEGACY(int, (PyObject *)) int HPyArray_It(HPyContext *ctx, NPY_OUT HPy *out);\n\
         /** Double. */ NPY_API(multiarray, 1, ADAPTED(\"x\"), 2.0, PyDoubleArrType_Type)\n\
         extern PyTypeObject PyDoubleArrType_Type;\n\
         /** Is. */ NPY_API(macro, x.h, DIRECT, 2.0, PyArray_Is)\n\
         int HPyArray_Is(HPyContext *ctx, HPy obj, NPY_TOKEN(Double) cls);";
    let calls = made_with(rows, "", "");
    assert_eq!(legacy(&calls)[1..3], ["OUT(PyObject *, 0)", "int result = PyArray_It(a0);"]);
    assert_eq!(
        body(&calls.hpy, "HPyArray_Is")[2..7],
        [
            "CLASS_NAME(1)",
            "int result = 0;",
            "IF_CLASS(Double) result = HPyArray_Is(ctx, a0, Double);",
            "else",
            "NO_CLASS(1)"
        ]
    );
    assert!(calls.legacy.contains("CLASSES_BEGIN\n    CLASS(PyDoubleArrType_Type)\n"), "{}", calls.legacy);
}

#[test]
fn a_newer_function_stands_behind_a_guard() {
    let rows = "/** It. */ NPY_API(multiarray, 1, DIRECT, 2.3, PyArray_It)\nint HPyArray_It(HPyContext *ctx, int n);";
    let calls = made_with(rows, "", "");
    assert!(calls.legacy.contains("#ifdef NPY_2_3_API_VERSION\nWRAPPER(PyArray_It)"), "{}", calls.legacy);
    assert!(calls.legacy.contains("#ifdef NPY_2_3_API_VERSION\n    METHOD(PyArray_It)\n#endif"), "{}", calls.legacy);
    assert!(!calls.hpy.contains("#ifdef"), "{}", calls.hpy);
}

#[test]
fn the_address_of_a_loop_is_offered() {
    let rows = "/** It. */ NPY_API(ufunc, 4, DIRECT, 2.0, PyUFunc_f_f)\n\
         void HPyUFunc_f_f(char **args, const npy_intp *dimensions, const npy_intp *steps, void *func);";
    let calls = made_with(rows, "", "");
    assert!(calls.legacy.contains("LOOPS_BEGIN\n    LOOP(PyUFunc_f_f)\n"), "{}", calls.legacy);
    assert!(calls.hpy.contains("    HPyUFunc_f_f(a0, a1, a2, a3);"), "{}", calls.hpy);
}

#[test]
fn what_no_rule_fits_is_reported_unless_it_is_written_by_hand() {
    let rows = "/** It. */ NPY_API(multiarray, 1, ADAPTED(\"x\"), 2.0, PyArray_It)\n\
         NPY_LEGACY(PyObject *, (int, ...)) HPy HPyArray_It(HPyContext *ctx, int n, NPY_HANDLES(n) const HPy *all);";
    let calls = made_with(rows, "", "");
    assert!(calls.report.contains("PyArray_It: left out, since NumPy has it in another shape"), "{}", calls.report);
    assert!(!calls.legacy.contains("PyArray_It"), "{}", calls.legacy);
    let calls = made_with(rows, "/* It. */\nWRAPPER(PyArray_It)\n{\n}\n", "");
    assert!(calls.report.contains("PyArray_It: by hand"), "{}", calls.report);
    assert!(!calls.legacy.contains("WRAPPER") && calls.legacy.contains("METHOD(PyArray_It)"), "{}", calls.legacy);
}
