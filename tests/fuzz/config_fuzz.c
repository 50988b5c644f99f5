/* Any bytes as the file of a mapping, and of a code list: one that works, or mistakes with places.
 */
#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/problem.h"
#include "tests/fuzz/fuzz.h"
#include "transforms/codes.h"
#include "transforms/mapping.h"

static bool is_same(const struct problem *one, const struct problem *other)
{
    return one->line == other->line && one->column == other->column &&
           strcmp(one->text, other->text) == 0;
}

/* Nothing is told twice. */
static void look_for_another(const struct problem *problem)
{
    const struct problem *other;

    for (other = problem->next; other != NULL; other = other->next)
        require(!is_same(problem, other), "told twice: %d:%d: %s", problem->line, problem->column,
                problem->text);
}

static void look_at(const struct problems *problems)
{
    const struct problem *problem;
    size_t count = 0;

    for (problem = problems->first; problem != NULL; problem = problem->next) {
        require(problem->file != NULL, "a mistake without a file");
        require(problem->text != NULL && *problem->text != '\0', "a mistake without words");
        require(problem->line >= 0 && problem->column >= 0, "a mistake at %d:%d", problem->line,
                problem->column);
        look_for_another(problem);
        count++;
    }
    require(count == problems->errors + problems->warnings, "mistakes are counted wrongly");
}

static void look_at_schema(const struct schema *schema)
{
    bool has_key = false;
    size_t i;

    require(schema->table != NULL && *schema->table != '\0', "a table without a name");
    require(schema->column_count > 0, "a table without columns");
    for (i = 0; i < schema->column_count; i++) {
        require(schema->columns[i].name != NULL && *schema->columns[i].name != '\0',
                "a column without a name");
        require(schema->columns[i].title_vi != NULL && schema->columns[i].title_en != NULL,
                "a column without titles");
        has_key = has_key || schema->columns[i].is_key;
    }
    require(has_key || schema->member != NULL, "a table without a key");
    for (i = 0; i < schema->child_count; i++)
        look_at_schema(&schema->children[i]);
}

static void read_mapping(const char *path, struct arena *arena)
{
    struct problems problems = {.arena = arena};
    const struct mapping_context context = {0};
    const struct mapping *mapping = mapping_read(path, &context, arena, &problems);

    look_at(&problems);
    require((mapping_soundness(mapping) < SOUND_ALL) == (problems.errors > 0),
            "%zu mistakes, and a mapping that is right or not", problems.errors);
    if (mapping_soundness(mapping) > SOUND_NAME)
        look_at_schema(mapping_schema(mapping));
}

static void read_code_list(const char *path, struct arena *arena)
{
    struct problems problems = {.arena = arena};
    const struct code_list *list = code_list_read(path, arena, &problems);
    size_t i;

    look_at(&problems);
    require(list->is_broken == (problems.errors > 0),
            "%zu mistakes, and a list that is right or not", problems.errors);
    for (i = 0; !list->is_broken && i < list->count; i++) {
        const char *code = list->codes[i].code;

        require(code_find(list, code, strlen(code)) != NULL, "the code '%s' is not found", code);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *path = fuzz_file(bytes, size);
    struct arena *arena = arena_new();

    read_mapping(path, arena);
    read_code_list(path, arena);
    arena_free(arena);
    return 0;
}
