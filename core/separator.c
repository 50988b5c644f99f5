/* The list of separators, and which of them a line looks like. */
#include "core/separator.h"

#include <stdbool.h>
#include <string.h>

static const struct separator separators[] = {
    {',', ",", "commas"}, {';', ";", "semicolons"}, {'\t', "tab", "tabs"}, {'|', "|", "bars"}};

enum { SEPARATOR_COUNT = sizeof separators / sizeof separators[0] };

const struct separator *separator_find(const char *name)
{
    size_t i;

    for (i = 0; i < SEPARATOR_COUNT; i++)
        if (strcmp(separators[i].name, name) == 0)
            return &separators[i];
    return NULL;
}

const struct separator *separator_of(char sign)
{
    size_t i;

    for (i = 0; i < SEPARATOR_COUNT; i++)
        if (separators[i].sign == sign)
            return &separators[i];
    return NULL;
}

size_t separator_count(const char *line, size_t size, char sign)
{
    bool is_quoted = false;
    size_t count = 0, i;

    for (i = 0; i < size; i++) {
        is_quoted ^= line[i] == '"';
        count += !is_quoted && line[i] == sign;
    }
    return count;
}

const struct separator *separator_guess(const char *line, size_t size)
{
    const struct separator *best = NULL;
    size_t most = 0, i;

    for (i = 0; i < SEPARATOR_COUNT; i++) {
        size_t count = separator_count(line, size, separators[i].sign);

        if (count > most) {
            most = count;
            best = &separators[i];
        }
    }
    return best;
}
