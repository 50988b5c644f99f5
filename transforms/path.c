/* The parser of paths: one pass, one function for each rule of the writing. */
#include "transforms/path.h"

#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/normal.h"
#include "core/utf8.h"

enum {
    ITEMS_LIMIT = 64, /* steps, filters, branches: of each more than any document needs */
    QUOTED_BYTES = 20 /* of a path that is told to be wrong */
};

struct parsing {
    const char *start, *rest;
    const struct name_spaces *name_spaces;
    struct arena *arena;
    struct error *err;
};

static int refuse(const struct parsing *parsing, const char *expected)
{
    long column = parsing->rest - parsing->start + 1;
    int quoted = (int)utf8_cut(parsing->rest, strlen(parsing->rest), QUOTED_BYTES);

    if (*parsing->rest == '\0')
        return error_at(parsing->err, ERROR_CONFIG, column, "the path ends where %s was expected",
                        expected);
    return error_at(parsing->err, ERROR_CONFIG, column, "%s was expected in the path at '%.*s'",
                    expected, quoted, parsing->rest);
}

static void skip_blanks(struct parsing *parsing)
{
    while (*parsing->rest == ' ' || *parsing->rest == '\t' || *parsing->rest == '\n')
        parsing->rest++;
}

static bool take(struct parsing *parsing, const char *mark)
{
    size_t length = strlen(mark);

    if (strncmp(parsing->rest, mark, length) != 0)
        return false;
    parsing->rest += length;
    return true;
}

static bool is_name_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == '.' ||
           (unsigned char)byte >= 0x80;
}

/* The text in normal form C: names and texts of documents are compared in it. */
static const char *normal_copy(const struct parsing *parsing, const char *text)
{
    size_t size;

    return normal_or_same(text, strlen(text), &size, parsing->arena);
}

/* Reads 'text' in single quotes; a quote inside is written twice. */
static int parse_quoted(struct parsing *parsing, const char **text)
{
    const char *start = parsing->rest + 1;
    char *copy = arena_text(parsing->arena, start);
    size_t size = 0;

    if (*parsing->rest != '\'')
        return refuse(parsing, "a text in single quotes");
    for (parsing->rest = start; *parsing->rest != '\0'; parsing->rest++) {
        if (*parsing->rest == '\'' && parsing->rest[1] != '\'') {
            parsing->rest++;
            copy[size] = '\0';
            *text = normal_copy(parsing, copy);
            return 0;
        }
        if (*parsing->rest == '\'')
            parsing->rest++;
        copy[size++] = *parsing->rest;
    }
    return refuse(parsing, "a closing quote");
}

static const char *take_word(struct parsing *parsing)
{
    const char *start = parsing->rest;

    while (is_name_byte(*parsing->rest))
        parsing->rest++;
    return normal_copy(parsing, arena_copy(parsing->arena, start, (size_t)(parsing->rest - start)));
}

static int find_name_space(struct parsing *parsing, const char *prefix, const char **uri)
{
    size_t i;

    for (i = 0; i < parsing->name_spaces->count; i++) {
        if (strcmp(parsing->name_spaces->items[i].prefix, prefix) == 0) {
            *uri = parsing->name_spaces->items[i].uri;
            return 0;
        }
    }
    *uri = NULL;
    if (parsing->name_spaces->is_open)
        return 0;
    return error_at(parsing->err, ERROR_CONFIG,
                    parsing->rest - parsing->start - (long)strlen(prefix) + 1,
                    "the prefix '%s' is not declared under 'namespaces'", prefix);
}

/* Reads a name as it may stand in a step or filter: [@][prefix:]word or a quoted name. */
static int parse_name(struct parsing *parsing, const char **name, const char **name_space)
{
    bool is_attribute = take(parsing, "@");
    const char *word;

    *name_space = NULL;
    if (*parsing->rest == '\'') {
        if (parse_quoted(parsing, &word) != 0)
            return -1;
    } else {
        word = take_word(parsing);
        if (*word != '\0' && *parsing->rest == ':') {
            if (find_name_space(parsing, word, name_space) != 0)
                return -1;
            parsing->rest++;
            word = take_word(parsing);
        }
    }
    if (*word == '\0')
        return refuse(parsing, "a name");
    *name = is_attribute ? arena_print(parsing->arena, "@%s", word) : word;
    return 0;
}

