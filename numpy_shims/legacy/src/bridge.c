/* HPyArray and ndarray over the same memory: behind numpy_hpy.from_numpy and to_numpy, HPyArray_FromLegacy and
 * HPyArray_AsLegacy. */
#include "bridge.h"

#include "adopt.h"
#include "over.h"

#include "numpy_hpy/cpython/import_array.h"
#include "numpy_hpy/cpython/native.h"

/* NumPy's mark of an array that `broadcast_arrays` made: it may be written, with a warning. */
#define WARN_ON_WRITE (-0x7fffffff - 1)

/* Owned, from when HPyArray exists. */
static PyObject *make_over, *check_dtype;
static int slots_are_shareable;

/* Methods of HPyArray. */
static struct {
    PyObject *dtype, *base, *pinned;
} names;

void npy_hpy_bridge_set(PyObject *over, PyObject *check, int are_shareable)
{
    Py_INCREF(over);
    Py_XSETREF(make_over, over);
    Py_INCREF(check);
    Py_XSETREF(check_dtype, check);
    slots_are_shareable = are_shareable;
}

/* 0, or -1 with an exception set. */
static int prepare(void)
{
    /* Each C file has a table of NumPy's functions. */
    if (HPyArray_ImportNumPyAPI(NULL) < 0) {
        return -1;
    }
    if (make_over == NULL) {
        PyObject *module = PyImport_ImportModule("numpy_hpy._array");
        if (module == NULL) {
            return -1;
        }
        Py_DECREF(module);
    }
    if (names.pinned == NULL) {
        Py_XSETREF(names.dtype, PyUnicode_InternFromString("_dtype"));
        Py_XSETREF(names.base, PyUnicode_InternFromString("_base"));
        names.pinned = names.dtype == NULL || names.base == NULL ? NULL : PyUnicode_InternFromString("_pinned");
    }
    return names.pinned == NULL ? -1 : 0;
}

static int raise_wrong_type(const char *needed, PyObject *object)
{
    PyObject *name = PyType_GetName(Py_TYPE(object));
    if (name != NULL) {
        PyErr_Format(PyExc_TypeError, "%s is required, not an object of type %R", needed, name);
        Py_DECREF(name);
    }
    return -1;
}

static int check_shareable(const NpyLayout *layout)
{
    if (!(layout->flags & NPY_LAYOUT_HAS_SLOTS) || slots_are_shareable) {
        return 0;
    }
    PyErr_SetString(PyExc_TypeError, "object memory cannot be shared with NumPy: this HPy's fields are not plain pointers");
    return -1;
}

/* As in NumPy's own exports, what warns when it is written is not writeable. */
static int is_writeable(PyArrayObject *array)
{
    return (PyArray_FLAGS(array) & (NPY_ARRAY_WRITEABLE | WARN_ON_WRITE)) == NPY_ARRAY_WRITEABLE;
}

static PyArray_Descr *dtype_of(PyObject *native)
{
    return (PyArray_Descr *)PyObject_CallMethodNoArgs(native, names.dtype);
}

/* The ndarray whose memory an HPyArray borrows: a new reference, or NULL, perhaps with an exception set. */
static PyObject *foreign_base(PyObject *native)
{
    PyObject *base = PyObject_CallMethodNoArgs(native, names.base);
    if (base != NULL && !PyArray_Check(base)) {
        Py_CLEAR(base);
    }
    return base;
}

int npy_hpy_agree(PyObject *ndarray, const NpyArrayCore *core, PyObject *dtype)
{
    PyArrayObject *array = (PyArrayObject *)ndarray;
    size_t size = (size_t)core->nd * sizeof(npy_intp);
    return (PyObject *)PyArray_DESCR(array) == dtype && core->data == PyArray_DATA(array) && core->nd == PyArray_NDIM(array) &&
           ((core->flags & NPY_CORE_WRITEABLE) != 0) == is_writeable(array) &&
           (size == 0 || (memcmp(core->shape, PyArray_DIMS(array), size) == 0 &&
                          memcmp(core->strides, PyArray_STRIDES(array), size) == 0));
}

