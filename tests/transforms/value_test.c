/* Values are brought into the canonical form of their type or refused; folding loses nothing. */
#include "transforms/value.h"

#include "core/arena.h"
#include "tests/support/check.h"

struct row {
    const char *text, *wanted;
};

static void check_read(const struct value_form *form, const struct row *rows, size_t count)
{
    struct arena *arena = arena_new();

    for (size_t i = 0; i < count; i++) {
        struct fault fault = {"", ""};
        struct value value = {NULL, 0};
        int got = value_read(form, rows[i].text, strlen(rows[i].text), arena, &value, &fault);

        if (got != (rows[i].wanted != NULL))
            fail_msg("'%s' gives %d: %s", rows[i].text, got, fault.why);
        if (rows[i].wanted == NULL)
            continue;
        assert_string_equal(value.text, rows[i].wanted);
        assert_int_equal(value.size, strlen(rows[i].wanted));
    }
    arena_free(arena);
}

static void check_refused(const struct value_form *form, const char *rule, const struct row *rows,
                          size_t count)
{
    struct arena *arena = arena_new();

    for (size_t i = 0; i < count; i++) {
        struct fault fault = {"", ""};
        struct value value = {NULL, 0};

        if (value_read(form, rows[i].text, strlen(rows[i].text), arena, &value, &fault) != -1)
            fail_msg("'%s' is not refused", rows[i].text);
        assert_string_equal(fault.why, rows[i].wanted);
        assert_string_equal(fault.rule, rule);
        assert_null(value.text);
    }
    arena_free(arena);
}

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void texts_are_trimmed_and_otherwise_kept(void **state)
{
    static const struct value_form form = {.type = TYPE_TEXT};
    static const struct row rows[] = {
        {"x", "x"},
        {"  x\t\r\n", "x"},
        {"007", "007"},
        {"a  b\nc", "a  b\nc"},
        {"\xc2\xa0x", "\xc2\xa0x"},
        {"Đề nghị", "Đề nghị"},
        {" \xc4\x90\x65\xcc\x82\xcc\x80 ngh\x69\xcc\xa3", "Đề nghị"},
        {"", NULL},
        {" \n ", NULL},
    };
    static const struct row refused[] = {
        {"a\x01z", "has a control character"},
        {"a\x7fz", "has a control character"},
        {"a\x1b[31m", "has a control character"},
        {"a\xe1z", "is not valid UTF-8"},
        {"\xff\x01", "is not valid UTF-8"},
        {"e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
         "\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
         "\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
         "has more than 30 marks on one letter"},
    };

    (void)state;
    check_read(&form, rows, COUNT(rows));
    check_refused(&form, "text", refused, COUNT(refused));
}

/* Texts are looked at eight bytes at once; no byte may escape by its place. */
static void every_byte_is_looked_at_wherever_it_stands(void **state)
{
    static const struct value_form form = {.type = TYPE_TEXT};
    struct arena *arena = arena_new();

    (void)state;
    for (int byte = 1; byte < 256; byte++)
        for (size_t place = 1; place < 20; place++) {
            char text[] = "xxxxxxxxxxxxxxxxxxxxx";
            struct fault fault = {"", ""};
            struct value value = {NULL, 0};
            bool is_control = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
            const char *wanted = byte >= 0x80                 ? "is not valid UTF-8"
                                 : is_control || byte == 0x7F ? "has a control character"
                                                              : "";

            text[place] = (char)byte;
            assert_int_equal(value_read(&form, text, strlen(text), arena, &value, &fault),
                             *wanted == '\0' ? 1 : -1);
            assert_string_equal(fault.why, wanted);
        }
    arena_free(arena);
}

