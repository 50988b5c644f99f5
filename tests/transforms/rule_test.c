/* Rules hold, do not hold or are unknown, over records made by hand; their mistakes have places. */
#include "transforms/rule.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/problem.h"
#include "core/yaml.h"
#include "tests/support/check.h"
#include "transforms/mapping_inside.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* The fields and children that all rules here are about, and their values in one record. */
static const struct fact {
    const char *name;
    int type, privacy;
    const char *value;
} facts_of_record[] = {
    {"a", TYPE_DECIMAL, PRIVACY_KEEP, "100.50"},
    {"b", TYPE_DECIMAL, PRIVACY_KEEP, "100.5"},
    {"i", TYPE_INTEGER, PRIVACY_KEEP, "-3"},
    {"huge", TYPE_DECIMAL, PRIVACY_KEEP, "999999999999999999999999999999999999"},
    {"tiny", TYPE_DECIMAL, PRIVACY_KEEP, "0.000000001"},
    {"none", TYPE_INTEGER, PRIVACY_KEEP, NULL},
    {"d", TYPE_DATE, PRIVACY_KEEP, "2022-04-03"},
    {"month", TYPE_DATE, PRIVACY_KEEP, "2022-04"},
    {"t", TYPE_DATETIME, PRIVACY_KEEP, "2022-04-03T17:00:01"},
    {"no_date", TYPE_DATE, PRIVACY_KEEP, NULL},
    {"word", TYPE_TEXT, PRIVACY_KEEP, "đã xong"},
    {"code", TYPE_CODE, PRIVACY_KEEP, "01"},
    {"yes", TYPE_BOOLEAN, PRIVACY_KEEP, "1"},
    {"no", TYPE_BOOLEAN, PRIVACY_KEEP, "0"},
    {"cccd", TYPE_TEXT, PRIVACY_HASH, "000000000012"},
    {"ten", TYPE_TEXT, PRIVACY_DROP, "Nguyễn"},
};

enum { FIELD_COUNT = sizeof facts_of_record / sizeof facts_of_record[0] };

static const struct column thuoc_columns[] = {
    {.name = "ten", .type = TYPE_TEXT},
    {.name = "tien", .type = TYPE_DECIMAL, .scale = 2},
    {.name = "ngay", .type = TYPE_DATE},
};

static const struct schema children[] = {
    {.member = "thuoc", .columns = thuoc_columns, .column_count = 3},
    {.member = "dvkt", .columns = thuoc_columns, .column_count = 3},
};

static struct value value_of(const char *text)
{
    const struct value value = {text, text != NULL ? strlen(text) : 0};

    return value;
}

/* A record's facts: three of "thuoc", none of "dvkt". */
static struct rule_facts make_facts(struct arena *arena)
{
    static const char *const cells[] = {"x",  "50.25", "2022-04-01", "y",      NULL,
                                        NULL, "z",     "50.25",      "2022-03"};
    struct value *fields = arena_array(arena, FIELD_COUNT, sizeof *fields);
    struct value *rows = arena_array(arena, 9, sizeof *rows);
    struct rows *of_children = arena_array(arena, 2, sizeof *of_children);
    const struct rule_facts facts = {fields, of_children};

    for (size_t i = 0; i < FIELD_COUNT; i++)
        fields[i] = value_of(facts_of_record[i].value);
    for (size_t i = 0; i < 9; i++)
        rows[i] = value_of(cells[i]);
    of_children[0].values = rows;
    of_children[0].count = 3;
    return facts;
}

static struct rule *read_rule(const char *text, struct arena *arena, struct problems *problems)
{
    struct field *fields = arena_array(arena, FIELD_COUNT, sizeof *fields);
    struct node *node = arena_alloc(arena, sizeof *node);
    const struct rule_scope scope = {
        .fields = fields, .field_count = FIELD_COUNT, .children = children, .child_count = 2};

    for (size_t i = 0; i < FIELD_COUNT; i++) {
        fields[i].name = facts_of_record[i].name;
        fields[i].type = facts_of_record[i].type;
        fields[i].privacy = facts_of_record[i].privacy;
    }
    node->file = "rules.yaml";
    node->line = 3;
    node->column = 11;
    node->text = text;
    node->is_plain = true;
    return rule_read(node, &scope, arena, problems);
}

