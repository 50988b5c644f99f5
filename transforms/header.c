/* The search for columns, and the telling of those that are not there. */
#include "transforms/header.h"

#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/doubt.h"
#include "core/error.h"
#include "core/normal.h"
#include "core/utf8.h"
#include "transforms/drift.h"
#include "transforms/mapping_inside.h"
#include "transforms/personal.h"
#include "transforms/walk.h"

/* Bytes of messages: of the names that are listed, and of one that is not there. */
enum { LISTED_BYTES = 300, NAME_BYTES = 80 };

/* A header under check. */
struct header {
    struct layer *layer;
    const struct mapping *mapping;
    const char *const *names;
    size_t count;
    bool *is_there; /* by symbol */
    bool is_known;  /* a column is there that the mapping reads */
    struct arena *arena;
    struct buffer missing; /* "'Mã' or 'Mã đơn vị', 'Tên'" */
    struct buffer hint;    /* "; hint: is it 'Ma'?" */
    size_t missing_count;
    bool is_frozen;
};

/* The column that a branch reads; NULL for one that reads no column in particular. */
static const struct step *column_of(const struct branch *branch)
{
    if (branch->ups > 0 || branch->step_count == 0 || branch->steps[0].name == NULL)
        return NULL;
    return &branch->steps[0];
}

static bool has_column(struct header *header, const struct path *path)
{
    bool has = false;
    size_t i;

    for (i = 0; i < path->count; i++) {
        const struct step *column = column_of(&path->branches[i]);

        if (column == NULL || header->is_there[column->symbol]) {
            header->is_known = header->is_known || column != NULL;
            has = true;
        }
    }
    return has;
}

/* Names are alike without their marks too, which are often left out. */
static bool is_alike(const struct header *header, const char *name, const char *wanted)
{
    const char *bare = normal_bare(name, strlen(name), header->arena);
    const char *other = normal_bare(wanted, strlen(wanted), header->arena);

    return strcmp(bare, other) == 0 || words_are_alike(bare, other);
}

/* Advises the first name of the header that is nearly the one that is not there, and that nothing
 * else reads. */
static void advise(struct header *header, const char *wanted)
{
    size_t i;

    for (i = 0; i < header->count && header->hint.size == 0; i++)
        if (layer_symbol(header->layer, header->names[i]) == SYMBOL_OTHER &&
            is_alike(header, header->names[i], wanted))
            buffer_print(&header->hint, "; hint: is it '%s'?", header->names[i]);
}

static void note_missing(struct header *header, const struct path *path)
{
    size_t i;

    if (header->missing.size > LISTED_BYTES)
        return;
    for (i = 0; i < path->count; i++) {
        const char *name = column_of(&path->branches[i])->name;

        buffer_text(&header->missing, i > 0 ? " or " : (header->missing.size > 0 ? ", " : ""));
        buffer_print(&header->missing, "'%.*s'", (int)utf8_cut(name, strlen(name), NAME_BYTES),
                     name);
        advise(header, name);
    }
    header->missing_count++;
}

/* A field without which no record can be made. */
static bool is_needed(const struct mapping *mapping, const struct field *field)
{
    size_t i, k;

    if (field->default_value.text != NULL || field->take == TAKE_COUNT)
        return false;
    for (i = 0; i < mapping->condition_count && !field->is_required && !field->is_key; i++) {
        const struct condition *condition = &mapping->conditions[i];

        if (&mapping->fields[condition->field] != field)
            continue;
        for (k = 0; k < condition->equals.count && condition->equals.items[k][0] != '\0';)
            k++;
        if (k == condition->equals.count)
            return true;
    }
    return field->is_required || field->is_key;
}

