/* Binary units, each 1024 times the one before. */
#include "core/size.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int64_t bytes;
} units[] = {
    {"TiB", INT64_C(1) << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"", 1}};

int size_parse(const char *text, int64_t *bytes)
{
    char *unit;
    long long number;
    size_t i;

    errno = 0;
    number = strtoll(text, &unit, 10);
    if (text[0] < '0' || text[0] > '9' || errno != 0)
        return -1;
    for (i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(unit, units[i].name) != 0)
            continue;
        if (number > INT64_MAX / units[i].bytes)
            return -1;
        *bytes = number * units[i].bytes;
        return 0;
    }
    return -1;
}

void size_format(int64_t bytes, char text[SIZE_TEXT_SIZE])
{
    size_t i = 0;

    while (units[i].bytes > 1 && bytes < units[i].bytes)
        i++;
    if (units[i].bytes == 1)
        snprintf(text, SIZE_TEXT_SIZE, "%lld bytes", (long long)bytes);
    else
        snprintf(text, SIZE_TEXT_SIZE, "%.1f %s", (double)bytes / (double)units[i].bytes,
                 units[i].name);
}
