/* The readers of values, one for each type. */
#include "transforms/value.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/arena.h"
#include "core/normal.h"
#include "core/utf8.h"

static int refuse(struct fault *fault, const char *rule, const char *why)
{
    fault->rule = rule;
    fault->why = why;
    return -1;
}

static int give(struct value *value, const char *text, size_t size, struct arena *arena)
{
    value->text = arena_copy(arena, text, size);
    value->size = size;
    return 1;
}

static bool is_white(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct value text_trim(const char *text, size_t size)
{
    struct value trimmed;

    while (size > 0 && is_white(text[size - 1]))
        size--;
    while (size > 0 && is_white(*text)) {
        text++;
        size--;
    }
    trimmed.text = size > 0 ? text : NULL;
    trimmed.size = size;
    return trimmed;
}

/* What the bytes of a text are, as bits. */
enum { SEEN_CONTROL = 1, SEEN_WIDE = 2 };

/* Line ends and tabs belong to texts; other control characters do not. */
static unsigned look_at(unsigned char byte)
{
    if (byte >= 0x20 && byte < 0x7F)
        return 0;
    if (byte >= 0x80)
        return SEEN_WIDE;
    return byte == '\t' || byte == '\n' || byte == '\r' ? 0 : SEEN_CONTROL;
}

/* Looks at eight bytes at once: what is seen for sure; *is_doubtful when some are below 0x20 or are
 * 0x7F.  The sums are those of "has a byte less than n" in Anderson's Bit Twiddling Hacks. */
static unsigned look_at_word(const char *bytes, bool *is_doubtful)
{
    const uint64_t each = UINT64_C(0x0101010101010101), high = each * 0x80;
    uint64_t word, deletes;

    memcpy(&word, bytes, sizeof word);
    deletes = word ^ (each * 0x7F);
    *is_doubtful = ((((word - each * 0x20) & ~word) | ((deletes - each) & ~deletes)) & high) != 0;
    return (word & high) != 0 ? SEEN_WIDE : 0;
}

static unsigned look_at_bytes(const char *bytes, size_t size)
{
    unsigned seen = 0;
    size_t i;

    for (i = 0; i < size; i++)
        seen |= look_at((unsigned char)bytes[i]);
    return seen;
}

static unsigned look_at_eight(const char *bytes)
{
    bool is_doubtful;
    unsigned seen = look_at_word(bytes, &is_doubtful);

    return is_doubtful ? seen | look_at_bytes(bytes, sizeof(uint64_t)) : seen;
}

static unsigned look_at_text(const char *text, size_t size)
{
    const size_t step = sizeof(uint64_t);
    unsigned seen = 0;
    size_t i;

    if (size < step)
        return look_at_bytes(text, size);
    for (i = 0; i + step <= size; i += step)
        seen |= look_at_eight(text + i);
    /* What is left, and some of what was seen. */
    return i < size ? seen | look_at_eight(text + size - step) : seen;
}

/* What is no plain text is checked, and brought into its normal form. */
static int read_wide(struct value *text, struct arena *arena, struct fault *fault)
{
    if (normal_is_plain(text->text, text->size))
        return 1;
    if (!utf8_is_valid(text->text, text->size))
        return refuse(fault, "text", "is not valid UTF-8");
    text->text = normal_form(text->text, text->size, &text->size, arena);
    return text->text != NULL ? 1 : refuse(fault, "text", "has more than 30 marks on one letter");
}

int text_read(const char *text, size_t size, struct arena *arena, struct value *value,
              struct fault *fault)
{
    struct value trimmed = text_trim(text, size);
    unsigned seen = look_at_text(trimmed.text, trimmed.size);

    if (trimmed.size == 0)
        return 0;
    if ((seen & SEEN_WIDE) != 0 && read_wide(&trimmed, arena, fault) < 0)
        return -1;
    if ((seen & SEEN_CONTROL) != 0)
        return refuse(fault, "text", "has a control character");
    *value = trimmed;
    return 1;
}

static size_t count_digits(const char *text, size_t size)
{
    size_t count = 0;

    while (count < size && text[count] >= '0' && text[count] <= '9')
        count++;
    return count;
}

/* A number taken apart: sign, digits before and behind the point. */
struct digits {
    bool is_negative, has_point;
    const char *whole, *fraction;
    size_t whole_size, fraction_size;
};

/* Fails when the text is anything else than [+-]digits[.digits]. */
static int split_number(const char *text, size_t size, struct digits *digits)
{
    const char *end = text + size;

    memset(digits, 0, sizeof *digits);
    digits->is_negative = *text == '-';
    if (*text == '-' || *text == '+')
        text++;
    digits->whole = text;
    digits->whole_size = count_digits(text, (size_t)(end - text));
    text += digits->whole_size;
    if (text != end && *text == '.') {
        digits->has_point = true;
        digits->fraction = ++text;
        digits->fraction_size = count_digits(text, (size_t)(end - text));
        text += digits->fraction_size;
        if (digits->fraction_size == 0)
            return -1;
    }
    return text == end && digits->whole_size > 0 ? 0 : -1;
}

static void drop_zeros(struct digits *digits)
{
    while (digits->whole_size > 1 && *digits->whole == '0') {
        digits->whole++;
        digits->whole_size--;
    }
    while (digits->fraction_size > 0 && digits->fraction[digits->fraction_size - 1] == '0')
        digits->fraction_size--;
}

static bool is_zero(const struct digits *digits)
{
    return digits->whole_size == 1 && *digits->whole == '0' && digits->fraction_size == 0;
}

/* Writes sign, whole digits, and exactly scale digits behind the point. */
static int write_number(const struct digits *digits, int scale, struct arena *arena,
                        struct value *value)
{
    char text[DECIMAL_DIGITS_MOST + SCALE_MOST + 4];
    size_t size = 0;

    if (digits->is_negative && !is_zero(digits))
        text[size++] = '-';
    memcpy(text + size, digits->whole, digits->whole_size);
    size += digits->whole_size;
    if (scale > 0) {
        text[size++] = '.';
        memset(text + size, '0', (size_t)scale);
        if (digits->fraction_size > 0)
            memcpy(text + size, digits->fraction, digits->fraction_size);
        size += (size_t)scale;
    }
    return give(value, text, size, arena);
}

/* The length of digits in groups of three with points between them, or of plain digits.  No such
 * group begins with 0: "0.125" has a decimal point. */
static size_t count_grouped(const char *text, size_t size)
{
    size_t count = count_digits(text, size);

    if (count == 0 || count > 3 || text[0] == '0')
        return count;
    while (count < size && text[count] == '.' &&
           count_digits(text + count + 1, size - count - 1) == 3)
        count += 4;
    return count;
}

/* Writes "-1.234,5" as "-1234.5"; fails when the text is anything else than that or "-1234,5". */
static int drop_marks(struct value *text, struct arena *arena)
{
    const size_t sign = text->size > 0 && (*text->text == '-' || *text->text == '+');
    const size_t whole = sign + count_grouped(text->text + sign, text->size - sign);
    const size_t rest = text->size - whole;
    char *out = arena_alloc(arena, text->size + 1);
    size_t size = 0, i;

    if (whole == sign || rest == 1 || (rest > 1 && text->text[whole] != ',') ||
        (rest > 1 && count_digits(text->text + whole + 1, rest - 1) != rest - 1))
        return -1;
    for (i = 0; i < text->size; i++)
        if (text->text[i] != '.')
            out[size++] = text->text[i] == ',' ? '.' : text->text[i];
    text->text = out;
    text->size = size;
    return 0;
}

static int read_integer(const char *text, size_t size, struct arena *arena, struct value *value,
                        struct fault *fault)
{
    struct digits digits;

    if (split_number(text, size, &digits) != 0 || digits.has_point)
        return refuse(fault, "integer", "is no whole number in plain digits");
    drop_zeros(&digits);
    if (digits.whole_size > WHOLE_DIGITS_MOST)
        return refuse(fault, "integer", "has more than 18 digits");
    return write_number(&digits, 0, arena, value);
}

/* "50.000" is fifty or fifty thousand, as its writer has learned it. */
static bool is_ambiguous(const struct digits *digits, int scale)
{
    return digits->fraction_size == 3 && scale < 3 && digits->whole_size <= 3 &&
           *digits->whole != '0';
}

static int read_decimal(const struct value_form *form, struct value text, struct arena *arena,
                        struct value *value, struct fault *fault)
{
    const bool has_comma = form->has_comma;
    const int scale = form->scale;
    struct digits digits;
    bool may_be_grouped;

    if (split_number(text.text, text.size, &digits) != 0)
        return refuse(fault, "decimal", "is no number in plain digits with a decimal point");
    may_be_grouped = is_ambiguous(&digits, scale);
    drop_zeros(&digits);
    if (digits.fraction_size > (size_t)scale)
        return refuse(fault, "decimal",
                      has_comma ? "has more digits behind the comma than the field"
                                : "has more digits behind the point than the field");
    if (may_be_grouped)
        return refuse(fault, "decimal",
                      has_comma ? "may have a comma as thousands mark"
                                : "may have a point as thousands mark");
    if (scale == 0 && digits.whole_size > WHOLE_DIGITS_MOST)
        return refuse(fault, "decimal", "has more than 18 digits");
    if (digits.whole_size + (size_t)scale > DECIMAL_DIGITS_MOST)
        return refuse(fault, "decimal", "has more than 36 digits");
    return write_number(&digits, scale, arena, value);
}

static int read_boolean(const char *text, size_t size, struct arena *arena, struct value *value,
                        struct fault *fault)
{
    static const char *const words[] = {"0", "1", "false", "true", "False", "True", "N", "Y"};
    size_t i;

    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == size && memcmp(words[i], text, size) == 0)
            return give(value, i % 2 == 1 ? "1" : "0", 1, arena);
    return refuse(fault, "boolean", "is none of 0, 1, true, false, True, False, Y, N");
}

