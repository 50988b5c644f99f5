/* Every mistake of a configuration is told at once, each once and at its place, and no other. */
#include "tests/support/check.h"

#include <stdlib.h>

#include "batch/definitions.h"
#include "batch/deployment.h"
#include "core/arena.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/problem.h"
#include "tests/batch/planted.h"
#include "tests/support/scratch.h"

enum { PLANTED_MOST = 128, MARKS_MOST = 26 };

/* A copy of the configuration, and what is to be told of it. */
struct garden {
    struct arena *arena; /* of the copy */
    const char *folder;
    struct arena *round; /* of one reading */
    const char *wanted[PLANTED_MOST];
    bool is_told[PLANTED_MOST];
    size_t count;
};

static const char *const rooms[] = {"sources",    "mappings",  "codes",   "schemas",
                                    "indicators", "calendars", "targets", NULL};

/* What the files with planted mistakes need beside them; all else takes time only. */
static const char *const needed[] = {"/bhyt.",   "/don-vi.", "/dvcqg",      "/thu-tuc.",
                                     "/kcb",     "/ho-so.",  "/codes/",     "/targets/",
                                     "/tai-su-", "/bhxh.",   "/calendars/", NULL};

static bool is_needed(const char *name)
{
    size_t i;

    for (i = 0; needed[i] != NULL; i++)
        if (strstr(name, needed[i]) != NULL)
            return true;
    return false;
}

static void put_back(const struct garden *garden, const char *name, struct arena *arena)
{
    const char *text = scratch_read("config", name, arena);

    scratch_write(garden->folder, name, text, strlen(text), arena);
}

static void copy_room(const struct garden *garden, const char *room, bool is_whole)
{
    struct arena *arena = garden->arena;
    struct error err;
    char **names;
    size_t count, i;

    CHECK_DONE(folder_list(path_join(arena, "config", room), arena, &names, &count, &err), &err);
    for (i = 0; i < count; i++)
        if (is_whole || is_needed(arena_print(arena, "/%s/%s", room, names[i])))
            put_back(garden, path_join(arena, room, names[i]), arena);
}

static void begin(struct garden *garden, bool is_whole)
{
    size_t i;

    unsetenv("NHIP_NEVER_SET");
    garden->arena = arena_new();
    garden->round = arena_new();
    garden->folder = scratch_make(garden->arena);
    garden->count = 0;
    put_back(garden, "nhip.yaml", garden->arena);
    for (i = 0; rooms[i] != NULL; i++)
        copy_room(garden, rooms[i], is_whole);
}

static void end(struct garden *garden)
{
    scratch_remove(garden->folder);
    arena_free(garden->round);
    arena_free(garden->arena);
}

/* A byte that no file has: 1 to 8, then 14 and on. */
static char mark_of(size_t number)
{
    assert_true(number < MARKS_MOST);
    return (char)(number < 8 ? number + 1 : number + 6);
}

static bool is_mark(char byte)
{
    return (byte >= 1 && byte <= 8) || (byte >= 14 && byte <= 31);
}

/* The text with the mistake, its place marked; NULL when it does not fit beside those in it. */
static char *plant(const char *text, const struct planted *one, char mark, struct arena *arena)
{
    const char *place = strstr(text, one->find);
    char *put = arena_text(arena, one->put), *grown, *at;

    if (place == NULL || strstr(place + 1, one->find) != NULL)
        return NULL;
    if (strchr(put, '`') != NULL)
        *strchr(put, '`') = mark;
    grown =
        arena_print(arena, "%.*s%s%s", (int)(place - text), text, put, place + strlen(one->find));
    if (one->at == NULL)
        return grown;
    at = strstr(grown, one->at);
    return at == NULL ? NULL : arena_print(arena, "%.*s%c%s", (int)(at - grown), grown, mark, at);
}

/* "file:line:column: " of a mark. */
static const char *place_of(const char *file, const char *text, char mark, struct arena *arena)
{
    int line = 1, column = 1;

    for (; *text != mark; text++) {
        assert_true(*text != '\0');
        if (*text == '\n') {
            line++;
            column = 1;
        } else if (!is_mark(*text) && ((unsigned char)*text & 0xC0) != 0x80) {
            column++;
        }
    }
    return arena_print(arena, "%s:%d:%d: ", file, line, column);
}

/* Writes the text without its marks. */
static void write_plain(const struct garden *garden, const char *file, const char *text)
{
    char *plain = arena_text(garden->round, text), *end = plain;

    for (; *text != '\0'; text++)
        if (!is_mark(*text))
            *end++ = *text;
    scratch_write(garden->folder, file, plain, (size_t)(end - plain), garden->round);
}

/* Plants those of the mistakes of one file that fit, and notes what is to be told of them.  The
 * number of those that fit. */
