/* The document that counts first gives the target, for the level and the period that it names. */
#include "indicators/target.h"

#include "core/arena.h"
#include "core/option.h"
#include "tests/indicators/reading.h"
#include "tests/support/check.h"
#include "tests/support/little.h"

static struct targets *shipped(struct reading *reading, const char **names, size_t count)
{
    static const char *const files[] = {"config/targets/bg22.yaml", "config/targets/bn25.yaml",
                                        "config/targets/hd22.yaml", "config/targets/qd766.yaml"};
    const struct texts plans = {names, count};
    struct targets *targets = targets_new(&plans, reading->arena);
    size_t i;

    for (i = 0; i < sizeof files / sizeof files[0]; i++)
        targets_read(targets, files[i], &reading->problems);
    assert_string_equal(reading_problems(reading), "");
    return targets;
}

static void the_shipped_targets_are_those_of_the_documents(void **state)
{
    static const char *names[] = {"BG22", "BN25", "HD22", "QD766"};
    static const struct {
        const char *indicator, *level, *since, *until, *plan, *sign, *value;
    } rows[] = {
        {"ket-qua-so-hoa", "tinh", "2022-01-01", "2022-04-01", "BG22", ">=", "50"},
        {"ket-qua-so-hoa", "huyen", "2022-01-01", "2022-04-01", "BG22", ">=", "40"},
        {"ket-qua-so-hoa", "xa", "2022-01-01", "2022-04-01", "BG22", ">=", "35"},
        {"ket-qua-so-hoa", "xa", "2021-12-15", "2022-03-15", "HD22", ">=", "25"},
        {"ket-qua-so-hoa", "tinh", "2023-01-01", "2024-01-01", "BN25", ">=", "70"},
        {"ket-qua-so-hoa", "xa", "2024-10-01", "2025-01-01", "BN25", ">=", "75"},
        {"ket-qua-so-hoa", "huyen", "2025-01-01", "2026-01-01", "BN25", ">=", "100"},
        {"ket-qua-so-hoa", "xa", "2025-01-01", "2026-01-01", "BN25", ">=", "95"},
        {"ket-qua-so-hoa", "", "2022-01-01", "2022-04-01", NULL, NULL, NULL},
        {"thanh-toan-truc-tuyen", "", "2022-01-01", "2022-04-01", "BG22", ">=", "30"},
        {"thanh-toan-truc-tuyen", "xa", "2025-01-01", "2026-01-01", "BN25", ">=", "30"},
        {"thu-tuc-thanh-toan", "", "2022-01-01", "2023-01-01", "BG22", ">=", "60"},
        {"thu-tuc-thanh-toan", "", "2025-01-01", "2026-01-01", "BN25", ">=", "100"},
        {"thu-tuc-thanh-toan", "", "2023-01-01", "2024-01-01", "BN25", ">=", "100"},
        {"thu-tuc-thanh-toan", "", "2026-01-01", "2027-01-01", "QD766", ">=", "80"},
        {"dung-han", "", "2022-01-01", "2022-04-01", "HD22", ">=", "95"},
        {"toan-trinh", "", "2022-07-01", "2022-10-01", "BN25", ">=", "80"},
        {"toan-trinh", "", "2026-01-01", "2026-04-01", NULL, NULL, NULL},
        {"tai-su-dung", "", "2022-01-01", "2022-04-01", "BG22", ">=", "30"},
        {"tai-su-dung", "", "2025-01-01", "2025-02-01", "BN25", ">=", "80"},
        {"hai-long", "", "2022-01-01", "2022-02-01", "BG22", ">=", "90"},
        {"hai-long", "", "2025-01-01", "2025-02-01", "BN25", ">", "90"},
        {"nop-truc-tuyen", "", "2022-07-01", "2022-10-01", "QD766", ">=", "50"},
        {"nop-truc-tuyen", "", "2022-04-01", "2022-07-01", NULL, NULL, NULL},
    };
    struct reading reading;
    struct targets *targets;
    size_t i;

    (void)state;
    reading_begin(&reading);
    targets = shipped(&reading, names, 4);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct target_place place = {rows[i].indicator, rows[i].level, moment(rows[i].since),
                                           moment(rows[i].until)};
        const char *plan = NULL;
        const struct target *target = target_find(targets, &place, &plan);

        if (rows[i].plan == NULL) {
            assert_null(target);
            continue;
        }
        assert_non_null(target);
        assert_string_equal(plan, rows[i].plan);
        assert_string_equal(target->value, rows[i].value);
        assert_string_equal(comparison_sign(target->comparison), rows[i].sign);
    }
    reading_end(&reading);
}

