"""The garbage collector sees ndarrays: cycles through them are found, and nesting costs no stack."""

from anchored import Edits

SRC = "numpy/_core/src/multiarray/"

EDITS = Edits()
edit = EDITS.add

edit("numpy/_core/meson.build", "  'src/multiarray/array_method.c',\n", "  'src/multiarray/array_gc.c',\n", "before")

# --- The type.

edit(SRC + "arrayobject.c", '#include "npy_buffer.h"\n', '#include "array_gc.h"\n')
edit(
    SRC + "arrayobject.c",
    "    .tp_flags =(Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE),\n",
    """\
    .tp_flags =(Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC),
    .tp_traverse = npy_array_traverse,
    .tp_clear = npy_array_clear,
    .tp_alloc = npy_array_alloc,
    .tp_free = npy_array_free,
""",
    "instead",
)
edit(
    SRC + "arrayobject.c",
    "    .tp_dealloc = (destructor)array_dealloc,\n",
    "    .tp_dealloc = (destructor)array_end,\n",
    "instead",
)
edit(
    SRC + "arrayobject.c",
    "/*NUMPY_API\n * Prints the raw data of the ndarray in a form useful for debugging\n",
    """\
static void
array_end(PyArrayObject *self)
{
    if (PyArray_CheckExact(self) && !PyDataType_REFCHK(PyArray_DESCR(self)) && !PyObject_GC_IsTracked((PyObject *)self)) {
        array_dealloc(self);
    }
    else if (npy_array_ends_alone(self)) {
        npy_array_untrack(self);
        array_dealloc(self);
    }
    else {
        npy_array_end(self, array_dealloc);
    }
}

""",
    "before",
)

# --- Where an array gets what it is tracked for: its memory, a base, a new state.

edit(SRC + "ctors.c", '#include "ctors.h"\n', '#include "array_gc.h"\n', "before")
edit(
    SRC + "ctors.c",
    "    /* Set the base object. It's important to do it here so that\n",
    """\
    if (npy_layout_of(descr) != NULL) {
        npy_array_track_new((PyArrayObject *)fa);
    }

""",
    "before",
)
edit(
    SRC + "arrayobject.c",
    "    ((PyArrayObject_fields *)arr)->base = obj;\n",
    "    npy_array_track_for_base(arr, obj);\n",
    within="PyArray_SetBaseObject(PyArrayObject *arr, PyObject *obj)\n",
)
edit(SRC + "methods.c", '#include "array_api_standard.h"\n', '#include "array_gc.h"\n')
edit(
    SRC + "methods.c",
    "NPY_NO_EXPORT PyMethodDef array_methods[] = {\n",
    """\
static PyObject *
array_setstate_untracked(PyArrayObject *self, PyObject *args)
{
    npy_array_untrack(self);
    PyObject *result = array_setstate(self, args);
    /* What has failed may have a descriptor that does not fit the memory. */
    if (result != NULL || npy_layout_of(PyArray_DESCR(self)) == NULL) {
        npy_array_track(self);
    }
    return result;
}

""",
    "before",
)
edit(
    SRC + "methods.c",
    "        (PyCFunction) array_setstate,\n",
    "        (PyCFunction) array_setstate_untracked,\n",
    "instead",
)

# --- Memory of a tracked array holds nothing but references and NULL. NumPy fills what it adds only if it may be written.

edit(SRC + "shape.c", '#include "shape.h"\n', '#include "npy_layout.h"\n')
edit(
    SRC + "shape.c",
    "        if (newnbytes > oldnbytes && PyArray_ISWRITEABLE(self)) {\n",
    """\
        if (newnbytes > oldnbytes && npy_layout_of(PyArray_DESCR(self)) != NULL) {
            memset(PyArray_BYTES(self) + oldnbytes, 0, newnbytes - oldnbytes);
        }
""",
    "before",
)
