/* Configuration files are bound by tables, and every mistake is told with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/file.h"
#include "core/instant.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/yaml.h"

struct inner {
    const char *name;
    long size;
};

struct outer {
    const char *name;
    long count;
    bool flag;
    int colour;
    struct span every;
    struct duration lease;
    int64_t room;
    int64_t start;
    struct texts words;
    struct inner inner;
    struct items list;
    const struct node *rest;
};

static const char *const colours[] = {"red", "green", NULL};

static const struct option inner_options[] = {
    {"name", OPTION_TEXT, offsetof(struct inner, name), true, .help = "its name"},
    {"size", OPTION_NUMBER, offsetof(struct inner, size), false, "3", .help = "its size"},
    {0}};

static const struct option outer_options[] = {
    {"name", OPTION_TEXT, offsetof(struct outer, name), true, .help = "what it is called"},
    {"count", OPTION_NUMBER, offsetof(struct outer, count), false, "5", .least = 1, .most = 10,
     .help = "how many"},
    {"flag", OPTION_FLAG, offsetof(struct outer, flag), .help = "whether"},
    {"colour", OPTION_CHOICE, offsetof(struct outer, colour), .choices = colours, .help = "which"},
    {"every", OPTION_SPAN, offsetof(struct outer, every), false, "1d", .help = "how often"},
    {"lease", OPTION_DURATION, offsetof(struct outer, lease), .least = 60, .most = 7200,
     .help = "how long"},
    {"room", OPTION_SIZE, offsetof(struct outer, room), .help = "how large"},
    {"start", OPTION_INSTANT, offsetof(struct outer, start), .help = "since when"},
    {"words", OPTION_TEXTS, offsetof(struct outer, words), .help = "some words"},
    {"inner", OPTION_STRUCT, offsetof(struct outer, inner), .options = inner_options,
     .help = "one inside"},
    {"list", OPTION_STRUCTS, offsetof(struct outer, list), .options = inner_options,
     .size = sizeof(struct inner), .help = "many inside"},
    {"rest", OPTION_NODE, offsetof(struct outer, rest), .help = "left alone"},
    {0}};

struct fixture {
    struct arena *arena;
    struct problems problems;
    char path[64];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    fixture->arena = arena_new();
    fixture->problems.arena = fixture->arena;
    snprintf(fixture->path, sizeof fixture->path, "/tmp/nhip-option-%ld.yaml", (long)getpid());
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    unlink(fixture->path);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static struct node *read_text(struct fixture *fixture, const char *text)
{
    struct error err;

    assert_int_equal(file_replace(fixture->path, text, strlen(text), 0600, &err), 0);
    return yaml_read(fixture->path, fixture->arena, &fixture->problems);
}

static void bind(struct fixture *fixture, const char *text, struct outer *outer)
{
    struct node *tree = read_text(fixture, text);

    memset(outer, 0, sizeof *outer);
    assert_non_null(tree);
    option_bind(tree, outer_options, outer, fixture->arena, &fixture->problems);
}

/* The i-th problem as "line:column text". */
static const char *told(const struct fixture *fixture, int i)
{
    const struct problem *problem = fixture->problems.first;

    while (problem != NULL && i-- > 0)
        problem = problem->next;
    if (problem == NULL)
        return "no such problem";
    assert_string_equal(problem->file, fixture->path);
    return arena_print(fixture->arena, "%d:%d %s", problem->line, problem->column, problem->text);
}

static void a_right_file_is_bound_whole(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer;

    bind(fixture,
         "name: \"007\"\ncount: 7\nflag: true\ncolour: green\nevery: 2h\nlease: 90s\nroom: "
         "3KiB\nstart: "
         "2022-04-01\n"
         "words: [a, b]\ninner: {name: x}\nlist:\n - {name: y, size: 9}\n - {name: z}\n"
         "rest: {any: thing}\n",
         &outer);
    assert_int_equal(fixture->problems.errors, 0);
    assert_string_equal(outer.name, "007");
    assert_int_equal(outer.count, 7);
    assert_true(outer.flag);
    assert_int_equal(outer.colour, 1);
    assert_int_equal(outer.every.seconds, 7200);
    assert_int_equal(outer.lease.seconds, 90);
    assert_int_equal(outer.room, 3072);
    assert_true(outer.start == 1648746000LL * 1000000);
    assert_int_equal(outer.words.count, 2);
    assert_string_equal(outer.words.items[1], "b");
    assert_int_equal(outer.inner.size, 3);
    assert_int_equal(outer.list.count, 2);
    assert_string_equal(((struct inner *)outer.list.items)[1].name, "z");
    assert_int_equal(((struct inner *)outer.list.items)[0].size, 9);
    assert_string_equal(node_find(outer.rest, "any")->text, "thing");
}