static void integers_are_plain_digits(void **state)
{
    static const struct value_form form = {.type = TYPE_INTEGER};
    static const struct row rows[] = {
        {"0", "0"},
        {"12", "12"},
        {"-12", "-12"},
        {"+12", "12"},
        {"007", "7"},
        {"-0", "0"},
        {" 5 ", "5"},
        {"", NULL},
        {"999999999999999999", "999999999999999999"},
        {"0000000000000000000001", "1"},
    };
    static const struct row refused[] = {
        {"1.0", "is no whole number in plain digits"},
        {"1,000", "is no whole number in plain digits"},
        {"1e3", "is no whole number in plain digits"},
        {"0x10", "is no whole number in plain digits"},
        {"-", "is no whole number in plain digits"},
        {"1 2", "is no whole number in plain digits"},
        {"--1", "is no whole number in plain digits"},
        {"١", "is no whole number in plain digits"},
        {"1000000000000000000", "has more than 18 digits"},
    };

    (void)state;
    check_read(&form, rows, COUNT(rows));
    check_refused(&form, "integer", refused, COUNT(refused));
}

static void decimals_are_exact_to_their_scale(void **state)
{
    static const struct value_form form = {.type = TYPE_DECIMAL, .scale = 2};
    static const struct row rows[] = {
        {"1250000", "1250000.00"},
        {"1250000.5", "1250000.50"},
        {"1250000.50", "1250000.50"},
        {"1250000.500000", "1250000.50"},
        {"-0.05", "-0.05"},
        {"-0.00", "0.00"},
        {"+3", "3.00"},
        {"000.10", "0.10"},
        {"9999999999999999.99", "9999999999999999.99"},
        {"-9999999999999999999999999999999999.99", "-9999999999999999999999999999999999.99"},
        {"", NULL},
    };
    static const struct row refused[] = {
        {"1.005", "has more digits behind the point than the field"},
        {"12,5", "is no number in plain digits with a decimal point"},
        {"1.250.000", "is no number in plain digits with a decimal point"},
        {"1\xc2\xa0"
         "250",
         "is no number in plain digits with a decimal point"},
        {"12,5đ", "is no number in plain digits with a decimal point"},
        {"1e3", "is no number in plain digits with a decimal point"},
        {"1.", "is no number in plain digits with a decimal point"},
        {".5", "is no number in plain digits with a decimal point"},
        {"NaN", "is no number in plain digits with a decimal point"},
        {"10000000000000000000000000000000000.00", "has more than 36 digits"},
    };

    (void)state;
    check_read(&form, rows, COUNT(rows));
    check_refused(&form, "decimal", refused, COUNT(refused));
}

static void numbers_with_a_decimal_comma_are_read_where_that_is_said(void **state)
{
    static const struct value_form form = {.type = TYPE_DECIMAL, .scale = 2, .has_comma = true};
    static const struct value_form whole = {.type = TYPE_INTEGER, .has_comma = true};
    static const struct row rows[] = {
        {"1.234,5", "1234.50"},
        {"1234,5", "1234.50"},
        {"-0,05", "-0.05"},
        {"50.000", "50000.00"},
        {"+1.234.567", "1234567.00"},
        {"1250000", "1250000.00"},
        {"0,500", "0.50"},
        {"12,5", "12.50"},
        {"", NULL},
    };
    static const struct row refused[] = {
        {"1234.5", "is no number with a decimal comma"},
        {"1.23", "is no number with a decimal comma"},
        {"1234.567", "is no number with a decimal comma"},
        {"1.234.5", "is no number with a decimal comma"},
        {"1.2345", "is no number with a decimal comma"},
        {"1,234.5", "is no number with a decimal comma"},
        {"1,2,3", "is no number with a decimal comma"},
        {"0.125", "is no number with a decimal comma"},
        {"001.234", "is no number with a decimal comma"},
        {".123", "is no number with a decimal comma"},
        {",5", "is no number with a decimal comma"},
        {"5,", "is no number with a decimal comma"},
        {"-", "is no number with a decimal comma"},
        {"1 234,5", "is no number with a decimal comma"},
        {"1,005", "has more digits behind the comma than the field"},
        {"50,000", "may have a comma as thousands mark"},
    };
    static const struct row wholes[] = {{"1.234.567", "1234567"}, {"-12", "-12"}};
    static const struct row parts[] = {{"1,5", "is no whole number in plain digits"},
                                       {"1.5", "is no number with a decimal comma"}};

    (void)state;
    check_read(&form, rows, COUNT(rows));
    check_refused(&form, "decimal", refused, COUNT(refused));
    check_read(&whole, wholes, COUNT(wholes));
    check_refused(&whole, "integer", parts, COUNT(parts));
}