/* npy_hpy_agree, or -1 with an exception set. */
static int stand_for_each_other(PyObject *ndarray, PyObject *native)
{
    PyArray_Descr *dtype = dtype_of(native);
    const NpyArrayCore *core = dtype == NULL ? NULL : npy_hpy_core(native);
    int result = core == NULL ? -1 : npy_hpy_agree(ndarray, core, (PyObject *)dtype);
    Py_XDECREF(dtype);
    return result;
}

/* The HPyArray that is an ndarray's base: a new reference, or NULL, perhaps with an exception set. */
static PyObject *native_behind(PyArrayObject *array)
{
    PyObject *base = PyArray_BASE(array);
    if (base != NULL && PyMemoryView_Check(base)) {
        /* As numpy.asarray makes it where there are no objects. */
        base = PyObject_GetAttrString(base, "obj");
        if (base == NULL && PyErr_ExceptionMatches(PyExc_ValueError)) {
            PyErr_Clear(); /* it has been released */
        }
    }
    else {
        Py_XINCREF(base);
    }
    if (base != NULL && !npy_hpy_is_native(base)) {
        Py_CLEAR(base);
    }
    return base;
}

/* The ndarray that an HPyArray was made over, if it is alive: a new reference, or NULL, perhaps with an exception set. */
static PyObject *legacy_behind(PyObject *native)
{
    PyObject *base = foreign_base(native);
    if (base != NULL || PyErr_Occurred()) {
        return base;
    }
    /* Its memory was adopted, and it has become a view, unless that has been changed since. */
    PyObject *pin = PyObject_CallMethodNoArgs(native, names.pinned);
    PyObject *known = pin == NULL || pin == Py_None ? NULL : PyWeakref_GetObject(pin);
    Py_XINCREF(known);
    Py_XDECREF(pin);
    if (known != NULL && !(PyArray_Check(known) && PyArray_BASE((PyArrayObject *)known) == native)) {
        Py_CLEAR(known);
    }
    return known;
}

/* A new HPyArray over memory of an ndarray, for which NumPy refuses to resize from now on. */
static PyObject *new_native(PyArrayObject *array, int adopt)
{
    PyObject *pin = PyWeakref_NewRef((PyObject *)array, NULL);
    if (pin == NULL) {
        return NULL;
    }
    /* From here on the dtype and the place belong together, whatever code runs. */
    ForeignMemory memory;
    memory.view.data = PyArray_BYTES(array);
    memory.view.nd = PyArray_NDIM(array);
    memory.view.is_element = 0;
    for (int i = 0; i < memory.view.nd; i++) {
        memory.view.shape[i] = PyArray_DIM(array, i);
        memory.view.strides[i] = PyArray_STRIDE(array, i);
    }
    memory.is_writeable = is_writeable(array);
    PyArray_Descr *dtype = PyArray_DESCR(array);
    Py_INCREF(dtype);
    PyObject *result = NULL;
    memory.layout = npy_hpy_native_instance.layout_of((PyObject *)dtype);
    if (memory.layout != NULL && check_shareable(memory.layout) == 0) {
        if (adopt && (memory.layout->flags & NPY_LAYOUT_OPAQUE)) {
            PyErr_Format(PyExc_TypeError, "cannot adopt memory of %R: only the dtype knows how to release it", dtype);
        }
        else {
            PyObject *address = PyLong_FromVoidPtr(&memory);
            if (address != NULL) {
                result = PyObject_CallFunctionObjArgs(make_over, array, pin, dtype, address, NULL);
                Py_DECREF(address);
            }
        }
    }
    NpyLayout_DecRef(memory.layout);
    Py_DECREF(pin);
    if (result != NULL && adopt && npy_hpy_adopt((PyObject *)array, result, (PyObject *)dtype) < 0) {
        Py_CLEAR(result);
    }
    Py_DECREF(dtype);
    return result;
}

