/* What HPyArray is measured against: for each dtype a type written by hand, with the offsets compiled in. Struct, allocations,
 * bounce and depth guard are those of HPyArray, which knows no dtype beforehand. */
#include <hpy.h>
#include <stdlib.h>
#include <string.h>

/* The memory of an array, which outlives it while a walk is over it. */
typedef struct Memory {
    char *data;
    ptrdiff_t count;
    const void *layout;
    void (*free)(void *);
    void *ctx;
    size_t nbytes;
    struct Memory *next;
    HPyFunc_visitproc visit;
    void *arg;
    intptr_t bias;
    enum { IDLE, QUEUED, WALKING } state;
    int orphan;
} Memory;

typedef struct {
    char *data;
    ptrdiff_t *shape;
    ptrdiff_t *strides;
    const void *layout;
    Memory *memory;
    int nd;
    unsigned flags;
    HPyField dtype; /* None until a visitor takes references away: then NULL */
    HPyField base;
    HPyField pin;
    bool is_foreign;
    void *formats;
    ptrdiff_t exports;
    HPyFunc_visitproc release_base;
    void *release_arg;
} Peer;

HPyType_HELPERS(Peer)

/* What is added to a slot's value to make the field. */
static intptr_t bias;

/* The clearing walk of a thread; its address costs a call. */
typedef struct {
    bool active;
    Memory *queue;
} Walk;

static _Thread_local Walk thread_walk;

static void free_memory(Memory *memory)
{
    memory->free(memory->data);
    free(memory);
}

static inline int look_at(char *slot, HPyFunc_visitproc visit, void *arg)
{
    intptr_t value;
    memcpy(&value, slot, sizeof(value));
    if (value == 0) {
        return 0;
    }
    HPyField field = {value + bias};
    int result = visit(&field, arg);
    if (field._i != value + bias) {
        value = field._i == 0 ? 0 : field._i - bias;
        memcpy(slot, &value, sizeof(value));
    }
    return result;
}

static inline void take(char *slot, HPyFunc_visitproc visit, void *arg)
{
    intptr_t value, now;
    memcpy(&value, slot, sizeof(value));
    if (value == 0) {
        return;
    }
    memset(slot, 0, sizeof(value));
    HPyField field = {value + bias};
    visit(&field, arg);
    memcpy(&now, slot, sizeof(now));
    if (field._i != 0 && now == 0) {
        value = field._i - bias;
        memcpy(slot, &value, sizeof(value));
    }
}

typedef void ClearFunc(Walk *walk, Memory *memory, HPyFunc_visitproc visit, void *arg);

/* A queued record remembers how it is cleared where it would have its layout. */
static __attribute__((noinline)) void drain(Walk *walk)
{
    while (walk->queue != NULL) {
        Memory *memory = walk->queue;
        walk->queue = memory->next;
        ClearFunc *clear;
        memcpy(&clear, &memory->layout, sizeof(clear));
        memory->state = WALKING;
        clear(walk, memory, memory->visit, memory->arg);
        memory->state = IDLE;
        if (memory->orphan) {
            free_memory(memory);
        }
    }
}

static inline void after_slot(Walk *walk)
{
    if (walk->queue != NULL) {
        drain(walk);
    }
}

static inline void clear_or_queue(Memory *memory, HPyFunc_visitproc visit, void *arg, ClearFunc *clear)
{
    if (memory->state != IDLE) {
        return;
    }
    Walk *walk = &thread_walk;
    if (walk->active) {
        memory->state = QUEUED;
        memory->visit = visit;
        memory->arg = arg;
        memcpy(&memory->layout, &clear, sizeof(clear));
        memory->next = walk->queue;
        walk->queue = memory;
        return;
    }
    walk->active = true;
    memory->state = WALKING;
    clear(walk, memory, visit, arg);
    memory->state = IDLE;
    bool orphan = memory->orphan;
    if (orphan) {
        free_memory(memory);
    }
    after_slot(walk);
    walk->active = false;
}