static void a_decimal_of_scale_0_is_whole(void **state)
{
    static const struct value_form form = {.type = TYPE_DECIMAL, .scale = 0};
    static const struct row rows[] = {{"50000", "50000"}, {"50000.00", "50000"}, {"0", "0"},
                                      {"50.0000", "50"},  {"5000.000", "5000"},  {"0.000", "0"}};
    static const struct row refused[] = {
        {"50.000", "may have a point as thousands mark"},
        {"-1.000", "may have a point as thousands mark"},
        {"0.5", "has more digits behind the point than the field"},
        {"1000000000000000000", "has more than 18 digits"}, /* a store's integers end here */
    };

    (void)state;
    check_read(&form, rows, COUNT(rows));
    check_refused(&form, "decimal", refused, COUNT(refused));
}

static void booleans_are_a_few_words(void **state)
{
    static const struct value_form form = {.type = TYPE_BOOLEAN};
    static const struct row rows[] = {
        {"0", "0"},     {"1", "1"}, {"true", "1"}, {"false", "0"}, {"True", "1"},
        {"False", "0"}, {"Y", "1"}, {"N", "0"},    {" 1 ", "1"},   {"", NULL},
    };
    static const struct row refused[] = {
        {"2", "is none of 0, 1, true, false, True, False, Y, N"},
        {"yes", "is none of 0, 1, true, false, True, False, Y, N"},
        {"TRUE", "is none of 0, 1, true, false, True, False, Y, N"},
    };

    (void)state;
    check_read(&form, rows, COUNT(rows));
    check_refused(&form, "boolean", refused, COUNT(refused));
}

static void a_date_is_refused_with_the_forms_that_it_should_have(void **state)
{
    static const char *const forms[] = {"yyyyMMdd", "yyyy"};
    static const struct value_form form = {.type = TYPE_DATE,
                                           .dates = {.forms = forms, .form_count = 2}};
    static const struct row rows[] = {{" 20220401\n", "2022-04-01"}, {"2022", "2022"}};
    static const struct row refused[] = {
        {"01/04/2022", "is no date of the form yyyyMMdd or yyyy"},
        {"20221301", "is no date that exists"},
    };

    (void)state;
    check_read(&form, rows, COUNT(rows));
    check_refused(&form, "date", refused, COUNT(refused));
}

enum { VALUES_MOST = 4 };

struct fold_row {
    enum take take;
    enum type type;
    const char *values[VALUES_MOST];
    const char *wanted;
};

static int fold(const struct fold_row *row, struct arena *arena, struct value *value,
                struct fault *fault)
{
    const struct value_form form = {.type = row->type, .scale = 2};
    const struct fold how = {row->take, &form, "; "};
    struct value values[VALUES_MOST];
    size_t count = 0;

    while (count < VALUES_MOST && row->values[count] != NULL) {
        values[count].text = row->values[count];
        values[count].size = strlen(row->values[count]);
        count++;
    }
    return values_take(&how, values, count, arena, value, fault);
}

