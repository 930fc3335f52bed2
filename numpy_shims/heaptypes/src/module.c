/* The module numpy_hpy._typeobject. */
#include "typeobject.h"

static PyMethodDef functions[] = {
    {"slots", type_slots, METH_O, NULL},
    {"wrapped", type_wrapped, METH_O, NULL},
    {"fields", type_fields, METH_O, NULL},
    {"subclass_checks", type_subclass_checks, METH_O, NULL},
    {"time_instances", time_instances, METH_VARARGS, NULL},
    {"copy_scalar", copy_scalar, METH_VARARGS, NULL},
    {"twin", (PyCFunction)(void (*)(void))make_twin, METH_VARARGS | METH_KEYWORDS, NULL},
    {"insert_into_mro", insert_into_mro, METH_VARARGS, NULL},
    {"set_bases", set_bases, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_typeobject", "What type objects hold (private: see numpy-hpy heaptypes)", -1, functions, NULL, NULL,
    NULL, NULL,
};

/* Called by PyInit__typeobject. A new reference, or NULL with an exception set. */
PyObject *npy_hpy_make_typeobject_module(void);

PyObject *npy_hpy_make_typeobject_module(void)
{
    return PyModule_Create(&definition);
}
