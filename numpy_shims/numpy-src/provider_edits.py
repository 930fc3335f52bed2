"""NumPy offers its C API on HPy handles itself: the capsules that extensions of the universal ABI look for first."""

from anchored import Edits

EDITS = Edits()
edit = EDITS.add

edit(
    "numpy/_core/meson.build",
    "py.extension_module('_multiarray_umath',\n",
    """\
# The tables of the C API on HPy handles. Compiled as an extension is: NumPy's own functions, through its public headers.
hpy_found = run_command(py, ['-c', 'import hpy; print(hpy.__path__[0])'], check: false)
if hpy_found.returncode() == 0
  hpy_sources = ['src/hpy/tables.c']
  hpy_args = ['-DHPY', '-DHPY_ABI_HYBRID', '-DNUMPY_HPY_IN_NUMPY', '-isystem', hpy_found.stdout().strip() / 'devel/include']
else
  message('HPy is not installed: no _HPY_ARRAY_API')
  hpy_sources = ['src/hpy/no_tables.c']
  hpy_args = []
endif
hpy_tables = static_library('hpy_tables',
  hpy_sources,
  c_args: hpy_args,
  dependencies: [py_dep, np_core_dep, numpy_hpy_dep],
  gnu_symbol_visibility: 'hidden',
)

""",
    "before",
)
edit("numpy/_core/meson.build", "    npymath_lib,\n    unique_hash_so,\n", "    hpy_tables,\n")
edit(
    "numpy/_core/src/multiarray/multiarraymodule.c",
    "static int\n_multiarray_umath_exec(PyObject *m) {\n",
    "NPY_NO_EXPORT int npy_hpy_add_tables(PyObject *module, const char *provider);\n\n",
    "before",
)
edit(
    "numpy/_core/src/multiarray/multiarraymodule.c",
    '    PyDict_SetItemString(d, "_UFUNC_API", c_api);\n    Py_DECREF(c_api);\n',
    """\
    if (npy_hpy_add_tables(m, "numpy") < 0) {
        return -1;
    }
""",
)
