/* What hides persons: hashes that tell equal from different, masks, and keys that are worth it. */
#include "transforms/privacy.h"

#include "core/arena.h"
#include "core/record.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"
#include "transforms/mapping.h"
#include "transforms/transform.h"

static const struct privacy_key key = {"k1", "0123456789abcdef", 16};

static const char *hash_of(const char *text, const struct privacy_key *by, struct arena *arena)
{
    struct value value = {text, strlen(text)};

    value_hash(&value, by, arena);
    assert_int_equal(value.size, strlen(value.text));
    return value.text;
}

/* Made with: printf 001 | openssl dgst -sha256 -hmac 0123456789abcdef */
static void a_hash_is_the_hmac_under_the_key_with_its_id(void **state)
{
    static const struct privacy_key other = {"k2", "0123456789abcdeg", 16};
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(hash_of("001", &key, arena),
                        "k1:4cb1196a497eea3cf465437b0372e77260a065cf96f0e7609f3c396280d9e17d");
    assert_string_equal(hash_of("001", &key, arena), hash_of("001", &key, arena));
    assert_string_not_equal(hash_of("001", &key, arena), hash_of("002", &key, arena));
    assert_string_not_equal(hash_of("001", &key, arena) + 3, hash_of("001", &other, arena) + 3);
    arena_free(arena);
}

static void a_mask_shows_the_last_three_characters_of_more(void **state)
{
    static const char *const rows[][2] = {
        {"001099000123", "*********123"},
        {"1234", "*234"},
        {"123", "***"},
        {"a", "*"},
        {"Đềếẫ", "*ềếẫ"},
        {"Đềế", "***"},
    };
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct value value = {rows[i][0], strlen(rows[i][0])};

        value_mask(&value, arena);
        assert_string_equal(value.text, rows[i][1]);
        assert_int_equal(value.size, strlen(rows[i][1]));
    }
    arena_free(arena);
}

static void a_key_that_could_be_found_by_trial_is_refused(void **state)
{
    static const struct privacy_key brief = {"k1", "0123456789abcde", 15};
    static const struct privacy_key none = {"k1", "", 0};
    struct error err;

    (void)state;
    CHECK_DONE(privacy_key_check(&key, &err), &err);
    CHECK_FAILS(privacy_key_check(&brief, &err), &err, ERROR_CONFIG,
                "the key that hides persons has 15 bytes, which is fewer than 16");
    CHECK_FAILS(privacy_key_check(&none, &err), &err, ERROR_CONFIG,
                "the key that hides persons has 0 bytes, which is fewer than 16");
}

static void the_id_of_a_key_is_a_word(void **state)
{
    static const char word[] = "is no word of letters, digits, '_' and '-'";
    static const char *const rows[][2] = {
        {"k1", NULL},
        {"Key_2026-01", NULL},
        {"", word},
        {"k 1", word},
        {"k:1", word},
        {"khoá", word},
        {"abcdefghijklmnopqrstuvwxyz012345", NULL},
        {"abcdefghijklmnopqrstuvwxyz0123456", "has more than 32 characters"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *problem = key_id_problem(rows[i][0]);

        assert_string_equal(problem != NULL ? problem : "", rows[i][1] != NULL ? rows[i][1] : "");
    }
}

static void what_a_mapping_hides_is_known_of_records_and_of_their_children(void **state)
{
    static const char text[] = "mapping: m\nformat: xml\nrecord: A/B\nkey: [k]\nfields:\n"
                               "  - {name: k, path: k, type: text}\n"
                               "  - {name: a, path: a, type: text, private: mask}\n"
                               "children:\n  - name: c\n    path: C\n    fields:\n"
                               "      - {name: d, path: d, type: text, private: hash}\n"
                               "      - {name: ho_ten, path: e, type: text, private: keep}\n"
                               "      - {name: f, path: f, type: text}\n";
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(text, arena);

    (void)state;
    assert_non_null(mapping);
    assert_false(mapping_hides(mapping, "k"));
    assert_true(mapping_hides(mapping, "a"));
    assert_true(mapping_hides(mapping, "d"));
    assert_true(mapping_hides(mapping, "ho_ten"));
    assert_false(mapping_hides(mapping, "f"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hash_is_the_hmac_under_the_key_with_its_id),
        cmocka_unit_test(a_mask_shows_the_last_three_characters_of_more),
        cmocka_unit_test(a_key_that_could_be_found_by_trial_is_refused),
        cmocka_unit_test(the_id_of_a_key_is_a_word),
        cmocka_unit_test(what_a_mapping_hides_is_known_of_records_and_of_their_children),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
