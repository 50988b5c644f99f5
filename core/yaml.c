/*
 * YAML files read through libyaml's event parser into a tree with positions.
 *
 * libyaml's events are used rather than its documents because aliases and tags are to be refused,
 * and rather than a binding library because those stop at the first mistake and forget positions.
 */
#include "core/yaml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/problem.h"

enum { DEPTH_LIMIT = 64 };

struct reading {
    yaml_parser_t parser;
    const char *file;
    struct arena *arena;
    struct problems *problems;
    const struct node *latest; /* scalar; NULL when something else came after it */
    /* Lists and maps that have ended since then, by what came behind them. */
    struct node *ended[DEPTH_LIMIT + 1];
    size_t ended_count;
    int depth;
    bool is_over; /* nothing more can be read, which has been told */
};

static struct node *node_new(struct reading *reading, enum node_kind kind, yaml_mark_t mark)
{
    struct node *node = arena_alloc(reading->arena, sizeof *node);

    node->kind = kind;
    node->file = reading->file;
    node->line = (int)mark.line + 1;
    node->column = (int)mark.column + 1;
    return node;
}

/* Ends the reading.  The mistake counts as one of the scalar before it, which may be half of what
 * was meant, and what is around that may only seem to end. */
static void stop(struct reading *reading, yaml_mark_t mark, const char *why)
{
    struct node *place = node_new(reading, NODE_SCALAR, mark);
    size_t i;

    place->parent = reading->latest;
    for (i = 0; i < reading->ended_count; i++)
        reading->ended[i]->is_cut = true;
    problem_at(reading->problems, place, "%s", why);
    reading->is_over = true;
}

static void note_scalar(struct reading *reading, const struct node *scalar)
{
    reading->latest = scalar;
    reading->ended_count = 0;
}

/* One with a bracket at its end is whole for certain. */
static void note_end(struct reading *reading, struct node *node, const yaml_event_t *event)
{
    if (event->end_mark.index > event->start_mark.index)
        note_scalar(reading, NULL);
    else
        reading->ended[reading->ended_count++] = node;
}

static bool next_event(struct reading *reading, yaml_event_t *event)
{
    const char *why;

    if (reading->is_over)
        return false;
    if (yaml_parser_parse(&reading->parser, event))
        return true;
    if (reading->parser.error == YAML_MEMORY_ERROR)
        error_out_of_memory();
    why = reading->parser.problem != NULL ? reading->parser.problem : "unreadable";
    stop(reading, reading->parser.problem_mark,
         arena_print(reading->arena, "not well-formed YAML: %s", why));
    return false;
}

/* Appends the value of the reference that begins behind "${" and returns what follows it; NULL when
 * it has no end or its name is not set. */
static const char *expand_reference(const char *inside, struct buffer *text, char name[64])
{
    const char *end = strchr(inside, '}');
    const char *fallback;
    const char *value;
    size_t length;

    if (end == NULL)
        return NULL;
    fallback = strstr(inside, ":-");
    if (fallback != NULL && fallback > end)
        fallback = NULL;
    length = (size_t)((fallback != NULL ? fallback : end) - inside);
    snprintf(name, 64, "%.*s", (int)length, inside);

    value = getenv(name);
    if (value != NULL && value[0] != '\0')
        buffer_text(text, value);
    else if (fallback != NULL)
        buffer_append(text, fallback + 2, (size_t)(end - fallback - 2));
    else
        return NULL;
    return end + 1;
}

static void expand(struct reading *reading, struct node *node)
{
    struct buffer text = {0};
    const char *rest = node->text;
    const char *start;
    char name[64] = "";

    if (strstr(rest, "${") == NULL)
        return;
    while ((start = strstr(rest, "${")) != NULL) {
        buffer_append(&text, rest, (size_t)(start - rest));
        rest = expand_reference(start + 2, &text, name);
        if (rest == NULL) {
            problem_at(
                reading->problems, node,
                "the environment variable '%s' is not set; hint: set it or write a default as "
                "${NAME:-default}",
                name);
            rest = "";
        }
    }
    buffer_text(&text, rest);
    node->text = arena_text(reading->arena, buffer_string(&text));
    buffer_free(&text);
}

