/* Matching by the C library. */
#include "transforms/pattern.h"

#include <errno.h>

#include "core/error.h"

bool pattern_matches(const regex_t *pattern, const char *text, regmatch_t *groups, size_t count)
{
    int status;

    errno = 0;
    status = regexec(pattern, text, count, groups, 0);
    /* glibc gives REG_NOMATCH for lost memory too, so that only errno tells. */
    if (status == REG_ESPACE || (status != 0 && errno == ENOMEM))
        error_out_of_memory();
    return status == 0;
}
