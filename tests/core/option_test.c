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

    assert_null(read_text(fixture, "a: b\n  c: [d\n"));
    assert_int_equal(fixture->problems.errors, 1);
    assert_non_null(strstr(told(fixture, 0), "2:4 not well-formed YAML: "));
}

static void doubled_keys_aliases_and_second_documents_are_refused(void **state)
{
    struct fixture *fixture = *state;

    assert_null(read_text(fixture, "a: b\na: c\n"));
    assert_string_equal(told(fixture, 0), "2:1 the key 'a' stands twice");
    assert_null(read_text(fixture, "a: &x b\nc: *x\n"));
    assert_string_equal(told(fixture, 1), "2:4 aliases are not accepted here");
    assert_null(read_text(fixture, "a: b\n---\nc: d\n"));
    assert_int_equal(fixture->problems.errors, 3);
    assert_null(read_text(fixture, ""));
    assert_non_null(strstr(told(fixture, 3), "is empty"));
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
    struct node *tree;

    setenv("NHIP_TEST_NAME", "here", 1);
    unsetenv("NHIP_TEST_OTHER");
    tree = read_text(fixture, "a: ${NHIP_TEST_NAME}/x\nb: '${NHIP_TEST_OTHER:-there}'\n");
    assert_non_null(tree);
    assert_string_equal(node_find(tree, "a")->text, "here/x");
    assert_string_equal(node_find(tree, "b")->text, "there");
    assert_null(read_text(fixture, "a: b\nc: ${NHIP_TEST_OTHER}\n"));
    assert_non_null(
        strstr(told(fixture, 0), "2:4 the environment variable 'NHIP_TEST_OTHER' is not set"));
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
        WITH_FIXTURE(doubled_keys_aliases_and_second_documents_are_refused),
        WITH_FIXTURE(a_missing_file_is_told_by_name),
        WITH_FIXTURE(variables_are_expanded_and_missing_ones_are_told),
        WITH_FIXTURE(a_bound_text_leads_back_to_its_place),
        WITH_FIXTURE(command_line_texts_are_set_or_refused_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
