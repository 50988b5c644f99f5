/* Binding of YAML maps and command-line texts to structs by tables of options. */
#include "core/option.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/doubt.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/problem.h"
#include "core/size.h"
#include "core/yaml.h"

static void *field_of(const struct option *option, void *target)
{
    return (char *)target + option->offset;
}

const struct option *option_find(const struct option *options, const char *name, size_t length)
{
    for (; options->name != NULL; options++)
        if (strlen(options->name) == length && memcmp(options->name, name, length) == 0)
            return options;
    return NULL;
}

static char *join_names(const char *const *names, const char *separator, struct arena *arena)
{
    struct buffer text = {0};
    char *joined;

    for (; *names != NULL; names++) {
        if (text.size != 0)
            buffer_text(&text, separator);
        buffer_text(&text, *names);
    }
    joined = arena_text(arena, buffer_string(&text));
    buffer_free(&text);
    return joined;
}

const char *option_type_text(const struct option *option, struct arena *arena)
{
    static const char *const texts[] = {
        [OPTION_TEXT] = "text",
        [OPTION_FLAG] = "true|false",
        [OPTION_SIZE] = "bytes, as 256MiB or 1GiB",
        [OPTION_SPAN] = "15m|6h|1d|1w|1M",
        [OPTION_DURATION] = "0|90s|15m|2h|1d",
        [OPTION_INSTANT] = "2022-04-01[T06:00:00]",
        [OPTION_TEXTS] = "list",
        [OPTION_STRUCT] = "map",
        [OPTION_STRUCTS] = "list of maps",
        [OPTION_NODE] = "map",
    };

    if (option->type == OPTION_CHOICE)
        return join_names(option->choices, "|", arena);
    if (option->type == OPTION_DURATION && option->least != option->most)
        return arena_print(arena, "90s|15m|2h|1d, %ld..%ld s", option->least, option->most);
    if (option->type != OPTION_NUMBER)
        return texts[option->type];
    if (option->least == option->most)
        return "number";
    return arena_print(arena, "number %ld..%ld", option->least, option->most);
}

static int set_number(const struct option *option, const char *text, long *number)
{
    char *end;
    long parsed;

    errno = 0;
    parsed = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0)
        return -1;
    if (option->least != option->most && (parsed < option->least || parsed > option->most))
        return -1;
    *number = parsed;
    return 0;
}

static int set_duration(const struct option *option, const char *text, struct duration *duration)
{
    struct duration parsed;

    if (duration_parse(text, &parsed) != 0)
        return -1;
    if (option->least != option->most &&
        (parsed.seconds < option->least || parsed.seconds > option->most))
        return -1;
    *duration = parsed;
    return 0;
}

static int set_choice(const struct option *option, const char *text, int *choice)
{
    int i;

    for (i = 0; option->choices[i] != NULL; i++) {
        if (strcmp(option->choices[i], text) == 0) {
            *choice = i;
            return 0;
        }
    }
    return -1;
}

static int set_flag(const char *text, bool *flag)
{
    if (strcmp(text, "true") != 0 && strcmp(text, "false") != 0)
        return -1;
    *flag = text[0] == 't';
    return 0;
}

static int set_instant(const char *text, int64_t *instant)
{
    struct error ignored;

    return instant_parse(text, VIETNAM_OFFSET_SECONDS, instant, &ignored);
}

void texts_add(struct texts *texts, const char *text, struct arena *arena)
{
    const char **items = arena_array(arena, texts->count + 1, sizeof *items);

    if (texts->count != 0)
        memcpy(items, texts->items, texts->count * sizeof *items);
    items[texts->count++] = text;
    texts->items = items;
}

/* Sets an option that a single text can stand for; -1 when the text is not of its type. */
static int set_scalar(const struct option *option, const char *text, void *target,
                      struct arena *arena)
{
    void *field = field_of(option, target);

    switch (option->type) {
    case OPTION_TEXT:
        *(const char **)field = text;
        return 0;
    case OPTION_NUMBER:
        return set_number(option, text, field);
    case OPTION_FLAG:
        return set_flag(text, field);
    case OPTION_CHOICE:
        return set_choice(option, text, field);
    case OPTION_SIZE:
        return size_parse(text, field);
    case OPTION_SPAN:
        return span_parse(text, field);
    case OPTION_DURATION:
        return set_duration(option, text, field);
    case OPTION_INSTANT:
        return set_instant(text, field);
    case OPTION_TEXTS:
        texts_add(field, text, arena);
        return 0;
    default:
        return -1;
    }
}

int option_set(const struct option *option, const char *text, void *target, struct arena *arena,
               struct error *err)
{
    if (set_scalar(option, text, target, arena) == 0)
        return 0;
    return error_set(err, ERROR_USAGE, "--%s: '%s' is not accepted; accepted: %s", option->name,
                     text, option_type_text(option, arena));
}

static void bind_texts(const struct option *option, const struct node *list, void *target,
                       struct arena *arena, struct problems *problems)
{
    const struct node *item;

    for (item = list->first; item != NULL; item = item->next) {
        if (item->kind != NODE_SCALAR)
            problem_at(problems, item, "'%s' takes a list of plain texts", option->name);
        else if (!problem_is_at(problems, item))
            texts_add(field_of(option, target), item->text, arena);
    }
}

static void bind_structs(const struct option *option, const struct node *list, void *target,
                         struct arena *arena, struct problems *problems)
{
    struct items *items = field_of(option, target);
    const struct node *item;
    size_t count = 0;

