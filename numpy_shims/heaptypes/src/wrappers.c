/* Functions for heap types, each made from one of a static type. Such a function gets nothing but the object, so there is a
 * fixed number of them, and each knows one function that it wraps. */
#include "typeobject.h"

enum { MOST_DEALLOCS = 32, MOST_TRAVERSES = 8 };

static destructor deallocs[MOST_DEALLOCS];
static traverseproc traverses[MOST_TRAVERSES];

#define DEALLOC(n) NPY_HEAPTYPE_DEALLOC(dealloc_##n, deallocs[n])
#define TRAVERSE(n) NPY_HEAPTYPE_TRAVERSE(traverse_##n, traverses[n])

#define EIGHT(DO, tens) DO(tens##0) DO(tens##1) DO(tens##2) DO(tens##3) DO(tens##4) DO(tens##5) DO(tens##6) DO(tens##7)

/* In octal: 0 to 31. */
EIGHT(DEALLOC, 0)
EIGHT(DEALLOC, 01)
EIGHT(DEALLOC, 02)
EIGHT(DEALLOC, 03)
EIGHT(TRAVERSE, 0)

#define DEALLOC_NAME(n) dealloc_##n,
#define TRAVERSE_NAME(n) traverse_##n,

static const destructor heap_deallocs[MOST_DEALLOCS] = {
    EIGHT(DEALLOC_NAME, 0) EIGHT(DEALLOC_NAME, 01) EIGHT(DEALLOC_NAME, 02) EIGHT(DEALLOC_NAME, 03)};
static const traverseproc heap_traverses[MOST_TRAVERSES] = {EIGHT(TRAVERSE_NAME, 0)};

destructor dealloc_for_heap_type(destructor dealloc)
{
    for (int i = 0; i < MOST_DEALLOCS; i++) {
        if (deallocs[i] == NULL) {
            deallocs[i] = dealloc;
        }
        if (deallocs[i] == dealloc) {
            return heap_deallocs[i];
        }
    }
    PyErr_Format(PyExc_RuntimeError, "there are wrappers for %d functions only", MOST_DEALLOCS);
    return NULL;
}

traverseproc traverse_for_heap_type(traverseproc traverse)
{
    for (int i = 0; i < MOST_TRAVERSES; i++) {
        if (traverses[i] == NULL) {
            traverses[i] = traverse;
        }
        if (traverses[i] == traverse) {
            return heap_traverses[i];
        }
    }
    PyErr_Format(PyExc_RuntimeError, "there are wrappers for %d functions only", MOST_TRAVERSES);
    return NULL;
}
