/* The memory of an ndarray becomes an HPyArray's. */
#ifndef NUMPY_HPY_LEGACY_ADOPT_H
#define NUMPY_HPY_LEGACY_ADOPT_H

#include <Python.h>

/* _adopt(ndarray, HPyArray over its memory): ValueError, and nothing done, for memory that the ndarray does not own alone. */
PyObject *npy_hpy_adopt(PyObject *self, PyObject *args);

#endif
