/* Values are counted by form, believed only where the name agrees, and shown only as masks. */
#include "transforms/forms.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/record.h"
#include "tests/support/check.h"

/* Values stand in one text with ';' between them. */
struct row {
    const char *name, *values;
    enum type type;
    const char *told, *shown;
};

static const struct row rows[] = {
    {"ngay_nop", "20220104073012;20211220093000", TYPE_DATETIME, "yyyyMMddHHmmss 2",
     "99999999999999"},
    {"ngay_vao", "202201051330;20220106", TYPE_DATETIME, "yyyyMMddHHmm 1, yyyyMMdd 1",
     "999999999999 | 99999999"},
    {"ngay_sinh", "199000000000", TYPE_DATETIME, "yyyyMMddHHmm 1, zero parts 1", "999999999999"},
    {"ngay", "09-01-2022;10-01-2022;", TYPE_DATE, "dd-MM-yyyy 2, empty 1", "99-99-9999"},
    {"luc", "2022-01-04T07:30:12.000+0700;0001-01-01T00:00:00.000+0000", TYPE_DATETIME,
     "yyyy-MM-ddTHH:mm:ss.fffzzz 2, no date 1", "9999-99-99X99:99:99.999+9999"},
    {"ngay", "04/01/2022;31/02/2022", TYPE_TEXT, "dd/MM/yyyy 1, text 1 (10 letters)", "99/99/9999"},
    /* Digits that could be dates are none where the name tells of no time. */
    {"so", "20220104;20220105", TYPE_TEXT, "integer 2", "99999999"},
    {"so_tien", "50000;120000;0", TYPE_DECIMAL, "integer 3", "99999 | 999999 | 9"},
    {"so_luong", "3;12", TYPE_INTEGER, "integer 2", "9 | 99"},
    {"t_bhtt", "1.5;2;-3.25", TYPE_DECIMAL, "integer 1, decimal 2 (scale 2)", "9.9 | 9 | -9.99"},
    {"tien", "007;12", TYPE_TEXT, "integer 2 (1 with leading zeros)", "999 | 99"},
    {"tien", "12;12,5", TYPE_TEXT, "integer 1, text 1 (2-4 letters)", "99 | 99,9"},
    {"ma_tthc", "1.000101;1.000102", TYPE_TEXT, "decimal 2 (scale 6)", "9.999999"},
    {"danh_gia", "1;2", TYPE_TEXT, "integer 2", "9"},
    {"kenh", "1;2;1;1", TYPE_TEXT, "integer 4", "1 (3), 2 (1)"},
    {"co", "True;False;True;True", TYPE_BOOLEAN, "boolean 4", "True (3), False (1)"},
    {"loai", "LV-DD;LV-DD;LV-XD;LV-DD", TYPE_TEXT, "text 4 (5 letters)", "LV-DD (3), LV-XD (1)"},
    {"ten", "Lan;Lan;Lan;Lan", TYPE_TEXT, "text 4 (3 letters)", "Xxx"},
    {"x", "001299000001;001299000001", TYPE_TEXT, "integer 2 (2 with leading zeros)",
     "999999999999"},
    {"ten", "Nguyễn Văn A", TYPE_TEXT, "text 1 (12 letters)", "Xxxxxx Xxx X"},
    {"trong", "; ", TYPE_TEXT, "empty 2", ""},
};

static void add_values(struct forms *forms, const char *values, struct distinct_budget *budget)
{
    struct arena *scratch = arena_new();

    for (;; values++) {
        size_t size = strcspn(values, ";");

        forms_add(forms, values, size, size, budget, scratch);
        values += size;
        if (*values == '\0')
            break;
    }
    arena_free(scratch);
}

static void values_are_counted_guessed_told_and_shown(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct distinct_budget budget = {100};
        struct buffer told = {0}, shown = {0};
        struct form_guess guess;
        struct forms forms = {0};

        print_message("%s: %s\n", rows[i].name, rows[i].values);
        add_values(&forms, rows[i].values, &budget);
        forms_guess(&forms, rows[i].name, &guess);
        assert_string_equal(type_names[guess.type], type_names[rows[i].type]);
        forms_tell(&forms, rows[i].name, &told);
        assert_string_equal(buffer_string(&told), rows[i].told);
        forms_show(&forms, false, &shown);
        assert_string_equal(buffer_string(&shown), rows[i].shown);
        buffer_free(&told);
        buffer_free(&shown);
        distinct_free(&forms.distinct, &budget);
        assert_int_equal(budget.left, 100);
    }
}

