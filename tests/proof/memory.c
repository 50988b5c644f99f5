/*
 * The system's memory, which can run out at a call.
 *
 * Left out under AddressSanitizer, which has a memory of its own.
 */
#include <errno.h>
#include <stddef.h>

#include "tests/proof/calls.h"

#if !defined(__SANITIZE_ADDRESS__)

/* What glibc has under these names; the ones that everybody calls are defined below. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *memory, size_t size);

/* Whether there is memory for the caller at this address. */
static bool is_there(const void *caller)
{
    if (call_enter_at(CALL_MEMORY, caller) == FAULT_NONE)
        return true;
    errno = ENOMEM;
    return false;
}

void *malloc(size_t size)
{
    return is_there(__builtin_return_address(0)) ? __libc_malloc(size) : NULL;
}

void *calloc(size_t count, size_t size)
{
    return is_there(__builtin_return_address(0)) ? __libc_calloc(count, size) : NULL;
}

void *realloc(void *memory, size_t size)
{
    return is_there(__builtin_return_address(0)) ? __libc_realloc(memory, size) : NULL;
}

#endif
