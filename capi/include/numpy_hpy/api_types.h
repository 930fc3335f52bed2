/* What the C API on handles needs beside NumPy's own types: structs that hold handles where NumPy's hold pointers. They
 * are plain, and the same in every ABI, so that an extension and a provider built apart understand each other.
 *
 * SPDX-License-Identifier: MIT */
#ifndef NUMPY_HPY_API_TYPES_H
#define NUMPY_HPY_API_TYPES_H

#include <hpy.h>
#include <stddef.h>
#include <stdint.h>

#ifdef HPY_ABI_UNIVERSAL
#include "numpy_hpy/universal/npy_types.h"
#else
#include "numpy_hpy/cpython/numpy_headers.h"
#endif

#include "numpy_hpy/layout.h"
#include "numpy_hpy/type_slots.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- memory of others --------------------------------------------------------------------------------------------- */

/// Memory that an object exports, as HPyArray_BufferConverter finds it.
typedef struct HPyArray_Chunk {
    /// The object that owns the memory. Owned: close it in the end, also when it is HPy_NULL.
    HPy base;
    /// The first byte. Lent by `base`.
    void *ptr;
    /// Its length in bytes.
    npy_intp len;
    /// NPY_ARRAY_WRITEABLE if it may be written.
    int flags;
} HPyArray_Chunk;

/// An array, an HPyArray or an ndarray, as plain numbers. HPyArray_FillView fills it, HPyArray_ReleaseView empties it.
typedef struct HPyArrayView {
    /// The first item. Lent by the array, as long as it is not resized.
    char *data;
    /// The number of dimensions.
    int nd;
    /// The NPY_ARRAY_ flags.
    int flags;
    /// `nd` lengths. Lent by the array.
    npy_intp *shape;
    /// `nd` strides in bytes. Lent by the array.
    npy_intp *strides;
    /// The size of an item in bytes.
    npy_intp itemsize;
    /// The type number of the dtype.
    int type_num;
    /// Where an item's object slots lie. Owned by the view: HPyArray_ReleaseView gives it back.
    const NpyLayout *layout;
    /// Private: who gives the layout back.
    void *reserved[3];
} HPyArrayView;

/* --- dtypes of the old kind --------------------------------------------------------------------------------------- */

/// What HPyArray_RegisterDataType makes a dtype from. NumPy copies it: the struct, the handles in it and `f` itself may go
/// after the call; the functions in `f`, and the arrays that it points to, must stay for ever. A subarray is missing: a
/// dtype with one cannot be registered to any use, as arrays take it apart.
typedef struct HPyArray_DescrProto {
    /// The class of the scalars; it gives the dtype its name. Borrowed.
    HPy typeobj;
    /// A letter for the group of types that it belongs to, such as 'V' for raw memory.
    char kind;
    /// A letter of its own.
    char type;
    /// '=' if the items have a byte order, else '|'.
    char byteorder;
    /// NPY_ITEM_, NPY_NEEDS_ and NPY_USE_ flags. With NPY_NEEDS_PYAPI NumPy keeps the interpreter lock and looks for
    /// exceptions: set it if a function in `f`, a cast or a loop may raise one.
    char flags;
    /// Receives the type number. A prototype with the number of a dtype that is registered already just gives that number.
    int type_num;
    /// The size of an item in bytes; not 0.
    int elsize;
    /// Its alignment in bytes.
    int alignment;
    /// getitem, setitem and copyswap must be there; HPyArray_InitArrFuncs clears it first. nonzero and copyswapn receive
    /// defaults.
    PyArray_ArrFuncs *f;
    /// The fields mapping and the tuple of names, or HPy_NULL. Borrowed.
    HPy fields;
    HPy names;
    /// A dict, or HPy_NULL. Borrowed.
    HPy metadata;
    /// Data for C, which is cloned, or NULL.
    NpyAuxData *c_metadata;
} HPyArray_DescrProto;

/* --- methods of arrays: casts and loops of ufuncs ------------------------------------------------------------------- */

