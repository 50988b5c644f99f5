/* The counting of values by form. */
#include "transforms/forms.h"

#include <string.h>

#include "core/arena.h"
#include "core/utf8.h"
#include "transforms/personal.h"
#include "transforms/value.h"

/* What is longer than this is text, whatever it looks like. */
enum { TRIED_BYTES_MOST = 64, DIGITS_MOST = 8 /* of a code without other signs */ };

const struct date_form date_forms[FORM_COUNT] = {
    {"yyyyMMddHHmmss", true, true},
    {"yyyyMMddHHmm", true, true},
    {"yyyyMMdd", false, true},
    {"yyyy-MM-dd", false, false},
    {"yyyy-MM-dd HH:mm:ss", true, false},
    {"yyyy-MM-ddTHH:mm:ss", true, false},
    {"yyyy-MM-ddTHH:mm:ss.fff", true, false},
    {"yyyy-MM-ddTHH:mm:sszzz", true, false},
    {"yyyy-MM-ddTHH:mm:ss.fffzzz", true, false},
    {"yyyy/MM/dd", false, false},
    {"yyyy/MM/dd HH:mm:ss", true, false},
    {"dd/MM/yyyy", false, false},
    {"dd/MM/yyyy HH:mm:ss", true, false},
    {"dd/MM/yyyy HH:mm", true, false},
    {"dd-MM-yyyy", false, false},
    {"MM/yyyy", false, false},
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

void form_mask(const char *text, size_t size, char mask[MASK_SIZE_MOST + 1])
{
    size_t out = 0, i;

    for (i = 0; i < size && out < MASK_SIZE_MOST; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte >= 0x80 && byte < 0xc0) /* inside a letter */
            continue;
        if (is_digit(text[i]))
            mask[out++] = '9';
        else if (byte >= 'A' && byte <= 'Z')
            mask[out++] = 'X';
        else if ((byte >= 'a' && byte <= 'z') || byte >= 0x80)
            mask[out++] = 'x';
        else
            mask[out++] = byte < ' ' || byte == 0x7f ? ' ' : text[i];
    }
    mask[out] = '\0';
}

static bool reads(const struct value_form *form, struct value text, struct arena *scratch)
{
    struct value value;
    struct fault fault;

    return value_read(form, text.text, text.size, scratch, &value, &fault) == 1;
}

/* 1: a date of the form; 0: one that stands for no date; -1. */
static int read_date(const struct date_form *row, struct value text, bool is_lax,
                     struct arena *scratch)
{
    struct value_form form = {.type = TYPE_DATETIME,
                              .dates = {.forms = &row->text,
                                        .form_count = 1,
                                        .has_time = row->has_time,
                                        .allow_zeros = is_lax,
                                        .allow_sentinels = is_lax}};
    struct value value;
    struct fault fault;

    return value_read(&form, text.text, text.size, scratch, &value, &fault);
}

/* True when the text has digits and signs where the form has letters and signs: a look that spares
 * most texts the reading. */
static bool has_shape(const struct date_form *row, struct value text)
{
    const char *form = row->text;
    size_t i;

    for (i = 0; form[i] != '\0' && form[i] != 'z'; i++) {
        bool is_part = strchr("yMdHmsf", form[i]) != NULL;

        if (i == text.size || (is_part ? !is_digit(text.text[i]) : text.text[i] != form[i]))
            return false;
    }
    return form[i] == 'z' || i == text.size;
}

/* Numbers are dates only in the centuries that records are of. */
static bool is_likely(const struct date_form *row, struct value text)
{
    if (!has_shape(row, text))
        return false;
    return !row->is_compact || memcmp(text.text, "19", 2) == 0 || memcmp(text.text, "20", 2) == 0 ||
           memcmp(text.text, "0000", 4) == 0;
}

/* The form of the date, FORM_COUNT when it is none. */
static size_t count_date(struct forms *forms, struct value text, struct arena *scratch)
{
    size_t i;

    for (i = 0; i < FORM_COUNT; i++) {
        bool is_strict;
        int got;

        if (!is_likely(&date_forms[i], text))
            continue;
        is_strict = read_date(&date_forms[i], text, false, scratch) == 1;
        got = is_strict ? 1 : read_date(&date_forms[i], text, true, scratch);
        if (got < 0)
            continue;
        forms->dates[i]++;
        forms->zero_parts += !is_strict && got == 1;
        forms->sentinels += got == 0;
        return i;
    }
    return FORM_COUNT;
}

static void count_digits(struct forms *forms, struct value text)
{
    const char *point = memchr(text.text, '.', text.size);
    bool is_signed = text.text[0] == '-' || text.text[0] == '+';
    size_t start = is_signed ? 1 : 0;
    size_t whole = (point != NULL ? (size_t)(point - text.text) : text.size) - start;
    size_t scale = point != NULL ? text.size - (size_t)(point - text.text) - 1 : 0;

    forms->padded += whole > 1 && text.text[start] == '0';
    if ((int)whole > forms->whole_digits)
        forms->whole_digits = (int)whole;
    if ((int)scale > forms->scale)
        forms->scale = (int)scale;
}