static int ask(const char *text)
{
    struct arena *arena = arena_new();
    struct problems problems = {.arena = arena};
    const struct rule *rule = read_rule(text, arena, &problems);
    const struct rule_facts facts = make_facts(arena);
    int holds;

    if (rule == NULL)
        fail_msg("%s: %d: %s", text, problems.first->column, problems.first->text);
    holds = rule_holds(rule, &facts);
    arena_free(arena);
    return holds;
}

struct row {
    const char *rule;
    int holds;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ask(rows[i].rule) != rows[i].holds)
            fail_msg("%s: got %d", rows[i].rule, ask(rows[i].rule));
}

static void numbers_are_compared_and_computed_exactly(void **state)
{
    static const struct row rows[] = {
        {"a = b", 1},
        {"a != b", 0},
        {"a = 100.5", 1},
        {"a <= 100.50", 1},
        {"a < 100.51", 1},
        {"a > 100.49", 1},
        {"a >= 101", 0},
        {"i = -3", 1},
        {"-i = 3", 1},
        {"- -i = i", 1},
        {"i - 1 - 1 = -5", 1},
        {"i - (1 - 1) = -3", 1},
        {"2 + 3 * 4 = 14", 1},
        {"(2 + 3) * 4 = 20", 1},
        {"2 * -3 = -6", 1},
        {"0.1 + 0.2 = 0.3", 1},
        {"0.1 * 0.1 = 0.01", 1},
        {"a + b = 201", 1},
        {"a - b = 0", 1},
        {"-0 = 0", 1},
        {"huge > tiny", 1},
        {"tiny < huge", 1},
        {"-huge < tiny", 1},
        {"tiny > -huge", 1},
        {"huge - 1 = 999999999999999999999999999999999998", 1},
        {"huge - huge + tiny = 0.000000001", 1},
        {"1.500 * 1000000000000000000 * 1000000000000000 = 1500000000000000000000000000000000", 1},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void a_number_of_more_than_36_digits_is_told(void **state)
{
    static const struct row rows[] = {
        {"huge + 1 > 0", -1},
        {"huge * 10 > 0", -1},
        {"huge * huge > 0", -1},
        {"-huge - 1 < 0", -1},
        {"huge + tiny > 0", -1},
        {"huge * 1 = huge", 1},
        {"none + 1 = 0 or huge + 1 > 0", -1},
        {"tiny * tiny * tiny * tiny > 0", 1},
        {"tiny * tiny * tiny * tiny * tiny > 0", -1},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void dates_are_compared_on_what_both_say(void **state)
{
    static const struct row rows[] = {
        {"d = month", 1},
        {"d > month", 0},
        {"d >= month", 1},
        {"t = d", 1},
        {"t > d", 0},
        {"t > '2022-04-03T17:00:00'", 1},
        {"t > '2022-04-03T17:00'", 1},
        {"d > '2022-04-02'", 1},
        {"'2022-04-04' > d", 1},
        {"d != '2022'", 0},
        {"d < '2021'", 0},
        {"month = '2022-05'", 0},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void texts_and_truths_are_equal_or_not(void **state)
{
    static const struct row rows[] = {
        {"word = 'đã xong'", 1},
        {"word != 'đã'", 1},
        {"code = '1'", 0},
        {"code = '01'", 1},
        {"code = word", 0},
        {"yes", 1},
        {"no", 0},
        {"not no", 1},
        {"yes = no", 0},
        {"yes != no", 1},
        {"cccd = '000000000012'", 1},
        {"ten = 'Nguyễn'", 1},
        {"word = ''", 0},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void what_is_unknown_holds_and_has_asks(void **state)
{
    static const struct row rows[] = {
        {"none = 1", 1},
        {"none != 1", 1},
        {"not none = 1", 1},
        {"none + 1 = 7", 1},
        {"-none > 0", 1},
        {"no_date >= d", 1},
        {"none = 1 and no", 0},
        {"no and none = 1", 0},
        {"none = 1 and yes", 1},
        {"none = 1 or no", 1},
        {"yes or none = 1", 1},
        {"not (none = 1 or yes)", 0},
        {"has(none)", 0},
        {"not has(none)", 1},
        {"has(a) and has(ten)", 1},
        {"has(none) and none = 1", 0},
        {"min(dvkt.tien) > 0", 1},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void or_binds_less_than_and_and_not_less_than_a_comparison(void **state)
{
    static const struct row rows[] = {
        {"yes or no and no", 1},
        {"(yes or no) and no", 0},
        {"not no and no", 0},
        {"not (no and no)", 1},
        {"not a = 1", 1},
        {"not not yes", 1},
        {" yes\n  and\tnot no ", 1},
        {"yes and(yes)", 1},
        {"1<2 and 2>1", 1},
        {"not(no)", 1},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void children_are_counted_and_folded(void **state)
{
    static const struct row rows[] = {
        {"count(thuoc) = 3", 1},
        {"count ( dvkt ) = 0", 1},
        {"a = sum(thuoc.tien) + sum(dvkt.tien)", 1},
        {"sum(dvkt.tien) = 0", 1},
        {"max(thuoc.tien) = 50.25", 1},
        {"min(thuoc.tien) < max(thuoc.tien)", 0},
        {"min(thuoc.ngay) = '2022-03'", 1},
        {"max(thuoc.ngay) = '2022-04-01'", 1},
        {"min(thuoc.ngay) <= d", 1},
    };

    (void)state;
    check_rows(rows, COUNT(rows));
}

static void a_broken_rule_shows_its_operands_but_no_person(void **state)
{
    static const char text[] = "a = none + a * i - sum(thuoc.tien) + count(dvkt) and ten = cccd and"
                               " has(no_date) and word = code and min(dvkt.ngay) > d";
    struct arena *arena = arena_new();
    struct problems problems = {.arena = arena};
    const struct rule_facts facts = make_facts(arena);
    struct buffer shown = {0};

    (void)state;
    rule_describe(read_rule(text, arena, &problems), &facts, &shown);
    assert_string_equal(
        buffer_string(&shown),
        "a is 100.50, none has no value, i is -3, sum(thuoc.tien) is 100.50, "
        "count(dvkt) is 0, ten is personal, cccd is personal, no_date has no value, "
        "word is đã xong, code is 01, min(dvkt.ngay) has no value, d is 2022-04-03");
    buffer_free(&shown);
    arena_free(arena);
}

struct mistake_row {
    const char *rule, *mistakes;
};

static const char *mistakes_of(const char *text, struct arena *arena)
{
    struct problems problems = {.arena = arena};
    const struct problem *problem;
    const char *all = "";

    assert_true((read_rule(text, arena, &problems) == NULL) == (problems.errors > 0));
    for (problem = problems.first; problem != NULL; problem = problem->next)
        all = arena_print(arena, "%s%d: %s\n", all, problem->column, problem->text);
    return all;
}

static void check_mistakes(const struct mistake_row *rows, size_t count)
{
    struct arena *arena = arena_new();

    for (size_t i = 0; i < count; i++)
        if (strcmp(mistakes_of(rows[i].rule, arena), rows[i].mistakes) != 0)
            fail_msg("%s: got %s", rows[i].rule, mistakes_of(rows[i].rule, arena));
    arena_free(arena);
}

static void every_mistake_of_a_rule_is_told_at_its_column(void **state)
{
    static const struct mistake_row rows[] = {
        {"x = y", "11: there is no field 'x'\n15: there is no field 'y'\n"},
        {"word = 'đ' and x = 1", "26: there is no field 'x'\n"},
        {"a = word", "13: '=' compares two of a kind; here are a number and a text\n"},
        {"d > 1", "13: '>' compares two of a kind; here are a date and a number\n"},
        {"word < code", "16: '<' compares numbers or dates; here are two of text\n"},
        {"yes <= no", "15: '<=' compares numbers or dates; here are two of truth\n"},
        {"a + d = 1 and b * word = 1", "15: '+' takes numbers; this is a date\n"
                                       "29: '*' takes numbers; this is a text\n"},
        {"-word = 1", "12: '-' takes numbers; this is a text\n"},
        {"a and yes", "11: 'and' takes what holds or does not, such as a comparison; this is a "
                      "number\n"},
        {"not word", "15: 'not' takes what holds or does not, such as a comparison; this is a "
                     "text\n"},
        {"a + 1", "13: the rule is a number, not something that holds or does not\n"},
        {"word", "11: the rule is a text, not something that holds or does not\n"},
        {"d = '2022-13'", "15: '2022-13' is no date that exists\n"},
        {"d = 'x'", "15: 'x' is no date; dates are written as 2022-04-01, 2022-04 or 2022\n"},
        {"count(x) = 1", "11: there is no child 'x'; the children are: thuoc, dvkt\n"},
        {"sum(thuoc.x) = 1", "11: the child 'thuoc' has no column 'x'\n"},
        {"sum(thuoc.ten) = 1", "11: 'sum' takes numbers; thuoc.ten is a text\n"},
        {"sum(thuoc.ngay) = 1", "11: 'sum' takes numbers; thuoc.ngay is a date\n"},
        {"min(thuoc.ten) = 1", "11: 'min' takes numbers or dates; thuoc.ten is a text\n"},
        {"has(x)", "11: there is no field 'x'\n"},
    };

    (void)state;
    check_mistakes(rows, COUNT(rows));
}

static void what_cannot_be_read_is_told_at_its_column(void **state)
{
    static const struct mistake_row rows[] = {
        {"", "11: here should be a field, a number, a 'text' or a function\n"},
        {"a =", "14: here should be a field, a number, a 'text' or a function\n"},
        {"a == 1", "14: here should be a field, a number, a 'text' or a function\n"},
        {"a = b and", "20: here should be a field, a number, a 'text' or a function\n"},
        {"a and or b", "17: here should be a field, a number, a 'text' or a function\n"},
        {"a b", "13: here should be an operator: + - * = != < <= > >= and or\n"},
        {"a = 1)", "16: here should be an operator: + - * = != < <= > >= and or\n"},
        {"a / b = 1", "13: here should be an operator: + - * = != < <= > >= and or\n"},
        {"1 < a < 3", "17: comparisons do not chain; hint: a < b and b < c\n"},
        {"(a = 1", "17: a closing parenthesis is missing\n"},
        {"word = 'x", "18: the text has no quote at its end\n"},
        {"a = 1.",
         "15: a number has plain digits with a point before the last ones, and at most 36 "
         "of them\n"},
        {"a = 1e3", "15: a number has plain digits with a point before the last ones, and at most "
                    "36 of them\n"},
        {"a = 1234567890123456789012345678901234567",
         "15: a number has plain digits with a point before the last ones, and at most 36 of "
         "them\n"},
        {"avg(thuoc.tien) = 1", "11: there is no such function; there are: has, count, sum, min, "
                                "max\n"},
        {"thuoc.tien = 1", "16: fields of children are read through sum, min or max\n"},
        {"sum(thuoc) = 1", "20: here should be a point and a field of the child\n"},
        {"sum() = 1", "15: here should be child.field\n"},
        {"count(1 + 1) = 1", "19: a closing parenthesis is missing\n"},
        {"has('x')", "15: here should be a field\n"},
    };

    (void)state;
    check_mistakes(rows, COUNT(rows));
}

/* count times the first text, then the second, then count times the third. */
static const char *repeat(const char *first, const char *middle, const char *last, int count,
                          struct arena *arena)
{
    struct buffer text = {0};
    const char *copy;

    for (int i = 0; i < count; i++)
        buffer_text(&text, first);
    buffer_text(&text, middle);
    for (int i = 0; i < count; i++)
        buffer_text(&text, last);
    copy = arena_text(arena, buffer_string(&text));
    buffer_free(&text);
    return copy;
}

static void a_rule_is_bounded_in_length_and_depth(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_string_equal(mistakes_of(repeat("(", "yes", ")", 40, arena), arena), "");
    CHECK_HAS(mistakes_of(repeat("(", "yes", ")", 100000, arena), arena),
              "the rule is nested too deeply");
    CHECK_HAS(mistakes_of(repeat("not ", "yes", "", 100000, arena), arena),
              "the rule is nested too deeply");
    assert_string_equal(mistakes_of(repeat("", "yes", " and no", 90, arena), arena), "");
    CHECK_HAS(mistakes_of(repeat("", "yes", " and no", 100000, arena), arena),
              "the rule has too many terms");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_compared_and_computed_exactly),
        cmocka_unit_test(a_number_of_more_than_36_digits_is_told),
        cmocka_unit_test(dates_are_compared_on_what_both_say),
        cmocka_unit_test(texts_and_truths_are_equal_or_not),
        cmocka_unit_test(what_is_unknown_holds_and_has_asks),
        cmocka_unit_test(or_binds_less_than_and_and_not_less_than_a_comparison),
        cmocka_unit_test(children_are_counted_and_folded),
        cmocka_unit_test(a_broken_rule_shows_its_operands_but_no_person),
        cmocka_unit_test(every_mistake_of_a_rule_is_told_at_its_column),
        cmocka_unit_test(what_cannot_be_read_is_told_at_its_column),
        cmocka_unit_test(a_rule_is_bounded_in_length_and_depth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
