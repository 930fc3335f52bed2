/* How Python calls C functions of any kind: the two generated extensions, legacy_calls and hpy_calls, keep to this.
 *
 *     object or handle    any object; the object that set_null() was told stands for NULL or HPy_NULL
 *     integer, enum       an int that fits the type's size, signed or not
 *     double              a float
 *     pointer             an address as an int, or None for NULL
 *     array of handles    a sequence of objects, or None for NULL
 *     handle to set       the object that is there before
 *     array to fill       the number of entries, as an int
 *
 * A call gives a tuple: the result (None for void), then each handle that was set and, as a tuple, each array that was
 * filled. All objects are new references. A call after which an exception is set raises it, whatever the result was;
 * last_result() tells the result then. What does not fit the protocol raises AssertionError, which is no exception
 * that the API has. */
#ifndef API_CALLS_PROTOCOL_H
#define API_CALLS_PROTOCOL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No function has more parameters. */
#define MOST_ARGUMENTS 16

/* A C value that came back from the last call, for last_result(). */
typedef struct {
    enum { VALUE_NONE, VALUE_SIGNED, VALUE_UNSIGNED, VALUE_REAL, VALUE_ADDRESS, VALUE_OBJECT } kind;
    long long number; /* of an object: whether there is one; of a filled array: how many there are */
    double real;
} Value;

static struct {
    Value values[MOST_ARGUMENTS];
    int count;
} last_call;

/* A specification for PyUFunc_AddLoopFromSpec and its like, without the classes: those are objects, and come beside it. */
typedef struct {
    const char *ufunc; /* its name, for PyUFunc_AddLoopsFromSpecs */
    const char *name;
    void *slots;
    int nin, nout, casting, flags;
} MethodParts;

/* The same for PyArrayInitDTypeMeta_FromSpec. Each cast has two classes. */
typedef struct {
    const char *name, *doc;
    void *slots;
    MethodParts *casts;
    int cast_count, flags;
    size_t basicsize;
} ClassParts;

/* No class has more. */
#define MOST_CASTS 4

/* A prototype for PyArray_RegisterDataType, without its objects. */
typedef struct {
    void *f;
    int type_num, elsize, alignment;
    char kind, type, byteorder, flags;
} ProtoParts;

static inline void remember(Value value)
{
    last_call.values[last_call.count++] = value;
}

/* Whether a number fits into `size` bytes, read as signed or as unsigned. */
static inline int fits(long long number, size_t size)
{
    if (size >= sizeof number) {
        return 1;
    }
    long long beyond = 1LL << (8 * size);
    return number >= -beyond / 2 && number < beyond;
}

/* Whether a C integer type is unsigned. Some enums are. */
#define IS_UNSIGNED(TYPE) (!((TYPE)-1 < (TYPE)1))

/* The names of the generated arguments, by their index: a0, a1 and so on. */
#define INTEGER(TYPE, INDEX) TYPE a##INDEX = (TYPE)integer(&call, INDEX, sizeof(TYPE));
#define REAL(INDEX) double a##INDEX = real(&call, INDEX);
#define POINTER(TYPE, INDEX) TYPE a##INDEX = (TYPE)address(&call, INDEX);
#define CLASS_NAME(INDEX) const char *class_name = name(&call, INDEX);
#define IF_CLASS(CLASS) if (strcmp(class_name, #CLASS) == 0)
#define NO_CLASS(INDEX) does_not_fit(&call, INDEX, "the name of a class");

#endif
