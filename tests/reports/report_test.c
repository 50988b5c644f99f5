/* The same table as text, CSV and JSON, byte for byte. */
#include "reports/report.h"

#include <stdlib.h>

#include "core/arena.h"
#include "core/table.h"
#include "tests/support/check.h"

static const struct column columns[] = {
    {.name = "ten", .type = TYPE_TEXT},
    {.name = "so", .type = TYPE_INTEGER},
    {.name = "ty_le", .type = TYPE_DECIMAL, .scale = 2},
    {.name = "dat", .type = TYPE_BOOLEAN},
    {.name = "ghi_chu", .type = TYPE_TEXT},
};
enum { COLUMN_COUNT = 5 };

static char *render(const struct table *table, const char *format)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);

    assert_non_null(stream);
    report_format_find(format)->write(table, stream);
    assert_int_equal(ferror(stream), 0);
    assert_int_equal(fclose(stream), 0);
    return text;
}

static void add(struct table *table, const char *const cells[COLUMN_COUNT])
{
    memcpy(table_add(table), cells, COLUMN_COUNT * sizeof *cells);
}

static void check(const char *format, const char *const (*rows)[COLUMN_COUNT], size_t count,
                  const char *wanted)
{
    struct arena *arena = arena_new();
    struct table *table = table_new("t", columns, COLUMN_COUNT, arena);
    char *text;
    size_t i;

    for (i = 0; i < count; i++)
        add(table, rows[i]);
    text = render(table, format);
    assert_string_equal(text, wanted);
    free(text);
    arena_free(arena);
}

static void text_is_aligned_by_what_is_seen(void **state)
{
    /* The second name is the first in decomposed letters: seven places, eleven code points. */
    static const char *const rows[][COLUMN_COUNT] = {
        {"Số Y tế", "12", "33.33", "1", "x"},
        {"So\xcc\x82\xcc\x81 Y te\xcc\x82\xcc\x81", "-1", NULL, "0", NULL},
        {"dòng\nhai", "1000000", "100.00", NULL, ""},
    };

    (void)state;
    check("text", rows, 3,
          "ten            so   ty_le  dat  ghi_chu\n"
          "Số Y tế        12   33.33    1  x\n"
          "So\xcc\x82\xcc\x81 Y te\xcc\x82\xcc\x81        -1       -    0  -\n"
          "dòng hai  1000000  100.00    -  \n");
}

/* Red for what is greater than 99. */
static const char *paint(const struct table *table, size_t row, size_t column)
{
    return column == 1 && strlen(table_cell(table, row, column)) > 2 ? "\033[31m" : NULL;
}

static void paint_moves_nothing_and_is_for_people_only(void **state)
{
    struct arena *arena = arena_new();
    struct table *table = table_new("t", columns, 2, arena);
    char *text;

    (void)state;
    table_add_row(table, (const char *const[]){"a", "12"}, 2, NULL);
    table_add_row(table, (const char *const[]){"b", "100"}, 2, NULL);
    table->paint = paint;
    text = render(table, "text");
    assert_string_equal(text, "ten   so\na     12\nb    \033[31m100\033[0m\n");
    free(text);
    text = render(table, "csv");
    assert_string_equal(text, "ten,so\r\na,12\r\nb,100\r\n");
    free(text);
    arena_free(arena);
}

static void a_table_without_rows_has_its_header(void **state)
{
    (void)state;
    check("text", NULL, 0, "ten  so  ty_le  dat  ghi_chu\n");
    check("csv", NULL, 0, "ten,so,ty_le,dat,ghi_chu\r\n");
    check("json", NULL, 0, "[\n]\n");
}

static void csv_quotes_what_would_be_taken_apart(void **state)
{
    static const char *const rows[][COLUMN_COUNT] = {
        {"Xã Bãi Thoi, khu A", "1", "0.10", "1", "Huyện \"Đầm Sậy\""},
        {"hai\ndòng", NULL, NULL, NULL, NULL},
        {"", "-12", "-0.50", "0", " cách "},
    };

    (void)state;
    check("csv", rows, 3,
          "ten,so,ty_le,dat,ghi_chu\r\n"
          "\"Xã Bãi Thoi, khu A\",1,0.10,1,\"Huyện \"\"Đầm Sậy\"\"\"\r\n"
          "\"hai\ndòng\",,,,\r\n"
          ",-12,-0.50,0, cách \r\n");
}

