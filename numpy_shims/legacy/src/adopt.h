/* The memory of an ndarray becomes an HPyArray's. */
#ifndef NUMPY_HPY_LEGACY_ADOPT_H
#define NUMPY_HPY_LEGACY_ADOPT_H

#include <Python.h>

/* Gives `adopter`, an HPyArray of `dtype` over it, the memory of an ndarray. 0, or -1 and nothing done: ValueError for memory that
 * the ndarray does not own alone. */
int npy_hpy_adopt(PyObject *ndarray, PyObject *adopter, PyObject *dtype);

#endif
