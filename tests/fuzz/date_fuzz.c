/*
 * Any form and any text as a date: canonical, no date, or refused with words.
 *
 * The first byte says what is allowed, the first line is the form, the rest is the text.
 */
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "tests/fuzz/fuzz.h"
#include "transforms/date.h"

static void look_at(const char *date, const char *form)
{
    size_t size = strlen(date);
    struct error err;
    int64_t instant;

    require(size < INSTANT_TEXT_SIZE, "a date of %zu bytes", size);
    require(size == 4 || size == 7 || size == 10 || size >= 19, "'%s' by the form '%s'", date,
            form);
    require(strspn(date, "0123456789") == 4, "'%s' by the form '%s'", date, form);
    if (size >= 10)
        require(instant_parse(date, VIETNAM_OFFSET_SECONDS, &instant, &err) == 0,
                "'%s' by the form '%s': %s", date, form, err.text);
}

static void read_date(uint8_t flags, const char *form, const char *text, size_t size)
{
    const struct date_rules rules = {.forms = &form,
                                     .form_count = 1,
                                     .has_time = flags & 1,
                                     .allow_zeros = flags & 2,
                                     .allow_sentinels = flags & 4};
    char date[INSTANT_TEXT_SIZE] = "";
    const char *why = NULL;
    int got = date_read(&rules, text, size, date, &why);

    require(got >= -1 && got <= 1, "date_read gives %d", got);
    if (got == 1)
        look_at(date, form);
    require(got != 1 || rules.has_time || strlen(date) <= 10, "a time that nobody asked for: %s",
            date);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const uint8_t *line = size > 0 ? memchr(bytes + 1, '\n', size - 1) : NULL;
    struct arena *arena = arena_new();

    if (line != NULL) {
        const char *form = arena_copy(arena, bytes + 1, (size_t)(line - bytes) - 1);
        const char *problem = date_form_problem(form);

        if (problem == NULL)
            read_date(bytes[0], form, (const char *)line + 1, size - (size_t)(line + 1 - bytes));
        else
            require(*problem != '\0', "a form is refused without words");
    }
    arena_free(arena);
    return 0;
}
