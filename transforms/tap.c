/* Noting what a decoder tells while a record is open, and masking it. */
#include "transforms/tap.h"

#include <string.h>

#include "core/error.h"
#include "core/record.h"
#include "core/utf8.h"
#include "transforms/blur.h"
#include "transforms/personal.h"
#include "transforms/sniff.h"
#include "transforms/transform.h"
#include "transforms/transform_inside.h"
#include "transforms/walk.h"

enum { EXCERPT_MOST = 4096, VALUE_MOST = 200, SHAPE_MOST = 60, DOCUMENT_LEAST = 40 };

static const char *last_name(const struct branch *branch)
{
    return branch->step_count == 0 ? NULL : branch->steps[branch->step_count - 1].name;
}

static bool reads(const struct field *field, const char *name)
{
    size_t i;

    for (i = 0; field->path != NULL && i < field->path->count; i++) {
        const char *last = last_name(&field->path->branches[i]);

        if (last != NULL && strcmp(last, name) == 0)
            return true;
    }
    return false;
}

/* What fields make of the elements of a name. */
struct use {
    bool is_read, is_hidden;
};

static void note_use(const struct field_set *set, const char *name, struct use *use)
{
    size_t i;

    for (i = 0; i < set->count; i++) {
        const struct field *field = &set->items[i];

        if (!reads(field, name))
            continue;
        use->is_read = true;
        use->is_hidden =
            use->is_hidden || field->privacy != PRIVACY_KEEP || field_personal(field) != NULL;
    }
}

static struct use find_use(const struct mapping *mapping, const char *name)
{
    const struct field_set fields = mapping_fields(mapping);
    const struct version *versions = mapping->versions.items.items;
    struct use use = {false, personal_name(name) != NULL};
    size_t i;

    note_use(&fields, name, &use);
    for (i = 0; i < mapping->versions.items.count; i++)
        note_use(&versions[i].own, name, &use);
    for (i = 0; i < mapping->child_count; i++)
        note_use(&mapping->children[i].fields, name, &use);
    return use;
}

static void add_value(const struct tap *tap, struct buffer *line)
{
    const char *text = tap->value.data;
    size_t size = tap->value.size;

    if (sniff_format(text, size) != NULL || (size >= DOCUMENT_LEAST && sniff_base64(text, size)))
        buffer_text(line, "(a document)");
    else if (tap->value_size > VALUE_MOST)
        buffer_print(line, "(%zu bytes)", tap->value_size);
    else if (!tap->is_public)
        blur_text(text, size < SHAPE_MOST ? size : SHAPE_MOST, line);
    else if (personal_value(text, size) != NULL)
        buffer_text(line, "***");
    else
        buffer_append(line, text, size);
}

/* Writes the value of the element whose line is open, if it has one. */
static void end_line(struct tap *tap)
{
    size_t from = tap->text.size;

    if (tap->value.size != 0 && tap->is_open && !tap->is_full) {
        buffer_byte(&tap->text, ' ');
        add_value(tap, &tap->text);
        /* Control characters would end the line or worse. */
        buffer_byte(&tap->text, '\0');
        tap->text.size = from + utf8_tame(tap->text.data + from, tap->text.size - 1 - from, ' ');
    }
    buffer_clear(&tap->value);
    tap->value_size = 0;
    tap->is_open = false;
}

static void begin_line(struct tap *tap, const char *name)
{
    const struct use use = find_use(tap->walk->mapping, name);

    end_line(tap);
    tap->is_public = use.is_read && !use.is_hidden;
    tap->depth++;
    if (tap->text.size > EXCERPT_MOST && !tap->is_full) {
        tap->is_full = true;
        buffer_text(&tap->text, "\n(more)");
    }
    if (!tap->is_full)
        buffer_print(&tap->text, "%s%*s%s:%s", tap->text.size == 0 ? "" : "\n",
                     (int)(2 * (tap->depth - 1)), "", name, use.is_hidden ? " ***" : "");
    tap->is_open = !use.is_hidden;
}