static void absent_keys_take_their_fallbacks(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer;

    bind(fixture, "name: x\nwords: one\n", &outer);
    assert_int_equal(fixture->problems.errors, 0);
    assert_int_equal(outer.count, 5);
    assert_int_equal(outer.every.seconds, SECONDS_PER_DAY);
    assert_int_equal(outer.words.count, 1);
    assert_int_equal(outer.inner.size, 3);
    assert_null(outer.rest);
}

static void every_mistake_is_told_at_once_with_its_place_and_what_is_accepted(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer;

    bind(fixture,
         "count: 11\ncolour: blue\nevery: often\n  \nflag: yes\nwrong: 1\nlist:\n  - {size: x}\n"
         "name: [a]\nstart: 2022-02-30\nlease: 30s\n",
         &outer);
    assert_int_equal(fixture->problems.errors, 10);
    assert_string_equal(told(fixture, 0),
                        "1:8 'count' does not accept '11'; accepted: number 1..10");
    assert_string_equal(told(fixture, 1),
                        "2:9 'colour' does not accept 'blue'; accepted: red|green");
    assert_string_equal(told(fixture, 2),
                        "3:8 'every' does not accept 'often'; accepted: 15m|6h|1d|1w|1M");
    assert_string_equal(told(fixture, 3), "5:7 'flag' does not accept 'yes'; accepted: true|false");
    assert_string_equal(told(fixture, 4),
                        "6:1 unknown key 'wrong'; accepted: name, count, flag, colour, every, "
                        "lease, room, start, words, inner, list, rest");
    assert_string_equal(told(fixture, 5), "8:12 'size' does not accept 'x'; accepted: number");
    assert_string_equal(told(fixture, 6), "8:5 the key 'name' is missing; it takes text: its name");
    assert_string_equal(told(fixture, 7), "9:7 'name' does not accept a list; accepted: text");
    assert_string_equal(
        told(fixture, 8),
        "10:8 'start' does not accept '2022-02-30'; accepted: 2022-04-01[T06:00:00]");
    assert_string_equal(told(fixture, 9),
                        "11:8 'lease' does not accept '30s'; accepted: 90s|15m|2h|1d, 60..7200 s");
}

static void a_file_that_is_no_yaml_is_told_with_its_line(void **state)
{
    struct fixture *fixture = *state;

    assert_true(read_text(fixture, "a: b\n  c: [d\n")->is_cut);
    assert_non_null(strstr(told(fixture, 0), "2:4 not well-formed YAML: "));
    assert_null(read_text(fixture, ""));
    assert_non_null(strstr(told(fixture, 1), "is empty"));
}

static void what_stands_before_a_break_in_the_yaml_is_looked_at(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer;

    bind(fixture, "every: often\nname: x\nlist:\n - {size: x}\n - size: 1\n   b: [\n", &outer);
    assert_string_equal(outer.name, "x");
    assert_true(outer.list.is_open);
    assert_int_equal(fixture->problems.errors, 5);
    assert_non_null(strstr(told(fixture, 0), "7:1 not well-formed YAML: "));
    assert_string_equal(told(fixture, 1),
                        "1:8 'every' does not accept 'often'; accepted: 15m|6h|1d|1w|1M");
    assert_string_equal(told(fixture, 2), "4:11 'size' does not accept 'x'; accepted: number");
    assert_string_equal(told(fixture, 3), "4:4 the key 'name' is missing; it takes text: its name");
    assert_non_null(strstr(told(fixture, 4), "6:4 unknown key 'b'"));
}

static void what_seems_to_end_at_a_break_may_go_on_behind_it(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer;

    bind(fixture, "name: x\nlist:\n - {size: 1}\n - size: 1\n]\n", &outer);
    assert_int_equal(fixture->problems.errors, 2);
    assert_non_null(strstr(told(fixture, 0), "5:1 not well-formed YAML: "));
    assert_string_equal(told(fixture, 1), "3:4 the key 'name' is missing; it takes text: its name");
    assert_true(outer.list.is_open);
}

static void a_scalar_that_a_break_may_have_cut_is_not_judged(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer;

    bind(fixture, "name: x\nevery: 1d\n  start: 2022-01-01\n", &outer);
    assert_int_equal(fixture->problems.errors, 1);
    assert_non_null(strstr(told(fixture, 0), "3:8 not well-formed YAML: "));
    assert_int_equal(outer.every.seconds, SECONDS_PER_DAY);
}

