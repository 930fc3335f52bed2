/* To be preloaded: makes malloc and its kin fail for callers in the libraries of numpy_hpy, and for nobody else.
 *
 * `fail_ours(first, count)` lets `count` allocations fail after `first - 1` successes; `ours_seen` and `ours_failed` count.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

static int armed;
static long seen, failed, first_failure, failures_wanted;

/* A new library may be loaded at any time, so each caller is looked up. */
static int
is_ours(void *caller)
{
    Dl_info info;
    if (dladdr(caller, &info) == 0 || info.dli_fname == NULL) {
        return 0;
    }
    const char *slash = strrchr(info.dli_fname, '/');
    const char *name = slash == NULL ? info.dli_fname : slash + 1;
    return strncmp(name, "_native.", 8) == 0 || strncmp(name, "_hpyarray.", 10) == 0;
}

static int
fails(void *caller)
{
    if (!armed || !is_ours(caller)) {
        return 0;
    }
    seen++;
    if (seen < first_failure || seen - first_failure >= failures_wanted) {
        return 0;
    }
    failed++;
    return 1;
}

void
fail_ours(long first, long count)
{
    first_failure = first;
    failures_wanted = count;
    seen = failed = 0;
    armed = count > 0;
}

long
ours_seen(void)
{
    return seen;
}

long
ours_failed(void)
{
    return failed;
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

void *
malloc(size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *
realloc(void *block, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(block, size);
}

void *
aligned_alloc(size_t alignment, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_memalign(alignment, size);
}

int
posix_memalign(void **block, size_t alignment, size_t size)
{
    if (fails(__builtin_return_address(0))) {
        return ENOMEM;
    }
    *block = __libc_memalign(alignment, size);
    return *block == NULL ? ENOMEM : 0;
}