static void the_order_of_documents_is_the_deployments(void **state)
{
    static const char *names[] = {"HD22", "BG22"};
    struct reading reading;
    const struct target_place place = {"ket-qua-so-hoa", "xa", moment("2022-01-01"),
                                       moment("2022-04-01")};
    const struct target_place online = {"nop-truc-tuyen", "", moment("2023-01-01"),
                                        moment("2023-04-01")};
    struct targets *targets;
    const char *plan = "none";

    (void)state;
    reading_begin(&reading);
    targets = shipped(&reading, names, 2);
    assert_string_equal(target_find(targets, &place, &plan)->value, "25");
    assert_string_equal(plan, "HD22");
    assert_null(target_find(targets, &online, &plan));
    assert_string_equal(plan, "HD22");
    reading_end(&reading);
}

static void a_period_that_reaches_beyond_the_target_does_not_have_it(void **state)
{
    static const char *names[] = {"BG22"};
    static const struct {
        const char *since, *until;
        bool has_target;
    } rows[] = {
        {"2022-01-01", "2023-01-01", true},
        {"2021-12-31", "2022-02-01", false},
        {"2022-12-01", "2023-01-02", false},
    };
    struct reading reading;
    struct targets *targets;
    const char *plan;
    size_t i;

    (void)state;
    reading_begin(&reading);
    targets = shipped(&reading, names, 1);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct target_place place = {"hai-long", "", moment(rows[i].since),
                                           moment(rows[i].until)};

        assert_int_equal(target_find(targets, &place, &plan) != NULL, rows[i].has_target);
    }
    reading_end(&reading);
}

static const char small_plan[] =
    "document: D\n"
    "title: T\n"
    "targets:\n"
    "  - {indicator: a, value: 30, since: 2022-01-01, until: 2023-01-01}\n"
    "  - {indicator: a, level: xa, value: 9.50, compare: at_most,\n"
    "     since: 2022-01-01, until: 2023-01-01, clause: 2b}\n"
    "  - {indicator: b, value: 90, compare: above,\n"
    "     since: 2022-01-01, until: 2023-01-01, note: n}\n";

static const struct target *find(const struct targets *targets, const char *indicator,
                                 const char *level)
{
    const struct target_place place = {indicator, level, moment("2022-01-01"),
                                       moment("2022-04-01")};
    const char *plan;

    return target_find(targets, &place, &plan);
}

static void a_target_is_met_by_its_own_comparison(void **state)
{
    static const char *names[] = {"D"};
    const struct texts plans = {names, 1};
    struct reading reading;
    struct targets *targets;

    (void)state;
    reading_begin(&reading);
    targets = targets_new(&plans, reading.arena);
    targets_read(targets, reading_file(&reading, small_plan), &reading.problems);
    assert_string_equal(reading_problems(&reading), "");
    assert_string_equal(find(targets, "a", "xa")->value, "9.50");
    assert_string_equal(find(targets, "a", "tinh")->value, "30");
    assert_true(target_is_met(find(targets, "a", ""), 3, 10));
    assert_false(target_is_met(find(targets, "a", ""), 5999, 20000));
    assert_true(target_is_met(find(targets, "a", "xa"), 19, 200));
    assert_false(target_is_met(find(targets, "a", "xa"), 191, 2000));
    assert_false(target_is_met(find(targets, "b", ""), 9, 10));
    assert_true(target_is_met(find(targets, "b", ""), 901, 1000));
    assert_string_equal(table_lines(target_table(targets, reading.arena), reading.arena),
                        "D|a||2022-01-01|2022-12-31|>=|30|-|-|1|T|-|-\n"
                        "D|a|xa|2022-01-01|2022-12-31|<=|9.50|2b|-|1|T|-|-\n"
                        "D|b||2022-01-01|2022-12-31|>|90|-|n|1|T|-|-\n");
    reading_end(&reading);
}