static void doubled_keys_aliases_and_second_documents_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer;

    bind(fixture,
         "name: &x b\ncount: 3\ncount: x\nevery: *x\ninner: {<<: *x}\n? [a]\n: b\n"
         "list: [{name: a}]\nlist: []\nflag: yes\n---\nc: d\n",
         &outer);
    assert_string_equal(told(fixture, 0), "3:1 the key 'count' stands twice");
    assert_string_equal(told(fixture, 1), "4:8 aliases are not accepted here");
    assert_string_equal(told(fixture, 2), "5:13 aliases are not accepted here");
    assert_string_equal(told(fixture, 3), "6:3 a key must be plain text");
    assert_string_equal(told(fixture, 4), "9:1 the key 'list' stands twice");
    assert_string_equal(told(fixture, 5), "11:1 a second document is not accepted here");
    assert_string_equal(told(fixture, 6),
                        "10:7 'flag' does not accept 'yes'; accepted: true|false");
    assert_int_equal(fixture->problems.errors, 7);
    assert_true(outer.list.is_open);
    assert_int_equal(outer.count, 3);
}

static void a_missing_file_is_told_by_name(void **state)
{
    struct fixture *fixture = *state;

    assert_null(yaml_read("/nonexistent/nhip.yaml", fixture->arena, &fixture->problems));
    assert_string_equal(fixture->problems.first->file, "/nonexistent/nhip.yaml");
    assert_non_null(strstr(fixture->problems.first->text, "No such file"));
}

static void variables_are_expanded_and_missing_ones_are_told(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer;
    struct node *tree;

    setenv("NHIP_TEST_NAME", "here", 1);
    unsetenv("NHIP_TEST_OTHER");
    tree = read_text(fixture, "a: ${NHIP_TEST_NAME}/x\nb: '${NHIP_TEST_OTHER:-there}'\n");
    assert_non_null(tree);
    assert_string_equal(node_find(tree, "a")->text, "here/x");
    assert_string_equal(node_find(tree, "b")->text, "there");
    bind(fixture, "name: x\nevery: ${NHIP_TEST_OTHER}\nflag: yes\n", &outer);
    assert_non_null(
        strstr(told(fixture, 0), "2:8 the environment variable 'NHIP_TEST_OTHER' is not set"));
    assert_string_equal(told(fixture, 1), "3:7 'flag' does not accept 'yes'; accepted: true|false");
    assert_int_equal(fixture->problems.errors, 2);
}

static void what_cannot_be_bound_has_its_fallback(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer;

    bind(fixture, "name: x\ncount: many\nevery: [1d]\ninner: 3\nlist: {a: b}\nwords: {}\n", &outer);
    assert_int_equal(fixture->problems.errors, 5);
    assert_int_equal(outer.count, 5);
    assert_int_equal(outer.every.seconds, SECONDS_PER_DAY);
    assert_int_equal(outer.inner.size, 3);
    assert_true(outer.list.is_open);
    assert_int_equal(outer.list.count, 0);
}

static void a_key_that_is_nearly_right_is_told_and_read(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer;

    bind(fixture, "nmae: x\ncounts: 7\nlsit: [{nam: y, sizes: x}]\nflog: true\nflat: true\n",
         &outer);
    assert_string_equal(told(fixture, 0),
                        "1:1 unknown key 'nmae'; accepted: name, count, flag, colour, every, "
                        "lease, room, start, words, inner, list, rest; hint: is it 'name'?");
    assert_non_null(strstr(told(fixture, 1), "2:1 unknown key 'counts'"));
    assert_non_null(strstr(told(fixture, 2), "3:1 unknown key 'lsit'"));
    assert_string_equal(told(fixture, 3),
                        "3:9 unknown key 'nam'; accepted: name, size; hint: is it 'name'?");
    assert_non_null(strstr(told(fixture, 4), "3:17 unknown key 'sizes'"));
    assert_string_equal(told(fixture, 5), "3:24 'size' does not accept 'x'; accepted: number");
    assert_non_null(strstr(told(fixture, 6), "4:1 unknown key 'flog'"));
    assert_string_equal(told(fixture, 7),
                        "5:1 unknown key 'flat'; accepted: name, count, flag, colour, every, "
                        "lease, room, start, words, inner, list, rest");
    assert_int_equal(fixture->problems.errors, 8);
    assert_string_equal(outer.name, "x");
    assert_int_equal(outer.count, 7);
    assert_true(outer.flag);
    assert_string_equal(((struct inner *)outer.list.items)[0].name, "y");
}

static void an_option_may_take_all_other_keys(void **state)
{
    static const struct option open_options[] = {
        {"name", OPTION_TEXT, offsetof(struct inner, name), true, .help = "its name"},
        {.name = "*", .type = OPTION_NODE},
        {0}};
    struct fixture *fixture = *state;
    struct inner inner = {0};

    option_bind(read_text(fixture, "nmae: y\nname: x\nany: [z]\n"), open_options, &inner,
                fixture->arena, &fixture->problems);
    assert_int_equal(fixture->problems.errors, 0);
    assert_string_equal(inner.name, "x");
}