static void check_field(struct header *header, const struct field *field)
{
    const int mode = header->mapping->contract.missing_fields;
    const bool is_needed_here = is_needed(header->mapping, field);

    if (field->path == NULL || !field_is_read(field) || has_column(header, field->path))
        return;
    if (!is_needed_here &&
        (!field->is_watched || mode == CONTRACT_IGNORE || mode == CONTRACT_EVOLVE))
        return;
    if (!is_needed_here)
        drift_count(&header->layer->walk->evaluation.drifts, DRIFT_MISSING, field->name, NULL);
    header->is_frozen = header->is_frozen || (!is_needed_here && mode == CONTRACT_FREEZE);
    note_missing(header, field->path);
}

/* Which version a record is of is not known yet, nor where this field stands in it. */
static bool has_versions(const struct mapping *mapping, const struct field *field)
{
    const struct version *versions = mapping->versions.items.items;
    size_t i;

    for (i = 0; i < mapping->versions.items.count; i++)
        if (field_set_find(&versions[i].own, field->name) != NULL)
            return true;
    return false;
}

static void check_fields(struct header *header)
{
    const struct mapping *mapping = header->mapping;
    const struct path *choice = mapping->versions.choose.path;
    size_t i;

    if (choice != NULL && !has_column(header, choice))
        note_missing(header, choice);
    for (i = 0; i < mapping->field_count; i++)
        if (!has_versions(mapping, &mapping->fields[i]))
            check_field(header, &mapping->fields[i]);
}

/* The header may be a first line of data after all, so that nothing personal may be shown. */
static void list_names(const struct header *header, struct buffer *text)
{
    size_t i;

    for (i = 0; i < header->count && text->size < LISTED_BYTES; i++) {
        const char *name = header->names[i];

        if (personal_value(name, strlen(name)) != NULL)
            name = "***";
        buffer_print(text, "%s%.*s", i > 0 ? ", " : "",
                     (int)utf8_cut(name, strlen(name), NAME_BYTES), name);
    }
    if (i < header->count)
        buffer_print(text, " and %zu more", header->count - i);
}

static int tell_missing(const struct header *header, struct error *err)
{
    const enum error_kind kind = header->is_frozen ? ERROR_DATA : ERROR_DOCUMENT;
    const char *word = header->missing_count > 1 ? "columns" : "column";
    const char *verb = header->missing_count > 1 ? "are" : "is";
    const long line = header->layer->decoder->line;
    struct buffer names = {0};

    if (header->is_known || header->hint.size > 0)
        list_names(header, &names);
    if (names.size > 0)
        error_at(err, kind, line, "%s %s %s not in the header (the header has: %s)%s", word,
                 buffer_string(&header->missing), verb, buffer_string(&names),
                 buffer_string(&header->hint));
    else
        error_at(err, kind, line,
                 "%s %s %s not in the header, nor is any other that the mapping reads; "
                 "hint: does the document begin with a header line?",
                 word, buffer_string(&header->missing), verb);
    buffer_free(&names);
    return -1;
}

/* True when the rows of the layer's document are the records. */
static bool has_records(const struct layer *layer)
{
    const struct walk *walk = layer->walk;
    const struct symbols *symbols = &walk->mapping->plan.symbols;
    const struct place *base =
        layer == walk->layers ? walk->mapping->plan.root : layer->base->place;
    const struct place *row = base->children[symbols_find(symbols, "row")];

    return row != NULL && row->kind == PLACE_RECORD;
}

int header_check(struct layer *layer, const char *const *names, size_t count, struct error *err)
{
    const struct mapping *mapping = layer->walk->mapping;
    struct header header = {.layer = layer, .mapping = mapping, .names = names, .count = count};
    int status = 0;
    size_t i;

    if (!has_records(layer))
        return 0;
    header.arena = arena_new();
    header.is_there =
        arena_array(header.arena, mapping->plan.symbols.count, sizeof *header.is_there);
    for (i = 0; i < count; i++)
        header.is_there[layer_symbol(layer, names[i])] = true;
    header.is_there[SYMBOL_OTHER] = false;
    check_fields(&header);
    if (header.missing_count > 0)
        status = tell_missing(&header, err);
    buffer_free(&header.missing);
    buffer_free(&header.hint);
    arena_free(header.arena);
    return status;
}