static void mistakes_are_told_all_at_once_with_their_places(void **state)
{
    const struct texts none = {NULL, 0};
    struct reading reading;
    struct targets *targets;

    (void)state;
    reading_begin(&reading);
    targets = targets_new(&none, reading.arena);
    targets_read(targets, reading_file(&reading, small_plan), &reading.problems);
    targets_read(targets,
                 reading_file(&reading,
                              "document: D\n"
                              "title: T\n"
                              "targets:\n"
                              "  - {indicator: a, level: thon, value: 30 %, since: 2022-01-01,\n"
                              "     until: 2022-01-01}\n"),
                 &reading.problems);
    assert_string_equal(reading_problems(&reading),
                        "1:11: the document 'D' has a file already\n"
                        "4:27: no level 'thon'; accepted: tinh, huyen, xa, or no level for all\n"
                        "4:40: '30 %' is no percentage; accepted: a number such as 80 or 99.5\n"
                        "4:5: the target ends before it begins\n");
    reading_end(&reading);
}

static void what_is_wrong_hides_no_other_mistake_and_makes_none(void **state)
{
    const struct texts none = {NULL, 0};
    struct reading reading;
    struct targets *targets;

    (void)state;
    reading_begin(&reading);
    targets = targets_new(&none, reading.arena);
    targets_read(targets,
                 reading_file(&reading,
                              "document: D\n"
                              "titel: T\n"
                              "sauce: x\n"
                              "targets:\n"
                              "  - {indicator: a, level: thon, value: 30 %, since: 2022-02-30,\n"
                              "     until: 2022-01-01}\n"
                              "  - {indicator: a, level: [xa], value: 30 %, since: 2022-02-03}\n"),
                 &reading.problems);
    assert_true(targets_has(targets, "D"));
    assert_false(targets_are_open(targets));
    targets_read(targets, reading_file(&reading, "title: T\ntargets: 3\n"), &reading.problems);
    assert_true(targets_are_open(targets));
    assert_string_equal(
        reading_problems(&reading),
        "2:1: unknown key 'titel'; accepted: document, title, number, date, targets; hint: is it "
        "'title'?\n"
        "3:1: unknown key 'sauce'; accepted: document, title, number, date, targets\n"
        "5:53: 'since' does not accept '2022-02-30'; accepted: 2022-04-01[T06:00:00]\n"
        "7:27: 'level' does not accept a list; accepted: text\n"
        "7:5: the key 'until' is missing; it takes 2022-04-01[T06:00:00]: the day after the last\n"
        "5:27: no level 'thon'; accepted: tinh, huyen, xa, or no level for all\n"
        "5:40: '30 %' is no percentage; accepted: a number such as 80 or 99.5\n"
        "7:40: '30 %' is no percentage; accepted: a number such as 80 or 99.5\n"
        "2:10: 'targets' does not accept '3'; accepted: list of maps\n"
        "1:1: the key 'document' is missing; it takes text: its short name\n");
    reading_end(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_targets_are_those_of_the_documents),
        cmocka_unit_test(the_order_of_documents_is_the_deployments),
        cmocka_unit_test(a_period_that_reaches_beyond_the_target_does_not_have_it),
        cmocka_unit_test(a_target_is_met_by_its_own_comparison),
        cmocka_unit_test(mistakes_are_told_all_at_once_with_their_places),
        cmocka_unit_test(what_is_wrong_hides_no_other_mistake_and_makes_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
