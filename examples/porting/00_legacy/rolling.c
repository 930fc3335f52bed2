/* Rolling-window statistics: the module. */
#define ROLLING_IMPORTS_NUMPY
#include "rolling.h"

static int rolling_exec(PyObject *module)
{
    if (PyArray_ImportNumPyAPI() < 0 || PyUFunc_ImportUFuncAPI() < 0) {
        return -1;
    }
    return add_clipped_diff(module) < 0 ? -1 : add_window_type(module);
}

static PyModuleDef_Slot rolling_slots[] = {
    {Py_mod_exec, rolling_exec},
    {0, NULL},
};

static PyModuleDef rolling_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "rolling",
    .m_doc = "Statistics of rolling windows.",
    .m_methods = rolling_methods,
    .m_slots = rolling_slots,
};

PyMODINIT_FUNC PyInit_rolling(void)
{
    return PyModuleDef_Init(&rolling_module);
}