    for (item = list->first; item != NULL; item = item->next)
        count++;
    items->is_open = list->is_cut;
    items->items = arena_array(arena, count, option->size);
    items->nodes = arena_array(arena, count, sizeof *items->nodes);
    for (item = list->first; item != NULL; item = item->next) {
        void *bound = (char *)items->items + items->count * option->size;

        items->nodes[items->count++] = item;
        option_bind(item, option->options, bound, arena, problems);
    }
}

/* Gives what is absent or wrong its fallback; a nested struct gets those of its members. */
static void bind_fallback(const struct option *option, void *target, struct arena *arena)
{
    static const struct node nothing = {.kind = NODE_MAP, .file = ""};
    struct problems ignored = {.arena = arena};

    if (option->fallback != NULL)
        set_scalar(option, option->fallback, target, arena);
    else if (option->type == OPTION_STRUCT)
        option_bind(&nothing, option->options, field_of(option, target), arena, &ignored);
}

/* What is left of a value that is wrong. */
static void bind_wrong(const struct option *option, void *target, struct arena *arena)
{
    bind_fallback(option, target, arena);
    if (option->type == OPTION_STRUCTS)
        ((struct items *)field_of(option, target))->is_open = true;
}

static void report_value(const struct option *option, const struct node *value,
                         struct problems *problems)
{
    const char *accepted = option_type_text(option, problems->arena);

    if (value->kind == NODE_SCALAR)
        problem_at(problems, value, "'%s' does not accept '%s'; accepted: %s", option->name,
                   value->text, accepted);
    else
        problem_at(problems, value, "'%s' does not accept a %s; accepted: %s", option->name,
                   value->kind == NODE_MAP ? "map" : "list", accepted);
}

static void bind_scalar(const struct option *option, const struct node *value, void *target,
                        struct arena *arena, struct problems *problems)
{
    /* What the file says is not known where that has been told already. */
    bool is_told = value->kind == NODE_SCALAR && problem_is_at(problems, value);

    if (!is_told && value->kind == NODE_SCALAR &&
        set_scalar(option, value->text, target, arena) == 0)
        return;
    if (!is_told)
        report_value(option, value, problems);
    bind_wrong(option, target, arena);
}

void option_bind_value(const struct option *option, const struct node *value, void *target,
                       struct arena *arena, struct problems *problems)
{
    if (option->type == OPTION_NODE)
        *(const struct node **)field_of(option, target) = value;
    else if (option->type == OPTION_TEXTS && value->kind == NODE_LIST)
        bind_texts(option, value, target, arena, problems);
    else if (option->type == OPTION_STRUCTS && value->kind == NODE_LIST)
        bind_structs(option, value, target, arena, problems);
    else if (option->type == OPTION_STRUCT && value->kind == NODE_MAP)
        option_bind(value, option->options, field_of(option, target), arena, problems);
    else
        bind_scalar(option, value, target, arena, problems);
}

/* The option that a key resembles and that the map does not have. */
static const struct option *find_alike(const struct option *options, const struct node *map,
                                       const char *key)
{
    for (; options->name != NULL; options++)
        if (words_are_alike(options->name, key) && node_find(map, options->name) == NULL)
            return options;
    return NULL;
}

static void report_unknown(const struct option *options, const struct option *alike,
                           const struct node *value, struct problems *problems)
{
    struct buffer text = {0};

    buffer_print(&text, "unknown key '%s'; accepted: ", value->key);
    for (; options->name != NULL; options++)
        buffer_print(&text, "%s%s", options->name, options[1].name != NULL ? ", " : "");
    if (alike == NULL)
        problem_at_key(problems, value, "%s", buffer_string(&text));
    else
        problem_of_key(problems, value, "%s; hint: is it '%s'?", buffer_string(&text), alike->name);
    buffer_free(&text);
}

/* The option that takes a key which none is called by, told as a mistake; NULL when none does. */
static const struct option *find_other(const struct option *options, const struct node *map,
                                       struct node *value, struct problems *problems)
{
    const struct option *option = option_find(options, "*", 1);

    if (option != NULL)
        return NULL;
    option = find_alike(options, map, value->key);
    report_unknown(options, option, value, problems);
    if (option != NULL)
        value->key = option->name;
    return option;
}

static void bind_absent(const struct option *option, const struct node *map, void *target,
                        struct arena *arena, struct problems *problems)
{
    if (option->is_required)
        problem_missing(problems, map, option->name, "it takes %s: %s",
                        option_type_text(option, problems->arena), option->help);
    if (option->is_required || map->is_cut)
        bind_wrong(option, target, arena);
    else
        bind_fallback(option, target, arena);
}

void option_bind(const struct node *map, const struct option *options, void *target,
                 struct arena *arena, struct problems *problems)
{
    static const struct node unknown = {.kind = NODE_MAP, .is_cut = true, .file = ""};
    const struct option *option;
    struct node *value;

    if (map->kind != NODE_MAP && !problem_is_at(problems, map))
        problem_at(problems, map, "a map of keys and values was expected here");
    if (map->kind != NODE_MAP)
        map = &unknown;
    for (value = map->first; value != NULL; value = value->next) {
        option = option_find(options, value->key, strlen(value->key));
        if (option == NULL)
            option = find_other(options, map, value, problems);
        if (option != NULL)
            option_bind_value(option, value, target, arena, problems);
    }
    for (option = options; option->name != NULL; option++)
        if (node_find(map, option->name) == NULL)
            bind_absent(option, map, target, arena, problems);
}
