/* Versions compare as bytes in the order of time, and tallies add up. */
#include "core/record.h"

#include <limits.h>

#include "core/buffer.h"
#include "core/instant.h"
#include "tests/support/check.h"

static const char *version_of(const char *modified, int64_t fetched_at, const char *hash,
                              long position, struct buffer *version)
{
    const struct origin origin = {.document_hash = hash, .fetched_at = fetched_at};
    const struct record record = {.origin = &origin, .modified = modified, .position = position};

    buffer_clear(version);
    record_version(&record, version);
    return buffer_string(version);
}

static void a_version_has_fixed_places(void **state)
{
    struct buffer version = {0};

    (void)state;
    assert_string_equal(version_of("2022-04-01T06:00:00", 0, "0123456789abcdef99", 12, &version),
                        "2022-04-01T06:00:00------- 1970-01-01T07:00:00------- 0123456789abcdef "
                        "0000000012");
    assert_string_equal(version_of(NULL, 1, NULL, 1, &version),
                        "-------------------------- 1970-01-01T07:00:00.000001 ---------------- "
                        "0000000001");
    assert_string_equal(version_of("2022-04-01T06:00:00.0000001", 0, "ab", LONG_MAX, &version),
                        "2022-04-01T06:00:00.000000 1970-01-01T07:00:00------- ab-------------- "
                        "9223372036854775807");
    buffer_free(&version);
}

static void later_is_greater(void **state)
{
    static const struct {
        const char *modified;
        int64_t fetched_at;
        const char *hash;
        long position;
    } rows[] = {
        {NULL, 5, "aa", 1},
        {NULL, 6, "aa", 1},
        {NULL, 1000000, "aa", 1},
        {"2021", 0, "aa", 1},
        {"2022", 0, "aa", 1},
        {"2022-04", 0, "aa", 1},
        {"2022-04-01", 0, "aa", 1},
        {"2022-04-01T06:00:00", 0, "aa", 1},
        {"2022-04-01T06:00:00.000001", 0, "aa", 1},
        {"2022-04-01T06:00:01", 0, "aa", 1},
        {"2022-04-01T06:00:01", 1, "aa", 1},
        {"2022-04-01T06:00:01", 1, "ab", 1},
        {"2022-04-01T06:00:01", 1, "ab", 2},
        {"2022-04-01T06:00:01", 1, "ab", 10},
    };
    struct buffer versions[2] = {{0}, {0}};
    size_t i;

    (void)state;
    for (i = 1; i < sizeof rows / sizeof rows[0]; i++) {
        version_of(rows[i - 1].modified, rows[i - 1].fetched_at, rows[i - 1].hash,
                   rows[i - 1].position, &versions[0]);
        version_of(rows[i].modified, rows[i].fetched_at, rows[i].hash, rows[i].position,
                   &versions[1]);
        if (strcmp(versions[0].data, versions[1].data) >= 0)
            fail_msg("%s is not before %s", versions[0].data, versions[1].data);
    }
    buffer_free(&versions[0]);
    buffer_free(&versions[1]);
}

static void outcomes_are_counted_and_must_add_up(void **state)
{
    struct tally tally = {.received = 6, .filtered = 1, .quarantined = 1};
    struct tally total = {0};

    (void)state;
    tally_count(&tally, OUTCOME_INSERTED);
    tally_count(&tally, OUTCOME_UPDATED);
    tally_count(&tally, OUTCOME_UNCHANGED);
    assert_false(tally_is_balanced(&tally));
    tally_count(&tally, OUTCOME_STALE);
    assert_true(tally_is_balanced(&tally));
    tally_add(&total, &tally);
    tally_add(&total, &tally);
    assert_int_equal(total.received, 12);
    assert_int_equal(total.inserted, 2);
    assert_int_equal(total.updated, 2);
    assert_int_equal(total.unchanged, 2);
    assert_int_equal(total.stale, 2);
    assert_int_equal(total.filtered, 2);
    assert_int_equal(total.quarantined, 2);
}

static void every_type_has_its_word(void **state)
{
    (void)state;
    assert_string_equal(type_names[TYPE_TEXT], "text");
    assert_string_equal(type_names[TYPE_DATETIME], "datetime");
    assert_string_equal(type_names[TYPE_CODE], "code");
    assert_null(type_names[TYPE_CODE + 1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_version_has_fixed_places),
        cmocka_unit_test(later_is_greater),
        cmocka_unit_test(outcomes_are_counted_and_must_add_up),
        cmocka_unit_test(every_type_has_its_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
