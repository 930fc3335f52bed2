/* The words that the files beside this one are written in, as macros without effect: editors and compilers see plain
 * declarations. capi/apigen reads the words and writes what is made from them.
 *
 * A row is a doc comment, NPY_API, and the declaration of the function on handles:
 *
 *     /** An array filled with zeros. *\/
 *     NPY_API(multiarray, 183, DIRECT, 2.0, PyArray_Zeros)
 *     HPy HPyArray_Zeros(HPyContext *ctx, int nd, const npy_intp *dims, NPY_WAS_STOLEN NPY_DESCR HPy type,
 *         int is_f_order);
 *
 * Table and slot say where NumPy has it; for a macro or an inline accessor they are `macro` or `inline` and the header.
 * Table `hpy` is for functions that NumPy does not have. The third word says how it is provided:
 *
 *     DIRECT                 the same function on handles; its body is generated
 *     NATIVE                 the same, with a body of its own: an HPyArray answers without NumPy, or what crashes NumPy raises
 *     ADAPTED("how")         the same, in a form that handles need
 *     REPLACED("by what")    something else does it; the declaration is NumPy's own
 *     NOT_APPLICABLE("why")  has no meaning on handles; the declaration is NumPy's own
 *     ADDED                  NumPy has no such function
 *
 * Then come the oldest NumPy version that has it (2.0 at the least) and NumPy's name, or `-`. A row of a type or a
 * variable declares it with `extern`, as NumPy has it.
 *
 * NumPy's signature is derived from the declaration: the context goes, a handle becomes the pointer that its kind says.
 * Where that does not give it, NPY_LEGACY(result, (parameters)) does. Where no check can be compiled,
 * NPY_UNCHECKED("why") says so. NPY_FAILURE(value) is what comes with an exception, if not HPy_NULL, NULL or -1. */
#ifndef NUMPY_HPY_API_MARKS_H
#define NUMPY_HPY_API_MARKS_H

#define NPY_GROUP(order, title)
#define NPY_API(table, slot, how, since, legacy)
#define NPY_LEGACY(result, parameters)
#define NPY_UNCHECKED(why)
#define NPY_FAILURE(value)

/* A result: the caller gets a new handle. That is so with every handle that is returned; NPY_NEW says it aloud. */
#define NPY_NEW
/* A result: a new handle too, where NumPy's function returns a borrowed reference. */
#define NPY_WAS_BORROWED

/* A parameter: the function takes the handle over, whatever it returns. Others stay the caller's. */
#define NPY_STOLEN
/* A parameter that stays the caller's, where NumPy's function takes the reference over. */
#define NPY_WAS_STOLEN
/* A parameter: the function writes a new handle to it. */
#define NPY_OUT
/* A parameter that may be HPy_NULL, or an array of handles whose entries may. Others raise TypeError for it, except in the
 * CPython ABI, where nothing is checked. */
#define NPY_NULLABLE
/* A parameter: an array of handles, with so many entries. */
#define NPY_HANDLES(count)
/* A parameter that NumPy does not have: the struct of the array, if the caller has it. */
#define NPY_VIEW
/* A parameter of a macro that is no value but a word, such as the one in parentheses. */
#define NPY_TOKEN(example) int

/* What a handle is, and so which pointer NumPy has in its place; without a mark a PyObject. */
#define NPY_ARRAY       /* PyArrayObject; an HPyArray is seen through a view */
#define NPY_NDARRAY     /* PyArrayObject that is changed itself, and so no HPyArray */
#define NPY_DESCR       /* PyArray_Descr */
#define NPY_SCALAR      /* PyObject of NumPy's class generic */
#define NPY_PYTYPE      /* PyTypeObject */
#define NPY_ARRAY_CLASS /* PyTypeObject of ndarray or a subclass */
#define NPY_DTYPE_CLASS /* PyArray_DTypeMeta */
#define NPY_DTYPE_ASKED /* PyArray_DTypeMeta with functions, which np.dtype and NumPy's abstract classes do not have */
#define NPY_UFUNC       /* PyUFuncObject */
#define NPY_ITER        /* PyArrayIterObject */
#define NPY_MULTI       /* PyArrayMultiIterObject */

#endif
