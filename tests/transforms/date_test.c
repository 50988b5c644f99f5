/* Every form of date in the domain note is read, and what is no date is refused. */
#include "transforms/date.h"

#include "tests/support/check.h"

enum { ZEROS = 1, SENTINELS = 2, DATE_ONLY = 4 };

struct row {
    const char *forms[4]; /* NULL-terminated */
    const char *text;
    const char *wanted; /* the canonical text, or why not */
    int flags;
};

/* Reads as the row says; the text is the value, "" for none, or the reason. */
static int read_row(const struct row *row, const char **text, char out[INSTANT_TEXT_SIZE])
{
    struct date_rules rules = {
        .forms = row->forms,
        .has_time = (row->flags & DATE_ONLY) == 0,
        .allow_zeros = (row->flags & ZEROS) != 0,
        .allow_sentinels = (row->flags & SENTINELS) != 0,
    };
    int got;

    while (row->forms[rules.form_count] != NULL)
        rules.form_count++;
    *text = NULL;
    got = date_read(&rules, row->text, strlen(row->text), out, text);
    if (got == 1)
        *text = out;
    return got;
}

static void every_known_form_is_read(void **state)
{
    static const struct row rows[] = {
        {{"yyyyMMddHHmmss"}, "20220401063059", "2022-04-01T06:30:59", 0},
        {{"yyyyMMddHHmm"}, "202204010630", "2022-04-01T06:30:00", 0},
        {{"yyyyMMdd"}, "20220401", "2022-04-01", 0},
        {{"yyyyMMddHHmm", "yyyyMMdd"}, "20220401", "2022-04-01", 0},
        {{"yyyyMMddHHmm", "yyyyMMdd"}, "202204012359", "2022-04-01T23:59:00", 0},
        {{"yyyy-MM-dd"}, "2022-04-01", "2022-04-01", 0},
        {{"yyyy-MM-dd HH:mm:ss"}, "2022-04-01 06:30:59", "2022-04-01T06:30:59", 0},
        {{"yyyy-MM-ddTHH:mm:ss.fff"}, "2022-04-01T06:30:59.120", "2022-04-01T06:30:59.120000", 0},
        {{"yyyy-MM-ddTHH:mm:ss.fffzzz"}, "2022-04-01T06:30:59.000+0700", "2022-04-01T06:30:59", 0},
        {{"yyyy-MM-ddTHH:mm:sszzz"}, "2022-03-31T23:30:59Z", "2022-04-01T06:30:59", 0},
        {{"yyyy-MM-ddTHH:mm:sszzz"}, "2022-04-01T00:30:00-05:30", "2022-04-01T13:00:00", 0},
        {{"yyyy/MM/dd"}, "2022/04/01", "2022-04-01", 0},
        {{"yyyy/MM/dd HH:mm:ss"}, "2022/04/01 06:30:59", "2022-04-01T06:30:59", 0},
        {{"dd/MM/yyyy"}, "01/04/2022", "2022-04-01", 0},
        {{"dd/MM/yyyy HH:mm:ss"}, "01/04/2022 06:30:59", "2022-04-01T06:30:59", 0},
        {{"dd/MM/yyyy", "MM/yyyy", "yyyy"}, "04/2022", "2022-04", 0},
        {{"dd/MM/yyyy", "MM/yyyy", "yyyy"}, "2022", "2022", 0},
        {{"dd-MM-yyyy"}, "01-04-2022", "2022-04-01", 0},
        {{"yyyyMMdd"}, "20240229", "2024-02-29", 0},
        {{"yyyyMMddHHmmss"}, "20220401063059", "2022-04-01", DATE_ONLY},
        {{"yyyy-MM-ddTHH:mm:sszzz"}, "2022-03-31T23:30:59Z", "2022-04-01", DATE_ONLY},
    };
    char out[INSTANT_TEXT_SIZE];
    const char *text;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (read_row(&rows[i], &text, out) != 1)
            fail_msg("%s: %s", rows[i].text, text != NULL ? text : "of no form");
        assert_string_equal(text, rows[i].wanted);
    }
}

struct known {
    const char *where;
    struct row row;
};

/* One line or more for each row of the domain note's table of date forms.  Its precision flag is a
 * field's matter (field_test.c), and its time of day belongs to no record. */