/// A slot of a specification: a number such as NPY_METH_strided_loop or NPY_DT_setitem, and a function. A slot 0 ends an
/// array of them. The same layout as PyType_Slot.
typedef struct HPyArray_Slot {
    int slot;
    void *pfunc;
} HPyArray_Slot;

/// One entry of an array of slots. ISO C has no conversion of a function to `void *`; by way of an integer, compilers do
/// not warn.
#define NPY_HPY_SLOT(number, function)                                                                                 \
    {                                                                                                                  \
        (number), (void *)(uintptr_t)(function)                                                                        \
    }

/// A cast, or a loop of a ufunc. Everything in it may go after the call that it is given to, but not the functions.
typedef struct HPyArrayMethod_Spec {
    /// For messages; NULL is allowed.
    const char *name;
    /// The numbers of inputs and outputs.
    int nin, nout;
    /// How safe it is, or (NPY_CASTING)-1 if only resolve_descriptors can tell.
    NPY_CASTING casting;
    /// NPY_METH_ flags. Without NPY_METH_REQUIRES_PYAPI loops run without the interpreter lock.
    NPY_ARRAYMETHOD_FLAGS flags;
    /// nin + nout DType classes. Borrowed. HPy_NULL, in a cast of HPyArrayDTypeMeta_Spec only, is the new class.
    const HPy *dtypes;
    /// Functions under NPY_METH_ numbers.
    HPyArray_Slot *slots;
} HPyArrayMethod_Spec;

/// A loop for the ufunc whose name, with its module, is `name`: "numpy:add", say. An entry without a name ends an array.
typedef struct HPyUFunc_LoopSlot {
    const char *name;
    HPyArrayMethod_Spec *spec;
} HPyUFunc_LoopSlot;

/// Who calls a loop, and for which dtypes: what the functions of a method get. All of it is lent for the call.
typedef struct HPyArrayMethod_Context {
    /// The ufunc, or HPy_NULL in a cast.
    HPy caller;
    /// A dtype for each operand.
    const HPy *descriptors;
    /// The same dtypes as structs: `(MyDescr *)context->structs[0]` reads the extra members of an instance.
    PyArray_Descr *const *structs;
    /// NumPy's own context, for functions of NumPy that want it back.
    PyArrayMethod_Context *legacy;
} HPyArrayMethod_Context;

/* --- dtypes of the new kind ------------------------------------------------------------------------------------------ */

/// What HPyArrayInitDTypeMeta_FromSpec makes a DType class from. Everything in it may go after the call, but not the
/// functions.
typedef struct HPyArrayDTypeMeta_Spec {
    /// "module.Name"; copied.
    const char *name;
    /// A text for Python's help, or NULL; copied.
    const char *doc;
    /// The class of the scalars. Borrowed.
    HPy typeobj;
    /// NPY_DT_ABSTRACT, NPY_DT_PARAMETRIC, NPY_DT_NUMERIC.
    int flags;
    /// The size of an instance: a struct that begins with a PyArray_Descr, and may go on with members of its own; 0 if it
    /// does not. HPyArrayDTypeMeta_NewInstance makes instances.
    size_t basicsize;
    /// Casts, ended by NULL: at least the one between instances of the new class.
    HPyArrayMethod_Spec **casts;
    /// Functions under NPY_DT_ numbers.
    HPyArray_Slot *slots;
    /// An abstract DType class to inherit from, or HPy_NULL for numpy.dtype. Borrowed.
    HPy baseclass;
    /// What Python sees of an instance, or NULL: HPyDef_METH, HPyDef_GET, HPyDef_SET and HPyDef_GETSET, and HPyDef_SLOT
    /// with HPy_tp_new, HPy_tp_repr, HPy_tp_str, HPy_tp_hash or HPy_tp_richcompare; ended by NULL. They must live for
    /// ever. Without HPy_tp_new, calling the class gives its default instance.
    HPyDef **defines;
    /// Called with the struct of an instance before it is freed, or NULL; that of the base class follows. Made by
    /// NPY_HPY_DESTROY_DESCR.
    void (*destroy)(PyArray_Descr *descr);
    /// NULL.
    void *reserved[4];
} HPyArrayDTypeMeta_Spec;

#ifdef __cplusplus
}
#endif

#endif