/* Reads a filter behind its '['. */
static int parse_filter(struct parsing *parsing, struct filter *filter)
{
    skip_blanks(parsing);
    if (parse_name(parsing, &filter->name, &filter->name_space) != 0)
        return -1;
    skip_blanks(parsing);
    filter->kind = FILTER_PRESENT;
    if (take(parsing, "!="))
        filter->kind = FILTER_DIFFERS;
    else if (take(parsing, "="))
        filter->kind = FILTER_EQUALS;
    skip_blanks(parsing);
    if (filter->kind != FILTER_PRESENT && parse_quoted(parsing, &filter->text) != 0)
        return -1;
    skip_blanks(parsing);
    return take(parsing, "]") ? 0 : refuse(parsing, "']'");
}

static int parse_filters(struct parsing *parsing, struct step *step)
{
    struct filter filters[ITEMS_LIMIT];

    memset(filters, 0, sizeof filters);
    while (take(parsing, "[")) {
        if (step->filter_count == ITEMS_LIMIT)
            return refuse(parsing, "no further filter");
        if (parse_filter(parsing, &filters[step->filter_count++]) != 0)
            return -1;
    }
    step->filters = arena_array(parsing->arena, step->filter_count, sizeof filters[0]);
    memcpy(step->filters, filters, step->filter_count * sizeof filters[0]);
    return 0;
}

static int parse_step(struct parsing *parsing, struct step *step)
{
    if (take(parsing, "*"))
        step->name = step->name_space = NULL;
    else if (parse_name(parsing, &step->name, &step->name_space) != 0)
        return -1;
    return parse_filters(parsing, step);
}

/* True, and steps over it, when a '..' stands here. */
static bool take_up(struct parsing *parsing)
{
    if (strncmp(parsing->rest, "..", 2) != 0 || is_name_byte(parsing->rest[2]))
        return false;
    parsing->rest += 2;
    return true;
}

static int parse_steps(struct parsing *parsing, struct branch *branch)
{
    struct step steps[ITEMS_LIMIT];

    memset(steps, 0, sizeof steps);
    do {
        if (branch->step_count == ITEMS_LIMIT)
            return refuse(parsing, "no further step");
        if (*parsing->rest == '.')
            return refuse(parsing, "a name ('.' and '..' stand only at the beginning)");
        if (branch->step_count > 0 && steps[branch->step_count - 1].name != NULL &&
            steps[branch->step_count - 1].name[0] == '@')
            return refuse(parsing, "nothing (an attribute has no children)");
        if (parse_step(parsing, &steps[branch->step_count++]) != 0)
            return -1;
    } while (take(parsing, "/"));
    branch->steps = arena_array(parsing->arena, branch->step_count, sizeof steps[0]);
    memcpy(branch->steps, steps, branch->step_count * sizeof steps[0]);
    return 0;
}

static int parse_branch(struct parsing *parsing, struct branch *branch)
{
    skip_blanks(parsing);
    if (parsing->rest[0] == '.' && !is_name_byte(parsing->rest[1])) {
        parsing->rest++;
    } else {
        bool is_more = true;

        while (is_more && take_up(parsing)) {
            branch->ups++;
            is_more = take(parsing, "/");
        }
        if (is_more && parse_steps(parsing, branch) != 0)
            return -1;
    }
    skip_blanks(parsing);
    return 0;
}

struct path *path_parse(const char *text, const struct name_spaces *name_spaces,
                        struct arena *arena, struct error *err)
{
    struct parsing parsing = {text, text, name_spaces, arena, err};
    struct path *path = arena_alloc(arena, sizeof *path);
    struct branch branches[ITEMS_LIMIT];

    memset(branches, 0, sizeof branches);
    do {
        if (path->count == ITEMS_LIMIT) {
            refuse(&parsing, "no further alternative");
            return NULL;
        }
        if (parse_branch(&parsing, &branches[path->count++]) != 0)
            return NULL;
    } while (take(&parsing, "|"));
    if (*parsing.rest != '\0') {
        refuse(&parsing, "'/', '[' or '|'");
        return NULL;
    }
    path->branches = arena_array(arena, path->count, sizeof branches[0]);
    memcpy(path->branches, branches, path->count * sizeof branches[0]);
    return path;
}

bool path_is_plain(const struct path *path)
{
    const struct branch *branch = &path->branches[0];
    size_t i;

    if (path->count != 1 || branch->ups != 0 || branch->step_count == 0)
        return false;
    for (i = 0; i < branch->step_count; i++)
        if (branch->steps[i].name != NULL && branch->steps[i].name[0] == '@')
            return false;
    return true;
}