static void every_form_of_the_known_systems_is_read(void **state)
{
    static const struct known rows[] = {
        {"old portal, insurance receipts, tax receipts",
         {{"yyyyMMddHHmmss"}, "20220401063059", "2022-04-01T06:30:59", SENTINELS}},
        {"health insurance, minutes",
         {{"yyyyMMddHHmm", "yyyyMMdd"}, "202204010630", "2022-04-01T06:30:00", ZEROS}},
        {"health insurance, day", {{"yyyyMMddHHmm", "yyyyMMdd"}, "20220401", "2022-04-01", ZEROS}},
        {"health insurance, month", {{"yyyyMMddHHmm", "yyyyMMdd"}, "20220400", "2022-04", ZEROS}},
        {"health insurance, year", {{"yyyyMMddHHmm", "yyyyMMdd"}, "199000000000", "1990", ZEROS}},
        {"citizen data (QCVN 109)", {{"yyyy-MM-dd"}, "2022-04-01", "2022-04-01", DATE_ONLY}},
        {"portal of 2026, filed",
         {{"yyyy-MM-dd HH:mm:ss"}, "2022-04-01 06:30:59", "2022-04-01T06:30:59", 0}},
        {"portal of 2026, others",
         {{"yyyy-MM-ddTHH:mm:ss.fff"}, "2022-04-01T06:30:59.000", "2022-04-01T06:30:59", 0}},
        {"one-stop synchronisation",
         {{"yyyy-MM-ddTHH:mm:ss.fffzzz"},
          "2022-04-01T06:30:59.000+0700",
          "2022-04-01T06:30:59",
          SENTINELS}},
        {"one-stop synchronisation, none",
         {{"yyyy-MM-ddTHH:mm:ss.fffzzz"}, "0000-00-00T00:00:00.000+0700", NULL, SENTINELS}},
        {"official documents (edXML), day", {{"yyyy/MM/dd"}, "2022/04/01", "2022-04-01", 0}},
        {"official documents (edXML), time",
         {{"yyyy/MM/dd HH:mm:ss"}, "2022/04/01 06:30:59", "2022-04-01T06:30:59", 0}},
        {"services of the national bus, day",
         {{"dd/MM/yyyy HH:mm:ss", "dd/MM/yyyy"}, "01/04/2022", "2022-04-01", 0}},
        {"services of the national bus, time",
         {{"dd/MM/yyyy HH:mm:ss", "dd/MM/yyyy"}, "01/04/2022 06:30:59", "2022-04-01T06:30:59", 0}},
        {"judicial records, month", {{"dd/MM/yyyy", "MM/yyyy", "yyyy"}, "04/2022", "2022-04", 0}},
        {"judicial records, year", {{"dd/MM/yyyy", "MM/yyyy", "yyyy"}, "2022", "2022", 0}},
        {"tax notices", {{"dd-MM-yyyy"}, "01-04-2022", "2022-04-01", 0}},
        {"least time of .NET", {{"yyyy-MM-ddTHH:mm:ss"}, "0001-01-01T00:00:00", NULL, SENTINELS}},
        {"least time of .NET, local",
         {{"dd/MM/yyyy HH:mm:ss"}, "01/01/0001 00:00:00", NULL, SENTINELS}},
        {"offset with a colon",
         {{"yyyy-MM-ddTHH:mm:sszzz"}, "2022-04-01T06:30:59+07:00", "2022-04-01T06:30:59", 0}},
        {"offset without a colon",
         {{"yyyy-MM-ddTHH:mm:sszzz"}, "2022-03-31T23:30:59-0000", "2022-04-01T06:30:59", 0}},
    };
    char out[INSTANT_TEXT_SIZE];
    const char *text;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i].row;
        int got = read_row(row, &text, out);

        if (got != (row->wanted != NULL))
            fail_msg("%s: %s: %s", rows[i].where, row->text, text != NULL ? text : "of no form");
        if (row->wanted != NULL)
            assert_string_equal(text, row->wanted);
    }
}

static void zeros_lower_the_precision_where_they_are_allowed(void **state)
{
    static const struct row rows[] = {
        {{"yyyyMMddHHmm"}, "199000000000", "1990", ZEROS},
        {{"yyyyMMddHHmm"}, "199005000000", "1990-05", ZEROS},
        {{"yyyyMMddHHmm"}, "199005170000", "1990-05-17T00:00:00", ZEROS},
        {{"yyyyMMddHHmm"}, "199005170000", "1990-05-17", ZEROS | DATE_ONLY},
        {{"yyyyMMdd"}, "19900000", "1990", ZEROS},
    };
    static const char zeros_hint[] = "has zeros as day or month; hint: say 'zeros: allowed'";
    static const struct row refused[] = {
        {{"yyyyMMddHHmm"}, "199000000000", zeros_hint, 0},
        {{"yyyyMMdd"}, "19900500", zeros_hint, 0},
        {{"yyyyMMdd"}, "19900017", "is no date that exists", ZEROS},
        {{"yyyyMMddHHmm"}, "199005001200", "is no date that exists", ZEROS},
        {{"yyyyMMdd"}, "19901300", "is no date that exists", ZEROS},
    };
    char out[INSTANT_TEXT_SIZE];
    const char *text;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(read_row(&rows[i], &text, out), 1);
        assert_string_equal(text, rows[i].wanted);
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_int_equal(read_row(&refused[i], &text, out), -1);
        assert_string_equal(text, refused[i].wanted);
    }
}