/* "is no date of the form yyyyMMdd or yyyy" */
static const char *tell_forms(const struct date_rules *rules, struct arena *arena)
{
    const char *text = "is no date of the form";
    size_t i;

    for (i = 0; i < rules->form_count; i++)
        text = arena_print(arena, "%s%s %s", text, i > 0 ? " or" : "", rules->forms[i]);
    return text;
}

static int read_date(const struct value_form *form, struct value text, struct arena *arena,
                     struct value *value, struct fault *fault)
{
    char out[INSTANT_TEXT_SIZE];
    const char *why = NULL;
    int got = date_read(&form->dates, text.text, text.size, out, &why);

    if (got < 0)
        return refuse(fault, "date", why != NULL ? why : tell_forms(&form->dates, arena));
    return got == 0 ? 0 : give(value, out, strlen(out), arena);
}

static int give_collapsed(struct value *value, struct value text, struct arena *arena)
{
    char *out = arena_alloc(arena, text.size + 1);
    size_t size = 0, i;

    for (i = 0; i < text.size; i++) {
        if (!is_white(text.text[i]))
            out[size++] = text.text[i];
        else if (out[size - 1] != ' ')
            out[size++] = ' ';
    }
    value->text = out;
    value->size = size;
    return 1;
}

int value_convert(const struct value_form *form, struct value text, struct arena *arena,
                  struct value *value, struct fault *fault)
{
    if (form->has_comma && drop_marks(&text, arena) != 0)
        return refuse(fault, form->type == TYPE_INTEGER ? "integer" : "decimal",
                      "is no number with a decimal comma");
    switch (form->type) {
    case TYPE_INTEGER:
        return read_integer(text.text, text.size, arena, value, fault);
    case TYPE_DECIMAL:
        return read_decimal(form, text, arena, value, fault);
    case TYPE_BOOLEAN:
        return read_boolean(text.text, text.size, arena, value, fault);
    case TYPE_DATE:
    case TYPE_DATETIME:
        return read_date(form, text, arena, value, fault);
    default:
        return form->collapse_space ? give_collapsed(value, text, arena)
                                    : give(value, text.text, text.size, arena);
    }
}

int value_read(const struct value_form *form, const char *text, size_t size, struct arena *arena,
               struct value *value, struct fault *fault)
{
    struct value clean;
    int got = text_read(text, size, arena, &clean, fault);

    return got == 1 ? value_convert(form, clean, arena, value, fault) : got;
}