static struct node *read_node(struct reading *reading, yaml_event_t *event);

static struct node *read_scalar(struct reading *reading, const yaml_event_t *event)
{
    struct node *node = node_new(reading, NODE_SCALAR, event->start_mark);

    node->text = arena_copy(reading->arena, event->data.scalar.value, event->data.scalar.length);
    node->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (strlen(node->text) != event->data.scalar.length)
        problem_at(reading->problems, node, "a NUL byte is not accepted");
    expand(reading, node);
    note_scalar(reading, node);
    return node;
}

/* Reads the next node; NULL when the reading is over before it begins. */
static struct node *read_next(struct reading *reading)
{
    yaml_event_t event;

    return next_event(reading, &event) ? read_node(reading, &event) : NULL;
}

static struct node *read_list(struct reading *reading, const yaml_event_t *start)
{
    struct node *list = node_new(reading, NODE_LIST, start->start_mark);
    struct node **end = &list->first;
    yaml_event_t event;

    note_scalar(reading, NULL);
    while (next_event(reading, &event)) {
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            note_end(reading, list, &event);
            yaml_event_delete(&event);
            return list;
        }
        *end = read_node(reading, &event);
        if (*end == NULL)
            break;
        (*end)->parent = list;
        end = &(*end)->next;
    }
    list->is_cut = true;
    return list;
}

static struct node *member_find(const struct node *map, const char *key)
{
    struct node *member;

    for (member = map->first; member != NULL; member = member->next)
        if (strcmp(member->key, key) == 0)
            return member;
    return NULL;
}

/* Hangs a value into a map, unless its key is there already: what is meant then nobody knows, and
 * the first stays as one that is not whole.  That nothing is merged in where an alias was refused
 * is no further mistake. */
static struct node **add_member(struct reading *reading, struct node *map, struct node *value,
                                struct node **end)
{
    struct node *other = member_find(map, value->key);

    if (other != NULL) {
        problem_of_key(reading->problems, value, "the key '%s' stands twice", value->key);
        other->is_cut = true;
        return end;
    }
    if (strcmp(value->key, "<<") == 0 && problem_is_at(reading->problems, value)) {
        map->is_cut = true;
        return end;
    }
    *end = value;
    return &value->next;
}

/* Reads a key, whose event it takes, and what stands behind it. */
static struct node **read_member(struct reading *reading, struct node *map, yaml_event_t *event,
                                 struct node **end)
{
    struct node *key = node_new(reading, NODE_SCALAR, event->start_mark);
    bool is_plain = event->type == YAML_SCALAR_EVENT;
    struct node *value;

    key->parent = map;
    if (is_plain)
        key->text = arena_copy(reading->arena, event->data.scalar.value, event->data.scalar.length);
    else if (event->type != YAML_ALIAS_EVENT)
        problem_at(reading->problems, key, "a key must be plain text");
    if (is_plain)
        yaml_event_delete(event);
    else
        read_node(reading, event);
    note_scalar(reading, NULL);
    value = read_next(reading);
    if (value == NULL || !is_plain)
        return end;
    value->key = key->text;
    value->key_line = key->line;
    value->key_column = key->column;
    value->parent = map;
    return add_member(reading, map, value, end);
}

static struct node *read_map(struct reading *reading, const yaml_event_t *start)
{
    struct node *map = node_new(reading, NODE_MAP, start->start_mark);
    struct node **end = &map->first;
    yaml_event_t event;

    note_scalar(reading, NULL);
    while (next_event(reading, &event)) {
        if (event.type == YAML_MAPPING_END_EVENT) {
            note_end(reading, map, &event);
            yaml_event_delete(&event);
            return map;
        }
        end = read_member(reading, map, &event, end);
    }
    map->is_cut = true;
    return map;
}