static void sentinels_are_no_date_where_they_are_allowed(void **state)
{
    static const struct row rows[] = {
        {{"yyyy-MM-ddTHH:mm:ss.fffzzz"}, "0000-00-00T00:00:00.000+0700", "", 0},
        {{"yyyy-MM-ddTHH:mm:ss"}, "0001-01-01T00:00:00", "", 0},
        {{"dd/MM/yyyy"}, "01/01/0001", "", 0},
        {{"yyyyMMdd"}, "00000000", "", ZEROS},
    };
    char out[INSTANT_TEXT_SIZE];
    const char *text;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct row allowed = rows[i];

        assert_int_equal(read_row(&rows[i], &text, out), -1);
        assert_string_equal(text, "stands for no date; hint: say 'sentinels: allowed'");
        allowed.flags |= SENTINELS;
        assert_int_equal(read_row(&allowed, &text, out), 0);
    }
}

static void dates_that_do_not_exist_are_refused(void **state)
{
    static const char *const texts[] = {
        "20221301000000", "20220230000000", "20230229000000", "20220431000000", "20220132000000",
        "20220101240000", "20220101006000", "20220101000060", "20221345250000", "02020401000000",
    };
    char out[INSTANT_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct row row = {{"yyyyMMddHHmmss"}, texts[i], NULL, 0};
        const char *text;

        assert_int_equal(read_row(&row, &text, out), -1);
        assert_string_equal(text, "is no date that exists");
    }
}

static void texts_of_another_form_are_refused(void **state)
{
    static const char *const texts[] = {
        "2022040",   "202204011", "2022-04-01", "2022 401", "x0220401",
        "20220401x", " 0220401",  "01/04/2022", "2022040x", "\302\240220401",
    };
    char out[INSTANT_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct row row = {{"yyyyMMdd"}, texts[i], NULL, 0};
        const char *text;

        assert_int_equal(read_row(&row, &text, out), -1);
        assert_null(text);
    }
}

static void offsets_are_checked(void **state)
{
    static const char *const texts[] = {"2022-04-01T00:00+15:00", "2022-04-01T00:00+07:60",
                                        "2022-04-01T00:00+7", "2022-04-01T00:00z",
                                        "2022-04-01T00:00"};
    char out[INSTANT_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct row row = {{"yyyy-MM-ddTHH:mmzzz"}, texts[i], NULL, 0};
        const char *text;

        assert_int_equal(read_row(&row, &text, out), -1);
        assert_null(text);
    }
}

static void forms_are_checked(void **state)
{
    static const char *const rows[][2] = {
        {"yyyy-MM-ddTHH:mm:ss.fffzzz", NULL},
        {"MM/yyyy", NULL},
        {"dd/MM", "has no year"},
        {"yyyyMMDD", "has a letter that is none of yyyy MM dd HH mm ss fff zzz, nor T"},
        {"yyyy-MM-ddTHH:mm:ssZ", "has a letter that is none of yyyy MM dd HH mm ss fff zzz, nor T"},
        {"yyMMdd", "has a letter that is none of yyyy MM dd HH mm ss fff zzz, nor T"},
        {"yyyyMMddhhmm", "has a letter that is none of yyyy MM dd HH mm ss fff zzz, nor T"},
        {"yyyyMMddyyyy", "has a part twice"},
        {"yyyydd", "leaves out a part between others; hint: MM are months, mm minutes"},
        {"yyyyMMddmm", "leaves out a part between others; hint: MM are months, mm minutes"},
        {"yyyyMMddzzz", "has an offset but no hour"},
        {"", "has no year"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *problem = date_form_problem(rows[i][0]);

        assert_string_equal(problem != NULL ? problem : "", rows[i][1] != NULL ? rows[i][1] : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_known_form_is_read),
        cmocka_unit_test(every_form_of_the_known_systems_is_read),
        cmocka_unit_test(zeros_lower_the_precision_where_they_are_allowed),
        cmocka_unit_test(sentinels_are_no_date_where_they_are_allowed),
        cmocka_unit_test(dates_that_do_not_exist_are_refused),
        cmocka_unit_test(texts_of_another_form_are_refused),
        cmocka_unit_test(offsets_are_checked),
        cmocka_unit_test(forms_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
