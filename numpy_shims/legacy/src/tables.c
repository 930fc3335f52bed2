/* The tables of the universal ABI, filled with the functions of the CPython flavour. One build serves every NumPy from 2.0 on. */
#include "tables.h"

#include "numpy_hpy/arrayobject.h"
#include "numpy_hpy/ufuncobject.h"

#include "numpy_hpy/universal/array_table.h"
#include "numpy_hpy/universal/ufunc_table.h"

static HPyArray_ApiTable array_table = {
#include "array_entries.h"
};

static HPyUFunc_ApiTable ufunc_table = {
#include "ufunc_entries.h"
};

static void fill_header(NpyApiHeader *header, size_t size, const char *provider)
{
    static const uint16_t one = 1;
    header->abi_version = HPY_ARRAY_ABI_VERSION;
    header->feature_version = HPY_ARRAY_FEATURE_VERSION;
    header->byte_order = *(const uint8_t *)&one == 1 ? HPY_ARRAY_LITTLE_ENDIAN : HPY_ARRAY_BIG_ENDIAN;
    header->numpy_feature_version = (uint32_t)PyArray_RUNTIME_VERSION;
    header->size = size;
    header->provider = provider;
}

static int add_capsule(PyObject *module, void *table, const char *name)
{
    PyObject *capsule = PyCapsule_New(table, name, NULL);
    int result = capsule == NULL ? -1 : PyModule_AddObjectRef(module, name, capsule);
    Py_XDECREF(capsule);
    return result;
}

int npy_hpy_add_tables(PyObject *module, const char *provider)
{
    if (npy_hpy_import_array(NULL) < 0 || npy_hpy_import_umath(NULL) < 0) {
        return -1;
    }
    fill_header(&array_table.header, sizeof(array_table), provider);
    fill_header(&ufunc_table.header, sizeof(ufunc_table), provider);
    if (add_capsule(module, &array_table, "_HPY_ARRAY_API") < 0) {
        return -1;
    }
    return add_capsule(module, &ufunc_table, "_HPY_UFUNC_API");
}