static bool is_truth(struct value text)
{
    static const char *const words[] = {"true", "false", "True", "False", "Y", "N"};
    size_t i;

    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == text.size && memcmp(words[i], text.text, text.size) == 0)
            return true;
    return false;
}

static bool begins_number(struct value text)
{
    return is_digit(text.text[0]) || strchr("+-.", text.text[0]) != NULL;
}

/* Counts what begins as a number does. */
static void count_number(struct forms *forms, struct value text, struct arena *scratch)
{
    static const struct value_form integer = {.type = TYPE_INTEGER};
    static const struct value_form decimal = {.type = TYPE_DECIMAL, .scale = SCALE_MOST};
    bool is_integer = reads(&integer, text, scratch);

    if (!is_integer && !reads(&decimal, text, scratch)) {
        forms->texts++;
        return;
    }
    forms->integers += is_integer;
    forms->decimals += !is_integer;
    count_digits(forms, text);
}

static void count_form(struct forms *forms, struct value text, struct arena *scratch)
{
    bool is_tried = text.size <= TRIED_BYTES_MOST;
    size_t date = is_tried ? count_date(forms, text, scratch) : FORM_COUNT;

    if (date != FORM_COUNT && !date_forms[date].is_compact)
        return;
    if (is_tried && is_truth(text))
        forms->booleans++;
    else if (is_tried && begins_number(text))
        count_number(forms, text, scratch);
    else
        forms->texts++;
}

static bool is_number(struct value text)
{
    size_t i;

    for (i = 0; i < text.size; i++)
        if (!is_digit(text.text[i]))
            return false;
    return true;
}

/* Codes are words of digits and signs, or of letters all large or all small: names are not. */
static bool could_be_code(struct value text)
{
    bool has_small = false, has_large = false;
    size_t i;

    if (text.size > CODE_SIZE_MOST || (text.size > DIGITS_MOST && is_number(text)))
        return false;
    for (i = 0; i < text.size; i++) {
        char byte = text.text[i];

        has_small = has_small || (byte >= 'a' && byte <= 'z');
        has_large = has_large || (byte >= 'A' && byte <= 'Z');
        if (!is_digit(byte) && !(byte >= 'a' && byte <= 'z') && !(byte >= 'A' && byte <= 'Z') &&
            strchr("._-", byte) == NULL)
            return false;
    }
    return !(has_small && has_large) || is_truth(text);
}

static void count_code(struct forms *forms, struct value text)
{
    size_t i;

    if (forms->is_no_code)
        return;
    for (i = 0; i < forms->code_count; i++) {
        if (strlen(forms->codes[i].text) == text.size &&
            memcmp(forms->codes[i].text, text.text, text.size) == 0) {
            forms->codes[i].count++;
            return;
        }
    }
    forms->is_no_code = forms->code_count == CODES_MOST || !could_be_code(text);
    if (forms->is_no_code)
        return;
    memcpy(forms->codes[forms->code_count].text, text.text, text.size);
    forms->codes[forms->code_count++].count = 1;
}

static void count_mask(struct forms *forms, struct value text)
{
    char mask[MASK_SIZE_MOST + 1];
    size_t i;

    if (forms->mask_count == MASKS_MOST)
        return;
    form_mask(text.text, text.size, mask);
    for (i = 0; i < forms->mask_count; i++)
        if (strcmp(forms->masks[i], mask) == 0)
            return;
    memcpy(forms->masks[forms->mask_count++], mask, sizeof mask);
}

/* Looks whether a field could have the text at all.  Where the text was cut, its last letter may
 * have been cut too. */
static void look_for_trouble(struct forms *forms, struct value text, bool is_cut,
                             struct arena *scratch)
{
    struct fault fault;
    struct value value;

    if (is_cut)
        text.size = utf8_cut(text.text, text.size, text.size - 1);
    if (text_read(text.text, text.size, scratch, &value, &fault) < 0)
        forms->has_trouble = true;
}

void forms_add(struct forms *forms, const char *text, size_t size, size_t length,
               struct distinct_budget *budget, struct arena *scratch)
{
    struct value trimmed = text_trim(text, size);
    const struct personal *personal;
    size_t letters;

    if (trimmed.size == 0) {
        forms->empty++;
        return;
    }
    arena_reset(scratch);
    letters = utf8_count(trimmed.text, trimmed.size) + (length - size);
    forms->shortest = forms->count == 0 || letters < forms->shortest ? letters : forms->shortest;
    forms->longest = letters > forms->longest ? letters : forms->longest;
    forms->count++;
    count_form(forms, trimmed, scratch);
    count_code(forms, trimmed);
    count_mask(forms, trimmed);
    look_for_trouble(forms, trimmed, length > size, scratch);
    personal = personal_value(trimmed.text, trimmed.size);
    forms->personals += personal != NULL;
    forms->personal = personal != NULL ? personal : forms->personal;
    distinct_add(&forms->distinct, distinct_hash(length - size, trimmed.text, trimmed.size),
                 budget);
}