static void csv_keeps_spreadsheets_from_running_formulas(void **state)
{
    static const char *const rows[][COLUMN_COUNT] = {
        {"=1+2", "1", "1", "1", "+84 123"},
        {"-", "1", "1", "1", "@SUM(A1)"},
        {"-5", "1", "1", "1", "\t=1"},
        {"-05", "1", "1", "1", "=\"a\""},
    };

    (void)state;
    check("csv", rows, 4,
          "ten,so,ty_le,dat,ghi_chu\r\n"
          "\"'=1+2\",1,1,1,\"'+84 123\"\r\n"
          "\"'-\",1,1,1,\"'@SUM(A1)\"\r\n"
          "-5,1,1,1,\"'\t=1\"\r\n"
          "\"'-05\",1,1,1,\"'=\"\"a\"\"\"\r\n");
}

static void csv_keeps_formulas_out_of_cells_that_semicolons_would_make(void **state)
{
    static const char *const rows[][COLUMN_COUNT] = {
        {"a;=1+2", "1", "1", "1", "a\n@b;c"},
        {"P1;-5;-5.50;-", "1", "1", "1", "a\n+1+2"},
        {"a;-1234567890123456789012345678901234567890123456789012345678901234567890", "1", "1", "1",
         "a=1;b-2;"},
    };

    (void)state;
    check("csv", rows, 3,
          "ten,so,ty_le,dat,ghi_chu\r\n"
          "a;'=1+2,1,1,1,\"a\n'@b;c\"\r\n"
          "P1;-5;-5.50;'-,1,1,1,\"a\n'+1+2\"\r\n"
          "a;-1234567890123456789012345678901234567890123456789012345678901234567890,1,1,1,"
          "a=1;b-2;\r\n");
}

static void csv_has_no_control_characters_but_tabs_and_line_breaks(void **state)
{
    static const char *const rows[][COLUMN_COUNT] = {
        {"a\033[2Jb", "1", "1", "1", "x\x7fy\xc2\x9bz"},
        {"a\rb", "1", "1", "1", "hai\r\ndòng\tmột"},
        /* NOLINTNEXTLINE(misc-misleading-bidirectional): what misleads is what is written over. */
        {"\001=1", "1", "1", "1", "Ế\xe2\x80\xae"},
    };

    (void)state;
    check("csv", rows, 3,
          "ten,so,ty_le,dat,ghi_chu\r\n"
          "a [2Jb,1,1,1,x y z\r\n"
          "\"a b\",1,1,1,\"hai\r\ndòng\tmột\"\r\n"
          " =1,1,1,1,Ế \r\n");
}

static void json_has_numbers_with_all_their_digits(void **state)
{
    static const char *const rows[][COLUMN_COUNT] = {
        {"0012", "123456789012345678901", "0.10", "1", "a\"b\\\n"},
        {NULL, NULL, "-3.00", "0", ""},
        {"x", "007", "1e3", "2", NULL},
    };

    (void)state;
    check("json", rows, 3,
          "[\n"
          "{\"ten\":\"0012\",\"so\":123456789012345678901,\"ty_le\":0.10,\"dat\":true,"
          "\"ghi_chu\":\"a\\\"b\\\\\\n\"},\n"
          "{\"ten\":null,\"so\":null,\"ty_le\":-3.00,\"dat\":false,\"ghi_chu\":\"\"},\n"
          "{\"ten\":\"x\",\"so\":\"007\",\"ty_le\":\"1e3\",\"dat\":2,\"ghi_chu\":null}\n"
          "]\n");
}

static void formats_are_found_by_name(void **state)
{
    (void)state;
    assert_string_equal(report_format_find("csv")->suffix, "csv");
    assert_null(report_format_find("xlsx"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_aligned_by_what_is_seen),
        cmocka_unit_test(paint_moves_nothing_and_is_for_people_only),
        cmocka_unit_test(a_table_without_rows_has_its_header),
        cmocka_unit_test(csv_quotes_what_would_be_taken_apart),
        cmocka_unit_test(csv_keeps_spreadsheets_from_running_formulas),
        cmocka_unit_test(csv_keeps_formulas_out_of_cells_that_semicolons_would_make),
        cmocka_unit_test(csv_has_no_control_characters_but_tabs_and_line_breaks),
        cmocka_unit_test(json_has_numbers_with_all_their_digits),
        cmocka_unit_test(formats_are_found_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
