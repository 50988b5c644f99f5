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
    int depth;
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

static bool next_event(struct reading *reading, yaml_event_t *event)
{
    struct node place = {.file = reading->file};

    if (yaml_parser_parse(&reading->parser, event))
        return true;
    place.line = (int)reading->parser.problem_mark.line + 1;
    place.column = (int)reading->parser.problem_mark.column + 1;
    problem_at(reading->problems, &place, "not well-formed YAML: %s",
               reading->parser.problem != NULL ? reading->parser.problem : "unreadable");
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
    return node;
}

static struct node *read_list(struct reading *reading, const yaml_event_t *start)
{
    struct node *list = node_new(reading, NODE_LIST, start->start_mark);
    struct node **end = &list->first;
    yaml_event_t event;

    while (next_event(reading, &event)) {
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return list;
        }
        *end = read_node(reading, &event);
        if (*end == NULL)
            return NULL;
        end = &(*end)->next;
    }
    return NULL;
}

/* Reads the value behind a key and hangs it into the map. */
static struct node *read_member(struct reading *reading, struct node *map, const yaml_event_t *key)
{
    const char *name;
    yaml_event_t event;
    struct node *value;

    name = arena_copy(reading->arena, key->data.scalar.value, key->data.scalar.length);
    if (!next_event(reading, &event))
        return NULL;
    value = read_node(reading, &event);
    if (value == NULL)
        return NULL;
    value->key = name;
    value->key_line = (int)key->start_mark.line + 1;
    value->key_column = (int)key->start_mark.column + 1;
    if (node_find(map, name) != NULL)
        problem_at_key(reading->problems, value, "the key '%s' stands twice", name);
    return value;
}

static struct node *read_map(struct reading *reading, const yaml_event_t *start)
{
    struct node *map = node_new(reading, NODE_MAP, start->start_mark);
    struct node **end = &map->first;
    yaml_event_t event;

    while (next_event(reading, &event)) {
        struct node *value = NULL;
        bool is_end = event.type == YAML_MAPPING_END_EVENT;

        if (event.type == YAML_SCALAR_EVENT)
            value = read_member(reading, map, &event);
        else if (!is_end)
            problem_at(reading->problems, node_new(reading, NODE_MAP, event.start_mark),
                       "a key must be plain text");
        yaml_event_delete(&event);
        if (is_end)
            return map;
        if (value == NULL)
            return NULL;
        *end = value;
        end = &value->next;
    }
    return NULL;
}

static struct node *read_refused(struct reading *reading, const yaml_event_t *event)
{
    problem_at(reading->problems, node_new(reading, NODE_SCALAR, event->start_mark),
               event->type == YAML_ALIAS_EVENT ? "aliases are not accepted here"
                                               : "a value was expected");
    return NULL;
}

static struct node *read_node(struct reading *reading, yaml_event_t *event)
{
    struct node *node = NULL;

    if (++reading->depth > DEPTH_LIMIT)
        problem_in_file(reading->problems, reading->file, "nested deeper than %d", DEPTH_LIMIT);
    else if (event->type == YAML_SCALAR_EVENT)
        node = read_scalar(reading, event);
    else if (event->type == YAML_SEQUENCE_START_EVENT)
        node = read_list(reading, event);
    else if (event->type == YAML_MAPPING_START_EVENT)
        node = read_map(reading, event);
    else
        node = read_refused(reading, event);
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

        if (type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_END_EVENT ||
            (type == YAML_DOCUMENT_START_EVENT && tree == NULL)) {
            yaml_event_delete(&event);
        } else if (type == YAML_STREAM_END_EVENT) {
            yaml_event_delete(&event);
            return tree;
        } else if (type == YAML_DOCUMENT_START_EVENT) {
            read_refused(reading, &event);
            yaml_event_delete(&event);
            return NULL;
        } else {
            tree = read_node(reading, &event);
            if (tree == NULL)
                return NULL;
        }
    }
    return NULL;
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
    return problems->errors == errors ? tree : NULL;
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