static bool is_on(const struct tap *tap)
{
    return tap->walk->record != NULL && !tap->is_found;
}

static int on_open(struct sink *sink, const char *name, const char *name_space, struct error *err)
{
    struct tap_sink *one = (struct tap_sink *)sink;
    struct tap *tap = one->tap;

    if (one->below->skip > 0)
        one->below->skip++;
    else if (one->below->open(one->below, name, name_space, err) != 0)
        return -1;
    if (is_on(tap))
        begin_line(tap, name);
    return 0;
}

static int on_text(struct sink *sink, const char *text, size_t size, struct error *err)
{
    struct tap_sink *one = (struct tap_sink *)sink;
    struct tap *tap = one->tap;
    size_t room = tap->value_size < VALUE_MOST ? VALUE_MOST - tap->value_size : 0;

    if (is_on(tap)) {
        buffer_append(&tap->value, text, size < room ? size : room);
        tap->value_size += size;
    }
    return one->below->skip > 0 ? 0 : one->below->text(one->below, text, size, err);
}

/* The record that was open has ended: it is the one, or forgotten. */
static void end_record(struct tap *tap)
{
    tap->depth = 0;
    tap->is_found = tap->walk->position == tap->position;
    if (tap->is_found)
        return;
    buffer_clear(&tap->text);
    tap->is_full = false;
}

static int on_close(struct sink *sink, struct error *err)
{
    struct tap_sink *one = (struct tap_sink *)sink;
    struct tap *tap = one->tap;
    const bool was_on = is_on(tap);
    int result = 0;

    if (was_on) {
        end_line(tap);
        tap->is_public = false;
        tap->depth -= tap->depth > 0;
    }
    if (one->below->skip > 0)
        one->below->skip--;
    else
        result = one->below->close(one->below, err);
    if (was_on && !is_on(tap))
        end_record(tap);
    return result;
}

static int on_damage(struct sink *sink, struct error *err)
{
    struct tap_sink *one = (struct tap_sink *)sink;

    return one->below->skip > 0 ? 0 : one->below->damage(one->below, err);
}

static int on_violation(struct sink *sink, const char *element, struct error *err)
{
    struct tap_sink *one = (struct tap_sink *)sink;

    return one->below->violation(one->below, element, err);
}

static int on_columns(struct sink *sink, const char *const *names, size_t count, struct error *err)
{
    struct tap_sink *one = (struct tap_sink *)sink;

    return one->below->columns(one->below, names, count, err);
}

struct sink *tap_sink(struct tap *tap, const struct walk *walk, struct layer *layer)
{
    static const struct sink sink = {on_open,      on_text,    on_close, on_damage,
                                     on_violation, on_columns, 0};
    struct tap_sink *one = &tap->sinks[layer - walk->layers];

    tap->walk = walk;
    one->sink = sink;
    one->tap = tap;
    one->below = &layer->sink;
    return &one->sink;
}

/* Goes on until the record has passed by, refused or not. */
static int find(struct transform *transform, struct tap *tap, struct error *err)
{
    struct record record;
    int got;

    while ((got = transform_next(transform, &record, err)) != 0) {
        if (got < 0 && err->kind != ERROR_RECORD)
            return tap->is_found ? 1 : -1;
        if (record.position >= tap->position)
            return 1;
    }
    return 0;
}

int tap_record(const struct mapping *mapping, struct reader *bytes, long position,
               struct buffer *text, struct error *err)
{
    /* What is hashed is not shown. */
    static const struct privacy_key key = {"k", "not a key of any worth", 22};
    const struct mappings mappings = {&mapping, 1};
    const struct origin origin = {.source = "", .batch = "", .document = "", .document_hash = ""};
    struct tap tap = {.position = position};
    struct transform *transform = transform_open_tapped(&mappings, bytes, &origin, &key, &tap, err);
    int found;

    if (transform == NULL)
        return -1;
    found = find(transform, &tap, err);
    if (found == 1)
        buffer_append(text, tap.text.data, tap.text.size);
    transform_close(transform);
    buffer_free(&tap.text);
    buffer_free(&tap.value);
    return found;
}
