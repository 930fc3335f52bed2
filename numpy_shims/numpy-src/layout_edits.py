"""Layouts: a descriptor gets its layout when memory for its items is about to be made, and freeing needs nothing else."""

from anchored import Edits

CORE = "numpy/_core/"
SRC = "numpy/_core/src/multiarray/"

EDITS = Edits()
edit = EDITS.add

# --- The build: the library comes from pkg-config.

edit(
    CORE + "meson.build",
    "c_args_common = [\n  '-DNPY_INTERNAL_BUILD',",
    "numpy_hpy_dep = dependency('numpy-hpy')\n\n",
    "before",
)
edit(CORE + "meson.build", "  'src/multiarray/npy_static_data.c',\n", "  'src/multiarray/npy_layout.c',\n")
edit(
    CORE + "meson.build",
    "  dependencies: [blas_dep, omp],\n  link_with: [\n    npymath_lib,\n    unique_hash_so,",
    "  dependencies: [blas_dep, omp, numpy_hpy_dep],\n  link_with: [\n    npymath_lib,\n    unique_hash_so,",
    "instead",
)

# --- The descriptor: who makes, copies, changes and frees one.

edit(SRC + "descriptor.c", '#include "npy_buffer.h"\n', '#include "npy_layout.h"\n')
# A copy, whose members are set next.
edit(
    SRC + "descriptor.c",
    "           sizeof(_PyArray_LegacyDescr) - sizeof(PyObject));\n",
    "    newdescr->reserved_null[0] = NULL;\n",
    within="PyArray_DescrNew(PyArray_Descr *base_descr)\n",
)
edit(
    SRC + "descriptor.c",
    "    NPY_AUXDATA_FREE(lself->c_metadata);\n    lself->c_metadata = NULL;\n",
    "    npy_layout_forget(self);\n",
    within="arraydescr_dealloc(PyArray_Descr *self)\n",
)
# Pickle gives a descriptor its members late. NumPy's own are never changed.
edit(
    SRC + "descriptor.c",
    "static PyMethodDef arraydescr_methods[] = {\n",
    """\
static PyObject *
arraydescr_setstate_and_forget(_PyArray_LegacyDescr *self, PyObject *args)
{
    PyObject *result = arraydescr_setstate(self, args);
    if (PyDataType_ISLEGACY(self) && self->fields != Py_None) {
        npy_layout_forget((PyArray_Descr *)self);
    }
    return result;
}

""",
    "before",
)
edit(
    SRC + "descriptor.c",
    "        (PyCFunction)arraydescr_setstate,\n",
    "        (PyCFunction)arraydescr_setstate_and_forget,\n",
    "instead",
)
# These are made member by member.
edit(
    SRC + "usertypes.c",
    "    /* And invalidate cached hash value (field assumed to be not set) */\n",
    "    descr->reserved_null[0] = NULL;\n    descr->reserved_null[1] = NULL;\n",
    "before",
)

# --- Where a descriptor has to have its layout: before memory is made for its items, and when an array gets it.

edit(SRC + "ctors.c", '#include "refcount.h"', '#include "npy_layout.h"\n', "before")
edit(
    SRC + "ctors.c",
    "    fa = (PyArrayObject_fields *) subtype->tp_alloc(subtype, 0);\n",
    """\
    if (npy_layout_require(descr) < 0) {
        Py_DECREF(descr);
        return NULL;
    }

""",
    "before",
)
# A slot is NULL or a reference, whatever the flags of a user's dtype say.
edit(SRC + "ctors.c", "        int use_calloc = (\n", "                npy_layout_of(descr) != NULL ||\n")
edit(SRC + "getset.c", '#include "getset.h"\n', '#include "npy_layout.h"\n')
edit(
    SRC + "getset.c",
    "    /* Changing the size of the dtype results in a shape change */\n",
    """\
    if (npy_layout_require(newtype) < 0) {
        goto fail;
    }

""",
    "before",
    within="array_descr_set(PyArrayObject *self",
)
edit(SRC + "methods.c", '#include "methods.h"\n', '#include "npy_layout.h"\n')
edit(
    SRC + "methods.c",
    "    /*\n     * Reassigning fa->descr messes with the reallocation strategy,\n",
    """\
    if (npy_layout_require(typecode) < 0) {
        return NULL;
    }

""",
    "before",
)
# sort, partition, argsort and argpartition with order=.
edit(
    SRC + "methods.c",
    "        ((_PyArray_LegacyDescr *)newd)->names = new_name;\n",
    """\
        if (npy_layout_require(newd) < 0) {
            Py_DECREF(newd);
            return NULL;
        }
""",
    times=4,
)
edit(SRC + "item_selection.c", '#include "refcount.h"\n', '#include "npy_layout.h"\n')
# Their buffers.
edit(
    SRC + "item_selection.c",
    "    needcopy = !is_aligned || astride != elsize;\n",
    """\
    if (odescr == NULL || npy_layout_require(odescr) < 0) {
        ret = -1;
        goto fail;
    }

""",
    "before",
    times=2,
)
edit(SRC + "array_coercion.c", '#include "array_coercion.h"\n', '#include "npy_layout.h"\n')
edit(
    SRC + "array_coercion.c",
    "    char *data = PyObject_Malloc(tmp_descr->elsize);\n",
    """\
    if (npy_layout_require(tmp_descr) < 0) {
        Py_DECREF(tmp_descr);
        return -1;
    }
""",
    "before",
)
edit(SRC + "scalarapi.c", '#include "scalartypes.h"\n', '#include "npy_layout.h"\n')
edit(
    SRC + "scalarapi.c",
    "            Py_SETREF(((PyArrayObject_fields *)r)->descr, outcode);\n",
    """\
            if (npy_layout_require(outcode) < 0) {
                Py_DECREF(r);
                Py_DECREF(outcode);
                return NULL;
            }
""",
    "before",
)
edit(CORE + "src/umath/reduction.c", '#include "reduction.h"\n', '#include "npy_layout.h"\n')
edit(
    CORE + "src/umath/reduction.c",
    "        initial_buf = PyMem_Calloc(1, op_dtypes[0]->elsize);\n",
    """\
        if (npy_layout_require(op_dtypes[0]) < 0) {
            goto fail;
        }
""",
    "before",
)