static void destroy(Peer *peer)
{
    if (peer->exports > 0) {
        return;
    }
    Memory *memory = peer->memory;
    if (memory != NULL) {
        if (memory->state == IDLE) {
            free_memory(memory);
        }
        else {
            memory->orphan = 1;
        }
    }
    free(peer->shape);
    memset(peer, 0, offsetof(Peer, dtype));
    free(peer->formats);
    if (peer->release_base != NULL && !HPyField_IsNull(peer->pin)) {
        peer->release_base(&peer->pin, peer->release_arg);
    }
    if (peer->release_base != NULL && !HPyField_IsNull(peer->base)) {
        peer->release_base(&peer->base, peer->release_arg);
    }
}

#define LOOK(slot)                                                                                                     \
    do {                                                                                                               \
        int result = look_at((slot), visit, arg);                                                                      \
        if (result != 0) {                                                                                             \
            return result;                                                                                             \
        }                                                                                                              \
    } while (0)
#define TAKE(slot)                                                                                                     \
    do {                                                                                                               \
        take((slot), visit, arg);                                                                                      \
        after_slot(walk);                                                                                              \
    } while (0)

#define PEER(kind)                                                                                                     \
    static void clear_##kind(Walk *walk, Memory *memory, HPyFunc_visitproc visit, void *arg)                           \
    {                                                                                                                  \
        char *data = memory->data;                                                                                     \
        ptrdiff_t count = memory->count;                                                                               \
        kind##_loop(TAKE)                                                                                              \
    }                                                                                                                  \
    HPyDef_SLOT(traverse_##kind, HPy_tp_traverse)                                                                      \
    static int traverse_##kind##_impl(void *self, HPyFunc_visitproc visit, void *arg)                                  \
    {                                                                                                                  \
        Peer *peer = (Peer *)self;                                                                                     \
        HPy_VISIT(&peer->dtype);                                                                                       \
        if (HPyField_IsNull(peer->dtype)) {                                                                            \
            peer->release_base = visit;                                                                                \
            peer->release_arg = arg;                                                                                   \
            if (peer->memory != NULL) {                                                                                \
                clear_or_queue(peer->memory, visit, arg, clear_##kind);                                                \
            }                                                                                                          \
            return 0;                                                                                                  \
        }                                                                                                              \
        HPy_VISIT(&peer->base);                                                                                        \
        HPy_VISIT(&peer->pin);                                                                                         \
        if (peer->memory == NULL || peer->memory->state == QUEUED) {                                                   \
            return 0;                                                                                                  \
        }                                                                                                              \
        char *data = peer->memory->data;                                                                               \
        ptrdiff_t count = peer->memory->count;                                                                         \
        kind##_loop(LOOK)                                                                                              \
        return 0;                                                                                                      \
    }                                                                                                                  \
    HPyDef_SLOT(destroy_##kind, HPy_tp_destroy)                                                                        \
    static void destroy_##kind##_impl(void *self)                                                                      \
    {                                                                                                                  \
        destroy((Peer *)self);                                                                                         \
    }                                                                                                                  \
    static HPyDef *defines_##kind[] = {&traverse_##kind, &destroy_##kind, NULL};                                       \
    static HPyType_Spec spec_##kind = {                                                                                \
        .name = "peer." #kind,                                                                                         \
        .basicsize = sizeof(Peer),                                                                                     \
        .builtin_shape = SHAPE(Peer),                                                                                  \
        .flags = HPy_TPFLAGS_DEFAULT | HPy_TPFLAGS_HAVE_GC,                                                            \
        .defines = defines_##kind,                                                                                     \
    };                                                                                                                 \
    static HPyGlobal type_##kind;                                                                                      \
    static int fill_##kind(HPyContext *ctx, HPy owner, char *data, ptrdiff_t count, HPy values, HPy_ssize_t modulus)   \
    {                                                                                                                  \
        HPy_ssize_t i_value = 0;                                                                                       \
        kind##_loop(STORE)                                                                                             \
        return 0;                                                                                                      \
    }

#define STORE(slot)                                                                                                    \
    do {                                                                                                               \
        HPy value = HPy_GetItem_i(ctx, values, i_value++ % modulus);                                                   \
        if (HPy_IsNull(value)) {                                                                                       \
            return -1;                                                                                                 \
        }                                                                                                              \
        HPyField field = HPyField_NULL;                                                                                \
        HPyField_Store(ctx, owner, &field, value);                                                                     \
        HPy_Close(ctx, value);                                                                                         \
        intptr_t plain = field._i - bias;                                                                              \
        memcpy((slot), &plain, sizeof(plain));                                                                         \
    } while (0)

#include "../c/dtypes.h"

PEER(object)
PEER(record)
PEER(three)
PEER(sixteen)
PEER(even)
PEER(uneven)
PEER(nest)

typedef int FillFunc(HPyContext *ctx, HPy owner, char *data, ptrdiff_t count, HPy values, HPy_ssize_t modulus);

static const struct {
    HPyGlobal *type;
    HPyType_Spec *spec;
    FillFunc *fill;
    ptrdiff_t itemsize;
} kinds[] = {
#define KIND(name) {&type_##name, &spec_##name, fill_##name, name##_itemsize}
    KIND(object), KIND(record), KIND(three), KIND(sixteen), KIND(even), KIND(uneven), KIND(nest),
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

HPyDef_METH(new_peer, "new", HPyFunc_VARARGS,
            .doc = "new(number, count, values): an array of that dtype; its slots get values by turns, or stay NULL if there are none")
static HPy new_peer_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs)
{
    (void)self;
    long number;
    HPy_ssize_t count;
    HPy h_count, h_values;
    if (!HPyArg_Parse(ctx, NULL, args, nargs, "lOO", &number, &h_count, &h_values)) {
        return HPy_NULL;
    }
    count = HPyLong_AsSsize_t(ctx, h_count);
    HPy_ssize_t modulus = HPy_Length(ctx, h_values);
    if (HPyErr_Occurred(ctx) || number < 0 || number >= KINDS) {
        return HPyErr_SetString(ctx, ctx->h_ValueError, "no such dtype");
    }
    HPy type = HPyGlobal_Load(ctx, *kinds[number].type);
    Peer *peer;
    HPy h_peer = HPy_New(ctx, type, &peer);
    HPy_Close(ctx, type);
    if (HPy_IsNull(h_peer)) {
        return HPy_NULL;
    }
    peer->shape = (ptrdiff_t *)malloc(2 * sizeof(ptrdiff_t));
    peer->memory = (Memory *)calloc(1, sizeof(Memory));
    char *data = (char *)calloc((size_t)count + 1, (size_t)kinds[number].itemsize);
    if (peer->shape == NULL || peer->memory == NULL || data == NULL) {
        abort();
    }
    peer->strides = peer->shape + 1;
    peer->data = data;
    peer->memory->data = data;
    peer->memory->count = count;
    peer->memory->free = free;
    HPyField_Store(ctx, h_peer, &peer->dtype, ctx->h_None);
    if (modulus > 0 && kinds[number].fill(ctx, h_peer, data, count, h_values, modulus) < 0) {
        HPy_Close(ctx, h_peer);
        return HPy_NULL;
    }
    return h_peer;
}

HPyDef_SLOT(module_exec, HPy_mod_exec)
static int module_exec_impl(HPyContext *ctx, HPy module)
{
    (void)module;
    for (int i = 0; i < KINDS; i++) {
        HPy type = HPyType_FromSpec(ctx, kinds[i].spec, NULL);
        if (HPy_IsNull(type)) {
            return -1;
        }
        HPyGlobal_Store(ctx, kinds[i].type, type);
        HPy_Close(ctx, type);
    }
    /* Of HPy 0.9.0; capi/src/slot.c measures it. */
#ifdef HPY_ABI_CPYTHON
    bias = 0;
#else
    bias = 1;
#endif
    return 0;
}

static HPyDef *defines[] = {&new_peer, &module_exec, NULL};
static HPyGlobal *globals[] = {&type_object, &type_record, &type_three, &type_sixteen,
                               &type_even,   &type_uneven, &type_nest,  NULL};
static HPyModuleDef module_def = {.doc = "HPy types written by hand.", .defines = defines, .globals = globals};

HPy_MODINIT(bench_peer, module_def)
