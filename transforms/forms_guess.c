/*
 * What the counted forms mean: a type for a draft, and words for people.
 *
 * In doubt it is text: a code that lost its zeros cannot be mended later, a text can be typed any
 * time.
 */
#include <stdio.h>
#include <string.h>

#include "core/buffer.h"
#include "core/record.h"
#include "transforms/forms.h"
#include "transforms/value.h"

enum { NAME_MOST = 96, MONEY_SCALE = 2 };

/* Parts of snake_case names, with the '_' that stand around a word. */
static const char *const counts[] = {"_so_luong_", "soluong", "_so_ngay_", "songay",
                                     "_so_lan_",   "_count_", "_total_",   "_quantity_"};
static const char *const amounts[] = {"_tien_",    "tien_",     "_gia_tri_",   "dongia",
                                      "_phi_",     "_tong_",    "tongchi",     "_thanh_tien_",
                                      "_amount_",  "_price_",   "_dien_tich_", "_ty_le_",
                                      "_don_gia_", "_muc_phi_", "_muc_thu_"};
static const char *const times[] = {"_ngay_", "_ngay", "_thoi_", "_thoi", "_date_",
                                    "date_",  "_han_", "_luc_",  "time_"};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static bool has_part(const char *name, const char *const *parts, size_t count)
{
    char padded[NAME_MOST];
    size_t i;

    snprintf(padded, sizeof padded, "_%s_", name);
    for (i = 0; i < count; i++)
        if (strstr(padded, parts[i]) != NULL)
            return true;
    return false;
}

/* Amounts of insurance claims are called t_bhtt, t_tongchi_bv. */
static bool is_amount(const char *name)
{
    if (strncmp(name, "ma", 2) == 0)
        return false;
    return strncmp(name, "t_", 2) == 0 || strcmp(name, "gia") == 0 ||
           has_part(name, amounts, COUNT(amounts)) || has_part(name, counts, COUNT(counts));
}

static long count_dates(const struct forms *forms, bool is_compact)
{
    long count = 0;
    size_t i;

    for (i = 0; i < FORM_COUNT; i++)
        if (date_forms[i].is_compact == is_compact)
            count += forms->dates[i];
    return count;
}

static bool are_dates(const struct forms *forms, const char *name)
{
    long compact = count_dates(forms, true);

    if (forms->count == 0 || compact + count_dates(forms, false) != forms->count)
        return false;
    return compact == 0 || has_part(name, times, COUNT(times));
}

static void guess_date(const struct forms *forms, struct form_guess *guess)
{
    size_t i;

    guess->type = TYPE_DATE;
    for (i = 0; i < FORM_COUNT; i++) {
        guess->dates[i] = forms->dates[i] != 0;
        if (guess->dates[i] && date_forms[i].has_time)
            guess->type = TYPE_DATETIME;
    }
    guess->allow_zeros = forms->zero_parts != 0;
    guess->allow_sentinels = forms->sentinels != 0;
}

static void guess_number(const struct forms *forms, const char *name, struct form_guess *guess)
{
    int scale = forms->scale == 0 || forms->scale > MONEY_SCALE ? forms->scale : MONEY_SCALE;

    if (forms->padded != 0 || !is_amount(name) || forms->whole_digits > WHOLE_DIGITS_MOST)
        return;
    guess->scale = scale;
    guess->type = scale == 0 && has_part(name, counts, COUNT(counts)) ? TYPE_INTEGER : TYPE_DECIMAL;
}

void forms_guess(const struct forms *forms, const char *name, struct form_guess *guess)
{
    *guess = (struct form_guess){.type = TYPE_TEXT};
    if (are_dates(forms, name))
        guess_date(forms, guess);
    else if (forms->count != 0 && forms->booleans == forms->count)
        guess->type = TYPE_BOOLEAN;
    else if (forms->count != 0 && forms->integers + forms->decimals == forms->count)
        guess_number(forms, name, guess);
}

bool forms_are_codes(const struct forms *forms)
{
    return !forms->is_no_code && forms->code_count != 0 && forms->personals == 0 &&
           count_dates(forms, true) != forms->count && (long)forms->code_count * 2 <= forms->count;
}

static void tell(struct buffer *text, const char *what, long count)
{
    if (count != 0)
        buffer_print(text, "%s%s %ld", text->size != 0 ? ", " : "", what, count);
}

static void tell_dates(const struct forms *forms, bool is_compact, struct buffer *text)
{
    size_t i;

    for (i = 0; i < FORM_COUNT; i++)
        if (date_forms[i].is_compact == is_compact)
            tell(text, date_forms[i].text, forms->dates[i]);
}

static void tell_decimals(const struct forms *forms, struct buffer *text)
{
    tell(text, "decimal", forms->decimals);
    if (forms->decimals != 0)
        buffer_print(text, " (scale %d)", forms->scale);
}

static void tell_texts(const struct forms *forms, struct buffer *text)
{
    tell(text, "text", forms->texts);
    if (forms->texts == 0)
        return;
    if (forms->shortest == forms->longest)
        buffer_print(text, " (%zu letters)", forms->longest);
    else
        buffer_print(text, " (%zu-%zu letters)", forms->shortest, forms->longest);
}

void forms_tell(const struct forms *forms, const char *name, struct buffer *text)
{
    bool is_date = are_dates(forms, name);
    struct buffer told = {0};

    if (is_date)
        tell_dates(forms, true, &told);
    tell_dates(forms, false, &told);
    if (!is_date)
        tell(&told, "integer", forms->integers);
    if (!is_date && forms->padded != 0)
        buffer_print(&told, " (%ld with leading zeros)", forms->padded);
    tell_decimals(forms, &told);
    tell(&told, "boolean", forms->booleans);
    tell_texts(forms, &told);
    if (is_date) {
        tell(&told, "zero parts", forms->zero_parts);
        tell(&told, "no date", forms->sentinels);
    }
    tell(&told, "empty", forms->empty);
    buffer_text(text, buffer_string(&told));
    buffer_free(&told);
}

void forms_show(const struct forms *forms, bool is_personal, struct buffer *text)
{
    size_t i;

    if (!is_personal && forms_are_codes(forms)) {
        for (i = 0; i < forms->code_count; i++)
            buffer_print(text, "%s%s (%ld)", i != 0 ? ", " : "", forms->codes[i].text,
                         forms->codes[i].count);
        return;
    }
    for (i = 0; i < forms->mask_count; i++)
        buffer_print(text, "%s%s", i != 0 ? " | " : "", forms->masks[i]);
}
