/* From cells to values. */
#include "batch/carried_record.h"

#include <stdlib.h>
#include <string.h>

#include "batch/kept_table.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/query.h"
#include "core/table.h"

static const char *const stored_names[STORED_WIDTH] = {
    [STORED_SOURCE] = "nguon",    [STORED_BATCH] = "batch",        [STORED_DOCUMENT] = "tai_lieu",
    [STORED_POSITION] = "vi_tri", [STORED_VERSION] = "phien_ban",  [STORED_FETCHED] = "nhan_luc",
    [STORED_EXPIRES] = "het_han", [STORED_SEEN] = "thay_lan_cuoi",
};

/* -1 when the two stores do not both have it. */
static long find_column(const struct kept_table *table, const char *name)
{
    size_t i;

    for (i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i], name) == 0)
            return (long)i;
    return -1;
}

void carried_form_make(struct carried_form *form, struct arena *arena)
{
    const struct schema *schema = form->schema;
    long *fields = arena_array(arena, schema->column_count, sizeof *fields);
    size_t i;

    for (i = 0; i < schema->column_count; i++)
        fields[i] = find_column(form->table, schema->columns[i].name);
    for (i = 0; i < STORED_WIDTH; i++)
        form->columns[i] = find_column(form->table, stored_names[i]);
    form->fields = fields;
}

static struct value value_of(const char *text)
{
    return (struct value){text, text == NULL ? 0 : strlen(text)};
}

/* The question for the children of one record, whose key is ?1, ?2, ... */
static const char *print_sql(const struct schema *child, const struct kept_table *table,
                             const struct kept_table *owner, struct arena *arena)
{
    struct buffer sql = {0};
    const char *text;
    size_t i;

    buffer_text(&sql, "SELECT ");
    for (i = 0; i < child->column_count; i++)
        if (find_column(table, child->columns[i].name) < 0)
            buffer_print(&sql, "%sNULL", i == 0 ? "" : ", ");
        else
            buffer_print(&sql, "%s\"%s\"", i == 0 ? "" : ", ", child->columns[i].name);
    buffer_print(&sql, " FROM \"%s\"", table->name);
    for (i = 0; i < owner->key_count; i++)
        buffer_print(&sql, "%s\"%s\" = ?%zu", i == 0 ? " WHERE " : " AND ", owner->columns[i],
                     i + 1);
    buffer_text(&sql, " ORDER BY " CHILD_NUMBER);
    text = arena_text(arena, buffer_string(&sql));
    buffer_free(&sql);
    return text;
}

static int read_children(const struct carried_form *form, const struct schema *schema,
                         const char *const *key, struct rows *rows, struct arena *arena,
                         struct error *err)
{
    const struct kept_table *table = kept_tables_find(form->kept, schema->table);
    struct table *found = table_new(schema->table, NULL, schema->column_count, arena);
    size_t i;

    if (table == NULL || !table->is_in_store)
        return 0;
    if (form->store->run(form->store, print_sql(schema, table, form->table, arena), key,
                         form->table->key_count, table_add_row, found, err) != 0)
        return -1;
    rows->count = found->row_count;
    rows->values = arena_array(arena, rows->count * schema->column_count, sizeof *rows->values);
    for (i = 0; i < rows->count * schema->column_count; i++)
        rows->values[i] = value_of(found->cells[i]);
    return 0;
}

static int read_time(const struct carried_form *form, const char *const *cells, enum stored stored,
                     int64_t *instant, struct error *err)
{
    const char *text = cells[form->columns[stored]];
    struct error ignored;

    if (text == NULL || instant_parse(text, VIETNAM_OFFSET_SECONDS, instant, &ignored) == 0)
        return 0;
    return error_set(err, ERROR_DATA,
                     "table %s: %s of a row of batch %s, whose landing was purged, is no time; "
                     "hint: restore the store from a backup",
                     form->table->name, stored_names[stored], cells[form->columns[STORED_BATCH]]);
}

static int read_origin(const struct carried_form *form, const char *const *cells,
                       struct carried_record *carried, struct error *err)
{
    struct origin *origin = &carried->origin;

    origin->source = cells[form->columns[STORED_SOURCE]];
    origin->batch = cells[form->columns[STORED_BATCH]];
    origin->document = cells[form->columns[STORED_DOCUMENT]];
    if (read_time(form, cells, STORED_FETCHED, &origin->fetched_at, err) != 0 ||
        read_time(form, cells, STORED_EXPIRES, &origin->expires_at, err) != 0)
        return -1;
    return read_time(form, cells, STORED_SEEN, &carried->seen_at, err);
}

int carried_record_make(const struct carried_form *form, const char *const *cells,
                        struct arena *arena, struct carried_record *carried, struct error *err)
{
    const struct schema *schema = form->schema;
    struct record *record = &carried->record;
    size_t i;

    *carried = (struct carried_record){.record = {.schema = schema, .origin = &carried->origin}};
    if (read_origin(form, cells, carried, err) != 0)
        return -1;
    record->position = strtol(cells[form->columns[STORED_POSITION]], NULL, 10);
    record->version = cells[form->columns[STORED_VERSION]];
    record->values = arena_array(arena, schema->column_count, sizeof *record->values);
    record->children = arena_array(arena, schema->child_count, sizeof *record->children);
    for (i = 0; i < schema->column_count; i++)
        record->values[i] = value_of(form->fields[i] < 0 ? NULL : cells[form->fields[i]]);
    return 0;
}

int carried_record_add_children(const struct carried_form *form, const char *const *cells,
                                struct arena *arena, struct carried_record *carried,
                                struct error *err)
{
    const struct schema *schema = form->schema;
    struct rows *children = carried->record.children;
    size_t i;

    for (i = 0; i < schema->child_count; i++)
        if (read_children(form, &schema->children[i], cells, &children[i], arena, err) != 0)
            return -1;
    return 0;
}
