/* Where the slots of a type object are, and which of them a type has of its own.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_CPYTHON_HEAPTYPE_SLOTS_H
#define NUMPY_HPY_CPYTHON_HEAPTYPE_SLOTS_H

#include <Python.h>
#include <stddef.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Every slot that types inherit or define: TYPE(name) is a member of the type object, SUITE(name, suite, struct) one of the
/// structs that it points to.
#define NPY_HEAPTYPE_SLOTS(TYPE, SUITE)                                                                                \
    TYPE(tp_dealloc)                                                                                                   \
    TYPE(tp_getattr)                                                                                                   \
    TYPE(tp_setattr)                                                                                                   \
    TYPE(tp_repr)                                                                                                      \
    TYPE(tp_hash)                                                                                                      \
    TYPE(tp_call)                                                                                                      \
    TYPE(tp_str)                                                                                                       \
    TYPE(tp_getattro)                                                                                                  \
    TYPE(tp_setattro)                                                                                                  \
    TYPE(tp_traverse)                                                                                                  \
    TYPE(tp_clear)                                                                                                     \
    TYPE(tp_richcompare)                                                                                               \
    TYPE(tp_iter)                                                                                                      \
    TYPE(tp_iternext)                                                                                                  \
    TYPE(tp_descr_get)                                                                                                 \
    TYPE(tp_descr_set)                                                                                                 \
    TYPE(tp_init)                                                                                                      \
    TYPE(tp_alloc)                                                                                                     \
    TYPE(tp_new)                                                                                                       \
    TYPE(tp_free)                                                                                                      \
    TYPE(tp_is_gc)                                                                                                     \
    TYPE(tp_del)                                                                                                       \
    TYPE(tp_finalize)                                                                                                  \
    SUITE(am_await, tp_as_async, PyAsyncMethods)                                                                       \
    SUITE(am_aiter, tp_as_async, PyAsyncMethods)                                                                       \
    SUITE(am_anext, tp_as_async, PyAsyncMethods)                                                                       \
    SUITE(am_send, tp_as_async, PyAsyncMethods)                                                                        \
    SUITE(nb_add, tp_as_number, PyNumberMethods)                                                                       \
    SUITE(nb_subtract, tp_as_number, PyNumberMethods)                                                                  \
    SUITE(nb_multiply, tp_as_number, PyNumberMethods)                                                                  \
    SUITE(nb_remainder, tp_as_number, PyNumberMethods)                                                                 \
    SUITE(nb_divmod, tp_as_number, PyNumberMethods)                                                                    \
    SUITE(nb_power, tp_as_number, PyNumberMethods)                                                                     \
    SUITE(nb_negative, tp_as_number, PyNumberMethods)                                                                  \
    SUITE(nb_positive, tp_as_number, PyNumberMethods)                                                                  \
    SUITE(nb_absolute, tp_as_number, PyNumberMethods)                                                                  \
    SUITE(nb_bool, tp_as_number, PyNumberMethods)                                                                      \
    SUITE(nb_invert, tp_as_number, PyNumberMethods)                                                                    \
    SUITE(nb_lshift, tp_as_number, PyNumberMethods)                                                                    \
    SUITE(nb_rshift, tp_as_number, PyNumberMethods)                                                                    \
    SUITE(nb_and, tp_as_number, PyNumberMethods)                                                                       \
    SUITE(nb_xor, tp_as_number, PyNumberMethods)                                                                       \
    SUITE(nb_or, tp_as_number, PyNumberMethods)                                                                        \
    SUITE(nb_int, tp_as_number, PyNumberMethods)                                                                       \
    SUITE(nb_float, tp_as_number, PyNumberMethods)                                                                     \
    SUITE(nb_inplace_add, tp_as_number, PyNumberMethods)                                                               \
    SUITE(nb_inplace_subtract, tp_as_number, PyNumberMethods)                                                          \
    SUITE(nb_inplace_multiply, tp_as_number, PyNumberMethods)                                                          \
    SUITE(nb_inplace_remainder, tp_as_number, PyNumberMethods)                                                         \
    SUITE(nb_inplace_power, tp_as_number, PyNumberMethods)                                                             \
    SUITE(nb_inplace_lshift, tp_as_number, PyNumberMethods)                                                            \
    SUITE(nb_inplace_rshift, tp_as_number, PyNumberMethods)                                                            \
    SUITE(nb_inplace_and, tp_as_number, PyNumberMethods)                                                               \
    SUITE(nb_inplace_xor, tp_as_number, PyNumberMethods)                                                               \
    SUITE(nb_inplace_or, tp_as_number, PyNumberMethods)                                                                \
    SUITE(nb_floor_divide, tp_as_number, PyNumberMethods)                                                              \
    SUITE(nb_true_divide, tp_as_number, PyNumberMethods)                                                               \
    SUITE(nb_inplace_floor_divide, tp_as_number, PyNumberMethods)                                                      \
    SUITE(nb_inplace_true_divide, tp_as_number, PyNumberMethods)                                                       \
    SUITE(nb_index, tp_as_number, PyNumberMethods)                                                                     \
    SUITE(nb_matrix_multiply, tp_as_number, PyNumberMethods)                                                           \
    SUITE(nb_inplace_matrix_multiply, tp_as_number, PyNumberMethods)                                                   \
    SUITE(sq_length, tp_as_sequence, PySequenceMethods)                                                                \
    SUITE(sq_concat, tp_as_sequence, PySequenceMethods)                                                                \
    SUITE(sq_repeat, tp_as_sequence, PySequenceMethods)                                                                \
    SUITE(sq_item, tp_as_sequence, PySequenceMethods)                                                                  \
    SUITE(sq_ass_item, tp_as_sequence, PySequenceMethods)                                                              \
    SUITE(sq_contains, tp_as_sequence, PySequenceMethods)                                                              \
    SUITE(sq_inplace_concat, tp_as_sequence, PySequenceMethods)                                                        \
    SUITE(sq_inplace_repeat, tp_as_sequence, PySequenceMethods)                                                        \
    SUITE(mp_length, tp_as_mapping, PyMappingMethods)                                                                  \
    SUITE(mp_subscript, tp_as_mapping, PyMappingMethods)                                                               \
    SUITE(mp_ass_subscript, tp_as_mapping, PyMappingMethods)                                                           \
    SUITE(bf_getbuffer, tp_as_buffer, PyBufferProcs)                                                                   \
    SUITE(bf_releasebuffer, tp_as_buffer, PyBufferProcs)

/// A slot: its number, as in a PyType_Slot, and where it is.
typedef struct {
    int slot;
    /// The type object's pointer to the struct that has the slot, as an offset; 0 when the type object has it itself.
    size_t suite;
    size_t offset;
    const char *name;
} npy_heaptype_slot;

/// The pointers to structs of slots in a type object, and the sizes of these.
typedef struct {
    size_t suite;
    size_t size;
} npy_heaptype_suite;

#define NPY_HEAPTYPE_ONE(...) 1 +
enum { NPY_HEAPTYPE_SLOT_COUNT = NPY_HEAPTYPE_SLOTS(NPY_HEAPTYPE_ONE, NPY_HEAPTYPE_ONE) 0, NPY_HEAPTYPE_SUITE_COUNT = 5 };
#undef NPY_HEAPTYPE_ONE

/// All slots; NPY_HEAPTYPE_SLOT_COUNT of them. Static.
static inline const npy_heaptype_slot *npy_heaptype_slots(void)
{
#define NPY_HEAPTYPE_IN_TYPE(name) {Py_##name, 0, offsetof(PyTypeObject, name), #name},
#define NPY_HEAPTYPE_IN_SUITE(name, suite, methods) {Py_##name, offsetof(PyTypeObject, suite), offsetof(methods, name), #name},
    static const npy_heaptype_slot slots[] = {NPY_HEAPTYPE_SLOTS(NPY_HEAPTYPE_IN_TYPE, NPY_HEAPTYPE_IN_SUITE)};
#undef NPY_HEAPTYPE_IN_TYPE
#undef NPY_HEAPTYPE_IN_SUITE
    return slots;
}

/// All structs of slots; NPY_HEAPTYPE_SUITE_COUNT of them. Static.
static inline const npy_heaptype_suite *npy_heaptype_suites(void)
{
    static const npy_heaptype_suite suites[] = {
        {offsetof(PyTypeObject, tp_as_async), sizeof(PyAsyncMethods)},
        {offsetof(PyTypeObject, tp_as_number), sizeof(PyNumberMethods)},
        {offsetof(PyTypeObject, tp_as_sequence), sizeof(PySequenceMethods)},
        {offsetof(PyTypeObject, tp_as_mapping), sizeof(PyMappingMethods)},
        {offsetof(PyTypeObject, tp_as_buffer), sizeof(PyBufferProcs)},
    };
    return suites;
}

/// The number of a slot in npy_heaptype_slots, or -1: it is none that is inherited.
static inline int npy_heaptype_find_slot(int slot)
{
    for (int i = 0; i < NPY_HEAPTYPE_SLOT_COUNT; i++) {
        if (npy_heaptype_slots()[i].slot == slot) {
            return i;
        }
    }
    return -1;
}

/// The struct of slots that a type object points to, or NULL: it has none.
static inline char *npy_heaptype_suite_of(PyTypeObject *type, size_t suite)
{
    char *methods;
    memcpy(&methods, (char *)type + suite, sizeof(methods));
    return methods;
}

/// Where a type has a slot, or NULL: the type lacks the struct.
static inline char *npy_heaptype_place(PyTypeObject *type, const npy_heaptype_slot *slot)
{
    char *start = slot->suite == 0 ? (char *)type : npy_heaptype_suite_of(type, slot->suite);
    return start == NULL ? NULL : start + slot->offset;
}

/// What a type has in a slot, or NULL.
static inline void *npy_heaptype_get(PyTypeObject *type, const npy_heaptype_slot *slot)
{
    void *value = NULL;
    char *place = npy_heaptype_place(type, slot);
    if (place != NULL) {
        memcpy(&value, place, sizeof(value));
    }
    return value;
}

/// Puts `value` into a slot of a heap type, which has all structs.
static inline void npy_heaptype_set(PyTypeObject *type, const npy_heaptype_slot *slot, void *value)
{
    memcpy(npy_heaptype_place(type, slot), &value, sizeof(value));
}

#ifdef __cplusplus
}
#endif

#endif