/* Stands in the place of what is refused, so that what is around it can be looked at. */
static struct node *read_alias(struct reading *reading, const yaml_event_t *event)
{
    struct node *node = node_new(reading, NODE_SCALAR, event->start_mark);

    node->text = "";
    note_scalar(reading, NULL);
    problem_at(reading->problems, node, "aliases are not accepted here");
    return node;
}

static struct node *read_node(struct reading *reading, yaml_event_t *event)
{
    struct node *node = NULL;

    if (++reading->depth > DEPTH_LIMIT)
        stop(reading, event->start_mark,
             arena_print(reading->arena, "nested deeper than %d", DEPTH_LIMIT));
    else if (event->type == YAML_SCALAR_EVENT)
        node = read_scalar(reading, event);
    else if (event->type == YAML_SEQUENCE_START_EVENT)
        node = read_list(reading, event);
    else if (event->type == YAML_MAPPING_START_EVENT)
        node = read_map(reading, event);
    else if (event->type == YAML_ALIAS_EVENT)
        node = read_alias(reading, event);
    else
        stop(reading, event->start_mark, "a value was expected");
    reading->depth--;
    yaml_event_delete(event);
    return node;
}

/* Steps over stream and document start, reads the one document, and sees that no other follows. */
static struct node *read_document(struct reading *reading)
{
    struct node *tree = NULL;
    yaml_event_t event;

    while (next_event(reading, &event)) {
        yaml_event_type_t type = event.type;

        note_scalar(reading, NULL);
        if (type == YAML_DOCUMENT_START_EVENT && tree != NULL)
            stop(reading, event.start_mark, "a second document is not accepted here");
        if (type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_START_EVENT ||
            type == YAML_DOCUMENT_END_EVENT || type == YAML_STREAM_END_EVENT)
            yaml_event_delete(&event);
        else
            tree = read_node(reading, &event);
        if (type == YAML_STREAM_END_EVENT)
            break;
    }
    return tree;
}

struct node *yaml_read(const char *path, struct arena *arena, struct problems *problems)
{
    struct reading reading = {.arena = arena, .problems = problems};
    size_t errors = problems->errors;
    struct node *tree;
    FILE *stream = fopen(path, "re");

    if (stream == NULL) {
        problem_in_file(problems, path, "cannot be opened: %s", strerror(errno));
        return NULL;
    }
    reading.file = arena_text(arena, path);
    if (!yaml_parser_initialize(&reading.parser))
        error_out_of_memory();
    yaml_parser_set_input_file(&reading.parser, stream);
    tree = read_document(&reading);
    yaml_parser_delete(&reading.parser);
    fclose(stream);

    if (tree == NULL && problems->errors == errors)
        problem_in_file(problems, path, "is empty");
    return tree;
}

const struct node *node_find(const struct node *map, const char *key)
{
    const struct node *node;

    if (map == NULL || map->kind != NODE_MAP)
        return NULL;
    for (node = map->first; node != NULL; node = node->next)
        if (strcmp(node->key, key) == 0)
            return node;
    return NULL;
}

const struct node *node_place(const struct node *scalar, size_t characters, struct arena *arena)
{
    struct node *place = arena_alloc(arena, sizeof *place);

    *place = *scalar;
    place->parent = scalar;
    place->column += (scalar->is_plain ? 0 : 1) + (int)characters;
    return place;
}

const struct node *node_of_text(const struct node *tree, const char *text)
{
    const struct node *node;

    if (tree == NULL || text == NULL)
        return NULL;
    if (tree->kind == NODE_SCALAR)
        return tree->text == text ? tree : NULL;
    for (node = tree->first; node != NULL; node = node->next) {
        const struct node *found = node_of_text(node, text);

        if (found != NULL)
            return found;
    }
    return NULL;
}