static void codes_that_look_personal_are_masked(void **state)
{
    struct distinct_budget budget = {100};
    struct buffer shown = {0};
    struct forms forms = {0};

    (void)state;
    add_values(&forms, "BN01;BN01;BN02;BN01", &budget);
    assert_true(forms_are_codes(&forms));
    forms_show(&forms, true, &shown);
    assert_string_equal(buffer_string(&shown), "XX99");
    buffer_free(&shown);
    distinct_free(&forms.distinct, &budget);
}

static void zeros_and_sentinels_are_allowed_only_when_seen(void **state)
{
    struct distinct_budget budget = {100};
    struct forms plain = {0}, odd = {0};
    struct form_guess guess;

    (void)state;
    add_values(&plain, "20220104", &budget);
    forms_guess(&plain, "ngay", &guess);
    assert_false(guess.allow_zeros);
    assert_false(guess.allow_sentinels);
    add_values(&odd, "20220100;00000000", &budget);
    forms_guess(&odd, "ngay", &guess);
    assert_int_equal(guess.type, TYPE_DATE);
    assert_true(guess.allow_zeros);
    assert_true(guess.allow_sentinels);
    distinct_free(&plain.distinct, &budget);
    distinct_free(&odd.distinct, &budget);
}

static void a_text_that_no_field_may_have_is_trouble(void **state)
{
    struct distinct_budget budget = {100};
    struct forms cut = {0}, control = {0};
    struct arena *scratch = arena_new();

    (void)state;
    /* Cut within a letter: not the text's own fault. */
    forms_add(&cut, "ti\xe1\xba", 4, 10, &budget, scratch);
    assert_false(cut.has_trouble);
    assert_int_equal(cut.longest, 9);
    forms_add(&control, "a\x01", 2, 2, &budget, scratch);
    assert_true(control.has_trouble);
    distinct_free(&cut.distinct, &budget);
    distinct_free(&control.distinct, &budget);
    arena_free(scratch);
}

static void repeats_are_noticed_until_memory_is_used_up(void **state)
{
    struct distinct_budget budget = {3};
    struct distinct a = {0}, b = {0};

    (void)state;
    distinct_add(&a, distinct_hash(0, "x", 1), &budget);
    distinct_add(&a, distinct_hash(0, "y", 1), &budget);
    assert_false(a.has_repeats);
    assert_int_equal(budget.left, 1);
    distinct_add(&a, distinct_hash(0, "x", 1), &budget);
    assert_true(a.has_repeats);
    assert_int_equal(budget.left, 3);
    for (const char *text = "abcd"; *text != '\0'; text++)
        distinct_add(&b, distinct_hash(0, text, 1), &budget);
    assert_true(b.is_full);
    assert_false(b.has_repeats);
    assert_int_equal(budget.left, 3);
    assert_true(distinct_hash(distinct_hash(0, "a", 1), "bc", 2) !=
                distinct_hash(distinct_hash(0, "ab", 2), "c", 1));
}

static void many_different_texts_are_held(void **state)
{
    struct distinct_budget budget = {10000};
    struct distinct distinct = {0};
    char text[16];

    (void)state;
    for (int i = 0; i < 5000; i++) {
        int size = snprintf(text, sizeof text, "%d", i);

        distinct_add(&distinct, distinct_hash(0, text, (size_t)size), &budget);
    }
    assert_false(distinct.has_repeats);
    assert_int_equal(distinct.count, 5000);
    distinct_add(&distinct, distinct_hash(0, "2500", 4), &budget);
    assert_true(distinct.has_repeats);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_counted_guessed_told_and_shown),
        cmocka_unit_test(codes_that_look_personal_are_masked),
        cmocka_unit_test(zeros_and_sentinels_are_allowed_only_when_seen),
        cmocka_unit_test(a_text_that_no_field_may_have_is_trouble),
        cmocka_unit_test(repeats_are_noticed_until_memory_is_used_up),
        cmocka_unit_test(many_different_texts_are_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