static PyObject *from_legacy(PyObject *object, int adopt)
{
    if (prepare() < 0) {
        return NULL;
    }
    if (!PyArray_Check(object)) {
        raise_wrong_type("an ndarray", object);
        return NULL;
    }
    PyArrayObject *array = (PyArrayObject *)object;
    PyObject *known = native_behind(array);
    int is_known = known == NULL ? 0 : stand_for_each_other(object, known);
    if (is_known == 1 && adopt) {
        PyObject *base = foreign_base(known);
        is_known = base == NULL;
        Py_XDECREF(base);
    }
    if (is_known == 1 && !PyErr_Occurred()) {
        return known;
    }
    Py_XDECREF(known);
    return PyErr_Occurred() ? NULL : new_native(array, adopt);
}

/* 0 when the dtype of an HPyArray still describes its memory, or -1 with an exception set. */
static int check_layout(PyObject *native, PyArray_Descr *dtype)
{
    const NpyArrayCore *core;
    const NpyLayout *layout = npy_hpy_native_instance.layout_of((PyObject *)dtype);
    if (layout == NULL || (core = npy_hpy_core(native)) == NULL || check_shareable(layout) < 0) {
        NpyLayout_DecRef(layout);
        return -1;
    }
    int is_same = layout == core->layout;
    NpyLayout_DecRef(layout);
    if (is_same) {
        return 0;
    }
    PyObject *checked = PyObject_CallOneArg(check_dtype, native);
    Py_XDECREF(checked);
    return checked == NULL ? -1 : 0;
}

/* A new ndarray over the memory of an HPyArray, which is its base. */
static PyObject *new_legacy(PyObject *native)
{
    PyArray_Descr *dtype = dtype_of(native);
    if (dtype == NULL) {
        return NULL;
    }
    const NpyArrayCore *core = check_layout(native, dtype) < 0 ? NULL : npy_hpy_core(native);
    if (core == NULL) {
        Py_DECREF(dtype);
        return NULL;
    }
    /* Aligned is what NumPy clears itself where it is not so. The dtype is stolen. */
    int flags = NPY_ARRAY_ALIGNED | (core->flags & NPY_CORE_WRITEABLE ? NPY_ARRAY_WRITEABLE : 0);
    PyObject *array = PyArray_NewFromDescr(&PyArray_Type, dtype, core->nd, core->shape, core->strides, core->data, flags, NULL);
    if (array != NULL) {
        Py_INCREF(native); /* stolen */
        if (PyArray_SetBaseObject((PyArrayObject *)array, native) < 0) {
            Py_CLEAR(array);
        }
    }
    return array;
}

static int check_native(PyObject *object)
{
    return prepare() < 0 ? -1 : npy_hpy_is_native(object) ? 0 : raise_wrong_type("an HPyArray", object);
}

PyObject *npy_hpy_from_legacy(PyObject *array)
{
    return from_legacy(array, 0);
}

PyObject *npy_hpy_as_legacy(PyObject *array)
{
    if (check_native(array) < 0) {
        return NULL;
    }
    PyObject *known = legacy_behind(array);
    if (known != NULL && stand_for_each_other(known, array) == 1) {
        return known;
    }
    Py_XDECREF(known);
    return PyErr_Occurred() ? NULL : new_legacy(array);
}

PyObject *npy_hpy_py_from_legacy(PyObject *self, PyObject *args)
{
    PyObject *array;
    int adopt;
    (void)self;
    return PyArg_ParseTuple(args, "Op:_from_legacy", &array, &adopt) ? from_legacy(array, adopt) : NULL;
}

PyObject *npy_hpy_py_as_legacy(PyObject *self, PyObject *array)
{
    (void)self;
    return npy_hpy_as_legacy(array);
}

PyObject *npy_hpy_py_array_over(PyObject *self, PyObject *array)
{
    (void)self;
    return check_native(array) < 0 ? NULL : new_legacy(array);
}