static void several_values_become_one(void **state)
{
    static const struct fold_row rows[] = {
        {TAKE_ONE, TYPE_TEXT, {"a"}, "a"},
        {TAKE_FIRST, TYPE_TEXT, {"a", "b", "c"}, "a"},
        {TAKE_LAST, TYPE_TEXT, {"a", "b", "c"}, "c"},
        {TAKE_SUM, TYPE_INTEGER, {"5", "-7", "12"}, "10"},
        {TAKE_SUM, TYPE_DECIMAL, {"0.10", "0.20"}, "0.30"},
        {TAKE_SUM, TYPE_DECIMAL, {"-0.50", "0.25"}, "-0.25"},
        {TAKE_SUM, TYPE_DECIMAL, {"-1.50", "-0.55"}, "-2.05"},
        {TAKE_SUM, TYPE_INTEGER, {"7", "-7"}, "0"},
        {TAKE_SUM, TYPE_DECIMAL, {"0.07", "-0.07"}, "0.00"},
        {TAKE_SUM, TYPE_DECIMAL, {"-9999999999999998.99", "-1.00"}, "-9999999999999999.99"},
        {TAKE_SUM,
         TYPE_DECIMAL,
         {"9999999999999999999999999999999999.97", "0.02", "-0.01"},
         "9999999999999999999999999999999999.98"},
        {TAKE_MIN, TYPE_INTEGER, {"10", "9", "-1"}, "-1"},
        {TAKE_MAX,
         TYPE_DECIMAL,
         {"-9999999999999999999999999999999999.98", "-9999999999999999999999999999999999.99"},
         "-9999999999999999999999999999999999.98"},
        {TAKE_MAX, TYPE_INTEGER, {"10", "9"}, "10"},
        {TAKE_MAX, TYPE_DECIMAL, {"9.99", "10.00"}, "10.00"},
        {TAKE_MIN, TYPE_DATE, {"2022-04-01", "2022-03-31"}, "2022-03-31"},
        {TAKE_MAX,
         TYPE_DATETIME,
         {"2022-04-01T06:00:00", "2022-03-31T07:00:00"},
         "2022-04-01T06:00:00"},
        {TAKE_ANY, TYPE_BOOLEAN, {"0", "1", "0"}, "1"},
        {TAKE_ANY, TYPE_BOOLEAN, {"0", "0"}, "0"},
        {TAKE_ALL, TYPE_BOOLEAN, {"1", "0", "1"}, "0"},
        {TAKE_ALL, TYPE_BOOLEAN, {"1", "1"}, "1"},
        {TAKE_JOIN, TYPE_TEXT, {"a", "b", "c"}, "a; b; c"},
        {TAKE_JOIN, TYPE_TEXT, {"a"}, "a"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena *arena = arena_new();
        struct value value = {NULL, 0};
        struct fault fault;

        assert_int_equal(fold(&rows[i], arena, &value, &fault), 1);
        assert_string_equal(value.text, rows[i].wanted);
        assert_int_equal(value.size, strlen(rows[i].wanted));
        arena_free(arena);
    }
}

static void nothing_folds_to_no_value(void **state)
{
    (void)state;
    for (int take = TAKE_ONE; take <= TAKE_JOIN; take++) {
        const struct fold_row row = {(enum take)take, TYPE_INTEGER, {NULL}, NULL};
        struct value value;
        struct fault fault;

        if (take != TAKE_COUNT)
            assert_int_equal(fold(&row, NULL, &value, &fault), 0);
    }
}

static void a_sum_that_is_too_long_is_refused(void **state)
{
    static const struct fold_row rows[] = {
        {TAKE_SUM, TYPE_INTEGER, {"999999999999999999", "1"}, "has more than 18 digits as a sum"},
        {TAKE_SUM,
         TYPE_DECIMAL,
         {"-9999999999999999999999999999999999.99", "-0.01"},
         "has more than 36 digits as a sum"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct value value;
        struct fault fault;

        assert_int_equal(fold(&rows[i], NULL, &value, &fault), -1);
        assert_string_equal(fault.rule, "sum");
        assert_string_equal(fault.why, rows[i].wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_trimmed_and_otherwise_kept),
        cmocka_unit_test(every_byte_is_looked_at_wherever_it_stands),
        cmocka_unit_test(integers_are_plain_digits),
        cmocka_unit_test(decimals_are_exact_to_their_scale),
        cmocka_unit_test(numbers_with_a_decimal_comma_are_read_where_that_is_said),
        cmocka_unit_test(a_decimal_of_scale_0_is_whole),
        cmocka_unit_test(booleans_are_a_few_words),
        cmocka_unit_test(a_date_is_refused_with_the_forms_that_it_should_have),
        cmocka_unit_test(several_values_become_one),
        cmocka_unit_test(nothing_folds_to_no_value),
        cmocka_unit_test(a_sum_that_is_too_long_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
