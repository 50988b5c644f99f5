/*
 * Any text as a value of any type: canonical, of no value, or refused with a rule.
 *
 * The first byte says the type and the scale, the second how several values are folded; each line
 * of the rest is a value.
 */
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "transforms/value.h"

enum { TYPES = TYPE_CODE + 1, VALUES_MOST = 16, TAKES = TAKE_JOIN + 1 };

static const char *const date_forms[] = {"yyyyMMddHHmmss", "yyyyMMddHHmm",
                                         "yyyyMMdd",       "dd/MM/yyyy HH:mm:ss",
                                         "dd/MM/yyyy",     "yyyy-MM-ddTHH:mm:ss.fffzzz",
                                         "MM/yyyy",        "yyyy"};

static struct value_form form_of(uint8_t byte)
{
    struct value_form form = {.type = byte % TYPES, .scale = byte / TYPES % (SCALE_MOST + 1)};

    form.has_comma = byte >= 128 && (form.type == TYPE_INTEGER || form.type == TYPE_DECIMAL);
    form.dates.forms = date_forms;
    form.dates.form_count = sizeof date_forms / sizeof date_forms[0];
    form.dates.has_time = form.type == TYPE_DATETIME;
    form.dates.allow_zeros = byte >= 128;
    form.dates.allow_sentinels = byte >= 64;
    return form;
}

static size_t count_digits(const char *text)
{
    return strspn(text, "0123456789");
}

static void is_canonical_number(const struct value_form *form, const char *text)
{
    const char *end = text + (*text == '-');
    size_t whole = count_digits(end);
    int scale = form->type == TYPE_DECIMAL ? form->scale : 0;

    require(whole > 0 && (whole == 1 || *end != '0'), "the number '%s'", text);
    end += whole;
    if (scale > 0) {
        require(*end == '.' && count_digits(end + 1) == (size_t)scale, "scale %d: '%s'", scale,
                text);
        end += 1 + scale;
    }
    require(*end == '\0', "the number '%s' has more", text);
    require(*text != '-' || strspn(text, "-0.") < strlen(text), "a zero below zero: '%s'", text);
}

static void is_canonical_date(const char *text, size_t size)
{
    int64_t instant;
    struct error err;

    require(size == 4 || size == 7 || size == 10 || size >= 19, "the date '%s'", text);
    require(size < 10 || instant_parse(text, VIETNAM_OFFSET_SECONDS, &instant, &err) == 0,
            "the date '%s': %s", text, err.text);
}

/* Canonical texts of these types read as themselves. */
static void reads_as_itself(const struct value_form *form, const struct value *value,
                            struct arena *arena)
{
    struct value_form plain = *form;
    struct value again;
    struct fault fault;

    /* Canonical numbers have a point, whatever the source writes. */
    plain.has_comma = false;
    require(value_read(&plain, value->text, value->size, arena, &again, &fault) == 1,
            "the canonical '%s' is refused", value->text);
    require(again.size == value->size && memcmp(again.text, value->text, value->size) == 0,
            "'%s' becomes '%s'", value->text, again.text);
}

static void is_canonical(const struct value_form *form, const struct value *value,
                         struct arena *arena)
{
    require(strlen(value->text) == value->size && value->size > 0, "a NUL in a value, or nothing");
    require(utf8_is_valid(value->text, value->size), "a value that is no UTF-8");
    require(value_compare(form, value, value) == 0, "'%s' is not equal to itself", value->text);
    if (form->type == TYPE_INTEGER || form->type == TYPE_DECIMAL)
        is_canonical_number(form, value->text);
    if (form->type == TYPE_BOOLEAN)
        require(strcmp(value->text, "0") == 0 || strcmp(value->text, "1") == 0, "the boolean '%s'",
                value->text);
    if (form->type == TYPE_DATE || form->type == TYPE_DATETIME)
        is_canonical_date(value->text, value->size);
    else
        reads_as_itself(form, value, arena);
}

static size_t read_lines(const struct value_form *form, const char *text, size_t size,
                         struct arena *arena, struct value *values)
{
    const char *end = text + size, *stop;
    size_t count = 0;

    for (; text < end && count < VALUES_MOST; text = stop + 1) {
        struct fault fault = {0};
        int got;

        stop = memchr(text, '\n', (size_t)(end - text));
        stop = stop != NULL ? stop : end;
        got = value_read(form, text, (size_t)(stop - text), arena, &values[count], &fault);
        require(got >= 0 || (fault.rule != NULL && fault.why != NULL), "a refusal without words");
        if (got == 1)
            is_canonical(form, &values[count++], arena);
    }
    return count;
}

/* What mappings allow: sums of numbers, any and all of booleans, join of texts. */
static int is_allowed(enum take take, enum type type)
{
    if (take == TAKE_SUM)
        return type == TYPE_INTEGER || type == TYPE_DECIMAL;
    if (take == TAKE_ANY || take == TAKE_ALL)
        return type == TYPE_BOOLEAN;
    if (take == TAKE_JOIN)
        return type == TYPE_TEXT || type == TYPE_CODE;
    return take != TAKE_COUNT;
}

static void fold(const struct fold *fold, struct value *values, size_t count, struct arena *arena)
{
    struct value folded, backwards;
    struct fault fault = {0};
    int got = values_take(fold, values, count, arena, &folded, &fault), other;
    size_t i;

    require(got >= 0 || (fault.rule != NULL && fault.why != NULL), "a refusal without words");
    require(got != 0 || count == 0, "%zu values fold into none", count);
    if (got != 1 || fold->take == TAKE_JOIN)
        return;
    is_canonical(fold->form, &folded, arena);
    if (fold->take != TAKE_SUM && fold->take != TAKE_MIN && fold->take != TAKE_MAX)
        return;
    for (i = 0; i < count / 2; i++) {
        struct value swapped = values[i];

        values[i] = values[count - 1 - i];
        values[count - 1 - i] = swapped;
    }
    other = values_take(fold, values, count, arena, &backwards, &fault);
    require(other == 1 && value_compare(fold->form, &folded, &backwards) == 0,
            "%s depends on the order: %s", take_names[fold->take], folded.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new();
    struct value values[VALUES_MOST];

    if (size > 2) {
        const struct value_form form = form_of(bytes[0]);
        const struct fold how = {bytes[1] % TAKES, &form, ";"};
        size_t count = read_lines(&form, (const char *)bytes + 2, size - 2, arena, values);

        if (is_allowed(how.take, form.type))
            fold(&how, values, count, arena);
    }
    arena_free(arena);
    return 0;
}
