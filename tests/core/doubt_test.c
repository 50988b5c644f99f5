/* A name that is nearly another may be meant for it. */
#include "core/doubt.h"

#include "core/arena.h"
#include "tests/support/check.h"

static void words_that_differ_by_one_slip_are_alike(void **state)
{
    static const struct {
        const char *one, *other;
        bool are_alike;
    } rows[] = {
        {"format", "fromat", true},
        {"format", "formt", true},
        {"format", "forrmat", true},
        {"format", "farmat", true},
        {"format", "formats", true},
        {"format", "ormat", true},
        {"not_before", "notBefore", true},
        {"ma_ho_so", "Ma-Ho So", true},
        {"format", "fomrta", false},
        {"format", "form", false},
        {"id", "idx", true},
        {"vi", "iv", true},
        {"so", "So", true},
        {"vi", "vn", false},
        {"on", "in", false},
        {"abc", "abd", true},
        {"a", "ab", false},
        {"", "a", false},
        {"", "", false},
        {"every", "over", false},
        {"unit", "until", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (words_are_alike(rows[i].one, rows[i].other) != rows[i].are_alike ||
            words_are_alike(rows[i].other, rows[i].one) != rows[i].are_alike)
            fail_msg("'%s' and '%s'", rows[i].one, rows[i].other);
    }
}

static void a_wrong_name_leaves_only_its_like_in_doubt(void **state)
{
    struct arena *arena = arena_new();
    struct doubt doubt = {0};

    (void)state;
    assert_false(doubt_covers(&doubt, "ma_ho_so"));
    doubt_note(&doubt, "Mã hồ sơ", arena);
    doubt_note(&doubt, "Kcb", arena);
    assert_true(doubt_covers(&doubt, "ma_ho_so"));
    assert_true(doubt_covers(&doubt, "kcb"));
    assert_false(doubt_covers(&doubt, "khong_co"));
    doubt_note(&doubt, NULL, arena);
    assert_true(doubt_covers(&doubt, "khong_co"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_differ_by_one_slip_are_alike),
        cmocka_unit_test(a_wrong_name_leaves_only_its_like_in_doubt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