static void it_is_known_of_what_a_mistake_has_been_told(void **state)
{
    struct fixture *fixture = *state;
    const struct problems *problems = &fixture->problems;
    struct node *tree = read_text(fixture, "evry: 1d\ncount: x\nwords: [a, b]\ncount: 3\n"
                                           "inner: {size: 3, sauce: x}\nlist: 5\n");
    struct outer outer = {0};

    option_bind(tree, outer_options, &outer, fixture->arena, &fixture->problems);
    assert_int_equal(problems->errors, 7);
    assert_false(problem_is_of(problems, tree, "every", NULL));
    assert_true(problem_is_of(problems, tree, "count", NULL));
    assert_true(problem_is_of(problems, tree, "name", NULL));
    assert_true(problem_is_of(problems, tree, "inner", NULL));
    assert_true(problem_is_of(problems, tree, "words", "list", NULL));
    assert_false(problem_is_of(problems, tree, "words", "start", "colour", NULL));
    assert_false(problem_is_of(problems, node_find(tree, "inner"), "size", NULL));
    assert_true(problem_is_of(problems, node_find(tree, "inner"), "name", NULL));
    assert_true(problem_is_of(problems, node_find(tree, "list"), "name", NULL));
    assert_false(problem_is_of(problems, NULL, "name", NULL));
    assert_true(problem_is_at(problems, tree));
    assert_false(problem_is_at(problems, node_find(tree, "words")));
    problem_warn(&fixture->problems, node_find(tree, "words"), "no mistake");
    assert_false(problem_is_at(problems, node_find(tree, "words")));
    problem_at(&fixture->problems, node_place(node_find(tree, "words")->first, 1, fixture->arena),
               "in the middle");
    assert_string_equal(told(fixture, 8), "3:10 in the middle");
    assert_true(problem_is_at(problems, node_find(tree, "words")->first));
    assert_false(problem_is_at(problems, node_find(tree, "words")->first->next));
    problem_missing(&fixture->problems, tree, "start", "it takes a day");
    assert_string_equal(told(fixture, 9), "1:1 the key 'start' is missing; it takes a day");
    problem_missing(&fixture->problems, tree, "count", "it takes a number");
    problem_missing(&fixture->problems, tree, "start", "it takes a day");
    assert_int_equal(problems->errors, 9);
}

static void a_bound_text_leads_back_to_its_place(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer = {0};
    struct node *tree = read_text(fixture, "name: x\nwords:\n - a\n - x\n");

    option_bind(tree, outer_options, &outer, fixture->arena, &fixture->problems);
    problem_at_text(&fixture->problems, tree, outer.words.items[1], "this one");
    assert_string_equal(told(fixture, 0), "4:4 this one");
}

static void command_line_texts_are_set_or_refused_by_name(void **state)
{
    struct fixture *fixture = *state;
    struct outer outer = {0};
    struct error err;

    assert_int_equal(
        option_set(option_find(outer_options, "count", 5), "3", &outer, fixture->arena, &err), 0);
    assert_int_equal(outer.count, 3);
    assert_int_equal(
        option_set(option_find(outer_options, "colour", 6), "pink", &outer, fixture->arena, &err),
        -1);
    assert_int_equal(err.kind, ERROR_USAGE);
    assert_string_equal(err.text, "--colour: 'pink' is not accepted; accepted: red|green");
    assert_null(option_find(outer_options, "colo", 4));
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_right_file_is_bound_whole),
        WITH_FIXTURE(absent_keys_take_their_fallbacks),
        WITH_FIXTURE(every_mistake_is_told_at_once_with_its_place_and_what_is_accepted),
        WITH_FIXTURE(a_file_that_is_no_yaml_is_told_with_its_line),
        WITH_FIXTURE(what_stands_before_a_break_in_the_yaml_is_looked_at),
        WITH_FIXTURE(what_seems_to_end_at_a_break_may_go_on_behind_it),
        WITH_FIXTURE(a_scalar_that_a_break_may_have_cut_is_not_judged),
        WITH_FIXTURE(doubled_keys_aliases_and_second_documents_are_refused),
        WITH_FIXTURE(a_missing_file_is_told_by_name),
        WITH_FIXTURE(variables_are_expanded_and_missing_ones_are_told),
        WITH_FIXTURE(what_cannot_be_bound_has_its_fallback),
        WITH_FIXTURE(a_key_that_is_nearly_right_is_told_and_read),
        WITH_FIXTURE(an_option_may_take_all_other_keys),
        WITH_FIXTURE(it_is_known_of_what_a_mistake_has_been_told),
        WITH_FIXTURE(a_bound_text_leads_back_to_its_place),
        WITH_FIXTURE(command_line_texts_are_set_or_refused_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
