/*
 * The shipped mappings and code lists have no mistakes, and make of the samples what they should.
 *
 * Here stand those that the shipped sources use; tests/flow/convert.sh goes through all of them.
 */

#include "core/arena.h"
#include "core/buffer.h"
#include "core/file.h"
#include "core/folder.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"
#include "transforms/mapping.h"

struct row {
    const char *mapping, *sample, *expected;
};

/* What is expected was looked through by hand, line by line; convert.h says how it is written. */
static const struct row rows[] = {
    {"ho-so.yaml", "dvcqg-ho-so.json", "ho-so.txt"},
    {"kcb.yaml", "bhyt-giamdinh.xml", "kcb.txt"},
    {"thong-bao-thue.yaml", "dat-dai-thong-bao.xml", "thong-bao-thue.txt"},
    {"thong-bao-thue.yaml", "dat-dai-thong-bao-mot.xml", "thong-bao-thue-mot.txt"},
    {"phieu-chuyen.yaml", "dat-dai-phieu-chuyen-mac-dinh.xml", "phieu-chuyen-mac-dinh.txt"},
    {"phieu-chuyen.yaml", "dat-dai-phieu-chuyen-tien-to.xml", "phieu-chuyen-tien-to.txt"},
    {"thu-tuc.yaml", "thu-tuc.json", "thu-tuc.txt"},
    {"hai-long.yaml", "hai-long.json", "hai-long.txt"},
    {"don-vi.yaml", "don-vi.csv", "don-vi.txt"},
};

static const char *expected(const char *name, struct arena *arena)
{
    const char *path = path_join(arena, "tests/transforms/expected", name);
    struct buffer text = {0};
    struct error err;
    const char *copy;

    CHECK_DONE(file_read(path, 1 << 20, &text, &err), &err);
    copy = arena_text(arena, buffer_string(&text));
    buffer_free(&text);
    return copy;
}

static void samples_become_the_expected_records(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        const struct mapping *mapping = mapping_shipped(rows[i].mapping, arena);

        print_message("%s\n", rows[i].sample);
        assert_string_equal(
            convert_file(mapping, path_join(arena, "samples", rows[i].sample), arena),
            expected(rows[i].expected, arena));
        arena_free(arena);
    }
}

/* Names of persons, their numbers, addresses and illnesses, as the samples have them. */
static void no_person_is_in_what_comes_out(void **state)
{
    static const char *const words[] = {"Người", "000000000001", "0000000001", "example.org",
                                        "Thôn",  "GD4990",       "HC4990",     "Z00",
                                        "nhiệt", "Cán bộ"};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct arena *arena = arena_new();
        const char *text = expected(rows[i].expected, arena);

        for (size_t j = 0; j < sizeof words / sizeof words[0]; j++)
            CHECK_HAS_NOT(text, words[j]);
        arena_free(arena);
    }
}

static void every_column_has_a_title_in_both_languages(void **state)
{
    struct arena *arena = arena_new();
    struct error err;
    char **names;
    size_t count;

    (void)state;
    CHECK_DONE(folder_list("config/mappings", arena, &names, &count, &err), &err);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        const struct schema *schema = mapping_schema(mapping_shipped(names[i], arena));

        assert_string_not_equal(schema->title_vi, "");
        assert_string_not_equal(schema->title_en, "");
        for (size_t j = 0; j < schema->column_count; j++)
            if (schema->columns[j].title_vi[0] == '\0' || schema->columns[j].title_en[0] == '\0')
                fail_msg("%s.%s has no title", schema->table, schema->columns[j].name);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_become_the_expected_records),
        cmocka_unit_test(no_person_is_in_what_comes_out),
        cmocka_unit_test(every_column_has_a_title_in_both_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