# --- What goes by the layout.

edit(SRC + "refcount.c", '#include "refcount.h"\n', '#include "npy_layout.h"\n')
edit(
    SRC + "refcount.c",
    "    NPY_traverse_info clear_info;\n",
    """\
    const NpyLayout *layout = npy_layout_of(descr);
    if (layout != NULL) {
        npy_layout_clear(layout, data, size, stride);
        return 0;
    }

""",
    "before",
    within="PyArray_ClearBuffer(\n        PyArray_Descr *descr",
)
edit(
    SRC + "refcount.c",
    "    int idim, ndim;\n",
    """\
    const NpyLayout *layout = npy_layout_of(descr);
    if (layout != NULL) {
        npy_layout_clear_array(layout, arr);
        return 0;
    }
""",
    "before",
    within="PyArray_ClearArray(PyArrayObject *arr)\n",
)
for name, call in (("INCREF", "npy_layout_incref(layout, data)"), ("XDECREF", "npy_layout_decref(layout, data)")):
    edit(
        SRC + "refcount.c",
        "    if (descr->type_num == NPY_OBJECT) {\n",
        f"""\
    const NpyLayout *layout = npy_layout_of(descr);
    if (layout != NULL) {{
        {call};
        return;
    }}
""",
        "before",
        within=f"PyArray_Item_{name}(char *data, PyArray_Descr *descr)\n",
    )
for name, function in (("INCREF", "npy_layout_incref_array"), ("XDECREF", "npy_layout_decref_array")):
    edit(
        SRC + "refcount.c",
        "    if (PyArray_DESCR(mp)->type_num != NPY_OBJECT) {\n",
        f"""\
    const NpyLayout *layout = npy_layout_of(PyArray_DESCR(mp));
    if (layout != NULL) {{
        {function}(layout, mp);
        return 0;
    }}
""",
        "before",
        within=f"PyArray_{name}(PyArrayObject *mp)\n",
    )
edit(
    SRC + "refcount.c",
    "    npy_intp i,n;\n",
    """\
    const NpyLayout *layout = npy_layout_of(descr);
    if (layout != NULL) {
        npy_layout_fill(layout, PyArray_BYTES(arr), PyArray_SIZE(arr), descr->elsize, Py_None);
        return 0;
    }

""",
    "before",
    within="PyArray_SetObjectsToNone(PyArrayObject *arr)\n",
)
# Casts, nditer's buffers and fresh memory.
edit(SRC + "dtype_traversal.c", '#include "dtype_traversal.h"\n', '#include "npy_layout.h"\n')
for getter, loop in (
    ("npy_get_clear_void_and_legacy_user_dtype_loop", "npy_layout_clear_loop"),
    ("npy_get_zerofill_void_and_legacy_user_dtype_loop", "npy_layout_zero_loop"),
):
    edit(
        SRC + "dtype_traversal.c",
        "    if (dtype->subarray != NULL) {\n",
        f"""\
    if (npy_layout_require((PyArray_Descr *)dtype) < 0) {{
        return -1;
    }}
    if (npy_layout_of((const PyArray_Descr *)dtype) != NULL) {{
        *flags = NPY_METH_REQUIRES_PYAPI | NPY_METH_NO_FLOATINGPOINT_ERRORS;
        *out_func = &{loop};
        return 0;
    }}
""",
        "before",
        within=f"{getter}(\n        void *traverse_context, const _PyArray_LegacyDescr *dtype",
    )