static size_t plant_all(struct garden *garden, const struct planted *const *chosen, size_t count)
{
    const char *file = chosen[0]->file;
    char *text = scratch_read("config", file, garden->round);
    const struct planted *fitting[MARKS_MOST];
    size_t fits = 0, i;

    for (i = 0; i < count; i++) {
        char *grown = plant(text, chosen[i], mark_of(fits), garden->round);

        if (grown == NULL)
            continue;
        text = grown;
        fitting[fits++] = chosen[i];
    }
    for (i = 0; i < fits; i++)
        garden->wanted[garden->count++] =
            arena_print(garden->round, "%s%s", place_of(file, text, mark_of(i), garden->round),
                        fitting[i]->told);
    write_plain(garden, file, text);
    return fits;
}

static const char *show(const struct problem *problem, struct arena *arena)
{
    return arena_print(arena, "%s:%d:%d: %s", problem->file, problem->line, problem->column,
                       problem->text);
}

static void tick_off(struct garden *garden, const struct problem *problem)
{
    const char *told = show(problem, garden->round) + strlen(garden->folder) + 1;
    size_t i;

    for (i = 0; i < garden->count; i++) {
        if (garden->is_told[i] || strncmp(told, garden->wanted[i], strlen(garden->wanted[i])) != 0)
            continue;
        garden->is_told[i] = true;
        return;
    }
    for (i = 0; i < garden->count; i++)
        print_message("planted: %s\n", garden->wanted[i]);
    fail_msg("not planted: %s", told);
}

/* Reads the configuration as `nhip check` does: what was planted is told, and nothing else. */
static void check(struct garden *garden)
{
    struct problems problems = {.arena = garden->round};
    const struct deployment *deployment = deployment_read(garden->folder, garden->round, &problems);
    const struct problem *problem;
    size_t i;

    memset(garden->is_told, 0, sizeof garden->is_told);
    definitions_try(deployment, garden->round, &problems);
    for (problem = problems.first; problem != NULL; problem = problem->next)
        if (!problem->is_warning)
            tick_off(garden, problem);
    for (i = 0; i < garden->count; i++)
        if (!garden->is_told[i])
            fail_msg("not told: %s", garden->wanted[i]);
}

/* Checks a file with two mistakes, or one that is there twice.  False when they do not go together.
 */
static bool try_pair(struct garden *garden, const struct planted *one, const struct planted *other)
{
    const struct planted *const pair[] = {one, other};
    size_t count = one == other ? 1 : 2;
    bool fits;

    garden->count = 0;
    fits = plant_all(garden, pair, count) == count;
    if (fits)
        check(garden);
    arena_reset(garden->round);
    return fits;
}

/* Whether one of the two keeps the other from being seen. */
static bool are_apart(const struct planted *one, const struct planted *two)
{
    return (one->hides != NULL && two->part != NULL && strcmp(one->hides, two->part) == 0) ||
           (two->hides != NULL && one->part != NULL && strcmp(two->hides, one->part) == 0);
}

static void each_mistake_is_told_alone(void **state)
{
    const struct planted *one;
    struct garden garden;

    (void)state;
    begin(&garden, false);
    check(&garden);
    for (one = planted; one->file != NULL; one++) {
        if (!try_pair(&garden, one, one))
            fail_msg("cannot be planted: %s in %s", one->find, one->file);
        put_back(&garden, one->file, garden.round);
    }
    end(&garden);
}

static void any_two_mistakes_of_a_file_are_told_together(void **state)
{
    const struct planted *one, *other;
    size_t pairs = 0, apart = 0;
    struct garden garden;

    (void)state;
    begin(&garden, false);
    for (one = planted; one->file != NULL; one++) {
        for (other = one + 1; other->file != NULL && strcmp(other->file, one->file) == 0; other++) {
            if (are_apart(one, other))
                continue;
            pairs++;
            apart += !try_pair(&garden, one, other);
        }
        put_back(&garden, one->file, garden.round);
    }
    end(&garden);
    print_message("%zu pairs, %zu of them at one place\n", pairs, apart);
    assert_true(pairs > 500 && apart < pairs / 50);
}

static void the_mistakes_of_all_files_are_told_together(void **state)
{
    const struct planted *chosen[MARKS_MOST], *one;
    struct garden garden;
    size_t count = 0;

    (void)state;
    begin(&garden, true);
    for (one = planted; one->file != NULL; one++) {
        if (one->hides == NULL)
            chosen[count++] = one;
        if (count > 0 && (one[1].file == NULL || strcmp(one[1].file, one->file) != 0)) {
            plant_all(&garden, chosen, count);
            count = 0;
        }
    }
    assert_true(garden.count > 80);
    check(&garden);
    end(&garden);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mistake_is_told_alone),
        cmocka_unit_test(any_two_mistakes_of_a_file_are_told_together),
        cmocka_unit_test(the_mistakes_of_all_files_are_told_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
